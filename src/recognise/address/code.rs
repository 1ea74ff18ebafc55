//! Postcodes by their shape: what addresses hang on.
//!
//! In: a text and a run of digits in it. Out: the postcode that the run is part of, if its neighbours let it be one. Shapes
//! follow the Universal Postal Union's addressing sheets. This module refuses to know what stands around the code.

use std::ops::Range;

use super::super::place::COUNTRIES;
use super::vocabulary::Vocabulary;

/// Which shape a code has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// `1234 AB`.
    Dutch,
    /// Four digits: BE, AT, CH, LU.
    Four,
    /// Five digits: DE, FR, ES, IT.
    Five,
    /// A state and a ZIP code.
    American,
    /// `SW1A 1AA`.
    British,
    /// `D02 NX53`.
    Irish,
    /// Another country's: DK, NO, SE, FI, PL, PT.
    Abroad,
}

/// A postcode.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Code {
    /// Bytes of the text, a country's prefix or the state before it included.
    pub(super) span: Range<usize>,
    /// Its shape.
    pub(super) form: Form,
    /// Normal form.
    pub(super) value: String,
    /// The country that a prefix names: `D-80331`.
    pub(super) prefix: Option<[u8; 2]>,
}

impl Code {
    /// The countries that the code may belong to.
    pub(super) fn countries(&self) -> &'static [[u8; 2]] {
        const FOUR: [[u8; 2]; 4] = [*b"BE", *b"CH", *b"AT", *b"LU"];
        const FIVE: [[u8; 2]; 4] = [*b"DE", *b"FR", *b"ES", *b"IT"];
        match self.form {
            Form::Dutch => &const { [*b"NL"] },
            Form::Four => &FOUR,
            Form::Five => &FIVE,
            Form::American => &const { [*b"US"] },
            Form::British => &const { [*b"GB"] },
            Form::Irish => &const { [*b"IE"] },
            Form::Abroad => &[],
        }
    }

    /// False where the country has no such code.
    pub(super) fn fits(&self, country: [u8; 2]) -> bool {
        let head: u8 = self.value.get(..2).and_then(|h| h.parse().ok()).unwrap_or(0);
        match &country {
            b"DE" => head >= 1,
            b"ES" => (1..=52).contains(&head),
            b"FR" => (1..=98).contains(&head),
            b"IT" => head <= 98,
            b"CH" => self.value.as_str() <= "9699",
            b"AT" => self.value.as_str() <= "9999",
            _ => true,
        }
    }
}

/// The code that a run of `length` digits at byte `start` is part of.
pub(super) fn read(text: &str, start: usize, length: usize, vocabulary: &Vocabulary) -> Option<Code> {
    match length {
        1 => british(text, start).or_else(|| irish(text, start, 1)),
        2 => irish(text, start, 2),
        4 => dutch(text, start).or_else(|| plain(text, start, 4, Form::Four)),
        5 => american(text, start, vocabulary).or_else(|| plain(text, start, 5, Form::Five)),
        _ => None,
    }
}

/// The same run without the American state before it, which may be a province: `;Como;CO;22100;`.
pub(super) fn without_state(text: &str, start: usize) -> Option<Code> {
    plain(text, start, 5, Form::Five)
}

/// A code of five digits by itself.
pub(super) fn bare(text: &str, start: usize) -> Option<Code> {
    let end = start + 5;
    let free = !text.as_bytes().get(end).is_some_and(|b| is_alnum(*b));
    let value = text.get(start..end)?.to_owned();
    free.then_some(Code { span: start..end, form: Form::Five, value, prefix: None })
}

/// A code of four or five digits in parentheses, as in `Treviso (31100)`.
pub(super) fn bracketed(text: &str, start: usize, length: usize) -> Option<Code> {
    let bytes = text.as_bytes();
    let end = start + length;
    let form = match length {
        4 => Form::Four,
        5 => Form::Five,
        _ => return None,
    };
    let inside = start > 1 && bytes[start - 1] == b'(' && bytes.get(end) == Some(&b')');
    (inside && (length == 5 || bytes[start] != b'0')).then(|| Code {
        span: start..end,
        form,
        value: text[start..end].to_owned(),
        prefix: None,
    })
}

fn is_alnum(b: u8) -> bool {
    b.is_ascii_alphanumeric()
}

/// Spaces and no-break spaces at byte `at`: how many bytes.
pub(super) fn gap(bytes: &[u8], at: usize) -> usize {
    let mut n = 0;
    while n < 8 {
        match bytes.get(at + n) {
            Some(b' ') => n += 1,
            Some(0xc2) if bytes.get(at + n + 1) == Some(&0xa0) => n += 2,
            _ => break,
        }
    }
    n
}

