//! One header field: stretches of its decoded body go, and what is left is a field that parses.
//!
//! What comes in: the raw body of a field and stretches of its text. What goes out: the body written anew, unfolded. A name
//! becomes a quoted string, an address one that is nobody's, and what stands in encoded-words becomes encoded-words; what
//! gives a field its structure (brackets, commas, quotes) stays where it is (RFC 5322 §3.2, §3.4).

use std::ops::Range;

use super::fold::encoded_words;
use super::sign::{Sign, escaped_at};
use crate::message::header::FieldClass;
use crate::message::mixed::raw_length;
use crate::message::words::{self, Piece, Pieces};

/// What surrounds a character of a structured field.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Context {
    /// Words and what parts them.
    Bare,
    /// Between angle brackets.
    Angle,
    /// In a quoted string.
    Quoted,
    /// In a comment.
    Comment,
}

/// Follows quotes, comments and angle brackets through a field.
struct Reading {
    quoted: bool,
    comments: u32,
    angle: bool,
    escaped: bool,
}

impl Reading {
    fn context(&self) -> Context {
        match self {
            Reading { quoted: true, .. } => Context::Quoted,
            Reading { comments: 1.., .. } => Context::Comment,
            Reading { angle: true, .. } => Context::Angle,
            _ => Context::Bare,
        }
    }

    /// Goes over a character; true where it is structure, which stays.
    fn take(&mut self, c: char) -> bool {
        if std::mem::take(&mut self.escaped) {
            return false;
        }
        match (c, self.context()) {
            ('\\', Context::Quoted | Context::Comment) => {
                self.escaped = true;
                false
            }
            ('"', Context::Quoted) => {
                self.quoted = false;
                true
            }
            (_, Context::Quoted) => false,
            ('"', Context::Bare | Context::Angle) => {
                self.quoted = true;
                true
            }
            ('(', _) => {
                self.comments += 1;
                true
            }
            (')', Context::Comment) => {
                self.comments -= 1;
                true
            }
            ('<', Context::Bare) => {
                self.angle = true;
                true
            }
            ('>', Context::Angle) => {
                self.angle = false;
                true
            }
            (',' | ';' | ':' | '=', Context::Bare) | (',', Context::Angle) => true,
            _ => false,
        }
    }
}

/// A field body as it is to be.
pub(super) struct Rewritten {
    /// Without line ends.
    pub(super) line: Vec<u8>,
    /// What it is read as.
    pub(super) text: String,
}

/// Takes stretches out of the body of a field; they are bytes of its text as [`words::decode`] gives it, in order.
pub(super) fn rewritten(
    raw: &[u8],
    spans: &[Range<usize>],
    class: FieldClass,
    sign: &Sign,
) -> Option<Rewritten> {
    let Pieces { line, text, pieces } = words::pieces(raw);
    let mut out =
        Rewritten { line: Vec::with_capacity(line.len() + 32), text: String::with_capacity(text.len() + 32) };
    let mut reading = Reading { quoted: false, comments: 0, angle: false, escaped: false };
    // spans whose sign was written, in a piece before
    let mut begun = 0;
    for piece in &pieces {
        let touching: Vec<(usize, Range<usize>)> = spans
            .iter()
            .enumerate()
            .skip(begun)
            .take_while(|(_, span)| span.start < piece.text.end)
            .filter(|(_, span)| span.end > piece.text.start && !piece.text.is_empty())
            .map(|(n, span)| (n, span.start.max(piece.text.start)..span.end.min(piece.text.end)))
            .collect();
        begun = spans.partition_point(|span| span.end <= piece.text.end).max(begun);
        let source = line.get(piece.bytes.clone())?;
        let own = text.get(piece.text.clone())?;
        if touching.is_empty() {
            if class != FieldClass::Text && !piece.encoded {
                own.chars().for_each(|c| {
                    reading.take(c);
                });
            }
            out.line.extend_from_slice(source);
            out.text.push_str(own);
            continue;
        }
        let first = |n: usize| spans[n].start >= piece.text.start;
        if piece.encoded {
            let mut new = String::new();
            let mut at = piece.text.start;
            for (n, span) in &touching {
                new.push_str(text.get(at..span.start)?);
                new.push_str(if first(*n) { sign.text() } else { "" });
                at = span.end;
            }
            new.push_str(text.get(at..piece.text.end)?);
            out.line.extend_from_slice(encoded_words(&new).as_bytes());
            out.text.push_str(&new);
        } else {
            let mut literal =
                Literal { source, text: &text, piece, class, sign, reading: &mut reading, out: &mut out };
            literal.write(&touching)?;
        }
    }
    Some(out)
}

