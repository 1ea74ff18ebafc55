//! A text in, the places that name somebody who is looked for out.
//!
//! In: the text of a region. Out: names, telephone numbers, accounts, e-mail addresses, postal addresses and literals of the
//! subjects, with their places. The text is gone through once, whoever and however many are looked for. It takes time with the length
//! of the text, whatever stands in it, and refuses to know which message it is of.

mod naming;

use std::ops::Range;

use super::literal::other;
use super::name::Lists;
use super::needle::{LONGEST, Needle, Needles, What, hash};
use super::numeral::{DIGITS, account, behind, ending, phone};
use super::packed::Packed;
use super::postal::{self, Standing};
use super::reading;
use super::sought::Sought;
use super::walk::{Around, Met, WordMet, through};
use crate::model::{Beside, How, Written};

/// What a place names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    /// A person's name: which person, how it is written, and the initials that stand there.
    Name(u16, Written, Vec<String>),
    Email(u16),
    /// An e-mail address that is packed into another one, or the end of somebody else's there.
    Packed(u16),
    /// The local part of an e-mail address, where there is no domain.
    Alias(u16),
    Phone(u16),
    Iban(u16),
    Address(u16),
    /// A part of an address: one that stands apart from the rest, a postcode alone. It tells of nobody.
    Beside(u16),
    Other(u16),
}

/// A place in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Spot {
    pub(super) subject: u16,
    pub(super) place: Place,
    /// Bytes of the text.
    pub(super) span: Range<usize>,
    pub(super) how: How,
    /// What it is read as, where signs stand in it that nobody reads.
    pub(super) read: Option<String>,
}

/// What all threads look with.
pub(super) struct Searcher<'s> {
    pub(super) all: &'s [Sought],
    pub(super) needles: &'s Needles,
    pub(super) lists: &'s dyn Lists,
}

impl Searcher<'_> {
    /// Hands on the places of a text, in their order of notice; true where something in it is escaped too deeply to be read.
    pub(super) fn search(&self, text: &str, on: &mut dyn FnMut(Spot)) -> bool {
        self.beside(text, Beside::Link, on)
    }

    /// The same, of a text of this sort: of one that only programs read, its addresses.
    pub(super) fn beside(&self, text: &str, sort: Beside, on: &mut dyn FnMut(Spot)) -> bool {
        through(text, sort, &mut Spotting { searcher: self, on, digits: Vec::new() });
        reading::each(text, sort == Beside::FileName, &mut |reading| {
            let mut seen = |spot: Spot| {
                if let Some(span) = reading.source(&spot.span) {
                    let read = reading.text.get(spot.span.clone()).map(str::to_owned);
                    let how = if spot.how == How::Exact { How::Variant } else { spot.how };
                    on(Spot { span, how, read, ..spot });
                }
            };
            through(&reading.text, sort, &mut Spotting { searcher: self, on: &mut seen, digits: Vec::new() });
        })
    }

    /// A word of somebody stands at a place.
    fn noticed(&self, text: &str, word: Range<usize>, needle: Needle, fuzzy: bool, on: &mut dyn FnMut(Spot)) {
        let Some(sought) = self.all.get(usize::from(needle.subject)) else { return };
        let spot = match needle.what {
            What::Surname(person, surname) => {
                self.name(text, word, sought, (person, surname), (fuzzy, false))
            }
            What::Glued(person, surname) => self.name(text, word, sought, (person, surname), (false, true)),
            What::Given(person) => self.slipped(text, word, sought, person),
            What::Other(n) => other(text, word, &sought.other[usize::from(n)])
                .map(|(span, how)| (Place::Other(n), span, how)),
            What::Street(n) | What::Postcode(n) => {
                let of = &sought.addresses[usize::from(n)];
                let found = match needle.what {
                    What::Street(_) => postal::street(text, word, of, self.lists),
                    _ => postal::postcode(text, word, of),
                };
                let Standing { address, beside } = found.unwrap_or_default();
                for span in beside {
                    on(Spot {
                        subject: needle.subject,
                        place: Place::Beside(n),
                        span,
                        how: How::Variant,
                        read: None,
                    });
                }
                address.map(|span| {
                    let exact = text.get(span.clone()) == Some(of.typed.trim());
                    (Place::Address(n), span, if exact { How::Exact } else { How::Variant })
                })
            }
            What::Phone(_) | What::Iban(_) => None,
        };
        if let Some((place, span, how)) = spot {
            on(Spot { subject: needle.subject, place, span, how, read: None });
        }
    }

    /// Looks at a number whose digits may stand apart, by a run of its digits.
    fn number(&self, text: &str, run: Range<usize>, digits: &mut Vec<(u8, usize)>, on: &mut dyn FnMut(Spot)) {
        let own = &text.as_bytes()[run.clone()];
        if own.len() <= LONGEST {
            for needle in self.needles.of_word(hash(own)) {
                self.noticed(text, run.clone(), *needle, false, on);
            }
        }
        if !self.needles.has_numbers() {
            return;
        }
        let run = run.end;
        behind(text, run, DIGITS, digits);
        if let Some(value) = ending(digits) {
            for needle in self.needles.of_digits(value) {
                let Some(sought) = self.all.get(usize::from(needle.subject)) else { continue };
                let found = match needle.what {
                    What::Phone(n) => phone(text, digits, run, &sought.phones[usize::from(n)])
                        .map(|(span, how)| (Place::Phone(n), span, how)),
                    What::Iban(n) => account(text, run, &sought.ibans[usize::from(n)])
                        .map(|(span, how)| (Place::Iban(n), span, how)),
                    _ => None,
                };
                if let Some((place, span, how)) = found {
                    on(Spot { subject: needle.subject, place, span, how, read: None });
                }
            }
        }
    }

    /// Looks at what stands around an `@`.
    fn address(&self, text: &str, at: usize, on: &mut dyn FnMut(Spot)) {
        let Some(around) = Around::of(text, at, |domain| self.needles.has_domain(domain)) else {
            return;
        };
        for (subject, sought) in (0_u16..).zip(self.all) {
            for candidate in around.candidates() {
                if let Some((n, how)) = sought.email(&format!("{candidate}@{}", around.domain)) {
                    let start = at - candidate.len().min(at - around.begin);
                    let place = Place::Email(n as u16);
                    on(Spot { subject, place, span: start..around.end, how, read: None });
                    break;
                }
            }
        }
    }
}

