//! Scores as people and exports write them, on a declared scale.

use crate::types::Scale;

use crate::ingest::Fault;
use crate::ingest::columns::header::folded;

/// Answers that say that there is no answer.
const NO_ANSWER: &[&str] = &[
    "-",
    "--",
    ".",
    "n/a",
    "na",
    "n.a.",
    "nsp",
    "ne sait pas",
    "ne se prononce pas",
    "sans réponse",
    "sans objet",
    "non renseigné",
    "non renseignée",
    "null",
    "none",
    "no answer",
    "don't know",
    "#n/a",
];

/// Satisfaction in words, folded, by the score that it is from 1 to 5; masculine, the last `e` taken off.
const SATISFACTION: &[(&str, f64)] = &[
    ("tres insatisfait", 1.0),
    ("pas du tout satisfait", 1.0),
    ("tres mecontent", 1.0),
    ("very dissatisfied", 1.0),
    ("extremely dissatisfied", 1.0),
    ("very unsatisfied", 1.0),
    ("not at all satisfied", 1.0),
    ("insatisfait", 2.0),
    ("peu satisfait", 2.0),
    ("pas satisfait", 2.0),
    ("plutot insatisfait", 2.0),
    ("plutot pas satisfait", 2.0),
    ("mecontent", 2.0),
    ("dissatisfied", 2.0),
    ("unsatisfied", 2.0),
    ("somewhat dissatisfied", 2.0),
    ("ni satisfait ni insatisfait", 3.0),
    ("moyennement satisfait", 3.0),
    ("neutr", 3.0),
    ("neutral", 3.0),
    ("neither satisfied nor dissatisfied", 3.0),
    ("satisfait", 4.0),
    ("plutot satisfait", 4.0),
    ("assez satisfait", 4.0),
    ("satisfied", 4.0),
    ("somewhat satisfied", 4.0),
    ("tres satisfait", 5.0),
    ("tout a fait satisfait", 5.0),
    ("very satisfied", 5.0),
    ("extremely satisfied", 5.0),
];

/// Reads a cell of a column of scores; none where there is no answer, as where it is one of `missing`.
pub(in crate::ingest) fn read(
    cell: &str,
    scale: Scale,
    missing: &[String],
) -> Result<Option<f64>, Fault> {
    let said = cell.trim();
    let declared = || missing.iter().any(|value| value.trim().eq_ignore_ascii_case(said));
    if said.is_empty() || NO_ANSWER.contains(&said.to_lowercase().as_str()) || declared() {
        return Ok(None);
    }
    let value = stars(said, scale)
        .or_else(|| in_figures(said, scale))
        .or_else(|| in_words(said, scale))
        .ok_or(Fault::Score)?;
    let (low, high) = scale.bounds();
    match value {
        value if !(low..=high).contains(&value) => Err(Fault::ScoreRange { value, scale }),
        value if scale.whole() && value.fract() != 0.0 => Err(Fault::ScoreStep { value, scale }),
        value => Ok(Some(value)),
    }
}

/// A score drawn: « ★★★★☆ ».
fn stars(said: &str, scale: Scale) -> Option<f64> {
    let full = |c: char| matches!(c, '★' | '⭐' | '🌟');
    let drawn = |c: char| full(c) || matches!(c, '☆' | '\u{fe0f}' | ' ');
    let count = said.chars().filter(|&c| full(c)).count();
    let of_stars = matches!(scale, Scale::Stars | Scale::Csat) && said.chars().all(drawn);
    of_stars.then(|| u8::try_from(count).ok().map(f64::from))?
}

/// Satisfaction in words: « très satisfaite », "neutral".
fn in_words(said: &str, scale: Scale) -> Option<f64> {
    if scale != Scale::Csat {
        return None;
    }
    let masculine = |word: &str| word.strip_suffix('e').unwrap_or(word).to_owned();
    let said = folded(said).split(' ').map(masculine).collect::<Vec<_>>().join(" ");
    let known = |words: &str| words.split(' ').map(masculine).collect::<Vec<_>>().join(" ") == said;
    SATISFACTION.iter().find(|(words, _)| known(words)).map(|&(_, score)| score)
}

/// A score in figures: « 8 », « 8,5 », « 8/10 », « 8 sur 10 », « 4 étoiles », "9 - Very likely".
fn in_figures(said: &str, scale: Scale) -> Option<f64> {
    let spaceless: String = said.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    let end = spaceless
        .char_indices()
        .find(|&(at, c)| {
            !(c.is_ascii_digit()
                || matches!(c, ',' | '.')
                || at == 0 && matches!(c, '-' | '−' | '+'))
        })
        .map_or(spaceless.len(), |(at, _)| at);
    let value = decimal(&spaceless[..end])?;
    let rest = spaceless[end..].trim().to_lowercase();
    agrees(&rest, scale).then_some(value)
}

