//! What the user typed, and nothing else. Every flag is optional: defaults live in the settings.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::Signals;

/// Reads what customers write and finds what hurts, where on the journey, how sure that is, and what to
/// look at first. French first, English second. Nothing leaves the machine.
#[derive(Debug, Parser)]
#[command(name = "vigie", version, max_term_width = 100, propagate_version = true)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) common: Common,
    #[command(subcommand)]
    pub(crate) command: Command,
}

const EXAMPLES: &str = "\
Examples:
  vigie report avis.csv -o rapport            analyse an export, write a report
  vigie metrics avis.csv --by Magasin         the scores with their intervals, by shop
  vigie drivers avis.csv                      what explains the score, and why it moved
  vigie signals avis.csv                      what is still rare and rises, or hurts
  vigie init && vigie ingest avis.csv         keep batches in a store
  vigie search 'livraison touchpoint:delivery- date:2026-03..'
  vigie annotate < avis.jsonl > annotated.jsonl

Exit codes: 0 done · 2 usage or unusable input · 3 done, with rejects · 4 too many rejects · 5 --fail-on ·
  10 store locked · 11 store corrupt · 12 disk · 13 permission · 14 model or lexicon · 130 interrupted";

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Lang {
    Fr,
    En,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum RuntimeChoice {
    /// The embedded runtime.
    Rten,
    /// ONNX Runtime, from a library found on the machine.
    Ort,
    /// ONNX Runtime where a library is found, else the embedded runtime.
    Auto,
}

#[derive(Debug, Default, Args)]
pub(crate) struct Common {
    /// The project, a folder with a `vigie.toml` [default: the nearest one upward]
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) project: Option<PathBuf>,
    /// The clock of the run, as 2026-11-22T08:00:00Z [default: now]
    #[arg(long, global = true, value_name = "RFC3339")]
    pub(crate) now: Option<String>,
    /// Threads to work on [default: one a core]
    #[arg(long, short = 'j', global = true, value_name = "N")]
    pub(crate) threads: Option<usize>,
    /// A model carried by the program, or the folder of one: model.onnx, tokenizer.json and config.json, as
    /// exported from Hugging Face; the lexicons answer what it does not
    #[arg(long, global = true, value_name = "NAME|DIR")]
    pub(crate) model: Option<String>,
    /// What runs the model [default: rten]
    #[arg(long, global = true, value_name = "RUNTIME")]
    pub(crate) runtime: Option<RuntimeChoice>,
    /// Annotate with lexicons alone
    #[arg(long, global = true, conflicts_with_all = ["model", "runtime"])]
    pub(crate) no_models: bool,
    /// The language of what is written for people [default: that of most feedback]
    #[arg(long, global = true, value_name = "LANG")]
    pub(crate) lang: Option<Lang>,
    /// Only errors on standard error
    #[arg(long, short, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// Times of each stage, and no bar
    #[arg(long, short, global = true)]
    pub(crate) verbose: bool,
}

