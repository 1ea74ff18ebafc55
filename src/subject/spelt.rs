//! Names as mailboxes and accounts have them, in running text: `jan.de.vries`, `j.vries AT klant DOT example`.
//!
//! In: a text, and a word of a surname in it. Out: the whole that it is part of. It refuses to know what else stands there.

use std::ops::Range;

use super::fold::folded;
use super::given::is_given_of;
use super::handle::{is_bound_before, is_bound_behind};
use super::person::{Person, Surname, Word};
use super::token::{is_apostrophe, is_letter};
use unicode_normalization::char::is_combining_mark;

/// Bytes on each side of a word in which the rest of a dotted name stands.
const AROUND: usize = 64;

/// Pieces of the longest name.
const PIECES: usize = 12;

/// A given name and the whole surname with full stops between them, and nothing else: `jan.de.vries`, `Jan.deVries`. `word` is the telling word
/// of the surname.
pub(super) fn dotted(
    text: &str,
    word: &Range<usize>,
    person: &Person,
    surname: &Surname,
) -> Option<Range<usize>> {
    // which of two given names stands there says who it is
    if surname.part || person.bound {
        return None;
    }
    let own = |c: &char| is_letter(*c) || is_combining_mark(*c) || *c == '.';
    let length = |all: &mut dyn Iterator<Item = char>| -> usize {
        all.take(AROUND).take_while(own).map(char::len_utf8).sum()
    };
    let from = word.start - length(&mut text[..word.start].chars().rev());
    let to = word.end + length(&mut text[word.end..].chars());
    let run = text.get(from..to).filter(|run| run.contains('.'))?;
    let mut pieces: Vec<(Range<usize>, String)> = Vec::new();
    let mut at = from;
    for piece in run.split('.') {
        pieces.push((at..at + piece.len(), folded(piece)));
        at += piece.len() + 1;
    }
    let here = pieces.iter().position(|(span, _)| span.start <= word.start && word.end <= span.end)?;
    let infix = surname.infix.concat();
    let is_whole = |stands: &str| {
        let core = stands.strip_prefix(infix.as_str());
        let whole = || surname.core.iter().map(Word::plain).collect::<String>();
        let one = |core: &str| matches!(&surname.core[..], [word] if word.is(core));
        core.is_some_and(|core| core == whole() || one(core))
    };
    let first = here.saturating_sub(PIECES);
    let is_given = |n: &usize| is_given_of(person, &pieces[*n].1);
    let given = (first..here).rev().find(is_given)?;
    let begin = (first..given).rev().take_while(is_given).last().unwrap_or(given);
    let mut stands = String::new();
    for (n, (span, piece)) in pieces.iter().enumerate().skip(given + 1).take(PIECES) {
        // two full stops, or one at the end of a sentence
        if piece.is_empty() {
            return None;
        }
        stands.push_str(piece);
        if n >= here && is_whole(&stands) {
            let whole = pieces[begin].0.start..span.end;
            // of an address, however its sign is written
            let behind = &text[whole.end..text.floor_char_boundary(whole.end + AROUND)];
            let before = &text[..whole.start];
            let bound = is_bound_before(before)
                || before.ends_with(is_apostrophe)
                // whom an organisation calls so in a directory nobody outside knows
                || before.ends_with("cn=")
                || before.ends_with("CN=")
                || is_bound_behind(behind, "")
                || is_behind_a_day(before) && is_month(&pieces[begin].1);
            return (!bound).then_some(whole);
        }
    }
    None
}

/// A given name is that of a month too; folded.
pub(super) fn is_month(word: &str) -> bool {
    matches!(word, "april" | "august" | "jan" | "june" | "juni" | "mai" | "may" | "mei")
}

/// The number of a day stands before a word.
pub(super) fn is_behind_a_day(before: &str) -> bool {
    let before = before.trim_end_matches([' ', '.', '\u{a0}']);
    let day = before.len() - before.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    matches!(day, 1..=2)
}

/// Words that stand for an `@` where an address is spelt out.
const AT: &[&str] = &["at", "apenstaartje", "apestaartje", "arroba", "arobase", "chiocciola", "klammeraffe"];

/// Words that stand for a full stop there.
const DOT: &[&str] = &["dot", "punt", "punkt", "point", "punto"];

/// What stands between a word and a spoken `@`.
pub(super) struct Spoken {
    /// More of the local part does.
    pub(super) is_local: bool,
}

