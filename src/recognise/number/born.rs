//! Days of birth that no word tells, but a person's name right beside them.
//!
//! In: a text, and a day in it without a label. Out: how sure it is one of birth, if at all. A name and a day alone tell nothing: notes,
//! quotations and contracts have them too. What must come to it is a number of a person or an address right behind (`H. Zwaluw,
//! 26-10-1949, Dorpsstraat 9, 1234 AB Ons Dorp`), the writer's own name as the rest of the line, or rows of names and days that lie
//! many years apart and in no order, and that are of people also by what else stands on or above them. This module refuses to know labels' words, but for those that stand above rows.

mod above;
mod beside;
pub(super) mod kin;

use super::date::{self, Day};
use super::{Desk, NAMED_UNTIL, NumberRecogniser, check};
use crate::model::Kind;
use crate::recognise::particles::PARTICLES;
use crate::recognise::pattern::Validator;
use above::{Above, above};
use beside::{begins_address, begins_line, is_addressed};

/// Behind a name, and before the number of a person.
const WITH_NUMBER: u8 = 85;
/// Among rows of names and days.
const IN_ROWS: u8 = 78;
/// Behind a name, and before an address.
const WITH_ADDRESS: u8 = 75;
/// Behind a name with a form of address, and alone.
const ADDRESSED: u8 = 72;
/// Behind the name of who writes, as all of a line.
const SIGNED: u8 = 72;
/// No mail is from before: a day until then beside the writer's name is none on which it was written.
const SIGNED_UNTIL: u16 = 1990;
/// Years in which people were born whom mail is about.
const YEARS: std::ops::RangeInclusive<u16> = 1905..=2024;
/// Bytes before a day that may hold a name, and bytes behind that may hold what tells more.
const REACH: usize = 72;
/// Lines and bytes that are looked at as rows at once.
const LINES: usize = 96;
const BYTES: usize = 8192;
/// Bytes of a row that may hold its day.
const ROW: usize = 160;
/// Stands for one space between a name and a day, which is no mark.
const ONE: u8 = b'_';
/// Years between the first and the last day of rows, at least.
const SPREAD: u16 = 8;
/// Rows in the order of their days are days of birth only where one lies before.
const LONG_AGO: u16 = 1985;

/// Who goes to a course or a flight is born until then, most of them.
const GROWN: u16 = 2012;
/// At least one of them is born until then.
const LATE: u16 = 2000;

/// Words before a name and a day of signing.
#[rustfmt::skip]
const SIGNING: [&str; 24] = [
    "fdo", "firmado", "firma", "firmato", "sottoscritto", "ondertekend", "getekend", "akkoord", "overeenkomst", "contract", "signé",
    "signature", "accord", "contrat", "signed", "agreement", "unterzeichnet", "unterschrift", "gez", "vertrag", "vereinbarung",
    "contrato", "contratto", "acuerdo",
];

/// What was found of rows: dates are asked about in ascending order, so that a table of any length is gone through once.
#[derive(Debug, Default)]
pub(super) struct Rows {
    /// Where they end; days before that are answered for.
    end: usize,
    /// Their days are those of birth.
    births: bool,
    /// They were too many to be looked at all at once.
    cut: bool,
}

impl Rows {
    /// The day stands among rows whose days are those of birth.
    pub(super) fn has(&self, day: &Day) -> bool {
        self.births && day.span.start < self.end
    }
}

/// Forms of address that begin a row.
const TITLES: [&str; 21] = [
    "mr", "mrs", "ms", "miss", "chd", "inf", "mstr", "mme", "mlle", "dhr", "mevr", "mw", "sr", "sra", "srta",
    "sig", "sig.ra", "herr", "frau", "de heer", "mevrouw",
];

/// A row: a name, a mark and a day.
struct Row {
    mark: u8,
    day: Day,
    sure: bool,
    /// Something else on it says that it is of a person: an hour or a form of address before, a number or an address behind.
    of_person: bool,
}

/// The name that ends right before a mark and a place.
#[derive(Debug, PartialEq, Eq)]
struct Before {
    /// Between name and place: `,`, `(`, `;`, `|`, `-`, a tab, a space where they are two or more, or [`ONE`].
    mark: u8,
    /// Where the name begins.
    start: usize,
    /// A given name that is no common word, or initials.
    sure: bool,
}

