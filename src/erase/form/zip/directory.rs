//! The directory of a zip archive: read as a whole, changed, and written again (APPNOTE 4.3.12 to 4.3.16).
//!
//! Stricter than the reader of the source room: an archive whose end does not say plainly where all is, is not rewritten.

use std::io::{self, Read, Seek, SeekFrom, Write};

use super::refuse;
use crate::erase::work::{Fault, read_bytes};
use crate::source::format::zip_name;

/// Bytes of the end record, and of a directory entry before its name.
const END: usize = 22;
const ENTRY: usize = 46;
/// A directory of more bytes is not held in memory.
const MOST: u64 = 1 << 30;
/// A field that is full: the number stands in the extra field of zip64.
pub(super) const FULL: u64 = 0xffff_ffff;

/// Numbers that may not fit their fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Wide {
    pub(super) size: u64,
    pub(super) packed: u64,
    /// Where the header of the file stands, from the beginning of the archive.
    pub(super) header: u64,
}

/// One file.
#[derive(Debug)]
pub(super) struct Record {
    raw: Vec<u8>,
    pub(super) name: String,
    pub(super) flags: u16,
    pub(super) method: u16,
    pub(super) crc: u32,
    pub(super) values: Wide,
    is_folder: bool,
}

impl Record {
    /// True for one that a reader meets: a folder and an empty file are passed over, as is what is encrypted.
    pub(super) fn is_file(&self) -> bool {
        let nothing = self.values.packed == 0 || self.values.packed <= 2 && self.method == 8;
        !self.is_folder && !nothing && self.flags & super::ENCRYPTED == 0
    }

    fn of(entry: &[u8]) -> Self {
        let (names, extras) = (usize::from(u16_at(entry, 28)), usize::from(u16_at(entry, 30)));
        let (raw_name, extra) = (&entry[ENTRY..ENTRY + names], &entry[ENTRY + names..ENTRY + names + extras]);
        let narrow = |at| u64::from(u32_at(entry, at));
        let mut values = Wide { size: narrow(24), packed: narrow(20), header: narrow(42) };
        if let Some((_, content)) = fields(extra).find(|(id, _)| *id == 1) {
            let mut wide = content.chunks_exact(8).map(|n| u64_at(n, 0));
            for field in [&mut values.size, &mut values.packed, &mut values.header] {
                if *field == FULL {
                    *field = wide.next().unwrap_or(*field);
                }
            }
        }
        Record {
            name: zip_name(raw_name, u16_at(entry, 8), extra),
            flags: u16_at(entry, 8),
            method: u16_at(entry, 10),
            crc: u32_at(entry, 16),
            values,
            is_folder: values.packed <= 2 && (raw_name.ends_with(b"/") || raw_name.ends_with(b"\\")),
            raw: entry.to_vec(),
        }
    }

    /// As it stands in the directory now.
    fn bytes(&self) -> Vec<u8> {
        let mut raw = self.raw.clone();
        raw[8..10].copy_from_slice(&self.flags.to_le_bytes());
        raw[16..20].copy_from_slice(&self.crc.to_le_bytes());
        let values = [(20, self.values.packed), (24, self.values.size), (42, self.values.header)];
        for (at, value) in values {
            let field = u32::try_from(value.min(FULL)).unwrap_or(u32::MAX);
            raw[at..at + 4].copy_from_slice(&field.to_le_bytes());
        }
        let (names, extras) = (usize::from(u16_at(&raw, 28)), usize::from(u16_at(&raw, 30)));
        let extra = raw[ENTRY + names..ENTRY + names + extras].to_vec();
        let wide: Vec<u8> = [self.values.size, self.values.packed, self.values.header]
            .into_iter()
            .filter(|value| *value >= FULL)
            .flat_map(u64::to_le_bytes)
            .collect();
        if wide.is_empty() && fields(&extra).all(|(id, _)| id != 1) {
            return raw;
        }
        let mut extra = without_wide(&extra);
        if !wide.is_empty() {
            extra.extend_from_slice(&[1, 0, wide.len() as u8, 0]);
            extra.extend_from_slice(&wide);
            let version = u16_at(&raw, 6).max(45);
            raw[6..8].copy_from_slice(&version.to_le_bytes());
        }
        // no longer than it was, or by 28 bytes
        let length = u16::try_from(extra.len()).unwrap_or(u16::MAX);
        raw[30..32].copy_from_slice(&length.to_le_bytes());
        raw.splice(ENTRY + names..ENTRY + names + extras, extra);
        raw
    }
}

/// The directory and what is behind it.
#[derive(Debug)]
pub(super) struct Directory {
    pub(super) records: Vec<Record>,
    /// Where it begins.
    pub(super) start: u64,
    /// Bytes before the archive, which its offsets do not count.
    pub(super) base: u64,
    /// The end record, its comment and all.
    end: Vec<u8>,
    /// The end record of zip64, where there is one.
    wide: Option<Vec<u8>>,
}

