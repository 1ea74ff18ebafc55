//! One pass over mail that answers one request, and one that answers twenty: the second is to take 1.3 times as long as the first at most.

use std::fs;
use std::io;
use std::path::PathBuf;
use std::sync::LazyLock;

use divan::Bencher;
use divan::counter::BytesCount;
use mailsweep::model::{Identifiers, Problem, Request, Sink, Stop};
use mailsweep::scan::{Progress, ScanOptions, Scanner};
use mailsweep::subject::{Notice, Prepared, Search};

use crate::mail::{correspondence, mbox};

/// A mailbox in a folder, and its bytes.
static MAIL: LazyLock<(tempfile::TempDir, u64)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let file = mbox(&correspondence(4_800).messages);
    fs::write(folder.path().join("verkoop.mbox"), &file).unwrap();
    (folder, file.len() as u64)
});

const GIVEN: [&str; 5] = ["Anouk", "Rachid", "Froukje", "Winston", "Mehmet"];
const SURNAMES: [&str; 4] = ["Jellema", "van den Brink", "Öztürk-Smit", "O'Connell"];

/// Each with a name of its own, an address that stands in one of the messages, a number, a postal address and a number of a customer.
fn requests(count: usize) -> Vec<Request> {
    let one = |n: usize| Identifiers {
        names: vec![format!("{} {}", GIVEN[n % 5], SURNAMES[n % 4])],
        emails: vec![format!("jan.de.vries{n}@klant{n}.example")],
        phones: vec![format!("020-55501{:02}", n % 100)],
        addresses: vec![format!("Dorpsstraat {}, 1234 AB Ons Dorp", n + 1)],
        other: vec![format!("KL-88{n:03}")],
        ..Identifiers::default()
    };
    (0..count).map(|n| Request { subject: one(n), ..Request::default() }).collect()
}

struct Nowhere;

impl Sink for Nowhere {
    fn chunk(&mut self, _: &[Vec<u8>], _: &[Problem]) -> io::Result<()> {
        Ok(())
    }
}

#[divan::bench(sample_count = 5, args = [1, 20])]
fn one_pass(bencher: Bencher<'_, '_>, count: usize) {
    let (folder, bytes) = &*MAIL;
    let paths: [PathBuf; 1] = [folder.path().join("verkoop.mbox")];
    let scanner = Scanner::new(ScanOptions { jobs: 2, ..ScanOptions::default() });
    let requests = requests(count);
    bencher.counter(BytesCount::new(*bytes)).bench_local(|| {
        let prepared = Prepared::new(&requests, &scanner.options().countries).unwrap();
        let notice = Notice::new(&prepared);
        let search = Search::new(&notice);
        let (progress, stop) = (Progress::default(), Stop::default());
        scanner.run_watched(&paths, (&search, &notice), &mut Nowhere, &progress, &stop).unwrap();
        let found = search.finish();
        assert!(found.len() == count && found.iter().all(|found| found.hits.len() == 1));
    });
}