/// A mark between cells, and the text before it.
fn mark_before(head: &str) -> Option<(u8, &str)> {
    let plain = head.trim_end_matches([' ', '\u{a0}', '"']);
    let gap = head.len() - plain.len();
    Some(match plain.as_bytes() {
        [.., b @ (b',' | b'(' | b';' | b'|' | b'\t')] => (*b, &plain[..plain.len() - 1]),
        [.., b' ', b'-'] if gap > 0 => (b'-', &plain[..plain.len() - 1]),
        [.., 0xe2, 0x80, 0x93] if gap > 0 => (b'-', &plain[..plain.len() - 3]),
        _ if gap > 1 => (b' ', plain),
        _ => return None,
    })
}

/// `A.`, `J.H.`, `Th.`
fn is_initials(word: &str) -> bool {
    word.len() <= 14
        && word.ends_with('.')
        && word
            .split_terminator(['.', '-'])
            .all(|part| part.chars().count() <= 2 && part.chars().next().is_some_and(char::is_uppercase))
}

/// Small words within names: [`PARTICLES`], and some that `role/legal.rs` and `person/lists.rs` do not have all of. Those have others
/// beside, as `in` and `het`, which are none here.
fn is_particle(word: &str) -> bool {
    const BESIDE: [&str; 3] = ["las", "los", "y"];
    word.len() <= 5 && (PARTICLES.contains(&word) || BESIDE.contains(&word))
}

/// A text from no more than so many bytes before its end, on its last line.
fn tail(text: &str, bytes: usize) -> &str {
    let mut from = text.len().saturating_sub(bytes);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let tail = &text[from..];
    tail.rsplit('\n').next().unwrap_or(tail)
}

/// The first line of a text, no more than so many bytes of it.
fn head(text: &str, bytes: usize) -> &str {
    let mut to = text.len().min(bytes);
    while !text.is_char_boundary(to) {
        to -= 1;
    }
    text[..to].split(['\n', '\r']).next().unwrap_or_default()
}

/// True for a number that only a person has, by letters and check digits.
fn is_of_person(token: &str) -> bool {
    let mut room = [0u8; 16];
    let mut length = 0;
    for b in token.bytes().filter(|b| !matches!(b, b' ' | b'-' | b'.')) {
        let Some(slot) = room.get_mut(length) else { return false };
        *slot = b.to_ascii_uppercase();
        length += 1;
    }
    let compact = &room[..length];
    let one = match length {
        9 if compact[0].is_ascii_digit() || matches!(compact[0], b'X' | b'Y' | b'Z') => Validator::EsPerson,
        9 => Validator::GbNino,
        15 => Validator::FrNir,
        16 => Validator::ItCf,
        _ => return false,
    };
    // nine digits alone are any number
    (length != 9 || compact[8].is_ascii_uppercase()) && check::passes(one, compact)
}

