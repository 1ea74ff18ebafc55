//! The name of a person in, what it is made of out.
//!
//! In: names as they are typed in a request: `Jan de Vries`, `Vries, J.A. de (Jan)`, `Anna de Vries-Jansen`. Out: given names,
//! initials, and surnames with what stands before them. It refuses to know where names stand in mail.

use super::fold::{folded, spellings};
use super::name::{Lists, letters};
use super::token::{Gap, Token, is_apostrophe, tokens};

/// A word, in the spellings in which it goes round; folded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word(pub(super) Vec<String>);

impl Word {
    fn of(text: &str) -> Self {
        Word(spellings(text))
    }

    /// True when a folded word is this one.
    pub(super) fn is(&self, folded: &str) -> bool {
        self.0.iter().any(|s| s == folded)
    }

    /// Its plain spelling.
    pub(super) fn plain(&self) -> &str {
        self.0.first().map_or("", String::as_str)
    }
}

/// A surname.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Surname {
    /// What stands before it: `van den`; folded.
    pub(super) infix: Vec<String>,
    /// Its words: `Brink`; of a double name without hyphen more than one.
    pub(super) core: Vec<Word>,
    /// It is one part of a double name.
    pub(super) part: bool,
}

impl Surname {
    /// The word of it that tells most.
    pub(super) fn anchor(&self) -> usize {
        (0..self.core.len()).max_by_key(|n| self.core[*n].plain().len()).unwrap_or(0)
    }
}

/// A person as a request names them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Person {
    /// Given names, the first first.
    pub(super) givens: Vec<Word>,
    /// A hyphen binds the first two: the one without the other is somebody else's.
    pub(super) bound: bool,
    /// First letters of given names as far as they are known, folded.
    pub(super) initials: Vec<String>,
    /// The surnames that the person goes by.
    pub(super) surnames: Vec<Surname>,
    /// There is a given name, and it is known not to be any that stands in the mail.
    pub(super) given_withheld: bool,
    /// There are more initials, and they are known not to be any that stand in the mail.
    pub(super) initials_withheld: bool,
}

impl Person {
    /// The person of a name as typed; `None` where there is no word in it.
    pub(super) fn of(name: &str, lists: &dyn Lists) -> Option<Person> {
        let all = tokens(name);
        let all: Vec<Token> = all.into_iter().filter(|t| !t.is_title()).collect();
        let written = |t: &Token| name[t.span.clone()].to_owned();
        // `JH Schouten`
        let are_letters = |t: &Token| !t.is_initial() && letters(t, &all) && !lists.is_given(&t.folded);
        let each = |t: &Token| t.folded.chars().map(String::from).collect::<Vec<_>>();
        let comma = all.iter().position(|t| t.gap == Gap::Comma);
        let mut person = Person::default();
        let surname: Vec<&Token>;
        // a given name stands before any initial
        let mut given_first = false;
        let mut infix: Vec<String> = Vec::new();
        match comma {
            // `Vries, J.A. de (Jan)`
            Some(comma) if comma > 0 => {
                surname = all[..comma].iter().collect();
                for token in &all[comma..] {
                    if token.is_initial() {
                        person.initials.push(token.folded.clone());
                    } else if are_letters(token) {
                        person.initials.extend(each(token));
                    } else if token.is_infix()
                        && (!token.capital || token.clipped || token.capitals && token.letters > 1)
                    {
                        infix.push(token.folded.clone());
                    } else {
                        given_first |= person.initials.is_empty();
                        person.add_given(Word::of(&written(token)), token.gap);
                    }
                }
            }
            _ => {
                let many = all.len() > 1;
                let first = all.iter().position(|t| !(t.is_initial() || many && are_letters(t))).unwrap_or(0);
                for token in &all[..first] {
                    if token.is_initial() {
                        person.initials.push(token.folded.clone());
                    } else {
                        person.initials.extend(each(token));
                    }
                }
                let rest = &all[first..];
                // what stands before a surname begins it; a name in capitals or alone has none before its first word
                let before = rest.iter().enumerate().position(|(n, t)| {
                    t.is_infix() && (n > 0 || rest.len() > 1) && !of_given(rest, n, lists)
                });
                let bound = |n: usize| matches!(rest[n].gap, Gap::Hyphen | Gap::Dash);
                let from = match before {
                    // `Jansen-de Vries`: what a hyphen binds to it stands before
                    Some(mut n) => {
                        while n > 1 && bound(n) {
                            n -= 1;
                        }
                        n
                    }
                    // the last word, and what hyphens bind to it
                    None => {
                        let mut last = rest.len().saturating_sub(1);
                        while last > 0 && bound(last) {
                            last -= 1;
                        }
                        // `Frank Oude Voshaar`, `María García López`: what is no given name is part of the surname
                        while last > 1
                            && !rest[last - 1].is_initial()
                            && rest[last - 1].gap == Gap::Space
                            && !lists.is_given(&rest[last - 1].folded)
                        {
                            last -= 1;
                        }
                        last
                    }
                };
                for (n, token) in rest[..from].iter().enumerate() {
                    if of_given(rest, n, lists) {
                        continue;
                    }
                    if token.is_initial() {
                        person.initials.push(token.folded.clone());
                    } else {
                        given_first |= person.initials.is_empty();
                        person.add_given(Word::of(&written(token)), token.gap);
                    }
                }
                surname = rest[from..].iter().collect();
            }
        }
        person.surnames = surnames(&surname, &infix, written, lists);
        let first = person.givens.first().and_then(|g| initial(g.plain()));
        if person.initials.is_empty() && person.givens.len() > 1 {
            person.initials = person.givens.iter().filter_map(|g| initial(g.plain())).collect();
        } else if !person.initials.is_empty() && given_first {
            // `Stuart F. Smith`: the letter is that of a second name
            person.initials.splice(0..0, first);
        }
        (!person.surnames.is_empty()).then_some(person)
    }

