//! What stands around a number and speaks against it, or makes it not worth a look.
//!
//! In: bytes and a place in them, or what was found before. Out: yes or no. This module refuses to know patterns.

use std::ops::Range;

use crate::model::{Kind, Match};

/// What earlier recognisers are so sure of that no number of a register stands there: e-mail addresses, and telephone
/// numbers behind a label or with a plus sign.
pub(super) struct Taken {
    /// Matches that were there; places in `out` of the next e-mail address and of the next telephone number.
    count: usize,
    next: [usize; 2],
    /// No such match holds a byte before this one.
    free: usize,
}

impl Taken {
    /// Telephone numbers below stay open to others, in national notation.
    const SURE: u8 = 85;

    pub(super) fn new(out: &[Match]) -> Self {
        // recognisers add their matches in order of place, one after the other
        let phones = out.iter().position(|m| m.kind == Kind::Phone).unwrap_or(out.len());
        Taken { count: out.len(), next: [0, phones], free: 0 }
    }

    /// The end of the match that byte `at` lies in. Asked in ascending order.
    pub(super) fn end_of(&mut self, at: usize, bytes: &[u8], out: &[Match]) -> Option<usize> {
        if at < self.free {
            return None;
        }
        self.free = usize::MAX;
        for (next, kind) in self.next.iter_mut().zip([Kind::Email, Kind::Phone]) {
            while let Some(m) = out.get(*next).filter(|_| *next < self.count) {
                if m.kind == kind && m.span.end > at {
                    // whatever word stands before it: with a plus sign it is a telephone number or nothing
                    let plus = || bytes.get(m.span.start) == Some(&b'+');
                    let sure = kind == Kind::Email || m.confidence.hundredths() >= Self::SURE || plus();
                    if m.span.start <= at && sure {
                        self.free = at;
                        return Some(m.span.end);
                    }
                    if m.span.start > at {
                        self.free = self.free.min(m.span.start);
                        break;
                    }
                }
                *next += 1;
            }
        }
        None
    }
}

/// False where a short run of digits stands alone, as most do: nothing can come of it.
pub(super) fn may_begin(bytes: &[u8], start: usize, end: usize, letters: usize) -> bool {
    let behind = bytes.get(end..).unwrap_or_default();
    let goes_on = match behind {
        [b' ' | b'.' | b'-', b, ..] | [0xc2, 0xa0, b, ..] | [0xe2, 0x80, _, b, ..] => {
            b.is_ascii_digit() || letters > 0 && b.is_ascii_alphabetic()
        }
        _ => false,
    };
    let called = || {
        matches!(bytes[..start], [.., b'A'..=b'Z' | b'a'..=b'z', b' ' | b'-' | b'.' | b':'])
            && bytes[..start - 1].iter().rev().take(3).any(u8::is_ascii_uppercase)
            || matches!(
                bytes[..start],
                [.., b'A'..=b'Z', b' ' | b':' | b'-' | b'.', b' ' | b'-']
                    | [.., b'.' | b':', b' ']
                    | [.., b'.' | b'r' | b'R', b':']
            )
    };
    end - start > 4 || goes_on || letters > 1 || called()
}

/// True where the text ends in a mark that joins it to what follows: `ABC-`, `2014/`.
pub(super) fn is_tail(before: &[u8]) -> bool {
    match before {
        [.., b'_' | b'=' | b'%' | b'&' | b'@' | b'\\' | b'~' | b'+' | b'#' | b'$'] => true,
        [.., b, b'-' | b'.' | b'/' | b','] => b.is_ascii_alphanumeric(),
        _ => false,
    }
}

/// True where the word around byte `at` is a link. Looks no further back than a link is long.
pub(super) fn is_in_link(bytes: &[u8], at: usize) -> bool {
    let length = bytes[..at].iter().rev().take(200).take_while(|b| b.is_ascii_graphic()).count();
    let word = &bytes[at - length..at];
    length > 4
        && (memchr::memmem::find(word, b"://").is_some() || memchr::memmem::find(word, b"www.").is_some())
}

