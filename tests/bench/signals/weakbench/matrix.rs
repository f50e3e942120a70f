//! How often each feature is said in each week of a calendar.

use vigie::signals::Said;

use super::peers::Series;
use super::stream::Given;

/// The features that a method of single features may speak of, numbered anew.
pub(crate) struct Vocabulary {
    /// For each feedback the features that it says.
    of: Vec<Vec<u32>>,
    features: usize,
}

impl Vocabulary {
    /// What is said by `least` feedback at least: fewer can make no alert.
    pub(crate) fn new(said: &Said, least: usize) -> Self {
        let mut of = vec![Vec::new(); said.feedback()];
        let all = (0..u32::try_from(said.len()).unwrap_or(u32::MAX)).map(|id| said.said_by(id));
        let mut features = 0;
        for feedback in all.filter(|feedback| feedback.len() >= least) {
            for &index in feedback {
                of[index as usize].push(features);
            }
            features += 1;
        }
        Self { of, features: features as usize }
    }

    /// The features of a feedback.
    pub(crate) fn of(&self, index: usize) -> &[u32] {
        &self.of[index]
    }
}

/// Weekly counts of the features of a calendar whose first week is 0.
#[derive(Clone, Debug)]
pub(crate) struct Matrix {
    weeks: usize,
    counts: Vec<f64>,
    volumes: Vec<f64>,
    mentions: Vec<f64>,
}

impl Matrix {
    /// The counts of so many weeks.
    pub(crate) fn new(vocabulary: &Vocabulary, rows: &[Given], weeks: usize) -> Self {
        let mut matrix = Self {
            weeks,
            counts: vec![0.0; vocabulary.features * weeks],
            volumes: vec![0.0; weeks],
            mentions: vec![0.0; weeks],
        };
        for row in rows {
            matrix.add(vocabulary, row, 1.0);
        }
        matrix
    }

    /// Counts one feedback, once, or minus once to take it away.
    pub(crate) fn add(&mut self, vocabulary: &Vocabulary, row: &Given, times: f64) {
        let Some(week) = usize::try_from(row.week).ok().filter(|&week| week < self.weeks) else {
            return;
        };
        self.volumes[week] += times;
        for &feature in vocabulary.of(row.index) {
            self.counts[feature as usize * self.weeks + week] += times;
            self.mentions[week] += times;
        }
    }

    /// The number of features.
    pub(crate) fn len(&self) -> usize {
        self.counts.len() / self.weeks
    }

    /// One feature up to a week, that week among them.
    pub(crate) fn series(&self, feature: usize, week: usize) -> Series<'_> {
        Series {
            counts: &self.counts[feature * self.weeks..][..=week],
            volumes: &self.volumes[..=week],
            mentions: &self.mentions[..=week],
        }
    }
}
