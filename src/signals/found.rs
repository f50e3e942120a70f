//! What moves, what comes before a fall, what is rare and severe, before a text is read.

use std::collections::BTreeSet;

use super::diffusion::Spread;
use super::group::Group;
use super::known::Known;
use super::moving::{Moving, Story};
use super::precursor::{Precursor, Precursors};
use super::rare::rare_and_severe;
use super::said::Said;
use super::scan::{Direction, Window};
use super::watch::{Watch, WeakSignals};
use super::weeks::{Week, sunday_of};
use crate::types::Undefined;

/// What was found, and what was spent to know it.
#[derive(Default)]
pub(super) struct Found {
    pub(super) moved: Vec<Moved>,
    pub(super) precursors: Vec<Precursor>,
    pub(super) rare: Vec<Group>,
    pub(super) spreads: Vec<Spread>,
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
pub(super) struct Moved {
    pub(super) direction: Direction,
    pub(super) story: Story,
    pub(super) members: Vec<u32>,
}

impl Moved {
    pub(super) fn is_rise(&self) -> bool {
        self.direction == Direction::Rise
    }
}

impl Found {
    /// The features of what moves, and which way.
    pub(super) fn moves(&self) -> Vec<(Direction, Vec<u32>)> {
        let features = |moved: &Moved| (moved.direction, moved.story.group.features.clone());
        self.moved.iter().map(features).collect()
    }

    /// What is promised of it, before any signal is told.
    pub(super) fn promise(&self, last: Option<Week>) -> WeakSignals {
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

impl Watch<'_> {
    /// Finds without reading a text.
    pub(super) fn find(&self, said: &Said, known: &Known, last: Option<Week>) -> Found {
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
}