fn dutch(text: &str, start: usize) -> Option<Code> {
    let bytes = text.as_bytes();
    if bytes[start] == b'0' {
        return None;
    }
    let mut at = start + 4 + gap(bytes, start + 4);
    if matches!(bytes.get(at), Some(b'\n' | b'\r')) {
        at = broken(bytes, start, at)?;
    }
    let (a, b) = (*bytes.get(at)?, *bytes.get(at + 1)?);
    let same_case =
        a.is_ascii_uppercase() && b.is_ascii_uppercase() || a.is_ascii_lowercase() && b.is_ascii_lowercase();
    if !same_case || bytes.get(at + 2).is_some_and(|b| is_alnum(*b) || *b >= 0x80 && *b != 0xc2 && *b != 0xe2)
    {
        return None;
    }
    let letters = [a.to_ascii_uppercase(), b.to_ascii_uppercase()];
    let (from, prefix) = prefix(bytes, start)?;
    if prefix.is_some_and(|p| p != *b"NL") {
        return None;
    }
    let mut value = String::with_capacity(6);
    value.push_str(&text[start..start + 4]);
    value.extend(letters.map(char::from));
    Some(Code { span: from..at + 2, form: Form::Dutch, value, prefix })
}

/// `…, 1018⏎> DD Amsterdam`: where a code goes on whose digits, at byte `start`, end a long line at byte `end`: capitals, and a word with
/// one.
fn broken(bytes: &[u8], start: usize, end: usize) -> Option<usize> {
    /// Bytes of a line that a program broke, before the digits.
    const LONG: usize = 40;
    const MARKS: usize = 8;
    let line = &bytes[start.saturating_sub(LONG)..start];
    if line.len() < LONG || memchr::memchr(b'\n', line).is_some() {
        return None;
    }
    let rest = &bytes[end..];
    let rest = rest.strip_prefix(b"\r").unwrap_or(rest).strip_prefix(b"\n")?;
    let from = bytes.len() - rest.len();
    let at = from + rest.iter().take(MARKS).take_while(|b| matches!(b, b' ' | b'>')).count();
    matches!(bytes.get(at..at + 4)?, [b'A'..=b'Z', b'A'..=b'Z', b' ', b'A'..=b'Z' | b'\'']).then_some(at)
}

fn plain(text: &str, start: usize, length: usize, form: Form) -> Option<Code> {
    let bytes = text.as_bytes();
    let end = start + length;
    if length == 4 && bytes[start] == b'0' {
        return None;
    }
    let mut at = end + gap(bytes, end);
    // in tables and forms the place stands in the next cell
    let mut marks = 0;
    while at < end + 8
        && matches!(bytes.get(at), Some(b',' | b';' | b'\t' | b'\n' | b'\r' | b'|' | b'"' | b'-'))
    {
        marks += 1;
        at += 1 + gap(bytes, at + 1);
    }
    let next = *bytes.get(at)?;
    let letter =
        next.is_ascii_uppercase() || next >= 0x80 || next == b'\'' || next.is_ascii_lowercase() && marks == 0;
    if at == end || !letter || marks > 3 {
        return None;
    }
    // a year in running text: no number stands before it, or a word goes on behind it
    let line = bytes[start.saturating_sub(64)..start].iter().rev();
    let head = line.take_while(|b| !matches!(b, b'\n' | b';' | b'\t'));
    let (mut digits, mut length_of_head) = (false, 0);
    head.for_each(|b| {
        digits |= b.is_ascii_digit();
        length_of_head += usize::from(*b != b' ');
    });
    let word =
        bytes[start.saturating_sub(4)..start].trim_ascii_end().last().is_some_and(u8::is_ascii_lowercase);
    // `wonende te 8500 Kortrijk, Doorniksewijk 12`: the place stands first
    let turned = length == 4 && is_turned(bytes, start, at);
    // `Postcode + gemeente: 3600 Genk`: behind a label, however long
    let labelled = bytes[..start].trim_ascii_end().last().is_some_and(|b| matches!(b, b':' | b'='));
    let small = next.is_ascii_lowercase() && word && !(length == 5 && digits);
    if length_of_head > 12 && !digits && length == 4 && !(turned || labelled) || small {
        return None;
    }
    let (from, prefix) = prefix(bytes, start)?;
    let code = Code { span: from..end, form, value: text[start..end].to_owned(), prefix };
    match prefix {
        Some(country) if !code.countries().contains(&country) => None,
        _ => Some(code),
    }
}

