//! Places where a name stands by itself: before an address, below a closing phrase.
//!
//! In: a page. Out: the names there, in lower case too. This module refuses to know running text.

use std::ops::Range;

use super::forms::PAIR;
use super::grammar::Name;
use super::names::Sense;
use super::search::Search;
use super::token::{Shape, Token, token};
use super::whole::may_be_two_words;
use crate::recognise::lines::{Line, Marks, cells};
use crate::recognise::place::is_place;

/// Bytes of a label.
pub(super) const LABEL_MAX: usize = 48;
/// Bytes of a line that is a name, with its function perhaps.
pub(super) const LINE_MAX: usize = 160;

impl Search<'_> {
    /// Behind the titles that stand at a byte.
    pub(super) fn behind_titles(&self, at: usize, limit: usize) -> usize {
        let mut start = at;
        for _ in 0..4 {
            let Some(word) = token(self.names, self.text, start, limit) else { break };
            if !word.sense.is(Sense::TITLE) || word.sense.is(Sense::GIVEN) {
                break;
            }
            let rest = self.text[word.end..limit].trim_start_matches(['.', ' ', '-', '\u{a0}']);
            start = limit - rest.len();
        }
        start
    }

    /// Adds the names that stand before addresses: `Jan de Vries <jan@klant.nl>`.
    pub(super) fn beside_addresses(&mut self) {
        let text = self.text;
        let mut behind = 0;
        for n in 0..self.contacts().addresses.len() {
            let address = self.contacts().addresses[n].clone();
            let floor = std::mem::replace(&mut behind, address.end);
            let floor = floor.max(address.start.saturating_sub(100));
            let Some(floor) = (floor..=address.start).find(|n| text.is_char_boundary(*n)) else { continue };
            let before = &text[floor..address.start];
            let before = without(without(before, "mailto:"), "mail:");
            let marked = before.trim_end_matches([
                '<', '(', '[', ' ', '"', '\'', '\u{a0}', ':', ',', '-', '–', ';', '\t', '|',
            ]);
            if marked.len() == before.len() {
                continue;
            }
            let bracket = before[marked.len()..].contains(['<', '[', '(']);
            let line = behind_marks(marked);
            if !may_be_two_words(line) {
                continue;
            }
            let end = floor + marked.len();
            let line_start = end - line.len();
            self.ending_at(line_start..end, address, bracket);
        }
    }

    /// Takes the name that ends where a span does, which stands before an address.
    fn ending_at(&mut self, span: Range<usize>, address: Range<usize>, bracket: bool) {
        let text = self.text;
        let span = span.start..span.start + without_town(&text[span.clone()]).len();
        // from the left: the longest comes first
        let mut starts = [0; 12];
        let mut count = 0;
        let mut fresh = true;
        let upper = text[span.clone()].contains(|c: char| c.is_uppercase());
        for (n, c) in text[span.clone()].char_indices() {
            let begins =
                c.is_uppercase() || matches!(c, '\'' | '’') || c.is_alphabetic() && (!upper || count == 0);
            if fresh && begins {
                if count == starts.len() {
                    starts.rotate_left(1);
                    count -= 1;
                }
                starts[count] = span.start + n;
                count += 1;
            }
            fresh = matches!(c, ' ' | '\u{a0}' | '(' | ',');
        }
        let mut best: Option<(Name, i32)> = None;
        for start in &starts[..count] {
            // `at 12:46 PM Anna Smith <…>`
            if matches!(text.as_bytes().get(*start..*start + 3), Some(b"AM " | b"PM ")) {
                continue;
            }
            // `ATTN A. Smit <…>`
            if token(self.names, self.text, *start, span.end).is_some_and(|word| self.is_label(&word)) {
                continue;
            }
            let Some(name) = self.whole(*start..span.end) else { continue };
            let echo = echoes_span(self, &name, &address);
            // lower case runs on before a name: `bel even jan de vries`
            if name.lower && !(echo && (name.known || bracket)) {
                continue;
            }
            let more = if echo { 40 } else { 0 } + if bracket { 20 } else { 0 };
            let spoilt = self.is_namesake(&name) && !(echo && bracket);
            if !spoilt && best.as_ref().is_none_or(|(b, m)| name.score + more > b.score + m) {
                best = Some((name, more));
            }
        }
        if let Some((name, more)) = best {
            self.take(&name, more, "address beside it");
        }
    }

    /// A word in capitals that labels a name, or stands before one: `ATTN`, `CONTACT`.
    pub(super) fn is_label(&self, word: &Token) -> bool {
        word.shape == Shape::Capitals
            && word.letters > 3
            && word.sense.is(Sense::BEFORE.or(Sense::LABEL))
            && !word.sense.is(Sense::GIVEN.or(Sense::SURNAME))
    }

    /// Adds the names below closing phrases and above what a signature goes on with.
    pub(super) fn signatures(&mut self) {
        let text = self.text;
        let page = self.page;
        for line in page.lines() {
            if line.closing {
                // `Groet, Jan de Vries`
                if let Some(at) = line.text(text).find([',', '!']) {
                    let span = line.span.start + at + 1..line.span.end;
                    self.piece(span, None, 25, "behind a closing phrase");
                }
                continue;
            }
            let Some(below @ 1..=3) = line.below_closing else { continue };
            if line.span.len() > LINE_MAX {
                continue;
            }
            let more = if below == 1 { 30 } else { 10 };
            let parted =
                line.marks.has(Marks::BAR) || line.text(text).as_bytes().windows(3).any(|w| w == b"   ");
            let first = if parted { cells(text, line.span.clone()).next() } else { Some(line.span.clone()) };
            let Some(cell) = first else { continue };
            if parted && below == 1 {
                self.side_by_side(line, &cell, more);
            }
            if self.pair(cell.clone(), more) {
                continue;
            }
            let whole = self.piece(cell.clone(), None, more, "below a closing phrase");
            if whole {
                continue;
            }
            let end = piece_end(text, &cell, false);
            // `Camí de Moncada 80`
            if !is_numbered(&text.as_bytes()[end..]) {
                self.piece(cell.start..end, None, more, "below a closing phrase");
            }
        }
    }

    /// Takes those who sign beside the first, each in a column: `Carla Hemmer        Rob Siemerink`.
    fn side_by_side(&mut self, line: &Line, first: &Range<usize>, more: i32) {
        for cell in cells(self.text, line.span.clone()).filter(|cell| cell.start > first.start).take(3) {
            let end = piece_end(self.text, &cell, false);
            if self.whole(cell.start..end).is_some_and(|name| name.known || name.initials) {
                self.piece(cell.start..end, None, more, "below a closing phrase");
            }
        }
    }

    /// Takes two people who sign together: `Carla Hemmer & Rob Siemerink`.
    fn pair(&mut self, cell: Range<usize>, more: i32) -> bool {
        let line = &self.text[cell.clone()];
        if !may_be_two_words(line) {
            return false;
        }
        // each of them begins with a space
        let mut spaces = memchr::memchr_iter(b' ', line.as_bytes());
        let Some(at) = spaces.find(|n| PAIR.iter().any(|joint| line[*n..].starts_with(joint))) else {
            return false;
        };
        let at = cell.start + at;
        if !self.piece(cell.start..at, None, more, "below a closing phrase") {
            return false;
        }
        self.listed(at..cell.end, more);
        true
    }

    /// True when the line at a byte begins with a closing phrase.
    pub(super) fn is_closing(&self, at: usize) -> bool {
        let lines = self.page.lines();
        let n = lines.partition_point(|l| l.span.end <= at);
        lines.get(n).is_some_and(|l| l.closing)
    }

    /// True when the line above the one at a byte is a closing phrase.
    pub(super) fn closing_above(&self, at: usize) -> bool {
        let lines = self.page.lines();
        let n = lines.partition_point(|l| l.span.end <= at);
        lines.get(n).is_some_and(|l| l.below_closing == Some(1))
    }

    /// Says what label stands before a byte: in the cell or on the line before it.
    pub(super) fn label_before(&self, at: usize) -> Option<&'static str> {
        let text = self.text;
        let floor = (at.saturating_sub(LABEL_MAX)..=at).find(|n| text.is_char_boundary(*n))?;
        let before = text[floor..at].trim_end_matches([' ', '*', '"', '\u{a0}']);
        let label = before.trim_end_matches(['\n', '\r', '\t']);
        if label.len() == before.len() || before.len() - label.len() > 3 {
            return None;
        }
        let line = label.rsplit(['\n', '\t']).next()?.trim().trim_end_matches(':');
        if line.is_empty() || line.len() > 30 {
            return None;
        }
        let mut named = false;
        for word in line.split([' ', '/', '(', ')', '-']).filter(|w| !w.is_empty()) {
            let sense = self.names.sense(word);
            if sense.is(Sense::UNLABEL) {
                return None;
            }
            named |= sense.is(Sense::LABEL);
        }
        named.then_some("label before it")
    }
}

