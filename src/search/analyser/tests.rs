use crate::types::Language;

use super::*;

fn folded(text: &str) -> String {
    terms(text).into_iter().map(|term| term.folded).collect::<Vec<_>>().join(" ")
}

fn stems(language: Language, text: &str) -> String {
    let mut stems = Stems::new(language);
    let stemmed = terms(text).into_iter().map(|term| stems.of(&term).join("|"));
    stemmed.collect::<Vec<_>>().join(" ")
}

/// Whoever has to change what is expected here has to change [`VERSION`]: indexes on disk hold the old terms.
#[test]
fn terms_are_those_of_this_version() {
    let text = "L’œuvre n'est PAS livrée aujourd’hui : 2 conseillers perdus, 12,50 € d'e-mails, qualité Zéro 😡";
    assert_eq!(
        folded(text),
        "oeuvre est pas livree aujourd'hui 2 conseillers perdus 12.50 e mails qualite zero 😡"
    );
    assert_eq!(
        stems(Language::Fr, text),
        "oeuvr est pas livr aujourd'hui 2 conseil perdr 12.50 e|courriel courriel qualit zero 😡"
    );
    assert_eq!(
        stems(Language::En, "The shop's deliveries weren’t refunded"),
        "the shop deliveri werent refund"
    );
    assert_eq!(VERSION, "2 (rust-stemmers 1.2)");
}

#[test]
fn only_what_an_apostrophe_ties_is_left_out() {
    assert_eq!(folded("L l' taille L"), "l taille l");
    assert_eq!(folded("qu’il n´a jusqu'ici, lorsqu’on"), "il a ici on");
    assert_eq!(folded("taille S, shops' end, we've, he'd"), "taille s shops end we he");
    assert_eq!(
        folded("quelqu'un d'autre, grand'mère"),
        "quelqu'un autre grandmere".replace('\'', "")
    );
    assert_eq!(folded("don't, won’t, can't"), "dont wont cant");
    assert_eq!(folded("l'"), "");
    assert_eq!(folded("d'"), "");
}

#[test]
fn masked_data_are_no_words() {
    assert_eq!(folded("appelez le ⟦TEL⟧ ou ⟦EMAIL⟧ svp"), "appelez le ou svp");
    assert_eq!(folded("la ⟦CARTE⟧ de ma carte"), "la de ma carte");
}

#[test]
fn emojis_are_words_whatever_their_skin() {
    assert_eq!(folded("nul😡😡 !! 👍🏽 ❤️"), "nul 😡 😡 👍 ❤");
    assert_eq!(folded("👨‍👩‍👧 ok"), "👨 👩 👧 ok");
    assert_eq!(terms("é 😡")[1].span.of("é 😡"), "😡");
}

#[test]
fn numbers_keep_their_decimals_and_lose_their_sign() {
    assert_eq!(folded("erreur 404, n°123 nº123 №123"), "erreur 404 123 123 123");
    assert_eq!(folded("12,50 € ou 12.50, le 12.05.2024"), "12.50 ou 12.50 le 12 05 2024");
    assert_eq!(folded("de 1, 2, 3 jours"), "de 1 2 3 jours");
}

#[test]
fn compounds_are_one_word_too() {
    let compounds = |text: &str| -> Vec<String> {
        terms(text).into_iter().flat_map(|term| term.compounds).map(|one| one.form).collect()
    };
    assert_eq!(compounds("un week-end, prêt-à-porter"), ["weekend", "pretaporter"]);
    assert_eq!(compounds("rendez-vous rendez vous"), ["rendezvous", "rendezvous"]);
    assert_eq!(compounds("S'il vous plaît, mon mot de passe"), ["svp", "mdp"]);
    assert_eq!(compounds("rappelez-moi, celui-ci, dit-il"), [""; 0]);
    assert_eq!(compounds("retard - colis"), [""; 0]);
}

#[test]
fn values_of_signs_alone_are_kept() {
    assert_eq!(fold_value(" Île-de-Ré "), "ile de re");
    assert_eq!(fold_value(" +++ "), "+++");
}

/// They are looked up by halves.
#[test]
fn open_compounds_stand_in_order() {
    assert!(terms::OPEN.is_sorted_by_key(|(parts, _)| parts[0]));
}
