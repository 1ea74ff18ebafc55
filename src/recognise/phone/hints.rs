//! Which country the text around a number speaks of.
//!
//! In: a text. Out: places that name a country (`+49 …`, `…@firma.example.de`, `www.`, `F-75001`, `Deutschland`), and which of them are near a
//! number. Collected only when a number was met, once per region.

use std::ops::Range;
use std::sync::LazyLock;

use memchr::{memchr, memchr2_iter, memrchr};

use super::cluster::digit_at;
use super::digits::Candidates;
use super::layout::speak_alike;
use crate::recognise::domain::country_of_domain;
use crate::recognise::literals::Literals;
use crate::recognise::place::place;

/// Hints further from a number than this say nothing of it. Bytes.
const REACH: usize = 600;
/// Hints that are kept before those out of reach are let go.
const KEPT: usize = 1024;

/// Places that name a country, in ascending order, as far as they were asked for.
#[derive(Debug)]
pub(super) struct Hints<'t> {
    text: &'t str,
    /// Where, which country, and how it is named.
    list: Vec<(usize, [u8; 2], Sort)>,
    /// Where the next look begins: numbers come in ascending order, and no stretch is looked at twice.
    next: usize,
}

/// How a country is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Sort {
    /// By its name, a host, a code.
    Named,
    /// By its calling code before another number: `+49 …`.
    Dialled,
    /// It is but the language that points there.
    Spoken,
}

/// How strongly the surroundings speak for some countries.
pub(super) type Weights = [([u8; 2], i32); 4];

impl<'t> Hints<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Hints { text, list: Vec::new(), next: 0 }
    }

    /// Collects what stands within reach of `span`. Spans come in ascending order.
    fn collect(&mut self, span: &Range<usize>) {
        let bytes = self.text.as_bytes();
        let low = span.start.saturating_sub(REACH);
        let (from, to) = (self.next.max(low), bytes.len().min(span.end + REACH + 1));
        if from >= to {
            return;
        }
        if self.list.len() >= KEPT {
            self.list.drain(..self.list.partition_point(|(at, ..)| *at < low));
        }
        self.next = to;
        let list = &mut self.list;
        let first = list.len();
        for at in memchr2_iter(b'@', b'+', &bytes[from..to]).map(|n| from + n) {
            let (country, sort) = if bytes[at] == b'@' {
                (country_of_host(self.text, at + 1), Sort::Named)
            } else {
                (country_of_prefix(bytes, at + 1), Sort::Dialled)
            };
            list.extend(country.map(|c| (at, c, sort)));
        }
        // a name may begin within reach and end beyond
        let beyond = bytes.len().min(to + LONGEST_NAME);
        let mut name = |n: usize, start: usize, end: usize| {
            let (start, end) = (from + start, from + end);
            let (name, country) = MARKS[n];
            if start >= to {
                return;
            }
            let Some(country) = country else {
                list.extend(country_of_host(self.text, end).map(|c| (start, c, Sort::Named)));
                return;
            };
            let alone = start == 0 || !bytes[start - 1].is_ascii_alphanumeric();
            let whole = name.ends_with([' ', ')']) || !bytes.get(end).is_some_and(u8::is_ascii_lowercase);
            if alone && whole {
                let sort = if SPOKEN.contains(&name) { Sort::Spoken } else { Sort::Named };
                list.push((start, *country, sort));
            }
        };
        for (names, first) in NAMES.iter().zip([0, AT_ONCE]) {
            names.each(&bytes[from..beyond], |n, start, end| name(first + n, start, end));
        }
        let mut candidates = Candidates::new(&bytes[..to]);
        let is_digit = |at: &usize| bytes[*at].is_ascii_digit();
        // not in the middle of a run of digits
        let mut pos = from;
        while pos > 0 && is_digit(&(pos - 1)) && pos < to {
            pos += 1;
        }
        while let Some(at) = candidates.next(pos) {
            let named = country_of_code(bytes, at).or_else(|| country_of_place(self.text, at));
            list.extend(named.map(|c| (at, c, Sort::Named)));
            pos = at + 1;
            while pos < to && is_digit(&pos) {
                pos += 1;
            }
        }
        list[first..].sort_unstable();
    }

    /// The countries that are named near `span`, the nearest first: strongest inside its paragraph. At most four. Words of a
    /// language that is spoken at the writer's `home` too speak for that.
    pub(super) fn near(&mut self, span: &Range<usize>, home: Option<[u8; 2]>) -> Weights {
        self.collect(span);
        let mut weights: Weights = [([0, 0], 0); 4];
        let mut add = |country: [u8; 2], weight: i32| {
            for slot in &mut weights {
                if slot.0 == country {
                    slot.1 = slot.1.max(weight);
                    return;
                }
                if slot.0 == [0, 0] {
                    *slot = (country, weight);
                    return;
                }
            }
        };
        let middle = self.list.partition_point(|(at, ..)| *at < span.start);
        let surroundings = Surroundings::of(self.text.as_bytes(), span);
        let (mut back, mut ahead) = (middle, middle);
        let of = |country: [u8; 2], sort: Sort| match home {
            Some(home) if sort == Sort::Spoken && speak_alike(home, country) => home,
            _ => country,
        };
        let most = |country: [u8; 2], sort: Sort| match sort {
            Sort::Named => SAME_LINE,
            Sort::Spoken => SPOKEN_MOST,
            // who writes a calling code before one number leaves it out of those of his own country
            Sort::Dialled if home.is_some_and(|home| home != country) => DIALLED_MOST,
            Sort::Dialled => SAME_LINE,
        };
        for _ in 0..5 {
            if let Some(n) = back.checked_sub(1) {
                let (at, country, sort) = self.list[n];
                if span.start - at <= REACH {
                    let weight = surroundings.weight(at, span.start - at);
                    add(of(country, sort), weight.min(most(country, sort)));
                    back = n;
                }
            }
            if let Some(&(at, country, sort)) = self.list.get(ahead) {
                if at <= span.end {
                    ahead += 1;
                } else if at - span.end <= REACH {
                    let weight = surroundings.weight(at, at - span.end);
                    add(of(country, sort), weight.min(most(country, sort)));
                    ahead += 1;
                }
            }
        }
        // In a list, what stands on the line itself outdoes the lines around it.
        if weights.iter().any(|w| w.1 == SAME_LINE) {
            for slot in &mut weights {
                if slot.1 < SAME_LINE {
                    slot.1 = slot.1.min(8);
                }
            }
        }
        weights
    }
}

