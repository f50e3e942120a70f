//! What the user says of how files are read, and work that is stopped and taken up again.

use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::{Value, json};
use vigie::classify::{ModelSettings, RuntimeSetting};
use vigie::error::Kind;
use vigie::ingest::IngestSettings;
use vigie::observe::{Observer, Stage};
use vigie::pipeline::{Addition, Engine, Overlap, ingest, open};
use vigie::store::{BatchState, Store};

use super::program::{NOW, Place, Ran, repository};

fn preview(content: &str, arguments: &[&str]) -> Ran {
    let place = Place::new();
    place.write("avis.csv", content);
    let first = ["ingest", "avis.csv", "--dry-run", "--format", "json"];
    place.run(&first.iter().chain(arguments).copied().collect::<Vec<_>>())
}

#[test]
fn columns_can_be_named() {
    let content = "a;b;c\nBien;4;x7\nMal;1;x8\n";
    let refused = preview(content, &[]).ended(2);
    assert!(refused.stderr.contains("--map text="), "{}", refused.stderr);
    let said = ["--map", "text=a", "--map", "score=b:stars", "--map", "id=c"];
    let found = preview(content, &said).ended(0).json();
    assert_eq!(found["mapping"]["text"], json!(["a"]));
    assert_eq!(found["scale"], "stars");
    assert_eq!(found["sample"][1]["id"], "x8");
    assert_eq!(found["sample"][1]["ratings"], json!({"stars": 1.0}));
}

#[test]
fn names_and_values_that_are_wrong_are_refused_with_the_right_ones() {
    let content = "Commentaire;Note\nBien;4\n";
    for (wrong, said) in [
        (&["--map", "text=Comentaire"][..], "Commentaire"),
        (&["--map", "words=Commentaire"], "roles: "),
        (&["--map", "score=Note"], "nps, stars, csat or ces"),
        (&["--encoding", "klingon"], "windows-1252"),
        (&["--delimiter", "ab"], "for example"),
        (&["--date-format", "dym"], "one of dmy, mdy"),
    ] {
        let ran = preview(content, wrong).ended(2);
        assert!(ran.stderr.contains(said), "{wrong:?}: {}", ran.stderr);
        assert!(ran.stderr.contains("hint: "), "{wrong:?}: {}", ran.stderr);
    }
}

#[test]
fn dates_that_nothing_settles_are_asked_for() {
    let content = "id,date,comment\n1,03/04/2026,Fine\n2,05/06/2026,Bad\n";
    let refused = preview(content, &[]).ended(2);
    for words in ["`date`", "03/04/2026", "--date-format mdy"] {
        assert!(refused.stderr.contains(words), "`{words}` in {}", refused.stderr);
    }
    let date = |order: &str| {
        preview(content, &["--date-format", order]).ended(0).json()["sample"][0]["date"].clone()
    };
    assert_eq!(date("mdy"), "2026-03-04T00:00:00");
    assert_eq!(date("dmy"), "2026-04-03T00:00:00");
}

#[test]
fn settings_of_the_project_are_obeyed_and_the_command_line_wins() {
    let place = Place::new();
    place.write("vigie.toml", "[ingest]\nmap = [\"text=b\"]\ndelimiter = \"|\"\n");
    place.write("avis.csv", "a|b\nun|deux\n");
    let all = |more: &[&'static str]| {
        let first = ["ingest", "avis.csv", "--dry-run", "--format", "json"];
        place.run(&first.iter().chain(more).copied().collect::<Vec<_>>())
    };
    assert_eq!(all(&[]).ended(0).json()["sample"][0]["text"], "deux");
    let both = all(&["--map", "text=a", "--map", "ignore=b"]).ended(0).json();
    assert_eq!(both["sample"][0]["text"], "un");
    all(&["--delimiter", ";"]).ended(2);
}

#[test]
fn a_file_given_twice_counts_once() {
    let place = Place::new();
    place.write("avis.csv", "id;avis\n1;Bien\n2;Mal\n");
    place.run(&["report", "--no-models", "avis.csv", "avis.csv"]).ended(0);
    let report: Value = serde_json::from_str(&place.read("report/report.json")).unwrap();
    let rows = ["read", "accepted", "duplicate"].map(|name| report["inputs"][name].clone());
    assert_eq!(rows, [json!(4), json!(2), json!(2)]);
    assert_eq!(report["coverage"]["feedback"], 2);
}

/// Asks to stop once the first feedback are classified.
#[derive(Default)]
struct StopEarly {
    classifying: AtomicBool,
    stop: AtomicBool,
}

impl Observer for StopEarly {
    fn stage(&self, stage: Stage, _total: Option<u64>) {
        self.classifying.store(stage == Stage::Classify, Ordering::Relaxed);
    }

    fn advance(&self, _done: u64) {
        if self.classifying.load(Ordering::Relaxed) {
            self.stop.store(true, Ordering::Relaxed);
        }
    }

    fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

#[test]
fn work_that_was_stopped_is_invisible_then_taken_up_where_it_was_left() {
    let place = Place::new();
    place.run(&["init"]).ended(0);
    let corpus = repository("corpora/demo-fr/feedback.csv");
    let model = ModelSettings { runtime: RuntimeSetting::None, ..ModelSettings::default() };
    let engine = Engine::load(&model, &[]).unwrap();
    let mut store = Store::open_for_writing(&place.path().join("store")).unwrap();
    let observer = StopEarly::default();
    let settings = IngestSettings::default();
    let how = Addition { settings: &settings, now: NOW, overlap: Overlap::Refuse, rejects: None };
    let source = open(corpus.as_ref()).unwrap();
    let stopped = ingest(&mut store, &engine, &source, &how, &observer).unwrap_err();
    assert_eq!(stopped.kind(), Kind::Stopped);
    assert_eq!(
        stopped.to_string(),
        "stopped: 1000 records of `feedback.csv` are stored, the rest is to come"
    );
    let left = store.batches().unwrap().remove(0);
    assert_eq!((left.state, left.counts.read), (BatchState::Open, 1000));
    drop(store);

    let all = ["search", "*", "--format", "jsonl", "--limit", "9999"];
    assert_eq!(place.run(&all).ended(0).stdout, "");
    let ran = place.run(&["ingest", "--no-models", "--resume", "--format", "json"]).ended(0);
    assert_eq!(ran.json()["rows"]["accepted"], 1777);
    let resumed = place.run(&all).ended(0).stdout;
    assert_eq!(resumed.lines().count(), 1777);

    let whole = Place::new();
    whole.run(&["init"]).ended(0);
    whole.run(&["ingest", "--no-models", &corpus]).ended(0);
    assert_eq!(whole.run(&all).ended(0).stdout, resumed);
}
