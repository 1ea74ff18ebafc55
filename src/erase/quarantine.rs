//! Messages that were taken out of mail, each in a file that only its recipients can read, until a day.
//!
//! What comes in: messages as a [`Keeper`] gets them, something that seals bytes, and until when they are kept. What goes out: files in
//! a folder, and an index that tells of each where it was. How bytes are sealed and opened is not known here, nor what day it is.
//!
//! # On the disk
//!
//! A folder of mode 0700 with a file of mode 0600 for each message, `ID.eml.age`, and `index.jsonl`, which is only ever added to. The
//! index holds places, lengths and hashes, no sender, no subject and nothing else of what stands in a message. Nothing is on the disk
//! in clear at any time.
//!
//! # What a kill leaves
//!
//! 1. [`Keeper::keep`] seals a message and writes it beside, under a name that is known to be left over, and syncs it.
//! 2. [`Keeper::sync`] adds a line for each (`take`), syncs the index, renames the files, syncs the folder, adds a line for each
//!    (`taken`), and syncs the index. Only then does [`apply`](super::apply) touch the mail.
//!
//! So there is a line for every file that has its name, and a file without one is a left-over: whoever opens the folder next removes it,
//! and settles lines that were announced by whether their file is there. A last line that is not whole announced nothing, and is cut
//! off. The name of a file is a hash of where the message was and what it was: when a run is repeated, no message comes twice.

mod index;
mod mailbox;
mod restore;
mod seal;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::Date;
use sha2::{Digest as _, Sha256};

use super::maildir::Maildir;
use super::steps::{Disk, Step, Unhindered};
use super::survey::know;
use super::{Keeper, Target, fresh};
use crate::source::HEAD;
use index::{Index, Line};

pub use index::{Item, Record, State};
pub use restore::{Destination, RestoreError, Unseal};

/// Seals the bytes of a message, so that only its recipients can read them.
pub type Seal<'s> = Box<dyn Fn(&[u8]) -> io::Result<Vec<u8>> + 's>;

/// Why a quarantine cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum QuarantineError {
    /// Another run has it open.
    #[error("{}: another run has this quarantine open", .0.display())]
    Held(PathBuf),
    /// There is a folder with other things in it, or none.
    #[error("{}: this is no quarantine: {why}", path.display())]
    NotOne {
        /// The folder.
        path: PathBuf,
        /// What speaks against it.
        why: &'static str,
    },
    /// A line of its index is not understood.
    #[error("{}: line {line} is not understood; it was changed, or written by a newer version", path.display())]
    Broken {
        /// The index.
        path: PathBuf,
        /// Counts from 1.
        line: u64,
    },
    /// It is not what was written, or was written with another key.
    #[error("{}: {why}. Nothing was touched", path.display())]
    Seal {
        /// The index, or a file of the quarantine.
        path: PathBuf,
        /// What speaks against it.
        why: String,
    },
    /// What the operating system says.
    #[error("cannot use the quarantine {}: {source}", path.display())]
    Io {
        /// What could not be read or written.
        path: PathBuf,
        /// Its error.
        source: io::Error,
    },
}

/// Since when, until when and on whose account messages are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// The day on which they are taken.
    pub taken: Date,
    /// The last day on which they are kept.
    pub keep_until: Date,
    /// What the plan is called that takes them; no personal data.
    pub reference: String,
}

/// Keeps what goes in a quarantine.
pub struct Quarantine<'s> {
    index: Index,
    seal: Seal<'s>,
    term: Term,
    /// Sealed and written, and not in the index as taken.
    pending: Vec<Pending>,
    /// The ids of these.
    known: BTreeSet<String>,
    /// Lines that are to come with them.
    lines: Vec<Line>,
    /// What the file is that was looked at last: messages come file by file.
    form: Option<(PathBuf, &'static str)>,
}

struct Pending {
    record: Record,
    temporary: PathBuf,
    announced: bool,
    renamed: bool,
}

impl fmt::Debug for Quarantine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Quarantine")
            .field("folder", &self.index.folder)
            .field("term", &self.term)
            .finish_non_exhaustive()
    }
}

