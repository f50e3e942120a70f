//! Finding and masking.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::types::ByteSpan;

use super::digits::Digits;
use super::{PersonalData, card, email, iban, nir, phone};

/// What finds one kind of personal data.
type Detector = fn(&Digits<'_>) -> Vec<Range<usize>>;

/// The detectors, the one to believe first where two overlap: a checksum proves more than a shape.
const DETECTORS: &[(PersonalData, Detector)] = &[
    (PersonalData::Email, email::find),
    (PersonalData::Iban, iban::find),
    (PersonalData::Nir, nir::find),
    (PersonalData::Card, card::find),
    (PersonalData::Phone, phone::find),
];

/// The fewest digits that a number worth masking has.
const FEWEST_DIGITS: usize = 8;

/// Passes over a text. A mask may bare a number that its neighbour hid, so one pass is not always enough;
/// texts that need a third one are made up, and the bound keeps the time linear for them too.
const PASSES: usize = 8;

/// A piece of personal data in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// What it is.
    pub kind: PersonalData,
    /// Where it stands: in the text looked at for [`find`], in the masked text for [`mask`].
    pub span: ByteSpan,
}

/// A text without the personal data that was found in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Masked {
    /// The text, a token such as `⟦TEL⟧` in the place of each piece of personal data.
    pub text: String,
    /// The tokens, in the order of the text.
    pub found: Vec<Found>,
}

impl Masked {
    /// How many pieces of each kind were masked; kinds not found are absent.
    pub fn counts(&self) -> BTreeMap<PersonalData, u64> {
        let mut counts = BTreeMap::new();
        for found in &self.found {
            *counts.entry(found.kind).or_insert(0) += 1;
        }
        counts
    }
}

/// Replaces every piece of personal data of `text` by the token of its kind.
///
/// Brackets `⟦` and `⟧` that the text already holds become `[` and `]`, so that a token in the result is always
/// ours. Nothing is left to find in the result: `find(&mask(text).text)` is empty.
pub fn mask(text: &str) -> Masked {
    let mut text = text.replace('⟦', "[").replace('⟧', "]");
    for _ in 0..PASSES {
        let personal = find(&text);
        if personal.is_empty() {
            break;
        }
        text = replaced(&text, &personal);
    }
    let found = tokens(&text);
    Masked { text, found }
}

/// Finds the personal data of `text`, in the order of the text, without overlap.
pub fn find(text: &str) -> Vec<Found> {
    let digits = Digits::of(text);
    let numbers = digits.count() >= FEWEST_DIGITS;
    let mut taken: BTreeMap<usize, (usize, PersonalData)> = BTreeMap::new();
    for &(kind, detector) in DETECTORS {
        if numbers || kind == PersonalData::Email {
            for span in detector(&digits) {
                let free = taken
                    .range(..span.end)
                    .next_back()
                    .is_none_or(|(_, &(end, _))| end <= span.start);
                if free {
                    taken.insert(span.start, (span.end, kind));
                }
            }
        }
    }
    taken
        .into_iter()
        .map(|(start, (end, kind))| Found { kind, span: ByteSpan::new(start, end) })
        .collect()
}

fn replaced(text: &str, personal: &[Found]) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut from = 0;
    for found in personal {
        let Range { start, end } = found.span.range();
        masked.push_str(&text[from..start]);
        masked.push_str(found.kind.token());
        from = end;
    }
    masked.push_str(&text[from..]);
    masked
}

/// The tokens of a masked text.
fn tokens(text: &str) -> Vec<Found> {
    let at = |start: usize| {
        let kind =
            *PersonalData::ALL.iter().find(|kind| text[start..].starts_with(kind.token()))?;
        Some(Found { kind, span: ByteSpan::new(start, start + kind.token().len()) })
    };
    text.match_indices('⟦').filter_map(|(start, _)| at(start)).collect()
}
