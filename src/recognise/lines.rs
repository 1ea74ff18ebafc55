//! The lines of a region: blocks between blank lines, closing phrases, and what stands below one.
//!
//! In: the text of a region. Out: its lines, with white space cut. Several recognisers need them, so they are read at most
//! once a region (see [`super::Page`]). This module refuses to know what the lines say, but for a closing phrase.

use std::ops::Range;
use std::sync::LazyLock;

use memchr::memmem::Finder;

use crate::model::{CLOSING_MAX, is_closing};

/// Lines with text below a closing phrase that may belong to a signature.
const SIGNATURE_LINES: u32 = 24;

/// A line with text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// Bytes of the region's text, without white space at both ends; never empty.
    pub(super) span: Range<usize>,
    /// Counts the stretches of lines without a blank line between them, from 0.
    pub(super) block: u32,
    /// Lines with text since the nearest closing phrase above, from 1: `Met vriendelijke groet` has `None`, the line below
    /// it 1. `None` too where there is no such phrase within [`SIGNATURE_LINES`] lines.
    pub(super) below_closing: Option<u32>,
    /// The line is a closing phrase, or begins with one and a comma.
    pub(super) closing: bool,
    /// Which sorts of characters stand on it.
    pub(super) marks: Marks,
}

/// Which sorts of characters a line holds: what a recogniser needs and does not see there saves it the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Marks(u16);

impl Marks {
    /// An ASCII digit.
    pub(super) const DIGIT: Marks = Marks(1);
    /// An ASCII capital.
    pub(super) const CAPITAL: Marks = Marks(1 << 1);
    /// `@`.
    pub(super) const AT: Marks = Marks(1 << 2);
    /// `:` or `=`.
    pub(super) const COLON: Marks = Marks(1 << 3);
    /// What may part cells, see [`cells`]: a bar, a tab, or what is not ASCII; three spaces are not seen.
    pub(super) const BAR: Marks = Marks(1 << 4);
    /// `,` or `;`.
    pub(super) const COMMA: Marks = Marks(1 << 5);
    /// `.`.
    pub(super) const STOP: Marks = Marks(1 << 6);
    /// `/`.
    pub(super) const SLASH: Marks = Marks(1 << 7);
    /// What is not ASCII.
    pub(super) const WIDE: Marks = Marks(1 << 8);
    /// A bracket of any sort.
    pub(super) const BRACKET: Marks = Marks(1 << 9);
    /// A hyphen.
    pub(super) const HYPHEN: Marks = Marks(1 << 10);

    /// What a text holds.
    pub(super) fn of(text: &str) -> Marks {
        Marks(text.bytes().fold(0, |all, b| all | BYTES[usize::from(b)]))
    }
    /// Both sets together.
    #[inline]
    pub(super) const fn or(self, other: Marks) -> Marks {
        Marks(self.0 | other.0)
    }
    /// True when it holds one of these at least.
    #[inline]
    pub(super) const fn has(self, any: Marks) -> bool {
        self.0 & any.0 != 0
    }
}

/// What each byte is.
static BYTES: [u16; 256] = {
    let mut all = [0; 256];
    let mut n = 0;
    while n < 256 {
        all[n] = match n as u8 {
            b'0'..=b'9' => Marks::DIGIT.0,
            b'A'..=b'Z' => Marks::CAPITAL.0,
            b'@' => Marks::AT.0,
            b':' | b'=' => Marks::COLON.0,
            b'|' | b'\t' => Marks::BAR.0,
            b',' | b';' => Marks::COMMA.0,
            b'.' => Marks::STOP.0,
            b'/' => Marks::SLASH.0,
            b'(' | b')' | b'<' | b'>' | b'[' | b']' => Marks::BRACKET.0,
            b'-' => Marks::HYPHEN.0,
            0x80.. => Marks::WIDE.0 | Marks::BAR.0,
            _ => 0,
        };
        n += 1;
    }
    all
};

