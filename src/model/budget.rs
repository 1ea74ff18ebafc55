//! What may be held in memory of what is read ahead, by all who read.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

/// Bytes that may be held ahead of who reads them, in all.
#[derive(Debug)]
pub struct Budget {
    most: u64,
    held: AtomicU64,
    readers: AtomicUsize,
}

impl Budget {
    /// Of so many bytes.
    pub fn new(most: u64) -> Self {
        Budget { most, held: AtomicU64::new(0), readers: AtomicUsize::new(0) }
    }

    /// Bytes that are held now.
    pub fn held(&self) -> u64 {
        self.held.load(Ordering::Acquire)
    }

    /// Counts one more who reads, until what is given is dropped.
    pub fn reader(self: &Arc<Self>) -> Reading {
        self.readers.fetch_add(1, Ordering::AcqRel);
        Reading(self.clone())
    }

    /// What one of those who read may hold, in bytes.
    pub fn share(&self) -> u64 {
        self.most / self.readers.load(Ordering::Acquire).max(1) as u64
    }

    /// Takes so many bytes for what somebody waits for. That may be more than there is: who reads must come on.
    pub fn take(self: &Arc<Self>, bytes: u64) -> Held {
        self.held.fetch_add(bytes, Ordering::AcqRel);
        Held { budget: self.clone(), bytes }
    }

    /// Takes so many bytes for what nobody waits for yet, if they are there.
    pub fn spare(self: &Arc<Self>, bytes: u64) -> Option<Held> {
        let more = |held: u64| held.checked_add(bytes).filter(|held| *held <= self.most);
        let taken = self.held.fetch_update(Ordering::AcqRel, Ordering::Acquire, more);
        taken.ok().map(|_| Held { budget: self.clone(), bytes })
    }
}

/// One who reads.
#[derive(Debug)]
pub struct Reading(Arc<Budget>);

impl Drop for Reading {
    fn drop(&mut self) {
        self.0.readers.fetch_sub(1, Ordering::AcqRel);
    }
}

/// Bytes of a budget, which are given back when this is dropped.
#[derive(Debug)]
pub struct Held {
    budget: Arc<Budget>,
    bytes: u64,
}

impl Drop for Held {
    fn drop(&mut self) {
        self.budget.held.fetch_sub(self.bytes, Ordering::AcqRel);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_held_is_given_back() {
        let budget = Arc::new(Budget::new(10));
        let one = budget.spare(6).unwrap();
        assert!(budget.spare(5).is_none());
        let must = budget.take(5);
        assert_eq!(budget.held(), 11);
        drop(one);
        assert!(budget.spare(6).is_none() && budget.spare(5).is_some());
        drop(must);
        assert_eq!(budget.held(), 0);
    }

    #[test]
    fn readers_share_alike() {
        let budget = Arc::new(Budget::new(12));
        assert_eq!(budget.share(), 12);
        let readers: Vec<Reading> = (0..3).map(|_| budget.reader()).collect();
        assert_eq!(budget.share(), 4);
        drop(readers);
        assert_eq!(budget.share(), 12);
    }
}
