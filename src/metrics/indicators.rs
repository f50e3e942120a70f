//! The indicators of a batch, of its months and of its segments.

use std::collections::{BTreeMap, BTreeSet};

use super::score::{count, is_detractor, is_promoter};
use super::{MainScore, MetricSettings};
use crate::stats::{float, float_len, wilson};
use crate::text::folded;
use crate::types::{Annotated, Dataset, Effort, Expectation, Indicator, Measure, Scale, Sentiment};

/// The attribute that holds the channel.
const CHANNEL: &str = "channel";

/// The indicators of a dataset: the main score first, then those of the whole batch, then the main score
/// by month, by channel and by attribute, where there are answers enough.
pub fn indicators(dataset: &Dataset, settings: &MetricSettings) -> Vec<Indicator> {
    let main = MainScore::of(dataset);
    let mut all = vec![whole(main.name(), main.definition(), main.measure(dataset.iter()))];
    if main == MainScore::Of(Scale::Nps) {
        all.extend(nps_classes(dataset));
    }
    all.extend(other_scores(dataset, main));
    all.extend(of_the_words(dataset));
    all.extend(by_month(dataset, main, settings));
    all.extend(by_attribute(dataset, main, settings));
    all
}

fn whole(name: &str, definition: &str, value: Measure) -> Indicator {
    Indicator {
        name: name.to_owned(),
        definition: definition.to_owned(),
        segment: None,
        period: None,
        value,
    }
}

fn nps_classes(dataset: &Dataset) -> Vec<Indicator> {
    let answers: Vec<f64> =
        dataset.iter().filter_map(|one| one.feedback.ratings.get(&Scale::Nps).copied()).collect();
    let n = answers.len() as u64;
    let (promoters, detractors) = (count(&answers, is_promoter), count(&answers, is_detractor));
    vec![
        whole("nps_promoters", "share of 9–10", wilson(promoters, n)),
        whole("nps_passives", "share of 7–8", wilson(n - promoters - detractors, n)),
        whole("nps_detractors", "share of 0–6", wilson(detractors, n)),
    ]
}

/// The scores of the other scales in the data, and the net sentiment.
fn other_scores(dataset: &Dataset, main: MainScore) -> Vec<Indicator> {
    let scored = |scale: Scale| dataset.iter().any(|one| one.feedback.ratings.contains_key(&scale));
    let scales = Scale::ALL.iter().copied().filter(|&scale| scored(scale)).map(MainScore::Of);
    scales
        .chain([MainScore::Sentiment])
        .filter(|&score| score != main)
        .map(|score| whole(score.name(), score.definition(), score.measure(dataset.iter())))
        .collect()
}

/// Shares told by the words alone.
fn of_the_words(dataset: &Dataset) -> Vec<Indicator> {
    let judged: Vec<Annotated<'_>> =
        dataset.iter().filter(|one| one.annotation.sentiment.is_some()).collect();
    let share = |part: &dyn Fn(&Annotated<'_>) -> bool| {
        wilson(judged.iter().filter(|one| part(one)).count() as u64, judged.len() as u64)
    };
    let negative = |one: &Annotated<'_>| one.annotation.sentiment() == Some(Sentiment::Negative);
    let positive = |one: &Annotated<'_>| one.annotation.sentiment() == Some(Sentiment::Positive);
    let effort =
        |one: &Annotated<'_>| one.annotation.effort.is_some_and(|told| told.label == Effort::High);
    let expectations: Vec<Expectation> =
        judged.iter().filter_map(|one| one.annotation.expectation).map(|told| told.label).collect();
    let below = expectations.iter().filter(|&&told| told == Expectation::Below).count() as u64;
    vec![
        whole("sentiment_positive", "share of positive among the judged", share(&positive)),
        whole("sentiment_negative", "share of negative among the judged", share(&negative)),
        whole("effort_high", "share that tell of undue effort among the judged", share(&effort)),
        whole(
            "expectation_below",
            "share below expectation among those that compare with one",
            wilson(below, expectations.len() as u64),
        ),
    ]
}

fn by_month(dataset: &Dataset, main: MainScore, settings: &MetricSettings) -> Vec<Indicator> {
    let mut months: BTreeMap<String, Vec<Annotated<'_>>> = BTreeMap::new();
    for one in dataset.iter() {
        if let Some(at) = one.feedback.received {
            months.entry(format!("{:04}-{:02}", at.year(), at.month())).or_default().push(one);
        }
    }
    let parts = months.into_iter().map(|(month, rows)| (None, Some(month), rows));
    parts.filter_map(|part| of_part(main, settings, part)).collect()
}

fn by_attribute(dataset: &Dataset, main: MainScore, settings: &MetricSettings) -> Vec<Indicator> {
    let names: BTreeSet<&str> =
        dataset.iter().flat_map(|one| one.feedback.attributes.keys().map(String::as_str)).collect();
    let channel_first = names.get(CHANNEL).copied().into_iter();
    let others = names.iter().copied().filter(|&name| name != CHANNEL);
    let segments = channel_first.chain(others).filter_map(|name| segments(dataset, name, settings));
    segments
        .flatten()
        .filter_map(|(value, rows)| of_part(main, settings, (Some(value), None, rows)))
        .collect()
}

type Rows<'a> = Vec<Annotated<'a>>;

/// The segments that an attribute makes, by value; none where it has too many values or is seldom filled.
fn segments<'a>(
    dataset: &'a Dataset,
    name: &str,
    settings: &MetricSettings,
) -> Option<Vec<(String, Rows<'a>)>> {
    let asked = settings.by.iter().any(|asked| folded(asked) == folded(name));
    let mut values: BTreeMap<&str, Rows<'a>> = BTreeMap::new();
    let mut filled = 0_u64;
    for one in dataset.iter() {
        let value = one.feedback.attributes.get(name).map_or("", |value| value.trim());
        if !value.is_empty() {
            filled += 1;
            values.entry(value).or_default().push(one);
            if !asked && values.len() > settings.max_segment_values {
                return None;
            }
        }
    }
    let often = asked || float(filled) >= settings.min_segment_share * float_len(dataset.len());
    let named = |(value, rows)| (format!("{name}={value}"), rows);
    (often && values.len() > 1).then(|| values.into_iter().map(named).collect())
}

fn of_part(
    main: MainScore,
    settings: &MetricSettings,
    (segment, period, rows): (Option<String>, Option<String>, Rows<'_>),
) -> Option<Indicator> {
    let value = main.measure(rows.into_iter());
    let enough = value.known().is_some_and(|estimate| estimate.n >= settings.min_segment);
    enough.then(|| Indicator { segment, period, ..whole(main.name(), main.definition(), value) })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::evidence::fixtures::{feedback, judged};
    use crate::types::Undefined;

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
}
