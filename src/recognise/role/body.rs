//! The text of a message or an attachment: signatures, blocks with contact details, footers, and sentences that tell who
//! somebody is.
//!
//! In: a page. Out: matches. Lines are looked at when they stand below a closing phrase, in a block of short lines with a
//! number or an address, or on a line with such; all others cost no more than a look at their first bytes.

use std::ops::Range;

use super::Search;
use super::form::{self, Columns};
use super::header;
use super::phrase::{self, PHRASE_MAX};
use super::sentence::sentence;
use crate::model::Kind;
use crate::recognise::lines::{Line, cells};
use crate::recognise::zone::is_address_line;

/// Lines below a closing phrase that may say who the sender is.
const SIGNATURE: u32 = 14;
/// Lines of a block that is read as one of contact details.
const BLOCK_MAX: usize = 16;
/// Bytes of its lines: text that was wrapped has longer ones.
const SHORT: usize = 60;
/// Bytes of a line that stands by itself in a signature.
const WIDE: usize = 78;
/// Bytes of a line that is searched for firms and titles in sentences.
const SENTENCE_MAX: usize = 1200;

/// How a line stands in its page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Zone {
    /// Nothing says that contact details stand here.
    Text,
    /// A block of short lines with a number or an address.
    Block,
    /// Below a closing phrase.
    Signature,
}

pub(super) fn search(search: &mut Search<'_>) {
    let page = search.page;
    let lines = page.lines();
    let mut touched = vec![false; lines.len()];
    mark_lines(search, lines, &mut touched);
    let mut scratch = String::new();
    let mut columns: Option<Columns> = None;
    let mut block = 0;
    let mut in_card = false;
    while block < lines.len() {
        let number = lines[block].block;
        let end = block + lines[block..].iter().take_while(|l| l.block == number).count();
        let prose = is_prose(search.text, &lines[block..end]);
        let listed = !prose
            && (is_block(search.text, &lines[block..end], &touched[block..end])
                || is_block_before(search.text, lines, block..end, &touched));
        let mut stopped = false;
        for at in block..end {
            let line = &lines[at];
            if let Some(list) = &mut columns {
                if list.row(search, &line.span) {
                    continue;
                }
                columns = None;
            }
            if line.span.len() > SENTENCE_MAX {
                continue;
            }
            let head = if matches!(search.text.as_bytes()[line.span.start], b'B' | b'b') || in_card {
                line.text(search.text).get(..9)
            } else {
                None
            };
            if head.is_some_and(|h| h.eq_ignore_ascii_case("BEGIN:VCA")) {
                in_card = true;
            }
            if in_card {
                in_card = !head.is_some_and(|h| h.eq_ignore_ascii_case("END:VCARD"));
                form::card(search, &line.span);
                continue;
            }
            let glance = form::glance(search, &line.span);
            if glance.label && form::labelled(search, lines, at, &mut scratch) {
                continue;
            }
            if glance.headings {
                columns = form::headings(search, &line.span, &mut scratch);
                if columns.is_some() {
                    continue;
                }
            }
            stopped |= line.below_closing.is_some() && begins_other(line.text(search.text));
            let zone = match line.below_closing {
                Some(n) if n <= SIGNATURE && !stopped && !prose => Zone::Signature,
                _ if listed => Zone::Block,
                _ => Zone::Text,
            };
            match zone {
                Zone::Text if touched[at] || near(&touched, at) => sentence(search, &line.span, touched[at]),
                Zone::Text => {}
                _ => standing(search, lines, at, zone, touched[at]),
            }
        }
        block = end;
    }
    displays(search);
    header::firms(search, 0);
}

/// Which lines hold what was found before.
fn mark_lines(search: &Search<'_>, lines: &[Line], touched: &mut [bool]) {
    for m in search.before {
        let tells = matches!(
            m.kind,
            Kind::Email
                | Kind::Phone
                | Kind::PostalAddress
                | Kind::CompanyNumber
                | Kind::VatNumber
                | Kind::Iban
                | Kind::Url
                | Kind::SocialProfile
        );
        if let Some(n) = lines.partition_point(|l| l.span.start <= m.span.start).checked_sub(1)
            && tells
        {
            touched[n] = true;
        }
    }
}

