//! The files of a model: found, checked by hash where a card states them, described.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

use super::{Card, ModelConfig, export};
use crate::assets::embedded::Models;
use crate::assets::{AssetError, sha256_hex};

/// The model used unless another is asked for.
pub const DEFAULT_MODEL: &str = "vigie-base";

/// Where the graph lies in the folder of a model: the first of these that is there.
const GRAPHS: [&str; 2] = ["model.onnx", "onnx/model.onnx"];

/// What n-grams add to the answers of the graph, where the card names it.
const GRAMS: &str = "grams.bin";

/// What exporters call the weights that they write beside the graph.
const WEIGHTS_ASIDE: [&str; 2] = ["_data", ".data"];

/// An ONNX file is one protocol buffer, which holds two gigabytes at most.
const MOST_BYTES: u64 = 2 << 30;

/// The files of a model, read and checked against its card where it has one.
#[derive(Debug)]
pub struct ModelFiles {
    /// Its name: that of its card, else of its folder.
    pub name: String,
    /// What it is and how good it is; none where it comes without a card.
    pub card: Option<Card>,
    /// Its heads.
    pub config: ModelConfig,
    /// For each head that may have several answers, the least probability of each label.
    pub thresholds: BTreeMap<String, BTreeMap<String, f32>>,
    /// The SHA-256 of each file.
    pub hashes: BTreeMap<String, String>,
    /// The ONNX graph.
    pub onnx: Cow<'static, [u8]>,
    /// The `tokenizer.json`.
    pub tokenizer: String,
    /// The `grams.bin`: what n-grams add to the answers of the graph; none where the card names none.
    pub grams: Option<Cow<'static, [u8]>>,
}

/// How a model that comes without a card is read.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelReading {
    /// What its labels stand for, where their names do not tell: `LABEL_0` → `neg`.
    pub labels: BTreeMap<String, String>,
    /// The least probability of a label where several may hold.
    pub threshold: f32,
}

impl Default for ModelReading {
    fn default() -> Self {
        Self { labels: BTreeMap::new(), threshold: 0.5 }
    }
}

impl ModelFiles {
    /// The model of this name that the program carries, or the one in the folder of this path, as its own
    /// files say it is to be read.
    ///
    /// # Errors
    ///
    /// As [`Self::find_as`].
    pub fn find(name_or_folder: &str) -> Result<Self, AssetError> {
        Self::find_as(name_or_folder, &ModelReading::default())
    }

    /// The model of this name that the program carries, or the one in the folder of this path. What its
    /// files do not say is taken from `reading`.
    ///
    /// # Errors
    ///
    /// When there is none, a file is missing or unreadable, differs from what the card states, or names
    /// labels that answer none of our questions.
    pub fn find_as(name_or_folder: &str, reading: &ModelReading) -> Result<Self, AssetError> {
        let folder = Path::new(name_or_folder);
        let carried = Models::get(&format!("{name_or_folder}/card.toml")).is_some();
        if carried {
            let name = name_or_folder.to_owned();
            let read = |file: &str| Models::get(&format!("{name}/{file}")).map(|found| found.data);
            Self::load(name_or_folder, reading, |file| Ok(read(file)))
        } else if folder.is_dir() {
            let name = name_of(folder).unwrap_or_else(|| name_or_folder.to_owned());
            usable_size(&name, folder)?;
            Self::load(&name, reading, |file| read_if_there(&folder.join(file)))
        } else {
            let name = name_or_folder.to_owned();
            Err(AssetError::UnknownModel { name, known: Self::carried() })
        }
    }

    /// The names of the models that the program carries.
    pub fn carried() -> Vec<String> {
        let cards =
            Models::iter().filter_map(|path| path.strip_suffix("/card.toml").map(str::to_owned));
        let mut names: Vec<String> = cards.collect();
        names.sort();
        names
    }

    /// Its name, with its version where its card states one.
    pub fn title(&self) -> String {
        self.card
            .as_ref()
            .map_or_else(|| self.name.clone(), |card| format!("{} {}", card.name, card.version))
    }

    fn load(
        model: &str,
        reading: &ModelReading,
        read: impl Fn(&str) -> Result<Option<Cow<'static, [u8]>>, AssetError>,
    ) -> Result<Self, AssetError> {
        let card = match read("card.toml")? {
            Some(bytes) => Some(card(model, &bytes)?),
            None => None,
        };
        let mut hashes = BTreeMap::new();
        let mut checked = |names: &[&str]| {
            for name in names {
                if let Some(bytes) = read(name)? {
                    let hash = checked_hash(model, name, &bytes, card.as_ref())?;
                    hashes.insert((*name).to_owned(), hash);
                    return Ok(bytes);
                }
            }
            Err(AssetError::MissingFile { model: model.to_owned(), file: names[0].to_owned() })
        };
        let config = checked(&["config.json"])?;
        let tokenizer = String::from_utf8_lossy(&checked(&["tokenizer.json"])?).into_owned();
        let onnx = checked(&GRAPHS)?;
        let has_grams = card.as_ref().is_some_and(|card| card.files.contains_key(GRAMS));
        let grams = if has_grams { Some(checked(&[GRAMS])?) } else { None };
        let config = export::config(model, &config, &tokenizer, reading)?;
        let thresholds = match &card {
            Some(card) => card.thresholds.clone(),
            None => same_threshold(&config, reading.threshold),
        };
        let name = card.as_ref().map_or_else(|| model.to_owned(), |card| card.name.clone());
        Ok(Self { name, card, config, thresholds, hashes, onnx, tokenizer, grams })
    }
}

