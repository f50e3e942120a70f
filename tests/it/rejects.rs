//! Rejected records: kept as they were read, mended, read again under their first identity.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use super::program::Place;

const TABLE: &str = "id;date;note nps;verbatim\n\
    A1;04/03/2026;9;Accueil parfait\n\
    A2;05/03/2026;11;Colis en retard\n\
    A3;06/03/2026;3;Trop cher;vraiment\n\
    ;31/02/2026;2;Personne ne répond\n\
    A5;17/03/2026;7;Correct\n";

/// The only file of rejects of the project.
fn kept(place: &Place) -> PathBuf {
    let mut files: Vec<PathBuf> = fs::read_dir(place.path().join("rejects"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    assert_eq!(files.len(), 1, "{files:?}");
    files.remove(0)
}

fn lines(path: &PathBuf) -> Vec<Value> {
    fs::read_to_string(path)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// A project with the table in it, its three rejects kept.
fn project() -> (Place, PathBuf) {
    let place = Place::new();
    place.write("avis.csv", TABLE);
    place.run(&["init"]).ended(0);
    let ran = place.run(&["ingest", "--no-models", "avis.csv"]).ended(3);
    assert!(ran.stderr.contains("vigie rejects retry"), "{}", ran.stderr);
    let path = kept(&place);
    (place, path)
}

#[test]
fn rejects_are_kept_with_their_place_their_reason_and_their_row() {
    let (_place, path) = project();
    let lines = lines(&path);
    assert_eq!(lines[0]["file"], "avis.csv");
    assert_eq!(lines[0]["settings"]["date-format"], "dmy");
    let told: Vec<(u64, &str)> = lines[1..]
        .iter()
        .map(|line| (line["line"].as_u64().unwrap(), line["code"].as_str().unwrap()))
        .collect();
    assert_eq!(told, [(3, "E_SCORE_RANGE"), (4, "E_FIELDS"), (5, "E_DATE")]);
    assert_eq!(lines[1]["row"]["note nps"], "11");
    assert_eq!(lines[1]["column"], "note nps");
    assert_eq!(lines[2]["raw"], "A3;06/03/2026;3;Trop cher;vraiment");
    assert!(lines[3]["reason_fr"].as_str().unwrap().contains("date"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[test]
fn mended_rejects_are_read_under_their_identity_once() {
    let (place, path) = project();
    let mut lines = lines(&path);
    lines[1]["row"]["note nps"] = "1".into();
    let row = &mut lines[3]["row"];
    row["date"] = "28/02/2026".into();
    let lines: Vec<String> = lines.iter().map(|line| format!("{line}\n")).collect();
    fs::write(&path, lines.concat()).unwrap();
    let mended = path.to_str().unwrap();

    let again =
        place.run(&["rejects", "retry", "--no-models", "--format", "json", mended]).ended(3);
    let rows = &again.json()["rows"];
    assert_eq!(
        (&rows["read"], &rows["accepted"], &rows["rejected"]),
        (&3.into(), &2.into(), &1.into())
    );
    let found = place.run(&["search", "--format", "json", "colis"]).ended(0).json();
    assert!(found.to_string().contains("\"A2\""), "{found}");
    // The record without identifier keeps the number that it had in its file.
    let found = place.run(&["search", "--format", "json", "personne"]).ended(0).json();
    assert!(found.to_string().contains("\"avis#4\""), "{found}");

    let twice = place.run(&["rejects", "retry", "--no-models", mended]).ended(0);
    assert!(twice.stdout.starts_with("0 "), "{}", twice.stdout);
    place.run(&["verify"]).ended(0);
}

#[test]
fn kept_rejects_are_listed() {
    let (place, path) = project();
    let listed = place.run(&["rejects", "list"]).ended(0);
    assert!(listed.stdout.contains("3 rejects of avis.csv"), "{}", listed.stdout);
    fs::write(&path, "{\"vigie_rejects\":1}\n").unwrap();
    let broken = place.run(&["rejects", "list"]).ended(2);
    assert!(broken.stderr.contains("a file of rejects"), "{}", broken.stderr);
    let empty = Place::new();
    empty.run(&["init"]).ended(0);
    assert_eq!(empty.run(&["rejects", "list"]).ended(0).stdout, "no reject is kept\n");
}
