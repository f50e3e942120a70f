//! A text made ready to be answered about.

use super::cues::{CueOfLexicon, FoundCue};
use super::onnx::Encoded;
use crate::text::Word;
use crate::types::{ByteSpan, Flag, Language};

/// What is known of a text before the model sees it.
pub(super) struct Prepared<'a> {
    pub(super) text: &'a str,
    pub(super) words: Vec<Word>,
    pub(super) segments: Vec<ByteSpan>,
    pub(super) lang: Language,
    pub(super) unjudged: Option<Flag>,
    pub(super) truncated: bool,
    pub(super) encoded: Encoded,
    pub(super) cues: Vec<CueOfLexicon>,
}

impl Prepared<'_> {
    /// The cues of a lexicon, negated ones too.
    pub(super) fn cues_of(&self, lexicon: &str) -> impl Iterator<Item = &FoundCue> {
        let of_lexicon = move |cue: &&CueOfLexicon| cue.lexicon == lexicon;
        self.cues.iter().filter(of_lexicon).map(|cue| &cue.cue)
    }

    /// The signals that their cues affirm.
    pub(super) fn affirmed_signals(&self) -> impl Iterator<Item = &FoundCue> {
        self.cues_of("signals").filter(|cue| !cue.negated)
    }
}
