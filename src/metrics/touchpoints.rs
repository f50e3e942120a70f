//! What is said of each touchpoint, and what that does to the score.

use rayon::prelude::*;

use super::{Clusters, Impacts, MainScore, MetricSettings};
use crate::evidence::{Candidate, passage, pick, severities, telling};
use crate::stats::{float, float_len, wilson, wilson_share};
use crate::types::{
    Annotated, ByteSpan, Dataset, Measure, Polarity, Touchpoint, TouchpointAnswer,
    TouchpointFinding, Zone,
};

/// Where the importance × satisfaction picture is cut in four.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cuts {
    /// The mean share of the touchpoints spoken of: above it, a touchpoint is much spoken of.
    pub share: f64,
    /// As much praise as complaint: below it, a touchpoint is spoken of badly, whatever the others are worth.
    pub satisfaction: f64,
}

/// As much praise as complaint.
const MIDDLE: f64 = 0.5;

/// The cross-hair of a set of findings: the grand mean of importance and the middle of the scale of
/// satisfaction, both usual in importance–performance analysis. A grand mean of satisfaction would call
/// good what is only less bad than the rest. None where no touchpoint is praised or complained of.
pub fn cuts(findings: &[TouchpointFinding]) -> Option<Cuts> {
    let shares: Vec<f64> =
        findings.iter().filter_map(|one| one.share.known()).map(|share| share.value).collect();
    let judged = findings.iter().any(|one| one.positive + one.negative + one.both > 0);
    (judged && !shares.is_empty()).then(|| Cuts {
        share: shares.iter().sum::<f64>() / float_len(shares.len()),
        satisfaction: MIDDLE,
    })
}

/// The touchpoints spoken of, by volume, then in the order of the labelling guide.
pub fn touchpoints(dataset: &Dataset, settings: &MetricSettings) -> Vec<TouchpointFinding> {
    let spoken: Vec<(Touchpoint, Vec<usize>)> = Touchpoint::ALL
        .iter()
        .map(|&id| (id, mentions(dataset, id)))
        .filter(|(_, mentions)| !mentions.is_empty())
        .collect();
    let groups: Vec<Vec<usize>> = spoken.iter().map(|(_, mentions)| mentions.clone()).collect();
    let score = MainScore::of(dataset);
    let mut impacts = Impacts::new(dataset, score, &groups);
    impacts.design_effect = design_effect_of(dataset, score);
    let impacts = impacts.measures(settings.seed, settings.resamples, settings.min_impact);
    let judged = dataset.iter().filter(|one| one.annotation.sentiment.is_some()).count() as u64;
    let severity = severities(dataset, &settings.severity);
    let mut findings: Vec<TouchpointFinding> = spoken
        .par_iter()
        .zip(impacts)
        .map(|((id, mentions), impact)| {
            let evidence = quotes(dataset, *id, mentions, &severity, settings.quotes);
            let finding = counted(dataset, *id, mentions, judged);
            TouchpointFinding {
                impact: impact.leave_one_out,
                shapley: impact.shapley,
                evidence,
                ..finding
            }
        })
        .collect();
    if let Some(cuts) = cuts(&findings) {
        for finding in &mut findings {
            finding.zone = zone(finding, cuts);
        }
    }
    findings.sort_by(|a, b| b.volume.cmp(&a.volume).then(a.id.cmp(&b.id)));
    findings
}

/// How much customers who answered more than once widen the intervals of a score.
fn design_effect_of(dataset: &Dataset, score: MainScore) -> f64 {
    let points: Vec<(usize, f64)> = dataset
        .iter()
        .filter_map(|one| score.points(one).map(|points| (one.index, points)))
        .collect();
    Clusters::of(dataset).design_effect(&points)
}

fn mentions(dataset: &Dataset, id: Touchpoint) -> Vec<usize> {
    let spoken = dataset.iter().filter(|one| one.annotation.touchpoint(id).is_some());
    spoken.map(|one| one.index).collect()
}

/// The counts of a touchpoint and their shares; its impact, zone and quotes are still to come.
fn counted(
    dataset: &Dataset,
    id: Touchpoint,
    mentions: &[usize],
    judged: u64,
) -> TouchpointFinding {
    let said = |polarity: Polarity| {
        let answers =
            mentions.iter().filter_map(|&index| dataset.get(index).annotation.touchpoint(id));
        answers.filter(|answer| answer.polarity == polarity).count() as u64
    };
    let volume = mentions.len() as u64;
    let mut finding = TouchpointFinding {
        id,
        volume,
        positive: said(Polarity::Positive),
        negative: said(Polarity::Negative),
        both: said(Polarity::Both),
        neutral: said(Polarity::Neutral),
        share: wilson(volume, judged.max(volume)),
        satisfaction: Measure::default(),
        impact: Measure::default(),
        shapley: Measure::default(),
        zone: Zone::Between,
        evidence: Vec::new(),
    };
    let opinions = finding.positive + finding.negative + finding.both;
    finding.satisfaction = wilson_share(praises(&finding), opinions);
    finding
}

/// How many praise it, `both` counting half.
fn praises(finding: &TouchpointFinding) -> f64 {
    float(finding.positive) + float(finding.both) / 2.0
}

