//! Spreadsheets: XLSX, XLSB, XLS and ODS.

use std::borrow::Cow;
use std::fmt::Display;
use std::ops::ControlFlow;

use calamine::{
    Data, DataRef, ExcelDateTime, Ods, Reader, Sheet, SheetType, SheetVisible, Xls, Xlsb, Xlsx,
};

use super::scanner::LONGEST;
use super::{Opening, Refusal, Row, Table, Take, zip_guard};
use crate::ingest::source::Raw;
use crate::ingest::{Fault, IngestError, IngestSettings, Remark, Source};

/// The most columns that are read.
const MOST_COLUMNS: usize = 1_024;

/// A spreadsheet that is read whole, packed, may take this many bytes.
const WHOLE: u64 = 32 << 20;

/// How the archives of spreadsheets begin.
const ZIP: &[u8] = b"PK\x03\x04";

/// How old spreadsheets, and those that a password protects, begin.
const OLE: &[u8] = b"\xd0\xcf\x11\xe0";

/// The most sheets that a spreadsheet has.
const MOST_SHEETS: usize = 1_024;

/// What opening gives.
type Opened<'s> = Result<Box<dyn Table + 's>, IngestError>;

pub(super) fn is_xlsx(source: &Source, head: &[u8]) -> bool {
    head.starts_with(ZIP) && zip_guard::has_entry(source.raw(), "xl/workbook.xml")
}

pub(super) fn is_xlsb(source: &Source, head: &[u8]) -> bool {
    head.starts_with(ZIP) && zip_guard::has_entry(source.raw(), "xl/workbook.bin")
}

pub(super) fn is_ods(source: &Source, head: &[u8]) -> bool {
    head.starts_with(ZIP) && zip_guard::has_entry(source.raw(), "content.xml")
}

pub(super) fn is_xls(_: &Source, head: &[u8]) -> bool {
    head.starts_with(OLE)
}

/// Opens an XLSX, whose cells are streamed: a cell at the far end of a sheet costs nothing.
pub(super) fn open_xlsx<'s>(source: &'s Source, settings: &IngestSettings) -> Opened<'s> {
    zip_guard::check(source.raw()).map_err(|reason| bad(source, reason))?;
    let book = Xlsx::new(source.raw()).map_err(|error| bad(source, error))?;
    let (sheet, remarks) = chosen(source, book.sheets_metadata(), settings)?;
    drop(book);
    Ok(Box::new(Streamed { source, sheet, opening: opening(remarks) }))
}

/// Opens an XLSB.
pub(super) fn open_xlsb<'s>(source: &'s Source, settings: &IngestSettings) -> Opened<'s> {
    zip_guard::check(source.raw()).map_err(|reason| bad(source, reason))?;
    whole::<Xlsb<Raw>>(source, settings)
}

/// Opens an ODS.
pub(super) fn open_ods<'s>(source: &'s Source, settings: &IngestSettings) -> Opened<'s> {
    zip_guard::check(source.raw()).map_err(|reason| bad(source, reason))?;
    whole::<Ods<Raw>>(source, settings)
}

/// Opens an XLS.
pub(super) fn open_xls<'s>(source: &'s Source, settings: &IngestSettings) -> Opened<'s> {
    let old = |reason: String| {
        let form = "an old spreadsheet (XLS)";
        IngestError::BadForm { file: source.name().to_owned(), form, reason }
    };
    // What a password protects is put in a folder of this form, under a name in UTF-16.
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    if source.head(PROTECTED)?.windows(name.len()).any(|window| window == name) {
        return Err(old("it is protected by a password".to_owned()));
    }
    whole::<Xls<Raw>>(source, settings).map_err(|error| match error {
        IngestError::BadForm { reason, .. } => old(reason),
        other => other,
    })
}

/// How far the list of what such a file holds may lie.
const PROTECTED: usize = 1 << 20;

fn bad(source: &Source, error: impl Display) -> IngestError {
    IngestError::BadForm {
        file: source.name().to_owned(),
        form: "a spreadsheet",
        reason: error.to_string(),
    }
}

fn opening(remarks: Vec<Remark>) -> Opening {
    Opening { encoding: "UTF-8", delimiter: None, remarks }
}

