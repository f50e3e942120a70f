//! What the templates lay out.

use serde::Serialize;

use super::pictures::{self, Picture};
use crate::report::Report;
use crate::report::headline::Headline;
use crate::report::language::Lang;
use crate::report::numbers::Unit;
use crate::report::sections::{self, Section};
use crate::report::view::{
    Figure, IndicatorTable, MapView, MethodView, PlaceView, PriorityView, PromotersView,
    ReadingView, SignalView, SignalsView, Term, TouchpointView, TrajectoryView, figure, glossary,
    indicator_tables, main_indicator, method, notes, period_read, priorities, promoters, reading,
    signals, signals_map, touchpoints, trajectories,
};
use crate::types::{Standing, Zone};

/// The page.
#[derive(Debug, Serialize)]
pub(super) struct Page {
    title: String,
    made: String,
    headline: Headline,
    key: Key,
    before: Vec<Section>,
    priorities: Vec<Card>,
    signals: Signals,
    touchpoints: Touchpoints,
    promoters: Option<PromotersView>,
    trajectories: Option<Vec<Fall>>,
    after: Vec<Section>,
    indicators: Indicators,
    reading: ReadingView,
    notes: Vec<String>,
    method: MethodView,
    glossary: Vec<Term>,
}

/// The key figures.
#[derive(Debug, Serialize)]
struct Key {
    score: Option<KeyScore>,
    feedback: String,
    judged: String,
    judged_share: String,
    period: Option<String>,
}

/// The main score, large.
#[derive(Debug, Serialize)]
struct KeyScore {
    name: String,
    definition: String,
    figure: Figure,
    picture: Option<Picture>,
    ends: Option<(String, String)>,
}

/// A priority with its bars.
#[derive(Debug, Serialize)]
struct Card {
    view: PriorityView,
    bars: Vec<Picture>,
}

/// The weak signals with their bars.
#[derive(Debug, Serialize)]
struct Signals {
    tested: bool,
    map: Option<SignalsMap>,
    rising: Vec<Drawn<SignalView>>,
    precursors: Vec<Drawn<SignalView>>,
    precursors_mean: String,
    easing: Vec<Drawn<SignalView>>,
    rare: Vec<Drawn<SignalView>>,
}

/// The map of signals with its pictures.
#[derive(Debug, Serialize)]
struct SignalsMap {
    view: MapView,
    wide: Picture,
    narrow: Picture,
    key: Vec<(Picture, String, String)>,
    left_wide: Option<String>,
    left_narrow: Option<String>,
    rows: Vec<Drawn<PlaceView>>,
}

/// Something with its picture, where it has one.
#[derive(Debug, Serialize)]
struct Drawn<View> {
    view: View,
    picture: Option<Picture>,
}

/// The touchpoints with their picture.
#[derive(Debug, Serialize)]
struct Touchpoints {
    wide: Picture,
    narrow: Picture,
    key: Vec<(Picture, String, String)>,
    rows: Vec<TouchpointRow>,
}

#[derive(Debug, Serialize)]
struct TouchpointRow {
    view: TouchpointView,
    mark: Picture,
    picture: Option<Picture>,
}

/// A customer with the line of their scores.
#[derive(Debug, Serialize)]
struct Fall {
    view: TrajectoryView,
    picture: Picture,
}

/// The indicators with the picture of the main one.
#[derive(Debug, Serialize)]
struct Indicators {
    title: String,
    series: bool,
    wide: Picture,
    narrow: Picture,
    whole: Vec<(String, String, Figure)>,
    tables: Vec<Table>,
}

#[derive(Debug, Serialize)]
struct Table {
    view: IndicatorTable,
    pictures: Vec<Option<Picture>>,
}

impl Page {
    /// The page of a report.
    pub(super) fn of(report: &Report, lang: Lang) -> Self {
        Self {
            title: title(report, lang),
            made: format!("vigie {}", report.run.version),
            headline: Headline::of(report),
            key: key(report, lang),
            before: sections::before(report, lang),
            priorities: priorities(report, lang).into_iter().map(card).collect(),
            signals: drawn_signals(report, lang, signals(report, lang)),
            touchpoints: drawn_touchpoints(report, lang),
            promoters: promoters(report, lang),
            trajectories: falls(report, lang),
            after: sections::after(report, lang),
            indicators: indicators(report, lang),
            reading: reading(report, lang),
            notes: notes(report, lang),
            method: method(report, lang),
            glossary: glossary(report, lang),
        }
    }
}

fn title(report: &Report, lang: Lang) -> String {
    let name = lang.pick("La voix des clients", "The voice of customers");
    match period_read(report, lang) {
        Some(period) => format!("{name}, {period}"),
        None => name.to_owned(),
    }
}

