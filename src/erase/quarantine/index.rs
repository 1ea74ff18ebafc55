//! The index of a quarantine: a JSON object a line, only ever added to, each on the disk before what follows from it is done.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, BufRead as _, BufReader, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::restore::drop_temporary;
use super::seal::{Chain, Head, counted};
use super::{QuarantineError, id_of, only_ours};
use crate::erase::fresh;
use crate::erase::journal::PathText;
use crate::erase::steps::{Disk, Step};

pub(super) const NAME: &str = "index.jsonl";
/// What sealed messages are called behind their id.
pub(super) const EXTENSION: &str = "eml.age";
/// Tells how many lines the index has at least.
pub(super) const HEAD: &str = "index.seal";
const VERSION: u32 = 2;

/// What the index says of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// By what it is called.
    pub id: String,
    /// The name of its file in the quarantine.
    pub file: String,
    pub(super) source: PathText,
    /// Names of entries that it lay in, outermost first.
    pub inner: Vec<String>,
    /// Its number in its source, from 0.
    pub message: u64,
    /// Its first byte in its source.
    pub offset: u64,
    /// Its length in bytes.
    pub length: u64,
    /// SHA-256 of the message, hexadecimal.
    pub sha256: String,
    /// BLAKE3 of its file in the quarantine, hexadecimal: whether it is the one that was put there can be told without a secret key.
    pub sealed: String,
    /// What its file was: `mbox`, `maildir`, `message`, another format, or `entry` where it lay in a container.
    pub form: String,
    /// How its lines are kept from looking like separator lines: `from` or `none`; absent where that is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quoting: Option<String>,
    /// The day on which it was taken.
    #[serde(with = "day")]
    pub taken: Date,
    /// The last day on which it is kept.
    #[serde(with = "day")]
    pub expires: Date,
    /// The plan that took it.
    pub plan: String,
}

impl Record {
    /// The file that it was in.
    pub fn source(&self) -> PathBuf {
        self.source.path()
    }

    /// It is called by where it was and what it is.
    fn is_of_its_id(&self) -> bool {
        let mut sha256 = [0; 32];
        let digits = data_encoding::HEXLOWER.decode(self.sha256.as_bytes()).ok();
        let Some(bytes) = digits.filter(|bytes| bytes.len() == sha256.len()) else { return false };
        sha256.copy_from_slice(&bytes);
        let (inner, place) = (&self.inner, [self.message, self.offset, self.length]);
        self.id == id_of(&self.source(), inner, place, &sha256)
    }
}

/// One line.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "lowercase")]
pub(super) enum Line {
    /// The first one.
    Begin {
        version: u32,
        /// What the key of the seals is called, where there is one.
        #[serde(skip_serializing_if = "Option::is_none")]
        key: Option<String>,
    },
    /// A file is whole and on the disk, and about to get its name.
    Take(Box<Record>),
    /// It has its name.
    Taken { id: String },
    /// It was announced and never got its name; the mail was not touched on its account.
    Left { id: String },
    /// Another plan keeps it for longer.
    Longer {
        id: String,
        #[serde(with = "day")]
        expires: Date,
        plan: String,
    },
    /// It was destroyed.
    Purged {
        id: String,
        #[serde(with = "day")]
        on: Date,
    },
    /// It is about to be put here; in an mbox, behind so many bytes.
    Restoring { id: String, to: PathText, at: u64 },
    /// It was put here.
    Restored {
        id: String,
        #[serde(with = "day")]
        on: Date,
        to: PathText,
    },
}

/// A day, as in `2026-12-31`.
mod day {
    use super::{Date, Deserialize};
    use serde::de::Error as _;
    use serde::{Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(day: &Date, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(day)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Date, D::Error> {
        String::deserialize(from)?.parse().map_err(|_| D::Error::custom("no day of the calendar"))
    }
}

/// What has become of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It is about to be kept; the mail was not touched yet.
    Announced,
    /// It is kept.
    Kept,
    /// It was never kept.
    Left,
    /// It was destroyed on this day.
    Purged(Date),
}

/// A message of a quarantine.
#[derive(Debug, Clone)]
pub struct Item {
    /// What the index says of it.
    pub record: Record,
    /// What has become of it.
    pub state: State,
    /// The day on which it was put back last, and where.
    pub restored: Option<(Date, PathBuf)>,
    /// Where it was being put when a run was cut short, and where in that file.
    pub(super) restoring: Option<(PathBuf, u64)>,
    number: usize,
}

impl Item {
    /// It is kept, and its last day is over.
    pub fn is_due(&self, as_of: Date) -> bool {
        self.state == State::Kept && self.record.expires < as_of
    }
}

/// The index, open.
pub(super) struct Index {
    pub(super) folder: PathBuf,
    pub(super) disk: Disk,
    file: File,
    items: BTreeMap<String, Item>,
    /// The seals of whole lines.
    chain: Chain,
    /// How many of them stand beside the index.
    counted: Option<u64>,
    /// Bytes of whole lines.
    whole: u64,
    /// Something behind them is no whole line.
    torn: bool,
}

impl fmt::Debug for Index {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Index").field("folder", &self.folder).finish_non_exhaustive()
    }
}

