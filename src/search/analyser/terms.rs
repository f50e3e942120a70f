//! The words of a text that can be searched.

use unicode_normalization::UnicodeNormalization as _;

use crate::text::{Word, words};
use crate::types::ByteSpan;

use super::numbers::{joins_decimals, number_sign};

/// The characters that stand for an apostrophe.
const APOSTROPHES: [char; 7] = ['\'', '’', '‘', 'ʼ', '´', '`', '′'];

/// The characters that stand for a hyphen.
const HYPHENS: [char; 3] = ['-', '\u{2010}', '\u{2011}'];

/// The French words that lose their vowel before another: they say nothing, and nobody searches for them.
const ELIDED: [&str; 13] =
    ["c", "d", "j", "jusqu", "l", "lorsqu", "m", "n", "puisqu", "qu", "quoiqu", "s", "t"];

/// What English ties to the end of a word: "the shop's", "we've".
const TIED: [&str; 6] = ["d", "ll", "m", "re", "s", "ve"];

/// Words with an apostrophe that are one all the same, beside those of the layer below.
const WHOLE: [(&str, &str); 8] = [
    ("quelqu", "un"),
    ("quelqu", "une"),
    ("grand", "mere"),
    ("grand", "meres"),
    ("grand", "rue"),
    ("entr", "acte"),
    ("entr", "aide"),
    ("rock", "n"),
];

/// What French ties to a verb or a pronoun with a hyphen: « rappelez-moi », « celui-ci » are two words.
const CLITICS: [&str; 26] = [
    "ce", "ci", "elle", "elles", "en", "il", "ils", "je", "la", "le", "les", "leur", "lui", "moi",
    "nous", "on", "t", "toi", "tu", "vous", "y", "même", "meme", "memes", "là", "mêmes",
];

/// Words that are one compound without any hyphen, by their first word, and the form under which it meets its
/// abbreviation or the compound written as one.
pub(super) const OPEN: &[(&[&str], &str)] = &[
    (&["apres", "vente"], "apresvente"),
    (&["as", "soon", "as", "possible"], "asap"),
    (&["aujourd", "hui"], "aujourdhui"),
    (&["bon", "de", "commande"], "bdc"),
    (&["carte", "bancaire"], "cb"),
    (&["conditions", "generales", "de", "vente"], "cgv"),
    (&["e", "mail"], "email"),
    (&["e", "mails"], "emails"),
    (&["frais", "de", "port"], "fdp"),
    (&["il", "te", "plait"], "stp"),
    (&["il", "vous", "plait"], "svp"),
    (&["mise", "a", "jour"], "maj"),
    (&["mises", "a", "jour"], "maj"),
    (&["mot", "de", "passe"], "mdp"),
    (&["mots", "de", "passe"], "mdp"),
    (&["quelque", "chose"], "quelquechose"),
    (&["rendez", "vous"], "rendezvous"),
    (&["service", "apres", "vente"], "sav"),
    (&["week", "end"], "weekend"),
    (&["week", "ends"], "weekends"),
];

/// The longest compound, in words: « prêt-à-porter ».
const COMPOUND: usize = 4;

/// A word that can be searched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::search) struct Term {
    /// Without case, accents, ligatures.
    pub(in crate::search) folded: String,
    /// In lower case, with its accents.
    pub(in crate::search) written: String,
    /// The compounds that begin here.
    pub(in crate::search) compounds: Vec<Compound>,
    /// Where it stands.
    pub(in crate::search) span: ByteSpan,
}

/// Several words that are one: « week-end » is `weekend` too, « mot de passe » is `mdp`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::search) struct Compound {
    /// The one word.
    pub(in crate::search) form: String,
    /// How many words it is made of.
    pub(in crate::search) words: usize,
}

/// The words of a text, without what an apostrophe ties to them (« l'appli » is `appli`, "shop's" is `shop`), nor the
/// signs that stand for masked personal data. An emoji is a word; « 12,50 » is one too.
pub(in crate::search) fn terms(text: &str) -> Vec<Term> {
    terms_of(text, &words(text))
}

/// The same from the words of the text.
pub(in crate::search) fn terms_of(text: &str, words: &[Word]) -> Vec<Term> {
    let mut cut = Cut { text, words, terms: Vec::with_capacity(words.len()), at: 0 };
    let mut next = 0;
    while next < words.len() {
        next = cut.take(next);
    }
    cut.signs(text.len());
    cut.join_compounds();
    cut.terms
}

/// A value as a filter compares it: the words of it, folded, with single spaces.
pub(in crate::search) fn fold_value(value: &str) -> String {
    let words: Vec<String> = terms(value).into_iter().map(|term| term.folded).collect();
    // A value made of signs alone is compared as it is.
    if words.is_empty() { value.trim().to_lowercase() } else { words.join(" ") }
}

struct Cut<'a> {
    text: &'a str,
    words: &'a [Word],
    terms: Vec<Term>,
    /// Up to where the text is cut.
    at: usize,
}

impl<'a> Cut<'a> {
    /// Takes the word `next`, perhaps with those that follow; gives the first word that is left.
    fn take(&mut self, next: usize) -> usize {
        let word = &self.words[next];
        self.signs(word.span.range().start);
        if self.is_masked(word) {
            self.at = word.span.range().end;
            return next + 1;
        }
        let after = self.words.get(next + 1);
        if let Some(after) = after {
            let gap = self.between(word, after);
            if is_one(gap, &APOSTROPHES) {
                return self.take_tied(next, after);
            }
            if joins_decimals(self.words, next, self.text) {
                let form = format!("{}.{}", word.folded, after.folded);
                self.push(form, word.span.cover(after.span));
                return next + 2;
            }
        }
        let is_sign = word.folded == "n" && self.after(word).starts_with('°');
        if is_sign
            && after.is_some_and(|after| after.folded.starts_with(|c: char| c.is_ascii_digit()))
        {
            self.at = word.span.range().end;
            return next + 1;
        }
        if ELIDED.contains(&word.folded.as_str()) && self.after(word).starts_with(APOSTROPHES) {
            self.at = word.span.range().end;
            return next + 1;
        }
        let form = number_sign(&word.folded).unwrap_or(&word.folded).to_owned();
        self.push(form, word.span);
        next + 1
    }

