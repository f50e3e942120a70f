//! How dissatisfied one feedback is.

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::text::{self, Lexicon};
use crate::types::{
    Annotated, Dataset, Effort, Emotion, Expectation, Feedback, Language, Sentiment, SignalKind,
    Touchpoint,
};

/// From this level on, a cue beside the strongest one makes a feedback more severe.
const TELLING_CUE: f64 = 0.4;

/// From this strength on, a cue of bodily harm says that somebody was hurt, or nearly; below, that something
/// is dangerous.
pub const SURE_HARM: f64 = 0.8;

/// Above this place on its scale (0 worst, 1 best) a score is that of somebody content.
const GOOD_SCORE: f64 = 0.65;

/// What each further telling cue adds.
const FURTHER_CUE: f64 = 0.05;

/// What further cues add at most.
const MOST_FURTHER: f64 = 0.15;

/// How severe each cue is, 0 (nothing) to 1 (act today).
///
/// The severity of a feedback is that of its strongest cue, plus 0.05 for each further cue of 0.4 or
/// more, at most 0.15 in all and 1 in total.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct SeveritySettings {
    /// The level of each kind of signal.
    pub signals: BTreeMap<SignalKind, f64>,
    /// Somebody dissatisfied speaks of bodily harm: times the strength of the cue.
    pub safety: f64,
    /// A complaint about fraud, personal data or the safety of payments.
    pub security: f64,
    /// An expectation that was deceived.
    pub below_expectation: f64,
    /// Undue effort.
    pub high_effort: f64,
    /// The words are negative as a whole; half of it where they are mixed.
    pub negative: f64,
    /// Anger; other unpleasant emotions count four fifths of it.
    pub anger: f64,
    /// The worst score; a score between counts in proportion, the best one nothing.
    pub worst_score: f64,
    /// The cues of bodily harm of each language. Given by the lexicons.
    #[serde(skip)]
    pub harm: BTreeMap<Language, Lexicon>,
}

impl Default for SeveritySettings {
    fn default() -> Self {
        Self {
            signals: SignalKind::ALL.iter().map(|&kind| (kind, level_of(kind))).collect(),
            safety: 1.0,
            security: 0.8,
            below_expectation: 0.3,
            high_effort: 0.4,
            negative: 0.3,
            anger: 0.45,
            worst_score: 0.5,
            harm: BTreeMap::new(),
        }
    }
}

const fn level_of(kind: SignalKind) -> f64 {
    match kind {
        SignalKind::Escalation => 1.0,
        SignalKind::TrustWorry => 0.8,
        SignalKind::ChurnIntent => 0.7,
        SignalKind::UnexpectedCost | SignalKind::BlameShifting | SignalKind::AntiRecommendation => {
            0.6
        }
        SignalKind::LoyaltyErosion | SignalKind::RepeatEffort | SignalKind::Pending => 0.55,
        SignalKind::UnmetExpectation | SignalKind::Resignation => 0.5,
        SignalKind::Confusion | SignalKind::Competitor => 0.4,
        SignalKind::HedgedPraise | SignalKind::Provisional => 0.2,
        SignalKind::Suggestion => 0.1,
    }
}

impl SeveritySettings {
    /// How strongly somebody dissatisfied speaks of bodily harm, 0 (not at all) to 1.
    pub fn harm(&self, annotated: Annotated<'_>) -> f64 {
        let lexicon = self.harm.get(&annotated.annotation.lang);
        let Some(lexicon) = lexicon.filter(|_| is_dissatisfied(annotated)) else { return 0.0 };
        let words = text::words(&annotated.feedback.text);
        lexicon.find(&words).iter().map(|cue| f64::from(cue.weight)).fold(0.0, f64::max)
    }
}

/// Whether somebody complains and does not give a good score; the score decides where there is one, for
/// words of danger are said in thanks as well.
pub fn is_dissatisfied(annotated: Annotated<'_>) -> bool {
    place_on_scale(annotated.feedback)
        .map_or_else(|| annotated.annotation.complains(), |place| place <= GOOD_SCORE)
}

/// How dissatisfied a feedback is, 0 to 1.
pub fn severity(annotated: Annotated<'_>, settings: &SeveritySettings) -> f64 {
    severity_with(annotated, settings.harm(annotated), settings)
}

/// The same where what it says of bodily harm is known.
pub(super) fn severity_with(
    annotated: Annotated<'_>,
    harm: f64,
    settings: &SeveritySettings,
) -> f64 {
    let mut cues = cues_of_labels(annotated, settings);
    if harm > 0.0 {
        cues.push(settings.safety * harm);
    }
    if let Some(place) = place_on_scale(annotated.feedback) {
        cues.push(settings.worst_score * (1.0 - place));
    }
    cues.sort_by(|a, b| b.total_cmp(a));
    let Some((&strongest, others)) = cues.split_first() else { return 0.0 };
    let further =
        others.iter().filter(|&&cue| cue >= TELLING_CUE).fold(0.0, |sum, _| sum + FURTHER_CUE);
    (strongest + further.min(MOST_FURTHER)).clamp(0.0, 1.0)
}

