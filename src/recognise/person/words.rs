//! The words that may make a name, one after the other.
//!
//! In: a text and a place. Out: the words there, as far as a name may go on. This module refuses to know which of them make a
//! name. There are at most ten.

use super::names::{Names, Sense};
use super::token::{Shape, Token, token};

/// Words of a name, at most.
const WORDS: usize = 10;
/// Bytes that a line has at least which is broken because it is full.
const FULL_LINE: usize = 48;

/// What a name is read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// Text that goes on behind the name.
    Running,
    /// A text that is the name or is none; lower case will do.
    Whole,
}

/// The words from a byte on.
#[derive(Debug)]
pub(super) struct Words {
    all: [Token; WORDS],
    count: usize,
    /// Byte beyond which there are none.
    pub(super) limit: usize,
    /// What they are read from.
    pub(super) mode: Mode,
}

impl Words {
    /// None yet, of running text.
    pub(super) fn none() -> Words {
        Words { all: [Token::NONE; WORDS], count: 0, limit: 0, mode: Mode::Running }
    }

    /// The words from byte `at` on that may make a name.
    pub(super) fn of(names: &Names, text: &str, at: usize, limit: usize, mode: Mode) -> Words {
        let mut words = Words { limit, mode, ..Words::none() };
        if let Some(first) = token(names, text, at, limit) {
            words.go_on(names, text, first);
        }
        words
    }

    /// Reads the words of running text from byte `at` on, instead of those that it held.
    pub(super) fn read(&mut self, names: &Names, text: &str, at: usize) {
        self.count = 0;
        if let Some(first) = token(names, text, at, text.len()) {
            self.read_behind(names, text, first);
        }
    }

    /// As [`Words::read`], with the first word where it is read already.
    pub(super) fn read_behind(&mut self, names: &Names, text: &str, first: Token) {
        (self.count, self.limit, self.mode) = (0, text.len(), Mode::Running);
        self.go_on(names, text, first);
    }

    /// Adds a word and those behind it.
    fn go_on(&mut self, names: &Names, text: &str, first: Token) {
        let running = self.mode == Mode::Running;
        let mut word = first;
        loop {
            if running && word.shape == Shape::Lower && !word.sense.is(Sense::PARTICLE) {
                return;
            }
            self.all[self.count] = word;
            self.count += 1;
            if self.count == WORDS {
                return;
            }
            let Some((next, dash)) = gap(text, &word, self.limit, self.mode) else { return };
            if running && is_long_and_lower(&text.as_bytes()[next..]) {
                return;
            }
            let Some(behind) = token(names, text, next, self.limit) else { return };
            // a name that is whole ends where its line does, when another begins the next; a program breaks long lines within names too
            let between = &text[word.end..next];
            if running
                && self.count > 1
                && behind.is_given()
                && between.contains('\n')
                && !(between.trim_matches([' ', '\r']) == "\n" && is_long_line(text, word.end))
            {
                return;
            }
            word = Token { dash, ..behind };
        }
    }

    /// Takes the second word for a name, whatever else it is.
    pub(super) fn name_second(&mut self) {
        if let Some(word) = self.all[..self.count].get_mut(1) {
            word.sense = Sense(word.sense.0 & !Sense::WORD.0);
        }
    }

    /// The words.
    pub(super) fn all(&self) -> &[Token] {
        &self.all[..self.count]
    }
}

/// True for a word in lower case that is too long to belong to a surname: in running text nothing else is in lower case.
fn is_long_and_lower(text: &[u8]) -> bool {
    if !text.first().is_some_and(u8::is_ascii_lowercase) {
        return false;
    }
    let letters = text.iter().take(7).take_while(|b| b.is_ascii_alphabetic()).count();
    letters > 5 && !matches!(text.get(letters), Some(b'\'' | 0xe2))
}

/// Behind the white space between two words of a name, and whether a hyphen stands there. `after` is the word before.
fn gap(text: &str, after: &Token, limit: usize, mode: Mode) -> Option<(usize, bool)> {
    let bytes = text.as_bytes();
    let at = after.end;
    let short = after.sense.is(Sense::SHORT) && bytes.get(at) == Some(&b'.');
    let (mut pos, mut width) = (at + usize::from(short), 0);
    while pos < limit && width < 4 {
        match bytes[pos] {
            b' ' => pos += 1,
            0xc2 if bytes.get(pos + 1) == Some(&0xa0) => pos += 2,
            _ => break,
        }
        width += 1;
    }
    if width > 2 && mode == Mode::Running || width == 4 {
        return None;
    }
    let next = *bytes.get(pos).filter(|_| pos < limit)?;
    let stopped = after.shape == Shape::Initials || short || bytes[at - 1] == b'.';
    if width == 0 && stopped && (next.is_ascii_alphabetic() || next >= 0xc3) {
        return Some((pos, false));
    }
    if width > 0 && (next == b'-' || next == 0xe2 && text[pos..].starts_with('–')) {
        let behind = pos + if next == b'-' { 1 } else { 3 };
        return (bytes.get(behind) == Some(&b' ') && behind < limit).then_some((behind + 1, true));
    }
    if next == b'\r' || next == b'\n' {
        let end = pos + usize::from(next == b'\r');
        let broken = mode == Mode::Running
            && is_full_line(text, pos)
            && bytes.get(end) == Some(&b'\n')
            && end + 1 < limit;
        return broken.then_some((end + 1, false));
    }
    (width > 0).then_some((pos, false))
}

/// True where a line ends that is so long that a program may have broken it.
fn is_long_line(text: &str, at: usize) -> bool {
    /// Programs break lines at 72 to 78 characters; the name that goes on has up to a dozen.
    const LONG_LINE: usize = 62;
    let bytes = &text.as_bytes()[..at];
    at >= LONG_LINE && memchr::memchr(b'\n', &bytes[at - LONG_LINE..]).is_none()
}

/// True where so long a line ends at a byte that it is broken because it is full.
pub(super) fn is_full_line(text: &str, at: usize) -> bool {
    let floor = (at.saturating_sub(FULL_LINE)..=at).find(|n| text.is_char_boundary(*n)).unwrap_or(at);
    at > FULL_LINE && memchr::memchr(b'\n', &text.as_bytes()[floor..at]).is_none()
}
