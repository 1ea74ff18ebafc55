//! A stream (a compressed file, an archive, standard input, an entry of a container) in, bundles of whole messages and of
//! small entries out.
//!
//! One thread reads a file's containers, which nobody can read at two places at once; so it does no more than decompress,
//! split and copy. What small entries are, the workers see.

use std::io::{self, Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use super::beside;
use super::bundle::{Bundle, Note, Piece, Small, StreamPlace};
use super::plan::{HEAD, WHOLE, file_name};
use crate::model::{Limits, Passwords, Problem, ProblemCode, Stop};
use crate::source::bucket::Opened;
use crate::source::custodian;
use crate::source::format::{Head, Shape, container, recognise};
use crate::source::globs::Globs;
use crate::source::held::Held;
use crate::source::mbox::holds_messages;
use crate::source::nested::{Budget, Nested, NestedEntry, Opening, ReadSeek, open, open_random, problem_of};
use crate::source::walk::Input;
use crate::source::{Folder, Judged, is_other, judge, unread};

/// Bytes of a block.
const TARGET: usize = 2 << 20;

mod mail;

/// What all streams of a run are read by.
#[derive(Debug, Default)]
pub(super) struct StreamOptions {
    pub(super) limits: Limits,
    pub(super) passwords: Passwords,
    pub(super) globs: Globs,
    /// Documents among the mail are searched too.
    pub(super) loose: bool,
    /// The run is to end.
    pub(super) stop: Stop,
}

/// Takes what a stream holds, in order. `false` ends the reading: nobody listens any more.
pub(super) trait Pieces {
    fn bundle(&mut self, bundle: Bundle) -> bool;
    fn begin_huge(&mut self, place: &StreamPlace, index: u64, offset: u64) -> bool;
    fn huge(&mut self, piece: &[u8]) -> bool;
    fn end_huge(&mut self);
}

/// How the reading of a stream ended.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    /// Bytes of the file that were given up.
    pub(super) given_up: u64,
    /// Bytes of the file that were read.
    pub(super) read: u64,
    /// No glob names it or anything in it.
    pub(super) excluded: bool,
}

/// What is to be read.
pub(super) enum Root {
    /// From its beginning to its end.
    Stream(Box<dyn Read + Send>),
    /// At any place, if need be.
    File(Opened),
    /// The same.
    Bytes(Arc<[u8]>),
}

/// Counts what is read of a file.
struct Counted<R> {
    reader: R,
    read: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.reader.read(buf)?;
        self.read.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}

/// Reads all of a file; `mail` is set where some of it is mail.
pub(super) fn read(
    input: &Input,
    root: Root,
    options: &StreamOptions,
    mail: &AtomicBool,
    to: &mut dyn Pieces,
) -> Outcome {
    let read = Arc::new(AtomicU64::new(0));
    let opening = Opening {
        limits: options.limits.clone(),
        passwords: options.passwords.clone(),
        stop: options.stop.clone(),
    };
    let mut reading = Reading {
        globs: &options.globs,
        loose: options.loose,
        budget: Budget::of(opening),
        read: read.clone(),
        told: 0,
        mail,
        failed: false,
        lost: None,
        included: false,
        listening: true,
        bundle: Bundle::default(),
        to,
    };
    let place = StreamPlace { source: input.name.clone(), custodian: input.custodian.clone() };
    // a fault in here costs this file alone, and the run goes on
    let ended = catch_unwind(AssertUnwindSafe(|| match root {
        Root::Stream(reader) => reading.root(&place, reader, None, input.included),
        Root::Bytes(bytes) => {
            let random = Random { size: bytes.len() as u64, reader: Box::new(Cursor::new(bytes.clone())) };
            reading.root(&place, Box::new(Cursor::new(bytes)), Some(random), input.included);
        }
        Root::File(file) => {
            let (file, random) = file.readers();
            let random = Random { size: random.size(), reader: Box::new(random) };
            reading.root(&place, Box::new(file), Some(random), input.included);
        }
    }));
    if ended.is_err() {
        reading.fault(&place);
    }
    reading.flush();
    let read = read.load(Ordering::Relaxed);
    let given_up = match reading.lost {
        Some(lost) => lost.min(input.size),
        // of standard input nobody knows how much would have come
        None if reading.failed => input.size.saturating_sub(read),
        None => 0,
    };
    Outcome { given_up, read, excluded: !input.included && !reading.included }
}