fn near(touched: &[bool], at: usize) -> bool {
    at > 0 && touched[at - 1] || touched.get(at + 1).is_some_and(|t| *t)
}

/// A block that was wrapped, or a paragraph on a line: most of its lines are long, and no footers.
fn is_prose(text: &str, lines: &[Line]) -> bool {
    let long = lines.iter().filter(|l| l.span.len() > SHORT).count();
    long * 2 > lines.len()
        && !lines.iter().take(8).any(|l| l.span.len() > SHORT && is_footer(l.text(text)))
        && lines.iter().map(|l| l.span.len()).sum::<usize>() > 2 * SHORT
}

/// A block of short lines, of which one at least holds a number or an address.
fn is_block(text: &str, lines: &[Line], touched: &[bool]) -> bool {
    let mut touches = touched.iter().filter(|t| **t).count();
    if lines.len() > BLOCK_MAX * 8 || touches == 0 && lines.len() > BLOCK_MAX {
        return false;
    }
    let long = lines.iter().filter(|l| l.span.len() > SHORT && !is_footer(l.text(text))).count();
    if long * 4 > lines.len() {
        return false;
    }
    if touches == 0 && lines.len() >= 2 && long == 0 {
        touches = lines.iter().filter(|l| is_address_line(l.text(text))).count();
    }
    // a list of many needs many
    touches > 0 && (lines.len() <= BLOCK_MAX || touches * 8 >= lines.len())
}

/// A few short lines, with a blank line between them and a block of contact details: a name and a title often stand so.
fn is_block_before(text: &str, lines: &[Line], block: Range<usize>, touched: &[bool]) -> bool {
    let few = |b: &Range<usize>| {
        b.len() <= 4
            && lines[b.clone()]
                .iter()
                .all(|l| l.span.len() <= 60 && !l.text(text).ends_with([',', '.', '!', '?', ':']))
    };
    let Some(next) = lines.get(block.end) else { return false };
    if !few(&block) {
        return false;
    }
    let end = block.end
        + lines[block.end..].iter().take(BLOCK_MAX + 1).take_while(|l| l.block == next.block).count();
    end - block.end <= BLOCK_MAX && is_block(text, &lines[block.end..end], &touched[block.end..end])
}

/// A line of pieces with bars or bullets between.
fn is_footer(line: &str) -> bool {
    let bytes = line.as_bytes();
    memchr::memchr2(b'|', 0xc2, bytes).is_some_and(|n| bytes[n] == b'|' || line.contains(" · "))
        || memchr::memchr(0xe2, bytes).is_some() && line.contains(" • ")
        || memchr::memmem::find_iter(bytes, b" - ").nth(1).is_some()
        || memchr::memmem::find(bytes, b" // ").is_some()
}

/// A line that begins another message below a signature, or the small print.
fn begins_other(line: &str) -> bool {
    const HEADERS: [&str; 14] = [
        "Van:",
        "From:",
        "Von:",
        "De:",
        "De :",
        "Da:",
        "-----",
        "Begin forwarded",
        "On ",
        "Op ",
        "Am ",
        "Le ",
        "El ",
        "Il ",
    ];
    if line.starts_with("________")
        || line.starts_with("-----") && line.len() > 8 && line.bytes().any(|b| b.is_ascii_alphabetic())
    {
        return true;
    }
    let Some(head) = HEADERS.iter().find(|h| line.starts_with(**h)) else {
        return line.len() > 140 && !is_footer(line);
    };
    head.ends_with(':') || line.ends_with(':')
}

