//! The MIME tree (RFC 2045, RFC 2046): delimiter lines, entities, embedded messages, and the section number of each.
//!
//! `mailparse` reads header fields; the tree is walked here, because four things are asked of it that `mailparse::parse_mail`
//! does not give: a message that is too large to be held comes in pieces; every byte is accounted for, so that text in
//! preambles, epilogues and behind broken delimiters is searched too; a boundary that begins like the boundary around
//! it is told from it; and nesting without end costs a problem, not the message. On messages that both can read, a
//! test holds this walk against `mailparse`.

mod entity;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::PartSink;
use super::declared::HEAD;
use super::delimiter::{self, Delimiters, Next};
use super::embedded::Holds;
use super::header::{self, HeaderInfo};
use super::leaf::{Scratch, TextLeaf};
use super::media::Reading;
use super::part::{Leaf, LeafReader};
use super::place::Place;
use super::transfer::{Decoder, Encoding};
use super::zones::Letter;
use crate::model::{Limits, Opaque, PartMeta, Problem, ProblemCode, Quoting, RegionKind, Section};

/// What became of the bytes of one message; what is neither opaque nor given up was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MessageCoverage {
    /// Leaves of its MIME tree.
    pub parts: u64,
    /// Parts without text that is read here, by media type.
    pub opaque: BTreeMap<String, Opaque>,
    /// Bytes given up, each with a problem.
    pub given_up: u64,
    /// A PGP message stands in its text: what was written there was encrypted (see [`HeaderInfo::transport`] for the
    /// message as a whole).
    pub armoured: bool,
}

impl MessageCoverage {
    /// Adds what became of a message in this one; `scale` turns its bytes into bytes of this one.
    pub(super) fn add(&mut self, inner: MessageCoverage, scale: &dyn Fn(u64) -> u64) {
        self.parts += inner.parts;
        for (media_type, o) in inner.opaque {
            let own = self.opaque.entry(media_type).or_default();
            own.parts += o.parts;
            own.bytes += scale(o.bytes);
        }
        self.given_up += scale(inner.given_up);
    }
}

/// A multipart that is open.
pub(super) struct Frame {
    pub(super) delimiters: Delimiters,
    /// The transfer encodings that its header names, against RFC 2045 §6.4, until its first bytes told whether it has
    /// one.
    encodings: Vec<Encoding>,
    /// What its parts are numbered under.
    section: Section,
    children: usize,
    subtype: Subtype,
    /// The nearest multipart/alternative, itself included.
    alternative: Option<Section>,
    /// Everything in it is encrypted.
    encrypted: bool,
    /// Levels from the message down.
    pub(super) depth: u32,
    /// Bytes of decoded text between its parts so far.
    between: u64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Subtype {
    Digest,
    Other,
}

/// What a header block that comes next belongs to.
pub(super) struct Opening {
    /// The section of the entity; of a message, what its body is numbered under.
    pub(super) section: Section,
    /// It is the header of a message.
    pub(super) message: bool,
    /// Media type where none is declared.
    pub(super) digest: bool,
    pub(super) alternative: Option<Section>,
    pub(super) encrypted: bool,
    pub(super) depth: u32,
}

/// What the walk is in.
pub(super) enum Mode {
    /// In a header block.
    Header(Opening),
    /// In the body of a leaf.
    Leaf(Leaf),
    /// Before the first part of the innermost multipart, between or behind them; or behind all.
    Gap { text: Option<TextLeaf>, part: Arc<PartMeta> },
}

/// Goes through one message.
pub(super) struct Walk {
    pub(super) limits: Limits,
    pub(super) quoting: Quoting,
    pub(super) stack: Vec<Frame>,
    pub(super) mode: Mode,
    pub(super) coverage: MessageCoverage,
    pub(super) info: HeaderInfo,
    /// The messages that are open, outermost first, each with the section that its parts begin with.
    pub(super) letters: Vec<(Section, Arc<Letter>)>,
    /// The message's own header was handed on.
    pub(super) opened: bool,
    /// Everything in it is an attachment: the message is a file in another.
    pub(super) attachment: bool,
    pub(super) depth: u32,
    /// Files that what is read stands in, one in the other.
    pub(super) files: u32,
    /// Pictures are looked into.
    pub(super) pictures: bool,
    /// The message in this file is the one around it, in another form: its parts are what the sender of that wrote.
    pub(super) same_letter: bool,
    pub(super) too_deep: bool,
    pub(super) too_many: bool,
    /// What was handed on last does not end with a line end: what comes next begins within its line.
    pub(super) mid_line: bool,
    /// Bytes of decoded text behind everything so far.
    pub(super) behind: u64,
    /// It is told where parts stand.
    pub(super) places: bool,
    /// Bytes before those that are read next.
    pub(super) base: usize,
}

impl Walk {
    pub(super) fn new(limits: Limits, quoting: Quoting) -> Self {
        Walk {
            limits,
            quoting,
            stack: Vec::new(),
            mode: Mode::Header(Opening {
                section: Section::root(),
                message: true,
                digest: false,
                alternative: None,
                encrypted: false,
                depth: 0,
            }),
            coverage: MessageCoverage::default(),
            info: HeaderInfo::default(),
            letters: Vec::new(),
            opened: false,
            attachment: false,
            depth: 0,
            files: 0,
            pictures: false,
            same_letter: false,
            too_deep: false,
            too_many: false,
            mid_line: false,
            behind: 0,
            places: false,
            base: 0,
        }
    }

