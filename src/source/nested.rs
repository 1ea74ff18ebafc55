//! A file that holds other files in, its entries out, within limits.
//!
//! A container format implements [`Nested`]; [`open`] stands between it and everyone else and enforces what
//! [`Limits`] says, for all containers of one root file together: how deep, how many entries, how many bytes,
//! how many
//! times larger than the file itself. So no format has to think of it. An error takes the place of an entry,
//! and what
//! was read before it stays read.

use std::fmt;
use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::model::{Limits, Problem, ProblemCode};

/// Starts reading a container. What it reads and what its entries give is counted by [`open`].
pub type OpenNested = for<'a> fn(Box<dyn Read + Send + 'a>, &Limits) -> Box<dyn Nested + 'a>;

/// A file that holds other files.
pub trait Nested: Send {
    /// The next entry; an error takes the place of an entry, and iteration goes on after it. An implementation
    /// moves on
    /// with every call, also after an error and also when an entry was not read to its end, and ends at last.
    fn next_entry(&mut self) -> Option<Result<NestedEntry<'_>, Problem>>;
}

/// One file in a container.
pub struct NestedEntry<'a> {
    /// Its name within the container, with `/`; `None` for the one content of a compressed stream, which bears
    /// the
    /// name of the file it is in.
    pub name: Option<String>,
    /// Its bytes. What goes wrong with them is told by [`problem_of`].
    pub reader: Box<dyn Read + Send + 'a>,
    /// Its size in bytes, where the container says; a hint only.
    pub size: Option<u64>,
}

impl fmt::Debug for NestedEntry<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NestedEntry")
            .field("name", &self.name)
            .field("size", &self.size)
            .finish_non_exhaustive()
    }
}

/// Below this the ratio is not looked at: small files of blanks are no attack, and cost little.
const RATIO_FREE: u64 = 256 << 20;

/// What all containers of one root file have cost, and may cost. Shared by them, and by threads.
#[derive(Debug)]
pub struct Budget {
    limits: Limits,
    read: AtomicU64,
    expanded: AtomicU64,
    entries: AtomicU64,
}

impl Budget {
    /// A new one, for one root file.
    pub fn new(limits: &Limits) -> Arc<Self> {
        Arc::new(Budget {
            limits: limits.clone(),
            read: AtomicU64::new(0),
            expanded: AtomicU64::new(0),
            entries: AtomicU64::new(0),
        })
    }

    /// Bytes that all containers have given so far.
    pub fn expanded(&self) -> u64 {
        self.expanded.load(Ordering::Relaxed)
    }

    /// Counts bytes of a root file that its reader takes as a whole.
    pub fn met(&self, bytes: u64) {
        self.read.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Counts bytes that came out of a file in another way than by [`open`].
    ///
    /// # Errors
    ///
    /// A [`Problem`] of code `limit`, when they are too many.
    pub fn charge(&self, bytes: u64) -> Result<(), Problem> {
        self.spend(bytes).map_err(|failure| Problem::new(failure.code, failure.detail))
    }

    fn spend(&self, bytes: u64) -> Result<(), Failure> {
        let expanded = self.expanded.fetch_add(bytes, Ordering::Relaxed).saturating_add(bytes);
        if expanded > self.limits.expanded {
            return Err(Failure::limit("a container expands to more bytes than --limit-expanded allows"));
        }
        let allowed = self.read.load(Ordering::Relaxed).saturating_mul(self.limits.ratio);
        if expanded > RATIO_FREE && expanded > allowed {
            return Err(Failure::limit(
                "a container expands to more times its size than --limit-ratio allows",
            ));
        }
        Ok(())
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
    reader: Box<dyn Read + Send + 'a>,
    depth: u32,
    budget: &Arc<Budget>,
) -> Result<Box<dyn Nested + 'a>, Problem> {
    let limits = &budget.limits;
    if depth >= limits.containers {
        return Err(Problem::new(
            ProblemCode::Limit,
            "containers stand deeper in one another than --limit-containers allows",
        ));
    }
    let input = Input { reader, budget: (depth == 0).then(|| Arc::clone(budget)) };
    Ok(Box::new(Guarded { inner: open(Box::new(input), limits), budget: Arc::clone(budget), spent: false }))
}

/// Counts what is read of a root file, and marks its errors as the operating system's.
struct Input<'a> {
    reader: Box<dyn Read + Send + 'a>,
    budget: Option<Arc<Budget>>,
}

impl Read for Input<'_> {
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
            budget.read.fetch_add(n as u64, Ordering::Relaxed);
        }
        Ok(n)
    }
}

/// Counts entries and their bytes.
struct Guarded<'a> {
    inner: Box<dyn Nested + 'a>,
    budget: Arc<Budget>,
    spent: bool,
}

impl Nested for Guarded<'_> {
    fn next_entry(&mut self) -> Option<Result<NestedEntry<'_>, Problem>> {
        if self.spent {
            return None;
        }
        let entry = self.inner.next_entry()?;
        if self.budget.entries.fetch_add(1, Ordering::Relaxed) >= self.budget.limits.entries {
            self.spent = true;
            return Some(Err(Problem::new(
                ProblemCode::Limit,
                "containers hold more entries than --limit-entries allows",
            )));
        }
        Some(entry.map(|entry| NestedEntry {
            name: entry.name,
            size: entry.size,
            reader: Box::new(Metered { reader: entry.reader, budget: Arc::clone(&self.budget), over: false }),
        }))
    }
}

/// Counts what an entry gives, and gives every error its cause.
struct Metered<'a> {
    reader: Box<dyn Read + Send + 'a>,
    budget: Arc<Budget>,
    over: bool,
}

impl Read for Metered<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if self.over {
            return Ok(0);
        }
        match self.reader.read(buf) {
            Ok(n) => match self.budget.spend(n as u64) {
                Ok(()) => Ok(n),
                Err(limit) => {
                    self.over = true;
                    Err(limit.into())
                }
            },
            Err(e) if e.kind() == io::ErrorKind::Interrupted => Err(e),
            Err(e) => {
                // Decoders differ in what they do when asked again after an error; here it is the end.
                self.over = true;
                Err(match failure(&e) {
                    Some(_) => e,
                    None => Failure::of_decoder(&e).into(),
                })
            }
        }
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
        None if error.kind() == io::ErrorKind::UnexpectedEof => {
            Problem::new(ProblemCode::Truncated, "the file ended while it was read")
        }
        None => Problem::new(ProblemCode::Io, format!("cannot read: {}", error.kind())),
    }
}

/// A container with one entry that has no name: a compressed stream.
pub(super) struct OneStream<'a>(Option<io::Result<Box<dyn Read + Send + 'a>>>);

impl<'a> OneStream<'a> {
    /// Of a decoder, or of the reason why there is none.
    pub(super) fn boxed<R: Read + Send + 'a>(decoder: io::Result<R>) -> Box<dyn Nested + 'a> {
        Box::new(OneStream(Some(decoder.map(|d| Box::new(d) as Box<dyn Read + Send + 'a>))))
    }
}

impl Nested for OneStream<'_> {
    fn next_entry(&mut self) -> Option<Result<NestedEntry<'_>, Problem>> {
        Some(match self.0.take()? {
            Ok(reader) => Ok(NestedEntry { name: None, reader, size: None }),
            Err(e) => Err(problem_of(&e)),
        })
    }
}

#[cfg(test)]
mod tests;
