//! Where findings wait while the rest of the archive is read: what other messages tell decides whose they are.
//!
//! What comes in: records in the order of the sources. What goes out: the same, in blocks. Little is held in memory; more
//! goes to a file without a name, which is gone with the program. What lies there is encrypted with a key that is made for
//! the run and is in no place but its memory: a disk image of tomorrow holds nobody's details.

use std::fs::File;
use std::io::{self, Write as _};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

use crate::source::held::Cipher;
use crate::source::mbox::{ReadAt as _, RegularFile};

use super::plan::read_full;
use super::record::{self, Vocabulary};

/// Bytes that stay in memory; what comes behind them goes to a file.
const IN_MEMORY: usize = 1 << 20;

/// Bytes that are put by at once. Twice as many are on their way to the file at most.
const AT_ONCE: usize = 256 << 10;

/// The same where most of an archive is taken over from an earlier run and nothing is shown: writing would be a tenth of the work.
const TAKEN_OVER: usize = 48 << 20;

/// Bytes of records that are read back at once; a single larger one comes as a whole. What they become stays in the cache
/// of the processor until it is written.
const BLOCK: u64 = 64 << 10;

/// Takes records.
pub(super) struct Spool {
    cipher: Arc<Cipher>,
    /// The first ones, which stay.
    first: Vec<u8>,
    in_memory: usize,
    /// Those that are put by next.
    held: Vec<u8>,
    putting: Option<Putting>,
    /// Bytes in all.
    length: u64,
    /// Where each block ends.
    ends: Vec<u64>,
    /// Words of the records from these blocks on, where they are not those of the run.
    words: Vec<(usize, Arc<Vocabulary>)>,
    /// What comes next is in a block of its own.
    apart: bool,
    /// Records have both their halves.
    shown: bool,
}

/// Encrypts what it is given and writes it one after the other, while others go on: who gives it holds up all workers.
struct Putting {
    given: SyncSender<Vec<u8>>,
    emptied: Receiver<Vec<u8>>,
    thread: JoinHandle<io::Result<File>>,
}

impl Putting {
    fn begin(cipher: &Arc<Cipher>) -> io::Result<Self> {
        let mut file = tempfile::Builder::new().tempfile()?.into_file();
        let cipher = cipher.clone();
        let (given, taking) = sync_channel::<Vec<u8>>(1);
        let (giving, emptied) = sync_channel(2);
        let thread = std::thread::Builder::new().name("spool".to_owned()).spawn(move || {
            let mut at = 0;
            for mut bytes in taking {
                cipher.crypt(at, &mut bytes);
                file.write_all(&bytes)?;
                at += bytes.len() as u64;
                bytes.clear();
                // one for a record that is larger than the rest is not kept
                if bytes.capacity() <= 2 * AT_ONCE {
                    let _ = giving.try_send(bytes);
                }
            }
            Ok(file)
        })?;
        Ok(Putting { given, emptied, thread })
    }

    fn end(self) -> io::Result<File> {
        drop(self.given);
        self.thread.join().unwrap_or_else(|_| Err(io::Error::other("the thread that writes findings ended")))
    }
}

impl Spool {
    /// An empty one. `shown` says that records have both their halves, `taken_over` that an earlier run made many of them.
    ///
    /// # Errors
    ///
    /// The operating system gives no random numbers.
    pub(super) fn new(shown: bool, taken_over: bool) -> io::Result<Self> {
        let cipher = Arc::new(Cipher::new()?);
        let in_memory = if taken_over && !shown { TAKEN_OVER } else { IN_MEMORY };
        Ok(Spool {
            cipher,
            first: Vec::new(),
            in_memory,
            held: Vec::new(),
            putting: None,
            length: 0,
            ends: Vec::new(),
            words: Vec::new(),
            apart: false,
            shown,
        })
    }

    /// Says that the records that follow name words by their places here, and not in the vocabulary of the run.
    pub(super) fn under(&mut self, words: &Arc<Vocabulary>) {
        if self.words.last().is_none_or(|(_, last)| !Arc::ptr_eq(last, words)) {
            self.words.push((self.ends.len(), words.clone()));
            self.apart = true;
        }
    }

    /// Appends whole records.
    ///
    /// # Errors
    ///
    /// What the operating system says: the disk is full.
    pub(super) fn push(&mut self, mut records: &[u8]) -> io::Result<()> {
        while !records.is_empty() {
            let (some, rest) = records.split_at(record::whole(records, BLOCK as usize, self.shown));
            records = rest;
            if self.putting.is_none() && self.held.is_empty() {
                if self.first.len() + some.len() <= self.in_memory {
                    self.first.extend_from_slice(some);
                } else {
                    self.held.extend_from_slice(some);
                    self.apart = true;
                }
            } else {
                if self.held.len() + some.len() > AT_ONCE && !self.held.is_empty() {
                    self.put_by()?;
                }
                self.held.extend_from_slice(some);
            }
            self.length += some.len() as u64;
            let begin = self.ends.len().checked_sub(2).map_or(0, |n| self.ends[n]);
            match self.ends.last_mut() {
                Some(end) if self.length - begin <= BLOCK && !self.apart => *end = self.length,
                _ => self.ends.push(self.length),
            }
            self.apart = false;
        }
        Ok(())
    }

    fn put_by(&mut self) -> io::Result<()> {
        let putting = match self.putting.take() {
            Some(putting) => putting,
            None => Putting::begin(&self.cipher)?,
        };
        let free = putting.emptied.try_recv().unwrap_or_default();
        if putting.given.send(std::mem::replace(&mut self.held, free)).is_err() {
            // it has ended before its time
            putting.end()?;
            return Err(io::ErrorKind::WriteZero.into());
        }
        self.putting = Some(putting);
        Ok(())
    }

