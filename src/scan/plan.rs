//! The work list: files and stretches of files, in the order in which their findings are reported.
//!
//! The unit of work is a stretch of a source, so that one 50 GB mbox keeps every worker busy: small files go in batches,
//! a large mbox in byte ranges, a large compressed file (which cannot be split) in blocks that one thread decompresses
//! ahead of the workers.

use std::collections::VecDeque;
use std::io;
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use super::bundle::{Bundle, Note, StreamFile, StreamPlace};
use super::posting::Standing;
use super::recall::LAST;
use super::remember::{self, Identity, Unchanged};
use super::stream::{self, Pieces, Root, StreamOptions};
use crate::model::{Memory, Problem, ProblemCode, Recollection, SourceName, Stop};
use crate::source::bucket::{Opened, told};
use crate::source::format::{BEHIND, Head, Shape, checked, recognise};
use crate::source::mbox::{self, ReadAt};
use crate::source::walk::{Input, Walk, Walked};
use crate::source::{is_other, unread};

/// Bytes of a large mbox that one worker takes at a time, and the size from which a file is large.
pub(super) const BLOCK: u64 = 1 << 20;
/// Messages up to this size are read whole; larger ones pass through in pieces.
pub(super) const WHOLE: usize = mbox::WHOLE;
/// Bytes of a file that its format is recognised by.
pub(super) const HEAD: usize = 64 << 10;
/// Small files go to a worker in batches of about so many bytes, or files.
const BATCH_BYTES: u64 = 1 << 20;
const BATCH_FILES: usize = 128;
/// How often one that waits for a stream looks whether the run was stopped.
const LOOK: Duration = Duration::from_millis(100);

/// A stretch of work with its place in the order.
pub(super) struct Unit {
    pub(super) seq: u64,
    pub(super) work: Work,
}

pub(super) enum Work {
    /// Small files, and what is to be said of others between them.
    Files(Vec<Walked>),
    /// One large file that holds one message, `skip` bytes into it.
    Message {
        input: Input,
        file: Opened,
        skip: u64,
        length: u64,
        /// The length that the file declares is wrong.
        problem: Option<Box<Problem>>,
        identity: Option<Identity>,
    },
    /// The messages of an mbox that begin in one range of it.
    Range { mbox: Arc<LargeMbox>, number: u64 },
    /// Whole messages out of a stream, and small entries.
    Bundle { file: Arc<StreamFile>, ordinal: u64, bundle: Bundle },
    /// A message of a stream that is too large to be held.
    Huge {
        file: Arc<StreamFile>,
        ordinal: u64,
        place: StreamPlace,
        index: u64,
        offset: u64,
        pieces: Receiver<Vec<u8>>,
    },
    /// What is to be told of a file, which is done with for now.
    Note(Note),
    /// A large file that holds no mail that is read here, and its first bytes.
    NotMail { input: Input, head: Vec<u8>, identity: Option<Identity> },
    /// Messages of a file that a search wants.
    Open { input: Arc<Input>, standings: Vec<Standing> },
    /// What a search wants of a small container.
    OpenInside { input: Arc<Input> },
    /// A stretch of a large file of which an earlier run made what this one would; `bytes` of it are told to the progress.
    Recall { input: Arc<Input>, identity: Identity, ordinal: u64, bytes: u64 },
    /// The last unit of a stream.
    Done { file: Arc<StreamFile> },
    /// A large file that cannot be read.
    Lost { input: Input },
    /// A large file that no glob names.
    Excluded { size: u64 },
}

impl Work {
    /// The file that is read as a stream and that this is a unit of.
    pub(super) fn stream_file(&self) -> Option<&Arc<StreamFile>> {
        match self {
            Work::Bundle { file, .. } | Work::Huge { file, .. } | Work::Done { file } => Some(file),
            _ => None,
        }
    }
}

/// A large mbox, and how far its splitting has come: each range begins where the one before it ended.
pub(super) struct LargeMbox {
    pub(super) input: Input,
    pub(super) file: Opened,
    pub(super) size: u64,
    /// Bytes before the first separator line.
    pub(super) leading: u64,
    /// What it is known by, and how far it is what it was.
    pub(super) known: Option<(Identity, Unchanged)>,
    progress: Mutex<Split>,
    moved: Condvar,
}

/// The next range to be split, where its first separator line is, and the index of the message behind it.
#[derive(Clone, Copy)]
pub(super) struct Split {
    pub(super) number: u64,
    pub(super) from: u64,
    pub(super) index: u64,
    /// Reading ended: what follows is given up.
    pub(super) lost: bool,
}

