//! Files become feedback.
//!
//! Bytes are decoded, their form is recognised, their columns are given roles ([`plan`]); then every record is
//! read ([`Plan::read`]): its values are typed, its words cleaned and masked, and it becomes a
//! [`Feedback`](crate::types::Feedback), or a [`Reject`] that says where and why. A bad record never stops the
//! others, and every record is accounted for: read = accepted + rejected + duplicate + refused.
//!
//! A new form of file is one module that gives a table of text cells, and one line in `format::FORMATS`.

mod assemble;
mod batch;
mod clean;
mod csv;
mod date;
mod date_order;
mod decode;
mod delimiter;
mod error;
mod format;
mod header;
mod jsonl;
mod mapping;
mod plan;
mod reject;
mod remark;
mod role;
mod scanner;
mod score;
mod seen;
mod settings;
mod table;

pub use batch::{Batch, Counts};
pub use date_order::DateOrder;
pub use decode::decoded;
pub use delimiter::Delimiter;
pub use error::IngestError;
pub use mapping::Mapping;
pub use plan::{Plan, plan};
pub use reject::{Fault, Reject};
pub use remark::Remark;
pub use role::{Assignment, Role};
pub use seen::Seen;
pub use settings::IngestSettings;

#[cfg(test)]
mod tests;
