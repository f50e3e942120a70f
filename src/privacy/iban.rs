//! International bank account numbers, by length of country and remainder of 97.

use std::ops::Range;

use super::digits::{Digits, is_separator};

/// The length of an account number, by country (the public registry of ISO 13616).
const LENGTHS: &[(&str, usize)] = &[
    ("AD", 24),
    ("AE", 23),
    ("AL", 28),
    ("AT", 20),
    ("AZ", 28),
    ("BA", 20),
    ("BE", 16),
    ("BG", 22),
    ("BH", 22),
    ("BR", 29),
    ("BY", 28),
    ("CH", 21),
    ("CR", 22),
    ("CY", 28),
    ("CZ", 24),
    ("DE", 22),
    ("DK", 18),
    ("DO", 28),
    ("EE", 20),
    ("EG", 29),
    ("ES", 24),
    ("FI", 18),
    ("FO", 18),
    ("FR", 27),
    ("GB", 22),
    ("GE", 22),
    ("GI", 23),
    ("GL", 18),
    ("GR", 27),
    ("GT", 28),
    ("HR", 21),
    ("HU", 28),
    ("IE", 22),
    ("IL", 23),
    ("IQ", 23),
    ("IS", 26),
    ("IT", 27),
    ("JO", 30),
    ("KW", 30),
    ("KZ", 20),
    ("LB", 28),
    ("LC", 32),
    ("LI", 21),
    ("LT", 20),
    ("LU", 20),
    ("LV", 21),
    ("LY", 25),
    ("MC", 27),
    ("MD", 24),
    ("ME", 22),
    ("MK", 19),
    ("MR", 27),
    ("MT", 31),
    ("MU", 30),
    ("NL", 18),
    ("NO", 15),
    ("PK", 24),
    ("PL", 28),
    ("PS", 29),
    ("PT", 25),
    ("QA", 29),
    ("RO", 24),
    ("RS", 22),
    ("SA", 24),
    ("SC", 31),
    ("SE", 24),
    ("SI", 19),
    ("SK", 24),
    ("SM", 27),
    ("ST", 25),
    ("SV", 28),
    ("TL", 23),
    ("TN", 24),
    ("TR", 26),
    ("UA", 29),
    ("VA", 22),
    ("VG", 24),
    ("XK", 20),
];

/// The account numbers of a text.
pub(super) fn find(digits: &Digits<'_>) -> Vec<Range<usize>> {
    digits.groups.iter().filter_map(|group| starting_at(digits, group)).collect()
}

/// The account number whose two key digits begin the run `group`.
fn starting_at(digits: &Digits<'_>, group: &Range<usize>) -> Option<Range<usize>> {
    let bytes = digits.text.as_bytes();
    let country_at = group.start.checked_sub(2)?;
    let country = digits.text.get(country_at..group.start)?;
    let length = length_of(country)?;
    if digits.before(country_at).is_some_and(char::is_alphanumeric) {
        return None;
    }
    let mut symbols: Vec<u8> = Vec::with_capacity(length);
    let mut separators = 0;
    let mut end = country_at;
    for (at, c) in digits.text[country_at..].char_indices() {
        if c.is_ascii_alphanumeric() {
            symbols.push(bytes[country_at + at].to_ascii_uppercase());
            separators = 0;
        } else if is_separator(c) && separators < 2 {
            separators += 1;
        } else {
            break;
        }
        if symbols.len() == length {
            end = country_at + at + 1;
            break;
        }
    }
    let whole = symbols.len() == length && !digits.after(end).is_some_and(char::is_alphanumeric);
    (whole && remainder(&symbols) == 1).then_some(country_at..end)
}

fn length_of(country: &str) -> Option<usize> {
    LENGTHS.iter().find(|(code, _)| code.eq_ignore_ascii_case(country)).map(|&(_, length)| length)
}

/// The remainder by 97 of the number that the symbols spell, their first four put last.
fn remainder(symbols: &[u8]) -> u32 {
    let turned = symbols[4..].iter().chain(&symbols[..4]);
    turned.fold(0, |rest, &symbol| match symbol {
        b'0'..=b'9' => (rest * 10 + u32::from(symbol - b'0')) % 97,
        _ => (rest * 100 + u32::from(symbol - b'A') + 10) % 97,
    })
}
