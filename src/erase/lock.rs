//! Locks on a mail file, as mail servers take them.
//!
//! What comes in: a path and its open file. What goes out: both locks, or who seems to hold them.
//!
//! Two locks are taken: the *dot-lock*, a file `FILE.lock` made with `O_EXCL`, and a record lock on the whole file (fcntl). Dovecot
//! takes them in this order (`mbox_write_locks = dotlock fcntl`,
//! <https://doc.dovecot.org/2.3/configuration_manual/mail_location/mbox/mboxlocking/>), and so does procmail; Postfix and Debian Policy
//! §11.6 in the other. Programs that wait for the second while they hold the first can so stand in each other's way for ever. So here
//! the second is only tried: where it is held, the first is given back before both are tried again, as Mail Avenger's dotlock(1) does.
//!
//! The dot-lock holds `PID:HOST`, as Dovecot writes it; liblockfile reads its number too. One is stale when it names a process of
//! this host that is no more (both of them remove it at once then), or when it tells nobody and neither it nor the mail has changed
//! for longer than procmail waits (`LOCKTIMEOUT`, 1024 seconds).
//!
//! On Linux the record lock is of the open file description (`F_OFD_SETLK`): it keeps out the locks of others all the same, and is not
//! lost when something else in this program opens and closes the file (fcntl(2)).

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use super::steps::{Disk, Step};

/// procmailrc(5), LOCKTIMEOUT.
const STALE: Duration = Duration::from_secs(1024);
/// Between two attempts.
const PAUSE: Duration = Duration::from_millis(20);
const PAUSE_MOST: Duration = Duration::from_millis(500);

/// Dot-locks that this process holds. One that names this process and is not among them was left by another that had its number, as
/// happens in containers.
static HELD: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

fn held() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    HELD.lock().unwrap_or_else(PoisonError::into_inner)
}

/// True for a dot-lock that names this process as its holder and that it does not hold.
pub(super) fn is_left(dot: &Path, content: &str) -> bool {
    content == holder() && !held().contains(dot)
}

/// Why there is no lock.
#[derive(Debug)]
pub(super) enum LockError {
    /// Another program holds it, for longer than was waited.
    Held,
    /// The file at this path became another one again and again.
    Io(io::Error),
}

impl From<io::Error> for LockError {
    fn from(error: io::Error) -> Self {
        LockError::Io(error)
    }
}

/// A file that is locked, until this is dropped.
pub(super) struct Locked {
    pub(super) file: Arc<File>,
    pub(super) beat: Arc<Beat>,
    disk: Disk,
    dot: PathBuf,
}

impl Drop for Locked {
    fn drop(&mut self) {
        held().remove(&self.dot);
        // whoever else has the file open is not to keep it locked
        release(&self.file);
        // one that another program broke is that program's now
        if fs::read_to_string(&self.dot).is_ok_and(|content| content == holder()) {
            // the next run removes what cannot be removed now, by the number in it
            let _ = self.disk.remove(&self.dot);
        }
    }
}

/// Shows that a dot-lock is still held: procmail breaks one that is as old as its LOCKTIMEOUT, and a large file takes longer.
pub(super) struct Beat {
    dot: PathBuf,
    last: Mutex<Instant>,
}

impl Beat {
    const EVERY: Duration = Duration::from_secs(60);

    /// Called now and then while work goes on.
    pub(super) fn beat(&self) {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if last.elapsed() >= Self::EVERY {
            *last = Instant::now();
            // a lock that looks old is no reason to stop
            let _ =
                File::options().write(true).open(&self.dot).and_then(|f| f.set_modified(SystemTime::now()));
        }
    }
}

/// The dot-lock of a file.
pub(super) fn dot_lock_of(path: &Path) -> PathBuf {
    let mut name = OsString::from(path.as_os_str());
    name.push(".lock");
    name.into()
}

/// What stands in a dot-lock of this process.
pub(super) fn holder() -> String {
    format!("{}:{}", std::process::id(), host())
}

/// The name of this host.
pub(super) fn host() -> String {
    #[cfg(unix)]
    return rustix::system::uname().nodename().to_string_lossy().into_owned();
    #[cfg(not(unix))]
    String::from("localhost")
}

/// Takes both locks and opens the file. `temporary` is a name beside it that nobody has; `mine` are contents of dot-locks that are known
/// to be stale.
pub(super) fn take(
    disk: &Disk,
    path: &Path,
    temporary: &Path,
    patience: Duration,
    mine: &[String],
) -> Result<Locked, LockError> {
    let dot = dot_lock_of(path);
    let until = Instant::now() + patience;
    let mut pause = PAUSE;
    loop {
        // what a stale one stood in the way of is tried again at once, and no more than once
        if dot_lock(disk, path, (&dot, temporary), mine)? || dot_lock(disk, path, (&dot, temporary), mine)? {
            match open_locked(disk, path) {
                Ok(Some(file)) => {
                    held().insert(dot.clone());
                    let beat = Arc::new(Beat { dot: dot.clone(), last: Mutex::new(Instant::now()) });
                    return Ok(Locked { file: Arc::new(file), beat, disk: disk.clone(), dot });
                }
                // given back before it is waited for: who holds the other one may wait for this
                Ok(None) => disk.remove(&dot)?,
                Err(error) => {
                    let _ = disk.remove(&dot);
                    return Err(error.into());
                }
            }
        }
        if Instant::now() >= until {
            return Err(LockError::Held);
        }
        std::thread::sleep(pause);
        pause = (pause * 2).min(PAUSE_MOST);
    }
}

