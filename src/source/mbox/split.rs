//! Bytes of an mbox in, the places of its separator lines out: the rules, for a window that may end anywhere.
//!
//! Nothing here reads. Every verdict depends on the bytes of the source alone, never on where a window begins
//! or
//! ends: a window that does not reach far enough gives `More`.

use memchr::memmem;

use super::separator::{Class, LINE_MAX, classify};
use crate::source::field;

/// Bytes from a candidate on that a verdict may depend on: the line, and the beginning of the next.
pub(super) const AHEAD: usize = LINE_MAX + 100;

/// Longest header that is searched for Content-Length.
const HEADER_MAX: usize = 64 << 10;

/// A stretch of the source: `bytes` begin at offset `base` of it and, with `eof`, end where it ends.
#[derive(Clone, Copy)]
pub(super) struct Window<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) base: u64,
    pub(super) eof: bool,
}

/// Is the line at `at` a separator line, where it stands? `None`: the window ends too early.
pub(super) fn verdict(window: Window<'_>, at: usize) -> Option<bool> {
    let Some(here) = window.bytes.get(at..) else { return Some(false) };
    let (line, next) = match memchr::memchr(b'\n', &here[..here.len().min(LINE_MAX)]) {
        Some(end) => here.split_at(end + 1),
        None if window.eof && here.len() <= LINE_MAX => (here, &here[here.len()..]),
        None if here.len() >= LINE_MAX => return Some(false),
        None => return None,
    };
    let class = classify(line);
    if class == Class::Not {
        return Some(false);
    }
    let after_blank = at_start(window, at) || blank_before(window, at);
    match class {
        Class::Full | Class::Dated if after_blank => return Some(true),
        Class::Not | Class::Dated => return Some(false),
        Class::Undated if !after_blank => return Some(false),
        Class::Undated | Class::Bare | Class::Full => {}
    }
    if next.len() < AHEAD - LINE_MAX && !window.eof {
        return None;
    }
    Some(field::known(&next[..next.len().min(AHEAD - LINE_MAX)]))
}

/// The first byte of the source, a byte order mark aside.
fn at_start(window: Window<'_>, at: usize) -> bool {
    match window.base + at as u64 {
        0 => true,
        3 => at == 3 && window.bytes.starts_with(b"\xef\xbb\xbf"),
        _ => false,
    }
}

/// True when the line before `at` is blank.
fn blank_before(window: Window<'_>, at: usize) -> bool {
    let before = &window.bytes[..at];
    before.ends_with(b"\n\n")
        || before.ends_with(b"\n\r\n")
        || window.base == 0 && (before == b"\n" || before == b"\r\n")
}

/// Length of the blank line that ends just before `at`, line end and all; 0 where the line before is not blank.
pub(super) fn blank_line(before: &[u8]) -> usize {
    if before.ends_with(b"\n\n") {
        1
    } else if before.ends_with(b"\n\r\n") {
        2
    } else {
        0
    }
}

/// Where a search ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// A separator line begins here.
    At(usize),
    /// None; the window ends where the source does.
    None,
    /// None that begins before this place; from here on the window is too short to tell.
    Until(usize),
}

/// The first separator line at or after `from`; `from` itself is tried only where it is the start of the
/// source.
///
/// A caller that has seen the line before `from` begins one byte earlier, at its line end.
pub(super) fn search(window: Window<'_>, from: usize) -> Found {
    let mut from = from;
    if window.base + from as u64 == 0 {
        let starts: &[usize] = if window.bytes.starts_with(b"\xef\xbb\xbf") { &[0, 3] } else { &[0] };
        for &at in starts {
            match verdict(window, at) {
                Some(true) => return Found::At(at),
                Some(false) => {}
                None => return Found::Until(0),
            }
        }
    }
    let finder = memmem::find_iter(window.bytes.get(from..).unwrap_or_default(), b"\nFrom ");
    for newline in finder {
        let at = from + newline + 1;
        match verdict(window, at) {
            Some(true) => return Found::At(at),
            Some(false) => {}
            None => return Found::Until(at - 1),
        }
    }
    if window.eof {
        return Found::None;
    }
    // The needle itself may lie across the end.
    from = from.max(window.bytes.len().saturating_sub(b"\nFrom".len()));
    Found::Until(from)
}

/// What to do next to find the end of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// Call again with a window that reaches further.
    More,
    /// Say, by [`Message::checked`], what [`ends_at`] gives for this place of the source.
    Check(u64),
    /// The next separator line begins here, in bytes of the window; with the source's end, at its end.
    Done(usize),
}

#[derive(Debug, Clone, Copy)]
enum Stage {
    Header { line: usize, length: Option<u64> },
    Checking { body: usize, end: u64 },
    Body { from: usize },
}

