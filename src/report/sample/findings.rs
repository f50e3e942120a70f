//! The touchpoints and priorities of the sample, as tables.

use std::collections::BTreeMap;

use super::batch::known;
use super::said::Desk;
use crate::types::{
    Factor, Language, Measure, Priority, Subject, Touchpoint, TouchpointFinding, Undefined,
    WeakSignalKind,
};

/// Touchpoint; praise, complaints, both, neutral; share and half its interval; satisfaction and half its
/// interval; impact; zone; quotes.
const TOUCHPOINTS: &str = "\
product          301  52 24 20 0.264 0.020 0.83 0.040  4.2 keep_up  A-1790
staff            289  21  9  8 0.218 0.020 0.92 0.030  6.1 keep_up  A-1702
delivery          71 148 22 15 0.170 0.019 0.34 0.060 -6.4 fix      A-1042,A-1187,A-1203,A-1311
customer_service  44  96  8 12 0.107 0.016 0.32 0.075 -4.1 fix      A-1608,A-1644
offer_price       62  58 10 24 0.103 0.015 0.52 0.085 -0.8 between  A-1950
store             88  21  6 10 0.083 0.014 0.79 0.075  1.1 maintain A-1433
returns_refunds   18  79  4  3 0.069 0.013 0.20 0.075 -3.2 watch    A-1502,A-1519
mobile_app        21  52  5  7 0.057 0.012 0.30 0.100 -1.9 watch    A-1420,A-1457
website           33  28  6 11 0.052 0.011 0.54 0.115 -0.3 between  A-1457
ordering_payment  40  15  3  6 0.043 0.010 0.72 0.110  0.4 maintain A-1904
subscription      12  31  2  4 0.033 0.009 0.29 0.130 -0.9 watch    A-1420
billing            3  24  1  2 0.020 0.007 0.13 0.110 -1.2 watch    A-1733
";

/// Subject (`-` for the first weak signal); first and last rank; score; reach, severity, impact, growth; quotes.
const PRIORITIES: &str = "\
-                1 2 0.81 0.019 0.71 -1.6 14.5 A-1420,A-1433,A-1457
delivery         1 2 0.78 0.113 0.66 -6.4  1.8 A-1042,A-1203,A-1187,A-1311
customer_service 3 4 0.61 0.069 0.70 -4.1  1.2 A-1608,A-1644
returns_refunds  3 5 0.55 0.055 0.68 -3.2  2.3 A-1502,A-1519
billing          4 6 0.31 0.017 0.80 -1.2  1.6 A-1733
mobile_app       6 6 0.27 0.038 0.55 -1.9  1.9 A-1457
";

pub(super) fn touchpoints(desk: &Desk) -> Vec<TouchpointFinding> {
    TOUCHPOINTS.lines().map(|line| touchpoint(desk, line)).collect()
}

fn touchpoint(desk: &Desk, line: &str) -> TouchpointFinding {
    let cells: Vec<&str> = line.split_whitespace().collect();
    let count = |at: usize| cells[at].parse::<u64>().unwrap();
    let number = |at: usize| cells[at].parse::<f64>().unwrap();
    let around = |at: usize, n| {
        let (value, half) = (number(at), number(at + 1));
        known(value, value - half, (value + half).min(1.0), n)
    };
    let [positive, negative, both, neutral] = [1, 2, 3, 4].map(count);
    TouchpointFinding {
        id: cells[0].parse::<Touchpoint>().unwrap(),
        volume: positive + negative + both + neutral,
        positive,
        negative,
        both,
        neutral,
        share: around(5, 1_502),
        satisfaction: around(7, positive + negative + both),
        impact: known(number(9), number(9) - 1.3, number(9) + 1.3, 1_560),
        shapley: known(number(9) * 0.8, number(9) * 0.8 - 1.1, number(9) * 0.8 + 1.1, 1_560),
        zone: serde_json::from_value(cells[10].into()).unwrap(),
        evidence: desk.cite(&cells[11].split(',').collect::<Vec<_>>()),
    }
}

pub(super) fn priorities(desk: &Desk, lang: Language) -> Vec<Priority> {
    (1..).zip(PRIORITIES.lines()).map(|(rank, line)| priority(desk, lang, rank, line)).collect()
}

fn priority(desk: &Desk, lang: Language, rank: u32, line: &str) -> Priority {
    let cells: Vec<&str> = line.split_whitespace().collect();
    let number = |at: usize| cells[at].parse::<f64>().unwrap();
    let label =
        if lang == Language::En { "loyalty voucher refused" } else { "bon de fidélité refusé" };
    let subject = match cells[0] {
        "-" => Subject::WeakSignal { kind: WeakSignalKind::Emerging, label: label.to_owned() },
        id => Subject::Touchpoint { id: id.parse().unwrap() },
    };
    Priority {
        rank,
        rank_interval: [1, 2].map(|at| cells[at].parse().unwrap()),
        score: number(3),
        tied_with_next: rank == 1 || rank == 3,
        answers_to_confirm: (rank == 1).then_some(9_400),
        factors: factors(&subject, [4, 5, 6, 7].map(number)),
        subject,
        evidence: desk.cite(&cells[8].split(',').collect::<Vec<_>>()),
    }
}

fn factors(
    subject: &Subject,
    [reach, severity, impact, growth]: [f64; 4],
) -> BTreeMap<String, Factor> {
    let factor = |value, level: f64, weight| Factor {
        value,
        level: (level * 100.0).round() / 100.0,
        weight,
    };
    let growth_measure = match subject {
        Subject::Touchpoint { id: Touchpoint::Billing } => Measure::Undefined(Undefined::TooFew),
        _ => known(growth, growth * 0.7, growth * 1.5, 120),
    };
    [
        ("reach", factor(known(reach, reach * 0.85, reach * 1.18, 1_502), reach / 0.113, 0.3)),
        (
            "severity",
            factor(known(severity, severity - 0.04, severity + 0.04, 120), severity / 0.8, 0.25),
        ),
        ("impact", factor(known(impact, impact - 1.2, impact + 1.2, 1_560), -impact / 6.4, 0.25)),
        ("growth", factor(growth_measure, growth / 14.5, 0.2)),
    ]
    .map(|(name, factor)| (name.to_owned(), factor))
    .into()
}
