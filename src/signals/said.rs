//! What each feedback of a corpus says, both ways: the features of a feedback, the feedback of a feature.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use rayon::prelude::*;

use super::SignalSettings;
use super::feature::{Feature, Side};
use crate::text::{ContentWord, ContentWords};
use crate::types::{Annotated, Dataset, Touchpoint};

/// Expressions said by fewer feedback than this are forgotten: they are most of all expressions, and name nothing.
pub const LEAST_SAID: usize = 2;

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
    things: Vec<bool>,
    by_feature: Lists,
    by_feedback: Lists,
}

/// Sorted lists of numbers, one after the other.
#[derive(Clone, Debug, Default)]
struct Lists {
    ends: Vec<usize>,
    items: Vec<u32>,
}

impl Lists {
    fn push(&mut self, items: &[u32]) {
        self.items.extend(items);
        self.ends.push(self.items.len());
    }

    fn get(&self, at: usize) -> &[u32] {
        let from = if at == 0 { 0 } else { self.ends[at - 1] };
        &self.items[from..self.ends[at]]
    }

    /// The lists of the places at which each of `count` items stands.
    fn transposed(&self, count: usize) -> Self {
        let mut ends = vec![0_usize; count];
        for &item in &self.items {
            ends[item as usize] += 1;
        }
        let mut sum = 0;
        for end in &mut ends {
            // For now where the list begins: it moves to its end as it is filled.
            let length = std::mem::replace(end, sum);
            sum += length;
        }
        let mut items = vec![0; self.items.len()];
        for (at, list) in (0_u32..).zip((0..self.ends.len()).map(|at| self.get(at))) {
            for &item in list {
                let next = &mut ends[item as usize];
                items[*next] = at;
                *next += 1;
            }
        }
        Self { ends, items }
    }
}

impl Said {
    /// What the feedback of a dataset say, by their place in it.
    pub fn of(dataset: &Dataset, settings: &SignalSettings) -> Self {
        let said: Vec<Spoken> = (0..dataset.len())
            .into_par_iter()
            .map_init(ContentWords::default, |words, index| {
                let one = dataset.get(index);
                let unsaid = &settings.unsaid;
                Spoken::of(words.of(&one.feedback.text, one.annotation.lang, unsaid), one)
            })
            .collect();
        let mut builder = SaidBuilder::new(dataset.len(), &settings.mood_words);
        let mut stems: HashMap<&str, Vec<u32>> = HashMap::new();
        let mut pairs: HashMap<(&str, &str), Vec<u32>> = HashMap::new();
        let mut labels: BTreeMap<Feature, Vec<u32>> = BTreeMap::new();
        for (index, one) in (0_u32..).zip(&said) {
            for stem in &one.stems {
                stems.entry(stem).or_default().push(index);
            }
            for (first, second) in &one.pairs {
                pairs.entry((first, second)).or_default().push(index);
            }
            for label in &one.labels {
                labels.entry(label.clone()).or_default().push(index);
            }
        }
        let mut stems: Vec<(&str, Vec<u32>)> = stems.into_iter().collect();
        stems.sort_unstable_by_key(|(stem, _)| *stem);
        for (stem, feedback) in stems {
            builder.stem(stem, &feedback);
        }
        let said_again = |(_, feedback): &(_, Vec<u32>)| feedback.len() >= LEAST_SAID;
        let mut pairs: Vec<((&str, &str), Vec<u32>)> =
            pairs.into_iter().filter(said_again).collect();
        pairs.sort_unstable_by_key(|(pair, _)| *pair);
        for ((first, second), feedback) in pairs {
            builder.pair(first, second, &feedback);
        }
        for (label, feedback) in labels {
            builder.label(label, &feedback);
        }
        builder.finish()
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
        self.own.by_feedback.ends.len()
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
            lists.push(feedback);
        }
        Self { own: Arc::clone(&self.own), themes: (names, lists) }
    }
}

/// What one feedback says, before features are numbered.
struct Spoken {
    stems: BTreeSet<String>,
    pairs: BTreeSet<(String, String)>,
    labels: BTreeSet<Feature>,
}

