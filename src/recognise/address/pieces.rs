//! What stands before a postcode, cut at commas, bars, line ends and wide gaps.
//!
//! In: a text and a place in it. Out: the pieces before it, the nearest first; the reach is bounded. This module refuses to
//! know what the pieces say.

use std::ops::Range;

/// What parts a piece from what follows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// At most a space.
    Space,
    /// A comma, a semicolon, a dash, a slash, a parenthesis.
    Comma,
    /// A bar, a bullet, a tab, a wide gap.
    Bar,
    /// A line end.
    Line,
}

/// A piece of text, without white space at both ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    /// Bytes of the text.
    pub(super) span: Range<usize>,
    /// What stands between it and what follows.
    pub(super) mark: Mark,
    /// What stands before it is a line end, a bar or the start of the text: it stands apart.
    pub(super) apart: bool,
}

/// Bytes before the postcode that are looked at.
const REACH: usize = 260;
/// Pieces that are given.
const PIECES: usize = 9;
/// Line ends that are passed.
const LINES: u32 = 10;
/// A line of this many bytes is prose that was broken: its end is a space.
const WRAPPED: usize = 60;

/// The pieces before a place, the nearest first; those that are empty are left out.
#[derive(Debug, Clone)]
pub(super) struct Pieces<'t> {
    text: &'t str,
    floor: usize,
    /// Where the next piece ends.
    end: usize,
    mark: Mark,
    lines: u32,
    /// Pieces given so far.
    given: usize,
    done: bool,
}

impl<'t> Pieces<'t> {
    /// Those before byte `at`.
    pub(super) fn before(text: &'t str, at: usize) -> Self {
        let mut floor = at.saturating_sub(REACH);
        while !text.is_char_boundary(floor) {
            floor += 1;
        }
        Pieces { text, floor, end: at, mark: Mark::Space, lines: 0, given: 0, done: false }
    }

    /// The next piece, which may be empty.
    fn step(&mut self) -> Option<Piece> {
        if self.done || self.given >= PIECES {
            return None;
        }
        let (text, bytes) = (self.text, self.text.as_bytes());
        let mut pos = self.end;
        while pos > self.floor {
            if !may_be_mark(bytes, pos - 1) {
                pos -= 1;
                continue;
            }
            let Some((start, what)) = mark_before(text, self.floor, pos) else {
                pos -= 1;
                while !text.is_char_boundary(pos) {
                    pos -= 1;
                }
                continue;
            };
            let line = what == Some(Mark::Line);
            if line && is_wrapped(bytes, start, self.given == 0) {
                pos = start;
                continue;
            }
            let piece = self.cut(pos, matches!(what, Some(Mark::Line | Mark::Bar)));
            self.lines += u32::from(line);
            // a blank line ends the search; between street and postcode HTML often has one
            let blank = line && is_blank_before(bytes, start) && (self.given > 0 || !piece.span.is_empty());
            self.done = what.is_none() || blank || self.lines > LINES;
            self.mark = what.unwrap_or(self.mark);
            self.end = start;
            return Some(piece);
        }
        // what the reach cuts off is not known to begin here
        self.done = true;
        Some(self.cut(pos, pos == 0))
    }

    fn cut(&self, start: usize, apart: bool) -> Piece {
        let trimmed = |c: char| {
            c.is_whitespace() || matches!(c, '*' | '_' | '"' | '>' | '\u{feff}' | '\u{200b}' | '\\')
        };
        let piece = &self.text[start..self.end];
        let from = start + (piece.len() - piece.trim_start_matches(trimmed).len());
        let length = piece.trim_matches(trimmed).len();
        Piece { span: from..from + length, mark: self.mark, apart }
    }
}

impl Iterator for Pieces<'_> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        // each step goes back by one mark at least, and the reach is bounded
        loop {
            let piece = self.step()?;
            if !piece.span.is_empty() {
                self.given += 1;
                return Some(piece);
            }
        }
    }
}

/// False for nearly all bytes: letters and single spaces are no marks, whatever stands around them.
fn may_be_mark(bytes: &[u8], at: usize) -> bool {
    match bytes[at] {
        b' ' => at > 0 && bytes[at - 1] == b' ',
        b'n' | b'N' => at > 0 && bytes[at - 1] == b'\\',
        b => !b.is_ascii_alphanumeric() && b != b'.',
    }
}

