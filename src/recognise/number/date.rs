//! Days as people write them: `12-03-1980`, `3 mei 1975`, `May 3rd, 1975`, `1980-03-12`.
//!
//! In: a text and where digits begin. Out: year, month and day, and the bytes they take. Six languages, the day before the
//! month unless only the other way round makes a date. This module refuses to know whose day it is.

use std::ops::Range;

/// A day and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Day {
    pub(super) year: u16,
    pub(super) month: u8,
    pub(super) day: u8,
    pub(super) span: Range<usize>,
}

/// Beginnings of the names of months in lower case; whatever letters follow belong to the name.
const MONTHS: [(&str, u8); 42] = [
    ("jan", 1),
    ("gen", 1),
    ("ene", 1),
    ("jän", 1),
    ("feb", 2),
    ("fév", 2),
    ("fev", 2),
    ("maa", 3),
    ("mrt", 3),
    ("mrz", 3),
    ("mar", 3),
    ("mär", 3),
    ("mae", 3),
    ("apr", 4),
    ("avr", 4),
    ("abr", 4),
    ("mei", 5),
    ("may", 5),
    ("mai", 5),
    ("mag", 5),
    ("jun", 6),
    ("giu", 6),
    ("juin", 6),
    ("jul", 7),
    ("juil", 7),
    ("lug", 7),
    ("aug", 8),
    ("aoû", 8),
    ("aou", 8),
    ("ago", 8),
    ("sep", 9),
    ("set", 9),
    ("okt", 10),
    ("oct", 10),
    ("ott", 10),
    ("out", 10),
    ("nov", 11),
    ("dec", 12),
    ("déc", 12),
    ("dez", 12),
    ("dic", 12),
    ("des", 12),
];

/// What may be written behind the number of a day.
const ENDINGS: [&str; 10] = ["er", "ste", "de", "e", "st", "nd", "rd", "th", "º", "°"];

/// True where a text ends in a word behind which something begins or ends on a day: `sinds `.
pub(super) fn is_since(before: &str) -> bool {
    const SINCE: [&str; 14] = [
        "sinds", "vanaf", "tot", "since", "until", "as of", "seit", "ab", "depuis", "jusqu'au", "desde",
        "hasta", "dal", "fino al",
    ];
    let before = before.trim_end();
    SINCE.iter().any(|word| before.strip_suffix(word).is_some_and(|b| b.ends_with(char::is_whitespace)))
}

/// Two digits mean this century up to here.
const PIVOT: u16 = 25;

/// A number of one to four digits, and how many they are.
fn number(bytes: &[u8], at: usize) -> Option<(u16, usize)> {
    let (mut value, mut digits) = (0, 0);
    while let Some(b) = bytes.get(at + digits).filter(|b| b.is_ascii_digit()) {
        if digits == 4 {
            return None;
        }
        value = value * 10 + u16::from(b - b'0');
        digits += 1;
    }
    (digits > 0).then_some((value, digits))
}

/// The day that begins at byte `at`, where a digit stands; or, with its month before it, around it.
pub(super) fn day_at(text: &str, at: usize) -> Option<Day> {
    let bytes = text.as_bytes();
    let Some((first, width)) = number(bytes, at) else { return compact(bytes, at) };
    let behind = at + width;
    match width {
        4 => year_first(bytes, at, first, behind),
        1 | 2 if first <= 31 => marked(bytes, at, first, behind)
            .or_else(|| named(text, at, first, behind))
            .or_else(|| month_first(text, at, first, behind)),
        _ => None,
    }
}

/// `19800312`, as in a card, and `12031980`.
fn compact(bytes: &[u8], at: usize) -> Option<Day> {
    let run: &[u8; 8] = bytes.get(at..at + 8)?.try_into().ok()?;
    let eight = run.iter().all(u8::is_ascii_digit) && !bytes.get(at + 8).is_some_and(u8::is_ascii_digit);
    let value = |from: usize, to: usize| {
        run.get(from..to).unwrap_or_default().iter().fold(0, |n, b| n * 10 + u16::from(b.wrapping_sub(b'0')))
    };
    let span = at..at + 8;
    eight
        .then(|| {
            whole(value(0, 4), value(4, 6), value(6, 8), span.clone())
                .or_else(|| whole(value(4, 8), value(2, 4), value(0, 2), span))
        })
        .flatten()
}

/// `1980-03-12`.
fn year_first(bytes: &[u8], at: usize, year: u16, behind: usize) -> Option<Day> {
    let mark = *bytes.get(behind).filter(|b| matches!(b, b'-' | b'/' | b'.'))?;
    let (month, width) = number(bytes, behind + 1)?;
    let second = behind + 1 + width;
    let (day, last) = number(bytes, second + 1).filter(|_| bytes.get(second) == Some(&mark) && width <= 2)?;
    let end = second + 1 + last;
    (last <= 2).then(|| whole(year, month, day, at..end)).flatten()
}

