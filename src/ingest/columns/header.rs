//! What the name of a column says of it.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::types::Scale;

/// The names that are known, one `meaning<tab>name` a line.
const NAMES: &str = include_str!("headers.tsv");

/// What the name of a column says of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::ingest) enum Meaning {
    /// The words of customers.
    Text,
    /// When the feedback was given.
    Date,
    /// When what it is about took place.
    Event,
    /// A link to a replay of the session.
    Session,
    /// The identifier of the feedback.
    Id,
    /// The customer.
    Customer,
    /// The channel.
    Channel,
    /// The language.
    Language,
    /// The touchpoint.
    Touchpoint,
    /// A score on a scale that the name declares.
    Score(Scale),
    /// A score without a declared scale.
    BareScore,
    /// Who a person is or where to reach them: never needed.
    Person,
}

/// A meaning, and its rank among the names of the same meaning: the lowest tells the most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ingest) struct Known {
    /// The meaning.
    pub meaning: Meaning,
    /// The line of the name in the table.
    pub rank: usize,
}

/// The known names: those that are whole, and those that begin longer ones.
struct Names {
    whole: BTreeMap<&'static str, Known>,
    beginnings: Vec<(&'static str, Known)>,
}

static TABLE: LazyLock<Names> = LazyLock::new(|| {
    let mut names = Names { whole: BTreeMap::new(), beginnings: Vec::new() };
    for (rank, line) in NAMES.lines().enumerate() {
        let Some((meaning, name)) = line.split_once('\t') else { continue };
        let Some(meaning) = meaning_of(meaning) else { continue };
        let known = Known { meaning, rank };
        match name.strip_suffix('*') {
            Some(beginning) => names.beginnings.push((beginning, known)),
            None => {
                names.whole.entry(name).or_insert(known);
            }
        }
    }
    names
});

fn meaning_of(id: &str) -> Option<Meaning> {
    Some(match id {
        "text" => Meaning::Text,
        "date" => Meaning::Date,
        "event" => Meaning::Event,
        "session" => Meaning::Session,
        "id" => Meaning::Id,
        "customer" => Meaning::Customer,
        "channel" => Meaning::Channel,
        "language" => Meaning::Language,
        "touchpoint" => Meaning::Touchpoint,
        "score" => Meaning::BareScore,
        "person" => Meaning::Person,
        scale => Meaning::Score(Scale::ALL.iter().copied().find(|known| known.id() == scale)?),
    })
}

/// The name without what people vary: accents, case, spaces, punctuation.
pub(in crate::ingest) fn folded(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    for c in name.nfkd().filter(|&c| !is_combining_mark(c)).flat_map(char::to_lowercase) {
        match c {
            'œ' => folded.push_str("oe"),
            '°' | 'º' => {}
            c if c.is_alphanumeric() => folded.push(c),
            _ if folded.ends_with(' ') || folded.is_empty() => {}
            _ => folded.push(' '),
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// What the name says, where it is known.
pub(in crate::ingest) fn known(name: &str) -> Option<Known> {
    let name = folded(name);
    if let Some(&known) = TABLE.whole.get(name.as_str()) {
        return Some(known);
    }
    let begun = TABLE
        .beginnings
        .iter()
        .find(|(beginning, _)| name.starts_with(beginning))
        .map(|&(_, known)| known);
    match begun {
        // A question on 1 to 10 is not the one that the NPS is computed from.
        Some(Known { meaning: Meaning::Score(Scale::Nps), rank })
            if ends_at_ten_from_one(&name) =>
        {
            Some(Known { meaning: Meaning::BareScore, rank })
        }
        Some(known) => Some(known),
        None => asks_to_recommend(&name),
    }
}

/// Whether the name is in the table.
pub(in crate::ingest) fn is_known(name: &str) -> bool {
    known(name).is_some()
}

/// A question about recommending, on a scale from 0 to 10 that it declares, whatever its words.
fn asks_to_recommend(name: &str) -> Option<Known> {
    let recommends =
        name.split(' ').any(|word| word.starts_with("recommand") || word.starts_with("recommend"));
    let rank = usize::MAX;
    match () {
        () if !recommends => None,
        () if declares(name, "0") => Some(Known { meaning: Meaning::Score(Scale::Nps), rank }),
        () if ends_at_ten_from_one(name) => Some(Known { meaning: Meaning::BareScore, rank }),
        () => None,
    }
}

fn ends_at_ten_from_one(name: &str) -> bool {
    declares(name, "1")
}

/// Whether the folded name says « from `low` to 10 ».
fn declares(name: &str, low: &str) -> bool {
    let words: Vec<&str> = name.split(' ').collect();
    let joined = |window: &[&str]| window.first() == Some(&low) && window.last() == Some(&"10");
    words.windows(2).any(joined)
        || words
            .windows(3)
            .any(|window| joined(window) && matches!(window[1], "a" | "to" | "et" | "and"))
}

/// Whether the names look French: enough of them hold words that only French exports use.
pub(in crate::ingest) fn look_french(names: &[String]) -> bool {
    const FRENCH: &str = "de du la le les des avis commentaire commentaires remarque remarques canal magasin ville \
        etoiles horodateur numero reponse langue identifiant boutique verbatim agence texte achat commande pourquoi \
        votre region motif etape client";
    let french = |name: &String| {
        folded(name).split(' ').any(|word| FRENCH.split(' ').any(|known| known == word))
    };
    let accented =
        |name: &String| name.chars().any(|c| matches!(c, 'é' | 'è' | 'ê' | 'à' | 'ç' | 'É' | '°'));
    names.iter().any(|name| french(name) || accented(name))
}

/// The name of `names` that is the nearest to `name`, if any is near enough to be meant.
pub(in crate::ingest) fn closest(name: &str, names: &[String]) -> Option<String> {
    let wanted = folded(name);
    let distance = |candidate: &str| {
        let candidate = folded(candidate);
        if !candidate.is_empty() && (candidate.contains(&wanted) || wanted.contains(&candidate)) {
            return 1;
        }
        edits(&wanted, &candidate)
    };
    let near = names
        .iter()
        .map(|candidate| (distance(candidate), candidate))
        .min_by_key(|(distance, _)| *distance)?;
    let far = wanted.chars().count() / 2;
    (near.0 <= far.max(2)).then(|| near.1.clone())
}

/// How many characters must be added, removed or changed to make `b` of `a` (Levenshtein).
fn edits(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, c) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, &d) in b.iter().enumerate() {
            let change = diagonal + usize::from(c != d);
            diagonal = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meaning(name: &str) -> Option<Meaning> {
        known(name).map(|known| known.meaning)
    }

    #[test]
    fn the_table_is_well_formed() {
        for line in NAMES.lines().filter(|line| !line.starts_with('#')) {
            let (id, name) = line.split_once('\t').unwrap_or_else(|| panic!("no tab in {line:?}"));
            assert!(meaning_of(id).is_some(), "{line:?}");
            assert_eq!(folded(name), name.trim_end_matches('*'), "{line:?}");
        }
    }

    #[test]
    fn no_name_has_two_meanings() {
        let mut names: Vec<&str> =
            NAMES.lines().filter_map(|line| Some(line.split_once('\t')?.1)).collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
    }

    #[test]
    fn names_are_known_whatever_their_dress() {
        for name in [
            "Commentaire ",
            "COMMENTAIRES",
            "Verbatim",
            "Avis",
            "Review Text",
            "Pourquoi cette note ?",
            "review_text",
        ] {
            assert_eq!(meaning(name), Some(Meaning::Text), "{name}");
        }
        for name in [
            "Date de réponse",
            "DATE",
            "created_at",
            "Review Created (UTC)",
            "Horodateur",
            "Écrit le",
        ] {
            assert_eq!(meaning(name), Some(Meaning::Date), "{name}");
        }
        assert_eq!(meaning("N° client"), Some(Meaning::Customer));
        assert_eq!(meaning("Adresse e-mail"), Some(Meaning::Person));
        assert_eq!(meaning("Magasin"), None);
    }

    #[test]
    fn a_scale_is_declared_or_it_is_not_there() {
        let nps = Some(Meaning::Score(Scale::Nps));
        for name in [
            "NPS",
            "Note NPS (0-10)",
            "How likely are you to recommend us? (0-10)",
            "Recommandation (0 à 10)",
            "Sur une échelle de 0 à 10, nous recommanderiez-vous ?",
        ] {
            assert_eq!(meaning(name), nps, "{name}");
        }
        for name in ["Star Rating", "rating", "stars", "Étoiles", "Note /5"] {
            assert_eq!(meaning(name), Some(Meaning::Score(Scale::Stars)), "{name}");
        }
        for name in [
            "Note",
            "Score",
            "Note /10",
            "Note sur 10",
            "Recommandation (1 à 10)",
            "Recommandation",
            "How likely are you to recommend us (1-10)",
        ] {
            assert_eq!(meaning(name), Some(Meaning::BareScore), "{name}");
        }
        assert_eq!(meaning("CSAT"), Some(Meaning::Score(Scale::Csat)));
        assert_eq!(meaning("CES"), Some(Meaning::Score(Scale::Ces)));
    }

    #[test]
    fn the_nearest_name_is_one_that_was_meant() {
        let names = ["Numéro".to_owned(), "Comentaire".to_owned(), "Ville".to_owned()];
        assert_eq!(closest("commentaire", &names), Some("Comentaire".to_owned()));
        assert_eq!(closest("xyz", &["Ville".to_owned()]), None);
        assert_eq!(edits("chat", "chien"), 3);
    }
}
