//! What each analysis says, as sections that every renderer lays out its way and commands print.

mod drivers;
mod hygiene;
mod indicators;
mod journey;
mod money;
mod questionnaire;
mod section;
mod signals;
mod tells;
mod themes;

pub use drivers::{actions, asymmetries, comparison, key_drivers, score_change};
pub use hygiene::hygiene;
pub use indicators::indicators;
pub use journey::journey;
pub use money::money;
pub use questionnaire::{kano, needs};
pub use section::{Cell, Grid, Section};
pub use signals::weak_signals;
pub use themes::themes;

use super::Report;
use super::language::Lang;

/// What is to be known before the priorities: faults of measurement.
pub(super) fn before(report: &Report, lang: Lang) -> Vec<Section> {
    let faults = report.hygiene.as_ref().map(|found| hygiene(lang, found));
    [faults, tells::of_report(lang, report)].into_iter().flatten().collect()
}

/// What explains the rest: themes, journey, drivers, changes, questionnaires, money.
pub(super) fn after(report: &Report, lang: Lang) -> Vec<Section> {
    let list = |empty: bool, section: &dyn Fn() -> Section| (!empty).then(section);
    let all = [
        report.themes.as_ref().map(|found| themes(lang, found)),
        journey::of_report(lang, report),
        report.drivers.as_ref().map(|found| key_drivers(lang, Ok(found))),
        list(report.asymmetries.is_empty(), &|| asymmetries(lang, &report.asymmetries)),
        report.change.as_ref().map(|found| score_change(lang, Ok(found))),
        list(report.actions.is_empty(), &|| actions(lang, &report.actions)),
        list(report.kano.is_empty(), &|| kano(lang, &report.kano)),
        list(report.needs.is_empty(), &|| needs(lang, &report.needs)),
        report.money.as_ref().map(|found| money(lang, found)),
    ];
    all.into_iter().flatten().collect()
}