impl<'s> Quarantine<'s> {
    /// Opens a quarantine, or makes it; it is locked until this is dropped. What an earlier run left is tidied up first. `key` seals the
    /// index ([`KEY`]) and must be the same each time; without one it is sealed by a chain of hashes, which anybody can make anew.
    ///
    /// # Errors
    ///
    /// [`QuarantineError`]: a folder that holds other things is none, and an index that was changed is not added to.
    pub fn open(
        folder: &Path,
        seal: Seal<'s>,
        term: Term,
        key: Option<&[u8; 32]>,
    ) -> Result<Self, QuarantineError> {
        Quarantine::through(Disk(Arc::new(Unhindered)), folder, seal, term, key)
    }

    fn through(
        disk: Disk,
        folder: &Path,
        seal: Seal<'s>,
        term: Term,
        key: Option<&[u8; 32]>,
    ) -> Result<Self, QuarantineError> {
        make(&disk, folder)?;
        let index = Index::open(disk, folder, key)?;
        Ok(Quarantine {
            index,
            seal,
            term,
            pending: Vec::new(),
            known: BTreeSet::new(),
            lines: Vec::new(),
            form: None,
        })
    }

    /// What the file is that a message stands in: what a restored one must fit into.
    fn form(&mut self, target: &Target) -> io::Result<&'static str> {
        if !target.inner.is_empty() {
            return Ok(ENTRY);
        }
        if Maildir::of(&target.file).is_some() {
            return Ok(MAILDIR);
        }
        if let Some((path, form)) = &self.form
            && *path == target.file
        {
            return Ok(form);
        }
        let mut file = File::open(&target.file)?;
        let mut head = Vec::new();
        file.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
        let name =
            target.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let form = know(&mut head, &mut file, &name)?.format;
        self.form = Some((target.file.clone(), form));
        Ok(form)
    }
}

/// For what the key of an index is derived from that of `--state-key`.
pub const KEY: &str = "mailsweep 2026-11 seal of the index of a quarantine";

/// What stands in a container.
const ENTRY: &str = "entry";
const MAILDIR: &str = "maildir";
const MBOX: &str = "mbox";
const MESSAGE: &str = "message";

impl Keeper for Quarantine<'_> {
    fn keep(&mut self, target: &Target, message: &[u8]) -> io::Result<()> {
        let sha256 = <[u8; 32]>::from(Sha256::digest(message));
        if sha256 != target.sha256 {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "the message is not the one that is meant",
            ));
        }
        let source = std::path::absolute(&target.file)?;
        let place = [target.message, target.offset, message.len() as u64];
        let id = id_of(&source, &target.inner, place, &sha256);
        if self.known.contains(&id) {
            return Ok(());
        }
        if let Some(item) = self.index.item(&id)
            && item.state == State::Kept
            && self.index.has_whole(&item.record)?
        {
            // a plan that is carried out again is no reason to keep it for longer; another plan is, and none makes it shorter
            let longer =
                item.record.expires < self.term.keep_until && item.record.plan != self.term.reference;
            if longer {
                let (expires, plan) = (self.term.keep_until, self.term.reference.clone());
                self.lines.push(Line::Longer { id, expires, plan });
            }
            return Ok(());
        }
        let form = self.form(target)?;
        let sealed = (self.seal)(message)?;
        let record = Record {
            file: format!("{id}.{}", index::EXTENSION),
            id: id.clone(),
            source: source.as_path().into(),
            inner: target.inner.clone(),
            message: target.message,
            offset: target.offset,
            length: message.len() as u64,
            sha256: data_encoding::HEXLOWER.encode(&sha256),
            sealed: blake3::hash(&sealed).to_hex().to_string(),
            form: form.to_owned(),
            quoting: match form {
                MBOX => Some("from".to_owned()),
                MAILDIR | MESSAGE => Some("none".to_owned()),
                _ => None,
            },
            taken: self.term.taken,
            expires: self.term.keep_until,
            plan: self.term.reference.clone(),
        };
        let disk = self.index.disk.clone();
        let temporary = fresh::name_in(&self.index.folder)?;
        let written = disk.create(&temporary, Step::Create).and_then(|file| {
            disk.write_all(&file, &sealed, Step::Write)?;
            disk.sync(&file)
        });
        if let Err(error) = written {
            // what cannot be removed now is when the quarantine is opened again
            let _ = disk.remove(&temporary);
            return Err(error);
        }
        self.known.insert(id);
        self.pending.push(Pending { record, temporary, announced: false, renamed: false });
        Ok(())
    }

    fn sync(&mut self) -> io::Result<()> {
        if self.pending.is_empty() && self.lines.is_empty() {
            return Ok(());
        }
        let disk = self.index.disk.clone();
        let fresh = self.pending.iter().filter(|p| !p.announced);
        let lines: Vec<Line> = fresh.map(|p| Line::Take(Box::new(p.record.clone()))).collect();
        self.index.add(lines)?;
        for pending in &mut self.pending {
            pending.announced = true;
        }
        for pending in self.pending.iter_mut().filter(|p| !p.renamed) {
            disk.rename(&pending.temporary, &self.index.folder.join(&pending.record.file))?;
            pending.renamed = true;
        }
        disk.sync_folder(&self.index.folder)?;
        let taken = self.pending.iter().map(|p| Line::Taken { id: p.record.id.clone() });
        let mut lines: Vec<Line> = taken.collect();
        lines.extend(self.lines.iter().cloned());
        self.index.add(lines)?;
        self.pending.clear();
        self.known.clear();
        self.lines.clear();
        Ok(())
    }
}

