//! A file that came along as a part in, what it holds out: text, messages, files in it.
//!
//! What comes in: the body of a leaf that is no text by itself: a document, an archive, a message in another form. It is held as
//! a whole, up to a limit, and given to the [`Opener`](crate::model::Opener); what that takes out of it goes the way of any
//! leaf: an entry of an archive is a part whose section is that of the file with `!` and its name behind it. What this file refuses to know:
//! formats of files.

use std::io::Read;
use std::sync::Arc;

use super::declared::HEAD;
use super::embedded::Holds;
use super::header::{self, EntityHeader};
use super::leaf::{Scratch, TextLeaf};
use super::media::{self, Reading, Sniffed};
use super::part::Leaf;
use super::structure::{MessageCoverage, Opening, Walk};
use super::transfer::{Decoder, Encoding};
use super::{LeafKind, PartSink, beside};
use crate::model::{
    Broken, Contents, Document, PartMeta, Problem, ProblemCode, Quoting, RegionKind, Section, SharedOpener,
    TextKind,
};

/// Bytes of an entry that are read at once.
const CHUNK: usize = 256 << 10;
const _: () = assert!(HEAD <= CHUNK, "the first piece tells what it is");

/// Bytes of text of a file that are gathered before they are searched: what is shorter is searched as a whole.
const TEXT: usize = 1 << 20;

/// A file while it comes in.
pub(super) struct Held {
    decoder: Decoder,
    bytes: Vec<u8>,
    limit: usize,
    over: bool,
    /// How it is to be read when it is of no format that is opened.
    pub(super) otherwise: Otherwise,
    charset: Option<String>,
}

/// What becomes of a file that no one opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Otherwise {
    /// Its name or type says that it may hold text: a problem. If its bytes say that it is text, it is read as such.
    Unsupported(&'static str),
    /// It needs a key.
    Encrypted,
    /// Nothing is missed: a picture, or bytes of an unknown sort.
    Opaque,
}

impl Held {
    pub(super) fn new(encoding: Encoding, charset: Option<String>, limit: u64, otherwise: Otherwise) -> Self {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        Held { decoder: Decoder::new(encoding), bytes: Vec::new(), limit, over: false, otherwise, charset }
    }

    pub(super) fn set_encoding(&mut self, encoding: Encoding) {
        self.decoder = Decoder::new(encoding);
    }

    /// Takes the next piece of the body.
    pub(super) fn piece(&mut self, body: &[u8], last: bool) {
        if self.over {
            return;
        }
        self.decoder.decode(body, last, &mut self.bytes);
        if self.bytes.len() > self.limit {
            self.over = true;
            self.bytes = Vec::new();
        }
    }
}

impl Walk {
    /// Ends a leaf that is a file: opens it.
    pub(super) fn close_file(
        &mut self,
        part: &Arc<PartMeta>,
        raw: u64,
        held: Held,
        scratch: &mut Scratch,
        sink: &mut dyn PartSink,
    ) {
        if held.over {
            let detail = "an attached file is larger than --limit-attachment; it was not read";
            self.coverage.given_up += raw;
            sink.problem(Problem::new(ProblemCode::Limit, detail).in_part(&part.section).giving_up(raw));
            sink.leaf(part, LeafKind::Opaque, raw);
            return;
        }
        let opener = scratch.opener.clone();
        let opened = opener.and_then(|opener| self.open_file(&opener, part, raw, &held, scratch, sink));
        let Some(kind) = opened else { return self.close_unopened(part, raw, held, scratch, sink) };
        sink.leaf(part, kind, raw);
    }

    /// Opens a file; `None` where it is of no format that is read.
    fn open_file(
        &mut self,
        opener: &SharedOpener,
        part: &Arc<PartMeta>,
        raw: u64,
        held: &Held,
        scratch: &mut Scratch,
        sink: &mut dyn PartSink,
    ) -> Option<LeafKind> {
        let document =
            Document { bytes: &held.bytes, name: part.filename.as_deref(), media_type: &part.media_type };
        let depth = self.files;
        self.files += 1;
        // what is in the file is counted in its own bytes, then scaled to those that stand in the message
        let outer = std::mem::take(&mut self.coverage);
        self.coverage.parts = outer.parts;
        // what comes out of it stands in no bytes of the message
        let places = std::mem::take(&mut self.places);
        let own_letter = held.bytes.starts_with(TNEF) || held.otherwise == Otherwise::Encrypted;
        let mut contents = Opened {
            walk: self,
            part,
            scratch,
            sink,
            text: None,
            gathered: String::new(),
            met: 0,
            kind: None,
            own_letter,
        };
        let outcome = opener.open(&document, depth, &mut contents);
        contents.end_text();
        let Opened { met, kind, .. } = contents;
        self.files -= 1;
        self.places = places;
        let mut found = std::mem::replace(&mut self.coverage, outer);
        let outcome = outcome?;
        found.parts -= self.coverage.parts;
        let mut scaled = MessageCoverage::default();
        // what an archive holds beside its entries (names, indexes) was read
        let whole = met.max(1);
        scaled.add(found, &|n| (u128::from(n) * u128::from(raw) / u128::from(whole)) as u64);
        self.coverage.add(scaled, &|n| n);
        if let Err(problem) = outcome {
            let nothing = kind.is_none();
            let lost = if nothing { raw } else { 0 };
            self.coverage.given_up += lost;
            sink.problem(problem.in_part(&part.section).giving_up(lost));
        }
        Some(kind.unwrap_or(LeafKind::Embedded))
    }

