//! Documents that the tests build themselves, and what is read of them.

use std::io::{Cursor, Write};

use crate::extract::collect::{Collect, collect};
use crate::extract::{ExtractOptions, Extractor, recognise};
use crate::model::{Document, ProblemCode};

mod binary;
mod hostile;
mod open;
mod text;
mod workbook;

/// A ZIP file of these members.
pub(super) fn zipped(members: &[(&str, &str)]) -> Vec<u8> {
    packed(members, zip::CompressionMethod::Deflated)
}

/// The same, by this method.
pub(super) fn packed(members: &[(&str, &str)], method: zip::CompressionMethod) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in members {
        let options = zip::write::SimpleFileOptions::default().compression_method(method);
        writer.start_file(*name, options).unwrap();
        writer.write_all(content.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// What the extractor that recognises these bytes makes of them: its name, and what it handed on without a problem.
fn read(bytes: &[u8]) -> (&'static str, Collect) {
    let document = Document { bytes, name: None, media_type: "" };
    let extractor = recognise(&document, &ExtractOptions::default()).expect("a format that is read");
    let (collected, result) = collect(extractor, bytes);
    assert!(result.is_ok(), "{result:?}");
    assert!(collected.problems.is_empty(), "{:?}", collected.problems);
    (extractor.card().name, collected)
}

/// The code of the problem that ends the reading of these bytes.
fn refusal(extractor: &dyn Extractor, bytes: &[u8]) -> ProblemCode {
    collect(extractor, bytes).1.expect_err("a problem").code
}
