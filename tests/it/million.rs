//! How long the analyses take on a million feedback: `cargo test --release --test it million -- --ignored --nocapture`.
#![expect(clippy::print_stdout, reason = "the times are what a person runs this for")]
#![expect(clippy::disallowed_methods, reason = "here is where time is measured")]

use std::collections::BTreeMap;
use std::time::Instant;

use jiff::civil::date;
use vigie::assets::JourneyPlan;
use vigie::config::Settings;
use vigie::drivers::{asymmetries, key_drivers, last_spans, score_change};
use vigie::hygiene::hygiene;
use vigie::journey::journey_map;
use vigie::metrics::{indicators, themes, touchpoints};
use vigie::priority::priorities;
use vigie::signals::WeakSignals;
use vigie::types::{
    Annotation, ByteSpan, Dataset, Feedback, Language, Origin, Polarity, Scale, Sentiment,
    SentimentAnswer, Touchpoint, TouchpointAnswer,
};

fn row(index: usize) -> (Feedback, Annotation) {
    // A fixed mixture of the digits of the position: neither order nor period.
    let mut state = (index as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mut draw = |below: usize| {
        state = (state ^ (state >> 31)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        usize::try_from(state >> 33).unwrap() % below
    };
    let bad = draw(10) < 4;
    let polarity = if bad { Polarity::Negative } else { Polarity::Positive };
    let mut spoken: Vec<Touchpoint> = (0..draw(3)).map(|_| Touchpoint::ALL[draw(16)]).collect();
    spoken.sort_unstable();
    spoken.dedup();
    let answer =
        |id| TouchpointAnswer { id, polarity, p: 0.9, evidence: vec![ByteSpan::new(0, 20)] };
    let label = if bad { Sentiment::Negative } else { Sentiment::Positive };
    let annotation = Annotation {
        sentiment: Some(SentimentAnswer { label, p: [0.25; 4] }),
        touchpoints: spoken.into_iter().map(answer).collect(),
        ..Annotation::silent(Language::Fr)
    };
    let score = if bad { [0.0, 3.0, 6.0][draw(3)] } else { [8.0, 9.0, 10.0][draw(3)] };
    let day =
        date(2025, 1, 1).saturating_add(jiff::Span::new().days(i64::try_from(draw(365)).unwrap()));
    let feedback = Feedback {
        id: format!("R{index}"),
        origin: Origin { file: "a.csv".to_owned(), record: 1, line: 2, byte: 0 },
        received: Some(day.at(9, 0, 0, 0)),
        ratings: [(Scale::Nps, score)].into(),
        text: format!("Livraison reçue après {} jours, accueil correct au magasin.", draw(60)),
        language: None,
        customer: Some(format!("C{}", draw(700_000))),
        attributes: BTreeMap::from([("Magasin".to_owned(), format!("M{}", draw(40)))]),
    };
    (feedback, annotation)
}

fn timed<T>(name: &str, work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let done = work();
    println!("{name:24} {:6.2} s", start.elapsed().as_secs_f64());
    done
}

#[test]
#[ignore = "a million feedback: a gigabyte and a minute in release"]
fn a_million_feedback() {
    let dataset: Dataset = timed("made", || (0..1_000_000).map(row).collect());
    let settings = Settings::default();
    let (metrics, drivers) = (&settings.metrics, &settings.drivers);
    let all = Instant::now();
    timed("indicators", || indicators(&dataset, metrics));
    let found = timed("touchpoints, impacts", || touchpoints(&dataset, metrics));
    timed("four zones", || themes(&dataset, metrics));
    timed("hygiene", || hygiene(&dataset, &settings.hygiene, metrics));
    timed("key drivers", || key_drivers(&dataset, drivers)).unwrap();
    timed("asymmetries", || asymmetries(&dataset, drivers));
    let spans = last_spans(date(2025, 12, 31), 13);
    timed("why the score moved", || score_change(&dataset, spans, drivers, metrics)).unwrap();
    let plan = JourneyPlan::find("five-phases").unwrap();
    timed("journey", || journey_map(&dataset, &plan, &settings.journey));
    timed("priorities", || {
        priorities(&dataset, &found, &WeakSignals::default(), &settings.priority)
    });
    println!("{:24} {:6.2} s", "all", all.elapsed().as_secs_f64());
}