impl Line {
    /// The text of the line.
    #[inline]
    pub(super) fn text<'t>(&self, region: &'t str) -> &'t str {
        &region[self.span.clone()]
    }

    /// It may have more cells than one, see [`cells`].
    pub(super) fn has_cells(&self, region: &str) -> bool {
        static GAP: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(b"   "));
        self.marks.has(Marks::BAR) || GAP.find(self.text(region).as_bytes()).is_some()
    }
}

/// The lines of a text that are not blank, in order.
pub(super) fn lines(text: &str) -> Vec<Line> {
    let mut all: Vec<Line> = Vec::new();
    let (mut start, mut block, mut blank) = (0, 0, false);
    let mut below: Option<u32> = None;
    while start < text.len() {
        let end = memchr::memchr(b'\n', &text.as_bytes()[start..]).map_or(text.len(), |n| start + n);
        let line = &text[start..end];
        let content = trim(line);
        if content.is_empty() {
            blank = true;
        } else {
            let from = start + (content.as_ptr() as usize - line.as_ptr() as usize);
            block += u32::from(blank && !all.is_empty());
            blank = false;
            let marks = Marks::of(content);
            // most lines are none: digits and addresses stand in no such phrase
            let closing =
                !marks.has(Marks::DIGIT.or(Marks::AT)) && may_close(content, marks) && is_closing(content)
                    || content == "--";
            below = if closing { None } else { below.filter(|n| *n < SIGNATURE_LINES) };
            all.push(Line {
                span: from..from + content.len(),
                block,
                below_closing: if closing { None } else { below.map(|n| n + 1) },
                closing,
                marks,
            });
            below = if closing { Some(0) } else { below.map(|n| n + 1) };
        }
        start = end + 1;
    }
    all
}

/// A line in ASCII of more letters than a closing phrase has is none; one of several phrases has a slash.
fn may_close(line: &str, marks: Marks) -> bool {
    line.len() <= CLOSING_MAX || marks.has(Marks::WIDE.or(Marks::SLASH)) || line.starts_with('~')
}

/// White space at both ends cut off; most lines begin and end with a letter.
fn trim(line: &str) -> &str {
    match (line.as_bytes().first(), line.as_bytes().last()) {
        (Some(b'!'..=b'~'), Some(b'!'..=b'~')) => line,
        _ => line.trim(),
    }
}

/// The pieces of a line that stand apart: between bars, bullets, tabs and wide gaps. Without white space at both ends, and
/// none of them empty. `span` is that of the line in `text`, and so are theirs.
pub(super) fn cells(text: &str, span: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let mut from = span.start;
    std::iter::from_fn(move || {
        while from < span.end {
            let rest = &text[from..span.end];
            let (end, next) = match gap(rest) {
                Some(gap) => (from + gap.start, from + gap.end),
                None => (span.end, span.end),
            };
            let cell = trim(&text[from..end]);
            from = next;
            if !cell.is_empty() {
                let begin = cell.as_ptr() as usize - text.as_ptr() as usize;
                return Some(begin..begin + cell.len());
            }
        }
        None
    })
}

/// The first mark that parts cells: a bar, a bullet, a tab, or three spaces.
fn gap(text: &str) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let mut from = 0;
    // most bytes are neither a space nor the first of a mark
    while let Some(n) = bytes[from..].iter().position(|b| MAY_PART[usize::from(*b)]) {
        let n = from + n;
        let length = match bytes[n] {
            b' ' if bytes[n + 1..].starts_with(b"  ") => 3,
            b' ' if bytes.get(n + 1) != Some(&0xc2) => 0,
            b'|' | b'\t' => 1,
            // HTML keeps a wide gap by spaces that do not break
            b' ' | 0xc2 if is_wide(&bytes[n..]) => blank(&bytes[n..]),
            b' ' => 0,
            _ => bullet(&text[n..]),
        };
        if length > 0 {
            return Some(n..n + length);
        }
        from = n + 1;
    }
    None
}

/// Bytes of the space that a text begins with, whether a line may break there or not; 0 where it begins with none.
fn blank(bytes: &[u8]) -> usize {
    match bytes {
        [b' ', ..] => 1,
        [0xc2, 0xa0, ..] => 2,
        _ => 0,
    }
}

