//! Lines of cells with any separator (RFC 4180 and what spreadsheets make of it), below a header line.
//!
//! In: text. Out: records, and what their columns hold. The separator is the one that makes most known columns of a line
//! near the top; lines above that line are passed over, Excel's `sep=;` too. Rows may be shorter or longer than the header.

use std::borrow::Cow;
use std::path::Path;

use csv::{ReaderBuilder, StringRecord};

use super::RegisterError;
use super::columns::{Column, ColumnNames, Role, known_names};
use super::file::{BATCH, Batch, CELL_MAX, CELLS_MAX, Cell, Head};

/// Separators, likeliest first.
const SEPARATORS: [u8; 4] = [b';', b',', b'\t', b'|'];
/// Lines at the top among which the header is.
const TOP: usize = 10;
/// Bytes and lines of one record: what is longer has a quotation mark that nobody closed.
const RECORD_MAX: usize = 1 << 20;
const RECORD_LINES_MAX: u64 = 500;

/// How the cells of a table are told apart, and what they hold.
pub(super) struct Table {
    separator: u8,
    /// By the number of the cell.
    columns: Vec<Option<Column>>,
    /// Bytes before the first record.
    start: usize,
    /// Lines before the first record.
    lines: u64,
}

impl Table {
    /// Finds the header.
    pub(super) fn new(path: &Path, text: &str, names: &ColumnNames) -> Result<(Table, Head), RegisterError> {
        let mut best: Option<(usize, Table)> = None;
        let mut first_filled = None;
        let (mut start, mut filled) = (0, 0);
        for (n, line) in text.split_inclusive('\n').enumerate().take(100) {
            let here = start;
            start += line.len();
            if line.trim().is_empty() || line.len() > RECORD_MAX {
                continue;
            }
            first_filled = first_filled.or(Some(n + 1));
            filled += 1;
            if filled > TOP {
                break;
            }
            for separator in SEPARATORS {
                let mut reader = reader(separator, &text.as_bytes()[here..text.len().min(here + RECORD_MAX)]);
                let mut record = StringRecord::new();
                if !reader.read_record(&mut record).unwrap_or(false) {
                    continue;
                }
                let columns: Vec<Option<Column>> =
                    record.iter().take(CELLS_MAX).map(|name| names.column(name)).collect();
                let known = columns.iter().flatten().count();
                if known > best.as_ref().map_or(0, |(most, _)| *most) {
                    let length = reader.position().byte() as usize;
                    let lines =
                        text.as_bytes()[..here + length].iter().filter(|b| **b == b'\n').count() as u64;
                    best = Some((known, Table { separator, columns, start: here + length, lines }));
                }
            }
            // a header of two known columns is one; a lone word may be part of a title
            if best.as_ref().is_some_and(|(known, _)| *known > 1) {
                break;
            }
        }
        match (best, first_filled) {
            (Some((known, mut table)), _) => {
                table.settle_names();
                let head = Head { known, unknown: table.columns.len() - known };
                Ok((table, head))
            }
            (None, Some(line)) => Err(RegisterError(format!(
                "{}:{line}: expected a header line with at least one known column: {}; [register.columns] in mailsweep.toml \
                 names others",
                path.display(),
                known_names()
            ))),
            (None, None) => Err(RegisterError(format!(
                "{}: the file is empty; expected CSV with a header line, vCard or JSON lines",
                path.display()
            ))),
        }
    }

    /// Beside a contact person, a plain name is that of the organisation.
    fn settle_names(&mut self) {
        let has = |role: Role| self.columns.iter().flatten().any(|c| c.role == role);
        let contact = self.columns.iter().flatten().any(|c| c.role == Role::Name && c.contact);
        if contact && !has(Role::Organisation) {
            for column in self.columns.iter_mut().flatten() {
                if column.role == Role::Name && !column.contact {
                    column.role = Role::Organisation;
                }
            }
        }
    }

