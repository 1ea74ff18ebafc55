//! Documents whose reader may fail badly in, what they hold out: read by another process, which costs that document alone.
//!
//! A reader of a hostile file may panic, overflow the stack, ask for all memory, or never end. So the program that scans starts a
//! second one (itself, as a rule), gives it one document after the other through its standard input, and takes what comes from its
//! standard output, by [`wire`]. Where a document takes too long, holds too much, or ends the
//! reader, that process is ended and the next document gets a new one; what came before stays read. Nothing of a document is
//! written to disk, and the reader's standard error is closed.
//!
//! A [`DocumentReader`] belongs to one thread. The process is started for the first document that needs it and ends with it; it
//! ends itself when its input does, so that it does not outlive this one, however that ends.
//!
//! Who names no program (a library that has none to start) has all documents read in its own process, where only a panic is caught.

use std::io::{self, Read};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, TryRecvError};
use std::thread;
use std::time::{Duration, Instant};

use crate::extract::wire::{self, Frame};
use crate::extract::{Document, ExtractOptions, Extractor, FAILED, LOOK, STOPPED, guarded};
use crate::model::{Contents, Problem, ProblemCode, Stop};

pub use crate::extract::wire::serve;

/// How long one document may take, where nothing else is said: 20 seconds.
pub const TIME: Duration = Duration::from_secs(20);

/// Frames of an answer that wait for the scan, at most; each is at most [`wire::FRAME`].
const WAITING: usize = 4;

/// Has mimalloc, where the program allocates with it, ask the operating system for what it needs and for no more: what it would set
/// aside counts as used where memory is bounded (`RLIMIT_DATA`), and a bound that is passed from the first document on bounds nothing.
const SPARING: [(&str, &str); 4] = [
    ("MIMALLOC_ALLOW_THP", "0"),
    ("MIMALLOC_ARENA_EAGER_COMMIT", "0"),
    ("MIMALLOC_ARENA_RESERVE", "65536"),
    ("MIMALLOC_EAGER_COMMIT", "0"),
];

/// The program that reads documents: it calls [`serve`] with its standard streams.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReaderProgram {
    /// Its path.
    pub program: PathBuf,
    /// What makes it read documents.
    pub arguments: Vec<String>,
}

/// Reads documents, the risky formats in a process of its own. One for each thread that scans.
#[derive(Debug)]
pub struct DocumentReader {
    program: Option<ReaderProgram>,
    time: Duration,
    running: Option<Running>,
}

/// A process that waits for a document, or reads one.
#[derive(Debug)]
struct Running {
    child: Child,
    input: ChildStdin,
    frames: Receiver<io::Result<Frame>>,
}