    fn add_given(&mut self, given: Word, gap: Gap) {
        self.bound |= gap == Gap::Hyphen && self.givens.len() == 1;
        self.givens.push(given);
    }

    /// Two names in a request may be two ways to write one; takes the other in where they do not speak against each other.
    pub(super) fn join(&mut self, other: &Person) -> bool {
        let same = self.surnames.iter().any(|own| {
            other.surnames.iter().any(|s| own.core == s.core && (own.infix == s.infix || s.infix.is_empty()))
        });
        let given = |p: &Person| {
            p.givens.first().and_then(|g| initial(g.plain())).or_else(|| p.initials.first().cloned())
        };
        if !same || matches!((given(self), given(other)), (Some(a), Some(b)) if a != b) {
            return false;
        }
        if self.givens.is_empty() {
            self.givens.clone_from(&other.givens);
            self.bound = other.bound;
        }
        if other.initials.len() > self.initials.len() {
            self.initials.clone_from(&other.initials);
        }
        for surname in &other.surnames {
            if !self.surnames.contains(surname) {
                self.surnames.push(surname.clone());
            }
        }
        true
    }
}

/// Given names that go on with words: `María del Carmen`, `José de Jesús`; folded.
const DEVOTED: &[&str] = &["ana", "jose", "juan", "m", "ma", "maria", "rosa"];

/// The `n`-th word stands within such a given name, of which a surname is left behind it.
fn of_given(all: &[Token], n: usize, lists: &dyn Lists) -> bool {
    let is_of = |t: &Token| matches!(t.folded.as_str(), "de" | "del" | "la" | "los" | "las");
    if !is_of(&all[n]) {
        return false;
    }
    let first = (0..n).rev().find(|n| !is_of(&all[*n]));
    let next = (n + 1..all.len()).find(|n| !is_of(&all[*n]));
    first.is_some_and(|n| DEVOTED.contains(&all[n].folded.as_str()))
        && next.is_some_and(|n| n + 1 < all.len() && lists.is_given(&all[n].folded))
}

/// What an apostrophe binds to the surname behind it; folded.
const CLIPPED: &[&str] = &["d", "dall", "dell", "l"];

/// The first letter of a folded name.
pub(super) fn initial(folded: &str) -> Option<String> {
    folded.chars().next().map(String::from)
}

