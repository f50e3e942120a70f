//! The names of labels and figures, in French and in English.

use crate::types::{
    Emotion, Scale, SignalKind, SignalStatus, Standing, Touchpoint, Undefined, WeakSignalKind, Zone,
};

use super::language::{Lang, one_line};

impl Lang {
    /// The name of a touchpoint, as a heading.
    pub fn touchpoint(self, id: Touchpoint) -> &'static str {
        let (fr, en) = match id {
            Touchpoint::Advertising => ("Publicité et promotions", "Advertising and promotions"),
            Touchpoint::Website => ("Site web et compte", "Website and account"),
            Touchpoint::MobileApp => ("Application mobile", "Mobile app"),
            Touchpoint::Store => ("Magasin et locaux", "Shop and premises"),
            Touchpoint::Staff => ("Accueil et personnel", "Staff"),
            Touchpoint::OfferPrice => ("Offre et prix", "Offer and price"),
            Touchpoint::OrderingPayment => ("Commande et paiement", "Ordering and payment"),
            Touchpoint::Delivery => ("Livraison et délais", "Delivery and delays"),
            Touchpoint::Product => ("Produit ou prestation", "Product or core service"),
            Touchpoint::Information => ("Information et notices", "Information"),
            Touchpoint::Billing => ("Facturation", "Billing"),
            Touchpoint::CustomerService => ("Service client à distance", "Remote customer service"),
            Touchpoint::ReturnsRefunds => ("Retours et remboursements", "Returns and refunds"),
            Touchpoint::AfterSales => ("Après-vente et garantie", "After-sales and warranty"),
            Touchpoint::Subscription => ("Abonnement et fidélité", "Subscription and loyalty"),
            Touchpoint::SecurityPrivacy => ("Sécurité et vie privée", "Security and privacy"),
        };
        self.pick(fr, en)
    }

    /// The name of a touchpoint inside a sentence, with its article: « la livraison », `delivery`.
    pub fn the_touchpoint(self, id: Touchpoint) -> &'static str {
        let (fr, en) = match id {
            Touchpoint::Advertising => {
                ("la publicité et les promotions", "advertising and promotions")
            }
            Touchpoint::Website => ("le site web et le compte en ligne", "the website and account"),
            Touchpoint::MobileApp => ("l’application mobile", "the mobile app"),
            Touchpoint::Store => ("le magasin et les locaux", "the shop and premises"),
            Touchpoint::Staff => ("l’accueil et le personnel", "staff"),
            Touchpoint::OfferPrice => ("l’offre et les prix", "offer and price"),
            Touchpoint::OrderingPayment => ("la commande et le paiement", "ordering and payment"),
            Touchpoint::Delivery => ("la livraison et les délais", "delivery and delays"),
            Touchpoint::Product => ("le produit ou la prestation", "the product or core service"),
            Touchpoint::Information => ("l’information et les notices", "information"),
            Touchpoint::Billing => ("la facturation", "billing"),
            Touchpoint::CustomerService => {
                ("le service client à distance", "remote customer service")
            }
            Touchpoint::ReturnsRefunds => ("les retours et remboursements", "returns and refunds"),
            Touchpoint::AfterSales => ("l’après-vente et la garantie", "after-sales and warranty"),
            Touchpoint::Subscription => ("l’abonnement et la fidélité", "subscription and loyalty"),
            Touchpoint::SecurityPrivacy => ("la sécurité et la vie privée", "security and privacy"),
        };
        self.pick(fr, en)
    }

    /// What a kind of signal is, in a few words.
    pub fn signal_kind(self, kind: SignalKind) -> &'static str {
        let (fr, en) = match kind {
            SignalKind::ChurnIntent => ("envie de partir", "thinks of leaving"),
            SignalKind::Competitor => ("concurrent cité", "names a competitor"),
            SignalKind::RepeatEffort => ("démarches répétées", "repeated effort"),
            SignalKind::UnmetExpectation => ("promesse non tenue", "unmet promise"),
            SignalKind::HedgedPraise => ("éloge avec réserve", "praise with a reservation"),
            SignalKind::Resignation => ("lassitude", "resignation"),
            SignalKind::Confusion => ("incompréhension", "confusion"),
            SignalKind::TrustWorry => ("méfiance", "distrust"),
            SignalKind::Escalation => ("menace de recours", "threat of action"),
            SignalKind::UnexpectedCost => ("frais inattendus", "unexpected cost"),
            SignalKind::BlameShifting => {
                ("renvoi d’un service à l’autre", "sent from one service to another")
            }
            SignalKind::AntiRecommendation => ("déconseille aux autres", "warns others off"),
            SignalKind::LoyaltyErosion => ("fidèle déçu", "loyal customer let down"),
            SignalKind::Provisional => ("satisfaction provisoire", "satisfied for now"),
            SignalKind::Pending => ("demande toujours ouverte", "request still open"),
            SignalKind::Suggestion => ("suggestion", "suggestion"),
        };
        self.pick(fr, en)
    }

    /// The name of an emotion.
    pub fn emotion(self, emotion: Emotion) -> &'static str {
        let (fr, en) = match emotion {
            Emotion::Anger => ("colère", "anger"),
            Emotion::Frustration => ("frustration", "frustration"),
            Emotion::Disappointment => ("déception", "disappointment"),
            Emotion::Worry => ("inquiétude", "worry"),
            Emotion::Sadness => ("tristesse", "sadness"),
            Emotion::Surprise => ("surprise", "surprise"),
            Emotion::Gratitude => ("gratitude", "gratitude"),
            Emotion::Joy => ("joie", "joy"),
            Emotion::Trust => ("confiance", "trust"),
        };
        self.pick(fr, en)
    }

    /// The name of a zone of the importance × satisfaction picture.
    pub fn zone(self, zone: Zone) -> &'static str {
        let (fr, en) = match zone {
            Zone::Fix => ("à traiter", "fix"),
            Zone::Watch => ("à surveiller", "watch"),
            Zone::KeepUp => ("à préserver", "keep up"),
            Zone::Maintain => ("à maintenir", "maintain"),
            Zone::Between => ("non tranché", "undecided"),
        };
        self.pick(fr, en)
    }

    /// The name of a kind of weak signal.
    pub fn weak_signal_kind(self, kind: WeakSignalKind) -> &'static str {
        let (fr, en) = match kind {
            WeakSignalKind::RareIntense => ("rare et grave", "rare and severe"),
            WeakSignalKind::Emerging => ("émergent", "emerging"),
            WeakSignalKind::Novel => ("nouveau", "new"),
            WeakSignalKind::Precursor => ("précurseur", "precursor"),
        };
        self.pick(fr, en)
    }

    /// The name of the status of a weak signal.
    pub fn signal_status(self, status: SignalStatus) -> &'static str {
        let (fr, en) = match status {
            SignalStatus::Strong => ("déjà fréquent", "already frequent"),
            SignalStatus::Weak => ("encore rare", "still rare"),
            SignalStatus::Latent => ("latent", "latent"),
            SignalStatus::Easing => ("en recul", "easing"),
        };
        self.pick(fr, en)
    }

    /// The name of a standing on the map of signals.
    pub fn standing(self, standing: Standing) -> &'static str {
        let (fr, en) = match standing {
            Standing::Strong => ("signal fort", "strong signal"),
            Standing::Weak => ("signal faible", "weak signal"),
            Standing::Easing => ("en recul", "easing"),
            Standing::Latent => ("latent", "latent"),
            Standing::WellKnown => ("bien connu", "well known"),
            Standing::Quiet => ("discret", "quiet"),
        };
        self.pick(fr, en)
    }

    /// The name of a factor of a priority; the identifier itself where it is none of the usual ones.
    pub fn factor(self, name: &str) -> &str {
        let (fr, en) = match name {
            "reach" => ("Portée", "Reach"),
            "severity" => ("Gravité", "Severity"),
            "impact" => ("Effet sur le score", "Effect on the score"),
            "growth" => ("Hausse", "Growth"),
            "value" => ("Valeur en jeu", "Value at stake"),
            other => (other, other),
        };
        self.pick(fr, en)
    }

    /// The name of an indicator; its identifier without underscores where it is not a usual one.
    pub fn indicator(self, name: &str) -> String {
        let (fr, en) = match name {
            "nps" => ("NPS", "NPS"),
            "csat" => ("CSAT, part de satisfaits", "CSAT, share satisfied"),
            "csat_mean" => ("Satisfaction moyenne", "Mean satisfaction"),
            "stars_mean" => ("Note moyenne", "Mean rating"),
            "ces" => ("CES, part de « facile »", "CES, share finding it easy"),
            "ces_mean" => ("CES, moyenne", "CES, mean"),
            "ces_index" => ("CES, indice", "CES, index"),
            "cxi" => ("CXi (trois questions)", "CXi (three questions)"),
            "nps_promoters" => ("Promoteurs", "Promoters"),
            "nps_passives" => ("Passifs", "Passives"),
            "nps_detractors" => ("Détracteurs", "Detractors"),
            "sentiment_net" => ("Sentiment net des textes", "Net sentiment of the words"),
            "sentiment_positive" => ("Textes positifs", "Positive words"),
            "sentiment_negative" => ("Textes négatifs", "Negative words"),
            "effort_high" => ("Effort subi", "Undue effort"),
            "effort_low" => ("Facilité dite", "Ease told"),
            "expectation_below" => ("En dessous de l'attente", "Below expectation"),
            "expectation_above" => ("Au-dessus de l'attente", "Above expectation"),
            "conversion" => ("Conversion", "Conversion"),
            "abandonment" => ("Abandon de panier", "Cart abandonment"),
            "retention" => ("Rétention", "Retention"),
            "churn" => ("Attrition", "Churn"),
            "cac" => ("Coût d'acquisition (CAC)", "Acquisition cost (CAC)"),
            "clv" => ("Valeur vie client (CLV)", "Customer lifetime value (CLV)"),
            "clv_with_first_margin" => (
                "Valeur vie client, première marge comprise",
                "Lifetime value, first margin included",
            ),
            other => match other.split_once(':') {
                Some((kind, column)) => {
                    return format!("{}, {}", self.indicator(kind), self.quoted(&one_line(column)));
                }
                None => return other.replace('_', " "),
            },
        };
        self.say(fr, en)
    }

    /// The name of an indicator inside a sentence, with its article.
    pub fn the_indicator(self, name: &str) -> String {
        let (fr, en) = match name {
            "nps" => ("le NPS", "the NPS"),
            "csat" => {
                ("la part de clients satisfaits (CSAT)", "the share of satisfied customers (CSAT)")
            }
            "csat_mean" => ("la satisfaction moyenne", "the mean satisfaction"),
            "stars_mean" => ("la note moyenne", "the mean rating"),
            "ces" => (
                "la part de clients qui trouvent cela facile (CES)",
                "the share of customers who find it easy (CES)",
            ),
            "sentiment_net" => ("le sentiment net des textes", "the net sentiment of the words"),
            other => {
                let name = self.quoted(&other.replace('_', " "));
                return self.pick(format!("l’indicateur {name}"), format!("the indicator {name}"));
            }
        };
        self.pick(fr, en).to_owned()
    }

    /// The definition of an indicator: in French for the usual ones, else as the report gives it.
    pub fn definition(self, name: &str, given: &str) -> String {
        let kind = name.split_once(':').map_or(name, |(kind, _)| kind);
        let (plain, remarks) = given.split_once("; ").unwrap_or((given, ""));
        if name != kind && kind.starts_with("ces") {
            return self.pick(declared_effort(given), given.to_owned());
        }
        let fr = match kind {
            "nps" => "part des 9–10 moins part des 0–6, de −100 à 100",
            "csat" => "part des notes 4 et 5 sur 1–5",
            "ces" => "part des notes 5 à 7 sur 1–7, 7 = facile",
            "stars_mean" => "moyenne des étoiles, de 1 à 5",
            "sentiment_net" => "part de textes positifs moins part de négatifs, en points",
            "nps_promoters" => "part des 9–10",
            "nps_passives" => "part des 7–8",
            "nps_detractors" => "part des 0–6",
            "sentiment_positive" => "part de positifs parmi les textes jugés",
            "sentiment_negative" => "part de négatifs parmi les textes jugés",
            "effort_high" => "part des textes jugés qui disent un effort subi",
            "effort_low" => "part des textes jugés qui disent la facilité",
            "expectation_below" => {
                "part en dessous de l’attente, parmi les textes qui s’y comparent"
            }
            "expectation_above" => {
                "part au-dessus de l’attente ou enthousiaste, parmi les textes qui s’y comparent"
            }
            "cxi" => {
                "forme publiée à trois questions (pas l’indice actuel de Forrester) : moyenne des trois % 4–5 − % 1–2"
            }
            "conversion" => "conversions / visiteurs",
            "abandonment" => "1 − commandes / paniers créés",
            "retention" => "(clients à la fin − nouveaux) / clients au début",
            "churn" => "clients perdus / clients au début",
            "cac" => "dépenses d’acquisition / nouveaux clients",
            "clv" => "marge × rétention / (1 + taux − rétention), première marge exclue",
            "clv_with_first_margin" => "marge × (1 + taux) / (1 + taux − rétention)",
            _ => plain,
        };
        let remarks: String =
            remarks.split("; ").filter(|part| !part.is_empty()).map(remark).collect();
        self.pick(format!("{fr}{remarks}"), given.to_owned())
    }

    /// The name of a scale of scores.
    pub fn scale(self, scale: Scale) -> &'static str {
        let (fr, en) = match scale {
            Scale::Nps => {
                ("recommandation, de 0 à 10 (NPS)", "likelihood to recommend, 0 to 10 (NPS)")
            }
            Scale::Stars => ("étoiles, de 1 à 5", "stars, 1 to 5"),
            Scale::Csat => ("satisfaction, de 1 à 5 (CSAT)", "satisfaction, 1 to 5 (CSAT)"),
            Scale::Ces => ("facilité, de 1 à 7 (CES)", "ease, 1 to 7 (CES)"),
        };
        self.pick(fr, en)
    }

    /// Why a figure cannot be given.
    pub fn undefined(self, reason: Undefined) -> &'static str {
        let (fr, en) = match reason {
            Undefined::NoData => ("aucune réponse", "no answer"),
            Undefined::TooFew => ("trop peu de réponses", "too few answers"),
            Undefined::NoScore => ("pas de note dans les données", "no score in the data"),
            Undefined::NoDate => ("pas de date dans les données", "no date in the data"),
            Undefined::NoContrast => ("réponses toutes du même côté", "all answers on one side"),
            Undefined::TooFewEvents => {
                ("trop peu de cas (10 par levier)", "too few events (10 a driver)")
            }
            Undefined::NoTable => ("table non fournie", "table not given"),
        };
        self.pick(fr, en)
    }

    /// What was masked, by kind of personal data.
    pub fn personal_data(self, kind: &str) -> &str {
        let (fr, en) = match kind {
            "email" => ("adresses e-mail", "e-mail addresses"),
            "phone" => ("numéros de téléphone", "phone numbers"),
            "iban" => ("IBAN", "IBANs"),
            "card" => ("numéros de carte", "card numbers"),
            "nir" => ("numéros de sécurité sociale", "French social security numbers"),
            other => (other, other),
        };
        self.pick(fr, en)
    }

    /// What a column was read as.
    pub fn role(self, role: &str) -> &str {
        let (fr, en) = match role {
            "text" => ("texte", "text"),
            "date" => ("date", "date"),
            "score" => ("note", "score"),
            "id" => ("identifiant", "identifier"),
            "customer" => ("client", "customer"),
            "channel" => ("canal", "channel"),
            "language" | "lang" => ("langue", "language"),
            "attribute" | "attributes" => ("autres colonnes", "other columns"),
            other => (other, other),
        };
        self.pick(fr, en)
    }
}

