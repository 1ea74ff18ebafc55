//! Messages are taken out of files that were damaged anywhere, in every form: what is not taken out is there afterwards, to the byte, or
//! the file is as it was.
//!
//! Through the library, so that many files take little time. `MAILSWEEP_MUTATIONS=1000` makes it as many rounds for each file.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use mailsweep::erase::{Change, Editor, Fate, Journal, KeepNothing, Options, Target, apply};
use mailsweep::model::{
    Envelope, Finding, MessageMeta, PartMeta, Problem, Quoting, Region, Sink, Stop, Watch, Watcher,
};
use mailsweep::scan::{Progress, ScanOptions, Scanner};
use sha2::{Digest as _, Sha256};

use crate::archive::mbox;
use crate::containers::gz;
use crate::hostile::Dice;
use crate::letters::{ANNA, ELS, JAN, letter, plain};
use crate::pack;

/// A message as it stands in a file.
#[derive(Debug, Clone)]
struct Standing {
    source: String,
    message: u64,
    offset: u64,
    length: u64,
    bytes: Vec<u8>,
}

#[derive(Default)]
struct Seen(Mutex<Vec<Standing>>);

struct Looking<'s>(&'s Seen, Vec<u8>);

impl Watch for Seen {
    fn watcher(&self) -> Box<dyn Watcher + '_> {
        Box::new(Looking(self, Vec::new()))
    }
}

impl Watcher for Looking<'_> {
    fn begin(&mut self) {
        self.1.clear();
    }
    fn region(&mut self, _: &Arc<PartMeta>, _: &Region<'_>, _: &str, _: u64) {}
    fn finding(&mut self, _: &Finding) {}
    fn bytes(&mut self, bytes: &[u8], _: bool) {
        self.1.extend_from_slice(bytes);
    }
    fn end(&mut self, meta: &MessageMeta, _: &Envelope, _: bool) {
        let Some(length) = meta.length else { return };
        self.0.0.lock().unwrap().push(Standing {
            source: meta.source.as_str().to_owned(),
            message: meta.message,
            offset: meta.offset,
            length,
            bytes: self.1.clone(),
        });
    }
}

struct Nothing;

impl Sink for Nothing {
    fn chunk(&mut self, _: &[Vec<u8>], _: &[Problem]) -> std::io::Result<()> {
        Ok(())
    }
}

/// All messages of a file, in the order in which they stand.
fn messages(scanner: &Scanner, path: &Path) -> Vec<Standing> {
    let seen = Seen::default();
    let run = scanner.pass(&[path.to_owned()], &seen, &mut Nothing, &Progress::default(), &Stop::default());
    run.unwrap();
    let mut all = seen.0.into_inner().unwrap();
    all.sort_by(|a, b| (&a.source, a.message).cmp(&(&b.source, b.message)));
    all
}

/// Takes messages out, or puts a line into them.
struct Editing {
    deletes: bool,
}

impl Editor for Editing {
    fn change(&self, _: u64, message: &[u8], _: Quoting) -> Result<Change, String> {
        if self.deletes {
            return Ok(Change::Delete);
        }
        Ok(Change::Replace([b"X-Was: here\n", message].concat()))
    }
}

/// How often each message stands in each source.
fn counted<'a>(all: impl Iterator<Item = &'a Standing>) -> BTreeMap<(String, Vec<u8>), usize> {
    let mut counts = BTreeMap::new();
    for one in all {
        *counts.entry((one.source.clone(), one.bytes.clone())).or_default() += 1;
    }
    counts
}

/// Files of every form, by their names: the end of a name tells some forms.
fn files() -> Vec<(&'static str, Vec<u8>)> {
    let jan = plain(JAN, ANNA, "Bel mij op 020-5550111.\n\n>From now on, dat is.\nFrom mij\n");
    let els = letter("", ELS, ANNA, "text/html", "<p>Els Bakker op 030-5550122.</p>\n");
    let both = plain(ELS, JAN, "Els en Jan.\n\n\nDag.\n");
    let all: [&[u8]; 4] = [&jan, &els, &both, &els];
    let box_ = mbox(&all);
    let crlf = String::from_utf8_lossy(&box_).replace('\n', "\r\n").into_bytes();
    let emlx = [format!("{}\n", jan.len()).into_bytes(), jan.clone(), b"<?xml version=\"1.0\"?>\n".to_vec()]
        .concat();
    let tar = pack::tar(&[("in/x.mbox", &box_[..]), ("in/a.eml", &jan[..]), ("b.eml", &els[..])]);
    let zip = pack::zip(&[("in/x.mbox", &box_[..]), ("in/a.eml", &jan[..]), ("y.mbox.gz", &gz(&box_)[..])]);
    let nested = pack::zip(&[("t.tar", &tar[..]), ("in/a.eml", &els[..])]);
    vec![
        ("a.mbox", box_.clone()),
        ("crlf.mbox", crlf),
        ("a.eml", jan),
        ("a.emlx", emlx),
        ("a.mbox.gz", gz(&box_)),
        ("a.tar", tar.clone()),
        ("a.tar.gz", gz(&tar)),
        ("a.zip", zip),
        ("nested.zip", nested),
    ]
}

