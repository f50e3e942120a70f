//! The order of the stages: files to feedback, feedback to annotations, annotations to findings, findings
//! to files.

mod analyse;
mod engine;
mod gold;
mod ingest;
mod manifest;
mod read;
mod stream;
mod write;

pub use analyse::{RunContext, analyse};
pub use engine::Engine;
pub use gold::{GoldEvaluation, evaluate_gold};
pub use ingest::{IngestOutcome, ingest, project_pending, stored_inputs};
pub use read::{Preview, ReadFiles, Understood, preview, read_files};
pub use stream::{ANNOTATION_COLUMNS, CsvTable, StreamCounts, annotate_csv, annotate_jsonl};
pub use write::ReportFolder;
