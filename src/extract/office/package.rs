//! The bytes of a ZIP file in, its members out: what office documents are packed in (ISO/IEC 29500-2, ODF 1.3 part 2).
//!
//! Where the directory is damaged or cut off, members are looked for by their own headers (APPNOTE 4.3.7), so that the front of a
//! document is read that came through in part. Only the methods that office programs use are read: others may ask for a lot of memory.

use std::collections::HashMap;
use std::io::{self, Cursor, Read};

use flate2::Crc;
use zip::{CompressionMethod, ZipArchive};

use super::budget::{Budget, Metered};
use crate::model::{Problem, ProblemCode};

/// Members that are looked at.
const MEMBERS: usize = 20_000;

/// Entries of a directory that are listed at all: the crate `zip` holds some hundreds of bytes for each, and what a file is, is
/// asked in the process of the scan.
const LISTED: usize = 5 * MEMBERS;

/// A package and the names of its members.
pub(in crate::extract) struct Package<'a> {
    store: Store<'a>,
    names: Vec<String>,
    /// Members by their names in lower case, the first of each.
    places: HashMap<String, usize>,
    cut: bool,
}

enum Store<'a> {
    Whole(Box<ZipArchive<Cursor<&'a [u8]>>>),
    Damaged(Vec<Found<'a>>),
}

/// A member of a damaged package.
struct Found<'a> {
    name: String,
    deflated: bool,
    /// From its first byte; to its last where that is known, else to the end of the file.
    bytes: &'a [u8],
}

impl<'a> Package<'a> {
    /// `None` where the bytes are no ZIP file.
    pub(in crate::extract) fn open(bytes: &'a [u8]) -> Option<Self> {
        if !bytes.starts_with(b"PK\x03\x04") {
            return None;
        }
        // each entry begins with these bytes (APPNOTE 4.3.12), and there are no more entries than places where they stand
        let listed = memchr::memmem::find_iter(bytes, b"PK\x01\x02").take(LISTED + 1).count();
        if listed > LISTED {
            let found = look_for(bytes);
            let names = found.iter().map(|member| normal(&member.name)).collect();
            return Some(Package::of(Store::Damaged(found), names, true));
        }
        if let Ok(archive) = ZipArchive::new(Cursor::new(bytes)) {
            let names: Vec<String> =
                archive.file_names_raw().take(MEMBERS).map(|n| normal(&String::from_utf8_lossy(n))).collect();
            let cut = archive.len() > names.len();
            return Some(Package::of(Store::Whole(Box::new(archive)), names, cut));
        }
        let found = look_for(bytes);
        let names = found.iter().map(|member| normal(&member.name)).collect();
        Some(Package::of(Store::Damaged(found), names, false))
    }
    fn of(store: Store<'a>, names: Vec<String>, cut: bool) -> Self {
        let mut places = HashMap::with_capacity(names.len());
        for (index, name) in names.iter().enumerate() {
            places.entry(name.to_ascii_lowercase()).or_insert(index);
        }
        Package { store, names, places, cut }
    }
    /// The names of the members, with `/` between folders.
    pub(in crate::extract) fn names(&self) -> &[String] {
        &self.names
    }
    /// What is wrong with the package as a whole.
    pub(in crate::extract) fn problem(&self) -> Option<Problem> {
        if self.cut {
            let detail = "limit: the document's ZIP has more members than are read";
            return Some(Problem::new(ProblemCode::Limit, detail));
        }
        match self.store {
            Store::Damaged(_) => Some(Problem::new(
                ProblemCode::Corrupt,
                "the directory of the document's ZIP is damaged; members were read by their own headers",
            )),
            Store::Whole(_) => None,
        }
    }
    /// Where a member is, by its name; office programs take upper and lower case for one.
    pub(in crate::extract) fn find(&self, name: &str) -> Option<usize> {
        self.places.get(&name.to_ascii_lowercase()).copied()
    }
    /// A member to be read, if there is one of this name.
    pub(in crate::extract) fn read<'s>(
        &'s mut self,
        name: &str,
        budget: &'s Budget,
    ) -> Option<Result<Box<dyn Read + 's>, Problem>> {
        let index = self.find(name)?;
        Some(self.member(index, budget))
    }
    /// The member of this number to be read.
    pub(in crate::extract) fn member<'s>(
        &'s mut self,
        index: usize,
        budget: &'s Budget,
    ) -> Result<Box<dyn Read + 's>, Problem> {
        let damaged = || Problem::new(ProblemCode::Corrupt, "a member of the document cannot be read");
        match &mut self.store {
            Store::Whole(archive) => {
                let entry = archive.by_index_data(index).map_err(|_| damaged())?;
                if entry.encrypted() {
                    return Err(Problem::new(
                        ProblemCode::Encrypted,
                        "a member of the document is encrypted",
                    ));
                }
                let (method, crc) = (entry.compression(), entry.crc32());
                // the crate drops what it has read where there is more of it than the directory says
                Ok(match method {
                    CompressionMethod::Stored => {
                        let raw = archive.by_index_raw(index).map_err(|_| damaged())?;
                        Box::new(Metered::new(Checked::new(raw, crc), budget))
                    }
                    CompressionMethod::Deflated => {
                        let raw = archive.by_index_raw(index).map_err(|_| damaged())?;
                        let inflated = flate2::read::DeflateDecoder::new(raw);
                        Box::new(Metered::new(Checked::new(inflated, crc), budget))
                    }
                    CompressionMethod::Deflate64 => {
                        let file = archive.by_index(index).map_err(|_| damaged())?;
                        Box::new(Metered::new(file, budget))
                    }
                    _ => {
                        let detail =
                            "a member of the document is packed by a method that office programs do not use";
                        return Err(Problem::new(ProblemCode::Unsupported, detail));
                    }
                })
            }
            Store::Damaged(found) => {
                let member = found.get(index).ok_or_else(damaged)?;
                Ok(if member.deflated {
                    Box::new(Metered::new(flate2::bufread::DeflateDecoder::new(member.bytes), budget))
                } else {
                    Box::new(Metered::new(member.bytes, budget))
                })
            }
        }
    }
    /// The beginning of a member, as bytes.
    pub(in crate::extract) fn head(&mut self, name: &str, most: u64) -> Option<Vec<u8>> {
        let budget = Budget::new(most.saturating_add(64 << 10));
        let mut bytes = Vec::new();
        let read: io::Result<usize> = self.read(name, &budget)?.ok()?.take(most).read_to_end(&mut bytes);
        // what came before an error is there all the same
        let _ = read;
        Some(bytes)
    }
}

