//! Text of two or four bytes a character that no label and no mark tells of.
//!
//! What comes in: bytes of a text. What goes out: what the NULs among them show, and the text of UTF-32, which the
//! WHATWG Encoding Standard does not know. This file refuses to know about labels.

/// Bytes that are looked at.
const SAMPLE: usize = 4096;

/// Bytes that are too few to tell.
const FEW: usize = 16;

/// Characters of more than one byte each, and whether the high one comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wide {
    Utf16 { big: bool },
    Utf32 { big: bool },
}

/// What the NULs at the beginning of a text show: Latin letters have them at every second byte of UTF-16, or at three of
/// four of UTF-32. Costs one search where there are none.
pub(super) fn shown(bytes: &[u8]) -> Option<Wide> {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    memchr::memchr(0, sample)?;
    if sample.len() < FEW {
        return None;
    }
    let mut zeros = [0usize; 4];
    for four in sample.chunks_exact(4) {
        for (count, byte) in zeros.iter_mut().zip(four) {
            *count += usize::from(*byte == 0);
        }
    }
    let all = sample.len() / 4;
    let most = |i: usize| zeros[i] * 4 >= all * 3;
    let few = |i: usize| zeros[i] * 20 <= all;
    // a mark counts as a character that is no Latin letter
    match (few(0), few(1), few(2), few(3)) {
        (true, false, false, false) if most(1) && zeros[2] == all && zeros[3] == all => {
            Some(Wide::Utf32 { big: false })
        }
        (false, false, false, true) if most(2) && zeros[1] + 1 >= all && zeros[0] == all => {
            Some(Wide::Utf32 { big: true })
        }
        (true, _, true, _) if most(1) && most(3) => Some(Wide::Utf16 { big: false }),
        (_, true, _, true) if most(0) && most(2) => Some(Wide::Utf16 { big: true }),
        _ => None,
    }
}

/// True where UTF-32 begins with a byte order mark.
pub(super) fn is_marked(bytes: &[u8], big: bool) -> bool {
    bytes.starts_with(if big { b"\0\0\xfe\xff" } else { b"\xff\xfe\0\0" })
}

/// Decodes UTF-32, chunk by chunk.
#[derive(Debug)]
pub(super) struct Utf32 {
    big: bool,
    carry: [u8; 4],
    held: usize,
}

impl Utf32 {
    pub(super) fn new(big: bool) -> Self {
        Utf32 { big, carry: [0; 4], held: 0 }
    }

    /// Whether the high byte comes first.
    pub(super) fn is_big(&self) -> bool {
        self.big
    }

    /// Appends the text of the next bytes; true when some stand for no character.
    pub(super) fn decode(&mut self, bytes: &[u8], last: bool, out: &mut String) -> bool {
        let mut errors = false;
        for &b in bytes {
            self.carry[self.held] = b;
            self.held += 1;
            if self.held == 4 {
                self.held = 0;
                let number =
                    if self.big { u32::from_be_bytes(self.carry) } else { u32::from_le_bytes(self.carry) };
                errors |= char::from_u32(number).is_none();
                out.push(char::from_u32(number).unwrap_or(char::REPLACEMENT_CHARACTER));
            }
        }
        if last && self.held > 0 {
            errors = true;
            out.push(char::REPLACEMENT_CHARACTER);
        }
        errors
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nuls_tell_only_where_they_stand_in_order() {
        assert_eq!(shown(b"plain text without any"), None);
        assert_eq!(shown(b"plain\0text\0of\0a\0list\0of\0names"), None);
        assert_eq!(shown(&[0; 64]), None);
        assert_eq!(shown(b"J\0a\0n\0"), None, "too short to tell");
        assert_eq!(shown(b"J\0a\0n\0 \0J\0a\0n\0!\0"), Some(Wide::Utf16 { big: false }));
        assert_eq!(shown(b"\0J\0a\0n\0 \0J\0a\0n\0!"), Some(Wide::Utf16 { big: true }));
    }
}
