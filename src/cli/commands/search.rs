//! `vigie search`: ranked verbatims with the passages that answer.

use std::fmt::Write as _;
use std::io::{self, IsTerminal as _};

use serde::Serialize;
use vigie::error::Error;
use vigie::pipeline::open_index;
use vigie::search::{Hits, Query, SearchError};
use vigie::store::Store;
use vigie::types::{Annotation, ByteSpan};

use crate::cli::args::{HitFormat, Search};
use crate::cli::session::Session;
use crate::cli::{exit, output};

#[derive(Serialize)]
struct Answer {
    id: String,
    score: f64,
    text: String,
    date: Option<jiff::civil::DateTime>,
    highlights: Vec<ByteSpan>,
    vigie: Annotation,
}

pub(crate) fn run(args: &Search, session: &Session) -> anyhow::Result<u8> {
    let query = Query::parse(&conditions(args)).map_err(SearchError::from).map_err(Error::from)?;
    let store = session.store()?;
    let (index, behind) = open_index(&store, session.progress())?;
    session.progress().finish();
    if behind > 0 {
        output::say(session.says(
            "note : un fichier ajouté à l'instant n'est pas encore dans l'index, il n'est pas cherché",
            "note: a file that was just added is not in the index yet, it is not searched",
        ));
    }
    let hits = index.search(&query, args.limit).map_err(Error::from)?;
    if args.explain {
        output::say(&format!("understood as: {}", query.explain()));
    }
    let answers = answers(&store, &query, &hits)?;
    match args.format {
        HitFormat::Human => output::answer(&human(&answers, hits.total)?)?,
        HitFormat::Json => {
            output::json(&serde_json::json!({ "total": hits.total, "hits": answers }))?;
        }
        HitFormat::Jsonl => {
            let mut text = String::new();
            for answer in &answers {
                writeln!(text, "{}", serde_json::to_string(answer)?)?;
            }
            print(&text)?;
        }
        HitFormat::Csv => print(&csv(&answers)?)?,
    }
    Ok(exit::DONE)
}

fn print(text: &str) -> io::Result<()> {
    if text.is_empty() { Ok(()) } else { output::answer(text) }
}

/// The query with its further conditions, each on its own.
fn conditions(args: &Search) -> String {
    if args.r#where.is_empty() {
        return args.query.clone();
    }
    let all = std::iter::once(&args.query).chain(&args.r#where);
    all.map(|condition| format!("({condition})")).collect::<Vec<_>>().join(" ")
}

fn answers(store: &Store, query: &Query, hits: &Hits) -> anyhow::Result<Vec<Answer>> {
    let mut answers = Vec::with_capacity(hits.hits.len());
    for hit in &hits.hits {
        let found = store.row(hit.row).map_err(Error::from)?;
        let found = found.ok_or_else(|| Error::LostFeedback { id: hit.id.clone() })?;
        let highlights = query.highlights(&found.feedback.text, found.annotation.lang);
        answers.push(Answer {
            id: hit.id.clone(),
            score: hit.score,
            date: found.feedback.received,
            text: found.feedback.text,
            highlights,
            vigie: found.annotation,
        });
    }
    Ok(answers)
}

fn human(answers: &[Answer], total: u64) -> anyhow::Result<String> {
    let mut text = String::new();
    for answer in answers {
        let date = answer.date.map_or_else(|| "no date".to_owned(), |date| date.date().to_string());
        let sentiment = answer.vigie.sentiment().map_or("not judged", |label| label.id());
        let touchpoints: Vec<String> = answer
            .vigie
            .touchpoints
            .iter()
            .map(|touchpoint| format!("{}{}", touchpoint.id, touchpoint.polarity))
            .collect();
        writeln!(text, "{} · {date} · {sentiment} · {}", answer.id, touchpoints.join(" "))?;
        writeln!(text, "  {}\n", marked(&answer.text, &answer.highlights).replace('\n', "\n  "))?;
    }
    let shown = answers.len() as u64;
    if shown < total {
        writeln!(text, "{shown} of {} shown; --limit shows more", output::count("hit", total))?;
    } else {
        writeln!(text, "{}", output::count("hit", total))?;
    }
    Ok(text)
}

/// The text with its passages marked: in bold on a terminal, between brackets elsewhere.
fn marked(text: &str, highlights: &[ByteSpan]) -> String {
    let (open, close) =
        if io::stdout().is_terminal() { ("\u{1b}[1m", "\u{1b}[0m") } else { ("[", "]") };
    let mut marked = String::with_capacity(text.len() + 16);
    let mut at = 0;
    for span in highlights {
        let range = span.range();
        marked.push_str(&printable(&text[at..range.start]));
        marked.push_str(open);
        marked.push_str(&printable(&text[range.clone()]));
        marked.push_str(close);
        at = range.end;
    }
    marked.push_str(&printable(&text[at..]));
    marked
}

/// Without the control characters that could drive a terminal, nor those that turn the direction of writing.
fn printable(text: &str) -> String {
    let allowed = |c: &char| {
        (*c == '\n' || !c.is_control())
            && !matches!(*c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars().filter(allowed).collect()
}

fn csv(answers: &[Answer]) -> anyhow::Result<String> {
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    writer.write_record(["id", "score", "date", "sentiment", "touchpoints", "signals", "text"])?;
    for answer in answers {
        let touchpoints: Vec<String> = answer
            .vigie
            .touchpoints
            .iter()
            .map(|one| format!("{}:{}", one.id, one.polarity))
            .collect();
        let signals: Vec<&str> = answer.vigie.signals.iter().map(|one| one.kind.id()).collect();
        writer.write_record([
            neutral(&answer.id).as_str(),
            &answer.score.to_string(),
            &answer.date.map_or_else(String::new, |date| date.to_string()),
            answer.vigie.sentiment().map_or("", |label| label.id()),
            &touchpoints.join(" "),
            &signals.join(" "),
            &neutral(&answer.text),
        ])?;
    }
    Ok(String::from_utf8_lossy(&writer.into_inner()?).into_owned())
}

/// A cell that a spreadsheet will not take for a formula.
fn neutral(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}
