//! An object in, its bytes at any place out, read in pieces and ahead.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use crate::model::{Reading, Slot, Store, Stored};
use crate::source::held::placed;
use crate::source::mbox::{ReadAt, RegularFile};

/// Bytes that are asked for at once of an object that is read from its beginning to its end.
const PIECE: u64 = 4 << 20;
/// The same, of one that is read here and there: a zip by its directory, a store of Outlook.
const PAGE: u64 = 512 << 10;
/// Pages that are kept at most and at least.
const PAGES: [usize; 2] = [16, 4];
/// Bytes of a piece that are read before the next ones are asked for: who looks at the head of a file only shall not fetch what follows.
const HEAD: u64 = 128 << 10;

/// An object, read at any place, by several threads at once.
#[derive(Debug)]
pub struct ObjectFile {
    store: Arc<dyn Store>,
    stored: Arc<Stored>,
    /// Bytes that are asked for at once.
    piece: u64,
    /// Pieces that are kept at most, and at least where others read much.
    kept: [usize; 2],
    /// Pieces that are asked for before they are wanted, where pieces are read in their order.
    ahead: u64,
    pieces: Mutex<Pieces>,
}

#[derive(Debug, Default)]
struct Pieces {
    /// Those that are there or on their way, the one that was used last at the end.
    held: VecDeque<(u64, Arc<Slot>)>,
    /// The one that was asked for last, and whether it followed the one before.
    last: Option<(u64, bool)>,
    /// It counts among those that share what may be read ahead, since something was read of it.
    reading: Option<Reading>,
}

impl ObjectFile {
    pub(super) fn in_order(store: Arc<dyn Store>, stored: Arc<Stored>) -> Self {
        let ahead = store.at_once();
        ObjectFile {
            store,
            stored,
            piece: PIECE,
            kept: [ahead + 2, 2],
            ahead: ahead as u64,
            pieces: Mutex::default(),
        }
    }

    fn here_and_there(&self) -> Self {
        let (store, stored) = (self.store.clone(), self.stored.clone());
        ObjectFile { store, stored, piece: PAGE, kept: PAGES, ahead: 4, pieces: Mutex::default() }
    }

    fn range(&self, number: u64) -> Range<u64> {
        let begin = number * self.piece;
        begin..(begin + self.piece).min(self.stored.size)
    }

    /// The piece of this number, of which bytes up to `to` are wanted.
    fn slot(&self, number: u64, to: u64) -> Arc<Slot> {
        let count = self.stored.size.div_ceil(self.piece);
        let budget = self.store.budget();
        let mut pieces = self.pieces.lock().unwrap_or_else(PoisonError::into_inner);
        pieces.reading.get_or_insert_with(|| budget.reader());
        let fair = usize::try_from(budget.share() / self.piece).unwrap_or(usize::MAX);
        let kept = fair.min(self.kept[0]).max(self.kept[1]);
        let follows = match pieces.last {
            Some((last, follows)) if last == number => follows,
            Some((last, _)) => last + 1 == number,
            None => number == 0,
        };
        pieces.last = Some((number, follows));
        let slot = pieces.take(number);
        // what was used longest ago makes room
        pieces.keep(kept - 1);
        let slot = slot.unwrap_or_else(|| {
            let range = self.range(number);
            let held = budget.take(range.end - range.start);
            self.store.fetch(&self.stored, range, Some(held))
        });
        if follows && to > HEAD {
            let ahead = self.ahead.min(kept as u64 - 1);
            for next in number + 1..(number + 1 + ahead).min(count) {
                let slot = pieces.take(next).or_else(|| {
                    let range = self.range(next);
                    pieces.keep(kept - 2);
                    let held = budget.spare(range.end - range.start)?;
                    Some(self.store.fetch(&self.stored, range, Some(held)))
                });
                match slot {
                    Some(slot) => pieces.held.push_back((next, slot)),
                    None => break,
                }
            }
        }
        pieces.held.push_back((number, slot.clone()));
        slot
    }
}

