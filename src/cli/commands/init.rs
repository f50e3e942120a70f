//! `vigie init`: a project with an empty store.

use vigie::config::Project;
use vigie::error::Error;
use vigie::pipeline::project_pending;
use vigie::store::{Store, StoreErrorKind};

use crate::cli::args::Init;
use crate::cli::session::Session;
use crate::cli::{exit, output};

pub(crate) fn run(args: &Init, session: &Session) -> anyhow::Result<u8> {
    let project = Project::at(&args.folder);
    project.check_free().map_err(Error::from)?;
    // The settings come last: what was interrupted is no project yet, and is taken up here.
    let store = match Store::create(&project.store()) {
        Err(error) if error.kind() == StoreErrorKind::Exists => {
            Store::open_for_writing(&project.store())
        }
        made => made,
    };
    let mut store = store.map_err(Error::from)?;
    project_pending(&mut store, session.progress())?;
    let project = Project::create(&args.folder).map_err(Error::from)?;
    output::answer(&format!(
        "made the project `{}`: settings in `vigie.toml`, feedback in `store` (private to you)\n\
         next: vigie ingest FILE…",
        project.folder().display()
    ))?;
    Ok(exit::DONE)
}
