//! A 7z archive in, its files out, block by block.
//!
//! Files of a block are compressed as one, so that each can be reached only through those before it.

use std::cell::Cell;
use std::io::{self, Read, Seek as _, SeekFrom};

use sevenz_rust2::{Archive, ArchiveEntry, BlockDecoder, Error, Password};

use crate::model::{Card, Passwords, Problem, ProblemCode};
use crate::source::entry;
use crate::source::nested::{Nested, NestedEntry, Opening, ReadSeek, Visit, problem_of};

use super::{Format, Head, Shape};

mod header;

pub(super) struct SevenZ;

static CARD: Card = Card {
    name: "7z",
    summary: "A 7z archive: LZMA, LZMA2, PPMd, deflate, bzip2, zstd, with filters; encrypted by AES, with its password.",
    caveats: "An archive that needs more than 256 MiB of memory to be decompressed, or has a directory of more than 4 MiB and more than a sixteenth of its size (16 MiB at most), is a problem of code limit. Without its end, where the directory stands, it cannot be read.",
    references: &[
        "https://www.7-zip.org/recover.html",
        "https://py7zr.readthedocs.io/en/latest/archive_format.html",
    ],
};

/// KiB that a decoder may take: the dictionary of `7z -mx=9`, and what stands beside it.
const DECODER: usize = 258 << 10;
/// KiB of a directory: a sixteenth of the archive, within these bounds. Of a few compressed kilobytes the library would make
/// millions of files, each of which takes it about 110 bytes; of 4 MiB, two millions.
const DIRECTORY: std::ops::RangeInclusive<u64> = 4 << 10..=16 << 10;
/// Bytes that what a link leads to never has: POSIX systems allow paths of 4 KiB.
const PATH: u64 = 4 << 10;
/// Bytes that are decompressed to see whether a password is right.
const TRIED: u64 = 64 << 10;

impl Format for SevenZ {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn recognise(&self, head: &Head<'_>) -> Option<Shape> {
        head.bytes.starts_with(b"7z\xbc\xaf\x27\x1c").then_some(Shape::Random(open))
    }
}

fn open(mut reader: Box<dyn ReadSeek>, opening: &Opening) -> Result<Option<Box<dyn Nested>>, Problem> {
    let size = reader.seek(SeekFrom::End(0)).map_err(|e| problem_of(&e))?;
    let limit = (size / 16 / 1024).clamp(*DIRECTORY.start(), *DIRECTORY.end()) as usize;
    // a small directory may ask for a large dictionary, as those of py7zr do
    let small = header::unpacked(&mut reader).is_some_and(|bytes| bytes / 1024 < limit as u64);
    let memory = if small { DECODER } else { limit };
    let archive = directory(&mut reader, &opening.passwords, memory)?;
    Ok(Some(Box::new(SevenZArchive { reader, archive, passwords: opening.passwords.clone() })))
}

/// Reads the directory, which may itself be encrypted.
fn directory(
    reader: &mut Box<dyn ReadSeek>,
    passwords: &Passwords,
    limit: usize,
) -> Result<Archive, Problem> {
    let mut encrypted = false;
    let mut failed = None;
    for password in std::iter::once("").chain(passwords.iter()) {
        match Archive::read_with_memory_limit(reader, &Password::from(password), limit) {
            Ok(archive) => return Ok(archive),
            Err(Error::PasswordRequired) => encrypted = true,
            // a wrong password looks like damage
            Err(_) if encrypted => {}
            Err(error) => {
                failed = Some(error);
                break;
            }
        }
    }
    Err(match failed {
        Some(error) => problem(error, "the directory of a 7z archive is missing or damaged"),
        None => locked(passwords, "the directory of a 7z archive is encrypted"),
    })
}

fn locked(passwords: &Passwords, what: &str) -> Problem {
    let why =
        if passwords.is_empty() { "no password was given" } else { "no password that was given opens it" };
    Problem::new(ProblemCode::Encrypted, format!("{what}; {why}"))
}

fn problem(error: Error, what: &'static str) -> Problem {
    match error {
        Error::MaxMemLimited { .. } => {
            Problem::new(ProblemCode::Limit, "a 7z archive asks for more memory than is allowed")
        }
        Error::UnsupportedCompressionMethod(_)
        | Error::Unsupported(_)
        | Error::ExternalUnsupported
        | Error::UnsupportedVersion { .. } => Problem::new(
            ProblemCode::Unsupported,
            "a 7z archive is compressed in a way that is not read by this version",
        ),
        Error::PasswordRequired => Problem::new(ProblemCode::Encrypted, "a 7z archive is encrypted"),
        Error::Io(error, _) | Error::MaybeBadPassword(error) => match problem_of(&error) {
            // of the archive; the file below gives its own errors another cause
            problem if problem.code == ProblemCode::Io && error.get_ref().is_none() => {
                Problem::new(ProblemCode::Corrupt, what)
            }
            problem if problem.code == ProblemCode::Truncated => Problem::new(ProblemCode::Truncated, what),
            problem if problem.detail.starts_with("cannot read: other") => {
                Problem::new(ProblemCode::Corrupt, what)
            }
            problem => problem,
        },
        _ => Problem::new(ProblemCode::Corrupt, what),
    }
}

struct SevenZArchive {
    reader: Box<dyn ReadSeek>,
    archive: Archive,
    passwords: Passwords,
}

