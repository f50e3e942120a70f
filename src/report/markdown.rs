//! The report as Markdown, for a page of notes or a ticket.

use std::fmt::Write;
use std::io;

use super::headline::Headline;
use super::language::{Lang, deceives};
use super::numbers::Unit;
use super::sections::{self, Cell, Section};
use super::view::{
    QuoteView, SignalView, figure, glossary, indicator_tables, method, notes, period_read,
    priorities, promoters, quotes_of, reading, signals, signals_map, touchpoints, trajectories,
};
use super::{Renderer, Report};
use crate::types::Standing;

/// Writes `report.md`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Markdown;

/// How many quotes stand under a finding: all of them are in the page and in the tables.
const QUOTES: usize = 3;

impl Renderer for Markdown {
    fn render(&self, report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
        let lang = Lang::of(report);
        let mut page = Page { lang, text: String::new() };
        page.opening(report);
        page.sections(&sections::before(report, lang));
        page.first(report);
        page.signals(report);
        page.touchpoints(report);
        page.customers(report);
        page.sections(&sections::after(report, lang));
        page.indicators(report);
        page.reading(report);
        page.method(report);
        page.text.retain(|character| !deceives(character));
        out.write_all(page.text.trim_end().as_bytes())?;
        out.write_all(b"\n")
    }
}

/// The page under construction.
struct Page {
    lang: Lang,
    text: String,
}

impl Page {
    fn line(&mut self, line: std::fmt::Arguments<'_>) {
        self.text.write_fmt(line).expect("a String takes whatever is written");
        self.text.push('\n');
    }

    fn paragraph(&mut self, words: &str) {
        self.line(format_args!("{}\n", escape(words)));
    }

    fn heading(&mut self, depth: usize, fr: &str, en: &str) {
        let heading = self.lang.say(fr, en);
        self.line(format_args!("{} {}\n", "#".repeat(depth), escape(&heading)));
    }

    fn table(&mut self, headers: &[(&str, &str)], rows: &[Vec<String>]) {
        let names: Vec<String> =
            headers.iter().map(|(fr, en)| escape(&self.lang.say(fr, en))).collect();
        self.line(format_args!("| {} |", names.join(" | ")));
        self.line(format_args!("|{}", " --- |".repeat(headers.len())));
        for row in rows {
            let cells: Vec<String> = row.iter().map(|cell| escape(cell)).collect();
            self.line(format_args!("| {} |", cells.join(" | ")));
        }
        self.text.push('\n');
    }

    fn quotes(&mut self, views: &[QuoteView]) {
        for view in views.iter().take(QUOTES) {
            let words: String =
                view.pieces.iter().map(|piece| marked(&piece.text, piece.mark)).collect();
            let score = view
                .score
                .as_ref()
                .map(|score| format!("{} {score}", self.lang.pick("note", "score")));
            let parts = [
                score,
                view.date.clone(),
                view.channel.clone(),
                Some(view.id.clone()),
                Some(view.place.clone()),
            ];
            let source: Vec<String> = parts.into_iter().flatten().collect();
            self.line(format_args!("> {}  ", self.lang.quoted(&words)));
            self.line(format_args!("> {}\n", escape(&source.join(" · "))));
        }
    }

    fn sections(&mut self, sections: &[Section]) {
        for section in sections {
            self.line(format_args!("## {}\n", escape(&section.title)));
            self.paragraph(&format!("{} {}", section.means, section.not));
            section.lines.iter().for_each(|line| self.paragraph(line));
            for table in section.tables.iter().filter(|table| !table.rows.is_empty()) {
                self.line(format_args!("### {}\n", escape(&table.caption)));
                let headers: Vec<(&str, &str)> =
                    table.headers.iter().map(|header| (header.as_str(), header.as_str())).collect();
                let rows: Vec<Vec<String>> =
                    table.rows.iter().map(|row| row.iter().map(Cell::line).collect()).collect();
                self.table(&headers, &rows);
            }
        }
    }

    fn opening(&mut self, report: &Report) {
        let title = self.lang.pick("La voix des clients", "The voice of customers");
        let period =
            period_read(report, self.lang).map_or_else(String::new, |period| format!(", {period}"));
        self.line(format_args!("# {}\n", escape(&format!("{title}{period}"))));
        for sentence in Headline::of(report).sentences() {
            self.paragraph(sentence);
        }
    }