/// The weight of a country that is named on the same line.
pub(super) const SAME_LINE: i32 = 24;
/// The most that a word of its language weighs for a country: others speak it too.
const SPOKEN_MOST: i32 = 14;

/// The most that a calling code before another number weighs for a country that the writer is not at home in.
const DIALLED_MOST: i32 = 8;

/// Where the line and the paragraph around a number begin and end, as far as hints reach.
struct Surroundings {
    line: Range<usize>,
    paragraph: Range<usize>,
}

impl Surroundings {
    fn of(bytes: &[u8], span: &Range<usize>) -> Self {
        let floor = span.start.saturating_sub(REACH);
        let ceiling = bytes.len().min(span.end + REACH);
        let line_start = memrchr(b'\n', &bytes[floor..span.start]).map_or(floor, |n| floor + n + 1);
        let line_end = memchr(b'\n', &bytes[span.end..ceiling]).map_or(ceiling, |n| span.end + n);
        let (mut start, mut end) = (line_start, line_end);
        while start > floor {
            let above = memrchr(b'\n', &bytes[floor..start - 1]).map_or(floor, |n| floor + n + 1);
            if is_blank(&bytes[above..start]) {
                break;
            }
            start = above;
        }
        while end < ceiling {
            let below = memchr(b'\n', &bytes[end + 1..ceiling]).map_or(ceiling, |n| end + 1 + n);
            if is_blank(&bytes[end..below]) {
                break;
            }
            end = below;
        }
        Surroundings { line: line_start..line_end, paragraph: start..end }
    }

    fn weight(&self, at: usize, distance: usize) -> i32 {
        match (self.paragraph.contains(&at), distance) {
            (true, ..250) if self.line.contains(&at) => SAME_LINE,
            (true, ..250) => 20,
            (true, _) => 10,
            (false, ..200) => 12,
            (false, _) => 5,
        }
    }
}

/// Nothing but white space and quote marks.
fn is_blank(line: &[u8]) -> bool {
    line.iter().all(|b| matches!(b, b' ' | b'\r' | b'\n' | b'\t' | b'>'))
}

