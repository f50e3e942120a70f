//! From the words that prove something to a passage that a person can read.

use crate::types::ByteSpan;

/// A passage shorter than this says too little alone: it is widened to its sentence, in bytes.
pub const MIN_PASSAGE: usize = 20;

/// A passage longer than this is not read: it is cut, in bytes.
pub const MAX_PASSAGE: usize = 240;

/// The passage to quote for the words of `span`: the span itself where it can be read alone, its
/// sentence (and then the next ones) where it is too short, its beginning where it is too long.
///
/// A span that does not fit the text gives the beginning of the text. Ends are on character boundaries
/// and never inside a word, unless one word is longer than a passage.
pub fn passage(text: &str, span: ByteSpan) -> ByteSpan {
    let fits = !span.is_empty() && text.get(span.range()).is_some();
    let range = if fits { span.range() } else { 0..0 };
    let mut core = trim(text, range.start, range.end);
    if core.1 - core.0 > MAX_PASSAGE {
        core = cut(text, core.0, core.1);
    }
    let mut wide = core;
    while wide.1 - wide.0 < MIN_PASSAGE && (wide.0, wide.1) != trim(text, 0, text.len()) {
        let next = widen(text, wide);
        if next.1 - next.0 > MAX_PASSAGE {
            wide = around(text, core, next);
            break;
        }
        if next == wide {
            break;
        }
        wide = next;
    }
    ByteSpan::new(wide.0, wide.1)
}

/// The passage with the rest of its sentence, or, where it is whole, with the next or else the previous one.
fn widen(text: &str, (start, end): (usize, usize)) -> (usize, usize) {
    let whole = trim(text, sentence_start(text, start), sentence_end(text, end));
    if whole != (start, end) {
        return whole;
    }
    let after = end + (text[end..].len() - text[end..].trim_start().len());
    if after < text.len() {
        return trim(text, start, sentence_end(text, after + 1));
    }
    let before = text[..start].trim_end();
    trim(text, sentence_start(text, before.len().saturating_sub(1)), end)
}

/// The part of `wide` that stands around `core` and is not too long.
fn around(text: &str, core: (usize, usize), wide: (usize, usize)) -> (usize, usize) {
    let spare = MAX_PASSAGE.saturating_sub(core.1 - core.0);
    let start = word_start(text, core.0.saturating_sub(spare / 2).max(wide.0), core.0);
    cut(text, start, wide.1)
}

/// At most [`MAX_PASSAGE`] bytes from `start`, ending with a word.
fn cut(text: &str, start: usize, end: usize) -> (usize, usize) {
    if end - start <= MAX_PASSAGE {
        return trim(text, start, end);
    }
    let limit = floor(text, start + MAX_PASSAGE);
    let stop = text[start..limit].rfind(char::is_whitespace).map_or(limit, |at| start + at);
    trim(text, start, if stop > start { stop } else { limit })
}

/// The first beginning of a word at or after `from`, at most `until`.
fn word_start(text: &str, from: usize, until: usize) -> usize {
    let from = floor(text, from);
    if from == 0 || text[..from].ends_with(char::is_whitespace) {
        return from;
    }
    text[from..until].find(char::is_whitespace).map_or(until, |at| {
        let rest = &text[from + at..until];
        until - rest.trim_start().len()
    })
}

/// The byte after the last sentence mark before `at`.
fn sentence_start(text: &str, at: usize) -> usize {
    let at = floor(text, at);
    let marks = text[..at].char_indices().rev();
    let mut next = text[at..].chars().next();
    for (place, character) in marks {
        if ends_sentence(character, next) {
            return place + character.len_utf8();
        }
        next = Some(character);
    }
    0
}

/// The byte after the first sentence mark from the last character before `at` on.
fn sentence_end(text: &str, at: usize) -> usize {
    let from = floor(text, at.saturating_sub(1));
    let mut characters = text[from..].char_indices().peekable();
    while let Some((place, character)) = characters.next() {
        let next = characters.peek().map(|&(_, next)| next);
        if ends_sentence(character, next) {
            return from + place + character.len_utf8();
        }
    }
    text.len()
}

fn ends_sentence(character: char, next: Option<char>) -> bool {
    character == '\n'
        || (matches!(character, '.' | '!' | '?' | '…') && next.is_none_or(char::is_whitespace))
}

/// The range without the white space at its ends.
fn trim(text: &str, start: usize, end: usize) -> (usize, usize) {
    let words = &text[start..end];
    let start = start + words.len() - words.trim_start().len();
    (start, start + words.trim().len())
}

/// The last character boundary at or before `at`.
fn floor(text: &str, at: usize) -> usize {
    text.floor_char_boundary(at.min(text.len()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn quoted(text: &str, words: &str) -> String {
        let at = text.find(words).unwrap();
        passage(text, ByteSpan::new(at, at + words.len())).of(text).to_owned()
    }

    #[test]
    fn a_passage_that_can_be_read_is_left_as_it_is() {
        let text = "Accueil charmant. Le colis est arrivé ouvert et mouillé, bravo.";
        assert_eq!(quoted(text, "Le colis est arrivé ouvert"), "Le colis est arrivé ouvert");
    }

    #[test]
    fn a_word_alone_is_given_its_sentence() {
        let text = "Accueil charmant. Le colis est arrivé ouvert. Dommage.";
        assert_eq!(quoted(text, "colis"), "Le colis est arrivé ouvert.");
    }

    #[test]
    fn a_short_sentence_is_given_its_neighbour() {
        let text = "Déçu. Le vendeur ne connaît pas ses produits.";
        assert_eq!(quoted(text, "Déçu"), text);
    }

    #[test]
    fn a_price_does_not_end_a_sentence() {
        let text = "On m'a compté 12.50 euros de plus. Et voilà.";
        assert_eq!(quoted(text, "12"), "On m'a compté 12.50 euros de plus.");
    }

    #[test]
    fn a_span_outside_the_text_gives_its_beginning() {
        assert_eq!(passage("Très bien.", ByteSpan::new(40, 50)).of("Très bien."), "Très bien.");
        assert!(passage("", ByteSpan::new(0, 0)).is_empty());
    }

    proptest! {
        #[test]
        fn a_passage_lies_in_the_text_and_can_be_read(text in "[a-zé .!?\n]{0,600}", start in 0_usize..600, length in 0_usize..400) {
            let span = passage(&text, ByteSpan::new(start, start + length));
            prop_assert!(text.get(span.range()).is_some());
            prop_assert!(span.len() <= MAX_PASSAGE);
        }
    }
}
