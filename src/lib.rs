//! Vigie reads what customers write, in French first and English second, and finds what hurts, where
//! on the journey, how sure that is, and what to look at first.

pub mod assets;
pub mod classify;
pub mod config;
pub mod error;
pub mod evidence;
pub mod ingest;
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
pub mod types;
