//! Postal addresses: a word of a street, or a postcode, at a place in a text in; all of the address that stands together there out.
//!
//! In: a text, the place of a street's telling word or of a run of a postcode, and what it may be of. Out: whether the address stands there,
//! from its first part to its last, with those that stand apart from the rest. Its parts may stand in any order, on up to three lines, in cells of a table and behind
//! labels. Each place takes no more than a bounded look at what is around it. It refuses to know what else is in the text.

mod elsewhere;
pub(super) mod house;
mod labels;
mod near;
mod vicinity;
pub(super) mod ways;

use std::ops::Range;

use super::fold::folded;
use super::name::Lists;
use super::sought::AddressSought;
use elsewhere::is_elsewhere;
use house::{ends, read, same, whole};
pub(super) use labels::without_labels;
use near::{
    back, forth, forth_open, gap, gap_back, is_country, is_postcode, is_quantity, label, label_back,
    labelled_back, number_back, prefix, prefix_back, with_addition,
};
use vicinity::COUNTRIES;

/// Bytes around an address in which its postcode or place stands that is not bound to it.
const AROUND: usize = 120;

/// Steps from part to part in one direction.
const STEPS: usize = 12;

/// An address that stands in a text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Standing {
    /// The address, where all that tells which it is stands there.
    pub(super) address: Option<Range<usize>>,
    /// Its parts that stand apart from that; of a postcode alone that postcode, and of a street with its number and nothing else these.
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
pub(super) fn street(
    text: &str,
    word: Range<usize>,
    sought: &AddressSought,
    lists: &dyn Lists,
) -> Option<Standing> {
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
    if together || apart {
        return Some(block.standing());
    }
    // another town may have a house of that street and number: it tells of nobody
    let end = block.spans.last().map_or(text.len(), |last| last.end);
    (!is_elsewhere(&text[end..], lists)).then_some(Standing { address: None, beside: block.spans })
}

/// A postcode of which a run is there: whether it is whole, and what of the address stands with it. Of a postcode for a whole town nothing is told.
pub(super) fn postcode(text: &str, run: Range<usize>, sought: &AddressSought) -> Option<Standing> {
    let (anchor, at) = sought.post_run.as_ref()?;
    let (before, behind) = (sought.postcode.get(..*at)?, sought.postcode.get(at + anchor.len()..)?);
    let start = if before.is_empty() { run.start } else { back(text, run.start, before)? };
    let end = if behind.is_empty() { run.end } else { forth_open(text, run.end, behind)? };
    // letters and digits that are bound to it make it something else, but for a house number
    let outside = without_country(&text[..start]).chars().next_back().is_some_and(char::is_alphanumeric)
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
    Some(Standing { address: None, beside: std::iter::once(start..end).collect() })
}

/// Text in front of a postcode without the letters of its country: `NL1234AB12`.
fn without_country(text: &str) -> &str {
    let cut = text.len().checked_sub(2).and_then(|at| text.split_at_checked(at));
    cut.filter(|(_, letters)| letters.eq_ignore_ascii_case("nl")).map_or(text, |(before, _)| before)
}

/// The house numbers that stand right before a postcode and right behind it, in the form in which they are compared.
pub(super) fn numbers(text: &str, postcode: Range<usize>) -> Vec<String> {
    let mut all = Vec::new();
    let mut end = postcode.start;
    for _ in 0..3 {
        let Some(gap) = gap_back(&text[..end]).filter(|n| *n > 0) else { break };
        let stands = end - gap;
        let any = AddressSought::default();
        if let Some((start, _)) = number_back(text, stands, &any) {
            let value = whole(&text[start..stands]);
            all.extend(value.or_else(|| labelled_back(text, stands).map(|(_, value)| value)));
            break;
        }
        let Some((length, _)) = label_back(&text[..stands]) else { break };
        end = stands - length;
    }
    let (mut at, mut labelled) = (postcode.end, false);
    for _ in 0..3 {
        let Some(gap) = gap(&text[at..]) else { break };
        let rest = &text[at + gap..];
        if let Some(house) = read(rest) {
            let (length, value) = with_addition(rest, house);
            let line = text[at..at + gap].contains('\n');
            if !is_quantity(&rest[length..]) && (labelled || !line || ends(&rest[length..])) {
                all.push(value);
            }
            break;
        }
        let Some((length, sign)) = label(rest) else { break };
        (at, labelled) = (at + gap + length, sign);
    }
    all
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

#[cfg(test)]
mod tests;
