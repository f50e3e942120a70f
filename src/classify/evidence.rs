//! The words that prove an answer.

use super::cues::FoundCue;
use super::onnx::Encoded;
use crate::types::ByteSpan;

/// A token belongs to the evidence when its logit is at most this far below the best of its text.
const NEAR_THE_BEST: f32 = 1.5;

/// Evidence of fewer bytes than this is widened to its segment, when that one is short.
const TOO_SHORT: usize = 8;

/// A segment of at most this many bytes is quoted whole rather than cut.
const SHORT_SEGMENT: usize = 90;

/// A longer segment, as people write without any mark, is cut down to the words around its best token.
const LONG_SEGMENT: usize = 200;

/// How many bytes are kept on each side of the best token of a long segment.
const AROUND: usize = 80;

/// The most passages quoted for one answer.
const MOST: usize = 3;

/// The logits of one label over the tokens of a text.
pub(super) struct TokenLogits<'a> {
    /// The text as tokens.
    pub(super) encoded: &'a Encoded,
    /// `tokens × token labels`.
    pub(super) logits: &'a [f32],
    /// How many token labels there are.
    pub(super) labels: usize,
    /// Which one.
    pub(super) label: usize,
}

impl TokenLogits<'_> {
    fn of(&self, token: usize) -> f32 {
        self.logits[token * self.labels + self.label]
    }

    /// The best logit among the tokens that lie in a span.
    fn best_in(&self, span: ByteSpan) -> f32 {
        self.tokens_in(span).map(|at| self.of(at)).fold(f32::NEG_INFINITY, f32::max)
    }

    fn tokens_in(&self, span: ByteSpan) -> impl Iterator<Item = usize> + '_ {
        let tokens = &self.encoded.tokens;
        (0..tokens.len()).filter(move |&at| tokens[at].span.overlaps(span))
    }
}

/// What lies in a text about a touchpoint, beside its tokens.
pub(super) struct TouchpointCues<'a> {
    /// The cues of the touchpoint itself.
    pub(super) own: &'a [FoundCue],
    /// Words that judge in the way that the touchpoint is judged.
    pub(super) judging: &'a [FoundCue],
}

/// The segments that speak most of a touchpoint: those with the best token scores, with a cue of it, and
/// with words that judge it. The clause that only names a thing does not prove what is said of it.
pub(super) fn of_touchpoint(
    text: &str,
    segments: &[ByteSpan],
    tokens: Option<&TokenLogits<'_>>,
    cues: &TouchpointCues<'_>,
) -> Vec<ByteSpan> {
    let score = |segment: ByteSpan| {
        let of_tokens = tokens.map_or(0.0, |tokens| tokens.best_in(segment));
        let has = |cues: &[FoundCue]| cues.iter().any(|cue| segment.overlaps(cue.span));
        let named = if has(cues.own) { NEAR_THE_BEST } else { 0.0 };
        let judged = if has(cues.judging) { NEAR_THE_BEST } else { 0.0 };
        of_tokens + named + judged
    };
    let best = best_segments(segments, score);
    best.into_iter().map(|segment| narrowed(text, segment, tokens, cues)).collect()
}

/// The segment, or where it is long the words around its best token, reaching to the nearest word that judges.
fn narrowed(
    text: &str,
    segment: ByteSpan,
    tokens: Option<&TokenLogits<'_>>,
    cues: &TouchpointCues<'_>,
) -> ByteSpan {
    let best = tokens.and_then(|tokens| {
        let best =
            tokens.tokens_in(segment).max_by(|&a, &b| tokens.of(a).total_cmp(&tokens.of(b)))?;
        Some(tokens.encoded.tokens[best].span)
    });
    let cued = cues.own.iter().map(|cue| cue.span).find(|span| segment.contains(*span));
    let Some(center) = best.or(cued).filter(|_| segment.len() > LONG_SEGMENT) else {
        return segment;
    };
    let judged = cues.judging.iter().map(|cue| cue.span).filter(|span| segment.contains(*span));
    let reached = judged.map(|span| span.cover(center)).min_by_key(|span| span.len());
    let kept = reached.filter(|span| span.len() <= LONG_SEGMENT).unwrap_or(center);
    let start = kept.range().start.saturating_sub(AROUND).max(segment.range().start);
    let end = (kept.range().end + AROUND).min(segment.range().end);
    let span = ByteSpan::new(text.floor_char_boundary(start), text.ceil_char_boundary(end));
    whole_words(text, span)
}

/// Up to three segments whose score is near the best one, in the order of the text.
fn best_segments(segments: &[ByteSpan], score: impl Fn(ByteSpan) -> f32) -> Vec<ByteSpan> {
    let mut scored: Vec<(f32, ByteSpan)> =
        segments.iter().map(|&segment| (score(segment), segment)).collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let Some(&(best, _)) = scored.first() else { return Vec::new() };
    let near = scored.iter().take(MOST).filter(|(score, _)| best - score < NEAR_THE_BEST / 2.0);
    let mut kept: Vec<ByteSpan> = near.map(|&(_, segment)| segment).collect();
    kept.sort();
    kept
}