    /// Ends a file that is of no format that is opened: as text if it is some, else as what was not read.
    fn close_unopened(
        &mut self,
        part: &Arc<PartMeta>,
        raw: u64,
        held: Held,
        scratch: &mut Scratch,
        sink: &mut dyn PartSink,
    ) {
        let Held { bytes, otherwise, charset, .. } = held;
        if otherwise == Otherwise::Encrypted {
            return self.close_encrypted(part, raw, sink);
        }
        let Otherwise::Unsupported(what) = otherwise else {
            self.add_opaque(&part.media_type, raw);
            return sink.leaf(part, LeafKind::Opaque, raw);
        };
        let reading = match media::sniff(&bytes, part.filename.as_deref()) {
            Sniffed::Plain if !bytes.is_empty() => Some(Reading::Plain),
            Sniffed::Html => Some(Reading::Html),
            _ => None,
        };
        if let Some(reading) = reading {
            let mut text = self.text_leaf(reading, charset, part);
            text.piece(part, &bytes, true, scratch, sink);
            self.coverage.given_up += text.given_up.min(raw);
            return sink.leaf(part, LeafKind::Text, raw);
        }
        self.close_unread(part, raw, what, sink);
    }

    /// A reader for text that stands in a file as it is.
    fn text_leaf(&self, reading: Reading, charset: Option<String>, part: &PartMeta) -> TextLeaf {
        let region = if part.attachment { RegionKind::Attachment } else { RegionKind::Body };
        TextLeaf::new(reading, Encoding::Identity, charset, None, region, Quoting::None, self.letter())
    }
}

/// The first bytes of `winmail.dat` (\[MS-OXTNEF\] §2.1.3): not a message that came along but the one that it is in, as
/// what S/MIME wraps is.
const TNEF: &[u8] = b"\x78\x9f\x3e\x22";

/// The section of a file in a file; of a name that no program gives, the beginning.
fn entry(outer: &PartMeta, name: &str) -> Section {
    outer.section.entry(&header::shown(name.to_owned()))
}

/// Takes what a file holds.
struct Opened<'o> {
    walk: &'o mut Walk,
    part: &'o Arc<PartMeta>,
    scratch: &'o mut Scratch,
    sink: &'o mut dyn PartSink,
    text: Option<TextLeaf>,
    gathered: String,
    /// Bytes that came out of the file.
    met: u64,
    kind: Option<LeafKind>,
    own_letter: bool,
}

impl Opened<'_> {
    fn flush(&mut self, last: bool) {
        let Some(text) = &mut self.text else { return };
        let gathered = std::mem::take(&mut self.gathered);
        text.piece(self.part, gathered.as_bytes(), last, self.scratch, self.sink);
    }

    fn end_text(&mut self) {
        self.flush(true);
        if let Some(text) = self.text.take() {
            self.walk.coverage.given_up += text.given_up;
        }
    }

    /// Reads a leaf in the file to its end.
    fn leaf(&mut self, mut leaf: Leaf, content: &mut dyn Read) -> bool {
        let part = leaf.part.clone();
        let mut chunk = self.scratch.pieces.pop().unwrap_or_else(|| Vec::with_capacity(CHUNK));
        let mut first = true;
        loop {
            chunk.clear();
            let read = (&mut *content).take(CHUNK as u64).read_to_end(&mut chunk);
            let last = chunk.len() < CHUNK || read.is_err();
            leaf.raw += chunk.len() as u64;
            self.met += chunk.len() as u64;
            if !chunk.is_empty() || first || last {
                self.walk.read_leaf(&mut leaf, &chunk, last, self.scratch, self.sink);
            }
            first = false;
            if let Err(error) = read {
                self.sink.problem(Broken::problem(&error).in_part(&part.section));
            }
            if last {
                break;
            }
        }
        self.scratch.pieces.push(chunk);
        self.walk.close_leaf(leaf, self.scratch, self.sink);
        true
    }
}

