//! `vigie verify`: whether the store is whole and what was written.

use std::fmt::Write as _;

use vigie::pipeline::{Invariant, Verification, verify};
use vigie::store::Sample;

use crate::cli::args::{HumanOrJson, Verify};
use crate::cli::session::Session;
use crate::cli::{exit, output};

pub(crate) fn run(args: &Verify, session: &Session) -> anyhow::Result<u8> {
    let sample = if args.full { Sample::All } else { Sample::Hundredth(day_figures(session)) };
    let found = verify(&session.project()?.store(), sample)?;
    match args.format {
        HumanOrJson::Human => output::answer(&human(&found, session)?)?,
        HumanOrJson::Json => output::json(&serde_json::json!({
            "schema_version": 1,
            "holds": found.holds(),
            "batches": found.batches,
            "feedback": found.feedback,
            "read": found.read,
            "pending": found.pending,
            "invariants": found.invariants,
        }))?,
    }
    Ok(match found.broken().as_slice() {
        [] => exit::DONE,
        ["I7"] => exit::PERMISSION,
        _ => exit::STORE_CORRUPT,
    })
}

/// Another hundredth of the feedback every day, so that all are read in a hundred days.
fn day_figures(session: &Session) -> u8 {
    let day = session.now().as_second().div_euclid(86_400).rem_euclid(100);
    u8::try_from(day).unwrap_or_default()
}

fn human(found: &Verification, session: &Session) -> Result<String, std::fmt::Error> {
    let mut text = String::new();
    for one in &found.invariants {
        let promise = session.says(one.fr, one.en);
        writeln!(text, "{:11} {}  {promise}", state(one, session), one.id)?;
        for fault in &one.faults {
            writeln!(text, "                {}", session.says(&fault.fr, &fault.en))?;
        }
    }
    if found.pending > 0 {
        let files = output::count(session.says("fichier", "file"), found.pending);
        let said = session
            .says("à indexer par la prochaine commande", "to be indexed by the next command");
        writeln!(text, "{said}: {files}")?;
    }
    match advice(&found.broken(), session) {
        Some(advice) => writeln!(text, "\n{advice}")?,
        None if found.holds() => {
            writeln!(text, "{}", sound(found, session))?;
        }
        None => {}
    }
    Ok(text)
}

/// What was looked at, where nothing is wrong.
fn sound(found: &Verification, session: &Session) -> String {
    let Verification { batches, feedback, read, .. } = *found;
    if session.speaks_french() {
        let files = output::count("fichier", batches);
        format!("tout est là : {feedback} avis de {files}, dont {read} relus en entier")
    } else {
        let files = output::count("file", batches);
        format!("all is there: {feedback} feedback of {files}, {read} of them read back whole")
    }
}

fn state(one: &Invariant, session: &Session) -> &'static str {
    match (one.checked, one.faults.is_empty()) {
        (_, false) => session.says("défaut", "fault"),
        (false, true) => session.says("non vérifié", "not checked"),
        (true, true) => "ok",
    }
}

/// What to do about the first thing that does not hold.
fn advice(broken: &[&str], session: &Session) -> Option<&'static str> {
    Some(match broken.first()? {
        &"I1" | &"I5" => session.says(
            "conseil : `vigie restore SAUVEGARDE DOSSIER` refait la base depuis une sauvegarde",
            "hint: `vigie restore BACKUP DIR` makes the store from a backup",
        ),
        &"I2" | &"I3" | &"I6" => session.says(
            "conseil : `vigie index rebuild` refait l'index ; rien n'est perdu",
            "hint: `vigie index rebuild` makes the index again; nothing is lost",
        ),
        &"I4" => session.says(
            "conseil : le prochain `vigie ingest` efface ce qui traîne dans l'index",
            "hint: the next `vigie ingest` deletes what is left over in the index",
        ),
        _ => session.says(
            "conseil : `chmod -R go= store` ferme la base aux autres",
            "hint: `chmod -R go= store` closes the store to others",
        ),
    })
}