/// True where the number of a house follows, as behind the name of a street.
pub(super) fn is_numbered(rest: &[u8]) -> bool {
    let [b' ', number @ ..] = rest else { return false };
    let digits = number.iter().take(5).take_while(|b| b.is_ascii_digit()).count();
    (1..=4).contains(&digits)
        && number[0] != b'0'
        && matches!(number.get(digits), None | Some(b',' | b'\n' | b'\r'))
}

/// A text without where somebody is, at its end: `mr. A.B. Vermeer te Leeuwarden`.
fn without_town(text: &str) -> &str {
    const WHERE: [&str; 6] = [" te", " in", " aus", " uit", " à", " from"];
    let Some((before, town)) = text.rsplit_once(' ') else { return text };
    match WHERE.iter().find_map(|word| before.strip_suffix(word)) {
        Some(name) if name.contains(' ') && town.starts_with(char::is_uppercase) && is_place(town) => name,
        _ => text,
    }
}

/// What stands in a text behind the last mark that parts a name from what is before it.
fn behind_marks(text: &str) -> &str {
    let bytes = text.as_bytes();
    let parts = |n: &usize| match bytes[*n] {
        b'\n' | b'\t' | b'|' | b'<' | b'>' | b';' | b':' | b'"' | b'[' | b']' => true,
        0xa2 => bytes[..*n].ends_with(&"•".as_bytes()[..2]),
        _ => false,
    };
    let last = (0..bytes.len()).rev().find(parts);
    &text[last.map_or(0, |n| n + 1)..]
}

