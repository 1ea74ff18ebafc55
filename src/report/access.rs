//! What somebody is given who asks what is held on them (GDPR article 15): an archive with their messages and an index.
//!
//! In: redacted messages as they come, and what the index says of each. Out: a ZIP file with `messages/0001.eml` and so on, `index.csv`
//! for programs and `index.html` for people. Names in it are made here, from numbers. The same messages make the same bytes. This room
//! refuses to know how messages are read and whose details they hold.

use std::io::{self, Write};

use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::csv::push_cell;
use super::html::access as page;
use super::lang::text;
use crate::model::{ContentCoverage, FileCoverage, Lang, Named, Role};

/// Somebody who sent a message, or to whom it went, as the subject may know it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Whom {
    /// The subject, by this address.
    Subject(String),
    /// The own organisation, at this domain.
    Own(String),
    /// Another organisation, by its domain.
    Organisation(String),
    /// A private person.
    Private,
    /// Nobody knows who.
    Unknown,
}

/// Why a message that is held is not given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Held {
    /// It changed, or went, while this was made.
    Changed,
    /// It stands in an encrypted archive.
    Encrypted,
    /// It, or its source, cannot be read.
    Unread,
    /// It is too large, or was not read as one whole.
    TooLarge,
    /// The details of others in it cannot be taken out for certain.
    Uncertain,
}

impl Held {
    fn name(self) -> &'static str {
        match self {
            Held::Changed => "access-held-changed",
            Held::Encrypted => "access-held-encrypted",
            Held::Unread => "access-held-unread",
            Held::TooLarge => "access-held-too-large",
            Held::Uncertain => "access-held-uncertain",
        }
    }
}

/// What is known of how long a message is kept.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Term {
    /// Until this day (`YYYY-MM-DD`), by a rule.
    Until(String, String),
    /// It should be gone since this day, by a rule.
    Past(String, String),
    /// A rule covers it, and nothing says how old it is.
    DateUnknown(String),
    /// The law asks for it to be kept, by a duty, until a day where that is known.
    Duty(String, Option<String>),
}

/// What the index says of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Counts from 1 within the pack.
    pub number: u64,
    /// Why it is not in the pack, where it is not.
    pub held: Option<Held>,
    /// The Date field in RFC 3339.
    pub date: Option<String>,
    /// Its subject line, redacted.
    pub subject: Option<String>,
    /// As reports print it.
    pub source: String,
    /// Counts from 0 within its source.
    pub message: u64,
    /// Whose mailbox.
    pub custodian: String,
    /// Parts that the subject plays in it.
    pub roles: Vec<Role>,
    /// It is about the subject for sure; else by name.
    pub certain: bool,
    /// Who sent it.
    pub sender: Vec<Whom>,
    /// To whom it went.
    pub recipients: Vec<Whom>,
    /// There are more of these.
    pub more_recipients: bool,
    /// The subject's data in it, each once.
    pub data: Vec<(Named, String)>,
    /// How long it is kept; nothing where no term is set.
    pub terms: Vec<Term>,
    /// Places at which a sign stands for a detail of somebody else.
    pub places: u64,
    /// Files that are not in it because others' details are in them, or because they cannot be read.
    pub files: u64,
    /// Media types of parts that are not in it because they cannot be read.
    pub unread: Vec<String>,
}

/// What the index says on top.
#[derive(Debug, Clone)]
pub struct About<'a> {
    /// The language of the subject.
    pub lang: Lang,
    /// The organisation's own reference.
    pub reference: Option<&'a str>,
    /// The day on which the request came in.
    pub received: Option<String>,
    /// The day on which the pack was made.
    pub made: String,
    /// What was searched, by name.
    pub paths: Vec<String>,
    /// Options that decided what was found.
    pub options: Vec<(String, Vec<String>)>,
    /// What was asked for: names and identifiers of the request.
    pub identifiers: Vec<String>,
    /// What of the files was read and what was not.
    pub files: FileCoverage,
    /// The same of the messages.
    pub content: ContentCoverage,
    /// Problems by code.
    pub problems: Vec<(&'static str, u64)>,
    /// What stands where a detail of somebody else was.
    pub mark: &'a str,
}

/// A pack that is written as its messages come.
pub struct Pack<W: Write> {
    zip: ZipWriter<StreamWriter<W>>,
    digits: usize,
}

impl<W: Write> std::fmt::Debug for Pack<W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pack").finish_non_exhaustive()
    }
}

/// The same bytes whenever it is made.
fn options() -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::DEFAULT)
        .system(zip::System::Dos)
}

impl<W: Write> Pack<W> {
    /// A pack of at most so many messages.
    pub fn new(out: W, messages: u64) -> Self {
        let digits = messages.max(1).ilog10() as usize + 1;
        Pack { zip: ZipWriter::new_stream(out), digits: digits.max(4) }
    }

