//! One header block: fields of which stretches go, fields that go, fields that are added. All others stay, byte by byte.
//!
//! What comes in: the bytes of a block. What goes out: what is to stand in place of which of them, and the text that is to be
//! read then, which has a line `Name: body` for each field, as [`crate::message`] hands it on.

use std::ops::Range;

use super::field;
use super::fold::folded;
use super::sign::Sign;
use super::splice::Splice;
use crate::message::header::{self, FieldClass};
use crate::message::words;

/// A header block.
pub(super) struct Block<'m> {
    bytes: &'m [u8],
    fields: Vec<Field>,
    text: String,
    added: Vec<(&'static str, String)>,
}

/// A field, or a line that is none.
struct Field {
    /// Where it stands, with its line ends.
    bytes: Range<usize>,
    /// Where its colon is, from its beginning.
    colon: Option<usize>,
    /// In lower case; empty for a line that is no field.
    name: String,
    /// Its body in the text of the block.
    body: Range<usize>,
    change: Change,
}

enum Change {
    Keep,
    Drop,
    /// Its bytes, and its body as it is read then.
    New(Vec<u8>, String),
}

impl<'m> Block<'m> {
    /// Reads a block.
    pub(super) fn new(bytes: &'m [u8]) -> Self {
        let (mut fields, mut text, mut at, mut buf) = (Vec::new(), String::new(), 0, String::new());
        header::lines(bytes, |field, colon| {
            let name = colon.map_or(&b""[..], |colon| field[..colon].trim_ascii_end());
            let body = words::decode(&field[colon.map_or(0, |colon| colon + 1)..], &mut buf).trim();
            if !name.is_empty() {
                text.push_str(std::str::from_utf8(name).unwrap_or_default());
                text.push_str(": ");
            }
            let start = text.len();
            text.push_str(body);
            fields.push(Field {
                bytes: at..at + field.len(),
                colon,
                name: header::with_lower(name, str::to_owned),
                body: start..text.len(),
                change: Change::Keep,
            });
            text.push('\n');
            at += field.len();
        });
        Block { bytes, fields, text, added: Vec::new() }
    }

