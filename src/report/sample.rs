//! A realistic report to test the renderers with: every text is invented.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};

use super::{
    Contract, Coverage, InputFile, Inputs, Note, Quote, REPORT_SCHEMA_VERSION, RejectLine, Report,
    Run,
};
use crate::types::{
    ByteSpan, CrackedPromoters, Estimate, Evidence, Factor, Indicator, Language, Measure, Priority,
    Scale, SignalKind, SignalStatus, Subject, Touchpoint, TouchpointFinding, Trajectory, Undefined,
    WeakSignal, WeakSignalKind, Zone,
};

/// An identifier, a text with its evidence between brackets, a score.
type Said = (&'static str, &'static str, f64);

const SAID_FR: &[Said] = &[
    (
        "A-1042",
        "Commande reçue avec [neuf jours de retard], et personne n'a prévenu. [J'ai appelé trois fois.]",
        2.0,
    ),
    (
        "A-1187",
        "Très contente de la robe, mais [le livreur a déposé le colis sous la pluie] sans sonner.",
        6.0,
    ),
    (
        "A-1203",
        "[Toujours pas livré] alors que le suivi dit « remis au gardien ». Il n'y a pas de gardien chez nous.",
        1.0,
    ),
    (
        "A-1311",
        "Le point relais était fermé deux jours de suite, [retour à l'entrepôt sans qu'on me demande rien].",
        3.0,
    ),
    (
        "A-1420",
        "[Mon bon de fidélité est refusé dans l'appli] depuis la mise à jour, alors qu'il passe en caisse.",
        5.0,
    ),
    (
        "A-1433",
        "J'aime beaucoup la boutique. Par contre [l'application dit « bon invalide »] à chaque essai.",
        9.0,
    ),
    ("A-1457", "[Impossible d'utiliser mes points], la page tourne dans le vide.", 4.0),
    (
        "A-1502",
        "[Remboursement promis sous 48 h, reçu cinq semaines après], et encore, après relance.",
        2.0,
    ),
    ("A-1519", "Retour accepté, [toujours aucun virement].", 3.0),
    (
        "A-1608",
        "Le service client [me renvoie vers le transporteur, qui me renvoie vers vous].",
        1.0,
    ),
    ("A-1644", "Conseillère adorable au téléphone, [mais vingt-cinq minutes d'attente].", 7.0),
    ("A-1702", "[Une vendeuse formidable], elle a pris le temps de tout expliquer.", 10.0),
    ("A-1733", "Facture [prélevée deux fois en mars], je n'ai pas de réponse.", 0.0),
    ("A-1790", "Produit superbe, [rien à redire pour l'instant].", 9.0),
    (
        "A-1811",
        "[Quelqu'un a commandé avec ma carte depuis mon compte], je dépose plainte demain.",
        0.0,
    ),
    ("A-1838", "La prise du sèche-cheveux [a fondu au deuxième usage].", 1.0),
    (
        "A-1904",
        "Dixième commande chez vous et toujours ravie, [dommage pour l'emballage plastique].",
        10.0,
    ),
    (
        "A-1950",
        "Je donne 9 pour les vendeurs, mais [les frais de retour annoncés gratuits m'ont été facturés].",
        9.0,
    ),
];

