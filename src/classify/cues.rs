//! Cues of the lexicons in a text, negations taken into account.

use serde::Serialize;

use crate::assets::Lexicons;
use crate::text::{Lexicon, Word};
use crate::types::{ByteSpan, Language};

/// How many words before a cue a negation reaches over.
const NEGATION_REACH: usize = 3;

/// A cue of at most this weight is a guard: its words do not mean what a shorter cue in them would.
const GUARD: f32 = 0.05;

/// The lexicons whose cues say something about a feedback, in the order in which they are told.
const TELLING: [&str; 10] = [
    "touchpoints",
    "signals",
    "opinions",
    "emotions",
    "effort",
    "expectation",
    "negations",
    "intensifiers",
    "contrasts",
    "harm",
];

/// A cue of a text with the lexicon that holds it: what the grammar saw.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CueOfLexicon {
    /// The lexicon.
    pub lexicon: &'static str,
    /// The cue.
    #[serde(flatten)]
    pub cue: FoundCue,
}

/// A cue that holds in its text.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FoundCue {
    /// What it stands for, as the lexicon writes it.
    pub label: String,
    /// How sure or how strong it is, 0 to 1.
    pub weight: f32,
    /// Where it stands.
    pub span: ByteSpan,
    /// Whether a negation before it turns it round, or its words say by themselves that it does not hold.
    pub negated: bool,
}

/// Finds cues in texts of one language.
#[derive(Clone, Copy, Debug)]
pub struct CueReader<'a> {
    lexicons: &'a Lexicons,
    language: Language,
}

impl<'a> CueReader<'a> {
    /// A reader of the lexicons of a language; those of French for a text in another language.
    pub fn new(lexicons: &'a Lexicons, language: Language) -> Self {
        let language = if language == Language::En { Language::En } else { Language::Fr };
        Self { lexicons, language }
    }

    /// A lexicon of the language.
    pub fn lexicon(&self, name: &str) -> &'a Lexicon {
        self.lexicons.get(self.language, name)
    }

    /// The cues of a lexicon in a text, negated ones marked.
    pub fn all(&self, name: &str, words: &[Word]) -> Vec<FoundCue> {
        self.marked(name, words, &self.negating(words))
    }

    /// The cues of all lexicons that say something about a feedback.
    pub fn of_all_lexicons(&self, words: &[Word]) -> Vec<CueOfLexicon> {
        let negating = self.negating(words);
        let found = |lexicon| {
            let cues = self.marked(lexicon, words, &negating);
            cues.into_iter().map(move |cue| CueOfLexicon { lexicon, cue })
        };
        TELLING.into_iter().flat_map(found).collect()
    }

    fn marked(&self, name: &str, words: &[Word], negating: &[bool]) -> Vec<FoundCue> {
        let cues = self.lexicon(name).find(words).into_iter();
        cues.map(|cue| FoundCue {
            label: cue.label.to_owned(),
            weight: cue.weight,
            span: cue.span,
            negated: cue.weight <= GUARD
                || !negating[cue.words.clone()].contains(&true)
                    && self.is_negated(words, negating, cue.words.start),
        })
        .collect()
    }

    /// The cues of a lexicon that no negation turns round.
    pub fn affirmed(&self, name: &str, words: &[Word]) -> Vec<FoundCue> {
        let mut cues = self.all(name, words);
        cues.retain(|cue| !cue.negated);
        cues
    }

    /// For each word, whether it negates what follows.
    fn negating(&self, words: &[Word]) -> Vec<bool> {
        let mut negating = vec![false; words.len()];
        let cues = self.lexicon("negations").find(words);
        for cue in cues.iter().filter(|cue| cue.label == "before") {
            negating[cue.words.clone()].fill(true);
        }
        for cue in cues.iter().filter(|cue| cue.label == "not") {
            negating[cue.words.clone()].fill(false);
        }
        negating
    }

    /// Whether a negation stands shortly before a word, in its sentence, without a contrast between them.
    fn is_negated(&self, words: &[Word], negating: &[bool], start: usize) -> bool {
        let contrasts = self.lexicon("contrasts");
        (start.saturating_sub(NEGATION_REACH)..start)
            .rev()
            .take_while(|&at| words[at].sentence == words[start].sentence)
            .take_while(|&at| !contrasts.has_word(&words[at].folded))
            .any(|at| negating[at])
    }
}
