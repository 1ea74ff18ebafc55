//! Units of work finish in any order; their bytes leave in the order of the sources.
//!
//! Memory stays bounded: what waits for its turn is held up to a fixed sum, and a unit with more than that waits itself
//! until the units before it are done. The unit whose turn it is never waits, so the run always goes on.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use crate::model::{Problem, Sink};

/// Bytes of all units that wait for their turn.
const WAITING: usize = 24 << 20;

/// What a unit hands over: one buffer a lane, and problems.
#[derive(Default)]
pub(super) struct Chunk {
    pub(super) lanes: Vec<Vec<u8>>,
    pub(super) problems: Vec<Problem>,
}

impl Chunk {
    fn bytes(&self) -> usize {
        self.lanes.iter().map(Vec::capacity).sum::<usize>() + self.problems.len() * 256
    }
    /// Empties it, and gives memory back where one message took much.
    fn clear(&mut self) {
        for lane in &mut self.lanes {
            lane.clear();
            lane.shrink_to(4 << 20);
        }
        self.problems.clear();
    }
}

pub(super) struct Ordered<'s> {
    state: Mutex<State<'s>>,
    turn: Condvar,
}

struct State<'s> {
    next: u64,
    waiting: BTreeMap<u64, Chunk>,
    waiting_bytes: usize,
    /// Emptied chunks, to be filled again.
    spare: Vec<Chunk>,
    sink: &'s mut dyn Sink,
    error: Option<io::Error>,
}

impl State<'_> {
    fn write(&mut self, chunk: &Chunk) {
        let empty = chunk.problems.is_empty() && chunk.lanes.iter().all(Vec::is_empty);
        if self.error.is_none() && !empty {
            self.error = self.sink.chunk(&chunk.lanes, &chunk.problems).err();
        }
    }
}

impl<'s> Ordered<'s> {
    pub(super) fn new(sink: &'s mut dyn Sink) -> Self {
        let state = State {
            next: 0,
            waiting: BTreeMap::new(),
            waiting_bytes: 0,
            spare: Vec::new(),
            sink,
            error: None,
        };
        Ordered { state: Mutex::new(state), turn: Condvar::new() }
    }

    fn lock(&self) -> MutexGuard<'_, State<'s>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// True once the sink has refused: what follows is not worth the work.
    pub(super) fn failed(&self) -> bool {
        self.lock().error.is_some()
    }

    /// Writes what unit `seq` has so far; waits for its turn.
    pub(super) fn flush(&self, seq: u64, chunk: &mut Chunk) {
        let mut state = self.lock();
        while state.next != seq {
            state = self.turn.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.write(chunk);
        chunk.clear();
    }

    /// Takes the rest of unit `seq`, which is done with. Gives the chunk back empty where it could be written at once.
    pub(super) fn finish(&self, seq: u64, mut chunk: Chunk) -> Chunk {
        let mut state = self.lock();
        let bytes = chunk.bytes();
        while state.next != seq && state.waiting_bytes + bytes > WAITING {
            state = self.turn.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        if state.next != seq {
            state.waiting_bytes += bytes;
            state.waiting.insert(seq, chunk);
            return state.spare.pop().unwrap_or_default();
        }
        state.write(&chunk);
        state.next += 1;
        while let Some(mut waited) = {
            let next = state.next;
            state.waiting.remove(&next)
        } {
            state.waiting_bytes -= waited.bytes();
            state.write(&waited);
            state.next += 1;
            waited.clear();
            if state.spare.len() < 8 {
                state.spare.push(waited);
            }
        }
        self.turn.notify_all();
        drop(state);
        chunk.clear();
        chunk
    }

    /// The error of the sink, if it refused.
    pub(super) fn into_error(self) -> Option<io::Error> {
        self.state.into_inner().unwrap_or_else(PoisonError::into_inner).error
    }
}

/// Where the unit at hand puts what it finds.
pub(super) struct Outlet<'o, 's> {
    ordered: &'o Ordered<'s>,
    seq: u64,
    pub(super) chunk: Chunk,
}

impl<'o, 's> Outlet<'o, 's> {
    /// Bytes that a unit holds before it waits for its turn to write them.
    const LARGE: usize = 4 << 20;

    pub(super) fn new(ordered: &'o Ordered<'s>, lanes: usize) -> Self {
        let chunk = Chunk { lanes: vec![Vec::new(); lanes], problems: Vec::new() };
        Outlet { ordered, seq: 0, chunk }
    }

    /// Begins a unit.
    pub(super) fn begin(&mut self, seq: u64) {
        self.seq = seq;
    }

    /// Lets go of what is held when it is much.
    pub(super) fn relieve(&mut self) {
        let held = self.chunk.lanes.iter().map(Vec::len).sum::<usize>() + self.chunk.problems.len() * 256;
        if held > Self::LARGE {
            self.ordered.flush(self.seq, &mut self.chunk);
        }
    }

    /// Ends the unit.
    pub(super) fn finish(&mut self) {
        let lanes = self.chunk.lanes.len();
        self.chunk = self.ordered.finish(self.seq, std::mem::take(&mut self.chunk));
        self.chunk.lanes.resize_with(lanes, Vec::new);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default)]
    struct Lines(Vec<u8>);
    impl Sink for Lines {
        fn chunk(&mut self, lanes: &[Vec<u8>], _: &[Problem]) -> io::Result<()> {
            self.0.extend_from_slice(&lanes[0]);
            Ok(())
        }
    }

    #[test]
    fn bytes_leave_in_order_whoever_finishes_first() {
        let mut sink = Lines::default();
        let ordered = Ordered::new(&mut sink);
        std::thread::scope(|scope| {
            for seq in [3_u64, 1, 2, 0] {
                let ordered = &ordered;
                scope.spawn(move || {
                    let mut chunk = Chunk { lanes: vec![vec![b'0' + seq as u8]], problems: Vec::new() };
                    if seq % 2 == 0 {
                        ordered.flush(seq, &mut chunk);
                        chunk.lanes[0].push(b'.');
                    }
                    ordered.finish(seq, chunk);
                });
            }
        });
        assert!(ordered.into_error().is_none());
        assert_eq!(sink.0, b"0.12.3");
    }

    #[test]
    fn more_than_may_wait_still_arrives() {
        let mut sink = Lines::default();
        let ordered = Ordered::new(&mut sink);
        std::thread::scope(|scope| {
            for seq in (0..8_u64).rev() {
                let ordered = &ordered;
                scope.spawn(move || {
                    let chunk =
                        Chunk { lanes: vec![vec![b'0' + seq as u8; WAITING / 2]], problems: Vec::new() };
                    ordered.finish(seq, chunk);
                });
            }
        });
        drop(ordered);
        assert_eq!(sink.0.len(), 4 * WAITING);
        assert!(sink.0.is_sorted());
    }
}
