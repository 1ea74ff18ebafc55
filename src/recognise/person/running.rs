//! Names in running text: two signs agree.
//!
//! In: a page. Out: names that begin with a capital. A pass over eight bytes at a time finds capitals at the beginning of words;
//! grammar sees only those that another word follows.

use super::grammar::{self, Mode, Name};
use super::names::Sense;
use super::search::{ENOUGH, Search};
use super::token::{Shape, token};

impl Search<'_> {
    /// Adds the names in running text.
    pub(super) fn running(&mut self) {
        let text = self.text;
        let bytes = text.as_bytes();
        let mut floor = 0;
        let mut before = b' ';
        let mut at = 0;
        let (chunks, rest) = bytes.as_chunks::<8>();
        for chunk in chunks {
            let mut starts = capitals(u64::from_le_bytes(*chunk), before);
            while starts != 0 {
                let start = at + (starts.trailing_zeros() / 8) as usize;
                starts &= starts - 1;
                if start >= floor {
                    floor = self.candidate(start).unwrap_or(floor);
                }
            }
            before = chunk[7];
            at += 8;
        }
        let mut last = [b' '; 8];
        last[..rest.len()].copy_from_slice(rest);
        let mut starts = capitals(u64::from_le_bytes(last), before);
        while starts != 0 {
            let start = at + (starts.trailing_zeros() / 8) as usize;
            starts &= starts - 1;
            if start >= floor && start < bytes.len() {
                floor = self.candidate(start).unwrap_or(floor);
            }
        }
    }

    /// Looks at the word that begins at a byte; gives the byte behind the name that was found there.
    fn candidate(&mut self, at: usize) -> Option<usize> {
        let text = self.text;
        let bytes = text.as_bytes();
        // the word's end, and what comes behind it, before anything is looked up
        let mut end = at + 1;
        while end < bytes.len()
            && end < at + 40
            && (bytes[end].is_ascii_alphabetic()
                || bytes[end] >= 0x80 && bytes[end] != 0xc2
                || matches!(bytes[end], b'-' | b'\''))
        {
            end += 1;
        }
        let next = match *bytes.get(end)? {
            b' ' => bytes.get(end + 1)?,
            0xc2 => bytes.get(end + 2)?,
            b'.' if end <= at + 3 => bytes.get(end + 1)?,
            b',' => bytes.get(end + 2)?,
            b'\n' | b'\r' => &b'\n',
            _ => return None,
        };
        let fits = next.is_ascii_uppercase()
            || *next >= 0xc3
            || next.is_ascii_lowercase() && is_particle_like(&bytes[end..])
            || matches!(next, b'\'' | b' ' | b'-' | b'\n');
        if !fits || !text.is_char_boundary(at) || at > 0 && matches!(bytes[at - 1], b'.' | b'@' | b'_' | b'/')
        {
            return None;
        }
        let first = token(self.names, text, at, text.len())?;
        if first.sense.is(Sense::TITLE.or(Sense::FIRM)) && !first.sense.is(Sense::GIVEN) {
            return None;
        }
        let titled =
            first.shape == Shape::Capitals && first.letters > 1 && first.letters < 4 && self.is_titled(at);
        let mut name =
            grammar::forward_behind(self.names, text, at, text.len(), Mode::Running, titled, Some(first));
        // `M. Jean Dupont`: a title in French
        if name.is_some() && first.shape == Shape::Initials && first.text(text) == "M." {
            let behind = end + 2;
            let given = token(self.names, text, behind, text.len());
            if given.is_some_and(|g| g.sense.is(Sense::GIVEN))
                && let Some(inner) = grammar::forward(self.names, text, behind, text.len(), Mode::Running)
            {
                name = Some(Name { score: inner.score + 25, ..inner });
            }
        }
        if let Some(name) = name
            && let Some(end) = self.weigh(name)
        {
            return Some(end);
        }
        if bytes.get(first.end) == Some(&b',')
            || !first.is_given()
                && matches!(bytes.get(first.end), Some(b' ' | 0xc2))
                && comma_soon(&bytes[first.end..])
        {
            let start = self.back_over_particles(at);
            if let Some(mut name) = grammar::inverted(self.names, text, start, text.len(), Mode::Running) {
                name.score -= 10;
                // `Beste Jansen, Jan is ziek`: in a sentence, more must be said
                let alone = self.is_line_start(name.span.start) || self.ends_piece(name.span.end);
                name.score += if alone { 10 } else { -5 };
                if first.is_given() && !first.sense.is(Sense::SURNAME) && !name.initials && !alone {
                    // `Jan, Piet` are two
                    name.score -= 40;
                }
                return self.weigh(name);
            }
        }
        None
    }

    /// Keeps the name at hand when what it is made of, and what stands around it, is enough.
    fn weigh(&mut self, name: Name) -> Option<usize> {
        let mut more = 0;
        let mut why = "";
        if name.score < 90 {
            (more, why) = self.around(&name);
        }
        if name.score + more < ENOUGH || self.is_namesake(&name) && !self.is_known(&name) {
            return None;
        }
        let end = name.span.end;
        self.take(&name, more, why).then_some(end)
    }

    /// What stands around a name and speaks for it.
    fn around(&self, name: &Name) -> (i32, &'static str) {
        let start = name.span.start;
        let text = self.text;
        if self.is_known(name) {
            return (60, "stands in an address field of the message");
        }
        let missing = ENOUGH - name.score;
        if missing > 40 || missing > 35 && self.addresses.is_empty() {
            return (0, "");
        }
        let mut minus = 0;
        if let Some((from, word)) = self.word_before(start) {
            let sense = self.names.sense(word);
            if sense.is(Sense::TITLE)
                && text[..start].ends_with([' ', '\u{a0}', '.', '\n'])
                && !sense.is(Sense::GIVEN)
            {
                return (35, "title before it");
            }
            // `Bijlage B. Tekening`
            let section =
                name.initials && word.starts_with(char::is_uppercase) && from + word.len() + 1 == start;
            if section && !sense.is(Sense::GIVEN) {
                minus -= 10;
            }
        }
        if self.is_echoed(name) {
            return (40, "address of it beside it");
        }
        if let Some(why) = self.label_before(start) {
            return (30, why);
        }
        if self.is_line_start(start) {
            if self.closing_above(start) {
                return (30, "below a closing phrase");
            }
            if self.ends_piece(name.span.end) && self.has_contact(name, 120) {
                return (if name.initials { 15 } else { 10 }, "numbers behind it");
            }
            // `A. Algemeen` is a heading
            if name.initials && text[name.given.clone()].len() == 2 {
                minus -= 15;
            }
        } else if name.initials
            && minus == 0
            && !self.names.sense(&text[name.surname.clone()]).is(Sense::WORD)
        {
            minus += 10;
        }
        (minus, "")
    }

    /// True behind a title.
    fn is_titled(&self, at: usize) -> bool {
        self.word_before(at).is_some_and(|(_, word)| self.names.sense(word).is(Sense::TITLE))
    }

    /// True where a line begins at a byte, marks of lists aside.
    pub(super) fn is_line_start(&self, at: usize) -> bool {
        let bytes = self.text.as_bytes();
        let mut pos = at;
        while pos > 0
            && at - pos < 8
            && matches!(bytes[pos - 1], b' ' | b'\t' | b'-' | b'*' | b'>' | b'"' | b'\'')
        {
            pos -= 1;
        }
        pos == 0 || bytes[pos - 1] == b'\n' || pos < at && bytes[pos..at].contains(&b'\t')
    }

    /// True where nothing of the same sentence goes on behind a byte.
    pub(super) fn ends_piece(&self, at: usize) -> bool {
        matches!(
            self.text.as_bytes().get(at..).unwrap_or_default(),
            [] | [b'\n' | b'\r' | b'\t' | b',' | b';' | b'|' | b'<' | b'[' | b':' | b')' | b'"', ..]
                | [
                    b' ',
                    b'-' | b'|'
                        | b'('
                        | b'<'
                        | b'['
                        | b'+'
                        | b'0'
                        | b'\n'
                        | b'\r'
                        | b'/'
                        | b'\t'
                        | 0xc2
                        | 0xe2,
                    ..
                ]
        )
    }

    /// Where the words in lower case that belong before a surname begin: `van den Heuvel, Cornelis`.
    fn back_over_particles(&self, at: usize) -> usize {
        let mut start = at;
        for _ in 0..3 {
            match self.word_before(start) {
                Some((from, word))
                    if self.names.sense(word).is(Sense::PARTICLE)
                        && from + word.len() + 1 == start
                        && !word.ends_with('.') =>
                {
                    start = from;
                }
                _ => break,
            }
        }
        start
    }
}