/// The sheet asked for, else the first one that is shown.
fn chosen(
    source: &Source,
    sheets: &[Sheet],
    settings: &IngestSettings,
) -> Result<(String, Vec<Remark>), IngestError> {
    if sheets.len() > MOST_SHEETS {
        return Err(bad(source, format!("it has {} sheets", sheets.len())));
    }
    let tables = || sheets.iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    let names = || tables().map(|sheet| sheet.name.clone()).collect::<Vec<_>>();
    if let Some(wanted) = &settings.sheet {
        let found = tables().find(|sheet| sheet.name.trim().eq_ignore_ascii_case(wanted.trim()));
        let (file, sheet) = (source.name().to_owned(), wanted.clone());
        let unknown = || IngestError::UnknownSheet { file, sheet, sheets: names() };
        return Ok((found.ok_or_else(unknown)?.name.clone(), Vec::new()));
    }
    let mut shown = tables().filter(|sheet| sheet.visible == SheetVisible::Visible);
    let first = shown.next().ok_or_else(|| bad(source, "it has no sheet that is shown"))?;
    let others: Vec<&str> = shown.map(|sheet| sheet.name.as_str()).collect();
    let remarks = (!others.is_empty()).then(|| other_sheets(&first.name, &others));
    Ok((first.name.clone(), remarks.into_iter().collect()))
}

fn other_sheets(read: &str, others: &[&str]) -> Remark {
    let others = others.join(", ");
    Remark::new(
        "sheets",
        format!("feuille lue : « {read} » ; les autres ({others}) le sont par --sheet"),
        format!("sheet read: `{read}`; the others ({others}) are read by --sheet"),
    )
}

/// An XLSX whose cells are streamed.
struct Streamed<'s> {
    source: &'s Source,
    sheet: String,
    opening: Opening,
}

/// A row of cells as it fills.
struct Filling {
    number: u32,
    cells: Vec<String>,
    /// One past the last column with something in it.
    widest: usize,
    fault: Option<Refusal>,
}

impl Filling {
    fn new(number: u32) -> Self {
        Self { number, cells: Vec::new(), widest: 0, fault: None }
    }

    fn put(&mut self, column: u32, cell: Result<Cow<'_, str>, Fault>) {
        let column = column as usize;
        let cell =
            cell.and_then(|cell| if cell.len() > LONGEST { Err(Fault::TooLong) } else { Ok(cell) });
        if cell.as_ref().is_ok_and(|cell| cell.trim().is_empty()) {
            return;
        }
        self.widest = self.widest.max(column + 1);
        if column >= MOST_COLUMNS {
            return;
        }
        if self.cells.len() <= column {
            self.cells.resize(column + 1, String::new());
        }
        match cell {
            Ok(cell) => self.cells[column] = cell.into_owned(),
            Err(fault) => {
                self.fault.get_or_insert((fault, Some(column)));
            }
        }
    }
}

/// Rows brought to one width: that of the widest of those that may be its heading.
struct Rows<'f, 't> {
    take: Take<'t>,
    /// The first rows, until the width is known.
    first: Vec<Filling>,
    width: usize,
    record: &'f mut u64,
}

/// How many rows tell the width of a table: a title may stand above its heading.
const HEADING: usize = 5;

impl Rows<'_, '_> {
    fn push(&mut self, row: Filling) -> ControlFlow<()> {
        if self.width > 0 {
            return self.give(row);
        }
        self.first.push(row);
        if self.first.len() == HEADING { self.flush() } else { ControlFlow::Continue(()) }
    }

    fn flush(&mut self) -> ControlFlow<()> {
        self.width = self.first.iter().map(|row| row.cells.len()).max().unwrap_or(0).max(1);
        std::mem::take(&mut self.first).into_iter().try_for_each(|row| self.give(row))
    }

    fn give(&mut self, mut row: Filling) -> ControlFlow<()> {
        *self.record += 1;
        let (found, expected) = (row.widest, self.width);
        let faulty = row.fault.is_some() || found > expected;
        let raw = faulty.then(|| row.cells.join("\t").into());
        row.cells.resize(expected, String::new());
        let cells = match row.fault {
            _ if found > expected => Err((Fault::Fields { found, expected }, None)),
            Some(refusal) => Err(refusal),
            None => Ok(row.cells.into_iter().map(Cow::Owned).collect()),
        };
        (self.take)(Row {
            record: *self.record,
            line: u64::from(row.number) + 1,
            byte: 0,
            cells,
            raw,
        })
    }
}

