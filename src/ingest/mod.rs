//! Files become feedback.
//!
//! The bytes of a [`Source`] are unpacked and decoded, their form is recognised, their columns are given roles
//! ([`plan`]); then every record is read ([`Plan::read`]): its values are typed, its words cleaned and masked, and it
//! becomes a [`Feedback`](crate::types::Feedback), several where it answers several open questions, or a [`Reject`]
//! that says where and why. A bad record never stops the others, and every one is accounted for:
//! read = accepted + rejected + duplicate + refused. A file is read from its beginning several times and is never
//! whole in memory.
//!
//! A new form of file is one module of `form` that gives rows of text cells, and one line in `form::format::FORMATS`;
//! a new export is one file in `lexicons/presets`.

mod assemble;
mod batch;
mod columns;
mod error;
mod form;
mod identity;
mod plan;
mod reject;
mod remark;
mod seen;
mod settings;
mod source;
mod values;

pub use batch::{Batch, Counts};
pub use columns::{Assignment, FeedbackType, Mapping, Role};
pub use error::IngestError;
pub use form::{Delimiter, RejectsHead, rejects_head};
pub use plan::{PlainTable, Plan, plain_table, plan};
pub use reject::{Fault, Reject, RejectedRow};
pub use remark::Remark;
pub use seen::Seen;
pub use settings::IngestSettings;
pub use source::{Source, decoded};
pub use values::DateOrder;

#[cfg(test)]
mod tests;
