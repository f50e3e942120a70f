//! How fast searches are on many feedback, and how well they find those that say the same.
//!
//! ```sh
//! cargo bench --bench search -- speed 1000000 OUT        # also writes OUT/rows.csv for other engines
//! cargo bench --bench search -- relevance FILE LABEL [STEP]
//! ```
//!
//! `speed` makes feedback of the sentences of `corpora/labels`, drawn with a seed, so that everybody measures the same
//! rows; `relevance` reads JSON Lines with `id`, `text`, `lang` and a label, and takes one text in STEP for a query:
//! those with its label are to be found. `benches/search_peers.py` runs other engines on both.
#![expect(clippy::print_stdout, reason = "a benchmark tells what it measured")]
#![expect(clippy::disallowed_methods, reason = "a benchmark looks at the clock")]

mod relevance;
mod rows;
mod speed;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Cargo adds `--bench`.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|one| one != "--bench").collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["speed", rows, out] => speed::run(rows.parse()?, out.as_ref()),
        ["relevance", file, label] => relevance::run(file.as_ref(), label, 1),
        ["relevance", file, label, step] => relevance::run(file.as_ref(), label, step.parse()?),
        _ => {
            println!("usage: speed ROWS OUT | relevance FILE LABEL [STEP]");
            Ok(())
        }
    }
}
