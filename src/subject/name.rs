//! A surname at a place in a text in, what the words around it say of who is meant out.
//!
//! In: words of a stretch of text, which of them is the surname of somebody who is looked for, and that person. Out: how the name is
//! written there, and whether it can be that person. It refuses to know what else stands in the message.

mod around;

use std::ops::Range;

use around::before;
pub(super) use around::{Beside, left, letters, own_given, right};

use super::double::{double, doubled, is_birth, slurred};
use super::given::judge;
use super::person::{Person, Surname, Word};
use super::slip::{is_swapped, near};
use super::token::{Gap, Token};
use crate::model::Written;

/// What stands at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) written: Written,
    /// Words of the stretch, from the first to the last.
    pub(super) words: Range<usize>,
    /// The surname is written otherwise: an infix is missing, one part of a double name, a hyphen and another name.
    pub(super) loosely: bool,
    /// All parts of a double name stand there.
    pub(super) double: bool,
    /// The letters beside the surname, folded.
    pub(super) initials: Vec<String>,
}

/// What is known of names beyond the person who is looked for.
pub(super) trait Lists {
    /// A word that is a given name of somebody.
    fn is_given(&self, word: &str) -> bool;
    /// A word that is a surname of somebody.
    fn is_surname(&self, word: &str) -> bool;
    /// A word for a trade, or for a sort of organisation.
    fn is_firm(&self, _word: &str) -> bool {
        false
    }
    /// Letters that stand for a legal form of a firm, as they are written.
    fn is_legal_form(&self, _letters: &str) -> bool {
        false
    }
    /// The size of a place of this name, from 1 to 5; in small letters (`small`), of one that is no other word.
    fn town(&self, _name: &str, _small: bool) -> Option<u8> {
        None
    }
}

impl Lists for crate::recognise::Normaliser {
    fn is_given(&self, word: &str) -> bool {
        self.is_given_name(word)
    }
    fn is_surname(&self, word: &str) -> bool {
        self.is_surname(word)
    }
    fn is_firm(&self, word: &str) -> bool {
        self.is_firm_word(word)
    }
    fn is_legal_form(&self, letters: &str) -> bool {
        self.is_legal_form(letters)
    }
    fn town(&self, name: &str, small: bool) -> Option<u8> {
        self.town(name).filter(|_| !(small && self.is_word(name)))
    }
}

/// People who are named before a surname that they have in common.
const SEVERAL: usize = 4;

