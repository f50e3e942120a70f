//! Quotes: the words that prove a claim, marked, within what stands around them.

use serde::Serialize;

use crate::report::language::{Lang, one_line};
use crate::report::{Quote, Report};
use crate::types::{ByteSpan, Evidence};

/// Bytes of context kept on each side of the marked words; shorter texts are quoted whole.
const CONTEXT: usize = 150;

/// Words of a quote, marked as evidence or not.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(in crate::report) struct Piece {
    /// The words.
    pub text: String,
    /// Whether they are the evidence.
    pub mark: bool,
}

/// A quoted feedback.
#[derive(Clone, Debug, Serialize)]
pub(in crate::report) struct QuoteView {
    /// Its words, in order.
    pub pieces: Vec<Piece>,
    /// Its identifier.
    pub id: String,
    /// Its file and record.
    pub place: String,
    /// When it was given.
    pub date: Option<String>,
    /// Its score on its scale, « 3/10 ».
    pub score: Option<String>,
    /// Its channel.
    pub channel: Option<String>,
}

/// The words of quotes, between quotation marks, without marks of evidence.
pub(in crate::report) fn quotes_of(lang: Lang, views: &[QuoteView]) -> String {
    let words =
        |view: &QuoteView| view.pieces.iter().map(|piece| piece.text.as_str()).collect::<String>();
    views.iter().map(|view| lang.quoted(&words(view))).collect::<Vec<_>>().join(" ")
}

/// The quotes that evidence points to, each feedback once, in the order of the evidence.
pub(in crate::report) fn quotes(
    report: &Report,
    lang: Lang,
    evidence: &[Evidence],
) -> Vec<QuoteView> {
    let mut groups: Vec<(&str, Vec<ByteSpan>)> = Vec::new();
    for one in evidence {
        match groups.iter_mut().find(|(id, _)| *id == one.id) {
            Some((_, spans)) => spans.push(one.span),
            None => groups.push((&one.id, vec![one.span])),
        }
    }
    let known =
        groups.into_iter().filter_map(|(id, spans)| Some((id, report.quotes.get(id)?, spans)));
    known.map(|(id, quote, spans)| view(report, lang, id, quote, spans)).collect()
}

fn view(report: &Report, lang: Lang, id: &str, quote: &Quote, spans: Vec<ByteSpan>) -> QuoteView {
    let record = lang.integer(quote.record);
    let file = one_line(&quote.file);
    let best = report.inputs.scale.map(|scale| scale.bounds().1);
    QuoteView {
        pieces: pieces(&quote.text, spans),
        id: one_line(id),
        place: lang.pick(format!("{file}, n°\u{a0}{record}"), format!("{file}, record {record}")),
        date: quote.date.map(|date| lang.day(date)),
        score: quote.score.map(|score| match best {
            Some(best) => format!("{}/{}", lang.score(score), lang.score(best)),
            None => lang.score(score),
        }),
        channel: quote.channel.as_deref().map(one_line),
    }
}

/// Cuts a text into marked and unmarked words; far context is replaced by an ellipsis.
fn pieces(text: &str, mut spans: Vec<ByteSpan>) -> Vec<Piece> {
    spans.retain(|span| !span.of(text).is_empty());
    spans.sort_unstable();
    let from = spans.first().map_or(0, |span| context_before(text, span.range().start));
    let last = spans.iter().map(|span| span.range().end).max();
    let to = last.map_or_else(|| context_after(text, 0), |end| context_after(text, end));
    let mut pieces = Vec::new();
    let mut add = |words: &str, mark| {
        let text = spaced_line(words);
        if !text.is_empty() {
            pieces.push(Piece { text, mark });
        }
    };
    add(if from > 0 { "… " } else { "" }, false);
    let mut at = from;
    for span in spans {
        let range = span.range();
        add(text.get(at..range.start).unwrap_or(""), false);
        add(text.get(range.start.max(at)..range.end).unwrap_or(""), true);
        at = at.max(range.end);
    }
    add(text.get(at..to).unwrap_or(""), false);
    add(if to < text.len() { " …" } else { "" }, false);
    pieces
}

/// Runs of blanks become one space, but those at either end stay: pieces are read one after the other.
fn spaced_line(words: &str) -> String {
    let line = one_line(words);
    let blank = |edge: Option<char>| if edge.is_some_and(char::is_whitespace) { " " } else { "" };
    if line.is_empty() {
        return blank(words.chars().next()).to_owned();
    }
    format!("{}{line}{}", blank(words.chars().next()), blank(words.chars().next_back()))
}

/// The start of the context before byte `at`: the beginning of a word at most [`CONTEXT`] bytes before it.
fn context_before(text: &str, at: usize) -> usize {
    if at <= CONTEXT {
        return 0;
    }
    let from = floor(text, at - CONTEXT);
    text[from..at].find(char::is_whitespace).map_or(from, |blank| from + blank + 1)
}

/// The end of the context after byte `at`: the end of a word at most [`CONTEXT`] bytes after it.
fn context_after(text: &str, at: usize) -> usize {
    let reach = if at == 0 { 2 * CONTEXT } else { CONTEXT };
    if text.len() - at <= reach {
        return text.len();
    }
    let to = floor(text, at + reach);
    text[at..to].rfind(char::is_whitespace).map_or(to, |blank| at + blank)
}

/// The character boundary at or before byte `at`.
fn floor(text: &str, at: usize) -> usize {
    (0..=at).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(text: &str, spans: &[(usize, usize)]) -> String {
        let spans = spans.iter().map(|&(start, end)| ByteSpan::new(start, end)).collect();
        let mark = |piece: Piece| if piece.mark { format!("[{}]", piece.text) } else { piece.text };
        pieces(text, spans).into_iter().map(mark).collect()
    }

    #[test]
    fn evidence_is_marked_where_it_stands() {
        assert_eq!(
            marked("colis perdu, service muet", &[(13, 25), (0, 11)]),
            "[colis perdu], [service muet]"
        );
        assert_eq!(marked("un deux trois", &[(0, 7), (3, 13)]), "[un deux][ trois]");
    }

    #[test]
    fn far_context_is_cut_at_words() {
        let text = format!("{}ICI{}", "début ".repeat(60), " fin".repeat(60));
        let at = text.find("ICI").unwrap();
        let shown = marked(&text, &[(at, at + 3)]);
        assert!(shown.starts_with("… début début"), "{shown}");
        assert!(shown.contains("début [ICI] fin"), "{shown}");
        assert!(shown.ends_with("fin …"), "{shown}");
    }

    #[test]
    fn spans_that_do_not_fit_mark_nothing() {
        assert_eq!(marked("é", &[(0, 1)]), "é");
    }
}
