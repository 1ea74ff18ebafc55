//! What stands right behind a name: in brackets, `Anna Smit (Hoofd Inkoop)`, `Jan Jansen (Gemeente Ons Dorp)`, or behind a mark,
//! `Anna Smit | consulent Wmo`.
//!
//! In: a page with the names of people on it. Out: titles and organisations. A pair of brackets behind a person's name holds what that
//! person is, or whom they work for; nothing else on the line needs to speak for it. This module refuses to know how names are found.

use std::ops::Range;

use super::Search;
use super::between::{BEHIND_TITLES, IN_CELLS};
use super::degree;
use super::department;
use super::room;
use super::sentence::{swallows, without_joint};
use super::title;
use super::word::PHRASE_MAX;
use crate::model::Kind;

/// Bytes of a line behind a name that are looked at.
const BEHIND: usize = 100;

/// Words between a name and what somebody is, for the time being or to the writer.
const NOW: [&str; 23] = [
    "derzeit ",
    "zurzeit ",
    "momenteel ",
    "thans ",
    "currently ",
    "actuellement ",
    "actualmente ",
    "attualmente ",
    "onze ",
    "ons ",
    "mijn ",
    "unser ",
    "unsere ",
    "mein ",
    "meine ",
    "our ",
    "my ",
    "notre ",
    "mon ",
    "nuestro ",
    "nuestra ",
    "nostro ",
    "nostra ",
];

/// Looks into the brackets right behind each name, and for a title behind a mark.
pub(super) fn search(search: &mut Search<'_>) {
    let text = search.text;
    for n in 0..search.people.len() {
        let end = search.people[n].end;
        let Some(rest) = text.get(end..) else { continue };
        behind(search, search.people[n].clone());
        appointed(search, end);
        let Some(inside) = [" (", "\u{a0}(", "\n("].iter().find_map(|open| rest.strip_prefix(open)) else {
            continue;
        };
        let start = text.len() - inside.len();
        let reach = inside.len().min(PHRASE_MAX + 1);
        let Some(mut length) = memchr::memchr(b')', &inside.as_bytes()[..reach]) else { continue };
        // `(functionaris gegevensbescherming (FG))`
        if inside[..length].contains('(') && inside.as_bytes().get(length + 1) == Some(&b')') {
            length += 1;
        }
        let span = start..start + length;
        let nested = text[span.clone()].contains('(') && !text[span.clone()].ends_with(')');
        if length < 3 || nested {
            continue;
        }
        if text[span.clone()].contains('\n') {
            broken(search, span);
            continue;
        }
        if text[span.clone()].contains(", ") {
            pieces(search, span);
            continue;
        }
        if text[span.clone()].contains(['@', ':']) {
            continue;
        }
        match search.verdict(&span, false) {
            Some(v) => search.push(v.kind, span, v.more - 8, &[v.why, "in brackets behind a name"]),
            None => field_or_title(search, span),
        }
    }
}

/// A title that a line was broken within: `(casemanager\ndementie)`.
fn broken(search: &mut Search<'_>, inside: Range<usize>) {
    let phrase = &search.text[inside.clone()];
    if phrase.len() > 48 || phrase.contains([',', ':', '>', '@', '\r']) || phrase.matches('\n').count() > 1 {
        return;
    }
    let phrase = phrase.replace('\n', " ");
    if title::is_title_of_person(&phrase, search.vocabulary()) {
        search.push(Kind::JobTitle, inside, -12, &["in brackets behind a name"]);
    }
}

/// What is a department in small letters, `(sociale dienst)`, `(Innendienst PLZ 7/8)`, or a title before what nothing tells:
/// `(gérant Taxis Klant)`.
fn field_or_title(search: &mut Search<'_>, inside: Range<usize>) {
    let phrase = &search.text[inside.clone()];
    if department::is_field(phrase, search.vocabulary()) || room::is(phrase, search.vocabulary()) {
        search.push(Kind::Department, inside, -8, &["in brackets behind a name"]);
    } else if let Some(length) = title::in_small_letters(phrase, search.vocabulary()) {
        search.push(Kind::JobTitle, inside.start..inside.start + length, -12, &["in brackets behind a name"]);
    }
}

