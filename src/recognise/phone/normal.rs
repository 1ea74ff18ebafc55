//! A telephone number that is known to be one, in normal form.
//!
//! In: what stands in a cell of a list, and countries in whose notation it may be. Out: E.164, with its extension. Nothing
//! has to be told from a number of another sort: only the numbering plans are asked. What spreadsheets do to numbers is
//! undone: a trunk zero or a plus sign that they took for nothing.

use super::cluster::digit_at;
use super::edges::extension;
use super::layout::has_length;
use super::verdict::{MAX_DIGITS, international, national};

/// Digits behind a number and a word that make another number.
const OTHER_MIN: usize = 6;

/// The normal form of one number; of several in the text, nothing.
pub(in crate::recognise) fn normal(text: &str, countries: &[[u8; 2]]) -> Option<String> {
    let bytes = text.as_bytes();
    let mut digits: Vec<u8> = Vec::with_capacity(MAX_DIGITS);
    let mut plus = false;
    let mut tail = None;
    let mut at = 0;
    while at < bytes.len() {
        if let Some((digit, length)) = digit_at(bytes, at) {
            digits.push(digit);
            if digits.len() > MAX_DIGITS {
                return None;
            }
            at += length;
            continue;
        }
        if !text.is_char_boundary(at) {
            at += 1;
            continue;
        }
        if !digits.is_empty()
            && let Some((digits_behind, _)) = extension(text, at)
        {
            tail = Some(digits_behind.trim_start_matches('0'));
            break;
        }
        let c = text[at..].chars().next()?;
        match c {
            '+' | '＋' if digits.is_empty() => plus = true,
            // `+31 (0)20`
            '(' if plus && text[at..].starts_with("(0)") => at += 2,
            ' ' | '(' | ')' | '[' | ']' | '-' | '.' | '/' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\t' => {}
            '\u{2010}'..='\u{2015}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\'' | '"' => {}
            _ if digits.is_empty() => {}
            // another number
            '+' | '＋' => return None,
            // behind the number a word may say whose or what it is
            _ => {
                let more = bytes[at..].iter().filter(|b| b.is_ascii_digit()).count();
                if more >= OTHER_MIN {
                    return None;
                }
                break;
            }
        }
        at += c.len_utf8();
    }
    let e164 = read(&digits, plus, countries)?;
    Some(match tail.filter(|t| !t.is_empty()) {
        Some(tail) => format!("+{e164};ext={tail}"),
        None => format!("+{e164}"),
    })
}

fn read(digits: &[u8], plus: bool, countries: &[[u8; 2]]) -> Option<u64> {
    if plus {
        return international(digits).map(|v| v.e164);
    }
    if let Some(rest) = digits.strip_prefix(b"00") {
        let rest = rest.strip_prefix(b"0").unwrap_or(rest);
        return international(rest).map(|v| v.e164);
    }
    let zero = digits.starts_with(b"0");
    let at_home = |country: &[u8; 2]| national(digits, *country, false);
    let verdict = countries.iter().find_map(at_home).or_else(|| {
        if zero {
            return None;
        }
        // a spreadsheet took the cell for a number: `612345678`, `31612345678`
        let with_zero: Vec<u8> = [b"0", digits].concat();
        let restored = countries.iter().find_map(|c| {
            has_length(*c, &with_zero, true).then(|| national(&with_zero, *c, false)).flatten()
        });
        restored.or_else(|| international(digits))
    });
    verdict.map(|v| v.e164)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_of_lists() {
        let home = [*b"NL", *b"BE", *b"DE"];
        for (text, want) in [
            ("020-1234567", "+31201234567"),
            ("(020) 123 45 67", "+31201234567"),
            ("06 12 34 56 78", "+31612345678"),
            ("+31 (0)6-12345678", "+31612345678"),
            ("(+31) 6 12345678", "+31612345678"),
            ("0031 6 12345678", "+31612345678"),
            ("612345678", "+31612345678"),
            ("31612345678", "+31612345678"),
            ("tel. 020-1234567 (kantoor)", "+31201234567"),
            ("020-1234567 tst. 12", "+31201234567;ext=12"),
            ("+49 (0) 30 / 23125000", "+493023125000"),
        ] {
            assert_eq!(normal(text, &home).as_deref(), Some(want), "{text}");
        }
        for none in [
            "",
            "-",
            "geen",
            "12",
            "020-1234567 / 06-12345678",
            "0900-1234",
            "+31 20 1234567 / +31 6 12345678",
            "020-1234567 of 06-12345678",
        ] {
            assert_eq!(normal(none, &home), None, "{none}");
        }
        assert_eq!(normal("(408) 258-0415", &[*b"US"]).as_deref(), Some("+14082580415"));
    }
}
