//! A line by itself, or a cell of one: titles, departments, firms.
//!
//! In: a line of a signature or of a block with contact details. Out: matches. A cell is judged as a whole, then piece by piece
//! between its marks. This module refuses to know how a phrase is judged.

use std::ops::Range;

use super::Search;
use super::between::IN_CELLS;
use super::block::is_footer;
use super::header;
use super::phrase;
use super::sentence::sentence;
use super::word::{self, PHRASE_MAX};
use crate::model::Kind;
use crate::recognise::lines::{Line, Marks, cells};
use crate::recognise::zone::is_address_line;

/// Bytes of a line that stands by itself in a signature.
const WIDE: usize = 78;

/// How a line stands in its page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Zone {
    /// In a block of short lines with a number or an address.
    Block,
    /// Below a closing phrase.
    Signature,
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
        && !whole.contains("   ")
    {
        if touched {
            sentence(search, line, touched);
        }
        return;
    }
    let first_of_signature = zone == Zone::Signature && line.below_closing == Some(1)
        || zone == Zone::Block && (at == 0 || lines[at - 1].block != line.block);
    let mut firsts = true;
    for cell in cells(text, line.span.clone()) {
        piece(search, cell, zone, first_of_signature && firsts, lines, at);
        firsts = false;
    }
}

fn piece(
    search: &mut Search<'_>,
    cell: Range<usize>,
    zone: Zone,
    may_be_person: bool,
    lines: &[Line],
    at: usize,
) {
    let text = search.text;
    let cell = header::trim(text, opened(text, cell));
    let Some(phrase) = text.get(cell.clone()).filter(|p| says_anything(p)) else { return };
    let mark = IN_CELLS.find(phrase);
    // another detail behind its label
    if mark.as_ref().is_some_and(|m| phrase[m.clone()].contains(':') && m.start <= 24) {
        return;
    }
    if let Some(v) = search.verdict(&cell, may_be_person) {
        if mark.is_none()
            || v.why == "a legal form" && !phrase.contains([',', '/', ':'])
            || v.kind == Kind::Organisation && is_place_within(phrase, mark.as_ref())
            || v.kind == Kind::JobTitle && is_one_title(search, &cell)
        {
            search.push(v.kind, cell, v.more + more(zone), &[v.why, zone_says(zone)]);
            return;
        }
    } else if mark.is_none() {
        if zone == Zone::Signature {
            remainder(search, cell, lines, at);
        }
        return;
    }
    let mut from = cell.start;
    let mut person = may_be_person;
    while from < cell.end {
        let rest = &text[from..cell.end];
        let next = IN_CELLS.find(rest);
        let (end, skip) = next.map_or((cell.end, cell.end), |m| (from + m.start, from + m.end));
        let span = header::trim(text, opened(text, from..end));
        if !span.is_empty()
            && span.len() <= PHRASE_MAX
            && let Some(v) = search.verdict(&span, person)
            // what a colon follows is a label
            && (v.kind == Kind::Organisation || !text[end..].starts_with([':', ' ']) || !text[end..].trim_start().starts_with(':'))
        {
            search.push(v.kind, span, v.more + more(zone) - 2, &[v.why, zone_says(zone)]);
        }
        person = false;
        from = skip;
    }
}

/// `Gemeente Wijk bij Duurstede`: the mark that was found is a word of a place's name.
fn is_place_within(phrase: &str, mark: Option<&Range<usize>>) -> bool {
    mark.is_some_and(|m| {
        let rest = &phrase[m.end..];
        matches!(&phrase[m.clone()], " bij " | " bei " | " chez ")
            && !rest.contains([',', '/', '('])
            && !rest.contains(" - ")
    }) && phrase.split(' ').count() <= 6
}

/// What a byte adds to a count of letters, digits, at signs and spaces, sixteen bits each.
static COUNTED: [u64; 256] = {
    let mut all = [0; 256];
    let mut n = 0;
    while n < 256 {
        all[n] = match n as u8 {
            b'a'..=b'z' | b'A'..=b'Z' | 0x80.. => 1,
            b'0'..=b'9' => 1 << 16,
            b'@' => 1 << 32,
            b' ' => 1 << 48,
            _ => 0,
        };
        n += 1;
    }
    all
};

/// A quick look at a cell of a line: more letters than digits, and no lone address or link.
fn says_anything(cell: &str) -> bool {
    let counts = cell.bytes().fold(0, |sum: u64, b| sum.wrapping_add(COUNTED[usize::from(b)]));
    let [letters, digits, at_signs, spaces] = [0, 16, 32, 48].map(|n| counts >> n & 0xffff);
    let lower = cell.as_bytes().first().is_some_and(u8::is_ascii_lowercase);
    letters > digits
        && !(at_signs > 0 && spaces < 2)
        && !(spaces == 0 && cell.starts_with("www."))
        && !(lower && spaces > 4)
}

