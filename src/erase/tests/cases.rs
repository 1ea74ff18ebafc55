//! Folders of mail, one a form, with targets in each; and what is needed to look at them.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use sha2::{Digest as _, Sha256};

use crate::erase::journal::Journal;
use crate::erase::steps::{Disk, Positioned, Steps, Unhindered};
use crate::erase::survey::{Random, Seen, Survey, Witness};
use crate::erase::wanted::{Place, Wanted};
use crate::erase::{Change, Editor, Fate, Keeper, Options, Target, apply};
use crate::model::{Limits, Quoting, Stop};
use crate::source::nested::Budget;
use crate::source::pack;

/// What stands in a message that is to be replaced, and what in its place.
pub(super) const MARK: &str = "els@relatie.example";
pub(super) const INSTEAD: &str = "[on request, details of one person were removed from this message]";

/// Deletes and keeps what says so, replaces the mark in the rest.
pub(super) struct ByText;

impl Editor for ByText {
    fn change(&self, _: u64, message: &[u8], _: Quoting) -> Result<Change, String> {
        let text = String::from_utf8_lossy(message);
        Ok(match () {
            () if text.contains("DELETE") => Change::Delete,
            () if text.contains("REFUSE") => return Err("a hold".to_owned()),
            () if text.contains("KEEP") => Change::Keep,
            () if text.contains(MARK) => Change::Replace(text.replace(MARK, INSTEAD).into_bytes()),
            () => Change::Keep,
        })
    }
}

/// Remembers what was kept.
#[derive(Default)]
pub(super) struct Remember(pub(super) Vec<[u8; 32]>);

impl Keeper for Remember {
    fn keep(&mut self, target: &Target, message: &[u8]) -> io::Result<()> {
        assert_eq!(target.sha256, hash(message));
        self.0.push(target.sha256);
        Ok(())
    }
    fn sync(&mut self) -> io::Result<()> {
        Ok(())
    }
}

pub(super) fn hash(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// A message; what it says decides what becomes of it.
pub(super) fn message(number: u32, says: &str) -> String {
    format!(
        "From: Els <{MARK}>\nTo: jan@example.nl\nSubject: {number}\nMessage-ID: <{number}@relatie.example>\nStatus: RO\n\nText {number}: {says}\n"
    )
}

pub(super) fn line(number: u32) -> String {
    format!("From els@relatie.example Mon Mar 17 17:19:{number:02} 1997\n")
}

/// An mbox of messages that say these things.
pub(super) fn mbox(says: &[&str]) -> String {
    says.iter()
        .enumerate()
        .map(|(n, says)| format!("{}{}\n", line(n as u32), message(n as u32, says)))
        .collect()
}

pub(super) const SAYS: [&str; 5] =
    ["KEEP\n>From here on", "DELETE", "KEEP too", "please\n>From me", "KEEP\n\nthe last"];

/// A folder of mail.
pub(super) struct Case {
    pub(super) name: &'static str,
    /// Files by their names in the folder.
    pub(super) files: Vec<(String, Vec<u8>)>,
    /// Of each: in which file, under which entries.
    pub(super) places: Vec<(String, Vec<String>)>,
    /// More than one file holds a message for a while.
    pub(super) maildir: bool,
}

fn case(name: &'static str, file: &str, inner: &[&str], bytes: impl Into<Vec<u8>>) -> Case {
    let places = vec![(file.to_owned(), inner.iter().map(|n| (*n).to_owned()).collect())];
    Case { name, files: vec![(file.to_owned(), bytes.into())], places, maildir: false }
}

pub(super) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub(super) fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::stream::encode_all(bytes, 1).unwrap()
}

