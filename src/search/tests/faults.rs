//! Operations on the disk that fail when a test says so, and the list of those that were done.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Whether the nth operation (from 0) of this name on this file fails.
type Verdict = Box<dyn FnMut(usize, &str, &str) -> bool + Send>;

struct Plan {
    fails: Verdict,
    done: Vec<(String, String)>,
}

/// The plans, by the folder under which they hold: tests run side by side.
static PLANS: Mutex<BTreeMap<PathBuf, Plan>> = Mutex::new(BTreeMap::new());

fn plans() -> MutexGuard<'static, BTreeMap<PathBuf, Plan>> {
    PLANS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What every operation on the disk asks first.
pub(in crate::search) fn trip(operation: &str, path: &Path) -> io::Result<()> {
    let mut plans = plans();
    let Some((_, plan)) = plans.iter_mut().find(|(root, _)| path.starts_with(root)) else {
        return Ok(());
    };
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let fails = (plan.fails)(plan.done.len(), operation, &name);
    plan.done.push((operation.to_owned(), name));
    // No space left on the device, as the system says it.
    if fails { Err(io::Error::from_raw_os_error(28)) } else { Ok(()) }
}

/// Faults under a folder, for as long as this lives.
pub(super) struct Faults(PathBuf);

impl Faults {
    pub(super) fn under(
        root: &Path,
        fails: impl FnMut(usize, &str, &str) -> bool + Send + 'static,
    ) -> Self {
        plans().insert(root.to_owned(), Plan { fails: Box::new(fails), done: Vec::new() });
        Self(root.to_owned())
    }

    /// The first operation of this name on a file whose name ends so.
    pub(super) fn first(root: &Path, operation: &'static str, end: &'static str) -> Self {
        let mut left = 1;
        Self::under(root, move |_, name, file| {
            let hit = left == 1 && name == operation && file.ends_with(end);
            left -= i32::from(hit);
            hit
        })
    }

    /// The operations done so far: their name, and the file.
    pub(super) fn done(&self) -> Vec<(String, String)> {
        plans().get(&self.0).map(|plan| plan.done.clone()).unwrap_or_default()
    }
}

impl Drop for Faults {
    fn drop(&mut self) {
        plans().remove(&self.0);
    }
}
