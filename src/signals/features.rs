//! What each feedback says, as a set of features.

use std::collections::{BTreeSet, HashMap};

use rayon::prelude::*;

use super::SignalSettings;
use crate::text::{Stemmer, Word, words};
use crate::types::{Annotated, Dataset, Language, Polarity, SignalKind, Touchpoint};

/// The fewest words of a text for its repetition to count as one feedback.
const REPEATABLE_WORDS: usize = 6;

/// Something that a feedback says or not.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Feature {
    /// A content word, by its stem.
    Stem(String),
    /// Two content words that follow each other in a clause, by their stems.
    Bigram(String, String),
    /// A touchpoint spoken of badly, or well.
    Touchpoint(Touchpoint, Side),
    /// A kind of signal.
    Kind(SignalKind),
}

/// How a touchpoint is spoken of, `both` counting on each side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Side {
    Complaint,
    Praise,
}

/// The classes that share the budget of false alerts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Class {
    Stem,
    Bigram,
    Touchpoint,
    Kind,
}

impl Class {
    pub(super) const ALL: [Self; 4] = [Self::Stem, Self::Bigram, Self::Touchpoint, Self::Kind];

    /// Whether the vocabulary of the class is that of the customers, not ours.
    pub(super) const fn is_open(self) -> bool {
        matches!(self, Self::Stem | Self::Bigram)
    }
}

impl Feature {
    pub(super) const fn class(&self) -> Class {
        match self {
            Self::Stem(_) => Class::Stem,
            Self::Bigram(..) => Class::Bigram,
            Self::Touchpoint(..) => Class::Touchpoint,
            Self::Kind(_) => Class::Kind,
        }
    }
}

/// The features of a dataset: identifiers are given in input order.
#[derive(Debug, Default)]
pub(super) struct Features {
    /// What each identifier stands for.
    pub(super) names: Vec<Feature>,
    /// For each feedback its features, sorted.
    pub(super) of: Vec<Vec<u32>>,
    /// For each feature, whether it names a thing: no label, and no word of feelings, threats or harm.
    pub(super) things: Vec<bool>,
    /// For each feature, how many feedback have it.
    pub(super) frequency: Vec<u64>,
    /// For each feedback the words by which a repetition is known; none where it is too short to be one.
    pub(super) wording: Vec<Option<String>>,
}

impl Features {
    pub(super) fn new(dataset: &Dataset, settings: &SignalSettings) -> Self {
        let said: Vec<(Vec<Feature>, Option<String>)> = (0..dataset.len())
            .into_par_iter()
            .map_init(Tokens::default, |tokens, index| {
                let one = dataset.get(index);
                let words = words(&one.feedback.text);
                (features(one, &words, tokens, &settings.stop_words), wording(&words))
            })
            .collect();
        let mut known: HashMap<Feature, u32> = HashMap::new();
        let mut all = Self::default();
        for (features, wording) in said {
            let mut ids: Vec<u32> =
                features.into_iter().map(|feature| all.intern(feature, &mut known)).collect();
            ids.sort_unstable();
            for &id in &ids {
                all.frequency[id as usize] += 1;
            }
            all.of.push(ids);
            all.wording.push(wording);
        }
        let moods = Tokens::default().stems(&settings.mood_words);
        all.things = all.names.iter().map(|name| is_thing(name, &moods)).collect();
        all
    }

    pub(super) fn name(&self, id: u32) -> &Feature {
        &self.names[id as usize]
    }

    /// Whether a feedback has a feature.
    pub(super) fn has(&self, index: usize, id: u32) -> bool {
        self.of[index].binary_search(&id).is_ok()
    }

    fn intern(&mut self, feature: Feature, known: &mut HashMap<Feature, u32>) -> u32 {
        if let Some(&id) = known.get(&feature) {
            return id;
        }
        let id = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        self.names.push(feature.clone());
        self.frequency.push(0);
        known.insert(feature, id);
        id
    }
}

