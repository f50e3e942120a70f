//! The feedback that may be quoted, fetched once it is known which.

use std::collections::BTreeSet;

use crate::types::{Annotated, Dataset};

/// Whoever keeps the texts of a corpus.
pub trait Texts {
    /// Why a text cannot be had.
    type Error;

    /// The feedback at some places of the corpus, given sorted, in their order.
    ///
    /// # Errors
    /// Where they cannot be read.
    fn fetch(&self, places: &[u32]) -> Result<Dataset, Self::Error>;
}

impl Texts for Dataset {
    type Error = std::convert::Infallible;

    fn fetch(&self, places: &[u32]) -> Result<Dataset, Self::Error> {
        let one = |&place: &u32| {
            let one = self.get(place as usize);
            (one.feedback.clone(), one.annotation.clone())
        };
        Ok(places.iter().map(one).collect())
    }
}

/// Some feedback of a corpus, by their place in it.
#[derive(Debug, Default)]
pub(super) struct Quoted {
    places: Vec<u32>,
    pub(super) dataset: Dataset,
}

impl Quoted {
    pub(super) fn fetch<T: Texts>(texts: &T, places: BTreeSet<u32>) -> Result<Self, T::Error> {
        let places: Vec<u32> = places.into_iter().collect();
        Ok(Self { dataset: texts.fetch(&places)?, places })
    }

    /// Where a feedback stands among the quoted ones.
    pub(super) fn at(&self, place: u32) -> Option<usize> {
        self.places.binary_search(&place).ok()
    }

    /// A quoted feedback, its index being that of [`Self::at`].
    pub(super) fn get(&self, place: u32) -> Option<Annotated<'_>> {
        self.at(place).map(|at| self.dataset.get(at))
    }
}
