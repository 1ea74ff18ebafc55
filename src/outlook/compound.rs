//! The bytes of a compound file in, its storages and streams out (\[MS-CFB\]).
//!
//! A file that is cut off or damaged is read as far as it goes, which the crate `cfb` refuses: of a message whose last
//! sectors are lost the text is mostly there. So nothing is validated that need not be: a sector whose entry in the allocation
//! table is lost is taken to go on with the next, an entry that no storage leads to belongs to the root. What bounds the work
//! is the file itself: no table is longer than the file has sectors, every entry is in one storage, a chain has no more
//! sectors than the file, and all streams together no more than a few times its bytes.

use std::borrow::Cow;
use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::codepage;

const SIGNATURE: [u8; 8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

/// Sector numbers from here on are marks: the end of a chain, a free sector, a sector of the table itself.
const MARKS: u32 = 0xFFFF_FFFA;

/// Stands for an entry of the allocation table that is lost.
const LOST: u32 = 0xFFFF_FFF0;

/// Streams below this size stand in the mini stream.
const MINI_CUTOFF: u64 = 4096;

/// Bytes of a sector of the mini stream.
const MINI_SECTOR: usize = 64;

/// Entries of the directory that are read.
const ENTRIES: usize = 1 << 20;

/// True for the beginning of a compound file.
pub(super) fn recognises(head: &[u8]) -> bool {
    head.starts_with(&SIGNATURE)
}

/// A storage or a stream.
pub(super) struct Entry {
    pub(super) name: String,
    /// It holds entries; otherwise, bytes.
    pub(super) is_storage: bool,
    /// Bytes, as the file claims.
    pub(super) size: u64,
    start: u32,
    left: u32,
    right: u32,
    child: u32,
    /// Numbers of the entries in it.
    pub(super) children: Vec<usize>,
}

/// A compound file.
pub(super) struct Compound<'a> {
    bytes: Cow<'a, [u8]>,
    sector: usize,
    table: Vec<u32>,
    mini_table: Vec<u32>,
    /// The sectors of the mini stream.
    mini: Vec<u32>,
    entries: Vec<Entry>,
    /// Parts of the tables or the directory could not be read.
    pub(super) damaged: bool,
    /// Bytes that streams may still give.
    budget: AtomicU64,
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

impl<'a> Compound<'a> {
    /// Reads the tables and the directory; `None` where there is no directory.
    pub(super) fn open(bytes: Cow<'a, [u8]>) -> Option<Self> {
        if !recognises(&bytes) {
            return None;
        }
        // [MS-CFB] §2.2: 512 or 4096 bytes
        let sector = if bytes.get(30..32)? == [12, 0] { 4096 } else { 512 };
        let [directory, mini_start, more] = [word(&bytes, 48)?, word(&bytes, 60)?, word(&bytes, 68)?];
        let budget = AtomicU64::new(4 * bytes.len() as u64 + (1 << 20));
        let mut file = Compound {
            bytes,
            sector,
            table: Vec::new(),
            mini_table: Vec::new(),
            mini: Vec::new(),
            entries: Vec::new(),
            damaged: false,
            budget,
        };
        file.read_table(more);
        let mini_table = file.chain(mini_start);
        file.mini_table = mini_table.into_iter().flat_map(|n| file.words(n)).collect();
        file.read_directory(directory);
        let root = file.entries.first()?;
        file.mini = file.chain(root.start);
        Some(file)
    }

    /// Sectors that the file has, a last one that is cut off among them.
    fn sectors(&self) -> usize {
        self.bytes.len().div_ceil(self.sector).saturating_sub(1)
    }

    /// What the file has of a sector; empty where it ends before it.
    fn sector(&self, number: u32) -> &[u8] {
        let start = (number as usize).saturating_add(1).saturating_mul(self.sector);
        let end = start.saturating_add(self.sector).min(self.bytes.len());
        self.bytes.get(start..end).unwrap_or_default()
    }

    /// The numbers in a sector of a table; those that are cut off are lost.
    fn words(&self, number: u32) -> Vec<u32> {
        let mut words: Vec<u32> =
            self.sector(number).chunks_exact(4).filter_map(|chunk| word(chunk, 0)).collect();
        words.resize(self.sector / 4, LOST);
        words
    }

    /// Reads the allocation table, whose sectors stand in the header and in a chain that goes on from there.
    fn read_table(&mut self, more: u32) {
        let sectors = self.sectors();
        let header: Vec<u32> = self.bytes[..512.min(self.bytes.len())][76.min(self.bytes.len())..]
            .chunks_exact(4)
            .filter_map(|chunk| word(chunk, 0))
            .collect();
        let mut places = header;
        let (mut next, mut steps) = (more, 0);
        while next < MARKS && steps < sectors && places.len() < sectors {
            let mut words = self.words(next);
            next = words.pop().unwrap_or(LOST);
            places.append(&mut words);
            steps += 1;
        }
        for place in places {
            if place >= MARKS {
                break;
            }
            if self.table.len() >= sectors {
                // a table of more sectors than there are
                self.damaged = true;
                break;
            }
            self.damaged |= self.sector(place).len() < self.sector;
            let words = self.words(place);
            self.table.extend(words);
        }
        self.damaged |=
            self.table.len() < sectors || self.table[sectors..].iter().any(|next| *next != u32::MAX);
        self.table.resize(sectors, LOST);
    }

    /// The sectors of a chain, in order.
    fn chain(&self, start: u32) -> Vec<u32> {
        let mut all = Vec::new();
        let mut next = start;
        while (next as usize) < self.table.len() && all.len() < self.table.len() {
            all.push(next);
            next = self.behind(&self.table, next);
        }
        all
    }

    fn behind(&self, table: &[u32], number: u32) -> u32 {
        match table.get(number as usize) {
            Some(&LOST) | None => number.saturating_add(1),
            Some(next) => *next,
        }
    }

    fn read_directory(&mut self, start: u32) {
        let mut entries = Vec::new();
        'all: for number in self.chain(start) {
            for bytes in self.sector(number).chunks(128) {
                if entries.len() == ENTRIES {
                    self.damaged = true;
                    break 'all;
                }
                entries.push(entry(bytes, self.sector));
            }
        }
        let mut seen = vec![false; entries.len()];
        if let Some(first) = seen.first_mut() {
            *first = true;
        }
        self.entries = entries;
        self.adopt(0, &mut seen);
        for n in 0..self.entries.len() {
            if !seen[n] && self.entries[n].is_storage {
                self.adopt(n, &mut seen);
            }
        }
        for (n, seen) in seen.into_iter().enumerate() {
            if !seen && !self.entries[n].name.is_empty() {
                self.damaged = true;
                self.entries[0].children.push(n);
            }
        }
    }

    /// Finds the entries in a storage, and in the storages in it.
    fn adopt(&mut self, storage: usize, seen: &mut [bool]) {
        let mut storages = vec![storage];
        while let Some(storage) = storages.pop() {
            let Some(entry) = self.entries.get(storage) else { continue };
            let mut open = vec![entry.child];
            let mut children = Vec::new();
            while let Some(n) = open.pop() {
                let n = n as usize;
                if seen.get(n) != Some(&false) {
                    continue;
                }
                let entry = &self.entries[n];
                if entry.name.is_empty() {
                    continue;
                }
                seen[n] = true;
                children.push(n);
                open.extend([entry.left, entry.right]);
                if entry.is_storage {
                    storages.push(n);
                }
            }
            // the tree is one by length of the name; numbers at its end are in order by name
            children.sort_by(|a, b| self.entries[*a].name.cmp(&self.entries[*b].name));
            self.entries[storage].children = children;
        }
    }

    /// The entries in a storage; that of number 0 is the root.
    pub(super) fn children(&self, storage: usize) -> impl Iterator<Item = (usize, &Entry)> {
        self.entries[storage].children.iter().map(|n| (*n, &self.entries[*n]))
    }

    /// The entry of this name in a storage.
    pub(super) fn child(&self, storage: usize, name: &str) -> Option<usize> {
        self.children(storage).find(|(_, entry)| entry.name.eq_ignore_ascii_case(name)).map(|(n, _)| n)
    }

    /// What the file has of a stream, and whether that is all of it.
    pub(super) fn bytes(self: &Arc<Self>, stream: usize) -> (Vec<u8>, bool) {
        let mut bytes = Vec::new();
        let complete = self.open_stream(stream).read_to_end(&mut bytes).is_ok();
        (bytes, complete)
    }

    /// The bytes of a stream, a sector at a time.
    pub(super) fn open_stream(self: &Arc<Self>, stream: usize) -> Stream<'a> {
        let entry = &self.entries[stream];
        Stream {
            file: Arc::clone(self),
            next: entry.start,
            within: 0,
            left: if entry.is_storage { 0 } else { entry.size },
            mini: entry.size < MINI_CUTOFF,
            steps: 0,
        }
    }

    fn spend(&self, bytes: u64) -> bool {
        self.budget.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(bytes)).is_ok()
    }
}

