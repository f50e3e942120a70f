//! From annotated feedback to a report.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::{Engine, SideTables, manifest};
use crate::assets::{JourneyPlan, Lexicons, WordVectors};
use crate::config::Settings;
use crate::drivers::{asymmetries, key_drivers, last_spans, outcome, score_change};
use crate::hygiene::hygiene;
use crate::journey::journey_map;
use crate::metrics::{
    cracked_promoters, falling_customers, indicators, kano, kpis, money, needs, themes, touchpoints,
};
use crate::observe::{Observer, Stage};
use crate::priority::priorities;
use crate::report::{Findings, Inputs, Report, Run, build};
use crate::signals::{Meaning, Past, Watch};
use crate::text::words;
use crate::types::{Dataset, Language};

/// The lexicons of words that say how somebody feels or what they will do, not about what.
const MOOD_WORDS: &[&str] = &["emotions", "harm", "intensifiers", "opinions", "signals"];

/// What a report depends on beside its feedback and settings.
#[derive(Clone, Debug)]
pub struct RunContext<'a> {
    /// The clock of the run, RFC 3339.
    pub now: String,
    /// The last day that counts; that of the last feedback where none.
    pub as_of: Option<Date>,
    /// What annotated the feedback.
    pub engine: &'a Engine,
    /// The journey on which touchpoints are placed.
    pub plan: &'a JourneyPlan,
    /// What the user gives beside feedback.
    pub tables: &'a SideTables,
}

/// Computes every finding about a dataset and assembles the report.
pub fn analyse(
    dataset: &Dataset,
    mut inputs: Inputs,
    settings: &Settings,
    context: &RunContext<'_>,
    observer: &dyn Observer,
) -> Report {
    observer.stage(Stage::Analyse, None);
    inputs.scale = dataset.main_scale();
    inputs.days = dataset.days();
    let lexicons = context.engine.annotator().lexicons();
    let mut settings = with_lexicons(settings, lexicons);
    settings.priority.values.clone_from(&context.tables.customers);
    let mut signal_settings = settings.signals.clone();
    signal_settings.as_of = context.as_of.or(signal_settings.as_of);
    let touchpoints = touchpoints(dataset, &settings.metrics);
    let vectors = WordVectors::embedded();
    let mut watch = Watch::over(dataset, &signal_settings);
    if let Ok(vectors) = &vectors {
        watch = watch.with_meaning(Meaning { vectors, settings: &settings.themes });
    }
    let Ok(found) = watch.at(signal_settings.as_of, dataset, &mut Past::default());
    let mut metrics = indicators(dataset, &settings.metrics);
    metrics.extend(kpis(&context.tables.kpis));
    let explained = explained(dataset, &settings, context);
    let findings = Findings {
        metrics,
        hygiene: Some(hygiene(dataset, &settings.hygiene, &settings.metrics)),
        themes: themes(dataset, &settings.metrics),
        kano: kano(dataset, &settings.metrics),
        needs: needs(dataset, &settings.metrics),
        journey: Some(journey_map(dataset, context.plan, &settings.journey)),
        priorities: priorities(dataset, &touchpoints, &found, &settings.priority),
        promoters: cracked_promoters(dataset, &settings.metrics),
        customers: falling_customers(dataset, &settings.metrics),
        model_accuracy: model_accuracy(context.engine),
        expected_false_alerts: found.expected_false_alerts_per_report,
        weeks_of_history: found.weeks_of_history,
        signals: found.signals,
        touchpoints,
        ..explained
    };
    let run = Run {
        version: manifest::VERSION.to_owned(),
        now: context.now.clone(),
        lang: settings.report.lang.unwrap_or_else(|| dataset.main_language()),
        runtime: context.engine.runtime().to_owned(),
        model: context.engine.model_manifest(),
        lexicons: context.engine.annotator().lexicons().hashes().clone(),
        settings: manifest::settings(&settings),
    };
    build(dataset, run, inputs, findings)
}

/// What explains the score, its change, and what customers are worth.
fn explained(dataset: &Dataset, settings: &Settings, context: &RunContext<'_>) -> Findings {
    let drivers = &settings.drivers;
    let last = context.as_of.or_else(|| dataset.days().map(|(_, last)| last));
    let spans = last.map(|last| last_spans(last, drivers.change_weeks));
    let customers = &context.tables.customers;
    Findings {
        drivers: key_drivers(dataset, drivers).ok(),
        asymmetries: asymmetries(dataset, drivers),
        change: spans
            .and_then(|spans| score_change(dataset, spans, drivers, &settings.metrics).ok()),
        actions: drivers
            .actions
            .iter()
            .map(|action| outcome(dataset, action, drivers.action_weeks))
            .collect(),
        money: (!customers.is_empty())
            .then(|| money(dataset, customers, settings.metrics.moved_customers)),
        ..Findings::default()
    }
}

/// How often the model judges the sentiment of labelled feedback right, as its card says.
fn model_accuracy(engine: &Engine) -> Option<f64> {
    engine.card()?.quality_metrics.get("sentiment.accuracy").copied()
}

/// The settings of each analysis with the severity that they all share and the words of the lexicons.
pub fn with_lexicons(settings: &Settings, lexicons: &Lexicons) -> Settings {
    let mut settings = settings.clone();
    let harm = [Language::Fr, Language::En].map(|lang| (lang, lexicons.get(lang, "harm").clone()));
    settings.severity.harm = harm.into();
    let solicited =
        [Language::Fr, Language::En].map(|lang| (lang, lexicons.get(lang, "solicited").clone()));
    settings.hygiene.solicited = solicited.into();
    settings.journey.severity = settings.severity.clone();
    settings.metrics.severity = settings.severity.clone();
    settings.signals.severity = settings.severity.clone();
    settings.priority.severity = settings.severity.clone();
    settings.signals.unsaid = lexicons.unsaid();
    settings.themes.stop_words.clone_from(&settings.signals.unsaid.stop);
    settings.signals.mood_words.extend(all_words(lexicons, MOOD_WORDS));
    settings
}

/// The folded words of all cues of some lexicons, of every language.
fn all_words(lexicons: &Lexicons, names: &[&str]) -> BTreeSet<String> {
    cues(lexicons, names).flat_map(words).map(|word| word.folded).collect()
}

fn cues<'a>(lexicons: &'a Lexicons, names: &'a [&str]) -> impl Iterator<Item = &'a str> {
    lexicons
        .iter()
        .filter(|(_, name, _)| names.contains(name))
        .flat_map(|(_, _, lexicon)| lexicon.entries())
        .map(|(cue, _, _)| cue)
}
