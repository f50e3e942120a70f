//! What every picture needs: escaping, positions, axes.

use std::fmt::Write;

/// The width of an average character of a label, in parts of its size.
const CHARACTER_WIDTH: f64 = 0.55;

/// The size of a picture and of its labels, in units of its own.
#[derive(Clone, Copy, Debug)]
pub(in crate::report) struct Frame {
    /// Its width.
    pub width: f64,
    /// Its height.
    pub height: f64,
    /// The size of its labels.
    pub label: f64,
}

impl Frame {
    /// For a screen or a sheet of paper.
    pub(in crate::report) const WIDE: Self = Self { width: 760.0, height: 520.0, label: 12.5 };
    /// For a phone.
    pub(in crate::report) const NARROW: Self = Self { width: 360.0, height: 520.0, label: 11.5 };

    /// The same with another height.
    pub(in crate::report) const fn tall(self, height: f64) -> Self {
        Self { height, ..self }
    }

    /// How wide a label is, nearly.
    pub(super) fn label_width(&self, label: &str) -> f64 {
        let characters = u32::try_from(label.chars().count()).unwrap_or(u32::MAX);
        f64::from(characters) * self.label * CHARACTER_WIDTH
    }
}

/// A linear axis: from values to positions.
#[derive(Clone, Copy, Debug)]
pub(super) struct Axis {
    /// The lowest and the highest value.
    pub(super) values: (f64, f64),
    /// Where they stand.
    pub(super) positions: (f64, f64),
    /// How values spread between the ends.
    pub(super) scale: Scale,
}

/// How values spread along an axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scale {
    /// Evenly.
    Linear,
    /// By their square root, from zero up: small values stand farther apart than large ones.
    Root,
    /// By their logarithm, between values above zero: as far from 1 to 2 as from 2 to 4.
    Log,
}

impl Axis {
    /// Where a value stands; values outside the axis stand at its end.
    pub(super) fn at(&self, value: f64) -> f64 {
        let (low, high) = self.values;
        let (low, high, value) = match self.scale {
            Scale::Log => (low.ln(), high.ln(), value.clamp(low, high).ln()),
            Scale::Linear | Scale::Root => (low, high, value),
        };
        let part = if high > low { ((value - low) / (high - low)).clamp(0.0, 1.0) } else { 0.5 };
        let part = if self.scale == Scale::Root { part.sqrt() } else { part };
        self.positions.0 + part * (self.positions.1 - self.positions.0)
    }

    /// Round values along the axis, about `count` of them.
    pub(super) fn ticks(&self, count: u32) -> Vec<f64> {
        let (low, high) = self.values;
        let step = nice_step((high - low) / f64::from(count.max(1)));
        let first = (low / step).ceil();
        (0..=2 * count)
            .map(|tick| (first + f64::from(tick)) * step)
            .filter(|tick| *tick <= high + step * 1e-6)
            .collect()
    }
}

/// The round number, 1, 2 or 5 times a power of ten, at or just above `rough`.
pub(super) fn nice_step(rough: f64) -> f64 {
    if rough.is_nan() || rough <= 0.0 {
        return 1.0;
    }
    let power = 10f64.powf(rough.log10().floor());
    let nice = [1.0, 2.0, 5.0].into_iter().find(|nice| nice * power >= rough * 0.999);
    nice.unwrap_or(10.0) * power
}

/// A text as it may stand between tags or quotation marks.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// A position with one decimal: more would only make the page heavier.
pub(super) fn at(position: f64) -> String {
    let written = format!("{position:.1}");
    written.strip_suffix(".0").map(str::to_owned).unwrap_or(written)
}

/// An SVG element under construction.
#[derive(Debug)]
pub(super) struct Drawing {
    code: String,
}

impl Drawing {
    /// A picture that stands on its own, with what it shows in words.
    pub(super) fn figure(frame: Frame, class: &str, title: &str, description: &str) -> Self {
        let (width, height) = (at(frame.width), at(frame.height));
        let mut drawing = Self { code: String::new() };
        drawing.push(format_args!(
            r#"<svg class="{class}" viewBox="0 0 {width} {height}" role="img"><title>{}</title><desc>{}</desc>"#,
            escape(title),
            escape(description),
        ));
        drawing
    }

