//! Why a command cannot be done, what that means, and what to do next.

use std::io;
use std::path::PathBuf;

use crate::assets::AssetError;
use crate::classify::ClassifyError;
use crate::config::ConfigError;
use crate::ingest::IngestError;
use crate::quality::GoldError;
use crate::search::{QueryError, SearchError, SearchErrorKind};
use crate::store::{StoreError, StoreErrorKind};

/// Why a command cannot be done.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file cannot be used at all.
    #[error(transparent)]
    Ingest(#[from] IngestError),
    /// A model or a lexicon cannot be used.
    #[error(transparent)]
    Asset(#[from] AssetError),
    /// Texts cannot be classified.
    #[error(transparent)]
    Classify(#[from] ClassifyError),
    /// The store cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The search index cannot be used, or a query cannot be understood.
    #[error(transparent)]
    Search(#[from] SearchError),
    /// The settings cannot be used.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// A labelled file cannot be used.
    #[error(transparent)]
    Gold(#[from] GoldError),
    /// A place that must not be written, or a file that must not be read.
    #[error("`{}` {reason}", path.display())]
    Forbidden {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        reason: &'static str,
    },
    /// A file given by the user cannot be read.
    #[error("cannot read `{}`", path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file cannot be written.
    #[error("cannot write `{}`", path.display())]
    Create {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A stream of records cannot be read.
    #[error("cannot read the records")]
    Read(#[source] io::Error),
    /// A stream of records cannot be written.
    #[error("cannot write the records")]
    Write(#[source] io::Error),
    /// A table has no column of the name asked for.
    #[error("no column `{wanted}`")]
    NoTextColumn {
        /// The column asked for.
        wanted: String,
        /// The columns found.
        found: Vec<String>,
    },
    /// Too many records could not be used: nothing was published.
    #[error("{rejected} of {read} records of `{file}` cannot be used: nothing was kept")]
    TooManyRejects {
        /// The file.
        file: String,
        /// Records read.
        read: u64,
        /// Records that could not be used.
        rejected: u64,
        /// The first of them, with line, column and reason.
        first: Vec<String>,
    },
    /// Nearly all of a file is in the store under another name, and no identifier tells its records apart.
    #[error("`{file}` is known: {known} of its {of} feedback without identifier are in the store")]
    Overlap {
        /// The file.
        file: String,
        /// How many of its feedback the store has.
        known: u64,
        /// How many it holds that have no identifier.
        of: u64,
    },
    /// The same file is in the store, read with another mapping.
    #[error("`{file}` is in the store, read with other columns")]
    ReadOtherwise {
        /// The file.
        file: String,
    },
    /// The file of a batch that was left half way is not what it was.
    #[error("`{}` has changed since its reading was interrupted", path.display())]
    SourceChanged {
        /// The file.
        path: PathBuf,
    },
    /// The user asked to stop while a file was being added.
    #[error("stopped: {stored} records of `{file}` are stored, the rest is to come")]
    Interrupted {
        /// The file.
        file: String,
        /// How many of its records are stored.
        stored: u64,
    },
    /// No feedback of this identifier is in the store.
    #[error("no feedback `{id}` in the store")]
    UnknownFeedback {
        /// The identifier.
        id: String,
    },
    /// The index finds a feedback that the store does not have.
    #[error("feedback `{id}` is in the search index and not in the store")]
    LostFeedback {
        /// The identifier.
        id: String,
    },
    /// A value on the command line cannot be understood.
    #[error("`{value}` is not {what}")]
    Argument {
        /// The value.
        value: String,
        /// What it should be.
        what: &'static str,
    },
    /// No feedback has a value in the column asked for.
    #[error("no feedback has a value in a column `{wanted}`")]
    NoColumn {
        /// The column asked for.
        wanted: String,
        /// The columns that are filled.
        found: Vec<String>,
    },
    /// A table beside the feedback cannot be used.
    #[error("cannot use the table `{file}`: {reason}")]
    SideTable {
        /// The file.
        file: String,
        /// Why.
        reason: String,
    },
    /// A value on the command line cannot be used.
    #[error("cannot use `{value}`: {reason}")]
    Refused {
        /// The value.
        value: String,
        /// Why.
        reason: String,
    },
    /// A query cannot be understood.
    #[error("{source}")]
    Query {
        /// The query.
        query: String,
        /// What is wrong with it.
        source: Box<QueryError>,
    },
    /// No query is kept under this name.
    #[error("no saved query `{name}`")]
    UnknownTheme {
        /// The name.
        name: String,
        /// The names under which there is one.
        known: Vec<String>,
    },
    /// The user asked to stop.
    #[error("stopped")]
    Stopped,
}

/// What a failure means: exit code and tone follow from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An input or an argument that cannot be used.
    Input,
    /// Too many records that cannot be used.
    Rejects,
    /// The store is held by another process.
    Locked,
    /// The store or its index is damaged.
    Corrupt,
    /// The disk is full or fails.
    Disk,
    /// Not permitted.
    Permission,
    /// A model, lexicon or runtime was refused.
    Asset,
    /// The user asked to stop.
    Stopped,
    /// The reader of the output went away: that is no failure.
    BrokenPipe,
    /// A fault of ours.
    Bug,
}

impl Error {
    /// What the failure means.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Ingest(IngestError::Stopped { .. })
            | Self::Stopped
            | Self::Interrupted { .. } => Kind::Stopped,
            Self::Ingest(IngestError::Unreadable { kind, .. }) => io_kind(*kind),
            Self::Config(ConfigError::Unwritable { source, .. }) => io_kind(source.kind()),
            Self::Ingest(_)
            | Self::Config(_)
            | Self::Gold(_)
            | Self::NoTextColumn { .. }
            | Self::UnknownFeedback { .. }
            | Self::Overlap { .. }
            | Self::ReadOtherwise { .. }
            | Self::SourceChanged { .. }
            | Self::Forbidden { .. }
            | Self::Query { .. }
            | Self::UnknownTheme { .. }
            | Self::Argument { .. }
            | Self::NoColumn { .. }
            | Self::SideTable { .. }
            | Self::Refused { .. } => Kind::Input,
            Self::Asset(AssetError::UnknownJourney { .. } | AssetError::Journey { .. }) => {
                Kind::Input
            }
            Self::Asset(_) | Self::Classify(_) => Kind::Asset,
            Self::TooManyRejects { .. } => Kind::Rejects,
            Self::LostFeedback { .. } => Kind::Corrupt,
            Self::Store(error) => store_kind(error),
            Self::Search(error) => search_kind(error),
            Self::Open { source, .. } if source.kind() == io::ErrorKind::NotFound => Kind::Input,
            Self::Open { source, .. }
            | Self::Create { source, .. }
            | Self::Read(source)
            | Self::Write(source) => io_kind(source.kind()),
        }
    }

    /// What to do next, where something can be done.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Ingest(error) => error.hint(),
            Self::Asset(error) => asset_hint(error),
            Self::Classify(error) => classify_hint(error),
            Self::Store(_) | Self::Search(_) => self.keeping_hint(),
            Self::Config(ConfigError::NoProject { .. }) => {
                Some("`vigie init` makes a project here; --project names another folder".to_owned())
            }
            Self::Config(ConfigError::Book { .. }) => Some(
                "bring the file back, or rename it: themes are then found anew, under new numbers".to_owned(),
            ),
            Self::Config(ConfigError::UnknownKey { nearest: Some(nearest), .. }) => {
                Some(format!("the nearest setting is `{nearest}`; `vigie config` lists them all"))
            }
            Self::NoTextColumn { found, .. } => {
                Some(format!("--text names the column; there are: {}", found.join(", ")))
            }
            Self::NoColumn { found, .. } if found.is_empty() => {
                Some("no other column than those of the score, the date and the text was kept".to_owned())
            }
            Self::NoColumn { found, .. } => Some(format!("there are: {}", found.join(", "))),
            Self::TooManyRejects { first, .. } => Some(format!(
                "the first ones:\n  {}\na --map, --delimiter, --encoding or --date-format may be missing",
                first.join("\n  ")
            )),
            Self::LostFeedback { .. } => {
                Some("`vigie verify` says which of the two is damaged".to_owned())
            }
            Self::Overlap { .. } | Self::ReadOtherwise { .. } => {
                Some("nothing was added; --allow-overlap adds it all the same".to_owned())
            }
            Self::SourceChanged { .. } => Some(
                "bring the file back as it was, or add the new one by its name: `vigie ingest FILE`".to_owned(),
            ),
            Self::Interrupted { .. } => Some("`vigie ingest --resume` goes on".to_owned()),
            Self::Query { query, source } => {
                let caret = source.caret(query)?.replace('\n', "\n  ");
                Some(format!("here in the query:\n  {caret}"))
            }
            Self::UnknownTheme { known, .. } if known.is_empty() => {
                Some("`vigie search QUERY --save NAME` keeps one".to_owned())
            }
            Self::UnknownTheme { known, .. } => Some(format!("there are: {}", known.join(", "))),
            Self::UnknownFeedback { .. } => {
                Some("`vigie search` prints the identifiers of what it finds".to_owned())
            }
            _ => None,
        }
    }

    /// What to do next, where the store or its index fails.
    fn keeping_hint(&self) -> Option<String> {
        match self {
            Self::Store(error) if error.kind() == StoreErrorKind::Locked => {
                Some("wait for the other process to end, then try again".to_owned())
            }
            Self::Store(_) | Self::Search(_) if self.kind() == Kind::Disk => Some(
                "nothing that was acknowledged is lost: free some space if the disk is full, then run the same \
                 command again, it goes on from there"
                    .to_owned(),
            ),
            Self::Store(error) if error.kind() == StoreErrorKind::Corrupt => Some(
                "`vigie verify` says what is damaged; `vigie restore` makes a store from a backup".to_owned(),
            ),
            Self::Store(error) if error.kind() == StoreErrorKind::NotAStore => {
                Some("`vigie init` makes a project with a store".to_owned())
            }
            Self::Search(error) if error.kind() == SearchErrorKind::Corrupt => {
                Some("`vigie index rebuild` makes it again from the store".to_owned())
            }
            _ => None,
        }
    }
}

fn asset_hint(error: &AssetError) -> Option<String> {
    match error {
        AssetError::UnknownModel { known, .. } => Some(format!(
            "models carried by the program: {}; or give the folder of one",
            known.join(", ")
        )),
        AssetError::UnknownJourney { known, .. } => Some(format!(
            "journeys carried by the program: {}; or give the file of one",
            known.join(", ")
        )),
        AssetError::MissingFile { file, .. } if file == "tokenizer.json" => Some(
            "AutoTokenizer.from_pretrained(…).save_pretrained(DIR) of transformers writes it".to_owned(),
        ),
        AssetError::MissingFile { .. } => Some(
            "the folder of a model holds model.onnx (or onnx/model.onnx), tokenizer.json and config.json"
                .to_owned(),
        ),
        AssetError::UnknownLabels { labels, known, .. } => Some(format!(
            "say what they stand for in vigie.toml, `none` for no answer:\n  [model.labels]\n  \"{}\" = \"neg\"\n\
             known labels:\n  {known}",
            labels.first().map_or("LABEL_0", String::as_str)
        )),
        AssetError::Unusable { hint, .. } => Some((*hint).to_owned()),
        _ => None,
    }
}

fn classify_hint(error: &ClassifyError) -> Option<String> {
    let hint = match error {
        ClassifyError::NoLibrary { tried } => return Some(no_library(tried)),
        ClassifyError::Graph { .. } => {
            "an export for sequence classification is needed: inputs `input_ids` and, where it takes them, \
             `attention_mask` and `token_type_ids`; output `logits`, or one output alone"
        }
        ClassifyError::Tokenizer { .. } => {
            "tokenizers as those of BERT, DistilBERT, RoBERTa, CamemBERT and XLM-RoBERTa are read, from \
             the `tokenizer.json` of their export"
        }
        _ => return None,
    };
    Some(hint.to_owned())
}

fn no_library(tried: &[String]) -> String {
    let tried =
        if tried.is_empty() { String::new() } else { format!(" (tried {})", tried.join("; ")) };
    format!(
        "the wheel `onnxruntime` holds one as onnxruntime/capi/libonnxruntime.so.*: name it in \
         VIGIE_ORT_DYLIB, or use the embedded runtime with --runtime rten{tried}"
    )
}

fn store_kind(error: &StoreError) -> Kind {
    match error.kind() {
        StoreErrorKind::Locked => Kind::Locked,
        StoreErrorKind::Corrupt | StoreErrorKind::Version => Kind::Corrupt,
        StoreErrorKind::Io => Kind::Disk,
        StoreErrorKind::Permission => Kind::Permission,
        StoreErrorKind::Exists | StoreErrorKind::NotAStore => Kind::Input,
        StoreErrorKind::Misuse => Kind::Bug,
    }
}

fn search_kind(error: &SearchError) -> Kind {
    match error.kind() {
        SearchErrorKind::Query => Kind::Input,
        SearchErrorKind::Locked => Kind::Locked,
        SearchErrorKind::Corrupt => Kind::Corrupt,
        SearchErrorKind::Io => Kind::Disk,
        SearchErrorKind::Permission => Kind::Permission,
    }
}

fn io_kind(kind: io::ErrorKind) -> Kind {
    match kind {
        io::ErrorKind::BrokenPipe => Kind::BrokenPipe,
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Kind::Permission,
        io::ErrorKind::IsADirectory
        | io::ErrorKind::NotADirectory
        | io::ErrorKind::Unsupported
        | io::ErrorKind::InvalidData
        | io::ErrorKind::UnexpectedEof => Kind::Input,
        _ => Kind::Disk,
    }
}
