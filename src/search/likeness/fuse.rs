//! Two rankings made one.

use std::collections::BTreeMap;

/// How little a first place outweighs the next ones (Cormack, Clarke and Büttcher, 2009).
const DAMPING: f64 = 60.0;

/// Fuses rankings by reciprocal rank: each gives `1 / (60 + place)` to what it ranks. The best first; of two alike,
/// the lowest row.
pub(super) fn fuse(rankings: &[Vec<u64>]) -> Vec<(u64, f64)> {
    let mut scores: BTreeMap<u64, f64> = BTreeMap::new();
    for ranking in rankings {
        for (place, &row) in (1..).zip(ranking) {
            *scores.entry(row).or_default() += 1.0 / (DAMPING + f64::from(place));
        }
    }
    let mut fused: Vec<(u64, f64)> = scores.into_iter().collect();
    fused.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    fused
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_both_rank_comes_before_what_one_ranks_first() {
        let fused = fuse(&[vec![7, 3, 5], vec![9, 3]]);
        let rows: Vec<u64> = fused.iter().map(|(row, _)| *row).collect();
        assert_eq!(rows, [3, 7, 9, 5]);
        assert!((fused[0].1 - 2.0 / 62.0).abs() < 1e-12);
        assert!((fused[1].1 - 1.0 / 61.0).abs() < 1e-12);
    }
}
