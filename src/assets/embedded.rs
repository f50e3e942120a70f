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

/// The exports that are recognised, as `<name>.toml`.
#[derive(RustEmbed)]
#[folder = "lexicons/presets/"]
#[include = "*.toml"]
struct PresetFiles;

/// The name and the text of each preset of export, in the order of their names.
pub fn embedded_presets() -> impl Iterator<Item = (String, String)> {
    let mut names: Vec<_> = PresetFiles::iter().collect();
    names.sort();
    names.into_iter().filter_map(|path| {
        let text = String::from_utf8(PresetFiles::get(&path)?.data.into_owned()).ok()?;
        Some((path.strip_suffix(".toml")?.to_owned(), text))
    })
}

/// The journeys, as `journeys/<name>.toml`.
#[derive(RustEmbed)]
#[folder = "lexicons/"]
#[include = "journeys/*.toml"]
pub(super) struct JourneyFiles;
