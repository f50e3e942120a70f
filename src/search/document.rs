//! The fields of the index, and how a feedback fills them.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use jiff::civil::{Date, date};
use tantivy::TantivyDocument;
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions,
};

use crate::assets::Lexicons;
use crate::evidence::{SeveritySettings, is_dissatisfied, place_on_scale, weigh};
use crate::text::{ContentWords, Unsaid, spoken, words};
use crate::types::{Annotated, Annotation, Feedback, Language, Scale, Touchpoint};

use super::analyser::{STEMMED, Stems, Term, fold_value, terms_of};
use super::slots::{BESIDE, SLOTS};

/// How severe a feedback is, as far as an order of hits goes: by the levels that every project starts with.
static SEVERITY: LazyLock<SeveritySettings> = LazyLock::new(|| {
    let harm = STEMMED.map(|language| (language, Lexicons::embedded_one(language, "harm")));
    let harm = harm.into_iter().filter_map(|(language, harm)| Some((language, harm.ok()?)));
    SeveritySettings { harm: harm.collect::<BTreeMap<_, _>>(), ..SeveritySettings::default() }
});

/// The words that no feedback is about, as the program carries them.
static UNSAID: LazyLock<Unsaid> =
    LazyLock::new(|| Lexicons::embedded().map(|lexicons| lexicons.unsaid()).unwrap_or_default());

/// Of a longer value of a column, only so many characters are shown to whoever counts by it.
const LONGEST_VALUE: usize = 80;

/// So many names and values are kept folded.
const MOST_FOLDED: usize = 10_000;

/// A feedback to index.
#[derive(Clone, Copy, Debug)]
pub struct Document<'a> {
    /// Its number in the store: hits of the same score come in this order.
    pub row: u64,
    /// The feedback.
    pub feedback: &'a Feedback,
    /// What was answered about it.
    pub annotation: &'a Annotation,
}

/// The fields, by name.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fields {
    pub(super) batch: Field,
    pub(super) row: Field,
    pub(super) id: Field,
    pub(super) words: Field,
    pub(super) stems: [Field; STEMMED.len()],
    pub(super) day: Field,
    pub(super) place: Field,
    pub(super) severity: Field,
    pub(super) scores: [Field; Scale::ALL.len()],
    pub(super) sentiment: Field,
    pub(super) touchpoint: Field,
    pub(super) signal: Field,
    pub(super) lang: Field,
    pub(super) customer: Field,
    pub(super) attribute: Field,
    pub(super) attribute_name: Field,
    pub(super) attribute_value: Field,
    pub(super) said: Field,
    pub(super) gravity: Field,
    pub(super) unhappy: Field,
}

impl Fields {
    /// The schema of the index, with its fields.
    pub(super) fn declare() -> (Schema, Self) {
        let mut schema = Schema::builder();
        let fields = Self {
            batch: schema.add_text_field("batch", STRING),
            row: schema.add_u64_field("row", FAST),
            id: schema.add_text_field("id", STRING | STORED),
            words: schema.add_text_field("words", analysed("whitespace").set_fast("whitespace")),
            stems: STEMMED.map(|language| {
                schema.add_text_field(&format!("stems_{}", language.id()), analysed(SLOTS))
            }),
            day: schema.add_i64_field("day", FAST | INDEXED),
            place: schema.add_f64_field("place", FAST),
            severity: schema.add_f64_field("severity", FAST),
            scores: [Scale::Nps, Scale::Stars, Scale::Csat, Scale::Ces]
                .map(|scale| schema.add_f64_field(scale.id(), FAST | INDEXED)),
            sentiment: schema.add_text_field("sentiment", STRING | FAST),
            touchpoint: schema.add_text_field("touchpoint", STRING | FAST),
            signal: schema.add_text_field("signal", STRING | FAST),
            lang: schema.add_text_field("lang", STRING | FAST),
            customer: schema.add_text_field("customer", STRING | FAST),
            attribute: schema.add_text_field("attribute", STRING),
            attribute_name: schema.add_text_field("attribute_name", STRING),
            attribute_value: schema.add_text_field("attribute_value", FAST),
            said: schema.add_text_field("said", TextOptions::default().set_fast("whitespace")),
            gravity: schema.add_u64_field("gravity", FAST),
            unhappy: schema.add_bool_field("unhappy", FAST),
        };
        (schema.build(), fields)
    }
}

/// A field whose terms we cut ourselves, and give with spaces between them.
fn analysed(tokenizer: &str) -> TextOptions {
    let indexing = TextFieldIndexing::default()
        .set_tokenizer(tokenizer)
        .set_index_option(IndexRecordOption::WithFreqsAndPositions);
    TextOptions::default().set_indexing_options(indexing)
}

/// Turns feedback into documents of the index.
pub(super) struct Writer {
    fields: Fields,
    stems: [Stems; STEMMED.len()],
    content: ContentWords,
    folded: HashMap<String, String>,
}

