//! Compound files (\[MS-CFB\]) as the office programs of 1993 to 2007 wrote them, and what they say of a document (\[MS-OLEPS\]).

use std::io::{BufRead, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};

use cfb::{CompoundFile, Stream};
use encoding_rs::Encoding;

use super::budget::{Budget, Metered};
use super::lines::Lines;
use super::{document97, sheets97, slides97};
use crate::extract::{Document, ExtractOptions, Extractor};
use crate::model::{Card, Contents, Problem, ProblemCode};

/// The first bytes of a compound file.
pub(in crate::extract) const MAGIC: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
/// Bytes of a property set that are looked at.
const PROPERTIES: u64 = 256 << 10;
/// Streams below the top that are looked at.
const EMBEDDED: usize = 10_000;
/// The stream of a file that was put into a document as a package.
const NATIVE: &str = "\u{1}Ole10Native";
/// Streams that hold a file.
const FILES: [&str; 4] = [NATIVE, "Package", "CONTENTS", "EmbeddedOdf"];

/// A compound file and what it stands on.
pub(super) type Compound<'a> = CompoundFile<Cursor<&'a [u8]>>;

/// A stream of one.
pub(super) type Part<'a> = Stream<Cursor<&'a [u8]>>;

/// The compound file, if the bytes are one that has one of these streams at its top.
pub(super) fn with_stream<'a>(bytes: &'a [u8], names: &[&str]) -> Option<Compound<'a>> {
    if !bytes.starts_with(MAGIC) {
        return None;
    }
    // cheaper than to open each attachment that is a compound file: names stand in it as UTF-16
    let stands = |name: &&str| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        memchr::memmem::find(bytes, &wide).is_some()
    };
    if !names.iter().any(stands) {
        return None;
    }
    let file = CompoundFile::open(Cursor::new(bytes)).ok()?;
    names.iter().any(|name| file.is_stream(name)).then_some(file)
}

/// What is told of a file whose streams are gone.
pub(super) fn damaged() -> Problem {
    Problem::new(ProblemCode::Corrupt, "the document is damaged, it was read as far as the damage")
}

/// The charset of a code page; windows-1252 where it is unknown.
pub(super) fn charset(page: u16) -> &'static Encoding {
    match page {
        874 => encoding_rs::WINDOWS_874,
        932 => encoding_rs::SHIFT_JIS,
        936 => encoding_rs::GBK,
        949 => encoding_rs::EUC_KR,
        950 => encoding_rs::BIG5,
        1200 => encoding_rs::UTF_16LE,
        1250 => encoding_rs::WINDOWS_1250,
        1251 => encoding_rs::WINDOWS_1251,
        1253 => encoding_rs::WINDOWS_1253,
        1254 => encoding_rs::WINDOWS_1254,
        1255 => encoding_rs::WINDOWS_1255,
        1256 => encoding_rs::WINDOWS_1256,
        1257 => encoding_rs::WINDOWS_1257,
        1258 => encoding_rs::WINDOWS_1258,
        10000 | 0x8000 => encoding_rs::MACINTOSH,
        65001 => encoding_rs::UTF_8,
        _ => encoding_rs::WINDOWS_1252,
    }
}

/// Writes what is said of the document: by whom it is, what it is called, for which firm.
pub(super) fn properties(file: &mut Compound<'_>, lines: &mut Lines<'_>) {
    lines.part();
    for (stream, labels) in [
        (
            "/\u{5}SummaryInformation",
            &[
                (2, "Title"),
                (3, "Subject"),
                (4, "Author"),
                (5, "Keywords"),
                (6, "Comments"),
                (8, "Last modified by"),
            ][..],
        ),
        ("/\u{5}DocumentSummaryInformation", &[(2, "Category"), (14, "Manager"), (15, "Company")][..]),
    ] {
        let mut bytes = Vec::new();
        if let Ok(part) = file.open_stream(stream)
            && part.take(PROPERTIES).read_to_end(&mut bytes).is_ok()
        {
            property_set(&bytes, labels, lines);
        }
    }
}

