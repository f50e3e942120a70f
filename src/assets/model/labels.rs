//! The labels of an export as answers to our questions.

use std::collections::BTreeMap;

use super::{Head, HeadKind};
use crate::text::folded;
use crate::types::{Effort, Emotion, Expectation, Label, Sentiment, SignalKind, Touchpoint};

/// Whether an export gives one label or several, as its `problem_type` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Choice {
    /// One.
    One,
    /// Any number.
    Several,
    /// Not said: one where all labels answer one question, as exporters mean it.
    Unsaid,
}

/// The heads of an export.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Read {
    pub(super) heads: Vec<Head>,
    /// For each label of each head, its place in the output.
    pub(super) outputs: Vec<usize>,
}

/// Why labels cannot be used.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum LabelFault {
    /// These answer none of our questions.
    Unknown { labels: Vec<String> },
    /// They answer, but not in a form that can be used.
    Unusable { fault: String, hint: &'static str },
}

/// A question of the labelling guide: the head that answers it, and its labels.
struct Question {
    head: &'static str,
    /// Whether exactly one label holds.
    single: bool,
    /// Whether a bare label may stand for it, or only `head:label`.
    bare: bool,
    labels: fn() -> Vec<&'static str>,
}

fn ids<L: Label>() -> Vec<&'static str> {
    L::ALL.iter().map(|label| label.id()).collect()
}

const QUESTIONS: [Question; 8] = [
    Question { head: "sentiment", single: true, bare: true, labels: ids::<Sentiment> },
    Question { head: "touchpoint", single: false, bare: true, labels: ids::<Touchpoint> },
    Question { head: "touchpoint_negative", single: false, bare: false, labels: ids::<Touchpoint> },
    Question { head: "touchpoint_positive", single: false, bare: false, labels: ids::<Touchpoint> },
    Question { head: "signal", single: false, bare: true, labels: ids::<SignalKind> },
    Question { head: "emotion", single: false, bare: true, labels: ids::<Emotion> },
    Question { head: "expectation", single: true, bare: true, labels: ids::<Expectation> },
    Question { head: "effort", single: true, bare: true, labels: ids::<Effort> },
];

/// The place of the sentiment among them.
const SENTIMENT: usize = 0;

/// What exports call a sentiment, folded. Three stars of five are neutral: as often lukewarm as mixed, and
/// a mapping says otherwise where they are not.
const SENTIMENTS: [(&str, &[&str]); 4] = [
    (
        "neg",
        &[
            "negative",
            "negatif",
            "very_negative",
            "tres_negatif",
            "bad",
            "mauvais",
            "1_star",
            "1_stars",
            "2_stars",
            "1_etoile",
            "2_etoiles",
        ],
    ),
    ("mix", &["mixed", "mixte", "mitige", "ambivalent"]),
    ("neu", &["neutral", "neutre", "3_stars", "3_etoiles"]),
    (
        "pos",
        &[
            "positive",
            "positif",
            "very_positive",
            "tres_positif",
            "good",
            "bon",
            "4_stars",
            "5_stars",
            "4_etoiles",
            "5_etoiles",
        ],
    ),
];

/// The label that stands for no answer.
const NONE: &str = "none";

/// What exports call it, folded.
const NO_ANSWER: [&str; 7] = [NONE, "aucun", "aucune", "other", "autre", "neutral", "neutre"];

impl Question {
    /// The label that a word of an export stands for; [`NONE`] where it stands for no answer.
    fn read(&self, word: &str) -> Option<&'static str> {
        let known = (self.labels)().into_iter().find(|label| *label == word);
        let sentiment = || {
            let called = |names: &&[&str]| names.contains(&word);
            let found = SENTIMENTS.iter().find(|(_, names)| called(names));
            // No opinion is an answer about the sentiment.
            found.map(|(label, _)| *label).or((word == NONE).then_some("neu"))
        };
        known.or_else(|| match self.head {
            "sentiment" => sentiment(),
            _ => NO_ANSWER.contains(&word).then_some(NONE),
        })
    }
}

/// What a label of an export may stand for: questions, by their place, with the answer to each.
struct Meaning {
    /// Whether it names its question.
    asked: bool,
    /// Whether it may stand for no answer at all.
    empty: bool,
    answers: Vec<(usize, &'static str)>,
}

impl Meaning {
    /// Reads `label`, `head:label` or what the user says that it stands for.
    fn of(text: &str) -> Self {
        let (head, label) = match text.split_once(':') {
            Some((head, label)) => (Some(word(head)), word(label)),
            None => (None, word(text)),
        };
        let asks = |question: &Question| match &head {
            // «signals» is the question «signal».
            Some(head) => question.head == head.strip_suffix('s').unwrap_or(head),
            None => question.bare,
        };
        let questions = QUESTIONS.iter().enumerate().filter(|(_, question)| asks(question));
        let answers = questions.filter_map(|(at, question)| Some((at, question.read(&label)?)));
        let empty = head.is_none() && NO_ANSWER.contains(&&*label);
        Self { asked: head.is_some(), empty, answers: answers.collect() }
    }

    fn to(&self, question: usize) -> Option<&'static str> {
        self.answers.iter().find(|(at, _)| *at == question).map(|(_, label)| *label)
    }

