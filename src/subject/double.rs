//! One part of a double surname at a place in, the whole of it out: `Jansen-de Vries`, `De Vries - Jansen`, `de Vries geb. Jansen`.
//!
//! In: words of a stretch of text, which of them are one part, and whose it is. Out: the words from the first part to the last, in either order of two.
//! It refuses to know what stands before a surname and behind it.

use std::ops::Range;

use super::given::judge;
use super::name::{Lists, Named, left, right, same_infix};
use super::person::{Person, Surname, Word};
use super::slip::{is_swapped, near};
use super::token::{Gap, Token};
use crate::model::Written;

/// A double surname that stands in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Double<'p> {
    /// Its words, with what stands before its first part.
    pub(super) words: Range<usize>,
    /// The first word that is no more what stands before it.
    pub(super) core: usize,
    /// What stands before the part that is the first here.
    pub(super) infix: &'p [String],
    /// A part other than the one that was looked at has a typing error.
    pub(super) wrong: bool,
    /// Its parts stand in the order of the request, and are bound by hyphens.
    pub(super) as_typed: bool,
    /// A hyphen binds two of its parts.
    pub(super) bound: bool,
}

/// The parts of which a person's surname is made; none where it is no double name with a hyphen.
pub(super) fn parts(person: &Person) -> Vec<&Surname> {
    if person.surnames.iter().any(|s| !s.part && s.core.len() > 1) {
        return Vec::new();
    }
    let all: Vec<&Surname> = person.surnames.iter().filter(|s| s.part).collect();
    if all.len() < 2 { Vec::new() } else { all }
}

/// The whole of the name of which the words from `first` up to `end` are the part `own`.
pub(super) fn double<'p>(
    all: &[Token],
    (first, end): (usize, usize),
    own: &Surname,
    person: &'p Person,
) -> Option<Double<'p>> {
    let parts = parts(person);
    let at = parts.iter().position(|p| *p == own)?;
    let begin = infix_before(all, first, own);
    let order: Vec<&Surname> = parts.clone();
    let mut back = order.clone();
    back.reverse();
    let typed = in_order(all, (begin, first, end), &order, at).map(|mut d| {
        d.as_typed &= d.bound;
        d
    });
    typed.or_else(|| {
        let two = parts.len() == 2;
        two.then(|| in_order(all, (begin, first, end), &back, 1 - at))?
            .map(|d| Double { as_typed: false, ..d })
    })
}

/// A double name of which all parts stand there: with a given name, initials or a title it is the person as the name itself is.
pub(super) fn doubled(
    all: &[Token],
    whole: &Double<'_>,
    person: &Person,
    fuzzy: bool,
    lists: &dyn Lists,
) -> Option<Named> {
    let Range { start, end } = whole.words;
    let before = left(all, start, person, lists);
    let mut behind = right(all, whole.core, end, person, lists);
    let inverted = before.is_empty() && !behind.is_empty();
    if inverted && !behind.infix.is_empty() && start == whole.core {
        let stands: Vec<&str> = behind.infix.iter().map(String::as_str).collect();
        let own: Vec<&str> = whole.infix.iter().map(String::as_str).collect();
        if !same_infix(&stands, &own) {
            return None;
        }
    }
    let beside = if inverted { &mut behind } else { &mut { before } };
    let wrong = fuzzy || whole.wrong;
    let titled = start > 0
        && matches!(all[start].gap, Gap::Space | Gap::Line)
        && all[start - 1].is_title()
        && !all[start - 1].is_household();
    let written = match judge(beside, person, lists)? {
        Written::Surname if titled && !wrong => Written::Titled,
        // of two names one is right
        Written::Full | Written::Initials if wrong && !(fuzzy && whole.wrong) => Written::Fuzzy,
        Written::Full | Written::Initials | Written::Surname if wrong => return None,
        written => written,
    };
    if written == Written::Surname && !all[whole.core].capital && !whole.bound {
        return None;
    }
    let words = beside.words.clone().filter(|_| written != Written::Surname).unwrap_or(start..end);
    Some(Named {
        written,
        words: words.start.min(start)..words.end.max(end),
        loosely: !whole.as_typed || inverted,
        double: true,
        initials: std::mem::take(&mut beside.initials),
    })
}