impl Drop for Index {
    fn drop(&mut self) {
        // a process that was just started may have its descriptor for an instant, and with it the lock
        let _ = self.file.unlock();
    }
}

impl Index {
    /// Opens it, or makes it; locked, and what an earlier run left is tidied up.
    pub(super) fn open(disk: Disk, folder: &Path, key: Option<&[u8; 32]>) -> Result<Index, QuarantineError> {
        let path = folder.join(NAME);
        let error = |source| QuarantineError::Io { path: path.clone(), source };
        disk.ask(Step::Create).map_err(error)?;
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&path).map_err(error)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(QuarantineError::Held(folder.to_owned())),
            Err(TryLockError::Error(source)) => return Err(error(source)),
        }
        let mut index = Index::read(disk, folder, file, Chain::new(key))?;
        if index.whole == 0 && index.strangers().map_err(error)? > 0 {
            let why = "the folder has other things in it; name one that is new or empty";
            return Err(QuarantineError::NotOne { path: folder.to_owned(), why });
        }
        only_ours(&index.disk, folder).map_err(error)?;
        index.tidy().map_err(error)?;
        Ok(index)
    }

    /// Reads it as it is.
    pub(super) fn look(disk: Disk, folder: &Path, key: Option<&[u8; 32]>) -> Result<Index, QuarantineError> {
        let path = folder.join(NAME);
        let file = File::open(&path).map_err(|source| QuarantineError::Io { path, source })?;
        let mut index = Index::read(disk, folder, file, Chain::new(key))?;
        // what tidying up would find
        let (folder, items) = (&index.folder, &mut index.items);
        for item in items.values_mut().filter(|item| item.state == State::Announced) {
            if is_file(&folder.join(&item.record.file)) {
                item.state = State::Kept;
            }
        }
        Ok(index)
    }

    fn read(disk: Disk, folder: &Path, file: File, chain: Chain) -> Result<Index, QuarantineError> {
        let path = folder.join(NAME);
        // before the index, which grows first: another run may be writing to it
        let head = Head::read(&folder.join(HEAD))?;
        let error = |source| QuarantineError::Io { path: path.clone(), source };
        let mut reader = BufReader::new(file.try_clone().map_err(error)?);
        let mut index = Index {
            folder: folder.to_owned(),
            disk,
            file,
            items: BTreeMap::new(),
            chain,
            counted: head.as_ref().map(|head| head.lines),
            whole: 0,
            torn: false,
        };
        let unsealed = |why: String| QuarantineError::Seal { path: path.clone(), why };
        let (mut bytes, mut number) = (Vec::new(), 0);
        loop {
            let there = index.chain.head();
            if head.as_ref().is_some_and(|head| head.lines == there.lines && *head != there) {
                let why =
                    format!("its first {} are not those that {HEAD} beside it seals", counted(there.lines));
                return Err(unsealed(why));
            }
            bytes.clear();
            let n = reader.read_until(b'\n', &mut bytes).map_err(error)?;
            if bytes.last() != Some(&b'\n') && head.as_ref().is_some_and(|head| number < head.lines) {
                return Err(unsealed(format!(
                    "the end of it is missing: there were more than {}",
                    counted(number)
                )));
            }
            if bytes.last() != Some(&b'\n') && number > 0 && head.is_none() {
                return Err(unsealed(format!(
                    "{HEAD} beside it is missing, by which it is known whether lines were cut off"
                )));
            }
            if n == 0 {
                return Ok(index);
            }
            number += 1;
            if bytes.last() != Some(&b'\n') {
                // of a file that is not ours nothing is cut off
                if number == 1 && !is_begun(&bytes) {
                    return Err(QuarantineError::Broken { path: path.clone(), line: 1 });
                }
                index.torn = true;
                return Ok(index);
            }
            let broken = || QuarantineError::Broken { path: path.clone(), line: number };
            if number == 1 {
                index.is_of_key(serde_json::from_slice(&bytes).map_err(|_| broken())?).map_err(unsealed)?;
            }
            let object = index.chain.check(&bytes);
            let object =
                object.ok_or_else(|| unsealed(format!("line {number} is not as it was written there")))?;
            let line = serde_json::from_slice(&object).ok().filter(|line| index.follows(line, number));
            index.took(line.ok_or_else(broken)?);
            index.whole += n as u64;
        }
    }

    /// The seals were made with this key.
    fn is_of_key(&self, first: Line) -> Result<(), String> {
        let Line::Begin { version: VERSION, key } = first else {
            return Err(
                "it is not begun as this version begins it; `age --decrypt` opens the files of any version"
                    .to_owned(),
            );
        };
        match (key, self.chain.key_id()) {
            (of, ours) if of == ours => Ok(()),
            (Some(_), None) => {
                Err("its seals were made with a key that is not here; --state-key names it".to_owned())
            }
            (Some(_), Some(_)) => {
                Err("its seals were made with another key; --state-key names it".to_owned())
            }
            (None, _) => Err("its seals were made without a key, and could have been by anybody".to_owned()),
        }
    }

    /// A line can be one of ours: an index is a file too, and others may write names in it.
    fn follows(&self, line: &Line, number: u64) -> bool {
        let known = |id: &String| self.items.contains_key(id);
        if number == 1 && !matches!(line, Line::Begin { .. }) {
            return false;
        }
        match line {
            Line::Begin { version, .. } => number == 1 && *version == VERSION,
            Line::Take(record) => {
                let digits = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
                record.id.len() == 32
                    && record.id.bytes().all(digits)
                    && record.file == format!("{}.{EXTENSION}", record.id)
                    && record.is_of_its_id()
            }
            Line::Taken { id }
            | Line::Left { id }
            | Line::Longer { id, .. }
            | Line::Purged { id, .. }
            | Line::Restoring { id, .. }
            | Line::Restored { id, .. } => known(id),
        }
    }

    fn took(&mut self, line: Line) {
        let id = match &line {
            Line::Begin { .. } => return,
            Line::Take(record) => {
                let number = self.items.get(&record.id).map_or(self.items.len(), |item| item.number);
                let record = (**record).clone();
                let item = Item { record, state: State::Announced, restored: None, restoring: None, number };
                self.items.insert(item.record.id.clone(), item);
                return;
            }
            Line::Taken { id }
            | Line::Left { id }
            | Line::Longer { id, .. }
            | Line::Purged { id, .. }
            | Line::Restoring { id, .. }
            | Line::Restored { id, .. } => id.clone(),
        };
        let Some(item) = self.items.get_mut(&id) else { return };
        match line {
            Line::Begin { .. } | Line::Take(_) => {}
            Line::Taken { .. } => item.state = State::Kept,
            Line::Left { .. } => item.state = State::Left,
            Line::Longer { expires, .. } => item.record.expires = item.record.expires.max(expires),
            Line::Purged { on, .. } => item.state = State::Purged(on),
            Line::Restoring { to, at, .. } => item.restoring = Some((to.path(), at)),
            Line::Restored { on, to, .. } => {
                item.restoring = None;
                item.restored = Some((on, to.path()));
            }
        }
    }

    /// Adds lines, which are on the disk when this returns.
    pub(super) fn add(&mut self, mut lines: Vec<Line>) -> io::Result<()> {
        if lines.is_empty() {
            return Ok(());
        }
        if self.whole == 0 {
            lines.insert(0, Line::Begin { version: VERSION, key: self.chain.key_id() });
            // from the first line on it can be told that lines are missing
            if self.counted != Some(0) {
                self.count()?;
            }
        }
        if self.torn {
            self.disk.ask(Step::Journal)?;
            self.file.set_len(self.whole)?;
            self.torn = false;
        }
        let (mut bytes, mut chain) = (Vec::new(), self.chain.clone());
        for line in &lines {
            bytes.extend(chain.add(&serde_json::to_vec(line)?));
        }
        self.file.seek(SeekFrom::Start(self.whole))?;
        // until they are known to be there, none of them counts
        self.torn = true;
        self.disk.write_all(&self.file, &bytes, Step::Journal)?;
        self.disk.ask(Step::Journal)?;
        self.file.sync_data()?;
        if self.whole == 0 {
            self.disk.sync_folder(&self.folder)?;
        }
        self.torn = false;
        self.whole += bytes.len() as u64;
        self.chain = chain;
        lines.into_iter().for_each(|line| self.took(line));
        self.count()
    }

    /// Writes beside the index how many lines it has. It may lag behind, and never be ahead.
    fn count(&mut self) -> io::Result<()> {
        let head = self.chain.head();
        let temporary = fresh::name_in(&self.folder)?;
        let written = self.disk.create(&temporary, Step::Create).and_then(|file| {
            self.disk.write_all(&file, &serde_json::to_vec(&head)?, Step::Write)?;
            self.disk.sync(&file)?;
            self.disk.rename(&temporary, &self.folder.join(HEAD))
        });
        if let Err(error) = written {
            // what cannot be removed now is when the quarantine is opened again
            let _ = self.disk.remove(&temporary);
            return Err(error);
        }
        self.counted = Some(head.lines);
        Ok(())
    }

    /// Removes what a run left that was killed, and settles what it announced.
    fn tidy(&mut self) -> io::Result<()> {
        for entry in fs::read_dir(&self.folder)? {
            let path = entry?.path();
            if fresh::is_named(&path) {
                self.disk.remove(&path)?;
            }
        }
        for item in self.items.values() {
            if let Some((to, _)) = &item.restoring {
                // it may lie where nobody may write any more; the next attempt is told then
                let _ = drop_temporary(&self.disk, to, &item.record.id);
            }
        }
        let announced = self.items.values().filter(|item| item.state == State::Announced);
        let lines: Vec<Line> = announced
            .map(|item| {
                let id = item.record.id.clone();
                if self.has(&item.record) { Line::Taken { id } } else { Line::Left { id } }
            })
            .collect();
        if !lines.is_empty() {
            self.disk.sync_folder(&self.folder)?;
        }
        self.add(lines)?;
        // a run was killed between the two
        if self.whole > 0 && self.counted != Some(self.chain.lines) { self.count() } else { Ok(()) }
    }

    pub(super) fn item(&self, id: &str) -> Option<&Item> {
        self.items.get(id)
    }

    /// Those whose id begins so.
    pub(super) fn beginning(&self, id: &str) -> Vec<&Item> {
        let all = self.items.range(id.to_owned()..);
        all.take_while(|(other, _)| other.starts_with(id)).map(|(_, item)| item).collect()
    }

    pub(super) fn items(&self) -> Vec<&Item> {
        let mut items: Vec<&Item> = self.items.values().collect();
        items.sort_by_key(|item| item.number);
        items
    }

    pub(super) fn has(&self, record: &Record) -> bool {
        is_file(&self.folder.join(&record.file))
    }

    /// The file of a message is the one that was put there. One that is gone is not.
    pub(super) fn has_whole(&self, record: &Record) -> io::Result<bool> {
        if !self.has(record) {
            return Ok(false);
        }
        let mut hasher = blake3::Hasher::new();
        io::copy(&mut File::open(self.folder.join(&record.file))?, &mut hasher)?;
        Ok(hasher.finalize().to_hex().as_str() == record.sealed)
    }

    pub(super) fn strangers(&self) -> io::Result<u64> {
        let mut strangers = 0;
        for entry in fs::read_dir(&self.folder)? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default();
            let known = name.to_str().is_some_and(|name| {
                let id = name.strip_suffix(EXTENSION).and_then(|id| id.strip_suffix('.'));
                name == NAME || name == HEAD || id.is_some_and(|id| self.items.contains_key(id))
            });
            // of a run that goes on, or one that was killed
            strangers += u64::from(!known && !fresh::is_named(&path));
        }
        Ok(strangers)
    }
}

/// True for what a kill, or a power cut, leaves of the first line.
fn is_begun(bytes: &[u8]) -> bool {
    let first: &[u8] = b"{\"do\":\"begin\",";
    first.starts_with(bytes) || bytes.starts_with(first) || bytes.iter().all(|b| *b == 0)
}

fn is_file(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|there| there.is_file())
}
