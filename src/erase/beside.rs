//! Files that mail programs keep beside an mbox or a Maildir and that hold header fields of messages: those that are made anew go.
//!
//! - Thunderbird's summary `FILE.msf` is made anew from the mbox when it is missing
//!   (<https://support.mozilla.org/kb/rebuilding-global-database>, <https://kb.mozillazine.org/Disappearing_mail>); kept, it would show
//!   messages that are gone, at places that are wrong.
//! - Evolution's summaries of local mboxes are made anew too.
//! - Dovecot sees by its size and time that an mbox has changed, and reads it again (`mbox_dirty_syncs`,
//!   <https://doc.dovecot.org/2.3/configuration_manual/mail_location/mbox/>); of a Maildir it sees which files are gone. Its indexes
//!   stay: numbers and flags are in them, and the UIDVALIDITY of an mbox whose first message went. Its cache of header fields,
//!   `dovecot.index.cache`, may be removed at any time (<https://doc.dovecot.org/2.3/admin_manual/index_files/>) and goes, as it would keep
//!   sender and subject of what was erased.

use std::io;
use std::path::Path;

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
    gone(disk, &folder_of(path).join(".imap").join(name).join(DOVECOT_CACHE))
}

/// After a message of a Maildir has changed.
pub(super) fn of_maildir(disk: &Disk, folder: &Path) -> io::Result<()> {
    gone(disk, &folder.join(DOVECOT_CACHE))
}

fn gone(disk: &Disk, path: &Path) -> io::Result<()> {
    if path.is_file() { disk.remove(path) } else { Ok(()) }
}
