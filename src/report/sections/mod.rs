//! What each analysis says, as sections that every renderer lays out its way and commands print.

mod drivers;
mod indicators;
mod section;

pub use drivers::{actions, asymmetries, comparison, key_drivers, score_change};
pub use indicators::indicators;
pub use section::{Cell, Grid, Section};
