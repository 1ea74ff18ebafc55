//! A message that is taken back out of a quarantine: into a file, a Maildir, or the mailbox that it came from.
//!
//! What comes in: an id, what opens sealed bytes, and a place. What goes out: where the message is now. It is the one that was taken, to
//! the byte, or it is not put anywhere. Nothing that is there is written over: a file gets its name by a link, which fails where there
//! is one, and an mbox only grows ([`super::mailbox`]).
//!
//! What is about to be put where stands in the index before: a run that was killed is seen through when the same is asked again, and a
//! message that is there already is not put there twice.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use sha2::{Digest as _, Sha256};

use super::index::{Item, Line, Record, State};
use super::{MAILDIR, MBOX, MESSAGE, Store, mailbox};
use crate::erase::maildir::Maildir;
use crate::erase::steps::{Disk, Step, folder_of};
use crate::erase::{beside, lock};
use crate::source::control::ERASE_TEMPORARY;

/// Opens sealed bytes, or says why they stay closed, without personal data.
pub type Unseal<'u> = &'u dyn Fn(&[u8]) -> Result<Vec<u8>, String>;

/// Where a message is to be put.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// Where it came from.
    Back,
    /// A new file of this name.
    File(PathBuf),
    /// This Maildir, as new mail.
    Maildir(PathBuf),
}

/// Why a message is not put back. It holds no personal data but places.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// No id begins so.
    #[error("there is no message {0:?} in this quarantine; `quarantine list` tells which there are")]
    Unknown(String),
    /// Several do.
    #[error("{1} messages have an id that begins with {0:?}; give more of it")]
    Ambiguous(String, usize),
    /// It is not kept any more.
    #[error("the message {id} is not kept any more: it was destroyed on {on}")]
    Purged {
        /// Its id.
        id: String,
        /// The day.
        on: Date,
    },
    /// It never was.
    #[error("the message {0} was never taken: its run was cut short before, and left it in its mail file")]
    Left(String),
    /// Its file is gone.
    #[error("the file of the message {0} is missing from the quarantine")]
    Missing(String),
    /// It cannot be opened.
    #[error("cannot open the message {id}: {why}")]
    Sealed {
        /// Its id.
        id: String,
        /// Why not.
        why: String,
    },
    /// It is another one.
    #[error(
        "what lies in the file of the message {0} is not the message that was taken: its hash is another one"
    )]
    Another(String),
    /// Something is there.
    #[error("{}: {why}; nothing was written", path.display())]
    There {
        /// The place.
        path: PathBuf,
        /// What is there.
        why: &'static str,
    },
    /// It cannot be put where it was.
    #[error("{}: it cannot be put back there: {why}; give -o FILE or --into MAILDIR", path.display())]
    NotBack {
        /// Where it was.
        path: PathBuf,
        /// Why not.
        why: &'static str,
    },
    /// The place is no Maildir.
    #[error("{}: this is no Maildir: it must have the folders cur, new and tmp", .0.display())]
    NoMaildir(PathBuf),
    /// What the operating system says.
    #[error("{}: {source}", path.display())]
    Io {
        /// What could not be read or written.
        path: PathBuf,
        /// Its error.
        source: io::Error,
    },
}

pub(super) fn io_at(path: &Path) -> impl FnOnce(io::Error) -> RestoreError + '_ {
    move |source| RestoreError::Io { path: path.to_owned(), source }
}

/// What is to be put somewhere.
pub(super) struct Letter<'l> {
    pub(super) record: &'l Record,
    pub(super) bytes: &'l [u8],
    pub(super) sha256: [u8; 32],
}

impl Store {
    /// The message whose id is this, or alone begins so, opened and found to be the one that was taken.
    ///
    /// # Errors
    ///
    /// [`RestoreError`]
    pub fn message(&self, id: &str, open: Unseal<'_>) -> Result<(Record, Vec<u8>), RestoreError> {
        let item = self.one(id)?;
        let id = || item.record.id.clone();
        match item.state {
            State::Kept => {}
            State::Purged(on) => return Err(RestoreError::Purged { id: id(), on }),
            State::Announced | State::Left => return Err(RestoreError::Left(id())),
        }
        if !self.has(item) {
            return Err(RestoreError::Missing(id()));
        }
        let path = self.index.folder.join(&item.record.file);
        let sealed = fs::read(&path).map_err(io_at(&path))?;
        if blake3::hash(&sealed).to_hex().as_str() != item.record.sealed {
            return Err(RestoreError::Another(id()));
        }
        let bytes = open(&sealed).map_err(|why| RestoreError::Sealed { id: id(), why })?;
        if data_encoding::HEXLOWER.encode(&Sha256::digest(&bytes)) != item.record.sha256 {
            return Err(RestoreError::Another(id()));
        }
        Ok((item.record.clone(), bytes))
    }

    fn one(&self, id: &str) -> Result<&Item, RestoreError> {
        let id = id.trim();
        let found = if id.is_empty() { Vec::new() } else { self.index.beginning(id) };
        match found.as_slice() {
            [item] => Ok(item),
            [] => Err(RestoreError::Unknown(id.to_owned())),
            several => Err(RestoreError::Ambiguous(id.to_owned(), several.len())),
        }
    }