/// True where a number begins with a small word that stands apart: `de 123456788`.
pub(super) fn is_lower_word(bytes: &[u8], span: &Range<usize>) -> bool {
    let word = &bytes[span.clone()];
    let letters = word.iter().take_while(|b| b.is_ascii_lowercase()).count();
    letters > 0
        && word.get(letters).is_some_and(|b| *b == b' ')
        && !word.get(letters + 1..).is_some_and(|r| {
            r.first_chunk::<2>().is_some_and(|c| c.iter().all(u8::is_ascii_digit)) && word.len() > 18
        })
}

/// What stands before byte `at` on its line, as far as four words reach: a line may be all of the text, and be full of days.
fn before(text: &str, at: usize) -> &str {
    const REACH: usize = 256;
    let near = &text[text.ceil_char_boundary(at.saturating_sub(REACH))..at];
    near.rsplit('\n').next().unwrap_or_default()
}

/// True for what stands alone in parentheses behind two words with capitals, the first of which may be initials or a title; a star
/// or a small circle, which say that somebody was born, may stand before it.
pub(super) fn is_behind_name(text: &str, span: &Range<usize>) -> bool {
    if !text[span.end..].starts_with(')') {
        return false;
    }
    let line = before(text, span.start);
    let line = line.strip_suffix(' ').unwrap_or(line);
    let signed = line.strip_suffix(['*', '°']);
    let Some(before) = signed.map_or(line, |l| l.strip_suffix(' ').unwrap_or(l)).strip_suffix('(') else {
        return false;
    };
    if !before.ends_with(' ') {
        return false;
    }
    let mut words = before.split_whitespace().rev().take(4);
    let capital =
        |w: &str| w.chars().next().is_some_and(char::is_uppercase) && w.chars().any(char::is_lowercase);
    words.next().is_some_and(|w| {
        w.chars().count() > 2 && capital(w) && w.chars().all(|c| c.is_alphabetic() || c == '-' || c == '\'')
    }) && words.any(|w| capital(w) || is_initials(w) || TITLES.iter().any(|t| w.eq_ignore_ascii_case(t)))
}

/// True for what stands right behind a star, and that behind two words with capitals or behind a title and a name: `Anna Zwaluw,
/// *12.03.1960`.
pub(super) fn is_starred(text: &str, span: &Range<usize>) -> bool {
    // most days have none
    let Some(before) = before(text, span.start).strip_suffix('*') else { return false };
    // between two stars stands what is stressed
    if text[span.end..].starts_with('*') || !(before.ends_with(' ') || before.ends_with('(')) {
        return false;
    }
    let before = before.trim_end_matches([' ', '(', ',', ';']);
    let mut words = before.split_whitespace().rev().take(4);
    let capital =
        |w: &str| w.chars().next().is_some_and(char::is_uppercase) && w.chars().any(char::is_lowercase);
    words.next().is_some_and(|w| {
        w.chars().count() > 2 && capital(w) && w.chars().all(|c| c.is_alphabetic() || c == '-' || c == '\'')
    }) && words.any(|w| capital(w) || is_initials(w) || TITLES.iter().any(|t| w.eq_ignore_ascii_case(t)))
}

/// True for a day that is `old` enough and stands right behind the small circle that says in Belgium and France that somebody was
/// born, or behind a star that begins the line with a place behind the day: `°12/03/1960 te Delft`, `* 12.03.1960 in Delft`.
pub(super) fn is_signed(text: &str, span: &Range<usize>, old: bool) -> bool {
    let head = &text[..span.start];
    let head = head.strip_suffix(' ').unwrap_or(head);
    if !old {
        return false;
    }
    if let Some(before) = head.strip_suffix(['°', 'º']) {
        return before.is_empty() || before.ends_with([' ', '\n', '\t', '(', ',', ';', '|', '\u{a0}']);
    }
    let begins = |before: &str| before.is_empty() || before.ends_with('\n');
    if !head.strip_suffix('*').is_some_and(begins) {
        return false;
    }
    let behind = &text[span.end..];
    ["in", "te", "à", "a", "en", "zu"].iter().any(|word| {
        let place = behind
            .strip_prefix(' ')
            .and_then(|rest| rest.strip_prefix(word))
            .and_then(|r| r.strip_prefix(' '));
        place.is_some_and(|place| place.starts_with(char::is_uppercase))
    })
}

