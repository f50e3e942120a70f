//! Which column is read as what.

use std::collections::BTreeMap;

use crate::ingest::{Assignment, IngestError, Remark, Role};
use crate::types::Scale;

use super::recognise::Draft;
use super::{Heading, Preset, Profile};

/// Which column is read as what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    pub(super) columns: Vec<String>,
    pub(super) uses: Vec<Use>,
    pub(super) units: Vec<Unit>,
}

/// What a column is read as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::ingest) struct Use {
    /// Its role.
    pub role: Role,
    /// Its scale, for a score.
    pub scale: Option<Scale>,
    /// The name that an attribute takes, where it is not that of the column.
    pub renamed: Option<String>,
}

impl Use {
    pub(super) const fn of(role: Role) -> Self {
        Self { role, scale: None, renamed: None }
    }

    pub(super) const fn score(scale: Scale) -> Self {
        Self { role: Role::Score, scale: Some(scale), renamed: None }
    }
}

/// The columns that make one feedback of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::ingest) struct Unit {
    /// The columns, in the order in which they are joined.
    pub columns: Vec<usize>,
    /// The question that they answer.
    pub question: String,
}

/// What a file offers to a mapping.
pub(in crate::ingest) struct Offer<'a> {
    /// Its name.
    pub file: &'a str,
    /// Its columns.
    pub heading: &'a Heading,
    /// What they hold.
    pub profiles: &'a [Profile],
    /// The export that it is.
    pub preset: Option<&'static Preset>,
}

/// Gives each column its role: the one that the user says, that of the export, that of its name, and where the
/// export is a survey, that of an open question to a column of sentences.
pub(in crate::ingest) fn decide(
    offer: &Offer<'_>,
    assignments: &[Assignment],
    remarks: &mut Vec<Remark>,
) -> Result<Mapping, IngestError> {
    let mut draft = Draft::new(offer);
    for assignment in assignments {
        draft.assign(assignment)?;
    }
    draft.follow_preset();
    draft.recognise(remarks);
    draft.open_questions();
    draft.finish(remarks)
}

impl Mapping {
    /// The groups of columns that each make a feedback: one, unless there are several open questions.
    pub(in crate::ingest) fn units(&self) -> &[Unit] {
        &self.units
    }

    /// The column of a role that one column has.
    pub(in crate::ingest) fn column_of(&self, role: Role) -> Option<usize> {
        self.uses.iter().position(|used| used.role == role)
    }

    /// The columns of scores, with their scales.
    pub(in crate::ingest) fn scores(&self) -> impl Iterator<Item = (usize, Scale)> + '_ {
        self.uses.iter().enumerate().filter_map(|(column, used)| Some((column, used.scale?)))
    }

    /// The columns kept beside the feedback, with the names that they take there.
    pub(in crate::ingest) fn attributes(&self) -> impl Iterator<Item = (usize, String)> + '_ {
        let kept = self.uses.iter().enumerate().filter(|(_, used)| used.role == Role::Attribute);
        kept.map(|(column, used)| {
            (column, used.renamed.clone().unwrap_or_else(|| self.name(column)))
        })
    }

    /// The name of a column, its number where it has none.
    pub(in crate::ingest) fn name(&self, column: usize) -> String {
        match self.columns[column].as_str() {
            "" => format!("column {}", column + 1),
            name => name.to_owned(),
        }
    }

    /// The scale of the first column of scores.
    pub fn scale(&self) -> Option<Scale> {
        self.scores().next().map(|(_, scale)| scale)
    }

    /// The names of the columns of each role that some column has, in the order in which they are read.
    pub fn by_role(&self) -> BTreeMap<Role, Vec<String>> {
        let mut roles: BTreeMap<Role, Vec<String>> = BTreeMap::new();
        let others = self.uses.iter().enumerate().filter(|(_, used)| used.role != Role::Text);
        for (column, used) in others {
            roles.entry(used.role).or_default().push(self.name(column));
        }
        let read = self.units.iter().flat_map(|unit| &unit.columns);
        let text = read.filter(|&&column| self.uses[column].role == Role::Text);
        let text: Vec<String> = text.map(|&column| self.name(column)).collect();
        if !text.is_empty() {
            roles.insert(Role::Text, text);
        }
        roles
    }

    /// The assignments that give this mapping again.
    pub(in crate::ingest) fn assignments(&self) -> Vec<Assignment> {
        let read = self.units.iter().flat_map(|unit| unit.columns.iter().copied());
        let others = (0..self.uses.len())
            .filter(|&column| !matches!(self.uses[column].role, Role::Text | Role::Answer));
        let assignment = |column: usize| Assignment {
            role: self.uses[column].role,
            column: self.columns[column].clone(),
            scale: self.uses[column].scale,
        };
        read.chain(others)
            .filter(|&column| !self.columns[column].is_empty())
            .map(assignment)
            .collect()
    }
}