impl Writer {
    pub(super) fn new(fields: Fields) -> Self {
        let (stems, content) = (STEMMED.map(Stems::new), ContentWords::default());
        Self { fields, stems, content, folded: HashMap::new() }
    }

    pub(super) fn write(&mut self, batch: &str, document: &Document<'_>) -> TantivyDocument {
        let Document { row, feedback, annotation } = *document;
        let fields = self.fields;
        let mut written = TantivyDocument::new();
        written.add_text(fields.batch, batch);
        written.add_u64(fields.row, row);
        written.add_text(fields.id, &feedback.id);
        self.write_text(&feedback.text, annotation.lang, &mut written);
        if let Some(received) = feedback.received {
            written.add_i64(fields.day, day_number(received.date()));
        }
        for (&scale, &field) in Scale::ALL.iter().zip(&fields.scores) {
            if let Some(&score) = feedback.ratings.get(&scale) {
                written.add_f64(field, score);
            }
        }
        if let Some(customer) = &feedback.customer {
            written.add_text(fields.customer, customer);
        }
        for (name, value) in &feedback.attributes {
            let name = self.fold(name);
            written.add_text(fields.attribute, attribute_term(&name, &self.fold(value)));
            // As it stands, for whoever counts by it: it is folded to be compared only.
            let shown: String = value.chars().take(LONGEST_VALUE).collect();
            written.add_text(fields.attribute_value, attribute_term(&name, shown.trim()));
            written.add_text(fields.attribute_name, name);
        }
        let annotated = Annotated { index: 0, feedback, annotation };
        let (severity, gravity) = weigh(annotated, &SEVERITY);
        written.add_f64(fields.severity, severity);
        written.add_bool(fields.unhappy, is_dissatisfied(annotated));
        if let Some(gravity) = gravity {
            written.add_u64(fields.gravity, gravity as u64);
        }
        if let Some(place) = place_on_scale(feedback) {
            written.add_f64(fields.place, place);
        }
        write_answers(annotation, fields, &mut written);
        written
    }

    fn write_text(&mut self, text: &str, language: Language, written: &mut TantivyDocument) {
        let words = words(text);
        let terms = terms_of(text, &words);
        let forms: Vec<&str> = terms.iter().map(|term| term.folded.as_str()).collect();
        written.add_text(self.fields.words, forms.join(" "));
        if let Some(which) = STEMMED.iter().position(|&stemmed| stemmed == language) {
            written.add_text(self.fields.stems[which], slots(&mut self.stems[which], &terms));
        }
        // What the feedback may be about: its content words, which are counted by week.
        let content = self.content.of(text, &words, language, &UNSAID);
        written.add_text(self.fields.said, spoken(&content));
    }

    /// A name or a value, folded. Columns say the same few again and again.
    fn fold(&mut self, value: &str) -> String {
        if let Some(folded) = self.folded.get(value) {
            return folded.clone();
        }
        if self.folded.len() >= MOST_FOLDED {
            self.folded.clear();
        }
        let folded = fold_value(value);
        self.folded.insert(value.to_owned(), folded.clone());
        folded
    }
}

/// The stems of each term in its place.
fn slots(stems: &mut Stems, terms: &[Term]) -> String {
    let mut slots = String::new();
    for term in terms {
        for (at, stem) in stems.of(term).into_iter().enumerate() {
            if at > 0 {
                slots.push(BESIDE);
            }
            slots.push_str(&stem);
        }
        slots.push(' ');
    }
    slots
}

fn write_answers(annotation: &Annotation, fields: Fields, written: &mut TantivyDocument) {
    written.add_text(fields.lang, annotation.lang.id());
    if let Some(sentiment) = annotation.sentiment() {
        written.add_text(fields.sentiment, sentiment.id());
    }
    for answer in &annotation.touchpoints {
        written.add_text(fields.touchpoint, answer.id.id());
        // Whoever asks for complaints wants those that come with praise too.
        let sides = [(answer.polarity.complains(), '-'), (answer.polarity.praises(), '+')];
        for (_, side) in sides.into_iter().filter(|(there, _)| *there) {
            written.add_text(fields.touchpoint, touchpoint_term(answer.id, side));
        }
    }
    for answer in &annotation.signals {
        written.add_text(fields.signal, answer.kind.id());
    }
}

/// A touchpoint spoken of on one side, `-` or `+`.
pub(super) fn touchpoint_term(touchpoint: Touchpoint, side: char) -> String {
    format!("{}:{side}", touchpoint.id())
}

/// A column with its value, both folded. Folded names hold no `=`.
pub(super) fn attribute_term(name: &str, value: &str) -> String {
    format!("{name}={value}")
}

/// Days since 1 January 1970.
pub(super) fn day_number(day: Date) -> i64 {
    i64::from((day - date(1970, 1, 1)).get_days())
}
