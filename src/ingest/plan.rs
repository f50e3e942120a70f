//! How a file will be read: all that is decided before the first feedback.

use super::date_order::{Evidence, Verdict};
use super::format::{self, Input};
use super::mapping::Offer;
use super::table::Table;
use super::{DateOrder, Delimiter, IngestError, IngestSettings, Mapping, Remark, Role, header};
use crate::assets::sha256_hex;

/// How a file will be read.
pub struct Plan<'a> {
    /// The name of the file, as the user gave it.
    pub file: String,
    /// The form of the file, `csv` or `jsonl`.
    pub format: &'static str,
    /// Its character encoding.
    pub encoding: &'static str,
    /// Its delimiter, for delimited files of more than one column.
    pub delimiter: Option<Delimiter>,
    /// The names of its columns, in order.
    pub columns: Vec<String>,
    /// Which column is read as what.
    pub mapping: Mapping,
    /// The order of dates in figures, where a column of dates is read.
    pub date_order: Option<DateOrder>,
    /// How many records the file holds.
    pub records: u64,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// What was decided that the user should know.
    pub remarks: Vec<Remark>,
    pub(super) table: Box<dyn Table + 'a>,
}

/// Recognises a file and decides how to read it. Nothing is read yet.
///
/// # Errors
///
/// Where the bytes are no text, the table has no header, no column of text, two columns of one name, a mapped column
/// that it has not, or dates whose order nothing tells.
pub fn plan<'a>(
    file: &str,
    bytes: &'a [u8],
    settings: &IngestSettings,
) -> Result<Plan<'a>, IngestError> {
    let format = format::of(bytes);
    let table = (format.open)(Input { name: file, bytes }, settings)?;
    let opening = table.opening().clone();
    let mut remarks = opening.remarks;
    let columns = table.columns().to_vec();
    let (records, lengths) = survey(table.as_ref());
    let offer = Offer { file, columns: &columns, lengths: &lengths };
    if records == 0 {
        remarks.push(Remark::new(
            "no_records",
            "le fichier a un en-tête et aucune ligne".into(),
            "the file has a header and no row".into(),
        ));
    }
    let mapping = Mapping::decide(&offer, &settings.map, &mut remarks)?;
    let mut plan = Plan {
        file: file.to_owned(),
        format: format.id,
        encoding: opening.encoding,
        delimiter: opening.delimiter,
        columns,
        mapping,
        date_order: None,
        records,
        sha256: sha256_hex(bytes),
        remarks,
        table,
    };
    plan.date_order = plan.decide_dates(settings)?;
    Ok(plan)
}

/// How many records there are, and how many bytes the cells of each column hold.
fn survey(table: &dyn Table) -> (u64, Vec<u64>) {
    let mut lengths = vec![0; table.columns().len()];
    let mut records = 0;
    for row in table.rows() {
        records += 1;
        for (length, cell) in lengths.iter_mut().zip(row.cells.iter().flatten()) {
            *length += cell.trim().len() as u64;
        }
    }
    (records, lengths)
}

impl Plan<'_> {
    /// The order of the dates: the one asked for, the one that the values settle, or the one of a French export.
    fn decide_dates(
        &mut self,
        settings: &IngestSettings,
    ) -> Result<Option<DateOrder>, IngestError> {
        let Some(column) = self.mapping.column_of(Role::Date) else { return Ok(None) };
        if settings.date_format.is_some() {
            return Ok(settings.date_format);
        }
        let mut evidence = Evidence::default();
        for cell in self.table.rows().filter_map(|row| row.cells.ok()?.into_iter().nth(column)) {
            evidence.hear(&cell);
        }
        match evidence.verdict() {
            Verdict::Order(order) => Ok(Some(order)),
            Verdict::Unknown(_) if self.looks_french() => {
                self.remarks.push(Remark::new(
                    "date_order",
                    "dates lues jour d'abord, comme dans tout export français ; sinon : --date-format mdy".into(),
                    "dates read day first, as in any French export; else: --date-format mdy".into(),
                ));
                Ok(Some(DateOrder::Dmy))
            }
            Verdict::Unknown(example) => Err(IngestError::AmbiguousDates {
                file: self.file.clone(),
                column: self.mapping.name(column),
                example,
            }),
        }
    }

    /// Semicolons and French names: the marks of a French spreadsheet.
    fn looks_french(&self) -> bool {
        self.delimiter == Some(Delimiter::SEMICOLON) && header::look_french(&self.columns)
    }
}
