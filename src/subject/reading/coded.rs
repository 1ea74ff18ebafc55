//! What stands in base64 or in hexadecimal digits within a text: an address in a link, in a field of a program, in a log.
//!
//! In: a text. Out: readings of what is encoded there. Nobody says where such data begin (`/c/amFu…`, `id-amFu…`), so each place of a row of
//! their letters may be the first: where two groups of four in a row give printable characters, it is read as far as these go. What it is of, this room refuses to know.

use std::ops::Range;

use super::{Reading, escapes};
use crate::model::OffsetMap;

/// Letters of the shortest text that is read: eight bytes.
const LEAST: usize = 11;

/// Letters of a line that may go on in the next.
const LINE: usize = 48;

/// Bytes between two such lines: a line end, marks of a quotation.
const GAP: usize = 8;

/// Bytes of the longest row of letters and digits that stands for what is encoded in it as a whole.
const WHOLE: usize = 1024;

/// Hexadecimal digits of the shortest text that is read.
const DIGITS: usize = 16;

/// Bytes of the shortest text in a stretch of which others are no text.
const PIECE: usize = 6;

/// No letter of base64.
const NONE: u8 = 0xFF;

/// What each byte stands for in base64, in either alphabet (RFC 4648 §4, §5).
static SIX: [u8; 256] = {
    let mut all = [NONE; 256];
    let mut n = 0;
    while n < 26 {
        all[b'A' as usize + n] = n as u8;
        all[b'a' as usize + n] = n as u8 + 26;
        n += 1;
    }
    n = 0;
    while n < 10 {
        all[b'0' as usize + n] = n as u8 + 52;
        n += 1;
    }
    all[b'+' as usize] = 62;
    all[b'-' as usize] = 62;
    all[b'/' as usize] = 63;
    all[b'_' as usize] = 63;
    all
};

fn is_letter(b: u8) -> bool {
    SIX[usize::from(b)] != NONE
}

/// A row of letters: what each stands for, and where it stands.
#[derive(Default)]
struct Row {
    six: Vec<u8>,
    places: Vec<usize>,
}

/// Hands on what is encoded in a text.
pub(super) fn coded(text: &str, on: &mut dyn FnMut(&mut Reading)) {
    let bytes = text.as_bytes();
    let mut row = Row::default();
    let mut at = 0;
    // a row of so many letters has one at every so many-th place
    while let Some(probe) = bytes.get(at + LEAST - 1).map(|_| at + LEAST - 1) {
        if !is_letter(bytes[probe]) {
            at = probe + 1;
            continue;
        }
        let start = probe - bytes[at..probe].iter().rev().take_while(|b| is_letter(**b)).count();
        let mut end = probe + bytes[probe..].iter().take_while(|b| is_letter(**b)).count();
        at = end;
        if end - start < LEAST || is_word(&bytes[start..end]) {
            continue;
        }
        row.six.clear();
        row.places.clear();
        row.add(bytes, start..end);
        hexadecimal(text, start..end, on);
        let mut line = start;
        while end - line >= LINE {
            let blank = |b: &u8| matches!(b, b' ' | b'\t' | b'\r' | b'\n' | b'>' | b'|');
            let gap = bytes[end..].iter().take(GAP + 1).take_while(|b| blank(b)).count();
            line = end + gap;
            if gap == 0 || gap > GAP || !bytes.get(line).copied().is_some_and(is_letter) {
                break;
            }
            end = line + bytes[line..].iter().take_while(|b| is_letter(**b)).count();
            row.add(bytes, line..end);
            at = end;
        }
        row.read(text, on);
    }
}

/// Letters of a language, of which only the first may be a capital: nothing of eight bytes is written so in base64.
fn is_word(own: &[u8]) -> bool {
    own.len() < 32 && own[1..].iter().all(|b| b.is_ascii_lowercase() || *b == b'-')
}

impl Row {
    fn add(&mut self, bytes: &[u8], range: Range<usize>) {
        self.six.extend(bytes[range.clone()].iter().map(|b| SIX[usize::from(*b)]));
        self.places.extend(range);
    }

    /// Three bytes are printable ASCII, from this letter on.
    fn is_plain(&self, at: usize) -> bool {
        let Some([a, b, c, d]) = self.six.get(at..at + 4) else { return false };
        (8..32).contains(a) && b & 8 == 0 && b & 6 != 0 && c & 2 == 0 && (c & 1 != 0 || *d >= 32)
    }

    fn three(&self, at: usize) -> Option<[u8; 3]> {
        let [a, b, c, d] = *self.six.get(at..at + 4)? else { return None };
        Some([a << 2 | b >> 4, b << 4 | c >> 2, c << 6 | d])
    }

    /// The same may be text, in ASCII or not.
    fn may_be_text(&self, at: usize) -> bool {
        let text = |b: u8| b >= b' ' && b != 0x7F || matches!(b, b'\r' | b'\n' | b'\t');
        self.three(at).is_some_and(|three| three.into_iter().all(text))
    }

