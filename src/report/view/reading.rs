//! What was read: files, columns, counts, what was masked, what could not be used.

use serde::Serialize;

use crate::report::language::{Lang, one_line};
use crate::report::{InputFile, RejectLine, Report};

/// What became of the records.
#[derive(Clone, Debug, Serialize)]
pub(in crate::report) struct Counts {
    /// Records read.
    pub read: String,
    /// Feedback kept.
    pub accepted: String,
    /// Records that could not be used.
    pub rejected: String,
    /// Records already known.
    pub duplicate: String,
    /// Records refused by a policy.
    pub refused: String,
}

/// One file, in words.
#[derive(Clone, Debug, Serialize)]
pub(in crate::report) struct FileView {
    /// Its name.
    pub name: String,
    /// Form, encoding, delimiter.
    pub form: String,
    /// Role and columns.
    pub mapping: Vec<(String, String)>,
    /// What became of its records.
    pub counts: Counts,
    /// The SHA-256 of its bytes.
    pub sha256: String,
}

/// A record that could not be used, in words.
#[derive(Clone, Debug, Serialize)]
pub(in crate::report) struct RejectView {
    /// The file.
    pub file: String,
    /// The line.
    pub line: String,
    /// The column, or a dash.
    pub column: String,
    /// The reason.
    pub reason: String,
    /// Its code.
    pub code: String,
}

/// What was read, in words.
#[derive(Clone, Debug, Serialize)]
pub(in crate::report) struct ReadingView {
    /// The counts of all files.
    pub counts: Counts,
    /// « 1 600 lues = 1 560 gardées + 22 écartées + … ».
    pub sum: String,
    /// The files.
    pub files: Vec<FileView>,
    /// What was masked, with how many times.
    pub masked: Vec<(String, String)>,
    /// The first records that could not be used.
    pub rejects: Vec<RejectView>,
    /// How many more there are.
    pub more_rejects: Option<String>,
    /// The period covered.
    pub period: Option<String>,
    /// The scale of the main score.
    pub scale: Option<String>,
    /// How much could be judged, in sentences.
    pub coverage: Vec<String>,
}

/// What was read.
pub(in crate::report) fn reading(report: &Report, lang: Lang) -> ReadingView {
    let inputs = &report.inputs;
    let counts = counts(
        lang,
        [inputs.read, inputs.accepted, inputs.rejected, inputs.duplicate, inputs.refused],
    );
    let listed = u64::try_from(inputs.rejects.len()).unwrap_or(u64::MAX);
    let more = inputs.rejected.saturating_sub(listed);
    ReadingView {
        sum: sum(lang, &counts),
        counts,
        files: inputs.files.iter().map(|input| file(lang, input)).collect(),
        masked: inputs
            .masked
            .iter()
            .filter(|(_, count)| **count > 0)
            .map(|(kind, &count)| (lang.personal_data(kind).to_owned(), lang.integer(count)))
            .collect(),
        rejects: inputs.rejects.iter().map(|reject| reject_view(lang, reject)).collect(),
        more_rejects: (more > 0 && listed > 0).then(|| {
            let count = lang.integer(more);
            lang.pick(format!("… et {count} de plus."), format!("… and {count} more."))
        }),
        period: period_read(report, lang),
        scale: inputs.scale.map(|scale| lang.scale(scale).to_owned()),
        coverage: coverage(report, lang),
    }
}

/// The period that the feedback cover, in words.
pub(in crate::report) fn period_read(report: &Report, lang: Lang) -> Option<String> {
    let (first, last) = report.inputs.days?;
    let (first, last) = (lang.day(first), lang.day(last));
    Some(if first == last {
        first
    } else {
        lang.pick(format!("du {first} au {last}"), format!("{first} to {last}"))
    })
}

fn counts(lang: Lang, numbers: [u64; 5]) -> Counts {
    let [read, accepted, rejected, duplicate, refused] = numbers.map(|number| lang.integer(number));
    Counts { read, accepted, rejected, duplicate, refused }
}

fn sum(lang: Lang, counts: &Counts) -> String {
    let Counts { read, accepted, rejected, duplicate, refused } = counts;
    lang.typeset(&lang.pick(
        format!(
            "{read} lignes lues = {accepted} gardées + {rejected} inutilisables + {duplicate} déjà connues + {refused} refusées"
        ),
        format!(
            "{read} records read = {accepted} kept + {rejected} unusable + {duplicate} already known + {refused} refused"
        ),
    ))
}

fn file(lang: Lang, input: &InputFile) -> FileView {
    let delimiter = input.delimiter.as_deref().map(|delimiter| delimiter_name(lang, delimiter));
    let form = [input.format.to_uppercase(), input.encoding.clone()].into_iter().chain(delimiter);
    FileView {
        name: one_line(&input.name),
        form: form.map(|part| one_line(&part)).collect::<Vec<_>>().join(", "),
        mapping: input
            .mapping
            .iter()
            .map(|(role, columns)| (lang.role(role).to_owned(), one_line(&columns.join(", "))))
            .collect(),
        counts: counts(
            lang,
            [input.read, input.accepted, input.rejected, input.duplicate, input.refused],
        ),
        sha256: one_line(&input.sha256),
    }
}

fn delimiter_name(lang: Lang, delimiter: &str) -> String {
    let name = match delimiter {
        "," => lang.pick("séparateur virgule", "comma-separated"),
        ";" => lang.pick("séparateur point-virgule", "semicolon-separated"),
        "\t" => lang.pick("séparateur tabulation", "tab-separated"),
        "|" => lang.pick("séparateur barre", "pipe-separated"),
        other => return lang.pick(format!("séparateur {other}"), format!("separated by {other}")),
    };
    name.to_owned()
}

fn reject_view(lang: Lang, reject: &RejectLine) -> RejectView {
    RejectView {
        file: one_line(&reject.file),
        line: lang.integer(reject.line),
        column: reject.column.as_deref().map_or_else(|| "–".to_owned(), one_line),
        reason: lang.typeset(&one_line(lang.pick(&reject.reason_fr, &reject.reason_en))),
        code: one_line(&reject.code),
    }
}

fn coverage(report: &Report, lang: Lang) -> Vec<String> {
    let coverage = &report.coverage;
    let [feedback, judged, no_content, other] =
        [coverage.feedback, coverage.judged, coverage.no_content, coverage.other_language]
            .map(|count| lang.integer(count));
    let mut sentences = vec![lang.typeset(&lang.pick(
        format!(
            "Sur {feedback} réponses gardées, {judged} ont des mots que l'on peut juger, {no_content} sont vides ou sans contenu, {other} sont dans une autre langue."
        ),
        format!(
            "Of {feedback} answers kept, {judged} have words that can be judged, {no_content} are empty or without content, {other} are in another language."
        ),
    ))];
    let told = |measure, fr: &str, en: &str| {
        let figure = super::figure::figure(lang, measure, crate::report::numbers::Unit::Share);
        figure.range.as_ref().map(|_| format!("{} {}.", figure.line(), lang.say(fr, en)))
    };
    sentences.extend(told(
        &coverage.with_touchpoint,
        "des réponses jugées parlent d'au moins un point de contact",
        "of the judged answers speak of at least one touchpoint",
    ));
    sentences.extend(told(
        &coverage.with_signal,
        "portent au moins un signe d'insatisfaction ou d'action à mener",
        "carry at least one sign of dissatisfaction or of an action to take",
    ));
    sentences
}
