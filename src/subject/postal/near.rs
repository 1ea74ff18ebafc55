//! What stands at a place of a text, before it or behind it: what may stand between the parts of an address, words, labels, house numbers.
//!
//! In: a text, and a byte of it. Out: where what is asked for begins or ends. It takes no more than a bounded look, and refuses to know what an address is.

use super::house::{House, digits, ends, is_dutch, same, whole};
use super::vicinity::{LABELS, QUANTITIES, SIGNS, UNITS};
use crate::subject::fold::folded;
use crate::subject::sought::AddressSought;

/// Bytes between two parts of an address.
const GAP: usize = 48;

/// Line ends between two parts of an address.
const LINES: usize = 2;

/// Signs within a name or a postcode that may be left out or doubled.
const WITHIN: usize = 3;

/// Bytes of what may stand between two parts of an address, at the start of a text; `None` where it is too much.
pub(super) fn gap(text: &str) -> Option<usize> {
    let (mut length, mut lines) = (0, 0);
    for c in text.chars() {
        if !is_between(c) {
            return Some(length);
        }
        lines += usize::from(c == '\n');
        length += c.len_utf8();
        if lines > LINES || length > GAP {
            return None;
        }
    }
    Some(length)
}

/// The same at the end of a text.
pub(super) fn gap_back(text: &str) -> Option<usize> {
    let (mut length, mut lines) = (0, 0);
    for c in text.chars().rev() {
        if !is_between(c) {
            return Some(length);
        }
        lines += usize::from(c == '\n');
        length += c.len_utf8();
        if lines > LINES || length > GAP {
            return None;
        }
    }
    Some(length)
}

pub(super) fn is_between(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            ',' | '|'
                | '-'
                | '–'
                | '—'
                | '\u{2010}'
                | '\u{2011}'
                | '•'
                | '·'
                | '/'
                | ';'
                | ':'
                | '('
                | ')'
                | '>'
                | '*'
                | '_'
                | '"'
                | '\''
                | '’'
                | '='
                | '.'
                | '\\'
                | '['
                | ']'
                | '#'
                | '\u{200b}'
                | '▪'
                | '●'
                | '∙'
                | '‣'
                | '+'
                | '~'
        )
}

/// Where a word or words end that begin here, whatever stands between their letters.
pub(super) fn forth(text: &str, at: usize, compact: &str) -> Option<usize> {
    let end = forth_open(text, at, compact)?;
    let open = text[end..].chars().next().is_some_and(char::is_alphanumeric);
    (!open).then_some(end)
}

/// The same, where more may be bound to them.
pub(super) fn forth_open(text: &str, at: usize, compact: &str) -> Option<usize> {
    let (mut left, mut apart, mut end) = (compact, 0, at);
    for (n, c) in text.get(at..)?.char_indices() {
        if left.is_empty() {
            return Some(end);
        }
        let piece = folded(c.encode_utf8(&mut [0; 4]));
        if piece.is_empty() {
            apart += 1;
            if apart > WITHIN {
                return None;
            }
            continue;
        }
        apart = 0;
        left = left.strip_prefix(piece.as_str())?;
        end = at + n + c.len_utf8();
    }
    // a mark that stands over the last letter belongs to it
    left.is_empty().then_some(end)
}

/// Where a word or words begin that end here.
pub(super) fn back(text: &str, end: usize, compact: &str) -> Option<usize> {
    let (mut left, mut apart) = (compact, 0);
    let mut start = end;
    for (at, c) in text.get(..end)?.char_indices().rev() {
        if left.is_empty() {
            return (!c.is_alphanumeric()).then_some(start);
        }
        let piece = folded(c.encode_utf8(&mut [0; 4]));
        if piece.is_empty() {
            apart += 1;
            if apart > WITHIN {
                return None;
            }
            continue;
        }
        apart = 0;
        left = left.strip_suffix(piece.as_str())?;
        start = at;
    }
    left.is_empty().then_some(start)
}

/// A label at the start of a text: its bytes, and whether it says no more than that a number follows.
pub(super) fn label(text: &str) -> Option<(usize, bool)> {
    if let Some(sign) = ["n°", "nº", "№"].iter().find(|sign| text.starts_with(**sign)) {
        return Some((sign.len(), true));
    }
    let length = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
    known_label(text.get(..length).filter(|_| length <= 24)?).map(|sign| (length, sign))
}

/// The same at its end.
pub(super) fn label_back(text: &str) -> Option<(usize, bool)> {
    let length: usize =
        text.chars().rev().take(25).take_while(|c| c.is_alphabetic()).map(char::len_utf8).sum();
    known_label(text.get(text.len() - length..).filter(|_| length <= 24)?).map(|sign| (length, sign))
}

pub(super) fn known_label(word: &str) -> Option<bool> {
    let word = folded(word);
    if SIGNS.contains(&word.as_str()) {
        return Some(true);
    }
    (LABELS.contains(&word.as_str()) || UNITS.contains(&word.as_str())).then_some(false)
}