impl Pieces {
    fn take(&mut self, number: u64) -> Option<Arc<Slot>> {
        let at = self.held.iter().position(|(n, _)| *n == number)?;
        self.held.remove(at).map(|(_, slot)| slot)
    }

    /// Lets go of those that were used longest ago, until so many are held.
    fn keep(&mut self, most: usize) {
        while self.held.len() > most {
            self.held.pop_front();
        }
    }
}

impl ReadAt for ObjectFile {
    fn read_at(&self, buf: &mut [u8], offset: u64) -> io::Result<usize> {
        if buf.is_empty() || offset >= self.stored.size {
            return Ok(0);
        }
        let number = offset / self.piece;
        let within = (offset - number * self.piece) as usize;
        let slot = self.slot(number, offset + buf.len() as u64 - number * self.piece);
        let bytes = slot.wait().map_err(io::Error::from)?;
        let rest = bytes.get(within..).unwrap_or_default();
        let n = rest.len().min(buf.len());
        buf[..n].copy_from_slice(&rest[..n]);
        Ok(n)
    }

    fn size(&self) -> u64 {
        self.stored.size
    }
}

/// A file or object that is open.
#[derive(Debug)]
pub enum Opened {
    /// A file.
    File(RegularFile),
    /// An object.
    Object(Box<ObjectFile>),
}

impl Opened {
    /// Of an open file.
    ///
    /// # Errors
    ///
    /// What the operating system says.
    pub fn file(file: File) -> io::Result<Self> {
        RegularFile::new(file).map(Opened::File)
    }

    /// To be read from its beginning to its end, and, beside that, at any place.
    pub fn readers(self) -> (Sequential, Sequential) {
        let (one, other) = match self {
            Opened::File(file) => {
                let file = Arc::new(file);
                (Shared::File(file.clone()), Shared::File(file))
            }
            Opened::Object(object) => {
                let other = Shared::Object(Arc::new(object.here_and_there()));
                (Shared::Object(Arc::new(*object)), other)
            }
        };
        (Sequential { source: one, at: 0 }, Sequential { source: other, at: 0 })
    }
}

impl ReadAt for Opened {
    fn read_at(&self, buf: &mut [u8], offset: u64) -> io::Result<usize> {
        match self {
            Opened::File(file) => file.read_at(buf, offset),
            Opened::Object(object) => object.read_at(buf, offset),
        }
    }

    fn size(&self) -> u64 {
        match self {
            Opened::File(file) => file.size(),
            Opened::Object(object) => object.size(),
        }
    }
}

#[derive(Debug)]
enum Shared {
    File(Arc<RegularFile>),
    Object(Arc<ObjectFile>),
}

/// What is open, read on from where it was read last, without moving where others read it.
#[derive(Debug)]
pub struct Sequential {
    source: Shared,
    at: u64,
}

impl Sequential {
    fn source(&self) -> &dyn ReadAt {
        match &self.source {
            Shared::File(file) => &**file,
            Shared::Object(object) => &**object,
        }
    }

    /// How many bytes there are.
    pub fn size(&self) -> u64 {
        self.source().size()
    }
}

impl Read for Sequential {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.source().read_at(buf, self.at)?;
        self.at += n as u64;
        Ok(n)
    }
}

impl Seek for Sequential {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.at = placed(to, self.at, self.size())?;
        Ok(self.at)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;
    use crate::model::{Budget, Held, Keys, Page, StoreError, StoreFailure};

    /// One object, and what was asked of it.
    #[derive(Debug)]
    struct Bucket {
        bytes: Vec<u8>,
        asked: Mutex<Vec<Range<u64>>>,
        budget: Arc<Budget>,
        /// The most that was held of it when something was asked.
        held: AtomicU64,
    }

