use proptest::prelude::*;

use crate::types::Language;

use super::*;

fn explained(query: &str) -> String {
    Query::parse(query).unwrap().explain(Language::En)
}

fn refused(query: &str) -> String {
    Query::parse(query).unwrap_err().to_string()
}

#[test]
fn a_query_is_said_again_as_it_was_understood() {
    for (query, expected) in [
        ("*", "everything"),
        ("l’Appli", "`appli` in any form"),
        ("livraison retard", "`livraison` in any form and `retard` in any form"),
        ("p OR b c", "`p` in any form or (`b` in any form and `c` in any form)"),
        ("(p OR b) -c", "(`p` in any form or `b` in any form) and not `c` in any form"),
        ("NOT (p b)", "not (`p` in any form and `b` in any form)"),
        (
            "le retard de la livraison",
            "`retard` in any form and `livraison` in any form (`le` is not insisted on) (`de` is not insisted on) \
             (`la` is not insisted on)",
        ),
        ("colis Colis OR avoir", "`colis` in any form or `avoir` in any form"),
        ("pas reçu", "`pas` in any form and `recu` in any form"),
        ("de la", "`de` in any form and `la` in any form"),
        ("la touchpoint:delivery", "`la` in any form and touchpoint delivery"),
        ("colis near/5 perdus", "`colis` at most 5 words from `perdus`"),
        ("a NEAR/2 b près/3 c", "`a` at most 2 words from `b` and `b` at most 3 words from `c`"),
        ("remboursemnt~", "`remboursemnt` give or take two letters"),
        ("livré~1", "`livre` give or take a letter"),
        ("😡 nul", "`😡` in any form and `nul` in any form"),
        ("\"Service Client\"", "\"service client\""),
        ("porte-monnaie", "\"porte monnaie\" or `portemonnaie` in any form"),
        ("rappelez-moi", "\"rappelez moi\""),
        ("retard - colis", "`retard` in any form and `colis` in any form"),
        ("livraison !!! ?", "`livraison` in any form"),
        ("Rembours*", "a word in `rembours…`"),
        ("touchpoint:delivery-", "touchpoint delivery spoken of badly"),
        ("touchpoint:staff+", "touchpoint staff spoken of well"),
        ("date:2026-02", "dated from 2026-02-01 to 2026-02-28"),
        ("date:2024-02-29..", "dated from 2024-02-29"),
        ("date<2026", "dated to 2025-12-31"),
        ("score<=6", "a score to 6"),
        ("nps>8", "nps above 8"),
        ("stars:2..3,5", "stars from 2 to 3.5"),
        ("Canal:\"Site Web\"", "`canal` is `site web`"),
        ("magasin:ly*", "`magasin` begins with `ly`"),
        ("magasin:*", "a value of `magasin`"),
        ("-lang:fr", "not language fr"),
    ] {
        assert_eq!(explained(query), expected, "{query}");
    }
}

