//! What is seldom said and grave: a ranked list, outside the budget of false alerts.
//!
//! A feedback is grave where somebody dissatisfied was hurt, threatens to go beyond the company, or speaks of
//! a breach of security. A rare subject is a thing — words that name no feeling, no threat and no harm — that
//! grave feedback say more often than the other complaints. What no thing holds together is grouped by the
//! place where somebody was hurt, then listed case by case.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Span;
use rayon::prelude::*;

use super::SignalSettings;
use super::copies::first_tellings;
use super::facts::Facts;
use super::feature::{Class, Feature};
use super::group::{Group, common};
use super::known::Known;
use super::said::Said;
use crate::evidence::Gravity;
use crate::stats::{float, float_len, upper_tail};
use crate::types::{SignalKind, Touchpoint};

/// A word that so many grave feedback say by chance, at most, may name a rare subject with others.
const LINKED: f64 = 0.02;

/// A word that so many grave feedback say by chance, at most, may begin one.
const BEGINS: f64 = 0.001;

/// A word that so many grave feedback say by chance, at most, is a subject by itself.
const ALONE: f64 = 1e-4;

/// Of the grave feedback that say a word, the share inside a subject that makes it one of its words.
const INSIDE: f64 = 0.5;

/// How much of a rare subject may already be told by another signal.
const ALREADY_TOLD: f64 = 0.4;

/// A thing with the grave feedback that say it.
struct Thing {
    id: u32,
    /// How likely it is that as many are grave by chance.
    p: f64,
    members: Vec<u32>,
}

/// The search for what is rare and grave.
struct Search<'a> {
    said: &'a Said,
    facts: &'a Facts,
    known: &'a Known,
    settings: &'a SignalSettings,
    grave: BTreeMap<u32, Gravity>,
}

/// Rare and grave subjects, the least likely by chance first, then single feedback that nobody should miss.
/// `told` holds the feedback of signals already found.
pub(super) fn rare_and_severe(
    said: &Said,
    facts: &Facts,
    known: &Known,
    settings: &SignalSettings,
    told: &[Vec<u32>],
) -> Vec<Group> {
    let mut unhappy = known.indices(facts);
    let is_recent = since(facts, known, settings.rare_weeks);
    unhappy.retain(|&index| facts.all[index as usize].unhappy && is_recent(index));
    let unhappy = first_tellings(said, facts, unhappy);
    let gravity = |&index: &u32| Some((index, facts.all[index as usize].gravity?));
    let grave = unhappy.iter().filter_map(gravity).collect();
    let search = Search { said, facts, known, settings, grave };
    let mut groups = search.subjects(&search.things(&unhappy));
    groups.retain(|one| {
        let size = float_len(one.members.len());
        told.iter().all(|other| float_len(common(&one.members, other)) < ALREADY_TOLD * size)
    });
    groups.truncate(settings.max_rare);
    let mut left: BTreeMap<u32, Gravity> = search.grave.clone();
    for index in groups.iter().flat_map(|group| &group.members).chain(told.iter().flatten()) {
        left.remove(index);
    }
    for group in search.hurt(&left) {
        left.retain(|index, _| group.members.binary_search(index).is_err());
        groups.push(group);
    }
    groups.extend(search.cases(&left));
    groups
}