    fn read(&self, text: &str, on: &mut dyn FnMut(&mut Reading)) {
        let mut done = 0;
        let mut at = 0;
        while at + LEAST <= self.six.len() {
            if !(self.is_plain(at) && self.is_plain(at + 4)) {
                at += 1;
                continue;
            }
            let mut from = at;
            while from >= done + 4 && self.may_be_text(from - 4) {
                from -= 4;
            }
            let mut to = at + 8;
            while self.may_be_text(to) {
                to += 4;
            }
            let mut decoded: Vec<u8> =
                (from..to).step_by(4).filter_map(|n| self.three(n)).flatten().collect();
            // the last group may be a part of one, before what parts words in a link
            let rest = &self.six[to.min(self.six.len())..];
            match rest[..rest.len().min(4)].split(|six| *six > 61).next() {
                Some([a, b]) => decoded.push(a << 2 | b >> 4),
                Some([a, b, c]) => decoded.extend([a << 2 | b >> 4, b << 4 | c >> 2]),
                _ => {}
            }
            let mut start = 0;
            for chunk in decoded.utf8_chunks() {
                let length = chunk.valid().len();
                if length >= PIECE {
                    self.give(text, (from, start), chunk.valid(), on);
                }
                start += length + chunk.invalid().len();
            }
            done = to.min(self.six.len());
            at = done;
        }
    }

    /// Hands on a piece that begins at this byte of what is encoded from a letter on. A byte of it stands for all letters and digits in a row
    /// that it is encoded in: what was left of them would be read as something else. Where these are many, for its own group.
    fn give(&self, text: &str, (from, start): (usize, usize), piece: &str, on: &mut dyn FnMut(&mut Reading)) {
        let bytes = text.as_bytes();
        let mut map = OffsetMap::identity(0);
        let mut at = 0;
        while at < piece.len() {
            let byte = start + at;
            let first = from + byte / 3 * 4 + byte % 3;
            let end = first + self.in_a_row(first);
            let (Some(place), Some(last)) = (self.places.get(first), self.places.get(end - 1)) else { break };
            let more = |b: &&u8| b.is_ascii_alphanumeric();
            let before = bytes[..*place].iter().rev().take(WHOLE).take_while(more).count();
            // bytes that begin with one of these letters
            let letters = end - from;
            let last_byte = (letters / 4 * 3 + (letters % 4).min(3)).min(start + piece.len());
            if before + end - first < WHOLE {
                let padding = bytes[last + 1..].iter().take(2).take_while(|b| **b == b'=').count();
                let span = place - before..last + 1 + padding;
                map.push_replaced(at, last_byte - byte, span.start, span.len());
                at = last_byte - start;
                continue;
            }
            while start + at < last_byte {
                let group = from + (start + at) / 3 * 4;
                let length = (3 - (start + at) % 3).min(last_byte - start - at);
                let last = self.places[(group + 3).min(self.places.len() - 1)];
                map.push_replaced(at, length, self.places[group], last + 1 - self.places[group]);
                at += length;
            }
        }
        let own = map.source(0..piece.len());
        hand_on(piece, map, on);
        if piece.len() < WHOLE {
            meant(piece, own.start as usize..own.end as usize, on);
        }
    }

    /// Letters and digits in a row, from a letter on; no more are counted than of a row that stands for what is encoded in it as a whole.
    fn in_a_row(&self, first: usize) -> usize {
        let behind = self.six.get(first + 1..).unwrap_or_default().iter().take(WHOLE);
        let next =
            |(n, six): &(usize, &u8)| **six < 62 && self.places[first + n] + 1 == self.places[first + n + 1];
        1 + behind.enumerate().take_while(next).count()
    }
}

/// Bytes in hexadecimal digits.
fn hexadecimal(text: &str, row: Range<usize>, on: &mut dyn FnMut(&mut Reading)) {
    let bytes = &text.as_bytes()[row.clone()];
    let mut at = 0;
    for own in bytes.split(|b| !b.is_ascii_alphanumeric()) {
        let from = row.start + at;
        at += own.len() + 1;
        if own.len() < DIGITS || own.len() > 2 * WHOLE || !own.iter().all(u8::is_ascii_hexdigit) {
            continue;
        }
        let decoded = data_encoding::HEXLOWER_PERMISSIVE.decode(own).unwrap_or_default();
        let text = std::str::from_utf8(&decoded).unwrap_or_default();
        if !text.is_empty() && !text.contains(char::is_control) {
            whole(text, from..from + own.len(), on);
        }
    }
}

/// Hands on a text that stands for bytes as a whole.
fn whole(piece: &str, span: Range<usize>, on: &mut dyn FnMut(&mut Reading)) {
    let mut map = OffsetMap::identity(0);
    map.push_replaced(0, piece.len(), span.start, span.len());
    hand_on(piece, map, on);
    meant(piece, span, on);
}

/// Hands on a text in which something is escaped as it is meant.
fn meant(piece: &str, span: Range<usize>, on: &mut dyn FnMut(&mut Reading)) {
    let changes = escapes(piece);
    if changes.is_empty() {
        return;
    }
    let (mut meant, mut at) = (String::with_capacity(piece.len()), 0);
    for change in changes {
        meant.push_str(piece.get(at..change.span.start).unwrap_or_default());
        meant.extend(change.with);
        at = change.span.end;
    }
    meant.push_str(piece.get(at..).unwrap_or_default());
    let mut map = OffsetMap::identity(0);
    map.push_replaced(0, meant.len(), span.start, span.len());
    hand_on(&meant, map, on);
}

fn hand_on(piece: &str, map: OffsetMap, on: &mut dyn FnMut(&mut Reading)) {
    let changes = std::iter::once(0..piece.len()).collect();
    on(&mut Reading { text: piece.to_owned(), map, base: 0, changes });
}
