//! What people and values are to each other is told the same, whether memory holds it or a disk.

use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use mailsweep::model::{Disclosure, FrameSink, FrameSource, Stop, Summary};
use mailsweep::report::{Destination, HashKey, Lane, Masking, RunInfo, format_named, open};
use mailsweep::scan::shard::Begin;
use mailsweep::scan::{Progress, Registered, ScanOptions, Scanner};
use mailsweep::state::result::{ENDING, ResultReader, ResultWriter};

use crate::archive::{Archive, mbox};
use crate::letters::{dated, people};

/// Bytes that are written, to be looked at.
#[derive(Clone, Default)]
struct Paper(Arc<Mutex<Vec<u8>>>);

impl io::Write for Paper {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What is asked of a run.
#[derive(Clone, Default)]
struct Asked {
    own: Vec<String>,
    register: Option<PathBuf>,
}

impl Asked {
    fn scanner(&self, held: Option<usize>, jobs: usize) -> Scanner {
        let mut options =
            ScanOptions { jobs, own_domains: self.own.clone(), contacts: true, ..ScanOptions::default() };
        options.held = held.unwrap_or(options.held);
        let load =
            |path: &PathBuf| Registered::load(path, &Default::default(), &options.countries, jobs).unwrap();
        options.register = self.register.as_ref().map(load);
        Scanner::new(options)
    }
}

/// Every finding, and all that is told of contacts, lists and senders.
fn told(
    run: impl FnOnce(&mailsweep::report::Renderer, &mut mailsweep::report::Writer) -> Summary,
) -> (String, Summary) {
    let (findings, whole) = (Paper::default(), Paper::default());
    let lane = |name: &str, paper: &Paper| Lane {
        format: format_named(name),
        destination: Destination::Stream(Box::new(paper.clone())),
    };
    let lanes = vec![lane("jsonl", &findings), lane("json", &whole)];
    let (renderer, mut writer) =
        open(lanes, None, RunInfo::default(), Masking::Masked(HashKey::new([7; 32]))).unwrap();
    let summary = run(&renderer, &mut writer);
    writer.finish(&summary).unwrap();
    let text = |paper: &Paper| String::from_utf8(paper.0.lock().unwrap().clone()).unwrap();
    (text(&findings) + "\n" + &text(&whole), summary)
}

fn scanned(asked: &Asked, paths: &[PathBuf], held: Option<usize>, jobs: usize) -> (String, Summary) {
    let scanner = asked.scanner(held, jobs);
    told(|renderer, writer| {
        scanner.run(paths, renderer, writer, &Progress::default(), &Stop::default()).unwrap()
    })
}

/// The same of shards of a MiB each that are joined.
fn merged(asked: &Asked, paths: &[PathBuf], folder: &Path, held: Option<usize>) -> String {
    const KEY: [u8; 32] = [7; 32];
    let reader = Asked { register: None, ..asked.clone() }.scanner(held, 1);
    let mut shards = Vec::new();
    reader
        .shards(paths, 1 << 20, &mut |shard| {
            shards.push(shard.clone());
            Ok(())
        })
        .unwrap();
    assert!(shards.len() > 1);
    let mut files = Vec::new();
    for shard in &shards {
        let name = format!("{}-{}", held.unwrap_or(1), shard.shard);
        let writer = Arc::new(ResultWriter::new(folder, &name, &KEY).unwrap());
        let frames: Arc<dyn FrameSink> = writer.clone();
        reader.run_shard(shard, (b"", b""), &frames, &Progress::default(), &Stop::default()).unwrap();
        writer.finish().unwrap();
        files.push(folder.join(format!("{name}.{ENDING}")));
    }
    let scanner = asked.scanner(held, 2);
    let mut results = files.iter().map(|file| {
        let mut reader = ResultReader::open(file, &KEY).unwrap();
        let begin = Begin::of(&reader.next().unwrap().unwrap()).unwrap();
        Ok((begin, Box::new(reader) as Box<dyn FrameSource>))
    });
    told(|renderer, writer| scanner.join(&mut results, renderer, writer, &Stop::default()).unwrap()).0
}

/// Bytes of what is known that memory may hold: nothing, little, and what is exceeded late.
const HELD: [usize; 3] = [0, 3_000, 40_000];

fn same(asked: &Asked, paths: &[PathBuf], what: &str) -> Summary {
    let (expected, summary) = scanned(asked, paths, None, 2);
    for (held, jobs) in HELD.into_iter().zip([1, 2, 3]) {
        let (got, _) = scanned(asked, paths, Some(held), jobs);
        for (got, expected) in got.lines().zip(expected.lines()) {
            assert_eq!(got, expected, "{what}, {held} bytes");
        }
        assert_eq!(got.len(), expected.len(), "{what}, {held} bytes");
    }
    summary
}

#[test]
fn the_shipped_archive_is_told_the_same() {
    let path = [Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/archive")];
    let findings: u64 = same(&Asked::default(), &path, "nothing given").findings.values().sum();
    assert!(findings > 20);
    let own = vec!["eigen.example".to_owned()];
    same(&Asked { own, register: None }, &path, "own domains given");
}

/// People who come back under several addresses and numbers, a switchboard, offices, private addresses and lists.
fn archive() -> Archive {
    let people = people(120);
    let day = |n: usize| format!("2024-{:02}-{:02}T10:00:00+01:00", n % 12 + 1, n % 28 + 1);
    let own = "Anna Smit <anna.smit@huis.example>";
    let mut mails: Vec<Vec<u8>> = Vec::new();
    for (n, (name, address, phone)) in people.iter().enumerate() {
        let from = format!("{name} <{address}>");
        // the same number at the next person, too: chains; and one number that all of a firm have
        let next = &people[(n + 1) % people.len()].2;
        let signature = format!("{name}\nTel. {phone}\nMob. {next}\nCentrale 030-5550100\n{address}\n");
        mails.push(dated(&day(n), &from, own, &format!("Bel mij.\n\n-- \n{signature}")));
        let office = format!("Verkoop <verkoop@firma{}.example>", n % 9);
        mails.push(dated(&day(n + 1), &office, &from, &format!("Beste {name},\n\nBel {phone}.\n\nVerkoop")));
        let private = format!("{name} <{}@gmail.com>", address.split('@').next().unwrap());
        mails.push(dated(&day(n + 2), own, &private, &format!("Zie hieronder.\n\n{signature}")));
        mails.push(dated(&day(n + 3), &private, &office, &format!("{name} is bereikbaar op {next}.")));
        if n % 10 == 0 {
            let mut list = String::new();
            for (name, address, phone) in people.iter().skip(n / 2).take(25) {
                let _ = writeln!(list, "{name}, {address}, {phone}\n");
            }
            mails.push(dated(&day(n), own, "kees@gmail.com", &list));
            mails.push(dated(&day(n), own, "Bram <bram@huis.example>", &list));
        }
    }
    let all: Vec<&[u8]> = mails.iter().map(Vec::as_slice).collect();
    Archive::new()
        .file("a/een.mbox", mbox(&all[..200]))
        .file("b/twee.mbox", mbox(&all[200..]))
        .file("c/vol.mbox", mbox(&all).repeat(8))
}

#[test]
fn people_who_come_back_chains_offices_and_lists_are_told_the_same() {
    let archive = archive();
    let paths = [archive.root()];
    let register = archive.beside("register.csv");
    fs::write(&register, "name,email\nJan de Vries,jan.devries@klant.example\n").unwrap();
    let own = vec!["huis.example".to_owned()];
    let given = Asked { own, register: None };
    let summary = same(&given, &paths, "own domains given");
    assert!(summary.disclosures[&Disclosure::List] > 0 && !summary.lists.is_empty());
    same(&Asked::default(), &paths, "none given");
    same(&Asked { register: Some(register), ..given.clone() }, &paths, "a register");
    let (folder, expected) = (tempfile::tempdir().unwrap(), scanned(&given, &paths, None, 1).0);
    for held in [None, Some(0), Some(20_000)] {
        assert_eq!(merged(&given, &paths, folder.path(), held), expected, "{held:?}");
    }
}

#[test]
fn a_corpus_is_told_the_same() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/mail");
    if !folder.is_dir() {
        let _ = writeln!(io::stderr(), "SKIPPED: no corpus beside the project");
        return;
    }
    let (expected, _) = scanned(&Asked::default(), std::slice::from_ref(&folder), None, 2);
    let (got, _) = scanned(&Asked::default(), std::slice::from_ref(&folder), Some(100_000), 2);
    assert!(got == expected);
}
