//! Groups of like meaning, in which the scan of weak signals counts.
//!
//! An issue that customers tell without a common word is seen by no word; but its feedback lie near each other in the
//! space of the vectors of words. Each text is the centre of a few groups: itself and the nearest texts, few or more
//! of them. Fixed numbers rather than a fixed distance, so that a group says the same in a dense part of the space
//! and in a sparse one. Groups around words are added, for what is said in passing.
//!
//! The groups look at no date: they are a symmetric function of all texts given, so that under no change each of
//! their texts is as likely to be of any week, and the exact test of the scan holds for them as for a word. There are
//! as many groups as texts, times the sizes: that costs little, for what must be beaten grows with the logarithm of
//! their number, and it leaves nothing to chance, neither seeds nor starts.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::ThemeSettings;
use super::nearest::nearest;
use super::synonyms::synonyms;
use super::texts::{Texts, full_key};
use crate::assets::WordVectors;
use crate::text::words;

/// Texts of like meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Where its texts were given, in order: each text with all those of the same words.
    pub members: Vec<u32>,
}

/// The groups of like meaning of some texts: the same whatever the order in which they are given, but for the places.
///
/// Give all the texts that a scan counts, of its windows and of the weeks before, and no others. Texts of the same
/// words are in the same groups; texts with too few content words ([`ThemeSettings::fewest_words`]) are in none.
/// Groups of the same members are one.
///
/// ```
/// use vigie::assets::WordVectors;
/// use vigie::themes::{ThemeSettings, groups};
///
/// let texts = ["colis arrivé cassé hier", "paquet livré abîmé", "conseillère très aimable", "merci"];
/// let settings = ThemeSettings { group_sizes: vec![2], ..ThemeSettings::default() };
/// let found = groups(&texts, &WordVectors::embedded()?, &settings);
/// assert_eq!(found[0].members, [0, 1]);
/// # Ok::<(), vigie::assets::AssetError>(())
/// ```
pub fn groups(texts: &[&str], vectors: &WordVectors, settings: &ThemeSettings) -> Vec<Group> {
    let keys: Vec<Option<String>> = texts
        .par_iter()
        .map(|text| full_key(text, &words(text), &settings.stop_words, settings.fewest_words))
        .collect();
    let keys = (0..).zip(keys).filter_map(|(place, key)| Some((place, key?)));
    let texts = Texts::new(keys, settings.most_texts, vectors);
    let around_texts = around(&texts, settings);
    let around_words = synonyms(&texts, vectors, settings);
    let mut known: BTreeSet<Vec<u32>> = BTreeSet::new();
    let mut all = Vec::new();
    for group in around_texts.into_iter().chain(around_words) {
        let given = group.iter().flat_map(|&text| texts.given[text as usize].iter().copied());
        let mut members: Vec<u32> = given.collect();
        members.sort_unstable();
        if known.insert(members.clone()) {
            all.push(Group { members });
        }
    }
    all
}

/// Each text with those nearest to it.
fn around(texts: &Texts, settings: &ThemeSettings) -> Vec<Vec<u32>> {
    let sizes: BTreeSet<usize> =
        settings.group_sizes.iter().copied().filter(|&size| size > 1).collect();
    let nearest = nearest(&texts.directions, sizes.last().copied().unwrap_or(0));
    let of_size = |size: usize| {
        let nearest = nearest.iter().filter(move |near| !near.is_empty());
        nearest.map(move |near| near.iter().copied().take(size).collect())
    };
    sizes.into_iter().flat_map(of_size).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Sentences on a few subjects, in many words.
    const SAID: [&str; 12] = [
        "colis arrivé cassé et carton déchiré",
        "paquet livré abîmé, emballage ouvert",
        "produit endommagé pendant le transport",
        "remboursement toujours attendu sur mon compte",
        "rendez mon argent, virement jamais fait",
        "avoir refusé, chèque perdu par la banque",
        "conseillère aimable au téléphone",
        "vendeuse souriante et patiente en magasin",
        "équipe serviable, accueil chaleureux",
        "application lente qui plante au démarrage",
        "site en erreur, connexion impossible",
        "mot de passe refusé, page blanche",
    ];

    fn settings(sizes: &[usize]) -> ThemeSettings {
        ThemeSettings { group_sizes: sizes.to_vec(), ..ThemeSettings::default() }
    }

    /// The groups with texts for places, in order.
    fn told(texts: &[&str], sizes: &[usize]) -> Vec<Vec<String>> {
        let vectors = WordVectors::embedded().unwrap();
        let text = |&at: &u32| texts[at as usize].to_owned();
        let members = |group: Group| {
            let mut members: Vec<String> = group.members.iter().map(text).collect();
            members.sort();
            members
        };
        groups(texts, &vectors, &settings(sizes)).into_iter().map(members).collect()
    }

    #[test]
    fn what_is_told_in_other_words_is_grouped() {
        let groups = told(&SAID, &[3]);
        let together = |places: [usize; 3]| {
            let mut texts = places.map(|at| SAID[at].to_owned());
            texts.sort();
            groups.iter().any(|group| *group == texts)
        };
        assert!(together([0, 1, 2]), "{groups:#?}");
        assert!(together([9, 10, 11]), "{groups:#?}");
    }

    #[test]
    fn the_same_words_are_in_the_same_groups() {
        let mut texts = SAID.to_vec();
        texts.extend(["Cassé et carton arrivé ; colis déchiré !", "RAS", ""]);
        let vectors = WordVectors::embedded().unwrap();
        let stop_words = ["le", "et"].into_iter().map(str::to_owned).collect();
        let settings = ThemeSettings { stop_words, ..settings(&[2, 4]) };
        for group in groups(&texts, &vectors, &settings) {
            assert_eq!(group.members.contains(&0), group.members.contains(&12));
            assert!(group.members.iter().all(|&at| at < 13), "what says nothing is in none");
        }
    }

    #[test]
    fn nothing_is_grouped_without_texts_or_sizes() {
        let vectors = WordVectors::embedded().unwrap();
        assert_eq!(groups(&[], &vectors, &settings(&[16])), []);
        assert_eq!(groups(&SAID, &vectors, &settings(&[])), []);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(16))]
        #[test]
        fn the_order_of_the_texts_changes_no_group(
            order in Just((0..SAID.len()).collect::<Vec<_>>()).prop_shuffle(),
        ) {
            let shuffled: Vec<&str> = order.iter().map(|&at| SAID[at]).collect();
            prop_assert_eq!(told(&shuffled, &[2, 3, 5]), told(&SAID, &[2, 3, 5]));
        }
    }
}