/// A text without an end that may recur.
fn without<'t>(mut text: &'t str, end: &str) -> &'t str {
    while let Some(rest) = text.strip_suffix(end) {
        text = rest;
    }
    text
}

fn echoes_span(search: &Search<'_>, name: &Name, address: &Range<usize>) -> bool {
    super::search::echoes(search.text, name, &search.text[address.clone()])
}

/// Where the piece that a span begins with ends: at a mark, and at a comma where commas part.
pub(super) fn piece_end(text: &str, span: &Range<usize>, commas_join: bool) -> usize {
    let slice = &text[span.clone()];
    let mut end = span.end;
    for (n, c) in slice.char_indices() {
        let part = match c {
            ',' => !commas_join,
            ';' | '|' | '\t' | '<' | '[' | '•' | '·' | '/' | '@' | '+' | ':' => true,
            '(' => {
                !slice[..n].trim_end().ends_with(['.']) && !commas_join
                    || slice[n + 1..].starts_with(|c: char| c.is_ascii_digit() || c == '+')
            }
            '-' | '–' => slice[..n].ends_with(' ') && slice[n + c.len_utf8()..].starts_with(' '),
            c => c.is_ascii_digit(),
        };
        if part {
            end = span.start + n;
            break;
        }
    }
    span.start + text[span.start..end].trim_end().len()
}
