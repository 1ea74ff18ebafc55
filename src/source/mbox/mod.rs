//! An mbox in, the places of its messages out; what stands in them is not known here.
//!
//! # The family
//!
//! An mbox is a text file of messages one after the other. Each begins with a *separator line* (also `From_`
//! line, postmark),
//! which is no part of the message: `From `, the envelope sender, a space, a date as asctime writes it. It
//! ends with a
//! blank line, no part of it either. No standard came first; RFC 4155 (appendix A) describes a default format,
//! qmail's mbox(5) the practice, and Rahul Dhesi named the dialects. They differ in how a line of text that
//! begins with `From ` is kept from
//! looking like a separator line:
//!
//! | dialect | `From ` in the text | end of a message |
//! | --- | --- | --- |
//! | mboxo | gets a `>` before it; a line that had one already cannot be told from it afterwards | blank line, separator line |
//! | mboxrd | `>`, and one `>` more for `>From `, `>>From ` …: can be undone | the same |
//! | mboxcl | as mboxo | as Content-Length says |
//! | mboxcl2 | stands as it is | as Content-Length says |
//!
//! Real files mix them, because programs with other ideas append to one file. So all are read at once, thus:
//!
//! - A separator line needs, besides a plausible sender and date ([`separator_line`]), the start of the file
//!   or a
//!   blank line before it (qmail's mbox(5); RFC 4155 asks for it when writing). Old Netscape and Mozilla files
//!   lack the blank line now and then: there a line
//!   with a full date, or the bare `From -` that Netscape wrote when it had none, counts when a header field
//!   that mail is known to have follows at once.
//! - A line with a sender but no readable date (Gmail Takeout has written `From 1234567890@xxx` alone; some
//!   systems wrote
//!   weekdays in their own language) counts when it has both: the blank line before, the header field after.
//! - Content-Length is believed when exactly there, or one line end further, a separator line or the end of
//!   the file
//!   stands, whatever is between; else it is ignored, since programs that edit messages leave it behind
//!   wrong. It is not followed further than the largest message that is held in memory.
//! - Of a message's end, one blank line is taken off: the one that belongs to the separator line, or to the
//!   end of the file. Where
//!   it is missing, nothing is.
//! - Line ends are LF or CRLF, mixed if need be. Files with bare CR (Mac OS 9) are not read.
//! - What stands before the first separator line is *leading*: no message, but not lost either, see
//!   [`leading`].
//!
//! A message that holds a full separator line after a blank line, unquoted (an mboxcl2 file without
//! Content-Length), is split there, as every reader
//! does. Its halves are both read, so that nothing is lost.
//!
//! Two readers share these rules and give the same messages: [`spans`] for files, any range of them, so that
//! one
//! file can keep many workers busy, and [`MboxStream`] for what can be read only once.

mod file;
mod separator;
mod split;
mod stream;

pub use file::{ReadAt, RegularFile, first_from, holds_messages, leading, spans};
pub use separator::separator_line;
pub use stream::{Batch, MboxStream};

/// The largest message that readers of a file hold as a whole, in bytes; up to it Content-Length is followed. All who read the same
/// file give the same, or they see other messages in it.
pub const WHOLE: usize = 8 << 20;

/// Where one message stands, in bytes of the (decompressed) source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The message's first byte: the first after the separator line.
    pub offset: u64,
    /// Its length, without the blank line that belongs to the next separator line.
    pub length: u64,
    /// Where its separator line begins.
    pub separator: u64,
}

/// True when what stands before a first separator line is nothing but a byte order mark, white space, and the zeros that
/// file systems leave where a block was lost.
pub fn is_blank(leading: &[u8]) -> bool {
    let leading = leading.strip_prefix(b"\xef\xbb\xbf").unwrap_or(leading);
    leading.iter().all(|b| b.is_ascii_whitespace() || *b == 0)
}

/// Where the first separator line begins within the first bytes of a source, which are all of it when
/// `complete`.
pub(super) fn first_separator(head: &[u8], complete: bool) -> Option<usize> {
    match split::search(split::Window { bytes: head, base: 0, eof: complete }, 0) {
        split::Found::At(at) => Some(at),
        split::Found::None | split::Found::Until(_) => None,
    }
}

#[cfg(test)]
mod tests;
