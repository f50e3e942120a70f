//! What may be a priority, with the feedback that tell of it.

use crate::signals::WeakSignals;
use crate::types::{
    Dataset, Evidence, SignalStatus, Subject, Touchpoint, TouchpointFinding, WeakSignalKind,
};

/// A subject with the feedback that tell of it, sorted.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) subject: Subject,
    pub(super) members: Vec<usize>,
    pub(super) evidence: Vec<Evidence>,
}

/// Touchpoints with complaints, and weak signals that are not easing and whose feedback mostly complain.
///
/// A touchpoint of whose complaints at least `same` belong to one signal is left out: the signal says the
/// same more precisely.
pub(super) fn candidates(
    dataset: &Dataset,
    touchpoints: &[TouchpointFinding],
    signals: &WeakSignals,
    same: f64,
) -> Vec<Candidate> {
    let from_signals: Vec<Candidate> = signals
        .signals
        .iter()
        .zip(&signals.members)
        .filter(|(signal, members)| {
            signal.status != SignalStatus::Easing && mostly_complains(dataset, members)
        })
        .map(|(signal, members)| Candidate {
            subject: Subject::WeakSignal { kind: signal.kind, label: signal.label.clone() },
            members: members.clone(),
            evidence: signal.evidence.clone(),
        })
        .collect();
    let mut all: Vec<Candidate> = touchpoints
        .iter()
        .map(|finding| Candidate {
            subject: Subject::Touchpoint { id: finding.id },
            members: complaints(dataset, finding.id),
            evidence: finding.evidence.clone(),
        })
        .filter(|touchpoint| !touchpoint.members.is_empty())
        .filter(|touchpoint| {
            !from_signals.iter().any(|signal| covers(signal, &touchpoint.members, same))
        })
        .collect();
    all.extend(from_signals);
    // In an order of their own, so that ties do not depend on where they come from.
    all.sort_by(|a, b| a.subject.cmp(&b.subject));
    all.dedup_by(|a, b| a.subject == b.subject);
    all
}

fn complaints(dataset: &Dataset, id: Touchpoint) -> Vec<usize> {
    let complains = |index: &usize| {
        let answer = dataset.get(*index).annotation.touchpoint(id);
        answer.is_some_and(|answer| answer.polarity.complains())
    };
    (0..dataset.len()).filter(complains).collect()
}

/// A rare and severe subject may be a single case: what it holds has been judged severe already.
fn mostly_complains(dataset: &Dataset, members: &[usize]) -> bool {
    let complaints =
        members.iter().filter(|&&index| dataset.get(index).annotation.complains()).count();
    2 * complaints >= members.len() && !members.is_empty()
}

fn covers(signal: &Candidate, complaints: &[usize], same: f64) -> bool {
    let rare =
        matches!(signal.subject, Subject::WeakSignal { kind: WeakSignalKind::RareIntense, .. });
    let held = complaints.iter().filter(|index| signal.members.binary_search(index).is_ok());
    let held = crate::stats::float_len(held.count());
    // Two rare complaints of a touchpoint are no reason to hide the touchpoint.
    let enough = !rare || complaints.len() > 2;
    enough && held >= same * crate::stats::float_len(complaints.len())
}
