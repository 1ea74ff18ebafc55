//! Numbers whose digits may stand apart: telephone numbers and accounts.
//!
//! In: a text, and a place where the last digits of a number that is looked for end. Out: whether the whole number stands there, and how it is
//! written. It refuses to know what stands around it.

use std::ops::Range;

use super::sought::PhoneSought;
use crate::model::How;

/// Digits of the longest number, with those before it.
pub(super) const DIGITS: usize = 40;

/// Digits by whose value the end of a number is noticed.
pub(super) const ENDING: usize = 8;

/// Puts the digits before a byte, the last first, with their places, in the place of what was there; at most so many. What may stand
/// between the digits of a number is passed over.
pub(super) fn behind(text: &str, end: usize, most: usize, digits: &mut Vec<(u8, usize)>) {
    let bytes = text.as_bytes();
    digits.clear();
    let (mut at, mut apart, mut line) = (end, 0, false);
    while at > 0 && digits.len() < most {
        let b = bytes[at - 1];
        if b.is_ascii_digit() {
            digits.push((b - b'0', at - 1));
            apart = 0;
            at -= 1;
            continue;
        }
        // a number goes on behind one line end, and signs of quoting there
        if !line && let Some(before) = line_end(bytes, at) {
            (line, apart, at) = (true, 0, before);
            continue;
        }
        apart += 1;
        // a space without break has two bytes or three, and so has a dash
        let between = matches!(b, b' ' | b'.' | b'-' | b'/' | b'(' | b')' | b'\t' | b'+')
            || (b >= 0x80 && apart <= 3 && is_between(text, at));
        if !between || apart > 4 {
            break;
        }
        at -= 1;
    }
}

/// Bytes of what stands at the start of a quoted line.
const QUOTING: usize = 12;

/// Where a line ends whose end stands right before this byte, with spaces and signs of quoting behind it.
fn line_end(bytes: &[u8], at: usize) -> Option<usize> {
    let margin = |b: &&u8| matches!(b, b' ' | b'\t' | b'>' | b'|');
    let signs = bytes[..at].iter().rev().take(QUOTING).take_while(margin).count();
    let before = bytes[..at - signs].strip_suffix(b"\n")?;
    Some(before.strip_suffix(b"\r").unwrap_or(before).len())
}

/// The last eight digits of a number as one; `None` where there are fewer.
pub(super) fn ending(digits: &[(u8, usize)]) -> Option<u32> {
    let last = digits.get(..ENDING)?;
    Some(last.iter().rev().fold(0, |value: u32, (d, _)| value * 10 + u32::from(*d)))
}

/// The character that this byte is of may stand between digits.
fn is_between(text: &str, end: usize) -> bool {
    let start = text.floor_char_boundary(end - 1);
    text[start..].chars().next().is_some_and(|c| {
        matches!(
            c,
            '\u{a0}'
                | '\u{202f}'
                | '\u{2009}'
                | '\u{2010}'
                | '\u{2011}'
                | '\u{2012}'
                | '\u{2013}'
                | '\u{2212}'
        )
    })
}

/// A telephone number whose last digits are there: whether the rest is, too.
pub(super) fn phone(
    text: &str,
    digits: &[(u8, usize)],
    end: usize,
    sought: &PhoneSought,
) -> Option<(Range<usize>, How)> {
    let bytes = text.as_bytes();
    if bytes.get(end).is_some_and(u8::is_ascii_alphanumeric) {
        return None;
    }
    let own: Vec<u8> = sought.national.bytes().rev().map(|b| b - b'0').collect();
    if digits.len() < own.len() || !own.iter().zip(digits).all(|(a, (b, _))| a == b) {
        return None;
    }
    let value = |prefix: &str, from: usize| {
        let mut places = digits[from..].iter();
        prefix.bytes().rev().all(|b| places.next().is_some_and(|(d, _)| *d == b - b'0'))
    };
    let country = sought.country.as_str();
    let prefixes = [
        format!("00{country}0"),
        format!("00{country}"),
        format!("{country}0"),
        country.to_owned(),
        "0".to_owned(),
        String::new(),
    ];
    for prefix in prefixes {
        let all = own.len() + prefix.len();
        if digits.len() < all || !value(&prefix, own.len()) {
            continue;
        }
        let mut start = digits[all - 1].1;
        // a digit right before it makes it another number
        if start > 0 && bytes[start - 1].is_ascii_alphanumeric() {
            continue;
        }
        while start > 0 && matches!(bytes[start - 1], b'+' | b'(') {
            start -= 1;
        }
        if !goes_on(&bytes[start..end], &bytes[..start]) {
            continue;
        }
        let exact = text.get(start..end) == Some(sought.typed.trim());
        return Some((start..end, if exact { How::Exact } else { How::Variant }));
    }
    None
}