impl LargeMbox {
    /// Waits until the ranges before this one are split.
    pub(super) fn wait(&self, number: u64) -> Split {
        let mut split = self.progress.lock().unwrap_or_else(PoisonError::into_inner);
        while split.number < number {
            split = self.moved.wait(split).unwrap_or_else(PoisonError::into_inner);
        }
        *split
    }

    /// How far the splitting has come.
    pub(super) fn reached(&self) -> Split {
        *self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Says where the next range begins.
    pub(super) fn pass_on(&self, next: Split) {
        let mut split = self.progress.lock().unwrap_or_else(PoisonError::into_inner);
        if split.number < next.number {
            *split = next;
        }
        self.moved.notify_all();
    }

    /// Where range `number` ends.
    pub(super) fn end(&self, number: u64) -> u64 {
        ((number + 1) * BLOCK).min(self.size)
    }

    fn ranges(&self) -> u64 {
        self.size.div_ceil(BLOCK)
    }
}

/// Hands out units in order.
pub(super) struct Plan<'a> {
    walk: Walk,
    options: Arc<StreamOptions>,
    stop: &'a Stop,
    seq: u64,
    batch: Vec<Walked>,
    batch_bytes: u64,
    ready: VecDeque<Work>,
    /// A large mbox, the range of it that is next, and the first that is no more.
    mbox: Option<(Arc<LargeMbox>, u64, u64)>,
    stream: Option<Receiver<Work>>,
    memory: Option<(&'a dyn Memory, Box<dyn Recollection + 'a>)>,
    /// A stream that is known, the unit of it that is next, and how many there are.
    recalled: Option<(Arc<Input>, Identity, u64, u64)>,
}

impl<'a> Plan<'a> {
    pub(super) fn new(
        walk: Walk,
        options: &Arc<StreamOptions>,
        stop: &'a Stop,
        memory: Option<(&'a dyn Memory, Box<dyn Recollection + 'a>)>,
    ) -> Self {
        Plan {
            memory,
            recalled: None,
            walk,
            options: options.clone(),
            stop,
            seq: 0,
            batch: Vec::new(),
            batch_bytes: 0,
            ready: VecDeque::new(),
            mbox: None,
            stream: None,
        }
    }

    /// The plan of some ranges of a large mbox, and the mbox. `first` is where the first message begins whose separator line stands in
    /// them, where that is known; the messages are counted from there.
    ///
    /// # Errors
    ///
    /// What the operating system says.
    pub(super) fn of_ranges(
        input: Input,
        (begin, end): (u64, u64),
        first: Option<u64>,
        options: &Arc<StreamOptions>,
        stop: &'a Stop,
    ) -> io::Result<(Self, Arc<LargeMbox>, u64)> {
        let file = input.open()?;
        let size = file.size();
        let (number, last) = (begin / BLOCK, end.min(size).div_ceil(BLOCK));
        let leading = if number == 0 { mbox::leading(&file)? } else { 0 };
        let from = match first {
            Some(first) => {
                let mut line = [0; 5];
                let n = read_full(&file, &mut line, first)?;
                if first < begin || first > size || n > 0 && !line[..n].starts_with(b"From ") {
                    return Err(io::Error::new(io::ErrorKind::InvalidInput, "no message begins there"));
                }
                first
            }
            None if number == 0 => leading,
            None => mbox::first_from(&file, number * BLOCK, WHOLE)?,
        };
        let mbox = Arc::new(LargeMbox {
            input,
            file,
            size,
            leading,
            known: None,
            progress: Mutex::new(Split { number, from, index: 0, lost: false }),
            moved: Condvar::new(),
        });
        let nothing = Walk::default();
        let plan =
            Plan { mbox: Some((mbox.clone(), number, last)), ..Plan::new(nothing, options, stop, None) };
        Ok((plan, mbox, from))
    }

    fn next_work(&mut self) -> Option<Work> {
        loop {
            if let Some(work) = self.ready.pop_front() {
                return Some(work);
            }
            if let Some((input, identity, next, units)) = &mut self.recalled {
                let (input, identity, ordinal) = (input.clone(), *identity, *next);
                *next += 1;
                if ordinal < *units {
                    return Some(Work::Recall { input, identity, ordinal, bytes: 0 });
                }
                self.recalled = None;
                let bytes = input.size;
                return Some(Work::Recall { input, identity, ordinal: LAST, bytes });
            }
            if let Some((mbox, next, end)) = &mut self.mbox {
                if *next < *end {
                    *next += 1;
                    return Some(Work::Range { mbox: mbox.clone(), number: *next - 1 });
                }
                self.mbox = None;
            }
            if let Some(stream) = &self.stream {
                match stream.recv_timeout(LOOK) {
                    Ok(work) => return Some(work),
                    Err(RecvTimeoutError::Disconnected) => self.stream = None,
                    // a stream may bring nothing for long: a pipe that nobody writes to, an archive of what is left out
                    Err(RecvTimeoutError::Timeout) if !self.stop.asked() => continue,
                    Err(RecvTimeoutError::Timeout) => {}
                }
            }
            if self.stop.asked() {
                return None;
            }
            match self.walk.next() {
                None => return self.take_batch(),
                Some(Walked::File(input)) if input.stdin || input.size > BLOCK => {
                    let batch = self.take_batch();
                    self.open_large(input);
                    if batch.is_some() {
                        return batch;
                    }
                }
                Some(walked) => {
                    if let Walked::File(input) = &walked {
                        self.batch_bytes += input.size;
                    }
                    self.batch.push(walked);
                    if self.batch.len() >= BATCH_FILES || self.batch_bytes >= BATCH_BYTES {
                        return self.take_batch();
                    }
                }
            }
        }
    }