    /// Adds a message.
    ///
    /// # Errors
    ///
    /// Those of what it is written to.
    pub fn message(&mut self, number: u64, bytes: &[u8]) -> io::Result<()> {
        self.member(&name(number, self.digits), bytes)
    }

    /// Adds the index, and ends.
    ///
    /// # Errors
    ///
    /// Those of what it is written to.
    pub fn finish(mut self, about: &About<'_>, entries: &[Entry]) -> io::Result<()> {
        self.member("index.csv", &table(about.lang, entries, self.digits))?;
        let file = |entry: &Entry| entry.held.is_none().then(|| name(entry.number, self.digits));
        let html = page::index(about, entries, &file)?;
        self.member("index.html", html.as_bytes())?;
        self.zip.finish()?;
        Ok(())
    }

    fn member(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        self.zip.start_file(name, options())?;
        self.zip.write_all(bytes)
    }
}

/// The name of a message in the pack.
fn name(number: u64, digits: usize) -> String {
    format!("messages/{number:0digits$}.eml")
}

/// Somebody in words.
pub(super) fn whom(lang: Lang, whom: &Whom) -> String {
    match whom {
        Whom::Subject(address) => text(lang, "access-whom-subject", &[("address", address.as_str().into())]),
        Whom::Own(domain) => text(lang, "access-whom-own", &[("domain", domain.as_str().into())]),
        Whom::Organisation(domain) => {
            text(lang, "access-whom-organisation", &[("domain", domain.as_str().into())])
        }
        Whom::Private => text(lang, "access-whom-private", &[]),
        Whom::Unknown => text(lang, "access-whom-unknown", &[]),
    }
}

/// Several, each once, with how many there are.
pub(super) fn all(lang: Lang, list: &[Whom], more: bool) -> Vec<String> {
    let mut counts: Vec<(&Whom, u64)> = Vec::new();
    for one in list {
        match counts.iter_mut().find(|(known, _)| *known == one) {
            Some((_, n)) => *n += 1,
            None => counts.push((one, 1)),
        }
    }
    let said = counts.into_iter().map(|(one, n)| {
        let said = whom(lang, one);
        if n > 1 { format!("{said} ({n}\u{d7})") } else { said }
    });
    said.chain(more.then(|| text(lang, "access-whom-more", &[]))).collect()
}

/// What kind of data it is.
pub(super) fn kind(lang: Lang, named: Named) -> String {
    match named {
        Named::Detail(kind) => text(lang, &format!("kind-{}", kind.as_str()), &[]),
        Named::Other => text(lang, "access-other", &[]),
    }
}

/// A term in words.
pub(super) fn term(lang: Lang, term: &Term) -> String {
    let day = |day: &str| super::lang::day(lang, day);
    match term {
        Term::Until(rule, until) => {
            text(lang, "access-term-until", &[("rule", rule.as_str().into()), ("day", day(until).into())])
        }
        Term::Past(rule, since) => {
            text(lang, "access-term-past", &[("rule", rule.as_str().into()), ("day", day(since).into())])
        }
        Term::DateUnknown(rule) => text(lang, "access-term-date", &[("rule", rule.as_str().into())]),
        Term::Duty(rule, Some(until)) => {
            text(lang, "access-term-duty", &[("rule", rule.as_str().into()), ("day", day(until).into())])
        }
        Term::Duty(rule, None) => text(lang, "access-term-duty-date", &[("rule", rule.as_str().into())]),
    }
}

/// Terms in words; that none is set is said.
pub(super) fn terms(lang: Lang, list: &[Term]) -> Vec<String> {
    match list {
        [] => vec![text(lang, "access-term-none", &[])],
        list => list.iter().map(|one| term(lang, one)).collect(),
    }
}

/// What is not there, or not as it was.
pub(super) fn remarks(lang: Lang, entry: &Entry) -> Vec<String> {
    if let Some(held) = entry.held {
        return vec![text(lang, "access-held", &[("why", text(lang, held.name(), &[]).into())])];
    }
    let mut all = Vec::new();
    if entry.places > 0 {
        all.push(text(lang, "access-places", &[("n", entry.places.into())]));
    }
    if entry.files > 0 {
        all.push(text(lang, "access-files", &[("n", entry.files.into())]));
    }
    if !entry.unread.is_empty() {
        all.push(text(lang, "access-unread-parts", &[("types", entry.unread.join(", ").into())]));
    }
    all
}

/// A role in words.
pub(super) fn role(lang: Lang, role: Role) -> String {
    text(lang, &format!("access-role-{}", role.as_str()), &[])
}

