//! A stream (a compressed file, standard input, an entry of a container) in, blocks of whole messages out.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::plan::{Block, HEAD, Note, StreamPlace, WHOLE, file_name};
use crate::model::{Limits, Problem, ProblemCode, SourceName};
use crate::source::format::{BEHIND, Head, Shape, checked, recognise};
use crate::source::mbox::{Batch, MboxStream, Span, holds_messages, is_blank};
use crate::source::nested::{Budget, open, problem_of};
use crate::source::walk::Input;
use crate::source::{is_other, unread};

/// Bytes of a block.
const TARGET: usize = 2 << 20;
/// Bytes of a piece of a huge message.
const PIECE: usize = 1 << 20;

/// Takes what a stream holds, in order. `false` ends the reading: nobody listens any more.
pub(super) trait Pieces {
    fn block(&mut self, block: Block) -> bool;
    fn begin_huge(&mut self, place: &StreamPlace, index: u64, offset: u64) -> bool;
    fn huge(&mut self, piece: &[u8]) -> bool;
    fn end_huge(&mut self);
    fn note(&mut self, note: Note) -> bool;
    /// A buffer to fill, perhaps one that was used before.
    fn spare(&mut self) -> Vec<u8>;
}

/// How the reading of a stream ended.
#[derive(Default)]
pub(super) struct Outcome {
    /// Some of it was mail.
    pub(super) mail: bool,
    /// Bytes of the file that were given up.
    pub(super) given_up: u64,
    /// Bytes of the file that were read.
    pub(super) read: u64,
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

/// Reads all of a file's stream.
pub(super) fn read(
    input: &Input,
    reader: Box<dyn Read + Send>,
    limits: &Limits,
    to: &mut dyn Pieces,
) -> Outcome {
    let budget = Budget::new(limits);
    let mut reading = Reading { budget, outcome: Outcome::default(), failed: false, to };
    let place = StreamPlace { source: input.name.clone(), custodian: input.custodian.clone() };
    let read = Arc::new(AtomicU64::new(0));
    reading.content(&place, Box::new(Counted { reader, read: read.clone() }), 0);
    reading.outcome.read = read.load(Ordering::Relaxed);
    if reading.failed {
        // of standard input nobody knows how much would have come
        reading.outcome.given_up = input.size.saturating_sub(reading.outcome.read);
    }
    reading.outcome
}

struct Reading<'a> {
    budget: Arc<Budget>,
    outcome: Outcome,
    /// Reading ended before its end.
    failed: bool,
    to: &'a mut dyn Pieces,
}

