//! One unit of work in, messages handed to the handler one by one.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::Progress;
use super::beside;
use super::handler::{Handler, MessagePlace, Tally};
use super::plan::{Unit, Work, file_name};
use super::posting::Form;
use super::recall::LAST;
use super::remember::Remembering;
use super::seek::Only;
use super::stream::StreamOptions;
use crate::message::{MessageCoverage, MessageReader};
use crate::model::{Problem, ProblemCode, Quoting, SharedOpener, SourceName, Stop, Summary};
use crate::source::bucket::{Fetched, Object};
use crate::source::format::Head;
use crate::source::mbox::Span;
use crate::source::unread;
use crate::source::walk::Walked;

/// Bytes of a huge message that are read at once.
const PIECE: usize = 1 << 20;

mod kept;
mod large;
mod opened;
mod separated;
mod small;
mod streamed;

use small::unreadable;

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
    /// The separator line of the message that comes, where somebody may be named in it.
    separator: Vec<u8>,
    /// What is at hand is in a container.
    inside: bool,
    /// Of what is in containers only these messages are looked at.
    only: Option<&'w Only>,
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
        let (separator, inside, only) = (Vec::new(), false, None);
        Worker {
            handler,
            reader,
            opener,
            options,
            stop,
            progress,
            bytes,
            spans,
            memory,
            forgot,
            separator,
            inside,
            only,
        }
    }

    /// The same, that looks at these messages only of what is in containers.
    pub(super) fn opening(mut self, only: Option<&'w Only>) -> Self {
        self.only = only;
        self
    }

    /// Works a unit off. Whatever happens in it, its turn ends.
    pub(super) fn work(&mut self, unit: Unit) {
        self.handler.begin_unit(unit.seq);
        self.inside = unit.work.stream_file().is_some();
        let file = unit.work.stream_file().cloned();
        // messages are guarded one by one; this guards the order of the run against a fault between them
        let broken = catch_unwind(AssertUnwindSafe(|| self.work_inside(unit.work))).is_err();
        if broken {
            // counts of what was begun are not to be lost
            drop(self.handler.end_entry());
            self.gap();
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
                // objects are asked for together: each takes as long as it takes to be answered
                let fetched: Vec<Option<Fetched>> = files.iter().map(fetch).collect();
                for (walked, fetched) in files.into_iter().zip(fetched) {
                    if self.stopped() {
                        return;
                    }
                    self.walked(walked, fetched);
                }
            }
            Work::Message { input, file, skip, length, problem, identity } => {
                self.begin_entry(identity);
                if let Some(problem) = problem {
                    self.handler.note(*problem);
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
                if self.passes_over(&place.source, index) {
                    pieces.into_iter().take_while(|_| !self.stopped()).for_each(drop);
                    return;
                }
                self.begin_entry(file.identity);
                self.begin(&place.source, &place.custodian, index, offset, None, Form::Inside);
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
            Work::Open { input, standings } => self.open(&input, &standings),
            Work::OpenInside { input } => self.open_inside(&input),
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
                self.gap();
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

    fn walked(&mut self, walked: Walked, fetched: Option<Fetched>) {
        let files = &mut self.handler.tally().summary.files;
        match walked {
            Walked::File(input) => self.small_file(&input, fetched),
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

    fn begin(
        &mut self,
        source: &SourceName,
        custodian: &Arc<str>,
        index: u64,
        offset: u64,
        length: Option<u64>,
        form: Form,
    ) {
        let (source, custodian) = (source.clone(), custodian.clone());
        let form = if self.inside { Form::Inside } else { form };
        self.handler.begin(MessagePlace { source, custodian, index, offset, length, key: None, form });
        self.tell_separator();
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
        if self.passes_over(source, index) {
            self.separator.clear();
            return;
        }
        let length = bytes.len() as u64;
        let form = match quoting {
            _ if self.inside => Form::Inside,
            Quoting::None => Form::Plain,
            Quoting::From => Form::Quoted,
        };
        let key = self.message_key(bytes, quoting);
        let (source, custodian) = (source.clone(), custodian.clone());
        self.handler.begin(MessagePlace {
            source,
            custodian,
            index,
            offset,
            length: Some(length),
            key,
            form,
        });
        self.tell_separator();
        let coverage = match key.and_then(|key| self.recall_message(&key)) {
            Some(coverage) => coverage,
            None => self.read_whole(bytes, quoting),
        };
        self.handler.end(length, coverage);
    }

    /// Reads a message; a fault in reading it costs that message alone.
    fn read_whole(&mut self, bytes: &[u8], quoting: Quoting) -> MessageCoverage {
        let (reader, handler) = (&mut self.reader, &mut self.handler);
        let coverage = match catch_unwind(AssertUnwindSafe(|| reader.whole(bytes, quoting, &mut **handler))) {
            Ok(coverage) => coverage,
            Err(_) => self.fault(bytes.len() as u64),
        };
        self.handler.bytes(bytes, false);
        coverage
    }

    fn push(&mut self, piece: &[u8]) {
        let (reader, handler) = (&mut self.reader, &mut self.handler);
        if catch_unwind(AssertUnwindSafe(|| reader.push(piece, &mut **handler))).is_err() {
            let coverage = self.fault(piece.len() as u64);
            debug_assert!(coverage.given_up > 0);
        }
        self.handler.bytes(piece, true);
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

/// Begins to read an object.
fn fetch(walked: &Walked) -> Option<Fetched> {
    match walked {
        Walked::File(input) => input.object.as_deref().map(Object::fetch),
        _ => None,
    }
}

fn given_up(length: u64) -> MessageCoverage {
    MessageCoverage { given_up: length, ..MessageCoverage::default() }
}
