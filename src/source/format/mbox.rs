//! Recognises an mbox; [`crate::source::mbox`] reads it.

use crate::model::Card;
use crate::source::mbox::first_separator;

use super::{Format, Head, Shape, message};

pub(super) struct Mbox;

static CARD: Card = Card {
    name: "mbox",
    summary: "Messages one after the other in a text file: mboxo, mboxrd, mboxcl, mboxcl2; Thunderbird, Apple Mail, Gmail Takeout.",
    caveats: "Files whose lines end in a bare CR are not read; they are a problem.",
    references: &["RFC 4155", "qmail's mbox(5)"],
};

impl Format for Mbox {
    fn card(&self) -> &'static Card {
        &CARD
    }

    /// With a separator line at its start, a byte order mark, white space and zeros aside; or with one after anything
    /// else, when that is no message (which may well quote an mbox) and no file of another sort (which may well hold one).
    fn recognise(&self, head: &Head<'_>) -> Option<Shape> {
        let first = first_separator(head.bytes, head.complete)?;
        let yes = crate::source::mbox::is_blank(&head.bytes[..first])
            || followed_by_field(&head.bytes[first..])
                && !crate::source::is_other(head)
                && message::begins(head).is_none();
        yes.then_some(Shape::Mbox)
    }
}

fn followed_by_field(separator: &[u8]) -> bool {
    let end = memchr::memchr(b'\n', separator).map_or(separator.len(), |end| end + 1);
    crate::source::field::known(&separator[end..])
}
