//! A text that is a name and nothing else, titles before it and letters behind it aside.
//!
//! In: a text and a span of it. Out: the name there. This module refuses to know where the text stands.

use std::ops::Range;

use super::grammar::{Name, forward, forward_of};
use super::inverted::inverted;
use super::names::{Names, Sense};
use super::token::token;
use super::words::{Mode, Words};
use crate::recognise::memory::Memory;

thread_local! {
    /// Texts that were read as names: about 300 KiB.
    static NAMES: Memory<Option<Name>, 56> = const { Memory::new() };
}

/// Reads a span as a name; `french` where `M.` is a title.
pub(super) fn read(names: &Names, text: &str, span: Range<usize>, french: bool) -> Option<Name> {
    let slice = text.get(span.clone())?;
    if !may_be_two_words(slice) {
        return None;
    }
    let mut start = span.start + proxies(slice);
    if matches!(text.as_bytes()[start..span.end], [b'M', b'.', b' ', ..])
        && (french || is_given(names, text, start + 3))
    {
        start += 3;
    }
    let slice = &text[start..span.end];
    // but for a letter behind it, and a space, what stands around it does not count
    let spaced = match text.as_bytes().get(span.end) {
        None | Some(b' ') => true,
        Some(b) if b.is_ascii() && !b.is_ascii_alphabetic() => false,
        Some(_) => return untitled(names, text, start..span.end),
    };
    let key = u64::from(names.id()) << 1 | u64::from(spaced);
    let made = || untitled(names, text, start..span.end).map(|name| moved(name, |at| at - start));
    let name = NAMES.with(|memory| memory.answer(key, slice, made))?;
    Some(moved(name, |at| at + start))
}

/// True where a text may have two words, as a name has: what parts them is among these, a no-break space too.
pub(super) fn may_be_two_words(text: &str) -> bool {
    text.bytes().any(|b| matches!(b, b' ' | b'.' | b',' | b'(' | 0xc2))
}

/// A name whose places are counted from elsewhere.
fn moved(name: Name, to: impl Fn(usize) -> usize) -> Name {
    let all = |span: &Range<usize>| to(span.start)..to(span.end);
    Name { span: all(&name.span), surname: all(&name.surname), given: all(&name.given), ..name }
}

/// Bytes of what says that someone writes for someone else.
fn proxies(text: &str) -> usize {
    const PROXIES: [&str; 12] = [
        "i.A. ", "i. A. ", "i.V. ", "i. V. ", "ppa. ", "p.p. ", "gez. ", "w.g. ", "Ihr ", "Ihre ", "namens ",
        "door ",
    ];
    // they begin with these
    if !matches!(text.as_bytes().first(), Some(b'i' | b'p' | b'g' | b'w' | b'I' | b'n' | b'd')) {
        return 0;
    }
    PROXIES.iter().fold(0, |at, proxy| if text[at..].starts_with(proxy) { at + proxy.len() } else { at })
}

/// True where a given name of the lists stands.
fn is_given(names: &Names, text: &str, at: usize) -> bool {
    token(names, text, at, text.len()).is_some_and(|w| w.sense.is(Sense::GIVEN))
}

/// The name behind titles and before letters.
fn untitled(names: &Names, text: &str, span: Range<usize>) -> Option<Name> {
    let (mut start, mut end) = (span.start, span.end);
    for _ in 0..4 {
        let word = token(names, text, start, end)?;
        let behind = word.end + usize::from(text.as_bytes().get(word.end) == Some(&b'.'));
        let title = word.sense.is(Sense::TITLE)
            && text.as_bytes().get(behind).is_some_and(|b| *b == b' ' || *b == 0xc2 || behind > word.end)
            && !(word.sense.is(Sense::GIVEN) && behind == word.end);
        if !title {
            break;
        }
        let rest = text.get(behind..end)?;
        start = behind + (rest.len() - rest.trim_start().len());
    }
    // letters behind: `, MSc`, `MBA`, `(m/v)`
    for _ in 0..3 {
        let slice = text.get(start..end)?;
        let cut = slice.trim_end_matches([',', ' ', '.', '\u{a0}']);
        let Some(at) = cut.rfind([' ', ',', '\u{a0}']) else { break };
        let last = cut[at..].trim_matches([' ', ',', '\u{a0}', '(', ')']);
        if !names.sense(last).is(Sense::AFTER) {
            break;
        }
        end = start + at;
    }
    let slice = text.get(start..end)?;
    end = start + slice.trim_end_matches([' ', ',', '\u{a0}']).len();
    let words = Words::of(names, text, start, end, Mode::Whole);
    forward_of(text, &words, false)
        .or_else(|| with_call_name(names, text, start, end))
        .or_else(|| inverted(names, text, &words))
}

/// `J.A. (Jan) de Vries`, `Jan (J.A.) de Vries`.
fn with_call_name(names: &Names, text: &str, start: usize, end: usize) -> Option<Name> {
    let first = token(names, text, start, end)?;
    let rest = text.get(first.end..end)?;
    let inside = rest.strip_prefix(" (").or_else(|| rest.strip_prefix('('))?;
    let open = end - inside.len();
    let close = open + inside.find(") ")?;
    let call = token(names, text, open, close)?;
    if call.end != close || !(call.is_given() || first.is_given()) {
        return None;
    }
    // the part behind the brackets must be a surname behind the given name
    let mut joined = String::with_capacity(end - start);
    joined.push_str(if call.is_given() { call.text(text) } else { first.text(text) });
    joined.push_str(&text[close + 1..end]);
    let name = forward(names, &joined, 0, joined.len(), Mode::Whole)?;
    let shift = end - joined.len();
    Some(Name {
        span: start..end,
        surname: name.surname.start + shift..name.surname.end + shift,
        given: if call.is_given() { call.start..call.end } else { first.start..first.end },
        ..name
    })
}
