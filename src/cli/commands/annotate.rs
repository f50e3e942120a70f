//! `vigie annotate`: records from standard input to standard output.

use std::io::{self, BufWriter, Read as _};

use vigie::error::Error;
use vigie::observe::{Observer as _, Stage};
use vigie::pipeline::{CsvTable, StreamCounts, annotate_csv, annotate_jsonl};

use crate::cli::args::{Annotate, RecordFormat};
use crate::cli::exit;
use crate::cli::output::{count, say};
use crate::cli::session::Session;

/// The field that holds the words of a JSON record, unless another is named.
const FIELD: &str = "text";

/// The most rejects that are told one by one.
const TOLD: usize = 20;

pub(crate) fn run(args: &Annotate, session: &Session) -> anyhow::Result<u8> {
    let engine = session.engine()?;
    let progress = session.progress();
    progress.stage(Stage::Classify, None);
    let mut output = BufWriter::new(io::stdout().lock());
    let counts = match args.format {
        RecordFormat::Jsonl => {
            let field = args.text.as_deref().unwrap_or(FIELD);
            annotate_jsonl(
                &engine,
                field,
                args.cues,
                &mut io::stdin().lock(),
                &mut output,
                progress,
            )?
        }
        RecordFormat::Csv => {
            let mut bytes = Vec::new();
            io::stdin().lock().read_to_end(&mut bytes).map_err(Error::Read)?;
            if bytes.trim_ascii().is_empty() {
                return Ok(exit::DONE);
            }
            let table = CsvTable::open(&bytes, args.text.as_deref(), &session.settings()?.ingest)?;
            annotate_csv(&engine, &table, &mut output, progress)?
        }
    };
    progress.finish();
    Ok(tell(&counts))
}

fn tell(counts: &StreamCounts) -> u8 {
    for (line, reason) in counts.rejected.iter().take(TOLD) {
        say(&format!("line {line} {reason}"));
    }
    if counts.rejected.is_empty() {
        return exit::DONE;
    }
    let rejected = counts.rejected.len() as u64;
    say(&format!(
        "{} annotated, {} passed over",
        count("record", counts.annotated),
        count("record", rejected)
    ));
    exit::DONE_WITH_REJECTS
}
