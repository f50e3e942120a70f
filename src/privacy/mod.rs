//! Personal data found in what customers write, and masked before anything else sees it.
//!
//! [`mask`] is applied to every text at the door; [`find`] only looks. Both run in time linear in the text:
//! candidates come from fixed shapes, and a check (key, checksum, length table) decides.

mod card;
mod digits;
mod email;
mod iban;
mod kind;
mod mask;
mod nir;
mod phone;

pub use kind::PersonalData;
pub use mask::{Found, Masked, find, mask};

#[cfg(test)]
mod tests;