/// What a surname whose telling word is the `at`-th of `all` says. `fuzzy`: that word has a typing error. `None` for somebody else.
pub(super) fn named(
    all: &[Token],
    at: usize,
    (person, surname): (&Person, &Surname),
    (fuzzy, glued): (bool, bool),
    lists: &dyn Lists,
) -> Option<Named> {
    // all words of the surname
    let anchor = surname.anchor();
    let first = if glued { at } else { at.checked_sub(anchor)? };
    let core = if glued { 1 } else { surname.core.len() };
    let mut slips = false;
    for (n, word) in surname.core.iter().enumerate().filter(|_| !glued) {
        let token = all.get(first + n)?;
        let joined = n == 0 || matches!(token.gap, Gap::Space | Gap::Line | Gap::Hyphen);
        let own = n == anchor || word.is(&token.folded);
        // of several words one may have a typing error
        let slip = !own && !fuzzy && !slips && word.0.iter().any(|w| near(w, &token.folded));
        if !joined || !own && !slip {
            return None;
        }
        slips |= slip;
    }
    let fuzzy = fuzzy || slips;
    let end = first + core;
    if !glued
        && surname.part
        && let Some(whole) = double(all, (first, end), surname, person)
    {
        return doubled(all, &whole, person, fuzzy, lists);
    }
    // what stands before it, up to four words
    let mut begin = first;
    let mut infix: Vec<&str> = Vec::new();
    while begin > 0
        && matches!(all[begin].gap, Gap::Space | Gap::Line)
        && all[begin - 1].is_infix()
        && !(all[begin - 1].is_initial() && all[begin - 1].capital)
        && infix.len() < 4
    {
        begin -= 1;
        infix.insert(0, &all[begin].folded);
    }
    let mut behind = right(all, first, end, person, lists);
    let own: Vec<&str> = surname.infix.iter().map(String::as_str).collect();
    // one word of a name of two, beside the other: the whole was looked at
    let is_other = |token: &Token| {
        let mut whole = person.surnames.iter().filter(|s| s.core.len() > 1);
        matches!(token.gap, Gap::Space | Gap::Line | Gap::Start)
            && whole.any(|s| s.core.iter().any(|w| w.is(&token.folded)))
    };
    let neighbours = begin.checked_sub(1).into_iter().chain([end]);
    if surname.part && neighbours.filter_map(|n| all.get(n)).any(is_other) {
        return None;
    }
    // a part of a double name before it: `Jansen-de Vries`
    let mut left_of = begin;
    let mut bound = all.get(end).is_some_and(|t| t.gap == Gap::Hyphen);
    if all[begin].gap == Gap::Hyphen && begin > 0 {
        bound = true;
        left_of = begin - 1;
        while left_of > 0 && matches!(all[left_of].gap, Gap::Space) && all[left_of - 1].is_infix() {
            left_of -= 1;
        }
    }
    let before = left(all, left_of, person, lists);
    let before = match one_of_several(all, &before, person, lists) {
        Some(one) if own == infix => one,
        _ => before,
    };
    let before = match married(all, begin, person, lists).filter(|_| before.is_empty()) {
        Some(start) => left(all, start, person, lists),
        None => before,
    };
    let inverted = before.is_empty() && !behind.is_empty();
    if inverted && !behind.infix.is_empty() && infix.is_empty() {
        let stands = behind.infix.iter().map(String::as_str).collect::<Vec<_>>();
        if !same_infix(&stands, &own) {
            return None;
        }
    }
    // `het dossier van Vries, J. de`: a preposition before a name that is turned round
    if inverted && !infix.is_empty() && !same_infix(&infix, &own) {
        let small = all[begin..first].iter().all(|t| !t.capital);
        if small && (own.is_empty() || !behind.infix.is_empty()) {
            infix.clear();
            begin = first;
        }
    }
    let beside = if inverted { &mut behind } else { &mut { before } };
    // with a given name before it, what stands between is part of the surname; without, `van` may be a word
    let mut shorter = false;
    let (missing, agrees) = match (glued, own.is_empty(), infix.is_empty()) {
        (true, ..) => (false, infix.is_empty() || beside.is_empty()),
        (_, _, true) => (!own.is_empty() && beside.infix.is_empty(), true),
        (_, true, false) => (false, beside.is_empty()),
        (_, false, false) if same_infix(&infix, &own) => (false, true),
        // `Bas 't Hoff` for `Bas van 't Hoff`: somebody else, or one who left a word out
        (_, false, false)
            if own.len() > infix.len() && same_infix(&infix, &own[own.len() - infix.len()..]) =>
        {
            shorter = true;
            (false, !beside.is_empty() && !fuzzy)
        }
        // `van de Vries`: a preposition, and the name
        (_, false, false) => {
            let tail = infix.len().saturating_sub(own.len());
            (false, beside.is_empty() && tail > 0 && same_infix(&infix[tail..], &own))
        }
    };
    // `in het veld` is where somebody is
    let worded = !all[at].capital && infix.contains(&"het") && !own.contains(&"het");
    if !agrees || worded || missing && beside.givens.is_empty() && beside.initials.is_empty() && fuzzy {
        return None;
    }
    let written = judge(beside, person, lists)?;
    let written = match (written, fuzzy) {
        (written, false) => written,
        (Written::Full, true) => Written::Fuzzy,
        // a typing error and no given name: anybody
        (_, true) => return None,
    };
    // of `Frank Oude Voshaar` the last word alone is hardly less; of two names each is a name of many
    let half = surname.part && person.surnames.iter().filter(|s| s.part).count() > 1;
    // `Anna Meyer` for `Anna Meyer-Schmidt` may be her; `Meyer`, or `A. Meyer`, is half of Germany
    let given = beside.words.clone().filter(|words| half && !inverted && words.end <= begin);
    if matches!(written, Written::Full | Written::Fuzzy)
        && let Some((given, end)) = given.and_then(|g| Some((g.clone(), slurred(all, g.end, person)?)))
    {
        let initials = std::mem::take(&mut beside.initials);
        let words = given.start..end;
        return Some(Named { written: Written::Fuzzy, words, loosely: true, double: true, initials });
    }
    let written = match written {
        Written::Full if half || shorter => Written::Part,
        Written::Initials | Written::Titled | Written::Nickname if shorter => return None,
        Written::Fuzzy if half => Written::OtherSurname,
        Written::Initials if surname.part && person.surnames.len() > 1 => Written::Surname,
        // `M. Hoekstra-Vink` is hardly `Mark Hoekstra`
        Written::Initials if bound && !glued => Written::Part,
        written => written,
    };
    if written == Written::Surname {
        let token = &all[at];
        // `Vries-Jansen` is somebody else's name; `A` of `van der A` is any letter
        let short = token.letters < 3 && (own.len() < 2 || infix.is_empty());
        if !token.capital || bound || missing && token.letters < 4 || short {
            return None;
        }
    }
    let words = beside.words.clone().filter(|_| written != Written::Surname).unwrap_or(begin..end);
    let initials = std::mem::take(&mut beside.initials);
    // of `Jan en Piet de Vries` the surname is that of both
    let shared = words.end <= begin && all[words.end..begin].iter().any(is_and);
    let shared = shared || words.end < begin && all[words.end].gap == Gap::And;
    Some(Named {
        written,
        words: if shared { words } else { words.start.min(begin)..words.end.max(end) },
        loosely: missing || bound || surname.part && person.surnames.len() > 1 || glued,
        double: false,
        initials,
    })
}

