//! `vigie ingest`: files added to the store.

use std::fmt::Write as _;

use vigie::ingest::Counts;
use vigie::pipeline::{Addition, IngestOutcome, Overlap, Preview, ingest, preview, resume};

use crate::cli::args::{HumanOrJson, Ingest};
use crate::cli::given::tell;
use crate::cli::output::{describe, mapping, say, shown};
use crate::cli::session::{Session, source};
use crate::cli::{exit, output};

/// The rejects that a preview for people shows.
const SHOWN: usize = 10;

pub(crate) fn run(args: &Ingest, session: &Session) -> anyhow::Result<u8> {
    if args.dry_run { dry_run(args, session) } else { add(args, session) }
}

fn dry_run(args: &Ingest, session: &Session) -> anyhow::Result<u8> {
    let settings = session.settings_with(&args.reading)?.ingest;
    let mut rejected = 0;
    for path in &args.files {
        let preview = preview(&source(path)?, &settings, session.progress())?;
        session.progress().finish();
        rejected += preview.rows.rejected;
        match args.format {
            HumanOrJson::Human => output::answer(&human(&preview, session)?)?,
            HumanOrJson::Json => output::json(&preview)?,
        }
    }
    Ok(code(rejected))
}

fn add(args: &Ingest, session: &Session) -> anyhow::Result<u8> {
    let settings = session.settings_with(&args.reading)?.ingest;
    let mut store = session.store_to_write()?;
    let engine = session.engine()?;
    let now = session.now().to_string();
    let kept = session.project()?.rejects();
    let overlap = if args.allow_overlap { Overlap::Allow } else { Overlap::Refuse };
    let how = Addition { settings: &settings, now: &now, overlap, rejects: Some(&kept) };
    let mut total = Counts::default();
    if args.resume {
        let resumed = resume(&mut store, &engine, &now, Some(&kept), session.progress())?;
        session.progress().finish();
        if resumed.is_empty() {
            say(session.says("aucun fichier n'était interrompu", "no file was left half way"));
        }
        for outcome in resumed {
            total += told(outcome, session);
        }
    }
    for path in &args.files {
        let input = source(path)?;
        let outcome = ingest(&mut store, &engine, &input, &how, session.progress())?;
        session.progress().finish();
        total += told(outcome, session);
    }
    answer(&total, args.format, session)
}

/// Says what was added, and gives the exit code.
pub(super) fn answer(total: &Counts, format: HumanOrJson, session: &Session) -> anyhow::Result<u8> {
    match format {
        HumanOrJson::Human => {
            let added = session.says("avis ajoutés", "feedback added");
            output::answer(&format!("{} {added}", total.accepted))?;
        }
        HumanOrJson::Json => output::json(&serde_json::json!({ "rows": total }))?,
    }
    Ok(code(total.rejected))
}

/// Tells how a file was read, and gives what it brought: nothing where the store had it.
pub(super) fn told(outcome: IngestOutcome, session: &Session) -> Counts {
    let file = &outcome.file;
    say(&describe(file));
    let remarks: Vec<_> =
        outcome.remarks.into_iter().map(|remark| (file.name.clone(), remark)).collect();
    tell(&remarks, session);
    if outcome.already_there {
        let known = session
            .says("déjà dans la base, rien n'a changé", "already in the store, nothing changed");
        say(&format!("{}: {known}", shown(&file.name)));
        return Counts::default();
    }
    if let Some(path) = &outcome.rejects {
        let kept = session.says(
            "rejets gardés, à corriger puis relire par `vigie rejects retry`",
            "rejects kept, to be mended then read again by `vigie rejects retry`",
        );
        say(&format!("  {kept}: {}", path.display()));
    }
    Counts {
        read: file.read,
        accepted: file.accepted,
        rejected: file.rejected,
        duplicate: file.duplicate,
        refused: file.refused,
    }
}

fn code(rejected: u64) -> u8 {
    if rejected > 0 { exit::DONE_WITH_REJECTS } else { exit::DONE }
}

fn human(preview: &Preview, session: &Session) -> anyhow::Result<String> {
    let mut text = String::new();
    let delimiter =
        preview.delimiter.as_ref().map_or_else(String::new, |mark| format!(", delimiter `{mark}`"));
    let packing =
        preview.packing.as_ref().map_or_else(String::new, |packing| format!(" ({packing})"));
    writeln!(
        text,
        "{}: {}{packing}, {}{delimiter}",
        shown(&preview.file),
        preview.format,
        preview.encoding
    )?;
    if let Some(preset) = &preview.preset {
        writeln!(text, "  {} {preset}", session.says("export reconnu :", "recognised as"))?;
    }
    writeln!(text, "  {}", mapping(&preview.mapping))?;
    let scale = session.says("échelle de la note :", "scale of the score:");
    let none = session.says("aucune déclarée", "none declared");
    writeln!(text, "  {scale} {}", preview.scale.as_deref().unwrap_or(none))?;
    writeln!(text, "  {}", balance(&preview.rows, session))?;
    for remark in &preview.remarks {
        let said = if session.speaks_french() { &remark.fr } else { &remark.en };
        writeln!(text, "  note: {said}")?;
    }
    for reject in preview.rejects.iter().take(SHOWN) {
        let column = session.says("colonne", "column");
        let column =
            reject.column.as_ref().map_or_else(String::new, |name| format!(", {column} `{name}`"));
        let (place, reason) = if session.speaks_french() {
            (
                format!("rejet : enregistrement {}, ligne {}", reject.record, reject.line),
                &reject.reason_fr,
            )
        } else {
            (format!("reject: record {}, line {}", reject.record, reject.line), &reject.reason)
        };
        writeln!(text, "  {place}{column}: {reason} ({})", reject.code)?;
    }
    for row in &preview.sample {
        let date = row.date.map_or_else(
            || session.says("sans date", "no date").to_owned(),
            |date| date.to_string(),
        );
        let scores: Vec<String> =
            row.ratings.iter().map(|(scale, score)| format!("{} {score}", scale.id())).collect();
        writeln!(
            text,
            "  {} | {date} | {} | {}",
            row.id,
            scores.join(" "),
            row.text.replace('\n', " ⏎ ")
        )?;
    }
    Ok(text)
}

/// What would become of every record.
fn balance(rows: &Counts, session: &Session) -> String {
    let Counts { read, accepted, rejected, duplicate, refused } = rows;
    if session.speaks_french() {
        return format!(
            "{read} à lire = {accepted} gardés + {rejected} rejetés + {duplicate} déjà lus + {refused} refusés"
        );
    }
    format!(
        "would read {read} = accept {accepted} + reject {rejected} + find duplicate {duplicate} + refuse {refused}"
    )
}
