//! The questions asked of a text and their answers, with the identifiers that files and scripts rely on.

/// A label that no question knows.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{found}` is not a {question}")]
pub struct UnknownLabel {
    /// The question, in words.
    pub question: &'static str,
    /// What stood there.
    pub found: String,
}

/// A label of a closed list.
pub trait Label: Copy + PartialEq + 'static {
    /// Every label, in the order of the labelling guide.
    const ALL: &'static [Self];

    /// The stable identifier used in files.
    fn id(self) -> &'static str;
}

/// Declares a closed list of labels with their stable identifiers.
macro_rules! labels {
    ($(#[$doc:meta])* $name:ident ($question:literal) { $($(#[$label_doc:meta])* $label:ident = $id:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$label_doc])* $label,)+
        }

        impl $name {
            /// Every label, in the order of the labelling guide.
            pub const ALL: &[Self] = &[$(Self::$label),+];

            /// The stable identifier used in files.
            pub const fn id(self) -> &'static str {
                match self {
                    $(Self::$label => $id,)+
                }
            }

            /// The position in [`Self::ALL`].
            pub const fn index(self) -> usize {
                self as usize
            }
        }

        impl Label for $name {
            const ALL: &'static [Self] = Self::ALL;

            fn id(self) -> &'static str {
                self.id()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str(self.id())
            }
        }

        impl std::str::FromStr for $name {
            type Err = UnknownLabel;

            fn from_str(text: &str) -> Result<Self, UnknownLabel> {
                let found = Self::ALL.iter().find(|label| label.id() == text);
                found.copied().ok_or_else(|| UnknownLabel { question: $question, found: text.to_owned() })
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.id())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str> as serde::Deserialize>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

labels! {
    /// The overall judgement of a feedback.
    Sentiment ("sentiment") {
        /// Complaint.
        Negative = "neg",
        /// Clear praise and clear complaint.
        Mixed = "mix",
        /// No opinion: a fact, a question.
        Neutral = "neu",
        /// Praise.
        Positive = "pos",
    }
}

labels! {
    /// A place of the customer journey.
    Touchpoint ("touchpoint") {
        /// Ads, promotions, marketing pressure.
        Advertising = "advertising",
        /// Web site, online account, navigation.
        Website = "website",
        /// Mobile application.
        MobileApp = "mobile_app",
        /// Shop, branch, agency, premises.
        Store = "store",
        /// People met in person, or named.
        Staff = "staff",
        /// Price, range, contract terms.
        OfferPrice = "offer_price",
        /// Cart, order, booking, payment.
        OrderingPayment = "ordering_payment",
        /// Shipping, carrier, delay; punctuality of travel.
        Delivery = "delivery",
        /// The product or core service itself.
        Product = "product",
        /// Instructions, documentation, announcements.
        Information = "information",
        /// Invoice, direct debit, charges.
        Billing = "billing",
        /// Remote help: phone, chat, e-mail.
        CustomerService = "customer_service",
        /// Return, exchange, refund.
        ReturnsRefunds = "returns_refunds",
        /// Warranty, repair, claim handling.
        AfterSales = "after_sales",
        /// Contract change, renewal, cancellation, loyalty programme.
        Subscription = "subscription",
        /// Fraud, personal data, safety of payment.
        SecurityPrivacy = "security_privacy",
    }
}

labels! {
    /// A sign of dissatisfaction, or of an action to take, in the words.
    SignalKind ("signal kind") {
        /// The customer leaves or thinks of it.
        ChurnIntent = "churn_intent",
        /// A competitor is named or compared favourably.
        Competitor = "competitor",
        /// Repeated contacts, undue effort.
        RepeatEffort = "repeat_effort",
        /// Gap with a promise.
        UnmetExpectation = "unmet_expectation",
        /// Praise with a reservation.
        HedgedPraise = "hedged_praise",
        /// Weary acceptance.
        Resignation = "resignation",
        /// The customer does not understand.
        Confusion = "confusion",
        /// Doubt on honesty, fear.
        TrustWorry = "trust_worry",
        /// A step beyond the company: legal, regulator, press.
        Escalation = "escalation",
        /// Surprise or undue charge.
        UnexpectedCost = "unexpected_cost",
        /// Sent from one service to another.
        BlameShifting = "blame_shifting",
        /// Advises others against.
        AntiRecommendation = "anti_recommendation",
        /// A long-time customer is let down.
        LoyaltyErosion = "loyalty_erosion",
        /// Satisfaction suspended to a future proof.
        Provisional = "provisional",
        /// A request still open at the time of writing.
        Pending = "pending",
        /// Proposes an improvement.
        Suggestion = "suggestion",
    }
}

labels! {
    /// An emotion clearly expressed.
    Emotion ("emotion") {
        /// Anger.
        Anger = "anger",
        /// Frustration.
        Frustration = "frustration",
        /// Disappointment.
        Disappointment = "disappointment",
        /// Worry.
        Worry = "worry",
        /// Sadness.
        Sadness = "sadness",
        /// Surprise.
        Surprise = "surprise",
        /// Gratitude.
        Gratitude = "gratitude",
        /// Joy.
        Joy = "joy",
        /// Trust.
        Trust = "trust",
    }
}

labels! {
    /// How a moment of truth compares with what was expected.
    Expectation ("expectation level") {
        /// Deceived.
        Below = "below",
        /// As expected.
        Met = "met",
        /// Better than expected.
        Above = "above",
        /// Enthusiasm, a gesture beyond.
        Fan = "fan",
    }
}

labels! {
    /// The effort told by the customer.
    Effort ("effort level") {
        /// Undue effort.
        High = "high",
        /// Easy, simple, quick.
        Low = "low",
    }
}

labels! {
    /// How a touchpoint is spoken of.
    Polarity ("polarity") {
        /// Negatively.
        Negative = "-",
        /// Positively.
        Positive = "+",
        /// Mentioned without judgement.
        Neutral = "0",
        /// Both.
        Both = "±",
    }
}

impl Polarity {
    /// Whether something negative is said.
    pub const fn complains(self) -> bool {
        matches!(self, Self::Negative | Self::Both)
    }

    /// Whether something positive is said.
    pub const fn praises(self) -> bool {
        matches!(self, Self::Positive | Self::Both)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_come_back_to_their_label() {
        for &kind in SignalKind::ALL {
            assert_eq!(kind.id().parse::<SignalKind>().unwrap(), kind);
        }
    }

    #[test]
    fn an_unknown_label_names_its_question() {
        let error = "warehouse".parse::<Touchpoint>().unwrap_err();
        assert_eq!(error.to_string(), "`warehouse` is not a touchpoint");
    }
}
