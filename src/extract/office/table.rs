//! Paragraphs in cells in, lines out: the tables of a text document.
//!
//! A row is a line with a tab between two cells, so that a list reads as one. A table that only lays out a page (a letterhead, two
//! addresses side by side) is told apart by its rows: few cells, of many lines; there each cell is a block of its own lines.

use super::lines::{Lines, one_line};

/// Tables in one another that are told apart.
const DEPTH: usize = 24;
/// Bytes of one row that are kept until it ends.
const ROW: usize = 256 << 10;
/// Lines that a cell of a list has at most.
const LIST_LINES: usize = 3;
/// Cells that a row has at most that may only lay out a page.
const LAYOUT_CELLS: usize = 3;

/// The tables that are open.
#[derive(Debug, Default)]
pub(in crate::extract) struct Tables {
    rows: Vec<Row>,
    /// Tables that are deeper than is told apart.
    deeper: usize,
}

#[derive(Debug, Default)]
struct Row {
    cells: Vec<String>,
    cell: String,
    bytes: usize,
    /// A table stands in one of the cells.
    holds_table: bool,
}

impl Tables {
    /// No table is open.
    pub(in crate::extract) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
    /// A table begins.
    pub(in crate::extract) fn begin(&mut self) {
        if self.rows.len() < DEPTH {
            if let Some(row) = self.rows.last_mut() {
                row.holds_table = true;
            }
            self.rows.push(Row::default());
        } else {
            self.deeper += 1;
        }
    }
    /// A line or paragraph of text: to the cell that is open, else out.
    pub(in crate::extract) fn text(&mut self, text: &str, lines: &mut Lines<'_>) {
        let Some(row) = self.rows.last_mut() else {
            lines.push(text);
            lines.end();
            return;
        };
        if text.trim().is_empty() {
            return;
        }
        if !row.cell.is_empty() {
            row.cell.push('\n');
        }
        row.cell.push_str(text.trim_matches([' ', '\n']));
        row.bytes += text.len();
        if row.bytes > ROW {
            self.spill(lines);
        }
    }
    /// A cell ends. One that covers several columns leaves the others empty.
    pub(in crate::extract) fn end_cell(&mut self, columns: usize) {
        if self.deeper == 0
            && let Some(row) = self.rows.last_mut()
        {
            row.cells.push(std::mem::take(&mut row.cell));
            row.bytes += 24;
            let room = if row.bytes > ROW { 0 } else { columns.saturating_sub(1).min(64) };
            row.cells.extend(std::iter::repeat_n(String::new(), room));
        }
    }
    /// A row ends.
    pub(in crate::extract) fn end_row(&mut self, lines: &mut Lines<'_>) {
        if self.deeper > 0 {
            return;
        }
        let Some(row) = self.rows.last_mut() else { return };
        let mut row = std::mem::take(row);
        if !row.cell.is_empty() {
            row.cells.push(std::mem::take(&mut row.cell));
        }
        while row.cells.last().is_some_and(String::is_empty) {
            row.cells.pop();
        }
        self.write(&row, lines);
    }
    /// A table ends.
    pub(in crate::extract) fn end(&mut self, lines: &mut Lines<'_>) {
        if self.deeper > 0 {
            self.deeper -= 1;
            return;
        }
        self.end_row(lines);
        self.rows.pop();
        if self.rows.is_empty() {
            lines.part();
        }
    }
    /// All tables end: the document does.
    pub(in crate::extract) fn end_all(&mut self, lines: &mut Lines<'_>) {
        self.deeper = 0;
        while !self.rows.is_empty() {
            self.end(lines);
        }
    }

