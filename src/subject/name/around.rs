//! Where a surname stands in, the given names and initials around it out.
//!
//! In: words of a stretch of text, which of them are the surname, and the person. Out: what stands before it, as in `Jan`, `J.A.` and
//! `J. (Jan)`, and behind it, as in `Vries, J. de`. It refuses to know whether that is the person's.

use std::ops::Range;

use super::{Lists, SEVERAL};
use crate::subject::given::{is_given_of, is_slip};
use crate::subject::person::Person;
use crate::subject::token::{Gap, Token};

/// Given names and initials that stand beside a surname.
#[derive(Default)]
pub(in crate::subject) struct Beside {
    pub(in crate::subject) givens: Vec<String>,
    pub(in crate::subject) initials: Vec<String>,
    /// A given name stands before the initials.
    pub(in crate::subject) given_first: bool,
    /// A hyphen binds two given names.
    pub(in crate::subject) hyphen: bool,
    /// Words of them.
    pub(in crate::subject) words: Option<Range<usize>>,
    /// What stands between them and the surname, where it stands behind (`Vries, J. de`).
    pub(in crate::subject) infix: Vec<String>,
}

impl Beside {
    pub(in crate::subject) fn is_empty(&self) -> bool {
        self.givens.is_empty() && self.initials.is_empty()
    }

    fn take(&mut self, n: usize) {
        self.words = Some(match self.words.take() {
            None => n..n + 1,
            Some(words) => words.start.min(n)..words.end.max(n + 1),
        });
    }
}

/// What stands before a surname that begins at a word: `Jan`, `J.A.`, `J. (Jan)`, `Jan (J.A.)`.
pub(in crate::subject) fn left(all: &[Token], begin: usize, person: &Person, lists: &dyn Lists) -> Beside {
    before(all, begin, false, person, lists)
}

/// The same; `bound`: whatever stands before the word, it binds the two.
pub(super) fn before(all: &[Token], begin: usize, bound: bool, person: &Person, lists: &dyn Lists) -> Beside {
    let mut beside = Beside::default();
    let mut n = begin;
    let (mut bracket, mut called) = (false, false);
    while n > 0 && beside.givens.len() + beside.initials.len() < 6 {
        let gap = all[n].gap;
        let token = &all[n - 1];
        let joined = match gap {
            Gap::Space | Gap::Line => true,
            // `Jan-Peter`
            Gap::Hyphen => n < begin,
            Gap::Close => n == begin,
            Gap::Open => bracket,
            _ => false,
        } || bound && n == begin;
        if gap == Gap::Open && joined {
            // `Johannes (Jan)`: what somebody is called by is in brackets
            called = beside.givens.first().is_some_and(|given| person.givens.iter().any(|g| g.is(given)));
            bracket = false;
        }
        bracket |= gap == Gap::Close && joined;
        // `M. Jean Petit`: a title in French
        let monsieur = token.folded == "m" && !beside.givens.is_empty();
        if !joined || token.is_title() || monsieur {
            break;
        }
        let (own, given) = own_given(token, person);
        // `María del Carmen`
        if token.is_infix() && !token.capital && !beside.givens.is_empty() {
            let first = all[..n - 1].iter().rev().take(2).find(|t| !t.is_infix());
            if gap == Gap::Space && first.is_some_and(|t| is_given_of(person, &t.folded)) {
                n -= 1;
                continue;
            }
        }
        // `Bakker, Jan`, and the next entry of the list in the next line
        if gap == Gap::Line && n > 1 && is_entry(all, n - 1) {
            break;
        }
        // `Gr.` and the name in the next line
        if !own && gap == Gap::Line && !beside.is_empty() {
            break;
        }
        if !own && letters(token, all) && !is_shouted(token, &all[begin..], lists) {
            // `JA de Vries`; `JAN` is a name
            for c in token.folded.chars().rev() {
                beside.initials.insert(0, c.to_string());
            }
            beside.given_first = false;
        } else if own
            || token.capital
                && (lists.is_given(&token.folded)
                    || person.givens.iter().any(|g| is_slip(g.plain(), &token.folded)))
            || !beside.is_empty() && gap == Gap::Hyphen && token.capital
        {
            // letters in brackets are those of the name before them
            let letters = gap == Gap::Open && !beside.initials.is_empty();
            beside.hyphen |= gap == Gap::Hyphen && n < begin;
            if !called {
                beside.givens.insert(0, given.to_owned());
                beside.given_first = !letters;
            }
        } else {
            // a word that is no known name: of a sentence, or a name all the same
            break;
        }
        n -= 1;
        beside.take(n);
    }
    beside
}

/// A word is a given name of a person, and how it reads as one: without a `d'` before it that is not part of it.
pub(in crate::subject) fn own_given<'t>(token: &'t Token, person: &Person) -> (bool, &'t str) {
    if is_given_of(person, &token.folded) {
        return (true, &token.folded);
    }
    match token.unbound().filter(|rest| is_given_of(person, rest)) {
        Some(rest) => (true, rest),
        None => (false, &token.folded),
    }
}

