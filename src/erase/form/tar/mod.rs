//! A tar archive, copied block by block: headers and data of entries that are not changed stand as they stood.
//!
//! Of a changed entry the size and the checksum of its header are made right, and the size that an extended header of pax gives. One
//! that goes takes with it what stands before its header and is about it alone. The marks of the end and what follows stay.

use std::collections::BTreeMap;
use std::io::{self, Read, Write};

use ::tar::{EntryType, Header};

use super::{Content, Form};
use crate::erase::resolve::Edits;
use crate::erase::spool::Spool;
use crate::erase::work::{Fault, Left, Work, copy, read_bytes};
use crate::source::entry_name;

mod links;
mod pax;

use links::Links;

pub(super) struct Tar;

const BLOCK: usize = 512;
const LINKED: &str = "a link of the tar archive is another name of it, and would lead nowhere";
/// Bytes of what stands before a header that are held; nobody's names are longer.
const AHEAD: u64 = 16 << 20;

impl Form for Tar {
    fn format(&self) -> &'static str {
        "tar"
    }

    fn rewrite(
        &self,
        work: &mut Work<'_>,
        edits: &Edits,
        mut content: Content<'_>,
        out: &mut dyn Write,
    ) -> Result<Left, Fault> {
        let reader = &mut *content.reader;
        let mut counts = BTreeMap::<String, u32>::new();
        let mut ahead = Ahead::default();
        let mut links = Links::new(edits);
        loop {
            let mut block = [0; BLOCK];
            let n = fill(reader, &mut block)?;
            if n < BLOCK || !is_header(&block) {
                ahead.write(out)?;
                out.write_all(&block[..n])?;
                if n < BLOCK {
                    let broken = links.broken();
                    return if broken.is_empty() {
                        Ok(Left::Written)
                    } else {
                        Err(Fault::Without(broken, LINKED))
                    };
                }
                continue;
            }
            let header = Header::from_byte_slice(&block);
            let kind = header.entry_type();
            let stated = header.entry_size().unwrap_or(0);
            if matches!(kind.as_byte(), b'L' | b'K' | b'x' | b'X' | b'g') {
                if stated > AHEAD {
                    return Err(Fault::Refuse("a tar archive has an extended header without end".to_owned()));
                }
                ahead.add(kind.as_byte(), &block, read_bytes(reader, padded(stated))?, stated);
                continue;
            }
            let mut before = std::mem::take(&mut ahead);
            let link = matches!(
                kind,
                EntryType::Link | EntryType::Symlink | EntryType::Char | EntryType::Block | EntryType::Fifo
            );
            let size = if link { 0 } else { before.pax.size.unwrap_or(stated) };
            let no_file = link || kind.as_byte() == b'V' || kind == EntryType::Directory && size == 0;
            let mut map = Vec::new();
            if kind == EntryType::GNUSparse {
                // the map of a sparse file goes on in blocks that its size does not count
                let mut more = header.as_gnu().is_some_and(::tar::GnuHeader::is_extended);
                while more {
                    let block = read_bytes(reader, BLOCK as u64)?;
                    more = block[504] == 1;
                    map.extend_from_slice(&block);
                }
            }
            let path = header.path_bytes();
            let name = entry_name(before.name().unwrap_or(&path));
            let inner = if no_file { None } else { wanted(edits, &name, &mut counts) };
            if matches!(kind, EntryType::Link | EntryType::Symlink) {
                let short = header.link_name_bytes();
                let to = before.link().or(short.as_deref()).unwrap_or_default();
                links.met(&name, &entry_name(to), kind == EntryType::Symlink);
            }
            let Some((step, inner)) = inner else {
                before.write(out)?;
                out.write_all(&block)?;
                out.write_all(&map)?;
                copy(reader, if kind.as_byte() == b'V' { 0 } else { padded(size) }, out)?;
                continue;
            };
            if kind == EntryType::GNUSparse || before.pax.sparse {
                return Err(Fault::Refuse("it is a sparse file of a tar archive".to_owned()));
            }
            let mut data = reader.take(size);
            let mut spool = Spool::new();
            let left = work.entry(step, inner, Box::new(&mut data), &mut spool)?;
            // what a compressed stream does not need of its end
            io::copy(&mut data, &mut io::sink())?;
            read_bytes(reader, padded(size) - size)?;
            if left == Left::Nothing {
                links.goes(&name, inner);
                before.write_global(out)?;
                continue;
            }
            let size = spool.size();
            before.write_with_size(size, out)?;
            let mut header = header.clone();
            header.set_size(size);
            header.set_cksum();
            out.write_all(header.as_bytes())?;
            spool.pour(out)?;
            out.write_all(&vec![0; (padded(size) - size) as usize])?;
        }
    }
}

