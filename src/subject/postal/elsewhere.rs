//! What stands behind a street and its number where neither its postcode nor its place does: the place of another address, or something else.
//!
//! In: text behind a house number, and what is known of places. Out: whether it names another place, so that street and number are another's.
//! It refuses to know whose the address is.

use super::house::{ends, is_dutch};
use super::near::{is_between, is_quantity};
use crate::subject::name::Lists;

/// Words of the longest name of a place.
const WORDS: usize = 5;

/// The size of a place of 20,000 inhabitants.
const LARGE: u8 = 4;

/// Words that stand behind a year, and look like the letters of a postcode.
const SMALL: [&str; 16] =
    ["en", "of", "is", "op", "te", "de", "in", "at", "or", "to", "um", "am", "et", "ou", "la", "le"];

/// A postcode or a place stands there, and those that are looked for do not: street and number are another's.
///
/// Four digits are a postcode before a place and before any other word with a capital, unless they may be a year: `2014 Verhuisd` is none, and
/// `1000 brussel` is one. Words behind a comma are a place where they are known as one.
pub(super) fn is_elsewhere(rest: &str, lists: &dyn Lists) -> bool {
    let place = rest.trim_start_matches(is_between);
    let line = rest[..rest.len() - place.len()].contains('\n');
    let comma = rest.trim_start_matches(' ').starts_with([',', '-', '(', '|']);
    let digits = place.bytes().take_while(u8::is_ascii_digit).count();
    let behind = place[digits..].trim_start_matches([' ', '\u{a0}']);
    match digits {
        4 | 5 => {
            let letters = behind.get(..2).unwrap_or_default();
            let year = digits == 4 && (place.starts_with("19") || place.starts_with("20"));
            let word = behind.starts_with(char::is_uppercase) && !is_quantity(behind);
            is_dutch(place) && !SMALL.contains(&letters) || place_at(behind, lists).is_some() || word && !year
        }
        // `Best, bel even`: a small place is one where nothing more is said
        0 => place_at(place, lists)
            .is_some_and(|(end, size)| comma && !line && (size >= LARGE || ends(&place[end..]))),
        _ => false,
    }
}

/// Where the name of a place ends with which a text begins, in small letters one that is no other word; and how large it is.
fn place_at(text: &str, lists: &dyn Lists) -> Option<(usize, u8)> {
    let mut words = Vec::new();
    let mut at = 0;
    while words.len() < WORDS {
        let part = |c: char| c.is_alphabetic() || matches!(c, '-' | '\'' | '’');
        let length = text[at..].find(|c: char| !part(c)).unwrap_or(text.len() - at);
        if length == 0 {
            break;
        }
        at += length;
        words.push(at);
        if !text[at..].starts_with(' ') {
            break;
        }
        at += 1;
    }
    let small = !text.trim_start_matches(['\'', '’']).starts_with(char::is_uppercase);
    words.into_iter().rev().find_map(|end| Some((end, lists.town(&text[..end], small)?)))
}
