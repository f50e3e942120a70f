//! The store under a disk that fails, processes that die, bits that flip, and writers that come at once.
#![expect(clippy::panic, reason = "a check that fails says where")]
#![expect(clippy::print_stdout, reason = "the figures are for who runs the test")]
#![expect(clippy::format_collect, reason = "small files, written once")]

mod disk;
mod faults;
mod flips;
mod kills;
mod shim;
mod workload;
mod writers;
