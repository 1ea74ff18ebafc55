//! The end of a zip archive in, what its directory says of each file out, one after the other (APPNOTE 4.3.12 to 4.3.16).

use std::io;

use super::member::Member;
use super::{File, extra_fields, name, u16_at, u32_at, u64_at};

/// Bytes of the end record, and the longest comment behind it.
const END: usize = 22;
const COMMENT: usize = 0xffff;
/// Bytes of the directory that are read at a time.
const CHUNK: usize = 64 << 10;
/// Bytes of a directory entry before its name.
const ENTRY: usize = 46;

/// Where the directory lies.
#[derive(Debug, Clone, Copy)]
pub(super) struct Directory {
    pub(super) start: u64,
    pub(super) end: u64,
    /// Bytes before the archive, which its offsets do not count: a program that unpacks it.
    pub(super) base: u64,
    /// The archive goes on in other files.
    pub(super) part: bool,
}

/// Looks for the directory; `None` where there is none, or none that can be right.
pub(super) fn find(file: &File) -> io::Result<Option<Directory>> {
    let tail_length = file.size.min((END + COMMENT) as u64) as usize;
    let mut tail = vec![0; tail_length];
    let tail_at = file.size - tail_length as u64;
    let n = file.read(tail_at, &mut tail)?;
    tail.truncate(n);
    // the last one that is whole; a comment may hold another, but the record before it says how long the comment is
    for at in memchr::memmem::rfind_iter(&tail, b"PK\x05\x06") {
        let Some(record) = tail.get(at..at + END) else { continue };
        if let Some(directory) = of_record(file, record, tail_at + at as u64)? {
            return Ok(Some(directory));
        }
    }
    Ok(None)
}

fn of_record(file: &File, record: &[u8], at: u64) -> io::Result<Option<Directory>> {
    let mut part = u16_at(record, 4) != 0 && u16_at(record, 4) != 0xffff;
    let (mut size, mut offset) = (u64::from(u32_at(record, 12)), u64::from(u32_at(record, 16)));
    let mut end = at;
    let mut locator = [0; 20];
    let wide = at >= 20 && file.read(at - 20, &mut locator)? == 20 && locator.starts_with(b"PK\x06\x07");
    if wide {
        // it stands where the locator says, or right before the locator where something was put before the archive
        for place in [u64_at(&locator, 8), at.saturating_sub(20 + 56)] {
            let mut wide = [0; 56];
            if file.read(place, &mut wide)? == 56 && wide.starts_with(b"PK\x06\x06") {
                part = u32_at(&wide, 16) != 0;
                (size, offset) = (u64_at(&wide, 40), u64_at(&wide, 48));
                end = place;
                break;
            }
        }
    }
    if part {
        return Ok(Some(Directory { start: 0, end: 0, base: 0, part }));
    }
    let empty = size == 0 && u16_at(record, 10) == 0;
    for start in [end.checked_sub(size), Some(offset)].into_iter().flatten() {
        let mut magic = [0; 4];
        let there = file.read(start, &mut magic)? == 4 && &magic == b"PK\x01\x02";
        if let Some(base) = start.checked_sub(offset)
            && (there || empty)
        {
            return Ok(Some(Directory {
                start,
                end: start.saturating_add(size).min(end.max(start)),
                base,
                part,
            }));
        }
    }
    Ok(None)
}

impl Directory {
    /// What it says of each file, from the beginning.
    pub(super) fn members<'f>(&self, file: &'f File) -> Members<'f> {
        Members { file, next: self.start, end: self.end, base: self.base, buffer: Vec::new(), at: 0 }
    }
}

/// Goes through a directory.
pub(super) struct Members<'f> {
    file: &'f File,
    /// Where the next bytes are read from.
    next: u64,
    end: u64,
    base: u64,
    buffer: Vec<u8>,
    at: usize,
}

impl Members<'_> {
    /// The next one; `InvalidData` where what stands there is none.
    pub(super) fn next(&mut self) -> io::Result<Option<Member>> {
        if !self.have(ENTRY)? {
            let rest = self.buffer.len() - self.at;
            return if rest == 0 { Ok(None) } else { Err(io::ErrorKind::InvalidData.into()) };
        }
        let fixed = &self.buffer[self.at..self.at + ENTRY];
        if fixed.starts_with(b"PK\x05\x05") {
            // a signature of the directory
            return Ok(None);
        }
        if !fixed.starts_with(b"PK\x01\x02") {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let lengths = [28, 30, 32].map(|at| usize::from(u16_at(fixed, at)));
        let whole = ENTRY + lengths.iter().sum::<usize>();
        if !self.have(whole)? {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let entry = &self.buffer[self.at..self.at + whole];
        self.at += whole;
        let (raw, rest) = entry[ENTRY..].split_at(lengths[0]);
        let extra = &rest[..lengths[1]];
        let mut member = Member {
            flags: u16_at(entry, 8),
            method: u16_at(entry, 10),
            time: u16_at(entry, 12),
            crc: Some(u32_at(entry, 16)),
            packed: u64::from(u32_at(entry, 20)),
            size: u64::from(u32_at(entry, 24)),
            header: u64::from(u32_at(entry, 42)),
            data: None,
            aes: Vec::new(),
            name: name::of(raw, u16_at(entry, 8), extra),
            regular: true,
            link: false,
        };
        for (id, content) in extra_fields(extra) {
            if id == 1 {
                // only what does not fit its field stands here, in this order
                let mut wide = content.chunks_exact(8).map(|n| u64_at(n, 0));
                for field in [&mut member.size, &mut member.packed, &mut member.header] {
                    if *field == 0xffff_ffff {
                        *field = wide.next().unwrap_or(*field);
                    }
                }
            }
            if id == 0x9901 {
                member.aes = content.to_vec();
            }
        }
        member.header = member.header.saturating_add(self.base);
        // made on Unix or macOS: the upper half is the mode; a pipe is what `zip -` was fed through, but a link is no file
        member.link = matches!(entry[5], 3 | 19) && u32_at(entry, 38) >> 28 == 0xa;
        member.regular = !member.is_folder(raw);
        Ok(Some(member))
    }

    /// Makes sure that so many bytes of the directory are there.
    fn have(&mut self, want: usize) -> io::Result<bool> {
        if self.buffer.len() - self.at >= want {
            return Ok(true);
        }
        self.buffer.drain(..self.at);
        self.at = 0;
        let had = self.buffer.len();
        let more = (self.end - self.next.min(self.end)).min((CHUNK.max(want) - had) as u64) as usize;
        self.buffer.resize(had + more, 0);
        let n = self.file.read(self.next, &mut self.buffer[had..])?;
        self.buffer.truncate(had + n);
        self.next += n as u64;
        Ok(self.buffer.len() >= want)
    }
}
