//! Why the score moved between two periods: who answered, then what they say, then what neither tells.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::DriverSettings;
use super::design::resampled;
use crate::metrics::{MainScore, MetricSettings, attribute, segment_columns, shares};
use crate::stats::{EXACT_PLAYERS, Sample, Z95, draw_key, float, group_weight};
use crate::types::{Annotated, Dataset, Estimate, Measure, Touchpoint, Undefined};

/// Values of a column with fewer scored feedback than this in one of the periods are put together.
const SMALL_VALUE: u64 = 10;

/// What is put together, or blank.
const OTHERS: &str = "…";

/// A period, both days included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
}

impl Span {
    /// Whether a day is in it.
    pub fn holds(self, day: Date) -> bool {
        self.from <= day && day <= self.to
    }
}

/// The score of a period.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct PeriodScore {
    /// The period.
    pub period: Span,
    /// Its score, in points.
    pub score: Measure,
}

/// A change of the main score, taken apart. `mix + themes + unexplained = change`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScoreChange {
    /// The score.
    pub score: String,
    /// Before.
    pub before: PeriodScore,
    /// After.
    pub after: PeriodScore,
    /// After less before, in points, normal interval.
    pub change: Measure,
    /// What the mix of each column changed, the largest first.
    pub mixes: Vec<MixEffect>,
    /// The column whose mix is taken out before themes are looked at.
    pub column: Option<String>,
    /// What is said of each touchpoint, the largest effect first.
    pub themes: Vec<ThemeChange>,
    /// What changed among those who speak of none of these touchpoints, the mix of `column` being equal.
    pub unexplained: Measure,
}

/// The change taken apart by one column (Kitagawa, symmetric).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MixEffect {
    /// The column.
    pub column: String,
    /// `Σ (w₂ − w₁) (r₁ + r₂) / 2`: what the change of shares alone did.
    pub mix: Measure,
    /// `Σ (r₂ − r₁) (w₁ + w₂) / 2`: what the scores within each value did.
    pub rate: Measure,
}

/// The change that goes with what is said of a touchpoint.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ThemeChange {
    /// The touchpoint.
    pub touchpoint: Touchpoint,
    /// Its Shapley share after less before, in points, the mix being equal.
    pub effect: Measure,
}

/// The last `weeks` weeks up to `until`, and as many before.
pub fn last_spans(until: Date, weeks: u32) -> (Span, Span) {
    let weeks = jiff::Span::new().weeks(weeks.clamp(1, 5_000));
    let day = jiff::Span::new().days(1);
    let middle = until.saturating_sub(weeks);
    let before = Span { from: middle.saturating_sub(weeks).saturating_add(day), to: middle };
    (before, Span { from: middle.saturating_add(day), to: until })
}

/// Alike scored feedback of one period.
struct Cell {
    after: bool,
    /// The value of the column, by number.
    value: usize,
    /// The touchpoints spoken of, a bit each.
    spoken: u64,
    points: f64,
    count: u64,
    key: u64,
}

/// Takes apart the change of the main score from one period to another.
///
/// # Errors
///
/// `NoDate` where nothing is dated, `TooFew` where one of the periods has fewer than `fewest_scored` scored
/// feedback.
pub fn score_change(
    dataset: &Dataset,
    (before, after): (Span, Span),
    settings: &DriverSettings,
    metrics: &MetricSettings,
) -> Result<ScoreChange, Undefined> {
    let score = MainScore::of(dataset);
    let rows: Vec<(bool, f64, Annotated<'_>)> = dataset
        .iter()
        .filter_map(|one| {
            let day = one.feedback.received?.date();
            let side = after.holds(day);
            (side || before.holds(day)).then_some((side, score.points(one)?, one))
        })
        .collect();
    if dataset.days().is_none() {
        return Err(Undefined::NoDate);
    }
    let sample = |side: bool| {
        let points = rows.iter().filter(move |row| row.0 == side).map(|row| row.1);
        Sample::of(points)
            .filter(|sample| sample.n >= settings.fewest_scored)
            .ok_or(Undefined::TooFew)
    };
    let (first, second) = (sample(false)?, sample(true)?);
    let columns = match &settings.mix {
        Some(column) => vec![column.clone()],
        None => segment_columns(dataset, metrics),
    };
    let mut mixes: Vec<(MixEffect, Vec<usize>)> =
        columns.iter().filter_map(|column| mix_of(&rows, column, settings)).collect();
    let size = |mix: &MixEffect| mix.mix.known().map_or(0.0, |mix| mix.value.abs());
    // Stable: equal effects stay in the order of the columns.
    mixes.sort_by(|a, b| size(&b.0).total_cmp(&size(&a.0)));
    let sure = |mix: &MixEffect| mix.mix.known().is_some_and(|mix| !mix.holds_zero());
    let taken = mixes.first().filter(|(mix, _)| settings.mix.is_some() || sure(mix));
    let values = taken.map_or_else(|| vec![0; rows.len()], |(_, values)| values.clone());
    let column = taken.map(|(mix, _)| mix.column.clone());
    let (themes, unexplained) = themes(&rows, &values, settings);
    let error = Z95 * (first.squared_error + second.squared_error).sqrt();
    let value = second.mean - first.mean;
    let n = first.n + second.n;
    let change = Measure::Known(Estimate { value, low: value - error, high: value + error, n });
    let period =
        |period, sample: Sample| PeriodScore { period, score: Measure::Known(sample.estimate()) };
    Ok(ScoreChange {
        score: score.name().to_owned(),
        before: period(before, first),
        after: period(after, second),
        change,
        mixes: mixes.into_iter().map(|(mix, _)| mix).collect(),
        column,
        themes,
        unexplained,
    })
}

type Rows<'a> = [(bool, f64, Annotated<'a>)];

