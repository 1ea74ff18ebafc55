//! The transfer encoding of a part, undone (RFC 2045 §6), whatever became of it on the way.
//!
//! What comes in: the bytes of a body as they stand in the message, whole or in consecutive chunks that may be cut
//! anywhere. What goes out: the decoded bytes, appended to the caller's buffer, and how far they can be trusted. This
//! file refuses to know what the bytes mean.
//!
//! Decoding is lenient, because a body that cannot be decoded is a body that is not searched: RFC 2045 §6.8 has
//! decoders ignore characters outside the base64 alphabet, and list servers glue footers in plain text to what they
//! passed on. Every byte is looked at a bounded number of times.

use memchr::memchr;

mod base64;

use base64::Base64;

/// How a body was made fit for transport.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Encoding {
    /// As it is: `7bit`, `8bit`, `binary`.
    #[default]
    Identity,
    /// RFC 2045 §6.8.
    Base64,
    /// RFC 2045 §6.7.
    QuotedPrintable,
    /// As `uuencode` of POSIX writes it, with its `begin` and `end` lines.
    Uuencode,
}

/// Reads the body of a Content-Transfer-Encoding field; the flag tells whether its value is known.
///
/// RFC 2045 §6.1 has one token, in any case, with comments allowed. What follows it (`base64;`, `BASE64 (x)`) and quotes
/// around it are passed over. An unknown value means that the bytes stand as they are.
pub fn encoding(field_body: &[u8]) -> (Encoding, bool) {
    let mut token = [0u8; 24];
    let mut len = 0;
    let mut depth = 0usize;
    for &b in field_body {
        match b {
            b'(' => depth += 1,
            b')' => depth = depth.saturating_sub(1),
            _ if depth > 0 => {}
            b' ' | b'\t' | b'\r' | b'\n' | b'"' | b'\'' | b';' | b',' => {
                if len > 0 {
                    break;
                }
            }
            _ if len == token.len() => return (Encoding::Identity, false),
            _ => {
                token[len] = b.to_ascii_lowercase();
                len += 1;
            }
        }
    }
    match &token[..len] {
        b"" | b"7bit" | b"8bit" | b"binary" | b"7-bit" | b"8-bit" => (Encoding::Identity, true),
        b"base64" | b"base-64" | b"x-base64" => (Encoding::Base64, true),
        b"quoted-printable" | b"quoted_printable" | b"quotedprintable" => (Encoding::QuotedPrintable, true),
        b"x-uuencode" | b"uuencode" | b"x-uue" | b"uue" => (Encoding::Uuencode, true),
        _ => (Encoding::Identity, false),
    }
}

/// How far decoded bytes can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Damage {
    /// The body was well formed.
    #[default]
    None,
    /// It was not, and yet decoded: illegal characters, missing padding, quote marks.
    Mended,
    /// Something was lost, is doubtful, or was not encoded at all.
    Damaged,
}

/// Bytes of a line that is kept until its end comes; a longer one is decoded in pieces.
const LINE: usize = 64 << 10;

/// Undoes one transfer encoding, chunk by chunk.
#[derive(Debug)]
pub struct Decoder {
    encoding: Encoding,
    keep_tail: bool,
    damage: Damage,
    /// What waits for the next chunk: the beginning of a line, or of an escape.
    carry: Vec<u8>,
    /// Bytes appended so far.
    written: u64,
    /// The last of them.
    last: Option<u8>,
    tail: Option<u64>,
    base64: Base64,
    uu: Uu,
}

#[derive(Debug, Default, PartialEq, Eq, Clone, Copy)]
enum Uu {
    #[default]
    Before,
    Inside,
    After,
}

impl Decoder {
    /// A decoder at the beginning of a body.
    pub fn new(encoding: Encoding) -> Self {
        Decoder {
            encoding,
            keep_tail: false,
            damage: Damage::None,
            carry: Vec::new(),
            written: 0,
            last: None,
            tail: None,
            base64: Base64::default(),
            uu: Uu::Before,
        }
    }

    /// The same, for a part that is text: lines that cannot be of the encoding, such as the footer of a list server
    /// behind base64, go out as they are, each on a line of its own.
    pub fn keep_tail(mut self, yes: bool) -> Self {
        self.keep_tail = yes;
        self
    }

    /// The encoding that it undoes.
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// How far what was decoded so far can be trusted.
    pub fn damage(&self) -> Damage {
        self.damage
    }

