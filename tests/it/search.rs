//! `vigie search` as analysts use it: counts, contexts, words, likeness, saved queries, exports.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::LazyLock;

use serde_json::Value;

use super::program::{Place, files};

/// Answers of an invented shop over sixteen weeks: parcels begin to be lost in the last four.
fn answers() -> String {
    let mut table = String::from("id;date;note nps;avis;magasin\n");
    let usual = [
        ("9", "Accueil charmant en boutique, merci à l'équipe", "Lyon"),
        ("7", "Livraison correcte, prix un peu élevés", "Île-de-Ré"),
        ("10", "Rapide et simple, parfait", "lyon"),
        ("2", "Attente interminable en caisse, personne ne répond", "Paris"),
    ];
    let mut number = 0;
    for week in 0..16_u32 {
        let day = 1 + 7 * (week % 4);
        let month = 1 + week / 4;
        let mut add = |score: &str, text: &str, shop: &str| {
            number += 1;
            writeln!(
                table,
                "B{number:03};{day:02}/{month:02}/2026;{score};{text} ({number});{shop}"
            )
            .unwrap();
        };
        for (score, text, shop) in usual {
            add(score, text, shop);
        }
        if week >= 12 {
            add("0", "Colis perdu, toujours pas de remboursement", "Paris");
            add("1", "My parcel was lost and nobody refunds me", "London");
        }
    }
    table
}

static PROJECT: LazyLock<Vec<(PathBuf, Vec<u8>)>> = LazyLock::new(|| {
    let place = Place::new();
    place.write("avis.csv", answers());
    place.run(&["init"]).ended(0);
    place.run(&["ingest", "--no-models", "avis.csv"]).ended(0);
    files(place.path())
});

fn project() -> Place {
    Place::with(&PROJECT)
}

fn texts(hits: &[Value]) -> Vec<&str> {
    hits.iter().map(|hit| hit["text"].as_str().unwrap()).collect()
}

#[test]
fn hits_are_counted_by_any_facet() {
    let place = project();
    let all =
        ["search", "perdu OR lost", "--facet", "magasin", "--facet", "week", "--facet", "nps"];
    let answer = place.run(&[&all[..], &["--format", "json"]].concat()).ended(0).json();
    let facets = answer["facets"].as_array().unwrap();
    assert_eq!(facets[0]["hits"], 8);
    let values = |facet: &Value| -> Vec<(String, u64, u64)> {
        let number = |value: &Value, name: &str| value[name].as_u64().unwrap();
        let all = facet["values"].as_array().unwrap().iter();
        all.map(|v| (v["value"].as_str().unwrap().to_owned(), number(v, "count"), number(v, "of")))
            .collect()
    };
    assert_eq!(values(&facets[0]), [("London".to_owned(), 4, 4), ("Paris".to_owned(), 4, 20)]);
    let weeks = ["2026-03-30", "2026-04-06", "2026-04-13", "2026-04-20"];
    assert_eq!(values(&facets[1]), weeks.map(|week| (week.to_owned(), 2, 6)));
    assert_eq!(values(&facets[2]), [("0".to_owned(), 4, 4), ("1".to_owned(), 4, 4)]);
    assert!(facets[0]["values"][0]["specificity"].as_f64().unwrap() > 3.0);

    // « Lyon » and « lyon » are one value, as most write it; of two, the first in order.
    let csv = place.run(&["search", "*", "--facet", "Magasin", "--format", "csv"]).ended(0).stdout;
    assert!(csv.starts_with("facet,value,count,of,specificity\nmagasin,Lyon,32,32,"), "{csv}");
    let human = place.run(&["search", "*", "--facet", "week", "--lang", "fr"]).ended(0).stdout;
    assert!(human.contains("week · 72 avis, 0 sans valeur\n  2025-12-29 "), "{human}");
    let ran = place.run(&["search", "*", "--facet", "magasim"]).ended(2);
    assert!(
        ran.stderr.contains("`magasim` is not a facet (did you mean `magasin`?)"),
        "{}",
        ran.stderr
    );
}

#[test]
fn each_passage_is_shown_in_its_context() {
    let place = project();
    let kwic = ["search", "colis", "--kwic", "12", "--limit", "1"];
    let lines = place.run(&[&kwic[..], &["--format", "jsonl"]].concat()).ended(0).jsonl();
    assert_eq!(
        (lines[0]["left"].as_str(), lines[0]["passage"].as_str()),
        (Some(""), Some("Colis"))
    );
    assert_eq!(lines[0]["right"], " perdu,…");
    assert_eq!(lines[0]["span"], serde_json::json!([0, 5]));
    let human = place.run(&kwic).ended(0).stdout;
    assert!(human.contains("             [Colis] perdu,…  · B0"), "{human}");
    let sorted = ["search", "lost OR perdu", "--kwic", "--kwic-sort", "left", "--format", "csv"];
    let table = place.run(&sorted).ended(0).stdout;
    let rows: Vec<&str> = table.lines().skip(1).collect();
    assert!(rows[..4].iter().all(|row| row.contains("Colis ,perdu")), "{table}");
}

