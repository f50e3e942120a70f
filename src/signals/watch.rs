//! The lookout: a corpus made ready, and what its weak signals are at any day.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use rayon::prelude::*;

use super::SignalSettings;
use super::describe::{Describer, Description, worth_reading};
use super::diffusion::{Diffusion, Spread};
use super::facts::Facts;
use super::feature::Class;
use super::group::Group;
use super::known::Known;
use super::meaning::{Meaning, compared, looked_at, with_meaning};
use super::moving::{Moving, Story};
use super::precursor::{Precursor, Precursors};
use super::quoted::{Quoted, Texts};
use super::rare::rare_and_severe;
use super::said::Said;
use super::scan::{Direction, Hit, Window};
use super::weeks::{Calendar, Mix, Timeline, Week, monday_of, sunday_of};
use crate::types::{Dataset, SignalStatus, SignalsMap, Undefined, WeakSignal, WeakSignalKind};

/// An alert raised in one of the last so many reports is still open.
pub(super) const OPEN_WEEKS: Week = 8;

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
    said: Said,
    facts: Facts,
    calendar: Calendar,
    settings: &'a SignalSettings,
    meaning: Option<Meaning<'a>>,
}

/// The words and labels that earlier reports raised, by week, kept from one report to the next.
#[derive(Debug, Default)]
pub struct Past {
    weeks: BTreeMap<Week, BTreeSet<u32>>,
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

    /// Finds without reading a text.
    fn find(&self, said: &Said, known: &Known, last: Option<Week>) -> Found {
        let moves = |direction| self.moves(said, known, last?, direction);
        let (rises, falls) = rayon::join(|| moves(Direction::Rise), || moves(Direction::Fall));
        let mut found = Found::default();
        for moves in [rises, falls].into_iter().flatten() {
            found.spreads.extend(moves.spread);
            found.budget += moves.budget;
            found.history = found.history.max(moves.history);
            found.moved.extend(moves.moved);
        }
        let risen = found.moved.iter().filter(|moved| moved.is_rise());
        let risen: Vec<Vec<u32>> = risen.map(|moved| moved.members.clone()).collect();
        let search = || Precursors::new(&self.said, &self.facts, known, self.settings);
        let (precursors, rare) = rayon::join(
            || search().map(|search| (search.budget(), search.found())),
            || rare_and_severe(&self.said, &self.facts, known, self.settings, &risen),
        );
        if let Some((budget, precursors)) = precursors {
            found.budget += budget;
            found.precursors = precursors;
        }
        found.rare = rare;
        found
    }

    /// What moves one way at the end of a week; none where nothing is known by then.
    fn moves(&self, said: &Said, known: &Known, last: Week, direction: Direction) -> Option<Moves> {
        let timeline = self.timeline(last, direction)?;
        let moving = Moving::new(said, &timeline, self.settings, direction);
        let mut moves = Moves {
            spread: Spread::of(said, &timeline, self.settings, direction),
            ..Moves::default()
        };
        if let Some(history) = moving.windows().map(Window::history).max() {
            moves.budget = moving.budget();
            moves.history = u32::try_from(history).ok();
            moves.moved.extend(moving.stories().into_iter().map(|story| {
                let members = self.members(said, known, direction, &story.group);
                Moved { direction, story, members }
            }));
        }
        Some(moves)
    }

    /// The feedback to read for names and quotes.
    fn read_for(&self, said: &Said, found: &Found) -> BTreeSet<u32> {
        let moved = found.moved.iter().map(|moved| &moved.story.group);
        let precursors = found.precursors.iter().map(|precursor| &precursor.group);
        let groups = moved.chain(precursors).chain(&found.rare);
        groups.flat_map(|group| worth_reading(said, &self.facts, group)).collect()
    }

    /// The timeline known at the end of a week. What eases is not told apart by score: see [`Mix`].
    fn timeline(&self, last: Week, direction: Direction) -> Option<Timeline> {
        let mix = match direction {
            Direction::Rise => Mix::ChannelsAndScores,
            Direction::Fall => Mix::Channels,
        };
        self.calendar.until(last, &self.facts, self.settings, mix)
    }

