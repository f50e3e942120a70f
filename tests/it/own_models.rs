//! Models of users: exports in the Hugging Face layout answer what their labels name, the lexicons the rest.

use serde_json::{Value, json};
use vigie::classify::onnx::ExportTokenizer;

use super::exports::{Export, Votes, Words, byte_pairs, softmax, unigrams, word_pieces};
use super::program::{Place, Ran, quoted};

const THREE: [&str; 3] = ["NEGATIVE", "NEUTRAL", "POSITIVE"];

/// The special tokens have their say, so that one too many or too few is seen in the probabilities.
const SENTIMENT: &Votes = &[
    ("nul", 0, 2.0),
    ("parfait", 2, 3.0),
    ("[CLS]", 1, 0.5),
    ("[SEP]", 1, 0.25),
    ("[PAD]", 0, 9.0),
];

fn sentiment_model() -> Export {
    Export::new(word_pieces(), &THREE, SENTIMENT)
}

/// What the model in `mon-modele` says of texts.
fn annotate(place: &Place, texts: &[&str]) -> Vec<Value> {
    let lines: Vec<String> = texts.iter().map(|text| json!({ "text": text }).to_string()).collect();
    let ran = place.feed(&["annotate", "--model", "mon-modele"], lines.join("\n")).ended(0);
    ran.jsonl().into_iter().map(|record| record["vigie"].clone()).collect()
}

#[track_caller]
fn assert_sentiment(annotation: &Value, label: &str, p: [f64; 4]) {
    let answer = &annotation["sentiment"];
    assert_eq!(answer["label"], label, "{answer}");
    for (name, expected) in ["neg", "mix", "neu", "pos"].iter().zip(p) {
        let found = answer["p"][name].as_f64().unwrap();
        assert!((found - expected).abs() < 1e-4, "{name} {expected}: {answer}");
    }
}

#[test]
fn a_sentiment_model_answers_the_sentiment_and_the_lexicons_the_rest() {
    let place = Place::new();
    let texts = ["Accueil parfait !", "Livraison en retard, nul nul"];
    for types in [true, false] {
        Export { types, ..sentiment_model() }.write(&place, "mon-modele");
        let found = annotate(&place, &texts);
        let [neg, neu, pos] = softmax(&[0.0, 0.75, 3.0])[..] else { panic!() };
        assert_sentiment(&found[0], "pos", [neg, 0.0, neu, pos]);
        let [neg, neu, pos] = softmax(&[4.0, 0.75, 0.0])[..] else { panic!() };
        assert_sentiment(&found[1], "neg", [neg, 0.0, neu, pos]);
        let delivery = &found[1]["touchpoints"][0];
        assert_eq!((&delivery["id"], &delivery["polarity"]), (&json!("delivery"), &json!("-")));
        let words = quoted(&delivery["evidence"][0], texts[1]).unwrap();
        assert!(words.starts_with("Livraison en retard"), "{words}");
    }
}

#[test]
fn the_lexicons_alone_and_a_sentiment_model_agree_on_all_but_the_sentiment() {
    let place = Place::new();
    sentiment_model().with("max_position_embeddings", 512).write(&place, "mon-modele");
    let text = "Troisième appel sans réponse, je suis furieux, je résilie. Très simple pourtant.";
    let mut found = annotate(&place, &[text]).remove(0);
    let input = json!({ "text": text }).to_string();
    let alone = place.feed(&["annotate", "--no-models"], input).ended(0);
    let mut alone = alone.jsonl().remove(0)["vigie"].clone();
    assert!(!found["signals"].as_array().unwrap().is_empty());
    assert_ne!(found["sentiment"].take(), alone["sentiment"].take());
    assert_eq!(found, alone);
}

