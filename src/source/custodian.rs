//! A place in, whose mailbox it is out.
//!
//! The custodian (a word of eDiscovery) is told by the path alone, before the file is opened:
//!
//! - In `cur` or `new` of a Maildir: the folder that holds these.
//! - A message by its name (`.eml`, `.emlx`, a number as MH gives): the folder it lies in.
//! - Any other file (an mbox): its name, without extensions; below a `.sbd` folder of Thunderbird, the folder
//!   it lies in.
//!
//! A name that every mailbox has (`Inbox`, `Verzonden`, `Maildir`, `Messages`…), and a folder that is part of
//! somebody's (Maildir++
//! `.Sent`, Thunderbird's `Inbox.sbd`) says nothing: then the folder above is taken, up to the PATH given and
//! along it as it was typed. `X.mbox`, a folder of Apple Mail, counts as `X`. Where all say nothing, the
//! nearest does
//! after all; never is it empty.

use std::path::{Component, Path};
use std::sync::Arc;

use super::walk::printable;

/// Names of folders and files that any mailbox has, in lower case.
const GENERIC: &[&str] = &[
    "all documents",
    "all mail",
    "alle e-mails",
    "alle e-mailberichten",
    "archief",
    "archiv",
    "archive",
    "archives",
    "attachments",
    "back-up",
    "backup",
    "backups",
    "bandeja de entrada",
    "bijlagen",
    "boîte de réception",
    "borradores",
    "bozze",
    "brouillons",
    "bulk",
    "calendar",
    "chats",
    "concepten",
    "contacts",
    "corbeille",
    "cur",
    "data",
    "deleted",
    "deleted items",
    "deleted messages",
    "drafts",
    "elementi inviati",
    "elementos enviados",
    "elementos eliminados",
    "entwürfe",
    "enviados",
    "gelöscht",
    "gelöschte elemente",
    "gelöschte objekte",
    "gesendet",
    "gesendete elemente",
    "gesendete objekte",
    "gmail",
    "imap",
    "imapmail",
    "inbox",
    "indésirables",
    "inviati",
    "items",
    "junk",
    "junk e-mail",
    "junk email",
    "junk-e-mail",
    "local folders",
    "lokale mappen",
    "lokale ordner",
    "mail",
    "maildata",
    "maildir",
    "mbox",
    "messages",
    "messages envoyés",
    "messaggi inviati",
    "new",
    "ongewenste e-mail",
    "ongewenste mail",
    "outbox",
    "papelera",
    "papierkorb",
    "partial messages",
    "posta in arrivo",
    "posteingang",
    "postvak in",
    "postvak uit",
    "prullenbak",
    "sent",
    "sent items",
    "sent mail",
    "sent messages",
    "sent-mail",
    "spam",
    "starred",
    "takeout",
    "templates",
    "tmp",
    "trash",
    "unsent messages",
    "verwijderd",
    "verwijderde items",
    "verzonden",
    "verzonden berichten",
    "verzonden items",
    "éléments envoyés",
    "éléments supprimés",
];

/// Extensions that say how a file is kept, not whose it is.
const EXTENSIONS: &[&str] = &[
    ".7z", ".bz2", ".eml", ".emlx", ".gz", ".lzma", ".mbox", ".mbs", ".mbx", ".tar", ".tbz", ".tbz2", ".tgz",
    ".txt", ".txz", ".xz", ".zip", ".zst", ".msg", ".ost", ".pst", ".vcf", ".ics",
];

/// Whose mailbox a file belongs to. `parts` are the names from the PATH down to it, or its own name when it is
/// the
/// PATH (`is_root`).
pub(super) fn custodian(root: &Path, parts: &[String], is_root: bool) -> Arc<str> {
    let mut typed: Vec<String> = root
        .components()
        .filter_map(|c| match c {
            Component::Normal(name) => Some(printable(name)),
            _ => None,
        })
        .collect();
    if is_root {
        typed.pop();
    }
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    let above: Vec<&str> = typed.iter().map(String::as_str).collect();
    let (told, nearest) = by_path(&above, &parts);
    let file = parts.last().copied().filter(|file| !file.is_empty());
    told.or(nearest).or(file).unwrap_or("-").into()
}

