//! Files become feedback, and what was read is accounted for.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::error::Error;
use crate::ingest::{self, Batch, IngestSettings, Plan, Reject, Remark, Seen};
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

/// Reads files as one batch.
///
/// # Errors
///
/// When a file cannot be used at all, too many of its records cannot, or the observer asks to stop.
pub fn read_files(
    files: &[PathBuf],
    settings: &IngestSettings,
    observer: &dyn Observer,
) -> Result<ReadFiles, Error> {
    let mut seen = Seen::new();
    let mut read = ReadFiles::default();
    for path in files {
        let name = file_name(path);
        let bytes = open(path)?;
        let plan = ingest::plan(&name, &bytes, settings)?;
        let batch = plan.read(&mut seen, observer)?;
        refuse_too_many_rejects(&name, &batch, settings)?;
        read.inputs.add(described(&plan, &batch), &batch);
        let remarks = plan.remarks.iter().chain(&batch.remarks);
        read.remarks.extend(remarks.map(|remark| (name.clone(), remark.clone())));
        read.feedback.extend(batch.feedback);
    }
    read.inputs.date(&read.feedback);
    Ok(read)
}

/// The bytes of a file given by the user.
pub(super) fn open(path: &Path) -> Result<Vec<u8>, Error> {
    std::fs::read(path).map_err(|source| Error::Open { path: path.to_owned(), source })
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
    /// Its delimiter, for delimited files.
    pub delimiter: Option<String>,
    /// The export preset recognised; none for now.
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
    path: &Path,
    settings: &IngestSettings,
    observer: &dyn Observer,
) -> Result<Preview, Error> {
    let bytes = open(path)?;
    let plan = ingest::plan(&file_name(path), &bytes, settings)?;
    let batch = plan.read(&mut Seen::new(), observer)?;
    let rejects = batch.rejects.iter().map(|reject| PreviewedReject {
        record: reject.record,
        line: reject.line,
        byte: reject.byte,
        column: reject.column.clone(),
        code: reject.fault.code().to_owned(),
        reason: reject.fault.reason_en(),
    });
    let sample = batch.feedback.iter().take(SAMPLE).map(|feedback| Understood {
        id: feedback.id.clone(),
        text: feedback.text.clone(),
        date: feedback.received,
        ratings: feedback.ratings.clone(),
        attributes: feedback.attributes.clone(),
    });
    Ok(Preview {
        file: plan.file.clone(),
        format: plan.format.to_owned(),
        encoding: plan.encoding.to_owned(),
        delimiter: plan.delimiter.map(|delimiter| delimiter.to_string()),
        preset: None,
        mapping: mapping(&plan),
        scale: plan.mapping.scale().map(|scale| scale.id().to_owned()),
        rows: batch.counts,
        rejects: rejects.collect(),
        sample: sample.collect(),
        remarks: plan.remarks.iter().chain(&batch.remarks).cloned().collect(),
    })
}
