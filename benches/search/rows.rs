//! Feedback made of the sentences of `corpora/labels`.

use std::path::Path;

use jiff::ToSpan as _;
use jiff::civil::date;
use serde_json::Value;
use vigie::types::{
    Annotation, Feedback, Language, Origin, Polarity, Ratings, Scale, Sentiment, SentimentAnswer,
    Touchpoint, TouchpointAnswer,
};

/// Draws that are the same everywhere: `SplitMix64`.
pub(crate) struct Draw(pub(crate) u64);

impl Draw {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `limit`, which is small.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        let limit = limit.max(1) as u64;
        usize::try_from(self.next() % limit).unwrap_or(0)
    }
}

/// Sentences of one language, each with the touchpoints of the feedback that it is of.
pub(crate) struct Sentences {
    language: Language,
    sentences: Vec<(String, Vec<Touchpoint>)>,
}

/// The sentences of `corpora/labels`, French then English.
pub(crate) fn sentences() -> Result<[Sentences; 2], Box<dyn std::error::Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpora/labels");
    let mut files: Vec<_> = std::fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    files.sort();
    let mut both =
        [Language::Fr, Language::En].map(|language| Sentences { language, sentences: Vec::new() });
    for file in files.iter().filter(|file| file.extension().is_some_and(|kind| kind == "jsonl")) {
        for line in std::fs::read_to_string(file)?.lines() {
            let row: Value = serde_json::from_str(line)?;
            let own = usize::from(row["lang"] == "en");
            let touchpoints = row["t"].as_object();
            let touchpoints: Vec<Touchpoint> = touchpoints
                .into_iter()
                .flat_map(|all| all.keys())
                .filter_map(|id| Touchpoint::ALL.iter().copied().find(|known| known.id() == id))
                .collect();
            let text = row["text"].as_str().unwrap_or_default();
            let cut = text.split_inclusive(['.', '!', '?', '\n']).map(str::trim);
            let cut = cut.filter(|sentence| sentence.len() > 12);
            both[own].sentences.extend(cut.map(|one| (one.to_owned(), touchpoints.clone())));
        }
    }
    Ok(both)
}

/// The feedback of a row: two in three are French, of one to five sentences, over three years.
pub(crate) fn feedback(row: u64, from: &[Sentences; 2]) -> (Feedback, Annotation) {
    let mut draw = Draw(row);
    let own = &from[usize::from(draw.below(3) == 0)];
    let mut text = String::new();
    let mut annotation = Annotation::silent(own.language);
    for _ in 0..=draw.below(5) {
        let (sentence, touchpoints) = &own.sentences[draw.below(own.sentences.len())];
        text.push_str(sentence);
        text.push(' ');
        for &id in touchpoints {
            if annotation.touchpoint(id).is_none() {
                let polarity = Polarity::Negative;
                annotation.touchpoints.push(TouchpointAnswer {
                    id,
                    polarity,
                    p: 0.9,
                    evidence: Vec::new(),
                });
            }
        }
    }
    let label = [Sentiment::Negative, Sentiment::Mixed, Sentiment::Neutral, Sentiment::Positive];
    annotation.sentiment = Some(SentimentAnswer { label: label[draw.below(4)], p: [0.25; 4] });
    let day = date(2023, 1, 2).saturating_add(i64::try_from(draw.below(1095)).unwrap_or(0).days());
    let score = u32::try_from(draw.below(11)).unwrap_or(0);
    let shops = ["Lyon", "Paris", "Lille", "Nantes", "Bordeaux", "Toulouse", "Nice", "Rennes"];
    let shop = shops[draw.below(shops.len())].to_owned();
    let feedback = Feedback {
        id: format!("F{row}"),
        origin: Origin { file: "rows.csv".to_owned(), record: row, line: row, byte: 0 },
        received: Some(day.at(12, 0, 0, 0)),
        ratings: Ratings::from([(Scale::Nps, f64::from(score))]),
        text: text.trim_end().to_owned(),
        language: None,
        customer: None,
        attributes: [("magasin".to_owned(), shop)].into(),
    };
    (feedback, annotation)
}