/// Reads an entry of the directory (\[MS-CFB\] §2.6.1); one that is none, or is cut off, has no name.
fn entry(bytes: &[u8], sector: usize) -> Entry {
    let at = |place| word(bytes, place).unwrap_or(u32::MAX);
    let kind = bytes.get(66).copied().unwrap_or(0);
    let length = usize::from(bytes.get(64).copied().unwrap_or(0)).min(64);
    let used = bytes.len() == 128 && matches!(kind, 1 | 2 | 5);
    let name = if used { codepage::utf16(&bytes[..length]) } else { String::new() };
    let (low, high) = (u64::from(at(120)), u64::from(at(124)));
    Entry {
        name,
        is_storage: kind != 2,
        // in files with small sectors the upper half may hold anything
        size: if sector == 512 { low } else { high << 32 | low },
        start: at(116),
        left: at(68),
        right: at(72),
        child: at(76),
        children: Vec::new(),
    }
}

/// The bytes of a stream. Ends with an error where the file does not have all of them.
pub(super) struct Stream<'a> {
    file: Arc<Compound<'a>>,
    /// The sector that comes next, or is begun.
    next: u32,
    /// Bytes of it that were read.
    within: usize,
    left: u64,
    mini: bool,
    steps: usize,
}

impl Stream<'_> {
    /// What the file has of the sector that comes next.
    fn sector(&self) -> &[u8] {
        if !self.mini {
            return if self.next < MARKS { self.file.sector(self.next) } else { &[] };
        }
        let place = (self.next as usize).saturating_mul(MINI_SECTOR);
        let Some(sector) = self.file.mini.get(place / self.file.sector) else { return &[] };
        let within = place % self.file.sector;
        let bytes = self.file.sector(*sector);
        bytes.get(within..(within + MINI_SECTOR).min(bytes.len())).unwrap_or_default()
    }
}