    /// Where in the decoded bytes the first line stands that was not encoded and was kept as it is, counted from the
    /// first byte this decoder gave.
    pub fn tail_start(&self) -> Option<u64> {
        self.tail
    }

    /// Decodes the next bytes of the body and appends what they hold to `out`. The last call has `last`; it gives out
    /// what was waiting for more.
    pub fn decode(&mut self, chunk: &[u8], last: bool, out: &mut Vec<u8>) {
        let before = out.len();
        match self.encoding {
            Encoding::Identity => out.extend_from_slice(chunk),
            Encoding::QuotedPrintable => self.quoted_printable(chunk, last, out),
            Encoding::Base64 | Encoding::Uuencode => self.by_lines(chunk, last, out),
        }
        self.written += (out.len() - before) as u64;
        self.last = out[before..].last().copied().or(self.last);
    }

    fn worsen(&mut self, damage: Damage) {
        self.damage = self.damage.max(damage);
    }

    fn by_lines(&mut self, chunk: &[u8], last: bool, out: &mut Vec<u8>) {
        let start = out.len();
        let mut rest = chunk;
        if !self.carry.is_empty() {
            let mut line = std::mem::take(&mut self.carry);
            let end = memchr(b'\n', rest);
            line.extend_from_slice(&rest[..end.map_or(rest.len(), |i| i + 1)]);
            rest = &rest[end.map_or(rest.len(), |i| i + 1)..];
            if end.is_some() || last || line.len() > LINE {
                self.line(&line, end.is_some() || (last && rest.is_empty()), start, out);
                line.clear();
            }
            self.carry = line;
        }
        while let Some(i) = memchr(b'\n', rest) {
            self.line(&rest[..=i], true, start, out);
            rest = &rest[i + 1..];
        }
        if !rest.is_empty() {
            if last || rest.len() > LINE {
                self.line(rest, last, start, out);
            } else {
                self.carry.extend_from_slice(rest);
            }
        }
        if last {
            match self.encoding {
                Encoding::Base64 => self.base64_end(out),
                _ if self.uu == Uu::Inside => self.worsen(Damage::Mended),
                _ => {}
            }
        }
    }

    /// One line with its line end, or a piece of a very long one (`whole` is false for all but the last piece).
    fn line(&mut self, line: &[u8], whole: bool, start: usize, out: &mut Vec<u8>) {
        match self.encoding {
            Encoding::Uuencode => self.uu_line(line, start, out),
            _ => self.base64_line(line, whole, start, out),
        }
    }

    fn text_line(&mut self, line: &[u8], start: usize, out: &mut Vec<u8>) {
        self.worsen(Damage::Damaged);
        if !self.keep_tail {
            return;
        }
        if out[start..].last().copied().or(self.last).is_some_and(|b| b != b'\n') {
            out.push(b'\n');
        }
        self.tail.get_or_insert(self.written + (out.len() - start) as u64);
        out.extend_from_slice(line);
    }

    fn uu_line(&mut self, line: &[u8], start: usize, out: &mut Vec<u8>) {
        let trimmed = line.trim_ascii_end();
        match self.uu {
            Uu::Before | Uu::After if is_uu_begin(trimmed) => self.uu = Uu::Inside,
            Uu::Before | Uu::After => {
                if !trimmed.is_empty() {
                    self.text_line(line, start, out);
                }
            }
            Uu::Inside if trimmed == b"end" => self.uu = Uu::After,
            Uu::Inside => {
                if trimmed.is_empty() {
                    return;
                }
                match uu_data(trimmed, out) {
                    Some(true) => {}
                    Some(false) => self.worsen(Damage::Mended),
                    None => self.text_line(line, start, out),
                }
            }
        }
    }

    fn quoted_printable(&mut self, chunk: &[u8], last: bool, out: &mut Vec<u8>) {
        if self.carry.is_empty() {
            let used = self.quoted_printable_piece(chunk, last, out);
            self.carry.extend_from_slice(&chunk[used..]);
        } else {
            // An escape is at most a few bytes and white space: one line end settles it.
            let mut joined = std::mem::take(&mut self.carry);
            let settled = chunk.iter().position(|&b| b != b' ' && b != b'\t');
            let take = settled.map_or(chunk.len(), |i| (i + 3).min(chunk.len()));
            joined.extend_from_slice(&chunk[..take]);
            let all = take == chunk.len();
            let used = self.quoted_printable_piece(&joined, last && all, out);
            joined.drain(..used);
            if all || joined.len() > LINE {
                self.carry = joined;
                if !all {
                    self.quoted_printable(&chunk[take..], last, out);
                }
            } else if joined.is_empty() {
                self.quoted_printable(&chunk[take..], last, out);
            } else {
                // What is left began in this chunk.
                let from = take - joined.len().min(take);
                self.quoted_printable(&chunk[from..], last, out);
            }
        }
    }

