//! Reports at the edges: nothing usable, words alone, hostile words.

use std::collections::BTreeMap;

use super::batch::{indicator, known, report};
use crate::report::{Coverage, Inputs, Report};
use crate::types::{
    ByteSpan, Factor, Language, MapSubject, Measure, Subject, Undefined, WeakSignalKind,
};

/// A report about a file of which nothing could be used.
pub(in crate::report) fn empty(lang: Language) -> Report {
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
    (report.contract.weeks_of_history, report.contract.as_of) = (None, None);
    report.metrics.clear();
    report.touchpoints.clear();
    report.signals.clear();
    report.signals_map = None;
    report.promoters = None;
    report.customers = None;
    report.priorities.clear();
    report.notes.clear();
    report.quotes.clear();
    without_analyses(&mut report);
    report
}

fn without_analyses(report: &mut Report) {
    report.hygiene = None;
    report.themes = None;
    report.drivers = None;
    report.asymmetries.clear();
    report.change = None;
    report.actions.clear();
    report.kano.clear();
    report.needs.clear();
    report.money = None;
    report.journey = None;
    report.tells = None;
}

/// The same answers without scores, dates and customers.
pub(in crate::report) fn words_only(lang: Language) -> Report {
    let mut report = report(lang);
    report.inputs.days = None;
    report.inputs.scale = None;
    report.metrics = vec![indicator(
        "sentiment_net",
        "share positive less share negative",
        None,
        None,
        known(0.12, 0.08, 0.16, 1_502),
    )];
    without_analyses(&mut report);
    (report.contract.weeks_of_history, report.contract.as_of) = (None, None);
    report.signals_map = None;
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
const HOSTILE: &str = "<script>alert(1)</script>\"><img src=x onerror=alert(2)> [x](javascript:alert(3)) \u{202e}=cmd|'/c' |a|b|\u{1b}[31m";

/// A report in which every text of the data is hostile.
pub(in crate::report) fn hostile() -> Report {
    let mut report = report(Language::Fr);
    for quote in report.quotes.values_mut() {
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
    for point in report.signals_map.iter_mut().flat_map(|map| &mut map.points) {
        if let MapSubject::Signal { label } = &mut point.subject {
            HOSTILE.clone_into(label);
        }
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
    report.kano.iter_mut().for_each(|one| HOSTILE.clone_into(&mut one.name));
    report.needs.iter_mut().for_each(|one| HOSTILE.clone_into(&mut one.name));
    report.actions.iter_mut().for_each(|one| one.action.name = Some(HOSTILE.to_owned()));
    for fault in report.hygiene.iter_mut().flat_map(|found| &mut found.faults) {
        (fault.place, fault.ids) = (Some(format!("{HOSTILE}={HOSTILE}")), vec![HOSTILE.to_owned()]);
    }
    for driver in report.drivers.iter_mut().flat_map(|found| &mut found.drivers) {
        HOSTILE.clone_into(&mut driver.driver);
    }
    for phase in report.journey.iter_mut().flat_map(|found| &mut found.phases) {
        HOSTILE.clone_into(&mut phase.fr);
    }
    report.run.settings.insert(HOSTILE.to_owned(), HOSTILE.to_owned());
    report.notes.iter_mut().for_each(|note| note.fr = HOSTILE.to_owned());
    report
}
