//! What the scores and the labels say as a whole: indicators, touchpoints, customers.
//!
//! Pure functions of a dataset. What cannot be computed is undefined with its reason.

mod customers;
mod impact;
mod indicators;
mod score;
mod settings;
mod touchpoints;

pub use crate::stats::wilson;
pub use customers::{cracked_promoters, falling_customers};
pub use impact::{Impacts, leave_one_out};
pub use indicators::indicators;
pub use score::{
    MainScore, NpsDifference, ces, csat, net_sentiment, nps, nps_difference, stars_mean,
};
pub use settings::MetricSettings;
pub use touchpoints::{Cuts, cuts, touchpoints};