/// A given name whose surname was typed with an error that its words do not show: `Maria de rGaaf`, `Monique va nBeek`. The `at`-th word
/// is the given name; gives the words from it to the last, and whether there is an error in the letters.
pub(super) fn slipped(all: &[Token], at: usize, person: &Person) -> Option<(Range<usize>, bool)> {
    let mut letters = String::new();
    for (n, token) in all.iter().enumerate().skip(at + 1).take(5) {
        if !matches!(token.gap, Gap::Space | Gap::Line) || token.dot && n > at + 1 && token.letters == 1 {
            return None;
        }
        letters.push_str(&token.folded);
        for surname in person.surnames.iter().filter(|s| !s.infix.is_empty() && !s.part) {
            let whole = surname.infix.concat() + &surname.core.iter().map(Word::plain).collect::<String>();
            let words = surname.infix.len() + surname.core.len();
            // where the words are those of the name, they were looked at one by one
            let lengths = all[at + 1..=n].iter().map(|t| t.folded.len());
            let own =
                surname.infix.iter().map(String::len).chain(surname.core.iter().map(|w| w.plain().len()));
            let before = all[at + 1..=n].iter().map(|t| &t.folded).zip(&surname.infix).all(|(a, b)| a == b);
            if n - at == words && lengths.eq(own) && all[n].capital && before {
                continue;
            }
            if letters == whole || whole.len() > 5 && is_swapped(&letters, &whole) {
                return Some((at..n + 1, letters != whole));
            }
        }
    }
    None
}

/// Two ways to write what stands before a surname: `van der`, `v.d.`, `v/d`; `van 't`, `v. 't`, `van het`.
pub(super) fn same_infix(one: &[&str], other: &[&str]) -> bool {
    if one == other {
        return true;
    }
    let words = |words: &[&str]| -> Vec<String> {
        let words = words.iter().flat_map(|w| match *w {
            "vd" | "vdr" => vec!["v", "d"],
            "vanden" | "vander" => vec!["van", "d"],
            "vant" => vec!["van", "het"],
            // `'t` is short for no other word, `ter` or `ten`
            "t" => vec!["het"],
            w => vec![w],
        });
        words.map(str::to_owned).collect()
    };
    let (own, others) = (words(one), words(other));
    let letters = |words: &[String]| -> String { words.iter().filter_map(|w| w.chars().next()).collect() };
    let short = |words: &[String]| words.iter().all(|w| w.len() <= 1 || w == "het");
    let joined = |words: &[&str]| words.iter().any(|w| matches!(*w, "vanden" | "vander"));
    let agree = |(a, b): (&String, &String)| (a == "het") == (b == "het");
    own == others
        || (short(&own) || short(&others) || joined(one) || joined(other))
            && letters(&own) == letters(&others)
            && own.iter().zip(&others).all(agree)
}

/// Several people whose surname stands there once: `Jan en Piet de Vries`, `J. & P. de Vries`. Of them the one who may be the person, where
/// what stands beside the surname is somebody else's.
fn one_of_several(all: &[Token], last: &Beside, person: &Person, lists: &dyn Lists) -> Option<Beside> {
    let mut from = last.words.as_ref()?.start;
    if judge(last, person, lists).is_some() {
        return None;
    }
    for n in 0..SEVERAL {
        let comma = n > 0 && all[from].gap == Gap::Comma;
        let end = match all[from].gap {
            Gap::And => from,
            Gap::Space | Gap::Line if from > 1 && is_and(&all[from - 1]) => from - 1,
            Gap::Comma if comma => from,
            _ => return None,
        };
        let joined = from == end || matches!(all[end].gap, Gap::Space | Gap::Line);
        if !joined {
            return None;
        }
        let beside = before(all, end, true, person, lists);
        let words = beside.words.clone()?;
        if judge(&beside, person, lists).is_some() {
            return Some(beside);
        }
        from = words.start;
    }
    None
}

/// Binds the names of two people.
fn is_and(token: &Token) -> bool {
    matches!(
        token.folded.as_str(),
        "en" | "of" | "und" | "oder" | "and" | "or" | "et" | "ou" | "y" | "e" | "o" | "ed"
    ) && !token.capital
}

/// Where a name begins of which another surname stands before that of birth: `Maria Jansen geb. de Vries`.
fn married(all: &[Token], begin: usize, person: &Person, lists: &dyn Lists) -> Option<usize> {
    let birth = begin.checked_sub(1).filter(|n| {
        is_birth(&all[*n].folded) && !all[*n].capital && matches!(all[begin].gap, Gap::Space | Gap::Line)
    })?;
    let mut start = birth;
    while start > 0 && birth - start < 5 {
        let first = start == birth;
        let gap = all[start].gap;
        let joined = matches!(gap, Gap::Space | Gap::Hyphen | Gap::Line)
            || first && matches!(gap, Gap::Comma | Gap::Open | Gap::Dash);
        let word = &all[start - 1];
        let given = lists.is_given(&word.folded) || person.givens.iter().any(|g| g.is(&word.folded));
        let surname = word.capital && word.letters > 1 && !word.is_title() && (first || !given);
        if !joined || !surname && (first || !word.is_infix()) {
            break;
        }
        start -= 1;
    }
    (start < birth).then_some(start)
}

#[cfg(test)]
mod tests;
