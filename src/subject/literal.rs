//! Literals: texts whose telling word stands at a place.
//!
//! In: a text, the place of a word, and what it may be of. Out: whether the rest stands around it. It refuses to know what else is in the
//! text.

use std::ops::Range;

use super::fold::folded;
use super::sought::OtherSought;
use crate::model::How;

/// Signs that stand between two pieces of a literal, of which there may be others elsewhere: one or two, or the end of a line with marks of
/// quoting.
#[derive(Default)]
struct Between {
    signs: usize,
    lines: usize,
    marks: usize,
}

impl Between {
    /// One more; `false` where there are too many, or it is none of these.
    fn takes(&mut self, c: char) -> bool {
        match c {
            ' ' | '-' | '.' | '/' | '_' | '\u{a0}' | '\u{2010}' | '\u{2011}' | '\u{2013}' => self.signs += 1,
            '\n' => self.lines += 1,
            '>' => self.marks += 1,
            '\r' => {}
            _ => return false,
        }
        self.lines <= 1 && self.signs <= 2 + self.marks.min(8) + self.lines && self.marks <= 8
    }

    /// What stands behind them goes on with what stands before them.
    fn joins(&self) -> bool {
        self.marks == 0 && self.signs <= 2 || self.lines == 1
    }
}

/// A literal whose longest run is there: whether the rest is, too.
pub(super) fn other(text: &str, run: Range<usize>, sought: &OtherSought) -> Option<(Range<usize>, How)> {
    let compact = sought.compact.as_str();
    let (mut start, mut end) = (run.start, run.end);
    let mut left: Vec<char> = compact.get(..sought.before)?.chars().collect();
    let mut apart = Between::default();
    for (at, c) in text[..run.start].char_indices().rev() {
        let piece = folded(c.encode_utf8(&mut [0; 4]));
        if piece.is_empty() {
            if left.is_empty() || !apart.takes(c) {
                break;
            }
            continue;
        }
        if !left.is_empty() && !apart.joins() {
            break;
        }
        apart = Between::default();
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
    apart = Between::default();
    for (at, c) in text[run.end..].char_indices() {
        let piece = folded(c.encode_utf8(&mut [0; 4]));
        if piece.is_empty() {
            if right.is_empty() || !apart.takes(c) {
                break;
            }
            continue;
        }
        if !right.is_empty() && !apart.joins() {
            break;
        }
        apart = Between::default();
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