/// Looks at what a walk through a text meets.
struct Spotting<'t, 's> {
    searcher: &'t Searcher<'s>,
    on: &'t mut dyn FnMut(Spot),
    digits: Vec<(u8, usize)>,
}

impl Met for Spotting<'_, '_> {
    fn word(&mut self, text: &str, word: &WordMet<'_>) {
        let searcher = self.searcher;
        for needle in searcher.needles.of_word(word.hash) {
            // `d'Angelo` is another surname than `Angelo`
            if !word.again || matches!(needle.what, What::Given(_)) {
                searcher.noticed(text, word.span.clone(), *needle, false, self.on);
            }
        }
        // names with typing errors are written with a capital all the same
        if let Some(letters) = word.folded.filter(|_| word.capital && !word.again) {
            let on = &mut *self.on;
            searcher
                .needles
                .near(letters, |needle| searcher.noticed(text, word.span.clone(), needle, true, on));
        }
    }

    fn digits(&mut self, text: &str, run: Range<usize>) {
        self.searcher.number(text, run, &mut self.digits, self.on);
    }

    fn at(&mut self, text: &str, at: usize) {
        if self.searcher.needles.has_addresses() {
            self.searcher.address(text, at, self.on);
        }
    }

    fn packed(&mut self, _: &str, packed: &Packed) {
        if packed.domain.is_empty() {
            // of no domain: it may be anybody's who is called so in some organisation
            for (subject, sought) in (0_u16..).zip(self.searcher.all) {
                if let Some(n) = sought.emails.iter().position(|e| e.local == packed.local) {
                    let (place, span) = (Place::Alias(n as u16), packed.span.clone());
                    (self.on)(Spot { subject, place, span, how: How::Variant, read: None });
                }
            }
            return;
        }
        if !self.searcher.needles.has_domain(&packed.domain) {
            return;
        }
        let address = format!("{}@{}", packed.local, packed.domain);
        for (subject, sought) in (0_u16..).zip(self.searcher.all) {
            if let Some((n, _)) = sought.email(&address) {
                let place = if packed.doubtful { Place::Packed(n as u16) } else { Place::Email(n as u16) };
                let span = packed.span.clone();
                (self.on)(Spot { subject, place, span, how: How::Variant, read: None });
            }
        }
    }
}

/// A word is part of an e-mail address, which is looked at as such.
pub(super) fn in_address(bytes: &[u8], word: &Range<usize>) -> bool {
    let own = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-' | b'+');
    let behind = bytes[word.end..].iter().take(64).find(|b| !own(b));
    let before = bytes[..word.start].iter().rev().take(64).find(|b| !own(b));
    behind == Some(&b'@') || before == Some(&b'@')
}

#[cfg(test)]
mod tests;
