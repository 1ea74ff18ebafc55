//! The name of an entry of an archive in, what is to be done with it out: as with a file of that name in a folder.
//!
//! Nothing is ever written by such a name, so that `../../etc/passwd` does no harm; it is printed as it stands.

use super::control::is_control_file;
use super::globs::Globs;
use super::walk::printable_bytes;

/// An archive, as a folder that entries lie in: the names from the PATH given down to it.
pub type Folder = Vec<String>;

/// What becomes of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judged {
    /// It is read.
    Read,
    /// No `--include` names it; should it be an archive, what lies in it is judged by itself.
    Beside,
    /// `--exclude` names it.
    Excluded,
    /// Mail programs keep something else than mail in it.
    Control,
    /// It lies in `tmp` of a Maildir, where messages are that were not delivered yet.
    Undelivered,
}

/// Judges an entry of an archive by its name.
pub fn judge(archive: &[String], name: &str, globs: &Globs) -> Judged {
    let mut judged = Judged::Read;
    if !globs.is_empty() {
        // from the PATH given on, and from the archive on, which may itself be the PATH
        let parts: Vec<&str> = archive.iter().map(String::as_str).chain(name.split('/')).collect();
        let inside = &parts[archive.len()..];
        if globs.excludes(&parts) || globs.excludes(inside) {
            return Judged::Excluded;
        }
        if !globs.includes(&parts) && !globs.includes(inside) {
            judged = Judged::Beside;
        }
    }
    let (folders, file) = name.rsplit_once('/').unwrap_or(("", name));
    if is_control_file(file) {
        Judged::Control
    } else if last(folders) == "tmp" && is_of_maildir(file) {
        Judged::Undelivered
    } else {
        judged
    }
}

/// True for an entry that lies where only messages lie: in `cur` or `new` of a Maildir, under a name as they have there.
pub fn lies_in_mail_folder(name: &str) -> bool {
    let (folders, file) = name.rsplit_once('/').unwrap_or(("", name));
    matches!(last(folders), "cur" | "new") && is_of_maildir(file)
}

fn last(folders: &str) -> &str {
    folders.rsplit('/').next().unwrap_or_default()
}

/// A name as maildir(5) makes it: seconds since 1970, something unique, the host; what stands beside an archive's entry is
/// not known when it is read, so that the name must do.
fn is_of_maildir(file: &str) -> bool {
    let digits = file.bytes().take_while(u8::is_ascii_digit).count();
    digits >= 8 && file[digits..].starts_with('.') && file[digits + 1..].contains('.')
}

/// Bytes of a name as it is printed, beside every finding in the entry; a file system has few that are longer.
const NAME: usize = 1024;
/// Of one that is longer: bytes of its beginning, and of its end, where it says what sort of file it is.
const BEGINNING: usize = 800;
const ENDING: usize = 100;

/// A name of raw bytes, in UTF-8 as a rule: empty names and `.` between the slashes left out, the rest as
/// [`Input::name`](super::walk::Input::name) is written. Of one that no program gives, the middle is left out, with a hash in
/// its place: two names stay two.
pub fn of_bytes(raw: &[u8]) -> String {
    let name = whole(raw);
    if name.len() <= NAME {
        return name;
    }
    let beginning = &name[..name.floor_char_boundary(BEGINNING)];
    let ending = &name[name.ceil_char_boundary(name.len() - ENDING)..];
    let hash = blake3::hash(name.as_bytes()).to_hex();
    format!("{beginning}\u{2026}{}\u{2026}{ending}", &hash[..16])
}

fn whole(raw: &[u8]) -> String {
    let plain = !raw.starts_with(b"/") && !raw.starts_with(b"./") && !raw.ends_with(b"/");
    if plain && memchr::memmem::find(raw, b"//").is_none() && memchr::memmem::find(raw, b"/./").is_none() {
        return printable_bytes(raw);
    }
    let mut name = Vec::with_capacity(raw.len());
    for part in raw.split(|b| *b == b'/').filter(|part| !part.is_empty() && *part != b".") {
        if !name.is_empty() {
            name.push(b'/');
        }
        name.extend_from_slice(part);
    }
    printable_bytes(&name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::walk::WalkOptions;

    #[test]
    fn names_are_bare_and_printable() {
        for (raw, expected) in [
            (&b"./mail/a.mbox"[..], "mail/a.mbox"),
            (b"/etc/passwd", "etc/passwd"),
            (b"../../etc/passwd", "../../etc/passwd"),
            (b"a//b/./c/", "a/b/c"),
            (b"caf\xe9", r"caf\xe9"),
            (b"a\x07b", "a\u{7}b"),
            (b"", ""),
        ] {
            assert_eq!(of_bytes(raw), expected);
        }
    }

    #[test]
    fn names_without_end_are_cut_and_stay_apart() {
        let of =
            |n: usize| of_bytes(format!("{}{n}{}.eml", "\u{e9}".repeat(5_000), "b".repeat(5_000)).as_bytes());
        assert!(of(1).len() < NAME && of(1).starts_with("\u{e9}\u{e9}") && of(1).ends_with("bb.eml"));
        assert_ne!(of(1), of(2));
        let just = "a".repeat(NAME);
        assert_eq!(of_bytes(just.as_bytes()), just);
    }

    #[test]
    fn an_entry_is_judged_as_a_file_of_a_folder() {
        let of = |include: &[&str], exclude: &[&str], name: &str| {
            let own = |globs: &[&str]| globs.iter().map(|g| (*g).to_owned()).collect();
            let options =
                WalkOptions { include: own(include), exclude: own(exclude), ..WalkOptions::default() };
            judge(&["jan".to_owned(), "b.zip".to_owned()], name, &Globs::new(&options).unwrap())
        };
        assert_eq!(of(&[], &[], "a.eml"), Judged::Read);
        assert_eq!(of(&["*.eml"], &[], "x/a.eml"), Judged::Read);
        assert_eq!(of(&["*.eml"], &[], "x/a.mbox"), Judged::Beside);
        assert_eq!(
            of(&["b.zip"], &[], "x/a.mbox"),
            Judged::Read,
            "a folder that is named holds for all in it"
        );
        assert_eq!(of(&["jan/b.zip/x/*"], &[], "x/a.mbox"), Judged::Read);
        assert_eq!(of(&["x/*.mbox"], &[], "x/a.mbox"), Judged::Read);
        assert_eq!(of(&[], &["x"], "x/a.mbox"), Judged::Excluded);
        assert_eq!(of(&[], &[], "cur/dovecot-uidlist"), Judged::Control);
        assert_eq!(of(&[], &[], "box/tmp/1700000000.M1P2.host"), Judged::Undelivered);
        assert_eq!(of(&[], &[], "tmp/a.eml"), Judged::Read);
        assert!(
            lies_in_mail_folder("box/cur/1700000000.M1P2.host:2,S") && !lies_in_mail_folder("new/logo.png")
        );
    }
}
