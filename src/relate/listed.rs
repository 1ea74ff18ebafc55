//! Lists of words in text files that are compiled in.
//!
//! In: a text of lines `name: word word`; one that begins with white space goes on with the list before it, one that begins with
//! `#` is a comment. Out: each word with the name of its list, in the order of the text. This module refuses to know what
//! the words mean.

/// Each word, behind the name of its list.
pub(super) fn listed(text: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let mut name = "";
    text.lines().filter(|line| !line.starts_with('#')).flat_map(move |line| {
        let (head, words) = line.split_once(':').unwrap_or(("", line));
        if !head.is_empty() {
            name = head;
        }
        let of = name;
        words.split_whitespace().map(move |word| (of, word))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_goes_on_with_the_list_before_it() {
        let words: Vec<_> = listed("# both\none: a b\n  c\n\n# the other\ntwo: d\n").collect();
        assert_eq!(words, [("one", "a"), ("one", "b"), ("one", "c"), ("two", "d")]);
    }
}
