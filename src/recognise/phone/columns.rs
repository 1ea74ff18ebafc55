//! What the heading of its column says of a number.
//!
//! In: a text, and a place in it. Out: what the words of the heading above it say. A row is a line of values with the same
//! mark between as its heading has, or of columns with wide gaps; the heading is the first line of the paragraph. Of what
//! stands on the row itself this module knows nothing.

use std::ops::Range;

use memchr::{memchr, memchr_iter};

use crate::recognise::words::{Effect, Said, Words};

/// Bytes of a line that are looked at.
const LINE: usize = 1024;
/// Lines at the beginning of a paragraph among which the heading is looked for: titles and rules may stand around it.
const HEAD: usize = 3;

/// Paragraphs of one text, as far as they were asked for.
#[derive(Debug, Default)]
pub(super) struct Columns {
    /// Where the paragraph begins that was met last.
    paragraph: usize,
    /// Those of its first lines that may be a heading, once they were looked for; empty ranges are none.
    heads: [Range<usize>; HEAD],
    /// The paragraph of which they are.
    known: Option<usize>,
    /// Where the line of the last number begins.
    next: usize,
    /// Up to where line ends were looked for: numbers come in ascending order, and nothing is looked at twice.
    seen: usize,
}

impl Columns {
    /// What the heading above `span` says; spans come in ascending order.
    pub(super) fn said(&mut self, text: &str, span: Range<usize>, words: &Words) -> Option<Said> {
        let bytes = text.as_bytes();
        while let Some(length) = bytes.get(self.seen..span.start).and_then(|b| memchr(b'\n', b)) {
            let end = self.seen + length;
            let line = bytes.get(self.next..end).unwrap_or_default();
            if line.iter().all(|b| matches!(b, b' ' | b'\r' | b'\t' | b'>' | b',' | b';')) {
                self.paragraph = end + 1;
            }
            self.next = end + 1;
            self.seen = end + 1;
        }
        self.seen = self.seen.max(span.start);
        let row_start = self.next;
        if row_start <= self.paragraph || row_start > span.start || span.start - row_start > LINE {
            return None;
        }
        let row_end = (span.end + LINE).min(bytes.len());
        let row_end = memchr(b'\n', &bytes[span.end..row_end]).map_or(row_end, |n| span.end + n);
        let row = &bytes[row_start..row_end];
        let place = span.start - row_start..span.end - row_start;
        if self.known != Some(self.paragraph) {
            self.heads = heads(bytes, self.paragraph);
            self.known = Some(self.paragraph);
        }
        for head in self.heads.iter().filter(|h| !h.is_empty() && h.end < row_start) {
            if let Some(cell) = cell(text.get(head.clone())?, row, &place) {
                return said(cell, words);
            }
        }
        None
    }
}

/// The lines among the first of the paragraph at byte `from` that may be a heading.
fn heads(bytes: &[u8], from: usize) -> [Range<usize>; HEAD] {
    let mut line = from;
    std::array::from_fn(|_| {
        let reach = &bytes[line.min(bytes.len())..(line + LINE).min(bytes.len())];
        let Some(length) = memchr(b'\n', reach) else { return 0..0 };
        let head = line..line + length;
        line = head.end + 1;
        let text = &reach[..length];
        let may_be = text.iter().any(u8::is_ascii_alphabetic) && !has_number(text);
        if may_be { head } else { 0..0 }
    })
}

