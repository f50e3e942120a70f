//! Themes while they are being found.

use rayon::prelude::*;

use super::ThemeSettings;
use super::anchor::Anchor;
use super::book::Book;
use super::corpus::Corpus;
use super::directions::{SAME, direction, likeness};

/// A theme with its anchors.
#[derive(Clone, Debug, Default)]
pub(super) struct Draft {
    /// Its number in the book; none where this run found it.
    pub(super) known: Option<u32>,
    /// The known theme that it is a part of.
    pub(super) part_of: Option<u32>,
    pub(super) anchors: Vec<Vec<i16>>,
}

/// The themes, the known ones first, in the order of their numbers.
pub(super) struct State<'a> {
    pub(super) corpus: &'a Corpus,
    pub(super) settings: &'a ThemeSettings,
    /// The texts that are compared with each other.
    pub(super) drawn: Vec<usize>,
    pub(super) themes: Vec<Draft>,
    /// The known themes that became part of older ones: number, number of the older.
    pub(super) merged: Vec<(u32, u32)>,
}

impl<'a> State<'a> {
    pub(super) fn new(corpus: &'a Corpus, book: &Book, settings: &'a ThemeSettings) -> Self {
        let drawn = corpus.texts.drawn(settings.most_texts);
        let alive = book.themes.iter().filter(|theme| theme.merged_into.is_none());
        let draft = |theme: &super::Theme| Draft {
            known: Some(theme.id),
            part_of: None,
            anchors: theme.anchors.iter().map(|Anchor(values)| values.clone()).collect(),
        };
        let themes = alive.map(draft).collect();
        Self { corpus, settings, drawn, themes, merged: Vec::new() }
    }

    /// The theme that a text is of, the nearest one, and how near it is: the first of two as near.
    pub(super) fn theme_of(&self, text: usize) -> Option<(usize, i32)> {
        let own = self.corpus.texts.directions.get(text);
        let mut best: Option<(usize, i32)> = None;
        for (at, theme) in self.themes.iter().enumerate() {
            let near = nearness(theme, own);
            if near >= level(self.settings.told_from) && best.is_none_or(|(_, most)| near > most) {
                best = Some((at, near));
            }
        }
        best
    }

    /// For each of the texts drawn the theme that it is of.
    pub(super) fn themes_of_drawn(&self) -> Vec<Option<usize>> {
        self.drawn.par_iter().map(|&text| self.theme_of(text).map(|(theme, _)| theme)).collect()
    }

    /// The fewest feedback of a theme: one at least, whatever the settings.
    pub(super) fn enough(&self) -> u64 {
        self.settings.min_support.max(1)
    }

    /// How many feedback say any of these texts.
    pub(super) fn support(&self, texts: impl Iterator<Item = usize>) -> u64 {
        self.corpus.feedback(texts).len() as u64
    }

    /// The middle of some texts.
    pub(super) fn middle(&self, texts: impl Iterator<Item = usize>) -> Vec<i16> {
        let mut sum: Vec<i64> = Vec::new();
        for text in texts {
            let own = self.corpus.texts.directions.get(text);
            sum.resize(own.len(), 0);
            for (total, &value) in sum.iter_mut().zip(own) {
                *total += i64::from(value);
            }
        }
        #[expect(clippy::cast_precision_loss, reason = "a direction has fewer digits than a float")]
        let sum: Vec<f32> = sum.into_iter().map(|value| value as f32).collect();
        direction(&sum)
    }

    /// Whether a text is near enough to a direction to be told by it.
    pub(super) fn is_told(&self, text: usize, by: &[i16]) -> bool {
        likeness(self.corpus.texts.directions.get(text), by) >= level(self.settings.told_from)
    }
}

/// How near a direction is to the nearest anchor of a theme.
pub(super) fn nearness(theme: &Draft, own: &[i16]) -> i32 {
    theme.anchors.iter().map(|anchor| likeness(anchor, own)).max().unwrap_or(i32::MIN)
}

/// A cosine as a likeness.
#[expect(clippy::cast_possible_truncation, reason = "cosines are at most 1")]
pub(super) fn level(cosine: f64) -> i32 {
    (cosine * SAME).round() as i32
}
