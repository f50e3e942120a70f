//! Lexicons: cues of one or more words, found in the words of a text.

use rustc_hash::FxHashMap;

use super::pattern::{Pattern, Start, numbered};
use super::words::Word;
use crate::types::ByteSpan;

/// A line of a lexicon that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line} of the lexicon {fault}")]
pub struct LexiconError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub fault: String,
}

/// A cue found in a text.
#[derive(Clone, Debug, PartialEq)]
pub struct Cue<'a> {
    /// The cue as the lexicon writes it.
    pub cue: &'a str,
    /// What it stands for.
    pub label: &'a str,
    /// How sure or how strong it is, 0 to 1.
    pub weight: f32,
    /// The first word and one past the last.
    pub words: std::ops::Range<usize>,
    /// The bytes of the text that it covers.
    pub span: ByteSpan,
}

#[derive(Clone, Debug, PartialEq)]
struct Entry {
    cue: String,
    label: String,
    weight: f32,
    pattern: Pattern,
}

/// A list of cues with what they stand for.
///
/// A cue is a sequence of words; `*` at the end of a word means any ending, `…` between two words a gap
/// of up to three words, `#` in a word a number in digits, `(one|another|)` a choice. Matching ignores case
/// and accents and never crosses the end of a sentence; among cues of one label the longest wins.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lexicon {
    entries: Vec<Entry>,
    by_word: FxHashMap<String, Vec<usize>>,
    by_prefix: FxHashMap<String, Vec<usize>>,
    /// The lengths of the prefixes in bytes, each at its bit: most words are of none, and need not be looked up.
    prefix_lengths: u64,
}

impl Lexicon {
    /// Reads a lexicon: a header, then lines of `cue`, `label` and `weight` separated by tabs. A line that
    /// begins with `#` and holds no tab is a comment.
    ///
    /// # Errors
    ///
    /// When a line lacks a field, or its cue or weight cannot be read.
    pub fn parse(tsv: &str) -> Result<Self, LexiconError> {
        let mut lexicon = Self::default();
        let lines = tsv.lines().enumerate().map(|(at, line)| (at + 1, line));
        let mut lines = lines.filter(|(_, line)| !is_comment(line) && !line.trim().is_empty());
        match lines.next() {
            None | Some((_, "cue\tlabel\tweight")) => {}
            Some((line, _)) => {
                let fault = "should be the header `cue`, `label`, `weight`".to_owned();
                return Err(LexiconError { line, fault });
            }
        }
        for (line, text) in lines {
            let entry = parse_entry(text).map_err(|fault| LexiconError { line, fault })?;
            lexicon.add(entry);
        }
        Ok(lexicon)
    }

    /// Adds the cues of another part of the lexicon after its own.
    pub fn extend(&mut self, part: Self) {
        for entry in part.entries {
            self.add(entry);
        }
    }

    fn add(&mut self, entry: Entry) {
        let at = self.entries.len();
        for start in entry.pattern.starts() {
            let known = match start {
                Start::Word(form) => self.by_word.entry(form).or_default(),
                Start::Prefix(form) => {
                    self.prefix_lengths |= length_bit(form.len());
                    self.by_prefix.entry(form).or_default()
                }
            };
            if known.last() != Some(&at) {
                known.push(at);
            }
        }
        self.entries.push(entry);
    }

    /// How many cues it holds.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it holds no cue.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The cues with their labels and weights, in the order of the file.
    pub fn entries(&self) -> impl Iterator<Item = (&str, &str, f32)> {
        self.entries.iter().map(|entry| (entry.cue.as_str(), entry.label.as_str(), entry.weight))
    }

    /// Whether a folded word is by itself a cue of the lexicon.
    pub fn has_word(&self, form: &str) -> bool {
        self.by_word
            .get(form)
            .is_some_and(|entries| entries.iter().any(|&at| self.entries[at].pattern.is_one_word()))
    }

    /// Whether a folded word is a cue of one word, or begins as one.
    pub fn knows(&self, form: &str) -> bool {
        let alone =
            |entries: &Vec<usize>| entries.iter().any(|&at| self.entries[at].pattern.is_one_word());
        self.by_word.get(form).is_some_and(alone)
            || self
                .prefixes(form)
                .any(|(prefix, entries)| prefix.chars().count() >= 3 && alone(entries))
    }