    pub(super) fn finish(mut self, sink: &mut dyn PartSink) -> MessageCoverage {
        self.close_down_to(0, sink);
        if !self.opened {
            self.opened = true;
            sink.header(&self.info);
        }
        self.coverage
    }

    /// Reads on in `buf`, and says how many bytes of it are done with. With `last`, that is all of them.
    pub(super) fn advance(
        &mut self,
        buf: &[u8],
        last: bool,
        scratch: &mut Scratch,
        sink: &mut dyn PartSink,
    ) -> usize {
        let used = self.go_on(buf, last, scratch, sink);
        self.base += used;
        used
    }

    fn go_on(&mut self, buf: &[u8], last: bool, scratch: &mut Scratch, sink: &mut dyn PartSink) -> usize {
        let mut at = 0;
        loop {
            match std::mem::replace(&mut self.mode, Mode::Header(Opening::none())) {
                Mode::Header(opening) => {
                    let rest = &buf[at..];
                    let bound = (rest.len() as u64).min(self.limits.header) as usize;
                    let over = rest.len() as u64 > self.limits.header;
                    let stack = &self.stack;
                    let is_delimiter =
                        |line: &[u8]| stack.iter().any(|f| f.delimiters.matches(line).is_some());
                    let end = header::block_end(&rest[..bound], last || over, &is_delimiter);
                    let Some((block, body)) = end else {
                        self.mode = Mode::Header(opening);
                        return at;
                    };
                    if over && block == bound {
                        let detail =
                            "a header block is larger than --limit-header; the rest was read as body";
                        sink.problem(
                            Problem::new(ProblemCode::Limit, detail).in_part(&opening.section.header()),
                        );
                    }
                    if body == 0 && !opening.message && self.skips_empty(&rest[..bound], last) {
                        self.mode = self.gap();
                        continue;
                    }
                    let entity = self.read_header(&rest[..block], &opening, &mut scratch.header, sink);
                    if self.places {
                        let start = self.base + at;
                        sink.place(Place::Header {
                            section: &opening.section,
                            message: opening.message,
                            block: start..start + block,
                            body: start + body,
                        });
                    }
                    at += body;
                    self.mid_line = false;
                    self.mode = self.open(opening, &entity, sink);
                    if at == buf.len() && !last {
                        return at;
                    }
                }
                Mode::Leaf(mut leaf) => {
                    let found = delimiter::next(&self.stack, &buf[at..], self.mid_line, last);
                    let (body, complete) = match found {
                        Next::Delimiter { body_end, .. } => (&buf[at..at + body_end], true),
                        Next::End => (&buf[at..], true),
                        Next::More(safe) => (&buf[at..at + safe], false),
                    };
                    if !complete && body.len() < HEAD && leaf.is_undecided() {
                        self.mode = Mode::Leaf(leaf);
                        return at;
                    }
                    leaf.raw += body.len() as u64;
                    self.enter_leaf(&mut leaf, body, sink);
                    self.read_leaf(&mut leaf, body, complete, scratch, sink);
                    if complete {
                        self.place_leaf(&leaf, self.base + at + body.len(), sink);
                        self.close_leaf(leaf, scratch, sink);
                    } else {
                        self.mode = Mode::Leaf(leaf);
                    }
                    match found {
                        Next::Delimiter { line_end, frame, close, unnamed, .. } => {
                            at += line_end;
                            self.cross(frame, close, unnamed, sink);
                        }
                        Next::End => {
                            self.mode = self.gap();
                            return buf.len();
                        }
                        Next::More(safe) => return self.pause(buf, at, safe),
                    }
                }
                Mode::Gap { mut text, part } => {
                    if let Some(frame) = self.stack.last()
                        && !frame.encodings.is_empty()
                    {
                        if !last && buf.len() - at < HEAD {
                            self.mode = Mode::Gap { text, part };
                            return at;
                        }
                        self.mode = Mode::Gap { text, part };
                        self.decide_multipart(&buf[at..]);
                        continue;
                    }
                    let found = delimiter::next(&self.stack, &buf[at..], self.mid_line, last);
                    let (gap, complete) = match found {
                        Next::Delimiter { body_end, .. } => (&buf[at..at + body_end], true),
                        Next::End => (&buf[at..], true),
                        Next::More(safe) => (&buf[at..at + safe], false),
                    };
                    let blank = text.is_none() && gap.iter().all(u8::is_ascii_whitespace);
                    if !blank || text.is_some() {
                        let reader = text.get_or_insert_with(|| {
                            let place = self.stack.last().map_or(self.behind, |f| f.between);
                            let mut leaf = self.plain_leaf(RegionKind::Body);
                            leaf.place = place;
                            leaf
                        });
                        let before = reader.place;
                        reader.piece(&part, gap, complete, scratch, sink);
                        if complete && self.places {
                            let start = self.base + at;
                            sink.place(Place::Between {
                                part: &part,
                                bytes: start..start + gap.len(),
                                form: reader.form(),
                                base: before,
                            });
                        }
                        if complete {
                            self.coverage.given_up += reader.given_up;
                            *self.stack.last_mut().map_or(&mut self.behind, |f| &mut f.between) =
                                reader.place;
                        }
                    }
                    match found {
                        Next::Delimiter { line_end, frame, close, unnamed, .. } => {
                            at += line_end;
                            self.cross(frame, close, unnamed, sink);
                        }
                        Next::End => {
                            self.mode = self.gap();
                            return buf.len();
                        }
                        Next::More(safe) => {
                            self.mode = Mode::Gap { text, part };
                            return self.pause(buf, at, safe);
                        }
                    }
                }
            }
        }
    }