    /// Its decoded text.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The raw body of the first field of this name.
    pub(super) fn body(&self, name: &str) -> Option<&'m [u8]> {
        let field = self.fields.iter().find(|field| field.name == name)?;
        self.bytes.get(field.bytes.start + field.colon? + 1..field.bytes.end)
    }

    /// The raw bodies of all fields of this name.
    pub(super) fn bodies<'n>(&self, name: &'n str) -> impl Iterator<Item = &'m [u8]> + use<'_, 'm, 'n> {
        let all = self.fields.iter().filter(move |field| field.name == name);
        all.filter_map(|field| self.bytes.get(field.bytes.start + field.colon? + 1..field.bytes.end))
    }

    /// Names of the fields that are changed.
    pub(super) fn touched(&self) -> impl Iterator<Item = &str> {
        let changed = self.fields.iter().filter(|field| !matches!(field.change, Change::Keep));
        changed.map(|field| field.name.as_str())
    }

    /// Takes stretches of its text out, which are in order and do not touch.
    pub(super) fn redact(&mut self, spans: &[Range<usize>], sign: &Sign) -> Result<(), &'static str> {
        let mut rest = spans;
        while let Some(span) = rest.first() {
            let at = self.fields.partition_point(|field| field.body.end < span.start.max(1));
            let outside = "a mark in a header lies outside the bodies of its fields";
            let field = self.fields.get(at).ok_or(outside)?;
            let body = field.body.clone();
            let own = rest.partition_point(|span| span.start < body.end);
            let (here, behind) = rest.split_at(own.max(1));
            rest = behind;
            let good = |span: &Range<usize>| {
                body.start <= span.start && span.start < span.end && span.end <= body.end
            };
            if !here.iter().all(|span| good(span) && self.text.get(span.clone()).is_some()) {
                return Err(outside);
            }
            let new = self.without(field, here, sign)?;
            self.fields[at].change = new;
        }
        Ok(())
    }

    fn without(&self, field: &Field, spans: &[Range<usize>], sign: &Sign) -> Result<Change, &'static str> {
        let unsure = "a header field cannot be written anew for certain";
        let raw = &self.bytes[field.bytes.clone()];
        let body = &raw[field.colon.map_or(0, |colon| colon + 1)..];
        let mut buf = String::new();
        let whole = words::decode(body, &mut buf);
        // the text of the block has none of the white space around a body
        let lead = whole.len() - whole.trim_start().len();
        let spans: Vec<Range<usize>> = spans
            .iter()
            .map(|span| span.start - field.body.start + lead..span.end - field.body.start + lead)
            .collect();
        let class = if field.name.is_empty() { FieldClass::Text } else { header::class(&field.name) };
        let new = field::rewritten(body, &spans, class, sign).ok_or(unsure)?;
        let bytes = written(raw, field.colon, &new.line);
        let read = words::decode(&bytes[field.colon.map_or(0, |colon| colon + 1)..], &mut buf).trim();
        if read != new.text.trim() {
            return Err(unsure);
        }
        let read = read.to_owned();
        Ok(Change::New(bytes, read))
    }

    /// Takes fields out by their lower-case names.
    pub(super) fn drop_fields(&mut self, is_to_go: impl Fn(&str) -> bool) {
        for field in self.fields.iter_mut().filter(|field| is_to_go(&field.name)) {
            field.change = Change::Drop;
        }
    }

    /// Gives the first field of a name, if there is one, a new body.
    pub(super) fn set(&mut self, name: &str, body: &str) {
        let Some(at) = self.fields.iter().position(|field| field.name == name) else { return };
        let field = &self.fields[at];
        let bytes = written(&self.bytes[field.bytes.clone()], field.colon, body.as_bytes());
        self.fields[at].change = Change::New(bytes, body.to_owned());
    }

    /// Takes file names out of the parameters `name` and `filename`, whole or in pieces (RFC 2231), and puts one there that
    /// ends as they do. False where there is none, or it cannot be done for certain.
    pub(super) fn rename_file(&mut self, sign: &Sign) -> bool {
        let mut done = false;
        for at in 0..self.fields.len() {
            let field = &self.fields[at];
            let parameter = match field.name.as_str() {
                "content-type" => "name",
                "content-disposition" => "filename",
                _ => continue,
            };
            let raw = &self.bytes[field.bytes.clone()];
            let Some(colon) = field.colon else { continue };
            let old = words::parameterised(&raw[colon + 1..]);
            let Some(name) = old.parameter(parameter) else { continue };
            let extension = name
                .rsplit_once('.')
                .map(|(_, end)| end)
                .filter(|end| (1..=5).contains(&end.len()) && end.bytes().all(|b| b.is_ascii_alphanumeric()));
            let new =
                extension.map_or_else(|| sign.word().to_owned(), |end| format!("{}.{end}", sign.word()));
            let line = without_parameter(&words::pieces(&raw[colon + 1..]).line, parameter);
            let line = [line.trim_ascii_end(), format!("; {parameter}=\"{new}\"").as_bytes()].concat();
            let bytes = written(raw, field.colon, &line);
            let read = words::parameterised(&bytes[colon + 1..]);
            let others = |p: &words::Parameterised| {
                p.parameters.iter().filter(|(n, _)| n != parameter).cloned().collect::<Vec<_>>()
            };
            if read.value != old.value
                || others(&read) != others(&old)
                || read.parameter(parameter) != Some(new.as_str())
            {
                return false;
            }
            let mut buf = String::new();
            let text = words::decode(&bytes[colon + 1..], &mut buf).trim().to_owned();
            self.fields[at].change = Change::New(bytes, text);
            done = true;
        }
        done
    }

    /// Adds a field behind the others; its body is ASCII.
    pub(super) fn add(&mut self, name: &'static str, body: String) {
        self.added.push((name, body));
    }

    /// What is to stand in place of which bytes of the block, and the text that is to be read then. `closed` tells that a
    /// blank line is behind the block.
    pub(super) fn finish(self, eol: &[u8], closed: bool) -> (Vec<Splice>, String) {
        let Block { bytes, fields, text, added } = self;
        let dropped = fields.last().is_some_and(|field| matches!(field.change, Change::Drop));
        let open = !bytes.is_empty() && !bytes.ends_with(b"\n") && !dropped;
        let mut splices = Vec::new();
        let mut out = String::with_capacity(text.len() + 256);
        for field in fields {
            let name = &bytes[field.bytes.start..field.bytes.start + field.colon.unwrap_or(0)];
            let name = std::str::from_utf8(name.trim_ascii_end()).unwrap_or_default();
            let body = match field.change {
                Change::Drop => {
                    splices.push((field.bytes, Vec::new()));
                    continue;
                }
                Change::Keep => text[field.body].to_owned(),
                Change::New(new, body) => {
                    splices.push((field.bytes, new));
                    body
                }
            };
            if field.colon.is_some() {
                out.push_str(name);
                out.push_str(": ");
            }
            out.push_str(&body);
            out.push('\n');
        }
        if !added.is_empty() {
            let mut new = Vec::new();
            if open {
                new.extend_from_slice(eol);
            }
            for (name, body) in &added {
                new.extend_from_slice(name.as_bytes());
                new.extend_from_slice(b": ");
                new.extend_from_slice(&folded(body.as_bytes(), name.len() + 2, eol));
                new.extend_from_slice(eol);
                out.push_str(name);
                out.push_str(": ");
                out.push_str(body);
                out.push('\n');
            }
            if !closed {
                new.extend_from_slice(eol);
            }
            splices.push((bytes.len()..bytes.len(), new));
        }
        (splices, out)
    }
}

