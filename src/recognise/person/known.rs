//! Names that are known already: those of the address fields of this message, and of wherever else a run takes them from.
//!
//! In: whole names. Out: whether a name is one of them, also with initials for given names or with the surname first. This
//! module refuses to know where they come from.

use std::cell::RefCell;
use std::collections::HashSet;
use std::hash::BuildHasherDefault;

use super::key::{START, fold, key, with};
use crate::recognise::mix::Mix;

/// A set of whole names.
#[derive(Debug, Default)]
pub(super) struct Known {
    names: Vec<Box<str>>,
    keys: HashSet<u64, BuildHasherDefault<Mix>>,
}

thread_local! {
    /// The last set: the regions of a message have the same names, or some more.
    static LAST: RefCell<Known> = RefCell::default();
}

impl Known {
    /// The set of these names, in whatever order their parts stand.
    pub(super) fn of(names: &[Box<str>]) -> Self {
        let mut known = LAST.take();
        if !names.starts_with(&known.names) {
            known.names.clear();
            known.keys.clear();
        }
        for name in &names[known.names.len()..] {
            known.add(name);
            known.names.push(name.clone());
        }
        known
    }

    /// Keeps the set for the next one.
    pub(super) fn keep(self) {
        LAST.set(self);
    }

    fn add(&mut self, name: &str) {
        if !name.bytes().any(|b| matches!(b, b'(' | b',')) {
            return self.add_straight(name);
        }
        self.keys.insert(key(name));
        let mut call = None;
        let mut rest = name;
        if let Some((before, behind)) = name.split_once('(') {
            (rest, call) = (before.trim(), Some(behind.trim_end_matches(')').trim()));
        }
        if let Some((surname, given)) = rest.split_once(',') {
            let (mut given, mut before) = (given.trim(), "");
            // `Jan van der`: what belongs before the surname begins at the first word in lower case
            if let Some(at) =
                given.split(' ').find(|w| w.starts_with(char::is_lowercase) || w.starts_with('\''))
            {
                let at = at.as_ptr() as usize - given.as_ptr() as usize;
                (given, before) = (given[..at].trim_end(), &given[at..]);
            }
            for given in [Some(given), call].into_iter().flatten().filter(|g| !g.is_empty()) {
                let whole = if before.is_empty() {
                    format!("{given} {}", surname.trim())
                } else {
                    format!("{given} {before} {}", surname.trim())
                };
                self.add_straight(&whole);
            }
        } else {
            self.add_straight(rest);
        }
    }

    /// The name, and its first initial with its surname.
    fn add_straight(&mut self, name: &str) {
        self.keys.insert(key(name));
        let mut words = name.split_whitespace();
        let Some(first) = words.next().and_then(|w| w.chars().next()) else { return };
        let Some(at) = name.find(char::is_whitespace) else { return };
        let mut initial = START;
        let mut each = |b: u8| initial = with(initial, b);
        fold(first.encode_utf8(&mut [0; 4]), &mut each);
        each(b'.');
        fold(&name[at..], &mut each);
        self.keys.insert(initial);
    }

    /// True when the name is one of them.
    pub(super) fn holds(&self, name: &str) -> bool {
        !self.keys.is_empty() && self.keys.contains(&key(name))
    }
}

/// Puts the letters of a text into `out`, folded, with `ae`, `oe`, `ue` as one letter; gives how many there are. Text beyond the
/// room of `out` is left out.
pub(super) fn letters(text: &str, out: &mut [u8; 64]) -> usize {
    let mut length = 0;
    fold(text, |b| {
        let umlaut = b == b'e' && length > 0 && matches!(out[length - 1], b'a' | b'o' | b'u');
        if b.is_ascii_alphabetic() && !umlaut && length < out.len() {
            out[length] = b;
            length += 1;
        }
    });
    length
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_name_written_otherwise() {
        let known = Known::of(&["Vries, J.A. de (Jan)".into(), "Anna Smith".into()]);
        for name in ["Jan de Vries", "JAN DE VRIES", "J. de Vries", "J.A. de Vries", "anna smith", "A. Smith"]
        {
            assert!(known.holds(name), "{name}");
        }
        assert!(!known.holds("Jan Smith"));
    }

    #[test]
    fn names_come_and_go() {
        let people: [Box<str>; 3] = ["Jan de Vries".into(), "Anna Smith".into(), "Piet Bos".into()];
        for (names, want) in [(0..1, [true, false, false]), (0..3, [true; 3]), (1..2, [false, true, false])] {
            let known = Known::of(&people[names]);
            assert_eq!(people.each_ref().map(|name| known.holds(name)), want);
            known.keep();
        }
    }

    #[test]
    fn letters_of_an_address() {
        let mut out = [0; 64];
        let n = letters("Müller-Lüdenscheid", &mut out);
        let mut other = [0; 64];
        let m = letters("mueller.luedenscheid", &mut other);
        assert_eq!(out[..n], other[..m]);
    }
}
