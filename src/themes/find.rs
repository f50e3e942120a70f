//! Themes found in feedback, with those already known.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use rayon::prelude::*;

use super::ThemeSettings;
use super::anchor::Anchor;
use super::book::{Book, Change, Event, Theme};
use super::corpus::Corpus;
use super::state::State;
use super::telling::{as_written, counts, telling};
use crate::assets::WordVectors;
use crate::types::ByteSpan;

pub use super::corpus::Said;

/// How often births, merges and splits are looked for in turn. They settle in two or three.
const ROUNDS: usize = 8;

/// How many words make the name of a theme.
const NAME: usize = 3;

/// The themes of some feedback.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The themes that any feedback tells, the most told first.
    pub themes: Vec<FoundTheme>,
    /// How many feedback tell a theme, or are claimed.
    pub covered: u64,
    /// How many say anything that could be of a theme, or are claimed.
    pub telling: u64,
    /// What is to be known at the next run.
    pub book: Book,
    /// How many of the events of the book are of this run: the last ones.
    pub events: usize,
}

/// A theme with the feedback that tell it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundTheme {
    /// Its number in the book.
    pub id: u32,
    /// The places of the feedback, in order.
    pub members: Vec<u32>,
    /// The sentences at its heart, as places of feedback and spans: the nearest to its anchors first, no two of the
    /// same words.
    pub quotes: Vec<(u32, ByteSpan)>,
}

