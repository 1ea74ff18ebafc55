//! The few pages and blocks that were read last. Memory is bounded by their number.

use std::sync::Arc;

/// Keeps at most so many things by their number; the one that was not asked for longest goes first.
pub(super) struct Cache<T: ?Sized> {
    slots: Vec<(u64, u64, Arc<T>)>,
    room: usize,
    clock: u64,
}

impl<T: ?Sized> Cache<T> {
    pub(super) fn new(room: usize) -> Self {
        Cache { slots: Vec::with_capacity(room), room, clock: 0 }
    }

    pub(super) fn find(&mut self, key: u64) -> Option<Arc<T>> {
        self.clock += 1;
        let clock = self.clock;
        self.slots.iter_mut().find(|slot| slot.0 == key).map(|slot| {
            slot.1 = clock;
            Arc::clone(&slot.2)
        })
    }

    pub(super) fn keep(&mut self, key: u64, thing: &Arc<T>) {
        self.clock += 1;
        let slot = (key, self.clock, Arc::clone(thing));
        if self.slots.len() < self.room {
            self.slots.push(slot);
        } else if let Some(oldest) = self.slots.iter_mut().min_by_key(|slot| slot.1) {
            *oldest = slot;
        }
    }

    pub(super) fn clear(&mut self) {
        self.slots.clear();
    }
}
