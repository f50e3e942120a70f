//! What a feedback may say.

use crate::types::{Polarity, SignalKind, Touchpoint};

/// Something that a feedback says or not.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Feature {
    /// A content word, by its stem.
    Stem(Box<str>),
    /// Two content words that follow each other in a clause, by the identifiers of their stems.
    Pair(u32, u32),
    /// A touchpoint spoken of badly, or well.
    Touchpoint(Touchpoint, Side),
    /// A kind of signal.
    Kind(SignalKind),
    /// Two touchpoints complained of together.
    Together(Touchpoint, Touchpoint),
    /// A group of meaning, whatever the words.
    Theme(u32),
}

/// How a touchpoint is spoken of, `both` counting on each side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// Badly.
    Complaint,
    /// Well.
    Praise,
}

impl Side {
    /// The sides that a polarity takes.
    pub const fn of(polarity: Polarity) -> &'static [Self] {
        match polarity {
            Polarity::Negative => &[Self::Complaint],
            Polarity::Positive => &[Self::Praise],
            Polarity::Both => &[Self::Complaint, Self::Praise],
            Polarity::Neutral => &[],
        }
    }
}

/// The classes that share the budget of false alerts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Words, by their stem.
    Stem,
    /// Expressions of two words.
    Pair,
    /// Complaints and praise of touchpoints, and complaints of two together.
    Touchpoint,
    /// Kinds of signals.
    Kind,
    /// Groups of meaning.
    Theme,
}

impl Class {
    /// Every class.
    pub const ALL: [Self; 5] = [Self::Stem, Self::Pair, Self::Touchpoint, Self::Kind, Self::Theme];

    /// Whether the vocabulary of the class is that of the customers, not ours.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Stem | Self::Pair)
    }
}

impl Feature {
    /// Its class.
    pub const fn class(&self) -> Class {
        match self {
            Self::Stem(_) => Class::Stem,
            Self::Pair(..) => Class::Pair,
            Self::Touchpoint(..) | Self::Together(..) => Class::Touchpoint,
            Self::Kind(_) => Class::Kind,
            Self::Theme(_) => Class::Theme,
        }
    }
}
