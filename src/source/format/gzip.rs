//! A gzip file, of one member or several in, the content out.

use std::io::Read;

use crate::model::Card;
use crate::source::nested::{Nested, OneStream, Opening};

use super::{Format, Head, Shape};

pub(super) struct Gzip;

static CARD: Card =
    Card { name: "gzip", summary: "A file compressed by gzip.", caveats: "", references: &["RFC 1952"] };

impl Format for Gzip {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn recognise(&self, head: &Head<'_>) -> Option<Shape> {
        // Deflate is the only method there is (RFC 1952 §2.3.1).
        head.bytes.starts_with(b"\x1f\x8b\x08").then_some(Shape::Nested(open))
    }
}

fn open<'a>(reader: Box<dyn Read + 'a>, _: &Opening) -> Box<dyn Nested + 'a> {
    OneStream::boxed(Ok(flate2::read::MultiGzDecoder::new(reader)))
}
