//! The words of a customer as they are kept: composed, without what cannot be seen.

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// The text in composed form (NFC), lines ended by `\n`, without control or invisible characters, trimmed.
pub(in crate::ingest) fn clean(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut characters = text.trim().chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '\r' if characters.peek() == Some(&'\n') => {}
            '\r' | '\u{2028}' | '\u{2029}' | '\u{b}' | '\u{c}' | '\u{85}' => kept.push('\n'),
            c if is_unseen(c) => {}
            c => kept.push(c),
        }
    }
    let composed = is_nfc_quick(kept.chars()) == IsNormalized::Yes;
    let kept = if composed { kept } else { kept.nfc().collect() };
    kept.trim().to_owned()
}

/// Whether the character shows nothing: controls, marks of direction, soft hyphens, spaces of no width.
/// Joiners stay: they make one emoji of several.
fn is_unseen(c: char) -> bool {
    c.is_control() && c != '\n' && c != '\t'
        || matches!(c, '\u{ad}' | '\u{200b}' | '\u{feff}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_removed() {
        assert_eq!(
            clean(" \u{feff}de\u{301}c\u{327}ue\r\npar\u{ad}fois\u{200b}\u{7}\rtout\t! "),
            "déçue\nparfois\ntout\t!"
        );
        assert_eq!(clean("\u{202e}envers\u{202c}"), "envers");
        assert_eq!(clean("👩‍👧 merci"), "👩‍👧 merci");
    }
}
