//! `vigie report`: the whole job, on files or over the store.

use vigie::assets::JourneyPlan;
use vigie::error::Error;
use vigie::pipeline::{ReportFolder, RunContext, analyse};
use vigie::report::{Renderer as _, Summary};

use crate::cli::args::Report;
use crate::cli::given::{self, Read};
use crate::cli::output::say;
use crate::cli::session::Session;
use crate::cli::{exit, output};

pub(crate) fn run(args: &Report, session: &Session) -> anyhow::Result<u8> {
    let mut settings = given::settings(&args.given, session)?;
    settings.metrics.by.extend(args.by.iter().cloned());
    if let Some(journey) = &args.journey {
        settings.journey.plan.clone_from(journey);
    }
    let plan = JourneyPlan::find(&settings.journey.plan).map_err(Error::from)?;
    let tables = given::tables(&args.tables, session, &settings)?;
    let folder = ReportFolder::create(&args.output, &args.given.files)?;
    let engine = session.engine()?;
    let Read { dataset, inputs, until } = given::read(&args.given, session, &settings, &engine)?;
    let context = RunContext {
        now: session.now().to_string(),
        as_of: until,
        engine: &engine,
        plan: &plan,
        tables: &tables,
    };
    let report = analyse(&dataset, inputs, &settings, &context, session.progress());
    folder.write(&report, session.progress())?;
    session.progress().finish();
    let mut summary = Vec::new();
    Summary.render(&report, &mut summary)?;
    output::answer(&String::from_utf8_lossy(&summary))?;
    say(&format!("report written to {}", folder.path().join("report.html").display()));
    Ok(if report.inputs.rejected > 0 { exit::DONE_WITH_REJECTS } else { exit::DONE })
}
