//! What each feedback of a corpus says, both ways: the features of a feedback, the feedback of a feature.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::SignalSettings;
use super::expressions::Expressions;
use super::feature::{Feature, Side};
use crate::text::{ContentWords, Spoken, spoken, words};
use crate::types::{Annotated, Dataset, Lists, Touchpoint};

/// What each feedback says.
///
/// Features are numbered in the order of their names (stems by letter, expressions by their stems, then labels), so
/// that nothing depends on the order in which they were met.
#[derive(Clone, Debug, Default)]
pub struct Said {
    own: Arc<Own>,
    /// The groups of meaning, numbered after the rest: their names and the feedback of each.
    themes: (Vec<Feature>, Lists),
}

/// What feedback say in words and labels, whatever the groups of meaning of a day.
#[derive(Debug, Default)]
struct Own {
    names: Vec<Feature>,
    /// How many of them are words and expressions, which come first.
    open: u32,
    things: Vec<bool>,
    by_feature: Lists,
    by_feedback: Lists,
}

impl Said {
    /// What the feedback of a dataset say, by their place in it.
    pub fn of(dataset: &Dataset, settings: &SignalSettings) -> Self {
        let texts: Vec<String> = (0..dataset.len())
            .into_par_iter()
            .map_init(ContentWords::default, |content, index| {
                let one = dataset.get(index);
                let text = &one.feedback.text;
                let lang = one.annotation.lang;
                spoken(&content.of(text, &words(text), lang, &settings.unsaid))
            })
            .collect();
        let mut labels: BTreeMap<Feature, Vec<u32>> = BTreeMap::new();
        for (index, one) in (0..).zip(dataset.iter()) {
            for label in labels_of(one) {
                labels.entry(label).or_default().push(index);
            }
        }
        Self::build(&texts.into_iter().collect(), labels, &settings.mood_words)
    }

    /// What feedback say from their content words and the feedback that bear each label, sorted. `mood_words` name no
    /// thing, see [`SignalSettings::mood_words`].
    ///
    /// Two touchpoints complained of by the same feedback are said together: an issue that runs through both is seen
    /// by it before any of its words.
    pub fn build(
        spoken: &Spoken,
        labels: BTreeMap<Feature, Vec<u32>>,
        mood_words: &BTreeSet<String>,
    ) -> Self {
        let moods = ContentWords::default().stems(mood_words);
        let mut own = Own::default();
        let words = spoken.said_by();
        let mut once = Vec::new();
        for (stem, said_by) in spoken.stems().iter().zip(words.iter()) {
            once.clear();
            once.extend_from_slice(said_by);
            once.dedup();
            own.push(Feature::Stem(stem.as_str().into()), !moods.contains(stem), &once);
        }
        Expressions::of(spoken).each(|(one, other), said_by| {
            let thing = own.things[one as usize] && own.things[other as usize];
            own.push(Feature::Pair(one, other), thing, said_by);
        });
        own.open = u32::try_from(own.names.len()).unwrap_or(u32::MAX);
        let together = complained_together(&labels);
        for (label, feedback) in labels.into_iter().chain(together) {
            own.push(label, false, &feedback);
        }
        own.by_feedback = own.by_feature.transposed(spoken.len());
        Self { own: Arc::new(own), ..Self::default() }
    }

    /// How many features there are.
    pub fn len(&self) -> usize {
        self.own.names.len() + self.themes.0.len()
    }

    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many feedback there are.
    pub fn feedback(&self) -> usize {
        self.own.by_feedback.len()
    }

    /// A feature by its number, which must be below [`Self::len`].
    pub fn name(&self, id: u32) -> &Feature {
        self.own.names.get(id as usize).unwrap_or_else(|| &self.themes.0[self.theme(id)])
    }

    /// The place of a theme among the themes.
    fn theme(&self, id: u32) -> usize {
        id as usize - self.own.names.len()
    }

