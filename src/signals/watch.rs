//! The lookout: a corpus made ready, and what its weak signals are at any day.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::SignalSettings;
use super::describe::{Describer, Description, worth_reading};
use super::diffusion::Diffusion;
use super::facts::Facts;
use super::found::{Found, Moved};
use super::known::Known;
use super::meaning::{Meaning, compared, looked_at, with_meaning};
use super::moving::Story;
use super::past::Past;
use super::precursor::Precursor;
use super::quoted::{Quoted, Texts};
use super::said::Said;
use super::scan::{Direction, Hit};
use super::weeks::{Calendar, Mix, Timeline, Week, monday_of};
use crate::types::{Dataset, SignalStatus, SignalsMap, Undefined, WeakSignal, WeakSignalKind};

/// The weak signals of a corpus at a day, with what they promise.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WeakSignals {
    /// Rises, the least likely by chance first; then what falls; then what is said before scores fall; then the
    /// ranked list of rare and severe subjects.
    pub signals: Vec<WeakSignal>,
    /// For each signal, the positions of all the feedback of the corpus that say it, sorted.
    pub members: Vec<Vec<usize>>,
    /// What is said by visibility and growth over the last weeks; none where that could not be tested.
    pub map: Option<SignalsMap>,
    /// The number of alerts that chance alone gives in one report, on average, at most; 0 where nothing was tested.
    pub expected_false_alerts_per_report: f64,
    /// The weeks of history of the shortest window; none where nothing was tested.
    pub weeks_of_history: Option<u32>,
    /// The last day of the last week tested; none without dates.
    pub as_of: Option<Date>,
    /// Why nothing was tested: no date, or too few weeks.
    pub untested: Option<Undefined>,
}

/// Finds what rises, what falls, and what is rare and severe, at [`SignalSettings::as_of`].
pub fn weak_signals(dataset: &Dataset, settings: &SignalSettings) -> WeakSignals {
    let watch = Watch::over(dataset, settings);
    let Ok(found) = watch.at(settings.as_of, dataset, &mut Past::default());
    found
}

/// A corpus made ready to be watched: what each feedback says and what is known of it.
pub struct Watch<'a> {
    pub(super) said: Said,
    pub(super) facts: Facts,
    calendar: Calendar,
    pub(super) settings: &'a SignalSettings,
    meaning: Option<Meaning<'a>>,
}

impl<'a> Watch<'a> {
    /// Makes a dataset ready.
    pub fn over(dataset: &Dataset, settings: &'a SignalSettings) -> Self {
        let said = Said::of(dataset, settings);
        Self::of(said, Facts::of(dataset, &settings.severity), settings)
    }

    /// Makes a corpus ready from what its feedback say and what is known of each, in the same order.
    pub fn of(said: Said, facts: Facts, settings: &'a SignalSettings) -> Self {
        let calendar = Calendar::of(&said, &facts);
        Self { said, facts, calendar, settings, meaning: None }
    }

    /// Also looks for rises in groups of like meaning, for what is told without a common word.
    #[must_use]
    pub fn with_meaning(self, meaning: Meaning<'a>) -> Self {
        Self { meaning: Some(meaning), ..self }
    }

    /// What is found with what is known at a day, the whole corpus where none: feedback of later days are not looked
    /// at, and the last week tested is the last one that is whole at that day.
    ///
    /// Rises, falls and precursors share [`SignalSettings::false_alerts`]: whatever the dependence between words, chance
    /// alone gives no more alerts than that in one report, on average. Filters (customers, season, frequent
    /// words) only remove alerts, and grouping only joins them, so the promise holds after them. The list of
    /// rare and severe subjects is outside it: `e_value` is none.
    ///
    /// # Errors
    /// Where the texts to quote cannot be read.
    pub fn at<T: Texts>(
        &self,
        as_of: Option<Date>,
        texts: &T,
        past: &mut Past,
    ) -> Result<WeakSignals, T::Error> {
        let known = Known::at(&self.facts, as_of);
        let last = self.calendar.last_week(as_of);
        let said = self.said_at(last, texts)?;
        let mut found = self.find(&said, &known, last);
        let quoted = Quoted::fetch(texts, self.read_for(&said, &found))?;
        let describer = Describer {
            said: &said,
            facts: &self.facts,
            known: &known,
            quoted: &quoted,
            settings: self.settings,
        };
        if let Some(last) = last.filter(|_| found.moved.iter().any(Moved::is_rise)) {
            self.recall(last, past);
        }
        let mut all = found.promise(last);
        let (spreads, moved) = (std::mem::take(&mut found.spreads), found.moves());
        for Moved { direction, story, members } in found.moved {
            let raised = last.filter(|_| direction == Direction::Rise);
            let raised = raised.map(|last| self.raised(&said, last, &story, past));
            let signal = self.moving_signal(&story, direction, describer.describe(&story.group));
            all.push(WeakSignal { raised, ..signal }, members);
        }
        for precursor in found.precursors {
            let description = describer.describe(&precursor.group);
            all.push(self.precursor_signal(&precursor, description), precursor.group.members);
        }
        for group in found.rare {
            let signal = untested(WeakSignalKind::RareIntense, describer.describe(&group));
            let observed = group.members.len() as u64;
            all.push(WeakSignal { observed, ..signal }, group.members);
        }
        let diffusion = Diffusion {
            said: &said,
            facts: &self.facts,
            settings: self.settings,
            spreads: &spreads,
            moved: &moved,
        };
        all.map = diffusion.map(&all.signals, &all.members);
        Ok(all)
    }

