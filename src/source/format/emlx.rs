//! Recognises a message as Apple Mail keeps it: a line with its length, the message, a property list.

use crate::model::{Card, Problem, ProblemCode};
use crate::source::field;

use super::{Format, Head, Shape};

pub(super) struct Emlx;

static CARD: Card = Card {
    name: "emlx",
    summary: "One message a file, as Apple Mail keeps it (.emlx, .partial.emlx).",
    caveats: "The property list after the message (flags, dates) is not searched. Attachments that Apple Mail keeps beside a .partial.emlx are files of their own.",
    references: &["https://en.wikipedia.org/wiki/Email#Filename_extensions"],
};

impl Format for Emlx {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn recognise(&self, head: &Head<'_>) -> Option<Shape> {
        // Ten digits are more than Apple Mail writes, padded with blanks.
        let end = memchr::memchr(b'\n', &head.bytes[..head.bytes.len().min(32)])?;
        let digits = head.bytes[..end].trim_ascii();
        if digits.is_empty() || digits.len() > 12 || !digits.iter().all(u8::is_ascii_digit) {
            return None;
        }
        let length = digits.iter().fold(0, |n, b| n * 10 + u64::from(b - b'0'));
        let message = &head.bytes[end + 1..];
        let plausible = match field::name(message) {
            Some(name) => field::sort(name) != field::Sort::Other || named(head.name),
            None => named(head.name),
        };
        plausible.then_some(Shape::Message { skip: end as u64 + 1, length: Some(length) })
    }
}

/// What speaks against the length that the first line gives: `there` is what stands behind the message that it makes,
/// which ends `end` bytes into a file of `size` bytes. `None` where it leads to the end of the file or a property list.
pub(in crate::source) fn doubt(end: u64, size: u64, there: &[u8]) -> Option<Problem> {
    if end > size {
        let detail = "the message is longer by its first line than its file is";
        return Some(Problem::new(ProblemCode::Truncated, detail));
    }
    let list = there.trim_ascii_start();
    let fits = end == size || list.is_empty() || list.starts_with(b"<?xml") || list.starts_with(b"<!DOCTYPE");
    let detail = "the first line does not say where the message ends; all of the file was searched";
    (!fits && !list.starts_with(b"bplist")).then(|| Problem::new(ProblemCode::Corrupt, detail))
}

fn named(name: &str) -> bool {
    name.len() > 5
        && name.is_char_boundary(name.len() - 5)
        && name[name.len() - 5..].eq_ignore_ascii_case(".emlx")
}
