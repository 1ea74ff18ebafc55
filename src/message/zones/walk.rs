//! The lines of a part in, stretches out: which of them the sender wrote, and which stand in a message that is quoted or
//! passed on, and in one within that.
//!
//! Messages within messages are a stack. A header block or an attribution line opens one; it ends where the quote marks
//! end that it stands behind, and without marks at the end of the part.

use std::sync::Arc;

use super::Letter;
use super::attribution::{self, Attribution};
use super::block::{self, Block, Trust};
use super::intent;
use super::label;
use super::lines::{Around, Line, Lines};
use super::mark::OtherMark;
use super::separator::{self, Separator};
use super::tail::Seen;
use crate::model::{Mailbox, RegionKind};

/// Messages within messages that are told apart.
const NESTED_MAX: usize = 64;

/// Blank lines between a separator, or an attribution line, and what it announces.
const BLANK_MAX: usize = 6;

/// Lines that an attribution line is wrapped over.
const WRAPPED: usize = 4;

/// Lines of a header block whose labels stand on lines of their own.
const BARE_MAX: usize = 60;

/// Dashes of a line that parts the comments of a ticket.
const TICKET_RULE: usize = 30;

/// Bytes below the beginning of a heading that are asked for their language.
const BELOW_MAX: usize = 240;

/// Lines of one stretch that are kept; those of its end are more than a signature has.
const SEEN_MAX: usize = 1_024;

/// A message within the message.
#[derive(Debug, Clone)]
struct Nested {
    kind: RegionKind,
    author: Option<Arc<Mailbox>>,
    /// Who wrote what was quoted with as many marks before: below an answer between quoted lines it goes on.
    before: Option<Arc<Mailbox>>,
    /// A line with fewer quote marks ends it.
    depth: u16,
    /// Lines with more quote marks than this are of another message in it.
    top: u16,
    /// None of its text was read, only what stands above it.
    fresh: bool,
    /// It is shown as a message that is passed on.
    forward: bool,
    /// A line above says that it begins, and not quote marks alone.
    announced: bool,
}

/// What is carried from one piece of a part to the next.
#[derive(Debug, Default)]
pub(super) struct Carried {
    nested: Vec<Nested>,
    /// Who wrote the messages that ended, by how deep they were.
    ended: Vec<Option<Arc<Mailbox>>>,
    pub(super) around: Around,
    /// Text was read before.
    begun: bool,
    /// Quoted lines are marked in another way than with `>`.
    mark: Option<OtherMark>,
}

/// A stretch that one person wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stretch {
    /// Its first byte in the text; it ends where the next one begins.
    pub(super) start: usize,
    pub(super) kind: RegionKind,
    pub(super) level: u16,
    pub(super) author: Option<Arc<Mailbox>>,
    pub(super) heading: bool,
    /// An element says that a signature begins there.
    pub(super) signature: Option<usize>,
}

/// A line that was read lately, for headings that are told by their last line.
#[derive(Debug, Clone, Copy)]
struct Recent {
    line: Line,
    /// A blank line stands before it.
    parted: bool,
}

pub(super) struct Walk<'w, 't> {
    letter: &'w Letter,
    text: &'t str,
    carried: &'w mut Carried,
    out: &'w mut Vec<Stretch>,
    seen: &'w mut Vec<Seen>,
    /// How many lines were seen before the stretch began.
    own: usize,
    /// The lines before, in a ring.
    recent: [Option<Recent>; WRAPPED],
    /// Which of them is the one right before.
    newest: usize,
    /// The lines since the stretch began, as far as they are looked back on.
    blank: bool,
    joined: String,
    /// A blank line with quote marks, with nothing but blank lines behind it.
    quoted: Option<usize>,
}

