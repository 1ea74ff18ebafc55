//! House numbers with what belongs to them: `12a`, `12-2`, `12 II`, `12 bis`, `12hs`, `12 bus 3`.
//!
//! In: text that begins with the digits of a number. Out: where it ends, and a form in which each way to write the same dwelling is the same
//! and another dwelling is another: `12-2` is neither `122` nor `12`. It refuses to know what stands around it.

use super::fold::folded;

/// Letters of an addition that is bound to the digits.
const BOUND: usize = 4;

/// Additions of one number.
const ADDITIONS: usize = 3;

/// Digits of the longest house number.
const DIGITS: usize = 6;

/// A number at the start of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct House {
    /// Bytes that it takes.
    pub(super) length: usize,
    /// Digits; letters behind them; a number behind them, after a hyphen.
    pub(super) value: String,
}

/// The number with which a text begins, with all that belongs to it.
pub(super) fn read(text: &str) -> Option<House> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if !(1..=DIGITS).contains(&digits) {
        return None;
    }
    let mut house = House { length: digits, value: text[..digits].to_owned() };
    for _ in 0..ADDITIONS {
        let Some((length, piece)) = addition(&text[house.length..], &house.value) else { break };
        house.length += length;
        if piece.starts_with(|c: char| c.is_ascii_digit()) {
            house.value.push('-');
        }
        house.value.push_str(&piece);
    }
    let rest = &text[house.length..];
    let mut after = rest.chars();
    match (after.next(), after.next()) {
        (Some(c), _) if c.is_alphanumeric() || matches!(c, '%' | '€' | '@') => None,
        // `12.50`, `12:30`; `12,1234 AB` is an address
        (Some('.' | ':'), Some(c)) if c.is_ascii_digit() => None,
        (Some(','), Some(c)) if c.is_ascii_digit() && !is_dutch(&rest[1..]) => None,
        // `12-05-2014`
        (Some('-' | '/' | '.'), Some(c)) if c.is_ascii_digit() && is_year(&rest[1..]) => None,
        _ => Some(house),
    }
}

/// The form of a number that is all of a text; what is none is no more than its letters and digits.
pub(super) fn normal(text: &str) -> String {
    whole(text).unwrap_or_else(|| folded(text))
}

/// The form of a number that is all of a text, the columns of a table as well.
pub(super) fn whole(text: &str) -> Option<String> {
    let cells: Vec<&str> = text.split(['|', '\t', ' ', '\u{a0}']).filter(|cell| !cell.is_empty()).collect();
    let joined = cells.join(" ");
    read(&joined).filter(|house| house.length == joined.len()).map(|house| house.value)
}

/// Two forms are of one dwelling: `12a` and `12`, of which one leaves the addition out.
pub(super) fn same(one: &str, other: &str) -> bool {
    let (a, b) = (digits(one), digits(other));
    !a.is_empty() && a == b && (one == other || a == one || b == other)
}

/// The digits with which a form begins.
pub(super) fn digits(number: &str) -> &str {
    &number[..number.bytes().take_while(u8::is_ascii_digit).count()]
}

/// Four digits and two letters.
pub(super) fn is_dutch(text: &str) -> bool {
    let bytes = text.as_bytes();
    let letters = if bytes.get(4) == Some(&b' ') { 5 } else { 4 };
    bytes.len() >= letters + 2
        && bytes[..4].iter().all(u8::is_ascii_digit)
        && bytes[letters..letters + 2].iter().all(u8::is_ascii_alphabetic)
        && !bytes.get(letters + 2).is_some_and(u8::is_ascii_alphabetic)
}

fn is_year(text: &str) -> bool {
    text.bytes().take_while(u8::is_ascii_digit).count() == 4 && !is_dutch(text)
}

/// Nothing more belongs to an address line here, or its postcode does.
pub(super) fn ends(text: &str) -> bool {
    let rest = text.trim_start_matches([' ', '\u{a0}']);
    rest.is_empty()
        || is_dutch(rest)
        || rest.starts_with(|c: char| {
            matches!(c, ',' | ';' | '|' | '\n' | '\r' | '\t' | ')' | '.' | ':' | '•' | '·' | '(' | '"' | '<')
        })
        || (rest.starts_with(['-', '–', '—', '/']) && rest.len() < text.len())
}

