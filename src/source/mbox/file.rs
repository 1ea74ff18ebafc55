//! A regular file in, the places of its messages out, a range of the file at a time.

use std::fs::File;
use std::io;

use super::Span;
use super::split::{AHEAD, Found, Message, Step, Window, blank_line, ends_at, search};
use crate::source::field;

/// Bytes read at a time while the end of a long message is looked for.
const BLOCK: usize = 1 << 20;

/// A source that can be read at any place, by several threads at once.
pub trait ReadAt: Sync {
    /// Reads bytes from `offset` on into `buf`; returns how many. 0 only at the end, or for an empty `buf`.
    ///
    /// # Errors
    ///
    /// What the operating system says.
    fn read_at(&self, buf: &mut [u8], offset: u64) -> io::Result<usize>;
    /// Its size in bytes, as it was when it was opened.
    fn size(&self) -> u64;
}

/// An open regular file.
#[derive(Debug)]
pub struct RegularFile {
    file: File,
    size: u64,
}

impl RegularFile {
    /// Wraps an open file and asks for its size, once.
    ///
    /// # Errors
    ///
    /// What the operating system says.
    pub fn new(file: File) -> io::Result<Self> {
        let size = file.metadata()?.len();
        Ok(RegularFile { file, size })
    }
}

impl ReadAt for RegularFile {
    #[cfg(unix)]
    fn read_at(&self, buf: &mut [u8], offset: u64) -> io::Result<usize> {
        std::os::unix::fs::FileExt::read_at(&self.file, buf, offset)
    }
    #[cfg(windows)]
    fn read_at(&self, buf: &mut [u8], offset: u64) -> io::Result<usize> {
        std::os::windows::fs::FileExt::seek_read(&self.file, buf, offset)
    }
    fn size(&self) -> u64 {
        self.size
    }
}

impl ReadAt for [u8] {
    fn read_at(&self, buf: &mut [u8], offset: u64) -> io::Result<usize> {
        let rest = usize::try_from(offset).ok().and_then(|o| self.get(o..)).unwrap_or_default();
        let n = rest.len().min(buf.len());
        buf[..n].copy_from_slice(&rest[..n]);
        Ok(n)
    }
    fn size(&self) -> u64 {
        self.len() as u64
    }
}

impl ReadAt for &[u8] {
    fn read_at(&self, buf: &mut [u8], offset: u64) -> io::Result<usize> {
        (**self).read_at(buf, offset)
    }
    fn size(&self) -> u64 {
        self.len() as u64
    }
}

impl ReadAt for Vec<u8> {
    fn read_at(&self, buf: &mut [u8], offset: u64) -> io::Result<usize> {
        self.as_slice().read_at(buf, offset)
    }
    fn size(&self) -> u64 {
        self.len() as u64
    }
}

/// Makes `buf` hold the bytes of `[from, from + want)`, of which it holds the first `have`; shorter at the end
/// of the
/// file, where it returns true. What `buf` holds beyond `have` is scratch: it spares clearing memory.
fn fill(file: &dyn ReadAt, buf: &mut Vec<u8>, have: usize, from: u64, want: usize) -> io::Result<bool> {
    let left = usize::try_from(file.size().saturating_sub(from)).unwrap_or(usize::MAX);
    let want = want.min(left).max(have);
    if buf.len() < want {
        buf.resize(want, 0);
    }
    let mut have = have;
    while have < want {
        match file.read_at(&mut buf[have..want], from + have as u64) {
            // The file is shorter than it was: its end is here.
            Ok(0) => {
                buf.truncate(have);
                return Ok(true);
            }
            Ok(n) => have += n,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => {
                buf.truncate(have);
                return Err(e);
            }
        }
    }
    buf.truncate(want);
    Ok(want == left)
}

/// Bytes before the first separator line: 0 in a well-formed mbox, the size of the file where there is none.
///
/// # Errors
///
/// What the operating system says.
pub fn leading(file: &dyn ReadAt) -> io::Result<u64> {
    let mut block = Vec::new();
    next_separator(file, 0, &mut block)
}

