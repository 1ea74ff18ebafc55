//! What came in bundles out of a stream: blocks of messages, small entries of archives, and what is to be counted.

use std::sync::atomic::{AtomicBool, Ordering};

use super::super::beside;
use super::super::bundle::{Block, Bundle, Note, Piece, Small, StreamFile, StreamPlace};
use super::super::plan::file_name;
use super::super::posting::Form;
use super::super::stream::{self, Pieces, Root};
use super::{Worker, unreadable};
use crate::model::Quoting;
use crate::source::format::{Head, Shape, recognise};
use crate::source::walk::Input;
use crate::source::{custodian, lies_in_mail_folder, unread};

impl Worker<'_> {
    /// Counts a file that was read as a stream.
    pub(super) fn stream_done(&mut self, file: &StreamFile) {
        let Some(outcome) = file.outcome.get() else { return };
        // of standard input nobody knew before
        let size = if file.input.stdin { outcome.read } else { file.input.size };
        self.progress.done(file.input.size.saturating_sub(file.done.load(Ordering::Relaxed)));
        if outcome.excluded {
            return self.excluded(size);
        }
        let files = &mut self.handler.tally().summary.files;
        if file.mail.load(Ordering::Relaxed) {
            let given_up = outcome.given_up.min(size);
            files.mail_files += 1;
            files.given_up += given_up;
            files.mail += size - given_up;
        } else {
            files.not_mail_files += 1;
            files.not_mail += size;
        }
    }

    pub(super) fn small_container(&mut self, input: &Input, bytes: &[u8]) {
        let file = StreamFile::new(Input { size: bytes.len() as u64, ..input.clone() }, None);
        let root = Root::Bytes(bytes.into());
        let options = self.options;
        self.inside = true;
        let mut direct = Direct { worker: self, mail: &file.mail, huge: None, passed_over: false };
        let outcome = stream::read(&file.input, root, options, &file.mail, &mut direct);
        self.inside = false;
        // progress counts small files as a whole
        file.done.store(file.input.size, Ordering::Relaxed);
        let _ = file.outcome.set(outcome);
        self.stream_done(&file);
    }

    /// A small entry of an archive.
    fn small_entry(&mut self, small: &Small, bytes: &[u8], mail: &AtomicBool) {
        let source = small.archive.source.entry(&small.name);
        let head = Head { bytes, name: file_name(&source), complete: true };
        let shape = recognise(&head);
        let size = bytes.len() as u64;
        let problem = match shape {
            Shape::NotMail => match unread(&head) {
                Some(what) => Some(stream::not_built(what, size)),
                None if beside::searched(&head, self.options.loose) => {
                    mail.store(true, Ordering::Relaxed);
                    let custodian = custodian::within(&small.archive.custodian, &small.name);
                    return self.document_at(&source, &custodian, bytes);
                }
                None if lies_in_mail_folder(&small.name) => Some(unreadable(size)),
                None => return self.stream_note(Note::NotMail(size)),
            },
            _ => None,
        };
        mail.store(true, Ordering::Relaxed);
        match problem {
            Some(problem) => {
                let custodian = custodian::within(&small.archive.custodian, &small.name);
                self.handler.note(problem.in_mailbox(&source, &custodian));
                self.stream_note(Note::GivenUp(size));
            }
            None => {
                let custodian = custodian::within(&small.archive.custodian, &small.name);
                self.small_mail(&source, &custodian, bytes, shape);
            }
        }
    }

    pub(super) fn bundle(&mut self, bundle: Bundle, mail: &AtomicBool) {
        for piece in bundle.pieces {
            if self.stopped() {
                return;
            }
            match piece {
                Piece::Block(block) => self.block(block),
                Piece::Small(small) => self.small_entry(&small, &bundle.bytes[small.range.clone()], mail),
                Piece::Document(place, bytes) => {
                    self.document_at(&place.source, &place.custodian, &bytes);
                }
                Piece::Note(note) => self.stream_note(note),
            }
        }
    }

    fn block(&mut self, block: Block) {
        let Block { place, bytes, base, spans, index, mbox, framing } = block;
        self.handler.tally().framing(framing);
        let quoting = if mbox { Quoting::From } else { Quoting::None };
        for (i, span) in spans.iter().enumerate() {
            if self.stopped() {
                return;
            }
            let start = (span.offset - base) as usize;
            if mbox {
                let line = span.separator.checked_sub(base).and_then(|from| bytes.get(from as usize..start));
                self.separated_by(line.unwrap_or_default());
            }
            if let Some(message) = bytes.get(start..start + span.length as usize) {
                self.message(
                    &place.source,
                    &place.custodian,
                    index + i as u64,
                    span.offset,
                    message,
                    quoting,
                );
            }
        }
    }

    pub(super) fn stream_note(&mut self, note: Note) {
        match note {
            Note::Problem(problem) => self.handler.note(problem),
            Note::Framing(bytes) => self.handler.tally().framing(bytes),
            Note::GivenUp(bytes) => {
                let content = &mut self.handler.tally().summary.content;
                content.total += bytes;
                content.given_up += bytes;
            }
            Note::NotMail(bytes) => {
                let content = &mut self.handler.tally().summary.content;
                content.total += bytes;
                content.add_opaque("not mail", bytes);
            }
            Note::Excluded(bytes) => {
                let content = &mut self.handler.tally().summary.content;
                content.total += bytes;
                content.add_opaque("left out", bytes);
            }
        }
    }
}

/// Takes a small stream's content in the worker that reads it.
struct Direct<'d, 'w> {
    worker: &'d mut Worker<'w>,
    mail: &'d AtomicBool,
    /// Bytes of the huge message at hand.
    huge: Option<u64>,
    /// It is not looked at.
    passed_over: bool,
}

impl Pieces for Direct<'_, '_> {
    fn bundle(&mut self, bundle: Bundle) -> bool {
        self.worker.bundle(bundle, self.mail);
        !self.worker.stopped()
    }
    fn begin_huge(&mut self, place: &StreamPlace, index: u64, offset: u64) -> bool {
        self.passed_over = self.worker.passes_over(&place.source, index);
        if self.passed_over {
            return !self.worker.stopped();
        }
        self.worker.begin(&place.source, &place.custodian, index, offset, None, Form::Inside);
        self.worker.reader.begin(Quoting::From);
        self.huge = Some(0);
        true
    }
    fn huge(&mut self, piece: &[u8]) -> bool {
        if self.passed_over {
            return !self.worker.stopped();
        }
        self.worker.push(piece);
        if let Some(length) = &mut self.huge {
            *length += piece.len() as u64;
        }
        !self.worker.stopped()
    }
    fn end_huge(&mut self) {
        if let Some(length) = self.huge.take() {
            self.worker.end(length);
        }
    }
}
