//! A project from its making to its report, command by command, and how each ends when it cannot go on.

use std::fs;
use std::sync::LazyLock;

use serde_json::{Value, json};
use vigie::store::Store;

use super::program::{Place, Ran, files, quoted, repository};

/// Answers of an invented shop, in both languages; no record is to be rejected.
const ANSWERS: &str = "\
id;date;note nps;avis;client;magasin
A01;05/01/2026;2;Colis livré avec dix jours de retard et personne ne répond au téléphone.;C1;Lyon
A02;12/01/2026;9;Accueil charmant en boutique, la vendeuse connaît son métier.;C2;Lyon
A03;20/01/2026;0;Arnaque ! Je ne commanderai plus jamais chez vous.;C3;Paris
A04;03/02/2026;6;Produit correct sans plus, un peu cher pour ce que c'est.;C4;Paris
A05;10/02/2026;10;Parfait;C5;Lyon
A06;17/02/2026;1;The parcel arrived broken and nobody answers my emails.;C6;London
A07;02/03/2026;3;Livraison annoncée en 48 h, reçue neuf jours après.;C1;Nantes
A08;09/03/2026;8;Friendly staff, quick checkout, will come again.;C7;London
A09;16/03/2026;4;Troisième appel au service client, toujours pas de remboursement.;C8;Lyon
A10;23/03/2026;10;Rapide, simple, efficace : merci à toute l'équipe !;C9;Nantes
A11;30/03/2026;;;C2;Lyon
A12;06/04/2026;2;L'application plante à chaque paiement depuis la mise à jour.;C1;Paris
";

/// A project with [`ANSWERS`] in its store, made once.
static PROJECT: LazyLock<Place> = LazyLock::new(|| {
    let place = Place::new();
    place.write("avis.csv", ANSWERS);
    place.run(&["init"]).ended(0);
    let ran = place.run(&["ingest", "avis.csv", "--format", "json"]).ended(0);
    assert_eq!(ran.json()["rows"], rows(12, 12, 0));
    place
});

fn rows(read: u64, accepted: u64, duplicate: u64) -> Value {
    json!({"read": read, "accepted": accepted, "rejected": 0, "duplicate": duplicate, "refused": 0})
}

/// The hits of a search, best first.
#[track_caller]
fn search(arguments: &[&str]) -> Vec<Value> {
    let all: Vec<&str> = ["search", "--format", "jsonl"].iter().chain(arguments).copied().collect();
    PROJECT.run(&all).ended(0).jsonl()
}

/// The identifiers of the hits of a search, sorted.
#[track_caller]
fn found(arguments: &[&str]) -> Vec<String> {
    let mut ids: Vec<String> =
        search(arguments).iter().map(|hit| hit["id"].as_str().unwrap().to_owned()).collect();
    ids.sort();
    ids
}

#[test]
fn a_project_is_private_and_made_once() {
    let place = Place::new();
    place.run(&["init", "voix"]).ended(0);
    assert!(place.path().join("voix/vigie.toml").is_file());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(place.path().join("voix/store")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
    }
    let again = place.run(&["init", "voix"]).ended(2);
    assert!(again.stderr.contains("already exists"), "{}", again.stderr);
}

#[test]
fn a_file_added_again_changes_nothing() {
    let place = Place::new();
    place.write("avis.csv", ANSWERS);
    place.run(&["init"]).ended(0);
    place.run(&["ingest", "--no-models", "avis.csv"]).ended(0);
    let all = ["search", "*", "--format", "jsonl", "--limit", "99"];
    let before = place.run(&all).ended(0).stdout;
    let again = place.run(&["ingest", "--no-models", "avis.csv", "--format", "json"]).ended(0);
    assert!(again.stderr.contains("nothing changed"), "{}", again.stderr);
    assert_eq!(again.json()["rows"], rows(0, 0, 0));
    assert_eq!(place.run(&all).ended(0).stdout, before);

    // The next export of the same name holds the old answers and one more.
    place.write("avis.csv", format!("{ANSWERS}A13;07/04/2026;5;Bien;C4;Lyon\n"));
    let more = place.run(&["ingest", "--no-models", "avis.csv", "--format", "json"]).ended(0);
    assert_eq!(more.json()["rows"], rows(13, 1, 12));
    assert_eq!(place.run(&all).ended(0).stdout.lines().count(), 13);
}

