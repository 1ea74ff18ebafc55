//! What is known of one file of a zip archive in, its bytes out.

use std::io::{self, BufReader, Cursor, Read};

use ::zip::read::{ZipReadOptions, read_zipfile_from_stream_with_options};
use ::zip::result::ZipError;
use flate2::Crc;
use flate2::bufread::DeflateDecoder;

use crate::model::{Passwords, Problem, ProblemCode};
use crate::source::nested::{NestedEntry, Visit, problem_of};

use super::{File, LOCAL, Read as Outcome, Window, u16_at, u32_at};

/// The file is encrypted; its sizes and checksum stand behind it (APPNOTE 4.4.4).
const ENCRYPTED: u16 = 1;
pub(super) const BEHIND: u16 = 1 << 3;
/// Nothing can stand in so few bytes: an empty deflated file takes two.
const NOTHING: u64 = 2;
/// Bytes that what a link leads to never has: POSIX systems allow paths of 4 KiB.
const PATH: u64 = 4 << 10;
/// Bytes that are decompressed to see whether a password is right: ZipCrypto itself lets 1 of 256 wrong ones pass.
const TRIED: u64 = 1 << 20;

/// One file of the archive, as its header says.
pub(super) struct Member {
    pub(super) name: String,
    pub(super) flags: u16,
    pub(super) method: u16,
    /// MS-DOS time, which a password is checked by.
    pub(super) time: u16,
    /// `None` where it is not known.
    pub(super) crc: Option<u32>,
    /// Bytes in the archive.
    pub(super) packed: u64,
    /// Bytes of the file, as it claims.
    pub(super) size: u64,
    /// Where the header before it stands.
    pub(super) header: u64,
    /// Where its bytes stand, where that is known without that header.
    pub(super) data: Option<u64>,
    /// The content of the extra field of AES.
    pub(super) aes: Vec<u8>,
    /// It is no folder.
    pub(super) regular: bool,
    /// The directory calls it a symbolic link: its content is the path that it leads to.
    pub(super) link: bool,
}

/// Reads members, with what can be used again for the next one.
pub(super) struct Decoders<'f> {
    file: &'f File,
    passwords: &'f Passwords,
    inflate: DeflateDecoder<BufReader<Window>>,
}

impl<'f> Decoders<'f> {
    pub(super) fn new(file: &'f File, passwords: &'f Passwords) -> Self {
        let nothing = BufReader::with_capacity(0, file.window(0, 0));
        Decoders { file, passwords, inflate: DeflateDecoder::new(nothing) }
    }

    /// Hands a member on, or what is wrong with it.
    pub(super) fn member(&mut self, member: &Member, visit: &mut Visit<'_>) -> Outcome {
        if member.regular && member.packed == 0 && member.data.is_none() && self.belies(member) {
            return Outcome::Elsewhere;
        }
        if !member.regular || member.packed == 0 || member.packed <= NOTHING && member.method == 8 {
            return Outcome::Done;
        }
        let data = match member.data.map_or_else(|| self.data_of(member), |data| Ok(Some(data))) {
            Ok(Some(data)) => data,
            Ok(None) => return Outcome::Elsewhere,
            Err(error) => return going_on(visit(Err(problem_of(&error).giving_up(member.lost(self.file))))),
        };
        going_on(match member.link {
            false => self.content(member, data, visit),
            true => self.content(member, data, &mut |entry| match entry {
                Ok(entry) => link(member, entry, visit),
                Err(problem) => visit(Err(problem)),
            }),
        })
    }

    /// Hands on the bytes of a member, which stand from `data` on; false where no more is wanted.
    fn content(&mut self, member: &Member, data: u64, visit: &mut Visit<'_>) -> bool {
        let locked =
            |detail| Err(Problem::new(ProblemCode::Encrypted, detail).giving_up(member.lost(self.file)));
        let window = self.file.window(data, member.packed);
        match (member.flags & ENCRYPTED, member.method) {
            (0, 0) => visit(Ok(member.entry(Checked::new(window, member.crc)))),
            (0, 8) => {
                let buffer = (member.packed as usize).clamp(64, 32 << 10);
                self.inflate.reset(BufReader::with_capacity(buffer, window));
                visit(Ok(member.entry(Checked::new(&mut self.inflate, member.crc))))
            }
            (0, _) => self.other(member, data, None, visit),
            _ if self.passwords.is_empty() => {
                visit(locked("a file in a zip archive is encrypted; no password was given"))
            }
            _ => match self.passwords.iter().find(|password| self.opens(member, data, password)) {
                Some(password) => self.other(member, data, Some(password), visit),
                None => {
                    visit(locked("a file in a zip archive is encrypted; no password that was given opens it"))
                }
            },
        }
    }

    /// Bytes of the deflated member at hand that were read.
    pub(super) fn inflated_from(&self) -> u64 {
        self.inflate.total_in()
    }

    /// Where the bytes of a member stand: behind its own header, whose name and extra field may differ from the directory's.
    fn data_of(&self, member: &Member) -> io::Result<Option<u64>> {
        let mut header = [0; 30];
        if self.file.read(member.header, &mut header)? < 30 || !header.starts_with(LOCAL) {
            return Ok(None);
        }
        let before = 30 + u64::from(u16_at(&header, 26)) + u64::from(u16_at(&header, 28));
        Ok(member.header.checked_add(before))
    }

