//! The sample: what was read, its indicators, its notes.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};

use super::analyses;
use super::findings::{priorities, touchpoints};
use super::said::Desk;
use super::signals::{signals, signals_map};
use crate::report::{
    Contract, Coverage, InputFile, Inputs, Note, REPORT_SCHEMA_VERSION, RejectLine, Report, Run,
};
use crate::types::{
    CrackedPromoters, Estimate, Indicator, Language, Measure, Scale, Touchpoint, Trajectory,
    Undefined,
};

/// The report of a chain of shops over five months, in one language.
pub(in crate::report) fn report(lang: Language) -> Report {
    let desk = Desk::of(lang);
    Report {
        schema_version: REPORT_SCHEMA_VERSION,
        run: run(lang),
        inputs: inputs(),
        coverage: coverage(),
        metrics: metrics(),
        touchpoints: touchpoints(&desk),
        signals: signals(&desk, lang),
        signals_map: Some(signals_map(&signals(&desk, lang))),
        contract: Contract {
            expected_false_alerts_per_report: 1.0 / 12.0,
            weeks_of_history: Some(21),
            as_of: Some(date(2026, 6, 28)),
        },
        hygiene: Some(analyses::hygiene()),
        themes: Some(analyses::themes()),
        drivers: Some(analyses::drivers()),
        asymmetries: analyses::asymmetries(),
        change: Some(analyses::change()),
        actions: analyses::actions(),
        kano: analyses::kano(),
        needs: analyses::needs(),
        money: Some(analyses::money()),
        journey: Some(analyses::journey(&desk)),
        tells: Some(analyses::tells()),
        promoters: Some(CrackedPromoters {
            count: 61,
            share: known(0.083, 0.065, 0.105, 735),
            touchpoints: vec![
                (Touchpoint::ReturnsRefunds, 19),
                (Touchpoint::MobileApp, 16),
                (Touchpoint::Delivery, 12),
            ],
            evidence: desk.cite(&["A-1433", "A-1950", "A-1904"]),
        }),
        customers: Some(trajectories(&desk)),
        priorities: priorities(&desk, lang),
        notes: notes(),
        quotes: desk.quotes,
    }
}

pub(super) fn known(value: f64, low: f64, high: f64, n: u64) -> Measure {
    Measure::Known(Estimate { value, low, high, n })
}

fn texts(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect()
}

fn run(lang: Language) -> Run {
    Run {
        version: "0.1.0".to_owned(),
        now: "2026-06-30T08:00:00Z".to_owned(),
        lang,
        runtime: "rten".to_owned(),
        model: texts(&[(
            "voc-small 3",
            "5f1d0c7e4b9a2d3388a1c0ffee5ab1e0917c2b64d5e8f70311a2b3c4d5e6f708",
        )]),
        lexicons: texts(&[(
            "lexicons/fr/cues.tsv",
            "0b7a4f5e6d7c8b9a0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a6978",
        )]),
        settings: texts(&[
            ("seed", "1"),
            ("window-weeks", "1, 2, 4, 8"),
            ("alerts-per-report", "1/12"),
        ]),
    }
}

fn inputs() -> Inputs {
    let mapping = |pairs: &[(&str, &str)]| {
        pairs.iter().map(|&(role, column)| (role.to_owned(), vec![column.to_owned()])).collect()
    };
    let reject = |line: u64, column: Option<&str>, code: &str, fr: &str, en: &str| RejectLine {
        file: "avis_2026.csv".to_owned(),
        record: line - 1,
        line,
        column: column.map(str::to_owned),
        code: code.to_owned(),
        reason_fr: fr.to_owned(),
        reason_en: en.to_owned(),
    };
    Inputs {
        read: 1_603,
        accepted: 1_560,
        rejected: 22,
        duplicate: 20,
        refused: 1,
        masked: [("email", 12), ("phone", 31), ("card", 1)]
            .map(|(kind, count)| (kind.to_owned(), count))
            .into(),
        days: Some((date(2026, 2, 2), date(2026, 6, 28))),
        scale: Some(Scale::Nps),
        files: vec![InputFile {
            name: "avis_2026.csv".to_owned(),
            sha256: "9c1185a5c5e9fc54612808977ee8f548b2258d31f0a1b2c3d4e5f60718293a4b".to_owned(),
            format: "csv".to_owned(),
            encoding: "windows-1252".to_owned(),
            delimiter: Some(";".to_owned()),
            mapping: mapping(&[
                ("text", "Commentaire"),
                ("date", "Date de réponse"),
                ("score", "Recommandation"),
                ("customer", "N° client"),
                ("channel", "Canal"),
            ]),
            read: 1_603,
            accepted: 1_560,
            rejected: 22,
            duplicate: 20,
            refused: 1,
        }],
        rejects: vec![
            reject(
                214,
                Some("Recommandation"),
                "E_SCORE",
                "la note 11 est hors de l'échelle de 0 à 10",
                "score 11 is outside the scale 0 to 10",
            ),
            reject(
                377,
                Some("Date de réponse"),
                "E_DATE",
                "« 31/02/2026 » n'est pas une date",
                "“31/02/2026” is not a date",
            ),
            reject(902, None, "E_COLUMNS", "7 champs au lieu de 8", "7 fields instead of 8"),
        ],
    }
}

