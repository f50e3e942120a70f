//! Records become feedback: values typed, words cleaned and masked.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::ControlFlow;

use jiff::civil::DateTime;

use crate::observe::{Observer, Stage};
use crate::types::{Feedback, Origin, Ratings, Scale};

use super::columns::Unit;
use super::form::{Refusal, Row};
use super::identity::{Masked, is_scientific, language_code, mask, pseudonym, without_address};
use super::seen::Sighting;
use super::values::{DateFault, clean, mended, read_date, read_score, without_markup};
use super::{Batch, DateOrder, Fault, IngestError, Plan, Reject, RejectedRow, Remark, Role, Seen};

/// How many records are read between two looks at the observer.
const STRIDE: u64 = 1_000;

/// Feedback on their way to whoever keeps them: to break is to read no further.
type Keep<'f> = &'f mut dyn FnMut(Vec<Feedback>) -> ControlFlow<()>;

/// The cells of a record.
type Cells<'c> = [Cow<'c, str>];

impl Plan<'_> {
    /// Reads every record of the file.
    ///
    /// Files of one batch share `seen`: a record whose identifier was already read is a duplicate where its content
    /// is the same, named after its file where another file gave the identifier, and rejected otherwise.
    ///
    /// # Errors
    ///
    /// Only where the file cannot be read on or the observer asks to stop: a bad record is a [`Reject`].
    pub fn read(&self, seen: &mut Seen, observer: &dyn Observer) -> Result<Batch, IngestError> {
        let mut feedback = Vec::new();
        let mut keep = |mut chunk: Vec<Feedback>| {
            feedback.append(&mut chunk);
            ControlFlow::Continue(())
        };
        let batch = self.read_in_chunks(1_000, &mut keep, seen, observer)?;
        Ok(Batch { feedback, ..batch })
    }

    /// Reads every record of the file and gives the feedback, `size` at a time, to `keep`: the batch that comes back
    /// has none. The last chunk may be smaller.
    ///
    /// # Errors
    ///
    /// As [`Plan::read`].
    pub fn read_in_chunks(
        &self,
        size: usize,
        keep: Keep<'_>,
        seen: &mut Seen,
        observer: &dyn Observer,
    ) -> Result<Batch, IngestError> {
        observer.stage(Stage::Read, Some(self.records));
        let number = seen.file(&self.file, &self.origin_sha256);
        let mut reading = Reading {
            plan: self,
            number,
            seen,
            batch: Batch::default(),
            lowest: LowestNps::default(),
        };
        let mut unsaid = 0;
        let mut stopped = false;
        self.each_record(&mut |row| {
            reading.take(row);
            unsaid += 1;
            if unsaid == STRIDE {
                observer.advance(std::mem::take(&mut unsaid));
                stopped = observer.stopped();
            }
            if stopped {
                return ControlFlow::Break(());
            }
            reading.give(size, keep)
        })?;
        if stopped {
            return Err(IngestError::Stopped { file: self.file.clone() });
        }
        observer.advance(unsaid);
        let mut batch = reading.batch;
        if !batch.feedback.is_empty() {
            let _ = keep(std::mem::take(&mut batch.feedback));
        }
        batch.remarks.extend(reading.lowest.remark());
        Ok(batch)
    }
}

/// A file being read.
struct Reading<'p, 's> {
    plan: &'p Plan<'s>,
    /// The number of the file among those of its name.
    number: usize,
    seen: &'p mut Seen,
    batch: Batch,
    lowest: LowestNps,
}

impl Reading<'_, '_> {
    /// Gives the feedback read so far to `keep`, once there are enough.
    fn give(&mut self, size: usize, keep: Keep<'_>) -> ControlFlow<()> {
        while self.batch.feedback.len() >= size.max(1) {
            let rest = self.batch.feedback.split_off(size.max(1));
            keep(std::mem::replace(&mut self.batch.feedback, rest))?;
        }
        ControlFlow::Continue(())
    }

    /// Puts one record where it belongs.
    fn take(&mut self, row: Row<'_>) {
        let Row { record, line, byte, cells, raw } = row;
        let origin = Origin { file: self.plan.file.clone(), record, line, byte };
        let cells = match cells {
            Ok(cells) => cells,
            Err(refusal) => {
                return self.reject(refusal, &origin, RejectedRow::of(None, raw.as_deref()));
            }
        };
        match self.feedback(&cells, &origin) {
            Ok(Some(answers)) => {
                for (feedback, masked) in answers {
                    self.note(feedback, masked, &cells);
                }
            }
            Ok(None) => {
                self.batch.counts.read += 1;
                self.batch.counts.refused += 1;
            }
            Err(refusal) => self.reject(refusal, &origin, RejectedRow::of(Some(&cells), None)),
        }
    }