impl Nested for SevenZArchive {
    fn each(&mut self, visit: &mut Visit<'_>) {
        for block in 0..self.archive.blocks.len() {
            let packed = self.packed(block);
            let Some(password) = self.password(block) else {
                let count = self.decoder(block, &Password::empty()).entry_count();
                let what = format!(
                    "{} in a 7z archive {} encrypted",
                    files(count),
                    if count == 1 { "is" } else { "are" }
                );
                if !visit(Err(locked(&self.passwords, &what).giving_up(packed))) {
                    return;
                }
                continue;
            };
            if !self.block(block, &password, packed, visit) {
                return;
            }
        }
    }
}

fn files(count: usize) -> String {
    if count == 1 { "a file".into() } else { format!("{count} files") }
}

impl SevenZArchive {
    fn decoder<'d>(
        &'d mut self,
        block: usize,
        password: &'d Password,
    ) -> BlockDecoder<'d, Box<dyn ReadSeek>> {
        BlockDecoder::new_with_memory_limit(1, DECODER, block, &self.archive, password, &mut self.reader)
    }

    /// Bytes of the archive that a block takes.
    fn packed(&self, block: usize) -> u64 {
        let first = self.archive.stream_map.block_first_pack_stream_index();
        let sizes = self.archive.pack_sizes();
        let from = first.get(block).copied().unwrap_or(0);
        let to = first.get(block + 1).copied().unwrap_or(sizes.len());
        sizes.get(from..to).unwrap_or_default().iter().fold(0, |sum, size| sum.saturating_add(*size))
    }

    /// What opens a block; the empty one where it is not encrypted, `None` where nothing does.
    fn password(&mut self, block: usize) -> Option<Password> {
        const AES: &[u8] = &[0x06, 0xf1, 0x07, 0x01];
        if !self.archive.blocks[block].coders.iter().any(|coder| coder.encoder_method_id() == AES) {
            return Some(Password::empty());
        }
        let passwords = self.passwords.clone();
        passwords.iter().map(Password::from).find(|password| {
            let mut right = false;
            // the end of the trial is an error of its own or none: what counts is what was read
            let _ = self.decoder(block, password).for_each_entries(&mut |entry, reader| {
                let tried = io::copy(&mut reader.take(TRIED), &mut io::sink());
                right = tried.is_ok_and(|n| n > 0 || entry.size == 0);
                Ok(!entry.has_stream)
            });
            right
        })
    }

    /// Reads a block; false where no more is wanted.
    fn block(&mut self, block: usize, password: &Password, packed: u64, visit: &mut Visit<'_>) -> bool {
        let count = self.decoder(block, password).entry_count();
        let (mut met, mut wanted) = (0, true);
        let told = Cell::new(false);
        let ended = self.decoder(block, password).for_each_entries(&mut |entry, reader| {
            met += 1;
            if !entry.has_stream {
                return Ok(true);
            }
            let mut head = Vec::new();
            if is_link(entry) {
                let n = reader.take(PATH).read_to_end(&mut head)?;
                if (n as u64) < PATH && !head.contains(&b'\n') {
                    return Ok(true);
                }
            }
            let left = Cell::new(true);
            // what is called a link and is none is a file
            let mut whole = head.as_slice().chain(reader);
            let reader = Box::new(Data { reader: &mut whole, left: &left, told: &told });
            let name = Some(entry::of_bytes(entry.name.as_bytes()));
            wanted = visit(Ok(NestedEntry {
                size: Some(entry.size),
                sequential: true,
                ..NestedEntry::new(name, reader)
            }));
            // what is left unread was left on purpose: a limit was reached, and the library would read on
            Ok(wanted && !left.get())
        });
        if !wanted {
            return false;
        }
        let behind = count - met.min(count);
        let lost = |problem: Problem| {
            let problem = problem.giving_up(if behind == count { packed } else { 0 });
            if behind == 0 { problem } else { detailed(problem, behind) }
        };
        match ended {
            Err(error) if behind > 0 || !told.get() => {
                visit(Err(lost(problem(error, "a 7z archive is damaged"))))
            }
            Ok(false) if behind > 0 => visit(Err(lost(Problem::new(
                ProblemCode::Limit,
                "a limit was reached in a block of a 7z archive",
            )))),
            _ => true,
        }
    }
}

fn detailed(problem: Problem, behind: usize) -> Problem {
    let detail = format!("{}; {} in it could not be read", problem.detail, files(behind));
    Problem { detail: detail.into(), ..problem }
}

/// Made on Unix: the upper half is the mode, where a flag says so. Pipes are what `7z -si` was fed through.
fn is_link(entry: &ArchiveEntry) -> bool {
    entry.windows_attributes & 0x8000 != 0 && entry.windows_attributes >> 28 == 0xa
}

/// The bytes of one file.
struct Data<'a> {
    reader: &'a mut dyn Read,
    /// Its end was not met.
    left: &'a Cell<bool>,
    /// An error was handed on.
    told: &'a Cell<bool>,
}

impl Read for Data<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buf);
        match &read {
            Ok(0) if !buf.is_empty() => self.left.set(false),
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => {
                self.left.set(false);
                self.told.set(true);
            }
        }
        read
    }
}

#[cfg(test)]
mod tests;
