//! Large documents wait for each other: the process that reads one takes several times its size, and there is one for each thread.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::extract::LOOK;
use crate::model::Stop;

/// Bytes from which a document is large.
pub(super) const LARGE: usize = 16 << 20;

/// Whose turn it is to read a large document. One for all threads of a run; cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Turns(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    taken: Mutex<bool>,
    free: Condvar,
}

impl Turns {
    /// Waits until no other large document is read.
    ///
    /// No longer than `most`, and not where the run is to end: the thread whose turn it is may itself wait for this one, where it has
    /// found so much that it must write some of it, in the order of the sources.
    pub(super) fn wait(&self, most: Duration, stop: &Stop) -> Turn {
        let until = Instant::now() + most;
        let mut taken = self.0.taken.lock().unwrap_or_else(PoisonError::into_inner);
        while *taken {
            if Instant::now() >= until || stop.asked() {
                return Turn(None);
            }
            taken = self.0.free.wait_timeout(taken, LOOK).unwrap_or_else(PoisonError::into_inner).0;
        }
        *taken = true;
        Turn(Some(self.0.clone()))
    }
}

/// A turn, which ends with this.
pub(super) struct Turn(Option<Arc<Shared>>);

impl Drop for Turn {
    fn drop(&mut self) {
        if let Some(shared) = &self.0 {
            *shared.taken.lock().unwrap_or_else(PoisonError::into_inner) = false;
            shared.free.notify_one();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_waits_for_the_other_but_not_for_ever() {
        let (turns, stop) = (Turns::default(), Stop::default());
        let first = turns.wait(Duration::from_secs(9), &stop);
        assert!(first.0.is_some());
        assert!(turns.wait(Duration::from_millis(60), &stop).0.is_none(), "it is not free");
        let before = Instant::now();
        std::thread::scope(|scope| {
            let second = scope.spawn(|| turns.wait(Duration::from_secs(60), &stop).0.is_some());
            std::thread::sleep(Duration::from_millis(100));
            drop(first);
            assert!(second.join().unwrap());
        });
        assert!(before.elapsed() < Duration::from_secs(30));
        let _third = turns.wait(Duration::ZERO, &stop);
        stop.ask();
        assert!(turns.wait(Duration::from_secs(60), &stop).0.is_none(), "the run is to end");
    }
}
