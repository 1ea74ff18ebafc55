//! A file or entry that is one message: EML, MH, a message of a Maildir.

use std::io::{self, Write};

use super::{Content, Form};
use crate::erase::Change;
use crate::erase::resolve::Edits;
use crate::erase::work::{Fault, Left, Work, copy, read_bytes};
use crate::model::Quoting;

pub(super) struct Message;

impl Form for Message {
    fn format(&self) -> &'static str {
        "message"
    }

    fn rewrite(
        &self,
        work: &mut Work<'_>,
        edits: &Edits,
        mut content: Content<'_>,
        out: &mut dyn Write,
    ) -> Result<Left, Fault> {
        let [cut] = edits.cuts.as_slice() else { return Err(Fault::Changed) };
        copy(&mut content.reader, cut.seen.offset, out)?;
        let message = read_bytes(&mut content.reader, cut.seen.length)?;
        match work.decide(cut, &message, Quoting::None)? {
            Change::Delete => return Ok(Left::Nothing),
            Change::Keep => out.write_all(&message)?,
            Change::Replace(new) => {
                work.replaced(cut, &new, None);
                out.write_all(&new)?;
            }
        }
        io::copy(&mut content.reader, out)?;
        Ok(Left::Written)
    }
}
