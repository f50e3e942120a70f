//! Customers worth a call: promoters whose words complain, and those whose scores fall.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::MetricSettings;
use crate::evidence::{Candidate, complaint_span, passage, pick, severity, telling};
use crate::stats::wilson;
use crate::types::{
    Annotated, ByteSpan, CrackedPromoters, Dataset, Evidence, Polarity, Scale, Sentiment,
    SignalAnswer, SignalKind, Touchpoint, TouchpointAnswer, Trajectory,
};

/// Signals that do not fit the best score.
const CRACKS: &[SignalKind] = &[
    SignalKind::ChurnIntent,
    SignalKind::RepeatEffort,
    SignalKind::UnmetExpectation,
    SignalKind::HedgedPraise,
    SignalKind::Resignation,
    SignalKind::Confusion,
    SignalKind::TrustWorry,
    SignalKind::Escalation,
    SignalKind::UnexpectedCost,
    SignalKind::BlameShifting,
    SignalKind::AntiRecommendation,
    SignalKind::LoyaltyErosion,
    SignalKind::Provisional,
    SignalKind::Pending,
];

/// What puts the quotes that both praise and complain before all others: more than a passage can tell.
const MIXED_FIRST: f64 = 2.0;

/// The fewest dated scores of a falling customer.
const FEWEST_SCORES: usize = 3;

/// Customers who give the best score (NPS 9–10, 5 stars, CSAT 5, CES 7, on the main scale) and complain
/// in their words, surely: of a touchpoint, or by any signal but a suggestion or the mention of a competitor.
/// None where nothing is scored.
pub fn cracked_promoters(dataset: &Dataset, settings: &MetricSettings) -> Option<CrackedPromoters> {
    let scale = dataset.main_scale()?;
    let promoters: Vec<Annotated<'_>> = dataset
        .iter()
        .filter(|one| one.annotation.sentiment.is_some())
        .filter(|one| one.feedback.ratings.get(&scale).is_some_and(|&score| score >= best(scale)))
        .collect();
    let cracked: Vec<Annotated<'_>> =
        promoters.iter().copied().filter(|&one| is_cracked(one, settings.sure_crack)).collect();
    let candidates = cracked.iter().map(|&one| {
        let (span, p) = complaint_span(one);
        let mixed = if is_mixed(one) { MIXED_FIRST } else { 0.0 };
        let telling = telling(one, span, p, severity(one, &settings.severity)) + mixed;
        Candidate { index: one.index, span, telling }
    });
    Some(CrackedPromoters {
        count: cracked.len() as u64,
        share: wilson(cracked.len() as u64, promoters.len() as u64),
        touchpoints: complained_touchpoints(&cracked),
        evidence: pick(dataset, candidates.collect(), settings.quotes),
    })
}

/// Whether the words both praise and complain, as those of a promoter who complains do.
fn is_mixed(one: Annotated<'_>) -> bool {
    let annotation = one.annotation;
    annotation.sentiment() == Some(Sentiment::Mixed)
        || annotation.touchpoints.iter().any(|answer| answer.polarity == Polarity::Both)
        || annotation.signal(SignalKind::HedgedPraise).is_some()
}

/// The lowest score of a promoter.
const fn best(scale: Scale) -> f64 {
    match scale {
        Scale::Nps => 9.0,
        Scale::Stars | Scale::Csat => 5.0,
        Scale::Ces => 7.0,
    }
}

/// Whether the words surely complain: a signal, a touchpoint spoken of well and badly, or one spoken of badly
/// in words that are not positive as a whole.
fn is_cracked(one: Annotated<'_>, sure: f64) -> bool {
    let praises = one.annotation.sentiment() == Some(Sentiment::Positive);
    let complaint = |answer: &TouchpointAnswer| match answer.polarity {
        Polarity::Both => true,
        Polarity::Negative => !praises,
        Polarity::Positive | Polarity::Neutral => false,
    };
    let complains = one
        .annotation
        .touchpoints
        .iter()
        .any(|answer| f64::from(answer.p) >= sure && complaint(answer));
    let crack =
        |signal: &SignalAnswer| f64::from(signal.p) >= sure && CRACKS.contains(&signal.kind);
    complains || one.annotation.signals.iter().any(crack)
}

