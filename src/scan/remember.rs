//! What earlier runs made, looked up and added to: one unit of work after the other.
//!
//! In: files as they are met, and what was made of stretches of them. Out: what is still so, and the rest to be kept. A file is the
//! same where its size and times are, or its size, its time and a hash of some of its bytes (one that a mail program moved or a backup gave back);
//! of a large one that hash is always compared. Refuses to know what entries hold, and how they are kept.

use std::fs::File;
use std::io;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use super::plan::{BLOCK, read_full};
use super::posting::Seeking;
use super::recall::{LAST, Made, Recalled};
use super::record::Vocabulary;
use super::seek::Wanted;
use crate::model::{Entry, FileKey, Kept, Memory, MemoryWords, MessageKey, Recollection, Stamp};
use crate::source::mbox::{ReadAt, RegularFile};
use crate::source::walk::{Input, Walked};

/// Bytes of a file that are hashed at once, and how many times.
const PIECE: usize = 4 << 10;
const PIECES: u64 = 4;

/// What all workers of a run share.
#[derive(Debug)]
pub(super) struct Shared<'m> {
    pub(super) memory: &'m dyn Memory,
    pub(super) vocabulary: &'m Vocabulary,
    /// Words that the memory knows.
    pub(super) words: AtomicUsize,
    /// What reports show is read back too.
    pub(super) shown: bool,
    /// By what messages may be found again is kept too.
    pub(super) indexed: bool,
    /// Something was read of which nothing could be kept.
    pub(super) gap: AtomicBool,
    /// The run searches: nothing is kept, and of what still holds the messages that are wanted are taken note of.
    pub(super) seeking: Option<(&'m Seeking, &'m Wanted)>,
}

/// An entry that was looked up, with what reports show of it where that was read back.
pub(super) struct Found {
    pub(super) kept: Kept,
    shown: Option<(Arc<[u8]>, Range<usize>)>,
    terms: Option<(Arc<[u8]>, Range<usize>)>,
}

impl Found {
    /// What it holds.
    pub(super) fn entry(&self) -> Option<Recalled<'_>> {
        let shown = match &self.shown {
            Some((bytes, range)) => bytes.get(range.clone())?,
            None => &[],
        };
        Recalled::of(self.kept.bytes.get(self.kept.range.clone())?, shown)
    }

    /// By what its messages may be found again.
    pub(super) fn terms(&self) -> Option<&[u8]> {
        self.terms.as_ref().and_then(|(bytes, range)| bytes.get(range.clone()))
    }
}

/// What one worker remembers by.
pub(super) struct Remembering<'m> {
    shared: &'m Shared<'m>,
    reader: Box<dyn Recollection + 'm>,
    /// Of the unit at hand: what was made, and what still holds.
    made: Vec<Entry>,
    held: Vec<Held>,
}

/// An entry that still holds.
struct Held {
    file: FileKey,
    ordinal: u64,
    /// What the file looked like, and what it looks like now.
    was: Stamp,
    stamp: Stamp,
    kept: Kept,
}

/// What a file is known by and looks like; made once for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Identity {
    pub(super) file: FileKey,
    pub(super) stamp: Stamp,
}

impl<'m> Remembering<'m> {
    pub(super) fn new(shared: &'m Shared<'m>) -> io::Result<Self> {
        Ok(Remembering { shared, reader: shared.memory.reader()?, made: Vec::new(), held: Vec::new() })
    }

    fn found(&mut self, kept: Kept, shown: bool) -> Option<Found> {
        let shown = if shown { Some(self.reader.shown(&kept)?) } else { None };
        Some(Found { kept, shown, terms: None })
    }

    /// By what an entry's messages may be found again was kept, where it is to be: else the entry does not serve.
    fn with_terms(&mut self, found: Found) -> Option<Found> {
        let terms = if self.shared.indexed { Some(self.reader.terms(&found.kept)?) } else { None };
        Some(Found { terms, ..found })
    }

    /// The run searches: nothing is kept.
    pub(super) fn is_seeking(&self) -> bool {
        self.shared.seeking.is_some()
    }

