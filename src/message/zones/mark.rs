//! Marks before quoted lines that are no `>`: `| ` and `: ` of old mail programs, `JV> ` of The Bat!.
//!
//! In: a line, and those below it. Out: which mark it begins with. Below an attribution line one line tells the mark; where
//! nothing announces it, several in a row have to.

use super::lines::Lines;

/// What stands before quoted lines where it is no `>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OtherMark {
    /// `| `
    Bar,
    /// `: `
    Colon,
    /// `JV> `: first letters of a name, as The Bat! writes.
    Initials,
}

/// Lines with text that must bear a mark which nothing announces.
const LINES_MIN: usize = 3;

impl OtherMark {
    /// The mark that a line begins with.
    pub(super) fn at(content: &str) -> Option<OtherMark> {
        let mark = match content.as_bytes() {
            [b'|', ..] => OtherMark::Bar,
            [b':', ..] => OtherMark::Colon,
            bytes if bytes[..bytes.len().min(10)].contains(&b'>') => OtherMark::Initials,
            _ => return None,
        };
        mark.of(content).map(|_| mark)
    }

    /// Bytes of the mark that the line begins with.
    pub(super) fn of(self, content: &str) -> Option<usize> {
        let after = |mark: u8| match content.as_bytes() {
            [first] if *first == mark => Some(1),
            [first, b' ', ..] if *first == mark => Some(2),
            _ => None,
        };
        match self {
            OtherMark::Bar => after(b'|'),
            OtherMark::Colon => after(b':'),
            OtherMark::Initials => {
                let head = &content.as_bytes()[..content.len().min(10)];
                let end = memchr::memchr(b'>', head)?;
                let name = content.get(..end)?;
                let letters = (1..=4).contains(&name.chars().count())
                    && name.starts_with(char::is_uppercase)
                    && name.chars().all(char::is_alphabetic);
                let space = content.as_bytes().get(end + 1).is_none_or(|b| matches!(b, b' ' | b'>'));
                (letters && space).then_some(end + 1)
            }
        }
    }

    /// The first line and those behind it bear the mark, and are no rows of a table.
    pub(super) fn goes_on(self, first: &str, lines: &Lines<'_>) -> bool {
        let text = |content: &str| self.of(content).map(|length| content[length..].trim_end().len());
        let row = |content: &str| self == OtherMark::Bar && content[1..].contains('|');
        let mut ahead = *lines;
        let mut filled = usize::from(text(first).is_some_and(|length| length > 0) && !row(first));
        while filled < LINES_MIN {
            let Some(line) = ahead.read() else { return false };
            let content = line.content(ahead.text);
            match text(content) {
                Some(length) if line.depth == 0 && !row(content) => filled += usize::from(length > 0),
                _ => return false,
            }
        }
        true
    }
}
