//! Names and quotes for a group of features.

use std::collections::BTreeMap;

use super::SignalSettings;
use super::facts::Facts;
use super::feature::Feature;
use super::group::Group;
use super::known::Known;
use super::quoted::Quoted;
use super::said::Said;
use crate::evidence::{Candidate, complaint_span, pick, telling};
use crate::stats::{float, float_len};
use crate::text::{ContentWord, ContentWords, words};
use crate::types::{Annotated, ByteSpan, Evidence, SignalKind, Touchpoint};

/// The most words or expressions of a label.
const LABEL_TERMS: usize = 3;

/// The most words of an expression that is written whole.
const LONGEST_EXPRESSION: usize = 4;

/// The most terms listed.
const MOST_TERMS: usize = 8;

/// The share of the feedback that must speak of a touchpoint for it to be that of the group.
const MOSTLY: f64 = 0.5;

/// Of a larger group, only so many feedback are read for its name and its quotes.
const MOST_READ: usize = 400;

/// The weight of the prior of log-odds, in feedback.
const PRIOR: f64 = 500.0;

/// What describes a group.
pub(super) struct Description {
    pub(super) label: String,
    pub(super) terms: Vec<String>,
    pub(super) touchpoint: Option<Touchpoint>,
    pub(super) signal_kinds: Vec<SignalKind>,
    pub(super) severity: f64,
    pub(super) evidence: Vec<Evidence>,
}

/// What descriptions are made from.
pub(super) struct Describer<'a> {
    pub(super) said: &'a Said,
    pub(super) facts: &'a Facts,
    pub(super) known: &'a Known,
    pub(super) quoted: &'a Quoted,
    pub(super) settings: &'a SignalSettings,
}

/// Where a feature stands in some texts, and how it is most often written.
#[derive(Default)]
struct Place {
    surfaces: BTreeMap<String, u64>,
    spans: BTreeMap<u32, ByteSpan>,
}

/// The most words of a quote that name a single case.
const OPENING: usize = 7;

/// The first words of a quote.
fn opening(quote: &str) -> String {
    let words: Vec<&str> = quote.split_whitespace().collect();
    let opening = words[..words.len().min(OPENING)].join(" ");
    if words.len() > OPENING { format!("{opening} …") } else { opening }
}