impl Reading<'_> {
    fn problem(&mut self, error: &io::Error, source: &SourceName) -> bool {
        self.failed = true;
        self.to.note(Note::Problem(problem_of(error).in_source(source)))
    }

    /// Recognises what a stream holds, and reads it.
    fn content(&mut self, place: &StreamPlace, mut reader: Box<dyn Read + Send + '_>, depth: u32) {
        let mut head = Vec::with_capacity(HEAD);
        let read = reader.by_ref().take(HEAD as u64).read_to_end(&mut head);
        let complete = head.len() < HEAD;
        if let Err(error) = &read {
            self.problem(error, &place.source);
            if head.is_empty() {
                return;
            }
        }
        let mut shape = recognise(&Head { bytes: &head, name: file_name(&place.source), complete });
        if read.is_err() {
            reader = Box::new(io::empty());
        } else if matches!(shape, Shape::NotMail)
            && !is_other(&Head { bytes: &head, name: file_name(&place.source), complete })
            && unread(&Head { bytes: &head, name: file_name(&place.source), complete }).is_none()
        {
            // what begins like nothing that is known: mail may follow, as far as can be held
            if let Err(error) = reader.by_ref().take((WHOLE - head.len()) as u64).read_to_end(&mut head) {
                self.problem(&error, &place.source);
                reader = Box::new(io::empty());
            }
            if holds_messages(&head).unwrap_or(false) {
                shape = Shape::Mbox;
            } else if head.len() >= WHOLE && depth > 0 {
                return self.look_on(place, reader, head);
            } else if head.len() >= WHOLE {
                // what comes down a pipe may have no end
                let detail =
                    "nothing in the first 8 MiB is mail; what may follow on standard input was not read";
                let problem = Problem::new(ProblemCode::Limit, detail);
                self.to.note(Note::Problem(problem.in_source(&place.source)));
            }
        }
        match shape {
            Shape::Mbox => {
                self.outcome.mail = true;
                self.mbox(place, reader, head, 0);
            }
            Shape::Message { skip, length } => {
                self.outcome.mail = true;
                self.message(place, reader, head, skip, length);
            }
            Shape::Nested(format) => {
                let whole = Box::new(io::Cursor::new(head).chain(reader));
                let mut nested = match open(format, whole, depth, &self.budget) {
                    Ok(nested) => nested,
                    Err(problem) => {
                        self.failed = true;
                        self.to.note(Note::Problem(problem.in_source(&place.source)));
                        return;
                    }
                };
                while let Some(entry) = nested.next_entry() {
                    match entry {
                        Err(problem) => {
                            if !self.to.note(Note::Problem(problem.in_source(&place.source))) {
                                return;
                            }
                        }
                        Ok(entry) => {
                            let inner = match &entry.name {
                                Some(name) => StreamPlace {
                                    source: place.source.entry(name),
                                    custodian: place.custodian.clone(),
                                },
                                None => place.clone(),
                            };
                            self.content(&inner, entry.reader, depth + 1);
                        }
                    }
                }
            }
            Shape::NotMail => {
                let known = unread(&Head { bytes: &head, name: file_name(&place.source), complete });
                if let Some(what) = known {
                    self.outcome.mail = true;
                    self.to.note(Note::Problem(not_built(what, 0).in_source(&place.source)));
                }
                // what comes down a pipe may have no end
                let rest = if depth == 0 { 0 } else { drain(&mut *reader) };
                self.to.note(Note::NotMail(head.len() as u64 + rest));
            }
        }
    }

    /// Looks for mail behind more other content than can be held; that content itself is given up where mail follows.
    fn look_on(&mut self, place: &StreamPlace, mut reader: Box<dyn Read + Send + '_>, mut bytes: Vec<u8>) {
        // longer than what tells a separator line: the end of one window is the beginning of the next
        const AGAIN: usize = 16 << 10;
        let mut base = 0;
        loop {
            let gone = bytes.len().saturating_sub(AGAIN);
            bytes.drain(..gone);
            bytes.shrink_to(2 * PIECE);
            base += gone as u64;
            let read = reader.by_ref().take(PIECE as u64).read_to_end(&mut bytes);
            if let Err(error) = &read {
                self.problem(error, &place.source);
            }
            if holds_messages(&bytes).unwrap_or(false) {
                let detail = "mail stands behind more than 8 MiB of something else, which was not searched";
                let problem = Problem::new(ProblemCode::Limit, detail).giving_up(base);
                self.to.note(Note::Problem(problem.in_source(&place.source)));
                self.to.note(Note::GivenUp(base));
                self.outcome.mail = true;
                if read.is_err() {
                    reader = Box::new(io::empty());
                }
                return self.mbox(place, reader, bytes, base);
            }
            if !matches!(read, Ok(n) if n > 0) {
                self.to.note(Note::NotMail(base + bytes.len() as u64));
                return;
            }
        }
    }

    /// The messages of an mbox of which `head`, from byte `start` of the stream on, was read.
    fn mbox(&mut self, place: &StreamPlace, reader: Box<dyn Read + Send + '_>, head: Vec<u8>, start: u64) {
        let mut stream = MboxStream::starting(reader, head, start, WHOLE);
        let mut index = 0;
        let mut met = start;
        loop {
            let mut bytes = self.to.spare();
            let mut spans = Vec::new();
            bytes.clear();
            let batch = match stream.batch(TARGET, &mut bytes, &mut spans) {
                Ok(batch) => batch,
                Err(error) => {
                    self.problem(&error, &place.source);
                    return;
                }
            };
            let (base, leading) = match batch {
                Batch::Messages { base } => (base, false),
                Batch::Leading { base } => (base, true),
                Batch::End => return,
                Batch::Huge { offset, .. } => {
                    if !self.to.note_framing(offset.saturating_sub(met))
                        || !self.to.begin_huge(place, index, offset)
                    {
                        return;
                    }
                    let to = &mut *self.to;
                    let mut listening = true;
                    let length = stream.huge(&mut |piece| {
                        for part in piece.chunks(PIECE) {
                            listening = listening && to.huge(part);
                        }
                    });
                    self.to.end_huge();
                    match length {
                        Ok(length) => met = offset + length,
                        Err(error) => {
                            self.problem(&error, &place.source);
                            return;
                        }
                    }
                    if !listening {
                        return;
                    }
                    index += 1;
                    continue;
                }
            };
            if leading {
                spans.clear();
                spans.push(Span { offset: base, length: bytes.len() as u64, separator: base });
                let problem = Problem::new(
                    ProblemCode::Corrupt,
                    "bytes before the first separator line belong to no message; they were searched as text",
                );
                if !is_blank(&bytes) && !self.to.note(Note::Problem(problem.in_source(&place.source))) {
                    return;
                }
            }
            let count = spans.len() as u64;
            let end = base + bytes.len() as u64;
            let inside: u64 = spans.iter().map(|s| s.length).sum();
            let framing = (end - met).saturating_sub(inside);
            met = end;
            let block = Block { place: place.clone(), bytes, base, spans, index, mbox: true, framing };
            if !self.to.block(block) {
                return;
            }
            if !leading {
                index += count;
            }
        }
    }

    /// One message, which is all of the stream but what `skip` and `length` leave out.
    fn message(
        &mut self,
        place: &StreamPlace,
        mut reader: Box<dyn Read + Send + '_>,
        mut bytes: Vec<u8>,
        skip: u64,
        length: Option<u64>,
    ) {
        let mut length = length;
        let mut wanted = length.map_or(u64::MAX, |l| l.saturating_add(skip));
        let rest =
            (WHOLE as u64).min(wanted.saturating_add(BEHIND as u64)).saturating_sub(bytes.len() as u64);
        let mut read = reader.by_ref().take(rest).read_to_end(&mut bytes);
        if let Some(declared) = length
            && read.is_ok()
            && bytes.len() < WHOLE
        {
            let behind = usize::try_from(wanted).ok().and_then(|end| bytes.get(end..)).unwrap_or_default();
            let behind = &behind[..behind.len().min(BEHIND)];
            let (kept, problem) = checked(skip, declared, bytes.len() as u64, behind);
            if let Some(problem) = problem {
                self.to.note(Note::Problem(problem.in_source(&place.source)));
                length = kept;
                wanted = u64::MAX;
                let rest = (WHOLE - bytes.len()) as u64;
                read = reader.by_ref().take(rest).read_to_end(&mut bytes);
            }
        }
        if let Err(error) = &read {
            self.problem(error, &place.source);
        }
        let huge = read.is_ok() && bytes.len() >= WHOLE && wanted > WHOLE as u64;
        if !huge {
            let skip = skip.min(bytes.len() as u64);
            let end = wanted.min(bytes.len() as u64).max(skip);
            let beyond = if read.is_ok() { drain(&mut *reader) } else { 0 };
            let framing = bytes.len() as u64 - (end - skip) + beyond;
            let span = Span { offset: skip, length: end - skip, separator: 0 };
            let place = place.clone();
            self.to.block(Block { place, bytes, base: 0, spans: vec![span], index: 0, mbox: false, framing });
            return;
        }
        if !self.to.begin_huge(place, 0, skip) {
            return;
        }
        let mut left = length.unwrap_or(u64::MAX);
        let mut piece = bytes.split_off(skip as usize);
        loop {
            piece.truncate(usize::try_from(left).unwrap_or(usize::MAX).min(piece.len()));
            left -= piece.len() as u64;
            for part in piece.chunks(PIECE) {
                if !self.to.huge(part) {
                    return self.to.end_huge();
                }
            }
            piece.clear();
            match reader.by_ref().take((PIECE as u64).min(left)).read_to_end(&mut piece) {
                Ok(0) => break,
                Ok(_) => {}
                Err(error) => {
                    self.to.end_huge();
                    self.problem(&error, &place.source);
                    return;
                }
            }
        }
        self.to.end_huge();
        let beyond = drain(&mut *reader);
        self.to.note(Note::Framing(skip + beyond));
    }
}

impl dyn Pieces + '_ {
    fn note_framing(&mut self, bytes: u64) -> bool {
        bytes == 0 || self.note(Note::Framing(bytes))
    }
}

/// The problem of a file that may hold mail and that no reader is built for.
pub(super) fn not_built(what: &str, bytes: u64) -> Problem {
    Problem::new(ProblemCode::Unsupported, format!("{what} is not read by this version")).giving_up(bytes)
}

/// Reads to the end and counts; what it may expand to is bounded by the budget of its container.
fn drain(reader: &mut dyn Read) -> u64 {
    io::copy(reader, &mut io::sink()).unwrap_or(0)
}
