//! What nobody should miss, however seldom it is said.

use super::severity::{SURE_HARM, SeveritySettings, severity_with};
use crate::types::{Annotated, SignalKind, Touchpoint};

/// The least probability of a label for a feedback to be grave for it.
const SURE: f32 = 0.8;

/// What makes a feedback grave, the gravest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gravity {
    /// Somebody was hurt.
    Harm,
    /// Somebody threatens to go beyond the company.
    Threat,
    /// Fraud, personal data, the safety of payments.
    Breach,
}

impl Gravity {
    /// Every one, the gravest first.
    pub const ALL: [Self; 3] = [Self::Harm, Self::Threat, Self::Breach];

    fn of(one: Annotated<'_>, harm: f64) -> Option<Self> {
        if harm >= SURE_HARM {
            return Some(Self::Harm);
        }
        if one.annotation.signal(SignalKind::Escalation).is_some_and(|signal| signal.p >= SURE) {
            return Some(Self::Threat);
        }
        let breach = one.annotation.touchpoint(Touchpoint::SecurityPrivacy)?;
        (breach.polarity.complains() && breach.p >= SURE).then_some(Self::Breach)
    }
}

/// How dissatisfied a feedback is, as [`severity`](super::severity) says, and what makes it grave: the words of it are read once.
pub fn weigh(one: Annotated<'_>, settings: &SeveritySettings) -> (f64, Option<Gravity>) {
    let harm = settings.harm(one);
    (severity_with(one, harm, settings), Gravity::of(one, harm))
}