/// Names and marks that stand for a country, as they are written in addresses, labels and footers; behind one of them
/// (`None`) a host name tells.
const MARKS: [(&str, Option<&[u8; 2]>); 73] = [
    ("www.", None),
    ("Nederland", Some(b"NL")),
    ("Netherlands", Some(b"NL")),
    ("The Netherlands", Some(b"NL")),
    ("Niederlande", Some(b"NL")),
    ("K.v.K.", Some(b"NL")),
    ("KvK", Some(b"NL")),
    ("België", Some(b"BE")),
    ("Belgique", Some(b"BE")),
    ("Belgium", Some(b"BE")),
    ("RPR ", Some(b"BE")),
    ("Ondernemingsnummer", Some(b"BE")),
    ("Deutschland", Some(b"DE")),
    ("Germany", Some(b"DE")),
    ("Duitsland", Some(b"DE")),
    ("USt-Id", Some(b"DE")),
    ("GmbH", Some(b"DE")),
    ("France", Some(b"FR")),
    ("Frankrijk", Some(b"FR")),
    ("CEDEX", Some(b"FR")),
    ("SIRET", Some(b"FR")),
    ("SIREN", Some(b"FR")),
    ("RCS ", Some(b"FR")),
    ("United Kingdom", Some(b"GB")),
    ("England", Some(b"GB")),
    ("Scotland", Some(b"GB")),
    ("UK ", Some(b"GB")),
    ("UK)", Some(b"GB")),
    (" Ltd", Some(b"GB")),
    ("España", Some(b"ES")),
    ("Spain", Some(b"ES")),
    ("Italia", Some(b"IT")),
    ("Italy", Some(b"IT")),
    ("P. IVA", Some(b"IT")),
    ("P.IVA", Some(b"IT")),
    ("Österreich", Some(b"AT")),
    ("Austria", Some(b"AT")),
    ("Schweiz", Some(b"CH")),
    ("Switzerland", Some(b"CH")),
    ("Suisse", Some(b"CH")),
    ("Luxembourg", Some(b"LU")),
    ("Luxemburg", Some(b"LU")),
    ("Ireland", Some(b"IE")),
    ("VZW", Some(b"BE")),
    ("Courriel", Some(b"FR")),
    ("Tél", Some(b"FR")),
    ("tél", Some(b"FR")),
    ("rue ", Some(b"FR")),
    ("avenue ", Some(b"FR")),
    ("Straße", Some(b"DE")),
    ("straße", Some(b"DE")),
    ("Telefon:", Some(b"DE")),
    ("Via ", Some(b"IT")),
    ("Piazza ", Some(b"IT")),
    ("P.zza ", Some(b"IT")),
    ("p.zza ", Some(b"IT")),
    ("Viale ", Some(b"IT")),
    ("viale ", Some(b"IT")),
    ("Móvil", Some(b"ES")),
    ("Teléfono", Some(b"ES")),
    ("Calle ", Some(b"ES")),
    ("C/ ", Some(b"ES")),
    ("boulevard ", Some(b"FR")),
    ("SARL", Some(b"FR")),
    ("Cordialement", Some(b"FR")),
    ("Cdlt", Some(b"FR")),
    ("+ gemeente", Some(b"BE")),
    ("Mit freundlichen", Some(b"DE")),
    ("Viele Grüße", Some(b"DE")),
    ("Met vriendelijke", Some(b"NL")),
    ("Kind regards", Some(b"GB")),
    ("Cordiali saluti", Some(b"IT")),
    ("Atentamente", Some(b"ES")),
];

/// Those of the marks that are words of a language, or forms of firms that several countries have.
const SPOKEN: [&str; 28] = [
    "Atentamente",
    "C/ ",
    "Calle ",
    "Cdlt",
    "Cordialement",
    "Cordiali saluti",
    "Courriel",
    "GmbH",
    "Kind regards",
    "Met vriendelijke",
    "Mit freundlichen",
    "Móvil",
    "P.zza ",
    "Piazza ",
    "Straße",
    "Telefon:",
    "Teléfono",
    "Tél",
    "Via ",
    "Viale ",
    "Viele Grüße",
    "avenue ",
    "boulevard ",
    "p.zza ",
    "rue ",
    "straße",
    "tél",
    "viale ",
];

