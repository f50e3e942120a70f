//! Vigie as a whole: the shape of its house, its data, its commands.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod annotate;
mod bad_input;
mod care;
mod commands;
mod demo;
mod exports;
mod layering;
mod lexicons;
mod minimal_pairs;
mod onnx_file;
mod own_models;
mod parity;
mod program;
mod reading;
mod search;
mod store;
