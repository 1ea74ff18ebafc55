//! One unit of work in, messages handed to the handler one by one.

use std::fs::File;
use std::io::Read as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::Progress;
use super::beside;
use super::handler::{Handler, MessagePlace, Tally};
use super::plan::{
    BLOCK, HEAD, LargeMbox, Split, Unit, WHOLE, Work, declared, file_name, io_problem, read_full, shape,
};
use super::recall::LAST;
use super::remember::{Identity, Remembering, same};
use super::stream::{self, StreamOptions};
use crate::message::{MessageCoverage, MessageReader};
use crate::model::{MessageKey, Problem, ProblemCode, Quoting, SharedOpener, SourceName, Stop, Summary};
use crate::source::control::in_mail_folder;
use crate::source::format::{Head, Shape};
use crate::source::mbox::{self, Span};
use crate::source::mbox::{ReadAt, RegularFile};
use crate::source::unread;
use crate::source::walk::{Input, Walked};

/// Bytes of a huge message that are read at once.
const PIECE: usize = 1 << 20;

mod streamed;

pub(super) struct Worker<'w> {
    handler: Box<dyn Handler + 'w>,
    reader: MessageReader,
    opener: SharedOpener,
    options: &'w StreamOptions,
    stop: &'w Stop,
    progress: &'w Progress,
    bytes: Vec<u8>,
    spans: Vec<Span>,
    memory: Option<Remembering<'w>>,
    /// What is kept of an earlier run cannot be read back, although it is needed.
    forgot: &'w AtomicBool,
}

impl<'w> Worker<'w> {
    pub(super) fn new(
        handler: Box<dyn Handler + 'w>,
        options: &'w StreamOptions,
        opener: SharedOpener,
        (stop, forgot): (&'w Stop, &'w AtomicBool),
        progress: &'w Progress,
        memory: Option<Remembering<'w>>,
    ) -> Self {
        let reader = MessageReader::new(&options.limits).opening(opener.clone());
        let (bytes, spans) = (Vec::new(), Vec::new());
        Worker { handler, reader, opener, options, stop, progress, bytes, spans, memory, forgot }
    }

    /// Works a unit off. Whatever happens in it, its turn ends.
    pub(super) fn work(&mut self, unit: Unit) {
        self.handler.begin_unit(unit.seq);
        let file = unit.work.stream_file().cloned();
        // messages are guarded one by one; this guards the order of the run against a fault between them
        let broken = catch_unwind(AssertUnwindSafe(|| self.work_inside(unit.work))).is_err();
        if broken {
            // counts of what was begun are not to be lost
            drop(self.handler.end_entry());
            let problem =
                Problem::new(ProblemCode::Corrupt, "an internal error; a stretch of the source was not read");
            self.handler.note(problem);
        }
        if let Some(file) = file.and_then(Arc::into_inner) {
            self.begin_entry(file.identity);
            self.stream_done(&file);
            let units = file.units.load(Ordering::Relaxed);
            self.end_entry(file.identity, LAST, &file.input, (None, None), units);
        }
        self.handler.end_unit();
        let stopped = self.stopped();
        match &mut self.memory {
            Some(memory) if broken || stopped => memory.drop_unit(),
            Some(memory) => memory.end_unit(),
            None => {}
        }
        let Tally { summary, findings, reported } = self.handler.tally();
        let messages = summary.content.messages;
        self.progress.report(reported, messages, *findings, summary.total_problems());
    }

    /// Takes the counts of the units worked off since the last call.
    pub(super) fn take_summary(&mut self) -> Summary {
        let tally = self.handler.tally();
        tally.reported = (0, 0, 0);
        tally.findings = 0;
        std::mem::take(&mut tally.summary)
    }

    fn stopped(&self) -> bool {
        self.stop.asked()
    }

