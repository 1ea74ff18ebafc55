//! The heading of a table that goes on where a text is cut.
//!
//! A long text is searched in stretches, and a sheet of many thousand rows is a long text; its heading, which says what the
//! columns hold, stands in the first of them. So it is put in front of each stretch that its table goes on in.

use crate::model::{Match, Section};

/// Bytes of a heading; a longer line is none.
const LINE: usize = 2048;

/// The heading that holds at the end of what was searched last.
#[derive(Debug, Default)]
pub(super) struct Heading {
    section: Section,
    line: String,
    text: String,
}

impl Heading {
    /// A stretch that goes on what came before it in the same part, as it is to be searched; and so many bytes of it are heading.
    pub(super) fn before<'t>(&'t mut self, section: &Section, stretch: &'t str) -> (&'t str, usize) {
        if self.line.is_empty() || self.section != *section {
            return (stretch, 0);
        }
        self.text.clear();
        self.text.push_str(&self.line);
        self.text.push('\n');
        self.text.push_str(stretch);
        (&self.text, self.line.len() + 1)
    }

    /// Takes note of what holds behind a stretch that more may follow. `goes_on` tells that it is not the first of its part.
    pub(super) fn note(&mut self, section: &Section, stretch: &str, goes_on: bool) {
        let known = goes_on && self.section == *section;
        if !known {
            self.line.clear();
            self.section = section.clone();
        }
        match block_start(stretch) {
            // the table goes on
            Some(0) if known => {}
            Some(start) => {
                let line = stretch[start..].split('\n').next().unwrap_or_default().trim_end_matches('\r');
                self.line.clear();
                if is_heading(line) {
                    self.line.push_str(line);
                }
            }
            None => self.line.clear(),
        }
    }
}

/// Shifts what was found in a text with a heading of so many bytes in front, and drops what was found in that.
pub(super) fn without(matches: &mut Vec<Match>, heading: usize) {
    if heading > 0 {
        matches.retain(|m| m.span.start >= heading);
        for m in matches {
            m.span.start -= heading;
            m.span.end -= heading;
        }
    }
}

/// Where the lines at the end of a text begin that have no blank line between them; `None` where it ends in one.
fn block_start(text: &str) -> Option<usize> {
    let bytes = text.strip_suffix('\n').unwrap_or(text).as_bytes();
    let mut end = bytes.len();
    let mut start = None;
    loop {
        let line = memchr::memrchr(b'\n', &bytes[..end]).map_or(0, |n| n + 1);
        if bytes[line..end].iter().all(u8::is_ascii_whitespace) {
            return start;
        }
        start = Some(line);
        match line.checked_sub(1) {
            Some(above) => end = above,
            None => return start,
        }
    }
}

/// A line of titles: several, and no detail among them.
fn is_heading(line: &str) -> bool {
    line.len() <= LINE
        && line.bytes().any(|b| matches!(b, b'\t' | b';' | b'|' | b','))
        && !line.bytes().any(|b| b.is_ascii_digit() || b == b'@')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_holds_until_its_table_ends() {
        let part = Section::root().child(2);
        let mut heading = Heading::default();
        heading.note(&part, "Blad 1\n\nnaam\tKvK\nJan\t12345678\n", false);
        assert_eq!(heading.before(&part, "Piet\t1\n"), ("naam\tKvK\nPiet\t1\n", 9));
        heading.note(&part, "Piet\t1\nAnna\t2\n", true);
        assert_eq!(heading.before(&part, "x").1, 9, "no other heading was met");
        assert_eq!(heading.before(&Section::root().child(3), "x").1, 0, "another part");
        heading.note(&part, "Anna\t2\n\nplaats;straat\nDelft;Markt\n", true);
        assert_eq!(heading.before(&part, "x").0, "plaats;straat\nx");
        heading.note(&part, "Delft;Markt\n\n", true);
        assert_eq!(heading.before(&part, "x"), ("x", 0));
        heading.note(&part, "1\t2\n3\t4\n", false);
        assert_eq!(heading.before(&part, "x"), ("x", 0), "no titles");
    }
}
