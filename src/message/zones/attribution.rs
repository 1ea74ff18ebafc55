//! Attribution lines: `Op di 3 mrt. 2015 om 10:11 schreef Jan <jan@klant.example>:`.
//!
//! In: a line, or lines joined by spaces. Out: whether it says that somebody wrote what follows, and who. Words are those of
//! mail programs in their languages, as the open parsers of replies know them.

mod words;

use super::author;
use crate::model::{Mailbox, in_lower_case};
use words::{DATE_WORDS, FILLER_MAX, FILLERS, LEAD_MAX, LEADS, PRONOUNS, QUOTING, WORDS};

/// An attribution line that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Attribution {
    pub(super) author: Option<Mailbox>,
    /// It has a date with a time or year, or an address: it can be believed without quote marks below it.
    pub(super) strong: bool,
    /// It begins as such lines do, so that no line before it belongs to it.
    pub(super) begins: bool,
}

/// Bytes of an attribution line, wrapped ones joined.
pub(super) const LENGTH_MAX: usize = 400;

/// The line ends as attribution lines do.
#[inline]
pub(super) fn may_end(content: &str) -> bool {
    let bytes = content.as_bytes();
    match bytes.last() {
        Some(b':') => true,
        // U+FF1A
        Some(0x9a) => bytes.ends_with("：".as_bytes()),
        _ => false,
    }
}

/// Reads a line, or several that were joined.
pub(super) fn read(line: &str) -> Option<Attribution> {
    if line.len() > LENGTH_MAX {
        return None;
    }
    let line = line.trim_end_matches([':', '：', ' ', '\u{a0}']).trim();
    let verb = verb(line);
    // without a verb it needs an address
    if verb.is_none() && !line.contains('@') {
        return None;
    }
    let lower = line[..line.floor_char_boundary(LEAD_MAX)].to_lowercase();
    let found = author::address(line);
    let begins = begins(&lower);
    let Some((verb, after)) = verb else {
        // `2015-03-03 10:11 GMT+01:00 Jan <jan@klant.example>:`, and with a weekday first, in whatever language
        let found = found?;
        let dated = line.as_bytes().first().is_some_and(u8::is_ascii_digit) && is_dated(line)
            || is_fully_dated(found.before) && !is_told(found.before);
        let quoting = QUOTING.iter().find(|lead| lower.starts_with(*lead));
        let closes = found.behind.is_empty();
        if !closes || !dated && quoting.is_none() {
            return None;
        }
        let name = match quoting {
            Some(lead) => author::name(found.before.get(lead.len()..).unwrap_or_default()),
            None => behind_date(found.before),
        };
        return Some(Attribution {
            author: author::mailbox(name, Some(found.address)),
            strong: true,
            begins: true,
        });
    };
    // with a date and an address, whatever word stands before the date
    let begins = begins || found.is_some() && is_dated(line) && is_dated(&line[..verb]);
    let before = line[..verb].trim();
    let after = line[after..].trim();
    let name_first = !begins && !before.bytes().any(|b| b.is_ascii_digit());
    if !begins && !is_name_start(before) || before.is_empty() {
        return None;
    }
    let name = who(before, after, name_first);
    let address = found.map(|found| found.address);
    if address.is_none() {
        // `At 10:11 03.03.2015 +0100, you wrote:`
        if is_reader(before, after) && is_fully_dated(line) {
            return Some(Attribution { author: None, strong: true, begins: true });
        }
        let name = name.as_deref()?;
        let words = name.split_whitespace().count();
        let capital = name.chars().next().is_some_and(|c| !c.is_lowercase() || !c.is_ascii());
        let particle = ["de ", "van ", "von ", "d'", "le ", "la ", "den ", "ter ", "ten "]
            .iter()
            .any(|p| name.starts_with(p));
        // `schreef fam. de Vries`
        let particle =
            particle || words <= 4 && name.split(' ').next().is_some_and(|word| word.ends_with('.'));
        let lowercase = words == 1 && after.split_whitespace().count() < 2;
        let pronoun = name.split_whitespace().any(|word| PRONOUNS.contains(&word.to_lowercase().as_str()));
        if words > 7 || !(capital || particle || lowercase && is_dated(line)) || pronoun && words < 3 {
            return None;
        }
        // a whole sentence that ends with `wrote:`
        let small = name
            .split_whitespace()
            .filter(|w| w.len() > 3 && w.bytes().all(|b| b.is_ascii_lowercase()))
            .count();
        if small > 1 {
            return None;
        }
    }
    let strong = address.is_some() || is_dated(line);
    Some(Attribution { author: author::mailbox(name, address), strong, begins })
}

