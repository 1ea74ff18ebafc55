//! A text in, other readings of it out: what a person reads where the bytes say it otherwise.
//!
//! Characters without width within a word, letters and digits in wide or ornamental forms (Unicode NFKC), percent signs and plus signs of
//! links (RFC 3986 §2.1, and forms of HTML), the escapes of Exchange (`IMCEAEX-…+2E…`), those of strings in cards, calendars and scripts
//! (`\n`, `\u0040`), words of file names and of paths that are bound by hyphens, e-mail addresses with a space or a line end at a sign. A reading covers what stands around such signs and leads
//! back to the text. Whoever searches a text, whoever takes out of it by what it may be searched for, and whoever proves that nothing is
//! left go through the same readings. A text without such signs costs a look at its bytes. This room refuses to know who is looked for.

use std::ops::Range;
use std::sync::LazyLock;

use memchr::memmem::Finder;
use unicode_normalization::UnicodeNormalization as _;

use crate::model::OffsetMap;

/// Bytes around a sign that are read with it: more than any detail with what says whose it is.
const AROUND: usize = 256;

/// Bytes of a text that are read at once, and those that are read again with the next.
const STRETCH: usize = 256 << 10;
const AGAIN: usize = 4 << 10;

/// Bytes of a word of a link or a file name that are looked at as one.
const TOKEN: usize = 64 << 10;

/// What stands otherwise: bytes of the text, and what they are read as.
struct Change {
    span: Range<usize>,
    with: Option<char>,
}

/// Text around signs, as it is read.
pub(super) struct Reading {
    pub(super) text: String,
    map: OffsetMap,
    /// Where the stretch that it is of begins in the text.
    base: usize,
    /// What in it stands otherwise; where something was left out, an empty range.
    changes: Vec<Range<usize>>,
}

impl Reading {
    /// The bytes of the text itself that a range of the reading was made of; `None` where no sign is in it or at its side, for then it
    /// is seen in the text itself.
    pub(super) fn source(&self, range: &Range<usize>) -> Option<Range<usize>> {
        let first = self.changes.partition_point(|change| change.end < range.start);
        let touched = self.changes.get(first).is_some_and(|change| change.start <= range.end);
        let own = self.map.source(range.clone());
        touched.then_some(self.base + own.start as usize..self.base + own.end as usize)
    }
}

/// Hands on the other readings of a text. Of the name of a file (`name`), all of it is words bound by signs. Of a long text they are those of
/// its stretches, each of which begins with the end of the one before: a place may be told twice.
pub(super) fn each(text: &str, name: bool, on: &mut dyn FnMut(&Reading)) {
    // cut at white space before a place, if there is some near, so that no number is half of another
    let cut = |at: usize| {
        let near = text.as_bytes()[at - AGAIN / 2..at].iter().rposition(u8::is_ascii_whitespace);
        near.map_or(text.floor_char_boundary(at), |n| at - AGAIN / 2 + n + 1)
    };
    let mut from = 0;
    while text.len() - from > STRETCH + AGAIN {
        stretch(&text[from..cut(from + STRETCH + AGAIN)], from, name, on);
        from = cut(from + STRETCH);
    }
    stretch(&text[from..], from, name, on);
}

/// The same of a stretch that begins at byte `base` of its text.
fn stretch(text: &str, base: usize, name: bool, on: &mut dyn FnMut(&Reading)) {
    let on = &mut |reading: &mut Reading| {
        reading.base = base;
        on(reading);
    };
    let mut changes = Vec::new();
    if !text.is_ascii() {
        hidden(text, &mut changes);
    }
    let mut bound = Vec::new();
    escaped(text, &mut changes, &mut bound);
    backslashes(text, &mut changes);
    structured(text, on);
    words(text, name, &mut bound);
    let mut apart = Vec::new();
    broken(text, &mut apart);
    if changes.is_empty() && bound.is_empty() && apart.is_empty() {
        return;
    }
    let sorted = |all: &mut Vec<Change>| {
        all.sort_by_key(|change| change.span.start);
        let mut end = 0;
        all.retain(|change| {
            let fits = change.span.start >= end;
            end = if fits { change.span.end } else { end };
            fits
        });
    };
    sorted(&mut changes);
    read(text, &changes, on);
    for mut more in [bound, apart] {
        if more.is_empty() {
            continue;
        }
        // what is escaped wins where both see something
        more.retain(|one| {
            let at = changes.partition_point(|c| c.span.end <= one.span.start);
            changes.get(at).is_none_or(|c| c.span.start >= one.span.end.max(one.span.start + 1))
        });
        more.extend(changes.iter().map(|c| Change { span: c.span.clone(), with: c.with }));
        sorted(&mut more);
        read(text, &more, on);
    }
}

