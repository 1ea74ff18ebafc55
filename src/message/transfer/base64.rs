//! Base64 (RFC 2045 §6.8), and what stands between its lines that is none.
//!
//! In: a line of a body, or a piece of a very long one. Out: the bytes that it stands for, or the line itself where it is text
//! that a list server or a scanner put behind the data. This module refuses to know how a body is cut into lines.

use super::{Damage, Decoder};

#[derive(Debug, Default)]
pub(super) struct Base64 {
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

impl Decoder {
    pub(super) fn base64_line(&mut self, line: &[u8], whole: bool, start: usize, out: &mut Vec<u8>) {
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

    pub(super) fn base64_end(&mut self, out: &mut Vec<u8>) {
        if self.base64.count > 0 {
            self.worsen(if self.base64.illegal { Damage::Damaged } else { Damage::Mended });
        }
        self.base64_flush(out);
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