/// Spaces at a place: their bytes.
fn spaces(bytes: &[u8], at: usize) -> usize {
    match bytes.get(at..).unwrap_or_default() {
        [b' ', b' ', ..] => 2,
        [b' ', ..] => 1,
        [0xc2, 0xa0, ..] => 2,
        _ => 0,
    }
}

/// `12-03-1980`, `12.3.80`, `12 / 3 / 1980`, `12 03 1980`.
fn marked(bytes: &[u8], at: usize, first: u16, behind: usize) -> Option<Day> {
    let gap = spaces(bytes, behind);
    let mark = match bytes.get(behind + gap) {
        Some(b @ (b'-' | b'/' | b'.')) => Some(*b),
        _ if gap == 1 => None,
        _ => return None,
    };
    let step = |from: usize| {
        let from = from + spaces(bytes, from);
        let from = from + usize::from(mark.is_some_and(|m| bytes.get(from) == Some(&m)));
        from + spaces(bytes, from)
    };
    let from = step(behind);
    let (second, width) = number(bytes, from)?;
    let from_year = step(from + width);
    if width > 2 || from_year == from + width {
        return None;
    }
    let (year, digits) = number(bytes, from_year)?;
    let year = match digits {
        4 => year,
        2 if mark.is_some() => century(year),
        _ => return None,
    };
    let span = at..from_year + digits;
    whole(year, second, first, span.clone()).or_else(|| whole(year, first, second, span))
}

fn century(year: u16) -> u16 {
    if year <= PIVOT { 2000 + year } else { 1900 + year }
}

/// The month that a word begins with, and the bytes of the word.
fn month(text: &str) -> Option<(u8, usize)> {
    if !may_be_month(text.as_bytes()) {
        return None;
    }
    let mut lower = [0u8; 16];
    let mut length = 0;
    let mut bytes = 0;
    for c in text.chars().take(12).take_while(|c| c.is_alphabetic()) {
        bytes += c.len_utf8();
        let c = c.to_lowercase().next().unwrap_or(c);
        let slot = lower.get_mut(length..length + c.len_utf8())?;
        length += c.encode_utf8(slot).len();
    }
    let word = std::str::from_utf8(&lower[..length]).ok()?;
    let (_, month) =
        MONTHS.iter().filter(|(name, _)| word.starts_with(name)).max_by_key(|(name, _)| name.len())?;
    Some((*month, bytes))
}

/// False for most words: their first two letters are those of no month.
fn may_be_month(word: &[u8]) -> bool {
    let [first, second, ..] = *word else { return false };
    let second = if second < 0x80 { second | 0x20 } else { b'?' };
    match first | 0x20 {
        b'j' => matches!(second, b'a' | b'u' | b'?'),
        b'f' => matches!(second, b'e' | b'?'),
        b'm' => matches!(second, b'a' | b'r' | b'e' | b'?'),
        b'a' => matches!(second, b'p' | b'v' | b'b' | b'u' | b'o' | b'g' | b'?'),
        b's' => matches!(second, b'e' | b'?'),
        b'o' => matches!(second, b'k' | b'c' | b't' | b'u' | b'?'),
        b'n' => matches!(second, b'o' | b'?'),
        b'd' => matches!(second, b'e' | b'i' | b'?'),
        b'g' => matches!(second, b'e' | b'i' | b'?'),
        b'e' => matches!(second, b'n' | b'?'),
        b'l' => matches!(second, b'u' | b'?'),
        _ => false,
    }
}

/// `3 mei 1975`, `3. Mai 1975`, `1er mai 1975`, `3rd of May 1975`, `3 de mayo de 1975`, `3-mei-1975`.
fn named(text: &str, at: usize, day: u16, behind: usize) -> Option<Day> {
    let mut from = behind;
    let bytes = text.as_bytes();
    // what may stand between day and month begins so
    if !bytes
        .get(behind)
        .is_some_and(|b| b.is_ascii_alphabetic() || matches!(b, b' ' | b'.' | b'-' | b'/' | 0xc2))
    {
        return None;
    }
    let endings = if bytes[behind] == b' ' { &[][..] } else { &ENDINGS[..] };
    for ending in endings {
        let rest = bytes.get(from..).unwrap_or_default();
        if rest.len() > ending.len()
            && rest.get(..ending.len()).is_some_and(|r| r.eq_ignore_ascii_case(ending.as_bytes()))
            && matches!(rest[ending.len()], b' ' | 0xc2)
        {
            from += ending.len();
            break;
        }
    }
    from += usize::from(matches!(bytes.get(from), Some(b'.' | b'-' | b'/')));
    from += spaces(bytes, from);
    for word in ["de ", "of ", "van "] {
        if bytes.get(from..from + word.len()).is_some_and(|r| r.eq_ignore_ascii_case(word.as_bytes())) {
            from += word.len();
            break;
        }
    }
    let (month, width) = month(text.get(from..)?)?;
    let (year, end) = year_behind(bytes, from + width)?;
    (from > behind).then(|| whole(year, u16::from(month), day, at..end)).flatten()
}

