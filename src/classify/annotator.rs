//! Texts in, annotations out: in parallel, each text on its own terms.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::answers::AnswerReader;
use super::cues::{CueReader, FoundCue};
use super::evidence::{self, TokenLogits, TouchpointCues};
use super::onnx::{Encoded, Encoder, Runtime, Scores};
use super::{ClassifyError, lexical};
use crate::assets::{Lexicons, ModelFiles};
use crate::text::{LanguageDetector, Segmenter, Vocabulary, Word, has_content, words};
use crate::types::{
    Annotation, ByteSpan, Flag, Language, Polarity, SCHEMA_VERSION, Sentiment, SentimentAnswer,
    SignalAnswer, TouchpointAnswer,
};

/// A cue that was right this often counts even where the model does not see it: rare kinds have too few
/// examples for a model, and «DGCCRF» means what it means.
const SURE_CUE: f32 = 0.75;

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

#[derive(Debug)]
struct Model {
    encoder: Encoder,
    answers: AnswerReader,
    touchpoint_tokens: usize,
    signal_tokens: usize,
}

/// What is known of a text before the model sees it.
struct Prepared<'a> {
    text: &'a str,
    words: Vec<Word>,
    segments: Vec<ByteSpan>,
    lang: Language,
    unjudged: Option<Flag>,
    truncated: bool,
    encoded: Encoded,
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

    /// An annotator with a model on a runtime.
    ///
    /// # Errors
    ///
    /// When the model cannot be loaded, or lacks a head of the labelling guide.
    pub fn with_model(
        lexicons: Lexicons,
        files: &ModelFiles,
        runtime: &dyn Runtime,
    ) -> Result<Self, ClassifyError> {
        let encoder = Encoder::load(files, runtime)?;
        let answers = AnswerReader::new(&encoder, files)?;
        let token_head = |name: &str| {
            let missing = || ClassifyError::Form { fault: format!("has no token head `{name}`") };
            encoder.token_labels_of(name).map(|range| range.start).ok_or_else(missing)
        };
        let model = Model {
            touchpoint_tokens: token_head("touchpoint")?,
            signal_tokens: token_head("signal")?,
            answers,
            encoder,
        };
        Ok(Self { model: Some(model), ..Self::lexical(lexicons) })
    }

    /// The lexicons in use.
    pub fn lexicons(&self) -> &Lexicons {
        &self.lexicons
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
        let lang = match given.language {
            Some("fr") => Language::Fr,
            Some("en") => Language::En,
            _ => self.detector.detect(text, &words),
        };
        let unjudged = self.unjudged(text, &words, lang);
        let encoded = match &self.model {
            Some(model) if unjudged.is_none() => model.encoder.encode(text)?,
            _ => Encoded::default(),
        };
        Ok(Prepared {
            segments: self.segmenter.segments_of(&words),
            truncated: encoded.truncated || text.len() < given.text.len(),
            text,
            words,
            lang,
            unjudged,
            encoded,
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
        let reader = CueReader::new(&self.lexicons, prepared.lang);
        let mut annotation = match (&self.model, scores) {
            (Some(model), Some(scores)) => model.annotate(reader, prepared, scores),
            _ => lexical::annotate(
                reader,
                prepared.lang,
                prepared.text,
                &prepared.words,
                &prepared.segments,
            ),
        };
        if let Some(answer) = self.whole_answer(&prepared.words, prepared.lang) {
            settle(&mut annotation, answer);
        }
        if prepared.truncated {
            annotation.flags.push(Flag::Truncated);
        }
        annotation.as_written()
    }
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

impl Model {
    fn annotate(
        &self,
        reader: CueReader<'_>,
        prepared: &Prepared<'_>,
        scores: &Scores,
    ) -> Annotation {
        let p = &scores.probabilities;
        Annotation {
            schema_version: SCHEMA_VERSION,
            lang: prepared.lang,
            sentiment: self.answers.sentiment(p),
            touchpoints: self.touchpoints(reader, prepared, scores),
            signals: self.signals(reader, prepared, scores),
            emotions: self.answers.emotions(p),
            expectation: self.answers.expectation(p),
            effort: self.answers.effort(p),
            flags: Vec::new(),
        }
    }

    fn touchpoints(
        &self,
        reader: CueReader<'_>,
        prepared: &Prepared<'_>,
        scores: &Scores,
    ) -> Vec<TouchpointAnswer> {
        let cues = by_label(reader.all("touchpoints", &prepared.words));
        let held = self.answers.touchpoints(&scores.probabilities, |id| sure_cue(&cues, id.id()));
        if held.is_empty() {
            return Vec::new();
        }
        let (praise, complaint) = judging(reader, &prepared.words);
        held.into_iter()
            .map(|(at, id, polarity, p)| {
                let tokens = self.tokens(prepared, scores, self.touchpoint_tokens + at);
                let own = cues.get(id.id()).map_or(&[][..], Vec::as_slice);
                let judging = match polarity {
                    Polarity::Negative => complaint.as_slice(),
                    Polarity::Positive => praise.as_slice(),
                    Polarity::Neutral | Polarity::Both => &[],
                };
                let cues = TouchpointCues { own, judging };
                let evidence = evidence::of_touchpoint(
                    prepared.text,
                    &prepared.segments,
                    Some(&tokens),
                    &cues,
                );
                TouchpointAnswer { id, polarity, p, evidence: or_whole(evidence, prepared.text) }
            })
            .collect()
    }

    fn signals(
        &self,
        reader: CueReader<'_>,
        prepared: &Prepared<'_>,
        scores: &Scores,
    ) -> Vec<SignalAnswer> {
        let cues = by_label(reader.affirmed("signals", &prepared.words));
        let held = self.answers.signals(&scores.probabilities, |kind| sure_cue(&cues, kind.id()));
        held.into_iter()
            .map(|(at, kind, p)| {
                let tokens = self.tokens(prepared, scores, self.signal_tokens + at);
                let own = cues.get(kind.id()).map_or(&[][..], Vec::as_slice);
                let evidence =
                    evidence::of_signal(prepared.text, &prepared.segments, Some(&tokens), own);
                SignalAnswer { kind, p, evidence: or_whole(evidence, prepared.text) }
            })
            .collect()
    }

    fn tokens<'a>(
        &self,
        prepared: &'a Prepared<'_>,
        scores: &'a Scores,
        label: usize,
    ) -> TokenLogits<'a> {
        TokenLogits {
            encoded: &prepared.encoded,
            logits: &scores.token_logits,
            labels: self.encoder.token_labels(),
            label,
        }
    }
}

