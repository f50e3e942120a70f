use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

/// Texts with what their masked form must be.
const MASKED: &[(&str, &str)] = &[
    // E-mail addresses.
    ("écrivez à jeanne.morel@exemple.fr svp", "écrivez à ⟦EMAIL⟧ svp"),
    ("JEANNE_MOREL+avis@EXEMPLE.CO.UK", "⟦EMAIL⟧"),
    ("mon mail: j.o'neil@mail.exemple.com.", "mon mail: ⟦EMAIL⟧."),
    ("jeanne @ exemple.fr", "⟦EMAIL⟧"),
    ("jeanne(at)exemple.fr", "⟦EMAIL⟧"),
    ("jeanne [at] exemple [dot] fr", "⟦EMAIL⟧"),
    ("jeanne arobase exemple point fr", "⟦EMAIL⟧"),
    ("hélène@exämple.fr, merci", "⟦EMAIL⟧, merci"),
    ("<0612345678@exemple.fr>", "<⟦EMAIL⟧>"),
    // French telephone numbers.
    ("0612345678", "⟦TEL⟧"),
    ("au 06 12 34 56 78 le matin", "au ⟦TEL⟧ le matin"),
    ("06.12.34.56.78", "⟦TEL⟧"),
    ("06-12-34-56-78", "⟦TEL⟧"),
    ("06/12/34/56/78", "⟦TEL⟧"),
    ("06\u{a0}12\u{a0}34\u{a0}56\u{a0}78", "⟦TEL⟧"),
    ("06\u{202f}12\u{202f}34\u{202f}56\u{202f}78", "⟦TEL⟧"),
    ("06.12 34-56 78", "⟦TEL⟧"),
    ("06  12  34  56  78", "⟦TEL⟧"),
    ("0612 345 678", "⟦TEL⟧"),
    ("06 123 456 78", "⟦TEL⟧"),
    ("06 12345678", "⟦TEL⟧"),
    ("0 6 1 2 3 4 5 6 7 8", "⟦TEL⟧"),
    ("tel:0145678901, merci", "tel:⟦TEL⟧, merci"),
    ("tél0612345678", "tél⟦TEL⟧"),
    ("(01 45 67 89 01)", "(⟦TEL⟧)"),
    ("0800 123 456", "⟦TEL⟧"),
    ("mon numéro 0612345678.", "mon numéro ⟦TEL⟧."),
    ("06 12 34 56 78 et 07 98 76 54 32", "⟦TEL⟧ et ⟦TEL⟧"),
    ("06 12 34 56 78,merci", "⟦TEL⟧,merci"),
    ("06 12 34 56 78-Jeanne", "⟦TEL⟧-Jeanne"),
    ("au0612345678svp", "au⟦TEL⟧svp"),
    ("TEL0612345678", "TEL⟦TEL⟧"),
    ("06 - 12 - 34 - 56 - 78", "⟦TEL⟧"),
    // International telephone numbers.
    ("+33612345678", "⟦TEL⟧"),
    ("+33 6 12 34 56 78", "⟦TEL⟧"),
    ("+33 (0)6 12 34 56 78", "⟦TEL⟧"),
    ("+33(0)612345678", "⟦TEL⟧"),
    ("+33 06 12 34 56 78", "⟦TEL⟧"),
    ("(+33) 6 12 34 56 78", "⟦TEL⟧"),
    ("0033 6 12 34 56 78", "⟦TEL⟧"),
    ("0033612345678", "⟦TEL⟧"),
    ("+44 20 7946 0958", "⟦TEL⟧"),
    ("+44 (0)20 7946 0958", "⟦TEL⟧"),
    ("call 020 7946 0958 now", "call ⟦TEL⟧ now"),
    ("07700 900123", "⟦TEL⟧"),
    ("07700900123", "⟦TEL⟧"),
    ("+32 470 12 34 56", "⟦TEL⟧"),
    ("0470 12 34 56", "⟦TEL⟧"),
    ("+41 79 123 45 67", "⟦TEL⟧"),
    ("+1 (415) 555-2671", "⟦TEL⟧"),
    ("+1-415-555-2671", "⟦TEL⟧"),
    ("415-555-2671", "⟦TEL⟧"),
    ("+49 30 901820", "⟦TEL⟧"),
    ("+212 6 12 34 56 78", "⟦TEL⟧"),
    // Bank accounts.
    ("FR1420041010050500013M02606", "⟦IBAN⟧"),
    ("FR14 2004 1010 0505 0001 3M02 606", "⟦IBAN⟧"),
    ("fr14 2004 1010 0505 0001 3m02 606 merci", "⟦IBAN⟧ merci"),
    ("IBAN:FR14-2004-1010-0505-0001-3M02-606.", "IBAN:⟦IBAN⟧."),
    ("FR14\u{a0}2004\u{a0}1010\u{a0}0505\u{a0}0001\u{a0}3M02\u{a0}606", "⟦IBAN⟧"),
    ("DE89 3704 0044 0532 0130 00", "⟦IBAN⟧"),
    ("GB29 NWBK 6016 1331 9268 19", "⟦IBAN⟧"),
    ("BE68 5390 0754 7034 svp", "⟦IBAN⟧ svp"),
    ("ibanFR1420041010050500013M02606merci", "iban⟦IBAN⟧merci"),
    // Payment cards.
    ("carte 4111111111111111 refusée", "carte ⟦CARTE⟧ refusée"),
    ("4111 1111 1111 1111", "⟦CARTE⟧"),
    ("carte4111111111111111svp", "carte⟦CARTE⟧svp"),
    ("4111-1111-1111-1111", "⟦CARTE⟧"),
    ("4111.1111.1111.1111", "⟦CARTE⟧"),
    ("4111\u{a0}1111\u{a0}1111\u{a0}1111", "⟦CARTE⟧"),
    ("5555 5555 5555 4444", "⟦CARTE⟧"),
    ("2223003122003222", "⟦CARTE⟧"),
    ("3782 822463 10005", "⟦CARTE⟧"),
    ("3056 930902 5904", "⟦CARTE⟧"),
    ("4222222222222", "⟦CARTE⟧"),
    // Social security numbers.
    ("184127645108946", "⟦NIR⟧"),
    ("1 84 12 76 451 089 46", "⟦NIR⟧"),
    ("n° sécu 1841276451089 46", "n° sécu ⟦NIR⟧"),
    ("1841276451089 clé 46", "⟦NIR⟧"),
    ("2 85 01 2A 042 123 63", "⟦NIR⟧"),
    ("285012b04212390", "⟦NIR⟧"),
    // Several kinds, and tokens that a customer typed.
    ("a@b.fr 0612345678 FR1420041010050500013M02606", "⟦EMAIL⟧ ⟦TEL⟧ ⟦IBAN⟧"),
    ("je signe ⟦TEL⟧", "je signe [TEL]"),
];

