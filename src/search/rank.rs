//! Hits in an order that depends on the feedback alone, not on how the index is cut into segments.

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::Column;
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal, SegmentReader};

/// A document found.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    /// Its score in ten-thousandths.
    ///
    /// The last bits of a sum of floats depend on the order in which a segment adds them: rounding hides them.
    pub(super) score: u64,
    pub(super) row: u64,
    pub(super) address: DocAddress,
}

/// Collects everything that is found.
pub(super) struct Everything;

pub(super) struct SegmentHits {
    segment: SegmentOrdinal,
    rows: Column<u64>,
    found: Vec<Found>,
}

impl Collector for Everything {
    type Fruit = Vec<Found>;
    type Child = SegmentHits;

    fn for_segment(
        &self,
        segment: SegmentOrdinal,
        reader: &SegmentReader,
    ) -> tantivy::Result<SegmentHits> {
        Ok(SegmentHits { segment, rows: reader.fast_fields().u64("row")?, found: Vec::new() })
    }

    fn requires_scoring(&self) -> bool {
        true
    }

    fn merge_fruits(&self, segments: Vec<Vec<Found>>) -> tantivy::Result<Vec<Found>> {
        Ok(segments.concat())
    }
}

impl SegmentCollector for SegmentHits {
    type Fruit = Vec<Found>;

    fn collect(&mut self, doc: DocId, score: Score) {
        let row = self.rows.first(doc).unwrap_or(u64::MAX);
        let address = DocAddress::new(self.segment, doc);
        self.found.push(Found { score: ten_thousandths(score), row, address });
    }

    fn harvest(self) -> Vec<Found> {
        self.found
    }
}

/// The best first; of two alike, the first stored. Only the best `limit` are kept.
pub(super) fn rank(mut found: Vec<Found>, limit: usize) -> Vec<Found> {
    let key = |found: &Found| (std::cmp::Reverse(found.score), found.row);
    if limit < found.len() {
        found.select_nth_unstable_by_key(limit, key);
        found.truncate(limit);
    }
    found.sort_unstable_by_key(key);
    found
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "scores are positive and small"
)]
fn ten_thousandths(score: Score) -> u64 {
    (f64::from(score) * 1e4).round() as u64
}
