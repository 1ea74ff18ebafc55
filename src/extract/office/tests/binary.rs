//! Files of Word and Excel before 2007, and objects.

use super::super::compound::tests::compound;
use super::super::records::tests::record;
use super::*;

fn words(numbers: &[u16]) -> Vec<u8> {
    numbers.iter().flat_map(|n| n.to_le_bytes()).collect()
}

fn joined(parts: &[&[u8]]) -> Vec<u8> {
    parts.concat()
}

/// A workbook of BIFF8 with one sheet of these records, and shared strings.
pub(super) fn workbook(sheet: &[Vec<u8>]) -> Vec<u8> {
    let strings =
        joined(&[&3_u32.to_le_bytes(), &3_u32.to_le_bytes(), b"\x04\x00\x00Naam", b"\x0c\x00\x00Jan d"]);
    let end = joined(&[b"\x00e Vries", b"\x06\x00\x01", &wide("\u{c9}ls \u{20ac}!")]);
    let globals = |offset: u32| {
        joined(&[
            &record(0x0809, &words(&[0x0600, 5, 0, 0])),
            &record(0x041e, &joined(&[&words(&[164, 10]), b"\x000000000000"])),
            &record(0x00e0, &words(&[0, 0, 0])),
            &record(0x00e0, &words(&[0, 14, 0])),
            &record(0x00e0, &words(&[0, 164, 0])),
            &record(0x0085, &joined(&[&offset.to_le_bytes(), &[0, 0], b"\x08\x00Relaties"])),
            &record(0x00fc, &strings),
            &record(0x003c, &end),
            &record(0x000a, b""),
        ])
    };
    let offset = globals(0).len() as u32;
    joined(&[
        &globals(offset),
        &record(0x0809, &words(&[0x0600, 0x10, 0, 0])),
        &sheet.concat(),
        &record(0x000a, b""),
    ])
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn rk(integer: i32) -> Vec<u8> {
    ((integer << 2 | 2) as u32).to_le_bytes().to_vec()
}

pub(super) fn sheet() -> Vec<Vec<u8>> {
    let label = |row: u16, column: u16, n: u32| {
        record(0x00fd, &joined(&[&words(&[row, column, 0]), &n.to_le_bytes()]))
    };
    vec![
        label(0, 0, 0),
        record(0x0204, &joined(&[&words(&[0, 1, 0, 3]), b"\x00Tel"])),
        label(1, 0, 1),
        record(0x0203, &joined(&[&words(&[1, 1, 2]), &612_345_678_f64.to_le_bytes()])),
        record(0x00bd, &joined(&[&words(&[1, 2, 1]), &rk(25_599), &words(&[0]), &rk(-7), &words(&[3])])),
        label(2, 0, 2),
        record(0x0006, &joined(&[&words(&[2, 1, 0]), &[0, 0, 0, 0, 0, 0, 0xff, 0xff], &[0; 8]])),
        record(0x0207, b"\x02\x00\x00ab"),
        record(0x01b6, &joined(&[&[0; 10], &words(&[11, 0]), &[0; 4]])),
        record(0x003c, b"\x00bel\r020-123"),
        record(0x001c, &joined(&[&words(&[1, 0, 0, 1, 9]), b"\x00Piet Smit"])),
    ]
}

#[test]
fn a_workbook_of_excel_97() {
    let bytes = compound(&[("Workbook", &workbook(&sheet()))]);
    let (name, collected) = read(&bytes);
    assert_eq!(name, "xls");
    assert_eq!(
        collected.text,
        "Relaties\n\nNaam\tTel\nJan de Vries\t0612345678\t1970-01-31\t-7\n\u{c9}ls \u{20ac}!\tab\n\nbel\n020-123\n\nAuthor: Piet Smit\n\n"
    );
}

#[test]
fn a_workbook_of_excel_95() {
    let stream = joined(&[
        &record(0x0809, &words(&[0x0500, 5])),
        &record(0x0042, &words(&[1251])),
        &record(0x000a, b""),
        &record(0x0809, &words(&[0x0500, 0x10])),
        &record(0x0204, &joined(&[&words(&[0, 0, 0, 4]), b"\xc8\xe2\xe0\xed"])),
        &record(0x027e, &joined(&[&words(&[0, 1, 0]), &rk(12)])),
        &record(0x000a, b""),
    ]);
    let (name, collected) = read(&compound(&[("Book", &stream)]));
    assert_eq!((name, collected.text.as_str()), ("xls", "\u{418}\u{432}\u{430}\u{43d}\t12\n\n"));
}

#[test]
fn a_workbook_with_a_password() {
    let stream = joined(&[&record(0x0809, &words(&[0x0600, 5])), &record(0x002f, &[0; 6])]);
    assert_eq!(refusal(&super::super::Sheets97, &compound(&[("Workbook", &stream)])), ProblemCode::Encrypted);
}

/// A document of Word 97 whose text is `narrow` and `wide` pieces in turn; `tables` are the paragraphs in tables, by the bytes that
/// they begin and end at.
pub(super) fn document(pieces: &[&str], paragraphs: &[(u32, bool)]) -> Vec<(&'static str, Vec<u8>)> {
    let mut main = vec![0; 0x400];
    let (mut places, mut ends, mut count) = (Vec::new(), vec![0_u32], 0_u32);
    for (n, piece) in pieces.iter().enumerate() {
        let at = main.len() as u32;
        if n % 2 == 0 {
            places.push((at * 2) | 0x4000_0000);
            main.extend(piece.chars().map(|c| c as u8));
        } else {
            places.push(at);
            main.extend(wide(piece));
        }
        count += piece.encode_utf16().count() as u32;
        ends.push(count);
    }
    // the page of paragraphs: each has a sprmPFInTable, and a sprmPFTtp where it ends a row
    let page_at = main.len().div_ceil(512) * 512;
    main.resize(page_at + 512, 0);
    let page = &mut main[page_at..];
    let runs = paragraphs.len().saturating_sub(1);
    for (n, (at, _)) in paragraphs.iter().enumerate() {
        page[4 * n..4 * n + 4].copy_from_slice(&at.to_le_bytes());
    }
    page[400..409].copy_from_slice(b"\x05\0\0\x16\x24\x01\x17\x24\x00");
    page[420..429].copy_from_slice(b"\x05\0\0\x16\x24\x01\x17\x24\x01");
    for (n, (_, row)) in paragraphs.iter().take(runs).enumerate() {
        page[4 * (runs + 1) + 13 * n] = if *row { 210 } else { 200 };
    }
    page[511] = runs as u8;
    let mut table =
        joined(&[b"\x01\x02\x00ab\x02", &((ends.len() * 4 + places.len() * 8) as u32).to_le_bytes()]);
    table.extend(ends.iter().flat_map(|n| n.to_le_bytes()));
    for place in &places {
        table.extend(joined(&[&[0, 0], &place.to_le_bytes(), &[0, 0]]));
    }
    let clx = table.len() as u32;
    table.extend(joined(&[
        &0x400_u32.to_le_bytes(),
        &(page_at as u32).to_le_bytes(),
        &(page_at as u32 / 512).to_le_bytes(),
    ]));
    let mut put = |at: usize, n: u32| main[at..at + 4].copy_from_slice(&n.to_le_bytes());
    put(0, 0x00c1_a5ec);
    put(0x0a, 0x0200);
    put(0x4c, count);
    put(0x1a2, 0);
    put(0x1a6, clx);
    if runs > 0 {
        put(0x102, clx);
        put(0x106, 12);
    }
    vec![("WordDocument", main), ("1Table", table)]
}

pub(super) fn file(streams: &[(&'static str, Vec<u8>)]) -> Vec<u8> {
    let streams: Vec<(&str, &[u8])> = streams.iter().map(|(name, bytes)| (*name, bytes.as_slice())).collect();
    compound(&streams)
}

#[test]
fn a_document_of_word_97() {
    let text = [
        "Ren\u{e9},\rTel.\t020\u{b}x\u{1e}y\u{1f}z\r",
        "\u{13} HYPERLINK \"mailto:jan@klant.example\" \u{14}Jan \u{20ac}\u{15}\r\u{1F600}",
    ];
    let (name, collected) = read(&file(&document(&text, &[])));
    assert_eq!(name, "doc");
    assert_eq!(
        collected.text,
        "Ren\u{e9},\nTel.\t020\nx-yz\nJan \u{20ac} <jan@klant.example>\n\u{1F600}\n\n"
    );
}

#[test]
fn rows_of_a_document_of_word_97() {
    // cells of two rows, one of them empty, then a paragraph in no table
    let text = "Naam\u{7}Tel\u{7}\u{7}Jan\u{7}\u{7}\u{7}na\r";
    let at = |n: usize| 0x400 + n as u32;
    let rows = [(at(0), false), (at(9), true), (at(10), false), (at(15), true), (at(16), false)];
    let streams = document(&[text], &rows);
    assert_eq!(read(&file(&streams)).1.text, "Naam\tTel\nJan\n\nna\n\n");
    // without the page of paragraphs two marks in a row end a row
    assert_eq!(
        read(&file(&document(&["Naam\u{7}Tel\u{7}\u{7}Jan\u{7}020\u{7}\u{7}\r"], &[]))).1.text,
        "Naam\tTel\nJan\t020\n\n"
    );
}

#[test]
fn a_document_of_word_95_and_one_with_a_password() {
    let mut main = vec![0; 0x300];
    main[..4].copy_from_slice(b"\xdc\xa5\x68\x00");
    main[0x18..0x20].copy_from_slice(b"\x00\x03\0\0\x06\x03\0\0");
    main.extend(b"Jan\rPiet");
    assert_eq!(read(&compound(&[("WordDocument", &main)])).1.text, "Jan\nPi\n\n");
    main[0x0b] = 1;
    assert_eq!(
        refusal(&super::super::Document97, &compound(&[("WordDocument", &main)])),
        ProblemCode::Encrypted
    );
}

#[test]
fn a_file_in_an_object_is_handed_on() {
    let native = joined(&[
        &[0; 6],
        b"Lijst.csv\0C:\\map\\Lijst.csv\0",
        &[0, 0, 3, 0],
        &4_u32.to_le_bytes(),
        b"C:\\x",
        &7_u32.to_le_bytes(),
        b"a;b\nc;d...",
    ]);
    let (name, collected) = read(&compound(&[("\u{1}Ole10Native", &native)]));
    assert_eq!(name, "ole");
    assert_eq!(collected.entries, [("Lijst.csv".to_owned(), None, b"a;b\nc;d".to_vec())]);
}
