//! Hits as corpora of textometry: `IRaMuTeQ`, TXM.

use std::fmt::Write as _;

use super::found::Answer;

/// What is known of a feedback, by name: both programs build subcorpora by it.
fn variables(answer: &Answer) -> Vec<(String, String)> {
    let mut variables = vec![("id".to_owned(), answer.id.clone())];
    if let Some(date) = answer.date {
        let day = date.date().to_string();
        variables.push(("month".to_owned(), day.get(..7).unwrap_or_default().to_owned()));
        variables.push(("date".to_owned(), day));
    }
    variables.push(("lang".to_owned(), answer.vigie.lang.id().to_owned()));
    if let Some(sentiment) = answer.vigie.sentiment() {
        variables.push(("sentiment".to_owned(), sentiment.id().to_owned()));
    }
    let scores = answer.ratings.iter();
    variables.extend(scores.map(|(scale, score)| (scale.id().to_owned(), score.to_string())));
    let columns = answer.attributes.iter();
    variables.extend(columns.map(|(name, value)| (name.clone(), value.clone())));
    variables
}

/// A name or a value as both programs take it: ASCII letters and digits of the folded text, nothing between.
fn plain(text: &str) -> String {
    ascii(&vigie::text::folded(text))
}

fn ascii(text: &str) -> String {
    let plain = text.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-');
    plain.take(60).collect::<String>().trim_matches('-').to_owned()
}

/// The corpus of `IRaMuTeQ`: a line of stars and variables, then the text.
pub(super) fn iramuteq(answers: &[Answer]) -> Result<String, std::fmt::Error> {
    let mut text = String::new();
    for answer in answers {
        text.push_str("****");
        for (name, value) in variables(answer) {
            // Whoever reads an identifier there looks it up here: it keeps its capitals.
            let value = if name == "id" { ascii(&value) } else { plain(&value) };
            let name = plain(&name).replace('-', "");
            if !name.is_empty() && !value.is_empty() {
                write!(text, " *{name}_{value}")?;
            }
        }
        // Stars and dollars are signs of the format.
        let words = answer.text.replace(['*', '$', '_'], " ");
        writeln!(text, "\n{}\n", words.trim())?;
    }
    Ok(text)
}

/// The corpus of TXM (import XML/w): one `<text>` a feedback, its variables as attributes.
pub(super) fn txm(answers: &[Answer]) -> Result<String, std::fmt::Error> {
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<corpus>\n");
    for answer in answers {
        text.push_str("<text");
        let mut taken = Vec::new();
        for (name, value) in variables(answer) {
            let name = plain(&name).replace('-', "");
            let starts = name.starts_with(|c: char| c.is_ascii_alphabetic());
            if starts && !taken.contains(&name) {
                write!(text, " {name}=\"{}\"", escaped(&value))?;
                taken.push(name);
            }
        }
        writeln!(text, ">\n{}\n</text>", escaped(&answer.text))?;
    }
    text.push_str("</corpus>\n");
    Ok(text)
}

/// Without what XML takes for its own, nor the characters that it forbids.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' | '\t' => escaped.push(character),
            '\u{fffe}' | '\u{ffff}' => {}
            other if other.is_control() => {}
            other => escaped.push(other),
        }
    }
    escaped
}
