//! A query said again, as it was understood.

use std::ops::Bound;

use jiff::Span;
use jiff::civil::date;

use super::filter::{Filter, Match};
use super::parser::Node;

pub(super) fn explain(node: &Node) -> String {
    match node {
        Node::Everything => "everything".to_owned(),
        Node::Word(word) => format!("`{word}` in any form"),
        Node::Phrase(words) => format!("\"{}\"", words.join(" ")),
        Node::Prefix(prefix) => format!("a word in `{prefix}…`"),
        Node::Filter(filter) => explain_filter(filter),
        Node::All(parts) => join(parts, " and "),
        Node::Any(parts) => join(parts, " or "),
        Node::Not(part) => format!("not {}", grouped(part)),
    }
}

fn join(parts: &[Node], word: &str) -> String {
    parts.iter().map(grouped).collect::<Vec<_>>().join(word)
}

fn grouped(node: &Node) -> String {
    match node {
        Node::All(_) | Node::Any(_) => format!("({})", explain(node)),
        node => explain(node),
    }
}

fn explain_filter(filter: &Filter) -> String {
    match filter {
        Filter::Touchpoint(touchpoint, None) => format!("touchpoint {touchpoint}"),
        Filter::Touchpoint(touchpoint, Some('-')) => {
            format!("touchpoint {touchpoint} spoken of badly")
        }
        Filter::Touchpoint(touchpoint, Some(_)) => {
            format!("touchpoint {touchpoint} spoken of well")
        }
        Filter::Sentiment(sentiment) => format!("sentiment {sentiment}"),
        Filter::Signal(kind) => format!("signal {kind}"),
        Filter::Language(language) => format!("language {}", language.id()),
        Filter::Days(from, before) => explain_days(*from, *before),
        Filter::Score(scale, low, high) => {
            let name = scale.map_or("a score", |scale| scale.id());
            format!("{name}{}{}", bound(" from", " above", low), bound(" to", " below", high))
        }
        Filter::Customer(customer) => format!("customer `{customer}`"),
        Filter::Id(id) => format!("identifier `{id}`"),
        Filter::Batch(batch) => format!("batch `{batch}`"),
        Filter::Attribute(name, Match::Any, _) => format!("a value of `{name}`"),
        Filter::Attribute(name, Match::Is(value), _) => format!("`{name}` is `{value}`"),
        Filter::Attribute(name, Match::Begins(start), _) => {
            format!("`{name}` begins with `{start}`")
        }
    }
}

fn bound(closed: &str, open: &str, bound: &Bound<f64>) -> String {
    match bound {
        Bound::Included(value) => format!("{closed} {value}"),
        Bound::Excluded(value) => format!("{open} {value}"),
        Bound::Unbounded => String::new(),
    }
}

fn explain_days(from: Option<i64>, before: Option<i64>) -> String {
    let day = |number: i64| {
        let days = Span::new().try_days(number);
        let day = days.and_then(|days| date(1970, 1, 1).checked_add(days));
        day.map_or_else(|_| number.to_string(), |day| day.to_string())
    };
    let first = from.map(|from| format!(" from {}", day(from))).unwrap_or_default();
    let last = before.map(|before| format!(" to {}", day(before - 1))).unwrap_or_default();
    format!("dated{first}{last}")
}
