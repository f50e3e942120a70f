//! Four zones: how often a theme is told against how intense it is; and what is rare but grave.

use std::collections::BTreeSet;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::MetricSettings;
use crate::evidence::severities;
use crate::stats::{beta_quantile, float, float_len, mean_interval, wilson};
use crate::types::{Annotation, Dataset, Estimate, Measure, SignalKind, Touchpoint, six_decimals};

/// The weight of an ordinary complaint in what is known of a theme, in feedback: one of one does not win.
const PRIOR: f64 = 10.0;

/// The themes of a dataset with the cuts that part them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Themes {
    /// Above this share of the judged feedback, a theme is frequent: the mean share of all themes.
    #[serde(serialize_with = "six_decimals")]
    pub share_cut: f64,
    /// Above this intensity, a theme is intense: the mean severity of all complaints, 0 to 1.
    #[serde(serialize_with = "six_decimals")]
    pub intensity_cut: f64,
    /// From this severity on, a feedback is grave: one in ten is, at most.
    #[serde(serialize_with = "six_decimals")]
    pub grave_from: f64,
    /// The share of grave feedback among all that complain, 0 to 1.
    #[serde(serialize_with = "six_decimals")]
    pub grave_share: f64,
    /// The themes, the most frequent first.
    pub themes: Vec<Theme>,
    /// The positions in `themes` of those that are told less often than the cut, the gravest first: by the
    /// lower end of `grave`.
    pub rare_and_grave: Vec<usize>,
}

/// What a theme is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ThemeId {
    /// The complaints about a touchpoint.
    Touchpoint(Touchpoint),
    /// A sign of dissatisfaction.
    Signal(SignalKind),
}

impl ThemeId {
    /// Every theme: the touchpoints, then the signs but for suggestions, which complain of nothing.
    pub fn all() -> Vec<Self> {
        let signals = SignalKind::ALL.iter().filter(|&&kind| kind != SignalKind::Suggestion);
        let touchpoints = Touchpoint::ALL.iter().map(|&id| Self::Touchpoint(id));
        touchpoints.chain(signals.map(|&kind| Self::Signal(kind))).collect()
    }

    /// Whether a feedback tells of it.
    pub fn is_told_by(self, annotation: &Annotation) -> bool {
        match self {
            Self::Touchpoint(id) => {
                annotation.touchpoint(id).is_some_and(|answer| answer.polarity.complains())
            }
            Self::Signal(kind) => annotation.signal(kind).is_some(),
        }
    }
}

/// A theme of complaints.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Theme {
    /// What it is about.
    pub theme: ThemeId,
    /// Its share of the judged feedback, 0 to 1 (Wilson).
    pub share: Measure,
    /// The mean severity of those who tell of it, 0 to 1.
    pub intensity: Measure,
    /// The share of grave feedback among those who tell of it, 0 to 1, drawn to that of all complaints with the
    /// weight of ten (Beta-binomial), so that one of one does not win.
    pub grave: Measure,
    /// Where it stands.
    pub zone: ThemeZone,
}

/// Where a theme stands: frequent or rare, intense or mild.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ThemeZone {
    /// Often told, and intense.
    FrequentIntense,
    /// Often told, and mild.
    FrequentMild,
    /// Seldom told, and intense.
    RareIntense,
    /// Seldom told, and mild.
    RareMild,
    /// An interval crosses a cut: the data cannot tell.
    Between,
}

/// The themes of complaint of a dataset; none where nobody complains of anything.
pub fn themes(dataset: &Dataset, settings: &MetricSettings) -> Option<Themes> {
    let severity = severities(dataset, &settings.severity);
    let judged = dataset.iter().filter(|one| one.annotation.sentiment.is_some()).count() as u64;
    let complaints: Vec<f64> = dataset
        .iter()
        .filter(|one| one.annotation.complains())
        .map(|one| severity[one.index])
        .collect();
    let told: Vec<(ThemeId, Vec<f64>)> = ThemeId::all()
        .into_par_iter()
        .map(|theme| (theme, told_with(dataset, theme, &severity)))
        .filter(|(_, told)| !told.is_empty())
        .collect();
    if told.is_empty() || complaints.is_empty() {
        return None;
    }
    let grave_from = gravest_tenth(severity);
    let grave = complaints.iter().filter(|&&severity| severity >= grave_from).count();
    let mut found = Themes {
        share_cut: told.iter().map(|(_, told)| float_len(told.len())).sum::<f64>()
            / float_len(told.len())
            / float(judged.max(1)),
        intensity_cut: complaints.iter().sum::<f64>() / float_len(complaints.len()),
        grave_from,
        grave_share: float_len(grave) / float_len(complaints.len()),
        themes: Vec::new(),
        rare_and_grave: Vec::new(),
    };
    found.themes = told.into_iter().map(|(theme, told)| of(theme, &told, judged, &found)).collect();
    let n = |one: &Theme| one.intensity.known().map_or(0, |known| known.n);
    found.themes.sort_by_key(|one| (std::cmp::Reverse(n(one)), one.theme));
    found.rare_and_grave = rare_and_grave(&found);
    Some(found)
}

/// How severe those are who tell of a theme.
fn told_with(dataset: &Dataset, theme: ThemeId, severity: &[f64]) -> Vec<f64> {
    let rows = dataset
        .iter()
        .filter(|one| one.annotation.sentiment.is_some() && theme.is_told_by(one.annotation));
    rows.map(|one| severity[one.index]).collect()
}

