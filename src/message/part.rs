//! The leaves of the MIME tree: how the body of each is read, and what became of its bytes.
//!
//! What comes in: the header of a leaf, and its body in pieces. What goes out: its text, by way of [`TextLeaf`]; the
//! messages in it, by way of [`Embedded`]; or a count and a problem. Where a leaf begins and ends is the walk's to know.

use std::sync::Arc;

use super::declared::{Declared, HEAD};
use super::embedded::{Embedded, Holds};
use super::file::{Held, Otherwise};
use super::header::{self, EntityHeader};
use super::leaf::{Scratch, TextLeaf};
use super::media::{self, Reading, Sniffed};
use super::place::Place;
use super::plain::Flowed;
use super::structure::{Mode, Opening, Walk};
use super::transfer::{Decoder, Encoding};
use super::{LeafKind, PartSink};
use crate::model::{Opaque, PartMeta, Problem, ProblemCode, Quoting, RegionKind};

/// Levels that a message inside a file inside a message counts for.
const DEPTH_OF_A_FILE: u32 = 2;

/// A leaf that is read.
pub(super) struct Leaf {
    pub(super) part: Arc<PartMeta>,
    pub(super) raw: u64,
    pub(super) reader: LeafReader,
    /// Its transfer encoding is decided by its first bytes.
    pub(super) doubt: Option<Declared>,
}

impl Leaf {
    /// True until its first bytes are looked at.
    pub(super) fn is_undecided(&self) -> bool {
        self.doubt.is_some() || matches!(self.reader, LeafReader::Sniff(_))
    }
}

/// How its body is read.
pub(super) enum LeafReader {
    Text(TextLeaf),
    Opaque,
    /// No text, and of a format that nobody knows.
    Unknown,
    /// Needs a key.
    Encrypted,
    /// A file that must be opened to be read.
    File(Box<Held>),
    /// Is decided by its first bytes.
    Sniff(TextLeaf),
    /// A message that must be decoded to be read.
    Embedded(Box<Embedded>),
}

impl Walk {
    /// Begins a leaf: decides how its body is read.
    pub(super) fn leaf(
        &mut self,
        opening: Opening,
        media_type: &str,
        entity: &EntityHeader,
        sink: &mut dyn PartSink,
    ) -> Mode {
        let leaf = self.begin_leaf(opening, media_type, entity);
        let part = leaf.part.clone();
        if self.coverage.parts > u64::from(self.limits.parts) && !self.too_many {
            self.too_many = true;
            self.stack.clear();
            let detail = "the message has more parts than --limit-parts; the rest was searched as one text";
            sink.problem(Problem::new(ProblemCode::Limit, detail).in_part(&part.section));
            let reader = LeafReader::Text(self.plain_leaf(RegionKind::Body));
            return Mode::Leaf(Leaf { part, raw: 0, reader, doubt: None });
        }
        let searched = !matches!(leaf.reader, LeafReader::Opaque);
        if entity.transfer_encoding.is_unknown() && searched {
            let detail = "the transfer encoding is not known; the text was searched as it stands";
            sink.problem(Problem::new(ProblemCode::Corrupt, detail).in_part(&part.section));
        }
        Mode::Leaf(leaf)
    }

