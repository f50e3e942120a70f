//! Small models in the layout of Hugging Face exports, written by hand so that what they answer is known: the
//! logit of a label is the sum of the votes that the tokens of a text give it.

use serde_json::{Value, json};

use super::onnx_file::{Graph, Tensor};
use super::program::Place;

/// The tokens of the word-piece tokenizer, special ones first; a place in the list is an identifier.
const PIECES: [&str; 26] = [
    "[PAD]",
    "[UNK]",
    "[CLS]",
    "[SEP]",
    "livraison",
    "accueil",
    "nul",
    "parfait",
    "tres",
    "facture",
    "##s",
    "!",
    ",",
    ".",
    "retard",
    "en",
    "resilie",
    "je",
    "attends",
    "toujours",
    "[",
    "]",
    "sep",
    "le",
    "##le",
    "cafe",
];

/// Words that the other tokenizers know whole.
const WORDS: [&str; 8] =
    ["livraison", "accueil", "nul", "parfait", "Très", "facture", "retard", "café"];

/// What the tokens of a model say: a word, a label by its place, a vote.
pub(crate) type Votes = [(&'static str, usize, f32)];

/// A tokenizer with the identifiers of its words and how many there are.
pub(crate) struct Words {
    pub(crate) json: Value,
    vocabulary: Vec<String>,
}

impl Words {
    fn id(&self, word: &str) -> usize {
        let at = self.vocabulary.iter().position(|known| known == word);
        at.expect("votes are those of known tokens")
    }
}

fn special(content: &str, id: usize) -> Value {
    json!({"id": id, "content": content, "single_word": false, "lstrip": false, "rstrip": false,
           "normalized": false, "special": true})
}

fn template(first: (&str, usize), last: (&str, usize)) -> Value {
    let piece = |name: &str| json!({"SpecialToken": {"id": name, "type_id": 0}});
    let text = |id: &str, kind: u32| json!({"Sequence": {"id": id, "type_id": kind}});
    json!({"type": "TemplateProcessing",
        "single": [piece(first.0), text("A", 0), piece(last.0)],
        "pair": [piece(first.0), text("A", 0), piece(last.0), text("B", 1), piece(last.0)],
        "special_tokens": {
            first.0: {"id": first.0, "ids": [first.1], "tokens": [first.0]},
            last.0: {"id": last.0, "ids": [last.1], "tokens": [last.0]}}})
}

/// That of BERT: lower case, no accents, pieces of words.
pub(crate) fn word_pieces() -> Words {
    let vocabulary: Vec<String> = PIECES.map(str::to_owned).to_vec();
    let ids: Value =
        vocabulary.iter().zip(0..).map(|(token, id)| (token.clone(), json!(id))).collect();
    let specials: Vec<Value> = (0..4).map(|id| special(PIECES[id], id)).collect();
    let json = json!({"version": "1.0", "truncation": null, "padding": {"strategy": {"Fixed": 16},
        "direction": "Right", "pad_to_multiple_of": null, "pad_id": 0, "pad_type_id": 0, "pad_token": "[PAD]"},
        "added_tokens": specials,
        "normalizer": {"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true,
            "strip_accents": null, "lowercase": true},
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "post_processor": template(("[CLS]", 2), ("[SEP]", 3)),
        "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": true},
        "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
            "max_input_chars_per_word": 100, "vocab": ids}});
    Words { json, vocabulary }
}

/// The character that stands for a byte in a byte-level vocabulary.
fn byte_sign(byte: u8) -> char {
    let plain = |byte: u8| matches!(byte, b'!'..=b'~' | 0xA1..=0xAC | 0xAE..=0xFF);
    if plain(byte) {
        return char::from(byte);
    }
    let others = (0..byte).filter(|&other| !plain(other)).count();
    char::from_u32(256 + u32::try_from(others).unwrap()).unwrap()
}

