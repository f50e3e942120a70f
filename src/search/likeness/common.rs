//! What nearly all texts mean, which tells none of them from the others.

/// From so many texts on they tell something of each other.
const FEWEST: usize = 200;

/// How often the axis is turned towards the widest one: by then it moves no more.
const TURNS: usize = 40;

/// What the texts of an index have in common: what they mean on average, and the one axis along which they differ
/// most. That is seldom the subject: in an index of two languages it is the language, else the length or the tone.
/// Without both, what is left tells subjects apart (« all but the top », Mu and Viswanath 2018).
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Common {
    mean: Vec<f32>,
    /// Of length 1, or 0 where nothing is to be left out.
    axis: Vec<f32>,
}

impl Common {
    /// What some meanings of length 1 have in common; nothing where they are fewer than [`FEWEST`].
    pub(super) fn of(meanings: &[Vec<f32>], dimensions: usize) -> Self {
        let mut common = Self { mean: vec![0.0; dimensions], axis: vec![0.0; dimensions] };
        if meanings.len() < FEWEST {
            return common;
        }
        #[expect(clippy::cast_precision_loss, reason = "some thousands of texts")]
        let count = meanings.len() as f32;
        for meaning in meanings {
            for (mean, value) in common.mean.iter_mut().zip(meaning) {
                *mean += value / count;
            }
        }
        let centred: Vec<Vec<f32>> = meanings.iter().map(|own| less(own, &common.mean)).collect();
        let spread = |at: usize| centred.iter().map(|own| own[at] * own[at]).sum::<f32>();
        let widest = (0..dimensions).max_by(|&a, &b| spread(a).total_cmp(&spread(b)));
        let mut axis = vec![0.0; dimensions];
        if let Some(at) = widest {
            axis[at] = 1.0;
        }
        for _ in 0..TURNS {
            let mut turned = vec![0.0; dimensions];
            for own in &centred {
                let along = dot(own, &axis);
                turned.iter_mut().zip(own).for_each(|(turned, value)| *turned += along * value);
            }
            axis = unit(turned);
        }
        common.axis = axis;
        common
    }

    /// Whether there were enough texts.
    pub(super) fn is_known(&self) -> bool {
        self.axis.iter().any(|&value| value != 0.0)
    }

    /// A meaning of length 1 without what all have in common, of length 1 again; none stays none.
    pub(super) fn leave_out(&self, meaning: Vec<f32>) -> Vec<f32> {
        if meaning.iter().all(|&value| value == 0.0) {
            return meaning;
        }
        let mut own = less(&meaning, &self.mean);
        let along = dot(&own, &self.axis);
        own.iter_mut().zip(&self.axis).for_each(|(own, axis)| *own -= along * axis);
        unit(own)
    }
}

/// The sum of the products of two vectors.
pub(super) fn dot(left: &[f32], right: &[f32]) -> f32 {
    left.iter().zip(right).map(|(a, b)| a * b).sum()
}

/// A vector with length 1, or 0 where it has none.
pub(super) fn unit(mut vector: Vec<f32>) -> Vec<f32> {
    let length = dot(&vector, &vector).sqrt();
    if length > 0.0 {
        for value in &mut vector {
            *value /= length;
        }
    }
    vector
}

fn less(left: &[f32], right: &[f32]) -> Vec<f32> {
    left.iter().zip(right).map(|(a, b)| a - b).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Texts in two languages, far apart on the first axis, about two subjects, a little apart on the second.
    fn texts(count: usize) -> Vec<Vec<f32>> {
        let text = |at: usize| {
            let language = if at.is_multiple_of(2) { 0.8 } else { -0.6 };
            let subject = if at % 4 < 2 { 0.2 } else { -0.2 };
            unit(vec![language, subject, 0.5])
        };
        (0..count).map(text).collect()
    }

    #[test]
    fn the_language_is_left_out_and_the_subject_stays() {
        let texts = texts(FEWEST);
        let common = Common::of(&texts, 3);
        let own: Vec<Vec<f32>> =
            texts[..4].iter().map(|own| common.leave_out(own.clone())).collect();
        assert!(dot(&texts[0], &texts[1]) < 0.0, "one subject in two languages is far apart");
        assert!(dot(&own[0], &own[1]) > 0.9, "{own:?}");
        assert!(dot(&own[0], &own[2]) < 0.0, "{own:?}");
    }

    #[test]
    fn of_few_texts_nothing_is_left_out() {
        let texts = texts(FEWEST - 1);
        let common = Common::of(&texts, 3);
        let own = common.leave_out(texts[0].clone());
        assert!((dot(&own, &texts[0]) - 1.0).abs() < 1e-6);
        assert_eq!(common.leave_out(vec![0.0; 3]), [0.0; 3]);
    }
}
