//! `vigie evaluate`: the quality of the answers on a labelled file.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;
use vigie::assets::Baseline;
use vigie::error::Error;
use vigie::pipeline::{GoldEvaluation, evaluate_gold};
use vigie::quality::{Evaluation, Quality};
use vigie::types::Measure;

use crate::cli::args::{Evaluate, HumanOrJson};
use crate::cli::session::Session;
use crate::cli::{exit, output};

pub(crate) fn run(args: &Evaluate, session: &Session) -> anyhow::Result<u8> {
    let engine = session.engine()?;
    let bytes = std::fs::read(&args.gold)
        .map_err(|source| Error::Open { path: args.gold.clone(), source })?;
    let evaluation = evaluate_gold(&engine, &bytes, session.progress())?;
    session.progress().finish();
    match args.format {
        HumanOrJson::Human => output::answer(&human(&evaluation)?)?,
        HumanOrJson::Json => output::json(&Json::of(&evaluation))?,
    }
    Ok(exit::DONE)
}

#[derive(Serialize)]
struct Json<'a> {
    rows: usize,
    model: &'a str,
    runtime: &'a str,
    questions: &'a BTreeMap<&'static str, Quality>,
    by_language: BTreeMap<&'a str, &'a BTreeMap<&'static str, Quality>>,
    baseline: Option<&'a BTreeMap<String, f64>>,
}

impl<'a> Json<'a> {
    fn of(evaluation: &'a GoldEvaluation) -> Self {
        let by_language = evaluation.by_language.iter();
        Self {
            rows: evaluation.rows,
            model: &evaluation.model,
            runtime: &evaluation.runtime,
            questions: &evaluation.all.questions,
            by_language: by_language.map(|(lang, one)| (lang.as_str(), &one.questions)).collect(),
            baseline: evaluation.baseline.as_ref().map(|baseline| &baseline.metrics),
        }
    }
}

fn human(evaluation: &GoldEvaluation) -> Result<String, std::fmt::Error> {
    let mut text = String::new();
    writeln!(
        text,
        "{} on {} labelled feedback, runtime {}",
        evaluation.model, evaluation.rows, evaluation.runtime
    )?;
    match &evaluation.baseline {
        Some(baseline) => writeln!(text, "baseline: {}", baseline.description)?,
        None => writeln!(text, "no baseline was measured on this very file")?,
    }
    table(&mut text, &evaluation.all, &evaluation.by_language, evaluation.baseline.as_ref())?;
    for (question, quality) in &evaluation.all.questions {
        labels(&mut text, question, quality)?;
    }
    Ok(text)
}

/// The pooled figures of every question, all feedback and by language.
fn table(
    text: &mut String,
    all: &Evaluation,
    by_language: &BTreeMap<String, Evaluation>,
    baseline: Option<&Baseline>,
) -> std::fmt::Result {
    write!(text, "\n{:31}{:>22}{:>10}", "", "all (95 % interval)", "baseline")?;
    for lang in by_language.keys() {
        write!(text, "{lang:>22}")?;
    }
    writeln!(text)?;
    for (question, quality) in &all.questions {
        for (figure, measure) in &quality.figures {
            let name = format!("{question}.{figure}");
            let beside = baseline.and_then(|baseline| baseline.metrics.get(&name));
            let beside = beside.map_or_else(|| "–".to_owned(), |value| format!("{value:.3}"));
            write!(text, "{name:31}{:>22}{beside:>10}", shown(measure))?;
            for other in by_language.values() {
                write!(text, "{:>22}", shown(&other.questions[question].figures[figure]))?;
            }
            writeln!(text)?;
        }
    }
    Ok(())
}

fn labels(text: &mut String, question: &str, quality: &Quality) -> std::fmt::Result {
    writeln!(text, "\n{question:20}{:>6}{:>20}{:>20}{:>20}", "cases", "precision", "recall", "F1")?;
    for (label, of_label) in &quality.per_label {
        writeln!(
            text,
            "  {label:18}{:>6}{:>20}{:>20}{:>20}",
            of_label.cases,
            shown(&of_label.precision),
            shown(&of_label.recall),
            shown(&of_label.f1)
        )?;
    }
    Ok(())
}

fn shown(measure: &Measure) -> String {
    measure.known().map_or_else(
        || "–".to_owned(),
        |known| format!("{:.3} [{:.3} {:.3}]", known.value, known.low, known.high),
    )
}
