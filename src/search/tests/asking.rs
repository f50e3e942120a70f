//! What each kind of query finds, and in which order.

use super::*;

#[test]
fn hostile_strings_are_answered_or_refused_by_an_index() {
    let (_folder, index) = index_of(&corpus());
    for (text, _) in query::hostile::strings() {
        let Ok(query) = Query::parse(&text) else { continue };
        match index.search(&query, 10) {
            Ok(hits) => assert!(hits.hits.len() <= 10),
            Err(error) => assert_eq!(error.kind(), SearchErrorKind::Query, "{text}: {error}"),
        }
    }
    let error = index.search(&Query::parse("*:*").unwrap(), 10).unwrap_err();
    assert!(error.to_string().contains("is not a field; fields are touchpoint,"), "{error}");
}

#[test]
fn words_near_each_other_are_those_that_a_reader_counts() {
    let texts = [
        "colis perdu",
        "perdu le colis",
        "colis a été perdu",
        "colis x x x x x perdu",
        "perdus colis colis",
        "colis",
    ];
    let samples: Vec<Sample> =
        texts.iter().enumerate().map(|(at, text)| french(&at.to_string(), text)).collect();
    let (_folder, index) = index_of(&samples);
    for distance in 1..8_usize {
        let near = |text: &str| {
            let words: Vec<&str> = text.split(' ').collect();
            let places = |start: &str| -> Vec<usize> {
                (0..words.len()).filter(|&at| words[at].starts_with(start)).collect()
            };
            places("colis")
                .iter()
                .any(|a| places("perdu").iter().any(|b| a.abs_diff(*b) <= distance))
        };
        let expected: Vec<usize> = (0..texts.len()).filter(|&at| near(texts[at])).collect();
        let mut found: Vec<usize> = search(&index, &format!("colis near/{distance} perdu"))
            .iter()
            .map(|hit| hit.id.parse().unwrap())
            .collect();
        found.sort_unstable();
        assert_eq!(found, expected, "near/{distance}");
    }
}

#[test]
fn spellings_are_found_one_or_two_letters_off() {
    let (_folder, index) = index_of(&[
        french("a", "remboursement"),
        french("b", "remboursemnt"),
        french("c", "rembousemnt"),
        french("d", "embarquement"),
    ]);
    assert_eq!(ids(&index, "remboursement~1"), "a b");
    assert_eq!(ids(&index, "remboursement~"), "a b c");
    assert_eq!(search(&index, "zzzz~").len(), 0);
    let suggested = index.suggestions(&Query::parse("remboursemet perdu").unwrap()).unwrap();
    assert_eq!(suggested, [("remboursemet".to_owned(), "remboursement".to_owned())]);
}

#[test]
fn compounds_meet_however_they_are_written() {
    let (_folder, index) = index_of(&[
        french("a", "Un week-end gâché"),
        french("b", "un weekend gâché"),
        french("c", "un week end gâché"),
        french("d", "la fin de semaine"),
    ]);
    for query in ["week-end", "weekend", "\"week end\" OR weekend", "WEEK-END"] {
        let mut found: Vec<String> = search(&index, query).into_iter().map(|hit| hit.id).collect();
        found.sort();
        assert_eq!(found, ["a", "b", "c"], "{query}");
    }
}

#[test]
fn hits_come_in_the_order_asked_whatever_the_segments() {
    let (_folder, dir) = place();
    let sample = |at: u8| {
        let text = if at.is_multiple_of(3) { "colis perdu" } else { "colis" };
        let one = french(&format!("{at}"), text).dated(2026, 1, i8::try_from(at % 28).unwrap() + 1);
        if at.is_multiple_of(5) { one } else { one.scored(Scale::Nps, f64::from(at % 11)) }
    };
    let samples: Vec<Sample> = (0..60).map(sample).collect();
    project(&dir, "two", 31, &samples[30..]);
    project(&dir, "one", 1, &samples[..30]);
    let index = Index::open(&dir).unwrap();
    let query = Query::parse("colis").unwrap();
    for order in [Order::Relevance, Order::Date, Order::Score, Order::Severity] {
        let all = index.search_by(&query, usize::MAX, order).unwrap().hits;
        assert_eq!(all.len(), 60);
        for limit in [0, 1, 7, 59] {
            let some = index.search_by(&query, limit, order).unwrap();
            assert_eq!((some.total, &some.hits[..]), (60, &all[..limit]), "{order:?} {limit}");
        }
    }
    let scores = |order| -> Vec<Option<u8>> {
        let hits = index.search_by(&query, usize::MAX, order).unwrap().hits;
        let score = |at: u8| (!at.is_multiple_of(5)).then_some(at % 11);
        hits.iter().map(|hit| score(hit.id.parse().unwrap())).collect()
    };
    let found = scores(Order::Score);
    let (known, unknown) = found.split_at(48);
    assert!(
        known.is_sorted()
            && known.iter().all(Option::is_some)
            && unknown.iter().all(Option::is_none)
    );
}
