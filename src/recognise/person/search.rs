//! One search of one page: what was found so far, and what stands around a name that speaks for it or against it.
//!
//! In: a page, and what other recognisers found on it. Out: names with a confidence. This module refuses to know where names are
//! looked for.

use std::cell::OnceCell;
use std::ops::Range;

use super::grammar::Name;
use super::known::{Known, letters};
use super::names::{Names, Sense};
use super::token::{Shape, token};
use crate::model::{Kind, Match};
use crate::recognise::Page;

/// What a name must reach to be one.
pub(super) const ENOUGH: i32 = 60;
/// Bytes around a name in which an address speaks for it.
const NEAR: usize = 220;

/// A name that was found.
#[derive(Debug, Clone)]
pub(super) struct Found {
    /// Where.
    pub(super) span: Range<usize>,
    /// The name, where it is not what stands there.
    pub(super) value: Option<String>,
    /// How sure, in hundredths.
    pub(super) confidence: u8,
    /// What speaks for it.
    pub(super) why: [&'static str; 3],
}

/// A search of one page.
pub(super) struct Search<'s> {
    pub(super) names: &'s Names,
    pub(super) page: &'s Page<'s>,
    pub(super) text: &'s str,
    /// Spans of e-mail addresses, ascending.
    pub(super) addresses: Vec<Range<usize>>,
    /// Spans of telephone numbers, ascending.
    numbers: Vec<Range<usize>>,
    known: OnceCell<Known>,
    pub(super) found: Vec<Found>,
}

impl<'s> Search<'s> {
    pub(super) fn new(names: &'s Names, page: &'s Page<'s>, before: &[Match]) -> Self {
        let spans = |kind: Kind| {
            let mut spans: Vec<_> =
                before.iter().filter(|m| m.kind == kind).map(|m| m.span.clone()).collect();
            spans.sort_by_key(|s| s.start);
            spans
        };
        Search {
            names,
            page,
            text: page.region.text,
            addresses: spans(Kind::Email),
            numbers: spans(Kind::Phone),
            known: OnceCell::new(),
            found: Vec::new(),
        }
    }

    /// Keeps a name when what speaks for it is enough.
    pub(super) fn take(&mut self, name: &Name, more: i32, why: &'static str) -> bool {
        let score = name.score + more;
        if score < ENOUGH {
            return false;
        }
        let own = match (name.known, name.initials) {
            (true, _) => "given name of the list",
            (_, true) => "initials",
            _ => "shape of a name",
        };
        let order = if name.inverted { "surname first" } else { "" };
        let mut reasons = [own, why, order];
        reasons.sort_by_key(|r| r.is_empty());
        let confidence = if score < 90 { score } else { 90 + ((score - 90) / 5).min(8) };
        self.found.push(Found {
            span: name.span.clone(),
            value: None,
            confidence: confidence as u8,
            why: reasons,
        });
        true
    }

    /// True when the address fields of the message hold the name.
    pub(super) fn is_known(&self, name: &Name) -> bool {
        if self.page.context.people.is_empty() {
            return false;
        }
        let known = self.known.get_or_init(|| Known::new(self.page.context.people.iter().map(|n| &**n)));
        known.holds(&self.text[name.span.clone()])
    }

    /// True when an address near the name is made of it.
    pub(super) fn is_echoed(&self, name: &Name) -> bool {
        if self.addresses.is_empty() {
            return false;
        }
        let from = name.span.start.saturating_sub(NEAR / 2);
        let to = name.span.end + NEAR;
        let first = self.addresses.partition_point(|a| a.end < from);
        self.addresses[first..]
            .iter()
            .take_while(|a| a.start < to)
            .take(4)
            .any(|a| echoes(self.text, name, &self.text[a.clone()]))
    }

    /// True when a number or an address stands near behind the name.
    pub(super) fn has_contact(&self, name: &Name, within: usize) -> bool {
        let near = |spans: &[Range<usize>]| {
            let first = spans.partition_point(|s| s.start < name.span.end);
            spans.get(first).is_some_and(|s| s.start < name.span.end + within)
        };
        near(&self.numbers) || near(&self.addresses)
    }

    /// The word before a byte and where it begins: with one space between, and a full stop behind it perhaps. At most 32 bytes.
    pub(super) fn word_before(&self, at: usize) -> Option<(usize, &'s str)> {
        let bytes = self.text.as_bytes();
        let mut end = at;
        while end > 0 && at - end < 4 && matches!(bytes[end - 1], b' ' | 0xa0 | 0xc2 | b'\n' | b'\r') {
            end -= 1;
        }
        if end == at || end == 0 {
            return None;
        }
        let end = if bytes[end - 1] == b'.' { end - 1 } else { end };
        let mut start = end;
        while start > 0 && end - start < 32 {
            let b = bytes[start - 1];
            if !(b.is_ascii_alphabetic() || b >= 0x80 || b == b'-' || b == b'\'' || b == b'.') {
                break;
            }
            start -= 1;
        }
        let word = self.text.get(start..end)?;
        (!word.is_empty()).then_some((start, word))
    }

