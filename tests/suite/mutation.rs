//! Mail that was damaged anywhere, and every place that a finding names: through the library, so that many files take
//! little time.
//!
//! By itself this reads the archive that ships. Where `../shared/real` is there it reads that too, a few rounds a file;
//! `MAILSWEEP_MUTATIONS=1000` makes it as many, and `MAILSWEEP_MUTATE=FOLDER` names another folder.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use mailsweep::extract::ExtractOptions;
use mailsweep::message::{HeaderInfo, LeafKind, MessageReader, PartSink};
use mailsweep::model::{
    Finding, Limits, MessageMeta, PartMeta, Problem, Quoting, Region, Render, Sink, Stop, Summary,
};
use mailsweep::scan::{Attachments, Progress, ScanOptions, Scanner};
use mailsweep::source::{HEAD, Head, Shape, recognise};

use crate::hostile::{Dice, collect};

/// What was found in each message.
type Found = Vec<(MessageMeta, Vec<Finding>)>;

/// Keeps what was found.
#[derive(Default)]
struct Kept(Mutex<Found>);

impl Render for Kept {
    fn lanes(&self) -> usize {
        0
    }
    fn message(&self, meta: &MessageMeta, findings: &[Finding], _: &mut [Vec<u8>]) {
        self.0.lock().unwrap().push((meta.clone(), findings.to_vec()));
    }
}

/// Keeps problems.
#[derive(Default)]
struct Problems(Vec<Problem>);

impl Sink for Problems {
    fn chunk(&mut self, _: &[Vec<u8>], problems: &[Problem]) -> std::io::Result<()> {
        self.0.extend_from_slice(problems);
        Ok(())
    }
}

fn scan(scanner: &Scanner, path: &Path) -> (Summary, Found, Vec<Problem>) {
    let (kept, mut problems) = (Kept::default(), Problems::default());
    let stop = Stop::default();
    let summary = scanner.run(&[path.to_owned()], &kept, &mut problems, &Progress::default(), &stop).unwrap();
    (summary, kept.0.into_inner().unwrap(), problems.0)
}

/// The decoded text of every part.
#[derive(Default)]
struct Texts(HashMap<String, String>);

