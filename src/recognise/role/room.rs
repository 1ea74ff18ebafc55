//! A part of an organisation with names behind it: `Kundendienst Heizung`, `Inkoop Groen en Zaden`, `Buchhaltung / Mahnwesen`.
//!
//! In: what stands below a name or a title, or behind a name. Out: whether it is a department. Its first word is one that no firm is
//! called by; what stands behind it need not be known. This module refuses to know of departments that stand anywhere else.

use std::ops::Range;

use super::Search;
use super::vocabulary::{Sort, Vocabulary};
use super::word::{Word, words};
use crate::model::Kind;
use crate::recognise::lines::Line;

/// Bytes of a department.
const ROOM_MAX: usize = 48;

/// A line below a name or a title, of a department by its first word.
pub(super) fn is_below(search: &Search<'_>, lines: &[Line], at: usize, cell: &Range<usize>) -> bool {
    let Some(phrase) = search.text.get(cell.clone()).filter(|p| *cell == lines[at].span && may_be(p)) else {
        return false;
    };
    is(phrase, search.vocabulary()) && !search.domains.name(phrase) && is_led(search, lines, at)
}

/// A department by its first word: what stands behind a name and a comma, or in brackets behind one.
pub(super) fn is(phrase: &str, vocabulary: &Vocabulary) -> bool {
    if !may_be(phrase) {
        return false;
    }
    // most phrases begin with another word
    let opens = |w: &Word<'_>| {
        w.sort.is(Sort::ROOM) && !w.sort.is(Sort::HEAD.or(Sort::NEVER)) && w.is_capital() && !w.parted
    };
    let begin = phrase.split(' ').next().unwrap_or_default();
    if !words(begin, vocabulary).is_some_and(|w| w.first().is_some_and(opens)) {
        return false;
    }
    let Some(words) = words(phrase, vocabulary) else { return false };
    let [_, behind @ .., last] = &*words else { return false };
    let fits = |w: &Word<'_>| {
        let part = w.sort.is(Sort::PART.or(Sort::ROOM));
        (w.is_capital() || w.is_joint() || part || w.text == "/")
            && !w.parted
            && !w.has_digit()
            && !w.sort.is(Sort::NEVER.or(Sort::GREETING))
            && (part || !w.sort.is(Sort::HEAD.or(Sort::TYPE)))
            && !vocabulary.is_form(w.text)
    };
    words.len() <= 6 && behind.iter().all(fits) && fits(last) && !last.is_joint()
}

/// A quick look: some words with a capital.
fn may_be(phrase: &str) -> bool {
    phrase.len() <= ROOM_MAX && phrase.contains(' ') && phrase.starts_with(char::is_uppercase)
}

/// The name of a person, a title or a department stands on the line right above.
fn is_led(search: &Search<'_>, lines: &[Line], at: usize) -> bool {
    let above = at.checked_sub(1).and_then(|n| lines.get(n)).map(|line| &line.span);
    above.is_some_and(|span| {
        let from = search.people.partition_point(|p| p.end <= span.start);
        search.people.get(from).is_some_and(|p| p.start < span.end)
            || search.holds(span, &[Kind::JobTitle, Kind::Department])
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recognise::role::tests::found_of;

    fn departments(text: &str) -> Vec<String> {
        use Kind::{Department, JobTitle, Organisation, PersonName, Phone};
        let out = found_of(text, &[Department, JobTitle, Organisation, PersonName, Phone]);
        out.into_iter().filter(|(kind, _)| *kind == Department).map(|(_, value)| value).collect()
    }

    #[test]
    fn below_a_name_or_a_title() {
        for (text, want) in [
            ("Grüße\nHans Müller, Techniker\nKundendienst Heizung\n020-2345678", "Kundendienst Heizung"),
            (
                "Groet,\nAnna Smit\ninkoper\n\nInkoop Groen en Zaden\nTuincentrum De Klant\n020-2345678",
                "Inkoop Groen en Zaden",
            ),
            ("Grüße\nHans Müller\nBuchhaltung / Mahnwesen\n020-2345678", "Buchhaltung / Mahnwesen"),
            ("Groet,\nAnna Smit\nWaterklerken Klantdorp\n020-2345678", "Waterklerken Klantdorp"),
            ("Frau Anna Müller, Haftpflicht Gebäude, ist zuständig.", "Haftpflicht Gebäude"),
            ("Die order komt van Anna Smit (Vendor Management).", "Vendor Management"),
        ] {
            assert_eq!(departments(text), [want], "{text}");
        }
    }

    #[test]
    fn elsewhere_and_otherwise() {
        let lists = Vocabulary::built_in();
        for text in [
            "Einkauf neuer Maschinen",
            "Verkoop Klant BV",
            "Planning, Klantdorp",
            "Claims Manager",
            "Inkoop",
            "Verkoop is gesloten",
            "Klant Inkoop Groep",
            "Planning 2024",
        ] {
            assert!(!is(text, &lists), "{text}");
        }
        assert_eq!(departments("Nieuws\nInkoop Groen en Zaden\nAlles over zaden"), Vec::<String>::new());
    }
}