/// Reads a line that ends in a colon, directly above the first quoted one: a date or an address will do.
pub(super) fn read_above(line: &str) -> Option<Attribution> {
    if line.len() > LENGTH_MAX {
        return None;
    }
    let line = line.trim_end_matches([':', '：', ' ', '\u{a0}']).trim();
    let found = author::address(line);
    if found.is_none() && !is_dated(line) || is_told(line) {
        return None;
    }
    let text = found.as_ref().map_or(line, |found| found.before);
    let lower = text[..text.floor_char_boundary(LEAD_MAX)].to_lowercase();
    let lead = QUOTING.iter().find(|lead| lower.starts_with(*lead));
    let name = match lead {
        Some(lead) => author::name(text.get(lead.len()..).unwrap_or_default()),
        None => behind_date(text),
    };
    let name = name.filter(|name| !name.chars().all(char::is_lowercase) && name.split(' ').count() <= 6);
    Some(Attribution {
        author: author::mailbox(name, found.map(|found| found.address)),
        strong: true,
        begins: true,
    })
}

/// Words of a sentence: what is told in it is no date of a message.
fn is_told(text: &str) -> bool {
    let small = |word: &&str| word.len() > 3 && word.bytes().all(|b| b.is_ascii_lowercase());
    text.split_whitespace().filter(small).count() > 3
}

/// Whoever reads the mail is said to have written: `you wrote`.
fn is_reader(before: &str, after: &str) -> bool {
    const READERS: &[&str] = &["you", "u", "je", "jij", "du", "sie", "vous", "tu", "usted", "você", "вы"];
    let words = [before.rsplit([' ', ',']).next(), after.split([' ', ',']).next()];
    words.into_iter().flatten().any(|word| READERS.contains(&word.to_lowercase().as_str()))
}

/// A time of day, and a year or a date of numbers, stand in the text.
pub(super) fn is_fully_dated(text: &str) -> bool {
    let bytes = text.as_bytes();
    let time = bytes.windows(4).any(|w| {
        w[0].is_ascii_digit() && matches!(w[1], b':' | b'.') && w[2].is_ascii_digit() && w[3].is_ascii_digit()
    });
    time && {
        let mut numbers = text.split(|c: char| !c.is_ascii_digit()).filter(|n| !n.is_empty());
        let year = |n: &str| n.len() == 4 && (n.starts_with("19") || n.starts_with("20"));
        let numbers = (numbers.clone().count(), numbers.any(year));
        numbers.1 && numbers.0 >= 3 || numbers.0 >= 5
    }
}

/// Reads the content of an element that mail programs write such a line into, whatever its language.
pub(super) fn read_marked(line: &str) -> Option<Attribution> {
    if line.len() > LENGTH_MAX {
        return None;
    }
    read(line).or_else(|| {
        let found = author::address(line)?;
        let author = author::mailbox(behind_date(found.before), Some(found.address));
        Some(Attribution { author, strong: true, begins: true })
    })
}

/// The text has a word that says that somebody wrote.
pub(super) fn has_verb(text: &str) -> bool {
    verb(text).is_some()
}

/// Where the verb of a line stands.
fn verb(line: &str) -> Option<(usize, usize)> {
    let verbs = WORDS.verbs.as_ref()?;
    let is_letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    verbs
        .find_iter(line)
        .filter(|m| {
            let cjk = line.as_bytes()[m.start()] >= 0xe0;
            cjk || !is_letter(line[..m.start()].chars().next_back()) || line[..m.start()].ends_with('>')
        })
        .find(|m| line.as_bytes()[m.start()] >= 0xe0 || !is_letter(line[m.end()..].chars().next()))
        .map(|m| (m.start(), m.end()))
}

/// The line, in lower case, begins as an attribution line does: with a word before a date, or a date.
fn begins(lower: &str) -> bool {
    lower.as_bytes().first().is_some_and(u8::is_ascii_digit) || leads(lower)
}

/// The line, in lower case, begins with a word that stands before a date.
pub(super) fn leads(lower: &str) -> bool {
    LEADS.iter().any(|lead| lower.starts_with(lead))
}

