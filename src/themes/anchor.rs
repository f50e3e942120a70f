//! A direction that a theme is anchored to, as it is written down.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A direction in the space of the vectors of words. Written as one word of hexadecimal digits, four a number, so that
/// what is read is what was written, to the bit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchor(pub(super) Vec<i16>);

impl Serialize for Anchor {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let digits = self.0.iter().map(|value| format!("{:04x}", value.cast_unsigned()));
        to.serialize_str(&digits.collect::<String>())
    }
}

impl<'de> Deserialize<'de> for Anchor {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let number = |at: usize| {
            let digits = text.get(at..at + 4)?;
            u16::from_str_radix(digits, 16).ok().map(u16::cast_signed)
        };
        let values: Option<Vec<i16>> = (0..text.len()).step_by(4).map(number).collect();
        values.map(Self).ok_or_else(|| {
            D::Error::custom("an anchor is made of hexadecimal digits, four a number")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let anchor = Anchor(vec![0, 1, -1, 4096, -4096, i16::MIN]);
        let text = serde_json::to_string(&anchor).unwrap();
        assert_eq!(text, r#""00000001ffff1000f0008000""#);
        assert_eq!(serde_json::from_str::<Anchor>(&text).unwrap(), anchor);
    }

    #[test]
    fn what_is_no_anchor_is_refused() {
        for text in [r#""000""#, r#""00g0""#, r#""é00é00""#, "12"] {
            assert!(serde_json::from_str::<Anchor>(text).is_err(), "{text}");
        }
    }
}
