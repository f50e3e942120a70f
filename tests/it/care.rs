//! The care of a store: what it promises is checked, what breaks is named, what is lost comes back.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use vigie::search::{Document, Projection};
use vigie::store::Store;

use super::program::{Place, files};

/// Three exports of an invented shop: with identifiers, without, and with one record that cannot be used.
const BOUTIQUE: &str = "id;date;avis\nB1;05/01/2026;Colis perdu depuis dix jours\n\
                        B2;06/01/2026;Accueil charmant\nB3;07/01/2026;RAS\n";
const LIBRE: &str =
    "date;avis\n2026-02-01;Remboursement promis et jamais reçu\n2026-02-02;Parfait\n";
const MARCHE: &str = "id;date;avis\nM1;05/03/2026;Livraison rapide\nM2;hier;Un peu cher\n";

/// A project that holds the three exports.
fn project() -> Place {
    let place = Place::new();
    place.run(&["init"]).ended(0);
    for (name, text) in [("boutique.csv", BOUTIQUE), ("libre.csv", LIBRE), ("marche.csv", MARCHE)] {
        place.write(name, text);
    }
    place.run(&["ingest", "--no-models", "boutique.csv", "libre.csv", "marche.csv"]).ended(3);
    place
}

fn store(place: &Place) -> PathBuf {
    place.path().join("store")
}

/// The promises that `vigie verify` finds broken, and its exit code.
fn verify(place: &Place) -> (Vec<String>, i32) {
    let ran = place.run(&["verify", "--full", "--format", "json"]);
    let found = ran.json();
    let broken = found["invariants"].as_array().unwrap().iter();
    let broken = broken.filter(|one| one["faults"].as_array().is_some_and(|all| !all.is_empty()));
    (broken.map(|one| one["id"].as_str().unwrap().to_owned()).collect(), ran.code)
}

/// Changes one letter of the first file under `folder` that holds `words`.
#[track_caller]
fn flip(folder: &Path, words: &str) {
    let place =
        |bytes: &[u8]| bytes.windows(words.len()).position(|window| window == words.as_bytes());
    let found = files(folder).into_iter().find_map(|(name, bytes)| {
        let at = place(&bytes)?;
        Some((name, bytes, at))
    });
    let (name, mut bytes, at) = found.unwrap();
    bytes[at] ^= 1;
    fs::write(folder.join(name), bytes).unwrap();
}

/// The only generation of the index.
fn generation(place: &Place) -> PathBuf {
    let index = store(place).join("index");
    index.join(fs::read_to_string(index.join("CURRENT")).unwrap().trim())
}

#[test]
fn a_sound_store_is_said_to_be_so_in_both_languages() {
    let place = project();
    let ran = place.run(&["verify", "--full", "--format", "json"]).ended(0).json();
    assert_eq!(
        (&ran["holds"], &ran["batches"], &ran["read"]),
        (&json!(true), &json!(3), &json!(6))
    );
    let english = place.run(&["verify", "--full"]).ended(0).stdout;
    assert!(
        english.ends_with("all is there: 6 feedback of 3 files, 6 of them read back whole\n"),
        "{english}"
    );
    let french = place.run(&["verify", "--full", "--lang", "fr"]).ended(0).stdout;
    assert!(
        french.ends_with("tout est là : 6 avis de 3 fichiers, dont 6 relus en entier\n"),
        "{french}"
    );
    assert_eq!(french.lines().filter(|line| line.starts_with("ok ")).count(), 7, "{french}");
    place.run(&["verify"]).ended(0);
}

#[test]
fn a_batch_that_the_index_misses_breaks_i2() {
    let place = project();
    let batch = Store::open(&store(&place)).unwrap().batches().unwrap().remove(0).header.id;
    Projection::begin(&store(&place).join("index"), &batch).unwrap().commit().unwrap();
    assert_eq!(verify(&place), (vec!["I2".to_owned()], 11));
    let human = place.run(&["verify"]).ended(11).stdout;
    assert!(human.contains("`boutique.csv` has 0 feedback in the index instead of 3"), "{human}");
    assert!(
        human.ends_with("hint: `vigie index rebuild` makes the index again; nothing is lost\n")
    );
    let rebuilt = place.run(&["index", "rebuild"]).ended(0).stdout;
    assert_eq!(rebuilt, "6 feedback in the new index\n");
    assert_eq!(verify(&place), (Vec::new(), 0));
}

