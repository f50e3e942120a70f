//! `vigie search`: what customers said, found, shown, counted and followed.

mod counts;
mod discover;
mod export;
mod found;
mod hits;
mod run;
mod themes;
mod words;

pub(crate) use run::run;