/// The effect of one column, with the value of each row by number; none where it has one value only.
fn mix_of(
    rows: &Rows<'_>,
    column: &str,
    settings: &DriverSettings,
) -> Option<(MixEffect, Vec<usize>)> {
    let values = numbered(rows, column)?;
    let mut cells: BTreeMap<(bool, usize, u64), (f64, u64)> = BTreeMap::new();
    for ((side, points, _), &value) in rows.iter().zip(&values) {
        cells.entry((*side, value, points.to_bits())).or_insert((*points, 0)).1 += 1;
    }
    let count = values.iter().max().map_or(0, |most| most + 1);
    let effects = |weight: &dyn Fn(u64, u64) -> u64| {
        let mut parts = vec![[(0.0, 0.0); 2]; count];
        for (&(side, value, bits), &(points, count)) in &cells {
            let times = float(weight(count, draw_key(&[u64::from(side), value as u64, bits])));
            let part = &mut parts[value][usize::from(side)];
            part.0 += times * points;
            part.1 += times;
        }
        kitagawa(&parts)
    };
    let whole = effects(&|count, _| count);
    let draws: Vec<(f64, f64)> = (0..settings.resamples)
        .map(|draw| {
            effects(&|count, key| {
                group_weight(count, draw_key(&[settings.seed, u64::from(draw), key]))
            })
        })
        .collect();
    let n = rows.len() as u64;
    let effect = MixEffect {
        column: column.to_owned(),
        mix: resampled(whole.0, draws.iter().map(|draw| draw.0).collect(), n),
        rate: resampled(whole.1, draws.iter().map(|draw| draw.1).collect(), n),
    };
    Some((effect, values))
}

/// The mix and the rate effect, from the sum of points and the weight of each value before and after.
///
/// A value without feedback on one side has there the score that it has on the other: it is all mix.
pub(crate) fn kitagawa(parts: &[[(f64, f64); 2]]) -> (f64, f64) {
    let totals = [0, 1].map(|side| parts.iter().map(|part| part[side].1).sum::<f64>());
    if totals.iter().any(|&total| total <= 0.0) {
        return (f64::NAN, f64::NAN);
    }
    let (mut mix, mut rate) = (0.0, 0.0);
    for part in parts {
        let score = |side: usize| (part[side].1 > 0.0).then(|| part[side].0 / part[side].1);
        let (Some(first), Some(second)) = (score(0).or(score(1)), score(1).or(score(0))) else {
            continue;
        };
        let [before, after] = [0, 1].map(|side| part[side].1 / totals[side]);
        mix += (after - before) * f64::midpoint(first, second);
        rate += (second - first) * f64::midpoint(before, after);
    }
    (mix, rate)
}

/// The value of each row in a column as a number, those seldom seen on one side put together.
fn numbered(rows: &Rows<'_>, column: &str) -> Option<Vec<usize>> {
    let named: Vec<&str> =
        rows.iter().map(|row| attribute(row.2.feedback, column).unwrap_or(OTHERS)).collect();
    let mut counts: BTreeMap<&str, [u64; 2]> = BTreeMap::new();
    for (row, name) in rows.iter().zip(&named) {
        counts.entry(name).or_default()[usize::from(row.0)] += 1;
    }
    let large = |name: &str| counts[name].iter().all(|&count| count >= SMALL_VALUE);
    let kept: Vec<&str> = counts.keys().copied().filter(|name| large(name)).collect();
    let number = |name: &&str| kept.binary_search(name).unwrap_or(kept.len());
    let numbers: Vec<usize> = named.iter().map(number).collect();
    let distinct = numbers.iter().min() != numbers.iter().max();
    distinct.then_some(numbers)
}

