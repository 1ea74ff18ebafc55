//! A zip archive in, its files out, by the directory at its end; where that is missing, by the headers before each file.
//!
//! The directory is read along the way and never held, as it may have millions of entries (APPNOTE 4.3, 4.4). The crate
//! `zip` decrypts, and decompresses what is neither stored nor deflated.

use std::cell::RefCell;
use std::collections::HashMap;
use std::io::{self, Read as _, Seek, SeekFrom};
use std::rc::Rc;

use crate::model::{Card, Passwords, Problem, ProblemCode};
use crate::source::nested::{Nested, Opening, ReadSeek, Visit, problem_of};

use super::{Format, Head, Shape};

mod directory;
mod document;
mod member;
mod name;
mod recover;

use directory::Directory;
pub use name::of as name_of;

use member::Decoders;

pub(super) struct Zip;

static CARD: Card = Card {
    name: "zip",
    summary: "A zip archive, zip64 included: stored, deflate, deflate64, bzip2, lzma, xz, zstd, ppmd; encrypted by ZipCrypto or AES, with its password.",
    caveats: "Of a set of several volumes what stands in each is read as far as it goes. Office documents, and packages of programs, are no archives of mail.",
    references: &[
        "https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT",
        "https://www.winzip.com/en/support/aes-encryption/",
    ],
};

const LOCAL: &[u8; 4] = b"PK\x03\x04";

impl Format for Zip {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn recognise(&self, head: &Head<'_>) -> Option<Shape> {
        // an empty archive; one of several volumes, or of one that might have become several (APPNOTE 8.5)
        const BEGINNINGS: [&[u8]; 4] = [LOCAL, b"PK\x05\x06", b"PK\x07\x08PK\x03\x04", b"PK00PK\x03\x04"];
        if !BEGINNINGS.iter().any(|magic| head.bytes.starts_with(magic)) {
            return None;
        }
        // a document has a name of its own; what is called an archive is looked into, whatever lies first in it
        let called = head.name.rsplit_once('.').is_some_and(|(_, end)| end.eq_ignore_ascii_case("zip"));
        Some(match () {
            () if called => Shape::Random(open_any),
            () if document::begins(head.bytes) => Shape::NotMail,
            () => Shape::Random(open),
        })
    }
}

fn open(reader: Box<dyn ReadSeek>, opening: &Opening) -> Result<Option<Box<dyn Nested>>, Problem> {
    let archive = Archive::of(reader, opening)?;
    if let Some(directory) = &archive.directory
        && document::is_listed(&archive.file, directory).map_err(|e| problem_of(&e))?
    {
        return Ok(None);
    }
    Ok(Some(Box::new(archive)))
}

/// As [`open`], of what is an archive whatever is in it.
fn open_any(reader: Box<dyn ReadSeek>, opening: &Opening) -> Result<Option<Box<dyn Nested>>, Problem> {
    Ok(Some(Box::new(Archive::of(reader, opening)?)))
}

/// The archive's bytes, for whoever reads in them.
#[derive(Clone)]
struct File {
    reader: Rc<RefCell<Box<dyn ReadSeek>>>,
    size: u64,
}