    /// Keeps a feedback, unless it is known.
    fn note(&mut self, mut feedback: Feedback, masked: Masked, cells: &Cells<'_>) {
        let source = feedback.origin.source(self.number);
        match self.seen.note(&mut feedback, &source) {
            Sighting::First => {
                let counts = &mut self.batch.counts;
                (counts.read, counts.accepted) = (counts.read + 1, counts.accepted + 1);
                self.lowest.hear(&feedback.ratings);
                self.batch.feedback.push(feedback);
                for (kind, count) in masked {
                    *self.batch.masked.entry(kind).or_insert(0) += count;
                }
            }
            Sighting::Same => {
                let counts = &mut self.batch.counts;
                (counts.read, counts.duplicate) = (counts.read + 1, counts.duplicate + 1);
            }
            Sighting::Other => {
                let refusal = (Fault::DuplicateId, self.plan.mapping.column_of(Role::Id));
                self.reject(refusal, &feedback.origin, RejectedRow::of(Some(cells), None));
            }
        }
    }

    fn reject(&mut self, (fault, column): Refusal, origin: &Origin, row: RejectedRow) {
        self.batch.rejected_rows.push(row);
        self.batch.counts.read += 1;
        self.batch.counts.rejected += 1;
        let column = column.map(|column| self.plan.mapping.name(column));
        let Origin { file, record, line, byte } = origin.clone();
        self.batch.rejects.push(Reject { file, record, line, byte, column, fault });
    }

    /// The feedback that a record holds, one an open question that was answered; none where the row is a test.
    fn feedback(
        &self,
        cells: &Cells<'_>,
        origin: &Origin,
    ) -> Result<Option<Vec<(Feedback, Masked)>>, Refusal> {
        let plan = self.plan;
        if let Some(column) = cells.iter().position(|cell| cell.contains('\0')) {
            return Err((Fault::Nul, Some(column)));
        }
        let cells = plan.without_nulls(cells);
        if plan.is_test(&cells) {
            return Ok(None);
        }
        let mut masked = Masked::new();
        let base = self.base(&cells, origin, &mut masked)?;
        let mut answers: Vec<(usize, String, Masked)> = Vec::new();
        for (at, unit) in plan.mapping.units().iter().enumerate() {
            let mut masked = Masked::new();
            let text = mask(&plan.words(unit, &cells), &mut masked);
            if !text.is_empty() {
                answers.push((at, text, masked));
            }
        }
        if plan.mapping.units().len() == 1 || answers.is_empty() {
            let (_, text, more) = answers.pop().unwrap_or_default();
            for (kind, count) in more {
                *masked.entry(kind).or_insert(0) += count;
            }
            return Ok(Some(vec![(Feedback { text, ..base }, masked)]));
        }
        Ok(Some(plan.respondent(&base, answers, masked)))
    }

    /// All of a record but its words.
    fn base(
        &self,
        cells: &Cells<'_>,
        origin: &Origin,
        masked: &mut Masked,
    ) -> Result<Feedback, Refusal> {
        let plan = self.plan;
        let one = |role: Role| {
            let column = plan.mapping.column_of(role)?;
            Some((column, clean(&cells[column]))).filter(|(_, cell)| !cell.is_empty())
        };
        let id = match one(Role::Id) {
            Some((column, id)) if is_scientific(&id) => {
                return Err((Fault::ScientificId, Some(column)));
            }
            Some((_, id)) => without_address(id, masked),
            None => origin.made_up_id(self.number),
        };
        let received = plan.date(Role::Date, cells)?;
        let event = plan.date(Role::Event, cells)?;
        Ok(Feedback {
            id,
            origin: origin.clone(),
            received,
            ratings: plan.ratings(cells)?,
            text: String::new(),
            language: one(Role::Language).and_then(|(_, language)| language_code(&language)),
            customer: one(Role::Customer).map(|(_, customer)| pseudonym(customer, masked)),
            attributes: plan.attributes(cells, received.zip(event), masked),
        })
    }
}

