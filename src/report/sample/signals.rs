//! The weak signals of the sample.

use jiff::civil::date;

use super::said::Desk;
use crate::types::{
    Estimate, Language, MapPoint, MapSubject, SignalKind, SignalStatus, SignalsMap, Standing,
    Touchpoint, WeakSignal, WeakSignalKind,
};

pub(super) fn signals(desk: &Desk, lang: Language) -> Vec<WeakSignal> {
    let pick = |fr: &str, en: &str| (if lang == Language::En { en } else { fr }).to_owned();
    let words = |fr: &str, en: &str| pick(fr, en).split(' ').map(str::to_owned).collect::<Vec<_>>();
    let base = WeakSignal {
        kind: WeakSignalKind::Emerging,
        label: pick("bon de fidélité refusé", "loyalty voucher refused"),
        terms: words("bon fidélité refusé invalide", "voucher loyalty refused invalid"),
        touchpoint: Some(Touchpoint::MobileApp),
        signal_kinds: vec![SignalKind::UnmetExpectation, SignalKind::LoyaltyErosion],
        window_weeks: Some(9),
        observed: 29,
        expected: Some(2.0),
        e_value: Some(2.6e-7),
        ratio: Some(Estimate { value: 14.5, low: 8.2, high: 27.0, n: 29 }),
        status: SignalStatus::Weak,
        raised: Some(date(2026, 5, 17)),
        lead_days: None,
        exposed: None,
        since: Some(date(2026, 4, 27)),
        severity: 0.71,
        evidence: desk.cite(&["A-1420", "A-1433", "A-1457"]),
    };
    vec![
        base.clone(),
        WeakSignal {
            label: pick("remboursement après relance", "refund after chasing"),
            terms: words("remboursement virement relance", "refund transfer chased"),
            touchpoint: Some(Touchpoint::ReturnsRefunds),
            signal_kinds: vec![SignalKind::Pending],
            window_weeks: Some(4),
            observed: 34,
            expected: Some(14.6),
            e_value: Some(0.021),
            ratio: Some(Estimate { value: 2.3, low: 1.5, high: 3.5, n: 34 }),
            status: SignalStatus::Strong,
            raised: Some(date(2026, 6, 21)),
            lead_days: None,
            exposed: None,
            since: Some(date(2026, 6, 1)),
            severity: 0.64,
            evidence: desk.cite(&["A-1502", "A-1519"]),
            ..base.clone()
        },
        novel(&base, desk, pick("prélevé deux fois", "debited twice")),
        precursor(&base, desk, pick("relancé plusieurs fois", "chased several times")),
        easing(&base, pick("attente en caisse", "queue at the till")),
        rare(
            desk,
            &pick("commande passée avec ma carte", "order placed with my card"),
            Touchpoint::SecurityPrivacy,
            "A-1811",
        ),
        rare(desk, &pick("prise fondue", "melted plug"), Touchpoint::Product, "A-1838"),
    ]
}

fn rare(desk: &Desk, label: &str, touchpoint: Touchpoint, cited: &str) -> WeakSignal {
    WeakSignal {
        kind: WeakSignalKind::RareIntense,
        label: label.to_owned(),
        terms: Vec::new(),
        touchpoint: Some(touchpoint),
        signal_kinds: vec![SignalKind::TrustWorry],
        window_weeks: None,
        observed: 2,
        expected: None,
        e_value: None,
        ratio: None,
        status: SignalStatus::Latent,
        raised: None,
        lead_days: None,
        exposed: None,
        since: None,
        severity: 0.96,
        evidence: desk.cite(&[cited]),
    }
}

fn novel(base: &WeakSignal, desk: &Desk, label: String) -> WeakSignal {
    WeakSignal {
        kind: WeakSignalKind::Novel,
        terms: label.split(' ').map(str::to_owned).collect(),
        label,
        touchpoint: Some(Touchpoint::Billing),
        signal_kinds: vec![SignalKind::UnexpectedCost],
        window_weeks: Some(1),
        observed: 5,
        expected: Some(0.02),
        e_value: Some(0.000_81),
        ratio: None,
        raised: Some(date(2026, 6, 28)),
        lead_days: None,
        exposed: None,
        since: Some(date(2026, 6, 22)),
        severity: 0.83,
        evidence: desk.cite(&["A-1733"]),
        ..base.clone()
    }
}

