//! Subjects told in other words each time: feedback near each other in the space of the word vectors that share no
//! rare word.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::error::Error;

use vigie::assets::WordVectors;
use vigie::signals::{Feature, Said};
use vigie::stats::float_len;
use vigie::text::words;

use super::chance::Chance;
use super::ground::Ground;
use super::themes::Theme;

const SEED: u64 = 11;

/// The feedback of a subject.
const POOL: usize = 150;

/// The nearest feedback of a subject, of which the background has none.
const NEIGHBOURHOOD: usize = 400;

/// The words of a feedback around which others are gathered.
const CENTRE_WORDS: std::ops::Range<usize> = 15..80;

/// A stem that a larger share of all feedback say is no word of a subject.
const RARE: f64 = 0.02;

/// The most feedback of a pool that may share a rare stem: one in five.
const SHARED: usize = POOL / 5;

/// Finds so many subjects, around feedback drawn at random, those that complain.
pub(crate) fn subjects(
    ground: &Ground,
    said: &Said,
    count: usize,
) -> Result<Vec<Theme>, Box<dyn Error>> {
    let vectors = WordVectors::embedded()?;
    let mut known = HashMap::new();
    let places: Vec<Vec<f32>> =
        ground.dataset.iter().map(|one| place(&vectors, &mut known, &one.feedback.text)).collect();
    let mut chance = Chance::new(&[SEED]);
    let mut taken = BTreeSet::new();
    let mut found = Vec::new();
    while found.len() < count {
        let centre = chance.below(places.len());
        if !CENTRE_WORDS.contains(&ground.words(centre))
            || ground.stratum[centre] != 0
            || taken.contains(&centre)
        {
            continue;
        }
        let all = nearest(&places, centre, &taken);
        let pool = without_shared_words(said, &all);
        if pool.len() < POOL {
            continue;
        }
        taken.extend(&all);
        found.push(Theme { name: format!("around feedback {centre}"), pool, all });
    }
    Ok(found)
}

/// Where a text lies: the direction of the sum of the vectors of its words.
fn place(vectors: &WordVectors, known: &mut HashMap<String, Vec<f32>>, text: &str) -> Vec<f32> {
    let mut sum = vec![0.0; vectors.dimensions()];
    for word in words(text) {
        let own = known.entry(word.folded).or_insert_with_key(|word| vectors.of(word));
        for (sum, value) in sum.iter_mut().zip(own) {
            *sum += *value;
        }
    }
    let length = sum.iter().map(|value| value * value).sum::<f32>().sqrt();
    sum.iter().map(|value| value / length.max(f32::MIN_POSITIVE)).collect()
}

/// The free feedback nearest to one, itself first.
fn nearest(places: &[Vec<f32>], centre: usize, taken: &BTreeSet<usize>) -> Vec<usize> {
    let likeness =
        |other: &[f32]| -> f32 { places[centre].iter().zip(other).map(|(a, b)| a * b).sum() };
    let free = (0..places.len()).filter(|index| !taken.contains(index));
    let mut all: Vec<(f32, usize)> = free.map(|index| (likeness(&places[index]), index)).collect();
    all.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    all.into_iter().take(NEIGHBOURHOOD).map(|(_, index)| index).collect()
}

/// The first of some feedback such that no rare stem is said by more than [`SHARED`] of them.
fn without_shared_words(said: &Said, all: &[usize]) -> Vec<usize> {
    let most = RARE * float_len(said.feedback());
    let is_rare = |id: u32| {
        matches!(said.name(id), Feature::Stem(_)) && float_len(said.said_by(id).len()) < most
    };
    let mut told: BTreeMap<u32, usize> = BTreeMap::new();
    let mut pool = Vec::new();
    for &index in all {
        let rare: Vec<u32> =
            said.features_of(index).iter().copied().filter(|&id| is_rare(id)).collect();
        if rare.iter().any(|id| told.get(id).is_some_and(|&told| told >= SHARED)) {
            continue;
        }
        for id in rare {
            *told.entry(id).or_default() += 1;
        }
        pool.push(index);
        if pool.len() == POOL {
            break;
        }
    }
    pool
}
