//! A file that holds other files in, its entries out, within limits.
//!
//! A container format implements [`Nested`]; [`open`] and [`open_random`] stand between it and everyone else and enforce
//! what [`Limits`] says, for all containers of one root file together: how deep, how many entries, how many bytes, how many
//! times larger than the file itself. So no format has to think of it. An error takes the place of an entry, and what
//! was read before it stays read.

use std::fmt;
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::Arc;

use super::format::Shape;
use crate::model::{Limits, Passwords, Problem, ProblemCode, Stop};

mod budget;
mod item;

pub use budget::Budget;
pub(super) use item::OneItem;

/// What the reader of a container has to go by.
#[derive(Debug, Clone, Default)]
pub struct Opening {
    /// Bounds, which [`open`] enforces; a format looks at them only to spare itself work.
    pub limits: Limits,
    /// Passwords to be tried, in order.
    pub passwords: Passwords,
    /// Asked where the run is to end: no more is read then.
    pub stop: Stop,
}

/// Starts reading a container from its beginning to its end. What it reads and what its entries give is counted by [`open`].
pub type OpenNested = for<'a> fn(Box<dyn Read + 'a>, &Opening) -> Box<dyn Nested + 'a>;

/// Starts reading a container whose directory leads to its entries; `None` where the file turns out to hold no mail: an
/// Office document is a zip archive. A [`Problem`] where nothing of it can be read.
pub type OpenRandom = fn(Box<dyn ReadSeek>, &Opening) -> Result<Option<Box<dyn Nested>>, Problem>;

/// Bytes that can be read at any place.
pub trait ReadSeek: Read + Seek + Send {}

impl<R: Read + Seek + Send> ReadSeek for R {}

/// Takes the entries of a container; answers whether more are wanted.
pub type Visit<'v> = dyn for<'e> FnMut(Result<NestedEntry<'e>, Problem>) -> bool + 'v;

/// A file that holds other files.
pub trait Nested {
    /// Hands on one entry after the other, once, until there are no more or `visit` answers false. An error takes the place
    /// of an entry, or of several of which it says how many, and those behind it come all the same. An entry need not be
    /// read to its end, unless it says so; nor after an error.
    fn each(&mut self, visit: &mut Visit<'_>);
}

/// One file in a container.
pub struct NestedEntry<'a> {
    /// Its name within the container, with `/`; `None` for the one content of a compressed stream, which bears the
    /// name of the file it is in.
    pub name: Option<String>,
    /// Its bytes. What goes wrong with them is told by [`problem_of`].
    pub reader: Box<dyn Read + 'a>,
    /// Its size in bytes, where the container says; a hint only.
    pub size: Option<u64>,
    /// Bytes of the container that it takes; 0 where that is not known. A hint only.
    pub packed: u64,
    /// Its bytes are others than those that the container was read for: decompressed ones. Those of a tar archive are not,
    /// and do not count twice.
    pub expands: bool,
    /// It must be read to its end (or to an error) for the next one to be reached.
    pub sequential: bool,
    /// How it is to be read, where the container knows: a folder of a store is no file, and has no control files in it.
    pub holds: Option<Shape>,
    /// Tells what of it could not be read, when it was read.
    pub told: Option<Told>,
}

/// What is asked for problems.
pub type Told = Box<dyn Fn() -> Vec<Problem>>;

impl<'a> NestedEntry<'a> {
    /// An entry that expands, of unknown size, that need not be read to its end.
    pub fn new(name: Option<String>, reader: Box<dyn Read + 'a>) -> Self {
        NestedEntry {
            name,
            reader,
            size: None,
            packed: 0,
            expands: true,
            sequential: false,
            holds: None,
            told: None,
        }
    }
}

impl fmt::Debug for NestedEntry<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NestedEntry")
            .field("name", &self.name)
            .field("size", &self.size)
            .finish_non_exhaustive()
    }
}

