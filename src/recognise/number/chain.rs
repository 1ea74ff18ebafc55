//! Letters and digits that may be one number, with what parts them.
//!
//! In: bytes, and where a number may begin. Out: what it is without separators, and all places where it may end. This module
//! refuses to know how long a number is.

use super::shape::MAX;
use crate::recognise::phone::digits::Candidates;

/// What stood between the groups of a number.
pub(super) mod gap {
    /// A space, also one that does not break.
    pub(in crate::recognise::number) const SPACE: u8 = 1;
    /// A full stop.
    pub(in crate::recognise::number) const DOT: u8 = 2;
    /// A hyphen or a dash.
    pub(in crate::recognise::number) const HYPHEN: u8 = 4;
    /// A line end.
    pub(in crate::recognise::number) const LINE: u8 = 8;
    /// More than one mark.
    pub(in crate::recognise::number) const WIDE: u8 = 16;
}

/// Groups that one number may have.
const GROUPS: usize = 16;

/// Groups that are looked at where there are more than [`GROUPS`].
const FEW: usize = 6;

/// A place where the number may end.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct End {
    /// Letters and digits so far.
    pub(super) length: usize,
    /// Byte of the text behind the last of them.
    pub(super) at: usize,
    /// All that stood between, as `gap`.
    pub(super) gaps: u8,
    /// Groups so far.
    pub(super) groups: usize,
    /// There are no letters so far.
    pub(super) digits: bool,
}

/// Letters in upper case, and digits; noughts for all else.
static UPPER: [u8; 256] = {
    let mut all = [0; 256];
    let mut n = 0;
    while n < 256 {
        if (n as u8).is_ascii_alphanumeric() {
            all[n] = (n as u8).to_ascii_uppercase();
        }
        n += 1;
    }
    all
};

/// A run of groups.
#[derive(Debug)]
pub(super) struct Chain {
    upper: [u8; MAX],
    length: usize,
    ends: [End; GROUPS],
    count: usize,
}

impl Default for Chain {
    fn default() -> Self {
        Chain { upper: [0; MAX], length: 0, ends: [End::default(); GROUPS], count: 0 }
    }
}

impl Chain {
    /// Reads from byte `start`, which is a letter or a digit.
    pub(super) fn read(&mut self, bytes: &[u8], start: usize) {
        (self.length, self.count) = (0, 0);
        let (mut at, mut gaps, mut plain) = (start, 0, true);
        loop {
            let from = at;
            // the bit 0x40 tells letters from digits
            let (mut all, mut any) = (0xff, 0);
            while let Some(b) = bytes.get(at).map(|b| UPPER[usize::from(*b)]).filter(|b| *b != 0) {
                let Some(slot) = self.upper.get_mut(self.length) else { return };
                *slot = b;
                (all, any) = (all & b, any | b);
                self.length += 1;
                at += 1;
            }
            plain &= any & 0x40 == 0;
            let behind = bytes.get(at..).unwrap_or_default();
            if at == from || all & 0x40 != 0 && at - from > 4 || is_letter(behind) {
                return;
            }
            let Some(end) = self.ends.get_mut(self.count) else { return };
            *end = End { length: self.length, at, gaps, groups: self.count + 1, digits: plain };
            self.count += 1;
            let Some((width, gap)) = gap_of(behind) else { return };
            at += width;
            gaps |= gap;
        }
    }

    /// The first of its letters and digits; none where it has no end.
    pub(super) fn first(&self) -> Option<u8> {
        self.upper.first().copied().filter(|_| self.count > 0)
    }

    /// Its letters, in upper case, and digits, up to one of the ends.
    pub(super) fn upper(&self, end: &End) -> &[u8] {
        self.upper.get(..end.length).unwrap_or_default()
    }

    /// The end of the groups that need no look of their own where nothing was found: the first of a row of small figures.
    pub(super) fn row(&self) -> Option<usize> {
        let end = self.ends.get(GROUPS - FEW - 1).filter(|_| self.count == GROUPS)?;
        (end.digits && end.length <= 2 * end.groups).then_some(end.at)
    }

    /// Where it may end, nearest first. In a run of more groups than any number has, only the first few count: such are
    /// the rows of a table.
    pub(super) fn ends(&self) -> &[End] {
        let count = if self.count == GROUPS { FEW } else { self.count };
        self.ends.get(..count).unwrap_or_default()
    }
}

/// True when a character follows that is no ASCII, and neither a space nor a mark.
#[inline]
fn is_letter(bytes: &[u8]) -> bool {
    bytes.first().is_some_and(|b| *b >= 0x80) && is_wide_letter(bytes)
}

fn is_wide_letter(bytes: &[u8]) -> bool {
    match bytes {
        [0xc2, second, ..] => !matches!(second, 0x80..=0xbf) || matches!(second, 0xaa | 0xb5 | 0xba),
        [0xc3..=0xdf | 0xe0 | 0xe1 | 0xe4..=0xee | 0xf0.., ..] => true,
        [0xe2, second, ..] => !matches!(second, 0x80 | 0x81 | 0x82 | 0x86..=0xaf),
        _ => false,
    }
}

