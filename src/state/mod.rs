//! What earlier runs made of the mail, in a file (SQLite): what is new, and what is gone.
//!
//! In: entries of a run, for files and stretches of files; see [`Memory`]. Out: the same, in later runs. What
//! entries hold was hidden before it came here: masks and keyed hashes stand in place of values. Here it is sealed besides
//! (XChaCha20-Poly1305) under the key of `--state-key`, since names of files and sources say something of people too; names of files are keys,
//! and content is known by keyed hashes. A deletion in the archive removes the rows, and the bytes that they had in the file.
//! This room refuses to know what entries mean.
//!
//! The file is in WAL mode: a program that is killed, or a machine that loses its power, leaves what was committed until some
//! seconds before, and never half of it (<https://sqlite.org/wal.html>).

mod lock;
pub mod result;
mod rows;
mod seal;
mod writer;

#[cfg(test)]
mod tests;

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::mpsc::SyncSender;
use std::sync::{Mutex, PoisonError};
use std::thread::JoinHandle;

use rusqlite::Connection;

use crate::model::{Entry, FileKey, Memory, MemoryWords, MessageKey, Recollection, Stamp};
use lock::Lock;
use rows::Looking;
use seal::Seal;
use writer::{Order, Settled, Writer};

/// Why a state cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// Another run has it.
    #[error("{} is in use by another run of mailsweep, which goes on; this one did nothing", .0.display())]
    Locked(PathBuf),
    /// It is something else, or of a later version, or was made with another key.
    #[error("{}: {what}", path.display())]
    Unusable {
        /// The file.
        path: PathBuf,
        /// What is wrong, and what to do.
        what: String,
    },
    /// What the operating system says.
    #[error("cannot use the state {}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// The error.
        source: io::Error,
    },
}

/// Where the writer takes its orders, and how it ended.
type Orders = (SyncSender<Order>, JoinHandle<rusqlite::Result<()>>);

/// A state file that is open and locked. One run at a time has it.
pub struct State {
    path: PathBuf,
    seal: Seal,
    /// Rows of runs over other paths stay as they are.
    scope: AtomicI64,
    paths: [u8; 32],
    writer: Mutex<Option<Orders>>,
    /// What the writer is to be told when it is many, or the run ends.
    settled: Mutex<Settled>,
    failed: AtomicBool,
    _lock: Lock,
}

impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("State").field("path", &self.path).finish_non_exhaustive()
    }
}

impl State {
    /// Opens the state in this file, or makes it (mode 0600), for runs over these paths. `key` is secret, and the same as before.
    ///
    /// # Errors
    ///
    /// Every variant of [`StateError`]; nothing was changed then.
    pub fn open(path: &Path, key: &[u8; 32], paths: &[PathBuf]) -> Result<State, StateError> {
        let io_error = |source| StateError::Io { path: path.to_owned(), source };
        let lock = Lock::take(path).map_err(|error| match error.kind() {
            io::ErrorKind::WouldBlock => StateError::Locked(path.to_owned()),
            _ => io_error(error),
        })?;
        rows::make_private(path).map_err(io_error)?;
        let seal = Seal::new(key);
        rows::prepare(path, &seal).map_err(|what| StateError::Unusable { path: path.to_owned(), what })?;
        let mut all: Vec<Vec<u8>> = paths
            .iter()
            .map(|p| {
                std::fs::canonicalize(p).unwrap_or_else(|_| p.clone()).as_os_str().as_encoded_bytes().to_vec()
            })
            .collect();
        all.sort();
        Ok(State {
            path: path.to_owned(),
            paths: seal.hash("paths", &all.join(&0)),
            seal,
            scope: AtomicI64::new(0),
            writer: Mutex::new(None),
            settled: Mutex::new(Settled::default()),
            failed: AtomicBool::new(false),
            _lock: lock,
        })
    }

    fn connect(&self) -> io::Result<Connection> {
        rows::connect(&self.path).map_err(|error| self.said(&error))
    }

    /// What the database says, as an error of this file.
    fn said(&self, error: &rusqlite::Error) -> io::Error {
        rows::io_error(&self.path, error)
    }

