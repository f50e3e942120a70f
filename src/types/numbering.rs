//! Numbers given to names as they are met.

use std::collections::HashMap;

/// Numbers given to names as they are met, from 0.
#[derive(Debug, Default)]
pub struct Numbering {
    names: Vec<String>,
    known: HashMap<String, u32>,
}

impl Numbering {
    /// The number of a name, a new one where it was not met before.
    pub fn number(&mut self, name: &str) -> u32 {
        if let Some(&number) = self.known.get(name) {
            return number;
        }
        let number = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        self.names.push(name.to_owned());
        self.known.insert(name.to_owned(), number);
        number
    }

    /// The names, each at the place of its number.
    pub fn into_names(self) -> Vec<String> {
        self.names
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_keeps_its_number() {
        let mut numbering = Numbering::default();
        let numbers = ["web", "", "web", "boutique"].map(|name| numbering.number(name));
        assert_eq!(numbers, [0, 1, 0, 2]);
        assert_eq!(numbering.into_names(), ["web", "", "boutique"]);
    }
}
