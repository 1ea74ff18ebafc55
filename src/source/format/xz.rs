//! A xz file, of one stream or several in, the content out.

use std::io::{self, Read};
use std::ops::Range;

use crate::model::Card;
use crate::source::nested::{Nested, OneStream, Opening};

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
pub(super) const MEMORY: u64 = 256 << 20;

fn open<'a>(reader: Box<dyn Read + 'a>, _: &Opening) -> Box<dyn Nested + 'a> {
    let stream = liblzma::stream::Stream::new_stream_decoder(MEMORY, liblzma::stream::CONCATENATED);
    OneStream::boxed(Decoder::new(reader, stream))
}

/// Bytes of compressed data that are held.
const INPUT: usize = 64 << 10;

/// Decompresses; what came out before an error is handed on before the error is. The reader of the library drops it, and a
/// small file with something behind its end would be lost as a whole.
pub(super) struct Decoder<R> {
    reader: R,
    stream: liblzma::stream::Stream,
    input: Box<[u8]>,
    /// What of `input` was read and not taken yet.
    have: Range<usize>,
    /// The reader has ended.
    end: bool,
    /// Told by the next call; without it, the end is.
    error: Option<Option<io::Error>>,
}

impl<R> Decoder<R> {
    /// By a decoder of the library, or the reason why there is none.
    pub(super) fn new(
        reader: R,
        stream: Result<liblzma::stream::Stream, liblzma::stream::Error>,
    ) -> io::Result<Self> {
        let input = vec![0; INPUT].into_boxed_slice();
        Ok(Decoder { reader, stream: stream?, input, have: 0..0, end: false, error: None })
    }
}

impl<R: Read> Read for Decoder<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        use liblzma::stream::{Action, Status};
        loop {
            if let Some(error) = &mut self.error {
                return error.take().map_or(Ok(0), Err);
            }
            if out.is_empty() {
                return Ok(0);
            }
            if self.have.is_empty() && !self.end {
                self.have = 0..self.reader.read(&mut self.input)?;
                self.end = self.have.is_empty();
            }
            let (taken, given) = (self.stream.total_in(), self.stream.total_out());
            let action = if self.end { Action::Finish } else { Action::Run };
            let status = self.stream.process(&self.input[self.have.clone()], out, action);
            self.have.start += (self.stream.total_in() - taken) as usize;
            let given = (self.stream.total_out() - given) as usize;
            self.error = match status {
                Ok(Status::StreamEnd) => Some(None),
                Ok(Status::MemNeeded) if self.end && given == 0 => {
                    Some(Some(io::ErrorKind::UnexpectedEof.into()))
                }
                Ok(_) => None,
                Err(error) => Some(Some(error.into())),
            };
            if given > 0 {
                return Ok(given);
            }
        }
    }
}