    /// The cells of a record that hold something.
    pub(super) fn cells<'r>(&self, record: &'r StringRecord) -> Vec<Cell<'r>> {
        let both = self.columns.iter().zip(record.iter());
        both.filter_map(|(column, text)| {
            let column = (*column)?;
            let text = text.trim();
            (!text.is_empty() && text.len() <= CELL_MAX).then_some(Cell { column, text: Cow::Borrowed(text) })
        })
        .collect()
    }

    /// The records, in batches.
    pub(super) fn batches<'t>(
        &'t self,
        path: &'t Path,
        text: &'t str,
    ) -> impl Iterator<Item = Result<Batch<'t>, RegisterError>> + Send {
        let mut reader = reader(self.separator, &text.as_bytes()[self.start..]);
        let mut over = false;
        std::iter::from_fn(move || {
            if over {
                return None;
            }
            let mut records = Vec::with_capacity(BATCH);
            while records.len() < BATCH {
                let line = reader.position().line();
                let mut record = StringRecord::new();
                match reader.read_record(&mut record) {
                    Ok(true) => {}
                    Ok(false) => {
                        over = true;
                        break;
                    }
                    // the text is UTF-8 and rows may have any length: nothing is left to go wrong
                    Err(_) => {
                        over = true;
                        return Some(Err(RegisterError(format!(
                            "{}:{}: expected cells between separators",
                            path.display(),
                            self.lines + line
                        ))));
                    }
                }
                if record.as_slice().len() > RECORD_MAX || reader.position().line() - line > RECORD_LINES_MAX
                {
                    over = true;
                    return Some(Err(RegisterError(format!(
                        "{}:{}: a quotation mark is opened here and not closed; expected \" at the end of the cell",
                        path.display(),
                        self.lines + line
                    ))));
                }
                records.push(record);
            }
            (!records.is_empty()).then_some(Ok(Batch::Table(records)))
        })
    }
}

fn reader(separator: u8, bytes: &[u8]) -> csv::Reader<&[u8]> {
    ReaderBuilder::new().delimiter(separator).has_headers(false).flexible(true).from_reader(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> Result<(Table, Head), RegisterError> {
        Table::new(Path::new("register.csv"), text, &ColumnNames::default())
    }

    fn cells(text: &str) -> Vec<Vec<(Role, String)>> {
        let (table, _) = table(text).unwrap();
        let mut all = Vec::new();
        for batch in table.batches(Path::new("register.csv"), text) {
            if let Batch::Table(records) = batch.unwrap() {
                for record in &records {
                    all.push(
                        table
                            .cells(record)
                            .into_iter()
                            .map(|c| (c.column.role, c.text.into_owned()))
                            .collect(),
                    );
                }
            }
        }
        all
    }

    #[test]
    fn any_separator_and_order_is_read() {
        let want =
            vec![vec![(Role::Name, "Jan, de".to_owned()), (Role::Email, "jan@klant.example".to_owned())]];
        for text in [
            "naam;e-mail\nJan, de;jan@klant.example\n",
            "\"naam\",\"e-mail\"\r\n\r\n\"Jan, de\",jan@klant.example,more\r\n",
            "naam\tsaldo\te-mail\nJan, de\t3\tjan@klant.example",
            "sep=|\nnaam|e-mail\nJan, de| jan@klant.example ",
            "Export of relations, 2024\n\nnaam;e-mail\nJan, de;jan@klant.example\n;\n",
        ] {
            assert_eq!(cells(text).into_iter().filter(|r| !r.is_empty()).collect::<Vec<_>>(), want, "{text}");
        }
    }

    #[test]
    fn a_name_beside_a_contact_person_is_the_firm() {
        let read = cells("naam;contactpersoon\nKlant;Jan de Vries\n");
        assert_eq!(read[0][0].0, Role::Organisation);
        assert_eq!(read[0][1].0, Role::Name);
    }

    #[test]
    fn what_is_wrong_is_said_with_file_and_line() {
        let error = |text: &str| match table(text) {
            Ok((table, _)) => {
                let found = table.batches(Path::new("register.csv"), text).find_map(Result::err);
                found.unwrap().to_string()
            }
            Err(e) => e.to_string(),
        };
        let none = error("\nsaldo;datum\n1;2\n");
        assert!(
            none.starts_with("register.csv:2: expected a header line") && none.contains("telefoon / phone"),
            "{none}"
        );
        assert!(error(" \n").contains("the file is empty"));
        let open = error(&format!("naam;plaats\nJan;\"Ons Dorp\n{}", "x;y\n".repeat(600)));
        assert!(
            open.starts_with("register.csv:2: a quotation mark is opened here") && !open.contains("Dorp"),
            "{open}"
        );
    }
}
