//! Whether 95 % intervals hold the truth 95 times in 100, over simulated batches whose truth is known.
//!
//! Slow: `cargo test --release --test it coverage -- --ignored --nocapture`. The table that it prints is that of
//! `docs/measures.md`.
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "simulated counts are small and positive"
)]
#![expect(clippy::print_stdout, reason = "the table is what a person runs this for")]

use std::collections::BTreeMap;

use vigie::metrics::{Impacts, MetricSettings, csat, leave_one_out, nps, shares, touchpoints};
use vigie::priority::{PrioritySettings, priorities};
use vigie::signals::WeakSignals;
use vigie::types::{
    Annotation, ByteSpan, Dataset, Feedback, Language, Measure, Origin, Polarity, Scale, Sentiment,
    SentimentAnswer, Subject, Touchpoint, TouchpointAnswer,
};

const BATCHES: u64 = 2_000;
const SIZES: [usize; 3] = [50, 200, 1_000];

/// Uniform numbers of [0, 1) from a seed (`SplitMix64`).
struct Draws(u64);

impl Draws {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// The position of the part of `shares` that the draw falls in.
    fn among(&mut self, shares: &[f64]) -> usize {
        let mut rest = self.next();
        let inside = |share: &f64| {
            rest -= share;
            rest < 0.0
        };
        shares.iter().position(inside).unwrap_or(shares.len() - 1)
    }
}

fn holds(measure: Measure, truth: f64) -> Option<bool> {
    measure.known().map(|known| known.low <= truth && truth <= known.high)
}

/// The share of batches whose interval holds the truth, told and checked.
fn check(name: &str, n: usize, least: f64, most: f64, held: impl Iterator<Item = Option<bool>>) {
    let held: Vec<bool> = held.flatten().collect();
    let coverage = held.iter().filter(|&&held| held).count() as f64 / held.len() as f64;
    println!("| {name} | {n} | {:.1} % | {} |", 100.0 * coverage, held.len());
    assert!((least..=most).contains(&coverage), "{name}, n = {n}: {coverage}");
}

#[test]
#[ignore = "2,000 batches of each size: half a minute in release"]
fn coverage_of_scores() {
    for n in SIZES {
        for (promoters, detractors) in [(0.5, 0.2), (0.3, 0.4), (0.75, 0.08)] {
            let truth = 100.0 * (promoters - detractors);
            let batch = |seed: u64| {
                let mut draws = Draws(seed);
                let score = |class| [10.0, 2.0, 8.0][class];
                let passives = 1.0 - promoters - detractors;
                let draw = |_| score(draws.among(&[promoters, detractors, passives]));
                holds(nps(&(0..n).map(draw).collect::<Vec<f64>>()), truth)
            };
            let name = format!("NPS {truth:+.0}");
            check(&name, n, 0.93, 0.97, (0..BATCHES).map(|seed| batch(seed * 7_919 + 1)));
        }
        // The coverage of a share goes up and down with the share, for counts are whole: the true share of each
        // batch is drawn between two bounds.
        for (lowest, highest) in [(0.3, 0.7), (0.7, 0.95)] {
            let batch = |seed: u64| {
                let mut draws = Draws(seed);
                let satisfied = lowest + (highest - lowest) * draws.next();
                let draw = |_| if draws.next() < satisfied { 5.0 } else { 2.0 };
                holds(csat(&(0..n).map(draw).collect::<Vec<f64>>()), satisfied)
            };
            let name = format!("CSAT of {:.0} to {:.0} %", 100.0 * lowest, 100.0 * highest);
            check(&name, n, 0.93, 0.97, (0..BATCHES).map(|seed| batch(seed * 104_729 + 5)));
        }
    }
}

/// Sorts of feedback: the themes spoken of (a bit each), their share, and the shares of +100, 0 and −100.
const SORTS: [(u64, f64, [f64; 3]); 5] = [
    (0b000, 0.30, [0.6, 0.25, 0.15]),
    (0b001, 0.25, [0.2, 0.2, 0.6]),
    (0b010, 0.20, [0.7, 0.2, 0.1]),
    (0b011, 0.15, [0.3, 0.3, 0.4]),
    (0b100, 0.10, [0.4, 0.2, 0.4]),
];

const POINTS: [f64; 3] = [100.0, 0.0, -100.0];

/// The impacts in the population: by leave-one-out, then by Shapley.
fn true_impacts() -> [Vec<f64>; 2] {
    let rows = SORTS.iter().flat_map(|&(themes, share, classes)| {
        (0..3).map(move |at: usize| (themes, POINTS[at], share * classes[at]))
    });
    let million = |share: f64| (share * 1e9).round() as u64;
    let sums = |kept: &dyn Fn(u64) -> bool| {
        rows.clone().filter(|row| kept(row.0)).fold((0.0, 0), |sum, (_, points, share)| {
            (sum.0 + points * million(share) as f64, sum.1 + million(share))
        })
    };
    let without = (0..3).map(|theme| {
        leave_one_out(sums(&|_| true), sums(&|themes| themes & (1 << theme) != 0)).unwrap()
    });
    [without.collect(), shares(rows.clone(), &[0, 1, 2], 1).of]
}

