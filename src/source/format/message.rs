//! Recognises a file that is one message: .eml, Maildir, MH.

use crate::model::Card;
use crate::source::field::{self, Sort};
use crate::source::unread::{cr_alone, is_other};

use super::{Format, Head, Shape};

pub(super) struct Message;

static CARD: Card = Card {
    name: "message",
    summary: "One message a file: .eml, .mht, Maildir, MH.",
    caveats: "Files that are UTF-16 as a whole are not read; they are a problem.",
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

/// Lines without a field after which there is no header to be hoped for.
const ODD: usize = 60;

/// Where the message begins, if the file is one: after a byte order mark, blank lines, and zeros, which stand in place
/// of a lost block.
pub(super) fn begins(head: &Head<'_>) -> Option<usize> {
    // an mbox whose messages would not be told apart is named as what is not read
    if cr_alone(head.bytes) || is_other(head) {
        return None;
    }
    let mark = if head.bytes.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    let text = &head.bytes[mark..];
    let blank = text
        .split_inclusive(|b| *b == b'\n')
        .take_while(|line| line.ends_with(b"\n") && line.iter().all(|b| b.is_ascii_whitespace() || *b == 0))
        .map(<[u8]>::len)
        .sum::<usize>();
    let blank = blank + text[blank..].iter().take_while(|b| **b == 0).count();
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
    /// There are zero bytes: a damaged header, or no text at all.
    zeros: bool,
    /// The first line is no field, and no text.
    binary: bool,
    /// A From field has an address.
    address: bool,
    /// There is a Date field.
    dated: bool,
}

impl Header {
    fn read(text: &[u8]) -> Self {
        let mut header = Header::default();
        let mut in_field = false;
        // Mac OS 9 ended lines in CR alone.
        let end = if memchr::memchr(b'\n', text).is_some() { b'\n' } else { b'\r' };
        for (i, line) in text.split(|b| *b == end).enumerate() {
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            if line.is_empty() {
                header.closed = true;
                break;
            }
            header.zeros |= line.contains(&0);
            if header.odd > ODD {
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
                header.binary |= i == 0 && line.contains(&0);
                in_field = false;
                continue;
            };
            in_field = true;
            header.first |= i == 0;
            header.fields += 1;
            let name_lower = name.to_ascii_lowercase();
            header.address |= name_lower == b"from" && line.contains(&b'@');
            header.dated |= name_lower == b"date";
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
        // A line of something else may have got before the header; more than one is a text that quotes it.
        let first = self.first || telling && self.odd == 1 && !self.binary && self.mail.len() >= 3;
        // Some writers forget the blank line after the header: three names in a row make up for that.
        let odd = if self.first { self.odd } else { 0 };
        if !first || odd * 4 > self.fields && self.unbroken < 3 {
            return false;
        }
        // Some field that HTTP has too may stand among those of mail.
        if self.http > 0 && !telling && self.mail.len() < 3 {
            return false;
        }
        // Programs that write every name in lower case write an address and a date all the same.
        let complete = self.address && self.dated && self.closed;
        if !(self.capital || telling || complete) {
            return false;
        }
        // One name alone needs the blank line after the header, or the company of others that mail has.
        self.mail.len() >= 2 || self.mail.len() == 1 && (self.closed || self.shared > 0)
    }

    /// With a name that says so: some field of mail is there, or what is there is text at least.
    fn possible(&self) -> bool {
        self.fields + self.odd > 0 && (!self.zeros || !self.mail.is_empty())
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
