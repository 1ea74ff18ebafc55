//! The tables: how they are made, and how rows are looked up.

use std::collections::VecDeque;
use std::fs::OpenOptions;
use std::io;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension as _, TransactionBehavior, params};

use super::seal::Seal;
use crate::model::{FileKey, Kept, MemoryWords, MessageKey, Recollection, Stamp};

/// Marks the file as ours (`PRAGMA application_id`): "mswp".
const APPLICATION: i64 = 0x6d73_7770;

/// How the tables came to be what they are: each step from one version to the next. A released step is never changed.
const STEPS: [&str; 3] = ["
    CREATE TABLE state(name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
    CREATE TABLE scopes(id INTEGER PRIMARY KEY, paths BLOB NOT NULL UNIQUE, options BLOB NOT NULL);
    CREATE TABLE words(scope INTEGER, sort INTEGER, number INTEGER, word TEXT NOT NULL,
        PRIMARY KEY(scope, sort, number)) WITHOUT ROWID;
    CREATE TABLE segments(id INTEGER PRIMARY KEY AUTOINCREMENT, scope INTEGER NOT NULL, entries INTEGER NOT NULL,
        bytes BLOB NOT NULL);
    CREATE TABLE entries(scope INTEGER, file BLOB, ordinal INTEGER, stamp BLOB NOT NULL, segment INTEGER NOT NULL,
        position INTEGER NOT NULL, PRIMARY KEY(scope, file, ordinal)) WITHOUT ROWID;
    CREATE INDEX entries_by_segment ON entries(segment);
    CREATE TABLE messages(scope INTEGER, message BLOB, segment INTEGER NOT NULL, position INTEGER NOT NULL,
        number INTEGER NOT NULL, PRIMARY KEY(scope, message)) WITHOUT ROWID;
    CREATE INDEX messages_by_segment ON messages(segment);
    CREATE TABLE runs(id INTEGER PRIMARY KEY AUTOINCREMENT, scope INTEGER NOT NULL, ended INTEGER NOT NULL,
        digest BLOB NOT NULL, told BLOB NOT NULL);
", "
    CREATE TABLE shown(segment INTEGER PRIMARY KEY, bytes BLOB NOT NULL);
", "
    CREATE TABLE terms(segment INTEGER PRIMARY KEY, bytes BLOB NOT NULL);
    CREATE TABLE known(scope INTEGER, number INTEGER, bytes BLOB NOT NULL, PRIMARY KEY(scope, number));
"];

/// Makes the file, readable by its owner only, where there is none.
pub(super) fn make_private(path: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    match options.open(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        other => other.map(|_| ()),
    }
}

/// Opens the file as it is.
pub(super) fn connect(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(Duration::from_secs(60))?;
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    // what is deleted is somebody's: its bytes go too
    connection.pragma_update(None, "secure_delete", true)?;
    connection.pragma_update(None, "foreign_keys", false)?;
    // sorting and temporary tables stay in memory: no file beside the state holds anything
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.set_prepared_statement_cache_capacity(32);
    Ok(connection)
}

/// What the database says; what the operating system said where that was the reason.
pub(super) fn io_error(path: &Path, error: &rusqlite::Error) -> io::Error {
    let kind = match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::DiskFull) => io::ErrorKind::StorageFull,
        Some(rusqlite::ErrorCode::ReadOnly | rusqlite::ErrorCode::PermissionDenied) => {
            io::ErrorKind::PermissionDenied
        }
        _ => io::ErrorKind::Other,
    };
    io::Error::new(kind, format!("cannot use the state {}: {error}", path.display()))
}

