//! `vigie metrics`, `drivers` and `journey`, and the tables of the report, as a person runs them.

use std::fmt::Write as _;

use serde_json::Value;

use super::program::{Place, Ran};

/// Four hundred answers of two shops over a year, some of them hot, with two questions on effort and on a test.
fn survey() -> String {
    let mut table =
        String::from("id;date;note;verbatim;magasin;client;moment;effort;test;avec;sans\n");
    for at in 0..400_usize {
        let bad = (at * 7) % 10 < 4;
        let words = if bad {
            "Livraison en retard de dix jours, je suis très déçu."
        } else {
            "Vendeuse très aimable et produit parfait, merci."
        };
        let note = if bad { [0, 3, 6][at % 3] } else { [9, 10, 8][at % 3] };
        let shop = ["Lyon", "Lille"][usize::from(at % 3 == 0)];
        let moment = ["hot", "cold"][at % 2];
        let test = ["A", "B"][(at / 2) % 2];
        let (month, day) = (at / 34 + 1, at % 28 + 1);
        let effort = if bad { 2 } else { 6 };
        writeln!(
            table,
            "R{at};2026-{month:02}-{day:02};{note};{words} Avis {at};{shop};C{at};{moment};{effort};{test};1;5"
        )
        .unwrap();
    }
    table
}

fn run(arguments: &[&str]) -> (Place, Ran) {
    let place = Place::new();
    place.write("avis.csv", survey());
    let mut values = String::from("client;valeur\n");
    (0..400).for_each(|at| writeln!(values, "C{at};{}", 100 + at % 7).unwrap());
    place.write("clients.csv", values);
    place.write("kpi.csv", "mois;visiteurs;conversions\n2026-03;1000;25\n");
    let all = [arguments, &["--no-models", "--map", "score=note:nps"]].concat();
    let ran = place.run(&all);
    (place, ran)
}

fn value<'a>(answer: &'a Value, name: &str, segment: Option<&str>) -> &'a Value {
    let metrics = answer["metrics"].as_array().unwrap();
    let same = |one: &&Value| {
        one["name"] == name && one["segment"].as_str() == segment && one["period"].is_null()
    };
    let found = metrics.iter().find(same);
    assert!(found.is_some(), "{name} {segment:?}");
    &found.unwrap()["value"]
}

#[test]
fn metrics_bear_their_interval_and_n() {
    let (_place, ran) = run(&[
        "metrics",
        "avis.csv",
        "--by",
        "magasin",
        "--period",
        "quarter",
        "--format",
        "json",
        "--score",
        "ces:effort:1-7:high-is-easy:share",
        "--kano",
        "Retrait=avec/sans",
        "--kpi",
        "kpi.csv",
        "--customers",
        "clients.csv",
    ]);
    let answer = ran.ended(0).json();
    assert_eq!(answer["schema_version"], 1);
    let nps = value(&answer, "nps", None);
    assert_eq!(nps["n"], 400);
    assert!(
        nps["low"].as_f64() < nps["value"].as_f64() && nps["value"].as_f64() < nps["high"].as_f64()
    );
    assert!((value(&answer, "ces:effort", None)["value"].as_f64().unwrap() - 0.6).abs() < 1e-9);
    assert_eq!(value(&answer, "nps", Some("magasin=Lille"))["n"], 134);
    assert!(value(&answer, "nps", Some("moment=hot"))["n"].as_u64().unwrap() == 200);
    assert_eq!(answer["kano"][0]["class"], "one_dimensional");
    assert_eq!(answer["money"]["answered"], 400);
    let conversion =
        answer["metrics"].as_array().unwrap().iter().find(|one| one["name"] == "conversion");
    assert_eq!(conversion.unwrap()["period"], "2026-03");
    let definition = answer["metrics"][0]["definition"].as_str().unwrap();
    assert!(definition.contains("moments mixed: cold, hot"), "{definition}");
}

#[test]
fn metrics_are_read_by_people_and_pooled_on_demand() {
    let (_place, ran) =
        run(&["metrics", "avis.csv", "--pool", "magasin=Lyon:1,Lille:3", "--lang", "fr"]);
    let text = ran.ended(0).stdout;
    assert!(text.contains("NPS") && text.contains("vagues de `magasin` réunies"), "{text}");
    let (_place, ran) = run(&["metrics", "avis.csv", "--only", "moment=hot", "--format", "json"]);
    assert_eq!(value(&ran.ended(0).json(), "nps", None)["n"], 200);
}