/// Whether what follows the figures says nothing else than the scale, or its label.
fn agrees(rest: &str, scale: Scale) -> bool {
    let over = ["/", "sur ", "out of ", "of "].iter().find_map(|over| rest.strip_prefix(over));
    if let Some(top) = over {
        return decimal(top.trim()) == Some(scale.bounds().1);
    }
    let label = rest.strip_prefix(['-', '–', ':', '(', '=']);
    let words = |label: &str| !label.chars().any(|c| c.is_ascii_digit());
    let unit = matches!(
        rest,
        "" | "étoile"
            | "étoiles"
            | "etoiles"
            | "etoile"
            | "star"
            | "stars"
            | "★"
            | "⭐"
            | "pts"
            | "points"
    );
    unit || label.is_some_and(words)
}

/// A plain decimal number, with a comma or a point.
fn decimal(said: &str) -> Option<f64> {
    let plain = said.replace(',', ".").replace('−', "-");
    let digits = plain.strip_prefix(['-', '+']).unwrap_or(&plain);
    let well_formed = digits.len() <= 12
        && digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.ends_with(|c: char| c.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_digit() || c == '.');
    let value: f64 = well_formed.then(|| plain.parse().ok())??;
    // There is no score of minus zero.
    Some(value + 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_are_read_as_they_are_written() {
        for (cell, scale, value) in [
            ("8", Scale::Nps, 8.0),
            ("0", Scale::Nps, 0.0),
            (" 10 ", Scale::Nps, 10.0),
            ("10.0", Scale::Nps, 10.0),
            ("8/10", Scale::Nps, 8.0),
            ("8 / 10", Scale::Nps, 8.0),
            ("8 sur 10", Scale::Nps, 8.0),
            ("8\u{202f}/\u{a0}10", Scale::Nps, 8.0),
            ("9 out of 10", Scale::Nps, 9.0),
            ("-0", Scale::Nps, 0.0),
            ("9 - Très probable", Scale::Nps, 9.0),
            ("10 (extremely likely)", Scale::Nps, 10.0),
            ("4,5", Scale::Stars, 4.5),
            ("4.5/5", Scale::Stars, 4.5),
            ("★★★★☆", Scale::Stars, 4.0),
            ("⭐⭐⭐", Scale::Stars, 3.0),
            ("4 étoiles", Scale::Stars, 4.0),
            ("5 stars", Scale::Stars, 5.0),
            ("7", Scale::Ces, 7.0),
            ("Très satisfaite", Scale::Csat, 5.0),
            ("Ni satisfait, ni insatisfait", Scale::Csat, 3.0),
            ("very dissatisfied", Scale::Csat, 1.0),
        ] {
            assert_eq!(read(cell, scale, &[]), Ok(Some(value)), "{cell}");
        }
    }

    #[test]
    fn no_answer_is_no_score() {
        for cell in ["", "  ", "NSP", "N/A", "-", "null", "Ne sait pas"] {
            assert_eq!(read(cell, Scale::Nps, &[]), Ok(None), "{cell}");
        }
        assert_eq!(read("99", Scale::Nps, &["99".into()]), Ok(None));
    }

    #[test]
    fn what_is_no_score_of_the_scale_is_refused() {
        for (cell, scale, code) in [
            ("11", Scale::Nps, "E_SCORE_RANGE"),
            ("-1", Scale::Nps, "E_SCORE_RANGE"),
            ("0", Scale::Stars, "E_SCORE_RANGE"),
            ("8", Scale::Ces, "E_SCORE_RANGE"),
            ("☆☆☆☆☆", Scale::Stars, "E_SCORE_RANGE"),
            ("99", Scale::Csat, "E_SCORE_RANGE"),
            ("4,5", Scale::Csat, "E_SCORE_STEP"),
            ("8.5", Scale::Nps, "E_SCORE_STEP"),
            ("très satisfait", Scale::Nps, "E_SCORE"),
            ("satisfait mais déçu", Scale::Csat, "E_SCORE"),
            ("NaN", Scale::Nps, "E_SCORE"),
            ("inf", Scale::Nps, "E_SCORE"),
            ("1e309", Scale::Nps, "E_SCORE"),
            ("8/20", Scale::Nps, "E_SCORE"),
            ("8/10", Scale::Stars, "E_SCORE"),
            ("8.", Scale::Nps, "E_SCORE"),
            ("1 234", Scale::Nps, "E_SCORE"),
            ("8%", Scale::Nps, "E_SCORE"),
            ("★★★", Scale::Nps, "E_SCORE"),
            ("8 à 9", Scale::Nps, "E_SCORE"),
            ("1.2.3", Scale::Nps, "E_SCORE"),
        ] {
            assert_eq!(read(cell, scale, &[]).map_err(Fault::code), Err(code), "{cell}");
        }
    }
}
