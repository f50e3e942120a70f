//! The map of what is said by visibility and growth: a mark, its two intervals and its name for each.

use crate::report::language::Lang;
use crate::types::{Estimate, Standing};

use super::canvas::{Axis, Drawing, Frame, Scale};
use super::labels::{MARK, Rect, Taken, place_labels};

/// Something said, to place.
#[derive(Clone, Debug)]
pub(in crate::report) struct DiffusionPoint {
    /// Its name.
    pub name: String,
    /// Its figures in words, told under the pointer.
    pub told: String,
    /// What the tests make of it.
    pub standing: Standing,
    /// The share of the feedback that say it.
    pub share: Estimate,
    /// Observed over expected.
    pub growth: Estimate,
}

/// The words of the picture.
#[derive(Clone, Debug)]
pub(in crate::report) struct DiffusionWords<'a> {
    /// What it shows.
    pub title: &'a str,
    /// The same at length.
    pub description: &'a str,
    /// Along the bottom.
    pub across: &'a str,
    /// Along the side.
    pub up: &'a str,
    /// What each corner holds: top left, top right, bottom left, bottom right.
    pub corners: [&'a str; 4],
    /// The share from which what is said is no longer rare.
    pub strong_share: f64,
    /// The language in which figures are written.
    pub lang: Lang,
}

/// The shares that the axis may name.
const SHARES: [f64; 13] =
    [0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0];

/// The ratios that the axis may name.
const RATIOS: [f64; 11] = [0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0];

/// What it costs a name to stand on a bar, for each unit of area: names have a rim that keeps them legible, and are
/// better on a bar than far from their mark.
const BAR_COST: f64 = 0.35;

/// What it costs a name to stand on the words of a corner.
const CORNER_COST: f64 = 10.0;

/// The picture; empty where there is nothing to place.
pub(in crate::report) fn diffusion_map(
    points: &[DiffusionPoint],
    frame: Frame,
    words: &DiffusionWords<'_>,
) -> String {
    if points.is_empty() {
        return String::new();
    }
    let class = if frame.width < 500.0 { "map spread only-narrow" } else { "map spread only-wide" };
    let mut drawing = Drawing::figure(frame, class, words.title, words.description);
    let room =
        Rect { left: 46.0, top: 26.0, right: frame.width - 12.0, bottom: frame.height - 46.0 };
    let axes = axes(points, words.strong_share, room);
    grid(&mut drawing, frame, room, axes, words);
    let mut taken = corners(&mut drawing, frame, room, axes, words);
    let (across, up) = axes;
    let places: Vec<(f64, f64)> = points
        .iter()
        .map(|point| (across.at(point.share.value), up.at(point.growth.value)))
        .collect();
    for (point, &place) in points.iter().zip(&places) {
        let [flat, tall] = bars(point, place, axes);
        let class = format!("bar {}", class_of(point.standing));
        drawing.line(&class, (flat.left, place.1), (flat.right, place.1));
        drawing.line(&class, (place.0, tall.top), (place.0, tall.bottom));
        taken.extend([flat, tall].map(|rect| Taken { rect, cost: BAR_COST }));
    }
    let names: Vec<&str> = points.iter().map(|point| point.name.as_str()).collect();
    let labels = place_labels(&names, &places, &taken, frame, room);
    for ((point, &place), label) in points.iter().zip(&places).zip(&labels) {
        if let Some(end) = label.led_from(place) {
            drawing.line("leader", place, end);
        }
        drawing.titled(&point.told, |drawing| mark(drawing, point.standing, place));
        let baseline = label.rect.bottom - frame.label * 0.28;
        let class = format!("name {}", class_of(point.standing));
        drawing.text(&class, (label.rect.left, baseline), "start", frame.label, &point.name);
    }
    drawing.finish()
}

