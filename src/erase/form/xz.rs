//! A xz file, decompressed and compressed again.

use std::io::Write;

use super::{Content, Form};
use crate::erase::resolve::Edits;
use crate::erase::work::{Fault, Left, Work};

pub(super) struct Xz;

impl Form for Xz {
    fn format(&self) -> &'static str {
        "xz"
    }

    fn rewrite(
        &self,
        work: &mut Work<'_>,
        edits: &Edits,
        content: Content<'_>,
        out: &mut dyn Write,
    ) -> Result<Left, Fault> {
        let decoder = liblzma::read::XzDecoder::new_multi_decoder(content.reader);
        let mut encoder = liblzma::write::XzEncoder::new(out, 6);

        let left = work.content(edits, Box::new(decoder), None, "", &mut encoder)?;
        encoder.finish()?;
        Ok(left)
    }
}