impl Running {
    fn start(program: &ReaderProgram) -> io::Result<Running> {
        let mut child = Command::new(&program.program)
            .args(&program.arguments)
            .env_clear()
            // How far the reader of PDF expands one stream; 256 MiB where nobody says. Beyond it the page is damaged, and said to be; where
            // memory ends first it takes what it has for the whole stream. So memory must hold this and, as it grows, twice this.
            .env("PDF_OXIDE_MAX_DECOMPRESS_MB", "48")
            .envs(SPARING)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let (Some(input), Some(mut output)) = (child.stdin.take(), child.stdout.take()) else {
            let _ = child.kill();
            let _ = child.wait();
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        let (sender, frames) = mpsc::sync_channel(WAITING);
        // made first, so that the process is ended where no thread can be had
        let running = Running { child, input, frames };
        thread::Builder::new().name("answers".to_owned()).spawn(move || {
            loop {
                let frame = Frame::read(&mut output);
                let last = frame.is_err();
                if sender.send(frame).is_err() || last {
                    break;
                }
            }
        })?;
        Ok(running)
    }

    /// True where it waits for a document and has said nothing that it was not asked for.
    fn idle(&self) -> bool {
        matches!(self.frames.try_recv(), Err(TryRecvError::Empty))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl DocumentReader {
    /// A reader that starts this program when it needs it. A document may make it wait for `time`, all in all; the
    /// time that the scan takes with what was read does not count.
    pub fn new(program: Option<ReaderProgram>, time: Duration) -> Self {
        DocumentReader { program, time, running: None }
    }

    /// Ends the process, if there is one: the next document gets a new one.
    pub fn end(&mut self) {
        self.running = None;
    }

    /// Reads a document: apart, where the format is risky and there is a program for it, else here.
    ///
    /// # Errors
    ///
    /// As [`Extractor::extract`]; and `limit` where it took longer or held more than it may, `corrupt` where the reader did not
    /// survive it, `io` where no process can be started. Where `options.stop` is asked, it is given up within a moment.
    pub fn extract(
        &mut self,
        extractor: &dyn Extractor,
        document: &Document<'_>,
        options: &ExtractOptions,
        out: &mut dyn Contents,
    ) -> Result<(), Problem> {
        let Some(program) = self.program.as_ref().filter(|_| extractor.risky()) else {
            return guarded(extractor, document, options, out);
        };
        let mut running = match self.running.take().filter(Running::idle) {
            Some(running) => running,
            None => Running::start(program).map_err(|e| {
                let why = format!("the process that reads documents cannot be started: {}", e.kind());
                Problem::new(ProblemCode::Io, why)
            })?,
        };
        let Running { child, input, frames } = &mut running;
        let end = thread::scope(|scope| {
            // in a thread, for a reader that does not read would keep this one here for ever
            let name = extractor.card().name;
            let Ok(asking) = thread::Builder::new()
                .name("question".to_owned())
                .spawn_scoped(scope, move || wire::ask(input, name, document, options))
            else {
                return End::Failed;
            };
            // ended by a panic of who takes the answer, too: a process that does not read would be waited for else
            let mut ending = Ending(Some(child));
            let end =
                Answer { frames, left: self.time, expanded: options.expanded, taken: 0, stop: &options.stop }
                    .hand_on(out);
            if matches!(end, End::Done(_)) {
                // it has read all that it was asked, so the thread that asked is at its end
                let until = Instant::now() + Duration::from_millis(100);
                while !asking.is_finished() && Instant::now() < until {
                    thread::sleep(Duration::from_millis(1));
                }
                if asking.is_finished() {
                    ending.0 = None;
                }
            }
            drop(ending);
            match (asking.join(), end) {
                (Ok(Ok(())), end) => end,
                // done before it was asked in full: it was not this document that it read
                (_, End::Done(_)) => End::Failed,
                (_, end) => end,
            }
        });
        match end {
            End::Done(result) => {
                self.running = Some(running);
                result
            }
            End::Enough => Ok(()),
            End::Failed => Err(Problem::new(ProblemCode::Corrupt, FAILED)),
            End::Time => Err(Problem::new(
                ProblemCode::Limit,
                format!("took longer than {} seconds (--limit-document)", self.time.as_secs_f32()),
            )),
            End::Stopped => Err(Problem::new(ProblemCode::Limit, STOPPED)),
            End::Expanded => Err(Problem::new(
                ProblemCode::Limit,
                format!("holds more than {} bytes of text and files", options.expanded),
            )),
        }
    }
}

/// Ends a process, unless it was taken out.
struct Ending<'a>(Option<&'a mut Child>);

impl Drop for Ending<'_> {
    fn drop(&mut self) {
        if let Some(child) = &mut self.0 {
            let _ = child.kill();
        }
    }
}

/// How the reading of a document ended.
enum End {
    /// As its reader says; the process can go on.
    Done(Result<(), Problem>),
    /// No more was wanted.
    Enough,
    /// The process ended, or said what nobody understands.
    Failed,
    /// It took too long.
    Time,
    /// It held too much.
    Expanded,
    /// The run is to end.
    Stopped,
}

/// What comes back for one document.
struct Answer<'a> {
    frames: &'a Receiver<io::Result<Frame>>,
    left: Duration,
    expanded: u64,
    taken: u64,
    stop: &'a Stop,
}

