//! The lines of a part in, stretches out: which of them the sender wrote, and which stand in a message that is quoted or
//! passed on, and in one within that.
//!
//! Messages within messages are a stack. A header block or an attribution line opens one; it ends where the quote marks
//! end that it stands behind, and without marks at the end of the part.

mod heading;

use std::sync::Arc;

use super::Letter;
use super::attribution;
use super::block;
use super::intent;
use super::label;
use super::lines::{Around, Line, Lines};
use super::mark::OtherMark;
use super::separator;
use super::tail::Seen;
use crate::model::{Mailbox, RegionKind};

/// Messages within messages that are told apart.
const NESTED_MAX: usize = 64;

/// Lines that an attribution line is wrapped over.
const WRAPPED: usize = 4;

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
            // GroupWise passes mail on as a file, and quotes so what it answers
            let kind = self.implied();
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
}
