//! One thread writes: what workers put by, in transactions of a second or two.

use std::collections::HashSet;
use std::io;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rusqlite::{Connection, params};

use super::rows::{join, stamp_bytes};
use super::seal::Seal;
use crate::model::{Entry, FileKey, MemoryWords, Stamp};

/// After so long what was put by is committed: so much work a kill can cost.
const COMMIT: Duration = Duration::from_millis(1_500);

/// Orders that wait; with these what a run holds of the state is bounded.
const WAITING: usize = 16;

/// What the writer is to do.
#[derive(Debug)]
pub(super) enum Order {
    Keep(Vec<Entry>, Option<MemoryWords>),
    Settled(Settled),
    /// What all mail tells together, to be put by with the counts.
    Known(Vec<Vec<u8>>),
    /// All was looked at: digest and counts of the run.
    Whole([u8; 32], Vec<u8>),
}

/// What still holds. A run over an archive that is nearly the same has thousands of them, and nothing else: they come many at a time, or
/// every one would wake the thread that writes, and take a core from those that read.
#[derive(Debug, Default)]
pub(super) struct Settled {
    /// Segments that hold as a whole.
    pub(super) segments: Vec<i64>,
    /// What files look like now of which a stretch still holds.
    pub(super) stamps: Vec<(FileKey, u64, Stamp)>,
}

impl Settled {
    /// So many are worth the way.
    pub(super) fn many(&self) -> bool {
        self.segments.len() + self.stamps.len() >= 256
    }

    pub(super) fn is_empty(&self) -> bool {
        self.segments.is_empty() && self.stamps.is_empty()
    }
}

/// What cannot be sealed cannot be put by.
fn failed(error: io::Error) -> rusqlite::Error {
    rusqlite::Error::ToSqlConversionFailure(Box::new(error))
}

pub(super) struct Writer {
    connection: Connection,
    scope: i64,
    seal: Seal,
    /// Segments that hold.
    hold: HashSet<i64>,
    known: Vec<Vec<u8>>,
    open: Option<Instant>,
}

impl Writer {
    pub(super) fn new(connection: Connection, scope: i64, seal: Seal) -> rusqlite::Result<Self> {
        Ok(Writer { connection, scope, seal, hold: HashSet::new(), known: Vec::new(), open: None })
    }

    /// Starts the thread. It ends when nobody can give orders any more.
    pub(super) fn start(mut self) -> io::Result<(SyncSender<Order>, JoinHandle<rusqlite::Result<()>>)> {
        let (send, orders) = sync_channel(WAITING);
        let thread = std::thread::Builder::new().name("state".into()).spawn(move || self.work(&orders))?;
        Ok((send, thread))
    }

