//! Addresses of Denmark, Norway, Sweden, Finland, Poland and Portugal, whose places the data does not know.
//!
//! In: a page and a run of digits in it. Out: what was read of the address. The shape of the postcode is the country's (Universal
//! Postal Union, addressing sheets), and a word for a street of its language, its letters before the code (`SE-114 55`) or its name
//! behind the place must say the same. This module refuses to know whether there is a place of the name.

use super::code::{Code, Form, gap};
use super::locality;
use super::pieces::{Mark, Pieces};
use super::street;
use super::{AddressRecogniser, Parts};
use crate::recognise::Page;

/// Countries by the shape of their postcodes: `1234`, `1234-123`, `123 45`, `12345`, `12-345`.
const FOUR: &[[u8; 2]] = &[*b"DK", *b"NO"];
const PORTUGAL: &[[u8; 2]] = &[*b"PT"];
const SWEDEN: &[[u8; 2]] = &[*b"SE"];
const FINLAND: &[[u8; 2]] = &[*b"FI"];
const POLAND: &[[u8; 2]] = &[*b"PL"];
/// Pieces between street and code, as the floor.
const BETWEEN: usize = 2;
/// Bytes of a house number in a piece of its own.
const NUMBER_MAX: usize = 6;
/// Bytes of a floor and a door: `3. sal tv`.
const FLOOR_MAX: usize = 10;

/// False for nearly all runs of `length` digits at byte `start`.
pub(super) fn may_begin(bytes: &[u8], start: usize, length: usize) -> bool {
    let digits = |from: usize, n: usize| {
        bytes.get(from..from + n).is_some_and(|d| d.iter().all(u8::is_ascii_digit))
            && !bytes.get(from + n).is_some_and(u8::is_ascii_digit)
    };
    match length {
        // `00-950`
        2 => bytes.get(start + 2) == Some(&b'-') && digits(start + 3, 3),
        // `114 55`
        3 => {
            let gap = gap(bytes, start + 3);
            (1..=2).contains(&gap) && digits(start + 3 + gap, 2)
        }
        4 | 5 => true,
        _ => false,
    }
}

/// The postcode that a run of `length` digits at byte `start` is part of, and the countries it may belong to.
fn code(text: &str, start: usize, length: usize) -> Option<(Code, &'static [[u8; 2]])> {
    let bytes = text.as_bytes();
    let (end, countries): (usize, &'static [[u8; 2]]) = match length {
        2 => (start + 6, POLAND),
        3 => (start + 3 + gap(bytes, start + 3) + 2, SWEDEN),
        4 if bytes.get(start + 4) == Some(&b'-') => {
            let three = bytes.get(start + 5..start + 8)?.iter().all(u8::is_ascii_digit);
            (start + 8, three.then_some(PORTUGAL)?)
        }
        4 => (start + 4, FOUR),
        5 => (start + 5, FINLAND),
        _ => return None,
    };
    let behind = gap(bytes, end);
    let place = text.get(end + behind..)?;
    if behind == 0 || !place.starts_with(char::is_uppercase) {
        return None;
    }
    let mut from = start;
    let mut prefix = None;
    let before = bytes.get(..start)?;
    match before.last() {
        None | Some(b' ' | b'\n' | b'\t' | b',' | b';' | b'|' | b'>' | b'(') => {}
        Some(0xa0) => {}
        Some(b'-') => {
            let letters =
                before[..start - 1].iter().rev().take(3).take_while(|b| b.is_ascii_uppercase()).count();
            from = start - 1 - letters;
            let free = from == 0 || !bytes[from - 1].is_ascii_alphanumeric();
            let named = match &bytes[from..start - 1] {
                b"S" => *b"SE",
                b"N" => *b"NO",
                b"P" => *b"PT",
                b"FIN" => *b"FI",
                [a, b] => [*a, *b],
                _ => return None,
            };
            prefix = Some(named).filter(|p| free && countries.contains(p));
            prefix?;
        }
        _ => return None,
    }
    let value = street::one_space(&text[start..end].replace('\u{a0}', " "));
    Some((Code { span: from..end, form: Form::Abroad, value, prefix }, countries))
}

