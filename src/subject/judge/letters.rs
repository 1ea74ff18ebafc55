//! The initials of a subject, as far as the run tells them.
//!
//! In: initials that stand with the subject's own details, and how often. Out: those that are theirs. It refuses to know where they stood.

use std::collections::HashMap;

use crate::subject::person::initial;
use crate::subject::sought::Sought;

/// Initials, and how often they stand.
pub(super) type Letters = HashMap<Vec<String>, u32>;

/// Initials of a subject that the request does not tell, as its own contact has them.
pub(super) fn learnt(sought: &Sought, letters: &Letters) -> Option<Vec<String>> {
    let person = sought.people.first().filter(|p| sought.people.len() == 1 && p.initials.len() < 2)?;
    let first = person.givens.first().and_then(|g| initial(g.plain()));
    let fits = |letters: &[String]| first.is_none() || letters.first() == first.as_ref();
    let counts = || letters.iter().filter(|(letters, _)| fits(letters));
    // the same letters in most places, and the more of them
    let (best, n) = counts().max_by_key(|(letters, n)| (**n, letters.len(), (**letters).clone()))?;
    let others: u32 = counts().filter(|(l, _)| !alike(l, best)).map(|(_, n)| n).sum();
    (*n > others).then(|| best.clone())
}

/// One begins with the other.
pub(super) fn alike(one: &[String], other: &[String]) -> bool {
    one.iter().zip(other).all(|(a, b)| a.chars().next() == b.chars().next())
}
