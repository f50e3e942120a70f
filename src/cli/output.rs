//! What is written for people and machines.

use std::collections::BTreeMap;
use std::io::{self, Write};

use vigie::report::InputFile;

/// Writes the answer of a command on standard output.
pub(crate) fn answer(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    if !text.ends_with('\n') {
        out.write_all(b"\n")?;
    }
    out.flush()
}

/// Writes a value as one indented JSON document on standard output.
pub(crate) fn json<T: serde::Serialize>(value: &T) -> anyhow::Result<()> {
    Ok(answer(&serde_json::to_string_pretty(value)?)?)
}

/// Writes values as JSON Lines on standard output: nothing where there is none.
pub(crate) fn lines<T: serde::Serialize>(values: impl Iterator<Item = T>) -> anyhow::Result<()> {
    let mut text = String::new();
    for value in values {
        text.push_str(&serde_json::to_string(&value)?);
        text.push('\n');
    }
    if text.is_empty() { Ok(()) } else { Ok(answer(&text)?) }
}

/// Writes rows of cells as CSV on standard output, none of which a spreadsheet takes for a formula.
pub(crate) fn table(rows: &[Vec<String>]) -> anyhow::Result<()> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.write_record(row.iter().map(|cell| neutral(cell)))?;
    }
    let text = String::from_utf8_lossy(&writer.into_inner()?).into_owned();
    if text.is_empty() { Ok(()) } else { Ok(answer(&text)?) }
}

/// A cell that a spreadsheet will not take for a formula; a number stays one.
fn neutral(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'])
        && cell.parse::<f64>().is_err()
    {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

/// Without the control characters that could drive a terminal, nor those that turn the direction of writing.
pub(crate) fn printable(text: &str) -> String {
    let allowed = |c: &char| {
        (*c == '\n' || !c.is_control())
            && !matches!(*c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars().filter(allowed).collect()
}

/// Writes a line for people on standard error.
pub(crate) fn say(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}

/// `1 row`, `2 rows`.
pub(crate) fn count(thing: &str, n: u64) -> String {
    if n == 1 { format!("1 {thing}") } else { format!("{n} {thing}s") }
}

/// A name as it may be shown: what would move the cursor, colour the screen or turn the text around is escaped.
pub(crate) fn shown(name: &str) -> String {
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let escaped = |c: char| if hidden(c) { c.escape_unicode().to_string() } else { c.to_string() };
    name.chars().map(escaped).collect()
}

/// How a file was read, in a few lines.
pub(crate) fn describe(file: &InputFile) -> String {
    let delimiter =
        file.delimiter.as_ref().map_or_else(String::new, |mark| format!(", delimiter `{mark}`"));
    format!(
        "{}: {}, {}{delimiter}\n  {}\n  read {} = accepted {} + rejected {} + duplicate {} + refused {}",
        shown(&file.name),
        file.format,
        file.encoding,
        mapping(&file.mapping),
        file.read,
        file.accepted,
        file.rejected,
        file.duplicate,
        file.refused,
    )
}

/// `text ← Verbatim · date ← Date de réponse · …`
pub(crate) fn mapping(mapping: &BTreeMap<String, Vec<String>>) -> String {
    let order = [
        "text",
        "answer",
        "date",
        "event",
        "score",
        "id",
        "customer",
        "channel",
        "language",
        "touchpoint",
        "session",
    ];
    let known = order.iter().filter_map(|role| Some((*role, mapping.get(*role)?)));
    let rest = mapping.iter().map(|(role, columns)| (role.as_str(), columns));
    let rest = rest.filter(|(role, _)| !order.contains(role));
    let parts: Vec<String> = known
        .chain(rest)
        .filter(|(_, columns)| !columns.is_empty())
        .map(|(role, columns)| format!("{role} ← {}", columns.join(" + ")))
        .collect();
    parts.join(" · ")
}
