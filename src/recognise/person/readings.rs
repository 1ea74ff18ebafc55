//! Readings of words in running text as a name: given names first, the surname first behind a title or in capitals, with a call name, and
//! how far it goes.
//!
//! In: words. Out: the name that they begin with. This module refuses to know whether it is enough.

use super::behind::ends_line;
use super::grammar::{Name, forward, forward_of};
use super::names::Sense;
use super::search::Search;
use super::surname::surname;
use super::token::{Shape, Token, token};
use super::whole::Tongue;
use super::words::{Mode, Words};

impl Search<'_> {
    /// `mevr. Vermeer M.`, behind a title: the surname first, as in Belgium.
    pub(super) fn titled_first(&self, first: &Token) -> Option<Name> {
        let text = self.text;
        let [b' ', b'A'..=b'Z', b'.', ..] = text.as_bytes().get(first.end..)? else { return None };
        let spoils = Sense::FIRM.or(Sense::ROLE).or(Sense::TITLE).or(Sense::WORD);
        if first.shape != Shape::Capital || first.sense.is(spoils) && !first.sense.is(Sense::SURNAME) {
            return None;
        }
        let initials = token(self.names, text, first.end + 1, text.len())?;
        let start = self.back_over_particles(first.start);
        // `de heer Smit J. Vermeer` is someone else
        let more = || {
            token(self.names, text, initials.end + 1, text.len())
                .is_some_and(|w| w.shape == Shape::Capital && w.sense.is(Sense::SURNAME))
        };
        if initials.shape != Shape::Initials || initials.letters > 4 || !self.is_titled(start) || more() {
            return None;
        }
        Some(Name {
            span: start..initials.end,
            surname: start..first.end,
            given: initials.start..initials.end,
            score: 70,
            known: false,
            initials: true,
            inverted: true,
            lower: false,
            capitals: false,
        })
    }

    /// The name that these words begin with, given names or initials first.
    pub(super) fn straight(&self, words: &Words, titled: bool) -> Option<Name> {
        let text = self.text;
        let mut name = forward_of(text, words, titled)?;
        let (first, second) = (&words.all()[0], &words.all()[1]);
        if first.shape == Shape::Initials && first.letters == 1 {
            if first.text(text) == "M."
                && let Some(name) = self.monsieur(words)
            {
                return Some(name);
            }
            let given = second.sense.is(Sense::GIVEN);
            let title = match (first.text(text), self.tongue()) {
                // `M. Jean Dupont`
                ("M.", Tongue::French) => {
                    let greeted = || {
                        self.word_before(first.start)
                            .is_some_and(|(_, word)| self.names.sense(word).is(Sense::BEFORE))
                    };
                    !self.is_titled(first.start)
                        && (given || greeted() || !self.is_known(&name) && !self.is_echoed(&name))
                }
                ("M.", Tongue::Other | Tongue::Italian) => given && !self.is_titled(first.start),
                ("D.", Tongue::Spanish) => given,
                // `i. A. Ulrich Brandt`: signs for someone else
                ("A." | "V.", _) => text[..first.start].ends_with("i. "),
                _ => false,
            };
            if title {
                let inner = forward(self.names, text, second.start, text.len(), Mode::Running)?;
                return Some(Name { score: inner.score + 25, ..inner });
            }
        }
        // `Attest Wouters Greta`, at the end of a subject or on a line of its own
        let only = first.sense.is(Sense::SURNAME)
            && !first.sense.is(Sense::BEFORE)
            && !first.sense.is(Sense::SURNAME_OR_WORD)
            && !first.is_given();
        if only
            && second.sense.is(Sense::GIVEN)
            && !second.sense.is(Sense::SURNAME)
            && name.span.end == second.end
            && matches!((first.shape, second.shape), (Shape::Capital | Shape::Capitals, Shape::Capital))
            && self.ends_piece(second.end)
            && (self.page.region.field.is_some() || self.is_line_start(first.start))
        {
            name.score += 35;
            name.inverted = true;
        }
        // `LE BRETON Anaïs`: what belongs to the surname is in capitals too
        if first.shape == Shape::Capitals && second.shape == Shape::Capital && second.sense.is(Sense::GIVEN) {
            let start = self.back_over_particles(name.span.start);
            if start < name.span.start
                && text[start..name.span.start].bytes().all(|b| !b.is_ascii_lowercase())
            {
                name.span.start = start;
                name.score += 35;
            }
        }
        Some(name)
    }

    /// `M. Lefebvre Jean-Paul`: behind a title of French, the surname may come first. `M. Bakker` with a given name of his own stays.
    fn monsieur(&self, words: &Words) -> Option<Name> {
        let [title, surname, given, ..] = words.all() else { return None };
        let turned = given.sense.is(Sense::GIVEN)
            && !given.sense.is(Sense::SURNAME)
            && !surname.is_given()
            && !surname.sense.is(Sense::PARTICLE)
            && !given.dash
            && !surname.dash
            && matches!(surname.shape, Shape::Capital | Shape::Capitals)
            && given.shape == Shape::Capital;
        if !turned
            || self.tongue() == Tongue::Spanish
            || self.is_titled(title.start)
            || !self.ends_piece(given.end)
        {
            return None;
        }
        Some(Name {
            span: surname.start..given.end,
            surname: surname.start..surname.end,
            given: given.start..given.end,
            score: 70,
            known: true,
            initials: false,
            inverted: true,
            lower: false,
            capitals: false,
        })
    }

    /// `Madre: TASSINARI Serena   cell. 333…`, `ZAMORANO GIL Fermín`: in a cell of its own, a surname is told by its capitals.
    pub(super) fn surname_in_capitals(&self, words: &Words) -> Option<Name> {
        /// Words of a surname.
        const MOST: usize = 3;
        let all = words.all();
        let spoils = Sense::WORD.or(Sense::FIRM).or(Sense::ROLE).or(Sense::TITLE).or(Sense::STREET);
        let spoils = spoils.or(Sense::NAMESAKE);
        let surname = |w: &&Token| {
            w.shape == Shape::Capitals
                && !w.dash
                && w.letters > 2
                && (!w.sense.is(spoils) || w.sense.is(Sense::SURNAME))
        };
        let count = all.iter().take(MOST).take_while(surname).count();
        let (first, given) = (all.first()?, all.get(count)?);
        let long = all[..count].iter().any(|w| w.letters > 3 && !w.sense.is(Sense::GIVEN));
        let named = given.shape == Shape::Capital && given.sense.is(Sense::GIVEN) && !given.dash;
        if !long || !named || !self.stands_alone(first.start, given.end) {
            return None;
        }
        Some(Name {
            span: first.start..given.end,
            surname: first.start..all[count - 1].end,
            given: given.start..given.end,
            score: 65,
            known: true,
            initials: false,
            inverted: true,
            lower: false,
            capitals: false,
        })
    }

    /// `P. (Pieter) Wassenaar`, the initials of which are the first word.
    pub(super) fn with_call_name(&self, first: &Token) -> Option<Name> {
        let text = self.text;
        let open = first.end + usize::from(text.as_bytes()[first.end] == b' ');
        let call = token(self.names, text, open + 1, text.len())?;
        let like = call.shape == Shape::Capital
            && call.text(text).chars().next().is_some_and(|c| first.text(text).contains(c));
        if !text[call.end..].starts_with(") ") || !(call.is_given() || like) {
            return None;
        }
        let words = Words::of(self.names, text, call.end + 2, text.len(), Mode::Running);
        let (used, more) = surname(text, words.all(), Mode::Running, true)?;
        let end = words.all()[used - 1].end;
        Some(Name {
            span: first.start..end,
            surname: words.all()[0].start..end,
            given: call.start..call.end,
            score: if call.is_given() { 75 } else { 60 } + more,
            known: call.is_given(),
            initials: true,
            inverted: false,
            lower: false,
            capitals: false,
        })
    }

    /// A name with what else of these words belongs to it: a second surname, as in Spain; all of a line that is a name; `Jr.`.
    pub(super) fn longer(&self, mut name: Name, words: &Words) -> Name {
        let text = self.text;
        let all = words.all();
        let Some(behind) = all.iter().position(|w| w.start >= name.span.end) else { return name };
        if behind == 0 || !name.known && !name.initials {
            return name;
        }
        let spoils = Sense::WORD.or(Sense::ROLE).or(Sense::FIRM).or(Sense::NAMESAKE).or(Sense::STREET);
        let spoils = spoils.or(Sense::TITLE).or(Sense::AFTER).or(Sense::SURNAME_OR_WORD).or(Sense::HEIR);
        // as the surname is written, `R. DA SILVA PINTO`
        let shape = all[behind - 1].shape;
        let belongs = |w: &Token| {
            w.shape == shape
                && !w.dash
                && !w.tail_lower
                && (w.sense.is(Sense::SURNAME) || !w.sense.is(spoils.or(Sense::GIVEN).or(Sense::PARTICLE)))
        };
        let portuguese = name.surname.start > name.span.start
            && ["da ", "do ", "dos ", "das "].iter().any(|p| {
                text.as_bytes()[name.surname.clone()]
                    .get(..p.len())
                    .is_some_and(|s| s.eq_ignore_ascii_case(p.as_bytes()))
            });
        let spanish = portuguese || self.tongue() == Tongue::Spanish || self.is_don(name.span.start);
        // the address fields have more of it
        let more = (behind + 1..=all.len().min(behind + 3)).rev();
        let known = more.into_iter().find(|n| self.knows(&text[name.span.start..all[n - 1].end]));
        let mut used = known.unwrap_or(behind);
        // `;Inmaculada Fuster Climent;`: a cell that is a name is all of one
        let parts = |b: Option<&u8>| matches!(b, Some(b';' | b'|' | b'\t'));
        let before = text.as_bytes()[..name.span.start].trim_ascii_end();
        let cell = before.len() + 1 >= name.span.start && parts(before.last());
        if name.known && (cell || self.is_line_start(name.span.start)) {
            // to the end of the line
            let alike = |w: &Token| {
                cell && w.shape == shape
                    && !w.dash
                    && w.sense.is(Sense::GIVEN.or(Sense::SURNAME_OR_WORD))
                    && !w.sense.is(Sense::FIRM.or(Sense::ROLE))
            };
            let last = all[behind..]
                .iter()
                .take_while(|w| belongs(w) || alike(w) || w.sense.is(Sense::PARTICLE))
                .count();
            let tail = &all[behind..behind + last];
            if let Some(end) = tail.last().map(|w| w.end)
                && behind + last == all.len()
                && memchr::memchr(b'\n', &text.as_bytes()[name.span.start..end]).is_none()
                && (ends_line(&text.as_bytes()[end..]) || self.ends_piece(end))
                && (spanish
                    || last == 1 && self.closing_above(name.span.start)
                    || cell && parts(text.as_bytes()[end..].trim_ascii_start().first())
                    || tail.iter().all(|w| w.sense.is(Sense::SURNAME.or(Sense::PARTICLE))))
                && self.whole(name.span.start..end).is_some_and(|n| n.span == (name.span.start..end))
            {
                used = all.len();
            }
        }
        let surnames = all[..behind].iter().filter(|w| w.start >= name.surname.start);
        let one = surnames.filter(|w| !w.sense.is(Sense::PARTICLE)).count() == 1;
        // `Begoña Zamorano Gil`: the last of these words, which may be much else
        let last = all.len() == behind + 1;
        let second = |w: &Token| {
            let surname = Sense::SURNAME.or(Sense::SURNAME_OR_WORD);
            belongs(w)
                || portuguese && w.shape == shape && w.sense.is(Sense::SURNAME_OR_WORD)
                || last
                    && w.shape == shape
                    && !w.dash
                    && !w.tail_lower
                    && (w.sense.is(surname)
                        || w.sense.is(Sense::GIVEN) && ends_line(&text.as_bytes()[w.end..]))
        };
        if used == behind
            && spanish
            && (name.known || portuguese)
            && one
            && all.get(behind).is_some_and(second)
        {
            used += 1;
        }
        // `Herrero de la Mata`: `de` alone may stand before a town or a firm
        let before =
            all.get(used..).map_or(0, |w| w.iter().take_while(|w| w.sense.is(Sense::PARTICLE)).count());
        if used == behind
            && spanish
            && name.known
            && one
            && before == 2
            && all[used].text(text) == "de"
            && all.get(used + 2).is_some_and(|w| {
                w.shape == shape
                    && w.sense.is(Sense::SURNAME.or(Sense::SURNAME_OR_WORD))
                    && !w.sense.is(Sense::FIRM)
            })
        {
            used += 3;
        }
        if let Some(heir) = all.get(used).filter(|w| w.sense.is(Sense::HEIR) && w.shape != Shape::Lower) {
            let stop = text.as_bytes().get(heir.end) == Some(&b'.') && heir.shape == Shape::Capital;
            name.span.end = heir.end + usize::from(stop);
        } else if used > behind {
            name.span.end = all[used - 1].end;
            name.surname.end = name.span.end;
        }
        name
    }
}
