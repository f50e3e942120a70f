//! All that is measured.

use std::error::Error;
use std::path::Path;

use serde::Serialize;
use vigie::assets::WordVectors;
use vigie::signals::Meaning;

use super::contract::{self, Case};
use super::corpus::{Reader, file};
use super::meant::Meant;
use super::noise::listen;
use super::ours::Shipped;
use super::peers::{self, Peer};
use super::power::{self, Row, Trials};
use super::request::Request;
use super::scene::{SETTINGS, Scene, Setting};
use super::themes::Theme;

/// The subjects without a common word.
const PARAPHRASES: usize = 10;

/// The backgrounds in which each of them is injected, at most.
const PARAPHRASE_STARTS: u64 = 5;

/// What was measured.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Results {
    /// The version of this form.
    pub(crate) schema_version: u32,
    /// The false alerts of calendars where nothing happens.
    pub(crate) contract: Vec<Case>,
    /// What was found of subjects injected.
    pub(crate) power: Vec<Found>,
    /// The sets that are not in the folder, with what they were needed for.
    pub(crate) missing: Vec<String>,
}

/// What was found in one corpus at one volume.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Found {
    /// The corpus and its volume, or the subjects without a common word.
    pub(crate) name: String,
    pub(crate) subjects: Vec<Subject>,
    pub(crate) starts: u64,
    pub(crate) prevalences: Vec<f64>,
    pub(crate) rows: Vec<Row>,
}

/// A subject that was injected.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Subject {
    pub(crate) name: String,
    /// The feedback that could be injected.
    pub(crate) feedback: usize,
}

/// Measures what is asked for and can be read.
pub(crate) fn measure(request: &Request, reader: &Reader) -> Result<Results, Box<dyn Error>> {
    let mut results = Results { schema_version: 1, ..Results::default() };
    let lacks = |files: &[&str]| -> Vec<String> {
        let paths = files.iter().map(|name| file(&request.data, name));
        paths.filter(|path| !path.is_file()).map(|path| path.display().to_string()).collect()
    };
    let mut part = |name: &str, files: &[&str]| {
        let lacking = if request.asks(name) { lacks(files) } else { Vec::new() };
        let measured = request.asks(name) && lacking.is_empty();
        results.missing.extend(lacking.into_iter().map(|path| format!("{path}, for {name}")));
        measured
    };
    let [contract, paraphrases] =
        [part("contract", contract::FILES), part("paraphrases", SETTINGS[0].files)];
    let settings: Vec<Setting> =
        SETTINGS.into_iter().filter(|setting| part(setting.name, setting.files)).collect();
    if contract {
        results.contract = contract::run(reader, &request.data, request.reports)?;
    }
    for setting in settings {
        results.power.push(themes(request, reader, setting)?);
    }
    if paraphrases {
        results.power.push(without_words(request, reader, &request.data)?);
    }
    Ok(results)
}

/// Subjects told by their words, ours beside the peers.
fn themes(request: &Request, reader: &Reader, setting: Setting) -> Result<Found, Box<dyn Error>> {
    let scene = Scene::of_themes(reader, &request.data, setting)?;
    let trials = Trials { starts: request.starts, prevalences: vec![0.002, 0.005, 0.01, 0.02] };
    Ok(found(setting.name, &scene, reader, request, &peers::all(), trials))
}

/// Subjects without a common word: methods of single features are not made for them.
fn without_words(request: &Request, reader: &Reader, data: &Path) -> Result<Found, Box<dyn Error>> {
    let scene = Scene::of_paraphrases(reader, data, SETTINGS[0], PARAPHRASES)?;
    let starts = request.starts.min(PARAPHRASE_STARTS);
    let trials = Trials { starts, prevalences: vec![0.01, 0.02, 0.05] };
    let mut all = found("paraphrases", &scene, reader, request, &[], trials.clone());
    let vectors = WordVectors::embedded()?;
    let ours = Shipped {
        said: &scene.said,
        dataset: scene.dataset(),
        settings: reader.signals(),
        meaning: Meaning { vectors: &vectors, settings: reader.themes() },
    };
    all.rows.push(Meant { scene: &scene, ours }.row(&trials));
    Ok(all)
}

fn found(
    name: &str,
    scene: &Scene,
    reader: &Reader,
    request: &Request,
    peers: &[Box<dyn Peer>],
    trials: Trials,
) -> Found {
    let noise = listen(scene, reader.signals(), peers, request.reports.div_ceil(2));
    let rows = power::run(scene, reader.signals(), peers, &noise, &trials);
    Found {
        name: name.to_owned(),
        subjects: scene.themes.iter().map(subject).collect(),
        starts: trials.starts,
        prevalences: trials.prevalences,
        rows,
    }
}

fn subject(theme: &Theme) -> Subject {
    Subject { name: theme.name.clone(), feedback: theme.pool.len() }
}
