//! `vigie backup`: a copy of the project, its store included.

use vigie::config::Project;
use vigie::error::Error;

use crate::cli::args::Backup;
use crate::cli::session::Session;
use crate::cli::{exit, output};

pub(crate) fn run(args: &Backup, session: &Session) -> anyhow::Result<u8> {
    let project = session.project()?;
    let store = session.store()?;
    let copy = Project::at(&args.folder);
    copy.check_free().map_err(Error::from)?;
    let copied = store.back_up(&copy.store()).map_err(Error::from)?;
    // The settings last: a copy that was interrupted is no project.
    project.copy_settings(&copy).map_err(Error::from)?;
    let folder = args.folder.display();
    output::answer(&if session.speaks_french() {
        format!(
            "{copied} avis copiés et relus dans `{folder}` (privé) ; `vigie restore` en refait un projet"
        )
    } else {
        format!(
            "{copied} feedback copied and read back in `{folder}` (private to you); `vigie restore` makes a project of it"
        )
    })?;
    Ok(exit::DONE)
}