/// The stemmers of both languages, with their caches.
pub(super) struct Tokens {
    french: Stemmer,
    english: Stemmer,
}

impl Default for Tokens {
    fn default() -> Self {
        Self { french: Stemmer::new(Language::Fr), english: Stemmer::new(Language::En) }
    }
}

impl Tokens {
    /// The stems of some folded words, in either language.
    fn stems(&mut self, words: &BTreeSet<String>) -> BTreeSet<String> {
        let stemmers = [&mut self.french, &mut self.english];
        let of = |stemmer: &mut Stemmer| {
            words.iter().map(|word| stemmer.stem(word).to_owned()).collect::<Vec<_>>()
        };
        stemmers.into_iter().flat_map(of).collect()
    }

    /// The content words of a text with their stems, in order.
    pub(super) fn content<'w>(
        &mut self,
        one: Annotated<'_>,
        words: &'w [Word],
        stop: &BTreeSet<String>,
    ) -> Vec<(&'w Word, String)> {
        let stemmer = match one.annotation.lang {
            Language::En => &mut self.english,
            Language::Fr | Language::Other => &mut self.french,
        };
        let text = &one.feedback.text;
        words
            .iter()
            .filter(|word| is_content(text, word, stop))
            .map(|word| (word, stemmer.stem(&word.folded).to_owned()))
            .collect()
    }
}

fn is_thing(name: &Feature, moods: &BTreeSet<String>) -> bool {
    match name {
        Feature::Stem(stem) => !moods.contains(stem),
        Feature::Bigram(first, second) => !moods.contains(first) && !moods.contains(second),
        Feature::Touchpoint(..) | Feature::Kind(_) => false,
    }
}

/// Neither a function word, nor a number, nor a mask of personal data, such as `[nom]`.
fn is_content(text: &str, word: &Word, stop: &BTreeSet<String>) -> bool {
    let masked = text[..word.span.range().start].ends_with(['[', '⟨', '<', '{']);
    let number = word.folded.starts_with(|first: char| first.is_ascii_digit());
    !masked && !number && word.folded.chars().nth(1).is_some() && !stop.contains(&word.folded)
}

/// The set of features of a feedback.
fn features(
    one: Annotated<'_>,
    words: &[Word],
    tokens: &mut Tokens,
    stop: &BTreeSet<String>,
) -> Vec<Feature> {
    let content = tokens.content(one, words, stop);
    let mut set: Vec<Feature> =
        content.windows(2).filter_map(|pair| bigram(&pair[0], &pair[1])).collect();
    set.extend(content.into_iter().map(|(_, stem)| Feature::Stem(stem)));
    for answer in &one.annotation.touchpoints {
        set.extend(sides(answer.polarity).iter().map(|&side| Feature::Touchpoint(answer.id, side)));
    }
    set.extend(one.annotation.signals.iter().map(|signal| Feature::Kind(signal.kind)));
    set.sort_unstable();
    set.dedup();
    set
}

/// The expression that two content words make, where they stand in one clause.
pub(super) fn bigram(first: &(&Word, String), second: &(&Word, String)) -> Option<Feature> {
    let together = first.0.clause == second.0.clause && first.1 != second.1;
    together.then(|| Feature::Bigram(first.1.clone(), second.1.clone()))
}

const fn sides(polarity: Polarity) -> &'static [Side] {
    match polarity {
        Polarity::Negative => &[Side::Complaint],
        Polarity::Positive => &[Side::Praise],
        Polarity::Both => &[Side::Complaint, Side::Praise],
        Polarity::Neutral => &[],
    }
}

fn wording(words: &[Word]) -> Option<String> {
    let folded = words.iter().map(|word| word.folded.as_str());
    (words.len() >= REPEATABLE_WORDS).then(|| folded.collect::<Vec<_>>().join(" "))
}
