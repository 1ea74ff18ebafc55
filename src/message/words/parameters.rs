//! Parameters of header fields (RFC 2045 §5.1), and those in pieces and with a charset (RFC 2231).
//!
//! In: a field body with parameters, raw. Out: its value, and each parameter by name, decoded. It takes what mail programs write:
//! parameters without semicolons or quotes, quotes and comments without an end. It refuses to know which field it reads.

use memchr::memchr;

use super::{decode, escapes, unfolded};
use crate::message::charset;

/// Parameters that are read of one field; more are passed over.
const PARAMETERS: usize = 64;

/// A field body with parameters: Content-Type, Content-Disposition.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Parameterised {
    /// What stands before the first semicolon, in lower case, without comments and white space.
    pub value: String,
    /// Name in lower case and decoded value, in order; at most 64.
    pub parameters: Vec<(String, String)>,
}

impl Parameterised {
    /// The value of the first parameter of that (lower-case) name.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }
}

/// A parameter of RFC 2231, whole or in pieces.
struct Extended {
    name: String,
    pieces: Vec<(u32, bool, Vec<u8>)>,
}

/// Reads a field body with parameters; those of RFC 2231 are put together and decoded, and win over plain ones of the
/// same name.
pub fn parameterised(raw: &[u8]) -> Parameterised {
    let line = unfolded(raw);
    let mut scan = Scan { line: &line, at: 0, endless: false };
    let value = scan.value();
    let mut parameters: Vec<(String, String)> = Vec::new();
    let mut extended: Vec<Extended> = Vec::new();
    for _ in 0..PARAMETERS {
        let Some((name, value)) = scan.parameter() else { break };
        if let Some((base, index, percent)) = piece_of(&name) {
            match extended.iter_mut().find(|e| e.name == base) {
                Some(e) => e.pieces.push((index, percent, value)),
                None => {
                    extended.push(Extended { name: base.to_owned(), pieces: vec![(index, percent, value)] });
                }
            }
            continue;
        }
        let mut buf = String::new();
        let text = decode(&value, &mut buf).to_owned();
        parameters.push((name, text));
    }
    for e in extended {
        let (name, text) = (e.name.clone(), e.text());
        match parameters.iter_mut().find(|(n, _)| *n == name) {
            Some((_, plain)) => *plain = text,
            None => parameters.push((name, text)),
        }
    }
    Parameterised { value, parameters }
}

/// The first plain parameter of that (lower-case) name as it stands: without quotes and line ends, and not decoded.
pub(crate) fn raw_parameter(raw: &[u8], name: &[u8]) -> Option<Vec<u8>> {
    let line = unfolded(raw);
    let mut scan = Scan { line: &line, at: 0, endless: false };
    scan.value();
    (0..PARAMETERS)
        .map_while(|_| scan.parameter())
        .find(|(n, _)| n.as_bytes() == name)
        .map(|(_, value)| value)
}

/// `name*`, `name*0`, `name*0*`: the name, the number of the piece, and whether it is percent-encoded.
fn piece_of(name: &str) -> Option<(&str, u32, bool)> {
    let (base, rest) = name.split_once('*')?;
    let (number, percent) = match rest.strip_suffix('*') {
        Some(number) => (number, true),
        None => (rest, rest.is_empty()),
    };
    let index = if number.is_empty() { 0 } else { number.parse().ok()? };
    Some((base, index, percent))
}

impl Extended {
    fn text(mut self) -> String {
        self.pieces.sort_by_key(|(index, ..)| *index);
        let any_percent = self.pieces.iter().any(|(_, percent, _)| *percent);
        let mut bytes = Vec::new();
        let mut label = None;
        for (i, (_, percent, piece)) in self.pieces.iter().enumerate() {
            let mut piece = piece.as_slice();
            if i == 0
                && *percent
                && let Some(one) = memchr(b'\'', piece)
                && let Some(two) = memchr(b'\'', &piece[one + 1..])
            {
                label = std::str::from_utf8(&piece[..one]).ok().filter(|l| !l.is_empty());
                piece = &piece[one + two + 2..];
            }
            if *percent {
                escapes(piece, b'%', |b| b, &mut bytes);
            } else {
                bytes.extend_from_slice(piece);
            }
        }
        let mut buf = String::new();
        if any_percent {
            charset::decode(&bytes, label, &mut buf).0.to_owned()
        } else {
            decode(&bytes, &mut buf).to_owned()
        }
    }
}

