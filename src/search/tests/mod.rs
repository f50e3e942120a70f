mod asking;
mod counting;
pub(super) mod faults;
mod findings;
mod forms;

use std::path::PathBuf;

use jiff::civil::date;
use tempfile::TempDir;

use crate::types::{
    Annotation, Feedback, Language, Origin, Polarity, Ratings, SCHEMA_VERSION, Scale, Sentiment,
    SentimentAnswer, SignalAnswer, SignalKind, Touchpoint, TouchpointAnswer,
};

use super::*;

/// A feedback to index, owned.
#[derive(Clone)]
pub(super) struct Sample {
    pub(super) feedback: Feedback,
    annotation: Annotation,
}

pub(super) fn sample(id: &str, language: Language, text: &str) -> Sample {
    let feedback = Feedback {
        id: id.to_owned(),
        origin: Origin { file: "avis.csv".to_owned(), record: 1, line: 2, byte: 0 },
        received: None,
        ratings: Ratings::new(),
        text: text.to_owned(),
        language: None,
        customer: None,
        attributes: std::collections::BTreeMap::new(),
    };
    let annotation = Annotation {
        schema_version: SCHEMA_VERSION,
        lang: language,
        sentiment: None,
        touchpoints: Vec::new(),
        signals: Vec::new(),
        emotions: Vec::new(),
        expectation: None,
        effort: None,
        need: None,
        flags: Vec::new(),
    };
    Sample { feedback, annotation }
}

pub(super) fn french(id: &str, text: &str) -> Sample {
    sample(id, Language::Fr, text)
}

#[cfg(unix)]
#[test]
fn nobody_else_can_read_an_index() {
    use std::os::unix::fs::PermissionsExt;
    let (_folder, dir) = place();
    project(&dir, "one", 1, &corpus());
    let generation = generation::live(&dir).unwrap();
    for folder in [&dir, &generation] {
        for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let mode = entry.metadata().unwrap().permissions().mode() & 0o077;
            assert_eq!(mode, 0, "{}", entry.path().display());
        }
    }
}

impl Sample {
    fn dated(mut self, year: i16, month: i8, day: i8) -> Self {
        self.feedback.received = Some(date(year, month, day).at(23, 59, 0, 0));
        self
    }

    pub(super) fn scored(mut self, scale: Scale, score: f64) -> Self {
        self.feedback.ratings.insert(scale, score);
        self
    }

    fn with(mut self, name: &str, value: &str) -> Self {
        self.feedback.attributes.insert(name.to_owned(), value.to_owned());
        self
    }

    fn about(mut self, id: Touchpoint, polarity: Polarity) -> Self {
        let answer = TouchpointAnswer { id, polarity, p: 0.9, evidence: Vec::new() };
        self.annotation.touchpoints.push(answer);
        self
    }

    fn felt(mut self, label: Sentiment) -> Self {
        self.annotation.sentiment = Some(SentimentAnswer { label, p: [0.25; 4] });
        self
    }

    fn signalled(mut self, kind: SignalKind) -> Self {
        self.annotation.signals.push(SignalAnswer { kind, p: 0.9, evidence: Vec::new() });
        self
    }
}

/// A folder that goes away with the test, and an index in it.
fn place() -> (TempDir, PathBuf) {
    // In memory where the system has such a folder: there syncing costs nothing.
    let memory = std::path::Path::new("/dev/shm");
    let folder = if memory.is_dir() { TempDir::new_in(memory) } else { TempDir::new() }.unwrap();
    let dir = folder.path().join("index");
    Index::create(&dir).unwrap();
    (folder, dir)
}

/// Writes a batch whose rows are numbered from `first`.
fn project(dir: &std::path::Path, batch: &str, first: u64, samples: &[Sample]) -> u64 {
    let mut projection = Projection::begin(dir, batch).unwrap();
    for (row, sample) in (first..).zip(samples) {
        let Sample { feedback, annotation } = sample;
        projection = projection.push(&[Document { row, feedback, annotation }]).unwrap();
    }
    projection.commit().unwrap()
}

pub(super) fn index_of(samples: &[Sample]) -> (TempDir, Index) {
    let (folder, dir) = place();
    assert_eq!(project(&dir, "one", 1, samples), samples.len() as u64);
    let index = Index::open(&dir).unwrap();
    (folder, index)
}

fn search(index: &Index, query: &str) -> Vec<Hit> {
    let query = Query::parse(query).unwrap();
    let hits = index.search(&query, usize::MAX).unwrap();
    assert_eq!(hits.total, hits.hits.len() as u64);
    hits.hits
}

/// The identifiers found, best first.
fn ids(index: &Index, query: &str) -> String {
    search(index, query).into_iter().map(|hit| hit.id).collect::<Vec<_>>().join(" ")
}

