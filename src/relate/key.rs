//! Names of things that are compared over a whole run, as numbers: a party, a person, a value.
//!
//! What comes in: text. What goes out: a [`Key`], from which the text cannot be read back by looking. Millions of them are
//! held at once, so they are short; two texts with the same key are as good as impossible by chance, and a sender who
//! searches for such a pair gains a wrong line in a report of his own details.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, DefaultHasher, Hasher};

/// Something that is compared over a whole run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(u64);

/// What a key is of: the same text as an address and as a name are two things.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    /// A mail domain, as the party that it belongs to.
    Domain = 1,
    /// An addr-spec.
    Address,
    /// A full name.
    Name,
    /// A name as it is often shortened: first initial and last name.
    ShortName,
    /// An organisation's name.
    Organisation,
    /// A value of some kind.
    Value,
    /// A person with a number: name and telephone number together.
    Numbered,
    /// A person at a party: name and party together.
    Member,
    /// What belongs to a party and to nobody in it.
    Party,
    /// A group of findings that nothing else names.
    Loose,
}

impl Key {
    /// That of nothing.
    pub(super) const NONE: Key = Key(0);

    /// The key of some texts together.
    pub(super) fn of(sort: Sort, parts: &[&str]) -> Key {
        let mut hasher = DefaultHasher::new();
        // mostly short: written at once, which comes to the same
        let mut all = [0; 128];
        let length = 1 + parts.iter().map(|part| part.len() + 1).sum::<usize>();
        match all.get_mut(..length) {
            Some(all) => {
                all[0] = sort as u8;
                let mut at = 1;
                for part in parts {
                    all[at..at + part.len()].copy_from_slice(part.as_bytes());
                    all[at + part.len()] = 0xff;
                    at += part.len() + 1;
                }
                hasher.write(all);
            }
            None => {
                hasher.write_u8(sort as u8);
                for part in parts {
                    hasher.write(part.as_bytes());
                    hasher.write_u8(0xff);
                }
            }
        }
        Key(hasher.finish())
    }

    /// What bears the names of houses that are known for sure; of each nothing more is told than that it is one.
    pub(super) fn houses() -> Key {
        Key::of(Sort::Loose, &["houses"])
    }

    /// As eight bytes.
    pub fn to_bytes(self) -> [u8; 8] {
        self.0.to_le_bytes()
    }

    /// From eight bytes.
    pub fn from_bytes(bytes: [u8; 8]) -> Key {
        Key(u64::from_le_bytes(bytes))
    }

    /// As a number, of which all bits are alike.
    pub(super) fn bits(self) -> u64 {
        self.0
    }

    /// The key of two things together.
    pub(super) fn with(self, sort: Sort, other: Key) -> Key {
        let mut hasher = DefaultHasher::new();
        hasher.write_u8(sort as u8);
        hasher.write_u64(self.0);
        hasher.write_u64(other.0);
        Key(hasher.finish())
    }
}

/// Hashes keys, which are hashes already.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct KeyHasher(u64);

impl Hasher for KeyHasher {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }
    fn write_u64(&mut self, n: u64) {
        self.0 = (self.0.rotate_left(5) ^ n).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
    fn write_u32(&mut self, n: u32) {
        self.write_u64(u64::from(n));
    }
    fn write_usize(&mut self, n: usize) {
        self.write_u64(n as u64);
    }
    fn write_isize(&mut self, n: isize) {
        self.write_u64(n as u64);
    }
}

/// A map by keys.
pub(super) type KeyMap<K, V> = HashMap<K, V, BuildHasherDefault<KeyHasher>>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_the_same_has_the_same_key() {
        let key = |sort, parts: &[&str]| Key::of(sort, parts);
        assert_eq!(key(Sort::Name, &["jan", "vries"]), key(Sort::Name, &["jan", "vries"]));
        assert_ne!(key(Sort::Name, &["jan", "vries"]), key(Sort::Name, &["janvries"]));
        assert_ne!(key(Sort::Name, &["jan"]), key(Sort::Organisation, &["jan"]));
        let (a, b) = (key(Sort::Name, &["a"]), key(Sort::Name, &["b"]));
        for length in [1, 124, 125, 126, 127, 128, 300] {
            let text = "x".repeat(length);
            let mut hasher = DefaultHasher::new();
            hasher.write_u8(Sort::Name as u8);
            hasher.write(text.as_bytes());
            hasher.write_u8(0xff);
            assert_eq!(key(Sort::Name, &[&text]), Key(hasher.finish()), "at once or not");
        }
        assert_ne!(a.with(Sort::Member, b), b.with(Sort::Member, a));
    }
}
