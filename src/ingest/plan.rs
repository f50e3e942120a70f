//! How a file will be read: all that is decided before the first feedback.

use std::ops::ControlFlow;

use super::columns::{Heading, Offer, Preset, Profile, decide, header, recognised};
use super::form::{self, Row, Table, Take};
use super::values::{Evidence, Verdict, Zone, looks_encoded_twice};
use super::{
    DateOrder, Delimiter, Fault, IngestError, IngestSettings, Mapping, Remark, Role, Source,
};

/// How a file will be read.
pub struct Plan<'s> {
    /// The name of the file, as the user gave it.
    pub file: String,
    /// The form of the file, `csv`, `json`, `jsonl` …
    pub format: &'static str,
    /// How the file is packed, `gzip` or `zstd`.
    pub packing: Option<&'static str>,
    /// Its character encoding.
    pub encoding: &'static str,
    /// Its delimiter, for delimited files of more than one column.
    pub delimiter: Option<Delimiter>,
    /// The export that it was recognised to be, by its identifier and its name for people.
    pub preset: Option<(&'static str, &'static str)>,
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
    /// The SHA-256 of the file that the records come from: another than the one opened, for rejects that are retried.
    pub(super) origin_sha256: String,
    pub(super) settings: IngestSettings,
    pub(super) export: Option<&'static Preset>,
    pub(super) zone: Option<Zone>,
    heading: Heading,
    table: Box<dyn Table + 's>,
}

/// Recognises a file and decides how to read it. Nothing is read yet.
///
/// # Errors
///
/// Where the bytes cannot be read or are no text, the table has no header, no column of text, two columns of one name,
/// a mapped column that it has not, or dates whose order nothing tells; where the file is an export without words.
pub fn plan<'s>(source: &'s Source, settings: &IngestSettings) -> Result<Plan<'s>, IngestError> {
    let file = source.name();
    let zone = settings.zone.as_deref().map(Zone::named).transpose()?;
    let format = form::of(source)?;
    let mut table = (format.open)(source, settings)?;
    let mut heading = Heading::of(file, table.as_ref(), settings)?;
    let export = recognised(&heading.names, heading.depth);
    if let Some(export) = export {
        refuse_wordless(file, export)?;
        heading.add(table.ask_for(&export.paths()));
    }
    let opening = table.opening().clone();
    let mut remarks = opening.remarks;
    remarks.append(&mut heading.remarks);
    let survey = Survey::of(table.as_ref(), &heading, settings, export)?;
    remarks.extend(survey.remarks(settings));
    let offer = Offer { file, heading: &heading, profiles: &survey.profiles, preset: export };
    let mapping = decide(&offer, &settings.map, &mut remarks)?;
    let sha256 = source.sha256()?;
    let mut plan = Plan {
        file: table.origin().map_or(file, |(file, _)| file).to_owned(),
        format: format.id,
        packing: source.packing(),
        encoding: opening.encoding,
        delimiter: opening.delimiter,
        preset: export.map(|export| (export.id.as_str(), export.title.as_str())),
        columns: heading.names.clone(),
        mapping,
        date_order: None,
        records: survey.records,
        origin_sha256: table
            .origin()
            .map_or_else(|| sha256.clone(), |(_, sha256)| sha256.to_owned()),
        sha256,
        remarks,
        settings: settings.clone(),
        export,
        zone,
        heading,
        table,
    };
    plan.date_order = plan.decide_dates(&survey)?;
    Ok(plan)
}

fn refuse_wordless(file: &str, export: &Preset) -> Result<(), IngestError> {
    let Some(reason) = &export.cannot_en else { return Ok(()) };
    let (file, title) = (file.to_owned(), export.title.clone());
    Err(IngestError::NoWords { file, title, reason: reason.clone() })
}

/// What a first reading of all the records tells.
struct Survey {
    records: u64,
    profiles: Vec<Profile>,
    encoded_twice: u64,
}

impl Survey {
    fn of(
        table: &dyn Table,
        heading: &Heading,
        settings: &IngestSettings,
        export: Option<&Preset>,
    ) -> Result<Self, IngestError> {
        let mut profiles = vec![Profile::default(); heading.names.len()];
        for (column, name) in heading.names.iter().enumerate() {
            if may_be_dates(name, settings, export) {
                profiles[column].dates = Some(Evidence::default());
            }
        }
        let mut survey = Self { records: 0, profiles, encoded_twice: 0 };
        each_record(table, heading, &mut |row| {
            survey.hear(&row);
            ControlFlow::Continue(())
        })?;
        Ok(survey)
    }

    fn hear(&mut self, row: &Row<'_>) {
        self.records += 1;
        for (profile, cell) in self.profiles.iter_mut().zip(row.cells.iter().flatten()) {
            profile.hear(cell);
            self.encoded_twice += u64::from(looks_encoded_twice(cell));
        }
    }

    fn remarks(&self, settings: &IngestSettings) -> Vec<Remark> {
        let mut remarks = Vec::new();
        if self.records == 0 {
            remarks.push(Remark::new(
                "no_records",
                "le fichier a un en-tête et aucune ligne".into(),
                "the file has a header and no row".into(),
            ));
        }
        remarks.extend(
            (self.encoded_twice > 0)
                .then(|| encoded_twice(self.encoded_twice, settings.fix_mojibake)),
        );
        remarks
    }
}