#[test]
fn one_word_written_four_ways_gives_the_same_hits() {
    let (_folder, index) = index_of(&[
        french("a", "L’appli plante"),
        french("b", "appli très pratique, appli rapide"),
        french("c", "Mes applis"),
    ]);
    let expected = search(&index, "appli");
    assert_eq!(expected.len(), 3);
    for other in ["l'appli", "l’appli", "APPLI", "L’Appli"] {
        assert_eq!(search(&index, other), expected, "{other}");
    }
}

#[test]
fn exact_forms_come_before_other_forms() {
    let (_folder, index) = index_of(&[
        french("stem", "remboursement"),
        french("exact", "On m'a enfin remboursé après deux mois de relances et trois courriers"),
        french("none", "livraison rapide"),
    ]);
    assert_eq!(ids(&index, "remboursé"), "exact stem");
    assert_eq!(ids(&index, "remboursement"), "stem exact");
}

#[test]
fn a_text_in_another_language_has_exact_forms_only() {
    let (_folder, index) = index_of(&[
        sample("de", Language::Other, "Lieferung commandes"),
        french("fr", "mes commandes"),
    ]);
    assert_eq!(ids(&index, "commande"), "fr");
    assert_eq!(ids(&index, "lieferung"), "de");
}

#[test]
fn words_combine() {
    let (_folder, index) = index_of(&[
        french("a", "livraison en retard, colis abîmé"),
        french("b", "livraison rapide"),
        french("c", "colis perdu"),
        french("d", "personnel charmant"),
    ]);
    let found = |query| {
        let mut ids: Vec<_> = search(&index, query).into_iter().map(|hit| hit.id).collect();
        ids.sort();
        ids.concat()
    };
    assert_eq!(found("livraison colis"), "a");
    assert_eq!(found("livraison AND colis"), "a");
    assert_eq!(found("livraison OR colis"), "abc");
    assert_eq!(found("livraison -colis"), "b");
    assert_eq!(found("livraison NOT colis"), "b");
    assert_eq!(found("-livraison"), "cd");
    assert_eq!(found("-livraison -colis"), "d");
    assert_eq!(found("-(livraison OR colis)"), "d");
    assert_eq!(found("--livraison"), "ab");
    assert_eq!(found("livraison OR -colis"), "abd");
    assert_eq!(found("colis (perdu OR abimé)"), "ac");
    assert_eq!(found("livraison colis OR charmant"), "ad", "AND binds before OR");
    assert_eq!(found("livr* -rapide"), "a");
    assert_eq!(found("inconnu"), "");
    assert_eq!(found("livraison !!!"), "ab");
}

#[test]
fn phrases_keep_order_and_see_through_elisions() {
    let (_folder, index) = index_of(&[
        french("a", "Le service client de l’agence"),
        french("b", "Un client sans service"),
        french("c", "service et client"),
    ]);
    assert_eq!(ids(&index, "\"service client\""), "a");
    assert_eq!(ids(&index, "« Service Client »"), "a");
    assert_eq!(ids(&index, "“client de l'agence”"), "a");
    assert_eq!(ids(&index, "-\"service client\""), "b c");
}

/// Filters, and what they keep of [`filed`].
const FILTERS: &[(&str, &str)] = &[
    ("touchpoint:delivery", "a b c"),
    ("touchpoint:delivery-", "a b"),
    ("touchpoint:delivery+", "b"),
    ("touchpoint:staff+ touchpoint:delivery", "c"),
    ("sentiment:neg OR sentiment:mix", "a b"),
    ("signal:churn_intent", "a"),
    ("lang:en", "d"),
    ("-lang:en", "a b c"),
    ("id:c", "c"),
    ("batch:one", "a b c d"),
    ("batch:two", ""),
    ("score<=6", "a b"),
    ("nps<=6", "a"),
    ("nps<7", "a"),
    ("nps>=7", "b c"),
    ("nps>7", "c"),
    ("score:3..7", "a b"),
    ("nps:10", "c"),
    ("stars:2,5", "b"),
    ("csat>=0", ""),
    ("date:2026-01", "a"),
    ("date:2026-01-31", "a"),
    ("date:2026", "a b c"),
    ("date:2026-01..2026-03", "a b"),
    ("date:2026-04..", "c"),
    ("date:..2026-01-30", ""),
    ("date>=2026-03", "b c"),
    ("date>2026-03", "c"),
    ("date<2026-03-31", "a"),
    ("date<=2026-03-31", "a b"),
    ("channel:\"site web\"", "a"),
    ("Channel:\"SITE WEB\"", "a"),
    ("channel:telephone", "b"),
    ("magasin:lyon", "b"),
    ("magasin:ly*", "a b"),
    ("magasin:*", "a b"),
    ("\"type d'achat\":\"1re fois\"", "d"),
    ("un OR deux touchpoint:delivery-", "a b"),
    ("*", "a b c d"),
    ("* -un", "b c d"),
];

