//! Words freed from HTML.

/// Elements that begin a line of their own.
const BLOCKS: &[&str] =
    &["br", "p", "div", "li", "tr", "ul", "ol", "table", "blockquote", "h1", "h2", "h3", "hr"];

/// Elements whose content is no words.
const SILENT: &[&str] = &["script", "style", "head", "title"];

/// The words of a text in HTML: tags taken off, entities read, a line for each block.
pub(in crate::ingest) fn without_markup(html: &str) -> String {
    let mut words = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        words.push_str(&rest[..open]);
        rest = &rest[open..];
        let Some(tag) = tag(rest) else {
            words.push('<');
            rest = &rest[1..];
            continue;
        };
        if BLOCKS.contains(&tag.name.as_str()) && !words.trim_end_matches(' ').ends_with('\n') {
            words.push('\n');
        }
        rest = &rest[tag.end..];
        if SILENT.contains(&tag.name.as_str()) && !tag.closes {
            rest = after(rest, &tag.name);
        }
    }
    words.push_str(rest);
    html_escape::decode_html_entities(&words).trim().to_owned()
}

/// A tag at the beginning of a text.
struct Tag {
    name: String,
    closes: bool,
    /// One past its last byte.
    end: usize,
}

/// The tag at the beginning of `text`, which begins with `<`; none where the sign is one of the customer's.
fn tag(text: &str) -> Option<Tag> {
    if text.starts_with("<!--") {
        let end = text.find("-->").map_or(text.len(), |at| at + 3);
        return Some(Tag { name: String::new(), closes: true, end });
    }
    let inside = text[1..].strip_prefix('/').unwrap_or(&text[1..]);
    let named = inside.starts_with(|c: char| c.is_ascii_alphabetic() || c == '!');
    let end = text.find('>').filter(|_| named)? + 1;
    let name = inside.split(|c: char| !c.is_ascii_alphanumeric()).next()?.to_ascii_lowercase();
    Some(Tag { name, closes: text.starts_with("</"), end })
}

/// What follows the end of an element.
fn after<'t>(text: &'t str, name: &str) -> &'t str {
    let lower = text.to_ascii_lowercase();
    match lower.find(&format!("</{name}")) {
        Some(at) => text[at..].find('>').map_or("", |end| &text[at + end + 1..]),
        None => "",
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn tags_are_taken_off_and_entities_read() {
        assert_eq!(
            without_markup(
                "<p>Bonjour,</p><p>toujours <b>rien</b>&nbsp;re&ccedil;u &amp; c&#39;est long<br/>Merci</p>"
            ),
            "Bonjour,\ntoujours rien\u{a0}reçu & c'est long\nMerci"
        );
        assert_eq!(
            without_markup("<style>p{color:red}</style>Cassé<!-- x > y --> net"),
            "Cassé net"
        );
        assert_eq!(without_markup("prix < 10 € et a<b, <3"), "prix < 10 € et a<b, <3");
        assert_eq!(without_markup("<script>alert(1)"), "");
    }

    proptest! {
        #[test]
        fn no_text_breaks_it(html in "[a<>/!é&; -]{0,40}") {
            without_markup(&html);
        }
    }
}
