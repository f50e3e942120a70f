//! The importance × satisfaction picture: where each touchpoint stands, how surely, and its name beside it.

use crate::report::language::Lang;
use crate::types::{Estimate, Zone};

use super::canvas::{Axis, Drawing, Frame, Scale, nice_step};

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

/// A rectangle that a label or a mark takes up.
#[derive(Clone, Copy, Debug)]
struct Rect {
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
}

impl Rect {
    fn overlap(&self, other: &Self) -> f64 {
        let wide = self.right.min(other.right) - self.left.max(other.left);
        let high = self.bottom.min(other.bottom) - self.top.max(other.top);
        wide.max(0.0) * high.max(0.0)
    }

    fn outside(&self, other: &Self) -> f64 {
        (other.left - self.left).max(0.0)
            + (self.right - other.right).max(0.0)
            + (other.top - self.top).max(0.0)
            + (self.bottom - other.bottom).max(0.0)
    }
}

/// The shares that the vertical axis may name.
const SHARES: &[f64] = &[0.0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0];

/// Half the size of a mark.
const MARK: f64 = 5.0;

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
    let bars: Vec<Rect> = points
        .iter()
        .zip(&places)
        .flat_map(|(point, &place)| bars(point, place, across, up))
        .collect();
    let labels = place_labels(points, &places, &bars, frame, room);
    for ((point, &place), label) in points.iter().zip(&places).zip(&labels) {
        if label.far {
            let nearest = (place.0.clamp(label.rect.left, label.rect.right), label.rect.middle());
            drawing.line("leader", place, nearest);
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

/// Where a name stands.
#[derive(Clone, Copy, Debug)]
struct Label {
    rect: Rect,
    /// Whether it stands so far from its mark that a line must lead to it.
    far: bool,
}

impl Rect {
    fn middle(&self) -> f64 {
        f64::midpoint(self.top, self.bottom)
    }
}

/// Places every name beside its mark, the first points choosing first; a name that finds no free place near
/// its mark goes farther and is tied to it by a line.
fn place_labels(
    points: &[MapPoint],
    places: &[(f64, f64)],
    bars: &[Rect],
    frame: Frame,
    room: Rect,
) -> Vec<Label> {
    let marks: Vec<Rect> = places
        .iter()
        .map(|&(x, y)| Rect { left: x - MARK, right: x + MARK, top: y - MARK, bottom: y + MARK })
        .collect();
    let mut placed: Vec<Label> = Vec::new();
    for (point, &place) in points.iter().zip(places) {
        let size = (frame.label_width(&point.name), frame.label * 1.25);
        let cost = |label: &Label| -> f64 {
            let others: f64 = placed.iter().map(|other| label.rect.overlap(&other.rect)).sum();
            let marks: f64 = marks.iter().map(|mark| label.rect.overlap(mark)).sum();
            let bars: f64 = bars.iter().map(|bar| label.rect.overlap(bar)).sum();
            let away =
                (label.rect.middle() - place.1).abs() + (label.rect.left - place.0).abs() * 0.05;
            others * 60.0 + marks * 30.0 + bars * 1.5 + label.rect.outside(&room) * 500.0 + away
        };
        let best = candidates(place, size).min_by(|one, other| cost(one).total_cmp(&cost(other)));
        placed.extend(best);
    }
    placed
}

/// The places that a name of a given size may take around its mark, from near to far.
fn candidates((x, y): (f64, f64), (width, height): (f64, f64)) -> impl Iterator<Item = Label> {
    (0..16).flat_map(move |ring| {
        let gap = MARK + 4.0;
        let lift = f64::from(ring) * height * 0.5;
        let lefts = [x + gap, x - gap - width, x - width / 2.0];
        lefts.into_iter().enumerate().flat_map(move |(side, left)| {
            let centred = side == 2;
            [-1.0, 1.0].map(move |way| {
                let shift = if centred { (lift + gap + height / 2.0) * way } else { lift * way };
                let top = y + shift - height / 2.0;
                let rect = Rect { left, right: left + width, top, bottom: top + height };
                Label { rect, far: lift > height }
            })
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(name: &str, share: f64, satisfaction: f64) -> MapPoint {
        let about = |value: f64| Estimate { value, low: value - 0.01, high: value + 0.01, n: 100 };
        MapPoint {
            name: name.to_owned(),
            share: about(share),
            satisfaction: about(satisfaction),
            zone: Zone::Fix,
        }
    }

    #[test]
    fn names_do_not_cover_each_other() {
        let points: Vec<MapPoint> = (0..16)
            .map(|step| point("Retours et remboursements", 0.02 + 0.001 * f64::from(step), 0.4))
            .collect();
        let room = Rect { left: 46.0, top: 26.0, right: 748.0, bottom: 474.0 };
        let places: Vec<(f64, f64)> =
            (0..16).map(|step| (300.0, 400.0 + f64::from(step))).collect();
        let labels = place_labels(&points, &places, &[], Frame::WIDE, room);
        for (index, one) in labels.iter().enumerate() {
            assert!(one.rect.outside(&room) < 1.0, "{one:?}");
            for other in &labels[..index] {
                assert!(one.rect.overlap(&other.rect) < 1.0, "{one:?} {other:?}");
            }
        }
    }
}