impl AddressRecogniser {
    /// The address whose postcode a run of `length` digits at byte `start` begins.
    pub(super) fn abroad(&self, page: &Page<'_>, start: usize, length: usize) -> Option<(Code, Parts)> {
        let text = page.region.text;
        let words = &self.vocabulary;
        let (code, countries) = code(text, start, length)?;
        let mut pieces = Pieces::before(text, code.span.start)
            .filter(|p| !words.is_attention(&text[p.span.clone()]))
            .peekable();
        let mut between = 0;
        let street = loop {
            let mut piece = pieces.next()?;
            // `Rua do Ouro, 12`
            let number = text[piece.span.clone()].len() <= NUMBER_MAX
                && text[piece.span.clone()].starts_with(|c: char| c.is_ascii_digit())
                && !is_floor(&text[piece.span.clone()]);
            if let Some(name) = pieces.peek().filter(|_| number && piece.mark != Mark::Line) {
                piece.span.start = name.span.start;
            }
            let mut read = street::number_behind(text, piece.span.clone(), piece.apart, words);
            // `ul. Długa 12`: the type in small letters
            if let Some(street) = &mut read
                && let Some(typed) = street::words(text, piece.span.start..street.span.start).next_back()
                && words.begins_abroad(&text[typed.clone()])
            {
                street.name = format!("{} {}", &text[typed.clone()], street.name);
                street.span.start = typed.start;
            }
            if let Some(street) = read.filter(|s| !words.speaks_abroad(&s.name).is_empty() || between == 0) {
                break street;
            }
            between += 1;
            if between > BETWEEN || !is_floor(&text[piece.span.clone()]) {
                return None;
            }
        };
        let place = locality::read(text, code.span.end + gap(text.as_bytes(), code.span.end), &[], words)?;
        let mut end = place.span.end;
        let named = locality::country(text, end, words).filter(|(c, _)| countries.contains(c));
        if let Some((_, behind)) = named {
            end = behind;
        }
        let spoken = words.speaks_abroad(&street.name);
        let mut fitting = countries.iter().copied().filter(|c| spoken.contains(c));
        let first = fitting.next();
        let only = first.filter(|_| fitting.next().is_none());
        let at_home = page.context.sender.filter(|c| spoken.contains(c) && countries.contains(c));
        let told = code.prefix.or(named.map(|(c, _)| c));
        let country = told.or(only).or(at_home).or(first)?;
        // `Garantie 24, 10000 Stuks`: words of other languages end so too
        if told.is_none() && at_home.is_none() && is_end_of_words(&street.name) {
            return None;
        }
        let known = spoken.contains(&country);
        // a street that nothing says to be one
        if !known && !street.firm {
            return None;
        }
        let mut why = vec!["a postcode as that country writes it"];
        why.extend(known.then_some("a word for a street"));
        why.extend(told.map(|_| "its country is named"));
        let confidence = if known { 15 } else { 0 } + if told.is_some() { 5 } else { 0 };
        let span = street.span.start..end;
        Some((code, Parts { span, street, locality: Some(place), country, confidence, why }))
    }
}

/// `3. tv`, `st. th`, `lgh 1201`, `2 tr`: floor and door.
fn is_floor(piece: &str) -> bool {
    const WORDS: [&str; 12] = ["sal", "tv", "th", "mf", "st", "kl", "lgh", "tr", "etg", "esq", "dto", "m"];
    let mut tokens = piece.split([' ', '.', '\u{a0}', 'º', '°']).filter(|t| !t.is_empty());
    piece.len() <= FLOOR_MAX
        && tokens.clone().any(|t| WORDS.contains(&t))
        && tokens.all(|t| WORDS.contains(&t) || t.bytes().all(|b| b.is_ascii_digit()))
}

/// The name ends as words of other languages do: `Garantie`, `Navigate`, `Brigade`, `Boulevard`.
fn is_end_of_words(street: &str) -> bool {
    const ENDS: [&str; 12] = [
        "tie",
        "igate",
        "rigade",
        "boulevard",
        "tori",
        "plan",
        "parken",
        "plass",
        "plats",
        "allé",
        "ranta",
        "hamn",
    ];
    let lower = street.to_lowercase();
    ENDS.iter().any(|end| lower.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_as_each_country_writes_them() {
        let of = |text: &str| {
            let start = text.find(|c: char| c.is_ascii_digit())?;
            let length = text[start..].bytes().take_while(u8::is_ascii_digit).count();
            let (code, countries) =
                code(text, start, length).filter(|_| may_begin(text.as_bytes(), start, length))?;
            Some((code.value, code.prefix.unwrap_or(countries[0])))
        };
        for (text, value, country) in [
            ("114 55 Stockholm", "114 55", b"SE"),
            ("SE-114 55 Stockholm", "114 55", b"SE"),
            ("8000 Aarhus", "8000", b"DK"),
            ("NO-0150 Oslo", "0150", b"NO"),
            ("00-950 Warszawa", "00-950", b"PL"),
            ("1100-148 Lisboa", "1100-148", b"PT"),
            ("FIN-00100 Helsinki", "00100", b"FI"),
        ] {
            assert_eq!(of(text), Some((value.to_owned(), *country)), "{text}");
        }
        for text in [
            "114 556 Stockholm",
            "114 55 stuks",
            "8000",
            "AB-8000 Aarhus",
            "12-3456 Haus",
            "x114 55 Stockholm",
        ] {
            assert_eq!(of(text), None, "{text}");
        }
    }

    #[test]
    fn floors() {
        for text in ["3. tv", "st. th", "lgh 1201", "2 tr", "1. sal"] {
            assert!(is_floor(text), "{text}");
        }
        for text in ["12", "Storgatan 12", "3. Stock links"] {
            assert!(!is_floor(text), "{text}");
        }
    }
}
