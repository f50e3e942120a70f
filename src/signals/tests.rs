//! The search on made-up corpora: what it promises on noise, and what it finds.

use super::feature::Class;
use super::said::Said;
use super::scan::{Direction, Plan, Scope, scan};
use super::weeks::{Row, Timeline};
use super::{SignalSettings, WeakSignals, weak_signals};
use crate::assets::Lexicons;
use crate::evidence::fixtures::{complaint, feedback, judged, monday, praise, signal, with_harm};
use crate::stats::float_len;
use crate::text::words;
use crate::types::{
    Annotation, Dataset, Scale, Sentiment, SignalKind, SignalStatus, Touchpoint, Undefined,
    WeakSignalKind,
};

/// A generator for the tests: the low bits of a linear congruence are not used.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % n
    }

    /// A word of a vocabulary whose first words are much more frequent than its last.
    fn word(&mut self) -> String {
        let rank = self.below(40) * self.below(40) / 4 + self.below(6);
        let syllables = ["ba", "ko", "ri", "tu", "mel", "son", "dra", "pi"];
        format!("{}{}{}n", syllables[rank % 8], syllables[rank / 8 % 8], syllables[rank / 64 % 8])
    }

    fn text(&mut self) -> String {
        (0..8).map(|_| self.word()).collect::<Vec<_>>().join(" ")
    }
}

/// `weeks` weeks of `a_week` feedback about nothing in particular.
fn noise(seed: u64, weeks: i64, a_week: usize) -> Vec<(i64, String, Annotation)> {
    let mut dice = Dice(seed);
    let mut all = Vec::new();
    for week in 0..weeks {
        for _ in 0..a_week {
            let annotation = match dice.below(10) {
                0..2 => complaint(Touchpoint::Delivery),
                2 => complaint(Touchpoint::Store),
                3..8 => praise(Touchpoint::Staff),
                _ => judged(Sentiment::Neutral),
            };
            all.push((week, dice.text(), annotation));
        }
    }
    all
}

fn dataset(rows: Vec<(i64, String, Annotation)>) -> Dataset {
    let mut dataset = Dataset::new();
    for (index, (week, text, annotation)) in rows.into_iter().enumerate() {
        let mut one = feedback(index, &text);
        let day = i8::try_from(index % 7).unwrap();
        one.received = Some((monday(week) + jiff::Span::new().days(day)).at(12, 0, 0, 0));
        dataset.push(one, annotation);
    }
    dataset
}

fn found(rows: Vec<(i64, String, Annotation)>) -> WeakSignals {
    weak_signals(&dataset(rows), &settings())
}

/// The settings with the words that the program carries.
pub(crate) fn settings() -> SignalSettings {
    let lexicons = Lexicons::embedded().unwrap();
    let words = |name: &str| -> Vec<String> {
        let of_name = lexicons.iter().filter(|(_, other, _)| *other == name);
        let cues = of_name.flat_map(|(_, _, lexicon)| lexicon.entries());
        cues.flat_map(|(cue, _, _)| words(cue)).map(|word| word.folded).collect()
    };
    SignalSettings {
        unsaid: lexicons.unsaid(),
        mood_words: [words("harm"), words("signals")].concat().into_iter().collect(),
        severity: with_harm(),
        ..SignalSettings::default()
    }
}

/// An issue said in other words each time, `count` times in the last `weeks` weeks.
fn issue(dice: &mut Dice, last: i64, weeks: i64, count: usize) -> Vec<(i64, String, Annotation)> {
    (0..count)
        .map(|at| {
            let week = last - i64::try_from(at).unwrap() % weeks;
            let text =
                format!("{}. Le scotch du colis était arraché. {}", dice.text(), dice.text());
            (week, text, complaint(Touchpoint::Delivery))
        })
        .collect()
}

