//! Words, numbers and marks around a number, piece by piece.
//!
//! In: a text and a place in it. Out: what stands there as words in lower case, runs of digits, line ends and bars between
//! columns: all of a text in its order, or what stands before a place, the nearest first and only as far as it is asked
//! for. This module refuses to know what words mean.

use std::ops::Range;

/// Bytes before a number that may hold its label.
const REACH: usize = 112;
/// Digits that are another number, beyond which no label reaches.
pub(super) const OTHER: usize = 3;
/// A line so long was broken by a program: the sentence goes on below it. Bytes.
const WRAPPED: usize = 48;
/// Line ends before a number, behind the last of which nothing is read.
const LINES: usize = 4;

/// A piece of text.
#[derive(Debug)]
pub(super) enum Piece {
    /// A word: bytes of the text, and its letters as [`Pieces::plain`] has them.
    Word { at: Range<usize>, plain: Range<usize> },
    /// Digits, so many.
    Digits(usize),
    /// Line ends, so many, and where the first of them is.
    Lines(usize, usize),
    /// A mark that parts columns.
    Bar,
}

/// Pieces, in memory that is used again for each number.
#[derive(Debug, Default)]
pub(super) struct Pieces {
    list: Vec<Piece>,
    /// The words in lower case; a space behind each where they stand in the order of the text.
    plain: Vec<u8>,
}

/// What a byte is to the reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    /// It stands between pieces.
    Nothing,
    Letter,
    Digit,
    Line,
    Bar,
    /// Part of a character that is not ASCII.
    Wide,
}

static SORTS: [Sort; 256] = {
    let mut all = [Sort::Nothing; 256];
    let mut n = 0;
    while n < 256 {
        all[n] = match n as u8 {
            b'a'..=b'z' | b'A'..=b'Z' => Sort::Letter,
            b'0'..=b'9' => Sort::Digit,
            b'\n' => Sort::Line,
            b'|' | b'\t' | b';' => Sort::Bar,
            0x80.. => Sort::Wide,
            _ => Sort::Nothing,
        };
        n += 1;
    }
    all
};

/// What a character that is not ASCII is to the reader.
fn wide(c: char) -> Sort {
    match c {
        'º' | 'ª' => Sort::Nothing,
        '•' | '·' | '●' | '▪' | '│' | '¦' => Sort::Bar,
        _ if c.is_alphabetic() => Sort::Letter,
        _ => Sort::Nothing,
    }
}

/// What the character at byte `at` is, and its bytes.
fn sort_at(text: &str, at: usize) -> (Sort, usize) {
    match SORTS[usize::from(text.as_bytes()[at])] {
        Sort::Wide => text[at..].chars().next().map_or((Sort::Nothing, 1), |c| (wide(c), c.len_utf8())),
        sort => (sort, 1),
    }
}

impl Pieces {
    /// Forgets all.
    fn clear(&mut self) {
        self.list.clear();
        self.plain.clear();
    }

    /// The pieces so far.
    pub(super) fn list(&self) -> &[Piece] {
        &self.list
    }

    /// The letters of a word.
    pub(super) fn plain(&self, word: &Range<usize>) -> &[u8] {
        self.plain.get(word.clone()).unwrap_or_default()
    }

    /// All words that were read, in lower case, a space between each two.
    pub(super) fn all_plain(&self) -> &[u8] {
        self.plain.trim_ascii_end()
    }

    /// Takes a text apart; `base` is where it begins.
    pub(super) fn read(&mut self, text: &str, base: usize) {
        self.clear();
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let (sort, width) = sort_at(text, at);
            match sort {
                Sort::Letter => at += self.word(&text[at..], base + at),
                Sort::Digit => {
                    let count = bytes[at..].iter().take_while(|b| b.is_ascii_digit()).count();
                    self.list.push(Piece::Digits(count));
                    at += count;
                }
                Sort::Line => {
                    match self.list.last_mut() {
                        Some(Piece::Lines(count, _)) => *count += 1,
                        _ => self.list.push(Piece::Lines(1, base + at)),
                    }
                    at += 1;
                }
                Sort::Bar if is_value(&bytes[at..]) => {
                    at += bytes[at..].iter().position(|b| *b == b':').unwrap_or(bytes.len() - at);
                }
                Sort::Bar => {
                    self.list.push(Piece::Bar);
                    at += width + tabs(bytes[at + width..].iter(), bytes[at]);
                }
                Sort::Nothing | Sort::Wide => at += width,
            }
        }
    }

    /// Takes the words apart that a text begins with, `most` at most; gives how many they are.
    pub(super) fn read_words(&mut self, text: &str, base: usize, most: usize) -> usize {
        self.clear();
        let mut at = 0;
        while at < text.len() && self.list.len() < most {
            let (sort, width) = sort_at(text, at);
            match sort {
                Sort::Letter => at += self.word(&text[at..], base + at),
                Sort::Nothing | Sort::Wide => at += width,
                Sort::Digit | Sort::Line | Sort::Bar => break,
            }
        }
        self.list.len()
    }

    /// A word of letters that are all ASCII.
    fn ascii_word(&mut self, letters: &[u8], base: usize) {
        let start = self.plain.len();
        self.plain.extend(letters.iter().map(|b| b | 0x20));
        self.list.push(Piece::Word { at: base..base + letters.len(), plain: start..self.plain.len() });
    }

    /// Reads one word at the beginning of a text; gives its bytes. The parts of `K.v.K` and `P.IVA` are one word.
    fn word(&mut self, text: &str, base: usize) -> usize {
        let start = self.plain.len();
        let bytes = text.as_bytes();
        let (mut at, mut part) = (0, 0);
        while let Some(&b) = bytes.get(at) {
            match b {
                b'a'..=b'z' | b'A'..=b'Z' => {
                    self.plain.push(b | 0x20);
                    at += 1;
                }
                b'.' if part <= 3 && bytes.get(at + 1).is_some_and(u8::is_ascii_alphabetic) => {
                    at += 1;
                    part = 0;
                    continue;
                }
                0x80.. => {
                    let Some(c) = text[at..].chars().next().filter(|c| wide(*c) == Sort::Letter) else {
                        break;
                    };
                    for lower in c.to_lowercase() {
                        self.plain.extend_from_slice(lower.encode_utf8(&mut [0; 4]).as_bytes());
                    }
                    at += c.len_utf8();
                }
                _ => break,
            }
            part += 1;
        }
        self.list.push(Piece::Word { at: base..base + at, plain: start..self.plain.len() });
        self.plain.push(b' ');
        at
    }
}

