//! The word of a surname on a list at a place in, the name that stands there out.
//!
//! In: a text, the place of the word, and whose it may be. Out: the name as a search would have to be asked for to find it there. What stands
//! before the surname is often left out or abbreviated (`v.d. Brink`): it is made out from the few words that can stand there. It refuses to know
//! who is meant.

use std::collections::HashMap;
use std::ops::Range;

use super::key::{GIVENS, Label, parts};
use super::look::{ClearName, Looking, Which};
use crate::model::Written;
use crate::recognise::Normaliser;
use crate::subject::name::{letters, named};
use crate::subject::person::Person;
use crate::subject::text::in_address;
use crate::subject::token::{Gap, INFIXES, Token, tokens};

/// Bytes around a surname in which the rest of the name stands.
const AROUND: usize = 96;

/// Words of the longest surname.
const WORDS: usize = 6;

/// Initials that are looked at.
const INITIALS: usize = 6;

/// What was made out of surnames so far.
#[derive(Default)]
pub(super) struct NameLook {
    /// What stands before a surname.
    infixes: HashMap<(Which, String), Option<String>>,
}

impl NameLook {
    /// The name at a place.
    pub(super) fn at(
        &mut self,
        looking: &mut Looking<'_>,
        text: &str,
        word: &Range<usize>,
        which: Which,
        normal: &Normaliser,
    ) -> Option<ClearName> {
        if in_address(text.as_bytes(), word) {
            return None;
        }
        let from = text.floor_char_boundary(word.start.saturating_sub(AROUND));
        let to = text.ceil_char_boundary((word.end + AROUND).min(text.len()));
        let stretch = text.get(from..to)?;
        let all = tokens(stretch);
        let at =
            all.iter().position(|t| from + t.span.start <= word.start && word.start < from + t.span.end)?;
        let (count, known) = looking.index.names.get(&which).copied()?;
        for first in (at.saturating_sub(WORDS)..=at).rev() {
            for last in at..all.len().min(first + WORDS) {
                let Some(core) = all.get(first..=last).and_then(joined) else { break };
                if !looking.whose(Label::Core, &core).contains(&which) {
                    continue;
                }
                let Some(infix) = self.infix(looking, which, &core) else { continue };
                let own = &all[first..=last];
                let mut name = ClearName { surname: written(own, stretch, &infix), ..ClearName::default() };
                let mut shouted = false;
                for (n, token) in all.iter().enumerate() {
                    if (first..=last).contains(&n) || token.letters < 2 {
                        continue;
                    }
                    for given in (0..count).take(GIVENS) {
                        let text = parts(&[&token.folded, &core]);
                        if looking.whose(Label::Given(given), &text).contains(&which) {
                            name.givens.push((given, title(&stretch[token.span.clone()])));
                            shouted |= letters(token, &all);
                        }
                    }
                }
                name.givens.sort();
                name.givens.dedup();
                for letters in [before(&all, first), behind(&all, last)] {
                    let longest = (1..=letters.len()).rev().find(|n| {
                        let text = parts(&[&letters[..*n].join("."), &core]);
                        looking.whose(Label::Initials, &text).contains(&which)
                    });
                    // `M.K.` is not `M.T.P.`; of whom one letter is known it may be
                    let agree = |n: &usize| *n == letters.len() || known < 2;
                    if let Some(n) = longest.filter(|n| *n > name.initials.len() && agree(n)) {
                        name.initials = letters[..n].to_vec();
                    }
                }
                // what is near is not yet a name: a search decides; `JAN DE VRIES` is to it what `J.A.N. de Vries` is
                let full = match says(&name, at, &all, normal).filter(|_| !name.givens.is_empty()) {
                    Some(Written::Full) => true,
                    Some(Written::Initials) => shouted,
                    _ => false,
                };
                if full {
                    name.full = true;
                    return Some(name);
                }
                let letters_only =
                    ClearName { givens: Vec::new(), surname: name.surname.clone(), ..name.clone() };
                if !name.initials.is_empty()
                    && says(&letters_only, at, &all, normal) == Some(Written::Initials)
                {
                    let full = count == 0 && name.initials.len() >= usize::from(known);
                    return Some(ClearName { full, ..letters_only });
                }
            }
        }
        None
    }

