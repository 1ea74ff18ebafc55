//! How much a merge of many shards takes: `cargo bench --bench merge`, or `cargo bench --bench merge -- FINDINGS PIECES MAILS HELD`.
//!
//! PIECES archives of made-up people, all of them different, are read as shards, once each; their results are joined again and again, as
//! shards of one list, until there are FINDINGS findings. Each writes MAILS mails; with one, there are no answers, and nobody comes back. HELD is how many MB
//! of what they tell memory may hold before it goes to a disk. Printed are the time and the memory of the merge alone, for half as many findings
//! and for all. It fails where findings are missing, where twice as many take more than two and a half times as long, or where memory passes 1 GB.

#![expect(clippy::unwrap_used, reason = "a benchmark that cannot run has nothing to say")]
#![expect(clippy::print_stdout, reason = "what it measured is all that it has to say")]

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;

use mailsweep::model::{FrameSource, Stop};
use mailsweep::report::{Destination, HashKey, Lane, Masking, RunInfo, format_named, open};
use mailsweep::scan::shard::{Begin, Shard};
use mailsweep::scan::{Progress, ScanOptions, Scanner};
use mailsweep::state::result::{ENDING, ResultReader, ResultWriter};

/// Mails in one piece, and how many of them one person writes, if nothing else is asked.
const PIECE: usize = 720;
const MAILS: usize = 12;

const KEY: [u8; 32] = [7; 32];

