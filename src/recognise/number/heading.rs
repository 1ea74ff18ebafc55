//! The heading of the column that a number stands in: a label too.
//!
//! In: a text and a place on a row of a table. Out: the label that the heading of its column ends with. Tables are separated values
//! (RFC 4180, with semicolons, tabs and bars too), or columns with gaps between, below a line of titles without digits. This module
//! refuses to know what labels say.

use std::ops::Range;

use super::label::{Label, Labels};
use super::pieces::Pieces;

/// Bytes of a row before a number.
const ROW: usize = 1024;
/// Bytes of the value in the first column.
const VALUE: usize = 24;
/// What parts columns; a gap is two spaces or more.
const MARKS: [u8; 5] = [b'\t', b';', b'|', b',', GAP];
const GAP: u8 = b' ';
/// Characters by which a value may begin before its title, or behind.
const ASKEW: usize = 1;
/// Columns of a table that are looked at.
const COLUMNS: usize = 48;

impl Labels {
    /// The label in the heading of the column that byte `at` stands in.
    pub(super) fn heading(
        &self,
        text: &str,
        at: usize,
        above: &mut Above,
        pieces: &mut Pieces,
    ) -> Option<Label<'_>> {
        let bytes = text.as_bytes();
        let floor = at.saturating_sub(ROW);
        let row = memchr::memrchr(b'\n', &bytes[floor..at]).map(|n| floor + n + 1)?;
        if matches!(bytes[row..at], [] | [b'"']) {
            return self.above_first(text, row..at, above, pieces);
        }
        let mark = MARKS.into_iter().find(|m| has(&bytes[row..at], *m))?;
        // `Klant, Anna      October 28, 1982`: the comma is one of a name, where gaps part the columns
        let mark = if mark == b',' && bytes[row..at].ends_with(b"  ") { GAP } else { mark };
        if mark == GAP {
            return self.above_gap(text, row..at, above, pieces);
        }
        let column = marks(&bytes[row..at], mark).count();
        if column == 0 || column > COLUMNS {
            return None;
        }
        let (start, end) = above.first_line(bytes, row, mark)?;
        let titles = &bytes[start..end];
        if titles.iter().any(u8::is_ascii_digit) {
            return None;
        }
        let last = marks(titles, mark).nth(column).unwrap_or(titles.len());
        let first = marks(titles, mark).nth(column - 1)? + 1;
        let title = titles.get(first..last)?;
        let length = title.trim_ascii_end().strip_suffix(b"\"").unwrap_or(title.trim_ascii_end()).len();
        let label = self.before(text, start + first + length, pieces)?;
        (label.span.start >= start + first).then_some(label)
    }

    /// The same of the first column: `bsn;naam⏎111222333;A. Zwaluw`. What stands right behind the value parts the columns.
    fn above_first(
        &self,
        text: &str,
        row: Range<usize>,
        above: &mut Above,
        pieces: &mut Pieces,
    ) -> Option<Label<'_>> {
        let bytes = text.as_bytes();
        let value = &bytes[row.end..bytes.len().min(row.end + VALUE)];
        let end = value.iter().position(|b| matches!(b, b'\t' | b';' | b'|' | b',' | b'\n'))?;
        let mark = *value.get(end).filter(|b| **b != b'\n')?;
        let (start, end) = above.first_line(bytes, row.start, mark)?;
        let titles = &bytes[start..end];
        if titles.iter().any(u8::is_ascii_digit) {
            return None;
        }
        let title = titles.get(..marks(titles, mark).next()?)?.trim_ascii_end();
        let length = title.strip_suffix(b"\"").unwrap_or(title).len();
        let label = self.before(text, start + length, pieces)?;
        (label.span.start >= start).then_some(label)
    }

    /// The same where gaps part the columns: of the title that begins where the value does. `row` is the row up to the value.
    fn above_gap(
        &self,
        text: &str,
        row: Range<usize>,
        above: &mut Above,
        pieces: &mut Pieces,
    ) -> Option<Label<'_>> {
        let own = text.get(row.clone())?;
        if !own.ends_with("  ") {
            return None;
        }
        let column = own.chars().count();
        let (start, end) = above.first_line(text.as_bytes(), row.start, GAP)?;
        let titles = text.get(start..end)?;
        if titles.bytes().any(|b| b.is_ascii_digit()) {
            return None;
        }
        let (first, _) = titles.char_indices().nth(column.saturating_sub(ASKEW))?;
        let reach = titles.char_indices().nth(column + ASKEW).map_or(titles.len(), |(n, c)| n + c.len_utf8());
        let gap = titles.get(..first)?.ends_with(' ') || titles.get(first..reach)?.starts_with(' ');
        let begins = first + titles.get(first..reach)?.find(|c| c != ' ')?;
        let title = titles.get(begins..)?;
        let length = title.find("  ").unwrap_or(title.trim_end().len());
        let label = self.before(text, start + begins + length, pieces)?;
        (gap && label.span.start >= start + begins).then_some(label)
    }
}