    /// The beginnings of a word that cues begin with, with these cues.
    fn prefixes<'a>(&'a self, form: &'a str) -> impl Iterator<Item = (&'a str, &'a Vec<usize>)> {
        let ends = form.char_indices().skip(1).map(|(end, _)| end).chain([form.len()]);
        let likely = ends.filter(|&end| self.prefix_lengths & length_bit(end) != 0);
        likely.filter_map(|end| Some((&form[..end], self.by_prefix.get(&form[..end])?)))
    }

    /// The label of a text that is, as a whole, one cue.
    pub fn whole(&self, words: &[Word]) -> Option<&str> {
        let cues = self.find(words);
        cues.iter().find(|cue| cue.words == (0..words.len())).map(|cue| cue.label)
    }

    /// The cues found among the words of a text, by place, then in the order of the lexicon.
    pub fn find(&self, words: &[Word]) -> Vec<Cue<'_>> {
        let mut found: Vec<(usize, std::ops::Range<usize>)> = Vec::new();
        let mut candidates = Vec::new();
        for start in 0..words.len() {
            self.candidates(&words[start], &mut candidates);
            for &at in &candidates {
                if let Some(end) = self.entries[at].pattern.meet(words, start) {
                    found.push((at, start..end));
                }
            }
        }
        let mut cues: Vec<Cue<'_>> = self
            .longest(found)
            .into_iter()
            .map(|(at, range)| {
                let entry = &self.entries[at];
                let span = words[range.start].span.cover(words[range.end - 1].span);
                Cue {
                    cue: &entry.cue,
                    label: &entry.label,
                    weight: entry.weight,
                    words: range,
                    span,
                }
            })
            .collect();
        cues.sort_by_key(|cue| (cue.words.start, cue.words.end));
        cues
    }

    /// The entries that may begin at a word, in the order of the lexicon, into `candidates`.
    fn candidates(&self, word: &Word, candidates: &mut Vec<usize>) {
        let form = word.folded.as_str();
        candidates.clear();
        candidates.extend(self.by_word.get(form).into_iter().flatten());
        if form.contains(|c: char| c.is_ascii_digit()) {
            candidates.extend(self.by_word.get(&numbered(form)).into_iter().flatten());
        }
        for (_, entries) in self.prefixes(form) {
            candidates.extend(entries);
        }
        candidates.sort_unstable();
        candidates.dedup();
    }

    /// Keeps, for each label, the longest of the matches that overlap.
    fn longest(
        &self,
        mut found: Vec<(usize, std::ops::Range<usize>)>,
    ) -> Vec<(usize, std::ops::Range<usize>)> {
        // Of two of one length, the one written out knows more than a family of forms.
        found.sort_by_key(|(at, range)| {
            let family = self.entries[*at].pattern.has_choices();
            (std::cmp::Reverse(range.len()), range.start, family, *at)
        });
        let mut kept: Vec<(usize, std::ops::Range<usize>)> = Vec::new();
        for (at, range) in found {
            let covered = kept.iter().any(|(other, taken)| {
                self.entries[*other].label == self.entries[at].label
                    && taken.start < range.end
                    && range.start < taken.end
            });
            if !covered {
                kept.push((at, range));
            }
        }
        kept
    }
}

/// The bit of a length; those too long share the last one.
const fn length_bit(length: usize) -> u64 {
    1 << if length < 63 { length } else { 63 }
}

fn is_comment(line: &str) -> bool {
    line.starts_with('#') && !line.contains('\t')
}

fn parse_entry(text: &str) -> Result<Entry, String> {
    let fields: Vec<&str> = text.split('\t').collect();
    let [cue, label, weight] = fields[..] else {
        return Err(format!("has {} fields instead of 3", fields.len()));
    };
    let weight: f32 =
        weight.parse().map_err(|_| format!("has the weight `{weight}`, not a number"))?;
    if !(0.0..=1.0).contains(&weight) {
        return Err(format!("has the weight {weight}, not between 0 and 1"));
    }
    let pattern = Pattern::parse(cue)?;
    Ok(Entry { cue: cue.to_owned(), label: label.to_owned(), weight, pattern })
}

#[cfg(test)]
mod tests {
    use super::super::words::words;
    use super::*;

    fn lexicon() -> Lexicon {
        let lines = "cue\tlabel\tweight\n#e appel\teffort\t0.90\nj'attends toujours\tpending\t0.80\n\
                     personne … répond\teffort\t0.80\nrembours*\trefund\t0.70\nremboursement partiel\trefund\t0.90\n";
        Lexicon::parse(lines).unwrap()
    }

    fn found(text: &str) -> Vec<(String, String)> {
        let lexicon = lexicon();
        let cues = lexicon.find(&words(text));
        cues.iter().map(|cue| (cue.label.to_owned(), cue.span.of(text).to_owned())).collect()
    }

    #[test]
    fn accents_case_and_apostrophes_do_not_matter() {
        assert_eq!(
            found("J’ATTENDS TOUJOURS !"),
            [("pending".into(), "J’ATTENDS TOUJOURS".into())]
        );
    }

    #[test]
    fn numbers_endings_and_gaps_match() {
        assert_eq!(found("déjà 3e appel")[0].1, "3e appel");
        assert_eq!(found("remboursée hier")[0].1, "remboursée");
        assert_eq!(found("personne ne me répond")[0].1, "personne ne me répond");
    }

    #[test]
    fn nothing_matches_across_a_sentence_end() {
        assert!(found("Je n'ai vu personne. On me répond").is_empty());
    }

    #[test]
    fn of_two_cues_of_one_length_the_one_without_choices_wins() {
        let lines = "cue\tlabel\tweight\n(bon|mauvais) produit\tx\t0.60\nbon produit\tx\t0.05\n";
        let lexicon = Lexicon::parse(lines).unwrap();
        let weight = |text: &str| lexicon.find(&words(text))[0].weight;
        assert!(weight("bon produit") < 0.1 && weight("mauvais produit") > 0.5);
    }

    #[test]
    fn the_longest_cue_of_a_label_wins() {
        assert_eq!(
            found("un remboursement partiel"),
            [("refund".into(), "remboursement partiel".into())]
        );
    }

    #[test]
    fn a_bad_line_is_named() {
        let error = Lexicon::parse("cue\tlabel\tweight\nlent\teffort\n").unwrap_err();
        assert_eq!(error.to_string(), "line 2 of the lexicon has 2 fields instead of 3");
        assert!(Lexicon::parse("cue\tlabel\tweight\n\tx\t0.5\n").is_err());
        assert!(Lexicon::parse("cue\tlabel\tweight\nx\tx\t1.5\n").is_err());
    }
}
