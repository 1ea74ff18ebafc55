//! A title that begins a cell, and what goes on behind it without a mark: a number, whom somebody works for.
//!
//! In: a cell of a line. Out: where the title ends, and where the rest of the cell begins. This module refuses to know how a line is cut
//! into cells.

use std::ops::Range;

use super::Search;
use super::between::IN_CELLS;
use super::cell::is_one_title;
use super::header::trim;
use super::standing::below_name;
use super::title;
use super::vocabulary::Sort;
use super::word;
use crate::model::Kind;
use crate::recognise::lines::Line;

/// Bytes of a label before a number.
const LABEL: usize = 10;

/// `directeur / eigenaar  M 06-12345678`, below a name: the title before a number or an address.
pub(super) fn of_detail(
    search: &Search<'_>,
    lines: &[Line],
    at: usize,
    cell: &Range<usize>,
) -> Option<Range<usize>> {
    let from = search.details.partition_point(|d| d.start <= cell.start + 3);
    let detail = search.details.get(from).filter(|d| d.start < cell.end)?;
    if below_name(search, lines, at) != Some(1) {
        return None;
    }
    let mut span = trim(search.text, cell.start..detail.start);
    loop {
        let before = search.text.get(span.clone())?;
        let last = before.rsplit(' ').next()?;
        let label = last.len() <= LABEL
            && (last.ends_with([':', '.', '+', '(', '|']) || last.len() < 3 || is_label(last))
            && last.len() < before.len();
        if !label {
            break;
        }
        span = trim(search.text, span.start..span.end - last.len());
    }
    let phrase = search.text.get(span.clone())?;
    let told = match IN_CELLS.find(phrase) {
        Some(_) => is_one_title(search, &span),
        None => {
            search.verdict(&span, false).is_some_and(|v| v.kind == Kind::JobTitle)
                || title::is_title_of_person(phrase, search.vocabulary())
        }
    };
    told.then_some(span)
}

/// What stands before a number and says of what sort it is.
fn is_label(word: &str) -> bool {
    const LABELS: [&str; 16] = [
        "tel", "mob", "gsm", "mobiel", "mobil", "mobile", "handy", "fon", "phone", "cell", "fax", "toestel",
        "portable", "móvil", "telefon", "telefoon",
    ];
    LABELS.contains(&word.to_lowercase().as_str())
}

/// `Secretary to Jan Klant`, `directieassistente van J. Klant`: the title, and where the name ends of whom somebody works for.
pub(super) fn of_boss(search: &Search<'_>, cell: &Range<usize>) -> Option<(Range<usize>, usize)> {
    const FORMS: [&str; 16] = [
        "de heer", "mevrouw", "dhr.", "mevr.", "mw.", "Mr", "Mrs", "Ms", "Mr.", "Dr.", "Herrn", "Frau",
        "Mme", "M.", "D.", "the",
    ];
    const JOINTS: [&str; 12] =
        ["to", "van", "von", "de", "di", "of", "for", "für", "d'", "del", "voor", "dell'"];
    let person = boss(search, cell)?;
    let mut before = search.text.get(cell.start..person.start)?.trim_end();
    if let Some(rest) = FORMS.iter().find_map(|f| before.strip_suffix(f).filter(|r| r.ends_with(' '))) {
        before = rest.trim_end();
    }
    let joint = JOINTS.iter().find(|j| before.strip_suffix(**j).is_some_and(|r| r.ends_with(' ')))?;
    let span = trim(search.text, cell.start..cell.start + before.len() - joint.len());
    let phrase = search.text.get(span.clone())?;
    let words = word::words(phrase, search.vocabulary())?;
    let heads = words.last().is_some_and(|w| w.sort.is(Sort::HEAD) && !w.sort.is(Sort::SURNAME));
    let judged = search.verdict(&span, false).map(|v| v.kind);
    let told = judged == Some(Kind::JobTitle)
        || judged.is_none() && title::is_title_of_person(phrase, search.vocabulary());
    (heads && told && IN_CELLS.find(phrase).is_none()).then_some((span, person.end))
}

/// The name behind the title: one that was found, or an initial and a word with a capital at the end of the cell.
fn boss(search: &Search<'_>, cell: &Range<usize>) -> Option<Range<usize>> {
    let from = search.people.partition_point(|p| p.start <= cell.start + 5);
    if let Some(person) = search.people.get(from).filter(|p| p.start < cell.end) {
        return (person.end <= cell.end).then(|| person.clone());
    }
    let text = search.text.get(cell.clone())?;
    let (before, surname) = text.rsplit_once(' ')?;
    let initials = before.rsplit(' ').next()?;
    let named = initials.ends_with('.')
        && initials.len() <= 8
        && initials.bytes().all(|b| b.is_ascii_uppercase() || b == b'.')
        && surname.len() > 2
        && surname.starts_with(char::is_uppercase)
        && surname.chars().all(|c| c.is_alphabetic() || c == '-');
    named.then_some(cell.start + before.len() - initials.len()..cell.end)
}

#[cfg(test)]
mod tests {
    use crate::model::Kind;
    use crate::recognise::tests::find;
    use crate::recognise::{Context, Recognisers};

    fn titles(text: &str) -> Vec<String> {
        let all = Recognisers::built_in(&[Kind::JobTitle, Kind::PersonName, Kind::Phone]);
        let context = Context { countries: vec![*b"NL"], ..Context::default() };
        let found = find(&all, text, &context);
        found.iter().filter(|m| m.kind == Kind::JobTitle).map(|m| m.value.reveal().clone()).collect()
    }

    #[test]
    fn titles_before_a_number_or_a_name() {
        for (text, want) in [
            ("Groet,\n\nAnna de Vries\ndirecteur / eigenaar  M 06-12345678", &["directeur / eigenaar"][..]),
            ("Groet,\n\nAnna de Vries\nhoofd inkoop tel. 06-12345678", &["hoofd inkoop"]),
            (
                "Regards,\nAnna Smith\nSecretary to Jan de Vries / Sales Assistant",
                &["Secretary", "Sales Assistant"],
            ),
            (
                "Groet,\nAnna de Vries\nmanagement-assistente van Jan Jansen\n020-2345678",
                &["management-assistente"],
            ),
        ] {
            assert_eq!(titles(text), want, "{text}");
        }
        for text in
            ["Groet,\nAnna de Vries\nde dokter is er 06-12345678", "Groet,\nAnna de Vries\nkamer 06-12345678"]
        {
            assert_eq!(titles(text), Vec::<String>::new(), "{text}");
        }
    }
}