/// True when a separator line with a header field behind it stands anywhere in the file: it is an mbox, though it does
/// not begin like one, as after a disk was repaired or a part was cut off. Reads as far as it must, in bounded memory.
///
/// # Errors
///
/// What the operating system says.
pub fn holds_messages(file: &dyn ReadAt) -> io::Result<bool> {
    const BEFORE: u64 = 3;
    let mut block = Vec::new();
    let mut from = 0;
    loop {
        let base = from - from.min(BEFORE);
        let eof = fill(file, &mut block, 0, base, BLOCK)?;
        let window = Window { bytes: &block, base, eof };
        let mut at = (from - base) as usize;
        from = loop {
            match search(window, at) {
                Found::At(separator) if !eof && block.len() - separator < AHEAD => {
                    // the line end in front of it is looked at too
                    break base + separator as u64 - 1;
                }
                Found::At(separator) => {
                    let here = &block[separator..];
                    let line = memchr::memchr(b'\n', here).map_or(here.len(), |n| n + 1);
                    if field::known(&here[line..]) {
                        return Ok(true);
                    }
                    at = separator + 1;
                }
                Found::None => return Ok(false),
                Found::Until(place) => break base + place as u64,
            }
        };
    }
}

/// Where the first separator line at or after `from` begins, or the end of the file; in bounded memory. The
/// line
/// before `from` is looked at too, where there is one.
fn next_separator(file: &dyn ReadAt, from: u64, block: &mut Vec<u8>) -> io::Result<u64> {
    const BEFORE: u64 = 3;
    let mut from = from;
    loop {
        let base = from.saturating_sub(BEFORE);
        let eof = fill(file, block, 0, base, BLOCK)?;
        let window = Window { bytes: block, base, eof };
        match search(window, (from - base) as usize) {
            Found::At(at) => return Ok(base + at as u64),
            Found::None if base + (block.len() as u64) < file.size() => return Err(shorter()),
            Found::None => return Ok(base + block.len() as u64),
            // A block is far longer than a verdict needs, so that this gets on.
            Found::Until(at) => from = base + at as u64,
        }
    }
}

/// Where the first message begins whose separator line is at or after `at`, for a reader that did not read what is before: as a reader of
/// text splits finds its first line. `whole` as in [`spans`].
///
/// What is before is looked at from `2 * whole` bytes in front on, so that a text which looks like a separator line within a message
/// whose end its Content-Length tells is none, as for who reads from the beginning. Only where separator lines stand in such a
/// text for longer than that the two may see other messages; who joins ranges must look whether one begins where the one before ended.
///
/// # Errors
///
/// What the operating system says.
pub fn first_from(file: &dyn ReadAt, at: u64, whole: usize) -> io::Result<u64> {
    let back = at.saturating_sub(2 * whole as u64);
    let (mut buf, mut found) = (Vec::new(), Vec::new());
    let mut from = next_separator(file, back, &mut buf)?;
    while from < at {
        let next = spans(file, from, at, whole, &mut buf, &mut found)?;
        if next <= from {
            return Ok(at.max(from).min(file.size()));
        }
        from = next;
    }
    Ok(from)
}

