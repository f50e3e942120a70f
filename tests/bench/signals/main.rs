//! How soon weak signals are found, and how many alerts chance alone gives.
//!
//! ```sh
//! cargo bench --bench signals -- --data DIR [contract] [cdiscount-300] …
//! ```
//!
//! The subjects are told by the patterns of `themes.tsv`. What is drawn is drawn from seeds, so that everybody measures
//! the same; annotations are kept in the target folder from one run to the next.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a benchmark tells what it measured"
)]

mod weakbench;

use std::process::ExitCode;

use weakbench::corpus::Reader;
use weakbench::request::{Format, Request, USAGE};
use weakbench::results::measure;
use weakbench::table::markdown;

fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    let request = match Request::parse(std::env::args().skip(1)) {
        Ok(request) => request,
        Err(problem) => {
            eprintln!("error: {problem}\n\n{USAGE}");
            return Ok(ExitCode::from(2));
        }
    };
    let reader = Reader::new(Some(env!("CARGO_TARGET_TMPDIR").into()))?;
    let results = measure(&request, &reader)?;
    for told in results.contract.iter().flat_map(|case| &case.told) {
        eprintln!("{told}");
    }
    match request.format {
        Format::Markdown => println!("{}", markdown(&results)),
        Format::Json => println!("{}", serde_json::to_string_pretty(&results)?),
    }
    Ok(ExitCode::SUCCESS)
}
