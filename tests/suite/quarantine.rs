//! What is taken out of mail is kept sealed, listed, destroyed on its day, and put back as it was.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use age::secrecy::ExposeSecret as _;
use age::x25519::Identity;
use mailsweep::erase::quarantine::{KEY, Quarantine, Term};
use mailsweep::erase::{Change, Editor, Fate, Journal, Options, Target, apply};
use mailsweep::model::{Quoting, Stop};
use mailsweep::report::{HashKey, Recipients};
use sha2::{Digest as _, Sha256};

use crate::archive::{Archive, program};
use crate::containers::gz;
use crate::letters::{ANNA, ELS, JAN, plain};

struct DeleteAll;

impl Editor for DeleteAll {
    fn change(&self, _: u64, _: &[u8], _: Quoting) -> Result<Change, String> {
        Ok(Change::Delete)
    }
}

const JAN_SAYS: &str = "Bel mij op 020-5550111.\n\nFrom now on, dat is.\n";

fn jan() -> Vec<u8> {
    plain(JAN, ANNA, JAN_SAYS)
}

/// As it stands in an mbox.
fn quoted() -> Vec<u8> {
    String::from_utf8(jan()).unwrap().replace("\nFrom now", "\n>From now").into_bytes()
}

/// The message of Jan, which goes, among others: in a mailbox, a Maildir, a file, a compressed mailbox.
struct Case {
    archive: Archive,
    key: Identity,
}

impl Case {
    fn new() -> Self {
        let (jan, els) = (jan(), plain(ELS, ANNA, "Bel mij op 030-5550122.\n"));
        let all: [&[u8]; 3] = [&els, &jan, &els];
        let archive = Archive::new()
            .mbox("a.mbox", &all)
            .maildir("dir", &all)
            .eml("b.eml", &jan)
            .file("c.mbox.gz", gz(&crate::archive::mbox(&all)));
        let case = Case { archive, key: Identity::generate() };
        let text = format!("# a key of nobody\n{}\n", case.key.to_string().expose_secret());
        fs::write(case.identity(), text).unwrap();
        case
    }

    fn identity(&self) -> PathBuf {
        self.archive.beside("key.txt")
    }

    fn folder(&self) -> PathBuf {
        self.archive.beside("quarantine")
    }

    fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.archive.root().join(name)).unwrap()
    }

    fn target(&self, name: &str, id: u64, (message, offset): (u64, u64), bytes: &[u8]) -> Target {
        Target {
            file: self.archive.root().join(name),
            inner: Vec::new(),
            message,
            offset,
            length: bytes.len() as u64,
            sha256: Sha256::digest(bytes).into(),
            kept: 0,
            id,
        }
    }

    fn erase(&self) {
        let box_ = self.read("a.mbox");
        let at = box_.windows(quoted().len()).position(|w| w == quoted()).unwrap() as u64;
        let targets = [
            self.target("a.mbox", 0, (1, at), &quoted()),
            self.target("dir/cur/1700000001.M1.host:2,S", 1, (0, 0), &jan()),
            self.target("b.eml", 2, (0, 0), &jan()),
            self.target("c.mbox.gz", 3, (1, at), &quoted()),
        ];
        let mut recipients = Recipients::default();
        recipients.add(&self.key.to_public().to_string()).unwrap();
        let term = Term {
            taken: "2026-11-01".parse().unwrap(),
            keep_until: "2027-01-30".parse().unwrap(),
            reference: "avg-2026-014".to_owned(),
        };
        let seal = Box::new(move |clear: &[u8]| recipients.seal(clear));
        let mut keeper = Quarantine::open(&self.folder(), seal, term, Some(&self.index_key())).unwrap();
        let mut journal = Journal::open(&self.archive.beside("journal")).unwrap();
        let done =
            apply(&targets, &DeleteAll, &mut keeper, &mut journal, &Options::default(), &Stop::default());
        assert!(done.unwrap().iter().all(|outcome| outcome.fate == Fate::Deleted));
    }

    fn run(&self, what: &str, more: &[&str]) -> (Option<i32>, String) {
        let output = self.output(what, more);
        let both = [output.stdout, output.stderr].concat();
        (output.status.code(), String::from_utf8(both).unwrap())
    }

    fn output(&self, what: &str, more: &[&str]) -> Output {
        let mut command = program();
        command.env("MAILSWEEP_STATE_KEY", self.archive.beside("state-key"));
        command.args(["quarantine", what]).arg(self.folder()).args(more).output().unwrap()
    }

    /// By which the index is sealed.
    fn index_key(&self) -> [u8; 32] {
        HashKey::load_or_create(&self.archive.beside("state-key")).unwrap().derive(KEY)
    }

    fn restore(&self, id: &str, more: &[&str]) -> (Option<i32>, String) {
        let identity = self.identity();
        self.run("restore", &[&[id, "--identity", identity.to_str().unwrap()], more].concat())
    }

    /// The id of what was here.
    fn id(&self, name: &str) -> String {
        let (_, listed) = self.run("list", &[]);
        let line = listed.lines().find(|line| line.contains(&format!("{name}#"))).unwrap();
        line.split_whitespace().next().unwrap().to_owned()
    }
}