/// Bytes of the longest mark.
const LONGEST_NAME: usize = 18;

/// So many texts vector instructions search for at once, and no more. Marks of one part and of the other share a letter at most,
/// and a mark in the middle of a word is none.
const AT_ONCE: usize = 64;

static NAMES: LazyLock<[Literals; 2]> = LazyLock::new(|| {
    let (first, rest) = MARKS.split_at(AT_ONCE);
    [first, rest].map(|marks| Literals::new(marks.iter().map(|(name, _)| *name)))
});

/// The country that the top-level domain of the host name at byte `at` stands for.
fn country_of_host(text: &str, at: usize) -> Option<[u8; 2]> {
    let tail = &text.as_bytes()[at..];
    let length =
        tail.iter().take(80).take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-')).count();
    country_of_domain(text.get(at..at + length)?)
}

/// The country that digits at `at` belong to by the letters beside them: `NL91 …` (IBAN), `IT0912…` (VAT number),
/// `B2 4QA` (British postcode), `F-75001`, `1234 AB`.
fn country_of_code(bytes: &[u8], at: usize) -> Option<[u8; 2]> {
    const CODES: [&[u8; 2]; 10] = [b"NL", b"BE", b"DE", b"FR", b"GB", b"ES", b"IT", b"AT", b"CH", b"LU"];
    let digits = bytes[at..].iter().take(12).take_while(|b| b.is_ascii_digit()).count();
    let before = |n: usize| at.checked_sub(n).and_then(|i| bytes.get(i)).copied().unwrap_or(b' ');
    if is_american(bytes, at) {
        return Some(*b"US");
    }
    if is_irish(bytes, at, digits) {
        return Some(*b"IE");
    }
    if digits >= 2 {
        // `ATU12345678`
        if (before(1), before(2), before(3)) == (b'U', b'T', b'A') && !before(4).is_ascii_alphanumeric() {
            return Some(*b"AT");
        }
        if before(1).is_ascii_uppercase()
            && before(2).is_ascii_uppercase()
            && !before(3).is_ascii_alphanumeric()
        {
            let code = [before(2), before(1)];
            let known = CODES.iter().find(|c| ***c == code).map(|c| **c);
            return known.or_else(|| {
                // the IBAN of another country: `IE29 AIBK …`
                let at = at + 2 + usize::from(bytes.get(at + 2) == Some(&b' '));
                let bank = bytes.get(at..at + 4)?.iter().all(u8::is_ascii_uppercase);
                (bank && digits == 2 && &code == b"IE").then_some(code)
            });
        }
        if before(1) == b'-'
            && (4..=5).contains(&digits)
            && before(2).is_ascii_uppercase()
            && before(3).is_ascii_uppercase()
            && !before(4).is_ascii_alphanumeric()
        {
            let code = [before(3), before(2)];
            return CODES.iter().find(|c| ***c == code).map(|c| **c);
        }
        if before(1) == b'-' && (4..=5).contains(&digits) {
            let code: &[u8; 2] = match (before(3).is_ascii_alphanumeric(), before(2)) {
                (false, b'D') => b"DE",
                (false, b'F') => b"FR",
                (false, b'B') => b"BE",
                (false, b'A') => b"AT",
                (false, b'L') => b"LU",
                (false, b'I') => b"IT",
                (false, b'E') => b"ES",
                _ => return None,
            };
            return Some(*code);
        }
        // `1234 AB`
        let at = at + 4 + usize::from(bytes.get(at + 4) == Some(&b' '));
        let dutch = digits == 4
            && !before(1).is_ascii_alphanumeric()
            && bytes.get(at..at + 2).is_some_and(|letters| letters.iter().all(u8::is_ascii_uppercase))
            && !bytes.get(at + 2).is_some_and(u8::is_ascii_alphanumeric);
        return dutch.then_some(*b"NL");
    }
    let postcode = before(1) == b' '
        && (before(2).is_ascii_digit() || before(3).is_ascii_digit() && before(2).is_ascii_uppercase())
        && (before(3).is_ascii_uppercase() || before(4).is_ascii_uppercase())
        && bytes.get(at + 1).is_some_and(u8::is_ascii_uppercase)
        && bytes.get(at + 2).is_some_and(u8::is_ascii_uppercase)
        && !bytes.get(at + 3).is_some_and(u8::is_ascii_alphanumeric);
    postcode.then_some(*b"GB")
}

