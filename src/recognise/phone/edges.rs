//! What may stand right before and right behind a number, and extensions.
//!
//! In: bytes and a place. Out: whether a number may begin or end there. Digits inside a URL, a file name, an address, an
//! amount, a time or an article code are no number.

use super::cluster::{Cluster, digit_at};

/// Bytes that are looked at for the token around a number.
const REACH: usize = 200;

/// True when a cluster can hold no number, whatever it is read as: quick, for most clusters are years and amounts.
pub(super) fn is_hopeless(bytes: &[u8], cluster: &Cluster) -> bool {
    let [only] = cluster.groups.as_slice() else { return false };
    // One run of digits in the middle of a word: a code, a hash, a part of a base64 line.
    let start = only.span.start;
    only.taken
        || (cluster.plus.is_none()
            && start > 0
            && (bytes[start - 1] == b'_' || bytes[start - 1] == b'@' || bytes[start - 1] == b'%'))
        || matches!(bytes.get(only.span.end), Some(b'@' | b'_'))
}

/// How the left side of a candidate looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Left {
    /// Nothing is stuck to it.
    Free,
    /// A word is stuck to it, perhaps with a mark between: fine if the word is a label.
    Word {
        /// First byte of the word.
        start: usize,
        /// Behind its last byte.
        end: usize,
        /// Nothing stands between it and the candidate.
        glued: bool,
    },
    /// It is the tail of something longer.
    Bound,
}

/// Looks at what stands before byte `at`, where a candidate begins (its plus sign and bracket included).
pub(super) fn left(text: &str, at: usize, plus: bool) -> Left {
    let bytes = text.as_bytes();
    let Some(&b) = at.checked_sub(1).and_then(|i| bytes.get(i)) else { return Left::Free };
    let before = at.checked_sub(2).and_then(|i| bytes.get(i)).copied();
    match b {
        b'0'..=b'9' | b'_' | b'@' | b'$' | b'%' | b'\\' => Left::Bound,
        b'#' if !plus => Left::Bound,
        b'a'..=b'z' | b'A'..=b'Z' => word_before(bytes, at, true),
        b'-' | b'.' | b'/' | b'=' | b'&' | b'?' => match before {
            Some(b'a'..=b'z' | b'A'..=b'Z' | 0x80..) => word_before(bytes, at - 1, false),
            // A second number behind a slash shows itself by its plus sign.
            Some(b'0'..=b'9' | b')') if plus && b == b'/' => Left::Free,
            Some(b'0'..=b'9' | b'_' | b')') => Left::Bound,
            Some(b'.') if b == b'.' => Left::Free,
            Some(b'/') if b == b'/' => Left::Bound,
            _ if matches!(b, b'=' | b'&' | b'?') => Left::Free,
            _ => Left::Free,
        },
        b':' => match before {
            Some(b'0'..=b'9') => Left::Bound,
            _ => Left::Free,
        },
        b',' => match before {
            Some(b'0'..=b'9') if !plus && digit_at(bytes, at).is_some_and(|(d, _)| d != b'0') => Left::Bound,
            _ => Left::Free,
        },
        0x80.. => match text.get(..at).and_then(|t| t.chars().next_back()) {
            Some('€' | '£' | '¥' | '№' | '§') => Left::Bound,
            Some(c) if c.is_alphanumeric() && !('\u{2e80}'..='\u{9fff}').contains(&c) => {
                word_before(bytes, at, true)
            }
            _ => Left::Free,
        },
        _ => Left::Free,
    }
}

fn word_before(bytes: &[u8], end: usize, glued: bool) -> Left {
    let mut start = end;
    while start > 0
        && end - start < 32
        && (bytes[start - 1].is_ascii_alphabetic() || bytes[start - 1] >= 0x80)
    {
        start -= 1;
    }
    let bound =
        start > 0 && (bytes[start - 1].is_ascii_digit() || matches!(bytes[start - 1], b'_' | b'@' | b'/'));
    if bound { Left::Bound } else { Left::Word { start, end, glued } }
}