/// Hands on what stands around changes, which are in order.
fn read(text: &str, changes: &[Change], on: &mut dyn FnMut(&mut Reading)) {
    let mut rest = changes;
    while let Some(first) = rest.first() {
        let near = rest.windows(2).take_while(|w| w[1].span.start - w[0].span.end <= 2 * AROUND).count();
        let (here, others) = rest.split_at(near + 1);
        rest = others;
        // not within a word or a number, unless it is longer than any
        let bytes = text.as_bytes();
        let blank = |b: &u8| b.is_ascii_whitespace();
        let start = first.span.start.saturating_sub(AROUND);
        let before = bytes[..start].iter().rev().take(AROUND).take_while(|b| !blank(b)).count();
        let from = text.floor_char_boundary(start - before);
        let last = here.last().map_or(first.span.end, |change| change.span.end);
        let end = (last + AROUND).min(text.len());
        let behind = bytes[end..].iter().take(AROUND).take_while(|b| !blank(b)).count();
        let to = text.ceil_char_boundary(end + behind);
        let mut reading = Reading {
            text: String::with_capacity(to - from),
            map: OffsetMap::identity(0),
            base: 0,
            changes: Vec::with_capacity(here.len()),
        };
        let mut at = from;
        for change in here {
            reading.same(text, at..change.span.start);
            let start = reading.text.len();
            if let Some(c) = change.with {
                reading.text.push(c);
                reading.map.push_replaced(start, c.len_utf8(), change.span.start, change.span.len());
            }
            reading.changes.push(start..reading.text.len());
            at = change.span.end;
        }
        reading.same(text, at..to);
        on(&mut reading);
    }
}

impl Reading {
    fn same(&mut self, text: &str, range: Range<usize>) {
        self.map.push_same(self.text.len(), range.start, range.len());
        self.text.push_str(text.get(range).unwrap_or_default());
    }
}

/// A character that takes no room: soft hyphens, joiners, marks of writing direction, variation selectors (Unicode's
/// `Default_Ignorable_Code_Point` but for fillers, which are as wide as a letter).
fn is_hidden(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// A letter, digit or sign in another width or another hand, which stands for one of ASCII.
fn is_ornamental(c: char) -> bool {
    matches!(
        c,
        '\u{2024}' | '\u{3000}' | '\u{fb00}'..='\u{fb06}' | '\u{fe50}'..='\u{fe6b}' | '\u{ff01}'..='\u{ff5e}'
            | '\u{1d400}'..='\u{1d7ff}'
    )
}

/// Characters without width, and those of other forms.
fn hidden(text: &str, out: &mut Vec<Change>) {
    let bytes = text.as_bytes();
    for (at, pair) in bytes.windows(2).enumerate() {
        let may = matches!(
            pair,
            [0xC2, 0xAD]
                | [0xCD, 0x8F]
                | [0xD8, 0x9C]
                | [0xE1, 0xA0]
                | [0xE2, 0x80 | 0x81]
                | [0xE3, 0x80]
                | [0xEF, 0xAC | 0xB8..=0xBD]
                | [0xF0, 0x9D]
                | [0xF3, 0xA0]
        );
        let Some(c) = (if may { text.get(at..).and_then(|rest| rest.chars().next()) } else { None }) else {
            continue;
        };
        let span = at..at + c.len_utf8();
        if is_hidden(c) {
            out.push(Change { span, with: None });
        } else if is_ornamental(c) {
            for (n, plain) in std::iter::once(c).nfkc().filter(char::is_ascii).enumerate() {
                // of a ligature, the first letter stands for its bytes
                let span = if n == 0 { span.clone() } else { span.end..span.end };
                out.push(Change { span, with: Some(plain) });
            }
        }
    }
}

/// A byte that percent signs stand for, which may be escaped in their turn (`%2540`), and how many bytes they take.
fn percent(bytes: &[u8]) -> Option<(usize, u8)> {
    let mut at = 1;
    if bytes.first() != Some(&b'%') {
        return None;
    }
    let hex = |at: usize| Some(nibble(*bytes.get(at)?)? << 4 | nibble(*bytes.get(at + 1)?)?);
    loop {
        let byte = hex(at)?;
        if byte == b'%' && hex(at + 2).is_some() {
            at += 2;
        } else {
            return Some((at + 2, byte));
        }
    }
}

fn nibble(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).map(|digit| digit as u8)
}

