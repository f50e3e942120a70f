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

/// The name of a file without folder and extension.
pub fn file_stem(file: &str) -> &str {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    if stem.is_empty() { name } else { stem }
}

impl Origin {
    /// The identifier of a record whose source gives none: `<stem>#<record>`, or `<stem>-<number>#<record>` in the
    /// second, third … file of the same name.
    pub fn made_up_id(&self, number: usize) -> String {
        format!("{}#{}", self.source(number), self.record)
    }

    /// The name that tells the file from others of a batch: its stem, numbered from the second of the same name on.
    pub fn source(&self, number: usize) -> String {
        let stem = file_stem(&self.file);
        if number > 1 { format!("{stem}-{number}") } else { stem.to_owned() }
    }
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
    /// The identifier in the source, or one made by [`Origin::made_up_id`] where the source has none.
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
    /// Whether the source gave no identifier, so that one was made by [`Origin::made_up_id`].
    pub fn is_nameless(&self) -> bool {
        let record = self.respondent();
        let file = record.strip_suffix(&format!("#{}", self.origin.record));
        let number = file.and_then(|file| file.strip_prefix(file_stem(&self.origin.file)));
        number.is_some_and(|number| {
            let figures = number.strip_prefix('-').unwrap_or(number);
            number.is_empty() || figures.parse::<usize>().is_ok_and(|_| figures != number)
        })
    }

    /// The identifier of the record, which the answers of one respondent to several questions share: `R7` for `R7/2`.
    pub fn respondent(&self) -> &str {
        let one_of_several = self.attributes.contains_key("question");
        let record = self.id.rsplit_once('/').filter(|(_, number)| number.parse::<usize>().is_ok());
        record.filter(|_| one_of_several).map_or(&self.id, |(record, _)| record)
    }

    /// The channel, where the source has one.
    pub fn channel(&self) -> Option<&str> {
        self.attributes.get("channel").map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn feedback(id: &str, file: &str) -> Feedback {
        Feedback {
            id: id.to_owned(),
            origin: Origin { file: file.to_owned(), record: 7, line: 8, byte: 0 },
            received: None,
            ratings: Ratings::new(),
            text: String::new(),
            language: None,
            customer: None,
            attributes: BTreeMap::new(),
        }
    }

    #[test]
    fn identifiers_that_were_made_up_are_known_as_such() {
        for file in ["mars/avis.csv", "export.2026.jsonl", ".csv", "avis", "c:\\a-2.csv"] {
            let mut one = feedback("", file);
            for number in [0, 1, 2, 13] {
                one.id = one.origin.made_up_id(number);
                assert!(one.is_nameless(), "{}", one.id);
            }
        }
        for given in ["7", "R7", "avis", "avis#8", "avis.csv#7", "avis-#7", "avis2#7", "avis-b#7"] {
            assert!(!feedback(given, "avis.csv").is_nameless(), "{given}");
        }
    }

    #[test]
    fn files_of_the_same_name_are_numbered() {
        let origin = feedback("", "mars/avis.csv").origin;
        assert_eq!(origin.made_up_id(1), "avis#7");
        assert_eq!(origin.made_up_id(2), "avis-2#7");
    }
}
