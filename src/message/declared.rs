//! Which of the transfer encodings that a header names its body has (RFC 2045 §6).
//!
//! What comes in: the Content-Transfer-Encoding fields of an entity, and the first bytes of its body. What goes out: one
//! encoding. It refuses to undo it. RFC 2045 has one field with one token; gateways add a second field, or a second
//! token, and then the body decides: taken for text, base64 is never found out.

use super::transfer::{self, Encoding};

/// Bytes of a body that show what it is; with a piece that has fewer, more are waited for.
pub(super) const HEAD: usize = 2048;

/// The transfer encodings that a header names, in order, each once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Declared {
    /// Those that change bytes.
    pub(super) changing: Vec<Encoding>,
    /// The first token leaves the bytes as they are.
    identity_first: bool,
    /// Some token is not known.
    unknown: bool,
}

impl Declared {
    /// Takes note of the body of one Content-Transfer-Encoding field.
    pub(super) fn note(&mut self, field_body: &[u8]) {
        let tokens = field_body.split(|b| matches!(b, b',' | b';' | b' ' | b'\t' | b'\r' | b'\n'));
        for token in tokens.filter(|t| !t.is_empty() && !t.starts_with(b"(")) {
            match transfer::encoding(token) {
                (Encoding::Identity, known) => {
                    self.identity_first |= self.changing.is_empty();
                    self.unknown |= !known;
                }
                (encoding, _) if !self.changing.contains(&encoding) => self.changing.push(encoding),
                _ => {}
            }
        }
    }

    /// The encoding, where the header leaves no doubt.
    pub(super) fn settled(&self) -> Option<Encoding> {
        match self.changing.as_slice() {
            [] => Some(Encoding::Identity),
            [one] if !self.identity_first => Some(*one),
            _ => None,
        }
    }

    /// True where no token is known by which the body could be decoded.
    pub(super) fn is_unknown(&self) -> bool {
        self.unknown && self.changing.is_empty()
    }

    /// Decides by the first bytes of the body: the first encoding that it looks like, else the first that is named.
    pub(super) fn settle(&self, head: &[u8]) -> Encoding {
        let head = &head[..head.len().min(HEAD)];
        let first = if self.identity_first { None } else { self.changing.first() };
        let fits = self.changing.iter().find(|encoding| looks_like(head, **encoding));
        fits.or(first).copied().unwrap_or_default()
    }
}

/// Whether the beginning of a body has the marks of an encoding.
fn looks_like(head: &[u8], encoding: Encoding) -> bool {
    match encoding {
        Encoding::Identity => true,
        Encoding::Base64 => {
            let alphabet = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=');
            let mut lines = head.split(|b| *b == b'\n').map(<[u8]>::trim_ascii).filter(|l| !l.is_empty());
            let Some(first) = lines.next() else { return false };
            first.iter().all(alphabet)
                && (first.len() % 4 == 0 || first.len() >= 60)
                && lines.next().is_none_or(|second| second.iter().all(alphabet))
        }
        Encoding::QuotedPrintable => head.windows(3).any(|w| {
            w[0] == b'=' && (w[1] == b'\n' || w[1] == b'\r' || w[1..].iter().all(u8::is_ascii_hexdigit))
        }),
        Encoding::Uuencode => head.split(|b| *b == b'\n').any(|line| line.starts_with(b"begin ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn declared(fields: &[&str]) -> Declared {
        let mut declared = Declared::default();
        for field in fields {
            declared.note(field.as_bytes());
        }
        declared
    }

    #[test]
    fn one_token_is_believed() {
        assert_eq!(declared(&[]).settled(), Some(Encoding::Identity));
        assert_eq!(declared(&["BASE64 (x)"]).settled(), Some(Encoding::Base64));
        assert_eq!(declared(&["base64;"]).settled(), Some(Encoding::Base64));
        assert_eq!(declared(&["base64", "base64"]).settled(), Some(Encoding::Base64));
        assert!(declared(&["x-made-up"]).is_unknown());
        assert!(!declared(&["7bit"]).is_unknown());
    }

    #[test]
    fn of_two_the_body_decides() {
        for fields in [&["8bit, base64"][..], &["7bit", "base64"]] {
            let two = declared(fields);
            assert_eq!(two.settled(), None);
            assert_eq!(two.settle(b"\r\nVGVs\r\n"), Encoding::Base64);
            assert_eq!(two.settle(b"Tel 020\r\n"), Encoding::Identity);
        }
        let two = declared(&["base64", "quoted-printable"]);
        assert_eq!(two.settle(b"caf=C3=A9"), Encoding::QuotedPrintable);
        assert_eq!(two.settle(b"niets van dat alles"), Encoding::Base64);
        assert_eq!(declared(&["8bit uuencode"]).settle(b"x\nbegin 644 a\n"), Encoding::Uuencode);
    }
}
