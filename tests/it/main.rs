//! Vigie as a whole: the shape of its house, its data, its commands.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod annotate;
mod bad_input;
mod care;
mod commands;
mod demo;
mod layering;
mod lexicons;
mod minimal_pairs;
mod parity;
mod program;
mod reading;
mod store;
