//! What may be asked of `vigie signals`.

use clap::{Args, ValueEnum};

use super::Given;

/// How many false alerts are borne, on average.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Sensitivity {
    /// One in 52 reports
    Prudent,
    /// One in 12 reports
    Normal,
    /// One a report
    #[value(alias = "curious")]
    Curieux,
}

/// What scripts are told of by exit code 5.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SignalGate {
    /// An alert that this report is the first to raise
    New,
    /// Any alert that is open
    Open,
    /// Something rare and severe
    Rare,
    /// A threshold of `vigie.toml` that is tripped
    Alert,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SignalFormat {
    Human,
    Json,
    /// One document a report
    Jsonl,
}

const SIGNALS_EXAMPLES: &str = "\
Examples:
  vigie signals                                        the weak signals of the store
  vigie signals avis.csv --as-of 2026-03-29            of a file, as they stood on a day
  vigie signals --replay 2025-01..2025-12              what each week's report would have raised, knowing no more
  vigie signals --sensitivity prudent --fail-on new    for a scheduler: 5 where something new is raised";

#[derive(Debug, Args)]
#[command(after_help = SIGNALS_EXAMPLES)]
pub(crate) struct Signals {
    #[command(flatten)]
    pub(crate) given: Given,
    /// The report of each week of a period, with what was known then only, as 2025-01..2025-12
    #[arg(long, value_name = "FROM..TO", conflicts_with = "as_of")]
    pub(crate) replay: Option<String>,
    /// How many false alerts are borne [default: normal]
    #[arg(long, value_name = "LEVEL")]
    pub(crate) sensitivity: Option<Sensitivity>,
    /// End with exit code 5 where there is one of these; repeatable
    #[arg(long, value_name = "WHAT")]
    pub(crate) fail_on: Vec<SignalGate>,
    /// The form of the answer
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(crate) format: SignalFormat,
}