impl Search<'_> {
    /// The rare things that grave feedback say more often than the other complaints, the least likely by
    /// chance first.
    fn things(&self, unhappy: &[u32]) -> Vec<Thing> {
        let most = (self.settings.rare_share * float(self.known.count())).max(2.0);
        let mut open: BTreeSet<u32> = BTreeSet::new();
        for &index in self.grave.keys() {
            let own = self.said.features_of(index as usize).iter().copied();
            open.extend(own.filter(|&id| self.said.is_thing(id)));
        }
        let mut complains = vec![false; self.said.feedback()];
        for &index in unhappy {
            complains[index as usize] = true;
        }
        let share = float_len(self.grave.len()) / float_len(unhappy.len().max(1));
        let thing = |id: u32| {
            let told = || self.said.said_by(id).iter().filter(|&&index| complains[index as usize]);
            let count = told().count() as u64;
            if float(count) > most {
                return None;
            }
            let members: Vec<u32> =
                told().copied().filter(|index| self.grave.contains_key(index)).collect();
            let p = upper_tail(count, share, members.len() as u64);
            (members.len() >= 2 && p <= LINKED).then_some(Thing { id, p, members })
        };
        let mut things: Vec<Thing> = open.into_par_iter().filter_map(thing).collect();
        things.sort_by(|a, b| a.p.total_cmp(&b.p).then(a.id.cmp(&b.id)));
        things
    }

    /// Things that the same grave feedback say are one subject. At least two feedback must be shared, for the
    /// words of a single one to tie nothing together.
    fn subjects(&self, things: &[Thing]) -> Vec<Group> {
        let mut subjects: Vec<(f64, Group)> = Vec::new();
        for Thing { id, p, members } in things {
            let home = subjects.iter_mut().find(|(_, group)| inside(members, &group.members));
            if let Some((_, group)) = home {
                group.features.push(*id);
                unite(&mut group.members, members);
            } else if *p <= BEGINS {
                subjects.push((*p, Group { features: vec![*id], members: members.clone() }));
            }
        }
        // What a later word brought together.
        let mut kept: Vec<(f64, Group)> = Vec::new();
        for (p, group) in subjects {
            let home = kept.iter_mut().find(|(_, other)| inside(&group.members, &other.members));
            if let Some((_, other)) = home {
                other.features.extend(group.features);
                unite(&mut other.members, &group.members);
            } else {
                kept.push((p, group));
            }
        }
        let holds = |(p, group): &(f64, Group)| *p <= ALONE || self.stems(group) >= 2;
        let mut groups: Vec<Group> =
            kept.into_iter().filter(holds).map(|(_, group)| group).collect();
        for &index in self.grave.keys() {
            let told = groups.iter().any(|group| group.members.contains(&index));
            let home = groups.iter_mut().find(|group| is_tied(index, group, things));
            if let Some(group) = home.filter(|_| !told) {
                unite(&mut group.members, &[index]);
            }
        }
        groups
    }

    /// How many different words name a group.
    fn stems(&self, group: &Group) -> usize {
        let stem = |&&id: &&u32| self.said.name(id).class() == Class::Stem;
        group.features.iter().filter(stem).count()
    }

    /// Two feedback or more that tell of harm and speak of one place, the place that most share first: no word
    /// need tie them together. How the place is spoken of does not matter to somebody hurt.
    fn hurt(&self, left: &BTreeMap<u32, Gravity>) -> Vec<Group> {
        let mut by_place: BTreeMap<Touchpoint, Vec<u32>> = BTreeMap::new();
        for (&index, _) in left.iter().filter(|(_, gravity)| **gravity == Gravity::Harm) {
            let own = self.said.features_of(index as usize).iter();
            let places = own.filter_map(|&id| match self.said.name(id) {
                Feature::Touchpoint(place, _) => Some(*place),
                _ => None,
            });
            for place in places.collect::<BTreeSet<_>>() {
                by_place.entry(place).or_default().push(index);
            }
        }
        let mut groups = Vec::new();
        // On a tie the first of the labelling guide.
        while let Some((&place, members)) =
            by_place.iter().rev().max_by_key(|(_, members)| members.len())
            && members.len() >= 2
        {
            let members = members.clone();
            for others in by_place.values_mut() {
                others.retain(|index| members.binary_search(index).is_err());
            }
            groups.push(Group { features: self.spoken_of(place, &members), members });
        }
        groups
    }

    /// The feature that stands for a place among some feedback, a complaint before a praise.
    fn spoken_of(&self, place: Touchpoint, members: &[u32]) -> Vec<u32> {
        let own = members.iter().flat_map(|&index| self.said.features_of(index as usize)).copied();
        let of_place =
            |id: &u32| matches!(self.said.name(*id), Feature::Touchpoint(of, _) if *of == place);
        own.filter(of_place).min().into_iter().collect()
    }

    /// Single feedback of the last weeks that no group holds: somebody hurt first, then threats, then
    /// breaches. Older ones have been answered, or never will be.
    fn cases(&self, left: &BTreeMap<u32, Gravity>) -> Vec<Group> {
        let is_recent = since(self.facts, self.known, self.settings.case_weeks);
        let mut cases: Vec<(Gravity, u32)> = left
            .iter()
            .filter(|&(&index, _)| is_recent(index))
            .map(|(&index, &gravity)| (gravity, index))
            .collect();
        let severity = |index: u32| self.facts.all[index as usize].severity;
        cases.sort_by(|a, b| {
            a.0.cmp(&b.0).then(severity(b.1).total_cmp(&severity(a.1))).then(a.1.cmp(&b.1))
        });
        cases.truncate(self.settings.max_cases);
        cases.into_iter().map(|(_, index)| self.case(index)).collect()
    }

    /// A case is proved by its threat where it has one, else by its rarest words, things first.
    fn case(&self, index: u32) -> Group {
        let is_threat = |id: &u32| *self.said.name(*id) == Feature::Kind(SignalKind::Escalation);
        let own = self.said.features_of(index as usize).iter().copied();
        let threat = own.clone().find(is_threat);
        let mut words: Vec<u32> =
            own.filter(|&id| self.said.name(id).class() == Class::Stem).collect();
        words.sort_by_cached_key(|&id| {
            (!self.said.is_thing(id), self.known.saying(self.said, id), id)
        });
        words.truncate(2);
        Group { features: threat.into_iter().chain(words).collect(), members: vec![index] }
    }
}

/// Whether a feedback is of the last so many weeks; one without a date is.
fn since<'f>(facts: &'f Facts, known: &Known, weeks: u32) -> impl Fn(u32) -> bool + 'f {
    let weeks = Span::new().weeks(i64::from(weeks.min(10_000)));
    let since = known.last_day(facts).map(|last| last.saturating_sub(weeks));
    move |index| {
        let day = facts.all[index as usize].day;
        day.zip(since).is_none_or(|(day, since)| day > since)
    }
}

/// Whether a grave feedback belongs to a subject that no single word of its own ties it to: it shares one thing with
/// one of its feedback and another thing with another.
fn is_tied(index: u32, group: &Group, things: &[Thing]) -> bool {
    let mut members: BTreeSet<u32> = BTreeSet::new();
    let mut ties = 0;
    for thing in things.iter().filter(|thing| thing.members.contains(&index)) {
        let shared: Vec<u32> =
            thing.members.iter().copied().filter(|member| group.members.contains(member)).collect();
        ties += u32::from(shared.iter().any(|member| !members.contains(member)));
        members.extend(shared);
    }
    ties >= 2
}

/// Whether a set of feedback stands in another by half or more, and by two.
fn inside(members: &[u32], of: &[u32]) -> bool {
    let shared = common(members, of);
    shared >= 2 && float_len(shared) >= INSIDE * float_len(members.len().min(of.len()))
}

fn unite(members: &mut Vec<u32>, others: &[u32]) {
    members.extend(others);
    members.sort_unstable();
    members.dedup();
}
