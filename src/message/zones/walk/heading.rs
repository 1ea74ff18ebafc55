//! What stands above a message in a message: separators, header blocks, attribution lines.
//!
//! In: a line of the walk. Out: whether a heading ends or begins there; then the message below it is opened. This module refuses to
//! know where messages end.

use std::sync::Arc;

use super::super::attribution::{self, Attribution};
use super::super::block::{self, Block, Trust};
use super::super::lines::{Line, Lines};
use super::super::mark::OtherMark;
use super::super::separator::{self, Separator};
use super::super::{author, intent, label};
use super::{Recent, WRAPPED, Walk};
use crate::model::{Mailbox, RegionKind};

/// Blank lines between a separator, or an attribution line, and what it announces.
const BLANK_MAX: usize = 6;

/// Lines of a header block whose labels stand on lines of their own.
const BARE_MAX: usize = 60;

/// Dashes of a line that parts the comments of a ticket.
const TICKET_RULE: usize = 30;

/// Bytes below the beginning of a heading that are asked for their language.
const BELOW_MAX: usize = 240;

impl<'t> Walk<'_, 't> {
    pub(super) fn separator(&mut self, line: &Line, content: &str, lines: &mut Lines<'t>) -> bool {
        let Some((kind, behind)) = separator::read(content) else {
            return self.ended(line, content, lines) || self.ruled_attribution(line, content, lines);
        };
        if kind == Separator::Original
            && self.carried.nested.last().is_some_and(|top| top.fresh && top.forward && top.author.is_some())
        {
            // between the header block of The Bat! and the text
            self.text_begins(lines.at, line);
            return true;
        }
        let mut rest = *lines;
        let mut author = None;
        let mut deeper = line.depth;
        if let Some((_, value)) = label::read(behind) {
            author = author::of_field(value);
        } else if let Some(found) = self.announced(line, lines) {
            author = found.0;
            deeper = found.1;
            rest = found.2;
        }
        let forward = kind == Separator::Forward;
        let kind = self.kind(forward, author.as_ref(), line.start);
        self.nest(line, line.start, kind, author.map(Arc::new), forward);
        if let Some(top) = self.carried.nested.last_mut() {
            top.top = top.top.max(deeper);
        }
        *lines = rest;
        self.text_begins(lines.at, line);
        true
    }

    /// A line that says that the message that was passed on ends: what follows is of who wrote what stands above it.
    fn ended(&mut self, line: &Line, content: &str, lines: &Lines<'t>) -> bool {
        let nested = &mut self.carried.nested;
        if nested.is_empty() || !separator::is_end(content) {
            return false;
        }
        // the outermost one that no quote marks hold
        let Some(at) = nested.iter().position(|one| one.forward && one.depth <= line.depth) else {
            return false;
        };
        nested.truncate(at);
        self.text_begins(lines.at, line);
        true
    }

    /// ` ---- On Tue, 03 Mar 2015 10:11:00 +0100 Jan <jan@klant.example> wrote ---- `, as Zoho writes; and the name and date
    /// below a line of dashes that part the earlier comments of a ticket.
    fn ruled_attribution(&mut self, line: &Line, content: &str, lines: &mut Lines<'t>) -> bool {
        if !separator::is_ruled(content) {
            return false;
        }
        let (author, rest) = if content.starts_with("---")
            && content.ends_with("---")
            && content.contains('@')
        {
            let Some(found) =
                attribution::read(content.trim_matches(['-', ' '])).filter(|found| found.strong)
            else {
                return false;
            };
            (found.author, *lines)
        } else if content.len() >= TICKET_RULE && separator::is_line(content) && line.depth == 0 {
            let mut rest = *lines;
            let (Some(name), Some(date)) = (rest.read_filled(BLANK_MAX), rest.read()) else { return false };
            let (name, date) = (name.content(self.text), date.content(self.text));
            let named = name.len() <= 60
                && name.starts_with(char::is_uppercase)
                && !name.contains([':', '@', '|', ','])
                && !name.bytes().any(|b| b.is_ascii_digit());
            let begins = date.starts_with(|c: char| c.is_ascii_digit() || c.is_uppercase());
            if !named || !begins || date.len() > 40 || !attribution::is_fully_dated(date) {
                return false;
            }
            (author::of_field(name), rest)
        } else {
            return false;
        };
        self.nest(line, line.start, RegionKind::Quoted, author.map(Arc::new), false);
        *lines = rest;
        self.text_begins(lines.at, line);
        true
    }

    /// What the message below a heading is: passed on where that is said, else as who wrote to whom tells.
    fn kind(&self, forward: bool, author: Option<&Mailbox>, start: usize) -> RegionKind {
        if forward { RegionKind::Forwarded } else { intent::of_block(self.letter, author, self.below(start)) }
    }

    /// The beginning of the text from this byte on.
    pub(super) fn below(&self, at: usize) -> &'t str {
        let end = self.text.floor_char_boundary(at + BELOW_MAX);
        self.text.get(at..end).unwrap_or_default()
    }

    /// The header block that follows a separator: at once, or below the name and date that Notes writes.
    fn announced(&self, line: &Line, lines: &Lines<'t>) -> Option<(Option<Mailbox>, u16, Lines<'t>)> {
        let mut ahead = *lines;
        let mut above: Option<Line> = None;
        for _ in 0..3 {
            let next = ahead.read_filled(BLANK_MAX)?;
            if next.depth < line.depth {
                return None;
            }
            let content = next.content(self.text);
            if block::may_begin(content)
                && let Some(block) = block::read(&next, &ahead, false)
                && block.is_header(Trust::Announced, true)
            {
                let author = block.author.or_else(|| author::of_field(above?.content(self.text)));
                return Some((author, next.depth, block.rest));
            }
            if attribution::may_end(content)
                && above.is_none()
                && let Some(found) = attribution::read(content)
            {
                return Some((found.author, next.depth, ahead));
            }
            if content.len() > 120 {
                return None;
            }
            above.get_or_insert(next);
        }
        None
    }

    pub(super) fn header(&mut self, line: &Line, content: &str, lines: &mut Lines<'t>) -> bool {
        let Some((field, _)) = label::read(content)
            .or_else(|| (line.heading && label::is_like(content)).then_some((label::Field::From, "")))
        else {
            return false;
        };
        if matches!(field, label::Field::Other | label::Field::Copy) {
            return false;
        }
        let Some(block) = block::read(line, lines, line.heading) else { return false };
        let fresh = self.carried.nested.last().is_some_and(|top| top.fresh);
        let ruled = self.recent(0).is_some_and(|above| separator::is_line(above.line.content(self.text)));
        let bare = self.recent(0).is_some_and(|above| separator::is_bare(above.line.content(self.text)));
        let ruled = ruled || bare;
        let trust = match () {
            () if fresh || ruled || line.heading => Trust::Announced,
            () if self.carried.begun => Trust::Within,
            () => Trust::First,
        };
        let (start, author) = if block.is_header(trust, intent::is_told(self.letter))
            && (block.author.is_some() || fresh || line.heading)
        {
            let start =
                if ruled { self.recent(0).map_or(line.start, |above| above.line.start) } else { line.start };
            (start, block.author.clone())
        } else {
            match self.notes(&block) {
                Some(found) => found,
                None => return false,
            }
        };
        let forward = bare || self.carried.nested.last().is_some_and(|top| top.fresh && top.forward);
        let kind = self.kind(forward, author.as_ref(), line.start);
        let rest = block.rest;
        self.nest(line, start, kind, author.map(Arc::new), forward);
        *lines = rest;
        self.text_begins(lines.at, line);
        true
    }

    /// Notes writes the author and the date on lines of their own, above `To:`, `cc:` and `Subject:`.
    fn notes(&self, block: &Block<'_>) -> Option<(usize, Option<Mailbox>)> {
        if !block.is_header(Trust::Announced, true) || block.has(label::Field::From) {
            return None;
        }
        self.named_and_dated()
    }

    /// The same with the labels on lines of their own, and what they say on those below (`Aan`, the recipients, `Onderwerp`, the
    /// subject), or behind tabs, as the rows of a table.
    pub(super) fn bare_block(&mut self, line: &Line, content: &str, lines: &mut Lines<'t>) -> bool {
        if label::alone(content) != Some(label::Field::To) {
            return false;
        }
        let Some((start, author)) = self.named_and_dated() else { return false };
        let mut rest = *lines;
        let subject = std::iter::from_fn(|| rest.read())
            .take(BARE_MAX)
            .take_while(|next| next.depth == line.depth)
            .find(|next| label::alone(next.content(self.text)) == Some(label::Field::Subject));
        let Some(subject) = subject else { return false };
        // below the label, or behind it
        if !label::is_tabbed(subject.content(self.text)) && rest.read().is_none() {
            return false;
        }
        let forward = self.carried.nested.last().is_some_and(|top| top.fresh && top.forward);
        let kind = self.kind(forward, author.as_ref(), line.start);
        self.nest(line, start, kind, author.map(Arc::new), forward);
        *lines = rest;
        self.text_begins(lines.at, line);
        true
    }

    /// The author and the date on the lines above, and where they begin.
    fn named_and_dated(&self) -> Option<(usize, Option<Mailbox>)> {
        let lines = [self.recent(0)?, self.recent(1).or(self.recent(0))?];
        let content = |recent: &Recent| recent.line.content(self.text);
        let dated = |text: &str| text.len() <= 100 && attribution::is_dated(text);
        if !dated(content(&lines[0])) {
            return None;
        }
        let alone = content(&lines[0]).chars().next().is_some_and(char::is_alphabetic);
        let named = if alone { &lines[0] } else { &lines[1] };
        let name = content(named);
        let short =
            name.len() <= 100 && name.split_whitespace().count() <= 12 && !name.ends_with(['.', '?', '!']);
        let author = author::of_field(name);
        (short && author.is_some()).then_some((named.line.start, author))
    }

    pub(super) fn attribution(&mut self, line: &Line, content: &str, lines: &mut Lines<'t>) -> bool {
        let mut ahead = *lines;
        let below = ahead.read_filled(BLANK_MAX);
        let mut marked = below.is_some_and(|below| below.depth > line.depth);
        let attributed = self.attributed(line, content).or_else(|| {
            // directly above the first quoted line, whatever its words
            let first =
                marked && line.depth == 0 && self.carried.nested.is_empty() && self.carried.ended.is_empty();
            first.then(|| attribution::read_above(content).map(|found| (line.start, found))).flatten()
        });
        let Some((start, found)) = attributed else { return false };
        let mut below = below;
        if !marked
            && line.depth == 0
            && let Some(line) = &mut below
            && line.depth == 0
            && let Some(mark) = OtherMark::at(line.content(self.text))
        {
            self.carried.mark = Some(mark);
            line.depth = 1;
            marked = true;
        }
        // without marks below, the line has to speak for itself, and something has to follow
        if !marked && (!found.strong || below.is_none_or(|below| below.depth < line.depth)) {
            return false;
        }
        let author = found.author;
        let forward = self.carried.nested.last().is_some_and(|top| top.fresh && top.forward);
        let kind = match () {
            () if forward => RegionKind::Forwarded,
            () if marked && !intent::passes_on(self.letter, author.as_ref()) => RegionKind::Quoted,
            () => intent::of_block(self.letter, author.as_ref(), self.below(line.start)),
        };
        self.nest(line, start, kind, author.map(Arc::new), forward);
        if let Some(below) = below.filter(|_| marked) {
            let absorbed = self.absorbed(line.depth);
            if let Some(top) = self.carried.nested.last_mut() {
                if top.depth == line.depth && top.top == line.depth && !absorbed {
                    top.depth = below.depth;
                }
                top.top = below.depth;
            }
        }
        self.text_begins(lines.at, line);
        true
    }

    /// The innermost message began with quote marks, before the line that names its author.
    fn absorbed(&self, depth: u16) -> bool {
        let nested = &self.carried.nested;
        depth > 0 && nested.iter().rev().nth(1).map_or(0, |outer| outer.top) < depth
    }

    /// The attribution line that ends with this line, and where it begins.
    fn attributed(&mut self, line: &Line, content: &str) -> Option<(usize, Attribution)> {
        let whole = if line.heading { attribution::read_marked(content) } else { attribution::read(content) };
        // a line that begins with a word before a date is whole; one that begins with a number may go on from above
        let digit = |text: &str| text.as_bytes().first().is_some_and(u8::is_ascii_digit);
        if let Some(found) = &whole
            && found.begins
            && !digit(content)
        {
            return whole.map(|found| (line.start, found));
        }
        let mut best = whole.map(|found| (line.start, found));
        self.joined.clear();
        self.joined.push_str(content);
        let mut parted = self.blank;
        for back in 0..WRAPPED - 1 {
            let Some(above) = self.recent(back).filter(|above| !parted && above.line.depth == line.depth)
            else {
                break;
            };
            if line.to - above.line.from > attribution::LENGTH_MAX {
                break;
            }
            parted = above.parted;
            let text = above.line.content(self.text);
            self.joined.insert(0, ' ');
            self.joined.insert_str(0, text);
            if !attribution::has_verb(&self.text[above.line.from..line.to]) && !self.joined.contains('@') {
                continue;
            }
            if let Some(found) = attribution::read(&self.joined)
                && found.begins
                && (!best.as_ref().is_some_and(|(_, best)| best.begins)
                    || attribution::leads(&self.joined.to_lowercase()))
            {
                best = Some((above.line.start, found));
                if !digit(text) {
                    break;
                }
            }
        }
        best
    }
}
