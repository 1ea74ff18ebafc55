//! What an earlier run left when it was killed: found by the journal, and seen through or tidied up.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::Path;

use super::journal::{Entry, JournalError, PathText};
use super::lock::{self, dot_lock_of};
use super::maildir::Maildir;
use super::root::{Halt, Run, inode};
use super::steps::folder_of;
use super::{beside, fresh};

impl Run<'_> {
    /// Goes through all that was announced and not done.
    pub(super) fn tidy(&mut self) -> Result<(), JournalError> {
        for path in self.journal.locked() {
            // one that cannot be removed names a process that is no more, and is no hindrance to others
            let _ = self.unlock(&path);
        }
        for entry in self.journal.unfinished() {
            // what else cannot be tidied up now is met again by the next run, and its file is not touched by this one
            if let Err(Halt::Journal(error)) = self.tidy_one(entry) {
                return Err(error);
            }
        }
        Ok(())
    }

    fn tidy_one(&mut self, entry: Entry) -> Result<(), Halt> {
        let closed = match entry {
            Entry::Write { file, temporary } => {
                self.drop_temporary(&temporary.path())?;
                Entry::Left { file }
            }
            Entry::Rename { file, temporary, to, size, inode, hash, deeds } => {
                let (path, to) = (file.path(), to.path());
                // the one name or the other: a rename is whole or not at all
                if fs::symlink_metadata(temporary.path()).is_err() && is_in_place(&to, size, inode, &hash)? {
                    self.see_through(&path, &to)?;
                    Entry::Done { file, deeds }
                } else {
                    self.drop_temporary(&temporary.path())?;
                    Entry::Left { file }
                }
            }
            Entry::Remove { file, deeds } => {
                let path = file.path();
                if self.is_there(&path)? {
                    Entry::Left { file }
                } else {
                    self.disk.sync_folder(folder_of(&path))?;
                    self.counted_anew(&path)?;
                    Entry::Done { file, deeds }
                }
            }
            Entry::Begin { .. } | Entry::Done { .. } | Entry::Left { .. } | Entry::Late { .. } => {
                return Ok(());
            }
        };
        self.journal.add(&self.disk, closed)?;
        Ok(())
    }

    fn is_there(&self, path: &Path) -> io::Result<bool> {
        Ok(match Maildir::of(path) {
            Some(maildir) => maildir.find(path)?.is_some(),
            None => fs::symlink_metadata(path).is_ok(),
        })
    }

    /// What comes after the rename.
    fn see_through(&mut self, path: &Path, to: &Path) -> io::Result<()> {
        self.disk.sync_folder(folder_of(to))?;
        if path == to {
            return beside::of_mbox(&self.disk, path);
        }
        if let Some(maildir) = Maildir::of(path) {
            self.remove_message(&maildir, path)?;
        }
        self.counted_anew(path)
    }

    fn counted_anew(&mut self, path: &Path) -> io::Result<()> {
        if let Some(maildir) = Maildir::of(path) {
            maildir.forget_count(&self.disk, path)?;
            beside::of_maildir(&self.disk, &maildir.folder)?;
        }
        Ok(())
    }

    /// Removes the dot-lock of a run that is no more.
    fn unlock(&mut self, path: &Path) -> io::Result<()> {
        let dot = dot_lock_of(path);
        let Ok(holder) = fs::read_to_string(&dot) else { return Ok(()) };
        if self.journal.stale_holders().contains(&holder) || lock::is_left(&dot, &holder) {
            self.disk.remove(&dot)?;
        }
        Ok(())
    }

    fn drop_temporary(&mut self, path: &Path) -> io::Result<()> {
        // a journal is a file too, and somebody may write other paths in it
        if fresh::is_named(path) { self.disk.remove(path) } else { Ok(()) }
    }
}

/// True where the file at this path is the one that was announced: it is that very file, or begins as it does; more mail may have come.
fn is_in_place(path: &Path, size: u64, number: u64, hash: &str) -> io::Result<bool> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error),
    };
    let metadata = file.metadata()?;
    if number != 0 && inode(&metadata) == number {
        return Ok(true);
    }
    if metadata.len() < size {
        return Ok(false);
    }
    let mut hasher = blake3::Hasher::new();
    io::copy(&mut file.take(size), &mut hasher)?;
    Ok(hasher.finalize().to_hex().as_str() == hash)
}

/// The files that an entry of the journal leaves unclear.
pub(super) fn unclear(entries: &[Entry]) -> Vec<std::path::PathBuf> {
    let file = |entry: &Entry| -> Option<PathText> {
        match entry {
            Entry::Write { file, .. } | Entry::Rename { file, .. } | Entry::Remove { file, .. } => {
                Some(file.clone())
            }
            _ => None,
        }
    };
    entries.iter().filter_map(file).map(|file| file.path()).collect()
}
