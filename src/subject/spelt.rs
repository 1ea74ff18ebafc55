//! Names as mailboxes and accounts have them, in running text: `jan.de.vries`, `j.vries AT klant DOT example`.
//!
//! In: a text, and a word of a surname in it. Out: the whole that it is part of. It refuses to know what else stands there.

use std::ops::Range;

use super::fold::folded;
use super::given::is_given_of;
use super::handle::{is_bound_before, is_bound_behind};
use super::person::{Person, Surname, Word};

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
    if surname.part {
        return None;
    }
    let bytes = text.as_bytes();
    let own = |b: &&u8| b.is_ascii_alphabetic() || **b >= 0x80 || **b == b'.';
    let from = word.start - bytes[..word.start].iter().rev().take(AROUND).take_while(own).count();
    let to = word.end + bytes[word.end..].iter().take(AROUND).take_while(own).count();
    let (from, to) = (text.ceil_char_boundary(from), text.floor_char_boundary(to));
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
            let bound = is_bound_before(&text[..whole.start]) || is_bound_behind(behind, "");
            return (!bound).then_some(whole);
        }
    }
    None
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
