//! Names beside the marks of a picture: each finds a free place near its own.

use super::canvas::Frame;

/// A rectangle that a name, a mark or a line takes up.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rect {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
}

impl Rect {
    fn overlap(&self, other: &Self) -> f64 {
        let wide = self.right.min(other.right) - self.left.max(other.left);
        let high = self.bottom.min(other.bottom) - self.top.max(other.top);
        wide.max(0.0) * high.max(0.0)
    }

    fn outside(&self, other: &Self) -> f64 {
        (other.left - self.left).max(0.0)
            + (self.right - other.right).max(0.0)
            + (other.top - self.top).max(0.0)
            + (self.bottom - other.bottom).max(0.0)
    }

    fn middle(&self) -> f64 {
        f64::midpoint(self.top, self.bottom)
    }
}

/// What a name had better not cover, and how much it costs to do so.
#[derive(Clone, Copy, Debug)]
pub(super) struct Taken {
    pub(super) rect: Rect,
    /// The cost of each unit of area that is covered; a name that stands one unit farther from its mark costs 1.
    pub(super) cost: f64,
}

/// Half the size of a mark.
pub(super) const MARK: f64 = 5.0;

/// Where a name stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Label {
    pub(super) rect: Rect,
    /// Whether it stands so far from its mark that a line must lead to it.
    far: bool,
}

impl Label {
    /// Where the line that leads from the mark of a far name ends.
    pub(super) fn led_from(&self, mark: (f64, f64)) -> Option<(f64, f64)> {
        self.far.then(|| (mark.0.clamp(self.rect.left, self.rect.right), self.rect.middle()))
    }
}

/// Places every name beside its mark, the first choosing first; a name that finds no free place near its mark goes
/// farther and is tied to it by a line.
pub(super) fn place_labels(
    names: &[&str],
    places: &[(f64, f64)],
    taken: &[Taken],
    frame: Frame,
    room: Rect,
) -> Vec<Label> {
    let marks: Vec<Rect> = places
        .iter()
        .map(|&(x, y)| Rect { left: x - MARK, right: x + MARK, top: y - MARK, bottom: y + MARK })
        .collect();
    let mut placed: Vec<Label> = Vec::new();
    for (name, &place) in names.iter().zip(places) {
        let size = (frame.label_width(name), frame.label * 1.25);
        let cost = |label: &Label| -> f64 {
            let others: f64 = placed.iter().map(|other| label.rect.overlap(&other.rect)).sum();
            let marks: f64 = marks.iter().map(|mark| label.rect.overlap(mark)).sum();
            let taken: f64 =
                taken.iter().map(|other| label.rect.overlap(&other.rect) * other.cost).sum();
            let away =
                (label.rect.middle() - place.1).abs() + (label.rect.left - place.0).abs() * 0.05;
            others * 60.0 + marks * 30.0 + taken + label.rect.outside(&room) * 500.0 + away
        };
        let best = candidates(place, size).min_by(|one, other| cost(one).total_cmp(&cost(other)));
        placed.extend(best);
    }
    placed
}

/// The places that a name of a given size may take around its mark, from near to far.
fn candidates((x, y): (f64, f64), (width, height): (f64, f64)) -> impl Iterator<Item = Label> {
    (0..16).flat_map(move |ring| {
        let gap = MARK + 4.0;
        let lift = f64::from(ring) * height * 0.5;
        let lefts = [x + gap, x - gap - width, x - width / 2.0];
        lefts.into_iter().enumerate().flat_map(move |(side, left)| {
            let centred = side == 2;
            [-1.0, 1.0].map(move |way| {
                let shift = if centred { (lift + gap + height / 2.0) * way } else { lift * way };
                let top = y + shift - height / 2.0;
                let rect = Rect { left, right: left + width, top, bottom: top + height };
                Label { rect, far: lift > height }
            })
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_do_not_cover_each_other() {
        let names = ["Retours et remboursements"; 16];
        let room = Rect { left: 46.0, top: 26.0, right: 748.0, bottom: 474.0 };
        let places: Vec<(f64, f64)> =
            (0..16).map(|step| (300.0, 400.0 + f64::from(step))).collect();
        let labels = place_labels(&names, &places, &[], Frame::WIDE, room);
        for (index, one) in labels.iter().enumerate() {
            assert!(one.rect.outside(&room) < 1.0, "{one:?}");
            for other in &labels[..index] {
                assert!(one.rect.overlap(&other.rect) < 1.0, "{one:?} {other:?}");
            }
        }
    }
}