const SAID_EN: &[Said] = &[
    ("A-1042", "Order came [nine days late] and nobody told me. [I called three times.]", 2.0),
    (
        "A-1187",
        "Love the dress, but [the driver left the parcel in the rain] without ringing.",
        6.0,
    ),
    (
        "A-1203",
        "[Still not delivered] although tracking says “left with the porter”. We have no porter.",
        1.0,
    ),
    (
        "A-1311",
        "Pick-up point closed two days running, [sent back to the warehouse without asking me].",
        3.0,
    ),
    (
        "A-1420",
        "[My loyalty voucher is refused in the app] since the update, yet it works at the till.",
        5.0,
    ),
    (
        "A-1433",
        "I like the shop a lot. However [the app says “invalid voucher”] at every try.",
        9.0,
    ),
    ("A-1457", "[Cannot use my points], the page just spins.", 4.0),
    (
        "A-1502",
        "[Refund promised in 48 hours, received five weeks later], and only after I chased.",
        2.0,
    ),
    ("A-1519", "Return accepted, [still no money back].", 3.0),
    ("A-1608", "Customer service [sends me to the carrier, who sends me back to you].", 1.0),
    ("A-1644", "Lovely adviser on the phone, [but twenty-five minutes on hold].", 7.0),
    ("A-1702", "[A wonderful saleswoman], she took the time to explain everything.", 10.0),
    ("A-1733", "Invoice [debited twice in March], no answer so far.", 0.0),
    ("A-1790", "Superb product, [nothing to complain about so far].", 9.0),
    (
        "A-1811",
        "[Somebody ordered with my card from my account], I am going to the police tomorrow.",
        0.0,
    ),
    ("A-1838", "The plug of the hair dryer [melted at the second use].", 1.0),
    (
        "A-1904",
        "Tenth order from you and still delighted, [shame about the plastic packaging].",
        10.0,
    ),
    ("A-1950", "A 9 for the staff, but [the returns you call free were charged to me].", 9.0),
];

