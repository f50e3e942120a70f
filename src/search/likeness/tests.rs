use crate::assets::WordVectors;
use crate::search::tests::{Sample, french, index_of, sample};
use crate::search::{Comparison, Hit, Query};
use crate::types::{Language, Scale};

fn corpus() -> Vec<Sample> {
    vec![
        french("a", "Colis jamais arrivé, trois semaines de retard").scored(Scale::Nps, 1.0),
        sample("b", Language::En, "My parcel never arrived, delivery three weeks late"),
        french("c", "La montre ne se synchronise plus avec le téléphone"),
        french("d", "Synchro de la montre impossible depuis la mise à jour"),
        french("e", "Conseillère charmante et très à l'écoute"),
        french("f", "Le remboursement traîne, toujours rien reçu").scored(Scale::Nps, 9.0),
        french("g", "Livreur désagréable, paquet jeté par dessus le portail"),
    ]
}

fn ids(hits: &[Hit]) -> String {
    hits.iter().map(|hit| hit.id.as_str()).collect::<Vec<_>>().join(" ")
}

/// A word of no language, so that nothing but shared words makes texts alike.
fn invented(mut number: u32) -> String {
    let mut syllable = || {
        number = number.wrapping_mul(1_103_515_245).wrapping_add(12_345);
        ["zor", "pli", "bux", "gam", "tek", "vom", "dru", "fiz"][(number >> 16) as usize % 8]
    };
    [syllable(), syllable(), syllable(), syllable()].concat()
}

#[test]
fn like_finds_the_same_thing_otherwise_said_and_not_itself() {
    let (_folder, index) = index_of(&corpus());
    let vectors = WordVectors::embedded().unwrap();
    let comparison = Comparison::new(&index, &vectors).unwrap();
    let everything = Query::parse("*").unwrap();
    let text = "La montre ne se synchronise plus avec le téléphone";
    let hits = comparison.like(text, &everything, Some(3), 10).unwrap();
    assert_eq!((hits.total, hits.hits.len()), (6, 6));
    assert_eq!(hits.hits[0].id, "d");
    assert!(hits.hits.iter().all(|hit| hit.id != "c" && (0.0..=2.2).contains(&hit.score)));
    let one = comparison.like("Colis jamais arrivé", &everything, None, 1).unwrap();
    assert_eq!(ids(&one.hits), "a");
    let scored = Query::parse("nps>=9").unwrap();
    assert_eq!(ids(&comparison.like(text, &scored, None, 5).unwrap().hits), "f");
}

#[test]
fn a_second_round_finds_what_only_the_nearest_is_like() {
    let mut samples = vec![
        french("a", "wopkwax hjulmynt"),
        french("b", "hjulmynt wopkwax kraffop"),
        french("c", "sprintul wopkwax hjulmynt"),
        french("far", "hjulmynt qottrif"),
    ];
    for other in 0..300 {
        samples.push(french(
            &other.to_string(),
            &format!("{} {}", invented(2 * other), invented(2 * other + 1)),
        ));
    }
    let (_folder, index) = index_of(&samples);
    let vectors = WordVectors::embedded().unwrap();
    let comparison = Comparison::new(&index, &vectors).unwrap();
    let everything = Query::parse("*").unwrap();
    let hits = comparison.like("wopkwax", &everything, None, 4).unwrap().hits;
    assert_eq!(ids(&hits), "a c b far");
}

#[test]
fn words_that_the_texts_of_the_index_say_together_are_alike() {
    // Words of no language: only the other texts tell that « vopkwax » and « tribnol » are of one subject, and « sprintul »
    // of another.
    let mut samples = vec![french("near", "tribnol"), french("far", "sprintul")];
    for other in 0..100 {
        let (one, two) = (invented(2 * other), invented(2 * other + 1));
        samples.push(french(&format!("a{other}"), &format!("vopkwax gremdi tribnol {one}")));
        samples.push(french(&format!("b{other}"), &format!("sprintul hjuldi kraffep {two}")));
    }
    let (_folder, index) = index_of(&samples);
    let vectors = WordVectors::embedded().unwrap();
    let comparison = Comparison::new(&index, &vectors).unwrap();
    let among = Query::parse("tribnol -vopkwax OR sprintul -kraffep").unwrap();
    // So long that its meaning, which of such words is noise, counts little.
    let hits = comparison.like(&"vopkwax ".repeat(60), &among, None, 4).unwrap().hits;
    assert_eq!(ids(&hits), "near far");
    assert!(hits[0].score > hits[1].score + 0.2, "{hits:?}");
}

#[test]
fn a_text_is_most_like_itself_and_nothing_is_like_nothing() {
    let (_folder, index) = index_of(&corpus());
    let vectors = WordVectors::embedded().unwrap();
    let comparison = Comparison::new(&index, &vectors).unwrap();
    let everything = Query::parse("*").unwrap();
    for sample in corpus() {
        let hits = comparison.like(&sample.feedback.text, &everything, None, 1).unwrap();
        assert_eq!(hits.hits[0].id, sample.feedback.id);
        // Spelling gives 1, meaning from 0.2 to 1.5.
        assert!((1.19..2.51).contains(&hits.hits[0].score), "{}", hits.hits[0].score);
    }
    let none = comparison.like("!!!", &everything, None, 3).unwrap();
    assert!(none.hits.iter().all(|hit| hit.score == 0.0));
}

#[test]
fn meaning_crosses_words_and_languages_under_the_conditions_asked() {
    let (_folder, index) = index_of(&corpus());
    let vectors = WordVectors::embedded().unwrap();
    let comparison = Comparison::new(&index, &vectors).unwrap();
    let found = |query: &str| {
        let query = Query::parse(query).unwrap();
        comparison.meaning_of(&query, 3).unwrap().hits
    };
    let parcel = ids(&found("parcel"));
    assert!(parcel.starts_with('b') && (parcel.contains('a') || parcel.contains('g')), "{parcel}");
    assert_eq!(ids(&found("refund"))[..1], *"f");
    assert_eq!(ids(&found("parcel nps:1")), "a");
    let query = Query::parse("refund").unwrap();
    let text = "Le remboursement traîne, toujours rien reçu";
    assert_eq!(comparison.passage(&query, text).unwrap().of(text), text);
    assert_eq!(comparison.passage(&query, "!!!"), None);
}

#[test]
fn an_empty_index_has_nothing_alike() {
    let (_folder, index) = index_of(&[]);
    let vectors = WordVectors::embedded().unwrap();
    let comparison = Comparison::new(&index, &vectors).unwrap();
    let everything = Query::parse("*").unwrap();
    assert_eq!(comparison.like("colis", &everything, None, 5).unwrap().hits, []);
    assert_eq!(comparison.meaning_of(&Query::parse("colis").unwrap(), 5).unwrap().hits, []);
}