/// Shares across and ratios up, both by their logarithm, wide enough for every point and for both borders.
fn axes(points: &[DiffusionPoint], strong_share: f64, room: Rect) -> (Axis, Axis) {
    let shares = points.iter().map(|point| point.share.value).filter(|share| *share > 0.0);
    let ratios = points.iter().map(|point| point.growth.value).filter(|ratio| *ratio > 0.0);
    let least = |values: &mut dyn Iterator<Item = f64>, start: f64| values.fold(start, f64::min);
    let most = |values: &mut dyn Iterator<Item = f64>, start: f64| values.fold(start, f64::max);
    let lowest = least(&mut shares.clone(), strong_share) * 0.55;
    let highest = most(&mut shares.clone(), strong_share * 2.0) * 1.4;
    let across = Axis {
        values: (lowest.max(SHARES[0]), highest.min(1.0)),
        positions: (room.left, room.right),
        scale: Scale::Log,
    };
    let lowest = least(&mut ratios.clone(), 0.8) * 0.6;
    let highest = most(&mut ratios.clone(), 1.25) * 1.7;
    let up = Axis {
        values: (lowest.max(RATIOS[0]), highest.min(200.0)),
        positions: (room.bottom, room.top),
        scale: Scale::Log,
    };
    (across, up)
}

fn grid(
    drawing: &mut Drawing,
    frame: Frame,
    room: Rect,
    (across, up): (Axis, Axis),
    words: &DiffusionWords<'_>,
) {
    let size = frame.label - 1.0;
    for share in ticks(across, words.strong_share, &SHARES, 5.0 * size) {
        let x = across.at(share);
        let border = (share - words.strong_share).abs() < 1e-9;
        drawing.line(line_class(border), (x, room.top), (x, room.bottom));
        let decimals = if share < 0.001 { 2 } else { usize::from(share < 0.01) };
        let written = words.lang.percent(share, decimals);
        drawing.text("tick", (x, room.bottom + 16.0), "middle", size, &written);
    }
    for ratio in ticks(up, 1.0, &RATIOS, 2.0 * size) {
        let y = up.at(ratio);
        drawing.line(line_class((ratio - 1.0).abs() < 1e-9), (room.left, y), (room.right, y));
        let decimals = if ratio < 0.1 { 2 } else { usize::from(ratio < 1.0) };
        let written = format!("×{}", words.lang.decimal(ratio, decimals));
        drawing.text("tick", (room.left - 7.0, y + 4.0), "end", size, &written);
    }
    drawing.text("axis", (room.left - 40.0, 14.0), "start", size, words.up);
    drawing.text("axis", (room.right, frame.height - 10.0), "end", size, words.across);
}

const fn line_class(border: bool) -> &'static str {
    if border { "border" } else { "grid" }
}

/// The border, then the values of the axis that stand far enough from those already taken.
fn ticks(axis: Axis, border: f64, all: &[f64], gap: f64) -> Vec<f64> {
    let (low, high) = axis.values;
    let mut taken = vec![border];
    for &value in all.iter().filter(|&&value| value > low && value < high) {
        if taken.iter().all(|&other| (axis.at(other) - axis.at(value)).abs() >= gap) {
            taken.push(value);
        }
    }
    taken
}

/// What each corner holds, and the room that the words take up.
fn corners(
    drawing: &mut Drawing,
    frame: Frame,
    room: Rect,
    (across, up): (Axis, Axis),
    words: &DiffusionWords<'_>,
) -> Vec<Taken> {
    let size = frame.label - 1.0;
    let (middle, level) = (across.at(words.strong_share), up.at(1.0));
    let (left, right) = (room.left + 6.0, room.right - 6.0);
    let (top, bottom) = (room.top + size + 4.0, room.bottom - 6.0);
    let places = [
        (left, top, "start", middle - left),
        (right, top, "end", right - middle),
        (left, bottom, "start", middle - left),
        (right, bottom, "end", right - middle),
    ];
    let mut taken = Vec::new();
    for (text, (x, y, anchor, free)) in words.corners.into_iter().zip(places) {
        let width = frame.label_width(text);
        let high_enough = if y < level { level - y } else { y - level } > size;
        if width > free || !high_enough {
            continue;
        }
        drawing.text("corner", (x, y), anchor, size, text);
        let left = if anchor == "start" { x } else { x - width };
        let rect = Rect { left, right: left + width, top: y - size, bottom: y + 4.0 };
        taken.push(Taken { rect, cost: CORNER_COST });
    }
    taken
}

/// The room that the two interval bars of a point take up.
fn bars(point: &DiffusionPoint, (x, y): (f64, f64), (across, up): (Axis, Axis)) -> [Rect; 2] {
    let (left, right) = (across.at(point.share.low), across.at(point.share.high));
    let (bottom, top) = (up.at(point.growth.low), up.at(point.growth.high));
    [
        Rect { left, right, top: y - 1.0, bottom: y + 1.0 },
        Rect { left: x - 1.0, right: x + 1.0, top, bottom },
    ]
}