#[test]
fn an_issue_of_a_few_feedback_is_found_named_and_quoted() {
    let mut rows = noise(1, 40, 60);
    rows.extend(issue(&mut Dice(2), 39, 8, 9));
    let found = found(rows);
    let first = &found.signals[0];
    assert_eq!((first.kind, first.status), (WeakSignalKind::Novel, SignalStatus::Weak));
    assert!(first.e_value.unwrap() < 2e-3 && first.observed == 9, "{first:?}");
    assert!(first.label.contains("scotch") || first.label.contains("colis"), "{}", first.label);
    assert_eq!(first.touchpoint, Some(Touchpoint::Delivery));
    assert_eq!(first.evidence.len(), 5);
    // One issue, one alert.
    let rising = found.signals.iter().filter(|one| one.e_value.is_some()).count();
    assert_eq!(rising, 1, "{:?}", found.signals.iter().map(|one| &one.label).collect::<Vec<_>>());
    assert!(found.expected_false_alerts_per_report <= 1.0 / 12.0 + 1e-12);
    assert_eq!(found.weeks_of_history, Some(39));
}

#[test]
fn a_complaint_that_stops_is_easing() {
    let mut rows = noise(3, 60, 40);
    let mut dice = Dice(4);
    for week in 0..40 {
        for _ in 0..4 {
            let text = format!("{} interminable attente à la caisse", dice.text());
            rows.push((week, text, complaint(Touchpoint::OrderingPayment)));
        }
    }
    let found = found(rows);
    let easing: Vec<_> =
        found.signals.iter().filter(|one| one.status == SignalStatus::Easing).collect();
    assert_eq!(easing[0].touchpoint, Some(Touchpoint::OrderingPayment));
    assert!(easing[0].label.contains("caisse") || easing[0].label.contains("attente"));
    assert!(f64::from(u32::try_from(easing[0].observed).unwrap()) < easing[0].expected.unwrap());
}

#[test]
fn a_text_posted_again_and_again_is_no_alert() {
    let mut rows = noise(5, 40, 60);
    for _ in 0..12 {
        let text = "Une histoire identique racontée encore par la même plume fatiguée".to_owned();
        rows.push((39, text, complaint(Touchpoint::Delivery)));
    }
    assert!(found(rows).signals.iter().all(|one| one.e_value.is_none()));
}

#[test]
fn one_customer_is_not_a_signal() {
    let mut rows = noise(6, 40, 60);
    let before = rows.len();
    rows.extend(issue(&mut Dice(7), 39, 4, 9));
    let mut dataset: Vec<_> =
        dataset(rows).iter().map(|one| (one.feedback.clone(), one.annotation.clone())).collect();
    for (index, (feedback, _)) in dataset.iter_mut().enumerate() {
        let customer = if index < before { format!("c{index}") } else { "the same".to_owned() };
        feedback.customer = Some(customer);
    }
    let found = weak_signals(&dataset.into_iter().collect(), &settings());
    assert!(found.signals.iter().all(|one| one.e_value.is_none()));
}

#[test]
fn a_channel_that_grows_is_not_an_alert() {
    // Chat speaks of robots from the start; at the end there is more chat.
    let mut dice = Dice(8);
    let mut dataset = Dataset::new();
    for week in 0..40 {
        for at in 0..60 {
            let chat = at < if week < 36 { 6 } else { 30 };
            let text =
                if chat && at % 2 == 0 { format!("{} robot", dice.text()) } else { dice.text() };
            let mut one = feedback(dataset.len(), &text);
            one.received = Some(monday(week).at(8, 0, 0, 0));
            let channel = if chat { "chat" } else { "boutique" };
            one.attributes.insert("channel".to_owned(), channel.to_owned());
            dataset.push(one, judged(Sentiment::Neutral));
        }
    }
    let alerts = |settings: &SignalSettings| {
        let found = weak_signals(&dataset, settings);
        found.signals.iter().filter(|one| one.label.contains("robot")).count()
    };
    assert_eq!(alerts(&settings()), 0);
    let blind = SignalSettings { max_strata: 1, ..settings() };
    assert_eq!(alerts(&blind), 1, "without strata the mix is taken for a rise");
}