/// Makes the tables of a new file, brings those of an older version up to this one, and looks whether the key is the same. Says what is
/// wrong with a file that cannot be used.
pub(super) fn prepare(path: &Path, seal: &Seal) -> Result<(), String> {
    let said = |error: rusqlite::Error| match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::NotADatabase) => {
            "it is no state file of mailsweep; --state needs one of its own".to_owned()
        }
        _ => format!("it cannot be opened: {error}"),
    };
    let mut connection = connect(path).map_err(said)?;
    let number = |connection: &Connection, name: &str| -> Result<i64, String> {
        connection.pragma_query_value(None, name, |row| row.get(0)).map_err(said)
    };
    let (application, version) =
        (number(&connection, "application_id")?, number(&connection, "user_version")?);
    let tables: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).map_err(said)?;
    if tables > 0 && application != APPLICATION {
        return Err("it is a database of another program; --state needs a file of its own".to_owned());
    }
    if version > STEPS.len() as i64 {
        return Err("a later version of mailsweep made it; use that one, or another file".to_owned());
    }
    if tables == 0 {
        connection.pragma_update(None, "auto_vacuum", "INCREMENTAL").map_err(said)?;
    }
    connection.pragma_update(None, "journal_mode", "WAL").map_err(said)?;
    if version < STEPS.len() as i64 {
        let transaction =
            connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(said)?;
        for step in STEPS.iter().skip(version as usize) {
            transaction.execute_batch(step).map_err(said)?;
        }
        transaction.pragma_update(None, "application_id", APPLICATION).map_err(said)?;
        transaction.pragma_update(None, "user_version", STEPS.len() as i64).map_err(said)?;
        transaction.commit().map_err(said)?;
    }
    let check = seal.hash("check", b"");
    let held: Option<Vec<u8>> = connection
        .query_row("SELECT value FROM state WHERE name = 'check'", [], |row| row.get(0))
        .optional()
        .map_err(said)?;
    match held {
        Some(held) if held == check => Ok(()),
        Some(_) => {
            Err("it was made with another key; give that one with --state-key, or another --state".to_owned())
        }
        None => connection
            .execute("INSERT INTO state VALUES('check', ?1)", [&check[..]])
            .map(|_| ())
            .map_err(said),
    }
}

/// Begins a run over these paths: the number of its rows, and words that they name. Rows that were made with other options go.
pub(super) fn begin(
    connection: &mut Connection,
    paths: &[u8; 32],
    options: &[u8; 32],
) -> rusqlite::Result<(i64, MemoryWords)> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let known: Option<(i64, Vec<u8>)> = transaction
        .query_row("SELECT id, options FROM scopes WHERE paths = ?1", [&paths[..]], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()?;
    let scope = match known {
        Some((scope, held)) => {
            if held != options {
                for table in ["shown", "terms"] {
                    let delete = format!(
                        "DELETE FROM {table} WHERE segment IN (SELECT id FROM segments WHERE scope = ?1)"
                    );
                    transaction.execute(&delete, [scope])?;
                }
                for table in ["segments", "entries", "messages", "words", "runs", "known"] {
                    transaction.execute(&format!("DELETE FROM {table} WHERE scope = ?1"), [scope])?;
                }
                transaction
                    .execute("UPDATE scopes SET options = ?2 WHERE id = ?1", params![scope, &options[..]])?;
            }
            scope
        }
        None => {
            transaction
                .execute("INSERT INTO scopes(paths, options) VALUES(?1, ?2)", [&paths[..], &options[..]])?;
            transaction.last_insert_rowid()
        }
    };
    let words = words(&transaction, scope)?;
    transaction.commit()?;
    Ok((scope, words))
}

/// The same, with nothing changed: `None` where there is nothing of a run over these paths with these options.
pub(super) fn begin_reading(
    connection: &Connection,
    paths: &[u8; 32],
    options: &[u8; 32],
) -> rusqlite::Result<Option<(i64, MemoryWords)>> {
    let known: Option<i64> = connection
        .query_row(
            "SELECT id FROM scopes WHERE paths = ?1 AND options = ?2",
            [&paths[..], &options[..]],
            |row| row.get(0),
        )
        .optional()?;
    known.map(|scope| Ok((scope, words(connection, scope)?))).transpose()
}

fn words(connection: &Connection, scope: i64) -> rusqlite::Result<MemoryWords> {
    let mut words = MemoryWords::default();
    let mut rows =
        connection.prepare("SELECT sort, word FROM words WHERE scope = ?1 ORDER BY sort, number")?;
    let mut rows = rows.query([scope])?;
    while let Some(row) = rows.next()? {
        let word = row.get(1)?;
        if row.get::<_, i64>(0)? == 0 { words.fields.push(word) } else { words.patterns.push(word) }
    }
    Ok(words)
}

/// What all mail tells together, as the last whole run put it by.
pub(super) fn known(
    connection: &Connection,
    scope: i64,
    seal: &Seal,
) -> rusqlite::Result<Option<Vec<Vec<u8>>>> {
    let mut rows = connection.prepare("SELECT bytes FROM known WHERE scope = ?1 ORDER BY number")?;
    let mut rows = rows.query([scope])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let Some(one) = seal.open("known", row.get_ref(0)?.as_blob()?) else { return Ok(None) };
        all.push(one);
    }
    Ok((!all.is_empty()).then_some(all))
}

