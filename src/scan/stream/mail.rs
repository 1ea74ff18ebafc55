//! Mail in a stream, as blocks of whole messages.

use std::io::{self, Read};

use super::super::bundle::{Block, Note, Piece, StreamPlace};
use super::super::plan::WHOLE;
use super::{Reading, TARGET, drain};
use crate::model::{Problem, ProblemCode};
use crate::source::format::{BEHIND, checked};
use crate::source::mbox::{Batch, MboxStream, Span, holds_messages, is_blank};

/// Bytes of a piece of a huge message.
const PIECE: usize = 1 << 20;

impl Reading<'_> {
    /// Looks for mail behind more other content than can be held; that content itself is given up where mail follows.
    pub(super) fn look_on(
        &mut self,
        place: &StreamPlace,
        mut reader: Box<dyn Read + '_>,
        mut bytes: Vec<u8>,
    ) {
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
                self.problem(error, place);
            }
            if holds_messages(&bytes).unwrap_or(false) {
                let detail = "mail stands behind more than 8 MiB of something else, which was not searched";
                let problem = Problem::new(ProblemCode::Limit, detail).giving_up(base);
                self.note(Note::Problem(problem.in_mailbox(&place.source, &place.custodian)));
                self.note(Note::GivenUp(base));
                self.found_mail();
                if read.is_err() {
                    reader = Box::new(io::empty());
                }
                return self.mbox(place, reader, bytes, base);
            }
            if !matches!(read, Ok(n) if n > 0) {
                self.note(Note::NotMail(base + bytes.len() as u64));
                return;
            }
        }
    }

    /// The messages of an mbox of which `head`, from byte `start` of the stream on, was read.
    pub(super) fn mbox(
        &mut self,
        place: &StreamPlace,
        reader: Box<dyn Read + '_>,
        head: Vec<u8>,
        start: u64,
    ) {
        let mut stream = MboxStream::starting(reader, head, start, WHOLE);
        let mut index = 0;
        let mut met = start;
        loop {
            let (mut bytes, mut spans) = (Vec::new(), Vec::new());
            let batch = match stream.batch(TARGET, &mut bytes, &mut spans) {
                Ok(batch) => batch,
                Err(error) => {
                    self.problem(&error, place);
                    return;
                }
            };
            let (base, leading) = match batch {
                Batch::Messages { base } => (base, false),
                Batch::Leading { base } => (base, true),
                Batch::End => return,
                Batch::Huge { offset, .. } => {
                    if offset > met {
                        self.note(Note::Framing(offset - met));
                    }
                    if !self.begin_huge(place, index, offset) {
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
                            self.problem(&error, place);
                            return;
                        }
                    }
                    self.listening &= listening;
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
                if !is_blank(&bytes) {
                    self.note(Note::Problem(problem.in_mailbox(&place.source, &place.custodian)));
                }
            }
            let count = spans.len() as u64;
            let end = base + bytes.len() as u64;
            let inside: u64 = spans.iter().map(|s| s.length).sum();
            let framing = (end - met).saturating_sub(inside);
            met = end;
            let block = Block { place: place.clone(), bytes, base, spans, index, mbox: true, framing };
            self.push(Piece::Block(block));
            if !self.listening {
                return;
            }
            if !leading {
                index += count;
            }
        }
    }

    /// One message, which is all of the stream but what `skip` and `length` leave out.
    pub(super) fn message(
        &mut self,
        place: &StreamPlace,
        mut reader: Box<dyn Read + '_>,
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
                self.note(Note::Problem(problem.in_mailbox(&place.source, &place.custodian)));
                length = kept;
                wanted = u64::MAX;
                let rest = (WHOLE - bytes.len()) as u64;
                read = reader.by_ref().take(rest).read_to_end(&mut bytes);
            }
        }
        if let Err(error) = &read {
            self.problem(error, place);
        }
        let huge = read.is_ok() && bytes.len() >= WHOLE && wanted > WHOLE as u64;
        if !huge {
            let skip = skip.min(bytes.len() as u64);
            let end = wanted.min(bytes.len() as u64).max(skip);
            let beyond = if read.is_ok() { drain(&mut *reader) } else { 0 };
            let framing = bytes.len() as u64 - (end - skip) + beyond;
            let span = Span { offset: skip, length: end - skip, separator: 0 };
            let place = place.clone();
            let block = Block { place, bytes, base: 0, spans: vec![span], index: 0, mbox: false, framing };
            return self.push(Piece::Block(block));
        }
        if !self.begin_huge(place, 0, skip) {
            return;
        }
        let mut left = length.unwrap_or(u64::MAX);
        let mut piece = bytes.split_off(skip as usize);
        loop {
            piece.truncate(usize::try_from(left).unwrap_or(usize::MAX).min(piece.len()));
            left -= piece.len() as u64;
            for part in piece.chunks(PIECE) {
                if !self.to.huge(part) {
                    self.listening = false;
                    return self.to.end_huge();
                }
            }
            piece.clear();
            match reader.by_ref().take((PIECE as u64).min(left)).read_to_end(&mut piece) {
                Ok(0) => break,
                Ok(_) => {}
                Err(error) => {
                    self.to.end_huge();
                    self.problem(&error, place);
                    return;
                }
            }
        }
        self.to.end_huge();
        let beyond = drain(&mut *reader);
        self.note(Note::Framing(skip + beyond));
    }
}