/// Two bytes as a number.
pub(super) fn short(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at.checked_add(2)?)?.try_into().ok().map(u16::from_le_bytes)
}

/// Four bytes as a number.
pub(super) fn long(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at.checked_add(4)?)?.try_into().ok().map(u32::from_le_bytes)
}

/// The texts of a property set (\[MS-OLEPS\] §2.21), of its first section.
fn property_set(bytes: &[u8], labels: &[(u32, &str)], lines: &mut Lines<'_>) -> Option<()> {
    let set = bytes.get(long(bytes, 44)? as usize..)?;
    let count = long(set, 4)?.min(1000) as usize;
    let place = |id: u32| {
        (0..count)
            .find(|n| long(set, 8 + 8 * n) == Some(id))
            .and_then(|n| long(set, 12 + 8 * n))
            .map(|at| at as usize)
    };
    let page = place(1).and_then(|at| short(set, at.checked_add(4)?)).unwrap_or(1252);
    for (id, label) in labels {
        let Some(at) = place(*id) else { continue };
        let Some(value) = text_of(set, at, page) else { continue };
        lines.labelled(label, value.trim_end_matches('\0'));
    }
    Some(())
}

/// The value of a property that is text (§2.15: VT_LPSTR, VT_LPWSTR).
fn text_of(set: &[u8], at: usize, page: u16) -> Option<String> {
    let (kind, length) = (long(set, at)?, long(set, at.checked_add(4)?)? as usize);
    let wide = match kind {
        0x1e => page == 1200,
        0x1f => true,
        _ => return None,
    };
    let length = if kind == 0x1f { length.checked_mul(2)? } else { length };
    let start = at + 8;
    let bytes = set.get(start..start.checked_add(length)?)?;
    let charset = if wide { encoding_rs::UTF_16LE } else { charset(page) };
    Some(charset.decode_without_bom_handling(bytes).0.into_owned())
}

/// What stands in a document as a document of its own (\[MS-OLEDS\]): its text is read, and files are handed on.
pub(super) fn embedded(file: &mut Compound<'_>, budget: &Budget, lines: &mut Lines<'_>) {
    let streams: Vec<(PathBuf, String)> = file
        .walk()
        .filter(|entry| entry.is_stream())
        .filter(|entry| entry.path().parent() != Some(Path::new("/")))
        .map(|entry| (entry.path().to_owned(), entry.name().to_owned()))
        .take(EMBEDDED)
        .collect();
    for (path, name) in streams {
        if !lines.more() {
            return;
        }
        let storage = path.parent().unwrap_or(&path).to_owned();
        lines.part();
        let result = match name.as_str() {
            document97::STREAM => document97::read(file, &storage, budget, lines),
            name if sheets97::STREAMS.contains(&name) => sheets97::read(file, &path, lines),
            slides97::STREAM => slides97::read(file, &path, lines),
            name => {
                hand_on(file, &path, name, budget, lines);
                Ok(())
            }
        };
        if let Err(problem) = result {
            lines.problem(problem);
        }
    }
}

/// Hands on a stream that holds a file.
fn hand_on(file: &mut Compound<'_>, path: &Path, name: &str, budget: &Budget, lines: &mut Lines<'_>) {
    let Ok(part) = file.open_stream(path) else { return };
    let mut part = BufReader::new(Metered::new(part, budget));
    if name == NATIVE {
        if let Some((name, length)) = native(&mut part) {
            lines.entry(&name, &mut part.take(length));
        }
    } else if FILES.contains(&name) {
        lines.entry(name, &mut part);
    }
}

/// The name and length of the file that a packager object holds (\[MS-OLEDS\] §2.3.6, and what Windows writes in it).
fn native(part: &mut impl BufRead) -> Option<(String, u64)> {
    let mut head = [0; 6];
    part.read_exact(&mut head).ok()?;
    let name = text_to_zero(part)?;
    text_to_zero(part)?;
    let mut numbers = [0; 8];
    part.read_exact(&mut numbers).ok()?;
    let path = u64::from(long(&numbers, 4)?);
    std::io::copy(&mut part.by_ref().take(path), &mut std::io::sink()).ok()?;
    let mut length = [0; 4];
    part.read_exact(&mut length).ok()?;
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
    Some((name, u32::from_le_bytes(length).into()))
}