/// The cell of the heading that stands above `place` of the row.
fn cell<'t>(heading: &'t str, row: &[u8], place: &Range<usize>) -> Option<&'t str> {
    let bytes = heading.as_bytes();
    for mark in [b';', b'\t', b'|', b','] {
        let before = memchr_iter(mark, &row[..place.start]).count();
        let marks = before + memchr_iter(mark, &row[place.end..]).count();
        if marks == 0 || memchr_iter(mark, bytes).count() != marks {
            continue;
        }
        // the number is the whole value
        let starts = row[..place.start]
            .iter()
            .rev()
            .find(|b| !matches!(b, b' ' | b'"' | b'\''))
            .is_none_or(|b| *b == mark);
        let ends = row[place.end..]
            .iter()
            .find(|b| !matches!(b, b' ' | b'"' | b'\'' | b'\r'))
            .is_none_or(|b| *b == mark);
        return (starts && ends).then(|| heading.split(char::from(mark)).nth(before)).flatten();
    }
    // columns of a text: the number stands alone in its own, the heading has gaps as wide
    let gap =
        |side: &[u8]| side.iter().take_while(|b| **b == b' ').count() >= 2 || side.trim_ascii().is_empty();
    let left = row[..place.start].trim_ascii_end();
    if !(left.is_empty() || place.start - left.len() >= 2) || !gap(&row[place.end..]) {
        return None;
    }
    let alone = left.is_empty() && row[place.end..].trim_ascii().is_empty();
    let wide = memchr::memmem::find(heading.trim().as_bytes(), b"  ").is_some();
    if alone {
        let word = heading.trim();
        return (!wide && !word.contains(' ') && word.len() <= 24).then_some(word);
    }
    if !wide {
        return None;
    }
    cells(heading).find(|c| c.start < place.end && place.start < c.end).and_then(|c| heading.get(c))
}

/// The stretches of a line between wide gaps.
fn cells(line: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let bytes = line.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        while bytes.get(at).is_some_and(|b| matches!(b, b' ' | b'\r')) {
            at += 1;
        }
        let start = at;
        if start >= bytes.len() {
            return None;
        }
        at += memchr::memmem::find(&bytes[at..], b"  ").unwrap_or(bytes.len() - at);
        Some(start..at)
    })
}

/// A line with a long number is a row, not a heading.
fn has_number(line: &[u8]) -> bool {
    line.windows(5).any(|w| w.iter().all(u8::is_ascii_digit))
}

/// What the words of a heading say: one that speaks for numbers outdoes all others.
fn said(heading: &str, words: &Words) -> Option<Said> {
    if heading.len() > 48 {
        return None;
    }
    const NUMBERS: [&str; 10] =
        ["no", "nr", "num", "number", "nummer", "nummern", "numéro", "número", "numero", "n°"];
    let mut sinks = None;
    let (mut names_number, mut others) = (false, 0);
    let tokens = heading.split(|c: char| !(c.is_alphanumeric() || c == '.')).filter(|t| t.len() > 1);
    for token in tokens {
        match words.say_token(token) {
            Some(said) if said.effect == Effect::Raise => return Some(said),
            Some(said) => sinks = sinks.or(Some(said)),
            None => {
                let word = token.trim_end_matches('.');
                match NUMBERS.iter().any(|n| word.eq_ignore_ascii_case(n)) {
                    true => names_number = true,
                    false => others += 1,
                }
            }
        }
    }
    // `Doc no.` is a compound in two words
    sinks.or_else(|| (names_number && others > 0).then(|| words.say("documentnummer")).flatten())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn effect(text: &str) -> Option<Effect> {
        let list =
            |w: &[&str]| BTreeMap::from([("nl".to_owned(), w.iter().map(|s| (*s).to_owned()).collect())]);
        let words = Words::new(&list(&["tel*", "mobiel*"]), &list(&["artikel*", "id", "order*", "ean"]));
        let at = text.find("0302")?;
        Columns::default().said(text, at..at + 10, &words).map(|s| s.effect)
    }

    #[test]
    fn the_heading_of_its_column_says_what_a_number_is() {
        for text in [
            "artikelnr;naam;aantal\n0301119847;Haak;2\n0302119847;Kogelkraan;24",
            "stop_id,stop_name\n0302119847,Station",
            "naam\torder_no\nJan\t0302119847",
            "| Pos | EAN |\n|-----|-----|\n| 10 | 0302119847 |",
            "Pos  Artikel     EAN\n10   0302119847  1",
            "Artikelnr\n0302119846\n0302119847",
            "Levering\nPos  Artikel     EAN\n10   0302119847  1",
        ] {
            assert_eq!(effect(text), Some(Effect::Sink), "{text}");
        }
        assert_eq!(effect("naam;tel_id\nJan;0302119847"), Some(Effect::Raise));
        for text in [
            "naam;artikelnr\n0302119847;1",
            "Uw order is binnen.\n0302119847 graag bellen",
            "artikelnr;naam\n\n0302119847;Jan",
            "Order van gisteren\n0302119847",
        ] {
            assert_eq!(effect(text), None, "{text}");
        }
    }
}