/// Two letters for each digit, so that names of people stay names.
fn name(mut n: usize) -> String {
    const SYLLABLES: [&str; 16] =
        ["ba", "de", "ki", "lo", "mu", "na", "pe", "ri", "so", "tu", "va", "we", "zi", "bo", "du", "fe"];
    let mut out = String::new();
    loop {
        out.push_str(SYLLABLES[n % 16]);
        n /= 16;
        if n == 0 {
            return out;
        }
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|c| c.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// An mbox of people whom no other piece has: each writes some mails with a signature, and is answered with the whole of it quoted.
fn mbox(piece: usize, mails: usize) -> String {
    let mut out = String::new();
    let people = PIECE / mails;
    for person in 0..people {
        let n = piece * people + person;
        let (given, family) = (["Jan", "Anna", "Piet", "Sofie"][n % 4], name(n + 4096));
        let address = format!("{}.{family}@{family}{}.example", given.to_lowercase(), n % 97);
        let signature = format!(
            "{given} {}\nInkoper\nTel. 06-{:08}\nDorpsstraat {}\n1234 AB Utrecht\n{address}\n",
            capital(&family),
            10_000_000 + n % 80_000_000,
            n % 300 + 1,
        );
        for mail in 0..mails {
            let answered = mail % 2 == 1;
            let (from, to) = if answered {
                ("info@eigen.example", address.as_str())
            } else {
                (address.as_str(), "info@eigen.example")
            };
            let _ = writeln!(
                out,
                "From {from} Thu Jan  2 10:00:00 2025\nFrom: {from}\nTo: {to}\nSubject: order {mail}\nMessage-ID: <{n}.{mail}@eigen.example>\nDate: Thu, 2 Jan 2025 10:00:00 +0100\n"
            );
            if answered {
                let _ = writeln!(out, "Dank u wel.\n\n> Kunt u dit leveren?\n>");
                for line in signature.lines() {
                    let _ = writeln!(out, "> {line}");
                }
            } else {
                let _ = writeln!(out, "Kunt u dit leveren?\n\n-- \n{signature}");
            }
            out.push('\n');
        }
    }
    out
}

/// Reads a piece as a shard. Gives where its result is, and its findings.
fn read(scanner: &Scanner, folder: &Path, piece: usize, mails: usize) -> (PathBuf, u64) {
    let file = folder.join("piece.mbox");
    fs::write(&file, mbox(piece, mails)).unwrap();
    let mut shards = Vec::new();
    scanner
        .shards(std::slice::from_ref(&file), 1 << 30, &mut |shard| {
            shards.push(shard.clone());
            Ok(())
        })
        .unwrap();
    let name = format!("{piece}");
    let writer = Arc::new(ResultWriter::new(folder, &name, &KEY).unwrap());
    let frames: Arc<dyn mailsweep::model::FrameSink> = writer.clone();
    let (progress, stop) = (Progress::default(), Stop::default());
    scanner.run_shard(&shards[0], (b"", b""), &frames, &progress, &stop).unwrap();
    writer.finish().unwrap();
    let findings = progress.findings.load(Ordering::Relaxed);
    assert!(findings > 0, "nothing was found in piece {piece}");
    (folder.join(format!("{name}.{ENDING}")), findings)
}

/// A result as one of another shard.
fn opened(path: &Path, shard: Shard) -> (Begin, Box<dyn FrameSource>) {
    let mut reader = ResultReader::open(path, &KEY).unwrap();
    let begin = Begin::of(&reader.next().unwrap().unwrap()).unwrap();
    (Begin { shard, ..begin }, Box::new(reader))
}

/// Joins so many findings: seconds.
fn join(scanner: &Scanner, pieces: &[(PathBuf, u64)], findings: u64) -> f64 {
    let each: u64 = pieces.iter().map(|(_, n)| n).sum::<u64>() / pieces.len() as u64;
    let copies = findings.div_ceil(each);
    let mut after = String::new();
    let mut results = (0..copies).map(|n| {
        let shard = Shard {
            schema_version: Shard::VERSION,
            shard: n,
            path: format!("piece{n}.mbox"),
            last: n + 1 == copies,
            after: after.clone(),
            ..Shard::default()
        };
        after = shard.id();
        Ok(opened(&pieces[n as usize % pieces.len()].0, shard))
    });
    let lane = Lane { format: format_named("jsonl"), destination: Destination::Stream(Box::new(io::sink())) };
    let key = Masking::Masked(HashKey::new([7; 32]));
    let (renderer, mut writer) = open(vec![lane], None, RunInfo::default(), key).unwrap();
    let began = Instant::now();
    let summary = scanner.join(&mut results, &renderer, &mut writer, &Stop::default()).unwrap();
    let took = began.elapsed().as_secs_f64();
    writer.finish(&summary).unwrap();
    let told: u64 = summary.findings.values().sum();
    assert!(told >= findings - each, "{told} of {findings}");
    println!("{told} findings in {copies} shards: {took:.1} s, {:.2} µs each", took * 1e6 / told as f64);
    took
}

/// The most memory that this process had, in bytes; none where the system does not tell.
fn peak() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().trim_end_matches(" kB").parse::<u64>().ok()? << 10)
}

fn main() {
    let numbers: Vec<u64> = std::env::args().skip(1).filter_map(|arg| arg.parse().ok()).collect();
    let findings = numbers.first().copied().unwrap_or(1_000_000);
    let different = numbers.get(1).copied().unwrap_or(20) as usize;
    let mails = numbers.get(2).map_or(MAILS, |n| (*n as usize).clamp(1, PIECE));
    let folder = tempfile::tempdir().unwrap();
    let mut options = ScanOptions { own_domains: vec!["eigen.example".to_owned()], ..ScanOptions::default() };
    options.held = numbers.get(3).map_or(options.held, |n| (*n as usize) << 20);
    let scanner = Scanner::new(options);
    let pieces: Vec<(PathBuf, u64)> =
        (0..different).map(|piece| read(&scanner, folder.path(), piece, mails)).collect();
    println!("{} different people in {different} pieces", different * (PIECE / mails));
    let half = join(&scanner, &pieces, findings / 2);
    let all = join(&scanner, &pieces, findings);
    assert!(all < 2.5 * half + 1.0, "twice as many take {:.1} times as long", all / half);
    if let Some(peak) = peak() {
        println!("{} MB of memory at most", peak / 1_000_000);
        assert!(peak < 1_000_000_000);
    }
}