/// Texts that must stay as they are.
const KEPT: &[&str] = &[
    "",
    "Livraison en retard de 9 jours, 3e appel sans réponse.",
    "Ouvert 24/7, 365 jours par an",
    "le 03/04/2024 à 12h30",
    "03/04/2024 12:30:45",
    "le 03.04.2024",
    "2024-04-03T12:30:00+02:00",
    "du 01/02/2024 au 03/02/2024",
    "J'ai payé 1 234,56 €",
    "1 234 567,89 euros",
    "12 345 678 €",
    "+20 000 000 €",
    "+100 000 clients",
    "+12 345 678",
    "0612345678 €",
    "75011 Paris",
    "59 000 Lille, 13 008 Marseille",
    "commande CMD-20240312-0042",
    "commande n° 0612345678",
    "réf. 0123456789",
    "Order #0123456789",
    "numéro de suivi 6A12345678901",
    "colis XX123456789FR",
    "commande 402-1234567-1234567",
    "CMD-0612345678",
    "CMD0612345678",
    "cmd0612345678",
    "0612345678-AB",
    "6a0612345678f",
    "facture 2024061234567890",
    "SIRET 732 829 320 00074",
    "SIRET 36252187900034",
    "362 521 879 00034",
    "4111 1111 1111 1112",
    "9999 9999 9999 9995",
    "1234567812345670",
    "EAN 4006381333931",
    "code 3760123456789",
    "FR76 3000 6000 0112 3456 7890 180",
    "FR14 2004 1010 0505 0001 3M02 607",
    "184127645108947",
    "version 10.0.19045.3996",
    "192.168.1.254",
    "note 8/10, 4,5/5, 100 %",
    "@boutique merci",
    "rendez-vous @ Paris",
    "le prix au m2 @ 12",
    "48.8566, 2.3522",
    "je chausse du 42-43 et mesure 1,78 m",
    "appelez le 3631 ou le 15",
    "0, 1, 2, 3, 4, 5, 6, 7, 8, 9",
    "1 2 3 4 5 6 7 8 9",
    "iPhone 15 Pro 256 Go à 1 229 €",
    "[TEL] et [EMAIL]",
];

