//! Names and addresses that are like a subject's.
//!
//! In: an e-mail address or a name, and whom is looked for. Out: how much of the subject's name it is made of. It refuses to know whose it
//! is.

use super::double::parts;
use super::fold::folded;
use super::name::Lists;
use super::nickname::stands_for;
use super::person::{Person, Word, initial};
use super::slip::near;
use super::sought::Sought;

/// What stands beside a subject's surname in an e-mail address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Made {
    /// The given name.
    Given,
    /// Nothing, or letters that begin as the given name does.
    Letter,
    /// Something else.
    Other,
}

/// What an e-mail address whose local part is made of a subject's surname has beside it.
pub(super) fn made_of(address: &str, sought: &Sought) -> Option<Made> {
    let local = folded(address.split('@').next().unwrap_or_default());
    let local = local.trim_end_matches(|c: char| c.is_ascii_digit());
    let people = sought.people.iter();
    let best = people.flat_map(|p| p.surnames.iter().map(move |s| (p, s))).filter_map(|(person, surname)| {
        let word = surname.core.get(surname.anchor())?;
        let found = word.0.iter().filter(|w| w.len() > 2).find_map(|w| {
            let glued = format!("{}{w}", surname.infix.concat());
            local.split_once(&glued).or_else(|| local.split_once(w.as_str()))
        });
        let (before, behind) = found?;
        let rest = if before.is_empty() { behind } else { before };
        let given = person.givens.first();
        let letter = given.map(Word::plain).or_else(|| person.initials.first().map(String::as_str));
        if given.is_some_and(|g| g.0.iter().any(|g| rest.starts_with(g.as_str()))) {
            Some(Made::Given)
        } else if rest.is_empty() || letter.is_some_and(|l| l.chars().next() == rest.chars().next()) {
            Some(Made::Letter)
        } else {
            Some(Made::Other)
        }
    });
    best.min_by_key(|made| match made {
        Made::Given => 0,
        Made::Letter => 1,
        Made::Other => 2,
    })
}

/// The name of somebody with the same surname and the same first letter, and another given name.
pub(super) fn is_alike(name: &str, sought: &Sought, lists: &dyn Lists) -> bool {
    let Some(other) = Person::of(name, lists) else { return false };
    let Some(given) = other.givens.first() else { return false };
    sought.people.iter().any(|p| {
        let same = p.surnames.iter().any(|s| other.surnames.iter().any(|o| o.core == s.core));
        same && p
            .givens
            .first()
            .is_some_and(|g| g.plain() != given.plain() && initial(g.plain()) == initial(given.plain()))
    })
}

/// The name of somebody with the same double surname, and another given name.
pub(super) fn is_kin(name: &str, sought: &Sought, lists: &dyn Lists) -> bool {
    let doubles = || sought.people.iter().map(|p| (p, parts(p))).filter(|(_, parts)| !parts.is_empty());
    if doubles().next().is_none() {
        return false;
    }
    let Some(other) = Person::of(name, lists) else { return false };
    doubles().any(|(person, parts)| {
        let same = parts.iter().all(|part| other.surnames.iter().any(|o| o.core == part.core));
        let first = person.givens.first().map(Word::plain);
        let letter = first.and_then(initial).or_else(|| person.initials.first().cloned());
        let differs = match (other.givens.first(), other.initials.first()) {
            (Some(given), _) if first.is_some() => {
                let own = |g: &Word| g.is(given.plain()) || near(g.plain(), given.plain());
                !person.givens.iter().any(own) && !first.is_some_and(|f| stands_for(f, given.plain()))
            }
            (Some(given), _) => letter.is_some() && initial(given.plain()) != letter,
            (None, Some(other)) => letter.as_ref().is_some_and(|l| !other.starts_with(l.as_str())),
            (None, None) => false,
        };
        same && differs
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recognise::Normaliser;
    use crate::subject::request::{Identifiers, Request};

    #[test]
    fn kin_have_both_surnames_and_another_given_name() {
        let normal = Normaliser::new();
        let subject =
            Identifiers { names: vec!["Birgit Meyer-Lüdenscheid".to_owned()], ..Identifiers::default() };
        let sought = Sought::of(&Request { subject, ..Request::default() }, &normal, &[*b"DE"]).unwrap();
        for name in ["Andreas Meyer-Lüdenscheid", "Meyer-Lüdenscheid, A. (Andreas)", "A. Meyer-Lüdenscheid"]
        {
            assert!(is_kin(name, &sought, &normal), "{name}");
        }
        for name in
            ["Birgit Meyer-Lüdenscheid", "B.C. Meyer-Lüdenscheid", "Andreas Meyer", "Meyer-Lüdenscheid"]
        {
            assert!(!is_kin(name, &sought, &normal), "{name}");
        }
    }
}
