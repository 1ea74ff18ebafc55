//! What somebody is called by, behind the initials and the surname: `J. de Vries (roepnaam Piet)`.
//!
//! In: a text from where a name ends. Out: whether it is that of somebody else. It refuses to know how the name is written.

use super::given::{is_given_of, is_slip};
use super::name::Lists;
use super::nickname::stands_for;
use super::person::{Person, initial};
use super::token::{is_letter, tokens};

/// Words before what somebody is called by; folded.
const CALLED: &[&str] = &[
    "aka", "alias", "called", "detta", "detto", "dit", "dite", "genaamd", "genannt", "geheten", "known",
    "llamada", "llamado", "nickname", "prenom", "roepnaam", "rufname", "voornaam", "vorname", "zeg",
];

/// Bytes behind a name that are looked at.
const BEHIND: usize = 64;

fn opens(c: char) -> bool {
    matches!(c, '(' | '[' | '{' | '"' | '\'' | '“' | '”' | '„' | '‘' | '’' | '‚' | '«' | '»' | '‹' | '›')
}

fn closes(c: char) -> bool {
    matches!(c, ')' | ']' | '}') || opens(c) && !matches!(c, '(' | '[' | '{')
}

/// Behind a name stands, in brackets or in quotation marks, a given name that is not the person's: whoever has that name is called by it.
pub(super) fn is_called_otherwise(behind: &str, person: &Person, lists: &dyn Lists) -> bool {
    let behind = &behind[..behind.floor_char_boundary(BEHIND)];
    let spaced = behind.trim_start_matches([' ', '\u{a0}', ',']);
    let inner = spaced.trim_start_matches(|c: char| opens(c) || c == ' ');
    let opened = spaced.starts_with(opens);
    let all = tokens(inner);
    let mut words = all.iter();
    let Some(first) = words.next().filter(|t| inner[..t.span.start].is_empty()) else { return false };
    let (said, called) = if CALLED.contains(&first.folded.as_str()) {
        // `known as Piet`, `zeg maar Piet`, `roepnaam: "Piet"`
        let next = words.find(|t| !matches!(t.folded.as_str(), "as" | "maar" | "is"));
        (true, next)
    } else {
        (false, Some(first))
    };
    let Some(called) = called.filter(|t| t.capital && t.letters > 1) else { return false };
    // the words are not far from each other
    let between = inner.get(first.span.end..called.span.start).unwrap_or_default();
    if said && between.chars().any(|c| !is_letter(c) && !opens(c) && !matches!(c, ' ' | ':' | '\u{a0}')) {
        return false;
    }
    let closed = inner[called.span.end..].starts_with(closes);
    // a list may go on behind a comma
    let listed = behind.trim_start().starts_with(',') && !said;
    if listed || opened && !closed || !opened && !said {
        return false;
    }
    let letter = initial(&called.folded);
    lists.is_given(&called.folded)
        && person.givens.first().is_some_and(|g| !stands_for(g.plain(), &called.folded))
        && !is_given_of(person, &called.folded)
        && !person.givens.iter().any(|g| is_slip(g.plain(), &called.folded))
        // `J.P. de Vries (Piet)`, of whom `J.P.` is known
        && !person.initials.iter().skip(1).any(|i| Some(i) == letter.as_ref())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recognise::Normaliser;

    #[test]
    fn what_stands_in_brackets_says_who_it_is() {
        let normal = Normaliser::new();
        let person = Person::of("Jan de Vries", &normal).unwrap();
        for text in [
            " (Piet) belt",
            " (roepnaam Piet)",
            " (roepnaam: Piet)",
            " (\"Piet\")",
            " \"Piet\" en",
            " 'Piet'",
            " [Johanna]",
            " („Piet“)",
            ", roepnaam Piet, belt",
            " (zeg maar Piet)",
            " alias Piet",
        ] {
            assert!(is_called_otherwise(text, &person, &normal), "{text}");
        }
        for text in [
            " (Jan)",
            " (Johan)",
            " (roepnaam Jan)",
            " (Utrecht)",
            " (zie bijlage)",
            " Piet",
            " en Piet",
            " (Piet belt)",
            ". \"Piet\" zei",
            ", \"Piet\" en",
            "",
            " (",
            " (roepnaam",
        ] {
            assert!(!is_called_otherwise(text, &person, &normal), "{text}");
        }
        let two = Person::of("J.P. de Vries", &normal).unwrap();
        assert!(!is_called_otherwise(" (Piet)", &two, &normal));
    }
}