/// `D02 NX53`: an Irish postcode whose second character stands at byte `at`.
fn is_irish(bytes: &[u8], at: usize, digits: usize) -> bool {
    let before = |n: usize| at.checked_sub(n).and_then(|i| bytes.get(i)).copied().unwrap_or(b' ');
    let house = bytes.get(at + 3..at + 7).unwrap_or_default();
    digits <= 2
        && b"ACDEFHKNPRTVWXY".contains(&before(1))
        && !before(2).is_ascii_alphanumeric()
        && (digits == 2 || bytes.get(at + 1) == Some(&b'W'))
        && bytes.get(at + 2) == Some(&b' ')
        && house.iter().any(u8::is_ascii_digit)
        && house.iter().any(u8::is_ascii_uppercase)
        && house.iter().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
        && house.len() == 4
        && !bytes.get(at + 7).is_some_and(u8::is_ascii_alphanumeric)
}

/// The country of a place that stands behind five or four digits, as `30122 Venezia`: the only one of those whose postcodes look so
/// that has a place of the name.
fn country_of_place(text: &str, at: usize) -> Option<[u8; 2]> {
    const FIVE: &[[u8; 2]] = &[*b"DE", *b"FR", *b"ES", *b"IT"];
    const FOUR: &[[u8; 2]] = &[*b"BE", *b"AT", *b"CH", *b"LU"];
    let bytes = text.as_bytes();
    let digits = bytes[at..].iter().take(6).take_while(|b| b.is_ascii_digit()).count();
    let free = at == 0 || matches!(bytes[at - 1], b' ' | b'\n' | b'\t' | b',' | b'(' | b'|' | b';');
    let [b' ', ..] = bytes.get(at + digits..)? else { return None };
    // `2014 Gent`: a year
    let year = matches!(bytes.get(at..at + 2), Some(b"19" | b"20"));
    let countries = match digits {
        5 => FIVE,
        4 if !year => FOUR,
        _ => return None,
    };
    if !free {
        return None;
    }
    let rest = &text[at + digits + 1..];
    if !rest.starts_with(char::is_uppercase) {
        return None;
    }
    let name = |c: char| c.is_alphabetic() || matches!(c, '-' | '\'' | '’');
    let end = rest.char_indices().take(40).find(|(_, c)| !name(*c)).map_or(rest.len().min(40), |(n, _)| n);
    let known = place(rest.get(..end)?)?;
    let mut there = countries.iter().filter(|c| known.is_in(**c));
    let only = there.next()?;
    (there.next().is_none() && known.size() >= 2 && !(digits == 4 && known.is_in(*b"NL"))).then_some(*only)
}

/// `(312) 555-0123`, `312-555-0123`, `GA 30071` at byte `at`: North Americans write so.
fn is_american(bytes: &[u8], at: usize) -> bool {
    let digits =
        |from: usize, n: usize| bytes.get(from..from + n).is_some_and(|d| d.iter().all(u8::is_ascii_digit));
    let before = |n: usize| at.checked_sub(n).and_then(|i| bytes.get(i)).copied().unwrap_or(b' ');
    if digits(at, 5) {
        // `, GA 30071`
        return before(1) == b' '
            && before(4) == b' '
            && before(5) == b','
            && !digits(at, 6)
            && STATES.contains(&[before(3), before(2)]);
    }
    let rest = match (before(1), bytes.get(at + 3)) {
        (b'(', Some(b')')) => at + 4 + usize::from(bytes.get(at + 4) == Some(&b' ')),
        (b' ' | b'\t' | b'\n', Some(b'-')) => at + 4,
        _ => return false,
    };
    digits(at, 3)
        && matches!(bytes[at], b'2'..=b'9')
        && digits(rest, 3)
        && bytes.get(rest + 3) == Some(&b'-')
        && digits(rest + 4, 4)
        && !digits(rest + 8, 1)
}

