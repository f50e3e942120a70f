//! Which inputs and outputs of a graph are which.

use crate::classify::ClassifyError;

/// What a model needs of its graph, beside tokens in and logits out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GraphUse {
    /// Whether it reads cues, by its input `cues`.
    pub cues: bool,
    /// Whether it scores each token, by its output `token_logits`.
    pub token_scores: bool,
}

/// The inputs that a graph takes, and its outputs by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wiring {
    /// Its inputs, in its order.
    pub(super) inputs: Vec<Input>,
    /// The output that holds the logits.
    pub(super) logits: String,
    /// The output that holds the logits of the tokens, where they are asked for.
    pub(super) token_logits: Option<String>,
}

/// An input that can be given to a graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Input {
    /// Token identifiers.
    Ids,
    /// 1 for a token, 0 for filling.
    Mask,
    /// 0 for each token of the first text: there is no second one.
    Types,
    /// Cues of the lexicons.
    Cues,
}

impl Input {
    const ALL: [Self; 4] = [Self::Ids, Self::Mask, Self::Types, Self::Cues];

    /// The name that graphs give it.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Ids => "input_ids",
            Self::Mask => "attention_mask",
            Self::Types => "token_type_ids",
            Self::Cues => "cues",
        }
    }
}

impl Wiring {
    /// The wiring of a graph with inputs and outputs of these names.
    ///
    /// # Errors
    ///
    /// When an input or an output is missing, or an input cannot be given.
    pub(super) fn of(
        inputs: &[String],
        outputs: &[String],
        asked: GraphUse,
    ) -> Result<Self, ClassifyError> {
        let fault = |fault: String| ClassifyError::Graph { fault };
        let mut taken = Vec::with_capacity(inputs.len());
        for name in inputs {
            let known = Input::ALL.into_iter().find(|input| input.name() == name);
            let known = known.filter(|input| asked.cues || *input != Input::Cues);
            taken.push(known.ok_or_else(|| fault(format!("asks for an input `{name}`")))?);
        }
        let needed = [(Input::Ids, true), (Input::Cues, asked.cues)];
        if let Some((input, _)) =
            needed.into_iter().find(|(input, needed)| *needed && !taken.contains(input))
        {
            let has = listed(inputs);
            return Err(fault(format!("has no input `{}`: its inputs are {has}", input.name())));
        }
        let output = |name: &str| outputs.iter().find(|output| *output == name).cloned();
        let missing = |name: &str| {
            fault(format!("has no output `{name}`: its outputs are {}", listed(outputs)))
        };
        // Exporters name it in many ways, but where it is alone there is no doubt.
        let alone = || outputs.first().filter(|_| outputs.len() == 1).cloned();
        let logits = output("logits").or_else(alone).ok_or_else(|| missing("logits"))?;
        let token_logits = if asked.token_scores {
            Some(output("token_logits").ok_or_else(|| missing("token_logits"))?)
        } else {
            None
        };
        Ok(Self { inputs: taken, logits, token_logits })
    }
}

fn listed(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wiring(inputs: &[&str], outputs: &[&str], asked: GraphUse) -> Result<Wiring, String> {
        let owned =
            |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        Wiring::of(&owned(inputs), &owned(outputs), asked).map_err(|error| error.to_string())
    }

    #[test]
    fn inputs_are_given_as_the_graph_asks_for_them() {
        let plain = GraphUse::default();
        let bert = wiring(&["input_ids", "token_type_ids", "attention_mask"], &["logits"], plain);
        assert_eq!(bert.unwrap().inputs, [Input::Ids, Input::Types, Input::Mask]);
        let alone = wiring(&["input_ids"], &["output_0"], plain).unwrap();
        assert_eq!((alone.logits.as_str(), alone.token_logits), ("output_0", None));
    }

    #[test]
    fn what_is_missing_or_unknown_is_told() {
        let plain = GraphUse::default();
        for (inputs, outputs, asked, told) in [
            (&["ids"][..], &["logits"][..], plain, "asks for an input `ids`"),
            (&["attention_mask"], &["logits"], plain, "its inputs are `attention_mask`"),
            (
                &["input_ids"],
                &["a", "b"],
                plain,
                "has no output `logits`: its outputs are `a`, `b`",
            ),
            (&["input_ids", "cues"], &["logits"], plain, "asks for an input `cues`"),
            (&["input_ids"], &["logits"], GraphUse { cues: true, ..plain }, "no input `cues`"),
            (
                &["input_ids"],
                &["logits"],
                GraphUse { token_scores: true, ..plain },
                "has no output `token_logits`",
            ),
        ] {
            let error = wiring(inputs, outputs, asked).unwrap_err();
            assert!(error.contains(told), "{error}");
        }
    }
}
