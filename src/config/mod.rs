//! Settings: what may be said in `vigie.toml` or on the command line, resolved once.
//!
//! The layers, the later over the earlier: the defaults, the project's `vigie.toml`, the command line. Each
//! effective value remembers the layer that it comes from.

mod error;
mod found;
mod layers;
mod project;
mod settings;
mod themes;

pub use error::ConfigError;
pub use found::FOUND_FILE;
pub use layers::{Effective, Layers, Source};
pub use project::{PROJECT_FILE, Project};
pub use settings::{ReportSettings, Settings};
pub use themes::{THEMES_FILE, Themes};
