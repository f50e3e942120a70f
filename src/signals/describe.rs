//! Names and quotes for a group of features.

use std::collections::BTreeMap;

use super::SignalSettings;
use super::features::{Feature, Features, Side, Tokens, bigram};
use super::group::Group;
use crate::evidence::{Candidate, complaint_span, pick, telling};
use crate::stats::{float, float_len};
use crate::text::words;
use crate::types::{Annotated, ByteSpan, Dataset, Evidence, SignalKind, Touchpoint};

/// The most words or expressions of a label.
const LABEL_TERMS: usize = 3;

/// The most terms listed.
const MOST_TERMS: usize = 8;

/// The share of the feedback that must speak of a touchpoint for it to be that of the group.
const MOSTLY: f64 = 0.5;

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
    pub(super) dataset: &'a Dataset,
    pub(super) features: &'a Features,
    pub(super) severity: &'a [f64],
    pub(super) settings: &'a SignalSettings,
}

/// Where a feature stands in some texts, and how it is most often written.
#[derive(Default)]
struct Place {
    surfaces: BTreeMap<String, u64>,
    spans: BTreeMap<usize, ByteSpan>,
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
            severity: mean(group.members.iter().map(|&index| self.severity[index])),
            evidence,
        }
    }

    /// The words that may name the group: its own, the most telling first, then those that its feedback
    /// say more often than others, by `least_z` standard errors; at least `least` of them, and two.
    fn naming(&self, group: &Group, least: usize, least_z: f64) -> Vec<u32> {
        let mut inside: BTreeMap<u32, u64> = BTreeMap::new();
        for &index in &group.members {
            for &id in &self.features.of[index] {
                if self.features.name(id).class().is_open() {
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
        let name = |id| self.features.name(id);
        ranked.sort_by(|a, b| {
            b.0.cmp(&a.0).then(b.1.total_cmp(&a.1)).then_with(|| name(a.2).cmp(name(b.2)))
        });
        // The rest would only name what every feedback says.
        ranked.into_iter().map(|(_, _, id)| id).take(4 * LABEL_TERMS).collect()
    }

    /// How much more often a group says a feature than the others, in standard errors of the log-odds
    /// with an informed Dirichlet prior (Monroe et al.).
    fn log_odds(&self, id: u32, count: u64, size: u64) -> f64 {
        let everyone = float_len(self.features.of.len());
        let all = float(self.features.frequency[id as usize]);
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
        let mut wanted: BTreeMap<&Feature, u32> = BTreeMap::new();
        for &id in names.iter().chain(&group.features) {
            wanted.insert(self.features.name(id), id);
        }
        let mut places: BTreeMap<u32, Place> = BTreeMap::new();
        let mut tokens = Tokens::default();
        let mut note = |feature: &Feature, one: Annotated<'_>, span: ByteSpan| {
            if let Some(&id) = wanted.get(feature) {
                let place = places.entry(id).or_default();
                let surface = span.of(&one.feedback.text).to_lowercase();
                *place.surfaces.entry(surface).or_default() += 1;
                place.spans.entry(one.index).or_insert(span);
            }
        };
        for &index in &group.members {
            let one = self.dataset.get(index);
            let words = words(&one.feedback.text);
            let content = tokens.content(one, &words, &self.settings.stop_words);
            for (word, stem) in &content {
                note(&Feature::Stem(stem.clone()), one, word.span);
            }
            for pair in content.windows(2) {
                if let Some(feature) = bigram(&pair[0], &pair[1]) {
                    note(&feature, one, pair[0].0.span.cover(pair[1].0.span));
                }
            }
        }
        places
    }

    /// How the first quote of a group begins.
    fn opening(&self, group: &Group, evidence: &[Evidence]) -> String {
        let Some(first) = evidence.first() else { return String::new() };
        let members = group.members.iter().map(|&index| self.dataset.get(index).feedback);
        let said = members.into_iter().find(|feedback| feedback.id == first.id);
        said.map_or_else(String::new, |feedback| opening(first.span.of(&feedback.text)))
    }

    /// A feature as people write it; a label by its identifier.
    fn readable(&self, id: u32, places: &BTreeMap<u32, Place>) -> Option<String> {
        match self.features.name(id) {
            Feature::Stem(_) | Feature::Bigram(..) => {
                let surfaces = &places.get(&id)?.surfaces;
                let most = surfaces.iter().rev().max_by_key(|(_, count)| **count)?;
                Some(most.0.split_whitespace().collect::<Vec<_>>().join(" "))
            }
            Feature::Touchpoint(touchpoint, Side::Complaint) => Some(format!("{touchpoint}:-")),
            Feature::Touchpoint(touchpoint, Side::Praise) => Some(format!("{touchpoint}:+")),
            Feature::Kind(kind) => Some(kind.id().to_owned()),
        }
    }

    /// Two or three words or expressions that do not repeat each other.
    fn label(&self, names: &[u32], places: &BTreeMap<u32, Place>) -> String {
        let mut stems: Vec<&str> = Vec::new();
        let mut terms: Vec<String> = Vec::new();
        for &id in names {
            let own: Vec<&str> = match self.features.name(id) {
                Feature::Stem(stem) => vec![stem],
                Feature::Bigram(first, second) => vec![first, second],
                Feature::Touchpoint(..) | Feature::Kind(_) => continue,
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
            group.members.iter().filter_map(move |&index| self.annotated(index).touchpoint(id))
        };
        let spoken = |id| answers(id).count();
        let sureness = |id| answers(id).map(|answer| f64::from(answer.p)).sum::<f64>();
        // On a tie the first of the labelling guide.
        let best = Touchpoint::ALL.iter().rev().copied().max_by(|&one, &other| {
            spoken(one).cmp(&spoken(other)).then(sureness(one).total_cmp(&sureness(other)))
        })?;
        let mostly = float_len(spoken(best)) >= MOSTLY * float_len(group.members.len());
        (mostly && spoken(best) > 0).then_some(best)
    }

    /// The kinds that the feedback carry more often than the others, most frequent first.
    fn signal_kinds(&self, group: &Group) -> Vec<SignalKind> {
        let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
        for &id in group.members.iter().flat_map(|&index| &self.features.of[index]) {
            if matches!(self.features.name(id), Feature::Kind(_)) {
                *counts.entry(id).or_default() += 1;
            }
        }
        let everyone = float_len(self.dataset.len());
        let size = float_len(group.members.len());
        let telling = |(id, here): (u32, usize)| {
            let Feature::Kind(kind) = self.features.name(id) else { return None };
            let all = float(self.features.frequency[id as usize]);
            let enough = here >= 2 || group.members.len() == 1;
            (enough && float_len(here) / size > all / everyone).then_some((here, *kind))
        };
        let mut kinds: Vec<(usize, SignalKind)> = counts.into_iter().filter_map(telling).collect();
        kinds.sort_by_key(|&(count, kind)| (std::cmp::Reverse(count), kind));
        kinds.into_iter().map(|(_, kind)| kind).collect()
    }

    /// The feedback that say most of the group's features, the most severe first.
    fn evidence(&self, group: &Group, places: &BTreeMap<u32, Place>) -> Vec<Evidence> {
        let candidate = |&index: &usize| {
            let one = self.dataset.get(index);
            let said = group.features.iter().filter(|&&id| self.features.has(index, id));
            let coverage = float_len(said.count()) / float_len(group.features.len());
            let span = self.span_of(group, one, places);
            let telling = telling(one, span, 0.0, self.severity[index]) + coverage;
            Candidate { index, span, telling }
        };
        pick(self.dataset, group.members.iter().map(candidate).collect(), self.settings.quotes)
    }

    /// The passage around the strongest feature of a group that a feedback says.
    fn span_of(
        &self,
        group: &Group,
        one: Annotated<'_>,
        places: &BTreeMap<u32, Place>,
    ) -> ByteSpan {
        let of_feature = |id: &u32| match self.features.name(*id) {
            Feature::Stem(_) | Feature::Bigram(..) => {
                places.get(id)?.spans.get(&one.index).copied()
            }
            Feature::Touchpoint(touchpoint, _) => {
                one.annotation.touchpoint(*touchpoint)?.evidence.first().copied()
            }
            Feature::Kind(kind) => one.annotation.signal(*kind)?.evidence.first().copied(),
        };
        let found = group.features.iter().find_map(of_feature);
        found.map_or_else(
            || complaint_span(one).0,
            |span| crate::evidence::passage(&one.feedback.text, span),
        )
    }

    fn annotated(&self, index: usize) -> &crate::types::Annotation {
        self.dataset.get(index).annotation
    }
}

/// The mean of some values; 0 without any.
pub(super) fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (sum, n) = values.fold((0.0, 0_u64), |(sum, n), value| (sum + value, n + 1));
    sum / float(n.max(1))
}