    /// Who keeps it all.
    pub(super) fn memory(&self) -> &'m dyn Memory {
        self.shared.memory
    }

    /// Something was read of which nothing is kept: the next run reads it again.
    pub(super) fn gap(&self) {
        self.shared.gap.store(true, Ordering::Relaxed);
    }

    /// Takes note of the messages of an entry that a search wants; `false` where it cannot be told which.
    pub(super) fn seek(&mut self, input: &Input, found: &Found) -> bool {
        let Some((seeking, wanted)) = self.shared.seeking else { return true };
        let Some((bytes, range)) = self.reader.terms(&found.kept) else { return false };
        let Some(standings) = bytes.get(range).and_then(|bytes| seeking.of(bytes)) else { return false };
        if !standings.is_empty() {
            wanted.add(input, standings);
        }
        true
    }

    /// What was made of a small file, where it is still the same, and what it looked like then.
    pub(super) fn small(&mut self, input: &Input) -> Option<(Identity, Stamp, Found)> {
        let file = key(self.shared.memory, input);
        let (stamp, kept) = self.reader.entry(&file, 0)?;
        let now = stamp_of(input, stamp.sample);
        if stamp.size != now.size || stamp.modified != now.modified {
            return None;
        }
        let moved = (stamp.changed, stamp.inode) != (now.changed, now.inode);
        if moved && sample_of(&input.path, stamp.size).ok()? != stamp.sample {
            return None;
        }
        Some((Identity { file, stamp: now }, stamp, self.found(kept, self.shared.shown)?))
    }

    /// What a small file of these bytes is known by.
    pub(super) fn identity(&self, input: &Input, bytes: &[u8]) -> Identity {
        let sample = sample(&bytes, bytes.len() as u64).unwrap_or_default();
        Identity { file: key(self.shared.memory, input), stamp: stamp_of(input, sample) }
    }

    /// What was made of a stretch of a file that is known to be the same.
    pub(super) fn stretch(&mut self, file: &FileKey, ordinal: u64) -> Option<(Stamp, Found)> {
        let (stamp, kept) = self.reader.entry(file, ordinal)?;
        Some((stamp, self.found(kept, self.shared.shown)?))
    }

    /// What was made of the same message elsewhere.
    pub(super) fn message(&mut self, key: &MessageKey) -> Option<(Found, u64)> {
        let (kept, number) = self.reader.message(key)?;
        // at its new place it is kept once more, as a whole
        let found = self.found(kept, true)?;
        Some((self.with_terms(found)?, number))
    }

    /// The key of a message.
    pub(super) fn message_key(&self, bytes: &[u8]) -> MessageKey {
        self.shared.memory.message_key(bytes)
    }

    /// Takes note that an entry still holds, of a file that looked so when it was made.
    pub(super) fn holds(&mut self, identity: Identity, ordinal: u64, (was, kept): (Stamp, Kept)) {
        let Identity { file, stamp } = identity;
        self.held.push(Held { file, ordinal, was, stamp, kept });
    }

    /// Takes what was made of a stretch.
    pub(super) fn made(
        &mut self,
        identity: Identity,
        ordinal: u64,
        Made { bytes, shown, terms, keys }: Made,
    ) {
        let Identity { file, stamp } = identity;
        self.made.push(Entry { file, ordinal, stamp, bytes, shown, terms, messages: keys });
    }

    /// The unit at hand is done with: what it made is kept. Of a segment that does not hold as a whole any more what still holds is put by
    /// again, so that the rest can go.
    pub(super) fn end_unit(&mut self) {
        if self.is_seeking() {
            return self.drop_unit();
        }
        let whole = |held: &[Held]| {
            let segment = &held.first()?.kept;
            let same = held.iter().all(|one| one.kept.segment == segment.segment);
            (same && held.len() as u64 == segment.of).then_some(segment.segment)
        };
        if self.made.is_empty()
            && let Some(segment) = whole(&self.held)
        {
            for one in self.held.drain(..).filter(|one| one.was != one.stamp) {
                self.shared.memory.restamp(one.file, one.ordinal, one.stamp);
            }
            return self.shared.memory.still(segment);
        }
        for Held { file, ordinal, stamp, kept, .. } in self.held.drain(..) {
            // what cannot be read back as a whole is read again by the next run
            let shown = self.reader.shown(&kept);
            let Some(shown) = shown.as_ref().and_then(|(bytes, range)| bytes.get(range.clone())) else {
                self.shared.gap.store(true, Ordering::Relaxed);
                continue;
            };
            let terms = if self.shared.indexed { self.reader.terms(&kept) } else { None };
            let terms = terms.as_ref().and_then(|(bytes, range)| bytes.get(range.clone()));
            let Some(bytes) =
                kept.bytes.get(kept.range.clone()).filter(|_| terms.is_some() == self.shared.indexed)
            else {
                self.shared.gap.store(true, Ordering::Relaxed);
                continue;
            };
            let messages = Recalled::of(bytes, shown).map(|entry| entry.keys()).unwrap_or_default();
            let (bytes, shown, terms) = (bytes.to_vec(), shown.to_vec(), terms.map(<[u8]>::to_vec));
            self.made.push(Entry { file, ordinal, stamp, bytes, shown, terms, messages });
        }
        if self.made.is_empty() {
            return;
        }
        let known = self.shared.words.load(Ordering::Acquire);
        let words = (self.shared.vocabulary.len() > known).then(|| {
            let (fields, patterns) = self.shared.vocabulary.words();
            MemoryWords { fields, patterns }
        });
        let told = words.as_ref().map_or(0, |words| words.fields.len() + words.patterns.len());
        self.shared.memory.keep(std::mem::take(&mut self.made), words);
        // not before: who relies on words that are not there yet would have entries on the disk that nobody can read, were the
        // run killed then; that two workers tell the same ones does no harm
        self.shared.words.fetch_max(told, Ordering::AcqRel);
    }

    /// The unit at hand came to no end: nothing that it made is kept.
    pub(super) fn drop_unit(&mut self) {
        self.made.clear();
        self.held.clear();
    }
}

