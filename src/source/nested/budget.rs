//! What all containers of one root file have cost, and may cost.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering::Relaxed};

use super::{Failure, Opening};
use crate::model::{Limits, Problem, ProblemCode};

/// Below this the ratio is not looked at: small files of blanks are no attack, and cost little.
const RATIO_FREE: u64 = 256 << 20;
/// The same of what came along with one message: a sender may send thousands, each of which has this for nothing.
const ATTACHED_FREE: u64 = 4 << 20;
/// The ratio of what came along with a message is this part of what a container in a folder may have.
const ATTACHED_PART: u64 = 10;
/// How much more may be given after the ratio was too high in one entry, before it is looked at again: this part of what is free.
const AGAIN: u64 = 16;
/// Entries of one root file whose ratio may be too high; then it is given up.
const STRIKES: u32 = 16;

/// What is said where reading ends as the run does.
const STOPPED: &str = "the run was stopped before this was read in full";

/// What all containers of one root file have cost, and may cost. Shared by them, and by threads.
#[derive(Debug)]
pub struct Budget {
    opening: Opening,
    /// Bytes of the root file that were read.
    read: AtomicU64,
    /// Bytes that were given.
    expanded: AtomicU64,
    /// Of those, what counts for the ratio: an entry that was cut short for it does not speak against those behind it.
    charged: AtomicU64,
    /// What may be given whatever the ratio.
    free: AtomicU64,
    /// What more may be given after the ratio was too high.
    again: u64,
    ratio: u64,
    strikes: AtomicU32,
    entries: AtomicU64,
    /// Nothing more is to be read.
    spent: AtomicBool,
}

impl Budget {
    /// A new one, for one root file.
    pub fn new(limits: &Limits) -> Arc<Self> {
        Self::of(Opening { limits: limits.clone(), ..Opening::default() })
    }

    /// A new one, for one root file, whose containers may be opened with passwords.
    pub fn of(opening: Opening) -> Arc<Self> {
        let ratio = opening.limits.ratio;
        Self::with(opening, RATIO_FREE, ratio)
    }

    /// A new one, for the files that came along with one message.
    pub fn attached(opening: Opening) -> Arc<Self> {
        let ratio = (opening.limits.ratio / ATTACHED_PART).max(1);
        Self::with(opening, ATTACHED_FREE, ratio)
    }

    fn with(opening: Opening, free: u64, ratio: u64) -> Arc<Self> {
        Arc::new(Budget {
            opening,
            read: AtomicU64::new(0),
            expanded: AtomicU64::new(0),
            charged: AtomicU64::new(0),
            free: AtomicU64::new(free),
            again: free / AGAIN,
            ratio,
            strikes: AtomicU32::new(0),
            entries: AtomicU64::new(0),
            spent: AtomicBool::new(false),
        })
    }

    /// Bytes that all containers have given so far.
    pub fn expanded(&self) -> u64 {
        self.expanded.load(Relaxed)
    }

    /// What bounds it.
    pub fn limits(&self) -> &Limits {
        &self.opening.limits
    }

    pub(super) fn opening(&self) -> &Opening {
        &self.opening
    }

    /// Whether a container may stand so deep; the root file is 0 deep.
    ///
    /// # Errors
    ///
    /// A [`Problem`] of code `limit`, where it may not.
    pub fn admit(&self, depth: u32) -> Result<(), Problem> {
        if depth < self.opening.limits.containers {
            return Ok(());
        }
        let detail = "containers stand deeper in one another than --limit-containers allows";
        Err(Problem::new(ProblemCode::Limit, detail))
    }

    /// Counts what was read of the root file, which has so many bytes.
    pub(super) fn add_read(&self, bytes: u64, size: u64) {
        // read by one thread; should two ever do, a count that is lost errs on the safe side
        let read = self.read.load(Relaxed).saturating_add(bytes).min(size);
        self.read.store(read, Relaxed);
    }

    /// Whether another entry may be read.
    pub(super) fn next_entry(&self) -> Result<(), Problem> {
        if self.opening.stop.asked() {
            return Err(Problem::new(ProblemCode::Limit, STOPPED));
        }
        if self.spent.load(Relaxed) {
            let detail = "the rest of this container was not read, as a limit was reached in it";
            return Err(Problem::new(ProblemCode::Limit, detail));
        }
        if self.entries.fetch_add(1, Relaxed) >= self.opening.limits.entries {
            let detail = "containers hold more entries than --limit-entries allows";
            return Err(Problem::new(ProblemCode::Limit, detail));
        }
        Ok(())
    }

    /// Counts bytes of a root file that its reader takes as a whole.
    pub fn met(&self, bytes: u64) {
        self.add_read(bytes, u64::MAX);
    }

    /// Counts bytes that came out of a file in another way than by [`super::open`]; `given` is what it gave before.
    ///
    /// # Errors
    ///
    /// A [`Problem`] of code `limit`, when they are too many.
    pub fn charge(&self, bytes: u64, given: &mut u64) -> Result<(), Problem> {
        self.spend(bytes, given).map_err(|failure| Problem::new(failure.code, failure.detail))
    }

    /// Counts bytes of an entry that has given `given` before.
    pub(super) fn spend(&self, bytes: u64, given: &mut u64) -> Result<(), Failure> {
        if self.opening.stop.asked() {
            return Err(Failure::limit(STOPPED));
        }
        *given += bytes;
        let expanded = self.expanded.fetch_add(bytes, Relaxed).saturating_add(bytes);
        if expanded > self.opening.limits.expanded {
            self.spent.store(true, Relaxed);
            return Err(Failure::limit("a container expands to more bytes than --limit-expanded allows"));
        }
        let charged = self.charged.fetch_add(bytes, Relaxed).saturating_add(bytes);
        let allowed = self.read.load(Relaxed).saturating_mul(self.ratio);
        if charged <= allowed.max(self.free.load(Relaxed)) {
            return Ok(());
        }
        let others = charged.saturating_sub(*given);
        self.charged.store(others, Relaxed);
        self.free.store(others.saturating_add(self.again), Relaxed);
        if self.strikes.fetch_add(1, Relaxed) + 1 >= STRIKES {
            self.spent.store(true, Relaxed);
        }
        Err(Failure::limit("a container expands to more times its size than --limit-ratio allows"))
    }
}
