//! A bzip2 file, decompressed and compressed again.

use std::io::Write;

use super::{Content, Form};
use crate::erase::resolve::Edits;
use crate::erase::work::{Fault, Left, Work};

pub(super) struct Bzip2;

impl Form for Bzip2 {
    fn format(&self) -> &'static str {
        "bzip2"
    }

    fn rewrite(
        &self,
        work: &mut Work<'_>,
        edits: &Edits,
        content: Content<'_>,
        out: &mut dyn Write,
    ) -> Result<Left, Fault> {
        let decoder = ::bzip2::read::MultiBzDecoder::new(content.reader);
        let mut encoder = ::bzip2::write::BzEncoder::new(out, ::bzip2::Compression::best());

        let left = work.content(edits, Box::new(decoder), None, "", &mut encoder)?;
        encoder.finish()?;
        Ok(left)
    }
}
