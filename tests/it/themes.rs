//! `vigie search --discover`: themes with names that last.

use std::fmt::Write as _;

use serde_json::Value;

use super::program::Place;

/// Invented feedback on each subject in turn, each a little different, one a day from a day of 2026 on.
fn answers(subjects: &[&[&str]], each: usize, from: i64) -> String {
    let beside =
        ["hier matin", "encore une fois", "à la maison", "en boutique", "sans explication"];
    let mut table = String::from("id;date;avis\n");
    let first = jiff::civil::date(2026, 1, 1);
    for at in 0..each * subjects.len() {
        let subject = subjects[at % subjects.len()];
        let round = at / subjects.len();
        let (said, beside) = (subject[round % subject.len()], beside[round % beside.len()]);
        let on = first + jiff::Span::new().days(from + i64::try_from(at).unwrap());
        writeln!(table, "T{from}-{at};{on};{said} {beside}.").unwrap();
    }
    table
}

const PARCEL: &[&str] =
    &["Colis arrivé abîmé, carton déchiré", "Colis abîmé à l'arrivée, carton ouvert et déchiré"];
const REFUND: &[&str] =
    &["Remboursement attendu, argent bloqué", "Mon argent bloqué, remboursement toujours attendu"];
const STAFF: &[&str] = &[
    "Conseillère aimable et souriante, accueil agréable",
    "Accueil agréable, conseillère souriante",
];

fn project(subjects: &[&[&str]]) -> Place {
    let place = Place::new();
    place.write("avis.csv", answers(subjects, 20, 0));
    place.run(&["init"]).ended(0);
    place.run(&["ingest", "--no-models", "avis.csv"]).ended(0);
    place
}

fn discover(place: &Place) -> Value {
    place.run(&["search", "--discover", "--format", "json"]).ended(0).json()
}

fn names(found: &Value) -> Vec<(u64, &str)> {
    let themes = found["themes"].as_array().unwrap().iter();
    let mut names: Vec<_> = themes
        .map(|theme| (theme["id"].as_u64().unwrap(), theme["name"].as_str().unwrap()))
        .collect();
    names.sort_unstable();
    names
}

#[test]
fn themes_keep_their_names_when_a_batch_is_added() {
    let place = project(&[PARCEL, REFUND]);
    let first = discover(&place);
    assert_eq!(names(&first).len(), 2, "{first:#}");
    assert_eq!(first["coverage"]["value"].as_f64(), Some(1.0));
    assert_eq!(first["events"].as_array().unwrap().len(), 2);
    assert_eq!(first["events"][0]["change"], "birth");
    let book = place.read("themes-found.json");
    let again = discover(&place);
    assert_eq!(
        (&again["themes"], again["events"].as_array().unwrap().len()),
        (&first["themes"], 0)
    );
    assert_eq!(place.read("themes-found.json"), book);

    place.write("suite.csv", answers(&[STAFF, REFUND], 20, 100));
    place.run(&["ingest", "--no-models", "suite.csv"]).ended(0);
    let second = discover(&place);
    assert_eq!(names(&second)[..2], names(&first));
    assert_eq!(names(&second).len(), 3);
    // The fifteenth feedback on the staff is the one of the twenty-ninth day of the second batch.
    let born = serde_json::json!([{ "on": "2026-05-09", "change": "birth", "theme": 3 }]);
    assert_eq!(second["events"], born);
    let said: String = place.read("themes-found.json");
    assert!(!said.contains("hier matin"), "the book holds words, no text");
}

#[test]
fn what_a_saved_query_finds_is_not_looked_into_and_people_are_told_in_their_language() {
    let place = project(&[PARCEL, REFUND]);
    place.run(&["search", "remboursement", "--save", "remboursements"]).ended(0);
    let french = place.run(&["search", "--discover", "--lang", "fr"]).ended(0).stdout;
    assert!(french.starts_with("1 thème · 100,0\u{a0}% ["), "{french}");
    assert!(french.contains("20 avis suivis par une requête gardée"), "{french}");
    assert!(french.contains("20 avis, 50,0"), "{french}");
    assert!(french.contains("«\u{a0}Colis "), "{french}");
    assert!(french.contains("+ 2026-01-29 naît : 1 · "), "{french}");
    let english = place.run(&["search", "--discover"]).ended(0).stdout;
    assert!(english.starts_with("1 theme · 100.0% ["), "{english}");
    assert!(!english.contains("born"), "nothing became of it since");
    let table = place.run(&["search", "--discover", "--format", "csv"]).ended(0).stdout;
    assert!(table.starts_with("id,name,words,born,feedback\n1,"), "{table}");
    place.run(&["search", "colis", "--discover"]).ended(2);
    place.run(&["search", "--discover", "--format", "txm"]).ended(2);
}

#[test]
fn a_book_that_cannot_be_gone_on_with_is_refused_with_a_hint() {
    let place = project(&[PARCEL]);
    place.write("themes-found.json", "{}");
    let ran = place.run(&["search", "--discover"]).ended(2);
    assert!(ran.stderr.contains("themes-found.json"), "{}", ran.stderr);
    assert!(ran.stderr.contains("rename it"), "{}", ran.stderr);
    assert_eq!(place.read("themes-found.json"), "{}", "it is not written over");
    place.run(&["search", "--themes"]).ended(0);
}

#[test]
fn threads_change_nothing() {
    let place = project(&[PARCEL, REFUND, STAFF]);
    discover(&place);
    let alone = place.read("themes-found.json");
    std::fs::remove_file(place.path().join("themes-found.json")).unwrap();
    place.run(&["search", "--discover", "--threads", "1"]).ended(0);
    assert_eq!(place.read("themes-found.json"), alone);
}
