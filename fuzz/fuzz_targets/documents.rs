//! Documents of any damage, in all formats that are read in the scan's own process: each ends, holds no more than it may, gives the
//! same twice, and stops when no more is wanted.
//!
//! The first byte of the input says which format reads the rest; 255, and each that is none, leaves it to the bytes. PDF is not here: its
//! library hangs and overflows the stack on hostile files, which nobody can catch in this process; that is why it is read in one
//! of its own, and `tests/suite/apart.rs` sees to that. What a package or compound file holds is reached better by the target `office`.

#![no_main]

#[path = "shared/taken.rs"]
mod taken;

use libfuzzer_sys::fuzz_target;
use mailsweep::extract::{Document, EXTRACTORS, ExtractOptions, Extractor, recognise};

/// By their names, so that seeds stay what they are when a format is added.
const NAMES: [&str; 10] = ["signed", "docx", "pptx", "xlsx", "odf", "doc", "xls", "ppt", "rtf", "ole"];

fuzz_target!(|data: &[u8]| {
    let Some((&how, bytes)) = data.split_first() else { return };
    let options = ExtractOptions::default();
    let here = |extractor: &&'static dyn Extractor| !extractor.risky() && extractor.wanted(&options);
    let named = NAMES.get(usize::from(how)).map(|name| {
        let named = EXTRACTORS.iter().copied().find(|extractor| extractor.card().name == *name);
        named.expect("a format of this name")
    });
    let document = Document { bytes, name: None, media_type: "" };
    if let Some(extractor) = named.or_else(|| recognise(&document, &options)).filter(here) {
        taken::check(extractor, bytes);
    }
});