impl Read for Stream<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 || buf.is_empty() {
            return Ok(0);
        }
        let table = if self.mini { &self.file.mini_table } else { &self.file.table };
        let whole = if self.mini { MINI_SECTOR } else { self.file.sector };
        if self.within == whole {
            self.next = self.file.behind(table, self.next);
            self.within = 0;
            self.steps += 1;
        }
        if self.steps > table.len() {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let rest = self.sector().get(self.within..).unwrap_or_default();
        let n = rest.len().min(buf.len()).min(usize::try_from(self.left).unwrap_or(usize::MAX));
        if n == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if !self.file.spend(n as u64) {
            return Err(io::ErrorKind::InvalidData.into());
        }
        buf[..n].copy_from_slice(&rest[..n]);
        self.within += n;
        self.left -= n as u64;
        Ok(n)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::io::{Cursor, Write};

    use super::*;

    /// A compound file of streams by their paths.
    pub(in crate::outlook) fn build(streams: &[(String, Vec<u8>)], version: cfb::Version) -> Vec<u8> {
        let mut file = cfb::CompoundFile::create_with_version(version, Cursor::new(Vec::new())).unwrap();
        for (path, bytes) in streams {
            if let Some((folder, _)) = path.rsplit_once('/') {
                file.create_storage_all(format!("/{folder}")).unwrap();
            }
            file.create_stream(format!("/{path}")).unwrap().write_all(bytes).unwrap();
        }
        file.flush().unwrap();
        file.into_inner().into_inner()
    }

    fn sample(version: cfb::Version) -> Vec<u8> {
        let streams =
            [("a", 10), ("b/small", 4095), ("b/large", 4096), ("b/c/larger", 300_000), ("empty", 0)];
        let streams: Vec<(String, Vec<u8>)> = streams
            .iter()
            .map(|(path, n)| ((*path).to_owned(), (0..*n).map(|i| (i % 251) as u8).collect()))
            .collect();
        build(&streams, version)
    }

    fn open(bytes: &[u8]) -> Option<Arc<Compound<'_>>> {
        Compound::open(bytes.into()).map(Arc::new)
    }

    #[test]
    fn streams_are_found_and_read() {
        for version in [cfb::Version::V3, cfb::Version::V4] {
            let bytes = sample(version);
            let file = open(&bytes).unwrap();
            assert!(!file.damaged);
            let b = file.child(0, "b").unwrap();
            let c = file.child(b, "c").unwrap();
            for (storage, name, n) in [
                (0, "a", 10),
                (b, "small", 4095),
                (b, "large", 4096),
                (c, "larger", 300_000),
                (0, "empty", 0),
            ] {
                let (read, complete) = file.bytes(file.child(storage, name).unwrap());
                assert!(complete);
                assert!(
                    read.iter().enumerate().all(|(i, b)| *b == (i % 251) as u8) && read.len() == n,
                    "{name}"
                );
            }
        }
    }

    #[test]
    fn what_is_cut_off_costs_no_more_than_that() {
        let bytes = sample(cfb::Version::V3);
        let file = open(&bytes[..bytes.len() / 2]).unwrap();
        assert!(file.damaged);
        let (read, complete) = file.bytes(file.child(0, "a").unwrap());
        assert_eq!((read, complete), ((0..10).collect(), true));
    }

    #[test]
    fn chains_without_end_end() {
        let mut bytes = sample(cfb::Version::V3);
        let table = 512 * (1 + word(&bytes, 76).unwrap() as usize);
        for n in 0..128 {
            bytes[table + 4 * n..][..4].copy_from_slice(&(n as u32).to_le_bytes());
        }
        if let Some(file) = open(&bytes) {
            for n in 0..file.entries.len() {
                assert!(file.bytes(n).0.len() <= 4 * bytes.len() + (1 << 20));
            }
        }
    }
}
