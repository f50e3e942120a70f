//! Themes born of what no known theme tells.

use rayon::prelude::*;

use super::directions::likeness;
use super::state::{Draft, State, level, nearness};

/// How many bits a word of them has.
const WORD: usize = 64;

/// Texts that are close to each other.
pub(super) struct Density {
    texts: Vec<usize>,
    /// For each its neighbours, itself among them: a bit for each text, so that however close all are it takes no more
    /// room.
    neighbours: Vec<Vec<u64>>,
    /// The feedback of its neighbours that are left.
    weights: Vec<u64>,
    left: Vec<bool>,
}

impl Density {
    /// How dense some texts are. All are compared with all.
    pub(super) fn new(state: &State<'_>, texts: Vec<usize>) -> Self {
        let all = &state.corpus.texts;
        let near = level(state.settings.dense_from);
        let neighbours: Vec<Vec<u64>> = texts
            .par_iter()
            .map(|&text| {
                let own = all.directions.get(text);
                let is_near = |&text: &usize| likeness(own, all.directions.get(text)) >= near;
                let of_word = |texts: &[usize]| {
                    let near = (0..).zip(texts).filter(|(_, text)| is_near(text));
                    near.fold(0_u64, |bits, (bit, _)| bits | 1 << bit)
                };
                texts.chunks(WORD).map(of_word).collect()
            })
            .collect();
        let weight = |at: usize| all.given[texts[at]].len() as u64;
        let weights = neighbours.iter().map(|near| places(near).map(weight).sum()).collect();
        Self { left: vec![true; texts.len()], texts, neighbours, weights }
    }

    /// The text around which most is said, as a place; the first of two. None where that is less than `least`.
    pub(super) fn densest(&self, least: u64) -> Option<usize> {
        let left = (0..self.texts.len()).filter(|&at| self.left[at] && self.weights[at] >= least);
        left.min_by_key(|&at| (std::cmp::Reverse(self.weights[at]), at))
    }

    /// The texts around a place that are left.
    pub(super) fn around(&self, place: usize) -> impl Iterator<Item = usize> + '_ {
        places(&self.neighbours[place]).filter(|&at| self.left[at]).map(|at| self.texts[at])
    }

    /// The texts that are left, by place.
    pub(super) fn left(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        self.texts.iter().copied().enumerate().filter(|&(at, _)| self.left[at])
    }

    /// Takes texts away, by place.
    pub(super) fn take(&mut self, state: &State<'_>, taken: &[usize]) {
        for &place in taken.iter().filter(|&&place| std::mem::take(&mut self.left[place])) {
            let weight = state.corpus.texts.given[self.texts[place]].len() as u64;
            for near in places(&self.neighbours[place]) {
                self.weights[near] -= weight;
            }
        }
    }
}

/// The places of the bits that are set, in order.
fn places(words: &[u64]) -> impl Iterator<Item = usize> + '_ {
    let set = words.iter().enumerate().filter(|&(_, &word)| word != 0);
    set.flat_map(|(at, &word)| {
        (0..WORD).filter(move |bit| word >> bit & 1 == 1).map(move |bit| at * WORD + bit)
    })
}

impl State<'_> {
    /// Looks for themes among the texts drawn that are of none: around the text around which most is said, then
    /// around the next. No start is drawn by chance, and the order of the texts is that of their words.
    ///
    /// What is born near to a known theme widens it. Gives whether anything was found.
    pub(super) fn births(&mut self) -> bool {
        let of = self.themes_of_drawn();
        let residue = self.drawn.iter().zip(of).filter(|(_, theme)| theme.is_none());
        let mut density = Density::new(self, residue.map(|(&text, _)| text).collect());
        let mut found = false;
        while let Some(place) = density.densest(self.enough()) {
            let anchor = self.middle(density.around(place));
            let told = |&(_, text): &(usize, usize)| self.is_told(text, &anchor);
            let (mut places, texts): (Vec<_>, Vec<_>) = density.left().filter(told).unzip();
            if self.support(texts.into_iter()) < self.enough() {
                density.take(self, &[place]);
                continue;
            }
            // It may be left out of its own middle.
            places.push(place);
            density.take(self, &places);
            self.bear(anchor);
            found = true;
        }
        found
    }

    /// A new theme, or a known one made wider.
    fn bear(&mut self, anchor: Vec<i16>) {
        let nearest = (0..self.themes.len())
            .map(|at| (nearness(&self.themes[at], &anchor), at))
            .filter(|&(near, _)| near >= level(self.settings.same_from))
            .max_by_key(|&(near, at)| (near, std::cmp::Reverse(at)));
        match nearest {
            Some((_, at)) => self.themes[at].anchors.push(anchor),
            None => self.themes.push(Draft { anchors: vec![anchor], ..Draft::default() }),
        }
    }
}
