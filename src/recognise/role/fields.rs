//! A department of which the place and its first word say what it is, whatever its fields are called.
//!
//! In: a line below a name or a title. Out: the department that fills it. This module refuses to know of departments that share a line
//! with something else.

use std::ops::Range;

use super::Search;
use super::standing::below_name;
use super::vocabulary::Sort;
use super::word::{self, Word};
use crate::model::Kind;
use crate::recognise::lines::{Line, cells};

/// Bytes of the name of a department that fills its line.
const DEPARTMENT_MAX: usize = 72;

/// A department that fills its line below a name or a title, whatever its fields are called: `Team Vergunningen, Toezicht en Handhaving
/// (VTH)`, `Claims Team 4 – Companion Animals`. A word of departments opens it.
pub(super) fn department(
    search: &Search<'_>,
    lines: &[Line],
    at: usize,
    span: &Range<usize>,
) -> Option<Range<usize>> {
    let (text, vocabulary) = (search.text, search.vocabulary());
    let line = lines.get(at)?;
    let phrase = text.get(span.clone())?;
    if span.end != line.span.end
        || span.start > line.span.start + 4
        || phrase.len() > DEPARTMENT_MAX
        || !phrase.starts_with(|c: char| c.is_uppercase())
        || !is_marked(phrase)
    {
        return None;
    }
    let (bare, short) = match phrase.strip_suffix(')').and_then(|p| p.rsplit_once(" (")) {
        Some((bare, letters))
            if letters.chars().all(|c| c.is_uppercase() || c == '&' || c.is_ascii_digit()) =>
        {
            (bare, true)
        }
        Some(_) => return None,
        None => (phrase, false),
    };
    let words = word::words(bare, vocabulary)?;
    let (first, last) = (words.first()?, words.last()?);
    let opener = first.sort.is(Sort::OPENER) && !first.sort.is(Sort::HEAD);
    let team = || words.iter().take(2).any(|w| matches!(w.text, "Team" | "team" | "Unit"));
    let part = first.sort.is(Sort::PART) || first.sort.is(Sort::SOFT_OPENER) || first.sort.is(Sort::CLOSER);
    let opened =
        opener || part && !first.sort.is(Sort::HEAD) && !first.sort.is(Sort::TYPE) && first.text.len() > 2;
    let field = |w: &Word<'_>| {
        let counted = w.has_digit() && w.text.len() <= 2;
        let small = w.sort.is(Sort::PART)
            || w.sort.is(Sort::SOFT_OPENER)
            || w.sort.is(Sort::OPENER)
            || matches!(w.text, "&" | "–" | "-" | "+" | "/");
        (w.is_capital() && !w.has_digit() || w.is_joint() || small || counted)
            && !w.sort.is(Sort::NEVER)
            && !w.sort.is(Sort::TIE)
            && !w.sort.is(Sort::GREETING)
            && !(w.sort.is(Sort::HEAD) && !w.sort.is(Sort::SURNAME) && !w.sort.is(Sort::PART))
            && !vocabulary.is_form(w.text)
    };
    // `Team Anna, Bas en Eva`
    let people = words.iter().filter(|w| search.own.names.is_given_alone(w.text)).count() > 1;
    if people
        || !(opened || team())
        || words.len() < if short { 2 } else { 3 }
        || last.is_joint()
        || !words.iter().all(field)
        || phrase.contains(':')
    {
        return None;
    }
    // `Inkoop Groen en Zaden` may be a firm: another stands below
    let sure = opener || team() || short;
    let other = || {
        lines.get(at + 1..at + 3).unwrap_or_default().iter().any(|next| {
            next.span.len() <= DEPARTMENT_MAX
                && cells(text, next.span.clone()).next().is_some_and(|cell| {
                    search.verdict(&cell, false).is_some_and(|v| v.kind == Kind::Organisation)
                })
        })
    };
    let below = || {
        below_name(search, lines, at).is_some()
            || at.checked_sub(1).and_then(|n| lines.get(n)).is_some_and(|above| {
                above.block + 1 >= line.block && search.holds(&above.span, &[Kind::JobTitle])
            })
    };
    let named = || search.domains.name(bare) || search.is_person(span) || search.is_address(span);
    (below() && (sure || other()) && !named()).then(|| span.clone())
}

/// Several fields stand in it, or letters for it: what else is told by its words.
fn is_marked(phrase: &str) -> bool {
    let bytes = phrase.as_bytes();
    bytes.contains(&b',')
        || memchr::memchr_iter(b' ', bytes).any(|n| {
            let behind = &bytes[n + 1..];
            let joins = |mark: &[u8]| behind.starts_with(mark) && behind.get(mark.len()) == Some(&b' ');
            match behind.first() {
                Some(b'(') => true,
                Some(b'&' | b'-' | b'y' | b'/') => joins(&behind[..1]),
                Some(b'e' | b'u' | b'a' | 0xe2) => {
                    joins(b"e")
                        || joins(b"en")
                        || joins(b"et")
                        || joins(b"und")
                        || joins(b"and")
                        || joins("–".as_bytes())
                }
                _ => false,
            }
        })
}

#[cfg(test)]
mod tests {
    use crate::model::Kind;
    use crate::recognise::role::tests::found_of;

    fn departments(line: &str) -> Vec<String> {
        use Kind::{Department, JobTitle, Organisation, PersonName, Phone};
        let text = format!(
            "Zie bijlage.\n\nMet vriendelijke groet,\n\nAnna de Vries\nInkoper\n{line}\nBakkerij Klant\n020-2345678"
        );
        let all = found_of(&text, &[JobTitle, Department, Organisation, PersonName, Phone]);
        all.into_iter().filter(|(kind, _)| *kind == Department).map(|(_, value)| value).collect()
    }

    #[test]
    fn departments_fill_their_line() {
        for line in [
            "Team Vergunningen, Toezicht en Handhaving (VTH)",
            "Claims Team 4 – Companion Animals",
            "Business Unit MKB, Cluster Aansprakelijkheid",
            "Pôle Accueil, Caveau et Œnotourisme",
            "Abt. Netzanschluss (NA2)",
        ] {
            assert_eq!(departments(line), [line]);
        }
        for line in ["Team Klant & Zn. B.V.", "Inkoop, Verkoop en Meer: 020-2345678"] {
            assert!(departments(line).iter().all(|found| found != line), "{line}: {:?}", departments(line));
        }
    }
}
