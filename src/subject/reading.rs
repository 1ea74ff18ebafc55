//! A text in, other readings of it out: what a person reads where the bytes say it otherwise.
//!
//! Characters without width within a word, letters and digits in wide or ornamental forms (Unicode NFKC), percent signs and plus signs of
//! links (RFC 3986 §2.1, and forms of HTML), links that a mail filter wrote anew, the escapes of Exchange (`IMCEAEX-…+2E…`), those of strings in
//! cards, calendars and scripts (`\n`, `\u0040`), character references and quoted-printable where they are not undone, base64 within a text, tags
//! within words, words that a hyphen divides at a line end, words of file names and of paths that are bound by hyphens, e-mail addresses with
//! a space or a line end at a sign. A reading covers what stands around such signs and leads back to the text. Whoever searches a text,
//! whoever takes out of it by what it may be searched for, and whoever proves that nothing is left go through the same readings. A text
//! without such signs costs a look at its bytes. This room refuses to know who is looked for.

mod coded;
mod filters;
mod layers;
mod links;
mod names;
mod signs;
mod tags;
#[cfg(test)]
mod tests;

use std::ops::Range;

use crate::model::OffsetMap;
use coded::coded;
use links::{broken, divided, escaped};
use names::{structured, words};
pub(crate) use signs::is_hidden;
#[cfg(feature = "cli")]
pub(crate) use signs::{backslash, percent, plain_form as plain};
use signs::{backslashes, hidden, quoted, references};
use tags::tags;

/// Bytes around a sign that are read with it: more than any detail with what says whose it is.
const AROUND: usize = 256;

/// Bytes of a text that are read at once, and those that are read again with the next.
const STRETCH: usize = 256 << 10;
const AGAIN: usize = 4 << 10;

/// Bytes of a word of a link or a file name that are looked at as one.
const TOKEN: usize = 64 << 10;

/// What stands otherwise: bytes of the text, and what they are read as.
struct Change {
    span: Range<usize>,
    with: Option<char>,
}

/// Text around signs, as it is read.
pub(super) struct Reading {
    pub(super) text: String,
    map: OffsetMap,
    /// Where the stretch that it is of begins in the text.
    base: usize,
    /// What in it stands otherwise; where something was left out, an empty range.
    changes: Vec<Range<usize>>,
}

impl Reading {
    /// The bytes of the text itself that a range of the reading was made of; `None` where no sign is in it or at its side, for then it
    /// is seen in the text itself.
    pub(super) fn source(&self, range: &Range<usize>) -> Option<Range<usize>> {
        let own = self.map.source(range.clone());
        self.is_touched(range).then_some(self.base + own.start as usize..self.base + own.end as usize)
    }
}

/// Layers of escapes in one another that are undone.
const LAYERS: usize = 6;

/// Hands on the other readings of a text. Of the name of a file (`name`), all of it is words bound by signs. Of a long text they are those of
/// its stretches, each of which begins with the end of the one before: a place may be told twice. True where something is escaped in more
/// layers than [`LAYERS`], and nobody knows what it says.
pub(super) fn each(text: &str, name: bool, on: &mut dyn FnMut(&Reading)) -> bool {
    // cut at white space before a place, if there is some near, so that no number is half of another
    let cut = |at: usize| {
        let near = text.as_bytes()[at - AGAIN / 2..at].iter().rposition(u8::is_ascii_whitespace);
        near.map_or(text.floor_char_boundary(at), |n| at - AGAIN / 2 + n + 1)
    };
    let (mut from, mut deeper) = (0, false);
    while text.len() - from > STRETCH + AGAIN {
        deeper |= stretch(&text[from..cut(from + STRETCH + AGAIN)], from, name, on);
        from = cut(from + STRETCH);
    }
    stretch(&text[from..], from, name, on) || deeper
}

/// Hands on what stands in base64 or in hexadecimal digits within a text, and where.
#[cfg(feature = "cli")]
pub(crate) fn encoded(text: &str, on: &mut dyn FnMut(&str, Range<usize>)) {
    coded(text, &mut |reading| {
        let own = reading.map.source(0..reading.text.len());
        on(&reading.text, own.start as usize..own.end as usize);
    });
}

