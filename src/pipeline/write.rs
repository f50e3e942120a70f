//! The files of a report.

use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::observe::{Observer, Stage};
use crate::report::{Html, Json, Markdown, Renderer, Report, Table};

/// A folder that a report is written to. It is made before the long work begins, so that a place that
/// cannot be written is told at once.
#[derive(Debug)]
pub struct ReportFolder {
    path: PathBuf,
}

impl ReportFolder {
    /// Makes the folder, where it does not exist, and tries to write to it.
    ///
    /// # Errors
    ///
    /// When it cannot be made or written, is a symbolic link, or when the report would be written over one of `inputs`.
    pub fn create(path: &Path, inputs: &[PathBuf]) -> Result<Self, Error> {
        let failed = |source| Error::Create { path: path.to_owned(), source };
        if path.is_symlink() {
            let reason = "is a symbolic link: name the folder that it leads to";
            return Err(Error::Forbidden { path: path.to_owned(), reason });
        }
        if let Some(input) = inputs.iter().find(|input| is_of_report(path, input)) {
            let reason = "is an input of the report, which would be written over it: name another folder with -o";
            return Err(Error::Forbidden { path: input.clone(), reason });
        }
        fs::create_dir_all(path.join("tables")).map_err(failed)?;
        let trial = path.join(".vigie");
        File::create(&trial).and_then(|_| fs::remove_file(&trial)).map_err(failed)?;
        Ok(Self { path: path.to_owned() })
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes the report in every form. Each file is complete or absent.
    ///
    /// # Errors
    ///
    /// When a file cannot be written.
    pub fn write(&self, report: &Report, observer: &dyn Observer) -> Result<(), Error> {
        observer.stage(Stage::Write, None);
        let renderers: [(&str, &dyn Renderer); 3] =
            [("report.json", &Json), ("report.html", &Html), ("report.md", &Markdown)];
        for (name, renderer) in renderers {
            self.write_one(name, |out| renderer.render(report, out))?;
        }
        for table in Table::ALL {
            let name = format!("tables/{}", table.file_name());
            self.write_one(&name, |out| table.render(report, out))?;
        }
        Ok(())
    }

    /// The paths of every file of a report, in its folder.
    fn names() -> impl Iterator<Item = String> {
        let tables = Table::ALL.iter().map(|table| format!("tables/{}", table.file_name()));
        ["report.json", "report.html", "report.md"].into_iter().map(str::to_owned).chain(tables)
    }

    /// Written beside, then renamed: a reader never sees half a file.
    fn write_one(
        &self,
        name: &str,
        write: impl FnOnce(&mut dyn std::io::Write) -> std::io::Result<()>,
    ) -> Result<(), Error> {
        let path = self.path.join(name);
        let draft = path.with_extension("part");
        let written = File::create(&draft).and_then(|file| {
            let mut out = BufWriter::new(file);
            write(&mut out)?;
            out.flush()?;
            fs::rename(&draft, &path)
        });
        written.map_err(|source| Error::Create { path, source })
    }
}

/// Whether a file is one of those that a report is written to.
fn is_of_report(folder: &Path, file: &Path) -> bool {
    let Ok(file) = file.canonicalize() else { return false };
    ReportFolder::names()
        .any(|name| folder.join(name).canonicalize().is_ok_and(|known| known == file))
}
