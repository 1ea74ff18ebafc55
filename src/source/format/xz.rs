//! A xz file, of one stream or several in, the content out.

use std::io::Read;

use crate::model::{Card, Limits};
use crate::source::nested::{Nested, OneStream};

use super::{Format, Head, Shape};

pub(super) struct Xz;

static CARD: Card = Card {
    name: "xz",
    summary: "A file compressed by xz.",
    caveats: "A file that needs more than 256 MiB of memory to be decompressed (no preset of xz does) is a problem of code limit.",
    references: &["https://tukaani.org/xz/xz-file-format.txt"],
};

impl Format for Xz {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn recognise(&self, head: &Head<'_>) -> Option<Shape> {
        head.bytes.starts_with(b"\xfd7zXZ\0").then_some(Shape::Nested(open))
    }
}

/// `xz -9` needs 65 MiB to decompress (xz(1)); a hostile header may ask for 1.5 GiB.
const MEMORY: u64 = 256 << 20;

fn open<'a>(reader: Box<dyn Read + Send + 'a>, _: &Limits) -> Box<dyn Nested + 'a> {
    let stream = liblzma::stream::Stream::new_stream_decoder(MEMORY, liblzma::stream::CONCATENATED);
    OneStream::boxed(
        stream.map(|stream| liblzma::read::XzDecoder::new_stream(reader, stream)).map_err(Into::into),
    )
}