    /// The question that it answers by itself, among labels of several; none where it answers none.
    fn own(&self) -> Option<(usize, &'static str)> {
        self.answers.first().filter(|_| !self.empty).copied()
    }
}

/// A word as labels are compared: without case, accents and differences of separators.
fn word(text: &str) -> String {
    let text = folded(text.trim());
    let parts = text.split([' ', '-', '_']).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("_")
}

/// The heads that labels make up. `said` is what the user says that a label stands for.
///
/// # Errors
///
/// When a label answers no question, or the labels make up no head that can be used.
pub(super) fn heads(
    labels: &[String],
    choice: Choice,
    said: &BTreeMap<String, String>,
) -> Result<Read, LabelFault> {
    let meanings: Vec<Meaning> =
        labels.iter().map(|label| Meaning::of(said.get(label).unwrap_or(label))).collect();
    let unknown = labels.iter().zip(&meanings).filter(|(_, meaning)| meaning.answers.is_empty());
    let unknown: Vec<String> = unknown.map(|(label, _)| label.clone()).collect();
    if !unknown.is_empty() {
        return Err(LabelFault::Unknown { labels: unknown });
    }
    let answers = answers(&meanings, choice)?;
    let mut read = Read { heads: Vec::new(), outputs: Vec::new() };
    let several = answers.len() > 1;
    for (question, answers) in answers {
        let question = &QUESTIONS[question];
        let one = question.single || choice == Choice::One || choice == Choice::Unsaid && !several;
        let kind = if one { HeadKind::Single } else { HeadKind::Multi };
        let head: Vec<String> = answers.iter().map(|(_, label)| (*label).to_owned()).collect();
        check(question, kind, &head)?;
        read.outputs.extend(answers.iter().map(|(output, _)| *output));
        read.heads.push(Head { name: question.head.to_owned(), kind, labels: head });
    }
    Ok(read)
}

/// Each question that is answered, with the outputs that answer it and their labels.
type Answers = BTreeMap<usize, Vec<(usize, &'static str)>>;

fn answers(meanings: &[Meaning], choice: Choice) -> Result<Answers, LabelFault> {
    let whole = (0..QUESTIONS.len()).find_map(|question| {
        let labels: Option<Vec<_>> = meanings.iter().map(|meaning| meaning.to(question)).collect();
        let labels = labels.filter(|labels| labels.iter().any(|label| *label != NONE))?;
        Some((question, labels.into_iter().enumerate().collect()))
    });
    if let Some((question, answers)) = whole {
        return Ok(BTreeMap::from([(question, answers)]));
    }
    let mut answers = Answers::new();
    for (output, meaning) in meanings.iter().enumerate() {
        if let Some((question, label)) = meaning.own() {
            answers.entry(question).or_default().push((output, label));
        }
    }
    // «neutral» beside «pos» and «neg» is a sentiment; beside places of the journey it says nothing.
    if let Some(sentiments) = answers.get_mut(&SENTIMENT) {
        let neutral = meanings.iter().enumerate().filter(|(_, meaning)| meaning.empty);
        sentiments.extend(neutral.filter_map(|(at, meaning)| Some((at, meaning.to(SENTIMENT)?))));
    }
    if answers.is_empty() {
        return Err(LabelFault::Unusable {
            fault: "has labels that all stand for no answer".to_owned(),
            hint: "[model.labels] in vigie.toml says what a label stands for",
        });
    }
    if choice != Choice::Several && meanings.iter().any(|meaning| !meaning.asked) {
        let heads: Vec<&str> = answers.keys().map(|&question| QUESTIONS[question].head).collect();
        return Err(LabelFault::Unusable {
            fault: format!("gives one label for several questions: {}", heads.join(", ")),
            hint: "labels of several questions are several heads, named `head:label` in `id2label`, or \
                   hold together where `problem_type` is `multi_label_classification`",
        });
    }
    Ok(answers)
}

/// Refuses a head whose answers would say nothing, or the same thing twice.
fn check(question: &Question, kind: HeadKind, labels: &[String]) -> Result<(), LabelFault> {
    let head = question.head;
    if kind == HeadKind::Single && labels.len() < 2 {
        return Err(LabelFault::Unusable {
            fault: format!("has a single label of `{head}`, which would always hold"),
            hint: "where any number of labels hold, `problem_type` is `multi_label_classification`",
        });
    }
    let twice = |at: usize| labels[at] != NONE && labels[..at].contains(&labels[at]);
    // Probabilities of one sentiment add up; which of two touchpoints of one name holds, nobody can say.
    if head != "sentiment"
        && let Some(at) = (0..labels.len()).find(|&at| twice(at))
    {
        return Err(LabelFault::Unusable {
            fault: format!("has two labels that stand for `{head}:{}`", labels[at]),
            hint: "[model.labels] in vigie.toml may map one of them to `none`",
        });
    }
    Ok(())
}

/// The labels of each question, for people.
pub(super) fn known() -> String {
    let bare = QUESTIONS.iter().filter(|question| question.bare);
    let lines =
        bare.map(|question| format!("{}: {}", question.head, (question.labels)().join(" ")));
    lines.collect::<Vec<_>>().join("\n  ")
}

#[cfg(test)]
#[path = "labels_tests.rs"]
mod tests;
