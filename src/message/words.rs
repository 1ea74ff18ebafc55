//! The text of header fields: unfolding (RFC 5322 §2.2.3) and encoded-words (RFC 2047); parameters are read next door.
//!
//! What comes in: field bodies, raw. What goes out: text. This file refuses to know which field it reads.
//!
//! It takes what mail programs write: characters split over encoded-words, encoded-words in quoted strings, spaces in
//! them, missing ends, raw 8-bit bytes. It is linear in the length of the field, which the parser of mailparse is not where
//! encoded-words have no end.

mod parameters;

use std::ops::Range;
use std::sync::LazyLock;

use memchr::memmem::{self, Finder};
use memchr::{memchr, memchr2};

use super::charset;
use super::mixed::push_raw;
use super::transfer::{Decoder, Encoding};

pub(crate) use parameters::raw_parameter;
pub use parameters::{Parameterised, parameterised};

/// How an encoded-word begins (RFC 2047 §2).
static WORD: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(b"=?"));

/// Decodes a raw field body: unfolds it (line ends go, the white space behind them stays), cuts white space off both
/// ends, and decodes encoded-words. Raw 8-bit bytes are UTF-8, and what is none is windows-1252. What is no well-formed
/// encoded-word stays as it is. Borrows `raw` where there is nothing to do.
pub fn decode<'a>(raw: &'a [u8], buf: &'a mut String) -> &'a str {
    let raw = raw.trim_ascii();
    let folded = memchr2(b'\r', b'\n', raw).is_some();
    if WORD.find(raw).is_none() {
        if !folded && let Ok(text) = std::str::from_utf8(raw) {
            return text;
        }
        buf.clear();
        if std::str::from_utf8(raw).is_ok() {
            unfold(raw, |line| push_raw(line, buf));
        } else {
            push_raw(&unfolded(raw), buf);
        }
        return buf;
    }
    buf.clear();
    if folded {
        decode_line(&unfolded(raw), buf);
    } else {
        decode_line(raw, buf);
    }
    buf
}

/// Takes the line ends out. One without white space behind it, which no header field has, becomes a space.
fn unfolded(raw: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(raw.len());
    unfold(raw, |line| out.extend_from_slice(line));
    out
}

/// Calls `push` with the stretches between line ends.
fn unfold(raw: &[u8], mut push: impl FnMut(&[u8])) {
    let mut rest = raw;
    while let Some(i) = memchr2(b'\r', b'\n', rest) {
        push(&rest[..i]);
        let ends = rest[i..].iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
        rest = &rest[i + ends..];
        if !matches!(rest.first(), Some(b' ' | b'\t')) {
            push(b" ");
        }
    }
    push(rest);
}

/// An encoded-word, by offsets in its line.
struct Word<'l> {
    charset: &'l [u8],
    base64: bool,
    text: &'l [u8],
    end: usize,
}

/// Neighbouring encoded-words of one charset, decoded from their encoding and not yet from their charset.
#[derive(Default)]
struct Run {
    charset: Vec<u8>,
    bytes: Vec<u8>,
    /// Base64 that waits for the next word: some programs cut it anywhere.
    base64: Vec<u8>,
    any: bool,
}

impl Run {
    fn add(&mut self, word: &Word<'_>, out: &mut String) {
        if self.any && !self.charset.eq_ignore_ascii_case(word.charset) {
            self.flush(out);
        }
        if !self.any {
            self.any = true;
            self.charset.clear();
            self.charset.extend_from_slice(word.charset);
        }
        if word.base64 {
            let waiting = self.base64.len() % 4;
            if waiting > 1 && !(waiting + word.text.len()).is_multiple_of(4) {
                self.settle();
            }
            self.base64.extend(word.text.iter().filter(|b| !b.is_ascii_whitespace()));
            if self.base64.len().is_multiple_of(4) || self.base64.ends_with(b"=") {
                self.settle();
            }
        } else {
            self.settle();
            quoted(word.text, &mut self.bytes);
        }
    }

    fn settle(&mut self) {
        if !self.base64.is_empty() {
            Decoder::new(Encoding::Base64).decode(&self.base64, true, &mut self.bytes);
            self.base64.clear();
        }
    }

    fn flush(&mut self, out: &mut String) {
        if !self.any {
            return;
        }
        self.settle();
        let label = std::str::from_utf8(&self.charset).ok().filter(|l| !l.is_empty());
        let mut buf = String::new();
        out.push_str(charset::decode(&self.bytes, label, &mut buf).0);
        self.bytes.clear();
        self.any = false;
    }
}

fn decode_line(line: &[u8], out: &mut String) {
    walk_line(line, out, |_, _, _| {});
}

