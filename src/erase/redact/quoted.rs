//! Changed bytes back into quoted-printable (RFC 2045 §6.7), in which only the lines change that are touched.
//!
//! What comes in: an encoded body, and what is to stand in place of which of its decoded bytes. What goes out: the lines to
//! write anew. Tokens of these that were not touched stay as they are written, soft line breaks included; more are put in
//! where a line would have more than 76 characters.

use std::ops::Range;

use super::splice::{Splice, line_ends};

/// Characters of a line, RFC 2045 §6.7 (5).
const LINE: usize = 76;

/// What a token is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A byte as it stands.
    Literal,
    /// A byte as an escape.
    Escape,
    /// An equals sign that is none of an escape.
    Bare,
    /// A soft line break.
    Soft,
}

/// Reads the token that `rest` begins with, which is not empty, as the decoder does: its length and kind.
fn token(rest: &[u8]) -> (usize, Kind) {
    let [b'=', after @ ..] = rest else { return (1, Kind::Literal) };
    match after {
        [b'\n', ..] => (2, Kind::Soft),
        [b'\r', b'\n', ..] => (3, Kind::Soft),
        [a, b, ..] if a.is_ascii_hexdigit() && b.is_ascii_hexdigit() => (3, Kind::Escape),
        [b'=', ..] => (2, Kind::Bare),
        [] | [b'\r'] => (rest.len(), Kind::Soft),
        [b' ' | b'\t', ..] => {
            let blank = after.iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
            match &after[blank..] {
                [b'\n', ..] => (blank + 2, Kind::Soft),
                [b'\r', b'\n', ..] => (blank + 3, Kind::Soft),
                [] => (rest.len(), Kind::Soft),
                _ => (1, Kind::Bare),
            }
        }
        _ => (1, Kind::Bare),
    }
}

/// A unit that is not divided between lines.
struct Atom {
    bytes: [u8; 3],
    len: usize,
    kind: Kind,
}

impl Atom {
    fn literal(byte: u8) -> Self {
        Atom { bytes: [byte, 0, 0], len: 1, kind: Kind::Literal }
    }

    fn escape(byte: u8) -> Self {
        const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
        let (high, low) = (DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]);
        Atom { bytes: [b'=', high, low], len: 3, kind: Kind::Escape }
    }

    fn new(byte: u8) -> Self {
        match byte {
            b'=' => Atom::escape(byte),
            b' '..=b'~' => Atom::literal(byte),
            _ => Atom::escape(byte),
        }
    }

    fn is(&self, byte: u8) -> bool {
        self.kind == Kind::Literal && self.bytes[0] == byte
    }
}

/// The lines to write anew. `edits` are in order.
pub(super) fn splices(raw: &[u8], edits: &[Splice]) -> Vec<Splice> {
    // where each line begins, in the body and in its decoded bytes, and whether the one before goes on in it
    let mut lines = vec![(0, 0, false)];
    let (mut at, mut decoded) = (0, 0);
    while at < raw.len() {
        let (len, kind) = token(&raw[at..]);
        at += len;
        decoded += usize::from(kind != Kind::Soft);
        if raw[at - 1] == b'\n' {
            lines.push((at, decoded, kind == Kind::Soft));
        }
    }
    let line_of = |place: usize| lines.partition_point(|(_, d, _)| *d <= place).saturating_sub(1);
    // without its line end, a line goes on in the next
    let last_of = |range: &Range<usize>| {
        let last = line_of(range.end.saturating_sub(1).max(range.start));
        let joined =
            lines.get(last + 1).is_some_and(|(_, d, soft)| *d == range.end && !soft && range.start < *d);
        last + usize::from(joined)
    };
    let mut out = Vec::new();
    let mut rest = edits;
    while let Some(((first, _), _)) = rest.split_first() {
        let from = line_of(first.start);
        let mut last = last_of(first);
        let mut count = 1;
        while let Some((next, _)) = rest.get(count)
            && line_of(next.start) <= last
        {
            last = last.max(last_of(next));
            count += 1;
        }
        let (group, behind) = rest.split_at(count);
        rest = behind;
        let start = lines[from];
        let end = lines.get(last + 1).map_or(raw.len(), |line| line.0);
        out.push((start.0..end, written(&raw[start.0..end], start.1, group, line_ends(raw))));
    }
    out
}