/// The year behind a month: `, 1975`, ` 1975`, `. 1975`, ` de 1975`, `-1975`.
fn year_behind(bytes: &[u8], at: usize) -> Option<(u16, usize)> {
    let mut from = at;
    from += usize::from(matches!(bytes.get(from), Some(b'.' | b',' | b'-' | b'/')));
    from += spaces(bytes, from);
    // a program broke the line
    from += match bytes.get(from..).unwrap_or_default() {
        [b'\n', ..] => 1,
        [b'\r', b'\n', ..] => 2,
        _ => 0,
    };
    for word in ["del ", "de "] {
        if bytes.get(from..from + word.len()).is_some_and(|r| r.eq_ignore_ascii_case(word.as_bytes())) {
            from += word.len();
            break;
        }
    }
    let (year, width) = number(bytes, from)?;
    (from > at && width == 4).then_some((year, from + 4))
}

/// `May 3rd, 1975`: the month stands before.
fn month_first(text: &str, at: usize, day: u16, behind: usize) -> Option<Day> {
    let bytes = text.as_bytes();
    let mut from = behind;
    if matches!(bytes.get(from..from + 2), Some(b"st" | b"nd" | b"rd" | b"th")) {
        from += 2;
    }
    let (year, end) = year_behind(bytes, from)?;
    let head = text.get(..at)?.trim_end_matches([' ', '.', '\u{a0}']);
    let letters = head.bytes().rev().take(10).take_while(u8::is_ascii_alphabetic).count();
    let start = head.len() - letters;
    let (month, width) = month(&head[start..])?;
    (width == letters && at - head.len() <= 3)
        .then(|| whole(year, u16::from(month), day, start..end))
        .flatten()
}

/// A day that there was, in a year that people live in, with nothing behind that makes it another number.
fn whole(year: u16, month: u16, day: u16, span: Range<usize>) -> Option<Day> {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u16::from(leap),
        1..=12 => 31,
        _ => return None,
    };
    ((1895..=2035).contains(&year) && (1..=days).contains(&day)).then_some(Day {
        year,
        month: month as u8,
        day: day as u8,
        span,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(String, String)> {
        let at = text.find(|c: char| c.is_ascii_digit()).unwrap();
        let day = day_at(text, at)?;
        Some((format!("{:04}-{:02}-{:02}", day.year, day.month, day.day), text[day.span].to_owned()))
    }

    #[test]
    fn days_as_they_are_written() {
        for (text, iso) in [
            ("12-03-1980", "1980-03-12"),
            ("12/3/80", "1980-03-12"),
            ("12.03.1980", "1980-03-12"),
            ("12. 3. 1980", "1980-03-12"),
            ("12 - 03 - 1980", "1980-03-12"),
            ("12 03 1980", "1980-03-12"),
            ("1980-03-12", "1980-03-12"),
            ("19800312", "1980-03-12"),
            ("12031980", "1980-03-12"),
            ("03/14/1980", "1980-03-14"),
            ("3 mei 1975", "1975-05-03"),
            ("1er août 1975", "1975-08-01"),
            ("3. März 1975", "1975-03-03"),
            ("3 de mayo de 1975", "1975-05-03"),
            ("3rd of May 1975", "1975-05-03"),
            ("3 giugno 1975", "1975-06-03"),
            ("3-mei-1975", "1975-05-03"),
            ("3 juillet 1975", "1975-07-03"),
            ("3 mrt. 1975", "1975-03-03"),
            ("14 juillet\n2012", "2012-07-14"),
            ("May 3rd, 1975", "1975-05-03"),
            ("Sept. 3, 1975", "1975-09-03"),
        ] {
            assert_eq!(read(text), Some((iso.to_owned(), text.to_owned())));
        }
    }

    #[test]
    fn what_is_no_day() {
        for text in [
            "31-02-1980",
            "12-13-1980x",
            "32-01-1980",
            "12-03-1780",
            "12:03:1980",
            "3 mei",
            "12 03 80",
            "3 weken 1975",
        ] {
            assert_eq!(read(text).filter(|d| d.0 != "1980-12-13"), None, "{text}");
        }
    }
}
