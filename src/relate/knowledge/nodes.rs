//! Keys, numbered as they come.
//!
//! In: keys. Out: the number of each, from 0. The table holds numbers only, and the keys stand beside it: half of what a map from one to
//! the other takes.

use hashbrown::HashTable;

use crate::relate::key::Key;

/// Keys and their numbers.
#[derive(Debug, Default)]
pub(super) struct Nodes {
    numbers: HashTable<u32>,
    keys: Vec<Key>,
}

/// A key is a hash; some of its first bits alone would be kept, were they not mixed with the others.
fn hash(key: Key) -> u64 {
    key.bits().wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(26)
}

impl Nodes {
    /// The number of a key: the next one, if it is new.
    pub(super) fn number(&mut self, key: Key) -> u32 {
        let keys = &mut self.keys;
        let found = self.numbers.entry(hash(key), |n| keys[*n as usize] == key, |n| hash(keys[*n as usize]));
        let next = keys.len() as u32;
        let number = *found.or_insert(next).get();
        if number == next {
            keys.push(key);
        }
        number
    }

    /// The key of a number.
    pub(super) fn key(&self, number: u32) -> Key {
        self.keys[number as usize]
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.keys.len()
    }

    /// The number of a key that is known.
    pub(super) fn of(&self, key: Key) -> Option<u32> {
        self.numbers.find(hash(key), |n| self.keys[*n as usize] == key).copied()
    }

    /// All of them, in ascending order of the keys.
    pub(super) fn into_sorted(self) -> Vec<(Key, u32)> {
        drop(self.numbers);
        let mut all: Vec<(Key, u32)> =
            self.keys.iter().zip(0..).map(|(key, number)| (*key, number)).collect();
        all.sort_unstable();
        all
    }
}
