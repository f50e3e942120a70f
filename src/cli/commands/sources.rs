//! `vigie sources`: what the store was filled from.

use std::fmt::Write as _;

use vigie::store::{BatchState, BatchSummary};

use crate::cli::args::{HumanOrJson, Sources};
use crate::cli::session::Session;
use crate::cli::{exit, output};

pub(crate) fn run(args: &Sources, session: &Session) -> anyhow::Result<u8> {
    let batches = session.store()?.batches().map_err(vigie::error::Error::from)?;
    match args.format {
        HumanOrJson::Human => output::answer(&human(&batches, session)?)?,
        HumanOrJson::Json => {
            let sources: Vec<_> = batches.iter().map(json).collect();
            output::json(&serde_json::json!({ "schema_version": 1, "sources": sources }))?;
        }
    }
    Ok(exit::DONE)
}

fn json(batch: &BatchSummary) -> serde_json::Value {
    let counts = &batch.counts;
    serde_json::json!({
        "id": batch.header.id,
        "name": batch.header.name,
        "added": batch.header.created,
        "state": state(batch.state),
        "rows": {
            "read": counts.read,
            "accepted": counts.accepted,
            "rejected": counts.rejected,
            "duplicate": counts.duplicate,
            "refused": counts.refused,
        },
    })
}

const fn state(state: BatchState) -> &'static str {
    match state {
        BatchState::Open => "open",
        BatchState::Stored => "stored",
        BatchState::Indexed => "indexed",
    }
}

fn human(batches: &[BatchSummary], session: &Session) -> Result<String, std::fmt::Error> {
    let mut text = String::new();
    let mut accepted = 0;
    for batch in batches {
        let counts = &batch.counts;
        let day = batch.header.created.get(..10).unwrap_or_default();
        write!(text, "{day}  {:8}  {}", counts.accepted, batch.header.name)?;
        let aside = [
            (counts.rejected, "rejetés", "rejected"),
            (counts.duplicate, "déjà connus", "known already"),
            (counts.refused, "refusés", "refused"),
        ];
        for (count, fr, en) in aside.into_iter().filter(|(count, ..)| *count > 0) {
            if session.speaks_french() {
                write!(text, " · {fr} : {count}")?;
            } else {
                write!(text, " · {count} {en}")?;
            }
        }
        match batch.state {
            BatchState::Open => {
                let left = session.says(
                    "interrompu, invisible : `vigie ingest --resume` le termine",
                    "left half way, invisible: `vigie ingest --resume` goes on",
                );
                writeln!(text, " · {left}")?;
            }
            BatchState::Stored | BatchState::Indexed => {
                accepted += counts.accepted;
                writeln!(text)?;
            }
        }
    }
    if session.speaks_french() {
        writeln!(text, "{accepted} avis dans la base")?;
    } else {
        writeln!(text, "{accepted} feedback in the store")?;
    }
    Ok(text)
}
