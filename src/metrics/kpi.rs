//! Indicators of the business, from a table that the user gives: conversion, abandonment, retention, churn,
//! lifetime value, acquisition cost.

use crate::stats::wilson;
use crate::types::{Estimate, Indicator, Measure, Undefined};

/// One row of a table of key figures: what happened in a period, at a touchpoint where one is said.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct KpiRow {
    /// The period, as the table names it.
    pub period: Option<String>,
    /// The touchpoint.
    pub touchpoint: Option<String>,
    /// Visitors.
    pub visitors: Option<f64>,
    /// Conversions.
    pub conversions: Option<f64>,
    /// Carts created.
    pub carts: Option<f64>,
    /// Orders placed.
    pub orders: Option<f64>,
    /// Customers at the beginning.
    pub customers_start: Option<f64>,
    /// Customers at the end.
    pub customers_end: Option<f64>,
    /// New customers.
    pub new_customers: Option<f64>,
    /// Customers lost.
    pub lost_customers: Option<f64>,
    /// Spent to acquire customers.
    pub acquisition_spend: Option<f64>,
    /// The margin of a customer in a period.
    pub margin: Option<f64>,
    /// The discount rate of a period, 0 to 1.
    pub discount: Option<f64>,
}

/// The indicators that each row allows.
///
/// - conversion = conversions / visitors; abandonment = 1 − orders / carts created;
/// - retention = (E − N) / S; churn = lost / S;
/// - CAC = acquisition spend / new customers;
/// - CLV = m r / (1 + d − r), first margin excluded; × (1 + d) / r included, r being the retention.
///
/// Shares bear a Wilson interval, and the lifetime value that of its retention: what another period alike could
/// have given. Amounts that are counted and not sampled have none.
pub fn kpis(rows: &[KpiRow]) -> Vec<Indicator> {
    rows.iter().flat_map(of_row).collect()
}

fn of_row(row: &KpiRow) -> Vec<Indicator> {
    let retention = row
        .customers_end
        .zip(row.new_customers)
        .zip(row.customers_start)
        .map(|((end, new), start)| share(end - new, start));
    let clv = |first: bool| {
        let discount = row.discount.unwrap_or(0.0);
        Some(lifetime(row.margin?, retention?, discount, first))
    };
    let found = [
        ("conversion", row.conversions.zip(row.visitors).map(|(part, of)| share(part, of))),
        (
            "abandonment",
            row.orders.zip(row.carts).map(|(orders, carts)| share(carts - orders, carts)),
        ),
        ("retention", retention),
        ("churn", row.lost_customers.zip(row.customers_start).map(|(lost, of)| share(lost, of))),
        ("cac", row.acquisition_spend.zip(row.new_customers).map(|(spend, new)| each(spend, new))),
        ("clv", clv(false)),
        ("clv_with_first_margin", clv(true)),
    ];
    let segment = row.touchpoint.as_ref().map(|touchpoint| format!("touchpoint={touchpoint}"));
    let indicator = |(name, value): (&str, Option<Measure>)| {
        Some(Indicator {
            name: name.to_owned(),
            definition: definition(name).to_owned(),
            segment: segment.clone(),
            period: row.period.clone(),
            value: value?,
        })
    };
    found.into_iter().filter_map(indicator).collect()
}

fn definition(name: &str) -> &'static str {
    match name {
        "conversion" => "conversions / visitors",
        "abandonment" => "1 − orders / carts created",
        "retention" => "(customers at the end − new) / customers at the beginning",
        "churn" => "customers lost / customers at the beginning",
        "cac" => "acquisition spend / new customers",
        "clv" => "margin × retention / (1 + discount − retention), first margin excluded",
        _ => "margin × (1 + discount) / (1 + discount − retention)",
    }
}

/// A share of counts; undefined where they are no counts of a part and its whole.
fn share(part: f64, whole: f64) -> Measure {
    if whole <= 0.0 {
        return Measure::Undefined(Undefined::NoData);
    }
    if part < 0.0 || part > whole {
        return Measure::Undefined(Undefined::NoContrast);
    }
    wilson(count(part), count(whole))
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count of a table")]
fn count(number: f64) -> u64 {
    number.round().clamp(0.0, 1e15) as u64
}

/// An amount a head. It is counted, not sampled: its interval is itself.
fn each(amount: f64, heads: f64) -> Measure {
    if heads <= 0.0 {
        return Measure::Undefined(Undefined::NoData);
    }
    let value = amount / heads;
    Measure::Known(Estimate { value, low: value, high: value, n: count(heads) })
}

/// The lifetime value of a margin, a retention and a discount rate.
fn lifetime(margin: f64, retention: Measure, discount: f64, first: bool) -> Measure {
    let Measure::Known(retention) = retention else { return retention };
    let of = |r: f64| {
        let rest = 1.0 + discount - r;
        (rest > 0.0).then(|| margin * if first { 1.0 + discount } else { r } / rest)
    };
    match (of(retention.value), of(retention.low), of(retention.high)) {
        (Some(value), Some(low), Some(high)) => {
            Measure::Known(Estimate { value, low, high, n: retention.n })
        }
        _ => Measure::Undefined(Undefined::NoContrast),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(all: &[Indicator], name: &str) -> f64 {
        all.iter().find(|one| one.name == name).unwrap().value.known().unwrap().value
    }

    #[test]
    fn a_period_has_its_published_figures() {
        let row = KpiRow {
            period: Some("2026-03".to_owned()),
            visitors: Some(10_000.0),
            conversions: Some(250.0),
            carts: Some(1_000.0),
            orders: Some(300.0),
            customers_start: Some(1_000.0),
            customers_end: Some(1_000.0),
            new_customers: Some(200.0),
            lost_customers: Some(200.0),
            acquisition_spend: Some(9_000.0),
            margin: Some(120.0),
            discount: Some(0.1),
            ..KpiRow::default()
        };
        let all = kpis(&[row]);
        for (name, expected) in [
            ("conversion", 0.025),
            ("abandonment", 0.7),
            ("retention", 0.8),
            ("churn", 0.2),
            ("cac", 45.0),
            ("clv", 320.0),
            ("clv_with_first_margin", 440.0),
        ] {
            assert!((value(&all, name) - expected).abs() < 1e-9, "{name}");
        }
    }

    #[test]
    fn what_is_missing_gives_no_figure_and_what_cannot_be_gives_a_reason() {
        let row = KpiRow { visitors: Some(0.0), conversions: Some(3.0), ..KpiRow::default() };
        let all = kpis(&[row]);
        assert_eq!(all.len(), 1);
        assert_eq!(all[0].value, Measure::Undefined(Undefined::NoData));
        let row = KpiRow { visitors: Some(2.0), conversions: Some(3.0), ..KpiRow::default() };
        assert_eq!(kpis(&[row])[0].value, Measure::Undefined(Undefined::NoContrast));
    }
}