/// A stretch that stands as it is, with stretches to go.
struct Literal<'l> {
    source: &'l [u8],
    text: &'l str,
    piece: &'l Piece,
    class: FieldClass,
    sign: &'l Sign,
    reading: &'l mut Reading,
    out: &'l mut Rewritten,
}

impl Literal<'_> {
    fn write(&mut self, spans: &[(usize, Range<usize>)]) -> Option<()> {
        let mut at = self.piece.text.start;
        let mut place = 0;
        for (_, span) in spans {
            place = self.keep(at..span.start, place)?;
            let old = self.text.get(span.clone())?;
            let length = raw_length(self.source.get(place..)?, old.chars().count());
            if self.class == FieldClass::Text {
                self.unstructured();
            } else {
                self.structured(span)?;
            }
            place += length;
            at = span.end;
        }
        self.keep(at..self.piece.text.end, place)?;
        Some(())
    }

    /// Copies text as it stands; gives the place behind it in the source.
    fn keep(&mut self, range: Range<usize>, place: usize) -> Option<usize> {
        let text = self.text.get(range)?;
        let source = self.source.get(place..)?;
        let length = raw_length(source, text.chars().count());
        if self.class != FieldClass::Text {
            for c in text.chars() {
                self.reading.take(c);
            }
        }
        self.out.line.extend_from_slice(source.get(..length)?);
        self.out.text.push_str(text);
        Some(place + length)
    }

    fn put(&mut self, new: &str) {
        self.out.line.extend_from_slice(new.as_bytes());
        self.out.text.push_str(new);
    }

    fn unstructured(&mut self) {
        let sign = self.sign.text().to_owned();
        if sign.is_ascii() && !sign.contains("=?") {
            return self.put(&sign);
        }
        // white space between two encoded-words would be lost
        self.put(self.sign.ascii());
    }

    /// Writes what is to stand in place of a stretch of a structured field.
    fn structured(&mut self, span: &Range<usize>) -> Option<()> {
        let mut from = span.start;
        let old = self.text.get(span.clone())?.to_owned();
        let mut at = span.start;
        for c in old.chars() {
            let context = self.reading.context();
            let keeps = self.reading.take(c);
            if keeps {
                self.stretch(from..at, context)?;
                self.put(c.encode_utf8(&mut [0; 4]));
                from = at + c.len_utf8();
            }
            at += c.len_utf8();
        }
        self.stretch(from..span.end, self.reading.context())
    }

    /// Writes what is to stand in place of a stretch that has no structure.
    fn stretch(&mut self, range: Range<usize>, context: Context) -> Option<()> {
        let old = self.text.get(range.clone())?;
        let words = old.trim();
        if words.is_empty() {
            let old = old.to_owned();
            self.put(&old);
            return Some(());
        }
        let (head, tail) = (&old[..old.len() - old.trim_start().len()], &old[old.trim_end().len()..]);
        let before = self.text.get(..range.start)?.chars().next_back();
        let after = self.text.get(range.end..)?.chars().next();
        let address = words.contains('@') || escaped_at(words) || before == Some('@') || after == Some('@');
        // a piece of a word that stays, as of an address that comes back
        let binds = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || "+-=_%/.!~#".contains(c));
        let glued = binds(before) || binds(after);
        let new = match context {
            Context::Quoted => self.sign.ascii().replace('\\', "").replace('"', "'"),
            Context::Comment => self.sign.ascii().replace(['\\', '(', ')'], ""),
            Context::Bare | Context::Angle if address => self.sign.address(before, words),
            Context::Bare if self.class == FieldClass::Address && !glued => {
                format!("\"{}\"", self.sign.ascii().replace('\\', "").replace('"', "'"))
            }
            Context::Bare | Context::Angle => self.sign.word().to_owned(),
        };
        let new = [head, &new, tail].concat();
        self.put(&new);
        Some(())
    }
}

