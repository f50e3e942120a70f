//! The kinds of personal data that are known.

use serde::{Deserialize, Serialize};

/// A kind of personal data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PersonalData {
    /// An e-mail address.
    Email,
    /// A telephone number.
    Phone,
    /// An international bank account number.
    Iban,
    /// The number of a payment card.
    Card,
    /// A French social security number.
    Nir,
}

impl PersonalData {
    /// Every kind.
    pub const ALL: &[Self] = &[Self::Email, Self::Phone, Self::Iban, Self::Card, Self::Nir];

    /// The stable identifier used in counts.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Iban => "iban",
            Self::Card => "card",
            Self::Nir => "nir",
        }
    }

    /// What stands in a masked text where the data stood.
    pub const fn token(self) -> &'static str {
        match self {
            Self::Email => "⟦EMAIL⟧",
            Self::Phone => "⟦TEL⟧",
            Self::Iban => "⟦IBAN⟧",
            Self::Card => "⟦CARTE⟧",
            Self::Nir => "⟦NIR⟧",
        }
    }
}
