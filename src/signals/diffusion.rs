//! The map of what is said by visibility and growth: the keyword maps of Yoon (2012) with tests in the place of medians.
//!
//! Across stands the share of the feedback of the last eight weeks that say something; up, how many say it over how
//! many the exact conditional test expects (see [`super::scan`]). Quadrants cut by medians always hold something: here
//! a point is strong, weak or easing only where it belongs to an alert of the report.

use std::collections::{BTreeMap, BTreeSet};

use super::SignalSettings;
use super::facts::Facts;
use super::feature::{Feature, Side};
use super::said::Said;
use super::sample::{Count, Samples};
use super::scan::{Direction, Window, usable_window};
use super::weeks::{Row, Timeline, monday_of, sunday_of};
use crate::stats::wilson;
use crate::types::{
    Estimate, MapPoint, MapSubject, SignalStatus, SignalsMap, Standing, WeakSignal, WeakSignalKind,
};

/// The length of the window of the map, in weeks: the longest in which a rise is looked for by default.
const WEEKS: u32 = 8;

/// The last weeks beside those before, as the test of one direction counts them.
pub(super) struct Spread {
    direction: Direction,
    window: Window,
    sample: Samples,
    /// The feedback of the window that count.
    inside: Vec<u32>,
}

impl Spread {
    /// The last eight weeks of a timeline; none where too few stand before them.
    pub(super) fn of(
        said: &Said,
        timeline: &Timeline,
        settings: &SignalSettings,
        direction: Direction,
    ) -> Option<Self> {
        let window = usable_window(timeline, WEEKS, settings.baseline_weeks, settings.min_history)?;
        let counts = |row: &Row| direction.counts(row);
        let sample = Samples::of_windows(said.feedback(), timeline, &[window], counts);
        let inside = timeline.between(window.start, timeline.last).iter();
        let mut inside: Vec<u32> = inside.filter(|row| counts(row)).map(|row| row.index).collect();
        inside.sort_unstable();
        Some(Self { direction, window, sample, inside })
    }

    /// How visible some feedback are, and how fast they grow; none where nothing can be expected of them: nobody of
    /// their kind wrote in the window, or nobody before it.
    fn place(&self, feedback: &[u32]) -> Option<Place> {
        let count = self.sample.count(feedback, &mut Vec::new()).next()?;
        let comparable = count.total > 0 && count.theta > 0.0 && count.theta < 1.0;
        let share = *wilson(count.inside, self.sample.volume(0)).known()?;
        comparable.then_some(Place { count, share })
    }
}

/// Where something stands, as counted.
struct Place {
    count: Count,
    share: Estimate,
}

impl Place {
    fn point(&self, subject: MapSubject, standing: Standing) -> MapPoint {
        MapPoint {
            subject,
            standing,
            share: self.share,
            growth: self.count.ratio(),
            observed: self.count.inside,
            expected: self.count.expected(),
        }
    }
}

/// What the map is drawn from.
pub(super) struct Diffusion<'a> {
    pub(super) said: &'a Said,
    pub(super) facts: &'a Facts,
    pub(super) settings: &'a SignalSettings,
    /// The last weeks as each test counts them.
    pub(super) spreads: &'a [Spread],
    /// The features of what moves, the strongest of each first.
    pub(super) moved: &'a [(Direction, Vec<u32>)],
}