impl File {
    /// Reads what is there from `at` on, as much as `buf` takes.
    fn read(&self, at: u64, buf: &mut [u8]) -> io::Result<usize> {
        let mut reader = self.reader.borrow_mut();
        reader.seek(SeekFrom::Start(at))?;
        let mut n = 0;
        while n < buf.len() {
            match reader.read(&mut buf[n..]) {
                Ok(0) => break,
                Ok(more) => n += more,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(n)
    }

    /// The bytes from `at` on, `length` of them.
    fn window(&self, at: u64, length: u64) -> Window {
        Window { file: self.clone(), at, left: length }
    }
}

/// A stretch of the archive.
struct Window {
    file: File,
    at: u64,
    left: u64,
}

impl io::Read for Window {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let want = usize::try_from(self.left).unwrap_or(usize::MAX).min(buf.len());
        if want == 0 {
            return Ok(0);
        }
        let mut reader = self.file.reader.borrow_mut();
        reader.seek(SeekFrom::Start(self.at))?;
        let n = reader.read(&mut buf[..want])?;
        if n == 0 {
            self.left = 0;
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.at += n as u64;
        self.left -= n as u64;
        Ok(n)
    }
}

struct Archive {
    file: File,
    directory: Option<Directory>,
    passwords: Passwords,
}

impl Archive {
    fn of(mut reader: Box<dyn ReadSeek>, opening: &Opening) -> Result<Self, Problem> {
        let size = reader.seek(SeekFrom::End(0)).map_err(|e| problem_of(&e))?;
        let file = File { reader: Rc::new(RefCell::new(reader)), size };
        let directory = directory::find(&file).map_err(|e| problem_of(&e))?;
        Ok(Archive { file, directory, passwords: opening.passwords.clone() })
    }

    /// A file stands first that this directory does not count: another archive was put before this one.
    fn is_second(&self, directory: &Directory) -> bool {
        let mut first = [0; 30];
        let there = directory.base > 30 && self.file.read(0, &mut first).is_ok_and(|n| n == 30);
        // version and method are numbers of two digits (APPNOTE 4.4.3, 4.4.5)
        let numbers = [4, 8].map(|at| u16_at(&first, at)).into_iter().all(|n| n < 100);
        there && first.starts_with(LOCAL) && numbers && u16_at(&first, 26) > 0
    }
}

impl Archive {
    /// Between files that the directory names, one stands that it does not: it was taken out of the directory, and not out of the archive.
    fn hides(&self, met: &mut Met, directory: &Directory) -> bool {
        if met.named.len() >= REMEMBERED {
            return false;
        }
        met.named.sort_unstable();
        let next = met.named.iter().skip(1).map(|(header, _)| *header).chain([directory.start]);
        let mut gaps = met.named.iter().map(|(_, end)| *end).zip(next);
        let found = |(end, next): (u64, u64)| {
            next > end.saturating_add(BETWEEN)
                && recover::next(&self.file, end).is_ok_and(|found| {
                    found.is_some_and(|(header, member)| header < next && member.is_some())
                })
        };
        gaps.any(found)
    }
}

impl Nested for Archive {
    fn each(&mut self, visit: &mut Visit<'_>) {
        let mut decoders = Decoders::new(&self.file, &self.passwords);
        let Some(directory) = self.directory.take() else {
            let detail = "the directory at the end of a zip archive is missing or damaged; its files were looked for one by one";
            if visit(Err(Problem::new(ProblemCode::Truncated, detail))) {
                recover::each(&self.file, &HashMap::new(), &mut decoders, visit);
            }
            return;
        };
        if directory.part {
            let detail = "one volume of a zip archive that has several; what goes on in another was not read";
            if visit(Err(Problem::new(ProblemCode::Truncated, detail))) {
                recover::each(&self.file, &HashMap::new(), &mut decoders, visit);
            }
            return;
        }
        let mut members = directory.members(&self.file);
        let mut met = Met::default();
        loop {
            match members.next() {
                Ok(Some(member)) => {
                    let end = member.header.saturating_add(member.packed).saturating_add(30);
                    met.taken = met.taken.saturating_add(end - member.header);
                    if met.taken > self.file.size {
                        let detail = "files of a zip archive lie over one another, as in a bomb; the rest was not read";
                        visit(Err(Problem::new(ProblemCode::Corrupt, detail)));
                        return;
                    }
                    match decoders.member(&member, visit) {
                        Read::Done => met.add(member.header, end, member.name.len()),
                        Read::Elsewhere => {
                            met.elsewhere += 1;
                            met.lost = met.lost.saturating_add(member.lost(&self.file));
                        }
                        Read::Enough => return,
                    }
                }
                Ok(None) if met.elsewhere == 0 && self.is_second(&directory) => {
                    let detail = "files stand before a zip archive that its directory does not name; they were looked for one by one";
                    if visit(Err(Problem::new(ProblemCode::Corrupt, detail))) {
                        recover::each(&self.file, &met.ends, &mut decoders, visit);
                    }
                    return;
                }
                Ok(None) if met.elsewhere == 0 && self.hides(&mut met, &directory) => {
                    let detail = "files stand in a zip archive that its directory does not name; they were looked for one by one";
                    if visit(Err(Problem::new(ProblemCode::Corrupt, detail))) {
                        recover::each(&self.file, &met.ends, &mut decoders, visit);
                    }
                    return;
                }
                Ok(None) if met.elsewhere == 0 => return,
                Ok(None) => {
                    let (count, files) =
                        (met.elsewhere, if met.elsewhere == 1 { "file does" } else { "files do" });
                    let detail = format!(
                        "{count} {files} not stand where the directory of a zip archive says; they were looked for one by one"
                    );
                    if visit(Err(Problem::new(ProblemCode::Corrupt, detail).giving_up(met.lost))) {
                        recover::each(&self.file, &met.ends, &mut decoders, visit);
                    }
                    return;
                }
                Err(error) => {
                    let problem = match error.kind() {
                        io::ErrorKind::InvalidData => {
                            let detail = "the directory of a zip archive is damaged; files that it does not name were looked for one by one";
                            Problem::new(ProblemCode::Corrupt, detail)
                        }
                        _ => problem_of(&error),
                    };
                    if visit(Err(problem)) {
                        recover::each(&self.file, &met.ends, &mut decoders, visit);
                    }
                    return;
                }
            }
        }
    }
}

/// What became of a member.
enum Read {
    /// It was handed on, or a problem in its place.
    Done,
    /// No file stands where it should.
    Elsewhere,
    /// No more is wanted.
    Enough,
}

/// Files that are remembered, so that they are not read again where the directory proves wrong.
const REMEMBERED: usize = 1 << 20;

/// Bytes between two files that need be no file: extra fields, and a sum behind the data.
const BETWEEN: u64 = 128;

/// What was read by the directory.
#[derive(Default)]
struct Met {
    /// Bytes that members take: in a sound archive no more than it has.
    taken: u64,
    /// Where the header of each stands, and where the next one stands at the earliest.
    ends: HashMap<u64, u64>,
    /// The same, with the name in front of the data, in any order.
    named: Vec<(u64, u64)>,
    elsewhere: u64,
    /// Their bytes.
    lost: u64,
}

impl Met {
    fn add(&mut self, header: u64, end: u64, name: usize) {
        if self.ends.len() < REMEMBERED {
            self.named.push((header, end.saturating_add(name as u64)));
            self.ends.insert(header, end);
        }
    }
}

/// Little-endian numbers, of bytes that are there.
fn u16_at(bytes: &[u8], at: usize) -> u16 {
    bytes.get(at..at + 2).map_or(0, |b| u16::from_le_bytes([b[0], b[1]]))
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from(u16_at(bytes, at)) | u32::from(u16_at(bytes, at + 2)) << 16
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from(u32_at(bytes, at)) | u64::from(u32_at(bytes, at + 4)) << 32
}

/// The extra fields of a header: number and content (APPNOTE 4.5).
fn extra_fields(mut bytes: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    std::iter::from_fn(move || {
        let length = usize::from(u16_at(bytes, 2));
        let content = bytes.get(4..4 + length)?;
        let id = u16_at(bytes, 0);
        bytes = &bytes[4 + length..];
        Some((id, content))
    })
}

#[cfg(test)]
mod tests;