    /// Decides how the body of a leaf is read.
    pub(super) fn begin_leaf(&mut self, opening: Opening, media_type: &str, entity: &EntityHeader) -> Leaf {
        self.coverage.parts += 1;
        let section = if opening.message { opening.section.child(1) } else { opening.section };
        self.close_letters(&section);
        let letter = self.letter();
        let filename = filename(entity);
        let disposed = entity.disposition.as_ref().is_some_and(|d| d.value == "attachment");
        let reading = if opening.encrypted && media_type != "application/pgp-encrypted" {
            Reading::Encrypted
        } else if media_type == "application/pgp-encrypted" && opening.encrypted {
            Reading::Opaque // RFC 3156 §4: holds `Version: 1`; the data is in its neighbour
        } else {
            media::reading(media_type, filename.as_deref())
        };
        let body_like = matches!(
            media_type,
            "text/plain" | "text/html" | "text/enriched" | "text/richtext" | "text/rtf" | "application/rtf"
        ) || media_type.starts_with("message/");
        let attachment = self.attachment || disposed || filename.is_some() || !body_like;
        let part = Arc::new(PartMeta {
            section,
            media_type: media::shown(media_type).to_owned(),
            filename: filename.map(header::shown),
            attachment,
            alternative: opening.alternative,
        });
        let settled = entity.transfer_encoding.settled();
        let encoding = settled.unwrap_or_default();
        let doubt = settled.is_none().then(|| entity.transfer_encoding.clone());
        let parameter = |name: &str| entity.content_type.as_ref().and_then(|c| c.parameter(name));
        let flowed = (media_type == "text/plain"
            && parameter("format").is_some_and(|f| f.eq_ignore_ascii_case("flowed")))
        .then(|| Flowed { delsp: parameter("delsp").is_some_and(|d| d.eq_ignore_ascii_case("yes")) });
        let region = if attachment { RegionKind::Attachment } else { RegionKind::Body };
        let charset = parameter("charset").map(str::to_owned);
        let limit = self.limits.attachment;
        let pictures = self.pictures;
        let file = |charset, otherwise| Box::new(Held::new(encoding, charset, limit, otherwise));
        let text = |reading, charset| {
            TextLeaf::new(reading, encoding, charset, flowed, region, self.quoting, letter.clone())
        };
        let reader = match reading {
            Reading::Opaque => LeafReader::Opaque,
            Reading::Picture if pictures => LeafReader::File(file(charset, Otherwise::Opaque)),
            Reading::Picture => LeafReader::Opaque,
            Reading::File(what) => LeafReader::File(file(charset, Otherwise::Unsupported(what))),
            Reading::Encrypted => LeafReader::Encrypted,
            Reading::Wrapped => LeafReader::File(file(charset, Otherwise::Encrypted)),
            Reading::Sniff => LeafReader::Sniff(text(Reading::Plain, charset)),
            reading => LeafReader::Text(text(reading, charset)),
        };
        Leaf { part, raw: 0, reader, doubt }
    }

    /// Says that what comes next stands in the decoded bytes of this leaf, where it does.
    pub(super) fn enter_leaf(&mut self, leaf: &mut Leaf, body: &[u8], sink: &mut dyn PartSink) {
        if !self.places || leaf.raw != body.len() as u64 {
            return;
        }
        self.settle_leaf(leaf, body, sink);
        if let LeafReader::Embedded(inner) = &leaf.reader {
            sink.place(Place::Enter { part: &leaf.part, encoding: inner.encoding() });
        }
    }

    /// Says where a leaf stands that ends at byte `end`.
    pub(super) fn place_leaf(&self, leaf: &Leaf, end: usize, sink: &mut dyn PartSink) {
        if !self.places {
            return;
        }
        let bytes = end - leaf.raw as usize..end;
        sink.place(match &leaf.reader {
            LeafReader::Text(text) => Place::Text { part: &leaf.part, bytes, form: text.form() },
            LeafReader::Embedded(_) => Place::Leave { bytes },
            _ => Place::Other { part: &leaf.part, bytes },
        });
    }

    /// Reads the next piece of its body.
    pub(super) fn read_leaf(
        &mut self,
        leaf: &mut Leaf,
        body: &[u8],
        last: bool,
        scratch: &mut Scratch,
        sink: &mut dyn PartSink,
    ) {
        self.settle_leaf(leaf, body, sink);
        match &mut leaf.reader {
            LeafReader::Text(text) => text.piece(&leaf.part, body, last, scratch, sink),
            LeafReader::Embedded(inner) => inner.piece(body, last, scratch, sink),
            LeafReader::File(file) => file.piece(body, last),
            LeafReader::Opaque | LeafReader::Unknown | LeafReader::Encrypted | LeafReader::Sniff(_) => {}
        }
    }

