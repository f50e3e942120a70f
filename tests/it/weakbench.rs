//! The benchmark of weak signals measures what it says: its draws, calendars, formulas and figures.

#[expect(dead_code, reason = "the benchmark itself runs the rest, on data that is not here")]
#[path = "../bench/signals/weakbench/mod.rs"]
mod bench;

use bench::chance::Chance;
use bench::measure::{Outcome, Power, is_hit, median, threshold};
use bench::peers::farrington::{Fit, tail};
use bench::peers::{Bertrend, Ears, Farrington, Kleinberg, LogOdds, Peer, Series, Yoon};
use bench::request::{Format, Request};
use bench::stream::{Given, Stream, permuted};

fn close(value: f64, expected: f64) {
    assert!((value / expected - 1.0).abs() < 1e-9, "{value} for {expected}");
}

#[test]
fn a_name_always_draws_the_same() {
    let draws = |name: &[u64]| -> Vec<usize> {
        let mut chance = Chance::new(name);
        (0..8).map(|_| chance.below(1000)).collect()
    };
    assert_eq!(draws(&[1, 2]), draws(&[1, 2]));
    assert_ne!(draws(&[1, 2]), draws(&[2, 1]));
}

#[test]
fn poisson_draws_have_their_mean_and_variance() {
    let mut chance = Chance::new(&[7]);
    let draws: Vec<f64> =
        (0..20_000).map(|_| vigie::stats::float_len(chance.poisson(3.0))).collect();
    let mean = draws.iter().sum::<f64>() / 20_000.0;
    let variance = draws.iter().map(|draw| (draw - mean).powi(2)).sum::<f64>() / 20_000.0;
    assert!((mean - 3.0).abs() < 0.06 && (variance - 3.0).abs() < 0.15, "{mean} {variance}");
}

#[test]
fn a_shuffle_keeps_everything_and_moves_it() {
    let mut list: Vec<usize> = (0..50).collect();
    Chance::new(&[3]).shuffle(&mut list);
    let mut sorted = list.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, (0..50).collect::<Vec<_>>());
    assert_ne!(list, sorted);
}

#[test]
fn a_calendar_is_cut_in_weeks_and_read_up_to_one() {
    let mut stream = Stream::default();
    stream.fill(&[5, 3, 9, 1], 10, &[1, 2, 7], &|index| index % 2);
    stream.sort();
    let weeks: Vec<(usize, i32)> = stream.rows.iter().map(|row| (row.index, row.week)).collect();
    assert_eq!(weeks, [(5, 10), (3, 11), (9, 11), (1, 12)]);
    assert_eq!(stream.until(11).len(), 3);
    assert_eq!(stream.until(9).len(), 0);
}

#[test]
fn a_permutation_keeps_the_volumes_of_each_stratum() {
    let row = |at: usize| Given { index: at, week: i32::from(at > 20), stratum: at % 3 };
    let mut rows: Vec<Given> = (0..60).map(row).collect();
    let before = rows.clone();
    permuted(&mut rows, 3, &[4]);
    let volume = |rows: &[Given], stratum| {
        rows.iter().filter(|row| row.stratum == stratum && row.week == 1).count()
    };
    for stratum in 0..3 {
        assert_eq!(volume(&rows, stratum), volume(&before, stratum));
    }
    assert_ne!(rows, before);
}

#[test]
fn what_was_never_found_counts_as_twelve_weeks() {
    let outcome = |report, affected| Outcome { report, affected };
    let power = Power::of(&[
        outcome(Some(2), 5),
        outcome(Some(4), 9),
        outcome(Some(9), 20),
        outcome(None, 30),
    ]);
    assert_eq!((power.recall_8[0], power.recall_12[0]), (0.5, 0.75));
    assert_eq!((power.median_weeks, power.median_affected), (Some(4.0), Some(9.0)));
    close(power.mean_weeks, 27.0 / 4.0);
    // The exact interval of two in four.
    assert!((power.recall_8[1] - 0.0676).abs() < 1e-4 && (power.recall_8[2] - 0.9324).abs() < 1e-4);
    assert_eq!((median(vec![]), median(vec![1, 4])), (None, Some(2.5)));
}

#[test]
fn above_a_calibrated_threshold_one_report_in_twelve_has_an_alert() {
    let highest: Vec<f64> = (0..24).map(f64::from).collect();
    let level = threshold(highest.clone(), 12);
    assert_eq!(highest.iter().filter(|&&score| score > level).count(), 2);
    assert!(threshold(vec![f64::NEG_INFINITY; 24], 12).is_infinite());
}

#[test]
fn an_alert_is_right_where_half_of_three_feedback_or_more_are_of_the_subject() {
    assert!(is_hit(3.0, 2.0) && is_hit(4.0, 2.0));
    assert!(!is_hit(2.0, 2.0) && !is_hit(5.0, 2.0));
}

/// The verdict on some counts, a hundred feedback and a hundred mentions a week.
fn verdict(peer: &dyn Peer, counts: &[f64], levels: &[f64]) -> Option<(f64, usize)> {
    let volumes = vec![100.0; counts.len()];
    let series = Series { counts, volumes: &volumes, mentions: &volumes };
    peer.verdict(series, levels).map(|verdict| (verdict.score, verdict.weeks))
}

