//! `vigie drivers`: what explains the score, why it moved, whether actions helped, whether groups differ.

use jiff::civil::Date;
use serde::Serialize;
use vigie::config::Settings;
use vigie::drivers::{
    ActionOutcome, Asymmetry, Comparison, KeyDrivers, ScoreChange, Span, asymmetries, compare,
    key_drivers, last_spans, outcome, score_change,
};
use vigie::error::Error;
use vigie::report::{Lang, REPORT_SCHEMA_VERSION, sections};
use vigie::types::{Dataset, Undefined};

use crate::cli::args::{Drivers, HumanOrJson};
use crate::cli::given::{self, Read};
use crate::cli::session::Session;
use crate::cli::{exit, output};

/// What was found; what was refused says why.
#[derive(Serialize)]
struct Answer {
    schema_version: u32,
    drivers: Known<KeyDrivers>,
    asymmetries: Vec<Asymmetry>,
    change: Known<ScoreChange>,
    actions: Vec<ActionOutcome>,
    comparisons: Vec<Comparison>,
}

/// A finding, or why there is none.
enum Known<T> {
    Found(T),
    Refused(Undefined),
}

impl<T> Known<T> {
    fn as_ref(&self) -> Result<&T, Undefined> {
        match self {
            Self::Found(found) => Ok(found),
            Self::Refused(reason) => Err(*reason),
        }
    }
}

impl<T> From<Result<T, Undefined>> for Known<T> {
    fn from(result: Result<T, Undefined>) -> Self {
        result.map_or_else(Self::Refused, Self::Found)
    }
}

impl<T: Serialize> Serialize for Known<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Found(found) => found.serialize(serializer),
            Self::Refused(reason) => serializer.collect_map(std::iter::once(("undefined", reason))),
        }
    }
}

pub(crate) fn run(args: &Drivers, session: &Session) -> anyhow::Result<u8> {
    let mut settings = given::settings(&args.given, session)?;
    settings.drivers.columns.extend(args.driver.iter().cloned());
    settings.drivers.mix = args.mix.clone().or(settings.drivers.mix);
    for action in &args.action {
        let parsed =
            action.parse().map_err(|reason| Error::Refused { value: action.clone(), reason })?;
        settings.drivers.actions.push(parsed);
    }
    let spans = spans(args)?;
    let engine = session.engine()?;
    let Read { dataset, inputs, until } = given::read(&args.given, session, &settings, &engine)?;
    session.progress().finish();
    let columns = args.driver.iter().map(String::as_str).chain(args.mix.as_deref());
    let compared = args.compare.iter().map(|compared| control(compared).0);
    given::check_columns(&dataset, columns.chain(compared))?;
    let answer = answer(args, &dataset, &settings, spans, until);
    match args.format {
        HumanOrJson::Human => output::answer(&human(&answer, session.lang_of(&dataset)))?,
        HumanOrJson::Json => output::json(&answer)?,
    }
    Ok(if inputs.rejected > 0 { exit::DONE_WITH_REJECTS } else { exit::DONE })
}

fn answer(
    args: &Drivers,
    dataset: &Dataset,
    settings: &Settings,
    spans: Option<(Span, Span)>,
    until: Option<Date>,
) -> Answer {
    let drivers = &settings.drivers;
    let last = until.or_else(|| dataset.days().map(|(_, last)| last));
    let spans = spans.or_else(|| last.map(|last| last_spans(last, drivers.change_weeks)));
    let change = spans
        .ok_or(Undefined::NoDate)
        .and_then(|spans| score_change(dataset, spans, drivers, &settings.metrics));
    let compared = args.compare.iter().filter_map(|compared| {
        let (column, control) = control(compared);
        compare(dataset, column, control, drivers).ok()
    });
    Answer {
        schema_version: REPORT_SCHEMA_VERSION,
        drivers: key_drivers(dataset, drivers).into(),
        asymmetries: asymmetries(dataset, drivers),
        change: change.into(),
        actions: drivers
            .actions
            .iter()
            .map(|action| outcome(dataset, action, drivers.action_weeks))
            .collect(),
        comparisons: compared.collect(),
    }
}

fn human(answer: &Answer, lang: Lang) -> String {
    let mut all = vec![sections::key_drivers(lang, answer.drivers.as_ref())];
    if !answer.asymmetries.is_empty() {
        all.push(sections::asymmetries(lang, &answer.asymmetries));
    }
    all.push(sections::score_change(lang, answer.change.as_ref()));
    if !answer.actions.is_empty() {
        all.push(sections::actions(lang, &answer.actions));
    }
    all.extend(answer.comparisons.iter().map(|one| sections::comparison(lang, one)));
    all.iter().map(sections::Section::plain).collect::<Vec<_>>().join("\n")
}

/// `COLUMN` or `COLUMN=CONTROL`.
fn control(compared: &str) -> (&str, Option<&str>) {
    compared.split_once('=').map_or((compared, None), |(column, control)| (column, Some(control)))
}

fn spans(args: &Drivers) -> Result<Option<(Span, Span)>, Error> {
    let (Some(before), Some(after)) = (&args.before, &args.after) else { return Ok(None) };
    Ok(Some((span(before)?, span(after)?)))
}

/// `2026-01-01..2026-03-31`, both days included.
fn span(text: &str) -> Result<Span, Error> {
    let wrong =
        || Error::Argument { value: text.to_owned(), what: "a period as 2026-01-01..2026-03-31" };
    let (from, to) = text.split_once("..").ok_or_else(wrong)?;
    let span = Span { from: given::day(from)?, to: given::day(to)? };
    if span.from <= span.to { Ok(span) } else { Err(wrong()) }
}
