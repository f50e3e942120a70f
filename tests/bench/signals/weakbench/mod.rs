//! `WeakBench`: what a search for weak signals finds, how soon, and how often it cries wolf.

mod chance;
pub(crate) mod contract;
pub(crate) mod corpus;
mod ground;
mod ours;
mod stream;
