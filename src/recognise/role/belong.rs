//! The department that a name is said to be of: `Anna Smit van Personeelszaken`, `A. Smit, Inkoop`.
//!
//! In: a line, and the names of people that were found on it. Out: matches. A department that no name stands before is left to lines that
//! stand by themselves.

use std::ops::Range;

use super::Search;
use super::phrase;
use super::sentence::swallows;
use super::vocabulary::Sort;
use super::word;
use crate::model::Kind;
use crate::recognise::lines::{Line, Marks};

/// Bytes of a department in a sentence.
const NAME_MAX: usize = 48;
/// Bytes of a line that is a name and a department.
const WIDE: usize = 64;
/// Names on a line that are looked behind.
const PEOPLE: usize = 6;

/// Words that lead from a name to a department, the longest first of those that begin alike.
const LEADS: [&str; 22] = [
    " de l'",
    " de l’",
    " dell'",
    " dell’",
    " van de ",
    " van het ",
    " van ",
    " von der ",
    " vom ",
    " from the ",
    " from ",
    " of the ",
    " in ",
    " aus der ",
    " de la ",
    " del ",
    " della ",
    " du ",
    " des ",
    " de ",
    " op ",
    " bij ",
];

/// Departments in a sentence, behind a name and a word that leads to them.
pub(super) fn behind_names(search: &mut Search<'_>, line: &Line) {
    let text = search.text;
    for end in names(search, &line.span) {
        let Some(rest) = text.get(end..line.span.end) else { continue };
        let Some(lead) = LEADS.iter().find(|lead| rest.starts_with(**lead)) else {
            behind_comma(search, end, line);
            continue;
        };
        let start = end + lead.len();
        let Some(span) = department(search, start, line.span.end) else { continue };
        if !matches!(*lead, " in " | " op " | " bij ") || text[span.clone()].contains("fdeling") {
            search.push(Kind::Department, span, -8, &["behind a name"]);
        }
    }
}

/// The department of `Anna Smit, Credit Control, 020-…`: a piece between commas, or the last of a line.
fn behind_comma(search: &mut Search<'_>, end: usize, line: &Line) {
    let text = search.text;
    let Some(rest) = text.get(end..line.span.end).and_then(|r| r.strip_prefix(", ")) else { return };
    let piece = rest.split([',', ';', '.', '(', ')']).next().unwrap_or_default().trim_end();
    let start = line.span.end - rest.len();
    let span = start..start + piece.len();
    if !(4..=NAME_MAX).contains(&piece.len())
        || !piece.starts_with(char::is_uppercase)
        || search.holds(&span, &[Kind::JobTitle, Kind::Department, Kind::Organisation])
    {
        return;
    }
    let judged = search.verdict(&span, false).filter(|v| v.kind == Kind::Department && v.more >= 0);
    if let Some(v) = judged.filter(|_| !search.is_person(&span)) {
        search.push(Kind::Department, span, -8, &[v.why, "behind a name"]);
    }
}

/// A line that is a name, a comma and a title or a department, wherever it stands.
pub(super) fn alone(search: &mut Search<'_>, line: &Line) {
    let span = &line.span;
    if !line.marks.has(Marks::COMMA) || line.marks.has(Marks::DIGIT.or(Marks::AT)) || span.len() > WIDE {
        return;
    }
    let from = search.people.partition_point(|p| p.end <= span.start);
    let Some(person) = search.people.get(from).filter(|p| p.end < span.end) else { return };
    // `Queries: Anna Smit, Credit Control`
    let before = search.text.get(span.start..person.start).unwrap_or_default();
    if before.len() > 4 && !(before.len() <= 24 && before.ends_with(": ")) {
        return;
    }
    let rest = person.end..span.end;
    let Some(says) = search.text[rest.clone()].strip_prefix(", ").filter(|s| !s.contains(',')) else {
        return;
    };
    let behind = rest.end - says.len()..rest.end;
    if search.holds(&behind, &[Kind::JobTitle, Kind::Department]) {
        return;
    }
    match search.verdict(&behind, false) {
        Some(v)
            if matches!(v.kind, Kind::JobTitle | Kind::Department)
                && v.more >= -2
                && !swallows(says, search.vocabulary()) =>
        {
            search.push(v.kind, behind, -8, &[v.why, "behind a name, to the end of the line"]);
        }
        _ => {}
    }
}

