//! Names whose words are bound by signs: of files, in paths of links, in cards.

use std::ops::Range;
use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::links::token;
use super::{Change, Reading, TOKEN};
use crate::model::OffsetMap;

/// Bytes of the longest name in a card.
const NAME: usize = 512;

/// Words of one piece of it.
const WORDS: usize = 4;

/// Names in cards, in pieces: family name, given name, further names (RFC 6350 §6.2.2). They are read as they are spoken.
pub(super) fn structured(text: &str, on: &mut dyn FnMut(&mut Reading)) {
    static FIND: LazyLock<[Finder<'static>; 4]> =
        LazyLock::new(|| [&b"N:"[..], b"N;", b"n:", b"n;"].map(Finder::new));
    let bytes = text.as_bytes();
    if memchr::memchr(b';', bytes).is_none() {
        return;
    }
    for find in FIND.iter() {
        for at in find.find_iter(bytes) {
            let line = at == 0 || matches!(bytes[at - 1], b'\n' | b'.');
            let end = bytes[at..].iter().take(NAME).position(|b| *b == b'\n').map_or(bytes.len(), |n| at + n);
            let Some(own) = text.get(at..end.min(at + NAME)).filter(|_| line) else { continue };
            let Some(colon) = own.find(':') else { continue };
            let value = own[colon + 1..].trim_end();
            // a sentence with semicolons behind an `N:` is no name
            if value.split(';').any(|piece| piece.split_whitespace().count() > WORDS) {
                continue;
            }
            let mut pieces = value.split(';').map(str::trim);
            let (Some(family), Some(given)) = (pieces.next(), pieces.next()) else { continue };
            let more = pieces.next().unwrap_or_default();
            let spoken: Vec<&str> =
                [given, more, family].into_iter().filter(|piece| !piece.is_empty()).collect();
            if spoken.len() < 2 {
                continue;
            }
            let spoken = spoken.join(" ").replace(',', " ").replace('\\', "");
            let mut map = OffsetMap::identity(0);
            let from = at + colon + 1;
            map.push_replaced(0, spoken.len(), from, value.len());
            let changes = std::iter::once(0..spoken.len()).collect();
            on(&mut Reading { text: spoken, map, base: 0, changes });
        }
    }
}

/// What names of files end with that people send.
pub(super) const ENDINGS: &[&str] = &[
    "7z", "bmp", "csv", "doc", "docm", "docx", "eml", "emlx", "gif", "gz", "heic", "htm", "html", "ics",
    "ifb", "jpeg", "jpg", "json", "key", "log", "mbox", "md", "mht", "mhtml", "mov", "mp3", "mp4", "msg",
    "numbers", "odp", "ods", "odt", "p7m", "p7s", "pages", "pdf", "png", "pps", "ppsx", "ppt", "pptx", "pst",
    "rar", "rtf", "svg", "tar", "tif", "tiff", "txt", "vcf", "vcs", "wav", "webp", "xls", "xlsm", "xlsx",
    "xml", "zip",
];

/// Words in names of files and in paths of links, and what binds them.
pub(super) fn words(text: &str, name: bool, out: &mut Vec<Change>) {
    let bytes = text.as_bytes();
    if name {
        return file_name(text, 0..text.len().min(TOKEN), out);
    }
    let mut done = 0;
    for n in memchr::memchr_iter(b'.', bytes) {
        if n < done || ending(bytes, n).is_none() {
            continue;
        }
        let own = token(bytes, n);
        let mut from = own.start.max(done);
        done = own.end;
        while from < own.end {
            let to =
                bytes[from..own.end].iter().position(|b| OPENS.contains(b)).map_or(own.end, |n| from + n);
            let dots = memchr::memrchr_iter(b'.', &bytes[from..to]).map(|dot| from + dot);
            if let Some(end) = dots.filter_map(|dot| ending(bytes, dot)).next() {
                file_name(text, from..end, out);
            }
            from = to + 1;
        }
    }
    let mut at = 0;
    while let Some(n) = memchr::memmem::find(&bytes[at..], b"://").map(|n| at + n) {
        let end = token(bytes, n).end;
        at = end.max(n + 3);
        let Some(path) = memchr::memchr(b'/', &bytes[n + 3..at.min(bytes.len())]) else { continue };
        let mut from = n + 3 + path;
        let parts = |b: &u8| matches!(b, b'/' | b'?' | b'&' | b'=' | b';' | b'#' | b',');
        while from < end {
            let to = bytes[from..end].iter().position(parts).map_or(end, |n| from + n);
            bound(text, from..to, out);
            from = to + 1;
        }
    }
}

/// What the name of a file may stand behind.
const OPENS: &[u8] = b"()[]/\\=,;:'";

/// Behind the ending of a file name, whose full stop stands here.
fn ending(bytes: &[u8], dot: usize) -> Option<usize> {
    let length = bytes[dot + 1..].iter().take(8).take_while(|b| b.is_ascii_alphanumeric()).count();
    let end = dot + 1 + length;
    is_ending(&bytes[dot + 1..end]).then_some(end)
}

fn is_ending(bytes: &[u8]) -> bool {
    // most full stops end a sentence
    (2..8).contains(&bytes.len())
        && ENDINGS.binary_search_by(|one| one.bytes().cmp(bytes.iter().map(u8::to_ascii_lowercase))).is_ok()
}

/// The name of a file without its ending, and the words in it.
fn file_name(text: &str, range: Range<usize>, out: &mut Vec<Change>) {
    let mut end = range.end;
    while let Some(dot) = memchr::memrchr(b'.', &text.as_bytes()[range.start..end]) {
        let dot = range.start + dot;
        if !is_ending(&text.as_bytes()[dot + 1..end]) {
            break;
        }
        out.push(Change { span: dot..dot + 1, with: Some(' ') });
        end = dot;
    }
    bound(text, range.start..end, out);
}

/// Hyphens, full stops and capitals between letters, where no address stands.
fn bound(text: &str, range: Range<usize>, out: &mut Vec<Change>) {
    let bytes = &text.as_bytes()[range.clone()];
    if bytes.contains(&b'@') || memchr::memmem::find(bytes, b"%40").is_some() {
        return;
    }
    let letter = |b: u8| b.is_ascii_alphabetic() || b >= 0x80;
    for (n, own) in bytes.windows(3).enumerate() {
        let at = range.start + n + 1;
        match own {
            [a, b'-' | b'.' | b'_', b] if letter(*a) || letter(*b) => {
                out.push(Change { span: at..at + 1, with: Some(' ') });
            }
            [a, b, c] if a.is_ascii_lowercase() && b.is_ascii_uppercase() && letter(*c) => {
                out.push(Change { span: at..at, with: Some(' ') });
            }
            _ => {}
        }
    }
}
