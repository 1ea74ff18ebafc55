use std::fmt;
use std::io;
use std::ops::Range;
use std::sync::Arc;

/// What a file is known by, wherever its mail program moved it to: a keyed hash of its path without what such programs
/// change in it.
pub type FileKey = [u8; 16];

/// What a message is known by: a keyed hash of its bytes, Message-ID included.
pub type MessageKey = [u8; 16];

/// What a file looked like when it was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stamp {
    /// Bytes.
    pub size: u64,
    /// When its content was changed, and when it was changed itself; nanoseconds since 1970.
    pub modified: i64,
    /// See `modified`; 0 where the system does not tell.
    pub changed: i64,
    /// Number of the file in its file system; 0 where the system does not tell.
    pub inode: u64,
    /// A hash of some of its bytes.
    pub sample: [u8; 16],
}

/// What was made of one stretch of a file, for later runs. The bytes are those of `scan/`; who keeps them does not look
/// into them.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Which file.
    pub file: FileKey,
    /// Which stretch of it, from 0.
    pub ordinal: u64,
    /// What the file looked like.
    pub stamp: Stamp,
    /// What was made of it, as far as counts need it.
    pub bytes: Vec<u8>,
    /// What reports show of it besides: read back by [`Recollection::shown`].
    pub shown: Vec<u8>,
    /// By what its messages may be found again, where that is wanted: read back by [`Recollection::terms`].
    pub terms: Option<Vec<u8>>,
    /// Messages in it by which the same ones are known elsewhere, in the order in which they stand in `bytes`.
    pub messages: Vec<Option<MessageKey>>,
}

/// A piece of what is kept, as it is read back.
#[derive(Clone)]
pub struct Kept {
    /// Number of the segment: what was put by at once.
    pub segment: i64,
    /// Entries in that segment.
    pub of: u64,
    /// Which of these it is, from 0.
    pub position: u64,
    /// Its bytes.
    pub bytes: Arc<[u8]>,
    /// Where in these the entry stands.
    pub range: Range<usize>,
}

impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Kept")
            .field("segment", &self.segment)
            .field("range", &self.range)
            .finish_non_exhaustive()
    }
}

/// Words that entries name by their numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MemoryWords {
    /// Names of a finding's fields.
    pub fields: Vec<String>,
    /// Ids of patterns.
    pub patterns: Vec<String>,
}

/// What earlier runs over the same paths with the same options made of the mail, so that a run reads only what is new. It holds masks
/// and keyed hashes, never values in clear; see [`Veil`](super::Veil).
pub trait Memory: fmt::Debug + Send + Sync {
    /// Begins a run. `options` are all that decides what is made of a message; where they are others than before, nothing that is kept
    /// counts.
    ///
    /// # Errors
    ///
    /// What the operating system says, or the database.
    fn begin(&self, options: &[u8]) -> io::Result<MemoryWords>;

    /// The key of a file.
    fn file_key(&self, path: &[u8]) -> FileKey;

    /// The key of a message.
    fn message_key(&self, bytes: &[u8]) -> MessageKey;

    /// Hashes what mail may be found by again.
    fn term(&self, term: u64) -> u32;

    /// Begins a run that only reads what is kept, and changes nothing: words that entries name; `None` where there is nothing for these
    /// options. Of the other calls only those that look something up may follow.
    ///
    /// # Errors
    ///
    /// As [`Memory::begin`].
    fn begin_reading(&self, options: &[u8]) -> io::Result<Option<MemoryWords>>;

    /// Puts by what all mail tells together, for whoever looks some of it up. It holds when the run ends with all looked at, and no longer
    /// than until another one does.
    fn keep_known(&self, known: Vec<Vec<u8>>);

    /// What was put by so.
    ///
    /// # Errors
    ///
    /// As [`Memory::begin`].
    fn known(&self) -> io::Result<Option<Vec<Vec<u8>>>>;

    /// The numbers of all segments.
    ///
    /// # Errors
    ///
    /// As [`Memory::begin`].
    fn segments(&self) -> io::Result<Vec<i64>>;

    /// Somebody who looks things up; one for each thread.
    ///
    /// # Errors
    ///
    /// What the operating system says, or the database.
    fn reader(&self) -> io::Result<Box<dyn Recollection + '_>>;

    /// Puts by what was made of one stretch of work. It is on the disk some seconds later; errors are told by [`Memory::finish`].
    fn keep(&self, entries: Vec<Entry>, words: Option<MemoryWords>);

    /// Says that a segment still holds, as a whole.
    fn still(&self, segment: i64);

    /// Says what a file looks like now of which a stretch still holds.
    fn restamp(&self, file: FileKey, ordinal: u64, stamp: Stamp);

    /// Ends the run. `whole`: all was looked at, and what was neither kept nor still holds is gone from the archive, so that it is
    /// removed here. `told` is what [`Memory::last`] gives the next run, with the `digest` of all that was looked at.
    ///
    /// # Errors
    ///
    /// What the operating system says, or the database, now or at any time before: what was put by last may be missing then, and is read
    /// again by the next run.
    fn finish(&self, whole: bool, digest: [u8; 32], told: &[u8]) -> io::Result<()>;

    /// Digest and `told` of the last run that looked at all; `None` where there is none, or the options were others.
    ///
    /// # Errors
    ///
    /// As [`Memory::begin`].
    fn last(&self) -> io::Result<Option<([u8; 32], Vec<u8>)>>;

    /// Something could not be put by or looked up: the run need not go on.
    fn failed(&self) -> bool;
}

/// Looks up what is kept. What cannot be read back is not known: it is made again.
pub trait Recollection: Send {
    /// What was made of a stretch of a file, and what the file looked like then.
    fn entry(&mut self, file: &FileKey, ordinal: u64) -> Option<(Stamp, Kept)>;
    /// What reports show of an entry: bytes, and where in these it stands.
    fn shown(&mut self, kept: &Kept) -> Option<(Arc<[u8]>, Range<usize>)>;
    /// By what the messages of an entry may be found again: bytes, and where in these it stands; `None` where that was not kept.
    fn terms(&mut self, kept: &Kept) -> Option<(Arc<[u8]>, Range<usize>)>;
    /// The same of all entries of a segment, in their order.
    fn all_terms(&mut self, segment: i64) -> Option<(Vec<u8>, Vec<Range<usize>>)>;
    /// The file and the ordinal of an entry of a segment, by its position; `None` where another one has taken its place since.
    fn place(&mut self, segment: i64, position: u64) -> Option<(FileKey, u64)>;
    /// How many stretches of a file that looked like this are kept.
    fn stretches(&mut self, file: &FileKey, stamp: &Stamp) -> u64;
    /// An entry that holds this message, and which of its messages it is.
    fn message(&mut self, message: &MessageKey) -> Option<(Kept, u64)>;
}
