//! `WeakBench`: what a search for weak signals finds, how soon, and how often it cries wolf.
//!
//! Texts are real and time is ours: feedback of public sets in random order make a background where nothing happens,
//! and real feedback about one thing, held out of it, are given from a known week on.

pub(crate) mod chance;
pub(crate) mod contract;
pub(crate) mod corpus;
mod ground;
pub(crate) mod matrix;
mod meant;
pub(crate) mod measure;
mod method;
mod noise;
mod ours;
mod paraphrases;
pub(crate) mod peers;
mod power;
pub(crate) mod request;
pub(crate) mod results;
mod scene;
pub(crate) mod stream;
pub(crate) mod table;
mod themes;
