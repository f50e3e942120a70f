//! Telephone numbers: French and British ones, and international ones by country.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::digits::{Digits, is_code, is_separator, single_separator};

/// How many digits follow a country code, at least and at most.
const COUNTRIES: &[(&str, usize, usize)] = &[
    ("1", 10, 10),
    ("7", 10, 10),
    ("20", 9, 10),
    ("27", 9, 9),
    ("30", 10, 10),
    ("31", 9, 9),
    ("32", 8, 9),
    ("33", 9, 9),
    ("34", 9, 9),
    ("36", 8, 9),
    ("39", 8, 11),
    ("40", 9, 9),
    ("41", 9, 9),
    ("43", 7, 12),
    ("44", 9, 10),
    ("45", 8, 8),
    ("46", 7, 10),
    ("47", 8, 8),
    ("48", 9, 9),
    ("49", 7, 11),
    ("52", 10, 10),
    ("55", 10, 11),
    ("61", 9, 9),
    ("81", 9, 10),
    ("86", 10, 11),
    ("90", 10, 10),
    ("91", 10, 10),
    ("212", 9, 9),
    ("213", 8, 9),
    ("216", 8, 8),
    ("221", 9, 9),
    ("225", 10, 10),
    ("237", 9, 9),
    ("261", 9, 9),
    ("262", 9, 9),
    ("351", 9, 9),
    ("352", 6, 9),
    ("353", 7, 9),
    ("358", 7, 10),
    ("377", 8, 9),
    ("420", 9, 9),
    ("590", 9, 9),
    ("594", 9, 9),
    ("596", 9, 9),
    ("687", 6, 6),
    ("689", 6, 8),
];

/// How people cut the ten digits of a French number, or of a Belgian or Swiss mobile, with one separator.
const TEN_DIGITS: &[&[usize]] = &[
    &[10],
    &[2, 2, 2, 2, 2],
    &[4, 3, 3],
    &[4, 2, 2, 2],
    &[2, 3, 3, 2],
    &[1, 3, 3, 3],
    &[3, 3, 2, 2],
    &[2, 4, 4],
    &[4, 6],
    &[2, 8],
    &[5, 5],
    &[1, 1, 1, 1, 1, 1, 1, 1, 1, 1],
];

/// How people cut the eleven digits of a British number.
const ELEVEN_DIGITS: &[&[usize]] =
    &[&[11], &[5, 6], &[3, 4, 4], &[4, 3, 4], &[5, 3, 3], &[4, 7], &[3, 8]];

/// The most runs of digits that a number is cut in.
const MOST_GROUPS: usize = 12;

/// Words after which a bare number is that of an order, a file or a parcel.
static OTHER_NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)\b(?: commande | cmd | r[ée]f(?:[ée]rence)? | facture | dossier | ticket | colis | suivi | contrat
        | siret | siren | order | invoice | tracking | booking | parcel | contract | reference | case )s? \.?
        [\s\u{a0}]* (?: n[°ºo]\.? | num[ée]ro | number | nr\.? | \#)? [\s\u{a0}]* [:=\#]? [\s\u{a0}]* $",
    )
    .expect("the pattern is fixed and tested")
});

/// The telephone numbers of a text.
pub(super) fn find(digits: &Digits<'_>) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for first in 0..digits.groups.len() {
        if found.last().is_some_and(|last| digits.groups[first].start < last.end) {
            continue;
        }
        found.extend(international(digits, first).or_else(|| national(digits, first)));
    }
    found
}

/// A number that begins with `+` or `00` and a country code.
fn international(digits: &Digits<'_>, first: usize) -> Option<Range<usize>> {
    let group = &digits.groups[first];
    let before = digits.text[..group.start].trim_end_matches([' ', '\u{a0}']);
    let (start, mut number) = if before.ends_with('+') && group.start - before.len() <= 2 {
        let closed = digits.gap(first).is_some_and(|gap| gap.starts_with(')'));
        let bracket = usize::from(closed && before.ends_with("(+"));
        (before.len() - 1 - bracket, digits.digits(first).to_owned())
    } else {
        (group.start, digits.digits(first).strip_prefix("00")?.to_owned())
    };
    if digits.before(start).is_some_and(is_code) {
        return None;
    }
    let mut best = None;
    for last in first..digits.groups.len().min(first + MOST_GROUPS) {
        if last > first && !is_trunk(digits, last) {
            number.push_str(digits.digits(last));
        }
        let span = start..digits.groups[last].end;
        if answers_abroad(&number) && ends_well(digits, &span) {
            best = Some(span);
        }
        if !digits.gap(last).is_some_and(is_gap) {
            break;
        }
    }
    best
}