    /// Takes a word that an apostrophe ties to the one after it.
    fn take_tied(&mut self, next: usize, after: &Word) -> usize {
        let word = &self.words[next];
        let pair = (word.folded.as_str(), after.folded.as_str());
        if WHOLE.contains(&pair) {
            self.push(format!("{}{}", pair.0, pair.1), word.span.cover(after.span));
            return next + 2;
        }
        // "don't" is one word, which is often written `dont`.
        if pair.1 == "t" && word.folded.ends_with('n') && word.folded.len() > 2 {
            self.push(format!("{}t", pair.0), word.span.cover(after.span));
            return next + 2;
        }
        if ELIDED.contains(&pair.0) {
            self.at = word.span.range().end;
            return next + 1;
        }
        let form = number_sign(&word.folded).unwrap_or(&word.folded).to_owned();
        self.push(form, word.span);
        if TIED.contains(&pair.1) {
            self.at = after.span.range().end;
            return next + 2;
        }
        next + 1
    }

    fn push(&mut self, folded: String, span: ByteSpan) {
        let written = span.of(self.text);
        let written = if written.is_ascii() {
            written.to_ascii_lowercase()
        } else {
            written.nfc().collect::<String>().to_lowercase()
        };
        self.at = span.range().end;
        self.terms.push(Term { folded, written, compounds: Vec::new(), span });
    }

    /// Takes the emojis up to `end`.
    fn signs(&mut self, end: usize) {
        let start = self.at.min(end);
        for (offset, sign) in self.text[start..end].char_indices() {
            if is_emoji(sign) {
                let from = start + offset;
                let span = ByteSpan::new(from, from + sign.len_utf8());
                let form = sign.to_string();
                let written = form.clone();
                self.terms.push(Term { folded: form, written, compounds: Vec::new(), span });
            }
        }
        self.at = self.at.max(end);
    }

    fn between(&self, word: &Word, after: &Word) -> &'a str {
        self.text.get(word.span.range().end..after.span.range().start).unwrap_or("")
    }

    fn after(&self, word: &Word) -> &'a str {
        self.text.get(word.span.range().end..).unwrap_or("")
    }

    /// Whether a word is the sign of masked personal data, ⟦EMAIL⟧.
    fn is_masked(&self, word: &Word) -> bool {
        let before = self.text.get(..word.span.range().start).unwrap_or("");
        before.ends_with('⟦') && self.after(word).starts_with('⟧')
    }

    /// Notes the compounds at the word that each begins with.
    fn join_compounds(&mut self) {
        let mut start = 0;
        while start < self.terms.len() {
            let mut end = start;
            while end + 1 < self.terms.len() && self.is_hyphened(end) {
                end += 1;
            }
            let chain = &self.terms[start..=end];
            let last = chain[chain.len() - 1].folded.as_str();
            if (2..=COMPOUND).contains(&chain.len()) && !CLITICS.contains(&last) {
                let form = chain.iter().map(|term| term.folded.as_str()).collect();
                let words = chain.len();
                self.terms[start].compounds.push(Compound { form, words });
            }
            start = end + 1;
        }
        for start in 0..self.terms.len() {
            let here = || self.terms[start..].iter().map(|term| term.folded.as_str());
            let found: Vec<_> = beginning_with(&self.terms[start].folded)
                .filter(|(parts, _)| here().take(parts.len()).eq(parts.iter().copied()))
                .collect();
            for (parts, form) in found {
                self.note(start, form, parts.len());
            }
        }
    }

    fn note(&mut self, at: usize, form: &str, words: usize) {
        let compounds = &mut self.terms[at].compounds;
        if compounds.iter().all(|compound| compound.form != form) {
            compounds.push(Compound { form: form.to_owned(), words });
        }
    }

    /// Whether a hyphen stands between the term at `at` and the next one.
    fn is_hyphened(&self, at: usize) -> bool {
        let (left, right) = (&self.terms[at], &self.terms[at + 1]);
        let gap = self.text.get(left.span.range().end..right.span.range().start);
        gap.is_some_and(|gap| is_one(gap, &HYPHENS))
    }
}

/// The compounds of [`OPEN`] that begin with a word.
fn beginning_with(
    first: &str,
) -> impl Iterator<Item = &'static (&'static [&'static str], &'static str)> {
    let from = OPEN.partition_point(|(parts, _)| parts[0] < first);
    OPEN[from..].iter().take_while(move |(parts, _)| parts[0] == first)
}

/// Whether `gap` is one of these characters and nothing else.
fn is_one(gap: &str, characters: &[char]) -> bool {
    let mut inside = gap.chars();
    matches!((inside.next(), inside.next()), (Some(one), None) if characters.contains(&one))
}

/// Whether a sign is a pictogram that customers write as they write a word. Skin tones, variation selectors and the
/// joiners of compound emojis are not: « 👍🏽 » is `👍`.
fn is_emoji(sign: char) -> bool {
    matches!(u32::from(sign),
        0x203C | 0x2049 | 0x2139 | 0x231A..=0x231B | 0x23E9..=0x23FA | 0x2600..=0x27BF | 0x2B05..=0x2B55
        | 0x1F000..=0x1F3FA | 0x1F400..=0x1FAFF)
}
