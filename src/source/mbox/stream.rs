//! A stream in, whole messages out, in batches of bounded size.

use std::io::{self, Read};

use super::Span;
use super::split::{AHEAD, Found, Message, Step, Window, blank_line, ends_at, search};

/// Bytes read at a time.
const BLOCK: usize = 256 << 10;

/// What a call of [`MboxStream::batch`] gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Batch {
    /// Whole messages, with their separator lines; the buffer begins at this offset of the stream.
    Messages {
        /// Offset of the buffer's first byte.
        base: u64,
    },
    /// Bytes before the first separator line; there may be more of them in the next batch.
    Leading {
        /// Offset of the buffer's first byte.
        base: u64,
    },
    /// The next message is longer than `whole`: [`MboxStream::huge`] gives it.
    Huge {
        /// Offset of its first byte, after its separator line.
        offset: u64,
        /// Offset of its separator line.
        separator: u64,
    },
    /// The stream has ended.
    End,
}

/// Splits an mbox that can be read only once and forwards: decompressed, or from standard input.
///
/// After a read error all that came before is still delivered, the last message as far as it came; the error
/// itself
/// is the answer of the call after that, and [`Batch::End`] of all further ones.
#[derive(Debug)]
pub struct MboxStream<R> {
    reader: R,
    /// What was read and not yet delivered; begins at `base` of the stream.
    carry: Vec<u8>,
    base: u64,
    whole: usize,
    eof: bool,
    error: Option<io::Error>,
    /// The first separator line was found, so that `carry` begins with one.
    begun: bool,
}

impl<R: Read> MboxStream<R> {
    /// Reads `reader`, of which the bytes `head` were read before. Messages longer than `whole` are not held in
    /// memory.
    pub fn new(reader: R, head: Vec<u8>, whole: usize) -> Self {
        Self::starting(reader, head, 0, whole)
    }

    /// As [`MboxStream::new`], where `head` begins `base` bytes into the stream.
    pub fn starting(reader: R, head: Vec<u8>, base: u64, whole: usize) -> Self {
        MboxStream { reader, carry: head, base, whole, eof: false, error: None, begun: false }
    }

    /// Gives the next whole messages, until the buffer holds about `target` bytes, and at least one.
    ///
    /// `buf` and `spans` are cleared first and keep their memory. Offsets in `spans` are of the stream; the
    /// message
    /// of a span is at `span.offset - base` of `buf`. `buf` never holds more than about `target + whole` bytes.
    ///
    /// # Errors
    ///
    /// The error that ended the stream, once, after everything before it was delivered.
    pub fn batch(&mut self, target: usize, buf: &mut Vec<u8>, spans: &mut Vec<Span>) -> io::Result<Batch> {
        spans.clear();
        buf.clear();
        if !self.begun
            && let Some(leading) = self.begin(buf)
        {
            return Ok(leading);
        }
        std::mem::swap(buf, &mut self.carry);
        if buf.len() < target {
            self.read(buf, target + AHEAD);
        }
        if buf.is_empty() && self.eof {
            return match self.error.take() {
                Some(error) => Err(error),
                None => Ok(Batch::End),
            };
        }
        let base = self.base;
        let mut at = 0;
        let mut huge = None;
        while at < target.max(1) && at < buf.len() {
            match self.end_of(buf, at) {
                Ended::At { start, next } => {
                    let length = next - start - blank_line(&buf[start - 1..next]).min(next - start);
                    spans.push(Span {
                        offset: base + start as u64,
                        length: length as u64,
                        separator: base + at as u64,
                    });
                    at = next;
                }
                Ended::Beyond { start } => {
                    huge = Some(start);
                    break;
                }
            }
        }
        self.carry.clear();
        self.carry.extend_from_slice(&buf[at..]);
        buf.truncate(at);
        self.base += at as u64;
        match huge {
            Some(start) if at == 0 => Ok(Batch::Huge { offset: base + start as u64, separator: base }),
            // The huge one comes first next time.
            _ => Ok(Batch::Messages { base }),
        }
    }

