//! Postal addresses: a word of a street, or a postcode, at a place in a text in; all of the address that stands together there out.
//!
//! In: a text, the place of a street's telling word or of a run of a postcode, and what it may be of. Out: whether the address stands there,
//! from its first part to its last, with those that stand apart from the rest. Its parts may stand in any order, on up to three lines, in cells of a table and behind
//! labels. Each place takes no more than a bounded look at what is around it. It refuses to know what else is in the text.

use std::ops::Range;

use super::fold::folded;
use super::house::{House, digits, ends, read, same, whole};
use super::sought::AddressSought;
use super::vicinity::{COUNTRIES, LABELS, QUANTITIES, SIGNS, UNITS};

/// Bytes around an address in which its postcode or place stands that is not bound to it.
const AROUND: usize = 120;

/// Bytes between two parts of an address.
const GAP: usize = 48;

/// Line ends between two parts of an address.
const LINES: usize = 2;

/// Steps from part to part in one direction.
const STEPS: usize = 12;

/// Signs within a name or a postcode that may be left out or doubled.
const WITHIN: usize = 3;

/// An address that stands in a text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Standing {
    /// The address, where all that tells which it is stands there.
    pub(super) address: Option<Range<usize>>,
    /// Its parts that stand apart from that; of a postcode alone that postcode.
    pub(super) beside: Vec<Range<usize>>,
}

/// Parts of an address, as a set.
#[derive(Debug, Clone, Copy, Default)]
struct Parts {
    street: bool,
    number: bool,
    postcode: bool,
    locality: bool,
    country: bool,
    /// A house number stands there that is another one.
    other_number: bool,
}

/// Labels between two parts.
#[derive(Debug, Clone, Copy)]
struct Label {
    /// All of them say no more than that a number follows.
    signs: bool,
    /// The last one does.
    last: bool,
}

/// An address as far as it was followed.
struct Block<'t, 's> {
    text: &'t str,
    sought: &'s AddressSought,
    spans: Vec<Range<usize>>,
    /// Which of the spans it was begun with.
    seed: usize,
    parts: Parts,
    /// The last part is a postcode.
    after_postcode: bool,
}

/// A street whose telling word is there: whether its number stands with it, and its postcode or place.
pub(super) fn street(text: &str, word: Range<usize>, sought: &AddressSought) -> Option<Standing> {
    let here = folded(&text[word.clone()]);
    let span = sought.streets.iter().filter(|s| s.anchor == here).find_map(|s| {
        let start = if s.before.is_empty() { word.start } else { back(text, word.start, &s.before)? };
        let end = if s.behind.is_empty() { word.end } else { forth(text, word.end, &s.behind)? };
        Some(start..end)
    })?;
    let mut block = Block::of(text, span, sought);
    block.parts.street = true;
    // `172 High Street` and `Dorpsstraat 12a`
    block.grow();
    if !block.parts.number {
        return None;
    }
    let together = block.parts.postcode || block.parts.locality;
    let apart = block.apart();
    (together || apart).then(|| block.standing())
}

/// A postcode of which a run is there: whether it is whole, and what of the address stands with it. Of a postcode for a whole town nothing is told.
pub(super) fn postcode(text: &str, run: Range<usize>, sought: &AddressSought) -> Option<Standing> {
    let (anchor, at) = sought.post_run.as_ref()?;
    let (before, behind) = (sought.postcode.get(..*at)?, sought.postcode.get(at + anchor.len()..)?);
    let start = if before.is_empty() { run.start } else { back(text, run.start, before)? };
    let end = if behind.is_empty() { run.end } else { forth_open(text, run.end, behind)? };
    // letters and digits that are bound to it make it something else, but for a house number
    let outside = text[..start].chars().next_back().is_some_and(char::is_alphanumeric)
        || text[end..].chars().next().is_some_and(char::is_alphabetic);
    if outside
        || text[end..].starts_with(|c: char| c.is_ascii_digit())
            && !read(&text[end..]).is_some_and(|h| same(&h.value, &sought.number))
    {
        return None;
    }
    let mut block = Block::of(text, start..end, sought);
    block.parts.postcode = true;
    block.after_postcode = true;
    block.grow();
    if block.parts.number {
        block.apart();
        return Some(block.standing());
    }
    Some(Standing { address: None, beside: vec![start..end] })
}

