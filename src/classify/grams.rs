//! N-grams beside the network: what is lexical, answered by a linear model.
//!
//! The network reads the language; n-grams know the words. Their logits are added. `models/train/grams.py` makes the
//! file and does the same: change both together.

use rustc_hash::FxHashMap;

use super::ClassifyError;
use crate::assets::{FNV, Weights, fnv};
use crate::text::folded;

/// How such a file begins.
const MAGIC: &[u8] = b"vigie-grams 1\n";

/// The lengths of the pieces of words, in characters.
const PIECES: std::ops::RangeInclusive<usize> = 2..=5;

/// A linear model over the words of a text, the pieces of these and the cues of the lexicons.
pub(super) struct Grams {
    /// One a label of the model, as all that follows.
    bias: Vec<f32>,
    /// What the whole numbers of `weights` are to be multiplied by.
    scales: Vec<f32>,
    /// `channels × labels`.
    of_cues: Vec<f32>,
    rows: FxHashMap<u32, u32>,
    /// How rare each feature is.
    rarity: Vec<f32>,
    /// `features × labels`.
    weights: Vec<i8>,
}

impl std::fmt::Debug for Grams {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Grams")
            .field("features", &self.rarity.len())
            .finish_non_exhaustive()
    }
}

impl Grams {
    /// Reads a `grams.bin` for a model of so many labels and channels of cues.
    ///
    /// # Errors
    ///
    /// When it is cut short, or made for another model.
    pub(super) fn parse(
        bytes: &[u8],
        labels: usize,
        channels: usize,
    ) -> Result<Self, ClassifyError> {
        let unread =
            || ClassifyError::Form { fault: "has a `grams.bin` that is not one of its own".into() };
        let grams = read(bytes).ok_or_else(unread)?;
        let fits = grams.bias.len() == labels && grams.of_cues.len() == channels * grams.bias.len();
        if fits { Ok(grams) } else { Err(unread()) }
    }

    /// What it adds to the logits of a text with the strongest value of each channel of its cues.
    pub(super) fn logits(&self, text: &str, cues: &[f32]) -> Vec<f32> {
        let found = Found::of(&folded(text), &self.rows);
        let mut sums = vec![0.0; self.bias.len()];
        for rows in [found.words, found.pieces] {
            self.add(rows, &mut sums);
        }
        for ((sum, scale), bias) in sums.iter_mut().zip(&self.scales).zip(&self.bias) {
            *sum = *sum * scale + bias;
        }
        for (own, &value) in self.of_cues.chunks_exact(sums.len()).zip(cues) {
            if value > 0.0 {
                sums.iter_mut().zip(own).for_each(|(sum, weight)| *sum += value * weight);
            }
        }
        sums
    }

    /// Adds the features of a family, given by their rows with repetitions: together they are of length 1.
    fn add(&self, mut rows: Vec<u32>, sums: &mut [f32]) {
        rows.sort_unstable();
        let value = |same: &[u32]| {
            let row = same[0] as usize;
            #[expect(clippy::cast_precision_loss, reason = "a text has some thousands of features")]
            let count = same.len() as f32;
            (row, (1.0 + count.ln()) * self.rarity[row])
        };
        let values: Vec<(usize, f32)> = rows.chunk_by(|a, b| a == b).map(value).collect();
        let length = values.iter().map(|(_, value)| value * value).sum::<f32>().sqrt();
        for (row, value) in values {
            let share = value / length;
            let own = &self.weights[row * sums.len()..][..sums.len()];
            sums.iter_mut().zip(own).for_each(|(sum, &weight)| *sum += share * f32::from(weight));
        }
    }
}

/// The rows of the known features of a text, with repetitions.
#[derive(Default)]
struct Found {
    words: Vec<u32>,
    pieces: Vec<u32>,
}

impl Found {
    fn of(folded: &str, rows: &FxHashMap<u32, u32>) -> Self {
        let row = |key: u32| rows.get(&key).copied();
        let words = words(folded);
        let alone = words.iter().map(|word| fnv(fnv(FNV, "w"), word));
        let pairs = words.windows(2).map(|pair| {
            let first = fnv(fnv(FNV, "w"), pair[0]);
            fnv(fnv(first, " "), pair[1])
        });
        let mut found =
            Self { words: alone.chain(pairs).filter_map(row).collect(), pieces: Vec::new() };
        for part in folded.split(' ').filter(|part| !part.is_empty()) {
            let padded = format!(" {part} ");
            for (start, _) in padded.char_indices() {
                let mut state = fnv(FNV, "c");
                let characters = padded[start..].split_inclusive(|_| true);
                for (length, character) in (1..=*PIECES.end()).zip(characters) {
                    state = fnv(state, character);
                    if PIECES.contains(&length) {
                        found.pieces.extend(row(state));
                    }
                }
            }
        }
        found
    }
}

/// The runs of letters and digits of a folded text, and those of `!` and `?`.
fn words(folded: &str) -> Vec<&str> {
    let kind = |character: char| match character {
        '!' | '?' => 2,
        other => u8::from(other.is_alphanumeric()),
    };
    let mut words = Vec::new();
    let mut start = 0;
    let mut before = 0;
    for (at, now) in
        folded.char_indices().map(|(at, own)| (at, kind(own))).chain([(folded.len(), 0)])
    {
        if now != before {
            if before > 0 {
                words.push(&folded[start..at]);
            }
            (start, before) = (at, now);
        }
    }
    words
}

