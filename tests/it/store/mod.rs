//! The store under a disk that fails, processes that die, bits that flip, and writers that come at once.

mod disk;
mod faults;
mod flips;
mod kills;
mod shim;
mod workload;
mod writers;
