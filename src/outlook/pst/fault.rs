//! Why a structure of a store could not be read, before anyone knows what was lost with it.

use std::io;

use crate::model::{Problem, ProblemCode};

/// Small enough to be passed up from the depths; whoever knows what it costs makes a [`Problem`] of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) code: ProblemCode,
    /// Which structure, and what is wrong with it.
    pub(super) what: &'static str,
}

impl Fault {
    pub(super) fn corrupt(what: &'static str) -> Self {
        Fault { code: ProblemCode::Corrupt, what }
    }

    pub(super) fn limit(what: &'static str) -> Self {
        Fault { code: ProblemCode::Limit, what }
    }

    /// What the reader under the store said. An end too early is damage of the store.
    pub(super) fn io(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Fault::corrupt("it lies beyond the end of the file"),
            _ => Fault { code: ProblemCode::Io, what: "the file cannot be read there" },
        }
    }

    /// As a problem of `subject`.
    pub(super) fn of(self, subject: &str) -> Problem {
        Problem::new(self.code, format!("{subject}: {}", self.what))
    }

    /// As the end of a stream.
    pub(super) fn into_io(self) -> io::Error {
        let kind = match self.code {
            ProblemCode::Corrupt => io::ErrorKind::InvalidData,
            _ => io::ErrorKind::Other,
        };
        io::Error::new(kind, self.what)
    }
}
