//! What explains the score, why it moved, whether an action helped, whether two groups differ.
//!
//! Everything here describes the answers that came in. Nothing is a forecast or a proof of cause.

mod action;
mod change;
mod compare;
mod design;
mod key;
mod penalty;
mod settings;

pub use action::{Action, ActionOutcome, Verdict, outcome};
pub use change::{
    MixEffect, PeriodScore, ScoreChange, Span, ThemeChange, last_spans, score_change,
};
pub use compare::{Arm, Comparison, Distinct, compare};
pub use key::{Detractors, KeyDriver, KeyDrivers, key_drivers};
pub use penalty::{Asymmetry, AsymmetryClass, asymmetries};
pub use settings::DriverSettings;
