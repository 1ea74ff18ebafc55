//! An mbox, copied from cut to cut: what is not changed is never split, so that it cannot be put together wrong.
//!
//! A message goes with its separator line and the blank line behind it. Where a reader needs the blank line that went (old Netscape
//! files have none between some messages), one is put in.

use std::io::{self, Write};

use super::{Content, Form, frame};
use crate::erase::Change;
use crate::erase::resolve::Edits;
use crate::erase::work::{Fault, Left, Work, copy, read_bytes};
use crate::model::Quoting;

pub(super) struct Mbox;

impl Form for Mbox {
    fn format(&self) -> &'static str {
        "mbox"
    }

    fn rewrite(
        &self,
        work: &mut Work<'_>,
        edits: &Edits,
        mut content: Content<'_>,
        out: &mut dyn Write,
    ) -> Result<Left, Fault> {
        let mut out = Tail { out, last: [0; 4], written: 0 };
        let reader = &mut content.reader;
        let mut at = 0;
        let mut joined: Option<&[u8]> = None;
        for cut in &edits.cuts {
            let seen = &cut.seen;
            if seen.separator > at {
                out.join(joined.take())?;
                copy(reader, seen.separator - at, &mut out)?;
            }
            let line = read_bytes(reader, seen.offset - seen.separator)?;
            let message = read_bytes(reader, seen.length)?;
            let behind = read_bytes(reader, seen.end - seen.offset - seen.length)?;
            at = seen.end;
            let line_end: &[u8] = if line.ends_with(b"\r\n") { b"\r\n" } else { b"\n" };
            let (change, anew) = work.decide_behind(cut, Some(&line), &message, Quoting::From)?;
            match change {
                Change::Delete => joined = Some(line_end),
                Change::Keep => {
                    out.join(joined.take())?;
                    for bytes in [&line, &message, &behind] {
                        out.write_all(bytes)?;
                    }
                }
                Change::Replace(new) => {
                    out.join(joined.take())?;
                    let new = frame::fit(&message, new, line_end);
                    work.replaced(cut, &new, anew.as_deref());
                    out.write_all(anew.as_deref().unwrap_or(&line))?;
                    out.write_all(&new)?;
                    out.write_all(&behind)?;
                    // read back, one blank line at the end belongs to no message
                    if behind.is_empty() && (new.ends_with(b"\n\n") || new.ends_with(b"\n\r\n")) {
                        out.write_all(line_end)?;
                    }
                    joined = Some(line_end);
                }
            }
        }
        let mut first = [0; 1];
        if reader.read(&mut first)? > 0 {
            out.join(joined)?;
            out.write_all(&first)?;
            io::copy(reader, &mut out)?;
        }
        Ok(Left::Written)
    }
}

/// Knows what was written last.
struct Tail<'o> {
    out: &'o mut dyn Write,
    last: [u8; 4],
    written: u64,
}

impl Tail<'_> {
    /// Makes sure that what comes, a separator line, stands behind a blank line.
    fn join(&mut self, line_end: Option<&[u8]>) -> io::Result<()> {
        let Some(line_end) = line_end else { return Ok(()) };
        let last = &self.last[self.last.len() - self.written.min(4) as usize..];
        // a byte order mark is no line
        let begins = self.written == 0 || self.written == 3 && last == b"\xef\xbb\xbf";
        let blank = last.ends_with(b"\n\n") || last.ends_with(b"\n\r\n") || last == b"\n" || last == b"\r\n";
        if begins || blank {
            return Ok(());
        }
        if last.last() != Some(&b'\n') {
            self.write_all(line_end)?;
        }
        self.write_all(line_end)
    }
}

impl Write for Tail<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.out.write(bytes)?;
        for byte in &bytes[n.saturating_sub(4)..n] {
            self.last.rotate_left(1);
            self.last[3] = *byte;
        }
        self.written += n as u64;
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