    impl Store for Bucket {
        fn list(&self, _: &Keys<'_>) -> Arc<Slot<Page>> {
            Arc::default()
        }
        fn fetch(&self, _: &Stored, range: Range<u64>, held: Option<Held>) -> Arc<Slot> {
            self.held.fetch_max(self.budget.held(), Ordering::Relaxed);
            let slot = Arc::new(Slot::holding(held));
            let bytes = self.bytes.get(range.start as usize..range.end as usize).map(<[u8]>::to_vec);
            slot.fill(bytes.ok_or_else(|| StoreError::new(StoreFailure::Changed, "beyond its end")));
            self.asked.lock().unwrap().push(range);
            slot
        }
        fn at_once(&self) -> usize {
            2
        }
        fn budget(&self) -> &Arc<Budget> {
            &self.budget
        }
    }

    fn object(size: usize) -> (Arc<Bucket>, ObjectFile) {
        let bytes = (0..size).map(|n| (n * 31 + n / 255) as u8).collect();
        let budget = Arc::new(Budget::new(6 * PIECE));
        let bucket = Arc::new(Bucket { bytes, asked: Mutex::default(), budget, held: AtomicU64::new(0) });
        let stored = Arc::new(Stored { size: size as u64, ..Stored::default() });
        (bucket.clone(), ObjectFile::in_order(bucket, stored))
    }

    #[test]
    fn each_piece_is_asked_for_once_by_who_reads_on() {
        let size = 5 * PIECE as usize + 77;
        let (bucket, file) = object(size);
        let (mut reader, _) = Opened::Object(Box::new(file)).readers();
        let mut all = Vec::new();
        reader.read_to_end(&mut all).unwrap();
        assert!(all == bucket.bytes);
        let mut asked = bucket.asked.lock().unwrap().clone();
        asked.sort_by_key(|range| range.start);
        let pieces: Vec<Range<u64>> = (0..6).map(|n| n * PIECE..((n + 1) * PIECE).min(size as u64)).collect();
        assert_eq!(asked, pieces);
    }

    #[test]
    fn who_looks_at_the_beginning_only_fetches_no_more() {
        let (bucket, file) = object(3 * PIECE as usize);
        let mut head = [0; 64 << 10];
        assert_eq!(file.read_at(&mut head, 0).unwrap(), head.len());
        assert!(head[..] == bucket.bytes[..head.len()]);
        let asked = bucket.asked.lock().unwrap();
        assert!(asked.len() == 1 && asked[0] == (0..PIECE), "{asked:?}");
    }

    #[test]
    fn any_place_is_read() {
        let size = 3 * PIECE as usize + 5;
        let (bucket, file) = object(size);
        let (_, mut reader) = Opened::Object(Box::new(file)).readers();
        assert_eq!(reader.size(), size as u64);
        for at in [size - 3, 0, 2 * PIECE as usize - 1, 700_000, size, size + 9] {
            reader.seek(SeekFrom::Start(at as u64)).unwrap();
            let mut some = Vec::new();
            reader.by_ref().take(600_000).read_to_end(&mut some).unwrap();
            assert!(some == bucket.bytes[at.min(size)..(at + 600_000).min(size)], "{at}");
        }
        assert!(reader.seek(SeekFrom::End(1 - size as i64)).is_ok());
        assert!(reader.seek(SeekFrom::Current(-2)).is_err());
    }

    #[test]
    fn what_is_read_ahead_is_bounded_for_all_together() {
        let size = 7 * PIECE as usize;
        let (bucket, file) = object(size);
        let more = || ObjectFile::in_order(bucket.clone(), file.stored.clone());
        let (second, third) = (more(), more());
        let files = [file, second, third];
        let mut part = vec![0; 1 << 20];
        for at in (0..size).step_by(part.len()) {
            for file in &files {
                assert_eq!(file.read_at(&mut part, at as u64).unwrap(), part.len());
                assert!(part[..] == bucket.bytes[at..at + part.len()]);
            }
        }
        // the first ones were alone at their beginning, and had read further ahead than their share is now
        let held = bucket.held.load(Ordering::Relaxed);
        assert!((4 * PIECE..=8 * PIECE).contains(&held), "{}", held / PIECE);
        let asked = bucket.asked.lock().unwrap().len();
        assert!((21..=27).contains(&asked), "almost nothing is asked for twice: {asked}");
        drop(files);
        assert_eq!(bucket.budget.held(), 0);
    }
}