#[test]
fn files_of_the_same_name_without_identifiers_lose_nothing() {
    let place = Place::new();
    place.run(&["init"]).ended(0);
    for (folder, words) in [("mars", "Colis perdu"), ("avril", "Colis retrouvé"), ("mai", "RAS")] {
        place.write(&format!("{folder}/avis.csv"), format!("date;avis\n2026-03-01;{words}\n"));
        let file = format!("{folder}/avis.csv");
        let ran = place.run(&["ingest", "--no-models", &file, "--format", "json"]).ended(0);
        assert_eq!(ran.json()["rows"], rows(1, 1, 0));
    }
    let hits = place.run(&["search", "*", "--format", "jsonl"]).ended(0).jsonl();
    let mut ids: Vec<&str> = hits.iter().map(|hit| hit["id"].as_str().unwrap()).collect();
    ids.sort_unstable();
    assert_eq!(ids, ["avis#1", "avis-2#1", "avis-3#1"]);
    let second = place.run(&["explain", "avis-2#1", "--no-models", "--format", "json"]).ended(0);
    assert_eq!(second.json()["text"], "Colis retrouvé");
}

#[test]
fn searches_find_words_phrases_and_labels() {
    assert_eq!(found(&["livraisons"]), ["A07"]);
    assert_eq!(found(&["livrés"]), ["A01"]);
    assert_eq!(found(&["telephone"]), ["A01"], "accents may be left out");
    assert_eq!(found(&["\"service client\""]), ["A09"]);
    assert_eq!(found(&["parcel OR boutique"]), ["A02", "A06"]);
    assert_eq!(found(&["retard -téléphone"]), Vec::<String>::new());
    assert_eq!(found(&["magasin:lyon", "--where", "date:2026-01"]), ["A01", "A02"]);
    assert_eq!(found(&["date:2026-03.."]), ["A07", "A08", "A09", "A10", "A11", "A12"]);
    assert_eq!(found(&["date:..2026-01-12"]), ["A01", "A02"]);
    assert_eq!(found(&["score<=1"]), ["A03", "A06"]);
    assert_eq!(found(&["zzzz"]), Vec::<String>::new());
}

#[test]
fn filters_agree_with_the_annotations() {
    let all = search(&["*"]);
    let with = |holds: &dyn Fn(&Value) -> bool| {
        let mut ids: Vec<&str> = all
            .iter()
            .filter(|hit| holds(&hit["vigie"]))
            .map(|hit| hit["id"].as_str().unwrap())
            .collect();
        ids.sort_unstable();
        assert!(!ids.is_empty(), "the filter is tried on something");
        ids
    };
    let any =
        |list: &Value, holds: &dyn Fn(&Value) -> bool| list.as_array().unwrap().iter().any(holds);
    assert_eq!(found(&["sentiment:neg"]), with(&|one| one["sentiment"]["label"] == "neg"));
    assert_eq!(
        found(&["touchpoint:delivery-"]),
        with(&|one| any(&one["touchpoints"], &|t| t["id"] == "delivery" && t["polarity"] == "-"))
    );
    assert_eq!(
        found(&["signal:churn_intent"]),
        with(&|one| any(&one["signals"], &|signal| signal["kind"] == "churn_intent"))
    );
}

#[test]
fn all_is_found_in_a_stable_order_with_the_promised_fields() {
    let all = search(&["*"]);
    assert_eq!(all.len(), 12);
    assert_eq!(all, search(&["*"]));
    for hit in &all {
        let keys: Vec<&String> = hit.as_object().unwrap().keys().collect();
        assert_eq!(keys, ["id", "score", "text", "date", "highlights", "vigie"]);
    }
    let few: Vec<Value> = search(&["*", "--limit", "5"]);
    assert_eq!(few, all[..5]);
}