    fn first(&mut self, report: &Report) {
        let views = priorities(report, self.lang);
        if views.is_empty() {
            return;
        }
        self.heading(2, "À regarder d'abord", "Look at first");
        for view in views {
            self.line(format_args!("### {}. {}\n", view.rank, escape(&view.title)));
            let rank = self.lang.say("Rang :", "Rank:");
            let confirm = view.confirm.map_or_else(String::new, |words| format!(" {words}"));
            self.paragraph(&format!("{} {rank} {}.{confirm}", view.sentence, view.ranks));
            for factor in &view.factors {
                let colon = self.lang.say(" :", ":");
                self.line(format_args!(
                    "- {}{colon} {}",
                    escape(&factor.name),
                    escape(&factor.figure.line())
                ));
            }
            self.text.push('\n');
            self.quotes(&view.quotes);
        }
    }

    fn signals(&mut self, report: &Report) {
        self.signals_map(report);
        let lists = signals(report, self.lang);
        if !lists.rising.is_empty() {
            self.heading(2, "Signaux faibles", "Weak signals");
            lists.rising.iter().for_each(|view| self.signal(view));
        }
        if !lists.precursors.is_empty() {
            self.heading(2, "Dits avant une baisse de note", "Said before scores fall");
            self.paragraph(&lists.precursors_mean);
            lists.precursors.iter().for_each(|view| self.signal(view));
        }
        if !lists.easing.is_empty() {
            self.heading(2, "Bonnes nouvelles : en recul", "Good news: easing");
            lists.easing.iter().for_each(|view| self.signal(view));
        }
        if !lists.rare.is_empty() {
            self.heading(
                2,
                "Rares et graves (hors de l'engagement sur les fausses alertes)",
                "Rare and severe (outside the promise on false alerts)",
            );
            lists.rare.iter().for_each(|view| self.signal(view));
        }
    }

    /// The map of signals as a table, without what is rare, quiet and steady: all of it is in the tables.
    fn signals_map(&mut self, report: &Report) {
        let Some(map) = signals_map(report, self.lang) else { return };
        self.heading(2, "Carte des signaux", "Map of the signals");
        self.paragraph(&map.means);
        let told = map.places.iter().filter(|place| place.standing != Standing::Quiet);
        let rows: Vec<Vec<String>> = told
            .map(|place| {
                vec![
                    place.name.clone(),
                    place.standing_name.clone(),
                    place.observed.clone(),
                    place.expected.clone(),
                    place.share.line(),
                    place.growth.line(),
                ]
            })
            .collect();
        let headers = [
            ("Sujet", "Subject"),
            ("État", "Standing"),
            ("Mentions", "Mentions"),
            ("Attendues", "Expected"),
            ("Part des réponses", "Share of the answers"),
            ("Observées sur attendues", "Observed over expected"),
        ];
        self.table(&headers, &rows);
        if let Some(not) = &map.not {
            self.paragraph(not);
        }
    }

    fn signal(&mut self, view: &SignalView) {
        self.line(format_args!("### {}\n", escape(&view.label)));
        let since = view
            .since
            .as_ref()
            .map(|day| format!("{} {day}", self.lang.pick("depuis le", "since")));
        let parts = [Some(view.counts.clone()), view.ratio.clone(), since, view.opened.clone()];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        let odds = view.odds.as_ref().map_or_else(String::new, |odds| format!(" {odds}."));
        let exposed = view.exposed.as_ref().map_or_else(String::new, |told| format!(" {told}."));
        self.paragraph(&format!("{}.{exposed}{odds}", parts.join(", ")));
        self.quotes(&view.quotes);
    }

    fn touchpoints(&mut self, report: &Report) {
        let views = touchpoints(report, self.lang);
        if views.is_empty() {
            return;
        }
        self.heading(2, "Points de contact", "Touchpoints");
        let rows: Vec<Vec<String>> = views
            .into_iter()
            .map(|view| {
                vec![
                    view.name,
                    view.volume,
                    view.complaints,
                    view.satisfaction.line(),
                    view.impact.line(),
                    view.shapley.line(),
                    view.zone_name,
                ]
            })
            .collect();
        let headers = [
            ("Point de contact", "Touchpoint"),
            ("En parlent", "Speak of it"),
            ("S'en plaignent", "Complain"),
            ("Satisfaction", "Satisfaction"),
            ("Effet sur le score", "Effect on the score"),
            ("Effet partagé (Shapley)", "Shared effect (Shapley)"),
            ("Zone", "Zone"),
        ];
        self.table(&headers, &rows);
    }

    fn customers(&mut self, report: &Report) {
        if let Some(view) = promoters(report, self.lang) {
            self.heading(2, "Promoteurs qui se plaignent", "Promoters who complain");
            self.paragraph(&view.sentence);
            self.quotes(&view.quotes);
        }
        let falls = trajectories(report, self.lang).unwrap_or_default();
        if !falls.is_empty() {
            self.heading(2, "Clients dont le ton baisse", "Customers whose tone falls");
        }
        for view in falls {
            let words = quotes_of(self.lang, &view.quotes);
            self.line(format_args!(
                "- {} ({}), {}. {}",
                escape(&view.customer),
                escape(&view.path),
                escape(&view.days),
                escape(&words)
            ));
        }
        self.text.push('\n');
    }