/// What parts two groups here: its bytes, and what it is. `None` where the number ends.
#[inline]
fn gap_of(bytes: &[u8]) -> Option<(usize, u8)> {
    // most often there is one mark, or the number ends
    match bytes {
        [b' ', b, ..] if UPPER[usize::from(*b)] != 0 => Some((1, gap::SPACE)),
        [b'.', b, ..] if UPPER[usize::from(*b)] != 0 => Some((1, gap::DOT)),
        [b'-', b, ..] if UPPER[usize::from(*b)] != 0 => Some((1, gap::HYPHEN)),
        [b' ' | b'.' | b'-' | b'\n' | b'\r' | 0xc2 | 0xe2, ..] => long_gap(bytes),
        _ => None,
    }
}

/// The same for any marks.
fn long_gap(bytes: &[u8]) -> Option<(usize, u8)> {
    let (mut at, mut gaps, mut marks) = (0, 0, 0);
    loop {
        let rest = bytes.get(at..)?;
        let (width, gap) = match rest {
            [b' ', ..] => (1, gap::SPACE),
            [b'.', ..] => (1, gap::DOT),
            [b'-', ..] => (1, gap::HYPHEN),
            [b'\n', ..] => (1, gap::LINE),
            [b'\r', b'\n', ..] => (2, gap::LINE),
            [0xc2, 0xa0, ..] => (2, gap::SPACE),
            [0xe2, 0x80, 0xaf | 0x89, ..] => (3, gap::SPACE),
            [0xe2, 0x80, 0x90..=0x93, ..] => (3, gap::HYPHEN),
            [b, ..] if b.is_ascii_alphanumeric() && marks > 0 => {
                return Some((at, if marks > 1 { gaps | gap::WIDE } else { gaps }));
            }
            _ => return None,
        };
        if gap == gap::LINE && gaps & gap::LINE != 0 {
            return None;
        }
        gaps |= gap;
        at += width;
        marks += 1;
        if marks > 3 {
            return None;
        }
    }
}

/// The letters before byte `at`, where no more than a few marks stand between: `ES- A84409408`, `DE 123 456 789`.
/// At most four letters, with nothing that is a letter or a digit before them.
pub(super) fn letters_before(bytes: &[u8], at: usize, floor: usize) -> Option<usize> {
    let mut end = at;
    let mut marks = 0;
    while end > floor && marks < 3 {
        match bytes[..end] {
            [.., b' ' | b'-' | b'.'] => end -= 1,
            [.., 0xc2, 0xa0] => end -= 2,
            _ => break,
        }
        marks += 1;
    }
    let end = end.max(floor);
    let start = end - bytes[floor..end].iter().rev().take(5).take_while(|b| b.is_ascii_alphabetic()).count();
    let free = start == 0 || !is_word_end(&bytes[..start]);
    (marks > 0 && start < end && end - start <= 4 && free).then_some(start)
}

/// True when the text ends in a letter, a digit or an underscore.
pub(super) fn is_word_end(bytes: &[u8]) -> bool {
    match bytes {
        [.., 0xc2, 0x80..=0xbf] => false,
        [.., 0xe2, 0x80..=0x86, 0x80..=0xbf] => false,
        [.., 0xe2, 0x94..=0x9e, 0x80..=0xbf] => false,
        [.., b] => b.is_ascii_alphanumeric() || *b == b'_' || *b >= 0x80,
        [] => false,
    }
}

/// The next ASCII digit at or after `from`.
pub(super) fn next_digit(candidates: &mut Candidates<'_>, bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = candidates.next(from)?;
    while !bytes.get(at)?.is_ascii_digit() {
        at = candidates.next(at + 1)?;
    }
    Some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ends(text: &str) -> Vec<(String, u8)> {
        let mut chain = Chain::default();
        chain.read(text.as_bytes(), 0);
        let upper = |e: &End| String::from_utf8(chain.upper(e).to_vec()).unwrap();
        chain.ends().iter().map(|e| (upper(e), e.gaps)).collect()
    }

    #[test]
    fn groups_and_what_parts_them() {
        let list = |l: &[(&str, u8)]| l.iter().map(|(t, g)| ((*t).to_owned(), *g)).collect::<Vec<_>>();
        assert_eq!(ends("12.34 x"), list(&[("12", 0), ("1234", 2), ("1234X", 3)]));
        assert_eq!(ends("nl91\u{a0}ABNA, 1"), list(&[("NL91", 0), ("NL91ABNA", 1)]));
        assert_eq!(ends("DE - 23"), list(&[("DE", 0), ("DE23", gap::SPACE | gap::HYPHEN | gap::WIDE)]));
        assert_eq!(ends("12\n34"), list(&[("12", 0), ("1234", gap::LINE)]));
        assert_eq!(ends("12345 Köln"), list(&[("12345", 0)]));
        assert_eq!(ends("12345 Utrecht"), list(&[("12345", 0)]));
        assert_eq!(ends(&"1".repeat(40)), []);
    }

    #[test]
    fn letters_that_may_belong() {
        let before = |t: &str| letters_before(t.as_bytes(), t.find('#').unwrap(), 0);
        assert_eq!(before("VAT: ES- #"), Some(5));
        assert_eq!(before("RCS Lyon B #"), Some(9));
        assert_eq!(before("nummer #"), None);
        assert_eq!(before("DE#"), None);
        assert_eq!(before("éDE #"), None);
    }

    #[test]
    fn digits_are_found() {
        let text = format!("{}\u{ff17}7", "a".repeat(97));
        let find = |from| next_digit(&mut Candidates::new(text.as_bytes()), text.as_bytes(), from);
        assert_eq!(find(0), Some(100), "not at a digit that is no ASCII");
        assert_eq!(find(101), None);
    }
}
