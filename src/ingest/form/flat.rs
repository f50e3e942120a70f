//! JSON objects brought to cells: nested fields by their dotted paths.

use std::borrow::Cow;

use super::Refusal;
use super::json_value::{Json, Object};
use super::scanner::LONGEST;
use crate::ingest::columns::header::{self, Meaning};
use crate::ingest::{Fault, IngestSettings, Role};

/// The most columns that are read.
const MOST_COLUMNS: usize = 1_024;

/// The object that a text is.
pub(super) fn object(text: &str) -> Result<Object, Fault> {
    if text.len() > LONGEST { Err(Fault::TooLong) } else { Object::parse(text) }
}

/// The columns of a table of objects.
#[derive(Default)]
pub(super) struct Columns {
    /// The names of the fields, the outer ones before the dot.
    pub names: Vec<String>,
    known: std::collections::BTreeSet<String>,
    /// Where the columns that were asked for by their paths are.
    paths: Vec<(usize, Path)>,
    /// The columns that hold words: nothing but a string will do there.
    words: Vec<usize>,
}

impl Columns {
    /// Takes the fields of one more object into account.
    pub(super) fn hear(&mut self, object: &Object) {
        self.hear_under("", object);
    }

    fn hear_under(&mut self, outer: &str, object: &Object) {
        for (key, value) in object.iter() {
            let name = if outer.is_empty() { key.to_owned() } else { format!("{outer}.{key}") };
            match value {
                Json::Object(inner) => self.hear_under(&name, inner),
                Json::List(values) if values.iter().any(Json::is_nested) => {}
                _ if self.known.len() >= MOST_COLUMNS => return,
                _ => {
                    if self.known.insert(name.clone()) {
                        self.names.push(name);
                    }
                }
            }
        }
    }

    /// Decides which columns must hold words: those mapped to the text, else the one whose name tells the most.
    pub(super) fn settle(&mut self, settings: &IngestSettings) {
        let mapped = |name: &String| {
            settings.map.iter().any(|said| said.role == Role::Text && said.column == *name)
        };
        self.words = (0..self.names.len()).filter(|&at| mapped(&self.names[at])).collect();
        if self.words.is_empty() {
            let named = (0..self.names.len()).filter_map(|at| {
                let known = header::known(&self.names[at])?;
                (known.meaning == Meaning::Text).then_some((known.rank, at))
            });
            self.words.extend(named.min().map(|(_, at)| at));
        }
    }

    /// Adds the columns of these paths that are no names of fields.
    pub(super) fn ask_for(&mut self, paths: &[String]) -> Vec<String> {
        let mut taken = Vec::new();
        for path in paths.iter().filter(|path| path.contains('[')) {
            let Some(parsed) = Path::parse(path) else { continue };
            self.paths.push((self.names.len(), parsed));
            self.names.push(path.clone());
            taken.push(path.clone());
        }
        taken
    }

    /// The cells of an object.
    pub(super) fn cells(&self, object: &Object) -> Result<Vec<Cow<'static, str>>, Refusal> {
        let wordless = |&&column: &&usize| {
            let value = field(object, &self.names[column]);
            value.is_some_and(|value| !matches!(value, Json::Text(_) | Json::Null))
        };
        if let Some(&column) = self.words.iter().find(wordless) {
            return Err((Fault::NotWords, Some(column)));
        }
        let asked = self.names.len() - self.paths.len();
        let named = self.names[..asked].iter().map(|name| cell(field(object, name)));
        Ok(named.chain(self.paths.iter().map(|(_, path)| path.of(object).into())).collect())
    }
}

/// The field of a dotted name: keys may hold dots too.
fn field<'o>(object: &'o Object, name: &str) -> Option<&'o Json> {
    if let Some(value) = object.get(name).filter(|value| !matches!(value, Json::Object(_))) {
        return Some(value);
    }
    name.match_indices('.').find_map(|(dot, _)| match object.get(&name[..dot])? {
        Json::Object(inner) => field(inner, &name[dot + 1..]),
        _ => None,
    })
}

