//! Each passage that answers, with what stands before and after it: a concordance (KWIC).

use crate::types::ByteSpan;

/// A passage in its context.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What stands before, on one line, cut at a word.
    pub left: String,
    /// The passage.
    pub passage: String,
    /// What stands after.
    pub right: String,
    /// Where the passage stands in the text.
    pub span: ByteSpan,
}

/// The passages of a text, given their places in order, each with up to `width` characters on each side.
pub fn concordance(text: &str, passages: &[ByteSpan], width: usize) -> Vec<Line> {
    let line = |&span: &ByteSpan| {
        let range = span.range();
        let before = text.get(..range.start)?;
        let after = text.get(range.end..)?;
        Some(Line {
            left: last_words(&on_one_line(before), width),
            passage: on_one_line(span.of(text)).trim().to_owned(),
            right: first_words(&on_one_line(after), width),
            span,
        })
    };
    passages.iter().filter_map(line).collect()
}

/// The end of a text, from the beginning of a word on.
fn last_words(text: &str, width: usize) -> String {
    let length = text.chars().count();
    if length <= width {
        return text.trim_start().to_owned();
    }
    let end: String = text.chars().skip(length - width).collect();
    let whole = end.find(' ').map_or("", |space| &end[space..]);
    format!("…{}", whole.trim_start())
}

/// The beginning of a text, up to the end of a word.
fn first_words(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.trim_end().to_owned();
    }
    let start: String = text.chars().take(width).collect();
    let whole = start.rfind(' ').map_or("", |space| &start[..space]);
    format!("{}…", whole.trim_end())
}

/// Runs of spaces and line breaks as one space.
fn on_one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for character in text.chars() {
        let space = character.is_whitespace() || character.is_control();
        if !space {
            line.push(character);
        } else if !line.ends_with(' ') {
            line.push(' ');
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str, passage: &str, width: usize) -> Line {
        let at = text.find(passage).unwrap();
        concordance(text, &[ByteSpan::new(at, at + passage.len())], width).remove(0)
    }

    #[test]
    fn context_is_cut_at_words() {
        let text = "Commande livrée\nen retard, très déçue de l’appli qui plante";
        let line = of(text, "retard", 12);
        assert_eq!((line.left.as_str(), line.right.as_str()), ("…livrée en ", ", très…"));
        let line = of(text, "retard", 100);
        assert_eq!(line.left, "Commande livrée en ");
        assert_eq!(line.right, ", très déçue de l’appli qui plante");
        assert_eq!(of(text, "Commande", 3).left, "");
        assert_eq!(of("été", "été", 0).right, "");
    }
}
