//! Many short texts searched for at once.
//!
//! In: a fixed list, and bytes. Out: where members of the list stand. Short lists are searched with vector
//! instructions, three times as fast as an automaton; where these are not to be had, an automaton does it.

use aho_corasick::{AhoCorasick, packed};

/// A list to search for.
pub(super) enum Literals {
    /// By vector instructions.
    Packed(packed::Searcher),
    /// By an automaton.
    General(AhoCorasick),
    /// No searcher could be built; lists are fixed, so that a test would show it.
    Nothing,
}

impl Literals {
    /// Prepares the search for a list.
    pub(super) fn new<'a>(list: impl Iterator<Item = &'a str> + Clone) -> Self {
        let mut builder = packed::Builder::new();
        builder.extend(list.clone());
        match builder.build() {
            Some(searcher) => Literals::Packed(searcher),
            None => AhoCorasick::new(list).map_or(Literals::Nothing, Literals::General),
        }
    }

    /// Calls `found` with the index in the list, the first byte, and the byte behind the last, of what does not overlap.
    pub(super) fn each(&self, bytes: &[u8], mut found: impl FnMut(usize, usize, usize)) {
        match self {
            Literals::Packed(searcher) => {
                for m in searcher.find_iter(bytes) {
                    found(m.pattern().as_usize(), m.start(), m.end());
                }
            }
            Literals::General(automaton) => {
                for m in automaton.find_iter(bytes) {
                    found(m.pattern().as_usize(), m.start(), m.end());
                }
            }
            Literals::Nothing => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_find_the_same() {
        let list = ["abc", "bcd", " at "];
        let text = "abcd at bcd, xabc at";
        let mut runs = Vec::new();
        for literals in [Literals::new(list.into_iter()), Literals::General(AhoCorasick::new(list).unwrap())]
        {
            let mut found = Vec::new();
            literals.each(text.as_bytes(), |n, start, end| found.push((n, start, end)));
            runs.push(found);
        }
        assert_eq!(runs[0], [(0, 0, 3), (2, 4, 8), (1, 8, 11), (0, 14, 17)]);
        assert_eq!(runs[0], runs[1]);
    }
}