#[cfg(test)]
#[expect(clippy::single_range_in_vec_init, reason = "one place is what is meant")]
mod tests {
    use super::*;

    #[track_caller]
    fn is(raw: &[u8], what: &str, class: FieldClass, want: &[u8]) {
        let mut buf = String::new();
        let text = words::decode(raw, &mut buf).to_owned();
        let at = text.find(what).unwrap();
        let new = rewritten(raw, &[at..at + what.len()], class, &Sign::new("[weg]")).unwrap();
        assert_eq!(String::from_utf8_lossy(&new.line), String::from_utf8_lossy(want));
        assert_eq!(words::decode(&new.line, &mut buf), new.text);
        assert!(!new.text.contains(what));
    }

    #[test]
    fn mailboxes_stay_mailboxes() {
        let address = |raw: &str, what: &str, want: &str| {
            is(raw.as_bytes(), what, FieldClass::Address, want.as_bytes());
        };
        let raw = "Jan de Vries <jan@klant.example>, piet@b.example";
        address(raw, "Jan de Vries", "\"[weg]\" <jan@klant.example>, piet@b.example");
        address(raw, "jan@klant.example", "Jan de Vries <weg@redacted.invalid>, piet@b.example");
        address(raw, "klant.example", "Jan de Vries <jan@redacted.invalid>, piet@b.example");
        address(raw, "Jan de Vries <jan@klant.example>", "\"[weg]\" <weg@redacted.invalid>, piet@b.example");
        address(raw, "piet@b.example", "Jan de Vries <jan@klant.example>, weg@redacted.invalid");
        address("\"Vries, Jan de\" <j@a.example>", "Vries, Jan de", "\"[weg]\" <j@a.example>");
        address("j@a.example (Jan \\) de Vries)", "Jan \\) de Vries", "j@a.example ([weg])");
        address(
            "\"jan@a.example\" <jan@a.example>",
            "jan@a.example\" <jan@a.example",
            "\"[weg]\" <weg@redacted.invalid>",
        );
        address(
            "=?utf-8?Q?Zo=C3=AB_Jansen?= <z@a.example>",
            "Zoë",
            "=?utf-8?Q?=5Bweg=5D_Jansen?= <z@a.example>",
        );
        address(
            "=?utf-8?Q?Zo=C3=AB?=\r\n <z@a.example>",
            "Zoë <z@a.example>",
            "=?utf-8?Q?=5Bweg=5D?= <weg@redacted.invalid>",
        );
        is(b"Zo\xeb Jan <z@a.example>", "Jan", FieldClass::Address, b"Zo\xeb \"[weg]\" <z@a.example>");
    }

    #[test]
    fn text_and_what_machines_write() {
        is(b"Re: Jan\r\n de Vries belt", "Jan de Vries", FieldClass::Text, b"Re: [weg] belt");
        is(
            b"=?iso-8859-1?Q?Zo=EB?= =?utf-8?B?IEphbg==?= x",
            "ë Jan",
            FieldClass::Text,
            b"=?utf-8?Q?Zo=5Bweg=5D?= x",
        );
        is(b"a =?utf-8?Q?=C3=A9?= b", "a é", FieldClass::Text, b"[weg] b");
        let raw = b"from a.example (jan@b.example) by c for <jan@d.example>; Sun, 2 Mar";
        is(
            raw,
            "jan@d.example",
            FieldClass::Machine,
            b"from a.example (jan@b.example) by c for <weg@redacted.invalid>; Sun, 2 Mar",
        );
        is(
            raw,
            "jan@b.example",
            FieldClass::Machine,
            b"from a.example ([weg]) by c for <jan@d.example>; Sun, 2 Mar",
        );
        is(
            b"<2014.jan@klant.example>",
            "jan@klant.example",
            FieldClass::Machine,
            b"<2014.weg@redacted.invalid>",
        );
        is(
            b"v=1; i=jan@klant.example; s=x",
            "jan@klant.example",
            FieldClass::Machine,
            b"v=1; i=weg@redacted.invalid; s=x",
        );
        is(b"attachment; filename=Jan.pdf", "Jan", FieldClass::Machine, b"attachment; filename=weg.pdf");
        is(
            b"attachment; filename=\"Jan.pdf\"",
            "Jan",
            FieldClass::Machine,
            b"attachment; filename=\"[weg].pdf\"",
        );
    }
}