/// The numbers of all segments.
pub(super) fn segments(connection: &Connection, scope: i64) -> rusqlite::Result<Vec<i64>> {
    connection
        .prepare("SELECT id FROM segments WHERE scope = ?1 ORDER BY id")?
        .query_map([scope], |row| row.get(0))?
        .collect()
}

/// Digest and counts of the last whole run.
pub(super) fn last(
    connection: &Connection,
    scope: i64,
    seal: &Seal,
) -> rusqlite::Result<Option<([u8; 32], Vec<u8>)>> {
    let row: Option<(Vec<u8>, Vec<u8>)> = connection
        .query_row(
            "SELECT digest, told FROM runs WHERE scope = ?1 ORDER BY id DESC LIMIT 1",
            [scope],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()?;
    Ok(row.and_then(|(digest, told)| Some((digest.try_into().ok()?, seal.open("told", &told)?))))
}

/// A stamp as it is kept.
pub(super) fn stamp_bytes(stamp: &Stamp) -> [u8; 48] {
    let mut out = [0; 48];
    out[..8].copy_from_slice(&stamp.size.to_le_bytes());
    out[8..16].copy_from_slice(&stamp.modified.to_le_bytes());
    out[16..24].copy_from_slice(&stamp.changed.to_le_bytes());
    out[24..32].copy_from_slice(&stamp.inode.to_le_bytes());
    out[32..].copy_from_slice(&stamp.sample);
    out
}

fn stamp_of(bytes: &[u8]) -> Option<Stamp> {
    let (size, rest) = bytes.split_first_chunk::<8>()?;
    let (modified, rest) = rest.split_first_chunk::<8>()?;
    let (changed, rest) = rest.split_first_chunk::<8>()?;
    let (inode, sample) = rest.split_first_chunk::<8>()?;
    Some(Stamp {
        size: u64::from_le_bytes(*size),
        modified: i64::from_le_bytes(*modified),
        changed: i64::from_le_bytes(*changed),
        inode: u64::from_le_bytes(*inode),
        sample: sample.try_into().ok()?,
    })
}

/// Entries one behind the other, each with its length before it.
pub(super) fn join<'e>(entries: impl Iterator<Item = &'e [u8]>) -> Vec<u8> {
    let mut out = Vec::new();
    for entry in entries {
        out.extend_from_slice(&(entry.len() as u32).to_le_bytes());
        out.extend_from_slice(entry);
    }
    out
}

/// Where each entry stands.
fn split(bytes: &[u8]) -> Vec<Range<usize>> {
    let (mut all, mut at) = (Vec::new(), 0);
    while let Some((length, _)) = bytes.get(at..).and_then(|rest| rest.split_first_chunk::<4>()) {
        let end = at + 4 + u32::from_le_bytes(*length) as usize;
        if end > bytes.len() {
            break;
        }
        all.push(at + 4..end);
        at = end;
    }
    all
}

/// Segments that one reader holds: files come in the order in which they came before, so it is nearly always the last.
const HELD: usize = 3;

/// Entries one behind the other, and where each stands.
type Entries = (Arc<[u8]>, Vec<Range<usize>>);

/// A segment as it is held.
struct Segment {
    id: i64,
    entries: Entries,
    /// What reports show of them, where somebody asked.
    shown: Option<Entries>,
    /// By what their messages may be found again, where somebody asked.
    terms: Option<Entries>,
}

/// Looks rows up.
pub(super) struct Looking {
    connection: Connection,
    scope: i64,
    seal: Seal,
    held: VecDeque<Segment>,
}

impl Looking {
    pub(super) fn new(connection: Connection, scope: i64, seal: Seal) -> Self {
        Looking { connection, scope, seal, held: VecDeque::new() }
    }

    fn entries(&self, what: &str, query: &str, id: i64) -> Option<Entries> {
        let mut query = self.connection.prepare_cached(query).ok()?;
        let opened =
            query.query_row([id], |row| Ok(self.seal.open(what, row.get_ref(0)?.as_blob()?))).ok()?;
        let bytes: Arc<[u8]> = opened?.into();
        let entries = split(&bytes);
        Some((bytes, entries))
    }

    /// The segment, which is held from now on.
    fn hold(&mut self, id: i64) -> Option<&mut Segment> {
        let at = match self.held.iter().position(|held| held.id == id) {
            Some(at) => at,
            None => {
                let entries = self.entries("segment", "SELECT bytes FROM segments WHERE id = ?1", id)?;
                self.held.truncate(HELD - 1);
                self.held.push_front(Segment { id, entries, shown: None, terms: None });
                0
            }
        };
        self.held.get_mut(at)
    }

