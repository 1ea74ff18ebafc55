//! Numbers that North Americans write with letters: `602-555-TENT`, `1-800-FLOWERS`.
//!
//! In: a cluster of digits with capitals behind it. Out: the number that the keys of a telephone make of it (ITU-T E.161), where a
//! label says that it is one. This module refuses to know other countries: none of those that are searched writes so.

use std::ops::Range;

use super::cluster::{Cluster, Group, Join};
use super::verdict::national;
use crate::recognise::words::{Effect, Words};

/// A number with letters.
pub(super) struct Vanity {
    pub(super) e164: u64,
    pub(super) span: Range<usize>,
}

/// The number that a cluster begins and letters end.
pub(super) fn read(text: &str, cluster: &Cluster, words: &Words) -> Option<Vanity> {
    let bytes = text.as_bytes();
    let [b'-' | b'.', b'A'..=b'Z', ..] = bytes.get(cluster.end..)? else { return None };
    let from = cluster.end + 1;
    let letters = bytes[from..].iter().take(8).take_while(|b| b.is_ascii_uppercase()).count();
    let lengths = cluster.groups.iter().map(Group::len);
    let fits = match letters {
        4 => lengths.clone().eq([3, 3]) || lengths.eq([1, 3, 3]),
        7 => lengths.clone().eq([3]) || lengths.eq([1, 3]),
        _ => false,
    };
    let end = from + letters;
    let ends = bytes.get(end).is_none_or(|b| !(b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'@')));
    let close = |g: &Group| matches!(g.join, Join::First | Join::Tight | Join::Space) && !g.taken;
    if !fits || !ends || !cluster.groups.iter().all(close) {
        return None;
    }
    let first = cluster.groups.first()?;
    let start = first.open.unwrap_or(first.span.start).min(cluster.plus.unwrap_or(usize::MAX));
    let free = start == 0
        || !(bytes[start - 1].is_ascii_alphanumeric() || matches!(bytes[start - 1], b'-' | b'.' | b'/'));
    if !free || words.before(text, start).is_none_or(|said| said.effect == Effect::Sink) {
        return None;
    }
    let mut digits: Vec<u8> = cluster.digits.iter().copied().skip_while(|d| *d == b'1').collect();
    digits.extend(bytes[from..end].iter().map(|b| key(*b)));
    let verdict = national(&digits, *b"US", false)?;
    Some(Vanity { e164: verdict.e164, span: start..end })
}

/// The key that has a letter (ITU-T E.161).
fn key(letter: u8) -> u8 {
    match letter {
        b'A'..=b'C' => b'2',
        b'D'..=b'F' => b'3',
        b'G'..=b'I' => b'4',
        b'J'..=b'L' => b'5',
        b'M'..=b'O' => b'6',
        b'P'..=b'S' => b'7',
        b'T'..=b'V' => b'8',
        _ => b'9',
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn letters_for_digits_behind_a_label() {
        let list = BTreeMap::from([("en".to_owned(), vec!["phone*".to_owned(), "call".to_owned()])]);
        let words = Words::new(&list, &BTreeMap::new());
        let found = |text: &str| {
            let mut cluster = Cluster::default();
            let at = text.find(|c: char| c.is_ascii_digit())?;
            cluster.read(text.as_bytes(), at).then_some(())?;
            read(text, &cluster, &words).map(|v| (v.e164, text[v.span].to_owned()))
        };
        assert_eq!(found("Phone: 602-555-TENT"), Some((16_025_558_368, "602-555-TENT".to_owned())));
        assert_eq!(found("call 1-800-FLOWERS!"), Some((18_003_569_377, "1-800-FLOWERS".to_owned())));
        assert_eq!(found("602-555-TENT"), None, "no label");
        assert_eq!(found("Call 602-555 WITH"), None, "a word of the sentence");
        assert_eq!(found("Phone: 602-555-TENTS"), None, "five letters");
    }
}