impl<'t, 's> Block<'t, 's> {
    fn of(text: &'t str, span: Range<usize>, sought: &'s AddressSought) -> Self {
        Block { text, sought, spans: vec![span], seed: 0, parts: Parts::default(), after_postcode: false }
    }

    fn standing(mut self) -> Standing {
        let address = self.spans.remove(self.seed);
        Standing { address: Some(address), beside: self.spans }
    }

    /// Takes in what stands before and behind.
    fn grow(&mut self) {
        // a house number stands behind its street for the most part, and before its postcode
        if self.parts.postcode {
            self.leftwards();
        }
        self.rightwards();
        self.leftwards();
    }

    fn rightwards(&mut self) {
        let Some(mut at) = self.spans.last().map(|s| s.end) else { return };
        // what labels were passed since the last part
        let mut labels: Option<Label> = None;
        for _ in 0..STEPS {
            let Some(gap) = gap(&self.text[at..]) else { return };
            let next = at + gap;
            let rest = &self.text[next..];
            if rest.is_empty() {
                return;
            }
            if let Some(end) = self.part(next, &self.text[at..next], labels) {
                match self.spans.last_mut() {
                    // `1234 AB nr. 12` is one; what has a label of its own on another line stands apart
                    Some(last)
                        if labels.is_none_or(|l| l.signs && !self.text[last.end..next].contains('\n')) =>
                    {
                        last.end = end;
                    }
                    _ => self.spans.push(next..end),
                }
                (at, labels) = (end, None);
                continue;
            }
            // `Postcode:`, `huisnummer`, `in`
            match label(rest) {
                Some((length, sign)) => {
                    at = next + length;
                    labels = Some(Label { signs: sign && labels.is_none_or(|l| l.signs), last: sign });
                }
                None => return,
            }
        }
    }

    /// Where a part of the address ends that begins here.
    fn part(&mut self, at: usize, gap: &str, labels: Option<Label>) -> Option<usize> {
        let (text, sought) = (self.text, self.sought);
        let rest = &text[at..];
        let after_postcode = std::mem::take(&mut self.after_postcode);
        if rest.starts_with(|c: char| c.is_ascii_digit()) && !self.parts.number && !self.parts.other_number {
            let bound = gap.is_empty() && labels.is_none() && !after_postcode && !self.parts.street;
            if let Some(house) = read(rest).filter(|_| !bound && labels.is_none_or(|l| l.last)) {
                let (length, value) = with_addition(rest, house);
                let line = gap.contains('\n');
                let alone = || ends(&rest[length..]);
                let fits = self.parts.street
                    || !is_quantity(&rest[length..])
                        && (labels.is_some() || !line || after_postcode && alone());
                if fits && same(&value, &sought.number) {
                    self.parts.number = true;
                    return Some(at + length);
                }
                if fits && !is_postcode(rest, sought) {
                    self.parts.other_number = true;
                }
            }
        }
        if gap.is_empty() && labels.is_none() {
            return None;
        }
        if !self.parts.postcode && !sought.postcode.is_empty() {
            let from = at + prefix(rest);
            if let Some(end) = forth(text, from, &sought.postcode) {
                self.parts.postcode = true;
                self.after_postcode = true;
                return Some(end);
            }
        }
        if !self.parts.locality
            && let Some(end) = sought.localities.iter().find_map(|place| forth(text, at, place))
        {
            self.parts.locality = true;
            return Some(end);
        }
        if !self.parts.street
            && let Some(end) = sought.streets.iter().find_map(|s| forth(text, at, &s.whole()))
        {
            self.parts.street = true;
            return Some(end);
        }
        if !self.parts.country
            && (self.parts.postcode || self.parts.locality)
            && let Some(end) =
                COUNTRIES.iter().find_map(|c| forth(text, at, c).filter(|e| is_country(&text[at..*e])))
        {
            self.parts.country = true;
            return Some(end);
        }
        None
    }