#[test]
fn feedback_of_no_batch_in_the_index_break_i3() {
    let place = project();
    let stored = Store::open(&store(&place)).unwrap().rows().next().unwrap().unwrap();
    let ghost = Document { row: 9, feedback: &stored.feedback, annotation: &stored.annotation };
    let index = store(&place).join("index");
    Projection::begin(&index, "ghost").unwrap().push(&[ghost]).unwrap().commit().unwrap();
    assert_eq!(verify(&place), (vec!["I3".to_owned()], 11));
    // What the index alone knows is no answer.
    let ran = place.run(&["search", "*"]).ended(11);
    assert!(ran.stderr.contains("is in the search index and not in the store"), "{}", ran.stderr);
    place.run(&["index", "rebuild"]).ended(0);
    place.run(&["search", "*"]).ended(0);
}

#[test]
fn files_left_over_break_i4_until_the_next_writer_sweeps_them() {
    let place = project();
    let current = generation(&place);
    for name in [".tmpX4Yz", "0123456789abcdef0123456789abcdef.store"] {
        fs::write(current.join(name), "words of somebody").unwrap();
    }
    fs::create_dir(store(&place).join("index/gen-000007")).unwrap();
    #[cfg(unix)]
    for path in [".tmpX4Yz", "0123456789abcdef0123456789abcdef.store", "../gen-000007"] {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(current.join(path), fs::Permissions::from_mode(0o700)).unwrap();
    }
    assert_eq!(verify(&place), (vec!["I4".to_owned()], 11));
    let doctor = place.run(&["doctor", "--no-models"]).stdout;
    assert!(doctor.contains("3 files that interrupted work left"), "{doctor}");
    place.run(&["ingest", "--no-models", "libre.csv"]).ended(0);
    assert_eq!(verify(&place), (Vec::new(), 0));
}

#[test]
fn a_feedback_that_was_changed_breaks_i5_and_is_never_served() {
    let place = project();
    place.run(&["backup", "copie"]).ended(0);
    flip(&store(&place), "Colis perdu");
    assert_eq!(verify(&place), (vec!["I5".to_owned()], 11));
    for command in [&["search", "colis"][..], &["report", "--no-models"], &["explain", "B1"]] {
        let ran = place.run(command).ended(11);
        assert_eq!(ran.stdout, "", "{command:?}");
        assert!(ran.stderr.contains("hint: `vigie verify` says what is damaged"), "{}", ran.stderr);
    }
    place.run(&["index", "rebuild"]).ended(11);
    // The backup does not have it.
    place.run(&["restore", "copie", "neuf"]).ended(0);
    let hits = place.run(&["search", "colis", "--project", "neuf", "--format", "jsonl"]).ended(0);
    assert_eq!(hits.jsonl()[0]["id"], "B1");
}

#[test]
fn a_file_of_the_index_that_was_changed_breaks_i6_and_is_made_again() {
    let place = project();
    let answer = place.run(&["search", "*", "--format", "jsonl"]).ended(0).stdout;
    let current = generation(&place);
    let term =
        files(&current).into_iter().find(|(name, _)| name.extension() == Some("term".as_ref()));
    let (name, mut bytes) = term.unwrap();
    bytes[20] ^= 4;
    fs::write(current.join(name), bytes).unwrap();
    assert_eq!(verify(&place), (vec!["I6".to_owned()], 11));
    assert_eq!(place.run(&["search", "*", "--format", "jsonl"]).ended(0).stdout, answer);
    assert_eq!(verify(&place), (Vec::new(), 0));
}

#[cfg(unix)]
#[test]
fn a_path_that_others_may_read_breaks_i7() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = project();
    let meta = generation(&place).join("meta.json");
    fs::set_permissions(meta, fs::Permissions::from_mode(0o644)).unwrap();
    assert_eq!(verify(&place), (vec!["I7".to_owned()], 13));
    fs::set_permissions(store(&place), fs::Permissions::from_mode(0o750)).unwrap();
    assert_eq!(verify(&place), (vec!["I7".to_owned()], 13));
    let french = place.run(&["verify", "--lang", "fr"]).ended(13).stdout;
    assert!(french.contains("peut être lu par d'autres"), "{french}");
}

