//! Names in the columns of tables, below a heading for them.
//!
//! In: a page. Out: names by the heading of a column: separated values (RFC 4180, with semicolons, tabs and bars too), also within a
//! text, and columns with wide gaps between. This module refuses to know other columns.

use std::ops::Range;

use super::forms::is_name;
use super::names::Sense;
use super::search::Search;
use crate::recognise::lines::{Line, Marks};

/// Columns of a table that are looked at.
const COLUMNS: usize = 48;
/// Bytes of a line that may be a heading.
const HEADING: Range<usize> = 8..2000;
/// Bytes that a title has at most, on average: a sentence has fewer commas.
const TITLE: usize = 24;

/// What parts the columns of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Byte(u8),
    /// Two spaces or more.
    Gap,
}

/// Which columns of a table hold names, or parts of them.
#[derive(Debug, Default)]
struct Columns {
    name: Option<usize>,
    given: Option<usize>,
    between: Option<usize>,
    surname: Option<usize>,
}

/// True for the title of a column of what stands between given names and surnames.
pub(super) fn stands_between(title: &str) -> bool {
    let whole = "tussenvoegsel";
    title.as_bytes().windows(whole.len()).any(|w| w.eq_ignore_ascii_case(whole.as_bytes()))
        || ["tussenv", "voorvoegsel", "prefix"].iter().any(|t| title.eq_ignore_ascii_case(t))
}

impl Search<'_> {
    /// Adds the names in the columns of tables with a heading for them.
    pub(super) fn columns(&mut self) {
        let lines = self.page.lines();
        let mut at = 0;
        while at + 1 < lines.len() {
            let heading = &lines[at];
            at += 1;
            let Some((mark, columns)) = self.heading(heading) else { continue };
            // a table that is all there is may have blank lines in it
            let whole = at == 1;
            while let Some(row) = lines.get(at).filter(|row| whole || row.block == heading.block) {
                self.row(row.span.clone(), mark, &columns);
                at += 1;
            }
        }
    }

    /// What parts the columns below a line of titles, and which of them hold names.
    fn heading(&self, line: &Line) -> Option<(Mark, Columns)> {
        let text = line.text(self.text).trim_start_matches('\u{feff}');
        if line.marks.has(Marks::DIGIT.or(Marks::AT)) || !HEADING.contains(&text.len()) {
            return None;
        }
        let mark = mark_of(text, line.marks)?;
        let mut columns = Columns::default();
        let mut cells = [(0, 0); COLUMNS];
        let count = split(text, 0..text.len(), mark, &mut cells);
        let mut rank_of_name = 0;
        for (n, (from, to)) in cells[..count].iter().enumerate() {
            let title = text[*from..*to].trim_matches(['"', ' ', '\'']);
            if title.len() > 40 || title.is_empty() {
                continue;
            }
            let (mut sense, mut no) = (Sense::default(), false);
            // `Cognome e nome`, `Vor- und Nachname`, `Name, Vorname`, `NOM Prénom`: all of a name in one column
            let (mut joint, mut name) = (title.contains([',', '/', '&', '+']), false);
            for word in title.split([' ', '_', '-', '.', '/', ',', '(', ')']) {
                let one = self.names.sense(word);
                sense = sense.or(one);
                no |= one.is(Sense::UNLABEL);
                joint |= ["e", "y", "et", "en", "and", "und"].iter().any(|j| word.eq_ignore_ascii_case(j));
                name |= is_name(word) && !one.is(Sense::LABEL_GIVEN.or(Sense::LABEL_SURNAME));
            }
            let parts = sense.is(Sense::LABEL_GIVEN) && sense.is(Sense::LABEL_SURNAME);
            let one = sense.is(Sense::LABEL_GIVEN.or(Sense::LABEL_SURNAME));
            let bare = ["nom", "nome", "nombre"].iter().any(|n| {
                title.split(' ').any(|word| word.eq_ignore_ascii_case(n)) && title.split(' ').count() == 2
            });
            let whole = parts || one && joint || one && name && bare;
            let column = if stands_between(title) {
                &mut columns.between
            } else if no {
                continue;
            } else if whole {
                &mut columns.name
            } else if sense.is(Sense::LABEL_GIVEN) {
                &mut columns.given
            } else if sense.is(Sense::LABEL_SURNAME) {
                &mut columns.surname
            } else if sense.is(Sense::LABEL) {
                &mut columns.name
            } else {
                continue;
            };
            // `Cliente;Apellidos;Nombre`, `Client;Contact`: some words say more than others that a person is meant
            let rank = rank(title);
            if column.is_none() || sense.is(Sense::LABEL) && !whole && rank > rank_of_name {
                *column = Some(n);
                if sense.is(Sense::LABEL) {
                    rank_of_name = rank;
                }
            }
        }
        // a column called `Naam` beside one of given names holds surnames, and one called `Nombre` beside one of surnames given names
        if columns.given.is_some() && columns.surname.is_none() {
            columns.surname = columns.name.take();
        } else if columns.given.is_none() && columns.surname.is_some() {
            columns.given = columns.name.take();
        }
        let both = columns.given.is_some() && columns.surname.is_some();
        (columns.name.is_some() || both).then_some((mark, columns))
    }

    /// The name in one row of a table.
    fn row(&mut self, row: Range<usize>, mark: Mark, columns: &Columns) {
        let mut cells = [(0, 0); COLUMNS];
        let count = split(self.text, row, mark, &mut cells);
        let cell = |column: Option<usize>| {
            column.filter(|n| *n < count).map(|n| {
                let (from, to) = cells[n];
                let slice = &self.text[from..to];
                let begin = slice.trim_start_matches([' ', '"']);
                let start = to - begin.len();
                start..start + begin.trim_end_matches([' ', '"', '\r']).len()
            })
        };
        if let Some(span) = cell(columns.name) {
            self.piece(span, None, 45, "column of names");
        }
        if let (Some(given), Some(last)) = (cell(columns.given), cell(columns.surname)) {
            let between = cell(columns.between).map(|b| self.text[b].to_owned()).unwrap_or_default();
            if between.is_empty() {
                self.joined(given, None, last);
            } else {
                let value = format!("{} {between} {}", &self.text[given], &self.text[last.clone()]);
                self.found.push(super::search::Found {
                    span: last,
                    value: Some(super::one_space(&value)),
                    confidence: 85,
                    why: ["columns of given name and surname", "", ""],
                });
            }
        }
    }
}

