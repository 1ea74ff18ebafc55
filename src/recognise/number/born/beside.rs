//! What stands beside a name and a day and makes it one of birth: a form of address before the name, or an address behind the day.
//!
//! In: text before, or behind. Out: whether that stands there. This module refuses to know names and dates.

use super::{TITLES, head};

/// Bytes of an address, up to its postcode.
const REACH: usize = 72;
/// Parts of an address, between commas: `Flat 2, Quay House, Wine Street, Sligo F91 X5K2`.
const PARTS: usize = 5;
/// Words of each.
const WORDS: usize = 6;

/// An address begins the text, all of it with capitals up to its postcode: `Dorpsstraat 9 a, 1234 AB Ons Dorp`, `8 Spital Bridge, Whitby YO22
/// 4EF`, `Carrowkeel, Ballymote, Co. Sligo, F56 T2C4`.
pub(super) fn begins_address(rest: &str) -> bool {
    if !rest.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()) {
        return false;
    }
    let mut numbered = false;
    for (n, part) in head(rest, REACH).split(',').take(PARTS).enumerate() {
        let part = part.trim();
        // `C/ Llana Alta 90`
        let part = part.strip_prefix("C/").map_or(part, str::trim_start);
        if !part.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()) {
            return false;
        }
        if n > 0 && (has_insular_code(part) || numbered && begins_with_code(part)) {
            return true;
        }
        // the day before was but one of several
        if part.split(' ').count() > WORDS
            || part.contains([':', '/', '@', '('])
            || part.len() > 8 && part.bytes().filter(u8::is_ascii_digit).count() > 6
        {
            return false;
        }
        numbered |= n == 0 && has_house_number(part);
    }
    false
}

/// `Dorpsstraat 9`, `Nieuwstraat 60 A`, `Kapellestraat 9 bus 2`
fn has_house_number(street: &str) -> bool {
    let number = |word: &str| {
        let digits = word.bytes().take_while(u8::is_ascii_digit).count();
        (1..=4).contains(&digits) && word.len() <= digits + 2
    };
    street.starts_with(char::is_uppercase) && street.split(' ').skip(1).any(number)
}

/// `1234 AB`, `1234 Ons Dorp`, `12345 Ons Dorp`
fn begins_with_code(part: &str) -> bool {
    let digits = part.bytes().take_while(u8::is_ascii_digit).count();
    let place = part.get(digits..).and_then(|rest| rest.strip_prefix(' '));
    (4..=5).contains(&digits) && place.is_some_and(|place| place.starts_with(char::is_uppercase))
}

/// The code of Britain or Ireland is the last of a part: `Whitby YO22 4EF`, `F56 T2C4`.
fn has_insular_code(part: &str) -> bool {
    let part = part.split(" - ").next().unwrap_or(part).trim_end_matches(['.', ';', ')', ' ']);
    let mut back = part.rsplit(' ');
    let (Some(inner), Some(outer)) = (back.next(), back.next()) else { return false };
    let plain = |word: &str| word.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    let (inward, outward) = (inner.as_bytes(), outer.as_bytes());
    let british = matches!(inward, [b'0'..=b'9', b'A'..=b'Z', b'A'..=b'Z'])
        && (2..=4).contains(&outward.len())
        && outward.iter().any(u8::is_ascii_digit);
    let irish = inward.len() == 4 && matches!(outward, [b'A'..=b'Z', b'0'..=b'9', b'0'..=b'9' | b'W']);
    outer.starts_with(|c: char| c.is_ascii_uppercase()) && plain(inner) && plain(outer) && (british || irish)
}

/// A form of address stands right before byte `name` of a text: `mw. A. Zwaluw`, `Herr Anton Zwaluw`.
pub(super) fn is_addressed(before: &str, name: usize) -> bool {
    let Some(front) = before.get(..name) else { return false };
    let front = front.trim_end_matches([' ', '\u{a0}', '.']);
    let word = front.rsplit([' ', '\u{a0}', '\t', '(', '|', ';', ',', ':', '>']).next().unwrap_or_default();
    let title =
        |word: &str| (2..=8).contains(&word.len()) && TITLES.iter().any(|t| t.eq_ignore_ascii_case(word));
    // `Mr. A. Zwaluw`, `Frau Anna Zwaluw`: read as the first word of the name
    let first = before.get(name..).and_then(|named| named.split([' ', '\u{a0}']).next()).unwrap_or_default();
    title(word) || title(first.trim_end_matches('.'))
}

/// Nothing but the mark of an item, or its number, stands before a name on its line.
pub(super) fn begins_line(before: &str, name: usize) -> bool {
    let marks = |c: char| {
        c.is_ascii_digit() || matches!(c, ' ' | '\u{a0}' | '>' | '-' | '*' | '•' | '.' | ')' | '–' | '·')
    };
    before.len() < super::REACH
        && before.get(..name).is_some_and(|front| front.trim_start_matches(marks).is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        for text in [
            "Dorpsstraat 9, 1234 AB Ons Dorp",
            "Nieuwstraat 60 A, 1234 AB Ons Dorp is de rol",
            "Kapellestraat 9 bus 2, 9000 Gent",
            "8 Spital Bridge, Whitby YO22 4EF",
            "Carrowkeel, Ballymote, Co. Sligo, F56 T2C4 - soft diet",
        ] {
            assert!(begins_address(text), "{text}");
        }
        for text in [
            "Amsterdam, Paris, London",
            "Dorpsstraat, 1234 mensen",
            "olie op doek, 80 x 60",
            "Rijksmuseum, 1938 Amsterdam",
            "Berlin. Der Text, 10115 Berlin",
            "Vol 3, Part 2000 AB",
            "",
        ] {
            assert!(!begins_address(text), "{text}");
        }
    }

    #[test]
    fn forms_of_address() {
        for (before, name) in [
            ("1) mw. Anna Zwaluw", "Anna"),
            ("Frau Anna Zwaluw", "Anna"),
            ("Frau Anna Zwaluw", "Frau"),
            ("Mr. A. Zwaluw", "Mr."),
        ] {
            assert!(is_addressed(before, before.find(name).unwrap()), "{before}");
        }
        for (before, name) in [("door Anna Zwaluw", "Anna"), ("A. Zwaluw", "A."), ("Anna Zwaluw", "Anna")] {
            assert!(!is_addressed(before, before.find(name).unwrap()), "{before}");
        }
    }
}