/// Whose mailbox an entry of an archive belongs to, by its name there; where that says nothing, it is that of the archive,
/// which stands for a folder.
pub fn within(archive: &Arc<str>, name: &str) -> Arc<str> {
    let parts: Vec<&str> = name.split('/').collect();
    by_path(&[], &parts).0.map_or_else(|| archive.clone(), Into::into)
}

/// The name that tells, and the nearest one of those that would say nothing. `above` are folders that may tell though they
/// were not walked.
fn by_path<'a>(above: &[&'a str], parts: &[&'a str]) -> (Option<&'a str>, Option<&'a str>) {
    let (file, folders) = match parts.split_last() {
        Some((file, folders)) => (*file, folders),
        None => ("", &[][..]),
    };
    let path: Vec<&str> = above.iter().chain(folders).copied().collect();

    let in_maildir = path.last().is_some_and(|f| *f == "cur" || *f == "new");
    let of_thunderbird = folders.iter().any(|f| f.ends_with(".sbd"));
    let own = (!in_maildir && !of_thunderbird && !is_message(file)).then(|| stem(file));
    let above = path.iter().rev().filter(|f| !part_of_another(f)).map(|f| stem(f));

    let mut nearest = None;
    for name in own.into_iter().chain(above) {
        if name.is_empty() {
            continue;
        }
        if !is_generic(name) {
            return (Some(name), nearest);
        }
        nearest = nearest.or(Some(name));
    }
    (None, nearest)
}

/// By its name alone.
fn is_message(file: &str) -> bool {
    let lower = file.to_ascii_lowercase();
    lower.ends_with(".eml")
        || lower.ends_with(".emlx")
        || !file.is_empty() && file.bytes().all(|b| b.is_ascii_digit())
        || [":2,", ";2,", "!2,"].iter().any(|flags| file.contains(flags))
}

/// A sub-folder of somebody's mailbox: Maildir++ (`.Sent.2014`), Thunderbird (`Inbox.sbd`).
fn part_of_another(folder: &str) -> bool {
    folder.starts_with('.') || folder.ends_with(".sbd")
}

fn stem(name: &str) -> &str {
    let mut name = name;
    while let Some(shorter) = EXTENSIONS.iter().find_map(|e| strip_ending(name, e)) {
        name = shorter;
    }
    name
}

fn strip_ending<'a>(name: &'a str, ending: &str) -> Option<&'a str> {
    let at = name.len().checked_sub(ending.len()).filter(|at| *at > 0 && name.is_char_boundary(*at))?;
    name[at..].eq_ignore_ascii_case(ending).then_some(&name[..at])
}

fn is_generic(name: &str) -> bool {
    let lower = name.to_lowercase().replace('_', " ");
    let lower = lower.trim();
    // Thunderbird and Google number what clashes: `Sent-1`, `Inbox (2)`.
    let bare =
        lower.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '-' | ' ' | '(' | ')' | '.'));
    GENERIC.contains(&lower) || GENERIC.contains(&bare) || bare.is_empty()
}

/// Folders of mail that was sent, in lower case.
const SENT: &[&str] = &[
    "sent",
    "sent items",
    "sent mail",
    "sent messages",
    "sentmail",
    "verzonden",
    "verzonden items",
    "verzonden berichten",
    "gesendet",
    "gesendete elemente",
    "gesendete objekte",
    "éléments envoyés",
    "messages envoyés",
    "envoyés",
    "enviados",
    "elementos enviados",
    "mensajes enviados",
    "inviati",
    "elementi inviati",
    "posta inviata",
];

/// Folders of mail that was not sent yet, in lower case.
const DRAFTS: &[&str] = &["drafts", "draft", "concepten", "entwürfe", "brouillons", "borradores", "bozze"];

/// True where a source, by its printed name, lies in somebody's folder of sent mail, whose senders are the people of the
/// house.
pub fn is_sent_folder(source: &str) -> bool {
    lies_in(source, SENT)
}

/// True where a source, by its printed name, lies in somebody's folder of drafts.
pub fn is_draft_folder(source: &str) -> bool {
    lies_in(source, DRAFTS)
}