impl Answer<'_> {
    fn next(&mut self) -> Result<Frame, End> {
        let frame = loop {
            if self.stop.asked() {
                return Err(End::Stopped);
            }
            let before = Instant::now();
            let frame = self.frames.recv_timeout(self.left.min(LOOK));
            self.left = self.left.saturating_sub(before.elapsed());
            if !matches!(frame, Err(RecvTimeoutError::Timeout)) || self.left.is_zero() {
                break frame;
            }
        };
        match frame {
            Ok(Ok(frame)) => {
                self.taken = self.taken.saturating_add(frame.expanded());
                if self.taken > self.expanded { Err(End::Expanded) } else { Ok(frame) }
            }
            Ok(Err(_)) | Err(RecvTimeoutError::Disconnected) => Err(End::Failed),
            Err(RecvTimeoutError::Timeout) => Err(End::Time),
        }
    }

    fn hand_on(&mut self, out: &mut dyn Contents) -> End {
        loop {
            let frame = match self.next() {
                Ok(frame) => frame,
                Err(end) => return end,
            };
            let more = match frame {
                Frame::Text(kind, piece) => out.text(kind, &piece),
                Frame::Problem(problem) => {
                    out.problem(problem);
                    true
                }
                Frame::Entry(name, media_type) => {
                    let mut file = File::new(self);
                    let more = out.entry(&name, media_type.as_deref(), &mut file);
                    match file.finish(more) {
                        Some(end) => return end,
                        None => more,
                    }
                }
                Frame::Message => {
                    let mut file = File::new(self);
                    let more = out.message(&mut file);
                    match file.finish(more) {
                        Some(end) => return end,
                        None => more,
                    }
                }
                Frame::Data(_) | Frame::End(_) => return End::Failed,
                Frame::Done(result) => return End::Done(result),
            };
            if !more {
                return End::Enough;
            }
        }
    }
}

/// A file in the document, read while it comes.
struct File<'a, 'b> {
    answer: &'a mut Answer<'b>,
    data: Vec<u8>,
    at: usize,
    over: bool,
    end: Option<End>,
}

impl<'a, 'b> File<'a, 'b> {
    fn new(answer: &'a mut Answer<'b>) -> Self {
        File { answer, data: Vec::new(), at: 0, over: false, end: None }
    }

    /// The next frame of it; false at its end.
    fn more(&mut self) -> io::Result<bool> {
        if self.over {
            return Ok(false);
        }
        match self.answer.next() {
            Ok(Frame::Data(data)) => {
                (self.data, self.at) = (data, 0);
                Ok(true)
            }
            Ok(Frame::End(whole)) => {
                self.over = true;
                if whole { Ok(false) } else { Err(io::Error::other("a file in a document is damaged")) }
            }
            Ok(_) => self.broken(End::Failed),
            Err(end) => self.broken(end),
        }
    }

    fn broken(&mut self, end: End) -> io::Result<bool> {
        self.over = true;
        self.end = Some(end);
        Err(io::Error::other("the reader of a document stopped"))
    }

    /// Passes over what was not read of it, and says how the document ended, if it did.
    fn finish(mut self, wanted: bool) -> Option<End> {
        // who wants no more gets the process ended; there is no need to wait for the rest
        while wanted && !self.over {
            let _ = self.more();
        }
        self.end
    }
}

impl Read for File<'_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.at == self.data.len() {
            if buffer.is_empty() || !self.more()? {
                return Ok(0);
            }
        }
        let n = buffer.len().min(self.data.len() - self.at);
        buffer[..n].copy_from_slice(&self.data[self.at..self.at + n]);
        self.at += n;
        Ok(n)
    }
}

#[cfg(all(test, unix))]
mod tests;
