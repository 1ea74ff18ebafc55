//! Delimiter lines of the multiparts that are open (RFC 2046 §5.1.1): where the next one is, and whose it is.
//!
//! What comes in: the boundary of each open multipart, and bytes that begin at the start of a line. What goes out: where
//! the body of the part ends. It refuses to know what a part is.
//!
//! A boundary is compared byte by byte, and programs differ in which bytes they mean: the parameter as it stands, or
//! decoded, or without white space. All of these are tried. Where the lines of a multipart are not those that its header
//! names, the first line that can only be one of its own takes their place; without that, all its parts would be one
//! text, in which nothing encoded is read.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::header;
use super::structure::Frame;

/// A delimiter line begins with two hyphens (RFC 2046 §5.1.1).
static DELIMITER: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(b"\n--"));

/// Bytes of white space behind a delimiter, which gateways add: as many as fit in a line (RFC 5322 §2.1.1). A line with
/// more is none, so that no line must be held to its end.
const PADDING: usize = 998;

/// Bytes of a boundary that no header names. RFC 2046 §5.1.1 allows 70.
const UNNAMED: usize = 200;

/// The delimiter lines of one multipart.
#[derive(Default)]
pub(super) struct Delimiters {
    /// Two hyphens and the boundary, in each way in which it can be read.
    forms: Vec<Vec<u8>>,
    /// One of them was met.
    met: bool,
}

impl Delimiters {
    /// Those of a boundary that can be read in these ways.
    pub(super) fn new<'b>(boundaries: impl IntoIterator<Item = &'b [u8]>) -> Self {
        let mut delimiters = Delimiters::default();
        for boundary in boundaries {
            delimiters.add(boundary.trim_ascii_end());
            delimiters.add(boundary.trim_ascii());
        }
        delimiters
    }

    fn add(&mut self, boundary: &[u8]) {
        let form = [b"--", boundary].concat();
        if !boundary.trim_ascii().is_empty() && !self.forms.contains(&form) {
            self.forms.push(form);
        }
    }

    /// Whether a delimiter line was met.
    pub(super) fn met(&self) -> bool {
        self.met
    }

    /// Takes note of a delimiter line; of one that the header does not name, with its boundary.
    pub(super) fn meet(&mut self, unnamed: Option<&[u8]>) {
        self.met = true;
        if let Some(boundary) = unnamed {
            self.add(boundary);
        }
    }

    /// Whether a line (without line end and trailing white space) is a delimiter line of this multipart, and if so,
    /// whether it is the last.
    pub(super) fn matches(&self, line: &[u8]) -> Option<bool> {
        self.forms.iter().find_map(|form| match line.strip_prefix(form.as_slice())? {
            b"" => Some(false),
            b"--" => Some(true),
            _ => None,
        })
    }

    /// Whether a line whose end is not known yet may become a delimiter line.
    fn may_match(&self, begun: &[u8]) -> bool {
        self.forms.iter().any(|form| match begun.strip_prefix(form.as_slice()) {
            Some(rest) => b"--".starts_with(rest.trim_ascii_end()) && rest.len() <= PADDING,
            None => form.starts_with(begun),
        })
    }

    /// Whether text holds a delimiter line of this multipart; with `any`, also one that no header names.
    pub(super) fn are_in(&self, text: &[u8], any: bool) -> bool {
        let mut rest = text;
        while !rest.is_empty() {
            let end = memchr::memchr(b'\n', rest).map_or(rest.len(), |n| n + 1);
            let (line, behind) = rest.split_at(end);
            let line = header::trim_line(line);
            if line.starts_with(b"--")
                && (self.matches(line).is_some()
                    || any && matches!(unnamed(line, behind, true), Guess::Boundary(_)))
            {
                return true;
            }
            rest = behind;
        }
        false
    }
}

/// What comes next in a leaf or gap.
pub(super) enum Next<'b> {
    /// A delimiter line of the multipart at `frame`: the body ends at `body_end`, what is behind begins at `line_end`.
    /// With the boundary in `unnamed` where no header names it.
    Delimiter { body_end: usize, line_end: usize, frame: usize, close: bool, unnamed: Option<&'b [u8]> },
    /// Nothing: the message ends.
    End,
    /// Nothing in these bytes; so many of them are surely body.
    More(usize),
}

/// Finds the next delimiter line of any open multipart in `buf`, which begins at the start of a line, or `mid_line`.
pub(super) fn next<'b>(stack: &[Frame], buf: &'b [u8], mid_line: bool, last: bool) -> Next<'b> {
    let Some(innermost) = stack.last() else {
        return if last { Next::End } else { Next::More(whole_lines(buf)) };
    };
    let unmet = !innermost.delimiters.met;
    let mut from = 0;
    loop {
        let start = if from == 0 && !mid_line && buf.starts_with(b"--") {
            0
        } else {
            match DELIMITER.find(&buf[from..]) {
                Some(n) => from + n + 1,
                None if last => return Next::End,
                None => return Next::More(whole_lines(buf)),
            }
        };
        let rest = &buf[start..];
        let (whole, line_end) = match memchr::memchr(b'\n', rest) {
            Some(n) => (&rest[..n], start + n + 1),
            None if last => (rest, buf.len()),
            None => {
                let open = stack.iter().any(|f| f.delimiters.may_match(rest))
                    || unmet && rest.len() <= UNNAMED + PADDING;
                // where the line may become a delimiter, the line end in front of it is kept too
                return Next::More(if open { body_end(buf, start) } else { whole_lines(buf) });
            }
        };
        let line = header::trim_line(whole);
        if whole.len() - line.len() <= PADDING {
            // the innermost that fits; a fit further out closes what is inside it
            for (i, frame) in stack.iter().enumerate().rev() {
                if let Some(close) = frame.delimiters.matches(line) {
                    let body_end = body_end(buf, start);
                    return Next::Delimiter { body_end, line_end, frame: i, close, unnamed: None };
                }
            }
            if unmet {
                match unnamed(line, &buf[line_end..], last) {
                    Guess::None => {}
                    Guess::Wait => return Next::More(body_end(buf, start)),
                    Guess::Boundary(boundary) => {
                        return Next::Delimiter {
                            body_end: body_end(buf, start),
                            line_end,
                            frame: stack.len() - 1,
                            close: false,
                            unnamed: Some(boundary),
                        };
                    }
                }
            }
        }
        from = start.max(1);
    }
}