impl Diffusion<'_> {
    /// The map of a report: `signals` are its own, with what moves first, and `members` the feedback of each. None
    /// where nothing could be tested over eight weeks.
    pub(super) fn map(&self, signals: &[WeakSignal], members: &[Vec<usize>]) -> Option<SignalsMap> {
        let rise = self.spread(Direction::Rise)?;
        let alerts = signals.iter().zip(self.moved);
        let mut points: Vec<MapPoint> =
            alerts.filter_map(|(signal, moved)| self.alert(signal, moved)).collect();
        let rare = signals.iter().zip(members);
        let rare = rare.filter(|(signal, _)| signal.kind == WeakSignalKind::RareIntense);
        points.extend(rare.filter_map(|(signal, members)| rare_subject(rise, signal, members)));
        let labels = self.labels(rise);
        let (touchpoints, kinds): (Vec<MapPoint>, Vec<MapPoint>) = labels
            .into_iter()
            .partition(|point| matches!(point.subject, MapSubject::Touchpoint { .. }));
        points.extend(touchpoints.into_iter().chain(kinds));
        Some(SignalsMap {
            weeks: rise.window.weeks,
            compared_with_weeks: u32::try_from(rise.window.history()).unwrap_or(0),
            since: monday_of(rise.window.start),
            as_of: sunday_of(rise.window.last()),
            feedback: rise.sample.volume(0),
            strong_share: self.settings.strong_share,
            points,
        })
    }

    fn spread(&self, direction: Direction) -> Option<&Spread> {
        self.spreads.iter().find(|spread| spread.direction == direction)
    }

    /// What moves beyond chance, by its strongest feature, counted as its test counts.
    fn alert(&self, signal: &WeakSignal, moved: &(Direction, Vec<u32>)) -> Option<MapPoint> {
        let (direction, features) = moved;
        let place = self.spread(*direction)?.place(self.said.said_by(*features.first()?))?;
        let standing = match signal.status {
            SignalStatus::Strong => Standing::Strong,
            SignalStatus::Easing => Standing::Easing,
            SignalStatus::Weak | SignalStatus::Latent => Standing::Weak,
        };
        Some(place.point(MapSubject::Signal { label: signal.label.clone() }, standing))
    }

    /// The complaints of each touchpoint and the kinds of signal that no alert is named after, the largest share first.
    fn labels(&self, rise: &Spread) -> Vec<MapPoint> {
        let named: BTreeSet<u32> =
            self.moved.iter().filter_map(|(_, features)| features.first().copied()).collect();
        let mut moving: BTreeMap<u32, Direction> = BTreeMap::new();
        for (direction, features) in self.moved {
            for &feature in features {
                moving.entry(feature).or_insert(*direction);
            }
        }
        let features = 0..u32::try_from(self.said.len()).unwrap_or(u32::MAX);
        let mut points: Vec<MapPoint> = features
            .filter_map(|id| {
                let subject = subject(self.said.name(id)).filter(|_| !named.contains(&id))?;
                self.label(id, subject, rise, moving.get(&id).copied())
            })
            .collect();
        points.sort_by(|a, b| b.share.value.total_cmp(&a.share.value));
        points
    }

    fn label(
        &self,
        id: u32,
        subject: MapSubject,
        rise: &Spread,
        moving: Option<Direction>,
    ) -> Option<MapPoint> {
        let said_by = self.said.said_by(id);
        let spread = moving.map_or(Some(rise), |direction| self.spread(direction))?;
        let place = spread.place(said_by)?;
        let common = place.share.value >= self.settings.strong_share;
        let standing = match moving {
            Some(Direction::Fall) => Standing::Easing,
            Some(Direction::Rise) if common => Standing::Strong,
            Some(Direction::Rise) => Standing::Weak,
            None if common => Standing::WellKnown,
            None if self.is_grave(spread, said_by) => Standing::Latent,
            None => Standing::Quiet,
        };
        (place.count.total >= self.settings.min_support).then(|| place.point(subject, standing))
    }

    /// Whether half or more of those who say something in the window are grave.
    fn is_grave(&self, spread: &Spread, said_by: &[u32]) -> bool {
        let inside = said_by.iter().filter(|index| spread.inside.binary_search(index).is_ok());
        let (mut grave, mut all) = (0_u64, 0_u64);
        for &index in inside {
            grave += u64::from(self.facts.all[index as usize].gravity.is_some());
            all += 1;
        }
        all > 0 && 2 * grave >= all
    }
}

/// The subject of a feature that has its place on the map whatever happens.
const fn subject(feature: &Feature) -> Option<MapSubject> {
    match *feature {
        Feature::Touchpoint(id, Side::Complaint) => Some(MapSubject::Touchpoint { id }),
        Feature::Kind(id) => Some(MapSubject::Kind { id }),
        _ => None,
    }
}

