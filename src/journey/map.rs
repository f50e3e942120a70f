//! The map: each phase with its volume, satisfaction, score, effort, emotions, pains, gains and words.

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::{JourneySettings, MomentOfTruth, moments_of_truth};
use crate::assets::JourneyPlan;
use crate::evidence::{Candidate, passage, pick, severities, telling};
use crate::metrics::{Clusters, MainScore, Metric};
use crate::stats::{wilson, wilson_share};
use crate::types::{Annotated, Dataset, Effort, Emotion, Evidence, Measure, Polarity, Touchpoint};

/// How many emotions, pains and gains a phase shows.
const SHOWN: usize = 3;

/// The journey as the feedback tell it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JourneyMap {
    /// The name of the plan, or its file.
    pub plan: String,
    /// The phases, in the order of the plan.
    pub phases: Vec<PhaseFinding>,
    /// The share of the judged feedback that speak of no touchpoint of the plan, 0 to 1 (Wilson).
    pub unlocated: Measure,
    /// The touchpoints that divide customers and move the score, the strongest first.
    pub moments_of_truth: Vec<MomentOfTruth>,
    /// Complaints about touchpoints for which nobody answers, where the plan names owners.
    pub unowned: Option<u64>,
}

/// A phase as the feedback tell it. What is not told stays empty.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PhaseFinding {
    /// The identifier of the phase.
    pub id: String,
    /// Its name in French.
    pub fr: String,
    /// Its name in English.
    pub en: String,
    /// How many feedback speak of it.
    pub volume: u64,
    /// The share of praise among what is praised or complained of, 0 to 1 (Wilson); both counts half.
    pub satisfaction: Measure,
    /// The main score of those who speak of it.
    pub score: Measure,
    /// The share that tell of undue effort, 0 to 1 (Wilson).
    pub effort: Measure,
    /// The emotions told, the most frequent first, with how many tell them.
    pub emotions: Vec<(Emotion, u64)>,
    /// The touchpoints complained of, the most frequent first.
    pub pains: Vec<(Touchpoint, u64)>,
    /// The touchpoints praised, the most frequent first.
    pub gains: Vec<(Touchpoint, u64)>,
    /// Complaints in the words of customers.
    pub complaints: Vec<Evidence>,
    /// Praise in the words of customers.
    pub praise: Vec<Evidence>,
}

/// The map of a plan.
pub fn journey_map(
    dataset: &Dataset,
    plan: &JourneyPlan,
    settings: &JourneySettings,
) -> JourneyMap {
    let severity = severities(dataset, &settings.severity);
    let clusters = Clusters::of(dataset);
    let placed: Vec<Touchpoint> =
        plan.phases.iter().flat_map(|phase| phase.touchpoints.iter().copied()).collect();
    let judged = || dataset.iter().filter(|one| one.annotation.sentiment.is_some());
    let located = |one: &Annotated<'_>| {
        one.annotation.touchpoints.iter().any(|answer| placed.contains(&answer.id))
    };
    let (all, lost) =
        (judged().count() as u64, judged().filter(|one| !located(one)).count() as u64);
    let phases = plan
        .phases
        .par_iter()
        .map(|phase| {
            let finding = phase_of(dataset, &phase.touchpoints, &severity, &clusters, settings);
            PhaseFinding {
                id: phase.id.clone(),
                fr: phase.fr.clone(),
                en: phase.en.clone(),
                ..finding
            }
        })
        .collect();
    let unowned = |one: Annotated<'_>| {
        let orphan = |answer: &&crate::types::TouchpointAnswer| {
            answer.polarity.complains() && !plan.owner.contains_key(&answer.id)
        };
        one.annotation.touchpoints.iter().filter(orphan).count() as u64
    };
    JourneyMap {
        plan: settings.plan.clone(),
        phases,
        unlocated: wilson(lost, all),
        moments_of_truth: moments_of_truth(dataset, settings),
        unowned: (!plan.owner.is_empty()).then(|| dataset.iter().map(unowned).sum()),
    }
}

/// What is told of some touchpoints; the names of the phase are still to come.
fn phase_of(
    dataset: &Dataset,
    touchpoints: &[Touchpoint],
    severity: &[f64],
    clusters: &Clusters,
    settings: &JourneySettings,
) -> PhaseFinding {
    let speaks = |one: &Annotated<'_>| {
        one.annotation.touchpoints.iter().any(|answer| touchpoints.contains(&answer.id))
    };
    let rows: Vec<Annotated<'_>> = dataset.iter().filter(speaks).collect();
    let n = rows.len() as u64;
    let told = tally(&rows, touchpoints);
    let quotes = |wanted: fn(Polarity) -> bool| {
        let candidate = |&one: &Annotated<'_>| {
            let answer = one
                .annotation
                .touchpoints
                .iter()
                .find(|answer| touchpoints.contains(&answer.id) && wanted(answer.polarity))?;
            let span = passage(&one.feedback.text, *answer.evidence.first()?);
            let severity = if wanted(Polarity::Negative) { severity[one.index] } else { 0.0 };
            Some(Candidate {
                index: one.index,
                span,
                telling: telling(one, span, answer.p, severity),
            })
        };
        pick(dataset, rows.iter().filter_map(candidate).collect(), settings.quotes)
    };
    PhaseFinding {
        id: String::new(),
        fr: String::new(),
        en: String::new(),
        volume: n,
        satisfaction: wilson_share(told.praised, told.opinions),
        score: Metric::of_score(MainScore::of(dataset)).measure(rows.iter().copied(), clusters),
        effort: wilson(told.effort, n),
        emotions: most(told.emotions),
        pains: most(told.pains),
        gains: most(told.gains),
        complaints: quotes(Polarity::complains),
        praise: quotes(|polarity| polarity == Polarity::Positive),
    }
}

