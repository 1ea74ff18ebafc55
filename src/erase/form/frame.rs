//! A message that is to stand in an mbox: quoted, ended and counted so that it is read back as it is meant.

use std::collections::HashSet;

use crate::source::mbox::{WHOLE, separator_line};

/// Makes what takes the place of `old` fit: ended as it was, no line of it a separator line, and its Content-Length right.
///
/// Lines that begin with `From ` and stood in the old message as they are stay so: how its writer quoted is its own affair. New ones
/// get a `>` (mboxo and mboxrd both read it), unless Content-Length alone says where the message ends (mboxcl2).
pub(super) fn fit(old: &[u8], new: Vec<u8>, line_end: &[u8]) -> Vec<u8> {
    let counted = field(old).is_some() && old.len() <= WHOLE && looks_split(old);
    let mut new = if counted && new.len() < WHOLE && field(&new).is_some() { new } else { quoted(old, new) };
    if old.ends_with(b"\n") && !new.is_empty() && !new.ends_with(b"\n") {
        new.extend_from_slice(line_end);
    }
    if let Some((from, to)) = field(&new) {
        let body = new.len() - header_end(&new);
        new.splice(from..to, body.to_string().into_bytes());
    }
    new
}

/// True for a message that would be two if its Content-Length did not say otherwise.
fn looks_split(message: &[u8]) -> bool {
    let mut before: &[u8] = b"";
    message.split_inclusive(|b| *b == b'\n').any(|line| {
        let blank = before.trim_ascii_end().is_empty() && !before.is_empty();
        before = line;
        blank && separator_line(line)
    })
}

fn quoted(old: &[u8], new: Vec<u8>) -> Vec<u8> {
    if memchr::memmem::find(&new, b"From ").is_none() {
        return new;
    }
    let is_from = |line: &&[u8]| line.starts_with(b"From ");
    let known: HashSet<&[u8]> = old.split(|b| *b == b'\n').filter(is_from).collect();
    let mut out = Vec::with_capacity(new.len() + 16);
    let mut before: &[u8] = b"";
    for line in new.split_inclusive(|b| *b == b'\n') {
        let bare = line.strip_suffix(b"\n").unwrap_or(line);
        // what looks like a separator line and stands behind text did not split the old message, and does not split this one
        let splits = before.trim_ascii_end().is_empty() && separator_line(line);
        if line.starts_with(b"From ") && (!known.contains(bare) || splits) {
            out.push(b'>');
        }
        out.extend_from_slice(line);
        before = line;
    }
    out
}

/// Where the header ends, its blank line and all.
fn header_end(message: &[u8]) -> usize {
    let mut at = 0;
    for line in message.split_inclusive(|b| *b == b'\n') {
        at += line.len();
        if line.trim_ascii_end().is_empty() {
            break;
        }
    }
    at
}

/// Where the digits of the first Content-Length stand.
fn field(message: &[u8]) -> Option<(usize, usize)> {
    const NAME: &[u8] = b"content-length";
    let mut at = 0;
    for line in message[..header_end(message)].split_inclusive(|b| *b == b'\n') {
        let named = line.len() > NAME.len() && line[..NAME.len()].eq_ignore_ascii_case(NAME);
        let colon = memchr::memchr(b':', line).filter(|_| named);
        if let Some(colon) = colon
            && line[NAME.len()..colon].trim_ascii().is_empty()
        {
            let value = &line[colon + 1..];
            let from = value.iter().position(u8::is_ascii_digit)?;
            let digits = value[from..].iter().take_while(|b| b.is_ascii_digit()).count();
            let from = at + colon + 1 + from;
            return Some((from, from + digits));
        }
        at += line.len();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fitted(old: &str, new: &str) -> String {
        String::from_utf8(fit(old.as_bytes(), new.as_bytes().to_vec(), b"\n")).unwrap()
    }

    #[test]
    fn new_lines_are_quoted_and_old_ones_are_not() {
        let old = "To: a\n\nFrom Monday on\n>From us\n";
        assert_eq!(fitted(old, "To: b\n\nFrom Monday on\n>From us\n"), "To: b\n\nFrom Monday on\n>From us\n");
        assert_eq!(fitted(old, "To: b\n\nFrom me\n>From us"), "To: b\n\n>From me\n>From us\n");
        let separator = "To: b\n\nFrom a@b.example Mon Mar 17 17:19:30 1997\n";
        assert_eq!(fitted(separator, separator), separator.replace("From a", ">From a"));
        assert_eq!(fitted("To: a\n\nx", "To: b\n\ny"), "To: b\n\ny");
        let behind = "To: b\n\nx\nFrom a@b.example Mon Mar 17 17:19:30 1997\n";
        assert_eq!(fitted(behind, &behind.replace("x\n", "y\n")), behind.replace("x\n", "y\n"));
    }

    #[test]
    fn a_content_length_is_made_right() {
        let old = "To: a\nContent-Length: 4\n\nabc\n";
        assert_eq!(
            fitted(old, "To: b\ncontent-length : 4\r\n\nabcdefghij\n"),
            "To: b\ncontent-length : 11\r\n\nabcdefghij\n"
        );
        assert_eq!(fitted(old, "To: b\nContent-Length: x\n\nab\n"), "To: b\nContent-Length: x\n\nab\n");
        let line = "From a@b.example Mon Mar 17 17:19:30 1997\n";
        let cl2 = |body: &str| format!("Content-Length: 99\n\n{body}\n\n{line}");
        let expected = format!("Content-Length: {}\n\nnew\n\n{line}", 5 + line.len());
        assert_eq!(fitted(&cl2("old"), &cl2("new")), expected);
    }
}
