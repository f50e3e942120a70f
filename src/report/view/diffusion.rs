//! The map of what is said by visibility and growth, in words.

use serde::Serialize;

use super::figure::{Figure, figure};
use crate::report::Report;
use crate::report::language::{Lang, one_line};
use crate::report::numbers::Unit;
use crate::types::{Estimate, MapPoint, MapSubject, Measure, SignalsMap, Standing, WeakSignalKind};

/// The map in words.
#[derive(Clone, Debug, Serialize)]
pub(in crate::report) struct MapView {
    /// What it covers and how it is read.
    pub means: String,
    /// What has no place on it; none where everything has.
    pub not: Option<String>,
    /// Its points, the most pressing first.
    pub places: Vec<PlaceView>,
    /// The share from which what is said is no longer rare.
    pub strong_share: f64,
}

/// A point of the map in words.
#[derive(Clone, Debug, Serialize)]
pub(in crate::report) struct PlaceView {
    /// What it is, in as few words as a picture allows.
    pub short: String,
    /// What it is.
    pub name: String,
    /// What the tests make of it.
    pub standing: Standing,
    /// The same in words.
    pub standing_name: String,
    /// How many say it.
    pub observed: String,
    /// How many were expected.
    pub expected: String,
    /// Its share.
    pub share: Figure,
    /// Its growth.
    pub growth: Figure,
    /// Its share as numbers.
    #[serde(skip)]
    pub share_estimate: Estimate,
    /// Its growth as numbers.
    #[serde(skip)]
    pub growth_estimate: Estimate,
}

/// The map of the report, the most pressing points first, then by share.
pub(in crate::report) fn signals_map(report: &Report, lang: Lang) -> Option<MapView> {
    let map = report.signals_map.as_ref()?;
    let mut points: Vec<&MapPoint> = map.points.iter().collect();
    let pressing = |standing| Standing::ALL.iter().position(|&one| one == standing);
    let told = |point: &MapPoint| match point.standing {
        // Alerts keep the order of the report, what stands still goes by its share.
        Standing::WellKnown | Standing::Quiet => -point.share.value,
        _ => 0.0,
    };
    points.sort_by(|a, b| {
        pressing(a.standing).cmp(&pressing(b.standing)).then(told(a).total_cmp(&told(b)))
    });
    (!points.is_empty()).then(|| MapView {
        means: means(lang, map),
        not: not_placed(report, map, lang),
        places: points.into_iter().map(|point| place(lang, point)).collect(),
        strong_share: map.strong_share,
    })
}

fn means(lang: Lang, map: &SignalsMap) -> String {
    let (since, as_of) = (lang.day(map.since), lang.day(map.as_of));
    let (answers, weeks) = (lang.integer(map.feedback), map.compared_with_weeks);
    let share = lang.percent(map.strong_share, 0);
    lang.typeset(&lang.pick(
        format!(
            "Les {answers} réponses du {since} au {as_of}, comparées aux {weeks} semaines d'avant. Plus à droite : davantage le disent. Plus haut : davantage qu'attendu. Les traits sont les intervalles. Un sujet n'est fort, faible ou en recul que s'il fait partie d'une alerte, dont la durée peut être autre : passer la ligne de ×1 ou celle de {share} ne suffit pas."
        ),
        format!(
            "The {answers} answers from {since} to {as_of}, compared with the {weeks} weeks before. Farther right: more say it. Higher: more than expected. The lines are the intervals. A subject is strong, weak or easing only where it belongs to an alert, which may span other weeks: to stand beyond the line of ×1 or of {share} is not enough."
        ),
    ))
}

/// Signals of the report that have no place on the map, and why.
fn not_placed(report: &Report, map: &SignalsMap, lang: Lang) -> Option<String> {
    let signals = |kind: fn(WeakSignalKind) -> bool| {
        report.signals.iter().filter(|signal| kind(signal.kind)).count()
    };
    let precursors = signals(|kind| kind == WeakSignalKind::Precursor);
    let others = signals(|kind| kind != WeakSignalKind::Precursor);
    let placed = |point: &&MapPoint| matches!(point.subject, MapSubject::Signal { .. });
    let silent = others.saturating_sub(map.points.iter().filter(placed).count()) as u64;
    let before = (precursors > 0).then(|| {
        lang.say(
            "Ce qui est dit avant une baisse de note n'y est pas : ce n'est pas une hausse.",
            "What is said before scores fall is not on it: that is no rise.",
        )
    });
    let silent = (silent > 0).then(|| {
        let (n, one) = (lang.integer(silent), lang.plural(silent, true, false));
        lang.typeset(&lang.pick(
            format!(
                "{n} {} des listes n'y {} pas : un seul cas connu, ou personne n'en parle dans ces semaines.",
                if one { "sujet" } else { "sujets" },
                if one { "est" } else { "sont" },
            ),
            format!(
                "{n} {} of the lists {} not on it: a single known case, or nobody speaks of it in these weeks.",
                if one { "subject" } else { "subjects" },
                if one { "is" } else { "are" },
            ),
        ))
    });
    let told: Vec<String> = before.into_iter().chain(silent).collect();
    (!told.is_empty()).then(|| told.join(" "))
}

fn place(lang: Lang, point: &MapPoint) -> PlaceView {
    let (short, name) = names(lang, &point.subject);
    PlaceView {
        short,
        name,
        standing: point.standing,
        standing_name: lang.standing(point.standing).to_owned(),
        observed: lang.integer(point.observed),
        expected: lang.decimal(point.expected, usize::from(point.expected < 9.95)),
        share: figure(lang, &Measure::Known(point.share), Unit::Share),
        growth: figure(lang, &Measure::Known(point.growth), Unit::Times),
        share_estimate: point.share,
        growth_estimate: point.growth,
    }
}

/// The name of a subject for a picture, and alone.
fn names(lang: Lang, subject: &MapSubject) -> (String, String) {
    match subject {
        MapSubject::Signal { label } => {
            let quoted = lang.quoted(&one_line(label));
            (quoted.clone(), quoted)
        }
        MapSubject::Touchpoint { id } => {
            let name = lang.touchpoint(*id);
            let complaints = lang.pick("plaintes", "complaints");
            (name.to_owned(), format!("{name} ({complaints})"))
        }
        MapSubject::Kind { id } => {
            let name = lang.signal_kind(*id);
            (name.to_owned(), name.to_owned())
        }
    }
}

impl PlaceView {
    /// Its figures in one sentence.
    pub(in crate::report) fn told(&self, lang: Lang) -> String {
        let Self { name, standing_name, observed, expected, .. } = self;
        let (share, growth) = (self.share.line(), self.growth.line());
        lang.typeset(&lang.pick(
            format!("{name} : {standing_name}. {observed} mentions, {share} ; {expected} attendues, {growth}"),
            format!("{name}: {standing_name}. {observed} mentions, {share}; {expected} expected, {growth}"),
        ))
    }
}
