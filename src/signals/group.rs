//! Features told by the same feedback are one alert.

use super::features::Features;

/// Of the smaller of two sets of feedback, the share inside the larger one that makes them one subject.
const CONTAINED: f64 = 0.7;

use crate::stats::float_len;

/// Some features with the feedback that say them.
#[derive(Clone, Debug)]
pub(super) struct Group {
    /// The features, the strongest first.
    pub(super) features: Vec<u32>,
    /// The feedback that say at least one of them, sorted.
    pub(super) members: Vec<usize>,
}

/// Groups features, given strongest first with their sorted feedback. Two are one where the feedback of
/// both are at least `overlap` of those of either (Jaccard), or where, both being words, one is nearly
/// inside the other. The groups come by their strongest feature.
pub(super) fn group(features: &Features, found: &[(u32, Vec<usize>)], overlap: f64) -> Vec<Group> {
    let mut parents: Vec<usize> = (0..found.len()).collect();
    for later in 0..found.len() {
        for earlier in 0..later {
            let (one, other) = (&found[earlier], &found[later]);
            let words = [one.0, other.0].iter().all(|&id| features.name(id).class().is_open());
            if joined(&one.1, &other.1, overlap, words) {
                let (a, b) = (root(&parents, earlier), root(&parents, later));
                // The strongest feature stays the root.
                parents[a.max(b)] = a.min(b);
            }
        }
    }
    let mut groups: Vec<(usize, Group)> = Vec::new();
    for (at, (feature, members)) in found.iter().enumerate() {
        let root = root(&parents, at);
        if let Some((_, group)) = groups.iter_mut().find(|(of, _)| *of == root) {
            group.features.push(*feature);
            group.members.extend(members);
        } else {
            groups.push((root, Group { features: vec![*feature], members: members.clone() }));
        }
    }
    groups.into_iter().map(|(_, group)| sorted(group)).collect()
}

fn sorted(mut group: Group) -> Group {
    group.members.sort_unstable();
    group.members.dedup();
    group
}

fn root(parents: &[usize], mut at: usize) -> usize {
    while parents[at] != at {
        at = parents[at];
    }
    at
}

fn joined(one: &[usize], other: &[usize], overlap: f64, words: bool) -> bool {
    let common = float_len(common(one, other));
    let union = float_len(one.len() + other.len()) - common;
    let smaller = float_len(one.len().min(other.len()));
    common > 0.0 && (common >= overlap * union || (words && common >= CONTAINED * smaller))
}

/// How many elements two sorted lists share.
pub(super) fn common(one: &[usize], other: &[usize]) -> usize {
    let (mut i, mut j, mut count) = (0, 0, 0);
    while let (Some(a), Some(b)) = (one.get(i), other.get(j)) {
        i += usize::from(a <= b);
        j += usize::from(b <= a);
        count += usize::from(a == b);
    }
    count
}

#[cfg(test)]
mod tests {
    use super::super::features::{Feature, Side};
    use super::*;
    use crate::types::Touchpoint;

    #[test]
    fn words_of_the_same_feedback_are_one_alert() {
        let mut features = Features::default();
        features.names = vec![
            Feature::Stem("coli".to_owned()),
            Feature::Stem("ouvert".to_owned()),
            Feature::Stem("caiss".to_owned()),
            Feature::Touchpoint(Touchpoint::Delivery, Side::Complaint),
        ];
        let found = [
            (0, vec![1, 2, 3, 4, 5, 6]),
            (2, vec![7, 8, 9]),
            (1, vec![2, 3, 4]),
            // A touchpoint that holds all the words, and much more, is another finding.
            (3, (0..40).collect()),
        ];
        let groups = group(&features, &found, 0.4);
        let ids: Vec<&[u32]> = groups.iter().map(|group| group.features.as_slice()).collect();
        assert_eq!(ids, [&[0, 1][..], &[2], &[3]]);
        assert_eq!(groups[0].members, [1, 2, 3, 4, 5, 6]);
    }

    #[test]
    fn common_elements_are_counted() {
        assert_eq!(common(&[1, 3, 5, 9], &[2, 3, 9, 12]), 2);
        assert_eq!(common(&[], &[2]), 0);
    }
}