impl Contents for Opened<'_> {
    fn text(&mut self, kind: TextKind, piece: &str) -> bool {
        self.met += piece.len() as u64;
        self.kind = Some(LeafKind::Text);
        if self.text.is_none() {
            let reading = match kind {
                TextKind::Plain => Reading::Plain,
                TextKind::Html => Reading::Html,
            };
            self.text = Some(self.walk.text_leaf(reading, Some("utf-8".into()), self.part));
        }
        self.gathered.push_str(piece);
        if self.gathered.len() > TEXT {
            self.flush(false);
        }
        true
    }

    fn entry(&mut self, name: &str, media_type: Option<&str>, content: &mut dyn Read) -> bool {
        self.kind.get_or_insert(LeafKind::Embedded);
        if self.walk.coverage.parts >= u64::from(self.walk.limits.parts) {
            let detail = "a file holds more files than --limit-parts allows; the rest was not read";
            self.sink.problem(Problem::new(ProblemCode::Limit, detail).in_part(&self.part.section));
            return false;
        }
        beside::file_name(entry(self.part, name), name, self.sink);
        let leaf = self.walk.leaf_of_file(entry(self.part, name), name, media_type);
        self.leaf(leaf, content)
    }

    fn message(&mut self, content: &mut dyn Read) -> bool {
        self.kind = Some(LeafKind::Embedded);
        let holds = if self.own_letter { Holds::Itself } else { Holds::File };
        let mut embedded = self.walk.embedded(Encoding::Identity, self.part, holds);
        if self.own_letter {
            embedded.walk.attachment = self.walk.attachment;
            embedded.walk.same_letter = true;
        }
        let mut chunk = self.scratch.pieces.pop().unwrap_or_else(|| Vec::with_capacity(CHUNK));
        let mut raw = 0;
        loop {
            chunk.clear();
            let read = (&mut *content).take(CHUNK as u64).read_to_end(&mut chunk);
            raw += chunk.len() as u64;
            let last = chunk.len() < CHUNK || read.is_err();
            embedded.piece(&chunk, last, self.scratch, self.sink);
            if let Err(error) = read {
                self.sink.problem(Broken::problem(&error).in_part(&self.part.section));
            }
            if last {
                break;
            }
        }
        self.scratch.pieces.push(chunk);
        self.met += raw;
        let found = embedded.finish(raw, self.sink);
        self.walk.coverage.add(found, &|n| n);
        true
    }

    fn problem(&mut self, problem: Problem) {
        self.sink.problem(problem.in_part(&self.part.section));
    }
}

impl Walk {
    /// Reads a file by its name and content, as the only part there is.
    pub(super) fn document(
        &mut self,
        name: &str,
        bytes: &[u8],
        scratch: &mut Scratch,
        sink: &mut dyn PartSink,
    ) {
        let mut leaf = self.leaf_of_file(Section::root().child(1), name, None);
        leaf.raw = bytes.len() as u64;
        self.read_leaf(&mut leaf, bytes, true, scratch, sink);
        self.close_leaf(leaf, scratch, sink);
    }

    /// Reads files that stood in a text; what becomes of their bytes is what becomes of those of the text.
    pub(super) fn files_in_text(
        &mut self,
        part: &PartMeta,
        files: Vec<(String, Vec<u8>)>,
        scratch: &mut Scratch,
        sink: &mut dyn PartSink,
    ) {
        let places = std::mem::take(&mut self.places);
        for (name, bytes) in files {
            if self.coverage.parts >= u64::from(self.limits.parts) {
                let detail = "a text holds more files than --limit-parts allows; the rest was not read";
                sink.problem(Problem::new(ProblemCode::Limit, detail).in_part(&part.section));
                break;
            }
            let mut leaf = self.leaf_of_file(entry(part, &name), &name, None);
            leaf.raw = bytes.len() as u64;
            self.read_leaf(&mut leaf, &bytes, true, scratch, sink);
            self.close_leaf(leaf, scratch, sink);
        }
        self.places = places;
    }

    /// Begins a leaf for a file, which has a name and perhaps a media type.
    fn leaf_of_file(&mut self, section: Section, name: &str, media_type: Option<&str>) -> Leaf {
        let opening =
            Opening { section, message: false, digest: false, alternative: None, encrypted: false, depth: 0 };
        let entity = EntityHeader::of_file(name);
        let media_type = media_type.unwrap_or_else(|| media::by_extension(name));
        self.begin_leaf(opening, media_type, &entity)
    }
}

#[cfg(test)]
mod tests;
