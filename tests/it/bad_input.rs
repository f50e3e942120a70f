//! Files that cannot be used, or not whole: what is told, what is kept, and how the program ends.

use serde_json::Value;

use super::program::{Place, Ran, files, repository};

/// A reject: its line, its column, its code.
type Expected = (u64, Option<&'static str>, &'static str);

/// A file of `tests/data/bad` that can be read: encoding, delimiter, records read, those that are rejected.
struct Readable(&'static str, &'static str, Option<&'static str>, u64, &'static [Expected]);

const FIELDS: &str = "E_FIELDS";
const SCORE: &str = "E_SCORE_RANGE";

/// Records without rejects give exit code 0, others 3.
const READABLE: &[Readable] = &[
    Readable("header-only.csv", "UTF-8", Some(";"), 0, &[]),
    Readable("good.jsonl", "UTF-8", None, 10, &[]),
    Readable("quoted-newlines.csv", "UTF-8", Some(","), 10, &[]),
    Readable("sep-line.csv", "UTF-8", Some(";"), 12, &[]),
    Readable("utf8-bom-tab.tsv", "UTF-8", Some("tab"), 12, &[]),
    Readable("windows-1252.csv", "windows-1252", Some(";"), 15, &[]),
    Readable("invalid-utf8.csv", "UTF-8", Some(","), 40, &[(26, Some("comment"), "E_UTF8")]),
    Readable("nul-in-cell.csv", "UTF-8", Some(","), 12, &[(7, Some("comment"), "E_NUL")]),
    Readable("wrong-date.csv", "UTF-8", Some(","), 20, &[(10, Some("date"), "E_DATE")]),
    Readable("unclosed-quote.csv", "UTF-8", Some(","), 30, &[(11, None, "E_QUOTE")]),
    Readable(
        "score-out-of-range.csv",
        "UTF-8",
        Some(","),
        20,
        &[(7, Some("nps"), SCORE), (15, Some("nps"), SCORE)],
    ),
    Readable(
        "broken.jsonl",
        "UTF-8",
        None,
        20,
        &[
            (5, None, "E_JSON"),
            (9, None, "E_JSON"),
            (13, None, "E_JSON"),
            (17, Some("text"), "E_TEXT"),
        ],
    ),
    Readable(
        "ragged.csv",
        "UTF-8",
        Some(","),
        11,
        &[
            (4, None, FIELDS),
            (5, None, FIELDS),
            (6, None, FIELDS),
            (8, None, FIELDS),
            (9, None, FIELDS),
            (13, None, FIELDS),
        ],
    ),
    Readable(
        "ten-broken-of-1000.csv",
        "UTF-8",
        Some(";"),
        1000,
        &[
            (58, None, FIELDS),
            (212, Some("note nps"), SCORE),
            (305, None, FIELDS),
            (390, Some("date"), "E_DATE"),
            (469, None, FIELDS),
            (556, None, FIELDS),
            (641, Some("note nps"), SCORE),
            (734, None, FIELDS),
            (872, Some("date"), "E_DATE"),
            (947, None, FIELDS),
        ],
    ),
];

/// A file that cannot be used at all, and what the message must say.
const UNUSABLE: &[(&str, &[&str])] = &[
    ("empty.csv", &["`empty.csv` is empty"]),
    ("binary.csv", &["`binary.csv` does not look like text", "hint: "]),
    ("missing-text.csv", &["no column holds the text", "`id`, `date`, `montant`", "--map text="]),
    ("duplicate-header.csv", &["line 1", "columns 3 and 4", "`verbatim`", "hint: rename"]),
    ("absent.csv", &["cannot read", "absent.csv"]),
];

fn dry_run(name: &str) -> Ran {
    let file = repository(&format!("tests/data/bad/{name}"));
    Place::new().run(&["ingest", "--dry-run", "--format", "json", "--no-models", &file])
}

#[test]
fn files_that_can_be_read_are_read_but_for_their_bad_records() {
    for Readable(name, encoding, delimiter, read, rejects) in READABLE {
        let ran = dry_run(name).ended(if rejects.is_empty() { 0 } else { 3 });
        let found = ran.json();
        assert_eq!(found["encoding"], *encoding, "{name}");
        assert_eq!(found["delimiter"].as_str(), *delimiter, "{name}");
        assert_balance(name, &found["rows"], *read, rejects.len() as u64);
        let told: Vec<(u64, Option<&str>, &str)> =
            found["rejects"].as_array().unwrap().iter().map(reject).collect();
        assert_eq!(told, *rejects, "{name}");
    }
}

fn reject(told: &Value) -> (u64, Option<&str>, &str) {
    assert!(told["record"].as_u64() < told["line"].as_u64() || told["byte"] != 0, "{told}");
    assert!(!told["reason"].as_str().unwrap().is_empty(), "{told}");
    (told["line"].as_u64().unwrap(), told["column"].as_str(), told["code"].as_str().unwrap())
}

