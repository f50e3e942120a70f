//! Folding: case, accents and typographic variants removed, every byte still traceable to its source.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::types::ByteSpan;

/// A folded text that knows where each of its bytes comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folded {
    text: String,
    /// For each byte of `text`, the byte of the source at which its character begins; then the source's length.
    starts: Vec<u32>,
}

impl Folded {
    /// The folded text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The bytes of the source that the folded bytes `start..end` come from.
    ///
    /// `start..end` must lie inside the folded text, on character boundaries.
    pub fn source(&self, start: usize, end: usize) -> ByteSpan {
        let from = self.starts[start];
        // A character may fold to several («œ» to «oe»): a cut inside it covers it whole.
        let to = self.starts[end..].iter().copied().find(|&at| at > from).unwrap_or(from);
        ByteSpan { start: from, end: if start == end { from } else { to } }
    }
}

/// Folds a text: canonical decomposition without combining marks, lower case, one form of apostrophe,
/// quotation mark and space, ligatures spelled out.
///
/// The models are trained on exactly this form: a change here asks for a new training.
pub fn fold(text: &str) -> Folded {
    let mut folded = Folded {
        text: String::with_capacity(text.len()),
        starts: Vec::with_capacity(text.len() + 1),
    };
    for (at, character) in text.char_indices() {
        fold_char(character, &mut folded.text);
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        folded.starts.resize(folded.text.len(), at);
    }
    folded.starts.push(u32::try_from(text.len()).unwrap_or(u32::MAX));
    folded
}

/// The folded form of a text, without the places.
pub fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        fold_char(character, &mut out);
    }
    out
}

fn fold_char(character: char, out: &mut String) {
    if character.is_ascii() {
        out.push(fold_ascii(character));
        return;
    }
    if let Some(plain) = without_accent(character) {
        out.push(plain);
        return;
    }
    let plain = if is_dressed(character) {
        character.nfkd().next().unwrap_or(character)
    } else {
        character
    };
    for part in plain.nfd().filter(|&part| !is_combining_mark(part)) {
        for lower in part.to_lowercase() {
            match lower {
                // The Greek varia decomposes to a plain grave accent.
                '’' | '‘' | 'ʼ' | '´' | '`' => out.push('\''),
                'œ' => out.push_str("oe"),
                'æ' => out.push_str("ae"),
                '«' | '»' | '“' | '”' | '„' => out.push('"'),
                space if space.is_whitespace() => out.push(' '),
                // Lower case may itself bring a combining mark («İ»).
                mark if is_combining_mark(mark) => {}
                other => out.push(other),
            }
        }
    }
}

/// Whether a character is a letter or a sign of ASCII in full width, or a letter dressed for mathematics: what people
/// write to be seen.
pub(super) fn is_dressed(character: char) -> bool {
    matches!(character, '\u{ff01}'..='\u{ff5e}' | '\u{1d400}'..='\u{1d7ff}')
}

/// The accented letters that French writes all the time, without the tables of Unicode.
const fn without_accent(character: char) -> Option<char> {
    Some(match character {
        'à' | 'â' | 'À' | 'Â' => 'a',
        'ç' | 'Ç' => 'c',
        'é' | 'è' | 'ê' | 'ë' | 'É' | 'È' | 'Ê' => 'e',
        'î' | 'ï' | 'Î' => 'i',
        'ô' | 'Ô' => 'o',
        'ù' | 'û' | 'Ù' | 'Û' => 'u',
        _ => return None,
    })
}

fn fold_ascii(character: char) -> char {
    match character {
        '`' => '\'',
        // Python's `str.isspace` and Rust's differ on these separators; the models saw spaces.
        '\u{1c}'..='\u{1f}' => ' ',
        space if space.is_whitespace() => ' ',
        other => other.to_ascii_lowercase(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn accents_case_and_typography_fold() {
        assert_eq!(folded("L’ŒUVRE « Déçue »\u{a0}!"), "l'oeuvre \" decue \" !");
        assert_eq!(folded("e\u{301}te\u{301}"), "ete");
        assert_eq!(folded("Ｌivraison 𝐞𝐧 𝑅etard ！"), "livraison en retard !");
    }

    #[test]
    fn folded_bytes_come_back_to_their_source() {
        let text = "Le cœur déçu";
        let folded = fold(text);
        let at = folded.text().find("coeur").unwrap();
        assert_eq!(folded.source(at, at + 5).of(text), "cœur");
        let at = folded.text().find("decu").unwrap();
        assert_eq!(folded.source(at, at + 4).of(text), "déçu");
    }

    #[test]
    fn the_short_way_is_that_of_unicode() {
        for (character, plain) in
            ('\u{80}'..'\u{2000}').filter_map(|c| Some((c, without_accent(c)?)))
        {
            let unicode: String =
                character.nfd().filter(|&part| !is_combining_mark(part)).collect();
            assert_eq!(unicode.to_lowercase(), plain.to_string());
        }
    }

    proptest! {
        #[test]
        fn every_folded_character_quotes_a_piece_of_the_source(text in "\\PC{0,60}") {
            let folded = fold(&text);
            for (at, character) in folded.text().char_indices() {
                let span = folded.source(at, at + character.len_utf8());
                prop_assert!(!span.is_empty());
                prop_assert!(text.get(span.range()).is_some());
            }
        }

    }

    /// Folding goes character by character, so every character is every text.
    #[test]
    fn folding_twice_changes_nothing() {
        for character in '\0'..=char::MAX {
            let once = folded(character.encode_utf8(&mut [0; 4]));
            assert_eq!(folded(&once), once, "U+{:04X}", u32::from(character));
        }
    }
}
