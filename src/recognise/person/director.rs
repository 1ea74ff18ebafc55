//! Directors of a firm, as a footer states them with its number in a register: `GF: Petra Schmidt · HRB 12345`.
//!
//! In: a text, names on it in order of place, and where numbers of firms stand. Out: which names are those of directors. German firms
//! must state them on letters (§ 35a GmbHG), others often do. This module refuses to know how names are found.

use std::ops::Range;

use super::names::{Names, Sense};

/// Bytes between the name of a director and the number of the firm.
const NEAR: usize = 320;
/// Bytes before a name that hold its label.
const LABEL: usize = 48;

/// Tells the names of directors on a page apart.
pub(super) struct Directors<'d> {
    pub(super) names: &'d Names,
    pub(super) text: &'d str,
    /// Where numbers of firms stand, in order of place.
    pub(super) firms: Vec<Range<usize>>,
    /// Where the last name of a director ends: a list of them has one label.
    last: usize,
}

impl<'d> Directors<'d> {
    pub(super) fn new(names: &'d Names, text: &'d str, mut firms: Vec<Range<usize>>) -> Self {
        firms.sort_by_key(|firm| firm.start);
        Directors { names, text, firms, last: 0 }
    }

    /// True for the name of a director; to be asked in order of place.
    pub(super) fn holds(&mut self, name: &Range<usize>) -> bool {
        // the first that does not end long before the name
        let first = self.firms.partition_point(|firm| firm.end + NEAR <= name.start);
        let near = self.firms.get(first).is_some_and(|firm| firm.start < name.end + NEAR);
        if !near || !(self.is_labelled(name.start) || self.is_listed(name.start)) {
            return false;
        }
        self.last = name.end;
        true
    }

    /// True where the word before the name, on its line, is one for directors; with a colon behind it or without.
    fn is_labelled(&self, at: usize) -> bool {
        let Some(floor) = (at.saturating_sub(LABEL)..=at).find(|n| self.text.is_char_boundary(*n)) else {
            return false;
        };
        let before = self.text[floor..at].trim_end_matches([' ', '\t', ':', '\u{a0}']);
        let before = ["(in)", "(innen)", "/in", "(s)", "(e)"]
            .iter()
            .fold(before, |b, e| b.strip_suffix(e).unwrap_or(b));
        let word =
            before.rsplit([' ', '\n', '\t', '|', '\u{a0}', ',', ';', '·', '•']).next().unwrap_or_default();
        self.names.sense(word.trim_matches('.')).is(Sense::DIRECTOR)
    }

    /// True where the name of another director stands right before: `GF: Petra Schmidt, Jan Weber`.
    fn is_listed(&self, at: usize) -> bool {
        self.last > 0
            && self.text.get(self.last..at).is_some_and(|between| {
                [",", ";", "/", "und", "en", "and", "et", "y", "e", "&"].contains(&between.trim())
            })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::time::Duration;

    use super::*;
    use crate::model::Busy;

    #[test]
    fn firms_without_end_are_not_gone_through_for_each_name() {
        let words = Names::new(&BTreeMap::new());
        let took = |count: usize| {
            let text = "Anna Smit ".repeat(count);
            let firms: Vec<Range<usize>> =
                (0..count).map(|n| n * 10 + 1_000_000..n * 10 + 1_000_008).collect();
            let start = Busy::now();
            let mut directors = Directors::new(&words, &text, firms);
            assert!((0..count).all(|n| !directors.holds(&(n * 10..n * 10 + 9))));
            start.elapsed()
        };
        let slow = || {
            let many = took(16_000);
            many > Duration::from_millis(100) && many > 24 * took(2_000)
        };
        assert!(!slow() || !slow() || !slow());
    }
}