fn text_to_zero(part: &mut impl BufRead) -> Option<String> {
    let mut bytes = Vec::new();
    part.by_ref().take(1024).read_until(0, &mut bytes).ok()?;
    (bytes.pop() == Some(0))
        .then(|| encoding_rs::WINDOWS_1252.decode_without_bom_handling(&bytes).0.into_owned())
}

/// An embedded object that stands in an office document as a file of its own.
pub(in crate::extract) struct Object;

static CARD: Card = Card {
    name: "ole",
    summary: "An object in an office document: the file that it holds is handed on.",
    caveats: "",
    references: &["MS-OLEDS"],
};

impl Extractor for Object {
    fn card(&self) -> &'static Card {
        &CARD
    }
    fn recognises(&self, document: &Document<'_>) -> bool {
        with_stream(document.bytes, &FILES).is_some()
    }
    fn extract(
        &self,
        document: &Document<'_>,
        options: &ExtractOptions,
        out: &mut dyn Contents,
    ) -> Result<(), Problem> {
        let budget = Budget::of(document, options);
        let mut file = with_stream(document.bytes, &FILES).ok_or_else(damaged)?;
        let mut lines = Lines::new(out, &budget);
        for name in FILES {
            hand_on(&mut file, &Path::new("/").join(name), name, &budget, &mut lines);
        }
        embedded(&mut file, &budget, &mut lines);
        lines.finish();
        if budget.spent() { Err(budget.problem()) } else { Ok(()) }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::io::Write;

    use super::super::budget::Budget;
    use super::*;
    use crate::extract::collect::Collect;

    /// A compound file of these streams.
    pub(crate) fn compound(streams: &[(&str, &[u8])]) -> Vec<u8> {
        let mut file = CompoundFile::create(Cursor::new(Vec::new())).unwrap();
        for (name, content) in streams {
            file.create_stream(name).unwrap().write_all(content).unwrap();
        }
        file.flush().unwrap();
        file.into_inner().into_inner()
    }

    fn summary() -> Vec<u8> {
        let mut set = vec![0; 8];
        let texts: [(u32, &[u8]); 2] = [(4, b"Ren\xe9 Bakker\0\0"), (8, b"Anna\0\0\0\0")];
        set[4] = 3;
        let mut at = 8 + 3 * 8;
        let mut values: Vec<u8> = Vec::new();
        set.extend([1_u32, at].iter().flat_map(|n| n.to_le_bytes()));
        values.extend([2_u32, 1252].iter().flat_map(|n| n.to_le_bytes()));
        at += 8;
        for (id, text) in texts {
            set.extend([id, at].iter().flat_map(|n| n.to_le_bytes()));
            values.extend([0x1e_u32, text.len() as u32].iter().flat_map(|n| n.to_le_bytes()));
            values.extend(text);
            at += 8 + text.len() as u32;
        }
        set.extend(values);
        let mut bytes = vec![0; 44];
        bytes.extend(48_u32.to_le_bytes());
        bytes.extend(set);
        bytes
    }

    #[test]
    fn what_a_document_says_of_itself() {
        let bytes = compound(&[("\u{5}SummaryInformation", &summary()), ("WordDocument", b"x")]);
        let (budget, mut taken) = (Budget::new(1000), Collect::default());
        let mut lines = Lines::new(&mut taken, &budget);
        assert!(with_stream(&bytes, &["Workbook"]).is_none());
        properties(&mut with_stream(&bytes, &["WordDocument"]).unwrap(), &mut lines);
        lines.finish();
        assert_eq!(taken.text, "Author: Ren\u{e9} Bakker\nLast modified by: Anna\n");
    }
}
