//! Checks that tell whether what is read is what was written.
//!
//! SQLite trusts its pages: a bit that flips on the disk comes back as another word or another number. So every row
//! carries a *seal*, a short code computed from all its columns with a key that the store alone knows, and every batch
//! carries the sum of the seals of its rows, so that a row that goes missing is missed.

use std::hash::Hasher as _;

use siphasher::sip::SipHasher24;

use super::StoreError;

/// The key of a store: drawn at random when it is made, so that two stores never seal the same words alike.
#[derive(Clone, Copy)]
pub(super) struct Key([u8; 16]);

/// A seal being computed, column by column.
pub(super) struct Seal(SipHasher24);

impl Key {
    /// Reads a key of 32 hexadecimal digits.
    pub(super) fn parse(text: &str) -> Result<Self, StoreError> {
        let number = u128::from_str_radix(text, 16).ok().filter(|_| text.len() == 32);
        let number = number.ok_or_else(|| StoreError::corrupt("its key cannot be read"))?;
        Ok(Self(number.to_be_bytes()))
    }

    /// Begins the seal of a row of `table`.
    pub(super) fn seal(self, table: &str) -> Seal {
        Seal(SipHasher24::new_with_key(&self.0)).text(table)
    }
}

impl Seal {
    /// Adds a number.
    pub(super) fn number(mut self, number: i64) -> Self {
        self.0.write(&number.to_le_bytes());
        self
    }

    /// Adds a text, apart from its neighbours.
    pub(super) fn text(mut self, text: &str) -> Self {
        self.0.write(&(text.len() as u64).to_le_bytes());
        self.0.write(text.as_bytes());
        self
    }

    /// Adds a text that may be missing, which is not the same as empty.
    pub(super) fn maybe(self, text: Option<&str>) -> Self {
        match text {
            Some(text) => self.number(1).text(text),
            None => self.number(0),
        }
    }

    /// The seal, as SQLite keeps it.
    pub(super) fn done(self) -> i64 {
        self.0.finish().cast_signed()
    }
}

impl std::fmt::Debug for Key {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Key(…)")
    }
}
