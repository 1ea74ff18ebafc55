//! A message that is signed and wrapped (`smime.p7m`, RFC 8551 §3.5.2) in, what was signed out.
//!
//! A signature of this form stands around what it signs, which is not encrypted. Only the way to it is read: ContentInfo,
//! SignedData, EncapsulatedContentInfo (RFC 5652 §5); certificates and signatures are left alone. What is encrypted
//! (enveloped) needs a key and is none of this.

use std::io::Cursor;

use super::{Document, ExtractOptions, Extractor};
use crate::model::{Card, Contents, Problem, ProblemCode};

pub(super) struct Signed;

static CARD: Card = Card {
    name: "signed",
    summary: "A message in an S/MIME signature that stands around it (smime.p7m).",
    caveats: "The signature is not verified. What is encrypted needs a key, and is a problem.",
    references: &["RFC 5652 §5", "RFC 8551 §3.5.2", "X.690"],
};

impl Extractor for Signed {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn recognises(&self, document: &Document<'_>) -> bool {
        kind(document.bytes).is_some_and(|(oid, _)| oid == SIGNED || oid == COMPRESSED)
    }

    fn extract(
        &self,
        document: &Document<'_>,
        _: &ExtractOptions,
        out: &mut dyn Contents,
    ) -> Result<(), Problem> {
        let corrupt =
            || Problem::new(ProblemCode::Corrupt, "an S/MIME signature whose content cannot be found");
        let (oid, mut rest) = kind(document.bytes).ok_or_else(corrupt)?;
        if oid == COMPRESSED {
            let detail = "a compressed S/MIME message is not read by this version";
            return Err(Problem::new(ProblemCode::Unsupported, detail));
        }
        // [0] { SignedData { version, digestAlgorithms, EncapsulatedContentInfo { type, [0] { OCTET STRING } } … } }
        let content = (|| {
            enter(&mut rest, 0xa0)?;
            enter(&mut rest, 0x30)?;
            skip(&mut rest, 0x02)?;
            skip(&mut rest, 0x31)?;
            enter(&mut rest, 0x30)?;
            skip(&mut rest, 0x06)?;
            enter(&mut rest, 0xa0)?;
            octets(rest)
        })();
        let (content, whole) = content.ok_or_else(corrupt)?;
        out.message(&mut Cursor::new(content));
        if whole {
            return Ok(());
        }
        let detail = "an S/MIME signature whose content is damaged or cut off; it was read as far as it goes";
        Err(Problem::new(ProblemCode::Corrupt, detail))
    }
}

/// 1.2.840.113549.1.7.2, signedData.
const SIGNED: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02";
/// 1.2.840.113549.1.9.16.1.9, compressedData (RFC 3274).
const COMPRESSED: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x09";

/// The type of a ContentInfo, and what stands behind it.
fn kind(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut rest = bytes;
    enter(&mut rest, 0x30)?;
    let (oid, length) = header(rest, 0x06)?;
    let end = oid.checked_add(length?)?;
    Some((rest.get(oid..end)?, rest.get(end..)?))
}

/// Length of the header of a value with this tag, and of its content: `None` where that goes on to an end mark (X.690 §8.1.3).
fn header(bytes: &[u8], tag: u8) -> Option<(usize, Option<usize>)> {
    if *bytes.first()? != tag {
        return None;
    }
    match *bytes.get(1)? {
        0x80 => Some((2, None)),
        short @ 0..0x80 => Some((2, Some(usize::from(short)))),
        long => {
            let count = usize::from(long & 0x7f);
            let digits = bytes.get(2..2 + count).filter(|d| d.len() <= 8)?;
            let length = digits.iter().fold(0u64, |n, b| n << 8 | u64::from(*b));
            Some((2 + count, Some(usize::try_from(length).ok()?)))
        }
    }
}

/// Goes into a value with this tag. Where it ends is not looked at: what is wanted stands first.
fn enter(rest: &mut &[u8], tag: u8) -> Option<()> {
    let (start, _) = header(rest, tag)?;
    *rest = rest.get(start..)?;
    Some(())
}

/// Goes past a value of definite length.
fn skip(rest: &mut &[u8], tag: u8) -> Option<()> {
    let (start, length) = header(rest, tag)?;
    *rest = rest.get(start.checked_add(length?)?..)?;
    Some(())
}

