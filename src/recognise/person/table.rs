//! Names in vCards and calendars.
//!
//! In: a page. Out: names by property (RFC 6350 §6.2.1 `FN`, §6.2.2 `N`; RFC 5545 §3.2.2 `CN`). This module refuses to know other
//! properties.

use std::ops::Range;

use super::search::Search;

/// True for the text of a vCard or a calendar.
pub(super) fn is_card(text: &str) -> bool {
    let head = text.trim_start_matches(['\u{feff}', ' ', '\r', '\n']).as_bytes();
    head.len() > 12 && head[..7].eq_ignore_ascii_case(b"BEGIN:V")
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
        self.joined(given_at..given_at + given.len(), None, surname);
    }
}
