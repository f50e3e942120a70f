//! Hits for people and for machines.

use std::fmt::Write as _;
use std::io::{self, IsTerminal as _};

use serde::Serialize;
use vigie::search::{Line, concordance as lines_of};
use vigie::types::ByteSpan;

use crate::cli::args::{HitFormat, KwicOrder};
use crate::cli::output;
use crate::cli::session::Session;

use super::found::{Answer, Found};
use super::run::View;

pub(super) fn json(found: &Found) -> serde_json::Value {
    serde_json::json!({ "total": found.total, "hits": found.answers })
}

pub(super) fn human(view: &View<'_>, found: &Found) -> anyhow::Result<String> {
    let mut text = String::new();
    for answer in &found.answers {
        let header = header(answer, view.session);
        writeln!(text, "{header}")?;
        let marked = marked(&answer.text, &answer.highlights);
        writeln!(text, "  {}", marked.replace('\n', "\n  "))?;
        if !answer.copies.is_empty() {
            writeln!(text, "  {}", copies(&answer.copies, view.session))?;
        }
        text.push('\n');
    }
    text.push_str(&total(view, found));
    Ok(text)
}

/// Who says it, when, how it is judged.
fn header(answer: &Answer, session: &Session) -> String {
    let none = || session.says("sans date", "no date").to_owned();
    let date = answer.date.map_or_else(none, |date| date.date().to_string());
    let unjudged = session.says("non jugé", "not judged");
    let sentiment = answer.vigie.sentiment().map_or(unjudged, |label| label.id());
    let scores = answer.ratings.iter().map(|(scale, score)| format!("{} {score}", scale.id()));
    let touchpoints = answer.vigie.touchpoints.iter();
    let touchpoints: Vec<String> =
        touchpoints.map(|touchpoint| format!("{}{}", touchpoint.id, touchpoint.polarity)).collect();
    let signals = answer.vigie.signals.iter().map(|signal| format!("! {}", signal.kind.id()));
    let rest = scores.chain([touchpoints.join(" ")]).chain(signals);
    let mut parts = vec![answer.id.clone(), date, sentiment.to_owned()];
    parts.extend(rest.filter(|part| !part.is_empty()));
    parts.join(" · ")
}

fn copies(ids: &[String], session: &Session) -> String {
    let shown = ids.iter().take(3).cloned().collect::<Vec<_>>().join(", ");
    let more = if ids.len() > 3 { ", …" } else { "" };
    let told = session.says("presque identiques", "nearly the same");
    format!("(+ {} {told}: {shown}{more})", ids.len())
}

fn total(view: &View<'_>, found: &Found) -> String {
    let session = view.session;
    let shown = found.answers.len() as u64;
    let copies = found.answers.iter().map(|answer| answer.copies.len() as u64).sum::<u64>();
    let folded = match (copies, session.speaks_french()) {
        (0, _) => String::new(),
        (copies, true) => format!(" (et {copies} presque identiques, repliés)"),
        (copies, false) => format!(" (and {copies} nearly the same, folded)"),
    };
    if view.args.like.is_some() || view.args.semantic {
        let total = found.total;
        return if session.speaks_french() {
            let nearest = if shown < 2 {
                "le plus proche".to_owned()
            } else {
                format!("les {shown} plus proches")
            };
            format!("{nearest}{folded}, de {total} avis comparés\n")
        } else {
            format!("the {shown} nearest{folded}, of {total} feedback compared\n")
        };
    }
    if session.speaks_french() {
        let total = found.total;
        if shown + copies < total {
            let seen = if shown < 2 { "affiché" } else { "affichés" };
            format!("{shown} {seen}{folded} sur {total} avis ; --limit en montre plus\n")
        } else {
            format!("{total} avis{folded}\n")
        }
    } else {
        let hits = output::count("hit", found.total);
        if shown + copies < found.total {
            format!("{shown} of {hits} shown{folded}; --limit shows more\n")
        } else {
            format!("{hits}{folded}\n")
        }
    }
}

