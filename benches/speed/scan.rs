//! The whole: files in, JSON lines out.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use divan::Bencher;
use divan::counter::BytesCount;
use flate2::Compression;
use flate2::write::GzEncoder;
use mailsweep::model::{Kind, Stop};
use mailsweep::report::{Destination, HashKey, Lane, Masking, RunInfo, format_named, open};
use mailsweep::scan::{Progress, ScanOptions, Scanner};

use crate::mail::{Mail, correspondence, mbox};

/// An archive on disk: an mbox, a compressed one, and a Maildir with the same mail in each.
struct Archive {
    folder: tempfile::TempDir,
    mail: Mail,
    bytes: usize,
}

static ARCHIVE: LazyLock<Archive> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let mail = correspondence(1_600);
    let file = mbox(&mail.messages);
    fs::write(folder.path().join("verkoop.mbox"), &file).unwrap();
    let mut zipped = GzEncoder::new(Vec::new(), Compression::fast());
    zipped.write_all(&file).unwrap();
    fs::write(folder.path().join("inkoop.mbox.gz"), zipped.finish().unwrap()).unwrap();
    let cur = folder.path().join("info/cur");
    fs::create_dir_all(&cur).unwrap();
    for (i, m) in mail.messages.iter().enumerate() {
        fs::write(cur.join(format!("{i}.post:2,S")), m).unwrap();
    }
    Archive { folder, mail, bytes: 3 * file.len() }
});

fn scan(bencher: Bencher<'_, '_>, jobs: usize, paths: &[&str]) {
    let paths: Vec<PathBuf> = paths.iter().map(|p| ARCHIVE.folder.path().join(Path::new(p))).collect();
    let times = paths.len() as u64;
    let scanner = Scanner::new(ScanOptions { jobs, ..ScanOptions::default() });
    let bytes = ARCHIVE.bytes / 3 * paths.len();
    bencher.counter(BytesCount::new(bytes)).bench_local(|| {
        let lane =
            Lane { format: format_named("jsonl"), destination: Destination::Stream(Box::new(io::sink())) };
        let run = RunInfo {
            paths: Vec::new(),
            kinds: Vec::new(),
            countries: scanner.options().countries.clone(),
            masked: true,
            ..RunInfo::default()
        };
        let key = Masking::Masked(HashKey::new([7; 32]));
        let (renderer, mut writer) = open(vec![lane], None, run, key).unwrap();
        let (progress, stop) = (Progress::default(), Stop::default());
        let summary = scanner.run(&paths, &renderer, &mut writer, &progress, &stop).unwrap();
        writer.finish(&summary).unwrap();
        let mail = &ARCHIVE.mail;
        assert_eq!(summary.content.messages, times * mail.messages.len() as u64);
        assert_eq!(summary.content.parts, times * mail.parts);
        assert_eq!(summary.findings[&Kind::Email], times * mail.emails);
        assert_eq!(summary.findings[&Kind::Phone], times * mail.phones);
        assert_eq!(summary.total_problems(), 0);
        assert!(summary.content.adds_up());
    });
}

#[divan::bench(sample_count = 5, args = [1, 2, 4])]
fn everything(bencher: Bencher<'_, '_>, jobs: usize) {
    scan(bencher, jobs, &["verkoop.mbox", "inkoop.mbox.gz", "info"]);
}

#[divan::bench(sample_count = 5)]
fn an_mbox(bencher: Bencher<'_, '_>) {
    scan(bencher, 2, &["verkoop.mbox"]);
}

#[divan::bench(sample_count = 5)]
fn a_compressed_mbox(bencher: Bencher<'_, '_>) {
    scan(bencher, 2, &["inkoop.mbox.gz"]);
}

#[divan::bench(sample_count = 5)]
fn a_maildir(bencher: Bencher<'_, '_>) {
    scan(bencher, 2, &["info"]);
}
