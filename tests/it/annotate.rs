//! `vigie annotate`: every record comes out in its place, whole, with one field more.

use std::io::{Read as _, Write as _};

use serde_json::{Value, json};

use super::program::{Place, command, quoted};

/// Texts of every sort, each with something that a careless program would lose.
fn records() -> Vec<Value> {
    vec![
        json!({"z": 1, "a": null, "text": "Le canapé est arrivé avec dix jours de retard, personne ne répond.", "id": "é-1"}),
        json!({"text": "Great coffee but the queue was endless 😤", "nested": {"b": [1, 2.5, {"c": true}], "a": "x"}}),
        json!({"id": 12_345_678_901_234_567_u64, "score": -0.5, "text": ""}),
        json!({"text": "…!!!", "tags": []}),
        json!({"text": null, "id": "none"}),
        json!({"text": "Die Lieferung kam zu spät und niemand antwortet auf meine Anrufe", "lang": "de"}),
        json!({"text": "Parfait", "vide": ""}),
        json!({"text": "Troisième appel :\n« on vous rappelle », jamais !\tJe résilie.", "id": 7}),
    ]
}

fn lines(records: &[Value]) -> String {
    let lines: Vec<String> = records.iter().map(Value::to_string).collect();
    lines.join("\n") + "\n"
}

#[test]
fn json_records_come_out_whole_and_in_order() {
    let given = records();
    let ran = Place::new().feed(&["annotate"], lines(&given)).ended(0);
    let found = ran.jsonl();
    assert_eq!(found.len(), given.len());
    for (given, found) in given.iter().zip(&found) {
        let mut kept = found.as_object().unwrap().clone();
        assert_eq!(kept.keys().next_back().unwrap(), "vigie");
        let annotation = kept.shift_remove("vigie").unwrap();
        assert_eq!(Value::Object(kept).to_string(), given.to_string());
        assert_shape(&annotation, given["text"].as_str().unwrap_or(""));
    }
    assert!(!found[0]["vigie"]["sentiment"].is_null());
    assert!(!found[6]["vigie"]["sentiment"].is_null(), "« Parfait » is judged");
    for (at, flag) in
        [(2, "no_content"), (3, "no_content"), (4, "no_content"), (5, "other_language")]
    {
        assert!(found[at]["vigie"]["sentiment"].is_null(), "{}", found[at]);
        assert_eq!(found[at]["vigie"]["flags"], json!([flag]), "{}", found[at]);
    }
}

/// The form that `design/cli.md` promises.
#[track_caller]
fn assert_shape(annotation: &Value, text: &str) {
    let keys: Vec<&String> = annotation.as_object().unwrap().keys().collect();
    let promised = [
        "schema_version",
        "lang",
        "sentiment",
        "touchpoints",
        "signals",
        "emotions",
        "expectation",
        "effort",
    ];
    assert_eq!(keys[..promised.len()], promised);
    assert!(keys[promised.len()..].iter().all(|key| *key == "flags"), "{keys:?}");
    assert_eq!(annotation["schema_version"], 1);
    assert!(["fr", "en", "other"].contains(&annotation["lang"].as_str().unwrap()));
    if let Value::Object(sentiment) = &annotation["sentiment"] {
        let p = sentiment["p"].as_object().unwrap();
        assert_eq!(p.keys().collect::<Vec<_>>(), ["neg", "mix", "neu", "pos"]);
        let most = p.iter().max_by(|a, b| a.1.as_f64().unwrap().total_cmp(&b.1.as_f64().unwrap()));
        assert_eq!(sentiment["label"], most.unwrap().0.as_str());
        let sum: f64 = p.values().map(|p| p.as_f64().unwrap()).sum();
        assert!((sum - 1.0).abs() < 1e-3, "{sum}");
    }
    let listed = |name: &str| annotation[name].as_array().unwrap().iter();
    for touchpoint in listed("touchpoints") {
        assert!(["-", "+", "0", "±"].contains(&touchpoint["polarity"].as_str().unwrap()));
        assert!(touchpoint["id"].is_string());
    }
    assert!(listed("signals").all(|signal| signal["kind"].is_string()));
    for answer in listed("touchpoints").chain(listed("signals")) {
        assert_probability(&answer["p"]);
        for span in answer["evidence"].as_array().unwrap() {
            assert!(quoted(span, text).is_some(), "{span} of `{text}`");
        }
    }
    for (name, labels) in
        [("expectation", &["below", "met", "above", "fan"][..]), ("effort", &["high", "low"])]
    {
        if !annotation[name].is_null() {
            assert!(labels.contains(&annotation[name]["label"].as_str().unwrap()));
            assert_probability(&annotation[name]["p"]);
        }
    }
    for emotion in listed("emotions") {
        assert!(emotion["id"].is_string());
        assert_probability(&emotion["p"]);
    }
}

