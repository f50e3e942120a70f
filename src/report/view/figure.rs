//! A measure written out: its value, its interval, its n, or why there is none.

use serde::Serialize;

use crate::report::language::Lang;
use crate::report::numbers::Unit;
use crate::types::{Estimate, Measure};

/// A measure in words.
#[derive(Clone, Debug, Serialize)]
pub(in crate::report) struct Figure {
    /// The value in its unit, or the reason why there is none.
    pub text: String,
    /// The interval in words; none without a value.
    pub range: Option<String>,
    /// How many answers it rests on, as « n = 120 ».
    pub n: Option<String>,
}

impl Figure {
    /// The value with its interval, on one line.
    pub(in crate::report) fn line(&self) -> String {
        match &self.range {
            Some(range) => format!("{} ({range})", self.text),
            None => self.text.clone(),
        }
    }
}

/// What stands after a value where its unit would not show otherwise.
fn suffix(unit: Unit) -> &'static str {
    match unit {
        Unit::Shift => "\u{a0}pt",
        Unit::Degree => "/100",
        _ => "",
    }
}

/// A measure written out in its unit.
pub(in crate::report) fn figure(lang: Lang, measure: &Measure, unit: Unit) -> Figure {
    match measure {
        Measure::Known(Estimate { value, low, high, n }) => Figure {
            text: format!("{}{}", lang.figure(*value, unit), suffix(unit)),
            range: Some(lang.interval(*value, *low, *high, unit)),
            n: Some(format!("n\u{a0}=\u{a0}{}", lang.integer(*n))),
        },
        Measure::Undefined(reason) => {
            Figure { text: lang.undefined(*reason).to_owned(), range: None, n: None }
        }
    }
}
