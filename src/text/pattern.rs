//! What a line of a lexicon matches among the words of a text.

use super::fold::folded;
use super::words::{Word, words};

/// The most words that a gap of a cue may cover.
const GAP: usize = 3;

/// The most forms that the choices inside one word may be written out to.
const MOST_FORMS: usize = 256;

/// The pattern of a cue: words, beginnings of words, gaps, and choices between them.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Pattern(Vec<Part>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    /// Exactly this word.
    Word(String),
    /// A word that begins so.
    Prefix(String),
    /// Up to [`GAP`] words of the same sentence.
    Gap,
    /// One of these, the longest that lets the rest match; an empty one may be left out.
    OneOf(Vec<Vec<Part>>),
}

/// How a match may begin: what the lexicon is indexed by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Start {
    /// With this word.
    Word(String),
    /// With a word that begins so.
    Prefix(String),
}

impl Pattern {
    /// Reads a cue: words, `*` at the end of one, `…` for a gap, `#` for digits, `(one|another|)` for a choice.
    pub(super) fn parse(cue: &str) -> Result<Self, String> {
        let parts = parse_parts(cue)?;
        if parts.first() == Some(&Part::Gap) || parts.last() == Some(&Part::Gap) {
            return Err(format!("has the cue `{cue}`, which begins or ends with a gap"));
        }
        let pattern = Self(parts);
        let starts = pattern.starts();
        if starts.is_empty() || may_be_empty(&pattern.0) {
            return Err(format!("has the cue `{cue}`, which can match nothing"));
        }
        Ok(pattern)
    }

    /// Whether the pattern is one word, or one beginning of a word.
    pub(super) fn is_one_word(&self) -> bool {
        matches!(self.0[..], [Part::Word(_) | Part::Prefix(_)])
    }

    /// Whether it is a family of forms.
    pub(super) fn has_choices(&self) -> bool {
        self.0.iter().any(|part| matches!(part, Part::OneOf(_)))
    }

    /// How its matches may begin.
    pub(super) fn starts(&self) -> Vec<Start> {
        let mut starts = Vec::new();
        collect_starts(&self.0, &mut starts);
        starts
    }

    /// One past the last word of the match that begins at `start`.
    pub(super) fn meet(&self, words: &[Word], start: usize) -> Option<usize> {
        let sentence = words.get(start)?.sentence;
        let walk = Walk { words, sentence };
        walk.meet(&Rest { parts: &self.0, then: None }, start)
    }
}

fn collect_starts(parts: &[Part], starts: &mut Vec<Start>) {
    match parts.split_first() {
        Some((Part::Word(form), _)) => starts.push(Start::Word(form.clone())),
        Some((Part::Prefix(form), _)) => starts.push(Start::Prefix(form.clone())),
        Some((Part::OneOf(choices), rest)) => {
            for choice in choices {
                collect_starts(choice, starts);
            }
            if choices.iter().any(|choice| may_be_empty(choice)) {
                collect_starts(rest, starts);
            }
        }
        Some((Part::Gap, _)) | None => {}
    }
}

fn may_be_empty(parts: &[Part]) -> bool {
    parts.iter().all(|part| match part {
        Part::OneOf(choices) => choices.iter().any(|choice| may_be_empty(choice)),
        Part::Word(_) | Part::Prefix(_) | Part::Gap => false,
    })
}

/// The parts that a match still has to meet, from the innermost choice outwards.
struct Rest<'a> {
    parts: &'a [Part],
    then: Option<&'a Rest<'a>>,
}

struct Walk<'a> {
    words: &'a [Word],
    sentence: u32,
}

