//! The weak signals of a day.

use jiff::civil::Date;
use serde::Serialize;
use vigie::assets::{Lexicons, WordVectors};
use vigie::config::Settings;
use vigie::error::Error;
use vigie::pipeline::{AlertCheck, check_alerts, with_lexicons};
use vigie::report::{Lang, REPORT_SCHEMA_VERSION, sections};
use vigie::search::Index;
use vigie::signals::{Meaning, Past, SignalSettings, WeakSignals};
use vigie::types::{Language, SignalStatus, Undefined, WeakSignal, WeakSignalKind};

use super::corpus::{Corpus, index_of, words_of};
use super::replay;
use crate::cli::args::{Given, Sensitivity, SignalFormat, SignalGate, Signals};
use crate::cli::given::{self, Read};
use crate::cli::session::Session;
use crate::cli::{exit, output};

/// The answer of one day.
#[derive(Serialize)]
pub(super) struct Answer<'f> {
    schema_version: u32,
    as_of: Option<Date>,
    contract: Contract,
    #[serde(skip_serializing_if = "Option::is_none")]
    untested: Option<Undefined>,
    signals: &'f [WeakSignal],
    #[serde(skip_serializing_if = "<[AlertCheck]>::is_empty")]
    alerts: &'f [AlertCheck],
}

#[derive(Serialize)]
struct Contract {
    expected_false_alerts_per_report: f64,
    weeks_of_history: Option<u32>,
}

impl<'f> Answer<'f> {
    pub(super) fn of(found: &'f WeakSignals, alerts: &'f [AlertCheck]) -> Self {
        Self {
            schema_version: REPORT_SCHEMA_VERSION,
            as_of: found.as_of,
            contract: Contract {
                expected_false_alerts_per_report: found.expected_false_alerts_per_report,
                weeks_of_history: found.weeks_of_history,
            },
            untested: found.untested,
            signals: &found.signals,
            alerts,
        }
    }
}

/// What a command was asked, settled.
pub(super) struct Asked<'a> {
    pub(super) args: &'a Signals,
    pub(super) session: &'a Session,
    pub(super) settings: &'a Settings,
    pub(super) lang: Lang,
    /// The index of the store, where the store is watched.
    pub(super) index: Option<&'a Index>,
}

pub(crate) fn run(args: &Signals, session: &Session) -> anyhow::Result<u8> {
    let settings = given::settings(&args.given, session)?;
    if is_whole_store(&args.given) {
        return of_store(args, session, &settings);
    }
    let engine = session.engine()?;
    let settings = sensitive(with_lexicons(&settings, engine.annotator().lexicons()), args);
    // What is later than the day is left out by the watch, which replays other days too.
    let Read { dataset, inputs, until } = given::read(&args.given, session, &settings, &engine)?;
    session.progress().finish();
    let lang = session.lang_of(&dataset);
    let vectors = WordVectors::embedded().map_err(Error::from)?;
    let meaning = Meaning { vectors: &vectors, settings: &settings.themes };
    let corpus = Corpus::of_dataset(&dataset, &settings.signals, meaning);
    let asked = Asked { args, session, settings: &settings, lang, index: None };
    let code = told(&asked, &corpus, until)?;
    let rejected = inputs.rejected > 0 && code == exit::DONE;
    Ok(if rejected { exit::DONE_WITH_REJECTS } else { code })
}

/// Whether nothing narrows the store: it is then watched through its index.
fn is_whole_store(given: &Given) -> bool {
    given.files.is_empty() && given.since.is_none() && given.only.is_empty()
}

fn of_store(args: &Signals, session: &Session, settings: &Settings) -> anyhow::Result<u8> {
    let lexicons = Lexicons::embedded().map_err(Error::from)?;
    let settings = sensitive(with_lexicons(settings, &lexicons), args);
    let store = session.store()?;
    let index = index_of(&store, session)?;
    session.progress().finish();
    let vectors = WordVectors::embedded().map_err(Error::from)?;
    let meaning = Meaning { vectors: &vectors, settings: &settings.themes };
    let corpus = Corpus::of_store(&store, &index, &settings.signals, meaning)?;
    let lang = match settings.report.lang {
        Some(Language::En) => Lang::En,
        _ => Lang::Fr,
    };
    let until = args.given.as_of.as_deref().map(given::day).transpose()?;
    let asked = Asked { args, session, settings: &settings, lang, index: Some(&index) };
    told(&asked, &corpus, until)
}

