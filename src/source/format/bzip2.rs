//! A bzip2 file, of one stream or several in, the content out.

use std::io::Read;

use crate::model::Card;
use crate::source::nested::{Nested, OneStream, Opening};

use super::{Format, Head, Shape};

pub(super) struct Bzip2;

static CARD: Card = Card {
    name: "bzip2",
    summary: "A file compressed by bzip2.",
    caveats: "",
    references: &["https://sourceware.org/bzip2/"],
};

impl Format for Bzip2 {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn recognise(&self, head: &Head<'_>) -> Option<Shape> {
        // `BZh`, the block size, then the first digits of π for a block, or of √π for the end of an empty file.
        let rest = head.bytes.strip_prefix(b"BZh")?;
        let block = rest.get(1..7)?;
        let magic = block == b"1AY&SY" || block == b"\x17\x72\x45\x38\x50\x90";
        (matches!(rest[0], b'1'..=b'9') && magic).then_some(Shape::Nested(open))
    }
}

fn open<'a>(reader: Box<dyn Read + 'a>, _: &Opening) -> Box<dyn Nested + 'a> {
    OneStream::boxed(Ok(::bzip2::read::MultiBzDecoder::new(reader)))
}
