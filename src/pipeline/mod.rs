//! The order of the stages: files to feedback, feedback to annotations, annotations to findings, findings
//! to files.

mod analyse;
mod engine;
mod gold;
mod index;
mod ingest;
mod manifest;
mod overlap;
mod read;
mod rejects;
mod resume;
mod side_tables;
mod stream;
mod themes;
mod verify;
mod watch;
mod write;

pub use analyse::{RunContext, analyse, with_lexicons};
pub use engine::Engine;
pub use gold::{GoldEvaluation, evaluate_gold};
pub use index::{open_index, project_pending, rebuild_index};
pub use ingest::{Addition, IngestOutcome, ingest, stored_inputs};
pub use overlap::Overlap;
pub use read::{Preview, ReadFiles, Sources, Understood, open, preview, read_files};
pub use resume::resume;
pub use side_tables::SideTables;
pub use stream::{ANNOTATION_COLUMNS, CsvTable, StreamCounts, annotate_csv, annotate_jsonl};
pub use themes::{Discovered, DiscoveredTheme, Quoted, discover};
pub use verify::{Fault, Invariant, Verification, verify};
pub use watch::{AlertCheck, StoredTexts, check_alerts, watch_index};
pub use write::ReportFolder;
