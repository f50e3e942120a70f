//! Records that could not be used, and why.

use std::borrow::Cow;

use crate::types::Scale;

/// Why a record could not be used. It never holds the words of the record.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Fault {
    /// Bytes that are not UTF-8 in a file that is.
    Utf8,
    /// A NUL character in a cell.
    Nul,
    /// Another number of fields than the header has.
    Fields {
        /// How many the record has.
        found: usize,
        /// How many the header has.
        expected: usize,
    },
    /// A quote that is opened and not closed.
    Quote,
    /// A record longer than any answer.
    TooLong,
    /// The header again, as where files were put end to end.
    HeaderRepeat,
    /// A line that is not one JSON object.
    Json,
    /// A reject that is retried as it was: it could not be cut into cells, and nobody did it.
    Unmended,
    /// A number or a truth where the words of the customer should be.
    NotWords,
    /// A cell of a spreadsheet that holds an error, `#REF!`.
    Cell,
    /// A date that does not exist, or not written in the order of its column.
    Date,
    /// A date of another age.
    DateRange,
    /// A score that is no number.
    Score,
    /// A score outside its scale.
    ScoreRange {
        /// The score.
        value: f64,
        /// The scale.
        scale: Scale,
    },
    /// A fraction on a scale of whole numbers.
    ScoreStep {
        /// The score.
        value: f64,
        /// The scale.
        scale: Scale,
    },
    /// An identifier that a spreadsheet has turned into `1.23E+15`.
    ScientificId,
    /// An identifier already read, with another content.
    DuplicateId,
}

impl Fault {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Utf8 => "E_UTF8",
            Self::Nul => "E_NUL",
            Self::Fields { .. } => "E_FIELDS",
            Self::Quote => "E_QUOTE",
            Self::TooLong => "E_TOO_LONG",
            Self::HeaderRepeat => "E_HEADER_REPEAT",
            Self::Json => "E_JSON",
            Self::Unmended => "E_UNMENDED",
            Self::NotWords => "E_TEXT",
            Self::Cell => "E_CELL",
            Self::Date => "E_DATE",
            Self::DateRange => "E_DATE_RANGE",
            Self::Score => "E_SCORE",
            Self::ScoreRange { .. } => "E_SCORE_RANGE",
            Self::ScoreStep { .. } => "E_SCORE_STEP",
            Self::ScientificId => "E_ID_SCI",
            Self::DuplicateId => "E_DUPLICATE_ID",
        }
    }

    /// The reason in French.
    pub fn reason_fr(self) -> String {
        match self {
            Self::Utf8 => "octets qui ne sont pas de l'UTF-8".into(),
            Self::Nul => "caractère NUL dans une cellule".into(),
            Self::Fields { found: 1, expected } => format!("1 champ au lieu de {expected}"),
            Self::Fields { found, expected } => format!("{found} champs au lieu de {expected}"),
            Self::Quote => "guillemet ouvert et jamais refermé".into(),
            Self::TooLong => "enregistrement trop long".into(),
            Self::HeaderRepeat => "en-tête répété".into(),
            Self::Unmended => "rejet non corrigé : remplissez `row`, puis ôtez `raw`".into(),
            Self::Json => "la ligne n'est pas un objet JSON".into(),
            Self::NotWords => "le texte n'est pas une chaîne de caractères".into(),
            Self::Cell => "cellule en erreur (#REF!, #N/A, #VALEUR! …)".into(),
            Self::Date => "date illisible ou inexistante".into(),
            Self::DateRange => "date avant 1970 ou à venir".into(),
            Self::Score => "note qui n'est pas un nombre".into(),
            Self::ScoreRange { value, scale } => {
                let (low, high) = scale.bounds();
                format!("note {value} hors de l'échelle {} ({low} à {high})", scale.id())
            }
            Self::ScoreStep { value, scale } => {
                format!("note {value} sur une échelle de nombres entiers ({})", scale.id())
            }
            Self::ScientificId => "identifiant en notation scientifique".into(),
            Self::DuplicateId => "identifiant déjà lu avec un autre contenu".into(),
        }
    }

    /// The reason in English.
    pub fn reason_en(self) -> String {
        match self {
            Self::Utf8 => "bytes that are not UTF-8".into(),
            Self::Nul => "NUL character in a cell".into(),
            Self::Fields { found: 1, expected } => format!("1 field instead of {expected}"),
            Self::Fields { found, expected } => format!("{found} fields instead of {expected}"),
            Self::Quote => "quote opened and never closed".into(),
            Self::TooLong => "record too long".into(),
            Self::HeaderRepeat => "header repeated".into(),
            Self::Unmended => "reject not mended: fill `row`, then take `raw` away".into(),
            Self::Json => "the line is not one JSON object".into(),
            Self::NotWords => "the text is not a string".into(),
            Self::Cell => "cell in error (#REF!, #N/A, #VALUE! …)".into(),
            Self::Date => "date that cannot be read or does not exist".into(),
            Self::DateRange => "date before 1970 or to come".into(),
            Self::Score => "score that is not a number".into(),
            Self::ScoreRange { value, scale } => {
                let (low, high) = scale.bounds();
                format!("score {value} outside the scale {} ({low} to {high})", scale.id())
            }
            Self::ScoreStep { value, scale } => {
                format!("score {value} on a scale of whole numbers ({})", scale.id())
            }
            Self::ScientificId => "identifier in scientific notation".into(),
            Self::DuplicateId => "identifier already read with another content".into(),
        }
    }
}

/// A rejected record as it was read, for whoever mends it. Personal data are not masked in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RejectedRow {
    /// One cell a column; none where the row could not be cut into cells.
    pub cells: Vec<String>,
    /// The row as it stands in the file, where it could not be cut into cells.
    pub raw: Option<String>,
    /// How many bytes it has: a row too long to be kept has neither cells nor text.
    pub length: usize,
}

impl RejectedRow {
    /// A longer row is not kept.
    const LONGEST: usize = 64 << 10;

    pub(super) fn of(cells: Option<&[Cow<'_, str>]>, raw: Option<&str>) -> Self {
        let of_cells: usize = cells.into_iter().flatten().map(|cell| cell.len()).sum();
        let length = raw.map_or(of_cells, str::len);
        let kept = length <= Self::LONGEST;
        let cells = cells.filter(|_| kept).unwrap_or_default();
        Self {
            cells: cells.iter().map(|cell| cell.clone().into_owned()).collect(),
            raw: raw.filter(|_| kept).map(str::to_owned),
            length,
        }
    }
}

/// A record that could not be used, with its place. It never holds the words of the record.
#[derive(Clone, Debug, PartialEq)]
pub struct Reject {
    /// The file, as the user named it.
    pub file: String,
    /// The number of the record among the data records, from 1.
    pub record: u64,
    /// The line on which the record begins, from 1.
    pub line: u64,
    /// The byte of the decoded text at which the record begins, from 0.
    pub byte: u64,
    /// The column, where the fault lies in one.
    pub column: Option<String>,
    /// Why.
    pub fault: Fault,
}
