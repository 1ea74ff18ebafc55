//! A Zstandard file, of one frame or several in, the content out.

use std::io::Read;

use crate::model::Card;
use crate::source::nested::{Nested, OneStream, Opening};

use super::{Format, Head, Shape};

pub(super) struct Zstd;

static CARD: Card = Card {
    name: "zstd",
    summary: "A file compressed by zstd.",
    caveats: "Frames made with a window of more than 128 MiB (zstd --long=28 and up) are a problem of code limit.",
    references: &["RFC 8878"],
};

impl Format for Zstd {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn recognise(&self, head: &Head<'_>) -> Option<Shape> {
        // A frame, or a skippable frame before it (RFC 8878 §3.1).
        let [a, rest @ ..] = head.bytes.get(..4)? else { return None };
        let frame = *a == 0x28 && rest == b"\xb5\x2f\xfd";
        let skippable = a & 0xf0 == 0x50 && rest == b"\x2a\x4d\x18";
        (frame || skippable).then_some(Shape::Nested(open))
    }
}

fn open<'a>(reader: Box<dyn Read + 'a>, _: &Opening) -> Box<dyn Nested + 'a> {
    OneStream::boxed(::zstd::stream::read::Decoder::new(reader))
}
