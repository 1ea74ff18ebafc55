//! A zip archive, by its directory (APPNOTE 4.3): files that are not changed are copied with their headers as they stand.
//!
//! A changed file is compressed by the method that it was, and gets a header with its sizes and checksum in it. The directory keeps its
//! order; of entries that moved it gets the new places. Sizes and places beyond 4 GiB are written as zip64 has them (4.5.3).

use std::collections::BTreeMap;
use std::io::{self, Read, Seek as _, SeekFrom, Write};

use flate2::Crc;

use super::tar::wanted;
use super::{Content, Form};
use crate::erase::resolve::Edits;
use crate::erase::spool::Spool;
use crate::erase::survey::{Random, hold};
use crate::erase::work::{Fault, Left, Work, copy, read_bytes};

mod codec;
mod directory;

use directory::{Directory, Record, Wide, u16_at};

pub(super) struct Zip;

const LOCAL: &[u8; 4] = b"PK\x03\x04";
/// Flags (4.4.4).
const ENCRYPTED: u16 = 1;
const BEHIND: u16 = 1 << 3;

impl Form for Zip {
    fn format(&self) -> &'static str {
        "zip"
    }

    fn rewrite(
        &self,
        work: &mut Work<'_>,
        edits: &Edits,
        content: Content<'_>,
        out: &mut dyn Write,
    ) -> Result<Left, Fault> {
        let Random { mut reader, size } = match content.random {
            Some(random) => random,
            None => hold(content.reader)?,
        };
        let mut directory = Directory::read(&mut reader, size)?;
        let mut out = Counting { out, written: 0 };
        let mut counts = BTreeMap::new();
        // names count in the order of the directory, in which they are read
        let inner: Vec<_> = directory
            .records
            .iter()
            .map(|record| if record.is_file() { wanted(edits, &record.name, &mut counts) } else { None })
            .collect();
        let mut order: Vec<usize> = (0..directory.records.len()).collect();
        order.sort_by_key(|n| directory.records[*n].values.header);
        let begin = |n: usize, directory: &Directory| directory.records[n].values.header + directory.base;
        let first = order.first().map_or(directory.start, |n| begin(*n, &directory));
        reader.seek(SeekFrom::Start(0))?;
        copy(&mut reader, first, &mut out)?;
        let mut gone = vec![false; order.len()];
        for (at, n) in order.iter().enumerate() {
            let from = begin(*n, &directory);
            let to = order.get(at + 1).map_or(directory.start, |next| begin(*next, &directory));
            if to <= from || to > directory.start {
                return Err(refuse("files of a zip archive lie over one another"));
            }
            let place = out.written - directory.base;
            match &inner[*n] {
                None => {
                    reader.seek(SeekFrom::Start(from))?;
                    copy(&mut reader, to - from, &mut out)?;
                }
                Some((step, inner)) => {
                    let record = &mut directory.records[*n];
                    let changed = rewritten(work, (step.clone(), inner), &mut reader, record, from)?;
                    match changed {
                        Some((header, spool)) => {
                            out.write_all(&header)?;
                            spool.pour(&mut out)?;
                        }
                        None => gone[*n] = true,
                    }
                }
            }
            directory.records[*n].values.header = place;
        }
        let mut gone = gone.into_iter();
        directory.records.retain(|_| !gone.next().unwrap_or(false));
        let start = out.written;
        directory.write(&mut out, start)?;
        Ok(Left::Written)
    }
}

fn refuse(why: &str) -> Fault {
    Fault::Refuse(why.to_owned())
}

/// The new header and the compressed bytes of a file; `None` where it goes.
fn rewritten(
    work: &mut Work<'_>,
    (step, inner): ((String, u32), &Edits),
    reader: &mut (impl Read + io::Seek),
    record: &mut Record,
    from: u64,
) -> Result<Option<(Vec<u8>, Spool)>, Fault> {
    if record.flags & ENCRYPTED != 0 {
        return Err(refuse("it stands in an encrypted file of a zip archive"));
    }
    reader.seek(SeekFrom::Start(from))?;
    let old = read_bytes(reader, 30)?;
    if !old.starts_with(LOCAL) {
        return Err(Fault::Changed);
    }
    let name = read_bytes(reader, u64::from(u16_at(&old, 26)))?;
    let extra = read_bytes(reader, u64::from(u16_at(&old, 28)))?;
    let data = codec::decoder(record.method, reader.take(record.values.packed))?;
    let out = codec::encoder(record.method, Spool::new())?;
    let mut encoder = Summed { out, crc: Crc::new(), size: 0 };
    let left = work.entry(step, inner, data, &mut encoder)?;
    let (crc, size) = (encoder.crc.sum(), encoder.size);
    let packed = encoder.out.finish()?;
    if left == Left::Nothing {
        return Ok(None);
    }
    record.values = Wide { size, packed: packed.size(), header: 0 };
    record.crc = crc;
    record.flags &= !BEHIND;
    let wide = size >= directory::FULL || packed.size() >= directory::FULL;
    let mut extra = directory::without_wide(&extra);
    let mut header = old;
    let narrow = |n: u64| if wide { u32::MAX } else { n as u32 };
    if wide {
        // both, in a header of a file (4.5.3)
        extra.extend_from_slice(&[1, 0, 16, 0]);
        extra.extend_from_slice(&size.to_le_bytes());
        extra.extend_from_slice(&packed.size().to_le_bytes());
        let version = u16_at(&header, 4).max(45);
        header[4..6].copy_from_slice(&version.to_le_bytes());
    }
    let extra_length =
        u16::try_from(extra.len()).map_err(|_| refuse("an extra field of a zip archive is full"))?;
    let flags = u16_at(&header, 6) & !BEHIND;
    header[6..8].copy_from_slice(&flags.to_le_bytes());
    header[14..18].copy_from_slice(&crc.to_le_bytes());
    header[18..22].copy_from_slice(&narrow(packed.size()).to_le_bytes());
    header[22..26].copy_from_slice(&narrow(size).to_le_bytes());
    header[28..30].copy_from_slice(&extra_length.to_le_bytes());
    header.extend_from_slice(&name);
    header.extend_from_slice(&extra);
    Ok(Some((header, packed)))
}

/// Knows how much was written.
struct Counting<'o> {
    out: &'o mut dyn Write,
    written: u64,
}

impl Write for Counting<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.out.write(bytes)?;
        self.written += n as u64;
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Knows size and checksum of what was written.
struct Summed<W> {
    out: W,
    crc: Crc,
    size: u64,
}

impl<W: Write> Write for Summed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.out.write(bytes)?;
        self.crc.update(&bytes[..n]);
        self.size += n as u64;
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
