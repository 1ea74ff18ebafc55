//! What a cell of a line is, where no phrase is judged: two details in one, a label, a row of values, a price.
//!
//! In: a cell or a piece of one, and the lines around it. Out: whether it is such, or where the detail in it ends. This module
//! refuses to know how a line is cut into cells, and in which order they are asked.

use std::ops::Range;

use super::Search;
use super::between::IN_CELLS;
use super::department;
use super::domain::may_be_named;
use super::form;
use super::header;
use super::phrase;
use super::signer;
use super::standing::{Zone, more, zone_says};
use super::title;
use super::vocabulary::Sort;
use super::word::{self, PHRASE_MAX};
use crate::model::Kind;
use crate::recognise::lines::Line;

/// A cell without the label of the number in the next one: `Klant Techniek Fax` before `020-2345678`.
pub(super) fn without_label(text: &str, cell: Range<usize>, line_end: usize) -> Range<usize> {
    const LABELS: [&str; 16] = [
        "Fax",
        "Fax.",
        "Tel",
        "Tel.",
        "Telefon",
        "Telefoon",
        "Téléphone",
        "Tél",
        "Tél.",
        "Tfno",
        "Tfno.",
        "Fon",
        "Phone",
        "Mobil",
        "Mobile",
        "GSM",
    ];
    let Some((name, last)) = text.get(cell.clone()).and_then(|c| c.rsplit_once(' ')) else { return cell };
    let number = || {
        let rest = text.get(cell.end..line_end).unwrap_or_default();
        rest.trim_start_matches([' ', ':', '\t', '(', '+']).starts_with(|c: char| c.is_ascii_digit())
    };
    if LABELS.contains(&last) && number() { cell.start..cell.start + name.trim_end().len() } else { cell }
}

/// A row of separated values (RFC 4180): no space stands behind the marks.
pub(super) fn is_values(line: &str) -> bool {
    let bytes = line.as_bytes();
    let marks = memchr::memchr_iter(b';', bytes).filter(|n| bytes.get(n + 1).is_some_and(|b| *b != b' '));
    marks.take(3).count() == 3 || memchr::memmem::find_iter(bytes, b"\",\"").take(2).count() == 2
}

/// `erkend vastgoedmakelaar BIV 507.318`: the title before the letters and the number of a register.
pub(super) fn registered(search: &Search<'_>, cell: &Range<usize>) -> Option<Range<usize>> {
    let phrase = &search.text[cell.clone()];
    if !phrase.ends_with(|c: char| c.is_ascii_digit()) || phrase.len() > PHRASE_MAX {
        return None;
    }
    let (before, number) = phrase.rsplit_once(' ')?;
    let (title, letters) = before.rsplit_once(' ')?;
    let counts = number.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'/'))
        && number.bytes().filter(u8::is_ascii_digit).count() >= 4;
    let register = (2..=6).contains(&letters.len()) && letters.bytes().all(|b| b.is_ascii_uppercase());
    let span = cell.start..cell.start + title.len();
    (counts && register && title::is_title_of_person(title, search.vocabulary()) && !search.is_person(&span))
        .then_some(span)
}

/// The line below says that somebody signs for the line at `at`: `namens deze,`.
pub(super) fn is_signed_for(lines: &[Line], at: usize, text: &str) -> bool {
    const FOR: [&str; 6] =
        ["namens deze", "namens dezen", "voor deze", "namens deze:", "im auftrag", "par délégation"];
    lines[at].below_closing == Some(1)
        && lines.get(at + 1).is_some_and(|next| {
            let next = next.text(text).trim_end_matches([',', ' ', '.', ':']);
            next.len() < 20 && FOR.contains(&next.to_lowercase().as_str())
        })
}

