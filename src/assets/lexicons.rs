//! The lexicons of each language.

use std::collections::BTreeMap;

use super::embedded::LexiconFiles;
use super::{AssetError, sha256_hex};
use crate::text::{Lexicon, Unsaid, folded};
use crate::types::Language;

/// The lexicons of words that never make an alert alone.
const STOP_WORDS: &[&str] = &["calendar", "function_words", "generic_words"];

/// Lexicons by language and name (`signals`, `touchpoints`, `negations` …).
#[derive(Debug)]
pub struct Lexicons {
    by_name: BTreeMap<(Language, String), Lexicon>,
    hashes: BTreeMap<String, String>,
    none: Lexicon,
}

impl Lexicons {
    /// The lexicons that the program carries.
    ///
    /// # Errors
    ///
    /// When a file is not UTF-8 or cannot be understood.
    pub fn embedded() -> Result<Self, AssetError> {
        let files = LexiconFiles::iter()
            .filter_map(|path| Some((path.to_string(), LexiconFiles::get(&path)?.data)));
        Self::from_files(files)
    }

    /// One lexicon that the program carries, for who needs no other.
    ///
    /// # Errors
    ///
    /// As [`Self::embedded`].
    pub fn embedded_one(language: Language, name: &str) -> Result<Lexicon, AssetError> {
        let path = format!("{}/{name}.tsv", language.id());
        let files = LexiconFiles::get(&path).map(|file| (path, file.data));
        let read = Self::from_files(files.into_iter())?;
        Ok(read.get(language, name).clone())
    }

    fn from_files<D: AsRef<[u8]>>(
        files: impl Iterator<Item = (String, D)>,
    ) -> Result<Self, AssetError> {
        let mut by_name: BTreeMap<(Language, String), Lexicon> = BTreeMap::new();
        let mut hashes = BTreeMap::new();
        let mut files: Vec<(String, D)> = files.collect();
        files.sort_by(|a, b| a.0.cmp(&b.0));
        for (path, bytes) in files {
            let Some(key) = key_of(&path) else { continue };
            let text = std::str::from_utf8(bytes.as_ref())
                .map_err(|_| AssetError::NotUtf8 { path: path.clone() })?;
            let lexicon = Lexicon::parse(text)
                .map_err(|source| AssetError::Lexicon { path: path.clone(), source })?;
            hashes.insert(path, sha256_hex(bytes.as_ref()));
            by_name.entry(key).or_default().extend(lexicon);
        }
        Ok(Self { by_name, hashes, none: Lexicon::default() })
    }

    /// A lexicon; empty where the language has none of this name.
    pub fn get(&self, language: Language, name: &str) -> &Lexicon {
        self.by_name.get(&(language, name.to_owned())).unwrap_or(&self.none)
    }

    /// The words that are never what a text is about, of every language: function words, words of the calendar and of any text, and
    /// first names.
    pub fn unsaid(&self) -> Unsaid {
        let of = |names: &[&str], label: Option<&str>| {
            let lexicons = self.iter().filter(|(_, name, _)| names.contains(name));
            let entries = lexicons.flat_map(|(_, _, lexicon)| lexicon.entries());
            let labelled = entries.filter(|(_, own, _)| label.is_none_or(|label| *own == label));
            let folded = labelled.map(|(cue, _, _)| folded(cue));
            folded.filter(|cue| !cue.contains(' ')).collect()
        };
        Unsaid {
            stop: of(STOP_WORDS, None),
            first_names: of(&["first_names"], None),
            ambiguous: of(&["first_names"], Some("ambiguous")),
        }
    }

    /// The SHA-256 of each file, by its path under `lexicons`.
    pub fn hashes(&self) -> &BTreeMap<String, String> {
        &self.hashes
    }

    /// Each lexicon with its language and name.
    pub fn iter(&self) -> impl Iterator<Item = (Language, &str, &Lexicon)> {
        self.by_name.iter().map(|((language, name), lexicon)| (*language, name.as_str(), lexicon))
    }
}

/// The language and name of `fr/signals.tsv`, or of one of its parts, `fr/signals/bank.tsv`.
fn key_of(path: &str) -> Option<(Language, String)> {
    let (folder, file) = path.split_once('/')?;
    let language = [Language::Fr, Language::En].into_iter().find(|known| known.id() == folder)?;
    let name = file.strip_suffix(".tsv")?;
    Some((language, name.split_once('/').map_or(name, |(whole, _)| whole).to_owned()))
}
