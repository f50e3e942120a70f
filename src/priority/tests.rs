//! The ranking on a made-up batch of 1,500 feedback.

use proptest::prelude::*;

use super::{PrioritySettings, priorities};
use crate::evidence::fixtures::{complaint, feedback, monday, praise, with_harm};
use crate::metrics::{MetricSettings, touchpoints};
use crate::signals::{WeakSignals, weak_signals};
use crate::types::{
    Annotation, Dataset, Feedback, Priority, Scale, Subject, Touchpoint, WeakSignalKind,
};

const COMMON: [Touchpoint; 6] = [
    Touchpoint::Delivery,
    Touchpoint::CustomerService,
    Touchpoint::Billing,
    Touchpoint::Website,
    Touchpoint::Store,
    Touchpoint::OfferPrice,
];

/// Words of no meaning that never repeat in the same order.
fn filler(index: usize) -> String {
    let words =
        ["gris", "pomme", "tiroir", "lampe", "nuage", "sentier", "cadre", "bureau", "vitre"];
    (1..5).map(|step| words[(index / step + 7 * index * step) % 9]).collect::<Vec<_>>().join(" ")
}

/// 1,500 feedback over 50 weeks: two in five complain of a common touchpoint; five children are hurt;
/// thirty speak of a lost parcel locker, all in the last four weeks.
fn batch() -> Vec<(Feedback, Annotation)> {
    let mut rows = Vec::new();
    for index in 0..1_500_usize {
        let mut week = i64::try_from(index / 30).unwrap();
        let (text, annotation, score) = if index % 300 == 7 {
            let text = "Notre enfant s'est blessé, la poussette s'est repliée".to_owned();
            (text, complaint(Touchpoint::Product), 0.0)
        } else if index % 50 == 11 {
            week = 46 + i64::try_from(index / 50 % 4).unwrap();
            let text = format!("La consigne automatique ne s'ouvre pas {}", filler(index));
            (text, complaint(Touchpoint::Information), 4.0)
        } else if index % 5 < 2 {
            let touchpoint = COMMON[index % 21 % 6];
            (format!("Trop long {}", filler(index)), complaint(touchpoint), 4.0)
        } else {
            (format!("Accueil agréable {}", filler(index)), praise(Touchpoint::Staff), 9.0)
        };
        let mut one = feedback(index, &format!("{text} {index}"));
        one.received = Some(monday(week).at(10, 0, 0, 0));
        one.ratings.insert(Scale::Nps, score);
        rows.push((one, annotation));
    }
    rows
}

fn ranked(rows: &[(Feedback, Annotation)]) -> (Vec<Priority>, WeakSignals) {
    let dataset: Dataset = rows.iter().cloned().collect();
    let metrics = MetricSettings { resamples: 20, ..MetricSettings::default() };
    let signals = weak_signals(&dataset, &crate::signals::tests::settings());
    let settings =
        PrioritySettings { resamples: 40, severity: with_harm(), ..PrioritySettings::default() };
    let ranked = priorities(&dataset, &touchpoints(&dataset, &metrics), &signals, &settings);
    (ranked, signals)
}

fn rank_of(ranked: &[Priority], word: &str) -> u32 {
    let named = |priority: &&Priority| match &priority.subject {
        Subject::WeakSignal { label, .. } => label.contains(word),
        Subject::Touchpoint { .. } => false,
    };
    ranked.iter().find(named).map_or(u32::MAX, |priority| priority.rank)
}

#[test]
fn what_is_rare_and_severe_or_new_is_among_the_first() {
    let (ranked, _) = ranked(&batch());
    let subjects: Vec<_> = ranked.iter().map(|one| (&one.subject, one.score)).collect();
    let hurt = rank_of(&ranked, "bless").min(rank_of(&ranked, "poussette"));
    assert!(hurt <= 5, "{subjects:#?}");
    let locker = rank_of(&ranked, "consigne").min(rank_of(&ranked, "automatique"));
    assert!(locker <= 5, "{subjects:#?}");
    // The touchpoint that the new signal covers whole is left to it.
    let information = Subject::Touchpoint { id: Touchpoint::Information };
    assert!(ranked.iter().all(|one| one.subject != information));
    // And what many tell is there as well.
    assert!(ranked.iter().take(6).any(|one| matches!(one.subject, Subject::Touchpoint { .. })));
}

