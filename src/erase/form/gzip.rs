//! A gzip file, decompressed and compressed again, with the name and time that stood in its header.

use std::io::{Read as _, Write};

use flate2::{Compression, GzBuilder, read::MultiGzDecoder};

use super::{Content, Form};
use crate::erase::resolve::Edits;
use crate::erase::work::{Fault, Left, Work};

pub(super) struct Gzip;

impl Form for Gzip {
    fn format(&self) -> &'static str {
        "gzip"
    }

    fn rewrite(
        &self,
        work: &mut Work<'_>,
        edits: &Edits,
        content: Content<'_>,
        out: &mut dyn Write,
    ) -> Result<Left, Fault> {
        let mut decoder = MultiGzDecoder::new(content.reader);
        // the header is there when something was read
        let mut first = [0; 1];
        let n = decoder.read(&mut first)?;
        let mut builder = GzBuilder::new();
        if let Some(header) = decoder.header() {
            builder = builder.mtime(header.mtime()).operating_system(header.operating_system());
            if let Some(name) = header.filename() {
                builder = builder.filename(name);
            }
        }
        let mut encoder = builder.write(out, Compression::default());
        let reader = Box::new(std::io::Cursor::new(first[..n].to_vec()).chain(decoder));
        let left = work.content(edits, reader, None, "", &mut encoder)?;
        encoder.finish()?;
        Ok(left)
    }
}
