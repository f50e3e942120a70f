//! What the user typed, and nothing else.

mod command;
mod signals;

pub(crate) use command::*;
pub(crate) use signals::{Sensitivity, SignalFormat, SignalGate, Signals};