#[test]
fn what_is_wrong_is_said_with_its_place() {
    for (query, expected) in [
        ("", "query holds no word to look for: `*` finds everything"),
        ("!!! …", "query holds no word to look for: `*` finds everything"),
        ("(a", "`)` is missing at byte 2"),
        ("a)", "`)` closes nothing at byte 1"),
        (")", "`)` closes nothing at byte 0"),
        ("()", "a word is missing at byte 1"),
        ("a OR", "a word is missing at byte 4"),
        ("OR a", "a word is missing at byte 0"),
        ("a AND", "a word is missing at byte 5"),
        ("a NOT", "a word is missing at byte 5"),
        ("-)", "a word is missing at byte 1"),
        ("\"abc", "a closing quotation mark is missing at byte 4"),
        ("é :fr", "the name of a field is missing at byte 4"),
        ("lang:", "the value of a field is missing at byte 5"),
        ("lang: fr", "the value of a field is missing at byte 5"),
        ("a near/0 b", "`near/` at byte 2 takes a number of words from 1 to 50, as `near/5`"),
        (
            "a near/99999999999 b",
            "`near/` at byte 2 takes a number of words from 1 to 50, as `near/5`",
        ),
        ("near/5 b", "`near/` at byte 0 needs one word on each side"),
        ("a near/5", "a word is missing at byte 8"),
        ("a near/5 \"b c\"", "`near/` at byte 2 needs one word on each side"),
        ("a near/5 -b", "`near/` at byte 2 needs one word on each side"),
        (
            "cri~",
            "`cri~` needs one word of at least 4 letters before the tilde, and 1 or 2 after it, at byte 0",
        ),
        (
            "livre~2",
            "`livre~` needs one word of at least 6 letters before the tilde, and 1 or 2 after it, at byte 0",
        ),
        (
            "x livraison~4000000000",
            "`livraison~` needs one word of at least 4 letters before the tilde, and 1 or 2 after it, at byte 2",
        ),
        ("r*", "`r*` needs one word of at least 2 letters before the star, at byte 0"),
        (
            "bon après-v*",
            "`après-v*` needs one word of at least 2 letters before the star, at byte 4",
        ),
        ("sentiment:bad", "`sentiment` at byte 0 does not take `bad`; it takes neg, mix, neu, pos"),
        (
            "a sentiment:negative",
            "`sentiment` at byte 2 does not take `negative`; it takes neg, mix, neu, pos",
        ),
        (
            "lang<fr",
            "`lang` at byte 0 does not take `fr`; it takes a value after `:`, not a comparison",
        ),
        ("nps:dix", "`nps` at byte 0 does not take `dix`; it takes a number, or two as `0..6`"),
        ("nps<=NaN", "`nps` at byte 0 does not take `NaN`; it takes a number, or two as `0..6`"),
    ] {
        assert_eq!(refused(query), expected, "{query}");
    }
}

#[test]
fn a_near_name_is_suggested() {
    let error = refused("touchpoint:delivry-");
    assert!(error.starts_with(
        "`touchpoint` at byte 0 does not take `delivry` (did you mean `delivery`?); it takes advertising, website"
    ));
    assert!(refused("signal:churn").contains("(did you mean `churn_intent`?)"));
}

#[test]
fn dates_that_do_not_exist_are_refused() {
    for value in
        ["2026-13", "2026-02-29", "26-01-01", "2026-1", "..", "2026-01-01-01", "hier", "+026"]
    {
        let error = refused(&format!("date:{value}"));
        assert!(error.contains(&format!("does not take `{value}`; it takes a day")), "{error}");
    }
}

#[test]
fn a_query_has_limits() {
    let long = "é".repeat(512);
    assert!(Query::parse(&long).is_ok());
    assert_eq!(refused(&format!("{long}a")), "query is 1025 bytes long, at most 1024 are read");

    let nested = |depth: usize| format!("{}a{}", "(".repeat(depth), ")".repeat(depth));
    assert!(Query::parse(&nested(20)).is_ok());
    assert_eq!(refused(&nested(21)), "query is nested deeper than 20 levels at byte 21");
    assert!(Query::parse(&format!("{}a", "-".repeat(20))).is_ok());
    assert_eq!(
        refused(&format!("{}a", "-".repeat(500))),
        "query is nested deeper than 20 levels at byte 21"
    );

    assert!(Query::parse(&"a ".repeat(128)).is_ok());
    assert_eq!(refused(&"a ".repeat(129)), "query has more than 128 clauses at byte 256");
    assert!(Query::parse(&"colis* ".repeat(16)).is_ok());
    assert_eq!(refused(&"colis* ".repeat(17)), "query has more than 128 clauses at byte 112");
    let phrase = |words: usize| format!("\"{}\"", "a ".repeat(words));
    assert!(Query::parse(&phrase(128)).is_ok());
    assert_eq!(refused(&phrase(129)), "query has more than 128 clauses at byte 0");
}

proptest! {
    #[test]
    fn no_query_panics(query in ".{0,60}") {
        if let Ok(query) = Query::parse(&query) {
            prop_assert!(!query.explain(Language::Fr).is_empty());
        }
    }

    #[test]
    fn no_query_made_of_our_signs_panics(
        query in r#"([()"*:<>= .~-]|OR|NOT|AND|near/3|date|score|lang|2026|fr|l'|é|a|colis|😡){0,24}"#,
        text in ".{0,60}",
    ) {
        if let Ok(query) = Query::parse(&query) {
            for span in query.highlights(&text, Language::Fr) {
                prop_assert!(!span.of(&text).is_empty());
            }
        }
    }
}