/// A line by itself, or a cell: titles, departments, firms.
fn standing(search: &mut Search<'_>, lines: &[Line], at: usize, zone: Zone, touched: bool) {
    let line = &lines[at];
    let text = search.text;
    let whole = line.text(text);
    // a sentence
    if whole.len() > WIDE
        && !is_footer(whole)
        && whole.matches(", ").count() < 2
        && !whole.contains('\t')
        && !whole.contains("   ")
    {
        if touched {
            sentence(search, &line.span, touched);
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

/// Marks between pieces of a cell, the longest first of those that begin alike.
const BETWEEN: [&str; 18] = [
    " -- ", " - ", " – ", " — ", ", ", " // ", " / ", " bij ", " at ", " @ ", " bei ", " chez ", " presso ",
    " (", "; ", " : ", ": ", " from ",
];

/// The first mark between pieces.
pub(super) fn mark_between(text: &str, marks: &[&str]) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    bytes.iter().enumerate().filter(|(_, b)| matches!(b, b' ' | b',' | b';' | b':' | b'|' | b')')).find_map(
        |(n, _)| {
            let (first, second) = (bytes[n], bytes.get(n + 1).copied().unwrap_or(0));
            let mark = marks.iter().find(|m| {
                let m = m.as_bytes();
                m.first() == Some(&first)
                    && m.get(1).is_none_or(|b| *b == second)
                    && (m.len() < 3 || bytes[n..].starts_with(m))
            })?;
            Some(n..n + mark.len())
        },
    )
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
    let mark = mark_between(phrase, &BETWEEN);
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
        let next = mark_between(rest, &BETWEEN);
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

/// A quick look at a cell: more letters than digits, and no lone address or link.
fn says_anything(cell: &str) -> bool {
    let (mut letters, mut digits, mut at_sign, mut spaces) = (0, 0, false, 0);
    for b in cell.bytes() {
        match b {
            b'0'..=b'9' => digits += 1,
            b'@' => at_sign = true,
            b' ' => spaces += 1,
            b'a'..=b'z' | b'A'..=b'Z' | 0x80.. => letters += 1,
            _ => {}
        }
    }
    let lower = cell.as_bytes().first().is_some_and(u8::is_ascii_lowercase);
    letters > digits
        && !(at_sign && spaces < 2)
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
    let cut = piece
        .trim_start_matches(['*', '_', '>', '<', '-', '~', '|', ' ', '\t', '•', '–', '—', '=', '\u{200b}']);
    let mut start = span.start + (piece.len() - cut.len());
    let may = cut.bytes().next().is_some_and(|b| {
        b.is_ascii_lowercase() || matches!(b, b'N' | b'I' | b'Y' | b'U' | b'V' | b'P' | b'F')
    });
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
    let whole = cell == line.span || line.span.len() <= cell.len() + 2;
    let phrase = &text[cell.clone()];
    let Some(words) = phrase::words(phrase, search.vocabulary()) else { return };
    let fits = whole
        && words.len() <= 5
        && phrase.len() >= 4
        && words
            .iter()
            .all(|w| (w.is_capital() || w.is_joint()) && !w.text.bytes().any(|b| b.is_ascii_digit()))
        && !phrase.ends_with(['.', ':', ',', '!', '?'])
        && !phrase.contains(['@', '/', ':'])
        && !search.is_person(&cell);
    if !fits || below == 2 && !is_named(search, &lines[at - 1]) {
        return;
    }
    // an address or a number right below
    let tells = |l: &Line| {
        let t = l.text(text);
        l.below_closing.is_some()
            && (is_address_line(t) || t.bytes().filter(u8::is_ascii_digit).count() >= 7 || t.contains('@'))
    };
    let digits = |l: &Line| l.text(text).bytes().any(|b| b.is_ascii_digit());
    let next = lines.get(at + 1);
    if next.is_some_and(|l| tells(l) || digits(l) && lines.get(at + 2).is_some_and(tells))
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
    phrase::words(line.text(search.text), search.vocabulary()).is_some_and(|w| phrase::is_name(&w))
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

/// Display names before addresses: of the header block of a message that was passed on, and of lists.
fn displays(search: &mut Search<'_>) {
    let text = search.text;
    let before = search.before;
    for m in before.iter().filter(|m| m.kind == Kind::Email) {
        let at = m.span.start;
        let near = &text.as_bytes()[at.saturating_sub(9)..at];
        if !near.contains(&b'<') && !near.contains(&b'[') {
            continue;
        }
        let floor = text.as_bytes()[at.saturating_sub(200)..at]
            .iter()
            .rposition(|b| *b == b'\n')
            .map_or(at.saturating_sub(200), |n| at.saturating_sub(200) + n + 1);
        let Some(floor) = (floor..=at).find(|n| text.is_char_boundary(*n)) else { continue };
        let end = if near.ends_with(b"mailto:") { at - 7 } else { at };
        let Some(span) = header::display_before(text, end, floor) else { continue };
        // `Van: `, `From: `
        let piece = &text[span.clone()];
        let skip = piece.find(':').filter(|n| *n <= 12).map_or(0, |n| n + 1);
        let span = header::trim(text, span.start + skip..span.end);
        if !span.is_empty() {
            header::display(search, span, &m.value.reveal().clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::model::{Kind, OffsetMap, PartMeta, Region, RegionKind};
    use crate::recognise::{Context, Recognisers};

    fn found(text: &str) -> Vec<(Kind, String)> {
        let all = Recognisers::built_in(&[Kind::Organisation, Kind::JobTitle, Kind::Department]);
        let (part, map) = (PartMeta::default(), OffsetMap::identity(0));
        let region =
            Region { kind: RegionKind::Body, part: &part, field: None, text, map: &map, aside: false };
        let mut out = Vec::new();
        let context = Context { countries: vec![*b"NL"], ..Context::default() };
        all.find(&region, &context, &mut out);
        out.iter().map(|m| (m.kind, m.value.reveal().clone())).collect()
    }

    #[test]
    fn a_signature_in_any_order() {
        let (firm, title, department) = (Kind::Organisation, Kind::JobTitle, Kind::Department);
        let is = |text: &str, expected: &[(Kind, &str)]| {
            let found = found(text);
            let found: Vec<_> = found.iter().map(|(k, v)| (*k, v.as_str())).collect();
            assert_eq!(found, expected, "{text}");
        };
        is(
            "Groeten,\nKlant Bouw BV\nJan de Vries\nHoofd Inkoop\n020-2345678",
            &[(firm, "Klant Bouw BV"), (title, "Hoofd Inkoop")],
        );
        is(
            "Met vriendelijke groet,\nJan de Vries -- Inkoper\nTeam Logistiek – Klant Bouw BV",
            &[(title, "Inkoper"), (department, "Team Logistiek"), (firm, "Klant Bouw BV")],
        );
        is(
            "Jan de Vries\nProjectleider\n\nBakkerij Ons Dorp\nDorpsstraat 1\n1234 AB Ons Dorp\n020-2345678",
            &[(title, "Projectleider"), (firm, "Bakkerij Ons Dorp")],
        );
    }

    #[test]
    fn lists_under_headings() {
        let rows = "Naam;Functie;Organisatie\nJan de Vries;Inkoper;De Verfpot\nPiet Jansen;Kok;Het Spit";
        let values: Vec<_> = found(rows).into_iter().map(|(_, v)| v).collect();
        assert_eq!(values, ["Inkoper", "De Verfpot", "Kok", "Het Spit"]);
        let columns = "Naam            Functie      Telefoon\nJan de Vries    Inkoper      020-2345678";
        assert_eq!(found(columns), [(Kind::JobTitle, "Inkoper".to_owned())]);
    }

    #[test]
    fn prose_says_nothing() {
        for text in [
            "De manager van de afdeling inkoop belt morgen naar de bank.",
            "Mvg,\nJan\n\nDit bericht is alleen bestemd voor de geadresseerde; de directie en de afdeling aanvaarden geen aansprakelijkheid.",
            "Wilt u de monteur bellen op 020-2345678?",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
