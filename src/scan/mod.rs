//! Wires sources, messages and recognisers together; the library's front door is [`Scanner`].

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64};

use crate::model::{Kind, Limits, Render, Sink, Summary};

/// What a scan is to do. `ScanOptions::default()` is a sensible start.
#[derive(Debug, Clone)]
pub struct ScanOptions {
    /// Worker threads; at least 1.
    pub jobs: usize,
    /// Kinds to look for; empty for all that are built.
    pub kinds: Vec<Kind>,
    /// Countries whose national notation phone numbers are read in, most likely first (ISO 3166-1 alpha-2, upper case).
    pub countries: Vec<[u8; 2]>,
    /// Bounds on hostile input.
    pub limits: Limits,
    /// Follow symbolic links.
    pub follow_links: bool,
    /// Globs on the path relative to the PATH given; empty for all files.
    pub include: Vec<String>,
    /// Globs on the path relative to the PATH given.
    pub exclude: Vec<String>,
}

impl Default for ScanOptions {
    fn default() -> Self {
        ScanOptions {
            jobs: 1,
            kinds: Vec::new(),
            countries: vec![*b"NL", *b"BE", *b"DE"],
            limits: Limits::default(),
            follow_links: false,
            include: Vec::new(),
            exclude: Vec::new(),
        }
    }
}

/// How far a running scan is: for a progress bar in another thread. Bytes are those of files on disk.
#[derive(Debug, Default)]
pub struct Progress {
    /// Bytes of all files met so far by the counting walk; 0 until it is done.
    pub total_bytes: AtomicU64,
    /// Bytes of files done with.
    pub done_bytes: AtomicU64,
    /// Messages read.
    pub messages: AtomicU64,
    /// Findings.
    pub findings: AtomicU64,
    /// Problems.
    pub problems: AtomicU64,
}

/// Why a scan could not be done, or did not end.
#[derive(Debug, thiserror::Error)]
pub enum ScanError {
    /// What was asked cannot be done: nothing was read.
    #[error("{0}")]
    Usage(String),
    /// A report could not be written; the run ended there.
    #[error("cannot write the report: {0}")]
    Output(#[source] std::io::Error),
}

/// What [`Scanner::inspect`] lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Inspect {
    /// The parts of every message, with a hash of their decoded text.
    Parts,
    /// The regions of every message, as byte ranges of the decoded text of their part.
    Regions,
}

/// Sweeps paths for contact details.
#[derive(Debug)]
pub struct Scanner {
    options: ScanOptions,
}

impl Scanner {
    /// A scanner that works by these options.
    pub fn new(options: ScanOptions) -> Self {
        Scanner { options }
    }

    /// The options it works by.
    pub fn options(&self) -> &ScanOptions {
        &self.options
    }

    /// Reads all `paths` (`-` is standard input) and hands on what it finds, in the order of the sources. Setting
    /// `stop` ends the run early, with what was found until then and `Summary::stopped`.
    ///
    /// # Errors
    ///
    /// [`ScanError::Usage`] for a broken glob and the like, before anything is read; [`ScanError::Output`] when the
    /// sink refuses. Damaged input is no error: it is a problem, in the sink and in the summary.
    pub fn run(
        &self,
        paths: &[PathBuf],
        render: &dyn Render,
        sink: &mut dyn Sink,
        progress: &Progress,
        stop: &AtomicBool,
    ) -> Result<Summary, ScanError> {
        let _ = (paths, render, sink, progress, stop);
        Err(ScanError::Usage("not wired yet".into()))
    }

    /// Lists how mail is taken apart, for people who debug and for tests: JSON lines in lane 0 of the sink.
    ///
    /// # Errors
    ///
    /// As [`Scanner::run`].
    pub fn inspect(
        &self,
        what: Inspect,
        paths: &[PathBuf],
        sink: &mut dyn Sink,
        progress: &Progress,
        stop: &AtomicBool,
    ) -> Result<Summary, ScanError> {
        let _ = (what, paths, sink, progress, stop);
        Err(ScanError::Usage("not wired yet".into()))
    }
}