/// The class that gives a standing its colour.
const fn class_of(standing: Standing) -> &'static str {
    match standing {
        Standing::Strong => "s-strong",
        Standing::Weak => "s-weak",
        Standing::Easing => "s-easing",
        Standing::Latent => "s-latent",
        Standing::WellKnown => "s-known",
        Standing::Quiet => "s-quiet",
    }
}

/// Each standing has its shape, so that colour is never alone: what rises points up, what falls points down.
fn mark(drawing: &mut Drawing, standing: Standing, (x, y): (f64, f64)) {
    let (class, half) = (class_of(standing), MARK);
    match standing {
        Standing::Strong => drawing.through(
            "polygon",
            class,
            &[(x, y - half * 1.3), (x + half * 1.3, y + half), (x - half * 1.3, y + half)],
        ),
        Standing::Weak => drawing.through(
            "polygon",
            class,
            &[(x, y - half * 1.4), (x + half * 1.2, y), (x, y + half * 1.4), (x - half * 1.2, y)],
        ),
        Standing::Easing => drawing.through(
            "polygon",
            class,
            &[(x, y + half * 1.3), (x + half * 1.3, y - half), (x - half * 1.3, y - half)],
        ),
        Standing::Latent => {
            drawing.disc(class, (x, y), half);
            drawing.disc("s-heart", (x, y), half * 0.4);
        }
        Standing::WellKnown => {
            drawing.rectangle(class, (x - half * 0.85, y - half * 0.85), (half * 1.7, half * 1.7));
        }
        Standing::Quiet => drawing.disc(class, (x, y), half * 0.6),
    }
}

/// The mark of a standing alone, for the key of the picture and for tables.
pub(in crate::report) fn standing_mark(standing: Standing) -> String {
    let mut drawing = Drawing::ornament(16.0, 16.0, "zone-mark");
    mark(&mut drawing, standing, (8.0, 8.0));
    drawing.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words() -> DiffusionWords<'static> {
        DiffusionWords {
            title: "Carte",
            description: "Tout",
            across: "part →",
            up: "↑ hausse",
            corners: ["a", "b", "c", "d"],
            strong_share: 0.02,
            lang: Lang::Fr,
        }
    }

    fn point(name: &str, standing: Standing, share: f64, growth: f64) -> DiffusionPoint {
        let about = |value: f64| Estimate { value, low: value * 0.5, high: value * 2.0, n: 40 };
        DiffusionPoint {
            name: name.to_owned(),
            told: format!("{name} dit"),
            standing,
            share: about(share),
            growth: about(growth),
        }
    }

    #[test]
    fn every_point_has_its_mark_its_name_and_its_figures() {
        let points: Vec<DiffusionPoint> = Standing::ALL
            .into_iter()
            .zip(["un", "deux", "trois", "quatre", "cinq", "<six>"])
            .map(|(standing, name)| point(name, standing, 0.01, 2.0))
            .collect();
        let drawn = diffusion_map(&points, Frame::WIDE, &words());
        for standing in Standing::ALL {
            assert!(drawn.contains(class_of(standing)), "{standing:?}");
        }
        assert!(drawn.contains("<title>deux dit</title>") && drawn.contains(">deux</text>"));
        assert!(drawn.contains("&lt;six&gt;") && !drawn.contains("<six>"));
        assert_eq!(diffusion_map(&[], Frame::WIDE, &words()), "");
    }

    #[test]
    fn what_is_no_longer_said_stands_at_the_edge() {
        let points = [
            point("plus dit", Standing::Easing, 0.0, 0.0),
            point("partout", Standing::WellKnown, 1.0, 1.0),
        ];
        for frame in [Frame::WIDE, Frame::NARROW] {
            let drawn = diffusion_map(&points, frame, &words());
            assert!(!drawn.contains("NaN") && !drawn.contains("inf"), "{drawn}");
        }
    }

    #[test]
    fn ticks_keep_their_distance_from_the_border() {
        let axis = Axis { values: (0.002, 0.2), positions: (0.0, 300.0), scale: Scale::Log };
        let chosen = ticks(axis, 0.02, &SHARES, 50.0);
        assert!((chosen[0] - 0.02).abs() < 1e-9);
        for (at, &one) in chosen.iter().enumerate() {
            for &other in &chosen[..at] {
                assert!((axis.at(one) - axis.at(other)).abs() >= 50.0, "{chosen:?}");
            }
        }
    }
}
