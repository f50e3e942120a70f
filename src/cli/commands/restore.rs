//! `vigie restore`: a project made from a backup.

use vigie::config::Project;
use vigie::error::Error;
use vigie::pipeline::project_pending;
use vigie::store::Store;

use crate::cli::args::Restore;
use crate::cli::session::Session;
use crate::cli::{exit, output};

pub(crate) fn run(args: &Restore, session: &Session) -> anyhow::Result<u8> {
    let copy = Project::at(&args.backup);
    let project = Project::at(&args.folder);
    project.check_free().map_err(Error::from)?;
    let mut store = Store::restore(&copy.store(), &project.store()).map_err(Error::from)?;
    project_pending(&mut store, session.progress())?;
    session.progress().finish();
    copy.copy_settings(&project).map_err(Error::from)?;
    let batches = store.batches().map_err(Error::from)?;
    let files = batches.len() as u64;
    let feedback: u64 = batches.iter().map(|batch| batch.counts.accepted).sum();
    let folder = args.folder.display();
    output::answer(&if session.speaks_french() {
        let files = output::count("fichier", files);
        format!("projet `{folder}` : {feedback} avis de {files}, relus et indexés")
    } else {
        let files = output::count("file", files);
        format!("project `{folder}`: {feedback} feedback of {files}, read back and indexed")
    })?;
    Ok(exit::DONE)
}
