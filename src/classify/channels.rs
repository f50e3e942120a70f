//! Cues as input of a model: where each lies, on the tokens of the text.

use std::collections::BTreeMap;

use super::cues::CueOfLexicon;
use super::onnx::Token;

/// A cue that is trusted counts this much; one that is doubted, less. Finer weights were measured on the
/// very feedback that models learn from, and would be trusted too much.
const STRENGTHS: [(f32, f32); 2] = [(0.75, 1.0), (0.5, 0.6)];
const DOUBTED: f32 = 0.3;

/// The channels of a model that reads cues: each stands for a label of a lexicon (`opinions:+`), or for what
/// a negation turns round (`negated opinions:+`, or `negated signals` for all labels of a lexicon).
#[derive(Clone, Debug, Default)]
pub(super) struct CueChannels {
    at: BTreeMap<String, usize>,
}

impl CueChannels {
    pub(super) fn new(names: &[String]) -> Self {
        Self { at: names.iter().cloned().zip(0..).collect() }
    }

    /// The values of the channels on each token, `tokens × channels`; `models/train/cues.py` does the same.
    pub(super) fn on_tokens(&self, cues: &[CueOfLexicon], tokens: &[Token]) -> Vec<f32> {
        let channels = self.at.len();
        let mut values = vec![0.0_f32; tokens.len() * channels];
        if channels == 0 {
            return values;
        }
        for CueOfLexicon { lexicon, cue } in cues {
            let Some(channel) = self.of(lexicon, &cue.label, cue.negated) else { continue };
            let strength = strength(cue.weight);
            let first = tokens.partition_point(|token| token.span.end <= cue.span.start);
            let covered =
                tokens[first..].iter().take_while(|token| token.span.start < cue.span.end).count();
            for token in first..first + covered {
                let value = &mut values[token * channels + channel];
                *value = value.max(strength);
            }
        }
        values
    }

    /// The strongest value of each channel in a text.
    pub(super) fn of_text(&self, cues: &[CueOfLexicon]) -> Vec<f32> {
        let mut values = vec![0.0_f32; self.at.len()];
        for CueOfLexicon { lexicon, cue } in cues {
            if let Some(channel) = self.of(lexicon, &cue.label, cue.negated) {
                values[channel] = values[channel].max(strength(cue.weight));
            }
        }
        values
    }

    /// The channel of a cue. A place of the journey is spoken of whether or not a negation stands before.
    fn of(&self, lexicon: &str, label: &str, negated: bool) -> Option<usize> {
        let named = |name: String| self.at.get(&name).copied();
        if negated && lexicon != "touchpoints" {
            return named(format!("negated {lexicon}:{label}"))
                .or_else(|| named(format!("negated {lexicon}")));
        }
        named(format!("{lexicon}:{label}"))
    }
}

fn strength(weight: f32) -> f32 {
    STRENGTHS.iter().find(|(least, _)| weight >= *least).map_or(DOUBTED, |(_, strength)| *strength)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classify::cues::FoundCue;
    use crate::types::ByteSpan;

    fn cue(
        lexicon: &'static str,
        label: &str,
        span: (usize, usize),
        negated: bool,
    ) -> CueOfLexicon {
        let span = ByteSpan::new(span.0, span.1);
        CueOfLexicon { lexicon, cue: FoundCue { label: label.into(), weight: 0.8, span, negated } }
    }

    /// «pas bon» as the tokens `pas`, ` b`, `on`.
    fn tokens() -> Vec<Token> {
        let spans = [(0, 3), (3, 5), (5, 7)];
        let token = |(start, end)| Token { id: 2, span: ByteSpan::new(start, end) };
        spans.map(token).to_vec()
    }

    #[test]
    fn a_cue_lies_on_the_tokens_it_overlaps() {
        let channels = CueChannels::new(&["opinions:+".into(), "negated opinions:+".into()]);
        let affirmed = channels.on_tokens(&[cue("opinions", "+", (4, 7), false)], &tokens());
        assert_eq!(affirmed, [0.0, 0.0, 1.0, 0.0, 1.0, 0.0]);
        let negated = channels.on_tokens(&[cue("opinions", "+", (4, 7), true)], &tokens());
        assert_eq!(negated, [0.0, 0.0, 0.0, 1.0, 0.0, 1.0]);
        let of_text = channels.of_text(&[cue("opinions", "+", (4, 7), true)]);
        assert_eq!(of_text, [0.0, 1.0]);
    }

    #[test]
    fn negated_labels_may_share_a_channel_and_touchpoints_are_mentions() {
        let names = ["negated signals".to_owned(), "touchpoints:delivery".to_owned()];
        let channels = CueChannels::new(&names);
        assert_eq!(channels.of("signals", "pending", true), Some(0));
        assert_eq!(channels.of("touchpoints", "delivery", true), Some(1));
        assert_eq!(channels.of("signals", "pending", false), None);
    }

    #[test]
    fn a_doubted_cue_counts_less() {
        assert!(strength(0.9) > strength(0.6) && strength(0.6) > strength(0.2));
    }
}
