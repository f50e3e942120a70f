//! Real feedback, read and annotated once as a report would.

use std::error::Error;
use std::fs;
use std::hash::{Hash as _, Hasher as _};
use std::io::Write;
use std::path::{Path, PathBuf};

use rustc_hash::FxHasher;
use vigie::config::Settings;
use vigie::observe::Silent;
use vigie::pipeline::{Engine, open, read_files, with_lexicons};
use vigie::signals::SignalSettings;
use vigie::themes::ThemeSettings;
use vigie::types::{Annotation, Dataset, Feedback, Scale};

/// The bands of a score, and none.
pub(crate) const BANDS: usize = 4;

/// The model and lexicons, with the settings that a report would have.
pub(crate) struct Reader {
    engine: Engine,
    settings: Settings,
    /// Where annotations are kept from one run to the next.
    cache: Option<PathBuf>,
}

impl Reader {
    /// Loads the shipped model and lexicons. The columns are those of the public sets.
    pub(crate) fn new(cache: Option<PathBuf>) -> Result<Self, Box<dyn Error>> {
        let settings = Settings::default();
        let engine = Engine::load(&settings.model, &[])?;
        let mut settings = with_lexicons(&settings, engine.annotator().lexicons());
        settings.ingest.map = ["text=text", "date=date", "id=id", "score=rating:stars"]
            .map(str::parse)
            .into_iter()
            .collect::<Result<_, _>>()?;
        Ok(Self { engine, settings, cache })
    }

    /// How weak signals are looked for.
    pub(crate) fn signals(&self) -> &SignalSettings {
        &self.settings.signals
    }

    /// How groups of meaning are made.
    pub(crate) fn themes(&self) -> &ThemeSettings {
        &self.settings.themes
    }

    /// Reads one set of a folder, `<name>.jsonl.gz`.
    pub(crate) fn read(
        &self,
        data: &Path,
        name: &str,
    ) -> Result<Vec<(Feedback, Annotation)>, Box<dyn Error>> {
        let path = file(data, name);
        let mut ingest = self.settings.ingest.clone();
        if name.ends_with(".unlabelled") {
            ingest.map.retain(|one| one.column == "text" || one.column == "id");
        }
        let read = read_files(&mut [open(&path)].into_iter(), &ingest, &Silent)
            .map_err(|error| format!("cannot read `{}`: {error}", path.display()))?;
        self.annotate(name, read.feedback)
    }

    /// Annotates some feedback, or takes what the same model answered about the same texts the last time.
    pub(crate) fn annotate(
        &self,
        name: &str,
        feedback: Vec<Feedback>,
    ) -> Result<Vec<(Feedback, Annotation)>, Box<dyn Error>> {
        let mut hasher = FxHasher::default();
        self.engine.model_manifest().hash(&mut hasher);
        for one in &feedback {
            one.text.hash(&mut hasher);
        }
        let file = format!("{name}-{:016x}.annotations.jsonl", hasher.finish());
        let file = self.cache.as_ref().map(|folder| folder.join(file));
        let kept = file.as_ref().and_then(|file| fs::read_to_string(file).ok());
        if let Some(kept) = kept {
            let kept: Vec<Annotation> =
                kept.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
            if kept.len() == feedback.len() {
                return Ok(feedback.into_iter().zip(kept).collect());
            }
        }
        let dataset = self.engine.dataset(feedback, &Silent)?;
        if let Some(file) = file {
            let mut out = std::io::BufWriter::new(fs::File::create(file)?);
            for one in dataset.iter() {
                serde_json::to_writer(&mut out, one.annotation)?;
                out.write_all(b"\n")?;
            }
        }
        Ok(dataset.iter().map(|one| (one.feedback.clone(), one.annotation.clone())).collect())
    }
}

/// Where a set lies in the folder of the data.
pub(crate) fn file(data: &Path, name: &str) -> PathBuf {
    data.join(format!("{name}.jsonl.gz"))
}

/// What a score says: low, middle or high; the last band is that of no score.
pub(crate) fn band(feedback: &Feedback) -> usize {
    match feedback.ratings.get(&Scale::Stars) {
        Some(stars) if *stars < 3.0 => 0,
        Some(stars) if *stars < 4.0 => 1,
        Some(_) => 2,
        None => BANDS - 1,
    }
}

/// The bands of a dataset.
pub(crate) fn bands(dataset: &Dataset) -> Vec<usize> {
    dataset.iter().map(|one| band(one.feedback)).collect()
}
