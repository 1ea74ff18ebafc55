//! What is escaped in what was escaped: `&amp;#64;`, `\\\\u0040`, `=3D40`, `&amp;%2364;`.
//!
//! In: a reading. Out: further readings of it, in which the escapes are undone that came out of others, layer by layer. What was escaped so only
//! in part is no business of this room: each reading leads back to the text itself.

use std::ops::Range;

use super::signs::quoted;
use super::{Change, LAYERS, Reading, escapes, sort};
use crate::model::OffsetMap;

/// Hands on what a reading says with the next layers undone; true where there are more than are undone.
pub(super) fn each(reading: &Reading, on: &mut dyn FnMut(&mut Reading)) -> bool {
    let mut next = undone(reading);
    for _ in 1..LAYERS {
        let Some(mut own) = next else { return false };
        on(&mut own);
        next = undone(&own);
    }
    // a rule of backslashes stands for fewer of them, and for nothing else
    next.is_some_and(|own| own.changes.iter().any(|change| own.text[change.clone()] != *"\\"))
}

/// A reading without the escapes that stand where something was undone; `None` where there are none.
fn undone(reading: &Reading) -> Option<Reading> {
    let text = reading.text.as_str();
    let mut changes = escapes(text);
    if text.contains('=') {
        quoted(text, &mut changes);
        sort(&mut changes);
    }
    changes.retain(|change| reading.is_touched(&change.span));
    if changes.is_empty() {
        return None;
    }
    let mut own = Reading {
        text: String::with_capacity(text.len()),
        map: OffsetMap::identity(0),
        base: reading.base,
        changes: Vec::with_capacity(reading.changes.len()),
    };
    let mut at = 0;
    for Change { span, with } in changes {
        own.take(reading, at..span.start);
        let (start, source) = (own.text.len(), reading.map.source(span.clone()));
        if let Some(c) = with {
            own.text.push(c);
            let (from, length) = (source.start as usize, (source.end - source.start) as usize);
            own.map.push_replaced(start, c.len_utf8(), from, length);
        }
        own.changes.push(start..own.text.len());
        at = span.end;
    }
    own.take(reading, at..text.len());
    Some(own)
}

impl Reading {
    /// What was undone before is in a range, or at its side.
    pub(super) fn is_touched(&self, range: &Range<usize>) -> bool {
        let first = self.changes.partition_point(|change| change.end < range.start);
        self.changes.get(first).is_some_and(|change| change.start <= range.end)
    }

    /// Adds a range of another reading; what stands for something as a whole does so here.
    fn take(&mut self, other: &Reading, range: Range<usize>) {
        let from = self.text.len();
        for (n, c) in other.text[range.clone()].char_indices() {
            let (at, start, length) = (range.start + n, self.text.len(), c.len_utf8());
            let source = other.map.source(at..at + length);
            let (place, taken) = (source.start as usize, (source.end - source.start) as usize);
            if taken == length {
                self.map.push_same(start, place, length);
            } else {
                self.map.push_replaced(start, length, place, taken);
            }
            self.text.push(c);
        }
        let first = other.changes.partition_point(|change| change.end < range.start);
        for change in other.changes[first..].iter().take_while(|change| change.start <= range.end) {
            let (start, end) = (change.start.max(range.start), change.end.min(range.end));
            self.changes.push(from + start - range.start..from + end - range.start);
        }
    }
}