#[test]
fn what_is_kept_is_listed_and_destroyed_on_its_day() {
    let case = Case::new();
    case.erase();
    let (code, listed) = case.run("list", &["--as-of", "2027-01-30"]);
    assert_eq!(code, Some(0), "{listed}");
    assert!(listed.contains("4 messages kept, 0 past the last day; 0 destroyed"), "{listed}");
    assert!(listed.contains("2026-11-01  2027-01-30") && listed.contains("a.mbox#1"), "{listed}");
    assert!(!listed.contains("Vries") && !listed.contains("5550111"), "{listed}");

    let (code, told) = case.run("purge", &["--as-of", "2027-01-30"]);
    assert_eq!(code, Some(0));
    assert!(
        told.starts_with("Nothing is past its last day; 4 left, the first of them until 2027-01-30"),
        "{told}"
    );
    assert_eq!(fs::read_dir(case.folder()).unwrap().count(), 6);

    let (code, told) = case.run("purge", &["--as-of", "2027-01-31"]);
    assert_eq!((code, told.as_str()), (Some(0), "4 messages destroyed; none is left\n"));
    assert_eq!(fs::read_dir(case.folder()).unwrap().count(), 2, "the index and its seal alone");
    let (_, listed) = case.run("list", &["--all"]);
    assert_eq!(listed.matches("destroyed 2027-01-31").count(), 4, "{listed}");
    let index = fs::read_to_string(case.folder().join("index.jsonl")).unwrap();
    assert_eq!(index.matches("\"do\":\"purged\"").count(), 4);
    let id = index.split("\"id\":\"").nth(1).unwrap()[..12].to_owned();
    let (code, told) = case.restore(&id, &[]);
    assert_eq!(code, Some(2));
    assert!(told.contains("was destroyed on 2027-01-31"), "{told}");
}

#[test]
fn each_comes_back_to_the_byte() {
    let case = Case::new();
    let before: Vec<_> = case.archive.files();
    let numbers = || case.archive.scan().values("phone").len();
    let all = numbers();
    case.erase();
    assert_eq!(numbers(), all - 4);
    let ids = ["a.mbox", "M1.host:2,S", "b.eml"].map(|name| case.id(name));
    for id in &ids {
        let (code, told) = case.restore(id, &[]);
        assert_eq!(code, Some(0), "{told}");
    }
    assert_eq!(numbers(), all - 1);
    let (_, listed) = case.run("list", &["--as-of", "2026-12-01"]);
    assert_eq!(listed.matches("put back 2").count(), 3, "{listed}");

    let was = |name: &str| &before.iter().find(|(n, _)| n == name).unwrap().1;
    assert_eq!(&case.read("b.eml"), was("b.eml"));
    let new = fs::read_dir(case.archive.root().join("dir/new")).unwrap().next().unwrap().unwrap();
    assert_eq!(fs::read(new.path()).unwrap(), jan());
    assert!(new.file_name().to_str().unwrap().starts_with("1700000001."), "the time that it came");
    let box_ = String::from_utf8(case.read("a.mbox")).unwrap();
    let (kept, last) = box_.split_at(box_.rfind("\nFrom ").unwrap() + 1);
    assert_eq!(last.split_once('\n').unwrap().1.as_bytes(), [quoted(), b"\n".to_vec()].concat());
    let whole = String::from_utf8(was("a.mbox").clone()).unwrap();
    assert!(
        whole.replace(std::str::from_utf8(&quoted()).unwrap(), "").contains(kept.lines().last().unwrap())
    );

    // a compressed mailbox is not put together again: it says what can be done
    let id = case.id("c.mbox.gz");
    let (code, told) = case.restore(&id, &[]);
    assert_eq!(code, Some(2));
    assert!(told.contains("-o FILE") && told.contains("--into"), "{told}");
    let maildir = case.archive.root().join("dir");
    let (code, told) = case.restore(&id, &["--into", maildir.to_str().unwrap()]);
    assert_eq!(code, Some(0), "{told}");
    assert_eq!(fs::read_dir(maildir.join("new")).unwrap().count(), 2);
    assert_eq!(numbers(), all);

    // again: nothing is there twice, and nothing is written over
    let states = case.archive.files();
    for id in &ids[..1] {
        let (code, told) = case.restore(id, &[]);
        assert_eq!(code, Some(2));
        assert!(told.contains("nothing was written"), "{told}");
    }
    assert_eq!(case.archive.files(), states);
}

