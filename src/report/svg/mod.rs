//! Pictures as inline SVG: they hold no colour of their own, the style sheet of the page gives it by class.
//!
//! Every picture has a title and a description for those who do not see it, and the figures that it shows
//! also stand in a table of the page.

mod canvas;
mod diffusion;
mod labels;
mod map;
mod series;
mod small;

pub(super) use canvas::Frame;
pub(super) use diffusion::{DiffusionPoint, DiffusionWords, diffusion_map, standing_mark};
pub(super) use map::{MapPoint, MapWords, touchpoint_map, zone_mark};
pub(super) use series::{SeriesPoint, SeriesWords, series};
pub(super) use small::{Span, level_bar, pair_bars, sparkline, whisker};
