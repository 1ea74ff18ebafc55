//! A tar archive in, its files out, in one pass; nothing is ever unpacked.
//!
//! The crate `tar` reads the fields of a header. The way from one header to the next is gone here, as an archive is often
//! damaged: where a header should stand and none does, the next one is looked for, and costs what lies between.

use std::cell::Cell;
use std::io::{self, BufRead as _, BufReader, Read};

use ::tar::{EntryType, Header};

use crate::model::{Card, Problem, ProblemCode};
use crate::source::entry;
use crate::source::nested::{Nested, NestedEntry, Opening, Visit, error_of, problem_of};

use super::{Format, Head, Shape};

mod pax;
mod sparse;

use pax::Pax;
use sparse::{Map, Sparse};

pub(super) struct Tar;

static CARD: Card = Card {
    name: "tar",
    summary: "A tar archive: v7, ustar, pax, GNU with long names and sparse files; also several behind one another.",
    caveats: "Links and devices are passed over, as in a folder. A file that goes on in another volume of a set is read as far as it is there.",
    references: &[
        "POSIX.1-2024, pax, ustar Interchange Format",
        "https://www.gnu.org/software/tar/manual/html_node/Standard.html",
    ],
};

/// Bytes of a block.
const BLOCK: usize = 512;
/// Bytes read at a time.
const BUFFER: usize = 128 << 10;
/// Bytes of a long name or of extended headers that are read; POSIX systems allow names of 4 KiB.
const EXTENDED: u64 = 1 << 20;

impl Format for Tar {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn recognise(&self, head: &Head<'_>) -> Option<Shape> {
        let block = head.bytes.first_chunk::<BLOCK>()?;
        let magic = &block[257..263];
        let marked = (magic == b"ustar\0" || magic == b"ustar ") && block[0] != 0;
        (marked || is_header(block)).then_some(Shape::Nested(open))
    }
}

/// The checksum is right: of unsigned bytes, or of signed ones, as some old programs counted.
fn is_header(block: &[u8; BLOCK]) -> bool {
    // the checksum's own field counts as blanks
    let others = block[..148].iter().chain(&block[156..]);
    let (mut unsigned, mut signed) = (8 * 32_u32, 8 * 32_i64);
    for byte in others {
        unsigned += u32::from(*byte);
        signed += i64::from(*byte as i8);
    }
    let stated = Header::from_byte_slice(block).cksum();
    // a block of zeros is none, and its field is empty
    block[0] != 0 && stated.is_ok_and(|sum| sum == unsigned || i64::from(sum) == signed)
}

fn open<'a>(reader: Box<dyn Read + 'a>, _: &Opening) -> Box<dyn Nested + 'a> {
    Box::new(Archive { reader: BufReader::with_capacity(BUFFER, reader), told: Cell::new(false) })
}

struct Archive<R> {
    reader: BufReader<R>,
    /// An error of the reader, or its early end, was told of.
    told: Cell<bool>,
}

impl<R: Read> Nested for Archive<R> {
    fn each(&mut self, visit: &mut Visit<'_>) {
        if let Err(error) = self.entries(visit) {
            if !self.told.get() {
                visit(Err(problem_of(&error)));
            }
        }
    }
}

/// What stands before the header that it is about.
#[derive(Default)]
struct Ahead {
    name: Option<Vec<u8>>,
    pax: Pax,
}

impl<R: Read> Archive<R> {
    /// Goes from header to header; an error is one of the archive itself and was not told yet.
    fn entries(&mut self, visit: &mut Visit<'_>) -> io::Result<()> {
        let mut ahead = Ahead::default();
        let mut block = [0; BLOCK];
        // an archive that was written to its end has a block of zeros there
        let mut ended = false;
        let mut lost = 0_u64;
        loop {
            let n = self.fill(&mut block)?;
            let header = n == BLOCK && is_header(&block);
            if header || n < BLOCK {
                if lost > 0 && !(ended && n < BLOCK) {
                    let detail = "a header of a tar archive is damaged; what it stood for was not read";
                    let problem = Problem::new(ProblemCode::Corrupt, detail).giving_up(lost);
                    if !visit(Err(problem)) {
                        return Ok(());
                    }
                }
                lost = 0;
            }
            if n < BLOCK {
                return if !ended && !self.told.get() {
                    Err(io::ErrorKind::UnexpectedEof.into())
                } else {
                    Ok(())
                };
            }
            if !header {
                if block.iter().all(|b| *b == 0) && lost == 0 {
                    ended = true;
                } else {
                    lost += BLOCK as u64;
                }
                continue;
            }
            ended = false;
            let going_on = self.entry(Header::from_byte_slice(&block), &mut ahead, visit)?;
            if !going_on {
                return Ok(());
            }
        }
    }