/// Looks at brackets that hold more than one thing: `(Oeverlanden, consulent leefbaarheid)`, `(incassomedewerker, 0475 …)`.
fn pieces(search: &mut Search<'_>, inside: Range<usize>) {
    let text = search.text;
    let whole = search.verdict(&inside, false);
    if let Some(v) = whole.filter(|v| v.kind == Kind::Organisation && v.why == "a legal form") {
        search.push(v.kind, inside, v.more - 8, &[v.why, "in brackets behind a name"]);
        return;
    }
    // `(Wills, Trusts & Probate Support Team)`
    if let Some(v) = whole.filter(|v| v.kind == Kind::Department) {
        search.push(v.kind, inside, v.more - 8, &[v.why, "in brackets behind a name"]);
        return;
    }
    let mut from = inside.start;
    for piece in text[inside].split(", ").take(4) {
        let span = from..from + piece.len();
        from = span.end + 2;
        if piece.len() < 4
            || piece.bytes().filter(u8::is_ascii_digit).count() > 2
            || piece.contains(['@', ':'])
        {
            continue;
        }
        let verdict = search.verdict(&span, false);
        if let Some(v) = verdict.filter(|v| v.kind != Kind::Department) {
            search.push(v.kind, span, v.more - 10, &[v.why, "in brackets behind a name"]);
        } else if verdict.is_none() && title::is_title_of_person(piece, search.vocabulary()) {
            search.push(Kind::JobTitle, span, -12, &["in brackets behind a name"]);
        }
    }
}

/// The title of `Anna Smit als projectleider duurzaamheid bij …`, in a sentence.
fn appointed(search: &mut Search<'_>, end: usize) {
    let text = search.text;
    let Some(rest) = text.get(end..) else { return };
    let Some(mark) =
        [" als ", " as ", " en tant que ", " como ", " come "].into_iter().find(|m| rest.starts_with(m))
    else {
        return;
    };
    let rest = &rest[mark.len()..];
    let reach = (0..=rest.len().min(PHRASE_MAX)).rev().find(|n| rest.is_char_boundary(*n)).unwrap_or(0);
    let rest = &rest[..reach];
    let stop =
        BEHIND_TITLES.each(rest).map(|(n, _)| n).chain(memchr::memchr2(b'\n', b'.', rest.as_bytes())).min();
    let Some(phrase) = stop.and_then(|n| rest.get(..n)).map(str::trim_end) else { return };
    // `als huurder` is none; one word alone says what somebody is for the moment
    let fits = phrase.len() > 4
        && phrase.len() < 48
        && (phrase.contains(' ') || phrase.len() > 12)
        && title::is_title_of_person(phrase, search.vocabulary());
    let start = end + mark.len();
    let span = start..start + phrase.len();
    if fits && search.verdict(&span, false).is_none_or(|v| v.kind == Kind::JobTitle) {
        search.push(Kind::JobTitle, span, -14, &["behind a name"]);
    }
}