/// Makes the dot-lock; false where somebody has it.
///
/// It is written under another name and linked, as liblockfile does it: so it names its holder from the first instant, whenever this
/// process is killed, and only one can have it on NFS too.
fn dot_lock(disk: &Disk, path: &Path, (dot, temporary): (&Path, &Path), mine: &[String]) -> io::Result<bool> {
    let linked = hold_up(disk, temporary).and_then(|()| {
        disk.ask(Step::Lock)?;
        fs::hard_link(temporary, dot)
    });
    let removed = disk.remove(temporary);
    match linked {
        Ok(()) => match removed {
            Ok(()) => Ok(true),
            Err(error) => {
                disk.remove(dot)?;
                Err(error)
            }
        },
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            removed?;
            if stale(path, dot, mine)? {
                disk.remove(dot)?;
            }
            Ok(false)
        }
        // a file system without links
        Err(error)
            if matches!(error.kind(), io::ErrorKind::Unsupported | io::ErrorKind::PermissionDenied) =>
        {
            removed?;
            match hold_up(disk, dot) {
                Ok(()) => Ok(true),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
                Err(error) => Err(error),
            }
        }
        Err(error) => Err(error),
    }
}

/// A file that says who holds it. Others look, as far as they may read it.
fn hold_up(disk: &Disk, path: &Path) -> io::Result<()> {
    let file = disk.create(path, Step::Lock)?;
    readable(&file)?;
    disk.write_all(&file, holder().as_bytes(), Step::Lock)
}

fn readable(file: &File) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        file.set_permissions(fs::Permissions::from_mode(0o644))?;
    }
    let _ = file;
    Ok(())
}

/// True for a dot-lock that nobody holds any more.
fn stale(path: &Path, dot: &Path, mine: &[String]) -> io::Result<bool> {
    let mut content = String::new();
    let metadata = match fs::symlink_metadata(dot) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error),
    };
    if metadata.is_file()
        && let Ok(file) = File::open(dot)
    {
        let _ = file.take(512).read_to_string(&mut content);
    }
    let content = content.trim();
    if mine.iter().any(|holder| holder == content) {
        return Ok(true);
    }
    if content == holder() {
        return Ok(is_left(dot, content));
    }
    let (pid, where_) = content.split_once(':').unwrap_or((content, ""));
    let here = where_.is_empty() || where_ == host();
    if let (true, Ok(pid)) = (here, pid.trim().parse::<i32>())
        && pid > 0
    {
        return Ok(!runs(pid));
    }
    let old = |metadata: fs::Metadata| {
        metadata
            .modified()
            .ok()
            .and_then(|m| SystemTime::now().duration_since(m).ok())
            .is_some_and(|d| d > STALE)
    };
    Ok(old(metadata) && fs::metadata(path).is_ok_and(old))
}

/// True where a process of this number runs, or where that cannot be told.
pub(super) fn runs(pid: i32) -> bool {
    #[cfg(unix)]
    {
        let Some(pid) = rustix::process::Pid::from_raw(pid) else { return true };
        rustix::process::test_kill_process(pid) != Err(rustix::io::Errno::SRCH)
    }
    #[cfg(not(unix))]
    {
        let _ = pid;
        true
    }
}

/// Opens the file and locks it; `None` where another program has a lock on it. What is locked is what stands at the path then.
fn open_locked(disk: &Disk, path: &Path) -> io::Result<Option<File>> {
    let file = disk.open(path, true)?;
    disk.ask(Step::Lock)?;
    if !record_lock(&file)? {
        return Ok(None);
    }
    Ok(is_at(&file, path)?.then_some(file))
}

/// True where this open file is the one that stands at the path.
pub(super) fn is_at(file: &File, path: &Path) -> io::Result<bool> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        let (open, there) = (file.metadata()?, fs::symlink_metadata(path)?);
        Ok(open.dev() == there.dev() && open.ino() == there.ino())
    }
    #[cfg(not(unix))]
    {
        Ok(file.metadata()?.modified()? == fs::symlink_metadata(path)?.modified()?)
    }
}

/// Tries to lock all of an open file for writing.
#[cfg(target_os = "linux")]
pub(super) fn record_lock(file: &File) -> io::Result<bool> {
    use nix::errno::Errno;
    use nix::fcntl::{FcntlArg, fcntl};
    use nix::libc::{F_WRLCK, SEEK_SET, flock};
    // a length of 0 reaches to the end, wherever that will be
    let whole = flock { l_type: F_WRLCK as i16, l_whence: SEEK_SET as i16, l_start: 0, l_len: 0, l_pid: 0 };
    match fcntl(file, FcntlArg::F_OFD_SETLK(&whole)) {
        Ok(_) => Ok(true),
        Err(Errno::EAGAIN | Errno::EACCES) => Ok(false),
        // a file system that cannot lock: the dot-lock must do, as for every mail program there
        Err(Errno::EOPNOTSUPP | Errno::ENOSYS | Errno::ENOLCK | Errno::EINVAL) => Ok(true),
        Err(error) => Err(error.into()),
    }
}