#[test]
fn ears_compares_with_seven_weeks_after_a_gap_of_two() {
    let counts = [50.0, 2.0, 3.0, 1.0, 2.0, 4.0, 3.0, 2.0, 9.0, 9.0, 10.0];
    // (10 − 17/7) / 0.975900…
    close(verdict(&Ears::default(), &counts, &[]).unwrap().0, 7.758_405_579_940_838);
    assert_eq!(verdict(&Ears::default(), &counts[2..], &[]), None);
}

#[test]
fn log_odds_have_their_value() {
    let mut counts = vec![0.0; 56];
    counts[10] = 10.0;
    counts[54] = 8.0;
    // δ / √Var, by the formula, x = 8 of 400 and y = 10 of 5,200, α₀ = 500.
    close(verdict(&LogOdds::default(), &counts, &[]).unwrap().0, 3.818_262_887_471_944);
}

#[test]
fn a_burst_has_the_weight_that_all_paths_tried_give() {
    let counts = [1.0, 0.0, 1.0, 0.0, 0.0, 6.0, 5.0, 7.0];
    // By trying the 2⁸ sequences of states.
    let (weight, weeks) = verdict(&Kleinberg::default(), &counts, &[]).unwrap();
    close(weight, 5.151_562_084_359_504_5);
    assert_eq!(weeks, 3);
    assert_eq!(verdict(&Kleinberg::default(), &[5.0, 5.0, 5.0], &[]), None);
    assert_eq!(verdict(&Kleinberg::default(), &[0.0; 3], &[]), None);
}

#[test]
fn a_negative_binomial_tail_has_its_value() {
    // By the mass function in logarithms of the gamma function; the third is Poisson's.
    close(tail(4.0, 2.0, 9), 0.072_998_046_875);
    close(tail(4.0, 1.5, 3), 0.700_858_608_951_888);
    close(tail(2.5, 1.0, 6), 0.042_021_038_195_305_78);
    close(tail(2.0, 1.5, 30), 8.243_659_059_177_179e-12);
}

#[test]
fn an_outbreak_of_the_past_weighs_little_in_the_level() {
    let mut counts = [2.0, 3.0, 1.0, 2.0, 4.0].repeat(5);
    counts.push(30.0);
    let Fit { rate, dispersion } = Farrington::default().fit(&counts, &[100.0; 26]);
    close(rate, 0.025_147_864_071_069_236);
    close(dispersion, 1.733_040_931_409_551_6);
}

#[test]
fn farrington_asks_for_five_in_four_weeks() {
    let mut counts = vec![1.0; 60];
    counts[59] = 8.0;
    let (score, weeks) = verdict(&Farrington::default(), &counts, &[]).unwrap();
    close(score, -tail(1.0, 1.0, 8).log10());
    assert_eq!(weeks, 1);
    assert_eq!(verdict(&Farrington::default(), &vec![1.0; 60], &[]), None);
}

#[test]
fn popularity_decays_with_the_square_of_the_days() {
    let popularity = Bertrend::default().popularity(&[3.0, 0.0, 0.0, 2.0]);
    for (value, expected) in popularity.iter().zip([
        3.0,
        1.837_879_182_553_248_3,
        0.422_575_262_763_135,
        2.422_575_262_763_135,
    ]) {
        close(*value, expected);
    }
    // Between the levels, and rising from 1.84 to 2.42 in two weeks.
    let (score, _) = verdict(&Bertrend::default(), &[3.0, 0.0, 0.0, 2.0], &[1.0, 3.0]).unwrap();
    close(score, (2.422_575_262_763_135 - 1.837_879_182_553_248_3) / 2.0);
    assert_eq!(verdict(&Bertrend::default(), &[3.0, 0.0, 0.0, 2.0], &[1.0, 2.0]), None);
}

#[test]
fn a_weak_keyword_is_rare_and_grows_more_than_most() {
    let mut counts = [0.0; 8];
    counts[7] = 3.0;
    // (3.5 / (0.5 × 0.65))^(1/7)
    let (score, _) = verdict(&Yoon::default(), &counts, &[0.5, 1.0]).unwrap();
    close(score, 1.404_284_023_009_440_9);
    assert_eq!(verdict(&Yoon::default(), &counts, &[0.3, 1.0]), None);
    assert_eq!(verdict(&Yoon::default(), &counts, &[0.5, 1.5]), None);
}

#[test]
fn what_is_asked_is_understood_or_refused() {
    let parse = |line: &str| Request::parse(line.split_whitespace().map(str::to_owned));
    let request = parse("--bench --data here --starts 3 --format json contract").unwrap();
    assert_eq!((request.starts, request.format), (3, Format::Json));
    assert!(request.asks("contract") && !request.asks("paraphrases"));
    assert!(parse("--data here").unwrap().asks("hellofresh-100"));
    for (line, problem) in [
        ("", "the folder of the data is missing"),
        ("--data", "`--data` needs a value"),
        ("--data here --starts many", "`many` is no number"),
        ("--data here everything", "`everything` is unknown"),
    ] {
        assert_eq!(parse(line), Err(problem.to_owned()));
    }
}
