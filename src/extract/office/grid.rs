//! The cells of a sheet in, rows as lines out.
//!
//! A row is a line with a tab between two columns; columns stay below each other, from the first that the table has. A gap of empty rows
//! parts two tables where what comes behind it looks like a heading; else it is left out, so that rows stay below their heading.

use super::lines::{Lines, one_line};

/// Empty cells in a row that are kept between two filled ones.
const GAP: u32 = 48;
/// Bytes of a row that are kept until it ends.
const ROW: usize = 64 << 10;

/// One sheet on its way through.
#[derive(Debug, Default)]
pub(super) struct Grid {
    /// The row and column of the last cell.
    at: Option<(u32, u32)>,
    /// The column in which the table begins.
    first: Option<u32>,
    /// The last row that was written.
    written: Option<u32>,
    line: String,
    /// The beginning of the open row was written.
    begun: bool,
}

impl Grid {
    /// A cell that holds something. Rows and columns count from 0; they may come in any order.
    pub(super) fn cell(&mut self, row: u32, column: u32, text: &str, lines: &mut Lines<'_>) {
        let text = text.trim_matches([' ', '\n', '\r', '\t']);
        if text.is_empty() {
            return;
        }
        let before = match self.at {
            Some((open, before)) if open == row => Some(before),
            Some(_) => {
                self.end_row(lines);
                None
            }
            None => None,
        };
        match before {
            Some(before) => {
                let tabs = column.saturating_sub(before).clamp(1, GAP);
                self.line.extend(std::iter::repeat_n('\t', tabs as usize));
            }
            None => {
                let first = *self.first.get_or_insert(column);
                let tabs = column.saturating_sub(first).min(GAP);
                self.line.extend(std::iter::repeat_n('\t', tabs as usize));
            }
        }
        self.at = Some((row, column));
        self.line.push_str(&one_line(text));
        if self.line.len() > ROW {
            self.write(row, lines);
        }
    }
    /// The sheet ends.
    pub(super) fn end(&mut self, lines: &mut Lines<'_>) {
        self.end_row(lines);
        *self = Grid::default();
        lines.part();
    }

    fn end_row(&mut self, lines: &mut Lines<'_>) {
        if let Some((row, _)) = self.at.take() {
            self.write(row, lines);
            lines.end();
            self.begun = false;
        }
    }

    fn write(&mut self, row: u32, lines: &mut Lines<'_>) {
        if !self.begun {
            let gap = self.written.is_some_and(|last| row > last.saturating_add(1) || row < last);
            if gap && !self.line.bytes().any(|b| b.is_ascii_digit() || b == b'@') {
                lines.part();
                // a table of its own begins where it begins
                let tabs = self.line.bytes().take_while(|b| *b == b'\t').count();
                self.line.drain(..tabs);
                self.first = self.first.map(|first| first + tabs as u32);
            }
            self.begun = true;
            self.written = Some(row);
        }
        lines.push(&self.line);
        self.line.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::super::budget::Budget;
    use super::*;
    use crate::extract::collect::Collect;

    fn told(cells: &[(u32, u32, &str)]) -> String {
        let (budget, mut taken) = (Budget::new(u64::MAX), Collect::default());
        let mut lines = Lines::new(&mut taken, &budget);
        let mut grid = Grid::default();
        for (row, column, text) in cells {
            grid.cell(*row, *column, text, &mut lines);
        }
        grid.end(&mut lines);
        lines.finish();
        taken.text
    }

    #[test]
    fn columns_stay_below_each_other() {
        assert_eq!(
            told(&[(2, 2, "Naam"), (2, 4, "Tel"), (3, 2, "Jan"), (4, 4, "020"), (5, 1, "x"), (5, 2, "")]),
            "Naam\t\tTel\nJan\n\t\t020\nx\n\n"
        );
    }

    #[test]
    fn gaps_part_tables_and_leave_rows_below_their_heading() {
        let cells = [
            (0, 0, "Naam"),
            (0, 1, "Tel"),
            (2, 0, "Jan"),
            (2, 1, "020"),
            (9, 3, "Firma"),
            (9, 4, "Plaats"),
            (10, 3, "Bakker"),
        ];
        assert_eq!(told(&cells), "Naam\tTel\nJan\t020\n\nFirma\tPlaats\nBakker\n\n");
    }

    #[test]
    fn the_last_cell_of_a_sheet_costs_no_more_than_the_first() {
        let text = told(&[(0, 0, "a"), (1_048_575, 16_383, "b1")]);
        assert!(text.starts_with("a\n") && text.ends_with("b1\n\n") && text.len() < 60, "{text:?}");
    }
}
