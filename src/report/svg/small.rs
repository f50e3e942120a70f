//! Pictures small enough to stand in a line or a cell.

use crate::types::Estimate;

use super::canvas::{Axis, Drawing, Scale};

/// The values between which a small picture is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::report) struct Span {
    /// The left end.
    pub low: f64,
    /// The right end.
    pub high: f64,
}

impl Span {
    /// The smallest span that holds every interval, and zero where they stand on both sides of it.
    pub(in crate::report) fn over<'a>(
        estimates: impl Iterator<Item = &'a Estimate>,
    ) -> Option<Self> {
        let ends = |one: Self, estimate: &Estimate| Self {
            low: one.low.min(estimate.low),
            high: one.high.max(estimate.high),
        };
        let nothing = Self { low: f64::INFINITY, high: f64::NEG_INFINITY };
        let span = estimates.fold(nothing, ends);
        (span.low <= span.high).then(|| {
            let edge = ((span.high - span.low) * 0.04).max(1e-9);
            Self { low: span.low - edge, high: span.high + edge }
        })
    }
}

/// A value as a stroke on the band of its interval, on an axis shared by a table.
pub(in crate::report) fn whisker(estimate: &Estimate, span: Span, width: f64) -> String {
    let height = 18.0;
    let middle = height / 2.0;
    let axis =
        Axis { values: (span.low, span.high), positions: (3.0, width - 3.0), scale: Scale::Linear };
    let mut drawing = Drawing::ornament(width, height, "whisker");
    drawing.line("rail", (0.0, middle), (width, middle));
    if span.low < 0.0 && span.high > 0.0 {
        let zero = axis.at(0.0);
        drawing.line("zero", (zero, 4.0), (zero, height - 4.0));
    }
    let (low, high) = (axis.at(estimate.low), axis.at(estimate.high));
    drawing.rectangle("reach", (low, middle - 4.0), ((high - low).max(2.0), 8.0));
    let value = axis.at(estimate.value);
    drawing.line("stroke", (value, 2.0), (value, height - 2.0));
    drawing.finish()
}

/// A level of 0 to 1 as a bar.
pub(in crate::report) fn level_bar(level: f64) -> String {
    let width = 120.0;
    let mut drawing = Drawing::ornament(width, 6.0, "level");
    drawing.rectangle("rail", (0.0, 0.0), (width, 6.0));
    drawing.rectangle("fill", (0.0, 0.0), (width * level.clamp(0.0, 1.0), 6.0));
    drawing.finish()
}

/// Observed above expected, as two bars on one axis.
pub(in crate::report) fn pair_bars(observed: f64, expected: f64) -> String {
    let width = 180.0;
    let axis = Axis {
        values: (0.0, observed.max(expected).max(1.0)),
        positions: (0.0, width),
        scale: Scale::Linear,
    };
    let mut drawing = Drawing::ornament(width, 22.0, "pair");
    drawing.rectangle("observed", (0.0, 0.0), (axis.at(observed).max(1.5), 9.0));
    drawing.rectangle("expected", (0.0, 12.0), (axis.at(expected).max(1.5), 9.0));
    drawing.finish()
}

/// The scores of a customer, oldest first, as a line; empty below two scores.
pub(in crate::report) fn sparkline(scores: &[f64], span: Span) -> String {
    if scores.len() < 2 {
        return String::new();
    }
    let (width, height) = (120.0, 32.0);
    let last = u32::try_from(scores.len() - 1).unwrap_or(u32::MAX);
    let across = Axis {
        values: (0.0, f64::from(last)),
        positions: (5.0, width - 6.0),
        scale: Scale::Linear,
    };
    let up = Axis {
        values: (span.low, span.high),
        positions: (height - 5.0, 5.0),
        scale: Scale::Linear,
    };
    let points: Vec<(f64, f64)> = (0u32..)
        .zip(scores)
        .map(|(index, &score)| (across.at(f64::from(index)), up.at(score)))
        .collect();
    let mut drawing = Drawing::ornament(width, height, "spark");
    drawing.line("rail", (0.0, up.at(span.low)), (width, up.at(span.low)));
    drawing.through("polyline", "line", &points);
    for &point in &points {
        drawing.disc("small-dot", point, 2.0);
    }
    if let Some(&end) = points.last() {
        drawing.disc("end-dot", end, 4.0);
    }
    drawing.finish()
}