fn complained_touchpoints(cracked: &[Annotated<'_>]) -> Vec<(Touchpoint, u64)> {
    let mut counts: BTreeMap<Touchpoint, u64> = BTreeMap::new();
    let answers = cracked.iter().flat_map(|one| &one.annotation.touchpoints);
    for answer in answers.filter(|answer| answer.polarity.complains()) {
        *counts.entry(answer.id).or_default() += 1;
    }
    let mut counts: Vec<(Touchpoint, u64)> = counts.into_iter().collect();
    counts.sort_by_key(|&(id, count)| (std::cmp::Reverse(count), id));
    counts
}

/// Customers with three dated scores or more on the main scale whose last score is below the first by
/// `min_fall` of the scale or more, and who fell more often than they rose (Kendall's count of pairs is
/// negative). The steepest first, then by customer; none where no customer is known.
pub fn falling_customers(dataset: &Dataset, settings: &MetricSettings) -> Option<Vec<Trajectory>> {
    let scale = dataset.main_scale();
    let mut histories: BTreeMap<&str, Vec<(Date, usize, f64)>> = BTreeMap::new();
    let mut known = false;
    for one in dataset.iter() {
        let Some(customer) = one.feedback.customer.as_deref() else { continue };
        known = true;
        let score = scale.and_then(|scale| one.feedback.ratings.get(&scale));
        if let (Some(&score), Some(at)) = (score, one.feedback.received) {
            histories.entry(customer).or_default().push((at.date(), one.index, score));
        }
    }
    let range = scale.map_or(0.0, |scale| scale.bounds().1 - scale.bounds().0);
    let mut falling: Vec<Trajectory> = histories
        .into_iter()
        .filter_map(|(customer, history)| {
            fall(dataset, customer, history, range * settings.min_fall)
        })
        .collect();
    // Stable: equal falls stay by customer.
    falling.sort_by(|a, b| a.change.total_cmp(&b.change));
    falling.truncate(settings.max_customers);
    known.then_some(falling)
}

fn fall(
    dataset: &Dataset,
    customer: &str,
    mut history: Vec<(Date, usize, f64)>,
    least: f64,
) -> Option<Trajectory> {
    history.sort_by_key(|&(day, index, _)| (day, dataset.get(index).feedback.received, index));
    let (first, last) = (history.first()?, history.last()?);
    let change = last.2 - first.2;
    let falls = history.len() >= FEWEST_SCORES && change <= -least && pairs(&history) < 0;
    falls.then(|| Trajectory {
        customer: customer.to_owned(),
        scores: history.iter().map(|&(day, _, score)| (day, score)).collect(),
        change,
        evidence: last_words(dataset, &history),
    })
}

/// Pairs of scores that rise less pairs that fall.
fn pairs(history: &[(Date, usize, f64)]) -> i64 {
    let mut sum = 0;
    for (at, earlier) in history.iter().enumerate() {
        for later in &history[at + 1..] {
            sum += i64::from(later.2 > earlier.2) - i64::from(later.2 < earlier.2);
        }
    }
    sum
}

fn last_words(dataset: &Dataset, history: &[(Date, usize, f64)]) -> Vec<Evidence> {
    let written = history.iter().rev().map(|&(_, index, _)| dataset.get(index));
    let quote = written.map(|one| {
        let (span, _) = complaint_span(one);
        let span =
            if span.is_empty() { passage(&one.feedback.text, ByteSpan::new(0, 0)) } else { span };
        Evidence { id: one.feedback.id.clone(), span }
    });
    quote.filter(|quote| !quote.span.is_empty()).take(1).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::fixtures::{complaint, feedback, monday, praise, signal};

    fn scored(index: usize, customer: &str, week: i64, score: f64) -> crate::types::Feedback {
        let mut one = feedback(index, "Le service n'est plus ce qu'il était.");
        one.customer = Some(customer.to_owned());
        one.received = Some(monday(week).at(9, 0, 0, 0));
        one.ratings.insert(Scale::Nps, score);
        one
    }

    #[test]
    fn a_promoter_who_complains_is_cracked() {
        let mut dataset = Dataset::new();
        dataset.push(scored(0, "a", 0, 9.0), complaint(Touchpoint::Delivery));
        dataset.push(scored(1, "b", 0, 10.0), praise(Touchpoint::Staff));
        let mut hedged = praise(Touchpoint::Staff);
        hedged.signals.push(signal(SignalKind::HedgedPraise));
        dataset.push(scored(2, "c", 0, 10.0), hedged);
        dataset.push(scored(3, "d", 0, 3.0), complaint(Touchpoint::Delivery));
        let found = cracked_promoters(&dataset, &MetricSettings::default()).unwrap();
        assert_eq!(found.count, 2);
        assert!((found.share.known().unwrap().value - 2.0 / 3.0).abs() < 1e-9);
        assert_eq!(found.touchpoints, [(Touchpoint::Delivery, 1)]);
        // Who praises and complains is quoted before who only seems to complain.
        assert_eq!(found.evidence[0].id, "f2");
    }

    #[test]
    fn a_doubtful_complaint_of_a_promoter_does_not_count() {
        let mut dataset = Dataset::new();
        let mut doubtful = complaint(Touchpoint::Delivery);
        doubtful.touchpoints[0].p = 0.55;
        dataset.push(scored(0, "a", 0, 10.0), doubtful);
        // Two answers of the model that contradict each other.
        let mut torn = praise(Touchpoint::Staff);
        torn.touchpoints[0].polarity = Polarity::Negative;
        dataset.push(scored(1, "b", 0, 10.0), torn);
        let mut weak = praise(Touchpoint::Staff);
        weak.signals.push(signal(SignalKind::Confusion));
        weak.signals[0].p = 0.5;
        dataset.push(scored(2, "c", 0, 10.0), weak);
        let mut both = praise(Touchpoint::Information);
        both.touchpoints[0].polarity = Polarity::Both;
        dataset.push(scored(3, "d", 0, 10.0), both);
        let found = cracked_promoters(&dataset, &MetricSettings::default()).unwrap();
        assert_eq!(found.count, 1);
        assert_eq!(found.touchpoints, [(Touchpoint::Information, 1)]);
    }

    #[test]
    fn a_fall_of_three_points_over_three_answers_is_seen_the_steepest_first() {
        let mut dataset = Dataset::new();
        let scores = [
            ("steady", [8.0, 9.0, 8.0]),
            ("falling", [9.0, 7.0, 6.0]),
            ("steep", [10.0, 6.0, 1.0]),
            ("rising", [2.0, 6.0, 9.0]),
        ];
        for (customer, history) in scores {
            // Written latest first: the order of the file does not matter.
            for (week, &score) in (0..3_i32).zip(&history).rev() {
                let index = dataset.len();
                dataset.push(
                    scored(index, customer, week.into(), score),
                    complaint(Touchpoint::Store),
                );
            }
        }
        let falling = falling_customers(&dataset, &MetricSettings::default()).unwrap();
        let names: Vec<&str> = falling.iter().map(|one| one.customer.as_str()).collect();
        assert_eq!(names, ["steep", "falling"]);
        assert_eq!(falling[0].scores.iter().map(|one| one.1).collect::<Vec<_>>(), [10.0, 6.0, 1.0]);
        assert_eq!(falling[0].evidence.len(), 1);
    }

    #[test]
    fn without_scores_or_customers_nothing_is_claimed() {
        let mut dataset = Dataset::new();
        dataset.push(feedback(0, "Bien."), praise(Touchpoint::Store));
        assert_eq!(cracked_promoters(&dataset, &MetricSettings::default()), None);
        assert_eq!(falling_customers(&dataset, &MetricSettings::default()), None);
    }
}
