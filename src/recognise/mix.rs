//! A quick hash for short keys.
//!
//! In: bytes. Out: a number. Tables that are asked with it are bounded, and none of their keys can be chosen to any
//! gain: SipHash would be care without cause.

use std::hash::Hasher;

/// Multiplicative hashing (Knuth, vol. 3, §6.4), eight bytes at a time.
#[derive(Debug, Default)]
pub(super) struct Mix(u64);

impl Hasher for Mix {
    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 32)
    }
    fn write(&mut self, bytes: &[u8]) {
        let (chunks, rest) = bytes.as_chunks::<8>();
        for chunk in chunks {
            self.write_u64(u64::from_le_bytes(*chunk));
        }
        if !rest.is_empty() {
            self.write_u64(rest.iter().fold(0, |n, b| n << 8 | u64::from(*b)));
        }
    }
    fn write_u8(&mut self, n: u8) {
        self.write_u64(u64::from(n));
    }
    fn write_u64(&mut self, n: u64) {
        self.0 = (self.0.rotate_left(5) ^ n).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
    fn write_usize(&mut self, n: usize) {
        self.write_u64(n as u64);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;
    use std::hash::{BuildHasher, BuildHasherDefault};

    #[test]
    fn neighbours_are_told_apart() {
        let build = BuildHasherDefault::<Mix>::default();
        let hashes: HashSet<u64> = (0..10_000).map(|n| build.hash_one(n.to_string())).collect();
        assert_eq!(hashes.len(), 10_000);
    }
}