#[test]
fn into_a_new_file_or_a_stream_and_never_over_another() {
    let case = Case::new();
    case.erase();
    let id = case.id("b.eml");
    let out = case.archive.beside("out.eml");
    let to = ["-o", out.to_str().unwrap()];
    assert_eq!(case.restore(&id, &to).0, Some(0));
    assert_eq!(fs::read(&out).unwrap(), jan());
    fs::write(&out, "mine").unwrap();
    let (code, told) = case.restore(&id, &to);
    assert_eq!((code, fs::read(&out).unwrap()), (Some(2), b"mine".to_vec()));
    assert!(told.contains("there is a file of that name"), "{told}");
    let identity = case.identity();
    let output = case.output("restore", &[&id, "--identity", identity.to_str().unwrap(), "-o", "-"]);
    assert_eq!(output.stdout, jan());
}

#[test]
fn keys_of_others_and_files_that_were_changed_are_told() {
    let case = Case::new();
    case.erase();
    let id = case.id("b.eml");
    let out = case.archive.beside("out.eml");
    let to = ["-o", out.to_str().unwrap()];
    let other = Identity::generate();
    let public = case.key.to_public().to_string();
    for (text, why) in [
        (other.to_string().expose_secret().to_owned(), "it was encrypted for others"),
        (public, "this is a public key"),
        ("hunter2\n".to_owned(), "expected a secret key of age"),
    ] {
        fs::write(case.identity(), &text).unwrap();
        let (code, told) = case.restore(&id, &to);
        assert_eq!(code, Some(2));
        assert!(told.contains(why) && !told.contains("hunter2"), "{told}");
    }
    fs::write(case.identity(), case.key.to_string().expose_secret()).unwrap();
    assert!(case.restore("0000ffff0000", &to).1.contains("there is no message"));

    // somebody puts another message of his own in the place
    let sealed = |id: &str| {
        let names = fs::read_dir(case.folder()).unwrap().map(|e| e.unwrap().path());
        names.into_iter().find(|p| p.file_name().unwrap().to_str().unwrap().starts_with(id)).unwrap()
    };
    fs::write(sealed(&id), age::encrypt(&case.key.to_public(), b"Subject: x\n\n").unwrap()).unwrap();
    assert!(case.restore(&id, &to).1.contains("its hash is another one"));
    fs::write(sealed(&id), b"age-encryption.org/v1\n").unwrap();
    assert!(case.restore(&id, &to).1.contains("its hash is another one"));
    fs::remove_file(sealed(&id)).unwrap();
    assert!(case.restore(&id, &to).1.contains("missing"));
    assert!(!out.exists());
    let (code, listed) = case.run("list", &[]);
    assert_eq!(code, Some(3), "{listed}");
    assert!(listed.contains("missing"), "{listed}");
}

/// The seal at the end of a line.
fn seal_of(line: &str) -> [u8; 32] {
    let line: serde_json::Value = serde_json::from_str(line).unwrap();
    let seal = line["seal"].as_str().unwrap();
    std::array::from_fn(|n| u8::from_str_radix(&seal[2 * n..2 * n + 2], 16).unwrap())
}

/// A line with its seal, as docs/quarantine.md says that it is made, and that seal.
fn sealed(key: &[u8; 32], before: &[u8; 32], object: &str) -> (String, [u8; 32]) {
    let seal = blake3::keyed_hash(key, &[&before[..], object.as_bytes()].concat());
    let line = format!("{},\"seal\":\"{}\"}}\n", object.strip_suffix('}').unwrap(), seal.to_hex());
    (line, seal.into())
}

/// The id of an entry of the index, likewise.
fn id_of(entry: &serde_json::Value) -> String {
    let mut hashed = Vec::new();
    let mut part = |bytes: &[u8]| {
        hashed.extend((bytes.len() as u64).to_le_bytes());
        hashed.extend(bytes);
    };
    part(entry["source"].as_str().unwrap().as_bytes());
    let inner = entry["inner"].as_array().unwrap();
    part(&(inner.len() as u64).to_le_bytes());
    inner.iter().for_each(|name| part(name.as_str().unwrap().as_bytes()));
    for number in ["message", "offset", "length"] {
        part(&entry[number].as_u64().unwrap().to_le_bytes());
    }
    let sha256 = entry["sha256"].as_str().unwrap();
    let bytes: Vec<u8> =
        (0..32).map(|n| u8::from_str_radix(&sha256[2 * n..2 * n + 2], 16).unwrap()).collect();
    part(&bytes);
    blake3::hash(&hashed).to_hex()[..32].to_owned()
}