    /// What stands before a surname of the list.
    fn infix(&mut self, looking: &Looking<'_>, which: Which, core: &str) -> Option<String> {
        let key = (which, core.to_owned());
        if let Some(known) = self.infixes.get(&key) {
            return known.clone();
        }
        let is = |infix: &str| looking.index.whose(Label::Whole, &parts(&[infix, core])).contains(&which);
        let one = || INFIXES.iter().copied();
        let found = std::iter::once(String::new())
            .chain(one().map(str::to_owned))
            .chain(one().flat_map(|a| one().map(move |b| format!("{a} {b}"))))
            .chain(one().flat_map(|a| one().flat_map(move |b| one().map(move |c| format!("{a} {b} {c}")))))
            .find(|infix| is(infix));
        self.infixes.insert(key, found.clone());
        found
    }
}

/// Words as one surname; `None` where they do not belong together.
fn joined(words: &[Token]) -> Option<String> {
    let mut core = String::new();
    for (n, token) in words.iter().enumerate() {
        if n > 0 {
            core.push(match token.gap {
                Gap::Space | Gap::Line => ' ',
                Gap::Hyphen | Gap::Dash => '-',
                _ => return None,
            });
        }
        core.push_str(&token.folded);
    }
    Some(core)
}

/// A surname as it is typed.
fn written(words: &[Token], text: &str, infix: &str) -> String {
    let mut surname = infix.to_owned();
    for (n, token) in words.iter().enumerate() {
        let hyphen = n > 0 && matches!(token.gap, Gap::Hyphen | Gap::Dash);
        if !surname.is_empty() {
            surname.push(if hyphen { '-' } else { ' ' });
        }
        let word = &text[token.span.clone()];
        // within a double name
        let small = n > 0 && token.is_infix();
        surname.push_str(&if small { word.to_lowercase() } else { title(word) });
    }
    surname
}

/// A word with a capital.
fn title(word: &str) -> String {
    let mut chars = word.chars();
    let first = chars.next().into_iter().flat_map(char::to_uppercase);
    first.chain(chars.flat_map(char::to_lowercase)).collect()
}

impl ClearName {
    /// The name as a request has it.
    pub(super) fn typed(&self) -> String {
        if self.givens.is_empty() {
            let letters: String = self.initials.iter().map(|l| format!("{}.", title(l))).collect();
            return format!("{letters} {}", self.surname);
        }
        let givens: Vec<&str> = self.givens.iter().map(|(_, given)| given.as_str()).collect();
        format!("{} {}", givens.join(" "), self.surname)
    }
}

/// How a name is written at a place, as a search for it sees it.
fn says(name: &ClearName, at: usize, all: &[Token], normal: &Normaliser) -> Option<Written> {
    let person = Person::of(&name.typed(), normal)?;
    let found = person.surnames.iter().filter_map(|surname| {
        let word = surname.core.get(surname.anchor())?;
        let here = word.is(&all.get(at)?.folded);
        if here { named(all, at, (&person, surname), (false, false), normal) } else { None }
    });
    found.map(|n| n.written).min()
}

/// Initials before a word, in their order.
fn before(all: &[Token], first: usize) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for token in all[..first].iter().rev() {
        if token.is_infix() && !(token.capital && token.letters == 1) && found.is_empty() {
            continue;
        }
        if !letters(token, all) || found.len() >= INITIALS {
            break;
        }
        for c in spelt(token).into_iter().rev() {
            found.insert(0, c);
        }
    }
    found
}

/// Initials behind a word.
fn behind(all: &[Token], last: usize) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for token in &all[last + 1..] {
        if token.is_title() && found.is_empty() {
            continue;
        }
        if !letters(token, all) || found.len() >= INITIALS {
            break;
        }
        found.extend(spelt(token));
    }
    found
}

fn spelt(token: &Token) -> Vec<String> {
    if token.is_initial() {
        vec![token.folded.clone()]
    } else {
        token.folded.chars().map(String::from).collect()
    }
}