/// A card tells what its value is: `;VALUE=`.
fn is_value(bytes: &[u8]) -> bool {
    bytes.first_chunk::<7>().is_some_and(|b| b.eq_ignore_ascii_case(b";VALUE="))
}

/// What stands before a place, the nearest piece first. It reads no further than a label may stand away.
pub(super) struct Before<'t, 'p> {
    text: &'t str,
    /// Where reading ends.
    floor: usize,
    /// Where what is near enough to count begins.
    bottom: usize,
    /// Where it has got to.
    at: usize,
    lines: usize,
    pieces: &'p mut Pieces,
}

impl<'t, 'p> Before<'t, 'p> {
    pub(super) fn new(text: &'t str, at: usize, pieces: &'p mut Pieces) -> Self {
        pieces.clear();
        let floor = (at.saturating_sub(REACH)..=at).find(|n| text.is_char_boundary(*n)).unwrap_or(at);
        let mut before = Before { text, floor, bottom: floor, at, lines: 0, pieces };
        // what stands between `;VALUE=` and its colon is known from its beginning alone
        let bytes = &text.as_bytes()[floor..at];
        if memchr::memchr_iter(b';', bytes).any(|n| is_value(&bytes[n..])) {
            before.read_whole();
        }
        before
    }

    /// Piece `n`, counted from the nearest.
    pub(super) fn get(&mut self, n: usize) -> Option<&Piece> {
        while self.pieces.list.len() <= n && self.at > self.floor {
            self.step();
        }
        self.pieces.list.get(n)
    }

    /// The letters of a word.
    pub(super) fn plain(&self, word: &Range<usize>) -> &[u8] {
        self.pieces.plain(word)
    }

    /// Reads all at once, from the beginning.
    fn read_whole(&mut self) {
        let bytes = self.text.as_bytes();
        let (mut from, mut digits, mut lines) = (self.at, 0, 0);
        while from > self.floor && lines < LINES && (digits < OTHER || bytes[from - 1].is_ascii_digit()) {
            from -= 1;
            digits = if bytes[from].is_ascii_digit() { digits + 1 } else { 0 };
            lines += usize::from(bytes[from] == b'\n');
        }
        let from = (from..=self.at).find(|n| self.text.is_char_boundary(*n)).unwrap_or(self.at);
        self.bottom = from;
        self.pieces.read(&self.text[from..self.at], from);
        self.pieces.list.reverse();
        self.at = self.floor;
    }

    /// Reads on to the next piece, or over what is none.
    fn step(&mut self) {
        let bytes = self.text.as_bytes();
        while self.at > self.floor {
            let (sort, width) = self.last();
            match sort {
                Sort::Letter => return self.words(),
                Sort::Digit => {
                    let head = &bytes[self.floor..self.at];
                    let count = head.iter().rev().take_while(|b| b.is_ascii_digit()).count();
                    self.at -= count;
                    return self.pieces.list.push(Piece::Digits(count));
                }
                Sort::Line => return self.line_ends(),
                Sort::Bar => {
                    let last = bytes[self.at - 1];
                    self.at -= width;
                    self.at -= tabs(bytes[self.floor..self.at].iter().rev(), last);
                    return self.pieces.list.push(Piece::Bar);
                }
                Sort::Nothing | Sort::Wide => self.at -= width,
            }
        }
    }

    /// What the last character before the place is, and its bytes.
    fn last(&self) -> (Sort, usize) {
        match SORTS[usize::from(self.text.as_bytes()[self.at - 1])] {
            Sort::Wide => {
                let c = self.text[self.floor..self.at].chars().next_back();
                c.map_or((Sort::Nothing, 1), |c| (wide(c), c.len_utf8()))
            }
            sort => (sort, 1),
        }
    }

