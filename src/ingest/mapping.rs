//! Which column is read as what: by what the user said, then by the names of the columns.

use std::collections::BTreeMap;

use crate::types::Scale;

use super::header::{self, Known, Meaning};
use super::{Assignment, IngestError, Remark, Role};

/// Which column is read as what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    columns: Vec<String>,
    uses: Vec<Use>,
    text: Vec<usize>,
}

/// What a column is read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Use {
    /// Its role.
    pub role: Role,
    /// Its scale, for a score.
    pub scale: Option<Scale>,
}

impl Use {
    const fn of(role: Role) -> Self {
        Self { role, scale: None }
    }
}

/// What a file offers to a mapping.
pub(super) struct Offer<'a> {
    /// Its name.
    pub file: &'a str,
    /// The names of its columns.
    pub columns: &'a [String],
    /// How many bytes its cells hold, by column.
    pub lengths: &'a [u64],
}

impl Mapping {
    /// Gives each column its role.
    pub(super) fn decide(
        offer: &Offer<'_>,
        assignments: &[Assignment],
        remarks: &mut Vec<Remark>,
    ) -> Result<Self, IngestError> {
        let mut draft = Draft { offer, uses: vec![None; offer.columns.len()], text: Vec::new() };
        for assignment in assignments {
            draft.assign(assignment)?;
        }
        draft.recognise(remarks);
        draft.finish(remarks)
    }

    /// The columns read as text, in the order in which they are joined.
    pub(super) fn text(&self) -> &[usize] {
        &self.text
    }

    /// The column of a role that one column has.
    pub(super) fn column_of(&self, role: Role) -> Option<usize> {
        self.uses.iter().position(|used| used.role == role)
    }

    /// The columns of scores, with their scales.
    pub(super) fn scores(&self) -> impl Iterator<Item = (usize, Scale)> + '_ {
        self.uses.iter().enumerate().filter_map(|(column, used)| Some((column, used.scale?)))
    }

    /// The columns kept beside the feedback.
    pub(super) fn attributes(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.uses.len()).filter(|&column| self.uses[column].role == Role::Attribute)
    }

    /// The names of the columns, those without one numbered.
    pub(super) fn name(&self, column: usize) -> String {
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
        for (column, used) in
            self.uses.iter().enumerate().filter(|(_, used)| used.role != Role::Text)
        {
            roles.entry(used.role).or_default().push(self.name(column));
        }
        roles.insert(Role::Text, self.text.iter().map(|&column| self.name(column)).collect());
        roles
    }
}

/// A mapping being decided.
struct Draft<'a> {
    offer: &'a Offer<'a>,
    uses: Vec<Option<Use>>,
    text: Vec<usize>,
}

