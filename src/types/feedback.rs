//! A feedback: one answer of one customer, accepted, typed and masked.

use std::collections::BTreeMap;

use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

/// Where a feedback was read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Origin {
    /// The file, as the user named it.
    pub file: String,
    /// The number of the record among the data records, from 1.
    pub record: u64,
    /// The line of the file on which the record begins, from 1.
    pub line: u64,
    /// The byte of the decoded file at which the record begins, from 0.
    pub byte: u64,
}

/// A declared scale of a score. A scale is never guessed from the values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scale {
    /// Likelihood to recommend, whole numbers 0 to 10.
    Nps,
    /// Stars, 1 to 5.
    Stars,
    /// Satisfaction, whole numbers 1 to 5.
    Csat,
    /// Ease, whole numbers 1 to 7, 7 = easy.
    Ces,
}

impl Scale {
    /// Every scale.
    pub const ALL: &[Self] = &[Self::Nps, Self::Stars, Self::Csat, Self::Ces];

    /// The stable identifier used in files and in `--map score=COLUMN:SCALE`.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Nps => "nps",
            Self::Stars => "stars",
            Self::Csat => "csat",
            Self::Ces => "ces",
        }
    }

    /// The lowest and the highest score.
    pub const fn bounds(self) -> (f64, f64) {
        match self {
            Self::Nps => (0.0, 10.0),
            Self::Stars | Self::Csat => (1.0, 5.0),
            Self::Ces => (1.0, 7.0),
        }
    }

    /// Whether only whole scores exist.
    pub const fn whole(self) -> bool {
        !matches!(self, Self::Stars)
    }
}

/// The scores of a feedback, by scale; empty where none was given.
pub type Ratings = BTreeMap<Scale, f64>;

/// A record accepted: typed, masked, with an identity.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Feedback {
    /// The identifier in the source, or `<file>#<record>` where the source has none.
    pub id: String,
    /// Where it was read.
    pub origin: Origin,
    /// When it was given, in the local time of the source.
    pub received: Option<DateTime>,
    /// Its scores.
    pub ratings: Ratings,
    /// The words of the customer, personal data masked.
    pub text: String,
    /// The language said by the source, as a two-letter code.
    pub language: Option<String>,
    /// The customer, as the source identifies them.
    pub customer: Option<String>,
    /// Every other column that was kept, by its header, `channel` among them.
    pub attributes: BTreeMap<String, String>,
}

impl Feedback {
    /// The channel, where the source has one.
    pub fn channel(&self) -> Option<&str> {
        self.attributes.get("channel").map(String::as_str)
    }
}