/// Feedback with everything that filters look at.
fn filed() -> [Sample; 4] {
    [
        french("a", "un")
            .about(Touchpoint::Delivery, Polarity::Negative)
            .felt(Sentiment::Negative)
            .signalled(SignalKind::ChurnIntent)
            .scored(Scale::Nps, 3.0)
            .dated(2026, 1, 31)
            .with("channel", "Site Web")
            .with("Magasin", "Lyon Part-Dieu"),
        french("b", "deux")
            .about(Touchpoint::Delivery, Polarity::Both)
            .felt(Sentiment::Mixed)
            .scored(Scale::Nps, 7.0)
            .scored(Scale::Stars, 2.5)
            .dated(2026, 3, 31)
            .with("channel", "téléphone")
            .with("Magasin", "LYON"),
        french("c", "trois")
            .about(Touchpoint::Delivery, Polarity::Neutral)
            .about(Touchpoint::Staff, Polarity::Positive)
            .felt(Sentiment::Positive)
            .scored(Scale::Nps, 10.0)
            .dated(2026, 4, 1),
        sample("d", Language::En, "four").with("Type d’achat", "1re fois"),
    ]
}

#[test]
fn filters_keep_what_they_say() {
    let (_folder, index) = index_of(&filed());
    for (query, expected) in FILTERS {
        let mut found: Vec<_> = search(&index, query).into_iter().map(|hit| hit.id).collect();
        found.sort();
        assert_eq!(found.join(" "), *expected, "{query}");
    }
}

#[test]
fn a_column_that_no_feedback_has_is_told_with_those_that_they_have() {
    let (_folder, index) = index_of(&[french("a", "un").with("Magasin", "Lyon")]);
    assert_eq!(index.attributes().unwrap(), ["magasin"]);
    let query = Query::parse("un magasim:lyon").unwrap();
    let error = index.search(&query, 10).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`magasim` at byte 3 is not a field (did you mean `magasin`?); fields are touchpoint, sentiment, signal, \
         lang, date, score, nps, stars, csat, ces, customer, id, batch, magasin"
    );
    assert_eq!(error.kind(), SearchErrorKind::Query);
}

#[test]
fn hits_of_one_score_come_in_the_order_of_the_store() {
    let (_folder, dir) = place();
    let same: Vec<Sample> = (0..40).map(|at| french(&format!("{at}"), "RAS")).collect();
    // Written against the order of the rows, and across segments.
    project(&dir, "late", 100, &same[20..]);
    project(&dir, "early", 1, &same[..20]);
    let index = Index::open(&dir).unwrap();
    for query in ["*", "ras", "lang:fr"] {
        let hits = search(&index, query);
        assert_eq!(hits.len(), 40);
        assert!(hits.is_sorted_by_key(|hit| hit.row), "{query}");
    }
    assert!(search(&index, "*").iter().all(|hit| hit.score == 0.0));
    let some = index.search(&Query::parse("ras").unwrap(), 7).unwrap();
    assert_eq!((some.total, some.hits.len()), (40, 7));
    assert_eq!(some.hits, search(&index, "ras")[..7]);
    assert_eq!(index.search(&Query::parse("ras").unwrap(), 0).unwrap().hits, []);
}

/// Texts of many lengths and frequencies, so that scores differ.
fn corpus() -> Vec<Sample> {
    const WORDS: [&str; 7] =
        ["livraison", "retard", "colis", "l'agence", "remboursé", "conseiller", "merci"];
    (0..60_usize)
        .map(|at| {
            let words = (0..=at % 9).map(|word| WORDS[(at * at + word * 3) % WORDS.len()]);
            french(&format!("f{at}"), &words.collect::<Vec<_>>().join(" "))
        })
        .collect()
}

const QUESTIONS: [&str; 6] =
    ["livraison", "retard colis", "remboursement OR merci", "\"colis conseiller\"", "agen*", "*"];

fn answers(dir: &std::path::Path) -> Vec<Vec<Hit>> {
    let index = Index::open(dir).unwrap();
    QUESTIONS.iter().map(|query| search(&index, query)).collect()
}

#[test]
fn a_batch_written_twice_counts_once() {
    let (_folder, dir) = place();
    let corpus = corpus();
    project(&dir, "one", 1, &corpus[..30]);
    project(&dir, "two", 31, &corpus[30..]);
    let once = answers(&dir);
    assert_eq!(project(&dir, "one", 1, &corpus[..30]), 30);
    assert_eq!(answers(&dir), once);
    let index = Index::open(&dir).unwrap();
    assert_eq!((index.len(), index.batch_len("two").unwrap()), (60, 30));
    // A batch that has shrunk leaves nothing of what it was.
    assert_eq!(project(&dir, "two", 31, &corpus[30..31]), 1);
    assert_eq!(Index::open(&dir).unwrap().len(), 31);
}

