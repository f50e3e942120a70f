//! Files become feedback, and what was read is accounted for.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::Path;

use serde::Serialize;

use crate::error::Error;
use crate::ingest::{self, Batch, IngestSettings, Plan, Reject, Remark, Seen, Source};
use crate::observe::Observer;
use crate::report::{InputFile, Inputs, RejectLine};
use crate::types::{Feedback, Ratings};

/// The most rejects that a report lists one by one.
pub(super) const LISTED: usize = 200;

/// The rows that a preview shows.
const SAMPLE: usize = 5;

/// The feedback of some files, with what became of every record.
#[derive(Clone, Debug, Default)]
pub struct ReadFiles {
    /// The feedback, in the order of the files.
    pub feedback: Vec<Feedback>,
    /// What was read.
    pub inputs: Inputs,
    /// What was decided that the user should know, by file.
    pub remarks: Vec<(String, Remark)>,
}

/// Files to read, each opened when its turn comes.
pub type Sources<'s> = &'s mut dyn Iterator<Item = Result<Source, Error>>;

/// Reads files as one batch.
///
/// # Errors
///
/// When a file cannot be used at all, too many of its records cannot, or the observer asks to stop.
pub fn read_files(
    files: Sources<'_>,
    settings: &IngestSettings,
    observer: &dyn Observer,
) -> Result<ReadFiles, Error> {
    let mut seen = Seen::new();
    let mut read = ReadFiles::default();
    for source in files {
        let source = source?;
        let plan = ingest::plan(&source, settings)?;
        let batch = plan.read(&mut seen, observer)?;
        refuse_too_many_rejects(source.name(), &batch, settings)?;
        read.inputs.add(described(&plan, &batch), &batch);
        let remarks = plan.remarks.iter().chain(&batch.remarks);
        read.remarks.extend(remarks.map(|remark| (source.name().to_owned(), remark.clone())));
        read.feedback.extend(batch.feedback);
    }
    read.inputs.date(&read.feedback);
    Ok(read)
}

/// Opens a file given by the user.
///
/// # Errors
///
/// When it cannot be opened, or is no regular file.
pub fn open(path: &Path) -> Result<Source, Error> {
    Source::open(path, &file_name(path))
        .map_err(|source| Error::Open { path: path.to_owned(), source })
}

/// The name of a file without its folder: what reports and stores remember of it.
pub(super) fn file_name(path: &Path) -> String {
    path.file_name()
        .map_or_else(|| path.to_string_lossy(), |name| name.to_string_lossy())
        .into_owned()
}

/// Stops before anything is published where too many records cannot be used.
pub(super) fn refuse_too_many_rejects(
    file: &str,
    batch: &Batch,
    settings: &IngestSettings,
) -> Result<(), Error> {
    if !batch.has_too_many_rejects(settings) {
        return Ok(());
    }
    Err(Error::TooManyRejects {
        file: file.to_owned(),
        read: batch.counts.read,
        rejected: batch.counts.rejected,
        first: batch.rejects.iter().take(3).map(place).collect(),
    })
}

fn place(reject: &Reject) -> String {
    let column =
        reject.column.as_ref().map_or_else(String::new, |name| format!(", column `{name}`"));
    format!("record {} (line {}){column}: {}", reject.record, reject.line, reject.fault.reason_en())
}

/// How a file was read.
pub(super) fn described(plan: &Plan<'_>, batch: &Batch) -> InputFile {
    InputFile {
        name: plan.file.clone(),
        sha256: plan.sha256.clone(),
        format: plan.format.to_owned(),
        encoding: plan.encoding.to_owned(),
        delimiter: plan.delimiter.map(|delimiter| delimiter.to_string()),
        mapping: mapping(plan),
        read: batch.counts.read,
        accepted: batch.counts.accepted,
        rejected: batch.counts.rejected,
        duplicate: batch.counts.duplicate,
        refused: batch.counts.refused,
    }
}

fn mapping(plan: &Plan<'_>) -> BTreeMap<String, Vec<String>> {
    plan.mapping
        .by_role()
        .into_iter()
        .map(|(role, columns)| (role.id().to_owned(), columns))
        .collect()
}

pub(super) fn reject_line(reject: &Reject) -> RejectLine {
    RejectLine {
        file: reject.file.clone(),
        record: reject.record,
        line: reject.line,
        column: reject.column.clone(),
        code: reject.fault.code().to_owned(),
        reason_fr: reject.fault.reason_fr(),
        reason_en: reject.fault.reason_en(),
    }
}

