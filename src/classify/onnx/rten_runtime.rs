//! The embedded runtime: rten, pure Rust, which opens no file and needs nothing on the machine.

use std::sync::Arc;

use rten::{Model, ModelOptions, NodeId, RunOptions, ThreadPool, Value};
use rten_tensor::NdTensor;

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

    fn load(&self, onnx: &[u8], cues: bool) -> Result<Box<dyn LoadedModel>, ClassifyError> {
        let load = |reason: String| ClassifyError::Load { runtime: NAME, reason };
        let model = ModelOptions::with_all_ops()
            .prepack_weights(true)
            .load(onnx.to_vec())
            .map_err(|error| load(error.to_string()))?;
        let node = |name: &str| model.node_id(name).map_err(|error| load(error.to_string()));
        let inputs = [node("input_ids")?, node("attention_mask")?];
        let cues = if cues { Some(node("cues")?) } else { None };
        let outputs = [node("logits")?, node("token_logits")?];
        Ok(Box::new(Loaded { graph: Arc::new(Graph { model, inputs, cues, outputs }) }))
    }
}

struct Graph {
    model: Model,
    inputs: [NodeId; 2],
    cues: Option<NodeId>,
    outputs: [NodeId; 2],
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
    fn run(&mut self, batch: TokenBatch) -> Result<TokenScores, ClassifyError> {
        let graph = &self.graph;
        let (shape, cue_shape) = (batch.shape(), batch.cue_shape());
        let ids = NdTensor::from_data(shape, batch.ids);
        let mask = NdTensor::from_data(shape, batch.mask);
        let mut inputs = vec![(graph.inputs[0], ids.into()), (graph.inputs[1], mask.into())];
        if let Some(cues) = graph.cues {
            inputs.push((cues, NdTensor::from_data(cue_shape, batch.cues).into()));
        }
        let options = RunOptions::default().with_thread_pool(Some(Arc::clone(&self.pool)));
        let [logits, token_logits] =
            graph.model.run_n(inputs, graph.outputs, Some(options)).map_err(failed)?;
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