#[test]
fn an_index_rebuilt_gives_the_same_hits() {
    let (_folder, dir) = place();
    let corpus = corpus();
    for (batch, rows) in corpus.chunks(7).enumerate() {
        project(&dir, &format!("{batch}"), 1 + 7 * batch as u64, rows);
    }
    project(&dir, "0", 1, &corpus[..7]);
    let before = answers(&dir);
    assert!(before.iter().all(|hits| !hits.is_empty()));

    let reader = Index::open(&dir).unwrap();
    let rebuild = rebuild(&dir, &corpus);
    assert_eq!(answers(&dir), before, "the old index serves until the new one is ready");
    rebuild.finish().unwrap();
    assert_eq!(answers(&dir), before);
    assert_eq!(Index::open(&dir).unwrap().batch_len("all").unwrap(), 60);
    let by_reader: Vec<_> = QUESTIONS.iter().map(|query| search(&reader, query)).collect();
    assert_eq!(by_reader, before, "who reads is not disturbed");
    assert!(Index::strays(&dir).unwrap().is_empty());
}

/// A rebuild that holds all the samples in one batch, not yet finished.
fn rebuild(dir: &std::path::Path, samples: &[Sample]) -> Rebuild {
    let mut rebuild = Rebuild::begin(dir).unwrap();
    for (row, Sample { feedback, annotation }) in (1..).zip(samples) {
        rebuild = rebuild.push("all", &[Document { row, feedback, annotation }]).unwrap();
    }
    rebuild
}

#[test]
fn a_rebuild_mends_a_lost_index_and_starts_from_nothing() {
    let (_folder, dir) = place();
    drop(rebuild(&dir, &corpus()));
    assert_eq!(Index::strays(&dir).unwrap().len(), 1, "an interrupted rebuild is told");
    assert!(Index::open(&dir).unwrap().is_empty());
    assert_eq!(Index::sweep(&dir).unwrap(), 1);
    std::fs::remove_dir_all(&dir).unwrap();
    assert!(matches!(Index::open(&dir), Err(SearchError::Missing { .. })));
    Rebuild::begin(&dir).unwrap().finish().unwrap();
    assert!(Index::open(&dir).unwrap().is_empty());
}

#[test]
fn a_projection_that_is_dropped_leaves_the_index_as_it_was() {
    let (_folder, dir) = place();
    let corpus = corpus();
    project(&dir, "one", 1, &corpus);
    let before = answers(&dir);
    let projection = Projection::begin(&dir, "one").unwrap();
    let Sample { feedback, annotation } = &corpus[0];
    drop(projection.push(&[Document { row: 1, feedback, annotation }]).unwrap());
    assert_eq!(answers(&dir), before);
}

#[test]
fn an_index_of_another_analyser_asks_to_be_rebuilt() {
    let (_folder, dir) = place();
    let version = generation::live(&dir).unwrap().join("VERSION");
    std::fs::write(version, "vigie index 1, analyser 0\n").unwrap();
    let error = Index::open(&dir).err().unwrap();
    assert!(error.to_string().ends_with("was made by another version: rebuild the index"));
    assert_eq!(error.kind(), SearchErrorKind::Corrupt);
    assert!(Projection::begin(&dir, "one").is_err());
}

#[test]
fn a_second_writer_is_told() {
    let (_folder, dir) = place();
    let projection = Projection::begin(&dir, "one").unwrap();
    assert!(matches!(Projection::begin(&dir, "two"), Err(SearchError::Held { .. })));
    drop(projection);
    assert!(Projection::begin(&dir, "two").is_ok());
}

#[test]
fn highlights_quote_what_answers() {
    let shown = |query: &str, text: &str| -> Vec<String> {
        let spans = Query::parse(query).unwrap().highlights(text, Language::Fr);
        spans.into_iter().map(|span| span.of(text).to_owned()).collect()
    };
    let text = "Très déçue : l’appli plante, mon remboursement traîne. REMBOURSÉ quand ?";
    assert_eq!(shown("remboursé", text), ["remboursement", "REMBOURSÉ"]);
    assert_eq!(shown("\"appli plante\" decu", text), ["déçue", "appli plante"]);
    assert_eq!(shown("\"deçue l'appli\" appli", text), ["déçue : l’appli"]);
    assert_eq!(shown("remb* -appli", text), ["remboursement", "REMBOURSÉ"]);
    assert_eq!(shown("plante OR absent", text), ["plante"]);
    assert_eq!(shown("* lang:fr", text), [""; 0]);
}
