//! Rows whose dots lead from what somebody is there for to the name: `Douane ......... Anna Smit ....... 020-2345678`.
//!
//! In: a line with the name of a person on it. Out: titles and departments. This module refuses to know of forms, where a label stands
//! before the dots.

use super::Search;
use super::form::{label_kind, leaders};
use super::header::trim;
use super::vocabulary::Sort;
use super::word::words;
use crate::model::Kind;
use crate::recognise::lines::{Line, Marks};

/// Bytes before the dots.
const LEAD_MAX: usize = 48;
/// Bytes between the dots and the name, with a form of address.
const GAP: usize = 10;

/// Reads a row; true where it is one. Behind the dots of one that stands right below another (`led`) nobody need be found: `(vacant)`.
pub(super) fn row(search: &mut Search<'_>, line: &Line, led: bool, scratch: &mut String) -> bool {
    if !line.marks.has(Marks::STOP) || search.people.is_empty() {
        return false;
    }
    let text = search.text;
    let whole = line.text(text).as_bytes();
    let head = whole.get(..whole.len().min(LEAD_MAX)).unwrap_or_default();
    let Some(dots) = leaders(head) else { return false };
    let dotted = whole[dots..].iter().take_while(|b| matches!(b, b'.' | b' ')).count();
    let begins = line.span.start + dots + dotted;
    let from = search.people.partition_point(|p| p.start < begins);
    let named = search.people.get(from).is_some_and(|p| p.start <= begins + GAP && p.end <= line.span.end);
    // or a name that is not known leads on to a number
    let vacant = || {
        let number = search.details.partition_point(|d| d.start < begins);
        let number = search.details.get(number).is_some_and(|d| d.end <= line.span.end);
        text.get(begins..line.span.end).is_some_and(|rest| {
            rest.starts_with(['(', '[', '-', '–'])
                || number && rest.starts_with(char::is_uppercase) && rest.contains("....")
        })
    };
    let told = named || led && vacant();
    if !told {
        return false;
    }
    let span = trim(text, line.span.start..line.span.start + dots);
    if span.is_empty() || search.is_person(&span) || label_kind(search, &span, scratch).is_some() {
        return false;
    }
    let judged = search.verdict(&span, false).map(|v| v.kind);
    let kind = match judged {
        Some(kind @ (Kind::JobTitle | Kind::Department)) => kind,
        // `Douane` alone heads a text as often; here it does not
        None if is_field(search, &text[span.clone()]) => Kind::Department,
        _ => return false,
    };
    search.push(kind, span, 0, &["before a name that dots lead to"]);
    true
}

/// One to three words, of which one at least is of departments: `Maritime import`.
fn is_field(search: &Search<'_>, phrase: &str) -> bool {
    words(phrase, search.vocabulary()).is_some_and(|words| {
        let plain = |w: &super::word::Word<'_>| {
            (w.sort.is(Sort::PART) || w.sort.is_none() || w.is_joint()) && !w.has_digit() && !w.parted
        };
        words.len() <= 3
            && words.first().is_some_and(|w| w.is_capital() && w.text.len() > 3)
            && words.iter().all(plain)
            && words.iter().any(|w| w.sort.is(Sort::PART))
            && words.last().is_some_and(|w| !w.is_joint())
    })
}

#[cfg(test)]
mod tests {
    use crate::model::Kind;
    use crate::recognise::role::tests::found_of;

    fn found(text: &str) -> Vec<(Kind, String)> {
        use Kind::{Department, JobTitle, PersonName, Phone};
        let mut out = found_of(text, &[JobTitle, Department, PersonName, Phone]);
        out.retain(|(kind, _)| matches!(kind, JobTitle | Department));
        out
    }

    #[test]
    fn dots_lead_to_a_name() {
        let text = "Nos interlocuteurs :\n\nMaritime import ..... Anna Smit ..... 020-2345678\n\nDouane ........ Jan de Vries ... 020-2345679\n\nComptable ...... Anna Jansen ... 020-2345670\n\nComptabilité ..... (poste vacant)\n\nAchats ...... 12 %";
        let want = [
            (Kind::Department, "Maritime import"),
            (Kind::Department, "Douane"),
            (Kind::JobTitle, "Comptable"),
            (Kind::Department, "Comptabilité"),
        ];
        let found = found(text);
        let found: Vec<_> = found.iter().map(|(k, v)| (*k, v.as_str())).collect();
        assert_eq!(found, want);
    }

    #[test]
    fn dots_lead_to_other_things() {
        for text in [
            "Client ......... Anna Smit ..... 020-2345678",
            "Anna Smit ...... Jan de Vries ...... 020-2345678",
            "Ik weet het niet.... Anna Smit belt morgen op 020-2345678",
            "Douane ......... 020-2345678",
            "Comptabilité ..... (poste vacant)",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
