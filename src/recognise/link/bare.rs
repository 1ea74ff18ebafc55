//! Domains without scheme and `www.`: `klant.nl` in a cell of its own, or behind a label.
//!
//! In: a text and a full stop in it. Out: the domain, with a path perhaps, and whether a label stands before it. The end of the
//! name must be a public suffix with a name before it (see the Public Suffix List). This module refuses to know what else
//! stands near.

use std::ops::Range;

use super::site::{is_label, label_before};
use crate::recognise::domain::Standing;
use crate::recognise::domain::standing;

/// A domain, and how it stands there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bare {
    /// Bytes of the text: the domain, and the path behind it.
    pub(super) span: Range<usize>,
    /// A label stands before it in its cell.
    pub(super) labelled: bool,
}

/// Bytes of a domain and its path.
const MAX: usize = 80;
/// Bytes of a line that are looked at before it.
const REACH: usize = 240;

/// Suffixes of the domains that firms have; others are those of files and abbreviations too: `rapport.pl`, `tel.no`.
const FIRMS: [&str; 22] = [
    "nl",
    "be",
    "de",
    "at",
    "ch",
    "lu",
    "fr",
    "es",
    "it",
    "pt",
    "eu",
    "com",
    "org",
    "net",
    "info",
    "uk",
    "ie",
    "cat",
    "frl",
    "amsterdam",
    "example",
    "test",
];
/// Bytes of a name that is no word of a sentence: `dank.je`, `factuur.it`.
const WORD_MAX: usize = 8;

/// Names of programs that look like domains.
const PROGRAMS: [&str; 8] =
    ["asp.net", "vb.net", "ado.net", "ml.net", "socket.io", "paint.net", "node.js", "d3.js"];

/// What people write for the sign in an e-mail address.
const AT: [&str; 10] = [
    "at",
    "apenstaartje",
    "apestaartje",
    "aapje",
    "arroba",
    "arobase",
    "chiocciola",
    "klammeraffe",
    "ät",
    "bij",
];

/// The domain whose first full stop stands at byte `stop`.
pub(super) fn around(text: &str, stop: usize) -> Option<Bare> {
    let bytes = text.as_bytes();
    let name = |c: char| c.is_alphanumeric() || c == '-';
    let mut floor = stop.saturating_sub(REACH);
    while !text.is_char_boundary(floor) {
        floor += 1;
    }
    let head = &text[floor..stop];
    let first = head.len() - head.trim_end_matches(name).len();
    let start = stop - first;
    if !(2..=63).contains(&first) {
        return None;
    }
    let tail = &text[stop..];
    let length = tail.char_indices().find(|(_, c)| !(name(*c) || *c == '.')).map_or(tail.len(), |(n, _)| n);
    let host = tail[..length].trim_end_matches(['.', '-']);
    let mut end = stop + host.len();
    let host = text.get(start..end)?;
    if host.len() > MAX || !is_name(host) {
        return None;
    }
    // the path, and marks that end what is said
    if bytes.get(end) == Some(&b'/') {
        let path = bytes[end..]
            .iter()
            .take(MAX)
            .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'-' | b'_' | b'.'));
        end += path.count();
        end = start + text.get(start..end)?.trim_end_matches(['.', '/', '-']).len();
    }
    let line_start = memchr::memrchr(b'\n', &bytes[floor..start]).map(|n| floor + n + 1);
    if line_start.is_none() && floor > 0 {
        return None;
    }
    let before = &text[line_start.unwrap_or(floor)..start];
    let rest = &text[end..];
    let behind = &rest[..memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len())];
    // `info@` on the line above, `anna@` before: an address
    let last = text[floor..start].split_whitespace().next_back().unwrap_or_default();
    let last = last.trim_matches(['[', ']', '(', ')', '{', '}', '<', '>']);
    if last.ends_with('@') || AT.iter().any(|at| last.eq_ignore_ascii_case(at)) {
        return None;
    }
    let cell = &before[cell_start(before)..];
    let word = cell.rsplit([',', ';']).next().unwrap_or_default();
    let word = word.trim_matches([' ', '\u{a0}', '<', '*', '_', '>', '(', '[']);
    let labelled = !word.is_empty() && (is_label(word) || word.ends_with(':') && label_before(cell));
    let free = match labelled {
        true => {
            behind.is_empty()
                || behind
                    .starts_with([' ', '\t', '\r', '|', ',', ';', ')', '<', '>', ']', '.', '*', '\u{a0}'])
        }
        false => {
            word.is_empty() && !cell.contains([',', ';']) && !cell.ends_with(['(', '[']) && ends_cell(behind)
        }
    };
    free.then_some(Bare { span: start..end, labelled })
}

