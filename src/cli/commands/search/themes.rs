//! Saved queries, followed from week to week.

use std::fmt::Write as _;

use serde::Serialize;
use vigie::error::Error;
use vigie::search::{Direction, Index, Query, SearchError, SeriesWeek, Trend};
use vigie::types::Measure;

use crate::cli::args::{HitFormat, Search};
use crate::cli::session::Session;
use crate::cli::{exit, output};

use super::run::{View, understood};

/// How many weeks people are shown.
const SHOWN: usize = 26;

/// A theme with what became of it.
#[derive(Serialize)]
struct Theme {
    name: String,
    query: String,
    hits: u64,
    weeks: Vec<SeriesWeek>,
    trend: Trend,
}

/// `--themes`: every saved query in a line.
pub(super) fn all(args: &Search, session: &Session, index: &Index) -> anyhow::Result<u8> {
    let mut themes = Vec::new();
    for (name, query) in session.project()?.themes().map_err(Error::from)? {
        let parsed = understood(&query, Query::parse(&query).map_err(SearchError::from))?;
        let series = understood(&query, index.series(&parsed))?;
        let vigie::search::Series { hits, weeks, trend, .. } = series;
        themes.push(Theme { name, query, hits, weeks, trend });
    }
    match args.format {
        HitFormat::Json => {
            output::json(&serde_json::json!({ "schema_version": 1, "themes": themes }))?;
        }
        HitFormat::Jsonl => output::lines(themes.iter())?,
        HitFormat::Csv => output::table(&csv(&themes))?,
        _ => output::answer(&human(&themes, session)?)?,
    }
    let rising = themes.iter().any(|theme| theme.trend.direction == Direction::Rising);
    Ok(if args.fail_on.is_some() && rising { exit::GATE } else { exit::DONE })
}

fn human(themes: &[Theme], session: &Session) -> Result<String, std::fmt::Error> {
    if themes.is_empty() {
        return Ok(session
            .says(
                "aucune requête gardée : `vigie search REQUÊTE --save NOM` en garde une\n",
                "no saved query: `vigie search QUERY --save NAME` keeps one\n",
            )
            .to_owned());
    }
    let mut text = String::new();
    for theme in themes {
        let hits = theme.hits;
        let said = if session.speaks_french() {
            format!("{hits} avis")
        } else {
            output::count("hit", hits)
        };
        writeln!(text, "{} · {said} · {}", theme.name, told(&theme.trend, session))?;
        writeln!(text, "  {}", output::printable(&theme.query))?;
    }
    Ok(text)
}

/// What became of a theme, in a sentence.
fn told(trend: &Trend, session: &Session) -> String {
    let direction = match trend.direction {
        Direction::Rising => session.says("▲ en hausse", "▲ rising"),
        Direction::Falling => session.says("▼ en baisse", "▼ falling"),
        Direction::Steady => session.says("stable", "steady"),
        Direction::Unknown => {
            return session
                .says("trop peu de semaines pour le dire", "too few weeks to tell")
                .to_owned();
        }
    };
    let ratio = match &trend.ratio {
        Measure::Known(ratio) => {
            format!(" ×{:.1} [{:.1}–{:.1}]", ratio.value, ratio.low, ratio.high)
        }
        Measure::Undefined(_) => String::new(),
    };
    let (observed, expected, weeks) = (trend.observed, trend.expected, trend.weeks);
    if session.speaks_french() {
        format!("{direction} : {observed} en {weeks} semaines pour {expected:.1} attendus{ratio}")
    } else {
        format!("{direction}: {observed} in {weeks} weeks where {expected:.1} were expected{ratio}")
    }
}

fn csv(themes: &[Theme]) -> Vec<Vec<String>> {
    let header = ["theme", "week", "count", "of"].map(str::to_owned).to_vec();
    let rows = themes.iter().flat_map(|theme| {
        let row = |week: &SeriesWeek| {
            let name = theme.name.clone();
            vec![name, week.week.clone(), week.count.to_string(), week.of.to_string()]
        };
        theme.weeks.iter().map(row)
    });
    std::iter::once(header).chain(rows).collect()
}

/// `--saved NAME`: the weeks of one, before its hits or counts, and whether it rises. Machines get its weeks by
/// `--themes`.
pub(super) fn one(view: &View<'_>, name: &str, asked: &str) -> anyhow::Result<bool> {
    let series = understood(asked, view.index.series(view.query))?;
    let rising = series.trend.direction == Direction::Rising;
    if view.args.format != HitFormat::Human {
        return Ok(rising);
    }
    let mut text = format!("{name} · {}\n", told(&series.trend, view.session));
    let first = series.weeks.len().saturating_sub(SHOWN);
    let weeks = &series.weeks[first..];
    let most = weeks.iter().map(|week| week.count).max().unwrap_or(0).max(1);
    for week in weeks {
        let bar = "█".repeat(usize::try_from((week.count * 30).div_ceil(most)).unwrap_or(0));
        let of = view.session.says("sur", "of");
        writeln!(text, "  {} {:>6} {of} {:<6} {bar}", week.week, week.count, week.of)?;
    }
    output::answer(&text)?;
    Ok(rising)
}