    fn work(&mut self, orders: &Receiver<Order>) -> rusqlite::Result<()> {
        loop {
            let order = match orders.recv_timeout(COMMIT) {
                Ok(order) => Some(order),
                Err(RecvTimeoutError::Timeout) => None,
                Err(RecvTimeoutError::Disconnected) => break,
            };
            if let Some(order) = order {
                self.obey(order)?;
            }
            if self.open.is_some_and(|since| since.elapsed() >= COMMIT) {
                self.commit()?;
            }
        }
        self.commit()?;
        // what was deleted is not to stay in the log
        let done = self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
        done.or_else(|error| match error.sqlite_error_code() {
            // somebody still reads: the next run does it
            Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked) => Ok(()),
            _ => Err(error),
        })
    }

    fn begin(&mut self) -> rusqlite::Result<()> {
        if self.open.is_none() {
            self.connection.execute_batch("BEGIN IMMEDIATE")?;
            self.open = Some(Instant::now());
        }
        Ok(())
    }

    fn commit(&mut self) -> rusqlite::Result<()> {
        if self.open.take().is_some() {
            self.connection.execute_batch("COMMIT")?;
        }
        Ok(())
    }

    fn obey(&mut self, order: Order) -> rusqlite::Result<()> {
        match order {
            Order::Settled(Settled { segments, stamps }) => {
                self.hold.extend(segments);
                if stamps.is_empty() {
                    return Ok(());
                }
                self.begin()?;
                let update = "UPDATE entries SET stamp = ?4 WHERE scope = ?1 AND file = ?2 AND ordinal = ?3";
                let mut update = self.connection.prepare_cached(update)?;
                for (file, ordinal, stamp) in stamps {
                    let stamp = stamp_bytes(&stamp);
                    update.execute(params![self.scope, &file[..], ordinal as i64, &stamp[..]])?;
                }
                Ok(())
            }
            Order::Keep(entries, words) => {
                self.begin()?;
                if let Some(words) = words {
                    self.words(&words)?;
                }
                self.keep(&entries)
            }
            Order::Known(known) => {
                self.known = known;
                Ok(())
            }
            Order::Whole(digest, told) => {
                self.begin()?;
                self.gone()?;
                let told = self.sealed("told", &told)?;
                self.connection.execute("DELETE FROM runs WHERE scope = ?1", [self.scope])?;
                let insert = "INSERT INTO runs(scope, ended, digest, told) VALUES(?1, unixepoch(), ?2, ?3)";
                self.connection.execute(insert, params![self.scope, &digest[..], told])?;
                self.connection.execute("DELETE FROM known WHERE scope = ?1", [self.scope])?;
                for (number, known) in std::mem::take(&mut self.known).iter().enumerate() {
                    let known = self.sealed("known", known)?;
                    let insert = "INSERT INTO known VALUES(?1, ?2, ?3)";
                    self.connection.execute(insert, params![self.scope, number as i64, known])?;
                }
                self.commit()?;
                self.connection.execute_batch("PRAGMA incremental_vacuum")
            }
        }
    }

    fn sealed(&self, what: &str, bytes: &[u8]) -> rusqlite::Result<Vec<u8>> {
        self.seal.seal(what, bytes).map_err(failed)
    }

    fn words(&self, words: &MemoryWords) -> rusqlite::Result<()> {
        let mut insert =
            self.connection.prepare_cached("INSERT OR IGNORE INTO words VALUES(?1, ?2, ?3, ?4)")?;
        for (sort, words) in [(0, &words.fields), (1, &words.patterns)] {
            for (number, word) in words.iter().enumerate() {
                insert.execute(params![self.scope, sort, number as i64, word])?;
            }
        }
        Ok(())
    }

    fn keep(&mut self, entries: &[Entry]) -> rusqlite::Result<()> {
        let bytes = self.sealed("segment", &join(entries.iter().map(|entry| entry.bytes.as_slice())))?;
        let insert = "INSERT INTO segments(scope, entries, bytes) VALUES(?1, ?2, ?3)";
        self.connection.prepare_cached(insert)?.execute(params![self.scope, entries.len() as i64, bytes])?;
        let segment = self.connection.last_insert_rowid();
        let shown = self.sealed("shown", &join(entries.iter().map(|entry| entry.shown.as_slice())))?;
        self.connection
            .prepare_cached("INSERT INTO shown VALUES(?1, ?2)")?
            .execute(params![segment, shown])?;
        if entries.iter().any(|entry| entry.terms.is_some()) {
            let terms = entries.iter().map(|entry| entry.terms.as_deref().unwrap_or_default());
            let terms = self.seal.seal_plain("terms", &join(terms)).map_err(failed)?;
            self.connection
                .prepare_cached("INSERT INTO terms VALUES(?1, ?2)")?
                .execute(params![segment, terms])?;
        }
        self.hold.insert(segment);
        let mut entry_row = self
            .connection
            .prepare_cached("INSERT OR REPLACE INTO entries VALUES(?1, ?2, ?3, ?4, ?5, ?6)")?;
        let mut message_row =
            self.connection.prepare_cached("INSERT OR REPLACE INTO messages VALUES(?1, ?2, ?3, ?4, ?5)")?;
        for (position, entry) in entries.iter().enumerate() {
            let (position, stamp) = (position as i64, stamp_bytes(&entry.stamp));
            let (file, ordinal) = (&entry.file[..], entry.ordinal as i64);
            entry_row.execute(params![self.scope, file, ordinal, &stamp[..], segment, position])?;
            for (number, message) in entry.messages.iter().enumerate() {
                if let Some(message) = message {
                    message_row.execute(params![
                        self.scope,
                        &message[..],
                        segment,
                        position,
                        number as i64
                    ])?;
                }
            }
        }
        Ok(())
    }

    /// Removes what neither was made in this run nor still holds: it is gone from the archive.
    fn gone(&mut self) -> rusqlite::Result<()> {
        let all: Vec<i64> = self
            .connection
            .prepare("SELECT id FROM segments WHERE scope = ?1")?
            .query_map([self.scope], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        for segment in all.into_iter().filter(|id| !self.hold.contains(id)) {
            let tables = [
                ("segments", "id"),
                ("shown", "segment"),
                ("terms", "segment"),
                ("entries", "segment"),
                ("messages", "segment"),
            ];
            for (table, column) in tables {
                let delete = format!("DELETE FROM {table} WHERE {column} = ?1");
                self.connection.prepare_cached(&delete)?.execute([segment])?;
            }
        }
        Ok(())
    }
}