fn bzip2(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn xz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = liblzma::write::XzEncoder::new(Vec::new(), 1);
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// mboxcl2: every message has its length, and a separator line in its text stands as it is.
pub(super) fn mboxcl2() -> String {
    let text = |number: u32, says: &str| {
        let (header, body) =
            message(number, says).split_once("\n\n").map(|(h, b)| (h.to_owned(), b.to_owned())).unwrap();
        let body = format!("{body}\n{}quoted as it is\n", line(59));
        format!("{}{header}\nContent-Length: {}\n\n{body}\n", line(number), body.len())
    };
    SAYS.iter().enumerate().map(|(n, says)| text(n as u32, says)).collect()
}

/// One case a form.
pub(super) fn cases() -> Vec<Case> {
    let plain = mbox(&SAYS);
    let (goes, changes, stays) = (message(1, "DELETE"), message(2, "please"), message(3, "KEEP"));
    let files: Vec<pack::File<'_>> = vec![
        ("mail/box", plain.as_bytes()),
        ("mail/goes.eml", goes.as_bytes()),
        ("mail/stays.eml", stays.as_bytes()),
        ("mail/changes.eml", changes.as_bytes()),
        ("notes.txt", b"no mail at all\n"),
    ];
    let inner = |case: Case, outer: &[&str]| {
        let file = case.files[0].0.clone();
        let places = ["mail/box", "mail/goes.eml", "mail/changes.eml"].map(|name| {
            let inner = outer.iter().chain([&name]).map(|n| (*n).to_owned()).collect();
            (file.clone(), inner)
        });
        Case { places: places.to_vec(), ..case }
    };
    let two = |name, first: &str, second: &str, third: &str, maildir: bool| {
        let files = [(first, &goes), (second, &changes), (third, &stays)];
        Case {
            name,
            files: files.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect(),
            places: vec![(first.to_owned(), vec![]), (second.to_owned(), vec![])],
            maildir,
        }
    };
    let emlx = |text: &str| format!("{:<10}\n{text}<?xml version=\"1.0\"?><plist/>\n", text.len());
    let mut maildir = two(
        "Maildir",
        "Maildir/new/1700000001.M1P1.host",
        "Maildir/cur/1700000002.M2P1.host,S=999,W=999:2,FS",
        "Maildir/cur/1700000003.M3P1.host:2,S",
        true,
    );
    maildir.files.push(("Maildir/tmp/.keep".to_owned(), Vec::new()));
    maildir.files.push(("Maildir/maildirsize".to_owned(), b"1000000S\n600 3\n".to_vec()));
    let mut mh = two("MH", "mh/1", "mh/2", "mh/3", false);
    mh.files.push(("mh/.mh_sequences".to_owned(), b"unseen: 1-3\n".to_vec()));
    let mut apple = two("EMLX", "1.emlx", "2.emlx", "3.emlx", false);
    for (_, bytes) in &mut apple.files {
        *bytes = emlx(std::str::from_utf8(bytes).unwrap()).into_bytes();
    }
    let mut beside = case("mbox", "box", &[], plain.clone());
    beside.files.push(("box.msf".to_owned(), b"// <!-- mdb:mork -->".to_vec()));
    beside.files.push((".imap/box/dovecot.index.cache".to_owned(), b"\x01\0".to_vec()));
    let zipped = pack::zip(&files);
    let pseudo = format!(
        "{}From: Mail System Internal Data <MAILER-DAEMON@example.nl>\nSubject: DON'T DELETE THIS MESSAGE -- FOLDER INTERNAL DATA\nX-IMAP: 0878614400 0000000005\nStatus: RO\n\nKEEP\n\n",
        line(0)
    );
    let cut = plain.trim_end_matches('\n').to_owned();
    vec![
        beside,
        case("mbox with CRLF", "box", &[], plain.replace('\n', "\r\n")),
        case("mbox without its last line end", "box", &[], format!("{pseudo}{cut}")),
        case("mbox with something before", "box", &[], format!("a lost\nend of a message\n\n{plain}")),
        case("mboxcl2", "box", &[], mboxcl2()),
        two("EML", "goes.eml", "changes.eml", "stays.eml", false),
        maildir,
        mh,
        apple,
        case("gzip", "box.gz", &[], gzip(plain.as_bytes())),
        case("bzip2", "box.bz2", &[], bzip2(plain.as_bytes())),
        case("xz", "box.xz", &[], xz(plain.as_bytes())),
        case("zstd", "box.zst", &[], zstd(plain.as_bytes())),
        inner(case("tar", "mail.tar", &[], pack::tar(&files)), &[]),
        inner(case("tar.gz", "mail.tar.gz", &[], gzip(&pack::tar(&files))), &[]),
        inner(case("zip", "mail.zip", &[], zipped.clone()), &[]),
        inner(
            case("zip in tar.zst", "all.tar.zst", &[], zstd(&pack::tar(&[("a.zip", &zipped)]))),
            &["a.zip"],
        ),
        case(
            "mbox.gz in zip in tar.xz",
            "all.tar.xz",
            &["a.zip", "box.gz"],
            xz(&pack::tar(&[("a.zip", &pack::zip(&[("box.gz", &gzip(plain.as_bytes()))]))])),
        ),
        case("eml.gz", "goes.eml.gz", &[], gzip(goes.as_bytes())),
    ]
}

/// What is met in a file.
#[derive(Default)]
pub(super) struct Collect {
    pub(super) messages: Vec<(Vec<String>, Seen)>,
    pub(super) bytes: Vec<[u8; 32]>,
    pub(super) problems: usize,
}

impl Witness for Collect {
    fn message(&mut self, place: &Place, _: &Wanted, seen: Seen) {
        self.messages.push((place.iter().map(|(name, _)| name.clone()).collect(), seen));
    }
    fn bytes(&mut self, _: Option<&str>, length: u64, hash: [u8; 32]) {
        if length > 0 {
            self.bytes.push(hash);
        }
    }
    fn problem(&mut self, _: &crate::model::Problem) {
        self.problems += 1;
    }
}

