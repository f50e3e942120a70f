//! Texts in, annotations out: in parallel, each text on its own terms.

use rayon::prelude::*;

use super::answered::Answered;
use super::cues::{CueOfLexicon, CueReader};
use super::model::Model;
use super::onnx::{Encoded, Runtime, Scores};
use super::prepared::Prepared;
use super::{ClassifyError, lexical, needs};
use crate::assets::{Lexicons, ModelFiles};
use crate::text::{LanguageDetector, Segmenter, Vocabulary, Word, has_content, words};
use crate::types::{Annotation, Flag, Language, Sentiment, SentimentAnswer};

/// A longer text is judged by its beginning.
const MOST_BYTES: usize = 20_000;

/// A text to annotate.
#[derive(Clone, Copy, Debug, Default)]
pub struct TextToAnnotate<'a> {
    /// Its words.
    pub text: &'a str,
    /// Its language as the source says it, as a two-letter code; told from the text where none.
    pub language: Option<&'a str>,
}

/// Annotates texts with a model and lexicons, or with lexicons alone.
#[derive(Debug)]
pub struct Annotator {
    lexicons: Lexicons,
    detector: LanguageDetector,
    segmenter: Segmenter,
    model: Option<Model>,
}

impl Annotator {
    /// An annotator without a model.
    pub fn lexical(lexicons: Lexicons) -> Self {
        let contrasts = [Language::Fr, Language::En]
            .map(|lang| lexicons.get(lang, "contrasts").clone())
            .to_vec();
        let vocabulary = |lang| Vocabulary {
            function_words: lexicons.get(lang, "function_words").clone(),
            content_words: ["opinions", "touchpoints"]
                .map(|name| lexicons.get(lang, name).clone())
                .to_vec(),
        };
        let detector =
            LanguageDetector::new(vocabulary(Language::Fr), vocabulary(Language::En), Language::Fr);
        Self { detector, segmenter: Segmenter::new(contrasts), lexicons, model: None }
    }

    /// An annotator with a model on a runtime. What the model does not answer, the lexicons do.
    ///
    /// # Errors
    ///
    /// When the model cannot be loaded, or answers no question of the labelling guide.
    pub fn with_model(
        lexicons: Lexicons,
        files: &ModelFiles,
        runtime: &dyn Runtime,
    ) -> Result<Self, ClassifyError> {
        let model = Model::load(files, runtime)?;
        Ok(Self { model: Some(model), ..Self::lexical(lexicons) })
    }

    /// Each question with what answers it.
    pub fn answered(&self) -> Vec<Answered> {
        self.model.as_ref().map_or_else(Answered::by_lexicons, |model| model.answers.answered())
    }

    /// The lexicons in use.
    pub fn lexicons(&self) -> &Lexicons {
        &self.lexicons
    }

    /// The cues of the lexicons in a text: what the grammar sees, whatever a model says.
    pub fn cues(&self, given: TextToAnnotate<'_>) -> Vec<CueOfLexicon> {
        let text = beginning(given.text);
        let words = words(text);
        let lang = self.language(given.language, text, &words);
        CueReader::new(&self.lexicons, lang).of_all_lexicons(&words)
    }

    /// The language that the source says, or that the words tell.
    fn language(&self, said: Option<&str>, text: &str, words: &[Word]) -> Language {
        match said {
            Some("fr") => Language::Fr,
            Some("en") => Language::En,
            _ => self.detector.detect(text, words),
        }
    }