    /// Ends the writing.
    ///
    /// # Errors
    ///
    /// What the operating system says.
    pub(super) fn finish(mut self) -> io::Result<Spooled> {
        if !self.held.is_empty() {
            self.put_by()?;
        }
        let file = self.putting.take().map(Putting::end).transpose()?;
        Ok(Spooled {
            cipher: self.cipher,
            first: self.first,
            file: file.map(RegularFile::new).transpose()?,
            ends: self.ends,
            words: self.words,
            shown: self.shown,
        })
    }
}

/// Gives records back.
pub(super) struct Spooled {
    cipher: Arc<Cipher>,
    first: Vec<u8>,
    /// What stands behind the first ones.
    file: Option<RegularFile>,
    ends: Vec<u64>,
    words: Vec<(usize, Arc<Vocabulary>)>,
    shown: bool,
}

impl Spooled {
    /// The words that the records of a block name; `None` where they are those of the run.
    pub(super) fn words(&self, block: usize) -> Option<&Arc<Vocabulary>> {
        let behind = self.words.partition_point(|(first, _)| *first <= block);
        behind.checked_sub(1).and_then(|n| self.words.get(n)).map(|(_, words)| words)
    }

    /// Records have both their halves.
    pub(super) fn shown(&self) -> bool {
        self.shown
    }

    /// How many blocks there are.
    pub(super) fn blocks(&self) -> usize {
        self.ends.len()
    }

    /// Reads a block into `out`, instead of what that holds.
    ///
    /// # Errors
    ///
    /// What the operating system says.
    pub(super) fn read(&self, block: usize, out: &mut Vec<u8>) -> io::Result<()> {
        let start = block.checked_sub(1).map_or(0, |n| self.ends[n]);
        let length = (self.ends[block] - start) as usize;
        out.clear();
        if let Some(held) = self.first.get(start as usize..start as usize + length) {
            out.extend_from_slice(held);
            return Ok(());
        }
        let file = self.file.as_ref().ok_or(io::ErrorKind::UnexpectedEof)?;
        let start = start - self.first.len() as u64;
        out.resize(length, 0);
        if read_full(file, out, start)? < length || file.size() < start {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.cipher.crypt(start, out);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_come_back_in_blocks_and_nothing_lies_in_clear() {
        let mut spool = Spool::new(false, false).unwrap();
        let record = b"jan@klant.example ".repeat(10_000);
        for _ in 0..100 {
            spool.push(&record).unwrap();
        }
        assert!(spool.putting.is_some(), "more than is held in memory");
        let spooled = spool.finish().unwrap();
        let mut raw = vec![0; 64 << 10];
        read_full(spooled.file.as_ref().unwrap(), &mut raw, 0).unwrap();
        assert!(memchr::memmem::find(&raw, b"klant").is_none());
        let (mut all, mut block) = (Vec::new(), Vec::new());
        for n in 0..spooled.blocks() {
            spooled.read(n, &mut block).unwrap();
            assert_eq!(block.len() % record.len(), 0, "whole records");
            all.extend_from_slice(&block);
        }
        assert!(spooled.blocks() > 10);
        assert_eq!(all, record.repeat(100));
    }

    #[test]
    fn many_records_at_once_come_back_in_small_blocks() {
        let mut record = 10_000_u32.to_le_bytes().to_vec();
        record.resize(10_004, b'x');
        let mut spool = Spool::new(false, false).unwrap();
        spool.push(&record.repeat(1_000)).unwrap();
        let spooled = spool.finish().unwrap();
        let (mut all, mut block) = (0, Vec::new());
        for n in 0..spooled.blocks() {
            spooled.read(n, &mut block).unwrap();
            assert!(block.len() as u64 <= BLOCK && block.len() % record.len() == 0, "{}", block.len());
            all += block.len();
        }
        assert_eq!(all, 1_000 * record.len());
    }

    #[test]
    fn records_know_whose_words_they_name() {
        let mut spool = Spool::new(false, false).unwrap();
        let words = |word: &str| Arc::new(Vocabulary::knowing(Vec::new(), vec![word.to_owned()]));
        let (one, other) = (words("one"), words("other"));
        spool.push(&[1, 0, 0, 0, 9]).unwrap();
        for (of, records) in [(&one, 3), (&one, 1), (&other, 1), (&one, 2)] {
            spool.under(of);
            spool.push(&[1, 0, 0, 0, 7].repeat(records)).unwrap();
        }
        let spooled = spool.finish().unwrap();
        let all: Vec<_> =
            (0..spooled.blocks()).map(|n| spooled.words(n).map(|w| w.words().1.concat())).collect();
        assert_eq!(all, [None, Some("one".to_owned()), Some("other".to_owned()), Some("one".to_owned())]);
        let mut block = Vec::new();
        spooled.read(1, &mut block).unwrap();
        assert_eq!(block.len(), 20);
    }

    #[test]
    fn little_stays_in_memory() {
        let mut spool = Spool::new(false, false).unwrap();
        spool.push(b"one").unwrap();
        spool.push(b"two").unwrap();
        let spooled = spool.finish().unwrap();
        let mut block = Vec::new();
        spooled.read(0, &mut block).unwrap();
        assert_eq!((spooled.blocks(), block.as_slice()), (1, b"onetwo".as_slice()));
        assert_eq!(Spool::new(false, false).unwrap().finish().unwrap().blocks(), 0);
    }
}
