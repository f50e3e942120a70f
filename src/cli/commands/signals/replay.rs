//! What the report of each week would have raised, with what was known then.

use std::fmt::Write as _;

use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};
use vigie::error::Error;
use vigie::report::Lang;
use vigie::signals::{Past, WeakSignals};
use vigie::types::{SignalStatus, WeakSignal};

use super::corpus::{Corpus, words_of};
use super::run::{Answer, Asked, trips};
use crate::cli::args::SignalFormat;
use crate::cli::{exit, output};

/// The most letters of a quote.
const QUOTE: usize = 140;

/// Tells what each week's report would have raised.
pub(super) fn run(asked: &Asked<'_>, corpus: &Corpus<'_>, period: &str) -> anyhow::Result<u8> {
    let mut past = Past::default();
    let mut tally = Tally::default();
    let mut text = String::new();
    let mut tripped = false;
    let mut reports = Vec::new();
    for sunday in sundays(period)? {
        let found = corpus.at(Some(sunday), &mut past)?;
        tripped |= asked.args.fail_on.iter().any(|gate| trips(*gate, &found, &[]));
        match asked.args.format {
            SignalFormat::Human => week(asked.lang, corpus, sunday, &found, &mut text, &mut tally)?,
            SignalFormat::Jsonl => output::lines(std::iter::once(Answer::of(&found, &[])))?,
            SignalFormat::Json => reports.push(found),
        }
    }
    match asked.args.format {
        SignalFormat::Human => {
            text.push_str(&tally.told(asked.lang));
            output::answer(&output::printable(&text))?;
        }
        SignalFormat::Json => {
            let all: Vec<Answer<'_>> = reports.iter().map(|found| Answer::of(found, &[])).collect();
            output::json(&all)?;
        }
        SignalFormat::Jsonl => {}
    }
    Ok(if tripped { exit::GATE } else { exit::DONE })
}

/// What was raised over a period.
#[derive(Default)]
struct Tally {
    reports: u32,
    with_alerts: u32,
    raised: u32,
    untested: u32,
    budget: f64,
}

/// The alerts that a week's report is the first to raise.
fn week(
    lang: Lang,
    corpus: &Corpus<'_>,
    sunday: Date,
    found: &WeakSignals,
    text: &mut String,
    tally: &mut Tally,
) -> anyhow::Result<()> {
    tally.reports += 1;
    tally.untested += u32::from(found.untested.is_some());
    tally.budget += found.expected_false_alerts_per_report;
    // A report of a week in which nobody wrote is that of the week before.
    let is_new = |one: &&WeakSignal| {
        one.status != SignalStatus::Easing && one.raised.is_some() && one.raised == Some(sunday)
    };
    let new: Vec<&WeakSignal> = found.signals.iter().filter(is_new).collect();
    if new.is_empty() {
        return Ok(());
    }
    tally.with_alerts += 1;
    tally.raised += u32::try_from(new.len()).unwrap_or(u32::MAX);
    let texts = corpus.quoted(found)?;
    writeln!(text, "{}", lang.day(sunday))?;
    for one in new {
        let quote = one.evidence.first().map_or_else(String::new, |first| words_of(&texts, first));
        let quote: String = quote.split_whitespace().collect::<Vec<_>>().join(" ");
        let quote: String = quote.chars().take(QUOTE).collect();
        writeln!(text, "  {}", lang.alert(one))?;
        writeln!(text, "    {}", lang.quoted(&quote))?;
    }
    Ok(())
}

impl Tally {
    fn told(&self, lang: Lang) -> String {
        let Self { reports, with_alerts, raised, untested, budget } = *self;
        let per_report = lang.decimal(f64::from(raised) / f64::from(reports.max(1)), 2);
        let budget = lang.decimal(budget, 1);
        let silent = match untested {
            0 => String::new(),
            weeks => lang.pick(
                format!(" {weeks} rapports sans historique suffisant."),
                format!(" {weeks} reports had too little history."),
            ),
        };
        lang.pick(
            format!(
                "\n{reports} rapports, {raised} alertes levées dans {with_alerts} d'entre eux ({per_report} par rapport) ; le hasard seul en aurait donné {budget} au plus, en moyenne.{silent}\n"
            ),
            format!(
                "\n{reports} reports, {raised} alerts raised in {with_alerts} of them ({per_report} a report); chance alone would have given {budget} at most, on average.{silent}\n"
            ),
        )
    }
}

/// The Sundays of a period, given by its first and last day, month or year.
fn sundays(period: &str) -> Result<Vec<Date>, Error> {
    let wrong = || Error::Argument {
        value: period.to_owned(),
        what: "a period as 2025-01..2025-12 or 2025-01-06..2025-06-29",
    };
    let (from, to) = period.split_once("..").ok_or_else(wrong)?;
    let (from, to) = (first_day(from).ok_or_else(wrong)?, last_day(to).ok_or_else(wrong)?);
    if from > to {
        return Err(wrong());
    }
    let until_sunday = i64::from(from.weekday().until(Weekday::Sunday));
    let first = from.saturating_add(until_sunday.days());
    Ok(first.series(1.week()).take_while(|sunday| *sunday <= to).collect())
}

fn first_day(text: &str) -> Option<Date> {
    let whole = match text.len() {
        4 => format!("{text}-01-01"),
        7 => format!("{text}-01"),
        _ => text.to_owned(),
    };
    whole.parse().ok()
}

fn last_day(text: &str) -> Option<Date> {
    let first = first_day(text)?;
    Some(match text.len() {
        4 => first.last_of_year(),
        7 => first.last_of_month(),
        _ => first,
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_period_has_its_sundays() {
        let found = sundays("2025-02..2025-02").unwrap();
        let days: Vec<i8> = found.iter().map(|sunday| sunday.day()).collect();
        assert_eq!(days, [2, 9, 16, 23]);
        assert_eq!(sundays("2025-02-09..2025-02-15").unwrap(), [date(2025, 2, 9)]);
        assert_eq!(sundays("2024..2024").unwrap().len(), 52);
        for wrong in ["2025", "2025-13..2026-01", "2026-01..2025-01", "x..y"] {
            assert!(sundays(wrong).is_err(), "{wrong}");
        }
    }
}