#[test]
fn personal_data_is_masked() {
    for (text, masked) in MASKED {
        assert_eq!(mask(text).text, *masked, "for {text:?}");
    }
}

#[test]
fn what_is_not_personal_is_kept() {
    for text in KEPT {
        assert_eq!(mask(text).text, *text);
    }
}

#[test]
fn every_token_is_told_with_its_place() {
    let masked = mask("⟦TEL⟧ ou 06 12 34 56 78, sinon a@exemple.fr, a@exemple.fr");
    let told: Vec<_> = masked.found.iter().map(|found| found.span.of(&masked.text)).collect();
    assert_eq!(told, ["⟦TEL⟧", "⟦EMAIL⟧", "⟦EMAIL⟧"]);
    assert_eq!(
        masked.counts(),
        BTreeMap::from([(PersonalData::Email, 2), (PersonalData::Phone, 1)])
    );
}

#[test]
fn looking_tells_places_in_the_text_itself() {
    let text = "Écrire à a@exemple.fr";
    let words: Vec<_> = find(text).iter().map(|found| found.span.of(text)).collect();
    assert_eq!(words, ["a@exemple.fr"]);
}

#[test]
fn time_grows_with_the_text_and_not_faster() {
    // Each would take hours if a detector went back over what it has read.
    for piece in [
        "a@",
        "0 ",
        "06 12 34 56 7",
        "4 ",
        "FR76 ",
        "1 84 12 76 451 089 ",
        "+33 (0)",
        "a.",
        "0612345678",
    ] {
        let text = piece.repeat(100_000 / piece.len());
        assert!(find(&mask(&text).text).is_empty(), "for {piece:?}");
    }
}

/// Texts made of what detectors look for, in any order.
fn made_of_pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("a@b.fr".to_owned()),
        Just("0612345678".to_owned()),
        Just("06 12 34 56 78".to_owned()),
        Just("+33 (0)6 12 34 56 78".to_owned()),
        Just("4111 1111 1111 1111".to_owned()),
        Just("FR1420041010050500013M02606".to_owned()),
        Just("1 84 12 76 451 089 46".to_owned()),
        Just("commande ".to_owned()),
        Just("⟦TEL⟧".to_owned()),
        "[ .,;:/()+@-]{0,2}",
        "[0-9]{1,5}",
        "[a-zé€ ]{0,4}",
    ];
    proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn nothing_is_left_to_find(text in made_of_pieces()) {
        let masked = mask(&text);
        prop_assert!(find(&masked.text).is_empty(), "{:?} left in {:?}", find(&masked.text), masked.text);
    }

    #[test]
    fn spans_hold_their_token(text in made_of_pieces()) {
        let masked = mask(&text);
        for found in &masked.found {
            prop_assert_eq!(found.span.of(&masked.text), found.kind.token());
        }
        prop_assert_eq!(masked.text.matches('⟦').count(), masked.found.len());
    }

    #[test]
    fn any_text_is_masked_without_panic(text in any::<String>()) {
        let masked = mask(&text);
        prop_assert!(find(&masked.text).is_empty());
    }

    #[test]
    fn a_number_is_masked_whatever_cuts_it(pairs in proptest::collection::vec(0u8..100, 4), cut in "[ .\u{a0}\u{202f}-]?") {
        let rest: Vec<String> = pairs.iter().map(|pair| format!("{pair:02}")).collect();
        let number = format!("06{cut}{}", rest.join(&cut));
        prop_assert_eq!(mask(&format!("au {number} svp")).text, "au ⟦TEL⟧ svp");
    }
}
