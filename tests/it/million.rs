//! How long the analyses take on a million feedback: `cargo test --release --test it million -- --ignored --nocapture`.
#![expect(clippy::print_stdout, reason = "the times are what a person runs this for")]
#![expect(clippy::disallowed_methods, reason = "here is where time is measured")]

use std::collections::BTreeMap;
use std::time::Instant;

use jiff::civil::date;
use vigie::assets::{JourneyPlan, Lexicons, WordVectors};
use vigie::config::Settings;
use vigie::drivers::{asymmetries, key_drivers, last_spans, score_change};
use vigie::hygiene::hygiene;
use vigie::journey::journey_map;
use vigie::metrics::{indicators, themes, touchpoints};
use vigie::pipeline::{watch_index, with_lexicons};
use vigie::priority::priorities;
use vigie::search::{Document, Index, Rebuild};
use vigie::signals::{Meaning, Past, Texts, WeakSignals};
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

/// A word of a made-up language, the first ones much more frequent than the last of some 60,000.
fn word(rank: usize) -> String {
    const SYLLABLES: [&str; 16] = [
        "ba", "ko", "ri", "tu", "mel", "son", "dra", "pi", "lo", "ven", "gui", "sar", "no", "tif",
        "ec", "ou",
    ];
    let mut word = String::new();
    let mut rank = rank + 16;
    while rank > 0 {
        word.push_str(SYLLABLES[rank % 16]);
        rank /= 16;
    }
    word
}

/// One of a million feedback over 104 weeks: eighteen words, as frequent as those of a language; in the last four weeks
/// one in two hundred tells of something new.
fn told(index: usize) -> (Feedback, Annotation) {
    let (mut feedback, annotation) = row(index);
    let mut state = (index as u64 + 1).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    let mut draw = || {
        state = (state ^ (state >> 29)).wrapping_mul(0x9E6D_6295_9BF3_1C85);
        f64::from(u32::try_from(state >> 32).unwrap()) / f64::from(u32::MAX)
    };
    // Zipf's law by its inverse: the rank of a word is a power of the number of words.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a rank below 60,000"
    )]
    let words: Vec<String> = (0..18).map(|_| word(60_000_f64.powf(draw()) as usize)).collect();
    feedback.text = words.join(" ");
    let days = i64::try_from(index % 728).unwrap();
    feedback.received =
        Some(date(2024, 1, 1).saturating_add(jiff::Span::new().days(days)).at(9, 0, 0, 0));
    if days >= 700 && index % 200 == 3 {
        feedback.text.push_str(", consigne bloquée");
    }
    (feedback, annotation)
}

/// The texts of `told`, made again.
struct Retold(Vec<u64>);

impl Texts for Retold {
    type Error = std::convert::Infallible;

    fn fetch(&self, places: &[u32]) -> Result<Dataset, Self::Error> {
        let one = |&place: &u32| told(usize::try_from(self.0[place as usize]).unwrap());
        Ok(places.iter().map(one).collect())
    }
}

#[test]
#[ignore = "an index of a million feedback: some minutes in release"]
fn the_weak_signals_of_a_million_feedback() {
    let folder = tempfile::tempdir().unwrap();
    timed("indexed", || {
        let mut rebuild = Rebuild::begin(folder.path()).unwrap();
        for thousand in 0..1000 {
            let made: Vec<_> = (1000 * thousand..1000 * (thousand + 1)).map(told).collect();
            let document = |(row, (feedback, annotation))| Document { row, feedback, annotation };
            let documents: Vec<_> = (1000 * thousand as u64..)
                .zip(made.iter().map(|(one, other)| (one, other)))
                .map(document)
                .collect();
            rebuild = rebuild.push("one", &documents).unwrap();
        }
        rebuild.finish().unwrap()
    });
    let settings = with_lexicons(&Settings::default(), &Lexicons::embedded().unwrap());
    let all = Instant::now();
    let index = timed("opened", || Index::open(folder.path())).unwrap();
    let vectors = WordVectors::embedded().unwrap();
    let (watch, rows) = timed("read", || watch_index(&index, &settings.signals)).unwrap();
    let watch = watch.with_meaning(Meaning { vectors: &vectors, settings: &settings.themes });
    let Ok(found) = timed("watched", || watch.at(None, &Retold(rows), &mut Past::default()));
    println!("{:24} {:6.2} s", "one report", all.elapsed().as_secs_f64());
    let labels: Vec<&str> = found.signals.iter().map(|one| one.label.as_str()).collect();
    println!("{labels:?}");
    if let Ok(status) = std::fs::read_to_string("/proc/self/status") {
        let peak = status.lines().find(|line| line.starts_with("VmHWM"));
        println!("{}", peak.unwrap_or_default());
    }
    assert!(found.signals[0].label.contains("consigne"), "{labels:?}");
}