/// The edits of an entry of this name that is met, and the way to it.
pub(super) fn wanted<'e>(
    edits: &'e Edits,
    name: &str,
    counts: &mut BTreeMap<String, u32>,
) -> Option<((String, u32), &'e Edits)> {
    let any = |name: &str| (name.to_owned(), 0)..=(name.to_owned(), u32::MAX);
    edits.entries.range(any(name)).next()?;
    let count = counts.entry(name.to_owned()).or_default();
    let step = (name.to_owned(), *count);
    *count += 1;
    let inner = edits.entries.get(&step)?;
    Some((step, inner))
}

/// What stands before the header that it is about.
#[derive(Default)]
struct Ahead {
    /// Each with its header: kind, header, data up to the end of its last block, bytes of that.
    records: Vec<(u8, [u8; BLOCK], Vec<u8>, u64)>,
    long_name: Option<Vec<u8>>,
    long_link: Option<Vec<u8>>,
    pax: pax::Pax,
}

impl Ahead {
    /// A name of pax holds before one of GNU.
    fn name(&self) -> Option<&[u8]> {
        self.pax.name.as_deref().or(self.long_name.as_deref())
    }

    /// Where a link leads to, likewise.
    fn link(&self) -> Option<&[u8]> {
        self.pax.link.as_deref().or(self.long_link.as_deref())
    }

    fn add(&mut self, kind: u8, header: &[u8; BLOCK], data: Vec<u8>, stated: u64) {
        let content = &data[..stated as usize];
        match kind {
            b'L' | b'K' => {
                let end = memchr::memchr(0, content).unwrap_or(content.len());
                let long = Some(content[..end].to_vec());
                *(if kind == b'L' { &mut self.long_name } else { &mut self.long_link }) = long;
            }
            b'x' | b'X' => self.pax = pax::read(content),
            _ => {}
        }
        self.records.push((kind, *header, data, stated));
    }

    fn write(&mut self, out: &mut dyn Write) -> io::Result<()> {
        std::mem::take(self).write_where(out, |_| true)
    }

    /// What is about the files behind it too.
    fn write_global(self, out: &mut dyn Write) -> io::Result<()> {
        self.write_where(out, |kind| kind == b'g')
    }

    fn write_where(self, out: &mut dyn Write, wanted: impl Fn(u8) -> bool) -> io::Result<()> {
        for (_, header, data, _) in self.records.iter().filter(|(kind, ..)| wanted(*kind)) {
            out.write_all(header)?;
            out.write_all(data)?;
        }
        Ok(())
    }

    /// With another size of the file that it is about.
    fn write_with_size(self, size: u64, out: &mut dyn Write) -> io::Result<()> {
        for (kind, header, data, stated) in self.records {
            let content = &data[..stated as usize];
            let changed = match kind {
                b'x' | b'X' => pax::with_size(content, size),
                _ => None,
            };
            let Some(mut changed) = changed else {
                out.write_all(&header)?;
                out.write_all(&data)?;
                continue;
            };
            let mut header = Header::from_byte_slice(&header).clone();
            header.set_size(changed.len() as u64);
            header.set_cksum();
            out.write_all(header.as_bytes())?;
            changed.resize(padded(changed.len() as u64) as usize, 0);
            out.write_all(&changed)?;
        }
        Ok(())
    }
}

/// The checksum is right: of unsigned bytes, or of signed ones, as some old programs counted (POSIX.1-2024, pax).
fn is_header(block: &[u8; BLOCK]) -> bool {
    let sum = |signed: bool| {
        block.iter().enumerate().fold(0_i64, |sum, (at, byte)| {
            // its own field counts as blanks
            let byte = if (148..156).contains(&at) { b' ' } else { *byte };
            sum + if signed { i64::from(byte.cast_signed()) } else { i64::from(byte) }
        })
    };
    let stated = Header::from_byte_slice(block).cksum();
    block[0] != 0 && stated.is_ok_and(|stated| [false, true].iter().any(|s| sum(*s) == i64::from(stated)))
}

/// Fills a block as far as there is something.
fn fill(reader: &mut dyn Read, block: &mut [u8; BLOCK]) -> io::Result<usize> {
    let mut n = 0;
    while n < BLOCK {
        match reader.read(&mut block[n..]) {
            Ok(0) => break,
            Ok(more) => n += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(n)
}

/// So many bytes, up to the end of the last block.
fn padded(bytes: u64) -> u64 {
    bytes.checked_next_multiple_of(BLOCK as u64).unwrap_or(u64::MAX)
}
