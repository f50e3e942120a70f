//! `vigie journey`: the map of the journey and its moments of truth.

use serde::Serialize;
use vigie::assets::JourneyPlan;
use vigie::error::Error;
use vigie::journey::{JourneyMap, journey_map};
use vigie::metrics::MainScore;
use vigie::pipeline::with_lexicons;
use vigie::report::{REPORT_SCHEMA_VERSION, sections};
use vigie::types::{Dataset, Evidence};

use crate::cli::args::{HumanOrJson, Journey};
use crate::cli::given::{self, Read};
use crate::cli::session::Session;
use crate::cli::{exit, output};

#[derive(Serialize)]
struct Answer {
    schema_version: u32,
    journey: JourneyMap,
}

pub(crate) fn run(args: &Journey, session: &Session) -> anyhow::Result<u8> {
    let mut settings = given::settings(&args.given, session)?;
    if let Some(plan) = &args.plan {
        settings.journey.plan.clone_from(plan);
    }
    let plan = JourneyPlan::find(&settings.journey.plan).map_err(Error::from)?;
    let engine = session.engine()?;
    let settings = with_lexicons(&settings, engine.annotator().lexicons());
    let Read { dataset, inputs, .. } = given::read(&args.given, session, &settings, &engine)?;
    session.progress().finish();
    let journey = journey_map(&dataset, &plan, &settings.journey);
    match args.format {
        HumanOrJson::Human => {
            let score = MainScore::of(&dataset).name();
            let words = |evidence: &Evidence| words_of(&dataset, evidence);
            let lang = session.lang_of(&dataset);
            output::answer(&sections::journey(lang, &journey, score, &words).plain())?;
        }
        HumanOrJson::Json => {
            output::json(&Answer { schema_version: REPORT_SCHEMA_VERSION, journey })?;
        }
    }
    Ok(if inputs.rejected > 0 { exit::DONE_WITH_REJECTS } else { exit::DONE })
}

fn words_of(dataset: &Dataset, evidence: &Evidence) -> String {
    let found = dataset.iter().find(|one| one.feedback.id == evidence.id);
    found.map_or_else(String::new, |one| evidence.span.of(&one.feedback.text).to_owned())
}
