//! A query said again, as it was understood.

use std::ops::Bound;

use jiff::Span;
use jiff::civil::date;

use crate::types::Language;

use super::filter::{Filter, Match};
use super::parser::Node;

/// The query in words, in French or English.
pub(super) fn explain(node: &Node, language: Language) -> String {
    Teller { french: language == Language::Fr }.tell(node)
}

/// Says queries in one language.
struct Teller {
    french: bool,
}

impl Teller {
    fn pick<'a>(&self, fr: &'a str, en: &'a str) -> &'a str {
        if self.french { fr } else { en }
    }

    fn tell(&self, node: &Node) -> String {
        match node {
            Node::Everything => self.pick("tout", "everything").to_owned(),
            Node::Word(form) => self.in_any_form(form.folded()),
            Node::Phrase(words) => format!("\"{}\"", words.join(" ")),
            Node::Compound(words, form) => {
                let or = self.pick("ou", "or");
                format!("\"{}\" {or} {}", words.join(" "), self.in_any_form(form.folded()))
            }
            Node::Prefix(prefix) => {
                format!("{} `{prefix}…`", self.pick("un mot en", "a word in"))
            }
            Node::Fuzzy(form, distance) => {
                let letters = if *distance == 1 {
                    self.pick("à une lettre près", "give or take a letter")
                } else {
                    self.pick("à deux lettres près", "give or take two letters")
                };
                format!("`{}` {letters}", form.folded())
            }
            Node::Near(left, right, distance) => {
                let (left, right) = (left.folded(), right.folded());
                let apart = self.pick("à au plus", "at most");
                let words = self.pick("mots de", "words from");
                format!("`{left}` {apart} {distance} {words} `{right}`")
            }
            Node::Idle(word) => {
                format!("(`{word}` {})", self.pick("n'est pas exigé", "is not insisted on"))
            }
            Node::Filter(filter) => self.tell_filter(filter),
            Node::All(parts) => self.join(parts, self.pick(" et ", " and ")),
            Node::Any(parts) => self.join(parts, self.pick(" ou ", " or ")),
            Node::Not(part) => format!("{} {}", self.pick("sans", "not"), self.grouped(part)),
        }
    }

    fn in_any_form(&self, word: &str) -> String {
        format!("`{word}` {}", self.pick("sous toutes ses formes", "in any form"))
    }

    fn join(&self, parts: &[Node], word: &str) -> String {
        let (idle, telling): (Vec<&Node>, Vec<&Node>) =
            parts.iter().partition(|part| matches!(part, Node::Idle(_)));
        let told = telling.iter().map(|part| self.grouped(part)).collect::<Vec<_>>().join(word);
        let told = std::iter::once(told).chain(idle.iter().map(|part| self.tell(part)));
        told.collect::<Vec<_>>().join(" ")
    }

    fn grouped(&self, node: &Node) -> String {
        match node {
            Node::All(_) | Node::Any(_) | Node::Compound(..) => format!("({})", self.tell(node)),
            node => self.tell(node),
        }
    }

    fn tell_filter(&self, filter: &Filter) -> String {
        let is = self.pick("est", "is");
        match filter {
            Filter::Touchpoint(touchpoint, side) => {
                let side = match side {
                    None => "",
                    Some('-') => self.pick(" en mal", " spoken of badly"),
                    Some(_) => self.pick(" en bien", " spoken of well"),
                };
                format!("{} {touchpoint}{side}", self.pick("point de contact", "touchpoint"))
            }
            Filter::Sentiment(sentiment) => format!("sentiment {sentiment}"),
            Filter::Signal(kind) => format!("signal {kind}"),
            Filter::Language(language) => {
                format!("{} {}", self.pick("langue", "language"), language.id())
            }
            Filter::Days(from, before) => self.tell_days(*from, *before),
            Filter::Score(scale, low, high) => {
                let name = scale.map_or(self.pick("une note", "a score"), |scale| scale.id());
                let (from, above) =
                    (self.pick(" dès", " from"), self.pick(" au-dessus de", " above"));
                let (to, below) = (self.pick(" jusqu'à", " to"), self.pick(" sous", " below"));
                format!("{name}{}{}", bound(from, above, low), bound(to, below, high))
            }
            Filter::Customer(customer) => {
                format!("{} `{customer}`", self.pick("client", "customer"))
            }
            Filter::Id(id) => format!("{} `{id}`", self.pick("identifiant", "identifier")),
            Filter::Batch(batch) => format!("{} `{batch}`", self.pick("lot", "batch")),
            Filter::Attribute(name, Match::Any, _) => {
                format!("{} `{name}`", self.pick("une valeur de", "a value of"))
            }
            Filter::Attribute(name, Match::Is(value), _) => format!("`{name}` {is} `{value}`"),
            Filter::Attribute(name, Match::Begins(start), _) => {
                format!("`{name}` {} `{start}`", self.pick("commence par", "begins with"))
            }
        }
    }

    fn tell_days(&self, from: Option<i64>, before: Option<i64>) -> String {
        let day = |number: i64| {
            let days = Span::new().try_days(number);
            let day = days.and_then(|days| date(1970, 1, 1).checked_add(days));
            day.map_or_else(|_| number.to_string(), |day| day.to_string())
        };
        let first = from.map(|from| format!(" {} {}", self.pick("du", "from"), day(from)));
        let last = before.map(|before| format!(" {} {}", self.pick("au", "to"), day(before - 1)));
        let dated = self.pick("daté", "dated");
        format!("{dated}{}{}", first.unwrap_or_default(), last.unwrap_or_default())
    }
}

fn bound(closed: &str, open: &str, bound: &Bound<f64>) -> String {
    match bound {
        Bound::Included(value) => format!("{closed} {value}"),
        Bound::Excluded(value) => format!("{open} {value}"),
        Bound::Unbounded => String::new(),
    }
}