#[test]
fn the_index_made_again_answers_the_same_to_the_byte() {
    let place = project();
    let answers = || {
        let search = place.run(&["search", "*", "--format", "jsonl"]).ended(0).stdout;
        let words = place.run(&["search", "livraison OR colis OR parfait", "--format", "json"]);
        place.run(&["report", "--no-models"]).ended(3);
        (search, words.ended(0).stdout, files(&place.path().join("report")))
    };
    let before = answers();
    place.run(&["index", "rebuild", "--lang", "fr"]).ended(0);
    assert_eq!(answers(), before);
    assert_eq!(
        fs::read_dir(store(&place).join("index")).unwrap().count(),
        2,
        "the old one is gone"
    );
}

#[test]
fn a_backup_is_a_project_and_a_restored_one_answers_the_same() {
    let place = project();
    let search = |folder: &str| {
        place.run(&["search", "*", "--format", "jsonl", "--project", folder]).ended(0).stdout
    };
    let before = search(".");
    let held = Store::open_for_writing(&store(&place)).unwrap();
    let said = place.run(&["backup", "sauve/aout"]).ended(0).stdout;
    assert!(said.starts_with("6 feedback copied and read back in `sauve/aout`"), "{said}");
    drop(held);
    place.run(&["backup", "sauve/aout"]).ended(2);
    place.run(&["restore", "sauve/aout"]).ended(2);
    let said = place.run(&["restore", "sauve/aout", "neuf", "--lang", "fr"]).ended(0).stdout;
    assert_eq!(said, "projet `neuf` : 6 avis de 3 fichiers, relus et indexés\n");
    assert_eq!(search("neuf"), before);
    assert_eq!(search("sauve/aout"), before);
    place.run(&["restore", "absent", "autre"]).ended(2);
    flip(&place.path().join("sauve/aout/store"), "Accueil charmant");
    place.run(&["restore", "sauve/aout", "autre"]).ended(11);
    assert!(!place.path().join("autre/store").exists(), "nothing is made of a damaged copy");
}

#[test]
fn sources_tell_what_each_file_brought() {
    let place = project();
    let ran = place.run(&["sources", "--format", "json"]).ended(0).json();
    let rows: Vec<(&Value, &Value)> = ran["sources"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (&one["name"], &one["rows"]["accepted"]))
        .collect();
    assert_eq!(json!(rows), json!([["boutique.csv", 3], ["libre.csv", 2], ["marche.csv", 1]]));
    let human = place.run(&["sources"]).ended(0).stdout;
    assert!(human.contains("2026-12-31         1  marche.csv · 1 rejected\n"), "{human}");
    let french = place.run(&["sources", "--lang", "fr"]).ended(0).stdout;
    assert!(french.ends_with("1  marche.csv · rejetés : 1\n6 avis dans la base\n"), "{french}");
}

#[test]
fn a_report_of_the_store_lists_the_records_that_could_not_be_used() {
    let place = project();
    place.run(&["report", "--no-models"]).ended(3);
    let report: Value = serde_json::from_str(&place.read("report/report.json")).unwrap();
    let reject = &report["inputs"]["rejects"][0];
    assert_eq!((&reject["file"], &reject["code"]), (&json!("marche.csv"), &json!("E_DATE")));
    assert_eq!(reject["reason_fr"], "date illisible ou inexistante");
}

#[test]
fn the_same_answers_in_another_file_are_known_by_their_identifiers() {
    let place = project();
    place.write("export.csv", BOUTIQUE.replace("B3;07/01/2026;RAS", "B3;07/01/2026;Autre chose"));
    let ran = place.run(&["ingest", "--no-models", "export.csv", "--format", "json"]).ended(0);
    // What another export says otherwise of the same identifier is another answer.
    let rows = json!({"read": 3, "accepted": 1, "rejected": 0, "duplicate": 2, "refused": 0});
    assert_eq!(ran.json()["rows"], rows);
}

