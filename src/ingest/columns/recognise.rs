//! Roles given to columns, one after the other.

use crate::ingest::{Assignment, IngestError, Remark, Role};
use crate::types::Scale;

use super::header::{self, Known, Meaning};
use super::mapping::{Mapping, Offer, Unit, Use};

/// A mapping being decided.
pub(super) struct Draft<'a> {
    offer: &'a Offer<'a>,
    uses: Vec<Option<Use>>,
    /// The columns joined into the text.
    text: Vec<usize>,
    /// Whether the user chose the text.
    said: bool,
}

impl<'a> Draft<'a> {
    pub(super) fn new(offer: &'a Offer<'a>) -> Self {
        Self { offer, uses: vec![None; offer.heading.names.len()], text: Vec::new(), said: false }
    }

    /// Gives a column the role that the user says.
    pub(super) fn assign(&mut self, assignment: &Assignment) -> Result<(), IngestError> {
        let Assignment { role, column: name, .. } = assignment;
        let column = self.column_named(assignment)?;
        let scale = match (role, assignment.scale.or_else(|| declared_scale(name))) {
            (Role::Score, None) => return Err(IngestError::NoScale { column: name.clone() }),
            (Role::Score, scale) => scale,
            _ => None,
        };
        let rival = (0..self.uses.len()).find(|&other| {
            other != column
                && self.uses[other]
                    .as_ref()
                    .is_some_and(|used| used.role == *role && used.scale == scale)
                && (!role.many() || scale.is_some())
        });
        if let Some(other) = rival {
            let first = self.columns()[other].clone();
            return Err(IngestError::RoleTwice { role: *role, first, second: name.clone() });
        }
        self.text.retain(|&other| other != column);
        self.said |= is_words(*role);
        self.give(column, Use { scale, ..Use::of(*role) });
        Ok(())
    }

    /// The column that the user names: exactly, else but for accents, case and punctuation.
    fn column_named(&self, assignment: &Assignment) -> Result<usize, IngestError> {
        let wanted = assignment.column.trim();
        let columns = self.columns();
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

    fn columns(&self) -> &'a [String] {
        &self.offer.heading.names
    }

    fn give(&mut self, column: usize, used: Use) {
        if used.role == Role::Text {
            self.text.push(column);
        }
        self.uses[column] = Some(used);
    }

    /// Gives the columns that the user did not name the roles that they have in the export.
    pub(super) fn follow_preset(&mut self) {
        let Some(preset) = self.offer.preset else { return };
        let said = self.said;
        for column in 0..self.uses.len() {
            let Some(known) = preset.column(&self.columns()[column]) else { continue };
            if self.uses[column].is_some() || said && is_words(known.role) {
                continue;
            }
            let wanted =
                Use { role: known.role, scale: known.scale, renamed: known.renamed.clone() };
            let used =
                if known.role.many() && known.scale.is_none() { wanted } else { self.free(wanted) };
            self.give(column, used);
        }
    }

    /// Makes open questions of the columns of sentences that nothing names, where the export is a survey, and of
    /// those that the export says to be.
    pub(super) fn open_questions(&mut self) {
        let survey = self.offer.preset.is_some_and(|preset| preset.open_questions);
        for column in 0..self.uses.len() {
            let said = self.offer.heading.open[column];
            let looks = survey && self.offer.profiles[column].is_open();
            if self.uses[column].is_none() && (said || looks) {
                self.uses[column] = Some(Use::of(Role::Answer));
            }
        }
    }

    /// Gives the other columns the roles that their names say, or the wordings of their questions.
    pub(super) fn recognise(&mut self, remarks: &mut Vec<Remark>) {
        let mut known: Vec<(usize, Known)> = (0..self.uses.len())
            .filter(|&column| self.uses[column].is_none())
            .filter_map(|column| Some((column, self.known(column)?)))
            .collect();
        // Of the columns that could have a role, one with something in it has it, then the most telling name.
        known.sort_by_key(|&(column, Known { rank, .. })| {
            (self.offer.profiles[column].bytes == 0, rank, column)
        });
        let mut people = Vec::new();
        for (column, Known { meaning, .. }) in known {
            let name = &self.columns()[column];
            let used = match meaning {
                Meaning::Text => self.words(column, remarks),
                Meaning::Score(scale) => self.free(Use::score(scale)),
                Meaning::Date => self.free(Use::of(Role::Date)),
                Meaning::Event => self.free(Use::of(Role::Event)),
                Meaning::Session => self.free(Use::of(Role::Session)),
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
            };
            self.give(column, used);
        }
        if !people.is_empty() {
            remarks.push(people_not_read(&people));
        }
    }

