//! Labels as exports name them.

use super::*;

fn read(labels: &[&str], choice: Choice) -> Result<Read, LabelFault> {
    read_as(labels, choice, &[])
}

fn read_as(labels: &[&str], choice: Choice, said: &[(&str, &str)]) -> Result<Read, LabelFault> {
    let labels: Vec<String> = labels.iter().map(|label| (*label).to_owned()).collect();
    let said = said.iter().map(|(label, means)| ((*label).to_owned(), (*means).to_owned()));
    heads(&labels, choice, &said.collect())
}

#[track_caller]
fn one_head(labels: &[&str], choice: Choice) -> Head {
    let mut read = read(labels, choice).unwrap();
    assert_eq!((read.heads.len(), read.outputs), (1, (0..labels.len()).collect()));
    read.heads.remove(0)
}

#[track_caller]
fn fault(read: Result<Read, LabelFault>) -> String {
    match read.unwrap_err() {
        LabelFault::Unusable { fault, .. } => fault,
        LabelFault::Unknown { labels } => format!("unknown {labels:?}"),
    }
}

#[test]
fn sentiments_are_read_as_exports_name_them() {
    for (labels, read) in [
        (&["NEGATIVE", "POSITIVE"][..], &["neg", "pos"][..]),
        (&["Négatif", "neutre", "Positif"], &["neg", "neu", "pos"]),
        (&["negative", "neutral", "positive", "mixed"], &["neg", "neu", "pos", "mix"]),
        (&["POS", "NEG", "NEU"], &["pos", "neg", "neu"]),
        (
            &["1 star", "2 stars", "3 stars", "4 stars", "5 stars"],
            &["neg", "neg", "neu", "pos", "pos"],
        ),
        (&["Very Negative", "Very Positive"], &["neg", "pos"]),
        (&["1 étoile", "5 étoiles", "mitigé"], &["neg", "pos", "mix"]),
    ] {
        let head = one_head(labels, Choice::Unsaid);
        assert_eq!((&*head.name, head.kind), ("sentiment", HeadKind::Single), "{labels:?}");
        assert_eq!(head.labels, read);
    }
}

#[test]
fn identifiers_name_their_question_and_the_problem_type_says_how_many_hold() {
    let head = one_head(&["Churn intent", "pending", "other"], Choice::Several);
    assert_eq!((&*head.name, head.kind), ("signal", HeadKind::Multi));
    assert_eq!(head.labels, ["churn_intent", "pending", "none"]);
    let head = one_head(&["delivery", "mobile-app", "neutral"], Choice::Unsaid);
    assert_eq!((&*head.name, head.kind), ("touchpoint", HeadKind::Single));
    assert_eq!(head.labels, ["delivery", "mobile_app", "none"]);
    assert_eq!(one_head(&["high", "low", "none"], Choice::One).name, "effort");
    assert_eq!(one_head(&["below", "met", "above", "fan"], Choice::One).name, "expectation");
    assert_eq!(one_head(&["joy", "anger", "neutral"], Choice::One).name, "emotion");
}

#[test]
fn heads_are_named_before_their_labels_in_any_order() {
    let labels = ["signals:pending", "sentiment:neg", "signals:competitor", "sentiment:pos"];
    let read = read(&labels, Choice::Unsaid).unwrap();
    let names: Vec<(&str, HeadKind)> =
        read.heads.iter().map(|head| (&*head.name, head.kind)).collect();
    assert_eq!(names, [("sentiment", HeadKind::Single), ("signal", HeadKind::Multi)]);
    assert_eq!(read.heads[1].labels, ["pending", "competitor"]);
    assert_eq!(read.outputs, [1, 3, 0, 2]);
}

#[test]
fn labels_of_several_questions_may_hold_together() {
    let labels = ["delivery", "churn_intent", "neutral_x", "anger"];
    assert_eq!(fault(read(&labels, Choice::Several)), r#"unknown ["neutral_x"]"#);
    let labels = ["delivery", "churn_intent", "other", "anger"];
    let several = read(&labels, Choice::Several).unwrap();
    assert_eq!(several.outputs, [0, 1, 3], "what stands for no answer is left out");
    let mixed = read(&["neg", "neutral", "pos", "delivery"], Choice::Several).unwrap();
    assert_eq!(mixed.heads[0].labels, ["neg", "pos", "neu"]);
    assert_eq!(mixed.outputs, [0, 2, 1, 3]);
    let one = fault(read(&labels, Choice::One));
    assert_eq!(one, "gives one label for several questions: touchpoint, signal, emotion");
}

#[test]
fn what_labels_stand_for_can_be_said() {
    assert_eq!(
        fault(read(&["LABEL_0", "LABEL_1", "pos"], Choice::Unsaid)),
        r#"unknown ["LABEL_0", "LABEL_1"]"#
    );
    let said = [("LABEL_0", "neg"), ("LABEL_1", "pos")];
    let read = read_as(&["LABEL_0", "LABEL_1"], Choice::Unsaid, &said).unwrap();
    assert_eq!(read.heads[0].labels, ["neg", "pos"]);
    let said = [("disgust", "none"), ("fear", "emotion:worry")];
    let read = read_as(&["joy", "disgust", "fear", "neutral"], Choice::One, &said).unwrap();
    assert_eq!(read.heads[0].labels, ["joy", "none", "worry", "none"]);
}

#[test]
fn heads_that_would_say_nothing_are_refused() {
    assert!(
        fault(read(&["delivery", "delivery"], Choice::Several)).contains("`touchpoint:delivery`")
    );
    assert!(fault(read(&["none", "other"], Choice::Several)).contains("all stand for no answer"));
    assert!(
        fault(read(&["delivery", "pos"], Choice::Several)).contains("single label of `sentiment`")
    );
    assert!(fault(read(&["churn_intent"], Choice::One)).contains("always hold"));
    assert!(read(&["churn_intent"], Choice::Several).is_ok());
}

#[test]
fn the_known_labels_can_be_told() {
    let known = known();
    assert!(known.starts_with("sentiment: neg mix neu pos\n"), "{known}");
    assert!(known.contains("\n  effort: high low") && !known.contains("touchpoint_negative"));
}
