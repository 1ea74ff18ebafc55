//! Addresses that hide from robots: `jan [at] klant punt nl`.
//!
//! In: a text. Out: addresses of lower confidence. A bracketed sign is sign enough; the bare word `at` needs a bare
//! `dot` beside it, or a label before it, for it is an English word too.

use std::borrow::Cow;

use super::{Address, LOCAL_MAX, labels_are_well_formed, lower};
use crate::recognise::domain::standing;
use crate::recognise::literals::Literals;
use crate::recognise::words::{Effect, Words};

/// What stands for the `@`, and whether it does so without further signs.
const SIGNS: [(&str, bool); 33] = [
    ("[at]", true),
    ("[AT]", true),
    ("[At]", true),
    ("(at)", true),
    ("(AT)", true),
    ("(At)", true),
    ("{at}", true),
    ("<at>", true),
    ("_at_", false),
    ("-at-", false),
    ("[ at ]", true),
    ("( at )", true),
    ("(a)", true),
    ("[a]", true),
    ("[@]", true),
    ("(@)", true),
    ("{@}", true),
    ("\u{ff20}", true),
    ("\u{fe6b}", true),
    ("%40", false),
    (" apenstaart", true),
    ("(apenstaart", true),
    ("[apenstaart", true),
    ("[ät]", true),
    ("(ät)", true),
    (" at ", false),
    (" AT ", false),
    (" at\n", false),
    (" AT\n", false),
    (" at\r\n", false),
    (" AT\r\n", false),
    ("\nat ", false),
    ("\nAT ", false),
];

/// What stands for a full stop. Spaces around are taken in.
const DOTS: [&str; 18] = [
    "[dot]", "(dot)", "{dot}", "[punt]", "(punt)", "[punkt]", "(punkt)", "[point]", "(point)", "[.]", "(.)",
    " dot ", " punt ", " punkt ", " point ", " punto ", "_dot_", " . ",
];

/// The search for all signs.
pub(super) struct Disguises {
    signs: Literals,
}

/// A domain behind a sign.
struct Tail {
    end: usize,
    domain: String,
    /// A full stop was written as a word or in brackets.
    dotted: bool,
}

impl Disguises {
    pub(super) fn new() -> Self {
        Disguises { signs: Literals::new(SIGNS.iter().map(|(s, _)| *s)) }
    }

    /// Calls `found` with every disguised address in `text`, in order of place.
    pub(super) fn find<'t>(&self, text: &'t str, words: &Words, mut found: impl FnMut(Address<'t>)) {
        let mut floor = 0;
        self.signs.each(text.as_bytes(), |n, start, end| {
            let (sign, clear) = SIGNS[n];
            if start >= floor
                && let Some(address) = read(text, start, end, sign, clear, floor, words)
            {
                floor = address.span.end;
                found(address);
            }
        });
    }

    /// `jan @ klant.nl`: an `@` with spaces on both sides, or behind it only.
    pub(super) fn spaced<'t>(&self, text: &'t str, at: usize, floor: usize) -> Option<Address<'t>> {
        let bytes = text.as_bytes();
        if bytes.get(at + 1) != Some(&b' ') {
            return None;
        }
        let both = at > floor && bytes[at - 1] == b' ';
        let left = if both { at - 1 } else { at };
        let start = word_before(text, left, floor)?;
        let tail = tail(text, at + 2)?;
        if !both && tail.dotted
            || !tail.domain.bytes().any(|b| b.is_ascii_lowercase())
            || is_price(&bytes[start..left])
        {
            return None;
        }
        Some(Address {
            span: start..tail.end,
            local: Cow::Borrowed(&text[start..left]),
            domain: Cow::Owned(tail.domain),
            confidence: 60,
        })
    }
}

/// The address around the sign at `start..end`.
fn read<'t>(
    text: &'t str,
    start: usize,
    end: usize,
    sign: &str,
    clear: bool,
    floor: usize,
    words: &Words,
) -> Option<Address<'t>> {
    let bytes = text.as_bytes();
    let mut left = start;
    if left > floor && bytes[left - 1] == b' ' && !sign.starts_with([' ', '\n']) {
        left -= 1;
    } else if clear && left > floor && bytes[left - 1] == b'\n' {
        // a line was wrapped before the sign
        left -= 1;
        while left > floor && matches!(bytes[left - 1], b' ' | b'\r') && start - left < 4 {
            left -= 1;
        }
    } else if sign.starts_with('\n') && left > floor && bytes[left - 1] == b'\r' {
        left -= 1;
    }
    let first = word_before(text, left, floor)?;
    let mut right = end;
    if sign.ends_with('\n') {
        right += quote_marks(&bytes[right..]);
    }
    if sign.ends_with("apenstaart") {
        while right < bytes.len()
            && (bytes[right].is_ascii_lowercase() || matches!(bytes[right], b')' | b']'))
        {
            right += 1;
        }
    }
    if bytes.get(right) == Some(&b' ') {
        right += 1;
    }
    if clear {
        right += wrapped(&bytes[right..]);
    }
    let tail = tail(text, right)?;
    let local = &text[first..left];
    let sure = clear || tail.dotted;
    if sign == "%40" {
        // A whole address in a link; `%40` between digits is something else.
        if !local.bytes().any(|b| b.is_ascii_alphabetic()) {
            return None;
        }
    } else if !sure {
        let labelled = words.before(text, first).is_some_and(|s| s.effect == Effect::Raise);
        let name_like = local.contains(['.', '_']) || local.bytes().any(|b| b.is_ascii_digit());
        if !(labelled && local.bytes().all(|b| !b.is_ascii_uppercase()) || name_like) || tail.domain.len() < 4
        {
            return None;
        }
    } else if !clear && local.len() < 2 {
        return None;
    }
    let (first, local) = match if sure { parted(text, first, left, floor) } else { None } {
        Some((first, whole)) => (first, Cow::Owned(whole)),
        None => (first, Cow::Borrowed(local)),
    };
    Some(Address {
        span: first..tail.end,
        local,
        domain: Cow::Owned(tail.domain),
        confidence: if clear { 75 } else { 65 },
    })
}