    fn segment(&mut self, id: i64, position: i64) -> Option<Kept> {
        let (bytes, entries) = &self.hold(id)?.entries;
        let range = entries.get(usize::try_from(position).ok()?)?.clone();
        let position = position.unsigned_abs();
        Some(Kept { segment: id, of: entries.len() as u64, position, bytes: bytes.clone(), range })
    }
}

impl Recollection for Looking {
    fn entry(&mut self, file: &FileKey, ordinal: u64) -> Option<(Stamp, Kept)> {
        let ordinal = i64::try_from(ordinal).ok()?;
        let (stamp, id, position) = {
            let mut query = self
                .connection
                .prepare_cached(
                    "SELECT stamp, segment, position FROM entries WHERE scope = ?1 AND file = ?2 AND ordinal = ?3",
                )
                .ok()?;
            let row = |row: &rusqlite::Row<'_>| {
                Ok((stamp_of(row.get_ref(0)?.as_blob()?), row.get(1)?, row.get(2)?))
            };
            query.query_row(params![self.scope, &file[..], ordinal], row).optional().ok()??
        };
        Some((stamp?, self.segment(id, position)?))
    }

    fn shown(&mut self, kept: &Kept) -> Option<(Arc<[u8]>, Range<usize>)> {
        if self.hold(kept.segment)?.shown.is_none() {
            let shown = self.entries("shown", "SELECT bytes FROM shown WHERE segment = ?1", kept.segment);
            self.hold(kept.segment)?.shown = shown;
        }
        let (bytes, entries) = self.hold(kept.segment)?.shown.as_ref()?;
        Some((bytes.clone(), entries.get(usize::try_from(kept.position).ok()?)?.clone()))
    }

    fn terms(&mut self, kept: &Kept) -> Option<(Arc<[u8]>, Range<usize>)> {
        if self.hold(kept.segment)?.terms.is_none() {
            let (bytes, entries) = self.all_terms(kept.segment)?;
            self.hold(kept.segment)?.terms = Some((bytes.into(), entries));
        }
        let (bytes, entries) = self.hold(kept.segment)?.terms.as_ref()?;
        Some((bytes.clone(), entries.get(usize::try_from(kept.position).ok()?)?.clone()))
    }

    fn all_terms(&mut self, segment: i64) -> Option<(Vec<u8>, Vec<Range<usize>>)> {
        let mut query = self.connection.prepare_cached("SELECT bytes FROM terms WHERE segment = ?1").ok()?;
        let open = |row: &rusqlite::Row<'_>| Ok(self.seal.open_plain("terms", row.get_ref(0)?.as_blob()?));
        let bytes = query.query_row([segment], open).ok()??;
        let entries = split(&bytes);
        Some((bytes, entries))
    }

    fn place(&mut self, segment: i64, position: u64) -> Option<(FileKey, u64)> {
        let mut query = self
            .connection
            .prepare_cached("SELECT file, ordinal FROM entries WHERE segment = ?1 AND position = ?2")
            .ok()?;
        let row = |row: &rusqlite::Row<'_>| Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, i64>(1)?));
        let (file, ordinal) = query.query_row(params![segment, position as i64], row).optional().ok()??;
        Some((file.try_into().ok()?, ordinal.unsigned_abs()))
    }

    fn stretches(&mut self, file: &FileKey, stamp: &Stamp) -> u64 {
        let count = || -> rusqlite::Result<i64> {
            self.connection
                .prepare_cached("SELECT count(*) FROM entries WHERE scope = ?1 AND file = ?2 AND stamp = ?3")?
                .query_row(params![self.scope, &file[..], &stamp_bytes(stamp)[..]], |row| row.get(0))
        };
        count().map_or(0, i64::unsigned_abs)
    }

    fn message(&mut self, message: &MessageKey) -> Option<(Kept, u64)> {
        let (id, position, number): (i64, i64, i64) = {
            let mut query = self
                .connection
                .prepare_cached(
                    "SELECT segment, position, number FROM messages WHERE scope = ?1 AND message = ?2",
                )
                .ok()?;
            let row = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
            query.query_row(params![self.scope, &message[..]], row).optional().ok()??
        };
        Some((self.segment(id, position)?, number.unsigned_abs()))
    }
}
