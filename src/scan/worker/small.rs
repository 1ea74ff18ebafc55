//! Files that are read as a whole: mail, documents among it, and what is neither.

use std::fs::File;
use std::io::Read as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::super::beside;
use super::super::plan::{BLOCK, HEAD, declared, file_name, io_problem, shape};
use super::super::posting::Form;
use super::super::stream;
use super::Worker;
use crate::model::{Problem, ProblemCode, Quoting, SourceName};
use crate::source::bucket::{Fetched, Object};
use crate::source::control::in_mail_folder;
use crate::source::format::{Head, Shape};
use crate::source::mbox;
use crate::source::unread;
use crate::source::walk::Input;

impl Worker<'_> {
    /// Reads a small file; `fetched` is where an object was asked for already.
    pub(super) fn small_file(&mut self, input: &Input, fetched: Option<Fetched>) {
        self.progress.done(input.size);
        if self.recall_small(input) {
            return;
        }
        let mut bytes = std::mem::take(&mut self.bytes);
        bytes.clear();
        let fetched = fetched.or_else(|| input.object.as_deref().map(Object::fetch));
        let read = match fetched {
            Some(fetched) => fetched.read(&mut bytes),
            None => File::open(&input.path).and_then(|file| {
                // one byte more than its size shows the end without another call, unless the file has grown
                bytes.reserve(input.size as usize + 1);
                file.take(2 * BLOCK).read_to_end(&mut bytes).map(|_| ())
            }),
        };
        match read {
            Err(error) => {
                self.gap();
                self.handler.note(io_problem(&error, input, input.size));
                let files = &mut self.handler.tally().summary.files;
                files.mail_files += 1;
                files.given_up += input.size;
            }
            Ok(()) => {
                // a file that changed since it was met is not what its times say
                let steady = bytes.len() as u64 == input.size;
                let identity =
                    self.memory.as_ref().filter(|_| steady).map(|memory| memory.identity(input, &bytes));
                self.begin_entry(identity);
                self.small_content(input, &bytes);
                self.end_entry(identity, 0, input, (None, None), 0);
            }
        }
        bytes.shrink_to(2 * BLOCK as usize);
        self.bytes = bytes;
    }

    pub(super) fn small_content(&mut self, input: &Input, bytes: &[u8]) {
        let head = &bytes[..bytes.len().min(HEAD)];
        let named = Head { bytes: head, name: file_name(&input.name), complete: head.len() == bytes.len() };
        // bytes in memory can be read without fail
        let shape = shape(&named, &bytes).unwrap_or(Shape::NotMail);
        // the size is what was read: a file may change under the scan
        let size = bytes.len() as u64;
        if matches!(shape, Shape::Nested(_) | Shape::Random(_)) {
            return self.small_container(input, bytes);
        }
        if !input.included {
            return self.excluded(size);
        }
        if matches!(shape, Shape::NotMail) {
            if unread(&named).is_none() && beside::searched(&named, self.options.loose) {
                self.document(input, bytes);
            } else {
                self.not_mail(input, &named, size);
            }
            return;
        }
        let files = &mut self.handler.tally().summary.files;
        files.mail_files += 1;
        files.mail += size;
        self.small_mail(&input.name, &input.custodian, bytes, shape);
    }

    /// Reads mail that is in memory as a whole.
    pub(super) fn small_mail(
        &mut self,
        source: &SourceName,
        custodian: &Arc<str>,
        bytes: &[u8],
        shape: Shape,
    ) {
        let size = bytes.len() as u64;
        match shape {
            Shape::Mbox => self.small_mbox(source, custodian, bytes),
            Shape::Message { skip, length } => {
                let (length, problem) = declared(&bytes, skip, length);
                if let Some(problem) = problem {
                    self.handler.note(problem.in_mailbox(source, custodian));
                }
                let start = skip.min(size);
                let end = length.map_or(size, |l| start.saturating_add(l).min(size));
                self.handler.tally().framing(size - (end - start));
                let message = &bytes[start as usize..end as usize];
                self.message(source, custodian, 0, start, message, Quoting::None);
            }
            Shape::Nested(_) | Shape::Random(_) | Shape::NotMail => {}
        }
    }

    /// Searches a document that lies among the mail.
    pub(super) fn document(&mut self, input: &Input, bytes: &[u8]) {
        let size = bytes.len() as u64;
        let files = &mut self.handler.tally().summary.files;
        files.mail_files += 1;
        files.mail += size;
        self.document_at(&input.name, &input.custodian, bytes);
    }

    /// Searches a document; it counts as a message.
    pub(super) fn document_at(&mut self, source: &SourceName, custodian: &Arc<str>, bytes: &[u8]) {
        let size = bytes.len() as u64;
        if self.passes_over(source, 0) {
            return;
        }
        self.begin(source, custodian, 0, 0, Some(size), Form::Document);
        let (reader, handler) = (&mut self.reader, &mut self.handler);
        let name = file_name(source);
        let read = catch_unwind(AssertUnwindSafe(|| reader.document(name, bytes, &mut **handler)));
        let coverage = read.unwrap_or_else(|_| self.fault(size));
        self.handler.end(size, coverage);
    }

    /// The same, of a file that is large.
    pub(super) fn large_document(&mut self, input: &Input) {
        let limit = self.options.limits.attachment;
        let read = if input.size > limit {
            let detail = "a document is larger than --limit-attachment; it was not read";
            Err(Problem::new(ProblemCode::Limit, detail)
                .in_mailbox(&input.name, &input.custodian)
                .giving_up(input.size))
        } else {
            let mut bytes = Vec::new();
            input
                .open()
                .and_then(|file| file.readers().0.take(limit).read_to_end(&mut bytes))
                .map(|_| bytes)
                .map_err(|error| io_problem(&error, input, input.size))
        };
        match read {
            Ok(bytes) => self.document(input, &bytes),
            Err(problem) => {
                self.handler.note(problem);
                let files = &mut self.handler.tally().summary.files;
                files.mail_files += 1;
                files.given_up += input.size;
            }
        }
    }

    /// Counts a file that holds no mail, or names one that may and cannot be read.
    pub(super) fn not_mail(&mut self, input: &Input, head: &Head<'_>, size: u64) {
        let problem = match unread(head) {
            Some(what) => Some(stream::not_built(what, size)),
            None if size > 0 && in_mail_folder(&input.path) => Some(unreadable(size)),
            None => None,
        };
        if let Some(problem) = problem {
            self.handler.note(problem.in_mailbox(&input.name, &input.custodian));
            let files = &mut self.handler.tally().summary.files;
            files.mail_files += 1;
            files.given_up += size;
        } else {
            let files = &mut self.handler.tally().summary.files;
            files.not_mail_files += 1;
            files.not_mail += size;
        }
    }

    pub(super) fn small_mbox(&mut self, source: &SourceName, custodian: &Arc<str>, bytes: &[u8]) {
        let size = bytes.len() as u64;
        let leading = mbox::leading(&bytes).unwrap_or(0);
        self.leading(source, custodian, &bytes[..leading as usize]);
        let mut spans = std::mem::take(&mut self.spans);
        let mut unused = Vec::new();
        spans.clear();
        let split = mbox::spans(&bytes, leading, size, usize::MAX, &mut unused, &mut spans);
        // bytes in memory can be read without fail
        debug_assert!(split.is_ok());
        let inside: u64 = spans.iter().map(|s| s.length).sum();
        self.handler.tally().framing(size - leading - inside);
        for (index, span) in spans.iter().enumerate() {
            if self.stopped() {
                break;
            }
            let message = &bytes[span.offset as usize..(span.offset + span.length) as usize];
            self.separated_by(&bytes[span.separator as usize..span.offset as usize]);
            self.message(source, custodian, index as u64, span.offset, message, Quoting::From);
        }
        self.spans = spans;
    }
}

/// The problem of a file that lies where only messages lie, and is none.
pub(super) fn unreadable(size: u64) -> Problem {
    let detail = "in a mail folder, but no message that can be read";
    Problem::new(ProblemCode::Corrupt, detail).giving_up(size)
}
