//! A feedback as the ledger keeps it: its columns, what seals them, what digests them.

use rusqlite::{Row, Statement, params};
use serde::de::DeserializeOwned;

use crate::types::{Annotation, Feedback};

use super::seal::Key;
use super::{StoreError, StoredFeedback};

/// The columns that [`Columns::read`] expects, in its order.
pub(super) const COLUMNS: &str = "feedback.line, feedback.batch, feedback.seal, feedback.content, feedback.scope, feedback.id, received, \
     language, customer, text, ratings, attributes, origin, annotation";

/// The columns of a row of the ledger, as they are written there.
pub(super) struct Columns<'row> {
    pub(super) line: i64,
    batch: i64,
    pub(super) seal: i64,
    content: i64,
    pub(super) scope: &'row str,
    pub(super) id: &'row str,
    pub(super) received: Option<&'row str>,
    language: Option<&'row str>,
    customer: Option<&'row str>,
    text: &'row str,
    ratings: &'row str,
    attributes: &'row str,
    origin: &'row str,
    annotation: &'row str,
}

impl<'row> Columns<'row> {
    /// Reads a row, and checks that it is what was written.
    pub(super) fn read(row: &'row Row<'_>, key: Key) -> Result<Self, StoreError> {
        let text = |column: usize| row.get_ref(column)?.as_str().map_err(rusqlite::Error::from);
        let maybe =
            |column: usize| row.get_ref(column)?.as_str_or_null().map_err(rusqlite::Error::from);
        let columns = Self {
            line: row.get(0)?,
            batch: row.get(1)?,
            seal: row.get(2)?,
            content: row.get(3)?,
            scope: text(4)?,
            id: text(5)?,
            received: maybe(6)?,
            language: maybe(7)?,
            customer: maybe(8)?,
            text: text(9)?,
            ratings: text(10)?,
            attributes: text(11)?,
            origin: text(12)?,
            annotation: text(13)?,
        };
        if columns.sealed(key) == columns.seal {
            Ok(columns)
        } else {
            Err(StoreError::corrupt("a feedback is not what was written"))
        }
    }

    fn sealed(&self, key: Key) -> i64 {
        key.seal("feedback")
            .number(self.line)
            .number(self.batch)
            .number(self.content)
            .text(self.scope)
            .text(self.id)
            .maybe(self.received)
            .maybe(self.language)
            .maybe(self.customer)
            .text(self.text)
            .text(self.ratings)
            .text(self.attributes)
            .text(self.origin)
            .text(self.annotation)
            .done()
    }

    /// The feedback that the columns hold.
    pub(super) fn parse(&self) -> Result<StoredFeedback, StoreError> {
        let received = self.received.map(str::parse).transpose();
        let feedback = Feedback {
            id: self.id.to_owned(),
            origin: json(self.origin, "origin")?,
            received: received.map_err(|_| StoreError::corrupt("a date cannot be read"))?,
            ratings: json(self.ratings, "ratings")?,
            text: self.text.to_owned(),
            language: self.language.map(str::to_owned),
            customer: self.customer.map(str::to_owned),
            attributes: json(self.attributes, "attributes")?,
        };
        let annotation = json(self.annotation, "annotation")?;
        Ok(StoredFeedback { row: self.line.cast_unsigned(), feedback, annotation })
    }
}

fn json<T: DeserializeOwned>(text: &str, name: &str) -> Result<T, StoreError> {
    serde_json::from_str(text)
        .map_err(|_| StoreError::corrupt(format!("the {name} of a feedback cannot be read")))
}

/// A feedback on its way into the ledger.
pub(super) struct NewRow<'a> {
    pub(super) id: &'a str,
    pub(super) text: &'a str,
    pub(super) received: Option<String>,
    pub(super) language: Option<&'a str>,
    pub(super) customer: Option<&'a str>,
    pub(super) ratings: String,
    pub(super) attributes: String,
    pub(super) origin: String,
    pub(super) annotation: String,
}

impl<'a> NewRow<'a> {
    pub(super) fn of(feedback: &'a Feedback, annotation: &Annotation) -> Result<Self, StoreError> {
        Ok(Self { annotation: serde_json::to_string(annotation)?, ..Self::unanswered(feedback)? })
    }

    /// A feedback that was not annotated: it can be looked for, not stored.
    pub(super) fn unanswered(feedback: &'a Feedback) -> Result<Self, StoreError> {
        Ok(Self {
            id: &feedback.id,
            text: &feedback.text,
            received: feedback.received.map(|at| at.to_string()),
            language: feedback.language.as_deref(),
            customer: feedback.customer.as_deref(),
            ratings: serde_json::to_string(&feedback.ratings)?,
            attributes: serde_json::to_string(&feedback.attributes)?,
            origin: serde_json::to_string(&feedback.origin)?,
            annotation: String::new(),
        })
    }

    /// The digest of what was said, by whom and when: not of where it was read, nor under which identifier.
    pub(super) fn content(&self, key: Key) -> i64 {
        key.seal("content")
            .text(self.text)
            .maybe(self.received.as_deref())
            .maybe(self.language)
            .maybe(self.customer)
            .text(&self.ratings)
            .text(&self.attributes)
            .done()
    }

    /// Gives the row to `insert`, whose first parameters are [`COLUMNS`] and whose last one is a condition. Gives the
    /// seal of the row where it was taken.
    pub(super) fn insert(
        &self,
        insert: &mut Statement<'_>,
        key: Key,
        place: Place<'_>,
        condition: bool,
    ) -> Result<Option<i64>, StoreError> {
        let columns = Columns {
            line: place.line,
            batch: place.batch,
            seal: 0,
            content: self.content(key),
            scope: place.scope,
            id: self.id,
            received: self.received.as_deref(),
            language: self.language,
            customer: self.customer,
            text: self.text,
            ratings: &self.ratings,
            attributes: &self.attributes,
            origin: &self.origin,
            annotation: &self.annotation,
        };
        let seal = columns.sealed(key);
        let inserted = insert.execute(params![
            columns.line,
            columns.batch,
            seal,
            columns.content,
            columns.scope,
            columns.id,
            columns.received,
            columns.language,
            columns.customer,
            columns.text,
            columns.ratings,
            columns.attributes,
            columns.origin,
            columns.annotation,
            condition,
        ])?;
        Ok((inserted == 1).then_some(seal))
    }
}

/// Where a new row goes.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) line: i64,
    pub(super) batch: i64,
    pub(super) scope: &'a str,
}
