//! The pictures of the page: figures of the report handed to `svg`.

use serde::{Serialize, Serializer};

use crate::report::Report;
use crate::report::language::Lang;
use crate::report::numbers::Unit;
use crate::report::svg::{self, Frame, MapPoint, MapWords, SeriesPoint, SeriesWords, Span};
use crate::report::view::{Row, SignalView, main_indicator, months as month_rows};
use crate::types::{Estimate, Zone};

/// A drawn picture: markup made by `svg`, which escapes every word of data in it.
#[derive(Clone, Debug)]
pub(super) struct Picture(String);

impl Picture {
    /// Whether there was nothing to draw.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Serialize for Picture {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        minijinja::Value::from_safe_string(self.0.clone()).serialize(serializer)
    }
}

/// Height of the picture of a score over time.
const SERIES_HEIGHT: f64 = 250.0;

/// The scale of an indicator, from end to end, where it has one.
pub(super) fn scale_of(report: &Report, name: &str) -> Option<Span> {
    match Unit::of_indicator(name) {
        Unit::Points => Some(Span { low: -100.0, high: 100.0 }),
        Unit::Net => Some(Span { low: -1.0, high: 1.0 }),
        Unit::Share => Some(Span { low: 0.0, high: 1.0 }),
        _ => report.inputs.scale.map(|scale| {
            let (low, high) = scale.bounds();
            Span { low, high }
        }),
    }
}

pub(super) fn key_score(estimate: &Estimate, span: Span) -> Picture {
    Picture(svg::whisker(estimate, span, 260.0))
}

pub(super) fn level(level: f64) -> Picture {
    Picture(svg::level_bar(level))
}

pub(super) fn zone(zone: Zone) -> Picture {
    Picture(svg::zone_mark(zone))
}

pub(super) fn signal(view: &SignalView) -> Option<Picture> {
    #[expect(clippy::cast_precision_loss, reason = "counts of feedback stay far below 2^52")]
    view.expected.map(|expected| Picture(svg::pair_bars(view.observed as f64, expected)))
}

pub(super) fn satisfaction(estimate: Option<&Estimate>) -> Option<Picture> {
    estimate.map(|estimate| Picture(svg::whisker(estimate, Span { low: 0.0, high: 1.0 }, 140.0)))
}

/// The rows of a table on one axis.
pub(super) fn rows(rows: &[Row]) -> Vec<Option<Picture>> {
    let known = rows.iter().filter_map(|row| row.estimate.as_ref());
    let Some(span) = Span::over(known) else { return rows.iter().map(|_| None).collect() };
    let draw = |estimate: &Estimate| Picture(svg::whisker(estimate, span, 180.0));
    rows.iter().map(|row| row.estimate.as_ref().map(draw)).collect()
}

/// The scores of a customer, on the scale of the score.
pub(super) fn fall(report: &Report, scores: &[f64]) -> Picture {
    let low = scores.iter().copied().fold(f64::INFINITY, f64::min);
    let high = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let span = report.inputs.scale.map_or(Span { low, high }, |scale| {
        let (low, high) = scale.bounds();
        Span { low, high }
    });
    Picture(svg::sparkline(scores, span))
}

/// The importance × satisfaction picture, for a screen and for a phone.
pub(super) fn map(report: &Report, lang: Lang) -> (Picture, Picture) {
    let points: Vec<MapPoint> = report
        .touchpoints
        .iter()
        .filter_map(|finding| {
            Some(MapPoint {
                name: lang.touchpoint(finding.id).to_owned(),
                share: *finding.share.known()?,
                satisfaction: *finding.satisfaction.known()?,
                zone: finding.zone,
            })
        })
        .collect();
    let title = lang.say(
        "Importance et satisfaction des points de contact",
        "Importance and satisfaction of touchpoints",
    );
    let description = lang.say(
        "Chaque point de contact selon la part des réponses qui en parlent et la part d'éloges ; les mêmes chiffres sont dans le tableau qui suit.",
        "Each touchpoint by the share of answers that speak of it and the share of praise; the same figures stand in the table below.",
    );
    let up = lang.say(
        "↑ part des réponses jugées qui en parlent",
        "↑ share of the judged answers that speak of it",
    );
    let across = lang.say("satisfaction : part d'éloges →", "satisfaction: share of praise →");
    let words =
        MapWords { title: &title, description: &description, across: &across, up: &up, lang };
    let draw = |frame| Picture(svg::touchpoint_map(&points, frame, &words));
    (draw(Frame::WIDE), draw(Frame::NARROW))
}

/// The main score over time, for a screen and for a phone.
pub(super) fn months(report: &Report, lang: Lang) -> (Picture, Picture) {
    let name = main_indicator(report).map_or("", |main| main.name.as_str());
    let unit = Unit::of_indicator(name);
    let points: Vec<SeriesPoint> = month_rows(report, lang)
        .into_iter()
        .map(|row| SeriesPoint { short: row.short, text: row.figure.text, estimate: row.estimate })
        .collect();
    let named = lang.indicator(name);
    let title = lang.pick(format!("{named} par période"), format!("{named} by period"));
    let description = lang.say(
        "La ligne donne la valeur, la bande son intervalle ; les mêmes chiffres sont dans le tableau qui suit.",
        "The line gives the value, the band its interval; the same figures stand in the table below.",
    );
    let words = SeriesWords { title: &title, description: &description };
    let write = |tick| lang.figure(tick, unit);
    let draw =
        |frame: Frame| Picture(svg::series(&points, frame.tall(SERIES_HEIGHT), &words, &write));
    (draw(Frame::WIDE), draw(Frame::NARROW))
}
