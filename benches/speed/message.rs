//! Taking messages apart: header, MIME tree, transfer encodings, charsets, HTML.

use std::sync::Arc;

use divan::Bencher;
use divan::counter::BytesCount;
use mailsweep::message::{HeaderInfo, LeafKind, MessageReader, PartSink};
use mailsweep::model::{Limits, PartMeta, Problem, Quoting, Region};

use crate::mail::correspondence;

#[derive(Default)]
struct Counts {
    leaves: u64,
    searched: u64,
    problems: u64,
}

impl PartSink for Counts {
    fn header(&mut self, _: &HeaderInfo) {}
    fn region(&mut self, _: &Arc<PartMeta>, region: &Region<'_>, _: &str, _: u64) {
        self.searched += region.text.len() as u64;
    }
    fn leaf(&mut self, _: &Arc<PartMeta>, _: LeafKind, _: u64) {
        self.leaves += 1;
    }
    fn problem(&mut self, _: Problem) {
        self.problems += 1;
    }
}

#[divan::bench(sample_count = 10)]
fn whole(bencher: Bencher<'_, '_>) {
    let mail = correspondence(3_000);
    let bytes: usize = mail.messages.iter().map(String::len).sum();
    let mut reader = MessageReader::new(&Limits::default());
    bencher.counter(BytesCount::new(bytes)).bench_local(|| {
        let mut seen = Counts::default();
        for m in &mail.messages {
            reader.whole(m.as_bytes(), Quoting::None, &mut seen);
        }
        assert_eq!((seen.leaves, seen.problems), (mail.parts, 0));
        assert!(seen.searched > 1_000_000, "{}", seen.searched);
    });
}

#[divan::bench(sample_count = 10)]
fn in_pieces(bencher: Bencher<'_, '_>) {
    let mail = correspondence(3_000);
    let bytes: usize = mail.messages.iter().map(String::len).sum();
    let mut reader = MessageReader::new(&Limits::default());
    bencher.counter(BytesCount::new(bytes)).bench_local(|| {
        let mut seen = Counts::default();
        for m in &mail.messages {
            reader.begin(Quoting::None);
            for piece in m.as_bytes().chunks(1000) {
                reader.push(piece, &mut seen);
            }
            reader.end(&mut seen);
        }
        assert_eq!((seen.leaves, seen.problems), (mail.parts, 0));
    });
}
