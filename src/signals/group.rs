//! Features told by the same feedback are one alert.

use super::said::Said;
use crate::stats::float_len;

/// Of the smaller of two sets of feedback, the share inside the larger one that makes them one subject.
const CONTAINED: f64 = 0.7;

/// Of the feedback that say a feature, the share that a story must hold for it to be able to tell it.
const SHARED: f64 = 0.25;

/// Some features with the feedback that say them.
#[derive(Clone, Debug)]
pub(super) struct Group {
    /// The features, the strongest first.
    pub(super) features: Vec<u32>,
    /// The feedback that say at least one of them, sorted.
    pub(super) members: Vec<u32>,
}

/// Groups features, given strongest first with their sorted feedback. A feature joins the first group
///
/// - with one of whose features it shares at least `overlap` of the feedback of either (Jaccard), or, both
///   being words, inside which it nearly stands, or which nearly stands inside it;
/// - or a quarter of whose feedback, or of its own, they share, and that `explains` it: set the feedback of
///   the group aside and nothing remains to be told.
///
/// Groups never merge afterwards, so that a chain of neighbours does not make one subject of everything.
/// They come by their strongest feature.
pub(super) fn group(
    said: &Said,
    found: &[(u32, Vec<u32>)],
    overlap: f64,
    explains: &dyn Fn(&Group, usize) -> bool,
) -> Vec<Group> {
    let mut groups: Vec<(Group, Vec<usize>)> = Vec::new();
    for (at, (feature, members)) in found.iter().enumerate() {
        let same = |(group, held): &(Group, Vec<usize>)| {
            let near = |&other: &usize| near(said, &found[other], &found[at], overlap);
            held.iter().any(near) || (shares(&group.members, members) && explains(group, at))
        };
        if let Some(home) = groups.iter().position(same) {
            let (group, held) = &mut groups[home];
            group.features.push(*feature);
            group.members.extend(members);
            group.members.sort_unstable();
            group.members.dedup();
            held.push(at);
        } else {
            let group = Group { features: vec![*feature], members: members.clone() };
            groups.push((group, vec![at]));
        }
    }
    groups.into_iter().map(|(group, _)| group).collect()
}

fn near(said: &Said, one: &(u32, Vec<u32>), other: &(u32, Vec<u32>), overlap: f64) -> bool {
    let words = [one.0, other.0].iter().all(|&id| said.name(id).class().is_open());
    let common = float_len(common(&one.1, &other.1));
    let union = float_len(one.1.len() + other.1.len()) - common;
    let smaller = float_len(one.1.len().min(other.1.len()));
    common > 0.0 && (common >= overlap * union || (words && common >= CONTAINED * smaller))
}

/// Whether two sets of feedback share a quarter of the smaller one.
pub(super) fn shares(one: &[u32], other: &[u32]) -> bool {
    let smaller = float_len(one.len().min(other.len()));
    float_len(common(one, other)) >= (SHARED * smaller).max(1.0)
}

/// How many elements two sorted lists share.
pub(super) fn common(one: &[u32], other: &[u32]) -> usize {
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
    use std::collections::BTreeSet;

    use super::super::feature::{Feature, Side};
    use super::*;
    use crate::types::Touchpoint;

    fn ids(groups: &[Group]) -> Vec<&[u32]> {
        groups.iter().map(|group| group.features.as_slice()).collect()
    }

    #[test]
    fn words_of_the_same_feedback_are_one_alert() {
        let spoken = ["caiss", "coli", "ouvert"].into_iter().collect();
        let complaint = Feature::Touchpoint(Touchpoint::Delivery, Side::Complaint);
        let said = Said::build(&spoken, [(complaint, Vec::new())].into(), &BTreeSet::new());
        let found = [
            (1, vec![1, 2, 3, 4, 5, 6]),
            (0, vec![7, 8, 9]),
            (2, vec![2, 3, 4]),
            // A touchpoint that holds all the words, and much more, is another finding.
            (3, (0..40).collect()),
        ];
        let groups = group(&said, &found, 0.4, &|_, _| false);
        assert_eq!(ids(&groups), [&[1, 2][..], &[0], &[3]]);
        assert_eq!(groups[0].members, [1, 2, 3, 4, 5, 6]);
        // Unless nothing remains of it without them.
        let groups = group(&said, &found, 0.4, &|_, _| true);
        assert_eq!(ids(&groups), [&[1, 2, 3][..], &[0]]);
    }

    #[test]
    fn common_elements_are_counted() {
        assert_eq!(common(&[1, 3, 5, 9], &[2, 3, 9, 12]), 2);
        assert_eq!(common(&[], &[2]), 0);
    }
}