/// Opens a container that was recognised: `depth` is 0 for a root file, 1 for an entry of it, and so on.
///
/// The container's bytes, its entries and their bytes are counted in `budget` from here on.
///
/// # Errors
///
/// A [`Problem`] of code `limit`: containers stand too deep in one another. Nothing was read.
pub fn open<'a>(
    open: OpenNested,
    reader: Box<dyn Read + 'a>,
    depth: u32,
    budget: &Arc<Budget>,
) -> Result<Box<dyn Nested + 'a>, Problem> {
    budget.admit(depth)?;
    let input = Input { reader, budget: (depth == 0).then(|| Arc::clone(budget)), size: u64::MAX };
    let inner = open(Box::new(input), budget.opening());
    Ok(Box::new(Guarded { inner, budget: Arc::clone(budget) }))
}

/// As [`open`], for a container of `size` bytes that is read at any place. `None` where it holds no mail after all.
///
/// # Errors
///
/// A [`Problem`] of code `limit`, as for [`open`], or what the format says of a file that cannot be read at all.
pub fn open_random(
    open: OpenRandom,
    reader: Box<dyn ReadSeek>,
    size: u64,
    depth: u32,
    budget: &Arc<Budget>,
) -> Result<Option<Box<dyn Nested>>, Problem> {
    budget.admit(depth)?;
    let input = Input { reader, budget: (depth == 0).then(|| Arc::clone(budget)), size };
    let inner = open(Box::new(input), budget.opening())?;
    Ok(inner.map(|inner| Box::new(Guarded { inner, budget: Arc::clone(budget) }) as Box<dyn Nested>))
}

/// Counts what is read of a root file, and marks its errors as the operating system's.
struct Input<R> {
    reader: R,
    budget: Option<Arc<Budget>>,
    /// Of the file: bytes that are read again do not count again.
    size: u64,
}

impl<R: Read> Read for Input<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.reader.read(buf).map_err(|e| {
            // An outer container's failure passes through the inner one as it is.
            if e.kind() == io::ErrorKind::Interrupted || failure(&e).is_some() {
                e
            } else {
                let detail = format!("cannot read: {}", e.kind());
                Failure { code: ProblemCode::Io, detail: detail.into() }.into()
            }
        })?;
        if let Some(budget) = &self.budget {
            budget.add_read(n as u64, self.size);
        }
        Ok(n)
    }
}

impl<R: Seek> Seek for Input<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.reader.seek(to)
    }
}

/// Problems that are told one by one, of one container; of more there is only a count.
const TOLD: u64 = 1_000;

/// Bytes that a header may claim for one entry: 1 TiB. It may be a lie, and claims are added up.
const MOST: u64 = 1 << 40;

/// Counts entries and their bytes.
struct Guarded<'a> {
    inner: Box<dyn Nested + 'a>,
    budget: Arc<Budget>,
}

impl Nested for Guarded<'_> {
    fn each(&mut self, visit: &mut Visit<'_>) {
        let budget = &self.budget;
        let mut damaged = 0;
        let mut wanted = true;
        self.inner.each(&mut |entry| {
            if let Err(problem) = budget.next_entry() {
                visit(Err(problem));
                wanted = false;
                return false;
            }
            let entry = match entry {
                Ok(entry) => Ok(NestedEntry {
                    reader: if entry.expands {
                        let reader = Metered {
                            reader: entry.reader,
                            budget: Arc::clone(budget),
                            given: 0,
                            over: false,
                        };
                        Box::new(reader)
                    } else {
                        Box::new(Marked { reader: entry.reader, over: false })
                    },
                    packed: entry.packed.min(MOST),
                    ..entry
                }),
                Err(problem) => {
                    damaged += 1;
                    if damaged > TOLD && problem.code != ProblemCode::Limit {
                        return true;
                    }
                    let given_up = problem.given_up.min(MOST);
                    Err(problem.giving_up(given_up))
                }
            };
            wanted = visit(entry);
            wanted
        });
        if wanted && damaged > TOLD {
            let more = damaged - TOLD;
            let detail = format!("{more} more entries of this container could not be read");
            visit(Err(Problem::new(ProblemCode::Corrupt, detail)));
        }
    }
}

/// Counts what an entry gives, and gives every error its cause.
struct Metered<'a> {
    reader: Box<dyn Read + 'a>,
    budget: Arc<Budget>,
    given: u64,
    over: bool,
}