/// The states of the United States, as their post office abbreviates them (Publication 28).
const STATES: [[u8; 2]; 51] = [
    *b"AL", *b"AK", *b"AZ", *b"AR", *b"CA", *b"CO", *b"CT", *b"DE", *b"DC", *b"FL", *b"GA", *b"HI", *b"ID",
    *b"IL", *b"IN", *b"IA", *b"KS", *b"KY", *b"LA", *b"ME", *b"MD", *b"MA", *b"MI", *b"MN", *b"MS", *b"MO",
    *b"MT", *b"NE", *b"NV", *b"NH", *b"NJ", *b"NM", *b"NY", *b"NC", *b"ND", *b"OH", *b"OK", *b"OR", *b"PA",
    *b"RI", *b"SC", *b"SD", *b"TN", *b"TX", *b"UT", *b"VT", *b"VA", *b"WA", *b"WV", *b"WI", *b"WY",
];

/// The country of a calling code (ITU-T E.164) whose digits begin at `pos`; the main one where several share it.
fn country_of_prefix(bytes: &[u8], pos: usize) -> Option<[u8; 2]> {
    let pos = pos + usize::from(bytes.get(pos) == Some(&b' '));
    let (a, _) = digit_at(bytes, pos)?;
    let (b, _) = digit_at(bytes, pos + 1).unwrap_or((b'x', 0));
    let code = match (a, b) {
        (b'1', _) => b"US",
        (b'3', b'0') => b"GR",
        (b'3', b'1') => b"NL",
        (b'3', b'2') => b"BE",
        (b'3', b'3') => b"FR",
        (b'3', b'4') => b"ES",
        (b'3', b'6') => b"HU",
        (b'3', b'9') => b"IT",
        (b'4', b'0') => b"RO",
        (b'4', b'1') => b"CH",
        (b'4', b'3') => b"AT",
        (b'4', b'4') => b"GB",
        (b'4', b'5') => b"DK",
        (b'4', b'6') => b"SE",
        (b'4', b'7') => b"NO",
        (b'4', b'8') => b"PL",
        (b'4', b'9') => b"DE",
        (b'6', b'1') => b"AU",
        (b'9', b'0') => b"TR",
        (b'3', b'5') => match bytes.get(pos + 2)? {
            b'1' => b"PT",
            b'2' => b"LU",
            b'3' => b"IE",
            b'8' => b"FI",
            _ => return None,
        },
        (b'4', b'2') => match bytes.get(pos + 2)? {
            b'0' => b"CZ",
            b'1' => b"SK",
            _ => return None,
        },
        _ => return None,
    };
    Some(*code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_paragraph_speaks_loudest() {
        let text = "anna@firma.de\n\n\nJan Klant\n06-12345678\njan@klant.nl www.klant.be +33 1 23 45 67 89";
        let at = text.find("06").unwrap();
        let near = Hints::new(text).near(&(at..at + 11), None);
        assert_eq!(near[..4], [(*b"DE", 12), (*b"NL", 20), (*b"BE", 20), (*b"FR", 20)]);
    }

    #[test]
    fn codes_with_letters() {
        let of = |s: &str| country_of_code(s.as_bytes(), s.find(|c: char| c.is_ascii_digit()).unwrap());
        assert_eq!(of("IT09127720879"), Some(*b"IT"));
        assert_eq!(of("XNL91"), None);
        assert_eq!(of("D-10115 Berlin"), Some(*b"DE"));
        assert_eq!(of("Dorp 1234 AB, "), Some(*b"NL"));
        assert_eq!(of("1234 EUR"), None);
        assert_eq!(country_of_code(b"B2 4QA", 3), Some(*b"GB"));
        assert_eq!(country_of_code(b"SW1A 1AA", 5), Some(*b"GB"));
        assert_eq!(country_of_code(b"nr 2 4QA", 5), None);
    }

    #[test]
    fn places_behind_their_postcodes() {
        assert_eq!(country_of_place("30122 Venezia", 0), Some(*b"IT"));
        assert_eq!(country_of_place("30122 stuks", 0), None);
        assert_eq!(country_of_place("301222 Venezia", 0), None);
    }

    #[test]
    fn calling_codes() {
        let of = |s: &str| country_of_prefix(s.as_bytes(), 0);
        assert_eq!(of("31 6"), Some(*b"NL"));
        assert_eq!(of(" 49"), Some(*b"DE"));
        assert_eq!(of("352"), Some(*b"LU"));
        assert_eq!(of("1"), Some(*b"US"));
        assert_eq!(of(""), None);
    }
}