    /// True when what stands around the name makes it part of something else: a firm, a street, a school.
    pub(super) fn is_namesake(&self, name: &Name) -> bool {
        let (text, bytes) = (self.text, self.text.as_bytes());
        let spoils = Sense::FIRM.or(Sense::NAMESAKE);
        let (start, end) = (name.span.start, name.span.end);
        let on_line = start > 0 && bytes[start - 1] == b' ';
        if on_line && start > 1 && matches!(bytes[start - 2], b'&' | b'+') {
            return true;
        }
        if on_line
            && let Some((_, word)) = self.word_before(start)
            && let sense = self.names.sense(word)
            && (sense.is(Sense::STREET) || word.starts_with(char::is_uppercase) && sense.is(spoils))
            && !sense.is(Sense::GIVEN.or(Sense::TITLE))
        {
            return true;
        }
        if start > 0 && matches!(bytes[start - 1], b'-' | b'/' | b'@' | b'_' | b'\\' | b'#' | b'&') {
            return true;
        }
        // what follows
        if is_street(&text[name.surname.clone()]) {
            return true;
        }
        let rest = &bytes[end..];
        match rest {
            [b'@' | b'_' | b'\\', ..] | [b'.', b'a'..=b'z' | b'A'..=b'Z', ..] => return true,
            [b'-' | b'/', b, ..] if b.is_ascii_alphabetic() && name.capitals => return true,
            [b' ', b'&' | b'+', b' ', ..] => {
                let after = token(self.names, text, end + 3, text.len());
                return after.is_some_and(|w| {
                    w.sense.is(spoils.or(Sense::PARTICLE))
                        || matches!(w.text(text).len(), 2 | 3)
                            && matches!(w.text(text), "Zn" | "Zn." | "Co" | "Co.")
                });
            }
            [b' ', b, ..] if b.is_ascii_digit() && !name.inverted => {
                // a house number behind a street's name
                let digits = rest[1..].iter().take(6).take_while(|b| b.is_ascii_digit()).count();
                return *b != b'0' && digits <= 4 && !matches!(rest.get(1 + digits), Some(b':' | b'.'));
            }
            [b' ', ..] => {
                if let Some(after) = token(self.names, text, end + 1, text.len()) {
                    if after.sense.is(spoils) && !after.sense.is(Sense::GIVEN) {
                        return true;
                    }
                    if after.shape != Shape::Lower && is_street(after.text(text)) {
                        return true;
                    }
                    // `B.V.`, `N.V.`, `S.L.`
                    if after.shape == Shape::Initials {
                        let word = after.text(text);
                        return [
                            "B.V.", "N.V.", "V.O.F.", "S.L.", "S.A.", "C.V.", "U.A.", "S.R.L.", "S.A.S.",
                        ]
                        .contains(&word);
                    }
                }
            }
            _ => {}
        }
        false
    }
}

/// True when an address is made of a name: its local part holds the surname, or the given name and the surname's beginning.
pub(super) fn echoes(text: &str, name: &Name, address: &str) -> bool {
    let local = address.split(['@', '[', ' ']).next().unwrap_or_default();
    let (mut whole, mut part) = ([0; 64], [0; 64]);
    let length = letters(local, &mut whole);
    let whole = &whole[..length];
    let holds = |part: &[u8]| {
        part.len() >= 3 && whole.len() >= part.len() && whole.windows(part.len()).any(|w| w == part)
    };
    let surname = &text[name.surname.clone()];
    for piece in surname.split([' ', '-', '\'', '’', '\u{a0}']) {
        let length = letters(piece, &mut part);
        if holds(&part[..length]) && !(length == 3 && ["van", "von", "der", "den", "del"].contains(&piece)) {
            return true;
        }
    }
    let length = letters(&text[name.given.clone()], &mut part);
    length >= 4 && whole == &part[..length]
}

/// True for what ends as streets and buildings do.
pub(super) fn is_street(text: &str) -> bool {
    const ENDS: &[&str] = &[
        "straat",
        "laan",
        "weg",
        "plein",
        "kade",
        "gracht",
        "singel",
        "dreef",
        "steeg",
        "straße",
        "strasse",
        "platz",
        "allee",
        "gasse",
        "kerk",
        "school",
        "schule",
        "college",
        "park",
        "brug",
        "tunnel",
        "ziekenhuis",
        "prijs",
        "stichting",
        "instituut",
        "gebouw",
        "zaal",
        "toernooi",
        "haven",
        "markt",
        "plantsoen",
        "serie",
        "lezing",
    ];
    let last = text.rsplit([' ', '\u{a0}']).next().unwrap_or_default();
    last.len() > 6
        && ENDS.iter().any(|e| {
            last.len() >= e.len() + 3
                && last.as_bytes()[last.len() - e.len()..].eq_ignore_ascii_case(e.as_bytes())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streets_end_so() {
        for text in ["Anne Frankstraat", "van Lennepkade", "Schubertstraße", "WAGENAARLAAN"] {
            assert!(is_street(text), "{text}");
        }
        for text in ["van der Laan", "Laan", "de Weg", "Dijkstra", "Markt"] {
            assert!(!is_street(text), "{text}");
        }
    }
}