/// A title right behind a name, up to the next mark or the end of the line: `Anna Smit | consulent Wmo | 06-…`,
/// `Anna Smit, architect BNA`.
fn behind(search: &mut Search<'_>, person: Range<usize>) {
    let (text, end) = (search.text, person.end);
    let bytes = &text.as_bytes()[end..text.len().min(end + BEHIND)];
    // nearly all names have another word or nothing behind them
    let Some(first) = bytes.iter().find(|b| **b != b' ' && **b != b'*') else { return };
    // a line of its own: `Anna Smit architect BNA`
    let spaced = first.is_ascii_lowercase()
        && bytes.first() == Some(&b' ')
        && (person.start == 0 || text[..person.start].ends_with(['\n', '*']));
    if !spaced && !matches!(first, b',' | b'|' | b'-' | b'/' | b'~' | 0xc2 | 0xe2) {
        return;
    }
    let length = memchr::memchr(b'\n', bytes).unwrap_or(bytes.len());
    let Some(stop) = (end..=end + length).rev().find(|n| text.is_char_boundary(*n)) else { return };
    let line = &text[end..stop];
    let marks = [", ", " | ", " - ", " – ", " — ", " // ", " · ", " • ", " ~ "];
    let trimmed = line.trim_start_matches('*');
    let mark = if spaced { Some(" ") } else { marks.into_iter().find(|m| trimmed.starts_with(*m)) };
    let Some(mark) = mark else { return };
    let mut start = end + (line.len() - trimmed.len()) + mark.len();
    let rest = &text[start..stop];
    // `Anna Smit, derzeit Leiterin Einkauf`
    let rest = NOW.iter().find_map(|now| rest.strip_prefix(*now)).unwrap_or(rest);
    start = stop - rest.len();
    let cut = IN_CELLS.find(rest).map_or(rest.len(), |m| m.start);
    let cut = cut.min(memchr::memchr2(b'|', b'\t', rest.as_bytes()).unwrap_or(cut));
    let cut = cut.min(rest.find(" · ").unwrap_or(cut)).min(rest.find(" • ").unwrap_or(cut));
    // the bracket opened before the name: `(responsable : Koen Klant, infirmier-chef)`
    let cut = cut.min(rest.find(')').unwrap_or(cut));
    // where somebody comes from
    let cut = [" uit ", " aus ", " from "]
        .iter()
        .filter_map(|from| rest.find(from))
        .min()
        .map_or(cut, |n| n.min(cut));
    // a sentence that was wrapped, or one that goes on
    let whole = start + cut == stop && (length < BEHIND || stop == text.len());
    let parted = cut < rest.len();
    let phrase = without_joint(rest[..cut].trim_end_matches(['*', ' ', '.', '\r']));
    if !(whole || parted && !spaced) || phrase.len() < 4 || phrase.len() > 64 {
        return;
    }
    if spaced && phrase.split(' ').count() > 3 {
        return;
    }
    let span = start..start + phrase.len();
    // `Anna Smit, wijkverpleegkundige team Oost`
    if let Some((end, house, kind)) = title::title_and_house(phrase, search.vocabulary()) {
        search.push(Kind::JobTitle, start..start + end, -12, &["behind a name"]);
        search.push(kind, start + house..span.end, -14, &["behind a title", "behind a name"]);
        return;
    }
    let verdict = search.verdict(&span, false);
    let judged = verdict.map(|v| v.kind);
    // `Anna Smit, Haftpflicht Firmenkunden, …`, `Anna Smit, service comptabilité`
    if mark == ", "
        && person.start > 0
        && (room::is(phrase, search.vocabulary())
            || verdict.is_some_and(|v| v.kind == Kind::Department && v.more > 0))
    {
        search.push(Kind::Department, span, -8, &["behind a name"]);
        return;
    }
    // what has a word before the head: `HR & Payroll Officer`
    let fits = match judged {
        // nobody is called `zelfstandig bakker`
        Some(Kind::JobTitle) => {
            title::is_sure(phrase, search.vocabulary())
                || phrase.starts_with(char::is_lowercase)
                    && phrase.contains(' ')
                    && title::is_title_of_person(phrase, search.vocabulary())
        }
        _ => judged.is_none() && title::is_title_of_person(phrase, search.vocabulary()),
    };
    if fits && !swallows(phrase, search.vocabulary()) {
        let span = span.start..span.end + degree::credential(phrase, &text[span.end..]);
        search.push(Kind::JobTitle, span, -12, &["behind a name"]);
    }
}