/// Words before the name of somebody.
const TITLES: [&str; 16] = [
    "frau", "herr", "herrn", "mevr.", "mevr", "mevrouw", "mw.", "mw", "dhr.", "dhr", "heer", "mr.", "mrs.",
    "ms.", "hr.", "fam.",
];

/// `A.M.`
fn is_initials(word: &str) -> bool {
    word.len() >= 2
        && word.len() <= 12
        && word.ends_with('.')
        && word.split_terminator('.').all(|letter| {
            letter.chars().next().is_some_and(char::is_uppercase) && letter.chars().count() <= 2
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_no_place_for_a_number() {
        let text = b"https://klant.example/12345678 12345678";
        assert!(is_in_link(text, 22) && !is_in_link(text, 31));
    }

    #[test]
    fn a_line_without_end_is_not_read_for_each_day_on_it() {
        let took = |unit: &str, bytes: usize| {
            let text = unit.repeat(bytes / unit.len());
            let day = unit.find(|c: char| c.is_ascii_digit()).unwrap();
            let start = crate::model::Busy::now();
            for n in (0..bytes / unit.len()).step_by(8) {
                let at = n * unit.len() + day;
                let span = at..at + 10;
                assert!(is_behind_name(&text, &span) || is_starred(&text, &span), "{unit}");
            }
            start.elapsed()
        };
        for unit in ["Anna Zwaluw (12-03-1960) ", "Anna Zwaluw, *12.03.1960 "] {
            let slow = || {
                let whole = took(unit, 3_200_000);
                whole > std::time::Duration::from_millis(100) && whole > 20 * took(unit, 400_000)
            };
            assert!(!slow() || !slow() || !slow(), "{unit}");
        }
    }

    #[test]
    fn what_stands_before() {
        assert!(is_tail(b"ABC-") && is_tail(b"#") && !is_tail(b"KvK: ") && !is_tail(b"- "));
        assert!(is_lower_word(b"de 123456788", &(0..12)) && !is_lower_word(b"DE 123456788", &(0..12)));
        let born = |text: &str| {
            let start = text.find(|c: char| c.is_ascii_digit()).unwrap();
            is_behind_name(text, &(start..start + 10))
        };
        for text in
            ["A.M. Zwaluw (12-03-1960)", "mevr. Zwaluw (*12-03-1960)", "Th.J. de Vries (° 12-03-1960)"]
        {
            assert!(born(text), "{text}");
        }
        for text in [
            "Factuur van Zwaluw 12-03-1960",
            "order (12-03-1960)",
            "Zie A. (12-03-1960)",
            "de Zwaluw (12-03-1960)",
        ] {
            assert!(!born(text), "{text}");
        }
        let signed = |text: &str| {
            let start = text.find(|c: char| c.is_ascii_digit()).unwrap();
            is_signed(text, &(start..start + 10), true)
        };
        for text in ["°12/03/1960 te Delft", "Zwaluw Anna (° 12/03/1960)", "* 12.03.1960 in Delft"] {
            assert!(signed(text), "{text}");
        }
        for text in ["* 12.03.1960 Delft", "* 12.03.1960 in de ochtend", "x°12/03/1960"] {
            assert!(!signed(text), "{text}");
        }
        let starred = |text: &str| {
            let start = text.find(|c: char| c.is_ascii_digit()).unwrap();
            is_starred(text, &(start..start + 10))
        };
        for text in ["Frau Anna Zwaluw, *12.03.1960", "Herr Zwaluw *12.03.1960 aus Delft"] {
            assert!(starred(text), "{text}");
        }
        for text in
            ["*12.03.1960", "Anna Zwaluw *12.03.1960*", "Angebot bis *12.03.2014", "Anna Zwaluw * 12.03.1960"]
        {
            assert!(!starred(text), "{text}");
        }
        let text = "Jan de Vries (12-03-1960) en order (12-03-1960)";
        assert!(is_behind_name(text, &(14..24)) && !is_behind_name(text, &(36..46)));
    }
}
