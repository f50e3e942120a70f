//! `vigie index rebuild`: the index made again from the store.

use vigie::pipeline::rebuild_index;

use crate::cli::args::{IndexCare, IndexCommand};
use crate::cli::session::Session;
use crate::cli::{exit, output};

pub(crate) fn run(args: &IndexCare, session: &Session) -> anyhow::Result<u8> {
    let IndexCommand::Rebuild = args.command;
    let mut store = session.store_to_write()?;
    let indexed = rebuild_index(&mut store, session.progress())?;
    session.progress().finish();
    let said = session.says("avis dans le nouvel index", "feedback in the new index");
    output::answer(&format!("{indexed} {said}"))?;
    Ok(exit::DONE)
}