    fn indicators(&mut self, report: &Report) {
        let lang = self.lang;
        let whole = report
            .metrics
            .iter()
            .filter(|metric| metric.segment.is_none() && metric.period.is_none());
        let rows: Vec<Vec<String>> = whole
            .map(|metric| {
                let figure = figure(lang, &metric.value, Unit::of_indicator(&metric.name));
                vec![lang.indicator(&metric.name), figure.line(), figure.n.unwrap_or_default()]
            })
            .collect();
        if rows.is_empty() {
            return;
        }
        self.heading(2, "Indicateurs", "Indicators");
        let headers = [("Indicateur", "Indicator"), ("Valeur", "Value"), ("n", "n")];
        self.table(&headers, &rows);
        for view in indicator_tables(report, lang) {
            let rows: Vec<Vec<String>> = view
                .rows
                .into_iter()
                .map(|row| vec![row.name, row.figure.line(), row.figure.n.unwrap_or_default()])
                .collect();
            self.table(&[(&view.title, &view.title), ("Valeur", "Value"), ("n", "n")], &rows);
        }
    }

    fn reading(&mut self, report: &Report) {
        let view = reading(report, self.lang);
        self.heading(2, "Ce qui a été lu", "What was read");
        self.paragraph(&format!("{}.", view.sum));
        view.coverage.iter().for_each(|sentence| self.paragraph(sentence));
        for file in &view.files {
            let columns: Vec<String> =
                file.mapping.iter().map(|(role, column)| format!("{role} = {column}")).collect();
            self.line(format_args!(
                "- {} ({}) {}",
                escape(&file.name),
                escape(&file.form),
                escape(&columns.join(", "))
            ));
        }
        for (kind, count) in &view.masked {
            let masked = self.lang.pick("masqués", "masked");
            self.line(format_args!("- {} {}, {count}", escape(kind), masked));
        }
        self.text.push('\n');
        if !view.rejects.is_empty() {
            let rows: Vec<Vec<String>> = view
                .rejects
                .into_iter()
                .map(|reject| {
                    vec![reject.file, reject.line, reject.column, reject.reason, reject.code]
                })
                .collect();
            let headers = [
                ("Fichier", "File"),
                ("Ligne", "Line"),
                ("Colonne", "Column"),
                ("Raison", "Reason"),
                ("Code", "Code"),
            ];
            self.table(&headers, &rows);
        }
    }

    fn method(&mut self, report: &Report) {
        self.heading(2, "Portée et méthode", "Reach and method");
        for note in notes(report, self.lang) {
            self.line(format_args!("- {}", escape(&note)));
        }
        self.text.push('\n');
        for term in glossary(report, self.lang) {
            self.line(format_args!("- **{}** {}", escape(&term.term), escape(&term.meaning)));
        }
        self.text.push('\n');
        let method = method(report, self.lang);
        for (name, value) in method.lines.iter().chain(&method.model).chain(&method.settings) {
            self.line(format_args!("- {}: {}", escape(name), escape(value)));
        }
    }
}

/// Words in bold where they are evidence; the stars stand against the words, as Markdown wants.
fn marked(text: &str, mark: bool) -> String {
    let words = text.trim();
    if !mark || words.is_empty() {
        return escape(text);
    }
    let before = &text[..text.len() - text.trim_start().len()];
    let after = &text[text.trim_end().len()..];
    format!("{before}**{}**{after}", escape(words))
}

/// A text whose marks mean nothing to Markdown or HTML.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if matches!(
            character,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&'
        ) {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;
    use crate::types::Language;

    fn written(report: &Report) -> String {
        let mut out = Vec::new();
        Markdown.render(report, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn the_report_reads_in_both_languages() {
        insta::assert_snapshot!("report_fr.md", written(&sample::report(Language::Fr)));
        insta::assert_snapshot!("report_en.md", written(&sample::report(Language::En)));
        insta::assert_snapshot!("report_empty.md", written(&sample::empty(Language::En)));
    }

    #[test]
    fn words_are_never_markup() {
        let text = written(&sample::hostile());
        assert!(text.contains(r"\<script\>") && !text.replace(r"\<", "").contains('<'));
        assert!(!text.replace(r"\[", "").contains('['), "no link can be made of data");
        assert!(!text.chars().any(deceives));
        let bars = |line: &str| line.replace(r"\|", "").matches('|').count();
        let rows: Vec<usize> =
            text.lines().filter(|line| line.starts_with('|')).map(bars).collect();
        assert!(!rows.is_empty() && rows.iter().all(|&count| count >= 3), "{rows:?}");
    }
}