/// The report of a chain of shops over five months, in one language.
pub(super) fn report(lang: Language) -> Report {
    let said = if lang == Language::En { SAID_EN } else { SAID_FR };
    let desk = Desk::of(said);
    Report {
        schema_version: REPORT_SCHEMA_VERSION,
        run: run(lang),
        inputs: inputs(),
        coverage: coverage(),
        metrics: metrics(),
        touchpoints: touchpoints(&desk),
        signals: signals(&desk, lang),
        contract: Contract {
            expected_false_alerts_per_report: 1.0 / 12.0,
            weeks_of_history: Some(21),
        },
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

/// A report about a file of which nothing could be used.
pub(super) fn empty(lang: Language) -> Report {
    let none = Measure::Undefined(Undefined::NoData);
    let mut report = report(lang);
    report.inputs = Inputs {
        read: 3,
        accepted: 0,
        rejected: 3,
        duplicate: 0,
        refused: 0,
        masked: BTreeMap::new(),
        days: None,
        scale: None,
        files: Vec::new(),
        rejects: Vec::new(),
    };
    report.coverage = Coverage {
        feedback: 0,
        judged: 0,
        no_content: 0,
        other_language: 0,
        languages: BTreeMap::new(),
        with_touchpoint: none,
        with_signal: none,
    };
    report.contract.weeks_of_history = None;
    report.metrics.clear();
    report.touchpoints.clear();
    report.signals.clear();
    report.promoters = None;
    report.customers = None;
    report.priorities.clear();
    report.notes.clear();
    report.quotes.clear();
    report
}

/// The same answers without scores, dates and customers.
pub(super) fn words_only(lang: Language) -> Report {
    let mut report = report(lang);
    report.inputs.days = None;
    report.inputs.scale = None;
    report.metrics = vec![indicator(
        "sentiment_net",
        "share positive less share negative",
        None,
        None,
        known(12.0, 8.0, 16.0, 1_502),
    )];
    report.contract.weeks_of_history = None;
    report.signals.retain(|signal| signal.kind == WeakSignalKind::RareIntense);
    report.promoters = None;
    report.customers = None;
    report.priorities.retain(|priority| matches!(priority.subject, Subject::Touchpoint { .. }));
    for (rank, priority) in (1..).zip(&mut report.priorities) {
        (priority.rank, priority.rank_interval) = (rank, [rank, rank + 1]);
    }
    for finding in &mut report.touchpoints {
        finding.impact = Measure::Undefined(Undefined::NoScore);
    }
    for priority in &mut report.priorities {
        for name in ["impact", "growth"] {
            let reason = if name == "impact" { Undefined::NoScore } else { Undefined::NoDate };
            priority.factors.insert(
                name.to_owned(),
                Factor { value: Measure::Undefined(reason), level: 0.0, weight: 0.25 },
            );
        }
    }
    for quote in report.quotes.values_mut() {
        (quote.date, quote.score, quote.channel) = (None, None, None);
    }
    report
}

/// Words that would do harm if anything let them through.
pub(super) const HOSTILE: &str = "<script>alert(1)</script>\"><img src=x onerror=alert(2)> [x](javascript:alert(3)) \u{202e}=cmd|'/c' |a|b|\u{1b}[31m";

/// A report in which every text of the data is hostile.
pub(super) fn hostile() -> Report {
    let mut report = report(Language::Fr);
    for (_, quote) in &mut report.quotes {
        quote.text = HOSTILE.to_owned();
        quote.file = HOSTILE.to_owned();
        quote.channel = Some(HOSTILE.to_owned());
    }
    let whole = ByteSpan::new(0, HOSTILE.len());
    report.priorities.iter_mut().flat_map(|one| &mut one.evidence).for_each(|one| one.span = whole);
    for signal in &mut report.signals {
        signal.label = HOSTILE.to_owned();
        signal.terms = vec![HOSTILE.to_owned()];
    }
    for priority in &mut report.priorities {
        if let Subject::WeakSignal { label, .. } = &mut priority.subject {
            HOSTILE.clone_into(label);
        }
    }
    for file in &mut report.inputs.files {
        file.name = HOSTILE.to_owned();
        file.mapping.insert(HOSTILE.to_owned(), vec![HOSTILE.to_owned()]);
    }
    for reject in &mut report.inputs.rejects {
        reject.column = Some(HOSTILE.to_owned());
        reject.reason_fr = HOSTILE.to_owned();
    }
    report.customers.iter_mut().flatten().for_each(|one| one.customer = HOSTILE.to_owned());
    report.metrics.iter_mut().for_each(|one| one.definition = HOSTILE.to_owned());
    report.run.settings.insert(HOSTILE.to_owned(), HOSTILE.to_owned());
    report.notes.iter_mut().for_each(|note| note.fr = HOSTILE.to_owned());
    report
}

/// The quotes of the report, with where their evidence stands.
struct Desk {
    quotes: BTreeMap<String, Quote>,
    spans: BTreeMap<String, Vec<ByteSpan>>,
}

impl Desk {
    fn of(said: &[Said]) -> Self {
        let mut desk = Self { quotes: BTreeMap::new(), spans: BTreeMap::new() };
        for (record, &(id, marked, score)) in (17u64..).step_by(43).zip(said) {
            let (mut text, mut spans, mut start) = (String::new(), Vec::new(), 0);
            for character in marked.chars() {
                match character {
                    '[' => start = text.len(),
                    ']' => spans.push(ByteSpan::new(start, text.len())),
                    other => text.push(other),
                }
            }
            let day = i8::try_from(1 + record % 28).unwrap();
            let quote = Quote {
                text,
                file: "avis_2026.csv".to_owned(),
                record,
                byte: record * 180,
                date: Some(date(2026, i8::try_from(4 + record % 3).unwrap(), day)),
                score: Some(score),
                channel: Some(if record % 2 == 0 { "web" } else { "magasin" }.to_owned()),
            };
            desk.quotes.insert(id.to_owned(), quote);
            desk.spans.insert(id.to_owned(), spans);
        }
        desk
    }

    fn cite(&self, ids: &[&str]) -> Vec<Evidence> {
        let mut evidence = Vec::new();
        for &id in ids {
            let spans = self.spans[id].iter();
            evidence.extend(spans.map(|&span| Evidence { id: id.to_owned(), span }));
        }
        evidence
    }
}

fn known(value: f64, low: f64, high: f64, n: u64) -> Measure {
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

fn indicator(
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
        indicator("sentiment_net", "% + − % −", None, None, known(12.0, 8.1, 15.8, 1_502)),
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

fn touchpoints(desk: &Desk) -> Vec<TouchpointFinding> {
    let rows: &[(Touchpoint, [u64; 4], (f64, f64), (f64, f64), f64, Zone, &[&str])] = &[
        (
            Touchpoint::Product,
            [301, 52, 24, 20],
            (0.264, 0.02),
            (0.83, 0.04),
            4.2,
            Zone::KeepUp,
            &["A-1790"],
        ),
        (
            Touchpoint::Staff,
            [289, 21, 9, 8],
            (0.218, 0.02),
            (0.92, 0.03),
            6.1,
            Zone::KeepUp,
            &["A-1702"],
        ),
        (
            Touchpoint::Delivery,
            [71, 148, 22, 15],
            (0.17, 0.019),
            (0.34, 0.06),
            -6.4,
            Zone::Fix,
            &["A-1042", "A-1187", "A-1203", "A-1311"],
        ),
        (
            Touchpoint::CustomerService,
            [44, 96, 8, 12],
            (0.107, 0.016),
            (0.32, 0.075),
            -4.1,
            Zone::Fix,
            &["A-1608", "A-1644"],
        ),
        (
            Touchpoint::OfferPrice,
            [62, 58, 10, 24],
            (0.103, 0.015),
            (0.52, 0.085),
            -0.8,
            Zone::Between,
            &[],
        ),
        (
            Touchpoint::Store,
            [88, 21, 6, 10],
            (0.083, 0.014),
            (0.79, 0.075),
            1.1,
            Zone::Maintain,
            &[],
        ),
        (
            Touchpoint::ReturnsRefunds,
            [18, 79, 4, 3],
            (0.069, 0.013),
            (0.2, 0.075),
            -3.2,
            Zone::Watch,
            &["A-1502", "A-1519"],
        ),
        (
            Touchpoint::MobileApp,
            [21, 52, 5, 7],
            (0.057, 0.012),
            (0.3, 0.1),
            -1.9,
            Zone::Watch,
            &["A-1420", "A-1457"],
        ),
        (
            Touchpoint::Website,
            [33, 28, 6, 11],
            (0.052, 0.011),
            (0.54, 0.115),
            -0.3,
            Zone::Between,
            &[],
        ),
        (
            Touchpoint::OrderingPayment,
            [40, 15, 3, 6],
            (0.043, 0.01),
            (0.72, 0.11),
            0.4,
            Zone::Maintain,
            &[],
        ),
        (
            Touchpoint::Subscription,
            [12, 31, 2, 4],
            (0.033, 0.009),
            (0.29, 0.13),
            -0.9,
            Zone::Watch,
            &["A-1420"],
        ),
        (
            Touchpoint::Billing,
            [3, 24, 1, 2],
            (0.02, 0.007),
            (0.13, 0.11),
            -1.2,
            Zone::Watch,
            &["A-1733"],
        ),
    ];
    let finding = |&(
        id,
        [positive, negative, both, neutral],
        share,
        satisfaction,
        impact,
        zone,
        cited,
    ): &(Touchpoint, [u64; 4], (f64, f64), (f64, f64), f64, Zone, &[&str])| {
        let about =
            |(value, half): (f64, f64), n| known(value, value - half, (value + half).min(1.0), n);
        TouchpointFinding {
            id,
            volume: positive + negative + both + neutral,
            positive,
            negative,
            both,
            neutral,
            share: about(share, 1_502),
            satisfaction: about(satisfaction, positive + negative + both),
            impact: known(impact, impact - 1.3, impact + 1.3, 1_560),
            zone,
            evidence: desk.cite(cited),
        }
    };
    rows.iter().map(finding).collect()
}

fn signals(desk: &Desk, lang: Language) -> Vec<WeakSignal> {
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
            since: Some(date(2026, 6, 1)),
            severity: 0.64,
            evidence: desk.cite(&["A-1502", "A-1519"]),
            ..base.clone()
        },
        WeakSignal {
            kind: WeakSignalKind::Novel,
            label: pick("prélevé deux fois", "debited twice"),
            terms: words("prélevé deux fois", "debited twice"),
            touchpoint: Some(Touchpoint::Billing),
            signal_kinds: vec![SignalKind::UnexpectedCost],
            window_weeks: Some(1),
            observed: 5,
            expected: Some(0.02),
            e_value: Some(0.000_81),
            ratio: None,
            since: Some(date(2026, 6, 22)),
            severity: 0.83,
            evidence: desk.cite(&["A-1733"]),
            ..base.clone()
        },
        WeakSignal {
            label: pick("attente en caisse", "queue at the till"),
            terms: words("attente caisse", "queue till"),
            touchpoint: Some(Touchpoint::Store),
            signal_kinds: Vec::new(),
            window_weeks: Some(8),
            observed: 11,
            expected: Some(31.4),
            e_value: Some(0.003),
            ratio: Some(Estimate { value: 0.35, low: 0.17, high: 0.62, n: 11 }),
            status: SignalStatus::Easing,
            since: Some(date(2026, 5, 4)),
            severity: 0.32,
            evidence: Vec::new(),
            ..base.clone()
        },
        rare(
            &base,
            desk,
            &pick("commande passée avec ma carte", "order placed with my card"),
            Touchpoint::SecurityPrivacy,
            "A-1811",
        ),
        rare(&base, desk, &pick("prise fondue", "melted plug"), Touchpoint::Product, "A-1838"),
    ]
}

fn rare(
    base: &WeakSignal,
    desk: &Desk,
    label: &str,
    touchpoint: Touchpoint,
    cited: &str,
) -> WeakSignal {
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
        since: None,
        severity: 0.96,
        evidence: desk.cite(&[cited]),
        ..base.clone()
    }
}

fn priorities(desk: &Desk, lang: Language) -> Vec<Priority> {
    let label =
        if lang == Language::En { "loyalty voucher refused" } else { "bon de fidélité refusé" };
    let touchpoint = |id| Subject::Touchpoint { id };
    let signal = Subject::WeakSignal { kind: WeakSignalKind::Emerging, label: label.to_owned() };
    let rows: [(Subject, [u32; 2], f64, [f64; 4], &[&str]); 6] = [
        (signal, [1, 2], 0.81, [0.019, 0.71, -1.6, 14.5], &["A-1420", "A-1433", "A-1457"]),
        (
            touchpoint(Touchpoint::Delivery),
            [1, 2],
            0.78,
            [0.113, 0.66, -6.4, 1.8],
            &["A-1042", "A-1203", "A-1187", "A-1311"],
        ),
        (
            touchpoint(Touchpoint::CustomerService),
            [3, 4],
            0.61,
            [0.069, 0.7, -4.1, 1.2],
            &["A-1608", "A-1644"],
        ),
        (
            touchpoint(Touchpoint::ReturnsRefunds),
            [3, 5],
            0.55,
            [0.055, 0.68, -3.2, 2.3],
            &["A-1502", "A-1519"],
        ),
        (touchpoint(Touchpoint::Billing), [4, 6], 0.31, [0.017, 0.8, -1.2, 1.6], &["A-1733"]),
        (touchpoint(Touchpoint::MobileApp), [6, 6], 0.27, [0.038, 0.55, -1.9, 1.9], &["A-1457"]),
    ];
    let view = |(rank, (subject, rank_interval, score, values, cited)): (
        u32,
        (Subject, [u32; 2], f64, [f64; 4], &[&str]),
    )| Priority {
        rank,
        rank_interval,
        score,
        factors: factors(&subject, values),
        subject,
        evidence: desk.cite(cited),
    };
    (1..).zip(rows).map(view).collect()
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
