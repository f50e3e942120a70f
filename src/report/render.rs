//! What every format of the report has in common.

use std::io;

use super::Report;

/// Writes a report in one format. It reads the report and nothing else, so that the same report gives the
/// same bytes.
pub trait Renderer {
    /// Writes the whole report.
    ///
    /// # Errors
    ///
    /// When `out` cannot be written to.
    fn render(&self, report: &Report, out: &mut dyn io::Write) -> io::Result<()>;
}
