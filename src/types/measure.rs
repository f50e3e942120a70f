//! Numbers that say how sure they are.

use serde::{Deserialize, Serialize, Serializer};

/// A figure with its interval and the number of answers behind it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// The figure.
    #[serde(serialize_with = "six_decimals")]
    pub value: f64,
    /// The lower end of its 95 % interval.
    #[serde(serialize_with = "six_decimals")]
    pub low: f64,
    /// The upper end of its 95 % interval.
    #[serde(serialize_with = "six_decimals")]
    pub high: f64,
    /// How many answers it rests on.
    pub n: u64,
}

impl Estimate {
    /// Whether zero lies inside the interval.
    pub fn holds_zero(&self) -> bool {
        self.low <= 0.0 && self.high >= 0.0
    }
}

/// Why a figure cannot be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Undefined {
    /// No answer to compute it from.
    NoData,
    /// Fewer answers than the figure needs.
    TooFew,
    /// The score that it needs is not in the data.
    NoScore,
    /// The dates that it needs are not in the data.
    NoDate,
    /// Every answer is on one side: there is nothing to compare.
    NoContrast,
    /// Fewer events than ten for each driver: a regression would fit chance.
    TooFewEvents,
    /// The table that it needs was not given.
    NoTable,
}

/// A figure, or the reason why there is none: never NaN, never a zero standing for "none".
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Measure {
    /// The figure.
    Known(Estimate),
    /// The reason.
    Undefined(Undefined),
}

impl Default for Measure {
    /// What was not computed.
    fn default() -> Self {
        Self::Undefined(Undefined::NoData)
    }
}

impl Measure {
    /// The figure, where there is one.
    pub fn known(&self) -> Option<&Estimate> {
        match self {
            Self::Known(estimate) => Some(estimate),
            Self::Undefined(_) => None,
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct MeasureForm {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    value: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    low: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    high: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    n: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    undefined: Option<Undefined>,
}

impl Serialize for Measure {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Known(estimate) => estimate.serialize(serializer),
            Self::Undefined(reason) => MeasureForm {
                value: None,
                low: None,
                high: None,
                n: None,
                undefined: Some(*reason),
            }
            .serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Measure {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let form = MeasureForm::deserialize(deserializer)?;
        match (form.value, form.low, form.high, form.n, form.undefined) {
            (Some(value), Some(low), Some(high), Some(n), None) => {
                Ok(Self::Known(Estimate { value, low, high, n }))
            }
            (None, None, None, None, Some(reason)) => Ok(Self::Undefined(reason)),
            _ => Err(serde::de::Error::custom("a measure is {value, low, high, n} or {undefined}")),
        }
    }
}

/// Figures are written with six decimals, so that the last bits of a sum never show.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde calls")]
pub(crate) fn six_decimals<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64((value * 1e6).round() / 1e6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_measure_is_a_figure_or_a_reason() {
        let known = Measure::Known(Estimate { value: 45.0, low: 34.75, high: 55.25, n: 200 });
        let written = serde_json::to_string(&known).unwrap();
        assert_eq!(written, r#"{"value":45.0,"low":34.75,"high":55.25,"n":200}"#);
        assert_eq!(serde_json::from_str::<Measure>(&written).unwrap(), known);

        let missing = serde_json::to_string(&Measure::Undefined(Undefined::NoScore)).unwrap();
        assert_eq!(missing, r#"{"undefined":"no_score"}"#);
    }

    #[test]
    fn half_a_measure_is_refused() {
        assert!(serde_json::from_str::<Measure>(r#"{"value":1.0}"#).is_err());
    }
}
