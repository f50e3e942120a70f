//! Which questions a model answers, and which are left to the lexicons.

use crate::types::Label;

/// A question with what answers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// The question, as the field of an annotation: `sentiment`, `touchpoints` …
    pub question: &'static str,
    /// The labels that the model knows; none where it does not answer.
    pub by_model: Vec<&'static str>,
    /// Whether labels are left that the lexicons look for.
    pub by_lexicons: bool,
}

/// The questions, in the order in which they are told.
const QUESTIONS: [&str; 6] =
    ["sentiment", "touchpoints", "signals", "emotions", "expectation", "effort"];

impl Answered {
    /// A question whose head has these labels. Where one answer holds (`single`), the model gives it whatever
    /// labels it knows; where several may, the lexicons look for those that it does not know.
    pub(super) fn of<L: Label>(
        question: &'static str,
        head: Option<&Vec<Option<L>>>,
        single: bool,
    ) -> Self {
        let known = |label: &&L| head.is_some_and(|labels| labels.contains(&Some(**label)));
        let by_model: Vec<&str> = L::ALL.iter().filter(known).map(|label| label.id()).collect();
        let all = if single { head.is_some() } else { by_model.len() == L::ALL.len() };
        Self { question, by_model, by_lexicons: !all }
    }

    /// Every question, answered by the lexicons alone.
    pub(super) fn by_lexicons() -> Vec<Self> {
        let question = |question| Self { question, by_model: Vec::new(), by_lexicons: true };
        QUESTIONS.map(question).to_vec()
    }

    /// Whether nothing is left to the lexicons.
    pub fn is_by_model_alone(&self) -> bool {
        !self.by_lexicons
    }
}

/// What answers which question, in one line: `sentiment by the model; effort by the lexicons`.
pub fn answered_in_words(answered: &[Answered]) -> String {
    let named = |wanted: fn(&&Answered) -> bool| -> Vec<&str> {
        answered.iter().filter(wanted).map(|question| question.question).collect()
    };
    let mut parts = Vec::new();
    let by_model = named(|question| question.is_by_model_alone());
    if !by_model.is_empty() {
        parts.push(format!("{} by the model", by_model.join(", ")));
    }
    let shared =
        answered.iter().filter(|question| question.by_lexicons && !question.by_model.is_empty());
    parts.extend(shared.map(|question| {
        let labels = question.by_model.join(", ");
        format!("{} by the model ({labels}) and the lexicons (the others)", question.question)
    }));
    let by_lexicons = named(|question| question.by_model.is_empty());
    if !by_lexicons.is_empty() {
        parts.push(format!("{} by the lexicons", by_lexicons.join(", ")));
    }
    parts.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::{Sentiment, SignalKind};

    #[test]
    fn what_answers_is_told_question_by_question() {
        let mut answered = Answered::by_lexicons();
        let lexicons_alone = answered_in_words(&answered);
        assert_eq!(
            lexicons_alone,
            "sentiment, touchpoints, signals, emotions, expectation, effort by the lexicons"
        );
        let two = vec![Some(Sentiment::Positive), Some(Sentiment::Negative)];
        answered[0] = Answered::of("sentiment", Some(&two), true);
        let one = vec![Some(SignalKind::Pending), None];
        answered[2] = Answered::of("signals", Some(&one), false);
        assert_eq!(
            answered_in_words(&answered),
            "sentiment by the model; signals by the model (pending) and the lexicons (the others); \
             touchpoints, emotions, expectation, effort by the lexicons"
        );
    }
}