/// `Il Legale Rappresentante`, `De voorzitter,` right above the name of who signs.
pub(super) fn above_name(search: &mut Search<'_>, lines: &[Line], at: usize) {
    const ARTICLES: [&str; 12] =
        ["Il ", "La ", "Le ", "El ", "Lo ", "L'", "L’", "De ", "Het ", "Der ", "Die ", "The "];
    let line = &lines[at];
    let text = line.text(search.text);
    // most lines begin otherwise
    if text.len() > WIDE || !matches!(text.as_bytes(), [b'I' | b'L' | b'E' | b'D' | b'H' | b'T', ..]) {
        return;
    }
    let Some(article) = ARTICLES.iter().find(|a| text.starts_with(**a)) else { return };
    let Some(below) = lines.get(at + 1).filter(|l| l.block == line.block && l.span.len() <= WIDE) else {
        return;
    };
    let title = text[article.len()..].trim_end_matches([',', ' ']);
    let start = line.span.start + article.len();
    let span = start..start + title.len();
    let from = search.people.partition_point(|p| p.start < below.span.start);
    let signed = search.people.get(from).is_some_and(|p| {
        p.start < below.span.start + 12 && p.end <= below.span.end && below.span.end - p.end <= 12
    }) || is_initialled(below.text(search.text));
    if signed && search.verdict(&span, false).is_some_and(|v| v.kind == Kind::JobTitle) {
        search.push(Kind::JobTitle, span, -8, &["above the name of who signs"]);
    }
}

/// `R. Klant`, alone on its line.
fn is_initialled(line: &str) -> bool {
    line.split_once(". ").is_some_and(|(initials, surname)| {
        initials.len() <= 6
            && initials.bytes().all(|b| b.is_ascii_uppercase() || b == b'.')
            && !initials.is_empty()
            && surname.starts_with(char::is_uppercase)
            && surname.chars().all(|c| c.is_alphabetic() || c == '-')
    })
}

/// `Afdeling Inkoop` alone on a line that stands right below a firm, or right above a name or below it.
pub(super) fn beside(search: &mut Search<'_>, lines: &[Line], at: usize) {
    let line = &lines[at];
    let span = &line.span;
    if span.len() > NAME_MAX || line.marks.has(Marks::AT) || !line.marks.has(Marks::CAPITAL.or(Marks::WIDE)) {
        return;
    }
    let near = |n: Option<usize>| n.and_then(|n| lines.get(n)).filter(|l| l.block == line.block);
    let named = |l: &Line| {
        let from = search.people.partition_point(|p| p.start < l.span.start);
        search.people.get(from).is_some_and(|p| p.start < l.span.start + 4 && p.end <= l.span.end)
    };
    let (above, below) = (near(at.checked_sub(1)), near(Some(at + 1)));
    let text = line.text(search.text);
    let first =
        text.split(' ').next().filter(|first| first.len() > 2 && first.len() < text.len()).unwrap_or("");
    let opens = word::words(first, search.vocabulary())
        .is_some_and(|w| w.iter().any(|w| w.is_capital() && w.sort.is(Sort::OPENER)));
    if !opens || text.bytes().any(|b| b.is_ascii_digit()) {
        return;
    }
    let firm = above.is_some_and(|l| search.verdict(&l.span, false).is_some_and(|v| v.why == "a legal form"));
    if !firm && !above.is_some_and(named) && !below.is_some_and(named) {
        return;
    }
    let judged = search.verdict(span, false).filter(|v| v.kind == Kind::Department && v.more >= 0);
    if let Some(v) = judged.filter(|_| !text.ends_with(['.', ':', '?', '!'])) {
        search.push(Kind::Department, span.clone(), -4, &[v.why, "beside a name or a firm"]);
    }
}

/// Where the names end that were found on a line.
fn names(search: &Search<'_>, span: &Range<usize>) -> Vec<usize> {
    let from = search.people.partition_point(|p| p.end <= span.start);
    let on_line = search.people[from..].iter().take_while(|p| p.start < span.end);
    on_line.take(PEOPLE).map(|p| p.end).filter(|end| *end < span.end).collect()
}

/// The department that begins at `start`: one or more words of departments with a capital, or `afdeling` and what stands behind it.
fn department(search: &Search<'_>, start: usize, line_end: usize) -> Option<Range<usize>> {
    let text = search.text;
    let bound = (start..=line_end.min(start + NAME_MAX)).rev().find(|n| text.is_char_boundary(*n))?;
    let words = word::words(text.get(start..bound)?, search.vocabulary())?;
    let first = words.first()?;
    let opens = first.sort.is(Sort::OPENER);
    if !opens && !(first.is_capital() && (first.sort.is(Sort::PART) || first.sort.is(Sort::SOFT_OPENER))) {
        return None;
    }
    let mut end = 0;
    for (n, word) in words.iter().enumerate().take(5) {
        let goes_on = word.is_capital() || word.is_joint() || word.sort.is(Sort::PART) || n == 0;
        if !goes_on || word.opened || word.has_digit() {
            break;
        }
        if !word.is_joint() {
            end = word.end();
        }
        if word.parted || word.text.ends_with('.') {
            break;
        }
    }
    let name = text.get(start..start + end)?.trim_end_matches(['.', ',']);
    // cut within a word
    let span = start..start + name.len();
    let whole = !text.as_bytes().get(span.end).is_some_and(|b| b.is_ascii_alphanumeric() || *b >= 0x80);
    let judged = search.verdict(&span, false)?;
    let sure = judged.kind == Kind::Department && judged.more >= 0 && whole;
    (sure && !search.is_person(&span) && !phrase::is_house(name, search.vocabulary())).then_some(span)
}
