//! A line by itself, or a cell of one: titles, departments, firms.
//!
//! In: a line of a signature or of a block with contact details. Out: matches. A cell is judged as a whole, then piece by piece
//! between its marks. This module refuses to know how a phrase is judged.

use std::ops::Range;

use super::Search;
use super::ahead;
use super::alone;
use super::between::IN_CELLS;
use super::block::is_footer;
use super::cell::{
    before_name, is_brand, is_label_in_form, is_one_title, is_place_within, is_price_behind, is_signed_for,
    is_values, numbered, registered, says_anything, town_bracket, two_in_one, without_label,
};
use super::degree;
use super::department;
use super::fields;
use super::header;
use super::label;
use super::opener::opened;
use super::phrase;
use super::place::{before_department, remainder, told_by_place};
use super::room;
use super::sentence::{firm_behind, sentence, trades};
use super::signer;
use super::title;
use super::whole;
use super::word::PHRASE_MAX;
use crate::model::Kind;
use crate::recognise::lines::{Line, Marks, cells};

/// Bytes of a line that stands by itself in a signature.
const WIDE: usize = 78;

/// Lines below a name that may say what the person is.
const BELOW_NAME: usize = 3;

/// How a line stands in its page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Zone {
    /// In a block of short lines with a number or an address.
    Block,
    /// Below a closing phrase.
    Signature,
    /// Below a line with nothing but the name of a person.
    Name,
}

/// What stood before a cell on its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Before {
    Nothing,
    Person,
    /// A title, behind a name.
    Title,
}

/// The line is a short one below the name of a person, with nothing between but titles and departments.
pub(super) fn is_below_name(search: &Search<'_>, lines: &[Line], at: usize) -> bool {
    lines[at].span.len() <= WIDE && below_name(search, lines, at).is_some()
}

/// How many lines above, in the same block, the name of a person stands alone on its line, with nothing between but titles
/// and departments.
pub(super) fn below_name(search: &Search<'_>, lines: &[Line], at: usize) -> Option<usize> {
    if search.people.is_empty() {
        return None;
    }
    for up in 1..=BELOW_NAME {
        let line = lines.get(at.checked_sub(up)?)?;
        if line.block != lines[at].block || line.span.len() > WIDE {
            return None;
        }
        // a rule
        if !line.marks.has(Marks::CAPITAL.or(Marks::WIDE).or(Marks::DIGIT))
            && line.text(search.text).bytes().all(|b| matches!(b, b'_' | b'-' | b'=' | b'*'))
        {
            continue;
        }
        let titled = search.holds(&line.span, &[Kind::JobTitle, Kind::Department]);
        if is_name_line(search, line) {
            return Some(up + usize::from(titled));
        }
        if !titled {
            return None;
        }
    }
    None
}

/// The name of a person fills the line, or begins it and has nothing behind it but what was found to be a title, and letters
/// of degrees: `Harriet Klant BVSc MRCVS`.
fn is_name_line(search: &Search<'_>, line: &Line) -> bool {
    if search.is_person(&line.span) {
        return true;
    }
    let from = search.people.partition_point(|p| p.end <= line.span.start);
    let Some(person) = search.people.get(from).filter(|p| {
        let before = search.text.get(line.span.start..p.start).unwrap_or(".....");
        before.len() <= 8 || before.len() <= 32 && before.split_whitespace().all(|w| w.ends_with('.'))
    }) else {
        return false;
    };
    let rest = person.end..line.span.end.max(person.end);
    let behind = &search.text[rest.clone()];
    let degrees = behind.len() <= 24
        && behind.split([' ', ',']).all(|w| w.len() <= 7 && !w.starts_with(|c: char| c.is_lowercase()));
    degrees || search.holds(&rest, &[Kind::JobTitle])
}