    /// The header of a file that is empty by the directory says that it is not.
    fn belies(&self, member: &Member) -> bool {
        let mut header = [0; 30];
        // what cannot be read is told when there is something to be read
        let there = self.file.read(member.header, &mut header).is_ok_and(|n| n == 30);
        // a full field is one of zip64, whose number stands elsewhere: programs write it of empty files too
        let packed = u32_at(&header, 18);
        there
            && header.starts_with(LOCAL)
            && u16_at(&header, 6) & BEHIND == 0
            && packed > 0
            && packed != u32::MAX
    }

    /// By the crate: what is encrypted, or compressed in a way that is rare.
    fn other(&self, member: &Member, data: u64, password: Option<&str>, visit: &mut Visit<'_>) -> bool {
        let mut stream = Cursor::new(member.made_header()).chain(self.file.window(data, member.packed));
        match read_zipfile_from_stream_with_options(&mut stream, member.options(password)) {
            Ok(Some(file)) => visit(Ok(member.entry(file))),
            Ok(None) => true,
            Err(error) => visit(Err(problem(error).giving_up(member.lost(self.file)))),
        }
    }

    fn opens(&self, member: &Member, data: u64, password: &str) -> bool {
        let mut stream = Cursor::new(member.made_header()).chain(self.file.window(data, member.packed));
        match read_zipfile_from_stream_with_options(&mut stream, member.options(Some(password))) {
            Ok(Some(mut file)) => io::copy(&mut file.by_ref().take(TRIED), &mut io::sink()).is_ok(),
            // it is right, and what is wrong is told when the file is read
            Err(ZipError::CompressionMethodNotSupported(_)) => true,
            _ => false,
        }
    }
}

/// Hands on what is called a link and is none: it has lines, or more bytes than a path has.
fn link(member: &Member, mut entry: NestedEntry<'_>, visit: &mut Visit<'_>) -> bool {
    let mut head = Vec::new();
    match entry.reader.by_ref().take(PATH).read_to_end(&mut head) {
        Ok(n) if (n as u64) < PATH && !head.contains(&b'\n') => true,
        Ok(_) => {
            let reader = Box::new(Cursor::new(head).chain(entry.reader));
            visit(Ok(member.entry(reader)))
        }
        Err(error) => visit(Err(problem_of(&error).giving_up(member.packed))),
    }
}

fn going_on(wanted: bool) -> Outcome {
    if wanted { Outcome::Done } else { Outcome::Enough }
}

impl Member {
    /// Bytes that are given up with it: what it claims to take, as far as the archive reaches.
    pub(super) fn lost(&self, file: &File) -> u64 {
        self.packed.min(file.size)
    }

    /// True for a folder, by its name as it is written; one with something in it is a file, whatever it is called.
    pub(super) fn is_folder(&self, name: &[u8]) -> bool {
        let nothing = self.packed <= NOTHING || self.size == 0 && self.flags & ENCRYPTED != 0;
        nothing && (name.ends_with(b"/") || name.ends_with(b"\\"))
    }

    fn entry<'a>(&self, reader: impl Read + 'a) -> NestedEntry<'a> {
        NestedEntry {
            size: Some(self.size),
            packed: self.packed,
            ..NestedEntry::new(Some(self.name.clone()), Box::new(reader))
        }
    }

    /// A header that says what the directory says, for the crate to read the bytes behind it by.
    fn made_header(&self) -> Vec<u8> {
        let mut header = LOCAL.to_vec();
        let (aes, narrow) = (self.aes.as_slice(), |n: u64| u32::try_from(n).unwrap_or(u32::MAX - 1));
        // 5.1: AES, LZMA and the like
        for number in [51, self.flags, self.method, self.time, 0] {
            header.extend_from_slice(&number.to_le_bytes());
        }
        for number in [self.crc.unwrap_or(0), narrow(self.packed), narrow(self.size)] {
            header.extend_from_slice(&number.to_le_bytes());
        }
        let extra = if aes.is_empty() { 0 } else { aes.len() as u16 + 4 };
        header.extend_from_slice(&0_u16.to_le_bytes());
        header.extend_from_slice(&extra.to_le_bytes());
        if extra > 0 {
            header.extend_from_slice(&0x9901_u16.to_le_bytes());
            header.extend_from_slice(&(aes.len() as u16).to_le_bytes());
            header.extend_from_slice(aes);
        }
        header
    }

    fn options<'p>(&self, password: Option<&'p str>) -> ZipReadOptions<'p> {
        let options = ZipReadOptions::new()
            .password(password.map(str::as_bytes))
            .override_compressed_size(self.packed)
            .override_uncompressed_size(self.size);
        match self.crc {
            Some(crc) => options.override_crc(crc),
            None => options.ignore_crc32(true),
        }
    }
}

fn problem(error: ZipError) -> Problem {
    match error {
        ZipError::Io(error) => problem_of(&error),
        ZipError::InvalidPassword => {
            Problem::new(ProblemCode::Encrypted, "a file in a zip archive is encrypted")
        }
        ZipError::CompressionMethodNotSupported(_) | ZipError::UnsupportedArchive(_) => {
            let detail = "a file in a zip archive is compressed in a way that is not read by this version";
            Problem::new(ProblemCode::Unsupported, detail)
        }
        _ => Problem::new(ProblemCode::Corrupt, "a file in a zip archive is damaged"),
    }
}

/// Compares the checksum when the end is met.
struct Checked<R> {
    reader: R,
    crc: Crc,
    expected: Option<u32>,
}

impl<R> Checked<R> {
    fn new(reader: R, expected: Option<u32>) -> Self {
        Checked { reader, crc: Crc::new(), expected }
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
