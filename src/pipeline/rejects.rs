//! Rejected records kept beside the store, to be mended and read again.

use std::fs::{self, OpenOptions};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde_json::{Map, Value};

use crate::error::Error;
use crate::ingest::{Batch, Plan, Reject, RejectedRow, RejectsHead};

/// The version of the form of the file.
const VERSION: u32 = 1;

/// A rejected record with its place, its reason and its row.
#[derive(Serialize)]
struct Rejected<'a> {
    file: &'a str,
    record: u64,
    line: u64,
    byte: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<&'a str>,
    code: &'static str,
    reason_fr: String,
    reason_en: String,
    /// The cells by column, in their order: what is mended.
    row: Map<String, Value>,
    /// The row as it stands in the file, where it could not be cut into cells.
    #[serde(skip_serializing_if = "Option::is_none")]
    raw: Option<&'a str>,
    length: usize,
}

/// Writes the rejects of a batch to `<folder>/<batch>.jsonl`, readable by its owner only; gives its path, none where
/// there are no rejects.
pub(super) fn write(
    folder: &Path,
    batch_id: &str,
    plan: &Plan<'_>,
    batch: &Batch,
) -> Result<Option<PathBuf>, Error> {
    if batch.rejects.is_empty() {
        return Ok(None);
    }
    let path = folder.join(format!("{batch_id}.jsonl"));
    let failed = |source| Error::Create { path: path.clone(), source };
    fs::create_dir_all(folder).map_err(failed)?;
    let draft = path.with_extension("part");
    let file = private(&draft).map_err(failed)?;
    let mut out = BufWriter::new(file);
    write_all(&mut out, plan, batch).and_then(|()| out.flush()).map_err(failed)?;
    let written = out.into_inner().map_err(|error| failed(error.into_error()))?;
    written.sync_all().and_then(|()| fs::rename(&draft, &path)).map_err(failed)?;
    Ok(Some(path))
}

/// A new file that its owner alone may read: it holds rows in which nothing is masked.
fn private(path: &Path) -> std::io::Result<fs::File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn write_all(out: &mut dyn Write, plan: &Plan<'_>, batch: &Batch) -> std::io::Result<()> {
    let head = RejectsHead {
        vigie_rejects: VERSION,
        file: plan.file.clone(),
        sha256: plan.sha256.clone(),
        columns: plan.columns.clone(),
        settings: plan.resolved(),
    };
    serde_json::to_writer(&mut *out, &head)?;
    writeln!(out)?;
    for (reject, row) in batch.rejects.iter().zip(&batch.rejected_rows) {
        serde_json::to_writer(&mut *out, &line(plan, reject, row))?;
        writeln!(out)?;
    }
    Ok(())
}

fn line<'a>(plan: &'a Plan<'_>, reject: &'a Reject, row: &'a RejectedRow) -> Rejected<'a> {
    let cells = row.cells.iter().map(String::as_str).chain(std::iter::repeat(""));
    let cells = plan.columns.iter().cloned().zip(cells.map(Value::from));
    Rejected {
        file: &reject.file,
        record: reject.record,
        line: reject.line,
        byte: reject.byte,
        column: reject.column.as_deref(),
        code: reject.fault.code(),
        reason_fr: reject.fault.reason_fr(),
        reason_en: reject.fault.reason_en(),
        row: cells.collect(),
        raw: row.raw.as_deref(),
        length: row.length,
    }
}