/// The definition of a declared score of effort, in French: each has its own.
fn declared_effort(given: &str) -> String {
    let (plain, remarks) = given.split_once("; ").unwrap_or((given, ""));
    let french = plain
        .replace("share of the three easiest answers", "part des trois réponses les plus faciles")
        .replace(
            "share of the two easiest − share of the two hardest answers",
            "part des deux réponses les plus faciles − part des deux plus difficiles",
        )
        .replace("share of the two easiest answers", "part des deux réponses les plus faciles")
        .replace("mean", "moyenne")
        .replace(" on ", " sur ")
        .replace("easy", "facile");
    let remarks = remarks.split("; ").filter(|part| !part.is_empty()).map(remark);
    std::iter::once(french).chain(remarks).collect()
}

/// What the definition of an indicator adds, in French.
fn remark(part: &str) -> String {
    let translated = part
        .replace("moments mixed:", "moments mêlés :")
        .replace("answers clustered by customer", "réponses groupées par client")
        .replace("waves of", "vagues de")
        .replace("pooled:", "réunies :");
    format!(" ; {translated}")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_labels_share_a_name() {
        for lang in [Lang::Fr, Lang::En] {
            let names: BTreeSet<_> =
                Touchpoint::ALL.iter().map(|&id| lang.touchpoint(id)).collect();
            assert_eq!(names.len(), Touchpoint::ALL.len());
            let names: BTreeSet<_> =
                SignalKind::ALL.iter().map(|&kind| lang.signal_kind(kind)).collect();
            assert_eq!(names.len(), SignalKind::ALL.len());
            let names: BTreeSet<_> =
                Emotion::ALL.iter().map(|&emotion| lang.emotion(emotion)).collect();
            assert_eq!(names.len(), Emotion::ALL.len());
        }
    }

    #[test]
    fn a_declared_score_is_defined_as_it_was_declared() {
        let scores = ["ces:Effort:1-5:low-is-easy:index", "ces:Effort:1-7:high-is-easy:share"];
        let said = scores.map(|score| {
            let score: crate::metrics::DeclaredScore = score.parse().unwrap();
            Lang::Fr.definition(
                &score.name(),
                &format!("{}; moments mixed: hot, cold", score.definition()),
            )
        });
        assert_eq!(
            said,
            [
                "100 × (part des deux réponses les plus faciles − part des deux plus difficiles) sur 1–5, 1 = facile ; moments mêlés : hot, cold",
                "part des trois réponses les plus faciles sur 1–7, 7 = facile ; moments mêlés : hot, cold",
            ]
        );
        assert_eq!(Lang::Fr.indicator("ces_mean:Effort"), "CES, moyenne, «\u{a0}Effort\u{a0}»");
    }

    #[test]
    fn an_unknown_name_is_shown_as_it_stands() {
        assert_eq!(Lang::Fr.factor("novelty"), "novelty");
        assert_eq!(Lang::En.indicator("cart_rate"), "cart rate");
    }
}
