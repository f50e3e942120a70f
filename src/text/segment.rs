//! Segments: the pieces of a text that can each bear a judgement of their own.

use super::lexicon::Lexicon;
use super::words::{Word, words};
use crate::types::ByteSpan;

/// A comma cuts only between pieces of at least this many words: «bon, rapide, efficace» is one judgement.
const WORDS_AROUND_A_COMMA: usize = 3;

/// Cuts texts into segments: sentences, cut again at clause marks and at contrast words
/// («mais», «par contre», "but").
#[derive(Clone, Debug, Default)]
pub struct Segmenter {
    contrasts: Vec<Lexicon>,
}

impl Segmenter {
    /// A segmenter that cuts at the cues labelled `contrast` of the lexicons given.
    pub fn new(contrasts: Vec<Lexicon>) -> Self {
        Self { contrasts }
    }

    /// The segments of a text, in order, without the marks and contrast words between them.
    pub fn segments(&self, text: &str) -> Vec<ByteSpan> {
        self.segments_of(&words(text))
    }

    /// The same from the words of the text.
    pub fn segments_of(&self, words: &[Word]) -> Vec<ByteSpan> {
        let is_marker = self.markers(words);
        let mut pieces: Vec<Vec<usize>> = Vec::new();
        let mut open = false;
        for at in 0..words.len() {
            if is_marker[at] {
                open = false;
                continue;
            }
            let same_clause = at > 0 && words[at].clause == words[at - 1].clause;
            match pieces.last_mut() {
                Some(piece) if open && same_clause => piece.push(at),
                _ => pieces.push(vec![at]),
            }
            open = true;
        }
        let joined = join_short(pieces, words, &is_marker);
        joined
            .iter()
            .map(|piece| words[piece[0]].span.cover(words[piece[piece.len() - 1]].span))
            .collect()
    }

    fn markers(&self, words: &[Word]) -> Vec<bool> {
        let mut is_marker = vec![false; words.len()];
        for cue in self.contrasts.iter().flat_map(|lexicon| lexicon.find(words)) {
            if cue.label == "contrast" {
                is_marker[cue.words].fill(true);
            }
        }
        is_marker
    }
}

/// Joins pieces of one sentence that are too short to stand alone, unless a contrast word stands between them.
fn join_short(pieces: Vec<Vec<usize>>, words: &[Word], is_marker: &[bool]) -> Vec<Vec<usize>> {
    let mut joined: Vec<Vec<usize>> = Vec::new();
    for piece in pieces {
        if let Some(last) = joined.last_mut() {
            let end = last[last.len() - 1];
            let same_sentence = words[end].sentence == words[piece[0]].sentence;
            let contrast_between = is_marker[end + 1..piece[0]].contains(&true);
            let short = last.len() < WORDS_AROUND_A_COMMA || piece.len() < WORDS_AROUND_A_COMMA;
            if same_sentence && !contrast_between && short {
                last.extend(piece);
                continue;
            }
        }
        joined.push(piece);
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segments(text: &str) -> Vec<&str> {
        let contrasts = "cue\tlabel\tweight\nmais\tcontrast\t1.00\npar contre\tcontrast\t1.00\nbut\tcontrast\t1.00\n";
        let segmenter = Segmenter::new(vec![Lexicon::parse(contrasts).unwrap()]);
        segmenter.segments(text).into_iter().map(|span| span.of(text)).collect()
    }

    #[test]
    fn contrast_words_and_commas_cut() {
        assert_eq!(
            segments("Conseil parfait mais livraison en retard de 9 jours, 3e appel sans réponse."),
            ["Conseil parfait", "livraison en retard de 9 jours", "3e appel sans réponse"]
        );
    }

    #[test]
    fn lists_are_one_segment() {
        assert_eq!(segments("Bon, rapide, efficace. Merci"), ["Bon, rapide, efficace", "Merci"]);
    }

    #[test]
    fn a_contrast_cuts_however_short_the_pieces() {
        assert_eq!(segments("Bien mais cher"), ["Bien", "cher"]);
    }
}
