//! How long work shows where it stands: a bar on a terminal, one line a stage elsewhere.

use std::io::{IsTerminal as _, Write as _};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use vigie::observe::{Observer, Stage};

/// How much the program tells on standard error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verbosity {
    /// Errors only.
    Quiet,
    /// Stages and warnings.
    Usual,
    /// Stages with their times; no bar, for bars and lines tear each other.
    Verbose,
}

/// Watches a run for the person at the terminal.
pub(crate) struct Progress {
    verbosity: Verbosity,
    bars: bool,
    current: Mutex<Option<Current>>,
    stop: &'static AtomicBool,
}

struct Current {
    stage: Stage,
    since: Instant,
    done: u64,
    bar: Option<ProgressBar>,
}

/// Raised when the user asks to stop.
pub(crate) static STOP: AtomicBool = AtomicBool::new(false);

impl Progress {
    /// A progress on standard error; `bars` is whether the environment allows bars.
    pub(crate) fn new(verbosity: Verbosity, bars: bool) -> Self {
        let bars = bars && verbosity == Verbosity::Usual && std::io::stderr().is_terminal();
        Self { verbosity, bars, current: Mutex::new(None), stop: &STOP }
    }

    /// How much is told.
    pub(crate) fn verbosity(&self) -> Verbosity {
        self.verbosity
    }

    /// Ends the stage under way.
    pub(crate) fn finish(&self) {
        self.close(None);
    }

    fn close(&self, next: Option<Current>) {
        let mut current = self.current.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(ended) = std::mem::replace(&mut *current, next) {
            if let Some(bar) = &ended.bar {
                bar.finish_and_clear();
            }
            self.say_ended(&ended);
        }
    }

    fn say_ended(&self, ended: &Current) {
        let seconds = ended.since.elapsed().as_secs_f64();
        let line = match (self.verbosity, ended.done) {
            (Verbosity::Quiet, _) => return,
            (Verbosity::Usual, 0) => return,
            (Verbosity::Usual, done) => format!("{} {done}", name(ended.stage)),
            (Verbosity::Verbose, 0) => format!("{} in {seconds:.2} s", name(ended.stage)),
            (Verbosity::Verbose, done) => {
                #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
                let rate = done as f64 / seconds.max(1e-9);
                format!("{} {done} in {seconds:.2} s ({rate:.0}/s)", name(ended.stage))
            }
        };
        let _ = writeln!(std::io::stderr(), "{line}");
    }
}

#[expect(clippy::disallowed_methods, reason = "the time that work takes is shown to people only")]
fn now() -> Instant {
    Instant::now()
}

fn name(stage: Stage) -> &'static str {
    match stage {
        Stage::Read => "read",
        Stage::Classify => "classified",
        Stage::Store => "stored",
        Stage::Index => "indexed",
        Stage::Analyse => "analysed",
        Stage::Write => "wrote",
    }
}

impl Observer for Progress {
    fn stage(&self, stage: Stage, total: Option<u64>) {
        let bar = (self.bars && total != Some(0)).then(|| bar(stage, total));
        self.close(Some(Current { stage, since: now(), done: 0, bar }));
    }

    fn advance(&self, done: u64) {
        let mut current = self.current.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(current) = current.as_mut() {
            current.done += done;
            if let Some(bar) = &current.bar {
                bar.inc(done);
            }
        }
    }

    fn warn(&self, message: &str) {
        if self.verbosity != Verbosity::Quiet {
            let _ = writeln!(std::io::stderr(), "warning: {message}");
        }
    }

    fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

fn bar(stage: Stage, total: Option<u64>) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::stderr());
    let template = match total {
        Some(_) => "{msg:>11} {wide_bar} {human_pos}/{human_len} · {per_sec:.0} · {eta} left",
        None => "{msg:>11} {spinner} {human_pos}",
    };
    // A template that cannot be parsed would be a fault of ours: the plain bar serves all the same.
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar.set_message(name(stage));
    bar.enable_steady_tick(Duration::from_millis(120));
    bar
}