/// Where a double name ends whose first word is the `from`-th, and which has an error in its spaces or its hyphen: `Jansen-d eVries`.
pub(super) fn slurred(all: &[Token], from: usize, person: &Person) -> Option<usize> {
    let parts = parts(person);
    if parts.is_empty() {
        return None;
    }
    let letters =
        |part: &&Surname| part.infix.concat() + &part.core.iter().map(Word::plain).collect::<String>();
    let whole: String = parts.iter().map(letters).collect();
    let mut stands = String::new();
    for (n, token) in all.iter().enumerate().skip(from).take(8) {
        if n > from && matches!(token.gap, Gap::Break | Gap::Comma | Gap::Open | Gap::Close | Gap::And) {
            return None;
        }
        stands.push_str(&token.folded);
        if stands == whole || stands.len() + 1 >= whole.len() && near(&stands, &whole) {
            return Some(n + 1);
        }
        if stands.len() > whole.len() + 1 {
            return None;
        }
    }
    None
}

/// The parts in this order, around the `at`-th of them.
fn in_order<'p>(
    all: &[Token],
    (begin, first, end): (usize, usize, usize),
    order: &[&'p Surname],
    at: usize,
) -> Option<Double<'p>> {
    let mut found = Double {
        words: begin..end,
        core: first,
        infix: &order.first()?.infix,
        wrong: false,
        as_typed: true,
        bound: false,
    };
    for part in &order[at + 1..] {
        let mut n = found.words.end;
        let gap = all.get(n)?.gap;
        let connected = connector(all, n);
        if connected == 0 && !matches!(gap, Gap::Hyphen | Gap::Dash | Gap::Space | Gap::Line) {
            return None;
        }
        found.bound |= matches!(gap, Gap::Hyphen | Gap::Dash);
        found.as_typed &= gap == Gap::Hyphen;
        n += connected;
        let infix = n;
        while n < infix + 4 && all.get(n).is_some_and(|t| t.is_infix() && !part.core[0].is(&t.folded)) {
            n += 1;
        }
        // `vna Leeuwen`
        let slip = all.get(infix..infix + part.infix.len()).unwrap_or_default();
        if n == infix
            && !slip.is_empty()
            && slip.iter().zip(&part.infix).all(|(t, own)| t.folded == *own || is_swapped(&t.folded, own))
        {
            (n, found.wrong) = (infix + slip.len(), true);
        } else if !agrees(&all[infix..n], part) {
            return None;
        }
        if n > infix && !is_close(all.get(n)?.gap) {
            return None;
        }
        found.wrong |= is_core(all.get(n..n + part.core.len())?, part)?;
        found.words.end = n + part.core.len();
    }
    for part in order[..at].iter().rev() {
        let mut n = found.words.start;
        let gap = all[n].gap;
        let connected = connector_back(all, n);
        if connected == 0 && !matches!(gap, Gap::Hyphen | Gap::Dash | Gap::Space | Gap::Line) {
            return None;
        }
        found.bound |= matches!(gap, Gap::Hyphen | Gap::Dash);
        found.as_typed &= gap == Gap::Hyphen;
        n -= connected;
        let core = n.checked_sub(part.core.len())?;
        found.wrong |= is_core(&all[core..n], part)?;
        found.core = core;
        found.words.start = infix_before(all, core, part);
    }
    Some(found)
}

/// Where what stands before a part begins.
fn infix_before(all: &[Token], first: usize, part: &Surname) -> usize {
    let mut begin = first;
    while begin > 0
        && first - begin < 4
        && is_close(all[begin].gap)
        && all[begin - 1].is_infix()
        && !all[begin - 1].is_initial()
    {
        begin -= 1;
    }
    // `van de Vries-Jansen`: a preposition, and the name
    (begin..=first).find(|n| agrees(&all[*n..first], part)).unwrap_or(first)
}

