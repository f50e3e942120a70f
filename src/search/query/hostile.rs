//! Strings made to exhaust or to mislead whoever reads them (B113 to B115): refused, or answered within the limits.

use crate::types::Language;

use super::Query;

/// Each with a piece of what is said of it; none where it is a query like another.
pub(in crate::search) fn strings() -> Vec<(String, Option<&'static str>)> {
    let word = |text: &str| (text.to_owned(), None);
    let bad = |text: String, told: &'static str| (text, Some(told));
    vec![
        // B113.
        bad("(".repeat(5000), "5000 bytes long"),
        bad("(".repeat(1024), "nested deeper than 20"),
        bad(format!("{}a", "(".repeat(1000)), "nested deeper than 20"),
        bad("-".repeat(1000) + "a", "nested deeper than 20"),
        bad("NOT ".repeat(200) + "a", "nested deeper than 20"),
        bad("\"".repeat(1023), "closing quotation mark"),
        bad("\"jamais fermé".to_owned(), "closing quotation mark is missing at byte 14"),
        bad("«".to_owned(), "closing quotation mark"),
        bad("a:(^".to_owned(), "value of a field is missing"),
        bad("a OR ".repeat(100_000) + "a", "bytes long"),
        bad("a OR ".repeat(200) + "a", "more than 128 clauses"),
        word("*:*"),
        bad("*livraison".to_owned(), ""),
        bad("colis near/4000000000 perdu".to_owned(), "from 1 to 50"),
        bad("\"colis perdu\"~4000000000".to_owned(), "at least 4 letters before the tilde"),
        // B114.
        word("/(a+)+$/"),
        word("re[a-z]*mboursement"),
        bad("a~2".to_owned(), "at least 6 letters"),
        bad("a*".to_owned(), "at least 2 letters"),
        bad("a* b* c*".to_owned(), "at least 2 letters"),
        bad("colis* ".repeat(40), "more than 128 clauses"),
        bad("livraison~2 ".repeat(40), "more than 128 clauses"),
        // B115.
        bad("score:1e999".to_owned(), "takes a number"),
        bad("score:-inf..inf".to_owned(), "takes a number"),
        bad("score:[0 TO *]".to_owned(), "takes a number"),
        bad("date:99999-01".to_owned(), "takes a day"),
        bad("date:0000-00-00".to_owned(), "takes a day"),
        bad("date:2026-01..9999999999".to_owned(), "takes a day"),
        word("score:6..0"),
        word("magasin:\"x\" OR _source:*"),
        word("__proto__:1"),
        word("words:\u{0}"),
        bad("id:".to_owned(), "value of a field is missing"),
        bad(":".repeat(500), "name of a field is missing"),
        word("'; DROP TABLE feedback; --"),
        word("\u{202e}xyz \u{0}\u{1f}"),
        word(&"é".repeat(512)),
        word(&"😡".repeat(100)),
    ]
}

#[test]
fn hostile_strings_are_refused_or_understood() {
    for (query, told) in strings() {
        let shown: String = query.chars().take(40).collect();
        match (Query::parse(&query), told) {
            (Ok(parsed), None) => {
                assert!(!parsed.explain(Language::En).is_empty(), "{shown}");
                parsed.highlights("Le colis est resté à l'agence", Language::Fr);
            }
            (Ok(parsed), Some("")) => assert!(!parsed.explain(Language::En).is_empty()),
            (Err(error), Some(told)) => {
                assert!(error.to_string().contains(told), "{shown}: {error}");
                if let Some(caret) = error.caret(&query) {
                    assert!(caret.lines().count() == 2 && caret.len() < 1200, "{shown}");
                }
            }
            (parsed, told) => {
                panic!(
                    "{shown}: {:?} instead of {told:?}",
                    parsed.map(|q| q.explain(Language::En))
                );
            }
        }
    }
}

/// The pieces that mutants are made of.
const PIECES: &[&str] = &[
    "(",
    ")",
    "\"",
    "«",
    "»",
    "-",
    "NOT ",
    " OR ",
    " AND ",
    " near/5 ",
    "near/",
    "~",
    "~2",
    "*",
    ":",
    "<=",
    ">",
    "..",
    "é",
    "’",
    "😡",
    "\u{0}",
    "\u{301}",
    "\u{202e}",
    " ",
    "colis",
    "livraison",
    "date:2026-01",
    "score<=6",
    "touchpoint:delivery-",
    "sentiment:neg",
    "magasin:ly*",
    "week-end",
    "12,50",
    "⟦TEL⟧",
    "l'",
    "a",
];

/// Draws that are the same at each run (`SplitMix64`).
struct Draw(u64);

impl Draw {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) % limit.max(1) as u64).unwrap_or(0)
    }
}

/// A string of the corpus, cut, doubled, or with pieces put in it, several times over.
fn mutant(draw: &mut Draw, corpus: &[String]) -> String {
    let mut text: Vec<char> = corpus[draw.below(corpus.len())].chars().take(200).collect();
    for _ in 0..=draw.below(6) {
        let at = draw.below(text.len() + 1);
        match draw.below(4) {
            0 => text.truncate(at),
            1 => {
                let end = at + draw.below(text.len() - at + 1);
                text.drain(at..end);
            }
            2 => text.extend(corpus[draw.below(corpus.len())].chars().take(60)),
            _ => {
                let piece = PIECES[draw.below(PIECES.len())];
                text.splice(at..at, piece.chars());
            }
        }
    }
    text.into_iter().collect()
}

fn try_mutants(count: u64) {
    let corpus: Vec<String> = strings().into_iter().map(|(text, _)| text).collect();
    let mut draw = Draw(0);
    let mut understood = 0_u64;
    for _ in 0..count {
        let text = mutant(&mut draw, &corpus);
        match Query::parse(&text) {
            Ok(query) => {
                understood += 1;
                assert!(!query.explain(Language::Fr).is_empty());
                for span in query.highlights(&text, Language::Fr) {
                    assert!(!span.of(&text).is_empty(), "{text:?}");
                }
            }
            Err(error) => {
                if let Some(at) = error.at() {
                    assert!(text.is_char_boundary(at), "{text:?}: byte {at}");
                }
                error.caret(&text);
            }
        }
    }
    assert!(understood > count / 20, "{understood} of {count} are queries");
}

#[test]
fn mutants_of_hostile_strings_are_refused_or_understood() {
    try_mutants(5_000);
}

/// `cargo test --release --lib -- --ignored two_million_mutants`
#[test]
#[ignore = "a minute with --release"]
fn two_million_mutants() {
    try_mutants(2_000_000);
}
