//! Text that was encoded twice: « Ã© » for « é ».

use encoding_rs::WINDOWS_1252;

/// What UTF-8 looks like where it was taken for Windows-1252.
const TRACES: &[&str] = &["Ã©", "Ã¨", "Ãª", "Ã§", "Ã ", "Ã\u{a0}", "Ã´", "Ã®", "â€™", "Å“"];

/// Whether the text holds traces of a second encoding.
pub(in crate::ingest) fn looks_encoded_twice(text: &str) -> bool {
    TRACES.iter().any(|trace| text.contains(trace))
}

/// The text as it was before the second encoding, where every byte of it can be told.
pub(in crate::ingest) fn mended(text: &str) -> Option<String> {
    if !looks_encoded_twice(text) {
        return None;
    }
    let (bytes, _, unmappable) = WINDOWS_1252.encode(text);
    let before = if unmappable { None } else { String::from_utf8(bytes.into_owned()).ok() };
    before.filter(|before| before != text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_encoded_twice_is_mended_or_left() {
        let twice =
            |text: &str| WINDOWS_1252.decode_without_bom_handling(text.as_bytes()).0.into_owned();
        let said = "Déçue, l’été à 12 € : cœur brisé";
        assert_eq!(mended(&twice(said)).as_deref(), Some(said));
        assert_eq!(mended(said), None);
        assert_eq!(mended("Ã© et é ensemble"), None);
    }
}
