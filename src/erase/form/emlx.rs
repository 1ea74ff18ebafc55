//! A message as Apple Mail keeps it: its length on the first line, the message, a property list, which is left as it is.

use std::io::{self, Write};

use super::{Content, Form};
use crate::erase::Change;
use crate::erase::resolve::Edits;
use crate::erase::work::{Fault, Left, Work, read_bytes};
use crate::model::Quoting;

pub(super) struct Emlx;

impl Form for Emlx {
    fn format(&self) -> &'static str {
        "emlx"
    }

    fn rewrite(
        &self,
        work: &mut Work<'_>,
        edits: &Edits,
        mut content: Content<'_>,
        out: &mut dyn Write,
    ) -> Result<Left, Fault> {
        let [cut] = edits.cuts.as_slice() else { return Err(Fault::Changed) };
        let line = read_bytes(&mut content.reader, cut.seen.offset)?;
        let message = read_bytes(&mut content.reader, cut.seen.length)?;
        match work.decide(cut, &message, Quoting::None)? {
            Change::Delete => return Ok(Left::Nothing),
            Change::Keep => {
                out.write_all(&line)?;
                out.write_all(&message)?;
            }
            Change::Replace(new) => {
                work.replaced(cut, &new, None);
                out.write_all(&length_line(&line, new.len()))?;
                out.write_all(&new)?;
            }
        }
        io::copy(&mut content.reader, out)?;
        Ok(Left::Written)
    }
}

/// The line of a length, as wide as the old one: Apple Mail fills it up with blanks.
fn length_line(old: &[u8], length: usize) -> Vec<u8> {
    let digits = old.trim_ascii();
    let start = old.iter().position(u8::is_ascii_digit).unwrap_or(0);
    let behind = &old[start + digits.len()..];
    let new = length.to_string();
    let mut line = old[..start].to_vec();
    line.extend_from_slice(new.as_bytes());
    let blanks = behind.iter().take_while(|b| **b == b' ').count();
    let width = (digits.len() + blanks).saturating_sub(new.len());
    // no blanks where there were none
    line.resize(line.len() + if blanks > 0 { width } else { 0 }, b' ');
    line.extend_from_slice(&behind[blanks..]);
    line
}

#[cfg(test)]
mod tests {
    use super::length_line;

    #[test]
    fn the_line_stays_as_wide_as_it_was() {
        for (old, length, new) in [
            (&b"1234      \n"[..], 99, &b"99        \n"[..]),
            (b"99        \n", 100_000, b"100000    \n"),
            (b"99\n", 1234, b"1234\n"),
            (b"1234\r\n", 9, b"9\r\n"),
            (b"9 \n", 12345, b"12345\n"),
        ] {
            assert_eq!(length_line(old, length), new);
        }
    }
}
