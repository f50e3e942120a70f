//! International bank account numbers, by length of country and remainder of 97.

use std::ops::Range;

use super::digits::{Digits, is_separator};

/// The length of an account number, by country (the public registry of ISO 13616).
const LENGTHS: &str = "\
    AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20 \
    EG29 ES24 FI18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 \
    KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MR27 MT31 MU30 NL18 NO15 PK24 \
    PL28 PS29 PT25 QA29 RO24 RS22 SA24 SC31 SE24 SI19 SK24 SM27 ST25 SV28 TL23 TN24 TR26 UA29 VA22 \
    VG24 XK20";

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
    // A word stuck to the number is told from it by its case.
    let capitals = country.starts_with(char::is_uppercase);
    let goes_on = |c: char| c.is_numeric() || c.is_alphabetic() && c.is_uppercase() == capitals;
    if digits.before(country_at).is_some_and(goes_on) {
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
    let whole = symbols.len() == length && !digits.after(end).is_some_and(goes_on);
    (whole && remainder(&symbols) == 1).then_some(country_at..end)
}

fn length_of(country: &str) -> Option<usize> {
    let known = LENGTHS.split(' ').find(|known| known[..2].eq_ignore_ascii_case(country))?;
    known[2..].parse().ok()
}

/// The remainder by 97 of the number that the symbols spell, their first four put last.
fn remainder(symbols: &[u8]) -> u32 {
    let turned = symbols[4..].iter().chain(&symbols[..4]);
    turned.fold(0, |rest, &symbol| match symbol {
        b'0'..=b'9' => (rest * 10 + u32::from(symbol - b'0')) % 97,
        _ => (rest * 100 + u32::from(symbol - b'A') + 10) % 97,
    })
}
