//! Firms that nothing but their place tells: below a name and a title, before an address, before a department.
//!
//! In: a cell of a line of which the words said nothing. Out: matches; titles and departments too where the line right below a name is one
//! by a word of it. This module refuses to know how a phrase is judged.

use std::ops::Range;

use super::Search;
use super::between::IN_CELLS;
use super::department;
use super::foot;
use super::phrase;
use super::sentence::ADDRESSED;
use super::standing::{Before, NEXT, Zone, below_name};
use super::title;
use super::word;
use crate::model::Kind;
use crate::recognise::lines::{Line, Marks, cells};
use crate::recognise::zone::is_address_line;

/// Bytes of an abbreviated trained job.
const JOB_MAX: usize = 7;
/// Trained jobs that are known by their letters, and much else is: right below a name alone they count.
const JOBS: [&str; 24] = [
    "PTA", "MTA", "MTRA", "MTLA", "MTR", "MTL", "MFA", "ZFA", "ZMF", "ZMP", "PKA", "BTA", "CTA", "UTA",
    "OTA", "ATA", "PDL", "ReNo", "ReFa", "POH", "POH-GGZ", "BOA", "OSS", "TFA",
];

/// `Zorgbelang Oost, team Noord`, below a name: a firm stands before its part.
pub(super) fn before_department(
    search: &mut Search<'_>,
    span: &Range<usize>,
    behind: Range<usize>,
    lines: &[Line],
    at: usize,
) -> bool {
    let text = search.text;
    let Some(rest) = text.get(behind.clone()).filter(|r| !r.is_empty()) else { return false };
    let end = IN_CELLS.find(rest).map_or(behind.end, |m| behind.start + m.start);
    let phrase = &text[span.clone()];
    let is = search.verdict(&(behind.start..end), false).is_some_and(|v| v.kind == Kind::Department)
        && phrase.contains(' ')
        && phrase::may_be_firm(phrase, search.vocabulary())
        && !search.is_address(span)
        && below_name(search, lines, at).is_some();
    if is {
        search.push(Kind::Organisation, span.clone(), -18, &["before a department, below a name"]);
    }
    is
}

/// A firm that nothing but its place tells: behind a title that stands behind a name, or before an address.
pub(super) fn told_by_place(
    search: &mut Search<'_>,
    span: &Range<usize>,
    before: Before,
    opener: &str,
    lines: &[Line],
    at: usize,
) -> bool {
    let text = search.text;
    let line = &lines[at].span;
    let phrase = &text[span.clone()];
    let behind_title = before == Before::Title && !matches!(opener, " / " | " (" | ", " | ": ");
    let begins = before == Before::Nothing && span.start < line.start + 4 && span.end < line.end;
    if !(behind_title || begins)
        || !phrase.contains(' ')
        || search.is_person(span)
        || search.is_address(span)
        || !phrase::may_be_firm(phrase, search.vocabulary())
    {
        return false;
    }
    if !behind_title {
        // behind a comma stands more than an address
        let rest = &text[span.end..line.end];
        if rest.starts_with(',') || search.holds(line, &[Kind::Organisation]) {
            return false;
        }
        let street = || {
            let next = cells(text, span.end..line.end).next();
            next.is_some_and(|next| text[next.clone()].len() <= 48 && is_address_line(&text[next]))
        };
        // a person may stand before an address too: another name stands above
        let up = below_name(search, lines, at);
        let signed = lines[at].below_closing.is_some_and(|n| n >= 2);
        let fits = search.address_begins(span.end..span.end + NEXT) && (up.is_some() || signed)
            || up > Some(1) && search.address_begins(span.end..line.end)
            || up.is_some() && street();
        if !fits {
            return false;
        }
    }
    // `Referentin bei Frau Krause`
    if text[span.clone()].split([' ', '.']).next().is_some_and(|first| ADDRESSED.contains(&first)) {
        return false;
    }
    let why = if behind_title { "behind a name and a title" } else { "before an address" };
    search.push(Kind::Organisation, span.clone(), -20, &[why]);
    true
}

