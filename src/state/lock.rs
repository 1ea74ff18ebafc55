//! One run at a time: a lock on a file beside the state, which the system lets go of however a program ends.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

/// Held until it is dropped.
#[derive(Debug)]
pub(super) struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock of this state.
    ///
    /// # Errors
    ///
    /// [`io::ErrorKind::WouldBlock`] where another program has it; what the operating system says.
    pub(super) fn take(state: &Path) -> io::Result<Lock> {
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(false);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt as _;
            options.mode(0o600);
        }
        let file = options.open(lock_of(state))?;
        match file.try_lock() {
            Ok(()) => Ok(Lock { _file: file }),
            Err(TryLockError::WouldBlock) => Err(io::ErrorKind::WouldBlock.into()),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }
}

/// The file beside a state that is locked. The database cannot be: to close it a second time would undo the locks of SQLite
/// (<https://sqlite.org/howtocorrupt.html>, 2.2).
fn lock_of(state: &Path) -> PathBuf {
    let mut name = state.as_os_str().to_owned();
    name.push("-lock");
    name.into()
}
