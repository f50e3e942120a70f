//! Words that a query of several words does not insist on.

/// French, folded. Negations and quantities are not here: « pas reçu » is not « reçu ».
const FRENCH: &[&str] = &[
    "a", "ai", "as", "au", "aux", "avec", "ce", "ces", "cet", "cette", "dans", "de", "des", "du",
    "elle", "elles", "en", "est", "et", "eux", "il", "ils", "je", "la", "le", "les", "leur",
    "leurs", "lui", "ma", "me", "mes", "moi", "mon", "ne", "nos", "notre", "nous", "on", "ou",
    "par", "pour", "qui", "que", "sa", "se", "ses", "son", "sont", "sur", "ta", "te", "tes", "toi",
    "ton", "tu", "un", "une", "vos", "votre", "vous", "y",
];

/// English. "not", "no", "never", "without" are not here.
const ENGLISH: &[&str] = &[
    "an", "and", "am", "are", "at", "be", "been", "by", "for", "from", "he", "her", "his", "i",
    "in", "is", "it", "its", "my", "of", "or", "our", "she", "that", "the", "their", "them",
    "they", "this", "to", "was", "we", "were", "with", "you", "your",
];

/// Words that turn round what stands beside them, in both languages, folded.
const NEGATIONS: &[&str] = &[
    "aucun", "aucune", "jamais", "ne", "never", "ni", "no", "non", "nor", "not", "pas", "plus",
    "rien", "sans", "without",
];

/// Whether a folded word turns round what stands beside it, and means nothing by itself.
pub(in crate::search) fn is_negation(folded: &str) -> bool {
    NEGATIONS.contains(&folded)
}

/// Whether a folded word holds sentences together and says nothing by itself.
pub(in crate::search) fn is_stop_word(folded: &str) -> bool {
    FRENCH.contains(&folded) || ENGLISH.contains(&folded)
}
