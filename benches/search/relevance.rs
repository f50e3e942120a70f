//! How well the feedback that say the same are found: mean average precision, and precision of the first five.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;
use vigie::assets::WordVectors;
use vigie::search::{Comparison, Document, Hit, Index, Query, Rebuild};
use vigie::types::{Annotation, Feedback, Language, Origin, Ratings};

/// A labelled text.
struct Row {
    text: String,
    language: Language,
    label: String,
}

pub(crate) fn run(file: &Path, label: &str, step: usize) -> Result<(), Box<dyn std::error::Error>> {
    let rows = read(file, label)?;
    let folder = tempfile::tempdir()?;
    let mut rebuild = Rebuild::begin(folder.path())?;
    for (at, row) in (1..).zip(&rows) {
        let (feedback, annotation) = feedback(at, row);
        let document = Document { row: at, feedback: &feedback, annotation: &annotation };
        rebuild = rebuild.push("all", &[document])?;
    }
    rebuild.finish()?;
    let index = Index::open(folder.path())?;
    let vectors = WordVectors::embedded()?;
    let comparison = Comparison::new(&index, &vectors)?;
    let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
    for row in &rows {
        *sizes.entry(&row.label).or_default() += 1;
    }
    let (mut precision, mut first, mut queries) = (0.0, 0.0, 0.0);
    for (at, row) in rows.iter().enumerate().step_by(step) {
        let relevant = sizes[row.label.as_str()] - 1;
        if relevant == 0 {
            continue;
        }
        let but = Some(at as u64 + 1);
        let hits = comparison.like(&row.text, &Query::everything(), but, rows.len())?.hits;
        let right = |hit: &Hit| {
            usize::try_from(hit.row)
                .ok()
                .and_then(|row| rows.get(row - 1))
                .is_some_and(|found| found.label == row.label)
        };
        let (own, five) = measure(hits.iter().map(right), relevant);
        precision += own;
        first += five;
        queries += 1.0;
    }
    println!(
        "vigie --like: MAP {:.3}, P@5 {:.3}, {queries} queries over {} texts",
        precision / queries,
        first / queries,
        rows.len()
    );
    Ok(())
}

/// The average precision of a ranking, and the share of its first five that is right.
fn measure(ranking: impl Iterator<Item = bool>, relevant: usize) -> (f64, f64) {
    let (mut found, mut sum, mut five) = (0.0, 0.0, 0.0);
    for (place, right) in (1..).zip(ranking) {
        if right {
            found += 1.0;
            sum += found / f64::from(place);
            five += f64::from(u8::from(place <= 5));
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "labels have few texts")]
    let relevant = relevant as f64;
    (sum / relevant, five / 5.0)
}

fn read(file: &Path, label: &str) -> Result<Vec<Row>, Box<dyn std::error::Error>> {
    let mut rows = Vec::new();
    for line in std::fs::read_to_string(file)?.lines() {
        let row: Value = serde_json::from_str(line)?;
        let text = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
        let language = if row["lang"] == "en" { Language::En } else { Language::Fr };
        rows.push(Row { text: text("text"), language, label: text(label) });
    }
    Ok(rows)
}

fn feedback(number: u64, row: &Row) -> (Feedback, Annotation) {
    let feedback = Feedback {
        id: number.to_string(),
        origin: Origin { file: String::new(), record: number, line: number, byte: 0 },
        received: None,
        ratings: Ratings::new(),
        text: row.text.clone(),
        language: None,
        customer: None,
        attributes: BTreeMap::new(),
    };
    (feedback, Annotation::silent(row.language))
}
