//! The nearest digit, fast: 64 bytes at a time as a mask.
//!
//! In: bytes. Out: the place of the next byte that may begin a digit. Compilers turn the loop into vector
//! instructions; on text without digits it runs at several GB/s.

/// True for ASCII digits, and for the first byte of fullwidth digits (U+FF10 to U+FF19).
#[inline]
pub(super) fn may_be_digit(byte: u8) -> bool {
    byte.is_ascii_digit() || byte == 0xef
}

/// The first place at or after `from` where a digit may begin.
pub(super) fn next_candidate(bytes: &[u8], from: usize) -> Option<usize> {
    let mut pos = from;
    while let Some(block) = bytes.get(pos..).and_then(|b| b.first_chunk::<64>()) {
        let found = mask(block);
        if found != 0 {
            return Some(pos + found.trailing_zeros() as usize);
        }
        pos += 64;
    }
    bytes.get(pos..)?.iter().position(|b| may_be_digit(*b)).map(|n| pos + n)
}

/// Bit n stands for byte n.
#[inline]
fn mask(block: &[u8; 64]) -> u64 {
    // Most blocks of text have no digit: asking that first is cheaper than building the mask.
    if !block.iter().fold(false, |any, b| any | may_be_digit(*b)) {
        return 0;
    }
    block.iter().enumerate().fold(0, |mask, (n, b)| mask | u64::from(may_be_digit(*b)) << n)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_agrees_with_the_naive_search(bytes in proptest::collection::vec(prop_oneof![9 => 0x20u8..0x30, 1 => any::<u8>()], 0..300), from in 0usize..310) {
            let naive = (from..bytes.len()).find(|n| matches!(bytes[*n], b'0'..=b'9' | 0xef));
            prop_assert_eq!(next_candidate(&bytes, from), naive);
        }
    }
}
