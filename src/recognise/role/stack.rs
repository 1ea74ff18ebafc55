//! A column of houses in rows without headings: `Wine   Klant Vintners   Hugo Client   020-2345678`, five such rows one below the other.
//!
//! In: the lines of a page on which people and firms were found. Out: organisations. In three rows or more with as many cells, each with a
//! detail or a person on it, what stands in a column of which a third are houses for sure, two at least, are houses too. This module
//! refuses to know of columns in which nothing is sure.

use std::ops::Range;

use super::Search;
use super::called::{fits, is_plain};
use super::word::PHRASE_MAX;
use crate::model::Kind;
use crate::recognise::lines::{Line, Marks, cells};

/// Rows that make a list.
const ROWS: usize = 3;
/// Rows of one list, and cells of a row, that are looked at.
const ROWS_MAX: usize = 200;
const CELLS_MAX: usize = 8;

/// Adds the houses of lists without headings.
pub(super) fn search(search: &mut Search<'_>, lines: &[Line]) {
    let (text, mut at) = (search.text, 0);
    let mut rows: Vec<Vec<Range<usize>>> = Vec::new();
    while at < lines.len() {
        rows.clear();
        while let Some(row) = lines.get(at + rows.len()).and_then(|line| row(search, text, line))
            && rows.len() < ROWS_MAX
            && rows.first().is_none_or(|first| first.len() == row.len())
        {
            rows.push(row);
        }
        if rows.len() >= ROWS {
            for column in 0..rows[0].len() {
                self::column(search, &rows, column);
            }
        }
        at += rows.len().max(1);
    }
}

/// The cells of a row that has three of them or more, and a detail or a person in one.
fn row(search: &Search<'_>, text: &str, line: &Line) -> Option<Vec<Range<usize>>> {
    if !line.marks.has(Marks::CAPITAL) || line.span.len() > 240 {
        return None;
    }
    let told = |spans: &[Range<usize>]| {
        let from = spans.partition_point(|s| s.start < line.span.start);
        spans.get(from).is_some_and(|s| s.end <= line.span.end)
    };
    if !(told(&search.details) || told(&search.people)) || !line.has_cells(text) {
        return None;
    }
    let row: Vec<_> = cells(text, line.span.clone()).take(CELLS_MAX + 1).collect();
    (3..=CELLS_MAX).contains(&row.len()).then_some(row)
}

/// What a cell is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cell {
    /// A house, for sure.
    House,
    /// It may be one.
    Open,
    /// A title, a person, a number, anything else.
    Other,
}

fn column(search: &mut Search<'_>, rows: &[Vec<Range<usize>>], column: usize) {
    let all: Vec<Cell> = rows.iter().map(|row| cell(search, &row[column])).collect();
    let count = |what: Cell| all.iter().filter(|cell| **cell == what).count();
    let (houses, others) = (count(Cell::House), count(Cell::Other));
    if houses < 2 || houses * 3 < rows.len() || others * 5 > rows.len() {
        return;
    }
    for (row, _) in rows.iter().zip(&all).filter(|(_, cell)| **cell == Cell::Open) {
        search.push(Kind::Organisation, row[column].clone(), -14, &["in a column of houses"]);
    }
}

fn cell(search: &Search<'_>, span: &Range<usize>) -> Cell {
    let phrase = &search.text[span.clone()];
    let within = |m: &&crate::model::Match| m.span.start < span.end && span.start < m.span.end;
    // those of a few lines before stand last
    let found = search.found.iter().rev().take(4 * ROWS_MAX).find(within);
    match found {
        Some(m) if m.kind == Kind::Organisation => {
            return if m.span.len() + 4 >= span.len() { Cell::House } else { Cell::Other };
        }
        Some(_) => return Cell::Other,
        None => {}
    }
    let near = |spans: &[Range<usize>]| {
        let from = spans.partition_point(|s| s.end <= span.start);
        spans.get(from).is_some_and(|s| s.start < span.end)
    };
    let named = phrase.len() <= PHRASE_MAX
        && phrase.contains(' ')
        && phrase.starts_with(char::is_uppercase)
        && !phrase.contains([':', '@', ','])
        && !near(&search.people)
        && !near(&search.details)
        && !is_plain(search, phrase)
        && fits(search, span, 2);
    if named { Cell::Open } else { Cell::Other }
}

#[cfg(test)]
mod tests {
    use crate::model::Kind;
    use crate::recognise::role::tests::found_of;

    fn houses(text: &str) -> Vec<String> {
        let kinds = [Kind::Organisation, Kind::PersonName, Kind::Phone, Kind::JobTitle];
        let found = found_of(text, &kinds);
        found.into_iter().filter(|(kind, _)| *kind == Kind::Organisation).map(|(_, name)| name).collect()
    }

    #[test]
    fn a_column_of_houses() {
        let rows = "Bread    Klantington Bakery     Anna de Vries    020-2345678\n\
                    Wine     Klantaro Brewery       Jan Jansen       020-2345679\n\
                    Staff    Klantewise Brightly    Karel Bakker     020-2345670\n\
                    Taxi     Klantspa Carrington    Els de Boer      020-2345671\n";
        assert_eq!(
            houses(rows),
            ["Klantington Bakery", "Klantaro Brewery", "Klantewise Brightly", "Klantspa Carrington"]
        );
        // one is sure; or other things stand in the column
        let none = rows.replace("Klantington Bakery", "Klantington Bright");
        assert_eq!(houses(&none), ["Klantaro Brewery"]);
        let mixed = rows
            .replace("Klantewise Brightly", "call her first      ")
            .replace("Klantspa Carrington", "02/03              ");
        assert_eq!(houses(&mixed), ["Klantington Bakery", "Klantaro Brewery"]);
        let two: String = rows.lines().take(2).collect::<Vec<_>>().join("\n");
        assert_eq!(houses(&two), ["Klantington Bakery", "Klantaro Brewery"]);
    }
}
