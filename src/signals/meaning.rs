//! The groups of like meaning among what a report counts.

use super::SignalSettings;
use super::copies::keys;
use super::quoted::Texts as _;
use super::said::Said;
use super::weeks::{Row, Timeline, Week};
use crate::assets::WordVectors;
use crate::themes::{ThemeSettings, groups};
use crate::types::Dataset;

/// What groups of like meaning are made with.
#[derive(Clone, Copy)]
pub struct Meaning<'a> {
    /// What words mean.
    pub vectors: &'a WordVectors,
    /// How groups are made.
    pub settings: &'a ThemeSettings,
}

/// The feedback among which groups are made, by their place, sorted: those of the last weeks that count. Of more than
/// can be compared, as many drawn by a hash of their words, whatever their day.
pub(super) fn compared(said: &Said, timeline: &Timeline, weeks: Week, most: usize) -> Vec<u32> {
    let rows = timeline.between(timeline.last - weeks, timeline.last);
    let mut places: Vec<u32> = rows.iter().map(|row: &Row| row.index).collect();
    if places.len() > most {
        let keys = keys(said);
        let key = |&place: &u32| {
            let own = said.features_of(place as usize).iter().map(|&id| keys[id as usize]);
            own.fold(0, u64::wrapping_add)
        };
        places.sort_by_cached_key(|place| (key(place), *place));
        places.truncate(most);
    }
    places.sort_unstable();
    places
}

/// What the feedback of a dataset say, with the groups of like meaning among those that a report at the end of a timeline
/// counts: with [`super::rises`], what [`super::Watch`] does with meaning.
pub fn in_meaning(
    said: &Said,
    timeline: &Timeline,
    dataset: &Dataset,
    settings: &SignalSettings,
    meaning: Meaning<'_>,
) -> Said {
    let places = compared(said, timeline, looked_at(settings), meaning.settings.most_texts);
    let Ok(texts) = dataset.fetch(&places);
    with_meaning(said, &places, &texts, meaning)
}

/// How many weeks a report looks at, the longest window and what it is compared with.
pub(super) fn looked_at(settings: &SignalSettings) -> Week {
    let longest = settings.windows.iter().max().copied().unwrap_or(0);
    let weeks = Week::try_from(settings.baseline_weeks.saturating_add(longest));
    weeks.unwrap_or(Week::MAX / 4)
}

/// What feedback say, with the groups of meaning of some of them, whose texts are given in the order of `places`.
pub(super) fn with_meaning(
    said: &Said,
    places: &[u32],
    texts: &Dataset,
    meaning: Meaning<'_>,
) -> Said {
    let texts: Vec<&str> = texts.iter().map(|one| one.feedback.text.as_str()).collect();
    let found = groups(&texts, meaning.vectors, meaning.settings);
    let of_corpus = |members: &Vec<u32>| -> Vec<u32> {
        members.iter().map(|&at| places[at as usize]).collect()
    };
    let found: Vec<Vec<u32>> = found.iter().map(|group| of_corpus(&group.members)).collect();
    said.with_themes(found.iter().map(Vec::as_slice))
}
