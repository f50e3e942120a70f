//! The report in at most 25 lines of plain text, for the terminal.

use std::io;

use super::headline::Headline;
use super::language::{Lang, honest, one_line};
use super::view::{brief_counts, priorities, reading};
use super::{Renderer, Report};
use crate::types::{SignalStatus, WeakSignal, WeakSignalKind};

/// Writes the short ranked summary that `vigie report` prints: no colour, no drawing, 25 lines at most.
#[derive(Clone, Copy, Debug, Default)]
pub struct Summary;

/// How many priorities are listed: what comes after is in the report.
const PRIORITIES: usize = 5;

/// How many weak signals are listed.
const SIGNALS: usize = 6;

/// The longest label shown, in characters.
const LABEL: usize = 60;

impl Renderer for Summary {
    fn render(&self, report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
        let lang = Lang::of(report);
        let headline = Headline::of(report);
        let blocks = [
            vec![headline.state.clone()],
            ranked(report, lang),
            moving(report, lang),
            closing(report, lang, &headline),
        ];
        let blocks =
            blocks.into_iter().filter(|block| !block.is_empty()).map(|block| block.join("\n"));
        let text = honest(&blocks.collect::<Vec<_>>().join("\n\n"));
        writeln!(out, "{text}")
    }
}

/// Priorities, two lines each.
fn ranked(report: &Report, lang: Lang) -> Vec<String> {
    let views = priorities(report, lang);
    if views.is_empty() {
        return Vec::new();
    }
    let title = lang.say("À regarder d'abord", "Look first at");
    let lines = views.iter().take(PRIORITIES).flat_map(|view| {
        let rank = lang.pick("rang", "rank");
        [
            format!("{:>3}. {} ({rank} {})", view.rank, short(&view.title), view.ranks),
            format!("     {}", shorter(&view.sentence, LABEL + 30)),
        ]
    });
    std::iter::once(title).chain(lines).collect()
}

/// Weak signals, one line each, with a word for their direction.
fn moving(report: &Report, lang: Lang) -> Vec<String> {
    if report.signals.is_empty() {
        return Vec::new();
    }
    let line = |signal: &WeakSignal| {
        let label = lang.quoted(&short(&one_line(&signal.label)));
        let counts = lang.typeset(&brief_counts(lang, signal));
        format!("  {:<8} {label}, {counts}", direction(lang, signal))
    };
    let title = lang.say("Signaux faibles", "Weak signals");
    std::iter::once(title).chain(report.signals.iter().take(SIGNALS).map(line)).collect()
}

fn direction(lang: Lang, signal: &WeakSignal) -> &'static str {
    match (signal.status, signal.kind) {
        (SignalStatus::Easing, _) => lang.pick("recule", "recedes"),
        (_, WeakSignalKind::RareIntense) => lang.pick("grave", "severe"),
        (_, WeakSignalKind::Precursor) => lang.pick("précède", "precedes"),
        (_, WeakSignalKind::Novel) => lang.pick("nouveau", "new"),
        _ => lang.pick("monte", "rises"),
    }
}

/// What was read, and what to know before believing the rest.
fn closing(report: &Report, lang: Lang, headline: &Headline) -> Vec<String> {
    let cautions = if report.priorities.is_empty() {
        headline.first.iter().chain(&headline.more).cloned().collect()
    } else {
        Vec::new()
    };
    cautions.into_iter().chain([format!("{}.", reading(report, lang).sum)]).collect()
}

fn short(label: &str) -> String {
    shorter(label, LABEL)
}

/// The beginning of a text, cut after `most` characters.
fn shorter(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;
    use crate::types::Language;

    fn written(report: &Report) -> String {
        let mut out = Vec::new();
        Summary.render(report, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn the_summary_is_short_and_ranked() {
        for (name, report) in [
            ("summary_fr", sample::report(Language::Fr)),
            ("summary_en", sample::report(Language::En)),
            ("summary_words_only", sample::words_only(Language::Fr)),
            ("summary_empty", sample::empty(Language::Fr)),
        ] {
            let text = written(&report);
            assert!(text.lines().count() <= 25, "{text}");
            assert!(text.lines().all(|line| line.chars().count() <= 120), "{text}");
            insta::assert_snapshot!(name, text);
        }
    }

    #[test]
    fn words_cannot_drive_the_terminal() {
        let text = written(&sample::hostile());
        assert!(!text.contains('\u{1b}') && !text.contains('\u{202e}'));
        assert!(text.lines().count() <= 25);
    }
}