fn card(model: &str, bytes: &[u8]) -> Result<Card, AssetError> {
    toml::from_str(&String::from_utf8_lossy(bytes))
        .map_err(|source| AssetError::Card { model: model.to_owned(), source: Box::new(source) })
}

/// The hash of a file, which is the one that the card states where there is a card.
fn checked_hash(
    model: &str,
    file: &str,
    bytes: &[u8],
    card: Option<&Card>,
) -> Result<String, AssetError> {
    let hash = sha256_hex(bytes);
    if card.is_some_and(|card| card.files.get(file) != Some(&hash)) {
        return Err(AssetError::Hash { model: model.to_owned(), file: file.to_owned() });
    }
    Ok(hash)
}

/// One threshold for every label: of heads with one answer too, whose answer may be a list for us.
fn same_threshold(config: &ModelConfig, threshold: f32) -> BTreeMap<String, BTreeMap<String, f32>> {
    let of_head = |labels: &Vec<String>| -> BTreeMap<String, f32> {
        labels.iter().map(|label| (label.clone(), threshold)).collect()
    };
    config.heads.iter().map(|head| (head.name.clone(), of_head(&head.labels))).collect()
}

/// The last part of the path of a folder, whatever way it is written.
fn name_of(folder: &Path) -> Option<String> {
    let whole = folder.canonicalize().ok()?;
    Some(whole.file_name()?.to_string_lossy().into_owned())
}

/// Refuses, before anything is read, a graph that cannot be whole: too big for one file, or with its
/// weights in another.
fn usable_size(model: &str, folder: &Path) -> Result<(), AssetError> {
    let unusable = |fault: String, hint: &'static str| AssetError::Unusable {
        model: model.to_owned(),
        fault,
        hint,
    };
    for graph in GRAPHS {
        let path = folder.join(graph);
        let Ok(file) = path.metadata() else { continue };
        if file.len() > MOST_BYTES {
            let fault = format!("has a `{graph}` of {} MB", file.len() / 1_000_000);
            return Err(unusable(
                fault,
                "a graph of 2 GB at most can be read: a smaller model is needed",
            ));
        }
        let aside = |end: &&&str| folder.join(format!("{graph}{end}")).is_file();
        if let Some(end) = WEIGHTS_ASIDE.iter().find(aside) {
            return Err(unusable(
                format!("keeps its weights in `{graph}{end}`"),
                "one file is read: onnx.save(onnx.load(\"model.onnx\"), \"model.onnx\", \
                 save_as_external_data=False) writes it whole; then remove the other",
            ));
        }
        return Ok(());
    }
    Ok(())
}

fn read_if_there(path: &Path) -> Result<Option<Cow<'static, [u8]>>, AssetError> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(Cow::Owned(bytes))),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(AssetError::Unreadable { path: path.to_owned(), source }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_model_is_carried_and_is_what_its_card_says() {
        let model = ModelFiles::find(DEFAULT_MODEL).unwrap();
        assert_eq!(model.name, DEFAULT_MODEL);
        assert!(model.config.heads.iter().any(|head| head.name == "sentiment"));
        assert_eq!(model.hashes, model.card.unwrap().files);
    }

    #[test]
    fn an_unknown_model_is_told_with_the_known_ones() {
        let error = ModelFiles::find("no-such-model").unwrap_err();
        assert_eq!(error.to_string(), "there is no model `no-such-model`");
        assert!(
            matches!(error, AssetError::UnknownModel { known, .. } if known == [DEFAULT_MODEL])
        );
    }

    /// The carried model in a folder.
    fn copied() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for file in ["card.toml", "model.onnx", "tokenizer.json", "config.json", GRAMS] {
            let bytes = Models::get(&format!("{DEFAULT_MODEL}/{file}")).unwrap().data;
            std::fs::write(folder.path().join(file), bytes).unwrap();
        }
        folder
    }

    #[test]
    fn a_changed_file_is_refused() {
        let folder = copied();
        let path = folder.path().to_str().unwrap().to_owned();
        assert!(ModelFiles::find(&path).is_ok());
        std::fs::write(folder.path().join("config.json"), "{}").unwrap();
        let error = ModelFiles::find(&path).unwrap_err();
        assert!(matches!(error, AssetError::Hash { file, .. } if file == "config.json"));
    }

    #[test]
    fn without_its_card_a_model_is_named_by_its_folder_and_has_one_threshold() {
        let folder = copied();
        std::fs::remove_file(folder.path().join("card.toml")).unwrap();
        let reading = ModelReading { threshold: 0.4, ..ModelReading::default() };
        let model = ModelFiles::find_as(folder.path().to_str().unwrap(), &reading).unwrap();
        assert_eq!(Some(&*model.name), folder.path().file_name().unwrap().to_str());
        assert!((model.thresholds["signal"]["pending"] - 0.4).abs() < 1e-6);
        assert_eq!(model.title(), model.name);
    }

    #[test]
    fn weights_in_another_file_are_refused_before_anything_is_read() {
        let folder = copied();
        std::fs::write(folder.path().join("model.onnx.data"), "").unwrap();
        let error = ModelFiles::find(folder.path().to_str().unwrap()).unwrap_err();
        assert!(error.to_string().ends_with("keeps its weights in `model.onnx.data`"), "{error}");
    }
}
