//! What must hold of any input: no panic, an end, every record accounted for. Run by `cargo fuzz` on mutations without
//! end, and by the tests of every day on a bounded number of them.

use vigie::ingest::{IngestError, IngestSettings, Seen, Source, plan};
use vigie::observe::Silent;

/// A target: what is done with the bytes.
pub(super) type Target = fn(&[u8]);

/// Every target, with what its mutations begin from.
pub(super) const TARGETS: &[(&str, Target, &[&[u8]])] = &[
    (
        "splitter",
        splitter,
        &[
            b"id;date;nps;avis\n1;04/03/2026;7;\"Colis; en \"\"retard\"\"\nencore\"\n2;05/03/2026;9;Bien\n",
            b"id,avis\r\n1,\"jamais referm\xc3\xa9\r\n2,bien\r\n\"3\",\"a\"b\"c\"\r\n",
            b"sep=;\navis;ville\n\"Super\" accueil;Lyon\n;;\n\x1a",
        ],
    ),
    (
        "sniffer",
        sniffer,
        &[
            b"\xff\xfea\x00v\x00i\x00s\x00\n\x00b\x00i\x00e\x00n\x00\n\x00",
            b"avis|note\nd\xe9\xe7ue|2\nbien \x80|5\n",
            b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03",
            b"\x28\xb5\x2f\xfd\x04\x00",
            b"PK\x03\x04\x14\x00\x00\x00xl/workbook.xml",
            b"PAR1\x15\x04\x15\x10PAR1",
            b"ARROW1\x00\x00\xff\xff\xff\xff\x00\x00\x00\x00",
        ],
    ),
    (
        "json",
        json,
        &[
            b"{\"id\":1,\"text\":\"Colis en retard\",\"a\":{\"b\":[1,{\"c\":null}]}}\n{\"id\":2,\"text\":\"Bien\"}\n",
            b"{\"data\":[{\"id\":\"x\",\"body\":\"Bonjour \\u00e9\"},{\"id\":1e9}],\"next\":null}",
            b"[\n{\"text\":\"a\"},\n{\"text\":\"]}\\\"\"}\n]",
        ],
    ),
    (
        "dates",
        dates,
        &[
            "04/03/2026\n12 févr. 2024 à 9h30\n2026-03-04T12:30:05.123+02:00\nSept 3, 2026 2:05 PM\n".as_bytes(),
            b"1er mars 26\n31.12.99 23:59\n2026/03/04 9:12:33 AM UTC+1\n00/00/0000\n",
            b"1783159200\n-1\n99999999999999999999\n",
        ],
    ),
    (
        "scores",
        scores,
        &["8\n8/10\n8,5\n★★★☆☆\ntrès satisfaite\nNSP\n-0\n1e309\n10 - Très probable\n".as_bytes()],
    ),
    (
        "query",
        query,
        &[
            "\"colis en retard\" OR rembours* -merci touchpoint:delivery- near/5".as_bytes(),
            "(a OR (b near/3 c~)) score<=6 date:2024-01..2024-03 lang:fr signal:churn_intent".as_bytes(),
        ],
    ),
    (
        "mapping",
        mapping,
        &[
            b"text=Avis\0id;Avis;Note /10\n1;bien;8\n",
            b"score=Note:nps\0Verbatim,Note\nok,3\n",
            b"answer=A\0A\tB\tDate de r\xc3\xa9ponse\nx y z t\tu v w x\t2026-01-01\n",
        ],
    ),
];

/// Reads bytes as a file.
///
/// # Panics
///
/// Where a record is not accounted for.
fn read(bytes: &[u8], settings: &IngestSettings) -> Result<(), IngestError> {
    let source = Source::of_bytes("fuzz.csv", bytes);
    let plan = plan(&source, settings)?;
    let batch = plan.read(&mut Seen::new(), &Silent)?;
    assert!(batch.counts.balance(), "{:?}", batch.counts);
    assert_eq!(batch.counts.accepted, batch.feedback.len() as u64);
    assert_eq!(batch.counts.rejected, batch.rejects.len() as u64);
    Ok(())
}

fn splitter(bytes: &[u8]) {
    let _ = read(bytes, &IngestSettings::default());
    let delimiter = "tab".parse().ok();
    let escape = "\\".parse().ok();
    let settings = IngestSettings {
        delimiter,
        escape,
        tail_join: true,
        no_header: true,
        ..IngestSettings::default()
    };
    let _ = read(bytes, &settings);
}

fn sniffer(bytes: &[u8]) {
    let _ = read(bytes, &IngestSettings::default());
    for encoding in ["mixed", "utf-16le", "cp850"] {
        let settings = IngestSettings {
            encoding: Some(encoding.to_owned()),
            lossy: true,
            ..IngestSettings::default()
        };
        let _ = read(bytes, &settings);
    }
}

fn json(bytes: &[u8]) {
    let _ = read(bytes, &IngestSettings::default());
}

/// Each line a cell of a column of dates.
fn dates(bytes: &[u8]) {
    let table = [&b"date|avis\n"[..], bytes].concat();
    for order in ["dmy", "mdy", "ymd", "unix", "unix-ms"] {
        let settings = IngestSettings {
            date_format: order.parse().ok(),
            zone: Some("Europe/Paris".to_owned()),
            delimiter: "|".parse().ok(),
            ..IngestSettings::default()
        };
        let _ = read(&table, &settings);
    }
}

/// Each line a cell of a column of scores.
fn scores(bytes: &[u8]) {
    for header in ["nps", "stars", "csat", "ces"] {
        let table = [format!("{header}|avis\n").as_bytes(), bytes].concat();
        let _ = read(
            &table,
            &IngestSettings { delimiter: "|".parse().ok(), ..IngestSettings::default() },
        );
    }
}

/// What a user looks for.
fn query(bytes: &[u8]) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = vigie::search::Query::parse(text);
    }
}

/// What the user says of the columns, then the file.
fn mapping(bytes: &[u8]) {
    let at = bytes.iter().position(|&byte| byte == 0).unwrap_or(bytes.len());
    let (said, table) = bytes.split_at(at);
    let said = String::from_utf8_lossy(said);
    let map = said.split('&').filter_map(|one| one.parse().ok()).collect();
    let _ = read(
        table.strip_prefix(b"\0").unwrap_or(table),
        &IngestSettings { map, ..IngestSettings::default() },
    );
}