/// What is nothing that is known and stands right below a name: a title in lower case. Below a name and a title, or between
/// one of these and an address or a number: the name of a firm, as it seems.
pub(super) fn remainder(search: &mut Search<'_>, cell: Range<usize>, zone: Zone, lines: &[Line], at: usize) {
    let line = &lines[at];
    let text = search.text;
    let phrase = &text[cell.clone()];
    let alone = cell == line.span || line.span.len() <= cell.len() + 6;
    if phrase.len() <= JOB_MAX
        && cell == line.span
        && JOBS.contains(&phrase)
        && below_name(search, lines, at) == Some(1)
    {
        search.push(Kind::JobTitle, cell, -6, &["below a name"]);
        return;
    }
    if phrase.len() < 4 {
        return;
    }
    if alone && foot::is_above_address(search, lines, at, phrase) {
        search.push(Kind::Organisation, cell, -14, &["above its address and its number"]);
        return;
    }
    let up = below_name(search, lines, at);
    let signed = zone == Zone::Signature && line.below_closing.is_some_and(|n| (2..=5).contains(&n));
    if up.is_none() && !signed {
        return;
    }
    if alone && up.is_some() && department::is_begun(phrase, search.vocabulary()) {
        search.push(Kind::Department, cell, -8, &["begins as a department, below a name"]);
        return;
    }
    if up == Some(1)
        && cell.start <= line.span.start + 4
        && title::is_title_of_person(phrase, search.vocabulary())
    {
        search.push(Kind::JobTitle, cell, -10, &["below a name"]);
        return;
    }
    if !alone {
        return;
    }
    if search.is_address(&cell) || !phrase::may_be_firm(phrase, search.vocabulary()) {
        return;
    }
    let spaced = phrase.contains(' ');
    let evidence = details_below(search, lines, at);
    let likely = match up {
        // below a name and a title
        Some(2..) => spaced || evidence,
        Some(_) => spaced && evidence && zone != Zone::Name,
        None => false,
    };
    if likely && !is_place_line(phrase) {
        let more = if up == Some(1) { -24 } else { -18 };
        search.push(Kind::Organisation, cell, more, &["below a name, in a signature"]);
        return;
    }
    let Some(below) = line.below_closing.filter(|n| zone == Zone::Signature && (2..=5).contains(n)) else {
        return;
    };
    let Some(words) = word::words(phrase, search.vocabulary()) else { return };
    if words.len() > 5 || below == 2 && !is_named(search, &lines[at - 1]) {
        return;
    }
    if evidence && above_says(search, lines, at) {
        search.push(
            Kind::Organisation,
            cell,
            -26,
            &["between a name and an address, below a closing phrase"],
        );
    }
}

/// An address or a number stands on one of the two lines below, or the line right below begins with an address.
fn details_below(search: &Search<'_>, lines: &[Line], at: usize) -> bool {
    let text = search.text;
    let tells = |l: &Line| {
        let t = l.text(text);
        l.marks.has(Marks::DIGIT.or(Marks::AT))
            && (is_address_line(t) || t.bytes().filter(u8::is_ascii_digit).count() >= 7 || t.contains('@'))
            || search.is_address(&l.span)
    };
    let block = lines[at].block;
    let Some(next) = lines.get(at + 1).filter(|l| l.block <= block + 1) else { return false };
    tells(next)
        || next.marks.has(Marks::DIGIT)
            && lines
                .get(at + 2)
                .is_some_and(|l| l.block <= block + 1 && (tells(l) || l.marks.has(Marks::DIGIT)))
}

/// One word in capitals, or a country: the place of a letter head.
fn is_place_line(phrase: &str) -> bool {
    !phrase.contains(' ') && phrase.bytes().all(|b| !b.is_ascii_lowercase())
}

fn is_named(search: &Search<'_>, line: &Line) -> bool {
    word::words(line.text(search.text), search.vocabulary()).is_some_and(|w| phrase::is_name(&w))
}

/// No line above, up to the closing phrase, is a firm or an address.
fn above_says(search: &Search<'_>, lines: &[Line], at: usize) -> bool {
    let from = at.saturating_sub(4);
    let start = lines[from..at].iter().rposition(|l| l.closing).map_or(from, |n| from + n + 1);
    let span = lines[start].span.start..lines[at].span.start;
    let firm =
        search.found.iter().rev().take(6).any(|m| m.kind == Kind::Organisation && m.span.start >= span.start);
    !firm && !search.text[span].bytes().any(|b| b.is_ascii_digit() || b == b'@')
}
