use std::io;
use std::sync::Arc;

use super::{Finding, MessageMeta, Problem, Summary};

/// Turns the findings of a message into bytes. Workers call it at the same time, for different messages; it is a pure
/// function, so that the same message gives the same bytes whoever calls.
pub trait Render: Sync {
    /// How many streams of bytes it fills: one a report.
    fn lanes(&self) -> usize;
    /// Appends one message's findings to the lanes (there are [`Render::lanes`] of them). Findings are in order of
    /// part, then of place. A message may come in several calls, one after the other, when it has very many.
    fn message(&self, meta: &MessageMeta, findings: &[Finding], lanes: &mut [Vec<u8>]);
    /// False for one that does nothing with a finding: values are not kept for it then, and [`Render::message`] is not called.
    fn shows(&self) -> bool {
        true
    }
}

/// Takes what was rendered, in the order of the sources, whoever finished first.
pub trait Sink: Send {
    /// Takes the next bytes of every lane and the problems met on the way. One caller at a time.
    ///
    /// # Errors
    ///
    /// What the operating system says: the disk is full, the pipe is closed. The run ends there.
    fn chunk(&mut self, lanes: &[Vec<u8>], problems: &[Problem]) -> io::Result<()>;
}

/// Takes a run custodian by custodian. Problems come first, all of them, through [`Sink::chunk`]; then each custodian's findings, between
/// [`SplitSink::begin`] and [`SplitSink::end`].
pub trait SplitSink: Sink {
    /// What comes from now on is this custodian's.
    ///
    /// # Errors
    ///
    /// As [`Sink::chunk`].
    fn begin(&mut self, custodian: &Arc<str>) -> io::Result<()>;
    /// That was all of it; these are its counts.
    ///
    /// # Errors
    ///
    /// As [`Sink::chunk`].
    fn end(&mut self, summary: &Summary) -> io::Result<()>;
}
