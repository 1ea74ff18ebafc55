//! Literals and streets: texts whose telling word stands at a place.
//!
//! In: a text, the place of a word, and what it may be of. Out: whether the rest stands around it. It refuses to know what else is in the
//! text.

use std::ops::Range;

use super::fold::folded;
use super::sought::{AddressSought, OtherSought, same_number};
use crate::model::How;

/// Bytes behind a street in which its number, postcode or place stands.
const BEHIND: usize = 120;

/// Signs that may stand within a literal in one place and not in another.
fn joins(c: char) -> bool {
    matches!(c, ' ' | '-' | '.' | '/' | '_' | '\u{a0}' | '\u{2010}' | '\u{2011}' | '\u{2013}')
}

/// A literal whose longest run is there: whether the rest is, too.
pub(super) fn other(text: &str, run: Range<usize>, sought: &OtherSought) -> Option<(Range<usize>, How)> {
    let compact = sought.compact.as_str();
    let (mut start, mut end) = (run.start, run.end);
    let mut left: Vec<char> = compact.get(..sought.before)?.chars().collect();
    let mut apart = 0;
    for (at, c) in text[..run.start].char_indices().rev() {
        let piece = folded(c.encode_utf8(&mut [0; 4]));
        if piece.is_empty() {
            apart += 1;
            if left.is_empty() || !joins(c) || apart > 2 {
                break;
            }
            continue;
        }
        apart = 0;
        // more letters right before it make it another one
        if left.is_empty() {
            if start == at + c.len_utf8() {
                return None;
            }
            break;
        }
        for own in piece.chars().rev() {
            if left.pop() != Some(own) {
                return None;
            }
        }
        start = at;
    }
    let mut right: Vec<char> = compact.get(sought.before + sought.anchor.len()..)?.chars().rev().collect();
    apart = 0;
    for (at, c) in text[run.end..].char_indices() {
        let piece = folded(c.encode_utf8(&mut [0; 4]));
        if piece.is_empty() {
            apart += 1;
            if right.is_empty() || !joins(c) || apart > 2 {
                break;
            }
            continue;
        }
        apart = 0;
        if right.is_empty() {
            if end == run.end + at {
                return None;
            }
            break;
        }
        for own in piece.chars() {
            if right.pop() != Some(own) {
                return None;
            }
        }
        end = run.end + at + c.len_utf8();
    }
    if !left.is_empty() || !right.is_empty() {
        return None;
    }
    let exact = text.get(start..end) == Some(sought.typed.as_str());
    Some((start..end, if exact { How::Exact } else { How::Variant }))
}

/// Bytes of what belongs to a house number behind its digits: `a`, ` A`, `-2`, ` bis`; 0 where a word follows.
fn addition(behind: &str) -> usize {
    let run = |text: &str| text.find(|c: char| !c.is_alphanumeric()).unwrap_or(text.len());
    let attached = run(behind);
    if attached > 0 {
        return if attached <= 4 { attached } else { 0 };
    }
    let Some(text) = behind.strip_prefix([' ', '-', '/']) else { return 0 };
    let length = run(text);
    let word = folded(&text[..length]);
    let letter = word.len() == 1 && word.starts_with(|c: char| c.is_ascii_alphabetic());
    let joined = !behind.starts_with(' ') && (1..=4).contains(&length);
    let known = matches!(word.as_str(), "bis" | "hs" | "ii" | "iii" | "iv" | "rd" | "zw");
    if letter || joined || known { 1 + length } else { 0 }
}

/// A street whose longest word is there: whether its number follows, and its postcode or place.
pub(super) fn address(text: &str, word: Range<usize>, sought: &AddressSought) -> Option<Range<usize>> {
    // the words of the street before this one
    let mut start = word.start;
    let to = text.ceil_char_boundary((word.end + BEHIND).min(text.len()));
    let behind = text.get(word.end..to)?;
    let street_before = sought.street.split_once(&sought.anchor).map_or("", |(before, _)| before);
    if !street_before.is_empty() {
        let from = text.floor_char_boundary(word.start.saturating_sub(street_before.len() * 2 + 8));
        let mut left = street_before.to_owned();
        for (at, c) in text[from..word.start].char_indices().rev() {
            let piece = folded(c.encode_utf8(&mut [0; 4]));
            match left.strip_suffix(&piece) {
                Some(rest) => left = rest.to_owned(),
                None => return None,
            }
            if left.is_empty() {
                start = from + at;
                break;
            }
        }
        if !left.is_empty() {
            return None;
        }
    }
    // `172 High Street` and `Dorpsstraat 12a`
    let digits = behind.find(|c: char| c.is_ascii_digit());
    let follows = digits.filter(|n| *n <= 24 + sought.street.len() && !behind[..*n].contains(['\n', ';']));
    let number = follows.map(|n| {
        let rest = &behind[n..];
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let length = digits + addition(&rest[digits..]);
        (n, length, folded(&rest[..length].replace([' ', '-', '/'], "")))
    });
    let before = text[..start].trim_end();
    let stands_before: String = before
        .chars()
        .rev()
        .take_while(char::is_ascii_alphanumeric)
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
        .collect();
    let (end, named) = match number {
        Some((n, length, whole)) if same_number(&sought.number, &whole) => {
            (word.end + n + length, n + length)
        }
        _ if same_number(&sought.number, &folded(&stands_before)) && !stands_before.is_empty() => {
            start = before.len() - stands_before.len();
            (word.end, 0)
        }
        _ => return None,
    };
    let rest = folded(&behind[named..]);
    let known = (!sought.postcode.is_empty() && rest.contains(&sought.postcode))
        || (!sought.locality.is_empty() && rest.contains(&sought.locality));
    known.then_some(start..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, number: &str) -> Option<String> {
        let sought = AddressSought {
            typed: String::new(),
            value: String::new(),
            street: "dorpsstraat".to_owned(),
            number: number.to_owned(),
            postcode: "1012ab".to_owned(),
            locality: "amsterdam".to_owned(),
            anchor: "dorpsstraat".to_owned(),
        };
        let start = text.find("Dorpsstraat")?;
        address(text, start..start + "Dorpsstraat".len(), &sought).map(|span| text[span].to_owned())
    }

    #[test]
    fn a_house_number_goes_with_what_belongs_to_it_and_another_house_is_another() {
        for written in ["12a", "12 A", "12-a", "12/a"] {
            let text = format!("in de Dorpsstraat {written}, Amsterdam");
            assert_eq!(found(&text, "12a"), Some(format!("Dorpsstraat {written}")), "{text}");
        }
        assert_eq!(found("Dorpsstraat 12 in Amsterdam", "12a").as_deref(), Some("Dorpsstraat 12"));
        for other in ["12b", "12 B", "120", "12-b"] {
            assert_eq!(found(&format!("Dorpsstraat {other}, Amsterdam"), "12a"), None, "{other}");
        }
    }
}