impl Read for Metered<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if self.over {
            return Ok(0);
        }
        match self.reader.read(buf) {
            Ok(n) => match self.budget.spend(n as u64, &mut self.given) {
                Ok(()) => Ok(n),
                Err(limit) => {
                    self.over = true;
                    Err(limit.into())
                }
            },
            Err(e) => Err(marked(e, &mut self.over)),
        }
    }
}

/// Gives every error its cause.
struct Marked<'a> {
    reader: Box<dyn Read + 'a>,
    over: bool,
}

impl Read for Marked<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if self.over {
            return Ok(0);
        }
        self.reader.read(buf).map_err(|e| marked(e, &mut self.over))
    }
}

fn marked(error: io::Error, over: &mut bool) -> io::Error {
    if error.kind() == io::ErrorKind::Interrupted {
        return error;
    }
    // Decoders differ in what they do when asked again after an error; here it is the end.
    *over = true;
    match failure(&error) {
        Some(_) => error,
        None => Failure::of_decoder(&error).into(),
    }
}

/// The cause of an error, carried inside an [`io::Error`] through readers that know nothing of it.
#[derive(Debug, Clone)]
struct Failure {
    code: ProblemCode,
    detail: std::borrow::Cow<'static, str>,
}

impl Failure {
    fn limit(detail: &'static str) -> Self {
        Failure { code: ProblemCode::Limit, detail: detail.into() }
    }

    /// Reading itself cannot have failed, as [`Input`] marks that: so what the decoder says is of the data.
    fn of_decoder(error: &io::Error) -> Self {
        let inner = error.get_ref();
        if let Some(liblzma::stream::Error::MemLimit) = inner.and_then(|e| e.downcast_ref()) {
            return Failure::limit("a compressed stream asks for more memory than is allowed");
        }
        // zstd gives its errors as text alone: ZSTD_getErrorString(ZSTD_error_frameParameter_windowTooLarge)
        if inner.is_some_and(|e| e.to_string().contains("too much memory")) {
            return Failure::limit("a compressed stream asks for more memory than is allowed");
        }
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Failure {
                code: ProblemCode::Truncated,
                detail: "the compressed data ends before its end".into(),
            },
            _ => Failure { code: ProblemCode::Corrupt, detail: "the compressed data is damaged".into() },
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.detail)
    }
}

impl std::error::Error for Failure {}

impl From<Failure> for io::Error {
    fn from(failure: Failure) -> Self {
        io::Error::other(failure)
    }
}

fn failure(error: &io::Error) -> Option<&Failure> {
    error.get_ref().and_then(|e| e.downcast_ref())
}

/// What an error met while reading a source means: a limit, damage, an end too early, or the operating system's
/// refusal. The detail never names a file.
pub fn problem_of(error: &io::Error) -> Problem {
    match failure(error) {
        Some(failure) => Problem::new(failure.code, failure.detail.clone()),
        None if let Some(told) = super::bucket::told(error) => {
            Problem::new(ProblemCode::Io, format!("cannot read: {told}"))
        }
        None if error.kind() == io::ErrorKind::UnexpectedEof => {
            Problem::new(ProblemCode::Truncated, "the file ended while it was read")
        }
        None => Problem::new(ProblemCode::Io, format!("cannot read: {}", error.kind())),
    }
}

/// An error of a reader that is of this code: carried to whoever asks [`problem_of`].
pub(super) fn error_of(problem: Problem) -> io::Error {
    Failure { code: problem.code, detail: problem.detail }.into()
}

/// A container with one entry that has no name: a compressed stream.
pub(super) struct OneStream<'a>(Option<io::Result<Box<dyn Read + 'a>>>);

impl<'a> OneStream<'a> {
    /// Of a decoder, or of the reason why there is none.
    pub(super) fn boxed<R: Read + 'a>(decoder: io::Result<R>) -> Box<dyn Nested + 'a> {
        Box::new(OneStream(Some(decoder.map(|d| Box::new(d) as Box<dyn Read + 'a>))))
    }
}

impl Nested for OneStream<'_> {
    fn each(&mut self, visit: &mut Visit<'_>) {
        match self.0.take() {
            Some(Ok(reader)) => visit(Ok(NestedEntry::new(None, reader))),
            Some(Err(e)) => visit(Err(problem_of(&e))),
            None => return,
        };
    }
}

#[cfg(test)]
pub(super) mod tests;