/// It may be that the domain is none, where nobody is known to have an address there: it is short, or ends as files do.
pub(super) fn is_doubtful(host: &str) -> bool {
    let top = host.rsplit('.').next().unwrap_or_default();
    let name =
        psl::domain(host.as_bytes()).and_then(|d| d.as_bytes().split(|b| *b == b'.').next()).unwrap_or(b"");
    !FIRMS.iter().any(|d| d.eq_ignore_ascii_case(top)) || name.len() <= WORD_MAX && !name.contains(&b'-')
}

/// A suffix that the list has, or one for examples, with a name of letters before it.
fn is_name(host: &str) -> bool {
    let lower = host.to_lowercase();
    let known = match standing(&lower) {
        Some(Standing::Public) => psl::domain(lower.as_bytes()).is_some(),
        Some(Standing::Reserved) => true,
        _ => false,
    };
    let mut labels = lower.rsplit('.');
    let top = labels.next().unwrap_or_default();
    known
        && !PROGRAMS.contains(&lower.as_str())
        && !lower.contains("..")
        && top.bytes().all(|b| b.is_ascii_alphabetic() || b >= 0x80)
        && labels.next().is_some_and(|l| l.len() > 1)
        && lower.split('.').all(|l| !l.is_empty() && !l.starts_with('-') && !l.ends_with('-'))
        && lower.split('.').next().is_some_and(|l| l.chars().filter(|c| c.is_alphabetic()).count() > 1)
}

/// Marks that part cells of a line.
const CELL_MARKS: [char; 15] = ['|', '•', '·', '●', '▪', '■', '¦', '│', '∙', '◦', '‧', '►', '»', '\t', '~'];

/// Where the cell begins that a stretch of a line ends in.
fn cell_start(before: &str) -> usize {
    let bytes = before.as_bytes();
    for (at, c) in before.char_indices().rev() {
        let end = at + c.len_utf8();
        let spaced = || bytes.get(end) == Some(&b' ') && at > 0 && bytes[at - 1] == b' ';
        let gap = || c == ' ' && bytes.get(end) == Some(&b' ');
        let dash = || matches!(c, '-' | '–' | '—' | '/' | '*') && spaced();
        let slashes = || c == '/' && bytes.get(end) == Some(&b' ') && before[..at].ends_with(" /");
        if CELL_MARKS.contains(&c) || gap() || dash() || slashes() {
            return end;
        }
    }
    // marks of what is quoted
    before.len() - before.trim_start_matches(['>', ' ']).len()
}

/// True when nothing but the end of a cell stands behind a domain.
fn ends_cell(behind: &str) -> bool {
    let behind = behind.trim_start_matches(['/', '>', '*', '_']);
    let rest = behind.trim_start_matches(['.', ' ', '\u{a0}', '\r']);
    rest.is_empty()
        || rest.starts_with(CELL_MARKS)
        || behind.starts_with("  ")
        || [" - ", " – ", " — ", " / ", " // ", " * "].iter().any(|mark| behind.starts_with(mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Option<(String, bool)> {
        let stop = text.find('.')?;
        let bare = around(text, stop)?;
        Some((text[bare.span].to_owned(), bare.labelled))
    }

    #[test]
    fn a_cell_of_its_own_or_a_label() {
        for (text, domain, labelled) in [
            ("klant.nl", "klant.nl", false),
            ("f 12 | Klant-bv.nl |", "Klant-bv.nl", false),
            ("T 12 34  klant.co.uk\r\n", "klant.co.uk", false),
            ("06 12 34 56 78 * klant.nl * www", "klant.nl", false),
            ("> klant.nl/team/", "klant.nl/team", false),
            ("surf: klant.nl vandaag", "klant.nl", true),
            ("T 12 | W klant.nl, Delft", "klant.nl", true),
            ("site web : client.fr", "client.fr", true),
            ("Web: <klant.nl>", "klant.nl", true),
        ] {
            assert_eq!(found(text), Some((domain.to_owned(), labelled)), "{text}");
        }
    }

    #[test]
    fn what_is_none() {
        for text in [
            "kijk op klant.nl",
            "klant.nl is vernieuwd",
            "onze site klant.nl is vernieuwd",
            "info@\nklant.nl",
            "info [at]\nklant.nl",
            "jan.devries@klant.nl",
            "asp.net",
            "B.V",
            "10.am",
            "co.uk",
            "Delft.Groet",
            "(klant.nl)",
            "logo.png",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
        for host in ["rapportage.pl", "Art.Nr", "dank.je", "rapport.be", "incl.nl", "window.open"] {
            assert!(is_doubtful(host), "{host}");
        }
        assert!(!is_doubtful("klantbouw.nl") && !is_doubtful("de-klant.example"));
    }
}