    /// A delimiter line directly behind another begins no part: it is the same delimiter, written twice.
    fn skips_empty(&mut self, rest: &[u8], last: bool) -> bool {
        let line_end = match memchr::memchr(b'\n', rest) {
            Some(n) => n,
            None if last => rest.len(),
            None => return false,
        };
        let line = header::trim_line(&rest[..line_end]);
        match self.stack.last_mut() {
            Some(frame) if frame.delimiters.matches(line) == Some(false) => {
                frame.children -= 1;
                true
            }
            _ => false,
        }
    }

    /// Goes over a delimiter line of the multipart at this level of the stack.
    fn cross(&mut self, frame: usize, close: bool, unnamed: Option<&[u8]>, sink: &mut dyn PartSink) {
        self.mid_line = false;
        self.close_down_to(frame + 1, sink);
        let Some(frame) = self.stack.last_mut() else { return };
        if unnamed.is_some() {
            let detail = "the delimiter lines of this multipart are not those that its header names; lines that look so were taken";
            sink.problem(Problem::new(ProblemCode::Corrupt, detail).in_part(&frame.section.text()));
        }
        frame.delimiters.meet(unnamed);
        if close {
            self.mode = self.gap();
            return;
        }
        frame.children += 1;
        self.mode = Mode::Header(Opening {
            section: frame.section.child(frame.children),
            message: false,
            digest: frame.subtype == Subtype::Digest,
            alternative: frame.alternative.clone(),
            encrypted: frame.encrypted,
            depth: frame.depth + 1,
        });
    }

