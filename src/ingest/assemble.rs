//! Records become feedback: values typed, words cleaned and masked.

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::civil::DateTime;

use crate::assets::sha256_hex;
use crate::observe::{Observer, Stage};
use crate::privacy::{self, PersonalData};
use crate::types::{Feedback, Origin, Ratings, Scale};

use super::clean::clean;
use super::date::{self, DateFault};
use super::seen::Sighting;
use super::table::{Refusal, Row};
use super::{Batch, DateOrder, Fault, IngestError, Plan, Reject, Remark, Role, Seen, score};

/// How many records are read between two looks at the observer.
const STRIDE: u64 = 1_000;

impl Plan<'_> {
    /// Reads every record of the file.
    ///
    /// Files of one batch share `seen`: a record whose identifier was already read is a duplicate where its content
    /// is the same, named after its file where another file gave the identifier, and rejected otherwise.
    ///
    /// # Errors
    ///
    /// Only where the observer asks to stop: a bad record is a [`Reject`].
    pub fn read(&self, seen: &mut Seen, observer: &dyn Observer) -> Result<Batch, IngestError> {
        let mut batch = Batch::default();
        let number = seen.file(&self.file, &self.sha256);
        observer.stage(Stage::Read, Some(self.records));
        let mut unsaid = 0;
        for row in self.table.rows() {
            self.take(row, number, seen, &mut batch);
            unsaid += 1;
            if unsaid == STRIDE {
                observer.advance(unsaid);
                unsaid = 0;
                if observer.stopped() {
                    return Err(IngestError::Stopped { file: self.file.clone() });
                }
            }
        }
        observer.advance(unsaid);
        batch.remarks.extend(zero_missing(&batch.feedback));
        Ok(batch)
    }

    /// Puts one record where it belongs.
    fn take(&self, row: Row<'_>, number: usize, seen: &mut Seen, batch: &mut Batch) {
        batch.counts.read += 1;
        let Row { record, line, byte, cells } = row;
        let origin = Origin { file: self.file.clone(), record, line, byte };
        let mut masked = BTreeMap::new();
        let source = origin.source(number);
        let read = cells.and_then(|cells| self.feedback(&cells, origin, number, &mut masked));
        let refusal = match read {
            Err(refusal) => refusal,
            Ok(mut feedback) => match seen.note(&mut feedback, &source) {
                Sighting::First => {
                    batch.counts.accepted += 1;
                    batch.feedback.push(feedback);
                    for (kind, count) in masked {
                        *batch.masked.entry(kind).or_insert(0) += count;
                    }
                    return;
                }
                Sighting::Same => {
                    batch.counts.duplicate += 1;
                    return;
                }
                Sighting::Other => (Fault::DuplicateId, self.mapping.column_of(Role::Id)),
            },
        };
        let (fault, column) = refusal;
        let column = column.map(|column| self.mapping.name(column));
        batch.counts.rejected += 1;
        batch.rejects.push(Reject { file: self.file.clone(), record, line, byte, column, fault });
    }

    /// The feedback that a record is.
    fn feedback(
        &self,
        cells: &[Cow<'_, str>],
        origin: Origin,
        number: usize,
        masked: &mut BTreeMap<PersonalData, u64>,
    ) -> Result<Feedback, Refusal> {
        if let Some(column) = cells.iter().position(|cell| cell.contains('\0')) {
            return Err((Fault::Nul, Some(column)));
        }
        let one =
            |role: Role| self.mapping.column_of(role).map(|column| (column, clean(&cells[column])));
        let given = one(Role::Id).filter(|(_, id)| !id.is_empty());
        let id = match given {
            Some((column, id)) if is_scientific(&id) => {
                return Err((Fault::ScientificId, Some(column)));
            }
            Some((_, id)) => without_address(id, masked),
            None => origin.made_up_id(number),
        };
        let received = self.received(cells)?;
        let ratings = self.ratings(cells)?;
        let words: Vec<String> = self
            .mapping
            .text()
            .iter()
            .map(|&column| clean(&cells[column]))
            .filter(|text| !text.is_empty())
            .collect();
        let customer = one(Role::Customer)
            .map(|(_, customer)| customer)
            .filter(|customer| !customer.is_empty());
        Ok(Feedback {
            id,
            origin,
            received,
            ratings,
            text: mask(&words.join("\n"), masked),
            language: one(Role::Language).and_then(|(_, language)| language_code(&language)),
            customer: customer.map(|customer| pseudonym(customer, masked)),
            attributes: self.attributes(cells, masked),
        })
    }

    fn received(&self, cells: &[Cow<'_, str>]) -> Result<Option<DateTime>, Refusal> {
        let Some(column) = self.mapping.column_of(Role::Date) else { return Ok(None) };
        let cell = cells[column].trim();
        if cell.is_empty() {
            return Ok(None);
        }
        date::read(cell, self.date_order.unwrap_or(DateOrder::Dmy)).map(Some).map_err(|fault| {
            match fault {
                DateFault::Unreadable => (Fault::Date, Some(column)),
                DateFault::OutOfRange => (Fault::DateRange, Some(column)),
            }
        })
    }

    fn ratings(&self, cells: &[Cow<'_, str>]) -> Result<Ratings, Refusal> {
        let mut ratings = Ratings::new();
        for (column, scale) in self.mapping.scores() {
            let score =
                score::read(&cells[column], scale).map_err(|fault| (fault, Some(column)))?;
            ratings.extend(score.map(|score| (scale, score)));
        }
        Ok(ratings)
    }

    /// What is kept beside the feedback, under the name of its column; the channel and the touchpoint under theirs.
    fn attributes(
        &self,
        cells: &[Cow<'_, str>],
        masked: &mut BTreeMap<PersonalData, u64>,
    ) -> BTreeMap<String, String> {
        let named = [Role::Channel, Role::Touchpoint]
            .into_iter()
            .filter_map(|role| Some((role.id().to_owned(), self.mapping.column_of(role)?)));
        let others = self.mapping.attributes().map(|column| (self.mapping.name(column), column));
        let mut attributes = BTreeMap::new();
        for (name, column) in named.chain(others) {
            let value = mask(&clean(&cells[column]), masked);
            if !value.is_empty() {
                attributes.entry(name).or_insert(value);
            }
        }
        attributes
    }
}

/// What is said of scores declared as an NPS among which nobody gave 0: many questions go from 1 to 10, and the NPS
/// is not computed from those.
fn zero_missing(feedback: &[Feedback]) -> Option<Remark> {
    const ENOUGH: usize = 200;
    let scores = || feedback.iter().filter_map(|feedback| feedback.ratings.get(&Scale::Nps));
    let lowest = scores().copied().min_by(f64::total_cmp)?;
    (scores().count() >= ENOUGH && lowest > 0.5).then(|| {
        Remark::new(
            "nps_without_zero",
            format!("aucune note 0 parmi les notes NPS, la plus basse est {lowest} : la question allait-elle bien de 0 à 10 ?"),
            format!("no 0 among the NPS scores, the lowest is {lowest}: did the question really go from 0 to 10?"),
        )
    })
}

fn mask(text: &str, counts: &mut BTreeMap<PersonalData, u64>) -> String {
    let masked = privacy::mask(text);
    for found in &masked.found {
        *counts.entry(found.kind).or_insert(0) += 1;
    }
    masked.text
}

/// An identifier, hidden where it is an address: numbers of orders look like many other numbers, and are kept.
fn without_address(id: String, masked: &mut BTreeMap<PersonalData, u64>) -> String {
    let address = privacy::find(&id).iter().any(|found| found.kind == PersonalData::Email);
    if address { pseudonym(id, masked) } else { id }
}

/// A customer, hidden where personal data is what identifies them: the same one is still the same.
fn pseudonym(customer: String, masked: &mut BTreeMap<PersonalData, u64>) -> String {
    let found = privacy::find(&customer);
    if found.is_empty() {
        return customer;
    }
    for found in found {
        *masked.entry(found.kind).or_insert(0) += 1;
    }
    let hash = sha256_hex(customer.to_lowercase().as_bytes());
    format!("p-{}", &hash[..16])
}

/// Whether a spreadsheet has turned the identifier into `1.23E+15`, losing its last figures.
fn is_scientific(id: &str) -> bool {
    let Some((mantissa, exponent)) = id.split_once(['E', 'e']) else { return false };
    let figures = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) = mantissa.split_once(['.', ',']).unwrap_or((mantissa, "0"));
    whole.len() == 1
        && figures(whole)
        && figures(fraction)
        && exponent.strip_prefix('+').is_some_and(figures)
}

/// The two letters of a language, from its code or its name in French or English.
fn language_code(said: &str) -> Option<String> {
    const NAMES: &[(&str, &str)] = &[
        ("francais", "fr"),
        ("french", "fr"),
        ("anglais", "en"),
        ("english", "en"),
        ("espagnol", "es"),
        ("spanish", "es"),
        ("allemand", "de"),
        ("german", "de"),
        ("italien", "it"),
        ("italian", "it"),
        ("neerlandais", "nl"),
        ("dutch", "nl"),
        ("portugais", "pt"),
        ("portuguese", "pt"),
        ("arabe", "ar"),
        ("arabic", "ar"),
    ];
    let name = super::header::folded(said);
    let first = name.split(' ').next().unwrap_or_default();
    match NAMES.iter().find(|(known, _)| *known == first) {
        Some((_, code)) => Some((*code).to_owned()),
        None => (first.len() == 2 && first.is_ascii()).then(|| first.to_owned()),
    }
}