/// A local part whose full stops are written in brackets too, and where it begins: `jan [punt] vries`. `first..end` is its last word.
fn parted(text: &str, first: usize, end: usize, floor: usize) -> Option<(usize, String)> {
    let mut start = first;
    let mut local = text[first..end].to_owned();
    for _ in 0..4 {
        let head = text[floor..start].trim_end_matches(' ');
        let sign = DOTS.iter().filter(|dot| dot.starts_with(['[', '(', '{'])).find(|dot| {
            let tail = head.len().checked_sub(dot.len()).and_then(|at| head.get(at..));
            tail.is_some_and(|tail| tail.eq_ignore_ascii_case(dot))
        });
        let Some(sign) = sign else { break };
        let before = head[..head.len() - sign.len()].trim_end_matches(' ');
        let Some(word) = word_before(text, floor + before.len(), floor) else { break };
        local = format!("{}.{local}", &text[word..floor + before.len()]);
        start = word;
    }
    (start < first).then_some((start, local))
}

/// Bytes of a line end, where a line was wrapped behind a sign, with the marks of quoting behind it.
fn wrapped(bytes: &[u8]) -> usize {
    let rest = bytes.strip_prefix(b"\r").unwrap_or(bytes);
    let Some(next) = rest.strip_prefix(b"\n") else { return 0 };
    bytes.len() - next.len() + quote_marks(next)
}

/// Bytes of the marks of quoting that a line begins with.
fn quote_marks(line: &[u8]) -> usize {
    line.iter().take(8).take_while(|b| matches!(b, b'>' | b' ')).count()
}

/// Where the local part that ends at byte `end` starts.
fn word_before(text: &str, end: usize, floor: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut start = end;
    while start > floor
        && end - start <= LOCAL_MAX
        && (bytes[start - 1].is_ascii_alphanumeric() || matches!(bytes[start - 1], b'.' | b'_' | b'-' | b'+'))
    {
        start -= 1;
    }
    if start > floor
        && bytes[start - 1] >= 0x80
        && text[..start].chars().next_back().is_some_and(char::is_alphanumeric)
    {
        return None;
    }
    while start < end && matches!(bytes[start], b'.' | b'-' | b'+') {
        start += 1;
    }
    let word = &bytes[start..end];
    let ok = word.first().is_some_and(u8::is_ascii_alphanumeric)
        && word.last().is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_')
        && word.iter().any(u8::is_ascii_alphabetic)
        && word.len() <= LOCAL_MAX;
    ok.then_some(start)
}

/// The domain from byte `start` on, its full stops plain or written out, with a known end.
fn tail(text: &str, start: usize) -> Option<Tail> {
    let bytes = text.as_bytes();
    let mut domain = String::new();
    let mut best: Option<Tail> = None;
    let (mut pos, mut dotted) = (start, false);
    for _ in 0..6 {
        let label = pos;
        while pos < bytes.len()
            && pos < label + 63
            && (bytes[pos].is_ascii_alphanumeric() || bytes[pos] == b'-')
        {
            pos += 1;
        }
        if pos == label {
            break;
        }
        domain.extend(text[label..pos].chars().map(|c| c.to_ascii_lowercase()));
        let whole = bytes.get(pos).is_none_or(|b| !(*b == b'_' || *b >= 0x80));
        let top = domain.rsplit('.').next().unwrap_or_default();
        if whole && top != "dot" && labels_are_well_formed(&domain) && standing(&lower(&domain)).is_some() {
            best = Some(Tail { end: pos, domain: domain.clone(), dotted });
        }
        if bytes.get(pos) == Some(&b'.') {
            pos += 1;
        } else if let Some(length) = dot_word(bytes, pos) {
            pos += length;
            dotted = true;
        } else {
            break;
        }
        domain.push('.');
    }
    best
}

/// Bytes of a written full stop at `pos`, with the spaces around it; around a word the line may have been wrapped.
fn dot_word(bytes: &[u8], pos: usize) -> Option<usize> {
    let space = |at: usize| usize::from(bytes.get(at) == Some(&b' '));
    let is = |word: &str, from: usize| {
        bytes.get(from..from + word.len()).is_some_and(|slice| slice.eq_ignore_ascii_case(word.as_bytes()))
    };
    for word in DOTS {
        let bare = word.trim_matches(' ');
        if bare.len() < word.len() {
            let gap = |at: usize| match space(at) {
                0 if bare != "." => bytes.get(at..).map_or(0, wrapped),
                spaces => spaces,
            };
            let from = pos + gap(pos);
            let end = from + bare.len();
            if from > pos && is(bare, from) && gap(end) > 0 {
                return Some(end + gap(end) - pos);
            }
            continue;
        }
        for from in [pos, pos + space(pos)] {
            if is(word, from) {
                let end = from + word.len();
                return Some(end + space(end) - pos);
            }
        }
    }
    None
}

/// `3 @ 12.50`
fn is_price(word: &[u8]) -> bool {
    word.iter().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'x'))
}