    fn leftwards(&mut self) {
        let Some(mut at) = self.spans.first().map(|s| s.start) else { return };
        let mut labelled = false;
        for step in 0..STEPS {
            let Some(gap) = gap_back(&self.text[..at]) else { return };
            let end = at - gap;
            if end == 0 {
                return;
            }
            if let Some(start) = self.part_back(end, &self.text[end..at], step == 0) {
                match self.spans.first_mut() {
                    Some(first) if !labelled => first.start = start,
                    _ => {
                        self.spans.insert(0, start..end);
                        self.seed += 1;
                    }
                }
                (at, labelled) = (start, false);
                continue;
            }
            match label_back(&self.text[..end]) {
                Some((length, _)) => {
                    at = end - length;
                    labelled = true;
                }
                None => return,
            }
        }
    }

    /// Where a part of the address begins that ends here.
    fn part_back(&mut self, end: usize, gap: &str, first: bool) -> Option<usize> {
        let (text, sought) = (self.text, self.sought);
        if gap.is_empty() {
            return None;
        }
        if !self.parts.postcode
            && !sought.postcode.is_empty()
            && let Some(start) = back(text, end, &sought.postcode)
        {
            self.parts.postcode = true;
            return Some(start - prefix_back(&text[..start]));
        }
        if !self.parts.number && !self.parts.other_number {
            match number_back(text, end, sought) {
                // `12. 1234 AB` is a line of a list
                Some((start, true)) if self.parts.street || !gap.starts_with('.') => {
                    self.parts.number = true;
                    return Some(start);
                }
                Some((_, false)) if !self.parts.street => self.parts.other_number = true,
                _ => {}
            }
        }
        if self.parts.postcode && first && matches!(gap, "-" | " " | " - ") {
            let length = prefix_back(&text[..end + gap.len()]);
            if length > gap.len() {
                return Some(end + gap.len() - length);
            }
        }
        if !self.parts.locality
            && let Some(start) = sought.localities.iter().find_map(|place| back(text, end, place))
        {
            self.parts.locality = true;
            return Some(start);
        }
        if !self.parts.street
            && let Some(start) = sought.streets.iter().find_map(|s| back(text, end, &s.whole()))
        {
            self.parts.street = true;
            return Some(start);
        }
        None
    }

    /// Looks for the postcode and the place near it, with other words between; true when one is there.
    fn apart(&mut self) -> bool {
        let (Some(first), Some(last)) = (self.spans.first(), self.spans.last()) else { return false };
        let (start, end) = (first.start, last.end);
        let text = self.text;
        let to = text.ceil_char_boundary((end + AROUND).min(text.len()));
        let from = text.floor_char_boundary(start.saturating_sub(AROUND));
        let (mut found, mut known) = (Vec::new(), false);
        let mut look = |range: Range<usize>| {
            let mut at = range.start;
            while at < range.end {
                let word = text[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric());
                let Some(c) = text[at..].chars().next() else { break };
                if word && c.is_alphanumeric() {
                    let post = Some(&self.sought.postcode).filter(|p| !p.is_empty() && !self.parts.postcode);
                    let places = self.sought.localities.iter().filter(|_| !self.parts.locality);
                    let part = post.into_iter().chain(places);
                    if let Some(end) =
                        part.filter_map(|part| forth(text, at, part)).filter(|end| *end <= range.end).max()
                    {
                        found.push(at..end);
                        known = true;
                        at = end;
                        continue;
                    }
                }
                at += c.len_utf8();
            }
        };
        look(from..start);
        look(end..to);
        self.spans.extend(found);
        known
    }
}

/// Bytes of what may stand between two parts of an address, at the start of a text; `None` where it is too much.
fn gap(text: &str) -> Option<usize> {
    let (mut length, mut lines) = (0, 0);
    for c in text.chars() {
        if !is_between(c) {
            return Some(length);
        }
        lines += usize::from(c == '\n');
        length += c.len_utf8();
        if lines > LINES || length > GAP {
            return None;
        }
    }
    Some(length)
}

