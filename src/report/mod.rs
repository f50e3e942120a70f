//! The report: one serialisable value, and the renderers that read only it.

mod build;
mod headline;
mod html;
mod json;
mod language;
mod markdown;
mod model;
mod notes;
mod numbers;
mod render;
pub mod sections;
mod summary;
mod svg;
mod tables;
mod tells;
mod view;
mod words;

#[cfg(test)]
mod sample;

pub use build::{Findings, build};
pub use headline::Headline;
pub use html::Html;
pub use json::Json;
pub use language::Lang;
pub use markdown::Markdown;
pub use model::{
    Contract, Coverage, InputFile, Inputs, Note, Quote, REPORT_SCHEMA_VERSION, RejectLine, Report,
    Run,
};
pub use numbers::Unit;
pub use render::Renderer;
pub use summary::Summary;
pub use tables::Table;
pub use tells::Tells;