/// The index for programs: one line a message (RFC 4180).
fn table(lang: Lang, entries: &[Entry], digits: usize) -> Vec<u8> {
    let mut out = Vec::new();
    let columns = [
        "number",
        "file",
        "date",
        "subject",
        "source",
        "message",
        "mailbox",
        "role",
        "sender",
        "recipients",
        "data",
        "retention",
        "remarks",
    ];
    let columns: Vec<String> =
        columns.into_iter().map(|c| text(lang, &format!("access-column-{c}"), &[])).collect();
    push_line(&columns, &mut out);
    for entry in entries {
        let data: Vec<String> =
            entry.data.iter().map(|(named, value)| format!("{}: {value}", kind(lang, *named))).collect();
        let roles: Vec<String> = entry.roles.iter().map(|r| role(lang, *r)).collect();
        let cells = [
            entry.number.to_string(),
            if entry.held.is_none() { name(entry.number, digits) } else { String::new() },
            entry.date.clone().unwrap_or_default(),
            entry.subject.clone().unwrap_or_default(),
            entry.source.clone(),
            entry.message.to_string(),
            entry.custodian.clone(),
            roles.join("; "),
            all(lang, &entry.sender, false).join("; "),
            all(lang, &entry.recipients, entry.more_recipients).join("; "),
            data.join("; "),
            terms(lang, &entry.terms).join("; "),
            remarks(lang, entry).join(" "),
        ];
        push_line(&cells, &mut out);
    }
    out
}

fn push_line(cells: &[String], out: &mut Vec<u8>) {
    for (n, cell) in cells.iter().enumerate() {
        if n > 0 {
            out.push(b',');
        }
        push_cell(cell, out);
    }
    out.extend_from_slice(b"\r\n");
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::model::Kind;
    use std::io::{Cursor, Read as _};

    pub(crate) fn entry(number: u64) -> Entry {
        Entry {
            number,
            held: None,
            date: Some("2014-03-02T10:11:00+01:00".to_owned()),
            subject: Some("=1+1 <script>alert(1)</script>".to_owned()),
            source: "klant.mbox".to_owned(),
            message: 3,
            custodian: "verkoop".to_owned(),
            roles: vec![Role::Sender, Role::Mentioned],
            certain: true,
            sender: vec![Whom::Subject("jan@klant.example".to_owned())],
            recipients: vec![Whom::Own("huis.example".to_owned()), Whom::Private, Whom::Private],
            more_recipients: true,
            data: vec![
                (Named::Detail(Kind::Phone), "+31205550111".to_owned()),
                (Named::Other, "KL-88213".to_owned()),
            ],
            terms: vec![Term::Until("brieven".to_owned(), "2030-01-02".to_owned())],
            places: 2,
            files: 1,
            unread: vec!["image/png".to_owned()],
        }
    }

    pub(crate) fn about(lang: Lang) -> About<'static> {
        About {
            lang,
            reference: Some("AVG-2026-015"),
            received: Some("2026-11-01".to_owned()),
            made: "2026-11-28".to_owned(),
            paths: vec!["archief".to_owned()],
            options: vec![("own-domain".to_owned(), vec!["huis.example".to_owned()])],
            identifiers: vec!["Jan de Vries".to_owned()],
            files: FileCoverage::default(),
            content: ContentCoverage::default(),
            problems: vec![("encrypted", 2)],
            mark: "[gegevens van een ander]",
        }
    }

    fn packed(lang: Lang) -> Vec<u8> {
        let mut out = Vec::new();
        let mut pack = Pack::new(&mut out, 2);
        pack.message(1, b"Subject: a\n\nb\n").unwrap();
        let held = Entry { number: 2, held: Some(Held::Uncertain), ..entry(2) };
        pack.finish(&about(lang), &[entry(1), held]).unwrap();
        out
    }

    fn read(zip: &[u8], name: &str) -> String {
        let mut all = zip::ZipArchive::new(Cursor::new(zip.to_vec())).unwrap();
        let mut text = String::new();
        all.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    }

    #[test]
    fn a_pack_holds_messages_and_two_indexes() {
        let zip = packed(Lang::Nl);
        assert_eq!(zip, packed(Lang::Nl), "the same bytes");
        let all = zip::ZipArchive::new(Cursor::new(zip.clone())).unwrap();
        let mut names: Vec<String> = all.file_names().map(|name| name.unwrap().into_owned()).collect();
        names.sort_unstable();
        assert_eq!(names, ["index.csv", "index.html", "messages/0001.eml"]);
        assert_eq!(read(&zip, "messages/0001.eml"), "Subject: a\n\nb\n");
    }

    #[test]
    fn no_cell_is_a_formula() {
        let csv = read(&packed(Lang::En), "index.csv");
        let lines: Vec<&str> = csv.split_terminator("\r\n").collect();
        assert_eq!(lines.len(), 3);
        assert!(lines[1].contains(",'=1+1 <script>"), "{}", lines[1]);
        assert!(lines[1].starts_with("1,messages/0001.eml,") && lines[2].starts_with("2,,"), "{csv}");
    }

    #[test]
    fn recipients_are_counted_and_not_named() {
        let said = all(Lang::Nl, &entry(1).recipients, true);
        assert_eq!(said.len(), 3);
        assert!(said[1].ends_with("(2\u{d7})"), "{said:?}");
    }
}