fn coverage() -> Coverage {
    Coverage {
        feedback: 1_560,
        judged: 1_502,
        no_content: 41,
        other_language: 17,
        languages: [("fr".to_owned(), 1_430), ("en".to_owned(), 72)].into(),
        with_touchpoint: known(0.81, 0.79, 0.83, 1_502),
        with_signal: known(0.37, 0.346, 0.395, 1_502),
    }
}

pub(super) fn indicator(
    name: &str,
    definition: &str,
    segment: Option<&str>,
    period: Option<&str>,
    value: Measure,
) -> Indicator {
    Indicator {
        name: name.to_owned(),
        definition: definition.to_owned(),
        segment: segment.map(str::to_owned),
        period: period.map(str::to_owned),
        value,
    }
}

fn metrics() -> Vec<Indicator> {
    let nps = |segment, period, value| indicator("nps", "% 9–10 − % 0–6", segment, period, value);
    let month = |period, value: f64, half: f64, n| {
        nps(None, Some(period), known(value, value - half, value + half, n))
    };
    let segment = |name, value: f64, half: f64, n| {
        nps(Some(name), None, known(value, value - half, value + half, n))
    };
    vec![
        nps(None, None, known(24.1, 20.6, 27.4, 1_560)),
        indicator("sentiment_net", "% + − % −", None, None, known(0.12, 0.081, 0.158, 1_502)),
        month("2026-02", 31.0, 7.5, 298),
        month("2026-03", 29.0, 7.2, 322),
        month("2026-04", 27.0, 7.4, 310),
        month("2026-05", 19.0, 7.1, 334),
        month("2026-06", 14.5, 7.6, 296),
        segment("channel=magasin", 41.0, 4.8, 780),
        segment("channel=web", 11.0, 5.9, 520),
        segment("channel=appli", -4.0, 8.8, 260),
        nps(Some("region=Outre-mer"), None, Measure::Undefined(Undefined::TooFew)),
        segment("region=Île-de-France", 22.0, 5.0, 690),
        segment(
            "region=Nouvelle-Aquitaine, Centre-Val de Loire et Pays de la Loire",
            27.0,
            5.5,
            560,
        ),
    ]
}

fn trajectories(desk: &Desk) -> Vec<Trajectory> {
    let path = |customer: &str, scores: &[(Date, f64)], cited: &str| Trajectory {
        customer: customer.to_owned(),
        scores: scores.to_vec(),
        change: scores[scores.len() - 1].1 - scores[0].1,
        evidence: desk.cite(&[cited]),
    };
    vec![
        path(
            "C-20817",
            &[
                (date(2026, 2, 10), 10.0),
                (date(2026, 3, 22), 9.0),
                (date(2026, 5, 3), 6.0),
                (date(2026, 6, 20), 0.0),
            ],
            "A-1733",
        ),
        path(
            "C-11950",
            &[(date(2026, 2, 28), 9.0), (date(2026, 4, 2), 7.0), (date(2026, 6, 11), 2.0)],
            "A-1502",
        ),
    ]
}

fn notes() -> Vec<Note> {
    vec![
        Note {
            code: "short_history".to_owned(),
            fr: "L'historique compte 21 semaines : la saison de l'an dernier ne peut pas être comparée.".to_owned(),
            en: "History spans 21 weeks: last year's season cannot be compared.".to_owned(),
        },
        Note {
            code: "small_segments".to_owned(),
            fr: "Le segment « Outre-mer » compte moins de 30 réponses : aucun chiffre n'en est donné.".to_owned(),
            en: "Segment “Outre-mer” has fewer than 30 answers: no figure is given for it.".to_owned(),
        },
    ]
}
