use std::collections::BTreeSet;

use jiff::civil::date;

use super::*;
use crate::assets::Lexicons;
use crate::evidence::fixtures::{feedback, judged};
use crate::metrics::MetricSettings;
use crate::types::{Dataset, Language, Scale, Sentiment};

/// Twenty shops of sixty answers over a year; what each shop answers is changed by `fault`.
fn chain(fault: impl Fn(usize, usize, &mut crate::types::Feedback, &mut Sentiment)) -> Dataset {
    (0..1_200_usize)
        .map(|index| {
            let (shop, at) = (index % 20, index / 20);
            // Scores and words that go together, in an order without long runs.
            let draw = (index * 7_919 + at * 104_729) % 10;
            let (score, mut sentiment) = match draw {
                0..=1 => (3.0, Sentiment::Negative),
                2..=3 => (8.0, Sentiment::Neutral),
                4..=5 => (9.0, Sentiment::Positive),
                _ => (10.0, Sentiment::Positive),
            };
            let mut one = feedback(index, &format!("Réponse numéro {index} du magasin."));
            one.ratings.insert(Scale::Nps, score);
            one.attributes.insert("Magasin".to_owned(), format!("M{shop:02}"));
            let day = date(2026, 1, 1)
                .saturating_add(jiff::Span::new().days(i64::try_from(at * 6).unwrap()));
            one.received = Some(day.at(9, 0, 0, 0));
            fault(shop, at, &mut one, &mut sentiment);
            (one, judged(sentiment))
        })
        .collect()
}

fn settings() -> HygieneSettings {
    let lexicons = Lexicons::embedded().unwrap();
    let solicited =
        [Language::Fr, Language::En].map(|lang| (lang, lexicons.get(lang, "solicited").clone()));
    HygieneSettings { solicited: solicited.into(), ..HygieneSettings::default() }
}

fn found(dataset: &Dataset) -> Hygiene {
    hygiene(dataset, &settings(), &MetricSettings::default())
}

/// Prints and gives precision and recall of the suspicious rows of a kind against those of the planted shops.
fn quality(dataset: &Dataset, kind: FaultKind, planted: &[usize]) -> (f64, f64) {
    let of = |fault: &Fault| fault.kind == kind && fault.place.is_some();
    let all = found(dataset);
    let suspect: BTreeSet<usize> =
        all.faults.iter().filter(|fault| of(fault)).flat_map(|fault| fault.rows.clone()).collect();
    let truth: BTreeSet<usize> =
        (0..dataset.len()).filter(|index| planted.contains(&(index % 20))).collect();
    let right = crate::stats::float_len(suspect.intersection(&truth).count());
    let precision = right / crate::stats::float_len(suspect.len().max(1));
    let recall = right / crate::stats::float_len(truth.len());
    println!("{kind:?}: precision {precision:.3}, recall {recall:.3}");
    (precision, recall)
}

#[test]
fn a_clean_batch_has_no_fault() {
    let all = found(&chain(|_, _, _, _| {}));
    assert_eq!(all.faults, [], "{all:?}");
    assert_eq!(all.with, all.without);
}

#[test]
fn injected_inverted_scales_are_found() {
    let dataset = chain(|shop, _, one, _| {
        if [4, 11].contains(&shop) {
            one.ratings.entry(Scale::Nps).and_modify(|score| *score = 10.0 - *score);
        }
    });
    let (precision, recall) = quality(&dataset, FaultKind::InvertedScale, &[4, 11]);
    assert!(precision >= 0.95 && recall >= 0.95);
    let all = found(&dataset);
    let (with, without) = (all.with.known().unwrap().value, all.without.known().unwrap().value);
    assert!(without > with + 3.0, "{with} {without}");
}

#[test]
fn an_injected_begging_shop_is_found() {
    let told = [
        "Le vendeur m'a demandé de mettre 10 à l'enquête.",
        "On m'a demandé de mettre la note maximale.",
        "La caissière a insisté pour avoir un 10 au questionnaire.",
        "Ils réclament un 10 à chaque passage.",
    ];
    let dataset = chain(|shop, at, one, _| {
        if shop == 7 && at % 6 == 0 {
            told[at / 6 % 4].clone_into(&mut one.text);
        }
        if shop == 3 && at == 10 {
            told[0].clone_into(&mut one.text);
        }
    });
    let (precision, recall) = quality(&dataset, FaultKind::ScoreBegging, &[7]);
    assert!(precision >= 0.95 && recall >= 0.95);
    let alone = found(&dataset).faults.into_iter().find(|fault| fault.place.is_none()).unwrap();
    assert_eq!((alone.kind, alone.observed), (FaultKind::ScoreBegging, 11));
}

#[test]
fn a_run_of_tens_and_copies_are_found() {
    let dataset = chain(|shop, at, one, _| {
        if shop == 2 && (20..48).contains(&at) {
            one.ratings.insert(Scale::Nps, 10.0);
        }
        if shop == 5 && at < 6 {
            "Très bon accueil, je recommande vivement ce magasin à tous.".clone_into(&mut one.text);
        }
        if shop == 6 && at < 2 {
            let more = ["", " Merci !"][at];
            one.text = format!(
                "Panier validé, carte débitée, puis plus rien pendant trois semaines entières.{more}"
            );
        }
    });
    let all = found(&dataset);
    let run = all.faults.iter().find(|fault| fault.kind == FaultKind::ImprobableRun).unwrap();
    assert_eq!(run.place.as_deref(), Some("Magasin=M02"));
    assert!(run.observed >= 28 && run.p.unwrap() < 0.001);
    let copies = all.faults.iter().find(|fault| fault.kind == FaultKind::CopiedAnswer).unwrap();
    assert_eq!(copies.observed, 5);
    // All are marked; twice is no reason to suspect anybody.
    assert_eq!(all.repeats.len(), 6);
    let text =
        |id: &str| dataset.iter().find(|one| one.feedback.id == id).unwrap().feedback.text.clone();
    for repeat in &all.repeats {
        assert!(text(&repeat.id).starts_with(text(&repeat.of).trim_end_matches('.')), "{repeat:?}");
    }
}

#[test]
fn a_changed_question_and_a_changed_mix_are_told_with_their_day() {
    let dataset = chain(|shop, at, one, _| {
        let late = at >= 30;
        let wording =
            if late { "Recommanderiez-vous ce magasin ?" } else { "Nous recommandez-vous ?" };
        one.attributes.insert("Question posée".to_owned(), wording.to_owned());
        let web = if late { shop < 14 } else { shop < 4 };
        one.attributes.insert("channel".to_owned(), if web { "web" } else { "magasin" }.to_owned());
    });
    let all = found(&dataset);
    let of = |kind| all.faults.iter().find(|fault| fault.kind == kind).unwrap();
    let day = date(2026, 1, 1).saturating_add(jiff::Span::new().days(180));
    assert_eq!(of(FaultKind::QuestionChanged).since, Some(day));
    let mix = of(FaultKind::MixChanged);
    assert_eq!(mix.place.as_deref(), Some("channel"));
    assert!(mix.since.unwrap() >= date(2026, 6, 1) && all.suspicious == 0);
}
