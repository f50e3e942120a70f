//! The report as CSV tables, for spreadsheets.
//!
//! UTF-8 with a byte order mark and CR LF, so that Excel opens them right; in French the separator is `;` and
//! decimals have a comma, as French spreadsheets expect.

use std::io;

use jiff::civil::Date;

use super::language::{Lang, one_line};
use super::numbers::Unit;
use super::view::subject_name;
use super::{Renderer, Report};
use crate::types::{Evidence, MapPoint, MapSubject, Measure, Priority, WeakSignal};

/// One table of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    /// Priorities with their factors.
    Priorities,
    /// Touchpoints.
    Touchpoints,
    /// Weak signals.
    Signals,
    /// What is said by visibility and growth.
    SignalsMap,
    /// Indicators, over the batch, by period and by segment.
    Indicators,
    /// The words behind every finding.
    Evidence,
    /// The records that could not be used.
    Rejects,
    /// Long answers that repeat another one.
    Repeats,
}

impl Table {
    /// Every table.
    pub const ALL: &[Self] = &[
        Self::Priorities,
        Self::Touchpoints,
        Self::Signals,
        Self::SignalsMap,
        Self::Indicators,
        Self::Evidence,
        Self::Rejects,
        Self::Repeats,
    ];

    /// The name of its file.
    pub const fn file_name(self) -> &'static str {
        match self {
            Self::Priorities => "priorities.csv",
            Self::Touchpoints => "touchpoints.csv",
            Self::Signals => "signals.csv",
            Self::SignalsMap => "signals_map.csv",
            Self::Indicators => "indicators.csv",
            Self::Evidence => "evidence.csv",
            Self::Rejects => "rejects.csv",
            Self::Repeats => "repeats.csv",
        }
    }
}

impl Renderer for Table {
    fn render(&self, report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
        let lang = Lang::of(report);
        let (headers, rows) = match self {
            Self::Priorities => priorities(report, lang),
            Self::Touchpoints => touchpoints(report, lang),
            Self::Signals => signals(report, lang),
            Self::SignalsMap => signals_map(report, lang),
            Self::Indicators => indicators(report, lang),
            Self::Evidence => evidence(report, lang),
            Self::Rejects => rejects(report, lang),
            Self::Repeats => repeats(report, lang),
        };
        out.write_all("\u{feff}".as_bytes())?;
        let mut writer = csv::WriterBuilder::new()
            .delimiter(lang.pick(b';', b','))
            .terminator(csv::Terminator::CRLF)
            .from_writer(out);
        writer.write_record(headers)?;
        for row in rows {
            writer.write_record(row.iter().map(|cell| cell.written(lang)))?;
        }
        writer.flush()
    }
}

/// What stands in a cell.
#[derive(Clone, Debug)]
enum Cell {
    /// A number of ours.
    Number(f64),
    /// A whole number of ours.
    Whole(u64),
    /// Words, which may come from the data.
    Words(String),
    /// Nothing.
    Empty,
}

impl Cell {
    fn words(text: &str) -> Self {
        Self::Words(one_line(text))
    }

    /// Words are neutralised where a spreadsheet would take them for a formula; numbers are ours and stay numbers.
    fn written(&self, lang: Lang) -> String {
        match self {
            Self::Number(number) => plain(*number).replace('.', lang.pick(",", ".")),
            Self::Whole(number) => number.to_string(),
            Self::Words(text)
                if text.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']) =>
            {
                format!("'{text}")
            }
            Self::Words(text) => text.clone(),
            Self::Empty => String::new(),
        }
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Empty, Into::into)
    }
}

impl From<u64> for Cell {
    fn from(number: u64) -> Self {
        Self::Whole(number)
    }
}

