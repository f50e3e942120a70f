//! How often each feature is said in each week of a calendar.

use super::peers::Series;
use super::stream::Given;

/// What each feedback says, both ways.
pub(crate) struct Postings {
    /// For each feature the feedback that say it.
    pub(crate) rows: Vec<Vec<u32>>,
    /// For each feedback the features that it says.
    pub(crate) of: Vec<Vec<u32>>,
}

impl Postings {
    /// The features of `feedback` feedback, given by feature.
    pub(crate) fn new(rows: Vec<Vec<u32>>, feedback: usize) -> Self {
        let mut of = vec![Vec::new(); feedback];
        for (feature, rows) in (0..).zip(&rows) {
            for &row in rows {
                of[row as usize].push(feature);
            }
        }
        Self { rows, of }
    }
}

/// Weekly counts of all features of a calendar, from its first week on.
#[derive(Clone, Debug)]
pub(crate) struct Matrix {
    weeks: usize,
    counts: Vec<f64>,
    volumes: Vec<f64>,
    mentions: Vec<f64>,
}

impl Matrix {
    /// The counts of a calendar whose weeks are `0..weeks`.
    pub(crate) fn new(postings: &Postings, rows: &[Given], weeks: usize) -> Self {
        let mut matrix = Self {
            weeks,
            counts: vec![0.0; postings.rows.len() * weeks],
            volumes: vec![0.0; weeks],
            mentions: vec![0.0; weeks],
        };
        matrix.add(postings, rows);
        matrix
    }

    /// Adds some feedback.
    pub(crate) fn add(&mut self, postings: &Postings, rows: &[Given]) {
        for row in rows {
            let Some(week) = usize::try_from(row.week).ok().filter(|&week| week < self.weeks) else { continue };
            self.volumes[week] += 1.0;
            for &feature in &postings.of[row.index] {
                self.counts[feature as usize * self.weeks + week] += 1.0;
                self.mentions[week] += 1.0;
            }
        }
    }

    /// The number of features.
    pub(crate) fn len(&self) -> usize {
        self.counts.len() / self.weeks
    }

    /// One feature up to a week, that week among them.
    pub(crate) fn series(&self, feature: usize, week: usize) -> Series<'_> {
        let upto = ..=week;
        Series {
            counts: &self.counts[feature * self.weeks..][upto],
            volumes: &self.volumes[upto],
            mentions: &self.mentions[upto],
        }
    }

    /// How many feedback of the last `weeks` weeks up to one say a feature.
    pub(crate) fn recent(&self, feature: usize, week: usize, weeks: usize) -> f64 {
        let counts = self.series(feature, week).counts;
        counts[counts.len().saturating_sub(weeks)..].iter().sum()
    }
}