/// The least severity that one feedback in ten reaches at most; the highest where more than that share it.
fn gravest_tenth(mut severity: Vec<f64>) -> f64 {
    severity.sort_by(|a, b| b.total_cmp(a));
    let most = severity.len() / 10;
    let beyond = severity.get(most).copied().unwrap_or(0.0);
    let grave = severity.iter().take(most).rev().find(|&&one| one > beyond);
    grave.or(severity.first()).copied().unwrap_or(1.0).max(f64::MIN_POSITIVE)
}

fn of(theme: ThemeId, told: &[f64], judged: u64, cuts: &Themes) -> Theme {
    let share = wilson(told.len() as u64, judged.max(told.len() as u64));
    let intensity = mean_interval(told, (0.0, 1.0));
    let grave = told.iter().filter(|&&severity| severity >= cuts.grave_from).count() as u64;
    Theme {
        theme,
        share,
        intensity,
        grave: shrunk(grave, told.len() as u64, cuts.grave_share),
        zone: zone(&share, &intensity, cuts),
    }
}

/// The share of grave feedback among `n`, with what is known of all complaints beforehand: the middle and the 95 %
/// interval of a Beta law.
fn shrunk(grave: u64, n: u64, of_all: f64) -> Measure {
    // A prior of a half of one at least: with none grave, or all, nothing would ever be learnt.
    let of_all = of_all.clamp(0.5 / PRIOR, 1.0 - 0.5 / PRIOR);
    let (yes, no) = (float(grave) + PRIOR * of_all, float(n - grave) + PRIOR * (1.0 - of_all));
    let value = yes / (yes + no);
    Measure::Known(Estimate {
        value,
        low: beta_quantile(yes, no, 0.025).min(value),
        high: beta_quantile(yes, no, 0.975).max(value),
        n,
    })
}

fn zone(share: &Measure, intensity: &Measure, cuts: &Themes) -> ThemeZone {
    let side = |measure: &Measure, cut: f64| {
        let known = measure.known()?;
        if known.low > cut { Some(true) } else { (known.high < cut).then_some(false) }
    };
    match (side(share, cuts.share_cut), side(intensity, cuts.intensity_cut)) {
        (Some(true), Some(true)) => ThemeZone::FrequentIntense,
        (Some(true), Some(false)) => ThemeZone::FrequentMild,
        (Some(false), Some(true)) => ThemeZone::RareIntense,
        (Some(false), Some(false)) => ThemeZone::RareMild,
        _ => ThemeZone::Between,
    }
}

/// What is told less often than the cut and whose grave share is surely above that of all complaints.
fn rare_and_grave(found: &Themes) -> Vec<usize> {
    let low = |at: usize| found.themes[at].grave.known().map_or(0.0, |grave| grave.low);
    let rare = |at: &usize| {
        found.themes[*at].share.known().is_some_and(|share| share.value < found.share_cut)
    };
    let kept: BTreeSet<usize> =
        (0..found.themes.len()).filter(|at| rare(at) && low(*at) > found.grave_share).collect();
    let mut kept: Vec<usize> = kept.into_iter().collect();
    kept.sort_by(|&a, &b| low(b).total_cmp(&low(a)));
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::fixtures::{complaint, feedback, praise, signal};

    fn push(dataset: &mut Dataset, count: usize, touchpoint: Touchpoint, kind: Option<SignalKind>) {
        for _ in 0..count {
            let mut annotation = complaint(touchpoint);
            annotation.signals.extend(kind.map(signal));
            dataset.push(feedback(dataset.len(), "Avis"), annotation);
        }
    }

    fn shop() -> Dataset {
        let mut dataset = Dataset::new();
        push(&mut dataset, 300, Touchpoint::Delivery, None);
        push(&mut dataset, 10, Touchpoint::Billing, Some(SignalKind::Escalation));
        push(&mut dataset, 1, Touchpoint::Store, Some(SignalKind::Escalation));
        for _ in 0..300 {
            dataset.push(feedback(dataset.len(), "Avis"), praise(Touchpoint::Staff));
        }
        dataset
    }

    #[test]
    fn zones_follow_the_cuts_and_one_of_one_does_not_win() {
        let found = themes(&shop(), &MetricSettings::default()).unwrap();
        let zone =
            |id| found.themes.iter().find(|one| one.theme == ThemeId::Touchpoint(id)).unwrap().zone;
        assert_eq!(zone(Touchpoint::Delivery), ThemeZone::FrequentMild);
        assert_eq!(zone(Touchpoint::Billing), ThemeZone::RareIntense);
        assert_eq!(zone(Touchpoint::Store), ThemeZone::Between);
        let rare: Vec<ThemeId> =
            found.rare_and_grave.iter().map(|&at| found.themes[at].theme).collect();
        let expected =
            [ThemeId::Signal(SignalKind::Escalation), ThemeId::Touchpoint(Touchpoint::Billing)];
        assert_eq!(rare, expected);
    }

    #[test]
    fn without_complaints_there_are_no_themes() {
        let mut dataset = Dataset::new();
        dataset.push(feedback(0, "Avis"), praise(Touchpoint::Staff));
        assert_eq!(themes(&dataset, &MetricSettings::default()), None);
    }
}