impl Inputs {
    /// Adds what was read of one more file.
    fn add(&mut self, file: InputFile, batch: &Batch) {
        self.read += file.read;
        self.accepted += file.accepted;
        self.rejected += file.rejected;
        self.duplicate += file.duplicate;
        self.refused += file.refused;
        for (kind, count) in &batch.masked {
            *self.masked.entry(kind.id().to_owned()).or_insert(0) += count;
        }
        let room = LISTED.saturating_sub(self.rejects.len());
        self.rejects.extend(batch.rejects.iter().take(room).map(reject_line));
        self.files.push(file);
    }

    /// Takes note of the days of the feedback.
    pub(super) fn date(&mut self, feedback: &[Feedback]) {
        let days = || feedback.iter().filter_map(|feedback| Some(feedback.received?.date()));
        self.days = days().min().zip(days().max());
    }
}

/// How a file would be read: what `ingest --dry-run` shows.
#[derive(Clone, Debug, Serialize)]
pub struct Preview {
    /// The file.
    pub file: String,
    /// Its form.
    pub format: String,
    /// Its character encoding.
    pub encoding: String,
    /// How it is packed, `gzip` or `zstd`.
    pub packing: Option<String>,
    /// Its delimiter, for delimited files.
    pub delimiter: Option<String>,
    /// The export that it was recognised to be, as the name of its preset.
    pub preset: Option<String>,
    /// Which column is read as what.
    pub mapping: BTreeMap<String, Vec<String>>,
    /// The scale of the score, where there is one.
    pub scale: Option<String>,
    /// What would become of its records.
    pub rows: ingest::Counts,
    /// The records that could not be used.
    pub rejects: Vec<PreviewedReject>,
    /// The first feedback as understood.
    pub sample: Vec<Understood>,
    /// What was decided that the user should know.
    pub remarks: Vec<Remark>,
}

/// A record that could not be used, with its place and reason.
#[derive(Clone, Debug, Serialize)]
pub struct PreviewedReject {
    /// The number of the record, from 1.
    pub record: u64,
    /// The line, from 1.
    pub line: u64,
    /// The byte of the decoded text, from 0.
    pub byte: u64,
    /// The column, where the fault lies in one.
    pub column: Option<String>,
    /// The code of the reason.
    pub code: String,
    /// The reason, in English.
    pub reason: String,
    /// The reason, in French.
    pub reason_fr: String,
}

/// A feedback as understood.
#[derive(Clone, Debug, Serialize)]
pub struct Understood {
    /// Its identifier.
    pub id: String,
    /// Its masked text.
    pub text: String,
    /// When it was given.
    pub date: Option<jiff::civil::DateTime>,
    /// The language that the source says.
    pub language: Option<String>,
    /// Who gave it.
    pub customer: Option<String>,
    /// Its scores.
    pub ratings: Ratings,
    /// What else is kept.
    pub attributes: BTreeMap<String, String>,
}

/// Reads a file without keeping anything.
///
/// # Errors
///
/// When the file cannot be used at all, or the observer asks to stop.
pub fn preview(
    source: &Source,
    settings: &IngestSettings,
    observer: &dyn Observer,
) -> Result<Preview, Error> {
    let plan = ingest::plan(source, settings)?;
    let mut sample: Vec<Understood> = Vec::new();
    let mut keep = |feedback: Vec<Feedback>| {
        let room = SAMPLE - sample.len();
        sample.extend(feedback.into_iter().take(room).map(Understood::from));
        ControlFlow::Continue(())
    };
    let batch = plan.read_in_chunks(1_000, &mut keep, &mut Seen::new(), observer)?;
    let rejects = batch.rejects.iter().map(|reject| PreviewedReject {
        record: reject.record,
        line: reject.line,
        byte: reject.byte,
        column: reject.column.clone(),
        code: reject.fault.code().to_owned(),
        reason: reject.fault.reason_en(),
        reason_fr: reject.fault.reason_fr(),
    });
    Ok(Preview {
        file: plan.file.clone(),
        format: plan.format.to_owned(),
        encoding: plan.encoding.to_owned(),
        packing: plan.packing.map(str::to_owned),
        delimiter: plan.delimiter.map(|delimiter| delimiter.to_string()),
        preset: plan.preset.map(|(id, _)| id.to_owned()),
        mapping: mapping(&plan),
        scale: plan.mapping.scale().map(|scale| scale.id().to_owned()),
        rows: batch.counts,
        rejects: rejects.collect(),
        sample,
        remarks: plan.remarks.iter().chain(&batch.remarks).cloned().collect(),
    })
}

impl From<Feedback> for Understood {
    fn from(feedback: Feedback) -> Self {
        let Feedback { id, text, received, language, customer, ratings, attributes, .. } = feedback;
        Self { id, text, date: received, language, customer, ratings, attributes }
    }
}
