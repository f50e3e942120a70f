//! The importance × satisfaction picture: where each touchpoint stands, how surely, and its name beside it.

use crate::report::language::Lang;
use crate::types::{Estimate, Zone};

use super::canvas::{Axis, Drawing, Frame, Scale, nice_step};
use super::labels::{MARK, Rect, Taken, place_labels};

/// One touchpoint to place.
#[derive(Clone, Debug)]
pub(in crate::report) struct MapPoint {
    /// Its name.
    pub name: String,
    /// Its share among the judged feedback.
    pub share: Estimate,
    /// Its share of praise.
    pub satisfaction: Estimate,
    /// Its zone.
    pub zone: Zone,
}

/// The words of the picture.
#[derive(Clone, Debug)]
pub(in crate::report) struct MapWords<'a> {
    /// What it shows.
    pub title: &'a str,
    /// The same at length.
    pub description: &'a str,
    /// Along the bottom.
    pub across: &'a str,
    /// Along the side.
    pub up: &'a str,
    /// The language in which shares are written.
    pub lang: Lang,
}

/// The shares that the vertical axis may name.
const SHARES: &[f64] = &[0.0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0];

/// What it costs a name to stand on a bar, for each unit of area.
const BAR_COST: f64 = 1.5;

/// The picture; empty where there is nothing to place.
pub(in crate::report) fn touchpoint_map(
    points: &[MapPoint],
    frame: Frame,
    words: &MapWords<'_>,
) -> String {
    if points.is_empty() {
        return String::new();
    }
    let class = if frame.width < 500.0 { "map only-narrow" } else { "map only-wide" };
    let mut drawing = Drawing::figure(frame, class, words.title, words.description);
    let room =
        Rect { left: 46.0, top: 26.0, right: frame.width - 12.0, bottom: frame.height - 46.0 };
    let across =
        Axis { values: (0.0, 1.0), positions: (room.left, room.right), scale: Scale::Linear };
    let up = Axis {
        values: (0.0, highest(points)),
        positions: (room.bottom, room.top),
        scale: Scale::Root,
    };
    grid(&mut drawing, frame, room, (across, up), words);
    let places: Vec<(f64, f64)> = points
        .iter()
        .map(|point| (across.at(point.satisfaction.value), up.at(point.share.value)))
        .collect();
    for (point, &(x, y)) in points.iter().zip(&places) {
        let (low, high) = (across.at(point.satisfaction.low), across.at(point.satisfaction.high));
        drawing.line("bar", (low, y), (high, y));
        drawing.line("bar", (x, up.at(point.share.low)), (x, up.at(point.share.high)));
    }
    let bars: Vec<Taken> = points
        .iter()
        .zip(&places)
        .flat_map(|(point, &place)| bars(point, place, across, up))
        .map(|rect| Taken { rect, cost: BAR_COST })
        .collect();
    let names: Vec<&str> = points.iter().map(|point| point.name.as_str()).collect();
    let labels = place_labels(&names, &places, &bars, frame, room);
    for ((point, &place), label) in points.iter().zip(&places).zip(&labels) {
        if let Some(end) = label.led_from(place) {
            drawing.line("leader", place, end);
        }
        mark(&mut drawing, point.zone, place);
        let baseline = label.rect.bottom - frame.label * 0.28;
        drawing.text("name", (label.rect.left, baseline), "start", frame.label, &point.name);
    }
    drawing.finish()
}

/// The top of the vertical axis: a round share above every interval.
fn highest(points: &[MapPoint]) -> f64 {
    let top = points.iter().map(|point| point.share.high).fold(0.02, f64::max);
    let step = nice_step(top / 5.0);
    ((top / step).ceil() * step).min(1.0)
}

fn grid(
    drawing: &mut Drawing,
    frame: Frame,
    room: Rect,
    (across, up): (Axis, Axis),
    words: &MapWords<'_>,
) {
    let size = frame.label - 1.0;
    for tick in across.ticks(4) {
        let x = across.at(tick);
        drawing.line("grid", (x, room.top), (x, room.bottom));
        drawing.text(
            "tick",
            (x, room.bottom + 16.0),
            anchor(tick, across),
            size,
            &words.lang.percent(tick, 0),
        );
    }
    let mut free = f64::INFINITY;
    for &tick in SHARES.iter().filter(|&&tick| tick <= up.values.1) {
        let y = up.at(tick);
        if y > free {
            continue;
        }
        free = y - 2.0 * size;
        drawing.line("grid", (room.left, y), (room.right, y));
        drawing.text("tick", (room.left - 7.0, y + 4.0), "end", size, &words.lang.percent(tick, 0));
    }
    drawing.text("axis", (room.left - 40.0, 14.0), "start", size, words.up);
    drawing.text("axis", (room.right, frame.height - 10.0), "end", size, words.across);
}

fn anchor(tick: f64, axis: Axis) -> &'static str {
    if tick >= axis.values.1 { "end" } else { "middle" }
}

/// The room that the two interval bars of a point take up.
fn bars(point: &MapPoint, (x, y): (f64, f64), across: Axis, up: Axis) -> [Rect; 2] {
    let (left, right) = (across.at(point.satisfaction.low), across.at(point.satisfaction.high));
    let (bottom, top) = (up.at(point.share.low), up.at(point.share.high));
    [
        Rect { left, right, top: y - 1.0, bottom: y + 1.0 },
        Rect { left: x - 1.0, right: x + 1.0, top, bottom },
    ]
}

/// Each zone has its shape, so that colour is never alone.
fn mark(drawing: &mut Drawing, zone: Zone, (x, y): (f64, f64)) {
    let half = MARK;
    match zone {
        Zone::Fix => drawing.through(
            "polygon",
            "z-fix",
            &[(x, y - half * 1.2), (x + half * 1.15, y + half), (x - half * 1.15, y + half)],
        ),
        Zone::Watch => drawing.through(
            "polygon",
            "z-watch",
            &[(x, y - half * 1.3), (x + half * 1.3, y), (x, y + half * 1.3), (x - half * 1.3, y)],
        ),
        Zone::KeepUp => drawing.disc("z-keep", (x, y), half),
        Zone::Maintain => drawing.disc("z-maintain", (x, y), half),
        Zone::Between => drawing.rectangle(
            "z-between",
            (x - half * 0.9, y - half * 0.9),
            (half * 1.8, half * 1.8),
        ),
    }
}

/// The mark of a zone alone, for the key of the picture and for tables.
pub(in crate::report) fn zone_mark(zone: Zone) -> String {
    let mut drawing = Drawing::ornament(16.0, 16.0, "zone-mark");
    mark(&mut drawing, zone, (8.0, 8.0));
    drawing.finish()
}
