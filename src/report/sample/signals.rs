//! The weak signals of the sample.

use jiff::civil::date;

use super::said::Desk;
use crate::types::{
    Estimate, Language, SignalKind, SignalStatus, Touchpoint, WeakSignal, WeakSignalKind,
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
        raised: None,
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
            raised: None,
            lead_days: None,
            exposed: None,
            since: Some(date(2026, 6, 1)),
            severity: 0.64,
            evidence: desk.cite(&["A-1502", "A-1519"]),
            ..base.clone()
        },
        novel(&base, desk, pick("prélevé deux fois", "debited twice")),
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
        raised: None,
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