/// A container's bytes, at any place.
struct Random {
    reader: Box<dyn ReadSeek>,
    size: u64,
}

struct Reading<'a> {
    globs: &'a Globs,
    /// Documents among the mail are searched too.
    loose: bool,
    budget: Arc<Budget>,
    /// Bytes of the file that were read, and those of which a bundle has told.
    read: Arc<AtomicU64>,
    told: u64,
    mail: &'a AtomicBool,
    /// Reading ended before its end.
    failed: bool,
    /// Bytes of entries that were given up, where the file is read by its directory, so that one does not cost the others.
    lost: Option<u64>,
    /// Something was to be read.
    included: bool,
    /// Somebody wants what is read.
    listening: bool,
    bundle: Bundle,
    to: &'a mut dyn Pieces,
}

/// A container, as what is in it is read.
struct Outer {
    place: Arc<StreamPlace>,
    /// Its name without what stands before it; of the content of a compressed stream, without its extension.
    name: String,
    folder: Folder,
    depth: u32,
    /// The container was to be read, by its own name.
    included: bool,
}

/// What is still to be read of a file or entry.
struct Rest<'r> {
    reader: Box<dyn Read + 'r>,
    /// Its own name, the last component only.
    name: String,
    /// 0 for the root file.
    depth: u32,
    /// It must be read to its end.
    sequential: bool,
    included: bool,
}

