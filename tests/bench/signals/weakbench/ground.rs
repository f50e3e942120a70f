//! The feedback of a benchmark, from one or several sets, each a channel.

use jiff::civil::{Date, date};
use regex::Regex;
use vigie::text::folded;
use vigie::types::{Annotation, Dataset, Feedback};

use super::corpus::{BANDS, bands};

/// Feedback with what a calendar needs to know of them.
pub(crate) struct Ground {
    pub(crate) dataset: Dataset,
    /// For each feedback the set that it comes from.
    pub(crate) channel: Vec<usize>,
    /// For each feedback its channel and the band of its score.
    pub(crate) stratum: Vec<usize>,
    /// For each feedback its real week, where it is dated.
    pub(crate) week: Vec<Option<i32>>,
    /// The number of channels.
    pub(crate) channels: usize,
}

impl Ground {
    /// The ground of feedback whose channels are known.
    pub(crate) fn new(pairs: Vec<(usize, (Feedback, Annotation))>, channels: usize) -> Self {
        let mut dataset = Dataset::new();
        let mut channel = Vec::new();
        for (own, (mut feedback, annotation)) in pairs {
            feedback.attributes.insert("channel".to_owned(), own.to_string());
            dataset.push(feedback, annotation);
            channel.push(own);
        }
        let stratum =
            channel.iter().zip(bands(&dataset)).map(|(own, band)| own * BANDS + band).collect();
        let week = dataset
            .iter()
            .map(|one| one.feedback.received.map(|day| week_of(day.date())))
            .collect();
        Self { dataset, channel, stratum, week, channels }
    }

    /// The number of strata.
    pub(crate) fn strata(&self) -> usize {
        self.channels * BANDS
    }

    /// The feedback that a pattern, read on folded text, is found in.
    pub(crate) fn about(&self, pattern: &Regex) -> Vec<usize> {
        let about = |text: &str| pattern.is_match(&folded(text));
        self.dataset.iter().filter(|one| about(&one.feedback.text)).map(|one| one.index).collect()
    }

    /// The number of words of a feedback.
    pub(crate) fn words(&self, index: usize) -> usize {
        self.dataset.get(index).feedback.text.split_whitespace().count()
    }
}

/// The week of a day, counted from that of the 5th of January 1970.
fn week_of(day: Date) -> i32 {
    i32::try_from((day.duration_since(date(1970, 1, 5)).as_hours() / 24).div_euclid(7)).unwrap_or(0)
}
