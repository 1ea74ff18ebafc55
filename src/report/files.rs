//! A path in, a file that is whole or absent out.
//!
//! A report is written to `.mailsweep-XXXX` beside its target (mode 0600, whatever the umask), made before anything is
//! scanned, so that a bad path fails first. When all is written it is synced and renamed over the target; until then
//! the target is as it was, and a run that fails or is stopped removes what it wrote. A target that is a symbolic link
//! stays one: what it points to is replaced. A target that is no regular file (a pipe, `/dev/null`) is written to
//! directly, because renaming over it would put a file in its place.

use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::Duration;

use tempfile::{NamedTempFile, TempPath};

use super::seal::{Recipients, Seal};

/// How names of unfinished report files begin.
pub const TEMPORARY_PREFIX: &str = ".mailsweep-";

/// Where a report goes.
pub enum Destination {
    /// To a file.
    File(PathBuf),
    /// To a stream that is open already: standard output.
    Stream(Box<dyn Write + Send>),
}

impl fmt::Debug for Destination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Destination::File(path) => f.debug_tuple("File").field(path).finish(),
            Destination::Stream(_) => f.write_str("Stream"),
        }
    }
}

/// Why a report cannot be written where it was asked for; nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The target is a folder.
    #[error("cannot write a report to {}: it is a folder", .0.display())]
    Folder(PathBuf),
    /// Two reports have the same target.
    #[error("{} is given twice: every report needs a file of its own", .0.display())]
    Twice(PathBuf),
    /// The folder does not exist, may not be written to, and so on.
    #[error("cannot write a report to {}: {source}", path.display())]
    Io {
        /// The target.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
}

/// After so long an unfinished report that nobody has locked is no one's: between making a file and locking it passes far less.
const ABANDONED: Duration = Duration::from_secs(60);

