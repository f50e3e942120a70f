//! Journeys: phases, the touchpoints of each, and who answers for them.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::AssetError;
use super::embedded::JourneyFiles;
use crate::types::Touchpoint;

/// The journey used where none is named.
pub const DEFAULT_JOURNEY: &str = "five-phases";

/// A journey as it is planned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct JourneyPlan {
    /// Its phases, in order.
    #[serde(rename = "phase")]
    pub phases: Vec<Phase>,
    /// Who answers for each touchpoint.
    #[serde(default)]
    pub owner: BTreeMap<Touchpoint, String>,
}

/// A phase of a journey.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Phase {
    /// Its stable identifier.
    pub id: String,
    /// Its name in French.
    pub fr: String,
    /// Its name in English.
    pub en: String,
    /// Its touchpoints.
    pub touchpoints: Vec<Touchpoint>,
}

impl JourneyPlan {
    /// A journey that the program carries, or the file of one.
    ///
    /// # Errors
    ///
    /// When there is none of this name or at this path, or it cannot be understood.
    pub fn find(name: &str) -> Result<Self, AssetError> {
        let carried = JourneyFiles::get(&format!("journeys/{name}.toml"));
        let text = match carried {
            Some(file) => String::from_utf8_lossy(&file.data).into_owned(),
            None if Path::new(name).is_file() => std::fs::read_to_string(name)
                .map_err(|source| AssetError::Unreadable { path: name.into(), source })?,
            None => {
                return Err(AssetError::UnknownJourney {
                    name: name.to_owned(),
                    known: Self::known(),
                });
            }
        };
        Self::parse(&text).map_err(|reason| AssetError::Journey { name: name.to_owned(), reason })
    }

    /// The journeys that the program carries, by name.
    pub fn known() -> Vec<String> {
        let names = JourneyFiles::iter().filter_map(|path| {
            Some(path.strip_prefix("journeys/")?.strip_suffix(".toml")?.to_owned())
        });
        let mut names: Vec<String> = names.collect();
        names.sort();
        names
    }

    fn parse(text: &str) -> Result<Self, String> {
        let plan: Self =
            toml::from_str(text).map_err(|error| error.to_string().trim().to_owned())?;
        let mut seen = BTreeMap::new();
        for phase in &plan.phases {
            for &touchpoint in &phase.touchpoints {
                if let Some(other) = seen.insert(touchpoint, &phase.id) {
                    return Err(format!(
                        "`{touchpoint}` is in the phases `{other}` and `{}`",
                        phase.id
                    ));
                }
            }
        }
        if plan.phases.is_empty() { Err("it has no phase".to_owned()) } else { Ok(plan) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_carried_journeys_place_every_touchpoint_once() {
        assert_eq!(JourneyPlan::known(), ["five-phases", "four-phases", "three-phases"]);
        for name in JourneyPlan::known() {
            let plan = JourneyPlan::find(&name).unwrap();
            let mut placed: Vec<Touchpoint> =
                plan.phases.iter().flat_map(|phase| phase.touchpoints.clone()).collect();
            placed.sort_unstable();
            assert_eq!(placed, Touchpoint::ALL, "{name}");
        }
    }

    #[test]
    fn a_touchpoint_in_two_phases_is_refused() {
        let phase = "[[phase]]\nid = \"a\"\nfr = \"A\"\nen = \"A\"\ntouchpoints = [\"store\"]\n";
        assert!(JourneyPlan::parse(&phase.repeat(2)).unwrap_err().contains("`store`"));
        assert!(JourneyPlan::find("absent").is_err());
        let owned = format!("{phase}[owner]\nstore = \"Réseau\"\n");
        assert_eq!(JourneyPlan::parse(&owned).unwrap().owner[&Touchpoint::Store], "Réseau");
    }
}