#[track_caller]
fn assert_balance(name: &str, rows: &Value, read: u64, rejected: u64) {
    let count = |field: &str| rows[field].as_u64().unwrap();
    let kept = count("accepted") + count("rejected") + count("duplicate") + count("refused");
    assert_eq!(count("read"), kept, "{name}: {rows}");
    assert_eq!((count("read"), count("rejected")), (read, rejected), "{name}");
    assert_eq!(count("accepted"), read - rejected, "{name}");
}

#[test]
fn every_bad_file_has_its_case() {
    let mut known: Vec<&str> = READABLE.iter().map(|case| case.0).collect();
    known.extend(UNUSABLE.iter().map(|case| case.0));
    for (path, _) in files(repository("tests/data/bad").as_ref()) {
        let name = path.to_str().unwrap();
        assert!(name == "README.md" || known.contains(&name), "no case for `{name}`");
    }
}

#[test]
fn files_that_cannot_be_used_are_refused_with_what_to_do() {
    for (name, said) in UNUSABLE {
        let ran = dry_run(name).ended(2);
        assert_eq!(ran.stdout, "", "{name}");
        for words in *said {
            assert!(ran.stderr.contains(words), "`{words}` in {}", ran.stderr);
        }
    }
}

#[test]
fn what_was_decided_is_said() {
    let code = |name: &str| {
        let remarks = dry_run(name).ended(0).json()["remarks"].clone();
        remarks.as_array().unwrap().iter().map(|one| one["code"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(code("header-only.csv"), ["no_records"]);
    assert_eq!(code("windows-1252.csv"), ["encoding"]);
    assert!(code("good.jsonl").is_empty());
}

#[test]
fn cells_come_out_as_they_were_written() {
    let sample = |name: &str| dry_run(name).ended(0).json()["sample"].clone();
    let french = sample("windows-1252.csv").to_string();
    assert!(french.contains("cœur") && french.contains('€'), "{french}");
    assert_eq!(sample("quoted-newlines.csv")[0]["text"], "Lovely people.\nThank you!");
    assert_eq!(sample("utf8-bom-tab.tsv")[0]["id"], "B01");
    let first = sample("good.jsonl")[0].clone();
    assert_eq!(first["date"], "2026-06-01T00:00:00");
    assert_eq!(first["ratings"]["nps"], 9.0);
}

#[test]
fn a_report_accounts_for_what_it_could_not_use() {
    let place = Place::new();
    let file = repository("tests/data/bad/ten-broken-of-1000.csv");
    let ran = place.run(&["report", "--no-models", &file]).ended(3);
    let report: Value = serde_json::from_str(&place.read("report/report.json")).unwrap();
    assert_balance("report", &report["inputs"], 1000, 10);
    let lines: Vec<u64> = report["inputs"]["rejects"]
        .as_array()
        .unwrap()
        .iter()
        .map(|reject| reject["line"].as_u64().unwrap())
        .collect();
    assert_eq!(lines, [58, 212, 305, 390, 469, 556, 641, 734, 872, 947]);
    assert_eq!(place.read("report/tables/rejects.csv").lines().count(), 11);
    assert!(ran.stderr.contains("rejected 10"), "{}", ran.stderr);
}

#[test]
fn an_empty_batch_gives_a_report_that_says_so() {
    let place = Place::new();
    let file = repository("tests/data/bad/header-only.csv");
    let ran = place.run(&["report", "--no-models", &file]).ended(0);
    assert!(ran.stderr.contains("no row"), "{}", ran.stderr);
    let report: Value = serde_json::from_str(&place.read("report/report.json")).unwrap();
    assert_eq!(report["inputs"]["read"], 0);
    assert!(!report["notes"].as_array().unwrap().is_empty());
    assert!(place.path().join("report/report.html").is_file());
}

#[test]
fn files_that_cannot_be_used_leave_no_report() {
    let place = Place::new();
    let file = repository("tests/data/bad/missing-text.csv");
    place.run(&["report", "--no-models", "-o", "out", &file]).ended(2);
    assert!(!place.path().join("out/report.json").exists());
}

#[test]
fn where_most_records_are_bad_nothing_is_kept() {
    let place = Place::new();
    let rows: Vec<String> = (0..1200).map(|row| format!("{row};hier;Bien")).collect();
    place.write("avis.csv", format!("id;date;avis\n{}\n", rows.join("\n")));
    let ran = place.run(&["report", "--no-models", "avis.csv"]).ended(4);
    for words in ["1200 of 1200", "`avis.csv`", "line 2", "column `date`", "--date-format"] {
        assert!(ran.stderr.contains(words), "`{words}` in {}", ran.stderr);
    }
    assert!(!place.path().join("report/report.json").exists());
    place.run(&["init"]).ended(0);
    place.run(&["ingest", "--no-models", "avis.csv"]).ended(4);
    assert_eq!(place.run(&["search", "*", "--format", "jsonl"]).ended(0).stdout, "");
}

#[test]
fn words_of_customers_are_never_in_messages() {
    let place = Place::new();
    place.write("avis.csv", "id;date;avis\n1;hier;Secret de famille\n2;2026-01-02;Bien;Secret\n");
    let ran = place.run(&["report", "--no-models", "avis.csv"]).ended(3);
    assert!(!format!("{}{}", ran.stderr, ran.stdout).contains("Secret"));
}