/// What stands before a part is what stands before it in the request, or is left out.
fn agrees(stands: &[Token], part: &Surname) -> bool {
    let stands: Vec<&str> = stands.iter().map(|t| t.folded.as_str()).collect();
    let own: Vec<&str> = part.infix.iter().map(String::as_str).collect();
    stands.is_empty() || same_infix(&stands, &own)
}

/// Words are those of a part; true when one of them has a typing error.
fn is_core(words: &[Token], part: &Surname) -> Option<bool> {
    let mut wrong = false;
    for (n, (token, word)) in words.iter().zip(&part.core).enumerate() {
        if n > 0 && !is_close(token.gap) {
            return None;
        }
        if !word.is(&token.folded) {
            if !word.0.iter().any(|w| near(w, &token.folded)) {
                return None;
            }
            wrong = true;
        }
    }
    Some(wrong)
}

fn is_close(gap: Gap) -> bool {
    matches!(gap, Gap::Space | Gap::Line)
}

/// Says that the other name is that of birth or of the partner.
fn is_connector(word: &str) -> bool {
    word == "ev" || is_birth(word)
}

/// Says that the name behind it is that of birth.
pub(super) fn is_birth(word: &str) -> bool {
    matches!(word, "geb" | "geboren" | "nee" | "ne" | "geborene" | "born" | "nata" | "nacida" | "nascida")
}

/// Words at a place that bind two parts.
fn connector(all: &[Token], at: usize) -> usize {
    match (all.get(at), all.get(at + 1)) {
        (Some(one), _)
            if is_connector(&one.folded) && !matches!(one.gap, Gap::Break | Gap::Close | Gap::And) =>
        {
            1
        }
        (Some(one), Some(two)) if one.folded == "e" && two.folded == "v" && one.gap == Gap::Space => 2,
        _ => 0,
    }
}