/// How far a large file is what it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Unchanged {
    /// So many bytes from its beginning are the same; 0 where nothing is known.
    pub(super) bytes: u64,
    /// What it looked like when its first stretch was read: others count only if they are of the same reading.
    pub(super) stamp: Stamp,
    /// It was read as a stream in so many units, and all of it is the same.
    pub(super) units: Option<u64>,
}

/// What a large file is known by, and how far it is what it was.
pub(super) fn large(
    memory: &dyn Memory,
    reader: &mut dyn Recollection,
    input: &Input,
    file: &dyn ReadAt,
) -> io::Result<(Identity, Unchanged)> {
    let sampled = sample(file, input.size)?;
    let identity = Identity { file: key(memory, input), stamp: stamp_of(input, sampled) };
    let is = |stamp: &Stamp| same(stamp, &identity.stamp);
    let mut unchanged = Unchanged::default();
    if let Some((stamp, kept)) = reader.entry(&identity.file, LAST) {
        let units =
            kept.bytes.get(kept.range).and_then(|bytes| Recalled::of(bytes, &[])).map(|entry| entry.units());
        if is(&stamp) && units.is_some_and(|units| reader.stretches(&identity.file, &stamp) == units + 1) {
            unchanged = Unchanged { bytes: input.size, stamp, units };
        }
    } else if let Some((stamp, _)) = reader.entry(&identity.file, 0)
        && (is(&stamp) || stamp.size < input.size && sample(file, stamp.size)? == stamp.sample)
    {
        unchanged = Unchanged { bytes: stamp.size, stamp, units: None };
    }
    Ok((identity, unchanged))
}

/// The same content, at the same time.
pub(super) fn same(one: &Stamp, other: &Stamp) -> bool {
    (one.size, one.modified, one.sample) == (other.size, other.modified, other.sample)
}

fn stamp_of(input: &Input, sample: [u8; 16]) -> Stamp {
    let (modified, changed, inode) = input.times;
    Stamp { size: input.size, modified, changed, inode, sample }
}

/// The key of a file, by its path.
pub(super) fn key(memory: &dyn Memory, input: &Input) -> FileKey {
    let path = std::path::absolute(&input.path).unwrap_or_else(|_| input.path.clone());
    memory.file_key(&name_of(&path))
}

/// A path without what mail programs change of it: of a message of a Maildir, which of its folders it lies in and its flags
/// (maildir(5): `new/1234.host`, `cur/1234.host:2,S`).
fn name_of(path: &Path) -> Vec<u8> {
    let bytes = |path: &Path| path.as_os_str().as_encoded_bytes().to_vec();
    let folder = path.parent().filter(|p| p.file_name().is_some_and(|name| name == "cur" || name == "new"));
    let (Some(folder), Some(name)) = (folder.and_then(Path::parent), path.file_name()) else {
        return bytes(path);
    };
    let name = name.as_encoded_bytes();
    // some programs write `;` or `!` where a colon may not stand
    let flags = name.windows(3).position(|w| matches!(w, [b':' | b';' | b'!', b'2', b',']));
    let mut all = bytes(folder);
    all.extend_from_slice(b"/cur/");
    all.extend_from_slice(&name[..flags.unwrap_or(name.len())]);
    all
}

