//! What a column is read as.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::types::Scale;

use crate::ingest::IngestError;

/// What a column is read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// The words of the customer. Several columns are joined by a newline.
    Text,
    /// The answer to an open question of its own: each makes a feedback, all of one respondent.
    Answer,
    /// When the feedback was given.
    Date,
    /// When what it is about took place: a purchase, a visit, a call.
    Event,
    /// A score, on a declared scale. One column a scale.
    Score,
    /// The identifier of the feedback in its source.
    Id,
    /// Who gave it.
    Customer,
    /// Through which channel.
    Channel,
    /// In which language.
    Language,
    /// At which touchpoint of the journey it was asked.
    Touchpoint,
    /// A link to a replay of the session.
    Session,
    /// Kept beside the feedback, masked.
    Attribute,
    /// Not read.
    Ignore,
}

impl Role {
    /// Every role.
    pub const ALL: &[Self] = &[
        Self::Text,
        Self::Answer,
        Self::Date,
        Self::Event,
        Self::Score,
        Self::Id,
        Self::Customer,
        Self::Channel,
        Self::Language,
        Self::Touchpoint,
        Self::Session,
        Self::Attribute,
        Self::Ignore,
    ];

    /// The stable identifier used in `--map` and in the settings.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Answer => "answer",
            Self::Date => "date",
            Self::Event => "event",
            Self::Score => "score",
            Self::Id => "id",
            Self::Customer => "customer",
            Self::Channel => "channel",
            Self::Language => "language",
            Self::Touchpoint => "touchpoint",
            Self::Session => "session",
            Self::Attribute => "attribute",
            Self::Ignore => "ignore",
        }
    }

    /// Whether several columns may have the role.
    pub const fn many(self) -> bool {
        matches!(self, Self::Text | Self::Answer | Self::Score | Self::Attribute | Self::Ignore)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

impl FromStr for Role {
    type Err = IngestError;

    fn from_str(role: &str) -> Result<Self, IngestError> {
        let known = Self::ALL.iter().find(|known| known.id().eq_ignore_ascii_case(role.trim()));
        known.copied().ok_or_else(|| IngestError::UnknownRole { role: role.to_owned() })
    }
}

/// A column and its role, written `ROLE=COLUMN`, and `score=COLUMN:SCALE` for a score.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Assignment {
    /// The role.
    pub role: Role,
    /// The header of the column.
    pub column: String,
    /// The scale, for a score where it was said.
    pub scale: Option<Scale>,
}

impl FromStr for Assignment {
    type Err = IngestError;

    fn from_str(value: &str) -> Result<Self, IngestError> {
        let bad = || IngestError::BadAssignment { value: value.to_owned() };
        let (role, column) = value.split_once('=').ok_or_else(bad)?;
        let role: Role = role.parse()?;
        let (column, scale) = match column.rsplit_once(':') {
            Some((column, scale)) if role == Role::Score => match scale_named(scale) {
                Some(scale) => (column, Some(scale)),
                None => return Err(IngestError::NoScale { column: column.trim().to_owned() }),
            },
            _ => (column, None),
        };
        let column = column.trim();
        if column.is_empty() {
            return Err(bad());
        }
        Ok(Self { role, column: column.to_owned(), scale })
    }
}

fn scale_named(id: &str) -> Option<Scale> {
    Scale::ALL.iter().copied().find(|scale| scale.id().eq_ignore_ascii_case(id.trim()))
}

impl TryFrom<String> for Assignment {
    type Error = IngestError;

    fn try_from(value: String) -> Result<Self, IngestError> {
        value.parse()
    }
}

impl fmt::Display for Assignment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.role, self.column)?;
        match self.scale {
            Some(scale) => write!(f, ":{}", scale.id()),
            None => Ok(()),
        }
    }
}

impl From<Assignment> for String {
    fn from(assignment: Assignment) -> Self {
        assignment.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn assignments_are_read_as_they_are_written() {
        for written in
            ["text=Avis", "score=Note:nps", "date=Date de réponse", "id=N°=1", "channel=a:b"]
        {
            assert_eq!(written.parse::<Assignment>().unwrap().to_string(), written);
        }
        let scored: Assignment = "SCORE= Note : Stars".parse().unwrap();
        assert_eq!((scored.column.as_str(), scored.scale), ("Note", Some(Scale::Stars)));
    }

    #[test]
    fn what_is_no_assignment_is_refused() {
        assert!(matches!("Avis".parse::<Assignment>(), Err(IngestError::BadAssignment { .. })));
        assert!(matches!("text=".parse::<Assignment>(), Err(IngestError::BadAssignment { .. })));
        assert!(matches!("txt=Avis".parse::<Assignment>(), Err(IngestError::UnknownRole { .. })));
        assert!(matches!("score=Note:10".parse::<Assignment>(), Err(IngestError::NoScale { .. })));
    }
}
