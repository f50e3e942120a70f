//! The indicators of a batch, of its periods and of its segments.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::parts::{Part, Period, by_period, by_value, segment_columns};
use super::{Clusters, Metric, MetricSettings, attribute, catalogue, moments};
use crate::stats::pooled;
use crate::types::{Annotated, Dataset, Indicator, Measure, Undefined};

/// How indicators are to be split.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Split {
    /// The columns whose values make segments.
    pub by: Vec<String>,
    /// The length of the periods.
    pub period: Option<Period>,
    /// The column whose values are waves to be pooled, with the weight of each; equal weights where none is said.
    pub pool: Option<(String, BTreeMap<String, f64>)>,
}

/// The indicators of a dataset: the main score first, then those of the whole batch, then the main score
/// by month, by channel and by attribute, where there are answers enough.
pub fn indicators(dataset: &Dataset, settings: &MetricSettings) -> Vec<Indicator> {
    let clusters = Clusters::of(dataset);
    let metrics = catalogue(dataset, &settings.scores);
    let mixed = moments(dataset);
    let mut all = whole(dataset, &metrics, &clusters, &mixed);
    let Some(main) = metrics.first() else { return all };
    let mut parts = by_period(dataset.iter(), Period::Month);
    for column in segment_columns(dataset, settings) {
        parts.extend(by_value(dataset.iter(), &column));
    }
    let enough = |measure: &Measure| {
        measure.known().is_some_and(|estimate| estimate.n >= settings.min_segment)
    };
    let of_parts = parts.into_iter().map(|part| of_part(main, part, &clusters, &mixed));
    all.extend(of_parts.filter(|indicator| enough(&indicator.value)));
    all
}

/// Every indicator of a dataset over the whole of it, then over each part that `split` makes; waves that are to
/// be pooled are. A part with fewer than `min_segment` answers has too few.
pub fn split_indicators(
    dataset: &Dataset,
    settings: &MetricSettings,
    split: &Split,
) -> Vec<Indicator> {
    let clusters = Clusters::of(dataset);
    let metrics = catalogue(dataset, &settings.scores);
    let mixed = moments(dataset);
    let mut all = match &split.pool {
        None => whole(dataset, &metrics, &clusters, &mixed),
        Some((column, weights)) => {
            metrics.iter().map(|metric| of_waves(dataset, metric, column, weights)).collect()
        }
    };
    let mut parts: Vec<Part<'_>> = Vec::new();
    for column in apart(&split.by, &mixed) {
        let values = by_value(dataset.iter(), &column);
        if let Some(length) = split.period {
            for value in &values {
                let crossed = by_period(value.rows.iter().copied(), length);
                parts.extend(
                    crossed.into_iter().map(|part| Part { segment: value.segment.clone(), ..part }),
                );
            }
        }
        parts.extend(values);
    }
    parts.extend(split.period.map(|length| by_period(dataset.iter(), length)).unwrap_or_default());
    for part in parts {
        all.extend(metrics.iter().map(|metric| {
            let part = Part {
                rows: part.rows.clone(),
                segment: part.segment.clone(),
                period: part.period.clone(),
            };
            let mut indicator = of_part(metric, part, &clusters, &mixed);
            if indicator.value.known().is_some_and(|known| known.n < settings.min_segment) {
                indicator.value = Measure::Undefined(Undefined::TooFew);
            }
            indicator
        }));
    }
    all
}

/// The columns to split by: those asked for, and the moment where several are mixed.
fn apart(by: &[String], mixed: &[String]) -> Vec<String> {
    let mut columns = by.to_vec();
    if mixed.len() > 1 && !columns.iter().any(|column| column == super::MOMENT) {
        columns.push(super::MOMENT.to_owned());
    }
    columns
}

fn whole(
    dataset: &Dataset,
    metrics: &[Metric],
    clusters: &Clusters,
    mixed: &[String],
) -> Vec<Indicator> {
    let of = |metric: &Metric| Indicator {
        name: metric.name.clone(),
        definition: defined(metric, None, clusters, mixed),
        segment: None,
        period: None,
        value: metric.measure(dataset.iter(), clusters),
    };
    metrics.par_iter().map(of).collect()
}

