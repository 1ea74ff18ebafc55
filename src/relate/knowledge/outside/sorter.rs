//! Numbers sorted on a disk.
//!
//! In: rows of a few numbers, in any order. Out: the same in ascending order, with those made one that belong together. What is held in memory has
//! a bound: when it is reached, all is sorted and put by; of many stretches that were put by, one is made.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;
use std::io;
use std::sync::Arc;

use crate::model::{Piece, Scratch};

/// Stretches of one size of which one is made.
const TOGETHER: usize = 32;

/// A row.
pub(super) type Row<const N: usize> = [u64; N];

/// Adds the next row to one before it, if they belong together. It must not mind which rows were added before.
pub(super) type Join<const N: usize> = fn(&mut Row<N>, &Row<N>) -> bool;

/// Makes one of rows that are equal.
pub(super) fn once<const N: usize>(one: &mut Row<N>, next: &Row<N>) -> bool {
    one == next
}

/// Where rows are put by, and how many bytes of one sort may be held before.
#[derive(Debug, Clone)]
pub(super) struct Room {
    pub(super) scratch: Arc<dyn Scratch>,
    pub(super) held: usize,
}

/// Rows in ascending order that were put by.
#[derive(Debug)]
struct Stretch {
    scratch: Arc<dyn Scratch>,
    pieces: Vec<Piece>,
}

impl Drop for Stretch {
    fn drop(&mut self) {
        self.pieces.iter().for_each(|piece| self.scratch.free(piece));
    }
}

/// Puts rows by that come in ascending order.
pub(super) struct Laying<const N: usize> {
    stretch: Stretch,
    bytes: Vec<u8>,
    rows: u64,
}

impl<const N: usize> Laying<N> {
    pub(super) fn new(room: &Room) -> Self {
        let stretch = Stretch { scratch: room.scratch.clone(), pieces: Vec::new() };
        Laying { stretch, bytes: Vec::new(), rows: 0 }
    }

    pub(super) fn push(&mut self, row: Row<N>) -> io::Result<()> {
        if self.bytes.len() + N * 8 > Piece::MOST {
            self.put_by()?;
        }
        for number in row {
            self.bytes.extend_from_slice(&number.to_le_bytes());
        }
        self.rows += 1;
        Ok(())
    }

    fn put_by(&mut self) -> io::Result<()> {
        if !self.bytes.is_empty() {
            self.stretch.pieces.push(self.stretch.scratch.put(&mut self.bytes)?);
            self.bytes.clear();
        }
        Ok(())
    }

    pub(super) fn finish(mut self) -> io::Result<Sorted<N>> {
        self.put_by()?;
        Ok(Sorted { stretches: vec![self.stretch], held: Vec::new(), rows: self.rows, join: once })
    }
}

/// Takes rows.
#[derive(Debug)]
pub(super) struct Sorter<const N: usize> {
    room: Room,
    join: Join<N>,
    held: Vec<Row<N>>,
    /// What was put by, and of how many stretches of the first size it was made at most: powers of [`TOGETHER`].
    stretches: Vec<Vec<Stretch>>,
    rows: u64,
}

impl<const N: usize> Sorter<N> {
    pub(super) fn new(room: &Room, join: Join<N>) -> Self {
        Sorter { room: room.clone(), join, held: Vec::new(), stretches: Vec::new(), rows: 0 }
    }

    pub(super) fn push(&mut self, row: Row<N>) -> io::Result<()> {
        let most = (self.room.held / (N * 8)).max(2);
        if self.held.len() >= most {
            self.settle();
            // where most rows belong together, there is room again
            if self.held.len() > most / 2 {
                self.put_by()?;
            }
        }
        if self.held.len() == self.held.capacity() {
            // no more than there may be
            self.held.reserve_exact(self.held.len().clamp(64, most.max(64)).min(most));
        }
        self.held.push(row);
        Ok(())
    }

    /// Sorts what is held.
    fn settle(&mut self) {
        self.held.sort_unstable();
        let join = self.join;
        self.held.dedup_by(|next, one| join(one, next));
    }

    fn put_by(&mut self) -> io::Result<()> {
        let mut laying = Laying::new(&self.room);
        for row in self.held.drain(..) {
            laying.push(row)?;
        }
        let made = laying.finish()?;
        self.rows += made.rows;
        let mut stretch = made.stretches;
        for level in 0.. {
            if self.stretches.len() <= level {
                self.stretches.push(Vec::new());
            }
            self.stretches[level].append(&mut stretch);
            if self.stretches[level].len() < TOGETHER {
                break;
            }
            let stretches = std::mem::take(&mut self.stretches[level]);
            let all = Sorted { stretches, held: Vec::new(), rows: 0, join: self.join };
            let mut laying = Laying::new(&self.room);
            let mut rows = all.rows()?;
            while let Some(row) = rows.next()? {
                laying.push(row)?;
            }
            stretch = laying.finish()?.stretches;
        }
        Ok(())
    }

    /// Ends the taking.
    pub(super) fn finish(mut self) -> io::Result<Sorted<N>> {
        self.settle();
        if self.stretches.is_empty() {
            self.held.shrink_to_fit();
        } else {
            self.put_by()?;
            self.held = Vec::new();
        }
        let rows = self.rows + self.held.len() as u64;
        let stretches = self.stretches.into_iter().flatten().collect();
        Ok(Sorted { stretches, held: self.held, rows, join: self.join })
    }
}

