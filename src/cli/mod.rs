//! The command line: arguments, what is written where, progress, exit codes. It sees the public API only.

mod args;
mod commands;
mod exit;
mod given;
mod output;
mod program;
mod progress;
mod session;

pub(crate) use program::main;
