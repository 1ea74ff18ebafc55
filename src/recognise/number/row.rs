//! Rows that hold a person: a name, a day, nine digits that pass the eleven test and an address, in cells beside each other.
//!
//! In: a text, and where a cell stands in it. Out: whether the row around it is one. Each of its cells alone would tell nothing; all of
//! them together do. This module refuses to know labels.

use std::ops::Range;

use super::{check, date};

/// Bytes of a row on each side of a cell.
const REACH: usize = 240;
/// Years that a day of birth has, from and to.
const YEARS: std::ops::RangeInclusive<u16> = 1905..=2020;

/// The cell that a number fills: what stands around it is a mark between columns, or an end of the line.
fn mark_of(bytes: &[u8], span: &Range<usize>) -> Option<u8> {
    let is_mark = |b: &u8| matches!(b, b'|' | b';' | b'\t');
    let plain = |b: &&u8| !matches!(b, b' ' | b'"');
    let before = bytes.get(..span.start)?.iter().rev().take(4).find(plain);
    let behind = bytes.get(span.end..)?.iter().take(4).find(plain);
    match (before, behind) {
        (Some(a), Some(b)) if a == b && is_mark(a) => Some(*a),
        (Some(a), None | Some(b'\n' | b'\r')) | (None | Some(b'\n'), Some(a)) if is_mark(a) => Some(*a),
        _ => None,
    }
}

/// True where the cell stands in a row of a person.
pub(super) fn is_of_person(text: &str, span: &Range<usize>) -> bool {
    let bytes = text.as_bytes();
    let Some(mark) = mark_of(bytes, span) else { return false };
    let floor = span.start.saturating_sub(REACH);
    let start = memchr::memrchr(b'\n', &bytes[floor..span.start]).map_or(floor, |n| floor + n + 1);
    let reach = bytes.len().min(span.end + REACH);
    let end = memchr::memchr(b'\n', &bytes[span.end..reach]).map_or(reach, |n| span.end + n);
    let (mut days, mut numbers, mut names, mut codes) = (0, 0, 0, 0);
    for cell in bytes[start..end].split(|b| *b == mark) {
        let cell = cell.trim_ascii();
        let cell = cell.strip_prefix(b"\"").and_then(|c| c.strip_suffix(b"\"")).unwrap_or(cell);
        let Ok(cell) = std::str::from_utf8(cell) else { continue };
        if cell.len() == 9 && check::digits(cell.as_bytes()) {
            numbers += usize::from(check::eleven_test(cell.as_bytes()));
        } else if is_day(cell) {
            days += 1;
        } else {
            names += usize::from(is_name(cell));
            codes += usize::from(has_postcode(cell.as_bytes()));
        }
    }
    days == 1 && numbers == 1 && names > 0 && codes == 1
}

/// The cell is a day on which somebody may have been born.
fn is_day(cell: &str) -> bool {
    (8..=10).contains(&cell.len())
        && cell.starts_with(|c: char| c.is_ascii_digit())
        && date::day_at(cell, 0).is_some_and(|d| d.span == (0..cell.len()) && YEARS.contains(&d.year))
}

/// Two words or more without figures, with a capital each but for small ones between: `Vries, Jan de`.
fn is_name(cell: &str) -> bool {
    let mut capitals = 0;
    let plain = |c: char| c.is_alphabetic() || matches!(c, '.' | '-' | ',' | '\'' | '’' | ' ');
    for word in cell.split(' ').filter(|w| !w.is_empty()) {
        capitals += usize::from(word.starts_with(char::is_uppercase));
    }
    capitals > 1 && cell.len() <= 48 && cell.chars().all(plain)
}

/// `1234 AB` stands in the cell.
fn has_postcode(cell: &[u8]) -> bool {
    let figures = |from: usize| cell.get(from..from + 4).is_some_and(|c| c.iter().all(u8::is_ascii_digit));
    (0..cell.len().min(64)).any(|at| {
        let free = at == 0 || !cell[at - 1].is_ascii_alphanumeric();
        let letters = at + 4 + usize::from(cell.get(at + 4) == Some(&b' '));
        free && figures(at)
            && cell.get(letters..letters + 2).is_some_and(|l| l.iter().all(u8::is_ascii_uppercase))
            && !cell.get(letters + 2).is_some_and(u8::is_ascii_alphanumeric)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_person(row: &str, cell: &str) -> bool {
        let start = row.find(cell).unwrap();
        is_of_person(row, &(start..start + cell.len()))
    }

    #[test]
    fn a_row_of_a_person() {
        let row = "x\nVries, Jan de | 12-03-1960 | 111222333 | Dorpsstraat 12, 1234AB Ons Dorp | 06\ny";
        assert!(of_person(row, "12-03-1960") && of_person(row, "111222333"));
        let row = "Jan de Vries;12-03-1960;111222333;Dorpsstraat 12;1234 AB;Ons Dorp";
        assert!(of_person(row, "12-03-1960") && of_person(row, "111222333"));
        for (row, cell) in [
            ("Jan de Vries | 12-03-1960 | 111222334 | Dorpsstraat 12, 1234AB Ons Dorp", "12-03-1960"),
            ("Jan de Vries | 12-03-2024 | 111222333 | Dorpsstraat 12, 1234AB Ons Dorp", "111222333"),
            ("Jan de Vries | 12-03-1960 | 111222333", "111222333"),
            ("pomp 12 | 12-03-1960 | 111222333 | Dorpsstraat 12, 1234AB Ons Dorp", "111222333"),
            ("Jan de Vries 12-03-1960 111222333 Dorpsstraat 12, 1234AB Ons Dorp", "111222333"),
        ] {
            assert!(!of_person(row, cell), "{row}");
        }
    }
}