    /// Line ends with nothing between them.
    fn line_ends(&mut self) {
        let mut count = 0;
        let mut first = self.at;
        while self.at > self.floor {
            let (sort, width) = self.last();
            match sort {
                Sort::Line => {
                    self.at -= 1;
                    first = self.at;
                    count += 1;
                    self.lines += 1;
                    if self.lines == LINES {
                        (self.floor, self.bottom) = (self.at, self.at);
                    }
                }
                Sort::Nothing => self.at -= width,
                _ => break,
            }
        }
        self.pieces.list.push(Piece::Lines(count, first));
    }

    /// The line that ends at byte `end` was broken by a program: it is long, counted from its beginning, or from another
    /// number on it.
    pub(super) fn is_wrapped(&self, end: usize) -> bool {
        let line = self.line(end);
        // `…,"TELEFONO","PEC"`: the row of a table is none
        if line.len() < WRAPPED
            || line.trim_ascii_end().ends_with(b"\"") && memchr::memmem::find(line, b"\",\"").is_some()
        {
            return false;
        }
        let near = &line[line.len() - WRAPPED..];
        if !near.iter().fold(false, |any, b| any | b.is_ascii_digit()) {
            return true;
        }
        let mut digits = 0;
        for b in near.iter().rev() {
            if digits >= OTHER && !b.is_ascii_digit() {
                return false;
            }
            digits = if b.is_ascii_digit() { digits + 1 } else { 0 };
        }
        true
    }

    /// The line that ends at byte `end` is as long as one that a program broke.
    pub(super) fn is_long(&self, end: usize) -> bool {
        self.line(end).len() >= WRAPPED
    }

    /// What is known of the line that ends at byte `end`.
    fn line(&self, end: usize) -> &[u8] {
        let line = self.text.as_bytes().get(self.bottom..end).unwrap_or_default();
        &line[memchr::memrchr(b'\n', line).map_or(0, |n| n + 1)..]
    }

    /// The words of a run of letters and full stops; where a word begins is known from the beginning of the run.
    fn words(&mut self) {
        let end = self.at;
        let bytes = self.text.as_bytes();
        let mut simple = true;
        while self.at > self.floor {
            let b = bytes[self.at - 1];
            match SORTS[usize::from(b)] {
                Sort::Letter => self.at -= 1,
                Sort::Nothing if b == b'.' => {
                    self.at -= 1;
                    simple = false;
                }
                Sort::Wide => match self.last() {
                    (Sort::Letter, width) => {
                        self.at -= width;
                        simple = false;
                    }
                    _ => break,
                },
                _ => break,
            }
        }
        if simple {
            return self.pieces.ascii_word(&bytes[self.at..end], self.at);
        }
        let count = self.pieces.list.len();
        let mut from = self.at;
        while from < end {
            match bytes[from] {
                b'.' => from += 1,
                _ => from += self.pieces.word(&self.text[from..end], from),
            }
        }
        self.pieces.list[count..].reverse();
    }
}

/// Tabs that go on behind one: several part two columns as one does.
fn tabs<'b>(rest: impl Iterator<Item = &'b u8>, first: u8) -> usize {
    if first == b'\t' { rest.take_while(|b| **b == b'\t').count() } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forward(text: &str) -> Vec<String> {
        let mut pieces = Pieces::default();
        pieces.read(text, 0);
        pieces.list.iter().map(|p| shown(p, &pieces)).collect()
    }

    fn backward(text: &str) -> Vec<String> {
        let mut pieces = Pieces::default();
        let mut before = Before::new(text, text.len(), &mut pieces);
        let count = (0..).take_while(|n| before.get(*n).is_some()).count();
        (0..count).rev().map(|n| shown(&pieces.list[n], &pieces)).collect()
    }

    fn shown(piece: &Piece, pieces: &Pieces) -> String {
        match piece {
            Piece::Word { at, plain } => {
                format!("{}@{}", String::from_utf8_lossy(pieces.plain(plain)), at.start)
            }
            Piece::Digits(count) => format!("{count} digits"),
            Piece::Lines(count, first) => format!("{count} lines@{first}"),
            Piece::Bar => "|".to_owned(),
        }
    }

    #[test]
    fn both_ways_read_the_same() {
        for text in [
            "K.v.K. Nr: 12 | é.Ü; x",
            "...Bank.rek.nr.a. b\n \nc",
            "een lange regel die door een programma is afgebroken en\nverder gaat",
            "BDAY;VALUE=date:",
            "a • b · ºc ª d\u{a0}e",
            "",
        ] {
            assert_eq!(backward(text), forward(text), "{text}");
        }
        assert_eq!(forward("K.v.K. nr"), ["kvk@0", "nr@7"]);
    }

    #[test]
    fn the_reach_is_bounded() {
        let text = format!("zoo {}", "a ".repeat(200));
        assert_eq!(backward(&text).len(), REACH / 2);
        assert_eq!(backward("a\nb\nc\nd\ne").len(), 8, "not beyond the fourth line end");
    }
}