impl PartSink for Texts {
    fn header(&mut self, _: &HeaderInfo) {}
    fn decoded(&mut self, part: &Arc<PartMeta>, _: &str, text: &str) {
        self.0.entry(part.section.as_str().to_owned()).or_default().push_str(text);
    }
    fn region(&mut self, _: &Arc<PartMeta>, _: &Region<'_>, _: &str, _: u64) {}
    fn leaf(&mut self, _: &Arc<PartMeta>, _: LeafKind, _: u64) {}
    fn problem(&mut self, _: Problem) {}
}

/// Reads every finding back: the bytes that its message has in the source, decoded anew, hold its text where it says.
/// Gives how many were read back.
fn replay(source: &[u8], found: &[(MessageMeta, Vec<Finding>)], name: &str) -> usize {
    let opener = Attachments::new(&Limits::default(), &ExtractOptions::default(), None);
    let mut reader = MessageReader::new(&Limits::default()).opening(Arc::new(opener));
    let mut count = 0;
    for (meta, findings) in found {
        let start = meta.offset as usize;
        let message = &source[start..start + meta.length.unwrap() as usize];
        let before = source[..start].trim_ascii_end();
        let line = before.rsplit(|b| *b == b'\n').next().unwrap_or_default();
        let quoting = if line.starts_with(b"From ") { Quoting::From } else { Quoting::None };
        let mut texts = Texts::default();
        reader.whole(message, quoting, &mut texts);
        // an address book among the mail is one part and no message
        let mut alone = Texts::default();
        if message.len() == source.len() {
            let file = name.split(", round").next().unwrap_or(name);
            reader.document(file, message, &mut alone);
        }
        for f in findings {
            let (Some(span), Some(text)) = (&f.span, &f.text) else { continue };
            let at = |texts: &Texts| {
                let part = texts.0.get(f.part.section.as_str())?;
                part.get(span.start as usize..span.end as usize).map(str::to_owned)
            };
            let there = at(&texts).filter(|there| there == text.reveal()).or_else(|| at(&alone));
            let place = format!("{name} message {} part {} {span:?}", meta.message, f.part.section.as_str());
            assert_eq!(there.as_deref(), Some(text.reveal().as_str()), "{place}");
            count += 1;
        }
    }
    count
}

/// What is true of every scan, whatever the input. `size` is that of the file.
fn holds(summary: &Summary, problems: &[Problem], size: u64, name: &str) {
    assert!(summary.content.adds_up(), "{name}: {:?}", summary.content);
    assert_eq!(summary.files.total(), size, "{name}: {:?}", summary.files);
    let given_up = summary.content.given_up + summary.files.given_up;
    assert!(given_up == 0 || !problems.is_empty(), "{name}: {given_up} bytes given up in silence");
    let faults: Vec<_> = problems.iter().filter(|p| p.detail.contains("internal error")).collect();
    assert!(faults.is_empty(), "{name}: {faults:?}");
}

fn mutated(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut out = bytes.to_vec();
    match dice.roll(3) {
        0 => out.truncate(dice.roll(out.len())),
        1 => {
            for _ in 0..1 + dice.roll(3) {
                let at = dice.roll(out.len());
                out[at] = dice.roll(256) as u8;
            }
        }
        _ => {
            let (from, length) = (dice.roll(out.len()), dice.roll(200));
            out.drain(from..(from + length).min(bytes.len()));
        }
    }
    out
}

/// Scans every file of a folder as it is, and damaged `rounds` times; says what was done.
fn sweep(root: &Path, rounds: usize) -> String {
    let folder = tempfile::tempdir().unwrap();
    let scanner = Scanner::new(ScanOptions::default());
    let mut files = Vec::new();
    collect(root, &mut files);
    files.sort();
    assert!(!files.is_empty(), "there are files in {}", root.display());
    let (mut runs, mut replayed, mut plain) = (0, 0, 0);
    for path in &files {
        let bytes = std::fs::read(path).unwrap();
        let shown = path.strip_prefix(root).unwrap_or(path).display().to_string();
        let copy = folder.path().join(path.file_name().unwrap());
        std::fs::write(&copy, &bytes).unwrap();
        let (summary, found, problems) = scan(&scanner, &copy);
        holds(&summary, &problems, bytes.len() as u64, &shown);
        if summary.files.mail_files > 0 && !is_container(&bytes) {
            plain += 1;
            replayed += replay(&bytes, &found, &shown);
        }
        runs += 1;
        // the same damage each time, whatever the other files
        let mut dice = Dice(0x9e37_79b9_7f4a_7c15 ^ bytes.len() as u64);
        for round in 0..if bytes.is_empty() { 0 } else { rounds } {
            let damaged = mutated(&bytes, &mut dice);
            std::fs::write(&copy, &damaged).unwrap();
            let name = format!("{shown}, round {round}");
            let (summary, found, problems) = scan(&scanner, &copy);
            holds(&summary, &problems, damaged.len() as u64, &name);
            if round % 16 == 0 && summary.files.mail_files > 0 && !is_container(&damaged) {
                replayed += replay(&damaged, &found, &name);
            }
            runs += 1;
        }
        std::fs::remove_file(&copy).unwrap();
    }
    assert!(replayed > 0 || plain == 0, "findings of {plain} files of plain mail were read back");
    format!("{} files, {runs} scans, {replayed} findings read back", files.len())
}

fn shape(bytes: &[u8]) -> Shape {
    recognise(&Head { bytes: &bytes[..bytes.len().min(HEAD)], name: "", complete: bytes.len() <= HEAD })
}

/// Its messages stand in other bytes than its own.
fn is_container(bytes: &[u8]) -> bool {
    // of a large MSG file the first bytes tell no more than that Office wrote it; its name does
    let compound = bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
    compound || matches!(shape(bytes), Shape::Nested(_) | Shape::Random(_))
}

#[test]
fn text_between_parts_can_be_read_back_too() {
    let mail = b"Message-ID: <g@x.example>\nFrom: a@x.example\nTo: b@y.example\n\
        Content-Type: multipart/mixed; boundary=b\n\nvoor@klant.example\n--b\n\nin@klant.example\n--b\n\
        Content-Type: multipart/mixed; boundary=c\n\n--c\n\nbinnen@klant.example\n--c--\ntussen@klant.example\n\
        --b--\nna@klant.example\n--b\n\nnog@klant.example\n";
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.eml");
    std::fs::write(&path, mail).unwrap();
    let (_, found, _) = scan(&Scanner::new(ScanOptions::default()), &path);
    assert_eq!(replay(mail, &found, "a.eml"), 2 + 6);
}

fn rounds(otherwise: usize) -> usize {
    std::env::var("MAILSWEEP_MUTATIONS").ok().map_or(otherwise, |n| n.parse().unwrap())
}

#[test]
fn damage_anywhere_costs_no_more_than_itself_and_findings_can_be_read_back() {
    println!("{}", sweep(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/archive"), rounds(60)));
}

#[test]
fn mail_of_others_can_be_read_however_damaged() {
    let beside = || {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/real");
        root.is_dir().then_some(root)
    };
    match std::env::var_os("MAILSWEEP_MUTATE").map(PathBuf::from).or_else(beside) {
        Some(root) => println!("{}", sweep(&root, rounds(1))),
        None => println!("SKIPPED: there is no ../shared/real, and MAILSWEEP_MUTATE names no folder"),
    }
}