/// The search for the end of one message; places are counted from the message's separator line, so that it
/// outlives
/// the window.
#[derive(Debug, Clone, Copy)]
pub(super) struct Message {
    /// First byte after the separator line.
    pub(super) start: usize,
    stage: Stage,
}

impl Message {
    /// For the message whose separator line stands at `at`; `None`: the window does not hold the whole line.
    pub(super) fn new(window: Window<'_>, at: usize) -> Option<Self> {
        let here = window.bytes.get(at..)?;
        let start = match memchr::memchr(b'\n', here) {
            Some(end) => end + 1,
            None if window.eof => here.len(),
            // A caller's mistake, or a file that changed under it: what stands here is no separator line.
            None if here.len() > LINE_MAX => LINE_MAX,
            None => return None,
        };
        Some(Message { start, stage: Stage::Header { line: start, length: None } })
    }

    /// Goes on; `at` is where the separator line stands in this window.
    pub(super) fn step(&mut self, window: Window<'_>, at: usize, whole: usize) -> Step {
        let here = &window.bytes[at..];
        if let Stage::Header { line, length } = self.stage {
            let (mut line, mut length) = (line, length);
            loop {
                let rest = here.get(line..).unwrap_or_default();
                if rest.starts_with(b"From ") || line - self.start > HEADER_MAX {
                    self.stage = Stage::Body { from: line.saturating_sub(1) };
                    break;
                }
                let Some(end) = memchr::memchr(b'\n', rest) else {
                    if window.eof || rest.len() > HEADER_MAX {
                        self.stage = Stage::Body { from: line.saturating_sub(1) };
                        break;
                    }
                    self.stage = Stage::Header { line, length };
                    return Step::More;
                };
                if matches!(&rest[..end], b"" | b"\r") {
                    let body = line + end + 1;
                    self.stage = match length {
                        Some(n) if ((body - self.start) as u64).saturating_add(n) <= whole as u64 => {
                            Stage::Checking { body, end: window.base + (at + body) as u64 + n }
                        }
                        _ => Stage::Body { from: body - 1 },
                    };
                    break;
                }
                length = length.or_else(|| field::content_length(&rest[..end]));
                line += end + 1;
            }
        }
        match self.stage {
            Stage::Checking { end, .. } => Step::Check(end),
            Stage::Body { from } => match search(window, at + from) {
                Found::At(next) => Step::Done(next),
                Found::None => Step::Done(window.bytes.len()),
                Found::Until(place) => {
                    self.stage = Stage::Body { from: place - at };
                    Step::More
                }
            },
            Stage::Header { .. } => Step::More,
        }
    }

    /// Answers a [`Step::Check`]: the place where the next separator line begins, or `None` where
    /// Content-Length is
    /// wrong.
    pub(super) fn checked(&mut self, answer: Option<u64>) -> Option<u64> {
        if let Stage::Checking { body, .. } = self.stage {
            self.stage = Stage::Body { from: body - 1 };
        }
        answer
    }
}

/// Where the separator line that Content-Length points to begins: at `end`, or after one line end there; the
/// source's
/// end will do too. `Some(None)`: there is none; `None`: the window ends too early.
pub(super) fn ends_at(window: Window<'_>, end: u64) -> Option<Option<u64>> {
    let Some(at) = end.checked_sub(window.base).and_then(|at| usize::try_from(at).ok()) else {
        return Some(None);
    };
    let Some(here) = window.bytes.get(at..) else { return if window.eof { Some(None) } else { None } };
    if here.len() < AHEAD + 2 && !window.eof {
        return None;
    }
    let line_end = match here {
        [b'\n', ..] => 1,
        [b'\r', b'\n', ..] => 2,
        _ => 0,
    };
    for place in [at, at + line_end] {
        if place == window.bytes.len() {
            return Some(Some(window.base + place as u64));
        }
        if place > 0 && window.bytes[place - 1] == b'\n' && separates(&window.bytes[place..]) {
            return Some(Some(window.base + place as u64));
        }
    }
    Some(None)
}

/// Content-Length vouches for the place, so that no blank line is asked for.
fn separates(here: &[u8]) -> bool {
    let here = &here[..here.len().min(AHEAD)];
    let end = memchr::memchr(b'\n', here).map_or(here.len(), |end| end + 1);
    match classify(&here[..end]) {
        Class::Not => false,
        Class::Full | Class::Dated => true,
        Class::Undated | Class::Bare => field::known(&here[end..]),
    }
}

impl Message {
    /// No separator line begins before this place, counted from the message's separator line.
    pub(super) fn searched(&self) -> usize {
        match self.stage {
            Stage::Body { from } => from,
            Stage::Header { .. } | Stage::Checking { .. } => self.start,
        }
    }
}