/// True when a candidate may end at byte `at`, as far as what stands behind it goes.
pub(super) fn may_end(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    let Some(&b) = bytes.get(at) else { return true };
    let next = bytes.get(at + 1).copied();
    match b {
        // a code that is dialled ends with `#`
        b'0'..=b'9' | b'_' | b'@' | b'%' | b'\\' | b'$' | b'#' => b == b'\\',
        b'x' | b'X' => extension(text, at).is_some(),
        b'e' | b'E' => next == Some(b'x') || next == Some(b'X') || next == Some(b'-'),
        // `06-12345678Jan`: a line end was lost. A lower-case letter is part of a code.
        b'A'..=b'Z' => {
            let word = &bytes[at..bytes.len().min(at + 12)];
            word.iter().skip(1).take_while(|b| b.is_ascii_lowercase()).count() >= 2
        }
        b'a'..=b'z' => extension(text, at).is_some(),
        // `020123.456*kWh`
        b'*' => !next.is_some_and(|n| n.is_ascii_alphabetic()),
        b':' => !next.is_some_and(|n| n.is_ascii_digit()),
        b',' => {
            let run = bytes[at + 1..].iter().take(5).take_while(|b| b.is_ascii_digit()).count();
            // `…,06-12345678`: no decimals, but the next value of a list
            let listed = next == Some(b'0')
                && matches!(bytes.get(at + 1 + run), Some(b'-' | b'/'))
                && bytes.get(at + 2 + run).is_some_and(u8::is_ascii_digit);
            listed || !(matches!(run, 1..=3) || run == 0 && next == Some(b'-'))
        }
        b'.' => !(next.is_some_and(|n| n.is_ascii_digit()) || is_file_extension(&bytes[at + 1..])),
        b'-' => !next.is_some_and(|n| n.is_ascii_alphanumeric()),
        b'/' => !next.is_some_and(|n| n.is_ascii_lowercase() && !is_label(&bytes[at + 1..])),
        b'=' => next.is_none_or(|n| !n.is_ascii_alphanumeric()),
        0x80.. => match text.get(at..).and_then(|t| t.chars().next()) {
            Some('€' | '£' | '¥' | '°' | '²' | '³' | '½' | '‰') => false,
            Some(c) => {
                !c.is_alphanumeric()
                    || ('\u{2e80}'..='\u{9fff}').contains(&c)
                    || ('\u{ac00}'..='\u{d7af}').contains(&c)
            }
            None => true,
        },
        _ => true,
    }
}

fn is_label(bytes: &[u8]) -> bool {
    let length = bytes.iter().take(10).take_while(|b| b.is_ascii_alphabetic()).count();
    ["fax", "mob", "tel", "gsm", "mobiel", "mobil", "mobile"]
        .iter()
        .any(|l| bytes[..length].eq_ignore_ascii_case(l.as_bytes()))
}

fn is_file_extension(bytes: &[u8]) -> bool {
    const KNOWN: [&str; 30] = [
        "pdf", "jpg", "jpeg", "png", "gif", "doc", "docx", "xls", "xlsx", "txt", "zip", "eml", "msg", "csv",
        "xml", "html", "htm", "tif", "tiff", "bmp", "mp3", "mp4", "wav", "amr", "ogg", "vcf", "json", "log",
        "heic", "ics",
    ];
    let length = bytes.iter().take(6).take_while(|b| b.is_ascii_alphanumeric()).count();
    KNOWN.iter().any(|k| bytes[..length].eq_ignore_ascii_case(k.as_bytes()))
}

/// True when the candidate at `start..end` is inside a URL, a path, or the local part of an address.
pub(super) fn in_other_token(text: &str, start: usize, end: usize) -> bool {
    let bytes = text.as_bytes();
    let stuck_right = bytes
        .get(end)
        .is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'+' | b'_' | b'%' | b'@'));
    if stuck_right {
        let tail = &bytes[end..bytes.len().min(end + 64)];
        let run = tail
            .iter()
            .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'+' | b'_' | b'%'))
            .count();
        if tail.get(run) == Some(&b'@') && tail.get(run + 1).is_some_and(u8::is_ascii_alphanumeric) {
            return true;
        }
    }
    let Some(&b) = start.checked_sub(1).and_then(|i| bytes.get(i)) else { return false };
    if b.is_ascii_whitespace() {
        return false;
    }
    let floor = start.saturating_sub(REACH);
    let head = &bytes[floor..start];
    let from = head
        .iter()
        .rposition(|b| b.is_ascii_whitespace() || matches!(b, b'<' | b'>' | b'"' | b'\'' | b'|' | b';'))
        .map_or(0, |p| p + 1);
    let token = &head[from..];
    if token.len() < 4 {
        return false;
    }
    let has = |needle: &[u8]| token.windows(needle.len()).any(|w| w.eq_ignore_ascii_case(needle));
    if has(b"://")
        || token.get(..4).is_some_and(|t| t.eq_ignore_ascii_case(b"www."))
        || has(b"cid:")
        || has(b"urn:")
    {
        return !(has(b"tel:") || has(b"callto:"));
    }
    // `?nummer=06…`: the query of a link without its scheme.
    token.contains(&b'?') && token.contains(&b'=')
}

