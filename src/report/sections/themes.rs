//! Four zones, and what is rare but grave.

use super::section::{Cell, Grid, Section};
use crate::metrics::{Theme, ThemeId, ThemeZone, Themes};
use crate::report::language::Lang;
use crate::report::numbers::Unit;

/// The themes of complaint, how often and how intensely they are told.
pub fn themes(lang: Lang, found: &Themes) -> Section {
    let mut section = Section::new(
        lang,
        "themes",
        ("Fréquent ou rare, intense ou léger", "Frequent or rare, intense or mild"),
        (
            "Chaque thème de plainte selon sa fréquence et son intensité ; « entre deux » quand un intervalle croise un seuil.",
            "Each theme of complaint by its frequency and its intensity; “between” where an interval crosses a cut.",
        ),
        (
            "Un thème peu dit n'est pas un thème sans importance : voir les rares et graves.",
            "A theme seldom told is not a theme without importance: see the rare and grave.",
        ),
    );
    let (share, intensity, grave, all) = (
        lang.percent(found.share_cut, 1),
        lang.figure(found.intensity_cut, Unit::Degree),
        lang.figure(found.grave_from, Unit::Degree),
        lang.percent(found.grave_share, 0),
    );
    section.lines.push(lang.typeset(&lang.pick(
        format!("Seuils : fréquent au-dessus de {share} des réponses jugées (moyenne des thèmes), intense au-dessus de {intensity}/100 (moyenne des plaintes), grave à partir de {grave}/100 (une réponse sur dix au plus, {all} des plaintes)."),
        format!("Cuts: frequent above {share} of the judged answers (mean of the themes), intense above {intensity}/100 (mean of the complaints), grave from {grave}/100 (one answer in ten at most, {all} of the complaints)."),
    )));
    if !found.rare_and_grave.is_empty() {
        section.tables.push(rare_and_grave(lang, found));
    }
    section.tables.push(all_themes(lang, found));
    section
}

fn rare_and_grave(lang: Lang, found: &Themes) -> Grid {
    let rows = found.rare_and_grave.iter().filter_map(|&at| found.themes.get(at)).map(|one| {
        vec![
            Cell::words(name(lang, one.theme)),
            Cell::n(lang, &one.intensity),
            Cell::measure(lang, &one.grave, Unit::Share),
        ]
    });
    Grid::new(
        lang,
        ("Rares et graves, du plus sûr au moins sûr", "Rare and grave, from the surest"),
        &[
            ("Thème", "Theme"),
            ("Réponses", "Answers"),
            ("Part de réponses graves, prudente", "Share of grave answers, cautious"),
        ],
        rows.collect(),
    )
}

fn all_themes(lang: Lang, found: &Themes) -> Grid {
    let row = |one: &Theme| {
        vec![
            Cell::words(name(lang, one.theme)),
            Cell::words(zone(lang, one.zone)),
            Cell::measure(lang, &one.share, Unit::Share),
            Cell::measure(lang, &one.intensity, Unit::Degree),
            Cell::n(lang, &one.intensity),
        ]
    };
    Grid::new(
        lang,
        ("Thèmes de plainte, par fréquence", "Themes of complaint, by frequency"),
        &[
            ("Thème", "Theme"),
            ("Zone", "Zone"),
            ("Fréquence", "Frequency"),
            ("Intensité", "Intensity"),
            ("n", "n"),
        ],
        found.themes.iter().map(row).collect(),
    )
}

pub(super) fn name(lang: Lang, theme: ThemeId) -> &'static str {
    match theme {
        ThemeId::Touchpoint(id) => lang.touchpoint(id),
        ThemeId::Signal(kind) => lang.signal_kind(kind),
    }
}

fn zone(lang: Lang, zone: ThemeZone) -> &'static str {
    let (fr, en) = match zone {
        ThemeZone::FrequentIntense => ("fréquent et intense", "frequent and intense"),
        ThemeZone::FrequentMild => ("fréquent et léger", "frequent and mild"),
        ThemeZone::RareIntense => ("rare et intense", "rare and intense"),
        ThemeZone::RareMild => ("rare et léger", "rare and mild"),
        ThemeZone::Between => ("entre deux", "between"),
    };
    lang.pick(fr, en)
}
