//! What customers say in the sample, with the evidence between brackets.

use std::collections::BTreeMap;

use jiff::civil::date;

use crate::report::Quote;
use crate::types::{ByteSpan, Evidence, Language};

/// An identifier, a text with its evidence between brackets, a score.
type Said = (&'static str, &'static str, f64);

const SAID_FR: &[Said] = &[
    (
        "A-1042",
        "Commande reçue avec [neuf jours de retard], et personne n'a prévenu. [J'ai appelé trois fois.]",
        2.0,
    ),
    (
        "A-1187",
        "Très contente de la robe, mais [le livreur a déposé le colis sous la pluie] sans sonner.",
        6.0,
    ),
    (
        "A-1203",
        "[Toujours pas livré] alors que le suivi dit « remis au gardien ». Il n'y a pas de gardien chez nous.",
        1.0,
    ),
    (
        "A-1311",
        "Le point relais était fermé deux jours de suite, [retour à l'entrepôt sans qu'on me demande rien].",
        3.0,
    ),
    (
        "A-1420",
        "[Mon bon de fidélité est refusé dans l'appli] depuis la mise à jour, alors qu'il passe en caisse.",
        5.0,
    ),
    (
        "A-1433",
        "J'aime beaucoup la boutique. Par contre [l'application dit « bon invalide »] à chaque essai.",
        9.0,
    ),
    ("A-1457", "[Impossible d'utiliser mes points], la page tourne dans le vide.", 4.0),
    (
        "A-1502",
        "[Remboursement promis sous 48 h, reçu cinq semaines après], et encore, après relance.",
        2.0,
    ),
    ("A-1519", "Retour accepté, [toujours aucun virement].", 3.0),
    (
        "A-1608",
        "Le service client [me renvoie vers le transporteur, qui me renvoie vers vous].",
        1.0,
    ),
    ("A-1644", "Conseillère adorable au téléphone, [mais vingt-cinq minutes d'attente].", 7.0),
    ("A-1702", "[Une vendeuse formidable], elle a pris le temps de tout expliquer.", 10.0),
    ("A-1733", "Facture [prélevée deux fois en mars], je n'ai pas de réponse.", 0.0),
    ("A-1790", "Produit superbe, [rien à redire pour l'instant].", 9.0),
    (
        "A-1811",
        "[Quelqu'un a commandé avec ma carte depuis mon compte], je dépose plainte demain.",
        0.0,
    ),
    ("A-1838", "La prise du sèche-cheveux [a fondu au deuxième usage].", 1.0),
    (
        "A-1904",
        "Dixième commande chez vous et toujours ravie, [dommage pour l'emballage plastique].",
        10.0,
    ),
    (
        "A-1950",
        "Je donne 9 pour les vendeurs, mais [les frais de retour annoncés gratuits m'ont été facturés].",
        9.0,
    ),
];

const SAID_EN: &[Said] = &[
    ("A-1042", "Order came [nine days late] and nobody told me. [I called three times.]", 2.0),
    (
        "A-1187",
        "Love the dress, but [the driver left the parcel in the rain] without ringing.",
        6.0,
    ),
    (
        "A-1203",
        "[Still not delivered] although tracking says “left with the porter”. We have no porter.",
        1.0,
    ),
    (
        "A-1311",
        "Pick-up point closed two days running, [sent back to the warehouse without asking me].",
        3.0,
    ),
    (
        "A-1420",
        "[My loyalty voucher is refused in the app] since the update, yet it works at the till.",
        5.0,
    ),
    (
        "A-1433",
        "I like the shop a lot. However [the app says “invalid voucher”] at every try.",
        9.0,
    ),
    ("A-1457", "[Cannot use my points], the page just spins.", 4.0),
    (
        "A-1502",
        "[Refund promised in 48 hours, received five weeks later], and only after I chased.",
        2.0,
    ),
    ("A-1519", "Return accepted, [still no money back].", 3.0),
    ("A-1608", "Customer service [sends me to the carrier, who sends me back to you].", 1.0),
    ("A-1644", "Lovely adviser on the phone, [but twenty-five minutes on hold].", 7.0),
    ("A-1702", "[A wonderful saleswoman], she took the time to explain everything.", 10.0),
    ("A-1733", "Invoice [debited twice in March], no answer so far.", 0.0),
    ("A-1790", "Superb product, [nothing to complain about so far].", 9.0),
    (
        "A-1811",
        "[Somebody ordered with my card from my account], I am going to the police tomorrow.",
        0.0,
    ),
    ("A-1838", "The plug of the hair dryer [melted at the second use].", 1.0),
    (
        "A-1904",
        "Tenth order from you and still delighted, [shame about the plastic packaging].",
        10.0,
    ),
    ("A-1950", "A 9 for the staff, but [the returns you call free were charged to me].", 9.0),
];

/// The quotes of the report, with where their evidence stands.
pub(super) struct Desk {
    pub(super) quotes: BTreeMap<String, Quote>,
    spans: BTreeMap<String, Vec<ByteSpan>>,
}

impl Desk {
    pub(super) fn of(lang: Language) -> Self {
        let said = if lang == Language::En { SAID_EN } else { SAID_FR };
        let mut desk = Self { quotes: BTreeMap::new(), spans: BTreeMap::new() };
        for (record, &(id, marked, score)) in (17u64..).step_by(43).zip(said) {
            let (mut text, mut spans, mut start) = (String::new(), Vec::new(), 0);
            for character in marked.chars() {
                match character {
                    '[' => start = text.len(),
                    ']' => spans.push(ByteSpan::new(start, text.len())),
                    other => text.push(other),
                }
            }
            let day = i8::try_from(1 + record % 28).unwrap();
            let quote = Quote {
                text,
                file: "avis_2026.csv".to_owned(),
                record,
                byte: record * 180,
                date: Some(date(2026, i8::try_from(4 + record % 3).unwrap(), day)),
                score: Some(score),
                channel: Some(if record % 2 == 0 { "web" } else { "magasin" }.to_owned()),
            };
            desk.quotes.insert(id.to_owned(), quote);
            desk.spans.insert(id.to_owned(), spans);
        }
        desk
    }

    pub(super) fn cite(&self, ids: &[&str]) -> Vec<Evidence> {
        let mut evidence = Vec::new();
        for &id in ids {
            let spans = self.spans[id].iter();
            evidence.extend(spans.map(|&span| Evidence { id: id.to_owned(), span }));
        }
        evidence
    }
}