    fn take_batch(&mut self) -> Option<Work> {
        self.batch_bytes = 0;
        (!self.batch.is_empty()).then(|| Work::Files(std::mem::take(&mut self.batch)))
    }

    /// Has a stream read ahead. Where no thread can be had for it, the file is lost, and said to be.
    fn read_stream(&mut self, input: Input, root: Root, identity: Option<Identity>) {
        match read_ahead(input.clone(), root, &self.options, identity) {
            Ok(stream) => self.stream = Some(stream),
            Err(error) => {
                self.ready.push_back(Work::Note(Note::Problem(io_problem(&error, &input, input.size))));
                self.ready.push_back(Work::Lost { input });
            }
        }
    }

    /// Looks at the head of a large file and lays out its units.
    fn open_large(&mut self, input: Input) {
        if input.stdin {
            let root = Root::Stream(Box::new(io::stdin()));
            self.read_stream(input, root, None);
            return;
        }
        let opened = input.open().and_then(|file| {
            let mut bytes = vec![0; HEAD];
            let n = read_full(&file, &mut bytes, 0)?;
            bytes.truncate(n);
            let shape = shape(&Head { bytes: &bytes, name: file_name(&input.name), complete: false }, &file)?;
            let leading = if matches!(shape, Shape::Mbox) { mbox::leading(&file)? } else { 0 };
            Ok((file, bytes, shape, leading))
        });
        let (file, head, shape, leading) = match opened {
            Ok(opened) => opened,
            Err(error) => {
                self.ready.push_back(Work::Note(Note::Problem(io_problem(&error, &input, input.size))));
                self.ready.push_back(Work::Lost { input });
                return;
            }
        };
        // of a file that cannot be looked at so nothing is known: it is read, and what is wrong with it told there
        let known = self
            .memory
            .as_mut()
            .and_then(|(memory, reader)| remember::large(*memory, reader.as_mut(), &input, &file).ok());
        let identity = known.map(|(identity, _)| identity);
        let streamed = matches!(shape, Shape::Nested(_) | Shape::Random(_));
        match known {
            // of a stream that was not read to its end some units are there: all of it is read again
            Some((identity, Unchanged { units: Some(units), .. })) if streamed => {
                self.recalled = Some((Arc::new(input), identity, 0, units));
                return;
            }
            Some((identity, unchanged))
                if !streamed
                    && !matches!(shape, Shape::Mbox)
                    && input.included
                    && unchanged.bytes == input.size =>
            {
                let (bytes, input) = (input.size, Arc::new(input));
                self.ready.push_back(Work::Recall { input, identity, ordinal: 0, bytes });
                return;
            }
            _ => {}
        }
        match shape {
            Shape::Nested(_) | Shape::Random(_) => {
                self.read_stream(input, Root::File(file), identity);
            }
            _ if !input.included => self.ready.push_back(Work::Excluded { size: input.size }),
            Shape::Mbox => {
                let split = Split { number: 0, from: leading, index: 0, lost: false };
                let size = file.size();
                let mbox = LargeMbox {
                    input,
                    file,
                    size,
                    leading,
                    known,
                    progress: Mutex::new(split),
                    moved: Condvar::new(),
                };
                let end = mbox.ranges();
                self.mbox = Some((Arc::new(mbox), 0, end));
            }
            Shape::Message { skip, length } => {
                let (length, problem) = declared(&file, skip, length);
                let problem =
                    problem.map(|problem| Box::new(problem.in_mailbox(&input.name, &input.custodian)));
                let length = length.unwrap_or(u64::MAX).min(file.size().saturating_sub(skip));
                self.ready.push_back(Work::Message { input, file, skip, length, problem, identity });
            }
            Shape::NotMail => self.ready.push_back(Work::NotMail { input, head, identity }),
        }
    }
}

