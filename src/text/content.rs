//! Whether a text says anything.

use super::fold::folded;

/// Whether a text holds at least one word or pictogram that could mean something: not only punctuation,
/// digits or keyboard noise.
pub fn has_content(text: &str) -> bool {
    let folded = folded(text);
    folded.chars().any(is_pictogram) || folded.split(|c: char| !c.is_alphabetic()).any(is_word)
}

/// A run of letters that a mouth could say. A language without cases or vowels in the Latin sense passes.
fn is_word(run: &str) -> bool {
    if !run.is_ascii() {
        return true;
    }
    let length = run.len();
    length >= 2 && !is_mashing(run) && (length < 5 || run.contains(is_vowel))
}

/// Fingers on a keyboard: five consonants in a row, or one group struck again and again.
fn is_mashing(run: &str) -> bool {
    let mut consonants = 0;
    for character in run.chars() {
        consonants = if is_vowel(character) { 0 } else { consonants + 1 };
        if consonants >= 6 {
            return true;
        }
    }
    let repeats = |group: usize| {
        run.len() >= 3 * group && run.bytes().zip(run.bytes().skip(group)).all(|(a, b)| a == b)
    };
    ROWS.iter().any(|row| run.len() >= 4 && row.contains(run)) || (1..=4).any(repeats)
}

/// The rows of French and English keyboards, and the alphabet.
const ROWS: &[&str] = &[
    "azertyuiop",
    "qwertyuiop",
    "qsdfghjklm",
    "asdfghjkl",
    "wxcvbn",
    "zxcvbnm",
    "abcdefghijklmnop",
];

fn is_vowel(character: char) -> bool {
    matches!(character, 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
}

fn is_pictogram(character: char) -> bool {
    matches!(u32::from(character), 0x2600..=0x27BF | 0x2B50 | 0x1F300..=0x1FAFF)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_answers_say_something() {
        for text in ["RAS", "Nul", "ok", "Parfait", "👍", "bof", "Отлично", "nuuuuul", "tb"]
        {
            assert!(has_content(text), "{text}");
        }
    }

    #[test]
    fn punctuation_digits_and_noise_say_nothing() {
        for text in [
            "",
            "  ",
            ".",
            "-",
            "???",
            "...",
            "12",
            "azerty",
            "qsdfgh",
            "sdfsdfsdf",
            "aaaa",
            "hjkl",
        ] {
            assert!(!has_content(text), "{text}");
        }
    }
}
