//! Which keys are one, of more pairs than memory holds.
//!
//! In: pairs of keys. Out: for each key that all keys have which are one with it. Each round makes every key that of its smallest neighbour, which
//! leaves about half as many (contraction by minimum labels; see Kiveris et al., "Connected Components in MapReduce and Beyond", 2014);
//! when memory holds what is left, it is done there. Each round is a few sortings. Whoever chooses the keys could make a chain of which each round
//! takes one link: after a number of rounds keys are told by secret numbers, and nobody can.

use std::hash::{BuildHasher as _, RandomState};
use std::io;

use super::super::nodes::Nodes;
use super::sorter::{Laying, Lookup, Room, Sorted, Sorter, once};
use crate::relate::key::Key;

/// Bytes that a pair takes while it is settled in memory, both of its directions counted: two keys with their numbers.
const HELD: usize = 32;

/// Rounds after which the keys are taken for chosen: those of mail leave a billionth by then.
const ROUNDS: usize = 30;

/// The pairs come in both directions. Each key that is in any pair is in what comes out, with its root.
pub(super) fn components(pairs: Sorted<2>, room: &Room) -> io::Result<Sorted<2>> {
    joined(pairs, room, ROUNDS)
}

fn joined(mut pairs: Sorted<2>, room: &Room, most: usize) -> io::Result<Sorted<2>> {
    let mut rounds = Vec::new();
    while pairs.at_most() as usize * HELD > room.held.saturating_mul(4) && rounds.len() < most {
        let (least, next) = contracted(&pairs, room)?;
        rounds.push(least);
        pairs = next;
    }
    let mut roots = if pairs.at_most() as usize * HELD > room.held.saturating_mul(4) {
        let secret = Secret::new();
        let told = changed(pairs, room, |key| secret.hide(key))?;
        changed(joined(told, room, usize::MAX)?, room, |key| secret.show(key))?
    } else {
        in_memory(&pairs, room)?
    };
    while let Some(least) = rounds.pop() {
        roots = spread(least, &roots, room)?;
    }
    Ok(roots)
}

/// The same rows of other keys.
fn changed(rows: Sorted<2>, room: &Room, of: impl Fn(u64) -> u64) -> io::Result<Sorted<2>> {
    let mut all = Sorter::new(room, once);
    let mut old = rows.rows()?;
    while let Some(row) = old.next()? {
        all.push(row.map(&of))?;
    }
    drop(old);
    drop(rows);
    all.finish()
}

/// Numbers for keys, by which nobody outside knows which is the smaller. Each key has its own.
struct Secret {
    with: u64,
    times: u64,
    back: u64,
}

impl Secret {
    fn new() -> Self {
        let random = RandomState::new();
        let (with, times) = (random.hash_one(1), random.hash_one(2) | 1);
        // the inverse modulo 2^64: each step doubles the digits that are right, of which three are
        let mut back = times;
        for _ in 0..5 {
            back = back.wrapping_mul(2_u64.wrapping_sub(times.wrapping_mul(back)));
        }
        Secret { with, times, back }
    }

    fn hide(&self, key: u64) -> u64 {
        let number = (key ^ self.with).wrapping_mul(self.times);
        (number ^ number >> 32).wrapping_mul(self.times)
    }

    fn show(&self, number: u64) -> u64 {
        let number = number.wrapping_mul(self.back);
        (number ^ number >> 32).wrapping_mul(self.back) ^ self.with
    }
}

/// The smallest neighbour of each key, or the key itself if that is smaller; and the pairs that are left among these.
fn contracted(pairs: &Sorted<2>, room: &Room) -> io::Result<(Sorted<2>, Sorted<2>)> {
    let (mut least, mut half) = (Laying::new(room), Sorter::new(room, once));
    let mut rows = pairs.rows()?;
    let mut of: Option<[u64; 2]> = None;
    while let Some([key, other]) = rows.next()? {
        let smallest = match of {
            Some([known, smallest]) if known == key => smallest,
            _ => {
                let smallest = key.min(other);
                of = Some([key, smallest]);
                least.push([key, smallest])?;
                smallest
            }
        };
        half.push([other, smallest])?;
    }
    drop(rows);
    let (least, half) = (least.finish()?, half.finish()?);
    let mut next = Sorter::new(room, once);
    let mut lookup = Lookup::new(&least)?;
    let mut rows = half.rows()?;
    while let Some([key, one]) = rows.next()? {
        if let Some([_, other]) = lookup.of(key)?
            && one != other
        {
            next.push([other, one])?;
        }
    }
    drop(rows);
    drop((half, lookup));
    Ok((least, next.finish()?))
}

/// Roots of pairs that memory holds.
fn in_memory(pairs: &Sorted<2>, room: &Room) -> io::Result<Sorted<2>> {
    let mut nodes = Nodes::default();
    let mut parents: Vec<u32> = Vec::new();
    let mut rows = pairs.rows()?;
    let key = |n: u64| Key::from_bytes(n.to_le_bytes());
    while let Some(pair) = rows.next()? {
        let [mut one, mut other] = pair.map(|n| nodes.number(key(n)));
        for node in [one, other] {
            if node as usize >= parents.len() {
                parents.push(node);
            }
        }
        for node in [&mut one, &mut other] {
            while parents[*node as usize] != *node {
                parents[*node as usize] = parents[parents[*node as usize] as usize];
                *node = parents[*node as usize];
            }
        }
        parents[one.max(other) as usize] = one.min(other);
    }
    // parents stand before their children
    for node in 0..parents.len() {
        parents[node] = parents[parents[node] as usize];
    }
    let mut roots = Sorter::new(room, once);
    for node in 0..parents.len() as u32 {
        roots.push([nodes.key(node).bits(), nodes.key(parents[node as usize]).bits()])?;
    }
    roots.finish()
}

/// Roots of the keys before a round: those of what it made of them.
fn spread(least: Sorted<2>, roots: &Sorted<2>, room: &Room) -> io::Result<Sorted<2>> {
    if roots.at_most() == 0 {
        return Ok(least);
    }
    let mut by_least = Sorter::new(room, once);
    let mut rows = least.rows()?;
    while let Some([key, least]) = rows.next()? {
        by_least.push([least, key])?;
    }
    drop(rows);
    drop(least);
    let by_least = by_least.finish()?;
    let mut lookup = Lookup::new(roots)?;
    let mut all = Sorter::new(room, once);
    let mut rows = by_least.rows()?;
    while let Some([least, key]) = rows.next()? {
        let root = lookup.of(least)?.map_or(least, |[_, root]| root);
        all.push([key, root])?;
    }
    drop(rows);
    drop(by_least);
    all.finish()
}

#[cfg(test)]
mod tests {
    use super::Secret;

    #[test]
    fn keys_come_back_from_secret_numbers() {
        let secret = Secret::new();
        for key in [0, 1, u64::MAX, 0x0123_4567_89ab_cdef] {
            assert_eq!(secret.show(secret.hide(key)), key);
        }
    }
}
