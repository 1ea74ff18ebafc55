//! A message that is put behind those of an mbox, which is locked.
//!
//! The readers of [`source`](crate::source) say before and after what is in the file: all that was there, and one message more, which is
//! the one. Otherwise the file is cut back to what it was.

use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::Path;

use jiff::Timestamp;

use super::Store;
use super::restore::{Letter, RestoreError, io_at, midnight};
use crate::erase::lock::Locked;
use crate::erase::steps::{Disk, Positioned, Step};
use crate::erase::survey::{Seen, Survey, Witness};
use crate::erase::wanted::{Place, Wanted};
use crate::source::nested::{Budget, Opening};

/// Of a header no more is looked at for a separator line.
const HEADER: usize = 64 << 10;

/// What is in an mbox, as far as two readings are compared.
#[derive(Default)]
struct Messages {
    count: u64,
    mbox: bool,
    last: [u8; 32],
    /// Of all before the last one.
    before: blake3::Hasher,
    wanted: [u8; 32],
    found: bool,
    damaged: bool,
}

impl Messages {
    /// All of them.
    fn all(mut self) -> blake3::Hash {
        if self.count > 0 {
            self.before.update(&self.last);
        }
        self.before.finalize()
    }
}

impl Witness for Messages {
    fn message(&mut self, _: &Place, _: &Wanted, seen: Seen) {
        if self.count > 0 {
            self.before.update(&self.last);
        }
        self.count += 1;
        self.last = seen.sha256;
        self.mbox = seen.mbox;
        self.found |= seen.sha256 == self.wanted;
    }

    fn closed(&mut self, _: &Wanted, _: &str) {
        self.damaged = true;
    }
}

fn read(disk: &Disk, locked: &Locked, size: u64, wanted: [u8; 32]) -> io::Result<Messages> {
    let mut messages = Messages { wanted, ..Messages::default() };
    if size > 0 {
        let reader = Positioned::new(disk, &locked.file, size).beating(Some(&locked.beat));
        Survey::new(Budget::of(Opening::default()), &mut messages).content(
            &Wanted::default(),
            Box::new(reader),
            None,
            "",
            0,
        )?;
    }
    Ok(messages)
}

/// Puts it there, once.
pub(super) fn append(
    store: &mut Store,
    letter: &Letter<'_>,
    path: &Path,
    locked: &Locked,
) -> Result<(), RestoreError> {
    let disk = store.index.disk.clone();
    let mut size = locked.file.metadata().map_err(io_at(path))?.len();
    let interrupted = store.interrupted(letter, path).filter(|at| *at < size);
    if let Some(at) = interrupted {
        let block = block(&disk, locked, at, letter).map_err(io_at(path))?;
        if is_begun(&disk, locked, (at, size), &block).map_err(io_at(path))? {
            disk.ask(Step::Write).and_then(|()| locked.file.set_len(at)).map_err(io_at(path))?;
            size = at;
        }
    }
    let before = read(&disk, locked, size, letter.sha256).map_err(io_at(path))?;
    if before.found {
        if interrupted.is_some() {
            return disk.sync(&locked.file).map_err(io_at(path));
        }
        let why = "the same message is in this mailbox";
        return Err(RestoreError::There { path: path.to_owned(), why });
    }
    let not_back = |why| RestoreError::NotBack { path: path.to_owned(), why };
    if before.damaged || size > 0 && !before.mbox {
        return Err(not_back("the file is no mailbox any more"));
    }
    let count = before.count;
    let there = before.all();
    let block = block(&disk, locked, size, letter).map_err(io_at(path))?;
    store.announce(letter, path, size)?;
    let written = (&*locked.file)
        .seek(SeekFrom::Start(size))
        .and_then(|_| disk.write_all(&locked.file, &block, Step::Write))
        .and_then(|()| disk.sync(&locked.file))
        .and_then(|()| read(&disk, locked, size + block.len() as u64, letter.sha256));
    let proven = match &written {
        Ok(now) => {
            now.count == count + 1 && now.mbox && now.last == letter.sha256 && now.before.finalize() == there
        }
        Err(_) => false,
    };
    if proven {
        return Ok(());
    }
    // half a message is worse than none; where it cannot be cut off now, the next attempt does
    let cut =
        disk.ask(Step::Write).and_then(|()| locked.file.set_len(size)).and_then(|()| disk.sync(&locked.file));
    written.and(cut).map_err(io_at(path))?;
    Err(not_back("it would not be read back there as it was"))
}