/// Removes unfinished reports that a run left behind which was killed: they hold what its report would have. Those that somebody still
/// writes are locked, and stay.
fn remove_abandoned(folder: &Path, age: Duration) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let ours = entry.file_name().to_str().is_some_and(|name| name.starts_with(TEMPORARY_PREFIX));
        let metadata = entry.metadata().ok().filter(|m| ours && m.is_file());
        let old = metadata.and_then(|m| m.modified().ok()?.elapsed().ok()).is_some_and(|since| since >= age);
        if !old {
            continue;
        }
        // what cannot be opened or removed is another user's
        if let Ok(file) = OpenOptions::new().write(true).open(entry.path())
            && file.try_lock().is_ok()
        {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// One open report.
pub struct Output {
    name: String,
    to: To,
    sealing: Sealing,
}

/// Whether bytes are sealed on their way.
enum Sealing {
    Open,
    Sealed(Box<Seal>),
    /// The seal is closed: nothing may come behind it.
    Closed,
}

enum To {
    Temporary { file: BufWriter<NamedTempFile>, target: PathBuf, ahead: Ahead },
    Stream(BufWriter<Box<dyn Write + Send>>),
}

/// Brings a large report to the disk while it is written, so that the end of a run need not wait for all of it.
#[derive(Default)]
struct Ahead {
    /// Bytes written since the disk was last asked.
    since: usize,
    thread: Option<(SyncSender<()>, JoinHandle<io::Result<()>>)>,
}

impl Ahead {
    /// Bytes that are worth a call.
    const STRETCH: usize = 16 << 20;

    /// Takes note of bytes written, and wakes the thread when they are many. Where none can be started, nothing is
    /// lost but time.
    fn wrote(&mut self, bytes: usize, file: &File) {
        self.since += bytes;
        if self.since < Self::STRETCH {
            return;
        }
        self.since = 0;
        if self.thread.is_none()
            && let Ok(file) = file.try_clone()
        {
            let (wake, woken) = sync_channel::<()>(1);
            let work = move || woken.iter().try_for_each(|()| file.sync_data());
            if let Ok(thread) = std::thread::Builder::new().name("report-sync".into()).spawn(work) {
                self.thread = Some((wake, thread));
            }
        }
        if let Some((wake, _)) = &self.thread {
            // a call under way, or an error that the end will tell: no reason to wait
            let _ = wake.try_send(());
        }
    }

    /// Ends the thread. An error is told to one caller only, so what it met is passed on.
    fn end(&mut self) -> io::Result<()> {
        let Some((wake, thread)) = self.thread.take() else { return Ok(()) };
        drop(wake);
        thread.join().unwrap_or_else(|_| Err(io::Error::other("the thread that writes to the disk failed")))
    }
}

/// Large enough that a small chunk costs no system call of its own; larger chunks pass it by.
const BUFFER: usize = 64 << 10;

impl Output {
    /// Opens a report, sealed for these recipients where there are any.
    ///
    /// # Errors
    ///
    /// [`OpenError::Folder`] and [`OpenError::Io`].
    pub fn open(destination: Destination, recipients: &Recipients) -> Result<Output, OpenError> {
        Output::open_in(destination, recipients, None)
    }

    /// The same; what is unfinished lies in this folder, where the report is to lie beside that.
    ///
    /// # Errors
    ///
    /// As [`Output::open`].
    pub fn open_in(
        destination: Destination,
        recipients: &Recipients,
        unfinished: Option<&Path>,
    ) -> Result<Output, OpenError> {
        let mut output = Output::open_plain(destination, unfinished)?;
        if !recipients.is_empty() {
            let seal = Seal::new(recipients)
                .map_err(|source| OpenError::Io { path: PathBuf::from(&output.name), source })?;
            output.sealing = Sealing::Sealed(Box::new(seal));
        }
        Ok(output)
    }

    fn open_plain(destination: Destination, unfinished: Option<&Path>) -> Result<Output, OpenError> {
        let sealing = Sealing::Open;
        let path = match destination {
            Destination::Stream(stream) => {
                let to = To::Stream(BufWriter::with_capacity(BUFFER, stream));
                return Ok(Output { name: "standard output".to_owned(), to, sealing });
            }
            Destination::File(path) => path,
        };
        let name = path.display().to_string();
        let io_error = |source| OpenError::Io { path: path.clone(), source };
        let target = match fs::metadata(&path) {
            Ok(meta) if meta.is_dir() => return Err(OpenError::Folder(path)),
            Ok(meta) if !meta.is_file() => {
                let stream: Box<dyn Write + Send> =
                    Box::new(OpenOptions::new().write(true).open(&path).map_err(io_error)?);
                let to = To::Stream(BufWriter::with_capacity(BUFFER, stream));
                return Ok(Output { name, to, sealing });
            }
            Ok(_) => {
                // A file that its owner protected is not to be replaced because its folder may be written to.
                OpenOptions::new().write(true).open(&path).map_err(io_error)?;
                fs::canonicalize(&path).map_err(io_error)?
            }
            Err(e) if e.kind() == io::ErrorKind::NotFound => {
                if fs::symlink_metadata(&path).is_ok() {
                    return Err(io_error(io::Error::other("it is a symbolic link to nothing")));
                }
                let file_name = path.file_name().ok_or_else(|| OpenError::Folder(path.clone()))?;
                if path.as_os_str().as_encoded_bytes().ends_with(b"/") {
                    return Err(OpenError::Folder(path));
                }
                fs::canonicalize(folder_of(&path)).map_err(io_error)?.join(file_name)
            }
            Err(e) => return Err(io_error(e)),
        };
        // a file can be put in place only from the same file system
        let beside = unfinished.filter(|folder| folder.parent() == target.parent());
        let folder = beside.unwrap_or_else(|| folder_of(&target));
        remove_abandoned(folder, ABANDONED);
        let file = tempfile::Builder::new().prefix(TEMPORARY_PREFIX).tempfile_in(folder).map_err(io_error)?;
        // who finds it knows by this that somebody still writes it; not every file system can lock
        let _ = file.as_file().try_lock();
        Ok(Output {
            name,
            to: To::Temporary {
                file: BufWriter::with_capacity(BUFFER, file),
                target,
                ahead: Ahead::default(),
            },
            sealing,
        })
    }

    /// As the user wrote it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The file that will be there in the end, links resolved; `None` for a stream.
    pub fn target(&self) -> Option<&Path> {
        match &self.to {
            To::Temporary { target, .. } => Some(target),
            To::Stream(_) => None,
        }
    }

    /// The file that is written meanwhile; `None` for a stream.
    pub fn temporary(&self) -> Option<&Path> {
        match &self.to {
            To::Temporary { file, .. } => Some(file.get_ref().path()),
            To::Stream(_) => None,
        }
    }

    /// Writes out what is buffered, to the disk itself; the target is still as it was.
    ///
    /// # Errors
    ///
    /// What the operating system says, with the name of the report.
    pub fn sync(&mut self) -> io::Result<()> {
        if let Sealing::Sealed(seal) = std::mem::replace(&mut self.sealing, Sealing::Closed) {
            seal.finish(&mut self.to).map_err(|e| named(&self.name, &e))?;
        }
        match &mut self.to {
            To::Temporary { file, ahead, .. } => {
                let all = file.flush().and_then(|()| file.get_ref().as_file().sync_data());
                ahead.end().and(all)
            }
            To::Stream(stream) => stream.flush(),
        }
        .map_err(|e| named(&self.name, &e))
    }

    /// Puts the report in place.
    ///
    /// # Errors
    ///
    /// What the operating system says, with the name of the report; the temporary file is gone then.
    pub fn put(self) -> io::Result<()> {
        self.ready()?.map_or(Ok(()), |ready| ready.put().map(drop))
    }

    /// Closes the file, to be put in place later; `None` for a stream.
    ///
    /// # Errors
    ///
    /// As [`Output::put`].
    pub fn ready(self) -> io::Result<Option<Ready>> {
        let To::Temporary { file, target, .. } = self.to else { return Ok(None) };
        let file = file.into_inner().map_err(|e| named(&self.name, e.error()))?;
        Ok(Some(Ready { name: self.name, file: file.into_temp_path(), target }))
    }
}

/// A report file that is complete, and not yet in place.
#[derive(Debug, Clone, Copy)]
pub struct Complete<'a> {
    /// Where it will be.
    pub target: &'a Path,
    /// Where its bytes are now.
    pub bytes: &'a Path,
    /// It is a report, and not the file for problems.
    pub report: bool,
}