#[test]
fn what_is_rare_and_severe_is_listed_without_a_test() {
    let mut rows = noise(9, 2, 300);
    let mut dice = Dice(10);
    for at in 0..5 {
        let text = format!("Mon enfant s'est blessé avec la poussette {}", dice.text());
        rows.insert(at * 90, (0, text, complaint(Touchpoint::Product)));
    }
    let mut threat = complaint(Touchpoint::Billing);
    threat.signals.push(signal(SignalKind::Escalation));
    rows.push((1, "Je saisis le médiateur demain".to_owned(), threat));
    let found = found(rows);
    assert_eq!(found.untested, Some(Undefined::TooFew));
    let first = &found.signals[0];
    assert_eq!((first.kind, first.e_value), (WeakSignalKind::RareIntense, None));
    // Named by the thing, not by the harm.
    assert!(first.label.contains("poussette"), "{}", first.label);
    assert_eq!((first.observed, first.status), (5, SignalStatus::Latent));
    assert!(found.signals.iter().any(|one| one.label.contains("médiateur")));
}

#[test]
fn without_dates_nothing_is_tested_and_it_is_said() {
    let mut dataset = Dataset::new();
    dataset.push(feedback(0, "Rien à dire"), praise(Touchpoint::Store));
    let found = weak_signals(&dataset, &settings());
    assert_eq!(found.untested, Some(Undefined::NoDate));
    assert!(found.signals.is_empty() && found.as_of.is_none());
    assert!(found.expected_false_alerts_per_report == 0.0);
}

#[test]
fn the_report_does_not_look_beyond_its_day() {
    let mut rows = noise(11, 40, 60);
    rows.extend(issue(&mut Dice(12), 39, 4, 9));
    let before = SignalSettings {
        // A Saturday: the week that it ends is not whole.
        as_of: Some(monday(36) + jiff::Span::new().days(5)),
        ..settings()
    };
    let found = weak_signals(&dataset(rows), &before);
    assert_eq!(found.as_of, Some(monday(35) + jiff::Span::new().days(6)));
    assert!(found.signals.iter().all(|one| one.e_value.is_none()));
}

#[test]
fn chance_gives_no_more_alerts_than_promised() {
    let dataset = dataset(noise(13, 30, 40));
    let settings = settings();
    let said = Said::of(&dataset, &settings);
    let rows = (0_u32..).zip(dataset.iter()).map(|(index, one)| Row {
        index,
        week: super::weeks::week_of(one.feedback.received.unwrap().date()),
        stratum: 0,
        customer: None,
        unhappy: false,
    });
    let timeline = Timeline::of(&said, rows.collect()).unwrap();
    let mut dice = Dice(14);
    let runs = 150;
    let mut alerts = 0;
    for _ in 0..runs {
        // The same feedback, given in another order.
        let mut weeks: Vec<i32> = timeline.rows.iter().map(|row| row.week).collect();
        for at in (1..weeks.len()).rev() {
            weeks.swap(at, dice.below(at + 1));
        }
        let moved = timeline.rows.iter().zip(weeks).map(|(row, week)| Row { week, ..*row });
        let mut rows: Vec<Row> = moved.collect();
        rows.sort_by_key(|row| (row.week, row.index));
        let timeline = Timeline::until(said.feedback(), rows, i32::MAX).unwrap();
        let plan = Plan {
            direction: Direction::Rise,
            windows: &settings.windows,
            baseline: settings.baseline_weeks,
            min_history: settings.min_history,
            min_support: settings.min_support,
            budget: 1.0 / 12.0,
            shares: settings.class_shares,
        };
        let everything = Scope { feedback: &|_| true, features: &|_| true };
        alerts += scan(&said, &timeline, &plan, everything).len();
    }
    let mean = float_len(alerts) / float_len(runs);
    // The bound is on the mean; three standard errors of a Poisson count are left for luck.
    let noise = 3.0 * (1.0 / 12.0 / float_len(runs)).sqrt();
    assert!(mean <= 1.0 / 12.0 + noise, "{mean}");
    let stems =
        (0..said.len()).filter(|&id| said.name(u32::try_from(id).unwrap()).class() == Class::Stem);
    assert!(stems.count() > 100);
}

