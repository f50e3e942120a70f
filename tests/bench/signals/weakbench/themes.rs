//! The subjects: real feedback about one thing, by patterns written by us.

use std::error::Error;

use regex::Regex;

use super::ground::Ground;

/// A text of more words than this is rarely about one thing.
const LONGEST: usize = 120;

/// A subject, with the feedback that speak of it.
pub(crate) struct Theme {
    pub(crate) name: String,
    /// Those that are injected.
    pub(crate) pool: Vec<usize>,
    /// All of them, long ones too: the background is without any.
    pub(crate) all: Vec<usize>,
}

/// The themes of a corpus. A feedback that speaks of two is of the first.
///
/// The file has one theme a line: corpus, name, what it is about, pattern on folded text.
pub(crate) fn themes(corpus: &str, ground: &Ground) -> Result<Vec<Theme>, Box<dyn Error>> {
    let mut taken = vec![false; ground.dataset.len()];
    let mut all = Vec::new();
    for line in include_str!("../themes.tsv").lines().filter(|line| !line.starts_with('#')) {
        let [of, name, _, pattern] = line.split('\t').collect::<Vec<_>>()[..] else {
            return Err(format!("`{line}` is no theme").into());
        };
        if of != corpus {
            continue;
        }
        let own = ground.about(&Regex::new(pattern)?);
        let mut pool = own.clone();
        pool.retain(|&index| {
            ground.words(index) <= LONGEST && !std::mem::replace(&mut taken[index], true)
        });
        all.push(Theme { name: name.to_owned(), pool, all: own });
    }
    Ok(all)
}
