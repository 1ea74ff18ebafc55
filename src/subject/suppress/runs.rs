//! A text in, its runs of letters and of digits out, folded.

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

use crate::subject::fold::fold_char;

/// A run of letters, or one of digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Run {
    /// Bytes of the text.
    pub(super) span: Range<usize>,
    pub(super) digits: bool,
}

/// Goes through a text, run by run.
pub(super) struct Runs<'t> {
    text: &'t str,
    at: usize,
    folded: Vec<u8>,
}

impl<'t> Runs<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Runs { text, at: 0, folded: Vec::with_capacity(64) }
    }

    /// The last run, folded.
    pub(super) fn folded(&self) -> &str {
        // whole characters go in, whole ones come out
        std::str::from_utf8(&self.folded).unwrap_or_default()
    }

    /// The next run.
    pub(super) fn next(&mut self) -> Option<Run> {
        let bytes = self.text.as_bytes();
        self.folded.clear();
        while let Some(&b) = bytes.get(self.at) {
            let start = self.at;
            if b.is_ascii_digit() {
                let length = bytes[start..].iter().take_while(|b| b.is_ascii_digit()).count();
                self.at += length;
                self.folded.extend_from_slice(&bytes[start..self.at]);
                return Some(Run { span: start..self.at, digits: true });
            }
            if b.is_ascii_alphabetic() || b >= 0x80 {
                self.word();
                if !self.folded.is_empty() {
                    return Some(Run { span: start..self.at, digits: false });
                }
                continue;
            }
            self.at += 1;
        }
        None
    }

    /// Goes to the end of a word, or over one character that is in none.
    fn word(&mut self) {
        let (start, bytes) = (self.at, self.text.as_bytes());
        while let Some(&b) = bytes.get(self.at) {
            if b.is_ascii_alphabetic() {
                self.folded.push(b.to_ascii_lowercase());
                self.at += 1;
            } else if b == b'\'' && bytes.get(self.at + 1).is_some_and(u8::is_ascii_alphabetic) {
                self.at += 1;
            } else if b >= 0x80 {
                let Some(c) = self.text.get(self.at..).and_then(|rest| rest.chars().next()) else {
                    self.at += 1;
                    return;
                };
                if !c.is_alphabetic() && !is_combining_mark(c) && c != '’' {
                    if self.at == start {
                        self.at += c.len_utf8();
                    }
                    return;
                }
                let folded = &mut self.folded;
                fold_char(c, &mut |b| folded.push(b));
                self.at += c.len_utf8();
            } else {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<String> {
        let mut runs = Runs::new(text);
        let mut all = Vec::new();
        while let Some(run) = runs.next() {
            assert!(text.get(run.span).is_some());
            all.push(runs.folded().to_owned());
        }
        all
    }

    #[test]
    fn letters_and_digits_stand_apart() {
        assert_eq!(all("KL-88213"), ["kl", "88213"]);
        assert_eq!(all("kl88213x"), ["kl", "88213", "x"]);
        assert_eq!(all("D’Angelo, O'Brien – Öztürk €5"), ["dangelo", "obrien", "ozturk", "5"]);
        assert!(all("– … €").is_empty());
    }
}
