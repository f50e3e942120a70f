//! The rows above the records: one that names the columns, two, or three.

use std::borrow::Cow;
use std::ops::ControlFlow;

use crate::ingest::form::{Row, Table};
use crate::ingest::values::looks_like_value;
use crate::ingest::{IngestError, IngestSettings, Remark};

use super::header::folded;

/// The most rows that a heading takes, with the titles above it.
const MOST_ROWS: usize = 5;

/// The most titles that stand above the names of the columns.
const MOST_TITLES: usize = 2;

/// The most columns that are read.
const MOST_COLUMNS: usize = 1_024;

/// What survey tools write under the wording of an open question.
const OPEN_ENDED: &[&str] =
    &["open ended response", "response", "reponse ouverte", "reponse libre", "reponse"];

/// The names of the columns, and what stands beside them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::ingest) struct Heading {
    /// The names of the columns, trimmed, in order.
    pub names: Vec<String>,
    /// The wording of the question of each column, where it is apart from the name.
    pub wordings: Vec<Option<String>>,
    /// The columns that the export says to be open questions.
    pub open: Vec<bool>,
    /// How many rows it takes, with the titles above it.
    pub rows: u64,
    /// How many rows name the columns.
    pub depth: u64,
    /// The first of them.
    first: Vec<String>,
    /// Its line, from 1.
    line: u64,
    /// What was noticed.
    pub remarks: Vec<Remark>,
}

impl Heading {
    /// Reads the heading of a table.
    ///
    /// # Errors
    ///
    /// Where the first row cannot be read, or two columns bear the same name.
    pub(in crate::ingest) fn of(
        file: &str,
        table: &dyn Table,
        settings: &IngestSettings,
    ) -> Result<Self, IngestError> {
        let heading = if let Some(names) = table.names() {
            Self::named(names.to_vec())
        } else {
            let (rows, line) = first_rows(file, table)?;
            Self { line, ..Self::in_rows(file, &rows, settings.no_header)? }
        };
        heading.refuse_twins(file)?;
        Ok(heading)
    }

    fn named(names: Vec<String>) -> Self {
        let width = names.len();
        Self { names, wordings: vec![None; width], open: vec![false; width], ..Self::default() }
    }

    fn in_rows(file: &str, rows: &[Vec<String>], no_header: bool) -> Result<Self, IngestError> {
        let titles = if no_header { 0 } else { titles(rows) };
        let rows = &rows[titles..];
        let Some(first) = rows.first() else {
            return Err(IngestError::Empty { file: file.to_owned() });
        };
        if first.len() > MOST_COLUMNS {
            let (file, found) = (file.to_owned(), first.len());
            return Err(IngestError::TooManyColumns { file, found, most: MOST_COLUMNS });
        }
        if no_header {
            let names = (1..=first.len()).map(|number| format!("column {number}"));
            return Ok(Self::named(names.collect()));
        }
        let heading = match rows {
            [names, wordings, imports, ..] if has_import_ids(imports) => qualtrics(names, wordings),
            [questions, options, ..] if are_options(questions, options) => {
                grouped(questions, options)
            }
            _ => {
                let remarks = first.iter().find(|name| looks_like_value(name));
                let remarks = remarks.map(|name| like_data(name)).into_iter().collect();
                Self { rows: 1, remarks, ..Self::named(first.clone()) }
            }
        };
        Ok(Self {
            first: first.clone(),
            depth: heading.rows,
            rows: heading.rows + titles as u64,
            ..heading
        })
    }

    fn refuse_twins(&self, file: &str) -> Result<(), IngestError> {
        for (second, name) in self.names.iter().enumerate().filter(|(_, name)| !name.is_empty()) {
            if let Some(first) = self.names[..second].iter().position(|known| known == name) {
                return Err(IngestError::DuplicateHeader {
                    file: file.to_owned(),
                    header: name.clone(),
                    line: self.line.max(1),
                    first: first + 1,
                    second: second + 1,
                });
            }
        }
        Ok(())
    }

    /// Adds columns that the table was asked for.
    pub(in crate::ingest) fn add(&mut self, names: Vec<String>) {
        self.wordings.resize(self.names.len() + names.len(), None);
        self.open.resize(self.names.len() + names.len(), false);
        self.names.extend(names);
    }