/// Compares the checksum when the end is met.
struct Checked<R> {
    reader: R,
    crc: Crc,
    expected: Option<u32>,
}

impl<R> Checked<R> {
    fn new(reader: R, expected: u32) -> Self {
        Checked { reader, crc: Crc::new(), expected: Some(expected) }
    }
}

impl<R: Read> Read for Checked<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.reader.read(buf)?;
        if n > 0 {
            self.crc.update(&buf[..n]);
        } else if !buf.is_empty() && self.expected.take().is_some_and(|crc| crc != self.crc.sum()) {
            return Err(io::ErrorKind::InvalidData.into());
        }
        Ok(n)
    }
}

/// A name with `/` between folders, and none before it.
fn normal(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches('/').to_owned()
}

/// Members by their own headers.
fn look_for(bytes: &[u8]) -> Vec<Found<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    // the first one behind the header at hand; looked for once for all headers before it
    let mut descriptor = 0;
    while let Some(next) = memchr::memmem::find(&bytes[at..], b"PK\x03\x04") {
        let start = at + next;
        at = start + 4;
        let Some(head) = bytes.get(start..start + 30) else { break };
        let short = |n: usize| u16::from_le_bytes([head[n], head[n + 1]]);
        let long = |n: usize| u32::from_le_bytes([head[n], head[n + 1], head[n + 2], head[n + 3]]);
        let (flags, method, packed) = (short(6), short(8), long(18) as usize);
        let (named, extra) = (usize::from(short(26)), usize::from(short(28)));
        let Some(name) = bytes.get(start + 30..start + 30 + named) else { break };
        let from = start + 30 + named + extra;
        let Some(data) = bytes.get(from..) else { break };
        // encrypted, or a method that is not read: not looked into
        if flags & 1 != 0 || !matches!(method, 0 | 8) {
            continue;
        }
        let known = flags & 8 == 0 && packed != u32::MAX as usize;
        let data = if known {
            &data[..packed.min(data.len())]
        } else if method == 0 {
            if descriptor < start + 30 {
                let next = memchr::memmem::find(&bytes[start + 30..], b"PK\x07\x08");
                descriptor = next.map_or(bytes.len(), |next| start + 30 + next);
            }
            &data[..descriptor.saturating_sub(from)]
        } else {
            data
        };
        if known {
            at = from + data.len();
        }
        found.push(Found {
            name: String::from_utf8_lossy(name).into_owned(),
            deflated: method == 8,
            bytes: data,
        });
        if found.len() == MEMBERS {
            break;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::tests::{packed, zipped};
    use super::*;

    #[test]
    fn a_member_is_found_whatever_its_case_and_strokes() {
        let bytes = zipped(&[("Word\\Document.xml", "een")]);
        let mut package = Package::open(&bytes).unwrap();
        let mut text = String::new();
        let budget = Budget::new(100);
        package.read("word/document.xml", &budget).unwrap().unwrap().read_to_string(&mut text).unwrap();
        assert_eq!(text, "een");
        assert!(package.read("word/styles.xml", &budget).is_none());
    }

    /// Found by fuzzing: how much was read depended on how much was asked for at once.
    #[test]
    fn what_comes_before_damage_is_read_whatever_the_directory_says() {
        let text = "een".repeat(5000);
        for method in [CompressionMethod::Stored, CompressionMethod::Deflated] {
            let mut bytes = packed(&[("a.xml", &text)], method);
            let at = memchr::memmem::find(&bytes, b"PK\x01\x02").unwrap();
            let read = |bytes: &[u8]| {
                let (budget, mut got) = (Budget::new(1 << 20), vec![0; 64 << 10]);
                let mut package = Package::open(bytes).unwrap();
                let mut member = package.read("a.xml", &budget).unwrap().unwrap();
                let (mut n, mut whole) = (0, true);
                loop {
                    match member.read(&mut got[n..]) {
                        Ok(0) => return (n, whole),
                        Ok(more) => n += more,
                        Err(_) => whole = false,
                    }
                }
            };
            assert_eq!(read(&bytes), (text.len(), true));
            // its size, then its checksum
            bytes[at + 24..at + 28].copy_from_slice(&7_u32.to_le_bytes());
            assert_eq!(read(&bytes).0, text.len());
            bytes[at + 16] ^= 1;
            assert_eq!(read(&bytes), (text.len(), false));
        }
    }

    #[test]
    fn a_directory_of_a_bomb_is_not_listed() {
        let mut bytes = zipped(&[("word/document.xml", "een"), ("[Content_Types].xml", "x")]);
        let end = memchr::memmem::rfind(&bytes, b"PK\x05\x06").unwrap();
        let (begin, record) = (memchr::memmem::find(&bytes, b"PK\x01\x02").unwrap(), bytes.split_off(end));
        let entry = bytes[begin..].to_vec();
        for _ in 0..LISTED {
            bytes.extend_from_slice(&entry);
        }
        bytes.extend_from_slice(&record);
        let package = Package::open(&bytes).unwrap();
        assert!(matches!(package.store, Store::Damaged(_)) && package.names().len() == 2);
        assert_eq!(package.problem().unwrap().code, ProblemCode::Limit);
    }

    #[test]
    fn a_member_without_a_length_ends_at_its_descriptor() {
        let header = |name: &str| {
            let numbers = [20_u16, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, name.len() as u16, 0];
            let numbers: Vec<u8> = numbers.iter().flat_map(|n| n.to_le_bytes()).collect();
            [b"PK\x03\x04", numbers.as_slice(), name.as_bytes()].concat()
        };
        let end = b"PK\x07\x08............".as_slice();
        let bytes = [&header("a.xml"), b"een".as_slice(), end, &header("b.xml"), b"twee", end].concat();
        let mut package = Package::open(&bytes).unwrap();
        assert_eq!(package.names(), ["a.xml", "b.xml"]);
        assert_eq!(package.head("a.xml", 100).unwrap(), b"een");
        assert_eq!(package.head("b.xml", 100).unwrap(), b"twee");
    }

    #[test]
    fn members_are_found_without_a_directory() {
        let bytes = zipped(&[("a.xml", &"een".repeat(50)), ("b.xml", "twee")]);
        let end = memchr::memmem::find(&bytes, b"PK\x01\x02").unwrap();
        let mut package = Package::open(&bytes[..end]).unwrap();
        assert!(package.problem().is_some());
        assert_eq!(package.names(), ["a.xml", "b.xml"]);
        assert_eq!(package.head("b.xml", 100).unwrap(), b"twee");
        assert_eq!(package.head("a.xml", 5).unwrap(), b"eenee");
    }
}