impl<'w, 't> Walk<'w, 't> {
    /// Reads a piece of a part; `lines` begins at its first line.
    pub(super) fn run(
        letter: &'w Letter,
        lines: Lines<'t>,
        carried: &'w mut Carried,
        out: &'w mut Vec<Stretch>,
        seen: &'w mut Vec<Seen>,
    ) {
        out.clear();
        seen.clear();
        seen.reserve((lines.text.len() / 40).clamp(8, SEEN_MAX));
        let mut walk = Walk {
            letter,
            text: lines.text,
            carried,
            out,
            seen,
            own: 0,
            recent: [None; WRAPPED],
            newest: 0,
            blank: true,
            joined: String::new(),
            quoted: None,
        };
        walk.open(0, false);
        let mut lines = lines;
        let mut parted = true;
        while let Some(line) = lines.read() {
            if line.is_blank() {
                walk.blank = true;
                parted = true;
                if line.depth > 0 && walk.quoted.is_none() {
                    walk.quoted = Some(line.start);
                }
                continue;
            }
            walk.see(Seen { start: line.start, from: line.from, to: line.to, parted });
            parted = false;
            walk.line(line, &mut lines);
            walk.quoted = None;
        }
        walk.carried.around = lines.around;
    }

    /// Keeps a line for who looks for signatures; of a long stretch, those at its end.
    fn see(&mut self, line: Seen) {
        if self.seen.len() >= self.own + SEEN_MAX {
            let end = self.seen.len() - SEEN_MAX / 8;
            self.seen.drain(self.own..end);
        }
        self.seen.push(line);
    }

    fn line(&mut self, mut line: Line, lines: &mut Lines<'t>) {
        let content = line.content(self.text);
        if line.depth >= 3
            && let Some(depth) = self.group_wise(&line)
        {
            // `>>> Jan <jan@…> 3-3-2015 10:11 >>>`: three marks that are none
            line.depth = depth;
            self.settle(&line, lines);
            let author = super::author::of_field(content.trim_end_matches('>'));
            let kind = intent::of_block(self.letter, author.as_ref(), self.below(line.start));
            self.nest(&line, line.start, kind, author.map(Arc::new), false);
            return self.text_begins(lines.at, &line);
        }
        let mut content = content;
        if line.depth == 1 && matches!(content, ":" | "&gt;:") && self.is_open_bracket() {
            // the last bracket of a wrapped address is no quote mark
            (line.depth, line.from) = (0, line.start);
            content = line.content(self.text);
        } else if line.depth == 0
            && let Some(mark) = self.carried.mark.or_else(|| self.unannounced(content, lines))
            && let Some(length) = mark.of(content)
        {
            self.carried.mark = Some(mark);
            line.depth = 1;
            line.from += length;
            content = line.content(self.text);
        }
        if line.depth > 0 || !self.carried.nested.is_empty() {
            self.settle(&line, lines);
        }
        if line.signature
            && let Some(stretch) = self.out.last_mut()
            && stretch.signature.is_none()
        {
            stretch.signature = Some(line.start);
        }
        let may_end = attribution::may_end(content);
        if (may_end || separator::is_ruled(content)) && self.separator(&line, content, lines)
            || (block::may_begin(content) || line.heading) && self.header(&line, content, lines)
            || (may_end || line.heading) && self.attribution(&line, content, lines)
            || label::may_stand_alone(content) && self.bare_block(&line, content, lines)
        {
            return;
        }
        if let Some(top) = self.carried.nested.last_mut() {
            top.fresh = false;
        }
        self.carried.begun = true;
        self.newest = (self.newest + 1) % WRAPPED;
        self.recent[self.newest] = Some(Recent { line, parted: self.blank });
        self.blank = false;
    }

    /// The mark of quoted lines that no line announces, in an answer.
    fn unannounced(&self, content: &str, lines: &Lines<'t>) -> Option<OtherMark> {
        let mark = OtherMark::at(content)?;
        (intent::refers(self.letter) && mark.goes_on(content, lines, self.letter)).then_some(mark)
    }

    /// The line before ends in the middle of an address that a bracket opens.
    fn is_open_bracket(&self) -> bool {
        self.recent(0).is_some_and(|above| {
            let content = above.line.content(self.text);
            content.rfind('<').is_some_and(|n| content[n..].contains('@') && !content[n..].contains('>'))
        })
    }