/// The same at the end of a text.
fn gap_back(text: &str) -> Option<usize> {
    let (mut length, mut lines) = (0, 0);
    for c in text.chars().rev() {
        if !is_between(c) {
            return Some(length);
        }
        lines += usize::from(c == '\n');
        length += c.len_utf8();
        if lines > LINES || length > GAP {
            return None;
        }
    }
    Some(length)
}

fn is_between(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            ',' | '|'
                | '-'
                | '–'
                | '—'
                | '\u{2010}'
                | '\u{2011}'
                | '•'
                | '·'
                | '/'
                | ';'
                | ':'
                | '('
                | ')'
                | '>'
                | '*'
                | '_'
                | '"'
                | '\''
                | '’'
                | '='
                | '.'
                | '\\'
                | '['
                | ']'
                | '#'
                | '\u{200b}'
                | '▪'
                | '●'
                | '∙'
                | '‣'
                | '+'
                | '~'
        )
}

/// Where a word or words end that begin here, whatever stands between their letters.
fn forth(text: &str, at: usize, compact: &str) -> Option<usize> {
    let end = forth_open(text, at, compact)?;
    let open = text[end..].chars().next().is_some_and(char::is_alphanumeric);
    (!open).then_some(end)
}

/// The same, where more may be bound to them.
fn forth_open(text: &str, at: usize, compact: &str) -> Option<usize> {
    let (mut left, mut apart, mut end) = (compact, 0, at);
    for (n, c) in text.get(at..)?.char_indices() {
        if left.is_empty() {
            return Some(end);
        }
        let piece = folded(c.encode_utf8(&mut [0; 4]));
        if piece.is_empty() {
            apart += 1;
            if apart > WITHIN {
                return None;
            }
            continue;
        }
        apart = 0;
        left = left.strip_prefix(piece.as_str())?;
        end = at + n + c.len_utf8();
    }
    // a mark that stands over the last letter belongs to it
    left.is_empty().then_some(end)
}

/// Where a word or words begin that end here.
fn back(text: &str, end: usize, compact: &str) -> Option<usize> {
    let (mut left, mut apart) = (compact, 0);
    let mut start = end;
    for (at, c) in text.get(..end)?.char_indices().rev() {
        if left.is_empty() {
            return (!c.is_alphanumeric()).then_some(start);
        }
        let piece = folded(c.encode_utf8(&mut [0; 4]));
        if piece.is_empty() {
            apart += 1;
            if apart > WITHIN {
                return None;
            }
            continue;
        }
        apart = 0;
        left = left.strip_suffix(piece.as_str())?;
        start = at;
    }
    left.is_empty().then_some(start)
}

/// A label at the start of a text: its bytes, and whether it says no more than that a number follows.
fn label(text: &str) -> Option<(usize, bool)> {
    if let Some(sign) = ["n°", "nº", "№"].iter().find(|sign| text.starts_with(**sign)) {
        return Some((sign.len(), true));
    }
    let length = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
    known_label(text.get(..length).filter(|_| length <= 24)?).map(|sign| (length, sign))
}

/// The same at its end.
fn label_back(text: &str) -> Option<(usize, bool)> {
    let length: usize =
        text.chars().rev().take(25).take_while(|c| c.is_alphabetic()).map(char::len_utf8).sum();
    known_label(text.get(text.len() - length..).filter(|_| length <= 24)?).map(|sign| (length, sign))
}

fn known_label(word: &str) -> Option<bool> {
    let word = folded(word);
    if SIGNS.contains(&word.as_str()) {
        return Some(true);
    }
    (LABELS.contains(&word.as_str()) || UNITS.contains(&word.as_str())).then_some(false)
}

