//! Vigie reads what customers write, in French first and English second, and finds what hurts, where
//! on the journey, how sure that is, and what to look at first.
//!
//! The library does the work; the program `vigie` is its first customer. It never prints, exits, reads the
//! clock or the environment: it returns, or it tells an [`observe::Observer`].
//!
//! # From a file to a report
//!
//! ```no_run
//! use std::path::Path;
//! use vigie::assets::{DEFAULT_JOURNEY, JourneyPlan};
//! use vigie::config::Settings;
//! use vigie::observe::Silent;
//! use vigie::pipeline::{Engine, ReportFolder, RunContext, SideTables, analyse, open, read_files};
//!
//! let settings = Settings::default();
//! let engine = Engine::load(&settings.model, &[])?;
//! let mut files = [Path::new("avis.csv")].into_iter().map(open);
//! let read = read_files(&mut files, &settings.ingest, &Silent)?;
//! let dataset = engine.dataset(read.feedback, &Silent)?;
//! let plan = JourneyPlan::find(DEFAULT_JOURNEY)?;
//! let tables = SideTables::default();
//! let now = "2026-11-22T08:00:00Z".to_owned();
//! let context = RunContext { now, as_of: None, engine: &engine, plan: &plan, tables: &tables };
//! let report = analyse(&dataset, read.inputs, &settings, &context, &Silent);
//! ReportFolder::create(Path::new("out"), &["avis.csv".into()])?.write(&report, &Silent)?;
//! # Ok::<(), vigie::error::Error>(())
//! ```
//!
//! # The house, floor by floor
//!
//! A module uses those above it in this list only; a test holds it.
//!
//! | Module | Here is … |
//! |---|---|
//! | [`types`] | what everybody speaks of: feedback, spans, labels, measures, findings |
//! | [`observe`], [`text`], [`privacy`], [`stats`] | a text: its words, clauses, stems, cues, personal data; a number: its interval |
//! | [`assets`], [`evidence`], [`themes`] | models and lexicons, checked by hash; how severe, and which words to quote; what is of like meaning |
//! | [`ingest`], [`classify`], [`store`], [`search`] | a file: its feedback · a text: its labels · the truth at rest · its index |
//! | [`metrics`], [`signals`], [`quality`] | scores and touchpoints · what rises, falls, or is rare and severe · how good the answers are |
//! | [`drivers`], [`hygiene`], [`journey`] | what explains the score, why it moved · faults of measurement · the map |
//! | [`priority`] | what to look at first, with each factor of the rank |
//! | [`report`] | one value that says it all, and its renderers |
//! | [`config`], [`error`], [`pipeline`] | settings and where they come from · what went wrong and what to do · the order of the stages |

pub mod assets;
pub mod classify;
pub mod config;
pub mod drivers;
pub mod error;
pub mod evidence;
pub mod hygiene;
pub mod ingest;
pub mod journey;
pub mod metrics;
pub mod observe;
pub mod pipeline;
pub mod priority;
pub mod privacy;
pub mod quality;
pub mod report;
pub mod search;
pub mod signals;
pub mod stats;
pub mod store;
pub mod text;
pub mod themes;
pub mod types;
