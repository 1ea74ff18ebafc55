//! How a run ends, as a number for scripts.

use std::process::ExitCode;

/// The exit codes that scripts rely on. In ascending order of what wins when several are true, except that
/// [`Exit::Usage`] stands alone: nothing was done then, so nothing else can be true.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Exit {
    /// Done, all input read.
    Done,
    /// Done, and `--fail-on` matched.
    FailOn,
    /// Done, but some input could not be read in full; the report lists it.
    Incomplete,
    /// Nothing was done: usage or configuration.
    Usage,
    /// Stopped part-way: a signal, a full disk, or an internal error. Reports are as they were; running again goes on.
    Stopped,
}

impl Exit {
    /// The number.
    pub(super) const fn code(self) -> u8 {
        match self {
            Exit::Done => 0,
            Exit::FailOn => 1,
            Exit::Usage => 2,
            Exit::Incomplete => 3,
            Exit::Stopped => 4,
        }
    }

    /// Which of the two is said, when both are true: 4 wins over 3, and 3 over 1.
    pub(super) fn merge(self, other: Exit) -> Exit {
        let rank = |exit| match exit {
            Exit::Done => 0,
            Exit::FailOn => 1,
            Exit::Incomplete => 2,
            Exit::Usage => 3,
            Exit::Stopped => 4,
        };
        if rank(self) >= rank(other) { self } else { other }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit.code())
    }
}

/// Why a command has no ordinary end.
#[derive(Debug)]
pub(super) enum Failure {
    /// What was asked cannot be done; nothing was.
    Usage(String),
    /// The run ended part-way.
    Stopped(String),
    /// The reader of standard output went away, as `head` does: a quiet end.
    ReaderGone,
}

impl Failure {
    /// The exit that goes with it.
    pub(super) fn exit(&self) -> Exit {
        match self {
            Failure::Usage(_) => Exit::Usage,
            Failure::Stopped(_) => Exit::Stopped,
            Failure::ReaderGone => Exit::Done,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_of_the_contract() {
        let codes = [Exit::Done, Exit::FailOn, Exit::Usage, Exit::Incomplete, Exit::Stopped].map(Exit::code);
        assert_eq!(codes, [0, 1, 2, 3, 4]);
    }

    #[test]
    fn three_wins_over_one_and_four_over_all() {
        use Exit::{Done, FailOn, Incomplete, Stopped, Usage};
        for (a, b, both) in [
            (Done, Done, Done),
            (Done, FailOn, FailOn),
            (FailOn, Incomplete, Incomplete),
            (Done, Incomplete, Incomplete),
            (Incomplete, Stopped, Stopped),
            (FailOn, Stopped, Stopped),
            (Usage, Stopped, Stopped),
        ] {
            assert_eq!(a.merge(b), both);
            assert_eq!(b.merge(a), both);
        }
    }
}