/// What is put behind the first `at` bytes: what parts it from them, a separator line, the message, an empty line.
fn block(disk: &Disk, locked: &Locked, at: u64, letter: &Letter<'_>) -> io::Result<Vec<u8>> {
    let mut tail = Vec::new();
    let mut reader = Positioned::new(disk, &locked.file, at);
    reader.seek(SeekFrom::Start(at.saturating_sub(4)))?;
    reader.read_to_end(&mut tail)?;
    let first = memchr::memchr(b'\n', letter.bytes);
    let crlf = first.is_some_and(|n| n > 0 && letter.bytes[n - 1] == b'\r');
    let line_end: &[u8] = if crlf { b"\r\n" } else { b"\n" };
    let mut block = Vec::with_capacity(letter.bytes.len() + 128);
    let blank = tail.is_empty() || tail.ends_with(b"\n\n") || tail.ends_with(b"\n\r\n");
    if !blank {
        if !tail.ends_with(b"\n") {
            block.extend(line_end);
        }
        block.extend(line_end);
    }
    block.extend(separator(letter).into_bytes());
    block.extend(line_end);
    block.extend(letter.bytes);
    if !letter.bytes.ends_with(b"\n") {
        block.extend(line_end);
    }
    block.extend(line_end);
    Ok(block)
}

/// True where what stands behind `at` is a part of the block and nothing else: a run was killed while it wrote.
fn is_begun(disk: &Disk, locked: &Locked, (at, size): (u64, u64), block: &[u8]) -> io::Result<bool> {
    if size - at >= block.len() as u64 {
        return Ok(false);
    }
    let mut begun = Vec::new();
    let mut reader = Positioned::new(disk, &locked.file, size);
    reader.seek(SeekFrom::Start(at))?;
    reader.read_to_end(&mut begun)?;
    // a block that a power cut left unwritten reads as zeros
    let written = begun.iter().rposition(|b| *b != 0).map_or(0, |n| n + 1);
    Ok(block.starts_with(&begun) || block.starts_with(&begun[..written]))
}

/// The separator line, without its end. The one that was there is gone: what it said is told from the header again, and the same each time.
fn separator(letter: &Letter<'_>) -> String {
    let header = &letter.bytes[..letter.bytes.len().min(HEADER)];
    let fields = mailparse::parse_headers(header).map(|(fields, _)| fields).unwrap_or_default();
    let value = |name: &str| {
        fields
            .iter()
            .find(|f| f.get_key_ref().eq_ignore_ascii_case(name))
            .map(mailparse::MailHeader::get_value)
    };
    let sender = value("Return-Path")
        .map(|path| path.trim().trim_start_matches('<').trim_end_matches('>').to_owned())
        .filter(|path| (1..=254).contains(&path.len()) && path.bytes().all(|b| b.is_ascii_graphic()))
        .unwrap_or_else(|| "MAILER-DAEMON".to_owned());
    let date = value("Date")
        .and_then(|date| mailparse::dateparse(&date).ok())
        .filter(|seconds| (1..253_402_300_800).contains(seconds))
        .and_then(|seconds| Timestamp::from_second(seconds).ok())
        .unwrap_or_else(|| midnight(letter.record.taken));
    format!("From {sender} {}", date.strftime("%a %b %e %H:%M:%S %Y"))
}