#[test]
fn stars_of_a_byte_level_model_add_up() {
    let stars = ["1 star", "2 stars", "3 stars", "4 stars", "5 stars"];
    // Without a space before it, the first word is another token than the same word later.
    let votes: &Votes = &[("nul", 0, 1.0), ("Ġnul", 1, 1.5), ("<s>", 4, 0.5), ("</s>", 2, 0.25)];
    for (prefix_space, logits) in
        [(false, [1.0, 1.5, 0.25, 0.0, 0.5]), (true, [0.0, 3.0, 0.25, 0.0, 0.5])]
    {
        let place = Place::new();
        let model = Export { types: false, ..Export::new(byte_pairs(prefix_space), &stars, votes) };
        let model = model.with("model_type", "roberta").with("pad_token_id", 1);
        model.write(&place, "mon-modele");
        let p = softmax(&logits);
        let found = annotate(&place, &["nul nul"]).remove(0);
        assert_sentiment(&found, "neg", [p[0] + p[1], 0.0, p[2], p[3] + p[4]]);
    }
}

#[test]
fn a_unigram_model_answers_in_the_folder_of_an_exporter() {
    let place = Place::new();
    let votes: &Votes =
        &[("▁parfait", 0, 2.0), ("▁café", 0, 1.0), ("<s>", 1, 0.5), ("</s>", 1, 0.25)];
    let model = Export::new(unigrams(), &["Positif", "Négatif"], votes);
    let model =
        Export { types: false, ..model }.with("model_type", "camembert").with("pad_token_id", 1);
    model.write(&place, "mon-modele");
    std::fs::create_dir(place.path().join("mon-modele/onnx")).unwrap();
    let graph = |name: &str| place.path().join("mon-modele").join(name);
    std::fs::rename(graph("model.onnx"), graph("onnx/model.onnx")).unwrap();
    // A letter and its accent apart are the letter with its accent, and spaces in a row are one.
    let found = annotate(&place, &["cafe\u{301}  parfait\npour la livraison"]).remove(0);
    let [pos, neg] = softmax(&[3.0, 0.75])[..] else { panic!() };
    assert_sentiment(&found, "pos", [neg, 0.0, 0.0, pos]);
}

#[test]
fn a_long_text_is_judged_by_its_beginning_between_its_special_tokens() {
    let place = Place::new();
    sentiment_model().with("max_position_embeddings", 6).write(&place, "mon-modele");
    // Four places are left beside the special tokens; what comes after them would turn the answer round.
    let found = annotate(&place, &["accueil parfait , parfait nul nul nul nul nul"]).remove(0);
    let [neg, neu, pos] = softmax(&[0.0, 0.75, 6.0])[..] else { panic!() };
    assert_sentiment(&found, "pos", [neg, 0.0, neu, pos]);
    assert_eq!(found["flags"], json!(["truncated"]));
    let whole = annotate(&place, &["accueil parfait , parfait"]).remove(0);
    assert_eq!((&whole["sentiment"], whole.get("flags")), (&found["sentiment"], None));
}

#[test]
fn special_signs_in_the_words_of_a_customer_are_words() {
    let place = Place::new();
    sentiment_model().write(&place, "mon-modele");
    let found = annotate(&place, &["accueil parfait [SEP]"]).remove(0);
    let [neg, neu, pos] = softmax(&[0.0, 0.75, 3.0])[..] else { panic!() };
    assert_sentiment(&found, "pos", [neg, 0.0, neu, pos]);
}

/// The tokens of a text with the words that each comes from.
fn tokens<'a>(words: &Words, text: &'a str) -> Vec<(u32, &'a str)> {
    let tokenizer = ExportTokenizer::from_json(&words.json.to_string()).unwrap();
    let (tokens, cut) = tokenizer.tokens(text, 512).unwrap();
    assert!(!cut);
    tokens.into_iter().map(|token| (token.id, token.span.of(text))).collect()
}