/// A rare and severe subject of which somebody spoke in the window. What one customer tells is no subject yet: nothing
/// can be said of its growth.
fn rare_subject(rise: &Spread, signal: &WeakSignal, members: &[usize]) -> Option<MapPoint> {
    let members: Vec<u32> = members.iter().filter_map(|&index| u32::try_from(index).ok()).collect();
    let place = rise.place(&members)?;
    let subject = MapSubject::Signal { label: signal.label.clone() };
    (place.count.inside > 0 && place.count.total > 1)
        .then(|| place.point(subject, Standing::Latent))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::evidence::fixtures::{complaint, feedback, judged, monday, signal};
    use crate::signals::weak_signals;
    use crate::types::{Annotation, Dataset, Scale, Sentiment, SignalKind, Touchpoint};

    /// A feedback of a week, without words, with the score that it gives on a scale of 0 to 10.
    struct Given {
        week: i64,
        score: Option<f64>,
        annotation: Annotation,
    }

    fn dataset(rows: Vec<Given>) -> Dataset {
        let mut dataset = Dataset::new();
        for (index, row) in rows.into_iter().enumerate() {
            let mut one = feedback(index, "");
            one.received = Some(monday(row.week).at(12, 0, 0, 0));
            one.ratings.extend(row.score.map(|score| (Scale::Nps, score)));
            dataset.push(one, row.annotation);
        }
        dataset
    }

    fn map(rows: Vec<Given>) -> Option<SignalsMap> {
        weak_signals(&dataset(rows), &SignalSettings::default()).map
    }

    /// Ten feedback in each of so many weeks; in week `w` the first `complaints(w)` complain of delivery.
    fn weeks(weeks: i64, complaints: &dyn Fn(i64) -> usize) -> Vec<Given> {
        let row = |week, at| {
            let complains = at < complaints(week);
            let annotation = if complains {
                complaint(Touchpoint::Delivery)
            } else {
                judged(Sentiment::Neutral)
            };
            Given { week, score: None, annotation }
        };
        (0..weeks)
            .flat_map(|week| (0..10).map(move |at| (week, at)))
            .map(|(w, at)| row(w, at))
            .collect()
    }

    fn near(estimate: Estimate, [value, low, high]: [f64; 3]) -> bool {
        [(estimate.value, value), (estimate.low, low), (estimate.high, high)]
            .iter()
            .all(|(found, expected)| (found - expected).abs() < 5e-4)
    }

    #[test]
    fn a_point_is_where_a_hand_would_put_it() {
        // 80 feedback in the window, 120 before; 6 complaints and 4: 10 x 80 / 200 = 4 are expected.
        let rows = weeks(20, &|week| usize::from(matches!(week, 0 | 3 | 6 | 9 | 12..18)));
        let map = map(rows).unwrap();
        assert_eq!((map.weeks, map.compared_with_weeks, map.feedback), (8, 12, 80));
        assert_eq!((map.since, map.as_of), (monday(12), monday(20).yesterday().unwrap()));
        let [point] = &map.points[..] else { panic!("{:?}", map.points) };
        assert_eq!(point.subject, MapSubject::Touchpoint { id: Touchpoint::Delivery });
        assert_eq!((point.standing, point.observed), (Standing::WellKnown, 6));
        assert!((point.expected - 4.0).abs() < 1e-9);
        // Wilson's interval of 6 in 80; that of Clopper and Pearson of 6 in 10 is 0.2624 to 0.8784, over 0.4.
        assert!(near(point.share, [0.075, 0.0348, 0.1541]), "{:?}", point.share);
        assert!(near(point.growth, [1.5, 0.6559, 2.1961]), "{:?}", point.growth);
        assert_eq!((point.share.n, point.growth.n), (80, 10));
    }

    #[test]
    fn what_is_expected_follows_the_mix() {
        // Low scores: half of them in the window; the others: 60 in 160. Of the complaints 8 give low scores, 2 do
        // not: 8 / 2 + 2 x 60 / 160 = 4.75 are expected.
        let mut rows = weeks(20, &|week| usize::from(matches!(week, 0 | 3 | 6 | 9 | 12..18)));
        let mut unhappy = [20, 20];
        let mut complaints = 0;
        for row in &mut rows {
            let complains = !row.annotation.touchpoints.is_empty();
            complaints += usize::from(complains);
            let low = complains && !matches!(complaints, 1 | 5);
            let left = &mut unhappy[usize::from(row.week >= 12)];
            *left -= usize::from(low);
            row.score = Some(if low { 2.0 } else { 10.0 });
        }
        for row in &mut rows {
            let left = &mut unhappy[usize::from(row.week >= 12)];
            if row.annotation.touchpoints.is_empty() && *left > 0 {
                *left -= 1;
                row.score = Some(2.0);
            }
        }
        let map = map(rows).unwrap();
        let point = &map.points[0];
        assert!((point.expected - 4.75).abs() < 1e-9, "{point:?}");
        assert!((point.growth.value - 6.0 / 4.75).abs() < 1e-9 && point.observed == 6);
    }

    #[test]
    fn what_moves_beyond_chance_is_an_alert_and_nothing_else_is() {
        let standing = |complaints: &dyn Fn(i64) -> usize| {
            let rows = weeks(40, complaints);
            let found = weak_signals(&dataset(rows), &SignalSettings::default());
            let points = found.map.clone().unwrap().points;
            assert_eq!(points.len(), 1, "{points:?}");
            (points[0].clone(), found)
        };
        let (risen, found) = standing(&|week| if week < 32 { 0 } else { 3 });
        assert_eq!(risen.standing, Standing::Strong);
        let told = &found.signals[0];
        assert_eq!(risen.subject, MapSubject::Signal { label: told.label.clone() });
        let own = told.window_weeks.unwrap();
        assert_eq!((own, risen.observed, Some(risen.growth)), (8, told.observed, told.ratio));
        let (fallen, _) = standing(&|week| if week < 32 { 4 } else { 0 });
        assert_eq!((fallen.standing, fallen.observed), (Standing::Easing, 0));
        assert!(fallen.growth.value.abs() < 1e-9 && fallen.growth.high < 1.0, "{fallen:?}");
        let (steady, _) = standing(&|_| 2);
        assert_eq!(steady.standing, Standing::WellKnown);
        assert!((steady.growth.value - 1.0).abs() < 1e-9);
    }

    #[test]
    fn rare_and_grave_is_latent_and_merely_rare_is_quiet() {
        let mut rows = weeks(40, &|_| 0);
        for week in [3, 20, 35] {
            let mut grave = complaint(Touchpoint::Billing);
            grave.signals.push(signal(SignalKind::Escalation));
            rows.push(Given { week, score: None, annotation: grave });
            let mut mild = judged(Sentiment::Neutral);
            mild.signals.push(signal(SignalKind::Suggestion));
            rows.push(Given { week, score: None, annotation: mild });
        }
        let points = map(rows).unwrap().points;
        let of = |kind| {
            points.iter().find(|point| point.subject == MapSubject::Kind { id: kind }).unwrap()
        };
        assert_eq!(of(SignalKind::Escalation).standing, Standing::Latent);
        assert_eq!(of(SignalKind::Suggestion).standing, Standing::Quiet);
    }

    #[test]
    fn without_weeks_enough_there_is_no_map() {
        assert_eq!(map(weeks(19, &|_| 1)), None);
        assert_eq!(map(Vec::new()), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn every_interval_holds_its_value(
            given in prop::collection::vec((0_i64..40, 0_usize..6, 0_usize..12), 1..400)
        ) {
            let rows = given.into_iter().map(|(week, about, score)| {
                let mut annotation = match about {
                    0..3 => complaint(Touchpoint::ALL[about]),
                    _ => judged(Sentiment::Negative),
                };
                annotation.signals.extend((about == 4).then(|| signal(SignalKind::Escalation)));
                let score = u8::try_from(score).unwrap();
                Given { week, score: (score < 11).then(|| f64::from(score)), annotation }
            });
            let settings = SignalSettings::default();
            let found = weak_signals(&dataset(rows.collect()), &settings);
            for point in found.map.iter().flat_map(|map| &map.points) {
                for Estimate { value, low, high, .. } in [point.share, point.growth] {
                    prop_assert!(0.0 <= low && low <= value && value <= high && high.is_finite());
                }
                prop_assert!(point.share.high <= 1.0 && point.expected > 0.0);
                prop_assert!(point.observed <= point.growth.n && point.growth.n > 0);
            }
        }
    }
}