#[test]
fn an_index_that_was_changed_or_has_another_key_is_refused_by_every_command() {
    let case = Case::new();
    case.erase();
    let id = case.id("b.eml");
    let (index, before) = (case.folder().join("index.jsonl"), case.archive.files());
    let files = || fs::read_dir(case.folder()).unwrap().count();
    let (whole, there) = (fs::read_to_string(&index).unwrap(), files());
    let refused = |why: &str, more: &[&str]| {
        let told = [
            case.run("list", more),
            case.run("purge", &[&["--as-of", "2026-12-01"], more].concat()),
            case.restore(&id, more),
            case.restore(&id, &[&["-o", "-"], more].concat()),
        ];
        for (code, told) in told {
            assert_eq!(code, Some(2), "{told}");
            assert!(told.contains(why) && told.contains("Nothing was touched"), "{told}");
        }
        assert_eq!((files(), case.archive.files()), (there, before.clone()));
    };
    // destroyed before its day, or put somewhere else
    for (from, to) in [("2027-01-30", "2026-11-02"), ("/b.eml\"", "/z.eml\"")] {
        fs::write(&index, whole.replace(from, to)).unwrap();
        refused("is not as it was written there", &[]);
    }
    let cut = whole.trim_end().rfind('\n').unwrap();
    fs::write(&index, &whole[..=cut]).unwrap();
    refused("the end of it is missing", &[]);
    fs::write(&index, &whole).unwrap();
    let other = case.archive.beside("other-key");
    HashKey::load_or_create(&other).unwrap();
    refused("another key", &["--state-key", other.to_str().unwrap()]);
    assert_eq!(case.restore(&id, &[]).0, Some(0));
    assert_eq!(case.read("b.eml"), jan());
}

#[test]
fn what_a_killed_run_left_goes_and_folders_of_others_stay() {
    let case = Case::new();
    case.erase();
    let folder = case.folder();
    let left = folder.join(".mailsweep-erase-0011223344556677");
    fs::write(&left, "half of it").unwrap();
    let index = folder.join("index.jsonl");
    let whole = fs::read_to_string(&index).unwrap();
    // an announced message whose file was written, and one whose file was not
    let take = whole.lines().find(|line| line.contains("/b.eml\"")).unwrap();
    let id = case.id("b.eml");
    let id = &take[take.find(&id).unwrap()..][..32];
    let mut last = seal_of(whole.lines().last().unwrap());
    let mut announced = |name: &str| {
        let source = take.replace("/b.eml\"", &format!("/{name}\""));
        let new = id_of(&serde_json::from_str(&source).unwrap());
        let object = source.replace(id, &new);
        let object = format!("{}}}", &object[..object.find(",\"seal\"").unwrap()]);
        let line;
        (line, last) = sealed(&case.index_key(), &last, &object);
        (new, line)
    };
    let ((first, one), (second, other)) = (announced("x.eml"), announced("y.eml"));
    fs::write(&index, format!("{whole}{one}{other}{{\"do\":\"tak")).unwrap();
    fs::copy(folder.join(format!("{id}.eml.age")), folder.join(format!("{first}.eml.age"))).unwrap();
    let (_, told) = case.run("purge", &["--as-of", "2026-12-01"]);
    assert!(told.contains("5 left"), "{told}");
    assert!(!left.exists());
    let now = fs::read_to_string(&index).unwrap();
    assert!(now.contains(&format!("{{\"do\":\"taken\",\"id\":\"{first}\",")), "{now}");
    assert!(now.contains(&format!("{{\"do\":\"left\",\"id\":\"{second}\",")), "{now}");
    assert!(now.ends_with("}\n") && !now.contains("\"tak{"));
    assert!(case.restore(&second, &[]).1.contains("never taken"));

    fs::write(folder.join("notes.txt"), "mine").unwrap();
    let (code, told) = case.run("purge", &["--as-of", "2030-01-01"]);
    assert_eq!(code, Some(3), "{told}");
    assert!(told.contains("1 file in") && folder.join("notes.txt").exists(), "{told}");

    let root = case.archive.root();
    let output = program().args(["quarantine", "purge"]).arg(&root).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("no quarantine"));
    assert!(!root.join("index.jsonl").exists());
}

#[cfg(unix)]
#[test]
fn nobody_else_reads_it() {
    use std::os::unix::fs::PermissionsExt as _;
    let case = Case::new();
    case.erase();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&case.folder()), 0o700);
    for entry in fs::read_dir(case.folder()).unwrap() {
        let path = entry.unwrap().path();
        assert_eq!(mode(&path), 0o600, "{}", path.display());
        let bytes = fs::read(&path).unwrap();
        assert!(!bytes.windows(7).any(|w| w == b"5550111"), "{}", path.display());
    }
}
