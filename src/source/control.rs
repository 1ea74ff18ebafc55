//! A file name in, whether mail programs keep something else than mail in it.
//!
//! Only names that no one gives to mail; anything else is looked at, and told by its content.

use std::ffi::OsStr;
use std::path::Path;

/// Whole names.
const NAMES: &[&str] = &[
    // Dovecot: https://doc.dovecot.org, Maildir and mbox mailbox formats
    "dovecot-acl",
    "dovecot-acl-list",
    "dovecot-attributes",
    "dovecot-keywords",
    "dovecot-uidlist",
    "dovecot-uidvalidity",
    "dovecot.sieve",
    "dovecot.svbin",
    "subscriptions",
    // Courier: maildirmake(1), maildirquota(7), imapd(8)
    "courierimapkeywords",
    "courierimapsubscribed",
    "courierimapuiddb",
    "courierpop3dsizelist",
    "maildirfolder",
    "maildirsize",
    "sharedfolder",
    "shared-maildirs",
    // isync: mbsync(1)
    ".mbsyncstate",
    ".mbsyncstate.journal",
    ".mbsyncstate.lock",
    ".mbsyncstate.new",
    ".uidvalidity",
    ".isyncuidmap.db",
    // MH: mh-sequences(5)
    ".mh_sequences",
    ".mh_profile",
    ".xmhcache",
    ".mew-cache",
    // Cyrus: its mailbox format
    "cyrus.annotations",
    "cyrus.cache",
    "cyrus.header",
    "cyrus.index",
    "cyrus.squat",
    // Thunderbird profiles: https://kb.mozillazine.org/Files_and_folders_in_the_profile_-_Thunderbird
    "filterlog.html",
    "msgFilterRules.dat",
    "popstate.dat",
    "junklog.html",
    "folderTree.json",
    // File managers
    ".DS_Store",
    "Thumbs.db",
    "desktop.ini",
    ".directory",
    ".localized",
];

/// How the name of a file begins that takes the place of a mail file when it is whole; a run that was killed leaves it beside the
/// mail, until the next one removes it. The mail in it is in the old file too.
pub const ERASE_TEMPORARY: &str = ".mailsweep-erase-";

/// What a name begins with.
const BEGINNINGS: &[&str] = &[
    "dovecot.index",
    "dovecot.list.index",
    "dovecot.mailbox.log",
    "dovecot-uidvalidity.",
    "courierimap",
    ERASE_TEMPORARY,
];

/// What a name ends with: Thunderbird's summaries, Evolution's and KMail's indexes.
const ENDINGS: &[&str] =
    &[".msf", ".ev-summary", ".ev-summary-meta", ".ibex.index", ".ibex.index.data", ".cmeta"];

/// True for files that hold indexes, settings or state of a mail program or file manager.
pub fn is_control_file(name: &str) -> bool {
    NAMES.contains(&name)
        || BEGINNINGS.iter().any(|b| name.starts_with(b))
        || ENDINGS.iter().any(|e| name.ends_with(e) && name.len() > e.len())
}

/// True for a file that lies where only messages lie: in `cur` or `new` of a Maildir (maildir(5)), or under a number in a
/// folder of MH (mh-sequences(5)).
pub fn in_mail_folder(path: &Path) -> bool {
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else { return false };
    let maildir = match folder.file_name().and_then(OsStr::to_str) {
        Some("cur") => folder.with_file_name("new").is_dir(),
        Some("new") => folder.with_file_name("cur").is_dir(),
        _ => false,
    };
    let number = name.as_encoded_bytes().iter().all(u8::is_ascii_digit);
    maildir || number && folder.join(".mh_sequences").is_file()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_files_are_known_and_mail_is_not() {
        for name in [
            "dovecot-uidlist",
            "dovecot.index",
            "dovecot.index.log.2",
            "dovecot.mailbox.log",
            "dovecot-uidvalidity.5e0",
            "courierimapacl",
            "maildirsize",
            "Inbox.msf",
            ".DS_Store",
            ".mh_sequences",
            "subscriptions",
            ".mailsweep-erase-0f",
        ] {
            assert!(is_control_file(name), "{name}");
        }
        for name in
            ["Inbox", "1", "sales.mbox", ".msf", "1700000000.M1P2.host:2,S", "subscriptions.mbox", "dovecot"]
        {
            assert!(!is_control_file(name), "{name}");
        }
    }
}
