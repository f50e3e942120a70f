//! What each analysis says, as sections that every renderer lays out its way and commands print.

mod indicators;
mod section;

pub use indicators::indicators;
pub use section::{Cell, Grid, Section};
