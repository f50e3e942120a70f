//! Whether complaints about a touchpoint became rarer after a dated action.

use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::change::Span;
use crate::metrics::MainScore;
use crate::stats::{Sample, clopper_pearson, difference, float};
use crate::types::{Annotated, Dataset, Estimate, Measure, Touchpoint, Undefined};

/// Complaints that are surely rarer than this part of what they were are resolved, if what is left is small.
const HALVED: f64 = 0.5;

/// What is left of complaints that are resolved, at most, as a part of what they were.
const LEFT: f64 = 0.25;

/// Something done about a touchpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Action {
    /// The first day on which it holds.
    pub date: Date,
    /// The touchpoint that it is about.
    pub touchpoint: Touchpoint,
    /// What was done, in a few words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// What became of the complaints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Surely less than half as frequent, and a quarter of what they were at most.
    Resolved,
    /// Surely less frequent.
    Improved,
    /// Neither surely less nor surely more frequent, and surely neither halved nor doubled.
    NoDetectableChange,
    /// Surely more frequent.
    Worse,
    /// Too few complaints to tell.
    Inconclusive,
}

/// An action and what followed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ActionOutcome {
    /// The action.
    pub action: Action,
    /// The weeks before.
    pub before: Span,
    /// The weeks after.
    pub after: Span,
    /// Feedback that complain of the touchpoint before, and those that could be judged.
    pub complaints_before: [u64; 2],
    /// The same after.
    pub complaints_after: [u64; 2],
    /// The frequency of complaints after over that before, exact interval.
    pub ratio: Measure,
    /// The main score after less before, in points.
    pub score: Measure,
    /// What this says.
    pub verdict: Verdict,
}

/// Compares the weeks after an action with those before. What else changed meanwhile is not taken out: a verdict
/// is no proof that the action did it.
pub fn outcome(dataset: &Dataset, action: &Action, weeks: u32) -> ActionOutcome {
    let span = jiff::Span::new().weeks(weeks.clamp(1, 5_000));
    let day = jiff::Span::new().days(1);
    let before =
        Span { from: action.date.saturating_sub(span), to: action.date.saturating_sub(day) };
    let after =
        Span { from: action.date, to: action.date.saturating_add(span).saturating_sub(day) };
    let rows = |span: Span| -> Vec<Annotated<'_>> {
        let inside =
            |one: &Annotated<'_>| one.feedback.received.is_some_and(|at| span.holds(at.date()));
        dataset.iter().filter(inside).collect()
    };
    let (first, second) = (rows(before), rows(after));
    let count = |rows: &[Annotated<'_>]| {
        let judged = rows.iter().filter(|one| one.annotation.sentiment.is_some());
        let complaint = |one: &&Annotated<'_>| {
            one.annotation
                .touchpoint(action.touchpoint)
                .is_some_and(|answer| answer.polarity.complains())
        };
        [judged.clone().filter(complaint).count() as u64, judged.count() as u64]
    };
    let (complaints_before, complaints_after) = (count(&first), count(&second));
    let ratio = frequency_ratio(complaints_after, complaints_before);
    ActionOutcome {
        action: action.clone(),
        before,
        after,
        complaints_before,
        complaints_after,
        ratio,
        score: score_difference(dataset, &second, &first),
        verdict: verdict(&ratio),
    }
}

/// The ratio of two frequencies `[events, of]` with its exact interval: given all events, those of the first are
/// binomial, and the ends of the Clopper–Pearson interval of their share make those of the ratio.
fn frequency_ratio([now, of_now]: [u64; 2], [past, of_past]: [u64; 2]) -> Measure {
    if of_now == 0 || of_past == 0 {
        return Measure::Undefined(Undefined::NoData);
    }
    if now + past == 0 {
        return Measure::Undefined(Undefined::TooFew);
    }
    let (low, high) = clopper_pearson(now, now + past);
    let scale = float(of_past) / float(of_now);
    let ratio = |share: f64| scale * share / (1.0 - share).max(1e-9);
    // Without any event before, the ratio is that of half an event.
    let value = scale * float(now) / if past == 0 { 0.5 } else { float(past) };
    Measure::Known(Estimate {
        value,
        low: ratio(low).min(value),
        high: ratio(high).max(value),
        n: now + past,
    })
}

