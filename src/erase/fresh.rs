//! The new file beside the old one: mode 0600 while it is written, in the end as the old one was.

use std::fs::{File, Metadata};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use super::steps::{Disk, Step};
use crate::source::control::ERASE_TEMPORARY;

/// A name in this folder that nobody has.
pub(super) fn name_in(folder: &Path) -> io::Result<PathBuf> {
    let mut random = [0; 8];
    getrandom::fill(&mut random).map_err(io::Error::other)?;
    Ok(folder.join(format!("{ERASE_TEMPORARY}{}", data_encoding::HEXLOWER.encode(&random))))
}

/// True for a name as [`name_in`] gives.
pub(super) fn is_named(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(ERASE_TEMPORARY.as_bytes()))
}

/// A file that is written, and what it holds so far.
pub(super) struct Fresh {
    pub(super) file: Arc<File>,
    disk: Disk,
    hasher: blake3::Hasher,
    pub(super) size: u64,
}

impl Fresh {
    pub(super) fn create(disk: &Disk, path: &Path) -> io::Result<Self> {
        let file = Arc::new(disk.create(path, Step::Create)?);
        Ok(Fresh { file, disk: disk.clone(), hasher: blake3::Hasher::new(), size: 0 })
    }

    /// BLAKE3 of what was written, in hexadecimal digits.
    pub(super) fn hash(&self) -> String {
        self.hasher.finalize().to_hex().to_string()
    }
}

impl Write for Fresh {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.disk.write_all(&self.file, bytes, Step::Write)?;
        self.hasher.update(bytes);
        self.size += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Gives a file owner, mode and attributes of the old one. `PermissionDenied` where it cannot have its owner: then others would lose
/// their mail, or get it.
///
/// The time of a message that is a file of its own is when it came, which IMAP servers tell (INTERNALDATE), and stays. That of an mbox
/// must not: Dovecot sees by size and time in seconds that it changed (`sync_mtime` and `sync_size` of mbox-sync.c).
pub(super) fn dress(disk: &Disk, new: &File, size: u64, old: &File, single: bool) -> io::Result<()> {
    disk.ask(Step::Attributes)?;
    let like = old.metadata()?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
        let now = new.metadata()?;
        if (now.uid(), now.gid()) != (like.uid(), like.gid()) {
            std::os::unix::fs::fchown(new, Some(like.uid()), Some(like.gid()))?;
        }
        copy_attributes(old, new);
        new.set_permissions(std::fs::Permissions::from_mode(like.permissions().mode() & 0o7777))?;
    }
    #[cfg(not(unix))]
    new.set_permissions(like.permissions())?;
    let modified = like.modified()?;
    if single {
        return new.set_modified(modified);
    }
    if size == like.len() && seconds(&new.metadata()?)? == seconds(&like)? {
        new.set_modified(modified + Duration::from_secs(1))?;
    }
    Ok(())
}

fn seconds(metadata: &Metadata) -> io::Result<u64> {
    Ok(metadata.modified()?.duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs()))
}

/// Extended attributes, as far as they may be read and written: access lists, labels, what users put there.
#[cfg(all(unix, any(target_os = "linux", target_os = "macos")))]
fn copy_attributes(old: &File, new: &File) {
    use rustix::fs::{XattrFlags, fgetxattr, flistxattr, fsetxattr};
    const MOST: usize = 64 << 10;
    let mut names = vec![0_u8; MOST];
    let Ok(n) = flistxattr(old, &mut names[..]) else { return };
    let mut value = vec![0_u8; MOST];
    for name in names[..n].split(|b| *b == 0).filter(|name| !name.is_empty()) {
        if let Ok(n) = fgetxattr(old, name, &mut value[..]) {
            let _ = fsetxattr(new, name, &value[..n], XattrFlags::empty());
        }
    }
}

#[cfg(all(unix, not(any(target_os = "linux", target_os = "macos"))))]
fn copy_attributes(_: &File, _: &File) {}