/// Behind `te`, `à`, `in`, and before a name with a capital, a comma and a number on the same line.
fn is_turned(bytes: &[u8], start: usize, name: usize) -> bool {
    let head = &bytes[..start];
    let led =
        [" te ", " \u{e0} ", " in ", " zu ", " at ", " a "].iter().any(|w| head.ends_with(w.as_bytes()));
    let tail = bytes[name..].iter().take(80).take_while(|b| **b != b'\n');
    led && bytes[name].is_ascii_uppercase()
        && tail.clone().position(|b| *b == b',').is_some_and(|n| tail.skip(n).any(u8::is_ascii_digit))
}

/// Where a code begins, and the country that a prefix names; nothing where what stands before lets it be no code.
fn prefix(bytes: &[u8], start: usize) -> Option<(usize, Option<[u8; 2]>)> {
    let Some(&before) = start.checked_sub(1).and_then(|n| bytes.get(n)) else { return Some((start, None)) };
    let country = |end: usize| {
        let length = bytes[..end].iter().rev().take(4).take_while(|b| b.is_ascii_alphabetic()).count();
        let from = end - length;
        let free = from == 0 || !is_alnum(bytes[from - 1]) && !matches!(bytes[from - 1], b'-' | b'.' | b'_');
        let code = match &bytes[from..end] {
            b"B" => *b"BE",
            b"D" => *b"DE",
            b"F" => *b"FR",
            b"A" => *b"AT",
            b"L" => *b"LU",
            b"E" => *b"ES",
            b"I" => *b"IT",
            [a, b] => [a.to_ascii_uppercase(), b.to_ascii_uppercase()],
            _ => return None,
        };
        (free && COUNTRIES.contains(&code)).then_some((from, code))
    };
    match before {
        b'-' => {
            let (from, code) = match country(start - 1) {
                Some(found) => found,
                None if start >= 3 && bytes[start - 2] == b' ' => country(start - 2)?,
                None => return None,
            };
            Some((from, Some(code)))
        }
        b' ' => match country(start - 1) {
            // `NL 1234 AB`; a single letter may be an addition, and `De` a word
            Some((from, code))
                if start - 1 - from == 2 && bytes[from..start - 1].iter().all(u8::is_ascii_uppercase) =>
            {
                let line = from == 0 || !matches!(bytes[from - 1], b' ');
                let listed = from > 1 && matches!(bytes[from - 2], b',' | b'|' | b';' | b'-');
                Some(if line || listed { (from, Some(code)) } else { (start, None) })
            }
            _ => Some((start, None)),
        },
        // `Postcode=1234`
        b'=' => bytes[..start - 1].last().is_some_and(u8::is_ascii_alphabetic).then_some((start, None)),
        // `postcode........1234 AB`
        b'.' => bytes[..start - 1].ends_with(b"..").then_some((start, None)),
        b'\n' | b'\t' | b'\r' | b',' | b';' | b'|' | b'(' | b'>' | b'"' | b'*' | b':' | b'n' | 0x80.. => {
            let escaped = before != b'n' || start > 1 && bytes[start - 2] == b'\\';
            escaped.then_some((start, None))
        }
        _ => None,
    }
}

fn american(text: &str, start: usize, vocabulary: &Vocabulary) -> Option<Code> {
    let bytes = text.as_bytes();
    let mut end = start + 5;
    if bytes.get(end) == Some(&b'-') {
        let four = bytes[end + 1..].iter().take(5).take_while(|b| b.is_ascii_digit()).count();
        if four != 4 {
            return None;
        }
        end += 5;
    }
    if bytes.get(end).is_some_and(|b| is_alnum(*b)) {
        return None;
    }
    let mut floor = start.saturating_sub(24);
    while !text.is_char_boundary(floor) {
        floor += 1;
    }
    let before =
        text[floor..start].trim_end_matches([' ', '\u{a0}', ',', '\r', '\n', '\\', '\t', '|', ';', '"']);
    if before.len() + floor == start || start - floor - before.len() > 4 {
        return None;
    }
    // `TX`, `Texas`, `New York`
    let mut from = before.len();
    for _ in 0..2 {
        from = before[..from]
            .trim_end_matches(' ')
            .rfind([' ', ',', '\n', '\t', '|', '>', ';', '"'])
            .map_or(0, |n| n + 1);
        let name = before[from..].trim();
        let code = name.trim_end_matches('.');
        let written = code.len() > 2 || code.bytes().all(|b| b.is_ascii_uppercase());
        if written && vocabulary.is_state(code) && (from > 0 || floor == 0) {
            let gap = before[from..].len() - before[from..].trim_start().len();
            return Some(Code {
                span: floor + from + gap..end,
                form: Form::American,
                value: text[start..end].to_owned(),
                prefix: None,
            });
        }
        if from == 0 {
            break;
        }
        from -= 1;
    }
    None
}

