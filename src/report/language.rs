//! The language of a report, and its typography.

use crate::types::Language;

use super::Report;

/// The language in which a report is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lang {
    /// French.
    Fr,
    /// English.
    En,
}

impl Lang {
    /// The language that a report asks for: English where it says so, French otherwise.
    pub fn of(report: &Report) -> Self {
        if report.run.lang == Language::En { Self::En } else { Self::Fr }
    }

    /// The two-letter code.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Fr => "fr",
            Self::En => "en",
        }
    }

    /// The one of two words or texts that is in this language, as it stands.
    pub fn pick<T>(self, fr: T, en: T) -> T {
        match self {
            Self::Fr => fr,
            Self::En => en,
        }
    }

    /// The one of two sentences that is in this language, with the spaces and apostrophes that it wants.
    pub fn say(self, fr: &str, en: &str) -> String {
        self.typeset(self.pick(fr, en))
    }

    /// Puts typographic apostrophes and, in French, the no-break spaces of its punctuation.
    ///
    /// For sentences of the report: the words of customers are never touched.
    pub fn typeset(self, sentence: &str) -> String {
        let sentence = sentence.replace('\'', "’");
        match self {
            Self::En => sentence,
            Self::Fr => {
                NO_BREAK.iter().fold(sentence, |text, (plain, fine)| text.replace(plain, fine))
            }
        }
    }

    /// Words between the quotation marks of the language.
    pub fn quoted(self, words: &str) -> String {
        match self {
            Self::Fr => format!("«\u{a0}{words}\u{a0}»"),
            Self::En => format!("“{words}”"),
        }
    }

    /// `one` where the language puts a singular before `count`, else `many`: French says « 0 réponse ».
    pub fn plural<T>(self, count: u64, one: T, many: T) -> T {
        let singular = match self {
            Self::Fr => count < 2,
            Self::En => count == 1,
        };
        if singular { one } else { many }
    }
}

/// What stands around French punctuation: a word space before the colon and inside quotation marks, a thin
/// one before the tall marks; none of them breaks a line.
const NO_BREAK: &[(&str, &str)] = &[
    (" :", "\u{a0}:"),
    ("« ", "«\u{a0}"),
    (" »", "\u{a0}»"),
    (" %", "\u{a0}%"),
    (" ;", "\u{202f};"),
    (" !", "\u{202f}!"),
    (" ?", "\u{202f}?"),
];

/// Whether a character can hide or reorder what a reader sees: a control, or a mark of writing direction.
pub(super) fn deceives(character: char) -> bool {
    (character.is_control() && character != '\n')
        || matches!(character, '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}')
        || matches!(character, '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}' | '\u{feff}')
}

/// A text without what could hide or reorder its words: bidirectional overrides, controls.
pub(super) fn honest(text: &str) -> String {
    text.chars()
        .map(|character| if matches!(character, '\t' | '\r') { ' ' } else { character })
        .filter(|&character| !deceives(character))
        .collect()
}

/// The same on one line.
pub(super) fn one_line(text: &str) -> String {
    honest(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn french_punctuation_does_not_break() {
        assert_eq!(
            Lang::Fr.typeset("« Oui » : d'où ? 43 %"),
            "«\u{a0}Oui\u{a0}»\u{a0}: d’où\u{202f}? 43\u{a0}%"
        );
        assert_eq!(Lang::En.typeset("don't : so"), "don’t : so");
    }

    #[test]
    fn french_has_no_plural_below_two() {
        assert_eq!(Lang::Fr.plural(0, "réponse", "réponses"), "réponse");
        assert_eq!(Lang::En.plural(0, "answer", "answers"), "answers");
    }

    #[test]
    fn overrides_are_stripped() {
        assert_eq!(honest("a\u{202e}b\u{2066}c\u{1b}[31m"), "abc[31m");
        assert_eq!(one_line(" a\r\n b\tc "), "a b c");
    }
}