    /// The quote depth of a GroupWise heading line, for which its `>>>` does not count.
    fn group_wise(&self, line: &Line) -> Option<u16> {
        let raw = self.text.get(line.start..line.to)?;
        let content = line.content(self.text);
        let heading = raw.starts_with(">>>")
            && raw.ends_with(">>>")
            && (content.contains('@') || attribution::is_dated(content));
        heading.then(|| line.depth - 3)
    }

    /// Ends the messages that the line stands no more in, and opens those that its quote marks tell of.
    fn settle(&mut self, line: &Line, lines: &Lines<'t>) {
        let nested = &mut self.carried.nested;
        let depth = line.depth;
        if nested.last().is_some_and(|top| depth < top.depth) {
            if !self.blank && self.wrapped(line, lines) {
                return;
            }
            let nested = &mut self.carried.nested;
            while nested.last().is_some_and(|top| depth < top.depth) {
                let Some(top) = nested.pop() else { break };
                if self.carried.ended.len() <= nested.len() {
                    self.carried.ended.resize(nested.len() + 1, None);
                }
                self.carried.ended[nested.len()] = top.author.or(top.before);
            }
            self.forget();
            self.open(line.start, false);
            return self.settle_deeper(line);
        }
        if depth == 0 {
            return;
        }
        self.settle_deeper(line);
    }

    fn settle_deeper(&mut self, line: &Line) {
        let depth = line.depth;
        let nested = &mut self.carried.nested;
        let top = nested.last().map_or(0, |top| top.top);
        if depth <= top {
            return;
        }
        if let Some(top) = nested.last_mut()
            && top.fresh
            && (top.forward || top.author.is_none() && top.announced)
        {
            // what was announced is quoted with marks
            top.top = depth;
            return;
        }
        let kind = self.implied();
        for depth in top + 1..=depth {
            if self.carried.nested.len() >= NESTED_MAX {
                if let Some(last) = self.carried.nested.last_mut() {
                    last.top = depth;
                }
                continue;
            }
            let before = self.carried.ended.get(self.carried.nested.len()).cloned().flatten();
            let one = Nested {
                kind,
                author: None,
                before,
                depth,
                top: depth,
                fresh: true,
                forward: false,
                announced: false,
            };
            self.carried.nested.push(one);
        }
        self.forget();
        self.open(self.quoted.unwrap_or(line.start), false);
    }

    /// A line without quote marks between lines with them, in a message that is passed on: the end of a line that was too
    /// long. Nobody answers in the middle of what he passes on.
    fn wrapped(&self, line: &Line, lines: &Lines<'t>) -> bool {
        let Some(top) = self.carried.nested.last() else { return false };
        let forwarded = self.carried.nested.first().is_some_and(|n| n.kind == RegionKind::Forwarded);
        if !forwarded || line.depth + 1 < top.depth || self.recent(0).is_none() {
            return false;
        }
        let mut ahead = *lines;
        ahead.read().is_some_and(|next| next.depth >= top.depth)
    }

    /// What a quotation is that nothing announces.
    fn implied(&self) -> RegionKind {
        let envelope = &self.letter.envelope;
        let prefix = envelope.subject.as_ref().and_then(|s| intent::of_subject(s.reveal()));
        if prefix == Some(RegionKind::Forwarded) && !envelope.answers {
            RegionKind::Forwarded
        } else {
            RegionKind::Quoted
        }
    }

    /// The line so many lines before the one right before.
    fn recent(&self, back: usize) -> Option<Recent> {
        self.recent[(self.newest + WRAPPED - back % WRAPPED) % WRAPPED]
    }

    fn forget(&mut self) {
        self.recent = [None; WRAPPED];
        self.blank = true;
    }

    /// Begins a stretch of what the innermost message holds.
    fn open(&mut self, start: usize, heading: bool) {
        let nested = &self.carried.nested;
        let kind = if self.letter.forwarded {
            RegionKind::Forwarded
        } else {
            nested.first().map_or(RegionKind::Body, |outermost| outermost.kind)
        };
        let author = match nested.last() {
            Some(top) => top.author.clone().or_else(|| top.before.clone()),
            None => self.letter.author(),
        };
        let level = self.letter.level.saturating_add(nested.len() as u16);
        let stretch = Stretch { start, kind, level, author, heading, signature: None };
        // a stretch in which nothing stood
        while self.out.last().is_some_and(|last| last.start >= start && start > 0 || last.start == start) {
            self.out.pop();
        }
        self.out.push(stretch);
        self.own = self.seen.len();
    }