fn damaged(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut out = bytes.to_vec();
    for _ in 0..dice.roll(3) {
        if out.is_empty() {
            break;
        }
        let at = dice.roll(out.len());
        let length = dice.roll(120).min(out.len() - at);
        match dice.roll(6) {
            0 => out.truncate(at),
            1 => out[at] = dice.roll(256) as u8,
            2 => drop(out.drain(at..at + length)),
            3 => {
                let again = out[at..at + length].to_vec();
                out.splice(at..at, again);
            }
            4 => {
                let texts: [&[u8]; 6] = [
                    b"\nFrom ",
                    b"\n\nFrom a@b.example Mon Jan  1 00:00:00 2024\n",
                    b"\r",
                    b"\n>",
                    b"\0\0\0",
                    b"Content-Length: 9\n",
                ];
                let text = texts[dice.roll(texts.len())];
                out.splice(at..at, text.iter().copied());
            }
            _ => out[at..at + length].fill(0),
        }
    }
    out
}

/// Takes some messages of a file out; gives how many were.
fn round(scanner: &Scanner, folder: &Path, (name, bytes): (&str, &[u8]), dice: &mut Dice) -> usize {
    let path = folder.join(name);
    fs::write(&path, bytes).unwrap();
    let before = messages(scanner, &path);
    if before.is_empty() {
        return 0;
    }
    let picked: Vec<usize> = {
        let all: Vec<usize> = (0..1 + dice.roll(2)).map(|_| dice.roll(before.len())).collect();
        let mut all = all;
        all.sort_unstable();
        all.dedup();
        all
    };
    let targets: Vec<Target> = picked
        .iter()
        .map(|n| {
            let one = &before[*n];
            let inner = one.source.split('!').skip(1).map(str::to_owned).collect();
            Target {
                file: path.clone(),
                inner,
                message: one.message,
                offset: one.offset,
                length: one.length,
                sha256: Sha256::digest(&one.bytes).into(),
                kept: 0,
                id: *n as u64,
            }
        })
        .collect();
    let journal_path = folder.join("journal");
    let mut journal = Journal::open(&journal_path).unwrap();
    let options = Options { grace: Duration::ZERO, ..Options::default() };
    let editing = Editing { deletes: dice.roll(3) > 0 };
    let done = apply(&targets, &editing, &mut KeepNothing, &mut journal, &options, &Stop::default()).unwrap();
    drop(journal);
    fs::remove_file(&journal_path).unwrap();
    let touched: Vec<u64> = (done.iter())
        .filter(|outcome| matches!(outcome.fate, Fate::Deleted | Fate::Redacted))
        .map(|outcome| outcome.id)
        .collect();
    let left: Vec<_> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name()).collect();
    let after = if path.exists() { messages(scanner, &path) } else { Vec::new() };
    let told = || format!("{name}, {done:?}\nbefore: {before:#?}\nafter: {after:#?}");
    assert!(left.len() <= 1, "nothing is left over: {left:?}");
    if touched.is_empty() {
        assert_eq!(fs::read(&path).unwrap(), bytes, "nothing was done, and nothing changed: {done:?}");
        return 0;
    }
    let kept = (0_u64..).zip(&before).filter(|(n, _)| !touched.contains(n)).map(|(_, one)| one);
    let now = counted(after.iter());
    for (key, n) in counted(kept) {
        let there = now.get(&key).copied().unwrap_or_default();
        assert!(there >= n, "a message was lost: {}: {}\n{}", key.0, String::from_utf8_lossy(&key.1), told());
    }
    let more = usize::from(!editing.deletes) * touched.len();
    assert_eq!(after.len(), before.len() - touched.len() + more, "{}", told());
    touched.len()
}

#[test]
fn no_other_message_is_lost_whatever_the_file() {
    let rounds: usize = std::env::var("MAILSWEEP_MUTATIONS").ok().map_or(40, |n| n.parse().unwrap());
    let scanner = Scanner::new(ScanOptions { jobs: 1, ..ScanOptions::default() });
    for (name, bytes) in files() {
        let folder = tempfile::tempdir().unwrap();
        let mut dice = Dice(0x9e37_79b9_7f4a_7c15 ^ bytes.len() as u64);
        let mut done = round(&scanner, folder.path(), (name, &bytes), &mut dice);
        assert!(done > 0, "{name}: of a file that is whole messages can be taken out");
        for _ in 0..rounds {
            let damaged = damaged(&bytes, &mut dice);
            if !damaged.is_empty() {
                done += round(&scanner, folder.path(), (name, &damaged), &mut dice);
            }
        }
        assert!(done > rounds / 8, "{name}: {done} messages of {rounds} damaged files");
    }
}