#[test]
fn highlights_show_the_words_that_answer() {
    for hit in search(&["livraison OR parcel"]) {
        let text = hit["text"].as_str().unwrap();
        let spans = hit["highlights"].as_array().unwrap();
        assert!(!spans.is_empty(), "{hit}");
        for span in spans {
            let words = quoted(span, text).unwrap().to_lowercase();
            assert!(words.starts_with("livr") || words.starts_with("parcel"), "{words}");
        }
    }
    let human = PROJECT.run(&["search", "boutique"]).ended(0).stdout;
    assert!(human.contains("Accueil charmant en [boutique], la vendeuse"), "{human}");
    let table = PROJECT.run(&["search", "boutique", "--format", "csv"]).ended(0).stdout;
    assert_eq!(table.lines().count(), 2, "{table}");
}

#[test]
fn queries_that_mean_nothing_are_refused_with_the_nearest_meaning() {
    let ran = PROJECT.run(&["search", "sentimnt:neg"]).ended(2);
    assert!(ran.stderr.contains("sentiment"), "{}", ran.stderr);
    let ran = PROJECT.run(&["search", "touchpoint:delivry"]).ended(2);
    assert!(ran.stderr.contains("delivery"), "{}", ran.stderr);
    let ran = PROJECT.run(&["search", "\"service"]).ended(2);
    assert_eq!(ran.stdout, "");
}

#[test]
fn a_feedback_is_explained_by_its_words() {
    let ran = PROJECT.run(&["explain", "A01", "--format", "json"]).ended(0).json();
    let text = ran["text"].as_str().unwrap();
    assert_eq!(ran["id"], "A01");
    let cues = ran["cues"].as_array().unwrap();
    assert!(!cues.is_empty() && cues.iter().all(|cue| quoted(&cue["span"], text).is_some()));
    let stored = search(&["*"]).into_iter().find(|hit| hit["id"] == "A01").unwrap();
    assert_eq!(ran["vigie"], stored["vigie"]);
    let human = PROJECT.run(&["explain", "A01"]).ended(0).stdout;
    assert!(human.starts_with(text) && human.contains("delivery -"), "{human}");

    let unknown = PROJECT.run(&["explain", "Z99"]).ended(2);
    assert!(unknown.stderr.contains("no feedback `Z99`"), "{}", unknown.stderr);
    let given = PROJECT.run(&["explain", "--text", "Livraison en retard", "--no-models"]).ended(0);
    assert!(
        given.stdout.contains("touchpoints  delivery             0.80  “Livraison en retard”"),
        "{}",
        given.stdout
    );
}

#[test]
fn the_report_of_a_store_is_that_of_its_files() {
    PROJECT.run(&["report", "-o", "of-store"]).ended(0);
    PROJECT.run(&["report", "avis.csv", "-o", "of-file"]).ended(0);
    let of = |name: &str| files(&PROJECT.path().join(name));
    for (store, file) in of("of-store").iter().zip(&of("of-file")) {
        assert_eq!(store.0, file.0);
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_owned()).unwrap();
        assert_eq!(text(&store.1), text(&file.1), "{}", store.0.display());
    }
}

#[test]
fn days_bound_a_report_on_files_and_on_a_store_alike() {
    let days = ["--since", "2026-02-01", "--as-of", "2026-03-16"];
    let report = |folder: &str, file: Option<&str>| -> Value {
        let arguments: Vec<&str> =
            ["report", "-o", folder].into_iter().chain(days).chain(file).collect();
        PROJECT.run(&arguments).ended(0);
        serde_json::from_str(&PROJECT.read(&format!("{folder}/report.json"))).unwrap()
    };
    let (store, file) = (report("days-of-store", None), report("days-of-file", Some("avis.csv")));
    assert_eq!(store, file);
    assert_eq!(store["coverage"]["feedback"], 6);
    assert_eq!(store["inputs"]["days"], json!(["2026-02-03", "2026-03-16"]));
    let wrong = PROJECT.run(&["report", "--since", "hier", "-o", "x"]).ended(2);
    assert!(wrong.stderr.contains("`hier` is not a day"), "{}", wrong.stderr);
}

