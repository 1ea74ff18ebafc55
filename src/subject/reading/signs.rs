//! Signs that stand for others: characters without width or in another hand, bytes in percent signs, escapes of strings, character references
//! and quoted-printable where nobody undid them.

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

/// A letter, digit or sign in another width or another hand, which stands for one of ASCII: wide, raised, lowered, in a circle, in a script of
/// mathematics, digits of other scripts.
fn is_ornamental(c: char) -> bool {
    matches!(
        c,
        'ª' | 'º'
            | '²'
            | '³'
            | '¹'
            | '\u{2b0}'..='\u{2b8}'
            | '\u{2e0}'..='\u{2e3}'
            | '\u{660}'..='\u{669}'
            | '\u{6f0}'..='\u{6f9}'
            | '\u{966}'..='\u{96f}'
            | '\u{1d2c}'..='\u{1d6a}'
            | '\u{2024}'
            | '\u{2070}'..='\u{209c}'
            | '\u{2102}'
            | '\u{210a}'..='\u{2113}'
            | '\u{2115}'
            | '\u{2119}'..='\u{211d}'
            | '\u{2124}'
            | '\u{2128}'..='\u{2139}'
            | '\u{2145}'..='\u{2149}'
            | '\u{2460}'..='\u{2473}'
            | '\u{24b6}'..='\u{24ea}'
            | '\u{3000}'
            | '\u{fb00}'..='\u{fb06}'
            | '\u{fe50}'..='\u{fe6b}'
            | '\u{ff01}'..='\u{ff5e}'
            | '\u{1d400}'..='\u{1d7ff}'
            | '\u{1f130}'..='\u{1f149}'
            | '\u{1f150}'..='\u{1f169}'
            | '\u{1f170}'..='\u{1f189}'
            | '\u{1f1e6}'..='\u{1f1ff}'
    )
}

/// The letters, digits and signs of ASCII that an ornamental one stands for.
fn plain(c: char) -> impl Iterator<Item = char> {
    let nth = |first: char, of: u8| (c as u32).checked_sub(first as u32).map(|n| char::from(of + n as u8));
    // what Unicode has no compatibility mapping for: digits of other scripts, white letters on black
    let own = match c {
        '\u{660}'..='\u{669}' => nth('\u{660}', b'0'),
        '\u{6f0}'..='\u{6f9}' => nth('\u{6f0}', b'0'),
        '\u{966}'..='\u{96f}' => nth('\u{966}', b'0'),
        '\u{1f150}'..='\u{1f169}' => nth('\u{1f150}', b'A'),
        '\u{1f170}'..='\u{1f189}' => nth('\u{1f170}', b'A'),
        '\u{1f1e6}'..='\u{1f1ff}' => nth('\u{1f1e6}', b'A'),
        _ => None,
    };
    std::iter::once(own.unwrap_or(c)).nfkc().filter(char::is_ascii)
}

/// The character of ASCII that an ornamental one stands for, where it stands for one.
#[cfg(feature = "cli")]
pub(crate) fn plain_form(c: char) -> Option<char> {
    if c.is_ascii() || !is_ornamental(c) {
        return None;
    }
    let mut all = plain(c);
    all.next().filter(|_| all.next().is_none())
}