/// A title with a slash or a dash within: each piece of it is one, or a place.
fn is_one_title(search: &Search<'_>, cell: &Range<usize>) -> bool {
    let phrase = &search.text[cell.clone()];
    if phrase.contains([',', '@', '(', ':', ';'])
        || [" bij ", " at ", " bei ", " chez ", " presso "].iter().any(|b| phrase.contains(b))
    {
        return false;
    }
    let mut from = cell.start;
    phrase.split(" / ").flat_map(|p| p.split(" - ")).flat_map(|p| p.split(" – ")).all(|piece| {
        let start = from + search.text[from..].find(piece).unwrap_or(0);
        from = start;
        search.verdict(&(start..start + piece.len()), false).is_some_and(|v| v.kind == Kind::JobTitle)
    })
}

/// `namens Klant BV`, `i.o. Klant BV`: what opens a line of a signature and is no part of a name.
fn opened(text: &str, span: Range<usize>) -> Range<usize> {
    const OPENERS: [&str; 22] = [
        "Pour ",
        "For ",
        "Für ",
        "namens ",
        "Ihre ",
        "Ihr ",
        "Your ",
        "Uw ",
        "Votre ",
        "on behalf of ",
        "for and on behalf of ",
        "for ",
        "i.o. ",
        "i.A. ",
        "p.p. ",
        "im Auftrag ",
        "pour ",
        "werkzaam bij ",
        "bij ",
        "tav ",
        "t.n.v. ",
        "Namens ",
    ];
    let Some(piece) = text.get(span.clone()) else { return span };
    let cut = match piece.as_bytes().first() {
        Some(b) if b.is_ascii_alphanumeric() => piece,
        _ => piece.trim_start_matches([
            '*', '_', '>', '<', '-', '~', '|', ' ', '\t', '•', '–', '—', '=', '\u{200b}',
        ]),
    };
    let mut start = span.start + (piece.len() - cut.len());
    let may = matches!(
        cut.as_bytes().first(),
        Some(
            b'f' | b'n'
                | b'o'
                | b'i'
                | b'p'
                | b'w'
                | b'b'
                | b't'
                | b'N'
                | b'I'
                | b'Y'
                | b'U'
                | b'V'
                | b'P'
                | b'F'
        )
    );
    if let Some(opener) = OPENERS.iter().filter(|_| may).find(|o| cut.starts_with(**o)) {
        start += opener.len();
    }
    start..span.end
}

fn more(zone: Zone) -> i8 {
    if zone == Zone::Signature { 4 } else { 0 }
}

fn zone_says(zone: Zone) -> &'static str {
    if zone == Zone::Signature { "below a closing phrase" } else { "beside contact details" }
}

/// What stands in a signature between a name or a title and an address or a number, and is nothing that is known: the name
/// of a firm, as it seems.
fn remainder(search: &mut Search<'_>, cell: Range<usize>, lines: &[Line], at: usize) {
    let line = &lines[at];
    let text = search.text;
    let Some(below) = line.below_closing.filter(|n| (2..=5).contains(n)) else { return };
    let phrase = &text[cell.clone()];
    let alone = cell == line.span || line.span.len() <= cell.len() + 2;
    let may_be = alone
        && phrase.len() >= 4
        && !phrase.ends_with(['.', ':', ',', '!', '?'])
        && !phrase.bytes().any(|b| matches!(b, b'@' | b'/' | b':' | b'0'..=b'9'))
        && !search.is_person(&cell);
    if !may_be {
        return;
    }
    let Some(words) = word::words(phrase, search.vocabulary()) else { return };
    let fits = words.len() <= 5 && words.iter().all(|w| w.is_capital() || w.is_joint());
    if !fits || below == 2 && !is_named(search, &lines[at - 1]) {
        return;
    }
    // an address or a number right below
    let tells = |l: &Line| {
        let t = l.text(text);
        l.below_closing.is_some()
            && l.marks.has(Marks::DIGIT.or(Marks::AT))
            && (is_address_line(t) || t.bytes().filter(u8::is_ascii_digit).count() >= 7 || t.contains('@'))
    };
    let next = lines.get(at + 1);
    if next.is_some_and(|l| tells(l) || l.marks.has(Marks::DIGIT) && lines.get(at + 2).is_some_and(tells))
        && above_says(search, lines, at)
    {
        search.push(
            Kind::Organisation,
            cell,
            -26,
            &["between a name and an address, below a closing phrase"],
        );
    }
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
