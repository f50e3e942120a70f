//! `vigie metrics`: the scores with their intervals, over the whole and by part.

use std::collections::BTreeMap;

use serde::Serialize;
use vigie::error::Error;
use vigie::metrics::{Split, split_indicators};
use vigie::report::{REPORT_SCHEMA_VERSION, sections};
use vigie::types::Indicator;

use crate::cli::args::{HumanOrJson, Metrics};
use crate::cli::given::{self, Read};
use crate::cli::session::Session;
use crate::cli::{exit, output};

#[derive(Serialize)]
struct Answer {
    schema_version: u32,
    metrics: Vec<Indicator>,
}

pub(crate) fn run(args: &Metrics, session: &Session) -> anyhow::Result<u8> {
    let settings = given::settings(&args.given, session)?;
    let split = split(args)?;
    let engine = session.engine()?;
    let Read { dataset, inputs, .. } = given::read(&args.given, session, &settings, &engine)?;
    session.progress().finish();
    let by = split.by.iter().map(String::as_str).filter(|column| *column != "touchpoint");
    given::check_columns(&dataset, by.chain(split.pool.iter().map(|(column, _)| column.as_str())))?;
    let metrics = split_indicators(&dataset, &settings.metrics, &split);
    match args.format {
        HumanOrJson::Human => {
            let lang = session.lang_of(&dataset);
            output::answer(&sections::indicators(lang, &metrics).plain())?;
        }
        HumanOrJson::Json => {
            output::json(&Answer { schema_version: REPORT_SCHEMA_VERSION, metrics })?;
        }
    }
    Ok(if inputs.rejected > 0 { exit::DONE_WITH_REJECTS } else { exit::DONE })
}

fn split(args: &Metrics) -> Result<Split, Error> {
    let refused = |value: &String, reason| Error::Refused { value: value.clone(), reason };
    let period = args.period.as_ref();
    Ok(Split {
        by: args.by.clone(),
        period: period
            .map(|length| length.parse().map_err(|reason| refused(length, reason)))
            .transpose()?,
        pool: args.pool.as_ref().map(|pool| waves(pool)).transpose()?,
    })
}

/// `COLUMN` or `COLUMN=WAVE:WEIGHT,WAVE:WEIGHT`.
fn waves(text: &str) -> Result<(String, BTreeMap<String, f64>), Error> {
    let Some((column, weights)) = text.split_once('=') else {
        return Ok((text.to_owned(), BTreeMap::new()));
    };
    let one = |part: &str| {
        let (wave, weight) = part.rsplit_once(':')?;
        let weight: f64 = weight.trim().parse().ok()?;
        (weight >= 0.0 && weight.is_finite()).then(|| (wave.trim().to_owned(), weight))
    };
    let weights: Option<BTreeMap<String, f64>> = weights.split(',').map(one).collect();
    let wrong = || Error::Argument {
        value: text.to_owned(),
        what: "waves with weights as Vague=2025:0.4,2026:0.6",
    };
    Ok((column.to_owned(), weights.ok_or_else(wrong)?))
}
