//! The time zone of the dates of a file.

use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};

use crate::ingest::IngestError;

/// The zone in which a file's times without offset are, and to which the others are brought.
#[derive(Clone, Debug)]
pub(in crate::ingest) struct Zone(TimeZone);

impl Zone {
    /// The zone of a name, `Europe/Paris`.
    pub(in crate::ingest) fn named(name: &str) -> Result<Self, IngestError> {
        let zone = TimeZone::get(name);
        zone.map(Self).map_err(|_| IngestError::UnknownZone { name: name.to_owned() })
    }

    /// The time in the zone: a local time as it is if it exists (twice, in autumn: then the first), one with an offset
    /// brought here.
    pub(in crate::ingest) fn local(
        &self,
        at: DateTime,
        offset: Option<Offset>,
    ) -> Option<DateTime> {
        if let Some(offset) = offset {
            Some(offset.to_timestamp(at).ok()?.to_zoned(self.0.clone()).datetime())
        } else {
            let offset = self.0.to_ambiguous_zoned(at).offset();
            (!matches!(offset, AmbiguousOffset::Gap { .. })).then_some(at)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_those_of_the_zone() {
        let paris = Zone::named("Europe/Paris").unwrap();
        let at = |text: &str| text.parse::<DateTime>().unwrap();
        let local = |text: &str, offset| paris.local(at(text), offset).map(|at| at.to_string());
        assert_eq!(local("2024-07-01T10:00:00", None).as_deref(), Some("2024-07-01T10:00:00"));
        assert_eq!(
            local("2024-07-01T10:00:00", Some(Offset::UTC)).as_deref(),
            Some("2024-07-01T12:00:00")
        );
        assert_eq!(local("2024-03-31T02:30:00", None), None);
        assert_eq!(local("2024-10-27T02:30:00", None).as_deref(), Some("2024-10-27T02:30:00"));
        assert!(Zone::named("Europe/Lutece").is_err());
    }
}