    fn work_inside(&mut self, work: Work) {
        match work {
            Work::Files(files) => {
                for walked in files {
                    if self.stopped() {
                        return;
                    }
                    self.walked(walked);
                }
            }
            Work::Message { input, file, skip, length, problem, identity } => {
                self.begin_entry(identity);
                if let Some(problem) = problem {
                    self.handler.note(problem);
                }
                self.large_message(&input, &file, skip, length);
                self.end_entry(identity, 0, &input, (None, None), 0);
            }
            Work::Range { mbox, number } => self.range(&mbox, number),
            Work::Bundle { file, ordinal, bundle } => {
                let done = bundle.read.min(file.input.size);
                file.done.fetch_add(done, Ordering::Relaxed);
                self.progress.done(done);
                self.begin_entry(file.identity);
                self.bundle(bundle, &file.mail);
                self.end_entry(file.identity, ordinal, &file.input, (None, None), 0);
            }
            Work::Huge { file, ordinal, place, index, offset, pieces } => {
                self.begin_entry(file.identity);
                self.begin(&place.source, &place.custodian, index, offset, None);
                self.reader.begin(if index == 0 && offset == 0 { Quoting::None } else { Quoting::From });
                let mut length = 0;
                for piece in pieces {
                    if self.stopped() {
                        break;
                    }
                    length += piece.len() as u64;
                    self.push(&piece);
                }
                self.end(length);
                self.end_entry(file.identity, ordinal, &file.input, (None, None), 0);
            }
            Work::Recall { input, identity, ordinal, bytes } => {
                self.recall(&input, identity, ordinal);
                self.progress.done(bytes);
            }
            Work::Note(note) => self.stream_note(note),
            Work::NotMail { input, head, identity } => {
                self.begin_entry(identity);
                let size = input.size;
                let head = Head { bytes: &head, name: file_name(&input.name), complete: false };
                if unread(&head).is_none() && beside::searched(&head, self.options.loose) {
                    self.large_document(&input);
                } else {
                    self.not_mail(&input, &head, size);
                }
                self.end_entry(identity, 0, &input, (None, None), 0);
                self.progress.done(size);
            }
            // the file is counted when the last of its units is done with
            Work::Done { .. } => {}
            Work::Lost { input } => {
                let files = &mut self.handler.tally().summary.files;
                files.mail_files += 1;
                files.given_up += input.size;
                self.progress.done(input.size);
            }
            Work::Excluded { size } => {
                self.excluded(size);
                self.progress.done(size);
            }
        }
    }

    fn excluded(&mut self, size: u64) {
        let files = &mut self.handler.tally().summary.files;
        files.excluded_files += 1;
        files.excluded += size;
    }

    fn walked(&mut self, walked: Walked) {
        let files = &mut self.handler.tally().summary.files;
        match walked {
            Walked::File(input) => self.small_file(&input),
            Walked::Excluded { size } => self.excluded(size),
            Walked::NotMail { size, .. } => {
                files.not_mail_files += 1;
                files.not_mail += size;
            }
            Walked::Problem(problem) => {
                files.given_up += problem.given_up;
                self.handler.note(problem);
            }
        }
    }

    /// What is made from now on is to be kept.
    fn begin_entry(&mut self, identity: Option<Identity>) {
        if identity.is_some() && self.memory.is_some() {
            self.handler.begin_entry();
        }
    }

    /// Keeps what was made of a stretch of a file since.
    fn end_entry(
        &mut self,
        identity: Option<Identity>,
        ordinal: u64,
        input: &Input,
        ranges: (Option<Split>, Option<Split>),
        units: u64,
    ) {
        let Some((recorder, counts)) = self.handler.end_entry() else { return };
        // what a stop cut short is made again by the next run
        if let (Some(memory), Some(identity), false) = (&mut self.memory, identity, self.stop.asked())
            && let Some(made) = recorder.finish(&input.name, &input.custodian, ranges, units, &counts)
        {
            memory.made(identity, ordinal, made);
        }
    }

    /// Takes over what an earlier run made of a stretch of a file that is the same.
    fn recall(&mut self, input: &Input, identity: Identity, ordinal: u64) {
        let Some(memory) = &mut self.memory else { return };
        let known = memory.stretch(&identity.file, ordinal);
        let done = known.is_some_and(|(stamp, found)| {
            let entry = found.entry();
            let done = entry.is_some_and(|e| self.handler.recall(&e, &input.name, &input.custodian));
            memory.holds(identity, ordinal, (stamp, found.kept));
            done
        });
        if !done {
            // it was there a moment ago: the file that it was in is damaged, and mail must not be passed over for that
            self.forgot.store(true, Ordering::Relaxed);
            self.stop.ask();
        }
    }

    /// Takes over what was made of a small file, where it is the same.
    fn recall_small(&mut self, input: &Input) -> bool {
        let Some(memory) = &mut self.memory else { return false };
        let Some((identity, stamp, found)) = memory.small(input) else { return false };
        let entry = found.entry();
        let done = entry.is_some_and(|entry| self.handler.recall(&entry, &input.name, &input.custodian));
        if done {
            memory.holds(identity, 0, (stamp, found.kept));
        }
        done
    }

