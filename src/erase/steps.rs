//! The one door to the disk: every step that can fail, or be the last one before a kill, is asked for here first.
//!
//! What comes in: paths, files, bytes. What goes out: what the operating system says. What is written, and why, is not known here.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::Arc;

use super::lock::Beat;

/// A sort of step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Step {
    /// A file is opened, or its attributes are read.
    Open,
    /// A lock is taken, of a file or beside it.
    Lock,
    /// Bytes are read.
    Read,
    /// A file is made.
    Create,
    /// Bytes are written.
    Write,
    /// Owner, mode, times or attributes are set.
    Attributes,
    /// A file is brought to the disk.
    Sync,
    /// A file gets another name.
    Rename,
    /// A file is removed.
    Remove,
    /// A folder is brought to the disk.
    SyncFolder,
    /// A line is added to the journal.
    Journal,
    /// The keeper takes a message, or brings all to its disk.
    Keep,
}

/// What every step on the disk is asked of before it is made. A run has [`Unhindered`]; a test counts, and stands in the way.
pub trait Steps: Send + Sync {
    /// A step is about to be made; `bytes` is how many it is about, for reading and writing. Answers how many of them it may be: fewer
    /// are a short read or write.
    ///
    /// # Errors
    ///
    /// The error that the step is to end with; it is not made then.
    fn before(&self, step: Step, bytes: usize) -> io::Result<usize>;
}

/// Stands in nobody's way.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unhindered;

impl Steps for Unhindered {
    fn before(&self, _: Step, bytes: usize) -> io::Result<usize> {
        Ok(bytes)
    }
}

/// The disk, behind the steps.
#[derive(Clone)]
pub(super) struct Disk(pub(super) Arc<dyn Steps>);

impl Disk {
    pub(super) fn ask(&self, step: Step) -> io::Result<()> {
        self.0.before(step, 0).map(|_| ())
    }

    /// What stands at a path itself: a link is not followed.
    pub(super) fn look(&self, path: &Path) -> io::Result<fs::Metadata> {
        self.ask(Step::Open)?;
        fs::symlink_metadata(path)
    }

    /// Opens a file to be read, and to be locked where it is written to.
    pub(super) fn open(&self, path: &Path, write: bool) -> io::Result<File> {
        self.ask(Step::Open)?;
        OpenOptions::new().read(true).write(write).open(path)
    }

    /// Makes a file that only its owner may read; there must be none of that name.
    pub(super) fn create(&self, path: &Path, step: Step) -> io::Result<File> {
        self.ask(step)?;
        let mut options = OpenOptions::new();
        options.read(true).write(true).create_new(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt as _;
            options.mode(0o600);
        }
        options.open(path)
    }

    pub(super) fn write_all(&self, mut file: &File, mut bytes: &[u8], step: Step) -> io::Result<()> {
        while !bytes.is_empty() {
            let may = self.0.before(step, bytes.len())?;
            let n = file.write(&bytes[..may.min(bytes.len())])?;
            if n == 0 {
                return Err(io::ErrorKind::WriteZero.into());
            }
            bytes = &bytes[n..];
        }
        Ok(())
    }

    pub(super) fn sync(&self, file: &File) -> io::Result<()> {
        self.ask(Step::Sync)?;
        file.sync_all()
    }

    pub(super) fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.ask(Step::Rename)?;
        fs::rename(from, to)
    }

    /// Removes a file; that it is gone already is no error.
    pub(super) fn remove(&self, path: &Path) -> io::Result<()> {
        self.ask(Step::Remove)?;
        match fs::remove_file(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            done => done,
        }
    }

    /// Brings the names in a folder to the disk.
    pub(super) fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        self.ask(Step::SyncFolder)?;
        // other systems cannot open a folder, and order their names themselves
        if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
    }
}

/// The folder that a file lies in.
pub(super) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(p) if !p.as_os_str().is_empty() => p,
        _ => Path::new("."),
    }
}

/// A file that is read at any place, without a position that others share: a copy of the descriptor would share it, and closing one
/// may undo a lock.
#[derive(Clone)]
pub(super) struct Positioned {
    disk: Disk,
    file: Arc<File>,
    at: u64,
    size: u64,
    beat: Option<Arc<Beat>>,
}

impl Positioned {
    /// Of so many bytes of a file.
    pub(super) fn new(disk: &Disk, file: &Arc<File>, size: u64) -> Self {
        Positioned { disk: disk.clone(), file: Arc::clone(file), at: 0, size, beat: None }
    }

    /// While it is read, this lock is seen to be held.
    pub(super) fn beating(self, beat: Option<&Arc<Beat>>) -> Self {
        Positioned { beat: beat.cloned(), ..self }
    }

    /// As many bytes as there are.
    pub(super) fn size(&self) -> u64 {
        self.size
    }
}

impl Read for Positioned {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.size.saturating_sub(self.at)).unwrap_or(usize::MAX);
        let want = left.min(buf.len());
        if want == 0 {
            return Ok(0);
        }
        if let Some(beat) = &self.beat {
            beat.beat();
        }
        let may = self.disk.0.before(Step::Read, want)?.clamp(1, want);
        #[cfg(unix)]
        let n = std::os::unix::fs::FileExt::read_at(&*self.file, &mut buf[..may], self.at)?;
        #[cfg(windows)]
        let n = std::os::windows::fs::FileExt::seek_read(&*self.file, &mut buf[..may], self.at)?;
        if n == 0 {
            // it became shorter: somebody writes without a lock
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.at += n as u64;
        Ok(n)
    }
}

impl Seek for Positioned {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.size.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = at.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.at)
    }
}
