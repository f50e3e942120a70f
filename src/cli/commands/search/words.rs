//! The words of what is found: those that are specific to it, those that come together.

use std::fmt::Write as _;

use serde::Serialize;
use serde_json::{Map, Value};
use vigie::search::SpecificWord;

use crate::cli::session::Session;

use super::counts::sign;
use super::run::{View, understood};

/// How many words of each list are given where nobody says how many.
const USUAL: usize = 20;

/// A list of words.
#[derive(Serialize)]
pub(super) struct WordTable {
    list: &'static str,
    words: Vec<SpecificWord>,
}

pub(super) fn tables(view: &View<'_>, asked: &str) -> anyhow::Result<Vec<WordTable>> {
    let args = view.args;
    if !args.specificities && !args.cooccurring {
        return Ok(Vec::new());
    }
    let lexis = understood(asked, view.index.lexis(view.query))?;
    let limit = args.limit.unwrap_or(USUAL);
    let mut tables = Vec::new();
    if args.specificities {
        let (over, under) = lexis.specific(limit);
        tables.push(WordTable { list: "over", words: over });
        tables.push(WordTable { list: "under", words: under });
    }
    if args.cooccurring {
        let words = lexis.together(&view.query.words(), limit);
        tables.push(WordTable { list: "cooccurring", words });
    }
    Ok(tables)
}

pub(super) fn human(tables: &[WordTable], session: &Session) -> Result<String, std::fmt::Error> {
    let mut text = String::new();
    for table in tables {
        writeln!(text, "\n{}", title(table.list, session))?;
        if table.words.is_empty() {
            writeln!(text, "  {}", session.says("aucun", "none"))?;
        }
        let width = table.words.iter().map(|word| word.word.chars().count()).max().unwrap_or(0);
        for word in &table.words {
            let pad = " ".repeat(width - word.word.chars().count());
            let of = session.says("sur", "of");
            let index = sign(word.specificity);
            writeln!(
                text,
                "  {}{pad} {:>7} {of} {:<7} {index:>8}",
                word.word, word.inside, word.total
            )?;
        }
    }
    Ok(text)
}

fn title(list: &str, session: &Session) -> &'static str {
    let french = session.speaks_french();
    match (list, french) {
        ("over", true) => "sur-représentés (occurrences ici, sur toutes ; spécificité de Lafon)",
        ("over", false) => "over-represented (occurrences here, of all; Lafon's specificity)",
        ("under", true) => "sous-représentés",
        ("under", false) => "under-represented",
        (_, true) => "cooccurrents (avis trouvés qui les disent, sur tous ceux qui les disent)",
        (_, false) => "co-occurring (feedback found that say them, of all that do)",
    }
}

pub(super) fn add_to(answer: &mut Map<String, Value>, tables: &[WordTable]) -> anyhow::Result<()> {
    let mut specificities = Map::new();
    for table in tables {
        let words = serde_json::to_value(&table.words)?;
        if table.list == "cooccurring" {
            answer.insert("cooccurring".to_owned(), words);
        } else {
            specificities.insert(table.list.to_owned(), words);
        }
    }
    if !specificities.is_empty() {
        answer.insert("specificities".to_owned(), specificities.into());
    }
    Ok(())
}

pub(super) fn csv(tables: &[WordTable]) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    if !tables.is_empty() {
        let columns = ["list", "word", "inside", "total", "specificity"];
        rows.push(columns.map(str::to_owned).to_vec());
    }
    for table in tables {
        for word in &table.words {
            rows.push(vec![
                table.list.to_owned(),
                word.word.clone(),
                word.inside.to_string(),
                word.total.to_string(),
                word.specificity.to_string(),
            ]);
        }
    }
    rows
}