fn read(bytes: &[u8]) -> Option<Grams> {
    let mut rest = Weights(bytes.strip_prefix(MAGIC)?);
    let [labels, channels, features] = [rest.number()?, rest.number()?, rest.number()?];
    let bias = rest.floats(labels)?;
    let scales = rest.floats(labels)?;
    let of_cues = rest.floats(channels.checked_mul(labels)?)?;
    let rows = rest.numbers(features)?.zip(0..).collect();
    let rarity = rest.floats(features)?;
    let weights = rest.rows(features, labels)?;
    rest.0.is_empty().then_some(Grams { bias, scales, of_cues, rows, rarity, weights })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assets::{DEFAULT_MODEL, ModelFiles};

    /// Two labels over one channel and the features given with their weights; the first label has no weight.
    fn file(features: &[(&str, i8)]) -> Vec<u8> {
        let mut rows: Vec<(u32, i8)> =
            features.iter().map(|(name, weight)| (fnv(FNV, name), *weight)).collect();
        rows.sort_unstable();
        let mut bytes = MAGIC.to_vec();
        for number in [2, 1, u32::try_from(rows.len()).unwrap()] {
            bytes.extend(u32::to_le_bytes(number));
        }
        for value in [0.25, -1.0, 0.5, 0.5, 0.0, 3.0] {
            bytes.extend(f32::to_le_bytes(value));
        }
        bytes.extend(rows.iter().flat_map(|(key, _)| key.to_le_bytes()));
        bytes.extend(rows.iter().flat_map(|_| 2.0_f32.to_le_bytes()));
        bytes.extend(rows.iter().flat_map(|(_, weight)| [0, weight.cast_unsigned()]));
        bytes
    }

    fn close(one: f32, other: f32) -> bool {
        (one - other).abs() < 1e-5
    }

    #[test]
    fn families_are_of_length_one_and_cues_add() {
        let grams = Grams::parse(&file(&[("wcolis", 4), ("w!!", 4), ("cto ", 10)]), 2, 1).unwrap();
        let of = |text: &str, cue: f32| grams.logits(text, &[cue])[1];
        assert!(close(of("rien", 0.0), -1.0));
        assert!(close(of("Colis", 0.0), -1.0 + 0.5 * 4.0));
        assert!(close(of("colis colis", 0.0), of("colis", 0.0)), "alone in its family");
        let both = 0.5 * 8.0 / 2.0_f32.sqrt();
        assert!(close(of("colis !!", 0.0), -1.0 + both));
        assert!(close(of("auto", 0.0), -1.0 + 0.5 * 10.0));
        assert!(close(of("rien", 0.6), -1.0 + 0.6 * 3.0));
        assert!(close(grams.logits("colis", &[0.0])[0], 0.25));
    }

    #[test]
    fn words_pairs_and_pieces_are_those_of_the_training() {
        assert_eq!(words("l'appli_v2 plante !!! ca"), ["l", "appli", "v2", "plante", "!!!", "ca"]);
        let known = |names: &[&str]| {
            let rows: FxHashMap<u32, u32> =
                names.iter().map(|name| fnv(FNV, name)).zip(0..).collect();
            let found = Found::of("pas recu", &rows);
            (found.words, found.pieces)
        };
        assert_eq!(known(&["wpas recu", "wrecu pas", "c pas ", "cs r"]), (vec![0], vec![2]));
    }

    #[test]
    fn the_shipped_ones_say_what_they_said_where_they_were_made() {
        let files = ModelFiles::find(DEFAULT_MODEL).unwrap();
        let labels = files.config.heads.iter().map(|head| head.labels.len()).sum();
        let channels = files.config.cues.len();
        let grams = Grams::parse(&files.grams.unwrap(), labels, channels).unwrap();
        let text = "Livré en retard… j'ai relancé 3 fois le SAV, toujours rien !! À fuir ?";
        let logits = grams.logits(text, &vec![0.0; channels]);
        // `Grams.logits` of `models/train/grams.py` in the shares of vigie-base 0.6.0: complaint, after-sales, still
        // open, effort.
        for (label, said) in [(0, 0.5805), (17, -2.2933), (66, -0.9041), (83, -0.4283)] {
            assert!((logits[label] - said).abs() < 1e-3, "{label}: {}", logits[label]);
        }
    }

    #[test]
    fn what_is_no_such_file_is_refused() {
        let whole = file(&[("wcolis", 4)]);
        assert!(Grams::parse(&whole, 2, 1).is_ok());
        assert!(Grams::parse(&whole, 3, 1).is_err(), "other labels");
        assert!(Grams::parse(&whole, 2, 2).is_err(), "other channels");
        for end in 0..whole.len() {
            assert!(Grams::parse(&whole[..end], 2, 1).is_err(), "{end} bytes");
        }
        assert!(Grams::parse(&[&whole[..], b"x"].concat(), 2, 1).is_err());
    }
}
