//! Lines of a text, each with how deep it is quoted: by marks at its beginning, and by the elements around it in HTML.

use memchr::memchr;

use super::super::html::{Container, Mark};

/// Quote marks of one line that are counted.
const DEPTH_MAX: u16 = 1_000;

/// A line, by offsets in the text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line {
    /// Its first byte.
    pub(super) start: usize,
    /// Behind quote marks and white space.
    pub(super) from: usize,
    /// Before the white space at its end.
    pub(super) to: usize,
    /// Quote marks, and quoting elements around it.
    pub(super) depth: u16,
    /// An element says that it is an attribution line or belongs to a header block.
    pub(super) heading: bool,
    /// An element that holds a signature begins before this line and behind the line before.
    pub(super) signature: bool,
}

impl Line {
    /// It holds nothing but white space and quote marks.
    #[inline]
    pub(super) fn is_blank(&self) -> bool {
        self.from >= self.to
    }

    /// What stands on it.
    #[inline]
    pub(super) fn content<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.from..self.to).unwrap_or_default()
    }
}

/// Elements around the next line.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Around {
    quotes: u16,
    headings: u16,
    signature: bool,
}

/// Reads lines one after the other; cheap to copy, to look ahead.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lines<'t> {
    pub(super) text: &'t str,
    marks: &'t [Mark],
    /// A `<blockquote>` without any sign counts as a quotation.
    indents: bool,
    pub(super) at: usize,
    pub(super) around: Around,
}

impl<'t> Lines<'t> {
    pub(super) fn new(text: &'t str, marks: &'t [Mark], indents: bool, around: Around) -> Self {
        Lines { text, marks, indents, at: 0, around }
    }

    fn take_marks(&mut self) {
        while let Some((mark, rest)) = self.marks.split_first()
            && mark.at <= self.at
        {
            self.marks = rest;
            let count = match mark.container {
                Container::Quote => &mut self.around.quotes,
                Container::Indent if self.indents => &mut self.around.quotes,
                Container::Indent => continue,
                Container::Heading => &mut self.around.headings,
                Container::Signature => {
                    self.around.signature = mark.opens;
                    continue;
                }
            };
            *count = if mark.opens { count.saturating_add(1) } else { count.saturating_sub(1) };
        }
    }

    /// The next line; `None` at the end of the text.
    #[inline(always)]
    pub(super) fn read(&mut self) -> Option<Line> {
        let bytes = self.text.as_bytes();
        let start = self.at;
        let rest = bytes.get(start..).filter(|rest| !rest.is_empty())?;
        if !self.marks.is_empty() {
            self.take_marks();
        }
        let end = match rest {
            [b'\n', ..] => start,
            _ => memchr(b'\n', rest).map_or(bytes.len(), |n| start + n),
        };
        let next = (end + 1).min(bytes.len());
        self.at = next;
        let mut from = start;
        let mut depth = 0;
        if matches!(bytes.get(start), Some(b'>' | b' ')) {
            loop {
                match bytes.get(from..end) {
                    Some([b'>', ..]) => from += 1,
                    Some([b' ', b'>', ..]) => from += 2,
                    _ => break,
                }
                depth = (depth + 1).min(DEPTH_MAX);
            }
        }
        while from < end && matches!(bytes.get(from), Some(b' ' | b'\t' | b'\r')) {
            from += 1;
        }
        // a byte order mark, a no-break space: neither is ASCII, and both are rare
        if bytes.get(from).is_some_and(|b| matches!(b, 0xc2 | 0xe2 | 0xef)) {
            let line = self.text.get(from..end).unwrap_or_default();
            from = end - line.trim_start_matches(is_space).len();
        }
        let mut to = end;
        while to > from && matches!(bytes.get(to - 1), Some(b' ' | b'\t' | b'\r')) {
            to -= 1;
        }
        if to > from && bytes.get(to - 1) == Some(&0xa0) {
            to = from + self.text.get(from..to).unwrap_or_default().trim_end_matches(is_space).len();
        }
        let signature = std::mem::take(&mut self.around.signature);
        Some(Line {
            start,
            from,
            to,
            depth: depth.saturating_add(self.around.quotes),
            heading: self.around.headings > 0,
            signature,
        })
    }

    /// The next line that is not blank, within so many lines.
    pub(super) fn read_filled(&mut self, within: usize) -> Option<Line> {
        for _ in 0..within {
            let line = self.read()?;
            if !line.is_blank() {
                return Some(line);
            }
        }
        None
    }
}

/// White space, and the characters without width that programs put at the beginning of a line.
fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<(u16, &str)> {
        let mut lines = Lines::new(text, &[], false, Around::default());
        std::iter::from_fn(|| lines.read()).map(|line| (line.depth, line.content(text))).collect()
    }

    #[test]
    fn marks_tell_the_depth() {
        assert_eq!(
            lines("a\r\n> b \n>> c\n> > d\n >e\n>\n\u{feff}f\u{a0}\n  > g"),
            [(0, "a"), (1, "b"), (2, "c"), (2, "d"), (1, "e"), (1, ""), (0, "f"), (0, "> g")]
        );
        assert_eq!(lines(&">".repeat(5_000)), [(DEPTH_MAX, "")]);
    }

    #[test]
    fn elements_add_to_it() {
        let mark = |at, container, opens| Mark { at, container, opens };
        let marks = [
            mark(2, Container::Quote, true),
            mark(4, Container::Indent, true),
            mark(6, Container::Quote, false),
        ];
        let depths = |indents| {
            let mut lines = Lines::new("a\nb\nc\nd\n", &marks, indents, Around::default());
            std::iter::from_fn(|| lines.read()).map(|line| line.depth).collect::<Vec<_>>()
        };
        assert_eq!(depths(false), [0, 1, 1, 0]);
        assert_eq!(depths(true), [0, 1, 2, 1]);
    }
}
