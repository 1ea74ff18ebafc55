//! Houses that bear the surname of a person beside them: `Ewald Klant, Klant Silotechnik`.
//!
//! In: a run of words with capitals, and the people near. Out: the house. This module refuses to know what else may lead to one.

use std::ops::Range;

use super::Search;
use super::vocabulary::Sort;
use super::word::Word;
use crate::model::Kind;
use crate::recognise::lines::Line;

/// Lines above and below on which a person stands beside a firm that bears the surname.
const NEAR: usize = 1;

/// A run of two or three words fills its piece of the line, and the surname of a person near opens it: what [`kin`] looks at closer.
pub(super) fn has_kin(search: &Search<'_>, lines: &[Line], at: usize, run: &Range<usize>) -> bool {
    let (text, Some(line)) = (search.text, lines.get(at)) else { return false };
    let around = |before: Option<&str>, behind: Option<&str>| {
        before.is_none_or(|b| b.is_empty() || b.ends_with([',', '|', '-', '–', '·', '/', '(', '\t']))
            && behind
                .is_none_or(|b| b.is_empty() || b.starts_with([',', '|', '-', '–', '·', '/', ')', '(', '\t']))
    };
    around(
        text.get(line.span.start..run.start).map(str::trim_end),
        text.get(run.end..line.span.end).map(str::trim_start),
    ) && text.get(run.clone()).and_then(|phrase| phrase.split_once(' ')).is_some_and(|(first, _)| {
        first.len() >= 4
            && people_near(search, lines, at).any(|p| text.get(p.clone()).is_some_and(|n| n.ends_with(first)))
    })
}

/// The first people on a line and the lines beside it.
fn people_near<'s>(
    search: &'s Search<'_>,
    lines: &[Line],
    at: usize,
) -> impl Iterator<Item = &'s Range<usize>> + use<'s> {
    let from = lines.get(at.saturating_sub(NEAR)).map_or(usize::MAX, |l| l.span.start);
    let last = lines.get(at + NEAR).or_else(|| lines.get(at));
    let end = last.map_or(0, |l| l.span.end);
    let low = search.people.partition_point(|p| p.start < from);
    search.people.get(low..).unwrap_or_default().iter().take_while(move |p| p.end <= end).take(6)
}

/// The run begins with the surname of a person near, and the rest of it is nobody's name: `Ewald Klant, Klant Silotechnik`.
pub(super) fn kin(
    search: &Search<'_>,
    lines: &[Line],
    at: usize,
    run: &Range<usize>,
    words: &[Word<'_>],
) -> Option<Range<usize>> {
    let [first, rest @ ..] = words else { return None };
    if !(1..=2).contains(&rest.len())
        || !rest.iter().all(|w| w.is_capital() && w.text.len() > 4 && !w.is_initial())
        || first.text.len() < 4
        || first.parted
    {
        return None;
    }
    let (text, names) = (search.text, &search.own.names);
    let bears = |p: &Range<usize>| {
        p.start != run.start
            && !(p.start < run.end && run.start < p.end)
            && text.get(p.clone()).is_some_and(|name| {
                let mut parts = name.rsplit([' ', '-']);
                parts.next().is_some_and(|last| last == first.text)
                    && parts.next().is_some()
                    && !rest.iter().any(|w| name.split(' ').any(|part| part == w.text))
            })
    };
    let strange =
        |w: &Word<'_>| !names.is_given(w.text) && !names.is_only_surname(w.text) && !w.sort.is(Sort::HEAD);
    let own = people_near(search, lines, at).any(bears) && rest.iter().all(strange);
    let judged = || search.verdict(run, false).is_none_or(|v| v.kind == Kind::Organisation);
    (own && !search.is_address(run) && judged()).then(|| run.clone())
}

#[cfg(test)]
mod tests {
    use crate::model::Kind;
    use crate::recognise::role::tests::found_of;

    fn houses(text: &str) -> Vec<String> {
        use Kind::{Organisation, PersonName, Phone, PostalAddress};
        let all = found_of(text, &[Organisation, PersonName, Phone, PostalAddress]);
        all.into_iter().filter(|(kind, _)| *kind == Organisation).map(|(_, value)| value).collect()
    }

    #[test]
    fn houses_that_bear_the_name_of_who_stands_beside_them() {
        for (text, house) in [
            ("Hans Klantke, Klantke Kunststoffe, 020-2345678", "Klantke Kunststoffe"),
            (
                "neu 020-2345678\n\nKlantger Zaunbau, Inh. Maria Klantger\nDorfstr. 5, 88339 Bad Waldsee",
                "Klantger Zaunbau",
            ),
        ] {
            assert_eq!(houses(text), [house], "{text}");
        }
        for text in ["Hans Klantke, Klantke Maria, 020-2345678", "Hans Klantke, Klantke Hans, 020-2345678"] {
            assert_eq!(houses(text), [""; 0], "{text}");
        }
    }
}