impl Plan<'_> {
    /// The cells, those that say nothing in this export emptied.
    fn without_nulls<'c>(&self, cells: &'c Cells<'c>) -> Cow<'c, Cells<'c>> {
        let null = self.export.map_or(&[][..], |export| &export.null);
        let says_nothing = |cell: &Cow<'_, str>| null.iter().any(|null| cell.trim() == null);
        if !cells.iter().any(says_nothing) {
            return Cow::Borrowed(cells);
        }
        let emptied =
            |cell: &Cow<'c, str>| if says_nothing(cell) { Cow::Borrowed("") } else { cell.clone() };
        cells.iter().map(emptied).collect()
    }

    /// Whether the export says that the row is a test or a preview.
    fn is_test(&self, cells: &Cells<'_>) -> bool {
        let Some(export) = self.export.filter(|_| !self.settings.keep_tests) else { return false };
        let mut columns = self.columns.iter().zip(cells);
        columns.any(|(column, cell)| export.refuses(column, cell))
    }

    /// The words of one feedback.
    fn words(&self, unit: &Unit, cells: &Cells<'_>) -> String {
        let html = self.export.is_some_and(|export| export.html);
        let words = unit.columns.iter().map(|&column| {
            let cell =
                if html { without_markup(&cells[column]) } else { cells[column].to_string() };
            let mended = if self.settings.fix_mojibake { mended(&cell) } else { None };
            clean(&mended.unwrap_or(cell))
        });
        words.filter(|words| !words.is_empty()).collect::<Vec<_>>().join("\n")
    }

    /// The feedback of one respondent: the answers share a customer, and the first bears the scores, so that the
    /// respondent counts once.
    fn respondent(
        &self,
        base: &Feedback,
        answers: Vec<(usize, String, Masked)>,
        mut masked: Masked,
    ) -> Vec<(Feedback, Masked)> {
        let customer = base.customer.clone().unwrap_or_else(|| base.id.clone());
        let mut ratings = base.ratings.clone();
        let mut feedback = Vec::with_capacity(answers.len());
        for (at, text, mut found) in answers {
            for (kind, count) in std::mem::take(&mut masked) {
                *found.entry(kind).or_insert(0) += count;
            }
            let mut attributes = base.attributes.clone();
            attributes.insert("question".to_owned(), self.mapping.units()[at].question.clone());
            let answer = Feedback {
                id: format!("{}/{}", base.id, at + 1),
                customer: Some(customer.clone()),
                ratings: std::mem::take(&mut ratings),
                text,
                attributes,
                ..base.clone()
            };
            feedback.push((answer, found));
        }
        feedback
    }

    fn date(&self, role: Role, cells: &Cells<'_>) -> Result<Option<DateTime>, Refusal> {
        let Some(column) = self.mapping.column_of(role) else { return Ok(None) };
        let cell = cells[column].trim();
        if cell.is_empty() {
            return Ok(None);
        }
        let order = self.date_order.unwrap_or(DateOrder::Dmy);
        let at = read_date(cell, order, self.zone.as_ref()).map_err(|fault| match fault {
            DateFault::Unreadable => (Fault::Date, Some(column)),
            DateFault::OutOfRange => (Fault::DateRange, Some(column)),
        })?;
        // A feedback of tomorrow is a wrong date; an event may be booked.
        let late =
            role == Role::Date && self.settings.latest.is_some_and(|latest| at.date() > latest);
        if late { Err((Fault::DateRange, Some(column))) } else { Ok(Some(at)) }
    }

    fn ratings(&self, cells: &Cells<'_>) -> Result<Ratings, Refusal> {
        let mut ratings = Ratings::new();
        for (column, scale) in self.mapping.scores() {
            let score = read_score(&cells[column], scale, &self.settings.missing)
                .map_err(|fault| (fault, Some(column)))?;
            ratings.extend(score.map(|score| (scale, score)));
        }
        Ok(ratings)
    }

    /// What is kept beside the feedback, under the name of its column; the channel, the touchpoint and the link to the
    /// session under theirs, with the moment and the type of the feedback.
    fn attributes(
        &self,
        cells: &Cells<'_>,
        moment: Option<(DateTime, DateTime)>,
        masked: &mut Masked,
    ) -> BTreeMap<String, String> {
        let named = [
            (Role::Channel, "channel"),
            (Role::Touchpoint, "touchpoint"),
            (Role::Session, "session_url"),
        ];
        let named = named
            .into_iter()
            .filter_map(|(role, name)| Some((self.mapping.column_of(role)?, name.to_owned())));
        let mut attributes = BTreeMap::new();
        for (column, name) in named.chain(self.mapping.attributes()) {
            let value = mask(&clean(&cells[column]), masked);
            if !value.is_empty() {
                attributes.entry(name).or_insert(value);
            }
        }
        let kind =
            self.settings.feedback_type.or(self.export.and_then(|export| export.feedback_type));
        if let Some(kind) = kind {
            attributes.entry("feedback_type".to_owned()).or_insert_with(|| kind.id().to_owned());
        }
        if let Some(moment) = moment.and_then(|(received, event)| self.moment(received, event)) {
            attributes.entry("moment".to_owned()).or_insert_with(|| moment.to_owned());
        }
        attributes
    }

    /// How long after the event the feedback was given; none where it was before.
    fn moment(&self, received: DateTime, event: DateTime) -> Option<&'static str> {
        let days = (received.date() - event.date()).get_days();
        let days = u32::try_from(days).ok()?;
        Some(match days {
            days if days <= self.settings.hot_days => "hot",
            days if days <= self.settings.warm_days => "warm",
            _ => "cold",
        })
    }
}

/// The lowest of the scores declared as an NPS.
#[derive(Default)]
struct LowestNps {
    count: u64,
    lowest: f64,
}

impl LowestNps {
    fn hear(&mut self, ratings: &Ratings) {
        let Some(&score) = ratings.get(&Scale::Nps) else { return };
        self.lowest = if self.count == 0 { score } else { self.lowest.min(score) };
        self.count += 1;
    }

    /// What is said where nobody gave 0: many questions go from 1 to 10, and the NPS is not computed from those.
    fn remark(&self) -> Option<Remark> {
        const ENOUGH: u64 = 200;
        let lowest = self.lowest;
        (self.count >= ENOUGH && lowest > 0.5).then(|| {
            Remark::new(
                "nps_without_zero",
                format!("aucune note 0 parmi les notes NPS, la plus basse est {lowest} : la question allait-elle bien de 0 à 10 ?"),
                format!("no 0 among the NPS scores, the lowest is {lowest}: did the question really go from 0 to 10?"),
            )
        })
    }
}
