//! Damaged files and bombs: bounded time and memory, no panic, and a problem where something was not read.

use std::io::Read;

use super::super::{Document97, OpenDocument, Sheets, Sheets97, Slides97, Word};
use super::*;

const SHEET: &str = "<worksheet><sheetData><row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' s='0'><v>25599</v></c></row></sheetData></worksheet>";

fn xlsx(sheet: &str) -> Vec<u8> {
    let members = [
        ("[Content_Types].xml", "<Types/>"),
        ("xl/workbook.xml", "<workbook><sheets><sheet name='x' r:id='r1'/></sheets></workbook>"),
        (
            "xl/styles.xml",
            "<styleSheet><numFmts><numFmt numFmtId='164' formatCode='[&lt;=99]00\"a\";0-0'/></numFmts><cellXfs><xf numFmtId='164'/></cellXfs></styleSheet>",
        ),
        ("xl/sharedStrings.xml", "<sst><si><t>Jan_x000A_</t></si></sst>"),
        ("xl/worksheets/sheet1.xml", sheet),
        ("xl/pivotCache/a.xml", "<r><s v='a'/></r>"),
    ];
    packed(&members, zip::CompressionMethod::Stored)
}

fn samples() -> Vec<Vec<u8>> {
    let docx = packed(
        &[
            ("[Content_Types].xml", "<Types/>"),
            (
                "word/document.xml",
                "<w:document><w:tbl><w:tr><w:tc><w:p><w:hyperlink r:id='a'><w:r><w:t>Jan &amp; &#233;</w:t></w:r></w:hyperlink></w:p></w:tc></w:tr></w:tbl></w:document>",
            ),
            (
                "word/_rels/document.xml.rels",
                "<Relationships><Relationship Id='a' Target='http://x.example' TargetMode='External'/></Relationships>",
            ),
        ],
        zip::CompressionMethod::Stored,
    );
    let odt = zipped(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        (
            "content.xml",
            "<office:spreadsheet><table:table><table:table-row table:number-rows-repeated='9'><table:table-cell table:number-columns-repeated='9'><text:p>a</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet>",
        ),
    ]);
    let doc = binary::file(&binary::document(
        &["Naam\u{7}Tel\u{7}\u{7}\r", "\u{13}HYPERLINK x\u{14}y\u{15}\r"],
        &[(0x400, false), (0x409, true), (0x40a, false)],
    ));
    let xls = super::super::compound::tests::compound(&[("Workbook", &binary::workbook(&binary::sheet()))]);
    vec![docx, odt, xlsx(SHEET), doc, xls]
}

/// Reads bytes by whatever recognises them, with little room.
fn try_out(bytes: &[u8]) -> usize {
    let document = Document { bytes, name: None, media_type: "" };
    let options = ExtractOptions { expanded: 1 << 20, ..ExtractOptions::default() };
    let mut out = Collect::default();
    if let Some(extractor) = recognise(&document, &options) {
        let _ = extractor.extract(&document, &options, &mut out);
    }
    assert!(out.text.len() <= 2 << 20);
    out.text.len()
}

#[test]
fn cut_off_anywhere_and_flipped_anywhere() {
    for sample in samples() {
        assert!(try_out(&sample) > 5);
        for end in (0..sample.len()).step_by(sample.len() / 150 + 1) {
            try_out(&sample[..end]);
        }
        // most of a compound file of one page is padding: bytes that say something are flipped
        let places: Vec<usize> = (0..sample.len()).filter(|at| sample[*at] != 0).collect();
        for at in places.iter().step_by(places.len() / 1200 + 1) {
            for bits in [0x01, 0x80, 0xff] {
                let mut bytes = sample.clone();
                bytes[*at] ^= bits;
                try_out(&bytes);
            }
        }
    }
}

#[test]
fn the_front_of_a_document_that_is_cut_off_is_read() {
    let bytes = samples().swap_remove(0);
    let cut = memchr::memmem::find(&bytes, b"word/_rels").unwrap();
    let (collected, _) = collect(&Word, &bytes[..cut]);
    assert_eq!(collected.text, "Jan & \u{e9}\n\n");
    assert_eq!(collected.problems.len(), 1);
    assert_eq!(collected.problems[0].code, ProblemCode::Corrupt);
    let end = memchr::memmem::find(&bytes, b"</w:tc>").unwrap();
    let (collected, result) = collect(&Word, &bytes[..end + 2]);
    assert_eq!(
        (collected.text.as_str(), result.unwrap_err().code),
        ("Jan & \u{e9}\n\n", ProblemCode::Corrupt)
    );
}

/// A sheet that is repeated until it is as long as is wanted.
fn long_sheet(row: &str, bytes: u64) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    for (name, content) in [("_rels/.rels", "<a/>"), ("xl/workbook.xml", "<workbook/>")] {
        writer.start_file(name, options).unwrap();
        writer.write_all(content.as_bytes()).unwrap();
    }
    writer.start_file("xl/worksheets/sheet1.xml", options).unwrap();
    let many = row.repeat(10_000);
    writer.write_all(b"<worksheet><sheetData>").unwrap();
    std::io::copy(
        &mut std::io::repeat(0).take(bytes / many.len() as u64),
        &mut Repeating(&many, &mut writer),
    )
    .unwrap();
    writer.finish().unwrap().into_inner()
}

/// Writes a text for each byte that it is given.
struct Repeating<'a, W>(&'a str, &'a mut W);