#[test]
fn words_specific_to_the_hits_are_told() {
    let place = project();
    let ask = ["search", "perdu", "--specificities", "--cooccurring", "--format", "json"];
    let answer = place.run(&ask).ended(0).json();
    let words = |list: &Value| -> Vec<String> {
        list.as_array()
            .unwrap()
            .iter()
            .map(|word| word["word"].as_str().unwrap().to_owned())
            .collect()
    };
    let over = words(&answer["specificities"]["over"]);
    assert!(
        ["colis", "perdu", "remboursement"].iter().all(|word| over.contains(&(*word).to_owned())),
        "{over:?}"
    );
    let together = words(&answer["cooccurring"]);
    assert!(together.contains(&"colis".to_owned()) && !together.contains(&"perdu".to_owned()));
    assert_eq!(answer["cooccurring"][0]["inside"], 4);
    let human = place.run(&["search", "perdu", "--specificities", "--lang", "fr"]).ended(0).stdout;
    assert!(human.contains("sur-représentés") && human.contains("sous-représentés"), "{human}");
}

#[test]
fn like_and_semantic_find_what_is_said_otherwise() {
    let place = project();
    let hits = place
        .run(&["search", "--like", "B053", "--limit", "3", "--format", "jsonl"])
        .ended(0)
        .jsonl();
    assert!(texts(&hits).iter().all(|text| text.starts_with("Colis perdu")), "{hits:?}");
    assert!(hits.iter().all(|hit| hit["id"] != "B053"), "a feedback is not like itself");
    let where_london = ["search", "magasin:london", "--like", "B053", "--format", "jsonl"];
    assert_eq!(place.run(&where_london).ended(0).jsonl().len(), 4);
    let meant = ["search", "lost parcel", "--semantic", "--limit", "8", "--format", "jsonl"];
    let hits = place.run(&meant).ended(0).jsonl();
    let found = texts(&hits);
    assert!(found[0].starts_with("My parcel was lost"), "{found:?}");
    assert!(found.iter().any(|text| text.starts_with("Colis perdu")), "{found:?}");
    assert!(hits.iter().all(|hit| !hit["highlights"].as_array().unwrap().is_empty()), "{hits:?}");
    let ran = place.run(&["search", "--like", "B999"]).ended(2);
    assert!(ran.stderr.contains("no feedback `B999`"), "{}", ran.stderr);
}

