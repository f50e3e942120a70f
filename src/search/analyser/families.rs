//! Forms of one word that no rule brings together: abbreviations, irregular forms, two spellings.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::types::Language;

/// One family a line: the head, a tab, its other forms; folded.
const FRENCH: &str = include_str!("families_fr.tsv");
/// The same for English.
const ENGLISH: &str = include_str!("families_en.tsv");

type Heads = HashMap<&'static str, &'static str>;

static HEADS_FR: LazyLock<Heads> = LazyLock::new(|| heads(FRENCH));
static HEADS_EN: LazyLock<Heads> = LazyLock::new(|| heads(ENGLISH));

/// The head of the family that a form belongs to, in a language.
pub(super) fn head(language: Language, form: &str) -> Option<&'static str> {
    let heads = if language == Language::En { &*HEADS_EN } else { &*HEADS_FR };
    heads.get(form).copied()
}

fn heads(table: &'static str) -> Heads {
    let rows = table.lines().filter(|line| !line.starts_with('#'));
    let mut heads = Heads::new();
    for (head, forms) in rows.filter_map(|row| row.split_once('\t')) {
        heads.insert(head, head);
        heads.extend(forms.split(' ').map(|form| (form, head)));
    }
    heads
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_has_one_family_and_is_written_as_texts_are_folded() {
        for table in [FRENCH, ENGLISH] {
            let mut seen = std::collections::BTreeSet::new();
            for row in table.lines().filter(|line| !line.starts_with('#')) {
                let (head, forms) = row.split_once('\t').unwrap();
                for form in std::iter::once(head).chain(forms.split(' ')) {
                    assert!(seen.insert(form), "`{form}` is in two families");
                    // « tél » is an abbreviation, « tel » is a word: such forms are told by their accents.
                    assert_eq!(form.to_lowercase(), form);
                    assert!(!form.is_empty(), "two spaces in `{row}`");
                }
            }
        }
    }

    #[test]
    fn heads_are_found_by_language() {
        assert_eq!(head(Language::Fr, "tjrs"), Some("toujours"));
        assert_eq!(head(Language::En, "bought"), Some("buy"));
        assert_eq!(head(Language::En, "tjrs"), None);
    }
}
