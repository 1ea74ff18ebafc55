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

#[derive(Debug, Default)]
struct Base64 {
    /// Six-bit values waiting for their fellows, and how many there are.
    bits: u32,
    count: u8,
    illegal: bool,
    /// Padding was seen: what comes now is another block, or no base64.
    ended: bool,
    /// The line before was plain text.
    in_text: bool,
    /// The piece of a long line that comes next goes on a line of data.
    mid_line: bool,
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

    fn base64_line(&mut self, line: &[u8], whole: bool, start: usize, out: &mut Vec<u8>) {
        let trimmed = line.trim_ascii();
        let goes_on = std::mem::replace(&mut self.base64.mid_line, !whole);
        if trimmed.is_empty() {
            if self.base64.in_text && self.keep_tail {
                out.extend_from_slice(line);
            }
            return;
        }
        if self.base64.ended && trimmed.iter().all(|&b| b == b'=') && trimmed.len() < 3 {
            return; // padding that was broken over two lines
        }
        let settled = !self.base64.ended && !self.base64.in_text;
        if (settled || goes_on) && self.base64_clean(trimmed, out) {
            return;
        }
        let data = unquoted(trimmed);
        if !goes_on && (if settled { is_prose(data) } else { !is_another_block(data) }) {
            self.base64_flush(out);
            self.base64.in_text = true;
            self.text_line(line, start, out);
            return;
        }
        if data.len() != trimmed.len() {
            self.worsen(Damage::Mended);
        }
        self.base64.in_text = false;
        self.base64.ended = false;
        if !self.base64_clean(data, out) {
            self.base64_slow(data, start, out);
        }
    }

    /// Decodes a line of nothing but the alphabet, padding at its end allowed; false, and nothing done, for any other.
    fn base64_clean(&mut self, line: &[u8], out: &mut Vec<u8>) -> bool {
        let padding = line.iter().rev().take(3).take_while(|&&b| b == b'=').count();
        let data = &line[..line.len() - padding];
        let (head, body) = data.split_at(data.len().min((4 - usize::from(self.base64.count)) % 4));
        if head.iter().any(|&b| SIX[usize::from(b)] > 63) {
            return false;
        }
        let quads = body.len() / 4;
        let at = out.len();
        let first =
            at + usize::from(!head.is_empty() && head.len() + usize::from(self.base64.count) == 4) * 3;
        let (body, tail) = body.split_at(quads * 4);
        if tail.iter().any(|&b| SIX[usize::from(b)] > 63) {
            return false;
        }
        out.resize(first + quads * 3, 0);
        let mut bad = 0u32;
        for (four, three) in body.chunks_exact(4).zip(out[first..].chunks_exact_mut(3)) {
            let v = QUAD[0][usize::from(four[0])]
                | QUAD[1][usize::from(four[1])]
                | QUAD[2][usize::from(four[2])]
                | QUAD[3][usize::from(four[3])];
            bad |= v;
            three[0] = (v >> 16) as u8;
            three[1] = (v >> 8) as u8;
            three[2] = v as u8;
        }
        if bad >> 24 != 0 {
            out.truncate(at);
            return false;
        }
        if !head.is_empty() {
            let mut bits = self.base64.bits;
            for &b in head {
                bits = bits << 6 | u32::from(SIX[usize::from(b)]);
            }
            if first > at {
                out[at..first].copy_from_slice(&bits.to_be_bytes()[1..]);
                self.base64.bits = 0;
                self.base64.count = 0;
            } else {
                self.base64.bits = bits;
                self.base64.count += head.len() as u8;
            }
        }
        for &b in tail {
            self.base64.bits = self.base64.bits << 6 | u32::from(SIX[usize::from(b)]);
            self.base64.count += 1;
        }
        if padding > 0 {
            if usize::from(self.base64.count) + padding != 4 {
                self.worsen(Damage::Mended);
            }
            self.base64_flush(out);
            self.base64.ended = true;
        }
        true
    }

    fn base64_slow(&mut self, line: &[u8], start: usize, out: &mut Vec<u8>) {
        for (i, &b) in line.iter().enumerate() {
            if self.base64.ended && b.is_ascii_whitespace() && !is_another_block(line[i..].trim_ascii()) {
                // a remark behind the padding; where it may tell something, it is text
                let rest = line[i..].trim_ascii();
                let digits = rest.iter().filter(|b| b.is_ascii_digit()).count();
                self.worsen(Damage::Mended);
                if rest.contains(&b'@') || digits > 6 {
                    self.text_line(rest, start, out);
                }
                return;
            }
            let six = SIX[usize::from(b)];
            if six <= 63 {
                self.base64.bits = self.base64.bits << 6 | u32::from(six);
                self.base64.count += 1;
                self.base64.ended = false;
                if self.base64.count == 4 {
                    out.extend_from_slice(&self.base64.bits.to_be_bytes()[1..]);
                    self.base64.bits = 0;
                    self.base64.count = 0;
                }
            } else if b == b'=' {
                self.base64_flush(out);
                self.base64.ended = true;
            } else if !b.is_ascii_whitespace() {
                self.base64.illegal = true;
                self.worsen(Damage::Mended);
            }
        }
    }

