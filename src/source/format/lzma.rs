//! A file of LZMA alone, as the tools before xz wrote it, in, the content out.

use std::io::Read;

use crate::model::Card;
use crate::source::nested::{Nested, OneStream, Opening};

use super::xz::{Decoder, MEMORY};
use super::{Format, Head, Shape};

pub(super) struct Lzma;

static CARD: Card = Card {
    name: "lzma",
    summary: "A file compressed by LZMA alone (.lzma), as lzma-utils did.",
    caveats: "Only with the usual properties (lc=3, lp=0, pb=2); no other were ever common.",
    references: &["https://github.com/tukaani-project/xz/blob/master/doc/lzma-file-format.txt"],
};

impl Format for Lzma {
    fn card(&self) -> &'static Card {
        &CARD
    }

    /// There are no magic bytes: the usual properties, a dictionary of a size that encoders choose (2ⁿ, or 2ⁿ and a half of it),
    /// and a size that is unknown or below 256 GiB, as liblzma expects too.
    fn recognise(&self, head: &Head<'_>) -> Option<Shape> {
        let header = head.bytes.first_chunk::<13>()?;
        let dictionary = u32::from_le_bytes([header[1], header[2], header[3], header[4]]);
        let size = u64::from_le_bytes([5, 6, 7, 8, 9, 10, 11, 12].map(|i| header[i]));
        let usual = dictionary >= 1 << 12
            && (dictionary.is_power_of_two()
                || (dictionary / 3).is_power_of_two() && dictionary.is_multiple_of(3));
        // the first byte of the range coder is always zero
        let coded = head.bytes.get(13) == Some(&0);
        (header[0] == 0x5d && usual && (size == u64::MAX || size < 1 << 38) && coded)
            .then_some(Shape::Nested(open))
    }
}

fn open<'a>(reader: Box<dyn Read + 'a>, _: &Opening) -> Box<dyn Nested + 'a> {
    OneStream::boxed(Decoder::new(reader, liblzma::stream::Stream::new_lzma_decoder(MEMORY)))
}
