//! `vigie metrics`: the scores with their intervals, over the whole and by part.

use std::collections::BTreeMap;
use std::str::FromStr;

use serde::Serialize;
use vigie::error::Error;
use vigie::metrics::{
    KanoFinding, Money, NeedFinding, Split, kano, kpis, money, needs, split_indicators,
};
use vigie::report::{Lang, REPORT_SCHEMA_VERSION, sections};
use vigie::types::Indicator;

use crate::cli::args::{HumanOrJson, Metrics};
use crate::cli::given::{self, Read};
use crate::cli::session::Session;
use crate::cli::{exit, output};

#[derive(Serialize)]
struct Answer {
    schema_version: u32,
    metrics: Vec<Indicator>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    kano: Vec<KanoFinding>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    needs: Vec<NeedFinding>,
    #[serde(skip_serializing_if = "Option::is_none")]
    money: Option<Money>,
}

pub(crate) fn run(args: &Metrics, session: &Session) -> anyhow::Result<u8> {
    let mut settings = given::settings(&args.given, session)?;
    settings.metrics.kano.extend(parsed(&args.kano)?);
    settings.metrics.needs.extend(parsed(&args.need)?);
    let split = split(args)?;
    let tables = given::tables(&args.tables, session, &settings)?;
    let engine = session.engine()?;
    let Read { dataset, inputs, .. } = given::read(&args.given, session, &settings, &engine)?;
    session.progress().finish();
    let by = split.by.iter().map(String::as_str).filter(|column| *column != "touchpoint");
    given::check_columns(&dataset, by.chain(split.pool.iter().map(|(column, _)| column.as_str())))?;
    let mut metrics = split_indicators(&dataset, &settings.metrics, &split);
    metrics.extend(kpis(&tables.kpis));
    let answer = Answer {
        schema_version: REPORT_SCHEMA_VERSION,
        metrics,
        kano: kano(&dataset, &settings.metrics),
        needs: needs(&dataset, &settings.metrics),
        money: (!tables.customers.is_empty())
            .then(|| money(&dataset, &tables.customers, settings.metrics.moved_customers)),
    };
    match args.format {
        HumanOrJson::Human => output::answer(&human(&answer, session.lang_of(&dataset)))?,
        HumanOrJson::Json => output::json(&answer)?,
    }
    Ok(if inputs.rejected > 0 { exit::DONE_WITH_REJECTS } else { exit::DONE })
}

fn human(answer: &Answer, lang: Lang) -> String {
    let mut all = vec![sections::indicators(lang, &answer.metrics)];
    if !answer.kano.is_empty() {
        all.push(sections::kano(lang, &answer.kano));
    }
    if !answer.needs.is_empty() {
        all.push(sections::needs(lang, &answer.needs));
    }
    all.extend(answer.money.as_ref().map(|found| sections::money(lang, found)));
    all.iter().map(sections::Section::plain).collect::<Vec<_>>().join("\n")
}

fn parsed<T: FromStr<Err = String>>(given: &[String]) -> Result<Vec<T>, Error> {
    let one = |text: &String| {
        text.parse().map_err(|reason| Error::Refused { value: text.clone(), reason })
    };
    given.iter().map(one).collect()
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