impl Reading<'_> {
    fn problem(&mut self, error: &io::Error, place: &StreamPlace) {
        self.failed = true;
        self.note(Note::Problem(problem_of(error).in_mailbox(&place.source, &place.custodian)));
    }

    fn fault(&mut self, place: &StreamPlace) {
        self.failed = true;
        self.to.end_huge();
        let detail = "an internal error; the rest of this source was not read";
        self.found_mail();
        let problem = Problem::new(ProblemCode::Corrupt, detail);
        self.note(Note::Problem(problem.in_mailbox(&place.source, &place.custodian)));
    }

    fn found_mail(&self) {
        self.mail.store(true, Ordering::Relaxed);
    }

    fn note(&mut self, note: Note) {
        self.push(Piece::Note(note));
    }

    fn push(&mut self, piece: Piece) {
        self.bundle.push(piece);
        if self.bundle.is_full() {
            self.flush();
        }
    }

    /// Hands on what was gathered.
    fn flush(&mut self) {
        if self.bundle.pieces.is_empty() {
            return;
        }
        let mut bundle = std::mem::take(&mut self.bundle);
        let read = self.read.load(Ordering::Relaxed);
        bundle.read = read - self.told;
        self.told = read;
        self.listening &= self.to.bundle(bundle);
    }

    fn begin_huge(&mut self, place: &StreamPlace, index: u64, offset: u64) -> bool {
        self.flush();
        self.listening = self.listening && self.to.begin_huge(place, index, offset);
        self.listening
    }

    fn root(&mut self, place: &StreamPlace, reader: Box<dyn Read>, random: Option<Random>, included: bool) {
        let reader = Box::new(Counted { reader, read: self.read.clone() });
        let name = file_name(&place.source).to_owned();
        self.stream(place, Rest { reader, name, depth: 0, sequential: false, included }, random);
    }

    /// Reads the beginning of a stream, and the rest by what it is.
    fn stream(&mut self, place: &StreamPlace, mut rest: Rest<'_>, random: Option<Random>) {
        let mut head = Vec::with_capacity(HEAD);
        let read = rest.reader.by_ref().take(HEAD as u64).read_to_end(&mut head);
        self.content(place, head, read.map(|_| ()), rest, random);
    }

    /// An entry of a container.
    fn entry(&mut self, outer: &Outer, mut entry: NestedEntry<'_>) {
        if let Some(shape) = entry.holds {
            return self.item_or_folder(outer, entry, shape);
        }
        let Some(name) = entry.name else {
            let depth = outer.depth + 1;
            let name = without_compression(&outer.name).to_owned();
            let (reader, included) = (entry.reader, outer.included);
            let rest = Rest { reader, name, depth, sequential: false, included };
            return self.stream(&outer.place, rest, None);
        };
        let included = match judge(&outer.folder, &name, self.globs) {
            Judged::Read => true,
            Judged::Beside => false,
            Judged::Excluded => {
                drain_if(entry.sequential, &mut *entry.reader);
                return self.note(Note::Excluded(entry.packed));
            }
            Judged::Control => {
                let bytes = drain(&mut *entry.reader);
                return self.note(Note::NotMail(bytes));
            }
            Judged::Undelivered => {
                drain_if(entry.sequential, &mut *entry.reader);
                return self.note(Note::Excluded(entry.size.unwrap_or(entry.packed)));
            }
        };
        let start = self.bundle.bytes.len();
        let hint = entry.size.map_or(0, |size| size.min(HEAD as u64) as usize);
        if self.bundle.bytes.capacity() == 0 {
            self.bundle.bytes.reserve(TARGET + HEAD);
        }
        self.bundle.bytes.reserve(hint + 32);
        let read = entry.reader.by_ref().take(HEAD as u64).read_to_end(&mut self.bundle.bytes);
        let bytes = &self.bundle.bytes[start..];
        if bytes.is_empty() && read.is_ok() {
            return;
        }
        let complete = bytes.len() < HEAD;
        let file = name.rsplit('/').next().unwrap_or_default().to_owned();
        if complete && included && container(&Head { bytes, name: &file, complete }).is_none() {
            self.included = true;
            let range = start..self.bundle.bytes.len();
            let failed = read.err().map(|error| {
                let custodian = custodian::within(&outer.place.custodian, &name);
                (error, StreamPlace { source: outer.place.source.entry(&name), custodian })
            });
            if range.is_empty() {
                self.found_mail();
            } else {
                self.push(Piece::Small(Small { archive: outer.place.clone(), name, range }));
            }
            if let Some((error, place)) = failed {
                self.problem(&error, &place);
            }
            return;
        }
        let head = self.bundle.bytes.split_off(start);
        let place = StreamPlace {
            custodian: custodian::within(&outer.place.custodian, &name),
            source: outer.place.source.entry(&name),
        };
        let depth = outer.depth + 1;
        let rest = Rest { reader: entry.reader, name: file, depth, sequential: entry.sequential, included };
        self.content(&place, head, read.map(|_| ()), rest, None);
    }

    /// Recognises what a stream holds that begins with `head`, and reads it. `read` tells whether the head could be read.
    fn content(
        &mut self,
        place: &StreamPlace,
        mut head: Vec<u8>,
        read: io::Result<()>,
        mut rest: Rest<'_>,
        random: Option<Random>,
    ) {
        let complete = head.len() < HEAD;
        if let Err(error) = &read {
            self.problem(error, place);
            rest.reader = Box::new(io::empty());
            if head.is_empty() {
                self.found_mail();
                return;
            }
        }
        let name = rest.name.as_str();
        let mut shape = recognise(&Head { bytes: &head, name, complete });
        if !rest.included && !matches!(shape, Shape::Nested(_) | Shape::Random(_)) {
            drain_if(rest.sequential, &mut *rest.reader);
            return self.note(Note::Excluded(head.len() as u64));
        }
        self.included |= rest.included;
        let unknown = matches!(shape, Shape::NotMail)
            && !is_other(&Head { bytes: &head, name, complete })
            && unread(&Head { bytes: &head, name, complete }).is_none();
        if read.is_ok() && unknown {
            // what begins like nothing that is known: mail may follow, as far as can be held
            if let Err(error) = rest.reader.by_ref().take((WHOLE - head.len()) as u64).read_to_end(&mut head)
            {
                self.problem(&error, place);
                rest.reader = Box::new(io::empty());
            }
            if holds_messages(&head).unwrap_or(false) {
                shape = Shape::Mbox;
            } else if head.len() >= WHOLE && rest.depth > 0 {
                return self.look_on(place, rest.reader, head);
            } else if head.len() >= WHOLE {
                // what comes down a pipe may have no end
                let detail =
                    "nothing in the first 8 MiB is mail; what may follow on standard input was not read";
                let problem = Problem::new(ProblemCode::Limit, detail);
                self.note(Note::Problem(problem.in_mailbox(&place.source, &place.custodian)));
            }
        }
        // of a root file the bytes that were not read are counted when its reading ends
        let nested = rest.depth > 0 && matches!(shape, Shape::Nested(_) | Shape::Random(_));
        if nested && let Err(problem) = self.budget.admit(rest.depth) {
            self.failed = true;
            let bytes = head.len() as u64 + drain(&mut *rest.reader);
            return self.refused(place, problem.giving_up(bytes));
        }
        match shape {
            Shape::Mbox => {
                self.found_mail();
                self.mbox(place, rest.reader, head, 0);
            }
            Shape::Message { skip, length } => {
                self.found_mail();
                self.message(place, rest.reader, head, skip, length);
            }
            Shape::Nested(format) => {
                let whole = Box::new(Cursor::new(head).chain(rest.reader));
                match open(format, whole, rest.depth, &self.budget) {
                    Ok(mut nested) => {
                        self.container(place, &mut *nested, &rest.name, (rest.depth, rest.included));
                    }
                    Err(problem) => {
                        self.failed = true;
                        self.refused(place, problem);
                    }
                }
            }
            Shape::Random(format) => {
                let random = match random {
                    Some(random) => random,
                    None => match self.hold(place, Cursor::new(head).chain(rest.reader)) {
                        Some(random) => random,
                        None => return,
                    },
                };
                let size = random.size;
                let opened = open_random(format, random.reader, size, rest.depth, &self.budget);
                if rest.depth == 0 {
                    self.lost = Some(0);
                }
                match opened {
                    Ok(Some(mut nested)) => {
                        self.container(place, &mut *nested, &rest.name, (rest.depth, rest.included));
                    }
                    Ok(None) => self.note(Note::NotMail(size)),
                    Err(problem) => {
                        self.lost = self.lost.map(|_| size);
                        self.refused(place, problem.giving_up(size));
                    }
                }
            }
            Shape::NotMail => self.not_mail(place, head, rest, complete),
        }
    }

    /// What cannot be read, or holds no mail.
    fn not_mail(&mut self, place: &StreamPlace, head: Vec<u8>, mut rest: Rest<'_>, complete: bool) {
        let begin = Head { bytes: &head, name: &rest.name, complete };
        let known = unread(&begin);
        if known.is_none() && beside::searched(&begin, self.loose) {
            return self.document(place, head, rest);
        }
        // what comes down a pipe may have no end
        let bytes = head.len() as u64 + if rest.depth == 0 { 0 } else { drain(&mut *rest.reader) };
        match known {
            Some(what) => {
                self.found_mail();
                self.note(Note::Problem(not_built(what, bytes).in_mailbox(&place.source, &place.custodian)));
                self.note(Note::GivenUp(bytes));
            }
            None => self.note(Note::NotMail(bytes)),
        }
    }

    /// A document that is searched beside the mail.
    fn document(&mut self, place: &StreamPlace, mut bytes: Vec<u8>, mut rest: Rest<'_>) {
        self.found_mail();
        let limit = self.budget.limits().attachment;
        let more = limit.saturating_add(1).saturating_sub(bytes.len() as u64);
        if let Err(error) = rest.reader.by_ref().take(more).read_to_end(&mut bytes) {
            self.problem(&error, place);
        }
        if bytes.len() as u64 > limit {
            let given_up = bytes.len() as u64 + drain(&mut *rest.reader);
            let detail = "a document is larger than --limit-attachment; it was not read";
            let problem = Problem::new(ProblemCode::Limit, detail).giving_up(given_up);
            return self.refused(place, problem);
        }
        self.push(Piece::Document(place.clone(), bytes));
    }

    /// An entry of which the container says how it is to be read: a folder of a store, an item.
    fn item_or_folder(&mut self, outer: &Outer, entry: NestedEntry<'_>, shape: Shape) {
        let place = match &entry.name {
            Some(name) => StreamPlace {
                custodian: outer.place.custodian.clone(),
                source: outer.place.source.entry(name),
            },
            None => (*outer.place).clone(),
        };
        let included = match entry.name.as_deref().map(|name| judge(&outer.folder, name, self.globs)) {
            None => outer.included,
            Some(Judged::Excluded) => false,
            Some(Judged::Beside) => outer.included,
            Some(_) => true,
        };
        if !included {
            return self.note(Note::Excluded(entry.packed));
        }
        self.included = true;
        self.found_mail();
        match shape {
            Shape::Message { skip, length } => self.message(&place, entry.reader, Vec::new(), skip, length),
            _ => self.mbox(&place, entry.reader, Vec::new(), 0),
        }
        for problem in entry.told.iter().flat_map(|told| told()) {
            self.note(Note::Problem(problem.in_mailbox(&place.source, &place.custodian)));
        }
    }

    /// Reads all of a container that is read at any place, to be held meanwhile.
    fn hold(&mut self, place: &StreamPlace, mut whole: impl Read) -> Option<Random> {
        match Held::read(&mut whole) {
            Ok((held, error)) => {
                if let Some(error) = error {
                    self.problem(&error, place);
                }
                Some(Random { size: held.size(), reader: Box::new(held) })
            }
            Err(error) => {
                self.found_mail();
                let detail = format!("cannot be held while it is read: {}", error.kind());
                self.failed = true;
                let problem = Problem::new(ProblemCode::Io, detail);
                self.note(Note::Problem(problem.in_mailbox(&place.source, &place.custodian)));
                None
            }
        }
    }

    /// A container or an entry that cannot be read.
    fn refused(&mut self, place: &StreamPlace, problem: Problem) {
        // nobody knows what it holds, so it is never called clean
        self.found_mail();
        let given_up = problem.given_up;
        self.note(Note::Problem(problem.in_mailbox(&place.source, &place.custodian)));
        if given_up > 0 {
            self.note(Note::GivenUp(given_up));
        }
    }

    /// All entries of a container.
    fn container(
        &mut self,
        place: &StreamPlace,
        nested: &mut dyn Nested,
        name: &str,
        (depth, included): (u32, bool),
    ) {
        let folder = if self.globs.is_empty() {
            Folder::new()
        } else {
            place.source.as_str().split(['/', '!']).map(str::to_owned).collect()
        };
        let outer = Outer { place: Arc::new(place.clone()), name: name.to_owned(), folder, depth, included };
        let by_directory = depth == 0 && self.lost.is_some();
        // libraries that decode containers may fault; that costs the container
        let ended = catch_unwind(AssertUnwindSafe(|| {
            nested.each(&mut |entry| {
                match entry {
                    Ok(entry) => {
                        let packed = entry.packed;
                        self.entry(&outer, entry);
                        if by_directory && std::mem::take(&mut self.failed) {
                            self.lost = self.lost.map(|lost| lost.saturating_add(packed));
                        }
                    }
                    Err(problem) => {
                        if by_directory {
                            self.lost = self.lost.map(|lost| lost.saturating_add(problem.given_up));
                        }
                        self.refused(place, problem);
                    }
                }
                self.listening
            });
        }));
        if ended.is_err() {
            self.fault(place);
        }
    }
}

/// The problem of a file that may hold mail and that no reader is built for.
pub(super) fn not_built(what: &str, bytes: u64) -> Problem {
    Problem::new(ProblemCode::Unsupported, format!("{what} is not read by this version")).giving_up(bytes)
}

/// The name of what a compressed file of this name holds.
fn without_compression(name: &str) -> &str {
    const EXTENSIONS: [&str; 11] =
        ["gz", "bz2", "xz", "zst", "lzma", "tgz", "tbz", "tbz2", "txz", "tzst", "tlz"];
    match name.rsplit_once('.') {
        Some((stem, extension)) if EXTENSIONS.iter().any(|e| e.eq_ignore_ascii_case(extension)) => stem,
        _ => name,
    }
}

/// Reads to the end and counts; what it may expand to is bounded by the budget of its container.
fn drain(reader: &mut dyn Read) -> u64 {
    io::copy(reader, &mut io::sink()).unwrap_or(0)
}

/// Reads to the end what must be read for the next entry to be reached.
fn drain_if(sequential: bool, reader: &mut dyn Read) {
    if sequential {
        drain(reader);
    }
}

#[cfg(test)]
mod tests;
