//! Several terms at one place of a text.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer, TokenizerManager};

/// The name under which the engine finds [`Slots`].
pub(super) const SLOTS: &str = "slots";

/// What separates the terms of one place.
pub(super) const BESIDE: char = '|';

/// The tokenizers that the schema names.
pub(super) fn tokenizers() -> TokenizerManager {
    let manager = TokenizerManager::default();
    manager.register(SLOTS, Slots::default());
    manager
}

/// Cuts a text that we wrote ourselves: a space goes on to the next place, a bar stays at the same one.
#[derive(Clone, Default)]
pub(super) struct Slots {
    token: Token,
}

pub(super) struct SlotStream<'a> {
    text: &'a str,
    at: usize,
    place: usize,
    token: &'a mut Token,
}

impl Tokenizer for Slots {
    type TokenStream<'a> = SlotStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> SlotStream<'a> {
        self.token.reset();
        SlotStream { text, at: 0, place: 0, token: &mut self.token }
    }
}

impl TokenStream for SlotStream<'_> {
    fn advance(&mut self) -> bool {
        loop {
            let rest = &self.text[self.at..];
            if rest.is_empty() {
                return false;
            }
            let length = rest.find([' ', BESIDE]).unwrap_or(rest.len());
            let place = self.place;
            let from = self.at;
            self.at += length;
            if let Some(sign) = self.text[self.at..].chars().next() {
                self.place += usize::from(sign == ' ');
                self.at += sign.len_utf8();
            }
            if length > 0 {
                self.token.text.clear();
                self.token.text.push_str(&self.text[from..from + length]);
                self.token.offset_from = from;
                self.token.offset_to = from + length;
                self.token.position = place;
                return true;
            }
        }
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_keeps_the_place_and_a_space_goes_on() {
        let mut slots = Slots::default();
        let mut stream = slots.token_stream("week|weekend end  colis|");
        let mut seen = Vec::new();
        while stream.advance() {
            seen.push((stream.token().position, stream.token().text.clone()));
        }
        let expected = [(0, "week"), (0, "weekend"), (1, "end"), (3, "colis")];
        assert_eq!(seen, expected.map(|(place, text)| (place, text.to_owned())));
    }
}
