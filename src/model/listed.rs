//! Lists in text files that are compiled in.
//!
//! In: a text of lines `name: what is listed`; one that begins with white space goes on with the list before it, one that begins
//! with `#` is a comment. Out: the lines, each with the name of its list, in the order of the text. This module refuses to know
//! what stands between the entries of a line, and what they mean.

/// What each line lists, behind the name of its list.
pub(crate) fn lists(text: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let mut name = "";
    text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(move |line| {
        if line.starts_with(char::is_whitespace) {
            return (name, line);
        }
        let (head, entries) = line.split_once(':').unwrap_or((name, line));
        name = head;
        (name, entries)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_goes_on_with_the_list_before_it() {
        let lines: Vec<_> = lists("# both\none: a b\n  c:\n\n# the other\ntwo: d\n").collect();
        assert_eq!(lines, [("one", " a b"), ("one", "  c:"), ("two", " d")]);
    }
}