impl Walk<'_> {
    fn meet(&self, rest: &Rest<'_>, at: usize) -> Option<usize> {
        let Some((first, parts)) = rest.parts.split_first() else {
            return rest.then.map_or(Some(at), |then| self.meet(then, at));
        };
        let after = Rest { parts, then: rest.then };
        match first {
            Part::Gap => {
                let most = (0..GAP).take_while(|skipped| self.word(at + skipped).is_some()).count();
                (0..=most).find_map(|skipped| self.meet(&after, at + skipped))
            }
            Part::OneOf(choices) => choices
                .iter()
                .filter_map(|parts| self.meet(&Rest { parts, then: Some(&after) }, at))
                .max(),
            Part::Word(form) => {
                let word = self.word(at)?;
                let meets =
                    *form == word.folded || (form.contains('#') && *form == numbered(&word.folded));
                meets.then(|| self.meet(&after, at + 1)).flatten()
            }
            Part::Prefix(form) => {
                let meets = self.word(at)?.folded.starts_with(form.as_str());
                meets.then(|| self.meet(&after, at + 1)).flatten()
            }
        }
    }

    fn word(&self, at: usize) -> Option<&Word> {
        self.words.get(at).filter(|word| word.sentence == self.sentence)
    }
}

/// A word with each run of digits written `#`.
pub(super) fn numbered(form: &str) -> String {
    let mut out = String::with_capacity(form.len());
    for character in form.chars() {
        if !character.is_ascii_digit() {
            out.push(character);
        } else if !out.ends_with('#') {
            out.push('#');
        }
    }
    out
}

fn parse_parts(cue: &str) -> Result<Vec<Part>, String> {
    let mut parts = Vec::new();
    for chunk in split_outside(cue, ' ')? {
        for choices in pieces(chunk)? {
            match &choices[..] {
                [one] => parts.extend(parse_plain(one)?),
                _ => parts.push(Part::OneOf(
                    choices
                        .iter()
                        .map(|choice| parse_parts(choice.trim()))
                        .collect::<Result<_, _>>()?,
                )),
            }
        }
    }
    Ok(parts)
}

/// The parts of a chunk without choices.
fn parse_plain(chunk: &str) -> Result<Vec<Part>, String> {
    match chunk {
        "" => return Ok(Vec::new()),
        "…" => return Ok(vec![Part::Gap]),
        _ => {}
    }
    let (stem, open) = chunk.strip_suffix('*').map_or((chunk, false), |stem| (stem, true));
    let mut forms: Vec<String> = if stem.contains('#') {
        stem.split('\'').map(folded).collect()
    } else {
        words(stem).into_iter().map(|word| word.folded).collect()
    };
    let last = forms.pop().ok_or_else(|| format!("has `{chunk}`, which can match nothing"))?;
    let mut parts: Vec<Part> = forms.into_iter().map(Part::Word).collect();
    parts.push(if open { Part::Prefix(last) } else { Part::Word(last) });
    Ok(parts)
}

/// The pieces of a chunk, each with the forms to choose from. Pieces that meet inside a word (`ferm(é|ée)`)
/// are written out into one.
fn pieces(chunk: &str) -> Result<Vec<Vec<String>>, String> {
    let mut pieces: Vec<Vec<String>> = Vec::new();
    let mut rest = chunk;
    while !rest.is_empty() {
        let (piece, after) = if let Some(inside) = rest.strip_prefix('(') {
            let end =
                closing(inside).ok_or_else(|| format!("has `{chunk}`, a choice without end"))?;
            let choices = split_outside(&inside[..end], '|')?;
            (choices.into_iter().map(str::to_owned).collect(), &inside[end + 1..])
        } else {
            let end = rest.find('(').unwrap_or(rest.len());
            (vec![rest[..end].to_owned()], &rest[end..])
        };
        rest = after;
        match pieces.last_mut() {
            Some(last) if !apart(last, &piece) => *last = product(last, &piece, chunk)?,
            _ => pieces.push(piece),
        }
    }
    Ok(pieces)
}

/// Whether a word always ends between two pieces.
fn apart(first: &[String], second: &[String]) -> bool {
    let ends = |piece: &String| piece.is_empty() || piece.ends_with([' ', '\'', '’']);
    let starts = |piece: &String| piece.is_empty() || piece.starts_with(' ');
    first.iter().all(ends) || second.iter().all(starts)
}