    /// Puts a message somewhere, and says where it is. It stays in the quarantine until its day.
    ///
    /// # Errors
    ///
    /// [`RestoreError`]; nothing was put anywhere then, unless the index cannot be written any more: asked again, it is found where it is.
    pub fn restore(
        &mut self,
        id: &str,
        open: Unseal<'_>,
        to: &Destination,
        today: Date,
        patience: Duration,
    ) -> Result<PathBuf, RestoreError> {
        let (record, bytes) = self.message(id, open)?;
        let letter = Letter { record: &record, bytes: &bytes, sha256: Sha256::digest(&bytes).into() };
        let source = record.source();
        let path = match to {
            Destination::File(path) => self.file(&letter, path, false)?,
            Destination::Maildir(folder) => self.deliver(&letter, folder)?,
            Destination::Back => match record.form.as_str() {
                MAILDIR => {
                    let folder = source.parent().and_then(Path::parent).unwrap_or(&source);
                    self.deliver(&letter, folder)?
                }
                MESSAGE => self.file(&letter, &source, true)?,
                MBOX => self.append(&letter, &source, patience)?,
                _ => {
                    let why = "it lay in a file that is not put together again here";
                    return Err(RestoreError::NotBack { path: source, why });
                }
            },
        };
        let line = Line::Restored { id: record.id.clone(), on: today, to: path.as_path().into() };
        self.note(line)?;
        Ok(path)
    }

    pub(super) fn note(&mut self, line: Line) -> Result<(), RestoreError> {
        let folder = self.index.folder.clone();
        self.index.add(vec![line]).map_err(io_at(&folder))
    }

    /// Where a run that was cut short was putting it.
    pub(super) fn interrupted(&self, letter: &Letter<'_>, to: &Path) -> Option<u64> {
        let (path, at) = self.index.item(&letter.record.id)?.restoring.as_ref()?;
        (path == to).then_some(*at)
    }

    pub(super) fn announce(&mut self, letter: &Letter<'_>, to: &Path, at: u64) -> Result<(), RestoreError> {
        self.note(Line::Restoring { id: letter.record.id.clone(), to: to.into(), at })
    }

    /// As a file of its own.
    fn file(&mut self, letter: &Letter<'_>, path: &Path, back: bool) -> Result<PathBuf, RestoreError> {
        let to = std::path::absolute(path).map_err(io_at(path))?;
        if self.is_there(letter, &to, &to)? {
            return Ok(to);
        }
        self.announce(letter, &to, 0)?;
        self.put(letter, folder_of(&to), &to, back)?;
        Ok(to)
    }

    /// As new mail of a Maildir. Its name is made of the id: a second delivery is seen, whatever flags the first one has by now.
    fn deliver(&mut self, letter: &Letter<'_>, folder: &Path) -> Result<PathBuf, RestoreError> {
        let folder = std::path::absolute(folder).map_err(io_at(folder))?;
        if !["cur", "new", "tmp"].iter().all(|sub| folder.join(sub).is_dir()) {
            return Err(RestoreError::NoMaildir(folder));
        }
        let maildir = Maildir { folder };
        let to = maildir.folder.join("new").join(name_of(letter.record));
        let there = maildir.find(&to).map_err(io_at(&to))?;
        if let Some(there) = there
            && self.is_there(letter, &to, &there)?
        {
            return Ok(there);
        }
        self.announce(letter, &to, 0)?;
        self.put(letter, &maildir.temporary_folder(), &to, true)?;
        let disk = self.index.disk.clone();
        let size = i64::try_from(letter.bytes.len()).unwrap_or(i64::MAX);
        // without the file it is counted anew, and the cache is one: the mail is there whatever becomes of them
        let counted = maildir.count(&disk, &to, size, 1);
        if counted.is_err() {
            let _ = maildir.forget_count(&disk, &to);
        }
        let _ = beside::of_maildir(&disk, &maildir.folder);
        Ok(to)
    }