impl Drop for Quarantine<'_> {
    fn drop(&mut self) {
        for pending in self.pending.iter().filter(|p| !p.renamed) {
            let _ = self.index.disk.remove(&pending.temporary);
        }
    }
}

/// By what a message is known: where it was (its number, its first byte and its length in its source) and what it was. Not by its number in a plan: it may be in several.
fn id_of(source: &Path, inner: &[String], place: [u64; 3], sha256: &[u8; 32]) -> String {
    let mut hasher = blake3::Hasher::new();
    let mut part = |bytes: &[u8]| {
        hasher.update(&(bytes.len() as u64).to_le_bytes());
        hasher.update(bytes);
    };
    part(source.as_os_str().as_encoded_bytes());
    part(&(inner.len() as u64).to_le_bytes());
    for name in inner {
        part(name.as_bytes());
    }
    for number in place {
        part(&number.to_le_bytes());
    }
    part(sha256);
    hasher.finalize().to_hex()[..32].to_owned()
}

/// Makes the folder, or sees that it may be one: what is there already is not taken over, nor closed to others.
fn make(disk: &Disk, folder: &Path) -> Result<(), QuarantineError> {
    let error = |source| QuarantineError::Io { path: folder.to_owned(), source };
    match fs::metadata(folder) {
        Ok(there) if !there.is_dir() => {
            Err(QuarantineError::NotOne { path: folder.to_owned(), why: "it is no folder" })
        }
        Ok(_) => {
            let used = folder.join(index::NAME).is_file();
            if !used && fs::read_dir(folder).map_err(error)?.next().is_some() {
                let why = "the folder has other things in it; name one that is new or empty";
                return Err(QuarantineError::NotOne { path: folder.to_owned(), why });
            }
            // one that is used is seen to be ours first
            if used { Ok(()) } else { only_ours(disk, folder).map_err(error) }
        }
        Err(missing) if missing.kind() == io::ErrorKind::NotFound => {
            disk.ask(Step::Create).map_err(error)?;
            let mut builder = fs::DirBuilder::new();
            builder.recursive(true);
            #[cfg(unix)]
            std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
            builder.create(folder).map_err(error)?;
            only_ours(disk, folder).map_err(error)?;
            disk.sync_folder(super::steps::folder_of(folder)).map_err(error)
        }
        Err(source) => Err(error(source)),
    }
}

fn only_ours(disk: &Disk, folder: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        if fs::metadata(folder)?.permissions().mode() & 0o777 != 0o700 {
            disk.ask(Step::Attributes)?;
            fs::set_permissions(folder, fs::Permissions::from_mode(0o700))?;
        }
    }
    let _ = (disk, folder);
    Ok(())
}

/// What was destroyed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Purged {
    /// Messages that are gone now.
    pub purged: u64,
    /// Messages that are still kept.
    pub left: u64,
    /// The last day of the first of these.
    pub next: Option<Date>,
}

