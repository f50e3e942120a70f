use crate::types::{ByteSpan, Language};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
pub(crate) struct Word {
    pub(crate) folded: String,
    pub(crate) span: ByteSpan,
}
pub(crate) fn words(text: &str) -> Vec<Word> {
    let mut out = Vec::new();
    let mut start = None;
    for (i, c) in text.char_indices().chain([(text.len(), ' ')]) {
        if c.is_alphanumeric() {
            if start.is_none() {
                start = Some(i);
            }
        } else if let Some(s) = start.take() {
            let folded: String = text[s..i]
                .nfd()
                .filter(|c| !is_combining_mark(*c))
                .flat_map(char::to_lowercase)
                .collect();
            out.push(Word { folded: folded.replace('œ', "oe"), span: ByteSpan::new(s, i) });
        }
    }
    out
}
pub(crate) struct Stemmer(Option<rust_stemmers::Stemmer>);
impl Stemmer {
    pub(crate) fn new(l: Language) -> Self {
        use rust_stemmers::Algorithm::{English, French};
        Self(match l {
            Language::Fr => Some(rust_stemmers::Stemmer::create(French)),
            Language::En => Some(rust_stemmers::Stemmer::create(English)),
            Language::Other => None,
        })
    }
    pub(crate) fn stem(&self, w: &str) -> String {
        self.0.as_ref().map_or_else(|| w.to_owned(), |s| s.stem(w).into_owned())
    }
}
