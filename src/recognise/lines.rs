//! The lines of a region: blocks between blank lines, closing phrases, and what stands below one.
//!
//! In: the text of a region. Out: its lines, with white space cut. Several recognisers need them, so they are read at most
//! once a region (see [`super::Page`]). This module refuses to know what the lines say, but for a closing phrase.

use std::ops::Range;

use super::closing::is_closing;

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
}

impl Line {
    /// The text of the line.
    pub(super) fn text<'t>(&self, region: &'t str) -> &'t str {
        &region[self.span.clone()]
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
            let closing = is_closing(content) || content == "--";
            below = if closing { None } else { below.filter(|n| *n < SIGNATURE_LINES) };
            all.push(Line {
                span: from..from + content.len(),
                block,
                below_closing: if closing { None } else { below.map(|n| n + 1) },
                closing,
            });
            below = if closing { Some(0) } else { below.map(|n| n + 1) };
        }
        start = end + 1;
    }
    all
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
            let cell = &text[from..end];
            let begin = from + (cell.len() - cell.trim_start().len());
            let length = cell.trim().len();
            from = next;
            if length > 0 {
                return Some(begin..begin + length);
            }
        }
        None
    })
}

/// The first mark that parts cells: a bar, a bullet, a tab, or three spaces.
fn gap(text: &str) -> Option<Range<usize>> {
    for (n, c) in text.char_indices() {
        match c {
            '|' | '\t' | '•' | '·' | '●' | '▪' | '■' | '¦' | '│' => {
                return Some(n..n + c.len_utf8());
            }
            ' ' if text[n..].starts_with("   ") => return Some(n..n + 3),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_and_closing_phrases() {
        let text =
            "Beste Anna,\n\nTot dan.\r\n\r\n Met vriendelijke groet,\n\nJan de Vries\n  Inkoper \n\nKlant BV";
        let all: Vec<_> = lines(text)
            .into_iter()
            .map(|l| (l.text(text).to_owned(), l.block, l.below_closing, l.closing))
            .collect();
        let line = |t: &str, block, below, closing| (t.to_owned(), block, below, closing);
        assert_eq!(
            all,
            [
                line("Beste Anna,", 0, None, false),
                line("Tot dan.", 1, None, false),
                line("Met vriendelijke groet,", 2, None, true),
                line("Jan de Vries", 3, Some(1), false),
                line("Inkoper", 3, Some(2), false),
                line("Klant BV", 4, Some(3), false),
            ]
        );
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
    }
}