/// Reads a line cell by cell.
pub(super) fn standing(search: &mut Search<'_>, lines: &[Line], at: usize, zone: Zone, touched: bool) {
    let line = &lines[at];
    let text = search.text;
    let whole = line.text(text);
    // a sentence
    if whole.len() > WIDE
        && !is_footer(line, text)
        && whole.matches(", ").count() < 2
        && !whole.contains('\t')
        && cells(text, line.span.clone()).nth(1).is_none()
    {
        if touched {
            sentence(search, line, touched);
        }
        return;
    }
    // a row of values has its firms too
    if touched && is_values(whole) {
        trades(search, &line.span, whole);
        return;
    }
    // headings of columns, and values in quotes of a program
    let headings = zone == Zone::Block
        && !touched
        && !line.marks.has(Marks::DIGIT)
        && whole.contains("   ")
        && cells(text, line.span.clone()).count() >= 3;
    if headings || line.marks.has(Marks::BRACKET) && whole.contains("')") && whole.contains(", '") {
        return;
    }
    if label::is_row_of_titles(search, lines, at) {
        return;
    }
    let first_of_signature = zone == Zone::Signature && line.below_closing == Some(1)
        || zone == Zone::Block && (at == 0 || lines[at - 1].block != line.block);
    let mut firsts = true;
    let mut before = Before::Nothing;
    for cell in cells(text, line.span.clone()) {
        before = piece(search, cell, zone, first_of_signature && firsts, before, lines, at);
        firsts = false;
    }
}