/// A phrase that a domain on the page is called after and that nobody is: `KeySafe Europe` and `keysafe-europe.eu`.
pub(super) fn is_brand(search: &Search<'_>, span: &Range<usize>) -> bool {
    const LANDS: [&str; 12] = [
        "Europe",
        "Europa",
        "International",
        "Nederland",
        "Holland",
        "Benelux",
        "Deutschland",
        "France",
        "Italia",
        "España",
        "UK",
        "Group",
    ];
    let phrase = &search.text[span.clone()];
    let odd = |w: &str| {
        let mut inner = w.chars().skip(1);
        let mut lower = false;
        LANDS.contains(&w)
            || w.contains(|c: char| c.is_ascii_digit())
            || inner.any(|c| std::mem::replace(&mut lower, c.is_lowercase()) && c.is_uppercase())
    };
    phrase.split(' ').any(odd)
        && !search.is_person(span)
        && word::words(phrase, search.vocabulary()).is_some_and(|words| may_be_named(phrase, &words))
        && search.domains.name(phrase)
}

/// A title, and without a mark between whom its bearer works for: `Directeur Basisschool De Zon`, `architect Hofstee Tekent`.
pub(super) fn two_in_one(search: &mut Search<'_>, span: &Range<usize>, zone: Zone) -> bool {
    let text = search.text;
    let phrase = &text[span.clone()];
    let vocabulary = search.vocabulary();
    if let Some(start) = signer::behind_signer(search, phrase) {
        let firm = span.start + start..span.end;
        if !search.is_person(&firm) && !search.is_address(&firm) {
            search.push(
                Kind::Organisation,
                firm,
                more(zone) - 4,
                &["behind who signs for it", zone_says(zone)],
            );
            return true;
        }
    }
    if let Some((from, to, joined)) = department::team_of(phrase, vocabulary) {
        let firm = span.start + from..span.start + to;
        let name = &text[firm.clone()];
        let judged = search.verdict(&firm, false).filter(|v| v.kind == Kind::Organisation);
        let like = |v: &phrase::Verdict| v.why == "like a domain beside it" || v.why == "a legal form";
        if judged.is_some_and(|v| joined || like(&v)) && !search.is_person(&firm) && name.len() > 3 {
            search.push(
                Kind::Organisation,
                firm,
                more(zone) - 4,
                &["behind a word for its team", zone_says(zone)],
            );
            return true;
        }
    }
    let (end, start, kind, why) = if let Some((end, start, kind)) = title::title_and_house(phrase, vocabulary)
    {
        (end, start, kind, "behind a title")
    } else if let Some((end, start, titled)) = title::title_and_named(phrase, vocabulary, &search.domains) {
        (if titled { end } else { 0 }, start, Kind::Organisation, "like a domain beside it")
    } else {
        return false;
    };
    if end > 0 {
        let why = ["a word that makes a title", zone_says(zone)];
        search.push(Kind::JobTitle, span.start..span.start + end, more(zone), &why);
    }
    search.push(kind, span.start + start..span.end, more(zone) - 4, &[why, zone_says(zone)]);
    true
}

/// `Eigenaar     Tessa Klant` in an extract: a row whose neighbours label something else.
pub(super) fn is_label_in_form(search: &Search<'_>, lines: &[Line], at: usize, cell: &Range<usize>) -> bool {
    let (text, line) = (search.text, &lines[at]);
    let Some(gap) = form::gap_of(text, line).filter(|_| cell.start == line.span.start) else { return false };
    let behind = line.span.start + gap..line.span.end;
    let other = |n: usize| {
        lines.get(n).filter(|l| l.block == line.block).is_some_and(|l| {
            form::gap_of(text, l).is_some_and(|gap| {
                let label = l.span.start..l.span.start + gap;
                !search.is_person(&label)
                    && search.verdict(&label, false).is_none_or(|v| v.kind != Kind::JobTitle)
            })
        })
    };
    search.is_person(&header::trim(text, behind)) && (at.checked_sub(1).is_some_and(other) || other(at + 1))
}

/// `Bedrijfsleider Tessa Klant`: the title before a name that fills the rest of the cell.
pub(super) fn before_name(search: &Search<'_>, cell: &Range<usize>) -> Option<Range<usize>> {
    let from = search.people.partition_point(|p| p.start <= cell.start);
    let person = search.people.get(from).filter(|p| p.end == cell.end && p.start > cell.start + 3)?;
    let title = header::trim(search.text, cell.start..person.start);
    // `Assistant to Jan Klant` is one title
    let heads = word::words(&search.text[title.clone()], search.vocabulary())?
        .last()
        .is_some_and(|w| w.sort.is(Sort::HEAD) && !w.sort.is(Sort::SURNAME));
    let judged = search.verdict(&title, false).filter(|_| heads)?;
    (judged.kind == Kind::JobTitle && !title::is_form_of_address(&search.text[title.clone()]))
        .then_some(title)
}