/// What is counted of the feedback of a phase.
#[derive(Debug, Default)]
struct Told {
    pains: BTreeMap<Touchpoint, u64>,
    gains: BTreeMap<Touchpoint, u64>,
    emotions: BTreeMap<Emotion, u64>,
    /// Praise, both praise and complaint counting half.
    praised: f64,
    /// Praise and complaints.
    opinions: u64,
    effort: u64,
}

fn tally(rows: &[Annotated<'_>], touchpoints: &[Touchpoint]) -> Told {
    let mut told = Told::default();
    for &one in rows {
        let inside =
            one.annotation.touchpoints.iter().filter(|answer| touchpoints.contains(&answer.id));
        for (id, polarity) in inside.map(|answer| (answer.id, answer.polarity)) {
            if polarity.complains() {
                *told.pains.entry(id).or_insert(0) += 1;
            }
            if polarity.praises() {
                *told.gains.entry(id).or_insert(0) += 1;
            }
            told.opinions += u64::from(polarity != Polarity::Neutral);
            told.praised += match polarity {
                Polarity::Positive => 1.0,
                Polarity::Both => 0.5,
                Polarity::Negative | Polarity::Neutral => 0.0,
            };
        }
        for answer in &one.annotation.emotions {
            *told.emotions.entry(answer.id).or_insert(0) += 1;
        }
        told.effort +=
            u64::from(one.annotation.effort.is_some_and(|told| told.label == Effort::High));
    }
    told
}

/// The most frequent first, equal counts in the order of the labelling guide.
fn most<Id: Ord>(counts: BTreeMap<Id, u64>) -> Vec<(Id, u64)> {
    let mut counts: Vec<(Id, u64)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts.truncate(SHOWN);
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::fixtures::{complaint, feedback, judged, praise};
    use crate::types::{Expectation, Scale, Sentiment, SingleAnswer};

    fn shop() -> Dataset {
        let mut dataset = Dataset::new();
        for index in 0..200 {
            let (mut annotation, score, level) = match index % 5 {
                0 | 1 => (complaint(Touchpoint::Delivery), 2.0, Some(Expectation::Below)),
                2 => (praise(Touchpoint::Delivery), 9.0, Some(Expectation::Above)),
                3 => (praise(Touchpoint::Staff), 9.0, Some(Expectation::Met)),
                _ => (judged(Sentiment::Neutral), 8.0, None),
            };
            // Scores that vary a little: without spread nothing can be compared.
            let score = if index % 20 < 5 { 7.0 } else { score };
            annotation.expectation = level.map(|label| SingleAnswer { label, p: 0.9 });
            let mut one =
                feedback(index, &format!("Livraison ou accueil, comme attendu ou non {index}."));
            one.ratings.insert(Scale::Nps, score);
            dataset.push(one, annotation);
        }
        dataset
    }

    #[test]
    fn each_phase_says_what_is_told_of_it() {
        let plan = JourneyPlan::find("five-phases").unwrap();
        let map = journey_map(&shop(), &plan, &JourneySettings::default());
        let purchase = map.phases.iter().find(|phase| phase.id == "purchase").unwrap();
        assert_eq!(
            (purchase.volume, purchase.pains.as_slice()),
            (160, &[(Touchpoint::Delivery, 80)][..])
        );
        assert!((purchase.satisfaction.known().unwrap().value - 0.5).abs() < 1e-9);
        assert!(!purchase.complaints.is_empty() && !purchase.praise.is_empty());
        let loyalty = map.phases.iter().find(|phase| phase.id == "loyalty").unwrap();
        assert!(loyalty.volume == 0 && loyalty.complaints.is_empty());
        assert!((map.unlocated.known().unwrap().value - 0.2).abs() < 1e-9);
        assert_eq!(map.unowned, None);
    }

    #[test]
    fn a_moment_of_truth_divides_customers_and_moves_the_score() {
        let found = moments_of_truth(&shop(), &JourneySettings::default());
        let ids: Vec<Touchpoint> = found.iter().map(|one| one.touchpoint).collect();
        assert_eq!(ids, [Touchpoint::Delivery, Touchpoint::Staff]);
        assert_eq!(found[0].levels, [80, 0, 40, 0]);
        assert!(found[0].effect.known().is_none() || found[0].weight > 0.0);
        assert!(found[1].weight.abs() < 1e-12, "all alike: no moment of truth");
    }
}