/// A house number with the addition that a label or a column of its own tells: bytes, and its form.
fn with_addition(text: &str, house: House) -> (usize, String) {
    let House { length, value } = house;
    if digits(&value) != value {
        return (length, value);
    }
    let rest = &text[length..];
    let Some(first) = gap(rest).filter(|n| *n > 0) else { return (length, value) };
    let column = rest[..first].contains(['|', '\t']);
    let word = rest[first..].find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len() - first);
    let labelled = UNITS.contains(&folded(&rest[first..first + word]).as_str());
    let from = if labelled { first + word + gap(&rest[first + word..]).unwrap_or(0) } else { first };
    if !labelled && !column {
        return (length, value);
    }
    let tail = &rest[from..];
    let run = tail.find(|c: char| !c.is_alphanumeric()).unwrap_or(tail.len());
    let short = (1..=4).contains(&run) && (labelled || run == 1 && ends(&tail[run..]));
    let whole = whole(&format!("{value} {}", &tail[..run])).filter(|_| short);
    match whole {
        Some(whole) => (length + from + run, whole),
        None => (length, value),
    }
}

/// The house number that ends here: where it begins, and whether it is the one that is looked for.
fn number_back(text: &str, end: usize, sought: &AddressSought) -> Option<(usize, bool)> {
    let from = text.floor_char_boundary(end.saturating_sub(16));
    let line = text[from..end].rfind('\n').map_or(from, |n| from + n + 1);
    let bytes = text.as_bytes();
    let mut other = None;
    for at in line..end {
        if !bytes[at].is_ascii_digit() {
            continue;
        }
        // no part of a date or of a longer number
        let mut before = text[..at].chars().rev();
        let (one, two) = (before.next(), before.next());
        let bound = one.is_some_and(char::is_alphanumeric)
            || one.is_some_and(|c| matches!(c, '.' | ',' | ':' | '/' | '-'))
                && two.is_some_and(|c| c.is_ascii_digit());
        if bound {
            continue;
        }
        let Some(value) = whole(&text[at..end]) else { continue };
        if same(&value, &sought.number) {
            return Some((at, true));
        }
        other.get_or_insert(at);
        // of `12 2` the whole counts, not the end
        break;
    }
    let labelled = || {
        let (start, value) = labelled_back(text, end)?;
        Some((start, same(&value, &sought.number)))
    };
    other.map(|at| (at, false)).or_else(labelled)
}

/// A house number before the label of its addition and that: `12, toevoeging: a`; where it begins, and its form.
fn labelled_back(text: &str, end: usize) -> Option<(usize, String)> {
    let run = |end: usize| -> usize {
        text[..end].chars().rev().take(24).take_while(|c| c.is_alphanumeric()).map(char::len_utf8).sum()
    };
    let piece = end - run(end);
    let label_end = piece - gap_back(&text[..piece])?;
    let label = label_end - run(label_end);
    if !(1..=4).contains(&(end - piece)) || !UNITS.contains(&folded(&text[label..label_end]).as_str()) {
        return None;
    }
    let number_end = label - gap_back(&text[..label])?;
    let start = number_end - run(number_end);
    let value = whole(&format!("{} {}", &text[start..number_end], &text[piece..end]))?;
    Some((start, value))
}

/// What stands behind a number says that it is of something else: a day, a time, an amount.
fn is_quantity(behind: &str) -> bool {
    let rest = behind.trim_start_matches([' ', '\u{a0}', '.']);
    let length = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
    let word = folded(&rest[..length]);
    QUANTITIES.contains(&word.as_str()) || rest.starts_with(['€', '$', '£', '%', '×'])
}

/// The postcode that is looked for begins here, or one like it.
fn is_postcode(text: &str, sought: &AddressSought) -> bool {
    super::house::is_dutch(text) || !sought.postcode.is_empty() && forth(text, 0, &sought.postcode).is_some()
}