    fn order(&self, order: Order) {
        let writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let sent = writer.as_ref().is_some_and(|(orders, _)| orders.send(order).is_ok());
        if !sent {
            self.failed.store(true, Ordering::Relaxed);
        }
    }

    /// Something still holds.
    fn settle(&self, add: impl FnOnce(&mut Settled)) {
        let mut settled = self.settled.lock().unwrap_or_else(PoisonError::into_inner);
        add(&mut settled);
        let many = settled.many().then(|| std::mem::take(&mut *settled));
        drop(settled);
        if let Some(many) = many {
            self.order(Order::Settled(many));
        }
    }

    fn scope(&self) -> i64 {
        self.scope.load(Ordering::Relaxed)
    }
}

impl Memory for State {
    fn begin(&self, options: &[u8]) -> io::Result<MemoryWords> {
        let mut connection = self.connect()?;
        let options = self.seal.hash("options", options);
        let (scope, words) =
            rows::begin(&mut connection, &self.paths, &options).map_err(|e| self.said(&e))?;
        self.scope.store(scope, Ordering::Relaxed);
        let writer = Writer::new(connection, scope, self.seal.clone()).map_err(|e| self.said(&e))?;
        *self.writer.lock().unwrap_or_else(PoisonError::into_inner) = Some(writer.start()?);
        Ok(words)
    }

    fn file_key(&self, path: &[u8]) -> FileKey {
        self.seal.short("file", path)
    }

    fn message_key(&self, bytes: &[u8]) -> MessageKey {
        self.seal.short("message", bytes)
    }

    fn term(&self, term: u64) -> u32 {
        self.seal.term(term)
    }

    fn begin_reading(&self, options: &[u8]) -> io::Result<Option<MemoryWords>> {
        let options = self.seal.hash("options", options);
        let known =
            rows::begin_reading(&self.connect()?, &self.paths, &options).map_err(|e| self.said(&e))?;
        Ok(known.map(|(scope, words)| {
            self.scope.store(scope, Ordering::Relaxed);
            words
        }))
    }

    fn keep_known(&self, known: Vec<Vec<u8>>) {
        self.order(Order::Known(known));
    }

    fn known(&self) -> io::Result<Option<Vec<Vec<u8>>>> {
        rows::known(&self.connect()?, self.scope(), &self.seal).map_err(|e| self.said(&e))
    }

    fn segments(&self) -> io::Result<Vec<i64>> {
        rows::segments(&self.connect()?, self.scope()).map_err(|e| self.said(&e))
    }

    fn reader(&self) -> io::Result<Box<dyn Recollection + '_>> {
        Ok(Box::new(Looking::new(self.connect()?, self.scope(), self.seal.clone())))
    }

    fn keep(&self, entries: Vec<Entry>, words: Option<MemoryWords>) {
        self.order(Order::Keep(entries, words));
    }

    fn still(&self, segment: i64) {
        self.settle(|settled| settled.segments.push(segment));
    }

    fn restamp(&self, file: FileKey, ordinal: u64, stamp: Stamp) {
        self.settle(|settled| settled.stamps.push((file, ordinal, stamp)));
    }

    fn finish(&self, whole: bool, digest: [u8; 32], told: &[u8]) -> io::Result<()> {
        let settled = std::mem::take(&mut *self.settled.lock().unwrap_or_else(PoisonError::into_inner));
        if !settled.is_empty() {
            self.order(Order::Settled(settled));
        }
        if whole {
            self.order(Order::Whole(digest, told.to_vec()));
        }
        let writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some((orders, thread)) = writer else { return Ok(()) };
        drop(orders);
        match thread.join() {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(self.said(&error)),
            Err(_) => Err(io::Error::other("the thread that keeps the state failed")),
        }
    }

    fn last(&self) -> io::Result<Option<([u8; 32], Vec<u8>)>> {
        rows::last(&self.connect()?, self.scope(), &self.seal).map_err(|e| self.said(&e))
    }

    fn failed(&self) -> bool {
        self.failed.load(Ordering::Relaxed)
    }
}

impl Drop for State {
    /// What was put by is brought to the disk, also when a run ends early; why it did is told by others, and what could not be
    /// put by is read again.
    fn drop(&mut self) {
        let _ = self.finish(false, [0; 32], &[]);
    }
}