fn sample_of(path: &Path, size: u64) -> io::Result<[u8; 16]> {
    sample(&RegularFile::new(File::open(path)?)?, size)
}

/// A hash of some of the first `size` bytes of a file: of all where they are few, else of pieces from its beginning to its end.
fn sample(file: &dyn ReadAt, size: u64) -> io::Result<[u8; 16]> {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&size.to_le_bytes());
    let mut piece = [0; PIECE];
    let length = PIECE as u64;
    let mut add = |at: u64, length: usize| -> io::Result<()> {
        let n = read_full(file, &mut piece[..length], at)?;
        hasher.update(&piece[..n]);
        Ok(())
    };
    if size <= length * PIECES {
        let mut at = 0;
        while at < size {
            add(at, PIECE.min((size - at) as usize))?;
            at += length;
        }
    } else {
        for n in 0..PIECES {
            add((size - length) / (PIECES - 1) * n, PIECE)?;
        }
        add(size - length, PIECE)?;
    }
    let mut out = [0; 16];
    hasher.finalize_xof().fill(&mut out);
    Ok(out)
}

/// Hashes what all files look like: a run that meets the same as the run before has nothing to read.
pub(super) struct Digest(blake3::Hasher);

impl Digest {
    pub(super) fn new() -> Self {
        Digest(blake3::Hasher::new())
    }

    /// A file, with a sample of its bytes where it is large.
    fn file(&mut self, memory: &dyn Memory, input: &Input, large: u64) {
        let sampled = if input.size > large {
            // what cannot be read is met again, and told, by the run itself
            sample_of(&input.path, input.size).unwrap_or_default()
        } else {
            <[u8; 16]>::default()
        };
        let stamp = stamp_of(input, sampled);
        self.0.update(&key(memory, input));
        self.0.update(input.name.as_str().as_bytes());
        for n in [stamp.size, stamp.modified as u64, stamp.changed as u64, stamp.inode, input.included.into()]
        {
            self.0.update(&n.to_le_bytes());
        }
        self.0.update(&sampled);
    }

    /// Whatever was met.
    pub(super) fn walked(&mut self, memory: &dyn Memory, walked: &Walked) {
        match walked {
            Walked::File(input) => self.file(memory, input, BLOCK),
            Walked::Excluded { size } => self.other("excluded", *size),
            Walked::NotMail { name, size } => self.other(name.as_str(), *size),
            Walked::Problem(problem) => self.other(&problem.detail, problem.given_up),
        }
    }

    /// Something else that was met.
    fn other(&mut self, what: &str, size: u64) {
        self.0.update(&(what.len() as u64).to_le_bytes());
        self.0.update(what.as_bytes());
        self.0.update(&size.to_le_bytes());
    }

    pub(super) fn finish(&self) -> [u8; 32] {
        *self.0.finalize().as_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_and_folders_of_a_maildir_do_not_make_another_message() {
        let name = |path: &str| String::from_utf8(name_of(Path::new(path))).unwrap();
        assert_eq!(name("/m/new/12.host"), name("/m/cur/12.host:2,RS"));
        assert_eq!(name("/m/cur/12.host;2,S"), name("/m/cur/12.host:2,"));
        assert_ne!(name("/m/cur/12.host:2,S"), name("/n/cur/12.host:2,S"));
        assert_ne!(name("/m/cur/12.host:2,S"), name("/m/cur/13.host:2,S"));
        assert_eq!(name("/m/a:2,b.mbox"), "/m/a:2,b.mbox", "no folder of a Maildir");
    }

    #[test]
    fn a_sample_sees_the_beginning_the_end_and_the_size() {
        let of = |bytes: &[u8]| sample(&bytes, bytes.len() as u64).unwrap();
        let long: Vec<u8> = (0..100_000_u32).map(|n| (n % 251) as u8).collect();
        let changed = |at: usize| {
            let mut other = long.clone();
            other[at] ^= 1;
            other
        };
        for at in [0, 4_095, 99_999, 96_000] {
            assert_ne!(of(&long), of(&changed(at)), "{at}");
        }
        assert_ne!(of(&long), of(&long[..99_999]));
        assert_eq!(sample(&long.as_slice(), 50_000).unwrap(), sample(&&long[..50_000], 50_000).unwrap());
        for length in [0, 1, 4_096, 16_384] {
            assert_ne!(of(&long[..length]), of(&long[..length + 1]));
        }
    }
}
