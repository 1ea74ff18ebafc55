//! Character references (HTML Living Standard §13.2.5.72 and on).

use html_escape::NAMED_ENTITIES;

/// Names that also count without their semicolon: those that HTML 4 had for ISO 8859-1, and a few upper-case twins.
const WITHOUT_SEMICOLON: [&str; 106] = [
    "AElig", "AMP", "Aacute", "Acirc", "Agrave", "Aring", "Atilde", "Auml", "COPY", "Ccedil", "ETH",
    "Eacute", "Ecirc", "Egrave", "Euml", "GT", "Iacute", "Icirc", "Igrave", "Iuml", "LT", "Ntilde", "Oacute",
    "Ocirc", "Ograve", "Oslash", "Otilde", "Ouml", "QUOT", "REG", "THORN", "Uacute", "Ucirc", "Ugrave",
    "Uuml", "Yacute", "aacute", "acirc", "acute", "aelig", "agrave", "amp", "aring", "atilde", "auml",
    "brvbar", "ccedil", "cedil", "cent", "copy", "curren", "deg", "divide", "eacute", "ecirc", "egrave",
    "eth", "euml", "frac12", "frac14", "frac34", "gt", "iacute", "icirc", "iexcl", "igrave", "iquest",
    "iuml", "laquo", "lt", "macr", "micro", "middot", "nbsp", "not", "ntilde", "oacute", "ocirc", "ograve",
    "ordf", "ordm", "oslash", "otilde", "ouml", "para", "plusmn", "pound", "quot", "raquo", "reg", "sect",
    "shy", "sup1", "sup2", "sup3", "szlig", "thorn", "times", "uacute", "ucirc", "ugrave", "uml", "uuml",
    "yacute", "yen", "yuml",
];

/// The longest name in the table of named references has 31 characters.
const LONGEST_NAME: usize = 31;

/// What a character reference stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::message) enum Character {
    One(char),
    /// From the table of names; some stand for two characters.
    Named(&'static str),
}

impl Character {
    pub(in crate::message) fn push_to(self, out: &mut String) {
        match self {
            Character::One(c) => out.push(c),
            Character::Named(s) => out.push_str(s),
        }
    }

    /// The character, where it is one only.
    pub(super) fn single(self) -> Option<char> {
        match self {
            Character::One(c) => Some(c),
            Character::Named(s) => {
                let mut chars = s.chars();
                chars.next().filter(|_| chars.next().is_none())
            }
        }
    }
}

/// Reads the reference that `bytes` begins with, at its `&`; gives its length in bytes and what it stands for. `None`
/// where the `&` is an `&`. In attribute values a name without semicolon does not count before `=` and alphanumerics.
pub(in crate::message) fn decode(bytes: &[u8], in_attribute: bool) -> Option<(usize, Character)> {
    match bytes.get(1)? {
        b'#' => numeric(bytes),
        b if b.is_ascii_alphabetic() => named(bytes, in_attribute),
        _ => None,
    }
}

/// True where more text could make another reference of what `bytes`, which begin with `&`, hold.
pub(super) fn unfinished(bytes: &[u8]) -> bool {
    bytes.len() <= LONGEST_NAME + 1 && bytes[1..].iter().all(|b| b.is_ascii_alphanumeric() || *b == b'#')
}

fn numeric(bytes: &[u8]) -> Option<(usize, Character)> {
    let hex = matches!(bytes.get(2), Some(b'x' | b'X'));
    let (start, radix) = if hex { (3, 16) } else { (2, 10) };
    let mut number = 0u32;
    let mut at = start;
    while let Some(digit) = bytes.get(at).and_then(|&b| char::from(b).to_digit(radix)) {
        number = number.saturating_mul(radix).saturating_add(digit);
        at += 1;
    }
    if at == start {
        return None;
    }
    if bytes.get(at) == Some(&b';') {
        at += 1;
    }
    // The standard reads 0x80 to 0x9F as windows-1252, as authors mean them.
    let character = match number {
        0 => char::REPLACEMENT_CHARACTER,
        0x80..=0x9f => WINDOWS_1252[number as usize - 0x80],
        n => char::from_u32(n).unwrap_or(char::REPLACEMENT_CHARACTER),
    };
    Some((at, Character::One(character)))
}

