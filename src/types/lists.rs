//! Many lists of numbers in one piece of memory.

/// Lists of numbers, one after the other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lists {
    ends: Vec<usize>,
    items: Vec<u32>,
}

impl Lists {
    /// Adds a list after the others.
    pub fn push(&mut self, items: impl IntoIterator<Item = u32>) {
        self.items.extend(items);
        self.ends.push(self.items.len());
    }

    /// The list at a place, which must be below [`Self::len`].
    pub fn get(&self, at: usize) -> &[u32] {
        let from = if at == 0 { 0 } else { self.ends[at - 1] };
        &self.items[from..self.ends[at]]
    }

    /// How many lists there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is no list.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Every list, in order.
    pub fn iter(&self) -> impl Iterator<Item = &[u32]> {
        (0..self.len()).map(|at| self.get(at))
    }

    /// Every number of every list, to be changed in its place.
    pub fn items_mut(&mut self) -> &mut [u32] {
        &mut self.items
    }

    /// For each of `count` numbers, the places of the lists that hold it, sorted: once for each time that it stands
    /// there. Numbers from `count` on are left out.
    #[must_use]
    pub fn transposed(&self, count: usize) -> Self {
        let mut ends = vec![0_usize; count];
        for &item in &self.items {
            if let Some(end) = ends.get_mut(item as usize) {
                *end += 1;
            }
        }
        let mut sum = 0;
        for end in &mut ends {
            // For now where the list begins: it moves to its end as it is filled.
            let length = std::mem::replace(end, sum);
            sum += length;
        }
        let mut items = vec![0; sum];
        for (at, list) in (0_u32..).zip(self.iter()) {
            for &item in list {
                if let Some(next) = ends.get_mut(item as usize) {
                    items[*next] = at;
                    *next += 1;
                }
            }
        }
        Self { ends, items }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lists(all: &[&[u32]]) -> Lists {
        let mut lists = Lists::default();
        for items in all {
            lists.push(items.iter().copied());
        }
        lists
    }

    #[test]
    fn lists_are_turned_round() {
        let own = lists(&[&[0, 2], &[], &[2]]);
        let turned = own.transposed(4);
        assert_eq!(turned, lists(&[&[0], &[], &[0, 2], &[]]));
        assert_eq!(turned.transposed(3), own);
    }

    #[test]
    fn what_is_not_counted_is_left_out() {
        assert_eq!(lists(&[&[7, 0, 0], &[0, 1]]).transposed(1), lists(&[&[0, 0, 1]]));
    }
}
