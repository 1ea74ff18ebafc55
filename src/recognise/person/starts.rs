//! Where words with a capital begin: many bytes at a time.
//!
//! In: bytes. Out: which of them begin a word with a capital. This module refuses to know what the words are.

/// Bytes that are looked at together.
pub(super) const BLOCK: usize = 64;

/// Of these bytes but the first, which stands before them, those that begin a word with a capital: ASCII, or one that may begin
/// a Latin letter of two bytes. Written so that a processor does sixteen and more at once.
pub(super) fn capitals(near: &[u8; BLOCK + 1]) -> [u8; BLOCK] {
    let mut starts = [0; BLOCK];
    for n in 0..BLOCK {
        let (before, b) = (near[n], near[n + 1]);
        let capital = b.is_ascii_uppercase() | (b.wrapping_sub(0xc3) < 3);
        // the second byte of a no-break space is no letter
        let inner = before.is_ascii_alphabetic() | (before >= 0x80) & (before != 0xa0);
        starts[n] = u8::from(capital & !inner);
    }
    starts
}

/// The bytes around `at` as [`capitals`] wants them, where the text begins or ends among them.
pub(super) fn padded(bytes: &[u8], at: usize) -> [u8; BLOCK + 1] {
    let mut near = [b' '; BLOCK + 1];
    let text = &bytes[at.saturating_sub(1)..bytes.len().min(at + BLOCK)];
    let from = usize::from(at == 0);
    near[from..from + text.len()].copy_from_slice(text);
    near
}

#[cfg(test)]
mod tests {
    use super::{BLOCK, capitals, padded};

    #[test]
    fn capitals_at_the_beginning_of_words() {
        let text = "Jan deVr aB CD.É ÉÉ a Xx. \u{a0}Ab\u{a0}B  12AbAb-A éA AA AA ".repeat(9) + "Z";
        let bytes = text.as_bytes();
        for (n, b) in bytes.iter().enumerate() {
            let before = if n == 0 { b' ' } else { bytes[n - 1] };
            let start = (b.is_ascii_uppercase() || (0xc3..=0xc5).contains(b))
                && !(before.is_ascii_alphabetic() || before >= 0x80 && before != 0xa0);
            let found = capitals(&padded(bytes, n / BLOCK * BLOCK));
            assert_eq!(found[n % BLOCK], u8::from(start), "at {n}");
        }
        assert_eq!(capitals(&padded(b"A", 0))[..2], [1, 0]);
    }
}