/// How surely the title of a column of names says that they are people's.
fn rank(title: &str) -> u8 {
    const CONTACTS: [&str; 7] =
        ["contact", "kontakt", "ansprech", "contatt", "interloc", "referent", "persona"];
    let person = |begin: &&str| title.get(..begin.len()).is_some_and(|t| t.eq_ignore_ascii_case(begin));
    match title {
        _ if is_name(title) => 3,
        _ if CONTACTS.iter().any(person) => 2,
        _ => 1,
    }
}

/// What parts the titles of a line, where it may be a line of titles.
fn mark_of(text: &str, marks: Marks) -> Option<Mark> {
    let count = |mark: &u8| memchr::memchr_iter(*mark, text.as_bytes()).count();
    if marks.has(Marks::COMMA.or(Marks::BAR))
        && let Some((most, mark)) =
            [b';', b'\t', b',', b'|'].iter().map(|m| (count(m), *m)).max_by_key(|(n, _)| *n)
        && most > 0
        && (mark != b',' || text.len() <= (most + 1) * TITLE && most > 1)
    {
        return Some(Mark::Byte(mark));
    }
    // all pairs are looked at, so that many are at once
    let pairs = text.as_bytes().iter().zip(text.as_bytes().iter().skip(1));
    pairs.fold(false, |gap, (a, b)| gap | (*a == b' ') & (*b == b' ')).then_some(Mark::Gap)
}

/// Puts where the cells of a row are into `cells`; gives how many there are.
fn split(text: &str, row: Range<usize>, mark: Mark, cells: &mut [(usize, usize); COLUMNS]) -> usize {
    let bytes = text.as_bytes();
    let (mut count, mut from, mut quoted) = (0, row.start, false);
    let mut put = |from: usize, to: usize| {
        if let Some(cell) = cells.get_mut(count) {
            *cell = (from, to);
            count += 1;
        }
    };
    match mark {
        Mark::Byte(mark) => {
            for at in row.clone() {
                if bytes[at] == b'"' {
                    quoted = !quoted;
                } else if bytes[at] == mark && !quoted {
                    put(from, at);
                    from = at + 1;
                }
            }
            put(from, row.end);
        }
        Mark::Gap => {
            while from < row.end {
                let end = memchr::memmem::find(&bytes[from..row.end], b"  ").map_or(row.end, |n| from + n);
                put(from, end);
                from = end + bytes[end..row.end].iter().take_while(|b| **b == b' ').count();
            }
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str, mark: Mark) -> Vec<&str> {
        let mut cells = [(0, 0); COLUMNS];
        let count = split(text, 0..text.len(), mark, &mut cells);
        cells[..count].iter().map(|(from, to)| &text[*from..*to]).collect()
    }

    #[test]
    fn rows_are_split() {
        assert_eq!(cells("a;\"b;c\";;d", Mark::Byte(b';')), ["a", "\"b;c\"", "", "d"]);
        assert_eq!(cells("Jan de Vries  020   x", Mark::Gap), ["Jan de Vries", "020", "x"]);
        assert_eq!(cells(&";".repeat(100), Mark::Byte(b';')).len(), COLUMNS);
    }

    #[test]
    fn what_parts_titles() {
        let mark = |text: &str| mark_of(text, Marks::of(text));
        assert_eq!(mark("Voornaam,Achternaam,Firma"), Some(Mark::Byte(b',')));
        assert_eq!(mark("Naam | Functie"), Some(Mark::Byte(b'|')));
        assert_eq!(mark("Naam  Functie"), Some(Mark::Gap));
        assert_eq!(mark("Zoals afgesproken met de heer van de afdeling, komt de naam er niet op"), None);
        assert_eq!(mark("Naam"), None);
    }
}
