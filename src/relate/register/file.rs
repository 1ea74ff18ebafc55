//! A file in, records of cells out: CSV, vCard, or JSON lines; the form is known by the content.
//!
//! In: bytes, and names of columns. Out: records in batches, each a list of cells whose role is known. What it refuses to
//! know: what the cells mean. Standards: RFC 4180; RFC 2426, RFC 6350 and vCard 2.1; JSON lines.

use std::borrow::Cow;
use std::path::Path;

use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::columns::{Column, ColumnNames};
use super::{RegisterError, jsonl, table, vcard};

/// Bytes of a register file.
const FILE_MAX: u64 = 1 << 30;
/// Bytes of a cell that are looked at: what is longer holds no one detail.
pub(super) const CELL_MAX: usize = 2_048;
/// Cells of one record.
pub(super) const CELLS_MAX: usize = 1_024;
/// Records that are worked on at once.
pub(super) const BATCH: usize = 4_096;

/// A cell whose role is known.
#[derive(Debug)]
pub(super) struct Cell<'t> {
    pub(super) column: Column,
    pub(super) text: Cow<'t, str>,
}

/// What became of columns.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Head {
    /// Columns whose role is known.
    pub(super) known: usize,
    /// Columns that are passed over.
    pub(super) unknown: usize,
}

/// How records are laid out in a file.
pub(super) enum Layout {
    /// Lines of cells, below a header line.
    Table(table::Table),
    /// vCards.
    Cards,
    /// A JSON object a line.
    Lines,
}

/// The text of a register.
pub(super) fn read(path: &Path) -> Result<String, RegisterError> {
    let name = path.display();
    let meta = std::fs::metadata(path).map_err(|e| RegisterError(format!("{name}: cannot be read: {e}")))?;
    if !meta.is_file() {
        // to read a pipe may wait for ever
        return Err(RegisterError(format!("{name}: expected a register, and this is no regular file")));
    }
    if meta.len() > FILE_MAX {
        return Err(RegisterError(format!("{name}: expected a register of at most 1 GiB")));
    }
    let bytes = std::fs::read(path).map_err(|e| RegisterError(format!("{name}: cannot be read: {e}")))?;
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Err(RegisterError(format!(
            "{name}: this is a workbook; expected CSV, vCard or JSON lines: export it as CSV"
        )));
    }
    Ok(decode(bytes))
}

/// UTF-8 or UTF-16 by its byte order mark, else UTF-8 where it is valid, else windows-1252.
fn decode(bytes: Vec<u8>) -> String {
    let (encoding, skip) = match bytes.as_slice() {
        [0xff, 0xfe, ..] => (UTF_16LE, 2),
        [0xfe, 0xff, ..] => (UTF_16BE, 2),
        [0xef, 0xbb, 0xbf, rest @ ..] if std::str::from_utf8(rest).is_ok() => {
            return String::from_utf8_lossy(rest).into_owned();
        }
        _ => match String::from_utf8(bytes) {
            Ok(text) => return text,
            Err(e) => return WINDOWS_1252.decode_without_bom_handling(e.as_bytes()).0.into_owned(),
        },
    };
    encoding.decode_without_bom_handling(&bytes[skip..]).0.into_owned()
}

/// How the records of a text are laid out, and what became of the columns.
pub(super) fn layout(path: &Path, text: &str, names: &ColumnNames) -> Result<(Layout, Head), RegisterError> {
    let start = text.trim_start();
    if start.get(..11).is_some_and(|s| s.eq_ignore_ascii_case("BEGIN:VCARD")) {
        return Ok((Layout::Cards, Head::default()));
    }
    if start.starts_with('{') {
        return Ok((Layout::Lines, Head::default()));
    }
    if start.starts_with('[') {
        let line = text.len() - start.len();
        let line = text.as_bytes()[..line].iter().filter(|b| **b == b'\n').count() + 1;
        return Err(RegisterError(format!(
            "{}:{line}: expected a JSON object a line, not a list",
            path.display()
        )));
    }
    let (table, head) = table::Table::new(path, text, names)?;
    Ok((Layout::Table(table), head))
}

/// A stretch of the file, to be read by any thread.
pub(super) enum Batch<'t> {
    Table(Vec<csv::StringRecord>),
    /// Cards or lines, and the number of the first line.
    Text(&'t str, usize),
}

impl Layout {
    /// Hands on the records of a batch.
    pub(super) fn records(
        &self,
        batch: &Batch<'_>,
        path: &Path,
        names: &ColumnNames,
        on: &mut dyn FnMut(&[Cell<'_>]),
    ) -> Result<Head, RegisterError> {
        match (self, batch) {
            (Layout::Table(table), Batch::Table(records)) => {
                for record in records {
                    on(&table.cells(record));
                }
                Ok(Head::default())
            }
            (Layout::Cards, Batch::Text(text, _)) => {
                vcard::cards(text, on);
                Ok(Head::default())
            }
            (_, Batch::Text(text, line)) => jsonl::lines(text, *line, path, names, on),
            (_, Batch::Table(_)) => Ok(Head::default()),
        }
    }

    /// The stretches of a file, in order.
    pub(super) fn batches<'t>(
        &'t self,
        path: &'t Path,
        text: &'t str,
    ) -> Box<dyn Iterator<Item = Result<Batch<'t>, RegisterError>> + Send + 't> {
        match self {
            Layout::Table(table) => Box::new(table.batches(path, text)),
            Layout::Cards => Box::new(pieces(text, |line| line.trim_end().eq_ignore_ascii_case("END:VCARD"))),
            Layout::Lines => Box::new(pieces(text, |_| true)),
        }
    }
}

/// Cuts a text behind lines where that may be done, after a batch of such lines.
fn pieces<'t>(
    text: &'t str,
    may_cut: impl Fn(&str) -> bool + Send + 't,
) -> impl Iterator<Item = Result<Batch<'t>, RegisterError>> + Send {
    let mut lines = text.split_inclusive('\n').enumerate();
    let (mut start, mut at, mut first) = (0, 0, 1);
    std::iter::from_fn(move || {
        let mut ends = 0;
        for (n, line) in lines.by_ref() {
            at += line.len();
            ends += usize::from(may_cut(line));
            if ends == BATCH {
                let batch = Batch::Text(&text[start..at], first);
                (start, first) = (at, n + 2);
                return Some(Ok(batch));
            }
        }
        let rest = &text[start..];
        start = text.len();
        (!rest.is_empty()).then_some(Ok(Batch::Text(rest, first)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings() {
        assert_eq!(decode("\u{feff}naam;België".into()), "naam;België");
        assert_eq!(decode(b"Belgi\xeb".to_vec()), "België");
        let wide = |bytes: fn(u16) -> [u8; 2]| "\u{feff}België".encode_utf16().flat_map(bytes).collect();
        assert_eq!(decode(wide(u16::to_le_bytes)), "België");
        assert_eq!(decode(wide(u16::to_be_bytes)), "België");
    }

    #[test]
    fn pieces_are_the_whole_text() {
        let text = "{}\n".repeat(BATCH * 2 + 3);
        let all: Vec<_> = pieces(&text, |_| true).map(Result::unwrap).collect();
        let sizes: Vec<(usize, usize)> = all
            .iter()
            .map(|b| match b {
                Batch::Text(text, first) => (text.len(), *first),
                Batch::Table(_) => (0, 0),
            })
            .collect();
        assert_eq!(sizes, [(BATCH * 3, 1), (BATCH * 3, BATCH + 1), (9, BATCH * 2 + 1)]);
    }
}
