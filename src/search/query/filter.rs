//! Filters: what they compare, and with what.

use std::ops::Bound;

use jiff::ToSpan;
use jiff::civil::Date;

use crate::search::analyser::fold_value;
use crate::search::document::day_number;
use crate::types::{Language, Scale, Sentiment, SignalKind, Touchpoint};

use super::QueryError;
use super::lexer::Operator;

/// The fields that every index has; every column of the sources is one too.
pub(super) const FIELDS: [&str; 13] = [
    "touchpoint",
    "sentiment",
    "signal",
    "lang",
    "date",
    "score",
    "nps",
    "stars",
    "csat",
    "ces",
    "customer",
    "id",
    "batch",
];

/// A condition on what is known of a feedback.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::search) enum Filter {
    /// A touchpoint is spoken of, perhaps on one side (`-` or `+`).
    Touchpoint(Touchpoint, Option<char>),
    /// The overall sentiment.
    Sentiment(Sentiment),
    /// A signal.
    Signal(SignalKind),
    /// The language.
    Language(Language),
    /// The day, in days since 1970: from the first on, before the second.
    Days(Option<i64>, Option<i64>),
    /// A score, on one scale or on any.
    Score(Option<Scale>, Bound<f64>, Bound<f64>),
    /// The customer.
    Customer(String),
    /// The identifier.
    Id(String),
    /// The batch.
    Batch(String),
    /// A column of the source, its folded name, its value, and where its name stands in the query.
    Attribute(String, Match, usize),
}

/// How the value of a column is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::search) enum Match {
    /// The column has a value.
    Any,
    /// The folded value.
    Is(String),
    /// How the folded value begins.
    Begins(String),
}

impl Filter {
    /// Reads a filter of which the name stands at `at`.
    pub(super) fn parse(
        name: &str,
        operator: Operator,
        value: &str,
        at: usize,
    ) -> Result<Self, QueryError> {
        let field = fold_value(name);
        match field.as_str() {
            "date" => return days(operator, value, at),
            "score" => return score(None, operator, value, at),
            name => {
                if let Some(&scale) = Scale::ALL.iter().find(|scale| scale.id() == name) {
                    return score(Some(scale), operator, value, at);
                }
            }
        }
        if operator != Operator::Is {
            return Err(QueryError::malformed(
                &field,
                value,
                at,
                "a value after `:`, not a comparison",
            ));
        }
        Ok(match field.as_str() {
            "touchpoint" => touchpoint(value, at)?,
            "sentiment" => {
                Self::Sentiment(label(&field, value, at, Sentiment::ALL, Sentiment::id)?)
            }
            "signal" => Self::Signal(label(&field, value, at, SignalKind::ALL, SignalKind::id)?),
            "lang" => {
                let all = [Language::Fr, Language::En, Language::Other];
                Self::Language(label(&field, value, at, &all, Language::id)?)
            }
            "customer" => Self::Customer(value.to_owned()),
            "id" => Self::Id(value.to_owned()),
            "batch" => Self::Batch(value.to_owned()),
            _ => Self::Attribute(field, attribute(value), at),
        })
    }
}

/// The label whose identifier is `value`.
fn label<L: Copy>(
    field: &str,
    value: &str,
    at: usize,
    all: &[L],
    id: impl Fn(L) -> &'static str,
) -> Result<L, QueryError> {
    let found = all.iter().copied().find(|&label| id(label) == value);
    found.ok_or_else(|| {
        let allowed: Vec<&str> = all.iter().map(|&label| id(label)).collect();
        QueryError::not_among(field, value, at, &allowed)
    })
}

fn touchpoint(value: &str, at: usize) -> Result<Filter, QueryError> {
    let sided = ['-', '+'].into_iter().find_map(|side| Some((value.strip_suffix(side)?, side)));
    let (id, side) = sided.map_or((value, None), |(id, side)| (id, Some(side)));
    let touchpoint = label("touchpoint", id, at, Touchpoint::ALL, Touchpoint::id)?;
    Ok(Filter::Touchpoint(touchpoint, side))
}

fn attribute(value: &str) -> Match {
    match value.strip_suffix('*') {
        Some("") => Match::Any,
        Some(start) => Match::Begins(fold_value(start)),
        None => Match::Is(fold_value(value)),
    }
}

fn score(
    scale: Option<Scale>,
    operator: Operator,
    value: &str,
    at: usize,
) -> Result<Filter, QueryError> {
    let field = scale.map_or("score", Scale::id);
    let number = |text: &str| {
        let number = text.replace(',', ".").parse::<f64>().ok().filter(|number| number.is_finite());
        let malformed = || QueryError::malformed(field, value, at, "a number, or two as `0..6`");
        number.ok_or_else(malformed)
    };
    let (low, high) = match (operator, value.split_once("..")) {
        (Operator::Is, Some((low, high))) => {
            let end = |text: &str| match text {
                "" => Ok(Bound::Unbounded),
                text => number(text).map(Bound::Included),
            };
            (end(low)?, end(high)?)
        }
        (Operator::Is, None) => (Bound::Included(number(value)?), Bound::Included(number(value)?)),
        (Operator::Below, _) => (Bound::Unbounded, Bound::Excluded(number(value)?)),
        (Operator::AtMost, _) => (Bound::Unbounded, Bound::Included(number(value)?)),
        (Operator::Above, _) => (Bound::Excluded(number(value)?), Bound::Unbounded),
        (Operator::AtLeast, _) => (Bound::Included(number(value)?), Bound::Unbounded),
    };
    Ok(Filter::Score(scale, low, high))
}

fn days(operator: Operator, value: &str, at: usize) -> Result<Filter, QueryError> {
    let malformed = || {
        let expected = "a day, a month or a year as `2026-01-05`, `2026-01`, `2026`, or two as `2026-01..2026-03`";
        QueryError::malformed("date", value, at, expected)
    };
    let period = |text: &str| period(text).ok_or_else(malformed);
    let (from, before) = match (operator, value.split_once("..")) {
        (Operator::Is, Some(("", ""))) => return Err(malformed()),
        (Operator::Is, Some((first, last))) => {
            let first = (!first.is_empty()).then(|| period(first)).transpose()?;
            let last = (!last.is_empty()).then(|| period(last)).transpose()?;
            (first.map(|(from, _)| from), last.map(|(_, before)| before))
        }
        (Operator::Is, None) => {
            let (from, before) = period(value)?;
            (Some(from), Some(before))
        }
        (Operator::Below, _) => (None, Some(period(value)?.0)),
        (Operator::AtMost, _) => (None, Some(period(value)?.1)),
        (Operator::Above, _) => (Some(period(value)?.1), None),
        (Operator::AtLeast, _) => (Some(period(value)?.0), None),
    };
    Ok(Filter::Days(from, before))
}

/// The first day of a day, month or year, and the first day after it.
fn period(text: &str) -> Option<(i64, i64)> {
    let parts: Vec<&str> = text.split('-').collect();
    let digits = |part: &str, count: usize| {
        (part.len() == count && part.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| part.parse::<i16>().ok())
            .flatten()
    };
    let year = digits(parts.first()?, 4)?;
    let month = parts.get(1).map_or(Some(1), |part| digits(part, 2))?;
    let day = parts.get(2).map_or(Some(1), |part| digits(part, 2))?;
    let first = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    let length = match parts.len() {
        1 => 1.year(),
        2 => 1.month(),
        3 => 1.day(),
        _ => return None,
    };
    let next = first.checked_add(length).ok()?;
    Some((day_number(first), day_number(next)))
}
