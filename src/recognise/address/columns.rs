//! Two addresses side by side, each in a column of its own, parted by wide gaps.
//!
//! In: a text and a postcode in it. Out: the street that stands on the line above in the column of the postcode. This module refuses
//! to know tables with marks between their columns.

use std::ops::Range;

use super::code::Code;
use super::locality::Locality;
use super::street::{self, Street};
use super::vocabulary::Vocabulary;

/// Spaces that part two columns.
const GAP: usize = 3;
/// Columns of characters by which the beginnings of the two lines of an address may differ.
const OFF: usize = 8;
/// Bytes of a line.
const LINE: usize = 200;

/// The street in the column of the code, on the line above.
pub(super) fn above(text: &str, code: &Code, vocabulary: &Vocabulary) -> Option<Street> {
    let bytes = text.as_bytes();
    let floor = code.span.start.saturating_sub(LINE);
    let own = memchr::memrchr(b'\n', &bytes[floor..code.span.start]).map(|n| floor + n + 1)?;
    let reach = bytes.len().min(own + LINE + 1);
    let line = own..memchr::memchr(b'\n', &bytes[own..reach]).map_or(reach, |n| own + n);
    if line.len() > LINE || own < 2 {
        return None;
    }
    let mine = cells(text, &line);
    if mine.len() < 2 || !mine.iter().any(|c| c.start == code.span.start) {
        return None;
    }
    let floor = (own - 1).saturating_sub(LINE);
    let start = memchr::memrchr(b'\n', &bytes[floor..own - 1]).map_or(floor, |n| floor + n + 1);
    if start == floor && floor > 0 {
        return None;
    }
    let others = cells(text, &(start..own - 1));
    if others.len() != mine.len() {
        return None;
    }
    let column = |from: usize, at: usize| text[from..at].chars().count();
    let (own_column, nth) =
        (column(own, code.span.start), mine.iter().position(|c| c.start == code.span.start)?);
    let cell = others.get(nth).filter(|c| column(start, c.start).abs_diff(own_column) <= OFF)?.clone();
    // `86153 Augsburg`: the same column of a table
    if mine.len() > 3 || text[cell.clone()].bytes().take_while(u8::is_ascii_digit).count() > 3 {
        return None;
    }
    let behind = street::number_behind(text, cell.clone(), true, vocabulary);
    let street = behind.or_else(|| street::number_before(text, cell, true, vocabulary))?;
    // `Artikel 12     Prijs 34`
    (!street.tongues.is_none()).then_some(street)
}

/// The bytes of an address whose street stands in the column above. Those of the first column hold the streets of the others too,
/// which are left with their own line.
pub(super) fn span(text: &str, street: &Street, code: &Code, place: &Locality) -> Range<usize> {
    let line = memchr::memrchr(b'\n', &text.as_bytes()[..code.span.start]).map_or(0, |n| n + 1);
    let first = text[line..code.span.start].trim().is_empty();
    let start = if first { street.span.start } else { code.span.start };
    start..place.span.end
}

/// The cells of a line that has wide gaps.
fn cells(text: &str, line: &Range<usize>) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let (mut cells, mut at) = (Vec::new(), line.start);
    while at < line.end {
        let skipped = bytes[at..line.end].iter().take_while(|b| matches!(b, b' ' | b'\r')).count();
        let start = at + skipped;
        if start >= line.end {
            break;
        }
        let gap = [b' '; GAP];
        let end = memchr::memmem::find(&bytes[start..line.end], &gap).map_or(line.end, |n| start + n);
        let length = text[start..end].trim_end().len();
        cells.push(start..start + length);
        at = end;
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_parted_by_wide_gaps() {
        let text = "Dorpsstraat 1     Oude Markt 12\r";
        let found: Vec<&str> = cells(text, &(0..text.len())).into_iter().map(|c| &text[c]).collect();
        assert_eq!(found, ["Dorpsstraat 1", "Oude Markt 12"]);
    }
}
