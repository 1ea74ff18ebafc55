//! What was begun and what was done, in a file that only grows.
//!
//! What comes in: entries, before and after a file is touched. What goes out: the entries of earlier runs. Paths of files and hashes of
//! messages are in it, nothing of what stands in them.
//!
//! A line is a JSON object and bears the BLAKE3 hash of the line before it (`prev`), the first one that of nothing: who takes a line
//! out, or changes one, breaks the chain behind it ([`verify`]). Each is on the disk before what it announces is done. A kill may leave
//! a last line that is not whole; it announced nothing yet, and is cut off when the journal is opened again.

use std::collections::{BTreeSet, HashMap};
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, BufRead as _, BufReader, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::lock;
use super::steps::{Disk, Step, folder_of};
use super::wanted::key;
use super::{Fate, Target};

/// Why a journal cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// Another run has it open.
    #[error("{}: another run has this journal open", .0.display())]
    Held(PathBuf),
    /// It was changed: a line does not follow from the one before.
    #[error("{}: line {line} does not follow from the one before; the journal was changed", path.display())]
    Broken {
        /// The journal.
        path: PathBuf,
        /// Counts from 1.
        line: u64,
    },
    /// It is of another plan: what that did would count as done, though it may be there again.
    #[error("{}: this is the journal of another plan, by which mail that was put back since would count as done; give a name of its own with --journal", .0.display())]
    OtherPlan(PathBuf),
    /// What the operating system says.
    #[error("cannot use the journal {}: {source}", path.display())]
    Io {
        /// The journal.
        path: PathBuf,
        /// Its error.
        source: io::Error,
    },
}

/// A path, whatever its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum PathText {
    /// As it is.
    Text(String),
    /// In hexadecimal digits, where it is no UTF-8.
    Bytes {
        /// Two digits a byte.
        hex: String,
    },
}

impl From<&Path> for PathText {
    fn from(path: &Path) -> Self {
        match path.to_str() {
            Some(text) => PathText::Text(text.to_owned()),
            None => {
                PathText::Bytes { hex: data_encoding::HEXLOWER.encode(path.as_os_str().as_encoded_bytes()) }
            }
        }
    }
}

impl PathText {
    pub(super) fn path(&self) -> PathBuf {
        match self {
            PathText::Text(text) => PathBuf::from(text),
            #[cfg(unix)]
            PathText::Bytes { hex } => {
                use std::os::unix::ffi::OsStringExt as _;
                let bytes = data_encoding::HEXLOWER.decode(hex.as_bytes()).unwrap_or_default();
                PathBuf::from(std::ffi::OsString::from_vec(bytes))
            }
            #[cfg(not(unix))]
            PathText::Bytes { hex } => PathBuf::from(hex),
        }
    }
}

/// What was done to one target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Deed {
    /// [`super::wanted::key`] of the target.
    pub(super) target: String,
    pub(super) deleted: bool,
    /// SHA-256 of the message that stands there now, where it was replaced.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) now: Option<String>,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "lowercase")]
pub(super) enum Entry {
    /// A run begins; its dot-locks hold this.
    Begin {
        holder: String,
        /// What the plan is known by that it carries out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        plan: Option<String>,
    },
    /// A new file is about to be made for this one.
    Write { file: PathText, temporary: PathText },
    /// The new file is whole and on the disk, and about to take this place.
    Rename {
        file: PathText,
        temporary: PathText,
        /// Where it goes: another name in a Maildir.
        to: PathText,
        size: u64,
        /// Its number in its file system; 0 where that has none.
        inode: u64,
        /// BLAKE3 of all of it.
        hash: String,
        deeds: Vec<Deed>,
    },
    /// The file is about to be removed.
    Remove { file: PathText, deeds: Vec<Deed> },
    /// What was announced for this file is done, or found done.
    Done { file: PathText, deeds: Vec<Deed> },
    /// What was announced for this file was not done; it is as it was.
    Left { file: PathText },
    /// Mail that came into the old file after it was replaced was put into the new one.
    Late { file: PathText, bytes: u64 },
}

impl Entry {
    fn file(&self) -> Option<&PathText> {
        match self {
            Entry::Begin { .. } => None,
            Entry::Write { file, .. }
            | Entry::Rename { file, .. }
            | Entry::Remove { file, .. }
            | Entry::Done { file, .. }
            | Entry::Left { file }
            | Entry::Late { file, .. } => Some(file),
        }
    }
}

#[derive(Serialize, Deserialize)]
struct Line {
    prev: String,
    #[serde(flatten)]
    entry: Entry,
}