    /// What is said, with the groups of meaning among what a report counts.
    fn said_at<T: Texts>(&self, last: Option<Week>, texts: &T) -> Result<Said, T::Error> {
        let timeline = last.and_then(|last| self.timeline(last, Direction::Rise));
        let (Some(meaning), Some(timeline)) = (self.meaning, timeline) else {
            return Ok(self.said.clone());
        };
        let most = meaning.settings.most_texts;
        let places = compared(&self.said, &timeline, looked_at(self.settings), most);
        Ok(with_meaning(&self.said, &places, &texts.fetch(&places)?, meaning))
    }

    /// The feedback to read for names and quotes.
    fn read_for(&self, said: &Said, found: &Found) -> BTreeSet<u32> {
        let moved = found.moved.iter().map(|moved| &moved.story.group);
        let precursors = found.precursors.iter().map(|precursor| &precursor.group);
        let groups = moved.chain(precursors).chain(&found.rare);
        groups.flat_map(|group| worth_reading(said, &self.facts, group)).collect()
    }

    /// The timeline known at the end of a week. What eases is not told apart by score: see [`Mix`].
    pub(super) fn timeline(&self, last: Week, direction: Direction) -> Option<Timeline> {
        let mix = match direction {
            Direction::Rise => Mix::ChannelsAndScores,
            Direction::Fall => Mix::Channels,
        };
        self.calendar.until(last, &self.facts, self.settings, mix)
    }

    fn moving_signal(
        &self,
        story: &Story,
        direction: Direction,
        description: Description,
    ) -> WeakSignal {
        let Story { hit, .. } = story;
        let novel = direction == Direction::Rise && hit.observed == hit.total;
        let kind = if novel { WeakSignalKind::Novel } else { WeakSignalKind::Emerging };
        WeakSignal {
            window_weeks: Some(hit.window.weeks),
            observed: hit.observed,
            expected: Some(hit.expected()),
            e_value: Some(hit.e_value),
            ratio: Some(hit.ratio()),
            since: Some(monday_of(hit.window.start)),
            status: self.status(hit, direction),
            ..untested(kind, description)
        }
    }

    fn precursor_signal(&self, precursor: &Precursor, description: Description) -> WeakSignal {
        let hit = &precursor.hit;
        WeakSignal {
            observed: hit.observed,
            expected: Some(hit.expected()),
            e_value: Some(hit.e_value),
            ratio: Some(hit.ratio()),
            lead_days: precursor.lead_days,
            exposed: Some(precursor.exposed),
            status: self.status(hit, Direction::Rise),
            ..untested(WeakSignalKind::Precursor, description)
        }
    }

    fn status(&self, hit: &Hit, direction: Direction) -> SignalStatus {
        match direction {
            Direction::Fall => SignalStatus::Easing,
            Direction::Rise if hit.share() >= self.settings.strong_share => SignalStatus::Strong,
            Direction::Rise => SignalStatus::Weak,
        }
    }
}

impl WeakSignals {
    fn push(&mut self, signal: WeakSignal, members: Vec<u32>) {
        self.signals.push(signal);
        self.members.push(members.into_iter().map(|index| index as usize).collect());
    }
}

/// A signal that no test speaks for.
fn untested(kind: WeakSignalKind, description: Description) -> WeakSignal {
    WeakSignal {
        kind,
        label: description.label,
        terms: description.terms,
        touchpoint: description.touchpoint,
        signal_kinds: description.signal_kinds,
        window_weeks: None,
        observed: 0,
        expected: None,
        e_value: None,
        ratio: None,
        status: SignalStatus::Latent,
        since: None,
        raised: None,
        lead_days: None,
        exposed: None,
        severity: description.severity,
        evidence: description.evidence,
    }
}