/// True where a line is parted by a mark.
fn has(line: &[u8], mark: u8) -> bool {
    match mark {
        GAP => memchr::memmem::find(line, b"  ").is_some(),
        mark => memchr::memchr(mark, line).is_some(),
    }
}

/// Where the marks between columns stand that are not within quotation marks.
fn marks(row: &[u8], mark: u8) -> impl Iterator<Item = usize> {
    let mut quoted = false;
    row.iter().enumerate().filter_map(move |(n, b)| {
        quoted ^= *b == b'"';
        (*b == mark && !quoted).then_some(n)
    })
}

/// Remembers which line the last table that was asked about begins with, so that a table of any length is gone through once.
#[derive(Debug, Default)]
pub(super) struct Above {
    /// For each of the [`MARKS`], a row, and where the first line of its block that has the mark begins and ends.
    known: [Option<(usize, (usize, usize))>; MARKS.len()],
}

impl Above {
    /// Forgets what was remembered: another text begins.
    pub(super) fn clear(&mut self) {
        self.known = Default::default();
    }

    /// The first with `mark` of the lines right above the row at `row`, without a blank line between: a sentence may stand above
    /// a table. Asked in ascending order.
    fn first_line(&mut self, bytes: &[u8], row: usize, mark: u8) -> Option<(usize, usize)> {
        let known = self.known.get_mut(MARKS.iter().position(|m| *m == mark)?)?;
        if let Some((at, first)) = *known
            && at == row
        {
            return (first.0 < row).then_some(first);
        }
        let (mut end, mut found) = (row.checked_sub(1)?, None);
        loop {
            let start = memchr::memrchr(b'\n', &bytes[..end]).map_or(0, |n| n + 1);
            if bytes[start..end].trim_ascii().is_empty() {
                break;
            }
            if has(&bytes[start..end], mark) {
                found = Some((start, end));
            }
            if let Some((_, first)) = known.filter(|(at, _)| *at == start) {
                found = Some(first);
                break;
            }
            match start.checked_sub(1) {
                Some(above) => end = above,
                None => break,
            }
        }
        let row_end = memchr::memchr(b'\n', &bytes[row..]).map_or(bytes.len(), |n| row + n);
        *known = Some((row, found.unwrap_or((row, row_end))));
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_of_a_block() {
        let text = "Anbei.\n\nName,Geboren\nAnna,1\nJan,2";
        let row = text.find("Jan").unwrap();
        let mut above = Above::default();
        let (start, end) = above.first_line(text.as_bytes(), row, b',').unwrap();
        assert_eq!(&text[start..end], "Name,Geboren");
        above.clear();
        assert_eq!(above.first_line(text.as_bytes(), text.find("Name").unwrap(), b','), None);
        let text = "De deelnemers:\nName\tGeboren\nAnna\t1";
        let row = text.find("Anna").unwrap();
        let (start, end) = above.first_line(text.as_bytes(), row, b'\t').unwrap();
        assert_eq!(&text[start..end], "Name\tGeboren", "a sentence above a table");
    }

    #[test]
    fn a_long_table_is_gone_through_once() {
        let text = format!("vooraf\n\nName,Geboren\n{}", "Anna,1\n".repeat(50_000));
        let mut above = Above::default();
        let start = crate::model::Busy::now();
        for row in memchr::memmem::find_iter(text.as_bytes(), b"\nAnna") {
            // two numbers of a row ask for the same
            for _ in 0..2 {
                let (start, end) = above.first_line(text.as_bytes(), row + 1, b',').unwrap();
                assert_eq!(&text[start..end], "Name,Geboren");
            }
        }
        assert!(start.elapsed().as_secs() < 10);
    }

    #[test]
    fn marks_within_quotes_part_nothing() {
        assert_eq!(marks(b"a,\"b,c\",d", b',').collect::<Vec<_>>(), [1, 7]);
    }
}
