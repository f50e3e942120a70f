use crate::types::Language;

use super::super::Query;
use super::{Sample, index_of, sample, search};

/// What is asked, what is written, whether they must meet.
const FRENCH: &str = include_str!("../../../tests/data/word_forms/fr.tsv");
const ENGLISH: &str = include_str!("../../../tests/data/word_forms/en.tsv");

struct Pair {
    asked: &'static str,
    written: &'static str,
    meets: bool,
}

fn pairs(table: &'static str) -> Vec<Pair> {
    let rows = table.lines().filter(|line| !line.starts_with('#')).skip(1);
    let pair = |row: &'static str| {
        let [asked, written, meets] = row.split('\t').collect::<Vec<_>>()[..] else {
            panic!("three columns in `{row}`")
        };
        assert!(matches!(meets, "yes" | "no"), "{row}");
        Pair { asked, written, meets: meets == "yes" }
    };
    rows.map(pair).collect()
}

#[test]
fn french_words_meet_their_forms_and_no_other() {
    check_forms(Language::Fr, &pairs(FRENCH), 150);
}

#[test]
fn english_words_meet_their_forms_and_no_other() {
    check_forms(Language::En, &pairs(ENGLISH), 60);
}

fn check_forms(language: Language, table: &[Pair], least: usize) {
    assert!(table.len() >= least);
    let samples: Vec<Sample> = (0..table.len())
        .map(|line| sample(&format!("line-{line}"), language, table[line].written))
        .collect();
    let (_folder, index) = index_of(&samples);
    let mut wrong = Vec::new();
    for (line, Pair { asked, written, meets }) in table.iter().enumerate() {
        let id = format!("line-{line}");
        if search(&index, asked).iter().any(|hit| hit.id == id) != *meets {
            wrong.push(format!("{asked} / {written}: expected {meets}"));
        }
        let shown = !Query::parse(asked).unwrap().highlights(written, language).is_empty();
        if shown != *meets {
            wrong.push(format!("{asked} / {written}: highlighted {shown}"));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}