fn british(text: &str, start: usize) -> Option<Code> {
    /// Postcode areas of Royal Mail.
    const AREAS: &str = "AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE";
    let bytes = text.as_bytes();
    let inward = |b: u8| b.is_ascii_uppercase() && !matches!(b, b'C' | b'I' | b'K' | b'M' | b'O' | b'V');
    let good = bytes.get(start + 1).is_some_and(|b| inward(*b))
        && bytes.get(start + 2).is_some_and(|b| inward(*b))
        && !bytes.get(start + 3).is_some_and(|b| is_alnum(*b) || *b == b'_');
    if !good {
        return None;
    }
    let mut end = start;
    while end > 0 && start - end < 3 && matches!(bytes[end - 1], b' ' | 0xa0 | 0xc2) {
        end -= 1;
    }
    let length = bytes[..end].iter().rev().take(5).take_while(|b| is_alnum(**b)).count();
    let outward = &bytes[end - length..end];
    let area = outward.iter().take_while(|b| b.is_ascii_uppercase()).count();
    let district = &outward[area..];
    let shape = (1..=2).contains(&area)
        && matches!(district, [b'0'..=b'9'] | [b'0'..=b'9', b'0'..=b'9' | b'A'..=b'Z'])
        && end - length <= end;
    if !shape {
        return None;
    }
    let from = end - length;
    if from > 0 && matches!(bytes[from - 1], b'-' | b'_' | b'/' | b'.' | b'#' | b'=') {
        return None;
    }
    let area = text.get(from..from + area)?;
    if !AREAS.split(' ').any(|a| a == area) {
        return None;
    }
    let value = format!("{} {}", text.get(from..end)?, text.get(start..start + 3)?);
    Some(Code { span: from..start + 3, form: Form::British, value, prefix: None })
}

/// An Eircode: a routing key, and four letters and digits that tell the house.
fn irish(text: &str, start: usize, length: usize) -> Option<Code> {
    /// Letters and digits that Eircodes are made of, but for those of routing keys.
    const INSIDE: &[u8] = b"0123456789ACDEFHKNPRTVWXY";
    /// Routing keys (Eircode Address Database, appendix of routing keys).
    const KEYS: &str = "A41 A42 A45 A63 A67 A75 A81 A82 A83 A84 A85 A86 A91 A92 A94 A96 A98 C15 D01 D02 D03 D04 D05 D06 D07 D08 D09 D10 D11 D12 D13 D14 D15 D16 D17 D18 D20 D22 D24 D6W E21 E25 E32 E34 E41 E45 E53 E91 F12 F23 F26 F28 F31 F35 F42 F45 F52 F56 F91 F92 F93 F94 H12 H14 H16 H18 H23 H53 H54 H62 H65 H71 H91 K32 K34 K36 K45 K56 K67 K78 N37 N39 N41 N91 P12 P14 P17 P24 P25 P31 P32 P36 P43 P47 P51 P56 P61 P67 P72 P75 P81 P85 R14 R21 R32 R35 R42 R45 R51 R56 R93 R95 T12 T23 T34 T45 T56 V14 V15 V23 V31 V35 V42 V92 V93 V94 V95 W12 W23 W34 W91 X35 X42 X91 Y14 Y21 Y25 Y34 Y35";
    let bytes = text.as_bytes();
    let from = start.checked_sub(1).filter(|n| bytes[*n].is_ascii_uppercase())?;
    let end = start + 2;
    let key = text.get(from..end)?;
    let tail = end + gap(bytes, end);
    let house = bytes.get(tail..tail + 4)?;
    let mixed = house.iter().any(u8::is_ascii_digit) && house.iter().any(u8::is_ascii_uppercase);
    let free =
        from == 0 || matches!(bytes[from - 1], b' ' | b'\n' | b'\t' | b',' | b';' | b'|' | b'"' | 0x80..);
    let good = free
        && (1..=2).contains(&(tail - end))
        && (length == 2 || bytes[start + 1] == b'W')
        && mixed
        && house.iter().all(|b| INSIDE.contains(b))
        && !bytes.get(tail + 4).is_some_and(|b| is_alnum(*b) || *b == b'_')
        && KEYS.split(' ').any(|k| k == key);
    if !good {
        return None;
    }
    let value = format!("{key} {}", text.get(tail..tail + 4)?);
    Some(Code { span: from..tail + 4, form: Form::Irish, value, prefix: None })
}
