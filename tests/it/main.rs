//! Vigie as a whole: the shape of its house, its data, its commands.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod annotate;
mod bad_input;
mod care;
mod catalogue;
mod commands;
mod coverage;
mod demo;
mod exports;
mod forms;
mod fuzz;
mod layering;
mod lexicons;
mod measures;
mod million;
mod minimal_pairs;
mod onnx_file;
mod own_models;
mod parity;
mod presets;
mod program;
mod reading;
mod rejects;
mod search;
mod signals;
mod store;
mod themes;
mod weakbench;