/// Finds all messages whose separator line begins in `[from, end)`.
///
/// `from` is where a separator line begins: what [`leading`] or an earlier call returned. Ranges longer than
/// `whole`
/// are cut to it. On return `spans` holds the messages in order, and `buf` the bytes of the file from `from`
/// on, at
/// least to the end of the last message, unless that message is longer than about `whole` bytes: its span has
/// its full
/// length nevertheless, and reaches beyond `from + buf.len()`. Only the last one can, and its caller reads it
/// with
/// [`ReadAt::read_at`]. Both are cleared first and keep their memory; memory is bounded by 2 `whole` and some.
///
/// Returns where the next separator line begins: the size of the file at its end, never less than `end` unless
/// the
/// range was cut. The next call goes on from there.
///
/// Content-Length (mboxcl, mboxcl2) is believed where it leads to a separator line or the end of the file and
/// the message is at
/// most `whole` bytes long; `whole` is therefore to be the same in all calls.
///
/// # Errors
///
/// What the operating system says, and `UnexpectedEof` for a file that has become shorter. `spans` and `buf`
/// then hold
/// what was found before, of a file that has become shorter the last message as far as it goes.
pub fn spans(
    file: &dyn ReadAt,
    from: u64,
    end: u64,
    whole: usize,
    buf: &mut Vec<u8>,
    spans: &mut Vec<Span>,
) -> io::Result<u64> {
    spans.clear();
    let size = file.size();
    let end = end.min(size).min(from.saturating_add(whole as u64));
    if from >= end {
        buf.clear();
        return Ok(from.min(size));
    }
    let range = (end - from) as usize;
    let mut eof = fill(file, buf, 0, from, range + AHEAD)?;
    let mut at = 0;
    while at < range && at < buf.len() {
        match end_of(file, from, at, whole, buf, &mut eof)? {
            Ended::At { start, next } => {
                let length = next - start - blank_line(&buf[start - 1..next]).min(next - start);
                spans.push(Span {
                    offset: from + start as u64,
                    length: length as u64,
                    separator: from + at as u64,
                });
                at = next;
            }
            Ended::Beyond { start, searched } => {
                let mut block = Vec::new();
                let next = next_separator(file, from + searched as u64, &mut block)?;
                let offset = from + start as u64;
                let mut tail = Vec::new();
                let base = next.saturating_sub(3).max(offset - 1);
                fill(file, &mut tail, 0, base, (next - base) as usize)?;
                let length = (next - offset).saturating_sub(blank_line(&tail) as u64);
                spans.push(Span { offset, length, separator: from + at as u64 });
                return Ok(next);
            }
        }
    }
    if at == buf.len() && from + (at as u64) < size {
        return Err(shorter());
    }
    Ok(from + at as u64)
}

fn shorter() -> io::Error {
    io::Error::new(io::ErrorKind::UnexpectedEof, "the file became shorter while it was read")
}

enum Ended {
    /// The message begins and the next separator line begins here, in bytes of the buffer.
    At { start: usize, next: usize },
    /// Not within `whole` bytes; no separator line begins before `searched`.
    Beyond { start: usize, searched: usize },
}

fn end_of(
    file: &dyn ReadAt,
    from: u64,
    at: usize,
    whole: usize,
    buf: &mut Vec<u8>,
    eof: &mut bool,
) -> io::Result<Ended> {
    let mut message = None;
    loop {
        let window = Window { bytes: buf, base: from, eof: *eof };
        if message.is_none() {
            message = Message::new(window, at);
        }
        if let Some(message) = &mut message {
            match message.step(window, at, whole) {
                Step::Done(next) => return Ok(Ended::At { start: at + message.start, next }),
                Step::Check(place) => {
                    let answer = match ends_at(window, place) {
                        Some(answer) => answer,
                        None => peek(file, place)?,
                    };
                    if let Some(next) = message.checked(answer) {
                        let next = (next - from) as usize;
                        // Content-Length is believed only within `whole` of the message's start.
                        *eof = fill_to(file, from, next + AHEAD, buf)?;
                        return Ok(Ended::At { start: at + message.start, next: next.min(buf.len()) });
                    }
                    continue;
                }
                Step::More if buf.len() - at > whole + 2 * AHEAD => {
                    let start = at + message.start;
                    return Ok(Ended::Beyond { start, searched: start.max(at + message.searched()) });
                }
                Step::More => {}
            }
        }
        // Growing by a share of what there is keeps both the reads few and the bytes read in vain in bounds.
        let more = ((buf.len() - at) / 2).clamp(64 << 10, BLOCK);
        *eof = fill_to(file, from, buf.len() + more, buf)?;
    }
}

fn fill_to(file: &dyn ReadAt, from: u64, want: usize, buf: &mut Vec<u8>) -> io::Result<bool> {
    let have = buf.len();
    fill(file, buf, have, from, want)
}

/// As [`ends_at`], for a place that the buffer does not reach.
fn peek(file: &dyn ReadAt, place: u64) -> io::Result<Option<u64>> {
    let base = place.saturating_sub(3);
    let mut bytes = Vec::new();
    let eof = fill(file, &mut bytes, 0, base, AHEAD + 8)?;
    Ok(ends_at(Window { bytes: &bytes, base, eof }, place).flatten())
}