#[test]
fn tokens_are_those_of_the_python_library_and_know_their_words() {
    // The identifiers were read from `tokenizers` 0.23.3 in Python on the same files.
    let text = " Très  parfaits, le\tCafé [SEP]\n";
    let found = tokens(&word_pieces(), text);
    let ids = |found: &[(u32, &str)]| found.iter().map(|(id, _)| *id).collect::<Vec<_>>();
    assert_eq!(ids(&found), [2, 8, 7, 10, 12, 23, 25, 20, 22, 21, 3]);
    let words: Vec<&str> = found.iter().map(|(_, word)| *word).collect();
    let (plural, marked) = ("parfaits,", "[SEP]");
    assert_eq!(
        words,
        ["", "Très", plural, plural, plural, "le", "Café", marked, marked, marked, ""]
    );
    assert_eq!(
        ids(&tokens(&byte_pairs(false), text)),
        [
            0, 290, 36, 285, 119, 48, 36, 112, 105, 13, 71, 101, 106, 199, 173, 36, 95, 87, 73, 84,
            97, 14, 2
        ]
    );
    let found = tokens(&unigrams(), text);
    assert_eq!(ids(&found), [0, 8, 7, 31, 45, 12, 24, 17, 12, 3, 13, 18, 39, 12, 3, 2]);
    assert_eq!((found[2].1, found[9].1, found[14].1), (plural, "Café", marked));
    let text = "Très nul, café";
    let bytes = [(0, ""), (289, "Très"), (278, "nul,"), (48, "nul,"), (308, "café"), (2, "")];
    assert_eq!(tokens(&byte_pairs(false), text), bytes);
    assert_eq!(tokens(&byte_pairs(true), text)[1], (290, "Très"));
}

const SIGNALS: [&str; 3] = ["churn_intent", "pending", "other"];
const SIGNAL_VOTES: &Votes =
    &[("resilie", 0, 2.0), ("attends", 1, 0.25), ("toujours", 1, 0.25), ("nul", 2, 5.0)];

#[test]
fn labels_that_hold_together_have_one_threshold_which_can_be_set() {
    let place = Place::new();
    let model = Export::new(word_pieces(), &SIGNALS, SIGNAL_VOTES);
    model.with("problem_type", "multi_label_classification").write(&place, "mon-modele");
    let text = "Je resilie, nul ; j'attends toujours";
    let kinds = |place: &Place| -> Vec<(String, f64)> {
        let found = annotate(place, &[text]).remove(0);
        let signals = found["signals"].as_array().unwrap().iter();
        signals
            .map(|one| (one["kind"].as_str().unwrap().to_owned(), one["p"].as_f64().unwrap()))
            .collect()
    };
    let sigmoid = |logit: f64| 1.0 / (1.0 + (-logit).exp());
    let found = kinds(&place);
    assert_eq!(
        found.iter().map(|(kind, _)| kind.as_str()).collect::<Vec<_>>(),
        ["churn_intent", "pending"]
    );
    assert!((found[0].1 - sigmoid(2.0)).abs() < 1e-4 && (found[1].1 - sigmoid(0.5)).abs() < 1e-4);
    // The words of a pending request are there for the lexicons too: what a model knows is for it to say.
    place.write("vigie.toml", "[model]\nthreshold = 0.7\n");
    assert_eq!(kinds(&place).len(), 1);
}

#[test]
fn a_signal_without_token_scores_is_proved_by_cues_or_by_the_whole_text() {
    let place = Place::new();
    let model = Export::new(
        word_pieces(),
        &["escalation", "pending"],
        &[("facture", 0, 3.0), ("toujours", 1, 3.0)],
    );
    model.with("problem_type", "multi_label_classification").write(&place, "mon-modele");
    let text = "La facture est là, j'attends toujours mon remboursement.";
    let found = annotate(&place, &[text]).remove(0);
    let evidence = |kind: &str| {
        let mut signals = found["signals"].as_array().unwrap().iter();
        let signal = signals.find(|signal| signal["kind"] == kind).unwrap();
        quoted(&signal["evidence"][0], text).unwrap()
    };
    assert_eq!(evidence("escalation"), text, "nothing else proves it");
    assert_eq!(evidence("pending"), "j'attends toujours mon remboursement");
}