/// A number over a line end is one: it begins as numbers do, and what stands on the second line is none without the first (`Kerkstraat 31` above
/// `06-…`). The digits on the first line are no end of a date, a time, an amount or a row.
fn goes_on(number: &[u8], before: &[u8]) -> bool {
    let Some(line) = memchr::memchr(b'\n', number) else { return true };
    let begins = matches!(number, [b'+' | b'0', ..] | [b'(', b'+' | b'0', ..]);
    let rest = &number[line + 1..];
    let second = rest.iter().position(u8::is_ascii_digit).unwrap_or(rest.len());
    let whole = rest.get(second) == Some(&b'0') || rest[..second].contains(&b'+');
    let bound = matches!(before, [.., b'0'..=b'9', b'-' | b':' | b'.' | b',' | b';' | b'/' | b'|']);
    begins && !whole && !bound
}

/// An account whose last digits are there: whether the rest is, too.
pub(super) fn account(text: &str, end: usize, sought: &str) -> Option<(Range<usize>, How)> {
    let bytes = text.as_bytes();
    if bytes.get(end).is_some_and(u8::is_ascii_alphanumeric) {
        return None;
    }
    let mut at = end;
    for wanted in sought.bytes().rev() {
        let mut apart = 0;
        while at > 0 && !bytes[at - 1].is_ascii_alphanumeric() {
            apart += 1;
            at -= 1;
            if apart > 3 {
                return None;
            }
        }
        if at == 0 || !bytes[at - 1].eq_ignore_ascii_case(&wanted) {
            return None;
        }
        at -= 1;
    }
    if at > 0 && bytes[at - 1].is_ascii_alphanumeric() {
        return None;
    }
    let how = if text.get(at..end) == Some(sought) { How::Exact } else { How::Variant };
    Some((at..end, how))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn before(text: &str) -> String {
        let mut digits = Vec::new();
        behind(text, text.len(), DIGITS, &mut digits);
        digits.iter().rev().map(|(d, _)| char::from(b'0' + d)).collect()
    }

    #[test]
    fn a_number_over_a_line_end_is_none_of_the_second_line_and_no_end_of_the_first() {
        for (before, number, fine) in [
            ("Tel.: ", "06-\n12345678", true),
            ("Tel.:", "06\n> 12345678", true),
            ("bel ", "+31 6\n12345678", true),
            ("bel ", "(010) 456\n78 90", true),
            ("Kerkstraat ", "31\n06-12345678", false),
            ("", "0031\n+31 6 12345678", false),
            ("2014-01-", "06\n12345678", false),
            ("20:", "06\n12345678", false),
            ("1,", "06\n12345678", false),
            ("Totaal ", "612\n345678", false),
            ("2014-01-", "06 12345678", true),
        ] {
            assert_eq!(goes_on(number.as_bytes(), before.as_bytes()), fine, "{before}{number}");
        }
    }

    #[test]
    fn a_number_goes_on_over_one_line_end() {
        for text in [
            "0160\n9305658",
            "0160 \r\n9305658",
            "> 0160\n> 9305658",
            "> > 0160-\r\n> > 9305658",
            "0160\n  9305658",
        ] {
            assert_eq!(before(text), "01609305658", "{text:?}");
        }
        assert_eq!(before("12\n0160\n9305658"), "01609305658", "one line end, and no more");
        assert_eq!(before("0160\n\n9305658"), "9305658", "an empty line parts what stands around it");
        assert_eq!(before("0160, 9305658"), "9305658");
    }
}
