//! Where text may be cut that is searched in pieces.
//!
//! What comes in: the bytes of a text. What goes out: a place near its end at which no address and no number stands on
//! both sides. This file refuses to know about lines and markup: those are better places, and the caller's to find.

/// Bytes at the end of a text that are looked at.
const NEAR: usize = 64 << 10;

/// The place behind the last byte, in the last 64 KiB, that stands in no address and in no number; where there is none,
/// behind the last space there, which may stand in a number. `None` where there is neither.
///
/// All of these bytes are ASCII: the place is on a character's boundary.
pub(super) fn border(bytes: &[u8]) -> Option<usize> {
    let near = bytes.len().saturating_sub(NEAR);
    let end = &bytes[near..];
    let at = end.iter().rposition(|b| parts(*b)).or_else(|| end.iter().rposition(|b| *b == b' '))?;
    Some(near + at + 1)
}

/// The same in a text that may hold character references, whose semicolon is within a word.
pub(super) fn border_in_markup(bytes: &[u8]) -> Option<usize> {
    let near = bytes.len().saturating_sub(NEAR);
    let end = &bytes[near..];
    let at = (0..end.len())
        .rev()
        .find(|&i| parts(end[i]) && !(end[i] == b';' && ends_reference(&end[..i])))
        .or_else(|| end.iter().rposition(|b| *b == b' '))?;
    Some(near + at + 1)
}

fn parts(byte: u8) -> bool {
    byte < b' ' || matches!(byte, b',' | b';' | b'<' | b'>' | b'"' | b'|')
}

/// True where the name of a reference stands before a semicolon; the longest has 31 letters.
fn ends_reference(before: &[u8]) -> bool {
    let name = before.iter().rev().take(32).take_while(|b| b.is_ascii_alphanumeric() || **b == b'#').count();
    name > 0 && before.len() > name && before[before.len() - name - 1] == b'&'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_is_made_where_no_value_is() {
        assert_eq!(border(b"jan@klant.example;piet@kl"), Some(18));
        assert_eq!(border(b"jan@klant.example,020 1234"), Some(18), "a space may stand in a number");
        assert_eq!(border(b"jan piet@kl"), Some(4));
        assert_eq!(border(b"jan\tpiet@kl ant"), Some(4));
        assert_eq!(border(b"jan@klant.example"), None);
        assert_eq!(border(&[b"a,".as_slice(), &[b'x'; NEAR]].concat()), None);
    }

    #[test]
    fn a_reference_is_not_cut_behind() {
        assert_eq!(border_in_markup(b"a;jan&#64;klant&period;ex"), Some(2));
        assert_eq!(border_in_markup(b"jan&#64;klant"), None);
        assert_eq!(border_in_markup(b"a&;b"), Some(3));
    }
}