/// Finds the themes of some feedback: each sentence is of the known theme that it is nearest to, and what is near to
/// none may be of one that is born.
///
/// The same sentences get the same themes, in whatever order and however many feedback are given. A second run on the
/// same feedback with the book of the first changes nothing in it. Claimed feedback count as covered, and are not
/// looked into.
pub fn find(
    said: &[Said<'_>],
    known: Book,
    vectors: &WordVectors,
    settings: &ThemeSettings,
) -> Found {
    let corpus = Corpus::new(said, vectors, settings);
    let mut state = State::new(&corpus, &known, settings);
    for _ in 0..ROUNDS {
        let born = state.births();
        let merged = state.merges();
        let split = state.splits();
        if !born && !merged && !split {
            break;
        }
    }
    let told = Told::new(&state);
    let before = known.events.len();
    let mut book = known;
    let ids = told.write(&state, said, &mut book);
    let claimed = said.iter().filter(|one| one.claimed).count();
    let mut themes: Vec<FoundTheme> = (0..ids.len())
        .map(|at| FoundTheme {
            id: ids[at],
            members: told.members[at].iter().copied().collect(),
            quotes: told.quotes(at, &corpus, settings.quotes),
        })
        .filter(|theme| !theme.members.is_empty())
        .collect();
    themes.sort_by_key(|theme| (Reverse(theme.members.len()), theme.id));
    let covered: BTreeSet<u32> = told.members.iter().flatten().copied().collect();
    Found {
        themes,
        covered: (covered.len() + claimed) as u64,
        telling: (corpus.telling() + claimed) as u64,
        events: book.events.len() - before,
        book,
    }
}

/// What each theme is told by.
struct Told {
    /// For each theme its texts, with how near they are.
    texts: Vec<Vec<(usize, i32)>>,
    /// For each theme its feedback.
    members: Vec<BTreeSet<u32>>,
}

impl Told {
    fn new(state: &State<'_>) -> Self {
        let all: Vec<_> = (0..state.corpus.texts.len())
            .into_par_iter()
            .map(|text| state.theme_of(text))
            .collect();
        let mut texts = vec![Vec::new(); state.themes.len()];
        for (text, theme) in all.into_iter().enumerate() {
            if let Some((theme, near)) = theme {
                texts[theme].push((text, near));
            }
        }
        let members =
            |own: &Vec<(usize, i32)>| state.corpus.feedback(own.iter().map(|&(text, _)| text));
        Self { members: texts.iter().map(members).collect(), texts }
    }

    /// Writes the themes and what became of them into the book; gives their numbers.
    fn write(&self, state: &State<'_>, said: &[Said<'_>], book: &mut Book) -> Vec<u32> {
        let words = self.words(state, said);
        let last = said.iter().filter_map(|one| one.on).max();
        for &(part, whole) in &state.merged {
            if let Some(theme) = book.themes.iter_mut().find(|theme| theme.id == part) {
                theme.merged_into = Some(whole);
                theme.anchors.clear();
            }
            book.events.push(Event {
                on: last,
                change: Change::Merge,
                theme: part,
                into: Some(whole),
            });
        }
        let mut ids = Vec::new();
        for (at, draft) in state.themes.iter().enumerate() {
            let anchors = draft.anchors.iter().cloned().map(Anchor).collect();
            let words = words[at].clone();
            if let Some(id) = draft.known {
                if let Some(theme) = book.themes.iter_mut().find(|theme| theme.id == id) {
                    theme.anchors = anchors;
                    if !words.is_empty() {
                        theme.words = words;
                    }
                }
                ids.push(id);
                continue;
            }
            let id = book.themes.iter().map(|theme| theme.id).max().unwrap_or(0).saturating_add(1);
            let born = self.enough_on(at, said, state.enough());
            let name = name(&words, book);
            book.themes.push(Theme { id, name, words, born, merged_into: None, anchors });
            book.events.push(match draft.part_of {
                Some(theme) => Event { on: born, change: Change::Split, theme, into: Some(id) },
                None => Event { on: born, change: Change::Birth, theme: id, into: None },
            });
            ids.push(id);
        }
        ids
    }

    /// The day of the feedback that made a theme's enough.
    fn enough_on(&self, at: usize, said: &[Said<'_>], enough: u64) -> Option<Date> {
        let mut days: Vec<Date> =
            self.members[at].iter().filter_map(|&one| said[one as usize].on).collect();
        days.sort_unstable();
        days.get(usize::try_from(enough).ok()?.checked_sub(1)?).copied()
    }

    /// The most telling words of each theme, as they are written.
    fn words(&self, state: &State<'_>, said: &[Said<'_>]) -> Vec<Vec<String>> {
        let of_all = counts(state.corpus, 0..state.corpus.texts.len());
        let folded: Vec<Vec<String>> = self
            .texts
            .par_iter()
            .map(|own| {
                let own: Vec<usize> = own.iter().map(|&(text, _)| text).collect();
                telling(state.corpus, &of_all, &own, state.settings.words)
            })
            .collect();
        let written: BTreeMap<String, String> =
            as_written(said, &folded.iter().flatten().cloned().collect());
        let write = |word: String| written.get(&word).cloned().unwrap_or(word);
        folded.into_iter().map(|words| words.into_iter().map(write).collect()).collect()
    }

    /// The sentences nearest to a theme, the first feedback that says each.
    fn quotes(&self, at: usize, corpus: &Corpus, most: usize) -> Vec<(u32, ByteSpan)> {
        let mut nearest = self.texts[at].clone();
        nearest.sort_by_key(|&(text, near)| (Reverse(near), text));
        let first = |(text, _): (usize, i32)| {
            let feedback = *corpus.texts.given[text].first()?;
            let from = corpus.sentences.partition_point(|one| one.feedback < feedback);
            let text = u32::try_from(text).ok()?;
            let own = corpus.sentences[from..].iter().find(|one| one.text == text)?;
            Some((feedback, own.span))
        };
        nearest.into_iter().filter_map(first).take(most).collect()
    }
}

/// A name of a few words that no theme of the book bears, with a number where it must.
fn name(words: &[String], book: &Book) -> String {
    let plain = words.iter().take(NAME).map(String::as_str).collect::<Vec<_>>().join(" · ");
    let taken = |name: &str| book.themes.iter().any(|theme| theme.name == name);
    let numbered = (2..).map(|number| format!("{plain} ({number})"));
    std::iter::once(plain.clone()).chain(numbered).find(|name| !taken(name)).unwrap_or(plain)
}
