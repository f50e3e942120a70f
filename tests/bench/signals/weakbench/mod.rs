//! `WeakBench`: what a search for weak signals finds, how soon, and how often it cries wolf.

mod chance;
pub(crate) mod contract;
pub(crate) mod corpus;
mod ground;
mod matrix;
mod measure;
mod method;
pub(crate) mod noise;
mod ours;
pub(crate) mod peers;
pub(crate) mod power;
pub(crate) mod scene;
mod stream;
pub(crate) mod table;
mod themes;
