//! How soon weak signals are found, and how many alerts chance alone gives.
#![expect(clippy::print_stdout, reason = "a benchmark tells what it measured")]

mod weakbench;

use std::path::Path;

use weakbench::corpus::Reader;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|one| one != "--bench").collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let reader = Reader::new(Some(env!("CARGO_TARGET_TMPDIR").into()))?;
    match arguments[..] {
        ["--data", data, "contract", reports, ref only @ ..] => println!(
            "{}",
            weakbench::contract::run(
                &reader,
                Path::new(data),
                reports.parse()?,
                only.first().copied()
            )?
        ),
        _ => println!("usage"),
    }
    Ok(())
}
