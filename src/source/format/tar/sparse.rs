//! The map of a sparse file and its data in, the file with its holes filled by zeros out.

use std::io::{self, Read};

use ::tar::{GnuExtSparseHeader, GnuHeader, GnuSparseHeader};

use super::BLOCK;
use super::pax::number;

/// Stretches of data in one file; more are a damaged map.
const STRETCHES: usize = 1 << 20;

/// Gives the next block of the map; false where there is none.
type Blocks<'b> = dyn FnMut(&mut [u8; BLOCK]) -> io::Result<bool> + 'b;

/// Where the data of a sparse file stands in it: offsets and lengths, in order.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Map {
    stretches: Vec<(u64, u64)>,
    size: u64,
}

impl Map {
    /// `None` for one that contradicts itself.
    pub(super) fn new(mut stretches: Vec<(u64, u64)>, size: Option<u64>) -> Option<Self> {
        let mut end = 0;
        for (offset, length) in &stretches {
            if *offset < end {
                return None;
            }
            end = offset.checked_add(*length)?;
        }
        stretches.retain(|(_, length)| *length > 0);
        let size = size.unwrap_or(end);
        (size >= end).then_some(Map { stretches, size })
    }

    /// In the header, and blocks behind it (GNU tar, old format).
    pub(super) fn of_gnu(header: &GnuHeader, blocks: &mut Blocks<'_>) -> io::Result<Option<Self>> {
        let mut stretches = Vec::new();
        let mut broken = !take(&header.sparse, &mut stretches);
        let mut more = header.is_extended();
        let mut extended = GnuExtSparseHeader::new();
        while more && blocks(extended.as_mut_bytes())? {
            broken |= stretches.len() > STRETCHES || !take(extended.sparse(), &mut stretches);
            more = extended.is_extended();
            if broken {
                stretches.clear();
            }
        }
        let size = header.real_size().ok();
        Ok(Map::new(stretches, size).filter(|_| !broken && size.is_some()))
    }

    /// Before the data, as lines of digits: how many stretches, then offset and length of each (GNU.sparse 1.0).
    pub(super) fn of_data(size: Option<u64>, blocks: &mut Blocks<'_>) -> io::Result<Option<Self>> {
        let mut block = [0; BLOCK];
        let mut line = Vec::new();
        let mut numbers = Vec::new();
        let mut wanted = None;
        while blocks(&mut block)? {
            for byte in block {
                if byte != b'\n' {
                    line.push(byte);
                    if line.len() > 20 {
                        return Ok(None);
                    }
                    continue;
                }
                let Some(number) = number(&line) else { return Ok(None) };
                line.clear();
                match wanted {
                    None if number > STRETCHES as u64 => return Ok(None),
                    None => wanted = Some(number as usize * 2),
                    Some(_) => numbers.push(number),
                }
                if wanted == Some(numbers.len()) {
                    let stretches = numbers.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect();
                    return Ok(Map::new(stretches, size));
                }
            }
        }
        Ok(None)
    }

    /// Bytes of the file.
    pub(super) fn size(&self) -> u64 {
        self.size
    }
}

/// Takes stretches out of a header; false for numbers that cannot be read.
fn take(headers: &[GnuSparseHeader], stretches: &mut Vec<(u64, u64)>) -> bool {
    for header in headers.iter().filter(|h| !h.is_empty()) {
        match (header.offset(), header.length()) {
            (Ok(offset), Ok(length)) => stretches.push((offset, length)),
            _ => return false,
        }
    }
    true
}

/// The file, its holes filled.
pub(super) struct Sparse<R> {
    data: R,
    /// From the last to the first.
    stretches: Vec<(u64, u64)>,
    at: u64,
    size: u64,
}

impl<R: Read> Sparse<R> {
    pub(super) fn new(data: R, map: Map) -> Self {
        let Map { mut stretches, size } = map;
        stretches.reverse();
        Sparse { data, stretches, at: 0, size }
    }
}

impl<R: Read> Read for Sparse<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let (offset, length) = self.stretches.last().copied().unwrap_or((self.size, 0));
        let data = self.at >= offset;
        let until = if data { offset + length } else { offset };
        let want = usize::try_from(until.min(self.size) - self.at).unwrap_or(usize::MAX).min(buf.len());
        if want == 0 {
            return Ok(0);
        }
        let n = if data {
            self.data.read(&mut buf[..want])?
        } else {
            buf[..want].fill(0);
            want
        };
        self.at += n as u64;
        if data && self.at == until {
            self.stretches.pop();
        }
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holes_are_zeros_and_maps_that_lie_are_none() {
        let map = Map::new(vec![(2, 3), (5, 0), (8, 2)], Some(12)).unwrap();
        let mut out = Vec::new();
        Sparse::new(&b"abcde"[..], map).read_to_end(&mut out).unwrap();
        assert_eq!(out, b"\0\0abc\0\0\0de\0\0");
        let mut none = Vec::new();
        Sparse::new(&b""[..], Map::new(vec![], Some(3)).unwrap()).read_to_end(&mut none).unwrap();
        assert_eq!(none, [0; 3]);
        assert_eq!(Map::new(vec![(5, 2), (6, 1)], None), None);
        assert_eq!(Map::new(vec![(u64::MAX, 2)], None), None);
        assert_eq!(Map::new(vec![(0, 20)], Some(10)), None);
    }

    #[test]
    fn a_map_before_the_data() {
        let of = |text: &str| {
            let mut left = text.as_bytes();
            Map::of_data(Some(100), &mut |block| {
                block.fill(0);
                let n = left.len().min(BLOCK);
                block[..n].copy_from_slice(&left[..n]);
                left = &left[n..];
                Ok(n > 0)
            })
            .unwrap()
        };
        assert_eq!(of("2\n0\n5\n50\n7\n"), Map::new(vec![(0, 5), (50, 7)], Some(100)));
        assert_eq!(of("0\n"), Map::new(vec![], Some(100)));
        for broken in ["", "x\n", "2\n0\n5\n", "99999999\n", "111111111111111111111111\n"] {
            assert_eq!(of(broken), None, "{broken}");
        }
    }
}
