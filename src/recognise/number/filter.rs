//! A first look at words: most of them are none that anybody listed.
//!
//! In: the words of lists, once, and beginnings of words. Out: whether a word may be one of them; a no is certain. This module
//! refuses to know what words mean.

/// Bits, by the first two bytes of a word and its length, and by its first two bytes.
#[derive(Debug)]
pub(super) struct Filter {
    words: Box<[u64; 1024]>,
    beginnings: Box<[u64; 1024]>,
}

impl Default for Filter {
    fn default() -> Self {
        Filter { words: Box::new([0; 1024]), beginnings: Box::new([0; 1024]) }
    }
}

/// The first two bytes of a word, as one number.
fn pair(word: &[u8]) -> usize {
    match word {
        [a, b, ..] => usize::from(*a) << 8 | usize::from(*b),
        [a] => usize::from(*a) << 8,
        [] => 0,
    }
}

/// A number of 16 bits for a word.
fn place(word: &[u8]) -> usize {
    // letters differ in their lower bits: the length goes into the upper ones
    pair(word) ^ (word.len() & 7) << 13 ^ (word.len() & 24) << 2
}

impl Filter {
    pub(super) fn add_word(&mut self, word: &[u8]) {
        set(&mut self.words, place(word));
    }
    pub(super) fn add_beginning(&mut self, beginning: &[u8]) {
        set(&mut self.beginnings, pair(beginning));
    }
    /// False for what is certainly no word that was added.
    pub(super) fn may_be_word(&self, word: &[u8]) -> bool {
        is_set(&self.words, place(word))
    }
    /// False for what certainly begins with nothing that was added.
    pub(super) fn may_be_begun(&self, word: &[u8]) -> bool {
        is_set(&self.beginnings, pair(word))
    }
}

fn set(bits: &mut [u64; 1024], n: usize) {
    bits[n >> 6 & 1023] |= 1 << (n & 63);
}

fn is_set(bits: &[u64; 1024], n: usize) -> bool {
    bits[n >> 6 & 1023] >> (n & 63) & 1 == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_added_is_never_denied() {
        let mut filter = Filter::default();
        for word in ["kvk", "b", "", "número", "onder"] {
            filter.add_word(word.as_bytes());
            assert!(filter.may_be_word(word.as_bytes()), "{word}");
        }
        assert!(!filter.may_be_word(b"kv") && !filter.may_be_word(b"groet"));
        filter.add_beginning(b"geb");
        assert!(filter.may_be_begun(b"geboren") && !filter.may_be_begun(b"heden"));
    }
}
