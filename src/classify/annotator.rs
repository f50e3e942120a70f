//! Texts in, annotations out: in parallel, each text on its own terms.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::answers::AnswerReader;
use super::channels::CueChannels;
use super::cues::{CueOfLexicon, CueReader, FoundCue};
use super::evidence::{self, TokenLogits, TouchpointCues};
use super::onnx::{Encoded, Encoder, Runtime, Scores};
use super::{ClassifyError, lexical, needs};
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
    channels: CueChannels,
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
    cues: Vec<CueOfLexicon>,
}

impl Prepared<'_> {
    /// The cues of a lexicon, negated ones too.
    fn cues_of(&self, lexicon: &str) -> impl Iterator<Item = &FoundCue> {
        let of_lexicon = move |cue: &&CueOfLexicon| cue.lexicon == lexicon;
        self.cues.iter().filter(of_lexicon).map(|cue| &cue.cue)
    }

    /// The signals that their cues affirm.
    fn affirmed_signals(&self) -> impl Iterator<Item = &FoundCue> {
        self.cues_of("signals").filter(|cue| !cue.negated)
    }
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
            channels: CueChannels::new(&encoder.config().cues),
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
            encoded = model.encoder.encode(text)?;
            cues = CueReader::new(&self.lexicons, lang).of_all_lexicons(&words);
            encoded.cues = model.channels.on_tokens(&cues, &encoded.tokens);
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
        let mut annotation = match (&self.model, scores) {
            (Some(model), Some(scores)) => model.annotate(prepared, scores),
            _ => lexical::annotate(
                CueReader::new(&self.lexicons, prepared.lang),
                prepared.lang,
                prepared.text,
                &prepared.words,
                &prepared.segments,
            ),
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

impl Model {
    fn annotate(&self, prepared: &Prepared<'_>, scores: &Scores) -> Annotation {
        let p = &scores.probabilities;
        Annotation {
            schema_version: SCHEMA_VERSION,
            lang: prepared.lang,
            sentiment: self.answers.sentiment(p),
            touchpoints: self.touchpoints(prepared, scores),
            signals: self.signals(prepared, scores),
            emotions: self.answers.emotions(p),
            expectation: self.answers.expectation(p),
            effort: self.answers.effort(p),
            need: None,
            flags: Vec::new(),
        }
    }

    fn touchpoints(&self, prepared: &Prepared<'_>, scores: &Scores) -> Vec<TouchpointAnswer> {
        let cues = by_label(prepared.cues_of("touchpoints"));
        let held = self.answers.touchpoints(&scores.probabilities, |id| sure_cue(&cues, id.id()));
        if held.is_empty() {
            return Vec::new();
        }
        let (praise, complaint) = judging(prepared);
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

    fn signals(&self, prepared: &Prepared<'_>, scores: &Scores) -> Vec<SignalAnswer> {
        let cues = by_label(prepared.affirmed_signals());
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

fn by_label<'a>(cues: impl Iterator<Item = &'a FoundCue>) -> BTreeMap<String, Vec<FoundCue>> {
    let mut by_label: BTreeMap<String, Vec<FoundCue>> = BTreeMap::new();
    for cue in cues {
        by_label.entry(cue.label.clone()).or_default().push(cue.clone());
    }
    by_label
}

/// The words that praise, and those that complain: opinions, turned round where they are negated, and the
/// cues of signals.
fn judging(prepared: &Prepared<'_>) -> (Vec<FoundCue>, Vec<FoundCue>) {
    let opinions = prepared.cues_of("opinions").cloned();
    let (praise, mut complaint): (Vec<FoundCue>, Vec<FoundCue>) =
        opinions.partition(|cue| (cue.label == "+") != cue.negated);
    complaint.extend(prepared.affirmed_signals().cloned());
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