impl NumberRecogniser {
    /// How sure a day without a label is one of birth, by what stands beside it; `None` where it is none. `people` are the names in
    /// the message's address fields.
    pub(super) fn born(&self, text: &str, day: &Day, people: &[Box<str>], desk: &mut Desk) -> Option<u8> {
        if !YEARS.contains(&day.year) {
            return None;
        }
        let before = kin::without_sex(tail(&text[..day.span.start], REACH));
        let behind = head(&text[day.span.end..], REACH);
        // most days have a small word before them
        let Some((mark, cell)) = mark_before(before) else {
            let plain = before.strip_suffix(' ')?;
            // `Jan de Vries (b. 12/03/1960)`
            if let Some(b) = plain.strip_suffix("b.").filter(|b| b.ends_with(['(', ' '])) {
                return self.name(b, false)?.sure.then_some(WITH_NUMBER);
            }
            let may = plain.ends_with(|c: char| c.is_alphabetic() || c == '.');
            return (may && self.in_rows(text, day, before, &mut desk.rows)).then_some(IN_ROWS);
        };
        let old = day.year <= NAMED_UNTIL;
        if old && cell.ends_with(|c: char| c.is_ascii_digit()) && mark != b' ' {
            return self.is_behind_number(text, day, cell, desk).then_some(IN_ROWS);
        }
        if !cell.trim_end_matches([' ', '\u{a0}', '"']).ends_with(|c: char| c.is_alphabetic() || c == '.') {
            return None;
        }
        // asked first: rows begin with the first of them
        let in_rows = mark != b'(' && self.in_rows(text, day, before, &mut desk.rows);
        let Some(name) = self.name(before, false) else {
            // `Jan de Vries, Delft, 12-03-1960, BSN …`
            let of_town = || {
                let (front, place) = cell.rsplit_once(", ").filter(|_| mark == b',')?;
                let one = place.starts_with(char::is_uppercase) && place.split(' ').count() < 4;
                one.then(|| self.name(&before[..front.len() + 2], false))?
            };
            let named = of_town().is_some_and(|n| n.sure) && self.has_number(text, day, behind, desk);
            return if named { Some(WITH_NUMBER) } else { in_rows.then_some(IN_ROWS) };
        };
        // `Fdo. Juan Pérez García - 12/03/2015 - 12345678Z`: when somebody signed
        let signed = || {
            let before = before.to_lowercase();
            let mut words = before.split(|c: char| !c.is_alphabetic());
            words.any(|word| SIGNING.contains(&word))
        };
        if name.sure && self.has_number(text, day, behind, desk) && !signed() {
            return Some(WITH_NUMBER);
        }
        let rest = behind.trim_start_matches([')', ',', ' ', '-']);
        if old
            && rest.len() < behind.len()
            && (name.sure || begins_line(before, name.start))
            && begins_address(rest)
            && !signed()
        {
            return Some(WITH_ADDRESS);
        }
        let alone = || {
            behind.trim_start_matches([' ', '\u{a0}']).is_empty()
                || behind.starts_with([',', ';', ')'])
                || behind.starts_with(" -")
        };
        if day.year <= SIGNED_UNTIL
            && mark != b'('
            && is_addressed(before, name.start)
            && alone()
            && !signed()
        {
            return Some(ADDRESSED);
        }
        if day.year <= SIGNED_UNTIL && matches!(mark, b',' | b'-') && !people.is_empty() {
            let written = cell.trim().trim_end_matches([' ', '\u{a0}']);
            let alone = before.len() < REACH && behind.trim_end_matches([' ', '\u{a0}', '.']).is_empty();
            if alone && people.iter().any(|known| **known == *written) && !self.is_among_rows(text, day) {
                return Some(SIGNED);
            }
        }
        in_rows.then_some(IN_ROWS)
    }

    /// A name and a day stand on the line above or below too: a list that holds the writer.
    fn is_among_rows(&self, text: &str, day: &Day) -> bool {
        let bytes = text.as_bytes();
        let reach = bytes.len().min(day.span.end + ROW);
        let below = memchr::memchr(b'\n', &bytes[day.span.end..reach]).map(|n| day.span.end + n + 1);
        let is_below = below.is_some_and(|from| {
            let reach = bytes.len().min(from + ROW);
            let stop = memchr::memchr(b'\n', &bytes[from..reach]).map_or(reach, |n| from + n);
            self.row(text, from, stop).is_some()
        });
        let floor = day.span.start.saturating_sub(2 * ROW);
        let is_above = || {
            let stop = memchr::memrchr(b'\n', &bytes[floor..day.span.start]).map(|n| floor + n)?;
            let from = memchr::memrchr(b'\n', &bytes[floor..stop]).map_or(floor, |n| floor + n + 1);
            (from > 0 || floor == 0).then(|| self.row(text, from, stop))?
        };
        is_below || is_above().is_some()
    }

