//! Links that a mail filter wrote anew: URL Defense of Proofpoint, of which the second and the third version have escapes of their own. Others
//! (the first version, Safe Links of Microsoft, LinkProtect of Barracuda) write percent signs, or base64.

use std::ops::Range;

use super::Change;
use super::links::token;
use super::signs::{characters, nibble, percent};

/// Where such links lead.
const HOST: &[u8] = b"urldefense";

/// Characters that one sign of the third version may stand for (`**A` for two, `**B` for three, and on).
const RUN: usize = 64;

/// What is escaped in them.
pub(super) fn rewritten(text: &str, out: &mut Vec<Change>) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(n) = memchr::memmem::find(&bytes[at..], HOST).map(|n| at + n) {
        let own = n..token(bytes, n).end;
        at = own.end.max(n + HOST.len());
        let find = |what: &[u8]| memchr::memmem::find(&bytes[own.clone()], what).map(|found| n + found);
        if let Some(from) = find(b"/v2/").and_then(|_| find(b"u=")) {
            let link = from + 2..own.end;
            let end = memchr::memchr(b'&', &bytes[link.clone()]).map_or(link.end, |n| link.start + n);
            second(bytes, link.start..end, out);
        } else if let Some(from) = find(b"/v3/__") {
            third(text, from + 6..own.end, out);
        }
    }
}

fn hex(bytes: &[u8], at: usize) -> Option<u8> {
    Some(nibble(*bytes.get(at)?)? << 4 | nibble(*bytes.get(at + 1)?)?)
}

/// `-40` for `%40`, `_` for `/`.
fn second(bytes: &[u8], link: Range<usize>, out: &mut Vec<Change>) {
    let mut at = link.start;
    while at < link.end {
        if bytes[at] == b'_' {
            out.push(Change { span: at..at + 1, with: Some('/') });
        }
        let mut run = Vec::new();
        let start = at;
        while at < link.end && bytes[at] == b'-' {
            let Some(byte) = hex(bytes, at + 1) else { break };
            // `-2540`: it was in percent signs before
            let again = Some(byte).filter(|b| *b == b'%').and_then(|_| hex(bytes, at + 3));
            let length = if again.is_some() { 5 } else { 3 };
            run.push((at..at + length, again.unwrap_or(byte)));
            at += length;
        }
        characters(&run, out);
        at = at.max(start + 1);
    }
}

/// `*` for a character that stands behind the link, in base64: `…/?e=jan*40klant.example__;JQ!!…`.
fn third(text: &str, link: Range<usize>, out: &mut Vec<Change>) {
    let bytes = text.as_bytes();
    let Some(end) = memchr::memmem::find(&bytes[link.clone()], b"__;").map(|n| link.start + n) else {
        return;
    };
    let signs = bytes[end + 3..link.end].split(|b| *b == b'!').next().unwrap_or_default();
    let signs: Vec<u8> = signs
        .iter()
        .map(|b| {
            if *b == b'-' {
                b'+'
            } else if *b == b'_' {
                b'/'
            } else {
                *b
            }
        })
        .collect();
    let whole = signs.iter().rposition(|b| *b != b'=').map_or(0, |n| n + 1);
    let decoded = data_encoding::BASE64_NOPAD.decode(&signs[..whole]).unwrap_or_default();
    let decoded = String::from_utf8_lossy(&decoded);
    let mut next = decoded.chars();
    let mut at = link.start;
    while let Some(n) = memchr::memchr(b'*', &bytes[at..end]).map(|n| at + n) {
        at = n + 1;
        if bytes[at..end].first() == Some(&b'*')
            && let Some(count) = bytes[at + 1..end].first().and_then(|b| count(*b))
        {
            at += 2;
            for (nth, c) in next.by_ref().take(count).enumerate() {
                let span = if nth == 0 { n..at } else { at..at };
                out.push(Change { span, with: Some(c) });
            }
            continue;
        }
        match next.next() {
            Some('%') | None => {
                let mut run = Vec::new();
                let mut from = n;
                while let Some(byte) = hex(&bytes[..end], from + 1) {
                    // what was escaped twice: `*2540`
                    let again = format!("%{}", text.get(from + 1..end.min(from + 5)).unwrap_or_default());
                    let (length, byte) = percent(again.as_bytes()).unwrap_or((3, byte));
                    run.push((from..from + length, byte));
                    from += length;
                    let more = bytes[..end].get(from) == Some(&b'*') && next.clone().next() == Some('%');
                    if !more {
                        break;
                    }
                    next.next();
                }
                characters(&run, out);
                at = from.max(at);
            }
            Some(c) => out.push(Change { span: n..at, with: Some(c) }),
        }
    }
}

/// How many characters a letter behind two signs stands for.
fn count(letter: u8) -> Option<usize> {
    const LETTERS: &[u8; RUN] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    LETTERS.iter().position(|l| *l == letter).map(|n| n + 2)
}
