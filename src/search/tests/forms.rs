use crate::types::Language;

use super::super::Query;
use super::{Sample, index_of, sample, search};

/// French: what is asked, what is written, whether they meet.
const FRENCH: &[(&str, &str, bool)] = &[
    ("cafe", "Le café était froid", true),
    ("CAFÉ", "le cafe etait froid", true),
    ("appli", "L’appli plante", true),
    ("l’appli", "Appli lente", true),
    ("l'appli", "L’APPLI PLANTE", true),
    ("APPLI", "depuis l'appli", true),
    ("accueil", "Un mot sur l'accueil", true),
    ("d'accueil", "Bon accueil", true),
    ("qu'attente", "Que d’attente", true),
    ("ail", "Trop d'ail", true),
    ("ail", "Le détail compte", false),
    ("aujourd'hui", "Reçu aujourd’hui", true),
    ("hui", "Reçu aujourd’hui", false),
    ("oeuvre", "La main d’œuvre", true),
    ("œuvre", "la main d'oeuvre", true),
    ("noel", "Commandé pour Noël", true),
    ("garçon", "Un garcon aimable", true),
    ("remboursé", "J'attends mon remboursement", true),
    ("remboursement", "Toujours pas remboursée", true),
    ("rembourser", "On me rembourse quand ?", true),
    ("remboursements", "Le remboursement tarde", true),
    ("livré", "Commande livrée en retard", true),
    ("livrée", "Il a livré le voisin", true),
    ("livrées", "Colis livrés au voisin", true),
    ("livrer", "Ils livrent mal, jamais livré", true),
    ("livraison", "Les livraisons tardent", true),
    ("livraison", "Un livre abîmé", false),
    ("colis", "Le colis est perdu", true),
    ("colis", "La colle est sèche", false),
    ("retard", "Des retards répétés", true),
    ("retardé", "Un vol retardée", true),
    ("déçu", "Très déçue", true),
    ("déçus", "Je suis decu", true),
    ("première", "Mon premier achat", true),
    ("premier", "La premiere fois", true),
    ("rapide", "Service rapides", true),
    ("rapidement", "Service rapide", true),
    ("rapidité", "Service rapide", true),
    ("qualité", "Des qualités certaines", true),
    ("problème", "Que des problemes", true),
    ("chère", "C'est trop cher", true),
    ("cher", "Je cherche encore", false),
    ("journée", "Des journées perdues", true),
    ("commandé", "Ma commande", true),
    ("commande", "Je recommande", false),
    ("conseillère", "Une conseillere à l'écoute", true),
    ("conseiller", "Les conseillers savent", true),
    ("client", "Les clients attendent", true),
    ("facture", "Deux factures", true),
    ("facturé", "J'ai été facturée deux fois", true),
    ("annulée", "Contrat annulé", true),
    ("perdus", "Un colis perdu", true),
    ("suivi", "Des colis suivis", true),
    ("mois", "Rappelez-moi", false),
    ("fois", "La foi", false),
    ("cours", "Dans la cour", true),
    ("remplacement", "Une place assise", false),
    ("résiliation", "Je veux résilier", true),
    ("magasin", "En magasins", true),
    ("magasin", "Le magazine", false),
    ("appelé", "J'ai appelé trois fois", true),
    ("porte-monnaie", "Un porte monnaie perdu", true),
    ("après-vente", "Le service apres-vente", true),
    ("vente", "Le service après-vente", true),
    ("monnaie-porte", "Un porte-monnaie", false),
    ("9", "En retard de 9 jours", true),
    ("9", "En retard de 19 jours", false),
];

/// English, likewise.
const ENGLISH: &[(&str, &str, bool)] = &[
    ("delivery", "Two deliveries late", true),
    ("deliveries", "The delivery was late", true),
    ("delivered", "They never deliver", true),
    ("refund", "Still not refunded", true),
    ("refunding", "Two refunds", true),
    ("complained", "I am complaining", true),
    ("waiting", "I waited an hour", true),
    ("phone", "Phoned twice", true),
    ("shop", "The shop's staff", true),
    ("shop's", "Nice shop", true),
    ("price", "Prices went up", true),
    ("price", "A prize was won", false),
    ("late", "I will come later", false),
    ("charge", "Charged twice", true),
    ("charger", "Charged twice", false),
    ("cancel", "Cancelled my order", true),
    ("NAIVE", "A naïve question", true),
    ("o'clock", "At nine o’clock", true),
    ("art", "The start was slow", false),
];

#[test]
fn french_words_meet_their_forms_and_no_other() {
    check_forms(Language::Fr, FRENCH);
}

#[test]
fn english_words_meet_their_forms_and_no_other() {
    check_forms(Language::En, ENGLISH);
}

fn check_forms(language: Language, table: &[(&str, &str, bool)]) {
    let samples: Vec<Sample> = (0..table.len())
        .map(|line| sample(&format!("line-{line}"), language, table[line].1))
        .collect();
    let (_folder, index) = index_of(&samples);
    let mut wrong = Vec::new();
    for (line, &(asked, written, meets)) in table.iter().enumerate() {
        let id = format!("line-{line}");
        if search(&index, asked).iter().any(|hit| hit.id == id) != meets {
            wrong.push(format!("{asked} / {written}: expected {meets}"));
        }
        let shown = !Query::parse(asked).unwrap().highlights(written, language).is_empty();
        if shown != meets {
            wrong.push(format!("{asked} / {written}: highlighted {shown}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