/// Whether the digits are a country code and a number of the length that the country has.
fn answers_abroad(number: &str) -> bool {
    COUNTRIES.iter().any(|&(code, shortest, longest)| {
        number.strip_prefix(code).is_some_and(|rest| {
            // « +33 06 … » is how many people write it, wrong as it is.
            let rest = if code == "33" { rest.strip_prefix('0').unwrap_or(rest) } else { rest };
            let begins_well = code == "39" || !rest.starts_with('0');
            let american = code != "1"
                || !rest.starts_with('1') && !matches!(rest.as_bytes().get(3), Some(b'0' | b'1'));
            (shortest..=longest).contains(&rest.len()) && begins_well && american
        })
    })
}

/// Whether the run is the `(0)` of "+33 (0)6", which is not dialled from abroad.
fn is_trunk(digits: &Digits<'_>, group: usize) -> bool {
    digits.digits(group) == "0"
        && digits.before(digits.groups[group].start) == Some('(')
        && digits.after(digits.groups[group].end) == Some(')')
}

/// A number as it is dialled inside France, the United Kingdom or North America.
fn national(digits: &Digits<'_>, first: usize) -> Option<Range<usize>> {
    let mut number = String::new();
    let mut lengths = Vec::new();
    let mut gaps = Vec::new();
    for last in first..digits.groups.len().min(first + MOST_GROUPS) {
        number.push_str(digits.digits(last));
        lengths.push(digits.groups[last].len());
        if number.len() > 11 {
            return None;
        }
        let span = digits.groups[first].start..digits.groups[last].end;
        if has_shape(&number, &lengths, &gaps)
            && begins_well(digits, &span, &lengths)
            && ends_well(digits, &span)
        {
            return Some(span);
        }
        gaps.push(digits.gap(last).filter(|gap| is_gap(gap))?);
    }
    None
}

fn has_shape(number: &str, lengths: &[usize], gaps: &[&str]) -> bool {
    let bytes = number.as_bytes();
    let separators: Vec<Option<char>> = gaps.iter().map(|gap| single_separator(gap)).collect();
    let one_separator =
        separators.iter().all(|separator| separator.is_some() && *separator == separators[0]);
    match bytes {
        [b'0', b'1'..=b'9', ..] if bytes.len() == 10 => {
            // In pairs a number is plain whatever cuts it: « 06.12 34-56 78 ».
            lengths == [2, 2, 2, 2, 2] || one_separator && TEN_DIGITS.contains(&lengths)
        }
        [b'0', b'1' | b'2' | b'3' | b'7', ..] if bytes.len() == 11 => {
            one_separator && ELEVEN_DIGITS.contains(&lengths)
        }
        [b'2'..=b'9', _, _, b'2'..=b'9', ..] if lengths == [3, 3, 4] => {
            matches!(gaps, ["-" | "." | ") " | ")-" | ")", "-" | "."])
        }
        _ => false,
    }
}

/// Whether what stands before lets the span be a telephone number.
fn begins_well(digits: &Digits<'_>, span: &Range<usize>, lengths: &[usize]) -> bool {
    let before = &digits.text[..span.start];
    let mut back = before.chars().rev();
    let part_of_more = match back.next() {
        Some(c) if is_code(c) => !ends_with_phone_word(before),
        Some(c) if c.is_alphabetic() => follows_code(before),
        Some('-' | '_' | '#' | '.' | ',') => {
            back.next().is_some_and(|c| c.is_ascii_digit() || c.is_uppercase())
        }
        _ => false,
    };
    let from = before.char_indices().rev().nth(39).map_or(0, |(at, _)| at);
    let numbers_something_else = lengths.len() == 1 && OTHER_NUMBER.is_match(&before[from..]);
    !part_of_more && !numbers_something_else
}

/// Whether what stands after lets the span be a telephone number.
fn ends_well(digits: &Digits<'_>, span: &Range<usize>) -> bool {
    let mut rest = digits.text[span.end..].chars();
    let goes_on = match rest.next() {
        Some(c) if is_code(c) => true,
        Some(',') => rest.next().is_some_and(|c| c.is_ascii_digit()),
        Some('-') => rest.next().is_some_and(is_code) && rest.next().is_some_and(is_code),
        _ => false,
    };
    let unit = digits.text[span.end..].trim_start_matches([' ', '\u{a0}', '\u{202f}']);
    let amount = unit.starts_with(['€', '$', '£', '%']) || unit.starts_with("euros");
    !goes_on && !amount
}

/// Whether `gap` may stand inside a telephone number.
fn is_gap(gap: &str) -> bool {
    !gap.is_empty()
        && gap.chars().count() <= 3
        && gap.chars().all(|c| is_separator(c) || matches!(c, '(' | ')'))
}

/// Whether `before` ends with letters that come after a figure, as in a code: « 6a0612… ».
fn follows_code(before: &str) -> bool {
    before.trim_end_matches(char::is_alphabetic).ends_with(|c: char| c.is_numeric() || c == '_')
}

/// Whether `before` ends with a word that announces a telephone number, written without a space after it.
fn ends_with_phone_word(before: &str) -> bool {
    let word: String = before.chars().rev().take_while(|c| c.is_alphabetic()).collect();
    ["let", "lét", "leT", "LET", "léT", "eliboM", "elibom"].contains(&word.as_str())
}
