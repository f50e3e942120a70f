//! From arguments to an exit code.

use std::io::Write as _;
use std::process::ExitCode;
use std::sync::atomic::Ordering;

use clap::Parser as _;
use vigie::error::{Error, Kind};

use super::args::{Cli, Command};
use super::session::Session;
use super::{commands, exit, progress};

/// Runs the command that the user typed.
pub(crate) fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let _ = error.print();
            return if error.use_stderr() { exit::USAGE } else { exit::DONE }.into();
        }
    };
    // The second signal kills, as usual; without a handler the first one does too.
    let _ = ctrlc::set_handler(|| {
        if progress::STOP.swap(true, Ordering::Relaxed) {
            std::process::abort();
        }
    });
    let code = match run(&cli) {
        Ok(code) => code,
        Err(error) => tell(&error),
    };
    code.into()
}

fn run(cli: &Cli) -> anyhow::Result<u8> {
    let session = Session::open(&cli.common)?;
    let run = || match &cli.command {
        Command::Report(args) => commands::report::run(args, &session),
        Command::Metrics(args) => commands::metrics::run(args, &session),
        Command::Drivers(args) => commands::drivers::run(args, &session),
        Command::Journey(args) => commands::journey::run(args, &session),
        Command::Signals(args) => commands::signals::run(args, &session),
        Command::Init(args) => commands::init::run(args, &session),
        Command::Ingest(args) => commands::ingest::run(args, &session),
        Command::Rejects(args) => commands::rejects::run(args, &session),
        Command::Annotate(args) => commands::annotate::run(args, &session),
        Command::Search(args) => commands::search::run(args, &session),
        Command::Explain(args) => commands::explain::run(args, &session),
        Command::Evaluate(args) => commands::evaluate::run(args, &session),
        Command::Doctor(args) => commands::doctor::run(args, &session),
        Command::Verify(args) => commands::verify::run(args, &session),
        Command::Index(args) => commands::index::run(args, &session),
        Command::Sources(args) => commands::sources::run(args, &session),
        Command::Backup(args) => commands::backup::run(args, &session),
        Command::Restore(args) => commands::restore::run(args, &session),
        Command::Config(args) => commands::config::run(args, &session),
    };
    let code = run()?;
    session.progress().finish();
    Ok(code)
}

/// Prints an error, its causes and what to do next; gives the exit code.
fn tell(error: &anyhow::Error) -> u8 {
    let known = error.chain().find_map(|cause| cause.downcast_ref::<Error>());
    let piped = error.chain().filter_map(|cause| cause.downcast_ref::<std::io::Error>());
    let broken_pipe = piped.into_iter().any(|cause| cause.kind() == std::io::ErrorKind::BrokenPipe);
    let kind = known.map_or(Kind::Bug, Error::kind);
    if broken_pipe || kind == Kind::BrokenPipe {
        return exit::DONE;
    }
    let mut message = format!("error: {error}");
    let mut last = error.to_string();
    for cause in error.chain().skip(1) {
        let cause = cause.to_string();
        // A transparent error says what its cause says.
        if cause != last {
            message = format!("{message}\n  caused by: {cause}");
            last = cause;
        }
    }
    if let Some(hint) = known.and_then(Error::hint) {
        message = format!("{message}\n\nhint: {hint}");
    }
    let _ = writeln!(std::io::stderr(), "{message}");
    code(kind)
}

fn code(kind: Kind) -> u8 {
    match kind {
        Kind::Input => exit::USAGE,
        Kind::Rejects => exit::TOO_MANY_REJECTS,
        Kind::Locked => exit::STORE_LOCKED,
        Kind::Corrupt => exit::STORE_CORRUPT,
        Kind::Disk => exit::DISK,
        Kind::Permission => exit::PERMISSION,
        Kind::Asset => exit::ASSET,
        Kind::Stopped => exit::INTERRUPTED,
        Kind::BrokenPipe => exit::DONE,
        Kind::Bug => exit::BUG,
    }
}
