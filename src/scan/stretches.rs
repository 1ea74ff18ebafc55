//! A long text in, the stretches of it that are searched one after the other out.
//!
//! Matches of a region are held until all of them are found. A region of some megabytes may be nothing but addresses, and
//! these take a hundred times its memory; so a long one is searched in stretches, cut where no detail is likely to
//! stand. What is shorter than a stretch, which nearly all mail is, stays whole.

use std::ops::Range;

/// Bytes of text that are searched at once.
pub(super) const STRETCH: usize = 256 << 10;

/// The stretches of a text, in order; together they are all of it.
pub(super) fn stretches(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    std::iter::from_fn(move || {
        let rest = text.get(start..).filter(|rest| !rest.is_empty())?;
        let length = if rest.len() <= STRETCH { rest.len() } else { cut(rest) };
        let stretch = start..start + length;
        start = stretch.end;
        Some(stretch)
    })
}

/// Where to cut a text longer than a stretch: after a blank line in the last half of it, else after a line, else at
/// white space: behind a mark that ends a detail before one that may stand in it, and not within a number; else
/// anywhere between two characters.
fn cut(text: &str) -> usize {
    let bytes = &text.as_bytes()[..STRETCH];
    let half = STRETCH / 2;
    let late = |at: &usize| *at >= half;
    let space = |fits: fn(u8, u8) -> bool| {
        let places = memchr::memrchr2_iter(b' ', b'\t', &bytes[half..STRETCH - 1]);
        let mut places = places.map(|n| half + n);
        places.find(|n| fits(bytes[n - 1], bytes[n + 1])).map(|n| n + 1)
    };
    let lines = [&b"\n\n"[..], b"\n\r\n", b"\n"];
    let line =
        lines.iter().find_map(|end| memchr::memmem::rfind(bytes, end).map(|n| n + end.len()).filter(late));
    let cut = line
        .or_else(|| space(|before, _| matches!(before, b',' | b';' | b'>' | b'|')))
        .or_else(|| space(|before, after| !before.is_ascii_digit() && !after.is_ascii_digit()))
        .or_else(|| space(|_, _| true))
        .or_else(|| memchr::memrchr3(b',', b';', b'>', bytes).map(|n| n + 1).filter(late))
        .unwrap_or(STRETCH);
    (1..=cut).rev().find(|n| text.is_char_boundary(*n)).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> Vec<&str> {
        stretches(text).map(|s| &text[s]).collect()
    }

    #[test]
    fn a_text_of_ordinary_length_stays_whole() {
        assert_eq!(pieces(""), [""; 0]);
        let text = "a\n\n".repeat(STRETCH / 3);
        assert_eq!(pieces(&text), [text.as_str()]);
    }

    #[test]
    fn a_long_one_is_cut_where_no_detail_stands() {
        for (unit, end) in [
            ("Jan\n\n06-1\n", "\n\n"),
            ("Jan\r\n\r\n06-1\r\n", "\r\n\r\n"),
            ("06-1\n", "\n"),
            ("06 12, 34 56 a b ", ", "),
            ("a b 06 12 34 ", "a "),
            ("06 12 34 ", " "),
            ("a@b.example;", ";"),
            ("é", "é"),
        ] {
            let text = unit.repeat(3 * STRETCH / unit.len());
            let pieces = pieces(&text);
            assert!((3..=6).contains(&pieces.len()), "{unit:?}");
            assert_eq!(pieces.concat(), text);
            for piece in &pieces[..pieces.len() - 1] {
                assert!(piece.len() <= STRETCH && piece.ends_with(end), "{unit:?}");
            }
        }
    }
}