/// That of `RoBERTa`: bytes, joined into the known words.
pub(crate) fn byte_pairs(prefix_space: bool) -> Words {
    let mut vocabulary: Vec<String> = ["<s>", "<pad>", "</s>", "<unk>"].map(str::to_owned).to_vec();
    vocabulary.extend((0..=u8::MAX).map(|byte| byte_sign(byte).to_string()));
    let mut merges: Vec<[String; 2]> = Vec::new();
    let mut join = |left: String, right: String, vocabulary: &mut Vec<String>| {
        let both = format!("{left}{right}");
        if !vocabulary.contains(&both) {
            vocabulary.push(both);
            merges.push([left, right]);
        }
    };
    for word in WORDS {
        let signs: Vec<String> = word.bytes().map(|byte| byte_sign(byte).to_string()).collect();
        for end in 1..signs.len() {
            join(signs[..end].concat(), signs[end].clone(), &mut vocabulary);
        }
        join(byte_sign(b' ').to_string(), signs.concat(), &mut vocabulary);
    }
    let ids: Value =
        vocabulary.iter().zip(0..).map(|(token, id)| (token.clone(), json!(id))).collect();
    let specials: Vec<Value> = (0..4).map(|id| special(&vocabulary[id], id)).collect();
    let json = json!({"version": "1.0", "truncation": null, "padding": null, "added_tokens": specials,
        "normalizer": null,
        "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": prefix_space, "trim_offsets": true,
            "use_regex": true},
        "post_processor": {"type": "RobertaProcessing", "sep": ["</s>", 2], "cls": ["<s>", 0],
            "trim_offsets": true, "add_prefix_space": prefix_space},
        "decoder": {"type": "ByteLevel", "add_prefix_space": true, "trim_offsets": true, "use_regex": true},
        "model": {"type": "BPE", "dropout": null, "unk_token": null, "continuing_subword_prefix": "",
            "end_of_word_suffix": "", "fuse_unk": false, "byte_fallback": false, "vocab": ids,
            "merges": merges}});
    Words { json, vocabulary }
}

/// That of `CamemBERT`: pieces of text by their probability, a sign before each word.
pub(crate) fn unigrams() -> Words {
    let mut scored: Vec<(String, f64)> =
        ["<s>", "<pad>", "</s>", "<unk>"].map(|token| (token.to_owned(), 0.0)).to_vec();
    scored.extend(WORDS.map(|word| (format!("▁{word}"), -4.0)));
    scored.push(("▁".to_owned(), -6.0));
    scored.extend(('a'..='z').chain("éèêàç',.!".chars()).map(|sign| (sign.to_string(), -9.0)));
    let vocabulary: Vec<String> = scored.iter().map(|(token, _)| token.clone()).collect();
    let specials: Vec<Value> = (0..4).map(|id| special(&vocabulary[id], id)).collect();
    let json = json!({"version": "1.0", "truncation": null, "padding": null, "added_tokens": specials,
        "normalizer": {"type": "Sequence", "normalizers": [
            {"type": "NFKC"}, {"type": "Replace", "pattern": {"Regex": "\\s{2,}|[\\n\\r\\t]"}, "content": " "}]},
        "pre_tokenizer": {"type": "Sequence", "pretokenizers": [{"type": "WhitespaceSplit"},
            {"type": "Metaspace", "replacement": "▁", "add_prefix_space": true, "prepend_scheme": "always"}]},
        "post_processor": template(("<s>", 0), ("</s>", 2)),
        "decoder": {"type": "Metaspace", "replacement": "▁", "add_prefix_space": true,
            "prepend_scheme": "always"},
        "model": {"type": "Unigram", "unk_id": 3, "vocab": scored}});
    Words { json, vocabulary }
}

/// A model to write into a folder.
pub(crate) struct Export {
    pub(crate) words: Words,
    /// The `config.json`.
    pub(crate) config: Value,
    /// What the tokens say.
    pub(crate) votes: Vec<(&'static str, usize, f32)>,
    /// How many values the graph answers.
    pub(crate) width: usize,
    /// Whether the graph asks for `token_type_ids`.
    pub(crate) types: bool,
    /// Whether the graph also scores each token.
    pub(crate) token_scores: bool,
}

impl Export {
    /// A model with these labels; a graph as that of BERT.
    pub(crate) fn new(words: Words, labels: &[&str], votes: &Votes) -> Self {
        let labels: Value = labels
            .iter()
            .zip(0..)
            .map(|(label, at): (_, u32)| (at.to_string(), json!(label)))
            .collect();
        let width = labels.as_object().unwrap().len();
        let config = json!({"model_type": "bert", "id2label": labels, "max_position_embeddings": 16,
            "pad_token_id": 0, "hidden_size": width, "transformers_version": "4.44.0"});
        Self { words, config, votes: votes.to_vec(), width, types: true, token_scores: false }
    }

