//! The analyses of the sample: hygiene, themes, drivers, change, questionnaires, money, journey.

use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::said::Desk;
use crate::drivers::{ActionOutcome, Asymmetry, KeyDrivers, ScoreChange};
use crate::hygiene::Hygiene;
use crate::journey::JourneyMap;
use crate::metrics::{KanoFinding, Money, NeedFinding, Themes};
use crate::report::Tells;

fn of<T: DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).unwrap()
}

/// A measure `value ± half`.
fn known(value: f64, half: f64, n: u64) -> Value {
    json!({"value": value, "low": value - half, "high": value + half, "n": n})
}

pub(super) fn hygiene() -> Hygiene {
    let fault = |kind: &str, place: Value, observed: u64, of: u64, expected: Value, p: Value| {
        json!({"kind": kind, "place": place, "observed": observed, "of": of, "expected": expected, "p": p,
            "since": null, "ids": ["A-1904", "A-1950"]})
    };
    of(json!({
        "faults": [
            fault("score_begging", json!("Magasin=Reims"), 9, 84, json!(0.4), json!(2.1e-9)),
            fault("copied_answer", Value::Null, 12, 801, Value::Null, Value::Null),
            {"kind": "mix_changed", "place": "channel", "observed": 296, "of": 296, "expected": null, "p": 0.00002,
                "since": "2026-06-01", "ids": []},
        ],
        "suspicious": 96, "score": "nps", "with": known(24.1, 3.4, 1_560), "without": known(20.8, 3.6, 1_464),
        "repeats": [{"id": "A-1904", "of": "A-1899"}, {"id": "A-1950", "of": "A-1899"}],
    }))
}

pub(super) fn themes() -> Themes {
    let theme = |theme: Value, share: f64, intensity: f64, grave: f64, n: u64, zone: &str| {
        json!({"theme": theme, "share": known(share, share / 6.0, 1_502), "intensity": known(intensity, 0.03, n),
            "grave": known(grave, 0.08, n), "zone": zone})
    };
    of(json!({
        "share_cut": 0.031, "intensity_cut": 0.48, "grave_from": 0.8, "grave_share": 0.21,
        "themes": [
            theme(json!({"touchpoint": "delivery"}), 0.113, 0.55, 0.2, 170, "frequent_intense"),
            theme(json!({"signal": "pending"}), 0.035, 0.5, 0.18, 52, "between"),
            theme(json!({"touchpoint": "billing"}), 0.017, 0.63, 0.3, 25, "rare_intense"),
            theme(json!({"signal": "escalation"}), 0.008, 0.97, 0.64, 12, "rare_intense"),
        ],
        "rare_and_grave": [3, 2],
    }))
}

pub(super) fn drivers() -> KeyDrivers {
    let driver = |id: &str, share: f64, slope: f64, effect: f64| {
        json!({"driver": id, "share": known(share, 0.012, 1_560), "slope": known(slope, 8.0, 1_560),
            "detractor_effect": known(effect, 0.05, 1_560)})
    };
    of(json!({
        "score": "nps", "r2": known(0.24, 0.03, 1_560),
        "drivers": [
            driver("delivery", 0.081, 44.2, 0.24),
            driver("customer_service", 0.06, 39.0, 0.29),
            {"driver": "Note « rayon »", "share": known(0.031, 0.01, 1_560), "slope": known(3.1, 4.0, 1_560),
                "detractor_effect": {"undefined": "too_few_events"}},
        ],
        "detractors": {"events": 24, "others": 1_536, "needed": 30},
    }))
}

pub(super) fn asymmetries() -> Vec<Asymmetry> {
    let one = |id: &str, penalty: f64, reward: f64, index: f64, class: &str| {
        json!({"touchpoint": id, "penalty": known(penalty, 9.0, 1_560), "reward": known(reward, 9.0, 1_560),
            "index": known(index, 0.2, 1_560), "index_of_mentions": known(index + 0.1, 0.25, 1_215), "class": class})
    };
    of(json!([
        one("returns_refunds", -62.0, 12.0, -0.68, "dissatisfier"),
        one("delivery", -41.0, 30.0, -0.15, "undecided"),
        one("staff", -14.0, 47.0, 0.54, "satisfier"),
    ]))
}