#[test]
fn a_complaint_that_becomes_praise_in_the_same_words_is_easing() {
    let mut rows = noise(15, 52, 30);
    let mut dice = Dice(16);
    for week in 0..52 {
        let praised = week >= 26;
        let annotation = if praised {
            praise(Touchpoint::OrderingPayment)
        } else {
            complaint(Touchpoint::OrderingPayment)
        };
        for _ in 0..3 {
            rows.push((
                week,
                format!("{} caisses {}", dice.text(), dice.text()),
                annotation.clone(),
            ));
        }
    }
    // The scores rise with it: that is the improvement, not other people.
    let mut scored: Vec<_> =
        dataset(rows).iter().map(|one| (one.feedback.clone(), one.annotation.clone())).collect();
    for (feedback, annotation) in &mut scored {
        let score = if annotation.complains() { 3.0 } else { 9.0 };
        feedback.ratings.insert(Scale::Nps, score);
    }
    let found = weak_signals(&scored.into_iter().collect(), &settings());
    let easing: Vec<_> =
        found.signals.iter().filter(|one| one.status == SignalStatus::Easing).collect();
    assert_eq!(easing.len(), 1, "{:?}", easing.iter().map(|one| &one.label).collect::<Vec<_>>());
    assert_eq!(easing[0].label, "caisses");
    assert_eq!(easing[0].since, Some(monday(26)));
    assert_eq!(easing[0].observed, 0);
}

#[test]
fn one_issue_in_other_words_is_one_alert() {
    let mut rows = noise(17, 40, 60);
    let mut dice = Dice(18);
    // No word is in more than half of them; the same touchpoint is in all.
    for at in 0..36_usize {
        let said = [
            "cagnotte envolée",
            "tampons effacés",
            "cagnotte tampons",
            "compteur vide",
            "compteur tampons",
            "cagnotte compteur",
        ][at % 6];
        let week = 32 + i64::try_from(at % 8).unwrap();
        let text = format!("{} {said} {}", dice.text(), dice.text());
        rows.push((week, text, complaint(Touchpoint::Subscription)));
    }
    let found = found(rows);
    let rising: Vec<_> = found.signals.iter().filter(|one| one.e_value.is_some()).collect();
    assert_eq!(rising.len(), 1, "{:?}", rising.iter().map(|one| &one.label).collect::<Vec<_>>());
    assert_eq!(found.members[0].len(), 36);
}

#[test]
fn two_issues_at_the_same_time_are_two_alerts() {
    let mut rows = noise(19, 40, 60);
    let mut dice = Dice(20);
    for at in 0..24_usize {
        let (said, touchpoint) = if at % 2 == 0 {
            ("cagnotte", Touchpoint::Subscription)
        } else {
            ("ascenseur", Touchpoint::Store)
        };
        // One feedback speaks of both.
        let both = if at == 2 { "ascenseur" } else { "" };
        let week = 32 + i64::try_from(at % 8).unwrap();
        rows.push((
            week,
            format!("{} {said} {both} {}", dice.text(), dice.text()),
            complaint(touchpoint),
        ));
    }
    let found = found(rows);
    let rising: Vec<_> = found.signals.iter().filter(|one| one.e_value.is_some()).collect();
    assert_eq!(rising.len(), 2, "{:?}", rising.iter().map(|one| &one.label).collect::<Vec<_>>());
}

