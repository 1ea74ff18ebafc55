//! The MIME tree (RFC 2045, RFC 2046): delimiter lines, entities, embedded messages, and the section number of each.
//!
//! `mailparse` reads header fields; the tree is walked here, because four things are asked of it that `mailparse::parse_mail`
//! does not give: a message that is too large to be held comes in pieces; every byte is accounted for, so that text in
//! preambles, epilogues and behind broken delimiters is searched too; a boundary that begins like the boundary around
//! it is told from it; and nesting without end costs a problem, not the message. On messages that both can read, a
//! test holds this walk against `mailparse`.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use memchr::memmem::Finder;

use super::header::{self, EntityHeader, FieldClass, HeaderInfo};
use super::leaf::{HeaderScratch, Scratch, TextLeaf};
use super::media::{self, Reading, Sniffed, Unread};
use super::plain::Flowed;
use super::transfer::{self, Decoder, Encoding};
use super::{LeafKind, PartSink, words};
use crate::model::{
    Limits, OffsetMap, Opaque, PartMeta, Problem, ProblemCode, Quoting, Region, RegionKind, Section,
};

/// A delimiter line begins with two hyphens (RFC 2046 §5.1.1).
static DELIMITER: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(b"\n--"));

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
        let normalised;
        let message = if is_bare_cr(message) {
            normalised = message.iter().map(|b| if *b == b'\r' { b'\n' } else { *b }).collect::<Vec<_>>();
            &normalised
        } else {
            message
        };
        walk.advance(message, true, &mut self.scratch, sink);
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

/// Line ends of Mac OS 9: a header of carriage returns alone.
fn is_bare_cr(message: &[u8]) -> bool {
    let head = &message[..message.len().min(1024)];
    memchr::memchr(b'\n', head).is_none() && head.iter().filter(|b| **b == b'\r').count() > 1
}

