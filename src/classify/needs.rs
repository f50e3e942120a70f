//! What a customer wanted in the first place: « je voulais seulement… », "all I wanted was…".

use crate::text::{Lexicon, Word};
use crate::types::ByteSpan;

/// The clause that states a need: from its first cue to the end of the segment, or of the next one of the same
/// sentence where the cue ends its own («ce que je voulais : un rendez-vous»).
pub(super) fn stated(cues: &Lexicon, words: &[Word], segments: &[ByteSpan]) -> Option<ByteSpan> {
    let found = cues.find(words);
    found.iter().find_map(|cue| {
        let last = &words[cue.words.end - 1];
        let end = cue.span.range().end;
        let segment_of = |word: &Word| segments.iter().find(|segment| segment.overlaps(word.span));
        let own = segment_of(last).filter(|segment| segment.range().end > end);
        let next = || {
            let next = words.get(cue.words.end).filter(|next| next.sentence == last.sentence)?;
            segment_of(next)
        };
        Some(cue.span.cover(ByteSpan::new(end, own.or_else(next)?.range().end)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assets::Lexicons;
    use crate::text::{Segmenter, words};
    use crate::types::Language;

    fn need(language: Language, text: &str) -> Option<&str> {
        let lexicons = Lexicons::embedded().unwrap();
        let words = words(text);
        let contrasts = vec![lexicons.get(language, "contrasts").clone()];
        let segments = Segmenter::new(contrasts).segments_of(&words);
        stated(lexicons.get(language, "needs"), &words, &segments).map(|span| span.of(text))
    }

    #[test]
    fn the_clause_that_states_the_goal_is_quoted() {
        for (text, expected) in [
            (
                "Je voulais seulement changer d’adresse, ça a pris deux mois.",
                "Je voulais seulement changer d’adresse",
            ),
            (
                "Trois appels ! Tout ce que je demande, c'est un rendez-vous.",
                "Tout ce que je demande, c'est un rendez-vous",
            ),
            (
                "J'avais juste besoin d'une attestation mais le site plante",
                "J'avais juste besoin d'une attestation",
            ),
        ] {
            assert_eq!(need(Language::Fr, text), Some(expected));
        }
        assert_eq!(
            need(Language::En, "Shambles. All I wanted was a refund. Nothing more."),
            Some("All I wanted was a refund")
        );
    }

    #[test]
    fn a_text_that_states_no_goal_has_none() {
        assert_eq!(need(Language::Fr, "Livraison rapide, produit conforme."), None);
        assert_eq!(need(Language::Fr, "Tout ce que je voulais."), None);
    }
}