fn encoded_twice(cells: u64, mended: bool) -> Remark {
    if mended {
        return Remark::new(
            "mojibake_repaired",
            format!("{cells} cellules encodées deux fois (« Ã© ») réparées où tout peut l'être"),
            format!("{cells} cells encoded twice (\"Ã©\") mended wherever all of them can be"),
        );
    }
    Remark::new(
        "encoded_twice",
        format!(
            "{cells} cellules comme « Ã© » ont été encodées deux fois : --fix-mojibake les répare"
        ),
        format!("{cells} cells such as \"Ã©\" were encoded twice: --fix-mojibake mends them"),
    )
}

/// Whether the column may be read as dates, by what the user says, by the export or by its name.
fn may_be_dates(name: &str, settings: &IngestSettings, export: Option<&Preset>) -> bool {
    let role = |role| matches!(role, Role::Date | Role::Event);
    let said = settings
        .map
        .iter()
        .any(|said| role(said.role) && header::folded(&said.column) == header::folded(name));
    let meaning = header::known(name).map(|known| known.meaning);
    said || export.and_then(|export| export.column(name)).is_some_and(|column| role(column.role))
        || matches!(meaning, Some(header::Meaning::Date | header::Meaning::Event))
}

/// Gives the records of a table to `take`: rows after the heading that are not blank, numbered from 1.
fn each_record(table: &dyn Table, heading: &Heading, take: Take<'_>) -> Result<(), IngestError> {
    // Tables whose columns are named apart number their records themselves.
    if heading.rows == 0 && table.names().is_some() {
        return table.each(take);
    }
    let mut above = heading.rows;
    let mut record = 0;
    table.each(&mut |mut row: Row<'_>| {
        // Spreadsheets leave rows of delimiters under their tables: they are blank lines.
        if row.cells.as_ref().is_ok_and(|cells| cells.iter().all(|cell| cell.trim().is_empty())) {
            return ControlFlow::Continue(());
        }
        if above > 0 {
            above -= 1;
            return ControlFlow::Continue(());
        }
        record += 1;
        row.record = record;
        if row.cells.as_ref().is_ok_and(|cells| heading.is_repeated_by(cells)) {
            row.cells = Err((Fault::HeaderRepeat, None));
        }
        take(row)
    })
}

/// A table as text cells, whatever its form: what comes beside feedback.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlainTable {
    /// The names of its columns.
    pub names: Vec<String>,
    /// Its records, one cell a column.
    pub rows: Vec<Vec<String>>,
    /// How many records could not be cut into cells.
    pub unread: u64,
}

/// Reads a file as a table, no column of which need be known.
///
/// # Errors
///
/// Where the bytes cannot be read, or the table has no header.
pub fn plain_table(source: &Source, settings: &IngestSettings) -> Result<PlainTable, IngestError> {
    let table = (form::of(source)?.open)(source, settings)?;
    let heading = Heading::of(source.name(), table.as_ref(), settings)?;
    let mut plain = PlainTable { names: heading.names.clone(), ..PlainTable::default() };
    each_record(table.as_ref(), &heading, &mut |row| {
        match row.cells {
            Ok(cells) => plain.rows.push(cells.into_iter().map(Into::into).collect()),
            Err(_) => plain.unread += 1,
        }
        ControlFlow::Continue(())
    })?;
    Ok(plain)
}

impl Plan<'_> {
    /// The settings by which this plan would be made again, whatever the names and the values of the columns say.
    pub fn resolved(&self) -> IngestSettings {
        let map = self.mapping.assignments();
        IngestSettings { map, date_format: self.date_order, ..self.settings.clone() }
    }

    /// Gives every record of the file to `take`, from the first.
    pub(super) fn each_record(&self, take: Take<'_>) -> Result<(), IngestError> {
        each_record(self.table.as_ref(), &self.heading, take)
    }

    /// The order of the dates: the one asked for, that of the export, the one that the values settle, or the one of
    /// a French export.
    fn decide_dates(&mut self, survey: &Survey) -> Result<Option<DateOrder>, IngestError> {
        let Some(column) =
            self.mapping.column_of(Role::Date).or(self.mapping.column_of(Role::Event))
        else {
            return Ok(None);
        };
        let fixed = self.settings.date_format.or(self.export.and_then(|export| export.date_format));
        if fixed.is_some() {
            return Ok(fixed);
        }
        let evidence = survey.profiles[column].dates.clone().unwrap_or_default();
        self.remarks.extend(evidence.short_years().map(two_digit_years));
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
        let french_form = self.delimiter == Some(Delimiter::SEMICOLON) || self.format != "csv";
        french_form && header::look_french(&self.columns)
    }
}

fn two_digit_years(count: u64) -> Remark {
    Remark::new(
        "two_digit_years",
        format!(
            "années à deux chiffres ({count}) : 00 à 69 lues 2000 à 2069, 70 à 99 lues 1970 à 1999"
        ),
        format!(
            "years of two figures ({count}): 00 to 69 read as 2000 to 2069, 70 to 99 as 1970 to 1999"
        ),
    )
}