    /// The name that ends before a mark, which ends the text; `loose` takes words that are common ones too.
    fn name(&self, before: &str, loose: bool) -> Option<Before> {
        let (mark, cell) = mark_before(before).or_else(|| before.ends_with(' ').then_some((ONE, before)))?;
        let cell = cell.trim_end_matches([' ', '\u{a0}', '"']);
        let (mut capitals, mut words, mut commas) = (0, 0, 0);
        let (mut start, mut sure) = (cell.len(), false);
        let mut at = cell.len();
        while words < 7 {
            let from = cell[..at]
                .rfind([' ', '\u{a0}', '\t', '|', ';', ':', '(', '"', '>'])
                .map_or(0, |n| n + cell[n..].chars().next().map_or(1, char::len_utf8));
            let word = &cell[from..at];
            let plain = word.strip_suffix(',').unwrap_or(word);
            commas += usize::from(plain.len() < word.len());
            // `Zwaluw, A.`: one comma, and none where a comma parts the cells
            let inverted = plain.len() == word.len() || commas == 1 && mark != b',' && words > 0;
            let letters = |c: char| c.is_alphabetic() || matches!(c, '-' | '\'' | '’' | '.');
            if plain.is_empty() || !inverted || !plain.chars().all(letters) {
                break;
            }
            if is_initials(plain) {
                (capitals, sure, start) = (capitals + 1, true, from);
            } else if plain.starts_with(char::is_uppercase) && !plain.ends_with('.') {
                if plain.chars().count() < 2 || !loose && self.names.is_word(plain) {
                    break;
                }
                (capitals, start) = (capitals + 1, from);
                sure |= self.names.is_given_alone(plain);
            } else if !is_particle(plain) {
                break;
            }
            words += 1;
            // a gap of two parts cells
            match cell[..from].strip_suffix([' ', '\u{a0}']) {
                Some(more) if !more.ends_with([' ', '\u{a0}']) => at = more.len(),
                _ => break,
            }
        }
        (capitals > 1).then_some(Before { mark, start, sure })
    }

    /// True where the number of a person stands right behind the day: one behind its label, or one that has letters.
    fn has_number(&self, text: &str, day: &Day, behind: &str, desk: &mut Desk) -> bool {
        let rest = behind.trim_start_matches([' ', ')', '\u{a0}']);
        let rest = rest.strip_prefix([',', ';', '|', '\t', '-', '/']).unwrap_or(rest);
        let rest = rest.trim_start();
        let at = behind.len() - rest.len();
        let Some(digit) = rest.bytes().take(40).position(|b| b.is_ascii_digit()) else { return false };
        if at == 0 {
            return false;
        }
        let cell = rest.split([',', ';', '|', '\t', ')']).next().unwrap_or_default().trim();
        if cell.len() >= 9 && is_of_person(cell) {
            return true;
        }
        let label = self.labels.before(text, day.span.end + at + digit, &mut desk.pieces);
        label.is_some_and(|l| l.span.start >= day.span.end && self.is_of_kind(l.owners(), Kind::NationalId))
    }

    /// True where a number of a person stands right before the day, behind its label: `BSN 111222333, 12-03-1960`.
    fn is_behind_number(&self, text: &str, day: &Day, cell: &str, desk: &mut Desk) -> bool {
        let digits = cell.bytes().rev().take_while(|b| b.is_ascii_digit() || *b == b'.').count();
        let Some(at) = text[..day.span.start].rfind(&cell[cell.len() - digits..]) else { return false };
        (8..=15).contains(&digits)
            && self
                .labels
                .before(text, at, &mut desk.pieces)
                .is_some_and(|l| l.skipped == 0 && self.is_of_kind(l.owners(), Kind::NationalId))
    }

    fn is_of_kind(&self, owners: &[u16], kind: Kind) -> bool {
        owners.iter().any(|n| self.schemes.get(usize::from(*n)).is_some_and(|s| s.kind == kind))
    }