#[test]
fn what_cannot_be_used_is_said_with_what_could() {
    for (arguments, told) in [
        (&["metrics", "avis.csv", "--score", "ces:effort"][..], "none is guessed"),
        (&["metrics", "avis.csv", "--by", "region"], "magasin"),
        (&["metrics", "avis.csv", "--period", "year"], "week, month or quarter"),
        (&["metrics", "avis.csv", "--customers", "avis.csv"], "no column `value`"),
        (&["drivers", "avis.csv", "--action", "2026-03-01=entrepot"], "delivery"),
        (
            &["drivers", "avis.csv", "--before", "2026-01", "--after", "2026-02"],
            "2026-01-01..2026-03-31",
        ),
        (&["journey", "avis.csv", "--journey", "absent"], "five-phases"),
    ] {
        let (_place, ran) = run(arguments);
        let ran = ran.ended(2);
        assert!(ran.stderr.contains(told), "{arguments:?}: {}", ran.stderr);
    }
}

#[test]
fn drivers_explain_and_refuse() {
    let (_place, ran) = run(&[
        "drivers",
        "avis.csv",
        "--driver",
        "effort",
        "--compare",
        "test=B",
        "--action",
        "2026-06-01=delivery",
        "--format",
        "json",
    ]);
    let answer = ran.ended(0).json();
    let driver = &answer["drivers"]["drivers"][0];
    assert_eq!(driver["driver"], "effort");
    assert!(driver["share"]["value"].as_f64().unwrap() > 0.7, "{driver}");
    // Every detractor made an effort and nobody else did: the odds have no finite value.
    assert_eq!(driver["detractor_effect"]["undefined"], "no_contrast");
    assert_eq!(answer["comparisons"][0]["arms"][0]["value"], "B");
    assert!(answer["actions"][0]["verdict"].is_string());
    let parts: f64 = answer["change"]["themes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["effect"]["value"].as_f64().unwrap())
        .sum();
    let mix = if answer["change"]["column"].is_null() {
        0.0
    } else {
        answer["change"]["mixes"][0]["mix"]["value"].as_f64().unwrap()
    };
    let unexplained = answer["change"]["unexplained"]["value"].as_f64().unwrap();
    let change = answer["change"]["change"]["value"].as_f64().unwrap();
    assert!((mix + parts + unexplained - change).abs() < 1e-4, "{answer:#}");
}

#[test]
fn the_report_and_the_journey_say_the_same() {
    let (place, ran) = run(&[
        "report",
        "avis.csv",
        "--customers",
        "clients.csv",
        "--journey",
        "four-phases",
        "--by",
        "magasin",
    ]);
    ran.ended(0);
    let report: Value = serde_json::from_str(&place.read("report/report.json")).unwrap();
    for section in ["hygiene", "tells", "themes", "drivers", "change", "money", "journey"] {
        assert!(report[section].is_object(), "{section}");
    }
    assert!(report["priorities"][0]["factors"]["value"]["value"]["n"].as_u64().unwrap() > 0);
    let html = place.read("report/report.html");
    for title in
        ["Hygiène de mesure", "Ce que ce lot peut dire", "Le parcours", "Ce que valent les clients"]
    {
        assert!(html.contains(title), "{title}");
    }
    let ran = place.run(&[
        "journey",
        "avis.csv",
        "--journey",
        "four-phases",
        "--no-models",
        "--map",
        "score=note:nps",
        "--format",
        "json",
    ]);
    assert_eq!(ran.ended(0).json()["journey"], report["journey"]);
}

#[test]
fn figures_depend_neither_on_the_order_of_the_rows_nor_on_threads() {
    let place = Place::new();
    place.write("avis.csv", survey());
    let mut lines: Vec<String> = survey().lines().map(str::to_owned).collect();
    lines[1..].reverse();
    place.write("turned.csv", lines.join("\n"));
    for command in ["metrics", "drivers"] {
        let of = |file: &str, threads: &str| {
            let arguments = [
                command,
                file,
                "--no-models",
                "--map",
                "score=note:nps",
                "--format",
                "json",
                "-j",
                threads,
            ];
            place.run(&arguments).ended(0).stdout
        };
        assert_eq!(of("avis.csv", "1"), of("turned.csv", "2"), "{command}");
    }
}