    fn small_file(&mut self, input: &Input) {
        self.progress.done(input.size);
        if self.recall_small(input) {
            return;
        }
        let mut bytes = std::mem::take(&mut self.bytes);
        bytes.clear();
        let read = File::open(&input.path).and_then(|file| {
            // one byte more than its size shows the end without another call, unless the file has grown
            bytes.reserve(input.size as usize + 1);
            file.take(2 * BLOCK).read_to_end(&mut bytes)
        });
        match read {
            Err(error) => {
                self.handler.note(io_problem(&error, input, input.size));
                let files = &mut self.handler.tally().summary.files;
                files.mail_files += 1;
                files.given_up += input.size;
            }
            Ok(_) => {
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

    fn small_content(&mut self, input: &Input, bytes: &[u8]) {
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
    fn small_mail(&mut self, source: &SourceName, custodian: &Arc<str>, bytes: &[u8], shape: Shape) {
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
    fn document(&mut self, input: &Input, bytes: &[u8]) {
        let size = bytes.len() as u64;
        let files = &mut self.handler.tally().summary.files;
        files.mail_files += 1;
        files.mail += size;
        self.document_at(&input.name, &input.custodian, bytes);
    }

    /// Searches a document; it counts as a message.
    fn document_at(&mut self, source: &SourceName, custodian: &Arc<str>, bytes: &[u8]) {
        let size = bytes.len() as u64;
        self.begin(source, custodian, 0, 0, Some(size));
        let (reader, handler) = (&mut self.reader, &mut self.handler);
        let name = file_name(source);
        let read = catch_unwind(AssertUnwindSafe(|| reader.document(name, bytes, &mut **handler)));
        let coverage = read.unwrap_or_else(|_| self.fault(size));
        self.handler.end(size, coverage);
    }

    /// The same, of a file that is large.
    fn large_document(&mut self, input: &Input) {
        let limit = self.options.limits.attachment;
        let read = if input.size > limit {
            let detail = "a document is larger than --limit-attachment; it was not read";
            Err(Problem::new(ProblemCode::Limit, detail)
                .in_mailbox(&input.name, &input.custodian)
                .giving_up(input.size))
        } else {
            let mut bytes = Vec::new();
            File::open(&input.path)
                .and_then(|file| file.take(limit).read_to_end(&mut bytes))
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
    fn not_mail(&mut self, input: &Input, head: &Head<'_>, size: u64) {
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

    fn small_mbox(&mut self, source: &SourceName, custodian: &Arc<str>, bytes: &[u8]) {
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
            self.message(source, custodian, index as u64, span.offset, message, Quoting::From);
        }
        self.spans = spans;
    }

    /// Bytes in front of the first separator line of an mbox: searched, for nothing may be passed over.
    fn leading(&mut self, source: &SourceName, custodian: &Arc<str>, bytes: &[u8]) {
        if mbox::is_blank(bytes) {
            self.handler.tally().framing(bytes.len() as u64);
            return;
        }
        self.note_leading(source, custodian);
        self.message(source, custodian, 0, 0, bytes, Quoting::From);
        self.handler.tally().summary.content.messages -= 1;
    }

    fn note_leading(&mut self, source: &SourceName, custodian: &Arc<str>) {
        let detail = "bytes before the first separator line belong to no message; they were searched as text";
        self.handler.note(Problem::new(ProblemCode::Corrupt, detail).in_mailbox(source, custodian));
    }

    /// The messages that begin in one range of a large mbox.
    fn range(&mut self, mbox: &Arc<LargeMbox>, number: u64) {
        let end = mbox.end(number);
        // even when nothing is read any more, the next range must not wait for this one
        let mut baton =
            Baton { mbox, next: Split { number: number + 1, from: mbox.size, index: 0, lost: true } };
        let mut bytes = std::mem::take(&mut self.bytes);
        let mut spans = std::mem::take(&mut self.spans);
        spans.clear();
        // `bytes` is not cleared: what it holds is written over, which spares clearing memory
        let split = mbox.wait(number);
        self.progress.done(end - number * BLOCK);
        if let Some(next) = self.recall_range(mbox, number, split) {
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
                self.begin(&mbox.input.name, &mbox.input.custodian, 0, 0, Some(mbox.leading));
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

    /// Takes over what was made of a range of an mbox, where it is the same and begins at the same message; gives where the next begins.
    fn recall_range(&mut self, mbox: &LargeMbox, number: u64, split: Split) -> Option<Split> {
        let (identity, unchanged) = mbox.known?;
        let memory = self.memory.as_mut()?;
        // the last range of a file that grew may hold more now
        let whole = unchanged.bytes == mbox.size;
        if split.lost || !whole && mbox.end(number) > unchanged.bytes {
            return None;
        }
        let (stamp, found) = memory.stretch(&identity.file, number)?;
        let entry = found.entry()?;
        let (begins, next) = entry.range();
        if !same(&stamp, &unchanged.stamp) || begins != (split.from, split.index) {
            return None;
        }
        if !whole && next.0 >= unchanged.bytes {
            return None;
        }
        if !self.handler.recall(&entry, &mbox.input.name, &mbox.input.custodian) {
            return None;
        }
        memory.holds(identity, number, (stamp, found.kept));
        Some(Split { number: number + 1, from: next.0, index: next.1, lost: false })
    }

    fn ranged_messages(&mut self, mbox: &LargeMbox, split: Split, bytes: &[u8], spans: &[Span]) {
        let input = &mbox.input;
        for (i, span) in spans.iter().enumerate() {
            if self.stopped() {
                return;
            }
            let index = split.index + i as u64;
            let start = (span.offset - split.from) as usize;
            match bytes.get(start..start.saturating_add(span.length as usize)) {
                Some(message) => {
                    self.message(&input.name, &input.custodian, index, span.offset, message, Quoting::From);
                }
                None => {
                    self.begin(&input.name, &input.custodian, index, span.offset, Some(span.length));
                    self.reader.begin(Quoting::From);
                    self.pieces(input, &mbox.file, span.offset, span.length);
                    self.end(span.length);
                }
            }
        }
    }

    /// Feeds a message that is too large to be held from its file.
    fn pieces(&mut self, input: &Input, file: &RegularFile, offset: u64, length: u64) {
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

    fn large_message(&mut self, input: &Input, file: &RegularFile, skip: u64, length: u64) {
        let files = &mut self.handler.tally().summary.files;
        files.mail_files += 1;
        files.mail += file.size();
        self.handler.tally().framing(file.size() - length);
        self.begin(&input.name, &input.custodian, 0, skip, Some(length));
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

    fn begin(
        &mut self,
        source: &SourceName,
        custodian: &Arc<str>,
        index: u64,
        offset: u64,
        length: Option<u64>,
    ) {
        let (source, custodian) = (source.clone(), custodian.clone());
        self.handler.begin(MessagePlace { source, custodian, index, offset, length, key: None });
    }

    /// What the same message is known by elsewhere. How its lines are quoted counts only where a line is.
    fn message_key(&self, bytes: &[u8], quoting: Quoting) -> Option<MessageKey> {
        let memory = self.memory.as_ref()?;
        let quoted = quoting != Quoting::None && memchr::memmem::find(bytes, b">From ").is_some();
        let mut key = memory.message_key(bytes);
        key[0] ^= u8::from(quoted);
        Some(key)
    }

    /// Takes over what was made of the message at hand where it was met before.
    fn recall_message(&mut self, key: &MessageKey) -> Option<MessageCoverage> {
        let (found, number) = self.memory.as_mut()?.message(key)?;
        let message = found.entry()?.message(number)?;
        self.handler.recall_message(&message).then_some(message.coverage)
    }

    fn message(
        &mut self,
        source: &SourceName,
        custodian: &Arc<str>,
        index: u64,
        offset: u64,
        bytes: &[u8],
        quoting: Quoting,
    ) {
        let length = bytes.len() as u64;
        let key = self.message_key(bytes, quoting);
        let (source, custodian) = (source.clone(), custodian.clone());
        self.handler.begin(MessagePlace { source, custodian, index, offset, length: Some(length), key });
        let coverage = match key.and_then(|key| self.recall_message(&key)) {
            Some(coverage) => coverage,
            None => self.read_whole(bytes, quoting),
        };
        self.handler.end(length, coverage);
    }

    /// Reads a message; a fault in reading it costs that message alone.
    fn read_whole(&mut self, bytes: &[u8], quoting: Quoting) -> MessageCoverage {
        let (reader, handler) = (&mut self.reader, &mut self.handler);
        match catch_unwind(AssertUnwindSafe(|| reader.whole(bytes, quoting, &mut **handler))) {
            Ok(coverage) => coverage,
            Err(_) => self.fault(bytes.len() as u64),
        }
    }

    fn push(&mut self, piece: &[u8]) {
        let (reader, handler) = (&mut self.reader, &mut self.handler);
        if catch_unwind(AssertUnwindSafe(|| reader.push(piece, &mut **handler))).is_err() {
            let coverage = self.fault(piece.len() as u64);
            debug_assert!(coverage.given_up > 0);
        }
    }

    fn end(&mut self, length: u64) {
        let (reader, handler) = (&mut self.reader, &mut self.handler);
        let coverage = match catch_unwind(AssertUnwindSafe(|| reader.end(&mut **handler))) {
            Ok(coverage) => coverage,
            Err(_) => self.fault(length),
        };
        self.handler.end(length, coverage);
    }

    fn fault(&mut self, length: u64) -> MessageCoverage {
        self.reader = MessageReader::new(&self.options.limits).opening(self.opener.clone());
        let detail = "an internal error; the message was not read to its end";
        self.handler.problem(Problem::new(ProblemCode::Corrupt, detail).giving_up(length));
        given_up(length)
    }
}

/// The problem of a file that lies where only messages lie, and is none.
fn unreadable(size: u64) -> Problem {
    let detail = "in a mail folder, but no message that can be read";
    Problem::new(ProblemCode::Corrupt, detail).giving_up(size)
}

fn given_up(length: u64) -> MessageCoverage {
    MessageCoverage { given_up: length, ..MessageCoverage::default() }
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
