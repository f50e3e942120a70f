//! The pictures of the page: figures of the report handed to `svg`.

use serde::{Serialize, Serializer};

use crate::report::Report;
use crate::report::language::Lang;
use crate::report::numbers::Unit;
use crate::report::svg::{
    self, DiffusionPoint, DiffusionWords, Frame, MapPoint, MapWords, SeriesPoint, SeriesWords, Span,
};
use crate::report::view::{MapView, Row, SignalView, main_indicator, months as month_rows};
use crate::types::{Estimate, Standing, Zone};

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

/// Height of the map of signals on a screen.
const MAP_HEIGHT: f64 = 560.0;

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

/// The most points of the map of signals that stay readable on a screen.
const WIDE_POINTS: usize = 16;

/// The same on a phone.
const NARROW_POINTS: usize = 9;

/// How many points that found no room are named.
const NAMED: usize = 12;

/// How long the name of a point may be on a screen, in characters.
const WIDE_NAME: usize = 34;

/// The same on a phone.
const NARROW_NAME: usize = 22;

/// The map of signals, for a screen and for a phone.
pub(super) fn signals_map(map: &MapView, lang: Lang) -> (Picture, Picture) {
    let title = lang.say("Carte des signaux", "Map of the signals");
    let description = lang.say(
        "Chaque sujet selon la part des réponses qui le disent et le rapport entre mentions observées et attendues ; les mêmes chiffres sont dans le tableau qui suit.",
        "Each subject by the share of answers that say it and the ratio of observed to expected mentions; the same figures stand in the table below.",
    );
    let up = lang.say("↑ mentions observées sur attendues", "↑ observed over expected mentions");
    let across = lang.say("part des réponses qui le disent →", "share of answers that say it →");
    let corners = [
        lang.say("rare, en hausse", "rare, growing"),
        lang.say("fréquent, en hausse", "frequent, growing"),
        lang.say("rare, en baisse", "rare, shrinking"),
        lang.say("fréquent, en baisse", "frequent, shrinking"),
    ];
    let words = DiffusionWords {
        title: &title,
        description: &description,
        across: &across,
        up: &up,
        corners: corners.each_ref().map(String::as_str),
        strong_share: map.strong_share,
        lang,
    };
    let draw = |frame, most, longest| {
        let points: Vec<DiffusionPoint> = map
            .places
            .iter()
            .take(most)
            .map(|place| DiffusionPoint {
                name: shortened(&place.short, longest),
                told: place.told(lang),
                standing: place.standing,
                share: place.share_estimate,
                growth: place.growth_estimate,
            })
            .collect();
        Picture(svg::diffusion_map(&points, frame, &words))
    };
    (
        draw(Frame::WIDE.tall(MAP_HEIGHT), WIDE_POINTS, WIDE_NAME),
        draw(Frame::NARROW, NARROW_POINTS, NARROW_NAME),
    )
}

/// Which points the pictures have no room for, on a screen and on a phone.
pub(super) fn left_out(map: &MapView, lang: Lang) -> [Option<String>; 2] {
    [WIDE_POINTS, NARROW_POINTS].map(|most| {
        let left: Vec<&str> =
            map.places.iter().skip(most).map(|place| place.short.as_str()).collect();
        (!left.is_empty()).then(|| {
            let mut names = left[..left.len().min(NAMED)].join(", ");
            if let Some(others @ 1..) = left.len().checked_sub(NAMED) {
                let others = lang.integer(others as u64);
                names += &lang.pick(format!(" et {others} autres"), format!(" and {others} more"));
            }
            lang.typeset(&lang.pick(
                format!("Faute de place, dans le tableau seulement : {names}."),
                format!("For lack of room, in the table only: {names}."),
            ))
        })
    })
}

/// The beginning of a name, its quotation marks closed, cut at a word after `most` characters.
fn shortened(name: &str, most: usize) -> String {
    if name.chars().count() <= most {
        return name.to_owned();
    }
    let kept: String = name.chars().take(most.saturating_sub(2)).collect();
    let in_word = name[kept.len()..].starts_with(char::is_alphanumeric);
    let blank = kept.rfind(char::is_whitespace).filter(|&at| in_word && at > most / 2);
    let whole = blank.unwrap_or(kept.len());
    let closing = match name.chars().last() {
        Some('»') => "\u{a0}»",
        Some('”') => "”",
        _ => "",
    };
    let kept = kept[..whole].trim_end_matches([',', ' ', '\u{a0}']);
    format!("{kept}…{closing}")
}

/// The standings that the pictures show, the most pressing first.
pub(super) fn standings(map: &MapView) -> impl Iterator<Item = Standing> {
    let drawn = &map.places[..map.places.len().min(WIDE_POINTS)];
    let shown = |standing: &Standing| drawn.iter().any(|place| place.standing == *standing);
    Standing::ALL.into_iter().filter(shown)
}

pub(super) fn standing(standing: Standing) -> Picture {
    Picture(svg::standing_mark(standing))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_are_cut_at_a_word_and_closed() {
        assert_eq!(shortened("Livraison", 22), "Livraison");
        assert_eq!(
            shortened("«\u{a0}bon de fidélité refusé en caisse\u{a0}»", 22),
            "«\u{a0}bon de fidélité…\u{a0}»"
        );
        assert_eq!(shortened("“no answer on the line at all”", 22), "“no answer on the…”");
        assert_eq!(shortened(&"é".repeat(40), 22).chars().count(), 21);
    }
}
