//! Lines for a person, or for a collector of logs, on standard error, and results on standard output.
//!
//! Plain English, never a value of mail, and nothing in it acts on the terminal. Colour only where `anstream` lets it
//! through: on a terminal, without `NO_COLOR`. As JSON a line is one object, with the time (RFC 3339, UTC), the level and the message.

use std::ffi::OsString;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::ValueEnum;
use jiff::{Timestamp, Unit};
use serde::Serialize;

use super::exit::Failure;
use crate::report::sanitise::sanitise_lines;

/// Lines are JSON objects. One for the whole program: errors are told from places that know of no options.
static JSON: AtomicBool = AtomicBool::new(false);

/// What a line looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum LogFormat {
    /// For a person.
    Text,
    /// One JSON object a line.
    Json,
}

impl LogFormat {
    /// From now on lines look like this.
    pub(super) fn choose(self) {
        JSON.store(self == LogFormat::Json, Ordering::Relaxed);
    }

    /// What is asked for by words that clap may refuse, or else by this variable: also a refusal is to be in the form that is wanted.
    pub(super) fn asked(typed: &[OsString], variable: Option<OsString>) -> Option<Self> {
        let option = "--log-format";
        let words: Vec<_> = typed.iter().map(|word| word.to_string_lossy()).collect();
        let typed =
            words.iter().enumerate().rev().find_map(|(at, word)| match word.strip_prefix(option)? {
                "" => words.get(at + 1).cloned(),
                rest => rest.strip_prefix('=').map(|value| value.to_owned().into()),
            });
        let word = typed.or_else(|| variable.as_ref().map(|value| value.to_string_lossy()))?;
        LogFormat::from_str(&word, false).ok()
    }

    /// Lines are read by a program, so that nothing else may stand on standard error.
    pub(super) fn is_json() -> bool {
        JSON.load(Ordering::Relaxed)
    }
}

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
        say(Level::Error, text);
    }

    /// Says what the user should know, unless quiet.
    pub(super) fn warning(self, text: &str) {
        if !self.quiet {
            say(Level::Warning, text);
        }
    }

    /// Says what happened, unless quiet.
    pub(super) fn note(self, text: &str) {
        if !self.quiet {
            say(Level::Info, text);
        }
    }

    /// Says what is of use when something is to be understood.
    pub(super) fn detail(self, text: &str) {
        if self.verbose && !self.quiet {
            say(Level::Debug, text);
        }
    }

    /// Says which settings files are used, when details are wanted.
    pub(super) fn settings(self, files: &[PathBuf]) {
        for file in files {
            self.detail(&format!("settings are read from {}", file.display()));
        }
    }
}

/// How much a line matters.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "lowercase")]
enum Level {
    Error,
    Warning,
    Info,
    Debug,
}

impl Level {
    /// What stands before a line for a person.
    fn label(self) -> &'static str {
        match self {
            Level::Error => "\x1b[1;31merror:\x1b[0m ",
            Level::Warning => "\x1b[1;33mwarning:\x1b[0m ",
            Level::Info | Level::Debug => "",
        }
    }
}

/// One line as JSON.
#[derive(Serialize)]
struct Line<'a> {
    time: String,
    level: Level,
    message: &'a str,
}

fn json(time: Timestamp, level: Level, text: &str) -> String {
    let time = time.round(Unit::Millisecond).unwrap_or(time).to_string();
    // Of strings alone: it cannot fail.
    serde_json::to_string(&Line { time, level, message: &sanitise_lines(text) }).unwrap_or_default()
}

fn say(level: Level, text: &str) {
    // Nobody is left to tell when standard error is closed.
    let _ = if LogFormat::is_json() {
        writeln!(io::stderr().lock(), "{}", json(Timestamp::now(), level, text))
    } else {
        writeln!(anstream::stderr().lock(), "mailsweep: {}{}", level.label(), sanitise_lines(text))
    };
}

/// Writes a result to standard output.
pub(super) fn print(bytes: &[u8]) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(bytes).and_then(|()| out.flush()).map_err(|e| match e.kind() {
        io::ErrorKind::BrokenPipe => Failure::ReaderGone,
        _ => Failure::Stopped(format!("cannot write to standard output: {e}")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_as_json_is_one_line_and_acts_on_nothing() {
        let time = "2026-03-02T04:05:06.7891Z".parse().unwrap();
        assert_eq!(
            json(time, Level::Warning, "a \"b\"\nc\u{1b}[2J\u{202e}"),
            r#"{"time":"2026-03-02T04:05:06.789Z","level":"warning","message":"a \"b\"\nc\\u{1b}[2J\\u{202e}"}"#
        );
    }

    #[test]
    fn the_form_is_known_before_anything_is_parsed() {
        let asked = |typed: &[&str], variable: Option<&str>| {
            let typed: Vec<OsString> = typed.iter().map(OsString::from).collect();
            LogFormat::asked(&typed, variable.map(OsString::from))
        };
        assert_eq!(asked(&["scan", "--log-format", "json", "--wrong"], None), Some(LogFormat::Json));
        assert_eq!(asked(&["--log-format=text"], Some("json")), Some(LogFormat::Text));
        assert_eq!(asked(&["scan"], Some("json")), Some(LogFormat::Json));
        assert_eq!(asked(&["scan", "--log-format"], None), None);
        assert_eq!(asked(&["scan", "--log-formats=json"], None), None);
        assert_eq!(asked(&["scan", "--log-format", "xml"], None), None);
    }
}
