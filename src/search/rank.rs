//! Hits in an order that depends on the feedback alone, not on how the index is cut into segments.

use std::cmp::Reverse;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::Column;
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal, SegmentReader};

/// In which order hits come; of two alike, the first stored comes first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// Those that answer best first.
    #[default]
    Relevance,
    /// The latest first; those without a date last.
    Date,
    /// The lowest place on the scale of its score first; those without a score last.
    Score,
    /// The most severe first.
    Severity,
}

/// A document found.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    /// What it is ordered by, the highest first.
    key: u64,
    /// Its score in ten-thousandths.
    ///
    /// The last bits of a sum of floats depend on the order in which a segment adds them: rounding hides them.
    pub(super) score: u64,
    pub(super) row: u64,
    pub(super) address: DocAddress,
}

impl Found {
    fn place(&self) -> (Reverse<u64>, u64) {
        (Reverse(self.key), self.row)
    }
}

/// Counts what is found, and collects the best of it.
pub(super) struct Best {
    pub(super) limit: usize,
    pub(super) order: Order,
}

/// How many are found, and the best of them.
#[derive(Default)]
pub(super) struct Ranked {
    pub(super) total: u64,
    pub(super) best: Vec<Found>,
}

pub(super) struct SegmentBest {
    segment: SegmentOrdinal,
    limit: usize,
    rows: Column<u64>,
    key: Key,
    ranked: Ranked,
    /// Below this key, there are `limit` better ones already.
    least: u64,
}

/// What an order looks at.
enum Key {
    Score,
    Days(Column<i64>),
    Place(Column<f64>),
    Severity(Column<f64>),
}

impl Collector for Best {
    type Fruit = Ranked;
    type Child = SegmentBest;

    fn for_segment(
        &self,
        segment: SegmentOrdinal,
        reader: &SegmentReader,
    ) -> tantivy::Result<SegmentBest> {
        let columns = reader.fast_fields();
        let key = match self.order {
            Order::Relevance => Key::Score,
            Order::Date => Key::Days(columns.i64("day")?),
            Order::Score => Key::Place(columns.f64("place")?),
            Order::Severity => Key::Severity(columns.f64("severity")?),
        };
        let rows = columns.u64("row")?;
        Ok(SegmentBest {
            segment,
            limit: self.limit,
            rows,
            key,
            ranked: Ranked::default(),
            least: 0,
        })
    }

    fn requires_scoring(&self) -> bool {
        true
    }

    fn merge_fruits(&self, segments: Vec<Ranked>) -> tantivy::Result<Ranked> {
        let total = segments.iter().map(|ranked| ranked.total).sum();
        let mut best: Vec<Found> = segments.into_iter().flat_map(|ranked| ranked.best).collect();
        best.sort_unstable_by_key(Found::place);
        best.truncate(self.limit);
        Ok(Ranked { total, best })
    }
}

impl SegmentCollector for SegmentBest {
    type Fruit = Ranked;

    fn collect(&mut self, doc: DocId, score: Score) {
        self.ranked.total += 1;
        let score = ten_thousandths(score);
        let key = self.key.of(doc, score);
        if key < self.least || self.limit == 0 {
            return;
        }
        let row = self.rows.first(doc).unwrap_or(u64::MAX);
        let address = DocAddress::new(self.segment, doc);
        self.ranked.best.push(Found { key, score, row, address });
        if self.ranked.best.len() >= self.limit.saturating_mul(2).max(256) {
            self.keep_best();
        }
    }

    fn harvest(mut self) -> Ranked {
        self.keep_best();
        self.ranked
    }
}

impl SegmentBest {
    fn keep_best(&mut self) {
        let best = &mut self.ranked.best;
        if best.len() > self.limit {
            best.select_nth_unstable_by_key(self.limit, Found::place);
            best.truncate(self.limit);
            self.least = best.iter().map(|found| found.key).min().unwrap_or(0);
        }
    }
}

impl Key {
    /// The key of a document: those that lack what is looked at have 0, all others more.
    fn of(&self, doc: DocId, score: u64) -> u64 {
        match self {
            Self::Score => score,
            // Days before 1970 stay below those after.
            Self::Days(days) => days.first(doc).map_or(0, |day| day.cast_unsigned() ^ (1 << 63)),
            Self::Place(places) => places.first(doc).map_or(0, |place| 1 + millionths(1.0 - place)),
            Self::Severity(levels) => levels.first(doc).map_or(0, |level| 1 + millionths(level)),
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "scores are positive and small"
)]
fn ten_thousandths(score: Score) -> u64 {
    (f64::from(score) * 1e4).round() as u64
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "shares are between 0 and 1"
)]
fn millionths(share: f64) -> u64 {
    (share.clamp(0.0, 1.0) * 1e6).round() as u64
}