impl Directory {
    pub(super) fn read(reader: &mut (impl Read + Seek), size: u64) -> Result<Self, Fault> {
        let unclear = || refuse("the directory of a zip archive is not plain enough to be rewritten");
        let tail_at = size.saturating_sub((END + 0xffff) as u64);
        reader.seek(SeekFrom::Start(tail_at))?;
        let tail = read_bytes(reader, size - tail_at)?;
        let at = memchr::memmem::rfind_iter(&tail, b"PK\x05\x06")
            .find(|at| {
                tail.len() >= at + END && at + END + usize::from(u16_at(&tail[*at..], 20)) == tail.len()
            })
            .ok_or_else(unclear)?;
        let end = tail[at..].to_vec();
        let mut until = tail_at + at as u64;
        let (mut count, mut length, mut offset) =
            (u64::from(u16_at(&end, 10)), u64::from(u32_at(&end, 12)), u64::from(u32_at(&end, 16)));
        let mut wide = None;
        if at >= 20 && tail[at - 20..].starts_with(b"PK\x06\x07") {
            let place = u64_at(&tail[at - 20..], 8);
            // it stands right before its locator where it has no data of its own
            let place =
                if until.checked_sub(20 + 56) == Some(place) { place } else { until.saturating_sub(76) };
            reader.seek(SeekFrom::Start(place))?;
            let record = read_bytes(reader, 56)?;
            if !record.starts_with(b"PK\x06\x06") || u64_at(&record, 4) != 44 || u32_at(&record, 16) != 0 {
                return Err(unclear());
            }
            (count, length, offset) = (u64_at(&record, 32), u64_at(&record, 40), u64_at(&record, 48));
            until = place;
            wide = Some(record);
        } else if u16_at(&end, 4) != 0 || u16_at(&end, 6) != 0 {
            return Err(unclear());
        }
        let start = until.checked_sub(length).ok_or_else(unclear)?;
        let base = start.checked_sub(offset).ok_or_else(unclear)?;
        if length > MOST {
            return Err(unclear());
        }
        reader.seek(SeekFrom::Start(start))?;
        let bytes = read_bytes(reader, length)?;
        let mut records = Vec::new();
        let mut rest = bytes.as_slice();
        while !rest.is_empty() {
            if rest.len() < ENTRY || !rest.starts_with(b"PK\x01\x02") {
                return Err(unclear());
            }
            let whole = ENTRY + [28, 30, 32].map(|at| usize::from(u16_at(rest, at))).iter().sum::<usize>();
            let entry = rest.get(..whole).ok_or_else(unclear)?;
            records.push(Record::of(entry));
            rest = &rest[whole..];
        }
        // a count that ran over is what old programs wrote
        if records.len() as u64 != count && (records.len() as u64 & 0xffff) != count {
            return Err(unclear());
        }
        let beyond =
            |r: &Record| r.values.header.checked_add(base).is_none_or(|h| h.saturating_add(30) > start);
        if records.iter().any(beyond) {
            return Err(unclear());
        }
        Ok(Directory { records, start, base, end, wide })
    }

    /// Writes it, to begin at this place.
    pub(super) fn write(&self, out: &mut dyn Write, start: u64) -> io::Result<()> {
        let mut length = 0;
        for record in &self.records {
            let bytes = record.bytes();
            out.write_all(&bytes)?;
            length += bytes.len() as u64;
        }
        let (count, offset) = (self.records.len() as u64, start - self.base);
        let needs = count >= 0xffff || length >= FULL || offset >= FULL;
        if self.wide.is_some() || needs {
            let mut record = self.wide.clone().unwrap_or_else(|| {
                let mut record = b"PK\x06\x06\x2c\0\0\0\0\0\0\0\x2d\0\x2d\0".to_vec();
                record.resize(56, 0);
                record
            });
            for (at, value) in [(24, count), (32, count), (40, length), (48, offset)] {
                record[at..at + 8].copy_from_slice(&value.to_le_bytes());
            }
            out.write_all(&record)?;
            out.write_all(b"PK\x06\x07\0\0\0\0")?;
            out.write_all(&(offset + length).to_le_bytes())?;
            out.write_all(&1_u32.to_le_bytes())?;
        }
        let mut end = self.end.clone();
        let short = u16::try_from(count).unwrap_or(u16::MAX);
        end[8..10].copy_from_slice(&short.to_le_bytes());
        end[10..12].copy_from_slice(&short.to_le_bytes());
        for (at, value) in [(12, length), (16, offset)] {
            let value = u32::try_from(value).unwrap_or(u32::MAX);
            end[at..at + 4].copy_from_slice(&value.to_le_bytes());
        }
        out.write_all(&end)
    }
}

/// Extra fields without that of zip64; what is no field at their end stays.
pub(super) fn without_wide(extra: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut read = 0;
    for (id, content) in fields(extra) {
        let whole = &extra[read..read + 4 + content.len()];
        read += whole.len();
        if id != 1 {
            out.extend_from_slice(whole);
        }
    }
    out.extend_from_slice(&extra[read..]);
    out
}

/// Numbers and contents of extra fields (4.5).
fn fields(mut bytes: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    std::iter::from_fn(move || {
        let length = usize::from(u16_at(bytes, 2));
        let content = bytes.get(4..4 + length)?;
        let id = u16_at(bytes, 0);
        bytes = &bytes[4 + length..];
        Some((id, content))
    })
}

/// Little-endian numbers; 0 where there are no bytes.
pub(super) fn u16_at(bytes: &[u8], at: usize) -> u16 {
    bytes.get(at..at + 2).map_or(0, |b| u16::from_le_bytes([b[0], b[1]]))
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from(u16_at(bytes, at)) | u32::from(u16_at(bytes, at + 2)) << 16
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from(u32_at(bytes, at)) | u64::from(u32_at(bytes, at + 4)) << 32
}