/// What is escaped in links.
fn escaped(text: &str, out: &mut Vec<Change>, bound: &mut Vec<Change>) {
    let bytes = text.as_bytes();
    let mut at = 0;
    let mut link = Link { token: 0..0, query: None, exchange: false };
    while let Some(n) = memchr::memchr2(b'%', b'+', &bytes[at..]).map(|n| at + n) {
        at = n + 1;
        if bytes[n] == b'%' {
            let mut run: Vec<(Range<usize>, u8)> = Vec::new();
            let mut end = n;
            while let Some((length, byte)) = percent(&bytes[end..]).filter(|_| run.len() < 4096) {
                run.push((end..end + length, byte));
                end += length;
            }
            characters(&run, out);
            at = end.max(at);
            continue;
        }
        link.is_around(text, n);
        if link.exchange {
            if let Some(byte) = bytes.get(n + 1..n + 3).and_then(|h| Some(nibble(h[0])? << 4 | nibble(h[1])?))
            {
                characters(&[(n..n + 3, byte)], out);
                at = n + 3;
            }
        } else if link.query.is_some_and(|from| from < n) && is_space(bytes, n) {
            out.push(Change { span: n..n + 1, with: Some(' ') });
        }
    }
    exchange(text, out, bound);
}

/// Bytes on one side of an at sign that may be of its address, and how often that is broken there.
const SIDE: usize = 96;
const BREAKS: usize = 3;

/// White space at the signs of an e-mail address: a line end, with the marks of a quotation behind it, or a space.
fn broken(text: &str, out: &mut Vec<Change>) {
    let bytes = text.as_bytes();
    let word =
        |b: Option<&u8>| b.is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'+'));
    let blank = |b: &u8| matches!(b, b' ' | b'\t' | b'\r' | b'\n' | b'>' | b'|');
    // one line end at most, with marks only behind it; or one or two spaces
    let fits = |run: &[u8]| match memchr::memchr(b'\n', run) {
        Some(n) => {
            run[..n].iter().all(|b| !matches!(b, b'>' | b'|'))
                && memchr::memchr(b'\n', &run[n + 1..]).is_none()
        }
        None => (1..=2).contains(&run.len()) && run.iter().all(|b| matches!(b, b' ' | b'\t')),
    };
    for sign in memchr::memchr_iter(b'@', bytes) {
        let (mut at, mut breaks) = (sign, 0);
        while sign - at < SIDE && at > 0 && breaks < BREAKS {
            let run = bytes[..at].iter().rev().take(SIDE).take_while(|b| blank(b)).count();
            let start = at - run;
            if run == 0 {
                if !(word(bytes.get(at - 1)) || bytes[at - 1] == b'.') {
                    break;
                }
                at -= 1;
                continue;
            }
            let before = start.checked_sub(1).and_then(|n| bytes.get(n));
            let dot = bytes[at] == b'.' && word(before);
            // a full stop and a space are the end of a sentence
            let stop = before == Some(&b'.') && word(bytes.get(at)) && bytes[start..at].contains(&b'\n');
            let joins = dot || stop || at == sign && (word(before) || before == Some(&b'.'));
            if !joins || !fits(&bytes[start..at]) {
                break;
            }
            out.push(Change { span: start..at, with: None });
            breaks += 1;
            at = start;
        }
        (at, breaks) = (sign + 1, 0);
        while at - sign < SIDE && at < bytes.len() && breaks < BREAKS {
            let run = bytes[at..].iter().take(SIDE).take_while(|b| blank(b)).count();
            let (before, behind) = (bytes[at - 1], bytes.get(at + run));
            if run == 0 {
                if !(word(Some(&bytes[at])) || bytes[at] == b'.') {
                    break;
                }
                at += 1;
                continue;
            }
            let joins =
                matches!(before, b'@' | b'.') && word(behind) || word(Some(&before)) && behind == Some(&b'.');
            if !joins || !fits(&bytes[at..at + run]) {
                break;
            }
            out.push(Change { span: at..at + run, with: None });
            breaks += 1;
            at += run;
        }
    }
}

