//! Files that mail programs keep beside an mbox or a Maildir and that hold header fields of messages: those that are made anew go.
//!
//! - Thunderbird's summary `FILE.msf` is made anew from the mbox when it is missing
//!   (<https://support.mozilla.org/kb/rebuilding-global-database>, <https://kb.mozillazine.org/Disappearing_mail>); kept, it would show
//!   messages that are gone, at places that are wrong.
//! - Evolution's summaries of local mboxes are made anew too.
//! - Dovecot sees by its size and time that an mbox has changed, and reads it again (`mbox_dirty_syncs`,
//!   <https://doc.dovecot.org/2.3/configuration_manual/mail_location/mbox/>); of a Maildir it sees which files are gone. Its indexes
//!   stay: numbers and flags are in them, and the UIDVALIDITY of an mbox whose first message went (mbox-sync.c; seen with 2.3.19: all
//!   numbers stay, and the log has at most one line of a message that is not where it was). Its cache of header fields,
//!   `dovecot.index.cache`, may be removed at any time (<https://doc.dovecot.org/2.3/admin_manual/index_files/>) and goes, as it would keep
//!   sender and subject of what was erased.

use std::fs::{self, OpenOptions};
use std::io;
use std::path::Path;

use super::lock;
use super::steps::{Disk, folder_of};

/// What is put behind the name of an mbox.
const ENDINGS: [&str; 4] = [".msf", ".ev-summary", ".ibex.index", ".ibex.index.data"];

const DOVECOT_CACHE: &str = "dovecot.index.cache";

/// After an mbox has changed.
pub(super) fn of_mbox(disk: &Disk, path: &Path) -> io::Result<()> {
    let Some(name) = path.file_name() else { return Ok(()) };
    for ending in ENDINGS {
        let mut name = name.to_owned();
        name.push(ending);
        gone(disk, &path.with_file_name(name))?;
    }
    // that of the inbox has this name, whatever its file is called; what is removed in vain is made anew
    for name in [name, "INBOX".as_ref()] {
        gone(disk, &folder_of(path).join(".imap").join(name).join(DOVECOT_CACHE))?;
    }
    Ok(())
}

/// After a message of a Maildir has changed.
pub(super) fn of_maildir(disk: &Disk, folder: &Path) -> io::Result<()> {
    gone(disk, &folder.join(DOVECOT_CACHE))
}

/// Folders above a mailbox that may be the profile of Thunderbird: `PROFILE/Mail/Local Folders/A.sbd/B`.
const ABOVE: usize = 12;

/// True where Thunderbird has the profile open that this mailbox lies in. It locks no mailbox, and writes into them at places that it
/// remembers; so nobody else may change one meanwhile. What it locks is its profile: by a record lock on `.parentlock`, and on Linux by
/// a symbolic link `lock` to `ADDRESS:+PID` as well (nsProfileLock.cpp).
pub(super) fn is_open_in_thunderbird(path: &Path) -> bool {
    let Ok(path) = fs::canonicalize(path) else { return false };
    let profile = path.ancestors().skip(1).take(ABOVE).find(|folder| folder.join("prefs.js").is_file());
    let Some(profile) = profile else { return false };
    let running = fs::read_link(profile.join("lock")).is_ok_and(|to| {
        let pid = to.to_str().and_then(|to| to.rsplit_once('+')).and_then(|(_, pid)| pid.parse().ok());
        pid.is_some_and(lock::runs)
    });
    let file = OpenOptions::new().read(true).write(true).open(profile.join(".parentlock"));
    let locked = file.is_ok_and(|file| {
        let free = lock::record_lock(&file).unwrap_or(true);
        if free {
            lock::release(&file);
        }
        !free
    });
    running || locked
}

fn gone(disk: &Disk, path: &Path) -> io::Result<()> {
    if path.is_file() { disk.remove(path) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn a_profile_that_is_open_is_seen() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("Mail/Local Folders/Work.sbd");
        fs::create_dir_all(&folder).unwrap();
        let (inbox, parent) = (folder.join("Inbox"), root.path().join(".parentlock"));
        for path in [&inbox, &parent] {
            fs::write(path, "").unwrap();
        }
        let held = OpenOptions::new().write(true).open(&parent).unwrap();
        assert!(lock::record_lock(&held).unwrap());
        assert!(!is_open_in_thunderbird(&inbox), "it is no profile");
        fs::write(root.path().join("prefs.js"), "").unwrap();
        assert!(is_open_in_thunderbird(&inbox));
        lock::release(&held);
        assert!(!is_open_in_thunderbird(&inbox));
        let link = root.path().join("lock");
        for (pid, open) in [(i32::MAX, false), (1, true)] {
            std::os::unix::fs::symlink(format!("127.0.1.1:+{pid}"), &link).unwrap();
            assert_eq!(is_open_in_thunderbird(&inbox), open);
            fs::remove_file(&link).unwrap();
        }
    }
}
