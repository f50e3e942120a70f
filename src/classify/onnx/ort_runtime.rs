//! ONNX Runtime, where its library is found on the machine.
//!
//! The library is opened here rather than by `ort`: a failed attempt of its own loader spoils the next
//! one, and a list of candidates with what was wrong with each is what a user in trouble needs.

use std::ffi::CStr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use ::ort::environment::Environment;
use ::ort::session::{Session, SessionInputValue};
use ::ort::sys::{ORT_API_VERSION, OrtApiBase};
use ::ort::value::{Outlet, Tensor};

use super::graph::{GraphUse, Input, Wiring};
use super::runtime::{LoadedModel, Runtime, RuntimeSession, TokenBatch, TokenScores};
use crate::classify::ClassifyError;

const NAME: &str = "ort";

/// The library that the process is bound to, with its environment: `ort` can be given one only, once.
static BOUND: Mutex<Option<OrtRuntime>> = Mutex::new(None);

/// ONNX Runtime.
#[derive(Clone)]
pub struct OrtRuntime {
    environment: Arc<Environment>,
    library: PathBuf,
    version: String,
}

impl std::fmt::Debug for OrtRuntime {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("OrtRuntime")
            .field("library", &self.library)
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

impl OrtRuntime {
    /// Binds the first of the candidate libraries that is an ONNX Runtime of a version that vigie can
    /// speak to. Once a process is bound to a library, that one is used again.
    ///
    /// # Errors
    ///
    /// When none is; the error tells what was wrong with each.
    pub fn find(candidates: &[PathBuf]) -> Result<Self, ClassifyError> {
        let mut bound = BOUND.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(runtime) = bound.as_ref() {
            return Ok(runtime.clone());
        }
        let (library, version) = bind_first(candidates)?;
        let environment =
            ::ort::init().with_name("vigie").with_telemetry(false).build().map_err(|error| {
                ClassifyError::Load { runtime: NAME, reason: error.to_string() }
            })?;
        let runtime = Self { environment: Arc::new(environment), library, version };
        Ok(bound.insert(runtime).clone())
    }

    /// The library in use.
    pub fn library(&self) -> &Path {
        &self.library
    }
}

fn bind_first(candidates: &[PathBuf]) -> Result<(PathBuf, String), ClassifyError> {
    let mut tried = Vec::new();
    for candidate in candidates {
        match bind(candidate) {
            Ok(version) => return Ok((candidate.clone(), version)),
            Err(fault) => tried.push(format!("`{}`: {fault}", candidate.display())),
        }
    }
    Err(ClassifyError::NoLibrary { tried })
}

/// Opens one candidate, checks its version and hands its functions to `ort`.
#[expect(unsafe_code, reason = "a C library is opened and asked for its table of functions")]
fn bind(path: &Path) -> Result<String, String> {
    // SAFETY: opening a library runs its initialisers: the user named this one, or it lies where ONNX
    // Runtime is installed. `OrtGetApiBase` has had this signature since version 1.0, its table only
    // grows, and the library is never closed, so that the pointers taken from it stay good.
    unsafe {
        let library = libloading::Library::new(path).map_err(|error| error.to_string())?;
        let get_base = library
            .get::<unsafe extern "C" fn() -> *const OrtApiBase>(b"OrtGetApiBase\0")
            .map_err(|_| "is not an ONNX Runtime library".to_owned())?;
        let base = get_base();
        if base.is_null() {
            return Err("gives no table of functions".to_owned());
        }
        let version = CStr::from_ptr(((*base).GetVersionString)()).to_string_lossy().into_owned();
        let api = ((*base).GetApi)(ORT_API_VERSION);
        if api.is_null() {
            return Err(format!("has version {version}; 1.{ORT_API_VERSION} or later is needed"));
        }
        if !::ort::set_api(std::ptr::read(api)) {
            return Err("comes too late: another library is in use".to_owned());
        }
        std::mem::forget(library);
        Ok(version)
    }
}

impl Runtime for OrtRuntime {
    fn name(&self) -> &'static str {
        NAME
    }

    fn version(&self) -> String {
        self.version.clone()
    }

    fn load(&self, onnx: &[u8], asked: GraphUse) -> Result<Box<dyn LoadedModel>, ClassifyError> {
        let environment = Arc::clone(&self.environment);
        // A first session tells at once whether the graph can be read.
        let session = open(&environment, onnx)?;
        let names = |outlets: &[Outlet]| -> Vec<String> {
            outlets.iter().map(|outlet| outlet.name().to_owned()).collect()
        };
        let wiring = Wiring::of(&names(session.inputs()), &names(session.outputs()), asked)?;
        Ok(Box::new(Loaded { environment, onnx: onnx.to_vec(), wiring }))
    }
}

struct Loaded {
    environment: Arc<Environment>,
    onnx: Vec<u8>,
    wiring: Wiring,
}

impl LoadedModel for Loaded {
    fn session(&self) -> Result<Box<dyn RuntimeSession>, ClassifyError> {
        let session = open(&self.environment, &self.onnx)?;
        Ok(Box::new(OrtSession { session, wiring: self.wiring.clone() }))
    }
}

fn open(environment: &Arc<Environment>, onnx: &[u8]) -> Result<Session, ClassifyError> {
    let load = |reason: String| ClassifyError::Load { runtime: NAME, reason };
    Session::builder(environment)
        .map_err(|error| load(error.to_string()))?
        .with_intra_threads(1)
        .map_err(|error| load(error.to_string()))?
        .with_intra_op_spinning(false)
        .map_err(|error| load(error.to_string()))?
        .with_deterministic_compute(true)
        .map_err(|error| load(error.to_string()))?
        .commit_from_memory(onnx)
        .map_err(|error| load(error.to_string()))
}

struct OrtSession {
    session: Session,
    wiring: Wiring,
}

impl RuntimeSession for OrtSession {
    fn run(&mut self, batch: TokenBatch) -> Result<TokenScores, ClassifyError> {
        run(&mut self.session, &batch, &self.wiring)
            .map_err(|error| ClassifyError::Run { runtime: NAME, reason: error.to_string() })
    }
}

fn run(session: &mut Session, batch: &TokenBatch, wiring: &Wiring) -> ::ort::Result<TokenScores> {
    let wide = |values: &[i32]| {
        let values = values.iter().map(|&value| i64::from(value)).collect::<Vec<_>>();
        Ok::<SessionInputValue<'_>, ::ort::Error>(
            Tensor::from_array((batch.shape(), values))?.into(),
        )
    };
    let mut inputs = Vec::with_capacity(wiring.inputs.len());
    for input in &wiring.inputs {
        let value = match input {
            Input::Ids => wide(&batch.ids)?,
            Input::Mask => wide(&batch.mask)?,
            Input::Types => wide(&vec![0; batch.ids.len()])?,
            Input::Cues => Tensor::from_array((batch.cue_shape(), batch.cues.clone()))?.into(),
        };
        inputs.push((input.name(), value));
    }
    let outputs = session.run(inputs)?;
    let floats = |name: &str| -> ::ort::Result<Vec<f32>> {
        let (_, values) = outputs[name].try_extract_tensor::<f32>()?;
        Ok(values.to_vec())
    };
    let token_logits = wiring.token_logits.as_deref().map_or(Ok(Vec::new()), floats)?;
    Ok(TokenScores { logits: floats(&wiring.logits)?, token_logits })
}
