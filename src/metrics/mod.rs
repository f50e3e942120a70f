//! What the scores and the labels say as a whole: indicators, touchpoints, customers.
//!
//! Pure functions of a dataset. What cannot be computed is undefined with its reason.

mod catalogue;
mod clusters;
mod customers;
mod declared;
mod form;
mod impact;
mod indicators;
mod kpi;
mod parts;
mod questionnaire;
mod score;
mod settings;
mod themes;
mod touchpoints;
mod value;

pub use crate::stats::wilson;
pub use catalogue::{MOMENT, Metric, catalogue, moments};
pub use clusters::Clusters;
pub use customers::{cracked_promoters, falling_customers};
pub use declared::{CesMethod, CesScale, DeclaredScore, Direction, attribute};
pub use form::Form;
pub use impact::{Impact, Impacts, Shares, leave_one_out, shares};
pub use indicators::{Split, indicators, split_indicators};
pub use kpi::{KpiRow, kpis};
pub use parts::{Part, Period, by_period, by_value, segment_columns};
pub use questionnaire::{
    KanoClass, KanoFinding, KanoPair, NeedFinding, NeedPair, kano, needs, opportunity,
};
pub use score::{MainScore, ces, csat, net_sentiment, nps, nps_difference, stars_mean};
pub use settings::MetricSettings;
pub use themes::{Theme, ThemeId, ThemeZone, Themes, themes};
pub use touchpoints::{Cuts, cuts, touchpoints};
pub use value::{CustomerValues, Money, money};