/// A report that is complete and waits for the others; it is gone when this is dropped.
#[derive(Debug)]
pub struct Ready {
    name: String,
    file: TempPath,
    target: PathBuf,
}

impl Ready {
    /// Where it will be.
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// Where it is, and will be.
    pub(super) fn complete(&self, report: bool) -> Complete<'_> {
        Complete { target: &self.target, bytes: &self.file, report }
    }

    /// Puts it in place; gives its name.
    ///
    /// # Errors
    ///
    /// As [`Output::put`].
    pub fn put(self) -> io::Result<String> {
        self.file.persist(&self.target).map_err(|e| named(&self.name, &e.error))?;
        // The rename itself must reach the disk too; not every file system can be asked, and none loses data by it.
        if let Ok(folder) = File::open(folder_of(&self.target)) {
            let _ = folder.sync_all();
        }
        Ok(self.name)
    }
}

/// Errors are what the operating system says, with the name of the report.
impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes).map(|()| bytes.len())
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        match &mut self.sealing {
            Sealing::Open => self.to.write_all(bytes),
            Sealing::Sealed(seal) => seal.write(bytes, &mut self.to),
            Sealing::Closed => Err(io::Error::other("bytes come behind the end of a report")),
        }
        .map_err(|e| named(&self.name, &e))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush().map_err(|e| named(&self.name, &e))
    }
}

