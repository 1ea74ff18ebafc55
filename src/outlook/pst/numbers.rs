//! A set of node numbers that costs little, however many there are.

/// Numbers of one type of node: 27 bits. At most 16 MiB.
#[derive(Default)]
pub(super) struct Numbers {
    chunks: Vec<Option<Box<[u64; 512]>>>,
}

impl Numbers {
    fn seat(nid: u32) -> (usize, usize, u64) {
        let n = (nid >> 5) as usize;
        (n >> 15, n >> 6 & 511, 1 << (n & 63))
    }

    /// Adds one; says whether it is new.
    pub(super) fn add(&mut self, nid: u32) -> bool {
        let (chunk, word, bit) = Self::seat(nid);
        if self.chunks.len() <= chunk {
            self.chunks.resize_with(chunk + 1, || None);
        }
        let word = &mut self.chunks[chunk].get_or_insert_with(|| Box::new([0; 512]))[word];
        let new = *word & bit == 0;
        *word |= bit;
        new
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_what_was_added() {
        let mut numbers = Numbers::default();
        assert!(numbers.add(0x20_0024));
        assert!(!numbers.add(0x20_0024));
        assert!(numbers.add(0x20_0044));
        assert!(numbers.add(u32::MAX) && !numbers.add(u32::MAX));
    }
}