/// A house number with the addition that a label or a column of its own tells: bytes, and its form.
pub(super) fn with_addition(text: &str, house: House) -> (usize, String) {
    let House { length, value } = house;
    if digits(&value) != value {
        return (length, value);
    }
    let rest = &text[length..];
    let Some(first) = gap(rest).filter(|n| *n > 0) else { return (length, value) };
    let column = rest[..first].contains(['|', '\t']);
    let word = rest[first..].find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len() - first);
    let labelled = UNITS.contains(&folded(&rest[first..first + word]).as_str());
    let from = if labelled { first + word + gap(&rest[first + word..]).unwrap_or(0) } else { first };
    if !labelled && !column {
        return (length, value);
    }
    let tail = &rest[from..];
    let run = tail.find(|c: char| !c.is_alphanumeric()).unwrap_or(tail.len());
    let short = (1..=4).contains(&run) && (labelled || run == 1 && ends(&tail[run..]));
    let whole = whole(&format!("{value} {}", &tail[..run])).filter(|_| short);
    match whole {
        Some(whole) => (length + from + run, whole),
        None => (length, value),
    }
}

/// The house number that ends here: where it begins, and whether it is the one that is looked for.
pub(super) fn number_back(text: &str, end: usize, sought: &AddressSought) -> Option<(usize, bool)> {
    let from = text.floor_char_boundary(end.saturating_sub(16));
    let line = text[from..end].rfind('\n').map_or(from, |n| from + n + 1);
    let bytes = text.as_bytes();
    let mut other = None;
    for at in line..end {
        if !bytes[at].is_ascii_digit() {
            continue;
        }
        // no part of a date or of a longer number
        let mut before = text[..at].chars().rev();
        let (one, two) = (before.next(), before.next());
        let bound = one.is_some_and(char::is_alphanumeric)
            || one.is_some_and(|c| matches!(c, '.' | ',' | ':' | '/' | '-'))
                && two.is_some_and(|c| c.is_ascii_digit());
        if bound {
            continue;
        }
        let Some(value) = whole(&text[at..end]) else { continue };
        if same(&value, &sought.number) {
            return Some((at, true));
        }
        other.get_or_insert(at);
        // of `12 2` the whole counts, not the end
        break;
    }
    let labelled = || {
        let (start, value) = labelled_back(text, end)?;
        Some((start, same(&value, &sought.number)))
    };
    other.map(|at| (at, false)).or_else(labelled)
}

/// A house number before the label of its addition and that: `12, toevoeging: a`; where it begins, and its form.
pub(super) fn labelled_back(text: &str, end: usize) -> Option<(usize, String)> {
    let run = |end: usize| -> usize {
        text[..end].chars().rev().take(24).take_while(|c| c.is_alphanumeric()).map(char::len_utf8).sum()
    };
    let piece = end - run(end);
    let label_end = piece - gap_back(&text[..piece])?;
    let label = label_end - run(label_end);
    if !(1..=4).contains(&(end - piece)) || !UNITS.contains(&folded(&text[label..label_end]).as_str()) {
        return None;
    }
    let number_end = label - gap_back(&text[..label])?;
    let start = number_end - run(number_end);
    let value = whole(&format!("{} {}", &text[start..number_end], &text[piece..end]))?;
    Some((start, value))
}

/// What stands behind a number says that it is of something else: a day, a time, an amount.
pub(super) fn is_quantity(behind: &str) -> bool {
    let rest = behind.trim_start_matches([' ', '\u{a0}', '.']);
    let length = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
    let word = folded(&rest[..length]);
    QUANTITIES.contains(&word.as_str()) || rest.starts_with(['€', '$', '£', '%', '×'])
}

/// The postcode that is looked for begins here, or one like it.
pub(super) fn is_postcode(text: &str, sought: &AddressSought) -> bool {
    is_dutch(text) || !sought.postcode.is_empty() && forth(text, 0, &sought.postcode).is_some()
}

/// Bytes of `NL-`, `D `, at the start of a text.
pub(super) fn prefix(text: &str) -> usize {
    let letters = text.bytes().take_while(u8::is_ascii_uppercase).count();
    let rest = &text[letters..];
    let code = matches!(
        &text[..letters],
        "NL" | "B"
            | "BE"
            | "D"
            | "DE"
            | "F"
            | "FR"
            | "L"
            | "LU"
            | "A"
            | "AT"
            | "CH"
            | "E"
            | "ES"
            | "I"
            | "IT"
            | "GB"
            | "UK"
    );
    let signs = rest.len() - rest.trim_start_matches([' ', '-', '\u{a0}', '–']).len();
    if code && (1..=3).contains(&signs) { letters + signs } else { 0 }
}

/// The same at its end.
pub(super) fn prefix_back(text: &str) -> usize {
    let signs = text.len() - text.trim_end_matches([' ', '-', '\u{a0}', '–']).len();
    let before = &text[..text.len() - signs];
    let letters = before.bytes().rev().take_while(u8::is_ascii_uppercase).count();
    let bound = before[..before.len() - letters].chars().next_back().is_some_and(char::is_alphanumeric);
    let from = before.len() - letters;
    if letters == 0 || bound || prefix(&text[from..]) != letters + signs { 0 } else { letters + signs }
}

/// `NL`, and not `nl`: short ones are words in small letters.
pub(super) fn is_country(text: &str) -> bool {
    text.chars().count() > 3 || text.chars().all(|c| !c.is_lowercase())
}