impl From<f64> for Cell {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<Date> for Cell {
    fn from(day: Date) -> Self {
        Self::Words(day.to_string())
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::words(text)
    }
}

/// A number with at most six decimals, without trailing zeros.
fn plain(number: f64) -> String {
    let written = format!("{number:.6}");
    let trimmed = written.trim_end_matches('0').trim_end_matches('.');
    if trimmed == "-0" { "0".to_owned() } else { trimmed.to_owned() }
}

/// Value, low, high, n, and why there is none.
fn measure(lang: Lang, measure: &Measure) -> [Cell; 5] {
    match measure {
        Measure::Known(known) => {
            [known.value.into(), known.low.into(), known.high.into(), known.n.into(), Cell::Empty]
        }
        Measure::Undefined(reason) => {
            [Cell::Empty, Cell::Empty, Cell::Empty, Cell::Empty, lang.undefined(*reason).into()]
        }
    }
}

/// Headers and rows.
type Sheet = (Vec<String>, Vec<Vec<Cell>>);

fn headers(lang: Lang, names: &[(&str, &str)]) -> Vec<String> {
    names.iter().map(|&(fr, en)| lang.pick(fr, en).to_owned()).collect()
}

/// The five headers of a measure, after its name.
fn measure_headers(lang: Lang, name: &str) -> [String; 5] {
    let parts: [(&str, &str); 5] =
        [("", ""), ("bas", "low"), ("haut", "high"), ("n", "n"), ("raison", "reason")];
    parts.map(|(fr, en)| format!("{name} {}", lang.pick(fr, en)).trim_end().to_owned())
}

const FACTORS: [&str; 5] = ["reach", "severity", "impact", "growth", "value"];

fn priorities(report: &Report, lang: Lang) -> Sheet {
    let mut names = headers(
        lang,
        &[
            ("rang", "rank"),
            ("rang bas", "rank low"),
            ("rang haut", "rank high"),
            ("sujet", "subject"),
            ("score", "score"),
            ("égalité avec le suivant", "tied with the next"),
            ("réponses pour trancher", "answers to settle it"),
        ],
    );
    for factor in FACTORS {
        let name = lang.factor(factor).to_lowercase();
        names.extend(measure_headers(lang, &name));
        names.push(format!("{name} {}", lang.pick("niveau", "level")));
        names.push(format!("{name} {}", lang.pick("poids", "weight")));
    }
    let row = |priority: &Priority| {
        let [first, last] = priority.rank_interval.map(u64::from);
        let subject = subject_name(lang, &priority.subject);
        let mut row: Vec<Cell> = vec![
            u64::from(priority.rank).into(),
            first.into(),
            last.into(),
            subject.as_str().into(),
            priority.score.into(),
            lang.pick(["non", "oui"], ["no", "yes"])[usize::from(priority.tied_with_next)].into(),
            priority.answers_to_confirm.into(),
        ];
        for name in FACTORS {
            match priority.factors.get(name) {
                Some(factor) => {
                    row.extend(measure(lang, &factor.value));
                    row.extend([factor.level.into(), factor.weight.into()]);
                }
                None => row.extend([const { Cell::Empty }; 7]),
            }
        }
        row
    };
    (names, report.priorities.iter().map(row).collect())
}

fn touchpoints(report: &Report, lang: Lang) -> Sheet {
    let mut names = headers(
        lang,
        &[
            ("point de contact", "touchpoint"),
            ("identifiant", "id"),
            ("zone", "zone"),
            ("réponses", "answers"),
            ("éloges", "praise"),
            ("plaintes", "complaints"),
            ("les deux", "both"),
            ("sans jugement", "neutral"),
        ],
    );
    for (fr, en) in [
        ("part", "share"),
        ("satisfaction", "satisfaction"),
        ("effet", "impact"),
        ("effet partagé (Shapley)", "shared impact (Shapley)"),
    ] {
        names.extend(measure_headers(lang, lang.pick(fr, en)));
    }
    let rows = report.touchpoints.iter().map(|finding| {
        let mut row: Vec<Cell> = vec![
            lang.touchpoint(finding.id).into(),
            finding.id.id().into(),
            lang.zone(finding.zone).into(),
        ];
        let counts =
            [finding.volume, finding.positive, finding.negative, finding.both, finding.neutral];
        row.extend(counts.map(Cell::from));
        for value in [&finding.share, &finding.satisfaction, &finding.impact, &finding.shapley] {
            row.extend(measure(lang, value));
        }
        row
    });
    (names, rows.collect())
}

fn signals(report: &Report, lang: Lang) -> Sheet {
    let names = headers(
        lang,
        &[
            ("genre", "kind"),
            ("état", "status"),
            ("nom", "label"),
            ("mots", "terms"),
            ("point de contact", "touchpoint"),
            ("signes", "signs"),
            ("semaines", "weeks"),
            ("observées", "observed"),
            ("attendues", "expected"),
            ("rapport", "ratio"),
            ("rapport bas", "ratio low"),
            ("rapport haut", "ratio high"),
            ("valeur E", "e-value"),
            ("depuis", "since"),
            ("levée le", "raised"),
            ("délai (jours)", "lead (days)"),
            ("délai bas", "lead low"),
            ("délai haut", "lead high"),
            ("exposés", "exposed"),
            ("gravité", "severity"),
        ],
    );
    let row = |signal: &WeakSignal| {
        let signs: Vec<&str> =
            signal.signal_kinds.iter().map(|&kind| lang.signal_kind(kind)).collect();
        let e_value = signal
            .e_value
            .map(|value| Cell::Words(format!("{value:.1e}").replace('.', lang.pick(",", "."))));
        vec![
            lang.weak_signal_kind(signal.kind).into(),
            lang.signal_status(signal.status).into(),
            signal.label.as_str().into(),
            signal.terms.join(", ").as_str().into(),
            signal.touchpoint.map(|id| lang.touchpoint(id)).into(),
            signs.join(", ").as_str().into(),
            signal.window_weeks.map(u64::from).into(),
            signal.observed.into(),
            signal.expected.into(),
            signal.ratio.map(|ratio| ratio.value).into(),
            signal.ratio.map(|ratio| ratio.low).into(),
            signal.ratio.map(|ratio| ratio.high).into(),
            e_value.unwrap_or(Cell::Empty),
            signal.since.into(),
            signal.raised.into(),
            signal.lead_days.map(|lead| lead.value).into(),
            signal.lead_days.map(|lead| lead.low).into(),
            signal.lead_days.map(|lead| lead.high).into(),
            signal.exposed.into(),
            signal.severity.into(),
        ]
    };
    (names, report.signals.iter().map(row).collect())
}

fn repeats(report: &Report, lang: Lang) -> Sheet {
    let names = headers(lang, &[("réponse", "answer"), ("répète", "repeats")]);
    let found = report.hygiene.iter().flat_map(|hygiene| &hygiene.repeats);
    (names, found.map(|one| vec![one.id.as_str().into(), one.of.as_str().into()]).collect())
}

fn signals_map(report: &Report, lang: Lang) -> Sheet {
    let mut names = headers(
        lang,
        &[
            ("genre", "kind"),
            ("sujet", "subject"),
            ("état", "standing"),
            ("observées", "observed"),
            ("attendues", "expected"),
        ],
    );
    for name in [lang.pick("part", "share"), lang.pick("hausse", "growth")] {
        names.extend(measure_headers(lang, name).into_iter().take(4));
    }
    let row = |point: &MapPoint| {
        let (kind, subject) = match &point.subject {
            MapSubject::Signal { label } => (("signal", "signal"), label.as_str()),
            MapSubject::Touchpoint { id } => (
                ("plaintes d'un point de contact", "complaints of a touchpoint"),
                lang.touchpoint(*id),
            ),
            MapSubject::Kind { id } => (("signe", "sign"), lang.signal_kind(*id)),
        };
        let mut row: Vec<Cell> = vec![
            lang.pick(kind.0, kind.1).into(),
            subject.into(),
            lang.standing(point.standing).into(),
            point.observed.into(),
            point.expected.into(),
        ];
        for known in [point.share, point.growth] {
            row.extend(measure(lang, &Measure::Known(known)).into_iter().take(4));
        }
        row
    };
    let points = report.signals_map.iter().flat_map(|map| &map.points);
    (names, points.map(row).collect())
}

fn indicators(report: &Report, lang: Lang) -> Sheet {
    let mut names = headers(
        lang,
        &[
            ("indicateur", "indicator"),
            ("identifiant", "id"),
            ("définition", "definition"),
            ("unité", "unit"),
            ("segment", "segment"),
            ("période", "period"),
        ],
    );
    names.extend(measure_headers(lang, lang.pick("valeur", "value")));
    let rows = report.metrics.iter().map(|metric| {
        let unit = match Unit::of_indicator(&metric.name) {
            Unit::Share => lang.pick("part de 0 à 1", "share, 0 to 1"),
            Unit::Net => lang.pick("part nette de −1 à 1", "net share, −1 to 1"),
            Unit::Points => lang.pick("points de −100 à 100", "points, −100 to 100"),
            _ => lang.pick("échelle de la note", "scale of the score"),
        };
        let mut row: Vec<Cell> = vec![
            lang.indicator(&metric.name).as_str().into(),
            metric.name.as_str().into(),
            metric.definition.as_str().into(),
            unit.into(),
            metric.segment.as_deref().into(),
            metric.period.as_deref().into(),
        ];
        row.extend(measure(lang, &metric.value));
        row
    });
    (names, rows.collect())
}

/// Every piece of evidence with the section and the finding that it belongs to.
fn evidence(report: &Report, lang: Lang) -> Sheet {
    let names = headers(
        lang,
        &[
            ("section", "section"),
            ("sujet", "subject"),
            ("identifiant", "id"),
            ("passage", "passage"),
            ("texte", "text"),
            ("date", "date"),
            ("note", "score"),
            ("canal", "channel"),
            ("fichier", "file"),
            ("numéro", "record"),
            ("octet", "byte"),
            ("début", "start"),
            ("fin", "end"),
        ],
    );
    let mut rows = Vec::new();
    let mut add = |section: (&str, &str), subject: &str, evidence: &[Evidence]| {
        rows.extend(evidence.iter().filter_map(|one| quoted(report, lang, section, subject, one)));
    };
    for priority in &report.priorities {
        add(
            ("priorités", "priorities"),
            &subject_name(lang, &priority.subject),
            &priority.evidence,
        );
    }
    for signal in &report.signals {
        add(("signaux", "signals"), &signal.label, &signal.evidence);
    }
    for finding in &report.touchpoints {
        add(("points de contact", "touchpoints"), lang.touchpoint(finding.id), &finding.evidence);
    }
    if let Some(promoters) = &report.promoters {
        add(("promoteurs", "promoters"), "", &promoters.evidence);
    }
    for fall in report.customers.iter().flatten() {
        add(("clients", "customers"), &fall.customer, &fall.evidence);
    }
    (names, rows)
}

fn quoted(
    report: &Report,
    lang: Lang,
    (fr, en): (&str, &str),
    subject: &str,
    one: &Evidence,
) -> Option<Vec<Cell>> {
    let quote = report.quotes.get(&one.id)?;
    Some(vec![
        lang.pick(fr, en).into(),
        subject.into(),
        one.id.as_str().into(),
        report.words_of(one).into(),
        quote.text.as_str().into(),
        quote.date.into(),
        quote.score.into(),
        quote.channel.as_deref().into(),
        quote.file.as_str().into(),
        quote.record.into(),
        quote.byte.into(),
        u64::from(one.span.start).into(),
        u64::from(one.span.end).into(),
    ])
}

fn rejects(report: &Report, lang: Lang) -> Sheet {
    let names = headers(
        lang,
        &[
            ("fichier", "file"),
            ("numéro", "record"),
            ("ligne", "line"),
            ("colonne", "column"),
            ("code", "code"),
            ("raison", "reason"),
        ],
    );
    let rows = report.inputs.rejects.iter().map(|reject| {
        vec![
            reject.file.as_str().into(),
            reject.record.into(),
            reject.line.into(),
            reject.column.as_deref().into(),
            reject.code.as_str().into(),
            lang.pick(&reject.reason_fr, &reject.reason_en).as_str().into(),
        ]
    });
    (names, rows.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;
    use crate::types::Language;

    fn written(table: Table, report: &Report) -> String {
        let mut out = Vec::new();
        table.render(report, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn read(text: &str, delimiter: u8) -> Vec<csv::StringRecord> {
        let body = text.strip_prefix('\u{feff}').expect("a byte order mark");
        let mut reader =
            csv::ReaderBuilder::new().delimiter(delimiter).from_reader(body.as_bytes());
        reader.records().map(|record| record.expect("rows as long as the header")).collect()
    }

    #[test]
    fn tables_open_in_either_language() {
        for &table in Table::ALL {
            let french = written(table, &sample::report(Language::Fr));
            let english = written(table, &sample::report(Language::En));
            assert_eq!(read(&french, b';').len(), read(&english, b',').len());
            insta::assert_snapshot!(format!("{}_fr", table.file_name()), french);
        }
        insta::assert_snapshot!(
            "touchpoints.csv_en",
            written(Table::Touchpoints, &sample::report(Language::En))
        );
    }

    #[test]
    fn no_cell_is_a_formula() {
        let mut report = sample::hostile();
        for (quote, first) in report
            .quotes
            .values_mut()
            .zip(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"].into_iter().cycle())
        {
            quote.text = first.to_owned();
        }
        for &table in Table::ALL {
            for record in read(&written(table, &report), b';') {
                for cell in &record {
                    let number = cell.replace(',', ".").parse::<f64>().is_ok();
                    let text = number
                        || !cell
                            .starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']);
                    assert!(text, "{cell}");
                }
            }
        }
        let texts = read(&written(Table::Evidence, &report), b';');
        assert!(texts.iter().any(|record| &record[4] == "'=1+1"));
        assert!(texts.iter().any(|record| &record[4] == "'-1"));
    }

    #[test]
    fn numbers_are_written_plainly() {
        assert_eq!(plain(-6.4), "-6.4");
        assert_eq!(plain(1500.0), "1500");
        assert_eq!(plain(-0.000_000_01), "0");
        assert_eq!(Cell::Number(0.25).written(Lang::Fr), "0,25");
    }
}
