#![no_main]

#[path = "../targets.rs"]
mod targets;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let (_, target, _) = targets::TARGETS.iter().find(|(name, ..)| *name == "query").unwrap();
    target(bytes);
});