fn of_part(metric: &Metric, part: Part<'_>, clusters: &Clusters, mixed: &[String]) -> Indicator {
    Indicator {
        name: metric.name.clone(),
        definition: defined(metric, part.segment.as_deref(), clusters, mixed),
        value: metric.measure(part.rows.into_iter(), clusters),
        segment: part.segment,
        period: part.period,
    }
}

/// The definition of an indicator, with what its figure mixes or counts.
fn defined(
    metric: &Metric,
    segment: Option<&str>,
    clusters: &Clusters,
    mixed: &[String],
) -> String {
    let mut definition = metric.definition.clone();
    let of_one_moment = segment.is_some_and(|segment| segment.starts_with("moment="));
    if metric.given && mixed.len() > 1 && !of_one_moment {
        definition.push_str("; moments mixed: ");
        definition.push_str(&mixed.join(", "));
    }
    if clusters.repeated() {
        definition.push_str("; answers clustered by customer");
    }
    definition
}

/// A score over waves put together with weights.
fn of_waves(
    dataset: &Dataset,
    metric: &Metric,
    column: &str,
    weights: &BTreeMap<String, f64>,
) -> Indicator {
    let mut waves: BTreeMap<&str, Vec<Annotated<'_>>> = BTreeMap::new();
    for one in dataset.iter() {
        if let Some(wave) = attribute(one.feedback, column) {
            waves.entry(wave).or_default().push(one);
        }
    }
    let weight = |wave: &str| {
        if weights.is_empty() { 1.0 } else { weights.get(wave).copied().unwrap_or(0.0) }
    };
    let kept = waves.into_iter().map(|(wave, rows)| (weight(wave), wave, rows));
    let kept: Vec<(f64, &str, Vec<Annotated<'_>>)> =
        kept.filter(|(weight, ..)| *weight > 0.0).collect();
    let samples: Result<Vec<_>, Undefined> = kept
        .iter()
        .map(|(weight, _, rows)| {
            Ok((metric.form.sample(&metric.answers(rows.iter().copied()))?, *weight))
        })
        .collect();
    let value = match samples.map(|samples| pooled(&samples)) {
        Ok(Some(sample)) => Measure::Known(sample.estimate()),
        Ok(None) => Measure::Undefined(Undefined::NoData),
        Err(reason) => Measure::Undefined(reason),
    };
    let named: Vec<String> =
        kept.iter().map(|(weight, wave, _)| format!("{wave} × {weight}")).collect();
    Indicator {
        name: metric.name.clone(),
        definition: format!(
            "{}; waves of `{column}` pooled: {}",
            metric.definition,
            named.join(", ")
        ),
        segment: None,
        period: None,
        value,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::evidence::fixtures::{feedback, judged};
    use crate::types::{Scale, Sentiment};

    fn shops() -> Dataset {
        let mut dataset = Dataset::new();
        for index in 0..90 {
            let mut one = feedback(index, "Avis");
            let lyon = index % 3 == 0;
            one.ratings.insert(Scale::Nps, if lyon { 3.0 } else { 9.0 });
            one.received = Some(date(2026, if index < 60 { 3 } else { 4 }, 2).at(10, 0, 0, 0));
            let shop = if lyon { "Lyon" } else { "Lille" };
            one.attributes.insert("Magasin".to_owned(), shop.to_owned());
            one.attributes.insert("Ticket".to_owned(), index.to_string());
            dataset.push(one, judged(if lyon { Sentiment::Negative } else { Sentiment::Positive }));
        }
        dataset
    }

    fn value(all: &[Indicator], name: &str, part: Option<&str>) -> f64 {
        let of = |one: &&Indicator| {
            one.name == name && one.segment.as_deref().or(one.period.as_deref()) == part
        };
        all.iter().find(of).unwrap().value.known().unwrap().value
    }

    #[test]
    fn the_main_score_comes_first_and_by_part() {
        let all = indicators(&shops(), &MetricSettings::default());
        assert_eq!(all[0].name, "nps");
        assert!((value(&all, "nps", None) - 100.0 / 3.0).abs() < 1e-9);
        assert!((value(&all, "nps", Some("Magasin=Lyon")) + 100.0).abs() < 1e-9);
        assert!((value(&all, "nps", Some("2026-04")) - 100.0 / 3.0).abs() < 1e-9);
        assert!((value(&all, "nps_promoters", None) - 2.0 / 3.0).abs() < 1e-9);
        assert!((value(&all, "sentiment_net", None) - 1.0 / 3.0).abs() < 1e-9);
        // A ticket number is no segment.
        assert!(all.iter().all(|one| !one.segment.as_deref().unwrap_or("").starts_with("Ticket")));
    }

    #[test]
    fn a_small_part_is_not_given() {
        let settings = MetricSettings { min_segment: 31, ..MetricSettings::default() };
        let all = indicators(&shops(), &settings);
        assert!(all.iter().all(|one| one.period.as_deref() != Some("2026-04")));
    }

    #[test]
    fn an_empty_batch_has_reasons_and_no_figures() {
        let all = indicators(&Dataset::new(), &MetricSettings::default());
        assert_eq!(all[0].name, "sentiment_net");
        assert!(all.iter().all(|one| one.value == Measure::Undefined(Undefined::NoData)));
    }

    #[test]
    fn hot_and_cold_answers_are_never_mixed_silently() {
        let dataset: Dataset = shops()
            .iter()
            .map(|one| {
                let mut feedback = one.feedback.clone();
                let moment = if one.index < 60 { "hot" } else { "cold" };
                feedback.attributes.insert("moment".to_owned(), moment.to_owned());
                (feedback, one.annotation.clone())
            })
            .collect();
        for all in [
            indicators(&dataset, &MetricSettings::default()),
            split_indicators(&dataset, &MetricSettings::default(), &Split::default()),
        ] {
            assert!(
                all[0].definition.ends_with("moments mixed: cold, hot"),
                "{}",
                all[0].definition
            );
            let cold =
                all.iter().find(|one| one.segment.as_deref() == Some("moment=cold")).unwrap();
            assert!(!cold.definition.contains("mixed"), "{}", cold.definition);
        }
    }

    #[test]
    fn parts_cross_and_small_ones_have_a_reason() {
        let split =
            Split { by: vec!["magasin".to_owned()], period: Some(Period::Month), pool: None };
        let all = split_indicators(&shops(), &MetricSettings::default(), &split);
        let of = |segment: &str, period: Option<&str>| {
            let found = all.iter().find(|one| {
                one.name == "nps"
                    && one.segment.as_deref() == Some(segment)
                    && one.period.as_deref() == period
            });
            found.unwrap().value
        };
        assert_eq!(of("magasin=Lyon", None).known().unwrap().n, 30);
        assert_eq!(of("magasin=Lyon", Some("2026-04")), Measure::Undefined(Undefined::TooFew));
        assert!((of("magasin=Lille", Some("2026-03")).known().unwrap().value - 100.0).abs() < 1e-9);
    }

    #[test]
    fn waves_are_pooled_with_their_weights() {
        let weights = [("Lyon".to_owned(), 3.0), ("Lille".to_owned(), 1.0)].into();
        let split = Split { pool: Some(("Magasin".to_owned(), weights)), ..Split::default() };
        let all = split_indicators(&shops(), &MetricSettings::default(), &split);
        assert!((all[0].value.known().unwrap().value + 50.0).abs() < 1e-9);
        assert!(all[0].definition.contains("Lyon × 3"), "{}", all[0].definition);
    }

    #[test]
    fn several_answers_of_one_customer_widen_the_interval() {
        let by = |customers: usize| -> Dataset {
            let rows = shops();
            let row = |at: usize| {
                let one = rows.get(at);
                let mut feedback = one.feedback.clone();
                feedback.customer = Some((at % customers).to_string());
                (feedback, one.annotation.clone())
            };
            (0..90).map(row).collect()
        };
        let width = |dataset: &Dataset| {
            let known = *indicators(dataset, &MetricSettings::default())[0].value.known().unwrap();
            known.high - known.low
        };
        assert!(width(&by(9)) > 2.0 * width(&by(90)));
    }
}