#[track_caller]
fn assert_probability(p: &Value) {
    assert!((0.0..=1.0).contains(&p.as_f64().unwrap()), "{p}");
}

#[test]
fn complaints_are_found_with_the_words_that_prove_them() {
    let text = "Livraison en retard de neuf jours, troisième appel sans réponse, je résilie.";
    let ran = Place::new().feed(&["annotate"], lines(&[json!({ "text": text })])).ended(0);
    let found = &ran.jsonl()[0]["vigie"];
    assert_eq!(found["sentiment"]["label"], "neg");
    let delivery = found["touchpoints"].as_array().unwrap();
    let delivery = delivery.iter().find(|one| one["id"] == "delivery").unwrap();
    assert_eq!(delivery["polarity"], "-");
    let words: Vec<&str> = delivery["evidence"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|span| quoted(span, text))
        .collect();
    assert!(words.iter().any(|words| words.contains("Livraison")), "{words:?}");
    let mut signals = found["signals"].as_array().unwrap().iter();
    let effort = signals.find(|signal| signal["kind"] == "repeat_effort").unwrap();
    let words = quoted(&effort["evidence"][0], text).unwrap();
    assert!(words.contains("troisième appel"), "{words}");
}

#[test]
fn a_record_is_annotated_alike_whatever_stands_around_it_and_on_any_number_of_threads() {
    let place = Place::new();
    let records = records();
    let together = place.feed(&["annotate", "-j", "1"], lines(&records)).ended(0).stdout;
    let two = place.feed(&["annotate", "-j", "2"], lines(&records)).ended(0).stdout;
    assert_eq!(together, two);
    for (at, record) in records.iter().enumerate().step_by(3) {
        let alone = place.feed(&["annotate"], lines(std::slice::from_ref(record))).ended(0).stdout;
        assert_eq!(alone.trim_end(), together.lines().nth(at).unwrap());
    }
    let mut turned = records.clone();
    turned.reverse();
    let turned = place.feed(&["annotate"], lines(&turned)).ended(0).stdout;
    let back: Vec<&str> = turned.lines().rev().collect();
    assert_eq!(back, together.lines().collect::<Vec<_>>());
}

#[test]
fn figures_keep_all_their_digits_and_fields_their_order() {
    let place = Place::new();
    let given =
        r#"{ "n": 12345678901234567890123, "x": 1.10, "e": 1E+2, "text":"RAS", "u":"\u00e9" }"#;
    let first = place.feed(&["annotate", "--no-models"], given).ended(0).stdout;
    let kept = given.strip_suffix('}').unwrap();
    assert!(first.starts_with(kept), "{first}");
    assert_eq!(first.matches("\"vigie\":").count(), 1);
    // Annotated again, a record has one annotation, the new one.
    let again = place.feed(&["annotate", "--no-models"], &first).ended(0);
    let again = again.jsonl().remove(0);
    assert_eq!(again["vigie"], serde_json::from_str::<Value>(&first).unwrap()["vigie"]);
    assert_eq!(again.as_object().unwrap().len(), 6);
}

#[test]
fn lines_that_are_no_record_are_told_and_passed_over() {
    let input = concat!(
        "\u{feff}{\"text\":\"Très bien\",\"id\":1}\r\n",
        "\r\n",
        "{\"text\":\"coupé\r\n",
        "[\"Très bien\"]\r\n",
        "{\"comment\":\"Très bien\"}\r\n",
        "{\"text\":4}\r\n",
        "{\"text\":\"Rien à dire\",\"id\":2}",
    );
    let ran = Place::new().feed(&["annotate", "--no-models"], input).ended(3);
    let ids: Vec<Value> = ran.jsonl().iter().map(|record| record["id"].clone()).collect();
    assert_eq!(ids, [json!(1), json!(2)]);
    for told in [
        "line 3 is not JSON",
        "line 4 is not a JSON object",
        "line 5 has no field `text`",
        "line 6 has a field `text` that is not text",
        "2 records annotated, 4 records passed over",
    ] {
        assert!(ran.stderr.contains(told), "`{told}` in {}", ran.stderr);
    }
    assert!(!ran.stderr.contains("coupé"), "the words of a customer are never told");
}

#[test]
fn bytes_that_are_not_utf8_spoil_their_line_alone() {
    let mut input = b"{\"text\":\"caf\xe9\"}\n".to_vec();
    input.extend("{\"text\":\"café\"}\n".as_bytes());
    let ran = Place::new().feed(&["annotate", "--no-models"], input).ended(3);
    assert_eq!(ran.jsonl().len(), 1);
    assert!(ran.stderr.contains("line 1 is not"), "{}", ran.stderr);
}