/// What goes with each touchpoint, and what with none of them, the mix of the values being made equal.
fn themes(
    rows: &Rows<'_>,
    values: &[usize],
    settings: &DriverSettings,
) -> (Vec<ThemeChange>, Measure) {
    let touchpoints = spoken_of(rows, settings.fewest);
    let cells = cells(rows, values, &touchpoints);
    let players: Vec<usize> = (0..touchpoints.len()).collect();
    let of = |weights: &[f64]| -> Vec<f64> {
        let weights = same_mix(&cells, weights);
        let side = |after: bool| {
            let kept = cells.iter().zip(&weights).filter(move |(cell, _)| cell.after == after);
            shares(
                kept.map(|(cell, &weight)| (cell.spoken, cell.points, weight)),
                &players,
                settings.seed,
            )
        };
        let (first, second) = (side(false), side(true));
        let differ = second.of.iter().zip(&first.of).map(|(second, first)| second - first);
        differ.chain([second.nobody - first.nobody]).collect()
    };
    let whole: Vec<f64> = cells.iter().map(|cell| float(cell.count)).collect();
    let drawn: Vec<Vec<f64>> = (0..settings.resamples)
        .into_par_iter()
        .map(|draw| {
            let key = |cell: &Cell| draw_key(&[settings.seed, u64::from(draw), cell.key]);
            let weights: Vec<f64> =
                cells.iter().map(|cell| float(group_weight(cell.count, key(cell)))).collect();
            of(&weights)
        })
        .collect();
    let (value, n) = (of(&whole), rows.len() as u64);
    let measure = |at: usize| resampled(value[at], drawn.iter().map(|draw| draw[at]).collect(), n);
    let mut themes: Vec<ThemeChange> = touchpoints
        .iter()
        .enumerate()
        .map(|(at, &touchpoint)| ThemeChange { touchpoint, effect: measure(at) })
        .collect();
    let size = |one: &ThemeChange| one.effect.known().map_or(0.0, |effect| effect.value.abs());
    themes.sort_by(|a, b| size(b).total_cmp(&size(a)));
    (themes, measure(touchpoints.len()))
}

/// The touchpoints that enough rows speak of.
fn spoken_of(rows: &Rows<'_>, fewest: u64) -> Vec<Touchpoint> {
    let count = |id: Touchpoint| {
        rows.iter().filter(|row| row.2.annotation.touchpoint(id).is_some()).count() as u64
    };
    let spoken = Touchpoint::ALL.iter().copied().filter(|&id| count(id) >= fewest.max(1));
    spoken.take(EXACT_PLAYERS).collect()
}

fn cells(rows: &Rows<'_>, values: &[usize], touchpoints: &[Touchpoint]) -> Vec<Cell> {
    let mut counts: BTreeMap<(bool, usize, u64, u64), (f64, u64)> = BTreeMap::new();
    for ((after, points, one), &value) in rows.iter().zip(values) {
        let bit = |(at, &id): (usize, &Touchpoint)| {
            u64::from(one.annotation.touchpoint(id).is_some()) << at
        };
        let spoken: u64 = touchpoints.iter().enumerate().map(bit).sum();
        counts.entry((*after, value, spoken, points.to_bits())).or_insert((*points, 0)).1 += 1;
    }
    let cell = |((after, value, spoken, bits), (points, count))| Cell {
        after,
        value,
        spoken,
        points,
        count,
        key: draw_key(&[u64::from(after), value as u64, spoken, bits]),
    };
    counts.into_iter().map(cell).collect()
}

