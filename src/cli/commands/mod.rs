//! The commands, one a file.

pub(crate) mod annotate;
pub(crate) mod backup;
pub(crate) mod config;
pub(crate) mod doctor;
pub(crate) mod drivers;
pub(crate) mod evaluate;
pub(crate) mod explain;
pub(crate) mod index;
pub(crate) mod ingest;
pub(crate) mod init;
pub(crate) mod journey;
pub(crate) mod metrics;
pub(crate) mod rejects;
pub(crate) mod report;
pub(crate) mod restore;
pub(crate) mod search;
pub(crate) mod signals;
pub(crate) mod sources;
pub(crate) mod verify;