    /// Opens a message below a heading that begins at `start`, or names the author of the one that just began.
    fn nest(
        &mut self,
        line: &Line,
        start: usize,
        kind: RegionKind,
        author: Option<Arc<Mailbox>>,
        forward: bool,
    ) {
        let full = self.carried.nested.len() >= NESTED_MAX;
        match self.carried.nested.last_mut() {
            Some(top)
                if top.fresh && top.author.is_none() && top.depth <= line.depth && line.depth <= top.top
                    || full =>
            {
                if !top.forward {
                    top.kind = kind;
                }
                top.author = author;
                top.forward |= forward;
                top.announced = true;
                top.fresh = true;
            }
            _ => {
                let depth = line.depth;
                // another message: what was quoted in the one before is not quoted in this one
                self.carried.ended.truncate(self.carried.nested.len());
                self.carried.nested.push(Nested {
                    before: None,
                    kind,
                    author,
                    depth,
                    top: depth,
                    fresh: true,
                    forward,
                    announced: true,
                });
            }
        }
        self.open(start, true);
    }

    /// Begins the text below a heading.
    fn text_begins(&mut self, at: usize, _heading: &Line) {
        self.carried.begun = true;
        self.forget();
        self.open(at, false);
    }

    fn separator(&mut self, line: &Line, content: &str, lines: &mut Lines<'t>) -> bool {
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
            author = super::author::of_field(value);
        } else if let Some(found) = self.announced(line, lines) {
            author = found.0;
            deeper = found.1;
            rest = found.2;
        }
        let forward = kind == Separator::Forward;
        let told = if forward {
            RegionKind::Forwarded
        } else {
            intent::of_block(self.letter, author.as_ref(), self.below(line.start))
        };
        self.nest(line, line.start, told, author.map(Arc::new), forward);
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
            (super::author::of_field(name), rest)
        } else {
            return false;
        };
        self.nest(line, line.start, RegionKind::Quoted, author.map(Arc::new), false);
        *lines = rest;
        self.text_begins(lines.at, line);
        true
    }

    /// The beginning of the text from this byte on.
    fn below(&self, at: usize) -> &'t str {
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
                let author = block.author.or_else(|| super::author::of_field(above?.content(self.text)));
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

    fn header(&mut self, line: &Line, content: &str, lines: &mut Lines<'t>) -> bool {
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
        let kind = if forward {
            RegionKind::Forwarded
        } else {
            intent::of_block(self.letter, author.as_ref(), self.below(line.start))
        };
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

    /// The same with the labels on lines of their own, and what they say on those below: `Aan`, the recipients, `Onderwerp`, the
    /// subject.
    fn bare_block(&mut self, line: &Line, content: &str, lines: &mut Lines<'t>) -> bool {
        if label::alone(content) != Some(label::Field::To) {
            return false;
        }
        let Some((start, author)) = self.named_and_dated() else { return false };
        let mut rest = *lines;
        let subject = std::iter::from_fn(|| rest.read())
            .take(BARE_MAX)
            .take_while(|next| next.depth == line.depth)
            .any(|next| label::alone(next.content(self.text)) == Some(label::Field::Subject));
        if !subject || rest.read().is_none() {
            return false;
        }
        let forward = self.carried.nested.last().is_some_and(|top| top.fresh && top.forward);
        let kind = if forward {
            RegionKind::Forwarded
        } else {
            intent::of_block(self.letter, author.as_ref(), self.below(line.start))
        };
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
        let author = super::author::of_field(name);
        (short && author.is_some()).then_some((named.line.start, author))
    }

    fn attribution(&mut self, line: &Line, content: &str, lines: &mut Lines<'t>) -> bool {
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
            () if marked => RegionKind::Quoted,
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
