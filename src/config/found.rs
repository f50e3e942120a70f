//! The themes that were found in a project, as it keeps them.

use std::io::ErrorKind;
use std::path::PathBuf;

use super::{ConfigError, Project};
use crate::themes::Book;

/// The file of a project that holds them.
pub const FOUND_FILE: &str = "themes-found.json";

impl Project {
    /// The themes that were found before; none where none ever was.
    ///
    /// # Errors
    ///
    /// When the file cannot be read, or is not such a book, of the present form and of these vectors of words.
    pub fn book(&self, vectors: &str) -> Result<Book, ConfigError> {
        let path = self.found_path();
        let text = match std::fs::read_to_string(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Ok(Book::new(vectors.to_owned()));
            }
            read => {
                read.map_err(|source| ConfigError::Unreadable { path: path.clone(), source })?
            }
        };
        let refused = |reason: String| ConfigError::Book { path: path.clone(), reason };
        let book: Book = serde_json::from_str(&text).map_err(|error| refused(error.to_string()))?;
        if book.schema_version != Book::SCHEMA_VERSION {
            return Err(refused(format!("their form is {}", book.schema_version)));
        }
        if book.vectors != vectors {
            return Err(refused("they were found with other vectors of words".to_owned()));
        }
        Ok(book)
    }

    /// Keeps the themes that were found.
    ///
    /// # Errors
    ///
    /// When the file cannot be written.
    pub fn keep_book(&self, book: &Book) -> Result<(), ConfigError> {
        let path = self.found_path();
        let written = serde_json::to_string_pretty(book)
            .map_err(|error| ConfigError::Value { reason: error.to_string() })?;
        // Under another name first: whoever reads finds the old list or the new one.
        let draft = path.with_extension("json.draft");
        std::fs::write(&draft, written + "\n")
            .and_then(|()| std::fs::rename(&draft, &path))
            .map_err(|source| ConfigError::Unwritable { path, source })
    }

    pub(super) fn found_path(&self) -> PathBuf {
        self.folder().join(FOUND_FILE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn themes_are_kept_and_go_with_the_settings() {
        let folder = tempfile::tempdir().unwrap();
        let project = Project::create(&folder.path().join("a")).unwrap();
        let book = project.book("abc").unwrap();
        assert_eq!(book, Book::new("abc".to_owned()));
        project.keep_book(&book).unwrap();
        let copy = Project::at(&folder.path().join("b"));
        std::fs::create_dir(copy.folder()).unwrap();
        project.copy_settings(&copy).unwrap();
        assert_eq!(copy.book("abc").unwrap(), book);
    }

    #[test]
    fn a_book_that_cannot_be_gone_on_with_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let project = Project::create(folder.path()).unwrap();
        let mut book = Book::new("abc".to_owned());
        project.keep_book(&book).unwrap();
        assert!(matches!(project.book("abd"), Err(ConfigError::Book { .. })));
        book.schema_version = 9;
        project.keep_book(&book).unwrap();
        assert!(matches!(project.book("abc"), Err(ConfigError::Book { .. })));
        std::fs::write(project.found_path(), "{").unwrap();
        assert!(matches!(project.book("abc"), Err(ConfigError::Book { .. })));
    }
}
