//! JSON as it is written: numbers keep every figure, and a key said twice is an error.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::ingest::Fault;

/// How deep values may be nested, the bound of every part of the program that reads JSON.
const DEEPEST: usize = 32;

/// A value, as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Json {
    /// Nothing.
    Null,
    /// A text.
    Text(String),
    /// A number or a truth, figure by figure.
    Plain(String),
    /// A list.
    List(Vec<Json>),
    /// An object, its keys in order.
    Object(Object),
}

/// An object, its keys in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Object(Vec<(String, Json)>);

impl Object {
    /// The object that a text is.
    pub(super) fn parse(text: &str) -> Result<Self, Fault> {
        match parsed(text, 0) {
            Ok(Json::Object(object)) => Ok(object),
            _ => Err(Fault::Json),
        }
    }

    /// The value of a key.
    pub(super) fn get(&self, key: &str) -> Option<&Json> {
        self.0.iter().find(|(known, _)| known == key).map(|(_, value)| value)
    }

    /// The keys with their values, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &Json)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value))
    }
}

impl Json {
    /// Whether it holds other values.
    pub(super) fn is_nested(&self) -> bool {
        matches!(self, Self::List(_) | Self::Object(_))
    }
}

fn parsed(text: &str, depth: usize) -> Result<Json, serde_json::Error> {
    if depth > DEEPEST {
        return Err(serde_json::Error::custom("too deep"));
    }
    let text = text.trim();
    Ok(match text.as_bytes().first() {
        Some(b'{') => {
            let Fields(fields) = serde_json::from_str(text)?;
            let values =
                fields.into_iter().map(|(key, raw)| Ok((key, parsed(raw.get(), depth + 1)?)));
            Json::Object(Object(values.collect::<Result<_, serde_json::Error>>()?))
        }
        Some(b'[') => {
            let Elements(elements) = serde_json::from_str(text)?;
            let values = elements.into_iter().map(|raw| parsed(raw.get(), depth + 1));
            Json::List(values.collect::<Result<_, _>>()?)
        }
        Some(b'"') => Json::Text(serde_json::from_str(text)?),
        Some(b'n') => serde_json::from_str::<()>(text).map(|()| Json::Null)?,
        _ => {
            serde_json::from_str::<&RawValue>(text)?;
            Json::Plain(text.to_owned())
        }
    })
}

/// The fields of an object, their values not read yet.
struct Fields<'t>(Vec<(String, &'t RawValue)>);

/// The elements of a list, not read yet.
struct Elements<'t>(Vec<&'t RawValue>);

impl<'de> Deserialize<'de> for Fields<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Fields<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut fields: Vec<(String, &RawValue)> = Vec::new();
                let mut keys = std::collections::BTreeSet::new();
                while let Some((key, value)) = map.next_entry::<String, &RawValue>()? {
                    if !keys.insert(key.clone()) {
                        return Err(A::Error::custom("a key said twice"));
                    }
                    fields.push((key, value));
                }
                Ok(Fields(fields))
            }
        }
        deserializer.deserialize_map(Reader)
    }
}

impl<'de> Deserialize<'de> for Elements<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Elements<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a list")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
                let mut elements = Vec::new();
                while let Some(element) = list.next_element()? {
                    elements.push(element);
                }
                Ok(Elements(elements))
            }
        }
        deserializer.deserialize_seq(Reader)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_figures() {
        let object =
            Object::parse("{\"id\": 123456789012345678901234567890 ,\"n\":1.50,\"é\":null}")
                .unwrap();
        assert_eq!(object.get("id"), Some(&Json::Plain("123456789012345678901234567890".into())));
        assert_eq!(object.get("n"), Some(&Json::Plain("1.50".into())));
        assert_eq!(object.get("é"), Some(&Json::Null));
    }

    #[test]
    fn what_is_not_json_is_refused() {
        for text in [
            "{\"a\":1,\"a\":2}",
            "{\"a\":{\"b\":1,\"b\":1}}",
            "{\"a\":NaN}",
            "{\"a\":01}",
            "[1]",
            "",
            "{\"a\":1}x",
        ] {
            assert_eq!(Object::parse(text), Err(Fault::Json), "{text}");
        }
        let nested = |depth: usize| format!("{}1{}", "{\"a\":".repeat(depth), "}".repeat(depth));
        assert!(Object::parse(&nested(32)).is_ok());
        assert_eq!(Object::parse(&nested(34)), Err(Fault::Json));
        assert_eq!(Object::parse(&nested(100_000)), Err(Fault::Json));
    }
}
