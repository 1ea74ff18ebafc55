//! The MIME tree (RFC 2045, RFC 2046): delimiter lines, entities, embedded messages, and the section number of each.
//!
//! `mailparse` reads header fields; the tree is walked here, because four things are asked of it that `mailparse::parse_mail`
//! does not give: a message that is too large to be held comes in pieces; every byte is accounted for, so that text in
//! preambles, epilogues and behind broken delimiters is searched too; a boundary that begins like the boundary around
//! it is told from it; and nesting without end costs a problem, not the message. On messages that both can read, a
//! test holds this walk against `mailparse`.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::declared::{Declared, HEAD};
use super::delimiter::{self, Delimiters, Next};
use super::embedded::{Embedded, Holds};
use super::header::{self, EntityHeader, FieldClass, HeaderInfo};
use super::leaf::{HeaderScratch, Scratch, TextLeaf};
use super::media::{self, Reading, Sniffed, Unread};
use super::plain::Flowed;
use super::transfer::{Decoder, Encoding};
use super::{LeafKind, PartSink, words};
use crate::model::{
    Limits, OffsetMap, Opaque, PartMeta, Problem, ProblemCode, Quoting, Region, RegionKind, Section,
};

/// Levels that a message inside a file inside a message counts for.
const DEPTH_OF_A_FILE: u32 = 2;

/// What became of the bytes of one message; what is neither opaque nor given up was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MessageCoverage {
    /// Leaves of its MIME tree.
    pub parts: u64,
    /// Parts without text that is read here, by media type.
    pub opaque: BTreeMap<String, Opaque>,
    /// Bytes given up, each with a problem.
    pub given_up: u64,
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

/// Takes messages apart, one after the other; keeps its buffers from one to the next.
pub struct MessageReader {
    limits: Limits,
    scratch: Scratch,
    walk: Option<Walk>,
    held: Vec<u8>,
}

impl MessageReader {
    /// A reader that keeps within these limits.
    pub fn new(limits: &Limits) -> Self {
        MessageReader { limits: limits.clone(), scratch: Scratch::default(), walk: None, held: Vec::new() }
    }

    /// Reads a message that is at hand as a whole.
    pub fn whole(&mut self, message: &[u8], quoting: Quoting, sink: &mut dyn PartSink) -> MessageCoverage {
        let mut walk = Walk::new(self.limits.clone(), quoting);
        walk.advance(&media::with_line_ends(message), true, &mut self.scratch, sink);
        self.scratch.shrink();
        walk.finish(sink)
    }

    /// Begins a message that comes in pieces, by [`MessageReader::push`], and is ended by [`MessageReader::end`].
    pub fn begin(&mut self, quoting: Quoting) {
        self.held.clear();
        self.walk = Some(Walk::new(self.limits.clone(), quoting));
    }

    /// Takes the next bytes of the message that was begun. Holds at most a header block, or the bytes of one line.
    pub fn push(&mut self, piece: &[u8], sink: &mut dyn PartSink) {
        if let Some(walk) = &mut self.walk {
            self.held.extend_from_slice(piece);
            let used = walk.advance(&self.held, false, &mut self.scratch, sink);
            self.held.drain(..used);
        }
    }