    /// Decides by its first bytes how a leaf is read, where its header does not tell.
    fn settle_leaf(&mut self, leaf: &mut Leaf, body: &[u8], sink: &mut dyn PartSink) {
        if let Some(declared) = leaf.doubt.take() {
            let encoding = declared.settle(body);
            match &mut leaf.reader {
                LeafReader::Text(text) | LeafReader::Sniff(text) => text.encoding = encoding,
                LeafReader::Embedded(inner) => inner.set_encoding(encoding),
                LeafReader::File(file) => file.set_encoding(encoding),
                LeafReader::Opaque | LeafReader::Unknown | LeafReader::Encrypted => {}
            }
        }
        let pictures = self.pictures;
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
                Sniffed::Binary(Some(what)) => {
                    LeafReader::File(self.held(text.encoding, Otherwise::Unsupported(what)))
                }
                Sniffed::Picture if pictures => LeafReader::File(self.held(text.encoding, Otherwise::Opaque)),
                Sniffed::Binary(None) | Sniffed::Picture => LeafReader::Opaque,
                Sniffed::Unknown => LeafReader::Unknown,
            };
        }
    }

    /// Ends a leaf of a format that is not read, though it may hold text.
    pub(super) fn close_unread(
        &mut self,
        part: &Arc<PartMeta>,
        raw: u64,
        what: &str,
        sink: &mut dyn PartSink,
    ) {
        self.add_opaque(&part.media_type, raw);
        let problem = Problem::new(ProblemCode::Unsupported, format!("{what} is not read by this version"));
        sink.problem(problem.in_part(&part.section));
        sink.leaf(part, LeafKind::Opaque, raw);
    }

    /// Ends a leaf that cannot be read without a key.
    pub(super) fn close_encrypted(&mut self, part: &Arc<PartMeta>, raw: u64, sink: &mut dyn PartSink) {
        self.coverage.given_up += raw;
        let problem = Problem::new(ProblemCode::Encrypted, "the part is encrypted").giving_up(raw);
        sink.problem(problem.in_part(&part.section));
        sink.leaf(part, LeafKind::Opaque, raw);
    }

    fn held(&self, encoding: Encoding, otherwise: Otherwise) -> Box<Held> {
        Box::new(Held::new(encoding, None, self.limits.attachment, otherwise))
    }

    /// Ends it, and accounts for its bytes.
    pub(super) fn close_leaf(&mut self, leaf: Leaf, scratch: &mut Scratch, sink: &mut dyn PartSink) {
        let Leaf { part, raw, reader, .. } = leaf;
        match reader {
            LeafReader::Text(text) => {
                self.coverage.given_up += text.given_up.min(raw);
                self.coverage.armoured |= text.armoured && self.letter().level == 0;
                let files = text.files;
                sink.leaf(&part, LeafKind::Text, raw);
                self.files_in_text(&part, files, scratch, sink);
            }
            LeafReader::Sniff(_) => sink.leaf(&part, LeafKind::Text, raw),
            LeafReader::Opaque => {
                self.add_opaque(&part.media_type, raw);
                sink.leaf(&part, LeafKind::Opaque, raw);
            }
            LeafReader::Unknown => self.close_unread(&part, raw, "a file of an unknown type", sink),
            LeafReader::Encrypted => self.close_encrypted(&part, raw, sink),
            LeafReader::File(held) => self.close_file(&part, raw, *held, scratch, sink),
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
    pub(super) fn embedded(&self, encoding: Encoding, part: &Arc<PartMeta>, holds: Holds) -> Embedded {
        let mut limits = self.limits.clone();
        limits.parts = limits.parts.saturating_sub(self.coverage.parts as u32).max(1);
        let quoting = if holds == Holds::Mbox { Quoting::From } else { Quoting::None };
        let mut walk = Walk::new(limits.clone(), quoting);
        walk.opened = true;
        walk.letters = self.letters.clone();
        walk.attachment = self.attachment || holds != Holds::Itself;
        walk.files = self.files;
        walk.pictures = self.pictures;
        walk.places = self.places;
        walk.depth = self.depth + self.stack.last().map_or(0, |f| f.depth) + DEPTH_OF_A_FILE;
        Embedded::new(encoding, walk, &part.section, limits, holds)
    }

    pub(super) fn add_opaque(&mut self, media_type: &str, raw: u64) {
        if !self.coverage.opaque.contains_key(media_type) {
            self.coverage.opaque.insert(media_type.to_owned(), Opaque::default());
        }
        if let Some(o) = self.coverage.opaque.get_mut(media_type) {
            o.parts += 1;
            o.bytes += raw;
        }
    }
}

/// The decoded file name of an entity, without any path.
pub(super) fn filename(entity: &EntityHeader) -> Option<String> {
    let named = entity.disposition.as_ref().and_then(|d| d.parameter("filename"));
    let name = named.or_else(|| entity.content_type.as_ref().and_then(|c| c.parameter("name")))?;
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name).trim();
    (!name.is_empty()).then(|| name.to_owned())
}