/// A text goes on with `AT klant DOT example`, behind what may belong to the word before it.
pub(super) fn spoken_at(behind: &str) -> Option<Spoken> {
    let own = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-');
    let rest = behind.trim_start_matches(own);
    let own_run = &behind[..behind.len() - rest.len()];
    let is_local = !own_run.is_empty();
    // what ends a sentence is no part of an address
    if is_local && !own_run.ends_with(char::is_alphanumeric) {
        return None;
    }
    let margin = |c: char| c.is_whitespace() || matches!(c, '(' | '[' | '{' | '<' | ')' | ']' | '}' | '>');
    let word = |rest: &'_ str| -> usize { rest.len() - rest.trim_start_matches(own).len() };
    let sign = rest.trim_start_matches(margin);
    if sign.len() == rest.len() {
        return None;
    }
    let (at, rest) = sign.split_at(word(sign));
    let host = rest.trim_start_matches(margin);
    let (domain, rest) = host.split_at(word(host));
    let dot = rest.trim_start_matches(margin);
    let (dot, rest) = dot.split_at(word(dot));
    let is = |list: &[&str], word: &str| list.iter().any(|w| w.eq_ignore_ascii_case(word));
    let spelt = is(DOT, dot) && rest.trim_start_matches(margin).starts_with(char::is_alphanumeric)
        || domain.split('.').filter(|label| label.len() > 1).count() > 1;
    (is(AT, at) && !domain.is_empty() && spelt).then_some(Spoken { is_local })
}

/// What stands before a word is bound to it, as in the local part of an address.
pub(super) fn is_bound(before: &str) -> bool {
    let mut back = before.chars().rev();
    back.next().is_some_and(|c| matches!(c, '.' | '_' | '-'))
        && back.next().is_some_and(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recognise::Normaliser;

    fn found<'t>(name: &str, text: &'t str) -> Vec<&'t str> {
        let normal = Normaliser::new();
        let person = Person::of(name, &normal).unwrap();
        let mut all = Vec::new();
        for surname in &person.surnames {
            let core = surname.core[surname.anchor()].plain();
            let small = text.to_lowercase();
            for (at, word) in small.match_indices(core) {
                all.extend(dotted(text, &(at..at + word.len()), &person, surname).map(|span| &text[span]));
            }
        }
        all.dedup();
        all
    }

    #[test]
    fn a_name_with_full_stops_is_the_name() {
        for (name, text, stands) in [
            ("Jan de Vries", "login jan.de.vries, sinds", "jan.de.vries"),
            ("Jan de Vries", "#jan.devries.", "jan.devries"),
            ("Lars Bakker", "Lars.Bakker", "Lars.Bakker"),
            ("Carlos García Montero", "carlos.garcia.montero", "carlos.garcia.montero"),
        ] {
            assert_eq!(found(name, text), [stands], "{text}");
        }
        for (name, text) in [
            ("Jan de Vries", "Dat zei Jan. De Vries belde"),
            ("Jan de Vries", "jan.vries"),
            ("Jan de Vries", "mail jan.de.vries+werk(at)huis punt example"),
            ("Jan de Vries", "mail jan.de.vries [at] huis punt example"),
            ("Jan de Vries", "x+jan.de.vries"),
            ("Jan de Vries", "/o=org/cn=recipients/CN=jan.devries"),
            ("Jan de Vries", "qu'jan.de.vries"),
            ("Jan de Vries", "jan.de.vries2"),
            ("Jan de Vries", "op 5 jan.de.vries"),
            ("Jan de Vries", "ja€n.de.vries, ja\u{2013}n.de.vries"),
            ("Jan Bakker", "piet.jan.bakker"),
            ("Jan Bakker", "piet-jan.bakker"),
            ("Jan Bakker", "jan.bakker_2"),
            ("Jan Bakker", "jan.bakker-stichting"),
            ("Pieter Bakker", "Ik sprak Pieter.\u{a0}Bakker belde"),
            ("Jean-Pierre Petit", "jean.petit, pierre.petit"),
            ("Jan de Vries", "www.jan.de.vries.example"),
            ("Jan de Vries", "piet.de.vries"),
            ("Jan de Vries", "jan..de.vries"),
            ("Jan de Vries", "jan.x.de.vries"),
            ("Jan de Vries", "jan.de.vriesman"),
            ("Lars Bakker", "lars.bakkerij"),
        ] {
            assert!(found(name, text).is_empty(), "{text}");
        }
    }
}
