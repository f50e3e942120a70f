//! Themes over several runs: the same, born, split, merged.

use jiff::civil::{Date, date};

use super::*;
use crate::assets::WordVectors;

/// What is said of a few subjects, in ever other words: a subject, then a place where, so that no two are the same.
const PARCEL: &str = "colis arrivé abîmé, carton déchiré";
const REFUND: &str = "remboursement toujours attendu, argent bloqué";
const STAFF: &str = "conseillère aimable et souriante, accueil agréable";
const LOGIN: &str = "application en panne, connexion refusée";

/// What is said beside it, which changes the meaning little.
const BESIDE: [&str; 6] = ["hier", "encore", "ici", "vraiment", "franchement", "dommage"];

fn day(at: usize) -> Date {
    date(2026, 1, 5).saturating_add(jiff::Span::new().days(i64::try_from(at).unwrap()))
}

/// So many feedback on each subject, one a day, from a day on.
fn feedback(subjects: &[&str], each: usize, from: usize) -> Vec<(String, Date)> {
    let one = |at: usize| {
        let subject = subjects[at % subjects.len()];
        let beside = BESIDE[(from + at / subjects.len()) % BESIDE.len()];
        (format!("{subject} {beside}."), day(from + at))
    };
    (0..each * subjects.len()).map(one).collect()
}

fn settings() -> ThemeSettings {
    let stop_words = ["et", "en", "la"].into_iter().map(str::to_owned).collect();
    ThemeSettings { min_support: 5, stop_words, ..ThemeSettings::default() }
}

fn run(feedback: &[(String, Date)], known: Book) -> Found {
    let said: Vec<Said<'_>> =
        feedback.iter().map(|(text, on)| Said { text, on: Some(*on), claimed: false }).collect();
    find(&said, known, &WordVectors::embedded().unwrap(), &settings())
}

/// The name of the theme of the feedback at a place.
fn name_of(found: &Found, at: u32) -> Option<String> {
    let theme = found.themes.iter().find(|theme| theme.members.contains(&at))?;
    found.book.theme(theme.id).map(|theme| theme.name.clone())
}

#[test]
fn subjects_are_themes_with_names_dates_quotes_and_coverage() {
    let mut all = feedback(&[PARCEL, REFUND, STAFF], 8, 0);
    all.push(("merci beaucoup".to_owned(), day(40)));
    let found = run(&all, Book::default());
    let names: Vec<&str> = found.book.themes.iter().map(|theme| theme.name.as_str()).collect();
    assert_eq!(names.len(), 3, "{names:?}");
    assert_eq!((found.covered, found.telling, found.events), (24, 25, 3));
    for theme in &found.themes {
        assert_eq!(theme.members.len(), 8);
        assert_eq!(theme.quotes.len(), 3);
    }
    // Of the first subject the fifth feedback is the thirteenth of all.
    let parcel = found.themes.iter().find(|theme| theme.members.contains(&0)).unwrap().id;
    let parcel = found.book.theme(parcel).unwrap();
    assert_eq!(parcel.born, Some(day(12)));
    assert!(parcel.words.iter().any(|word| word == "abîmé"), "{parcel:?}");
    let birth = Event { on: Some(day(12)), change: Change::Birth, theme: parcel.id, into: None };
    assert!(found.book.events.contains(&birth));
}

#[test]
fn batches_that_overlap_name_the_same_themes_the_same() {
    let first = feedback(&[PARCEL, REFUND, STAFF], 8, 0);
    let before = run(&first, Book::default());
    // Half of the first batch, and a new subject.
    let mut second = first[12..].to_vec();
    second.extend(feedback(&[LOGIN, REFUND], 9, 24));
    let after = run(&second, before.book.clone());
    for at in 12..24 {
        assert_eq!(name_of(&after, at - 12), name_of(&before, at), "feedback {at}");
    }
    assert_eq!(after.events, 1);
    let login = name_of(&after, 12).unwrap();
    assert!(before.book.themes.iter().all(|theme| theme.name != login), "{login}");
    assert_eq!(after.book.themes[..3].len(), before.book.themes.len());
    for (new, old) in after.book.themes.iter().zip(&before.book.themes) {
        assert_eq!((new.id, &new.name, new.born), (old.id, &old.name, old.born));
        assert_eq!(new.anchors, old.anchors, "a known theme stays where it is");
    }
}