#[test]
fn several_heads_and_token_scores_answer_as_our_own_models_do() {
    let place = Place::new();
    let labels = [
        "touchpoint:billing",
        "sentiment:neg",
        "touchpoint_negative:billing",
        "sentiment:pos",
        "touchpoint_positive:billing",
        "touchpoint:store",
        "touchpoint_negative:store",
        "touchpoint_positive:store",
    ];
    let votes: &Votes = &[
        ("facture", 0, 3.0),
        ("parfait", 3, 2.0),
        ("facture", 4, 1.0),
        ("facture", 2, -1.0),
        ("accueil", 5, -4.0),
        ("[CLS]", 5, -1.0),
        ("[CLS]", 0, -1.0),
        ("[CLS]", 6, -1.0),
    ];
    Export::new(word_pieces(), &labels, votes).write(&place, "mon-modele");
    let text = "L'accueil, bon. Et puis la facture est là, parfait.";
    let found = annotate(&place, &[text]).remove(0);
    let [neg, pos] = softmax(&[0.0, 2.0])[..] else { panic!() };
    assert_sentiment(&found, "pos", [neg, 0.0, 0.0, pos]);
    let mut touchpoints = found["touchpoints"].as_array().unwrap().iter();
    let billing = touchpoints.find(|one| one["id"] == "billing").unwrap();
    assert_eq!(billing["polarity"], "+");
    let store = found["touchpoints"].as_array().unwrap().iter().find(|one| one["id"] == "store");
    assert!(store.is_none(), "the model knows it and does not see it: {found}");
}

#[test]
fn token_scores_of_a_model_prove_what_it_says() {
    let place = Place::new();
    let votes: &Votes =
        &[("facture", 0, 3.0), ("cafe", 1, 3.0), ("[SEP]", 0, 4.0), ("nul", 1, -9.0)];
    let model = Export::new(word_pieces(), &["signal:escalation", "signal:resignation"], votes);
    let model = Export { token_scores: true, ..model };
    model.with("token_heads", json!(["signal"])).write(&place, "mon-modele");
    let text =
        format!("{} Une facture étonnante arrive enfin. {}", "nul ".repeat(2), "Oui ".repeat(3));
    let found = annotate(&place, &[&text]).remove(0);
    let mut signals = found["signals"].as_array().unwrap().iter();
    let escalation = signals.find(|one| one["kind"] == "escalation").unwrap();
    let words = quoted(&escalation["evidence"][0], &text).unwrap();
    assert!(words.contains("facture") && words.len() < text.trim().len(), "{words}");
}

#[test]
fn labels_that_cannot_be_guessed_are_asked_for_and_can_be_said() {
    let place = Place::new();
    let model = Export::new(
        word_pieces(),
        &["LABEL_0", "LABEL_1"],
        &[("nul", 0, 2.0), ("parfait", 1, 2.0)],
    );
    model.write(&place, "mon-modele");
    let refused = place.feed(&["annotate", "--model", "mon-modele"], "").ended(14);
    for told in [
        "error: the model `mon-modele` has labels that answer none of our questions: `LABEL_0`, `LABEL_1`",
        "[model.labels]\n  \"LABEL_0\" = \"neg\"",
        "sentiment: neg mix neu pos",
        "effort: high low",
    ] {
        assert!(refused.stderr.contains(told), "`{told}` in {}", refused.stderr);
    }
    place.write("vigie.toml", "[model.labels]\nLABEL_0 = \"neg\"\nLABEL_1 = \"pos\"\n");
    let found = annotate(&place, &["accueil parfait , parfait"]).remove(0);
    assert_eq!(found["sentiment"]["label"], "pos");
    let settings = place.run(&["config"]).ended(0).stdout;
    assert!(settings.contains("model.labels.LABEL_0"), "{settings}");
}

/// The model with something wrong, and what is told of it.
fn refused(place: &Place, model: &Export) -> Ran {
    model.write(place, "mon-modele");
    let ran = place.feed(&["annotate", "--model", "mon-modele"], "{\"text\":\"x\"}").ended(14);
    assert_eq!(ran.stdout, "");
    ran
}

#[track_caller]
fn assert_told(ran: &Ran, told: &[&str]) {
    for told in told {
        assert!(ran.stderr.contains(told), "`{told}` in {}", ran.stderr);
    }
}

#[test]
fn a_model_that_lacks_a_file_says_what_to_do() {
    for (file, hint) in [
        ("config.json", "the folder of a model holds"),
        ("tokenizer.json", "save_pretrained"),
        ("model.onnx", "or onnx/model.onnx"),
    ] {
        let place = Place::new();
        sentiment_model().write(&place, "mon-modele");
        std::fs::remove_file(place.path().join("mon-modele").join(file)).unwrap();
        let ran = place.feed(&["annotate", "--model", "mon-modele"], "").ended(14);
        assert_told(&ran, &[&format!("the model `mon-modele` has no `{file}`"), "hint: ", hint]);
    }
}