    /// Ends the message that was begun.
    pub fn end(&mut self, sink: &mut dyn PartSink) -> MessageCoverage {
        let Some(mut walk) = self.walk.take() else { return MessageCoverage::default() };
        let held = std::mem::take(&mut self.held);
        walk.advance(&held, true, &mut self.scratch, sink);
        self.scratch.shrink();
        walk.finish(sink)
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
    depth: u32,
    /// Bytes of decoded text between its parts so far.
    between: u64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Subtype {
    Digest,
    Other,
}

/// What a header block that comes next belongs to.
struct Opening {
    /// The section of the entity; of a message, what its body is numbered under.
    section: Section,
    /// It is the header of a message.
    message: bool,
    /// Media type where none is declared.
    digest: bool,
    alternative: Option<Section>,
    encrypted: bool,
    depth: u32,
}

enum Mode {
    /// In a header block.
    Header(Opening),
    /// In the body of a leaf.
    Leaf(Leaf),
    /// Before the first part of the innermost multipart, between or behind them; or behind all.
    Gap { text: Option<TextLeaf>, part: Arc<PartMeta> },
}

struct Leaf {
    part: Arc<PartMeta>,
    raw: u64,
    reader: LeafReader,
    /// Its transfer encoding is decided by its first bytes.
    doubt: Option<Declared>,
}

impl Leaf {
    /// True until its first bytes are looked at.
    fn is_undecided(&self) -> bool {
        self.doubt.is_some() || matches!(self.reader, LeafReader::Sniff(_))
    }
}

enum LeafReader {
    Text(TextLeaf),
    Opaque,
    Unread(Unread),
    /// Is decided by its first bytes.
    Sniff(TextLeaf),
    /// A message that must be decoded to be read.
    Embedded(Box<Embedded>),
}

/// Goes through one message.
pub(super) struct Walk {
    limits: Limits,
    quoting: Quoting,
    stack: Vec<Frame>,
    mode: Mode,
    coverage: MessageCoverage,
    info: HeaderInfo,
    /// The message's own header was handed on.
    opened: bool,
    /// Everything in it is an attachment: the message is a file in another.
    attachment: bool,
    depth: u32,
    too_deep: bool,
    too_many: bool,
    /// What was handed on last does not end with a line end: what comes next begins within its line.
    mid_line: bool,
    /// Bytes of decoded text behind everything so far.
    behind: u64,
}

impl Walk {
    fn new(limits: Limits, quoting: Quoting) -> Self {
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
            opened: false,
            attachment: false,
            depth: 0,
            too_deep: false,
            too_many: false,
            mid_line: false,
            behind: 0,
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
                    self.read_leaf(&mut leaf, body, complete, scratch, sink);
                    if complete {
                        self.close_leaf(leaf, sink);
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
                        reader.piece(&part, gap, complete, scratch, sink);
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

    fn plain_leaf(&self, region: RegionKind) -> TextLeaf {
        let region = if self.attachment { RegionKind::Attachment } else { region };
        TextLeaf::new(Reading::Plain, Encoding::Identity, None, None, region, self.quoting)
    }

    /// Reads the fields of a header block, and hands on those that are searched where it is a message's.
    fn read_header(
        &mut self,
        block: &[u8],
        opening: &Opening,
        scratch: &mut HeaderScratch,
        sink: &mut dyn PartSink,
    ) -> EntityHeader {
        let mut entity = EntityHeader::default();
        let own = opening.message && !self.opened;
        let HeaderScratch { text, names, fields, word } = scratch;
        text.clear();
        names.clear();
        fields.clear();
        let info = &mut self.info;
        header::fields(block, |raw_name, body| {
            let name_start = names.len();
            header::with_lower(raw_name, |name| names.push_str(name));
            let name = &names[name_start..];
            match name {
                "content-type" if entity.content_type.is_none() => {
                    let content_type = words::parameterised(body);
                    if content_type.value.starts_with("multipart/") {
                        entity.boundary = words::raw_parameter(body, b"boundary");
                    }
                    entity.content_type = Some(content_type);
                }
                "content-disposition" if entity.disposition.is_none() => {
                    entity.disposition = Some(words::parameterised(body));
                }
                "content-transfer-encoding" => entity.transfer_encoding.note(body),
                _ => {}
            }
            if !opening.message {
                names.truncate(name_start);
                return;
            }
            let decoded = words::decode(body, word).trim();
            if own {
                info.note(name, decoded);
            }
            if !raw_name.is_empty() {
                // a field name is ASCII, or the line would not have been taken for a field
                text.push_str(std::str::from_utf8(raw_name).unwrap_or_default());
                text.push_str(": ");
            }
            let start = text.len();
            text.push_str(decoded);
            let class = if raw_name.is_empty() { FieldClass::Text } else { header::class(name) };
            if class != FieldClass::Machine && !decoded.is_empty() {
                fields.push((name_start..names.len(), start..text.len()));
            } else {
                names.truncate(name_start);
            }
            text.push('\n');
        });
        if own {
            self.opened = true;
            sink.header(&self.info);
        }
        if opening.message && !block.is_empty() {
            let part = Arc::new(PartMeta {
                section: opening.section.header(),
                media_type: "text/rfc822-headers".into(),
                ..PartMeta::default()
            });
            sink.decoded(&part, "utf-8", text);
            let kind = if self.attachment { RegionKind::Attachment } else { RegionKind::Header };
            for (name, range) in fields.iter() {
                let map = OffsetMap::identity(range.start as u64);
                let name = &names[name.clone()];
                let region = Region {
                    kind,
                    part: &part,
                    field: (!name.is_empty()).then_some(name),
                    text: &text[range.clone()],
                    map: &map,
                    aside: false,
                };
                sink.region(&part, &region, text, 0);
            }
        }
        entity
    }

    /// Decides what the body behind a header block is.
    fn open(&mut self, opening: Opening, entity: &EntityHeader, sink: &mut dyn PartSink) -> Mode {
        let declared = entity.content_type.as_ref();
        let default = if opening.digest { "message/rfc822" } else { "text/plain" };
        let mut media_type = declared.map_or(default, |c| c.value.as_str());
        if !media_type.contains('/') || media_type.starts_with('/') || media_type.ends_with('/') {
            // RFC 2045 §5.2: what cannot be read is plain text
            media_type = if media_type == "text" || declared.is_none() { default } else { "text/plain" };
        }
        let deep = opening.depth + self.depth >= self.limits.depth;
        if let Some(subtype) = media_type.strip_prefix("multipart/") {
            if deep {
                self.report_deep(&opening, sink);
                return self.leaf(opening, "text/plain", entity, sink);
            }
            let decoded = declared.and_then(|c| c.parameter("boundary")).map(str::as_bytes);
            let alternative = match subtype {
                "alternative" => Some(opening.section.clone()),
                _ => opening.alternative,
            };
            self.stack.push(Frame {
                delimiters: Delimiters::new(decoded.into_iter().chain(entity.boundary.as_deref())),
                encodings: entity.transfer_encoding.changing.clone(),
                section: opening.section,
                children: 0,
                subtype: if subtype == "digest" { Subtype::Digest } else { Subtype::Other },
                alternative,
                encrypted: opening.encrypted || subtype == "encrypted",
                depth: opening.depth,
                between: 0,
            });
            return self.gap();
        }
        let encoding = entity.transfer_encoding.settled();
        if media_type == "message/partial" {
            let detail = "a fragment of a message (message/partial) was searched as text; what is encoded in it was not read";
            let section = if opening.message { opening.section.child(1) } else { opening.section.clone() };
            sink.problem(Problem::new(ProblemCode::Unsupported, detail).in_part(&section));
        }
        let is_message = matches!(media_type, "message/rfc822" | "message/global" | "message/news");
        if is_message && !opening.encrypted {
            if deep {
                self.report_deep(&opening, sink);
                return self.leaf(opening, "text/plain", entity, sink);
            }
            let section = if opening.message { opening.section.child(1) } else { opening.section };
            let part = Arc::new(PartMeta {
                section: section.clone(),
                media_type: media_type.into(),
                filename: filename(entity).map(header::shown),
                attachment: false,
                alternative: None,
            });
            if encoding == Some(Encoding::Identity) {
                return Mode::Header(Opening {
                    section,
                    message: true,
                    digest: false,
                    alternative: None,
                    encrypted: false,
                    depth: opening.depth + 1,
                });
            }
            let reader = LeafReader::Embedded(Box::new(self.embedded(
                encoding.unwrap_or_default(),
                &part,
                Holds::Itself,
            )));
            let doubt = encoding.is_none().then(|| entity.transfer_encoding.clone());
            return Mode::Leaf(Leaf { part, raw: 0, reader, doubt });
        }
        let media_type = media_type.to_owned();
        self.leaf(opening, &media_type, entity, sink)
    }

    fn report_deep(&mut self, opening: &Opening, sink: &mut dyn PartSink) {
        if !self.too_deep {
            self.too_deep = true;
            let detail =
                "parts are nested deeper than --limit-depth; what is inside was searched as one text";
            sink.problem(Problem::new(ProblemCode::Limit, detail).in_part(&opening.section));
        }
    }

    fn leaf(
        &mut self,
        opening: Opening,
        media_type: &str,
        entity: &EntityHeader,
        sink: &mut dyn PartSink,
    ) -> Mode {
        self.coverage.parts += 1;
        let section = if opening.message { opening.section.child(1) } else { opening.section };
        let filename = filename(entity);
        let disposed = entity.disposition.as_ref().is_some_and(|d| d.value == "attachment");
        let reading = if opening.encrypted && media_type != "application/pgp-encrypted" {
            Reading::Unread(Unread::Encrypted)
        } else if media_type == "application/pgp-encrypted" && opening.encrypted {
            Reading::Opaque // RFC 3156 §4: holds `Version: 1`; the data is in its neighbour
        } else {
            media::reading(media_type, filename.as_deref())
        };
        let body_like = matches!(media_type, "text/plain" | "text/html" | "text/enriched" | "text/richtext")
            || media_type.starts_with("message/");
        let attachment = self.attachment || disposed || filename.is_some() || !body_like;
        let part = Arc::new(PartMeta {
            section,
            media_type: media::shown(media_type).to_owned(),
            filename: filename.map(header::shown),
            attachment,
            alternative: opening.alternative,
        });
        if self.coverage.parts > u64::from(self.limits.parts) && !self.too_many {
            self.too_many = true;
            self.stack.clear();
            let detail = "the message has more parts than --limit-parts; the rest was searched as one text";
            sink.problem(Problem::new(ProblemCode::Limit, detail).in_part(&part.section));
            let reader = LeafReader::Text(self.plain_leaf(RegionKind::Body));
            return Mode::Leaf(Leaf { part, raw: 0, reader, doubt: None });
        }
        if entity.transfer_encoding.is_unknown() && !matches!(reading, Reading::Opaque) {
            let detail = "the transfer encoding is not known; the text was searched as it stands";
            sink.problem(Problem::new(ProblemCode::Corrupt, detail).in_part(&part.section));
        }
        let settled = entity.transfer_encoding.settled();
        let encoding = settled.unwrap_or_default();
        let doubt = settled.is_none().then(|| entity.transfer_encoding.clone());
        let parameter = |name: &str| entity.content_type.as_ref().and_then(|c| c.parameter(name));
        let flowed = (media_type == "text/plain"
            && parameter("format").is_some_and(|f| f.eq_ignore_ascii_case("flowed")))
        .then(|| Flowed { delsp: parameter("delsp").is_some_and(|d| d.eq_ignore_ascii_case("yes")) });
        let region = if attachment { RegionKind::Attachment } else { RegionKind::Body };
        let charset = parameter("charset").map(str::to_owned);
        let text = |reading| TextLeaf::new(reading, encoding, charset, flowed, region, self.quoting);
        let reader = match reading {
            Reading::Opaque => LeafReader::Opaque,
            Reading::Unread(why) => LeafReader::Unread(why),
            Reading::Sniff => LeafReader::Sniff(text(Reading::Plain)),
            reading => LeafReader::Text(text(reading)),
        };
        Mode::Leaf(Leaf { part, raw: 0, reader, doubt })
    }

    fn read_leaf(
        &mut self,
        leaf: &mut Leaf,
        body: &[u8],
        last: bool,
        scratch: &mut Scratch,
        sink: &mut dyn PartSink,
    ) {
        if let Some(declared) = leaf.doubt.take() {
            let encoding = declared.settle(body);
            match &mut leaf.reader {
                LeafReader::Text(text) | LeafReader::Sniff(text) => text.encoding = encoding,
                LeafReader::Embedded(inner) => inner.set_encoding(encoding),
                LeafReader::Opaque | LeafReader::Unread(_) => {}
            }
        }
        if let LeafReader::Sniff(text) = &leaf.reader {
            let mut head = Vec::new();
            Decoder::new(text.encoding).decode(&body[..body.len().min(HEAD)], true, &mut head);
            let sniffed = media::sniff(&head, leaf.part.filename.as_deref());
            let LeafReader::Sniff(mut text) = std::mem::replace(&mut leaf.reader, LeafReader::Opaque) else {
                return;
            };
            leaf.reader = match sniffed {
                Sniffed::Plain => LeafReader::Text(text),
                Sniffed::Html => {
                    text.reading = Reading::Html;
                    LeafReader::Text(text)
                }
                Sniffed::Message | Sniffed::Mbox if self.depth + DEPTH_OF_A_FILE >= self.limits.depth => {
                    let detail = "messages are nested deeper than --limit-depth; what is inside was searched as one text";
                    sink.problem(Problem::new(ProblemCode::Limit, detail).in_part(&leaf.part.section));
                    LeafReader::Text(text)
                }
                Sniffed::Message | Sniffed::Mbox => {
                    let holds = if sniffed == Sniffed::Mbox { Holds::Mbox } else { Holds::File };
                    LeafReader::Embedded(Box::new(self.embedded(text.encoding, &leaf.part, holds)))
                }
                Sniffed::Binary(None) => LeafReader::Opaque,
                Sniffed::Binary(Some(what)) => LeafReader::Unread(Unread::NotBuilt(what)),
            };
        }
        match &mut leaf.reader {
            LeafReader::Text(text) => text.piece(&leaf.part, body, last, scratch, sink),
            LeafReader::Embedded(inner) => inner.piece(body, last, scratch, sink),
            LeafReader::Opaque | LeafReader::Unread(_) | LeafReader::Sniff(_) => {}
        }
    }

    fn close_leaf(&mut self, leaf: Leaf, sink: &mut dyn PartSink) {
        let Leaf { part, raw, reader, .. } = leaf;
        match reader {
            LeafReader::Text(text) => {
                self.coverage.given_up += text.given_up.min(raw);
                sink.leaf(&part, LeafKind::Text, raw);
            }
            LeafReader::Sniff(_) => sink.leaf(&part, LeafKind::Text, raw),
            LeafReader::Opaque => {
                self.add_opaque(&part.media_type, raw);
                sink.leaf(&part, LeafKind::Opaque, raw);
            }
            LeafReader::Unread(why) => {
                let problem = match why {
                    Unread::Encrypted => {
                        self.coverage.given_up += raw;
                        Problem::new(ProblemCode::Encrypted, "the part is encrypted or wrapped in S/MIME")
                            .giving_up(raw)
                    }
                    Unread::NotBuilt(what) => {
                        self.add_opaque(&part.media_type, raw);
                        Problem::new(ProblemCode::Unsupported, format!("{what} is not read by this version"))
                    }
                };
                sink.problem(problem.in_part(&part.section));
                sink.leaf(&part, LeafKind::Opaque, raw);
            }
            LeafReader::Embedded(inner) => {
                let file = inner.is_file();
                let found = inner.finish(raw, sink);
                self.coverage.add(found, &|n| n);
                if file {
                    sink.leaf(&part, LeafKind::Embedded, raw);
                }
            }
        }
    }

    /// Begins what a part holds that is decoded while it is read.
    fn embedded(&self, encoding: Encoding, part: &Arc<PartMeta>, holds: Holds) -> Embedded {
        let mut limits = self.limits.clone();
        limits.parts = limits.parts.saturating_sub(self.coverage.parts as u32).max(1);
        let quoting = if holds == Holds::Mbox { Quoting::From } else { Quoting::None };
        let mut walk = Walk::new(limits.clone(), quoting);
        walk.opened = true;
        walk.attachment = self.attachment || holds != Holds::Itself;
        walk.depth = self.depth + self.stack.last().map_or(0, |f| f.depth) + DEPTH_OF_A_FILE;
        Embedded::new(encoding, walk, &part.section, limits, holds)
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
        walk.begin_at(section);
        walk
    }

    /// Parts so far.
    pub(super) fn parts(&self) -> u64 {
        self.coverage.parts
    }

    fn add_opaque(&mut self, media_type: &str, raw: u64) {
        if !self.coverage.opaque.contains_key(media_type) {
            self.coverage.opaque.insert(media_type.to_owned(), Opaque::default());
        }
        if let Some(o) = self.coverage.opaque.get_mut(media_type) {
            o.parts += 1;
            o.bytes += raw;
        }
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

/// The decoded file name of an entity, without any path.
fn filename(entity: &EntityHeader) -> Option<String> {
    let named = entity.disposition.as_ref().and_then(|d| d.parameter("filename"));
    let name = named.or_else(|| entity.content_type.as_ref().and_then(|c| c.parameter("name")))?;
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name).trim();
    (!name.is_empty()).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::HeaderInfo;

    #[derive(Default)]
    struct Seen(u64);

    impl PartSink for Seen {
        fn header(&mut self, _: &HeaderInfo) {}
        fn decoded(&mut self, _: &Arc<PartMeta>, _: &str, text: &str) {
            self.0 += text.len() as u64;
        }
        fn region(&mut self, _: &Arc<PartMeta>, _: &Region<'_>, _: &str, _: u64) {}
        fn leaf(&mut self, _: &Arc<PartMeta>, _: LeafKind, _: u64) {}
        fn problem(&mut self, _: Problem) {}
    }

    #[test]
    fn a_long_line_is_not_held_though_it_begins_as_a_delimiter_does() {
        for begin in ["--x", "--b x", "--b "] {
            for body in ["--b\n\n", ""] {
                let mut reader = MessageReader::new(&Limits::default());
                let mut seen = Seen::default();
                reader.begin(Quoting::None);
                let head = format!("Content-Type: multipart/mixed; boundary=b\n\n{body}{begin}");
                reader.push(head.as_bytes(), &mut seen);
                let piece = begin.as_bytes()[begin.len() - 1..].repeat(1 << 18);
                for _ in 0..16 {
                    reader.push(&piece, &mut seen);
                    assert!(reader.held.len() <= 2 << 20, "{begin:?} {}", reader.held.len());
                }
                reader.push(b"\n--b\n\nx\n--b--\n", &mut seen);
                assert_eq!(reader.end(&mut seen).parts, if body.is_empty() { 1 } else { 2 });
                assert!(seen.0 > 4 << 20, "{begin:?}");
            }
        }
    }

    #[derive(Default, PartialEq, Debug)]
    struct All(BTreeMap<String, String>, Vec<String>);

    impl PartSink for All {
        fn header(&mut self, _: &HeaderInfo) {}
        fn decoded(&mut self, part: &Arc<PartMeta>, _: &str, text: &str) {
            self.0.entry(part.section.as_str().to_owned()).or_default().push_str(text);
        }
        fn region(&mut self, _: &Arc<PartMeta>, _: &Region<'_>, _: &str, _: u64) {}
        fn leaf(&mut self, _: &Arc<PartMeta>, _: LeafKind, _: u64) {}
        fn problem(&mut self, problem: Problem) {
            self.1.push(problem.detail.into_owned());
        }
    }

    #[test]
    fn pieces_give_what_the_whole_gives() {
        let parts = |line: &str, n: usize| {
            let part = format!(
                "{line}\nContent-Type: text/plain\n\n--x\nabc--\n-- \n{line}x\n{}\n",
                "y".repeat(500)
            );
            part.repeat(n) + line + "--\nbehind\n"
        };
        let one = "From a@b.example Sun Mar  2 10:11:00 2014\nSubject: x\n\nFrom here\n\nFrom there\nno field\n>From x\n\n";
        let messages = [
            format!("Content-Type: multipart/mixed; boundary=b\n\nbefore\n{}", parts("--b", 9)),
            format!("Content-Type: multipart/mixed; boundary=b\n\nbefore\n{}", parts("--c", 9)),
            format!("Content-Type: multipart/mixed\n\n--\n-- \n{}", parts("--b d", 9)),
            format!("Content-Type: application/mbox\n\n{}", one.repeat(40)),
            format!("Content-Transfer-Encoding: 7bit, quoted-printable\n\n{}=41\n", "z".repeat(1000)),
        ];
        for message in messages {
            for message in [message.replace('\n', "\r\n"), message] {
                let mut whole = All::default();
                let mut reader = MessageReader::new(&Limits::default());
                let coverage = reader.whole(message.as_bytes(), Quoting::None, &mut whole);
                assert!(coverage.parts > 0);
                for size in [1, 3, 64, 997] {
                    let mut pieces = All::default();
                    reader.begin(Quoting::None);
                    message.as_bytes().chunks(size).for_each(|piece| reader.push(piece, &mut pieces));
                    assert_eq!(reader.end(&mut pieces), coverage, "{size}");
                    assert_eq!(pieces, whole, "{size}");
                }
            }
        }
    }
}
