//! `vigie report`: the whole job, on files or over the store.

use jiff::civil::Date;
use vigie::error::Error;
use vigie::ingest::Remark;
use vigie::pipeline::{Engine, ReportFolder, RunContext, analyse, read_files, stored_inputs};
use vigie::report::{Inputs, Renderer as _, Summary};
use vigie::store::Selection;
use vigie::types::Dataset;

use crate::cli::args::Report;
use crate::cli::output::{describe, say, shown};
use crate::cli::progress::Verbosity;
use crate::cli::session::{Session, source};
use crate::cli::{exit, output};

pub(crate) fn run(args: &Report, session: &Session) -> anyhow::Result<u8> {
    let mut settings = session.settings_with(&args.reading)?;
    settings.metrics.by.extend(args.by.iter().cloned());
    let selection = Selection {
        since: args.since.as_deref().map(day).transpose()?,
        until: args.as_of.as_deref().map(day).transpose()?,
    };
    let folder = ReportFolder::create(&args.output, &args.files)?;
    let engine = session.engine()?;
    let (dataset, inputs) = if args.files.is_empty() {
        from_store(session, &selection)?
    } else {
        from_files(args, session, &settings.ingest, &engine, &selection)?
    };
    let context =
        RunContext { now: session.now().to_string(), as_of: selection.until, engine: &engine };
    let report = analyse(&dataset, inputs, &settings, &context, session.progress());
    folder.write(&report, session.progress())?;
    session.progress().finish();
    let mut summary = Vec::new();
    Summary.render(&report, &mut summary)?;
    output::answer(&String::from_utf8_lossy(&summary))?;
    say(&format!("report written to {}", folder.path().join("report.html").display()));
    Ok(if report.inputs.rejected > 0 { exit::DONE_WITH_REJECTS } else { exit::DONE })
}

fn day(text: &str) -> Result<Date, Error> {
    text.parse()
        .map_err(|_| Error::Argument { value: text.to_owned(), what: "a day as 2026-11-22" })
}

fn from_files(
    args: &Report,
    session: &Session,
    settings: &vigie::ingest::IngestSettings,
    engine: &Engine,
    selection: &Selection,
) -> anyhow::Result<(Dataset, Inputs)> {
    let mut sources = args.files.iter().map(|path| source(path));
    let read = read_files(&mut sources, settings, session.progress())?;
    session.progress().finish();
    if session.progress().verbosity() != Verbosity::Quiet {
        for file in &read.inputs.files {
            say(&describe(file));
        }
        tell(&read.remarks, session);
    }
    let chosen = read.feedback.into_iter().filter(|feedback| {
        let day = feedback.received.map(jiff::civil::DateTime::date);
        selection.since.is_none_or(|since| day.is_some_and(|day| day >= since))
            && selection.until.is_none_or(|until| day.is_some_and(|day| day <= until))
    });
    let dataset = engine.dataset(chosen.collect(), session.progress())?;
    Ok((dataset, read.inputs))
}

/// What was decided while reading, in the language of the user.
pub(super) fn tell(remarks: &[(String, Remark)], session: &Session) {
    for (file, remark) in remarks {
        let text = if session.speaks_french() { &remark.fr } else { &remark.en };
        say(&format!("  note ({}): {text}", shown(file)));
    }
}

fn from_store(session: &Session, selection: &Selection) -> anyhow::Result<(Dataset, Inputs)> {
    let store = session.store()?;
    let inputs = stored_inputs(&store)?;
    let mut dataset = store.dataset(selection).map_err(Error::from)?;
    dataset.name_apart();
    Ok((dataset, inputs))
}
