//! A message of a Maildir: where it is now, and the name of one that takes its place.
//!
//! What comes in: the path of a file in `cur` or `new`. What goes out: paths and names. What stands in it is not known here.
//!
//! - A program that sets a flag renames the message (maildir(5)); the part of the name before `:` stays, and is looked for.
//! - A message that changed is another message: IMAP forbids that one changes under its number (RFC 9051 §2.3.1.1), and clients hold
//!   what they read. So it gets a new unique name, and the old one goes: in `dovecot-uidlist`, which maps names to numbers, Dovecot gives
//!   it a new number, and drops the line of a file that is gone, at its next look
//!   (<https://doc.dovecot.org/2.3/admin_manual/mailbox_formats/maildir/>). Both are files of the server, and are left to it.
//! - `,S=` and `,W=` in a name are its size, and that with CRLF line ends; both are believed without a look. They are made right.
//! - `maildirsize` (Maildir++, <https://www.courier-mta.org/maildir/maildirquota.html>) gets a line with the difference.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use super::lock::host;
use super::steps::{Disk, Step};
use crate::source::control::in_mail_folder;

/// A place in a Maildir.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Maildir {
    /// The folder that has `cur`, `new` and `tmp`.
    pub(super) folder: PathBuf,
}

/// Makes names unique within this process (maildir(5): `Q`).
static COUNT: AtomicU64 = AtomicU64::new(0);

impl Maildir {
    /// Of a message in `cur` or `new`.
    pub(super) fn of(path: &Path) -> Option<Maildir> {
        let parent = path.parent()?;
        let folder = parent.parent()?;
        let inside = matches!(parent.file_name()?.to_str()?, "cur" | "new") && in_mail_folder(path);
        (inside && folder.join("tmp").is_dir()).then(|| Maildir { folder: folder.to_owned() })
    }

    /// Where the message is that was at this path: there, or under a name with other flags.
    pub(super) fn find(&self, path: &Path) -> io::Result<Option<PathBuf>> {
        if fs::symlink_metadata(path).is_ok() {
            return Ok(Some(path.to_owned()));
        }
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { return Ok(None) };
        for sub in ["cur", "new"] {
            for entry in fs::read_dir(self.folder.join(sub))? {
                let entry = entry?;
                if entry.file_name().to_str().is_some_and(|other| base(other) == base(name)) {
                    return Ok(Some(entry.path()));
                }
            }
        }
        Ok(None)
    }

    pub(super) fn temporary_folder(&self) -> PathBuf {
        self.folder.join("tmp")
    }

    /// The path of a message that takes the place of the one at `path`: the time that it came and its flags stay.
    pub(super) fn successor(path: &Path, size: u64, lines: u64) -> Option<PathBuf> {
        let name = path.file_name()?.to_str()?;
        let came: String = name.chars().take_while(char::is_ascii_digit).collect();
        let host = host().replace('/', "\\057").replace(':', "\\072");
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        let mut new = format!("{came}.M{}P{}Q{number}.{host}", since.as_nanos(), std::process::id());
        for field in base(name).split(',').skip(1) {
            match field.split_once('=') {
                Some(("S", _)) => new.push_str(&format!(",S={size}")),
                Some(("W", _)) => new.push_str(&format!(",W={}", size + lines)),
                _ => {
                    new.push(',');
                    new.push_str(field);
                }
            }
        }
        new.push_str(&name[base(name).len()..]);
        Some(path.with_file_name(new))
    }

    /// The file in which quotas are counted, where there is one: of a folder `.Sent` that of the Maildir it lies in. Messages in
    /// `.Trash`, and such as are marked as deleted, do not count.
    fn sizes(&self, path: &Path) -> Option<PathBuf> {
        let folder = self.folder.file_name()?.to_string_lossy();
        let sub = folder.starts_with('.') && self.folder.join("maildirfolder").exists();
        let flags = path.file_name()?.to_string_lossy();
        let trashed = flags.rsplit_once(":2,").is_some_and(|(_, flags)| flags.contains('T'));
        if trashed || sub && folder == ".Trash" {
            return None;
        }
        let root = if sub { self.folder.parent()? } else { &self.folder };
        Some(root.join("maildirsize")).filter(|path| path.is_file())
    }

    /// Counts what went and what came. As one line, added in one write (Maildir++).
    pub(super) fn count(&self, disk: &Disk, path: &Path, bytes: i64, messages: i64) -> io::Result<()> {
        let Some(sizes) = self.sizes(path) else { return Ok(()) };
        disk.ask(Step::Open)?;
        let file = fs::OpenOptions::new().append(true).open(sizes)?;
        disk.write_all(&file, format!("{bytes} {messages}\n").as_bytes(), Step::Write)
    }

    /// Nobody knows what was counted: without the file it is counted anew (Maildir++).
    pub(super) fn forget_count(&self, disk: &Disk, path: &Path) -> io::Result<()> {
        self.sizes(path).map_or(Ok(()), |sizes| disk.remove(&sizes))
    }
}

/// A name without its flags.
fn base(name: &str) -> &str {
    name.split_once(':').map_or(name, |(base, _)| base)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_successor_keeps_time_and_flags_and_has_its_own_size() {
        let old = Path::new("/m/cur/1700000000.M1P2Q3.host,S=100,W=110,X=y:2,FS");
        let new = Maildir::successor(old, 50, 4).unwrap();
        let name = new.file_name().unwrap().to_str().unwrap();
        assert!(name.starts_with("1700000000.M") && name.ends_with(",S=50,W=54,X=y:2,FS"), "{name}");
        assert_ne!(Maildir::successor(old, 50, 4), Some(new.clone()));
        let plain = Maildir::successor(Path::new("/m/new/1700000000.M1P2Q3.host"), 50, 4).unwrap();
        assert!(!plain.to_str().unwrap().contains([',', ':']) && plain.parent() == Some(Path::new("/m/new")));
    }

    #[test]
    fn a_message_is_found_under_other_flags() {
        let root = tempfile::tempdir().unwrap();
        for sub in ["cur", "new", "tmp"] {
            fs::create_dir(root.path().join(sub)).unwrap();
        }
        let (new, cur) = (root.path().join("new/1700000000.a.h"), root.path().join("cur/1700000000.a.h:2,S"));
        fs::write(&cur, "x").unwrap();
        let maildir = Maildir::of(&new).unwrap();
        assert_eq!(maildir.find(&new).unwrap(), Some(cur));
        assert_eq!(maildir.find(&root.path().join("new/1700000001.a.h")).unwrap(), None);
        assert_eq!(Maildir::of(&root.path().join("tmp/x")), None);
    }
}