    /// A feature in words: its stems, or the identifier of its label.
    pub fn spelled(&self, id: u32) -> String {
        match self.name(id) {
            Feature::Stem(stem) => stem.to_string(),
            Feature::Pair(first, second) => {
                format!("{} {}", self.spelled(*first), self.spelled(*second))
            }
            Feature::Touchpoint(touchpoint, Side::Complaint) => format!("{touchpoint}:-"),
            Feature::Touchpoint(touchpoint, Side::Praise) => format!("{touchpoint}:+"),
            Feature::Kind(kind) => kind.id().to_owned(),
            Feature::Together(one, other) => format!("{one}:- {other}:-"),
            Feature::Theme(number) => format!("theme:{number}"),
        }
    }

    /// The feedback that say a feature, sorted.
    pub fn said_by(&self, id: u32) -> &[u32] {
        if (id as usize) < self.own.names.len() {
            self.own.by_feature.get(id as usize)
        } else {
            self.themes.1.get(self.theme(id))
        }
    }

    /// The words, expressions and labels of a feedback, sorted; not its groups of meaning.
    pub fn features_of(&self, index: usize) -> &[u32] {
        self.own.by_feedback.get(index)
    }

    /// The words and expressions of a feedback, sorted; not its labels.
    pub(super) fn words_of(&self, index: u32) -> &[u32] {
        let all = self.features_of(index as usize);
        &all[..all.partition_point(|&id| id < self.own.open)]
    }

    /// Whether a feedback says a feature.
    pub fn says(&self, index: u32, id: u32) -> bool {
        if (id as usize) < self.own.names.len() {
            self.features_of(index as usize).binary_search(&id).is_ok()
        } else {
            self.said_by(id).binary_search(&index).is_ok()
        }
    }

    /// Whether a feature names a thing: no label, and no word of feelings, threats or harm.
    pub(super) fn is_thing(&self, id: u32) -> bool {
        self.own.things.get(id as usize).copied().unwrap_or(false)
    }

    /// The same with groups of meaning in the place of those that it may have, each given by its feedback, sorted.
    #[must_use]
    pub fn with_themes<'g>(&self, groups: impl IntoIterator<Item = &'g [u32]>) -> Self {
        let (mut names, mut lists) = (Vec::new(), Lists::default());
        for (number, feedback) in (0..).zip(groups) {
            names.push(Feature::Theme(number));
            lists.push(feedback.iter().copied());
        }
        Self { own: Arc::clone(&self.own), themes: (names, lists) }
    }
}

impl Own {
    fn push(&mut self, name: Feature, thing: bool, feedback: &[u32]) {
        self.names.push(name);
        self.things.push(thing);
        self.by_feature.push(feedback.iter().copied());
    }
}

/// The labels of a feedback, each once.
fn labels_of(one: Annotated<'_>) -> BTreeSet<Feature> {
    let sides = one.annotation.touchpoints.iter().flat_map(|answer| {
        Side::of(answer.polarity).iter().map(|&side| Feature::Touchpoint(answer.id, side))
    });
    let kinds = one.annotation.signals.iter().map(|signal| Feature::Kind(signal.kind));
    sides.chain(kinds).collect()
}

/// The feedback that complain of two touchpoints, for each two that there are.
fn complained_together(labels: &BTreeMap<Feature, Vec<u32>>) -> Vec<(Feature, Vec<u32>)> {
    let complaints: Vec<(Touchpoint, &Vec<u32>)> = labels
        .iter()
        .filter_map(|(label, by)| match label {
            Feature::Touchpoint(touchpoint, Side::Complaint) => Some((*touchpoint, by)),
            _ => None,
        })
        .collect();
    let mut together = Vec::new();
    for (at, &(one, of_one)) in complaints.iter().enumerate() {
        for &(other, of_other) in &complaints[at + 1..] {
            let both = of_one.iter().filter(|&index| of_other.binary_search(index).is_ok());
            let both: Vec<u32> = both.copied().collect();
            if !both.is_empty() {
                together.push((Feature::Together(one, other), both));
            }
        }
    }
    together
}
