//! `--discover`: the themes that no saved query follows.

use std::fmt::Write as _;

use vigie::assets::WordVectors;
use vigie::error::Error;
use vigie::pipeline::{Discovered, DiscoveredTheme, discover};
use vigie::search::Index;
use vigie::store::Store;
use vigie::themes::{Book, Change, Event};
use vigie::types::Measure;

use crate::cli::args::{HitFormat, Search};
use crate::cli::session::Session;
use crate::cli::{exit, output};

/// How many themes people are shown, unless they say.
const USUAL: usize = 20;

/// How many sentences of each.
const QUOTES: usize = 2;

pub(super) fn run(
    args: &Search,
    session: &Session,
    store: &Store,
    index: &Index,
) -> anyhow::Result<u8> {
    if matches!(args.format, HitFormat::Iramuteq | HitFormat::Txm) {
        let value = "--format iramuteq|txm".to_owned();
        let what = "a form of themes: they are exports of hits";
        return Err(Error::Argument { value, what }.into());
    }
    let project = session.project()?;
    let queries = project.themes().map_err(Error::from)?;
    let vectors = WordVectors::embedded().map_err(Error::from)?;
    let known = project.book(vectors.hash()).map_err(Error::from)?;
    let (settings, progress) = (session.settings()?, session.progress());
    let found = discover((store, index), &queries, known.clone(), &vectors, &settings, progress)?;
    progress.finish();
    if found.book != known {
        project.keep_book(&found.book).map_err(Error::from)?;
    }
    match args.format {
        HitFormat::Json => {
            output::json(&found)?;
        }
        HitFormat::Jsonl => output::lines(found.themes.iter())?,
        HitFormat::Csv => output::table(&csv(&found))?,
        _ => output::answer(&human(&found, args.limit.unwrap_or(USUAL), session)?)?,
    }
    Ok(exit::DONE)
}

fn human(found: &Discovered, most: usize, session: &Session) -> Result<String, std::fmt::Error> {
    let mut text = String::new();
    let (count, coverage) = (found.themes.len() as u64, percent(&found.coverage, session));
    if session.speaks_french() {
        let themes = if count > 1 { "thèmes" } else { "thème" };
        writeln!(text, "{count} {themes} · {coverage} des avis qui disent quelque chose")?;
    } else {
        let themes = output::count("theme", count);
        writeln!(text, "{themes} · {coverage} of the feedback that say anything")?;
    }
    if found.followed > 0 {
        let followed = found.followed;
        let said = session.says("avis suivis par une requête gardée", "followed by a saved query");
        writeln!(text, "  {followed} {said}")?;
    }
    for theme in found.themes.iter().take(most) {
        describe(theme, session, &mut text)?;
    }
    if found.themes.len() > most {
        let more = found.themes.len() - most;
        writeln!(text, "{} {more} : --limit N", session.says("et encore", "and more:"))?;
    }
    for event in &found.events {
        writeln!(text, "{}", happened(*event, &found.book, session))?;
    }
    Ok(text)
}

/// A theme in a few lines.
fn describe(theme: &DiscoveredTheme, session: &Session, text: &mut String) -> std::fmt::Result {
    let (id, name, feedback) = (theme.id, output::printable(&theme.name), theme.feedback);
    let share = percent(&theme.share, session);
    let said = session.says("avis", "feedback");
    write!(text, "\n{id} · {name} · {feedback} {said}, {share}")?;
    if let Some(born) = theme.born {
        write!(text, " · {} {born}", session.says("depuis le", "since"))?;
    }
    writeln!(text)?;
    for quote in theme.quotes.iter().take(QUOTES) {
        let said = output::printable(&quote.text).replace('\n', " ");
        writeln!(
            text,
            "  {}{said}{} ({})",
            session.says("«\u{a0}", "“"),
            session.says("\u{a0}»", "”"),
            quote.id
        )?;
    }
    Ok(())
}

/// What became of a theme, in a sentence.
fn happened(event: Event, book: &Book, session: &Session) -> String {
    let name = |id: Option<u32>| {
        id.and_then(|id| book.theme(id)).map_or_else(String::new, |theme| {
            format!("{} · {}", theme.id, output::printable(&theme.name))
        })
    };
    let (theme, into) = (name(Some(event.theme)), name(event.into));
    let on = event.on.map_or_else(String::new, |on| format!("{on} "));
    match event.change {
        Change::Birth => format!("+ {on}{} {theme}", session.says("naît :", "born:")),
        Change::Split => {
            format!(
                "± {on}{theme} {} {into}",
                session.says("se scinde, et naît", "splits, and gives")
            )
        }
        Change::Merge => {
            format!("= {on}{theme} {} {into}", session.says("se fond dans", "becomes part of"))
        }
    }
}

/// A share with its interval, in per cent.
fn percent(measure: &Measure, session: &Session) -> String {
    match measure {
        Measure::Known(share) => {
            let part = |share: f64| {
                let shown = format!("{:.1}", share * 100.0);
                if session.speaks_french() { shown.replace('.', ",") } else { shown }
            };
            let sign = session.says("\u{a0}%", "%");
            format!("{}{sign} [{}–{}]", part(share.value), part(share.low), part(share.high))
        }
        Measure::Undefined(_) => "–".to_owned(),
    }
}

fn csv(found: &Discovered) -> Vec<Vec<String>> {
    let header = ["id", "name", "words", "born", "feedback"].map(str::to_owned).to_vec();
    let rows = found.themes.iter().map(|theme| {
        let born = theme.born.map_or_else(String::new, |born| born.to_string());
        let words = theme.words.join(" ");
        vec![theme.id.to_string(), theme.name.clone(), words, born, theme.feedback.to_string()]
    });
    std::iter::once(header).chain(rows).collect()
}