fn piece(
    search: &mut Search<'_>,
    cell: Range<usize>,
    zone: Zone,
    may_be_person: bool,
    mut before: Before,
    lines: &[Line],
    at: usize,
) -> Before {
    let text = search.text;
    let vocabulary = search.vocabulary();
    let cell = without_label(text, header::trim(text, opened(text, cell)), lines[at].span.end);
    if let Some(title) = ahead::of_detail(search, lines, at, &cell) {
        search.push(Kind::JobTitle, title, more(zone) - 4, &["before a number", zone_says(zone)]);
        return Before::Title;
    }
    let begins = before == Before::Person
        || cell.start <= lines[at].span.start + 4 && below_name(search, lines, at) == Some(1);
    if begins
        && let Some(title) = whole::title(search, &cell)
        && ahead::of_boss(search, &cell).is_none()
    {
        let end = title.end;
        search.push(Kind::JobTitle, title, more(zone) - 6, &["goes on behind its word", zone_says(zone)]);
        let marks = [' ', ',', ';', '.', '@', '-', '–', '—', '|', '·', '•', '∙', '/', '~'];
        let skip = text[end..cell.end].len() - text[end..cell.end].trim_start_matches(marks).len();
        if end + skip >= cell.end {
            return Before::Title;
        }
        return piece(search, end + skip..cell.end, zone, false, Before::Title, lines, at);
    }
    if zone != Zone::Block
        && before == Before::Nothing
        && let Some(department) = fields::department(search, lines, at, &cell)
    {
        search.push(
            Kind::Department,
            department,
            more(zone) - 4,
            &["fields in a row behind a word of departments", zone_says(zone)],
        );
        return Before::Nothing;
    }
    let Some(phrase) = text.get(cell.clone()).filter(|p| says_anything(p)) else { return Before::Nothing };
    // `Maître,` begins a letter
    let addressed = |phrase: &str| phrase.len() <= 24 && title::is_form_of_address(phrase);
    if addressed(phrase) && lines[at].text(text).ends_with(',') {
        return Before::Nothing;
    }
    let mark = IN_CELLS.find_but_form(phrase, vocabulary);
    // another detail behind its label
    if let Some(m) = mark.as_ref().filter(|m| phrase[(*m).clone()].contains(':') && m.start <= 24) {
        // a number stands behind the firm, and a bank's name is that of its branch
        let rest = &phrase[m.end..];
        if zone == Zone::Block
            && !phrase.starts_with("Ban")
            && rest.bytes().filter(u8::is_ascii_digit).count() >= 7
        {
            trades(search, &(cell.start + m.end..cell.end), rest);
        }
        if zone == Zone::Signature
            && let Some(span) = label::department_behind(search, &cell, m)
        {
            search.push(Kind::Department, span, more(zone) - 8, &["behind a label", zone_says(zone)]);
        }
        return Before::Nothing;
    }
    if let Some(title) = registered(search, &cell) {
        search.push(
            Kind::JobTitle,
            title,
            more(zone) - 8,
            &["before a number of a register", zone_says(zone)],
        );
        return Before::Title;
    }
    if zone == Zone::Signature
        && cell == lines[at].span
        && is_signed_for(lines, at, text)
        && (phrase::may_be_firm(phrase, vocabulary) || phrase::is_house(phrase, vocabulary))
        && !search.is_person(&cell)
    {
        search.push(Kind::Organisation, cell, more(zone) - 4, &["signed on behalf of it"]);
        return Before::Nothing;
    }
    if is_label_in_form(search, lines, at, &cell) || label::is(search, lines, at, &cell) {
        return Before::Nothing;
    }
    if let Some((title, end)) = ahead::of_boss(search, &cell) {
        search.push(Kind::JobTitle, title, more(zone) - 4, &["before whom it is for", zone_says(zone)]);
        let rest = header::trim(text, end..cell.end);
        let skip =
            IN_CELLS.find(&text[end..cell.end]).filter(|m| m.start == 0).map_or(rest.start, |m| end + m.end);
        if skip >= cell.end {
            return Before::Title;
        }
        return piece(search, skip..cell.end, zone, false, Before::Title, lines, at);
    }
    let named = may_be_person && !search.address_begins(cell.end..cell.end + NEXT);
    if mark.is_some() && signer::long_name(search, &cell) {
        search.push(Kind::Organisation, cell, more(zone) + 4, &["like a domain beside it", zone_says(zone)]);
        return Before::Nothing;
    }
    if mark.is_none() && two_in_one(search, &cell, zone) {
        return Before::Nothing;
    }
    if mark.is_none()
        && let Some(title) = before_name(search, &cell)
        && below_name(search, lines, at).is_none()
    {
        search.push(Kind::JobTitle, title, more(zone) - 4, &["before a name", zone_says(zone)]);
        return Before::Person;
    }
    if zone != Zone::Block && room::is_below(search, lines, at, &cell) {
        search.push(Kind::Department, cell, more(zone) - 4, &["begins as a department", zone_says(zone)]);
        return Before::Nothing;
    }
    if let Some(v) = search.verdict(&cell, named) {
        if mark.is_none()
            || v.why == "a legal form" && !phrase.contains(['/', ':'])
            || v.kind == Kind::Organisation && is_place_within(phrase, mark.as_ref())
            || v.kind == Kind::JobTitle && is_one_title(search, &cell)
        {
            if matches!(v.kind, Kind::Department | Kind::JobTitle)
                && before == Before::Nothing
                && (is_price_behind(&text[cell.end..lines[at].span.end.max(cell.end)])
                    || alone::is_label(search, lines, at, &cell, v.kind))
            {
                return Before::Nothing;
            }
            if v.kind == Kind::JobTitle
                && zone == Zone::Block
                && before == Before::Nothing
                && title::is_led_by_stranger(phrase, vocabulary)
                && !has_name_near(search, lines, at)
            {
                return Before::Nothing;
            }
            if zone != Zone::Name
                || v.why != "a word of a trade"
                || phrase::is_house(phrase, vocabulary)
                || below_name(search, lines, at) > Some(1)
            {
                search.push(v.kind, cell, v.more + more(zone), &[v.why, zone_says(zone)]);
            }
            return if v.kind == Kind::JobTitle && before != Before::Nothing {
                Before::Title
            } else {
                Before::Nothing
            };
        }
    } else if mark.is_none() {
        if search.is_person(&cell) {
            return Before::Person;
        }
        if told_by_place(search, &cell, before, " | ", lines, at) {
            return Before::Nothing;
        }
        if before == Before::Nothing {
            remainder(search, cell, zone, lines, at);
        }
        return Before::Nothing;
    }
    let mut from = cell.start;
    let mut person = may_be_person;
    // the text of the mark before a piece, and whether a number stood before that
    let (mut opener, mut number) = ("", false);
    while from < cell.end {
        let rest = &text[from..cell.end];
        let next = IN_CELLS.find_but_form(rest, vocabulary);
        let (mut end, mut skip) = next.map_or((cell.end, cell.end), |m| (from + m.start, from + m.end));
        let mut span = without_label(text, header::trim(text, opened(text, from..end)), cell.end);
        // `06-1234 (Zentrale)` says whose number that is
        let of_number = number && opener == " (";
        let digits = text[from..end].bytes().filter(u8::is_ascii_digit).count();
        number = digits >= 4 || number && digits > 0;
        // a court: `RPR Gent, afd. Kortrijk`
        let court = opener == ", " && text[cell.start..from].contains("RPR ");
        // `Veuillez agréer, Maître, nos salutations`
        let spoken = before == Before::Nothing
            && matches!(opener, "" | ", ")
            && &text[end..skip] == ", "
            && addressed(&text[span.clone()])
            && below_name(search, lines, at).is_none();
        if !span.is_empty() && span.len() <= PHRASE_MAX && !of_number && !court && !spoken {
            if two_in_one(search, &span, zone) {
                (opener, person, before) = (text.get(end..skip).unwrap_or_default(), false, Before::Nothing);
                from = skip;
                continue;
            }
            if before == Before::Person
                && matches!(opener, ", " | " - " | " – " | " (")
                && let Some(title) = whole::title(search, &(span.start..cell.end))
            {
                let to = title.end;
                search.push(
                    Kind::JobTitle,
                    title,
                    more(zone) - 8,
                    &["goes on behind its word", "behind a name"],
                );
                let next = IN_CELLS.find(&text[to..cell.end]).filter(|m| m.start <= 1);
                let next = next.map_or(to..to, |m| to + m.start..to + m.end);
                (opener, person, before) = (text.get(next.clone()).unwrap_or_default(), false, Before::Title);
                let stuck = next.is_empty() && next.end == to;
                let one = text[to..cell.end].chars().next().map_or(1, char::len_utf8);
                from = if stuck { to + one } else { next.end };
                continue;
            }
            let judged = search.verdict(&span, person && !search.address_begins(span.end..span.end + NEXT));
            let mut found = judged.map(|v| v.kind);
            // `Team Vergunningen, Toezicht & Handhaving`
            if matches!(found, Some(Kind::Department | Kind::JobTitle))
                && let Some(longer) = label::fields_in_a_row(search, &span, skip, cell.end)
            {
                end = longer;
                skip = IN_CELLS.find(&text[end..cell.end]).map_or(cell.end, |m| end + m.end);
                span = span.start..longer;
            }
            // `Assistante export – marchés francophones`
            if found == Some(Kind::JobTitle)
                && let Some(longer) = label::field_behind_dash(search, &span, skip, cell.end)
                    .or_else(|| label::region_behind(search, &span, skip, cell.end))
            {
                end = longer;
                skip = IN_CELLS.find(&text[end..cell.end]).map_or(cell.end, |m| end + m.end);
                span = span.start..longer;
            }
            // `Referat 32 - Gewässerschutz`
            if found == Some(Kind::Department)
                && let Some(longer) = numbered(search, &span, skip, cell.end)
            {
                end = longer;
                skip = IN_CELLS.find(&text[end..cell.end]).map_or(cell.end, |m| end + m.end);
                span = span.start..longer;
            }
            let labelled = text[end..].starts_with([':', ' ']) && text[end..].trim_start().starts_with(':');
            if let Some(v) = judged {
                // `Director, Capital Markets`: what stands behind a title and ends as a department does
                if before == Before::Title
                    && opener == ", "
                    && v.kind == Kind::Organisation
                    && v.why == "a word of a trade"
                    && phrase::ends_as_department(&text[span.clone()], vocabulary)
                {
                    found = Some(Kind::Department);
                }
                // `Procurement Officer (Capital Projects)`
                let bracket = before == Before::Title
                    && opener == " ("
                    && v.why == "a word of a trade"
                    && phrase::ends_as_department(text[span.clone()].trim_end_matches(')'), vocabulary);
                let kind = found.unwrap_or(v.kind);
                // `Interne auditor, 2 dagen, € 545`: a course
                if kind == Kind::JobTitle
                    && before == Before::Nothing
                    && is_price_behind(&text[span.end..lines[at].span.end.max(span.end)])
                {
                    return Before::Nothing;
                }
                // ` (IHK)` behind a title, ` (Westf.)` behind a town
                let more_of = match kind {
                    Kind::JobTitle => degree::credential(&text[span.clone()], &text[span.end..cell.end]),
                    Kind::Organisation => town_bracket(&text[span.clone()], &text[span.end..cell.end]),
                    _ => 0,
                };
                if more_of > 0 {
                    span.end += more_of;
                    (end, skip) = (span.end, span.end);
                    if let Some(m) = IN_CELLS.find(&text[end..cell.end]).filter(|m| m.start == 0) {
                        skip = end + m.end;
                    }
                }
                // what a colon follows is a label
                if !bracket && (kind == Kind::Organisation || !labelled) {
                    search.push(kind, span.clone(), v.more + more(zone) - 2, &[v.why, zone_says(zone)]);
                }
            } else if text[end..cell.end].starts_with(" - SAS au capital")
                || text[end..cell.end].starts_with(" - SARL au capital")
            {
                // the form of a French footer stands behind the name, with its capital
                search.push(
                    Kind::Organisation,
                    span.clone(),
                    more(zone),
                    &["before a legal form", zone_says(zone)],
                );
                found = Some(Kind::Organisation);
            } else if person && span.start == cell.start && is_brand(search, &span) {
                search.push(
                    Kind::Organisation,
                    span.clone(),
                    more(zone) - 6,
                    &["like a domain beside it", zone_says(zone)],
                );
                found = Some(Kind::Organisation);
            } else if person_before(search, &span) {
                found = Some(Kind::PersonName);
            } else if (before == Before::Title && opener == " / "
                || before == Before::Person && matches!(opener, ", " | " - " | " – " | " / "))
                && title::is_title_of_person(&text[span.clone()], vocabulary)
            {
                search.push(
                    Kind::JobTitle,
                    span.clone(),
                    more(zone) - 6,
                    &["beside a name or a title", zone_says(zone)],
                );
                found = Some(Kind::JobTitle);
            } else if before == Before::Title
                && opener == ", "
                && label::is_field_behind_title(&text[span.clone()], vocabulary)
            {
                search.push(
                    Kind::Department,
                    span.clone(),
                    more(zone) - 8,
                    &["behind a title", zone_says(zone)],
                );
                found = Some(Kind::Department);
            } else if before == Before::Title
                && opener == " ("
                && department::is_field(&text[span.clone()], vocabulary)
            {
                search.push(Kind::Department, span.clone(), more(zone) - 8, &["in brackets behind a title"]);
                found = Some(Kind::Department);
            } else if told_by_place(search, &span, before, opener, lines, at)
                || opener.is_empty() && before_department(search, &span, skip..cell.end, lines, at)
            {
                found = Some(Kind::Organisation);
            }
            if found == Some(Kind::JobTitle) && before == Before::Person {
                firm_behind(search, span.end, cell.end);
            }
            before = match found {
                Some(Kind::PersonName) => Before::Person,
                Some(Kind::JobTitle) => Before::Title,
                _ => Before::Nothing,
            };
        }
        opener = text.get(end..skip).unwrap_or_default();
        person = false;
        from = skip;
    }
    before
}

/// The name of a person stands on the line, on one of the two above or on the one below it.
fn has_name_near(search: &Search<'_>, lines: &[Line], at: usize) -> bool {
    let start = lines[at.saturating_sub(2)].span.start;
    let end = lines[(at + 1).min(lines.len() - 1)].span.end;
    let from = search.people.partition_point(|p| p.end <= start);
    search.people.get(from).is_some_and(|p| p.start < end)
}

/// Bytes between a firm and the address behind it on its line.
pub(super) const NEXT: usize = 6;

fn person_before(search: &Search<'_>, span: &Range<usize>) -> bool {
    !span.is_empty() && search.is_person(span)
}

pub(super) fn more(zone: Zone) -> i8 {
    match zone {
        Zone::Signature => 4,
        Zone::Block => 0,
        Zone::Name => -6,
    }
}

pub(super) fn zone_says(zone: Zone) -> &'static str {
    match zone {
        Zone::Signature => "below a closing phrase",
        Zone::Block => "beside contact details",
        Zone::Name => "below a name",
    }
}