impl Describer<'_> {
    pub(super) fn describe(&self, group: &Group) -> Description {
        let mut names = self.naming(group, group.members.len() / 4, 2.0);
        if names.is_empty() {
            // Never an identifier: a group of labels is named by the words that it says most of all.
            names = self.naming(group, 1, f64::NEG_INFINITY);
        }
        let places = self.places(group, &names);
        let readable = |id: &u32| self.readable(*id, &places);
        let terms: Vec<String> =
            group.features.iter().take(MOST_TERMS).filter_map(readable).collect();
        let evidence = self.evidence(group, &places);
        let label = match group.members[..] {
            // The rarest words of one text name nothing: it is told by how it begins to prove itself.
            [_] => String::new(),
            _ => self.label(&names, &places),
        };
        let label = if label.is_empty() { self.opening(group, &evidence) } else { label };
        Description {
            label: if label.is_empty() { terms.join(", ") } else { label },
            terms,
            touchpoint: self.touchpoint(group),
            signal_kinds: self.signal_kinds(group),
            severity: mean(group.members.iter().map(|&index| self.severity(index))),
            evidence,
        }
    }

    /// The words that may name the group: its own, the most telling first, then those that its feedback
    /// say more often than others, by `least_z` standard errors; at least `least` of them, and two.
    fn naming(&self, group: &Group, least: usize, least_z: f64) -> Vec<u32> {
        let mut inside: BTreeMap<u32, u64> = BTreeMap::new();
        for &index in &group.members {
            for &id in self.said.features_of(index as usize) {
                if self.said.name(id).class().is_open() {
                    *inside.entry(id).or_default() += 1;
                }
            }
        }
        let size = group.members.len() as u64;
        let least = (least.max(2) as u64).min(size);
        let mut ranked: Vec<(bool, f64, u32)> = inside
            .into_iter()
            .map(|(id, count)| (group.features.contains(&id), count, id))
            .filter(|&(own, count, _)| own || count >= least)
            .map(|(own, count, id)| (own, self.log_odds(id, count, size), id))
            .filter(|&(own, z, _)| own || z > least_z)
            .collect();
        ranked.sort_by(|a, b| b.0.cmp(&a.0).then(b.1.total_cmp(&a.1)).then(a.2.cmp(&b.2)));
        // The rest would only name what every feedback says.
        ranked.into_iter().map(|(_, _, id)| id).take(4 * LABEL_TERMS).collect()
    }

    /// How much more often a group says a feature than the others, in standard errors of the log-odds
    /// with an informed Dirichlet prior (Monroe et al.).
    fn log_odds(&self, id: u32, count: u64, size: u64) -> f64 {
        let everyone = float(self.known.count());
        let all = float(self.known.saying(self.said, id));
        let prior = PRIOR.min(everyone) * all / everyone;
        let odds = |count: f64, size: f64| {
            (count + prior).ln() - (size + PRIOR.min(everyone) - count - prior).max(0.5).ln()
        };
        let (here, there) = (float(count), all - float(count));
        let difference = odds(here, float(size)) - odds(there, everyone - float(size));
        difference / (1.0 / (here + prior) + 1.0 / (there + prior)).sqrt()
    }

    /// Where the features of the group, and those that may name it, stand in its feedback.
    fn places(&self, group: &Group, names: &[u32]) -> BTreeMap<u32, Place> {
        let wanted: BTreeMap<String, u32> = names
            .iter()
            .chain(&group.features)
            .filter(|&&id| self.said.name(id).class().is_open())
            .map(|&id| (self.said.spelled(id), id))
            .collect();
        let mut places: BTreeMap<u32, Place> = BTreeMap::new();
        let mut note = |spelled: &str, index: u32, surface: String, span: ByteSpan| {
            if let Some(&id) = wanted.get(spelled) {
                let place = places.entry(id).or_default();
                *place.surfaces.entry(surface).or_default() += 1;
                place.spans.entry(index).or_insert(span);
            }
        };
        let mut content = ContentWords::default();
        for (index, one) in self.members(group) {
            let text = &one.feedback.text;
            let words = content.of(text, &words(text), one.annotation.lang, &self.settings.unsaid);
            for word in &words {
                let span = word.word.span;
                note(&word.stem, index, span.of(text).to_lowercase(), span);
            }
            for two in words.windows(2).filter(|two| two[0].pairs_with(&two[1])) {
                let spelled = format!("{} {}", two[0].stem, two[1].stem);
                note(
                    &spelled,
                    index,
                    expression(text, two),
                    two[0].word.span.cover(two[1].word.span),
                );
            }
        }
        places
    }

    /// The feedback of a group that can be quoted.
    fn members(&self, group: &Group) -> impl Iterator<Item = (u32, Annotated<'_>)> {
        group.members.iter().filter_map(|&index| Some((index, self.quoted.get(index)?)))
    }

    fn severity(&self, index: u32) -> f64 {
        self.facts.all[index as usize].severity
    }

    /// How the first quote of a group begins.
    fn opening(&self, group: &Group, evidence: &[Evidence]) -> String {
        let Some(first) = evidence.first() else { return String::new() };
        let mut members = self.members(group).map(|(_, one)| one.feedback);
        let said = members.find(|feedback| feedback.id == first.id);
        said.map_or_else(String::new, |feedback| opening(first.span.of(&feedback.text)))
    }

    /// A feature as people write it; a label by its identifier.
    fn readable(&self, id: u32, places: &BTreeMap<u32, Place>) -> Option<String> {
        match self.said.name(id) {
            Feature::Stem(_) | Feature::Pair(..) => {
                let surfaces = &places.get(&id)?.surfaces;
                let most = surfaces.iter().rev().max_by_key(|(_, count)| **count)?;
                Some(most.0.split_whitespace().collect::<Vec<_>>().join(" "))
            }
            Feature::Touchpoint(..) | Feature::Kind(_) | Feature::Together(..) => {
                Some(self.said.spelled(id))
            }
            Feature::Theme(_) => None,
        }
    }

    /// Two or three words or expressions that do not repeat each other.
    fn label(&self, names: &[u32], places: &BTreeMap<u32, Place>) -> String {
        let mut stems: Vec<u32> = Vec::new();
        let mut terms: Vec<String> = Vec::new();
        for &id in names {
            let own: Vec<u32> = match *self.said.name(id) {
                Feature::Stem(_) => vec![id],
                Feature::Pair(first, second) => vec![first, second],
                Feature::Touchpoint(..)
                | Feature::Kind(_)
                | Feature::Together(..)
                | Feature::Theme(_) => continue,
            };
            if terms.len() == LABEL_TERMS || own.iter().any(|stem| stems.contains(stem)) {
                continue;
            }
            if let Some(term) = self.readable(id, places) {
                stems.extend(own);
                terms.push(term);
            }
        }
        terms.join(", ")
    }

    /// The touchpoint that most of the feedback speak of; of two that as many speak of, the surer one.
    fn touchpoint(&self, group: &Group) -> Option<Touchpoint> {
        let answers = |id: Touchpoint| {
            self.members(group).filter_map(move |(_, one)| one.annotation.touchpoint(id))
        };
        let spoken = |id| answers(id).count();
        let sureness = |id| answers(id).map(|answer| f64::from(answer.p)).sum::<f64>();
        // On a tie the first of the labelling guide.
        let best = Touchpoint::ALL.iter().rev().copied().max_by(|&one, &other| {
            spoken(one).cmp(&spoken(other)).then(sureness(one).total_cmp(&sureness(other)))
        })?;
        let mostly = float_len(spoken(best)) >= MOSTLY * float_len(self.members(group).count());
        (mostly && spoken(best) > 0).then_some(best)
    }

    /// The kinds that the feedback carry more often than the others, most frequent first.
    fn signal_kinds(&self, group: &Group) -> Vec<SignalKind> {
        let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
        let own = group.members.iter().flat_map(|&index| self.said.features_of(index as usize));
        for &id in own.filter(|&&id| matches!(self.said.name(id), Feature::Kind(_))) {
            *counts.entry(id).or_default() += 1;
        }
        let everyone = float(self.known.count());
        let size = float_len(group.members.len());
        let telling = |(id, here): (u32, usize)| {
            let Feature::Kind(kind) = self.said.name(id) else { return None };
            let all = float(self.known.saying(self.said, id));
            let enough = here >= 2 || group.members.len() == 1;
            (enough && float_len(here) / size > all / everyone).then_some((here, *kind))
        };
        let mut kinds: Vec<(usize, SignalKind)> = counts.into_iter().filter_map(telling).collect();
        kinds.sort_by_key(|&(count, kind)| (std::cmp::Reverse(count), kind));
        kinds.into_iter().map(|(_, kind)| kind).collect()
    }

    /// The feedback that say most of the group's features, the most severe first.
    fn evidence(&self, group: &Group, places: &BTreeMap<u32, Place>) -> Vec<Evidence> {
        let candidate = |(index, one): (u32, Annotated<'_>)| {
            let coverage = coverage(self.said, group, index);
            let span = self.span_of(group, index, one, places);
            let telling = telling(one, span, 0.0, self.severity(index)) + coverage;
            Candidate { index: one.index, span, telling }
        };
        let candidates = self.members(group).map(candidate).collect();
        pick(&self.quoted.dataset, candidates, self.settings.quotes)
    }

    /// The passage around the strongest feature of a group that a feedback says.
    fn span_of(
        &self,
        group: &Group,
        index: u32,
        one: Annotated<'_>,
        places: &BTreeMap<u32, Place>,
    ) -> ByteSpan {
        let of_feature = |id: &u32| match self.said.name(*id) {
            Feature::Stem(_) | Feature::Pair(..) => places.get(id)?.spans.get(&index).copied(),
            Feature::Touchpoint(touchpoint, _) | Feature::Together(touchpoint, _) => {
                one.annotation.touchpoint(*touchpoint)?.evidence.first().copied()
            }
            Feature::Kind(kind) => one.annotation.signal(*kind)?.evidence.first().copied(),
            Feature::Theme(_) => None,
        };
        let found = group.features.iter().find_map(of_feature);
        found.map_or_else(
            || complaint_span(one).0,
            |span| crate::evidence::passage(&one.feedback.text, span),
        )
    }
}