/// Reads a file; looks into these entries.
pub(super) fn look(path: &Path, inner: &[Vec<String>]) -> Collect {
    let wanted: Vec<Target> = inner.iter().map(|inner| target(path, inner, 0, [0; 32])).collect();
    let mut collect = Collect::default();
    let file = Arc::new(fs::File::open(path).unwrap());
    let size = file.metadata().unwrap().len();
    let reader = Positioned::new(&Disk(Arc::new(Unhindered)), &file, size);
    let random = Random { reader: Box::new(reader.clone()), size };
    let name = path.file_name().unwrap().to_str().unwrap();
    let wanted = Wanted::of(&wanted.iter().collect::<Vec<_>>());
    Survey::new(Budget::new(&Limits::default()), &mut collect)
        .content(&wanted, Box::new(reader), Some(random), name, 0)
        .unwrap();
    collect
}

pub(super) fn target(file: &Path, inner: &[String], offset: u64, sha256: [u8; 32]) -> Target {
    Target {
        file: file.to_owned(),
        inner: inner.to_vec(),
        message: 0,
        offset,
        length: 0,
        sha256,
        kept: 0,
        id: 0,
    }
}

impl Case {
    /// Writes the files.
    pub(super) fn put(&self, folder: &Path) {
        for (name, bytes) in &self.files {
            let path = folder.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            for beside in ["cur", "new", "tmp"].iter().filter(|_| self.maildir) {
                fs::create_dir_all(folder.join("Maildir").join(beside)).unwrap();
            }
            fs::write(&path, bytes).unwrap();
            #[cfg(unix)]
            fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o640)).unwrap();
        }
    }

    /// Every message in the places, as a plan would have it.
    pub(super) fn targets(&self, folder: &Path) -> Vec<Target> {
        let mut targets = Vec::new();
        for (file, inner) in &self.places {
            let path = folder.join(file);
            for (names, seen) in look(&path, std::slice::from_ref(inner)).messages {
                targets.push(Target {
                    file: path.clone(),
                    inner: names,
                    message: seen.index,
                    offset: seen.offset,
                    length: seen.length,
                    sha256: seen.sha256,
                    kept: 0,
                    id: targets.len() as u64,
                });
            }
        }
        targets
    }

    /// What stands in the folder: of every file all messages and other bytes; locks, journals and indexes left out. Files of a Maildir
    /// have no names here, as those change.
    pub(super) fn state(&self, folder: &Path) -> BTreeMap<String, Vec<[u8; 32]>> {
        let mut state = BTreeMap::<String, Vec<[u8; 32]>>::new();
        for path in files(folder) {
            let name = path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
            let file = name.rsplit('/').next().unwrap();
            if file.ends_with(".lock") || crate::source::control::is_control_file(file) || file == ".keep" {
                continue;
            }
            let inner: Vec<_> =
                self.places.iter().filter(|(f, _)| *f == name).map(|(_, i)| i.clone()).collect();
            let seen = look(&path, &inner);
            assert_eq!(seen.problems, 0, "{}: {name}", self.name);
            let key = if self.maildir { "Maildir".to_owned() } else { name };
            let all = state.entry(key).or_default();
            all.extend(seen.messages.iter().map(|(_, seen)| seen.sha256));
            all.extend(seen.bytes);
            if self.maildir {
                all.sort_unstable();
            }
        }
        state
    }
}

/// All files below a folder.
pub(super) fn files(folder: &Path) -> Vec<PathBuf> {
    let walk = walkdir::WalkDir::new(folder).sort_by_file_name();
    walk.into_iter()
        .map(|e| e.unwrap())
        .filter(|e| e.file_type().is_file())
        .map(walkdir::DirEntry::into_path)
        .collect()
}

/// How quick tests are.
pub(super) fn options(steps: Arc<dyn Steps>) -> Options {
    Options { patience: Duration::ZERO, grace: Duration::ZERO, steps, ..Options::default() }
}

/// Applies what the texts say; the journal lies beside the folder.
pub(super) fn run(
    folder: &Path,
    targets: &[Target],
    keeper: &mut Remember,
    options: &Options,
) -> Option<Vec<Fate>> {
    let mut journal = Journal::open(&folder.with_extension("journal")).unwrap();
    let outcomes = apply(targets, &ByText, keeper, &mut journal, options, &Stop::default()).ok()?;
    assert!(outcomes.iter().zip(targets).all(|(outcome, target)| outcome.id == target.id));
    Some(outcomes.into_iter().map(|outcome| outcome.fate).collect())
}

/// A scratch folder in memory where there is such a place: it is written to thousands of times.
pub(in crate::erase) fn scratch() -> tempfile::TempDir {
    static WHERE: Mutex<Option<PathBuf>> = Mutex::new(None);
    let mut place = WHERE.lock().unwrap();
    let root = place.get_or_insert_with(|| {
        let memory = PathBuf::from("/dev/shm");
        if memory.is_dir() && tempfile::tempdir_in(&memory).is_ok() { memory } else { std::env::temp_dir() }
    });
    tempfile::tempdir_in(root).unwrap()
}
