//! The department that a name is said to be of: `Anna Smit van Personeelszaken`, `A. Smit, Inkoop`.
//!
//! In: a line, and the names of people that were found on it. Out: matches. A department that no name stands before is left to lines that
//! stand by themselves.

use std::ops::Range;

use super::Search;
use super::phrase;
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
        let Some(lead) = LEADS.iter().find(|lead| rest.starts_with(**lead)) else { continue };
        let start = end + lead.len();
        let Some(span) = department(search, start, line.span.end) else { continue };
        if !matches!(*lead, " in " | " op " | " bij ") || text[span.clone()].contains("fdeling") {
            search.push(Kind::Department, span, -8, &["behind a name"]);
        }
    }
}

/// A line that is a name, a comma and a title or a department, wherever it stands.
pub(super) fn alone(search: &mut Search<'_>, line: &Line) {
    let span = &line.span;
    if !line.marks.has(Marks::COMMA) || line.marks.has(Marks::DIGIT.or(Marks::AT)) || span.len() > WIDE {
        return;
    }
    let from = search.people.partition_point(|p| p.end <= span.start);
    let Some(person) = search.people.get(from).filter(|p| p.start <= span.start + 4 && p.end < span.end)
    else {
        return;
    };
    let rest = person.end..span.end;
    let Some(says) = search.text[rest.clone()].strip_prefix(", ").filter(|s| !s.contains(',')) else {
        return;
    };
    let behind = rest.end - says.len()..rest.end;
    if search.holds(&behind, &[Kind::JobTitle, Kind::Department]) {
        return;
    }
    match search.verdict(&behind, false) {
        Some(v) if matches!(v.kind, Kind::JobTitle | Kind::Department) && v.more >= -2 => {
            search.push(v.kind, behind, -8, &[v.why, "behind a name, to the end of the line"]);
        }
        _ => {}
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