impl Table for Streamed<'_> {
    fn opening(&self) -> &Opening {
        &self.opening
    }

    fn each(&self, take: Take<'_>) -> Result<(), IngestError> {
        let failed = |error: calamine::XlsxError| bad(self.source, error);
        let mut book = Xlsx::new(self.source.raw()).map_err(failed)?;
        let mut cells = book.worksheet_cells_reader(&self.sheet).map_err(failed)?;
        let mut record = 0;
        let mut rows = Rows { take, first: Vec::new(), width: 0, record: &mut record };
        let mut row: Option<Filling> = None;
        while let Some(cell) = cells.next_cell().map_err(failed)? {
            let (number, column) = cell.get_position();
            if row.as_ref().is_none_or(|row| row.number != number) {
                let next = Filling::new(number);
                if let Some(done) = row.replace(next)
                    && rows.push(done).is_break()
                {
                    return Ok(());
                }
            }
            if let Some(row) = &mut row {
                row.put(column, streamed_cell(cell.get_value()));
            }
        }
        if row.map_or(ControlFlow::Continue(()), |row| rows.push(row)).is_continue()
            && rows.width == 0
        {
            let _ = rows.flush();
        }
        Ok(())
    }
}

fn streamed_cell<'c>(value: &'c DataRef<'_>) -> Result<Cow<'c, str>, Fault> {
    Ok(match value {
        DataRef::SharedString(text) => Cow::Borrowed(*text),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            text.into()
        }
        DataRef::Int(number) => number.to_string().into(),
        DataRef::Float(number) => number_cell(*number).into(),
        DataRef::Bool(truth) => truth.to_string().into(),
        DataRef::DateTime(date) => date_cell(*date).into(),
        DataRef::Error(_) => return Err(Fault::Cell),
        DataRef::Empty => "".into(),
    })
}

/// A number as people write it: spreadsheets hold whole numbers as others.
fn number_cell(number: f64) -> String {
    number.to_string()
}

/// A date of a spreadsheet, in the form that every reader of dates knows; a duration as the number that it is.
fn date_cell(date: ExcelDateTime) -> String {
    if date.is_duration() {
        return number_cell(date.as_f64());
    }
    let (year, month, day, hour, minute, second, _) = date.to_ymd_hms_milli();
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")
}

/// A spreadsheet whose form cannot be streamed.
struct Whole {
    rows: Vec<(u32, Vec<Data>)>,
    opening: Opening,
}

/// Reads a spreadsheet whole.
fn whole<'s, B>(source: &'s Source, settings: &IngestSettings) -> Opened<'s>
where
    B: Reader<Raw>,
    B::Error: Display,
{
    if source.raw().size() > WHOLE {
        return Err(bad(
            source,
            format!("it is larger than {} MiB: save it as XLSX or CSV", WHOLE >> 20),
        ));
    }
    let failed = |error: B::Error| bad(source, error);
    let mut book = B::new(source.raw()).map_err(failed)?;
    let (sheet, remarks) = chosen(source, book.sheets_metadata(), settings)?;
    let range = book.worksheet_range(&sheet).map_err(failed)?;
    let start = range.start().map_or(0, |(row, _)| row);
    let rows = (start..).zip(range.rows().map(<[Data]>::to_vec)).collect();
    Ok(Box::new(Whole { rows, opening: opening(remarks) }))
}

impl Table for Whole {
    fn opening(&self) -> &Opening {
        &self.opening
    }

    fn each(&self, take: Take<'_>) -> Result<(), IngestError> {
        let mut record = 0;
        let mut rows = Rows { take, first: Vec::new(), width: 0, record: &mut record };
        for (number, values) in &self.rows {
            let mut row = Filling::new(*number);
            for (column, value) in (0..).zip(values) {
                row.put(column, whole_cell(value));
            }
            if rows.push(row).is_break() {
                return Ok(());
            }
        }
        if rows.width == 0 {
            let _ = rows.flush();
        }
        Ok(())
    }
}

fn whole_cell(value: &Data) -> Result<Cow<'_, str>, Fault> {
    Ok(match value {
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.into(),
        Data::Int(number) => number.to_string().into(),
        Data::Float(number) => number_cell(*number).into(),
        Data::Bool(truth) => truth.to_string().into(),
        Data::DateTime(date) => date_cell(*date).into(),
        Data::Error(_) => return Err(Fault::Cell),
        Data::Empty => "".into(),
    })
}