    /// The Sunday of the first week, of this one and the eight before, whose report raised what a story tells: its
    /// strongest feature, one of its words, or the same group of meaning. A label beside a word is too wide to be it.
    fn raised(&self, said: &Said, last: Week, story: &Story, past: &Past) -> Date {
        let class = |id: u32| said.name(id).class();
        let features = &story.group.features;
        let is_theme = features.first().is_some_and(|&id| class(id) == Class::Theme);
        let own = features.iter().enumerate().filter(|&(at, &id)| at == 0 || class(id).is_open());
        let own: Vec<u32> = own.map(|(_, &id)| id).collect();
        for week in last - OPEN_WEEKS..last {
            let raised = past.weeks.get(&week);
            let same_word = raised.is_some_and(|raised| own.iter().any(|id| raised.contains(id)));
            if same_word || is_theme && self.would_hit(said, week, &story.hit) {
                return sunday_of(week);
            }
        }
        sunday_of(last)
    }

    /// Finds what the reports of the weeks before raised, where that is not known.
    fn recall(&self, last: Week, past: &mut Past) {
        let unknown: Vec<Week> =
            (last - OPEN_WEEKS..last).filter(|week| !past.weeks.contains_key(week)).collect();
        let found: Vec<_> =
            unknown.into_par_iter().map(|week| (week, self.raised_words(week))).collect();
        past.weeks.extend(found);
    }

    /// The words and labels that the report of a week raised.
    fn raised_words(&self, week: Week) -> BTreeSet<u32> {
        let Some(timeline) = self.timeline(week, Direction::Rise) else { return BTreeSet::new() };
        let moving = Moving::new(&self.said, &timeline, self.settings, Direction::Rise);
        moving.hits().into_iter().map(|hit| hit.feature).collect()
    }

    fn would_hit(&self, said: &Said, week: Week, hit: &Hit) -> bool {
        let timeline = self.timeline(week, Direction::Rise);
        timeline.is_some_and(|timeline| {
            Moving::new(said, &timeline, self.settings, Direction::Rise).would_hit(hit)
        })
    }

    /// The known feedback that say the strongest feature of a group, or one of its words: a touchpoint or a kind of
    /// signal that moves with a word says much else the rest of the year. For a fall, those that complain.
    fn members(&self, said: &Said, known: &Known, direction: Direction, group: &Group) -> Vec<u32> {
        let own = |&(at, &id): &(usize, &u32)| at == 0 || said.name(id).class().is_open();
        let own = group.features.iter().enumerate().filter(own);
        let says = own.flat_map(|(_, &id)| said.said_by(id)).copied();
        let counts = |index: &u32| {
            let unhappy = || self.facts.all[*index as usize].unhappy;
            known.has(*index) && (direction == Direction::Rise || unhappy())
        };
        says.filter(counts).collect::<BTreeSet<_>>().into_iter().collect()
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

/// What was found, and what was spent to know it.
#[derive(Default)]
struct Found {
    moved: Vec<Moved>,
    precursors: Vec<Precursor>,
    rare: Vec<Group>,
    spreads: Vec<Spread>,
    budget: f64,
    history: Option<u32>,
}

/// What moves one way, with what may be promised of it.
#[derive(Default)]
struct Moves {
    spread: Option<Spread>,
    budget: f64,
    history: Option<u32>,
    moved: Vec<Moved>,
}

/// What rises or falls, with the known feedback that say it.
struct Moved {
    direction: Direction,
    story: Story,
    members: Vec<u32>,
}

impl Moved {
    fn is_rise(&self) -> bool {
        self.direction == Direction::Rise
    }
}

impl Found {
    /// The features of what moves, and which way.
    fn moves(&self) -> Vec<(Direction, Vec<u32>)> {
        let features = |moved: &Moved| (moved.direction, moved.story.group.features.clone());
        self.moved.iter().map(features).collect()
    }

    /// What is promised of it, before any signal is told.
    fn promise(&self, last: Option<Week>) -> WeakSignals {
        WeakSignals {
            expected_false_alerts_per_report: self.budget,
            weeks_of_history: self.history,
            as_of: last.map(sunday_of),
            untested: match (last, self.history) {
                (None, _) => Some(Undefined::NoDate),
                (Some(_), None) => Some(Undefined::TooFew),
                (Some(_), Some(_)) => None,
            },
            ..WeakSignals::default()
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