    /// The annotation of each text, in the order given. It depends on the text alone: not on its
    /// neighbours, nor on the number of threads of the current rayon pool.
    ///
    /// # Errors
    ///
    /// When the tokenizer or the runtime fails.
    pub fn annotate(&self, texts: &[TextToAnnotate<'_>]) -> Result<Vec<Annotation>, ClassifyError> {
        let mut prepared: Vec<Prepared<'_>> =
            texts.par_iter().map(|text| self.prepare(*text)).collect::<Result<_, _>>()?;
        let judged: Vec<usize> =
            (0..prepared.len()).filter(|&at| prepared[at].unjudged.is_none()).collect();
        let mut scores: Vec<Option<Scores>> = vec![None; prepared.len()];
        if let Some(model) = &self.model {
            let encoded: Vec<Encoded> =
                judged.iter().map(|&at| std::mem::take(&mut prepared[at].encoded)).collect();
            let answers = model.encoder.score(&encoded)?;
            for ((&at, encoded), answer) in judged.iter().zip(encoded).zip(answers) {
                prepared[at].encoded = encoded;
                scores[at] = Some(answer);
            }
        }
        Ok(prepared
            .par_iter()
            .zip(&scores)
            .map(|(prepared, scores)| self.answer(prepared, scores.as_ref()))
            .collect())
    }

    fn prepare<'a>(&self, given: TextToAnnotate<'a>) -> Result<Prepared<'a>, ClassifyError> {
        let text = beginning(given.text);
        let words = words(text);
        let lang = self.language(given.language, text, &words);
        let unjudged = self.unjudged(text, &words, lang);
        let mut encoded = Encoded::default();
        let mut cues = Vec::new();
        if let Some(model) = self.model.as_ref().filter(|_| unjudged.is_none()) {
            cues = CueReader::new(&self.lexicons, lang).of_all_lexicons(&words);
            encoded = model.encode(text, &cues)?;
        }
        Ok(Prepared {
            segments: self.segmenter.segments_of(&words),
            truncated: encoded.truncated || text.len() < given.text.len(),
            text,
            words,
            lang,
            unjudged,
            encoded,
            cues,
        })
    }

    fn unjudged(&self, text: &str, words: &[Word], lang: Language) -> Option<Flag> {
        if !has_content(text) || self.whole_answer(words, lang) == Some("none") {
            return Some(Flag::NoContent);
        }
        (lang == Language::Other).then_some(Flag::OtherLanguage)
    }

    /// What a text that is, as a whole, one known short answer stands for.
    fn whole_answer(&self, words: &[Word], lang: Language) -> Option<&str> {
        let languages = if lang == Language::En {
            [Language::En, Language::Fr]
        } else {
            [Language::Fr, Language::En]
        };
        languages.into_iter().find_map(|lang| self.lexicons.get(lang, "content_free").whole(words))
    }

    fn answer(&self, prepared: &Prepared<'_>, scores: Option<&Scores>) -> Annotation {
        if let Some(flag) = prepared.unjudged {
            return Annotation::unjudged(prepared.lang, flag);
        }
        let by_cues = || {
            lexical::annotate(
                CueReader::new(&self.lexicons, prepared.lang),
                prepared.lang,
                prepared.text,
                &prepared.words,
                &prepared.segments,
            )
        };
        let mut annotation = match (&self.model, scores) {
            (Some(model), Some(scores)) if model.answers_everything => {
                model.annotate(Annotation::silent(prepared.lang), prepared, scores)
            }
            (Some(model), Some(scores)) => model.annotate(by_cues(), prepared, scores),
            _ => by_cues(),
        };
        if let Some(answer) = self.whole_answer(&prepared.words, prepared.lang) {
            settle(&mut annotation, answer);
        }
        annotation.need = needs::stated(
            CueReader::new(&self.lexicons, prepared.lang).lexicon("needs"),
            &prepared.words,
            &prepared.segments,
        );
        if prepared.truncated {
            annotation.flags.push(Flag::Truncated);
        }
        if self.model.is_some() && annotation.sentiment.is_some_and(|answer| is_a_guess(&answer)) {
            annotation.flags.push(Flag::Unsure);
        }
        annotation.as_written()
    }
}

/// Whether the other labels together are more probable than the best one.
fn is_a_guess(answer: &SentimentAnswer) -> bool {
    answer.p[answer.label.index()] < 0.5
}

/// A short answer that the lexicon knows as a whole has its sentiment from there, and says nothing more.
fn settle(annotation: &mut Annotation, answer: &str) {
    let label = match answer {
        "positive" => Sentiment::Positive,
        "negative" => Sentiment::Negative,
        _ => Sentiment::Neutral,
    };
    let mut p = [0.0; 4];
    p[label.index()] = 1.0;
    annotation.sentiment = Some(SentimentAnswer { label, p });
    annotation.touchpoints.clear();
    annotation.signals.clear();
}

/// The part of a text that is judged.
fn beginning(text: &str) -> &str {
    let mut end = text.len().min(MOST_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

#[cfg(test)]
#[path = "annotator_tests.rs"]
mod tests;
