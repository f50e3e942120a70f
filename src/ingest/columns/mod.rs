//! Which column is what: by what the user says, by the export that is recognised, by names, by what the cells hold.

pub(in crate::ingest) mod header;
mod heading;
mod mapping;
mod preset;
mod profile;
mod recognise;
mod role;

pub use mapping::Mapping;
pub use preset::FeedbackType;
pub use role::{Assignment, Role};

pub(in crate::ingest) use heading::Heading;
pub(in crate::ingest) use mapping::{Offer, Unit, decide};
pub(in crate::ingest) use preset::{Preset, recognised};
pub(in crate::ingest) use profile::Profile;