    /// Gives out what an unfinished group of four holds.
    fn base64_flush(&mut self, out: &mut Vec<u8>) {
        let Base64 { bits, count, .. } = self.base64;
        match count {
            1 => self.worsen(Damage::Damaged),
            2 => out.push((bits >> 4) as u8),
            3 => out.extend_from_slice(&[(bits >> 10) as u8, (bits >> 2) as u8]),
            _ => {}
        }
        self.base64.bits = 0;
        self.base64.count = 0;
    }

    fn base64_end(&mut self, out: &mut Vec<u8>) {
        if self.base64.count > 0 {
            self.worsen(if self.base64.illegal { Damage::Damaged } else { Damage::Mended });
        }
        self.base64_flush(out);
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

/// Takes off the quote marks that some gateways put before encoded lines.
fn unquoted(line: &[u8]) -> &[u8] {
    if line.first() != Some(&b'>') {
        return line;
    }
    let marks = line.iter().take_while(|&&b| b == b'>' || b == b' ' || b == b'\t').count();
    &line[marks..]
}

/// True for a line of words: one that has spaces and punctuation, or nothing but words as people write them, or is a
/// rule of dashes. Damaged base64 has none of these.
fn is_prose(line: &[u8]) -> bool {
    let legal = line.iter().filter(|&&b| SIX[usize::from(b)] <= 63 || b == b'=').count();
    let mut words = 0usize;
    let mut longest = 0;
    let mut natural = true;
    for word in line.split(|&b| b == b' ' || b == b'\t').filter(|w| !w.is_empty()) {
        words += 1;
        longest = longest.max(word.len());
        natural &= is_natural(word);
    }
    let illegal = line.len() - legal - line.iter().filter(|&&b| b == b' ' || b == b'\t').count();
    (words > 1 && longest < 40 && (illegal > 0 || natural)) || illegal > legal / 2
}

/// `Jan`, `jan`, `JAN` and `1234` are natural; `SGVsbG8` is not.
fn is_natural(word: &[u8]) -> bool {
    word.iter().all(u8::is_ascii_digit)
        || word.iter().all(u8::is_ascii_uppercase)
        || word.iter().skip(1).all(u8::is_ascii_lowercase)
}

/// True for a line that begins another base64 block behind padding, or goes on after a line of plain text: text
/// without spaces is short, and padding is no punctuation.
fn is_another_block(line: &[u8]) -> bool {
    let padding = line.iter().rev().take(3).take_while(|&&b| b == b'=').count();
    let clean = line[..line.len() - padding].iter().all(|&b| SIX[usize::from(b)] <= 63 || b == b'=');
    clean && (line.len() >= 24 || (padding > 0 && line.len().is_multiple_of(4)))
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

const SIX: [u8; 256] = {
    let mut table = [255u8; 256];
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut i = 0;
    while i < 64 {
        table[alphabet[i] as usize] = i as u8;
        i += 1;
    }
    table
};

/// The value of a character at each of the four places; the high byte is set for what is not of the alphabet.
static QUAD: [[u32; 256]; 4] = {
    let mut tables = [[1u32 << 24; 256]; 4];
    let mut place = 0;
    while place < 4 {
        let mut b = 0;
        while b < 256 {
            if SIX[b] < 64 {
                tables[place][b] = (SIX[b] as u32) << (18 - 6 * place);
            }
            b += 1;
        }
        place += 1;
    }
    tables
};

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn all(encoding: Encoding, body: &[u8]) -> (Vec<u8>, Damage) {
        let mut out = Vec::new();
        let mut decoder = Decoder::new(encoding).keep_tail(true);
        decoder.decode(body, true, &mut out);
        (out, decoder.damage())
    }
    #[track_caller]
    fn base64(body: &str, want: &str, damage: Damage) {
        let (out, d) = all(Encoding::Base64, body.as_bytes());
        assert_eq!((String::from_utf8_lossy(&out).as_ref(), d), (want, damage), "{body:?}");
    }
    #[track_caller]
    fn qp(body: &str, want: &str, damage: Damage) {
        let (out, d) = all(Encoding::QuotedPrintable, body.as_bytes());
        assert_eq!((String::from_utf8_lossy(&out).as_ref(), d), (want, damage), "{body:?}");
    }

    /// Found by fuzzing: text behind damaged base64 had a line end too many when it came in pieces.
    #[test]
    fn text_behind_damaged_data_is_the_same_in_pieces() {
        let text = b"QUJD=RE%F\n-- \nJan\n";
        let mut whole = Vec::new();
        Decoder::new(Encoding::Base64).keep_tail(true).decode(text, true, &mut whole);
        assert!(whole.ends_with(b"-- \nJan\n"));
        for cut in 0..text.len() {
            let mut decoder = Decoder::new(Encoding::Base64).keep_tail(true);
            let (mut out, mut pieces) = (Vec::new(), Vec::new());
            decoder.decode(&text[..cut], false, &mut out);
            pieces.append(&mut out);
            decoder.decode(&text[cut..], true, &mut out);
            pieces.append(&mut out);
            assert_eq!(pieces, whole, "cut at {cut}");
        }
    }

    #[test]
    fn a_remark_behind_the_padding_is_no_data() {
        let decode = |text: &[u8]| {
            let mut out = Vec::new();
            Decoder::new(Encoding::Base64).keep_tail(true).decode(text, true, &mut out);
            out
        };
        assert_eq!(decode(b"aGFsbG8gZGFhcgo= ignored\n"), b"hallo daar\n");
        assert_eq!(decode(b"aGFsbG8gZGFhcgo= 0201234567\n"), b"hallo daar\n0201234567");
        assert_eq!(decode(b"YQ==Yg==\n"), b"ab");
    }

    #[test]
    fn field_bodies() {
        for (body, want) in [
            ("base64", Encoding::Base64),
            (" BASE64 (comment)", Encoding::Base64),
            ("base64;", Encoding::Base64),
            ("\"base64\"", Encoding::Base64),
            ("(x (y)) Quoted-Printable\r\n", Encoding::QuotedPrintable),
            ("x-uuencode", Encoding::Uuencode),
            ("X-UUE", Encoding::Uuencode),
            ("7bit", Encoding::Identity),
            ("8BIT ", Encoding::Identity),
            ("", Encoding::Identity),
        ] {
            assert_eq!(encoding(body.as_bytes()), (want, true), "{body}");
        }
        assert_eq!(encoding(b"rot13"), (Encoding::Identity, false));
        assert_eq!(encoding(&[b'x'; 5000]), (Encoding::Identity, false));
    }

    #[test]
    fn base64_as_it_should_be() {
        base64("SGVsbG8=\r\n", "Hello", Damage::None);
        base64("SGVs\r\nbG8=\r\n", "Hello", Damage::None);
        base64("SGVsb\r\nG8=", "Hello", Damage::None);
        base64("SGVsbG8h", "Hello!", Damage::None);
        base64("", "", Damage::None);
    }

    #[test]
    fn base64_that_was_damaged() {
        base64("SGV!sbG8=", "Hello", Damage::Mended);
        base64("SGV\0sbG8=", "Hello", Damage::Mended);
        base64("SGVsbG8", "Hello", Damage::Mended);
        base64("SGVsbG8gd29ybGQhS", "Hello world!", Damage::Damaged);
        base64("> SGVs\n> bG8=\n", "Hello", Damage::Mended);
        base64("SGVsbG8=SGVsbG8=", "HelloHello", Damage::None);
        base64("SGVsbG8=\nSGVsbG8=\n", "HelloHello", Damage::None);
    }

    #[test]
    fn a_footer_behind_base64_is_kept_as_text() {
        base64(
            "SGVsbG8=\n____________\nKlantenlijst\nmail jan@klant.example or call 020-1234567\n",
            "Hello\n____________\nKlantenlijst\nmail jan@klant.example or call 020-1234567\n",
            Damage::Damaged,
        );
        base64("SGVsbG8h\n-- \njan@klant.example\n", "Hello!\n-- \njan@klant.example\n", Damage::Damaged);
        base64("SGVsbG8=\n\nGroeten van Jan\n", "Hello\nGroeten van Jan\n", Damage::Damaged);
        let mut decoder = Decoder::new(Encoding::Base64).keep_tail(true);
        decoder.decode(b"SGVsbG8=\n-- \nx@y.example\n", true, &mut Vec::new());
        assert_eq!(decoder.tail_start(), Some(6));
        let mut out = Vec::new();
        Decoder::new(Encoding::Base64).decode(b"SGVsbG8=\n-- \nx@y.example\n", true, &mut out);
        assert_eq!(out, b"Hello", "not for what is no text");
    }

    #[test]
    fn text_that_was_never_encoded_is_kept() {
        base64("Bel Jan even, 020-1234567.\n", "Bel Jan even, 020-1234567.\n", Damage::Damaged);
    }

    #[test]
    fn quoted_printable_as_it_should_be() {
        qp("caf=C3=A9 =3D\r\n", "café =\r\n", Damage::None);
        qp("one=\r\ntwo=\nthree=  \r\nfour=\t\nfive", "onetwothreefourfive", Damage::None);
        qp("raw é stays\n", "raw é stays\n", Damage::None);
        qp("space at end  \nstays", "space at end  \nstays", Damage::None);
        qp("end=", "end", Damage::None);
        qp("end=  ", "end", Damage::None);
        qp("=c3=a9", "é", Damage::None);
    }

    #[test]
    fn quoted_printable_with_illegal_escapes() {
        qp("a=zz", "a=zz", Damage::Mended);
        qp("a=4", "a=4", Damage::Mended);
        qp("==41", "=41", Damage::Mended);
        qp("=4=41", "=4A", Damage::Mended);
        qp("= =41", "= A", Damage::Mended);
        qp("a=x\ny", "a=x\ny", Damage::Mended);
        qp("a= x\ny", "a= x\ny", Damage::Mended);
    }

    #[test]
    fn uuencoded() {
        let body = b"see below\nbegin 644 a.txt\n%2&5L;&\\\n`\nend\nbye\n";
        let (out, damage) = all(Encoding::Uuencode, body);
        assert_eq!((out.as_slice(), damage), (b"see below\nHello\nbye\n".as_slice(), Damage::Damaged));
        let (out, damage) = all(Encoding::Uuencode, b"begin 644 a.txt\n#0V%T\n`\nend\n");
        assert_eq!((out.as_slice(), damage), (b"Cat".as_slice(), Damage::None));
        let (out, damage) = all(Encoding::Uuencode, b"begin 644 a.txt\r\n#0V%T\r\n");
        assert_eq!((out.as_slice(), damage), (b"Cat".as_slice(), Damage::Mended), "no end");
    }

    #[test]
    fn long_lines_and_blank_runs_cost_linear_time() {
        let start = crate::model::Busy::now();
        for unit in ["=", "= ", " ", "=\t=", "A", "=A", ">", "A=", "\n", "=\r"] {
            let body = unit.repeat((1 << 20) / unit.len());
            for e in [Encoding::Base64, Encoding::QuotedPrintable, Encoding::Uuencode] {
                all(e, body.as_bytes());
                let mut decoder = Decoder::new(e);
                for chunk in body.as_bytes().chunks(1000) {
                    decoder.decode(chunk, false, &mut Vec::new());
                }
                decoder.decode(b"", true, &mut Vec::new());
            }
        }
        assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
    }

    proptest! {
        #[test]
        fn chunks_may_be_cut_anywhere(
            body in "([A-Za-z0-9+/=]{0,9}|[ \t\r\n=>]{0,3}|=[0-9A-F]{2}|=\r\n|= \n|%2&5L|begin 644 x\n|end\n|[a-z]{1,5} [a-z.]{1,5}\n|\n){0,40}",
            cuts in proptest::collection::vec(0usize..300, 0..6),
        ) {
            for e in [Encoding::Base64, Encoding::QuotedPrintable, Encoding::Uuencode, Encoding::Identity] {
                let whole = all(e, body.as_bytes());
                let mut cuts: Vec<usize> = cuts.iter().map(|&c| c.min(body.len())).collect();
                cuts.sort_unstable();
                let mut decoder = Decoder::new(e).keep_tail(true);
                let (mut out, mut from) = (Vec::new(), 0);
                for c in cuts {
                    decoder.decode(&body.as_bytes()[from..c], false, &mut out);
                    from = c;
                }
                decoder.decode(&body.as_bytes()[from..], true, &mut out);
                prop_assert_eq!((out, decoder.damage()), whole);
            }
        }

        #[test]
        fn what_was_encoded_comes_back(bytes in proptest::collection::vec(any::<u8>(), 0..400), width in 1usize..80) {
            let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
            let mut encoded = Vec::new();
            for three in bytes.chunks(3) {
                let v = u32::from(three[0]) << 16
                    | u32::from(*three.get(1).unwrap_or(&0)) << 8
                    | u32::from(*three.get(2).unwrap_or(&0));
                for i in 0..4 {
                    encoded.push(if i <= three.len() { alphabet[(v >> (18 - 6 * i)) as usize & 63] } else { b'=' });
                }
            }
            let lines: Vec<u8> = encoded.chunks(width).collect::<Vec<_>>().join(&b"\r\n"[..]);
            prop_assert_eq!(all(Encoding::Base64, &lines).0, bytes.clone());
            let quoted: Vec<u8> = bytes.iter().flat_map(|b| format!("={b:02X}").into_bytes()).collect();
            prop_assert_eq!(all(Encoding::QuotedPrintable, &quoted), (bytes, Damage::None));
        }
    }
}
