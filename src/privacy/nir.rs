//! French social security numbers, by their key.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::digits::Digits;

/// Sex, year, month, department, commune, rank, key.
static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    let cut = r"[\s\u{a0}\u{202f}./_-]?";
    let key = r"(?:[\s\u{a0}\u{202f}./_-]{0,2}|\s*\(?cl[ée]\s?:?\s?)";
    Regex::new(&format!(
        r"(?i)([1-478]){cut}(\d\d){cut}(0[1-9]|1[0-2]|[2-9]\d){cut}(\d\d|2[AB]){cut}(\d{{3}}){cut}(\d{{3}}){key}(\d\d)"
    ))
    .expect("the pattern is fixed and tested")
});

/// The social security numbers of a text.
pub(super) fn find(digits: &Digits<'_>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    // A match may begin inside what a failed one covered: "1 234…" hides nothing of the next digit.
    while let Some(parts) = NUMBER.captures_at(digits.text, from) {
        let span = parts.get(0).map_or(from..from, |whole| whole.range());
        let body: String =
            (1..=6).filter_map(|part| parts.get(part)).map(|part| part.as_str()).collect();
        let key = parts.get(7).and_then(|key| key.as_str().parse().ok());
        if digits.stands_alone(&span) && key_of(&body) == key {
            from = span.end;
            found.push(span);
        } else {
            from = span.start + 1;
        }
    }
    found
}

/// The key of the thirteen symbols of a number: 97 − N mod 97, Corsica counting as 19 and 18.
fn key_of(body: &str) -> Option<u64> {
    let number = body.to_ascii_uppercase().replace("2A", "19").replace("2B", "18");
    Some(97 - number.parse::<u64>().ok()? % 97)
}