#[test]
fn the_field_of_the_text_can_be_named() {
    let place = Place::new();
    let input = "{\"avis\":\"Accueil glacial\",\"text\":\"x\"}\n";
    let named = place.feed(&["annotate", "--no-models", "--text", "avis"], input).ended(0);
    assert_eq!(named.jsonl()[0]["vigie"]["lang"], "fr");
    let wrong = place.feed(&["annotate", "--no-models", "--text", "verbatim"], input).ended(3);
    assert_eq!(wrong.stdout, "");
    assert!(wrong.stderr.contains("has no field `verbatim`"), "{}", wrong.stderr);
}

#[test]
fn nothing_in_gives_nothing_out() {
    for input in ["", "\n\n", "\u{feff}"] {
        let ran = Place::new().feed(&["annotate", "--no-models"], input).ended(0);
        assert_eq!(ran.stdout, "", "{input:?}");
    }
    let ran = Place::new().feed(&["annotate", "--no-models", "--format", "csv"], "").ended(0);
    assert_eq!(ran.stdout, "");
}

#[test]
fn table_rows_come_out_whole_and_in_order() {
    let input = concat!(
        "\u{feff}id;Verbatim;note\r\n",
        "007;\"Livraison \"\"express\"\" ;\r\nen neuf jours !\";3\r\n",
        "8;;\r\n",
        "9;trop;de;cellules\r\n",
        "é;Rien à redire, accueil charmant;10\r\n",
    );
    let place = Place::new();
    let ran = place.feed(&["annotate", "--format", "csv"], input).ended(3);
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(ran.stdout.as_bytes());
    let header: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    assert_eq!(
        header,
        [
            "id",
            "Verbatim",
            "note",
            "vigie_lang",
            "vigie_sentiment",
            "vigie_sentiment_p",
            "vigie_touchpoints",
            "vigie_signals",
            "vigie_emotions",
            "vigie_expectation",
            "vigie_effort",
            "vigie_flags",
        ]
    );
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let kept: Vec<Vec<&str>> = rows.iter().map(|row| row.iter().take(3).collect()).collect();
    assert_eq!(
        kept,
        [
            vec!["007", "Livraison \"express\" ;\r\nen neuf jours !", "3"],
            vec!["8", "", ""],
            vec!["é", "Rien à redire, accueil charmant", "10"],
        ]
    );
    assert_eq!((&rows[1][4], &rows[1][11]), ("", "no_content"));
    assert_eq!(&rows[2][4], "pos");
    assert!(ran.stderr.contains("has 4 fields instead of 3"), "{}", ran.stderr);
    let two = place.feed(&["annotate", "--format", "csv", "-j", "2"], input).ended(3);
    assert_eq!(ran.stdout, two.stdout);
}

#[test]
fn a_table_made_by_a_spreadsheet_may_declare_its_delimiter() {
    let input = "sep=;\r\nid;avis\r\n1;Bien, merci\r\n";
    let ran = Place::new().feed(&["annotate", "--no-models", "--format", "csv"], input).ended(0);
    let lines: Vec<&str> = ran.stdout.lines().collect();
    assert!(lines[0].starts_with("id;avis;vigie_lang;"), "{}", lines[0]);
    assert!(lines[1].starts_with("1;Bien, merci;fr;"), "{}", lines[1]);
}

#[test]
fn a_table_without_text_is_refused_with_what_to_do() {
    let place = Place::new();
    let format = ["annotate", "--no-models", "--format", "csv"];
    let ran = place.feed(&format, "id;montant\n1;2,50\n").ended(2);
    assert!(ran.stderr.contains("montant"), "{}", ran.stderr);
    assert_eq!(ran.stdout, "");
    let named: Vec<&str> = format.into_iter().chain(["--text", "avis"]).collect();
    let ran = place.feed(&named, "id;Avis client\n1;Bien\n").ended(2);
    assert!(ran.stderr.contains("Avis client"), "{}", ran.stderr);
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let place = Place::new();
    let mut child = command(place.path(), &["annotate", "--no-models"]).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let feeder = std::thread::spawn(move || {
        let line = format!("{}\n", json!({ "text": "Rien à signaler. ".repeat(20) }));
        for _ in 0..6000 {
            if stdin.write_all(line.as_bytes()).is_err() {
                break;
            }
        }
    });
    let mut first = [0; 64];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let status = child.wait().unwrap();
    feeder.join().unwrap();
    let mut told = String::new();
    child.stderr.take().unwrap().read_to_string(&mut told).unwrap();
    assert_eq!((status.code(), told.as_str()), (Some(0), ""));
}