    /// The same with a field of its `config.json`.
    pub(crate) fn with(mut self, field: &str, value: impl Into<Value>) -> Self {
        self.config[field] = value.into();
        self
    }

    /// The graph: votes of the tokens that are not hidden, added up.
    pub(crate) fn graph(&self) -> Graph {
        let tokens = self.words.vocabulary.len();
        let mut votes = vec![0.0; tokens * self.width];
        for (word, label, vote) in &self.votes {
            votes[self.words.id(word) * self.width + label] = *vote;
        }
        let mut graph = Graph::new();
        let shape = ["batch", "length"];
        graph.takes("input_ids", &shape).takes("attention_mask", &shape);
        graph.holds("votes", &Tensor::floats(&[tokens, self.width], &votes));
        graph
            .holds("last", &Tensor::integers(&[1], &[-1]))
            .holds("first", &Tensor::integers(&[1], &[1]));
        graph.node("Gather", &["votes", "input_ids"], "said", &[]);
        graph.node("Cast", &["attention_mask"], "seen", &[("to", 1)]);
        graph.node("Unsqueeze", &["seen", "last"], "seen_wide", &[]);
        graph.node("Mul", &["said", "seen_wide"], "heard", &[]);
        let mut heard = "heard";
        if self.types {
            // A type that is not nought would drown all votes.
            graph.takes("token_type_ids", &shape);
            let mut drowning = vec![0.0; self.width];
            drowning[0] = 1e6;
            graph.holds("drowning", &Tensor::floats(&[1, 1, self.width], &drowning));
            graph.node("Cast", &["token_type_ids"], "types", &[("to", 1)]);
            graph.node("Unsqueeze", &["types", "last"], "types_wide", &[]);
            graph.node("Mul", &["types_wide", "drowning"], "noise", &[]);
            graph.node("Add", &["heard", "noise"], "heard_all", &[]);
            heard = "heard_all";
        }
        graph.node("ReduceSum", &[heard, "first"], "logits", &[("keepdims", 0)]);
        graph.gives("logits", &["batch", "labels"]);
        if self.token_scores {
            graph.node("Identity", &["said"], "token_logits", &[]);
            graph.gives("token_logits", &["batch", "length", "labels"]);
        }
        graph
    }

    /// Writes the model into a folder of a place.
    pub(crate) fn write(&self, place: &Place, folder: &str) {
        place.write(&format!("{folder}/model.onnx"), self.graph().bytes());
        place.write(&format!("{folder}/tokenizer.json"), self.words.json.to_string());
        place.write(&format!("{folder}/config.json"), self.config.to_string());
    }
}

/// The softmax of logits, as a model gives probabilities.
pub(crate) fn softmax(logits: &[f64]) -> Vec<f64> {
    let sum: f64 = logits.iter().map(|logit| logit.exp()).sum();
    logits.iter().map(|logit| logit.exp() / sum).collect()
}

/// A model of each sort: with each tokenizer, with and without what some graphs ask for.
pub(crate) fn every_sort() -> Vec<Export> {
    let labels = ["NEGATIVE", "NEUTRAL", "POSITIVE"];
    let pieces: &Votes =
        &[("nul", 0, 2.0), ("parfait", 2, 3.0), ("[CLS]", 1, 0.5), ("[UNK]", 0, 0.125)];
    let bytes: &Votes = &[("nul", 0, 1.0), ("Ġnul", 0, 1.5), ("e", 1, 0.0625), ("<s>", 2, 0.5)];
    let grams: &Votes =
        &[("▁nul", 0, 1.0), ("▁parfait", 2, 1.5), ("e", 1, 0.0625), ("<s>", 2, 0.5)];
    vec![
        Export::new(word_pieces(), &labels, pieces),
        Export { types: false, token_scores: true, ..Export::new(word_pieces(), &labels, pieces) }
            .with("token_heads", json!(["sentiment"])),
        Export { types: false, ..Export::new(byte_pairs(false), &labels, bytes) },
        Export { types: false, ..Export::new(byte_pairs(true), &labels, bytes) },
        Export { types: false, ..Export::new(unigrams(), &labels, grams) },
    ]
}
