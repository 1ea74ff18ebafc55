//! `--max-duration`, `--nice` and what else is typed for such runs: how a run every night keeps out of the way of those who work by day.
//!
//! In: what was typed. Out: a run that asks for its own end in time, as a signal would, and a process that yields to others.

use std::fmt;
use std::io;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use clap::{Args, ValueHint};

use super::exit::Failure;
use super::metrics::Metrics;
use super::outputs;
use crate::model::Stop;

/// What can be typed about a run that nobody watches.
#[derive(Debug, Args)]
#[command(next_help_heading = "Every night")]
pub(super) struct NightArgs {
    /// Stop after so long, as by Ctrl-C, with status 4: a number of s, m, h or d, as in 90m or 2h30m. With --state the next run
    /// goes on where this one was
    #[arg(long, value_name = "DURATION")]
    max_duration: Option<MaxDuration>,

    /// Let other programs go first: the priority is lowered by this much, from 0 to 19 [default without a number: 10]
    #[arg(long, value_name = "N", num_args = 0..=1, require_equals = true, default_missing_value = "10",
          value_parser = clap::value_parser!(u8).range(0..=19))]
    nice: Option<u8>,

    /// Write the counts of the run to this file, for Prometheus: in the text format that the textfile collector of the node exporter
    /// reads (its name must end in .prom). Numbers only, never a name; who could read the file before can read the new one
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    metrics: Option<PathBuf>,
}

impl NightArgs {
    /// Lowers the priority, where that is asked for. Threads and processes that are started later have it from the one that starts them,
    /// so this comes first.
    pub(super) fn yield_to_others(&self) -> Result<(), Failure> {
        match self.nice {
            None | Some(0) => Ok(()),
            Some(by) => lower_priority(by).map_err(|e| Failure::Usage(format!("--nice: {e}"))),
        }
    }

    /// Makes the file of counts ready, where one is wanted.
    pub(super) fn metrics(&self, began: Instant) -> Result<Option<Metrics>, Failure> {
        let open = |path: &PathBuf| Metrics::open(path, began).map_err(|e| outputs::usage(&e));
        self.metrics.as_ref().map(open).transpose()
    }

    /// When the run is to end, counted from now.
    pub(super) fn deadline(&self) -> Option<Deadline> {
        let MaxDuration(length) = self.max_duration?;
        // what lies beyond the clock is never reached
        Some(Deadline { length, at: Instant::now().checked_add(length)? })
    }
}

#[cfg(unix)]
fn lower_priority(by: u8) -> io::Result<()> {
    rustix::process::nice(i32::from(by)).map(drop).map_err(io::Error::from)
}

#[cfg(not(unix))]
fn lower_priority(_: u8) -> io::Result<()> {
    Err(io::Error::other("on this system a program cannot lower its own priority; leave it out"))
}

/// When a run is to end.
#[derive(Debug, Clone, Copy)]
pub(super) struct Deadline {
    length: Duration,
    at: Instant,
}

impl Deadline {
    /// How long the run may take, as a person writes it.
    pub(super) fn length(&self) -> String {
        MaxDuration(self.length).to_string()
    }

    /// Asks for the end of the run when the time has come, as long as what is given back lives.
    pub(super) fn watch(self, stop: &Stop) -> io::Result<Watched> {
        let reached = Arc::new(AtomicBool::new(false));
        let (running, ended) = channel::<()>();
        let (stop, told) = (stop.clone(), reached.clone());
        std::thread::Builder::new().name("deadline".to_owned()).spawn(move || {
            let left = self.at.saturating_duration_since(Instant::now());
            if ended.recv_timeout(left) == Err(RecvTimeoutError::Timeout) {
                // where a signal came first, that is why the run ends
                told.store(!stop.ask(), Ordering::Release);
            }
        })?;
        Ok(Watched { reached, _running: running })
    }
}

/// A run with a deadline.
#[derive(Debug)]
pub(super) struct Watched {
    reached: Arc<AtomicBool>,
    _running: Sender<()>,
}

impl Watched {
    /// The time is over, and that is why the run ends.
    pub(super) fn reached(&self) -> bool {
        self.reached.load(Ordering::Acquire)
    }
}

/// How long a run may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct MaxDuration(Duration);

/// The words are no duration.
#[derive(Debug, PartialEq, Eq)]
struct UnknownDuration;

impl fmt::Display for UnknownDuration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "expected a duration of whole seconds, minutes, hours or days, as in 45s, 90m, 2h30m or 1d",
        )
    }
}

impl std::error::Error for UnknownDuration {}

const UNITS: [(char, u64); 4] = [('d', 86_400), ('h', 3_600), ('m', 60), ('s', 1)];

impl FromStr for MaxDuration {
    type Err = UnknownDuration;
    fn from_str(text: &str) -> Result<Self, UnknownDuration> {
        let mut seconds = 0_u64;
        let mut rest = text.trim();
        // each unit once, the largest first
        for (unit, length) in UNITS {
            let Some((number, behind)) = rest.split_once(unit) else { continue };
            if number.is_empty() || !number.bytes().all(|b| b.is_ascii_digit()) {
                return Err(UnknownDuration);
            }
            let number: u64 = number.parse().map_err(|_| UnknownDuration)?;
            let more = number.checked_mul(length).ok_or(UnknownDuration)?;
            seconds = seconds.checked_add(more).ok_or(UnknownDuration)?;
            rest = behind;
        }
        // a run of no time would do nothing, night after night
        if seconds > 0 && rest.is_empty() {
            Ok(MaxDuration(Duration::from_secs(seconds)))
        } else {
            Err(UnknownDuration)
        }
    }
}

impl fmt::Display for MaxDuration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut left = self.0.as_secs();
        for (unit, length) in UNITS {
            if left >= length {
                write!(f, "{}{unit}", left / length)?;
                left %= length;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_a_unit() {
        let seconds = |text: &str| text.parse::<MaxDuration>().map(|MaxDuration(d)| d.as_secs());
        assert_eq!(
            ["45s", "90m", "2h", "2h30m", "1d", " 1d1s "].map(|t| seconds(t).unwrap()),
            [45, 5400, 7200, 9000, 86_400, 86_401]
        );
        for wrong in [
            "",
            "90",
            "m",
            "1.5h",
            "-1h",
            "0s",
            "30m2h",
            "1h1h",
            "2 h",
            "1w",
            "99999999999999999999s",
            "213503982334602d",
        ] {
            assert_eq!(seconds(wrong), Err(UnknownDuration), "{wrong}");
        }
        for text in ["45s", "1h30m", "1d1s"] {
            assert_eq!(text.parse::<MaxDuration>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn the_end_is_asked_for_in_time_and_not_after_the_run() {
        let deadline = |millis| Deadline {
            length: Duration::from_secs(1),
            at: Instant::now() + Duration::from_millis(millis),
        };
        let stop = Stop::default();
        let watched = deadline(20).watch(&stop).unwrap();
        while !watched.reached() {
            std::thread::sleep(Duration::from_millis(1));
        }
        assert!(stop.asked());

        let (stop, signalled) = (Stop::default(), Stop::default());
        drop(deadline(50).watch(&stop).unwrap());
        signalled.ask();
        let watched = deadline(1).watch(&signalled).unwrap();
        std::thread::sleep(Duration::from_millis(150));
        assert!(!stop.asked(), "the run was over");
        assert!(!watched.reached(), "a signal came first");
    }
}
