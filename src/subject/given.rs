//! Given names and initials beside a surname in, whether they are a person's out.
//!
//! In: what stands there, and who is looked for. Out: how surely it is that person. It refuses to know where it stands.

use super::name::{Beside, Lists};
use super::nickname::stands_for;
use super::person::{Person, initial};
use super::slip::{is_swapped, near};
use crate::model::Written;

/// A given name of a person, or the two of them that a hyphen binds as one word.
pub(super) fn is_given_of(person: &Person, word: &str) -> bool {
    person.givens.iter().any(|g| g.is(word)) || is_glued(person, word)
}

/// `Pieterjan` for `Pieter-Jan`.
fn is_glued(person: &Person, word: &str) -> bool {
    let rest = || person.givens.first().and_then(|g| word.strip_prefix(g.plain()));
    person.bound && rest().is_some_and(|rest| person.givens.get(1).is_some_and(|g| g.is(rest)))
}

/// A given name with a typing error; of a short one, two letters changed places.
pub(super) fn is_slip(one: &str, other: &str) -> bool {
    near(one, other) || one.len() > 2 && is_swapped(one, other)
}

/// What two given names that a hyphen binds say.
enum Bound {
    Is(Written),
    Not,
    Unknown,
}

/// Who is meant where a hyphen binds given names, in the request or in the mail: `Jean`, `Jean-Paul` and `Pierre` are not `Jean-Pierre`, and
/// `Jan-Willem` is hardly `Jan`.
fn bound(beside: &Beside, person: &Person, lists: &dyn Lists) -> Bound {
    let (Some(first), second) = (beside.givens.first(), beside.givens.get(1)) else { return Bound::Unknown };
    if is_glued(person, first) {
        return Bound::Is(Written::Full);
    }
    let own = |n: usize, word: &str| person.givens.get(n).is_some_and(|g| g.is(word));
    if !person.bound {
        let other = second.filter(|second| own(0, first) && !person.givens.iter().any(|g| g.is(second)));
        return match other {
            Some(second) if person.initials.get(1) != initial(second).as_ref() => {
                Bound::Is(Written::Nickname)
            }
            _ => Bound::Unknown,
        };
    }
    match second {
        Some(second) if own(0, first) && own(1, second) => Bound::Is(Written::Full),
        Some(second) if own(0, first) => {
            let slip = person.givens.get(1).is_some_and(|g| is_slip(g.plain(), second));
            if slip && !lists.is_given(second) { Bound::Is(Written::Fuzzy) } else { Bound::Not }
        }
        None if own(0, first) => {
            let letter = person.givens.get(1).and_then(|g| initial(g.plain()));
            // `Jean P. Petit`, `J.P. (Jean) Petit`
            let told = beside.initials.iter().any(|l| Some(l) == letter.as_ref());
            Bound::Is(if told { Written::Full } else { Written::Nickname })
        }
        None if own(1, first) => Bound::Is(Written::Nickname),
        _ => Bound::Unknown,
    }
}

/// Who the words beside a surname say it is; `None` for somebody else.
pub(super) fn judge(beside: &Beside, person: &Person, lists: &dyn Lists) -> Option<Written> {
    let known = &person.initials;
    // letters as far as both are known
    let agree = |letters: &[String]| {
        letters.iter().zip(known).all(|(a, b)| a.chars().next() == b.chars().next())
            && if person.initials_withheld {
                letters.len() <= known.len().max(1)
            } else {
                known.is_empty() || letters.len() <= known.len() || known.len() == 1
            }
    };
    if let Some(first) = beside.givens.first() {
        let mut letters: Vec<String> = Vec::new();
        if beside.given_first {
            letters.extend(initial(first));
        }
        letters.extend(beside.initials.iter().cloned());
        let agreed = beside.initials.is_empty() || agree(&letters);
        if person.bound || beside.hyphen {
            match bound(beside, person, lists) {
                Bound::Is(written) => return Some(written),
                Bound::Not => return None,
                Bound::Unknown => {}
            }
        }
        // `Jan-Peter` is not `Peter`
        if person.givens.iter().any(|g| g.is(first)) {
            return Some(if agreed { Written::Full } else { Written::OtherInitials });
        }
        let compared = person.givens.first();
        if compared.is_some_and(|g| g.0.iter().any(|g| is_slip(g, first)) && !lists.is_given(first)) {
            return agreed.then_some(Written::Fuzzy);
        }
        if compared.is_some_and(|g| stands_for(g.plain(), first)) {
            return Some(Written::Nickname);
        }
        // of whom only initials are known
        if person.givens.is_empty()
            && !person.given_withheld
            && agree(&initial(first).into_iter().collect::<Vec<_>>())
            && !known.is_empty()
        {
            return Some(Written::Initials);
        }
        return None;
    }
    if let Some(first) = beside.initials.first() {
        let right = match (person.givens.first(), known.first()) {
            (Some(given), _) => given.0.iter().any(|g| g.starts_with(first.as_str())),
            (None, Some(letter)) => first.chars().next() == letter.chars().next(),
            (None, None) => return Some(Written::Surname),
        };
        if !right {
            return None;
        }
        return Some(if agree(&beside.initials) { Written::Initials } else { Written::OtherInitials });
    }
    Some(Written::Surname)
}

#[cfg(test)]
mod tests;
