//! E-mail addresses, also those written so that machines miss them.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::digits::Digits;

/// A name, a sign that says "at", a domain with a final part of letters.
static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)
        [\p{L}\p{N}_%+'’.&-]*[\p{L}\p{N}_%+-]
        (?: [\ \u{a0}]?[@＠][\ \u{a0}]? | [\ \u{a0}]?[(\[{][\ ]?(?:at|arobase|arobas)[\ ]?[)\]}][\ \u{a0}]? | [\ ]arobase?[\ ] )
        (?: [\p{L}\p{N}] [\p{L}\p{N}-]* (?: \. | [\ ]point[\ ] | [\ ]?[(\[](?:point|dot)[)\]][\ ]? ) )+
        \p{L}{2,24}",
    )
    .expect("the pattern is fixed and tested")
});

/// The addresses of a text.
pub(super) fn find(digits: &Digits<'_>) -> Vec<Range<usize>> {
    let text = digits.text;
    let signs = ["@", "＠", "(at", "[at", "{at", "( at", "arob", "AROB", "Arob", "(AT", "[AT"];
    if !signs.iter().any(|sign| text.contains(sign)) {
        return Vec::new();
    }
    ADDRESS.find_iter(text).map(|found| found.range()).collect()
}