#[test]
fn a_grave_subject_is_a_thing_told_in_pieces() {
    let mut rows = noise(21, 2, 300);
    let mut dice = Dice(22);
    // No word is in all of them.
    let told = [
        "Le trampoline et son filet: mon fils s'est blessé",
        "Le filet a craqué, l'armature aussi, bras cassé, trampoline à retirer",
        "L'armature du trampoline: ma fille s'est blessée",
        "Filet et armature arrachés, points de suture",
    ];
    for (at, said) in told.into_iter().enumerate() {
        let text = format!("{} {said}", dice.text());
        rows.insert(at * 120, (0, text, complaint(Touchpoint::Product)));
    }
    // Threats about nothing in common, in the same words.
    for _ in 0..6 {
        let mut threat = complaint(Touchpoint::Billing);
        threat.signals.push(signal(SignalKind::Escalation));
        rows.push((1, format!("Mon avocat saisira le tribunal {}", dice.text()), threat));
    }
    // The same thing without harm, and thanks that tell of one.
    rows.push((
        1,
        format!("Trampoline livré en retard {}", dice.text()),
        complaint(Touchpoint::Delivery),
    ));
    let found = found(rows);
    let rare: Vec<_> = found.signals.iter().zip(&found.members).collect();
    let (first, members) = rare[0];
    assert_eq!(members.len(), 4, "{}", first.label);
    for word in ["trampoline", "filet", "armature"] {
        assert!(first.label.contains(word), "{}", first.label);
    }
    assert!(rare.iter().all(|(one, members)| members.len() == 1 || !one.label.contains("avocat")));
}

#[test]
fn a_grave_feedback_tied_by_two_words_to_two_others_is_of_the_subject() {
    let mut rows = noise(30, 2, 300);
    let mut dice = Dice(31);
    let told = [
        "La mezzanine a lâché et l'échelle aussi, mon fils s'est blessé",
        "Échelle de la mezzanine décrochée, ma fille s'est blessée",
        "L'échelle a cassé, poignet cassé, retirez ce superposé, mon fils s'est blessé",
        "Barrière de mezzanine et échelle arrachées, ma fille s'est blessée",
        // No word of it is said by two of the others.
        "Barrière du superposé fendue, mon fils s'est blessé",
    ];
    for (at, said) in told.into_iter().enumerate() {
        let text = format!("{} {said}", dice.text());
        rows.insert(at * 100, (0, text, complaint(Touchpoint::Product)));
    }
    let found = found(rows);
    let first = &found.signals[0];
    assert_eq!((first.kind, first.observed), (WeakSignalKind::RareIntense, 5), "{first:?}");
}

#[test]
fn no_label_is_an_identifier() {
    let mut rows = noise(23, 60, 40);
    let mut dice = Dice(24);
    for at in 0..60 {
        let mut annotation = complaint(Touchpoint::Website);
        annotation.signals.push(signal(SignalKind::BlameShifting));
        rows.push((52 + at % 8, dice.text(), annotation));
    }
    let found = found(rows);
    assert!(found.signals.iter().any(|one| one.terms.contains(&"blame_shifting".to_owned())));
    for one in &found.signals {
        assert!(!one.label.is_empty() && !one.label.contains(['_', ':']), "{}", one.label);
    }
}

#[test]
fn harm_at_one_place_is_one_subject_whatever_the_words() {
    let mut rows = noise(25, 2, 300);
    let mut dice = Dice(26);
    for said in ["a pris feu", "décharge électrique", "brûlure au bras"] {
        rows.push((
            1,
            format!("{} {said} {}", dice.text(), dice.text()),
            complaint(Touchpoint::Product),
        ));
    }
    let found = found(rows);
    let first = &found.signals[0];
    assert_eq!((first.kind, first.observed), (WeakSignalKind::RareIntense, 3));
    assert_eq!(first.touchpoint, Some(Touchpoint::Product));
    assert!(!first.label.contains(':'), "{}", first.label);
}

/// Customers who answer twice: one in five of those content at first falls, four in five of those who say `word`.
fn customers(word: &str, falls_of_ten: usize) -> Dataset {
    let mut dice = Dice(27);
    let mut dataset = Dataset::new();
    for customer in 0..400 {
        let says = customer % 10 == 3;
        let falls = dice.below(10) < if says { falls_of_ten } else { 2 };
        for (week, score) in [(0, 9.0), (6, if falls { 4.0 } else { 9.0 })] {
            let told = if says && week == 0 { word } else { "" };
            let text = format!("{} {told} {}", dice.text(), dice.text());
            let mut one = feedback(dataset.len(), &text);
            one.customer = Some(format!("c{customer}"));
            one.received =
                Some((monday(week) + jiff::Span::new().days(customer % 5)).at(9, 0, 0, 0));
            one.ratings.insert(Scale::Nps, score);
            dataset.push(one, judged(Sentiment::Neutral));
        }
    }
    // Somebody says it today, and has not answered since.
    let mut one = feedback(dataset.len(), &format!("{word} {}", dice.text()));
    one.customer = Some("new".to_owned());
    one.received = Some(monday(6).at(9, 0, 0, 0));
    one.ratings.insert(Scale::Nps, 9.0);
    dataset.push(one, judged(Sentiment::Neutral));
    dataset
}

