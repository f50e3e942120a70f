//! What is watched: the files given, or the store through its index.

use std::collections::BTreeMap;

use jiff::civil::Date;
use vigie::error::Error;
use vigie::pipeline::{StoredTexts, open_index, watch_index};
use vigie::search::Index;
use vigie::signals::{Meaning, Past, SignalSettings, Watch, WeakSignals};
use vigie::store::Store;
use vigie::types::{Dataset, Evidence};

use crate::cli::session::Session;

/// What is watched.
pub(super) enum Corpus<'a> {
    /// The feedback of files, or a part of those of the store.
    Read { watch: Watch<'a>, dataset: &'a Dataset },
    /// All feedback of the store.
    Stored { watch: Watch<'a>, texts: StoredTexts<'a>, store: &'a Store },
}

impl<'a> Corpus<'a> {
    pub(super) fn of_dataset(
        dataset: &'a Dataset,
        settings: &'a SignalSettings,
        meaning: Meaning<'a>,
    ) -> Self {
        Self::Read { watch: Watch::over(dataset, settings).with_meaning(meaning), dataset }
    }

    pub(super) fn of_store(
        store: &'a Store,
        index: &Index,
        settings: &'a SignalSettings,
        meaning: Meaning<'a>,
    ) -> Result<Self, Error> {
        let (watch, rows) = watch_index(index, settings)?;
        let watch = watch.with_meaning(meaning);
        Ok(Self::Stored { watch, texts: StoredTexts::new(store, rows), store })
    }

    /// The weak signals at a day.
    pub(super) fn at(&self, as_of: Option<Date>, past: &mut Past) -> Result<WeakSignals, Error> {
        match self {
            Self::Read { watch, dataset } => {
                let Ok(found) = watch.at(as_of, *dataset, past);
                Ok(found)
            }
            Self::Stored { watch, texts, .. } => watch.at(as_of, texts, past),
        }
    }

    /// The texts of the evidence of some signals, by identifier.
    pub(super) fn quoted(&self, found: &WeakSignals) -> Result<BTreeMap<String, String>, Error> {
        let ids = found.signals.iter().flat_map(|signal| &signal.evidence).map(|one| &one.id);
        let mut texts: BTreeMap<String, String> =
            ids.map(|id| (id.clone(), String::new())).collect();
        match self {
            Self::Read { dataset, .. } => {
                for one in dataset.iter() {
                    if let Some(text) = texts.get_mut(&one.feedback.id) {
                        text.clone_from(&one.feedback.text);
                    }
                }
            }
            Self::Stored { store, .. } => {
                for (id, text) in &mut texts {
                    let found = store.feedback(id)?;
                    *text = found.map(|found| found.feedback.text).unwrap_or_default();
                }
            }
        }
        Ok(texts)
    }
}

/// The words that a piece of evidence quotes.
pub(super) fn words_of(texts: &BTreeMap<String, String>, evidence: &Evidence) -> String {
    let text = texts.get(&evidence.id).map_or("", String::as_str);
    text.get(evidence.span.range()).unwrap_or("").to_owned()
}

/// The index of the store; says where it lacks batches.
pub(super) fn index_of(store: &Store, session: &Session) -> Result<Index, Error> {
    let (index, behind) = open_index(store, session.progress())?;
    if behind > 0 {
        crate::cli::output::say(session.says(
            "note : l'index n'a pas encore tout ce qui est rangé",
            "note: the index does not have yet all that is stored",
        ));
    }
    Ok(index)
}