/// Bytes of `NL-`, `D `, at the start of a text.
fn prefix(text: &str) -> usize {
    let letters = text.bytes().take_while(u8::is_ascii_uppercase).count();
    let rest = &text[letters..];
    let code = matches!(
        &text[..letters],
        "NL" | "B"
            | "BE"
            | "D"
            | "DE"
            | "F"
            | "FR"
            | "L"
            | "LU"
            | "A"
            | "AT"
            | "CH"
            | "E"
            | "ES"
            | "I"
            | "IT"
            | "GB"
            | "UK"
    );
    let signs = rest.len() - rest.trim_start_matches([' ', '-', '\u{a0}', '–']).len();
    if code && (1..=3).contains(&signs) { letters + signs } else { 0 }
}

/// The same at its end.
fn prefix_back(text: &str) -> usize {
    let signs = text.len() - text.trim_end_matches([' ', '-', '\u{a0}', '–']).len();
    let before = &text[..text.len() - signs];
    let letters = before.bytes().rev().take_while(u8::is_ascii_uppercase).count();
    let bound = before[..before.len() - letters].chars().next_back().is_some_and(char::is_alphanumeric);
    let from = before.len() - letters;
    if letters == 0 || bound || prefix(&text[from..]) != letters + signs { 0 } else { letters + signs }
}

/// `NL`, and not `nl`: short ones are words in small letters.
fn is_country(text: &str) -> bool {
    text.chars().count() > 3 || text.chars().all(|c| !c.is_lowercase())
}

#[cfg(test)]
mod tests {
    use super::super::needle::Needles;
    use super::super::request::{Identifiers, Request};
    use super::super::sought::Sought;
    use super::super::text::{Place, Searcher};
    use crate::recognise::Normaliser;

    /// What of an address stands in a text: the address, and what is its and stands apart; each place once, none within another.
    fn found(typed: &str, text: &str) -> (Vec<String>, Vec<String>) {
        let normal = Normaliser::new();
        let subject = Identifiers { addresses: vec![typed.to_owned()], ..Identifiers::default() };
        let request = Request { subject, ..Request::default() };
        let all = [Sought::of(&request, &normal, &[*b"NL", *b"BE", *b"DE"])
            .unwrap_or_else(|e| panic!("{typed}: {e}"))];
        let needles = Needles::of(&all);
        let (mut whole, mut beside) = (Vec::new(), Vec::new());
        Searcher { all: &all, needles: &needles, lists: &normal }.search(
            text,
            &mut |spot| match spot.place {
                Place::Address(_) => whole.push(spot.span),
                _ => beside.push(spot.span),
            },
        );
        let within = |one: &std::ops::Range<usize>, all: &[std::ops::Range<usize>]| {
            all.iter().any(|o| o != one && o.start <= one.start && one.end <= o.end)
        };
        let mut kept: Vec<_> = whole.iter().filter(|one| !within(one, &whole)).cloned().collect();
        kept.sort_by_key(|r| r.start);
        kept.dedup();
        let apart = beside.clone();
        beside.retain(|one| !within(one, &whole) && !within(one, &apart) && !whole.contains(one));
        beside.sort_by_key(|r| r.start);
        beside.dedup();
        let told = |all: Vec<std::ops::Range<usize>>| all.into_iter().map(|r| text[r].to_owned()).collect();
        (told(kept), told(beside))
    }

    const HOME: &str = "Dorpsstraat 12a, 1234 AB Ons Dorp";

