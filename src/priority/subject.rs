//! What may be a priority, with the feedback that tell of it.

use super::PrioritySettings;
use crate::evidence::SURE_HARM;
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

/// Touchpoints with complaints, and weak signals that are not easing and that hold complaints.
///
/// A touchpoint of whose complaints `same_subject` or more belong to one signal is left out: the signal says
/// the same more precisely. Otherwise it keeps the complaints that no rise tells, so that one and the same
/// rise does not push up two subjects.
pub(super) fn candidates(
    dataset: &Dataset,
    touchpoints: &[TouchpointFinding],
    signals: &WeakSignals,
    settings: &PrioritySettings,
) -> Vec<Candidate> {
    let from_signals: Vec<Candidate> = signals
        .signals
        .iter()
        .zip(&signals.members)
        .filter(|(signal, members)| match (signal.status, signal.kind) {
            (SignalStatus::Easing, _) => false,
            (_, WeakSignalKind::RareIntense) => is_a_subject(dataset, members, settings),
            _ => mostly_complains(dataset, members),
        })
        .map(|(signal, members)| Candidate {
            subject: Subject::WeakSignal { kind: signal.kind, label: signal.label.clone() },
            members: members.clone(),
            evidence: signal.evidence.clone(),
        })
        .collect();
    let risen = |index: &usize| {
        let mut rising = from_signals.iter().filter(|signal| !is_rare(signal));
        rising.any(|signal| signal.members.binary_search(index).is_ok())
    };
    let mut all: Vec<Candidate> = Vec::new();
    for finding in touchpoints {
        let mut members = complaints(dataset, finding.id);
        if from_signals.iter().any(|signal| covers(signal, &members, settings.same_subject)) {
            continue;
        }
        members.retain(|index| !risen(index));
        if !members.is_empty() {
            let subject = Subject::Touchpoint { id: finding.id };
            all.push(Candidate { subject, members, evidence: finding.evidence.clone() });
        }
    }
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

/// What is rare and grave is a subject from two feedback on; a single one where somebody was hurt.
fn is_a_subject(dataset: &Dataset, members: &[usize], settings: &PrioritySettings) -> bool {
    match members {
        [] => false,
        [only] => settings.severity.harm(dataset.get(*only)) >= SURE_HARM,
        [_, _, ..] => true,
    }
}

fn is_rare(candidate: &Candidate) -> bool {
    matches!(candidate.subject, Subject::WeakSignal { kind: WeakSignalKind::RareIntense, .. })
}

fn mostly_complains(dataset: &Dataset, members: &[usize]) -> bool {
    let complaints =
        members.iter().filter(|&&index| dataset.get(index).annotation.complains()).count();
    2 * complaints >= members.len() && !members.is_empty()
}

fn covers(signal: &Candidate, complaints: &[usize], same: f64) -> bool {
    let held = complaints.iter().filter(|index| signal.members.binary_search(index).is_ok());
    let held = crate::stats::float_len(held.count());
    // Two rare complaints of a touchpoint are no reason to hide the touchpoint.
    let enough = !is_rare(signal) || complaints.len() > 2;
    enough && held >= same * crate::stats::float_len(complaints.len())
}