fn key(report: &Report, lang: Lang) -> Key {
    let coverage = &report.coverage;
    #[expect(clippy::cast_precision_loss, reason = "counts of feedback stay far below 2^52")]
    let share = (coverage.feedback > 0).then(|| coverage.judged as f64 / coverage.feedback as f64);
    Key {
        score: main_indicator(report).map(|main| {
            let unit = Unit::of_indicator(&main.name);
            let scale = pictures::scale_of(report, &main.name);
            let drawn = main.value.known().zip(scale);
            KeyScore {
                name: lang.indicator(&main.name),
                definition: lang.definition(&main.name, &main.definition),
                figure: figure(lang, &main.value, unit),
                picture: drawn.map(|(estimate, span)| pictures::key_score(estimate, span)),
                ends: drawn
                    .map(|(_, span)| (lang.figure(span.low, unit), lang.figure(span.high, unit))),
            }
        }),
        feedback: lang.integer(coverage.feedback),
        judged: lang.integer(coverage.judged),
        judged_share: share.map_or_else(|| "–".to_owned(), |share| lang.percent(share, 0)),
        period: period_read(report, lang),
    }
}

fn card(view: PriorityView) -> Card {
    let bars = view.factors.iter().map(|factor| pictures::level(factor.level)).collect();
    Card { view, bars }
}

fn drawn_signals(report: &Report, lang: Lang, signals: SignalsView) -> Signals {
    let drawn = |views: Vec<SignalView>| {
        views.into_iter().map(|view| Drawn { picture: pictures::signal(&view), view }).collect()
    };
    Signals {
        tested: report.contract.weeks_of_history.is_some(),
        map: signals_map(report, lang).map(|map| drawn_map(map, lang)),
        rising: drawn(signals.rising),
        precursors: drawn(signals.precursors),
        precursors_mean: signals.precursors_mean,
        easing: drawn(signals.easing),
        rare: drawn(signals.rare),
    }
}

fn drawn_map(map: MapView, lang: Lang) -> SignalsMap {
    let (wide, narrow) = pictures::signals_map(&map, lang);
    let [left_wide, left_narrow] = pictures::left_out(&map, lang);
    let entry = |standing| {
        (
            pictures::standing(standing),
            lang.standing(standing).to_owned(),
            standing_meaning(lang, standing),
        )
    };
    let row = |view: &PlaceView| Drawn {
        picture: Some(pictures::standing(view.standing)),
        view: view.clone(),
    };
    SignalsMap {
        wide,
        narrow,
        key: pictures::standings(&map).map(entry).collect(),
        left_wide,
        left_narrow,
        rows: map.places.iter().map(row).collect(),
        view: map,
    }
}

/// What a standing means, in a few words.
fn standing_meaning(lang: Lang, standing: Standing) -> String {
    let (fr, en) = match standing {
        Standing::Strong => ("alerte, déjà fréquent", "alert, already frequent"),
        Standing::Weak => ("alerte, encore rare", "alert, still rare"),
        Standing::Latent => {
            ("rare et grave, hausse non prouvée", "rare and severe, no rise proved")
        }
        Standing::Easing => ("baisse prouvée", "fall proved"),
        Standing::WellKnown => ("fréquent, hausse non prouvée", "frequent, no rise proved"),
        Standing::Quiet => ("rare, sans gravité particulière", "rare, not particularly severe"),
    };
    lang.say(fr, en)
}

fn drawn_touchpoints(report: &Report, lang: Lang) -> Touchpoints {
    let (wide, narrow) = pictures::map(report, lang);
    let row = |view: TouchpointView| TouchpointRow {
        mark: pictures::zone(view.zone),
        picture: pictures::satisfaction(view.satisfaction_estimate.as_ref()),
        view,
    };
    let meaning = |zone| match zone {
        Zone::Fix => lang.say("on en parle beaucoup, et mal", "much spoken of, and badly"),
        Zone::Watch => lang.say("on en parle peu, et mal", "seldom spoken of, and badly"),
        Zone::KeepUp => lang.say("on en parle beaucoup, et bien", "much spoken of, and well"),
        Zone::Maintain => lang.say("on en parle peu, et bien", "seldom spoken of, and well"),
        Zone::Between => lang.say("les données ne tranchent pas", "the data cannot tell"),
    };
    let zones = [Zone::Fix, Zone::Watch, Zone::KeepUp, Zone::Maintain, Zone::Between];
    Touchpoints {
        wide,
        narrow,
        key: zones
            .map(|zone| (pictures::zone(zone), lang.zone(zone).to_owned(), meaning(zone)))
            .into(),
        rows: touchpoints(report, lang).into_iter().map(row).collect(),
    }
}

fn falls(report: &Report, lang: Lang) -> Option<Vec<Fall>> {
    let falls = trajectories(report, lang)?;
    let drawn = |view: TrajectoryView| Fall { picture: pictures::fall(report, &view.scores), view };
    Some(falls.into_iter().map(drawn).collect())
}

fn indicators(report: &Report, lang: Lang) -> Indicators {
    let (wide, narrow) = pictures::months(report, lang);
    let main = main_indicator(report);
    let whole =
        report.metrics.iter().filter(|metric| metric.segment.is_none() && metric.period.is_none());
    let table = |view: IndicatorTable| Table { pictures: pictures::rows(&view.rows), view };
    Indicators {
        title: main.map_or_else(String::new, |main| lang.indicator(&main.name)),
        series: !wide.is_empty(),
        wide,
        narrow,
        whole: whole
            .map(|metric| {
                let figure = figure(lang, &metric.value, Unit::of_indicator(&metric.name));
                (
                    lang.indicator(&metric.name),
                    lang.definition(&metric.name, &metric.definition),
                    figure,
                )
            })
            .collect(),
        tables: indicator_tables(report, lang).into_iter().map(table).collect(),
    }
}