/// The `n`-th word stands behind a surname that begins a line, and what parts the two in a list.
fn is_entry(all: &[Token], n: usize) -> bool {
    if !matches!(all[n].gap, Gap::Comma | Gap::Break) {
        return false;
    }
    let surname = all[..n].iter().rposition(|t| !t.is_infix());
    // what stands before the surname may be part of it
    let first = surname
        .and_then(|n| (0..=n).rev().find(|n| *n == 0 || !all[n - 1].is_infix() || all[*n].gap == Gap::Line));
    let begins = |n: usize| matches!(all[n].gap, Gap::Start | Gap::Line | Gap::Break);
    surname.is_some_and(|n| all[n].capital) && first.is_some_and(begins)
}

/// What stands behind a surname: `Vries, J. de (Jan)`, `PRINS Anouk`, `Prins (Anouk)`.
pub(in crate::subject) fn right(
    all: &[Token],
    first: usize,
    end: usize,
    person: &Person,
    lists: &dyn Lists,
) -> Beside {
    let mut beside = Beside::default();
    let Some(next) = all.get(end) else { return beside };
    let inverted = match next.gap {
        Gap::Comma | Gap::Open => true,
        // a surname in capitals, or initials behind it
        Gap::Space => {
            all[first].capitals && all[first].letters > 2 && next.capital && !next.capitals
                || letters(next, all)
                || turned_round(all, end, person)
        }
        _ => false,
    };
    if !inverted {
        return beside;
    }
    for (n, token) in all.iter().enumerate().skip(end).take(8) {
        let joined = n == end || matches!(token.gap, Gap::Space | Gap::Open | Gap::Hyphen);
        if !joined || token.is_title() && beside.is_empty() && n > end {
            break;
        }
        if token.is_title() {
            continue;
        }
        let (own, given) = own_given(token, person);
        // `García, María del Carmen`
        if token.is_infix() && !token.capital && !beside.givens.is_empty() {
            let next = all[n + 1..].iter().take(2).find(|t| !t.is_infix());
            if next.is_some_and(|t| t.gap == Gap::Space && is_given_of(person, &t.folded)) {
                continue;
            }
        }
        if letters(token, all) && !is_shouted(token, &all[first..], lists) {
            beside.initials.extend(token.folded.chars().map(String::from));
        } else if token.is_infix()
            && !beside.is_empty()
            && (!token.capital || token.clipped || token.capitals || of_surname(&token.folded, person))
        {
            beside.infix.push(token.folded.clone());
        } else if own
            || token.capital
                && (lists.is_given(&token.folded)
                    || person.givens.iter().any(|g| is_slip(g.plain(), &token.folded)))
        {
            beside.given_first |= beside.initials.is_empty();
            beside.hyphen |= token.gap == Gap::Hyphen && !beside.givens.is_empty();
            beside.givens.push(given.to_owned());
        } else {
            break;
        }
        beside.take(n);
    }
    // `Lambert SA` is a firm
    let form = || beside.initials.concat().to_uppercase();
    if next.gap == Gap::Space
        && beside.givens.is_empty()
        && beside.infix.is_empty()
        && beside.initials.len() > 1
        && lists.is_legal_form(&form())
    {
        return Beside::default();
    }
    // a list of names: `Prins, Jan Bakker`
    let last = beside.words.as_ref().map_or(end, |w| w.end);
    if beside.infix.is_empty()
        && let Some(after) = all.get(last)
        && matches!(after.gap, Gap::Space)
        && after.capital
        && !after.is_title()
        && next.gap == Gap::Comma
        && !after.is_initial()
    {
        return Beside::default();
    }
    beside
}

/// Words behind a given name that are looked at for another surname.
const TURNED: usize = 8;

/// The given name behind a surname with no comma, and nothing that goes on behind it but what stands before the surname: `De Vries Jan`,
/// `Vries Jan de`.
fn turned_round(all: &[Token], at: usize, person: &Person) -> bool {
    let own = |t: &Token| t.capital && t.letters > 1 && person.givens.iter().any(|g| g.is(&t.folded));
    if !all.get(at).is_some_and(own) {
        return false;
    }
    let joined = |t: &&Token| matches!(t.gap, Gap::Space | Gap::Hyphen | Gap::And);
    let behind = all[at + 1..]
        .iter()
        .take(TURNED)
        .take_while(joined)
        .find(|t| !of_surname(&t.folded, person) && !own(t));
    behind.is_none()
}

/// Stands before the surname of a person.
fn of_surname(word: &str, person: &Person) -> bool {
    person.surnames.iter().any(|s| s.infix.iter().any(|i| i == word))
}

/// A short given name in capitals beside a surname in capitals, which begins these words: `SEM SMITS`.
fn is_shouted(token: &Token, surname: &[Token], lists: &dyn Lists) -> bool {
    let telling = surname.iter().take(SEVERAL).find(|t| !t.is_infix());
    token.capitals
        && token.letters > 1
        && telling.is_some_and(|t| t.capitals && t.letters > 1)
        && lists.is_given(&token.folded)
}

/// Stands for first letters of given names.
pub(in crate::subject) fn letters(token: &Token, all: &[Token]) -> bool {
    if token.is_initial() {
        return true;
    }
    // `JA de Vries`: letters in capitals beside a name that is not
    let shouted = all.iter().filter(|t| t.letters > 3).all(|t| t.capitals);
    token.capitals && (2..=3).contains(&token.letters) && !shouted && !token.is_title() && !token.is_infix()
}
