//! The records of an Excel file of 1993 to 2003 in, their fields out (\[MS-XLS\] §2.1.4): BIFF5 and BIFF8.
//!
//! A record has 8,224 bytes at most; longer ones go on in records of their own, and a string that is cut by that says anew how it is written.

use std::io::Read;

use encoding_rs::Encoding;

/// The record that goes on with the one before it.
const CONTINUE: u16 = 0x003c;
/// Bytes of one string that are kept.
const STRING: usize = 256 << 10;

/// A stream of records.
pub(super) struct Records<R> {
    from: R,
    /// What the open record is.
    pub(super) kind: u16,
    /// Where it begins in the stream.
    pub(super) offset: u64,
    data: Vec<u8>,
    at: usize,
    /// The head of the next record, and where that begins.
    next: Option<(u16, u16)>,
    behind: u64,
    /// The stream ended within a record.
    pub(super) cut: bool,
}

impl<R: Read> Records<R> {
    pub(super) fn new(from: R) -> Self {
        let mut records =
            Records { from, kind: 0, offset: 0, data: Vec::new(), at: 0, next: None, behind: 0, cut: false };
        records.look();
        records
    }

    fn look(&mut self) {
        let mut head = Vec::with_capacity(4);
        self.next = None;
        if self.from.by_ref().take(4).read_to_end(&mut head).is_err() {
            self.cut = true;
        } else if let &[a, b, c, d] = head.as_slice() {
            self.next = Some((u16::from_le_bytes([a, b]), u16::from_le_bytes([c, d])));
        } else {
            self.cut |= !head.is_empty();
        }
    }

    /// Opens the next record; false at the end.
    pub(super) fn next(&mut self) -> bool {
        let Some((kind, length)) = self.next else { return false };
        self.kind = kind;
        self.offset = self.behind;
        self.data.clear();
        self.at = 0;
        let read = self.from.by_ref().take(u64::from(length)).read_to_end(&mut self.data);
        if read.is_err() || self.data.len() < usize::from(length) {
            self.cut = true;
            self.next = None;
            return true;
        }
        self.behind += 4 + u64::from(length);
        self.look();
        true
    }

    /// Goes on in the next record, where that continues this one.
    pub(super) fn go_on(&mut self) -> bool {
        if self.next.is_none_or(|(kind, _)| kind != CONTINUE) {
            return false;
        }
        let (kind, offset) = (self.kind, self.offset);
        let more = self.next();
        (self.kind, self.offset) = (kind, offset);
        more
    }

    /// What is left of the open record, without those that continue it.
    pub(super) fn rest(&self) -> &[u8] {
        &self.data[self.at..]
    }

    fn byte(&mut self) -> Option<u8> {
        while self.at == self.data.len() {
            if !self.go_on() {
                return None;
            }
        }
        self.at += 1;
        self.data.get(self.at - 1).copied()
    }

    /// Two bytes.
    pub(super) fn short(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes([self.byte()?, self.byte()?]))
    }

    /// Four bytes.
    pub(super) fn long(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes([self.byte()?, self.byte()?, self.byte()?, self.byte()?]))
    }

    /// Eight bytes.
    pub(super) fn double(&mut self) -> Option<[u8; 8]> {
        let mut bytes = [0; 8];
        for byte in &mut bytes {
            *byte = self.byte()?;
        }
        Some(bytes)
    }

    /// Passes over bytes.
    pub(super) fn skip(&mut self, mut bytes: usize) -> Option<()> {
        while bytes > 0 {
            let here = bytes.min(self.data.len() - self.at);
            self.at += here;
            bytes -= here;
            if bytes > 0 && !self.go_on() {
                return None;
            }
        }
        Some(())
    }

    /// A string of BIFF8 behind its length in characters (§2.5.293 XLUnicodeRichExtendedString), to its end.
    pub(super) fn wide_string(&mut self, length: usize, text: &mut String) -> Option<()> {
        let flags = self.byte()?;
        let runs = if flags & 8 != 0 { usize::from(self.short()?) } else { 0 };
        let extra = if flags & 4 != 0 { self.long()? as usize } else { 0 };
        self.characters(length, flags, text)?;
        self.skip(runs * 4)?;
        self.skip(extra)
    }

    /// The characters of a string: `flags` says whether they have one byte or two, each continuing record says it anew.
    pub(super) fn characters(&mut self, mut length: usize, mut flags: u8, text: &mut String) -> Option<()> {
        while length > 0 {
            if self.at == self.data.len() {
                if !self.go_on() {
                    return None;
                }
                flags = self.byte()?;
                continue;
            }
            let size = if flags & 1 == 1 { 2 } else { 1 };
            let here = length.min((self.data.len() - self.at) / size);
            if here == 0 {
                // half a character: the record is damaged
                self.at = self.data.len();
                continue;
            }
            let bytes = &self.data[self.at..self.at + here * size];
            if text.len() < STRING {
                if size == 2 {
                    text.push_str(&encoding_rs::UTF_16LE.decode_without_bom_handling(bytes).0);
                } else {
                    text.push_str(&encoding_rs::mem::decode_latin1(bytes));
                }
            }
            self.at += here * size;
            length -= here;
        }
        Some(())
    }

    /// A string of BIFF5 behind its length in bytes.
    pub(super) fn narrow_string(
        &mut self,
        length: usize,
        charset: &'static Encoding,
        text: &mut String,
    ) -> Option<()> {
        let here = length.min(self.data.len() - self.at);
        text.push_str(&charset.decode_without_bom_handling(&self.data[self.at..self.at + here]).0);
        self.at += here;
        (here == length).then_some(())
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// One record.
    pub(crate) fn record(kind: u16, content: &[u8]) -> Vec<u8> {
        let mut bytes = kind.to_le_bytes().to_vec();
        bytes.extend((content.len() as u16).to_le_bytes());
        bytes.extend(content);
        bytes
    }

    #[test]
    fn a_string_that_is_cut_says_anew_how_it_is_written() {
        let mut stream = record(0xfc, b"\x06\x00\x00abc");
        stream.extend(record(CONTINUE, b"\x01d\x00\xac\x20"));
        stream.extend(record(CONTINUE, b"\x00f!"));
        stream.extend(record(0x0a, b""));
        let mut records = Records::new(&stream[..]);
        let mut text = String::new();
        assert!(records.next());
        let length = records.short().unwrap();
        records.wide_string(usize::from(length), &mut text).unwrap();
        assert_eq!(text, "abcd\u{20ac}f");
        assert_eq!((records.kind, records.rest()), (0xfc, &b"!"[..]));
        assert!(records.next());
        assert_eq!(records.kind, 0x0a);
        assert!(!records.next() && !records.cut);
    }

    #[test]
    fn a_stream_that_ends_in_a_record_is_cut() {
        let mut records = Records::new(&b"\x0a\x00\x08\x00abc"[..]);
        assert!(records.next());
        assert!(records.cut && !records.next());
        assert!(records.double().is_none());
    }
}