#[test]
fn a_file_without_identifiers_that_is_known_is_refused_unless_asked_for() {
    let place = Place::new();
    place.run(&["init"]).ended(0);
    let line = |n: usize| format!("2026-02-{n:02};Commande numéro {n} jamais reçue\n");
    let rows = |range: std::ops::Range<usize>| {
        format!("date;avis\n{}", range.map(line).collect::<String>())
    };
    place.write("fevrier.csv", rows(1..21));
    place.run(&["ingest", "--no-models", "fevrier.csv"]).ended(0);
    // Other order, another name, two rows more.
    let more = rows(1..23);
    let turned: Vec<&str> = more.lines().skip(1).collect();
    let turned = turned.into_iter().rev().collect::<Vec<_>>().join("\n");
    place.write("copie.csv", format!("date;avis\n{turned}\n"));
    let ran = place.run(&["ingest", "--no-models", "copie.csv"]).ended(2);
    assert!(
        ran.stderr.contains(
            "`copie.csv` is known: 20 of its 22 feedback without identifier are in the store"
        ),
        "{}",
        ran.stderr
    );
    assert!(ran.stderr.contains("hint: nothing was added; --allow-overlap"), "{}", ran.stderr);
    place.write("mars.csv", rows(15..27));
    let half = place.run(&["ingest", "--no-models", "mars.csv", "--format", "json"]).ended(0);
    assert_eq!(half.json()["rows"]["accepted"], 12, "half known is another file");
    let asked =
        place.run(&["ingest", "--no-models", "copie.csv", "--allow-overlap", "--format", "json"]);
    assert_eq!(asked.ended(0).json()["rows"]["accepted"], 22);
}

#[test]
fn the_same_bytes_read_otherwise_are_told() {
    let place = Place::new();
    place.run(&["init"]).ended(0);
    place.write("avis.csv", "ref;avis;note interne\n1;Bien;x\n2;Mal;y\n");
    place.run(&["ingest", "--no-models", "avis.csv"]).ended(0);
    let otherwise = ["ingest", "--no-models", "avis.csv", "--map", "text=note interne"];
    let ran = place.run(&otherwise).ended(2);
    assert!(ran.stderr.contains("`avis.csv` is in the store, read with other columns"));
    let all: Vec<&str> = otherwise.into_iter().chain(["--allow-overlap"]).collect();
    place.run(&all).ended(0);
}

#[test]
fn a_reader_goes_on_while_a_file_is_being_added() {
    let place = project();
    let mut held = Store::open_for_writing(&store(&place)).unwrap();
    // Stored, and not yet in the index.
    held.forget_projections().unwrap();
    let ran = place.run(&["search", "*", "--format", "jsonl"]).ended(0);
    assert_eq!(ran.jsonl().len(), 6);
    assert!(ran.stderr.contains("not in the index yet"), "{}", ran.stderr);
    place.run(&["report", "--no-models"]).ended(3);
    for writing in [&["verify"][..], &["index", "rebuild"], &["ingest", "--resume", "--no-models"]]
    {
        let ran = place.run(writing).ended(10);
        assert!(ran.stderr.contains(&format!("(pid {})", std::process::id())), "{}", ran.stderr);
    }
}

#[test]
fn a_file_that_is_lost_or_changed_is_not_resumed_blindly() {
    use vigie::store::BatchHeader;

    let place = project();
    let mut store = Store::open_for_writing(&store(&place)).unwrap();
    let done = store.batches().unwrap().remove(0).header;
    let path = place.path().join("mai.csv");
    let settings = vigie::ingest::IngestSettings::default();
    let open = BatchHeader {
        id: "half".to_owned(),
        name: "mai.csv".to_owned(),
        resume: json!({"path": path, "settings": settings}),
        ..done
    };
    store.begin_batch(&open).unwrap();
    drop(store);
    let lost = place.run(&["ingest", "--resume", "--no-models"]).ended(2);
    assert!(lost.stderr.contains("mai.csv"), "{}", lost.stderr);
    place.write("mai.csv", "id;avis\nX1;Autre\n");
    let changed = place.run(&["ingest", "--resume", "--no-models"]).ended(2);
    assert!(changed.stderr.contains("has changed since its reading was interrupted"));
    let listed = place.run(&["sources", "--lang", "fr"]).ended(0).stdout;
    assert!(listed.contains("mai.csv · interrompu, invisible"), "{listed}");
}
