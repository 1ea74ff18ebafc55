//! Numbers and texts as bytes, and back.
//!
//! In: the numbers and the texts of a record, one after the other. Out: two stretches of bytes, the numbers and the texts, so
//! that all texts of a record are read back as one. Refuses to know what they mean.

use crate::relate::Key;

/// Numbers go straight to where they are kept; texts wait until all numbers stand there.
pub(super) struct Writing<'w> {
    pub(super) numbers: &'w mut Vec<u8>,
    pub(super) texts: &'w mut Vec<u8>,
}

impl Writing<'_> {
    /// One byte.
    pub(super) fn byte(&mut self, byte: u8) {
        self.numbers.push(byte);
    }

    /// A number, seven bits a byte, the lowest first; most are small.
    pub(super) fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.numbers.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.numbers.push(number as u8);
    }

    /// A number that may be absent.
    pub(super) fn option(&mut self, number: Option<u64>) {
        self.number(number.map_or(0, |n| n.saturating_add(1)));
    }

    /// A key.
    pub(super) fn key(&mut self, key: Key) {
        self.numbers.extend_from_slice(&key.to_bytes());
    }

    /// A text.
    pub(super) fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.texts.extend_from_slice(text.as_bytes());
    }

    /// A text that may be absent.
    pub(super) fn text_option(&mut self, text: Option<&str>) {
        self.option(text.map(|text| text.len() as u64));
        self.texts.extend_from_slice(text.unwrap_or_default().as_bytes());
    }
}

/// Gives them back in the order in which they were written; `None` where there are no more, or what stands there is none.
pub(super) struct Reading<'r> {
    numbers: &'r [u8],
    texts: &'r str,
}

impl<'r> Reading<'r> {
    /// Of two stretches of bytes.
    pub(super) fn new(numbers: &'r [u8], texts: &'r [u8]) -> Option<Self> {
        Some(Reading { numbers, texts: std::str::from_utf8(texts).ok()? })
    }

    /// One byte.
    pub(super) fn byte(&mut self) -> Option<u8> {
        let (byte, rest) = self.numbers.split_first()?;
        self.numbers = rest;
        Some(*byte)
    }

    /// A number.
    pub(super) fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        let mut shift = 0;
        loop {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f).checked_shl(shift)?;
            if byte < 0x80 {
                return Some(number);
            }
            shift += 7;
        }
    }

    /// A number that counts things in memory.
    pub(super) fn count(&mut self) -> Option<usize> {
        usize::try_from(self.number()?).ok()
    }

    /// A number that may be absent.
    pub(super) fn option(&mut self) -> Option<Option<u64>> {
        Some(self.number()?.checked_sub(1))
    }

    /// A key.
    pub(super) fn key(&mut self) -> Option<Key> {
        let (key, rest) = self.numbers.split_first_chunk()?;
        self.numbers = rest;
        Some(Key::from_bytes(*key))
    }

    /// A text.
    pub(super) fn text(&mut self) -> Option<&'r str> {
        let length = self.count()?;
        self.take(length)
    }

    /// A text that may be absent.
    pub(super) fn text_option(&mut self) -> Option<Option<&'r str>> {
        match self.option()? {
            None => Some(None),
            Some(length) => self.take(usize::try_from(length).ok()?).map(Some),
        }
    }

    /// What was not read yet: numbers, and texts.
    pub(super) fn rest(self) -> (&'r [u8], &'r str) {
        (self.numbers, self.texts)
    }

    fn take(&mut self, length: usize) -> Option<&'r str> {
        let (text, rest) = self.texts.split_at_checked(length)?;
        self.texts = rest;
        Some(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let (mut numbers, mut texts) = (Vec::new(), Vec::new());
        let mut w = Writing { numbers: &mut numbers, texts: &mut texts };
        w.byte(200);
        for n in [0, 127, 128, 300, u64::MAX - 1, u64::MAX] {
            w.number(n);
        }
        w.option(None);
        w.option(Some(0));
        w.text("é");
        w.text_option(None);
        w.text_option(Some(""));
        w.text_option(Some("jan"));
        w.key(Key::from_bytes([1, 2, 3, 4, 5, 6, 7, 8]));
        let mut r = Reading::new(&numbers, &texts).unwrap();
        assert_eq!(r.byte(), Some(200));
        for n in [0, 127, 128, 300, u64::MAX - 1, u64::MAX] {
            assert_eq!(r.number(), Some(n));
        }
        assert_eq!((r.option(), r.option()), (Some(None), Some(Some(0))));
        assert_eq!(r.text(), Some("é"));
        let texts = (r.text_option(), r.text_option(), r.text_option());
        assert_eq!(texts, (Some(None), Some(Some("")), Some(Some("jan"))));
        assert_eq!(r.key().map(Key::to_bytes), Some([1, 2, 3, 4, 5, 6, 7, 8]));
        assert_eq!((r.byte(), r.number(), r.text(), r.key()), (None, None, None, None));
    }

    #[test]
    fn what_is_none_is_not_read() {
        assert!(Reading::new(&[], b"\xff").is_none());
        let mut r = Reading::new(
            &[2, 1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1],
            "éa".as_bytes(),
        )
        .unwrap();
        assert_eq!(r.text(), Some("é"));
        assert_eq!(r.text(), Some("a"));
        assert_eq!(r.number(), None, "more than 64 bits");
        let mut r = Reading::new(&[1, 9], "é".as_bytes()).unwrap();
        assert_eq!((r.text(), r.text()), (None, None), "half a character, and more than there is");
    }
}
