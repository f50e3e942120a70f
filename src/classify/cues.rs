//! Cues of the lexicons in a text, negations taken into account.

use crate::assets::Lexicons;
use crate::text::{Lexicon, Word};
use crate::types::{ByteSpan, Language};

/// How many words before a cue a negation reaches over.
const NEGATION_REACH: usize = 3;

/// A cue that holds in its text.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundCue {
    /// What it stands for, as the lexicon writes it.
    pub label: String,
    /// How sure or how strong it is, 0 to 1.
    pub weight: f32,
    /// Where it stands.
    pub span: ByteSpan,
    /// Whether a negation before it turns it round.
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
        let cues = self.lexicon(name).find(words);
        if cues.is_empty() {
            return Vec::new();
        }
        let negating = self.negating(words);
        cues.into_iter()
            .map(|cue| FoundCue {
                label: cue.label.to_owned(),
                weight: cue.weight,
                span: cue.span,
                negated: !negating[cue.words.clone()].contains(&true)
                    && self.is_negated(words, &negating, cue.words.start),
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