#[test]
fn hits_come_in_the_order_asked() {
    let place = project();
    let ids = |sort: &str| -> Vec<String> {
        let ask = ["search", "*", "--sort", sort, "--limit", "4", "--format", "jsonl"];
        let hits = place.run(&ask).ended(0).jsonl();
        hits.iter().map(|hit| hit["id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(ids("date"), ["B067", "B068", "B069", "B070"]);
    assert_eq!(ids("score"), ["B053", "B059", "B065", "B071"]);
    assert_eq!(ids("relevance"), ["B001", "B002", "B003", "B004"]);
    let severe = ["search", "*", "--sort", "severity", "--limit", "3", "--format", "jsonl"];
    let hits = place.run(&severe).ended(0).jsonl();
    assert!(texts(&hits).iter().all(|text| !text.contains("parfait")), "{hits:?}");
}

#[test]
fn near_copies_are_folded_for_people_and_on_demand() {
    let place = project();
    let folded = place.run(&["search", "parfait", "--fold", "--format", "jsonl"]).ended(0).jsonl();
    assert_eq!(folded.len(), 16, "four words of which one differs are not the same");
    let ask = ["search", "\"accueil charmant\"", "--format", "jsonl"];
    assert_eq!(place.run(&ask).ended(0).jsonl().len(), 16);
    let folded = place.run(&[&ask[..], &["--fold"]].concat()).ended(0).jsonl();
    assert_eq!(folded.len(), 1);
    assert_eq!(folded[0]["copies"].as_array().unwrap().len(), 15);
    let human = place.run(&["search", "\"accueil charmant\"", "--lang", "fr"]).ended(0).stdout;
    assert!(human.contains("(+ 15 presque identiques: B005, B009, B013, …)"), "{human}");
    assert!(human.ends_with("16 avis (et 15 presque identiques, repliés)\n"), "{human}");
}

#[test]
fn a_saved_query_is_followed() {
    let place = project();
    let ran =
        place.run(&["search", "perdu OR lost", "--save", "colis perdus", "--lang", "fr"]).ended(0);
    assert!(ran.stderr.contains("gardée sous le nom « colis perdus »"), "{}", ran.stderr);
    place.run(&["search", "accueil", "--save", "accueil"]).ended(0);
    place.run(&["search", "magasim:x", "--save", "faux"]).ended(2);
    assert!(!place.read("themes.toml").contains("faux"));

    let themes = place.run(&["search", "--themes", "--format", "json"]).ended(0).json();
    let lost = &themes["themes"][1];
    assert_eq!((lost["name"].as_str(), lost["hits"].as_u64()), (Some("colis perdus"), Some(8)));
    assert_eq!(lost["weeks"].as_array().unwrap().len(), 17);
    assert_eq!(lost["trend"]["direction"], "rising");
    assert_eq!(
        (lost["trend"]["observed"].as_u64(), lost["trend"]["weeks"].as_u64()),
        (Some(8), Some(4))
    );
    assert_eq!(themes["themes"][0]["trend"]["direction"], "steady");
    let human = place.run(&["search", "--saved", "colis perdus", "--lang", "fr"]).ended(0).stdout;
    assert!(
        human.starts_with("colis perdus · ▲ en hausse : 8 en 4 semaines pour 0.0 attendus"),
        "{human}"
    );
    let facet = ["search", "--saved", "colis perdus", "--facet", "magasin", "--format", "csv"];
    assert!(place.run(&facet).ended(0).stdout.contains("magasin,Paris,4,20,"));
    let gate = ["search", "--themes", "--fail-on", "rising", "--format", "csv"];
    let table = place.run(&gate).ended(5).stdout;
    assert!(table.contains("colis perdus,2026-04-20,2,6"), "{table}");
    place.run(&["search", "--saved", "accueil", "--fail-on", "rising"]).ended(0);
    place.run(&["search", "accueil", "--fail-on", "rising"]).ended(2);
    let narrowed = ["search", "lost", "--saved", "colis perdus", "--format", "jsonl"];
    assert_eq!(place.run(&narrowed).ended(0).jsonl().len(), 4);
    let ran = place.run(&["search", "--saved", "colis"]).ended(2);
    assert!(ran.stderr.contains("there are: accueil, colis perdus"), "{}", ran.stderr);

    // A copy of the project keeps its queries.
    place.run(&["backup", "sauve"]).ended(0);
    place.run(&["restore", "sauve", "neuf"]).ended(0);
    let there =
        place.run(&["search", "--themes", "--format", "json", "--project", "neuf"]).ended(0);
    assert_eq!(there.json(), themes);
}

#[test]
fn hits_leave_for_textometry() {
    let place = project();
    let corpus = place.run(&["search", "accueil", "--format", "iramuteq"]).ended(0).stdout;
    let first = "**** *id_B001 *month_2026-01 *date_2026-01-01 *lang_fr *sentiment_pos *nps_9 *magasin_lyon\n\
                 Accueil charmant en boutique, merci à l'équipe (1)\n";
    assert!(corpus.starts_with(first), "{corpus}");
    assert_eq!(corpus.matches("****").count(), 16, "an export holds all hits");
    let xml =
        place.run(&["search", "livraison", "--format", "txm", "--limit", "1"]).ended(0).stdout;
    assert!(
        xml.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<corpus>\n<text id=\"B002\""),
        "{xml}"
    );
    assert!(xml.contains(" magasin=\"Île-de-Ré\">\nLivraison correcte"), "{xml}");
    place.run(&["search", "*", "--facet", "week", "--format", "txm"]).ended(2);
}

#[test]
fn what_is_wrong_in_a_query_is_pointed_at() {
    let place = project();
    let ran = place.run(&["search", "colis near/0 perdu"]).ended(2);
    assert!(ran.stderr.contains("\n  colis near/0 perdu\n        ^\n"), "{}", ran.stderr);
    let ran = place.run(&["search", "colis magasim:lyon"]).ended(2);
    assert!(ran.stderr.contains("\n  colis magasim:lyon\n        ^\n"), "{}", ran.stderr);
    let ran = place.run(&["search", "remboursemant", "--lang", "fr"]).ended(0);
    assert!(ran.stderr.contains("vouliez-vous dire « remboursement » ?"), "{}", ran.stderr);
    let ran = place.run(&["search", "le colis perdu", "--explain", "--lang", "fr"]).ended(0);
    assert!(ran.stderr.contains("(`le` n'est pas exigé)\n  4 avis sur 72"), "{}", ran.stderr);
}