/// What belongs to a number, at the start of what stands behind it: bytes, and its form.
fn addition(behind: &str, before: &str) -> Option<(usize, String)> {
    let first = behind.chars().next()?;
    if first.is_alphabetic() {
        let word = letters(behind);
        let storey = before.contains('-') || before.ends_with(|c: char| c.is_ascii_digit());
        if storey && folded(word) == "hoog" {
            return Some((word.len(), String::new()));
        }
        return (word.chars().count() <= BOUND).then(|| (word.len(), form(word)));
    }
    if first.is_ascii_digit() {
        let count = behind.bytes().take_while(u8::is_ascii_digit).count();
        return (count <= 3).then(|| (count, behind[..count].to_owned()));
    }
    let spaces = |text: &str| text.len() - text.trim_start_matches([' ', '\u{a0}']).len();
    let gap = spaces(behind);
    let sign = behind[gap..].chars().next()?;
    if matches!(sign, '-' | '/' | '–' | '\u{2010}' | '\u{2011}' | '+') {
        let tail_at = gap + sign.len_utf8();
        let tight = gap == 0;
        let tail_at = tail_at + spaces(&behind[tail_at..]);
        if tight != (tail_at == gap + sign.len_utf8()) || gap > 1 {
            return None;
        }
        let tail = &behind[tail_at..];
        let count = tail.bytes().take_while(u8::is_ascii_digit).count();
        if count > 0 {
            let rest = &tail[count..];
            let own = count <= 3 && (tight || ends(rest) || rest.starts_with(char::is_alphabetic))
                || count == 4 && tight && ends(rest) && !before.contains('-');
            return (own && !is_dutch(tail)).then(|| (tail_at + count, tail[..count].to_owned()));
        }
        let word = letters(tail);
        if before.contains('-') && folded(word) == "hoog" {
            return Some((tail_at + word.len(), String::new()));
        }
        let bound = word.chars().count() <= 2 || is_known(word) || is_late(word);
        let own = !word.is_empty() && if tight { bound } else { is_known(word) || word.chars().count() == 1 };
        return own.then(|| (tail_at + word.len(), form(word)));
    }
    // behind a space; behind a comma only what says that it is part of a building
    let comma = behind.starts_with(", ");
    let gap = if comma { 2 } else { gap };
    if !(1..=2).contains(&gap) {
        return None;
    }
    let tail = &behind[gap..];
    if let Some((length, piece)) = unit(tail) {
        return Some((gap + length, piece));
    }
    if comma {
        return None;
    }
    let count = tail.bytes().take_while(u8::is_ascii_digit).count();
    if count > 0 {
        let rest = &tail[count..];
        let hoog = ["hoog", " hoog", "-hoog"].iter().any(|h| starts_folded(rest, h));
        return (count <= 2 && (ends(rest) || hoog)).then(|| (gap + count, tail[..count].to_owned()));
    }
    let word = letters(tail);
    if before.contains('-') && folded(word) == "hoog" {
        return Some((gap + word.len(), String::new()));
    }
    // `12 's-Gravenhage`, `12 d'Artagnan` are none
    let single = word.len() == 1 && !tail[1..].starts_with(['\'', '’', '/', '&']) && !is_initial(tail);
    let own = !word.is_empty() && (single || is_known(word) || is_late(word) && ends(&tail[word.len()..]));
    own.then(|| (gap + word.len(), form(word)))
}

fn starts_folded(text: &str, with: &str) -> bool {
    text.get(..with.len()).is_some_and(|head| head.eq_ignore_ascii_case(with))
}

/// `A. Jansen`: the letter of a name, and not of a house.
fn is_initial(text: &str) -> bool {
    let mut chars = text.chars();
    let capital = chars.next().is_some_and(char::is_uppercase) && chars.next() == Some('.');
    capital && chars.find(|c| *c != ' ').is_some_and(char::is_uppercase)
}

/// The letters with which a text begins.
fn letters(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
    &text[..end]
}

/// Stands behind a house number and is no other word.
fn is_known(word: &str) -> bool {
    matches!(folded(word).as_str(), "bis" | "hs" | "ii" | "iii" | "iv" | "rd" | "zw" | "quater" | "bg" | "i")
}

