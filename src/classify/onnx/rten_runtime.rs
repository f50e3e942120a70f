//! The embedded runtime: rten, pure Rust, which opens no file and needs nothing on the machine.

use std::mem::take;
use std::sync::Arc;

use rten::{Model, ModelOptions, NodeId, RunOptions, ThreadPool, Value};
use rten_tensor::NdTensor;

use super::graph::{GraphUse, Input, Wiring};
use super::runtime::{LoadedModel, Runtime, RuntimeSession, TokenBatch, TokenScores};
use crate::classify::ClassifyError;

const NAME: &str = "rten";

/// The runtime that the program carries.
#[derive(Clone, Copy, Debug, Default)]
pub struct RtenRuntime;

impl Runtime for RtenRuntime {
    fn name(&self) -> &'static str {
        NAME
    }

    fn version(&self) -> String {
        "0.27".to_owned()
    }

    fn load(&self, onnx: &[u8], asked: GraphUse) -> Result<Box<dyn LoadedModel>, ClassifyError> {
        let load = |reason: String| ClassifyError::Load { runtime: NAME, reason };
        let model = ModelOptions::with_all_ops()
            .prepack_weights(true)
            .load(onnx.to_vec())
            .map_err(|error| load(error.to_string()))?;
        let names = |nodes: &[NodeId]| -> Vec<String> {
            let infos = nodes.iter().filter_map(|&node| model.node_info(node));
            infos.map(|info| info.name().unwrap_or("").to_owned()).collect()
        };
        let wiring = Wiring::of(&names(model.input_ids()), &names(model.output_ids()), asked)?;
        let node = |name: &str| model.node_id(name).map_err(|error| load(error.to_string()));
        let inputs = wiring.inputs.iter().map(|&input| Ok((node(input.name())?, input)));
        let inputs = inputs.collect::<Result<_, ClassifyError>>()?;
        let logits = node(&wiring.logits)?;
        let token_logits = wiring.token_logits.as_deref().map(node).transpose()?;
        Ok(Box::new(Loaded { graph: Arc::new(Graph { model, inputs, logits, token_logits }) }))
    }
}

struct Graph {
    model: Model,
    inputs: Vec<(NodeId, Input)>,
    logits: NodeId,
    token_logits: Option<NodeId>,
}

struct Loaded {
    graph: Arc<Graph>,
}

impl LoadedModel for Loaded {
    fn session(&self) -> Result<Box<dyn RuntimeSession>, ClassifyError> {
        // One thread a session: the texts are spread over the threads, not the operators.
        let pool = Arc::new(ThreadPool::with_num_threads(1));
        Ok(Box::new(Session { graph: Arc::clone(&self.graph), pool }))
    }
}

struct Session {
    graph: Arc<Graph>,
    pool: Arc<ThreadPool>,
}

impl RuntimeSession for Session {
    fn run(&mut self, mut batch: TokenBatch) -> Result<TokenScores, ClassifyError> {
        let graph = &self.graph;
        let (shape, cue_shape) = (batch.shape(), batch.cue_shape());
        let mut value = |input: &Input| match input {
            Input::Ids => NdTensor::from_data(shape, take(&mut batch.ids)).into(),
            Input::Mask => NdTensor::from_data(shape, take(&mut batch.mask)).into(),
            Input::Types => NdTensor::from_data(shape, vec![0; shape[0] * shape[1]]).into(),
            Input::Cues => NdTensor::from_data(cue_shape, take(&mut batch.cues)).into(),
        };
        let inputs = graph.inputs.iter().map(|(node, input)| (*node, value(input))).collect();
        let options = RunOptions::default().with_thread_pool(Some(Arc::clone(&self.pool)));
        let Some(tokens) = graph.token_logits else {
            let [logits] =
                graph.model.run_n(inputs, [graph.logits], Some(options)).map_err(failed)?;
            return Ok(TokenScores { logits: floats::<2>(logits)?, token_logits: Vec::new() });
        };
        let [logits, token_logits] =
            graph.model.run_n(inputs, [graph.logits, tokens], Some(options)).map_err(failed)?;
        Ok(TokenScores { logits: floats::<2>(logits)?, token_logits: floats::<3>(token_logits)? })
    }
}

fn failed(error: impl std::fmt::Display) -> ClassifyError {
    ClassifyError::Run { runtime: NAME, reason: error.to_string() }
}

fn floats<const N: usize>(value: Value) -> Result<Vec<f32>, ClassifyError> {
    let tensor: NdTensor<f32, N> = value.try_into().map_err(failed)?;
    Ok(tensor.into_data())
}