fn is_name_start(text: &str) -> bool {
    let words = text.split_whitespace().count();
    words <= 9
        && text.chars().next().is_some_and(|c| !c.is_ascii_lowercase() || text.contains('@') || words <= 2)
        && !text.contains(['?', '!'])
}

/// Who is named: before the verb where the name comes first, else behind it, else between the date and the verb.
fn who(before: &str, after: &str, name_first: bool) -> Option<String> {
    let bare = |text: &str| match author::address(text) {
        Some(found) => found.before.to_owned(),
        None => text.to_owned(),
    };
    if name_first {
        return author::name(bare(before).trim_end_matches([',', ' ']));
    }
    let after = bare(after);
    if let Some(name) = behind_date(&after) {
        return Some(name);
    }
    let before = bare(before);
    behind_date(&before)
}

/// What is left of a text behind its date: the words behind the last one with a digit, without those that belong to a time.
fn behind_date(text: &str) -> Option<String> {
    // the words behind the last one with a digit
    let mut rest = match text.bytes().rposition(|b| b.is_ascii_digit()) {
        Some(n) => text[n..].find(char::is_whitespace).map_or("", |end| &text[n + end..]),
        None => text,
    };
    rest = rest.trim();
    while let Some((word, behind)) = first_word(rest)
        && is_filler(word)
    {
        rest = behind.trim_start();
    }
    while let Some((before, word)) = last_word(rest)
        && is_filler(word)
    {
        rest = before.trim_end();
    }
    let Some(name) = author::name(rest) else { return numbered(text) };
    // a weekday or a month is no name
    let date_words = !rest.contains(char::is_whitespace) && is_date_word(&name);
    (!date_words).then_some(name)
}

/// A name that ends with a number: `… 10:11, Comunidad Jaca 12`.
fn numbered(text: &str) -> Option<String> {
    let text = text.trim_end_matches([',', ' ']);
    let (head, number) = text.rsplit_once(' ')?;
    let is_number = number.len() <= 3 && number.bytes().all(|b| b.is_ascii_digit());
    if !is_number || !is_dated(head) || !head.ends_with(char::is_alphabetic) {
        return None;
    }
    let name = behind_date(head)?;
    (name.chars().next().is_some_and(char::is_uppercase) && name.chars().count() > 3)
        .then(|| format!("{name} {number}"))
}

/// The first word of a text without white space at its beginning, and what stands behind it.
fn first_word(text: &str) -> Option<(&str, &str)> {
    (!text.is_empty()).then(|| text.split_at(text.find(char::is_whitespace).unwrap_or(text.len())))
}

/// What stands before the last word of a text without white space at its end, and that word.
fn last_word(text: &str) -> Option<(&str, &str)> {
    let from = || text.char_indices().rfind(|(_, c)| c.is_whitespace()).map_or(0, |(n, c)| n + c.len_utf8());
    (!text.is_empty()).then(|| text.split_at(from()))
}

/// A word that stands between a date and a name, or around them.
fn is_filler(word: &str) -> bool {
    let word = word.trim_matches([',', ';', '(', ')', '-', ':', '，']);
    let Some(first) = word.as_bytes().first() else { return true };
    word.len() <= FILLER_MAX
        && in_lower_case(word, |word| {
            let first = word.as_bytes().first().unwrap_or(first);
            FILLERS.iter().any(|filler| filler.as_bytes()[0] == *first && *filler == word)
        })
}

fn is_date_word(word: &str) -> bool {
    DATE_WORDS.contains(&word.to_lowercase().as_str())
}

/// A time of day, a year, or a date of three numbers stands in the text.
pub(super) fn is_dated(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    let mut parts = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let len = bytes[at..].iter().take_while(|b| b.is_ascii_digit()).count();
        let end = at + len;
        let year = len == 4 && (bytes[at..].starts_with(b"19") || bytes[at..].starts_with(b"20"));
        let joins = bytes.get(end).is_some_and(|b| matches!(b, b':' | b'.' | b'-' | b'/' | b'h'))
            && bytes.get(end + 1).is_some_and(u8::is_ascii_digit);
        if year || len <= 2 && joins && bytes[end] == b':' {
            return true;
        }
        // `3-3-15`, and not `020-123-4567`
        if parts >= 2 && (len == 2 || year) {
            return true;
        }
        parts = if joins && len <= 2 { parts + 1 } else { 0 };
        at = end + 1;
    }
    false
}

#[cfg(test)]
mod tests;