/// The same of a stretch that begins at byte `base` of its text.
fn stretch(text: &str, base: usize, name: bool, on: &mut dyn FnMut(&Reading)) -> bool {
    let mut deeper = false;
    let on = &mut |reading: &mut Reading| {
        reading.base = base;
        on(reading);
        deeper |= layers::each(reading, &mut |reading| {
            reading.base = base;
            on(reading);
        });
    };
    let mut bound = Vec::new();
    let changes = escaped_in(text, &mut bound);
    structured(text, on);
    coded(text, on);
    words(text, name, &mut bound);
    let mut others = [bound, Vec::new(), Vec::new(), Vec::new(), Vec::new()];
    let [_, apart, halves, bytes, markup] = &mut others;
    broken(text, apart);
    divided(text, halves);
    quoted(text, bytes);
    tags(text, markup);
    read(text, &changes, on);
    for mut more in others {
        if more.is_empty() {
            continue;
        }
        // what is escaped wins where both see something
        more.retain(|one| {
            let at = changes.partition_point(|c| c.span.end <= one.span.start);
            changes.get(at).is_none_or(|c| c.span.start >= one.span.end.max(one.span.start + 1))
        });
        more.extend(changes.iter().map(|c| Change { span: c.span.clone(), with: c.with }));
        sort(&mut more);
        read(text, &more, on);
    }
    deeper
}

/// What is escaped in a text, in order.
fn escapes(text: &str) -> Vec<Change> {
    escaped_in(text, &mut Vec::new())
}

/// The same; and what of it may be a sign between words.
fn escaped_in(text: &str, bound: &mut Vec<Change>) -> Vec<Change> {
    let mut changes = Vec::new();
    if !text.is_ascii() {
        hidden(text, &mut changes);
    }
    escaped(text, &mut changes, bound);
    backslashes(text, &mut changes);
    references(text, &mut changes);
    filters::rewritten(text, &mut changes);
    sort(&mut changes);
    changes
}

/// Puts changes in order; of two that overlap the first stays.
fn sort(all: &mut Vec<Change>) {
    all.sort_by_key(|change| change.span.start);
    let mut end = 0;
    all.retain(|change| {
        let fits = change.span.start >= end;
        end = if fits { change.span.end } else { end };
        fits
    });
}

/// Hands on what stands around changes, which are in order.
fn read(text: &str, changes: &[Change], on: &mut dyn FnMut(&mut Reading)) {
    let mut rest = changes;
    while let Some(first) = rest.first() {
        let near = rest.windows(2).take_while(|w| w[1].span.start - w[0].span.end <= 2 * AROUND).count();
        let (here, others) = rest.split_at(near + 1);
        rest = others;
        // not within a word or a number, unless it is longer than any
        let bytes = text.as_bytes();
        let blank = |b: &u8| b.is_ascii_whitespace();
        let start = first.span.start.saturating_sub(AROUND);
        let before = bytes[..start].iter().rev().take(AROUND).take_while(|b| !blank(b)).count();
        let from = text.floor_char_boundary(start - before);
        let last = here.last().map_or(first.span.end, |change| change.span.end);
        let end = (last + AROUND).min(text.len());
        let behind = bytes[end..].iter().take(AROUND).take_while(|b| !blank(b)).count();
        let to = text.ceil_char_boundary(end + behind);
        let mut reading = Reading {
            text: String::with_capacity(to - from),
            map: OffsetMap::identity(0),
            base: 0,
            changes: Vec::with_capacity(here.len()),
        };
        let mut at = from;
        for change in here {
            reading.same(text, at..change.span.start);
            let start = reading.text.len();
            if let Some(c) = change.with {
                reading.text.push(c);
                reading.map.push_replaced(start, c.len_utf8(), change.span.start, change.span.len());
            }
            reading.changes.push(start..reading.text.len());
            at = change.span.end;
        }
        reading.same(text, at..to);
        on(&mut reading);
    }
}

impl Reading {
    fn same(&mut self, text: &str, range: Range<usize>) {
        self.map.push_same(self.text.len(), range.start, range.len());
        self.text.push_str(text.get(range).unwrap_or_default());
    }
}