#[test]
fn a_second_run_changes_nothing_and_the_order_of_feedback_neither() {
    let all = feedback(&[PARCEL, REFUND, STAFF, LOGIN], 8, 0);
    let once = run(&all, Book::default());
    let twice = run(&all, once.book.clone());
    assert_eq!((twice.events, &twice.book, &twice.themes), (0, &once.book, &once.themes));
    let backward: Vec<(String, Date)> = all.iter().rev().cloned().collect();
    assert_eq!(run(&backward, Book::default()).book, once.book);
}

/// The book of a project in which two subjects lie under one theme: one sentence told of both.
fn one_theme_for_two() -> Book {
    let both: Vec<(String, Date)> = (0..8)
        .map(|at| (format!("{PARCEL}, {LOGIN} {}.", BESIDE[at % BESIDE.len()]), day(at)))
        .collect();
    run(&both, Book::default()).book
}

#[test]
fn a_theme_whose_subjects_part_is_split_with_a_date() {
    let known = one_theme_for_two();
    assert_eq!(known.themes.len(), 1);
    let found = run(&feedback(&[PARCEL, LOGIN], 10, 20), known.clone());
    let live: Vec<u32> = found.book.themes.iter().map(|theme| theme.id).collect();
    assert_eq!(live, [1, 2]);
    assert_eq!(found.book.themes[0].name, known.themes[0].name);
    assert_ne!(name_of(&found, 0), name_of(&found, 1));
    // Ten days are the fifth feedback of each subject.
    let of_second = found.themes.iter().find(|theme| theme.id == 2).unwrap().members[4] as usize;
    let split =
        Event { on: Some(day(20 + of_second)), change: Change::Split, theme: 1, into: Some(2) };
    assert_eq!(found.book.events.last(), Some(&split));
    assert_eq!(run(&feedback(&[PARCEL, LOGIN], 10, 20), found.book).events, 0, "once is enough");
}

#[test]
fn themes_that_are_told_together_merge_into_the_older_with_a_date() {
    let before = run(&feedback(&[PARCEL, LOGIN], 10, 0), Book::default());
    assert_eq!(before.book.themes.len(), 2);
    let together: Vec<(String, Date)> = (0..40)
        .map(|at| (format!("{PARCEL}, {LOGIN} {}.", BESIDE[at % BESIDE.len()]), day(30 + at)))
        .collect();
    let after = run(&together, before.book.clone());
    let merge = Event { on: Some(day(69)), change: Change::Merge, theme: 2, into: Some(1) };
    assert_eq!(after.book.events.last(), Some(&merge));
    assert_eq!(after.book.themes[1].merged_into, Some(1));
    assert!(after.book.themes[1].anchors.is_empty());
    assert_eq!(name_of(&after, 0).as_ref(), Some(&before.book.themes[0].name));
}

#[test]
fn what_a_query_claims_is_covered_and_not_looked_into() {
    let all = feedback(&[PARCEL, REFUND], 8, 0);
    let said: Vec<Said<'_>> = all
        .iter()
        .enumerate()
        .map(|(at, (text, on))| Said { text, on: Some(*on), claimed: at % 2 == 0 })
        .collect();
    let vectors = WordVectors::embedded().unwrap();
    let found = find(&said, Book::default(), &vectors, &settings());
    assert_eq!(found.themes.len(), 1);
    assert_eq!((found.covered, found.telling), (16, 16));
}

#[test]
fn a_book_is_read_as_it_was_written() {
    let book = run(&feedback(&[PARCEL, REFUND], 8, 0), Book::default()).book;
    let text = serde_json::to_string_pretty(&book).unwrap();
    assert_eq!(serde_json::from_str::<Book>(&text).unwrap(), book);
}

#[test]
fn nothing_said_is_no_theme() {
    assert_eq!(run(&[], Book::default()).themes, []);
    let mute = [("!!!".to_owned(), day(0)), (String::new(), day(1))];
    let found = run(&mute, Book::default());
    assert_eq!((found.covered, found.telling), (0, 0));
}