fn easing(base: &WeakSignal, label: String) -> WeakSignal {
    WeakSignal {
        terms: label.split(' ').map(str::to_owned).collect(),
        label,
        touchpoint: Some(Touchpoint::Store),
        signal_kinds: Vec::new(),
        window_weeks: Some(8),
        observed: 11,
        expected: Some(31.4),
        e_value: Some(0.003),
        ratio: Some(Estimate { value: 0.35, low: 0.17, high: 0.62, n: 11 }),
        status: SignalStatus::Easing,
        raised: None,
        lead_days: None,
        exposed: None,
        since: Some(date(2026, 5, 4)),
        severity: 0.32,
        evidence: Vec::new(),
        ..base.clone()
    }
}

fn precursor(base: &WeakSignal, desk: &Desk, label: String) -> WeakSignal {
    WeakSignal {
        kind: WeakSignalKind::Precursor,
        terms: label.split(' ').map(str::to_owned).collect(),
        label,
        touchpoint: Some(Touchpoint::CustomerService),
        signal_kinds: vec![SignalKind::RepeatEffort],
        window_weeks: None,
        observed: 32,
        expected: Some(11.2),
        e_value: Some(0.004),
        ratio: Some(Estimate { value: 2.86, low: 2.1, high: 3.5, n: 40 }),
        raised: None,
        lead_days: Some(Estimate { value: 42.0, low: 35.0, high: 56.0, n: 32 }),
        exposed: Some(7),
        since: None,
        severity: 0.58,
        evidence: desk.cite(&["A-1519"]),
        ..base.clone()
    }
}

/// The map of the sample: its own signals, three touchpoints and a kind.
pub(super) fn signals_map(signals: &[WeakSignal]) -> SignalsMap {
    let signal = |at: usize| MapSubject::Signal { label: signals[at].label.clone() };
    let touchpoint = |id| MapSubject::Touchpoint { id };
    let points = vec![
        point(signal(0), Standing::Weak, (29, 2.0), (0.0186, 0.013, 0.0266), (14.5, 8.2, 27.0)),
        point(signal(1), Standing::Strong, (58, 31.0), (0.0372, 0.0289, 0.0478), (1.87, 1.4, 2.4)),
        point(signal(2), Standing::Weak, (5, 0.4), (0.0032, 0.0014, 0.0075), (12.5, 5.9, 12.8)),
        point(
            signal(4),
            Standing::Easing,
            (11, 31.4),
            (0.0071, 0.0039, 0.0126),
            (0.35, 0.17, 0.62),
        ),
        point(signal(6), Standing::Latent, (2, 0.9), (0.0013, 0.0004, 0.0047), (2.2, 0.3, 4.4)),
        point(
            touchpoint(Touchpoint::Delivery),
            Standing::WellKnown,
            (148, 141.0),
            (0.0949, 0.0813, 0.1105),
            (1.05, 0.86, 1.26),
        ),
        point(
            touchpoint(Touchpoint::Staff),
            Standing::Quiet,
            (7, 9.1),
            (0.0045, 0.0022, 0.0092),
            (0.77, 0.3, 1.5),
        ),
        point(
            MapSubject::Kind { id: SignalKind::RepeatEffort },
            Standing::WellKnown,
            (90, 84.0),
            (0.0577, 0.0472, 0.0704),
            (1.07, 0.84, 1.33),
        ),
    ];
    SignalsMap {
        weeks: 8,
        compared_with_weeks: 13,
        since: date(2026, 5, 4),
        as_of: date(2026, 6, 28),
        feedback: 1_560,
        strong_share: 0.02,
        points,
    }
}

fn point(
    subject: MapSubject,
    standing: Standing,
    (observed, expected): (u64, f64),
    share: (f64, f64, f64),
    growth: (f64, f64, f64),
) -> MapPoint {
    let estimate = |(value, low, high): (f64, f64, f64), n| Estimate { value, low, high, n };
    MapPoint {
        subject,
        standing,
        share: estimate(share, 1_560),
        growth: estimate(growth, observed),
        observed,
        expected,
    }
}
