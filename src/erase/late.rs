//! Mail that came into a file after it was replaced.
//!
//! A program that takes the dot-lock, then opens the mailbox, then locks it (Dovecot, procmail) never writes into a file that was
//! replaced. One that opens it first and then waits for the record lock, as Debian Policy §11.6 has it, should look whether the file
//! is still the same when it has the lock; one that does not writes into a file that has no name any more. So the old files are kept
//! open for a while, and what they grew by is put into the new ones.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::journal::Entry;
use super::root::{Halt, Run};
use super::steps::{Positioned, Step, folder_of};
use super::{fresh, lock};

/// A file that was replaced.
pub(super) struct Late {
    path: PathBuf,
    file: Arc<File>,
    size: u64,
    since: Instant,
}

impl Late {
    pub(super) fn new(path: &Path, file: &Arc<File>, size: u64) -> Self {
        Late { path: path.to_owned(), file: Arc::clone(file), size, since: Instant::now() }
    }
}

impl Run<'_> {
    /// Waits for as long as is patient, and puts what came into the new files.
    pub(super) fn gather_late(&mut self) {
        let mut late = std::mem::take(&mut self.late);
        while !late.is_empty() {
            late.retain_mut(|late| {
                // what cannot be put there now is tried again as long as there is time
                let _ = self.gather(late);
                late.since.elapsed() < self.options.grace
            });
            if !late.is_empty() {
                std::thread::sleep(Duration::from_millis(10));
            }
        }
    }

    fn gather(&mut self, late: &mut Late) -> Result<(), Halt> {
        // with the lock, so that nobody is in the midst of it
        if late.file.metadata()?.len() <= late.size || !lock::record_lock(&late.file)? {
            return Ok(());
        }
        let size = late.file.metadata()?.len();
        let mut old = Positioned::new(&self.disk, &late.file, size);
        let tail = old.seek(SeekFrom::Start(late.size)).and_then(|_| {
            let mut tail = Vec::new();
            old.read_to_end(&mut tail).map(|_| tail)
        });
        lock::release(&late.file);
        let tail = tail?;
        let stale = self.journal.stale_holders();
        let temporary = fresh::name_in(folder_of(&late.path))?;
        let patience = self.options.patience;
        let Ok(locked) = lock::take(&self.disk, &late.path, &temporary, patience, &stale) else {
            return Ok(());
        };
        let mut end = &*locked.file;
        let there = end.seek(SeekFrom::End(0))?;
        let before = self.last_bytes(&locked.file, there)?;
        let joined: &[u8] = match before.as_slice() {
            [] | [.., b'\n', b'\n'] | [.., b'\n', b'\r', b'\n'] => b"",
            [.., b'\n'] => b"\n",
            _ => b"\n\n",
        };
        let bytes = [joined, tail.as_slice()].concat();
        let added = self
            .disk
            .write_all(&locked.file, &bytes, Step::Write)
            .and_then(|()| self.disk.sync(&locked.file));
        if let Err(error) = added {
            // half a message is worse than one that is tried again
            locked.file.set_len(there)?;
            return Err(error.into());
        }
        late.size = size;
        let entry = Entry::Late { file: late.path.as_path().into(), bytes: tail.len() as u64 };
        self.journal.add(&self.disk, entry)?;
        Ok(())
    }

    fn last_bytes(&self, file: &Arc<File>, size: u64) -> io::Result<Vec<u8>> {
        let mut reader = Positioned::new(&self.disk, file, size);
        reader.seek(SeekFrom::Start(size.saturating_sub(3)))?;
        let mut bytes = Vec::new();
        reader.read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}
