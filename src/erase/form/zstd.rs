//! A zstd file, decompressed and compressed again.

use std::io::Write;

use super::{Content, Form};
use crate::erase::resolve::Edits;
use crate::erase::work::{Fault, Left, Work};

pub(super) struct Zstd;

impl Form for Zstd {
    fn format(&self) -> &'static str {
        "zstd"
    }

    fn rewrite(
        &self,
        work: &mut Work<'_>,
        edits: &Edits,
        content: Content<'_>,
        out: &mut dyn Write,
    ) -> Result<Left, Fault> {
        let decoder = ::zstd::stream::read::Decoder::new(content.reader)?;
        let mut encoder = ::zstd::stream::write::Encoder::new(out, 0)?;
        encoder.include_checksum(true)?;
        let left = work.content(edits, Box::new(decoder), None, "", &mut encoder)?;
        encoder.finish()?;
        Ok(left)
    }
}
