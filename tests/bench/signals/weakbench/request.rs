//! What is asked of the benchmark on the command line.

use std::path::PathBuf;

use super::scene::SETTINGS;

/// How the benchmark is called.
pub(crate) const USAGE: &str = "\
usage: cargo bench --bench signals -- --data DIR [--starts N] [--reports N] [--format markdown|json] [WHAT…]

  --data DIR     the folder of the public sets, <name>.jsonl.gz
  --starts N     in how many backgrounds each subject is injected (20)
  --reports N    how many reports the contract is held on (500); half as many for each disturbance, and for noise
  --format       how the results are written (markdown)
  WHAT           contract, paraphrases, or a corpus with its volume:
                 cdiscount-300, cdiscount-1000, hellofresh-100, pole-emploi-100 (all of it)";

/// How the results are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Markdown,
    Json,
}

/// What to measure, and on what.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Request {
    pub(crate) data: PathBuf,
    pub(crate) starts: u64,
    pub(crate) reports: u64,
    pub(crate) format: Format,
    /// Empty where everything is to be measured.
    pub(crate) what: Vec<String>,
}

impl Request {
    /// Reads the arguments.
    ///
    /// # Errors
    ///
    /// Says what cannot be understood.
    pub(crate) fn parse(arguments: impl IntoIterator<Item = String>) -> Result<Self, String> {
        let mut request = Self {
            data: PathBuf::new(),
            starts: 20,
            reports: 500,
            format: Format::Markdown,
            what: Vec::new(),
        };
        let mut arguments = arguments.into_iter();
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or(format!("`{argument}` needs a value"));
            let number =
                |value: String| value.parse().map_err(|_| format!("`{value}` is no number"));
            match argument.as_str() {
                // Cargo adds it.
                "--bench" => {}
                "--data" => request.data = value()?.into(),
                "--starts" => request.starts = number(value()?)?,
                "--reports" => request.reports = number(value()?)?,
                "--format" => request.format = format(&value()?)?,
                what if is_known(what) => request.what.push(argument),
                unknown => return Err(format!("`{unknown}` is unknown")),
            }
        }
        if request.data.as_os_str().is_empty() {
            return Err("the folder of the data is missing".to_owned());
        }
        Ok(request)
    }

    /// Whether a part is asked for.
    pub(crate) fn asks(&self, part: &str) -> bool {
        self.what.is_empty() || self.what.iter().any(|what| what == part)
    }
}

fn format(value: &str) -> Result<Format, String> {
    match value {
        "markdown" => Ok(Format::Markdown),
        "json" => Ok(Format::Json),
        _ => Err(format!("`{value}` is no format: markdown or json")),
    }
}

fn is_known(what: &str) -> bool {
    ["contract", "paraphrases"].contains(&what)
        || SETTINGS.iter().any(|setting| setting.name == what)
}