    /// What the name of a column says, else the wording of its question.
    fn known(&self, column: usize) -> Option<Known> {
        let heading = self.offer.heading;
        header::known(&heading.names[column])
            .or_else(|| header::known(heading.wordings[column].as_ref()?))
    }

    /// The use asked for, if no column has it yet; else that of an attribute.
    fn free(&self, wanted: Use) -> Use {
        let taken = self.uses.iter().flatten();
        let rival = |used: &Use| used.role == wanted.role && used.scale == wanted.scale;
        if taken.into_iter().any(rival) { Use::of(Role::Attribute) } else { wanted }
    }

    /// What a column whose name is that of a text is read as. In a survey each is a question; elsewhere the first is
    /// the text and the others, where people wrote sentences in them, questions of their own.
    fn words(&self, column: usize, remarks: &mut Vec<Remark>) -> Use {
        let profile = &self.offer.profiles[column];
        if self.offer.preset.is_some_and(|preset| preset.open_questions) {
            return Use::of(if profile.filled > 0 { Role::Answer } else { Role::Attribute });
        }
        let taken = self.uses.iter().flatten().any(|used| is_words(used.role));
        if !taken {
            return Use::of(Role::Text);
        }
        let chosen = self.said || self.offer.preset.is_some();
        if !chosen && profile.is_open() {
            return Use::of(Role::Answer);
        }
        if let (false, Some(&first), 1..) =
            (self.offer.preset.is_some(), self.text.first(), profile.filled)
        {
            remarks.push(text_left(&self.columns()[first], &self.columns()[column]));
        }
        Use::of(Role::Attribute)
    }

    pub(super) fn finish(self, remarks: &mut Vec<Remark>) -> Result<Mapping, IngestError> {
        let columns = self.columns().to_vec();
        let is_answer = |&column: &usize| {
            self.uses[column].as_ref().is_some_and(|used| used.role == Role::Answer)
        };
        let answers: Vec<usize> = (0..self.uses.len()).filter(is_answer).collect();
        let question = |column: usize| self.offer.heading.wording(column).to_owned();
        let text = self
            .text
            .first()
            .map(|&first| Unit { question: question(first), columns: self.text.clone() });
        let answers = answers
            .into_iter()
            .map(|column| Unit { question: question(column), columns: vec![column] });
        let units: Vec<Unit> = text.into_iter().chain(answers).collect();
        if units.is_empty() {
            let (file, closest) = (self.offer.file.to_owned(), self.likely_text());
            return Err(IngestError::NoTextColumn { file, columns, closest });
        }
        let names =
            |unit: &Unit| unit.columns.iter().map(|&at| columns[at].clone()).collect::<Vec<_>>();
        remarks.extend(
            units
                .iter()
                .filter(|unit| unit.columns.len() > 1)
                .map(|unit| text_joined(&names(unit))),
        );
        if units.len() > 1 {
            remarks.push(several_questions(&units.iter().flat_map(names).collect::<Vec<_>>()));
        }
        let uses =
            self.uses.into_iter().map(|used| used.unwrap_or(Use::of(Role::Attribute))).collect();
        Ok(Mapping { columns, uses, units })
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
            unknown.iter().map(|&column| self.columns()[column].clone()).collect();
        let by_name = NAMES.iter().find_map(|name| header::closest(name, &names));
        let longest =
            || unknown.iter().copied().max_by_key(|&column| self.offer.profiles[column].bytes);
        by_name.or_else(|| longest().map(|column| self.columns()[column].clone()))
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

fn several_questions(names: &[String]) -> Remark {
    let (said, first) = (names.join(", "), names.first().cloned().unwrap_or_default());
    Remark::new(
        "several_questions",
        format!(
            "plusieurs questions ouvertes, chacune un avis de la même personne : {said} ; pour les joindre en un seul texte : --map text=\"{first}\" --map text=…"
        ),
        format!(
            "several open questions, each a feedback of the same person: {said}; to join them into one text: --map text=\"{first}\" --map text=…"
        ),
    )
}

fn text_joined(names: &[String]) -> Remark {
    let names = names.join(", ");
    Remark::new(
        "text_joined",
        format!("le texte joint les colonnes {names}"),
        format!("the text joins the columns {names}"),
    )
}

/// Whether the role is that of what a customer wrote.
fn is_words(role: Role) -> bool {
    matches!(role, Role::Text | Role::Answer)
}