impl Write for To {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes).map(|()| bytes.len())
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self {
            To::Temporary { file, ahead, .. } => file.write_all(bytes).map(|()| {
                ahead.wrote(bytes.len(), file.get_ref().as_file());
            }),
            To::Stream(stream) => stream.write_all(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            To::Temporary { file, .. } => file.flush(),
            To::Stream(stream) => stream.flush(),
        }
    }
}

impl fmt::Debug for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Output").field(&self.name).finish()
    }
}

fn named(name: &str, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{name}: {error}"))
}

/// The folder that a file lies in.
pub(super) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(p) if !p.as_os_str().is_empty() => p,
        _ => Path::new("."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_killed_run_left_goes_and_what_is_written_stays() {
        let folder = tempfile::tempdir().unwrap();
        let (left, other) = (folder.path().join(".mailsweep-left"), folder.path().join("mailsweep-other"));
        fs::write(&left, "half a report").unwrap();
        fs::write(&other, "not ours").unwrap();
        let output = open(folder.path().join("r.csv")).unwrap();
        assert!(left.exists(), "it is too new to be told from one that was just begun");
        let written = output.temporary().unwrap().to_owned();
        remove_abandoned(folder.path(), Duration::ZERO);
        assert!(!left.exists() && other.exists() && written.exists());
        drop(output);
        assert!(!written.exists());
    }

    fn open(path: impl Into<PathBuf>) -> Result<Output, OpenError> {
        Output::open(Destination::File(path.into()), &Recipients::default())
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn the_target_changes_at_the_very_end() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report.jsonl");
        fs::write(&path, "old").unwrap();
        let mut output = open(&path).unwrap();
        output.write_all(b"new").unwrap();
        output.sync().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"old");
        output.put().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(names(folder.path()), ["report.jsonl"]);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn what_is_not_finished_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let mut output = open(folder.path().join("report.csv")).unwrap();
        output.write_all(&vec![b'x'; 1 << 20]).unwrap();
        assert_eq!(names(folder.path()).len(), 1);
        drop(output);
        assert_eq!(names(folder.path()), [""; 0]);
    }

    #[test]
    fn bad_targets_fail_first() {
        let folder = tempfile::tempdir().unwrap();
        assert!(matches!(open(folder.path()), Err(OpenError::Folder(_))));
        assert!(matches!(open(folder.path().join("new/")), Err(OpenError::Folder(_))));
        assert!(matches!(open(folder.path().join("absent/report.csv")), Err(OpenError::Io { .. })));
        assert_eq!(names(folder.path()), [""; 0]);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let (real, link) = (folder.path().join("real.csv"), folder.path().join("link.csv"));
        fs::write(&real, "old").unwrap();
        std::os::unix::fs::symlink("real.csv", &link).unwrap();
        let mut output = open(&link).unwrap();
        output.write_all(b"new").unwrap();
        output.sync().unwrap();
        output.put().unwrap();
        assert_eq!(fs::read(&real).unwrap(), b"new");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        std::os::unix::fs::symlink("nothing", folder.path().join("dangling.csv")).unwrap();
        assert!(matches!(open(folder.path().join("dangling.csv")), Err(OpenError::Io { .. })));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_device_is_written_to_and_not_replaced() {
        let mut output = open("/dev/null").unwrap();
        assert!(output.target().is_none());
        output.write_all(b"x").unwrap();
        output.sync().unwrap();
        output.put().unwrap();
        let mut full = open("/dev/full").unwrap();
        full.write_all(b"x").unwrap();
        let error = full.sync().unwrap_err();
        assert!(error.to_string().starts_with("/dev/full: "), "{error}");
        assert_eq!(error.kind(), io::ErrorKind::StorageFull);
    }
}