pub(super) fn change() -> ScoreChange {
    let theme =
        |id: &str, effect: f64| json!({"touchpoint": id, "effect": known(effect, 2.4, 940)});
    of(json!({
        "score": "nps",
        "before": {"period": {"from": "2026-02-02", "to": "2026-04-12"}, "score": known(29.5, 5.9, 480)},
        "after": {"period": {"from": "2026-04-13", "to": "2026-06-28"}, "score": known(16.9, 6.1, 460)},
        "change": known(-12.6, 8.5, 940),
        "mixes": [{"column": "channel", "mix": known(-5.1, 2.2, 940), "rate": known(-7.5, 8.0, 940)}],
        "column": "channel",
        "themes": [theme("mobile_app", -6.2), theme("staff", 1.1)],
        "unexplained": known(-2.4, 9.0, 940),
    }))
}

pub(super) fn actions() -> Vec<ActionOutcome> {
    of(json!([{
        "action": {"date": "2026-04-13", "touchpoint": "delivery", "name": "transporteur changé"},
        "before": {"from": "2026-01-12", "to": "2026-04-12"}, "after": {"from": "2026-04-13", "to": "2026-07-12"},
        "complaints_before": [96, 700], "complaints_after": [54, 690],
        "ratio": {"value": 0.57, "low": 0.4, "high": 0.81, "n": 150},
        "score": known(-12.6, 8.5, 940), "verdict": "improved",
    }]))
}

pub(super) fn kano() -> Vec<KanoFinding> {
    of(json!([{
        "name": "Retrait en une heure", "counts": [50, 15, 20, 15, 2, 1], "class": "must_be", "sure": true,
        "better": known(0.35, 0.09, 100), "worse": known(-0.65, 0.09, 100),
    }]))
}

pub(super) fn needs() -> Vec<NeedFinding> {
    of(json!([{
        "name": "Être livré le jour dit", "importance": known(9.1, 0.5, 100), "satisfaction": known(3.2, 0.9, 100),
        "opportunity": known(15.0, 1.3, 100),
    }]))
}

pub(super) fn money() -> Money {
    of(json!({
        "customers": 4_120, "answered": 902, "value": [known(184.0, 21.0, 260), known(241.0, 25.0, 207),
        {"undefined": "too_few"}], "detractor_to_passive": known(57.0, 33.0, 467),
        "passive_to_promoter": {"undefined": "too_few"}, "moves": {"undefined": "too_few"}, "moved": 100,
    }))
}

pub(super) fn journey(desk: &Desk) -> JourneyMap {
    let none: [u8; 0] = [];
    of(json!({
        "plan": "five-phases",
        "phases": [
            {"id": "purchase", "fr": "Achat", "en": "Purchase", "volume": 512, "satisfaction": known(0.55, 0.04, 480),
                "score": known(19.0, 6.0, 500), "effort": known(0.11, 0.03, 512),
                "emotions": [["frustration", 61], ["joy", 40]], "pains": [["delivery", 170]], "gains": [["staff", 289]],
                "complaints": desk.cite(&["A-1042"]), "praise": desk.cite(&["A-1702"])},
            {"id": "loyalty", "fr": "Fidélisation", "en": "Loyalty", "volume": 0,
                "satisfaction": {"undefined": "no_data"}, "score": {"undefined": "no_data"},
                "effort": {"undefined": "no_data"}, "emotions": none, "pains": none, "gains": none,
                "complaints": none, "praise": none},
        ],
        "unlocated": known(0.19, 0.02, 1_502),
        "moments_of_truth": [{"touchpoint": "delivery", "levels": [88, 31, 22, 4], "below": known(0.61, 0.08, 145),
            "effect": known(71.0, 15.0, 145), "weight": 6.5}],
        "unowned": 41,
    }))
}

pub(super) fn tells() -> Tells {
    of(json!({
        "score": 6.87, "shares": [[0.02, 0.014], [0.1, 0.031], [0.3, 0.047]], "ties": [[1, 2], [3, 4]],
        "answers_to_separate_first": 9_400,
    }))
}