/// Two words as they are written, with what stands between them where it is short: « bon d'achat », « prix … promis ».
fn expression(text: &str, two: &[ContentWord]) -> String {
    let (first, second) = (two[0].word.span, two[1].word.span);
    let whole = first.cover(second).of(text);
    if whole.split_whitespace().count() <= LONGEST_EXPRESSION {
        return whole.to_lowercase();
    }
    format!("{} … {}", first.of(text), second.of(text)).to_lowercase()
}

/// The share of the features of a group that a feedback says.
fn coverage(said: &Said, group: &Group, index: u32) -> f64 {
    let own = group.features.iter().filter(|&&id| said.says(index, id));
    float_len(own.count()) / float_len(group.features.len().max(1))
}

/// The feedback of a group to read for its name and its quotes: those that say most of it, the most severe first.
pub(super) fn worth_reading(said: &Said, facts: &Facts, group: &Group) -> Vec<u32> {
    if group.members.len() <= MOST_READ {
        return group.members.clone();
    }
    let worth = |&index: &u32| coverage(said, group, index) + facts.all[index as usize].severity;
    let mut best: Vec<(f64, u32)> =
        group.members.iter().map(|index| (worth(index), *index)).collect();
    best.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    best.into_iter().take(MOST_READ).map(|(_, index)| index).collect()
}

/// The mean of some values; 0 without any.
pub(super) fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (sum, n) = values.fold((0.0, 0_u64), |(sum, n), value| (sum + value, n + 1));
    sum / float(n.max(1))
}
