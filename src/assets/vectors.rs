//! Vectors of words: words of like meaning point the same way, whatever their language.

use std::collections::HashMap;

use super::AssetError;
use super::embedded::Models;
use super::weights::{FNV, Weights, fnv};

/// Where the program carries them, under `models`.
const PATH: &str = "vigie-words/vectors.bin";

/// How such a file begins.
const MAGIC: &[u8] = b"vigie-words 1\n";

/// The lengths of the pieces of a word that have vectors of their own, its ends marked by `<` and `>`.
const PIECES: std::ops::RangeInclusive<usize> = 3..=5;

/// What a word says of a text, at least and at most, as a logarithm.
const WEIGHTS: (f32, f32) = (-8.0, 2.0);

/// The vectors of words, made by `models/train/words.py`: a word's own, where it is frequent, plus the mean of those of
/// its pieces, so that a word that was never seen, or is misspelt, has one too.
pub struct WordVectors {
    dimensions: usize,
    words: HashMap<String, usize>,
    /// For each word, and last for those unknown: the logarithm of what it says of a text.
    weights: Vec<f32>,
    own: Rows,
    pieces: Rows,
    hash: String,
}

/// Rows of small whole numbers, each with what they are to be multiplied by.
struct Rows {
    scales: Vec<f32>,
    values: Vec<i8>,
}

impl std::fmt::Debug for WordVectors {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("WordVectors")
            .field("words", &self.words.len())
            .finish_non_exhaustive()
    }
}

impl WordVectors {
    /// The vectors that the program carries.
    ///
    /// # Errors
    ///
    /// When the file is not what it should be.
    pub fn embedded() -> Result<Self, AssetError> {
        let missing = || AssetError::Vectors { path: PATH.to_owned() };
        let file = Models::get(PATH).ok_or_else(missing)?;
        Self::parse(&file.data).ok_or_else(missing)
    }

    fn parse(bytes: &[u8]) -> Option<Self> {
        let mut rest = Weights(bytes.strip_prefix(MAGIC)?);
        let [dimensions, words, pieces] = [rest.number()?, rest.number()?, rest.number()?];
        let mut names = HashMap::with_capacity(words);
        for at in 0..words {
            let length = usize::from(*rest.take(1)?.first()?);
            names.insert(std::str::from_utf8(rest.take(length)?).ok()?.to_owned(), at);
        }
        let weights = rest.floats(words + 1)?;
        let own = Rows::read(&mut rest, words, dimensions)?;
        let pieces = Rows::read(&mut rest, pieces, dimensions)?;
        let whole = rest.0.is_empty() && dimensions > 0 && !pieces.scales.is_empty();
        let hash = super::sha256_hex(bytes);
        whole.then_some(Self { dimensions, words: names, weights, own, pieces, hash })
    }

    /// The SHA-256 of the file that they were read from, in hexadecimal.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// How many numbers a vector has.
    pub fn dimensions(&self) -> usize {
        self.dimensions
    }

    /// The vector of a folded word, as long as the word says something of a text.
    pub fn of(&self, word: &str) -> Vec<f32> {
        let mut vector = vec![0.0; self.dimensions];
        let marked: Vec<char> = format!("<{word}>").chars().collect();
        let pieces: Vec<String> = PIECES
            .flat_map(|length| marked.windows(length))
            .map(|piece| piece.iter().collect())
            .collect();
        // An emoji between its marks is three characters long: no word is without a piece.
        #[expect(clippy::cast_precision_loss, reason = "words are short")]
        let share = 1.0 / pieces.len().max(1) as f32;
        for piece in &pieces {
            let row = fnv(FNV, piece) as usize % self.pieces.scales.len();
            self.pieces.add(row, share, &mut vector);
        }
        let known = self.words.get(word).copied();
        if let Some(row) = known {
            self.own.add(row, 1.0, &mut vector);
        }
        let weight = self.weights[known.unwrap_or(self.words.len())];
        let weight = weight.clamp(WEIGHTS.0, WEIGHTS.1).exp();
        for value in &mut vector {
            *value *= weight;
        }
        vector
    }
}

impl Rows {
    fn read(from: &mut Weights<'_>, count: usize, dimensions: usize) -> Option<Self> {
        Some(Self { scales: from.floats(count)?, values: from.rows(count, dimensions)? })
    }

    fn add(&self, row: usize, share: f32, to: &mut [f32]) {
        let scale = self.scales[row] * share;
        let values = &self.values[row * to.len()..];
        for (sum, &value) in to.iter_mut().zip(values) {
            *sum += scale * f32::from(value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cosine(vectors: &WordVectors, left: &str, right: &str) -> f32 {
        let (a, b) = (vectors.of(left), vectors.of(right));
        let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
        dot(&a, &b) / (dot(&a, &a) * dot(&b, &b)).sqrt()
    }

    #[test]
    fn words_of_like_meaning_are_near_in_both_languages() {
        let vectors = WordVectors::embedded().unwrap();
        for (word, near, far) in [
            ("livraison", "colis", "sommeil"),
            ("livraison", "delivery", "battery"),
            ("remboursement", "refund", "watch"),
            ("montre", "watch", "delivery"),
            ("remboursemant", "remboursement", "batterie"),
        ] {
            let (near_by, far_off) = (cosine(&vectors, word, near), cosine(&vectors, word, far));
            assert!(near_by > far_off + 0.2, "{word}: {near} {near_by}, {far} {far_off}");
        }
    }

    #[test]
    fn the_file_is_the_one_that_its_card_describes() {
        let card = Models::get("vigie-words/vectors.toml").unwrap().data;
        let card: toml::Table = std::str::from_utf8(&card).unwrap().parse().unwrap();
        let hash = crate::assets::sha256_hex(&Models::get(PATH).unwrap().data);
        assert_eq!(card["sha256"].as_str(), Some(hash.as_str()));
        let vectors = WordVectors::embedded().unwrap();
        assert_eq!(card["words"].as_integer(), i64::try_from(vectors.words.len()).ok());
        assert_eq!(card["dimensions"].as_integer(), i64::try_from(vectors.dimensions()).ok());
    }

    #[test]
    fn a_file_cut_short_is_refused() {
        let file = Models::get(PATH).unwrap().data;
        assert!(WordVectors::parse(&file).is_some());
        for length in [0, 5, MAGIC.len(), 100, file.len() / 2, file.len() - 1] {
            assert!(WordVectors::parse(&file[..length]).is_none(), "{length}");
        }
    }
}
