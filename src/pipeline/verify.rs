//! What a store promises, checked promise by promise.

use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::error::Error;
use crate::search::{Index, SearchError, SearchErrorKind};
use crate::store::{BatchState, Sample, Store, StoreErrorKind};

/// What was found of every promise.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Verification {
    /// The promises, in order.
    pub invariants: Vec<Invariant>,
    /// How many batches the store has, open ones included.
    pub batches: u64,
    /// How many feedback the store counts, in all its batches.
    pub feedback: u64,
    /// How many of them were read back whole.
    pub read: u64,
    /// How many batches are stored and not yet in the index: no fault.
    pub pending: u64,
}

/// A promise of the store.
#[derive(Clone, Debug, Serialize)]
pub struct Invariant {
    /// `I1` to `I7`.
    pub id: &'static str,
    /// The promise, in French.
    pub fr: &'static str,
    /// The promise, in English.
    pub en: &'static str,
    /// Where it does not hold.
    pub faults: Vec<Fault>,
    /// Whether it could be checked at all.
    pub checked: bool,
}

/// A place where a promise does not hold.
#[derive(Clone, Debug, Serialize)]
pub struct Fault {
    /// In French.
    pub fr: String,
    /// In English.
    pub en: String,
}

const PROMISES: [(&str, &str, &str); 7] = [
    ("I1", "chaque enregistrement lu est compté", "every record read is accounted for"),
    ("I2", "chaque lot est entier dans l'index", "every batch is whole in the index"),
    ("I3", "l'index ne contient rien d'autre", "the index holds nothing else"),
    ("I4", "aucun fichier n'est de trop", "no file is left over"),
    ("I5", "les avis sont tels qu'ils ont été écrits", "the feedback are what was written"),
    ("I6", "les fichiers de l'index sont intacts", "the files of the index are intact"),
    ("I7", "personne d'autre ne peut lire la base", "nobody else can read the store"),
];

impl Verification {
    /// Whether every promise was checked and holds.
    pub fn holds(&self) -> bool {
        self.invariants.iter().all(|one| one.checked && one.faults.is_empty())
    }

    /// The identifiers of the promises that do not hold.
    pub fn broken(&self) -> Vec<&'static str> {
        let broken = self.invariants.iter().filter(|one| !one.faults.is_empty());
        broken.map(|one| one.id).collect()
    }

    fn fault(&mut self, id: &str, fr: String, en: String) {
        if let Some(one) = self.invariants.iter_mut().find(|one| one.id == id) {
            one.checked = true;
            one.faults.push(Fault { fr, en });
        }
    }

    fn checked(&mut self, id: &str) {
        if let Some(one) = self.invariants.iter_mut().find(|one| one.id == id) {
            one.checked = true;
        }
    }
}

/// Checks every promise of the store in `dir`, which nobody may write to meanwhile. Nothing is mended.
///
/// # Errors
///
/// When there is no store, when another process holds it, or when the disk fails: damage is no error here.
pub fn verify(dir: &Path, sample: Sample) -> Result<Verification, Error> {
    let invariants = PROMISES.into_iter().map(|(id, fr, en)| Invariant {
        id,
        fr,
        en,
        faults: Vec::new(),
        checked: false,
    });
    let mut found = Verification { invariants: invariants.collect(), ..Verification::default() };
    check_modes(dir, &mut found)?;
    let store = match Store::open_for_writing(dir) {
        Ok(store) => store,
        Err(error) if error.kind() == StoreErrorKind::Permission && !found.broken().is_empty() => {
            return Ok(found);
        }
        Err(error) if error.kind() == StoreErrorKind::Corrupt => {
            damaged(&mut found, &error.into());
            return Ok(found);
        }
        Err(error) => return Err(error.into()),
    };
    check_rows(&store, sample, &mut found)?;
    check_index(&store, &mut found)?;
    Ok(found)
}

/// I7.
fn check_modes(dir: &Path, found: &mut Verification) -> Result<(), Error> {
    for path in Store::exposed(dir)? {
        let name = path.display();
        found.fault(
            "I7",
            format!("`{name}` peut être lu par d'autres"),
            format!("`{name}` can be read by others"),
        );
    }
    found.checked("I7");
    Ok(())
}

