//! Bytes given by the user, and the text that they are.

mod decode;
mod file;
mod packing;
mod window;

pub use decode::decoded;
pub use file::Source;

pub(in crate::ingest) use decode::Text;
pub(in crate::ingest) use file::Raw;
pub(in crate::ingest) use window::{LOOKAHEAD, Window};