    /// Decodes as much as is certain and returns how many bytes of `input` that was.
    fn quoted_printable_piece(&mut self, input: &[u8], last: bool, out: &mut Vec<u8>) -> usize {
        let mut at = 0;
        while let Some(i) = memchr(b'=', &input[at..]) {
            out.extend_from_slice(&input[at..at + i]);
            at += i;
            let after = &input[at + 1..];
            match after {
                [b'\n', ..] => at += 2,
                [b'\r', b'\n', ..] => at += 3,
                &[a, b, ..] if hex(a) < 16 && hex(b) < 16 => {
                    out.push(hex(a) << 4 | hex(b));
                    at += 3;
                }
                // As Python's decoder has it: an encoder wrote the equals sign twice.
                [b'=', ..] => {
                    self.worsen(Damage::Mended);
                    out.push(b'=');
                    at += 2;
                }
                [] | [b'\r'] if last => at = input.len(),
                [] | [b'\r'] => return at,
                &[a] if !last && hex(a) < 16 => return at,
                [b' ' | b'\t', ..] => {
                    // RFC 2045 §6.7 (3): white space at the end of a line was put there by transport.
                    let blank = after.iter().take(LINE).take_while(|&&b| b == b' ' || b == b'\t').count();
                    match &after[blank..] {
                        [b'\n', ..] => at += blank + 2,
                        [b'\r', b'\n', ..] => at += blank + 3,
                        [] if last => at = input.len(),
                        [] | [b'\r'] if blank < LINE && !last => return at,
                        _ => {
                            self.worsen(Damage::Mended);
                            out.extend_from_slice(&input[at..=at + blank]);
                            at += blank + 1;
                        }
                    }
                }
                _ => {
                    self.worsen(Damage::Mended);
                    out.push(b'=');
                    at += 1;
                }
            }
        }
        out.extend_from_slice(&input[at..]);
        input.len()
    }
}

fn hex(b: u8) -> u8 {
    match b {
        b'0'..=b'9' => b - b'0',
        b'A'..=b'F' => b - b'A' + 10,
        b'a'..=b'f' => b - b'a' + 10,
        _ => 255,
    }
}

/// Decodes a line of data, without its line end; false when characters are missing at its end. `None`, and nothing
/// appended, when it is no such line.
pub(crate) fn uu_data(line: &[u8], out: &mut Vec<u8>) -> Option<bool> {
    let (&first, data) = line.split_first()?;
    if !(32..=96).contains(&first) {
        return None;
    }
    let len = usize::from((first - 32) & 63);
    // Three bytes more than needed are what some encoders write as a checksum; trailing spaces, which stand for zeros,
    // get lost in transport.
    if data.len() > len.div_ceil(3) * 4 + 3 || data.iter().any(|b| !(32..=96).contains(b)) {
        return None;
    }
    let six = |i: usize| u32::from(data.get(i).map_or(0, |b| (b - 32) & 63));
    let begin = out.len();
    for q in 0..len.div_ceil(3) {
        let v = six(q * 4) << 18 | six(q * 4 + 1) << 12 | six(q * 4 + 2) << 6 | six(q * 4 + 3);
        out.extend_from_slice(&v.to_be_bytes()[1..]);
    }
    out.truncate(begin + len);
    Some(data.len() >= (len * 4).div_ceil(3) || data.is_empty())
}

/// True for the line that begins uuencoded data: `begin`, the mode of the file, its name.
pub(crate) fn is_uu_begin(line: &[u8]) -> bool {
    let Some(rest) = line.strip_prefix(b"begin ") else { return false };
    let digits = rest.iter().take_while(|b| (b'0'..=b'7').contains(b)).count();
    (3..=4).contains(&digits) && rest.get(digits) == Some(&b' ')
}

#[cfg(test)]
mod tests;