    /// Decides by its first bytes whether the innermost multipart is encoded as a whole. RFC 2045 §6.4 forbids it; most
    /// that say so are not, and are recognised by a delimiter line in plain sight.
    fn decide_multipart(&mut self, body: &[u8]) {
        let Some(frame) = self.stack.last_mut() else { return };
        let encodings = std::mem::take(&mut frame.encodings);
        let raw = &body[..body.len().min(HEAD)];
        if frame.delimiters.are_in(raw, false) {
            return;
        }
        let fits = |encoding: &Encoding| {
            let mut head = Vec::new();
            Decoder::new(*encoding).decode(raw, true, &mut head);
            frame.delimiters.are_in(&head, *encoding != Encoding::QuotedPrintable)
        };
        let Some(encoding) = encodings.into_iter().find(fits) else { return };
        let Some(mut frame) = self.stack.pop() else { return };
        let section = frame.section.clone();
        let part =
            Arc::new(PartMeta { section, media_type: "multipart/mixed".into(), ..PartMeta::default() });
        let mut inner = self.embedded(encoding, &part, Holds::Itself);
        frame.depth = 0;
        inner.walk.stack.push(frame);
        inner.walk.mode = inner.walk.gap();
        let reader = LeafReader::Embedded(Box::new(inner));
        self.mode = Mode::Leaf(Leaf { part, raw: 0, reader, doubt: None });
    }

    /// Leaves the multiparts above this level of the stack. One of which no delimiter line was met, and some text, is
    /// reported: its parts were not told apart, and what is encoded in them was not read.
    fn close_down_to(&mut self, level: usize, sink: &mut dyn PartSink) {
        for frame in self.stack.drain(level.min(self.stack.len())..).rev() {
            if !frame.delimiters.met() && frame.between > 0 {
                let detail = "no delimiter line of this multipart was met; its body was searched as text";
                sink.problem(Problem::new(ProblemCode::Corrupt, detail).in_part(&frame.section.text()));
            }
        }
    }

    /// Stops behind so many bytes of `buf` from `at`, to go on there with more of them.
    fn pause(&mut self, buf: &[u8], at: usize, safe: usize) -> usize {
        if safe > 0 {
            self.mid_line = buf[at + safe - 1] != b'\n';
        }
        at + safe
    }

    /// Text that belongs to no part, of the innermost open multipart or behind everything.
    fn gap(&self) -> Mode {
        let section = self.stack.last().map_or_else(|| Section::root().text(), |f| f.section.text());
        let part = PartMeta { section, media_type: "text/plain".into(), ..PartMeta::default() };
        Mode::Gap { text: None, part: Arc::new(part) }
    }

    pub(super) fn plain_leaf(&self, region: RegionKind) -> TextLeaf {
        let region = if self.attachment { RegionKind::Attachment } else { region };
        TextLeaf::new(Reading::Plain, Encoding::Identity, None, None, region, self.quoting, self.letter())
    }

    /// A message begins, this one or one embedded in it: its parts are what its sender wrote.
    fn open_letter(&mut self, opening: &Opening, info: &HeaderInfo) {
        self.close_letters(&opening.section);
        if self.same_letter && opening.message {
            self.same_letter = false;
            return;
        }
        let outer = self.letters.last().map(|(_, letter)| letter.level);
        self.letters.push((
            opening.section.clone(),
            Arc::new(Letter {
                envelope: info.envelope.clone(),
                level: outer.map_or(0, |level| level.saturating_add(1)),
                forwarded: outer.is_some(),
            }),
        ));
    }

    /// Leaves the embedded messages that this section is no part of.
    pub(super) fn close_letters(&mut self, section: &Section) {
        while self.letters.len() > 1 && self.letters.last().is_some_and(|(own, _)| !section.is_within(own)) {
            self.letters.pop();
        }
    }

    /// The message that what is read now belongs to.
    pub(super) fn letter(&self) -> Arc<Letter> {
        self.letters.last().map(|(_, letter)| letter.clone()).unwrap_or_default()
    }

    /// Numbers what the message holds under this section.
    pub(super) fn begin_at(&mut self, section: Section) {
        if let Mode::Header(opening) = &mut self.mode {
            opening.section = section;
        }
    }

    /// A walk for the next message of the same file.
    pub(super) fn another(&self, limits: Limits, section: Section) -> Walk {
        let mut walk = Walk::new(limits, self.quoting);
        walk.opened = true;
        walk.attachment = self.attachment;
        walk.depth = self.depth;
        walk.files = self.files;
        walk.pictures = self.pictures;
        walk.letters = self.letters.clone();
        walk.places = self.places;
        walk.base = self.base;
        walk.begin_at(section);
        walk
    }

    /// Parts so far.
    pub(super) fn parts(&self) -> u64 {
        self.coverage.parts
    }
}

impl Opening {
    /// Stands in while the mode is taken out.
    fn none() -> Self {
        Opening {
            section: Section::root(),
            message: false,
            digest: false,
            alternative: None,
            encrypted: false,
            depth: 0,
        }
    }
}