/// A text begins with three spaces, of which some do not break.
fn is_wide(bytes: &[u8]) -> bool {
    let mut rest = bytes;
    (0..3).all(|_| {
        let length = blank(rest);
        rest = rest.get(length..).unwrap_or_default();
        length > 0
    })
}

/// First bytes of marks between cells.
static MAY_PART: [bool; 256] = {
    let mut all = [false; 256];
    (all[b' ' as usize], all[b'|' as usize], all[b'\t' as usize]) = (true, true, true);
    (all[0xc2], all[0xe2]) = (true, true);
    all
};

/// Bytes of the bullet that a text begins with, or 0.
fn bullet(text: &str) -> usize {
    match text.chars().next() {
        Some(
            c @ ('•' | '·' | '●' | '▪' | '■' | '¦' | '│' | '∙' | '⋅' | '‧' | '◦' | '‣' | '∣' | '❘' | '❙'
            | '◆' | '◇' | '♦' | '►' | '▶' | '❖' | '‖'),
        ) => c.len_utf8(),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_and_closing_phrases() {
        let text = "Beste Anna,\n\nIk kom dan.\r\n\r\n Met vriendelijke groet,\n\nJan de Vries\n  Inkoper \n\nKlant BV";
        let all: Vec<_> = lines(text)
            .into_iter()
            .map(|l| (l.text(text).to_owned(), l.block, l.below_closing, l.closing))
            .collect();
        let line = |t: &str, block, below, closing| (t.to_owned(), block, below, closing);
        assert_eq!(
            all,
            [
                line("Beste Anna,", 0, None, false),
                line("Ik kom dan.", 1, None, false),
                line("Met vriendelijke groet,", 2, None, true),
                line("Jan de Vries", 3, Some(1), false),
                line("Inkoper", 3, Some(2), false),
                line("Klant BV", 4, Some(3), false),
            ]
        );
    }

    #[test]
    fn what_a_line_holds() {
        let marks = Marks::of("Tel. 06-1 | a@b.nl");
        for mark in [Marks::DIGIT, Marks::CAPITAL, Marks::AT, Marks::BAR, Marks::STOP, Marks::HYPHEN] {
            assert!(marks.has(mark), "{mark:?}");
        }
        let none = Marks::COLON.or(Marks::COMMA).or(Marks::SLASH).or(Marks::WIDE).or(Marks::BRACKET);
        assert!(!marks.has(none));
        assert!(Marks::of("één").has(Marks::BAR) && Marks::of("één").has(Marks::WIDE));
    }

    #[test]
    fn what_is_a_closing_phrase() {
        for phrase in ["Groeten, Jan", "MVG", "Kind regards,", "Viele Grüße", "Un saludo,", "-- "] {
            assert!(lines(phrase)[0].closing, "{phrase}");
        }
        for phrase in [
            "Thanks to all who came to the party",
            "De groeten van Jan aan allen in het land",
            "Best practice",
        ] {
            assert!(!lines(phrase)[0].closing, "{phrase}");
        }
    }

    #[test]
    fn cells_of_a_line() {
        let text = "x T 06-1 | E: a@b.nl •  Markt 1\tDelft    NL";
        let all: Vec<_> = cells(text, 2..text.len()).map(|c| &text[c]).collect();
        assert_eq!(all, ["T 06-1", "E: a@b.nl", "Markt 1", "Delft", "NL"]);
        let text = "Inkoper ∙ Binnendienst ‧ Zuid ❘ Klant";
        let all: Vec<_> = cells(text, 0..text.len()).map(|c| &text[c]).collect();
        assert_eq!(all, ["Inkoper", "Binnendienst", "Zuid", "Klant"]);
        let text = "Anna Smit\u{a0} \u{a0} \u{a0}Jan Smit \u{a0}x\u{a0}\u{a0}\u{a0}\u{a0}y";
        let all: Vec<_> = cells(text, 0..text.len()).map(|c| &text[c]).collect();
        assert_eq!(all, ["Anna Smit", "Jan Smit \u{a0}x", "y"]);
    }
}
