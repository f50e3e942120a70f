//! The files that the program carries: with them it needs nothing else on the machine.

use rust_embed::RustEmbed;

/// The models, without what trains them.
#[derive(RustEmbed)]
#[folder = "models/"]
#[exclude = "train/*"]
#[exclude = "*.md"]
pub(super) struct Models;

/// The lexicons, as `<language>/<name>.tsv`.
#[derive(RustEmbed)]
#[folder = "lexicons/"]
#[include = "*.tsv"]
pub(super) struct LexiconFiles;

/// The journeys, as `journeys/<name>.toml`.
#[derive(RustEmbed)]
#[folder = "lexicons/"]
#[include = "journeys/*.toml"]
pub(super) struct JourneyFiles;