/// The weights of cells made such that every value weighs the same before and after: the mean of both.
fn same_mix(cells: &[Cell], weights: &[f64]) -> Vec<f64> {
    let values = cells.iter().map(|cell| cell.value).max().map_or(0, |most| most + 1);
    let mut sums = vec![[0.0; 2]; values];
    let mut totals = [0.0; 2];
    for (cell, weight) in cells.iter().zip(weights) {
        sums[cell.value][usize::from(cell.after)] += weight;
        totals[usize::from(cell.after)] += weight;
    }
    let factor = |cell: &Cell| {
        let [before, after] =
            [0, 1].map(|side: usize| sums[cell.value][side] / totals[side].max(1.0));
        let own = if cell.after { after } else { before };
        if before > 0.0 && after > 0.0 { f64::midpoint(before, after) / own } else { 1.0 }
    };
    cells.iter().zip(weights).map(|(cell, weight)| weight * factor(cell)).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::evidence::fixtures::{complaint, feedback, judged};
    use crate::types::{Annotation, Scale, Sentiment};

    const BEFORE: Span = Span { from: date(2026, 1, 1), to: date(2026, 1, 31) };
    const AFTER: Span = Span { from: date(2026, 2, 1), to: date(2026, 2, 28) };

    fn push(
        dataset: &mut Dataset,
        count: usize,
        month: i8,
        channel: &str,
        annotation: &Annotation,
        score: f64,
    ) {
        for _ in 0..count {
            let mut one = feedback(dataset.len(), "Avis");
            one.received = Some(date(2026, month, 10).at(9, 0, 0, 0));
            one.attributes.insert("channel".to_owned(), channel.to_owned());
            one.ratings.insert(Scale::Nps, score);
            dataset.push(one, annotation.clone());
        }
    }

    fn change(dataset: &Dataset) -> ScoreChange {
        let settings = DriverSettings { resamples: 100, ..DriverSettings::default() };
        score_change(dataset, (BEFORE, AFTER), &settings, &MetricSettings::default()).unwrap()
    }

    fn value(measure: Measure) -> f64 {
        measure.known().unwrap().value
    }

    /// Simpson: both channels are a little better after, and the whole is worse, for more answer on the worse one.
    #[test]
    fn a_change_of_mix_alone_is_told_as_such() {
        let mut dataset = Dataset::new();
        let neutral = judged(Sentiment::Neutral);
        for (month, store, web) in [(1, [90, 10], [5, 20]), (2, [23, 2], [26, 74])] {
            push(&mut dataset, store[0], month, "store", &neutral, 10.0);
            push(&mut dataset, store[1], month, "store", &neutral, 3.0);
            push(&mut dataset, web[0], month, "web", &neutral, 10.0);
            push(&mut dataset, web[1], month, "web", &neutral, 3.0);
        }
        let found = change(&dataset);
        let whole = *found.change.known().unwrap();
        assert!(whole.high < 0.0, "the whole falls: {whole:?}");
        let mix = &found.mixes[0];
        assert_eq!((mix.column.as_str(), found.column.as_deref()), ("channel", Some("channel")));
        assert!(mix.mix.known().unwrap().high < 0.0 && value(mix.rate) > 0.0, "{mix:?}");
        assert!((value(mix.mix) + value(mix.rate) - whole.value).abs() < 1e-9);
    }

    #[test]
    fn the_parts_sum_to_the_change() {
        let mut dataset = Dataset::new();
        let neutral = judged(Sentiment::Neutral);
        let (delivery, store) = (complaint(Touchpoint::Delivery), complaint(Touchpoint::Store));
        for (month, late) in [(1, 10), (2, 60)] {
            push(&mut dataset, 100, month, "web", &neutral, 10.0);
            push(&mut dataset, late, month, "web", &delivery, 2.0);
            push(&mut dataset, 20, month, "store", &store, 4.0);
            push(&mut dataset, 80 - usize::from(month == 2) * 30, month, "store", &neutral, 9.0);
        }
        let found = change(&dataset);
        let mix = if found.column.is_some() { value(found.mixes[0].mix) } else { 0.0 };
        let themes: f64 = found.themes.iter().map(|theme| value(theme.effect)).sum();
        let sum = mix + themes + value(found.unexplained);
        assert!((sum - value(found.change)).abs() < 1e-6, "{sum} {found:?}");
        assert_eq!(found.themes[0].touchpoint, Touchpoint::Delivery);
        assert!(found.themes[0].effect.known().unwrap().high < 0.0, "{:?}", found.themes[0]);
    }

    #[test]
    fn without_enough_on_both_sides_there_is_no_change_to_explain() {
        let mut dataset = Dataset::new();
        push(&mut dataset, 40, 1, "web", &judged(Sentiment::Neutral), 9.0);
        let refused = score_change(
            &dataset,
            (BEFORE, AFTER),
            &DriverSettings::default(),
            &MetricSettings::default(),
        );
        assert_eq!(refused, Err(Undefined::TooFew));
    }

    #[test]
    fn the_last_weeks_follow_each_other() {
        let (before, after) = last_spans(date(2026, 3, 29), 4);
        assert_eq!((after.from, after.to), (date(2026, 3, 2), date(2026, 3, 29)));
        assert_eq!((before.from, before.to), (date(2026, 2, 2), date(2026, 3, 1)));
    }
}