/// True where a comma and a capital follow within a few words.
fn comma_soon(rest: &[u8]) -> bool {
    let near = &rest[..rest.len().min(40)];
    memchr::memchr(b',', near).is_some_and(|n| {
        let behind = rest.get(n + 1..).unwrap_or_default();
        matches!(behind, [b' ', b, ..] | [b, ..] if b.is_ascii_uppercase() || *b >= 0xc3)
    })
}

/// True where a short word in lower case follows that may belong before a surname, going by its letters.
fn is_particle_like(rest: &[u8]) -> bool {
    let from = rest.iter().take(3).take_while(|b| !b.is_ascii_alphabetic()).count();
    let word = &rest[from..];
    let length = word.iter().take(7).take_while(|b| b.is_ascii_alphabetic()).count();
    matches!(
        &word[..length],
        b"van"
            | b"von"
            | b"vom"
            | b"de"
            | b"den"
            | b"der"
            | b"ter"
            | b"te"
            | b"ten"
            | b"op"
            | b"in"
            | b"la"
            | b"le"
            | b"les"
            | b"du"
            | b"des"
            | b"da"
            | b"di"
            | b"del"
            | b"della"
            | b"dello"
            | b"dal"
            | b"dalla"
            | b"degli"
            | b"dei"
            | b"dos"
            | b"das"
            | b"do"
            | b"el"
            | b"al"
            | b"ben"
            | b"bin"
            | b"ibn"
            | b"aan"
            | b"uit"
            | b"zu"
            | b"zum"
            | b"zur"
            | b"t"
            | b"l"
            | b"d"
            | b"y"
            | b"af"
            | b"av"
    )
}