/// The content of an OCTET STRING, in one piece or in several (X.690 §8.7.3), as far as it reaches, and whether that is all of it.
fn octets(bytes: &[u8]) -> Option<(Vec<u8>, bool)> {
    if let Some((start, Some(length))) = header(bytes, 0x04) {
        let end = start.saturating_add(length);
        let there = end.min(bytes.len());
        return Some((bytes.get(start..there)?.to_vec(), end == there));
    }
    let (start, length) = header(bytes, 0x24)?;
    let end = length.map_or(bytes.len(), |length| start.saturating_add(length).min(bytes.len()));
    let mut rest = bytes.get(start..end)?;
    let mut out = Vec::new();
    while let Some((start, Some(length))) = header(rest, 0x04) {
        let end = start.saturating_add(length);
        let there = end.min(rest.len());
        out.extend_from_slice(rest.get(start..there)?);
        rest = &rest[there..];
        if end > there {
            return Some((out, false));
        }
    }
    // what goes on to an end mark must have one; what has a length must reach it
    let whole = match length {
        None => rest.starts_with(b"\0\0"),
        Some(length) => rest.is_empty() && end == start.saturating_add(length),
    };
    Some((out, whole))
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;
    use crate::model::TextKind;

    #[derive(Default)]
    struct Heard(Vec<u8>);

    impl Contents for Heard {
        fn text(&mut self, _: TextKind, _: &str) -> bool {
            true
        }
        fn entry(&mut self, _: &str, _: Option<&str>, _: &mut dyn Read) -> bool {
            true
        }
        fn message(&mut self, content: &mut dyn Read) -> bool {
            content.read_to_end(&mut self.0).is_ok()
        }
        fn problem(&mut self, _: Problem) {}
    }

    fn value(tag: u8, content: &[u8]) -> Vec<u8> {
        let length = content.len();
        let mut out = vec![tag];
        if length < 128 {
            out.push(length as u8);
        } else {
            out.extend([0x82, (length >> 8) as u8, length as u8]);
        }
        out.extend(content);
        out
    }

    fn signed(content: &[u8]) -> Vec<u8> {
        let data = value(0x06, b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01");
        let inner = value(0x30, &[data, value(0xa0, content)].concat());
        let parts = [value(0x02, &[1]), value(0x31, &[]), inner, value(0x31, b"signers")].concat();
        value(0x30, &[value(0x06, SIGNED), value(0xa0, &value(0x30, &parts))].concat())
    }

    fn read(bytes: &[u8]) -> (Result<(), Problem>, String) {
        let document = Document { bytes, name: None, media_type: "application/pkcs7-mime" };
        assert!(Signed.recognises(&document));
        let mut heard = Heard::default();
        let outcome = Signed.extract(&document, &ExtractOptions::default(), &mut heard);
        (outcome, String::from_utf8_lossy(&heard.0).into_owned())
    }

    #[test]
    fn what_was_signed_comes_out_of_one_piece_or_many() {
        let text = "Content-Type: text/plain\n\nhallo ".repeat(9);
        assert_eq!(read(&signed(&value(0x04, text.as_bytes()))).1, text);
        let pieces: Vec<u8> = text.as_bytes().chunks(100).flat_map(|piece| value(0x04, piece)).collect();
        assert_eq!(read(&signed(&value(0x24, &pieces))).1, text);
        // as streaming writers do: without lengths, with end marks
        let mut open = b"\x30\x80\x06\x09".to_vec();
        open.extend(SIGNED);
        open.extend(b"\xa0\x80\x30\x80\x02\x01\x01\x31\x00\x30\x80");
        open.extend(value(0x06, b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01"));
        open.extend(b"\xa0\x80\x24\x80");
        open.extend(&pieces);
        open.extend([0; 12]);
        assert_eq!(read(&open).1, text);
    }

    #[test]
    fn what_is_cut_off_or_cannot_be_followed_is_told() {
        let text = b"Content-Type: text/plain\n\nhallo";
        let whole = signed(&value(0x04, text));
        assert!(read(&whole).0.is_ok());
        let at = memchr::memmem::find(&whole, b"hallo").unwrap();
        let (outcome, heard) = read(&whole[..at + 2]);
        assert_eq!(outcome.unwrap_err().code, ProblemCode::Corrupt);
        assert!(heard.ends_with("ha"));
        // pieces in pieces, as nobody writes them
        let nested = value(0x24, &value(0x24, &value(0x04, text)));
        assert_eq!(read(&signed(&nested)).0.unwrap_err().code, ProblemCode::Corrupt);
    }

    #[test]
    fn what_is_encrypted_is_not_taken_for_signed() {
        let enveloped = value(0x30, &value(0x06, b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03"));
        let document = Document { bytes: &enveloped, name: None, media_type: "application/pkcs7-mime" };
        assert!(!Signed.recognises(&document));
    }

    #[test]
    fn damage_anywhere_is_survived() {
        let whole = signed(&value(0x04, b"Content-Type: text/plain\n\nhallo"));
        for cut in 0..whole.len() {
            let document = Document { bytes: &whole[..cut], name: None, media_type: "" };
            if Signed.recognises(&document) {
                let _ = Signed.extract(&document, &ExtractOptions::default(), &mut Heard::default());
            }
        }
        for at in 0..whole.len() {
            for byte in [0, 0x24, 0x7f, 0x80, 0x88, 0xff] {
                let mut bytes = whole.clone();
                bytes[at] = byte;
                let document = Document { bytes: &bytes, name: None, media_type: "" };
                if Signed.recognises(&document) {
                    let _ = Signed.extract(&document, &ExtractOptions::default(), &mut Heard::default());
                }
            }
        }
    }
}