    /// Whether a record is the first row of the heading again, as where files were put end to end.
    pub(in crate::ingest) fn is_repeated_by(&self, cells: &[Cow<'_, str>]) -> bool {
        self.rows > 0 && cells.iter().zip(&self.first).all(|(cell, name)| bare(cell) == name)
    }

    /// The wording of a column's question, else its name.
    pub(in crate::ingest) fn wording(&self, column: usize) -> &str {
        self.wordings[column].as_deref().unwrap_or(&self.names[column])
    }
}

/// A cell without spaces around it, and without the mark of an encoding where files were put end to end.
fn bare(cell: &str) -> &str {
    cell.trim().trim_start_matches('\u{feff}').trim_start()
}

/// The first rows of a table, blank ones left out, cells trimmed, and the line of the first.
fn first_rows(file: &str, table: &dyn Table) -> Result<(Vec<Vec<String>>, u64), IngestError> {
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut line = 1;
    let mut unreadable = None;
    table.each(&mut |row: Row<'_>| {
        match row.cells {
            Ok(cells) if cells.iter().all(|cell| cell.trim().is_empty()) => {}
            Ok(cells) => {
                line = if rows.is_empty() { row.line } else { line };
                rows.push(cells.iter().map(|cell| bare(cell).to_owned()).collect());
            }
            Err((fault, _)) if rows.is_empty() => unreadable = Some(fault),
            // A bad record after the header is a reject like another.
            Err(_) => return ControlFlow::Break(()),
        }
        let enough = rows.len() == MOST_ROWS || unreadable.is_some();
        if enough { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })?;
    match unreadable {
        Some(fault) => {
            Err(IngestError::BadHeader { file: file.to_owned(), reason: fault.reason_en() })
        }
        None => Ok((rows, line)),
    }
}

/// How many rows are titles: one cell alone, above rows of more.
fn titles(rows: &[Vec<String>]) -> usize {
    let filled = |row: &Vec<String>| row.iter().filter(|cell| !cell.is_empty()).count();
    let titles = rows.iter().take_while(|row| row.len() > 1 && filled(row) == 1).count();
    let named = rows.get(titles).is_some_and(|row| filled(row) > 1);
    if named && titles <= MOST_TITLES { titles } else { 0 }
}

/// Whether a row tells the identifiers by which the columns can be imported again: the third of Qualtrics.
fn has_import_ids(row: &[String]) -> bool {
    row.iter().any(|cell| cell.starts_with("{\"ImportId\""))
}

fn qualtrics(names: &[String], wordings: &[String]) -> Heading {
    let wordings =
        wordings.iter().map(|wording| Some(wording.clone()).filter(|one| !one.is_empty()));
    Heading { wordings: wordings.collect(), rows: 3, ..Heading::named(names.to_vec()) }
}

/// Whether the second row holds answer options: some say that an answer is open, and the first column has none.
fn are_options(questions: &[String], options: &[String]) -> bool {
    let open = options.iter().any(|option| is_open_ended(option));
    let blank = questions.iter().zip(options).filter(|(_, option)| option.is_empty()).count();
    open && options.len() == questions.len() && options[0].is_empty() && blank < options.len()
}

fn is_open_ended(option: &str) -> bool {
    OPEN_ENDED.contains(&folded(option).as_str())
}

/// Questions over their options: a question without name goes on with the one at its left.
fn grouped(questions: &[String], options: &[String]) -> Heading {
    let mut names: Vec<String> = Vec::with_capacity(questions.len());
    let mut question = "";
    for (said, option) in questions.iter().zip(options) {
        question = if said.is_empty() { question } else { said };
        let name = if option.is_empty() || is_open_ended(option) {
            question.to_owned()
        } else {
            format!("{question} – {option}")
        };
        // Two open answers to one question are told apart by their place.
        let twins = names.iter().filter(|known| **known == name).count();
        names.push(if twins == 0 { name } else { format!("{name} ({})", twins + 1) });
    }
    let open = options
        .iter()
        .map(|option| folded(option) == OPEN_ENDED[0] || folded(option) == OPEN_ENDED[2]);
    Heading { open: open.collect(), rows: 2, ..Heading::named(names) }
}

fn like_data(name: &str) -> Remark {
    Remark::new(
        "header_like_data",
        format!(
            "la première ligne ressemble à des données (« {name} ») : si elle ne nomme pas les colonnes, --no-header"
        ),
        format!(
            "the first row looks like data (`{name}`): if it does not name the columns, --no-header"
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heading(rows: &[&str]) -> Heading {
        let cells = |row: &&str| row.split(';').map(str::to_owned).collect();
        let rows: Vec<Vec<String>> = rows.iter().map(cells).collect();
        Heading::in_rows("avis.csv", &rows, false).unwrap()
    }

    #[test]
    fn three_rows_are_told_by_their_import_ids() {
        let heading = heading(&[
            "StartDate;Q1;Q2",
            "Start Date;Recommanderiez-vous ?;Pourquoi ?",
            "{\"ImportId\":\"startDate\"};{\"ImportId\":\"QID1\"};{\"ImportId\":\"QID2_TEXT\"}",
        ]);
        assert_eq!((heading.rows, heading.names[2].as_str()), (3, "Q2"));
        assert_eq!(heading.wording(2), "Pourquoi ?");
    }

    #[test]
    fn two_rows_are_told_by_their_open_answers() {
        let heading = heading(&[
            "Respondent ID;Combien ?;Quels services ?;;Un commentaire ?;",
            ";Response;Web;Magasin;Open-Ended Response;Autre",
            "1;5;Web;;Bien;",
        ]);
        assert_eq!(heading.rows, 2);
        assert_eq!(
            heading.names,
            [
                "Respondent ID",
                "Combien ?",
                "Quels services ? – Web",
                "Quels services ? – Magasin",
                "Un commentaire ?",
                "Un commentaire ? – Autre"
            ]
        );
        assert_eq!(heading.open, [false, false, false, false, true, false]);
    }

    #[test]
    fn titles_may_stand_above_the_names() {
        let titled = heading(&["Enquête 2026;;", "id;avis;note", "1;bien;4"]);
        assert_eq!((titled.rows, titled.depth, titled.names[1].as_str()), (2, 1, "avis"));
        let sparse = heading(&["avis;", "bien;", "cher;"]);
        assert_eq!((sparse.rows, sparse.names[0].as_str()), (1, "avis"));
    }

    #[test]
    fn one_row_is_the_usual_heading() {
        let one = heading(&["id;avis", "1;Response", "2;bien"]);
        assert_eq!((one.rows, one.remarks.len()), (1, 0));
        let data =
            heading(&["17;Trop cher pour ce que c'est, vraiment;04/03/2026", "18;Bien;05/03/2026"]);
        assert_eq!(data.remarks[0].code, "header_like_data");
    }
}
