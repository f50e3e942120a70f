//! The shapes of numbers in commerce: « n°123 », « 12,50 € ».

use crate::text::Word;

/// The marks between the units and the decimals.
const DECIMAL: [&str; 2] = [",", "."];

/// Whether the word at `at` and the next one are one decimal number: two runs of digits around a single mark, and not
/// a part of a date or of an address (« 12.05.2024 », « 10.0.0.1 »).
pub(super) fn joins_decimals(words: &[Word], at: usize, text: &str) -> bool {
    let digits = |word: &Word| word.folded.bytes().all(|byte| byte.is_ascii_digit());
    let marked = |left: &Word, right: &Word| {
        digits(left)
            && digits(right)
            && text
                .get(left.span.range().end..right.span.range().start)
                .is_some_and(|gap| DECIMAL.contains(&gap))
    };
    let Some(next) = words.get(at + 1) else { return false };
    let before = at.checked_sub(1).is_some_and(|before| marked(&words[before], &words[at]));
    let after = words.get(at + 2).is_some_and(|after| marked(next, after));
    marked(&words[at], next) && !before && !after
}

/// The number behind the sign of a number: `123` of « nº123 » and « №123 », which have no space nor mark inside.
pub(super) fn number_sign(folded: &str) -> Option<&str> {
    let number = folded.strip_prefix("nº").or_else(|| folded.strip_prefix('№'))?;
    number.starts_with(|c: char| c.is_ascii_digit()).then_some(number)
}