fn named(bytes: &[u8], in_attribute: bool) -> Option<(usize, Character)> {
    match bytes {
        [b'&', b'n', b'b', b's', b'p', b';', ..] => return Some((6, Character::One('\u{a0}'))),
        [b'&', b'a', b'm', b'p', b';', ..] => return Some((5, Character::One('&'))),
        [b'&', b'l', b't', b';', ..] => return Some((4, Character::One('<'))),
        [b'&', b'g', b't', b';', ..] => return Some((4, Character::One('>'))),
        _ => {}
    }
    let name = &bytes[1..];
    let len = name.iter().take(LONGEST_NAME + 1).take_while(|b| b.is_ascii_alphanumeric()).count();
    let look_up = |name: &[u8]| {
        let at = NAMED_ENTITIES.binary_search_by(|(n, _)| (*n).cmp(name)).ok()?;
        Some(Character::Named(NAMED_ENTITIES[at].1))
    };
    if name.get(len) == Some(&b';')
        && let Some(character) = look_up(&name[..len])
    {
        return Some((len + 2, character));
    }
    let end = (2..=len.min(6)).rev().find(|&end| {
        std::str::from_utf8(&name[..end]).is_ok_and(|n| WITHOUT_SEMICOLON.binary_search(&n).is_ok())
    })?;
    if in_attribute && (end < len || name.get(end) == Some(&b'=')) {
        return None;
    }
    Some((end + 1, look_up(&name[..end])?))
}

const WINDOWS_1252: [char; 32] = [
    '\u{20ac}', '\u{81}', '\u{201a}', '\u{192}', '\u{201e}', '\u{2026}', '\u{2020}', '\u{2021}', '\u{2c6}',
    '\u{2030}', '\u{160}', '\u{2039}', '\u{152}', '\u{8d}', '\u{17d}', '\u{8f}', '\u{90}', '\u{2018}',
    '\u{2019}', '\u{201c}', '\u{201d}', '\u{2022}', '\u{2013}', '\u{2014}', '\u{2dc}', '\u{2122}', '\u{161}',
    '\u{203a}', '\u{153}', '\u{9d}', '\u{17e}', '\u{178}',
];

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn is(reference: &str, want: Option<(usize, &str)>) {
        let got = decode(reference.as_bytes(), false).map(|(len, c)| {
            let mut s = String::new();
            c.push_to(&mut s);
            (len, s)
        });
        assert_eq!(got.as_ref().map(|(l, s)| (*l, s.as_str())), want, "{reference}");
    }

    #[test]
    fn references() {
        is("&#64;x", Some((5, "@")));
        is("&#064x", Some((5, "@")));
        is("&#x40;", Some((6, "@")));
        is("&commat;", Some((8, "@")));
        is("&period;", Some((8, ".")));
        is("&nbsp;", Some((6, "\u{a0}")));
        is("&nbsp06", Some((5, "\u{a0}")));
        is("&eacute;", Some((8, "é")));
        is("&ampx", Some((4, "&")));
        is("&notit;", Some((4, "¬")));
        is("&notin;", Some((7, "∉")));
        is("&#128;", Some((6, "€")));
        is("&#99999999999999;", Some((17, "\u{fffd}")));
        is("&#xD800;", Some((8, "\u{fffd}")));
        is("&#0;", Some((4, "\u{fffd}")));
        is("&", None);
        is("& b", None);
        is("&#", None);
        is("&#x;", None);
        is("&jan;", None);
        is("&ouml;", Some((6, "ö")));
    }

    #[test]
    fn in_attributes_a_query_is_no_reference() {
        assert_eq!(decode(b"&copy=1", true), None);
        assert_eq!(decode(b"&reg2=1", true), None);
        assert_eq!(decode(b"&amp\"", true), Some((4, Character::Named("&"))));
    }

    #[test]
    fn the_list_of_names_without_semicolon_is_sorted_and_known() {
        assert!(WITHOUT_SEMICOLON.is_sorted());
        for name in WITHOUT_SEMICOLON {
            assert!(NAMED_ENTITIES.binary_search_by(|(n, _)| (*n).cmp(name.as_bytes())).is_ok(), "{name}");
        }
        assert!(NAMED_ENTITIES.iter().all(|(n, _)| n.len() <= LONGEST_NAME));
    }
}
