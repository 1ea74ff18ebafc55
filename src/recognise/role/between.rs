//! Marks between the pieces of a text: ` - `, `, `, ` bij `.
//!
//! In: a text, and a list of marks. Out: where the first mark stands. Which marks may stand at a byte is looked up by it and the
//! one behind it: there are none at nearly all.

use std::ops::Range;

use super::legal;
use super::vocabulary::Vocabulary;

/// A list of marks; of those that begin at one place the first counts.
pub(super) struct Between {
    marks: &'static [&'static str],
    /// Marks that begin with a byte, a bit for each.
    firsts: [u32; 256],
    /// Marks whose second byte it is, and those that have none.
    seconds: [u32; 256],
}

/// Between pieces of a cell, the longest first of those that begin alike.
pub(super) static IN_CELLS: Between = Between::new(&[
    " -- ", " - ", " – ", " — ", ", ", " // ", " ~ ", " / ", " bij ", " at ", " @ ", " bei ", " chez ",
    " presso ", " (", "; ", " : ", ": ", ":\u{a0}", " from ", "  *  ", " * ",
]);

/// Between a name and a firm in a display name; those that words need around them have spaces.
pub(super) static IN_DISPLAY_NAMES: Between = Between::new(&[
    " | ", "|", " / ", " - ", " – ", " — ", ", ", " via ", " (", ")", " @ ", " bij ", " namens ", " at ",
    " bei ", " von ", " chez ", " from ", " o/b/o ", " presso ",
]);

/// Behind a title in a sentence.
pub(super) static BEHIND_TITLES: Between = Between::new(&[
    ", ", " bij ", " at ", " van ", " of ", " bei ", " von ", " chez ", " presso ", " de ", " (", ". ", ":",
    "; ", " en ", " and ", " della ", " del ", " dei ", " du ", " des ",
]);

impl Between {
    const fn new(marks: &'static [&'static str]) -> Self {
        let (mut firsts, mut seconds) = ([0; 256], [0; 256]);
        let mut n = 0;
        while n < marks.len() {
            let mark = marks[n].as_bytes();
            firsts[mark[0] as usize] |= 1 << n;
            let mut second = 0;
            while second < 256 {
                if mark.len() == 1 || mark[1] as usize == second {
                    seconds[second] |= 1 << n;
                }
                second += 1;
            }
            n += 1;
        }
        Between { marks, firsts, seconds }
    }

    /// The first mark in a text.
    pub(super) fn find(&self, text: &str) -> Option<Range<usize>> {
        self.each(text).next().map(|(n, mark)| n..n + self.marks[mark].len())
    }

    /// The first mark in a text that is not the comma before a legal form: `Klant Bouw, S.L.`
    pub(super) fn find_but_form(&self, text: &str, vocabulary: &Vocabulary) -> Option<Range<usize>> {
        let spans = self.each(text).map(|(n, mark)| n..n + self.marks[mark].len());
        spans.into_iter().find(|mark| {
            &text[mark.clone()] != ", " || !legal::stands_behind_comma(&text[mark.end..], vocabulary)
        })
    }

    /// Where marks begin in a text, also within others, each with its number in the list; one at a place.
    pub(super) fn each<'t>(&'t self, text: &'t str) -> impl Iterator<Item = (usize, usize)> + 't {
        let bytes = text.as_bytes();
        bytes.iter().enumerate().filter_map(move |(n, first)| {
            let may = self.firsts[usize::from(*first)];
            if may == 0 {
                return None;
            }
            let may = may & self.seconds[usize::from(bytes.get(n + 1).copied().unwrap_or(0))];
            self.mark_at(&bytes[n..], may).map(|mark| (n, mark))
        })
    }

    /// The first of some marks that a text begins with.
    fn mark_at(&self, text: &[u8], mut may: u32) -> Option<usize> {
        while may > 0 {
            let n = may.trailing_zeros() as usize;
            if text.starts_with(self.marks[n].as_bytes()) {
                return Some(n);
            }
            may &= may - 1;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_mark_is_found() {
        for list in [&IN_CELLS, &IN_DISPLAY_NAMES, &BEHIND_TITLES] {
            for mark in list.marks {
                let text = format!("Één{mark}b");
                let found = list.find(&text).unwrap();
                // a shorter mark of the list may begin there too
                assert!(found.start == "Één".len() && mark.starts_with(&text[found]), "{mark:?}");
            }
            assert_eq!(list.find("Jan Vries "), None);
        }
        assert_eq!(IN_CELLS.find("a -- b, c"), Some(1..5));
        assert_eq!(IN_DISPLAY_NAMES.find("a|b"), Some(1..2));
        assert_eq!(BEHIND_TITLES.each("a en de b: c").map(|(n, _)| n).collect::<Vec<_>>(), [1, 4, 9]);
    }
}
