//! The feedback of an analysis with what was answered about each.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::{Annotation, Feedback, Language, Scale, file_stem};

/// Feedback and their annotations, in input order: `annotations[i]` is about `feedback[i]`.
#[derive(Clone, Debug, Default)]
pub struct Dataset {
    feedback: Vec<Feedback>,
    annotations: Vec<Annotation>,
}

/// One feedback with its annotation.
#[derive(Clone, Copy, Debug)]
pub struct Annotated<'a> {
    /// Its position in the dataset.
    pub index: usize,
    /// The feedback.
    pub feedback: &'a Feedback,
    /// What was answered about it.
    pub annotation: &'a Annotation,
}

impl Dataset {
    /// An empty dataset.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one feedback with its annotation.
    pub fn push(&mut self, feedback: Feedback, annotation: Annotation) {
        self.feedback.push(feedback);
        self.annotations.push(annotation);
    }

    /// Names apart the feedback of several sources that bear one identifier: those of the second source are named
    /// after their file, so that evidence points at one feedback.
    pub fn name_apart(&mut self) {
        let mut taken: BTreeSet<String> = BTreeSet::new();
        for feedback in &mut self.feedback {
            while !taken.insert(feedback.id.clone()) {
                feedback.id = format!("{}:{}", file_stem(&feedback.origin.file), feedback.id);
            }
        }
    }

    /// How many feedback there are.
    pub fn len(&self) -> usize {
        self.feedback.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.feedback.is_empty()
    }

    /// The feedback at `index`, which must be below [`Self::len`].
    pub fn get(&self, index: usize) -> Annotated<'_> {
        Annotated { index, feedback: &self.feedback[index], annotation: &self.annotations[index] }
    }

    /// Every feedback with its annotation, in input order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = Annotated<'_>> + ExactSizeIterator {
        (0..self.len()).map(|index| self.get(index))
    }

    /// The first and the last day of the dataset, where any feedback is dated.
    pub fn days(&self) -> Option<(Date, Date)> {
        let dates = || {
            self.feedback
                .iter()
                .filter_map(|feedback| feedback.received)
                .map(jiff::civil::DateTime::date)
        };
        Some((dates().min()?, dates().max()?))
    }

    /// The language of most feedback that could be judged, French on a tie.
    pub fn main_language(&self) -> Language {
        let count = |lang| self.annotations.iter().filter(|one| one.lang == lang).count();
        if count(Language::En) > count(Language::Fr) { Language::En } else { Language::Fr }
    }

    /// The scale on which most feedback are scored, the first of [`Scale::ALL`] on a tie; none without scores.
    pub fn main_scale(&self) -> Option<Scale> {
        let scored = |scale: Scale| {
            self.feedback.iter().filter(|feedback| feedback.ratings.contains_key(&scale)).count()
        };
        let best = Scale::ALL.iter().rev().copied().max_by_key(|&scale| scored(scale))?;
        (scored(best) > 0).then_some(best)
    }
}

impl FromIterator<(Feedback, Annotation)> for Dataset {
    fn from_iter<I: IntoIterator<Item = (Feedback, Annotation)>>(pairs: I) -> Self {
        let (feedback, annotations) = pairs.into_iter().unzip();
        Self { feedback, annotations }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::{Flag, Origin};

    fn feedback(id: &str, file: &str) -> Feedback {
        Feedback {
            id: id.to_owned(),
            origin: Origin { file: file.to_owned(), record: 1, line: 2, byte: 0 },
            received: None,
            ratings: crate::types::Ratings::new(),
            text: String::new(),
            language: None,
            customer: None,
            attributes: std::collections::BTreeMap::new(),
        }
    }

    #[test]
    fn identifiers_of_two_sources_are_told_apart() {
        let unjudged = Annotation::unjudged(Language::Fr, Flag::NoContent);
        let files = [("1", "mars.csv"), ("2", "mars.csv"), ("1", "avril.csv"), ("1", "avril.csv")];
        let mut dataset: Dataset =
            files.iter().map(|(id, file)| (feedback(id, file), unjudged.clone())).collect();
        dataset.name_apart();
        let ids: Vec<&str> = dataset.iter().map(|one| one.feedback.id.as_str()).collect();
        assert_eq!(ids, ["1", "2", "avril:1", "avril:avril:1"]);
    }
}
