//! Numbers of payment cards, by issuer, length and Luhn's sum.

use std::ops::Range;

use super::digits::{Digits, single_separator};

const SHORTEST: usize = 13;
const LONGEST: usize = 19;

/// The card numbers of a text.
pub(super) fn find(digits: &Digits<'_>) -> Vec<Range<usize>> {
    (0..digits.groups.len()).filter_map(|first| starting_at(digits, first)).collect()
}

/// The longest card number that begins with the run `first`.
fn starting_at(digits: &Digits<'_>, first: usize) -> Option<Range<usize>> {
    let start = digits.groups[first].start;
    let mut number = String::new();
    let mut lengths = Vec::new();
    let mut separator = None;
    let mut best = None;
    for group in first..digits.groups.len() {
        number.push_str(digits.digits(group));
        lengths.push(digits.groups[group].len());
        let span = start..digits.groups[group].end;
        if number.len() > LONGEST {
            break;
        }
        if is_card(&number, &lengths)
            && digits.stands_alone(&span)
            && !names_a_company(digits, start)
        {
            best = Some(span);
        }
        let next = digits.gap(group).and_then(single_separator);
        if next.is_none() || separator.is_some_and(|known| Some(known) != next) {
            break;
        }
        separator = next;
    }
    best
}

/// Whether the digits are those of a card: long enough, of a known issuer, with the right last digit.
fn is_card(number: &str, lengths: &[usize]) -> bool {
    let length = number.len();
    // People cut cards in a few pieces; a list of small numbers is no card.
    let cut_small = lengths.len() > 1 && length < 2 * lengths.len();
    (SHORTEST..=LONGEST).contains(&length)
        && !cut_small
        && issued(number, lengths)
        && luhn(number)
        && !(length == 13 && is_article(number))
}

/// Whether a known network issues numbers that begin so, of this length.
fn issued(number: &str, lengths: &[usize]) -> bool {
    let length = number.len();
    let head = |digits: usize| number[..digits].parse::<u32>().unwrap_or(0);
    match (head(2), head(3), head(4)) {
        (40..=49, _, _) => matches!(length, 13 | 16 | 19),
        (51..=55, _, _) | (_, _, 2221..=2720) => length == 16,
        (34 | 37, _, _) => length == 15,
        (65, _, _) | (_, 644..=649, _) | (_, _, 6011) => (16..=19).contains(&length),
        (_, _, 3528..=3589) => (16..=19).contains(&length),
        (62 | 81, _, _) => (16..=19).contains(&length),
        // The numbers of French companies have this length and pass Luhn's sum too, cut otherwise.
        (36 | 38 | 39, _, _) | (_, 300..=305, _) => {
            length == 14 && matches!(lengths, [14] | [4, 6, 4])
        }
        (_, _, 5018 | 5020 | 5038 | 5612 | 5893 | 6304 | 6759 | 6761..=6763) => length >= 15,
        _ => false,
    }
}

/// Whether the words just before say that this is the number of a company.
fn names_a_company(digits: &Digits<'_>, start: usize) -> bool {
    let before = digits.text[..start].trim_end_matches(|c: char| !c.is_alphanumeric());
    let word: String = before.chars().rev().take(5).collect();
    ["teris", "neris"].iter().any(|reversed| word.eq_ignore_ascii_case(reversed))
}

fn luhn(number: &str) -> bool {
    let sum: u32 = number
        .bytes()
        .rev()
        .enumerate()
        .map(|(at, digit)| {
            let digit = u32::from(digit - b'0');
            if at % 2 == 0 { digit } else { digit * 2 / 10 + digit * 2 % 10 }
        })
        .sum();
    sum.is_multiple_of(10)
}

/// Whether the thirteen digits are a valid article number (EAN-13), which is printed on every parcel.
fn is_article(number: &str) -> bool {
    let weights = [1, 3].into_iter().cycle();
    number.bytes().zip(weights).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum::<u32>()
        % 10
        == 0
}