    /// Reads what a header is about, and passes behind it. False where no more is wanted.
    fn entry(&mut self, header: &Header, ahead: &mut Ahead, visit: &mut Visit<'_>) -> io::Result<bool> {
        let kind = header.entry_type();
        let stated = header.entry_size().unwrap_or(0);
        if matches!(kind.as_byte(), b'L' | b'K' | b'x' | b'X' | b'g') {
            let mut bytes = Vec::new();
            self.reader.by_ref().take(stated.min(EXTENDED)).read_to_end(&mut bytes)?;
            self.skip(padded(stated) - bytes.len() as u64)?;
            match kind.as_byte() {
                b'L' => {
                    bytes.truncate(memchr::memchr(0, &bytes).unwrap_or(bytes.len()));
                    ahead.name = Some(bytes);
                }
                b'x' | b'X' => ahead.pax = Pax::read(&bytes),
                // a link's target, and what holds for all files: times and comments
                _ => {}
            }
            return Ok(true);
        }
        let Ahead { name, mut pax } = std::mem::take(ahead);
        let mut left = pax.size.unwrap_or(stated);
        match kind {
            EntryType::Link | EntryType::Symlink | EntryType::Char | EntryType::Block | EntryType::Fifo => {
                return Ok(true);
            }
            // one with something in it is a file, whatever it is called
            EntryType::Directory if left == 0 => return Ok(true),
            _ if kind.as_byte() == b'V' => return Ok(true),
            _ => {}
        }
        let name = pax.name.take().or(name).unwrap_or_else(|| header.path_bytes().into_owned());
        let name = entry::of_bytes(&name);
        // what pax says of a sparse file's name holds before what its header says
        let padding = padded(left) - left;
        let map = match self.map(header, &pax, &mut left)? {
            Ok(map) => map,
            Err(problem) => {
                self.skip(left + padding)?;
                return Ok(visit(Err(problem)));
            }
        };
        let data = Data { reader: &mut self.reader, left: &mut left, told: &self.told };
        let (expands, size) = (map.is_some(), map.as_ref().map_or(*data.left, Map::size));
        let packed = *data.left;
        let reader: Box<dyn Read + '_> = match map {
            Some(map) => Box::new(Sparse::new(data, map)),
            None => Box::new(data),
        };
        let entry = NestedEntry { size: Some(size), packed, expands, ..NestedEntry::new(Some(name), reader) };
        let going_on = visit(Ok(entry));
        if going_on {
            self.skip(left + padding)?;
        }
        Ok(going_on)
    }

    /// Where the bytes of a sparse file stand. What is read of it from the data is taken off `left`.
    fn map(
        &mut self,
        header: &Header,
        pax: &Pax,
        left: &mut u64,
    ) -> io::Result<Result<Option<Map>, Problem>> {
        let mut blocks = |block: &mut [u8; BLOCK], of_data: bool| -> io::Result<bool> {
            if of_data && *left < BLOCK as u64 {
                return Ok(false);
            }
            self.reader.read_exact(block)?;
            if of_data {
                *left -= BLOCK as u64;
            }
            Ok(true)
        };
        let map = if header.entry_type() == EntryType::GNUSparse {
            header.as_gnu().map(|gnu| Map::of_gnu(gnu, &mut |block| blocks(block, false))).transpose()?
        } else if pax.major == Some(1) {
            Some(Map::of_data(pax.real_size, &mut |block| blocks(block, true))?)
        } else {
            pax.map.clone().map(|map| Map::new(map, pax.real_size))
        };
        let detail = "the map of a sparse file in a tar archive is damaged";
        Ok(match map {
            Some(None) => Err(Problem::new(ProblemCode::Corrupt, detail).giving_up(*left)),
            Some(Some(map)) => Ok(Some(map)),
            None => Ok(None),
        })
    }

    /// Fills a block as far as there is something.
    fn fill(&mut self, block: &mut [u8; BLOCK]) -> io::Result<usize> {
        let mut n = 0;
        while n < BLOCK {
            match self.reader.read(&mut block[n..]) {
                Ok(0) => break,
                Ok(more) => n += more,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(n)
    }

    fn skip(&mut self, mut bytes: u64) -> io::Result<()> {
        while bytes > 0 {
            let there = self.reader.fill_buf()?.len();
            if there == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            let n = bytes.min(there as u64);
            self.reader.consume(n as usize);
            bytes -= n;
        }
        Ok(())
    }
}

/// The bytes of an entry, of which `left` are still to come.
struct Data<'a, R> {
    reader: &'a mut BufReader<R>,
    left: &'a mut u64,
    told: &'a Cell<bool>,
}

impl<R: Read> Read for Data<'_, R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let want = usize::try_from(*self.left).unwrap_or(usize::MAX).min(buf.len());
        if want == 0 {
            return Ok(0);
        }
        match self.reader.read(&mut buf[..want]) {
            Ok(0) => {
                *self.left = 0;
                if self.told.replace(true) {
                    return Ok(0);
                }
                let detail = "the archive ends within this entry";
                Err(error_of(Problem::new(ProblemCode::Truncated, detail)))
            }
            Ok(n) => {
                *self.left -= n as u64;
                Ok(n)
            }
            Err(error) => {
                self.told.set(self.told.get() || error.kind() != io::ErrorKind::Interrupted);
                Err(error)
            }
        }
    }
}

/// So many bytes, up to the end of the last block.
fn padded(bytes: u64) -> u64 {
    bytes.checked_next_multiple_of(BLOCK as u64).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests;
