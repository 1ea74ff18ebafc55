//! Names at the beginning of the rows of a list: `Baggio Antonio cell. 347 …`, `11. Fina Climent - 666 …`.
//!
//! In: a page, with the e-mail addresses and numbers that were found on it. Out: the names that such a row begins with. What most
//! rows of a block are, the others are too: a list of names has some that no list of ours knows. This module refuses to know
//! tables with a heading.

use std::ops::Range;

use super::grammar::Name;
use super::names::Sense;
use super::search::{ENOUGH, Search};
use crate::recognise::lines::{Line, Marks, cells};

/// Bytes of a row in which its name stands.
const NAME_MAX: usize = 60;
/// Bytes and cells of a row in which a cell is looked for.
const ROW_MAX: usize = 240;
const CELLS_MAX: usize = 8;

impl Search<'_> {
    /// Adds the names that rows with a number or an address begin with.
    pub(super) fn rows(&mut self) {
        let contacts = self.contacts();
        if contacts.addresses.is_empty() && contacts.numbers.is_empty() {
            return;
        }
        let mut block = 0;
        let mut names: Vec<Name> = Vec::new();
        for line in self.page.lines() {
            if line.block != block {
                self.block(&names);
                names.clear();
                block = line.block;
            }
            if line.marks.has(Marks::DIGIT.or(Marks::AT)) && line.marks.has(Marks::CAPITAL.or(Marks::WIDE)) {
                names.extend(self.row_name(line).or_else(|| self.cell_name(line)));
            }
        }
        self.block(&names);
    }

    /// Takes the names of the rows of a block.
    fn block(&mut self, names: &[Name]) {
        let count = |inverted: bool, least: i32| {
            let like = |n: &&Name| n.inverted == inverted && n.known && n.score >= least;
            names.iter().filter(like).count()
        };
        let most = |like: usize, least: usize| like >= least && like * 2 >= names.len();
        // a surname first that is on no list is as good where three rows have one
        let turned = most(count(true, ENOUGH - 5), 2) || most(count(true, 0), 3);
        let straight = most(count(false, ENOUGH), 2);
        // nearly all are: the others are people of whom no list knows
        let sure = count(false, ENOUGH);
        let people = sure >= 3 && sure * 3 >= names.len() * 2;
        for name in names {
            // in a list of surnames first, a name that may be read both ways is one
            let more = match (turned, straight && !name.inverted) {
                (true, _) => 45,
                (_, true) if people => 45,
                (_, true) => 35,
                _ => 0,
            };
            let last = self.text[name.span.clone()].rsplit(' ').next().unwrap_or_default();
            let begins = name.inverted
                || name.initials
                || self.is_given(&self.text[name.given.clone()])
                || people && self.are_capitals(name)
                || turned && self.is_given(last);
            if begins {
                self.take(name, more, "row of a list with a number");
            }
        }
    }

    /// True for a given name, common word or not.
    fn is_given(&self, word: &str) -> bool {
        self.names.sense(word).is(Sense::GIVEN.or(Sense::GIVEN_OR_WORD))
    }

    /// The name that a row begins with, where a number or an address stands behind it.
    fn row_name(&self, line: &Line) -> Option<Name> {
        let text = self.text;
        let row = line.text(text);
        let start = line.span.start + mark(row);
        let rest = text.get(start..line.span.end)?;
        let end = start + name_end(rest)?;
        let end = start + without_labels(&text[start..end]).len();
        let name = self.whole(start..end)?;
        let contacts = self.contacts();
        let near = |spans: &[Range<usize>]| {
            let first = spans.partition_point(|s| s.start < end);
            spans.get(first).is_some_and(|s| s.start < line.span.end)
        };
        let next = text.as_bytes()[end..].iter().find(|b| **b != b' ')?;
        // the number of a house is none that is called
        let called = !next.is_ascii_digit() || {
            let first = contacts.numbers.partition_point(|s| s.start < end);
            contacts.numbers.get(first).is_some_and(|s| s.start < end + 4)
        };
        let whole = name.span.end == end && !name.lower && !self.is_street(&name);
        (whole && called && (near(&contacts.numbers) || near(&contacts.addresses))).then_some(name)
    }
}

impl Search<'_> {
    /// The name that fills the cell before a number or an address, where others stand before it: `Kraan 3   Peeters Jan   0470/…`.
    fn cell_name(&self, line: &Line) -> Option<Name> {
        let text = self.text;
        let contacts = self.contacts();
        let told = |spans: &[Range<usize>]| {
            let first = spans.partition_point(|s| s.start < line.span.start);
            spans.get(first).is_some_and(|s| s.start < line.span.end)
        };
        if line.span.len() > ROW_MAX
            || !(told(&contacts.numbers) || told(&contacts.addresses))
            || !line.has_cells(text)
        {
            return None;
        }
        let begins = |spans: &[Range<usize>], cell: &Range<usize>| {
            let first = spans.partition_point(|s| s.start < cell.start);
            spans.get(first).is_some_and(|s| s.start < cell.start + 4)
        };
        let mut before: Option<Range<usize>> = None;
        for (n, cell) in cells(text, line.span.clone()).take(CELLS_MAX).enumerate() {
            if begins(&contacts.numbers, &cell) || begins(&contacts.addresses, &cell) {
                let span = before.filter(|span| n > 1 && span.len() <= NAME_MAX)?;
                let name = self.whole(span.clone())?;
                let whole = name.span == span && !name.lower && !self.is_street(&name);
                return whole.then_some(name);
            }
            before = Some(cell);
        }
        None
    }
}

