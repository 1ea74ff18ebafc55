//! Changed bytes back into base64 (RFC 2045 §6.8) or uuencoding, from the first line that is touched on.
//!
//! What comes in: an encoded body, its decoded bytes, and what is to stand in place of which of these. What goes out: what
//! is to stand in place of which of its lines. Line lengths and line ends are those that it had.

use data_encoding::BASE64;

use super::splice::{Splice, applied, line_ends};
use crate::message::transfer::{Decoder, Encoding, is_uu_begin};

/// What to write anew; `None` where it would not be read as is wanted.
pub(super) fn splices(
    raw: &[u8],
    encoding: Encoding,
    keep_tail: bool,
    decoded: &[u8],
    edits: &[Splice],
) -> Option<Vec<Splice>> {
    let first = edits.first()?.0.start;
    let wanted = applied(decoded, edits);
    let lines = lines(raw, encoding, keep_tail);
    let gives = |splices: &[Splice]| {
        let mut out = Vec::with_capacity(wanted.len());
        Decoder::new(encoding).keep_tail(keep_tail).decode(&applied(raw, splices), true, &mut out);
        out == wanted
    };
    if encoding == Encoding::Uuencode {
        return uuencoded(raw, &lines, &wanted, decoded.len(), edits).filter(|s| gives(s));
    }
    let from = lines.partition_point(|line| line.1 <= first).checked_sub(1).map(|n| lines[n]);
    from.into_iter().chain([(0, 0)]).find_map(|(start, before)| {
        let mut head = Vec::new();
        Decoder::new(encoding).keep_tail(keep_tail).decode(&raw[..start], true, &mut head);
        if head.len() != before {
            return None; // a group of four goes on in the line
        }
        let body = &raw[start..];
        let blank = body.len() - body.trim_ascii_start().len();
        let end = raw.trim_ascii_end().len();
        let text = base64(wanted.get(before..)?, width(raw), line_ends(raw));
        let splices = vec![((start + blank).min(end)..end, text)];
        gives(&splices).then_some(splices)
    })
}

/// Where each line begins, in the body and in the decoded bytes.
fn lines(raw: &[u8], encoding: Encoding, keep_tail: bool) -> Vec<(usize, usize)> {
    let mut decoder = Decoder::new(encoding).keep_tail(keep_tail);
    let mut out = Vec::new();
    let mut lines = Vec::new();
    let (mut at, mut before) = (0, 0);
    for line in raw.split_inclusive(|b| *b == b'\n') {
        lines.push((at, before));
        decoder.decode(line, false, &mut out);
        before += out.len();
        out.clear();
        at += line.len();
    }
    lines
}

/// Characters of a line, as the first has them; no bound where there is one line only, and that is long.
fn width(raw: &[u8]) -> usize {
    let mut lines = raw.split(|b| *b == b'\n').map(|line| line.trim_ascii().len()).filter(|len| *len > 0);
    let first = lines.next().unwrap_or(76);
    match lines.next() {
        None if first <= 76 => 76,
        None => usize::MAX,
        Some(_) => (first / 4 * 4).max(4),
    }
}

fn base64(bytes: &[u8], width: usize, eol: &[u8]) -> Vec<u8> {
    let text = BASE64.encode(bytes).into_bytes();
    let lines: Vec<&[u8]> = text.chunks(width).collect();
    lines.join(eol)
}

/// Lines of uuencoded data, without the line end behind the last.
pub(super) fn uu(bytes: &[u8], eol: &[u8]) -> Vec<u8> {
    // POSIX writes a grave accent where a space would be
    let digit = |six: u32| if six & 63 == 0 { b'`' } else { (six & 63) as u8 + 32 };
    let line = |bytes: &[u8]| {
        let mut line = vec![digit(bytes.len() as u32)];
        for three in bytes.chunks(3) {
            let byte = |n: usize| u32::from(three.get(n).copied().unwrap_or(0));
            let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
            line.extend([18, 12, 6, 0].map(|shift| digit(bits >> shift)));
        }
        line
    };
    let lines: Vec<Vec<u8>> = bytes.chunks(45).map(line).collect();
    lines.join(eol)
}

