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
    "aka", "alias", "genaamd", "genannt", "geheten", "nickname", "prenom", "roepnaam", "rufname", "voornaam",
    "vorname",
];

/// Words that say so in brackets alone; elsewhere they say what somebody did (`J. Smith called Mary`).
const BRACKETED: &[&str] = &["called", "detta", "detto", "dit", "dite", "known", "llamada", "llamado", "zeg"];

/// Words between such a word and the name.
const BETWEEN: &[&str] = &["as", "maar", "is"];

/// Bytes behind a name that are looked at.
const BEHIND: usize = 64;

/// From this size on, a town that is called as people are is meant by its name in brackets.
const TOWN: u8 = 4;

/// What closes what a sign opens.
fn closing(open: char) -> Option<&'static [char]> {
    Some(match open {
        '(' => &[')'],
        '[' => &[']'],
        '"' => &['"'],
        '\'' => &['\''],
        '“' => &['”'],
        '”' => &['”'],
        '„' => &['“', '”'],
        '‘' | '’' => &['’'],
        '‚' => &['‘', '’'],
        '«' => &['»'],
        '»' => &['«'],
        _ => return None,
    })
}

/// A text without the sign that it begins with, and what closes that.
fn opened(text: &str) -> (&str, &'static [char]) {
    let first = text.chars().next();
    match first.and_then(|c| Some((c, closing(c)?))) {
        Some((c, close)) => (&text[c.len_utf8()..], close),
        None => (text, &[]),
    }
}

/// Behind a name stands, in brackets or in quotation marks, or behind a word that says so, a given name that is not the person's: whoever has
/// that name is called by it.
pub(super) fn is_called_otherwise(behind: &str, person: &Person, lists: &dyn Lists) -> bool {
    let behind = &behind[..behind.floor_char_boundary(BEHIND)];
    let comma = behind.strip_prefix(',');
    let rest = comma.unwrap_or(behind);
    let spaced = rest.trim_start();
    let bracket = spaced.starts_with(['(', '[']);
    let (inner, outer) = opened(spaced);
    // a quotation mark right behind the name closes what began before it, and behind a comma a list may go on
    if !outer.is_empty() && (comma.is_some() || !bracket && spaced.len() == rest.len()) {
        return false;
    }
    let all = tokens(inner);
    let mut words = all.iter();
    let Some(first) = words.next() else { return false };
    let listed = |list: &[&str]| list.contains(&first.folded.as_str());
    let said = first.span.start == 0 && (listed(CALLED) || bracket && listed(BRACKETED));
    let called = if said { words.find(|t| !BETWEEN.contains(&t.folded.as_str())) } else { Some(first) };
    let Some(called) = called.filter(|t| t.capital && t.letters > 1) else { return false };
    let Some(before) = inner.get(if said { first.span.end } else { 0 }..called.span.start) else {
        return false;
    };
    // right behind the word, or behind the sign that opens it
    let (mut before, mut close): (&str, &[char]) = (before, &[]);
    if let Some(open) = before.chars().next_back()
        && let Some(closes) = closing(open)
    {
        (before, close) = (&before[..before.len() - open.len_utf8()], closes);
    }
    let joins = |c: char| is_letter(c) && said || matches!(c, ' ' | ':' | '\u{a0}');
    if !before.chars().all(joins) || !said && !before.is_empty() {
        return false;
    }
    let mut after = &inner[called.span.end..];
    for close in [close, outer].into_iter().filter(|close| !close.is_empty()) {
        match after.strip_prefix(close) {
            Some(rest) => after = rest,
            None => return false,
        }
    }
    if !said && outer.is_empty() {
        return false;
    }
    let town = bracket && !said && close.is_empty();
    if town && lists.town(&inner[called.span.clone()], false).is_some_and(|size| size >= TOWN) {
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
            " (dit Marie)",
            "\n(roepnaam Piet)",
            " (“Piet”)",
            " roepnaam: \"Piet\", belt",
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
            " called Mary yesterday",
            ", called Anna",
            " dit Anna",
            ", zeg Piet, morgen",
            "' 'Piet'",
            "\" \"Piet\" x",
            " (\"Piet\" in het dossier)",
            " (Amsterdam)",
            " (Florence)",
        ] {
            assert!(!is_called_otherwise(text, &person, &normal), "{text}");
        }
        let two = Person::of("J.P. de Vries", &normal).unwrap();
        assert!(!is_called_otherwise(" (Piet)", &two, &normal));
    }
}