/// A value as a cell; lists of plain values are joined.
fn cell(value: Option<&Json>) -> Cow<'static, str> {
    match value {
        Some(Json::Text(text) | Json::Plain(text)) => text.clone().into(),
        Some(Json::List(values)) => {
            let cells =
                values.iter().filter(|value| !value.is_nested()).map(|value| cell(Some(value)));
            cells.collect::<Vec<_>>().join(", ").into()
        }
        Some(Json::Null | Json::Object(_)) | None => "".into(),
    }
}

/// A path through lists: `contacts[].id`, `parts[author.type=user].body`.
struct Path(Vec<Step>);

/// A step of a path: a field, and where it is a list, which of its elements.
struct Step {
    field: String,
    elements: Option<Elements>,
}

/// Which elements of a list.
enum Elements {
    All,
    Those { field: String, value: String },
}

impl Path {
    fn parse(path: &str) -> Option<Self> {
        let mut steps = Vec::new();
        let mut rest = path;
        while !rest.is_empty() {
            let bracket = rest.find('[');
            let Some(open) = bracket else {
                steps.push(Step { field: rest.to_owned(), elements: None });
                break;
            };
            let close = open + rest[open..].find(']')?;
            let elements = match &rest[open + 1..close] {
                "" => Elements::All,
                one => {
                    let (field, value) = one.split_once('=')?;
                    Elements::Those { field: field.to_owned(), value: value.to_owned() }
                }
            };
            steps.push(Step { field: rest[..open].to_owned(), elements: Some(elements) });
            rest = rest[close + 1..].trim_start_matches('.');
        }
        (!steps.is_empty()).then_some(Self(steps))
    }

    /// What the path leads to, one a line.
    fn of(&self, object: &Object) -> String {
        let mut found: Vec<String> = Vec::new();
        walk(&self.0, object, &mut found);
        found.join("\n")
    }
}

fn walk(steps: &[Step], object: &Object, found: &mut Vec<String>) {
    let Some((step, rest)) = steps.split_first() else { return };
    let Some(value) = field(object, &step.field) else { return };
    let Some(elements) = &step.elements else {
        found.extend(Some(cell(Some(value)).into_owned()).filter(|cell| !cell.is_empty()));
        return;
    };
    let Json::List(values) = value else { return };
    for element in values {
        match element {
            Json::Object(inner) if elements.take(inner) => walk(rest, inner, found),
            plain if rest.is_empty() && !plain.is_nested() => {
                found.push(cell(Some(plain)).into_owned());
            }
            _ => {}
        }
    }
}

impl Elements {
    fn take(&self, element: &Object) -> bool {
        match self {
            Self::All => true,
            Self::Those { field: name, value } => cell(field(element, name)) == value.as_str(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONVERSATION: &str = r#"{"id":7,"source":{"body":"Bonjour","author":{"type":"user"}},"tags":["vip","web"],
        "parts":{"list":[{"author":{"type":"user"},"body":"Toujours rien"},{"author":{"type":"admin"},"body":"Désolé"},
        {"author":{"type":"user"},"body":null}]},"a.b":1}"#;

    #[test]
    fn nested_fields_are_columns() {
        let object = object(CONVERSATION).unwrap();
        let mut columns = Columns::default();
        columns.hear(&object);
        assert_eq!(columns.names, ["id", "source.body", "source.author.type", "tags", "a.b"]);
        let taken = columns.ask_for(&[
            "id".into(),
            "parts.list[author.type=user].body".into(),
            "x[".into(),
        ]);
        assert_eq!(taken, ["parts.list[author.type=user].body"]);
        let cells = columns.cells(&object).unwrap();
        assert_eq!(cells, ["7", "Bonjour", "user", "vip, web", "1", "Toujours rien"]);
    }
}