    /// A small picture beside the figure that it shows: hidden from those who hear the page.
    pub(super) fn ornament(width: f64, height: f64, class: &str) -> Self {
        let mut drawing = Self { code: String::new() };
        let (width, height) = (at(width), at(height));
        drawing.push(format_args!(
            r#"<svg class="{class}" viewBox="0 0 {width} {height}" width="{width}" height="{height}" aria-hidden="true" focusable="false">"#,
        ));
        drawing
    }

    /// A straight line.
    pub(super) fn line(&mut self, class: &str, from: (f64, f64), to: (f64, f64)) {
        self.push(format_args!(
            r#"<line class="{class}" x1="{}" y1="{}" x2="{}" y2="{}"/>"#,
            at(from.0),
            at(from.1),
            at(to.0),
            at(to.1)
        ));
    }

    /// A rectangle, never narrower than nothing.
    pub(super) fn rectangle(&mut self, class: &str, corner: (f64, f64), size: (f64, f64)) {
        self.push(format_args!(
            r#"<rect class="{class}" x="{}" y="{}" width="{}" height="{}"/>"#,
            at(corner.0),
            at(corner.1),
            at(size.0.max(0.0)),
            at(size.1.max(0.0))
        ));
    }

    /// A disc.
    pub(super) fn disc(&mut self, class: &str, centre: (f64, f64), radius: f64) {
        self.push(format_args!(
            r#"<circle class="{class}" cx="{}" cy="{}" r="{}"/>"#,
            at(centre.0),
            at(centre.1),
            at(radius)
        ));
    }

    /// A closed or open line through points.
    pub(super) fn through(&mut self, tag: &str, class: &str, points: &[(f64, f64)]) {
        let points: Vec<String> =
            points.iter().map(|&(x, y)| format!("{},{}", at(x), at(y))).collect();
        self.push(format_args!(r#"<{tag} class="{class}" points="{}"/>"#, points.join(" ")));
    }

    /// A text; `anchor` is `start`, `middle` or `end`.
    pub(super) fn text(
        &mut self,
        class: &str,
        place: (f64, f64),
        anchor: &str,
        size: f64,
        text: &str,
    ) {
        self.push(format_args!(
            r#"<text class="{class}" x="{}" y="{}" text-anchor="{anchor}" font-size="{}">{}</text>"#,
            at(place.0),
            at(place.1),
            at(size),
            escape(text)
        ));
    }

    /// What is drawn inside tells, under the pointer, what it is.
    pub(super) fn titled(&mut self, title: &str, draw: impl FnOnce(&mut Self)) {
        self.push(format_args!("<g><title>{}</title>", escape(title)));
        draw(self);
        self.push(format_args!("</g>"));
    }

    /// The finished picture.
    pub(super) fn finish(mut self) -> String {
        self.code.push_str("</svg>");
        self.code
    }

    fn push(&mut self, code: std::fmt::Arguments<'_>) {
        self.code.write_fmt(code).expect("a String takes whatever is written");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round() {
        let axis = Axis { values: (0.0, 0.23), positions: (0.0, 1.0), scale: Scale::Linear };
        let ticks = axis.ticks(4);
        assert_eq!(ticks.len(), 3);
        assert!((ticks[2] - 0.2).abs() < 1e-9);
        assert!((nice_step(0.07) - 0.1).abs() < 1e-9);
    }

    #[test]
    fn a_logarithmic_axis_spreads_ratios_evenly() {
        let axis = Axis { values: (0.25, 4.0), positions: (0.0, 8.0), scale: Scale::Log };
        let places = [0.0, 0.25, 0.5, 1.0, 4.0, 90.0].map(|value| axis.at(value));
        for (place, expected) in places.iter().zip([0.0, 0.0, 2.0, 4.0, 8.0, 8.0]) {
            assert!((place - expected).abs() < 1e-9, "{places:?}");
        }
    }

    #[test]
    fn nothing_escapes_from_a_text() {
        assert_eq!(escape(r#""><img onerror='x'>"#), "&quot;&gt;&lt;img onerror=&#39;x&#39;&gt;");
    }

    #[test]
    fn an_axis_without_length_still_places() {
        let axis = Axis { values: (3.0, 3.0), positions: (0.0, 10.0), scale: Scale::Linear };
        assert!((axis.at(3.0) - 5.0).abs() < 1e-9);
    }
}
