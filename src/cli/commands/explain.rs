//! `vigie explain`: what was found in one feedback, where, by what and how sure.

use std::fmt::Write as _;

use serde::Serialize;
use vigie::classify::{CueOfLexicon, CueReader, TextToAnnotate, answered_in_words};
use vigie::error::Error;
use vigie::pipeline::Engine;
use vigie::text::words;
use vigie::types::{Annotation, ByteSpan};

use crate::cli::args::{Explain, HumanOrJson};
use crate::cli::session::Session;
use crate::cli::{exit, output};

#[derive(Serialize)]
struct Explanation {
    id: Option<String>,
    text: String,
    vigie: Annotation,
    model: String,
    /// Which questions the model answers and which the lexicons; none where the model answers all.
    #[serde(skip_serializing_if = "Option::is_none")]
    answers: Option<String>,
    cues: Vec<CueOfLexicon>,
}

pub(crate) fn run(args: &Explain, session: &Session) -> anyhow::Result<u8> {
    let engine = session.engine()?;
    let (text, annotation) = match (&args.id, &args.text) {
        (Some(id), _) => stored(session, id)?,
        (None, text) => {
            let text = text.clone().unwrap_or_default();
            let given = TextToAnnotate { text: &text, language: None };
            let annotation = engine.annotate(&[given], session.progress())?;
            let annotation = annotation.into_iter().next();
            let missing = || anyhow::anyhow!("no annotation of the text");
            (text, annotation.ok_or_else(missing)?)
        }
    };
    let reader = CueReader::new(engine.annotator().lexicons(), annotation.lang);
    let explanation = Explanation {
        id: args.id.clone(),
        cues: reader.of_all_lexicons(&words(&text)),
        model: engine.model_title().unwrap_or("lexicons alone").to_owned(),
        answers: answers(&engine),
        text,
        vigie: annotation,
    };
    match args.format {
        HumanOrJson::Human => output::answer(&human(&explanation)?)?,
        HumanOrJson::Json => output::json(&explanation)?,
    }
    Ok(exit::DONE)
}

fn stored(session: &Session, id: &str) -> anyhow::Result<(String, Annotation)> {
    let store = session.store()?;
    let found = store.feedback(id).map_err(Error::from)?;
    let found = found.ok_or_else(|| Error::UnknownFeedback { id: id.to_owned() })?;
    Ok((found.feedback.text, found.annotation))
}

fn human(explanation: &Explanation) -> Result<String, std::fmt::Error> {
    let Explanation { text: said, vigie, .. } = explanation;
    let mut text = format!("{said}\n\n");
    let quoted = |spans: &[ByteSpan]| {
        let quotes: Vec<String> = spans.iter().map(|span| format!("“{}”", span.of(said))).collect();
        quotes.join(" … ")
    };
    writeln!(text, "language     {}", vigie.lang.id())?;
    match vigie.sentiment {
        Some(answer) => writeln!(
            text,
            "sentiment    {}  (neg {:.2}, mix {:.2}, neu {:.2}, pos {:.2})",
            answer.label, answer.p[0], answer.p[1], answer.p[2], answer.p[3]
        )?,
        None => writeln!(text, "sentiment    not judged: {}", flags(vigie))?,
    }
    for answer in &vigie.touchpoints {
        let name = format!("{} {}", answer.id, answer.polarity);
        writeln!(text, "touchpoint   {name:22} {:.2}  {}", answer.p, quoted(&answer.evidence))?;
    }
    for answer in &vigie.signals {
        writeln!(
            text,
            "signal       {:22} {:.2}  {}",
            answer.kind.id(),
            answer.p,
            quoted(&answer.evidence)
        )?;
    }
    for answer in &vigie.emotions {
        writeln!(text, "emotion      {:22} {:.2}", answer.id.id(), answer.p)?;
    }
    if let Some(answer) = vigie.expectation {
        writeln!(text, "expectation  {:22} {:.2}", answer.label.id(), answer.p)?;
    }
    if let Some(answer) = vigie.effort {
        writeln!(text, "effort       {:22} {:.2}", answer.label.id(), answer.p)?;
    }
    if let Some(need) = vigie.need {
        writeln!(text, "need         {}", quoted(&[need]))?;
    }
    writeln!(text, "\nanswered by {}; cues of the lexicons in the words:", by(explanation))?;
    for CueOfLexicon { lexicon, cue } in &explanation.cues {
        let negated = if cue.negated { "  (negated)" } else { "" };
        let words = cue.span.of(said);
        writeln!(text, "  {lexicon:12} {:20} {:.2}  “{words}”{negated}", cue.label, cue.weight)?;
    }
    if explanation.cues.is_empty() {
        writeln!(text, "  none")?;
    }
    Ok(text)
}

fn by(explanation: &Explanation) -> String {
    let model = &explanation.model;
    explanation.answers.as_ref().map_or(model.clone(), |answers| format!("{model} ({answers})"))
}

/// What answers which question, where a model leaves some to the lexicons.
fn answers(engine: &Engine) -> Option<String> {
    engine.model_title()?;
    let answered = engine.annotator().answered();
    let shared = answered.iter().any(|question| question.by_lexicons);
    shared.then(|| answered_in_words(&answered))
}

fn flags(annotation: &Annotation) -> String {
    let flags: Vec<&str> = annotation.flags.iter().map(|flag| flag.id()).collect();
    flags.join(", ")
}