fn product(first: &[String], second: &[String], chunk: &str) -> Result<Vec<String>, String> {
    let forms: Vec<String> =
        first.iter().flat_map(|a| second.iter().map(move |b| format!("{a}{b}"))).collect();
    if forms.len() > MOST_FORMS {
        return Err(format!("has `{chunk}`, with more than {MOST_FORMS} forms inside a word"));
    }
    Ok(forms)
}

/// The place of the bracket that closes a choice.
fn closing(inside: &str) -> Option<usize> {
    let mut depth = 0;
    for (at, character) in inside.char_indices() {
        match character {
            '(' => depth += 1,
            ')' if depth == 0 => return Some(at),
            ')' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// A text cut at a mark, where that mark stands outside choices.
fn split_outside(text: &str, mark: char) -> Result<Vec<&str>, String> {
    let (mut parts, mut depth, mut start) = (Vec::new(), 0_i32, 0);
    for (at, character) in text.char_indices() {
        match character {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ if character == mark && depth == 0 => {
                parts.push(&text[start..at]);
                start = at + mark.len_utf8();
            }
            _ => {}
        }
        if depth < 0 {
            return Err(format!("has `{text}`, with a bracket that closes nothing"));
        }
    }
    parts.push(&text[start..]);
    Ok(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn met<'a>(cue: &str, text: &'a str) -> Option<&'a str> {
        let (pattern, words) = (Pattern::parse(cue).unwrap(), words(text));
        (0..words.len()).find_map(|start| {
            let end = pattern.meet(&words, start)?;
            Some(words[start].span.cover(words[end - 1].span).of(text))
        })
    }

    #[test]
    fn a_choice_meets_any_of_its_forms() {
        let cue = "(je|nous|on) (vais|va|allons) (aller |)voir ailleurs";
        assert_eq!(met(cue, "Bref, on va voir ailleurs"), Some("on va voir ailleurs"));
        assert_eq!(met(cue, "je vais aller voir ailleurs !"), Some("je vais aller voir ailleurs"));
        assert_eq!(met(cue, "il va voir ailleurs"), None);
    }

    #[test]
    fn a_choice_may_stand_inside_a_word_or_after_an_elision() {
        assert_eq!(met("(ferm|clôtur)(é|ée|er)", "compte clôturée"), Some("clôturée"));
        assert_eq!(met("j'(ai|avais) (déjà |)relancé", "J’avais relancé"), Some("J’avais relancé"));
        assert_eq!(met("rembours(é*|er)", "remboursées"), Some("remboursées"));
    }

    #[test]
    fn the_longest_choice_that_fits_is_taken() {
        assert_eq!(
            met("plus (jamais|jamais de la vie)", "plus jamais de la vie"),
            Some("plus jamais de la vie")
        );
        assert_eq!(met("(un|un peu) cher", "un peu cher"), Some("un peu cher"));
    }

    #[test]
    fn gaps_and_choices_stay_in_their_sentence() {
        assert_eq!(
            met("personne (ne |)… répond", "Personne ne me répond"),
            Some("Personne ne me répond")
        );
        assert_eq!(met("personne (ne |)… répond", "Il n'y a personne. Il répond"), None);
        assert_eq!(met("merci (bien|)", "Merci. Bien"), Some("Merci"));
    }

    #[test]
    fn starts_are_those_of_every_choice() {
        let starts = Pattern::parse("(ne |)remettr* les pieds").unwrap().starts();
        assert_eq!(starts, [Start::Word("ne".into()), Start::Prefix("remettr".into())]);
    }

    #[test]
    fn a_cue_that_matches_nothing_or_is_cut_short_is_refused() {
        for cue in ["(a|)", "", "… a", "a …", "(a|b", "a)", "!"] {
            assert!(Pattern::parse(cue).is_err(), "{cue}");
        }
    }
}