/// The surnames that words make: of a double name each part too.
fn surnames(
    all: &[&Token],
    behind: &[String],
    written: impl Fn(&Token) -> String,
    lists: &dyn Lists,
) -> Vec<Surname> {
    let mut parts: Vec<Surname> = Vec::new();
    for token in all {
        let begins = parts.is_empty() || matches!(token.gap, Gap::Hyphen | Gap::Dash);
        if begins {
            parts.push(Surname { infix: Vec::new(), core: Vec::new(), part: false });
        }
        let Some(part) = parts.last_mut() else { continue };
        if token.is_infix() && part.core.is_empty() {
            part.infix.push(token.folded.clone());
        } else {
            part.core.push(Word::of(&written(token)));
        }
    }
    if let Some(first) = parts.first_mut()
        && first.infix.is_empty()
    {
        first.infix = behind.to_vec();
    }
    // `de` alone, in capitals: a surname that is written as an infix
    for part in &mut parts {
        if part.core.is_empty()
            && let Some(last) = part.infix.pop()
        {
            part.core.push(Word(vec![last]));
        }
    }
    parts.retain(|p| !p.core.is_empty());
    if parts.len() > 1 {
        parts.iter_mut().for_each(|p| p.part = true);
    }
    // `Ormesson, F. d'`: what an apostrophe binds to a surname stands behind it in lists
    if let [only] = parts.as_slice()
        && let ([word], [token]) = (only.core.as_slice(), all)
        && let Some((clipped, rest)) = written(token).split_once(is_apostrophe)
        && CLIPPED.contains(&folded(clipped).as_str())
        && !word.is(&folded(rest))
    {
        let (infix, core) = (vec![folded(clipped)], vec![Word::of(rest)]);
        parts.push(Surname { infix, core, part: false });
    }
    // `García López`: each of two is used alone too
    if let [only] = parts.as_slice()
        && only.core.len() > 1
    {
        let (first, last) = (&only.core[0], &only.core[only.core.len() - 1]);
        let part = |infix: &[String], word: &Word| Surname {
            infix: infix.to_vec(),
            core: vec![word.clone()],
            part: true,
        };
        let mut more = vec![part(&[], last)];
        if lists.is_surname(first.plain()) {
            more.push(part(&only.infix, first));
        }
        parts.extend(more);
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recognise::Normaliser;
    use crate::subject::sample::list;

    fn told(name: &str) -> (Vec<String>, Vec<String>, Vec<(String, String)>) {
        let person = Person::of(name, &Normaliser::new()).unwrap();
        let plain = |w: &Word| w.plain().to_owned();
        let surname =
            |s: &Surname| (s.infix.join(" "), s.core.iter().map(plain).collect::<Vec<_>>().join(" "));
        (
            person.givens.iter().map(plain).collect(),
            person.initials.clone(),
            person.surnames.iter().map(surname).collect(),
        )
    }

    fn n(texts: &[(&str, &str)]) -> Vec<(String, String)> {
        texts.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
    }

    #[test]
    fn names_are_taken_apart() {
        assert_eq!(told("Jan de Vries"), (list(&["jan"]), list(&[]), n(&[("de", "vries")])));
        assert_eq!(told("Vries, J.A. de (Jan)"), (list(&["jan"]), list(&["j", "a"]), n(&[("de", "vries")])));
        assert_eq!(told("M.T.P. Hendriks"), (list(&[]), list(&["m", "t", "p"]), n(&[("", "hendriks")])));
        assert_eq!(
            told("Anna van IJzendoorn-van Leeuwen"),
            (list(&["anna"]), list(&[]), n(&[("van", "ijzendoorn"), ("van", "leeuwen")]))
        );
        assert_eq!(
            told("Birgit Meyer-Lüdenscheid").2,
            n(&[("", "meyer"), ("", "ludenscheid")]),
            "parts of a double name"
        );
        assert_eq!(
            told("Maria Jansen-de Vries"),
            (list(&["maria"]), list(&[]), n(&[("", "jansen"), ("de", "vries")]))
        );
        assert_eq!(told("Jan-Peter de Vries").0, list(&["jan", "peter"]));
        assert_eq!(
            told("Jan Pieter Bakker"),
            (list(&["jan", "pieter"]), list(&["j", "p"]), n(&[("", "bakker")]))
        );
        assert_eq!(told("JH Schouten"), (list(&[]), list(&["j", "h"]), n(&[("", "schouten")])));
        assert_eq!(told("Schouten, JH"), (list(&[]), list(&["j", "h"]), n(&[("", "schouten")])));
        assert_eq!(told("JAN DE VRIES"), (list(&["jan"]), list(&[]), n(&[("de", "vries")])));
        assert_eq!(told("Ed Smith").0, list(&["ed"]));
        assert_eq!(told("Stuart F. Smith"), (list(&["stuart"]), list(&["s", "f"]), n(&[("", "smith")])));
        for name in ["Bas van 't Hoff", "BAS VAN ’T HOFF", "Hoff, Bas van 't"] {
            assert_eq!(told(name), (list(&["bas"]), list(&[]), n(&[("van t", "hoff")])), "{name}");
        }
        assert_eq!(told("Tom 't Hart"), (list(&["tom"]), list(&[]), n(&[("t", "hart")])));
        assert_eq!(told("dhr. J. de Vries").1, list(&["j"]));
        assert_eq!(told("Prins").2, n(&[("", "prins")]));
        assert_eq!(told("Frank Oude Voshaar").2[0], ("".to_owned(), "oude voshaar".to_owned()));
        let both = |name: &str| Person::of(name, &Normaliser::new()).unwrap().bound;
        assert!(both("Jean-Pierre Petit") && both("Petit, Jean-Pierre") && !both("Jan Pieter Bakker"));
        assert_eq!(
            told("María del Carmen López"),
            (list(&["maria", "carmen"]), list(&["m", "c"]), n(&[("", "lopez")]))
        );
        assert_eq!(told("Juan de la Cruz"), (list(&["juan"]), list(&[]), n(&[("de la", "cruz")])));
        assert!(Person::of("12", &Normaliser::new()).is_none());
    }

    #[test]
    fn two_ways_to_write_one_name_are_one_person() {
        let lists = Normaliser::new();
        let mut person = Person::of("Marloes Hendriks", &lists).unwrap();
        assert!(person.join(&Person::of("M.T.P. Hendriks", &lists).unwrap()));
        assert_eq!(person.initials, ["m", "t", "p"]);
        assert!(!person.join(&Person::of("J. Hendriks", &lists).unwrap()), "another first letter");
        assert!(!person.join(&Person::of("Marloes Jansen", &lists).unwrap()), "another surname");
    }
}