/// The text with its passages marked: in bold on a terminal, between brackets elsewhere.
fn marked(text: &str, highlights: &[ByteSpan]) -> String {
    let (open, close) =
        if io::stdout().is_terminal() { ("\u{1b}[1m", "\u{1b}[0m") } else { ("[", "]") };
    let mut marked = String::with_capacity(text.len() + 16);
    let mut at = 0;
    for span in highlights {
        let range = span.range();
        marked.push_str(&output::printable(&text[at..range.start]));
        marked.push_str(open);
        marked.push_str(&output::printable(&text[range.clone()]));
        marked.push_str(close);
        at = range.end;
    }
    marked.push_str(&output::printable(&text[at..]));
    marked
}

pub(super) fn csv(answers: &[Answer]) -> Vec<Vec<String>> {
    let columns = ["id", "score", "date", "sentiment", "touchpoints", "signals", "text"];
    let mut rows = vec![columns.map(str::to_owned).to_vec()];
    for answer in answers {
        let touchpoints: Vec<String> = answer
            .vigie
            .touchpoints
            .iter()
            .map(|one| format!("{}:{}", one.id, one.polarity))
            .collect();
        let signals: Vec<&str> = answer.vigie.signals.iter().map(|one| one.kind.id()).collect();
        rows.push(vec![
            answer.id.clone(),
            answer.score.to_string(),
            answer.date.map_or_else(String::new, |date| date.to_string()),
            answer.vigie.sentiment().map_or("", |label| label.id()).to_owned(),
            touchpoints.join(" "),
            signals.join(" "),
            answer.text.clone(),
        ]);
    }
    rows
}

/// A passage in its context, with whose it is.
#[derive(Serialize)]
struct Row<'a> {
    id: &'a str,
    date: Option<jiff::civil::DateTime>,
    left: String,
    passage: String,
    right: String,
    span: ByteSpan,
}

/// Every passage that answers, one a line, in its context.
pub(super) fn concordance(view: &View<'_>, found: &Found) -> anyhow::Result<()> {
    let width = view.args.kwic.unwrap_or_default();
    let mut rows: Vec<Row<'_>> = Vec::new();
    for answer in &found.answers {
        let lines = lines_of(&answer.text, &answer.highlights, width);
        rows.extend(lines.into_iter().map(|line| row(answer, line)));
    }
    let folded = |text: &str| vigie::text::folded(text.trim_matches([' ', ',', '.', '…']));
    match view.args.kwic_sort {
        KwicOrder::Hit => {}
        KwicOrder::Right => rows.sort_by_key(|row| (folded(&row.passage), folded(&row.right))),
        // From the word nearest to the passage backwards.
        KwicOrder::Left => rows.sort_by_key(|row| {
            folded(&row.left).split_whitespace().rev().map(str::to_owned).collect::<Vec<_>>()
        }),
    }
    match view.args.format {
        HitFormat::Json => {
            output::json(&serde_json::json!({ "total": found.total, "lines": rows }))
        }
        HitFormat::Jsonl => output::lines(rows.iter()),
        HitFormat::Csv => {
            let header = ["id", "date", "left", "passage", "right"].map(str::to_owned).to_vec();
            let date = |row: &Row<'_>| row.date.map_or_else(String::new, |date| date.to_string());
            let cells = rows.iter().map(|row| {
                let id = row.id.to_owned();
                vec![id, date(row), row.left.clone(), row.passage.clone(), row.right.clone()]
            });
            output::table(&std::iter::once(header).chain(cells).collect::<Vec<_>>())
        }
        _ => {
            let mut text = String::new();
            for row in &rows {
                let left = output::printable(&row.left);
                let pad = " ".repeat((width + 1).saturating_sub(left.chars().count()));
                let passage = marked(&row.passage, &[ByteSpan::new(0, row.passage.len())]);
                let right = output::printable(&row.right);
                writeln!(text, "{pad}{left}{passage}{right}  · {}", row.id)?;
            }
            text.push_str(&total(view, found));
            Ok(output::answer(&text)?)
        }
    }
}

fn row(answer: &Answer, line: Line) -> Row<'_> {
    let Line { left, passage, right, span, .. } = line;
    Row { id: &answer.id, date: answer.date, left, passage, right, span }
}