fn told(asked: &Asked<'_>, corpus: &Corpus<'_>, until: Option<Date>) -> anyhow::Result<u8> {
    if let Some(period) = &asked.args.replay {
        return replay::run(asked, corpus, period);
    }
    let found = corpus.at(until.or(asked.settings.signals.as_of), &mut Past::default())?;
    let alerts = alerts(asked, found.as_of)?;
    match asked.args.format {
        SignalFormat::Human => output::answer(&human(asked, corpus, &found, &alerts)?)?,
        SignalFormat::Json => output::json(&Answer::of(&found, &alerts))?,
        SignalFormat::Jsonl => output::lines(std::iter::once(Answer::of(&found, &alerts)))?,
    }
    let tripped = asked.args.fail_on.iter().any(|gate| trips(*gate, &found, &alerts));
    Ok(if tripped { exit::GATE } else { exit::DONE })
}

/// The settings with the false alerts that the user bears.
fn sensitive(settings: Settings, args: &Signals) -> Settings {
    let borne = args.sensitivity.map(|sensitivity| match sensitivity {
        Sensitivity::Prudent => 1.0 / 52.0,
        Sensitivity::Normal => 1.0 / 12.0,
        Sensitivity::Curieux => 1.0,
    });
    let false_alerts = borne.unwrap_or(settings.signals.false_alerts);
    Settings { signals: SignalSettings { false_alerts, ..settings.signals.clone() }, ..settings }
}

/// The thresholds of the project, where its index can count them.
fn alerts(asked: &Asked<'_>, last: Option<Date>) -> anyhow::Result<Vec<AlertCheck>> {
    let rules = &asked.settings.alert;
    let (Some(index), Some(last)) = (asked.index, last) else {
        if !rules.is_empty() {
            output::say(asked.session.says(
                "note : les seuils de `vigie.toml` se comptent dans tout le magasin d'avis, pas ici",
                "note: the thresholds of `vigie.toml` are counted over the whole store, not here",
            ));
        }
        return Ok(Vec::new());
    };
    Ok(check_alerts(index, rules, last)?)
}

fn human(
    asked: &Asked<'_>,
    corpus: &Corpus<'_>,
    found: &WeakSignals,
    alerts: &[AlertCheck],
) -> anyhow::Result<String> {
    let texts = corpus.quoted(found)?;
    let words = |evidence: &_| words_of(&texts, evidence);
    let mut text = sections::weak_signals(asked.lang, found, &words);
    if !alerts.is_empty() {
        text.push_str(asked.lang.pick("\nSeuils du projet\n", "\nThresholds of the project\n"));
    }
    for AlertCheck { rule, observed, tripped } in alerts {
        let mark = if *tripped { "▲" } else { "·" };
        let (name, least, weeks) = (output::printable(&rule.name), rule.at_least, rule.weeks);
        text += &asked.lang.pick(
            format!("  {mark} {name} : {observed} en {weeks} sem., seuil {least}\n"),
            format!("  {mark} {name}: {observed} in {weeks} weeks, threshold {least}\n"),
        );
    }
    Ok(output::printable(&text))
}

/// Whether what scripts asked to be told of is there.
pub(super) fn trips(gate: SignalGate, found: &WeakSignals, alerts: &[AlertCheck]) -> bool {
    let is_open = |one: &WeakSignal| one.e_value.is_some() && one.status != SignalStatus::Easing;
    let mut signals = found.signals.iter();
    match gate {
        SignalGate::New => signals.any(|one| {
            let raised_before = one.raised.is_some() && one.raised != found.as_of;
            is_open(one) && !raised_before
        }),
        SignalGate::Open => signals.any(is_open),
        SignalGate::Rare => signals.any(|one| one.kind == WeakSignalKind::RareIntense),
        SignalGate::Alert => alerts.iter().any(|alert| alert.tripped),
    }
}
