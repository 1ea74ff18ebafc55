//! Signs that stand for others: characters without width or in another hand, bytes in percent signs, escapes of strings.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization as _;

use super::Change;

/// A character that takes no room: soft hyphens, joiners, marks of writing direction, variation selectors (Unicode's
/// `Default_Ignorable_Code_Point` but for fillers, which are as wide as a letter).
pub(crate) fn is_hidden(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// A letter, digit or sign in another width or another hand, which stands for one of ASCII.
fn is_ornamental(c: char) -> bool {
    matches!(
        c,
        '\u{2024}' | '\u{3000}' | '\u{fb00}'..='\u{fb06}' | '\u{fe50}'..='\u{fe6b}' | '\u{ff01}'..='\u{ff5e}'
            | '\u{1d400}'..='\u{1d7ff}'
    )
}

/// Characters without width, and those of other forms.
pub(super) fn hidden(text: &str, out: &mut Vec<Change>) {
    let bytes = text.as_bytes();
    for (at, pair) in bytes.windows(2).enumerate() {
        let may = matches!(
            pair,
            [0xC2, 0xAD]
                | [0xCD, 0x8F]
                | [0xD8, 0x9C]
                | [0xE1, 0xA0]
                | [0xE2, 0x80 | 0x81]
                | [0xE3, 0x80]
                | [0xEF, 0xAC | 0xB8..=0xBD]
                | [0xF0, 0x9D]
                | [0xF3, 0xA0]
        );
        let Some(c) = (if may { text.get(at..).and_then(|rest| rest.chars().next()) } else { None }) else {
            continue;
        };
        let span = at..at + c.len_utf8();
        if is_hidden(c) {
            out.push(Change { span, with: None });
        } else if is_ornamental(c) {
            for (n, plain) in std::iter::once(c).nfkc().filter(char::is_ascii).enumerate() {
                // of a ligature, the first letter stands for its bytes
                let span = if n == 0 { span.clone() } else { span.end..span.end };
                out.push(Change { span, with: Some(plain) });
            }
        }
    }
}

/// A byte that percent signs stand for, which may be escaped in their turn (`%2540`), and how many bytes they take.
pub(crate) fn percent(bytes: &[u8]) -> Option<(usize, u8)> {
    let mut at = 1;
    if bytes.first() != Some(&b'%') {
        return None;
    }
    let hex = |at: usize| Some(nibble(*bytes.get(at)?)? << 4 | nibble(*bytes.get(at + 1)?)?);
    loop {
        let byte = hex(at)?;
        if byte == b'%' && hex(at + 2).is_some() {
            at += 2;
        } else {
            return Some((at + 2, byte));
        }
    }
}

pub(super) fn nibble(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).map(|digit| digit as u8)
}

/// The character that an escape of a string stands for, which a text begins with, and how many bytes it takes: of cards and calendars
/// (RFC 6350 §3.4), JSON (RFC 8259 §7), scripts.
pub(crate) fn backslash(bytes: &[u8]) -> Option<(char, usize)> {
    let hex = |digits: usize| {
        let own = bytes.get(2..2 + digits)?;
        let value = own.iter().try_fold(0, |all, b| Some(all << 4 | u32::from(nibble(*b)?)))?;
        char::from_u32(value).map(|c| (c, 2 + digits))
    };
    if bytes.first() != Some(&b'\\') {
        return None;
    }
    match bytes.get(1)? {
        b'n' | b'N' | b'r' => Some(('\n', 2)),
        b't' => Some((' ', 2)),
        &b @ (b',' | b';' | b':' | b'/' | b'"' | b'\'' | b'\\') => Some((char::from(b), 2)),
        b'u' => hex(4),
        b'x' => hex(2),
        _ => None,
    }
}

/// Escapes of strings, in which a line end is no line end.
pub(super) fn backslashes(text: &str, out: &mut Vec<Change>) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(n) = memchr::memchr(b'\\', &bytes[at..]).map(|n| at + n) {
        at = n + 1;
        if let Some((c, length)) = backslash(&bytes[n..]) {
            at = n + length;
            out.push(Change { span: n..at, with: Some(c).filter(|c| !is_hidden(*c)) });
        }
    }
}

/// Bytes as the characters that they are of: UTF-8, or windows-1252 where they are none.
pub(super) fn characters(run: &[(Range<usize>, u8)], out: &mut Vec<Change>) {
    let bytes: Vec<u8> = run.iter().map(|(_, byte)| *byte).collect();
    let mut at = 0;
    while let Some((span, byte)) = run.get(at) {
        let length = match byte {
            0xC2..=0xDF => 2,
            0xE0..=0xEF => 3,
            0xF0..=0xF4 => 4,
            _ => 1,
        };
        let decoded = bytes.get(at..at + length).and_then(|own| std::str::from_utf8(own).ok());
        let (length, c) = match decoded.and_then(|own| own.chars().next()) {
            Some(c) => (length, c),
            None => (1, char::from(*byte)),
        };
        let end = run[at + length - 1].0.end;
        let with = if is_ornamental(c) { std::iter::once(c).nfkc().next() } else { Some(c) };
        out.push(Change { span: span.start..end, with: with.filter(|c| !is_hidden(*c)) });
        at += length;
    }
}
