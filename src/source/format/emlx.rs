//! Recognises a message as Apple Mail keeps it: a line with its length, the message, a property list.

use crate::model::Card;
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

fn named(name: &str) -> bool {
    name.len() > 5
        && name.is_char_boundary(name.len() - 5)
        && name[name.len() - 5..].eq_ignore_ascii_case(".emlx")
}