/// Decodes a line, and tells of what it is made: whether encoded-words, its bytes in the line, and those of its text.
fn walk_line(line: &[u8], out: &mut String, mut on: impl FnMut(bool, Range<usize>, Range<usize>)) {
    let mut run = Run::default();
    // where the run begins, in the line and in its text
    let mut begun = (0, 0);
    let mut literal = 0;
    let mut at = 0;
    // Where the next `?=` is; looked for again only behind it, so that words without end cost nothing.
    let mut next_end = Some(0);
    while let Some(i) = WORD.find(&line[at..]) {
        let start = at + i;
        match word(line, start, &mut next_end) {
            Some(word) => {
                let between = &line[literal..start];
                if !(run.any && between.iter().all(|b| matches!(b, b' ' | b'\t'))) {
                    if run.any {
                        run.flush(out);
                        on(true, begun.0..literal, begun.1..out.len());
                    }
                    let from = out.len();
                    push_raw(between, out);
                    on(false, literal..start, from..out.len());
                    begun = (start, out.len());
                }
                run.add(&word, out);
                literal = word.end;
                at = word.end;
            }
            None => at = start + 2,
        }
    }
    if run.any {
        run.flush(out);
        on(true, begun.0..literal, begun.1..out.len());
    }
    let from = out.len();
    push_raw(&line[literal..], out);
    on(false, literal..line.len(), from..out.len());
}

/// A stretch of a field body: encoded-words, or what stands as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    /// Encoded-words and the white space between them.
    pub(crate) encoded: bool,
    /// Where in the unfolded body it stands.
    pub(crate) bytes: Range<usize>,
    /// Where in its text.
    pub(crate) text: Range<usize>,
}

/// A field body, and of what it is made.
pub(crate) struct Pieces {
    /// Unfolded, without white space at both ends.
    pub(crate) line: Vec<u8>,
    /// What [`decode`] makes of it.
    pub(crate) text: String,
    /// What both are made of, in order.
    pub(crate) pieces: Vec<Piece>,
}

/// Decodes a raw field body as [`decode`] does, and tells of what it is made.
pub(crate) fn pieces(raw: &[u8]) -> Pieces {
    let line = unfolded(raw.trim_ascii());
    let mut text = String::new();
    let mut pieces = Vec::new();
    walk_line(&line, &mut text, |encoded, bytes, text| {
        if !bytes.is_empty() {
            pieces.push(Piece { encoded, bytes, text });
        }
    });
    Pieces { line, text, pieces }
}

/// Reads `=?charset?encoding?text?=` at `start`.
fn word<'l>(line: &'l [u8], start: usize, next_end: &mut Option<usize>) -> Option<Word<'l>> {
    let head = &line[start + 2..line.len().min(start + 80)];
    let charset_len = memchr(b'?', head)?;
    let charset = &head[..charset_len];
    // RFC 2231 §5: a language may follow the charset.
    let charset = &charset[..memchr(b'*', charset).unwrap_or(charset.len())];
    if charset.iter().any(|b| !b.is_ascii_graphic()) {
        return None;
    }
    let base64 = match head.get(charset_len + 1)? {
        b'B' | b'b' => true,
        b'Q' | b'q' => false,
        _ => return None,
    };
    if head.get(charset_len + 2) != Some(&b'?') {
        return None;
    }
    let from = start + 2 + charset_len + 3;
    if next_end.is_some_and(|end| end < from) {
        *next_end = memmem::find(&line[from..], b"?=").map(|i| from + i);
    }
    // The next word begins before this one has ended: its end is missing. `=?=` is padding and an end.
    let bound = next_end.unwrap_or(line.len());
    let cut = WORD.find(&line[from..bound]).map(|i| from + i);
    match (*next_end, cut) {
        (Some(end), None) => Some(Word { charset, base64, text: &line[from..end], end: end + 2 }),
        (_, cut) => {
            let until = &line[from..cut.unwrap_or(line.len())];
            let len = until.iter().take_while(|b| !matches!(b, b' ' | b'\t')).count();
            let text = until[..len].strip_suffix(b"?").unwrap_or(&until[..len]);
            // Only what is encoded without doubt: a `=?` in running text is no word.
            let encoded = if base64 {
                text.len() >= 4
                    && text.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'='))
            } else {
                memchr(b'=', text).is_some() || memchr(b'_', text).is_some()
            };
            encoded.then_some(Word { charset, base64, text, end: from + len })
        }
    }
}

/// The "Q" encoding (RFC 2047 §4.2); what is no escape stays.
fn quoted(text: &[u8], out: &mut Vec<u8>) {
    escapes(text, b'=', |b| if b == b'_' { b' ' } else { b }, out);
}