impl Draft<'_> {
    /// Gives a column the role that the user says.
    fn assign(&mut self, assignment: &Assignment) -> Result<(), IngestError> {
        let Assignment { role, column: name, .. } = assignment;
        let column = self.column_named(assignment)?;
        let scale = match (role, assignment.scale.or_else(|| declared_scale(name))) {
            (Role::Score, None) => return Err(IngestError::NoScale { column: name.clone() }),
            (Role::Score, scale) => scale,
            _ => None,
        };
        let rival = (0..self.uses.len()).find(|&other| {
            other != column
                && self.uses[other].is_some_and(|used| used.role == *role && used.scale == scale)
                && (!role.many() || scale.is_some())
        });
        if let Some(other) = rival {
            let first = self.offer.columns[other].clone();
            return Err(IngestError::RoleTwice { role: *role, first, second: name.clone() });
        }
        self.uses[column] = Some(Use { role: *role, scale });
        self.text.retain(|&other| other != column);
        if *role == Role::Text {
            self.text.push(column);
        }
        Ok(())
    }

    /// The column that the user names: exactly, else but for accents, case and punctuation.
    fn column_named(&self, assignment: &Assignment) -> Result<usize, IngestError> {
        let wanted = assignment.column.trim();
        let columns = self.offer.columns;
        let folded = header::folded(wanted);
        let exact = columns.iter().position(|name| name == wanted);
        let found =
            exact.or_else(|| columns.iter().position(|name| header::folded(name) == folded));
        found.ok_or_else(|| IngestError::UnknownColumn {
            file: self.offer.file.to_owned(),
            role: assignment.role,
            column: wanted.to_owned(),
            columns: columns.to_vec(),
            closest: header::closest(wanted, columns),
        })
    }

    /// Gives the other columns the roles that their names say.
    fn recognise(&mut self, remarks: &mut Vec<Remark>) {
        let mut known: Vec<(usize, Known)> = (0..self.uses.len())
            .filter(|&column| self.uses[column].is_none())
            .filter_map(|column| Some((column, header::known(&self.offer.columns[column])?)))
            .collect();
        // Of the columns that could have a role, one with something in it has it, then the most telling name.
        known.sort_by_key(|&(column, Known { rank, .. })| {
            (self.offer.lengths[column] == 0, rank, column)
        });
        let mut people = Vec::new();
        for (column, Known { meaning, .. }) in known {
            let name = &self.offer.columns[column];
            self.uses[column] = Some(match meaning {
                Meaning::Text => self.text_or_attribute(column, remarks),
                Meaning::Score(scale) => self.free(Use { role: Role::Score, scale: Some(scale) }),
                Meaning::Date => self.free(Use::of(Role::Date)),
                Meaning::Id => self.free(Use::of(Role::Id)),
                Meaning::Customer => self.free(Use::of(Role::Customer)),
                Meaning::Channel => self.free(Use::of(Role::Channel)),
                Meaning::Language => self.free(Use::of(Role::Language)),
                Meaning::Touchpoint => self.free(Use::of(Role::Touchpoint)),
                Meaning::BareScore => {
                    remarks.push(bare_score(name));
                    Use::of(Role::Attribute)
                }
                Meaning::Person => {
                    people.push(name.as_str());
                    Use::of(Role::Ignore)
                }
            });
        }
        if !people.is_empty() {
            remarks.push(people_not_read(&people));
        }
    }

    /// The use asked for, if no column has it yet; else that of an attribute.
    fn free(&self, wanted: Use) -> Use {
        if self.uses.contains(&Some(wanted)) { Use::of(Role::Attribute) } else { wanted }
    }

    fn text_or_attribute(&mut self, column: usize, remarks: &mut Vec<Remark>) -> Use {
        let Some(&chosen) = self.text.first() else {
            self.text.push(column);
            return Use::of(Role::Text);
        };
        if self.offer.lengths[column] > 0 {
            remarks.push(text_left(&self.offer.columns[chosen], &self.offer.columns[column]));
        }
        Use::of(Role::Attribute)
    }

    fn finish(self, remarks: &mut Vec<Remark>) -> Result<Mapping, IngestError> {
        let columns = self.offer.columns.to_vec();
        if self.text.is_empty() {
            let closest = self.likely_text();
            return Err(IngestError::NoTextColumn {
                file: self.offer.file.to_owned(),
                columns,
                closest,
            });
        }
        if self.text.len() > 1 {
            remarks.push(text_joined(
                &self.text.iter().map(|&column| columns[column].as_str()).collect::<Vec<_>>(),
            ));
        }
        let uses =
            self.uses.into_iter().map(|used| used.unwrap_or(Use::of(Role::Attribute))).collect();
        Ok(Mapping { columns, uses, text: self.text })
    }

    /// The column that holds the text, as far as can be told: by its name, else the one with the most in it.
    fn likely_text(&self) -> Option<String> {
        const NAMES: &[&str] = &[
            "verbatim",
            "commentaire",
            "avis",
            "remarque",
            "comment",
            "review",
            "feedback",
            "text",
        ];
        let unknown: Vec<usize> =
            (0..self.uses.len()).filter(|&column| self.uses[column].is_none()).collect();
        let names: Vec<String> =
            unknown.iter().map(|&column| self.offer.columns[column].clone()).collect();
        let by_name = NAMES.iter().find_map(|name| header::closest(name, &names));
        let longest = || unknown.iter().copied().max_by_key(|&column| self.offer.lengths[column]);
        by_name.or_else(|| longest().map(|column| self.offer.columns[column].clone()))
    }
}

fn declared_scale(name: &str) -> Option<Scale> {
    match header::known(name)?.meaning {
        Meaning::Score(scale) => Some(scale),
        _ => None,
    }
}

fn bare_score(name: &str) -> Remark {
    let ten = header::folded(name).split(' ').any(|word| word == "10");
    let (fr, en) = if ten {
        (
            " ; une note sur 10 n'est pas un NPS, qui va de 0 à 10 et demande si l'on recommande",
            "; a mark out of 10 is not an NPS, which goes from 0 to 10 and asks about recommending",
        )
    } else {
        ("", "")
    };
    Remark::new(
        "bare_score",
        format!(
            "la colonne « {name} » ne dit pas son échelle{fr} : elle est gardée sans être comptée comme une note ; pour l'utiliser : --map score=\"{name}:nps\" (ou stars, csat, ces)"
        ),
        format!(
            "column `{name}` does not say its scale{en}: it is kept, not used as a score; to use it: --map score=\"{name}:nps\" (or stars, csat, ces)"
        ),
    )
}

fn people_not_read(names: &[&str]) -> Remark {
    let names = names.join(", ");
    Remark::new(
        "personal_columns",
        format!("colonnes de données personnelles non lues : {names}"),
        format!("columns of personal data, not read: {names}"),
    )
}

fn text_left(chosen: &str, left: &str) -> Remark {
    Remark::new(
        "text_columns",
        format!(
            "le texte est lu dans « {chosen} » ; pour y joindre « {left} » : --map text=\"{chosen}\" --map text=\"{left}\""
        ),
        format!(
            "the text is read in `{chosen}`; to join `{left}` to it: --map text=\"{chosen}\" --map text=\"{left}\""
        ),
    )
}

fn text_joined(names: &[&str]) -> Remark {
    let names = names.join(", ");
    Remark::new(
        "text_joined",
        format!("le texte joint les colonnes {names}"),
        format!("the text joins the columns {names}"),
    )
}