/// The mark that ends at `pos`: where it begins, and what it is; no mark where the search must end, as behind a colon.
fn mark_before(text: &str, floor: usize, pos: usize) -> Option<(usize, Option<Mark>)> {
    let bytes = text.as_bytes();
    let b = *bytes.get(pos.checked_sub(1)?)?;
    let before = |n: usize| pos.checked_sub(n + 1).filter(|p| *p >= floor).map(|p| bytes[p]);
    let behind = bytes.get(pos).copied().unwrap_or(b' ');
    let spaced = matches!(behind, b' ' | b'\n' | b'\r' | 0xc2);
    let one = pos - 1;
    Some(match b {
        b'\n' => (one, Some(Mark::Line)),
        b'n' | b'N' if before(1) == Some(b'\\') => (pos - 2, Some(Mark::Line)),
        b',' if before(1) == Some(b'\\') => (pos - 2, Some(Mark::Comma)),
        // `km 3,5`
        b',' if behind.is_ascii_digit() && is_kilometre(&bytes[floor..one]) => return None,
        b',' | b';' => (one, Some(Mark::Comma)),
        b'(' | b')' => (one, Some(Mark::Comma)),
        b'\t' | b'|' => (one, Some(Mark::Bar)),
        b'/' if spaced && before(1) == Some(b'/') && before(2) == Some(b' ') => (pos - 2, Some(Mark::Comma)),
        b'-' | b'/' | b'~' if spaced && matches!(before(1), Some(b' ' | b'\n' | 0xa0)) => {
            (one, Some(Mark::Comma))
        }
        b' ' if before(1) == Some(b' ') => {
            let gap = bytes[floor..pos].iter().rev().take_while(|b| **b == b' ').count();
            (pos - gap, Some(if gap > 2 { Mark::Bar } else { Mark::Comma }))
        }
        // `C/ de Alcalá`, `12:30`: no label
        b':' if matches!(behind, b' ' | b'\t' | 0xc2) => (pos, None),
        // a label on a line of its own
        b':' if matches!(behind, b'\n' | b'\r') => return None,
        b'>' if !matches!(before(1), None | Some(b'\n' | b'>' | b' ')) => (pos, None),
        b':' | b'<' | b'[' | b']' | b'{' | b'}' | b'!' | b'?' | b'@' | b'=' => (pos, None),
        0x80.. => {
            let c = text.get(floor..pos)?.chars().next_back()?;
            match c {
                '•' | '·' | '●' | '▪' | '■' | '¦' | '│' | '∙' | '◦' | '‧' | '★' | '►' | '»' => {
                    (pos - c.len_utf8(), Some(Mark::Bar))
                }
                '–' | '—' if spaced => (pos - c.len_utf8(), Some(Mark::Comma)),
                '“' | '”' | '„' | '«' => (pos, None),
                _ => return None,
            }
        }
        _ => return None,
    })
}

/// A stretch ends in `km 3`.
fn is_kilometre(before: &[u8]) -> bool {
    let digits = before.iter().rev().take(4).take_while(|b| b.is_ascii_digit()).count();
    let head = before[..before.len() - digits].trim_ascii_end();
    let head = head.strip_suffix(b".").unwrap_or(head);
    digits > 0 && head.len() >= 2 && head[head.len() - 2..].eq_ignore_ascii_case(b"km")
}

/// The line that ends at `at` is so long that it was broken, and the line behind it goes on.
fn is_wrapped(bytes: &[u8], at: usize, nearest: bool) -> bool {
    if !nearest || memchr::memchr(b'\n', &bytes[at.saturating_sub(WRAPPED)..at]).is_some() || at < WRAPPED {
        return false;
    }
    let last = bytes[..at].trim_ascii_end().last();
    !matches!(last, Some(b'.' | b':' | b'!' | b'?' | b',' | b'|'))
}

/// The line before the line end at `at` has no text.
fn is_blank_before(bytes: &[u8], at: usize) -> bool {
    let mut pos = at;
    while pos > 0 && at - pos < 40 {
        pos -= 1;
        match bytes[pos] {
            b' ' | b'\r' | b'\t' => {}
            b'\n' => return true,
            _ => return false,
        }
    }
    pos == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> Vec<&str> {
        Pieces::before(text, text.len()).map(|p| &text[p.span]).collect()
    }

    #[test]
    fn the_nearest_is_the_first() {
        assert_eq!(pieces("Klant BV\nMarkt 12, 3º B | "), ["3º B", "Markt 12", "Klant BV"]);
        assert_eq!(pieces("a • b · c – d - e; f\tg  "), ["g", "f", "e", "d", "c", "b", "a"]);
        assert_eq!(pieces("ctra. de Haro, km 3,5 ~ "), ["km 3,5", "ctra. de Haro"]);
        assert_eq!(pieces("Markt 12 // "), ["Markt 12"]);
        assert_eq!(pieces("Markt 12\\, Delft\\n"), ["Delft", "Markt 12"], "as calendars escape it");
    }

    #[test]
    fn where_the_search_ends() {
        assert_eq!(pieces("Delft, adres: Markt 12, "), ["Markt 12"]);
        assert_eq!(pieces("Delft\n\nMarkt 12\n"), ["Markt 12"], "a blank line");
        assert_eq!(pieces("Markt 12\n\n"), ["Markt 12"], "but not right before the code");
        assert_eq!(pieces(&"x, ".repeat(1000)).len(), PIECES);
        assert!(pieces(&"y".repeat(1000))[0].len() <= REACH);
    }
}
