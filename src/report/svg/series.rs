//! The main score over time: a line, its interval as a band, the number of answers under it.

use crate::types::Estimate;

use super::canvas::{Axis, Drawing, Frame, Scale, nice_step};

/// One period.
#[derive(Clone, Debug)]
pub(in crate::report) struct SeriesPoint {
    /// Its name in a few characters.
    pub short: String,
    /// The value written out.
    pub text: String,
    /// The value; none where it cannot be given, which breaks the line.
    pub estimate: Option<Estimate>,
}

/// The words of the picture.
#[derive(Clone, Debug)]
pub(in crate::report) struct SeriesWords<'a> {
    /// What it shows.
    pub title: &'a str,
    /// The same at length.
    pub description: &'a str,
}

/// The picture; empty where fewer than two periods have a value.
pub(in crate::report) fn series(
    points: &[SeriesPoint],
    frame: Frame,
    words: &SeriesWords<'_>,
    write: &dyn Fn(f64) -> String,
) -> String {
    let known: Vec<&Estimate> = points.iter().filter_map(|point| point.estimate.as_ref()).collect();
    if known.len() < 2 {
        return String::new();
    }
    let class = if frame.width < 500.0 { "series only-narrow" } else { "series only-wide" };
    let mut drawing = Drawing::figure(frame, class, words.title, words.description);
    let up = vertical(&known, frame);
    let across = horizontal(points.len(), frame);
    for tick in up.ticks(4) {
        let y = up.at(tick);
        drawing.line(
            if tick.abs() < 1e-9 { "zero" } else { "grid" },
            (42.0, y),
            (frame.width - 8.0, y),
        );
        drawing.text("tick", (36.0, y + 4.0), "end", frame.label - 1.0, &write(tick));
    }
    for run in runs(points) {
        curve(&mut drawing, &run, across, up);
    }
    labels(&mut drawing, points, frame, (across, up));
    drawing.finish()
}

fn vertical(known: &[&Estimate], frame: Frame) -> Axis {
    let low = known.iter().map(|estimate| estimate.low).fold(f64::INFINITY, f64::min);
    let high = known.iter().map(|estimate| estimate.high).fold(f64::NEG_INFINITY, f64::max);
    let step = nice_step((high - low).max(1e-9) / 4.0);
    let values = ((low / step).floor() * step, (high / step).ceil() * step);
    Axis { values, positions: (frame.height - 30.0, 18.0), scale: Scale::Linear }
}

fn horizontal(count: usize, frame: Frame) -> Axis {
    let last = u32::try_from(count.saturating_sub(1)).unwrap_or(u32::MAX);
    Axis {
        values: (0.0, f64::from(last)),
        positions: (62.0, frame.width - 34.0),
        scale: Scale::Linear,
    }
}

/// Consecutive periods that have a value, with their position.
fn runs(points: &[SeriesPoint]) -> Vec<Vec<(f64, Estimate)>> {
    let mut runs: Vec<Vec<(f64, Estimate)>> = vec![Vec::new()];
    for (index, point) in (0u32..).zip(points) {
        match (point.estimate, runs.last_mut()) {
            (Some(estimate), Some(run)) => run.push((f64::from(index), estimate)),
            _ => runs.push(Vec::new()),
        }
    }
    runs
}

fn curve(drawing: &mut Drawing, run: &[(f64, Estimate)], across: Axis, up: Axis) {
    let place = |index: f64, value: f64| (across.at(index), up.at(value));
    let above = run.iter().map(|&(index, estimate)| place(index, estimate.high));
    let below = run.iter().rev().map(|&(index, estimate)| place(index, estimate.low));
    let band: Vec<(f64, f64)> = above.chain(below).collect();
    let line: Vec<(f64, f64)> =
        run.iter().map(|&(index, estimate)| place(index, estimate.value)).collect();
    if run.len() > 1 {
        drawing.through("polygon", "band", &band);
        drawing.through("polyline", "line", &line);
    } else if let [top, bottom] = band[..] {
        drawing.line("bar", top, bottom);
    }
    for centre in line {
        drawing.disc("dot", centre, 3.5);
    }
}

/// The names of the periods, as many as fit, and the values of the first and the last.
fn labels(drawing: &mut Drawing, points: &[SeriesPoint], frame: Frame, (across, up): (Axis, Axis)) {
    let widest =
        points.iter().map(|point| frame.label_width(&point.short)).fold(0.0, f64::max) + 8.0;
    let gap = if points.len() > 1 { across.at(1.0) - across.at(0.0) } else { frame.width };
    let last = points.len().saturating_sub(1);
    let mut free = f64::NEG_INFINITY;
    for (number, (index, point)) in (0u32..).zip(points.iter().enumerate()) {
        let x = across.at(f64::from(number));
        let room = x - widest / 2.0 >= free
            && (index == last
                || across.at(f64::from(number)) + widest <= across.positions.1
                || gap >= widest);
        if room {
            drawing.text(
                "tick",
                (x, frame.height - 8.0),
                "middle",
                frame.label - 1.0,
                &point.short,
            );
            free = x + widest / 2.0;
        }
        let ends = index == 0 || index == last;
        if let Some(estimate) = point.estimate.filter(|_| ends || gap > 44.0) {
            drawing.text(
                "value",
                (x, up.at(estimate.value) - 9.0),
                "middle",
                frame.label,
                &point.text,
            );
        }
    }
}
