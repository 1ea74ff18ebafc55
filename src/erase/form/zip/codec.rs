//! Methods of compression that files of a zip archive are rewritten by (APPNOTE 4.4.5).

use std::io::{self, BufReader, Read, Write};

use super::refuse;
use crate::erase::work::Fault;

pub(super) fn decoder<'r>(method: u16, data: impl Read + 'r) -> Result<Box<dyn Read + 'r>, Fault> {
    Ok(match method {
        0 => Box::new(data),
        8 => Box::new(flate2::read::DeflateDecoder::new(data)),
        12 => Box::new(bzip2::read::BzDecoder::new(data)),
        93 => Box::new(zstd::stream::read::Decoder::with_buffer(BufReader::new(data))?),
        95 => Box::new(liblzma::read::XzDecoder::new(data)),
        _ => return Err(refuse("it is compressed in a way that is not written (deflate64, lzma, ppmd)")),
    })
}

/// Compresses by one of the methods.
pub(super) enum Encoder<W: Write> {
    Stored(W),
    Deflate(flate2::write::DeflateEncoder<W>),
    Bzip2(bzip2::write::BzEncoder<W>),
    Zstd(zstd::stream::write::Encoder<'static, W>),
    Xz(liblzma::write::XzEncoder<W>),
}

pub(super) fn encoder<W: Write>(method: u16, out: W) -> Result<Encoder<W>, Fault> {
    Ok(match method {
        0 => Encoder::Stored(out),
        8 => Encoder::Deflate(flate2::write::DeflateEncoder::new(out, flate2::Compression::default())),
        12 => Encoder::Bzip2(bzip2::write::BzEncoder::new(out, bzip2::Compression::best())),
        93 => Encoder::Zstd(zstd::stream::write::Encoder::new(out, 0)?),
        95 => Encoder::Xz(liblzma::write::XzEncoder::new(out, 6)),
        _ => return Err(refuse("it is compressed in a way that is not written (deflate64, lzma, ppmd)")),
    })
}

impl<W: Write> Encoder<W> {
    /// Writes what is held back, and gives back where it was written to.
    pub(super) fn finish(self) -> io::Result<W> {
        match self {
            Encoder::Stored(out) => Ok(out),
            Encoder::Deflate(encoder) => encoder.finish(),
            Encoder::Bzip2(encoder) => encoder.finish(),
            Encoder::Zstd(encoder) => encoder.finish(),
            Encoder::Xz(encoder) => encoder.finish(),
        }
    }
}

impl<W: Write> Write for Encoder<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Encoder::Stored(out) => out.write(bytes),
            Encoder::Deflate(encoder) => encoder.write(bytes),
            Encoder::Bzip2(encoder) => encoder.write(bytes),
            Encoder::Zstd(encoder) => encoder.write(bytes),
            Encoder::Xz(encoder) => encoder.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