fn escapes(text: &[u8], mark: u8, other: impl Fn(u8) -> u8, out: &mut Vec<u8>) {
    let mut at = 0;
    while let Some(&b) = text.get(at) {
        let digit = |i: usize| text.get(at + i).and_then(|&b| char::from(b).to_digit(16));
        if b == mark
            && let (Some(high), Some(low)) = (digit(1), digit(2))
        {
            out.push((high << 4 | low) as u8);
            at += 3;
        } else {
            out.push(other(b));
            at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn is(raw: &str, want: &str) {
        let mut buf = String::new();
        assert_eq!(decode(raw.as_bytes(), &mut buf), want, "{raw}");
    }

    #[test]
    fn unfolding() {
        is(" Jan\r\n  <jan@klant.example>\r\n", "Jan  <jan@klant.example>");
        is("a\n\tb", "a\tb");
        is("a\nb", "a b");
        let raw = b"Jan <jan@klant.example>".to_vec();
        let mut buf = String::new();
        assert_eq!(decode(&raw, &mut buf).as_ptr(), raw.as_ptr(), "borrowed");
    }

    #[test]
    fn raw_bytes() {
        is("André", "André");
        let mut buf = String::new();
        assert_eq!(decode(b"Andr\xe9", &mut buf), "André");
        let both = [b"Caf\xe9 ", "Jürgen".as_bytes(), b" \xc3"].concat();
        assert_eq!(decode(&both, &mut buf), "Café Jürgen Ã");
        assert_eq!(decode(b"Andr\xe9 =?utf-8?q?Ren=C3=A9?=", &mut buf), "André René");
    }

    #[test]
    fn encoded_words() {
        is("=?UTF-8?Q?Andr=C3=A9_x?= <a@b.example>", "André x <a@b.example>");
        is("=?iso-8859-1?q?Andr=e9?=", "André");
        is("=?utf-8?B?QW5kcsOp?= =?utf-8?B?IFg=?=", "André X");
        is("=?utf-8?B?QW5kcsOp?=\r\n =?iso-8859-1?Q?_X?=", "André X");
        is("a =?utf-8?q?b?= c", "a b c");
        is("=?utf-8*nl?q?b?=", "b");
        is("(=?utf-8?q?a?=)", "(a)");
        is("=?ISO-2022-JP?B?GyRCRnxLXBsoQg==?=", "日本");
    }

    #[test]
    fn characters_split_over_words() {
        is("=?utf-8?Q?Andr=C3?= =?utf-8?Q?=A9?=", "André");
        is("=?utf-8?B?QW5kcsM=?=\r\n =?UTF-8?B?qQ==?=", "André");
        is("=?utf-8?B?QW5kc?= =?utf-8?B?sOp?=", "André");
        is("=?utf-8?B?QW5kcsM?= =?utf-8?B?qQ==?=", "André");
    }

    #[test]
    fn words_that_are_not_as_they_should_be() {
        is("\"=?utf-8?Q?Jan?=\" <a@b.example>", "\"Jan\" <a@b.example>");
        is("=?utf-8?Q?Jan de Vries?=", "Jan de Vries");
        is("=?utf-8?Q?Jan_de_Vries", "Jan de Vries");
        is("=?utf-8?Q?Jan_de =?utf-8?Q?Vries?=", "Jan deVries");
        is("=?utf-8?B?QW5kcsOp", "André");
        is("=?utf-8?X?Jan?=", "=?utf-8?X?Jan?=");
        is("what=?really", "what=?really");
        is("=?utf-8?Q?Andr=ZZ?=", "Andr=ZZ");
        is("=??Q?Andr=C3=A9?=", "André");
        is("=?x-nonsense?Q?Andr=C3=A9?=", "André");
        is("=?utf-8?q??=x", "x");
        is("=?utf-8?q?a?==?utf-8?q?b?=", "ab");
    }

    #[test]
    fn hostile_fields_cost_linear_time() {
        let start = crate::model::Busy::now();
        for unit in [
            "=?",
            "=?utf-8?Q?",
            "=?utf-8?Q?=",
            "=?utf-8?B?AAAA ",
            "?=",
            "=?a?q?_",
            "(",
            "a=(",
            ";",
            "a=\"",
            "a*0=b;",
            "\n",
            " ",
            "a =b",
        ] {
            for tail in ["", "?=", "\""] {
                let raw = unit.repeat((1 << 20) / unit.len()) + tail;
                let mut buf = String::new();
                decode(raw.as_bytes(), &mut buf);
                parameterised(raw.as_bytes());
            }
        }
        assert!(start.elapsed().as_secs() < 30, "{:?}", start.elapsed());
    }

    proptest! {
        #[test]
        fn anything_goes(raw in proptest::collection::vec(any::<u8>(), 0..80), soup in "(=\\?|utf-8|\\?[bqBQ]\\?|\\?=|[ \t]|\r\n|[a-z=_;*0'%\"(]){0,30}") {
            let mut buf = String::new();
            decode(&raw, &mut buf);
            decode(soup.as_bytes(), &mut buf);
            parameterised(&raw);
            parameterised(soup.as_bytes());
        }

        #[test]
        fn words_come_back(text in "\\PC{0,40}", cut in 1usize..30) {
            let words: Vec<String> = text.as_bytes().chunks(cut).map(|c| {
                format!("=?UTF-8?Q?{}?=", c.iter().map(|b| format!("={b:02X}")).collect::<String>())
            }).collect();
            let mut buf = String::new();
            let raw = words.join("\r\n ");
            prop_assert_eq!(decode(raw.as_bytes(), &mut buf), text.trim_start_matches('\u{feff}'));
        }
    }
}