/// Escapes of strings, in which a line end is no line end: of cards and calendars (RFC 6350 §3.4), JSON (RFC 8259 §7), scripts.
fn backslashes(text: &str, out: &mut Vec<Change>) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(n) = memchr::memchr(b'\\', &bytes[at..]).map(|n| at + n) {
        let hex = |digits: usize| {
            let own = bytes.get(n + 2..n + 2 + digits)?;
            let value = own.iter().try_fold(0, |all, b| Some(all << 4 | u32::from(nibble(*b)?)))?;
            char::from_u32(value).map(|c| (c, 2 + digits))
        };
        let read = match bytes.get(n + 1) {
            Some(b'n' | b'N' | b'r') => Some(('\n', 2)),
            Some(b't') => Some((' ', 2)),
            Some(&b @ (b',' | b';' | b':' | b'/' | b'"' | b'\'' | b'\\')) => Some((char::from(b), 2)),
            Some(b'u') => hex(4),
            Some(b'x') => hex(2),
            _ => None,
        };
        at = n + 1;
        if let Some((c, length)) = read {
            at = n + length;
            out.push(Change { span: n..at, with: Some(c).filter(|c| !is_hidden(*c)) });
        }
    }
}

/// A plus sign in a link stands for a space; not before a number, and not in an address with a tag.
fn is_space(bytes: &[u8], at: usize) -> bool {
    let part =
        |b: Option<&u8>| b.is_some_and(|b| b.is_ascii_alphanumeric() || *b >= 0x80 || b"%,.()".contains(b));
    if at == 0 || !part(bytes.get(at - 1)) || !part(bytes.get(at + 1)) {
        return false;
    }
    let behind = bytes[at + 1..].iter().take(64);
    let tag = behind.take_while(|b| b.is_ascii_alphanumeric() || b"._-+".contains(b)).count();
    let next = bytes.get(at + 1 + tag..).unwrap_or_default();
    !(next.starts_with(b"@") || next.starts_with(b"%40") || next.starts_with(b"%2540"))
}

/// Bytes as the characters that they are of: UTF-8, or windows-1252 where they are none.
fn characters(run: &[(Range<usize>, u8)], out: &mut Vec<Change>) {
    let bytes: Vec<u8> = run.iter().map(|(_, byte)| *byte).collect();
    let mut at = 0;
    while let Some((span, byte)) = run.get(at) {
        let length = match byte {
            0xC2..=0xDF => 2,
            0xE0..=0xEF => 3,
            0xF0..=0xF4 => 4,
            _ => 1,
        };
        let decoded = bytes.get(at..at + length).and_then(|own| std::str::from_utf8(own).ok());
        let (length, c) = match decoded.and_then(|own| own.chars().next()) {
            Some(c) => (length, c),
            None => (1, char::from(*byte)),
        };
        let end = run[at + length - 1].0.end;
        let with = if is_ornamental(c) { std::iter::once(c).nfkc().next() } else { Some(c) };
        out.push(Change { span: span.start..end, with: with.filter(|c| !is_hidden(*c)) });
        at += length;
    }
}

/// The word that a plus sign stands in.
struct Link {
    token: Range<usize>,
    /// Behind what a plus sign stands for a space.
    query: Option<usize>,
    /// Exchange wrote it.
    exchange: bool,
}

fn ends_token(b: u8) -> bool {
    b.is_ascii_whitespace() || matches!(b, b'<' | b'>' | b'"')
}

/// The word around a place.
fn token(bytes: &[u8], at: usize) -> Range<usize> {
    let before = bytes[..at].iter().rev().take(TOKEN).take_while(|b| !ends_token(**b)).count();
    let behind = bytes[at..].iter().take(TOKEN).take_while(|b| !ends_token(**b)).count();
    at - before..at + behind
}

impl Link {
    fn is_around(&mut self, text: &str, at: usize) {
        if self.token.contains(&at) {
            return;
        }
        let bytes = text.as_bytes();
        self.token = token(bytes, at);
        let own = &bytes[self.token.clone()];
        self.exchange = is_exchange(own);
        let equals = memchr::memchr(b'=', own);
        let scheme = memchr::memmem::find(own, b"://").or_else(|| own.starts_with(b"www.").then_some(0));
        self.query = match (equals, scheme) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (one, other) => one.or(other),
        }
        .map(|n| self.token.start + n);
    }
}

/// The beginnings of addresses that Exchange wraps up (`IMCEAEX-`, `IMCEASMTP-`).
const WRAPPED: &[u8] = b"IMCEA";

fn is_exchange(token: &[u8]) -> bool {
    token.windows(WRAPPED.len()).any(|w| w.eq_ignore_ascii_case(WRAPPED))
}

