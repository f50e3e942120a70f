//! Strings made to exhaust or to mislead whoever reads them (B113 to B115): refused, or answered within the limits.

use crate::types::Language;

use super::Query;

/// Each with a piece of what is said of it; none where it is a query like another.
fn strings() -> Vec<(String, Option<&'static str>)> {
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