    /// True where a day stands right beside the number at `span`, behind or before it, with a label that says that somebody was born
    /// on it: `111222333, geboortedatum 12-03-1960`.
    pub(super) fn is_beside_birth(&self, text: &str, span: &std::ops::Range<usize>, desk: &mut Desk) -> bool {
        let before = tail(&text[..span.start], REACH);
        let begins = before.trim_start_matches([' ', '-', '*', '>', '•']).is_empty();
        let parted = before.trim_end_matches(' ').ends_with([',', '(', ';', '|', '/']);
        if !(begins || parted) || self.labels.before(text, span.start, &mut desk.pieces).is_some() {
            return false;
        }
        let mut is_birth = |at: usize, from: usize| {
            let label = self.labels.before(text, at, &mut desk.pieces);
            label.is_some_and(|l| l.span.start >= from && self.is_of_kind(l.owners(), Kind::DateOfBirth))
        };
        let behind = head(&text[span.end..], REACH);
        if behind.trim_start().starts_with([',', '(', ';', '|', '/', '-'])
            && let Some(digit) = behind.bytes().take(40).position(|b| b.is_ascii_digit())
            && date::day_at(text, span.end + digit).is_some()
            && is_birth(span.end + digit, span.end)
        {
            return true;
        }
        let end = before.trim_end_matches([' ', ',', '(', ';', '|', '/']).len();
        let offset = span.start - before.len();
        let bytes = before.as_bytes();
        let starts =
            (0..end).filter(|n| bytes[*n].is_ascii_digit() && (*n == 0 || !bytes[n - 1].is_ascii_digit()));
        let mut days = starts.filter_map(|n| date::day_at(text, offset + n));
        let day = days.find(|day| day.span.end == offset + end);
        parted && day.is_some_and(|day| is_birth(day.span.start, offset))
    }

    /// True where the day, with what stands before it, is one of a row among others alike, which are those of birth by their years or
    /// what stands above.
    fn in_rows(&self, text: &str, day: &Day, before: &str, rows: &mut Rows) -> bool {
        if day.span.start >= rows.end {
            let floor = day.span.start.saturating_sub(ROW);
            let line = memchr::memrchr(b'\n', &text.as_bytes()[floor..day.span.start]);
            // what stands so far behind on its line is no row
            let Some(start) = line.map(|n| floor + n + 1).or((floor == 0).then_some(0)) else { return false };
            if !self.name(before, false).is_some_and(|name| is_row(before, &name)) {
                return false;
            }
            let goes_on = rows.cut && rows.births && start <= rows.end + 2;
            *rows = self.rows(text, start);
            rows.births |= goes_on;
            return rows.births;
        }
        // a name that is longer than its column has no gap behind it
        let fills =
            |name: &Before| !before.get(..name.start).unwrap_or_default().contains(char::is_alphabetic);
        rows.births && self.name(before, true).is_some_and(|name| is_row(before, &name) || fills(&name))
    }

    /// The rows from a line on.
    fn rows(&self, text: &str, start: usize) -> Rows {
        let bytes = text.as_bytes();
        let limit = bytes.len().min(start + BYTES);
        let (mut pos, mut end) = (start, start);
        let (mut lines, mut blank, mut other) = (0, 0, 0);
        let (mut mark, mut count, mut sure, mut firsts, mut people) = (None, 0usize, 0usize, 0usize, 0usize);
        let (mut up, mut down, mut cut) = (true, true, false);
        let mut last: Option<(u16, u8, u8)> = None;
        let mut years: [u16; LINES] = [0; LINES];
        while pos < limit && lines < LINES {
            let line_end = memchr::memchr(b'\n', &bytes[pos..limit]).map(|n| pos + n);
            let Some(stop) = line_end.or((limit == bytes.len()).then_some(limit)) else {
                cut = true;
                break;
            };
            let (from, line) = (pos, &text[pos..stop]);
            pos = stop + 1;
            lines += 1;
            if line.trim().is_empty() {
                blank += 1;
                if blank > 2 {
                    break;
                }
                continue;
            }
            let parted = std::mem::take(&mut blank) > 0;
            match self.row(text, from, stop).filter(|r| *mark.get_or_insert(r.mark) == r.mark) {
                Some(row) => {
                    let key = (row.day.year, row.day.month, row.day.day);
                    up &= last.is_none_or(|l| l <= key);
                    down &= last.is_none_or(|l| l >= key);
                    last = Some(key);
                    if let Some(slot) = years.get_mut(count) {
                        *slot = row.day.year;
                    }
                    (count, other, end) = (count + 1, 0, stop);
                    sure += usize::from(row.sure);
                    people += usize::from(row.of_person);
                    firsts += usize::from(row.day.day == 1);
                }
                // what has no figures, below a blank line, begins something else
                None if parted && !line.contains(|c: char| c.is_ascii_digit()) => break,
                None => other += 1,
            }
            if other > 2 {
                break;
            }
        }
        cut |= pos >= limit && limit < bytes.len() || lines == LINES;
        let years = &mut years[..count];
        years.sort_unstable();
        let spread = years.last().zip(years.first()).map_or(0, |(l, f)| l - f);
        let distinct = years.chunk_by(|a, b| a == b).count();
        let oldest = years.first().copied().unwrap_or_default();
        let newest = years.last().copied().unwrap_or_default();
        let far_apart = count >= 3
            && 3 * sure >= 2 * count
            && spread >= SPREAD
            && distinct >= 3
            && 3 * firsts <= count
            && (!(up || down) || oldest <= LONG_AGO);
        // the lines above are gone through for as many words as may tell anything: one row that is no list has them too
        let births = count > 0
            && 3 * sure >= count
            && match above(text, start, end, far_apart) {
                Above::Birth => true,
                Above::Other => false,
                Above::People => far_apart,
                Above::Enrolled => far_apart && newest <= GROWN && oldest <= LATE,
                Above::Nothing => far_apart && 3 * people >= 2 * count,
            };
        Rows { end: end.max(start + 1), births, cut }
    }

