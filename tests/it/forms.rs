//! One table, written in every form, encoding and dialect, is read back as the same feedback.

use std::io::Write as _;
use std::sync::Arc;

use arrow_array::{ArrayRef, Int64Array, RecordBatch, StringArray};
use encoding_rs::WINDOWS_1252;
use proptest::prelude::*;
use vigie::ingest::{IngestSettings, Seen, Source, plan};
use vigie::observe::Silent;
use zip::write::SimpleFileOptions;

/// A row of the table: its text, its score, the day of March on which it was given.
#[derive(Clone, Debug, PartialEq)]
struct Record {
    text: String,
    score: u8,
    day: u8,
}

/// The forms that a table is written in.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Form {
    Delimited { delimiter: char, quote_all: bool, end: &'static str, coding: Coding, mark: bool },
    JsonLines,
    Json { nested: bool },
    Xlsx,
    Parquet,
    ArrowFile,
    ArrowStream,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Coding {
    Utf8,
    Utf16Le,
    Utf16Be,
    Windows1252,
}

#[derive(Clone, Copy, Debug)]
enum Packing {
    None,
    Gzip,
    Zstd,
}

fn records() -> impl Strategy<Value = Vec<Record>> {
    // What Windows-1252 can write, so that every encoding can; a word at each end, so that nothing is trimmed.
    let text = "[a-zA-Zéèàçœ€’«]{1,8}[a-zéç ,;|\t\"'\n=0-9-]{0,20}[a-zé!?.]{1,4}";
    let record =
        (text, 0..=10_u8, 1..=31_u8).prop_map(|(text, score, day)| Record { text, score, day });
    proptest::collection::vec(record, 1..12)
}

fn form() -> impl Strategy<Value = Form> {
    let delimited = (
        prop_oneof![Just(';'), Just(','), Just('\t'), Just('|')],
        any::<bool>(),
        prop_oneof![Just("\n"), Just("\r\n")],
        prop_oneof![
            Just(Coding::Utf8),
            Just(Coding::Utf16Le),
            Just(Coding::Utf16Be),
            Just(Coding::Windows1252)
        ],
        any::<bool>(),
    );
    let delimited = delimited.prop_map(|(delimiter, quote_all, end, coding, mark)| {
        Form::Delimited { delimiter, quote_all, end, coding, mark }
    });
    prop_oneof![
        6 => delimited,
        1 => Just(Form::JsonLines),
        1 => any::<bool>().prop_map(|nested| Form::Json { nested }),
        1 => Just(Form::Xlsx),
        1 => Just(Form::Parquet),
        1 => Just(Form::ArrowFile),
        1 => Just(Form::ArrowStream),
    ]
}

fn packing() -> impl Strategy<Value = Packing> {
    prop_oneof![3 => Just(Packing::None), 1 => Just(Packing::Gzip), 1 => Just(Packing::Zstd)]
}

/// The header, then the rows, as text cells.
fn cells(records: &[Record]) -> Vec<[String; 4]> {
    let header = ["id", "Date de réponse", "Note NPS", "Verbatim"].map(str::to_owned);
    let row = |(number, record): (usize, &Record)| {
        [
            format!("R{number}"),
            format!("2026-03-{:02}", record.day),
            record.score.to_string(),
            record.text.clone(),
        ]
    };
    std::iter::once(header).chain(records.iter().enumerate().map(row)).collect()
}

fn written(records: &[Record], form: Form) -> Vec<u8> {
    match form {
        Form::Delimited { .. } => delimited(&cells(records), form),
        Form::JsonLines => {
            objects(records).iter().flat_map(|object| format!("{object}\n").into_bytes()).collect()
        }
        Form::Json { nested: false } => serde_json::to_vec_pretty(&objects(records)).unwrap(),
        Form::Json { nested: true } => {
            serde_json::to_vec(&serde_json::json!({"total": 1, "page": {"data": objects(records)}}))
                .unwrap()
        }
        Form::Xlsx => xlsx(&cells(records)),
        Form::Parquet => {
            let batch = batch(records);
            let mut out = Vec::new();
            let mut writer =
                parquet::arrow::ArrowWriter::try_new(&mut out, batch.schema(), None).unwrap();
            writer.write(&batch).unwrap();
            writer.close().unwrap();
            out
        }
        Form::ArrowFile => {
            let batch = batch(records);
            let mut writer =
                arrow_ipc::writer::FileWriter::try_new(Vec::new(), &batch.schema()).unwrap();
            writer.write(&batch).unwrap();
            writer.into_inner().unwrap()
        }
        Form::ArrowStream => {
            let batch = batch(records);
            let mut writer =
                arrow_ipc::writer::StreamWriter::try_new(Vec::new(), &batch.schema()).unwrap();
            writer.write(&batch).unwrap();
            writer.into_inner().unwrap()
        }
    }
}

fn delimited(rows: &[[String; 4]], form: Form) -> Vec<u8> {
    let Form::Delimited { delimiter, quote_all, end, coding, mark } = form else { unreachable!() };
    let cell = |cell: &String| {
        let special = cell.contains([delimiter, '"', '\n', '\r']);
        if quote_all || special {
            format!("\"{}\"", cell.replace('"', "\"\""))
        } else {
            cell.clone()
        }
    };
    let line =
        |row: &[String; 4]| row.iter().map(cell).collect::<Vec<_>>().join(&delimiter.to_string());
    let text = rows.iter().map(|row| line(row) + end).collect::<String>();
    let marked = if mark { format!("\u{feff}{text}") } else { text.clone() };
    match coding {
        Coding::Utf8 => marked.into_bytes(),
        Coding::Utf16Le => marked.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        Coding::Utf16Be => marked.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        Coding::Windows1252 => WINDOWS_1252.encode(&text).0.into_owned(),
    }
}

fn objects(records: &[Record]) -> Vec<serde_json::Value> {
    let object = |row: &[String; 4]| serde_json::json!({"id": row[0], "date": row[1], "nps": row[2].parse::<u8>().unwrap(), "verbatim": row[3]});
    cells(records)[1..].iter().map(object).collect()
}

fn batch(records: &[Record]) -> RecordBatch {
    let rows = &cells(records)[1..];
    let column = |at: usize| {
        Arc::new(rows.iter().map(|row| Some(&row[at])).collect::<StringArray>()) as ArrayRef
    };
    let scores =
        Arc::new(records.iter().map(|record| i64::from(record.score)).collect::<Int64Array>())
            as ArrayRef;
    RecordBatch::try_from_iter([
        ("id", column(0)),
        ("date", column(1)),
        ("nps", scores),
        ("verbatim", column(3)),
    ])
    .unwrap()
}

/// The names of the relations of a workbook.
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// The smallest workbook that holds the rows, the scores as numbers.
fn xlsx(rows: &[[String; 4]]) -> Vec<u8> {
    let escaped =
        |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    let cell = |cell: &String| match cell.parse::<u8>() {
        Ok(number) => format!("<c><v>{number}</v></c>"),
        Err(_) => format!(
            "<c t=\"inlineStr\"><is><t xml:space=\"preserve\">{}</t></is></c>",
            escaped(cell)
        ),
    };
    let row =
        |row: &[String; 4]| format!("<row>{}</row>", row.iter().map(cell).collect::<String>());
    let sheet = format!(
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{}</sheetData></worksheet>",
        rows.iter().map(row).collect::<String>()
    );
    let workbook = format!(
        "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"{RELATIONS}\"><sheets><sheet name=\"Avis\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
    );
    let relation = |kind: &str, target: &str| {
        format!(
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"{RELATIONS}/{kind}\" Target=\"{target}\"/></Relationships>"
        )
    };
    let types = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>";
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in [
        ("[Content_Types].xml", types.to_owned()),
        ("_rels/.rels", relation("officeDocument", "xl/workbook.xml")),
        ("xl/workbook.xml", workbook),
        ("xl/_rels/workbook.xml.rels", relation("worksheet", "worksheets/sheet1.xml")),
        ("xl/worksheets/sheet1.xml", sheet),
    ] {
        archive.start_file(name, SimpleFileOptions::default()).unwrap();
        archive.write_all(content.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn packed(bytes: Vec<u8>, packing: Packing) -> Vec<u8> {
    match packing {
        Packing::None => bytes,
        Packing::Gzip => {
            let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            gzip.write_all(&bytes).unwrap();
            gzip.finish().unwrap()
        }
        Packing::Zstd => zstd::encode_all(&bytes[..], 1).unwrap(),
    }
}

/// Identifier, text, day and score of each feedback that is read.
fn read(bytes: Vec<u8>) -> Result<Vec<Record>, String> {
    let source = Source::of_bytes("avis", bytes);
    let plan = plan(&source, &IngestSettings::default()).map_err(|error| error.to_string())?;
    let batch = plan.read(&mut Seen::new(), &Silent).map_err(|error| error.to_string())?;
    if let Some(reject) = batch.rejects.first() {
        return Err(format!("{reject:?}"));
    }
    let record = |(number, feedback): (usize, &vigie::types::Feedback)| {
        assert_eq!(feedback.id, format!("R{number}"));
        let score = feedback.ratings.values().next().copied().unwrap();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a score from 0 to 10"
        )]
        let (score, day) = (score as u8, feedback.received.unwrap().day() as u8);
        Record { text: feedback.text.clone(), score, day }
    };
    Ok(batch.feedback.iter().enumerate().map(record).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn what_was_written_is_read((records, form, packing) in (records(), form(), packing())) {
        // Forms with places in them are read in place: they are packed by themselves.
        let packing = match form {
            Form::Delimited { .. } | Form::JsonLines | Form::Json { .. } => packing,
            _ => Packing::None,
        };
        let found = read(packed(written(&records, form), packing));
        prop_assert_eq!(found.as_ref(), Ok(&records), "{:?} {:?}", form, packing);
    }
}
