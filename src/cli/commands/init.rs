//! `vigie init`: a project with an empty store.

use vigie::config::Project;
use vigie::error::Error;
use vigie::search::Index;
use vigie::store::Store;

use crate::cli::args::Init;
use crate::cli::session::Session;
use crate::cli::{exit, output};

pub(crate) fn run(args: &Init, _session: &Session) -> anyhow::Result<u8> {
    let project = Project::create(&args.folder).map_err(Error::from)?;
    let store = Store::create(&project.store()).map_err(Error::from)?;
    Index::create(&store.index_dir()).map_err(Error::from)?;
    output::answer(&format!(
        "made the project `{}`: settings in `vigie.toml`, feedback in `store` (private to you)\n\
         next: vigie ingest FILE…",
        project.folder().display()
    ))?;
    Ok(exit::DONE)
}