    /// Writes a row out, or to the cell that its table stands in.
    fn write(&mut self, row: &Row, lines: &mut Lines<'_>) {
        let filled = row.cells.iter().filter(|cell| !cell.is_empty()).count();
        let most = row.cells.iter().map(|cell| cell.lines().count()).max().unwrap_or(0);
        let outer = self.rows.len().checked_sub(2);
        let mut put = |text: &str, part: bool| {
            if let Some(outer) = outer {
                let cell = &mut self.rows[outer];
                if !cell.cell.is_empty() {
                    cell.cell.push('\n');
                }
                cell.cell.push_str(text);
                cell.bytes += text.len();
            } else {
                lines.push(text);
                if part {
                    lines.part();
                } else {
                    lines.end();
                }
            }
        };
        let layout = row.holds_table || most > LIST_LINES && filled <= LAYOUT_CELLS;
        if filled == 0 {
        } else if filled == 1 || layout {
            for cell in row.cells.iter().filter(|cell| !cell.is_empty()) {
                put(cell, filled > 1);
            }
        } else {
            let mut line = String::new();
            for (n, cell) in row.cells.iter().enumerate() {
                if n > 0 {
                    line.push('\t');
                }
                line.push_str(&one_line(cell));
            }
            put(&line, false);
        }
        if let Some(outer) = outer
            && self.rows[outer].bytes > ROW
        {
            self.spill(lines);
        }
    }

    /// Writes out what there is of all rows, as one of them has become too long to be kept.
    fn spill(&mut self, lines: &mut Lines<'_>) {
        for row in &mut self.rows {
            let open = std::mem::take(&mut row.cell);
            for cell in row.cells.iter().chain([&open]).filter(|cell| !cell.is_empty()) {
                lines.line(cell);
            }
            row.cells.clear();
            row.bytes = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::budget::Budget;
    use super::*;
    use crate::extract::collect::Collect;

    fn told(build: impl FnOnce(&mut Tables, &mut Lines<'_>)) -> String {
        let (budget, mut taken) = (Budget::new(u64::MAX), Collect::default());
        let mut lines = Lines::new(&mut taken, &budget);
        let mut tables = Tables::default();
        build(&mut tables, &mut lines);
        tables.end_all(&mut lines);
        lines.finish();
        taken.text
    }

    fn row(tables: &mut Tables, lines: &mut Lines<'_>, cells: &[&str]) {
        for cell in cells {
            for line in cell.split('\n') {
                tables.text(line, lines);
            }
            tables.end_cell(1);
        }
        tables.end_row(lines);
    }

    #[test]
    fn a_row_is_a_line() {
        let text = told(|tables, lines| {
            tables.begin();
            row(tables, lines, &["Naam", "Adres", "Tel", ""]);
            row(tables, lines, &["Jan de Vries", "Dorpsstraat 12\n1234 AB Ons Dorp", "", "x"]);
        });
        assert_eq!(text, "Naam\tAdres\tTel\nJan de Vries\tDorpsstraat 12, 1234 AB Ons Dorp\t\tx\n\n");
    }

    #[test]
    fn blocks_side_by_side_stay_blocks() {
        let text = told(|tables, lines| {
            tables.begin();
            row(
                tables,
                lines,
                &["De Molen BV\nDorpsstraat 12\n1234 AB Ons Dorp\nNederland", "Tel. 020\nFax 021"],
            );
            row(tables, lines, &["Geachte heer,\nHierbij."]);
        });
        assert_eq!(
            text,
            "De Molen BV\nDorpsstraat 12\n1234 AB Ons Dorp\nNederland\n\nTel. 020\nFax 021\n\nGeachte heer,\nHierbij.\n\n"
        );
    }

    #[test]
    fn a_table_in_a_cell_keeps_its_rows() {
        let text = told(|tables, lines| {
            tables.begin();
            tables.text("Links", lines);
            tables.end_cell(1);
            tables.begin();
            row(tables, lines, &["Naam", "Jan"]);
            row(tables, lines, &["Tel", "020"]);
            tables.end(lines);
            tables.end_cell(1);
            tables.end_row(lines);
        });
        assert_eq!(text, "Links\n\nNaam\tJan\nTel\t020\n\n");
    }

    #[test]
    fn depth_and_length_are_bounded() {
        let text = told(|tables, lines| {
            for _ in 0..100_000 {
                tables.begin();
            }
            tables.text("diep", lines);
            assert!(tables.rows.len() <= DEPTH);
            for _ in 0..40 {
                tables.text(&"x".repeat(ROW / 10), lines);
                assert!(tables.rows.iter().all(|row| row.bytes <= ROW));
            }
        });
        assert!(text.starts_with("diep\n") && text.len() > 4 * ROW);
    }
}
