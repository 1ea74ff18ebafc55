//! The lines at the end of a text, from the last one up, for who looks for a signature.
//!
//! In: the lines that were seen when the text was read. Out: what stands on them, whether a blank one stands before, whether
//! they are running text; each is told when it is first asked for.

use std::cell::Cell;
use std::ops::Range;
use std::sync::LazyLock;

use memchr::memmem::Finder;

/// Lines that are not blank, from the end on, that are looked at.
pub(super) const LINES_MAX: usize = 60;

/// Bytes, from the end on, that are looked at.
const BYTES_MAX: usize = 8_192;

/// Bytes that a line of running text has at least.
const PROSE_MIN: usize = 50;

/// A line of the end of the text.
#[derive(Debug, Clone)]
pub(super) struct Tail<'t> {
    pub(super) start: usize,
    pub(super) content: &'t str,
    /// A blank line stands before it, or nothing.
    pub(super) parted: bool,
    /// It is running text; told when it is first asked for.
    prose: Cell<Option<bool>>,
}

impl Tail<'_> {
    pub(super) fn is_prose(&self) -> bool {
        if self.content.len() < PROSE_MIN {
            return false;
        }
        let prose = self.prose.get().unwrap_or_else(|| is_prose(self.content));
        self.prose.set(Some(prose));
        prose
    }
}

/// A line that is not blank, as it was seen when the text was read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen {
    /// Its first byte.
    pub(super) start: usize,
    /// Behind quote marks and white space.
    pub(super) from: usize,
    /// Before the white space at its end.
    pub(super) to: usize,
    /// A blank line stands before it.
    pub(super) parted: bool,
}

/// The lines at the end of a text, from the last one up, read as far as they are asked for: most signatures are short.
#[derive(Debug)]
pub(super) struct Tails<'t> {
    text: &'t str,
    /// Lines that are not read yet, and those before the text.
    seen: &'t [Seen],
    /// Where the text begins.
    from: usize,
    /// Nothing before this byte is looked at.
    least: usize,
    html: bool,
    /// No more can be read.
    done: bool,
    /// The lines are all that the text has, once they are read.
    pub(super) whole: bool,
    pub(super) lines: Vec<Tail<'t>>,
}

impl<'t> Tails<'t> {
    pub(super) fn new(text: &'t str, seen: &'t [Seen], span: Range<usize>, html: bool) -> Self {
        let Range { start: from, end } = span;
        let least = from.max(end.saturating_sub(BYTES_MAX));
        let seen = &seen[..seen.partition_point(|line| line.start < end)];
        let lines = Vec::with_capacity(16);
        Tails { text, seen, from, least, html, done: false, whole: false, lines }
    }

    /// So many lines, or as many as there are.
    pub(super) fn first(&mut self, count: usize) -> &[Tail<'t>] {
        while !self.done && self.lines.len() < count {
            self.read();
        }
        &self.lines
    }

    fn read(&mut self) {
        let (from, least) = (self.from, self.least);
        let next = self.seen.split_last().filter(|(line, _)| line.start >= from);
        let Some((line, above)) = next.filter(|_| self.lines.len() < LINES_MAX) else {
            self.done = true;
            self.whole = next.is_none() && least == from;
            return;
        };
        if line.start <= least && least > from {
            self.done = true;
            return;
        }
        self.seen = above;
        let content = trimmed(self.text.get(line.from..line.to).unwrap_or_default());
        if content.is_empty() {
            if let Some(line) = self.lines.last_mut() {
                line.parted = true;
            }
        } else {
            let parted = self.html || line.parted || line.start == from;
            self.lines.push(Tail { start: line.start, content, parted, prose: Cell::new(None) });
        }
    }

    /// Dashes stand somewhere in what is looked at.
    pub(super) fn has_dashes(&self, to: usize) -> bool {
        static DASHES: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("--"));
        self.text.as_bytes().get(self.least..to).is_some_and(|text| DASHES.find(text).is_some())
    }
}

/// A line without quote marks and the white space around it.
fn trimmed(line: &str) -> &str {
    // most are told to be without
    if let [first @ 0x21..=0x7f, .., 0x21..=0x7f] = line.as_bytes()
        && *first != b'>'
    {
        return line;
    }
    let outer = |b: &u8| matches!(b, b' ' | b'\t' | b'\r' | b'\n');
    let bytes = line.as_bytes();
    let from = bytes.iter().position(|b| !outer(b) && *b != b'>').unwrap_or(bytes.len());
    let to = bytes.iter().rposition(|b| !outer(b)).map_or(from, |n| (n + 1).max(from));
    let line = line.get(from..to).unwrap_or_default();
    // white space that is not ASCII
    let ends = [line.as_bytes().first(), line.as_bytes().last()];
    if ends.into_iter().flatten().any(|b| !b.is_ascii()) { line.trim() } else { line }
}

/// A line of running text.
fn is_prose(content: &str) -> bool {
    if content.len() < PROSE_MIN {
        return false;
    }
    if content.len() > 300 {
        return true;
    }
    let (mut words, mut small) = (0, 0);
    // the classes of the bytes of a word so far
    let (mut within, mut seen) = (false, PLAIN);
    for b in content.bytes() {
        let class = CLASSES[usize::from(b)];
        if class == SPACE {
            words += usize::from(within);
            small += usize::from(within && seen == PLAIN);
            (within, seen) = (false, PLAIN);
        } else {
            within = true;
            seen |= class;
        }
    }
    words += usize::from(within);
    small += usize::from(within && seen == PLAIN);
    words >= 8 && small * 2 >= words && !(content.contains('|') && content.contains(" | "))
}

/// A byte of a word in small letters.
const PLAIN: u8 = 0;
/// A byte of another word.
const OTHER: u8 = 1;
/// A byte between words.
const SPACE: u8 = 2;

static CLASSES: [u8; 256] = {
    let mut classes = [OTHER; 256];
    let mut b = 0;
    while b < 256 {
        let byte = b as u8;
        if byte == b' ' || byte == b'\t' {
            classes[b] = SPACE;
        } else if byte.is_ascii_lowercase() || byte == b',' || byte >= 0x80 {
            classes[b] = PLAIN;
        }
        b += 1;
    }
    classes
};