/// The passages that prove a signal: its cues and the segment that the model has in mind, or else the segments
/// with the best token scores.
pub(super) fn of_signal(
    text: &str,
    segments: &[ByteSpan],
    tokens: Option<&TokenLogits<'_>>,
    cues: &[FoundCue],
) -> Vec<ByteSpan> {
    let mut spans: Vec<ByteSpan> =
        cues.iter().take(MOST).map(|cue| widened(cue.span, segments)).collect();
    let Some(tokens) = tokens else { return joined(spans) };
    let mut best = best_segments(segments, |segment| tokens.best_in(segment));
    let most = if cues.is_empty() { 2 } else { 1 };
    best.sort_by(|a, b| tokens.best_in(*b).total_cmp(&tokens.best_in(*a)));
    for segment in best.into_iter().take(most) {
        let passage = passage(text, segment, tokens, segments);
        if !spans.iter().any(|span| span.overlaps(passage)) {
            spans.push(passage);
        }
    }
    joined(spans)
}

/// The words around the best token of a segment.
fn passage(
    text: &str,
    segment: ByteSpan,
    tokens: &TokenLogits<'_>,
    segments: &[ByteSpan],
) -> ByteSpan {
    let best = tokens
        .tokens_in(segment)
        .reduce(|best, at| if tokens.of(at) > tokens.of(best) { at } else { best });
    let Some(best) = best else { return segment };
    widened(whole_words(text, around(tokens, best, segments)), segments)
}

/// The run of good tokens around the best one, inside its segment.
fn around(tokens: &TokenLogits<'_>, best: usize, segments: &[ByteSpan]) -> ByteSpan {
    let all = &tokens.encoded.tokens;
    let inside = segments.iter().copied().find(|segment| segment.overlaps(all[best].span));
    let good = |at: &usize| {
        tokens.of(best) - tokens.of(*at) < NEAR_THE_BEST
            && inside.is_none_or(|segment| segment.overlaps(all[*at].span))
    };
    let first = (0..best).rev().take_while(good).last().unwrap_or(best);
    let last = (best + 1..all.len()).take_while(good).last().unwrap_or(best);
    all[first].span.cover(all[last].span)
}

/// The span, or its segment where the span is very short and the segment is not long.
fn widened(span: ByteSpan, segments: &[ByteSpan]) -> ByteSpan {
    let segment = segments.iter().copied().find(|segment| segment.contains(span));
    match segment {
        Some(segment) if segment.len() <= SHORT_SEGMENT => segment,
        Some(segment) if span.len() < TOO_SHORT => segment,
        _ => span,
    }
}

/// The span moved outwards to the ends of words, without the spaces around.
fn whole_words(text: &str, span: ByteSpan) -> ByteSpan {
    let range = span.range();
    let is_word = |c: char| c.is_alphanumeric();
    let start = text[..range.start]
        .rfind(|c| !is_word(c))
        .map_or(0, |at| at + text[at..].chars().next().map_or(0, char::len_utf8));
    let start = if text[range.start..].starts_with(is_word) { start } else { range.start };
    let end = text[range.end..].find(|c| !is_word(c)).map_or(text.len(), |at| range.end + at);
    let end = if text[..range.end].ends_with(is_word) { end } else { range.end };
    let inside = &text[start..end];
    let from = start + (inside.len() - inside.trim_start_matches(|c| !is_word(c)).len());
    let to = end - (inside.len() - inside.trim_end_matches(|c| !is_word(c)).len());
    if from < to { ByteSpan::new(from, to) } else { span }
}

/// Spans in order, those that touch joined.
fn joined(mut spans: Vec<ByteSpan>) -> Vec<ByteSpan> {
    spans.sort();
    let mut joined: Vec<ByteSpan> = Vec::new();
    for span in spans {
        match joined.last_mut() {
            Some(last) if last.overlaps(span) => *last = last.cover(span),
            _ => joined.push(span),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_grow_to_whole_words() {
        let text = "colis jamais reçu, dommage";
        let at = text.find("amais").unwrap();
        assert_eq!(whole_words(text, ByteSpan::new(at, at + 8)).of(text), "jamais reçu");
    }

    #[test]
    fn short_evidence_is_quoted_with_its_segment() {
        let text = "arnaque totale ce site";
        let segment = ByteSpan::new(0, text.len());
        assert_eq!(widened(ByteSpan::new(0, 7), &[segment]), segment);
    }

    #[test]
    fn a_long_segment_is_cut_down_to_the_words_around_its_cue() {
        let text = format!(
            "{}la livraison a été catastrophique {}",
            "et puis voilà ".repeat(20),
            "donc bon ".repeat(20)
        );
        let at = text.find("livraison").unwrap();
        let own = [FoundCue {
            label: "delivery".to_owned(),
            weight: 0.9,
            span: ByteSpan::new(at, at + "livraison".len()),
            negated: false,
        }];
        let cues = TouchpointCues { own: &own, judging: &[] };
        let whole = ByteSpan::new(0, text.len());
        let spans = of_touchpoint(&text, &[whole], None, &cues);
        assert!(spans[0].of(&text).contains("livraison a été catastrophique"), "{spans:?}");
        assert!(spans[0].len() < LONG_SEGMENT);
    }

    #[test]
    fn passages_that_touch_are_one() {
        let spans = vec![ByteSpan::new(5, 9), ByteSpan::new(0, 6), ByteSpan::new(12, 14)];
        assert_eq!(joined(spans), [ByteSpan::new(0, 9), ByteSpan::new(12, 14)]);
    }
}
