//! What is escaped in links and in addresses that Exchange wrapped up, and e-mail addresses with white space at a sign.

use std::ops::Range;
use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::signs::{characters, nibble, percent};
use super::{Change, TOKEN};

/// What is escaped in links.
pub(super) fn escaped(text: &str, out: &mut Vec<Change>, bound: &mut Vec<Change>) {
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
pub(super) fn broken(text: &str, out: &mut Vec<Change>) {
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
            // a full stop and a space are the end of a sentence; a hyphen at a line end may be of the address
            let stop = matches!(before, Some(b'.' | b'-'))
                && word(bytes.get(at))
                && bytes[start..at].contains(&b'\n');
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
            let bound = before == b'-' && bytes[at..at + run].contains(&b'\n');
            let joins = (matches!(before, b'@' | b'.') || bound) && word(behind)
                || word(Some(&before)) && behind == Some(&b'.');
            if !joins || !fits(&bytes[at..at + run]) {
                break;
            }
            out.push(Change { span: at..at + run, with: None });
            breaks += 1;
            at += run;
        }
    }
}

/// A hyphen at a line end, within a word or an address: what divides it there, with the marks of a quotation behind the line end.
pub(super) fn divided(text: &str, out: &mut Vec<Change>) {
    let bytes = text.as_bytes();
    for end in memchr::memchr_iter(b'\n', bytes) {
        let line = bytes[..end].strip_suffix(b"\r").unwrap_or(&bytes[..end]);
        let hyphen = [&b"-"[..], b"\xe2\x80\x90"].into_iter().find(|hyphen| line.ends_with(hyphen));
        let Some(start) = hyphen.map(|hyphen| line.len() - hyphen.len()).filter(|start| *start > 0) else {
            continue;
        };
        let blank = |b: &u8| matches!(b, b' ' | b'\t' | b'>' | b'|');
        let at = end + 1 + bytes[end + 1..].iter().take(SIDE).take_while(|b| blank(b)).count();
        let before = bytes[start - 1].is_ascii_alphanumeric() || bytes[start - 1] >= 0x80;
        // behind it, a capital begins another name: `Jansen-⏎De Vries`
        let behind =
            |b: &u8| b.is_ascii_lowercase() || b.is_ascii_digit() || *b >= 0x80 || matches!(b, b'@' | b'.');
        if before && bytes.get(at).is_some_and(behind) {
            out.push(Change { span: start..at, with: None });
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
pub(super) fn token(bytes: &[u8], at: usize) -> Range<usize> {
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
    static FIND: LazyLock<[Finder<'static>; 3]> =
        LazyLock::new(|| [&b"IMCEA"[..], b"imcea", b"Imcea"].map(Finder::new));
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