fn by_label(cues: Vec<FoundCue>) -> BTreeMap<String, Vec<FoundCue>> {
    let mut by_label: BTreeMap<String, Vec<FoundCue>> = BTreeMap::new();
    for cue in cues {
        by_label.entry(cue.label.clone()).or_default().push(cue);
    }
    by_label
}

/// The words that praise, and those that complain: opinions, turned round where they are negated, and the
/// cues of signals.
fn judging(reader: CueReader<'_>, words: &[Word]) -> (Vec<FoundCue>, Vec<FoundCue>) {
    let opinions = reader.all("opinions", words);
    let (praise, mut complaint): (Vec<FoundCue>, Vec<FoundCue>) =
        opinions.into_iter().partition(|cue| (cue.label == "+") != cue.negated);
    complaint.extend(reader.affirmed("signals", words));
    (praise, complaint)
}

/// The weight of the surest cue of a label, where it was right often enough to count by itself.
fn sure_cue(cues: &BTreeMap<String, Vec<FoundCue>>, label: &str) -> Option<f32> {
    let weights = cues.get(label)?.iter().map(|cue| cue.weight);
    weights.reduce(f32::max).filter(|&weight| weight >= SURE_CUE)
}

/// A claim always has evidence: a text without words, such as a pictogram, is quoted whole.
fn or_whole(evidence: Vec<ByteSpan>, text: &str) -> Vec<ByteSpan> {
    if evidence.is_empty() { vec![ByteSpan::new(0, text.len())] } else { evidence }
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