    #[test]
    fn an_address_is_found_from_its_first_part_to_its_last() {
        let mut wrong = Vec::new();
        for text in [
            "Dorpsstraat 12a, 1234 AB Ons Dorp",
            "Dorpsstraat 12a\n1234 AB Ons Dorp",
            "Dorpsstraat 12 A\r\n1234AB  ONS DORP\r\nNederland",
            "Dorpsstraat 12a | 1234 AB | Ons Dorp",
            "Dorpsstraat 12a • 1234 AB • Ons Dorp",
            "Dorpsstraat 12a · NL-1234 AB Ons Dorp",
            "Dorpsstraat 12a - NL 1234AB - ONS DORP",
            "Dorpsstraat 12a   1234 AB   Ons Dorp (NL",
            "Dorpsstraat 12-a\n\n1234 AB Ons Dorp",
            "Dorpsstraat 12/A; 1234-AB Ons-Dorp; The Netherlands",
            "Ons Dorp, Dorpsstraat 12a",
            "1234 AB Ons Dorp, Dorpsstraat 12a",
            "1234 AB, Dorpsstraat 12a, Ons Dorp",
            "Dorpsstr. 12a, 1234 AB Ons Dorp",
            "Dorpsstr 12a\n> 1234 AB Ons Dorp",
            "12a Dorpsstraat, Ons Dorp",
            "Dorpsstraat nr. 12a, 1234 AB",
            "Dorpsstraat huisnr 12a te Ons Dorp",
            "Dorpsstraat\t12\ta\t1234 AB\tOns Dorp",
            "Dorpsstraat | 12 | a | 1234 AB | Ons Dorp",
            "1234 AB 12a",
            "1234AB-12a",
            "1234AB12a",
            "1234 AB, 12 a",
            "1234 AB nr. 12",
            "1234 AB nummer 12a",
            "1234 AB huisnummer: 12a",
            "1234ab 12",
            "12a, 1234 AB",
            "12, 1234 AB Ons Dorp",
            "12a\n1234 AB",
            "1234 AB | 12a",
            "1234 AB\t12\ta",
            "1234 AB\n12a",
            "1234 AB # 12a",
            "1234 AB (12a",
            "NL-1234 AB 12a",
            "1234 AB Ons Dorp 12a",
            "1234 AB Ons Dorp, nr 12a",
        ] {
            let line = format!("Het is {text}\n\nGroet");
            let (whole, beside) = found(HOME, &line);
            // `te` says where it is and is no part of it
            let all: Vec<String> = text.split(" te ").map(str::to_owned).collect();
            if (whole.first(), whole.len()) != (all.first(), 1) || beside != all[1..] {
                wrong.push(format!("{text:?}: {whole:?} {beside:?}"));
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn parts_with_labels_are_found_apart() {
        let mut wrong = Vec::new();
        for (text, whole, beside) in [
            (
                "Straat: Dorpsstraat\nHuisnummer: 12\nToevoeging: a\nPostcode: 1234 AB\nPlaats: Ons Dorp\n",
                "Dorpsstraat",
                &["12\nToevoeging: a", "1234 AB", "Ons Dorp"][..],
            ),
            ("Postcode: 1234 AB\nHuisnummer: 12a\n", "1234 AB", &["12a"]),
            ("Huisnummer: 12\nToevoeging: a\nPostcode: 1234 AB", "1234 AB", &["12\nToevoeging: a"]),
            ("huisnummer 12, postcode 1234 AB", "1234 AB", &["12"]),
            ("postcode 1234 AB nr. 12", "1234 AB nr. 12", &[]),
            ("Dorpsstraat 12a in het mooie Ons Dorp", "Dorpsstraat 12a", &["Ons Dorp"]),
            ("In Ons Dorp woont hij, op Dorpsstraat 12a.", "Dorpsstraat 12a", &["Ons Dorp"]),
        ] {
            let (address, apart) = found(HOME, text);
            let mut all = address.clone();
            all.extend(apart.clone());
            all.retain(|part| part != whole);
            all.sort();
            if !address.contains(&whole.to_owned()) || all != beside {
                wrong.push(format!("{text:?}: {address:?} {apart:?}"));
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
        assert_eq!(found(HOME, "De postcode is 1234 AB, zei hij."), (vec![], vec!["1234 AB".to_owned()]));
    }

    #[test]
    fn another_address_is_not_found() {
        let mut wrong = Vec::new();
        for text in [
            "Dorpsstraat 14, 1234 AB Ons Dorp",
            "Dorpsstraat 12b, 1234 AB Ons Dorp",
            "Dorpsstraat 12-2, 1234 AB Ons Dorp",
            "Dorpsstraat 120, 1234 AB Ons Dorp",
            "Dorpsstraat 12a, 1234 AC Elders",
            "Dorpsstraat 12a",
            "Dorpsstraat en Kerkstraat 12a, Ons Dorp",
            "Nieuwe Dorpsstraatweg 12a, Ons Dorp",
            "Dorpsstraat 12a, 12345 AB Elders",
            "Dorpsstraat 12a is besteed, ons dorpje leeft",
            "1234 AB 12b",
            "1234 AB-120",
            "1234 AC 12a",
            "11234 AB 12a",
            "1234 ABC 12a",
            "1234 AB, 12 maart",
            "1234 AB 12 uur",
            "1234 AB 12.50",
            "1234 AB 12:30",
            "1234 AB 12-05-2014",
            "12-05-2014, 1234 AB",
            "1234 AB Ons Dorp\n12 stuks gekregen",
            "1234 AB\nTel. 12",
            "Kerkstraat 14, 1234 AB\n12",
            "Zie 12. 1234 AB",
            "Kerkstraat 12a, Dorpsstraat 14, Ons Dorp",
            "Huisnummer: 12\nToevoeging: b\nPostcode: 1234 AB",
            "1234 AB Elders, 12a",
        ] {
            let (whole, beside) = found(HOME, text);
            if !whole.is_empty() {
                wrong.push(format!("{text:?}: {whole:?} {beside:?}"));
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
        // without the street a postcode of a town tells nothing
        for typed in ["Hauptstraße 7, 10115 Berlin", "Kerkstraat 7, 9000 Gent, België"] {
            for text in ["10115 7", "9000 7", "9000 Gent 7", "10115 Berlin, Nr. 7"] {
                assert_eq!(found(typed, text), (vec![], vec![]), "{typed}: {text}");
            }
        }
        assert_eq!(
            found("Hauptstraße 7, 10115 Berlin", "10115 Berlin, Hauptstr. 7").0,
            ["10115 Berlin, Hauptstr. 7"]
        );
        assert_eq!(
            found("Hauptstraße 7, 10115 Berlin", "Hauptstr. 7\nD-10115 Berlin").0,
            ["Hauptstr. 7\nD-10115 Berlin"]
        );
    }

    #[test]
    fn additions_tell_dwellings_apart() {
        let mut wrong = Vec::new();
        let typed = |number: &str| format!("Dorpsstraat {number}, 1234 AB Ons Dorp");
        for (one, other) in [
            ("12-2", "12/2"),
            ("12-2", "12 II"),
            ("12-2", "12-II"),
            ("12 bis", "12bis"),
            ("12hs", "12-hs"),
            ("12hs", "12 hs"),
            ("12a", "12 A"),
            ("12-2", "12 2"),
            ("12", "12-2"),
            ("12-2", "12"),
        ] {
            for text in [typed(other), format!("1234 AB {other}"), format!("{other}, 1234 AB")] {
                let (whole, beside) = found(&typed(one), &text);
                if whole != [text.clone()] || !beside.is_empty() {
                    wrong.push(format!("{one}: {text:?}: {whole:?} {beside:?}"));
                }
            }
        }
        for (one, other) in [
            ("12-2", "122"),
            ("122", "12-2"),
            ("122", "12 2"),
            ("122", "1-22"),
            ("12-2", "12-3"),
            ("12hs", "12-1"),
            ("12 bis", "12a"),
            ("12a", "12-2"),
        ] {
            for text in [typed(other), format!("1234 AB {other}"), format!("{other}, 1234 AB")] {
                let (whole, _) = found(&typed(one), &text);
                if !whole.is_empty() {
                    wrong.push(format!("{one}: {text:?}: {whole:?}"));
                }
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn a_postcode_and_a_number_are_an_address() {
        for typed in ["1234 AB 12a", "1234AB-12a", "12a, 1234 AB"] {
            assert_eq!(found(typed, "Woont op 1234AB 12 a.").0, ["1234AB 12 a"], "{typed}");
        }
        assert_eq!(found("10 High Street, London EC2V 7HN", "at EC2V 7HN, 10").0, ["EC2V 7HN, 10"]);
        assert_eq!(
            found("10 High Street, London EC2V 7HN", "at 10 High St, London EC2V 7HN, UK.").0,
            ["10 High St, London EC2V 7HN, UK"]
        );
    }
}