    /// The name and the day of a line, the day right behind the name.
    fn row(&self, text: &str, from: usize, stop: usize) -> Option<Row> {
        let bytes = text.as_bytes();
        let reach = stop.min(from + ROW);
        let mut at = from;
        while let Some(n) = bytes[at..reach].iter().position(u8::is_ascii_digit) {
            let start = at + n;
            at = start + bytes[start..reach].iter().take_while(|b| b.is_ascii_digit()).count();
            let before = kin::without_sex(tail(&text[..start], REACH.min(start - from)));
            if !before.ends_with([' ', '\u{a0}', ',', ';', '|', '\t', '"']) {
                continue;
            }
            let Some(day) = date::day_at(text, start).filter(|d| d.span.end <= stop) else { continue };
            if let Some(name) =
                self.name(before, false).filter(|name| YEARS.contains(&day.year) && is_row(before, name))
            {
                let of_person = says_person(
                    &before[..name.start],
                    before.get(name.start..)?,
                    head(&text[day.span.end..text.floor_char_boundary(stop)], ROW),
                );
                return Some(Row { mark: name.mark, day, sure: name.sure, of_person });
            }
        }
        None
    }
}

/// Where no more than one space parts a name and a day, no words stand before the name: `09.00 Zwaluw, A. 12-03-1951`.
fn is_row(before: &str, name: &Before) -> bool {
    let front = before.get(..name.start).unwrap_or_default();
    name.mark != ONE || name.sure && !front.contains(char::is_alphabetic)
}

/// An hour or a form of address stands before the name that `named` begins with, or something by which somebody is reached or told
/// behind the day.
fn says_person(front: &str, named: &str, behind: &str) -> bool {
    let front = front.trim_end_matches([' ', '\u{a0}', '\t', '|', ';']);
    let last = front.rsplit([' ', '\t', '|', ';', '>']).next().unwrap_or_default();
    let hour = matches!(last.as_bytes(), [.., b'0'..=b'9', b'.' | b':' | b'h', b'0'..=b'5', b'0'..=b'9'])
        && last.len() <= 5;
    let first = named.split([' ', '\u{a0}']).next().unwrap_or_default();
    let titled = |word: &str| TITLES.iter().any(|t| t.eq_ignore_ascii_case(word.trim_end_matches('.')));
    let (mut digits, mut most) = (0, 0);
    for b in behind.bytes() {
        match b {
            b'0'..=b'9' => digits += 1,
            b' ' | b'.' | b'-' | b'/' | b'(' | b')' | b'+' => {}
            _ => digits = 0,
        }
        most = most.max(digits);
    }
    let id = || behind.split([';', '|', '\t', ',']).any(|cell| is_of_person(cell.trim()));
    hour || titled(last) || titled(first) || most > 8 || behind.contains('@') || id()
}

#[cfg(test)]
mod tests;
