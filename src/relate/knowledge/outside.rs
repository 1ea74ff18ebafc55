//! What messages tell together, where memory does not hold it: kept in order on a disk, and settled there.
//!
//! In: the same as [`Knowledge`](super::Knowledge) takes. Out: the same answers, for many questions at once. Nothing is looked up one by one: what goes together is
//! brought together by sorting, so that time grows with what there is, and memory does not. Keys lie there and no values; the names of
//! domains do, so that whoever keeps the bytes must encrypt them.

use std::io;
use std::sync::Arc;

use super::{Key, Telling, Traffic};
use crate::model::{Piece, Scratch};
use crate::relate::provider::Parties;

mod asking;
mod components;
mod domains;
mod ranks;
mod settling;
mod sorter;
#[cfg(test)]
mod tests;

pub use asking::{Answers, Asking, Questions};
pub use settling::Laid;

use domains::Domains;
use sorter::{Room, Row, Sorter, once};

/// Sums of what is counted stay below this, as they do in memory.
const MOST: u64 = u32::MAX as u64;

/// Rows that are sorted at once take so much of what may be held: that many sorts of rows are gathered side by side.
const SHARE: usize = 8;

/// What is gathered.
#[derive(Debug)]
pub(super) struct Outside {
    room: Room,
    /// Pairs that are one, in both directions.
    same: Sorter<2>,
    /// Initials, the full name that they stand for, and whether there are several.
    initials: Sorter<3>,
    private: Sorter<1>,
    /// Node, party, how often.
    members: Sorter<3>,
    /// Name, party, node, how often.
    names: Sorter<4>,
    /// Value, party, weight.
    values: Sorter<3>,
    /// Node, and when it was first met.
    first: Sorter<2>,
    met: u64,
    domains: Option<Domains>,
    messages: u64,
}

fn add(sum: u64, more: u64) -> u64 {
    sum.saturating_add(more).min(MOST)
}

fn initials(one: &mut Row<3>, next: &Row<3>) -> bool {
    let same = one[0] == next[0];
    if same {
        one[2] |= next[2] | u64::from(one[1] != next[1]);
    }
    same
}

fn weights(one: &mut Row<3>, next: &Row<3>) -> bool {
    let same = one[..2] == next[..2];
    if same {
        one[2] = add(one[2], next[2]);
    }
    same
}

fn names(one: &mut Row<4>, next: &Row<4>) -> bool {
    let same = one[..2] == next[..2];
    if same {
        (one[2], one[3]) = (one[2].min(next[2]), add(one[3], next[3]));
    }
    same
}

/// Of rows in order the first has the smallest numbers.
fn least<const N: usize>(one: &mut Row<N>, next: &Row<N>) -> bool {
    one[0] == next[0]
}

impl Outside {
    /// Nothing yet; `most` bytes are held at once. Without `domains` these are not counted.
    pub(super) fn new(scratch: Arc<dyn Scratch>, most: usize, domains: bool) -> Self {
        let room = Room { scratch, held: most / SHARE };
        Outside {
            same: Sorter::new(&room, once),
            initials: Sorter::new(&room, initials),
            private: Sorter::new(&room, once),
            members: Sorter::new(&room, weights),
            names: Sorter::new(&room, names),
            values: Sorter::new(&room, weights),
            first: Sorter::new(&room, least),
            met: 0,
            domains: domains.then(|| Domains::new(&room)),
            messages: 0,
            room,
        }
    }

    /// So many nodes and messages were met before.
    pub(super) fn goes_on(&mut self, met: u64, messages: u64) {
        (self.met, self.messages) = (met, messages);
    }

    pub(super) fn same(&mut self, one: Key, other: Key) -> io::Result<()> {
        if one != other {
            self.same.push([one.bits(), other.bits()])?;
            self.same.push([other.bits(), one.bits()])?;
        }
        Ok(())
    }

    /// Initials with the full name that they stand for; without where there are several.
    pub(super) fn initials(&mut self, initials: Key, full: Option<Key>) -> io::Result<()> {
        self.initials.push([initials.bits(), full.map_or(0, Key::bits), u64::from(full.is_none())])
    }

    pub(super) fn private(&mut self, node: Key) -> io::Result<()> {
        self.private.push([node.bits()])
    }

    pub(super) fn member(&mut self, node: Key, party: Key, n: u32) -> io::Result<()> {
        self.members.push([node.bits(), party.bits(), n.into()])
    }

    pub(super) fn name(&mut self, name: Key, party: Key, (n, node): (u32, Key)) -> io::Result<()> {
        self.names.push([name.bits(), party.bits(), node.bits(), n.into()])
    }

    pub(super) fn value(&mut self, value: Key, party: Key, weight: u32) -> io::Result<()> {
        self.values.push([value.bits(), party.bits(), weight.into()])
    }

    pub(super) fn first(&mut self, node: Key, first: u64) -> io::Result<()> {
        self.first.push([node.bits(), first])
    }

    pub(super) fn domain(&mut self, domain: &str, traffic: &Traffic) -> io::Result<()> {
        let Some(domains) = &mut self.domains else { return Ok(()) };
        domains.add(Parties::of_domain(domain), domain, traffic)
    }

    /// Takes in what a stretch of messages tells, and empties it.
    pub(super) fn add(&mut self, telling: &mut Telling, messages: u64) -> io::Result<()> {
        telling.same.drain(..).try_for_each(|(one, other)| self.same(one, other))?;
        telling.initials.drain(..).try_for_each(|(initials, full)| self.initials(initials, Some(full)))?;
        telling.private.drain(..).try_for_each(|node| self.private(node))?;
        telling.members.drain(..).try_for_each(|(node, party)| self.member(node, party, 1))?;
        telling.names.drain(..).try_for_each(|(name, node, party)| self.name(name, party, (1, node)))?;
        telling.values.drain(..).try_for_each(|(value, party, n)| self.value(value, party, n.into()))?;
        telling.domains.drain().try_for_each(|(domain, traffic)| self.domain(&domain, &traffic))?;
        self.messages += messages;
        Ok(())
    }

    /// Says that a node is met next.
    pub(super) fn meet(&mut self, key: Key) -> io::Result<()> {
        self.met += 1;
        self.first(key, self.met - 1)
    }
}

/// Appends bytes that are read back in pieces.
#[derive(Debug)]
struct Pieces {
    scratch: Arc<dyn Scratch>,
    all: Vec<Piece>,
}

impl Pieces {
    fn new(scratch: &Arc<dyn Scratch>) -> Self {
        Pieces { scratch: scratch.clone(), all: Vec::new() }
    }

    fn put(&mut self, bytes: &mut [u8]) -> io::Result<()> {
        for piece in bytes.chunks_mut(Piece::MOST) {
            self.all.push(self.scratch.put(piece)?);
        }
        Ok(())
    }

    fn read(&self, piece: usize, out: &mut Vec<u8>) -> io::Result<()> {
        self.scratch.read(self.all.get(piece).ok_or(io::ErrorKind::UnexpectedEof)?, out)
    }
}

impl Drop for Pieces {
    fn drop(&mut self) {
        self.all.iter().for_each(|piece| self.scratch.free(piece));
    }
}