/// Words that lead an extension; longer ones first where one begins with another.
const LEADS: [&str; 34] = [
    ";ext=",
    "extension",
    "extensie",
    "exten",
    "ext",
    "toestelnummer",
    "toestelnr",
    "toestel",
    "tstl",
    "tst",
    "durchwahl",
    "dw",
    "nebenstelle",
    "nst",
    "apparaat",
    "app",
    "anexo",
    "poste",
    "interno",
    "interne",
    "intern",
    "interna",
    "int",
    "doorkiesnummer",
    "doorkies",
    "dkn",
    "klappe",
    "kl",
    "x",
    "#",
    "pst",
    "extensión",
    "interieur",
    "anschluss",
];

/// The extension that follows a number which ends at byte `at`: its digits, and where it ends (a closing bracket is
/// taken in where one was opened).
pub(super) fn extension(text: &str, at: usize) -> Option<(&str, usize)> {
    let bytes = text.as_bytes();
    let mut pos = at;
    let mut bracket = false;
    let mut spaces = 0;
    loop {
        match bytes.get(pos)? {
            b' ' | b',' if spaces < 3 => spaces += 1,
            0xc2 if bytes.get(pos + 1) == Some(&0xa0) && spaces < 3 => {
                spaces += 1;
                pos += 1;
            }
            b'-' if spaces == 1 => spaces += 1,
            b'(' | b'[' if !bracket => bracket = true,
            b';' if spaces == 0 && !starts_with(bytes, pos, ";ext=") => spaces += 1,
            _ => break,
        }
        pos += 1;
    }
    let lead = LEADS.iter().filter(|l| starts_with(bytes, pos, l)).max_by_key(|l| l.len())?;
    pos += lead.len();
    let after = pos;
    while pos < bytes.len() && pos < after + 6 {
        match bytes[pos] {
            b'.' | b':' | b'-' | b'=' | b'#' => pos += 1,
            b' ' => pos += 1,
            0xc2 if bytes.get(pos + 1) == Some(&0xa0) => pos += 2,
            _ => break,
        }
    }
    if starts_with(bytes, pos, "nr") && lead.len() > 2 {
        pos += 2;
        while pos < bytes.len() && pos < after + 10 && matches!(bytes[pos], b'.' | b':' | b' ') {
            pos += 1;
        }
    }
    // A line end is no part of an extension, nor is `x` a sign before a space.
    let start = pos;
    while pos < bytes.len() && bytes[pos].is_ascii_digit() && pos - start < 8 {
        pos += 1;
    }
    let length = pos - start;
    if length == 0
        || length > 7
        || (*lead == "x" && length > 5)
        || (*lead == "#" && (length > 5 || spaces == 0 && !bracket))
    {
        return None;
    }
    let free = bytes.get(pos).is_none_or(|b| !(b.is_ascii_alphanumeric() || *b == b'_' || *b == b'@'))
        && !(matches!(bytes.get(pos), Some(b'.' | b',' | b':' | b'-' | b'/'))
            && bytes.get(pos + 1).is_some_and(u8::is_ascii_digit));
    let digits = text.get(start..pos)?;
    // `Durchwahl 0203 7184-11`: another number, with its area code
    let goes_on = matches!(bytes.get(pos..pos + 2), Some([b' ' | b'/' | b'-', b]) if b.is_ascii_digit());
    if length > 1 && digits.starts_with('0') && goes_on {
        return None;
    }
    if bracket && matches!(bytes.get(pos), Some(b')' | b']')) {
        pos += 1;
    }
    free.then_some((digits, pos))
}

fn starts_with(bytes: &[u8], pos: usize, word: &str) -> bool {
    bytes.get(pos..pos + word.len()).is_some_and(|b| b.eq_ignore_ascii_case(word.as_bytes()))
}