/// A quarantine that is there, to be looked at, emptied, or taken something back from.
#[derive(Debug)]
pub struct Store {
    index: Index,
}

impl Store {
    /// Opens it; it is locked until this is dropped. What an earlier run left is tidied up first. `key` is the one that it was made with.
    ///
    /// # Errors
    ///
    /// [`QuarantineError`]
    pub fn open(folder: &Path, key: Option<&[u8; 32]>) -> Result<Self, QuarantineError> {
        Store::through(Disk(Arc::new(Unhindered)), folder, key)
    }

    fn through(disk: Disk, folder: &Path, key: Option<&[u8; 32]>) -> Result<Self, QuarantineError> {
        is_one(folder)?;
        Ok(Store { index: Index::open(disk, folder, key)? })
    }

    /// Looks at it as it is, also while another run has it open; nothing is changed.
    ///
    /// # Errors
    ///
    /// [`QuarantineError`]
    pub fn look(folder: &Path, key: Option<&[u8; 32]>) -> Result<Self, QuarantineError> {
        is_one(folder)?;
        Ok(Store { index: Index::look(Disk(Arc::new(Unhindered)), folder, key)? })
    }

    /// All that it ever took, in the order in which it came.
    pub fn items(&self) -> Vec<&Item> {
        self.index.items()
    }

    /// What the index says is kept is in its folder.
    pub fn has(&self, item: &Item) -> bool {
        self.index.has(&item.record)
    }

    /// How many files lie in the folder that the index does not know.
    ///
    /// # Errors
    ///
    /// The folder cannot be read.
    pub fn strangers(&self) -> io::Result<u64> {
        self.index.strangers()
    }

    /// How many messages are past their last day.
    pub fn due(&self, as_of: Date) -> u64 {
        self.items().iter().filter(|item| item.is_due(as_of)).count() as u64
    }

    /// Destroys what is past its last day: first the file, then the index says so. Nothing is destroyed where a file is not the one that was
    /// put there: it may be another message, whose day is not over.
    ///
    /// # Errors
    ///
    /// A file is another one, or cannot be removed; what was removed is in the index all the same.
    pub fn purge(&mut self, as_of: Date) -> Result<Purged, QuarantineError> {
        let due: Vec<Record> = self
            .items()
            .into_iter()
            .filter(|item| item.is_due(as_of))
            .map(|item| item.record.clone())
            .collect();
        for record in &due {
            let path = self.index.folder.join(&record.file);
            let whole = self.index.has_whole(record);
            if !whole.map_err(|source| QuarantineError::Io { path: path.clone(), source })?
                && self.index.has(record)
            {
                let why = "it is past its day, and is not the file that was put there; look at it, and remove it by hand if it may go";
                return Err(QuarantineError::Seal { path, why: why.to_owned() });
            }
        }
        let disk = self.index.disk.clone();
        let mut lines = Vec::new();
        let mut failed = Ok(());
        for record in &due {
            failed = disk.remove(&self.index.folder.join(&record.file));
            if failed.is_err() {
                break;
            }
            lines.push(Line::Purged { id: record.id.clone(), on: as_of });
        }
        let purged = lines.len() as u64;
        let noted = if lines.is_empty() {
            Ok(())
        } else {
            disk.sync_folder(&self.index.folder).and_then(|()| self.index.add(lines))
        };
        failed
            .and(noted)
            .map_err(|source| QuarantineError::Io { path: self.index.folder.clone(), source })?;
        let kept = || self.index.items().into_iter().filter(|item| item.state == State::Kept);
        Ok(Purged { purged, left: kept().count() as u64, next: kept().map(|item| item.record.expires).min() })
    }
}

fn is_one(folder: &Path) -> Result<(), QuarantineError> {
    let not_one = |why| Err(QuarantineError::NotOne { path: folder.to_owned(), why });
    match fs::symlink_metadata(folder.join(index::NAME)) {
        Ok(there) if there.is_file() => Ok(()),
        Ok(_) => not_one("its index.jsonl is no file"),
        Err(error) if error.kind() == io::ErrorKind::NotFound => not_one("there is no index.jsonl in it"),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => not_one("it is no folder"),
        Err(source) => Err(QuarantineError::Io { path: folder.to_owned(), source }),
    }
}
