//! Lines for a person on standard error, and results on standard output.
//!
//! Plain English, never a value of mail, and nothing in it acts on the terminal. Colour only where `anstream` lets it
//! through: on a terminal, without `NO_COLOR`.

use std::io::{self, Write as _};
use std::path::PathBuf;

use super::exit::Failure;
use crate::report::sanitise::sanitise_lines;

/// How much is said.
#[derive(Debug, Clone, Copy)]
pub(super) struct Log {
    /// Errors only.
    pub(super) quiet: bool,
    /// Details too.
    pub(super) verbose: bool,
}

impl Log {
    /// Says why the program ends.
    pub(super) fn error(text: &str) {
        say("\x1b[1;31merror:\x1b[0m ", text);
    }

    /// Says what the user should know, unless quiet.
    pub(super) fn warning(self, text: &str) {
        if !self.quiet {
            say("\x1b[1;33mwarning:\x1b[0m ", text);
        }
    }

    /// Says what happened, unless quiet.
    pub(super) fn note(self, text: &str) {
        if !self.quiet {
            say("", text);
        }
    }

    /// Says what is of use when something is to be understood.
    pub(super) fn detail(self, text: &str) {
        if self.verbose && !self.quiet {
            say("", text);
        }
    }

    /// Says which settings files are used, when details are wanted.
    pub(super) fn settings(self, files: &[PathBuf]) {
        for file in files {
            self.detail(&format!("settings are read from {}", file.display()));
        }
    }
}

fn say(label: &str, text: &str) {
    // Nobody is left to tell when standard error is closed.
    let _ = writeln!(anstream::stderr().lock(), "mailsweep: {label}{}", sanitise_lines(text));
}

/// Writes a result to standard output.
pub(super) fn print(bytes: &[u8]) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(bytes).and_then(|()| out.flush()).map_err(|e| match e.kind() {
        io::ErrorKind::BrokenPipe => Failure::ReaderGone,
        _ => Failure::Stopped(format!("cannot write to standard output: {e}")),
    })
}
