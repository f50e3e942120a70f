//! What is counted of what a query finds.

use super::*;

#[test]
fn words_that_come_together_are_no_forms_of_those_asked_for() {
    let mut samples: Vec<Sample> = (0..20)
        .map(|at| french(&format!("m{at}"), "Accueil charmant en boutique, merci"))
        .collect();
    samples.extend(
        (0..6).map(|at| french(&format!("l{at}"), "Livraison en retard, livraisons gratuites")),
    );
    let (_folder, index) = index_of(&samples);
    let query = Query::parse("livraison").unwrap();
    let lexis = index.lexis(&query).unwrap();
    let words: Vec<String> =
        lexis.together(&query.words(), 9).into_iter().map(|word| word.word).collect();
    assert_eq!(words, ["gratuites", "retard"]);
    assert_eq!((lexis.feedback, lexis.length), ((6, 26), (30, 130)));
    let (over, under) = lexis.specific(9);
    assert!(over.iter().any(|word| word.word == "livraisons" && word.inside == 6));
    assert_eq!((under[0].word.as_str(), under[0].inside, under[0].total), ("accueil", 0, 20));
}

#[test]
fn a_series_has_every_week_and_a_facet_its_counts_whatever_the_segments() {
    let (_folder, dir) = place();
    let one = |at: i8| french(&format!("{at}"), "colis").dated(2026, 1, at);
    project(&dir, "a", 1, &[one(5), one(6), one(26)]);
    project(&dir, "b", 4, &[french("x", "colis"), french("y", "accueil").dated(2026, 2, 2)]);
    let index = Index::open(&dir).unwrap();
    let series = index.series(&Query::parse("colis").unwrap()).unwrap();
    let weeks: Vec<(&str, u64, u64)> =
        series.weeks.iter().map(|week| (week.week.as_str(), week.count, week.of)).collect();
    assert_eq!(
        weeks,
        [
            ("2026-01-05", 2, 2),
            ("2026-01-12", 0, 0),
            ("2026-01-19", 0, 0),
            ("2026-01-26", 1, 1),
            ("2026-02-02", 0, 1),
        ]
    );
    assert_eq!(series.hits, 4);
    let months = index.facet(&Query::everything(), &Facet::Month).unwrap();
    let values: Vec<(&str, u64)> =
        months.values.iter().map(|value| (value.value.as_str(), value.count)).collect();
    assert_eq!((values, months.without), (vec![("2026-01", 3), ("2026-02", 1)], 1));
}
