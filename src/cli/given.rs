//! What a command analyses: the files given, else the store.

use jiff::civil::Date;
use vigie::config::Settings;
use vigie::error::Error;
use vigie::ingest::Remark;
use vigie::metrics::attribute;
use vigie::pipeline::{Engine, SideTables, read_files, stored_inputs};
use vigie::report::Inputs;
use vigie::store::Selection;
use vigie::types::{Dataset, Feedback};

use super::args::{Given, Tables};
use super::output::{describe, say, shown};
use super::progress::Verbosity;
use super::session::{Session, source};

/// What was read.
pub(crate) struct Read {
    /// The feedback chosen, with their annotations.
    pub(crate) dataset: Dataset,
    /// Where they come from.
    pub(crate) inputs: Inputs,
    /// The last day that counts, where the user said one.
    pub(crate) until: Option<Date>,
}

/// The settings in force, with what the user said of files and scores.
pub(crate) fn settings(given: &Given, session: &Session) -> anyhow::Result<Settings> {
    let mut settings = session.settings_with(&given.reading)?;
    for score in &given.score {
        let declared =
            score.parse().map_err(|reason| Error::Refused { value: score.clone(), reason })?;
        settings.metrics.scores.push(declared);
    }
    Ok(settings)
}

/// Reads and annotates the files given, or takes what the store has.
pub(crate) fn read(
    given: &Given,
    session: &Session,
    settings: &Settings,
    engine: &Engine,
) -> anyhow::Result<Read> {
    let selection = Selection {
        since: given.since.as_deref().map(day).transpose()?,
        until: given.as_of.as_deref().map(day).transpose()?,
    };
    let only: Vec<(&str, &str)> =
        given.only.iter().map(|only| assigned(only)).collect::<Result<_, _>>()?;
    let chosen = |feedback: &Feedback| {
        only.iter().all(|(column, value)| {
            attribute(feedback, column)
                .is_some_and(|found| found.to_lowercase() == value.to_lowercase())
        })
    };
    let (dataset, inputs) = if given.files.is_empty() {
        let (dataset, inputs) = from_store(session, &selection)?;
        (if only.is_empty() { dataset } else { filtered(&dataset, chosen) }, inputs)
    } else {
        from_files(given, session, settings, engine, |feedback| {
            keeps(&selection, feedback) && chosen(feedback)
        })?
    };
    Ok(Read { dataset, inputs, until: selection.until })
}

/// The tables given beside the feedback.
pub(crate) fn tables(
    tables: &Tables,
    session: &Session,
    settings: &Settings,
) -> anyhow::Result<SideTables> {
    let read =
        SideTables::read(tables.customers.as_deref(), tables.kpi.as_deref(), &settings.ingest)?;
    if read.unused > 0 && session.progress().verbosity() != Verbosity::Quiet {
        let rows = super::output::count("row", read.unused);
        let french = format!("note : {} lignes des tables n'ont pas pu être lues", read.unused);
        say(session.says(&french, &format!("note: {rows} of the tables could not be used")));
    }
    Ok(read)
}

/// A day given on the command line.
pub(crate) fn day(text: &str) -> Result<Date, Error> {
    text.parse()
        .map_err(|_| Error::Argument { value: text.to_owned(), what: "a day as 2026-11-22" })
}

/// Refuses a column that no feedback has, with those that there are.
pub(crate) fn check_columns<'a>(
    dataset: &Dataset,
    columns: impl Iterator<Item = &'a str>,
) -> Result<(), Error> {
    for column in columns {
        if !dataset.iter().any(|one| attribute(one.feedback, column).is_some()) {
            let found: std::collections::BTreeSet<&str> = dataset
                .iter()
                .flat_map(|one| one.feedback.attributes.keys().map(String::as_str))
                .collect();
            let found = found.into_iter().map(str::to_owned).collect();
            return Err(Error::NoColumn { wanted: column.to_owned(), found });
        }
    }
    Ok(())
}

/// The two sides of `NAME=VALUE`.
pub(crate) fn assigned(text: &str) -> Result<(&str, &str), Error> {
    let parts = text.split_once('=').map(|(name, value)| (name.trim(), value.trim()));
    parts.ok_or_else(|| Error::Argument {
        value: text.to_owned(),
        what: "a column and a value as moment=hot",
    })
}

fn keeps(selection: &Selection, feedback: &Feedback) -> bool {
    let day = feedback.received.map(jiff::civil::DateTime::date);
    selection.since.is_none_or(|since| day.is_some_and(|day| day >= since))
        && selection.until.is_none_or(|until| day.is_some_and(|day| day <= until))
}

fn filtered(dataset: &Dataset, chosen: impl Fn(&Feedback) -> bool) -> Dataset {
    let kept = dataset.iter().filter(|one| chosen(one.feedback));
    kept.map(|one| (one.feedback.clone(), one.annotation.clone())).collect()
}

fn from_files(
    given: &Given,
    session: &Session,
    settings: &Settings,
    engine: &Engine,
    chosen: impl Fn(&Feedback) -> bool,
) -> anyhow::Result<(Dataset, Inputs)> {
    let mut sources = given.files.iter().map(|path| source(path));
    let read = read_files(&mut sources, &settings.ingest, session.progress())?;
    session.progress().finish();
    if session.progress().verbosity() != Verbosity::Quiet {
        for file in &read.inputs.files {
            say(&describe(file));
        }
        tell(&read.remarks, session);
    }
    let kept = read.feedback.into_iter().filter(|feedback| chosen(feedback));
    let dataset = engine.dataset(kept.collect(), session.progress())?;
    Ok((dataset, read.inputs))
}

/// What was decided while reading, in the language of the user.
pub(crate) fn tell(remarks: &[(String, Remark)], session: &Session) {
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