    /// Hands on the next message, whatever its length, in pieces of bounded size; the one that [`Batch::Huge`]
    /// announced. Returns its length in bytes.
    ///
    /// # Errors
    ///
    /// None for now: an error in the midst of the message ends it, and is the answer of the next
    /// [`MboxStream::batch`].
    pub fn huge(&mut self, on: &mut dyn FnMut(&[u8])) -> io::Result<u64> {
        let mut buf = std::mem::take(&mut self.carry);
        let start = loop {
            match Message::new(self.window(&buf), 0) {
                Some(message) => break message.start,
                None => self.read_more(&mut buf, BLOCK),
            }
        };
        // `sent` bytes were handed on, and are kept only as far as the next verdict looks back.
        let (mut sent, mut from, mut length) = (start, start - 1, 0);
        let next = loop {
            let place = match search(self.window(&buf), from) {
                Found::At(next) => break next,
                Found::None => break buf.len(),
                Found::Until(place) => place,
            };
            // What may turn out to be the blank line before a separator line is held back.
            let safe = place.saturating_sub(2).max(sent);
            if safe > sent {
                on(&buf[sent..safe]);
                length += (safe - sent) as u64;
                sent = safe;
            }
            let keep = sent.saturating_sub(3);
            buf.drain(..keep);
            self.base += keep as u64;
            sent -= keep;
            from = place - keep;
            self.read_more(&mut buf, BLOCK);
        };
        let text_end = next - blank_line(&buf[sent.saturating_sub(3)..next]).min(next - sent);
        if text_end > sent {
            on(&buf[sent..text_end]);
            length += (text_end - sent) as u64;
        }
        buf.drain(..next);
        self.base += next as u64;
        self.carry = buf;
        Ok(length)
    }

    fn window<'a>(&self, bytes: &'a [u8]) -> Window<'a> {
        Window { bytes, base: self.base, eof: self.eof }
    }

    /// Looks for the first separator line; gives what stands before it, a piece at a time.
    fn begin(&mut self, buf: &mut Vec<u8>) -> Option<Batch> {
        let base = self.base;
        let mut carry = std::mem::take(&mut self.carry);
        let mut from = if base == 0 { 0 } else { carry.len().min(2) };
        let cut = loop {
            match search(self.window(&carry), from) {
                Found::At(at) => {
                    self.begun = true;
                    break at;
                }
                Found::None => {
                    self.begun = true;
                    break carry.len();
                }
                Found::Until(place) if carry.len() > BLOCK => break place.saturating_sub(2),
                Found::Until(place) => {
                    from = place;
                    self.read_more(&mut carry, BLOCK);
                }
            }
        };
        self.carry.extend_from_slice(&carry[cut..]);
        carry.truncate(cut);
        self.base += cut as u64;
        *buf = carry;
        (cut > 0).then_some(Batch::Leading { base })
    }

    fn end_of(&mut self, buf: &mut Vec<u8>, at: usize) -> Ended {
        let mut message = None;
        loop {
            let window = self.window(buf);
            if message.is_none() {
                message = Message::new(window, at);
            }
            if let Some(message) = &mut message {
                match message.step(window, at, self.whole) {
                    Step::Done(next) => return Ended::At { start: at + message.start, next },
                    Step::Check(place) => {
                        if let Some(answer) = ends_at(window, place) {
                            if let Some(next) = message.checked(answer) {
                                let next = (next - self.base) as usize;
                                return Ended::At { start: at + message.start, next };
                            }
                            continue;
                        }
                    }
                    Step::More if buf.len() - at > self.whole + 2 * AHEAD => {
                        return Ended::Beyond { start: at + message.start };
                    }
                    Step::More => {}
                }
            }
            let more = ((buf.len() - at) / 2).clamp(64 << 10, BLOCK);
            self.read_more(buf, more);
        }
    }

    fn read_more(&mut self, buf: &mut Vec<u8>, more: usize) {
        let want = buf.len() + more;
        self.read(buf, want);
    }

    /// Reads until `buf` holds `want` bytes or the stream ends; an error is an end.
    fn read(&mut self, buf: &mut Vec<u8>, want: usize) {
        let missing = want.saturating_sub(buf.len());
        if self.eof || missing == 0 {
            return;
        }
        match self.reader.by_ref().take(missing as u64).read_to_end(buf) {
            Ok(n) => self.eof = n < missing,
            Err(error) => {
                self.eof = true;
                self.error = Some(error);
            }
        }
    }
}

enum Ended {
    /// The message begins and the next separator line begins here, in bytes of the buffer.
    At { start: usize, next: usize },
    /// Not within `whole` bytes.
    Beyond { start: usize },
}
