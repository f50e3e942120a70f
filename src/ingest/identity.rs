//! Who and which: identifiers, customers, languages, personal data hidden.

use std::collections::BTreeMap;

use crate::assets::sha256_hex;
use crate::privacy::{self, PersonalData};

use super::columns::header::folded;

/// Personal data masked, by kind.
pub(super) type Masked = BTreeMap<PersonalData, u64>;

/// The text, personal data masked and counted.
pub(super) fn mask(text: &str, counts: &mut Masked) -> String {
    let masked = privacy::mask(text);
    for found in &masked.found {
        *counts.entry(found.kind).or_insert(0) += 1;
    }
    masked.text
}

/// An identifier, hidden where it is an address: numbers of orders look like many other numbers, and are kept.
pub(super) fn without_address(id: String, masked: &mut Masked) -> String {
    let address = privacy::find(&id).iter().any(|found| found.kind == PersonalData::Email);
    if address { pseudonym(id, masked) } else { id }
}

/// A customer, hidden where personal data is what identifies them: the same one is still the same.
pub(super) fn pseudonym(customer: String, masked: &mut Masked) -> String {
    let found = privacy::find(&customer);
    if found.is_empty() {
        return customer;
    }
    for found in found {
        *masked.entry(found.kind).or_insert(0) += 1;
    }
    let hash = sha256_hex(customer.to_lowercase().as_bytes());
    format!("p-{}", &hash[..16])
}

/// Whether a spreadsheet has turned the identifier into `1.23E+15`, losing its last figures.
pub(super) fn is_scientific(id: &str) -> bool {
    let Some((mantissa, exponent)) = id.split_once(['E', 'e']) else { return false };
    let figures = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) = mantissa.split_once(['.', ',']).unwrap_or((mantissa, "0"));
    whole.len() == 1
        && figures(whole)
        && figures(fraction)
        && exponent.strip_prefix('+').is_some_and(figures)
}

/// The two letters of a language, from its code or its name in French or English.
pub(super) fn language_code(said: &str) -> Option<String> {
    const NAMES: &[(&str, &str)] = &[
        ("francais", "fr"),
        ("french", "fr"),
        ("anglais", "en"),
        ("english", "en"),
        ("espagnol", "es"),
        ("spanish", "es"),
        ("allemand", "de"),
        ("german", "de"),
        ("italien", "it"),
        ("italian", "it"),
        ("neerlandais", "nl"),
        ("dutch", "nl"),
        ("portugais", "pt"),
        ("portuguese", "pt"),
        ("arabe", "ar"),
        ("arabic", "ar"),
    ];
    let name = folded(said);
    let first = name.split(' ').next().unwrap_or_default();
    match NAMES.iter().find(|(known, _)| *known == first) {
        Some((_, code)) => Some((*code).to_owned()),
        None => (first.len() == 2 && first.is_ascii()).then(|| first.to_owned()),
    }
}