/// The high bits of the bytes that begin a word with a capital: ASCII, or one that may begin a Latin letter of two bytes.
fn capitals(chunk: u64, before: u8) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    // for each byte below 0x80: the high bit where it is at least `from`
    let at_least = |bytes: u64, from: u8| (bytes & !HIGH) + ONES * u64::from(0x80 - from);
    let upper = at_least(chunk, b'A') & !at_least(chunk, b'Z' + 1) & !chunk & HIGH;
    let folded = chunk | (ONES * 0x20);
    let letter = at_least(folded, b'a') & !at_least(folded, b'z' + 1) & !chunk & HIGH;
    let wide = chunk & HIGH;
    // 0xc3 to 0xc5: high bit set, and the rest 0x43 to 0x45
    let lead = at_least(chunk, 0x43) & !at_least(chunk, 0x46) & wide;
    let inner = letter | wide;
    let first = u64::from(before.is_ascii_alphabetic() || before >= 0x80) << 7;
    // the second byte of a no-break space is no letter
    let space = wide & (at_least(chunk, 0x20) & !at_least(chunk, 0x21));
    (upper | lead) & !(((inner & !space) << 8) | if before == 0xa0 { 0 } else { first })
}

#[cfg(test)]
mod tests {
    use super::capitals;

    #[test]
    fn capitals_at_the_beginning_of_words() {
        for text in ["Jan deVr", "aB CD.É ", "ÉÉ a Xx.", "\u{a0}Ab\u{a0}B ", "12AbAb-A", "éA AA AA"] {
            let bytes: [u8; 8] = text.as_bytes()[..8].try_into().unwrap();
            let found = capitals(u64::from_le_bytes(bytes), b' ');
            for n in 0..8 {
                let before = if n == 0 { b' ' } else { bytes[n - 1] };
                let start = (bytes[n].is_ascii_uppercase() || (0xc3..=0xc5).contains(&bytes[n]))
                    && !(before.is_ascii_alphabetic() || before >= 0x80 && before != 0xa0);
                assert_eq!(found >> (8 * n + 7) & 1 == 1, start, "{text:?} at {n}");
            }
        }
    }
}