/// I1 and I5.
fn check_rows(store: &Store, sample: Sample, found: &mut Verification) -> Result<(), Error> {
    let account = || -> Result<_, Error> {
        let batches = store.batches()?;
        let unbalanced = store.unbalanced()?;
        let feedback = batches.iter().map(|batch| batch.counts.accepted).sum();
        Ok((batches.len() as u64, feedback, unbalanced, store.verify_rows(sample)?))
    };
    match account() {
        Ok((batches, feedback, unbalanced, read)) => {
            (found.batches, found.feedback, found.read) = (batches, feedback, read);
            for name in unbalanced {
                found.fault(
                    "I1",
                    format!("les enregistrements de `{name}` ne font pas le compte"),
                    format!("the records of `{name}` do not add up"),
                );
            }
            found.checked("I1");
            found.checked("I5");
            Ok(())
        }
        Err(Error::Store(error)) if error.kind() == StoreErrorKind::Corrupt => {
            damaged(found, &error.into());
            Ok(())
        }
        Err(error) => Err(error),
    }
}

fn damaged(found: &mut Verification, error: &Error) {
    found.fault("I5", format!("la base est endommagée ({error})"), error.to_string());
}

/// I2, I3, I4 and I6.
fn check_index(store: &Store, found: &mut Verification) -> Result<(), Error> {
    let folder = store.index_dir();
    let mut strays = store.strays()?;
    match Index::open(&folder) {
        Ok(index) => {
            found.checked("I6");
            if found.invariants.iter().any(|one| one.id == "I5" && one.faults.is_empty()) {
                check_counts(store, &index, found)?;
            }
            strays.extend(Index::strays(&folder)?);
        }
        Err(SearchError::Missing { .. }) if store.batches().is_ok_and(|all| all.is_empty()) => {
            for id in ["I2", "I3", "I6"] {
                found.checked(id);
            }
        }
        Err(error) if error.kind() == SearchErrorKind::Corrupt => {
            found.fault("I6", format!("l'index est endommagé ({error})"), error.to_string());
        }
        Err(error) => return Err(error.into()),
    }
    report_strays(&strays, found);
    Ok(())
}

fn check_counts(store: &Store, index: &Index, found: &mut Verification) -> Result<(), Error> {
    let mut known = 0;
    for batch in store.batches()?.iter().filter(|batch| batch.state != BatchState::Open) {
        let there = index.batch_len(&batch.header.id)?;
        known += there;
        let (name, expected) = (&batch.header.name, batch.counts.accepted);
        if batch.state == BatchState::Stored {
            found.pending += 1;
        } else if there != expected {
            found.fault(
                "I2",
                format!("`{name}` a {there} avis dans l'index au lieu de {expected}"),
                format!("`{name}` has {there} feedback in the index instead of {expected}"),
            );
        }
    }
    let others = index.len().saturating_sub(known);
    if others > 0 {
        found.fault(
            "I3",
            format!("l'index contient {others} avis qui ne sont d'aucun lot"),
            format!("the index holds {others} feedback of no batch"),
        );
    }
    found.checked("I2");
    found.checked("I3");
    Ok(())
}

fn report_strays(strays: &[PathBuf], found: &mut Verification) {
    for path in strays {
        let name = path.display();
        found.fault("I4", format!("`{name}` ne sert à rien"), format!("`{name}` serves nobody"));
    }
    found.checked("I4");
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The other promises are broken from outside, by the tests of the program; no seal can be forged from there.
    #[test]
    fn records_that_do_not_add_up_break_i1() {
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path().join("store");
        let mut store = Store::create(&dir).unwrap();
        Index::create(&store.index_dir()).unwrap();
        store.forge_unbalanced_batch("forged.csv").unwrap();
        drop(store);
        let found = verify(&dir, Sample::All).unwrap();
        assert_eq!(found.broken(), ["I1"]);
        assert!(!found.holds());
        let fault = &found.invariants[0].faults[0];
        assert_eq!(fault.en, "the records of `forged.csv` do not add up");
        assert_eq!(fault.fr, "les enregistrements de `forged.csv` ne font pas le compte");
    }
}
