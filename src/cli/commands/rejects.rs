//! `vigie rejects`: rejected records, listed and read again once mended.

use std::fs;
use std::path::PathBuf;

use vigie::error::Error;
use vigie::ingest::{Counts, rejects_head};
use vigie::pipeline::{Addition, Overlap, ingest};

use super::ingest::{answer, told};
use crate::cli::args::{Rejects, RejectsCommand, RejectsRetry};
use crate::cli::output::{count, shown};
use crate::cli::session::{Session, source};
use crate::cli::{exit, output};

pub(crate) fn run(args: &Rejects, session: &Session) -> anyhow::Result<u8> {
    match &args.command {
        RejectsCommand::List => list(session),
        RejectsCommand::Retry(args) => retry(args, session),
    }
}

fn list(session: &Session) -> anyhow::Result<u8> {
    let folder = session.project()?.rejects();
    let mut files: Vec<PathBuf> = match fs::read_dir(&folder) {
        Ok(entries) => entries.map(|entry| Ok(entry?.path())).collect::<std::io::Result<_>>()?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
        Err(error) => return Err(error.into()),
    };
    files.retain(|path| path.extension().is_some_and(|extension| extension == "jsonl"));
    files.sort();
    for path in &files {
        let input = source(path)?;
        let head = rejects_head(&input).map_err(Error::from)?;
        let kept = fs::read_to_string(path)?.lines().count().saturating_sub(1) as u64;
        let line =
            format!("{}: {} of {}", path.display(), count("reject", kept), shown(&head.file));
        output::answer(&line)?;
    }
    if files.is_empty() {
        output::answer(session.says("aucun rejet gardé", "no reject is kept"))?;
    }
    Ok(exit::DONE)
}

/// Reads mended rows with the settings of their first reading, under the identity that they had in their file.
fn retry(args: &RejectsRetry, session: &Session) -> anyhow::Result<u8> {
    let mut store = session.store_to_write()?;
    let engine = session.engine()?;
    let now = session.now().to_string();
    let kept = session.project()?.rejects();
    let mut total = Counts::default();
    for path in &args.files {
        let input = source(path)?;
        let mut settings = rejects_head(&input).map_err(Error::from)?.settings;
        settings.latest = Some(session.latest());
        let how = Addition {
            settings: &settings,
            now: &now,
            overlap: Overlap::Allow,
            rejects: Some(&kept),
        };
        let outcome = ingest(&mut store, &engine, &input, &how, session.progress())?;
        session.progress().finish();
        total += told(outcome, session);
    }
    answer(&total, args.format, session)
}