/// Bytes of what a row of a list begins with: `- `, `11. `, `3) `.
fn mark(row: &str) -> usize {
    let bytes = row.as_bytes();
    let digits = bytes.iter().take(3).take_while(|b| b.is_ascii_digit()).count();
    let marks = match bytes.get(digits) {
        Some(b'.' | b')') if digits > 0 => digits + 1,
        // `1-2 Berta Vidal`: a floor and a door
        Some(b'-')
            if digits > 0
                && matches!(bytes.get(digits + 1..), Some([b'0'..=b'9' | b'A'..=b'Z', b' ', ..])) =>
        {
            digits + 2
        }
        Some(b'-' | b'*' | b'>') if digits == 0 => 1,
        _ => 0,
    };
    marks + bytes[marks..].iter().take_while(|b| marks > 0 && **b == b' ').count()
}

/// Where what a row begins with ends: at a mark, a digit, a wide gap, or before the word that an address begins with.
fn name_end(rest: &str) -> Option<usize> {
    let bytes = rest.as_bytes();
    let reach = bytes.len().min(NAME_MAX);
    let ends = |n: &usize| match bytes[*n] {
        b'0'..=b'9' | b'+' | b';' | b'\t' | b'|' | b',' | b'(' | b'<' | b'[' | b':' | b'=' | b'/' | b'@' => {
            true
        }
        b' ' => {
            matches!(bytes.get(n + 1), Some(b' ' | b'-'))
                || rest[*n..].starts_with(" –")
                // `Anna Smit ......... 020`
                || bytes.get(n + 1..n + 4) == Some(b"...")
                || rest[*n..].starts_with(" …")
        }
        _ => false,
    };
    let end = (0..reach).find(ends)?;
    let end = if bytes[end] == b'@' { memchr::memrchr(b' ', &bytes[..end])? } else { end };
    Some(rest[..end].trim_end().len())
}

/// A text without the words for a telephone or a mailbox that it ends in.
fn without_labels(text: &str) -> &str {
    const LABELS: [&str; 31] = [
        "tel",
        "tél",
        "tlf",
        "tfno",
        "telf",
        "cell",
        "cel",
        "mob",
        "mobiel",
        "gsm",
        "m",
        "t",
        "h",
        "p",
        "phone",
        "mobile",
        "telefoon",
        "telefono",
        "teléfono",
        "telefon",
        "móvil",
        "movil",
        "cellulare",
        "handy",
        "port",
        "portable",
        "ph",
        "whatsapp",
        "nr",
        "mail",
        "email",
    ];
    let mut text = text;
    while let Some((before, last)) = text.rsplit_once(' ')
        && LABELS.iter().any(|l| last.trim_end_matches('.').eq_ignore_ascii_case(l))
    {
        text = before.trim_end();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_the_name_of_a_row_stands() {
        for (row, want) in [
            ("Baggio Antonio cell. 347 15 22 801", "Baggio Antonio"),
            ("11. Fina Climent - 666 12 84 39", "Fina Climent"),
            ("Ben Hagedoorn;0541-530027", "Ben Hagedoorn"),
            ("Anna-Maria Smit anna@klant.example", "Anna-Maria Smit"),
            ("* MBAYE Ousmane       07 53", "MBAYE Ousmane"),
            ("Anna Smit ........ 0541-530027", "Anna Smit"),
        ] {
            let rest = &row[mark(row)..];
            assert_eq!(without_labels(&rest[..name_end(rest).unwrap()]), want);
        }
        assert!(name_end("Jan de Vries").is_none());
    }

    #[test]
    fn names_in_the_cell_before_a_number() {
        use crate::model::Kind;
        use crate::recognise::{Context, Recognisers};
        let names = |text: &str| {
            let context = Context { countries: vec![*b"BE"], ..Context::default() };
            let found = Recognisers::built_in(&[Kind::PersonName, Kind::Phone]).find_in(text, &context);
            let found = found.iter().filter(|m| m.kind == Kind::PersonName);
            found.map(|m| m.value.reveal().clone()).collect::<Vec<_>>()
        };
        let rows = "Kraan 2   Peeters Marc      0470/12.34.51\n\
                    Kraan 3   Claes Patrick      0470/12.34.52\n\
                    Kraan 5   Maes Johan      0470/12.34.53\n\
                    Kraan 7   Klantuyse Koen      0470/12.34.54\n";
        assert_eq!(names(rows), ["Peeters Marc", "Claes Patrick", "Maes Johan", "Klantuyse Koen"]);
        let things = rows
            .replace("Marc", "Oost")
            .replace("Patrick", "Noord")
            .replace("Johan", "Midden")
            .replace("Koen", "West");
        assert_eq!(names(&things), [""; 0]);
    }
}