struct Scan<'l> {
    line: &'l [u8],
    at: usize,
    /// A comment was seen that has no end: brackets are characters as any other from there.
    endless: bool,
}

impl Scan<'_> {
    fn peek(&self) -> Option<u8> {
        self.line.get(self.at).copied()
    }

    /// Passes over white space, semicolons and comments.
    fn skip(&mut self, semicolons: bool) {
        while let Some(b) = self.peek() {
            match b {
                b' ' | b'\t' => self.at += 1,
                b';' if semicolons => self.at += 1,
                b'(' if !self.endless => self.comment(),
                _ => return,
            }
        }
    }

    /// Passes over a comment, if it has an end.
    fn comment(&mut self) {
        let mut depth = 0usize;
        for (i, &b) in self.line[self.at..].iter().enumerate() {
            match b {
                b'(' => depth += 1,
                b')' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                self.at += i + 1;
                return;
            }
        }
        self.endless = true;
    }

    fn value(&mut self) -> String {
        let mut out = Vec::with_capacity(32);
        loop {
            let before = self.at;
            self.skip(false);
            let spaced = self.at > before;
            match self.peek() {
                None | Some(b';') => break,
                // `text/html charset=utf-8`: the semicolon is missing; `text / html`: it is not.
                Some(b) if spaced && !out.is_empty() && b != b'/' && out.last() != Some(&b'/') => break,
                Some(b) => {
                    if b != b'"' {
                        out.push(b.to_ascii_lowercase());
                    }
                    self.at += 1;
                }
            }
        }
        String::from_utf8_lossy(&out).into_owned()
    }

    /// The next parameter: its name in lower case and its raw value.
    fn parameter(&mut self) -> Option<(String, Vec<u8>)> {
        loop {
            self.skip(true);
            let from = self.at;
            while self.peek().is_some_and(|b| b != b'=' && b != b';') {
                self.at += 1;
            }
            let name = self.line[from..self.at].trim_ascii().to_ascii_lowercase();
            match self.peek()? {
                b'=' => {
                    self.at += 1;
                    // Words without a value may stand before the name.
                    let name = name.rsplit(|b| matches!(b, b' ' | b'\t')).next().unwrap_or_default();
                    let name = String::from_utf8_lossy(name).into_owned();
                    let value = self.parameter_value();
                    if !name.is_empty() {
                        return Some((name, value));
                    }
                }
                _ => self.at += 1,
            }
        }
    }

    fn parameter_value(&mut self) -> Vec<u8> {
        while matches!(self.peek(), Some(b' ' | b'\t')) {
            self.at += 1;
        }
        let mut out = Vec::with_capacity(64);
        if self.peek() == Some(b'"') {
            self.at += 1;
            while let Some(b) = self.peek() {
                self.at += 1;
                match b {
                    b'"' => break,
                    b'\\' => {
                        if let Some(next) = self.peek() {
                            out.push(next);
                            self.at += 1;
                        }
                    }
                    _ => out.push(b),
                }
            }
            return out;
        }
        while let Some(b) = self.peek() {
            if b == b';' || (matches!(b, b' ' | b'\t') && self.name_follows()) {
                break;
            }
            if b == b'(' && !self.endless && out.last().is_none_or(|b| matches!(b, b' ' | b'\t')) {
                self.comment();
                continue;
            }
            out.push(b);
            self.at += 1;
        }
        out.trim_ascii().to_vec()
    }

    /// True where a name with an equals sign comes next: the semicolon is missing.
    fn name_follows(&self) -> bool {
        let rest = &self.line[self.at + 1..];
        let len = rest
            .iter()
            .take(40)
            .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'*'))
            .count();
        len > 0 && rest.get(len) == Some(&b'=') && rest.get(len + 1) != Some(&b'?')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn parameters(raw: &str, value: &str, want: &[(&str, &str)]) {
        let got = parameterised(raw.as_bytes());
        let list: Vec<(&str, &str)> = got.parameters.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        assert_eq!((got.value.as_str(), list.as_slice()), (value, want), "{raw}");
    }

    #[test]
    fn parameters_as_they_should_be() {
        parameters("text/plain; charset=utf-8", "text/plain", &[("charset", "utf-8")]);
        parameters(
            " TEXT/HTML ;\r\n\tCharset=\"ISO-8859-1\"; format=flowed;",
            "text/html",
            &[("charset", "ISO-8859-1"), ("format", "flowed")],
        );
        parameters("multipart/mixed; boundary=\"a;b=\\\"c\"", "multipart/mixed", &[("boundary", "a;b=\"c")]);
        parameters("attachment (x); (y) filename = a.txt (z)", "attachment", &[("filename", "a.txt")]);
        parameters("", "", &[]);
        assert_eq!(parameterised(b"a/b; x=1; x=2").parameter("x"), Some("1"));
    }

    #[test]
    fn a_parameter_as_it_stands() {
        let raw = |text: &[u8]| raw_parameter(text, b"boundary");
        assert_eq!(raw(b"multipart/mixed; x=1;\r\n boundary=\" a\xe9\r\n b\"").unwrap(), b" a\xe9 b");
        assert_eq!(raw(b"multipart/mixed; Boundary==?utf-8?Q?a?=; b=c").unwrap(), b"=?utf-8?Q?a?=");
        assert_eq!(raw(b"multipart/mixed; boundary*=us-ascii''a"), None);
    }

    #[test]
    fn parameters_of_rfc_2231() {
        parameters("attachment; filename*=utf-8''Andr%C3%A9.txt", "attachment", &[("filename", "André.txt")]);
        parameters(
            "attachment; filename*1=\"b.txt\"; filename*0*=iso-8859-1'nl'Andr%E9; filename=x",
            "attachment",
            &[("filename", "Andréb.txt")],
        );
        parameters("a/b; name*0=\"one\"; name*1=\"two\"", "a/b", &[("name", "onetwo")]);
        parameters("a/b; name*=plain%20x", "a/b", &[("name", "plain x")]);
        parameters("a/b; name*0*=utf-8''%C3; name*1*=%A9", "a/b", &[("name", "é")]);
    }

    #[test]
    fn parameters_as_programs_write_them() {
        parameters("a/b; name=\"=?utf-8?Q?Andr=C3=A9.txt?=\"", "a/b", &[("name", "André.txt")]);
        parameters("a/b; name==?utf-8?Q?Andr=C3=A9.txt?=", "a/b", &[("name", "André.txt")]);
        parameters("a/b; name=my own file.txt; x=y", "a/b", &[("name", "my own file.txt"), ("x", "y")]);
        parameters("text/html charset=utf-8", "text/html", &[("charset", "utf-8")]);
        parameters(
            "text/plain; charset=utf-8 format=flowed",
            "text/plain",
            &[("charset", "utf-8"), ("format", "flowed")],
        );
        parameters("text / plain", "text/plain", &[]);
        parameters("a/b; name=\"no end.txt", "a/b", &[("name", "no end.txt")]);
        parameters("a/b; junk; ;; x=1", "a/b", &[("x", "1")]);
        assert_eq!(
            parameterised(
                "a/b"
                    .to_owned()
                    .as_bytes()
                    .iter()
                    .copied()
                    .chain("; x=1".repeat(500).bytes())
                    .collect::<Vec<_>>()
                    .as_slice()
            )
            .parameters
            .len(),
            PARAMETERS
        );
    }
}
