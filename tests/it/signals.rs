//! `vigie signals`: over a file, over the store through its index, on a day, week by week.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::LazyLock;

use serde_json::Value;
use toml::Table;

use super::program::{Place, files, repository};

fn demo() -> String {
    repository("corpora/demo-fr/feedback.csv")
}

/// The French demonstration, stored and indexed.
static PROJECT: LazyLock<Vec<(PathBuf, Vec<u8>)>> = LazyLock::new(|| {
    let place = Place::new();
    place.run(&["init"]).ended(0);
    place.run(&["ingest", "--no-models", &demo()]).ended(0);
    files(place.path())
});

/// Without groups of meaning, which compare all texts with each other: a minute a report where nothing is optimised.
const WITHOUT_MEANING: &str = "[themes]\nmost-texts = 1\n";

fn project() -> Place {
    let place = Place::with(&PROJECT);
    place.write("vigie.toml", WITHOUT_MEANING);
    place
}

fn ids(signal: &Value) -> BTreeSet<&str> {
    signal["evidence"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect()
}

#[test]
fn the_index_and_the_texts_tell_the_same_signals_to_the_byte() {
    let (project, alone) = (project(), Place::new());
    alone.write("vigie.toml", WITHOUT_MEANING);
    for day in ["2026-07-26", "2026-03-01", "2025-10-01", "2026-08-30"] {
        if day == "2026-08-30" {
            // Once with the groups of meaning.
            alone.write("vigie.toml", "");
            project.write("vigie.toml", "");
        }
        let asked = ["signals", "--format", "json", "--as-of", day];
        let by_index = project.run(&asked).ended(0);
        let by_text = alone.run(&[&asked[..], &["--no-models", &demo()]].concat()).ended(0);
        assert_eq!(by_index.stdout, by_text.stdout, "{day}");
        assert!(by_index.json()["as_of"].is_string());
    }
}

#[test]
fn another_number_of_threads_gives_the_same_bytes() {
    let project = project();
    let run =
        |threads| project.run(&["signals", "--format", "json", "-j", threads]).ended(0).stdout;
    assert_eq!(run("1"), run("2"));
}

#[test]
fn a_replay_gives_what_each_day_would_have_given() {
    let project = project();
    let asked = ["signals", "--replay", "2026-07-05..2026-07-26", "--format", "jsonl"];
    let replayed = project.run(&asked).ended(0).jsonl();
    assert_eq!(replayed.len(), 4);
    for report in replayed {
        let day = report["as_of"].as_str().unwrap().to_owned();
        let alone = project.run(&["signals", "--as-of", &day, "--format", "json"]).ended(0).json();
        assert_eq!(report, alone, "{day}");
    }
    let wrong = project.run(&["signals", "--replay", "2026-07"]).ended(2);
    assert!(wrong.stderr.contains("2025-01..2025-12"), "{}", wrong.stderr);
}

#[test]
fn a_scheduler_is_told_by_the_exit_code() {
    let project = project();
    let run = |more: &[&str]| project.run(&[&["signals", "--quiet"], more].concat()).code;
    let calm = ["--as-of", "2025-10-05"];
    assert_eq!(run(&calm), 0);
    assert_eq!(run(&[&calm[..], &["--fail-on", "new", "--fail-on", "open"]].concat()), 0);
    assert_eq!(run(&["--fail-on", "open"]), 5);
    assert_eq!(run(&["--fail-on", "rare"]), 5);
    // More false alerts borne, more alerts.
    let count = |level: &str| {
        let asked = ["signals", "--sensitivity", level, "--format", "json"];
        let found = project.run(&asked).ended(0).json();
        let promised = found["contract"]["expected_false_alerts_per_report"].as_f64().unwrap();
        let alerts = found["signals"].as_array().unwrap().iter();
        (promised, alerts.filter(|one| one["e_value"].is_number()).count())
    };
    let [prudent, normal, curieux] = ["prudent", "normal", "curieux"].map(count);
    assert!((normal.0 - 1.0 / 12.0).abs() < 1e-9 && prudent.0 < normal.0 && normal.0 < curieux.0);
    assert!(prudent.1 <= normal.1 && normal.1 < curieux.1, "{prudent:?} {normal:?} {curieux:?}");
}

#[test]
fn thresholds_of_the_project_are_counted() {
    let project = project();
    let settings = project.read("vigie.toml");
    let rules = "[[alert]]\nname = \"Caisses\"\nquery = \"caisse OR caisses\"\nat-least = 2\nweeks = 26\n\
                 [[alert]]\nname = \"Jamais\"\nquery = \"zzyzx\"\n";
    project.write("vigie.toml", format!("{settings}\n{rules}"));
    let found = project.run(&["signals", "--format", "json", "--fail-on", "alert"]).ended(5).json();
    let alerts = found["alerts"].as_array().unwrap();
    assert_eq!((&alerts[0]["name"], &alerts[0]["tripped"]), (&"Caisses".into(), &true.into()));
    assert!(alerts[0]["observed"].as_u64().unwrap() >= 2);
    assert_eq!((&alerts[1]["observed"], &alerts[1]["tripped"]), (&0.into(), &false.into()));
    let told = project.run(&["signals", "--lang", "fr"]).ended(0).stdout;
    assert!(told.contains("▲ Caisses") && told.contains("· Jamais"), "{told}");
    // Over a file there is no index to count in, and it is said.
    let demo = demo();
    let file = project.run(&["signals", "--no-models", &demo]).ended(0);
    assert!(file.stderr.contains("vigie.toml"), "{}", file.stderr);
}

#[test]
fn planted_stories_are_raised_within_four_weeks_and_little_else() {
    for (name, from, to) in [("demo-fr", "2025-12", "2026-08"), ("demo-en", "2025-12", "2026-08")] {
        let truth = std::fs::read_to_string(repository(&format!("corpora/{name}/truth.toml")));
        let truth: Table = truth.unwrap().parse().unwrap();
        let planted = truth["planted"].as_array().unwrap().iter();
        let mut emerging = planted.filter(|one| one["kind"].as_str() == Some("emerging"));
        let story = emerging.next().unwrap();
        let told: BTreeSet<&str> =
            story["ids"].as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect();
        let start = story.get("start_date").or_else(|| story.get("start")).unwrap();
        let start = start.to_string().trim_matches('"').to_owned();
        let start: jiff::civil::Date = start.parse().unwrap();
        let corpus = repository(&format!("corpora/{name}/feedback.csv"));
        let period = format!("{from}..{to}");
        let asked = ["signals", &corpus, "--replay", &period, "--format", "jsonl"];
        let place = Place::new();
        place.write("vigie.toml", WITHOUT_MEANING);
        let reports = place.run(&asked).ended(0).jsonl();
        let (mut first, mut others) = (None, 0);
        for report in &reports {
            let day: jiff::civil::Date = report["as_of"].as_str().unwrap().parse().unwrap();
            for signal in report["signals"].as_array().unwrap() {
                let new = signal["raised"] == report["as_of"] && signal["status"] != "easing";
                let ids = ids(signal);
                let about = 2 * ids.iter().filter(|id| told.contains(*id)).count() >= ids.len();
                if new && about {
                    let kind = signal["kind"].as_str().unwrap();
                    assert!(["emerging", "novel"].contains(&kind), "{name}: {kind}");
                    first = first.or(Some(day));
                } else if new {
                    others += 1;
                }
            }
        }
        let weeks = (first.unwrap() - start).get_days() / 7 + 1;
        assert!(weeks <= 4, "{name}: raised in week {weeks}");
        // The contract is one false alert in twelve reports on average: three times that is beyond bad luck.
        assert!(12 * others <= 3 * reports.len(), "{name}: {others} in {} reports", reports.len());
    }
}
