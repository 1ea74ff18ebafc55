//! The end of a 7z archive in, how large its directory is when it is decompressed out (7zFormat.txt, as in the sources of 7-Zip).
//!
//! The library bounds a directory and the memory for its decompression by one number, and programs ask for a dictionary of
//! many megabytes for a directory of kilobytes. So this looks first.

use std::io::{self, Read, Seek, SeekFrom};

/// Bytes of the header that every archive begins with, which tells where the directory stands.
const START: usize = 32;
/// Bytes of the description of a directory; a longer one is none of a program.
const DESCRIPTION: u64 = 4 << 10;
/// Coders, and streams of one, that a directory may be packed by.
const CODERS: u64 = 16;

/// Bytes of the directory, at the most that stands anywhere on its way through its coders; `None` where it is not compressed, or where
/// what describes it is not understood.
pub(super) fn unpacked(reader: &mut (impl Read + Seek)) -> Option<u64> {
    let mut start = [0; START];
    reader.seek(SeekFrom::Start(0)).ok()?;
    reader.read_exact(&mut start).ok()?;
    let number = |at: usize| Some(u64::from_le_bytes(*start.get(at..)?.first_chunk()?));
    let (at, size) = (number(12)?, number(20)?);
    if size > DESCRIPTION {
        return None;
    }
    reader.seek(SeekFrom::Start(at.checked_add(START as u64)?)).ok()?;
    let mut bytes = Vec::new();
    let read: io::Result<usize> = reader.take(size).read_to_end(&mut bytes);
    read.ok()?;
    Description(&bytes).unpacked()
}

/// A description that is read from its beginning.
struct Description<'b>(&'b [u8]);

impl Description<'_> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    fn skip(&mut self, n: u64) -> Option<()> {
        self.0 = self.0.get(usize::try_from(n).ok()?..)?;
        Some(())
    }

    /// A number: the ones at the head of the first byte count the bytes behind it, and what is left of it is the highest.
    fn number(&mut self) -> Option<u64> {
        let first = self.byte()?;
        let behind = first.leading_ones();
        let mut number = 0;
        for n in 0..behind {
            number |= u64::from(self.byte()?) << (8 * n);
        }
        let left = if behind < 7 { u64::from(first & (0x7f >> behind)) } else { 0 };
        Some(if behind < 8 { number | left << (8 * behind) } else { number })
    }

    fn is(&mut self, kind: u8) -> Option<()> {
        (self.byte()? == kind).then_some(())
    }

    fn unpacked(&mut self) -> Option<u64> {
        self.is(0x17)?;
        // where the packed stream stands: its place, one stream, its size, and perhaps a checksum
        self.is(0x06)?;
        self.number()?;
        (self.number()? == 1).then_some(())?;
        loop {
            match self.byte()? {
                0x00 => break,
                0x09 => drop(self.number()?),
                0x0a => {
                    self.is(1)?;
                    self.skip(4)?;
                }
                _ => return None,
            }
        }
        // what it is packed by: one folder, described here
        for kind in [0x07, 0x0b, 1, 0] {
            self.is(kind)?;
        }
        let coders = self.number().filter(|n| (1..=CODERS).contains(n))?;
        let (mut to, mut from) = (0, 0);
        for _ in 0..coders {
            let flags = self.byte()?;
            self.skip(u64::from(flags & 0x0f))?;
            let complex = flags & 0x10 != 0;
            to += if complex { self.number().filter(|n| *n <= CODERS)? } else { 1 };
            from += if complex { self.number().filter(|n| *n <= CODERS)? } else { 1 };
            if flags & 0x20 != 0 {
                let properties = self.number()?;
                self.skip(properties)?;
            }
        }
        let pairs = u64::checked_sub(from, 1)?;
        for _ in 0..2 * pairs {
            self.number()?;
        }
        let packed = u64::checked_sub(to, pairs)?;
        for _ in 0..if packed > 1 { packed } else { 0 } {
            self.number()?;
        }
        self.is(0x0c)?;
        let mut most = 0;
        for _ in 0..from {
            most = most.max(self.number()?);
        }
        Some(most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_they_are_written() {
        let read = |bytes: &[u8]| Description(bytes).number();
        assert_eq!(read(&[0x7f]), Some(0x7f));
        assert_eq!(read(&[0x81, 0x02]), Some(0x102));
        assert_eq!(read(&[0xc0, 0x34, 0x12]), Some(0x1234));
        assert_eq!(read(&[0xfe, 1, 2, 3, 4, 5, 6, 7]), Some(0x07_0605_0403_0201));
        assert_eq!(read(&[0xff, 1, 2, 3, 4, 5, 6, 7, 8]), Some(0x0807_0605_0403_0201));
        assert_eq!(read(&[0xc0, 0x34]), None);
    }

    #[test]
    fn what_a_description_says_of_a_directory() {
        // one LZMA coder with five bytes of properties, of which 300 bytes come
        let lzma = [0x23, 3, 1, 1, 5, 0x5d, 0, 0, 0, 2];
        let before = [0x17, 6, 0x20, 1, 9, 0x40, 0, 7, 0x0b, 1, 0, 1];
        let described = [&before[..], &lzma, &[0x0c, 0x81, 0x2c, 0]].concat();
        assert_eq!(Description(&described).unpacked(), Some(300));
        for cut in 0..described.len() - 1 {
            assert_eq!(Description(&described[..cut]).unpacked(), None, "{cut}");
        }
        assert_eq!(Description(&[1, 4]).unpacked(), None, "not compressed");
    }
}