    /// True where a run that was cut short has put it there; an error where something else is there.
    fn is_there(&self, letter: &Letter<'_>, to: &Path, at: &Path) -> Result<bool, RestoreError> {
        match fs::symlink_metadata(at) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
            Err(error) => return Err(io_at(at)(error)),
            Ok(there) => {
                let interrupted = self.interrupted(letter, to).is_some();
                // what a file system without links keeps the name with; see `link`
                if interrupted && there.is_file() && there.len() == 0 {
                    self.index.disk.remove(at).map_err(io_at(at))?;
                    return Ok(false);
                }
                let whole = there.is_file()
                    && there.len() == letter.bytes.len() as u64
                    && fs::read(at).map_err(io_at(at))? == letter.bytes;
                if whole && interrupted {
                    // its name may not be on the disk yet
                    self.index.disk.sync_folder(folder_of(at)).map_err(io_at(at))?;
                    return Ok(true);
                }
            }
        }
        Err(RestoreError::There { path: at.to_owned(), why: "there is a file of that name" })
    }

    /// Writes a file under another name, syncs it, and gives it its name where that is free.
    fn put(&self, letter: &Letter<'_>, beside: &Path, to: &Path, like: bool) -> Result<(), RestoreError> {
        let disk = &self.index.disk;
        let temporary = beside.join(temporary_name(&letter.record.id));
        let written =
            disk.remove(&temporary).and_then(|()| disk.create(&temporary, Step::Create)).and_then(|file| {
                disk.write_all(&file, letter.bytes, Step::Write)?;
                if like {
                    dress(disk, &file, folder_of(to))?;
                }
                disk.sync(&file)?;
                link(disk, &temporary, to)
            });
        let removed = disk.remove(&temporary);
        written.map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => {
                RestoreError::There { path: to.to_owned(), why: "there is a file of that name" }
            }
            _ => io_at(to)(error),
        })?;
        removed.and_then(|()| disk.sync_folder(folder_of(to))).map_err(io_at(to))
    }

    /// Behind the messages of an mbox.
    fn append(
        &mut self,
        letter: &Letter<'_>,
        path: &Path,
        patience: Duration,
    ) -> Result<PathBuf, RestoreError> {
        let not_back = |why| RestoreError::NotBack { path: path.to_owned(), why };
        match fs::symlink_metadata(path) {
            Ok(there) if there.is_file() => {}
            Ok(_) => return Err(not_back("there is no regular file any more")),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(not_back("the mailbox is not there any more"));
            }
            Err(error) => return Err(io_at(path)(error)),
        }
        if beside::is_open_in_thunderbird(path) {
            return Err(not_back(
                "Thunderbird has the profile open that it lies in; it is to be closed first",
            ));
        }
        let disk = self.index.disk.clone();
        let temporary = folder_of(path).join(temporary_name(&letter.record.id));
        disk.remove(&temporary).map_err(io_at(path))?;
        let locked = match lock::take(&disk, path, &temporary, patience, &[]) {
            Ok(locked) => locked,
            Err(lock::LockError::Held) => return Err(not_back("another program holds its lock")),
            Err(lock::LockError::Io(error)) => return Err(io_at(path)(error)),
        };
        mailbox::append(self, letter, path, &locked)?;
        drop(locked);
        // what a mail program keeps beside shows a mailbox that is shorter; it reads the mailbox again
        let _ = beside::of_mbox(&disk, path);
        Ok(path.to_owned())
    }
}

/// The name in a Maildir: the time that it came, where that is known, and its id.
fn name_of(record: &Record) -> String {
    let source = record.source();
    let name = source.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let digits: String = name.chars().take_while(char::is_ascii_digit).take(12).collect();
    let came = if record.form == MAILDIR && !digits.is_empty() {
        digits
    } else {
        midnight(record.taken).as_second().max(0).to_string()
    };
    let host = lock::host().replace('/', "\\057").replace(':', "\\072");
    format!("{came}.R{}.{host}", record.id)
}

/// The first instant of a day.
pub(super) fn midnight(day: Date) -> Timestamp {
    TimeZone::UTC.to_timestamp(day.at(0, 0, 0, 0)).unwrap_or_default()
}

fn temporary_name(id: &str) -> OsString {
    format!("{ERASE_TEMPORARY}restore-{id}").into()
}

/// Removes what a run left that was killed while it put a message there.
pub(super) fn drop_temporary(disk: &Disk, to: &Path, id: &str) -> io::Result<()> {
    let folder = folder_of(to);
    let inside = matches!(folder.file_name().and_then(|name| name.to_str()), Some("new" | "cur"));
    let tmp = folder.parent().map(|maildir| maildir.join("tmp")).filter(|_| inside);
    for folder in [Some(folder.to_owned()), tmp].into_iter().flatten() {
        let path = folder.join(temporary_name(id));
        if fs::symlink_metadata(&path).is_ok() {
            disk.remove(&path)?;
        }
    }
    Ok(())
}

/// Gives a file a name that is free.
fn link(disk: &Disk, from: &Path, to: &Path) -> io::Result<()> {
    disk.ask(Step::Rename)?;
    match fs::hard_link(from, to) {
        // a file system without links
        Err(error)
            if matches!(error.kind(), io::ErrorKind::Unsupported | io::ErrorKind::PermissionDenied) =>
        {
            // whoever has the name keeps it: an empty file of our own is made in its place first, and replaced
            File::options().write(true).create_new(true).open(to)?;
            disk.rename(from, to).inspect_err(|_| {
                let _ = disk.remove(to);
            })
        }
        done => done,
    }
}

/// Owner and group of a message are those of its folder, so that its owner can read it; the group may where it may write there.
fn dress(disk: &Disk, new: &File, folder: &Path) -> io::Result<()> {
    disk.ask(Step::Attributes)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
        let (now, like) = (new.metadata()?, fs::metadata(folder)?);
        if (now.uid(), now.gid()) != (like.uid(), like.gid()) {
            std::os::unix::fs::fchown(new, Some(like.uid()), Some(like.gid()))?;
        }
        if like.permissions().mode() & 0o020 != 0 {
            new.set_permissions(fs::Permissions::from_mode(0o660))?;
        }
    }
    let _ = (new, folder);
    Ok(())
}
