//! Queries that a project keeps under a name, to follow what they find.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::{ConfigError, Project};

/// The file of a project that holds them.
pub const THEMES_FILE: &str = "themes.toml";

/// What the file begins with.
const HEADER: &str = "\
# Queries kept under a name, one a line: name = \"query\".
# `vigie search --saved NAME` follows one, `vigie search --themes` all of them.

";

/// Queries by name.
pub type Themes = BTreeMap<String, String>;

impl Project {
    /// The queries that the project keeps; none where it has never kept any.
    ///
    /// # Errors
    ///
    /// When the file cannot be read, or is not a list of names and queries.
    pub fn themes(&self) -> Result<Themes, ConfigError> {
        let path = self.themes_path();
        let text = match std::fs::read_to_string(&path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Themes::new()),
            read => {
                read.map_err(|source| ConfigError::Unreadable { path: path.clone(), source })?
            }
        };
        toml::from_str(&text)
            .map_err(|source| ConfigError::Syntax { path, source: Box::new(source) })
    }

    /// Keeps a query under a name, in the place of the one that may have it.
    ///
    /// # Errors
    ///
    /// As [`Self::themes`], and when the file cannot be written.
    pub fn keep_theme(&self, name: &str, query: &str) -> Result<(), ConfigError> {
        let mut themes = self.themes()?;
        themes.insert(name.to_owned(), query.to_owned());
        let path = self.themes_path();
        let written = toml::to_string(&themes)
            .map_err(|error| ConfigError::Value { reason: error.to_string() })?;
        // Under another name first: whoever reads finds the old list or the new one.
        let draft = path.with_extension("toml.draft");
        std::fs::write(&draft, format!("{HEADER}{written}"))
            .and_then(|()| std::fs::rename(&draft, &path))
            .map_err(|source| ConfigError::Unwritable { path, source })
    }

    pub(super) fn themes_path(&self) -> PathBuf {
        self.folder().join(THEMES_FILE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_are_kept_by_name_and_go_with_the_settings() {
        let folder = tempfile::tempdir().unwrap();
        let project = Project::create(&folder.path().join("a")).unwrap();
        assert_eq!(project.themes().unwrap(), Themes::new());
        project.keep_theme("retards", "retard \"service client\"").unwrap();
        project.keep_theme("été & co", "date:2026-07").unwrap();
        project.keep_theme("retards", "retard*").unwrap();
        let expected = [("retards", "retard*"), ("été & co", "date:2026-07")];
        let expected: Themes = expected.map(|(a, b)| (a.to_owned(), b.to_owned())).into();
        assert_eq!(project.themes().unwrap(), expected);
        let copy = Project::at(&folder.path().join("b"));
        std::fs::create_dir(copy.folder()).unwrap();
        project.copy_settings(&copy).unwrap();
        assert_eq!(copy.themes().unwrap(), expected);
    }

    #[test]
    fn a_list_that_is_none_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let project = Project::create(folder.path()).unwrap();
        for text in ["retards = 3", "= x", "[a]\nb = \"c\""] {
            std::fs::write(project.themes_path(), text).unwrap();
            assert!(matches!(project.themes(), Err(ConfigError::Syntax { .. })), "{text}");
            assert!(project.keep_theme("a", "b").is_err(), "nothing is written over it");
        }
    }
}