#[test]
fn a_batch_left_half_way_is_in_no_figure_and_is_told() {
    use vigie::store::{BatchHeader, BatchProgress, Chunk};

    let place = Place::new();
    place.write("avis.csv", ANSWERS);
    place.run(&["init"]).ended(0);
    place.run(&["ingest", "--no-models", "avis.csv"]).ended(0);
    let mut store = Store::open_for_writing(&place.path().join("store")).unwrap();
    let done = store.batches().unwrap().remove(0).header;
    let open = BatchHeader { id: "half".to_owned(), name: "mai.csv".to_owned(), ..done };
    assert_eq!(store.begin_batch(&open).unwrap(), BatchProgress::New);
    let masked = std::collections::BTreeMap::new();
    let chunk = Chunk { read: 7, rows: &[], rejects: &[], refused: 0, masked: &masked };
    store.append_chunk("half", &chunk).unwrap();
    drop(store);

    place.run(&["report", "--no-models"]).ended(0);
    let report: Value = serde_json::from_str(&place.read("report/report.json")).unwrap();
    assert_eq!(report["inputs"]["read"], 12);
    let doctor = place.run(&["doctor"]).ended(0).stdout;
    assert!(doctor.contains("mai.csv"), "{doctor}");
}

#[test]
fn settings_tell_where_they_come_from() {
    let place = Place::new();
    place.run(&["init"]).ended(0);
    place.write("vigie.toml", "[metrics]\nmin-segment = 12\n[model]\nruntime = \"auto\"\n");
    let ran = place.run(&["config", "--format", "json", "--runtime", "rten"]).ended(0).json();
    assert_eq!(ran["metrics.min-segment"]["value"], 12);
    assert!(ran["metrics.min-segment"]["source"].as_str().unwrap().ends_with("vigie.toml"));
    assert_eq!(ran["model.runtime"], json!({"value": "rten", "source": "command line"}));
    assert_eq!(ran["signals.strong-share"]["source"], "default");
    let human = place.run(&["config", "--lang", "en"]).ended(0).stdout;
    let lang = human.lines().find(|line| line.starts_with("report.lang")).unwrap();
    assert!(lang.contains("\"en\"") && lang.ends_with("# command line"), "{lang}");

    place.write("vigie.toml", "[metrics]\nmin-segmnt = 12\n");
    let wrong = place.run(&["config"]).ended(2);
    for words in
        ["unknown setting `metrics.min-segmnt`", "nearest setting is `metrics.min-segment`"]
    {
        assert!(wrong.stderr.contains(words), "`{words}` in {}", wrong.stderr);
    }
    place.write("vigie.toml", "[metrics]\nmin-segment = \"many\"\n");
    assert!(place.run(&["config"]).ended(2).stderr.contains("min-segment"));
    place.write("vigie.toml", "[metrics\n");
    assert!(place.run(&["config"]).ended(2).stderr.contains("is not TOML"));
}

#[test]
fn the_doctor_lists_what_works() {
    let ran = PROJECT.run(&["doctor", "--format", "json"]).ended(0).json();
    let state = |what: &str| {
        let checks = ran["checks"].as_array().unwrap();
        checks.iter().find(|check| check["what"] == what).map(|check| check["state"].clone())
    };
    for what in [
        "vigie",
        "settings",
        "model vigie-base",
        "lexicons",
        "runtime in use",
        "store",
        "search index",
    ] {
        assert_eq!(state(what), Some(json!("ok")), "{what}: {ran}");
    }
    assert!(state("ONNX Runtime").is_some());
    Place::new().run(&["doctor"]).ended(0);
}

#[test]
fn a_missing_index_is_made_again_from_the_store() {
    let place = Place::new();
    place.write("avis.csv", ANSWERS);
    place.run(&["init"]).ended(0);
    place.run(&["ingest", "--no-models", "avis.csv"]).ended(0);
    let search = ["search", "livraison", "--format", "jsonl"];
    let before = place.run(&search).ended(0).stdout;
    assert!(!before.is_empty());
    let store = Store::open(&place.path().join("store")).unwrap();
    fs::remove_dir_all(store.index_dir()).unwrap();
    drop(store);
    assert_eq!(place.run(&search).ended(0).stdout, before);
}

