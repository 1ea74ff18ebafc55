//! How many bytes a document may still expand to, and how long it may take, shared by all that read it.

use std::cell::Cell;
use std::io::{self, Read};
use std::time::{Duration, Instant};

use crate::extract::{Document, ExtractOptions};
use crate::model::{Broken, Problem, ProblemCode};

/// Bytes that any document may expand to.
const FREE: u64 = 64 << 20;
/// How many times larger than itself a document may become beyond that: what Apache POI takes for the mark of a bomb.
const RATIO: u64 = 100;
/// Bytes that are taken before the clock is looked at again.
const CLOCK: u64 = 64 << 10;

/// Bytes that may still be expanded, and time that may still be taken. Once it is spent it stays spent.
#[derive(Debug)]
pub(in crate::extract) struct Budget {
    left: Cell<u64>,
    spent: Cell<bool>,
    /// The time that the document may take, and when that began; `None` where somebody else looks at the clock.
    time: Option<(Duration, Instant)>,
    /// Time that others took with what was handed on.
    away: Cell<Duration>,
    unseen: Cell<u64>,
    late: Cell<bool>,
}

impl Budget {
    /// So many bytes, whatever time it takes.
    pub(in crate::extract) fn new(bytes: u64) -> Self {
        Budget {
            left: Cell::new(bytes),
            spent: Cell::new(false),
            time: None,
            away: Cell::default(),
            unseen: Cell::new(0),
            late: Cell::new(false),
        }
    }
    /// What this document may cost.
    pub(in crate::extract) fn of(document: &Document<'_>, options: &ExtractOptions) -> Self {
        let bytes = (document.bytes.len() as u64).saturating_mul(RATIO).max(FREE);
        let time = options.time.map(|time| (time, Instant::now()));
        Budget { time, ..Budget::new(bytes.min(options.expanded)) }
    }
    /// Takes bytes from it; false where there are not so many left, or no time.
    pub(in crate::extract) fn take(&self, bytes: u64) -> bool {
        self.unseen.set(self.unseen.get().saturating_add(bytes));
        if self.unseen.get() >= CLOCK {
            self.unseen.set(0);
            if self.over_time() {
                self.late.set(true);
                self.left.set(0);
            }
        }
        match self.left.get().checked_sub(bytes) {
            Some(left) => {
                self.left.set(left);
                true
            }
            None => {
                self.left.set(0);
                self.spent.set(true);
                false
            }
        }
    }
    fn over_time(&self) -> bool {
        self.time.is_some_and(|(time, begun)| begun.elapsed().saturating_sub(self.away.get()) > time)
    }
    /// Does what is no part of reading the document: its time does not count.
    pub(in crate::extract) fn away<T>(&self, other: impl FnOnce() -> T) -> T {
        let Some(_) = self.time else { return other() };
        let begun = Instant::now();
        let result = other();
        self.away.set(self.away.get().saturating_add(begun.elapsed()));
        result
    }
    /// Keeps half of what is left for what comes later, to be given to [`Budget::give_back`].
    pub(in crate::extract) fn set_aside(&self) -> u64 {
        let aside = self.left.get() / 2;
        self.left.set(self.left.get() - aside);
        aside
    }
    /// Puts back what was set aside; true where the other half was spent. Of time there is no half.
    pub(in crate::extract) fn give_back(&self, aside: u64) -> bool {
        if self.late.get() {
            return false;
        }
        self.left.set(self.left.get().saturating_add(aside));
        self.spent.replace(false)
    }
    /// More was asked for than there is.
    pub(in crate::extract) fn spent(&self) -> bool {
        self.spent.get()
    }
    /// What is told of a budget that was spent.
    pub(in crate::extract) fn problem(&self) -> Problem {
        match self.time {
            Some((time, _)) if self.late.get() => {
                let detail = format!("took longer than {} seconds (--limit-document)", time.as_secs_f32());
                Problem::new(ProblemCode::Limit, detail)
            }
            _ => Problem::new(
                ProblemCode::Limit,
                "limit `expanded`: the document expands to more than is read of one, the rest was not read",
            ),
        }
    }
}

/// A reader whose bytes count.
pub(in crate::extract) struct Metered<'b, R> {
    inner: R,
    budget: &'b Budget,
}

impl<'b, R> Metered<'b, R> {
    pub(in crate::extract) fn new(inner: R, budget: &'b Budget) -> Self {
        Metered { inner, budget }
    }
}

impl<R: Read> Read for Metered<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.budget.spent() {
            return Err(Broken(self.budget.problem()).into());
        }
        let read = self.inner.read(buffer)?;
        if self.budget.take(read as u64) { Ok(read) } else { Err(Broken(self.budget.problem()).into()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_document_may_expand_to_goes_by_its_size() {
        let of = |size: usize, expanded| {
            let bytes = vec![0; size];
            let document = Document { bytes: &bytes, name: None, media_type: "" };
            Budget::of(&document, &ExtractOptions { expanded, ..ExtractOptions::default() }).left.get()
        };
        assert_eq!(of(10, u64::MAX), FREE);
        assert_eq!(of(1 << 20, u64::MAX), RATIO << 20);
        assert_eq!(of(1 << 20, 5), 5);
    }

    #[test]
    fn the_time_is_over_when_it_is_and_what_others_take_is_not_counted() {
        let time = Some((Duration::from_millis(50), Instant::now()));
        let budget = Budget { time, ..Budget::new(u64::MAX) };
        budget.away(|| std::thread::sleep(Duration::from_millis(60)));
        assert!(budget.take(CLOCK));
        std::thread::sleep(Duration::from_millis(60));
        assert!(budget.take(1), "the clock is looked at now and then");
        assert!(!budget.take(CLOCK) && budget.spent());
        assert!(budget.problem().detail.contains("--limit-document"));
        assert!(!budget.give_back(5) && budget.spent());
    }

    #[test]
    fn half_is_set_aside() {
        let budget = Budget::new(10);
        let aside = budget.set_aside();
        assert!(budget.take(5) && !budget.take(1) && budget.spent());
        assert!(budget.give_back(aside) && !budget.spent());
        assert!(budget.take(5) && !budget.take(1));
    }

    #[test]
    fn a_spent_budget_stays_spent() {
        let budget = Budget::new(5);
        let mut read = Vec::new();
        assert!(Metered::new(&b"abcde"[..], &budget).read_to_end(&mut read).is_ok());
        assert!(!budget.spent());
        assert!(Metered::new(&b"f"[..], &budget).read_to_end(&mut read).is_err());
        assert!(budget.spent() && !budget.take(1));
        assert_eq!(read, b"abcde");
    }
}