/// The same before a place.
fn connector_back(all: &[Token], at: usize) -> usize {
    let word = |n: usize| at.checked_sub(n).and_then(|n| all.get(n)).map(|t| t.folded.as_str());
    match (word(2), word(1)) {
        (_, Some(one)) if is_connector(one) => 1,
        (Some("e"), Some("v")) => 2,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::super::name::named;
    use super::super::token::tokens;
    use super::*;

    struct Known;

    impl Lists for Known {
        fn is_given(&self, word: &str) -> bool {
            ["jan", "piet", "anna", "maria", "peter", "hans", "andreas", "marie"].contains(&word)
        }
        fn is_surname(&self, word: &str) -> bool {
            ["garcia", "lopez"].contains(&word)
        }
    }

    /// The surest thing that a text says of a person, and the longest place at which it does.
    fn says(name: &str, text: &str) -> Option<(Written, String)> {
        let person = Person::of(name, &Known)?;
        let all = tokens(text);
        let mut best: Option<(Written, String)> = None;
        for (n, token) in all.iter().enumerate() {
            for surname in &person.surnames {
                let word = &surname.core[surname.anchor()];
                let fuzzy =
                    !word.is(&token.folded) && token.capital && word.0.iter().any(|w| near(w, &token.folded));
                if !word.is(&token.folded) && !fuzzy {
                    continue;
                }
                let Some(named) = named(&all, n, (&person, surname), (fuzzy, false), &Known) else {
                    continue;
                };
                let span = all[named.words.start].span.start..all[named.words.end - 1].span.end;
                let told = (named.written, text[span].to_owned());
                if best.as_ref().is_none_or(|b| (told.0, b.1.len()) < (b.0, told.1.len())) {
                    best = Some(told);
                }
            }
        }
        best
    }

    const MARIA: &str = "Maria Jansen-de Vries";

    #[test]
    fn both_surnames_are_the_name_in_either_order() {
        use Written::{Full, Fuzzy, Initials, Titled};
        let mut wrong = Vec::new();
        for (text, written) in [
            ("Maria Jansen-de Vries", Full),
            ("Maria de Vries-Jansen", Full),
            ("Maria Jansen - de Vries", Full),
            ("Maria De Vries – Jansen", Full),
            ("MARIA JANSEN-DE VRIES", Full),
            ("maria jansen-de vries", Full),
            ("Maria Jansen de Vries", Full),
            ("Maria Jansen-\n> de Vries", Full),
            ("Maria Jansen-de\nVries", Full),
            ("Jansen-de Vries, Maria", Full),
            ("de Vries-Jansen, Maria", Full),
            ("Vries-Jansen, Maria de", Full),
            ("Vries-Jansen, M. de (Maria", Full),
            ("Maria Jansen-Vries", Full),
            ("Maria de Vries geb. Jansen", Full),
            ("Maria Jansen e/v de Vries", Full),
            ("M. Jansen-de Vries", Initials),
            ("M. de Vries-Jansen", Initials),
            ("M. de Vries - Jansen", Initials),
            ("Jansen-de Vries, M.", Initials),
            ("Vries-Jansen, M. de", Initials),
            ("MM Jansen-de Vries", Initials),
            ("Mevrouw De Vries-Jansen", Titled),
            ("mw. Jansen-de Vries", Titled),
            ("mevr. de Vries - Jansen", Titled),
            ("mevrouw jansen-de vries", Titled),
            ("Mw. dr. Jansen-de Vries", Titled),
            ("Maria Jansen-de Vreis", Fuzzy),
            ("Maria Jnasen-de Vries", Fuzzy),
            ("M. Jansen-de Vreis", Fuzzy),
            ("Maria Jansen-ed Vries", Fuzzy),
            ("Maria Jansen-d eVries", Fuzzy),
            ("Maria Janse-nde Vries", Fuzzy),
        ] {
            let told = says(MARIA, &format!("bij {text}) gehoord"));
            let own: &str =
                text.trim_start_matches(|c: char| c.is_lowercase() || "Mevrouw Mw. dr.".contains(c));
            let is = told.as_ref().is_some_and(|(w, span)| {
                *w == written && span.ends_with(&own[own.len() - 5..].trim_end_matches('.'))
            });
            if !is {
                wrong.push(format!("{text:?}: {told:?}"));
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn one_surname_alone_may_be_anybodys() {
        use Written::{OtherSurname, Part, Surname};
        let mut wrong = Vec::new();
        for (text, written) in [
            ("Maria Jansen belde", Some(Part)),
            ("Maria de Vries belde", Some(Part)),
            ("Jansen, Maria", Some(Part)),
            ("Maria Jansen-Bakker", Some(Part)),
            ("Maria Jansen en Piet de Vries", Some(Part)),
            ("Maria Jnasen", Some(OtherSurname)),
            ("M. de Vries", Some(Surname)),
            ("Mevrouw Jansen", Some(Surname)),
            ("De Vries-Jansen belde", Some(Surname)),
            ("familie Jansen-de Vries", Some(Surname)),
            ("Piet Jansen-de Vries", None),
            ("P. Jansen-de Vries", None),
            ("P. de Vries-Jansen", None),
            ("Vries-Jansen, Piet de", None),
            ("Bakker-de Boer", None),
        ] {
            let told = says(MARIA, text).map(|(w, _)| w);
            if told != written {
                wrong.push(format!("{text:?}: {told:?}"));
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
        // the name of birth of somebody who is asked for by that alone
        assert_eq!(says("Maria Jansen", "Maria Jansen-de Vries").map(|(w, _)| w), Some(Written::Full));
        assert_eq!(says("Maria Jansen", "Maria de Vries-Jansen").map(|(w, _)| w), Some(Written::Full));
        // two surnames that are no hyphenated ones have an order
        assert_eq!(says("María García López", "Maria Garcia Lopez").map(|(w, _)| w), Some(Written::Full));
        assert_eq!(says("María García López", "Maria Garcia").map(|(w, _)| w), Some(Part));
        assert_eq!(says("María Oude Voshaar", "Maria Voshaar").map(|(w, _)| w), Some(Written::Full));
        assert_eq!(says("Anna Tjin-A-Djie", "Anna Tjin-A-Djie").map(|(w, _)| w), Some(Written::Full));
    }
}
