//! The report: one serialisable value, and the renderers that read only it.

mod model;

pub use model::{
    Contract, Coverage, InputFile, Inputs, Note, Quote, REPORT_SCHEMA_VERSION, RejectLine, Report,
    Run,
};