/// A file is an mbox that ranges are read of.
///
/// # Errors
///
/// What the operating system says.
pub(super) fn is_large_mbox(input: &Input) -> io::Result<bool> {
    if input.size <= BLOCK || !input.included {
        return Ok(false);
    }
    let file = input.open()?;
    let mut bytes = vec![0; HEAD];
    let n = read_full(&file, &mut bytes, 0)?;
    bytes.truncate(n);
    let shape = shape(&Head { bytes: &bytes, name: file_name(&input.name), complete: false }, &file)?;
    Ok(matches!(shape, Shape::Mbox))
}

/// How a file that begins like this is to be read. What begins like nothing that is known is looked through: mail may
/// follow, as after a block that was lost.
pub(super) fn shape(head: &Head<'_>, file: &dyn ReadAt) -> io::Result<Shape> {
    let shape = recognise(head);
    let unknown = matches!(shape, Shape::NotMail) && !head.complete && !is_other(head);
    if unknown && unread(head).is_none() && mbox::holds_messages(file)? {
        return Ok(Shape::Mbox);
    }
    Ok(shape)
}

/// What is to be made of the length that a file declares for its message; see [`checked`].
pub(super) fn declared(file: &dyn ReadAt, skip: u64, length: Option<u64>) -> (Option<u64>, Option<Problem>) {
    let Some(length) = length else { return (None, None) };
    let mut behind = [0; BEHIND];
    // what cannot be read is met again, and told, when the message is
    let n = read_full(file, &mut behind, skip.saturating_add(length)).unwrap_or(0);
    checked(skip, length, file.size(), &behind[..n])
}

impl Iterator for Plan<'_> {
    type Item = Unit;

    fn next(&mut self) -> Option<Unit> {
        let work = self.next_work()?;
        self.seq += 1;
        Some(Unit { seq: self.seq - 1, work })
    }
}

/// Reads a stream in a thread of its own, a few bundles ahead of the workers.
///
/// # Errors
///
/// The operating system has no thread to give.
pub(super) fn read_ahead(
    input: Input,
    root: Root,
    options: &Arc<StreamOptions>,
    identity: Option<Identity>,
) -> io::Result<Receiver<Work>> {
    let (send, receive) = sync_channel(1);
    let options = options.clone();
    std::thread::Builder::new().name("stream".to_owned()).spawn(move || {
        let file = Arc::new(StreamFile::new(input, identity));
        let mut pieces = Ahead { file: &file, send: &send, huge: None };
        let outcome = stream::read(&file.input, root, &options, &file.mail, &mut pieces);
        // it is set here only
        let _ = file.outcome.set(outcome);
        // the receiver is gone when the run was stopped: nobody waits for the rest
        let _ = send.send(Work::Done { file });
    })?;
    Ok(receive)
}

/// Sends what a stream holds to the workers.
struct Ahead<'a> {
    file: &'a Arc<StreamFile>,
    send: &'a std::sync::mpsc::SyncSender<Work>,
    huge: Option<std::sync::mpsc::SyncSender<Vec<u8>>>,
}

impl Pieces for Ahead<'_> {
    fn bundle(&mut self, bundle: Bundle) -> bool {
        let (file, ordinal) = (self.file.clone(), self.file.next_unit());
        self.send.send(Work::Bundle { file, ordinal, bundle }).is_ok()
    }
    fn begin_huge(&mut self, place: &StreamPlace, index: u64, offset: u64) -> bool {
        let (send, pieces) = sync_channel(2);
        self.huge = Some(send);
        let (file, ordinal, place) = (self.file.clone(), self.file.next_unit(), place.clone());
        self.send.send(Work::Huge { file, ordinal, place, index, offset, pieces }).is_ok()
    }
    fn huge(&mut self, piece: &[u8]) -> bool {
        self.huge.as_ref().is_some_and(|send| send.send(piece.to_vec()).is_ok())
    }
    fn end_huge(&mut self) {
        self.huge = None;
    }
}

/// The last component of a source's name.
pub(super) fn file_name(name: &SourceName) -> &str {
    name.as_str().rsplit(['/', '!']).next().unwrap_or_default()
}

/// Fills `buf` from `offset` on as far as the file reaches.
pub(super) fn read_full(file: &dyn ReadAt, buf: &mut [u8], offset: u64) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buf.len() {
        match file.read_at(&mut buf[filled..], offset + filled as u64) {
            Ok(0) => break,
            Ok(n) => filled += n,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

/// The problem of a file that the operating system does not let us read; says which error, not what is in the file.
pub(super) fn io_problem(error: &io::Error, input: &Input, given_up: u64) -> Problem {
    let why = told(error).map_or_else(|| error.kind().to_string(), str::to_owned);
    Problem::new(ProblemCode::Io, format!("cannot be read: {why}"))
        .in_mailbox(&input.name, &input.custodian)
        .giving_up(given_up)
}