/// Writes the data lines of the block anew that is touched, or a line beside it.
fn uuencoded(
    raw: &[u8],
    lines: &[(usize, usize)],
    wanted: &[u8],
    decoded: usize,
    edits: &[Splice],
) -> Option<Vec<Splice>> {
    let (first, last) = (edits.first()?.0.start, edits.last()?.0.end);
    let end_of = |n: usize| lines.get(n + 1).map_or((raw.len(), decoded), |line| *line);
    let mut inside = false;
    // the data lines from the first that is touched to the last of the block
    let mut found: Option<(usize, usize)> = None;
    for (n, line) in lines.iter().enumerate() {
        let end = end_of(n);
        let text = raw[line.0..end.0].trim_ascii_end();
        if !inside {
            inside = is_uu_begin(text);
        } else if text == b"end" {
            inside = false;
            if found.is_some() {
                break;
            }
        } else if end.1 > line.1 && (end.1 > first || found.is_some()) {
            let from = found.map_or(n, |(from, _)| from);
            found = Some((from, n));
        }
    }
    let (from, to) = found.filter(|(from, to)| lines[*from].1 <= first && last <= end_of(*to).1)?;
    let (start, before) = lines[from];
    let (_, behind) = end_of(to);
    let old = raw[start..end_of(to).0].trim_ascii_end();
    let new = wanted.get(before..wanted.len().checked_sub(decoded - behind)?)?;
    Some(vec![(start..start + old.len(), uu(new, line_ends(raw)))])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn is(raw: &str, encoding: Encoding, what: &str, with: &str) -> String {
        let mut text = Vec::new();
        Decoder::new(encoding).keep_tail(true).decode(raw.as_bytes(), true, &mut text);
        let at = memchr::memmem::find(&text, what.as_bytes()).unwrap();
        let edits = vec![(at..at + what.len(), with.into())];
        let splices = splices(raw.as_bytes(), encoding, true, &text, &edits).unwrap();
        String::from_utf8(applied(raw.as_bytes(), &splices)).unwrap()
    }

    #[test]
    fn base64_is_written_from_the_line_that_is_touched() {
        let raw = "SGFs\r\nbG8g\r\nSmFu\r\nIGRl\r\n\r\n";
        assert_eq!(is(raw, Encoding::Base64, "Jan", "[weg]"), "SGFs\r\nbG8g\r\nW3dl\r\nZ10g\r\nZGU=\r\n\r\n");
        assert_eq!(is("SGFsbG8gSmFu", Encoding::Base64, "Jan", "X"), "SGFsbG8gWA==");
        // a group of four over two lines
        assert_eq!(is("SGFsb\nG8gSm\nFu\n", Encoding::Base64, "Jan", "X"), "SGFs\nbG8g\nWA==\n");
        // two blocks become one
        let two = "SGFsbG8=\nSmFuIGRlIFZyaWVzIGdhYXQg\n";
        let one = String::from_utf8(base64(b"HalloX de Vries gaat ", 8, b"\n")).unwrap() + "\n";
        assert_eq!(is(two, Encoding::Base64, "Jan", "X"), one);
        let long = "QUFB".repeat(40);
        assert_eq!(is(&(long.clone() + "SmFu"), Encoding::Base64, "Jan", "XYZ"), long + "WFla");
    }

    #[test]
    fn a_footer_behind_base64_is_read_as_before() {
        let raw = "SGFsbG8gSmFu\n____________\nKlantenlijst, mail piet@klant.example or call 020-5550123\n";
        for what in ["Jan", "piet@klant.example"] {
            assert!(!is(raw, Encoding::Base64, what, "[weg]").contains(what));
        }
    }

    #[test]
    fn uuencoded_data() {
        let raw = "zie\nbegin 644 a.txt\n#0V%T\n#0V%T\n`\nend\nen\n";
        let lines = String::from_utf8(uu(b"Ca[weg]t", b"\n")).unwrap();
        let want = format!("zie\nbegin 644 a.txt\n{lines}\n`\nend\nen\n");
        assert_eq!(is(raw, Encoding::Uuencode, "tCa", "[weg]"), want);
        let mut out = Vec::new();
        let long = vec![b'x'; 100];
        for line in uu(&long, b"\n").split(|b| *b == b'\n') {
            crate::message::transfer::uu_data(line, &mut out);
        }
        assert_eq!(out, long);
    }
}