fn lies_in(source: &str, names: &[&str]) -> bool {
    source.split(['/', '!']).any(|folder| {
        let name = stem(folder).trim_start_matches('.').to_lowercase().replace('_', " ");
        let own = name.rsplit('.').next().unwrap_or(&name);
        let is = |name: &str| {
            let bare =
                name.trim_matches(|c: char| c.is_ascii_digit() || matches!(c, '-' | ' ' | '(' | ')' | '.'));
            names.contains(&bare)
        };
        is(&name) || is(own) || name.split('.').any(is)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(root: &str, path: &str) -> String {
        let is_root = path.is_empty();
        let root = Path::new(root);
        let parts: Vec<String> = if is_root {
            vec![root.file_name().unwrap().to_str().unwrap().to_owned()]
        } else {
            path.split('/').map(str::to_owned).collect()
        };
        custodian(root, &parts, is_root).to_string()
    }

    #[test]
    fn folders_of_sent_mail() {
        for source in
            ["jan/Sent", "jan/Verzonden items.mbox", "jan/.Sent.2014/cur/1700.host", "a!_sent_mail", "Sent-1"]
        {
            assert!(is_sent_folder(source), "{source}");
        }
        for source in ["jan/Inbox", "consent/x.mbox", "presents.mbox"] {
            assert!(!is_sent_folder(source), "{source}");
        }
        assert!(is_draft_folder("jan/.Concepten/cur/1700.host") && !is_draft_folder("jan/Draftsman.mbox"));
    }

    #[test]
    fn the_path_tells_whose_it_is() {
        for (root, path, expected) in [
            ("mail", "sales.mbox", "sales"),
            ("mail", "old/sales.mbox.gz", "sales"),
            ("mail", "jan.pst", "jan"),
            ("mail/sales.mbox", "", "sales"),
            ("mail", "jan/Inbox", "jan"),
            ("mail", "jan/Verzonden.mbox", "jan"),
            ("mail", "jan/Sent-1", "jan"),
            ("mail", "jan/_sent_mail.mbox.gz", "jan"),
            ("home/jan/mbox", "", "jan"),
            ("mail", "maildir/jan/cur/1700000000.M1P2.host:2,S", "jan"),
            ("mail", "jan/.Sent.2014/new/1700000000.M1P2.host", "jan"),
            ("home/jan/Maildir", "cur/1700000000.M1P2.host:2,S", "jan"),
            ("home/jan/Maildir", ".Sent/cur/1700000000.M1P2.host:2,S", "jan"),
            ("mail", "jan/projects/000 Offer.eml", "projects"),
            ("mail", "jan/inbox/12", "jan"),
            ("export", "Sales.mbox/mbox", "Sales"),
            ("export", "Sales.mbox/Messages/12.emlx", "Sales"),
            ("V2", "IMAP-jan@example.com/INBOX.mbox/Messages/12.partial.emlx", "IMAP-jan@example.com"),
            ("profile", "jan@example.com/Inbox.sbd/Customers", "jan@example.com"),
            ("jan", "Inbox.sbd/Customers", "jan"),
            ("inbox", "Sent", "Sent"),
            (".", "Inbox", "Inbox"),
            (".", "1.eml", "1.eml"),
            ("/", "12", "12"),
        ] {
            assert_eq!(of(root, path), expected, "{root} {path}");
        }
    }

    #[test]
    fn an_archive_stands_for_a_folder() {
        let archive: Arc<str> = of("mail", "jan/backup.tar.gz").into();
        assert_eq!(&*archive, "jan");
        for (name, expected) in [
            ("mail/sales.mbox", "sales"),
            ("Inbox", "jan"),
            ("Maildir/cur/1700000000.M1P2.host:2,S", "jan"),
            ("els/Maildir/.Sent/cur/1700000000.M1P2.host:2,S", "els"),
            ("Takeout/Mail/Inbox.mbox", "jan"),
            ("profile/Mail/Local Folders/Inbox.sbd/Customers", "profile"),
            ("1.eml", "jan"),
            ("", "jan"),
        ] {
            assert_eq!(&*within(&archive, name), expected, "{name}");
        }
        assert_eq!(of("mail", "els.zip"), "els");
    }

    #[test]
    fn the_list_is_in_lower_case() {
        assert!(GENERIC.iter().all(|n| n.to_lowercase() == **n));
    }
}
