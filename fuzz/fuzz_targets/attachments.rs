//! A whole message with the files that came along, opened as a scan does: documents, archives, what Outlook stores, in one
//! another. Whatever the bytes: it ends, all regions lie in their part, no byte is counted twice, and the same message gives the same.
//!
//! The first byte of the input says how large the pieces are that the message comes in. PDF is not read here, for which see the
//! target `documents`.

#![no_main]

use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use mailsweep::extract::ExtractOptions;
use mailsweep::message::{HeaderInfo, LeafKind, MessageCoverage, MessageReader, PartSink};
use mailsweep::model::{Limits, PartMeta, Problem, Quoting, Region};
use mailsweep::scan::Attachments;

#[derive(Debug, Default, PartialEq)]
struct Seen {
    headers: u32,
    leaves: Vec<(String, LeafKind, u64)>,
    texts: Vec<(String, String)>,
    problems: usize,
}

impl PartSink for Seen {
    fn header(&mut self, _: &HeaderInfo) {
        self.headers += 1;
    }
    fn region(&mut self, part: &Arc<PartMeta>, region: &Region<'_>, decoded: &str, base: u64) {
        assert_eq!(&**part, region.part);
        let end = base + decoded.len() as u64;
        // every place of a short region, some of a long one
        let step = region.text.len() / 64 + 1;
        for (at, c) in region.text.char_indices().step_by(step) {
            let span = region.map.source(at..at + c.len_utf8());
            assert!(
                span.start >= base && span.start <= span.end && span.end <= end,
                "{span:?} of {base}..{end}"
            );
            let slice = decoded.get((span.start - base) as usize..(span.end - base) as usize);
            assert!(slice.is_some(), "the slice is cut inside a character");
        }
        self.texts.push((part.section.as_str().to_owned(), region.text.to_owned()));
    }
    fn leaf(&mut self, part: &Arc<PartMeta>, kind: LeafKind, raw: u64) {
        self.leaves.push((part.section.as_str().to_owned(), kind, raw));
    }
    fn problem(&mut self, _: Problem) {
        self.problems += 1;
    }
}

fn check(coverage: &MessageCoverage, length: usize) {
    let opaque: u64 = coverage.opaque.values().map(|o| o.bytes).sum();
    assert!(opaque + coverage.given_up <= length as u64, "{coverage:?} of {length}");
}

fuzz_target!(|data: &[u8]| {
    let Some((&how, message)) = data.split_first() else { return };
    let limits = Limits {
        header: 2048,
        depth: 6,
        parts: 100,
        containers: 5,
        expanded: 4 << 20,
        ratio: 100,
        entries: 1000,
        attachment: 1 << 20,
        ..Limits::default()
    };
    let options = ExtractOptions { expanded: 2 << 20, ..ExtractOptions::default() };
    let opener = Arc::new(Attachments::new(&limits, &options, None));
    let mut reader = MessageReader::new(&limits).opening(opener);
    let mut whole = Seen::default();
    let coverage = reader.whole(message, Quoting::None, &mut whole);
    check(&coverage, message.len());
    assert_eq!(whole.headers, 1);

    let mut again = Seen::default();
    let second = reader.whole(message, Quoting::None, &mut again);
    check(&second, message.len());
    assert_eq!(again, whole, "the same message gives the same");

    let mut pieces = Seen::default();
    reader.begin(Quoting::None);
    for piece in message.chunks(1 + 16 * usize::from(how)) {
        reader.push(piece, &mut pieces);
    }
    let coverage = reader.end(&mut pieces);
    check(&coverage, message.len());
    assert_eq!(pieces.headers, 1);
});
