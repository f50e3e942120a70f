//! The report as JSON, for programs.

use std::io;

use super::{Renderer, Report};

/// Writes `report.json`: indented, in the order of the fields, with a final line feed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Json;

impl Renderer for Json {
    fn render(&self, report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut *out, report)?;
        out.write_all(b"\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;
    use crate::types::Language;

    fn written(report: &Report) -> Vec<u8> {
        let mut out = Vec::new();
        Json.render(report, &mut out).unwrap();
        out
    }

    #[test]
    fn json_read_back_is_written_the_same() {
        let once = written(&sample::report(Language::Fr));
        assert!(once.ends_with(b"}\n"));
        let again: Report = serde_json::from_slice(&once).unwrap();
        assert!(written(&again) == once, "the second writing differs");
    }
}
