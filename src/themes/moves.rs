//! Themes that became one, and themes that became two.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::births::Density;
use super::directions::likeness;
use super::state::{Draft, State, level, nearness};
use crate::stats::float;

/// The halves of a theme must tell this much of it, or it is one theme with two dense places in it.
const MOSTLY: f64 = 0.8;

/// How often texts are shared out anew between two halves.
const ROUNDS: usize = 5;

impl State<'_> {
    /// Makes one of two themes where most of the smaller is told by the other too: first those that share most. The
    /// younger becomes part of the older. Gives whether any did.
    pub(super) fn merges(&mut self) -> bool {
        let mut found = false;
        while let Some((older, younger)) = self.most_alike() {
            let part = self.themes.remove(younger);
            let whole = &mut self.themes[older];
            whole.anchors.extend(part.anchors);
            if let (Some(part), Some(whole)) = (part.known, whole.known) {
                self.merged.push((part, whole));
            }
            found = true;
        }
        found
    }

    /// The two themes that share most, where that is enough; the older first.
    fn most_alike(&self) -> Option<(usize, usize)> {
        let told: Vec<Vec<usize>> = self.drawn.par_iter().map(|&text| self.told_by(text)).collect();
        let mut sizes = vec![0_u64; self.themes.len()];
        let mut shared: BTreeMap<(usize, usize), u64> = BTreeMap::new();
        for (&text, told) in self.drawn.iter().zip(told) {
            let weight = self.corpus.texts.given[text].len() as u64;
            for (at, &older) in told.iter().enumerate() {
                sizes[older] += weight;
                for &younger in &told[at + 1..] {
                    *shared.entry((older, younger)).or_default() += weight;
                }
            }
        }
        let share = |(&pair, &both): (&(usize, usize), &u64)| {
            (float(both) / float(sizes[pair.0].min(sizes[pair.1]).max(1)), pair)
        };
        let alike =
            shared.iter().map(share).filter(|&(share, _)| share >= self.settings.merge_overlap);
        alike.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1))).map(|(_, pair)| pair)
    }

    /// The themes that a text is near enough to.
    fn told_by(&self, text: usize) -> Vec<usize> {
        let own = self.corpus.texts.directions.get(text);
        let near = |theme: &Draft| nearness(theme, own) >= level(self.settings.told_from);
        (0..self.themes.len()).filter(|&at| near(&self.themes[at])).collect()
    }

    /// Makes two of a theme whose halves would share little as themes of their own. The half nearer to where the
    /// theme was keeps its number and name. Gives whether any theme did.
    pub(super) fn splits(&mut self) -> bool {
        let of = self.themes_of_drawn();
        let mut parts = Vec::new();
        for at in 0..self.themes.len() {
            let own = self.drawn.iter().zip(&of).filter(|(_, theme)| **theme == Some(at));
            let own: Vec<usize> = own.map(|(&text, _)| text).collect();
            if let Some(halves) = self.halves(&own) {
                let theme = &mut self.themes[at];
                let [mut kept, mut part] = halves;
                let first = theme.anchors.first();
                let near = |half: &[i16]| first.map_or(0, |first| likeness(first, half));
                if near(&part) > near(&kept) {
                    std::mem::swap(&mut kept, &mut part);
                }
                theme.anchors = vec![kept];
                let part_of = theme.known.or(theme.part_of);
                parts.push(Draft { known: None, part_of, anchors: vec![part] });
            }
        }
        let found = !parts.is_empty();
        self.themes.extend(parts);
        found
    }

    /// The middles of the two halves of some texts, where they are two themes.
    fn halves(&self, texts: &[usize]) -> Option<[Vec<i16>; 2]> {
        let least = self.enough();
        if self.support(texts.iter().copied()) < 2 * least {
            return None;
        }
        let mut halves = self.densest_two(texts)?;
        for _ in 0..ROUNDS {
            let nearer_to_first = |text: &usize| {
                let own = self.corpus.texts.directions.get(*text);
                likeness(&halves[0], own) >= likeness(&halves[1], own)
            };
            let (first, second): (Vec<usize>, Vec<usize>) =
                texts.iter().copied().partition(nearer_to_first);
            halves = [first, second].map(|half| self.middle(half.into_iter()));
        }
        let told = |half: &Vec<i16>| -> Vec<bool> {
            texts.iter().map(|&text| self.is_told(text, half)).collect()
        };
        let [first, second] = [told(&halves[0]), told(&halves[1])];
        let support = |is: &dyn Fn(usize) -> bool| {
            self.support((0..texts.len()).filter(|&at| is(at)).map(|at| texts[at]))
        };
        let both = support(&|at| first[at] && second[at]);
        let either = support(&|at| first[at] || second[at]);
        let smaller = support(&|at| first[at]).min(support(&|at| second[at]));
        let apart = float(both) < self.settings.split_overlap * float(smaller);
        let mostly = float(either) >= MOSTLY * float(self.support(texts.iter().copied()));
        (apart && mostly && smaller >= least).then_some(halves)
    }

    /// The middle of what is said most among some texts, and of what is said most beside it.
    fn densest_two(&self, texts: &[usize]) -> Option<[Vec<i16>; 2]> {
        let mut density = Density::new(self, texts.to_vec());
        let first = self.middle(density.around(density.densest(1)?));
        let told = |&(_, text): &(usize, usize)| self.is_told(text, &first);
        let places: Vec<usize> = density.left().filter(told).map(|(place, _)| place).collect();
        density.take(self, &places);
        let second = self.middle(density.around(density.densest(1)?));
        Some([first, second])
    }
}
