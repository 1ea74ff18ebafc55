//! Large files: ranges of an mbox, and messages that are too large to be held.

use std::sync::Arc;

use super::super::plan::{BLOCK, LargeMbox, Split, WHOLE, io_problem, read_full};
use super::super::posting::Form;
use super::{PIECE, Worker, given_up};
use crate::model::{Problem, ProblemCode, Quoting, SourceName};
use crate::source::bucket::Opened;
use crate::source::mbox;
use crate::source::mbox::{ReadAt as _, Span};
use crate::source::walk::Input;

impl Worker<'_> {
    /// Bytes in front of the first separator line of an mbox: searched, for nothing may be passed over.
    pub(super) fn leading(&mut self, source: &SourceName, custodian: &Arc<str>, bytes: &[u8]) {
        if mbox::is_blank(bytes) {
            self.handler.tally().framing(bytes.len() as u64);
            return;
        }
        self.note_leading(source, custodian);
        self.message(source, custodian, 0, 0, bytes, Quoting::From);
        self.handler.tally().summary.content.messages -= 1;
    }

    pub(super) fn note_leading(&mut self, source: &SourceName, custodian: &Arc<str>) {
        let detail = "bytes before the first separator line belong to no message; they were searched as text";
        self.handler.note(Problem::new(ProblemCode::Corrupt, detail).in_mailbox(source, custodian));
    }

    /// The messages that begin in one range of a large mbox.
    pub(super) fn range(&mut self, mbox: &Arc<LargeMbox>, number: u64) {
        let end = mbox.end(number);
        // even when nothing is read any more, the next range must not wait for this one
        let mut baton =
            Baton { mbox, next: Split { number: number + 1, from: mbox.size, index: 0, lost: true } };
        let mut bytes = std::mem::take(&mut self.bytes);
        let mut spans = std::mem::take(&mut self.spans);
        spans.clear();
        // `bytes` is not cleared: what it holds is written over, which spares clearing memory
        let known = self.known_range(mbox, number);
        let split = mbox.wait(number);
        self.progress.done(end - number * BLOCK);
        if let Some(next) = known.and_then(|known| self.recall_range(mbox, number, split, known)) {
            baton.next = next;
            (self.bytes, self.spans) = (bytes, spans);
            return;
        }
        let identity = mbox.known.map(|(identity, _)| identity).filter(|_| !split.lost);
        self.begin_entry(identity);
        if number == 0 {
            if mbox.leading <= WHOLE as u64 {
                let mut leading = vec![0; mbox.leading as usize];
                match read_full(&mbox.file, &mut leading, 0) {
                    Ok(_) => self.leading(&mbox.input.name, &mbox.input.custodian, &leading),
                    Err(error) => self.handler.note(io_problem(&error, &mbox.input, mbox.leading)),
                }
            } else {
                self.note_leading(&mbox.input.name, &mbox.input.custodian);
                let input = &mbox.input;
                self.begin(&input.name, &input.custodian, 0, 0, Some(mbox.leading), Form::Quoted);
                self.reader.begin(Quoting::From);
                self.pieces(&mbox.input, &mbox.file, 0, mbox.leading);
                self.end(mbox.leading);
                self.handler.tally().summary.content.messages -= 1;
            }
            self.handler.tally().summary.files.mail_files += 1;
        }
        // each range counts its own bytes: what another worker counted cannot be taken back here
        let begin = number * BLOCK;
        let (mut mail, mut given_up) = if split.lost { (0, end - begin) } else { (end - begin, 0) };
        let mut follows = Split { number: number + 1, ..split };
        if split.from >= end || self.stopped() {
            baton.next = follows;
        } else {
            match mbox::spans(&mbox.file, split.from, end, WHOLE, &mut bytes, &mut spans) {
                Ok(next) => {
                    let index = split.index + spans.len() as u64;
                    baton.next = Split { number: number + 1, from: next, index, lost: false };
                    follows = baton.next;
                    drop(baton);
                    let inside: u64 = spans.iter().map(|s| s.length).sum();
                    self.handler.tally().framing((next - split.from).saturating_sub(inside));
                    self.ranged_messages(mbox, split, &bytes, &spans);
                }
                Err(error) => {
                    let lost = mbox.size - split.from;
                    self.handler.note(io_problem(&error, &mbox.input, lost));
                    mail = split.from.saturating_sub(begin);
                    given_up = end - begin - mail;
                }
            }
        }
        let files = &mut self.handler.tally().summary.files;
        files.mail += mail;
        files.given_up += given_up;
        self.end_entry(identity, number, &mbox.input, (Some(split), Some(follows)), 0);
        bytes.shrink_to(WHOLE + 2 * BLOCK as usize);
        self.bytes = bytes;
        self.spans = spans;
    }

    pub(super) fn ranged_messages(&mut self, mbox: &LargeMbox, split: Split, bytes: &[u8], spans: &[Span]) {
        let input = &mbox.input;
        for (i, span) in spans.iter().enumerate() {
            if self.stopped() {
                return;
            }
            let index = split.index + i as u64;
            let start = (span.offset - split.from) as usize;
            let line =
                span.separator.checked_sub(split.from).and_then(|from| bytes.get(from as usize..start));
            self.separated_by(line.unwrap_or_default());
            match bytes.get(start..start.saturating_add(span.length as usize)) {
                Some(message) => {
                    self.message(&input.name, &input.custodian, index, span.offset, message, Quoting::From);
                }
                None => {
                    let (offset, length) = (span.offset, Some(span.length));
                    self.begin(&input.name, &input.custodian, index, offset, length, Form::Quoted);
                    self.reader.begin(Quoting::From);
                    self.pieces(input, &mbox.file, span.offset, span.length);
                    self.end(span.length);
                }
            }
        }
    }

    /// Feeds a message that is too large to be held from its file.
    pub(super) fn pieces(&mut self, input: &Input, file: &Opened, offset: u64, length: u64) {
        let mut piece = vec![0; PIECE];
        let mut done = 0;
        while done < length && !self.stopped() {
            let want = PIECE.min((length - done) as usize);
            match read_full(file, &mut piece[..want], offset + done) {
                Ok(0) => {
                    let problem =
                        Problem::new(ProblemCode::Truncated, "the file became shorter while it was read");
                    self.handler
                        .note(problem.in_mailbox(&input.name, &input.custodian).giving_up(length - done));
                    return;
                }
                Ok(n) => {
                    self.push(&piece[..n]);
                    done += n as u64;
                }
                Err(error) => {
                    self.handler.note(io_problem(&error, input, length - done));
                    return;
                }
            }
        }
    }

    pub(super) fn large_message(&mut self, input: &Input, file: &Opened, skip: u64, length: u64) {
        let files = &mut self.handler.tally().summary.files;
        files.mail_files += 1;
        files.mail += file.size();
        self.handler.tally().framing(file.size() - length);
        self.begin(&input.name, &input.custodian, 0, skip, Some(length), Form::Plain);
        if length <= WHOLE as u64 {
            let mut bytes = vec![0; length as usize];
            match read_full(file, &mut bytes, skip) {
                Ok(n) => {
                    bytes.truncate(n);
                    let coverage = self.read_whole(&bytes, Quoting::None);
                    self.handler.end(length, coverage);
                }
                Err(error) => {
                    self.handler.note(io_problem(&error, input, length));
                    self.handler.end(length, given_up(length));
                }
            }
        } else {
            self.reader.begin(Quoting::None);
            self.pieces(input, file, skip, length);
            self.end(length);
        }
        self.progress.done(input.size);
    }
}

/// Passes the place where the next range begins on, also when its holder fails.
struct Baton<'m> {
    mbox: &'m LargeMbox,
    next: Split,
}

impl Drop for Baton<'_> {
    fn drop(&mut self) {
        self.mbox.pass_on(self.next);
    }
}
