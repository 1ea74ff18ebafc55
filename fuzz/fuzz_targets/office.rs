//! The parts of an office document, of any damage, in a package or compound file without any: it ends, holds no more than it may,
//! gives the same twice, and stops when no more is wanted.
//!
//! The first byte of the input says which sort of document it is; the parts follow, in the order of [`SORTS`], with [`BETWEEN`]
//! between two.

#![no_main]

#[path = "shared/taken.rs"]
mod taken;

use std::io::{Cursor, Write};

use libfuzzer_sys::fuzz_target;
use mailsweep::extract::{Document, ExtractOptions, recognise};

/// Stands between two parts.
const BETWEEN: &[u8] = b"\n~~\n";

/// Names of the parts of each sort; a part that the input lacks is not there. Streams of a compound file have no `.` in them.
const SORTS: [&[&str]; 8] = [
    &[
        "word/document.xml",
        "word/_rels/document.xml.rels",
        "word/comments.xml",
        "word/footnotes.xml",
        "docProps/core.xml",
        "word/embeddings/oleObject1.bin",
    ],
    &[
        "xl/worksheets/sheet1.xml",
        "xl/sharedStrings.xml",
        "xl/styles.xml",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/worksheets/_rels/sheet1.xml.rels",
        "xl/comments1.xml",
        "xl/drawings/drawing1.xml",
        "xl/pivotCache/pivotCacheRecords1.xml",
    ],
    &[
        "ppt/slides/slide1.xml",
        "ppt/slides/_rels/slide1.xml.rels",
        "ppt/commentAuthors.xml",
        "ppt/comments/comment1.xml",
        "ppt/diagrams/data1.xml",
        "ppt/slideMasters/slideMaster1.xml",
    ],
    &["content.xml", "styles.xml", "meta.xml", "META-INF/manifest.xml", "Object 1/content.xml"],
    &["Workbook", "\u{5}SummaryInformation"],
    &["Book", "\u{5}DocumentSummaryInformation"],
    &["WordDocument", "1Table", "0Table", "Data", "\u{5}SummaryInformation"],
    &["PowerPoint Document", "Current User", "\u{1}Ole10Native"],
];

fuzz_target!(|data: &[u8]| {
    let Some((&how, rest)) = data.split_first() else { return };
    let sort = SORTS[usize::from(how) % SORTS.len()];
    let mut parts = Vec::new();
    let mut rest = Some(rest);
    for name in sort {
        let Some(bytes) = rest else { break };
        let end = bytes.windows(BETWEEN.len()).position(|w| w == BETWEEN);
        parts.push((*name, &bytes[..end.unwrap_or(bytes.len())]));
        rest = end.map(|end| &bytes[end + BETWEEN.len()..]);
    }
    let bytes = if sort[0].contains('.') { package(&parts) } else { compound(&parts) };
    let document = Document { bytes: &bytes, name: None, media_type: "" };
    let extractor = recognise(&document, &ExtractOptions::default()).expect("an office document");
    taken::check(extractor, &bytes);
});

fn package(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let first: (&str, &[u8]) = if parts[0].0 == "content.xml" {
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet")
    } else {
        ("[Content_Types].xml", b"<Types/>")
    };
    for (name, bytes) in std::iter::once(&first).chain(parts) {
        zip.start_file(*name, stored).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn compound(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    for (name, bytes) in parts {
        file.create_stream(name).unwrap().write_all(bytes).unwrap();
    }
    file.flush().unwrap();
    file.into_inner().into_inner()
}