/// How files are read.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "How files are read")]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag")]
pub(crate) struct Reading {
    /// A column that the header does not tell, as text=Verbatim, answer="Pourquoi ?", date=Le, event="Date d'achat",
    /// score=Note:nps, id=…, customer=…, channel=…, language=…, session=…; repeatable
    #[arg(long, value_name = "ROLE=COLUMN")]
    pub(crate) map: Vec<String>,
    /// The character encoding, as windows-1252; mixed where lines differ
    #[arg(long, value_name = "NAME")]
    pub(crate) encoding: Option<String>,
    /// The delimiter: ',', ';', '|' or 'tab'
    #[arg(long, value_name = "CHAR")]
    pub(crate) delimiter: Option<String>,
    /// The order of ambiguous dates, dmy or mdy; or ymd, unix, unix-ms
    #[arg(long, value_name = "ORDER")]
    pub(crate) date_format: Option<String>,
    /// The time zone of the dates, as Europe/Paris
    #[arg(long, value_name = "ZONE")]
    pub(crate) zone: Option<String>,
    /// The sheet of a spreadsheet [default: the first one that is shown]
    #[arg(long, value_name = "NAME")]
    pub(crate) sheet: Option<String>,
    /// A value of scores that is no answer, as 99; repeatable
    #[arg(long, value_name = "VALUE")]
    pub(crate) missing: Vec<String>,
    /// The first row is a record: columns are named `column 1`, `column 2` …
    #[arg(long)]
    pub(crate) no_header: bool,
    /// What begins the lines that are comments, as '#'
    #[arg(long, value_name = "CHAR")]
    pub(crate) comment: Option<String>,
    /// What stands before a quote inside a quoted field, as '\'
    #[arg(long, value_name = "CHAR")]
    pub(crate) escape: Option<String>,
    /// Join the fields beyond the last column to it: texts whose commas were not quoted
    #[arg(long)]
    pub(crate) tail_join: bool,
    /// Keep the bytes that cannot be read as U+FFFD rather than reject their record
    #[arg(long)]
    pub(crate) lossy: bool,
    /// Mend text that was encoded twice (« Ã© »)
    #[arg(long)]
    pub(crate) fix_mojibake: bool,
    /// Read the rows that the export knows for tests and previews
    #[arg(long)]
    pub(crate) keep_tests: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Analyse files, or the store, and write a report
    Report(Report),
    /// The scores with their intervals: NPS, CSAT, CES …, by period, by segment
    Metrics(Metrics),
    /// What explains the score, why it moved, whether an action helped, whether groups differ
    Drivers(Drivers),
    /// The journey, phase by phase, and its moments of truth
    Journey(Journey),
    /// The weak signals: what rises, is new, foretells a fall, or is rare and severe
    Signals(Signals),
    /// Make a project: a `vigie.toml` and an empty store
    Init(Init),
    /// Add files to the store
    Ingest(Ingest),
    /// List the rejected records, or read them again once mended
    Rejects(Rejects),
    /// Annotate records from standard input to standard output; keep nothing
    Annotate(Annotate),
    /// Search the store
    Search(Search),
    /// Show what was found in one feedback, where, by what and how sure
    Explain(Explain),
    /// Measure the quality of the answers on a labelled file
    Evaluate(Evaluate),
    /// Check the models, lexicons, runtimes and store
    Doctor(Doctor),
    /// Check that the store is whole and what was written
    Verify(Verify),
    /// Care for the search index
    Index(IndexCare),
    /// List what the store was filled from
    Sources(Sources),
    /// Copy the project, its store included, while it may be in use
    Backup(Backup),
    /// Make a project from a backup
    Restore(Restore),
    /// Print the effective settings and where each comes from
    Config(Config),
}

/// What is analysed: files, or the store.
#[derive(Debug, Args)]
pub(crate) struct Given {
    /// Exports to analyse, as they are (CSV, JSON, XLSX, XLS, ODS, Parquet, Arrow, packed or not; `-` is standard input);
    /// the store where none is given
    pub(crate) files: Vec<PathBuf>,
    /// Only feedback from this day on
    #[arg(long, value_name = "DATE")]
    pub(crate) since: Option<String>,
    /// As if this were the last day
    #[arg(long, value_name = "DATE")]
    pub(crate) as_of: Option<String>,
    /// Only feedback with this value in this column, as moment=hot; repeatable
    #[arg(long, value_name = "COLUMN=VALUE")]
    pub(crate) only: Vec<String>,
    /// A score in a column, never guessed: nps:COLUMN, csat:COLUMN, cxi:NEEDS:EASE:ENJOYABLE (three columns),
    /// ces:COLUMN:1-5|1-7:high-is-easy|low-is-easy:mean|share|top2|index; repeatable
    #[arg(long, value_name = "SCORE")]
    pub(crate) score: Vec<String>,
    #[command(flatten)]
    pub(crate) reading: Reading,
}

#[derive(Debug, Args)]
pub(crate) struct Report {
    #[command(flatten)]
    pub(crate) given: Given,
    /// Where to write the report
    #[arg(long, short, value_name = "DIR", default_value = "report")]
    pub(crate) output: PathBuf,
    /// Split the indicators by this column; repeatable
    #[arg(long, value_name = "COLUMN")]
    pub(crate) by: Vec<String>,
    /// The journey: five-phases, four-phases, three-phases, or a file of yours [default: five-phases]
    #[arg(long, value_name = "NAME|FILE")]
    pub(crate) journey: Option<String>,
    #[command(flatten)]
    pub(crate) tables: Tables,
}