/// Characters without width, and those of other forms.
pub(super) fn hidden(text: &str, out: &mut Vec<Change>) {
    let bytes = text.as_bytes();
    for (at, pair) in bytes.windows(2).enumerate() {
        let may = matches!(
            pair,
            [0xC2, 0xAA | 0xAD | 0xB2 | 0xB3 | 0xB9 | 0xBA]
                | [0xCA, 0xB0..=0xBF]
                | [0xCB, 0xA0..=0xA3]
                | [0xCD, 0x8F]
                | [0xD8, 0x9C]
                | [0xD9, 0xA0..=0xA9]
                | [0xDB, 0xB0..=0xB9]
                | [0xE0, 0xA5]
                | [0xE1, 0xA0 | 0xB4 | 0xB5]
                | [0xE2, 0x80..=0x82 | 0x84 | 0x85 | 0x91..=0x93]
                | [0xE3, 0x80]
                | [0xEF, 0xAC | 0xB8..=0xBD]
                | [0xF0, 0x9D | 0x9F]
                | [0xF3, 0xA0]
        );
        let Some(c) = (if may { text.get(at..).and_then(|rest| rest.chars().next()) } else { None }) else {
            continue;
        };
        let span = at..at + c.len_utf8();
        if is_hidden(c) {
            out.push(Change { span, with: None });
        } else if is_ornamental(c) {
            for (n, plain) in plain(c).enumerate() {
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
        let with = if is_ornamental(c) { plain(c).next() } else { Some(c) };
        out.push(Change { span: span.start..end, with: with.filter(|c| !is_hidden(*c)) });
        at += length;
    }
}

/// Bytes of the longest name of a character.
const NAME: usize = 32;

/// Character references, in text that is not read as markup (`jan&#64;klant.example`, `&commat;`, `&eacute;`).
pub(super) fn references(text: &str, out: &mut Vec<Change>) {
    let bytes = text.as_bytes();
    for at in memchr::memchr_iter(b'&', bytes) {
        let part = |b: &u8| b.is_ascii_alphanumeric() || *b == b'#';
        let length = 1 + bytes[at + 1..].iter().take(NAME).take_while(|b| part(b)).count();
        let own = &text[at..at + length];
        let closed = bytes.get(at + length) == Some(&b';');
        let Some(c) = reference(own, closed) else { continue };
        let span = at..at + length + usize::from(closed);
        out.push(Change { span, with: Some(c).filter(|c| !is_hidden(*c)) });
    }
}

/// The character that a reference without its semicolon stands for; that of a name has one.
fn reference(own: &str, closed: bool) -> Option<char> {
    if let Some(digits) = own.strip_prefix("&#") {
        let value = match digits.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16),
            None => digits.parse(),
        };
        return char::from_u32(value.ok()?).filter(|c| !c.is_control() || *c == '\n');
    }
    if !closed || own.len() < 3 {
        return None;
    }
    let name = format!("{own};");
    let decoded = html_escape::decode_html_entities(&name);
    let mut chars = decoded.chars();
    chars.next().filter(|_| chars.next().is_none())
}

/// Quoted-printable in text that nobody decoded (RFC 2045 §6.7): bytes, and line ends that are none. A letter or digit of ASCII counts where
/// another escape stands beside it: nobody writes one so else, and in links such signs are numbers.
pub(super) fn quoted(text: &str, out: &mut Vec<Change>) {
    let bytes = text.as_bytes();
    let byte = |at: usize| {
        let upper = |b: &&u8| b.is_ascii_digit() || matches!(b, b'A'..=b'F');
        let [high, low] = [1, 2].map(|n| bytes.get(at + n).filter(upper).and_then(|b| nibble(*b)));
        Some(high? << 4 | low?).filter(|b| *b >= b' ' && *b != 0x7F && bytes[at] == b'=')
    };
    let mut at = 0;
    while let Some(n) = memchr::memchr(b'=', &bytes[at..]).map(|n| at + n) {
        at = n + 1;
        let rest = &bytes[at..];
        let end = if rest.starts_with(b"\r\n") { 2 } else { usize::from(rest.starts_with(b"\n")) };
        if end > 0 && n > 0 && bytes[n - 1] != b'=' {
            at += end;
            out.push(Change { span: n..at, with: None });
            continue;
        }
        let mut run: Vec<(Range<usize>, u8)> = Vec::new();
        let mut end = n;
        while let Some(byte) = byte(end).filter(|_| end < bytes.len() && run.len() < 4096) {
            run.push((end..end + 3, byte));
            end += 3;
        }
        if let [(_, byte)] = run[..]
            && (byte.is_ascii_alphanumeric() || (0x80..0xC0).contains(&byte))
        {
            continue;
        }
        characters(&run, out);
        at = end.max(at);
    }
}