fn verdict(ratio: &Measure) -> Verdict {
    let Measure::Known(ratio) = ratio else { return Verdict::Inconclusive };
    if ratio.high < HALVED && ratio.value <= LEFT {
        Verdict::Resolved
    } else if ratio.high < 1.0 {
        Verdict::Improved
    } else if ratio.low > 1.0 {
        Verdict::Worse
    } else if ratio.low > HALVED && ratio.high < 1.0 / HALVED {
        Verdict::NoDetectableChange
    } else {
        Verdict::Inconclusive
    }
}

fn score_difference(dataset: &Dataset, now: &[Annotated<'_>], past: &[Annotated<'_>]) -> Measure {
    let score = MainScore::of(dataset);
    let sample = |rows: &[Annotated<'_>]| {
        Sample::of(rows.iter().filter_map(|&one| score.points(one))).ok_or(Undefined::NoData)
    };
    let found = sample(now).and_then(|now| difference(now, sample(past)?));
    found.map_or_else(Measure::Undefined, |found| Measure::Known(found.difference))
}

/// `2026-03-01=delivery`, or `2026-03-01=delivery:what was done`.
impl FromStr for Action {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts =
            text.split_once('=').ok_or("an action is DATE=TOUCHPOINT, as 2026-03-01=delivery")?;
        let (touchpoint, name) =
            parts.1.split_once(':').map_or((parts.1, None), |(id, name)| (id, Some(name)));
        let known = || Touchpoint::ALL.iter().map(|id| id.id()).collect::<Vec<_>>().join(", ");
        Ok(Self {
            date: parts.0.trim().parse().map_err(|_| format!("`{}` is no day", parts.0))?,
            touchpoint: touchpoint
                .trim()
                .parse()
                .map_err(|error| format!("{error}; there are: {}", known()))?,
            name: name.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()),
        })
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::evidence::fixtures::{complaint, feedback, judged};
    use crate::types::{Scale, Sentiment};

    /// As many complaints about delivery among as many feedback, a month before and after 1 March.
    fn months(before: [usize; 2], after: [usize; 2]) -> Dataset {
        let mut dataset = Dataset::new();
        for (month, [complaints, all]) in [(2, before), (3, after)] {
            for at in 0..all {
                let mut one = feedback(dataset.len(), "Avis");
                one.received = Some(date(2026, month, 10).at(9, 0, 0, 0));
                let bad = at < complaints;
                one.ratings.insert(Scale::Nps, if bad { 2.0 } else { 9.0 });
                let annotation =
                    if bad { complaint(Touchpoint::Delivery) } else { judged(Sentiment::Neutral) };
                dataset.push(one, annotation);
            }
        }
        dataset
    }

    fn of(before: [usize; 2], after: [usize; 2]) -> ActionOutcome {
        let action: Action = "2026-03-01=delivery:transporteur changé".parse().unwrap();
        outcome(&months(before, after), &action, 8)
    }

    #[test]
    fn the_five_verdicts() {
        for (before, after, verdict) in [
            ([60, 400], [4, 400], Verdict::Resolved),
            ([60, 400], [30, 400], Verdict::Improved),
            ([200, 800], [198, 800], Verdict::NoDetectableChange),
            ([30, 400], [60, 400], Verdict::Worse),
            ([5, 400], [3, 400], Verdict::Inconclusive),
            ([0, 400], [0, 400], Verdict::Inconclusive),
            ([5, 400], [0, 0], Verdict::Inconclusive),
        ] {
            let found = of(before, after);
            assert_eq!(found.verdict, verdict, "{found:?}");
        }
    }

    #[test]
    fn the_ratio_counts_how_many_could_be_judged() {
        let found = of([40, 400], [10, 100]);
        assert!((found.ratio.known().unwrap().value - 1.0).abs() < 1e-12);
        assert!(found.score.known().unwrap().value.abs() < 1e-9);
        assert_eq!(found.action.name.as_deref(), Some("transporteur changé"));
    }

    #[test]
    fn an_action_is_a_day_and_a_touchpoint() {
        assert!("2026-03-01".parse::<Action>().is_err());
        let error = "2026-03-01=entrepot".parse::<Action>().unwrap_err();
        assert!(error.contains("delivery"), "{error}");
    }
}