#[test]
#[ignore = "2,000 batches of each size with 400 resamples each: two minutes in release"]
fn coverage_of_impacts() {
    let [without, shapley] = true_impacts();
    for n in SIZES {
        let mut held: BTreeMap<(&str, usize), Vec<Option<bool>>> = BTreeMap::new();
        for seed in 0..BATCHES {
            let mut draws = Draws(seed * 15_485_863 + 11);
            let sorts = SORTS.map(|sort| sort.1);
            let rows: Vec<(u64, f64)> = (0..n)
                .map(|_| {
                    let (themes, _, classes) = SORTS[draws.among(&sorts)];
                    (themes, POINTS[draws.among(&classes)])
                })
                .collect();
            let found = Impacts::counted(rows.into_iter(), 3).measures(seed, 400, 3);
            for (theme, impact) in found.iter().enumerate() {
                let of = |name| (name, theme);
                held.entry(of("leave-one-out"))
                    .or_default()
                    .push(holds(impact.leave_one_out, without[theme]));
                held.entry(of("Shapley")).or_default().push(holds(impact.shapley, shapley[theme]));
            }
        }
        for ((name, theme), held) in held {
            let share = ["40 %", "35 %", "10 %"][theme];
            let name = format!("impact, {name}, theme of {share}");
            check(&name, n, 0.93, 0.97, held.into_iter());
        }
    }
}

/// Touchpoints by the share of the feedback that complain of them: their true order.
const COMPLAINED: [(Touchpoint, f64); 5] = [
    (Touchpoint::Delivery, 0.28),
    (Touchpoint::Store, 0.20),
    (Touchpoint::Billing, 0.14),
    (Touchpoint::Website, 0.10),
    (Touchpoint::Product, 0.07),
];

fn batch_of_complaints(n: usize, seed: u64) -> Dataset {
    let mut draws = Draws(seed);
    let shares = COMPLAINED.map(|(_, share)| share);
    let mut rest = shares.to_vec();
    rest.push(1.0 - shares.iter().sum::<f64>());
    (0..n)
        .map(|index| {
            let sort = draws.among(&rest);
            let complaint = COMPLAINED.get(sort).map(|(touchpoint, _)| *touchpoint);
            let score = match complaint {
                Some(_) => [2.0, 5.0, 7.0][draws.among(&[0.5, 0.3, 0.2])],
                None => [10.0, 8.0][draws.among(&[0.7, 0.3])],
            };
            (feedback(index, score), annotation(complaint))
        })
        .collect()
}

fn feedback(index: usize, score: f64) -> Feedback {
    Feedback {
        id: format!("f{index}"),
        origin: Origin {
            file: "a.csv".to_owned(),
            record: index as u64 + 1,
            line: index as u64 + 2,
            byte: 0,
        },
        received: None,
        ratings: [(Scale::Nps, score)].into(),
        text: "Un avis comme un autre, ni long ni court.".to_owned(),
        language: None,
        customer: None,
        attributes: BTreeMap::new(),
    }
}

fn annotation(complaint: Option<Touchpoint>) -> Annotation {
    let label = if complaint.is_some() { Sentiment::Negative } else { Sentiment::Positive };
    let answer = |id| TouchpointAnswer {
        id,
        polarity: Polarity::Negative,
        p: 0.9,
        evidence: vec![ByteSpan::new(0, 7)],
    };
    Annotation {
        sentiment: Some(SentimentAnswer { label, p: [0.25; 4] }),
        touchpoints: complaint.map(answer).into_iter().collect(),
        ..Annotation::silent(Language::Fr)
    }
}

#[test]
#[ignore = "2,000 batches of each size, ranked with 200 resamples each: minutes in release"]
fn coverage_of_ranks() {
    for n in SIZES {
        let mut held = Vec::new();
        for seed in 0..BATCHES {
            let dataset = batch_of_complaints(n, seed * 32_452_843 + 17);
            let found = touchpoints(
                &dataset,
                &MetricSettings { resamples: 1, quotes: 1, ..MetricSettings::default() },
            );
            let settings =
                PrioritySettings { seed, least_score: 0.0, ..PrioritySettings::default() };
            let ranked = priorities(&dataset, &found, &WeakSignals::default(), &settings);
            for (rank, (touchpoint, _)) in (1..).zip(COMPLAINED) {
                let subject = Subject::Touchpoint { id: touchpoint };
                let one = ranked.iter().find(|one| one.subject == subject);
                held.push(
                    one.map(|one| one.rank_interval[0] <= rank && rank <= one.rank_interval[1]),
                );
            }
        }
        check("ranks of five touchpoints", n, 0.93, 1.0, held.into_iter());
    }
}