/// The journal of a plan, open for one run.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    file: File,
    prev: String,
    /// Bytes of whole lines.
    whole: u64,
    /// Something behind them is no whole line.
    torn: bool,
    /// What was announced last of a file, and not done yet.
    open: Vec<Entry>,
    /// By the keys of targets.
    done: HashMap<String, Deed>,
    /// Files that took a place of another name, by the keys of targets: in a Maildir a message that changed is another one.
    moved: HashMap<String, PathBuf>,
    /// What stale dot-locks of earlier runs hold.
    holders: Vec<String>,
    /// Files that were locked.
    locked: BTreeSet<PathBuf>,
    /// What the plan is known by.
    plan: Option<String>,
}

impl Drop for Journal {
    fn drop(&mut self) {
        // a process that was just started may have its descriptor for an instant, and with it the lock
        let _ = self.file.unlock();
    }
}

/// The hash before the first line.
fn nothing() -> String {
    blake3::hash(b"").to_hex().to_string()
}

/// Refuses what is there and no regular file: to open a pipe may wait for ever.
fn regular(path: &Path) -> Result<(), JournalError> {
    match std::fs::metadata(path) {
        Ok(there) if !there.is_file() => {
            let source = io::Error::new(io::ErrorKind::InvalidInput, "it is no regular file");
            Err(JournalError::Io { path: path.to_owned(), source })
        }
        _ => Ok(()),
    }
}