/// A field with another body, which has no line ends.
fn written(raw: &[u8], colon: Option<usize>, line: &[u8]) -> Vec<u8> {
    let end = raw.len() - raw.trim_ascii_end().len();
    let eol: &[u8] = match &raw[raw.len() - end..] {
        [.., b'\r', b'\n'] => b"\r\n",
        [.., b'\n'] => b"\n",
        _ => b"",
    };
    let Some(colon) = colon else { return [line, eol].concat() };
    let blank = raw[colon + 1..].iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
    let folded_at_once = matches!(raw.get(colon + 1 + blank), Some(b'\r' | b'\n'));
    let head = if folded_at_once { [&raw[..=colon], b" "].concat() } else { raw[..=colon + blank].to_vec() };
    let body = folded(line, head.len(), if eol.is_empty() { b"\n" } else { eol });
    [head, body, eol.to_vec()].concat()
}

/// A field body without the parameters of this name, whole or in pieces.
fn without_parameter(line: &[u8], name: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(line.len());
    let (mut quoted, mut escaped, mut comments) = (false, false, 0u32);
    let mut from = 0;
    let mut segment = |range: Range<usize>| {
        let text = &line[range];
        let key = text.strip_prefix(b";").unwrap_or(text).split(|b| *b == b'=').next().unwrap_or_default();
        let key = key.split(|b| *b == b'*').next().unwrap_or_default().trim_ascii();
        if !(text.contains(&b'=') && key.eq_ignore_ascii_case(name.as_bytes())) {
            out.extend_from_slice(text);
        }
    };
    for (at, b) in line.iter().enumerate() {
        match b {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' if comments == 0 => quoted = !quoted,
            b'(' if !quoted => comments += 1,
            b')' if !quoted => comments = comments.saturating_sub(1),
            b';' if !quoted && comments == 0 => {
                segment(from..at);
                from = at;
            }
            _ => {}
        }
    }
    segment(from..line.len());
    out
}

#[cfg(test)]
#[expect(clippy::single_range_in_vec_init, reason = "one place is what is meant")]
mod tests {
    use super::super::splice::applied;
    use super::*;

    fn is(raw: &str, change: impl Fn(&mut Block<'_>), want: &str) {
        let mut block = Block::new(raw.as_bytes());
        change(&mut block);
        let (splices, text) = block.finish(b"\n", true);
        let out = applied(raw.as_bytes(), &splices);
        assert_eq!(String::from_utf8_lossy(&out), want);
        assert_eq!(Block::new(&out).text(), text);
    }

    #[test]
    fn only_the_fields_that_are_touched_change() {
        let raw = "From x\nSubject:Dag\r\n  Jan \nTo :  Jan\n <jan@a.example>\nX:\n y\n";
        let span = |what: &str, n: usize| {
            let text = Block::new(raw.as_bytes()).text().to_owned();
            let at = text.match_indices(what).nth(n).unwrap().0;
            at..at + what.len()
        };
        let sign = Sign::new("[weg]");
        is(
            raw,
            |b| b.redact(&[span("Jan", 0), span("Jan", 1), span("jan@a.example", 0)], &sign).unwrap(),
            "From x\nSubject:Dag  [weg]\nTo :  \"[weg]\" <weg@redacted.invalid>\nX:\n y\n",
        );
        is(raw, |b| b.redact(&[span("x", 0)], &sign).unwrap(), &raw.replace("From x", "From [weg]"));
        is(raw, |b| b.drop_fields(|n| n == "subject"), &raw.replace("Subject:Dag\r\n  Jan \n", ""));
        is(raw, |b| b.set("x", "12"), &raw.replace("X:\n y", "X: 12"));
        is(raw, |b| b.add("X-Y", "z".into()), &format!("{raw}X-Y: z\n"));
        let outside = Block::new(raw.as_bytes()).text().find("To").unwrap();
        assert!(Block::new(raw.as_bytes()).redact(&[outside..outside + 1], &sign).is_err());
        assert!(Block::new(raw.as_bytes()).redact(&[3..20], &sign).is_err(), "over two fields");
    }

    #[test]
    fn a_long_field_is_folded() {
        let raw = format!("Cc: {}\n", ["Jan Jansen <jan@a.example>"; 5].join(", "));
        let mut block = Block::new(raw.as_bytes());
        let at = block.text().find("Jan").unwrap();
        block.redact(&[at..at + 3], &Sign::new("[weg]")).unwrap();
        let out = applied(raw.as_bytes(), &block.finish(b"\n", true).0);
        assert!(out.split(|b| *b == b'\n').all(|line| line.len() <= 76));
    }

    #[test]
    fn names_of_files() {
        let sign = Sign::new("[weg]");
        is(
            "Content-Type: application/pdf; charset=x;\n name=\"CV; Jan.pdf\"\nContent-Disposition: attachment; filename*0*=utf-8''CV%20;\n filename*1*=Jan.pdf; size=3\n",
            |b| assert!(b.rename_file(&sign)),
            "Content-Type: application/pdf; charset=x; name=\"weg.pdf\"\nContent-Disposition: attachment; size=3; filename=\"weg.pdf\"\n",
        );
        assert!(!Block::new(b"Content-Type: text/plain\n").rename_file(&sign));
    }
}