/// A multipart that is open.
struct Frame {
    /// `--` and the boundary parameter.
    delimiter: Vec<u8>,
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

/// A message inside a transfer encoding, read in a walk of its own while it is decoded.
struct Embedded {
    decoder: Decoder,
    walk: Walk,
    /// Decoded bytes that the walk has not used yet.
    held: Vec<u8>,
    /// Decoded bytes in all.
    decoded: u64,
    /// The part is a leaf of the tree around it: a file that holds a message.
    listed: bool,
}

struct Walk {
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
            behind: 0,
        }
    }

    fn finish(mut self, sink: &mut dyn PartSink) -> MessageCoverage {
        if !self.opened {
            self.opened = true;
            sink.header(&self.info);
        }
        self.coverage
    }

    /// Reads on in `buf`, and says how many bytes of it are done with. With `last`, that is all of them.
    fn advance(&mut self, buf: &[u8], last: bool, scratch: &mut Scratch, sink: &mut dyn PartSink) -> usize {
        let mut at = 0;
        // a leaf or gap that begins with this buffer is at the start of a line: pieces are cut behind line ends
        loop {
            match std::mem::replace(&mut self.mode, Mode::Header(Opening::none())) {
                Mode::Header(opening) => {
                    let rest = &buf[at..];
                    let bound = (rest.len() as u64).min(self.limits.header) as usize;
                    let over = rest.len() as u64 > self.limits.header;
                    let stack = &self.stack;
                    let is_delimiter = |line: &[u8]| stack.iter().any(|f| f.matches(line).is_some());
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
                    self.mode = self.open(opening, &entity, sink);
                    if at == buf.len() && !last {
                        return at;
                    }
                }
                Mode::Leaf(mut leaf) => {
                    let found = self.next_delimiter(&buf[at..], last);
                    let (body, complete) = match found {
                        Next::Delimiter { body_end, .. } => (&buf[at..at + body_end], true),
                        Next::End => (&buf[at..], true),
                        Next::More(safe) => (&buf[at..at + safe], false),
                    };
                    leaf.raw += body.len() as u64;
                    self.read_leaf(&mut leaf, body, complete, scratch, sink);
                    if complete {
                        self.close_leaf(leaf, sink);
                    } else {
                        self.mode = Mode::Leaf(leaf);
                    }
                    match found {
                        Next::Delimiter { line_end, frame, close, .. } => {
                            at += line_end;
                            self.cross(frame, close);
                        }
                        Next::End => {
                            self.mode = self.gap();
                            return buf.len();
                        }
                        Next::More(safe) => return at + safe,
                    }
                }
                Mode::Gap { mut text, part } => {
                    let found = self.next_delimiter(&buf[at..], last);
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
                        Next::Delimiter { line_end, frame, close, .. } => {
                            at += line_end;
                            self.cross(frame, close);
                        }
                        Next::End => {
                            self.mode = self.gap();
                            return buf.len();
                        }
                        Next::More(safe) => {
                            self.mode = Mode::Gap { text, part };
                            return at + safe;
                        }
                    }
                }
            }
        }
    }

    /// Finds the next delimiter line of any open multipart in `buf`, which begins at the start of a line.
    fn next_delimiter(&self, buf: &[u8], last: bool) -> Next {
        if self.stack.is_empty() {
            return if last { Next::End } else { Next::More(whole_lines(buf)) };
        }
        let mut from = 0;
        loop {
            let start = if from == 0 && buf.starts_with(b"--") {
                0
            } else {
                match DELIMITER.find(&buf[from..]) {
                    Some(n) => from + n + 1,
                    None if last => return Next::End,
                    None => return Next::More(whole_lines(buf)),
                }
            };
            let (line, line_end) = match memchr::memchr(b'\n', &buf[start..]) {
                Some(n) => (&buf[start..start + n], start + n + 1),
                None if last => (&buf[start..], buf.len()),
                // the line goes on in the next piece; keep the line end in front of it too
                None => return Next::More(body_end(buf, start)),
            };
            let line = header::trim_line(line);
            // the innermost that fits; a fit further out closes what is inside it
            for (i, frame) in self.stack.iter().enumerate().rev() {
                if let Some(close) = frame.matches(line) {
                    return Next::Delimiter { body_end: body_end(buf, start), line_end, frame: i, close };
                }
            }
            from = start;
            if from == 0 {
                from = 1;
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
            Some(frame) if frame.matches(line) == Some(false) => {
                frame.children -= 1;
                true
            }
            _ => false,
        }
    }

    /// Goes over a delimiter line of the multipart at this level of the stack.
    fn cross(&mut self, frame: usize, close: bool) {
        self.stack.truncate(frame + 1);
        if close {
            self.mode = self.gap();
            return;
        }
        let Some(frame) = self.stack.last_mut() else { return };
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
                    entity.content_type = Some(words::parameterised(body));
                }
                "content-disposition" if entity.disposition.is_none() => {
                    entity.disposition = Some(words::parameterised(body));
                }
                "content-transfer-encoding" if entity.transfer_encoding.is_none() => {
                    entity.transfer_encoding = Some(body.to_vec());
                }
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
            let boundary = declared.and_then(|c| c.parameter("boundary")).filter(|b| !b.trim().is_empty());
            if deep {
                self.report_deep(&opening, sink);
            } else if let Some(boundary) = boundary {
                let mut delimiter = b"--".to_vec();
                delimiter.extend_from_slice(boundary.trim_end().as_bytes());
                let alternative = match subtype {
                    "alternative" => Some(opening.section.clone()),
                    _ => opening.alternative,
                };
                self.stack.push(Frame {
                    delimiter,
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
            // without a boundary there are no parts: the text is searched as it stands
            return self.leaf(opening, "text/plain", entity, sink);
        }
        let encoding =
            entity.transfer_encoding.as_deref().map_or(Encoding::Identity, |e| transfer::encoding(e).0);
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
                filename: filename(entity),
                attachment: false,
                alternative: None,
            });
            if encoding == Encoding::Identity {
                return Mode::Header(Opening {
                    section,
                    message: true,
                    digest: false,
                    alternative: None,
                    encrypted: false,
                    depth: opening.depth + 1,
                });
            }
            let reader = LeafReader::Embedded(Box::new(self.embedded(encoding, &part, false)));
            return Mode::Leaf(Leaf { part, raw: 0, reader });
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
            media_type: media_type.to_owned(),
            filename,
            attachment,
            alternative: opening.alternative,
        });
        if self.coverage.parts > u64::from(self.limits.parts) && !self.too_many {
            self.too_many = true;
            self.stack.clear();
            let detail = "the message has more parts than --limit-parts; the rest was searched as one text";
            sink.problem(Problem::new(ProblemCode::Limit, detail).in_part(&part.section));
            let reader = LeafReader::Text(self.plain_leaf(RegionKind::Body));
            return Mode::Leaf(Leaf { part, raw: 0, reader });
        }
        let encoding = match entity.transfer_encoding.as_deref().map(transfer::encoding) {
            None => Encoding::Identity,
            Some((encoding, known)) => {
                if !known && !matches!(reading, Reading::Opaque) {
                    let detail = "the transfer encoding is not known; the text was searched as it stands";
                    sink.problem(Problem::new(ProblemCode::Corrupt, detail).in_part(&part.section));
                }
                encoding
            }
        };
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
        Mode::Leaf(Leaf { part, raw: 0, reader })
    }

    fn read_leaf(
        &mut self,
        leaf: &mut Leaf,
        body: &[u8],
        last: bool,
        scratch: &mut Scratch,
        sink: &mut dyn PartSink,
    ) {
        if let LeafReader::Sniff(text) = &leaf.reader
            && (!body.is_empty() || last)
        {
            let mut head = Vec::new();
            Decoder::new(text.encoding).decode(&body[..body.len().min(2048)], false, &mut head);
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
                Sniffed::Message if self.depth + DEPTH_OF_A_FILE >= self.limits.depth => {
                    let detail = "messages are nested deeper than --limit-depth; what is inside was searched as one text";
                    sink.problem(Problem::new(ProblemCode::Limit, detail).in_part(&leaf.part.section));
                    LeafReader::Text(text)
                }
                Sniffed::Message => {
                    LeafReader::Embedded(Box::new(self.embedded(text.encoding, &leaf.part, true)))
                }
                Sniffed::Binary(None) => LeafReader::Opaque,
                Sniffed::Binary(Some(what)) => LeafReader::Unread(Unread::NotBuilt(what)),
            };
        }
        match &mut leaf.reader {
            LeafReader::Text(text) => text.piece(&leaf.part, body, last, scratch, sink),
            LeafReader::Embedded(inner) => {
                let Embedded { decoder, walk, held, decoded, .. } = &mut **inner;
                let before = held.len();
                decoder.decode(body, last, held);
                *decoded += (held.len() - before) as u64;
                let used = walk.advance(held, last, scratch, sink);
                held.drain(..used);
            }
            LeafReader::Opaque | LeafReader::Unread(_) | LeafReader::Sniff(_) => {}
        }
    }

    fn close_leaf(&mut self, leaf: Leaf, sink: &mut dyn PartSink) {
        let Leaf { part, raw, reader } = leaf;
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
                let Embedded { walk, decoded, listed, .. } = *inner;
                let found = walk.finish(sink);
                self.coverage.parts += found.parts;
                // the inner counts are of decoded bytes; they are scaled to the bytes that stand in the message
                let scale = |n: u64| match decoded {
                    0 => 0,
                    _ => (u128::from(n) * u128::from(raw) / u128::from(decoded)) as u64,
                };
                for (media_type, o) in found.opaque {
                    let own = self.coverage.opaque.entry(media_type).or_default();
                    own.parts += o.parts;
                    own.bytes += scale(o.bytes);
                }
                self.coverage.given_up += scale(found.given_up);
                if listed {
                    sink.leaf(&part, LeafKind::Embedded, raw);
                }
            }
        }
    }

    /// Begins a message that is decoded while it is read; `file` when it is a file in this one.
    fn embedded(&self, encoding: Encoding, part: &Arc<PartMeta>, file: bool) -> Embedded {
        let mut limits = self.limits.clone();
        limits.parts = limits.parts.saturating_sub(self.coverage.parts as u32).max(1);
        let mut walk = Walk::new(limits, Quoting::None);
        walk.opened = true;
        walk.attachment = self.attachment || file;
        walk.depth = self.depth + self.stack.last().map_or(0, |f| f.depth) + DEPTH_OF_A_FILE;
        if let Mode::Header(opening) = &mut walk.mode {
            opening.section = part.section.clone();
        }
        Embedded { decoder: Decoder::new(encoding), walk, held: Vec::new(), decoded: 0, listed: file }
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

impl Frame {
    /// Whether a line (without line end and trailing white space) is a delimiter line of this multipart, and if so,
    /// whether it is the last (RFC 2046 §5.1.1).
    fn matches(&self, line: &[u8]) -> Option<bool> {
        match line.strip_prefix(self.delimiter.as_slice())? {
            b"" => Some(false),
            b"--" => Some(true),
            _ => None,
        }
    }
}

/// What comes next in a leaf or gap.
enum Next {
    /// A delimiter line of the multipart at `frame`: the body ends at `body_end`, what is behind begins at `line_end`.
    Delimiter { body_end: usize, line_end: usize, frame: usize, close: bool },
    /// Nothing: the message ends.
    End,
    /// Nothing in these bytes; so many of them are surely body.
    More(usize),
}

/// The line end in front of a delimiter line belongs to the delimiter (RFC 2046 §5.1.1).
fn body_end(buf: &[u8], line_start: usize) -> usize {
    match &buf[..line_start] {
        [.., b'\r', b'\n'] => line_start - 2,
        [.., b'\n'] => line_start - 1,
        _ => line_start,
    }
}

/// Bytes that may be handed on before more is known: whole lines, without the last line end; all of a line that is too
/// long to wait for.
fn whole_lines(buf: &[u8]) -> usize {
    const LONG: usize = 1 << 20;
    match memchr::memrchr(b'\n', buf) {
        Some(n) if n > 0 => {
            if buf.len() - n > LONG {
                buf.len()
            } else {
                body_end(buf, n + 1)
            }
        }
        _ if buf.len() > LONG => buf.len(),
        _ => 0,
    }
}

/// The decoded file name of an entity, without any path.
fn filename(entity: &EntityHeader) -> Option<String> {
    let named = entity.disposition.as_ref().and_then(|d| d.parameter("filename"));
    let name = named.or_else(|| entity.content_type.as_ref().and_then(|c| c.parameter("name")))?;
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name).trim();
    (!name.is_empty()).then(|| name.to_owned())
}
