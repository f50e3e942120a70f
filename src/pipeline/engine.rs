//! The annotator of a run, made from the settings.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::assets::{Card, Lexicons, ModelFiles};
use crate::classify::onnx::{OrtRuntime, RtenRuntime, Runtime};
use crate::classify::{
    Annotator, ClassifyError, ModelSettings, RuntimeSetting, TextToAnnotate, answered_in_words,
};
use crate::error::Error;
use crate::observe::{Observer, Stage};
use crate::types::{Annotation, Dataset, Feedback};

/// Texts are annotated this many at a time: enough to fill batches of one length, little enough to show
/// progress and to stop soon.
const CHUNK: usize = 2048;

/// An annotator, with what it is made of.
#[derive(Debug)]
pub struct Engine {
    annotator: Annotator,
    runtime: String,
    model: Option<Described>,
}

/// What is told of a model.
#[derive(Debug)]
struct Described {
    title: String,
    card: Option<Card>,
    manifest: BTreeMap<String, String>,
}

impl Engine {
    /// Loads lexicons, model and runtime. `libraries` are where ONNX Runtime may lie.
    ///
    /// # Errors
    ///
    /// When an asset or the runtime asked for cannot be used.
    pub fn load(settings: &ModelSettings, libraries: &[PathBuf]) -> Result<Self, Error> {
        let lexicons = Lexicons::embedded()?;
        let Some(runtime) = runtime(settings.runtime, libraries)? else {
            let annotator = Annotator::lexical(lexicons);
            return Ok(Self { annotator, runtime: "none".to_owned(), model: None });
        };
        let files = ModelFiles::find_as(&settings.name, &settings.reading())?;
        let annotator = Annotator::with_model(lexicons, &files, runtime.as_ref())?;
        let answers = answered_in_words(&annotator.answered());
        let model = Described {
            title: files.title(),
            manifest: manifest(&files, settings, answers),
            card: files.card,
        };
        Ok(Self { annotator, runtime: runtime.name().to_owned(), model: Some(model) })
    }

    /// The annotator.
    pub fn annotator(&self) -> &Annotator {
        &self.annotator
    }

    /// The name of the runtime, `none` where lexicons alone answer.
    pub fn runtime(&self) -> &str {
        &self.runtime
    }

    /// The card of the model, where there is one.
    pub fn card(&self) -> Option<&Card> {
        self.model.as_ref()?.card.as_ref()
    }

    /// The name of the model, with its version where its card states one; none where lexicons alone answer.
    pub fn model_title(&self) -> Option<&str> {
        self.model.as_ref().map(|model| model.title.as_str())
    }

    /// The model with the hashes of its files, for the manifest of a run. Of a model without a card, also
    /// which questions it answers and how it is read.
    pub fn model_manifest(&self) -> BTreeMap<String, String> {
        self.model.as_ref().map(|model| model.manifest.clone()).unwrap_or_default()
    }

    /// Annotates texts in the order given, telling the observer.
    ///
    /// # Errors
    ///
    /// When the model fails, or the observer asks to stop.
    pub fn annotate(
        &self,
        texts: &[TextToAnnotate<'_>],
        observer: &dyn Observer,
    ) -> Result<Vec<Annotation>, Error> {
        let mut annotations = Vec::with_capacity(texts.len());
        for chunk in texts.chunks(CHUNK) {
            if observer.stopped() {
                return Err(Error::Stopped);
            }
            annotations.extend(self.annotator.annotate(chunk)?);
            observer.advance(chunk.len() as u64);
        }
        Ok(annotations)
    }

    /// Annotates feedback into a dataset.
    ///
    /// # Errors
    ///
    /// As [`Self::annotate`].
    pub fn dataset(
        &self,
        feedback: Vec<Feedback>,
        observer: &dyn Observer,
    ) -> Result<Dataset, Error> {
        observer.stage(Stage::Classify, Some(feedback.len() as u64));
        let texts: Vec<TextToAnnotate<'_>> = feedback
            .iter()
            .map(|feedback| TextToAnnotate {
                text: &feedback.text,
                language: feedback.language.as_deref(),
            })
            .collect();
        let annotations = self.annotate(&texts, observer)?;
        drop(texts);
        Ok(feedback.into_iter().zip(annotations).collect())
    }
}

fn manifest(
    files: &ModelFiles,
    settings: &ModelSettings,
    answers: String,
) -> BTreeMap<String, String> {
    let mut manifest = files.hashes.clone();
    manifest.insert("name".to_owned(), files.name.clone());
    if let Some(card) = &files.card {
        manifest.insert("version".to_owned(), card.version.clone());
        return manifest;
    }
    manifest.insert("answers".to_owned(), answers);
    manifest.insert("threshold".to_owned(), settings.threshold.to_string());
    let labels = settings.labels.iter();
    manifest.extend(labels.map(|(label, means)| (format!("labels.{label}"), means.clone())));
    manifest
}

fn runtime(
    setting: RuntimeSetting,
    libraries: &[PathBuf],
) -> Result<Option<Box<dyn Runtime>>, ClassifyError> {
    match setting {
        RuntimeSetting::None => Ok(None),
        RuntimeSetting::Rten => Ok(Some(Box::new(RtenRuntime))),
        RuntimeSetting::Ort => Ok(Some(Box::new(OrtRuntime::find(libraries)?))),
        RuntimeSetting::Auto => Ok(Some(match OrtRuntime::find(libraries) {
            Ok(ort) => Box::new(ort),
            Err(_) => Box::new(RtenRuntime),
        })),
    }
}
