//! Names in vCards and calendars, and in the columns of tables.
//!
//! In: a page. Out: names by property (RFC 6350 §6.2.1 `FN`, §6.2.2 `N`; RFC 5545 §3.2.2 `CN`) and by the heading of a column
//! (RFC 4180, with semicolons and tabs too). This module refuses to know other properties and columns.

use std::ops::Range;

use super::names::Sense;
use super::search::Search;

/// Columns of a table that are looked at.
const COLUMNS: usize = 48;

/// True for the text of a vCard or a calendar.
pub(super) fn is_card(text: &str) -> bool {
    let head = text.trim_start_matches(['\u{feff}', ' ', '\r', '\n']).as_bytes();
    head.len() > 12 && head[..7].eq_ignore_ascii_case(b"BEGIN:V")
}

/// True for the title of a column of what stands between given names and surnames.
fn stands_between(title: &str) -> bool {
    let whole = "tussenvoegsel";
    title.as_bytes().windows(whole.len()).any(|w| w.eq_ignore_ascii_case(whole.as_bytes()))
        || ["tussenv", "voorvoegsel", "prefix"].iter().any(|t| title.eq_ignore_ascii_case(t))
}

impl Search<'_> {
    /// Adds the names of a vCard or a calendar.
    pub(super) fn card(&mut self) {
        let text = self.text;
        let mut from = 0;
        let mut parts: Option<Range<usize>> = None;
        let mut named = false;
        for line in text.split('\n') {
            let start = from;
            from += line.len() + 1;
            let line = line.trim_end();
            let Some((head, value)) = line.split_once(':') else { continue };
            let mut property = head.split(';').next().unwrap_or_default();
            if let Some((_, name)) = property.rsplit_once('.') {
                property = name;
            }
            let value_at = start + head.len() + 1;
            let value = value_at..value_at + value.len();
            if property.eq_ignore_ascii_case("FN") {
                named |= self.piece(value, None, 40, "FN of a card");
            } else if property.eq_ignore_ascii_case("N") {
                parts = Some(value);
            } else if property.eq_ignore_ascii_case("END") || property.eq_ignore_ascii_case("BEGIN") {
                if let Some(value) = parts.take()
                    && !named
                {
                    self.name_of_parts(value);
                }
                named = false;
            } else if property.eq_ignore_ascii_case("ATTENDEE") || property.eq_ignore_ascii_case("ORGANIZER")
            {
                self.common_name(start, line);
            } else if ["SUMMARY", "DESCRIPTION", "NOTE", "COMMENT", "CONTACT", "X-ALT-DESC", "LOCATION"]
                .iter()
                .any(|p| property.eq_ignore_ascii_case(p))
            {
                // read below, as running text
            }
        }
        self.running();
    }

    /// `CN=Jan de Vries` in the parameters of an attendee.
    fn common_name(&mut self, start: usize, line: &str) {
        let upper = line.as_bytes();
        let Some(at) = upper.windows(4).take(400).position(|w| w.eq_ignore_ascii_case(b";CN=")) else {
            return;
        };
        let from = at + 4;
        let rest = &line[from..];
        let (from, length) = match rest.strip_prefix('"') {
            Some(quoted) => (from + 1, quoted.find('"').unwrap_or(quoted.len())),
            None => (from, rest.find([';', ':']).unwrap_or(rest.len())),
        };
        let address = line
            .rfind("mailto:")
            .or_else(|| line.rfind("MAILTO:"))
            .map(|n| start + n + 7..start + line.len());
        self.piece(start + from..start + from + length, address, 30, "attendee");
    }

    /// `N:Vries;Jan;;;`, where no `FN` says it.
    fn name_of_parts(&mut self, value: Range<usize>) {
        let text = self.text;
        let mut parts = text[value.clone()].split(';');
        let (Some(last), Some(given)) = (parts.next(), parts.next()) else { return };
        let surname = value.start..value.start + last.len();
        let given_at = value.start + last.len() + 1;
        self.joined(given_at..given_at + given.len(), surname);
    }

    /// Adds the names in the columns of a table with a heading for them.
    pub(super) fn columns(&mut self) {
        let text = self.text;
        let head_end = memchr::memchr(b'\n', text.as_bytes()).unwrap_or(0);
        if !(8..2000).contains(&head_end) {
            return;
        }
        let head = text[..head_end].trim_start_matches('\u{feff}').trim_end();
        let count = |mark: &u8| memchr::memchr_iter(*mark, head.as_bytes()).count();
        let Some(mark) = [b';', b'\t', b',', b'|'].into_iter().max_by_key(count) else { return };
        if count(&mark) == 0 {
            return;
        }
        let (mut name, mut given, mut before, mut surname) = (None, None, None, None);
        for (n, title) in head.split(char::from(mark)).take(COLUMNS).enumerate() {
            let title = title.trim_matches(['"', ' ', '\'']);
            if title.len() > 40 || title.is_empty() {
                continue;
            }
            let (mut sense, mut no) = (Sense::default(), false);
            for word in title.split([' ', '_', '-', '.', '/']) {
                let one = self.names.sense(word);
                sense = sense.or(one);
                no |= one.is(Sense::UNLABEL);
            }
            if stands_between(title) {
                before = Some(n);
            } else if no {
            } else if sense.is(Sense::LABEL_GIVEN) {
                given = given.or(Some(n));
            } else if sense.is(Sense::LABEL_SURNAME) {
                surname = surname.or(Some(n));
            } else if sense.is(Sense::LABEL) {
                name = name.or(Some(n));
            }
        }
        // a column called `Naam` beside one of given names holds surnames
        if given.is_some() && surname.is_none() {
            surname = name.take();
        }
        if name.is_none() && (given.is_none() || surname.is_none()) {
            return;
        }
        let mut from = head_end + 1;
        while from < text.len() {
            let end = memchr::memchr(b'\n', &text.as_bytes()[from..]).map_or(text.len(), |n| from + n);
            self.row(from..end, mark, name, [given, before, surname]);
            from = end + 1;
        }
    }

    /// The name in one row of a table.
    fn row(&mut self, row: Range<usize>, mark: u8, name: Option<usize>, parts: [Option<usize>; 3]) {
        let mut cells = [(0, 0); COLUMNS];
        let (mut count, mut from, mut quoted) = (0, row.start, false);
        let bytes = self.text.as_bytes();
        for at in row.clone().chain([row.end]) {
            if at < row.end && bytes[at] == b'"' {
                quoted = !quoted;
            }
            if (at == row.end || bytes[at] == mark && !quoted) && count < COLUMNS {
                cells[count] = (from, at);
                count += 1;
                from = at + 1;
            }
        }
        let cell = |column: Option<usize>| {
            column.filter(|n| *n < count).map(|n| {
                let (from, to) = cells[n];
                let slice = &self.text[from..to];
                let begin = slice.trim_start_matches([' ', '"']);
                let start = to - begin.len();
                start..start + begin.trim_end_matches([' ', '"', '\r']).len()
            })
        };
        if let Some(span) = cell(name) {
            self.piece(span, None, 45, "column of names");
        }
        let [given, before, surname] = parts;
        if let (Some(given), Some(last)) = (cell(given), cell(surname)) {
            let between = cell(before).map(|b| self.text[b].to_owned()).unwrap_or_default();
            if between.is_empty() {
                self.joined(given, last);
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