/// Bytes of a bracket behind a town that tells it from others: `Stadt Ort (Westf.)`.
pub(super) fn town_bracket(town: &str, behind: &str) -> usize {
    const TOWNS: [&str; 7] =
        ["Stadt ", "Gemeinde ", "Gemeente ", "gemeente ", "Samtgemeinde ", "Landkreis ", "Markt "];
    let Some(inside) = behind.strip_prefix(" (").filter(|_| TOWNS.iter().any(|t| town.starts_with(t))) else {
        return 0;
    };
    let length = inside.find(')').filter(|n| (2..=14).contains(n)).unwrap_or(0);
    let fits = inside.starts_with(char::is_uppercase)
        && inside[..length].chars().all(|c| c.is_alphabetic() || c == '.' || c == '-')
        && !inside[..length].is_empty();
    if fits { length + 3 } else { 0 }
}

/// A line of a bill: what something costs stands behind it.
pub(super) fn is_price_behind(rest: &str) -> bool {
    let digit = rest.bytes().any(|b| b.is_ascii_digit());
    digit && (rest.contains('€') || rest.contains("EUR") || rest.contains("CHF") || rest.contains('£'))
}

/// `Referat 32 - Gewässerschutz`, `Abteilung 4.2 - Hochbau`: where the department ends whose first piece has a number and
/// no name.
pub(super) fn numbered(search: &Search<'_>, span: &Range<usize>, behind: usize, end: usize) -> Option<usize> {
    let text = search.text;
    let (_, number) = text[span.clone()].rsplit_once(' ')?;
    // or a letter: `Fakultät T - Technik`
    let lettered = matches!(number.as_bytes(), [b'A'..=b'Z']);
    let counted = lettered || number.bytes().any(|b| b.is_ascii_digit()) && number.len() <= 6;
    let mark = text.get(span.end..behind)?;
    let rest = text.get(behind..end)?;
    let stop = IN_CELLS.find(rest).map_or(rest.len(), |m| m.start);
    let name = &rest[..stop];
    let fits =
        name.starts_with(char::is_uppercase) && name.len() <= 48 && !name.bytes().any(|b| b.is_ascii_digit());
    (counted && matches!(mark, " - " | " – " | ", " | ": ") && fits).then_some(behind + name.trim_end().len())
}

/// `Gemeente Wijk bij Duurstede`: the mark that was found is a word of a place's name.
pub(super) fn is_place_within(phrase: &str, mark: Option<&Range<usize>>) -> bool {
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
pub(super) fn says_anything(cell: &str) -> bool {
    let counts = cell.bytes().fold(0, |sum: u64, b| sum.wrapping_add(COUNTED[usize::from(b)]));
    let [letters, digits, at_signs, spaces] = [0, 16, 32, 48].map(|n| counts >> n & 0xffff);
    let lower = cell.as_bytes().first().is_some_and(u8::is_ascii_lowercase);
    letters > digits
        && !(at_signs > 0 && spaces < 2)
        && !(spaces == 0 && cell.starts_with("www."))
        && !(lower && spaces > 4 && !begins_with_degree(cell))
}

/// `ir. Anna Klant * Inkoper`, `prof. dr. …`: the letters of a degree, in small ones, and no sentence.
fn begins_with_degree(cell: &str) -> bool {
    const DEGREES: [&str; 13] = [
        "ir.", "ing.", "drs.", "dr.", "mr.", "prof.", "dhr.", "mw.", "mevr.", "dott.", "dott.ssa", "geom.",
        "avv.",
    ];
    cell.split(' ').next().is_some_and(|first| DEGREES.contains(&first))
}

/// A title with a slash or a dash within: each piece of it is one, or a place.
pub(super) fn is_one_title(search: &Search<'_>, cell: &Range<usize>) -> bool {
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