#[test]
fn answers_are_measured_on_a_labelled_file() {
    let place = Place::new();
    place.write(
        "gold.jsonl",
        concat!(
            r#"{"id":"1","lang":"fr","text":"Livraison en retard de dix jours, très déçu.","s":"neg","t":{"delivery":"-"},"w":{},"e":["disappointment"],"x":"below","f":null}"#,
            "\n",
            r#"{"id":"2","lang":"fr","text":"Personnel adorable, je recommande !","s":"pos","t":{"staff":"+"},"w":{},"e":["joy"],"x":"above","f":null}"#,
            "\n\n",
            r#"{"id":"3","lang":"en","text":"I had to call three times, I am leaving.","s":"neg","t":{"customer_service":"-"},"w":{"repeat_effort":"call three times","churn_intent":"I am leaving"},"e":[],"x":"below","f":"high"}"#,
            "\n",
        ),
    );
    let ran = place.run(&["evaluate", "gold.jsonl", "--format", "json"]).ended(0).json();
    assert_eq!(ran["rows"], 3);
    let languages: Vec<&String> = ran["by_language"].as_object().unwrap().keys().collect();
    assert_eq!(languages, ["en", "fr"]);
    for questions in [&ran["questions"], &ran["by_language"]["fr"]] {
        for (question, figures) in [
            ("sentiment", &["accuracy", "macro_f1", "per_label"][..]),
            ("touchpoints", &["micro_f1", "macro_f1", "per_label"]),
            ("signals", &["micro_f1", "macro_f1", "per_label"]),
            ("emotions", &["micro_f1", "per_label"]),
            ("expectation", &["accuracy"]),
            ("effort", &["accuracy"]),
        ] {
            for figure in figures {
                assert!(
                    questions[question][figure].is_object(),
                    "{question}.{figure}: {questions}"
                );
            }
        }
    }
    let accuracy = &ran["questions"]["sentiment"]["accuracy"];
    assert_eq!(accuracy["n"], 3);
    assert!(accuracy["low"].as_f64() <= accuracy["value"].as_f64(), "{accuracy}");
    assert!(
        place
            .run(&["evaluate", "gold.jsonl", "--no-models"])
            .ended(0)
            .stdout
            .contains("lexicons on 3")
    );

    place.write("gold.jsonl", "\n{\"id\":\"1\",\"text\":\"x\",\"s\":\"bad\"}\n");
    let wrong = place.run(&["evaluate", "gold.jsonl", "--no-models"]).ended(2);
    assert!(wrong.stderr.contains("line 2 of the labelled file"), "{}", wrong.stderr);
}

#[test]
fn wrong_usage_is_told_on_standard_error() {
    let place = Place::new();
    for arguments in [
        &["ingest"][..],
        &["report", "--bogus"],
        &["unknown"],
        &["explain"],
        &["annotate", "--no-models", "--runtime", "rten"],
        &["report", "absent.csv"],
        &["report", "--no-models", "absent.csv"],
        &["search", "*"],
        &["ingest", "--map", "text", "avis.csv"],
        &["--threads", "x", "doctor"],
        &["annotate", "--model", "absent"],
    ] {
        let ran = place.run(arguments);
        let expected = if arguments.contains(&"absent") { 14 } else { 2 };
        assert_eq!(ran.code, expected, "{arguments:?}: {}", ran.stderr);
        assert_eq!(ran.stdout, "", "{arguments:?}");
        assert!(ran.stderr.contains("error"), "{arguments:?}: {}", ran.stderr);
    }
    assert!(place.run(&["--help"]).ended(0).stdout.contains("Exit codes"));
    assert!(place.run(&["--version"]).ended(0).stdout.starts_with("vigie "));
}

#[test]
fn a_clock_that_is_none_is_refused() {
    // The fixture gives the clock last, and one may be given once only.
    let ran = Place::new().run(&["doctor", "--now", "hier"]);
    assert_eq!(ran.code, 2, "{}", ran.stderr);
}

#[test]
fn standard_output_holds_the_answer_alone() {
    let ran =
        PROJECT.run(&["report", "avis.csv", "-o", "quiet", "--quiet", "--lang", "en"]).ended(0);
    assert!(ran.stdout.starts_with("Over 12 answers"), "{}", ran.stdout);
    let verbose =
        PROJECT.run(&["report", "avis.csv", "-o", "quiet", "-v", "--lang", "en"]).ended(0);
    assert_eq!(verbose.stdout, ran.stdout);
    assert!(verbose.stderr.contains("classified 12 in"), "{}", verbose.stderr);
}

