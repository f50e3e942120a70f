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
        ["--data", data, "power", at, calendars, starts] => {
            let scene = weakbench::scene::Scene::read(
                &reader,
                Path::new(data),
                weakbench::scene::SETTINGS[at.parse::<usize>()?],
            )?;
            for theme in &scene.themes {
                eprint!("{} {}, ", theme.name, theme.pool.len());
            }
            let peers = weakbench::peers::all();
            let noise =
                weakbench::noise::listen(&scene, reader.signals(), &peers, calendars.parse()?);
            eprintln!("{noise:#?}");
            let trials = weakbench::power::Trials {
                starts: starts.parse()?,
                prevalences: vec![0.002, 0.005, 0.01, 0.02],
            };
            let rows = weakbench::power::run(&scene, reader.signals(), &peers, &noise, &trials);
            println!("{}", weakbench::table::markdown(&rows, &trials));
        }
        _ => println!("usage"),
    }
    Ok(())
}