/// A touchpoint is on one side of a cut where its whole interval is.
fn zone(finding: &TouchpointFinding, cuts: Cuts) -> Zone {
    match (side(finding.share, cuts.share), side(finding.satisfaction, cuts.satisfaction)) {
        (Some(true), Some(false)) => Zone::Fix,
        (Some(false), Some(false)) => Zone::Watch,
        (Some(true), Some(true)) => Zone::KeepUp,
        (Some(false), Some(true)) => Zone::Maintain,
        (None, _) | (_, None) => Zone::Between,
    }
}

/// Whether a measure is above a cut; none where its interval holds the cut.
fn side(measure: Measure, cut: f64) -> Option<bool> {
    let estimate = measure.known()?;
    if estimate.low > cut {
        Some(true)
    } else if estimate.high < cut {
        Some(false)
    } else {
        None
    }
}

/// Complaints, the surest and most severe first; praise where nobody complains.
fn quotes(
    dataset: &Dataset,
    id: Touchpoint,
    mentions: &[usize],
    severity: &[f64],
    most: usize,
) -> Vec<crate::types::Evidence> {
    let of = |wanted: fn(Polarity) -> bool| -> Vec<Candidate> {
        let candidate = |&index: &usize| {
            let one = dataset.get(index);
            let answer = one.annotation.touchpoint(id).filter(|answer| wanted(answer.polarity))?;
            let span = shown(one, answer);
            let telling = telling(one, span, answer.p, severity[index]);
            Some(Candidate { index, span, telling })
        };
        mentions.iter().filter_map(candidate).collect()
    };
    let complaints = of(Polarity::complains);
    let candidates = if complaints.is_empty() { of(|_| true) } else { complaints };
    pick(dataset, candidates, most)
}

/// The passage that speaks of a touchpoint.
fn shown(one: Annotated<'_>, answer: &TouchpointAnswer) -> ByteSpan {
    let span = answer.evidence.first().copied().unwrap_or(ByteSpan::new(0, 0));
    passage(&one.feedback.text, span)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::fixtures::{complaint, feedback, praise};
    use crate::types::Scale;

    /// Delivery: 60 complaints of unhappy customers; staff: 120 praises; billing: 20 complaints.
    fn shop() -> Dataset {
        let mut dataset = Dataset::new();
        for index in 0..200 {
            let (text, annotation, score) = match index {
                0..60 => {
                    ("Livraison en retard d'une semaine.", complaint(Touchpoint::Delivery), 2.0)
                }
                60..180 => ("Vendeuse très aimable et compétente.", praise(Touchpoint::Staff), 9.0),
                _ => ("Facture fausse deux mois de suite.", complaint(Touchpoint::Billing), 5.0),
            };
            let mut one = feedback(index, &format!("{text} Avis {index}."));
            one.ratings.insert(Scale::Nps, score);
            dataset.push(one, annotation);
        }
        dataset
    }

    fn settings() -> MetricSettings {
        MetricSettings { resamples: 50, ..MetricSettings::default() }
    }

    #[test]
    fn touchpoints_stand_where_their_intervals_allow() {
        let findings = touchpoints(&shop(), &settings());
        let zones: Vec<(Touchpoint, Zone)> =
            findings.iter().map(|finding| (finding.id, finding.zone)).collect();
        // The mean share is one third: delivery's interval holds it.
        assert_eq!(
            zones,
            [
                (Touchpoint::Staff, Zone::KeepUp),
                (Touchpoint::Delivery, Zone::Between),
                (Touchpoint::Billing, Zone::Watch)
            ]
        );
        let cuts = cuts(&findings).unwrap();
        assert!((cuts.share - 1.0 / 3.0).abs() < 1e-9 && (cuts.satisfaction - 0.5).abs() < 1e-9);
    }

    #[test]
    fn a_complained_touchpoint_costs_points_and_quotes_complaints() {
        let findings = touchpoints(&shop(), &settings());
        let delivery = findings.iter().find(|one| one.id == Touchpoint::Delivery).unwrap();
        assert!(delivery.impact.known().unwrap().high < 0.0);
        assert_eq!((delivery.volume, delivery.negative, delivery.positive), (60, 60, 0));
        assert_eq!(delivery.evidence.len(), 5);
        assert_eq!(delivery.evidence[0].id, "f0");
    }

    #[test]
    fn figures_do_not_depend_on_the_order_of_the_rows() {
        let dataset = shop();
        let turned: Dataset = dataset
            .iter()
            .rev()
            .map(|one| (one.feedback.clone(), one.annotation.clone()))
            .collect();
        let figures = |dataset: &Dataset| -> Vec<String> {
            let findings = touchpoints(dataset, &settings());
            let without =
                |one| serde_json::to_string(&TouchpointFinding { evidence: Vec::new(), ..one });
            findings.into_iter().map(|one| without(one).unwrap()).collect()
        };
        assert_eq!(figures(&dataset), figures(&turned));
    }

    #[test]
    fn without_scores_the_impact_is_on_the_words() {
        let mut dataset = Dataset::new();
        for index in 0..40 {
            let annotation =
                if index < 10 { complaint(Touchpoint::Store) } else { praise(Touchpoint::Product) };
            dataset.push(feedback(index, "Un avis sans note du tout."), annotation);
        }
        let findings = touchpoints(&dataset, &settings());
        let store = findings.iter().find(|one| one.id == Touchpoint::Store).unwrap();
        assert!((store.impact.known().unwrap().value + 50.0).abs() < 1e-9);
    }
}
