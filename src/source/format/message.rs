//! Recognises a file that is one message: .eml, Maildir, MH, and digests kept as text.

use crate::model::Card;
use crate::source::field::{self, Sort};

use super::{Format, Head, Shape};

pub(super) struct Message;

static CARD: Card = Card {
    name: "message",
    summary: "One message a file: .eml, .mht, Maildir, MH, and digests kept as text (RFC 1153).",
    caveats: "Messages in UTF-16 are recognised only when decoded before.",
    references: &["RFC 5322", "RFC 1153", "https://cr.yp.to/proto/maildir.html"],
};

impl Format for Message {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn recognise(&self, head: &Head<'_>) -> Option<Shape> {
        let skip = begins(head).or_else(|| digest(head).then_some(0))?;
        Some(Shape::Message { skip: skip as u64, length: None })
    }
}

/// Lines of a header that are looked at.
const LINES: usize = 60;

/// Where the message begins, if the file is one: after a byte order mark and blank lines.
pub(super) fn begins(head: &Head<'_>) -> Option<usize> {
    let mark = if head.bytes.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    let text = &head.bytes[mark..];
    let blank = text
        .split_inclusive(|b| *b == b'\n')
        .take_while(|line| line.ends_with(b"\n") && line.trim_ascii().is_empty())
        .map(<[u8]>::len)
        .sum::<usize>();
    let text = &text[blank..];
    if text.is_empty() || text[..text.len().min(1024)].contains(&0) {
        return None;
    }
    let header = Header::read(text);
    (header.plausible() || named(head.name) && header.possible()).then_some(mark + blank)
}

/// True for names that only messages have.
fn named(name: &str) -> bool {
    let ends = |extension: &str| {
        name.len() > extension.len()
            && name.is_char_boundary(name.len() - extension.len())
            && name[name.len() - extension.len()..].eq_ignore_ascii_case(extension)
    };
    // `:2,` stands before the flags of a Maildir message; where a colon is not allowed in names, `;2,` or `!2,` does.
    ends(".eml") || ends(".emlx") || [":2,", ";2,", "!2,"].iter().any(|flags| name.contains(flags))
}

/// What the lines before the first blank line are.
#[derive(Debug, Default)]
struct Header {
    /// Distinct names of mail, a bit each in the order met, kept as the names themselves.
    mail: Vec<Vec<u8>>,
    shared: usize,
    http: usize,
    fields: usize,
    odd: usize,
    /// A name of mail has a capital letter.
    capital: bool,
    /// The first line is a field (or a separator line that lost its shape).
    first: bool,
    /// A blank line, or the end of what is seen, follows.
    closed: bool,
}

impl Header {
    fn read(text: &[u8]) -> Self {
        let mut header = Header::default();
        let mut in_field = false;
        for (i, line) in text.split(|b| *b == b'\n').take(LINES).enumerate() {
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            if line.is_empty() {
                header.closed = true;
                break;
            }
            if i == 0 && (line.starts_with(b"From ") || line.starts_with(b">From ")) {
                header.first = true;
                in_field = true;
                continue;
            }
            if in_field && matches!(line[0], b' ' | b'\t') {
                continue;
            }
            let Some(name) = field::name(line) else {
                header.odd += 1;
                in_field = false;
                continue;
            };
            in_field = true;
            header.first |= i == 0;
            header.fields += 1;
            match field::sort(name) {
                Sort::Mail => {
                    header.capital |= name.iter().any(u8::is_ascii_uppercase);
                    let name = name.to_ascii_lowercase();
                    if !header.mail.contains(&name) {
                        header.mail.push(name);
                    }
                }
                Sort::Shared => header.shared += 1,
                Sort::Http => header.http += 1,
                Sort::Other => {}
            }
        }
        header
    }

    /// By itself: the first line is a field, hardly a line is none, and names of mail are among them.
    fn plausible(&self) -> bool {
        if !self.first || self.odd * 4 > self.fields {
            return false;
        }
        // A file of settings may have `to:` and `from:`; hardly ever these.
        let telling = self.mail.iter().any(|n| {
            [&b"received"[..], b"return-path", b"message-id", b"mime-version", b"delivered-to", b"dkim-signature"]
                .contains(&&n[..])
        });
        if self.http > 0 && !telling {
            return false;
        }
        if !self.capital && !telling {
            return false;
        }
        // One name alone needs the blank line after the header, or the company of others that mail has.
        self.mail.len() >= 2 || self.mail.len() == 1 && (self.closed || self.shared > 0)
    }

    /// With a name that says so: some field is there, or what is there is text at least.
    fn possible(&self) -> bool {
        self.fields + self.odd > 0
    }
}

/// A digest as text: a line of hyphens (RFC 1153 writes 70 after the preamble, 30 between messages), a blank line, and
/// the header of a message.
fn digest(head: &Head<'_>) -> bool {
    const HYPHENS: &[u8] = b"\n------------------------------";
    if head.bytes.contains(&0) {
        return false;
    }
    memchr::memmem::find_iter(head.bytes, HYPHENS).take(100).any(|at| {
        let rest = &head.bytes[at + HYPHENS.len()..];
        let hyphens = rest.iter().take_while(|b| **b == b'-').count();
        let rest = rest[hyphens..].trim_ascii_start();
        let header = Header::read(rest);
        header.plausible() && header.mail.len() >= 3 && header.closed
    })
}