/// The severity of every feedback, in input order.
pub fn severities(dataset: &Dataset, settings: &SeveritySettings) -> Vec<f64> {
    (0..dataset.len()).into_par_iter().map(|index| severity(dataset.get(index), settings)).collect()
}

fn cues_of_labels(annotated: Annotated<'_>, settings: &SeveritySettings) -> Vec<f64> {
    let annotation = annotated.annotation;
    let mut cues: Vec<f64> = annotation
        .signals
        .iter()
        .filter_map(|signal| settings.signals.get(&signal.kind).copied())
        .collect();
    match annotation.sentiment() {
        Some(Sentiment::Negative) => cues.push(settings.negative),
        Some(Sentiment::Mixed) => cues.push(settings.negative / 2.0),
        Some(Sentiment::Neutral | Sentiment::Positive) | None => {}
    }
    let insecure = annotation
        .touchpoint(Touchpoint::SecurityPrivacy)
        .is_some_and(|answer| answer.polarity.complains());
    if insecure && is_dissatisfied(annotated) {
        cues.push(settings.security);
    }
    if annotation.expectation.is_some_and(|answer| answer.label == Expectation::Below) {
        cues.push(settings.below_expectation);
    }
    if annotation.effort.is_some_and(|answer| answer.label == Effort::High) {
        cues.push(settings.high_effort);
    }
    // One cue for all emotions: they are often said together.
    let emotion = annotation.emotions.iter().filter_map(|answer| match answer.id {
        Emotion::Anger => Some(settings.anger),
        Emotion::Frustration | Emotion::Disappointment | Emotion::Worry | Emotion::Sadness => {
            Some(settings.anger * 0.8)
        }
        Emotion::Surprise | Emotion::Gratitude | Emotion::Joy | Emotion::Trust => None,
    });
    cues.extend(emotion.max_by(f64::total_cmp));
    cues
}

/// Where the lowest score of a feedback stands on its scale, 0 (worst) to 1 (best); none where it gives no score.
pub fn place_on_scale(feedback: &Feedback) -> Option<f64> {
    let places = feedback.ratings.iter().map(|(scale, score)| {
        let (low, high) = scale.bounds();
        ((score - low) / (high - low)).clamp(0.0, 1.0)
    });
    places.min_by(f64::total_cmp)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::fixtures::{complaint, praise, signal, with_harm};
    use crate::types::Scale;

    fn of(text: &str, annotation: &crate::types::Annotation, score: Option<f64>) -> f64 {
        let mut feedback = crate::evidence::fixtures::feedback(0, text);
        feedback.ratings = score.map(|score| (Scale::Nps, score)).into_iter().collect();
        let annotated = Annotated { index: 0, feedback: &feedback, annotation };
        severity(annotated, &with_harm())
    }

    #[test]
    fn praise_with_the_best_score_is_not_severe() {
        assert!(of("Parfait, merci", &praise(Touchpoint::Staff), Some(10.0)) < 1e-12);
    }

    #[test]
    fn bodily_harm_is_as_severe_as_can_be_in_a_complaint_only() {
        let text = "Mon fils s'est blessé avec la poignée.";
        assert!((of(text, &complaint(Touchpoint::Product), None) - 1.0).abs() < 1e-12);
        assert!(of(text, &praise(Touchpoint::Product), None) < 0.1);
        // The score decides where there is one: thanks may tell of an accident.
        assert!(of(text, &complaint(Touchpoint::Product), Some(10.0)) < 0.4);
        assert!((of(text, &praise(Touchpoint::Product), Some(0.0)) - 1.0).abs() < 1e-12);
        // Hurt feelings are no harm.
        assert!(of("Je suis blessée", &complaint(Touchpoint::Staff), Some(0.0)) < 0.6);
    }

    #[test]
    fn a_threat_outweighs_a_plain_complaint() {
        let plain = complaint(Touchpoint::Delivery);
        let mut threat = plain.clone();
        threat.signals.push(signal(SignalKind::Escalation));
        assert!(of("Colis perdu", &threat, None) > of("Colis perdu", &plain, None) + 0.3);
    }

    #[test]
    fn a_lower_score_is_more_severe() {
        let with = |score| of("Bof", &complaint(Touchpoint::Store), Some(score));
        assert!(with(0.0) > with(6.0) - 1e-12 && with(0.0) > with(9.0));
    }

    #[test]
    fn settings_refuse_an_unknown_name() {
        assert!(toml::from_str::<SeveritySettings>("negativ = 0.2").is_err());
        let read: SeveritySettings = toml::from_str("below-expectation = 0.2").unwrap();
        assert!((read.below_expectation - 0.2).abs() < 1e-12 && read.signals.len() == 16);
    }
}