impl Spoken {
    fn of(words: Vec<ContentWord>, one: Annotated<'_>) -> Self {
        let together = words.windows(2).filter(|two| two[0].pairs_with(&two[1]));
        let pairs = together.map(|two| (two[0].stem.clone(), two[1].stem.clone())).collect();
        let sides = one.annotation.touchpoints.iter().flat_map(|answer| {
            Side::of(answer.polarity).iter().map(|&side| Feature::Touchpoint(answer.id, side))
        });
        let kinds = one.annotation.signals.iter().map(|signal| Feature::Kind(signal.kind));
        Self {
            labels: sides.chain(kinds).collect(),
            pairs,
            stems: words.into_iter().map(|word| word.stem).collect(),
        }
    }
}

/// Puts together what feedback say, feature by feature: stems by letter, then expressions by letter, then labels.
pub struct SaidBuilder {
    feedback: usize,
    moods: BTreeSet<String>,
    known: HashMap<Box<str>, u32>,
    names: Vec<Feature>,
    things: Vec<bool>,
    by_feature: Lists,
}

impl SaidBuilder {
    /// Nothing said yet by so many feedback. `mood_words` name no thing, see [`SignalSettings::mood_words`].
    pub fn new(feedback: usize, mood_words: &BTreeSet<String>) -> Self {
        Self {
            feedback,
            moods: ContentWords::default().stems(mood_words),
            known: HashMap::new(),
            names: Vec::new(),
            things: Vec::new(),
            by_feature: Lists::default(),
        }
    }

    /// The next stem, with the feedback that say it, sorted.
    pub fn stem(&mut self, stem: &str, feedback: &[u32]) {
        let id = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        self.known.insert(stem.into(), id);
        self.push(Feature::Stem(stem.into()), !self.moods.contains(stem), feedback);
    }

    /// The next expression, with the feedback that say it, sorted. One of an unknown stem is left out.
    pub fn pair(&mut self, first: &str, second: &str, feedback: &[u32]) {
        let (Some(&one), Some(&other)) = (self.known.get(first), self.known.get(second)) else {
            return;
        };
        let thing = self.things[one as usize] && self.things[other as usize];
        self.push(Feature::Pair(one, other), thing, feedback);
    }

    /// The next label, with the feedback that bear it, sorted.
    pub fn label(&mut self, label: Feature, feedback: &[u32]) {
        self.push(label, false, feedback);
    }

    fn complained_together(&self) -> Vec<(Touchpoint, Touchpoint, Vec<u32>)> {
        let complaints: Vec<(Touchpoint, &[u32])> = self
            .names
            .iter()
            .enumerate()
            .filter_map(|(id, name)| match name {
                Feature::Touchpoint(touchpoint, Side::Complaint) => {
                    Some((*touchpoint, self.by_feature.get(id)))
                }
                _ => None,
            })
            .collect();
        let mut together = Vec::new();
        for (at, &(one, of_one)) in complaints.iter().enumerate() {
            for &(other, of_other) in &complaints[at + 1..] {
                let both: Vec<u32> = of_one
                    .iter()
                    .copied()
                    .filter(|index| of_other.binary_search(index).is_ok())
                    .collect();
                if !both.is_empty() {
                    together.push((one, other, both));
                }
            }
        }
        together
    }

    fn push(&mut self, name: Feature, thing: bool, feedback: &[u32]) {
        self.names.push(name);
        self.things.push(thing);
        self.by_feature.push(feedback);
    }

    /// All that was said. Two touchpoints complained of by the same feedback are said together: an issue that runs
    /// through both is seen by it before any of its words.
    pub fn finish(mut self) -> Said {
        for (one, other, feedback) in self.complained_together() {
            self.push(Feature::Together(one, other), false, &feedback);
        }
        let Self { feedback, names, things, by_feature, .. } = self;
        let by_feedback = by_feature.transposed(feedback);
        Said { own: Arc::new(Own { names, things, by_feature, by_feedback }), ..Said::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_turned_round() {
        let mut lists = Lists::default();
        for items in [&[0, 2][..], &[], &[2]] {
            lists.push(items);
        }
        let turned = lists.transposed(4);
        let all: Vec<&[u32]> = (0..4).map(|at| turned.get(at)).collect();
        assert_eq!(all, [&[0][..], &[], &[0, 2], &[]]);
        let back = turned.transposed(3);
        assert_eq!((back.ends, back.items), (lists.ends, lists.items));
    }
}