/// Writes lines anew, whose first decoded byte is byte `decoded` of the body.
fn written(lines: &[u8], decoded: usize, edits: &[Splice], eol: &[u8]) -> Vec<u8> {
    let mut atoms: Vec<Atom> = Vec::with_capacity(lines.len());
    let mut soft: Vec<Range<usize>> = Vec::new();
    let (mut at, mut place) = (0, decoded);
    let mut edits = edits.iter().peekable();
    let mut until = 0;
    while at < lines.len() {
        let (len, kind) = token(&lines[at..]);
        if kind != Kind::Soft {
            while let Some((range, with)) = edits.next_if(|(range, _)| range.start <= place) {
                atoms.extend(with.iter().copied().map(Atom::new));
                until = range.end;
            }
        }
        let kept = place >= until;
        match kind {
            Kind::Soft if kept => {
                soft.push(at..at + len);
                atoms.push(Atom { bytes: [0; 3], len: 0, kind });
            }
            Kind::Literal if kept => atoms.push(Atom::literal(lines[at])),
            Kind::Escape if kept => {
                atoms.push(Atom { bytes: [b'=', lines[at + 1], lines[at + 2]], len: 3, kind });
            }
            // one that stands for itself would be read with what is put behind it
            Kind::Bare if kept => atoms.push(Atom::escape(b'=')),
            _ => {}
        }
        at += len;
        place += usize::from(kind != Kind::Soft);
    }
    let open = soft.last().is_some_and(|last| last.end == lines.len() && !lines.ends_with(b"\n"));
    if open && edits.peek().is_some() && atoms.last().is_some_and(|atom| atom.kind == Kind::Soft) {
        // one at the end of all, where nothing was to go on
        atoms.pop();
    }
    for (_, with) in edits {
        atoms.extend(with.iter().copied().map(Atom::new));
    }
    let mut out = Vec::with_capacity(lines.len() + 16);
    let mut soft = soft.into_iter();
    let mut column = 0;
    for i in 0..atoms.len() {
        let hard = |n: usize| match atoms.get(n) {
            None => true,
            Some(atom) => {
                atom.is(b'\n') || atom.is(b'\r') && atoms.get(n + 1).is_some_and(|next| next.is(b'\n'))
            }
        };
        let atom = &atoms[i];
        if atom.kind == Kind::Soft {
            out.extend_from_slice(soft.next().and_then(|range| lines.get(range)).unwrap_or_default());
            column = 0;
            continue;
        }
        if hard(i) {
            out.extend_from_slice(&atom.bytes[..atom.len]);
            column = if atom.is(b'\n') { 0 } else { column };
            continue;
        }
        // white space at the end of a line is taken off on the way (RFC 2045 §6.7 (3))
        let blank = atom.is(b' ') || atom.is(b'\t');
        let own = if blank && hard(i + 1) { Atom::escape(atom.bytes[0]) } else { Atom { ..*atom } };
        if column + own.len > LINE - usize::from(!hard(i + 1)) && column > 0 {
            out.push(b'=');
            out.extend_from_slice(eol);
            column = 0;
        }
        out.extend_from_slice(&own.bytes[..own.len]);
        column += own.len;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::splice::applied;
    use super::*;
    use crate::message::transfer::{Decoder, Encoding};
    use proptest::prelude::*;

    fn decoded(raw: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        Decoder::new(Encoding::QuotedPrintable).decode(raw, true, &mut out);
        out
    }

    #[track_caller]
    fn is(raw: &str, what: &str, with: &str, want: &str) {
        let text = decoded(raw.as_bytes());
        let at = memchr::memmem::find(&text, what.as_bytes()).unwrap();
        let out = applied(raw.as_bytes(), &splices(raw.as_bytes(), &[(at..at + what.len(), with.into())]));
        assert_eq!(String::from_utf8(out).unwrap(), want);
    }

    #[test]
    fn only_the_line_that_is_touched_changes() {
        is("caf=c3=a9 =\r\nJan\r\nx = y=zz\r\n", "Jan", "[weg]", "caf=c3=a9 =\r\n[weg]\r\nx = y=zz\r\n");
        is("Zo=C3=AB Jan=\nsen, 06\n", "Jansen", "[weg]", "Zo=C3=AB [weg], 06\n");
        is("a=zz Jan==41\n", "Jan", "é", "a=3Dzz =C3=A9=3D41\n");
        is("Tel: Jan\nx\n", "Jan", "", "Tel:=20\nx\n");
        is("Jan", "Jan", "a=b", "a=3Db");
        is("Jan\nx \ny\n", "Jan\n", "[weg]", "[weg]x=20\ny\n");
    }

    #[test]
    fn a_long_line_is_divided() {
        let raw = format!("{}Jan{}\nx\n", "a".repeat(40), "b".repeat(30));
        let want = format!("{}[verwijderd]{}=\n{}\nx\n", "a".repeat(40), "b".repeat(23), "b".repeat(7));
        is(&raw, "Jan", "[verwijderd]", &want);
    }

    proptest! {
        #[test]
        fn what_is_read_is_what_was_wanted(
            raw in "([a-z ]{0,9}|=[0-9A-F]{2}|=\r\n|=\n|= \n|\r\n|\n|==|=z|[a-z]{30,90}|= ){0,30}",
            cuts in prop::collection::vec((0usize..400, 0usize..30, "[ -~\u{e9}]{0,20}"), 0..4),
        ) {
            let text = decoded(raw.as_bytes());
            let mut edits: Vec<Splice> = Vec::new();
            let mut at = 0;
            for (gap, len, with) in cuts {
                let start = at + gap % (text.len() + 1 - at);
                let end = (start + len).min(text.len());
                edits.push((start..end, with.into_bytes()));
                at = end;
                if at >= text.len() {
                    break;
                }
            }
            edits.dedup_by(|next, one| next.0.start <= one.0.end && next.0.is_empty());
            let out = applied(raw.as_bytes(), &splices(raw.as_bytes(), &edits));
            prop_assert_eq!(decoded(&out), applied(&text, &edits));
        }
    }
}