impl<W: Write> Write for Repeating<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        for _ in bytes {
            self.1.write_all(self.0.as_bytes())?;
        }
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_sheet_that_expands_too_far_is_read_as_far_as_it_may() {
    let bytes = long_sheet("<row><c><v>612345678</v></c></row>", 20 << 20);
    assert!(bytes.len() < 1 << 20);
    let options = ExtractOptions { expanded: 4 << 20, ..ExtractOptions::default() };
    let mut out = Collect::default();
    let document = Document { bytes: &bytes, name: None, media_type: "" };
    let result = Sheets.extract(&document, &options, &mut out);
    assert_eq!(result.unwrap_err().code, ProblemCode::Limit);
    assert!(out.text.starts_with("612345678\n612345678\n"));
}

#[test]
fn empty_rows_and_far_cells_cost_nothing() {
    let (collected, result) = collect(&Sheets, &long_sheet("<row/>", 8 << 20));
    assert!(result.is_ok() && collected.text.is_empty());
    let far = "<worksheet><sheetData><row r='1'><c r='A1'><v>1</v></c></row><row r='1048576'><c r='XFD1048576'><v>2</v></c></row></sheetData></worksheet>";
    let (collected, result) = collect(&Sheets, &xlsx(far));
    assert!(result.is_ok() && collected.text.len() < 100);
}

#[test]
fn a_document_with_elements_in_one_another() {
    let nested = |open: &str, n: usize| format!("<w:document>{}<w:p><w:t>Jan</w:t></w:p>", open.repeat(n));
    for open in [
        "<w:tbl><w:tr><w:tc>",
        "<w:p><w:txbxContent>",
        "<mc:AlternateContent>",
        "<w:hyperlink>",
        "<w:fldChar w:fldCharType='begin'/><x>",
    ] {
        let body = nested(open, 15_000);
        let (collected, _) = collect(&Word, &zipped(&[("_rels/.rels", ""), ("word/document.xml", &body)]));
        assert!(collected.text.contains("Jan"), "{open}");
    }
    let body = nested("<w:x>", 100_000);
    let (collected, _) = collect(&Word, &zipped(&[("_rels/.rels", ""), ("word/document.xml", &body)]));
    assert_eq!(collected.problems[0].code, ProblemCode::Limit);
}

#[test]
fn nothing_more_is_read_once_enough_was() {
    let row = "<row><c t='inlineStr'><is><t>Dorpsstraat 12, 1234 AB Ons Dorp</t></is></c></row>";
    let bytes = long_sheet(row, 4 << 20);
    let mut out = Collect { enough: Some(1), ..Collect::default() };
    let document = Document { bytes: &bytes, name: None, media_type: "" };
    let options = ExtractOptions { expanded: 1 << 30, ..ExtractOptions::default() };
    assert!(Sheets.extract(&document, &options, &mut out).is_ok());
    assert_eq!(out.pieces, 1);
}

#[test]
fn what_is_no_document_is_damaged() {
    for extractor in [&Word as &dyn Extractor, &Sheets, &OpenDocument, &Document97, &Sheets97, &Slides97] {
        assert!(!extractor.recognises(&Document { bytes: b"PK\x03\x04word/", name: None, media_type: "" }));
        assert_eq!(
            refusal(extractor, b"\xd0\xcf\x11\xe0"),
            ProblemCode::Corrupt,
            "{}",
            extractor.card().name
        );
    }
}

/// How long it takes to read these bytes by whatever recognises them.
fn takes(bytes: &[u8]) -> std::time::Duration {
    let start = crate::model::Busy::now();
    try_out(bytes);
    start.elapsed()
}

// what took minutes takes less than a second on a machine that has nothing else to do
const SOON: std::time::Duration = std::time::Duration::from_secs(10);

#[test]
fn very_many_links_in_one_paragraph() {
    let link = |n: usize| format!("<text:a xlink:href='mailto:x{n}@klant.example'>b</text:a> en ");
    let links: String = (0..16_000).map(link).collect();
    let content = format!("<office:text><text:p>{links}</text:p></office:text>");
    let mimetype = ("mimetype", "application/vnd.oasis.opendocument.text");
    assert!(takes(&zipped(&[mimetype, ("content.xml", &content)])) < SOON);

    let link = |n: usize| format!("\u{13}HYPERLINK \"mailto:x{n}@klant.example\"\u{14}b\u{15} en ");
    let links: String = (0..16_000).map(link).collect();
    let doc = binary::file(&binary::document(&[&links, "\r"], &[(0x400, false), (0x401, true)]));
    assert!(takes(&doc) < SOON);
}

#[test]
fn very_many_members() {
    let names: Vec<String> = (0..20_000).map(|n| format!("word/header{n}.xml")).collect();
    let mut members = vec![("[Content_Types].xml", "<Types/>")];
    members.extend(names.iter().map(|name| (name.as_str(), "<a/>")));
    assert!(takes(&packed(&members, zip::CompressionMethod::Stored)) < SOON);
}

#[test]
fn very_many_headers_of_members_whose_length_no_one_tells() {
    let header = |name: &str| {
        let numbers = [20_u16, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, name.len() as u16, 0];
        let numbers: Vec<u8> = numbers.iter().flat_map(|n| n.to_le_bytes()).collect();
        [b"PK\x03\x04", numbers.as_slice(), name.as_bytes()].concat()
    };
    let mut bytes = header("word/document.xml").repeat(15_000);
    bytes.extend(header("[Content_Types].xml"));
    bytes.resize(8 << 20, b'a');
    assert!(takes(&bytes) < SOON);
}
