//! Columns of a table in which most cells are names: what stands in the others is one too, though nothing else tells.
//!
//! In: a text, and later where names were seen in it. Out: cells that are names and were not seen. It refuses to know whose names they are.

use std::ops::Range;

use super::people::is_thing;
use crate::subject::bystander::{PARTICLES, SMALL, words};

/// Rows of the shortest table.
const ROWS: usize = 3;

/// Bytes of the longest cell that may be a name.
const CELL: usize = 60;

/// Cells of one text that are kept.
const MOST: usize = 20_000;

/// Columns of a text whose cells may be names, each with its cells.
pub(super) fn columns(text: &str) -> Vec<Vec<Range<usize>>> {
    let mut all = Vec::new();
    let mut kept = 0;
    let mut table: Vec<Vec<Range<usize>>> = Vec::new();
    let mut sort: Option<(Sign, usize)> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n').chain(["\n"]) {
        let start = at;
        at += line.len();
        let line = line.trim_end_matches(['\n', '\r']);
        let row = Sign::ALL.iter().find_map(|sign| {
            let cells = sign.cells(line);
            (cells.len() > 1).then_some((*sign, cells))
        });
        let next = row.as_ref().map(|(sign, cells)| (*sign, cells.len()));
        if next != sort {
            if table.len() >= ROWS {
                gather(text, &table, &mut all, &mut kept);
            }
            table.clear();
            sort = next;
        }
        if let Some((_, cells)) = row {
            table.push(cells.into_iter().map(|cell| start + cell.start..start + cell.end).collect());
        }
    }
    all
}

/// Takes the columns of a table in which half of the cells look like names.
fn gather(text: &str, table: &[Vec<Range<usize>>], all: &mut Vec<Vec<Range<usize>>>, kept: &mut usize) {
    let width = table.first().map_or(0, Vec::len);
    for n in 0..width {
        let cells = table.iter().filter_map(|row| row.get(n)).filter(|cell| !cell.is_empty());
        let (names, others): (Vec<_>, Vec<_>) =
            cells.cloned().partition(|cell| is_like_a_name(&text[cell.clone()]));
        if names.len() >= ROWS && names.len() >= others.len() && *kept + names.len() <= MOST {
            *kept += names.len();
            all.push(names);
        }
    }
}

/// Two words or more that begin with a capital, and small ones of names, and nothing else.
fn is_like_a_name(cell: &str) -> bool {
    if cell.len() > CELL
        || cell.contains(|c: char| {
            !c.is_alphabetic() && !matches!(c, ' ' | '\u{a0}' | '.' | '-' | '\'' | '’' | ',')
        })
    {
        return false;
    }
    let (mut capitals, mut named) = (0, true);
    for span in words(cell) {
        let word = &cell[span];
        let small = word.to_lowercase();
        let capital = word.starts_with(char::is_uppercase);
        capitals += usize::from(capital);
        named &= (capital || [&PARTICLES[..], &SMALL].iter().any(|list| list.contains(&small.as_str())))
            && !is_thing(&small);
    }
    named && (2..=5).contains(&capitals)
}

/// Cells that are names, where at least two and half of those that look so were seen as names.
pub(super) fn unseen(columns: &[Vec<Range<u64>>], seen: impl Fn(&Range<u64>) -> bool) -> Vec<Range<u64>> {
    let mut all = Vec::new();
    for cells in columns {
        let (known, others): (Vec<_>, Vec<_>) = cells.iter().cloned().partition(&seen);
        if known.len() >= 2 && known.len() >= others.len() {
            all.extend(others);
        }
    }
    all
}

/// What parts the cells of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    Tab,
    Bar,
    Semicolon,
    Comma,
    Spaces,
}

impl Sign {
    const ALL: [Sign; 5] = [Sign::Tab, Sign::Bar, Sign::Semicolon, Sign::Comma, Sign::Spaces];

    /// The cells of a line, without spaces and quotation marks around them.
    fn cells(self, line: &str) -> Vec<Range<usize>> {
        let sign = match self {
            Sign::Tab => "\t",
            Sign::Bar => "|",
            Sign::Semicolon => ";",
            Sign::Comma => ",",
            Sign::Spaces => "  ",
        };
        let mut at = 0;
        let mut all = Vec::new();
        for cell in line.split(sign) {
            let start = at;
            at += cell.len() + sign.len();
            let around = |c: char| c.is_whitespace() || c == '"';
            let own = cell.trim_matches(around);
            let from = start + cell.len() - cell.trim_start_matches(around).len();
            // more than two spaces are one sign
            if self != Sign::Spaces || !own.is_empty() {
                all.push(from.min(start + cell.len())..from.min(start + cell.len()) + own.len());
            }
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, seen: &[&str]) -> Vec<String> {
        let wide = |cells: &Vec<Range<usize>>| cells.iter().map(|c| c.start as u64..c.end as u64).collect();
        let columns: Vec<Vec<Range<u64>>> = columns(text).iter().map(wide).collect();
        let own = |span: &Range<u64>| text[span.start as usize..span.end as usize].to_owned();
        unseen(&columns, |span| seen.contains(&own(span).as_str())).iter().map(own).collect()
    }

    #[test]
    fn names_among_names() {
        let seen = ["Els Bakker", "Kees van Dam"];
        for sign in [";", "\t", " | ", ", ", "    "] {
            let text = "kop\n1;Els Bakker;x\n2;Bep Oostvogel;y\r\n3;\"Kees van Dam\";z\n4;Mop;z\n\nBep Oostvogel belt\n";
            let text = text.replace(';', sign);
            assert_eq!(found(&text, &seen), ["Bep Oostvogel"], "{sign:?}");
        }
    }

    #[test]
    fn a_column_of_something_else_stays() {
        let seen = ["Els Bakker", "Kees van Dam"];
        for text in [
            // one name among others is none of a list
            "1;Els Bakker\n2;Gele Stoel\n3;Rode Tafel\n",
            "1;Els Bakker\n2;Kees van Dam\n3;Gele Stoel\n4;Rode Tafel\n5;Oude Kast\n",
            "1;Els Bakker\n2;Kees van Dam\n3;Afdeling Verkoop\n4;Jan 12\n",
            "Els Bakker;1\nKees van Dam;2\n",
            "Els Bakker\nKees van Dam\nBep Oostvogel\n",
            "",
        ] {
            assert_eq!(found(text, &seen), [""; 0], "{text}");
        }
    }
}
