//! What is seldom said and very severe: a ranked list, outside the budget of false alerts.

use std::collections::{BTreeMap, BTreeSet};

use super::SignalSettings;
use super::describe::mean;
use super::features::{Class, Feature, Features, Side};
use super::group::{Group, common, group};
use crate::stats::{float, float_len};
use crate::types::{Dataset, SignalKind, Touchpoint};

/// The weight of the corpus mean in the severity of a feature, in feedback: one of one does not win.
const SHRINKAGE: f64 = 4.0;

/// How far above the corpus mean the shrunk severity of a rare subject stands, at least.
const ABOVE_MEAN: f64 = 0.2;

/// How far above the corpus mean its mean severity stands, in standard errors, at least.
const STANDARD_ERRORS: f64 = 2.5;

/// How much of a rare subject may already be told by another signal.
const ALREADY_TOLD: f64 = 0.4;

/// The most candidates that are grouped: the rest is less severe than all of them.
const CANDIDATES: usize = 400;

/// The least probability of a signal for a single feedback to be listed for it.
const SURE: f32 = 0.8;

/// A rare feature with its shrunk mean severity.
struct Candidate {
    feature: u32,
    severity: f64,
    members: Vec<usize>,
}

/// Rare and severe subjects, the most severe first, then single feedback that nobody should miss.
/// `told` holds the feedback of signals already found.
pub(super) fn rare_and_severe(
    dataset: &Dataset,
    features: &Features,
    severity: &[f64],
    settings: &SignalSettings,
    told: &[Vec<usize>],
) -> Vec<Group> {
    let kept = without_repeats(features);
    let candidates = candidates(features, severity, settings, &kept);
    let found: Vec<(u32, Vec<usize>)> =
        candidates.into_iter().map(|one| (one.feature, one.members)).collect();
    let mut groups = group(features, &found, settings.overlap, &|_, _| false);
    groups.retain(|one| {
        let size = float_len(one.members.len());
        told.iter().all(|other| float_len(common(&one.members, other)) < ALREADY_TOLD * size)
    });
    groups.truncate(settings.max_rare);
    groups.extend(cases(dataset, features, severity, settings, &groups, told));
    groups
}

/// The feedback that count: a text said again, by anybody, is one.
fn without_repeats(features: &Features) -> Vec<usize> {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut kept = Vec::new();
    for (index, wording) in features.wording.iter().enumerate() {
        if wording.as_deref().is_none_or(|wording| seen.insert(wording)) {
            kept.push(index);
        }
    }
    kept
}

fn candidates(
    features: &Features,
    severity: &[f64],
    settings: &SignalSettings,
    kept: &[usize],
) -> Vec<Candidate> {
    let most = (settings.rare_share * float_len(kept.len())).max(2.0);
    let rare = |id: u32| {
        let count = features.frequency[id as usize];
        let severe = !matches!(
            features.name(id),
            Feature::Touchpoint(_, Side::Praise) | Feature::Kind(SignalKind::Suggestion)
        );
        count >= 2 && float(count) <= most && severe
    };
    let mut members: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for &index in kept {
        for &id in features.of[index].iter().filter(|&&id| rare(id)) {
            members.entry(id).or_default().push(index);
        }
    }
    let corpus = mean(kept.iter().map(|&index| severity[index]));
    let spread = mean(kept.iter().map(|&index| (severity[index] - corpus).powi(2))).sqrt();
    let mut candidates: Vec<Candidate> = members
        .into_iter()
        .filter(|(_, members)| members.len() >= 2)
        .filter_map(|(feature, members)| {
            let n = float_len(members.len());
            let own = mean(members.iter().map(|&index| severity[index]));
            let shrunk = corpus + (own - corpus) * n / (n + SHRINKAGE);
            let far = (own - corpus) * n.sqrt() >= STANDARD_ERRORS * spread;
            (far && shrunk >= corpus + ABOVE_MEAN).then_some(Candidate {
                feature,
                severity: shrunk,
                members,
            })
        })
        .collect();
    // Of equals, a label before an expression before a word: it says more.
    let order = |one: &Candidate| {
        let name = features.name(one.feature);
        (std::cmp::Reverse(name.class().max(Class::Stem)), name)
    };
    candidates
        .sort_by(|a, b| b.severity.total_cmp(&a.severity).then_with(|| order(a).cmp(&order(b))));
    candidates.truncate(CANDIDATES);
    candidates
}

/// Single feedback with a threat, a breach of security or bodily harm, that no group holds.
fn cases(
    dataset: &Dataset,
    features: &Features,
    severity: &[f64],
    settings: &SignalSettings,
    groups: &[Group],
    told: &[Vec<usize>],
) -> Vec<Group> {
    let known = |index: usize| {
        let in_groups = groups.iter().any(|group| group.members.binary_search(&index).is_ok());
        in_groups || told.iter().any(|members| members.binary_search(&index).is_ok())
    };
    let mut cases: Vec<(f64, usize, Option<Feature>)> = dataset
        .iter()
        .filter(|one| !known(one.index))
        .filter_map(|one| {
            let threat = one
                .annotation
                .signal(SignalKind::Escalation)
                .filter(|signal| signal.p >= SURE)
                .map(|_| Feature::Kind(SignalKind::Escalation));
            let breach = one
                .annotation
                .touchpoint(Touchpoint::SecurityPrivacy)
                .filter(|answer| answer.polarity.complains() && answer.p >= SURE)
                .map(|answer| Feature::Touchpoint(answer.id, Side::Complaint));
            let cue = threat.or(breach);
            let grave = cue.is_some() || settings.severity.speaks_of_harm(one);
            grave.then_some((severity[one.index], one.index, cue))
        })
        .collect();
    cases.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    cases.truncate(settings.max_cases);
    let of = |(_, index, cue): (f64, usize, Option<Feature>)| {
        let named = |id: &u32| Some(features.name(*id)) == cue.as_ref();
        let own = features.of[index].iter().copied();
        let cue = features.of[index].iter().copied().find(named);
        // A case is named by its rarest words.
        let mut words: Vec<u32> =
            own.filter(|&id| features.name(id).class() == Class::Stem).collect();
        words.sort_by_key(|&id| (features.frequency[id as usize], id));
        let features = cue.into_iter().chain(words.into_iter().take(2)).collect();
        Group { features, members: vec![index] }
    };
    cases.into_iter().map(of).collect()
}