impl Journal {
    /// Opens the journal of a plan, or makes it, mode 0600. It is locked until it is dropped.
    ///
    /// # Errors
    ///
    /// [`JournalError`]; its chain is looked at.
    pub fn open(path: &Path) -> Result<Journal, JournalError> {
        let error = |source| JournalError::Io { path: path.to_owned(), source };
        regular(path)?;
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt as _;
            options.mode(0o600);
        }
        let file = options.open(path).map_err(error)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(JournalError::Held(path.to_owned())),
            Err(TryLockError::Error(source)) => return Err(error(source)),
        }
        Journal::of(path, file)
    }

    /// The journal of a plan as it is, which may be of a run that is under way; `None` where there is none. It is not locked, and nothing can
    /// be added to it.
    ///
    /// # Errors
    ///
    /// [`JournalError`]; its chain is looked at.
    pub fn look(path: &Path) -> Result<Option<Journal>, JournalError> {
        regular(path)?;
        match File::open(path) {
            Ok(file) => Journal::of(path, file).map(Some),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(JournalError::Io { path: path.to_owned(), source }),
        }
    }

    fn of(path: &Path, file: File) -> Result<Journal, JournalError> {
        let mut journal = Journal {
            path: path.to_owned(),
            file,
            prev: nothing(),
            whole: 0,
            torn: false,
            open: Vec::new(),
            done: HashMap::new(),
            moved: HashMap::new(),
            holders: Vec::new(),
            locked: BTreeSet::new(),
            plan: None,
        };
        journal.read()?;
        Ok(journal)
    }

    fn error(&self, source: io::Error) -> JournalError {
        JournalError::Io { path: self.path.clone(), source }
    }

    fn read(&mut self) -> Result<(), JournalError> {
        let file = self.file.try_clone().map_err(|e| self.error(e))?;
        let mut reader = BufReader::new(file);
        let mut bytes = Vec::new();
        let mut number = 0;
        loop {
            bytes.clear();
            let n = reader.read_until(b'\n', &mut bytes).map_err(|e| self.error(e))?;
            if n == 0 {
                return Ok(());
            }
            number += 1;
            if bytes.last() != Some(&b'\n') {
                self.torn = true;
                return Ok(());
            }
            let broken = || JournalError::Broken { path: self.path.clone(), line: number };
            let line: Line = serde_json::from_slice(&bytes).map_err(|_| broken())?;
            if line.prev != self.prev {
                return Err(broken());
            }
            self.prev = blake3::hash(&bytes).to_hex().to_string();
            self.whole += n as u64;
            self.took(line.entry);
        }
    }

    /// Draws what follows from an entry that is on the disk.
    fn took(&mut self, entry: Entry) {
        match &entry {
            Entry::Begin { holder, plan } => {
                if !self.holders.contains(holder) {
                    self.holders.push(holder.clone());
                }
                if plan.is_some() {
                    self.plan.clone_from(plan);
                }
            }
            Entry::Late { .. } => {}
            _ => {
                self.open.retain(|open| open.file() != entry.file());
                self.locked.extend(entry.file().map(PathText::path));
                if let Entry::Rename { file, to, deeds, .. } = &entry
                    && file != to
                {
                    self.moved.extend(deeds.iter().map(|deed| (deed.target.clone(), to.path())));
                }
                match entry {
                    Entry::Done { deeds, .. } => {
                        self.done.extend(deeds.into_iter().map(|deed| (deed.target.clone(), deed)));
                    }
                    Entry::Left { .. } => {}
                    entry => self.open.push(entry),
                }
            }
        }
    }

    /// Adds a line, which is on the disk when this returns.
    pub(super) fn add(&mut self, disk: &Disk, entry: Entry) -> Result<(), JournalError> {
        self.write(disk, &entry).map_err(|e| self.error(e))?;
        self.took(entry);
        Ok(())
    }

    fn write(&mut self, disk: &Disk, entry: &Entry) -> io::Result<()> {
        if self.torn {
            disk.ask(Step::Journal)?;
            self.file.set_len(self.whole)?;
            self.torn = false;
        }
        let line = Line { prev: self.prev.clone(), entry: entry.clone() };
        let mut bytes = serde_json::to_vec(&line).map_err(io::Error::other)?;
        bytes.push(b'\n');
        self.file.seek(SeekFrom::Start(self.whole))?;
        // until it is known to be there, the line is not whole
        self.torn = true;
        disk.write_all(&self.file, &bytes, Step::Journal)?;
        disk.ask(Step::Journal)?;
        self.file.sync_data()?;
        if self.whole == 0 {
            disk.sync_folder(folder_of(&self.path))?;
        }
        self.torn = false;
        self.whole += bytes.len() as u64;
        self.prev = blake3::hash(&bytes).to_hex().to_string();
        Ok(())
    }

    /// Says what the plan is known by that is carried out: its seal, say.
    ///
    /// # Errors
    ///
    /// [`JournalError::OtherPlan`]
    pub fn belong_to(&mut self, plan: &str) -> Result<(), JournalError> {
        if self.plan.as_deref().is_some_and(|own| own != plan) {
            return Err(JournalError::OtherPlan(self.path.clone()));
        }
        self.plan = Some(plan.to_owned());
        Ok(())
    }

    /// Begins a run.
    pub(super) fn begin(&mut self, disk: &Disk) -> Result<(), JournalError> {
        self.add(disk, Entry::Begin { holder: lock::holder(), plan: self.plan.clone() })
    }

    /// What was announced and not done, in order.
    pub(super) fn unfinished(&self) -> Vec<Entry> {
        self.open.clone()
    }

    /// Files that earlier runs had locked, and may have been killed before they let go.
    pub(super) fn locked(&self) -> Vec<PathBuf> {
        self.locked.iter().cloned().collect()
    }

    /// What was done to the target of this key.
    pub(super) fn deed(&self, key: &str) -> Option<&Deed> {
        self.done.get(key)
    }

    /// What dot-locks of earlier runs hold: none of these runs any more, as the journal is ours. Not that of a run of this process,
    /// which may have another one under way.
    pub(super) fn stale_holders(&self) -> Vec<String> {
        let mine = lock::holder();
        self.holders.iter().filter(|holder| **holder != mine).cloned().collect()
    }

    /// What an earlier run did to this target, or this one.
    pub fn fate(&self, target: &Target) -> Option<Fate> {
        self.deed(&key(target)).map(|deed| if deed.deleted { Fate::Deleted } else { Fate::Redacted })
    }

    /// SHA-256 of what stands where this target was redacted, in hexadecimal digits, where that is known.
    pub fn now(&self, target: &Target) -> Option<&str> {
        self.deed(&key(target)).and_then(|deed| deed.now.as_deref())
    }

    /// The file in which this target stands since it was redacted, where it is another than before.
    pub fn moved_to(&self, target: &Target) -> Option<&Path> {
        self.moved.get(&key(target)).map(PathBuf::as_path)
    }

    /// The hash of its last line, in hexadecimal digits: what a certificate goes on from.
    pub fn head(&self) -> &str {
        &self.prev
    }
}

/// Reads a journal from its beginning to its end and checks its chain: how many lines it has, and the hash of the last one.
///
/// # Errors
///
/// [`JournalError`]; a last line that is not whole, as a kill leaves it, is none.
pub fn verify(path: &Path) -> Result<(u64, String), JournalError> {
    chain(path, &mut |_, _| ())
}

/// The same of a journal that may have grown since: true where it had this hash when it had so many lines.
///
/// # Errors
///
/// As [`verify`].
pub fn verify_from(path: &Path, lines: u64, head: &str) -> Result<bool, JournalError> {
    let mut there = lines == 0 && head == nothing();
    chain(path, &mut |n, hash| there |= n == lines && hash == head)?;
    Ok(there)
}

