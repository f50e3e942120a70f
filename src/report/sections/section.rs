//! A section in words: what it means, what it does not mean, and its tables. Every renderer lays it out its way.

use std::fmt::Write as _;

use serde::Serialize;

use crate::report::language::{Lang, honest};
use crate::report::numbers::Unit;
use crate::report::view::{Figure, figure};
use crate::types::Measure;

/// A section of a report, or the answer of a command.
#[derive(Clone, Debug, Serialize)]
pub struct Section {
    /// Its stable identifier.
    pub id: &'static str,
    /// Its title.
    pub title: String,
    /// What it means, in one sentence.
    pub means: String,
    /// What it does not mean, in one sentence.
    pub not: String,
    /// What was found, in sentences.
    pub lines: Vec<String>,
    /// Its tables.
    pub tables: Vec<Grid>,
}

/// A table of a section.
#[derive(Clone, Debug, Serialize)]
pub struct Grid {
    /// What it shows.
    pub caption: String,
    /// The names of its columns.
    pub headers: Vec<String>,
    /// Its rows, as long as the headers.
    pub rows: Vec<Vec<Cell>>,
}

/// A cell of a table.
#[derive(Clone, Debug, Serialize)]
pub struct Cell {
    /// What it says.
    pub text: String,
    /// The interval of the figure that it says.
    pub range: Option<String>,
    /// Whether it says why there is no figure.
    pub none: bool,
}

impl Cell {
    /// Words, which may come from the data: on one line, their no-break spaces kept.
    pub(super) fn words(text: &str) -> Self {
        let text = honest(text);
        let words: Vec<&str> = text.split([' ', '\n']).filter(|word| !word.is_empty()).collect();
        Self { text: words.join(" "), range: None, none: false }
    }

    /// A measure with its interval, or the reason why there is none.
    pub(super) fn measure(lang: Lang, measure: &Measure, unit: Unit) -> Self {
        let Figure { text, range, n } = figure(lang, measure, unit);
        Self { text, range, none: n.is_none() }
    }

    /// How many answers a measure rests on.
    pub(super) fn n(lang: Lang, measure: &Measure) -> Self {
        Self::words(&measure.known().map_or_else(|| "–".to_owned(), |known| lang.integer(known.n)))
    }

    /// The figure with its interval, on one line.
    pub(in crate::report) fn line(&self) -> String {
        match &self.range {
            Some(range) => format!("{} ({range})", self.text),
            None => self.text.clone(),
        }
    }
}

impl Grid {
    /// A table, its headers in both languages.
    pub(super) fn new(
        lang: Lang,
        caption: (&str, &str),
        headers: &[(&str, &str)],
        rows: Vec<Vec<Cell>>,
    ) -> Self {
        Self {
            caption: lang.say(caption.0, caption.1),
            headers: headers.iter().map(|(fr, en)| lang.say(fr, en)).collect(),
            rows,
        }
    }
}

impl Section {
    /// A section that has no sentence and no table yet.
    pub(super) fn new(
        lang: Lang,
        id: &'static str,
        title: (&str, &str),
        means: (&str, &str),
        not: (&str, &str),
    ) -> Self {
        Self {
            id,
            title: lang.say(title.0, title.1),
            means: lang.say(means.0, means.1),
            not: lang.say(not.0, not.1),
            lines: Vec::new(),
            tables: Vec::new(),
        }
    }

    /// The section in plain text, for a terminal.
    pub fn plain(&self) -> String {
        let mut text = format!("{}\n", self.title);
        for line in [&self.means, &self.not].into_iter().chain(&self.lines) {
            if !line.is_empty() {
                let _ = writeln!(text, "  {line}");
            }
        }
        for table in self.tables.iter().filter(|table| !table.rows.is_empty()) {
            let _ = writeln!(text, "\n{}", table.caption);
            text.push_str(&columns(table));
        }
        honest(&text)
    }
}

/// A table with a cell longer than this is written row by row: a terminal has no room for its columns.
const LONG: usize = 64;

/// The rows of a table, its columns aligned, or each row on its own lines where cells are long.
fn columns(table: &Grid) -> String {
    let long = |cell: &Cell| cell.text.chars().count() > LONG;
    let stacked = table.rows.iter().any(|row| row[..row.len().saturating_sub(1)].iter().any(long));
    if stacked { one_by_one(table) } else { aligned(table) }
}

fn one_by_one(table: &Grid) -> String {
    let mut text = String::new();
    for row in &table.rows {
        for (at, (header, cell)) in table.headers.iter().zip(row).enumerate() {
            let name = if at == 0 { "  ".to_owned() } else { format!("    {header} · ") };
            let _ = writeln!(text, "{name}{}", cell.line());
        }
    }
    text
}

fn aligned(table: &Grid) -> String {
    let mut lines: Vec<Vec<String>> = vec![table.headers.clone()];
    lines.extend(table.rows.iter().map(|row| row.iter().map(Cell::line).collect()));
    let width = |column: usize| {
        lines.iter().filter_map(|line| line.get(column)).map(|cell| cell.chars().count()).max()
    };
    let widths: Vec<usize> = (0..table.headers.len()).map(|at| width(at).unwrap_or(0)).collect();
    let mut text = String::new();
    for line in lines {
        let padded = line.iter().zip(&widths).map(|(cell, width)| {
            let missing = width.saturating_sub(cell.chars().count());
            format!("{cell}{}", " ".repeat(missing))
        });
        let padded: Vec<String> = padded.collect();
        let _ = writeln!(text, "  {}", padded.join("  ").trim_end());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned_whatever_the_accents() {
        let rows = vec![vec![Cell::words("été"), Cell::words("12")]];
        let mut section =
            Section::new(Lang::Fr, "x", ("Titre", "Title"), ("Dit.", "Says."), ("", ""));
        section.tables.push(Grid::new(
            Lang::Fr,
            ("Table", "Table"),
            &[("saison", "season"), ("n", "n")],
            rows,
        ));
        assert_eq!(section.plain(), "Titre\n  Dit.\n\nTable\n  saison  n\n  été     12\n");
    }
}
