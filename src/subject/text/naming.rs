//! A word of somebody's name at a place in a text in, the name that stands there out.
//!
//! In: the text around the word, and who is looked for. Out: which person, how the name is written, from where to where it stands. It
//! refuses to know how the word was met, and what else the text names.

use std::ops::Range;

use super::{Place, Searcher, in_address};
use crate::model::{How, Written};
use crate::subject::called::is_called_otherwise;
use crate::subject::memorial::is_memorial;
use crate::subject::name::{named, own_given, slipped};
use crate::subject::slip::{is_another, is_swapped, near};
use crate::subject::sought::Sought;
use crate::subject::spelt::{dotted, is_behind_a_day, is_bound, is_month, spoken_at};
use crate::subject::token::{Gap, Token, is_apostrophe, is_genitive, tokens};

/// Bytes around a surname in which the rest of the name stands.
const AROUND: usize = 96;

impl Searcher<'_> {
    /// A telling word of a surname: the name that it is of, unless it is somebody else's. `fuzzy`: the word has a typing error; `glued`: it is
    /// the whole surname in one word.
    pub(super) fn name(
        &self,
        text: &str,
        word: Range<usize>,
        sought: &Sought,
        (person, surname): (u16, u16),
        (fuzzy, glued): (bool, bool),
    ) -> Option<(Place, Range<usize>, How)> {
        let own = sought.people.get(usize::from(person))?;
        let surname = own.surnames.get(usize::from(surname))?;
        if in_address(text.as_bytes(), &word) {
            return None;
        }
        let from = text.floor_char_boundary(word.start.saturating_sub(AROUND));
        let mut to = text.ceil_char_boundary((word.end + AROUND).min(text.len()));
        // `j.vries AT klant DOT example`: the name of a mailbox, and a sign that is no initials
        if let Some(sign) = spoken_at(&text[word.end..to]) {
            if sign.is_local || is_bound(&text[..word.start]) {
                return None;
            }
            to = word.end;
        }
        if !fuzzy && let Some(span) = dotted(text, &word, own, surname) {
            return Some((Place::Name(person, Written::Full, Vec::new()), span, How::Variant));
        }
        let all = tokens(text.get(from..to)?);
        let at =
            all.iter().position(|t| from + t.span.start <= word.start && word.start < from + t.span.end)?;
        let here = &all[at].folded;
        let telling = surname.core.get(surname.anchor())?;
        // `Mulder's` is not of Mulders
        if !fuzzy && !glued && !telling.is(here) && is_genitive(&text[from + all[at].span.end..]) {
            return None;
        }
        if fuzzy && (telling.is(here) || !telling.0.iter().any(|w| near(w, here))) {
            return None;
        }
        let mut found = named(&all, at, (own, surname), (fuzzy, glued), self.lists)?;
        // another name, unless letters changed places
        let own_word = || surname.core[surname.anchor()].0.iter();
        // `d'Angelo` is no error in `Angelo`
        let bound = all[at].unbound().is_some_and(|rest| telling.is(rest));
        let another = || bound || self.lists.is_surname(here) && !own_word().any(|w| is_swapped(w, here));
        if fuzzy
            && found.written == Written::Fuzzy
            && !found.double
            && (another() || own_word().any(|w| is_another(w, here)))
        {
            found.written = Written::OtherSurname;
        }
        if matches!(found.written, Written::Full | Written::Initials | Written::Titled | Written::Fuzzy)
            && (is_memorial(&text[from..to], &all, &found.words)
                || is_date(&text[from..to], &all, &found.words))
        {
            found.written = Written::Surname;
        }
        let words: &[Token] = all.get(found.words.clone())?;
        let mut span = from + words.first()?.span.start..from + words.last()?.span.end;
        // `d'Hélène Lacroix`: the name without what binds to it
        let first = words.first()?;
        if own_given(first, own).1 != first.folded
            && let Some(sign) = text[span.clone()].find(is_apostrophe)
        {
            span.start += sign;
            span.start += text[span.clone()].chars().next().map_or(0, char::len_utf8);
        }
        // the full stop of a last initial, the bracket around a given name
        if words.last()?.letters == 1 && !words.last()?.clipped && text[span.end..].starts_with('.') {
            span.end += 1;
        }
        let count = |bracket: char| text[span.clone()].chars().filter(|c| *c == bracket).count();
        let (open, closed) = (count('('), count(')'));
        if open > closed && text[span.end..].starts_with(')') {
            span.end += 1;
        } else if open < closed && text[..span.start].ends_with('(') {
            span.start -= 1;
        }
        let lettered = matches!(found.written, Written::Initials | Written::OtherInitials);
        if lettered && is_called_otherwise(&text[span.end..], own, self.lists) {
            return None;
        }
        let written = &text[span.clone()];
        let how = match found.written {
            Written::Fuzzy | Written::OtherSurname => How::Fuzzy,
            _ if sought.names.iter().any(|n| n == written) => How::Exact,
            _ => How::Variant,
        };
        Some((Place::Name(person, found.written, found.initials), span, how))
    }

    /// A given name whose surname has an error in its spaces.
    pub(super) fn slipped(
        &self,
        text: &str,
        word: Range<usize>,
        sought: &Sought,
        person: u16,
    ) -> Option<(Place, Range<usize>, How)> {
        let own = sought.people.get(usize::from(person))?;
        if in_address(text.as_bytes(), &word) {
            return None;
        }
        let to = text.ceil_char_boundary((word.end + AROUND).min(text.len()));
        let from = word.start;
        let all = tokens(text.get(from..to)?);
        if !all.first()?.capital {
            return None;
        }
        let (words, wrong) = slipped(&all, 0, own)?;
        let span = from..from + all.get(words.end - 1)?.span.end;
        let written = if wrong { Written::Fuzzy } else { Written::Full };
        let how = if wrong { How::Fuzzy } else { How::Variant };
        Some((Place::Name(person, written, Vec::new()), span, how))
    }
}

/// What seems to be a given name is a month, behind the number of a day: `5 jan. De Vries belt`.
fn is_date(text: &str, all: &[Token], name: &Range<usize>) -> bool {
    let (Some(first), Some(next)) = (all.get(name.start), all.get(name.start + 1)) else { return false };
    // `5 Jan de Vries` is the fifth of a list
    is_month(&first.folded)
        && is_behind_a_day(&text[..first.span.start])
        && (!first.capital || first.dot || next.gap == Gap::Line)
}
