//! Indicators: the main one, the same by month and by segment, and the others.

use std::collections::BTreeMap;

use serde::Serialize;

use super::figure::{Figure, figure};
use crate::report::Report;
use crate::report::language::{Lang, one_line};
use crate::report::numbers::Unit;
use crate::types::{Estimate, Indicator};

/// One line of a table of indicators.
#[derive(Clone, Debug, Serialize)]
pub(in crate::report) struct Row {
    /// What it is about: an indicator, a month, a segment.
    pub name: String,
    /// The same in a few characters.
    pub short: String,
    /// Its value.
    pub figure: Figure,
    /// Its value as numbers, to draw.
    pub estimate: Option<Estimate>,
}

/// Indicators that are compared with each other: they share a unit, so they can share an axis.
#[derive(Clone, Debug, Serialize)]
pub(in crate::report) struct IndicatorTable {
    /// What the table shows.
    pub title: String,
    /// The definition of the figure.
    pub definition: String,
    /// Its lines.
    pub rows: Vec<Row>,
}

/// The main indicator over the whole batch: the first of the report.
pub(in crate::report) fn main_indicator(report: &Report) -> Option<&Indicator> {
    report.metrics.iter().find(|metric| metric.segment.is_none() && metric.period.is_none())
}

/// The main indicator by month where there are two months or more, else by week, in time order.
pub(in crate::report) fn months(report: &Report, lang: Lang) -> Vec<Row> {
    let Some(main) = main_indicator(report) else { return Vec::new() };
    let of_main =
        report.metrics.iter().filter(|metric| metric.name == main.name && metric.segment.is_none());
    let mut dated: Vec<(&str, &Indicator)> =
        of_main.filter_map(|metric| Some((metric.period.as_deref()?, metric))).collect();
    dated.sort_by_key(|(period, _)| *period);
    let (weeks, months): (Vec<_>, Vec<_>) =
        dated.into_iter().partition(|(period, _)| period.contains("-W"));
    let kept = if months.len() >= 2 || weeks.is_empty() { months } else { weeks };
    kept.into_iter()
        .map(|(period, metric)| row(lang, metric, lang.period(period), lang.short_period(period)))
        .collect()
}

/// The tables of indicators: the whole batch, then the main one by period, then each indicator by segment.
pub(in crate::report) fn indicator_tables(report: &Report, lang: Lang) -> Vec<IndicatorTable> {
    let mut tables = Vec::new();
    if let Some(main) = main_indicator(report) {
        let name = lang.indicator(&main.name);
        tables.push(IndicatorTable {
            title: lang.pick(format!("{name}, par période"), format!("{name}, by period")),
            definition: main.definition.clone(),
            rows: months(report, lang),
        });
    }
    for ((name, column), metrics) in by_segment(report) {
        let named = lang.indicator(name);
        let column = column_name(lang, column);
        tables.push(IndicatorTable {
            title: lang.pick(format!("{named}, par {column}"), format!("{named}, by {column}")),
            definition: metrics
                .first()
                .map_or_else(String::new, |(_, metric)| metric.definition.clone()),
            rows: metrics
                .iter()
                .map(|(value, metric)| row(lang, metric, one_line(value), one_line(value)))
                .collect(),
        });
    }
    tables.retain(|table| !table.rows.is_empty());
    tables
}

/// The indicators about a segment of the whole period, by indicator and column, in the order of the report.
fn by_segment(report: &Report) -> BTreeMap<(&str, &str), Vec<(&str, &Indicator)>> {
    let mut groups: BTreeMap<(&str, &str), Vec<(&str, &Indicator)>> = BTreeMap::new();
    for metric in report.metrics.iter().filter(|metric| metric.period.is_none()) {
        let Some(segment) = metric.segment.as_deref() else { continue };
        let (column, value) = segment.split_once('=').unwrap_or(("", segment));
        groups.entry((&metric.name, column)).or_default().push((value, metric));
    }
    groups
}

fn column_name(lang: Lang, column: &str) -> String {
    one_line(lang.role(if column.is_empty() { "segment" } else { column }))
}

fn row(lang: Lang, metric: &Indicator, name: String, short: String) -> Row {
    Row {
        name,
        short,
        figure: figure(lang, &metric.value, Unit::of_indicator(&metric.name)),
        estimate: metric.value.known().copied(),
    }
}
