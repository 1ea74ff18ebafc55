//! Lists of words in text files that are compiled in.
//!
//! In: a text of lists, as [`lists`] reads them, with white space between words. Out: each word with the name of its list, in the
//! order of the text. This module refuses to know what the words mean.

use crate::model::lists;

/// Each word, behind the name of its list.
pub(super) fn listed(text: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    lists(text).flat_map(|(name, words)| words.split_whitespace().map(move |word| (name, word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_has_the_name_of_its_list() {
        let words: Vec<_> = listed("# both\none: a b\n  c\n\n# the other\ntwo: d\n").collect();
        assert_eq!(words, [("one", "a"), ("one", "b"), ("one", "c"), ("two", "d")]);
    }
}