#[test]
fn what_is_said_before_scores_fall_is_a_precursor() {
    let found = weak_signals(&customers("transfert", 8), &settings());
    let precursors: Vec<_> =
        found.signals.iter().filter(|one| one.kind == WeakSignalKind::Precursor).collect();
    assert_eq!(precursors.len(), 1, "{precursors:?}");
    let one = precursors[0];
    assert!(one.label.contains("transfert") && one.e_value.unwrap() < 0.01, "{}", one.label);
    // 32 of 40 are expected to fall, a quarter of them or so without it.
    assert!((25..40).contains(&one.observed) && one.expected.unwrap() < 15.0, "{one:?}");
    let lead = one.lead_days.unwrap();
    assert_eq!((lead.value, lead.low, lead.high), (42.0, 42.0, 42.0));
    assert_eq!(one.exposed, Some(1));
}

#[test]
fn what_is_said_by_those_who_fall_no_more_than_others_is_none() {
    let found = weak_signals(&customers("transfert", 2), &settings());
    assert!(found.signals.iter().all(|one| one.kind != WeakSignalKind::Precursor));
}

#[test]
fn an_alert_that_stays_open_is_followed_from_the_day_it_was_raised() {
    let mut rows = noise(28, 48, 60);
    let mut dice = Dice(29);
    for week in 40..48 {
        for _ in 0..6 {
            rows.push((
                week,
                format!("{} consigne bloquée {}", dice.text(), dice.text()),
                complaint(Touchpoint::Delivery),
            ));
        }
    }
    let dataset = dataset(rows);
    let raised = |week: i64| {
        let as_of = Some(monday(week) + jiff::Span::new().days(6));
        let found = weak_signals(&dataset, &SignalSettings { as_of, ..settings() });
        found.signals.iter().find(|one| one.raised.is_some()).and_then(|one| one.raised)
    };
    assert_eq!(raised(39), None);
    let first = raised(40).or_else(|| raised(41)).unwrap();
    assert_eq!((raised(44), raised(47)), (Some(first), Some(first)));
}

#[test]
fn what_is_told_in_other_words_is_seen_by_its_meaning() {
    let mut rows = noise(32, 24, 14);
    let mut dice = Dice(33);
    let told = [
        "remboursement refusé par la banque",
        "mon argent jamais rendu sur le compte",
        "virement toujours attendu, somme perdue",
        "chèque encaissé puis contesté, euros envolés",
        "paiement débité, crédit introuvable",
        "facture réglée, versement disparu",
    ];
    for at in 0..18 {
        let week = 20 + i64::try_from(at % 4).unwrap();
        rows.push((week, format!("{} {}", told[at % 6], dice.word()), judged(Sentiment::Neutral)));
    }
    let (dataset, settings) = (dataset(rows), settings());
    let vectors = crate::assets::WordVectors::embedded().unwrap();
    let themes = crate::themes::ThemeSettings {
        stop_words: settings.unsaid.stop.clone(),
        ..crate::themes::ThemeSettings::default()
    };
    let watch = super::Watch::over(&dataset, &settings)
        .with_meaning(super::Meaning { vectors: &vectors, settings: &themes });
    let rises =
        |found: &WeakSignals| found.signals.iter().filter(|one| one.e_value.is_some()).count();
    assert_eq!(rises(&weak_signals(&dataset, &settings)), 0, "no word tells it");
    let Ok(found) = watch.at(None, &dataset, &mut super::Past::default());
    let rising: Vec<_> = found.signals.iter().filter(|one| one.e_value.is_some()).collect();
    assert!(!rising.is_empty() && found.members[0].len() >= 12, "{rising:?}");
}
