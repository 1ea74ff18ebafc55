//! What was typed, and what is meant: arguments, settings, progress, messages, exit codes.
//!
//! Only this room knows of clap, of the environment, of standard streams and of how the program ends; all work is done
//! by [`crate::scan`] and [`crate::report`]. One file is one subcommand or one concern.

mod args;
mod config;
mod documents;
mod erase;
mod exit;
mod extract_worker;
mod fail_on;
mod guard;
mod hold;
mod inspect;
mod limits;
mod log;
mod mailto;
mod metrics;
mod nightly;
mod outputs;
mod packaging;
mod patterns;
mod progress;
mod protect;
mod quarantine;
mod register;
mod relations;
mod report;
mod scan;
mod search;
mod shards;
mod signals;
mod state;
mod stores;
mod suppress;
mod verify;

use std::ffi::OsString;
use std::panic::{self, AssertUnwindSafe};
use std::process::ExitCode;
use std::sync::Mutex;

use clap::FromArgMatches as _;

use args::{Cli, Command};
use config::{FileSettings, Refusal};
use exit::{Exit, Failure};
use log::{Log, LogFormat};

/// Where the last panic was; its message may quote mail and is never shown.
static PANIC: Mutex<Option<String>> = Mutex::new(None);

/// Runs the program and says how it ended.
pub fn main() -> ExitCode {
    // A panic inside of a scan is caught there and becomes a problem of one message, so the hook only takes notes.
    panic::set_hook(Box::new(|info| {
        if let Ok(mut place) = PANIC.lock() {
            *place = info.location().map(ToString::to_string);
        }
    }));
    let typed: Vec<OsString> = std::env::args_os().collect();
    match panic::catch_unwind(AssertUnwindSafe(|| run(&typed))) {
        Ok(code) => code,
        Err(_) => {
            let place = PANIC.lock().ok().and_then(|mut p| p.take());
            Log::error(&format!(
                "internal error in mailsweep {} at {}; no report was changed. Please report this line; it holds no \
                 text of your mail",
                env!("CARGO_PKG_VERSION"),
                place.as_deref().unwrap_or("an unknown place")
            ));
            Exit::Stopped.into()
        }
    }
}

fn run(typed: &[OsString]) -> ExitCode {
    if let Some(format) = LogFormat::asked(typed, std::env::var_os("MAILSWEEP_LOG_FORMAT")) {
        format.choose();
    }
    let (matches, settings) = match config::parse(typed) {
        Ok(parsed) => parsed,
        Err(Refusal::Clap(error)) => return clap_says(&error),
        Err(Refusal::Settings(failure)) => return ends(Err(failure)),
    };
    if let Some(why) = shards::misplaced(&matches) {
        return ends(Err(Failure::Usage(why)));
    }
    // whatever ends this program, what it had read of mail must not stay on disk
    extract_worker::leave_no_image();
    match Cli::from_arg_matches(&matches) {
        Ok(cli) => ends(dispatch(cli.command, &settings)),
        Err(error) => clap_says(&error),
    }
}

/// Shows help or what is wrong with the command line: 0 for the first, 2 for the second.
fn clap_says(error: &clap::Error) -> ExitCode {
    if error.use_stderr() && LogFormat::is_json() {
        let text = error.to_string();
        let text = text.trim_end();
        Log::error(text.strip_prefix("error: ").unwrap_or(text));
    } else {
        // Nobody is left to tell when the stream is closed.
        let _ = error.print();
    }
    if error.exit_code() == 0 { Exit::Done.into() } else { Exit::Usage.into() }
}

fn ends(result: Result<Exit, Failure>) -> ExitCode {
    match result {
        Ok(exit) => exit.into(),
        Err(failure) => {
            match &failure {
                Failure::Usage(text) | Failure::Stopped(text) => Log::error(text),
                Failure::ReaderGone => {}
            }
            failure.exit().into()
        }
    }
}

fn dispatch(command: Command, settings: &FileSettings) -> Result<Exit, Failure> {
    match command {
        Command::Scan(args) => scan::run(&args, settings),
        Command::Parts(args) => inspect::run(crate::scan::Inspect::Parts, &args, &settings.files),
        Command::Regions(args) => inspect::run(crate::scan::Inspect::Regions, &args, &settings.files),
        Command::Patterns(args) => patterns::run(&args),
        Command::Search(args) => search::run(&args, settings),
        Command::Erase(args) => erase::run(&args, settings),
        Command::Verify(args) => verify::run(&args, settings),
        Command::Quarantine(args) => quarantine::run(&args),
        Command::Suppress(args) => suppress::run(&args),
        Command::Shards(args) => shards::list(&args),
        Command::Merge(args) => shards::merge(&args, settings),
        Command::Report(args) => report::run(&args, settings),
        Command::Completions(args) => packaging::completions(&args),
        Command::Man(args) => packaging::man(&args),
        Command::ExtractWorker => extract_worker::run(),
    }
}
