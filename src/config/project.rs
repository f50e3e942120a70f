//! A project: a folder with a `vigie.toml` and a store.

use std::path::{Path, PathBuf};

use super::{ConfigError, Layers, Source};

/// The file that makes a folder a project.
pub const PROJECT_FILE: &str = "vigie.toml";

/// What a new project starts with.
const FIRST_SETTINGS: &str = include_str!("default.toml");

/// A folder with a `vigie.toml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Project {
    folder: PathBuf,
}

impl Project {
    /// The nearest project at or above `folder`.
    ///
    /// # Errors
    ///
    /// When there is none.
    pub fn above(folder: &Path) -> Result<Self, ConfigError> {
        let found = folder.ancestors().find(|candidate| candidate.join(PROJECT_FILE).is_file());
        let found = found.map(|folder| Self { folder: folder.to_owned() });
        found.ok_or_else(|| ConfigError::NoProject { from: folder.to_owned() })
    }

    /// The project that a folder is, or is to be.
    pub fn at(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    /// Checks that the folder is no project yet.
    ///
    /// # Errors
    ///
    /// When it is one.
    pub fn check_free(&self) -> Result<(), ConfigError> {
        let path = self.folder.join(PROJECT_FILE);
        if path.exists() { Err(ConfigError::Exists { path }) } else { Ok(()) }
    }

    /// Gives the settings of this project, the queries that it keeps and the themes that were found, to another folder, which becomes a project.
    ///
    /// # Errors
    ///
    /// When they cannot be read or written.
    pub fn copy_settings(&self, to: &Self) -> Result<(), ConfigError> {
        to.check_free()?;
        let kept = [(self.themes_path(), to.themes_path()), (self.found_path(), to.found_path())];
        for (themes, path) in kept.into_iter().filter(|(themes, _)| themes.exists()) {
            std::fs::copy(&themes, &path)
                .map_err(|source| ConfigError::Unwritable { path, source })?;
        }
        let (from, path) = (self.folder.join(PROJECT_FILE), to.folder.join(PROJECT_FILE));
        let settings = std::fs::read(&from)
            .map_err(|source| ConfigError::Unreadable { path: from, source })?;
        std::fs::write(&path, settings).map_err(|source| ConfigError::Unwritable { path, source })
    }

    /// Makes a project of a folder, with commented settings. The folder is made where it does not exist.
    ///
    /// # Errors
    ///
    /// When the folder already is a project, or cannot be written.
    pub fn create(folder: &Path) -> Result<Self, ConfigError> {
        let project = Self::at(folder);
        project.check_free()?;
        let path = folder.join(PROJECT_FILE);
        let written =
            std::fs::create_dir_all(folder).and_then(|()| std::fs::write(&path, FIRST_SETTINGS));
        written.map_err(|source| ConfigError::Unwritable { path, source })?;
        Ok(project)
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where the store lies.
    pub fn store(&self) -> PathBuf {
        self.folder.join("store")
    }

    /// The folder in which rejected records are kept, to be mended and read again.
    pub fn rejects(&self) -> PathBuf {
        self.folder.join("rejects")
    }

    /// The settings of the project, over the defaults.
    ///
    /// # Errors
    ///
    /// When the file cannot be read, or holds a setting that does not exist.
    pub fn layers(&self) -> Result<Layers, ConfigError> {
        let path = self.folder.join(PROJECT_FILE);
        let text = std::fs::read_to_string(&path)
            .map_err(|source| ConfigError::Unreadable { path: path.clone(), source })?;
        let table = text.parse().map_err(|source| ConfigError::Syntax {
            path: path.clone(),
            source: Box::new(source),
        })?;
        let mut layers = Layers::default();
        layers.lay(Source::File(path), table)?;
        Ok(layers)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_project_is_found_from_below_and_starts_with_the_defaults() {
        let folder = tempfile::tempdir().unwrap();
        let project = Project::create(folder.path()).unwrap();
        let below = folder.path().join("a/b");
        std::fs::create_dir_all(&below).unwrap();
        assert_eq!(Project::above(&below).unwrap(), project);
        let settings = project.layers().unwrap().settings().unwrap();
        assert_eq!(settings, super::super::Settings::default());
    }

    #[test]
    fn a_project_is_never_made_twice() {
        let folder = tempfile::tempdir().unwrap();
        Project::create(folder.path()).unwrap();
        assert!(matches!(Project::create(folder.path()), Err(ConfigError::Exists { .. })));
    }
}
