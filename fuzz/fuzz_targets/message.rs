//! A message gives the same parts with the same text, whether it comes whole or in pieces; all regions lie in their
//! part, and no byte is counted twice.
//!
//! Whole and in pieces are compared where nothing has to be guessed from the first bytes of a part, of which fewer are at
//! hand in tiny pieces: the media types are plain ones, no part has a name, and the text is ASCII.
//!
//! The first byte of the input says how large the pieces are.

#![no_main]

use std::collections::BTreeMap;
use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use mailsweep::message::{HeaderInfo, LeafKind, MessageCoverage, MessageReader, PartSink};
use mailsweep::model::{Limits, PartMeta, Problem, Quoting, Region};

#[derive(Debug, Default, PartialEq)]
struct Seen {
    headers: u32,
    leaves: Vec<(String, String, LeafKind, u64)>,
    named: bool,
    texts: BTreeMap<String, String>,
}

impl PartSink for Seen {
    fn header(&mut self, _: &HeaderInfo) {
        self.headers += 1;
    }
    fn decoded(&mut self, part: &Arc<PartMeta>, _: &str, text: &str) {
        // line ends around text that belongs to no part may come or go with the cut between two pieces
        let held = self.texts.entry(part.section.as_str().to_owned()).or_default();
        held.extend(text.chars().filter(|c| !matches!(c, '\r' | '\n')));
    }
    fn region(&mut self, part: &Arc<PartMeta>, region: &Region<'_>, decoded: &str, base: u64) {
        assert_eq!(&**part, region.part);
        let end = base + decoded.len() as u64;
        let mut last = base;
        // every place of a short region, some of a long one
        let step = region.text.len() / 64 + 1;
        for (at, c) in region.text.char_indices().step_by(step) {
            let span = region.map.source(at..at + c.len_utf8());
            assert!(
                span.start >= last && span.start <= span.end && span.end <= end,
                "{span:?} of {base}..{end}"
            );
            if !region.aside {
                last = span.start;
            }
            let slice = decoded.get((span.start - base) as usize..(span.end - base) as usize);
            assert!(slice.is_some(), "the slice is cut inside a character");
        }
    }
    fn leaf(&mut self, part: &Arc<PartMeta>, kind: LeafKind, raw: u64) {
        self.named |= part.filename.is_some();
        self.leaves.push((part.section.as_str().to_owned(), part.media_type.clone(), kind, raw));
    }
    fn problem(&mut self, _: Problem) {}
}

/// Media types whose parts are read as they are declared.
const SETTLED: [&str; 5] = ["text/plain", "text/html", "text/vcard", "image/png", "application/pkcs7-mime"];

fn check(coverage: &MessageCoverage, length: usize) {
    let opaque: u64 = coverage.opaque.values().map(|o| o.bytes).sum();
    assert!(opaque + coverage.given_up <= length as u64, "{coverage:?} of {length}");
}

fuzz_target!(|data: &[u8]| {
    let Some((&how, message)) = data.split_first() else { return };
    let limits = Limits { header: 2048, depth: 6, parts: 40, ..Limits::default() };
    let quoting = if how & 1 == 0 { Quoting::None } else { Quoting::From };
    let mut reader = MessageReader::new(&limits);
    let mut whole = Seen::default();
    let coverage = reader.whole(message, quoting, &mut whole);
    check(&coverage, message.len());
    assert_eq!(whole.headers, 1);

    let mut pieces = Seen::default();
    reader.begin(quoting);
    for piece in message.chunks(1 + usize::from(how >> 1)) {
        reader.push(piece, &mut pieces);
    }
    let coverage = reader.end(&mut pieces);
    check(&coverage, message.len());
    assert_eq!(pieces.headers, 1);
    // a header of bare carriage returns (Mac OS 9) is told by its first piece
    let bare = message.iter().enumerate().any(|(i, b)| *b == b'\r' && message.get(i + 1) != Some(&b'\n'));
    if bare
        || whole.named
        || !whole.leaves.iter().all(|(_, media_type, _, _)| SETTLED.contains(&media_type.as_str()))
    {
        return;
    }
    assert_eq!(pieces.leaves, whole.leaves);
    for seen in [&mut whole, &mut pieces] {
        seen.texts.retain(|_, text| !text.is_empty());
    }
    if whole.texts.values().all(|text| text.is_ascii()) {
        assert_eq!(pieces.texts, whole.texts);
    }
});