#[test]
fn ranks_follow_scores_and_lie_in_their_intervals() {
    let (ranked, signals) = ranked(&batch());
    assert!(signals.signals.iter().any(|one| one.kind == WeakSignalKind::Novel));
    for (rank, priority) in (1..).zip(&ranked) {
        assert_eq!(priority.rank, rank);
        let [first, last] = priority.rank_interval;
        assert!(first <= rank && rank <= last);
        let sum: f64 = priority.factors.values().map(|one| one.level * one.weight).sum();
        assert!((sum - priority.score).abs() < 1e-9);
        assert!((0.0..=1.0 + 1e-9).contains(&priority.score));
        for factor in priority.factors.values() {
            let estimate = factor.value.known().unwrap();
            assert!(estimate.low <= estimate.value && estimate.value <= estimate.high);
        }
    }
    assert!(ranked.windows(2).all(|pair| pair[0].score >= pair[1].score));
}

#[test]
fn what_is_given_is_short() {
    let (ranked, signals) = ranked(&batch());
    assert!(ranked.len() <= 12);
    assert!(ranked.iter().all(|one| one.score >= 0.5 * ranked[0].score));
    // A single recent threat is listed, and is no priority.
    let mut rows = batch();
    let last = rows.iter().rposition(|row| row.0.text.starts_with("Accueil")).unwrap();
    rows[last]
        .1
        .signals
        .push(crate::evidence::fixtures::signal(crate::types::SignalKind::Escalation));
    rows[last].0.ratings.insert(Scale::Nps, 0.0);
    let (with_threat, more) = self::ranked(&rows);
    assert_eq!(more.signals.len(), signals.signals.len() + 1);
    let rare = |ranked: &[Priority]| {
        let kind = |one: &&Priority| {
            matches!(one.subject, Subject::WeakSignal { kind: WeakSignalKind::RareIntense, .. })
        };
        ranked.iter().filter(kind).count()
    };
    assert_eq!(rare(&with_threat), rare(&ranked));
}

#[test]
fn the_order_of_the_rows_does_not_change_the_ranks() {
    let rows = batch();
    let mut turned = rows.clone();
    turned.reverse();
    let figures = |rows: &[(Feedback, Annotation)]| -> Vec<_> {
        let (ranked, _) = ranked(rows);
        ranked.into_iter().map(|one| (one.subject, one.rank, one.rank_interval)).collect()
    };
    assert_eq!(figures(&rows), figures(&turned));
}

#[test]
fn without_scores_the_words_rank() {
    let mut rows = batch();
    for (one, _) in &mut rows {
        one.ratings.clear();
    }
    let (ranked, _) = ranked(&rows);
    assert!(ranked.iter().any(|one| one.factors["impact"].value.known().is_some()));
}

#[test]
fn nothing_said_gives_nothing_to_look_at() {
    assert!(ranked(&[]).0.is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn one_more_mention_never_lowers_reach(before in 1_usize..30, praises in 1_usize..60) {
        let rows = |complaints: usize| -> Vec<(Feedback, Annotation)> {
            (0..praises + complaints)
                .map(|index| {
                    let annotation = if index < praises {
                        praise(Touchpoint::Store)
                    } else {
                        complaint(Touchpoint::Billing)
                    };
                    (feedback(index, &format!("Avis {}", filler(index))), annotation)
                })
                .collect()
        };
        let reach = |complaints| {
            let (ranked, _) = ranked(&rows(complaints));
            let billing = Subject::Touchpoint { id: Touchpoint::Billing };
            let of = ranked.iter().find(|one| one.subject == billing);
            of.map(|one| one.factors["reach"].value.known().unwrap().value)
        };
        let (one, more) = (reach(before), reach(before + 1));
        if let (Some(one), Some(more)) = (one, more) {
            prop_assert!(more >= one, "{} {}", one, more);
        }
    }
}