/// Follows the chain of a journal: each line's number, from 1, and its hash.
fn chain(path: &Path, each: &mut dyn FnMut(u64, &str)) -> Result<(u64, String), JournalError> {
    let error = |source| JournalError::Io { path: path.to_owned(), source };
    regular(path)?;
    let mut reader = BufReader::new(File::open(path).map_err(error)?);
    let (mut bytes, mut prev, mut lines) = (Vec::new(), nothing(), 0);
    loop {
        bytes.clear();
        let n = reader.read_until(b'\n', &mut bytes).map_err(error)?;
        if n == 0 || bytes.last() != Some(&b'\n') {
            return Ok((lines, prev));
        }
        lines += 1;
        let line: Option<Line> = serde_json::from_slice(&bytes).ok();
        if line.is_none_or(|line| line.prev != prev) {
            return Err(JournalError::Broken { path: path.to_owned(), line: lines });
        }
        prev = blake3::hash(&bytes).to_hex().to_string();
        each(lines, &prev);
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::sync::Arc;

    use super::super::steps::Unhindered;
    use super::*;

    fn deeds(key: &str) -> Vec<Deed> {
        vec![Deed { target: key.into(), deleted: true, now: None }]
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_is_no_journal_and_nobody_waits_for_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan.journal");
        assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
        let (done, told) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            let all = [Journal::open(&path).is_err(), Journal::look(&path).is_err(), verify(&path).is_err()];
            done.send(all)
        });
        assert_eq!(told.recv_timeout(std::time::Duration::from_secs(20)), Ok([true; 3]));
    }

    #[test]
    fn a_journal_is_of_one_plan() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan.journal");
        let disk = Disk(Arc::new(Unhindered));
        for _ in 0..2 {
            let mut journal = Journal::open(&path).unwrap();
            journal.belong_to("one").unwrap();
            journal.begin(&disk).unwrap();
        }
        let mut journal = Journal::open(&path).unwrap();
        assert!(matches!(journal.belong_to("other"), Err(JournalError::OtherPlan(_))));
        journal.belong_to("one").unwrap();
    }

    #[test]
    fn what_was_announced_and_what_was_done_is_known_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan.journal");
        let disk = Disk(Arc::new(Unhindered));
        let file = |name: &str| PathText::Text(name.into());
        let mut journal = Journal::open(&path).unwrap();
        assert!(matches!(Journal::open(&path), Err(JournalError::Held(_))));
        journal.begin(&disk).unwrap();
        journal.add(&disk, Entry::Remove { file: file("a"), deeds: deeds("1") }).unwrap();
        journal.add(&disk, Entry::Done { file: file("a"), deeds: deeds("1") }).unwrap();
        let written = Entry::Write { file: file("b"), temporary: file("t") };
        journal.add(&disk, written.clone()).unwrap();
        drop(journal);
        let (lines, head) = verify(&path).unwrap();
        assert_eq!(lines, 4);

        // a kill in the midst of a line
        let mut bytes = fs::read(&path).unwrap();
        bytes.extend(b"{\"prev\":\"00");
        fs::write(&path, bytes).unwrap();
        assert_eq!(verify(&path).unwrap(), (4, head.clone()));
        let mut journal = Journal::open(&path).unwrap();
        assert_eq!((journal.unfinished(), journal.head()), (vec![written], &*head));
        assert!(journal.deed("1").unwrap().deleted && journal.deed("2").is_none());
        assert!(journal.stale_holders().is_empty());
        journal.add(&disk, Entry::Left { file: file("b") }).unwrap();
        assert!(journal.unfinished().is_empty());
        drop(journal);
        assert_eq!(verify(&path).unwrap().0, 5);
        // it has grown since it had this head
        assert!(verify_from(&path, 4, &head).unwrap() && verify_from(&path, 0, &nothing()).unwrap());
        assert!(!verify_from(&path, 3, &head).unwrap() && !verify_from(&path, 6, &head).unwrap());

        // somebody takes a line out, or changes one
        let text = fs::read_to_string(&path).unwrap();
        let without: Vec<&str> = text.lines().enumerate().filter(|(n, _)| *n != 2).map(|(_, l)| l).collect();
        for (changed, line) in [(without.join("\n") + "\n", 3), (text.replace("\"b\"", "\"c\""), 5)] {
            fs::write(&path, changed).unwrap();
            assert!(matches!(verify(&path), Err(JournalError::Broken { line: at, .. }) if at == line));
            assert!(matches!(Journal::open(&path), Err(JournalError::Broken { .. })));
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_path_of_any_bytes_comes_back() {
        use std::os::unix::ffi::OsStrExt as _;
        for bytes in [&b"mail/\xe9 {\"hex\"}"[..], b"plain", "\u{e9}".as_bytes()] {
            let path = Path::new(std::ffi::OsStr::from_bytes(bytes));
            let text = serde_json::to_string(&PathText::from(path)).unwrap();
            assert_eq!(serde_json::from_str::<PathText>(&text).unwrap().path(), path);
        }
    }
}