#[test]
fn a_place_that_cannot_be_written_is_told_at_once() {
    let place = Place::new();
    place.write("avis.csv", ANSWERS);
    place.write("taken", "a file");
    let ran = place.run(&["report", "--no-models", "avis.csv", "-o", "taken"]);
    assert!([2, 12, 13].contains(&ran.code), "{}: {}", ran.code, ran.stderr);
    assert!(ran.stderr.contains("taken"), "{}", ran.stderr);
    assert!(!ran.stderr.contains("classified"), "nothing was done before: {}", ran.stderr);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::create_dir(place.path().join("closed")).unwrap();
        let closed = place.path().join("closed");
        fs::set_permissions(&closed, fs::Permissions::from_mode(0o500)).unwrap();
        if fs::write(closed.join("trial"), "").is_ok() {
            println!("run as root, whom no permission stops: not tried");
            return;
        }
        let ran = place.run(&["report", "--no-models", "avis.csv", "-o", "closed"]).ended(13);
        assert!(ran.stderr.contains("closed"), "{}", ran.stderr);
    }
}

#[test]
fn a_disk_that_refuses_is_told() {
    if !std::path::Path::new("/dev/full").exists() {
        println!("no /dev/full here: not tried");
        return;
    }
    let place = Place::new();
    let mut command = super::program::command(place.path(), &["annotate", "--no-models"]);
    command.stdout(fs::OpenOptions::new().write(true).open("/dev/full").unwrap());
    let mut child = command.spawn().unwrap();
    let line = "{\"text\":\"RAS\"}\n";
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), line.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(12), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_second_writer_is_told_at_once_and_readers_go_on() {
    let place = Place::new();
    place.write("avis.csv", ANSWERS);
    place.run(&["init"]).ended(0);
    place.run(&["ingest", "--no-models", "avis.csv"]).ended(0);
    let held = Store::open_for_writing(&place.path().join("store")).unwrap();
    place.write("mai.csv", "id;avis\nM1;Bien\n");
    let ran = place.run(&["ingest", "--no-models", "mai.csv"]).ended(10);
    assert!(ran.stderr.contains("hint: wait for the other process"), "{}", ran.stderr);
    let hits = place.run(&["search", "*", "--format", "jsonl", "--limit", "99"]).ended(0);
    assert_eq!(hits.stdout.lines().count(), 12);
    place.run(&["report", "--no-models"]).ended(0);
    drop(held);
    place.run(&["ingest", "--no-models", "mai.csv"]).ended(0);
}

#[test]
fn a_damaged_store_is_told() {
    let place = Place::new();
    place.write("avis.csv", ANSWERS);
    place.run(&["init"]).ended(0);
    place.write("store/ledger.db", "this is no ledger, whatever its name says. ".repeat(200));
    place.run(&["report", "--no-models"]).ended(11);
    place.run(&["ingest", "--no-models", "avis.csv"]).ended(11);
}

#[test]
fn a_project_is_found_from_below_or_by_its_name() {
    let place = Place::new();
    place.run(&["init", "voix"]).ended(0);
    place.write("voix/a/b/avis.csv", ANSWERS);
    let project: Vec<&str> = vec!["--project", "voix"];
    let file = ["ingest", "--no-models", "voix/a/b/avis.csv"];
    let all: Vec<&str> = project.iter().chain(&file).copied().collect();
    place.run(&all).ended(0);
    let ran: Ran = place.run(&["search", "parfait", "--project", "voix/a", "--format", "jsonl"]);
    assert_eq!(ran.ended(0).jsonl()[0]["id"], "A05");
    let lost = place.run(&["search", "parfait"]).ended(2);
    assert!(lost.stderr.contains("vigie init"), "{}", lost.stderr);
}

#[test]
fn a_model_that_was_tampered_with_is_refused() {
    let place = Place::new();
    for (path, mut bytes) in files(repository("models/vigie-base").as_ref()) {
        if path.extension().is_some_and(|extension| extension == "onnx") {
            let middle = bytes.len() / 2;
            bytes[middle] ^= 1;
        }
        place.write(&format!("model/{}", path.display()), bytes);
    }
    let ran = place.feed(&["annotate", "--model", "./model"], "{\"text\":\"RAS\"}\n").ended(14);
    assert_eq!(ran.stdout, "");
}