const KPI_HELP: &str = "\
A table of key figures by period and touchpoint: visitors, conversions, carts, orders, customers_start, \
customers_end, new_customers, lost_customers, acquisition_spend, margin, discount";

/// Tables beside the feedback.
#[derive(Debug, Default, Args)]
pub(crate) struct Tables {
    /// A table of customers with what each is worth: columns `customer` and `value`
    #[arg(long, value_name = "TABLE")]
    pub(crate) customers: Option<PathBuf>,
    #[arg(long, value_name = "TABLE", help = KPI_HELP)]
    pub(crate) kpi: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Metrics {
    #[command(flatten)]
    pub(crate) given: Given,
    /// Also by the values of this column, or by `touchpoint`; repeatable
    #[arg(long, value_name = "COLUMN")]
    pub(crate) by: Vec<String>,
    /// Also by week, month or quarter
    #[arg(long, value_name = "LENGTH")]
    pub(crate) period: Option<String>,
    /// Pool the waves that this column tells apart, with equal weights or with these, as Vague=2025:0.4,2026:0.6
    #[arg(long, value_name = "COLUMN[=WAVE:WEIGHT,…]")]
    pub(crate) pool: Option<String>,
    /// A pair of Kano's questions, as "Retrait=Avec retrait/Sans retrait"; repeatable
    #[arg(long, value_name = "NAME=WITH/WITHOUT")]
    pub(crate) kano: Vec<String>,
    /// A need asked about on importance and satisfaction, as "Délai=Imp. délai/Sat. délai"; repeatable
    #[arg(long, value_name = "NAME=IMPORTANCE/SATISFACTION")]
    pub(crate) need: Vec<String>,
    #[command(flatten)]
    pub(crate) tables: Tables,
    /// The form of the answer
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(crate) format: HumanOrJson,
}

#[derive(Debug, Args)]
pub(crate) struct Drivers {
    #[command(flatten)]
    pub(crate) given: Given,
    /// A column of numbers that is a driver, in place of what is said of the touchpoints; repeatable
    #[arg(long, value_name = "COLUMN")]
    pub(crate) driver: Vec<String>,
    /// The earlier period to compare [default: the 13 weeks before the last 13]
    #[arg(long, value_name = "DAY..DAY", requires = "after")]
    pub(crate) before: Option<String>,
    /// The later period to compare [default: the last 13 weeks]
    #[arg(long, value_name = "DAY..DAY", requires = "before")]
    pub(crate) after: Option<String>,
    /// The column whose mix is taken out of the change [default: the one with the largest effect]
    #[arg(long, value_name = "COLUMN")]
    pub(crate) mix: Option<String>,
    /// Something done, to be given a verdict, as 2026-03-01=delivery:carrier changed; repeatable
    #[arg(long, value_name = "DAY=TOUCHPOINT")]
    pub(crate) action: Vec<String>,
    /// Compare the groups that this column makes (A/B, multivariate), as Test=A; repeatable
    #[arg(long, value_name = "COLUMN[=CONTROL]")]
    pub(crate) compare: Vec<String>,
    /// The form of the answer
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(crate) format: HumanOrJson,
}

#[derive(Debug, Args)]
pub(crate) struct Journey {
    #[command(flatten)]
    pub(crate) given: Given,
    /// The journey: five-phases, four-phases, three-phases, or a file of yours [default: five-phases]
    #[arg(long = "journey", value_name = "NAME|FILE")]
    pub(crate) plan: Option<String>,
    /// The form of the answer
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(crate) format: HumanOrJson,
}

#[derive(Debug, Args)]
pub(crate) struct Init {
    /// The folder of the project
    #[arg(default_value = ".")]
    pub(crate) folder: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct Ingest {
    /// Exports to add, as they are (CSV, JSON, XLSX, XLS, ODS, Parquet, Arrow, packed or not; `-` is standard input)
    #[arg(required_unless_present = "resume")]
    pub(crate) files: Vec<PathBuf>,
    /// Go on with the files that were left half way, then add FILES
    #[arg(long, conflicts_with = "dry_run")]
    pub(crate) resume: bool,
    /// Add a file even where the store knows nearly all of it under another name or mapping
    #[arg(long)]
    pub(crate) allow_overlap: bool,
    /// Show how the files would be read, and stop
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// The form of the answer
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(crate) format: HumanOrJson,
    #[command(flatten)]
    pub(crate) reading: Reading,
}

#[derive(Debug, Args)]
pub(crate) struct Rejects {
    #[command(subcommand)]
    pub(crate) command: RejectsCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum RejectsCommand {
    /// List the files of rejects of the project
    List,
    /// Read mended rejects again, each under the identity that it had in its file
    Retry(RejectsRetry),
}

#[derive(Debug, Args)]
pub(crate) struct RejectsRetry {
    /// Files of rejects, their `row` mended, and `raw` taken away where there was one
    #[arg(required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// The form of the answer
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(crate) format: HumanOrJson,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum HumanOrJson {
    Human,
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum RecordFormat {
    Jsonl,
    Csv,
}

#[derive(Debug, Args)]
pub(crate) struct Annotate {
    /// The form of the records, in and out
    #[arg(long, value_name = "FORMAT", default_value = "jsonl")]
    pub(crate) format: RecordFormat,
    /// The field that holds the text [default: text, or the one that the header tells]
    #[arg(long, value_name = "FIELD")]
    pub(crate) text: Option<String>,
    /// Also write the cues of the lexicons found in each text, as `vigie_cues` (JSON Lines only)
    #[arg(long)]
    pub(crate) cues: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum HitFormat {
    Human,
    Json,
    Jsonl,
    Csv,
    /// A corpus for `IRaMuTeQ`: all hits, unless --limit says fewer
    Iramuteq,
    /// A corpus for TXM (import XML/w): all hits, unless --limit says fewer
    Txm,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum HitOrder {
    /// Those that answer best first
    #[default]
    Relevance,
    /// The latest first
    Date,
    /// The lowest score first
    Score,
    /// The most severe first
    Severity,
}

/// A change of a saved query that scripts are told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Alert {
    /// Said more in the last weeks than chance would have it
    Rising,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum KwicOrder {
    /// In the order of the hits
    #[default]
    Hit,
    /// By the words before, from the nearest on
    Left,
    /// By the passage and the words after
    Right,
}

const QUERY_HELP: &str = "\
What to look for: words, \"phrases\", OR, -not, prefix*, fuzzy~, near/5, touchpoint:delivery-, sentiment:neg, \
signal:churn_intent, score<=6, date:2026-01..2026-03, any column as magasin:lyon; '*' for all";

const SEARCH_EXAMPLES: &str = "\
Examples:
  vigie search 'livraison retard -colis'               both words in any form, not the third
  vigie search 'colis near/5 perdu OR remboursemnt~'   near each other; spelt nearly so
  vigie search livraison --kwic --kwic-sort right      each passage in its context
  vigie search retard --facet touchpoint --facet week  counts, with what is over-represented
  vigie search 'stars<=2' --specificities              the words of the dissatisfied
  vigie search --like 42                               feedback that say the same
  vigie search 'colis abîmé' --semantic                the same in other words, or in English
  vigie search 'retard livraison' --save retards       keep a query; --saved retards follows it
  vigie search --discover                              what else is spoken of, under names that last";

#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
#[command(after_help = SEARCH_EXAMPLES)]
pub(crate) struct Search {
    #[arg(help = QUERY_HELP, required_unless_present_any = ["like", "saved", "themes", "discover"])]
    pub(crate) query: Option<String>,
    /// A further condition; repeatable
    #[arg(long, value_name = "FILTER")]
    pub(crate) r#where: Vec<String>,
    /// The most hits, or words of each list [default: 20; exports: all]
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<usize>,
    /// The order of the hits; of two alike, the first stored comes first
    #[arg(long, value_name = "ORDER", default_value = "relevance", conflicts_with_all = ["like", "semantic"])]
    pub(crate) sort: HitOrder,
    /// The form of the answer
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(crate) format: HitFormat,
    /// Show what the query was understood as, and how many feedback answer
    #[arg(long)]
    pub(crate) explain: bool,
    /// Feedback like this one, by spelling and meaning, among those that answer the query where there is one
    #[arg(long, value_name = "ID", conflicts_with_all = ["semantic", "facet", "specificities", "cooccurring"])]
    pub(crate) like: Option<String>,
    /// Also feedback that mean what is asked in other words or in the other language
    #[arg(long, conflicts_with_all = ["facet", "specificities", "cooccurring"])]
    pub(crate) semantic: bool,
    /// Each passage that answers in its context, of so many characters on each side
    #[arg(long, value_name = "WIDTH", num_args = 0..=1, default_missing_value = "50")]
    pub(crate) kwic: Option<usize>,
    /// The order of the passages
    #[arg(long, value_name = "ORDER", default_value = "hit", requires = "kwic")]
    pub(crate) kwic_sort: KwicOrder,
    /// Count the hits by sentiment, touchpoint (touchpoint-, touchpoint+), signal, lang, week, month, nps, stars, csat,
    /// ces, or any column; repeatable
    #[arg(long, value_name = "NAME")]
    pub(crate) facet: Vec<String>,
    /// The words that the hits say more, and less, than all feedback do (Lafon)
    #[arg(long)]
    pub(crate) specificities: bool,
    /// The words that come with those of the query
    #[arg(long)]
    pub(crate) cooccurring: bool,
    /// Show feedback that nearly repeat each other once [default for people]
    #[arg(long)]
    pub(crate) fold: bool,
    /// Show every hit, repeated or not
    #[arg(long, conflicts_with = "fold")]
    pub(crate) no_fold: bool,
    /// Keep the query under a name, in `themes.toml`, to follow what it finds
    #[arg(long, value_name = "NAME", conflicts_with_all = ["like", "saved", "themes"])]
    pub(crate) save: Option<String>,
    /// Follow a query kept under a name: its weeks, its trend, then its hits or counts
    #[arg(long, value_name = "NAME")]
    pub(crate) saved: Option<String>,
    /// Follow every query kept: a line each, or their weeks by --format csv
    #[arg(long, conflicts_with_all = ["saved", "like", "semantic", "kwic"])]
    pub(crate) themes: bool,
    /// Find what else is spoken of: themes of the feedback that no query kept finds, which keep their names in
    /// `themes-found.json`
    #[arg(long, conflicts_with_all = ["query", "where", "saved", "save", "themes", "like", "semantic", "kwic", "facet",
        "specificities", "cooccurring", "explain"])]
    pub(crate) discover: bool,
    /// With --saved or --themes, end with exit code 5 where a query is said more than before
    #[arg(long, value_name = "CHANGE")]
    pub(crate) fail_on: Option<Alert>,
}

#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// The identifier of a feedback of the store
    #[arg(required_unless_present = "text")]
    pub(crate) id: Option<String>,
    /// A text to explain instead
    #[arg(long, conflicts_with = "id")]
    pub(crate) text: Option<String>,
    /// The form of the answer
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(crate) format: HumanOrJson,
}

#[derive(Debug, Args)]
pub(crate) struct Evaluate {
    /// A labelled file: JSON Lines with id, lang, text, s, t, w, e, x, f
    pub(crate) gold: PathBuf,
    /// The form of the answer
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(crate) format: HumanOrJson,
}

#[derive(Debug, Args)]
pub(crate) struct Doctor {
    /// The form of the answer
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(crate) format: HumanOrJson,
}

#[derive(Debug, Args)]
pub(crate) struct Config {
    /// The form of the answer
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(crate) format: HumanOrJson,
}

#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// Read every feedback back, not one in a hundred
    #[arg(long)]
    pub(crate) full: bool,
    /// The form of the answer
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(crate) format: HumanOrJson,
}

#[derive(Debug, Args)]
pub(crate) struct IndexCare {
    #[command(subcommand)]
    pub(crate) command: IndexCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum IndexCommand {
    /// Make the index again from the store; searches go on meanwhile
    Rebuild,
}

#[derive(Debug, Args)]
pub(crate) struct Sources {
    /// The form of the answer
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(crate) format: HumanOrJson,
}

#[derive(Debug, Args)]
pub(crate) struct Backup {
    /// The folder of the copy, absent or empty; it is a project of its own
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct Restore {
    /// The folder that `vigie backup` made
    pub(crate) backup: PathBuf,
    /// The folder of the project to make
    #[arg(value_name = "DIR", default_value = ".")]
    pub(crate) folder: PathBuf,
}
