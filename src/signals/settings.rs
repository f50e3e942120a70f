//! What the search for weak signals may be asked to do otherwise.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::feature::Class;
use crate::evidence::SeveritySettings;
use crate::text::Unsaid;

/// The settings of the search for weak signals.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct SignalSettings {
    /// The day at which the report stands: later feedback are left out, and the last week that is whole
    /// at that day is the last one tested. The last week of the data where none.
    pub as_of: Option<Date>,
    /// The number of alerts that chance alone may give in one report, on average: rises have what falls and precursors leave.
    pub false_alerts: f64,
    /// The part of that budget spent on what falls; 0 to 1.
    pub easing_share: f64,
    /// The part of that budget spent on what is said before scores fall. 0 to 1.
    pub precursor_share: f64,
    /// How each budget is divided between the classes of features.
    pub class_shares: ClassShares,
    /// The windows in which a rise is looked for, in weeks, all ending with the last week.
    pub windows: Vec<u32>,
    /// The windows in which a fall is looked for: longer, for an improvement lasts.
    pub easing_windows: Vec<u32>,
    /// The weeks before a window that it is compared with, at most.
    pub baseline_weeks: u32,
    /// The fewest weeks before a window without which it is not tested.
    pub min_history: u32,
    /// The fewest feedback of an alert, and the fewest customers where they are known.
    pub min_support: u64,
    /// A channel with fewer feedback than this is put with the other small ones.
    pub min_stratum: u64,
    /// With more channels than this, the mix of channels is not adjusted for.
    pub max_strata: usize,
    /// From this share of the window on, a rise is strong and no longer weak.
    pub strong_share: f64,
    /// A word or expression that is already strong must be this many times what was expected, at the
    /// lower end of the interval: slow swings of frequent words are true and of no interest.
    pub min_common_ratio: f64,
    /// Features whose feedback overlap this much (Jaccard) are one alert.
    pub overlap: f64,
    /// What is said in a larger share of the feedback is not rare.
    pub rare_share: f64,
    /// The weeks, up to the last day, in which rare and severe subjects are looked for.
    pub rare_weeks: u32,
    /// The most rare and severe subjects.
    pub max_rare: usize,
    /// The most single feedback listed for their severity alone.
    pub max_cases: usize,
    /// The weeks, up to the last day, in which a single grave feedback is listed.
    pub case_weeks: u32,
    /// The most quotes of one signal.
    pub quotes: usize,
    /// Folded words that never make an alert: function words, words of the calendar and of any text, first names.
    /// Given by the lexicons.
    #[serde(skip)]
    pub unsaid: Unsaid,
    /// Folded words of feelings, threats and harm: they tell how grave a feedback is, not what it is about,
    /// so they name no rare subject. Given by the lexicons.
    #[serde(skip)]
    pub mood_words: BTreeSet<String>,
    /// How severe each cue is. Given by the settings of the run.
    #[serde(skip)]
    pub severity: SeveritySettings,
}

/// How a budget is divided between the classes of features; the shares sum to 1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct ClassShares {
    /// Words, by their stem.
    pub stems: f64,
    /// Expressions of two content words that follow each other in a clause.
    pub bigrams: f64,
    /// Complaints and praise of each touchpoint.
    pub touchpoints: f64,
    /// Kinds of signals.
    pub kinds: f64,
    /// Groups of meaning, whatever the words.
    pub themes: f64,
}

impl ClassShares {
    /// The share of a class.
    pub const fn of(&self, class: Class) -> f64 {
        match class {
            Class::Stem => self.stems,
            Class::Pair => self.bigrams,
            Class::Touchpoint => self.touchpoints,
            Class::Kind => self.kinds,
            Class::Theme => self.themes,
        }
    }
}

impl SignalSettings {
    /// The false alerts that rises may give in one report, on average.
    pub fn rising_budget(&self) -> f64 {
        self.false_alerts * (1.0 - self.easing_share - self.precursor_share)
    }

    /// The false alerts that what is said before scores fall may give in one report, on average.
    pub fn precursor_budget(&self) -> f64 {
        self.false_alerts * self.precursor_share
    }

    /// The false alerts that falls may give in one report, on average.
    pub fn easing_budget(&self) -> f64 {
        self.false_alerts * self.easing_share
    }
}

impl Default for ClassShares {
    fn default() -> Self {
        Self { stems: 0.4, bigrams: 0.1, touchpoints: 0.15, kinds: 0.05, themes: 0.3 }
    }
}

impl Default for SignalSettings {
    fn default() -> Self {
        Self {
            as_of: None,
            false_alerts: 1.0 / 12.0,
            easing_share: 0.15,
            precursor_share: 0.15,
            class_shares: ClassShares::default(),
            windows: vec![1, 2, 4, 8],
            easing_windows: vec![4, 8, 13, 26],
            baseline_weeks: 52,
            min_history: 12,
            min_support: 3,
            min_stratum: 150,
            max_strata: 8,
            strong_share: 0.02,
            min_common_ratio: 1.3,
            overlap: 0.4,
            rare_share: 0.02,
            rare_weeks: 52,
            max_rare: 10,
            max_cases: 5,
            case_weeks: 13,
            quotes: 5,
            unsaid: Unsaid::default(),
            mood_words: BTreeSet::new(),
            severity: SeveritySettings::default(),
        }
    }
}

/// A threshold of the user's own: so many feedback that a query finds in so many weeks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct AlertRule {
    /// What it is called.
    pub name: String,
    /// What is counted, in the language of `vigie search`.
    pub query: String,
    /// From how many feedback on it is tripped.
    #[serde(default = "one")]
    pub at_least: u64,
    /// In the last how many weeks.
    #[serde(default = "one")]
    pub weeks: u32,
}

fn one<T: From<u8>>() -> T {
    T::from(1)
}