#[test]
fn a_graph_that_answers_otherwise_is_refused_with_what_it_has() {
    let place = Place::new();
    let wide = Export { width: 4, ..sentiment_model() };
    assert_told(&refused(&place, &wide), &["the model answers 4", "instead of the 3"]);
    let asked = sentiment_model().with("token_heads", json!(["sentiment"]));
    assert_told(
        &refused(&place, &asked),
        &["has no output `token_logits`: its outputs are `logits`"],
    );
    let positions = sentiment_model();
    positions.write(&place, "mon-modele");
    let mut graph = positions.graph();
    graph.takes("position_ids", &["batch", "length"]);
    place.write("mon-modele/model.onnx", graph.bytes());
    let ran = place.feed(&["annotate", "--model", "mon-modele"], "").ended(14);
    assert_told(
        &ran,
        &["the graph of the model asks for an input `position_ids`", "hint: an export"],
    );
    place.write("mon-modele/model.onnx", "not a graph");
    let ran = place.feed(&["annotate", "--model", "mon-modele"], "").ended(14);
    assert_told(&ran, &["cannot load the model"]);
}

#[test]
fn other_sorts_of_models_are_refused() {
    let place = Place::new();
    let number = sentiment_model().with("problem_type", "regression");
    assert_told(
        &refused(&place, &number),
        &["answers with a number (regression)", "hint: only classification"],
    );
    let mut words = word_pieces();
    words.json["model"]["type"] = json!("WordLevel");
    let other = Export { words, ..sentiment_model() };
    assert_told(
        &refused(&place, &other),
        &["is of the kind `WordLevel`", "hint: tokenizers as those of BERT"],
    );
    place.write("mon-modele/model.onnx.data", "weights");
    let ran = place.feed(&["annotate", "--model", "mon-modele"], "").ended(14);
    assert_told(&ran, &["keeps its weights in `model.onnx.data`", "save_as_external_data=False"]);
}

#[test]
fn who_answered_what_is_told() {
    let place = Place::new();
    sentiment_model().write(&place, "mon-modele");
    let shared = "sentiment by the model; touchpoints, signals, emotions, expectation, effort by the lexicons";
    let doctor = place.run(&["doctor", "--model", "mon-modele"]).ended(0).stdout;
    assert!(doctor.contains("reads 16 tokens, answers sentiment (neg neu pos)"), "{doctor}");
    assert!(doctor.contains(&format!("rten: loads mon-modele; {shared}")), "{doctor}");
    let explained = ["explain", "--model", "mon-modele", "--text", "Livraison en retard, nul"];
    let told = place.run(&explained).ended(0).stdout;
    assert!(told.contains(&format!("answered by mon-modele ({shared})")), "{told}");
    place.write(
        "avis.csv",
        "Verbatim;Note NPS (0-10)\nAccueil parfait !;9\nLivraison en retard, nul;2\n",
    );
    place.run(&["report", "--model", "mon-modele", "avis.csv", "-o", "out"]).ended(0);
    let report: Value = serde_json::from_str(&place.read("out/report.json")).unwrap();
    let model = &report["run"]["model"];
    assert_eq!((&model["name"], &model["answers"]), (&json!("mon-modele"), &json!(shared)));
    assert_eq!(model["model.onnx"].as_str().unwrap().len(), 64);
    let own = place.run(&["explain", "--text", "Livraison en retard, nul"]).ended(0).stdout;
    assert!(own.contains("answered by vigie-base") && !own.contains("by the lexicons"), "{own}");
}

#[test]
fn the_doctor_tells_what_is_wrong_with_a_model() {
    let place = Place::new();
    Export::new(word_pieces(), &["LABEL_0", "LABEL_1"], &[]).write(&place, "mon-modele");
    let ran = place.run(&["doctor", "--model", "mon-modele"]).ended(14);
    let fault = ran.stdout.lines().find(|line| line.starts_with("fault")).unwrap();
    assert!(fault.contains("`LABEL_0`, `LABEL_1`") && fault.contains("[model.labels]"), "{fault}");
}
