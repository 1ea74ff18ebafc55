//! What is searched in a text/plain part (RFC 3676; quoting as in its §4.5).
//!
//! What comes in: decoded plain text. What goes out: the text without the marks that layout put into it, and a map back
//! to the decoded text, so that the slice for a value has its marks inside. This file refuses to know who is quoted.

use memchr::{memchr, memmem};

use crate::model::OffsetMap;

/// The part has `format=flowed` (RFC 3676 §4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Flowed {
    /// With `DelSp=yes`: the space that marks a soft line end is no part of the text.
    pub delsp: bool,
}

/// Makes the text to search: quote marks are taken off, and in flowed text stuffed spaces are too and the lines of a
/// paragraph are joined. `base` is the place of the first byte of `text` in the decoded text of the part.
///
/// False, and `out` and `map` left alone, when there is nothing to change and `text` is searched as it is.
pub fn view(text: &str, flowed: Option<Flowed>, base: u64, out: &mut String, map: &mut OffsetMap) -> bool {
    if !needs_change(text, flowed.is_some()) {
        return false;
    }
    out.clear();
    map.reset(base);
    let mut next = Some(Line::read(text, 0, flowed.is_some()));
    while let Some(line) = next {
        next = (line.end < text.len()).then(|| Line::read(text, line.end, flowed.is_some()));
        let content = &text[line.content..line.content_end];
        let joined = flowed.filter(|_| {
            content.ends_with(' ')
                && content != SIGNATURE
                && next.as_ref().is_some_and(|next| {
                    next.depth == line.depth && text.get(next.content..next.content_end) != Some(SIGNATURE)
                })
        });
        let to = match joined {
            Some(Flowed { delsp: true }) => line.content_end - 1,
            Some(Flowed { delsp: false }) => line.content_end,
            None => line.end,
        };
        map.push_same(out.len(), line.content, to - line.content);
        out.push_str(&text[line.content..to]);
    }
    true
}

/// The line above a signature (RFC 3676 §4.3); it is never joined to another.
const SIGNATURE: &str = "-- ";

fn needs_change(text: &str, flowed: bool) -> bool {
    let bytes = text.as_bytes();
    let quoted = bytes.starts_with(b">")
        || bytes.starts_with(b" >")
        || memmem::find(bytes, b"\n>").is_some()
        || memmem::find(bytes, b"\n >").is_some();
    quoted
        || flowed
            && (bytes.starts_with(b" ")
                || memmem::find(bytes, b" \n").is_some()
                || memmem::find(bytes, b" \r\n").is_some()
                || memmem::find(bytes, b"\n ").is_some())
}

/// A line, by offsets in the text.
struct Line {
    /// Number of quote marks.
    depth: usize,
    /// Behind the marks and the stuffed space.
    content: usize,
    /// Before the line end.
    content_end: usize,
    /// Behind the line end.
    end: usize,
}

impl Line {
    fn read(text: &str, start: usize, flowed: bool) -> Line {
        let bytes = text.as_bytes();
        let line_end = memchr(b'\n', &bytes[start..]).map_or(bytes.len(), |i| start + i);
        let end = (line_end + 1).min(bytes.len());
        let content_end = if line_end > start && line_end < end && bytes[line_end - 1] == b'\r' {
            line_end - 1
        } else {
            line_end
        };
        let line = &bytes[start..content_end];
        let mut depth = 0;
        let mut at = 0;
        loop {
            match line.get(at..) {
                Some([b'>', ..]) => at += 1,
                // `> > text`, as programs quote that do not know RFC 3676.
                Some([b' ', b'>', ..]) => at += 2,
                _ => break,
            }
            depth += 1;
        }
        if (depth > 0 || flowed) && line.get(at) == Some(&b' ') && line.get(at..) != Some(b" ") {
            at += 1;
        }
        Line { depth, content: start + at, content_end, end }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const FLOWED: Option<Flowed> = Some(Flowed { delsp: false });
    const DELSP: Option<Flowed> = Some(Flowed { delsp: true });

    #[track_caller]
    fn is(text: &str, flowed: Option<Flowed>, want: Option<&str>) {
        let (mut out, mut map) = ("before".to_owned(), OffsetMap::identity(5));
        let changed = view(text, flowed, 0, &mut out, &mut map);
        match want {
            Some(want) => assert_eq!((changed, out.as_str()), (true, want)),
            None => {
                assert_eq!(
                    (changed, out.as_str(), map),
                    (false, "before", OffsetMap::identity(5)),
                    "left alone"
                );
            }
        }
    }

    #[test]
    fn plain_lines_are_left_alone() {
        is("Bel Jan\n  06-12345678 \n-- \nJan\n", None, None);
        is("a > b\r\nc\r\n", None, None);
        is("fixed\nlines\n", FLOWED, None);
        is("", FLOWED, None);
    }

    #[test]
    fn quote_marks_are_taken_off() {
        is("x\n> a\n>> b\n> > c\n >d\n>\ne", None, Some("x\na\nb\nc\nd\n\ne"));
        is(">   indented\r\n| no\r\n", None, Some("  indented\r\n| no\r\n"));
    }

    #[test]
    fn flowed_paragraphs_are_joined() {
        is("call 020- \n1234567 now\nnext\n", FLOWED, Some("call 020- 1234567 now\nnext\n"));
        is("call 020- \r\n1234567\r\n", DELSP, Some("call 020-1234567\r\n"));
        is(" From Jan\n >x\n", FLOWED, Some("From Jan\nx\n"));
        is("a \n> b \n> c\nd", FLOWED, Some("a \nb c\nd"));
        is("a \n-- \nJan \nb", FLOWED, Some("a \n-- \nJan b"));
        is("> a \n> -- \n> Jan", FLOWED, Some("a \n-- \nJan"));
        is("a \n", FLOWED, Some("a \n"));
    }

    #[test]
    fn the_map_leads_back_with_the_marks_inside() {
        let text = "x\n> bel 020- \n> 1234567.\n";
        let (mut out, mut map) = (String::new(), OffsetMap::default());
        assert!(view(text, DELSP, 100, &mut out, &mut map));
        let at = out.find("020-1234567").unwrap();
        let source = map.source(at..at + 11);
        assert_eq!(&text[source.start as usize - 100..source.end as usize - 100], "020- \n> 1234567");
    }

    proptest! {
        #[test]
        fn every_character_leads_to_itself(text in "([a-cé]{0,3}|>|> | |\r?\n|-- \n| \n|\t){0,30}", delsp: bool, flowed: bool) {
            let (mut out, mut map) = (String::new(), OffsetMap::default());
            if view(&text, flowed.then_some(Flowed { delsp }), 0, &mut out, &mut map) {
                for (i, c) in out.char_indices() {
                    let source = map.source(i..i + c.len_utf8());
                    prop_assert_eq!(&text[source.start as usize..source.end as usize], &out[i..i + c.len_utf8()]);
                }
                let letters = |s: &str| s.chars().filter(|c| c.is_alphabetic()).collect::<String>();
                prop_assert_eq!(letters(&out), letters(&text));
            }
        }
    }
}
