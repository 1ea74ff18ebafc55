//! Recognises a file that is one message: .eml, Maildir, MH.

use crate::model::Card;
use crate::source::field::{self, Sort};

use super::{Format, Head, Shape};

pub(super) struct Message;

static CARD: Card = Card {
    name: "message",
    summary: "One message a file: .eml, .mht, Maildir, MH.",
    caveats: "Files that are UTF-16 as a whole are not recognised.",
    references: &["RFC 5322", "https://cr.yp.to/proto/maildir.html"],
};

impl Format for Message {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn recognise(&self, head: &Head<'_>) -> Option<Shape> {
        let skip = begins(head)?;
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
    // `:2,` stands before the flags of a Maildir message; where a colon is not allowed in names, `;2,` or
    // `!2,` does.
    ends(".eml") || ends(".emlx") || [":2,", ";2,", "!2,"].iter().any(|flags| name.contains(flags))
}

/// What the lines before the first blank line are.
#[derive(Debug, Default)]
struct Header {
    /// Distinct names of mail, in lower case; Content-Type among them where it says multipart.
    mail: Vec<Vec<u8>>,
    /// How many of them stand before the first odd line.
    unbroken: usize,
    shared: usize,
    http: usize,
    fields: usize,
    odd: usize,
    /// A name of mail has a capital letter.
    capital: bool,
    /// The first line is a field (or a separator line that lost its shape).
    first: bool,
    /// A blank line follows.
    closed: bool,
    /// There are zero bytes, so that it is no text.
    binary: bool,
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
            if line.contains(&0) {
                header.binary = true;
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
            let name_lower = name.to_ascii_lowercase();
            match field::sort(name) {
                Sort::Mail | Sort::Shared if header.mail.contains(&name_lower) => {}
                Sort::Shared if !is_multipart(&name_lower, line) => header.shared += 1,
                Sort::Mail | Sort::Shared => {
                    header.capital |= name.iter().any(u8::is_ascii_uppercase);
                    header.mail.push(name_lower);
                    header.unbroken += usize::from(header.odd == 0);
                }
                Sort::Http => header.http += 1,
                Sort::Other => {}
            }
        }
        header
    }

    /// By itself: the first line is a field, hardly a line is none, and names of mail are among them.
    fn plausible(&self) -> bool {
        // Some writers forget the blank line after the header: three names in a row make up for that.
        if self.binary || !self.first || self.odd * 4 > self.fields && self.unbroken < 3 {
            return false;
        }
        // A file of settings may have `to:` and `from:`; hardly ever these.
        let telling = self.mail.iter().any(|n| {
            [
                &b"received"[..],
                b"return-path",
                b"message-id",
                b"mime-version",
                b"delivered-to",
                b"dkim-signature",
            ]
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
        !self.binary && self.fields + self.odd > 0
    }
}

/// `Content-Type: multipart/…`, which makes a message of what has no other name of mail.
fn is_multipart(name_lower: &[u8], line: &[u8]) -> bool {
    const TYPE: &[u8] = b"multipart/";
    let value = line[name_lower.len()..].trim_ascii_start();
    let value = value.strip_prefix(b":").unwrap_or(value).trim_ascii_start();
    name_lower == b"content-type"
        && value.len() >= TYPE.len()
        && value[..TYPE.len()].eq_ignore_ascii_case(TYPE)
}