/// Lets go of the lock of [`record_lock`].
pub(super) fn release(file: &File) {
    #[cfg(target_os = "linux")]
    {
        use nix::fcntl::{FcntlArg, fcntl};
        use nix::libc::{F_UNLCK, SEEK_SET, flock};
        let whole =
            flock { l_type: F_UNLCK as i16, l_whence: SEEK_SET as i16, l_start: 0, l_len: 0, l_pid: 0 };
        let _ = fcntl(file, FcntlArg::F_OFD_SETLK(&whole));
    }
    #[cfg(all(unix, not(target_os = "linux")))]
    let _ = rustix::fs::fcntl_lock(file, rustix::fs::FlockOperation::NonBlockingUnlock);
    #[cfg(not(unix))]
    let _ = file.unlock();
}

/// Tries to lock all of an open file for writing.
#[cfg(all(unix, not(target_os = "linux")))]
pub(super) fn record_lock(file: &File) -> io::Result<bool> {
    use rustix::fs::{FlockOperation, fcntl_lock};
    use rustix::io::Errno;
    match fcntl_lock(file, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => Ok(true),
        Err(Errno::AGAIN | Errno::ACCESS) => Ok(false),
        Err(Errno::OPNOTSUPP | Errno::NOSYS | Errno::NOLCK) => Ok(true),
        Err(error) => Err(error.into()),
    }
}

/// Tries to lock all of an open file for writing.
#[cfg(not(unix))]
pub(super) fn record_lock(file: &File) -> io::Result<bool> {
    match file.try_lock() {
        Ok(()) => Ok(true),
        Err(fs::TryLockError::WouldBlock) => Ok(false),
        Err(fs::TryLockError::Error(error)) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::super::steps::Unhindered;
    use super::*;

    fn disk() -> Disk {
        Disk(Arc::new(Unhindered))
    }

    #[test]
    fn a_lock_keeps_others_out_and_goes_when_it_is_dropped() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("box");
        fs::write(&path, "x").unwrap();
        let locked = take(&disk(), &path, &path.with_extension("t"), Duration::ZERO, &[]).unwrap();
        let dot = dot_lock_of(&path);
        assert_eq!(fs::read_to_string(&dot).unwrap(), holder());
        assert!(matches!(
            take(&disk(), &path, &path.with_extension("t"), Duration::from_millis(30), &[]),
            Err(LockError::Held)
        ));
        assert!(!record_lock(&File::options().write(true).open(&path).unwrap()).unwrap());
        drop(locked);
        assert!(
            !dot.exists() && take(&disk(), &path, &path.with_extension("t"), Duration::ZERO, &[]).is_ok()
        );
    }

    #[test]
    fn only_the_record_lock_of_another_gives_the_dot_lock_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("box");
        fs::write(&path, "x").unwrap();
        let other = File::options().write(true).open(&path).unwrap();
        assert!(record_lock(&other).unwrap());
        assert!(matches!(
            take(&disk(), &path, &path.with_extension("t"), Duration::from_millis(30), &[]),
            Err(LockError::Held)
        ));
        assert!(!dot_lock_of(&path).exists());
    }

    #[test]
    fn a_stale_dot_lock_goes_and_one_that_is_held_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("box");
        fs::write(&path, "x").unwrap();
        let dot = dot_lock_of(&path);
        let wait = Duration::from_millis(60);
        let gone = {
            let mut child = std::process::Command::new("true").spawn().unwrap();
            child.wait().unwrap();
            child.id()
        };
        for (content, taken) in [
            (format!("{gone}:{}", host()), true),
            (format!("{gone}\n"), true),
            (format!("{gone}:another.example"), false),
            (format!("1:{}", host()), false),
            (String::new(), false),
        ] {
            fs::write(&dot, &content).unwrap();
            let locked = take(&disk(), &path, &path.with_extension("t"), wait, &[]);
            assert_eq!(locked.is_ok(), taken, "{content:?}");
            drop(locked);
            assert_eq!(dot.exists(), !taken);
        }
        // nobody is named, and nothing has changed for long
        fs::write(&dot, "").unwrap();
        let long_ago = SystemTime::now() - STALE * 2;
        for file in [&path, &dot] {
            File::options().write(true).open(file).unwrap().set_modified(long_ago).unwrap();
        }
        assert!(take(&disk(), &path, &path.with_extension("t"), wait, &[]).is_ok());
        fs::write(&dot, "77:another.example").unwrap();
        assert!(
            take(&disk(), &path, &path.with_extension("t"), wait, &["77:another.example".to_owned()]).is_ok()
        );
    }
}
