//! What many entries with the same key come to, in little memory.
//!
//! In: entries in any order, and how two of the same key are made one, whichever comes first. Out: one entry for each key, in ascending
//! order. Entries are kept in order and close together, where a hash table has room for half as many again and twice that while it
//! grows; new ones wait, and are sorted in from time to time, so that adding costs what sorting does.

/// Entries that wait at least before they are sorted in.
const LEAST: usize = 1 << 13;

/// Sums by key.
#[derive(Debug)]
pub(super) struct Tally<K, V> {
    /// In order, each key once.
    settled: Vec<(K, V)>,
    waiting: Vec<(K, V)>,
    join: fn(V, V) -> V,
}

impl<K: Copy + Ord, V: Copy> Tally<K, V> {
    /// Nothing yet. `join` must not mind in which order it is told what.
    pub(super) fn new(join: fn(V, V) -> V) -> Self {
        Tally { settled: Vec::new(), waiting: Vec::new(), join }
    }

    /// Bytes that its entries take.
    pub(super) fn held(&self) -> usize {
        (self.settled.len() + self.waiting.len()) * size_of::<(K, V)>()
    }

    /// Adds an entry.
    pub(super) fn add(&mut self, key: K, value: V) {
        self.waiting.push((key, value));
        if self.waiting.len() >= LEAST.max(self.settled.len() / 4) {
            self.settle();
        }
    }

    /// Sorts in what waits.
    fn settle(&mut self) {
        let join = self.join;
        self.waiting.sort_unstable_by_key(|(key, _)| *key);
        self.waiting.dedup_by(|next, one| {
            let same = next.0 == one.0;
            if same {
                one.1 = join(one.1, next.1);
            }
            same
        });
        // what is known already is added there; what is left is new
        let mut at = 0;
        let settled = &mut self.settled;
        self.waiting.retain(|(key, value)| {
            while settled.get(at).is_some_and(|(known, _)| known < key) {
                at += 1;
            }
            match settled.get_mut(at) {
                Some((known, sum)) if *known == *key => {
                    *sum = join(*sum, *value);
                    false
                }
                _ => true,
            }
        });
        let (mut old, mut new) = (settled.len(), self.waiting.len());
        settled.reserve_exact(new);
        settled.extend_from_slice(&self.waiting);
        // from the end, so that nothing is overwritten before it has moved
        while let Some(next) = new.checked_sub(1).map(|n| self.waiting[n]) {
            match old.checked_sub(1).map(|n| settled[n]) {
                Some(known) if known.0 > next.0 => {
                    settled[old + new - 1] = known;
                    old -= 1;
                }
                _ => {
                    settled[old + new - 1] = next;
                    new -= 1;
                }
            }
        }
        self.waiting.clear();
    }

    /// Takes out one entry for each key, in ascending order.
    pub(super) fn take_sorted(&mut self) -> Vec<(K, V)> {
        self.settle();
        self.waiting = Vec::new();
        std::mem::take(&mut self.settled)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn the_same_as_a_map_whatever_comes_when() {
        // a plain generator: what matters is that keys repeat, near and far
        let mut state = 7_u64;
        let mut next = |below: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % below
        };
        for (entries, keys) in
            [(0, 1), (1, 1), (50_000, 1), (60_000, 300), (100_000, 70_000), (90_000, u64::MAX)]
        {
            let mut tally = Tally::new(|a: u64, b| a + b);
            let mut map = BTreeMap::new();
            for _ in 0..entries {
                let (key, value) = (next(keys), next(5));
                tally.add(key, value);
                *map.entry(key).or_insert(0) += value;
            }
            assert_eq!(tally.take_sorted(), map.into_iter().collect::<Vec<_>>(), "{entries} of {keys}");
        }
    }
}
