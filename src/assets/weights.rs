//! The files of weights that `models/train` writes beside the graphs: whole numbers and floats, low bytes first.

/// FNV-1a of 32 bits of nothing; see [`fnv`].
pub const FNV: u32 = 0x811c_9dc5;

/// FNV-1a of 32 bits, carried on by a text: what features are found by in these files.
pub fn fnv(state: u32, text: &str) -> u32 {
    text.bytes().fold(state, |state, byte| (state ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// What is left to read of such a file. Each part is none where the file ends before it.
pub struct Weights<'a>(pub &'a [u8]);

impl<'a> Weights<'a> {
    /// So many bytes.
    pub fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    /// One whole number.
    pub fn number(&mut self) -> Option<usize> {
        usize::try_from(self.numbers(1)?.next()?).ok()
    }

    /// Whole numbers of 32 bits.
    pub fn numbers(&mut self, count: usize) -> Option<impl Iterator<Item = u32> + use<'a>> {
        let (numbers, _) = self.take(count.checked_mul(4)?)?.as_chunks();
        Some(numbers.iter().map(|bytes| u32::from_le_bytes(*bytes)))
    }

    /// Floats of 32 bits; none where one is no number.
    pub fn floats(&mut self, count: usize) -> Option<Vec<f32>> {
        let floats: Vec<f32> = self.numbers(count)?.map(f32::from_bits).collect();
        floats.iter().all(|value| value.is_finite()).then_some(floats)
    }

    /// Whole numbers of 8 bits, in rows.
    pub fn rows(&mut self, count: usize, length: usize) -> Option<Vec<i8>> {
        let bytes = self.take(count.checked_mul(length)?)?;
        Some(bytes.iter().map(|byte| byte.cast_signed()).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_nothing_beyond_the_end() {
        let mut bytes = 7_u32.to_le_bytes().to_vec();
        bytes.extend(1.5_f32.to_le_bytes());
        bytes.extend([255, 1]);
        let mut file = Weights(&bytes);
        assert_eq!(file.number(), Some(7));
        assert_eq!(file.floats(1), Some(vec![1.5]));
        assert_eq!(file.rows(1, 2), Some(vec![-1, 1]));
        assert_eq!((file.number(), file.rows(usize::MAX, 2)), (None, None));
        assert_eq!(Weights(&f32::NAN.to_le_bytes()).floats(1), None);
    }

    #[test]
    fn features_are_found_by_the_hash_of_the_training() {
        assert_eq!(fnv(FNV, "wcolis"), 0x99ad_194c);
        assert_eq!(fnv(fnv(FNV, "w"), "colis"), fnv(FNV, "wcolis"));
    }
}