/// In an address that Exchange wrapped up, `_` stands for `/`, and the kind of address stands before it; what stands before the `@` may be a
/// name.
fn exchange(text: &str, out: &mut Vec<Change>, bound: &mut Vec<Change>) {
    static FIND: LazyLock<[Finder<'static>; 2]> =
        LazyLock::new(|| [&b"IMCEA"[..], b"imcea"].map(Finder::new));
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(n) = FIND.iter().filter_map(|f| f.find(&bytes[at..])).min().map(|n| at + n) {
        let own = token(bytes, n);
        at = own.end.max(n + 1);
        let kind = bytes[n..own.end].iter().position(|b| *b == b'-');
        let Some(kind) = kind.filter(|k| *k <= 16) else { continue };
        out.push(Change { span: n + kind..n + kind + 1, with: Some(' ') });
        let bars = memchr::memchr_iter(b'_', &bytes[n..own.end]);
        out.extend(bars.map(|bar| Change { span: n + bar..n + bar + 1, with: Some('/') }));
        let signs = memchr::memchr_iter(b'@', &bytes[n..own.end]);
        bound.extend(signs.map(|sign| Change { span: n + sign..n + sign + 1, with: Some(' ') }));
    }
}

/// Bytes of the longest name in a card.
const NAME: usize = 512;

/// Words of one piece of it.
const WORDS: usize = 4;

/// Names in cards, in pieces: family name, given name, further names (RFC 6350 §6.2.2). They are read as they are spoken.
fn structured(text: &str, on: &mut dyn FnMut(&mut Reading)) {
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
const ENDINGS: &[&str] = &[
    "7z", "bmp", "csv", "doc", "docm", "docx", "eml", "emlx", "gif", "gz", "heic", "htm", "html", "ics",
    "ifb", "jpeg", "jpg", "json", "key", "log", "mbox", "md", "mht", "mhtml", "mov", "mp3", "mp4", "msg",
    "numbers", "odp", "ods", "odt", "p7m", "p7s", "pages", "pdf", "png", "pps", "ppsx", "ppt", "pptx", "pst",
    "rar", "rtf", "svg", "tar", "tif", "tiff", "txt", "vcf", "vcs", "wav", "webp", "xls", "xlsm", "xlsx",
    "xml", "zip",
];

/// Words in names of files and in paths of links, and what binds them.
fn words(text: &str, name: bool, out: &mut Vec<Change>) {
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
    (length < 8 && is_ending(&bytes[dot + 1..end])).then_some(end)
}

fn is_ending(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes)
        .is_ok_and(|own| ENDINGS.binary_search(&own.to_ascii_lowercase().as_str()).is_ok())
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

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, name: bool) -> Vec<String> {
        let mut all = Vec::new();
        each(text, name, &mut |reading| all.push(reading.text.clone()));
        all
    }

    #[track_caller]
    fn is(text: &str, want: &str) {
        assert_eq!(read(text, false).first().map(String::as_str), Some(want));
    }

    #[test]
    fn plain_text_has_no_other_reading() {
        for text in
            ["Bel Jan de Vries op +31 6 12345678, 50% korting.", "jan+nieuws@klant.example", "Zoë 1+1", ""]
        {
            assert!(read(text, false).is_empty(), "{text}");
        }
    }

    #[test]
    fn what_has_no_width_is_not_read() {
        is("j\u{200b}an\u{ad}@kl\u{feff}ant.ex\u{2060}ample\u{fe0f}", "jan@klant.example");
        is("０６－１２ ｊ＠ｘ", "06-12 j@x");
        is("o\u{fb03}ce", "office");
    }

    #[test]
    fn links_are_read_as_they_are_meant() {
        is("u?e=jan%40klant%2Eexample", "u?e=jan@klant.example");
        is("u?e=jan%2540klant.example", "u?e=jan@klant.example");
        is("u?n=Jan+de+Vries&t=%2B31", "u?n=Jan de Vries&t=+31");
        is("u?n=Zo%C3%AB%20Vri%EBs", "u?n=Zoë Vriës");
        is("u?e=jan+x@klant.example&n=a+b", "u?e=jan+x@klant.example&n=a b");
        is("j%E2%80%8Ban", "jan");
        assert!(read("a+b", false).is_empty(), "no link");
    }

    #[test]
    fn strings_are_read_as_they_are_meant() {
        is(r"'x\nJan de Vries\r\n06\u002D12\x40\, \q \u12'", "'x\nJan de Vries\n\n06-12@, \\q \\u12'");
    }

    #[test]
    fn addresses_are_read_over_what_breaks_them() {
        for text in [
            "<jan.de@klant.\nexample>",
            "<jan.de@\r\n klant.example>",
            "<jan.\n> de@klant.example>",
            "<jan.de @klant.example>",
            "<jan.de @ klant . example>",
        ] {
            is(text, "<jan.de@klant.example>");
        }
        for text in ["Dag. jan@klant.example\n\nx", "<jan@klant.example>\n.x", "a@b", "@ @", " @\n\n@ "] {
            assert!(read(text, false).is_empty(), "{text}");
        }
        // what else is read stays as it is, for a sentence may end there
        assert_eq!(
            read("j\u{200b}an@klant.example. nu", false),
            ["jan@klant.example. nu", "jan@klant.example.nu"]
        );
    }

    #[test]
    fn endings_are_in_order() {
        assert!(ENDINGS.is_sorted());
    }

    #[test]
    fn what_exchange_wraps_up() {
        is(
            "IMCEAEX-_O=ORG_CN=RECIPIENTS_CN=JAN+2EDEVRIES@klant.example",
            "IMCEAEX /O=ORG/CN=RECIPIENTS/CN=JAN.DEVRIES@klant.example",
        );
        is("IMCEASMTP-jan+40klant+2Eexample@huis.example", "IMCEASMTP jan@klant.example@huis.example");
    }

    #[test]
    fn names_of_cards_are_read_as_they_are_spoken() {
        is("BEGIN:VCARD\r\nN;CHARSET=x:Vries;Jan;de;;\r\nTEL:1", "Jan de Vries");
        is("N:de Vries;Jan\n", "Jan de Vries");
        assert!(read("N:Vries;;;;\nORG:a;b\n", false).is_empty());
        assert!(read("N: akkoord; Maria Jansen belt Piet over de lekkage\n", false).is_empty());
    }

    #[test]
    fn words_of_files_and_paths() {
        is("zie jan-de-vries.vcf", "zie jan de vries vcf");
        is("jan@klant.example.txt.gz", "jan@klant.example txt gz");
        is("https://x-y.example/in/jan-de-vries?u=06-12", "https://x-y.example/in/jan de vries?u=06-12");
        assert_eq!(read("CV_JanDeVries", true), ["CV Jan De Vries"]);
    }

    #[test]
    fn a_reading_leads_back() {
        let text = "x Jan\u{200b} de%20Vries, Els Bakker";
        each(text, false, &mut |reading| {
            let at = reading.text.find("Jan").unwrap();
            let own = reading.source(&(at..at + "Jan de Vries".len())).unwrap();
            assert_eq!(&text[own], "Jan\u{200b} de%20Vries");
            let at = reading.text.find("Els").unwrap();
            assert_eq!(reading.source(&(at..at + 10)), None, "seen in the text itself");
        });
    }

    #[test]
    fn a_long_text_is_read_in_stretches() {
        let text = format!("{}Jan%20de%20Vries{}j\u{200b}an", "x ".repeat(131_000), "é ".repeat(300_000));
        let mut found = Vec::new();
        each(&text, false, &mut |reading| {
            for name in ["Jan de Vries", "jan"] {
                let at = reading.text.find(name).map(|at| at..at + name.len());
                found.extend(at.and_then(|at| reading.source(&at)).map(|own| text[own].to_owned()));
            }
        });
        found.dedup();
        assert_eq!(found, ["Jan%20de%20Vries", "j\u{200b}an"]);
    }

    #[test]
    fn it_takes_time_with_the_length_of_the_text() {
        for unit in [
            "\u{200b}", "%25", "a+", "=a+b", "a.zip", "://", "://a/-", "IMCEA-_", ".pdf", "-", "%",
            "%252525", "\\", "\\n", "@", "@ ", " @. ", "@a.\n",
        ] {
            let time = |length: usize| {
                let text = unit.repeat(length / unit.len());
                let once = || {
                    let began = std::time::Instant::now();
                    each(&text, false, &mut |_| ());
                    began.elapsed().as_secs_f64()
                };
                (0..3).map(|_| once()).fold(f64::MAX, f64::min)
            };
            // with the square of the length it would be 64 times as much; a machine that has much else to do may need a second look
            let holds = (0..5).any(|_| {
                let [one, eight] = [16_000, 128_000].map(time);
                eight < 24.0 * one + 0.02
            });
            assert!(holds, "{unit}: more than 24 times as long for eight times as much");
        }
    }
}