/// What a line may be that is no delimiter line which a header names.
enum Guess<'l> {
    None,
    /// That depends on bytes to come.
    Wait,
    /// A delimiter line with this boundary.
    Boundary(&'l [u8]),
}

/// Takes a line in front of a field `Content-…` for a delimiter line. One that is all hyphens, or ends with two, is a
/// ruler or the last of its kind.
fn unnamed<'l>(line: &'l [u8], behind: &[u8], last: bool) -> Guess<'l> {
    const FIELD: &[u8] = b"content-";
    let Some(boundary) = line.strip_prefix(b"--") else { return Guess::None };
    if boundary.is_empty() || boundary.len() > UNNAMED || boundary.ends_with(b"--") {
        return Guess::None;
    }
    let head = &behind[..behind.len().min(FIELD.len() + 64)];
    let common = head.len().min(FIELD.len());
    if !head[..common].eq_ignore_ascii_case(&FIELD[..common]) {
        return Guess::None;
    }
    let line_end = memchr::memchr(b'\n', head);
    if header::is_field_line(&head[..line_end.unwrap_or(head.len())]) {
        return Guess::Boundary(boundary);
    }
    if line_end.is_none() && !last && head.len() == behind.len() { Guess::Wait } else { Guess::None }
}

/// The line end in front of a delimiter line belongs to the delimiter (RFC 2046 §5.1.1).
fn body_end(buf: &[u8], line_start: usize) -> usize {
    match &buf[..line_start] {
        [.., b'\r', b'\n'] => line_start - 2,
        [.., b'\n'] => line_start - 1,
        _ => line_start,
    }
}

/// Bytes that may be handed on before more is known: whole lines, without the last line end; all of a line that is too
/// long to wait for.
fn whole_lines(buf: &[u8]) -> usize {
    const LONG: usize = 1 << 20;
    match memchr::memrchr(b'\n', buf) {
        Some(n) if n > 0 => {
            if buf.len() - n > LONG {
                buf.len()
            } else {
                body_end(buf, n + 1)
            }
        }
        _ if buf.len() > LONG => buf.len(),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_boundary_is_met_as_it_stands_decoded_and_trimmed() {
        let delimiters = Delimiters::new([b"abc".as_slice(), b" =?utf-8?Q?abc?= "]);
        for line in ["--abc", "-- =?utf-8?Q?abc?=", "--=?utf-8?Q?abc?="] {
            assert_eq!(delimiters.matches(line.as_bytes()), Some(false), "{line}");
            assert_eq!(delimiters.matches(format!("{line}--").as_bytes()), Some(true), "{line}");
        }
        assert_eq!(delimiters.matches(b"--abcd"), None);
        assert!(Delimiters::new([b" ".as_slice()]).forms.is_empty());
    }

    #[test]
    fn a_line_is_waited_for_only_where_it_may_become_a_delimiter() {
        let delimiters = Delimiters::new([b"abc".as_slice()]);
        for begun in ["--", "--ab", "--abc", "--abc-", "--abc--", "--abc  ", "--abc-- \t\r"] {
            assert!(delimiters.may_match(begun.as_bytes()), "{begun}");
        }
        for begun in ["--b", "--abcd", "--abc---", "--abc x", "--abc -"] {
            assert!(!delimiters.may_match(begun.as_bytes()), "{begun}");
        }
        assert!(!delimiters.may_match(format!("--abc{}", " ".repeat(PADDING + 1)).as_bytes()));
    }

    #[track_caller]
    fn guess(line: &str, behind: &str, want: Option<&str>) {
        let got = match unnamed(line.as_bytes(), behind.as_bytes(), false) {
            Guess::Boundary(b) => Some(std::str::from_utf8(b).unwrap()),
            Guess::Wait => Some("?"),
            Guess::None => None,
        };
        assert_eq!(got, want, "{line:?} {behind:?}");
    }

    #[test]
    fn a_line_in_front_of_a_content_field_is_a_delimiter() {
        guess("--abc x", "content-type: text/plain\n", Some("abc x"));
        guess("--abc", "Content-Type : text/plain\n", Some("abc"));
        guess("--abc", "Conte", Some("?"));
        guess("--abc", "", Some("?"));
        guess("--abc", "Content-Type\n:", None);
        guess("--abc", "Contents: x\n", None);
        guess("--abc--", "Content-Type: x\n", None);
        guess("--------", "Content-Type: x\n", None);
        guess("--", "Content-Type: x\n", None);
    }
}