/// Rows that can be read in ascending order, as often as one likes.
#[derive(Debug)]
pub(super) struct Sorted<const N: usize> {
    stretches: Vec<Stretch>,
    held: Vec<Row<N>>,
    rows: u64,
    join: Join<N>,
}

impl<const N: usize> Sorted<N> {
    /// How many there are at most.
    pub(super) fn at_most(&self) -> u64 {
        self.rows
    }

    /// All of these and all of those.
    pub(super) fn with(mut self, mut other: Sorted<N>, room: &Room) -> io::Result<Self> {
        if !self.held.is_empty() && !other.held.is_empty() {
            let mut laying = Laying::new(room);
            other.held.drain(..).try_for_each(|row| laying.push(row))?;
            other.stretches.append(&mut laying.finish()?.stretches);
        }
        self.held.append(&mut other.held);
        self.stretches.append(&mut other.stretches);
        self.rows += other.rows;
        Ok(self)
    }

    /// Reads from the first one on.
    pub(super) fn rows(&self) -> io::Result<Rows<'_, N>> {
        let mut rows = Rows { sources: Vec::new(), next: BinaryHeap::new(), join: self.join };
        let held =
            Source { pieces: [].iter(), scratch: None, bytes: Vec::new(), at: 0, held: self.held.iter() };
        let put_by = self.stretches.iter().map(|stretch| Source {
            pieces: stretch.pieces.iter(),
            scratch: Some(&*stretch.scratch),
            bytes: Vec::new(),
            at: 0,
            held: [].iter(),
        });
        for mut source in std::iter::once(held).chain(put_by) {
            if let Some(row) = source.next()? {
                rows.next.push(Reverse((row, rows.sources.len())));
                rows.sources.push(source);
            }
        }
        Ok(rows)
    }
}

struct Source<'s, const N: usize> {
    pieces: std::slice::Iter<'s, Piece>,
    scratch: Option<&'s dyn Scratch>,
    bytes: Vec<u8>,
    at: usize,
    held: std::slice::Iter<'s, Row<N>>,
}

impl<const N: usize> Source<'_, N> {
    fn next(&mut self) -> io::Result<Option<Row<N>>> {
        let Some(scratch) = self.scratch else { return Ok(self.held.next().copied()) };
        if self.at >= self.bytes.len() {
            let Some(piece) = self.pieces.next() else { return Ok(None) };
            scratch.read(piece, &mut self.bytes)?;
            self.at = 0;
        }
        let Some(bytes) = self.bytes.get(self.at..self.at + N * 8) else {
            return Err(io::ErrorKind::UnexpectedEof.into());
        };
        self.at += N * 8;
        let mut row = [0; N];
        for (number, bytes) in row.iter_mut().zip(bytes.as_chunks::<8>().0) {
            *number = u64::from_le_bytes(*bytes);
        }
        Ok(Some(row))
    }
}

/// Rows in ascending order.
pub(super) struct Rows<'s, const N: usize> {
    sources: Vec<Source<'s, N>>,
    next: BinaryHeap<Reverse<(Row<N>, usize)>>,
    join: Join<N>,
}

impl<const N: usize> Rows<'_, N> {
    /// The next row as it was put by.
    fn one(&mut self) -> io::Result<Option<Row<N>>> {
        let Some(mut top) = self.next.peek_mut() else { return Ok(None) };
        let Reverse((row, source)) = *top;
        match self.sources[source].next()? {
            Some(next) => *top = Reverse((next, source)),
            None => drop(PeekMut::pop(top)),
        }
        Ok(Some(row))
    }

    /// The next row.
    pub(super) fn next(&mut self) -> io::Result<Option<Row<N>>> {
        let Some(mut row) = self.one()? else { return Ok(None) };
        let join = self.join;
        while let Some(Reverse((next, _))) = self.next.peek()
            && join(&mut row, next)
        {
            self.one()?;
        }
        Ok(Some(row))
    }
}

/// Rows that are looked up in ascending order of their first number.
pub(super) struct Lookup<'s, const N: usize> {
    rows: Rows<'s, N>,
    at: Option<Row<N>>,
}

impl<'s, const N: usize> Lookup<'s, N> {
    pub(super) fn new(sorted: &'s Sorted<N>) -> io::Result<Self> {
        let mut rows = sorted.rows()?;
        let at = rows.next()?;
        Ok(Lookup { rows, at })
    }

    /// The first number of the row that is next.
    pub(super) fn first(&self) -> Option<u64> {
        self.at.map(|row| row[0])
    }

    /// The first row with this number, or none. Numbers that are asked for must not descend.
    pub(super) fn of(&mut self, first: u64) -> io::Result<Option<Row<N>>> {
        while let Some(row) = self.at
            && row[0] < first
        {
            self.at = self.rows.next()?;
        }
        Ok(self.at.filter(|row| row[0] == first))
    }

    /// Leaves all rows with this number behind.
    pub(super) fn leave(&mut self, first: u64) -> io::Result<()> {
        while let Some(row) = self.at
            && row[0] <= first
        {
            self.at = self.rows.next()?;
        }
        Ok(())
    }
}