/// Stands behind a house number, and is a word too.
fn is_late(word: &str) -> bool {
    matches!(
        folded(word).as_str(),
        "huis"
            | "ter"
            | "rood"
            | "zwart"
            | "boven"
            | "bov"
            | "beneden"
            | "ben"
            | "links"
            | "rechts"
            | "achter"
            | "voor"
            | "hoog"
            | "laag"
            | "onder"
            | "eg"
            | "dg"
            | "og"
            | "hh"
            | "vh"
    )
}

/// The form of the letters of an addition; storeys are numbers.
fn form(word: &str) -> String {
    let own = folded(word);
    let same = match own.as_str() {
        "i" => "1",
        "ii" => "2",
        "iii" => "3",
        "iv" => "4",
        "huis" => "hs",
        "rood" => "rd",
        "zwart" => "zw",
        "boven" => "bov",
        "beneden" => "ben",
        _ => return own,
    };
    same.to_owned()
}

/// `bus 3`, `bte 3`, `apt. 4B`: the name does not count.
fn unit(text: &str) -> Option<(usize, String)> {
    let word = letters(text);
    if !matches!(
        folded(word).as_str(),
        "bus" | "bte" | "boite" | "box" | "apt" | "app" | "appt" | "top" | "etage"
    ) {
        return None;
    }
    let rest = &text[word.len()..];
    let gap = rest.len() - rest.trim_start_matches(['.', ' ', ':', '\u{a0}']).len();
    let value = &rest[gap..];
    let length = value.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(value.len());
    let own = gap > 0 && (1..=4).contains(&length) && value.starts_with(|c: char| c.is_ascii_digit());
    own.then(|| (word.len() + gap + length, folded(&value[..length])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_dwelling_has_one_form_however_it_is_written() {
        for (form, all) in [
            (
                "12",
                &[
                    "12",
                    "12 in",
                    "12 Amsterdam",
                    "12, 2 hoog",
                    "12 's-Gravenhage",
                    "12 - 1234 AB",
                    "12-1234AB",
                    "12 1012 AB",
                    "12 t/m 14",
                ][..],
            ),
            ("12a", &["12a", "12A", "12 a", "12-a", "12/A", "12 - A", "12 a, 1234 AB"]),
            (
                "12-2",
                &[
                    "12-2",
                    "12/2",
                    "12 II",
                    "12-II",
                    "12II",
                    "12 2",
                    "12 2, Amsterdam",
                    "12 - 2",
                    "12-2hoog",
                    "12 2-hoog",
                    "12 bus 2",
                    "12, bus 2",
                    "12–2",
                    "12-2 hoog",
                    "12 2 1012 AB",
                ],
            ),
            ("12-1", &["12-1", "12-I", "12 I", "12 1"]),
            ("12hs", &["12hs", "12-hs", "12 hs", "12 HS", "12-huis", "12 huis"]),
            ("12bis", &["12bis", "12 bis", "12-bis", "12/bis", "12 BIS"]),
            ("12a-2", &["12a2", "12-a-2", "12 a 2", "12a/2"]),
            ("12-2a", &["12-2a", "12/2a"]),
            ("1-22", &["1-22", "1/22", "1 22"]),
            ("12-14", &["12-14", "12 - 14"]),
            ("122", &["122", "122, 1"]),
        ] {
            for text in all {
                assert_eq!(read(text).map(|h| h.value).as_deref(), Some(form), "{text}");
            }
        }
        for text in [
            "",
            "a12",
            "12:30",
            "12.50",
            "12,50",
            "12%",
            "12-05-2014",
            "12/5/2014",
            "1234567",
            "12abcde",
            "12@",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(whole("12 | a").as_deref(), Some("12a"));
        assert_eq!(whole("12 maart"), None);
        assert_eq!(normal("ongenummerd"), "ongenummerd");
    }

    #[test]
    fn another_addition_is_another_dwelling() {
        assert!(same("12a", "12a") && same("12a", "12") && same("12", "12-2"));
        for (one, other) in [
            ("12a", "12b"),
            ("12", "120"),
            ("12-2", "122"),
            ("12-2", "12-3"),
            ("12-2", "1-22"),
            ("12hs", "12-1"),
            ("", ""),
        ] {
            assert!(!same(one, other), "{one} {other}");
        }
    }
}
